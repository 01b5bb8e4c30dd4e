/* handshake.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake.h"

#include <glib.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/control.h"
#include "model/tcp/tcp.h"

enum { HANDSHAKE_ACK_HALF_RTT = 2 }; /* SYN, SYN-ACK, ACK: one round trip */

static void remember_first(int64_t *time_ns, const struct hsviz_tcp_packet *now)
{
    if (*time_ns == HSVIZ_TIME_UNKNOWN)
        *time_ns = now->segment->time_ns;
}

static uint8_t ecn_of(const struct hsviz_tcp_packet *now)
{
    return (uint8_t)((hsviz_tcp_has(now, HSVIZ_TCP_ECE) ? HSVIZ_ECN_ECE : 0U) |
                     (hsviz_tcp_has(now, HSVIZ_TCP_CWR) ? HSVIZ_ECN_CWR : 0U) |
                     (now->segment->accurate_ecn ? HSVIZ_ECN_AE : 0U));
}

/* What the first SYN offers; the other end's own, where both send one, offers nothing more. */
static void keep_offer(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    if (hsviz_side_of(connection, now->packet.end) != HSVIZ_CLIENT)
        return;
    connection->tcp->syn_options = now->segment->options;
    connection->tcp->syn_ecn = ecn_of(now);
}

static void take_syn(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    if (sender->flags & HSVIZ_SENT_SYN)
        sender->flags |= HSVIZ_SYN_REPEATED;
    else
        keep_offer(connection, now);
    if (now->segment->payload_len > 0)
        sender->flags |= HSVIZ_SYN_HAD_PAYLOAD;
    sender->flags |= HSVIZ_SENT_SYN;
    remember_first(&connection->tcp->syn_ns, now);
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_SYN);
    hsviz_tcp_happen(connection, now->packet.end, HSVIZ_SENDS_SYN);
    hsviz_tcp_push_control(connection, now, HSVIZ_STEP_SYN);
}

void hsviz_tcp_assume_syn_ack(struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);
    struct hsviz_tcp_sequence *missing = &connection->tcp->sequence[other];

    if (hsviz_side_of(connection, now->packet.end) != HSVIZ_CLIENT ||
        !hsviz_tcp_has(now, HSVIZ_TCP_ACK) || hsviz_tcp_has(now, HSVIZ_TCP_SYN) ||
        hsviz_tcp_has(now, HSVIZ_TCP_RST) ||
        !(hsviz_tcp_sequence_of(connection, HSVIZ_CLIENT)->flags & HSVIZ_SENT_SYN) ||
        missing->flags & HSVIZ_SENT_ANYTHING || missing->flags & HSVIZ_SENT_SYN_ACK)
        return;
    missing->flags |= HSVIZ_SENT_SYN_ACK;
    hsviz_tcp_sequence_assume(missing, 1, 1);
    hsviz_tcp_happen(connection, other, HSVIZ_SENDS_SYN_ACK);
    hsviz_tcp_push_gap(connection, now, HSVIZ_STEP_SYN_ACK, 1);
}

void hsviz_tcp_assume_handshake_ack(struct hsviz_connection *connection,
                                    const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *client = hsviz_tcp_sequence_of(connection, HSVIZ_CLIENT);

    if (hsviz_side_of(connection, now->packet.end) != HSVIZ_SERVER ||
        now->segment->payload_len == 0 || hsviz_tcp_has(now, HSVIZ_TCP_SYN) ||
        hsviz_tcp_has(now, HSVIZ_TCP_RST) || connection->tcp->flags & HSVIZ_FAST_OPEN_TAKEN ||
        client->flags & HSVIZ_SENT_ACK_OF_SYN ||
        !(hsviz_tcp_sequence_of(connection, HSVIZ_SERVER)->flags & HSVIZ_SENT_SYN_ACK))
        return;
    client->flags |= HSVIZ_SENT_ACK_OF_SYN;
    connection->tcp->syn_acked_half_rtt[now->packet.end] = HANDSHAKE_ACK_HALF_RTT;
    client->half_rtt = MAX(client->half_rtt, HANDSHAKE_ACK_HALF_RTT);
    hsviz_tcp_happen(connection, hsviz_other_end(now->packet.end), HSVIZ_SENDS_ACK_OF_SYN);
    hsviz_tcp_happen(connection, now->packet.end, HSVIZ_RECEIVES_ACK_OF_SYN);
    hsviz_tcp_push_gap(connection, now, HSVIZ_STEP_ACK, HANDSHAKE_ACK_HALF_RTT);
}

static void remember_syn_acked(struct hsviz_connection *connection, enum hsviz_end whose,
                               int32_t half_rtt)
{
    if (connection->tcp->syn_acked_half_rtt[whose] == HSVIZ_HALF_RTT_UNKNOWN)
        connection->tcp->syn_acked_half_rtt[whose] = (int8_t)MIN(half_rtt, INT8_MAX);
}

