/* units.h
 * Units, and their values for unknown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_UNITS_H
#define HSVIZ_MODEL_CORE_UNITS_H

#include <stdint.h>

#include <glib.h>

enum { NS_PER_US = 1000, NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

/* An unknown position or number of round trips; known ones are never negative. */
enum { HSVIZ_HALF_RTT_UNKNOWN = -1 };

/* An unknown duration; known ones are never negative. */
#define HSVIZ_NS_UNKNOWN ((int64_t)-1)

/* When a frame comes: nanoseconds since 1970, negative before it. The least and the greatest: so
 * that no difference of two overflows, and no sum of that and a duration between them does. */
#define HSVIZ_TIME_MIN_NS (-INT64_C(0x80000000) * NS_PER_S)
#define HSVIZ_TIME_MAX_NS (INT64_C(0xffffffff) * NS_PER_S + (NS_PER_S - 1))

/* A time of no frame, earlier than that of any; differences with it do not overflow either. */
#define HSVIZ_TIME_UNKNOWN (-(INT64_C(1) << 62))

/* hsviz_microseconds: a duration in microseconds in 32 bits; saturates at both ends. */
static inline uint32_t hsviz_microseconds(int64_t duration_ns)
{
    return (uint32_t)CLAMP(duration_ns / NS_PER_US, 0, UINT32_MAX);
}

#endif
