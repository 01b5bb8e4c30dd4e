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

/* A control bit of an end's own shows its state. */
static void show_state(struct hsviz_connection *connection, enum hsviz_side side)
{
    unsigned bit = side == HSVIZ_CLIENT ? HSVIZ_CLIENT_STATE_ASSUMED : HSVIZ_SERVER_STATE_ASSUMED;

    connection->flags &= ~bit;
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
    if (!moment->arrival.other_number)
        return;
    if (step)
        step->code = HSVIZ_CODE_OTHER_NUMBER;
    hsviz_note_add(connection,
                   type == HSVIZ_STEP_SYN ? HSVIZ_NOTE_SYN_DIFFERENT : HSVIZ_NOTE_SYN_ACK_DIFFERENT,
                   moment->segment->frame, 0, 0, 0);
}

static void remember_first(int64_t *time_ns, const struct hsviz_moment *moment)
{
    if (*time_ns == HSVIZ_NS_UNKNOWN)
        *time_ns = moment->segment->time_ns;
}

static uint8_t ecn_of(const struct hsviz_moment *moment)
{
    return (uint8_t)((has_flag(moment, HSVIZ_TCP_ECE) ? HSVIZ_ECN_ECE : 0U) |
                     (has_flag(moment, HSVIZ_TCP_CWR) ? HSVIZ_ECN_CWR : 0U) |
                     (moment->segment->accurate_ecn ? HSVIZ_ECN_AE : 0U));
}

/* What the first SYN offers; the other end's own, where both send one, offers nothing more. */
static void keep_offer(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    if (moment->side != HSVIZ_CLIENT)
        return;
    connection->syn_options = moment->segment->options;
    connection->syn_ecn = ecn_of(moment);
}

static void take_syn(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];

    if (sender->flags & HSVIZ_SENT_SYN)
        sender->flags |= HSVIZ_SYN_REPEATED;
    else
        keep_offer(connection, moment);
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
    struct hsviz_step *gap = hsviz_steps_push_gap(
        connection, moment, hsviz_other_side(moment->side), type, half_rtt);

    if (gap)
        gap->flags |= HSVIZ_STEP_CLIENT_ASSUMED | HSVIZ_STEP_SERVER_ASSUMED;
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
    hsviz_direction_assume(missing, 1, 1);
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
    connection->syn_acked_half_rtt[HSVIZ_SERVER] = OPENING_ACK_HALF_RTT;
    client->half_rtt = MAX(client->half_rtt, OPENING_ACK_HALF_RTT);
    happen(connection, HSVIZ_CLIENT, HSVIZ_SENDS_ACK_OF_SYN);
    happen(connection, HSVIZ_SERVER, HSVIZ_RECEIVES_ACK_OF_SYN);
    push_gap(connection, moment, HSVIZ_STEP_ACK, OPENING_ACK_HALF_RTT);
}

static void remember_syn_acked(struct hsviz_connection *connection, enum hsviz_side whose,
                               int32_t half_rtt)
{
    if (connection->syn_acked_half_rtt[whose] == HSVIZ_HALF_RTT_UNKNOWN)
        connection->syn_acked_half_rtt[whose] = (int8_t)MIN(half_rtt, INT8_MAX);
}

/* The SYN-ACK of an end that has sent a SYN: it acknowledges the other's SYN, and says its own
 * again (RFC 9293 figure 7). */
static void acknowledge_other_syn(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];

    if (sender->flags & HSVIZ_SENT_SYN_ACK)
        return;
    sender->flags |= HSVIZ_SENT_ACK_OF_SYN;
    remember_syn_acked(connection, hsviz_other_side(moment->side), moment->half_rtt);
}

