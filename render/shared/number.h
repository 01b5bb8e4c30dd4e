/* number.h
 * Numbers as text: times, round trips, sizes. Integers all the way, and no locale.
 *
 * Units: times in nanoseconds, round trips in halves. Zero is zero; unknown values are the
 *        caller's to notice (HSVIZ_NS_UNKNOWN, HSVIZ_HALF_RTT_UNKNOWN).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_NUMBER_H
#define HSVIZ_RENDER_SHARED_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* The unit that a time is counted in. */
enum hsviz_time_unit { HSVIZ_MILLISECONDS, HSVIZ_SECONDS };

/* hsviz_number_time: appends time_ns in that unit, rounded to decimals digits (0 to 6). */
void hsviz_number_time(GString *to, int64_t time_ns, enum hsviz_time_unit unit, unsigned decimals);

/* hsviz_number_half_rtts: appends round trips with one decimal: 3 is "1.5". */
void hsviz_number_half_rtts(GString *to, int32_t half_rtts);

/* hsviz_number_round_trips: the same as people say it: 2 is "1", 3 is "1.5". */
void hsviz_number_round_trips(GString *to, int32_t half_rtts);

/* hsviz_number_since: end_ns - start_ns for any two times, however far apart. */
int64_t hsviz_number_since(int64_t end_ns, int64_t start_ns);

/* hsviz_number_apportion: rounds num_parts times, none of them negative, to milliseconds with
 * decimals digits, so that they still add up to what their sum is rounded to. Those rounded
 * farthest down go up first. */
void hsviz_number_apportion(int64_t *parts_ns, size_t num_parts, unsigned decimals);

#endif
