/* direction.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "direction.h"

#include <string.h>

bool hsviz_serial_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

/* What is known of sender's bytes, to read; never NULL. */
static const struct hsviz_track *track_of(const struct hsviz_direction *sender)
{
    static const struct hsviz_track nothing;

    return sender->track ? sender->track : &nothing;
}

/* The same to change; NULL where it no longer counts. */
static struct hsviz_track *make_track(struct hsviz_direction *sender)
{
    if (!sender->track && !(sender->flags & HSVIZ_RETIRED))
        sender->track = g_new0(struct hsviz_track, 1);
    return sender->track;
}

void hsviz_direction_retire(struct hsviz_direction *sender)
{
    g_free(sender->track);
    sender->track = NULL;
    sender->flags |= HSVIZ_RETIRED;
}

/* Tail loss probes come 10 ms after what they repeat at the earliest, all others later. */
enum { COPY_MAX_NS = 1000000 };

static bool is_same(const struct hsviz_signature *a, const struct hsviz_signature *b)
{
    return a->seq == b->seq && a->ack == b->ack && a->payload_len == b->payload_len &&
           a->window == b->window && a->tsval == b->tsval && a->flags == b->flags;
}

bool hsviz_direction_is_copy(struct hsviz_direction *sender, const struct hsviz_segment *segment)
{
    struct hsviz_signature now = { segment->time_ns,     segment->seq,    segment->ack,
                                   segment->payload_len, segment->window, segment->tsval,
                                   segment->flags };
    struct hsviz_track *track = make_track(sender);
    bool is_copy;

    if (!track)
        return false;
    is_copy = sender->flags & HSVIZ_SENT_ANYTHING && is_same(&now, &track->newest) &&
              now.time_ns >= track->newest.time_ns &&
              now.time_ns - track->newest.time_ns < COPY_MAX_NS;
    if (!is_copy)
        track->newest = now;
    return is_copy;
}

