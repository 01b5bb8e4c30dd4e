/* values.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "values.h"

#include <math.h>

#include "number.h"
#include "model/core/names.h"
#include "model/core/units.h"

enum { TIME_DECIMALS = 3, START_DECIMALS = 6 };

void hsviz_value_seconds(GString *to, int64_t time_ns)
{
    hsviz_number_time(to, time_ns, HSVIZ_SECONDS, START_DECIMALS);
}

void hsviz_value_ms(GString *to, int64_t time_ns)
{
    hsviz_number_time(to, time_ns, HSVIZ_MILLISECONDS, TIME_DECIMALS);
}

void hsviz_value_duration(GString *to, int64_t duration_ns)
{
    if (duration_ns != HSVIZ_NS_UNKNOWN)
        hsviz_value_ms(to, duration_ns);
}

void hsviz_value_half_rtts(GString *to, int32_t half_rtts)
{
    if (half_rtts != HSVIZ_HALF_RTT_UNKNOWN)
        hsviz_number_half_rtts(to, half_rtts);
}

void hsviz_value_capture_point(GString *to, double point)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (!isnan(point))
        g_string_append(to, g_ascii_formatd(text, sizeof text, "%.2f", point));
}

void hsviz_values_apportion(int64_t ledger_ns[HSVIZ_NUM_LEDGER_PARTS])
{
    hsviz_number_apportion(ledger_ns, HSVIZ_NUM_LEDGER_PARTS, TIME_DECIMALS);
}
