/* direction.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "direction.h"

#include <string.h>

bool hsviz_serial_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static void forget_space(struct hsviz_direction *sender)
{
    sender->num_ranges = 0;
    sender->num_holes = 0;
    sender->high = 0;
    sender->flags &= (uint16_t)~HSVIZ_RECORDS_ALIGNED;
}

/* A SYN sets the base anew: without it, sequence numbers count from the first byte seen, which is
 * then number 1, as it would be after a SYN. */
static void set_base(struct hsviz_direction *sender, const struct hsviz_segment *segment)
{
    if (segment->flags & HSVIZ_TCP_SYN) {
        if (sender->flags & HSVIZ_HAS_BASE && sender->base != segment->seq) {
            sender->flags |= HSVIZ_SEQUENCE_RESTARTED;
            forget_space(sender);
        }
        sender->base = segment->seq;
        sender->flags |= HSVIZ_HAS_BASE;
    } else if (!(sender->flags & HSVIZ_HAS_BASE)) {
        sender->base = segment->seq - 1;
        sender->high = 1;
        sender->flags |= HSVIZ_HAS_BASE;
    }
}

static void take_acknowledgement(struct hsviz_direction *sender, struct hsviz_arrival *arrival,
                                 struct hsviz_direction *receiver,
                                 const struct hsviz_segment *segment)
{
    arrival->ack = 0;
    arrival->ack_advances = false;
    arrival->acknowledged_before = sender->acknowledged;
    if (!(segment->flags & HSVIZ_TCP_ACK))
        return;
    if (!(receiver->flags & HSVIZ_HAS_BASE)) {
        receiver->base = segment->ack - 1;
        receiver->high = 1;
        receiver->flags |= HSVIZ_HAS_BASE;
    }
    arrival->ack = segment->ack - receiver->base;
    arrival->ack_advances = hsviz_serial_before(sender->acknowledged, arrival->ack);
    if (arrival->ack_advances)
        sender->acknowledged = arrival->ack;
}

static void drop_hole(struct hsviz_direction *sender, size_t i)
{
    memmove(&sender->holes[i], &sender->holes[i + 1],
            (sender->num_holes - i - 1) * sizeof sender->holes[0]);
    sender->num_holes--;
}

static void add_hole(struct hsviz_direction *sender, uint32_t start, uint32_t end)
{
    if (sender->num_holes == HSVIZ_HOLES_MAX)
        drop_hole(sender, 0);
    sender->holes[sender->num_holes++] = (struct hsviz_hole){ start, end };
}

/* Cuts [seq, end) out of the holes; true where it covered a part of one. */
static bool fill_holes(struct hsviz_direction *sender, uint32_t seq, uint32_t end)
{
    bool filled = false;

    for (size_t i = sender->num_holes; i-- > 0;) {
        struct hsviz_hole hole = sender->holes[i];

        if (!hsviz_serial_before(seq, hole.end) || !hsviz_serial_before(hole.start, end))
            continue;
        filled = true;
        drop_hole(sender, i);
        if (hsviz_serial_before(end, hole.end))
            add_hole(sender, end, hole.end);
        if (hsviz_serial_before(hole.start, seq))
            add_hole(sender, hole.start, seq);
    }
    return filled;
}

static enum hsviz_novelty novelty_of(struct hsviz_direction *sender, struct hsviz_arrival *arrival)
{
    if (arrival->end == arrival->seq)
        return HSVIZ_NO_BYTES;
    if (hsviz_serial_before(sender->high, arrival->end)) {
        arrival->opens_hole = hsviz_serial_before(sender->high, arrival->seq);
        if (arrival->opens_hole)
            add_hole(sender, sender->high, arrival->seq);
        sender->high = arrival->end;
        return HSVIZ_NEW;
    }
    return fill_holes(sender, arrival->seq, arrival->end) ? HSVIZ_FILLS_HOLE : HSVIZ_REPEAT;
}

void hsviz_direction_take(struct hsviz_direction *sender, struct hsviz_arrival *arrival,
                          struct hsviz_direction *receiver, const struct hsviz_segment *segment)
{
    uint32_t occupied = segment->payload_len;

    occupied += (segment->flags & HSVIZ_TCP_SYN) != 0;
    occupied += (segment->flags & HSVIZ_TCP_FIN) != 0;
    set_base(sender, segment);
    arrival->seq = segment->seq - sender->base;
    arrival->end = arrival->seq + occupied;
    arrival->opens_hole = false;
    arrival->novelty = novelty_of(sender, arrival);
    take_acknowledgement(sender, arrival, receiver, segment);
    sender->flags |= HSVIZ_SENT_ANYTHING;
}

