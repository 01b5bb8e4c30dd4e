/* reinstate.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reinstate.h"

#include <string.h>

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/acceptance.h"
#include "model/tcp/tcp.h"

enum {
    /* Numbers of the same conversation are no further apart. */
    NEAR = 1 << 24,
    /* Segments in a row that agree with each other: so many are no strays, but what is known of the
     * connection is wrong. Of those with both numbers wrong one more, and of both ends: a few late
     * segments of an earlier connection agree with each other too. */
    RUN_MIN = 3,
    RUN_OF_BOTH_MIN = 4,
};

G_STATIC_ASSERT(RUN_OF_BOTH_MIN - 1 <= HSVIZ_HELD_MAX);

/* A segment of end as if it was being fed. */
static struct hsviz_tcp_packet packet_of(const struct hsviz_connection *connection,
                                         const struct hsviz_held *held)
{
    struct hsviz_tcp_packet packet = { .segment = &held->segment };

    packet.packet.end = (enum hsviz_end)held->end;
    packet.packet.frame = held->segment.frame;
    hsviz_acceptance_number(connection, &packet);
    return packet;
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
    uint32_t end = hsviz_segment_end(&held->segment);

    if (held->end == now->packet.end || !hsviz_tcp_has(now, HSVIZ_TCP_ACK) ||
        end == held->segment.seq)
        return false;
    if (held->segment.flags & HSVIZ_TCP_SYN)
        return now->segment->ack == end && !(sender->flags & HSVIZ_SENT_ANYTHING);
    return now->segment->ack - end <= NEAR &&
           (!(sender->flags & HSVIZ_HAS_BASE) ||
            hsviz_serial_before(sender->high, end - sender->base));
}

/* What no number of repetitions makes acceptable. */
static bool is_certain(const struct hsviz_connection *connection,
                       const struct hsviz_tcp_packet *now, enum hsviz_drop why)
{
    return why == HSVIZ_DROP_NO_ACK || why == HSVIZ_DROP_SECOND_SYN ||
           hsviz_acceptance_is_in_syn_sent(hsviz_tcp_receiver(connection, now),
                                           hsviz_tcp_sender(connection, now));
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
    struct run run = { 1, false, hsviz_acceptance_has_good_number(connection, now) };

    for (size_t i = 0; i < dropped->num_held; i++) {
        const struct hsviz_held *held = &dropped->held[i];
        struct hsviz_tcp_packet packet = packet_of(connection, held);

        run.num++;
        run.is_of_both_ends |= held->end != now->packet.end;
        run.has_good_numbers &= hsviz_acceptance_has_good_number(connection, &packet);
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

    hsviz_dropped_settle(tcp->dropped, connection->first_frame, HSVIZ_DROP_AHEAD);
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
        memmove(&dropped->held[i], &dropped->held[i + 1], (dropped->num_held - i) * sizeof held[0]);
        hsviz_dropped_settle_held(dropped);
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

size_t hsviz_reinstate(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       enum hsviz_drop why, struct hsviz_held held[HSVIZ_HELD_MAX])
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
            hsviz_dropped_settle_held(dropped);
        return num;
    }
    if (is_certain(connection, now, why))
        return 0;
    if (!agree(&dropped->held[dropped->num_held - 1], now)) {
        hsviz_dropped_settle_held(dropped);
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
