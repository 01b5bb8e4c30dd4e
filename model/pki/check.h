/* check.h
 * What a client asked a certificate authority because of a connection.
 *
 * Purpose: one question about a server's certificate, its answer, and why both belong to the
 *          connection; and what the server brought along so that nobody need ask.
 * Ownership: a connection owns its lookups; pointers are valid until it is fed or freed.
 * Units: nanoseconds since the epoch; seconds since 1970 for what an answer says of itself.
 * Time: that of the capture, at the place where it was taken.
 * Source: RFC 6960 (OCSP), RFC 5280 5 (revocation lists), RFC 6066 8 (stapling).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECK_H
#define HSVIZ_MODEL_PKI_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "model/pki/ocsp.h"

struct hsviz_connection;

enum {
    /* Lookups of one connection: two for each certificate of a long chain. Reaching it is a
     * note. */
    HSVIZ_LOOKUPS_MAX = 8,
    /* RFC 1035 2.3.4: a name has at most 255 characters. */
    HSVIZ_LOOKUP_HOST_MAX = 255,
};

/* One lookup. */
struct hsviz_lookup {
    uint32_t stream;        /* of the connection to the authority, as `tcp.stream` */
    uint32_t request;       /* which of that connection's requests it is, from 0 */
    uint32_t first_frame;   /* with which it began: the SYN, or the request on an older
                               connection */
    uint32_t request_frame; /* 0: it came no further than the SYN */
    uint32_t answer_frame;  /* the frame that completes the answer; 0: none does */
    int64_t start_ns, request_ns; /* of those frames; HSVIZ_NS_UNKNOWN for none */
    int64_t answer_ns;
    int64_t turn_ns;  /* from the tap through the client and back, on the way to the authority */
    int64_t think_ns; /* the authority's, between request and answer; HSVIZ_NS_UNKNOWN */
    int64_t this_update_s, next_update_s; /* that the answer gives; 0: none */
    char *address; /* the authority's, numeric */
    char *host;    /* that the client named, from the wire; NULL: none */
    uint16_t port;
    uint16_t http_status;  /* 0: none came */
    uint8_t method;        /* enum hsviz_lookup_method */
    uint8_t status;        /* enum hsviz_authority_status */
    uint8_t source;        /* enum hsviz_source, of knowing that it belongs here */
    uint8_t reason;        /* enum hsviz_lookup_reason */
    uint8_t num_others;    /* connections that the question may be about as well; saturates */
    struct hsviz_serial serial; /* of the certificate asked about; empty where not known */
};

/* hsviz_connection_num_lookups, hsviz_connection_lookup: in the order of their beginnings; i must
 * be below the number. */
size_t hsviz_connection_num_lookups(const struct hsviz_connection *connection);
const struct hsviz_lookup *hsviz_connection_lookup(const struct hsviz_connection *connection,
                                                   size_t i);

/* hsviz_lookup_duration_ns: from its beginning to its answer, as the client saw it;
 * HSVIZ_NS_UNKNOWN without one. */
int64_t hsviz_lookup_duration_ns(const struct hsviz_lookup *lookup);

/* hsviz_lookup_asked_frame, hsviz_lookup_asked_ns: where and when the client asked; of an opening
 * that came no further, that one's. */
uint32_t hsviz_lookup_asked_frame(const struct hsviz_lookup *lookup);
int64_t hsviz_lookup_asked_ns(const struct hsviz_lookup *lookup);

/* hsviz_lookup_host: the name that the client gave the authority, else its address. */
const char *hsviz_lookup_host(const struct hsviz_lookup *lookup);

/* What a server stapled: its status, and how old it was then. */
struct hsviz_staple {
    uint32_t frame; /* 0: there is none, or it is encrypted */
    uint8_t status; /* enum hsviz_authority_status */
    bool is_out_of_date;
    int64_t age_s; /* HSVIZ_NS_UNKNOWN where it gives no time */
};

/* hsviz_connection_staple: what the server's certificate came with. */
struct hsviz_staple hsviz_connection_staple(const struct hsviz_connection *connection);

/* ---- Words ---- */

/* hsviz_lookup_question, hsviz_lookup_answer: what the two arrows are called. Static. The answer of
 * a lookup that has none is NULL. */
const char *hsviz_lookup_question(const struct hsviz_lookup *lookup);
const char *hsviz_lookup_answer(const struct hsviz_lookup *lookup);

/* hsviz_lookup_question_detail, hsviz_lookup_answer_detail: append what either carried. May contain
 * bytes from the wire. */
void hsviz_lookup_question_detail(GString *text, const struct hsviz_lookup *lookup);
void hsviz_lookup_answer_detail(GString *text, const struct hsviz_lookup *lookup);

/* hsviz_lookup_status: appends the status in words, an HTTP error with its number. */
void hsviz_lookup_status(GString *text, const struct hsviz_lookup *lookup);

/* hsviz_validity_text: appends how old an answer is, unless age_s is HSVIZ_NS_UNKNOWN, and whether
 * it is out of date. */
void hsviz_validity_text(GString *text, int64_t age_s, bool is_out_of_date);

/* hsviz_age_text: appends an age in its largest unit: "3 hours", "2 days". */
void hsviz_age_text(GString *text, int64_t age_s);

#endif
