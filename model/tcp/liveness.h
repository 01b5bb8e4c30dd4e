/* liveness.h
 * Segments outside handshake and close: keep-alives, zero windows and their probes, data after the
 * other end's FIN.
 *
 * Ownership: the TCP part of a connection owns the counts, which exist once there is something to
 *            count.
 * Memory: about 120 bytes for such a connection.
 * Source: RFC 9293 3.8.4 (keep-alives), 3.8.6.1 (windows), 3.6 (half-closed).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_LIVENESS_H
#define HSVIZ_MODEL_TCP_LIVENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/tcp/sequence.h"

struct hsviz_connection;
struct hsviz_frame_facts;

/* The most hidden steps of one connection: enough to see the pattern. */
enum { HSVIZ_HIDDEN_STEPS_MAX = 32 };

/* Counts of one end. */
struct hsviz_end_liveness {
    int64_t idle_ns;      /* before its first keep-alive */
    int64_t closed_ns;    /* for how long its window was zero, in total */
    int64_t closed_at_ns; /* when it last closed */
    uint32_t closed_frame;
    uint32_t num_closed; /* how often it closed */
    uint32_t num_keep_alives;
    uint32_t num_repeats;      /* retransmitted data segments, not messages */
    uint32_t half_close_bytes; /* sent after it had acknowledged the other end's FIN */
    uint32_t missing_bytes;    /* acknowledged, but not captured; saturates */
    uint32_t unarrived_bytes;  /* at the end: not acknowledged, though later ones have arrived */
    uint32_t arrived_len;      /* of them, or of the largest segment captured */
    int64_t unarrived_ns;      /* for how long */
    bool may_have_arrived;     /* the other end has said nothing since later ones came */
};

struct hsviz_liveness {
    struct hsviz_end_liveness end[HSVIZ_NUM_ENDS];
};

/* hsviz_liveness_make: the counts of the connection, created if necessary. */
struct hsviz_liveness *hsviz_liveness_make(struct hsviz_connection *connection);

/* hsviz_probe_of: whether the segment is a probe, and which. Call it after its sequence numbers
 * were counted. */
enum hsviz_probe hsviz_probe_of(const struct hsviz_connection *connection,
                                const struct hsviz_tcp_packet *now);

/* hsviz_liveness_take: counts the segment and pushes its hidden step, the type of which is set in
 * facts. */
void hsviz_liveness_take(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                         const struct hsviz_tcp_packet *now);

#endif
