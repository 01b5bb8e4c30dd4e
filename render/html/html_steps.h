/* html_steps.h
 * The steps of a connection in a page, as text.
 *
 * Ownership: everything is borrowed for the call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_HTML_HTML_STEPS_H
#define HSVIZ_RENDER_HTML_HTML_STEPS_H

#include "render/shared/markup.h"
#include "render/shared/rendering.h"

struct hsviz_connection;

/* hsviz_html_steps: each step drawn, as a list of texts. */
void hsviz_html_steps(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                      const struct hsviz_connection *connection);

#endif
