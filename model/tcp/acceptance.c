/* acceptance.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "acceptance.h"

#include <string.h>

#include <glib.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/asked.h"
#include "model/tcp/tcp.h"

enum {
    WINDOW_SHIFT_MAX = 14, /* RFC 7323 2.3 */
    /* No window exceeds it (RFC 7323 2.3), so that no retransmission goes back further. */
    WINDOW_MAX = 1 << 30,
    /* What a window may be where its scale is unknown, because a SYN is not in the capture: what
     * systems use at most unless they are tuned (Linux: net.ipv4.tcp_rmem, 6 MiB; Windows, 16 MiB).
     * What lies beyond counts once more segments confirm it. */
    UNSCALED_WINDOW_MAX = 1 << 24,
    /* Numbers of the same conversation are no further apart. */
    NEAR = UNSCALED_WINDOW_MAX,
    /* Data in a SYN, which a SYN-ACK may acknowledge: an IP packet holds no more. */
    SYN_DATA_MAX = 65535,
    /* Segments in a row that agree with each other: so many are no strays, but what is known of the
     * connection is wrong. Of those with both numbers wrong one more, and of both ends: a few late
     * segments of an earlier connection agree with each other too. */
    RUN_MIN = 3,
    RUN_OF_BOTH_MIN = 4,
    /* The most steps of dropped segments: enough to see the pattern. */
    DROPPED_STEPS_MAX = 32,
};

G_STATIC_ASSERT(RUN_OF_BOTH_MIN - 1 <= HSVIZ_HELD_MAX);

/* A timestamp that was received longer ago says nothing (RFC 7323 5.5). */
#define TIMESTAMP_MAX_NS (INT64_C(24) * 24 * 3600 * NS_PER_S)

/* ---- Windows ---- */

/* Both SYNs say whether and how windows are scaled (RFC 7323 2.2). */
static bool knows_scale(const struct hsviz_connection *connection)
{
    const struct hsviz_tcp_sequence *sequence = connection->tcp->sequence;

    return sequence[HSVIZ_END_0].flags & sequence[HSVIZ_END_1].flags & HSVIZ_SHOWED_SYN;
}

static uint32_t window_of(const struct hsviz_connection *connection,
                          const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sequence = connection->tcp->sequence;
    uint32_t both = sequence[HSVIZ_END_0].flags & sequence[HSVIZ_END_1].flags;

    if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        return now->segment->window;
    if (!knows_scale(connection))
        return UNSCALED_WINDOW_MAX;
    return both & HSVIZ_SCALES_WINDOW
               ? now->segment->window << hsviz_tcp_sender(connection, now)->window_shift
               : now->segment->window;
}

static void keep_syn(struct hsviz_tcp_sequence *sender, const struct hsviz_segment *segment)
{
    sender->flags |= HSVIZ_SHOWED_SYN;
    if (!(segment->options & HSVIZ_OPTION_WINDOW_SCALE))
        return;
    sender->flags |= HSVIZ_SCALES_WINDOW;
    sender->window_shift = MIN(segment->window_shift, WINDOW_SHIFT_MAX);
}

static void keep_echo(struct hsviz_tcp_sequence *sender, const struct hsviz_tcp_sequence *other,
                      const struct hsviz_segment *segment)
{
    bool is_first = !(sender->flags & HSVIZ_ECHOED);

    /* Where something between the ends rewrites timestamps, none is echoed as it was sent. */
    if (is_first && (other->tsval == 0 || segment->tsecr != other->tsval))
        return;
    sender->flags |= HSVIZ_ECHOED;
    if (is_first || hsviz_serial_before(sender->echo, segment->tsecr))
        sender->echo = segment->tsecr;
}

