/* tcp.c
 * TCP's opening and closing: which segments are steps, and what they make of both ends' states.
 *
 * An opening is   SYN > , < SYN-ACK , ACK >   (RFC 9293 3.5).
 * A closing is    FIN > , < ACK , < FIN , ACK >   or, where one segment says both,
 *                 FIN > , < FIN-ACK , ACK >   (RFC 9293 3.6).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "tcp_states.h"

enum { OPENING_ACK_HALF_RTT = 2 }; /* SYN, SYN-ACK, ACK: one round trip */

static void happen(struct hsviz_connection *connection, enum hsviz_side side,
                   enum hsviz_tcp_event event)
{
    connection->state[side] = (uint8_t)hsviz_tcp_next_state(
        (enum hsviz_tcp_state)connection->state[side], event);
}

static bool has_flag(const struct hsviz_moment *moment, enum hsviz_tcp_flag flag)
{
    return (moment->segment->flags & flag) != 0;
}

/* A SYN or FIN is also a step when it comes again: it is what the user waited for. */
static void push_control(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                         enum hsviz_step_type type)
{
    const struct hsviz_step *original = hsviz_steps_find(connection, moment->side, type);
    bool is_repetition = moment->arrival.novelty == HSVIZ_REPEAT && original;
    uint32_t repeat_of = is_repetition ? original->frame : 0;
    int64_t original_ns = is_repetition ? original->time_ns : 0;
    struct hsviz_step *step = hsviz_steps_push(connection, moment, type);

    if (step && repeat_of) {
        step->repeat_of = repeat_of;
        hsviz_note_repetition(connection, step, original_ns);
    }
}

static void remember_first(int64_t *time_ns, const struct hsviz_moment *moment)
{
    if (*time_ns == HSVIZ_NS_UNKNOWN)
        *time_ns = moment->segment->time_ns;
}

static void take_syn(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];

    if (sender->flags & HSVIZ_SENT_SYN)
        sender->flags |= HSVIZ_SYN_REPEATED;
    else
        connection->syn_options = moment->segment->options;
    if (moment->segment->payload_len > 0)
        sender->flags |= HSVIZ_SYN_HAD_PAYLOAD;
    sender->flags |= HSVIZ_SENT_SYN;
    remember_first(&connection->syn_ns, moment);
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_SYN);
    happen(connection, moment->side, HSVIZ_SENDS_SYN);
    push_control(connection, moment, HSVIZ_STEP_SYN);
}

/* A segment that another one proves to have been sent: a gap in the place where it belongs. */
static void push_gap(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                     enum hsviz_step_type type, int32_t half_rtt)
{
    struct hsviz_moment missing = *moment;
    struct hsviz_step *gap;

    missing.side = hsviz_other_side(moment->side);
    gap = hsviz_steps_push(connection, &missing, type);
    if (!gap)
        return;
    gap->frame = gap->first_frame = gap->last_frame = 0;
    gap->seq_end = gap->ack = 0;
    gap->half_rtt = (int16_t)half_rtt;
    gap->flags = HSVIZ_STEP_GAP | HSVIZ_STEP_CLIENT_ASSUMED | HSVIZ_STEP_SERVER_ASSUMED;
    gap->source = HSVIZ_INFERRED;
    gap->reason = HSVIZ_REASON_REQUIRED;
}

void hsviz_tcp_assume_syn_ack(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);
    struct hsviz_direction *missing = &connection->direction[other];

    if (moment->side != HSVIZ_CLIENT || !has_flag(moment, HSVIZ_TCP_ACK) ||
        has_flag(moment, HSVIZ_TCP_SYN) || has_flag(moment, HSVIZ_TCP_RST) ||
        !(connection->direction[HSVIZ_CLIENT].flags & HSVIZ_SENT_SYN) ||
        missing->flags & HSVIZ_SENT_ANYTHING || missing->flags & HSVIZ_SENT_SYN_ACK)
        return;
    missing->flags |= HSVIZ_SENT_SYN_ACK;
    hsviz_direction_assume_syn(missing, 1);
    happen(connection, other, HSVIZ_SENDS_SYN_ACK);
    push_gap(connection, moment, HSVIZ_STEP_SYN_ACK, 1);
}

