/* dropped.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dropped.h"

#include <string.h>

#include <glib.h>

#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/tcp.h"

enum {
    /* The most steps of dropped segments: enough to see the pattern. */
    DROPPED_STEPS_MAX = 32,
};

void hsviz_dropped_settle(struct hsviz_dropped *dropped, uint32_t frame, enum hsviz_drop why)
{
    if (dropped->num == 0 || frame < dropped->first_frame) {
        dropped->first_frame = frame;
        dropped->first_why = (uint8_t)why;
    }
    dropped->num += dropped->num < UINT32_MAX;
}

void hsviz_dropped_settle_held(struct hsviz_dropped *dropped)
{
    for (size_t i = 0; i < dropped->num_held; i++)
        hsviz_dropped_settle(dropped, dropped->held[i].segment.frame,
                             (enum hsviz_drop)dropped->held[i].why);
    dropped->num_held = 0;
}

static bool is_same_segment(const struct hsviz_segment *a, const struct hsviz_segment *b)
{
    return a->seq == b->seq && a->ack == b->ack && a->payload_len == b->payload_len &&
           a->flags == b->flags;
}

/* The same again confirms nothing. */
static void hold(struct hsviz_dropped *dropped, const struct hsviz_tcp_packet *now,
                 enum hsviz_drop why)
{
    struct hsviz_held *held;

    if (dropped->num_held > 0 &&
        is_same_segment(&dropped->held[dropped->num_held - 1].segment, now->segment)) {
        hsviz_dropped_settle(dropped, now->segment->frame, why);
        return;
    }
    if (dropped->num_held == HSVIZ_HELD_MAX) {
        hsviz_dropped_settle(dropped, dropped->held[0].segment.frame,
                             (enum hsviz_drop)dropped->held[0].why);
        dropped->num_held--;
        memmove(&dropped->held[0], &dropped->held[1], dropped->num_held * sizeof *held);
    }
    held = &dropped->held[dropped->num_held++];
    *held = (struct hsviz_held){ *now->segment, (uint8_t)now->packet.end, (uint8_t)why };
    held->segment.payload = NULL;
    held->segment.payload_captured_len = 0;
}

static void push_step(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_step_type type = HSVIZ_STEP_NONE;
    struct hsviz_packet packet = now->packet;
    struct hsviz_step *step;

    if (hsviz_tcp_has(now, HSVIZ_TCP_RST))
        type = HSVIZ_STEP_RST;
    else if (hsviz_tcp_has(now, HSVIZ_TCP_SYN))
        type = hsviz_tcp_has(now, HSVIZ_TCP_ACK) ? HSVIZ_STEP_SYN_ACK : HSVIZ_STEP_SYN;
    else if (hsviz_tcp_has(now, HSVIZ_TCP_FIN))
        type = HSVIZ_STEP_FIN;
    if (type == HSVIZ_STEP_NONE)
        return;
    packet.half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
    step = hsviz_steps_push(connection, &packet, type);
    if (!step)
        return;
    step->code = HSVIZ_CODE_DROPPED;
    step->phase = HSVIZ_PHASE_OTHER;
}

/* The note of its own that some have; false: it is counted in the one of all others. */
static bool note_apart(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       enum hsviz_drop why)
{
    const struct hsviz_tcp_sequence *sequence = connection->tcp->sequence;
    uint32_t any = sequence[HSVIZ_END_0].flags | sequence[HSVIZ_END_1].flags;
    struct hsviz_note note = { .frame = now->segment->frame, .end = (uint8_t)now->packet.end };

    if (why == HSVIZ_DROP_RESET)
        note.type = HSVIZ_NOTE_RESET_IGNORED;
    else if (why == HSVIZ_DROP_SECOND_SYN)
        note.type = hsviz_tcp_has(now, HSVIZ_TCP_ACK) ? HSVIZ_NOTE_SYN_ACK_DIFFERENT
                                                      : HSVIZ_NOTE_SYN_DIFFERENT;
    else
        return false;
    if (why != HSVIZ_DROP_RESET || !(any & HSVIZ_SENT_RST))
        hsviz_note_add(connection, &note);
    return true;
}

void hsviz_dropped_add(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       enum hsviz_drop why)
{
    struct hsviz_tcp *tcp = connection->tcp;
    bool is_reset = hsviz_tcp_has(now, HSVIZ_TCP_RST);

    if (!tcp->dropped)
        tcp->dropped = g_new0(struct hsviz_dropped, 1);
    if (tcp->dropped->num + tcp->dropped->num_held < DROPPED_STEPS_MAX)
        push_step(connection, now);
    if (hsviz_tcp_has(now, HSVIZ_TCP_ACK) && !is_reset) {
        tcp->dropped->last_ack[now->packet.end] = now->segment->ack;
        tcp->dropped->has_ack[now->packet.end] = true;
    }
    if (note_apart(connection, now, why))
        return;
    if (is_reset)
        hsviz_dropped_settle(tcp->dropped, now->segment->frame, why);
    else
        hold(tcp->dropped, now, why);
}
