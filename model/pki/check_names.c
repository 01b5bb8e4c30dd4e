/* check_names.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "check_names.h"

#include <stddef.h>

const struct hsviz_word hsviz_check_methods[] = {
    { HSVIZ_CHECK_CONNECT, "connect", "RFC 9293 3.5" },
    { HSVIZ_CHECK_OCSP_GET, "ocsp-get", "RFC 6960 A.1" },
    { HSVIZ_CHECK_OCSP_POST, "ocsp-post", "RFC 6960 A.1" },
    { HSVIZ_CHECK_CRL, "crl", "RFC 5280 4.2.1.13" },
    { -1, NULL, NULL },
};

const struct hsviz_word hsviz_check_statuses[] = {
    { HSVIZ_STATUS_SILENT, "no answer", "" },
    { HSVIZ_STATUS_GOOD, "good", "RFC 6960 2.2" },
    { HSVIZ_STATUS_REVOKED, "revoked", "RFC 6960 2.2, RFC 5280 5.1.2.6" },
    { HSVIZ_STATUS_UNKNOWN, "unknown", "RFC 6960 2.2" },
    { HSVIZ_STATUS_NOT_LISTED, "not listed", "RFC 5280 5.1.2.6" },
    { HSVIZ_STATUS_LIST, "list received", "RFC 5280 5" },
    { HSVIZ_STATUS_MALFORMED_REQUEST, "malformedRequest", "RFC 6960 2.3" },
    { HSVIZ_STATUS_INTERNAL_ERROR, "internalError", "RFC 6960 2.3" },
    { HSVIZ_STATUS_TRY_LATER, "tryLater", "RFC 6960 2.3" },
    { HSVIZ_STATUS_SIG_REQUIRED, "sigRequired", "RFC 6960 2.3" },
    { HSVIZ_STATUS_UNAUTHORIZED, "unauthorized", "RFC 6960 2.3" },
    { HSVIZ_STATUS_OTHER_CERTIFICATE, "other certificate", "RFC 6960 3.2" },
    { HSVIZ_STATUS_UNREADABLE, "unreadable", "RFC 6960 4.2.1" },
    { HSVIZ_STATUS_HTTP, "HTTP error", "RFC 9110 15" },
    { HSVIZ_STATUS_CUT, "answer cut short", "RFC 9112 8" },
    { HSVIZ_STATUS_REFUSED, "refused", "RFC 9293 3.5.2" },
    { -1, NULL, NULL },
};

const struct hsviz_word hsviz_check_reasons[] = {
    { HSVIZ_CHECK_OF_CERTIFICATE,
      "serial number and issuer asked about are those of the server's certificate",
      "RFC 6960 4.1.1" },
    { HSVIZ_CHECK_OF_ISSUER,
      "serial number and issuer asked about are those of a certificate in the server's chain",
      "RFC 6960 4.1.1" },
    { HSVIZ_CHECK_URL, "the address asked is the one that the certificate gives",
      "RFC 5280 4.2.1.13, 4.2.2.1" },
    { HSVIZ_CHECK_WAITING,
      "the client asked between the server's flight and its own, and the certificate is encrypted",
      "RFC 8446 4.4.2" },
    { HSVIZ_CHECK_READY,
      "the client asked between its Finished and its first request, and the certificate is "
      "encrypted",
      "RFC 8446 4.4.2" },
    { -1, NULL, NULL },
};