/* The SYN-ACK of an end that has sent a SYN: it acknowledges the other end's SYN and repeats its
 * own (RFC 9293 figure 7). */
static void acknowledge_other_syn(struct hsviz_connection *connection,
                                  const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    if (sender->flags & HSVIZ_SENT_SYN_ACK)
        return;
    sender->flags |= HSVIZ_SENT_ACK_OF_SYN;
    remember_syn_acked(connection, hsviz_other_end(now->packet.end), now->packet.half_rtt);
}

static void take_syn_ack_payload(struct hsviz_connection *connection,
                                 const struct hsviz_tcp_packet *now)
{
    hsviz_tcp_sender(connection, now)->flags |= HSVIZ_SYN_ACK_HAD_PAYLOAD;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_DATA_IN_SYN_ACK,
                                                     .frame = now->segment->frame,
                                                     .bytes = now->segment->payload_len });
}

/* A SYN-ACK sent again, though its acknowledgement had passed for longer than the server's side of
 * the path takes: the server had it, and did not take it, or it was lost on the way. */
static void note_syn_ack_again(struct hsviz_tcp *tcp, const struct hsviz_tcp_packet *now)
{
    if (tcp->handshake_ack_ns == HSVIZ_TIME_UNKNOWN || tcp->syn_ns == HSVIZ_TIME_UNKNOWN ||
        tcp->syn_ack_ns == HSVIZ_TIME_UNKNOWN || now->other_number ||
        now->segment->time_ns - tcp->handshake_ack_ns <= tcp->syn_ack_ns - tcp->syn_ns)
        return;
    if (tcp->num_syn_ack_again == 0)
        tcp->syn_ack_again_frame = now->segment->frame;
    tcp->num_syn_ack_again += tcp->num_syn_ack_again < UINT16_MAX;
}

static void take_syn_ack(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *receiver = &connection->tcp->sequence[other];

    if (!(receiver->flags & HSVIZ_SENT_SYN) && !(sender->flags & HSVIZ_SENT_SYN_ACK)) {
        hsviz_tcp_happen(connection, other, HSVIZ_SENDS_SYN);
        hsviz_tcp_push_gap(connection, now, HSVIZ_STEP_SYN, 0);
    }
    if (sender->flags & HSVIZ_SENT_SYN_ACK)
        sender->flags |= HSVIZ_SYN_REPEATED;
    if (sender->flags & HSVIZ_SENT_SYN_ACK && receiver->flags & HSVIZ_SENT_ACK_OF_SYN)
        note_syn_ack_again(connection->tcp, now);
    if (sender->flags & HSVIZ_SENT_SYN && receiver->flags & HSVIZ_SENT_SYN)
        acknowledge_other_syn(connection, now);
    else
        remember_first(&connection->tcp->syn_ack_ns, now);
    if (now->packet.shown > 0)
        remember_syn_acked(connection, other, now->packet.half_rtt);
    if (now->segment->payload_len > 0)
        take_syn_ack_payload(connection, now);
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_SYN_ACK);
    connection->tcp->syn_ack_options = now->segment->options;
    connection->tcp->syn_ack_ecn = ecn_of(now);
    if (receiver->flags & HSVIZ_SYN_HAD_PAYLOAD && now->packet.shown > 1)
        connection->tcp->flags |= HSVIZ_FAST_OPEN_TAKEN;
    sender->flags |= HSVIZ_SENT_SYN_ACK;
    hsviz_tcp_happen(connection, now->packet.end, HSVIZ_SENDS_SYN_ACK);
    hsviz_tcp_happen(connection, other, HSVIZ_RECEIVES_ACK_OF_SYN);
    /* In a simultaneous open, the other end's SYN-ACK is already in flight (figure 7). */
    if (receiver->flags & HSVIZ_SENT_SYN_ACK)
        hsviz_tcp_happen(connection, now->packet.end, HSVIZ_RECEIVES_ACK_OF_SYN);
    hsviz_tcp_push_control(connection, now, HSVIZ_STEP_SYN_ACK);
}

static bool acknowledges_syn(const struct hsviz_connection *connection,
                             const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);

    return hsviz_tcp_has(now, HSVIZ_TCP_ACK) && other->flags & HSVIZ_SENT_SYN_ACK &&
           !hsviz_serial_before(now->packet.shown, 1);
}

/* Of two SYNs with different numbers, the one that was not acknowledged was dropped. */
static void drop_other_syn(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);
    uint16_t dropped = now->chose_earlier ? HSVIZ_CODE_OTHER_NUMBER : 0;

    if (!(connection->tcp->sequence[other].flags & HSVIZ_SEQUENCE_RESTARTED))
        return;
    for (size_t i = 0; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];
        bool is_syn = step->type == HSVIZ_STEP_SYN || step->type == HSVIZ_STEP_SYN_ACK;

        if (!is_syn || step->end != other || step->code != dropped)
            continue;
        step->code = HSVIZ_CODE_DROPPED;
        step->phase = HSVIZ_PHASE_OTHER;
        step->half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
    }
}

