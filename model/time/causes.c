/* causes.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "causes.h"

#include <string.h>

#include <glib.h>

#include "model/core/serial.h"

enum { CAUSES_GROWTH = 2 };

void hsviz_causes_free(struct hsviz_causes *causes)
{
    g_free(causes->list);
    *causes = (struct hsviz_causes){ .list = NULL };
}

/* cause stands for earlier too. */
static void join(struct hsviz_cause *cause, const struct hsviz_cause *earlier)
{
    if (hsviz_serial_before(earlier->first_end, cause->first_end))
        cause->first_end = earlier->first_end;
    if (hsviz_serial_before(cause->space_end, earlier->space_end))
        cause->space_end = earlier->space_end;
    cause->first_stamp = earlier->first_stamp;
    cause->has_stamp &= earlier->has_stamp;
    cause->opens |= earlier->opens;
    cause->is_repeated |= earlier->is_repeated;
    cause->is_joined = true;
}

/* The two neighbours are closest in time become one. */
static void join_closest(struct hsviz_causes *causes)
{
    struct hsviz_cause *list = causes->list;
    size_t closest = 0;

    for (size_t i = 1; i + 1 < causes->num; i++) {
        if (list[i + 1].time_ns - list[i].time_ns <
            list[closest + 1].time_ns - list[closest].time_ns)
            closest = i;
    }
    join(&list[closest + 1], &list[closest]);
    causes->num--;
    memmove(&list[closest], &list[closest + 1], (causes->num - closest) * sizeof list[0]);
}

void hsviz_causes_add(struct hsviz_causes *causes, const struct hsviz_cause *cause, uint8_t max)
{
    if (causes->num == max)
        join_closest(causes);
    if (causes->num == causes->capacity) {
        causes->capacity += CAUSES_GROWTH;
        causes->list = g_renew(struct hsviz_cause, causes->list, causes->capacity);
    }
    causes->list[causes->num++] = *cause;
}

static bool covers(uint32_t ack, const struct hsviz_cause *cause)
{
    return !hsviz_serial_before(ack, cause->first_end);
}

const struct hsviz_cause *hsviz_causes_covered(const struct hsviz_causes *causes, uint32_t ack,
                                               int64_t now_ns, int64_t doubt_ns)
{
    const struct hsviz_cause *newest = NULL;

    for (size_t i = 0; i < causes->num; i++) {
        const struct hsviz_cause *cause = &causes->list[i];

        if (!covers(ack, cause) ||
            (newest && newest->space_end == cause->space_end && now_ns - cause->time_ns < doubt_ns))
            continue;
        if (!newest || cause->time_ns >= newest->time_ns)
            newest = cause;
    }
    return newest;
}

void hsviz_causes_forget_covered(struct hsviz_causes *causes, uint32_t ack)
{
    size_t num_covered = 0;

    while (num_covered < causes->num &&
           !hsviz_serial_before(ack, causes->list[num_covered].space_end))
        num_covered++;
    if (num_covered < 2)
        return;
    causes->num = (uint8_t)(causes->num - (num_covered - 1));
    memmove(&causes->list[0], &causes->list[num_covered - 1],
            causes->num * sizeof causes->list[0]);
}

const struct hsviz_cause *hsviz_causes_with(const struct hsviz_causes *causes, uint32_t end)
{
    for (size_t i = 0; i < causes->num; i++) {
        if (!hsviz_serial_before(causes->list[i].space_end, end))
            return &causes->list[i];
    }
    return NULL;
}

const struct hsviz_cause *hsviz_causes_echoed(const struct hsviz_causes *causes, uint32_t echo)
{
    for (size_t i = causes->num; i-- > 0;) {
        if (causes->list[i].has_stamp &&
            !hsviz_serial_before(echo, causes->list[i].first_stamp))
            return &causes->list[i];
    }
    return causes->num > 0 ? &causes->list[0] : NULL;
}
