/* clock.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "clock.h"

#include <glib.h>

#include "model/core/packet.h"
#include "model/core/serial.h"
#include "model/core/units.h"

enum {
    /* A leg that is shorter than this fraction of the shortest path RTT did not go through the
     * other end: the packet replies to an earlier copy of the bytes, or a nearer box sent it. */
    PATH_RTT_DOUBT_DIVISOR = 2,
    /* Within one machine, turns differ by so much. */
    TURN_NOISE_NS = 1000000,
    /* Data that waited for an acknowledgement leaves at the moment when it comes: within this
     * fraction of the time that it waited, and of the path RTT. */
    RELEASE_NOISE_DIVISOR = 16,
    /* So many round trips, and so long, pass before the first repetition that nothing but time
     * causes (RFC 8985 7.2: probe timeout). */
    REPETITION_MIN_RTTS = 2,
    REPETITION_MIN_NS = 10000000,
};

/* No path RTT is longer than twice the maximum segment lifetime (RFC 9293 3.4.2: 2 minutes). A
 * longer leg is a clock that jumped, or think time. */
#define PATH_RTT_MAX_NS (INT64_C(240) * 1000000000)

struct hsviz_clock *hsviz_clock_new(void)
{
    return g_new0(struct hsviz_clock, 1);
}

void hsviz_clock_free(struct hsviz_clock *clock)
{
    if (!clock)
        return;
    for (size_t end = 0; end < HSVIZ_NUM_ENDS; end++) {
        hsviz_causes_free(&clock->from[end].data);
        hsviz_causes_free(&clock->from[end].acks);
    }
    hsviz_candidates_free(&clock->candidates);
    hsviz_check_times_free(&clock->checks);
    g_free(clock);
}

int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger)
{
    int64_t sum_ns = ledger->loss_ns + ledger->unknown_ns;

    for (size_t end = 0; end < HSVIZ_NUM_ENDS; end++)
        sum_ns += ledger->network_ns[end] + ledger->think_ns[end] + ledger->skipped_ns[end];
    return sum_ns;
}

bool hsviz_clock_numbers_successively(const struct hsviz_clock *clock, enum hsviz_end end)
{
    return hsviz_numbering_is_successive(&clock->from[end].numbering);
}

/* ---- Legs of the way to a packet ---- */

/* The part of the packet's think time that its end's revocation checks took. */
static int64_t check_part_ns(const struct hsviz_clock *clock, const struct hsviz_packet *packet)
{
    return hsviz_check_times_between(&clock->checks, packet->end,
                                     clock->now_ns - packet->timing.think_ns, clock->now_ns);
}

static void add_think(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    packet->timing.ledger.think_ns[packet->end] += packet->timing.think_ns;
    packet->timing.ledger.check_ns += check_part_ns(clock, packet);
}

static int64_t path_rtt_of(const struct hsviz_clock_end *sender)
{
    return sender->has_path_rtt ? sender->path_rtt_ns : 0;
}

/* An answer that comes sooner is one to an earlier copy. */
static int64_t doubt_of(const struct hsviz_clock_end *sender)
{
    int64_t path_rtt_ns = path_rtt_of(sender);

    return path_rtt_ns < TURN_NOISE_NS ? 0 : path_rtt_ns / PATH_RTT_DOUBT_DIVISOR;
}

/* The least time after which a lost packet is sent again if nothing but time says so. */
static int64_t repetition_ns(const struct hsviz_clock *clock)
{
    int64_t rtt_ns =
        path_rtt_of(&clock->from[HSVIZ_END_0]) + path_rtt_of(&clock->from[HSVIZ_END_1]);

    return MAX(rtt_ns * REPETITION_MIN_RTTS, REPETITION_MIN_NS);
}

/* The packet's think time, or, where numbers were skipped before it, what may be loss recovery: the
 * packet was sent before, and lost before the capture point. */
static void add_think_or_loss(const struct hsviz_clock *clock, struct hsviz_packet *packet,
                              const struct hsviz_evidence *evidence)
{
    const struct hsviz_numbering *numbering = &clock->from[packet->end].numbering;

    if (!hsviz_numbering_skips(numbering, evidence->identification) || numbering->is_irregular ||
        packet->novelty == HSVIZ_NO_DATA || packet->timing.think_ns < repetition_ns(clock)) {
        add_think(clock, packet);
        return;
    }
    packet->timing.ledger.skipped_ns[packet->end] += packet->timing.think_ns;
    packet->timing.late_ns = packet->timing.think_ns;
    packet->timing.think_ns = HSVIZ_NS_UNKNOWN;
}

