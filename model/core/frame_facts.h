/* frame_facts.h
 * What the model says of one frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_FRAME_FACTS_H
#define HSVIZ_MODEL_CORE_FRAME_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* The facts of one frame: small, for the caller to keep. */
struct hsviz_frame_facts {
    int64_t think_ns; /* HSVIZ_NS_UNKNOWN if no cause is known */
    int32_t half_rtt; /* position when sent; or HSVIZ_HALF_RTT_UNKNOWN */
    uint8_t end;      /* enum hsviz_end, the sender */
    uint8_t phase;    /* enum hsviz_phase */
    uint8_t state[2]; /* enum hsviz_tcp_state after the frame, by end */
    uint8_t run;      /* enum hsviz_step_type of a run that the frame extends; else NONE */
    bool fragment;    /* carries a part of a step that a later frame completes; phase is what was
                         known when it came */
};

#endif
