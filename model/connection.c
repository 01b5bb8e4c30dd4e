/* connection.c
 * Feeding a connection: who sent the frame, at which RTT position, and then TCP, TLS, TCP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "infer.h"
#include "internal.h"
#include "textbook.h"

enum {
    RECORD_HEADER_LEN = 5, /* RFC 8446 5.1 */
    HANDSHAKE_CLIENT_HELLO = 1,
    SSL2_HEADER_LEN = 2,
    SSL2_FIRST_BIT = 0x80,
};

/* What a frame did, for its facts. */
struct effect {
    size_t steps_before;
    enum hsviz_step_type run; /* that it prolonged */
    bool fragment;
};

struct hsviz_connection *hsviz_connection_new(uint32_t stream)
{
    struct hsviz_connection *connection = g_new0(struct hsviz_connection, 1);

    connection->stream = stream;
    connection->syn_ns = HSVIZ_NS_UNKNOWN;
    connection->syn_ack_ns = HSVIZ_NS_UNKNOWN;
    connection->opening_ack_ns = HSVIZ_NS_UNKNOWN;
    connection->opening_ack_half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
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
    g_free(connection);
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

    step->side = (uint8_t)hsviz_other_side((enum hsviz_side)step->side);
    step->state[0] = step->state[1];
    step->state[1] = state;
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
    if (connection->tls)
        hsviz_tls_swap_sides(connection->tls);
    connection->flags ^= HSVIZ_ENDS_SWAPPED;
}

/* A record's header, or an SSL 2 hello's (RFC 8446 5.1; RFC 5246 E.2). */
static bool begins_record(const struct hsviz_segment *segment)
{
    const uint8_t *bytes = segment->payload;

    if (!bytes || segment->payload_captured_len < RECORD_HEADER_LEN)
        return false;
    if (bytes[0] & SSL2_FIRST_BIT)
        return bytes[2] == HANDSHAKE_CLIENT_HELLO && (bytes[3] == 3 || bytes[4] == 2);
    return bytes[0] >= HSVIZ_CONTENT_CHANGE_CIPHER_SPEC && bytes[0] <= HSVIZ_CONTENT_HEARTBEAT &&
           bytes[1] == 3;
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
    else if (record->ssl2 && begins_record(&frame->segment))
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

static bool needs_opening_ack(const struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    return moment->side == HSVIZ_SERVER && moment->segment->payload_len > 0 &&
           connection->opening_ack_half_rtt != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN);
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
    if (needs_opening_ack(connection, moment))
        half_rtt = MAX(half_rtt, connection->opening_ack_half_rtt + 1);
    return half_rtt;
}

static int32_t half_rtt_of(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(moment->side)];
    int32_t original =
        hsviz_direction_half_rtt_of(&connection->direction[moment->side], moment->arrival.end);
    bool is_old = moment->arrival.novelty == HSVIZ_REPEAT ||
                  moment->arrival.novelty == HSVIZ_FILLS_HOLE;

    if (is_old && original != HSVIZ_HALF_RTT_UNKNOWN)
        return original;
    return MAX(half_rtt_by_causes(connection, moment),
               hsviz_direction_window_half_rtt(&connection->direction[moment->side], other,
                                               &moment->arrival, moment->segment));
}

/* ---- Payload ---- */

static uint32_t payload_start(const struct hsviz_moment *moment)
{
    return moment->arrival.seq + ((moment->segment->flags & HSVIZ_TCP_SYN) != 0);
}

/* Where records begin and end in the sequence space is known from the first one on. */
static void align_records(struct hsviz_direction *sender, const struct hsviz_moment *moment)
{
    if (sender->flags & HSVIZ_RECORDS_ALIGNED)
        return;
    sender->record_end = payload_start(moment);
    sender->flags |= HSVIZ_RECORDS_ALIGNED;
}

static uint32_t record_size(const struct hsviz_record *record)
{
    return record->ssl2 ? record->length : record->length + RECORD_HEADER_LEN;
}

/* A step's position is that of its last byte, which another frame than the one that completes it
 * may have carried, when segments came out of order. */
static int32_t record_half_rtt(const struct hsviz_direction *sender,
                               const struct hsviz_moment *moment)
{
    int32_t half_rtt = hsviz_direction_half_rtt_of(sender, sender->record_end);

    if (!(sender->flags & HSVIZ_RECORDS_ALIGNED) || half_rtt == HSVIZ_HALF_RTT_UNKNOWN)
        return moment->half_rtt;
    return half_rtt;
}

