/* values.h
 * Numbers as programs read them: the same digits in every format of data.
 *
 * Ownership: each appends to the caller's text; nothing at all where the value is not known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_VALUES_H
#define HSVIZ_RENDER_SHARED_VALUES_H

#include <stdint.h>
#include <glib.h>

#include "model/core/names.h"

/* hsviz_value_seconds: a time since the epoch, in seconds with microsecond digits. */
void hsviz_value_seconds(GString *to, int64_t time_ns);

/* hsviz_value_ms: any time, negative ones too, in milliseconds with microsecond digits. */
void hsviz_value_ms(GString *to, int64_t time_ns);

/* hsviz_value_duration: the same for a duration, which may be HSVIZ_NS_UNKNOWN. */
void hsviz_value_duration(GString *to, int64_t duration_ns);

/* hsviz_value_half_rtts: round trips with one decimal; may be HSVIZ_HALF_RTT_UNKNOWN. */
void hsviz_value_half_rtts(GString *to, int32_t half_rtts);

/* hsviz_value_capture_point: 0 to 1 with two decimals; may be NAN. */
void hsviz_value_capture_point(GString *to, double point);

/* hsviz_values_apportion: rounds a ledger's parts, so that they add up as hsviz_value_ms writes
 * them. */
void hsviz_values_apportion(int64_t ledger_ns[HSVIZ_NUM_LEDGER_PARTS]);

#endif
