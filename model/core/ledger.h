/* ledger.h
 * The time from a connection's first packet to some other one, in its parts.
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
    int64_t network_ns[HSVIZ_NUM_ENDS]; /* on the path through each end's side of the capture */
    int64_t think_ns[HSVIZ_NUM_ENDS];
    int64_t loss_ns, unknown_ns;
    int64_t check_ns; /* of the client's think time: the part that revocation checks took */
};

/* What the clock says of a packet. */
struct hsviz_timing {
    struct hsviz_ledger ledger;
    int64_t think_ns; /* HSVIZ_NS_UNKNOWN where causes do not tell */
    int64_t late_ns;  /* loss recovery before it; 0 for what is no repetition */
};

#endif
