/* steps.c
 * The list of a connection's steps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "internal.h"

enum { GROWTH = 8 }; /* steps at a time: doubling would waste more than a handshake needs */

static bool make_room(struct hsviz_connection *connection)
{
    if (connection->num_steps == HSVIZ_STEPS_MAX) {
        connection->flags |= HSVIZ_STEPS_FULL;
        return false;
    }
    if (connection->num_steps == connection->capacity_steps) {
        connection->capacity_steps = (uint16_t)(connection->capacity_steps + GROWTH);
        connection->steps =
            g_renew(struct hsviz_step, connection->steps, connection->capacity_steps);
    }
    return true;
}

static void place_in_frame(struct hsviz_step *step, const struct hsviz_connection *connection,
                           const struct hsviz_moment *moment)
{
    step->time_ns = moment->segment->time_ns;
    step->think_ns = moment->timing.think_ns;
    step->frame = moment->segment->frame;
    step->first_frame = step->frame;
    step->last_frame = step->frame;
    step->seq_end = moment->arrival.end;
    step->half_rtt = (int16_t)MIN(moment->half_rtt, INT16_MAX);
    step->side = (uint8_t)moment->side;
    memcpy(step->state, connection->state, sizeof step->state);
}

struct hsviz_step *hsviz_steps_push(struct hsviz_connection *connection,
                                    const struct hsviz_moment *moment, enum hsviz_step_type type)
{
    struct hsviz_step *step;

    if (!make_room(connection))
        return NULL;
    step = &connection->steps[connection->num_steps++];
    memset(step, 0, sizeof *step);
    place_in_frame(step, connection, moment);
    step->count = 1;
    step->ack = hsviz_step_words[type].letter ? 0 : moment->arrival.ack;
    step->type = (uint8_t)type;
    step->phase = (uint8_t)hsviz_step_words[type].phase;
    if (hsviz_step_words[type].letter)
        return step;
    if (connection->flags & HSVIZ_CLIENT_STATE_ASSUMED)
        step->flags |= HSVIZ_STEP_CLIENT_ASSUMED;
    if (connection->flags & HSVIZ_SERVER_STATE_ASSUMED)
        step->flags |= HSVIZ_STEP_SERVER_ASSUMED;
    return step;
}

struct hsviz_step *hsviz_steps_push_gap(struct hsviz_connection *connection,
                                        const struct hsviz_moment *moment, enum hsviz_side side,
                                        enum hsviz_step_type type, int32_t half_rtt)
{
    struct hsviz_moment missing = *moment;
    struct hsviz_step *gap;

    missing.side = side;
    gap = hsviz_steps_push(connection, &missing, type);
    if (!gap)
        return NULL;
    gap->frame = gap->first_frame = gap->last_frame = 0;
    gap->seq_end = gap->ack = 0;
    gap->think_ns = HSVIZ_NS_UNKNOWN;
    gap->half_rtt = (int16_t)MIN(half_rtt, INT16_MAX);
    gap->flags = HSVIZ_STEP_GAP;
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

bool hsviz_step_is_run(const struct hsviz_step *step)
{
    return step->type == HSVIZ_STEP_APPLICATION_DATA || step->type == HSVIZ_STEP_EARLY_DATA;
}

/* A run is repeated by its packets, not as a step; and what repeats something was not there
 * first. */
static bool is_repeatable(const struct hsviz_step *step)
{
    return step->repeat_of == 0 && step->count == 1 && !(step->flags & HSVIZ_STEP_GAP) &&
           !hsviz_step_is_run(step) &&
           hsviz_step_words[step->type].letter != '\0';
}

size_t hsviz_steps_repeat(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    size_t num_before = connection->num_steps, num_repeated = 0;

    for (size_t i = 0; i < num_before; i++) {
        struct hsviz_step original = connection->steps[i];
        struct hsviz_step *copy;

        if (original.side != moment->side || !is_repeatable(&original) ||
            !hsviz_serial_before(moment->arrival.seq, original.seq_end) ||
            hsviz_serial_before(moment->arrival.end, original.seq_end))
            continue;
        copy = hsviz_steps_push(connection, moment, (enum hsviz_step_type)original.type);
        if (!copy)
            break;
        copy->repeat_of = original.frame;
        copy->bytes = original.bytes;
        copy->seq_end = original.seq_end;
        if (!hsviz_connection_says_syn_again(connection, moment))
            copy->half_rtt = original.half_rtt;
        copy->code = original.code;
        copy->phase = original.phase;
        copy->source = original.source;
        copy->reason = original.reason;
        hsviz_note_repetition(connection, copy, original.time_ns);
        num_repeated++;
    }
    return num_repeated;
}

/* The run to prolong: the last step where it is one of this side, or, once HSVIZ_RUNS_MAX runs
 * have followed one another, this side's last of them. */
static struct hsviz_step *run_of(const struct hsviz_connection *connection, enum hsviz_side side,
                                 enum hsviz_step_type type, enum hsviz_phase phase)
{
    struct hsviz_step *run = NULL;
    size_t num_runs = 0;

