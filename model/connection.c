/* connection.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "connection.h"

#include <glib.h>

#include "model/connection/origin.h"
#include "model/connection/remarks.h"
#include "model/connection/roles.h"
#include "model/core/frame_facts.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/transport.h"
#include "model/core/units.h"
#include "model/pki/certificate.h"
#include "model/pki/checks.h"
#include "model/plaintext/plaintext.h"
#include "model/story/findings.h"
#include "model/tcp/acceptance.h"
#include "model/tcp/asked.h"
#include "model/tcp/close.h"
#include "model/tcp/control.h"
#include "model/tcp/copies.h"
#include "model/tcp/dropped.h"
#include "model/tcp/gaps.h"
#include "model/tcp/handshake.h"
#include "model/tcp/icmp.h"
#include "model/tcp/liveness.h"
#include "model/tcp/loss.h"
#include "model/tcp/payload.h"
#include "model/tcp/position.h"
#include "model/tcp/reinstate.h"
#include "model/tcp/shape.h"
#include "model/tcp/stream.h"
#include "model/tcp/tcp.h"
#include "model/time/clock.h"
#include "model/time/evidence.h"
#include "model/time/times.h"
#include "model/tls/infer_alert.h"
#include "model/tls/infer_undo.h"
#include "model/tls/tls.h"

struct hsviz_connection *hsviz_connection_new_over(const struct hsviz_transport *transport,
                                                   uint32_t stream)
{
    struct hsviz_connection *connection = g_new0(struct hsviz_connection, 1);

    connection->transport = transport;
    connection->stream = stream;
    connection->clock = hsviz_clock_new();
    return connection;
}

struct hsviz_connection *hsviz_connection_new(uint32_t stream)
{
    struct hsviz_connection *connection =
        hsviz_connection_new_over(&hsviz_transports[HSVIZ_TRANSPORT_TCP], stream);

    connection->tcp = hsviz_tcp_new();
    return connection;
}

void hsviz_connection_free(struct hsviz_connection *connection)
{
    if (!connection)
        return;
    g_free(connection->peer[HSVIZ_END_0].address);
    g_free(connection->peer[HSVIZ_END_1].address);
    g_free(connection->steps);
    g_free(connection->notes);
    hsviz_streams_free(connection);
    hsviz_tcp_free(connection->tcp);
    hsviz_tls_free(connection->tls);
    hsviz_plaintext_free(connection->plaintext);
    hsviz_provisional_free(connection->provisional);
    hsviz_clock_free(connection->clock);
    hsviz_chain_free(connection->chain);
    hsviz_checks_free(connection->checks);
    g_free(connection);
}

void hsviz_connection_fix_capture_point(struct hsviz_connection *connection,
                                        enum hsviz_capture_point point)
{
    connection->capture_point = point & 3u;
}

void hsviz_connection_set_unordered(struct hsviz_connection *connection)
{
    connection->flags |= HSVIZ_DISSECTED_UNORDERED;
}

void hsviz_connection_forbid_inference(struct hsviz_connection *connection)
{
    connection->flags |= HSVIZ_WITHOUT_INFERENCE;
}

/* ---- Facts of the frame ---- */

/* The phase of a frame that completes nothing: a fragment has the phase of its end, an
 * acknowledgement that of what it acknowledges, all others are stray. */
static enum hsviz_phase phase_without_step(const struct hsviz_connection *connection,
                                           const struct hsviz_packet *packet,
                                           const struct hsviz_effect *effect)
{
    enum hsviz_end end = effect->fragment ? packet->end : hsviz_other_end(packet->end);
    const struct hsviz_step *step = hsviz_steps_last_of(connection, end);

    if (effect->fragment && !connection->tls)
        return HSVIZ_PHASE_HELLO;
    if (!effect->fragment && !packet->shows_more)
        return HSVIZ_PHASE_OTHER;
    return step ? (enum hsviz_phase)step->phase : HSVIZ_PHASE_OTHER;
}

