/* origin.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "origin.h"

#include <glib.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/control.h"
#include "model/tcp/tcp.h"
#include "model/time/clock.h"

enum {
    /* Of the shortest turn through an end no answer takes less than this part, however its path
     * changes. */
    TOO_SOON_DIVISOR = 2,
    /* Packets of an end with one hop limit after which another one, by itself, tells a reset. */
    PACKETS_ENOUGH = 3,
};

/* What speaks against the end as the sender. */
struct signs {
    const struct hsviz_sending *answered; /* what the packet shows that its sender had; or NULL */
    int64_t turn_ns;                      /* the shortest through the end; 0: unknown */
    int64_t elapsed_ns;                   /* since answered */
    enum hsviz_fit hops;
    bool id_fits;
};

/* ---- Signs ---- */

/* A reset without an acknowledgement takes its number from that of the packet that it answers
 * (RFC 9293 3.10.7.1). */
static const struct hsviz_sending *answered_by(const struct hsviz_connection *connection,
                                               const struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *segment = now->segment;
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    const struct hsviz_habits *habits = &connection->tcp->habits[hsviz_other_end(now->packet.end)];
    uint32_t shown = segment->ack - other->base;

    if (segment->flags & HSVIZ_TCP_ACK)
        return other->flags & HSVIZ_HAS_BASE && hsviz_serial_before(sender->acknowledged, shown)
                   ? hsviz_habits_sent(habits, shown)
                   : NULL;
    return habits->acknowledging.frame != 0 && sender->flags & HSVIZ_HAS_BASE &&
                   segment->seq - sender->base == habits->acknowledging.space_end
               ? &habits->acknowledging
               : NULL;
}

/* Only a turn that the TCP handshake began with is known to have no think time. */
static int64_t shortest_turn_ns(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_clock *clock = connection->clock;

    return clock && clock->from[end].has_path_rtt && connection->flags & HSVIZ_SEEN_FROM_START
               ? clock->from[end].path_rtt_ns
               : 0;
}

static struct signs signs_of(const struct hsviz_connection *connection,
                             const struct hsviz_tcp_packet *now)
{
    const struct hsviz_habits *habits = &connection->tcp->habits[now->packet.end];
    struct signs signs = {
        .answered = answered_by(connection, now),
        .turn_ns = shortest_turn_ns(connection, now->packet.end),
        .hops = hsviz_habits_hops(habits, now->segment),
        .id_fits = hsviz_habits_id_fits(habits, now->segment),
    };

    if (signs.answered)
        signs.elapsed_ns = now->packet.time_ns - signs.answered->time_ns;
    return signs;
}

static bool is_from_path(const struct hsviz_connection *connection,
                         const struct hsviz_tcp_packet *now, const struct signs *signs)
{
    const struct hsviz_habits *habits = &connection->tcp->habits[now->packet.end];
    bool is_timed = signs->answered && signs->turn_ns > 0 && signs->elapsed_ns >= 0;

    if (is_timed && signs->elapsed_ns < signs->turn_ns / TOO_SOON_DIVISOR &&
        (signs->hops != HSVIZ_FITS || !signs->id_fits))
        return true;
    if (signs->hops != HSVIZ_DIFFERS_FAR)
        return false;
    return (is_timed && signs->elapsed_ns < signs->turn_ns) ||
           (hsviz_tcp_has(now, HSVIZ_TCP_RST) && habits->num_hops == 1 &&
            habits->num_packets >= PACKETS_ENOUGH);
}

/* ---- What it does ---- */

static enum hsviz_step_type step_type_of(const struct hsviz_tcp_packet *now)
{
    if (hsviz_tcp_has(now, HSVIZ_TCP_RST))
        return HSVIZ_STEP_RST;
    return now->segment->payload_len > 0 ? HSVIZ_STEP_SEGMENT : HSVIZ_STEP_FIN;
}

static void note(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                 const struct signs *signs)
{
    const struct hsviz_habits *habits = &connection->tcp->habits[now->packet.end];
    struct hsviz_note note = { .type = HSVIZ_NOTE_FROM_PATH,
                               .frame = now->packet.frame,
                               .end = (uint8_t)now->packet.end,
                               .step = (uint8_t)step_type_of(now),
                               .duration_ns = HSVIZ_NS_UNKNOWN };

    if (signs->answered && signs->turn_ns > 0 && signs->elapsed_ns < signs->turn_ns) {
        note.other_frame = signs->answered->frame;
        note.duration_ns = signs->elapsed_ns;
        note.bytes = (uint32_t)MIN(signs->turn_ns / NS_PER_US, UINT32_MAX);
    }
    if (signs->hops != HSVIZ_FITS) {
        note.hops = now->segment->hops;
        note.other_hops = habits->hops[0];
    }
    note.is_other_id = !signs->id_fits;
    hsviz_note_add(connection, &note);
}

/* RFC 9293 3.10.7.4 (RFC 5961 3.2): who gets a reset with exactly the expected number is closed,
 * whoever sent it. The end whose address it carries knows nothing of it. */
static void reset(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_over = (sender->flags | other->flags) & HSVIZ_SENT_RST ||
                   connection->tcp->flags & HSVIZ_RESET_FROM_PATH;

    if (now->packet.space_begin != other->acknowledged)
        return;
    hsviz_tcp_happen(connection, hsviz_other_end(now->packet.end), HSVIZ_RECEIVES_RST);
    connection->tcp->flags |= HSVIZ_RESET_FROM_PATH;
    if (is_over || sender->flags & other->flags & HSVIZ_SENT_FIN)
        return;
    connection->reset_first = now->packet.end;
    connection->tcp->is_closed_by_reset = true;
    if (!((sender->flags | other->flags) & HSVIZ_SENT_FIN))
        connection->flags |= HSVIZ_CUT_ON_PATH;
}

static void draw(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_step_type type = step_type_of(now);
    struct hsviz_step *step = hsviz_steps_push(connection, &now->packet, type);

    if (!step)
        return;
    step->code = HSVIZ_CODE_FROM_PATH;
    step->space_end = 0;
    if (type == HSVIZ_STEP_SEGMENT)
        step->bytes = now->segment->payload_len;
}

/* The rule for nearly all packets: they have their end's habits, and no more is looked at. */
static bool is_usual(const struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_habits *habits = connection->tcp->habits;
    const struct hsviz_segment *segment = now->segment;
    bool is_answer = segment->payload_len > 0 || segment->flags & (HSVIZ_TCP_RST | HSVIZ_TCP_FIN);

    return !habits || !connection->clock || !is_answer || segment->flags & HSVIZ_TCP_SYN ||
           (hsviz_habits_hops(&habits[now->packet.end], segment) == HSVIZ_FITS &&
            hsviz_habits_id_fits(&habits[now->packet.end], segment));
}

bool hsviz_origin_take(struct hsviz_connection *connection, struct hsviz_tcp_packet *now)
{
    struct signs signs;

    if (is_usual(connection, now))
        return false;
    signs = signs_of(connection, now);
    if (!is_from_path(connection, now, &signs))
        return false;
    now->packet.space_begin = now->packet.space_end =
        now->segment->seq - hsviz_tcp_sender(connection, now)->base;
    now->packet.half_rtt = HSVIZ_HALF_RTT_UNKNOWN;
    hsviz_clock_take_aside(connection->clock, &now->packet);
    note(connection, now, &signs);
    if (hsviz_tcp_has(now, HSVIZ_TCP_RST))
        reset(connection, now);
    draw(connection, now);
    return true;
}