static void take_records(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                         const struct hsviz_frame *frame)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];

    align_records(sender, moment);
    for (size_t i = 0; i < frame->num_records; i++) {
        struct hsviz_moment now = *moment;

        sender->record_end += record_size(&frame->records[i]);
        if (hsviz_serial_before(sender->high, sender->record_end))
            sender->flags &= (uint16_t)~HSVIZ_RECORDS_ALIGNED;
        now.half_rtt = record_half_rtt(sender, moment);
        hsviz_tls_take(connection, &now, &frame->records[i]);
    }
}

static void set_first_fragment(struct hsviz_connection *connection,
                               const struct hsviz_moment *moment, size_t from,
                               uint32_t first_frame)
{
    for (size_t i = from; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->frame == moment->segment->frame && step->side == moment->side) {
            step->first_frame = first_frame;
            return;
        }
    }
}

/* Whether a record, or a message of several records, has begun and not ended. */
static bool leaves_fragment(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_direction *sender = &connection->direction[side];

    return connection->tls->open_left[side] > 0 ||
           (sender->flags & HSVIZ_RECORDS_ALIGNED &&
            hsviz_serial_before(sender->record_end, sender->high));
}

/* The first step of the frame may have begun in an earlier one; and what is left of the payload
 * after the last record begins the next. */
static void settle_fragments(struct hsviz_connection *connection,
                             const struct hsviz_moment *moment, struct effect *effect)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    bool completes_step = connection->num_steps > effect->steps_before;

    if (sender->pending_frame)
        set_first_fragment(connection, moment, effect->steps_before, sender->pending_frame);
    if (completes_step || connection->tls->open_left[moment->side] == 0)
        sender->pending_frame = 0;
    if (!sender->pending_frame && leaves_fragment(connection, moment->side))
        sender->pending_frame = moment->segment->frame;
    if (!completes_step && sender->pending_frame)
        effect->fragment = true;
}

static void take_plaintext(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                           struct effect *effect)
{
    const struct hsviz_segment *segment = moment->segment;

    hsviz_steps_prolong(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_PHASE_PLAINTEXT,
                        segment->payload_len);
    if (!(connection->flags & HSVIZ_HAS_PLAINTEXT) && moment->side == HSVIZ_CLIENT &&
        hsviz_asks_for_tunnel(segment->payload, segment->payload_captured_len))
        connection->flags |= HSVIZ_IN_TUNNEL;
    connection->flags |= HSVIZ_HAS_PLAINTEXT;
    effect->run = HSVIZ_STEP_APPLICATION_DATA;
}

/* Payload in which the dissector found no whole record. */
static void take_bare_payload(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment, struct effect *effect)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    bool is_tls = connection->tls || sender->pending_frame || begins_record(moment->segment);

    if (moment->arrival.novelty == HSVIZ_REPEAT) {
        hsviz_steps_repeat(connection, moment);
        return;
    }
    if (!is_tls) {
        take_plaintext(connection, moment, effect);
        return;
    }
    align_records(sender, moment);
    if (!sender->pending_frame)
        sender->pending_frame = moment->segment->frame;
    effect->fragment = true;
}

static const struct hsviz_step *last_of(const struct hsviz_connection *connection,
                                        enum hsviz_side side)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].side == side)
            return &connection->steps[i];
    }
    return NULL;
}

/* The run that records without a step of their own have prolonged. */
static enum hsviz_step_type run_going_on(const struct hsviz_connection *connection,
                                         enum hsviz_side side)
{
    const struct hsviz_step *last = last_of(connection, side);

    return last && last->count > 1 ? (enum hsviz_step_type)last->type : HSVIZ_STEP_NONE;
}

static void take_payload(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                         const struct hsviz_frame *frame, struct effect *effect)
{
    size_t num_before = connection->num_steps;

    if (frame->num_records == 0 && moment->segment->payload_len == 0)
        return;
    connection->direction[moment->side].flags |= HSVIZ_SENT_PAYLOAD;
    if (frame->num_records == 0) {
        take_bare_payload(connection, moment, effect);
        return;
    }
    effect->steps_before = num_before;
    take_records(connection, moment, frame);
    settle_fragments(connection, moment, effect);
    if (connection->num_steps == num_before && connection->tls->open_left[moment->side] == 0)
        effect->run = run_going_on(connection, moment->side);
}

