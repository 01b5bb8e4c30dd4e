/* explain.h
 * Explanations of steps for beginners, one or two sentences each: a table.
 *
 * Purpose: one row per type of step, more if the meaning depends on the sender, the TLS version or
 *          the position. Special rows of a type come first; its last row applies in all other
 *          cases. Status requests and responses are no steps of the connection and have a table of
 *          their own.
 * Lifetime: everything returned is static.
 * Texts: plain ASCII, each sentence shorter than HSVIZ_SENTENCE_MAX characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_EXPLAIN_H
#define HSVIZ_MODEL_STORY_EXPLAIN_H

#include <stddef.h>

#include "model/core/step_types.h"

struct hsviz_connection;
struct hsviz_check;
struct hsviz_step;

enum { HSVIZ_SENTENCE_MAX = 200 };

/* Conditions of a row, flags; it applies if all of its conditions hold. */
enum hsviz_condition {
    HSVIZ_ALWAYS = 0,
    HSVIZ_FROM_CLIENT = 0x0001,
    HSVIZ_FROM_SERVER = 0x0002,
    HSVIZ_IN_SSL_2 = 0x0004,
    HSVIZ_IN_TLS_1_3 = 0x0008,
    HSVIZ_WHEN_PROXY_HEADER = 0x0010,
    HSVIZ_IN_CLOSE = 0x0020,        /* of TCP */
    HSVIZ_AFTER_HANDSHAKE = 0x0040, /* after the first one was complete */
    HSVIZ_AFTER_RETRY = 0x0080,     /* a HelloRetryRequest came before */
    HSVIZ_WHEN_FULL = 0x0100,
    HSVIZ_WHEN_RESUMED = 0x0200,      /* by id or ticket */
    HSVIZ_WHEN_COOKIE_ASKED = 0x0400, /* TCP Fast Open */
    HSVIZ_WHEN_DATA_IN_SYN = 0x0800,
    HSVIZ_WHEN_PORT_REFUSES = 0x1000,
    HSVIZ_WHEN_FALSE_START = 0x2000,
    HSVIZ_WHEN_NO_CERTIFICATE = 0x4000, /* the client got a CertificateRequest and has none */
    HSVIZ_WHEN_EARLY_REJECTED = 0x8000,
    HSVIZ_WHEN_STARTTLS = 0x10000,
    HSVIZ_WHEN_TUNNELLED = 0x20000,
    HSVIZ_WHEN_PRE_SHARED = 0x40000, /* a pre-shared key, from a ticket or from elsewhere */
    HSVIZ_WHEN_UPGRADE_ASKED = 0x80000,
};

/* One explanation. */
struct hsviz_explanation {
    enum hsviz_step_type step;
    unsigned when;    /* enum hsviz_condition */
    const char *what; /* the step does */
    const char *why;
    const char *rfc; /* standard and section */
};

/* hsviz_explanations: all rows, in the order of enum hsviz_step_type. */
extern const struct hsviz_explanation hsviz_explanations[];
extern const size_t hsviz_num_explanations;

/* hsviz_conditions: the names of the conditions; ends with a row with value -1. */
extern const struct hsviz_word hsviz_conditions[];

/* hsviz_explain_step: the row for a step of connection. Steps with the same explanation have the
 * same row. NULL only for HSVIZ_STEP_NONE. */
const struct hsviz_explanation *hsviz_explain_step(const struct hsviz_connection *connection,
                                                   const struct hsviz_step *step);

/* The two arrows of a revocation check. */
enum hsviz_check_arrow { HSVIZ_CHECK_REQUEST, HSVIZ_CHECK_RESPONSE };

/* hsviz_check_explanations: all rows; their step is HSVIZ_STEP_NONE, and they have no
 * conditions. */
extern const struct hsviz_explanation hsviz_check_explanations[];
extern const size_t hsviz_num_check_explanations;

/* hsviz_explain_check: the row for the request or the response of a check. Checks with the same
 * explanation have the same row. NULL for the response of a check without one. */
const struct hsviz_explanation *hsviz_explain_check(const struct hsviz_check *check,
                                                    enum hsviz_check_arrow arrow);

#endif
