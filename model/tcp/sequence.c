/* sequence.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sequence.h"

#include <string.h>

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/units.h"
#include "model/tcp/segment.h"

/* The track of sender, for reading; never NULL. */
static const struct hsviz_track *track_of(const struct hsviz_tcp_sequence *sender)
{
    static const struct hsviz_track nothing;

    return sender->track ? sender->track : &nothing;
}

/* The same, for changing; NULL after TCP has closed. */
static struct hsviz_track *make_track(struct hsviz_tcp_sequence *sender)
{
    if (!sender->track && !(sender->flags & HSVIZ_RETIRED))
        sender->track = g_new0(struct hsviz_track, 1);
    return sender->track;
}

void hsviz_tcp_sequence_retire(struct hsviz_tcp_sequence *sender)
{
    g_free(sender->track);
    sender->track = NULL;
    sender->flags |= HSVIZ_RETIRED;
}

bool hsviz_tcp_sequence_is_known(const struct hsviz_tcp_sequence *sender,
                                 const struct hsviz_tcp_sequence *receiver,
                                 const struct hsviz_segment *segment)
{
    uint32_t occupied = segment->payload_len + ((segment->flags & HSVIZ_TCP_SYN) != 0) +
                        ((segment->flags & HSVIZ_TCP_FIN) != 0);
    bool acknowledges = segment->flags & HSVIZ_TCP_ACK;

    if (!(sender->flags & HSVIZ_HAS_BASE) ||
        hsviz_serial_before(sender->high, segment->seq - sender->base + occupied))
        return false;
    return !acknowledges ||
           (receiver->flags & HSVIZ_HAS_BASE &&
            !hsviz_serial_before(sender->acknowledged, segment->ack - receiver->base));
}

static void forget_space(struct hsviz_tcp_sequence *sender)
{
    if (sender->track)
        sender->track->num_ranges = sender->track->num_holes = 0;
    sender->high = 0;
}

void hsviz_tcp_sequence_forget(struct hsviz_tcp_sequence *sender)
{
    forget_space(sender);
    sender->acknowledged = 0;
    sender->right_edge = sender->largest_window = 0;
    sender->flags &= ~(uint32_t)(HSVIZ_HAS_BASE | HSVIZ_SHOWED_SYN | HSVIZ_ECHOED);
}

/* A SYN sets the base. Of two SYN-ACKs with different sequence numbers the newest counts until the
 * other end has acknowledged one. False: the SYN is ignored. */
static bool set_base_by_syn(struct hsviz_tcp_sequence *sender,
                            const struct hsviz_tcp_sequence *receiver, struct hsviz_tcp_packet *now)
{
    uint32_t seq = now->segment->seq;
    bool is_other = sender->flags & HSVIZ_HAS_BASE && sender->base != seq;

    now->other_number = is_other && sender->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK);
    if (is_other) {
        sender->flags |= HSVIZ_SEQUENCE_RESTARTED;
        if (receiver->flags & HSVIZ_SENT_ACK_OF_SYN)
            return false;
        sender->earlier_base = sender->base;
        forget_space(sender);
    }
    sender->base = seq;
    sender->flags |= HSVIZ_HAS_BASE;
    return true;
}

/* Without a SYN, sequence numbers count from the first byte seen, which is then number 1, as it
 * would be after a SYN. */
static void set_base_by_data(struct hsviz_tcp_sequence *sender, uint32_t seq)
{
    if (sender->flags & HSVIZ_HAS_BASE)
        return;
    sender->base = seq - 1;
    sender->high = 1;
    sender->flags |= HSVIZ_HAS_BASE;
}

static void add_range(struct hsviz_tcp_sequence *sender, struct hsviz_range range);

/* Who acknowledges more than a SYN or SYN-ACK takes its data, which left at its position. */
static void accept_syn_data(struct hsviz_tcp_sequence *sender, uint32_t ack)
{
    if (!hsviz_serial_before(sender->high, ack))
        return;
    sender->high = ack;
    sender->flags &= ~(uint32_t)HSVIZ_SYN_ACK_HAD_PAYLOAD;
    add_range(sender, (struct hsviz_range){ ack, ack, sender->half_rtt });
}

/* The first acknowledgement shows which of two SYN-ACKs counts. */
static void choose_base(struct hsviz_tcp_sequence *sender,
                        const struct hsviz_tcp_sequence *receiver, struct hsviz_tcp_packet *now)
{
    uint32_t base = sender->base, raw_ack = now->segment->ack;

    if (!(sender->flags & HSVIZ_SEQUENCE_RESTARTED) || receiver->flags & HSVIZ_SENT_ACK_OF_SYN ||
        raw_ack != sender->earlier_base + 1)
        return;
    now->chose_earlier = true;
    sender->base = sender->earlier_base;
    sender->earlier_base = base;
}

