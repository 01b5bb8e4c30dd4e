/* connection.c
 * Feeding a connection: who sent the frame, at which RTT position, and then TCP, TLS, TCP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "infer.h"
#include "internal.h"
#include "twin.h"

enum { NS_PER_US = 1000 };

struct hsviz_connection *hsviz_connection_new(uint32_t stream)
{
    struct hsviz_connection *connection = g_new0(struct hsviz_connection, 1);

    connection->stream = stream;
    connection->syn_ns = HSVIZ_NS_UNKNOWN;
    connection->syn_ack_ns = HSVIZ_NS_UNKNOWN;
    connection->opening_ack_ns = HSVIZ_NS_UNKNOWN;
    connection->syn_acked_half_rtt[HSVIZ_CLIENT] = HSVIZ_HALF_RTT_UNKNOWN;
    connection->syn_acked_half_rtt[HSVIZ_SERVER] = HSVIZ_HALF_RTT_UNKNOWN;
    connection->clock = hsviz_clock_new();
    return connection;
}

void hsviz_connection_free(struct hsviz_connection *connection)
{
    if (!connection)
        return;
    g_free(connection->name[HSVIZ_CLIENT].address);
    g_free(connection->name[HSVIZ_SERVER].address);
    g_free(connection->steps);
    g_free(connection->notes);
    hsviz_tls_free(connection->tls);
    hsviz_connection_free(connection->twin);
    hsviz_guessed_free(connection->guessed);
    hsviz_clock_free(connection->clock);
    g_free(connection->strays);
    hsviz_direction_retire(&connection->direction[HSVIZ_CLIENT]);
    hsviz_direction_retire(&connection->direction[HSVIZ_SERVER]);
    g_free(connection);
}

void hsviz_connection_fix_capture_point(struct hsviz_connection *connection,
                                        enum hsviz_capture_point point)
{
    connection->capture_point = (uint8_t)point;
}

void hsviz_connection_set_unordered(struct hsviz_connection *connection)
{
    connection->flags |= HSVIZ_DISSECTED_UNORDERED;
}

void hsviz_connection_forbid_inference(struct hsviz_connection *connection)
{
    connection->flags |= HSVIZ_WITHOUT_INFERENCE;
}

/* ---- Who ---- */

static void set_name(struct hsviz_side_name *name, const struct hsviz_endpoint *endpoint)
{
    name->address = g_strdup(endpoint->address);
    name->port = endpoint->port;
}

/* The sender of the first frame is end 0. It is taken for the client or the server by what it
 * sends; where that does not tell, the client is a guess: the side with the higher port. */
static void meet(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    bool syn = segment->flags & HSVIZ_TCP_SYN, ack = segment->flags & HSVIZ_TCP_ACK;
    bool sender_is_client =
        syn ? !ack : segment->source.port >= segment->destination.port;

    connection->first_frame = segment->frame;
    connection->start_ns = segment->time_ns;
    connection->last_ns = segment->time_ns;
    if (syn)
        connection->flags |= HSVIZ_CLIENT_KNOWN | HSVIZ_STARTED_WITH_SYN;
    if (!sender_is_client)
        connection->flags |= HSVIZ_ENDS_SWAPPED;
    set_name(&connection->name[HSVIZ_CLIENT],
             sender_is_client ? &segment->source : &segment->destination);
    set_name(&connection->name[HSVIZ_SERVER],
             sender_is_client ? &segment->destination : &segment->source);
    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++)
        connection->state[side] = syn ? HSVIZ_TCP_CLOSED : HSVIZ_TCP_ESTABLISHED;
    if (syn)
        connection->state[HSVIZ_SERVER] = HSVIZ_TCP_LISTEN;
    memcpy(connection->initial_state, connection->state, sizeof connection->state);
    if (!syn || ack)
        connection->flags |= HSVIZ_CLIENT_STATE_ASSUMED;
    if (!syn)
        connection->flags |= HSVIZ_SERVER_STATE_ASSUMED;
}

