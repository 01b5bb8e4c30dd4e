/* html_overview.h
 * What a page says of a connection as a whole.
 *
 * Ownership: everything is borrowed for the call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_HTML_HTML_OVERVIEW_H
#define HSVIZ_RENDER_HTML_HTML_OVERVIEW_H

#include "render/shared/markup.h"
#include "render/shared/rendering.h"

struct hsviz_connection;

/* hsviz_html_overview: what is said of the connection as a whole. */
void hsviz_html_overview(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                         const struct hsviz_connection *connection);

#endif