static void fill_facts(const struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_packet *packet, size_t num_before,
                       const struct hsviz_effect *effect)
{
    enum hsviz_phase phase;

    if (connection->num_steps > num_before)
        phase = (enum hsviz_phase)connection->steps[connection->num_steps - 1].phase;
    else if (effect->run != HSVIZ_STEP_NONE)
        phase = effect->run_phase;
    else
        phase = phase_without_step(connection, packet, effect);
    *facts = (struct hsviz_frame_facts){
        .think_ns = packet->timing.think_ns,
        .half_rtt = packet->half_rtt,
        .end = (uint8_t)packet->end,
        .phase = (uint8_t)phase,
        .state = { connection->peer[HSVIZ_END_0].state, connection->peer[HSVIZ_END_1].state },
        .run = (uint8_t)effect->run,
        .fragment = effect->fragment,
    };
}

/* ---- Feeding ---- */

/* Who sent the frame, and when that was to those before it. */
static struct hsviz_tcp_packet see(struct hsviz_connection *connection,
                                   const struct hsviz_frame *frame)
{
    const struct hsviz_segment *segment = &frame->segment;
    struct hsviz_tcp_packet now = { .segment = segment };

    if (connection->first_frame == 0)
        hsviz_roles_meet(connection, segment);
    else
        now.idle_ns = segment->time_ns - connection->last_ns;
    if (segment->time_ns < connection->last_ns)
        connection->flags |= HSVIZ_TIME_WENT_BACK;
    connection->last_frame = segment->frame;
    now.packet.time_ns = segment->time_ns;
    now.packet.frame = segment->frame;
    now.packet.end = hsviz_roles_end(connection, &segment->source);
    now.packet.timing.think_ns = HSVIZ_NS_UNKNOWN;
    return now;
}

/* A packet that was captured before has the position of what it copies, and changes nothing. */
static bool take_copy(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                      struct hsviz_tcp_packet *now)
{
    const struct hsviz_effect nothing = { .steps_before = connection->num_steps };
    const struct hsviz_step *last = hsviz_steps_last_of(connection, now->packet.end);
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_seen *original;

    if (!hsviz_copies_find(&connection->tcp->copies, &original, now, sender,
                           hsviz_tcp_receiver(connection, now)))
        return false;
    now->packet.half_rtt = original ? original->half_rtt : sender->half_rtt;
    fill_facts(connection, facts, &now->packet, connection->num_steps, &nothing);
    if (original)
        facts->phase = original->phase;
    else if (last)
        facts->phase = last->phase;
    return true;
}

/* A packet that carries an end's address, but is not of it, has a step and no position. */
static bool take_from_path(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           struct hsviz_tcp_packet *now)
{
    const struct hsviz_effect nothing = { .steps_before = connection->num_steps };

    if (!hsviz_origin_take(connection, now))
        return false;
    hsviz_times_keep(connection, &now->packet, nothing.steps_before, 0);
    fill_facts(connection, facts, &now->packet, nothing.steps_before, &nothing);
    hsviz_copies_keep(&connection->tcp->copies, now, facts);
    return true;
}

/* In a simultaneous open, the SYN-ACK repeats the SYN, but is no retransmission: it is a reply to
 * the other end's SYN (RFC 9293 figure 7). */
static bool says_own_syn_again(const struct hsviz_tcp_sequence *sender,
                               const struct hsviz_tcp_packet *now)
{
    return hsviz_tcp_has(now, HSVIZ_TCP_SYN) && hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
           now->packet.novelty == HSVIZ_RETRANSMISSION && sender->flags & HSVIZ_SENT_SYN &&
           !(sender->flags & HSVIZ_SENT_SYN_ACK);
}

/* In CLOSING some stacks acknowledge the other end's FIN with their own once more, where others
 * send a bare ACK (RFC 9293 3.10.7.4): nothing was lost. */
static bool says_own_fin_again(const struct hsviz_tcp_sequence *sender,
                               const struct hsviz_tcp_sequence *other,
                               const struct hsviz_tcp_packet *now)
{
    return hsviz_tcp_has(now, HSVIZ_TCP_FIN) && now->segment->payload_len == 0 &&
           now->packet.novelty == HSVIZ_RETRANSMISSION && sender->flags & HSVIZ_SENT_FIN &&
           !(sender->flags & HSVIZ_SENT_ACK_OF_FIN) && other->flags & HSVIZ_SENT_FIN &&
           !hsviz_serial_before(now->packet.shown, other->fin_end);
}