void hsviz_acceptance_keep(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_segment *segment = now->segment;
    uint32_t window, edge;

    if (segment->flags & HSVIZ_TCP_RST)
        return;
    if (segment->flags & HSVIZ_TCP_SYN)
        keep_syn(sender, segment);
    window = window_of(connection, now);
    edge = MAX(now->packet.shown, 1) + window;
    if (sender->largest_window == 0 || hsviz_serial_before(sender->right_edge, edge))
        sender->right_edge = edge;
    sender->largest_window = MAX(sender->largest_window, MAX(window, 1));
    if (sender->high >= WINDOW_MAX)
        sender->flags |= HSVIZ_SENT_MUCH;
    if (segment->options & HSVIZ_OPTION_TIMESTAMPS && segment->flags & HSVIZ_TCP_ACK)
        keep_echo(sender, hsviz_tcp_receiver(connection, now), segment);
}

/* ---- Where numbers may lie ---- */

/* The part of sender's space in which numbers are possible: [una - behind, una + ahead]. */
struct reach {
    uint32_t una, behind, ahead;
};

/* Beyond the window itself: as much again, since the capture may lack what opened it, or have it
 * later; but not more than slow start allows after what was sent so far (RFC 5681 3.1). */
static uint32_t slack_of(const struct hsviz_connection *connection,
                         const struct hsviz_tcp_sequence *sender,
                         const struct hsviz_tcp_sequence *receiver)
{
    uint32_t window = MAX(receiver->largest_window, HSVIZ_MSS_DEFAULT);
    uint32_t grown = MIN(sender->high, WINDOW_MAX) +
                     HSVIZ_INITIAL_WINDOW_SEGMENTS * HSVIZ_MSS_DEFAULT;

    if (receiver->largest_window == 0)
        return UNSCALED_WINDOW_MAX;
    return knows_scale(connection) && !(sender->flags & HSVIZ_SENT_MUCH) ? MIN(window, grown)
                                                                         : window;
}

static struct reach reach_of(const struct hsviz_connection *connection,
                             const struct hsviz_tcp_sequence *sender,
                             const struct hsviz_tcp_sequence *receiver)
{
    struct reach reach = { .una = sender->high };
    uint32_t edge = sender->high;

    if (receiver->flags & HSVIZ_SENT_ANYTHING) {
        reach.una = receiver->acknowledged;
        if (receiver->largest_window > 0 && hsviz_serial_before(edge, receiver->right_edge))
            edge = receiver->right_edge;
    }
    if (hsviz_serial_before(edge, reach.una))
        edge = reach.una;
    reach.ahead = edge - reach.una + slack_of(connection, sender, receiver);
    reach.behind = sender->flags & HSVIZ_SENT_MUCH ? WINDOW_MAX : MIN(reach.una, WINDOW_MAX);
    if (!(sender->flags & HSVIZ_SHOWED_SYN))
        reach.behind = MIN(reach.behind + UNSCALED_WINDOW_MAX, WINDOW_MAX);
    return reach;
}

/* How a number lies to what is possible: -1 behind, 0 within, 1 ahead. */
static int side_of_reach(const struct reach *reach, uint32_t number)
{
    uint32_t ahead = number - reach->una, behind = reach->una - number;

    if (ahead <= reach->ahead || behind <= reach->behind)
        return 0;
    return hsviz_serial_before(number, reach->una) ? -1 : 1;
}

/* ---- The judgement ---- */

static enum hsviz_drop judge_sequence(const struct hsviz_connection *connection,
                                      const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    struct reach reach;
    int side;

    if (!(sender->flags & HSVIZ_HAS_BASE))
        return HSVIZ_DROP_NONE;
    reach = reach_of(connection, sender, other);
    side = side_of_reach(&reach, now->packet.space_begin);
    if (side != 0)
        return side > 0 ? HSVIZ_DROP_AHEAD : HSVIZ_DROP_BEHIND;
    if (hsviz_tcp_has(now, HSVIZ_TCP_FIN) && other->flags & HSVIZ_SENT_ANYTHING &&
        hsviz_serial_before(now->packet.space_end, other->acknowledged) &&
        hsviz_serial_before(now->packet.space_end, sender->high))
        return HSVIZ_DROP_EARLY_FIN;
    return HSVIZ_DROP_NONE;
}

