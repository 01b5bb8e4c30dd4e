/* close.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "close.h"

#include <glib.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tcp/control.h"
#include "model/tcp/tcp.h"

static bool acknowledges_fin(const struct hsviz_connection *connection,
                             const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);

    return hsviz_tcp_has(now, HSVIZ_TCP_ACK) && other->flags & HSVIZ_SENT_FIN &&
           !hsviz_serial_before(now->packet.shown, other->fin_end);
}

/* RFC 9293 3.6: the kind of close, as far as this FIN shows. */
static enum hsviz_close shape_of_close(const struct hsviz_tcp_sequence *sender,
                                       const struct hsviz_tcp_sequence *other)
{
    if (!(other->flags & HSVIZ_SENT_FIN))
        return HSVIZ_CLOSE_HALF;
    if (!(sender->flags & HSVIZ_SENT_ACK_OF_FIN))
        return HSVIZ_CLOSE_SIMULTANEOUS;
    return sender->flags & HSVIZ_FIN_ACKS_FIN ? HSVIZ_CLOSE_THREE_SEGMENT
                                              : HSVIZ_CLOSE_FOUR_SEGMENT;
}

/* Who has closed acknowledges one number beyond what the other was seen to send: its FIN. */
static bool shows_fin(const struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);

    return hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
           !(now->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_RST)) &&
           hsviz_tcp_sender(connection, now)->flags & HSVIZ_SENT_FIN &&
           !(other->flags & HSVIZ_SENT_FIN) && other->flags & HSVIZ_SENT_ANYTHING &&
           now->packet.shown == other->high + 1;
}

void hsviz_tcp_assume_fin(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_end end = hsviz_other_end(now->packet.end);
    struct hsviz_tcp_sequence *closer = &connection->tcp->sequence[end];
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    enum hsviz_step_type type = HSVIZ_STEP_FIN;
    int32_t half_rtt = closer->half_rtt;

    if (!shows_fin(connection, now))
        return;
    if (!(closer->flags & HSVIZ_SENT_ACK_OF_FIN)) {
        closer->flags |= HSVIZ_SENT_ACK_OF_FIN | HSVIZ_FIN_ACKS_FIN;
        type = HSVIZ_STEP_FIN_ACK;
        half_rtt = MAX(half_rtt, hsviz_tcp_sequence_received_half_rtt(sender, sender->fin_end));
        hsviz_tcp_happen(connection, end, HSVIZ_SENDS_ACK_OF_FIN);
        hsviz_tcp_happen(connection, now->packet.end, HSVIZ_RECEIVES_ACK_OF_FIN);
    }
    closer->flags |= HSVIZ_SENT_FIN;
    closer->high = closer->fin_end = now->packet.shown;
    hsviz_tcp_sequence_assume(closer, closer->fin_end, half_rtt);
    connection->tcp->close = (uint8_t)shape_of_close(closer, sender);
    connection->tcp->is_closed_by_reset = false;
    hsviz_tcp_happen(connection, end, HSVIZ_SENDS_FIN);
    hsviz_tcp_push_gap(connection, now, type, half_rtt);
}

/* Where both FINs crossed, who gets the acknowledgement has got the FIN before it too: it goes by
 * CLOSING, and no end by FIN-WAIT-2 (RFC 9293 figure 13). */
static void acknowledge_fin(struct hsviz_connection *connection, enum hsviz_end end)
{
    enum hsviz_end other = hsviz_other_end(end);
    uint32_t sender = connection->tcp->sequence[end].flags;
    uint32_t receiver = connection->tcp->sequence[other].flags;

    hsviz_tcp_happen(connection, end, HSVIZ_SENDS_ACK_OF_FIN);
    if (sender & HSVIZ_SENT_FIN && !(receiver & HSVIZ_SENT_ACK_OF_FIN))
        hsviz_tcp_happen(connection, other, HSVIZ_SENDS_ACK_OF_FIN);
    else
        hsviz_tcp_happen(connection, other, HSVIZ_RECEIVES_ACK_OF_FIN);
    if (receiver & HSVIZ_SENT_ACK_OF_FIN)
        hsviz_tcp_happen(connection, end, HSVIZ_RECEIVES_ACK_OF_FIN);
}

/* It is an ACK step of its own only if the segment has no FIN. */
void hsviz_tcp_take_ack_of_fin(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    struct hsviz_step *step;

    if (sender->flags & HSVIZ_SENT_ACK_OF_FIN || !acknowledges_fin(connection, now))
        return;
    sender->flags |= HSVIZ_SENT_ACK_OF_FIN;
    /* Who acknowledges a FIN after its reset has not reset the connection: another host did. */
    if (connection->reset_first == now->packet.end && !hsviz_tcp_has(now, HSVIZ_TCP_RST))
        connection->tcp->is_closed_by_reset = false;
    hsviz_tcp_show_state(connection, now->packet.end);
    if (hsviz_tcp_has(now, HSVIZ_TCP_FIN) && !(sender->flags & HSVIZ_SENT_FIN))
        sender->flags |= HSVIZ_FIN_ACKS_FIN;
    acknowledge_fin(connection, now->packet.end);
    if (hsviz_tcp_has(now, HSVIZ_TCP_FIN) || hsviz_tcp_has(now, HSVIZ_TCP_RST))
        return;
    step = hsviz_steps_push(connection, &now->packet, HSVIZ_STEP_ACK);
    if (step)
        step->phase = HSVIZ_PHASE_TCP_CLOSE;
}