static enum hsviz_side side_of(const struct hsviz_connection *connection,
                               const struct hsviz_endpoint *endpoint)
{
    const struct hsviz_side_name *client = &connection->name[HSVIZ_CLIENT];

    if (client->port != connection->name[HSVIZ_SERVER].port)
        return endpoint->port == client->port ? HSVIZ_CLIENT : HSVIZ_SERVER;
    return g_strcmp0(client->address, endpoint->address) == 0 ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

static void swap_step(struct hsviz_step *step)
{
    uint8_t state = step->state[0];
    unsigned client = step->flags & HSVIZ_STEP_CLIENT_ASSUMED;
    unsigned server = step->flags & HSVIZ_STEP_SERVER_ASSUMED;

    step->flags &= (uint8_t)~(HSVIZ_STEP_CLIENT_ASSUMED | HSVIZ_STEP_SERVER_ASSUMED);
    step->flags |= (uint8_t)((client ? HSVIZ_STEP_SERVER_ASSUMED : 0U) |
                             (server ? HSVIZ_STEP_CLIENT_ASSUMED : 0U));
    step->side = (uint8_t)hsviz_other_side((enum hsviz_side)step->side);
    step->state[0] = step->state[1];
    step->state[1] = state;
}

static void swap_strays(struct hsviz_strays *strays)
{
    struct hsviz_side_strays client = strays->side[HSVIZ_CLIENT];

    strays->side[HSVIZ_CLIENT] = strays->side[HSVIZ_SERVER];
    strays->side[HSVIZ_SERVER] = client;
}

/* The guess was wrong: what was noted of one side belongs to the other. */
static void swap_sides(struct hsviz_connection *connection)
{
    struct hsviz_side_name name = connection->name[0];
    struct hsviz_direction direction = connection->direction[0];
    uint8_t state = connection->state[0];

    connection->name[0] = connection->name[1];
    connection->name[1] = name;
    connection->direction[0] = connection->direction[1];
    connection->direction[1] = direction;
    connection->state[0] = connection->state[1];
    connection->state[1] = state;
    connection->first_fin = (uint8_t)hsviz_other_side((enum hsviz_side)connection->first_fin);
    connection->first_rst = (uint8_t)hsviz_other_side((enum hsviz_side)connection->first_rst);
    for (size_t i = 0; i < connection->num_steps; i++)
        swap_step(&connection->steps[i]);
    if (connection->strays)
        swap_strays(connection->strays);
    if (connection->tls)
        hsviz_tls_swap_sides(connection->tls);
    if (connection->clock)
        hsviz_clock_swap_sides(connection->clock);
    connection->flags ^= HSVIZ_ENDS_SWAPPED;
    if (!(connection->flags & HSVIZ_CLIENT_STATE_ASSUMED) !=
        !(connection->flags & HSVIZ_SERVER_STATE_ASSUMED))
        connection->flags ^= HSVIZ_CLIENT_STATE_ASSUMED | HSVIZ_SERVER_STATE_ASSUMED;
}

/* The hello that a frame's first handshake message is: HSVIZ_STEP_NONE where it is none. */
static enum hsviz_step_type hello_in(const struct hsviz_frame *frame)
{
    const struct hsviz_record *record = frame->records;
    enum hsviz_step_type type = HSVIZ_STEP_NONE;

    if (frame->num_records == 0)
        return type;
    if (record->num_parts > 0 && record->parts[0].type == HSVIZ_PART_HANDSHAKE &&
        record->parts[0].captured_len > 0)
        type = hsviz_message_step(record->parts[0].bytes[0]);
    else if (record->ssl2 && hsviz_payload_begins_record(&frame->segment))
        type = HSVIZ_STEP_CLIENT_HELLO;
    return type == HSVIZ_STEP_CLIENT_HELLO || type == HSVIZ_STEP_SERVER_HELLO ? type
                                                                              : HSVIZ_STEP_NONE;
}

static void identify_client(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    enum hsviz_step_type hello =
        connection->flags & HSVIZ_CLIENT_KNOWN ? HSVIZ_STEP_NONE : hello_in(frame);
    bool is_client;

    if (hello == HSVIZ_STEP_NONE)
        return;
    is_client = side_of(connection, &frame->segment.source) == HSVIZ_CLIENT;
    connection->flags |= HSVIZ_CLIENT_KNOWN;
    if (is_client != (hello == HSVIZ_STEP_CLIENT_HELLO))
        swap_sides(connection);
}

/* ---- RTT position (model, section 3) ---- */

/* Payload needs its sender to know that its SYN has arrived (RFC 9293 3.5), and so does a reset by
 * who has accepted the connection. */
static bool needs_opening_ack(const struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    bool acts = moment->segment->payload_len > 0 || moment->segment->flags & HSVIZ_TCP_RST;

    return acts && !(moment->segment->flags & HSVIZ_TCP_SYN) &&
           connection->syn_acked_half_rtt[moment->side] != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN);
}