/* Whether the leg from cause may be shorter than the path RTT without being a measure of it: it
 * begins with a packet that was sent twice (Karn), or it ends with a reset or an acknowledgement
 * that somebody nearer than the end may have sent. */
static bool is_no_measure(const struct hsviz_clock_end *sender, const struct hsviz_packet *packet,
                          const struct hsviz_cause *cause, const struct hsviz_evidence *evidence,
                          int64_t leg_ns)
{
    bool is_bare = packet->novelty == HSVIZ_NO_DATA && !evidence->opens;

    return cause->is_joined || cause->is_repeated || evidence->resets ||
           (is_bare && leg_ns < sender->path_rtt_ns / PATH_RTT_DOUBT_DIVISOR);
}

static void measure_path_rtt(struct hsviz_clock_end *sender, const struct hsviz_packet *packet,
                             const struct hsviz_cause *cause,
                             const struct hsviz_evidence *evidence, int64_t leg_ns)
{
    bool is_doubtful = cause->is_repeated || cause->is_joined;

    sender->has_opened |= evidence->opens;
    if (sender->has_path_rtt && is_no_measure(sender, packet, cause, evidence, leg_ns))
        return;
    if (!sender->has_path_rtt || sender->is_path_rtt_doubtful || leg_ns < sender->path_rtt_ns)
        sender->path_rtt_ns = leg_ns;
    sender->is_path_rtt_doubtful = is_doubtful;
    sender->has_path_rtt = true;
}

/* The leg from cause through packet's sender to now: the shortest path RTT, and think time beyond
 * it. The first path RTT is network time only if it was measured in the opening, to which both ends
 * reply at once. */
static void leg_through(struct hsviz_clock *clock, struct hsviz_packet *packet,
                        const struct hsviz_cause *cause, const struct hsviz_evidence *evidence)
{
    struct hsviz_clock_end *sender = &clock->from[packet->end];
    int64_t leg_ns = clock->now_ns - cause->time_ns, network_ns;
    bool is_measured = sender->has_path_rtt || evidence->opens;

    packet->timing.ledger = cause->ledger;
    if (!sender->has_path_rtt && leg_ns > PATH_RTT_MAX_NS) {
        packet->timing.ledger.unknown_ns += leg_ns;
        return;
    }
    measure_path_rtt(sender, packet, cause, evidence, leg_ns);
    if (!is_measured || evidence->is_missing) {
        packet->timing.ledger.unknown_ns += leg_ns;
        return;
    }
    network_ns = MIN(leg_ns, sender->path_rtt_ns);
    packet->timing.think_ns = leg_ns - network_ns;
    packet->timing.ledger.network_ns[packet->end] += network_ns;
    add_think_or_loss(clock, packet, evidence);
}

/* The leg from an earlier packet to now, if its time cannot be attributed. */
static void leg_unknown(const struct hsviz_clock *clock, struct hsviz_packet *packet,
                        const struct hsviz_cause *earlier)
{
    packet->timing.ledger = earlier->ledger;
    packet->timing.ledger.unknown_ns += clock->now_ns - earlier->time_ns;
}

/* The leg from the sender's own newest packet to now: think time. */
static void leg_of_think_time(const struct hsviz_clock *clock, struct hsviz_packet *packet,
                              const struct hsviz_evidence *evidence)
{
    const struct hsviz_cause *own = &clock->from[packet->end].last;

    packet->timing.ledger = own->ledger;
    packet->timing.think_ns = clock->now_ns - own->time_ns;
    add_think_or_loss(clock, packet, evidence);
}

/* A packet that repeats data, all of it or at its beginning. */
static void leg_of_repetition(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    const struct hsviz_clock_end *sender = &clock->from[packet->end];
    uint32_t end =
        packet->novelty == HSVIZ_NEW ? packet->space_begin + 1 : packet->space_end;
    const struct hsviz_cause *original = hsviz_causes_with(&sender->data, end);

    if (!original)
        original = &sender->last;
    packet->timing.late_ns = clock->now_ns - original->time_ns;
    packet->timing.ledger = original->ledger;
    packet->timing.ledger.loss_ns += packet->timing.late_ns;
}

/* A packet that fills a hole which the other end reported, together with data that the capture
 * lacks: it was sent before that data, and again. What passed until then is unknown. */
