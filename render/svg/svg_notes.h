/* svg_notes.h
 * What stands below a picture: the legend of its arrows, and the notes.
 *
 * Each draws from svg->y on, and moves it.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_NOTES_H
#define HSVIZ_RENDER_SVG_SVG_NOTES_H

#include "svg_text.h"

/* hsviz_svg_legend: what the shafts mean that are there and are not plain. */
void hsviz_svg_legend(struct hsviz_svg *svg, int x);

/* hsviz_svg_notes: the notes, one below the other; not in a page. */
void hsviz_svg_notes(struct hsviz_svg *svg);

#endif