void hsviz_tcp_assume_opening_ack(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment)
{
    struct hsviz_direction *client = &connection->direction[HSVIZ_CLIENT];

    if (moment->side != HSVIZ_SERVER || moment->segment->payload_len == 0 ||
        has_flag(moment, HSVIZ_TCP_SYN) || has_flag(moment, HSVIZ_TCP_RST) ||
        connection->flags & HSVIZ_FAST_OPEN_TAKEN || client->flags & HSVIZ_SENT_ACK_OF_SYN ||
        !(connection->direction[HSVIZ_SERVER].flags & HSVIZ_SENT_SYN_ACK))
        return;
    client->flags |= HSVIZ_SENT_ACK_OF_SYN;
    connection->opening_ack_half_rtt = OPENING_ACK_HALF_RTT;
    client->half_rtt = MAX(client->half_rtt, OPENING_ACK_HALF_RTT);
    happen(connection, HSVIZ_CLIENT, HSVIZ_SENDS_ACK_OF_SYN);
    happen(connection, HSVIZ_SERVER, HSVIZ_RECEIVES_ACK_OF_SYN);
    push_gap(connection, moment, HSVIZ_STEP_ACK, OPENING_ACK_HALF_RTT);
}

static void take_syn_ack(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);
    struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *receiver = &connection->direction[other];

    if (!(receiver->flags & HSVIZ_SENT_SYN) && !(sender->flags & HSVIZ_SENT_SYN_ACK)) {
        happen(connection, other, HSVIZ_SENDS_SYN);
        push_gap(connection, moment, HSVIZ_STEP_SYN, 0);
    }
    if (sender->flags & HSVIZ_SENT_SYN_ACK)
        sender->flags |= HSVIZ_SYN_REPEATED;
    if (receiver->flags & HSVIZ_SYN_HAD_PAYLOAD && moment->arrival.ack > 1)
        connection->flags |= HSVIZ_FAST_OPEN_TAKEN;
    sender->flags |= HSVIZ_SENT_SYN_ACK;
    remember_first(&connection->syn_ack_ns, moment);
    happen(connection, moment->side, HSVIZ_SENDS_SYN_ACK);
    happen(connection, other, HSVIZ_RECEIVES_ACK_OF_SYN);
    /* In a simultaneous opening the other's SYN-ACK is already on its way (figure 7). */
    if (receiver->flags & HSVIZ_SENT_SYN_ACK)
        happen(connection, moment->side, HSVIZ_RECEIVES_ACK_OF_SYN);
    push_control(connection, moment, HSVIZ_STEP_SYN_ACK);
}

static bool acknowledges_syn(const struct hsviz_connection *connection,
                             const struct hsviz_moment *moment)
{
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    return has_flag(moment, HSVIZ_TCP_ACK) && other->flags & HSVIZ_SENT_SYN_ACK &&
           !hsviz_serial_before(moment->arrival.ack, 1);
}

static void take_ack_of_syn(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    struct hsviz_moment acknowledging = *moment;

    if (sender->flags & HSVIZ_SENT_ACK_OF_SYN || !acknowledges_syn(connection, moment))
        return;
    /* Data of the SYN that it sends again does not take it back to the SYN's position. */
    acknowledging.half_rtt = MAX(
        moment->half_rtt, hsviz_direction_arrival_half_rtt(
                              &connection->direction[hsviz_other_side(moment->side)],
                              moment->arrival.ack));
    sender->flags |= HSVIZ_SENT_ACK_OF_SYN;
    if (moment->side == HSVIZ_CLIENT) {
        remember_first(&connection->opening_ack_ns, moment);
        connection->opening_ack_half_rtt = (int8_t)MIN(acknowledging.half_rtt, INT8_MAX);
    }
    happen(connection, moment->side, HSVIZ_SENDS_ACK_OF_SYN);
    happen(connection, hsviz_other_side(moment->side), HSVIZ_RECEIVES_ACK_OF_SYN);
    if (!has_flag(moment, HSVIZ_TCP_RST))
        hsviz_steps_push(connection, &acknowledging, HSVIZ_STEP_ACK);
}

