/* units.h
 * Units, and what is not known in them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_UNITS_H
#define HSVIZ_MODEL_CORE_UNITS_H

#include <stdint.h>

#include <glib.h>

enum { NS_PER_US = 1000, NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

/* A position or a number of round trips that is not known; real ones are never negative. */
enum { HSVIZ_HALF_RTT_UNKNOWN = -1 };

/* A duration that is not known; real ones are never negative. */
#define HSVIZ_NS_UNKNOWN ((int64_t)-1)

/* hsviz_microseconds: a duration that 32 bits hold; saturates, and none is negative. */
static inline uint32_t hsviz_microseconds(int64_t duration_ns)
{
    return (uint32_t)CLAMP(duration_ns / NS_PER_US, 0, UINT32_MAX);
}

#endif
