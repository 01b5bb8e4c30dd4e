/* number.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "number.h"

#include "model/core/append.h"
#include "model/core/units.h"

static uint64_t power_of_ten(unsigned exponent)
{
    uint64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

void hsviz_number_time(GString *to, int64_t time_ns, enum hsviz_time_unit unit, unsigned decimals)
{
    uint64_t size = time_ns < 0 ? 0 - (uint64_t)time_ns : (uint64_t)time_ns;
    uint64_t step = (unit == HSVIZ_SECONDS ? NS_PER_S : NS_PER_MS) / power_of_ten(decimals);
    uint64_t rounded = size / step + (size % step >= (step + 1) / 2 && step > 1);

    if (time_ns < 0 && rounded > 0)
        g_string_append_c(to, '-');
    hsviz_append_fixed(to, rounded, decimals);
}

void hsviz_number_half_rtts(GString *to, int32_t half_rtts)
{
    hsviz_append_signed(to, half_rtts / 2);
    hsviz_append(to, half_rtts % 2 != 0 ? ".5" : ".0");
}

void hsviz_number_round_trips(GString *to, int32_t half_rtts)
{
    if (half_rtts % 2 != 0)
        hsviz_number_half_rtts(to, half_rtts);
    else
        hsviz_append_signed(to, half_rtts / 2);
}

int64_t hsviz_number_since(int64_t end_ns, int64_t start_ns)
{
    return (int64_t)((uint64_t)end_ns - (uint64_t)start_ns);
}

/* The part that was rounded down farthest, or num_parts where all were whole. */
static size_t largest_remainder(const int64_t *remainders, size_t num_parts)
{
    size_t largest = num_parts;

    for (size_t i = 0; i < num_parts; i++) {
        if (remainders[i] > 0 && (largest == num_parts || remainders[i] > remainders[largest]))
            largest = i;
    }
    return largest;
}

void hsviz_number_apportion(int64_t *parts_ns, size_t num_parts, unsigned decimals)
{
    int64_t step = NS_PER_MS / (int64_t)power_of_ten(decimals);
    int64_t *remainders = g_new(int64_t, num_parts);
    int64_t missing_ns = 0;

    for (size_t i = 0; i < num_parts; i++) {
        remainders[i] = parts_ns[i] % step;
        parts_ns[i] -= remainders[i];
        missing_ns += remainders[i];
    }
    for (int64_t up = missing_ns / step + (missing_ns % step >= (step + 1) / 2); up > 0; up--) {
        size_t i = largest_remainder(remainders, num_parts);

        if (i == num_parts)
            break;
        parts_ns[i] += step;
        remainders[i] = 0;
    }
    g_free(remainders);
}