static enum hsviz_drop judge_ack(const struct hsviz_connection *connection,
                                 const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    struct reach reach;
    int side;

    if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK) || !(other->flags & HSVIZ_SENT_ANYTHING))
        return HSVIZ_DROP_NONE;
    /* Which of two SYN-ACKs with different numbers counts, is for its receiver to say. */
    if (other->flags & HSVIZ_SEQUENCE_RESTARTED && !(sender->flags & HSVIZ_SENT_ACK_OF_SYN) &&
        now->segment->ack == other->earlier_base + 1)
        return HSVIZ_DROP_NONE;
    reach = reach_of(connection, other, sender);
    side = side_of_reach(&reach, now->packet.shown);
    if (side == 0)
        return HSVIZ_DROP_NONE;
    return side > 0 ? HSVIZ_DROP_UNSENT : HSVIZ_DROP_OLD_ACK;
}

/* RFC 7323 5.3, R1: older than what the receiver has echoed, though it would bring something new.
 * What brings nothing new is dropped anyhow. */
static bool has_old_timestamp(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_new = hsviz_serial_before(other->acknowledged, now->packet.space_end) ||
                  hsviz_serial_before(hsviz_tcp_sender(connection, now)->acknowledged,
                                      now->packet.shown);

    return now->segment->options & HSVIZ_OPTION_TIMESTAMPS && other->flags & HSVIZ_ECHOED &&
           is_new && now->idle_ns < TIMESTAMP_MAX_NS &&
           hsviz_serial_before(now->segment->tsval, other->echo);
}

/* RFC 9293 3.10.7.3: an end that has sent its SYN and got nothing takes no segment but one that
 * acknowledges it. */
static bool is_in_syn_sent(const struct hsviz_tcp_sequence *end,
                           const struct hsviz_tcp_sequence *other)
{
    return end->flags & HSVIZ_SENT_SYN &&
           !(end->flags & (HSVIZ_SENT_ACK_OF_SYN | HSVIZ_SENT_SYN_ACK)) &&
           !(other->flags & (HSVIZ_SENT_ANYTHING | HSVIZ_SENT_SYN_ACK | HSVIZ_SENT_SYN));
}

static bool acknowledges_syn(const struct hsviz_tcp_sequence *end,
                             const struct hsviz_tcp_packet *now)
{
    uint32_t most = end->flags & HSVIZ_SYN_HAD_PAYLOAD ? 1 + SYN_DATA_MAX : 1;

    return now->packet.shown >= 1 && now->packet.shown <= MAX(most, end->high);
}

/* A second SYN with another number, after the one before was acknowledged (RFC 5961 4). */
static bool is_second_syn(const struct hsviz_connection *connection,
                          const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    return hsviz_tcp_has(now, HSVIZ_TCP_SYN) && sender->flags & HSVIZ_HAS_BASE &&
           sender->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK) &&
           sender->base != now->segment->seq && !hsviz_tcp_may_reopen(connection) &&
           hsviz_tcp_receiver(connection, now)->acknowledged != 0;
}

/* A reset counts if it has the number that its receiver expects next, which is between what it
 * acknowledged and what was sent (RFC 9293 3.10.7.4, RFC 5961 3.2); where nothing was acknowledged
 * yet, if it acknowledges the SYN (RFC 9293 3.10.7.3). */
static enum hsviz_drop judge_reset(const struct hsviz_connection *connection,
                                   const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    const struct hsviz_dropped *dropped = connection->tcp->dropped;
    enum hsviz_end answered = hsviz_other_end(now->packet.end);
    uint32_t seq = now->packet.space_begin;

    bool is_answer = dropped && dropped->has_ack[answered] && !hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
                     dropped->last_ack[answered] == now->segment->seq;

    if (is_in_syn_sent(other, sender)) {
        if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK))
            return HSVIZ_DROP_NO_ACK;
        return acknowledges_syn(other, now) ? HSVIZ_DROP_NONE : HSVIZ_DROP_UNSENT;
    }
    if (!(other->flags & HSVIZ_SENT_ANYTHING) || other->acknowledged == 0)
        return is_answer ? HSVIZ_DROP_ANSWER : HSVIZ_DROP_NONE;
    if (seq == other->acknowledged || (!hsviz_serial_before(seq, other->acknowledged) &&
                                       !hsviz_serial_before(sender->high, seq)))
        return HSVIZ_DROP_NONE;
    /* It may be older than what its end sent before it closed, and its receiver has. */
    if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
        hsviz_asked_has(connection->tcp->asked, now->packet.end, seq))
        return HSVIZ_DROP_NONE;
    return is_answer ? HSVIZ_DROP_ANSWER : HSVIZ_DROP_RESET;
}

