/* svg_arrow.h
 * A step of a picture: its group, its arrow, its label.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_ARROW_H
#define HSVIZ_RENDER_SVG_SVG_ARROW_H

#include "render/text/arrow.h"
#include "svg_text.h"

/* hsviz_svg_row_begin: opens the group of a row that has a frame, and says what it is in a title;
 * hsviz_svg_row_end: closes it. */
void hsviz_svg_row_begin(struct hsviz_svg *svg, const struct hsviz_row *row);
void hsviz_svg_row_end(struct hsviz_svg *svg);

/* hsviz_svg_arrow: from the sender's lifeline at x1, y1 to the receiver's at x2, y2. */
void hsviz_svg_arrow(struct hsviz_svg *svg, const struct hsviz_step *step, int x1, int y1, int x2,
                     int y2);

/* hsviz_svg_shaft: the shaft alone, as the legend shows it. */
void hsviz_svg_shaft(struct hsviz_svg *svg, enum hsviz_sign sign, int x1, int y1, int x2, int y2,
                     enum hsviz_svg_colour colour);

/* hsviz_svg_head_of, hsviz_svg_tail: an arrow's ends alone; the head points along dx, dy. */
void hsviz_svg_head_of(struct hsviz_svg *svg, bool is_hollow, int x, int y, int dx, int dy,
                       enum hsviz_svg_colour colour);
void hsviz_svg_tail(struct hsviz_svg *svg, int x, int y, enum hsviz_svg_colour colour);

/* hsviz_svg_label_width: what the whole label of a row that has a frame takes. */
int hsviz_svg_label_width(const struct hsviz_svg *svg, const struct hsviz_row *row);

/* hsviz_svg_label: its label, from x on or up to x, no wider than max_width. */
void hsviz_svg_label(struct hsviz_svg *svg, const struct hsviz_row *row,
                     enum hsviz_svg_anchor anchor, int x, int y, int max_width);

#endif