/* ---- Facts of the frame ---- */

/* A frame that completes nothing: a fragment belongs with what its side says, an acknowledgement
 * with what it acknowledges, and all others are stray. */
static enum hsviz_phase phase_without_step(const struct hsviz_connection *connection,
                                           const struct hsviz_moment *moment,
                                           const struct effect *effect)
{
    enum hsviz_side side = effect->fragment ? moment->side : hsviz_other_side(moment->side);
    const struct hsviz_step *step = last_of(connection, side);

    if (effect->fragment && !connection->tls)
        return HSVIZ_PHASE_HELLO;
    if (!effect->fragment && !moment->arrival.ack_advances)
        return HSVIZ_PHASE_OTHER;
    return step ? (enum hsviz_phase)step->phase : HSVIZ_PHASE_OTHER;
}

static enum hsviz_phase phase_of(const struct hsviz_connection *connection,
                                 const struct hsviz_moment *moment, size_t num_before,
                                 const struct effect *effect)
{
    if (connection->num_steps > num_before)
        return (enum hsviz_phase)connection->steps[connection->num_steps - 1].phase;
    if (effect->run != HSVIZ_STEP_NONE)
        return (enum hsviz_phase)last_of(connection, moment->side)->phase;
    return phase_without_step(connection, moment, effect);
}

static void fill_facts(const struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_moment *moment, size_t num_before,
                       const struct effect *effect)
{
    unsigned client_end = (connection->flags & HSVIZ_ENDS_SWAPPED) != 0;

    facts->think_ns = HSVIZ_NS_UNKNOWN;
    facts->half_rtt = moment->half_rtt;
    facts->end = (uint8_t)(moment->side == HSVIZ_CLIENT ? client_end : !client_end);
    facts->phase = (uint8_t)phase_of(connection, moment, num_before, effect);
    facts->state[client_end] = connection->state[HSVIZ_CLIENT];
    facts->state[!client_end] = connection->state[HSVIZ_SERVER];
    facts->run = (uint8_t)effect->run;
    facts->fragment = effect->fragment;
}

/* ---- Feeding ---- */

static void keep_time(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    if (segment->time_ns < connection->last_ns)
        connection->flags |= HSVIZ_TIME_WENT_BACK;
    connection->last_ns = segment->time_ns;
    connection->last_frame = segment->frame;
}

static struct hsviz_moment begin_moment(struct hsviz_connection *connection,
                                        const struct hsviz_frame *frame)
{
    struct hsviz_moment moment = { .segment = &frame->segment };

    if (connection->first_frame == 0)
        meet(connection, &frame->segment);
    identify_client(connection, frame);
    keep_time(connection, &frame->segment);
    moment.side = side_of(connection, &frame->segment.source);
    hsviz_tcp_assume_syn_ack(connection, &moment);
    hsviz_direction_take(&connection->direction[moment.side], &moment.arrival,
                         &connection->direction[hsviz_other_side(moment.side)], &frame->segment);
    moment.half_rtt = half_rtt_of(connection, &moment);
    hsviz_direction_keep_ack(&connection->direction[moment.side], &moment.arrival,
                             &frame->segment, moment.half_rtt);
    hsviz_direction_mark(&connection->direction[moment.side], &moment.arrival, moment.half_rtt);
    return moment;
}

void hsviz_connection_feed(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           const struct hsviz_frame *frame)
{
    struct hsviz_moment moment = begin_moment(connection, frame);
    size_t num_before = connection->num_steps;
    struct effect effect = { num_before, HSVIZ_STEP_NONE, false };

    hsviz_tcp_before_payload(connection, &moment);
    take_payload(connection, &moment, frame, &effect);
    if (frame->segment.flags & (HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        hsviz_infer_close(connection, moment.side);
    hsviz_tcp_after_payload(connection, &moment);
    fill_facts(connection, facts, &moment, num_before, &effect);
}

void hsviz_connection_finish(struct hsviz_connection *connection)
{
    hsviz_infer_finish(connection);
    hsviz_notes_finish(connection);
    hsviz_steps_trim(connection);
}
