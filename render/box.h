/* box.h
 * The box with a name on top of a lifeline, in a ladder of text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_BOX_H
#define HSVIZ_RENDER_BOX_H

#include "line.h"

enum { HSVIZ_BOX_CELLS = 10 }; /* "│ Client │": names have six letters */

/* Its three lines. From the last one the lifeline hangs. */
enum hsviz_box_line { HSVIZ_BOX_TOP, HSVIZ_BOX_NAME, HSVIZ_BOX_BOTTOM };

/* hsviz_box_put: appends one line of the box. lifeline is its column, from the begin of line. */
void hsviz_box_put(struct hsviz_line *line, enum hsviz_box_line which, const char *name,
                   unsigned lifeline);

#endif
