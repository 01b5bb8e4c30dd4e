/* box.h
 * The box with a name on top of a lifeline, in a ladder of text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_BOX_H
#define HSVIZ_RENDER_TEXT_BOX_H

#include "line.h"

/* What stands around a name. */
enum { HSVIZ_BOX_FRAME_CELLS = 4 };

/* Its three lines. From the last one the lifeline hangs. */
enum hsviz_box_line { HSVIZ_BOX_TOP, HSVIZ_BOX_NAME, HSVIZ_BOX_BOTTOM };

/* hsviz_box_cells: the width of the box of an ASCII name. */
unsigned hsviz_box_cells(const char *name);

/* hsviz_box_put: appends one line of the box. lifeline is its column, from the begin of line. */
void hsviz_box_put(struct hsviz_line *line, enum hsviz_box_line which, const char *name,
                   unsigned lifeline);

#endif
