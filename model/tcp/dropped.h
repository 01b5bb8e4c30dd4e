/* dropped.h
 * The segments of a connection that their receivers drop.
 *
 * Purpose: what is known of them: for a note, for steps without a position, and in case that they
 *          count after all (reinstate.h).
 * Ownership: the TCP part of a connection owns the record of what was dropped, which exists once
 *            there is something to record.
 * Memory: about 500 bytes for such a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_DROPPED_H
#define HSVIZ_MODEL_TCP_DROPPED_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"
#include "model/core/notes.h"
#include "model/tcp/segment.h"

struct hsviz_connection;
struct hsviz_tcp_packet;

enum {
    /* Dropped segments that are held, in case that they count after all. One more of their kind
     * than it takes to believe them is never needed. */
    HSVIZ_HELD_MAX = 4,
};

/* A segment that was dropped: its header, without addresses and payload. */
struct hsviz_held {
    struct hsviz_segment segment;
    uint8_t end; /* enum hsviz_end, the sender */
    uint8_t why; /* enum hsviz_drop */
};

struct hsviz_dropped {
    struct hsviz_held held[HSVIZ_HELD_MAX]; /* oldest first */
    uint32_t num;                           /* that will not count, those with a note apart */
    uint32_t first_frame;                   /* of those */
    uint32_t num_counted;                   /* that counted after all */
    uint32_t last_ack[HSVIZ_NUM_ENDS];      /* raw, of the newest of each end */
    /* What an end's acknowledgements are too high: a firewall between the capture points of a
     * merged capture rewrites sequence numbers. */
    uint32_t ack_offset[HSVIZ_NUM_ENDS];
    bool has_ack[HSVIZ_NUM_ENDS];
    uint8_t num_held;
    uint8_t first_why; /* enum hsviz_drop, of first_frame */
};

/* hsviz_dropped_add: records that now's segment was dropped, and pushes its step if it is a SYN,
 * FIN or RST: without a position. */
void hsviz_dropped_add(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       enum hsviz_drop why);

/* hsviz_dropped_settle: the segment of that frame will not count. */
void hsviz_dropped_settle(struct hsviz_dropped *dropped, uint32_t frame, enum hsviz_drop why);

/* hsviz_dropped_settle_held: what is held will not count. */
void hsviz_dropped_settle_held(struct hsviz_dropped *dropped);

#endif