static void take_fin(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_ack;

    if (!(sender->flags & HSVIZ_SENT_FIN)) {
        sender->flags |= HSVIZ_SENT_FIN;
        sender->fin_end = now->packet.space_end;
        if (!(other->flags & HSVIZ_SENT_FIN))
            connection->closed_first = now->packet.end;
        connection->tcp->close = (uint8_t)shape_of_close(sender, other);
        /* A FIN that was on its way when the other end reset the connection closes nothing. */
        if (connection->reset_first == now->packet.end)
            connection->tcp->is_closed_by_reset = false;
        hsviz_tcp_happen(connection, now->packet.end, HSVIZ_SENDS_FIN);
    }
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_FIN);
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_FIN_ACK);
    /* A FIN with nothing new, that is no repetition, is the ACK of the other end's. */
    is_ack = sender->flags & HSVIZ_FIN_ACKS_FIN || now->packet.novelty == HSVIZ_NO_DATA;
    hsviz_tcp_push_control(connection, now, is_ack ? HSVIZ_STEP_FIN_ACK : HSVIZ_STEP_FIN);
}

/* Bytes of sender that were not acknowledged, its SYN and FIN apart. */
static uint32_t unacknowledged(const struct hsviz_tcp_sequence *sender, uint32_t acknowledged)
{
    uint32_t end = sender->flags & HSVIZ_SENT_FIN ? sender->fin_end - 1 : sender->high;

    acknowledged = acknowledged == 0 ? 1 : acknowledged;
    return hsviz_serial_before(acknowledged, end) ? end - acknowledged : 0;
}

static enum hsviz_reset_time reset_time(const struct hsviz_connection *connection)
{
    uint32_t client = hsviz_tcp_sequence_of(connection, HSVIZ_CLIENT)->flags;
    uint32_t server = hsviz_tcp_sequence_of(connection, HSVIZ_SERVER)->flags;

    if (connection->flags & HSVIZ_SEEN_FROM_START && !(client & HSVIZ_SENT_ACK_OF_SYN))
        return HSVIZ_RESET_IN_HANDSHAKE;
    if (client & server & HSVIZ_SENT_FIN)
        return HSVIZ_RESET_AFTER_CLOSE;
    return (client | server) & HSVIZ_SENT_FIN ? HSVIZ_RESET_IN_CLOSE : HSVIZ_RESET_WHILE_OPEN;
}

/* What the reset itself acknowledges, nobody has read. */
static void note_reset(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    enum hsviz_reset_time when = reset_time(connection);
    uint32_t bytes = unacknowledged(other, now->packet.shown_before) +
                     unacknowledged(sender, other->acknowledged);

    if (!(other->flags & HSVIZ_SENT_ANYTHING) || when == HSVIZ_RESET_IN_HANDSHAKE)
        return;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = bytes > 0 ? HSVIZ_NOTE_RESET_LOSS
                                                                       : HSVIZ_NOTE_RESET_CLEAN,
                                                     .frame = now->segment->frame,
                                                     .end = now->packet.end,
                                                     .reset_time = when,
                                                     .bytes = bytes });
}

/* A server in SYN-RCVD returns to LISTEN (RFC 9293 3.10.7.4). */
static void happen_reset(struct hsviz_connection *connection, enum hsviz_end end)
{
    enum hsviz_end other = hsviz_other_end(end);
    bool listens = hsviz_side_of(connection, other) == HSVIZ_SERVER &&
                   connection->peer[other].state == HSVIZ_TCP_SYN_RCVD &&
                   !(connection->tcp->sequence[other].flags & HSVIZ_SENT_SYN);

    hsviz_tcp_happen(connection, end, HSVIZ_SENDS_RST);
    hsviz_tcp_happen(connection, other,
                     listens ? HSVIZ_RECEIVES_RST_LISTENING : HSVIZ_RECEIVES_RST);
}

/* An end that took a reset from the path answers what still comes with its own. */
static bool was_reset(const struct hsviz_connection *connection)
{
    return (connection->tcp->sequence[HSVIZ_END_0].flags |
            connection->tcp->sequence[HSVIZ_END_1].flags) &
               HSVIZ_SENT_RST ||
           connection->tcp->flags & HSVIZ_RESET_FROM_PATH;
}

static void take_rst(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_first = !was_reset(connection);

    if (is_first && !(sender->flags & other->flags & HSVIZ_SENT_FIN)) {
        connection->reset_first = now->packet.end;
        connection->tcp->is_closed_by_reset = true;
    }
    if (is_first)
        note_reset(connection, now);
    sender->flags |= HSVIZ_SENT_RST;
    happen_reset(connection, now->packet.end);
    hsviz_steps_push(connection, &now->packet, HSVIZ_STEP_RST);
}

void hsviz_tcp_take_close(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    if (hsviz_tcp_has(now, HSVIZ_TCP_FIN))
        take_fin(connection, now);
    if (hsviz_tcp_has(now, HSVIZ_TCP_RST))
        take_rst(connection, now);
}
