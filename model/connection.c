/* connection.c
 * A connection's life, and feeding it: who sent the frame, at which RTT position, and then TCP,
 * TLS, TCP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "certificate.h"
#include "infer.h"
#include "internal.h"
#include "lookups.h"

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
    hsviz_guessed_free(connection->guessed);
    hsviz_clock_free(connection->clock);
    g_free(connection->strays);
    hsviz_chain_free(connection->chain);
    hsviz_lookups_free(connection->lookups);
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
        hsviz_sides_meet(connection, &frame->segment);
    hsviz_sides_identify(connection, frame);
    keep_time(connection, &frame->segment);
    return hsviz_sides_of(connection, &frame->segment.source);
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
    moment.half_rtt = hsviz_position_of(connection, &moment, window_half_rtt);
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
