/* acceptance.h
 * Which segments their receiver drops (RFC 9293 3.10.7.3, 3.10.7.4; RFC 5961; RFC 7323 5.3): late
 * ones of an earlier connection, spoofed ones, those with numbers that no end could have sent.
 *
 * Purpose: judges each segment before it is counted into sequence space. One that is dropped
 *          changes neither states nor positions, counts, holes or times. The judgement can be
 *          wrong, since a capture can lack much: what is dropped is held, and counts after all if
 *          the other end acknowledges it, or if several in a row agree with each other.
 * Ownership: the TCP part of a connection owns the record of what was dropped, which exists once
 *            there is something to record.
 * Memory: about 500 bytes for such a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_ACCEPTANCE_H
#define HSVIZ_MODEL_TCP_ACCEPTANCE_H

#include <stdbool.h>
#include <stddef.h>
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
    uint32_t num;                      /* that will not count, those with a note apart */
    uint32_t first_frame;              /* of those */
    uint32_t num_counted;              /* that counted after all */
    uint32_t last_ack[HSVIZ_NUM_ENDS]; /* raw, of the newest of each end */
    /* What an end's acknowledgements are too high: a firewall between the capture points of a
     * merged capture rewrites sequence numbers. */
    uint32_t ack_offset[HSVIZ_NUM_ENDS];
    bool has_ack[HSVIZ_NUM_ENDS];
    uint8_t num_held;
    uint8_t first_why; /* enum hsviz_drop, of first_frame */
};

/* hsviz_acceptance_judge: why the receiver drops now's segment, by what is known so far; NONE if it
 * takes it. Sets in now the numbers that its step shows. */
enum hsviz_drop hsviz_acceptance_judge(const struct hsviz_connection *connection,
                                       struct hsviz_tcp_packet *now);

/* hsviz_acceptance_release: fills held with the dropped segments that now's segment shows to have
 * counted after all, oldest first, and forgets them; why is its own judgement. Returns how many.
 * If it is not zero, now's segment counts too. */
size_t hsviz_acceptance_release(struct hsviz_connection *connection,
                                const struct hsviz_tcp_packet *now, enum hsviz_drop why,
                                struct hsviz_held held[HSVIZ_HELD_MAX]);

/* hsviz_acceptance_drop: records that now's segment was dropped, and pushes its step if it is a
 * SYN, FIN or RST: without a position. */
void hsviz_acceptance_drop(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                           enum hsviz_drop why);

/* hsviz_acceptance_keep: remembers what a segment that counts says of its sender's window. Call it
 * after its numbers were counted. */
void hsviz_acceptance_keep(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

#endif
