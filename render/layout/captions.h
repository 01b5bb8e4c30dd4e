/* captions.h
 * The explanations that stand under the arrows of a ladder: at their sender's side, as
 * narrow as their number of lines allows.
 *
 * Units: cells. The explanations are ASCII, a cell a byte.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_LAYOUT_CAPTIONS_H
#define HSVIZ_RENDER_LAYOUT_CAPTIONS_H

#include <glib.h>

#include "layout.h"

/* hsviz_captions_new: for each row of layout the lines that explain its step, a vector of strings
 * ended by NULL, or NULL where nothing does: each explanation stands once, below the first step
 * that needs it. Makes room for them in layout, whose lifelines are room cells apart, and of which
 * a row has the height of lines_a_row lines. The caller gives it back with g_ptr_array_unref(). */
GPtrArray *hsviz_captions_new(struct hsviz_layout *layout, unsigned room, unsigned lines_a_row);

/* Between a caption and its lifeline: it stands under the label. */
enum { HSVIZ_CAPTION_PADDING = 2 };

#endif
