/* ledger.h
 * The time from a connection's first packet to a later one, split into parts.
 *
 * Ownership: plain values.
 * Units: nanoseconds. Parts are never negative, and add up exactly to the packet's time.
 * Zero: no time has passed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_LEDGER_H
#define HSVIZ_MODEL_CORE_LEDGER_H

#include <stdint.h>

#include "model/core/names.h"

struct hsviz_ledger {
    int64_t network_ns[HSVIZ_NUM_ENDS]; /* on the path between the capture point and each end */
    int64_t think_ns[HSVIZ_NUM_ENDS];
    int64_t loss_ns, unknown_ns;
    int64_t skipped_ns[HSVIZ_NUM_ENDS]; /* loss recovery if that end numbers its packets one by one,
                                           else its think time */
    int64_t check_ns; /* the part of the client's think time that revocation checks took */
};

/* The clock's result for one packet. */
struct hsviz_timing {
    struct hsviz_ledger ledger;
    int64_t think_ns; /* HSVIZ_NS_UNKNOWN if no cause is known */
    int64_t late_ns;  /* loss recovery before it; 0 unless it repeats data or is out of order, or
                         what was lost before the capture point */
    int64_t held_ns;  /* how long it waited for the acknowledgement of held_frame; 0: it did not */
    uint32_t held_frame;
};

#endif