static void forget_space(struct hsviz_direction *sender)
{
    if (sender->track)
        sender->track->num_ranges = sender->track->num_holes = 0;
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

static void add_range(struct hsviz_direction *sender, struct hsviz_range range);

/* A SYN-ACK that covers more than the SYN takes its data, which left at the SYN's position. */
static void accept_syn_data(struct hsviz_direction *client, uint32_t ack)
{
    if (!hsviz_serial_before(client->high, ack))
        return;
    client->high = ack;
    add_range(client, (struct hsviz_range){ ack, ack, 0 });
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
    if (segment->flags & HSVIZ_TCP_SYN && receiver->flags & HSVIZ_SENT_SYN)
        accept_syn_data(receiver, arrival->ack);
    arrival->ack_advances = hsviz_serial_before(sender->acknowledged, arrival->ack);
    if (arrival->ack_advances)
        sender->acknowledged = arrival->ack;
}

static void drop_hole(struct hsviz_track *track, size_t i)
{
    memmove(&track->holes[i], &track->holes[i + 1],
            (track->num_holes - i - 1) * sizeof track->holes[0]);
    track->num_holes--;
}

static void add_hole(struct hsviz_track *track, uint32_t start, uint32_t end)
{
    if (track->num_holes == HSVIZ_HOLES_MAX)
        drop_hole(track, 0);
    track->holes[track->num_holes++] = (struct hsviz_hole){ start, end };
}

/* Cuts [seq, end) out of the holes; true where it covered a part of one. */
static bool fill_holes(struct hsviz_track *track, uint32_t seq, uint32_t end)
{
    bool filled = false;

    for (size_t i = track ? track->num_holes : 0; i-- > 0;) {
        struct hsviz_hole hole = track->holes[i];

        if (!hsviz_serial_before(seq, hole.end) || !hsviz_serial_before(hole.start, end))
            continue;
        filled = true;
        drop_hole(track, i);
        if (hsviz_serial_before(end, hole.end))
            add_hole(track, end, hole.end);
        if (hsviz_serial_before(hole.start, seq))
            add_hole(track, hole.start, seq);
    }
    return filled;
}

static enum hsviz_novelty novelty_of(struct hsviz_direction *sender, struct hsviz_arrival *arrival)
{
    if (arrival->end == arrival->seq)
        return HSVIZ_NO_BYTES;
    if (hsviz_serial_before(sender->high, arrival->end)) {
        arrival->opens_hole = hsviz_serial_before(sender->high, arrival->seq);
        if (arrival->opens_hole && make_track(sender))
            add_hole(sender->track, sender->high, arrival->seq);
        else
            fill_holes(sender->track, arrival->seq, arrival->end);
        sender->high = arrival->end;
        return HSVIZ_NEW;
    }
    return fill_holes(sender->track, arrival->seq, arrival->end) ? HSVIZ_FILLS_HOLE : HSVIZ_REPEAT;
}

void hsviz_direction_take(struct hsviz_direction *sender, struct hsviz_arrival *arrival,
                          struct hsviz_direction *receiver, const struct hsviz_segment *segment)
{
    bool is_syn = segment->flags & HSVIZ_TCP_SYN;
    uint32_t occupied = segment->payload_len + ((segment->flags & HSVIZ_TCP_FIN) != 0);

    /* Whether a SYN's data counts, its answer tells (RFC 7413 4.2.2). */
    if (is_syn)
        occupied = 1;
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
    const struct hsviz_track *track = track_of(sender);

    for (size_t i = track->num_ranges; i-- > 0;) {
        if (!hsviz_serial_before(ack, track->ranges[i].first_end))
            return track->ranges[i].half_rtt + 1;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}

int32_t hsviz_direction_half_rtt_of(const struct hsviz_direction *sender, uint32_t end)
{
    const struct hsviz_track *track = track_of(sender);

    for (size_t i = 0; i < track->num_ranges; i++) {
        if (!hsviz_serial_before(track->ranges[i].end, end))
            return track->ranges[i].half_rtt;
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

/* What sender knew to be acknowledged when it sent segment: what had been so before the oldest bare
 * acknowledgement that it had not got yet. */
static uint32_t known_acknowledged(const struct hsviz_direction *receiver,
                                   const struct hsviz_segment *segment)
{
    const struct hsviz_track *track = track_of(receiver);

    for (size_t i = 0; i < track->num_bare_acks; i++) {
        if (hsviz_serial_before(segment->tsecr, track->bare_acks[i].tsval))
            return track->bare_acks[i].acknowledged_before;
    }
    return receiver->acknowledged;
}

/* The newest bare acknowledgement that segment shows its sender had; NULL without one. */
static const struct hsviz_bare_ack *echoed_ack(const struct hsviz_direction *receiver,
                                               const struct hsviz_segment *segment)
{
    const struct hsviz_track *track = track_of(receiver);

    for (size_t i = track->num_bare_acks; i-- > 0;) {
        if (!hsviz_serial_before(segment->tsecr, track->bare_acks[i].tsval))
            return &track->bare_acks[i];
    }
    return NULL;
}

int32_t hsviz_direction_window_half_rtt(struct hsviz_direction *sender,
                                        const struct hsviz_direction *receiver,
                                        const struct hsviz_arrival *arrival,
                                        const struct hsviz_segment *segment)
{
    const struct hsviz_bare_ack *ack;
    uint32_t acknowledged;
    bool has_waited;

    if (segment->payload_len == 0 || !(segment->options & HSVIZ_OPTION_TIMESTAMPS))
        return HSVIZ_HALF_RTT_UNKNOWN;
    ack = echoed_ack(receiver, segment);
    has_waited = ack && hsviz_serial_before(ack->acknowledged_before + window_of(sender, receiver),
                                            arrival->end);
    acknowledged = known_acknowledged(receiver, segment);
    if (hsviz_serial_before(acknowledged + sender->largest_flight, arrival->end))
        sender->largest_flight = arrival->end - acknowledged;
    return has_waited ? ack->half_rtt + 1 : HSVIZ_HALF_RTT_UNKNOWN;
}

static void add_bare_ack(struct hsviz_direction *sender, struct hsviz_bare_ack ack)
{
    struct hsviz_track *track = make_track(sender);

    if (!track)
        return;
    if (track->num_bare_acks == HSVIZ_BARE_ACKS_MAX) {
        track->num_bare_acks--;
        memmove(&track->bare_acks[0], &track->bare_acks[1],
                track->num_bare_acks * sizeof track->bare_acks[0]);
    }
    track->bare_acks[track->num_bare_acks++] = ack;
}

void hsviz_direction_keep_ack(struct hsviz_direction *sender, const struct hsviz_arrival *arrival,
                              const struct hsviz_segment *segment, int32_t half_rtt)
{
    const struct hsviz_track *track = track_of(sender);
    const struct hsviz_bare_ack *newest =
        track->num_bare_acks > 0 ? &track->bare_acks[track->num_bare_acks - 1] : NULL;
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
    struct hsviz_track *track = make_track(sender);

    if (!track)
        return;
    if (track->num_ranges == HSVIZ_RANGES_MAX) {
        track->num_ranges--;
        memmove(&track->ranges[0], &track->ranges[1],
                track->num_ranges * sizeof track->ranges[0]);
    }
    track->ranges[track->num_ranges++] = range;
}

void hsviz_direction_mark(struct hsviz_direction *sender, const struct hsviz_arrival *arrival,
                          int32_t half_rtt)
{
    struct hsviz_track *track = sender->track;
    struct hsviz_range *last =
        track && track->num_ranges > 0 ? &track->ranges[track->num_ranges - 1] : NULL;

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
