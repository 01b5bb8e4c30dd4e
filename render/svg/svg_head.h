/* svg_head.h
 * What stands above a picture's ladder: title and ends.
 *
 * Each draws from svg->y on, and moves it.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_HEAD_H
#define HSVIZ_RENDER_SVG_SVG_HEAD_H

#include <glib.h>

#include "svg_lifelines.h"

/* hsviz_svg_head: title, handshake, round trips, version path; not in a page. */
void hsviz_svg_head(struct hsviz_svg *svg);

/* hsviz_svg_ends: the boxes on top of the lifelines. */
void hsviz_svg_ends(struct hsviz_svg *svg, const int *lifelines);

/* hsviz_svg_place_aside: places the lifelines of participants behind the server, whose own is
 * placed, from x on, so that the boxes on them stay apart; returns where the last box ends, or 0
 * where there is no such participant. */
int hsviz_svg_place_aside(const struct hsviz_svg *svg, int *lifelines, int x);

/* hsviz_svg_phrases: phrases with dots between them as one text; the caller's. */
char *hsviz_svg_phrases(const GArray *phrases);

#endif
