/* checks.h
 * The revocation checks that a connection's client made because of the server's certificates.
 *
 * Purpose: one check with its response, and why it belongs to the connection; and the OCSP response
 *          that the server stapled.
 * Ownership: a connection owns its checks, with their texts; pointers are valid until it is fed or
 *            freed.
 * Units: nanoseconds since the epoch; seconds since 1970 for the times in a response.
 * Time: as captured, at the capture point.
 * Source: RFC 6960 (OCSP), RFC 5280 5 (CRLs), RFC 6066 8 (stapling).
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
    /* The most checks of one connection: two for each certificate of a long chain. Reaching the
     * limit is a note. */
    HSVIZ_CHECKS_MAX = 8,
    /* RFC 1035 2.3.4: a host name has at most 255 characters. */
    HSVIZ_CHECK_HOST_MAX = 255,
};

/* One revocation check. */
struct hsviz_check {
    uint32_t stream;              /* of the HTTP connection, as `tcp.stream` */
    uint32_t request;             /* which request of the HTTP connection it is, from 0 */
    uint32_t first_frame;         /* with which it began: the SYN, or the request if the connection
                                     existed before */
    uint32_t request_frame;       /* 0: no request was sent */
    uint32_t response_frame;      /* the frame that completes the response; 0: none */
    int64_t start_ns, request_ns; /* of those frames; or HSVIZ_TIME_UNKNOWN */
    int64_t response_ns;
    int64_t path_rtt_ns; /* of the HTTP connection, between capture point and client */
    int64_t think_ns;    /* of the responder or CRL server; or HSVIZ_NS_UNKNOWN */
    int64_t this_update_s, next_update_s; /* in the response; 0: none */
    char *address;                        /* of the responder or CRL server, numeric */
    char *host;                           /* in the client's request, from the wire; NULL: none */
    uint16_t port;
    uint16_t http_status;       /* 0: no response */
    uint8_t method;             /* enum hsviz_check_method */
    uint8_t status;             /* enum hsviz_check_status */
    uint8_t source;             /* enum hsviz_source, of the match with this connection */
    uint8_t reason;             /* enum hsviz_check_reason */
    uint8_t num_others;         /* other connections that match too; saturates */
    struct hsviz_serial serial; /* of the certificate checked; empty if unknown */
};

/* hsviz_connection_num_checks, hsviz_connection_check: in the order in which they began; i must be
 * less than the number. */
size_t hsviz_connection_num_checks(const struct hsviz_connection *connection);
const struct hsviz_check *hsviz_connection_check(const struct hsviz_connection *connection,
                                                 size_t i);

/* hsviz_check_duration_ns: from its beginning to its response, as the client saw it;
 * HSVIZ_NS_UNKNOWN without a response. */
int64_t hsviz_check_duration_ns(const struct hsviz_check *check);

/* hsviz_check_request_frame, hsviz_check_request_ns: frame and time of the request; of the SYN if
 * no request was sent. */
uint32_t hsviz_check_request_frame(const struct hsviz_check *check);
int64_t hsviz_check_request_ns(const struct hsviz_check *check);

/* hsviz_check_host: the host name in the request, or else the address. */
const char *hsviz_check_host(const struct hsviz_check *check);

/* A stapled OCSP response: its status, and its age when it was sent. */
struct hsviz_staple {
    uint32_t frame; /* 0: there is none, or it is encrypted */
    uint8_t status; /* enum hsviz_check_status */
    bool is_out_of_date;
    int64_t age_s; /* HSVIZ_NS_UNKNOWN if it gives no time */
};

/* hsviz_connection_staple: the response that the server stapled. */
struct hsviz_staple hsviz_connection_staple(const struct hsviz_connection *connection);

/* ---- For the model: storing ---- */

/* The checks of a connection; most connections have none. */
struct hsviz_checks {
    struct hsviz_check *items;
    struct hsviz_staple staple;
    uint8_t num;
    bool is_full; /* there were more */
};

/* hsviz_checks_add: adds a check to connection, with nothing but its first frame set. NULL, and a
 * note, if there are HSVIZ_CHECKS_MAX already. Valid until the next is added. */
struct hsviz_check *hsviz_checks_add(struct hsviz_connection *connection, uint32_t first_frame);

/* hsviz_checks_find: the check that is that request of stream, to fill in what came later; NULL if
 * there is none. */
struct hsviz_check *hsviz_checks_find(struct hsviz_connection *connection, uint32_t stream,
                                      uint32_t request);

/* hsviz_checks_remove: drops that check, which turned out to be something else. */
void hsviz_checks_remove(struct hsviz_connection *connection, uint32_t stream, uint32_t request);

/* hsviz_checks_staple: stores the response that the server stapled. */
void hsviz_checks_staple(struct hsviz_connection *connection, const struct hsviz_staple *staple);

/* hsviz_checks_free: NULL is allowed. */
void hsviz_checks_free(struct hsviz_checks *checks);

#endif
