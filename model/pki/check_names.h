/* check_names.h
 * Enumerations of revocation checks and their names: method, status, and why a check belongs to a
 * connection.
 *
 * Purpose: one enum and one table for each, as in core/names.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECK_NAMES_H
#define HSVIZ_MODEL_PKI_CHECK_NAMES_H

#include "model/core/names.h"

/* How the status was requested. CONNECT: no request was sent; only the TCP handshake to the host of
 * the certificate's URL was seen. */
enum hsviz_check_method {
    HSVIZ_CHECK_CONNECT,
    HSVIZ_CHECK_OCSP_GET,
    HSVIZ_CHECK_OCSP_POST,
    HSVIZ_CHECK_CRL,
    HSVIZ_NUM_CHECK_METHODS
};

/* The result. */
enum hsviz_check_status {
    HSVIZ_STATUS_SILENT, /* no response, or none yet */
    HSVIZ_STATUS_GOOD,
    HSVIZ_STATUS_REVOKED,
    HSVIZ_STATUS_UNKNOWN,
    HSVIZ_STATUS_NOT_LISTED, /* by a CRL */
    HSVIZ_STATUS_LIST,       /* a CRL came, but which certificate was checked is unknown */
    HSVIZ_STATUS_MALFORMED_REQUEST,
    HSVIZ_STATUS_INTERNAL_ERROR,
    HSVIZ_STATUS_TRY_LATER,
    HSVIZ_STATUS_SIG_REQUIRED,
    HSVIZ_STATUS_UNAUTHORIZED,
    HSVIZ_STATUS_OTHER_CERTIFICATE, /* the response is about another one */
    HSVIZ_STATUS_UNREADABLE,
    HSVIZ_STATUS_HTTP, /* an HTTP error; the check has its code */
    HSVIZ_STATUS_CUT,  /* a response that is incomplete */
    HSVIZ_STATUS_REFUSED,
    HSVIZ_NUM_CHECK_STATUSES
};

/* Why a check belongs to a connection. */
enum hsviz_check_reason {
    HSVIZ_CHECK_OF_CERTIFICATE,
    HSVIZ_CHECK_OF_ISSUER,
    HSVIZ_CHECK_URL,
    HSVIZ_CHECK_WAITING,
    HSVIZ_CHECK_READY,
    HSVIZ_NUM_CHECK_REASONS
};

extern const struct hsviz_word hsviz_check_methods[];
extern const struct hsviz_word hsviz_check_statuses[];
extern const struct hsviz_word hsviz_check_reasons[];

#endif