/* The same acknowledgement once more, while more is outstanding (RFC 5681 2). */
static void count_duplicate_ack(struct hsviz_tcp_sequence *sender,
                                const struct hsviz_tcp_sequence *receiver,
                                const struct hsviz_tcp_packet *now)
{
    if (!sender->track)
        return;
    if (now->packet.shows_more)
        sender->track->num_duplicate_acks = 0;
    else if (now->packet.novelty == HSVIZ_NO_DATA && now->packet.shown == sender->acknowledged &&
             hsviz_serial_before(now->packet.shown, receiver->high))
        sender->track->num_duplicate_acks++;
}

static void take_acknowledgement(struct hsviz_tcp_sequence *sender,
                                 struct hsviz_tcp_sequence *receiver, struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *segment = now->segment;

    now->packet.shown = 0;
    now->packet.shows_more = false;
    now->packet.shown_before = sender->acknowledged;
    if (!(segment->flags & HSVIZ_TCP_ACK))
        return;
    if (!(receiver->flags & HSVIZ_HAS_BASE)) {
        receiver->base = segment->ack - 1;
        receiver->high = 1;
        receiver->flags |= HSVIZ_HAS_BASE;
    }
    choose_base(receiver, sender, now);
    now->packet.shown = segment->ack - receiver->base;
    if ((segment->flags & HSVIZ_TCP_SYN && receiver->flags & HSVIZ_SENT_SYN) ||
        receiver->flags & HSVIZ_SYN_ACK_HAD_PAYLOAD)
        accept_syn_data(receiver, now->packet.shown);
    now->packet.shows_more = hsviz_serial_before(sender->acknowledged, now->packet.shown);
    count_duplicate_ack(sender, receiver, now);
    if (now->packet.shows_more)
        sender->acknowledged = now->packet.shown;
}

/* RFC 2018 4: each segment reports what lies beyond its acknowledgement; a block below it reports a
 * duplicate (RFC 2883 4). */
static void take_sacks(struct hsviz_tcp_sequence *sender, const struct hsviz_tcp_sequence *receiver,
                       const struct hsviz_tcp_packet *now)
{
    bool is_first = sender->sack_right == 0 || now->packet.shows_more;

    if (is_first)
        sender->sack_ns = now->segment->time_ns;
    sender->sack_left = sender->sack_right = 0;
    for (size_t i = 0; i < now->segment->num_sacks; i++) {
        uint32_t left = now->segment->sacks[i].left - receiver->base;
        uint32_t right = now->segment->sacks[i].right - receiver->base;

        if (hsviz_serial_before(left, now->packet.shown) || !hsviz_serial_before(left, right))
            continue;
        if (sender->sack_right == 0 || hsviz_serial_before(left, sender->sack_left))
            sender->sack_left = left;
        if (sender->sack_right == 0 || hsviz_serial_before(sender->sack_right, right))
            sender->sack_right = right;
    }
}

static void drop_hole(struct hsviz_track *track, size_t i)
{
    memmove(&track->holes[i], &track->holes[i + 1],
            (track->num_holes - i - 1) * sizeof track->holes[0]);
    track->num_holes--;
}

/* One that was reported already is not expected to be filled. */
static void add_hole(struct hsviz_tcp_sequence *sender, struct hsviz_hole hole)
{
    struct hsviz_track *track = sender->track;

    if (track->num_holes == HSVIZ_HOLES_MAX) {
        if (!track->holes[0].is_reported)
            sender->flags |= HSVIZ_HOLE_FORGOTTEN;
        drop_hole(track, 0);
    }
    track->holes[track->num_holes++] = hole;
}

/* The parts of hole before and after now's bytes remain holes. */
static void split_hole(struct hsviz_tcp_sequence *sender, struct hsviz_hole hole,
                       const struct hsviz_tcp_packet *now)
{
    struct hsviz_hole left = hole, right = hole;

    left.end = now->packet.space_begin;
    right.start = now->packet.space_end;
    left.is_reported = right.is_reported = false;
    if (hsviz_serial_before(right.start, right.end))
        add_hole(sender, right);
    if (hsviz_serial_before(left.start, left.end))
        add_hole(sender, left);
}

