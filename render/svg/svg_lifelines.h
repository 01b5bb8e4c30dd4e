/* svg_lifelines.h
 * Lifelines and brackets of a picture.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_LIFELINES_H
#define HSVIZ_RENDER_SVG_SVG_LIFELINES_H

#include "svg_text.h"
#include "model/core/names.h"

struct hsviz_span;

/* Where the columns of a picture came to stand: x of what begins there, or, of numbers and the
 * client's states, of where they end. */
struct hsviz_svg_columns {
    int phase, frame, time, rtt;
    int state[HSVIZ_NUM_SIDES];
    int lifeline[HSVIZ_NUM_LIFELINES]; /* of each participant */
    int bracket;
    int right; /* of all of them */
};

/* hsviz_svg_lifelines: all, to svg->y, from top on. */
void hsviz_svg_lifelines(struct hsviz_svg *svg, const int *lifelines, int top);

/* hsviz_svg_bracket: what binds the lines from first_y to last_y, at x; its words stand around
 * text_y. */
void hsviz_svg_bracket(struct hsviz_svg *svg, const struct hsviz_span *span, int x, int first_y,
                       int last_y, int text_y);

/* hsviz_svg_bracket_width: what the widest bracket takes. */
int hsviz_svg_bracket_width(const struct hsviz_svg *svg);

#endif
