/* payload.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "payload.h"

#include <stddef.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/core/units.h"
#include "model/plaintext/plaintext.h"
#include "model/tcp/control.h"
#include "model/tcp/liveness.h"
#include "model/tcp/position.h"
#include "model/tcp/tcp.h"
#include "model/tls/records.h"
#include "model/tls/sniff.h"
#include "model/tls/ssl2.h"
#include "model/tls/tls.h"

enum { RECORD_HEADER_LEN = 5 }; /* RFC 8446 5.1 */

static bool begins_record(const struct hsviz_segment *segment)
{
    return hsviz_begins_record(segment->payload, segment->payload_captured_len);
}

static uint32_t payload_start(const struct hsviz_tcp_packet *now)
{
    return now->packet.space_begin + ((now->segment->flags & HSVIZ_TCP_SYN) != 0);
}

/* Where records begin and end in the sequence space is known from the first one on. */
static void align_records(struct hsviz_tcp_sequence *sender, const struct hsviz_tcp_packet *now)
{
    if (sender->flags & HSVIZ_RECORDS_ALIGNED)
        return;
    sender->record_end = payload_start(now);
    sender->flags |= HSVIZ_RECORDS_ALIGNED;
}

static uint32_t record_size(const struct hsviz_unit *unit)
{
    return unit->ssl2 ? unit->length : unit->length + RECORD_HEADER_LEN;
}

/* The position of a step is that of its last byte. If segments came out of order, a different frame
 * than the one that completes the step may have carried it. */
static int32_t record_half_rtt(const struct hsviz_tcp_sequence *sender,
                               const struct hsviz_tcp_packet *now)
{
    int32_t half_rtt = hsviz_tcp_sequence_half_rtt_of(sender, sender->record_end);

    if (!(sender->flags & HSVIZ_RECORDS_ALIGNED) || half_rtt == HSVIZ_HALF_RTT_UNKNOWN)
        return now->packet.half_rtt;
    return half_rtt;
}

static void take_records(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                         const struct hsviz_frame *frame)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    align_records(sender, now);
    for (size_t i = 0; i < frame->num_units; i++) {
        struct hsviz_packet packet = now->packet;

        sender->record_end += record_size(&frame->units[i]);
        if (hsviz_serial_before(sender->high, sender->record_end))
            sender->flags &= ~(uint32_t)HSVIZ_RECORDS_ALIGNED;
        packet.half_rtt = record_half_rtt(sender, now);
        hsviz_tls_take(connection, &packet, &frame->units[i]);
    }
}

static void set_first_fragment(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now, size_t from,
                               uint32_t first_frame)
{
    for (size_t i = from; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->frame == now->segment->frame && step->end == now->packet.end) {
            step->first_frame = first_frame;
            return;
        }
    }
}

/* Whether a record, or a message of several records, has begun and not ended. */
static bool leaves_fragment(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[end];

    return connection->tls->open_left[end] > 0 ||
           (sender->flags & HSVIZ_RECORDS_ALIGNED &&
            hsviz_serial_before(sender->record_end, sender->high));
}

/* The first step of the frame may have begun in an earlier frame, and payload after the last record
 * begins the next record. */
static void settle_fragments(struct hsviz_connection *connection,
                             const struct hsviz_tcp_packet *now, struct hsviz_effect *effect)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    bool completes_step = connection->num_steps > effect->steps_before;

    if (sender->pending_frame)
        set_first_fragment(connection, now, effect->steps_before, sender->pending_frame);
    if (completes_step || connection->tls->open_left[now->packet.end] == 0)
        sender->pending_frame = 0;
    if (!sender->pending_frame && leaves_fragment(connection, now->packet.end))
        sender->pending_frame = now->segment->frame;
    if (!completes_step && sender->pending_frame)
        effect->fragment = true;
}

/* TLS within TLS: only the outer connection is drawn. */
static void note_inner_tls(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    if (!frame->carries_inner_tls || connection->flags & HSVIZ_CARRIES_INNER_TLS)
        return;
    connection->flags |= HSVIZ_CARRIES_INNER_TLS;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_INNER_TLS,
                                                     .frame = frame->segment.frame });
}

static void take_plaintext(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                           struct hsviz_effect *effect)
{
    const struct hsviz_segment *segment = now->segment;

    hsviz_plaintext_take(connection, &now->packet, segment->payload, segment->payload_captured_len,
                         segment->payload_len);
    effect->run = HSVIZ_STEP_PLAINTEXT;
    effect->run_phase = HSVIZ_PHASE_PLAINTEXT;
}

/* A server whose first bytes after a ClientHello are no record does not speak TLS. */
static bool answers_in_plain(const struct hsviz_connection *connection,
                             const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls || hsviz_side_of(connection, now->packet.end) != HSVIZ_SERVER)
        return false;
    return tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN ||
           (tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
            !(tls->end_flags[now->packet.end] & HSVIZ_TLS_SENT_RECORD) &&
            !hsviz_tcp_sender(connection, now)->pending_frame && now->segment->payload &&
            !begins_record(now->segment));
}

/* A retransmitted packet of a run is no step of its own; and a step that is itself a retransmission
 * is not the original. */
