/* control.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "control.h"

#include <stddef.h>

#include "model/core/connection.h"
#include "model/core/notes.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"

void hsviz_tcp_happen(struct hsviz_connection *connection, enum hsviz_end end,
                      enum hsviz_tcp_event event)
{
    uint8_t *state = &connection->peer[end].state;

    *state = (uint8_t)hsviz_tcp_next_state((enum hsviz_tcp_state) * state, event);
}

void hsviz_tcp_show_state(struct hsviz_connection *connection, enum hsviz_end end)
{
    connection->peer[end].is_state_assumed = false;
}

void hsviz_tcp_note_repetition(struct hsviz_connection *connection, const struct hsviz_step *step,
                               int64_t original_ns)
{
    const struct hsviz_note *last =
        connection->num_fed_notes > 0 ? &connection->notes[connection->num_fed_notes - 1] : NULL;

    /* One note per frame: its steps were lost together. */
    if (last && last->type == HSVIZ_NOTE_RETRANSMISSION && last->frame == step->frame)
        return;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_RETRANSMISSION,
                                                     .frame = step->frame,
                                                     .step = step->type,
                                                     .other_frame = step->repeat_of,
                                                     .duration_ns = step->time_ns - original_ns });
}

void hsviz_tcp_push_control(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                            enum hsviz_step_type type)
{
    const struct hsviz_step *original = hsviz_steps_find(connection, now->packet.end, type);
    bool is_repetition = now->packet.novelty == HSVIZ_RETRANSMISSION && original;
    uint32_t repeat_of = is_repetition ? original->frame : 0;
    int64_t original_ns = is_repetition ? original->time_ns : 0;
    struct hsviz_step *step = hsviz_steps_push(connection, &now->packet, type);

    if (step && repeat_of) {
        step->repeat_of = repeat_of;
        hsviz_tcp_note_repetition(connection, step, original_ns);
    }
    if (!now->other_number)
        return;
    if (step)
        step->code = HSVIZ_CODE_OTHER_NUMBER;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = type == HSVIZ_STEP_SYN
                                                                 ? HSVIZ_NOTE_SYN_DIFFERENT
                                                                 : HSVIZ_NOTE_SYN_ACK_DIFFERENT,
                                                     .frame = now->segment->frame });
}

void hsviz_tcp_push_gap(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                        enum hsviz_step_type type, int32_t half_rtt)
{
    struct hsviz_step *gap = hsviz_steps_push_gap(connection, &now->packet,
                                                  hsviz_other_end(now->packet.end), type, half_rtt);

    if (gap)
        gap->flags |= HSVIZ_STEP_END_0_ASSUMED | HSVIZ_STEP_END_1_ASSUMED;
}