/* Removes now's bytes from the holes; true if they covered part of one. */
static bool fill_holes(struct hsviz_tcp_sequence *sender, struct hsviz_tcp_packet *now)
{
    struct hsviz_track *track = sender->track;
    bool filled = false;

    for (size_t i = track ? track->num_holes : 0; i-- > 0;) {
        struct hsviz_hole hole = track->holes[i];

        if (!hsviz_serial_before(now->packet.space_begin, hole.end) ||
            !hsviz_serial_before(hole.start, now->packet.space_end))
            continue;
        if (!filled)
            now->filled = hole;
        filled = true;
        drop_hole(track, i);
        split_hole(sender, hole, now);
    }
    return filled;
}

static enum hsviz_novelty novelty_of(struct hsviz_tcp_sequence *sender,
                                     struct hsviz_tcp_packet *now)
{
    struct hsviz_hole hole = { now->segment->time_ns, sender->high, now->packet.space_begin,
                               now->segment->tsval, false };

    if (now->packet.space_end == now->packet.space_begin)
        return HSVIZ_NO_DATA;
    if (hsviz_serial_before(sender->high, now->packet.space_end)) {
        now->opens_hole = hsviz_serial_before(sender->high, now->packet.space_begin);
        if (now->opens_hole && make_track(sender))
            add_hole(sender, hole);
        else
            fill_holes(sender, now);
        sender->high = now->packet.space_end;
        return HSVIZ_NEW;
    }
    return fill_holes(sender, now) ? HSVIZ_OUT_OF_ORDER : HSVIZ_RETRANSMISSION;
}

void hsviz_tcp_sequence_take(struct hsviz_tcp_sequence *sender, struct hsviz_tcp_sequence *receiver,
                             struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *segment = now->segment;
    bool is_syn = segment->flags & HSVIZ_TCP_SYN, counts = true;
    /* What a reset carries says why, and is no data (RFC 9293 3.5.3). */
    uint32_t data_len = segment->flags & HSVIZ_TCP_RST ? 0 : segment->payload_len;
    uint32_t occupied = data_len + ((segment->flags & HSVIZ_TCP_FIN) != 0);

    if (is_syn)
        counts = set_base_by_syn(sender, receiver, now);
    else
        set_base_by_data(sender, segment->seq);
    /* The SYN-ACK shows whether the SYN's data was accepted (RFC 7413 4.2.2). */
    now->packet.space_begin = is_syn ? 0 : segment->seq - sender->base;
    now->packet.space_end = now->packet.space_begin + (is_syn ? 1 : occupied);
    now->packet.novelty = counts ? novelty_of(sender, now) : HSVIZ_NO_DATA;
    take_acknowledgement(sender, receiver, now);
    if (segment->flags & HSVIZ_TCP_ACK && (segment->num_sacks > 0 || sender->sack_right > 0))
        take_sacks(sender, receiver, now);
    sender->largest_segment =
        (uint16_t)MAX(sender->largest_segment, MIN(segment->payload_len, UINT16_MAX));
    sender->flags |= HSVIZ_SENT_ANYTHING;
    if (make_track(sender))
        sender->track->newest_ns = segment->time_ns;
}