/* A reset without an acknowledgement has its number from the segment that it answers
 * (RFC 9293 3.5.2). */
static bool answers_with_reset(const struct hsviz_direction *other,
                               const struct hsviz_moment *moment)
{
    uint8_t flags = moment->segment->flags;

    return flags & HSVIZ_TCP_RST && !(flags & HSVIZ_TCP_ACK) &&
           other->flags & HSVIZ_SENT_ANYTHING && moment->arrival.seq == other->acknowledged;
}

/* More than a FIN was acknowledged that the capture lacks: payload, which came a round trip after
 * the acknowledgement of its sender's SYN at the earliest. */
static bool shows_uncaptured_payload(const struct hsviz_connection *connection,
                                     const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);

    return moment->arrival.ack_advances &&
           connection->syn_acked_half_rtt[other] != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN) &&
           hsviz_serial_before(connection->direction[other].high + 1, moment->arrival.ack);
}

static int32_t half_rtt_by_causes(const struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(moment->side)];
    uint8_t flags = moment->segment->flags;
    int32_t half_rtt = sender->half_rtt;

    if (flags & HSVIZ_TCP_ACK)
        half_rtt = MAX(half_rtt, hsviz_direction_arrival_half_rtt(other, moment->arrival.ack));
    if (flags & HSVIZ_TCP_SYN && flags & HSVIZ_TCP_ACK)
        half_rtt = MAX(half_rtt, 1); /* a SYN came before it, captured or not */
    if (answers_with_reset(other, moment))
        half_rtt = MAX(half_rtt, other->half_rtt + 1);
    if (shows_uncaptured_payload(connection, moment))
        half_rtt = MAX(half_rtt,
                       connection->syn_acked_half_rtt[hsviz_other_side(moment->side)] + 2);
    if (needs_opening_ack(connection, moment))
        half_rtt = MAX(half_rtt, connection->syn_acked_half_rtt[moment->side] + 1);
    return half_rtt;
}

static bool is_syn_data_refused(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_direction *client = &connection->direction[HSVIZ_CLIENT];
    const struct hsviz_direction *server = &connection->direction[HSVIZ_SERVER];

    if (side == HSVIZ_SERVER)
        return server->flags & HSVIZ_SYN_ACK_HAD_PAYLOAD && client->flags & HSVIZ_SENT_ACK_OF_SYN;
    return client->flags & HSVIZ_SYN_HAD_PAYLOAD && server->flags & HSVIZ_SENT_SYN_ACK &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN);
}

bool hsviz_connection_says_syn_again(const struct hsviz_connection *connection,
                                     const struct hsviz_moment *moment)
{
    return moment->arrival.seq == 1 && !(moment->segment->flags & HSVIZ_TCP_SYN) &&
           is_syn_data_refused(connection, moment->side);
}

static int32_t half_rtt_of(const struct hsviz_connection *connection,
                           const struct hsviz_moment *moment, int32_t window_half_rtt)
{
    int32_t original =
        hsviz_direction_half_rtt_of(&connection->direction[moment->side], moment->arrival.end);
    bool is_old = moment->arrival.novelty == HSVIZ_REPEAT ||
                  moment->arrival.novelty == HSVIZ_FILLS_HOLE;

    if (is_old && original != HSVIZ_HALF_RTT_UNKNOWN)
        return original;
    return MAX(half_rtt_by_causes(connection, moment), window_half_rtt);
}

/* ---- Time (model, section 4) ---- */

static unsigned evidence_of(const struct hsviz_connection *connection,
                            const struct hsviz_moment *moment, int32_t window_half_rtt)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(moment->side)];
    bool opens = moment->segment->flags & HSVIZ_TCP_SYN ||
                 (moment->side == HSVIZ_CLIENT && !(sender->flags & HSVIZ_SENT_ACK_OF_SYN) &&
                  other->flags & HSVIZ_SENT_SYN_ACK);
    bool misses = !(other->flags & HSVIZ_SENT_ANYTHING) ||
                  hsviz_serial_before(other->high, moment->arrival.ack);
    bool answers = moment->segment->flags & HSVIZ_TCP_ACK;

    return (opens ? HSVIZ_EVIDENCE_OPENS : 0U) |
           (misses && answers ? HSVIZ_EVIDENCE_MISSING : 0U) |
           (window_half_rtt != HSVIZ_HALF_RTT_UNKNOWN ? HSVIZ_EVIDENCE_WINDOW : 0U);
}

