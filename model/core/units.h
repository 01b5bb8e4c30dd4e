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

/* hsviz_microseconds: a duration in microseconds in 32 bits; saturates at both ends. */
static inline uint32_t hsviz_microseconds(int64_t duration_ns)
{
    return (uint32_t)CLAMP(duration_ns / NS_PER_US, 0, UINT32_MAX);
}

#endif