/* A segment that came before the SYN, or acknowledged it, only showed its sequence number. */
static bool is_first_syn(const struct hsviz_tcp_sequence *sender,
                         const struct hsviz_tcp_packet *now)
{
    return hsviz_tcp_has(now, HSVIZ_TCP_SYN) && now->packet.novelty == HSVIZ_RETRANSMISSION &&
           !(sender->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK));
}

/* Captures of several interfaces or queues have answers before what they answer: what was read of an
 * answer was read without it. Bare acknowledgements are read for nothing. */
static void note_late_cause(struct hsviz_connection *connection,
                            const struct hsviz_tcp_packet *now)
{
    if (now->packet.shows_missing &&
        (now->segment->payload_len > 0 || hsviz_tcp_has(now, HSVIZ_TCP_FIN)))
        connection->peer[hsviz_other_end(now->packet.end)].is_late = true;
}

/* The position of the segment: in its sender's sequence space, in round trips, in time. */
static void place(struct hsviz_connection *connection, struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    struct hsviz_evidence evidence;
    uint32_t sent_before = sender->flags & HSVIZ_HAS_BASE ? sender->high : 0;
    int32_t window_half_rtt;

    if ((now->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_ACK)) == HSVIZ_TCP_SYN &&
        hsviz_side_of(connection, now->packet.end) == HSVIZ_CLIENT &&
        hsviz_tcp_may_reopen(connection))
        hsviz_tcp_reopen(connection);
    hsviz_tcp_assume_syn_ack(connection, now);
    hsviz_tcp_assume_handshake_ack(connection, now);
    hsviz_tcp_recognise_split(connection, now);
    hsviz_tcp_sequence_take(sender, other, now);
    now->packet.shows_missing =
        hsviz_tcp_has(now, HSVIZ_TCP_ACK) && hsviz_serial_before(other->high, now->packet.shown);
    note_late_cause(connection, now);
    if (is_first_syn(sender, now))
        now->packet.novelty = HSVIZ_NEW;
    hsviz_acceptance_keep(connection, now);
    hsviz_tcp_assume_fin(connection, now);
    window_half_rtt = hsviz_tcp_sequence_window_half_rtt(sender, other, now);
    now->probe = hsviz_probe_of(connection, now);
    if (now->probe != HSVIZ_NO_PROBE || says_own_syn_again(sender, now) ||
        says_own_fin_again(sender, other, now))
        now->packet.novelty = HSVIZ_NO_DATA;
    now->packet.loss = hsviz_loss_of(connection, now);
    hsviz_asked_answer(connection->tcp->asked, now);
    now->packet.half_rtt = hsviz_tcp_position_of(connection, now, window_half_rtt);
    now->packet.begun_half_rtt = now->packet.half_rtt;
    hsviz_asked_take(&connection->tcp->asked, now, !(sender->flags & HSVIZ_RETIRED));
    if (connection->clock) {
        uint32_t shown = now->packet.shown;

        evidence = hsviz_evidence_of(connection, now, sent_before, window_half_rtt);
        /* A reset that answers a segment shows that it had come. */
        now->packet.shown = now->is_answer ? now->asked_end : shown;
        hsviz_clock_take(connection->clock, &now->packet, &evidence);
        now->packet.shown = shown;
    }
    hsviz_gaps_take(connection, now);
    hsviz_tcp_sequence_keep_ack(sender, now);
    hsviz_tcp_sequence_mark(sender, now);
    if (connection->tcp->habits)
        hsviz_habits_learn(&connection->tcp->habits[now->packet.end], now);
    hsviz_tcp_tell_peer(connection, HSVIZ_END_0);
    hsviz_tcp_tell_peer(connection, HSVIZ_END_1);
}

/* TCP has closed: what only feeding needed goes. */
static void retire(struct hsviz_connection *connection)
{
    hsviz_times_settle(connection);
    hsviz_chain_free(connection->chain);
    connection->chain = NULL;
    if (!hsviz_streams_are_open(connection))
        hsviz_streams_free(connection);
    hsviz_gaps_end(connection);
    hsviz_tcp_retire(connection->tcp);
    hsviz_steps_trim(connection);
}