static void take_syn_ack_payload(struct hsviz_connection *connection,
                                 const struct hsviz_moment *moment)
{
    connection->direction[moment->side].flags |= HSVIZ_SYN_ACK_HAD_PAYLOAD;
    hsviz_note_add(connection, HSVIZ_NOTE_DATA_IN_SYN_ACK, moment->segment->frame,
                   moment->segment->payload_len, 0, 0);
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
    if (sender->flags & HSVIZ_SENT_SYN && receiver->flags & HSVIZ_SENT_SYN)
        acknowledge_other_syn(connection, moment);
    else
        remember_first(&connection->syn_ack_ns, moment);
    if (moment->segment->payload_len > 0)
        take_syn_ack_payload(connection, moment);
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_SYN_ACK);
    connection->syn_ack_options = moment->segment->options;
    connection->syn_ack_ecn = ecn_of(moment);
    if (receiver->flags & HSVIZ_SYN_HAD_PAYLOAD && moment->arrival.ack > 1)
        connection->flags |= HSVIZ_FAST_OPEN_TAKEN;
    sender->flags |= HSVIZ_SENT_SYN_ACK;
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
    show_state(connection, moment->side);
    if (moment->side == HSVIZ_CLIENT || sender->flags & HSVIZ_SENT_SYN) {
        remember_first(&connection->opening_ack_ns, moment);
        remember_syn_acked(connection, hsviz_other_side(moment->side), acknowledging.half_rtt);
    }
    happen(connection, moment->side, HSVIZ_SENDS_ACK_OF_SYN);
    happen(connection, hsviz_other_side(moment->side), HSVIZ_RECEIVES_ACK_OF_SYN);
    if (!has_flag(moment, HSVIZ_TCP_RST))
        hsviz_steps_push(connection, &acknowledging, HSVIZ_STEP_ACK);
}

/* A segment that acknowledges the other's SYN, and says nothing else. */
static bool is_bare_ack_of_syn(const struct hsviz_connection *connection,
                               const struct hsviz_moment *moment)
{
    return has_flag(moment, HSVIZ_TCP_ACK) && moment->segment->payload_len == 0 &&
           !(moment->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_RST | HSVIZ_TCP_FIN)) &&
           connection->direction[hsviz_other_side(moment->side)].flags & HSVIZ_SENT_SYN;
}

/* A split handshake of five segments: the server acknowledges the SYN before it sends its own. */
static bool acknowledges_syn_alone(const struct hsviz_connection *connection,
                                   const struct hsviz_moment *moment)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];

    return moment->side == HSVIZ_SERVER && is_bare_ack_of_syn(connection, moment) &&
           !(sender->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK)) && moment->arrival.ack == 1 &&
           !(connection->flags & HSVIZ_SYN_ACKED_ALONE);
}

static void take_ack_of_syn_alone(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment)
{
    connection->flags |= HSVIZ_SYN_ACKED_ALONE;
    hsviz_steps_push(connection, moment, HSVIZ_STEP_ACK);
}

/* The SYN of side answered the other's, and what answered it came as much later. */
static void delay_answers(struct hsviz_connection *connection, enum hsviz_side side)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];
        bool is_syn = step->type == HSVIZ_STEP_SYN;

        if ((step->side == side) == is_syn)
            step->half_rtt++;
    }
    hsviz_direction_delay(&connection->direction[side]);
    connection->syn_acked_half_rtt[side]++;
}

void hsviz_tcp_recognise_split(struct hsviz_connection *connection,
                               const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);
    struct hsviz_direction *sender = &connection->direction[moment->side];
    uint32_t says_split = HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK | HSVIZ_SENT_ACK_OF_SYN;

    if ((sender->flags & says_split) != HSVIZ_SENT_SYN || moment->side != HSVIZ_SERVER ||
        !is_bare_ack_of_syn(connection, moment) ||
        !(connection->direction[other].flags & HSVIZ_SENT_SYN_ACK))
        return;
    if (!(connection->flags & HSVIZ_SYN_ACKED_ALONE))
        delay_answers(connection, moment->side);
    hsviz_direction_assume(&connection->direction[other], 1,
                           connection->syn_acked_half_rtt[moment->side]);
}

static bool acknowledges_fin(const struct hsviz_connection *connection,
                             const struct hsviz_moment *moment)
{
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    return has_flag(moment, HSVIZ_TCP_ACK) && other->flags & HSVIZ_SENT_FIN &&
           !hsviz_serial_before(moment->arrival.ack, other->fin_end);
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

/* Who has closed acknowledges one number beyond what the other was seen to send: its FIN. */
static bool shows_fin(const struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    return has_flag(moment, HSVIZ_TCP_ACK) &&
           !(moment->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_RST)) &&
           connection->direction[moment->side].flags & HSVIZ_SENT_FIN &&
           !(other->flags & HSVIZ_SENT_FIN) && other->flags & HSVIZ_SENT_ANYTHING &&
           moment->arrival.ack == other->high + 1;
}