/* ---- Facts of the frame ---- */

/* A frame that completes nothing: a fragment belongs with what its side says, an acknowledgement
 * with what it acknowledges, and all others are stray. */
static enum hsviz_phase phase_without_step(const struct hsviz_connection *connection,
                                           const struct hsviz_moment *moment,
                                           const struct hsviz_effect *effect)
{
    enum hsviz_side side = effect->fragment ? moment->side : hsviz_other_side(moment->side);
    const struct hsviz_step *step = hsviz_steps_last_of(connection, side);

    if (effect->fragment && !connection->tls)
        return HSVIZ_PHASE_HELLO;
    if (!effect->fragment && !moment->arrival.ack_advances)
        return HSVIZ_PHASE_OTHER;
    return step ? (enum hsviz_phase)step->phase : HSVIZ_PHASE_OTHER;
}

static enum hsviz_phase phase_of(const struct hsviz_connection *connection,
                                 const struct hsviz_moment *moment, size_t num_before,
                                 const struct hsviz_effect *effect)
{
    if (connection->num_steps > num_before)
        return (enum hsviz_phase)connection->steps[connection->num_steps - 1].phase;
    if (effect->run != HSVIZ_STEP_NONE)
        return effect->run_phase;
    return phase_without_step(connection, moment, effect);
}

static void fill_facts(const struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_moment *moment, size_t num_before,
                       const struct hsviz_effect *effect)
{
    unsigned client_end = (connection->flags & HSVIZ_ENDS_SWAPPED) != 0;

    facts->think_ns = moment->timing.think_ns;
    facts->half_rtt = moment->half_rtt;
    facts->end = (uint8_t)(moment->side == HSVIZ_CLIENT ? client_end : !client_end);
    facts->phase = (uint8_t)phase_of(connection, moment, num_before, effect);
    facts->state[client_end] = connection->state[HSVIZ_CLIENT];
    facts->state[!client_end] = connection->state[HSVIZ_SERVER];
    facts->run = (uint8_t)effect->run;
    facts->fragment = effect->fragment;
}

/* ---- Feeding ---- */

static void note_late_segment(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    bool is_of_handshake = !connection->tls || !hsviz_tls_is_complete(connection->tls);

    if (moment->arrival.novelty != HSVIZ_FILLS_HOLE || !is_of_handshake || !connection->clock)
        return;
    connection->flags |= HSVIZ_CAME_OUT_OF_ORDER;
    hsviz_note_add(connection, HSVIZ_NOTE_CAME_LATE, moment->segment->frame, moment->side,
                   (uint32_t)(MIN(moment->timing.late_ns, UINT32_MAX) / NS_PER_US), moment->loss);
}

static void keep_time(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    if (segment->time_ns < connection->last_ns)
        connection->flags |= HSVIZ_TIME_WENT_BACK;
    connection->last_ns = segment->time_ns;
    connection->last_frame = segment->frame;
}

/* As long as a first retransmission may take (RFC 6298 2.4): what waited longer for no loss, waited
 * for a program or a person. */
enum { IDLE_MIN_S = 1 };

static void keep_idle(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    int64_t idle_s = moment->idle_ns / 1000000000;

    if (idle_s < IDLE_MIN_S || idle_s <= connection->longest_idle_s ||
        moment->loss != HSVIZ_LOSS_NONE || moment->stray != HSVIZ_NO_STRAY)
        return;
    connection->longest_idle_s = (uint16_t)MIN(idle_s, UINT16_MAX);
    connection->idle_frame = moment->segment->frame;
}

static enum hsviz_side see(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    if (connection->first_frame == 0)
        meet(connection, &frame->segment);
    identify_client(connection, frame);
    keep_time(connection, &frame->segment);
    return side_of(connection, &frame->segment.source);
}

