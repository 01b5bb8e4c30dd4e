/* svg_columns.h
 * The columns of numbers in a picture.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_COLUMNS_H
#define HSVIZ_RENDER_SVG_SVG_COLUMNS_H

#include "svg_text.h"

enum hsviz_svg_column {
    HSVIZ_SVG_COLUMN_FRAME,
    HSVIZ_SVG_COLUMN_TIME,
    HSVIZ_SVG_COLUMN_RTT,
    HSVIZ_SVG_NUM_COLUMNS
};

/* hsviz_svg_column_width: what the widest of a column's cells takes. */
int hsviz_svg_column_width(const struct hsviz_svg *svg, enum hsviz_svg_column column);

/* hsviz_svg_cell, hsviz_svg_heading: a cell of a column, or its name, up to x. */
void hsviz_svg_cell(struct hsviz_svg *svg, enum hsviz_svg_column column,
                    const struct hsviz_row *row, int x, int y);
void hsviz_svg_heading(struct hsviz_svg *svg, enum hsviz_svg_column column, int x, int y);

/* hsviz_svg_phase_width: what the longest name of the phases that are there takes. */
int hsviz_svg_phase_width(const struct hsviz_svg *svg);

#endif
