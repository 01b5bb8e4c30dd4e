/* check_times.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "check_times.h"

#include <string.h>

#include <glib.h>

void hsviz_check_times_free(struct hsviz_check_times *checks)
{
    g_free(checks->list);
    *checks = (struct hsviz_check_times){ .list = NULL };
}

void hsviz_check_times_begin(struct hsviz_check_times *checks, enum hsviz_end end,
                             int64_t start_ns)
{
    size_t i = checks->num;

    if (checks->num == HSVIZ_CHECK_TIMES_MAX)
        return;
    if (!checks->list)
        checks->list = g_new0(struct hsviz_check_time, HSVIZ_CHECK_TIMES_MAX);
    for (; i > 0 && checks->list[i - 1].start_ns > start_ns; i--)
        checks->list[i] = checks->list[i - 1];
    checks->list[i] = (struct hsviz_check_time){ start_ns, INT64_MAX };
    checks->num++;
    checks->end = (uint8_t)end;
}

/* A check that began at start_ns, preferably a running one; NULL without one. If two are running,
 * either will do. */
static struct hsviz_check_time *find(const struct hsviz_check_times *checks, int64_t start_ns)
{
    struct hsviz_check_time *found = NULL;

    for (size_t i = 0; i < checks->num; i++) {
        struct hsviz_check_time *check = &checks->list[i];

        if (check->start_ns == start_ns && (!found || check->end_ns == INT64_MAX))
            found = check;
    }
    return found;
}

void hsviz_check_times_end(struct hsviz_check_times *checks, int64_t start_ns, int64_t end_ns)
{
    struct hsviz_check_time *check = find(checks, start_ns);

    if (check && check->end_ns == INT64_MAX)
        check->end_ns = end_ns;
}

void hsviz_check_times_drop(struct hsviz_check_times *checks, int64_t start_ns)
{
    struct hsviz_check_time *check = find(checks, start_ns);

    if (!check)
        return;
    checks->num--;
    memmove(check, check + 1, (size_t)(&checks->list[checks->num] - check) * sizeof *check);
}

int64_t hsviz_check_times_between(const struct hsviz_check_times *checks, enum hsviz_end end,
                                  int64_t then_ns, int64_t now_ns)
{
    int64_t sum_ns = 0;

    if (end != (enum hsviz_end)checks->end)
        return 0;
    for (size_t i = 0; i < checks->num; i++) {
        int64_t start_ns = MAX(checks->list[i].start_ns, then_ns);
        int64_t end_ns = MIN(checks->list[i].end_ns, now_ns);

        if (end_ns <= start_ns)
            continue;
        sum_ns += end_ns - start_ns;
        then_ns = end_ns;
    }
    return sum_ns;
}
