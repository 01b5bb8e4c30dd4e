/* steps.h
 * What renderers ask of a step before they show it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_STEPS_H
#define HSVIZ_RENDER_SHARED_STEPS_H

#include "rendering.h"

/* Who speaks: the transport itself, or TLS and what is inside it. */
enum hsviz_layer { HSVIZ_LAYER_TLS, HSVIZ_LAYER_TRANSPORT };

/* hsviz_step_layer: of TCP are segments that carry neither TLS nor data. */
enum hsviz_layer hsviz_step_layer(enum hsviz_step_type type);

/* hsviz_step_is_shown: whether a step is drawn at all. */
bool hsviz_step_is_shown(const struct hsviz_step *step, enum hsviz_tcp_shown tcp);

/* hsviz_step_sender, hsviz_step_state, hsviz_step_is_assumed: who sent a step, a side's TCP state
 * after it, and whether that had to be assumed. */
enum hsviz_side hsviz_step_sender(const struct hsviz_connection *connection,
                                  const struct hsviz_step *step);
enum hsviz_tcp_state hsviz_step_state(const struct hsviz_connection *connection,
                                      const struct hsviz_step *step, enum hsviz_side side);
bool hsviz_step_is_assumed(const struct hsviz_connection *connection, const struct hsviz_step *step,
                           enum hsviz_side side);

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