static bool acknowledges_fin(const struct hsviz_connection *connection,
                             const struct hsviz_moment *moment)
{
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    return has_flag(moment, HSVIZ_TCP_ACK) && other->flags & HSVIZ_SENT_FIN &&
           !hsviz_serial_before(moment->arrival.ack, other->fin_end);
}

/* Its step is an ACK of its own only where no FIN of the same segment says it too. */
static void take_ack_of_fin(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    struct hsviz_step *step;

    if (sender->flags & HSVIZ_SENT_ACK_OF_FIN || !acknowledges_fin(connection, moment))
        return;
    sender->flags |= HSVIZ_SENT_ACK_OF_FIN;
    if (has_flag(moment, HSVIZ_TCP_FIN) && !(sender->flags & HSVIZ_SENT_FIN))
        sender->flags |= HSVIZ_FIN_ACKS_FIN;
    happen(connection, moment->side, HSVIZ_SENDS_ACK_OF_FIN);
    happen(connection, hsviz_other_side(moment->side), HSVIZ_RECEIVES_ACK_OF_FIN);
    if (has_flag(moment, HSVIZ_TCP_FIN) || has_flag(moment, HSVIZ_TCP_RST))
        return;
    step = hsviz_steps_push(connection, moment, HSVIZ_STEP_ACK);
    if (step)
        step->phase = HSVIZ_PHASE_TCP_CLOSE;
}

void hsviz_tcp_before_payload(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    if (has_flag(moment, HSVIZ_TCP_SYN) && has_flag(moment, HSVIZ_TCP_ACK))
        take_syn_ack(connection, moment);
    else if (has_flag(moment, HSVIZ_TCP_SYN))
        take_syn(connection, moment);
    else
        take_ack_of_syn(connection, moment);
    take_ack_of_fin(connection, moment);
}

/* RFC 9293 3.6: which shape the close has, as far as this FIN tells. */
static enum hsviz_close shape_of_close(const struct hsviz_direction *sender,
                                       const struct hsviz_direction *other)
{
    if (!(other->flags & HSVIZ_SENT_FIN))
        return HSVIZ_CLOSE_HALF;
    if (!(sender->flags & HSVIZ_SENT_ACK_OF_FIN))
        return HSVIZ_CLOSE_SIMULTANEOUS;
    return sender->flags & HSVIZ_FIN_ACKS_FIN ? HSVIZ_CLOSE_THREE_SEGMENT
                                              : HSVIZ_CLOSE_FOUR_SEGMENT;
}

static void take_fin(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    if (!(sender->flags & HSVIZ_SENT_FIN)) {
        sender->flags |= HSVIZ_SENT_FIN;
        sender->fin_end = moment->arrival.end;
        if (!(other->flags & HSVIZ_SENT_FIN))
            connection->first_fin = (uint8_t)moment->side;
        connection->close = (uint8_t)shape_of_close(sender, other);
        happen(connection, moment->side, HSVIZ_SENDS_FIN);
    }
    push_control(connection, moment,
                 sender->flags & HSVIZ_FIN_ACKS_FIN ? HSVIZ_STEP_FIN_ACK : HSVIZ_STEP_FIN);
}

static void take_rst(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    if (!((sender->flags | other->flags) & HSVIZ_SENT_RST) &&
        !(sender->flags & other->flags & HSVIZ_SENT_FIN)) {
        connection->first_rst = (uint8_t)moment->side;
        connection->close = moment->side == HSVIZ_CLIENT ? HSVIZ_CLOSE_RESET_BY_CLIENT
                                                         : HSVIZ_CLOSE_RESET_BY_SERVER;
    }
    sender->flags |= HSVIZ_SENT_RST;
    happen(connection, moment->side, HSVIZ_SENDS_RST);
    happen(connection, hsviz_other_side(moment->side), HSVIZ_RECEIVES_RST);
    hsviz_steps_push(connection, moment, HSVIZ_STEP_RST);
}

void hsviz_tcp_after_payload(struct hsviz_connection *connection,
                             const struct hsviz_moment *moment)
{
    if (has_flag(moment, HSVIZ_TCP_FIN))
        take_fin(connection, moment);
    if (has_flag(moment, HSVIZ_TCP_RST))
        take_rst(connection, moment);
}
