/* payload.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "payload.h"

#include <stddef.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tcp/control.h"
#include "model/tcp/liveness.h"
#include "model/tcp/position.h"
#include "model/tcp/stream.h"
#include "model/tcp/tcp.h"
#include "model/tls/tls.h"

/* TLS within TLS: only the outer connection is drawn. */
static void note_inner_tls(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    if (!frame->carries_inner_tls || connection->flags & HSVIZ_CARRIES_INNER_TLS)
        return;
    connection->flags |= HSVIZ_CARRIES_INNER_TLS;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_INNER_TLS,
                                                     .frame = frame->segment.frame });
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

/* The frame's run is the one that it extended; it is a fragment if it completes nothing of what it
 * begins or goes on with. */
static void tell_effect(struct hsviz_connection *connection, enum hsviz_end end,
                        const struct hsviz_dissected *dissected, struct hsviz_effect *effect)
{
    const struct hsviz_step *last = hsviz_steps_last_of(connection, end);
    bool completes_step = connection->num_steps > effect->steps_before;
    bool is_open = connection->tcp->sequence[end].pending_frame != 0;

    if (completes_step)
        return;
    if (dissected->has_plain) {
        effect->run = HSVIZ_STEP_APPLICATION_DATA;
        effect->run_phase = HSVIZ_PHASE_PLAINTEXT;
    } else if (last && last->count > 1 && dissected->is_used) {
        effect->run = (enum hsviz_step_type)last->type;
        effect->run_phase = (enum hsviz_phase)last->phase;
    }
    effect->fragment = is_open || hsviz_stream_is_silent(connection, end);
}

/* Bytes that were seen before: what they completed is repeated. */
static void take_again(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    bool is_old = now->packet.novelty == HSVIZ_RETRANSMISSION;
    bool is_partly_old = now->packet.novelty == HSVIZ_NEW &&
                         hsviz_serial_before(hsviz_tcp_payload_begin(now),
                                             hsviz_stream_next(connection, now->packet.end));

    if (!is_old && !is_partly_old && !hsviz_tcp_says_syn_again(connection, now))
        return;
    if (repeat_steps(connection, now) == 0 &&
        (is_old || hsviz_tcp_says_syn_again(connection, now)))
        take_data_again(connection, now);
}

void hsviz_payload_take(struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *of_segment, const struct hsviz_frame *frame,
                        struct hsviz_effect *effect)
{
    struct hsviz_tcp_packet of_payload = *of_segment, *now = &of_payload;
    struct hsviz_dissected dissected = { .units = frame->units, .num = frame->num_units };

    if (hsviz_tcp_has(now, HSVIZ_TCP_FIN) || hsviz_tcp_has(now, HSVIZ_TCP_RST))
        hsviz_stream_settle(connection, now->packet.end);
    if (frame->num_units == 0 && now->segment->payload_len == 0)
        return;
    hsviz_stream_settle(connection, hsviz_other_end(now->packet.end));
    /* The data of a SYN has its place after it, though it does not count until it is taken. */
    if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        now->packet.space_end = hsviz_tcp_payload_begin(now) + now->segment->payload_len;
    hsviz_tcp_sender(connection, now)->flags |= HSVIZ_SENT_PAYLOAD;
    connection->peer[now->packet.end].has_sent_data = true;
    if (connection->tls && connection->tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
        hsviz_side_of(connection, now->packet.end) == HSVIZ_SERVER)
        connection->tls->has_answer = true;
    note_inner_tls(connection, frame);
    effect->steps_before = connection->num_steps;
    take_again(connection, now);
    if (now->packet.novelty != HSVIZ_RETRANSMISSION || hsviz_stream_begins_anew(connection, now))
        hsviz_stream_take(connection, now, &dissected);
    hsviz_tcp_sender(connection, now)->pending_frame =
        hsviz_stream_open_frame(connection, now->packet.end);
    tell_effect(connection, now->packet.end, &dissected, effect);
}