static void leg_of_filling(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    const struct hsviz_clock_end *sender = &clock->from[packet->end];
    const struct hsviz_clock_end *other = &clock->from[hsviz_other_end(packet->end)];
    int64_t sent_ns = MAX(other->unseen_ns - path_rtt_of(other), sender->last.time_ns);

    packet->timing.late_ns = clock->now_ns - sent_ns;
    packet->timing.ledger = sender->last.ledger;
    packet->timing.ledger.unknown_ns += sent_ns - sender->last.time_ns;
    packet->timing.ledger.loss_ns += packet->timing.late_ns;
}

static void move_to_loss(struct hsviz_cause *cause, uint32_t frame, enum hsviz_end end,
                         int64_t think_ns)
{
    if (cause->frame != frame || cause->ledger.think_ns[end] < think_ns)
        return;
    cause->ledger.think_ns[end] -= think_ns;
    cause->ledger.loss_ns += think_ns;
    cause->ledger.check_ns = MIN(cause->ledger.check_ns, cause->ledger.think_ns[end]);
    cause->is_repeated = true;
}

/* The other end has got data twice that was acknowledged before it came here: it came here when it
 * was sent again. */
static void take_duplicate(struct hsviz_clock *clock, enum hsviz_end end, uint32_t duplicate_end)
{
    struct hsviz_clock_end *sender = &clock->from[end];

    if (sender->known_frame == 0)
        return;
    for (size_t i = 0; i < sender->data.num; i++) {
        if (sender->data.list[i].space_end == duplicate_end)
            move_to_loss(&sender->data.list[i], sender->known_frame, end, sender->known_think_ns);
    }
    if (sender->last.space_end == duplicate_end)
        move_to_loss(&sender->last, sender->known_frame, end, sender->known_think_ns);
    sender->known_frame = 0;
}

/* ---- Causes ---- */

static const struct hsviz_cause *later(const struct hsviz_cause *a, const struct hsviz_cause *b)
{
    return !a || (b && b->time_ns > a->time_ns) ? b : a;
}

/* The newest data that the end sent before. */
static const struct hsviz_cause *data_before(const struct hsviz_clock_end *sender)
{
    return &sender->data.list[sender->data.num - 1];
}

/* The acknowledgement that the packet was held back for: of all that its end had sent, and just
 * long enough ago to have reached it. NULL without one (RFC 9293 3.7.4, Nagle's algorithm); nor
 * where the end had got bytes that the capture lacks, for those may be what it answers. */
static const struct hsviz_cause *held_for(const struct hsviz_clock *clock,
                                          const struct hsviz_packet *packet,
                                          const struct hsviz_evidence *evidence)
{
    const struct hsviz_clock_end *sender = &clock->from[packet->end];
    const struct hsviz_causes *acks = &clock->from[hsviz_other_end(packet->end)].acks;
    const struct hsviz_cause *ack = acks->num > 0 ? &acks->list[acks->num - 1] : NULL;
    int64_t waited_ns, noise_ns, leg_ns;

    if (!ack || evidence->is_missing || ack->opens || ack->shown != packet->space_begin ||
        !sender->has_path_rtt || packet->novelty != HSVIZ_NEW || sender->data.num == 0 ||
        (ack->has_stamp && evidence->has_stamp &&
         hsviz_serial_before(evidence->echo, ack->first_stamp)))
        return NULL;
    waited_ns = ack->time_ns - data_before(sender)->time_ns;
    leg_ns = clock->now_ns - ack->time_ns - sender->path_rtt_ns;
    noise_ns = (waited_ns + sender->path_rtt_ns) / RELEASE_NOISE_DIVISOR;
    return waited_ns > 0 && leg_ns <= noise_ns && leg_ns >= -noise_ns ? ack : NULL;
}

/* What completed the opening, or was sent again to do so: the newest that can have come. */
static const struct hsviz_cause *opening_of(const struct hsviz_clock *clock,
                                            const struct hsviz_packet *packet)
{
    const struct hsviz_clock_end *sender = &clock->from[packet->end];
    const struct hsviz_clock_end *other = &clock->from[hsviz_other_end(packet->end)];
    const struct hsviz_causes *lists[] = { &other->data, &other->acks };
    int64_t doubt_ns = doubt_of(sender);
    const struct hsviz_cause *opening = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (size_t j = 0; j < lists[i]->num; j++) {
            const struct hsviz_cause *cause = &lists[i]->list[j];

            if (cause->opens && (!opening || clock->now_ns - cause->time_ns >= doubt_ns))
                opening = later(opening, cause);
        }
    }
    return opening;
}

/* What a reset without an acknowledgement answers: the first packet that acknowledged its number,
 * and that the end had not got when it sent its own newest (RFC 9293 3.10.7.1). */