int32_t hsviz_tcp_sequence_received_half_rtt(const struct hsviz_tcp_sequence *sender, uint32_t ack)
{
    const struct hsviz_track *track = track_of(sender);

    for (size_t i = track->num_ranges; i-- > 0;) {
        if (!hsviz_serial_before(ack, track->ranges[i].first_end))
            return track->ranges[i].half_rtt + 1;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}

int32_t hsviz_tcp_sequence_half_rtt_of(const struct hsviz_tcp_sequence *sender, uint32_t end)
{
    const struct hsviz_track *track = track_of(sender);

    for (size_t i = 0; i < track->num_ranges; i++) {
        if (!hsviz_serial_before(track->ranges[i].end, end))
            return track->ranges[i].half_rtt;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}

/* ---- Rule 3: windows ---- */

static uint32_t window_of(const struct hsviz_tcp_sequence *sender,
                          const struct hsviz_tcp_sequence *receiver)
{
    uint32_t mss = receiver->mss ? receiver->mss : HSVIZ_MSS_DEFAULT;

    return MAX(mss * HSVIZ_INITIAL_WINDOW_SEGMENTS, sender->largest_flight);
}

/* What sender knew to be acknowledged when it sent segment: what had been so before the oldest bare
 * acknowledgement that it had not got yet. */
static uint32_t known_acknowledged(const struct hsviz_tcp_sequence *receiver,
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
static const struct hsviz_bare_ack *echoed_ack(const struct hsviz_tcp_sequence *receiver,
                                               const struct hsviz_segment *segment)
{
    const struct hsviz_track *track = track_of(receiver);

    for (size_t i = track->num_bare_acks; i-- > 0;) {
        if (!hsviz_serial_before(segment->tsecr, track->bare_acks[i].tsval))
            return &track->bare_acks[i];
    }
    return NULL;
}

int32_t hsviz_tcp_sequence_window_half_rtt(struct hsviz_tcp_sequence *sender,
                                           const struct hsviz_tcp_sequence *receiver,
                                           const struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *segment = now->segment;
    const struct hsviz_bare_ack *ack;
    uint32_t acknowledged;
    bool has_waited;

    if (segment->payload_len == 0 || !(segment->options & HSVIZ_OPTION_TIMESTAMPS))
        return HSVIZ_HALF_RTT_UNKNOWN;
    ack = echoed_ack(receiver, segment);
    has_waited = ack && hsviz_serial_before(ack->acknowledged_before + window_of(sender, receiver),
                                            now->packet.space_end);
    acknowledged = known_acknowledged(receiver, segment);
    if (hsviz_serial_before(acknowledged + sender->largest_flight, now->packet.space_end))
        sender->largest_flight = now->packet.space_end - acknowledged;
    return has_waited ? ack->half_rtt + 1 : HSVIZ_HALF_RTT_UNKNOWN;
}

static void add_bare_ack(struct hsviz_tcp_sequence *sender, struct hsviz_bare_ack ack)
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

void hsviz_tcp_sequence_keep_ack(struct hsviz_tcp_sequence *sender,
                                 const struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *segment = now->segment;
    const struct hsviz_track *track = track_of(sender);
    const struct hsviz_bare_ack *newest =
        track->num_bare_acks > 0 ? &track->bare_acks[track->num_bare_acks - 1] : NULL;
    bool is_bare = now->packet.novelty == HSVIZ_NO_DATA && now->packet.shows_more &&
                   segment->options & HSVIZ_OPTION_TIMESTAMPS;
    bool is_alone = hsviz_serial_before(sender->tsval, segment->tsval);

    if (segment->options & HSVIZ_OPTION_MSS)
        sender->mss = segment->mss;
    if (is_bare && is_alone && (!newest || newest->half_rtt < now->packet.half_rtt))
        add_bare_ack(sender, (struct hsviz_bare_ack){ segment->tsval, now->packet.shown_before,
                                                      now->packet.half_rtt });
    if (segment->options & HSVIZ_OPTION_TIMESTAMPS && (is_alone || segment->flags & HSVIZ_TCP_SYN))
        sender->tsval = segment->tsval;
}

/* ---- Positions ---- */

static void add_range(struct hsviz_tcp_sequence *sender, struct hsviz_range range)
{
    struct hsviz_track *track = make_track(sender);

    if (!track)
        return;
    if (track->num_ranges == HSVIZ_RANGES_MAX) {
        track->num_ranges--;
        memmove(&track->ranges[0], &track->ranges[1], track->num_ranges * sizeof track->ranges[0]);
    }
    track->ranges[track->num_ranges++] = range;
}

void hsviz_tcp_sequence_mark(struct hsviz_tcp_sequence *sender, const struct hsviz_tcp_packet *now)
{
    int32_t half_rtt = now->packet.half_rtt;
    struct hsviz_track *track = sender->track;
    struct hsviz_range *last =
        track && track->num_ranges > 0 ? &track->ranges[track->num_ranges - 1] : NULL;

    if (now->packet.novelty == HSVIZ_RETRANSMISSION || now->packet.novelty == HSVIZ_OUT_OF_ORDER)
        return;
    sender->half_rtt = MAX(sender->half_rtt, half_rtt);
    if (now->packet.novelty == HSVIZ_NO_DATA)
        return;
    if (last && last->half_rtt == half_rtt)
        last->end = now->packet.space_end;
    else
        add_range(sender,
                  (struct hsviz_range){ now->packet.space_end, now->packet.space_end, half_rtt });
}

void hsviz_tcp_sequence_delay(struct hsviz_tcp_sequence *sender)
{
    sender->half_rtt++;
    if (sender->track && sender->track->num_ranges > 0)
        sender->track->ranges[sender->track->num_ranges - 1].half_rtt++;
}

void hsviz_tcp_sequence_assume(struct hsviz_tcp_sequence *sender, uint32_t end, int32_t half_rtt)
{
    sender->half_rtt = MAX(sender->half_rtt, half_rtt);
    add_range(sender, (struct hsviz_range){ end, end, half_rtt });
}
