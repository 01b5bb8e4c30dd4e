/* svg_arrow.h
 * A row of a picture: its group, its arrow, its label.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_ARROW_H
#define HSVIZ_RENDER_SVG_SVG_ARROW_H

#include "svg_text.h"

/* hsviz_svg_row_begin: opens the group of a row that has a frame, and says what it is in a title;
 * hsviz_svg_row_end: closes it. */
void hsviz_svg_row_begin(struct hsviz_svg *svg, const struct hsviz_row *row);
void hsviz_svg_row_end(struct hsviz_svg *svg);

/* Where an arrow goes: x of the lifelines of all participants, y where it begins and ends. */
struct hsviz_svg_way {
    const int *lifelines;
    int y1, y2;
};

/* hsviz_svg_arrow: the arrow of a row, from its sender's lifeline to its receiver's. It hops over
 * the lifelines between them; a request that has no reply ends before it is there, and says so. */
void hsviz_svg_arrow(struct hsviz_svg *svg, const struct hsviz_row *row,
                     const struct hsviz_svg_way *way);

/* hsviz_svg_shaft: the shaft alone, as the legend shows it. */
void hsviz_svg_shaft(struct hsviz_svg *svg, enum hsviz_shaft shaft, int x1, int y1, int x2, int y2,
                     enum hsviz_svg_colour colour);

/* hsviz_svg_shaft_of: how a row's shaft looks; one that is only ascribed to the connection looks
 * like an inferred one. */
enum hsviz_shaft hsviz_svg_shaft_of(const struct hsviz_row *row);

/* hsviz_svg_label_width: what the whole label of a row that has a frame takes. */
int hsviz_svg_label_width(const struct hsviz_row *row);

/* hsviz_svg_label: its label, from x on or up to x, no wider than max_width. */
void hsviz_svg_label(struct hsviz_svg *svg, const struct hsviz_row *row,
                     enum hsviz_svg_anchor anchor, int x, int y, int max_width);

#endif