static const struct hsviz_cause *answered_by_reset(const struct hsviz_clock *clock,
                                                   const struct hsviz_packet *packet)
{
    const struct hsviz_clock_end *sender = &clock->from[packet->end];
    const struct hsviz_clock_end *other = &clock->from[hsviz_other_end(packet->end)];
    int64_t since_ns = sender->has_last ? sender->last.time_ns - path_rtt_of(sender) : INT64_MIN;

    for (size_t i = 0; i < other->data.num; i++) {
        const struct hsviz_cause *cause = &other->data.list[i];

        if (cause->shown == packet->space_begin && cause->time_ns > since_ns)
            return cause;
    }
    return other->has_last && other->last.shown == packet->space_begin &&
                   other->last.time_ns > since_ns
               ? &other->last
               : NULL;
}

static bool is_syn(const struct hsviz_packet *packet)
{
    return packet->space_begin == 0 && packet->space_end == 1;
}

static const struct hsviz_cause *cause_of(const struct hsviz_clock *clock,
                                          struct hsviz_packet *packet,
                                          const struct hsviz_evidence *evidence)
{
    const struct hsviz_clock_end *sender = &clock->from[packet->end];
    const struct hsviz_clock_end *other = &clock->from[hsviz_other_end(packet->end)];
    const struct hsviz_cause *cause, *held_for_ack;

    if (evidence->answers_number)
        return answered_by_reset(clock, packet);
    cause = hsviz_causes_covered(&other->data, packet->shown, clock->now_ns, doubt_of(sender));
    if (evidence->needs_opening || (evidence->opens && !is_syn(packet)))
        cause = later(cause, opening_of(clock, packet));
    if (evidence->is_released)
        cause = later(cause, hsviz_causes_echoed(&other->acks, evidence->echo));
    held_for_ack = held_for(clock, packet, evidence);
    if (!held_for_ack || later(cause, held_for_ack) != held_for_ack)
        return cause;
    if (evidence->is_short || data_before(sender)->is_short) {
        packet->timing.held_ns = held_for_ack->time_ns - data_before(sender)->time_ns;
        packet->timing.held_frame = held_for_ack->frame;
    }
    return held_for_ack;
}

/* Whether the packet's end had cause later than its own newest packet left it. With a clock that
 * gives both one time, the packet's acknowledgement tells. */
static bool came_after_own(const struct hsviz_clock_end *sender, const struct hsviz_packet *packet,
                           const struct hsviz_cause *cause, const struct hsviz_evidence *evidence)
{
    int64_t came_ns = cause->time_ns + path_rtt_of(sender);

    return !sender->has_last || evidence->opens || came_ns > sender->last.time_ns ||
           (came_ns == sender->last.time_ns && packet->shows_more);
}

static void leg_by_causes(struct hsviz_clock *clock, struct hsviz_packet *packet,
                          const struct hsviz_evidence *evidence)
{
    struct hsviz_clock_end *sender = &clock->from[packet->end];
    struct hsviz_clock_end *other = &clock->from[hsviz_other_end(packet->end)];
    const struct hsviz_cause *cause = cause_of(clock, packet, evidence);

    if (cause && came_after_own(sender, packet, cause, evidence))
        leg_through(clock, packet, cause, evidence);
    else if (!sender->has_last) /* the first packet of the second end replies to the first end's */
        leg_unknown(clock, packet, &other->last);
    else if (evidence->is_missing)
        leg_unknown(clock, packet, &sender->last);
    else
        leg_of_think_time(clock, packet, evidence);
    hsviz_causes_forget_covered(&other->data, packet->shown);
}

/* An acknowledgement by itself is sent by TCP, not by a program: what it is late by (RFC 9293
 * 3.8.6.3) is network time to the data that waited for it. */
static struct hsviz_ledger ledger_of_release(const struct hsviz_clock *clock,
                                             const struct hsviz_packet *packet)
{
    struct hsviz_ledger ledger = packet->timing.ledger;

    if (packet->timing.think_ns != HSVIZ_NS_UNKNOWN) {
        ledger.think_ns[packet->end] -= packet->timing.think_ns;
        ledger.network_ns[packet->end] += packet->timing.think_ns;
        ledger.check_ns -= check_part_ns(clock, packet);
    }
    return ledger;
}