void hsviz_tcp_assume_fin(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    enum hsviz_side side = hsviz_other_side(moment->side);
    struct hsviz_direction *closer = &connection->direction[side];
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    enum hsviz_step_type type = HSVIZ_STEP_FIN;
    int32_t half_rtt = closer->half_rtt;

    if (!shows_fin(connection, moment))
        return;
    if (!(closer->flags & HSVIZ_SENT_ACK_OF_FIN)) {
        closer->flags |= HSVIZ_SENT_ACK_OF_FIN | HSVIZ_FIN_ACKS_FIN;
        type = HSVIZ_STEP_FIN_ACK;
        half_rtt = MAX(half_rtt, hsviz_direction_arrival_half_rtt(sender, sender->fin_end));
        happen(connection, side, HSVIZ_SENDS_ACK_OF_FIN);
        happen(connection, moment->side, HSVIZ_RECEIVES_ACK_OF_FIN);
    }
    closer->flags |= HSVIZ_SENT_FIN;
    closer->high = closer->fin_end = moment->arrival.ack;
    hsviz_direction_assume(closer, closer->fin_end, half_rtt);
    connection->close = (uint8_t)shape_of_close(closer, sender);
    happen(connection, side, HSVIZ_SENDS_FIN);
    push_gap(connection, moment, type, half_rtt);
}

/* Where both FINs crossed, who gets the acknowledgement has got the FIN before it too: it goes by
 * CLOSING, and no end by FIN-WAIT-2 (RFC 9293 figure 13). */
static void acknowledge_fin(struct hsviz_connection *connection, enum hsviz_side side)
{
    enum hsviz_side other = hsviz_other_side(side);
    uint32_t sender = connection->direction[side].flags;
    uint32_t receiver = connection->direction[other].flags;

    happen(connection, side, HSVIZ_SENDS_ACK_OF_FIN);
    if (sender & HSVIZ_SENT_FIN && !(receiver & HSVIZ_SENT_ACK_OF_FIN))
        happen(connection, other, HSVIZ_SENDS_ACK_OF_FIN);
    else
        happen(connection, other, HSVIZ_RECEIVES_ACK_OF_FIN);
    if (receiver & HSVIZ_SENT_ACK_OF_FIN)
        happen(connection, side, HSVIZ_RECEIVES_ACK_OF_FIN);
}

/* Its step is an ACK of its own only where no FIN of the same segment says it too. */
static void take_ack_of_fin(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    struct hsviz_step *step;

    if (sender->flags & HSVIZ_SENT_ACK_OF_FIN || !acknowledges_fin(connection, moment))
        return;
    sender->flags |= HSVIZ_SENT_ACK_OF_FIN;
    show_state(connection, moment->side);
    if (has_flag(moment, HSVIZ_TCP_FIN) && !(sender->flags & HSVIZ_SENT_FIN))
        sender->flags |= HSVIZ_FIN_ACKS_FIN;
    acknowledge_fin(connection, moment->side);
    if (has_flag(moment, HSVIZ_TCP_FIN) || has_flag(moment, HSVIZ_TCP_RST))
        return;
    step = hsviz_steps_push(connection, moment, HSVIZ_STEP_ACK);
    if (step)
        step->phase = HSVIZ_PHASE_TCP_CLOSE;
}

void hsviz_tcp_before_payload(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    if (moment->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        show_state(connection, moment->side);
    if (has_flag(moment, HSVIZ_TCP_SYN) && has_flag(moment, HSVIZ_TCP_ACK))
        take_syn_ack(connection, moment);
    else if (has_flag(moment, HSVIZ_TCP_SYN))
        take_syn(connection, moment);
    else if (!acknowledges_syn_alone(connection, moment))
        take_ack_of_syn(connection, moment);
    else
        take_ack_of_syn_alone(connection, moment);
    take_ack_of_fin(connection, moment);
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
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_FIN);
    hsviz_steps_drop_gap(connection, HSVIZ_STEP_FIN_ACK);
    push_control(connection, moment,
                 sender->flags & HSVIZ_FIN_ACKS_FIN ? HSVIZ_STEP_FIN_ACK : HSVIZ_STEP_FIN);
}

