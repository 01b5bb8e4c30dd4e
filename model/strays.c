/* strays.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "strays.h"

#include "internal.h"

enum { OPENS_OR_CLOSES = HSVIZ_TCP_SYN | HSVIZ_TCP_FIN | HSVIZ_TCP_RST };

/* No loss is repaired sooner, since nothing waits for less (RFC 8985 7.2): what comes late by less,
 * and without any answer of the other side before it, was overtaken. */
enum { OVERTAKEN_MAX_NS = 10000000 };

struct hsviz_strays *hsviz_strays_make(struct hsviz_connection *connection)
{
    if (!connection->strays)
        connection->strays = g_new0(struct hsviz_strays, 1);
    return connection->strays;
}

/* ---- What a segment is ---- */

static bool has_all(const struct hsviz_direction *receiver, uint32_t high)
{
    return !(receiver->flags & HSVIZ_SENT_ANYTHING) ||
           !hsviz_serial_before(receiver->acknowledged, high);
}

enum hsviz_stray hsviz_stray_of(const struct hsviz_connection *connection,
                                const struct hsviz_moment *moment)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(moment->side)];
    const struct hsviz_arrival *arrival = &moment->arrival;
    bool is_closed = other->flags & HSVIZ_WINDOW_CLOSED;

    if (moment->segment->payload_len > 1 || moment->segment->flags & OPENS_OR_CLOSES ||
        arrival->seq != sender->high - 1 || sender->flags & HSVIZ_SENT_FIN ||
        !(sender->flags & HSVIZ_SENT_PAYLOAD || sender->flags & HSVIZ_SENT_ACK_OF_SYN))
        return HSVIZ_NO_STRAY;
    if (arrival->novelty == HSVIZ_NEW)
        return is_closed ? HSVIZ_STRAY_WINDOW_PROBE : HSVIZ_NO_STRAY;
    if (arrival->novelty == HSVIZ_FILLS_HOLE || arrival->ack_advances ||
        (!is_closed && !has_all(other, sender->high)))
        return HSVIZ_NO_STRAY;
    return is_closed ? HSVIZ_STRAY_WINDOW_PROBE : HSVIZ_STRAY_KEEP_ALIVE;
}

/* A segment that is older than what overtook it was sent before it: timestamps tell, where their
 * clock has ticked in between (RFC 7323 4.3). */
static enum hsviz_loss loss_of_late(const struct hsviz_direction *other,
                                    const struct hsviz_moment *moment)
{
    const struct hsviz_hole *hole = &moment->arrival.filled;
    bool has_timestamp = moment->segment->options & HSVIZ_OPTION_TIMESTAMPS;
    bool is_answered = other->track && other->track->newest.time_ns >= hole->time_ns;

    if (has_timestamp && hsviz_serial_before(moment->segment->tsval, hole->tsval))
        return HSVIZ_LOSS_OVERTAKEN;
    if (has_timestamp && hsviz_serial_before(hole->tsval, moment->segment->tsval))
        return HSVIZ_LOSS_BEFORE_TAP;
    if (!is_answered && moment->segment->time_ns >= hole->time_ns &&
        moment->segment->time_ns - hole->time_ns < OVERTAKEN_MAX_NS)
        return HSVIZ_LOSS_OVERTAKEN;
    return HSVIZ_LOSS_UNKNOWN;
}

enum hsviz_loss hsviz_loss_of(const struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(moment->side)];
    const struct hsviz_arrival *arrival = &moment->arrival;

    if (arrival->novelty == HSVIZ_FILLS_HOLE)
        return loss_of_late(other, moment);
    if (arrival->novelty != HSVIZ_REPEAT)
        return HSVIZ_LOSS_NONE;
    if (other->flags & HSVIZ_SENT_ANYTHING &&
        !hsviz_serial_before(other->acknowledged, arrival->end))
        return HSVIZ_LOSS_OF_ANSWER;
    /* An acknowledgement is repeated for each segment that comes behind one that lacks. */
    if (other->track && other->track->num_duplicate_acks > 0 &&
        !hsviz_serial_before(arrival->seq, other->acknowledged))
        return HSVIZ_LOSS_AFTER_TAP;
    return HSVIZ_LOSS_BEYOND_TAP;
}

/* ---- Hidden steps ---- */

static size_t count_hidden(const struct hsviz_connection *connection)
{
    size_t num = 0;

    for (size_t i = 0; i < connection->num_steps; i++)
        num += (connection->steps[i].flags & HSVIZ_STEP_HIDDEN) != 0;
    return num;
}

