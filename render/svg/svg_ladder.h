/* svg_ladder.h
 * The ladder of a picture in even steps.
 *
 * Each draws from svg->y on, and moves it.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_LADDER_H
#define HSVIZ_RENDER_SVG_SVG_LADDER_H

#include "svg_lifelines.h"

/* hsviz_svg_ladder_measure, hsviz_svg_ladder: one row per step, evenly spaced. */
struct hsviz_svg_columns hsviz_svg_ladder_measure(struct hsviz_svg *svg);
void hsviz_svg_ladder(struct hsviz_svg *svg, const struct hsviz_svg_columns *columns);

#endif