static void take_ack_of_syn(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    struct hsviz_packet acknowledging = now->packet;

    if (sender->flags & HSVIZ_SENT_ACK_OF_SYN || !acknowledges_syn(connection, now))
        return;
    /* Retransmitted data of its SYN does not move it back to the SYN's position. */
    acknowledging.half_rtt =
        MAX(now->packet.half_rtt, hsviz_tcp_sequence_received_half_rtt(
                                      hsviz_tcp_receiver(connection, now), now->packet.shown));
    sender->flags |= HSVIZ_SENT_ACK_OF_SYN;
    drop_other_syn(connection, now);
    hsviz_tcp_show_state(connection, now->packet.end);
    if (hsviz_side_of(connection, now->packet.end) == HSVIZ_CLIENT ||
        sender->flags & HSVIZ_SENT_SYN) {
        remember_first(&connection->tcp->handshake_ack_ns, now);
        remember_syn_acked(connection, hsviz_other_end(now->packet.end), acknowledging.half_rtt);
    }
    hsviz_tcp_happen(connection, now->packet.end, HSVIZ_SENDS_ACK_OF_SYN);
    hsviz_tcp_happen(connection, hsviz_other_end(now->packet.end), HSVIZ_RECEIVES_ACK_OF_SYN);
    if (!hsviz_tcp_has(now, HSVIZ_TCP_RST))
        hsviz_steps_push(connection, &acknowledging, HSVIZ_STEP_ACK);
}

/* A segment that acknowledges the other's SYN, and says nothing else. */
static bool is_bare_ack_of_syn(const struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now)
{
    return hsviz_tcp_has(now, HSVIZ_TCP_ACK) && now->segment->payload_len == 0 &&
           !(now->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_RST | HSVIZ_TCP_FIN)) &&
           hsviz_tcp_receiver(connection, now)->flags & HSVIZ_SENT_SYN;
}

/* A split handshake of five segments: the server acknowledges the SYN before it sends its own. */
static bool acknowledges_syn_alone(const struct hsviz_connection *connection,
                                   const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    return hsviz_side_of(connection, now->packet.end) == HSVIZ_SERVER &&
           is_bare_ack_of_syn(connection, now) &&
           !(sender->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK)) && now->packet.shown == 1 &&
           !(connection->tcp->flags & HSVIZ_SYN_ACKED_ALONE);
}

static void take_ack_of_syn_alone(struct hsviz_connection *connection,
                                  const struct hsviz_tcp_packet *now)
{
    connection->tcp->flags |= HSVIZ_SYN_ACKED_ALONE;
    hsviz_steps_push(connection, &now->packet, HSVIZ_STEP_ACK);
}

/* The SYN of end was a reply to the other end's, so that its acknowledgement is later by as
 * much. */
static void delay_answers(struct hsviz_connection *connection, enum hsviz_end end)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];
        bool is_syn = step->type == HSVIZ_STEP_SYN;

        if ((step->end == end) == is_syn && step->half_rtt != HSVIZ_HALF_RTT_UNKNOWN)
            step->half_rtt++;
    }
    hsviz_tcp_sequence_delay(&connection->tcp->sequence[end]);
    connection->tcp->syn_acked_half_rtt[end]++;
}

void hsviz_tcp_recognise_split(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    uint32_t says_split = HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK | HSVIZ_SENT_ACK_OF_SYN;

    if ((sender->flags & says_split) != HSVIZ_SENT_SYN ||
        hsviz_side_of(connection, now->packet.end) != HSVIZ_SERVER ||
        !is_bare_ack_of_syn(connection, now) ||
        !(connection->tcp->sequence[other].flags & HSVIZ_SENT_SYN_ACK))
        return;
    if (!(connection->tcp->flags & HSVIZ_SYN_ACKED_ALONE))
        delay_answers(connection, now->packet.end);
    hsviz_tcp_sequence_assume(&connection->tcp->sequence[other], 1,
                              connection->tcp->syn_acked_half_rtt[now->packet.end]);
}

/* ---- What a segment means for it ---- */

void hsviz_tcp_take_handshake(struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now)
{
    if (hsviz_tcp_has(now, HSVIZ_TCP_SYN) && hsviz_tcp_has(now, HSVIZ_TCP_ACK))
        take_syn_ack(connection, now);
    else if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        take_syn(connection, now);
    else if (!acknowledges_syn_alone(connection, now))
        take_ack_of_syn(connection, now);
    else
        take_ack_of_syn_alone(connection, now);
}
