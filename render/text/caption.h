/* caption.h
 * A caption in a ladder of text.
 *
 * Units: cells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_CAPTION_H
#define HSVIZ_RENDER_TEXT_CAPTION_H

#include "line.h"
#include "model/core/names.h"

/* hsviz_caption_put: appends one line of a caption, filled up to room cells. */
void hsviz_caption_put(struct hsviz_line *line, char *const *caption, unsigned which,
                       enum hsviz_side sender, unsigned room);

#endif
