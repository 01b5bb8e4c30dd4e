/* liveness.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "liveness.h"

#include <glib.h>

#include "model/core/frame_facts.h"
#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tcp/tcp.h"

enum { OPENS_OR_CLOSES = HSVIZ_TCP_SYN | HSVIZ_TCP_FIN | HSVIZ_TCP_RST };

struct hsviz_liveness *hsviz_liveness_make(struct hsviz_connection *connection)
{
    if (!connection->tcp->liveness)
        connection->tcp->liveness = g_new0(struct hsviz_liveness, 1);
    return connection->tcp->liveness;
}

/* ---- What a segment is ---- */

static bool has_all(const struct hsviz_tcp_sequence *receiver, uint32_t high)
{
    return !(receiver->flags & HSVIZ_SENT_ANYTHING) ||
           !hsviz_serial_before(receiver->acknowledged, high);
}

enum hsviz_probe hsviz_probe_of(const struct hsviz_connection *connection,
                                const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_closed = other->flags & HSVIZ_WINDOW_CLOSED;

    if (now->segment->payload_len > 1 || now->segment->flags & OPENS_OR_CLOSES ||
        now->packet.space_begin != sender->high - 1 || sender->flags & HSVIZ_SENT_FIN ||
        !(sender->flags & HSVIZ_SENT_PAYLOAD || sender->flags & HSVIZ_SENT_ACK_OF_SYN))
        return HSVIZ_NO_PROBE;
    if (now->packet.novelty == HSVIZ_NEW)
        return is_closed ? HSVIZ_WINDOW_PROBE : HSVIZ_NO_PROBE;
    if (now->packet.novelty == HSVIZ_OUT_OF_ORDER || now->packet.shows_more ||
        (!is_closed && !has_all(other, sender->high)))
        return HSVIZ_NO_PROBE;
    return is_closed ? HSVIZ_WINDOW_PROBE : HSVIZ_KEEP_ALIVE;
}

/* ---- Hidden steps ---- */

static size_t count_hidden(const struct hsviz_connection *connection)
{
    size_t num = 0;

    for (size_t i = 0; i < connection->num_steps; i++)
        num += (connection->steps[i].flags & HSVIZ_STEP_HIDDEN) != 0;
    return num;
}

static bool extends(const struct hsviz_step *last, const struct hsviz_tcp_packet *now,
                    enum hsviz_step_type type)
{
    return last && last->type == type && last->end == now->packet.end &&
           last->flags & HSVIZ_STEP_HIDDEN;
}

static void push_hidden(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                        const struct hsviz_tcp_packet *now, enum hsviz_step_type type)
{
    struct hsviz_step *step =
        connection->num_steps > 0 ? &connection->steps[connection->num_steps - 1] : NULL;

    if (facts->run == HSVIZ_STEP_NONE)
        facts->run = (uint8_t)type;
    if (extends(step, now, type)) {
        step->count += step->count < UINT32_MAX;
        step->last_frame = now->segment->frame;
        return;
    }
    if (count_hidden(connection) >= HSVIZ_HIDDEN_STEPS_MAX)
        return;
    step = hsviz_steps_push(connection, &now->packet, type);
    if (step)
        step->flags |= HSVIZ_STEP_HIDDEN;
}

/* ---- Counting ---- */

static void take_probe(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_tcp_packet *now)
{
    struct hsviz_end_liveness *counts = &hsviz_liveness_make(connection)->end[now->packet.end];

    if (now->probe == HSVIZ_WINDOW_PROBE) {
        push_hidden(connection, facts, now, HSVIZ_STEP_WINDOW_PROBE);
        return;
    }
    if (counts->num_keep_alives == 0)
        counts->idle_ns = MAX(now->idle_ns, 0);
    counts->num_keep_alives += counts->num_keep_alives < UINT32_MAX;
    push_hidden(connection, facts, now, HSVIZ_STEP_KEEP_ALIVE);
}

static void close_window(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                         const struct hsviz_tcp_packet *now)
{
    struct hsviz_end_liveness *counts = &hsviz_liveness_make(connection)->end[now->packet.end];

    hsviz_tcp_sender(connection, now)->flags |= HSVIZ_WINDOW_CLOSED;
    counts->num_closed += counts->num_closed < UINT32_MAX;
    counts->closed_at_ns = now->segment->time_ns;
    counts->closed_frame = now->segment->frame;
    push_hidden(connection, facts, now, HSVIZ_STEP_ZERO_WINDOW);
}

static void open_window(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                        const struct hsviz_tcp_packet *now)
{
    struct hsviz_end_liveness *counts = &hsviz_liveness_make(connection)->end[now->packet.end];
    int64_t closed_ns;

    hsviz_tcp_sender(connection, now)->flags &= ~(uint32_t)HSVIZ_WINDOW_CLOSED;
    closed_ns = MAX(now->segment->time_ns - counts->closed_at_ns, 0);
    counts->closed_ns += MIN(closed_ns, INT64_MAX - counts->closed_ns); /* where time jumps back */
    push_hidden(connection, facts, now, HSVIZ_STEP_WINDOW_UPDATE);
}

/* The window of an end that has sent a FIN or a reset no longer matters. */
static void take_window(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                        const struct hsviz_tcp_packet *now)
{
    uint32_t flags = hsviz_tcp_sender(connection, now)->flags;
    bool was_closed = flags & HSVIZ_WINDOW_CLOSED, is_closed = now->segment->window == 0;

    if (is_closed == was_closed || now->segment->flags & OPENS_OR_CLOSES || flags & HSVIZ_SENT_FIN)
        return;
    if (is_closed)
        close_window(connection, facts, now);
    else
        open_window(connection, facts, now);
}

/* Nobody is there any more to take it. */
static void note_data_after_reset(struct hsviz_connection *connection,
                                  const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);
    struct hsviz_tcp_sequence *resetter = &connection->tcp->sequence[other];

    if (!(resetter->flags & HSVIZ_SENT_RST) || hsviz_tcp_has(now, HSVIZ_TCP_RST) ||
        resetter->flags & HSVIZ_LOSS_NOTED ||
        now->packet.novelty != HSVIZ_NEW)
        return;
    resetter->flags |= HSVIZ_LOSS_NOTED;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_RESET_LOSS,
                                                     .frame = now->segment->frame,
                                                     .end = (uint8_t)other,
                                                     .reset_time = HSVIZ_RESET_WHILE_OPEN,
                                                     .bytes = now->segment->payload_len });
}

void hsviz_liveness_take(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                         const struct hsviz_tcp_packet *now)
{
    uint32_t flags = hsviz_tcp_sender(connection, now)->flags;

    if (now->probe != HSVIZ_NO_PROBE)
        take_probe(connection, facts, now);
    take_window(connection, facts, now);
    if (now->segment->payload_len > 0)
        note_data_after_reset(connection, now);
    if (now->segment->payload_len > 0 && flags & HSVIZ_SENT_ACK_OF_FIN &&
        now->packet.novelty == HSVIZ_NEW)
        hsviz_liveness_make(connection)->end[now->packet.end].half_close_bytes +=
            now->segment->payload_len;
}
