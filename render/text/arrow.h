/* arrow.h
 * What stands between the lifelines in one row of a ladder of text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_ARROW_H
#define HSVIZ_RENDER_TEXT_ARROW_H

#include "line.h"
#include "render/layout/row.h"

/* hsviz_arrow_put: appends the arrow of a row with its label, from the lifeline that stands further
 * left to the other one, both included, and across those between them. lifelines has the column of
 * each participant; the line ends where the first of them stands. label is a line to work in, empty
 * before and after. */
void hsviz_arrow_put(struct hsviz_line *line, struct hsviz_line *label, const struct hsviz_row *row,
                     const unsigned *lifelines);

/* hsviz_arrow_shaft: the sign that a shaft is drawn with. */
enum hsviz_sign hsviz_arrow_shaft(enum hsviz_shaft shaft);

/* hsviz_arrow_label_cells: the cells of a row's whole label. */
unsigned hsviz_arrow_label_cells(struct hsviz_line *label, const struct hsviz_row *row);

#endif
