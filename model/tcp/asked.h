/* asked.h
 * Segments that a reset may answer: a RST without ACK takes its sequence number from the
 * acknowledgement of the segment that caused it (RFC 9293 3.10.7.1).
 *
 * Purpose: tells which segment a reset answers, and so its position and its cause in time: the same
 *          at every capture point.
 * Ownership: the TCP part of a connection owns it; it exists while something is unanswered.
 * Memory: about 150 bytes for a connection with data.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_ASKED_H
#define HSVIZ_MODEL_TCP_ASKED_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"

struct hsviz_tcp_packet;

enum {
    /* Runs of unanswered segments of one end: its position or its acknowledgement changes that
     * often while its oldest data is outstanding. The oldest is forgotten first. */
    HSVIZ_ASKED_MAX = 4,
};

/* Segments with data or a FIN, one after the other, with one acknowledgement at one position. */
struct hsviz_asked_run {
    uint32_t ack; /* relative, in the other end's space */
    uint32_t first_end, end;
    int32_t half_rtt;
    uint16_t num, num_answered;
};

/* Those of one end. */
struct hsviz_asked {
    struct hsviz_asked_run runs[HSVIZ_ASKED_MAX]; /* oldest first */
    struct hsviz_asked_run bare; /* its newest acknowledgement without data */
    uint8_t num_runs;
};

/* In all of these, asked is of both ends, or points to NULL before there is something. */

/* hsviz_asked_take: a segment that is no reset, after its position was determined. Once TCP has
 * closed (is_open), nothing is made any more. */
void hsviz_asked_take(struct hsviz_asked **asked, const struct hsviz_tcp_packet *now,
                      bool is_open);

/* hsviz_asked_has: whether a RST without ACK that end sends with the number seq answers one. */
bool hsviz_asked_has(struct hsviz_asked *asked, enum hsviz_end end, uint32_t seq);

/* hsviz_asked_answer: if now's segment is a RST without ACK, sets in it what it answers. */
void hsviz_asked_answer(struct hsviz_asked *asked, struct hsviz_tcp_packet *now);

/* hsviz_asked_retire: TCP has closed: frees what has nothing unanswered. */
void hsviz_asked_retire(struct hsviz_asked **asked);

#endif