static void remember(struct hsviz_clock *clock, const struct hsviz_packet *packet,
                     const struct hsviz_evidence *evidence, bool is_repetition)
{
    struct hsviz_clock_end *sender = &clock->from[packet->end];
    struct hsviz_cause now = {
        .ledger = packet->timing.ledger,
        .time_ns = clock->now_ns,
        .first_end = packet->space_end,
        .space_end = packet->space_end,
        .shown = packet->shown,
        .frame = packet->frame,
        .first_stamp = evidence->stamp,
        .is_repeated = is_repetition,
        .is_short = evidence->is_short,
        .opens = evidence->opens && packet->shown != 0,
        .has_stamp = evidence->has_stamp,
    };

    sender->last = now;
    sender->has_last = true;
    if (packet->novelty != HSVIZ_NO_DATA) {
        hsviz_causes_add(&sender->data, &now, HSVIZ_CAUSES_MAX);
    } else if (packet->shows_more || now.opens) {
        now.ledger = ledger_of_release(clock, packet);
        hsviz_causes_add(&sender->acks, &now, HSVIZ_RELEASES_MAX);
    }
}

static void settle_unknown(struct hsviz_ledger *ledger, enum hsviz_end end)
{
    ledger->network_ns[end] += ledger->unknown_ns;
    ledger->unknown_ns = 0;
}

/* What was unknown so far was the way to the SYN of end. */
static void settle_split(struct hsviz_clock *clock, enum hsviz_end end)
{
    for (size_t i = 0; i < HSVIZ_NUM_ENDS; i++) {
        struct hsviz_clock_end *sender = &clock->from[i];

        settle_unknown(&sender->last.ledger, end);
        for (size_t j = 0; j < sender->data.num; j++)
            settle_unknown(&sender->data.list[j].ledger, end);
        for (size_t j = 0; j < sender->acks.num; j++)
            settle_unknown(&sender->acks.list[j].ledger, end);
    }
}

/* What later packets may show to be loss. */
static void keep_reports(struct hsviz_clock *clock, const struct hsviz_packet *packet,
                         const struct hsviz_evidence *evidence)
{
    struct hsviz_clock_end *sender = &clock->from[packet->end];

    if (evidence->shows_unseen && !sender->shows_unseen)
        sender->unseen_ns = clock->now_ns;
    sender->shows_unseen = evidence->shows_unseen;
    if (!evidence->is_known || packet->timing.think_ns == HSVIZ_NS_UNKNOWN)
        return;
    sender->known_frame = packet->frame;
    sender->known_think_ns = packet->timing.think_ns;
}

void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_packet *packet,
                      const struct hsviz_evidence *evidence)
{
    struct hsviz_clock_end *sender = &clock->from[packet->end];
    bool is_filling = evidence->fills_unseen && sender->has_last &&
                      clock->from[hsviz_other_end(packet->end)].shows_unseen;
    bool is_repetition = packet->novelty == HSVIZ_RETRANSMISSION ||
                         packet->novelty == HSVIZ_OUT_OF_ORDER || evidence->is_repacked ||
                         is_filling;

    packet->timing = (struct hsviz_timing){ .think_ns = HSVIZ_NS_UNKNOWN };
    clock->now_ns = clock->is_started ? MAX(clock->now_ns, packet->time_ns) : packet->time_ns;
    if (evidence->completes_split)
        settle_split(clock, packet->end);
    if (evidence->has_duplicate)
        take_duplicate(clock, hsviz_other_end(packet->end), evidence->duplicate_end);
    if (is_filling)
        leg_of_filling(clock, packet);
    else if (clock->is_started && is_repetition && sender->has_last)
        leg_of_repetition(clock, packet);
    else if (clock->is_started)
        leg_by_causes(clock, packet, evidence);
    clock->is_started = true;
    hsviz_numbering_take(&sender->numbering, evidence->identification,
                         packet->timing.late_ns > 0);
    remember(clock, packet, evidence, is_repetition);
    keep_reports(clock, packet, evidence);
}

void hsviz_clock_take_aside(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    const struct hsviz_cause *first = &clock->from[HSVIZ_END_0].last;
    const struct hsviz_cause *second = &clock->from[HSVIZ_END_1].last;
    bool is_second = clock->from[HSVIZ_END_1].has_last &&
                     (!clock->from[HSVIZ_END_0].has_last || second->time_ns > first->time_ns);
    const struct hsviz_cause *newest = is_second ? second : first;

    packet->timing = (struct hsviz_timing){ .think_ns = HSVIZ_NS_UNKNOWN };
    if (!clock->is_started)
        return;
    packet->timing.ledger = newest->ledger;
    packet->timing.ledger.unknown_ns += MAX(packet->time_ns - newest->time_ns, 0);
}