static bool is_repeatable(const struct hsviz_step *step)
{
    return step->repeat_of == 0 && step->count == 1 && !(step->flags & HSVIZ_STEP_GAP) &&
           !hsviz_step_is_run(step) && hsviz_step_type_is_tls(step->type);
}

/* Appends copies of the steps that the segment's bytes completed before, as retransmissions;
 * returns how many. */
static size_t repeat_steps(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    size_t num_before = connection->num_steps, num_repeated = 0;

    for (size_t i = 0; i < num_before; i++) {
        struct hsviz_step original = connection->steps[i];
        struct hsviz_step *copy;

        if (original.end != now->packet.end || !is_repeatable(&original) ||
            !hsviz_serial_before(now->packet.space_begin, original.space_end) ||
            hsviz_serial_before(now->packet.space_end, original.space_end))
            continue;
        copy = hsviz_steps_push(connection, &now->packet, (enum hsviz_step_type)original.type);
        if (!copy)
            break;
        copy->repeat_of = original.frame;
        copy->bytes = original.bytes;
        copy->space_end = original.space_end;
        if (!hsviz_tcp_says_syn_again(connection, now))
            copy->half_rtt = original.half_rtt;
        copy->code = original.code;
        copy->phase = original.phase;
        copy->source = original.source;
        copy->reason = original.reason;
        hsviz_tcp_note_repetition(connection, copy, original.time_ns);
        num_repeated++;
    }
    return num_repeated;
}

/* Retransmitted data without messages: a step of its own if it belongs to a SYN, otherwise
 * counted. */
static void take_data_again(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_step *original =
        hsviz_steps_find(connection, now->packet.end, HSVIZ_STEP_PLAINTEXT);
    uint32_t original_frame = original ? original->frame : 0;
    uint16_t original_code = original ? original->code : 0;
    struct hsviz_end_liveness *counts;
    struct hsviz_step *step;

    if (!hsviz_tcp_says_syn_again(connection, now)) {
        counts = &hsviz_liveness_make(connection)->end[now->packet.end];
        counts->num_repeats += counts->num_repeats < UINT32_MAX;
        return;
    }
    hsviz_tcp_sender(connection, now)->flags &= ~(uint32_t)HSVIZ_SYN_ACK_HAD_PAYLOAD;
    step = original ? hsviz_steps_push(connection, &now->packet, HSVIZ_STEP_PLAINTEXT) : NULL;
    if (!step)
        return;
    step->repeat_of = original_frame;
    step->code = original_code;
    step->bytes = now->segment->payload_len;
}

/* Payload in which the dissector found no whole record, or guessed one that cannot be. */
static void take_bare_payload(struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now, bool is_guess,
                              struct hsviz_effect *effect)
{
    struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    bool is_tls =
        connection->tls || sender->pending_frame || (!is_guess && begins_record(now->segment));

    if (now->packet.novelty == HSVIZ_RETRANSMISSION || hsviz_tcp_says_syn_again(connection, now)) {
        if (repeat_steps(connection, now) == 0)
            take_data_again(connection, now);
        return;
    }
    if (answers_in_plain(connection, now)) {
        connection->tls->flags |= HSVIZ_TLS_ANSWERED_IN_PLAIN;
        is_tls = false;
    }
    if (!is_tls) {
        take_plaintext(connection, now, effect);
        return;
    }
    align_records(sender, now);
    if (!sender->pending_frame)
        sender->pending_frame = now->segment->frame;
    effect->fragment = true;
}

/* The run that records without a step of their own have extended. */
static void take_run_going_on(const struct hsviz_connection *connection, enum hsviz_end end,
                              struct hsviz_effect *effect)
{
    const struct hsviz_step *last = hsviz_steps_last_of(connection, end);

    if (!last || last->count <= 1)
        return;
    effect->run = (enum hsviz_step_type)last->type;
    effect->run_phase = (enum hsviz_phase)last->phase;
}

/* What looks like SSL 2 in the middle of other bytes is none. */
static bool has_records(const struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *now, const struct hsviz_frame *frame)
{
    return frame->num_units > 0 &&
           (!frame->units[0].ssl2 ||
            hsviz_ssl2_is_possible(connection, &now->packet, &frame->units[0]));
}

void hsviz_payload_take(struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *of_segment, const struct hsviz_frame *frame,
                        struct hsviz_effect *effect)
{
    struct hsviz_tcp_packet of_payload = *of_segment, *now = &of_payload;
    size_t num_before = connection->num_steps;

    if (frame->num_units == 0 && now->segment->payload_len == 0)
        return;
    /* The data of a SYN has its place after it, though it does not count until it is taken. */
    if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        now->packet.space_end = payload_start(now) + now->segment->payload_len;
    hsviz_tcp_sender(connection, now)->flags |= HSVIZ_SENT_PAYLOAD;
    connection->peer[now->packet.end].has_sent_data = true;
    note_inner_tls(connection, frame);
    if (!has_records(connection, now, frame)) {
        take_bare_payload(connection, now, frame->num_units > 0, effect);
        return;
    }
    effect->steps_before = num_before;
    take_records(connection, now, frame);
    settle_fragments(connection, now, effect);
    if (connection->num_steps == num_before && connection->tls->open_left[now->packet.end] == 0)
        take_run_going_on(connection, now->packet.end, effect);
}
