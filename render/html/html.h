/* html.h
 * The format `html`: a page that plays handshakes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_HTML_HTML_H
#define HSVIZ_RENDER_HTML_HTML_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_html_connection;
hsviz_render_edge hsviz_html_end;

#endif
