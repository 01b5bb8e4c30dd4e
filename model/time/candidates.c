/* candidates.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "candidates.h"

#include <string.h>

#include <glib.h>

void hsviz_candidates_forget(struct hsviz_candidates *candidates)
{
    candidates->num = candidates->num_after = 0;
    candidates->has_response = false;
}

void hsviz_candidates_free(struct hsviz_candidates *candidates)
{
    g_free(candidates->list);
    *candidates = (struct hsviz_candidates){ .list = NULL };
}

void hsviz_candidates_drop_before(struct hsviz_candidates *candidates, uint32_t frame)
{
    size_t num_before = 0;

    while (num_before < candidates->num && candidates->list[num_before].last_frame < frame)
        num_before++;
    candidates->num = (uint8_t)(candidates->num - num_before);
    memmove(candidates->list, candidates->list + num_before,
            candidates->num * sizeof candidates->list[0]);
}

static void join_closest(struct hsviz_candidates *candidates)
{
    struct hsviz_candidate *list = candidates->list;
    size_t closest = 0;

    for (size_t i = 1; i + 1 < candidates->num; i++) {
        if (list[i + 1].last_ns - list[i].time_ns <
            list[closest + 1].last_ns - list[closest].time_ns)
            closest = i;
    }
    list[closest].last_ns = list[closest + 1].last_ns;
    list[closest].last_frame = list[closest + 1].last_frame;
    candidates->num--;
    memmove(&list[closest + 1], &list[closest + 2],
            (candidates->num - closest - 1) * sizeof list[0]);
}

void hsviz_candidates_keep(struct hsviz_candidates *candidates, uint32_t frame, int64_t time_ns,
                           const struct hsviz_ledger *ledger)
{
    if (!candidates->list)
        candidates->list = g_new0(struct hsviz_candidate, HSVIZ_CANDIDATES_MAX);
    if (candidates->num == HSVIZ_CANDIDATES_MAX)
        join_closest(candidates);
    candidates->list[candidates->num++] =
        (struct hsviz_candidate){ *ledger, time_ns, time_ns, frame, frame };
}

bool hsviz_candidates_ledger(const struct hsviz_candidates *candidates, struct hsviz_ledger *ledger,
                             uint32_t frame, int64_t time_ns, enum hsviz_end end)
{
    for (size_t i = 0; i < candidates->num; i++) {
        const struct hsviz_candidate *candidate = &candidates->list[i];

        if (frame < candidate->first_frame || candidate->last_frame < frame)
            continue;
        *ledger = candidate->ledger;
        ledger->think_ns[end] += MAX(time_ns - candidate->time_ns, 0);
        return true;
    }
    return false;
}
