/* remarks.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "remarks.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/notes.h"
#include "model/core/packet.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/tcp/tcp.h"
#include "model/time/clock.h"
#include "model/tls/tls.h"

static void note_late_segment(struct hsviz_connection *connection,
                              const struct hsviz_packet *packet)
{
    bool is_of_handshake = !connection->tls || !hsviz_tls_is_complete(connection->tls);

    if (packet->novelty != HSVIZ_OUT_OF_ORDER || !is_of_handshake || !connection->clock)
        return;
    connection->flags |= HSVIZ_CAME_OUT_OF_ORDER;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_CAME_LATE,
                                                     .frame = packet->frame,
                                                     .end = (uint8_t)packet->end,
                                                     .duration_ns = packet->timing.late_ns,
                                                     .loss = (uint8_t)packet->loss });
}

/* What is worth a note: more than the scheduling of any machine. */
enum { HELD_MIN_NS = 10000000 };

/* Before the first response, since the ledger is about the time until then. */
static void note_held(struct hsviz_connection *connection, const struct hsviz_packet *packet)
{
    if (packet->timing.held_ns < HELD_MIN_NS || !connection->clock ||
        connection->clock->candidates.has_response)
        return;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_HELD,
                                                     .frame = packet->frame,
                                                     .end = (uint8_t)packet->end,
                                                     .other_frame = packet->timing.held_frame,
                                                     .duration_ns = packet->timing.held_ns });
}

/* Of a frame that the snapshot length cut, payload is missing. */
static void note_cut(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    struct hsviz_tcp *tcp = connection->tcp;

    if (segment->cut_len == 0 || segment->payload_captured_len >= segment->payload_len)
        return;
    if (tcp->num_cut == 0) {
        tcp->cut_frame = segment->frame;
        tcp->cut_len = segment->cut_len;
    }
    tcp->num_cut += tcp->num_cut < UINT16_MAX;
}

/* As long as a first retransmission may take (RFC 6298 2.4): what waited longer for no loss, waited
 * for a program or a person. */
enum { IDLE_MIN_S = 1 };

static void keep_idle(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    int64_t idle_s = now->idle_ns / NS_PER_S;

    if (idle_s < IDLE_MIN_S || idle_s <= connection->longest_idle_s ||
        now->packet.loss != HSVIZ_LOSS_NONE || now->probe != HSVIZ_NO_PROBE)
        return;
    connection->longest_idle_s = (uint16_t)MIN(idle_s, UINT16_MAX);
    connection->idle_frame = now->packet.frame;
}

void hsviz_remarks_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    note_cut(connection, now->segment);
    keep_idle(connection, now);
    note_late_segment(connection, &now->packet);
    note_held(connection, &now->packet);
}

void hsviz_remarks_mark_loss(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                             size_t num_before)
{
    bool is_marked = false;

    if (packet->loss == HSVIZ_LOSS_NONE)
        return;
    for (size_t i = num_before; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        /* What had come before, and had to wait for this, was not lost itself. */
        if (step->frame != packet->frame ||
            (step->repeat_of != 0) != (packet->novelty == HSVIZ_RETRANSMISSION) ||
            (is_marked && hsviz_serial_before(packet->space_end, step->space_end)))
            continue;
        step->flags |= (uint8_t)(packet->loss << HSVIZ_STEP_LOSS_SHIFT);
        is_marked = true;
    }
}
