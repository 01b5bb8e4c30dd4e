/* strays.h
 * Segments that are no step of any handshake, but tell how the connection fares: keep-alives,
 * windows that close and open, data after the other side's FIN; and why something comes again or
 * late.
 *
 * Ownership: a connection owns its strays, which exist once there is something to count.
 * Memory: about 120 bytes for such a connection.
 * Source: RFC 9293 3.8.4 (keep-alives), 3.8.6.1 (windows), 3.6 (half-closed).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STRAYS_H
#define HSVIZ_MODEL_STRAYS_H

#include <stdint.h>

#include "vocabulary.h"

struct hsviz_connection;
struct hsviz_frame_facts;
struct hsviz_moment;

/* Hidden steps and gaps of data that one connection keeps, of each: enough to see the pattern. */
enum { HSVIZ_HIDDEN_STEPS_MAX = 32, HSVIZ_DATA_GAPS_MAX = 32 };

/* What a segment is that shows nothing of what its sender has received (model, section 3). */
enum hsviz_stray { HSVIZ_NO_STRAY, HSVIZ_STRAY_KEEP_ALIVE, HSVIZ_STRAY_WINDOW_PROBE };

/* What one side did. */
struct hsviz_side_strays {
    int64_t idle_ns;      /* before its first keep-alive */
    int64_t closed_ns;    /* for how long its window was closed, altogether */
    int64_t closed_at_ns; /* the last time */
    uint32_t closed_frame;
    uint32_t num_closed; /* how often it was */
    uint32_t num_keep_alives;
    uint32_t num_repeats; /* of segments of data, not of messages */
    uint32_t half_close_bytes; /* that it sent after it had acknowledged the other's FIN */
    uint32_t missing_bytes;    /* acknowledged, but not captured; saturates */
};

struct hsviz_strays {
    struct hsviz_side_strays side[HSVIZ_NUM_SIDES];
};

/* hsviz_strays_make: the connection's, made where there were none. */
struct hsviz_strays *hsviz_strays_make(struct hsviz_connection *connection);

/* hsviz_stray_of: what moment's segment is, once its sequence numbers are counted. */
enum hsviz_stray hsviz_stray_of(const struct hsviz_connection *connection,
                                const struct hsviz_moment *moment);

/* hsviz_loss_of: why moment's segment comes again or late. */
enum hsviz_loss hsviz_loss_of(const struct hsviz_connection *connection,
                              const struct hsviz_moment *moment);

/* hsviz_strays_take: counts moment's segment, and pushes its hidden step, which facts name. */
void hsviz_strays_take(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_moment *moment);

#endif