    for (size_t i = connection->num_steps; i-- > 0 && num_runs < HSVIZ_RUNS_MAX;) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->flags & HSVIZ_STEP_HIDDEN)
            continue;
        if (!hsviz_step_is_run(step))
            break;
        if (!run && step->side == side && step->type == type && step->phase == phase) {
            run = step;
            if (num_runs == 0)
                return run;
        }
        num_runs++;
    }
    return num_runs == HSVIZ_RUNS_MAX ? run : NULL;
}

struct hsviz_step *hsviz_steps_prolong(struct hsviz_connection *connection,
                                       const struct hsviz_moment *moment,
                                       enum hsviz_step_type type, enum hsviz_phase phase,
                                       uint32_t bytes)
{
    struct hsviz_step *run = run_of(connection, moment->side, type, phase);

    if (run) {
        run->count += run->count < UINT32_MAX;
        run->last_frame = moment->segment->frame;
    } else {
        run = hsviz_steps_push(connection, moment, type);
        if (!run)
            return NULL;
        run->phase = (uint8_t)phase;
    }
    run->bytes = bytes > UINT32_MAX - run->bytes ? UINT32_MAX : run->bytes + bytes;
    return run;
}

/* The newest such step of those below end. */
static struct hsviz_step *find_below(const struct hsviz_connection *connection, size_t end,
                                     enum hsviz_side side, enum hsviz_step_type type)
{
    for (size_t i = end; i-- > 0;) {
        struct hsviz_step *candidate = &connection->steps[i];

        if (candidate->side == side && candidate->type == type && candidate->repeat_of == 0)
            return candidate;
    }
    return NULL;
}

struct hsviz_step *hsviz_steps_find_before(const struct hsviz_connection *connection,
                                           const struct hsviz_step *step, enum hsviz_side side,
                                           enum hsviz_step_type type)
{
    return find_below(connection, (size_t)(step - connection->steps), side, type);
}

struct hsviz_step *hsviz_steps_find(const struct hsviz_connection *connection,
                                    enum hsviz_side side, enum hsviz_step_type type)
{
    return find_below(connection, connection->num_steps, side, type);
}

const struct hsviz_step *hsviz_steps_first(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_side side, enum hsviz_step_type type)
{
    for (; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->side == side && step->type == type && step->repeat_of == 0)
            return step;
    }
    return NULL;
}

const struct hsviz_step *hsviz_steps_last_of(const struct hsviz_connection *connection,
                                             enum hsviz_side side)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].side == side &&
            !(connection->steps[i].flags & HSVIZ_STEP_HIDDEN))
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

void hsviz_steps_join_runs(struct hsviz_connection *connection)
{
    for (size_t i = connection->num_steps; i-- > 1;) {
        struct hsviz_step *run = &connection->steps[i - 1];
        const struct hsviz_step *next = &connection->steps[i];

        if (run->type != HSVIZ_STEP_APPLICATION_DATA || next->type != run->type ||
            next->side != run->side || next->phase != run->phase)
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
    connection->steps =
        g_renew(struct hsviz_step, connection->steps, connection->capacity_steps);
}
