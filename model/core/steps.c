/* steps.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "steps.h"

#include <string.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/units.h"

enum {
    FIRST_CAPACITY = 2, /* a SYN that nobody answers is a connection too */
    GROWTH = 8,         /* steps at a time: doubling would waste more than a handshake needs */
};

static bool make_room(struct hsviz_connection *connection)
{
    if (connection->num_steps == HSVIZ_STEPS_MAX) {
        connection->flags |= HSVIZ_STEPS_FULL;
        return false;
    }
    if (connection->num_steps == connection->capacity_steps) {
        connection->capacity_steps =
            (uint16_t)(connection->capacity_steps == 0 ? FIRST_CAPACITY
                                                       : connection->capacity_steps + GROWTH);
        connection->steps =
            g_renew(struct hsviz_step, connection->steps, connection->capacity_steps);
    }
    return true;
}

static void place_in_frame(struct hsviz_step *step, const struct hsviz_connection *connection,
                           const struct hsviz_packet *packet)
{
    step->time_ns = packet->time_ns;
    step->think_ns = packet->timing.think_ns;
    step->frame = packet->frame;
    step->first_frame = step->frame;
    step->last_frame = step->frame;
    step->space_end = packet->space_end;
    step->half_rtt = (int16_t)MIN(packet->half_rtt, INT16_MAX);
    step->end = (uint8_t)packet->end;
    step->state[HSVIZ_END_0] = connection->peer[HSVIZ_END_0].state;
    step->state[HSVIZ_END_1] = connection->peer[HSVIZ_END_1].state;
}

struct hsviz_step *hsviz_steps_push(struct hsviz_connection *connection,
                                    const struct hsviz_packet *packet, enum hsviz_step_type type)
{
    struct hsviz_step *step;

    if (!make_room(connection))
        return NULL;
    step = &connection->steps[connection->num_steps++];
    memset(step, 0, sizeof *step);
    place_in_frame(step, connection, packet);
    step->count = 1;
    step->ack = hsviz_step_type_is_transport(type) ? packet->shown : 0;
    step->type = (uint8_t)type;
    step->phase = (uint8_t)hsviz_step_words[type].phase;
    if (connection->peer[HSVIZ_END_0].is_state_assumed)
        step->flags |= HSVIZ_STEP_END_0_ASSUMED;
    if (connection->peer[HSVIZ_END_1].is_state_assumed)
        step->flags |= HSVIZ_STEP_END_1_ASSUMED;
    return step;
}

struct hsviz_step *hsviz_steps_push_gap(struct hsviz_connection *connection,
                                        const struct hsviz_packet *packet, enum hsviz_end end,
                                        enum hsviz_step_type type, int32_t half_rtt)
{
    struct hsviz_packet missing = *packet;
    struct hsviz_step *gap;

    missing.end = end;
    gap = hsviz_steps_push(connection, &missing, type);
    if (!gap)
        return NULL;
    gap->frame = gap->first_frame = gap->last_frame = 0;
    gap->space_end = gap->ack = 0;
    gap->think_ns = HSVIZ_NS_UNKNOWN;
    gap->half_rtt = (int16_t)MIN(half_rtt, INT16_MAX);
    gap->flags |= HSVIZ_STEP_GAP;
    gap->source = HSVIZ_INFERRED;
    gap->reason = HSVIZ_REASON_REQUIRED;
    return gap;
}

struct hsviz_step *hsviz_steps_insert(struct hsviz_connection *connection, size_t i)
{
    if (!make_room(connection))
        return NULL;
    memmove(&connection->steps[i + 1], &connection->steps[i],
            (connection->num_steps - i) * sizeof connection->steps[0]);
    connection->num_steps++;
    return &connection->steps[i + 1];
}

void hsviz_steps_move_back(struct hsviz_connection *connection, uint32_t frame)
{
    struct hsviz_step *steps = connection->steps;
    size_t num = connection->num_steps, first = num, to, num_moved;
    struct hsviz_step *moved;

    while (first > 0 && steps[first - 1].frame == frame)
        first--;
    to = first;
    num_moved = num - first;
    if (num_moved == 0)
        return;
    while (to > 0 && (steps[to - 1].frame == 0 || steps[to - 1].frame > frame))
        to--;
    /* What is missing of the same end comes before what was sent after it. */
    while (to < first && steps[to].frame == 0 && steps[to].end == steps[first].end)
        to++;
    if (to == first)
        return;
    moved = g_memdup2(&steps[first], num_moved * sizeof *steps);
    memmove(&steps[to + num_moved], &steps[to], (first - to) * sizeof *steps);
    memcpy(&steps[to], moved, num_moved * sizeof *steps);
    g_free(moved);
    for (size_t i = to; to > 0 && i < to + num_moved; i++)
        memcpy(steps[i].state, steps[to - 1].state, sizeof steps[i].state);
}

/* The run to extend: the last step if it is a run of this end; or, after HSVIZ_RUNS_MAX consecutive
 * runs, the last of this end. */