static bool prolongs(const struct hsviz_step *last, const struct hsviz_moment *moment,
                     enum hsviz_step_type type)
{
    return last && last->type == type && last->side == moment->side &&
           last->flags & HSVIZ_STEP_HIDDEN;
}

static void push_hidden(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                        const struct hsviz_moment *moment, enum hsviz_step_type type)
{
    struct hsviz_step *step =
        connection->num_steps > 0 ? &connection->steps[connection->num_steps - 1] : NULL;

    if (facts->run == HSVIZ_STEP_NONE)
        facts->run = (uint8_t)type;
    if (prolongs(step, moment, type)) {
        step->count += step->count < UINT32_MAX;
        step->last_frame = moment->segment->frame;
        return;
    }
    if (count_hidden(connection) >= HSVIZ_HIDDEN_STEPS_MAX)
        return;
    step = hsviz_steps_push(connection, moment, type);
    if (step)
        step->flags |= HSVIZ_STEP_HIDDEN;
}

/* ---- Counting ---- */

static void take_stray(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_moment *moment)
{
    struct hsviz_side_strays *strays = &hsviz_strays_make(connection)->side[moment->side];

    if (moment->stray == HSVIZ_STRAY_WINDOW_PROBE) {
        push_hidden(connection, facts, moment, HSVIZ_STEP_WINDOW_PROBE);
        return;
    }
    if (strays->num_keep_alives == 0)
        strays->idle_ns = MAX(moment->idle_ns, 0);
    strays->num_keep_alives += strays->num_keep_alives < UINT32_MAX;
    push_hidden(connection, facts, moment, HSVIZ_STEP_KEEP_ALIVE);
}

static void close_window(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                         const struct hsviz_moment *moment)
{
    struct hsviz_side_strays *strays = &hsviz_strays_make(connection)->side[moment->side];

    connection->direction[moment->side].flags |= HSVIZ_WINDOW_CLOSED;
    strays->num_closed += strays->num_closed < UINT32_MAX;
    strays->closed_at_ns = moment->segment->time_ns;
    strays->closed_frame = moment->segment->frame;
    push_hidden(connection, facts, moment, HSVIZ_STEP_ZERO_WINDOW);
}

static void open_window(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                        const struct hsviz_moment *moment)
{
    struct hsviz_side_strays *strays = &hsviz_strays_make(connection)->side[moment->side];

    connection->direction[moment->side].flags &= ~(uint32_t)HSVIZ_WINDOW_CLOSED;
    strays->closed_ns += MAX(moment->segment->time_ns - strays->closed_at_ns, 0);
    push_hidden(connection, facts, moment, HSVIZ_STEP_WINDOW_UPDATE);
}

/* Who has sent its FIN or a reset has read what it wants: its window means nothing more. */
static void take_window(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                        const struct hsviz_moment *moment)
{
    uint32_t flags = connection->direction[moment->side].flags;
    bool was_closed = flags & HSVIZ_WINDOW_CLOSED, is_closed = moment->segment->window == 0;

    if (is_closed == was_closed || moment->segment->flags & OPENS_OR_CLOSES ||
        flags & HSVIZ_SENT_FIN)
        return;
    if (is_closed)
        close_window(connection, facts, moment);
    else
        open_window(connection, facts, moment);
}

/* Nobody is there any more to take it. */
static void note_data_after_reset(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);
    struct hsviz_direction *resetter = &connection->direction[other];

    if (!(resetter->flags & HSVIZ_SENT_RST) || resetter->flags & HSVIZ_LOSS_NOTED ||
        moment->arrival.novelty != HSVIZ_NEW)
        return;
    resetter->flags |= HSVIZ_LOSS_NOTED;
    hsviz_note_add(connection, HSVIZ_NOTE_RESET_LOSS, moment->segment->frame,
                   HSVIZ_RESET_WHILE_OPEN, other, moment->segment->payload_len);
}

void hsviz_strays_take(struct hsviz_connection *connection, struct hsviz_frame_facts *facts,
                       const struct hsviz_moment *moment)
{
    uint32_t flags = connection->direction[moment->side].flags;

    if (moment->stray != HSVIZ_NO_STRAY)
        take_stray(connection, facts, moment);
    take_window(connection, facts, moment);
    if (moment->segment->payload_len > 0)
        note_data_after_reset(connection, moment);
    if (moment->segment->payload_len > 0 && flags & HSVIZ_SENT_ACK_OF_FIN &&
        moment->arrival.novelty == HSVIZ_NEW)
        hsviz_strays_make(connection)->side[moment->side].half_close_bytes +=
            moment->segment->payload_len;
}
