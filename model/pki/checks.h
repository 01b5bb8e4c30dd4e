/* checks.h
 * The revocation checks of a connection: what its client asked because of the server's certificate.
 *
 * Purpose: one check of a server's certificate, its response, and why both belong to the
 *          connection; and what the server brought along so that nobody need ask.
 * Ownership: a connection owns its checks, with their texts; pointers are valid until it is fed or
 *            freed.
 * Units: nanoseconds since the epoch; seconds since 1970 for what a response says of itself.
 * Time: that of the capture, at the place where it was taken.
 * Source: RFC 6960 (OCSP), RFC 5280 5 (revocation lists), RFC 6066 8 (stapling).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECKS_H
#define HSVIZ_MODEL_PKI_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/pki/ocsp.h"

struct hsviz_connection;

enum {
    /* Lookups of one connection: two for each certificate of a long chain. Reaching it is a
     * note. */
    HSVIZ_CHECKS_MAX = 8,
    /* RFC 1035 2.3.4: a name has at most 255 characters. */
    HSVIZ_CHECK_HOST_MAX = 255,
};

/* One lookup. */
struct hsviz_check {
    uint32_t stream;              /* of the connection to the authority, as `tcp.stream` */
    uint32_t request;             /* which of that connection's requests it is, from 0 */
    uint32_t first_frame;         /* with which it began: the SYN, or the request on an older
                               connection */
    uint32_t request_frame;       /* 0: it came no further than the SYN */
    uint32_t response_frame;      /* the frame that completes the answer; 0: none does */
    int64_t start_ns, request_ns; /* of those frames; HSVIZ_NS_UNKNOWN for none */
    int64_t response_ns;
    int64_t path_rtt_ns; /* from the tap through the client and back, on the way to the authority */
    int64_t think_ns;    /* the authority's, between request and answer; HSVIZ_NS_UNKNOWN */
    int64_t this_update_s, next_update_s; /* that the answer gives; 0: none */
    char *address;                        /* the authority's, numeric */
    char *host;                           /* that the client named, from the wire; NULL: none */
    uint16_t port;
    uint16_t http_status;       /* 0: none came */
    uint8_t method;             /* enum hsviz_check_method */
    uint8_t status;             /* enum hsviz_check_status */
    uint8_t source;             /* enum hsviz_source, of knowing that it belongs here */
    uint8_t reason;             /* enum hsviz_check_reason */
    uint8_t num_others;         /* connections that the question may be about as well; saturates */
    struct hsviz_serial serial; /* of the certificate asked about; empty where not known */
};

/* hsviz_connection_num_checks, hsviz_connection_check: in the order of their beginnings; i must
 * be below the number. */
size_t hsviz_connection_num_checks(const struct hsviz_connection *connection);
const struct hsviz_check *hsviz_connection_check(const struct hsviz_connection *connection,
                                                 size_t i);

/* hsviz_check_duration_ns: from its beginning to its answer, as the client saw it;
 * HSVIZ_NS_UNKNOWN without one. */
int64_t hsviz_check_duration_ns(const struct hsviz_check *check);

/* hsviz_check_request_frame, hsviz_check_request_ns: where and when the client asked; of an opening
 * that came no further, that one's. */
uint32_t hsviz_check_request_frame(const struct hsviz_check *check);
int64_t hsviz_check_request_ns(const struct hsviz_check *check);

/* hsviz_check_host: the name that the client gave the authority, else its address. */
const char *hsviz_check_host(const struct hsviz_check *check);

/* What a server stapled: its status, and how old it was then. */
struct hsviz_staple {
    uint32_t frame; /* 0: there is none, or it is encrypted */
    uint8_t status; /* enum hsviz_check_status */
    bool is_out_of_date;
    int64_t age_s; /* HSVIZ_NS_UNKNOWN where it gives no time */
};

/* hsviz_connection_staple: what the server's certificate came with. */
struct hsviz_staple hsviz_connection_staple(const struct hsviz_connection *connection);

/* ---- Keeping, for the model ---- */

/* What is known of a certificate's status besides the handshake; most connections have none. */
struct hsviz_checks {
    struct hsviz_check *items;
    struct hsviz_staple staple;
    uint8_t num;
    bool is_full; /* there would have been more */
};

/* hsviz_checks_add: one more lookup of connection, of which its first frame is known alone; NULL,
 * and a note, where it has HSVIZ_CHECKS_MAX. Valid until the next. */
struct hsviz_check *hsviz_checks_add(struct hsviz_connection *connection, uint32_t first_frame);

/* hsviz_checks_find: the lookup that is that request of stream, to fill in what came later; NULL
 * where there is none. */
struct hsviz_check *hsviz_checks_find(struct hsviz_connection *connection, uint32_t stream,
                                      uint32_t request);

/* hsviz_checks_remove: drops that lookup, which turned out to be none. */
void hsviz_checks_remove(struct hsviz_connection *connection, uint32_t stream, uint32_t request);

/* hsviz_checks_staple: the server brought that along. */
void hsviz_checks_staple(struct hsviz_connection *connection, const struct hsviz_staple *staple);

/* hsviz_checks_free: NULL is allowed. */
void hsviz_checks_free(struct hsviz_checks *checks);

#endif