/* The end of a segment's bytes, raw. */
static uint32_t end_of(const struct hsviz_segment *segment)
{
    return segment->seq + segment->payload_len + ((segment->flags & HSVIZ_TCP_SYN) != 0) +
           ((segment->flags & HSVIZ_TCP_FIN) != 0);
}

/* The numbers of now's segment, relative as far as the bases are known. */
static void number(const struct hsviz_connection *connection, struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    const struct hsviz_segment *segment = now->segment;
    uint32_t base = sender->flags & HSVIZ_HAS_BASE ? sender->base : segment->seq;

    now->packet.space_begin = segment->seq - base;
    now->packet.space_end = end_of(segment) - base;
    now->packet.shown = 0;
    if (segment->flags & HSVIZ_TCP_ACK)
        now->packet.shown = other->flags & HSVIZ_HAS_BASE ? segment->ack - other->base : 1;
}

static enum hsviz_drop judge_other(const struct hsviz_connection *connection,
                                   const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    enum hsviz_drop why;

    if (hsviz_tcp_has(now, HSVIZ_TCP_ACK) && is_in_syn_sent(other, sender))
        return acknowledges_syn(other, now) ? HSVIZ_DROP_NONE : HSVIZ_DROP_UNSENT;
    if (is_second_syn(connection, now))
        return HSVIZ_DROP_SECOND_SYN;
    if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        return judge_ack(connection, now);
    if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK))
        return HSVIZ_DROP_NO_ACK;
    why = judge_sequence(connection, now);
    if (why == HSVIZ_DROP_NONE)
        why = judge_ack(connection, now);
    if (why == HSVIZ_DROP_NONE && has_old_timestamp(connection, now))
        why = HSVIZ_DROP_OLD_TIMESTAMP;
    return why;
}

enum hsviz_drop hsviz_acceptance_judge(const struct hsviz_connection *connection,
                                       struct hsviz_tcp_packet *now)
{
    number(connection, now);
    return hsviz_tcp_has(now, HSVIZ_TCP_RST) ? judge_reset(connection, now)
                                             : judge_other(connection, now);
}

/* ---- What counts after all ---- */

/* A segment of end as if it was being fed. */
static struct hsviz_tcp_packet packet_of(const struct hsviz_connection *connection,
                                         const struct hsviz_held *held)
{
    struct hsviz_tcp_packet packet = { .segment = &held->segment };

    packet.packet.end = (enum hsviz_end)held->end;
    packet.packet.frame = held->segment.frame;
    number(connection, &packet);
    return packet;
}

/* Whether one of its numbers, at least, is where it can be. */
static bool has_good_number(const struct hsviz_connection *connection,
                            const struct hsviz_tcp_packet *packet)
{
    return judge_sequence(connection, packet) == HSVIZ_DROP_NONE ||
           judge_ack(connection, packet) == HSVIZ_DROP_NONE;
}

static bool is_near(uint32_t a, uint32_t b)
{
    return a - b <= NEAR || b - a <= NEAR;
}

/* Whether two segments can be of the same conversation. */
static bool agree(const struct hsviz_held *held, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *a = &held->segment, *b = now->segment;

    if (held->end == now->packet.end)
        return is_near(a->seq, b->seq) && is_near(a->ack, b->ack);
    return is_near(a->seq, b->ack) && is_near(a->ack, b->seq);
}