/* A copy tells nothing new: it shares its original's place. */
static void take_copy(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                      const struct hsviz_segment *segment, enum hsviz_side side)
{
    const struct hsviz_effect nothing = { .steps_before = connection->num_steps };
    const struct hsviz_step *last = hsviz_steps_last_of(connection, side);
    struct hsviz_moment moment = { .segment = segment, .side = side };

    moment.timing.think_ns = HSVIZ_NS_UNKNOWN;
    moment.half_rtt = connection->direction[side].half_rtt;
    fill_facts(connection, facts, &moment, connection->num_steps, &nothing);
    if (last && (segment->payload_len > 0 || segment->flags != HSVIZ_TCP_ACK)) {
        facts->phase = last->phase;
        connection->num_copies += connection->num_copies < UINT16_MAX;
    }
}

/* In a simultaneous opening the SYN-ACK says the SYN again, but is no repetition: it answers the
 * other's (RFC 9293 figure 7). */
static bool says_own_syn_again(const struct hsviz_connection *connection,
                               const struct hsviz_moment *moment)
{
    uint32_t flags = connection->direction[moment->side].flags;

    return moment->segment->flags & HSVIZ_TCP_SYN && moment->segment->flags & HSVIZ_TCP_ACK &&
           moment->arrival.novelty == HSVIZ_REPEAT && flags & HSVIZ_SENT_SYN &&
           !(flags & HSVIZ_SENT_SYN_ACK);
}

/* What came before a SYN, or acknowledged it, only told its number. */
static bool is_first_syn(const struct hsviz_direction *sender, const struct hsviz_moment *moment)
{
    return moment->segment->flags & HSVIZ_TCP_SYN && moment->arrival.novelty == HSVIZ_REPEAT &&
           !(sender->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK));
}

static struct hsviz_moment begin_moment(struct hsviz_connection *connection,
                                        const struct hsviz_frame *frame, enum hsviz_side side)
{
    struct hsviz_moment moment = { .segment = &frame->segment, .side = side };
    struct hsviz_direction *sender, *other;
    int32_t window_half_rtt;

    hsviz_tcp_assume_syn_ack(connection, &moment);
    hsviz_tcp_assume_opening_ack(connection, &moment);
    hsviz_tcp_recognise_split(connection, &moment);
    sender = &connection->direction[moment.side];
    other = &connection->direction[hsviz_other_side(moment.side)];
    hsviz_direction_take(sender, &moment.arrival, other, &frame->segment);
    if (is_first_syn(sender, &moment))
        moment.arrival.novelty = HSVIZ_NEW;
    hsviz_tcp_assume_fin(connection, &moment);
    window_half_rtt =
        hsviz_direction_window_half_rtt(sender, other, &moment.arrival, &frame->segment);
    moment.stray = hsviz_stray_of(connection, &moment);
    if (moment.stray != HSVIZ_NO_STRAY || says_own_syn_again(connection, &moment))
        moment.arrival.novelty = HSVIZ_NO_BYTES;
    moment.loss = hsviz_loss_of(connection, &moment);
    moment.half_rtt = half_rtt_of(connection, &moment, window_half_rtt);
    moment.timing.think_ns = HSVIZ_NS_UNKNOWN;
    if (connection->clock)
        hsviz_clock_take(connection->clock, &moment.timing, moment.side, &moment.arrival,
                         &frame->segment, evidence_of(connection, &moment, window_half_rtt));
    hsviz_gaps_take(connection, &moment);
    hsviz_direction_keep_ack(sender, &moment.arrival, &frame->segment, moment.half_rtt);
    hsviz_direction_mark(sender, &moment.arrival, moment.half_rtt);
    return moment;
}

/* Both ends are done: what comes now is a stray. A server that was reset before the connection was
 * open listens again. */
static bool is_closed(const struct hsviz_connection *connection)
{
    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        if (connection->state[side] != HSVIZ_TCP_CLOSED &&
            connection->state[side] != HSVIZ_TCP_TIME_WAIT &&
            connection->state[side] != HSVIZ_TCP_LISTEN)
            return false;
    }
    return true;
}

/* The steps of a segment that comes again or late say why. */
static void mark_loss(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                      size_t num_before)
{
    if (moment->loss == HSVIZ_LOSS_NONE)
        return;
    for (size_t i = num_before; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->frame == moment->segment->frame &&
            (step->repeat_of != 0) == (moment->arrival.novelty == HSVIZ_REPEAT))
            step->flags |= (uint8_t)(moment->loss << HSVIZ_STEP_LOSS_SHIFT);
    }
}

