/* steps.h
 * What renderers need to know about a step before they show it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_STEPS_H
#define HSVIZ_RENDER_SHARED_STEPS_H

#include <stdbool.h>

#include "rendering.h"
#include "model/core/names.h"

struct hsviz_step;

/* hsviz_step_is_shown: whether a step is drawn at all. */
bool hsviz_step_is_shown(const struct hsviz_step *step, enum hsviz_tcp_shown tcp);

/* hsviz_step_is_data: whether it is a run of data, which drawings fold: application data, and
 * plaintext that is no command or reply before TLS. */
bool hsviz_step_is_data(const struct hsviz_step *step);

/* The parts of a ladder, in their order; ANY belongs to the part that it stands in. */
enum hsviz_ladder_part {
    HSVIZ_LADDER_ANY,
    HSVIZ_LADDER_OPEN,
    HSVIZ_LADDER_PLAINTEXT,
    HSVIZ_LADDER_HANDSHAKE,
    HSVIZ_LADDER_DATA,
    HSVIZ_LADDER_CLOSE,
};

/* hsviz_ladder_parts: the part that a phase belongs to. */
extern const enum hsviz_ladder_part hsviz_ladder_parts[HSVIZ_NUM_PHASES];

#endif
