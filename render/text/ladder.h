/* ladder.h
 * The ladder of one connection as lines of text: two lifelines and the arrows between them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_LADDER_H
#define HSVIZ_RENDER_TEXT_LADDER_H

#include "render/shared/rendering.h"

struct hsviz_connection;

/* hsviz_ladder_draw: writes the ladder, from the names of its columns to the ends of its lifelines.
 * Without a step to show it is one line that says so. */
void hsviz_ladder_draw(struct hsviz_output *output, const struct hsviz_render_options *options,
                       const struct hsviz_connection *connection);

#endif