static struct hsviz_step *run_of(const struct hsviz_connection *connection, enum hsviz_end end,
                                 enum hsviz_step_type type, enum hsviz_phase phase)
{
    struct hsviz_step *run = NULL;
    size_t num_runs = 0;

    for (size_t i = connection->num_steps; i-- > 0 && num_runs < HSVIZ_RUNS_MAX;) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->flags & HSVIZ_STEP_HIDDEN || hsviz_step_is_dropped(step))
            continue;
        if (!hsviz_step_is_run(step))
            break;
        if (!run && step->end == end && step->type == type && step->phase == phase) {
            run = step;
            if (num_runs == 0)
                return run;
        }
        num_runs++;
    }
    return num_runs == HSVIZ_RUNS_MAX ? run : NULL;
}

struct hsviz_step *hsviz_steps_extend(struct hsviz_connection *connection,
                                      const struct hsviz_packet *packet, enum hsviz_step_type type,
                                      enum hsviz_phase phase, uint32_t bytes)
{
    struct hsviz_step *run = run_of(connection, packet->end, type, phase);

    if (run) {
        run->count += run->count < UINT32_MAX;
        run->last_frame = MAX(run->last_frame, packet->frame);
    } else {
        run = hsviz_steps_push(connection, packet, type);
        if (!run)
            return NULL;
        run->phase = (uint8_t)phase;
    }
    run->bytes = bytes > UINT32_MAX - run->bytes ? UINT32_MAX : run->bytes + bytes;
    return run;
}

/* The newest such step of those below limit. */
static struct hsviz_step *find_below(const struct hsviz_connection *connection, size_t limit,
                                     enum hsviz_end end, enum hsviz_step_type type)
{
    for (size_t i = limit; i-- > 0;) {
        struct hsviz_step *candidate = &connection->steps[i];

        if (candidate->end == end && candidate->type == type && candidate->repeat_of == 0 &&
            !hsviz_step_is_dropped(candidate))
            return candidate;
    }
    return NULL;
}

struct hsviz_step *hsviz_steps_find_before(const struct hsviz_connection *connection,
                                           const struct hsviz_step *step, enum hsviz_end end,
                                           enum hsviz_step_type type)
{
    return find_below(connection, (size_t)(step - connection->steps), end, type);
}

struct hsviz_step *hsviz_steps_find(const struct hsviz_connection *connection, enum hsviz_end end,
                                    enum hsviz_step_type type)
{
    return find_below(connection, connection->num_steps, end, type);
}

const struct hsviz_step *hsviz_steps_first(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_end end, enum hsviz_step_type type)
{
    for (; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end == end && step->type == type && step->repeat_of == 0 &&
            !hsviz_step_is_dropped(step))
            return step;
    }
    return NULL;
}

const struct hsviz_step *hsviz_steps_last_of(const struct hsviz_connection *connection,
                                             enum hsviz_end end)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].end == end && !(connection->steps[i].flags & HSVIZ_STEP_HIDDEN))
            return &connection->steps[i];
    }
    return NULL;
}

void hsviz_steps_remove(struct hsviz_connection *connection, size_t i)
{
    connection->num_steps--;
    memmove(&connection->steps[i], &connection->steps[i + 1],
            (connection->num_steps - i) * sizeof connection->steps[0]);
}

void hsviz_steps_put_in_order(struct hsviz_connection *connection)
{
    for (size_t i = 1; i < connection->num_steps; i++) {
        struct hsviz_step step = connection->steps[i];
        size_t to = 0;

        while (to < i && connection->steps[to].frame <= step.frame)
            to++;
        if (step.frame == 0)
            continue;
        if (step.repeat_of > step.frame)
            step.repeat_of = 0; /* what comes first repeats nothing */
        memmove(&connection->steps[to + 1], &connection->steps[to],
                (i - to) * sizeof connection->steps[0]);
        connection->steps[to] = step;
    }
}

void hsviz_steps_join_runs(struct hsviz_connection *connection)
{
    for (size_t i = connection->num_steps; i-- > 1;) {
        struct hsviz_step *run = &connection->steps[i - 1];
        const struct hsviz_step *next = &connection->steps[i];

        if (run->type != HSVIZ_STEP_APPLICATION_DATA || next->type != run->type ||
            next->end != run->end || next->phase != run->phase)
            continue;
        run->count += MIN(next->count, UINT32_MAX - run->count);
        run->bytes += MIN(next->bytes, UINT32_MAX - run->bytes);
        run->last_frame = next->last_frame;
        hsviz_steps_remove(connection, i);
    }
}

void hsviz_steps_drop_gap(struct hsviz_connection *connection, enum hsviz_step_type type)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        if (!(step->flags & HSVIZ_STEP_GAP) || step->type != type)
            continue;
        hsviz_steps_remove(connection, i);
        return;
    }
}

void hsviz_steps_trim(struct hsviz_connection *connection)
{
    if (connection->capacity_steps == connection->num_steps)
        return;
    connection->capacity_steps = connection->num_steps;
    connection->steps = g_renew(struct hsviz_step, connection->steps, connection->capacity_steps);
}
