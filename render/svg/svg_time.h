/* svg_time.h
 * The ladder of a picture to scale.
 *
 * Each draws from svg->y on, and moves it.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_TIME_H
#define HSVIZ_RENDER_SVG_SVG_TIME_H

#include "svg_paint.h"

/* hsviz_svg_time: the ladder, with the head above it and the legend below. */
void hsviz_svg_time(struct hsviz_svg *svg);

#endif