void hsviz_connection_feed(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           const struct hsviz_frame *frame)
{
    enum hsviz_side side;
    struct hsviz_moment moment;
    int64_t idle_ns;
    size_t num_before;
    struct hsviz_effect effect;

    hsviz_guessed_take_back(connection);
    idle_ns = connection->first_frame ? frame->segment.time_ns - connection->last_ns : 0;
    side = see(connection, frame);
    hsviz_twin_feed(connection, frame, side);
    if (hsviz_direction_is_copy(&connection->direction[side], &frame->segment)) {
        take_copy(connection, facts, &frame->segment, side);
        return;
    }
    moment = begin_moment(connection, frame, side);
    moment.idle_ns = idle_ns;
    keep_idle(connection, &moment);
    num_before = connection->num_steps;
    effect = (struct hsviz_effect){ .steps_before = num_before };
    note_late_segment(connection, &moment);
    hsviz_tcp_before_payload(connection, &moment);
    if (moment.stray == HSVIZ_NO_STRAY || frame->num_records > 0)
        hsviz_payload_take(connection, &moment, frame, &effect);
    if (frame->segment.flags & (HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        hsviz_infer_close(connection, moment.side);
    hsviz_tcp_after_payload(connection, &moment);
    mark_loss(connection, &moment, num_before);
    hsviz_times_keep(connection, &moment, num_before);
    if (connection->clock && is_closed(connection))
        hsviz_times_retire(connection);
    fill_facts(connection, facts, &moment, num_before, &effect);
    hsviz_strays_take(connection, facts, &moment);
}

/* ---- What others tell of it ---- */

void hsviz_connection_take_icmp(struct hsviz_connection *connection,
                                const struct hsviz_icmp *icmp)
{
    bool is_client = icmp->source_port == connection->name[HSVIZ_CLIENT].port;
    enum hsviz_side side = is_client ? HSVIZ_CLIENT : HSVIZ_SERVER;
    const struct hsviz_direction *sender = &connection->direction[side];
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(side)];
    uint32_t seq = icmp->seq - sender->base;
    bool is_syn = seq == 0 && sender->flags & HSVIZ_SENT_SYN &&
                  !(other->flags & HSVIZ_SENT_ANYTHING);

    if (!(sender->flags & HSVIZ_SENT_ANYTHING) || seq >= MAX(sender->high, 1))
        return;
    if (!is_syn || !hsviz_icmp_refuses(icmp->message)) {
        hsviz_note_add(connection, HSVIZ_NOTE_ICMP_ERROR, 0, icmp->message, icmp->frame, 0);
    } else if (!(connection->flags & HSVIZ_REFUSED_BY_ICMP)) {
        connection->flags |= HSVIZ_REFUSED_BY_ICMP;
        hsviz_note_add(connection, HSVIZ_NOTE_ICMP_REFUSED, 0, icmp->message, icmp->frame, 0);
    }
}

void hsviz_connection_reuses(struct hsviz_connection *connection, uint32_t stream)
{
    hsviz_note_add(connection, HSVIZ_NOTE_PORT_REUSE, 0, stream, 0, 0);
}

void hsviz_connection_leave_out(struct hsviz_connection *connection)
{
    connection->num_wrong_checksums += connection->num_wrong_checksums < UINT16_MAX;
}

/* Of a side that the capture lacks altogether, every state is assumed. */
static void assume_unseen_states(struct hsviz_connection *connection)
{
    static const uint8_t flags[HSVIZ_NUM_SIDES] = { HSVIZ_STEP_CLIENT_ASSUMED,
                                                    HSVIZ_STEP_SERVER_ASSUMED };
    enum hsviz_open open = hsviz_connection_open(connection);

    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        if (connection->direction[side].flags & HSVIZ_SENT_ANYTHING ||
            open == HSVIZ_OPEN_UNANSWERED || open == HSVIZ_OPEN_REFUSED)
            continue;
        for (size_t i = 0; i < connection->num_steps; i++) {
            if (!hsviz_step_words[connection->steps[i].type].letter)
                connection->steps[i].flags |= flags[side];
        }
    }
}

void hsviz_connection_finish(struct hsviz_connection *connection)
{
    assume_unseen_states(connection);
    hsviz_guessed_infer(connection);
    hsviz_twin_compare(connection);
    hsviz_notes_finish(connection);
    hsviz_steps_trim(connection);
}

void hsviz_connection_annotate(struct hsviz_connection *connection)
{
    if (connection->annotated_frame == connection->last_frame)
        return;
    connection->annotated_frame = connection->last_frame;
    hsviz_notes_finish(connection);
}