/* Whether now's segment, which counts, acknowledges bytes that only the held segment brought. */
static bool acknowledges(const struct hsviz_connection *connection,
                         const struct hsviz_tcp_packet *now, const struct hsviz_held *held)
{
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[held->end];
    uint32_t end = end_of(&held->segment);

    if (held->end == now->packet.end || !hsviz_tcp_has(now, HSVIZ_TCP_ACK) ||
        end == held->segment.seq)
        return false;
    if (held->segment.flags & HSVIZ_TCP_SYN)
        return now->segment->ack == end && !(sender->flags & HSVIZ_SENT_ANYTHING);
    return now->segment->ack - end <= NEAR &&
           (!(sender->flags & HSVIZ_HAS_BASE) ||
            hsviz_serial_before(sender->high, end - sender->base));
}

static void settle(struct hsviz_dropped *dropped, uint32_t frame, enum hsviz_drop why)
{
    if (dropped->num == 0 || frame < dropped->first_frame) {
        dropped->first_frame = frame;
        dropped->first_why = (uint8_t)why;
    }
    dropped->num += dropped->num < UINT32_MAX;
}

/* What is held will not count. */
static void settle_held(struct hsviz_dropped *dropped)
{
    for (size_t i = 0; i < dropped->num_held; i++)
        settle(dropped, dropped->held[i].segment.frame, (enum hsviz_drop)dropped->held[i].why);
    dropped->num_held = 0;
}

/* What no number of repetitions makes acceptable. */
static bool is_certain(const struct hsviz_connection *connection,
                       const struct hsviz_tcp_packet *now, enum hsviz_drop why)
{
    return why == HSVIZ_DROP_NO_ACK || why == HSVIZ_DROP_SECOND_SYN ||
           is_in_syn_sent(hsviz_tcp_receiver(connection, now), hsviz_tcp_sender(connection, now));
}

/* Whether only one end was seen, without its SYN: then its first segment may be the stray. */
static bool is_unconfirmed(const struct hsviz_connection *connection)
{
    const struct hsviz_tcp_sequence *sequence = connection->tcp->sequence;
    uint32_t both = sequence[HSVIZ_END_0].flags & sequence[HSVIZ_END_1].flags;
    uint32_t any = sequence[HSVIZ_END_0].flags | sequence[HSVIZ_END_1].flags;

    return !(any & HSVIZ_SHOWED_SYN) && !(both & HSVIZ_SENT_ANYTHING) && !connection->tls;
}

/* How now's segment and what is held agree with each other. */
struct run {
    size_t num;
    bool is_of_both_ends;
    bool has_good_numbers; /* one each, at least */
};

static struct run run_of(const struct hsviz_connection *connection,
                         const struct hsviz_tcp_packet *now)
{
    const struct hsviz_dropped *dropped = connection->tcp->dropped;
    struct run run = { 1, false, has_good_number(connection, now) };

    for (size_t i = 0; i < dropped->num_held; i++) {
        const struct hsviz_held *held = &dropped->held[i];
        struct hsviz_tcp_packet packet = packet_of(connection, held);

        run.num++;
        run.is_of_both_ends |= held->end != now->packet.end;
        run.has_good_numbers &= has_good_number(connection, &packet);
    }
    return run;
}

static bool is_believed(const struct run *run, bool is_unconfirmed)
{
    if (run->is_of_both_ends && (run->has_good_numbers || is_unconfirmed))
        return true;
    if (run->has_good_numbers || is_unconfirmed)
        return run->num >= RUN_MIN;
    return run->is_of_both_ends && run->num >= RUN_OF_BOTH_MIN;
}

/* The connection goes on with numbers that have nothing to do with those so far. */
static void forget_numbers(struct hsviz_connection *connection)
{
    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++)
        hsviz_tcp_sequence_forget(&connection->tcp->sequence[end]);
}

