/* acceptance.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "acceptance.h"

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/units.h"
#include "model/tcp/asked.h"
#include "model/tcp/dropped.h"
#include "model/tcp/tcp.h"

enum {
    WINDOW_SHIFT_MAX = 14, /* RFC 7323 2.3 */
    /* No window exceeds it (RFC 7323 2.3), so that no retransmission goes back further. */
    WINDOW_MAX = 1 << 30,
    /* What a window may be where its scale is unknown, because a SYN is not in the capture: what
     * systems use at most unless they are tuned (Linux: net.ipv4.tcp_rmem, 6 MiB; Windows, 16 MiB).
     * What lies beyond counts once more segments confirm it. */
    UNSCALED_WINDOW_MAX = 1 << 24,
    /* Data in a SYN, which a SYN-ACK may acknowledge: an IP packet holds no more. */
    SYN_DATA_MAX = 65535,
};

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
    uint32_t grown =
        MIN(sender->high, WINDOW_MAX) + HSVIZ_INITIAL_WINDOW_SEGMENTS * HSVIZ_MSS_DEFAULT;

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
    bool is_new =
        hsviz_serial_before(other->acknowledged, now->packet.space_end) ||
        hsviz_serial_before(hsviz_tcp_sender(connection, now)->acknowledged, now->packet.shown);

    return now->segment->options & HSVIZ_OPTION_TIMESTAMPS && other->flags & HSVIZ_ECHOED &&
           is_new && now->idle_ns < TIMESTAMP_MAX_NS &&
           hsviz_serial_before(now->segment->tsval, other->echo);
}

bool hsviz_acceptance_is_in_syn_sent(const struct hsviz_tcp_sequence *end,
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

    if (hsviz_acceptance_is_in_syn_sent(other, sender)) {
        if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK))
            return HSVIZ_DROP_NO_ACK;
        return acknowledges_syn(other, now) ? HSVIZ_DROP_NONE : HSVIZ_DROP_UNSENT;
    }
    if (!(other->flags & HSVIZ_SENT_ANYTHING) || other->acknowledged == 0)
        return is_answer ? HSVIZ_DROP_ANSWER : HSVIZ_DROP_NONE;
    if (seq == other->acknowledged ||
        (!hsviz_serial_before(seq, other->acknowledged) && !hsviz_serial_before(sender->high, seq)))
        return HSVIZ_DROP_NONE;
    /* It may be older than what its end sent before it closed, and its receiver has. */
    if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
        hsviz_asked_has(connection->tcp->asked, now->packet.end, seq))
        return HSVIZ_DROP_NONE;
    return is_answer ? HSVIZ_DROP_ANSWER : HSVIZ_DROP_RESET;
}

void hsviz_acceptance_number(const struct hsviz_connection *connection,
                             struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    const struct hsviz_segment *segment = now->segment;
    uint32_t base = sender->flags & HSVIZ_HAS_BASE ? sender->base : segment->seq;

    now->packet.space_begin = segment->seq - base;
    now->packet.space_end = hsviz_segment_end(segment) - base;
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

    if (hsviz_tcp_has(now, HSVIZ_TCP_ACK) && hsviz_acceptance_is_in_syn_sent(other, sender))
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
    hsviz_acceptance_number(connection, now);
    return hsviz_tcp_has(now, HSVIZ_TCP_RST) ? judge_reset(connection, now)
                                             : judge_other(connection, now);
}

bool hsviz_acceptance_has_good_number(const struct hsviz_connection *connection,
                                      const struct hsviz_tcp_packet *now)
{
    return judge_sequence(connection, now) == HSVIZ_DROP_NONE ||
           judge_ack(connection, now) == HSVIZ_DROP_NONE;
}
