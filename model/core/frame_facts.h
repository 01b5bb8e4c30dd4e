/* frame_facts.h
 * What the model says of one frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_FRAME_FACTS_H
#define HSVIZ_MODEL_CORE_FRAME_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* What the model says of one frame: small, for the caller to keep. */
struct hsviz_frame_facts {
    int64_t think_ns; /* HSVIZ_NS_UNKNOWN where causes do not tell */
    int32_t half_rtt; /* position when sent; HSVIZ_HALF_RTT_UNKNOWN where nothing tells */
    uint8_t end;      /* the sender: 0 the end that sent the first frame captured, 1 the other */
    uint8_t phase;    /* enum hsviz_phase */
    uint8_t state[2]; /* enum hsviz_tcp_state after the frame, by end */
    uint8_t run;      /* enum hsviz_step_type of a run that the frame only prolongs; else NONE */
    bool fragment;    /* carries a part of a step that a later frame completes, and phase is what
                          was believed when it came */
};

#endif
