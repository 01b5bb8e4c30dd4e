/* samples.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "samples.h"

#include <stdbool.h>

#include "model/core/units.h"

struct hsviz_samples {
    GArray *values; /* of int64_t */
    bool is_sorted;
    double sum;
};

struct hsviz_samples *hsviz_samples_new(void)
{
    struct hsviz_samples *samples = g_new0(struct hsviz_samples, 1);

    samples->values = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return samples;
}

void hsviz_samples_free(struct hsviz_samples *samples)
{
    if (samples == NULL)
        return;
    g_array_free(samples->values, TRUE);
    g_free(samples);
}

void hsviz_samples_add(struct hsviz_samples *samples, int64_t duration_ns)
{
    if (duration_ns == HSVIZ_NS_UNKNOWN)
        return;
    g_array_append_val(samples->values, duration_ns);
    samples->is_sorted = false;
    samples->sum += (double)duration_ns;
}

size_t hsviz_samples_num(const struct hsviz_samples *samples)
{
    return samples->values->len;
}

static gint compare(gconstpointer left, gconstpointer right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return a < b ? -1 : a > b;
}

int64_t hsviz_samples_percentile(struct hsviz_samples *samples, unsigned percent)
{
    uint64_t rank = ((uint64_t)samples->values->len * percent + 99) / 100;

    if (!samples->is_sorted)
        g_array_sort(samples->values, compare);
    samples->is_sorted = true;
    return g_array_index(samples->values, int64_t, rank > 0 ? rank - 1 : 0);
}

double hsviz_samples_sum(const struct hsviz_samples *samples)
{
    return samples->sum;
}
