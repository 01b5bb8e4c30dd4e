/* times.h
 * How long the parts of a connection took, as seen by the client, and where the time went.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_TIMES_H
#define HSVIZ_MODEL_TIME_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/names.h"

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_readiness;

/* hsviz_times_keep: keeps the ledger of packet, which has num_bytes of data, if it may become the
 * final one. num_before is the number of steps before it. */
void hsviz_times_keep(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      size_t num_before, uint32_t num_bytes);

/* hsviz_times_settle: the transport has closed: keeps the final ledger and frees the clock. */
void hsviz_times_settle(struct hsviz_connection *connection);

/* hsviz_times_may_hide_loss: whether a packet of end may have been lost before the capture point
 * without a trace: end is not at the capture point, and does not number its packets one by one. */
bool hsviz_times_may_hide_loss(const struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_times_client_turn_ns: what a packet from the server takes longer to the client, compared to
 * one from the client: the path RTT of the TCP handshake, else the shortest turn through the client
 * if its opening was captured, else 0. */
int64_t hsviz_times_client_turn_ns(const struct hsviz_connection *connection);

/* hsviz_duration_until_ready: from the hello leaving until the client is ready, as the client saw
 * it; HSVIZ_NS_UNKNOWN if it did not get that far. */
int64_t hsviz_duration_until_ready(const struct hsviz_connection *connection,
                                   const struct hsviz_readiness *readiness);

/* Times as the client sees them, in nanoseconds; HSVIZ_NS_UNKNOWN if unknown. */
struct hsviz_times {
    int64_t initial_rtt_ns;
    int64_t tcp_ns;            /* SYN leaves → the client may send data */
    int64_t tls_ns;            /* ClientHello leaves → the client may send application data */
    int64_t first_request_ns;  /* SYN leaves → first request leaves */
    int64_t first_response_ns; /* SYN leaves → first response arrives */
    bool has_ledger;
    int64_t ledger_ns[HSVIZ_NUM_LEDGER_PARTS]; /* adds up to whole_ns exactly */
    int64_t check_ns; /* the part of the client's think time that revocation checks took */
    int64_t whole_ns; /* until the first response, or without one as ending.h says */
};

struct hsviz_times hsviz_connection_times(const struct hsviz_connection *connection);

#endif
