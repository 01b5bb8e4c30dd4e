/* loss.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "loss.h"

#include "model/core/serial.h"
#include "model/tcp/tcp.h"

/* No sender retransmits sooner (RFC 8985 7.2): a segment that is late by less, and before any reply
 * of the other end, was reordered. */
enum { OVERTAKEN_MAX_NS = 10000000 };

/* A segment with an older timestamp than the segments before it was sent before them. This shows
 * only if the timestamp clock ticked in between (RFC 7323 4.3). */
static enum hsviz_loss loss_of_late(const struct hsviz_tcp_sequence *other,
                                    const struct hsviz_tcp_packet *now)
{
    const struct hsviz_hole *hole = &now->filled;
    bool has_timestamp = now->segment->options & HSVIZ_OPTION_TIMESTAMPS;
    bool is_answered = other->track && other->track->newest_ns >= hole->time_ns;

    if (has_timestamp && hsviz_serial_before(now->segment->tsval, hole->tsval))
        return HSVIZ_LOSS_REORDERED;
    if (has_timestamp && hsviz_serial_before(hole->tsval, now->segment->tsval))
        return HSVIZ_LOSS_UPSTREAM;
    if (!is_answered && now->segment->time_ns >= hole->time_ns &&
        now->segment->time_ns - hole->time_ns < OVERTAKEN_MAX_NS)
        return HSVIZ_LOSS_REORDERED;
    return HSVIZ_LOSS_UNKNOWN;
}

enum hsviz_loss hsviz_loss_of(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);

    if (now->packet.novelty == HSVIZ_OUT_OF_ORDER)
        return loss_of_late(other, now);
    if (now->packet.novelty != HSVIZ_RETRANSMISSION)
        return HSVIZ_LOSS_NONE;
    if (other->flags & HSVIZ_SENT_ANYTHING &&
        !hsviz_serial_before(other->acknowledged, now->packet.space_end))
        return HSVIZ_LOSS_NONE_ACKNOWLEDGED;
    /* An acknowledgement is repeated for each segment that comes behind one that lacks. */
    if (other->track && other->track->num_duplicate_acks > 0 &&
        !hsviz_serial_before(now->packet.space_begin, other->acknowledged))
        return HSVIZ_LOSS_DOWNSTREAM;
    return HSVIZ_LOSS_DOWNSTREAM_OR_OF_ACK;
}