/* What came before was a stray: the connection begins with what comes now. */
static void begin_again(struct hsviz_connection *connection)
{
    struct hsviz_tcp *tcp = connection->tcp;

    settle(tcp->dropped, connection->first_frame, HSVIZ_DROP_AHEAD);
    for (size_t i = connection->num_steps; i-- > 0;) {
        struct hsviz_step *step = &connection->steps[i];

        if (hsviz_step_is_run(step) || step->flags & HSVIZ_STEP_GAP) {
            hsviz_steps_remove(connection, i);
        } else {
            step->half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
            step->code = HSVIZ_CODE_DROPPED;
            step->phase = HSVIZ_PHASE_OTHER;
        }
    }
    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        hsviz_tcp_sequence_retire(&tcp->sequence[end]);
        memset(&tcp->sequence[end], 0, sizeof tcp->sequence[end]);
        connection->peer[end].state = tcp->initial_state[end];
    }
    tcp->close = HSVIZ_CLOSE_OPEN;
    tcp->is_closed_by_reset = false;
    connection->flags &= (uint16_t)~HSVIZ_HAS_PLAINTEXT;
}

static size_t release_all(struct hsviz_dropped *dropped, struct hsviz_held held[HSVIZ_HELD_MAX])
{
    size_t num = dropped->num_held;

    memcpy(held, dropped->held, num * sizeof held[0]);
    dropped->num_held = 0;
    dropped->num_counted += (uint32_t)num;
    return num;
}

/* A SYN-ACK that the client took counts, whatever it acknowledges. */
static void take_offset(const struct hsviz_connection *connection, struct hsviz_held *held)
{
    struct hsviz_dropped *dropped = connection->tcp->dropped;
    const struct hsviz_tcp_sequence *receiver =
        &connection->tcp->sequence[hsviz_other_end((enum hsviz_end)held->end)];

    if (!(held->segment.flags & HSVIZ_TCP_SYN))
        return;
    dropped->ack_offset[held->end] = held->segment.ack - (receiver->base + 1);
    held->segment.ack = receiver->base + 1;
}

/* Of what is held, that which now's segment, which counts, acknowledges. */
static size_t release_acknowledged(struct hsviz_connection *connection,
                                   const struct hsviz_tcp_packet *now,
                                   struct hsviz_held held[HSVIZ_HELD_MAX])
{
    struct hsviz_dropped *dropped = connection->tcp->dropped;

    for (size_t i = dropped->num_held; i-- > 0;) {
        if (!acknowledges(connection, now, &dropped->held[i]))
            continue;
        held[0] = dropped->held[i];
        take_offset(connection, &held[0]);
        dropped->num_held--;
        memmove(&dropped->held[i], &dropped->held[i + 1],
                (dropped->num_held - i) * sizeof held[0]);
        settle_held(dropped);
        dropped->num_counted++;
        return 1;
    }
    return 0;
}

/* Whether now's segment brings the connection on. */
static bool advances(const struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    return hsviz_serial_before(sender->high, now->packet.space_end) ||
           hsviz_serial_before(sender->acknowledged, now->packet.shown);
}

size_t hsviz_acceptance_release(struct hsviz_connection *connection,
                                const struct hsviz_tcp_packet *now, enum hsviz_drop why,
                                struct hsviz_held held[HSVIZ_HELD_MAX])
{
    struct hsviz_dropped *dropped = connection->tcp->dropped;
    bool unconfirmed;
    struct run run;
    size_t num;

    if (!dropped || dropped->num_held == 0 || hsviz_tcp_has(now, HSVIZ_TCP_RST))
        return 0;
    if (why == HSVIZ_DROP_NONE) {
        num = release_acknowledged(connection, now, held);
        if (num == 0 && advances(connection, now) &&
            dropped->held[dropped->num_held - 1].end == now->packet.end)
            settle_held(dropped);
        return num;
    }
    if (is_certain(connection, now, why))
        return 0;
    if (!agree(&dropped->held[dropped->num_held - 1], now)) {
        settle_held(dropped);
        return 0;
    }
    run = run_of(connection, now);
    unconfirmed = is_unconfirmed(connection);
    if (!is_believed(&run, unconfirmed))
        return 0;
    if (unconfirmed)
        begin_again(connection);
    else if (!run.has_good_numbers || why == HSVIZ_DROP_BEHIND)
        forget_numbers(connection);
    return release_all(dropped, held);
}