/* A segment that its receiver takes. */
static void count(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                  const struct hsviz_frame *frame, struct hsviz_tcp_packet *now)
{
    struct hsviz_effect effect;
    size_t num_before;
    bool had_tls;

    place(connection, now);
    num_before = connection->num_steps;
    had_tls = connection->tls != NULL;
    effect = (struct hsviz_effect){ .steps_before = num_before };
    hsviz_remarks_take(connection, now);

    /* What its control bits mean before its payload counts. */
    if (now->segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        hsviz_tcp_show_state(connection, now->packet.end);
    hsviz_tcp_take_handshake(connection, now);
    hsviz_tcp_take_ack_of_fin(connection, now);

    /* What a reset carries is no data (RFC 9293 3.5.3). */
    if (now->probe == HSVIZ_NO_PROBE && !hsviz_tcp_has(now, HSVIZ_TCP_RST))
        hsviz_payload_take(connection, now, frame, &effect);

    /* FIN and RST come after the payload. */
    if (now->segment->flags & (HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        hsviz_infer_close(connection, now->packet.end);
    hsviz_tcp_take_close(connection, now);
    if (now->segment->payload_len > 0 || now->segment->flags & (HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        hsviz_tcp_tell_peer(connection, now->packet.end);

    hsviz_remarks_mark_loss(connection, &now->packet, num_before);
    if (connection->clock && connection->tls && !had_tls)
        hsviz_candidates_forget(&connection->clock->candidates);
    hsviz_times_keep(connection, &now->packet, num_before,
                     hsviz_tcp_has(now, HSVIZ_TCP_RST) ? 0 : now->segment->payload_len);
    if (connection->clock && hsviz_tcp_is_closed(connection) && !hsviz_tcp_may_reopen(connection))
        retire(connection);
    fill_facts(connection, facts, &now->packet, num_before, &effect);
    hsviz_liveness_take(connection, facts, now);
}

static void drop(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                 struct hsviz_tcp_packet *now, enum hsviz_drop why)
{
    const struct hsviz_effect nothing = { .steps_before = connection->num_steps };

    hsviz_dropped_add(connection, now, why);
    now->packet.half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
    now->packet.shows_more = false;
    fill_facts(connection, facts, &now->packet, nothing.steps_before, &nothing);
}

/* A segment that was dropped, and that later ones confirm. Its frame keeps its facts, and what was
 * in its payload is not known any more. */
static void count_after_all(struct hsviz_connection *connection, const struct hsviz_held *held)
{
    const struct hsviz_frame frame = { .segment = held->segment };
    struct hsviz_tcp_packet now = { .segment = &frame.segment };
    struct hsviz_frame_facts facts;

    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].frame == held->segment.frame)
            hsviz_steps_remove(connection, i);
    }
    now.packet.time_ns = held->segment.time_ns;
    now.packet.frame = held->segment.frame;
    now.packet.end = (enum hsviz_end)held->end;
    now.packet.timing.think_ns = HSVIZ_NS_UNKNOWN;
    count(connection, &facts, &frame, &now);
    hsviz_steps_put_in_order(connection);
}

/* The acknowledgement that a firewall between two capture points rewrote is as the other end has
 * sent it. */
static const struct hsviz_frame *undo_offset(const struct hsviz_connection *connection,
                                             const struct hsviz_frame *frame,
                                             struct hsviz_frame *undone)
{
    const struct hsviz_dropped *dropped = connection->tcp->dropped;
    enum hsviz_end end;

    if (!dropped || !(frame->segment.flags & HSVIZ_TCP_ACK))
        return frame;
    end = hsviz_roles_end(connection, &frame->segment.source);
    if (dropped->ack_offset[end] == 0)
        return frame;
    *undone = *frame;
    undone->segment.ack -= dropped->ack_offset[end];
    return undone;
}

void hsviz_connection_feed(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                           const struct hsviz_frame *frame)
{
    struct hsviz_held held[HSVIZ_HELD_MAX];
    struct hsviz_frame undone;
    struct hsviz_tcp_packet now;
    enum hsviz_drop why;
    size_t num_held;

    hsviz_infer_take_back(connection);
    frame = undo_offset(connection, frame, &undone);
    now = see(connection, frame);
    if (take_copy(connection, facts, &now) || take_from_path(connection, facts, &now))
        return;
    why = hsviz_acceptance_judge(connection, &now);
    num_held = hsviz_reinstate(connection, &now, why, held);
    for (size_t i = 0; i < num_held; i++)
        count_after_all(connection, &held[i]);
    if (why == HSVIZ_DROP_NONE || num_held > 0) {
        connection->last_ns = now.segment->time_ns;
        count(connection, facts, frame, &now);
    } else {
        drop(connection, facts, &now, why);
    }
    hsviz_copies_keep(&connection->tcp->copies, &now, facts);
}

/* ---- Other input ---- */

void hsviz_connection_take_icmp(struct hsviz_connection *connection, const struct hsviz_icmp *icmp)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    enum hsviz_end end =
        icmp->source_port == connection->peer[client].port ? client : hsviz_other_end(client);
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[end];
    const struct hsviz_tcp_sequence *other = &connection->tcp->sequence[hsviz_other_end(end)];
    uint32_t seq = icmp->seq - sender->base;
    bool is_syn =
        seq == 0 && sender->flags & HSVIZ_SENT_SYN && !(other->flags & HSVIZ_SENT_ANYTHING);
    struct hsviz_note note = { .icmp = icmp->message, .other_frame = icmp->frame };

    if (!(sender->flags & HSVIZ_SENT_ANYTHING) || seq >= MAX(sender->high, 1))
        return;
    if (!is_syn || !hsviz_icmp_refuses(icmp->message)) {
        note.type = HSVIZ_NOTE_ICMP_ERROR;
        hsviz_note_add(connection, &note);
    } else if (!(connection->tcp->flags & HSVIZ_REFUSED_BY_ICMP)) {
        connection->tcp->flags |= HSVIZ_REFUSED_BY_ICMP;
        note.type = HSVIZ_NOTE_ICMP_REFUSED;
        hsviz_note_add(connection, &note);
    }
}

void hsviz_connection_reuses(struct hsviz_connection *connection, uint32_t stream)
{
    hsviz_note_add(connection,
                   &(struct hsviz_note){ .type = HSVIZ_NOTE_PORT_REUSE, .stream = stream });
}

void hsviz_connection_leave_out(struct hsviz_connection *connection)
{
    struct hsviz_tcp *tcp = connection->tcp;

    tcp->num_wrong_checksums += tcp->num_wrong_checksums < UINT16_MAX;
}

/* ---- The end ---- */

/* Of an end that the capture lacks altogether, every state is assumed. */
static void assume_unseen_states(struct hsviz_connection *connection)
{
    enum hsviz_open open = hsviz_connection_open(connection);

    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        if (connection->peer[end].is_seen || open == HSVIZ_OPEN_UNANSWERED ||
            open == HSVIZ_OPEN_REFUSED)
            continue;
        for (size_t i = 0; i < connection->num_steps; i++)
            connection->steps[i].flags |= (uint8_t)(HSVIZ_STEP_END_0_ASSUMED << end);
    }
}

void hsviz_connection_finish(struct hsviz_connection *connection)
{
    hsviz_stream_settle(connection, HSVIZ_END_0);
    hsviz_stream_settle(connection, HSVIZ_END_1);
    assume_unseen_states(connection);
    hsviz_infer_provisionally(connection);
    if (connection->clock)
        hsviz_gaps_end(connection);
    hsviz_findings_renew(connection);
    hsviz_steps_trim(connection);
}

void hsviz_connection_settle(struct hsviz_connection *connection)
{
    if (connection->settled_frame == connection->last_frame)
        return;
    connection->settled_frame = connection->last_frame;
    hsviz_connection_finish(connection);
}

void hsviz_connection_annotate(struct hsviz_connection *connection)
{
    hsviz_findings_renew(connection);
}
