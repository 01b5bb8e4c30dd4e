/* phase_colours.h
 * The colours of a phase, for front ends that colour whole rows.
 *
 * Purpose: rows of Wireshark's flow graph have the colours that the profile hsviz gives to the rows
 *          of the packet list (profile/hsviz/colorfilters); a test holds the two together.
 * Units: 0xRRGGBB. Text and background are both given, so that they do not depend on the theme.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_PHASE_COLOURS_H
#define HSVIZ_RENDER_SHARED_PHASE_COLOURS_H

#include <stdint.h>

struct hsviz_phase_colours {
    uint32_t background, text;
};

/* hsviz_phase_colours: indexed by enum hsviz_phase, HSVIZ_NUM_PHASES rows. */
extern const struct hsviz_phase_colours hsviz_phase_colours[];

#endif