/* Bytes of sender that were not acknowledged, its SYN and FIN apart. */
static uint32_t unacknowledged(const struct hsviz_direction *sender, uint32_t acknowledged)
{
    uint32_t end = sender->flags & HSVIZ_SENT_FIN ? sender->fin_end - 1 : sender->high;

    acknowledged = acknowledged == 0 ? 1 : acknowledged;
    return hsviz_serial_before(acknowledged, end) ? end - acknowledged : 0;
}

static enum hsviz_reset_time reset_time(const struct hsviz_connection *connection)
{
    uint32_t client = connection->direction[HSVIZ_CLIENT].flags;
    uint32_t server = connection->direction[HSVIZ_SERVER].flags;

    if (connection->flags & HSVIZ_STARTED_WITH_SYN && !(client & HSVIZ_SENT_ACK_OF_SYN))
        return HSVIZ_RESET_IN_OPENING;
    if (client & server & HSVIZ_SENT_FIN)
        return HSVIZ_RESET_AFTER_CLOSE;
    return (client | server) & HSVIZ_SENT_FIN ? HSVIZ_RESET_IN_CLOSE : HSVIZ_RESET_WHILE_OPEN;
}

/* What the reset itself acknowledges, nobody has read. */
static void note_reset(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];
    enum hsviz_reset_time when = reset_time(connection);
    uint32_t bytes = unacknowledged(other, moment->arrival.acknowledged_before) +
                     unacknowledged(sender, other->acknowledged);

    if (!(other->flags & HSVIZ_SENT_ANYTHING) || when == HSVIZ_RESET_IN_OPENING)
        return;
    hsviz_note_add(connection, bytes > 0 ? HSVIZ_NOTE_RESET_LOSS : HSVIZ_NOTE_RESET_CLEAN,
                   moment->segment->frame, when, moment->side, bytes);
}

/* RFC 9293 3.10.7.4: a reset counts where its number is the one expected next; that is between what
 * was acknowledged and what was sent. */
static bool counts_as_reset(const struct hsviz_connection *connection,
                            const struct hsviz_moment *moment)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];

    return !(other->flags & HSVIZ_SENT_ANYTHING) || other->acknowledged == 0 ||
           (!hsviz_serial_before(moment->arrival.seq, other->acknowledged) &&
            !hsviz_serial_before(sender->high, moment->arrival.seq));
}

/* A server that has not got beyond SYN-RCVD listens again (RFC 9293 3.10.7.4). */
static void happen_reset(struct hsviz_connection *connection, enum hsviz_side side)
{
    enum hsviz_side other = hsviz_other_side(side);
    bool listens = other == HSVIZ_SERVER && connection->state[other] == HSVIZ_TCP_SYN_RCVD &&
                   !(connection->direction[other].flags & HSVIZ_SENT_SYN);

    happen(connection, side, HSVIZ_SENDS_RST);
    happen(connection, other, listens ? HSVIZ_RECEIVES_RST_LISTENING : HSVIZ_RECEIVES_RST);
}

static void take_rst(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other =
        &connection->direction[hsviz_other_side(moment->side)];
    uint32_t both = sender->flags | other->flags;

    if (!counts_as_reset(connection, moment)) {
        if (!(both & HSVIZ_SENT_RST))
            hsviz_note_add(connection, HSVIZ_NOTE_RESET_IGNORED, moment->segment->frame,
                           moment->side, 0, 0);
        hsviz_steps_push(connection, moment, HSVIZ_STEP_RST);
        return;
    }
    if (!(both & HSVIZ_SENT_RST) && !(sender->flags & other->flags & HSVIZ_SENT_FIN)) {
        connection->first_rst = (uint8_t)moment->side;
        connection->close = moment->side == HSVIZ_CLIENT ? HSVIZ_CLOSE_RESET_BY_CLIENT
                                                         : HSVIZ_CLOSE_RESET_BY_SERVER;
    }
    if (!(both & HSVIZ_SENT_RST))
        note_reset(connection, moment);
    sender->flags |= HSVIZ_SENT_RST;
    happen_reset(connection, moment->side);
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
