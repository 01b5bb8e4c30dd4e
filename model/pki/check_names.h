/* check_names.h
 * The words of asking a certificate authority: how, what came back, and why it belongs to a
 * connection.
 *
 * Purpose: one enum and one table a vocabulary, as in vocabulary.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECK_NAMES_H
#define HSVIZ_MODEL_PKI_CHECK_NAMES_H

#include "model/core/names.h"

/* How an authority is asked. CONNECT: the TCP opening came no further. */
enum hsviz_lookup_method {
    HSVIZ_LOOKUP_CONNECT,
    HSVIZ_LOOKUP_OCSP_GET,
    HSVIZ_LOOKUP_OCSP_POST,
    HSVIZ_LOOKUP_CRL,
    HSVIZ_NUM_LOOKUP_METHODS
};

/* What came back. */
enum hsviz_authority_status {
    HSVIZ_AUTHORITY_SILENT, /* no answer, or none yet */
    HSVIZ_AUTHORITY_GOOD,
    HSVIZ_AUTHORITY_REVOKED,
    HSVIZ_AUTHORITY_UNKNOWN,
    HSVIZ_AUTHORITY_NOT_LISTED, /* by a revocation list */
    HSVIZ_AUTHORITY_LIST,       /* a list, of which certificate is not known */
    HSVIZ_AUTHORITY_MALFORMED_REQUEST,
    HSVIZ_AUTHORITY_INTERNAL_ERROR,
    HSVIZ_AUTHORITY_TRY_LATER,
    HSVIZ_AUTHORITY_SIG_REQUIRED,
    HSVIZ_AUTHORITY_UNAUTHORIZED,
    HSVIZ_AUTHORITY_OTHER_CERTIFICATE, /* the response is about another one */
    HSVIZ_AUTHORITY_UNREADABLE,
    HSVIZ_AUTHORITY_HTTP, /* no success; the lookup has the code */
    HSVIZ_AUTHORITY_CUT,  /* an answer that did not come to its end */
    HSVIZ_AUTHORITY_REFUSED,
    HSVIZ_NUM_AUTHORITY_STATUSES
};

/* Why a lookup belongs to a connection. */
enum hsviz_lookup_reason {
    HSVIZ_LOOKUP_OF_CERTIFICATE,
    HSVIZ_LOOKUP_OF_ISSUER,
    HSVIZ_LOOKUP_URL,
    HSVIZ_LOOKUP_WAITING,
    HSVIZ_LOOKUP_READY,
    HSVIZ_NUM_LOOKUP_REASONS
};

extern const struct hsviz_word hsviz_lookup_methods[];
extern const struct hsviz_word hsviz_authority_statuses[];
extern const struct hsviz_word hsviz_lookup_reasons[];

#endif