int32_t hsviz_direction_arrival_half_rtt(const struct hsviz_direction *sender, uint32_t ack)
{
    for (size_t i = sender->num_ranges; i-- > 0;) {
        if (!hsviz_serial_before(ack, sender->ranges[i].first_end))
            return sender->ranges[i].half_rtt + 1;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}

int32_t hsviz_direction_half_rtt_of(const struct hsviz_direction *sender, uint32_t end)
{
    for (size_t i = 0; i < sender->num_ranges; i++) {
        if (!hsviz_serial_before(sender->ranges[i].end, end))
            return sender->ranges[i].half_rtt;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}

/* ---- Rule 3: windows ---- */

static uint32_t window_of(const struct hsviz_direction *sender,
                          const struct hsviz_direction *receiver)
{
    uint32_t mss = receiver->mss ? receiver->mss : HSVIZ_MSS_DEFAULT;

    return MAX(mss * HSVIZ_INITIAL_WINDOW_SEGMENTS, sender->largest_flight);
}

int32_t hsviz_direction_window_half_rtt(struct hsviz_direction *sender,
                                        const struct hsviz_direction *receiver,
                                        const struct hsviz_arrival *arrival,
                                        const struct hsviz_segment *segment)
{
    uint32_t acknowledged = receiver->acknowledged;

    if (segment->payload_len == 0 || !(segment->options & HSVIZ_OPTION_TIMESTAMPS))
        return HSVIZ_HALF_RTT_UNKNOWN;
    for (size_t i = receiver->num_bare_acks; i-- > 0;) {
        const struct hsviz_bare_ack *ack = &receiver->bare_acks[i];

        if (hsviz_serial_before(segment->tsecr, ack->tsval)) {
            acknowledged = ack->acknowledged_before;
            continue;
        }
        if (hsviz_serial_before(ack->acknowledged_before + window_of(sender, receiver),
                                arrival->end))
            return ack->half_rtt + 1;
        return HSVIZ_HALF_RTT_UNKNOWN;
    }
    if (hsviz_serial_before(acknowledged + sender->largest_flight, arrival->end))
        sender->largest_flight = arrival->end - acknowledged;
    return HSVIZ_HALF_RTT_UNKNOWN;
}

static void add_bare_ack(struct hsviz_direction *sender, struct hsviz_bare_ack ack)
{
    if (sender->num_bare_acks == HSVIZ_BARE_ACKS_MAX) {
        sender->num_bare_acks--;
        memmove(&sender->bare_acks[0], &sender->bare_acks[1],
                sender->num_bare_acks * sizeof sender->bare_acks[0]);
    }
    sender->bare_acks[sender->num_bare_acks++] = ack;
}

void hsviz_direction_keep_ack(struct hsviz_direction *sender, const struct hsviz_arrival *arrival,
                              const struct hsviz_segment *segment, int32_t half_rtt)
{
    const struct hsviz_bare_ack *newest =
        sender->num_bare_acks > 0 ? &sender->bare_acks[sender->num_bare_acks - 1] : NULL;
    bool is_bare = arrival->novelty == HSVIZ_NO_BYTES && arrival->ack_advances &&
                   segment->options & HSVIZ_OPTION_TIMESTAMPS;
    bool is_alone = hsviz_serial_before(sender->tsval, segment->tsval);

    if (segment->options & HSVIZ_OPTION_MSS)
        sender->mss = segment->mss;
    if (is_bare && is_alone && (!newest || newest->half_rtt < half_rtt))
        add_bare_ack(sender, (struct hsviz_bare_ack){ segment->tsval,
                                                      arrival->acknowledged_before, half_rtt });
    if (segment->options & HSVIZ_OPTION_TIMESTAMPS &&
        (is_alone || segment->flags & HSVIZ_TCP_SYN))
        sender->tsval = segment->tsval;
}

/* ---- Positions ---- */

static void add_range(struct hsviz_direction *sender, struct hsviz_range range)
{
    if (sender->num_ranges == HSVIZ_RANGES_MAX) {
        sender->num_ranges--;
        memmove(&sender->ranges[0], &sender->ranges[1],
                sender->num_ranges * sizeof sender->ranges[0]);
    }
    sender->ranges[sender->num_ranges++] = range;
}

void hsviz_direction_mark(struct hsviz_direction *sender, const struct hsviz_arrival *arrival,
                          int32_t half_rtt)
{
    struct hsviz_range *last =
        sender->num_ranges > 0 ? &sender->ranges[sender->num_ranges - 1] : NULL;

    if (arrival->novelty == HSVIZ_REPEAT || arrival->novelty == HSVIZ_FILLS_HOLE)
        return;
    sender->half_rtt = MAX(sender->half_rtt, half_rtt);
    if (arrival->novelty == HSVIZ_NO_BYTES)
        return;
    if (last && last->half_rtt == half_rtt)
        last->end = arrival->end;
    else
        add_range(sender, (struct hsviz_range){ arrival->end, arrival->end, half_rtt });
}

void hsviz_direction_assume_syn(struct hsviz_direction *sender, int32_t half_rtt)
{
    sender->half_rtt = MAX(sender->half_rtt, half_rtt);
    add_range(sender, (struct hsviz_range){ 1, 1, half_rtt });
}