/* ---- What is dropped ---- */

static bool is_same_segment(const struct hsviz_segment *a, const struct hsviz_segment *b)
{
    return a->seq == b->seq && a->ack == b->ack && a->payload_len == b->payload_len &&
           a->flags == b->flags;
}

/* The same again confirms nothing. */
static void hold(struct hsviz_dropped *dropped, const struct hsviz_tcp_packet *now,
                 enum hsviz_drop why)
{
    struct hsviz_held *held;

    if (dropped->num_held > 0 &&
        is_same_segment(&dropped->held[dropped->num_held - 1].segment, now->segment)) {
        settle(dropped, now->segment->frame, why);
        return;
    }
    if (dropped->num_held == HSVIZ_HELD_MAX) {
        settle(dropped, dropped->held[0].segment.frame, (enum hsviz_drop)dropped->held[0].why);
        dropped->num_held--;
        memmove(&dropped->held[0], &dropped->held[1], dropped->num_held * sizeof *held);
    }
    held = &dropped->held[dropped->num_held++];
    *held = (struct hsviz_held){ *now->segment, (uint8_t)now->packet.end, (uint8_t)why };
    held->segment.payload = NULL;
    held->segment.payload_captured_len = 0;
}

static void push_step(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_step_type type = HSVIZ_STEP_NONE;
    struct hsviz_packet packet = now->packet;
    struct hsviz_step *step;

    if (hsviz_tcp_has(now, HSVIZ_TCP_RST))
        type = HSVIZ_STEP_RST;
    else if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        type = hsviz_tcp_has(now, HSVIZ_TCP_ACK) ? HSVIZ_STEP_SYN_ACK : HSVIZ_STEP_SYN;
    else if (hsviz_tcp_has(now, HSVIZ_TCP_FIN))
        type = HSVIZ_STEP_FIN;
    if (type == HSVIZ_STEP_NONE)
        return;
    packet.half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
    step = hsviz_steps_push(connection, &packet, type);
    if (!step)
        return;
    step->code = HSVIZ_CODE_DROPPED;
    step->phase = HSVIZ_PHASE_OTHER;
}

/* The note of its own that some have; false: it is counted in the one of all others. */
static bool note_apart(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       enum hsviz_drop why)
{
    const struct hsviz_tcp_sequence *sequence = connection->tcp->sequence;
    uint32_t any = sequence[HSVIZ_END_0].flags | sequence[HSVIZ_END_1].flags;
    struct hsviz_note note = { .frame = now->segment->frame, .end = (uint8_t)now->packet.end };

    if (why == HSVIZ_DROP_RESET)
        note.type = HSVIZ_NOTE_RESET_IGNORED;
    else if (why == HSVIZ_DROP_SECOND_SYN)
        note.type = hsviz_tcp_has(now, HSVIZ_TCP_ACK) ? HSVIZ_NOTE_SYN_ACK_DIFFERENT
                                                      : HSVIZ_NOTE_SYN_DIFFERENT;
    else
        return false;
    if (why != HSVIZ_DROP_RESET || !(any & HSVIZ_SENT_RST))
        hsviz_note_add(connection, &note);
    return true;
}

void hsviz_acceptance_drop(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                           enum hsviz_drop why)
{
    struct hsviz_tcp *tcp = connection->tcp;
    bool is_reset = hsviz_tcp_has(now, HSVIZ_TCP_RST);

    if (!tcp->dropped)
        tcp->dropped = g_new0(struct hsviz_dropped, 1);
    if (tcp->dropped->num + tcp->dropped->num_held < DROPPED_STEPS_MAX)
        push_step(connection, now);
    if (hsviz_tcp_has(now, HSVIZ_TCP_ACK) && !is_reset) {
        tcp->dropped->last_ack[now->packet.end] = now->segment->ack;
        tcp->dropped->has_ack[now->packet.end] = true;
    }
    if (note_apart(connection, now, why))
        return;
    if (is_reset)
        settle(tcp->dropped, now->segment->frame, why);
    else
        hold(tcp->dropped, now, why);
}
