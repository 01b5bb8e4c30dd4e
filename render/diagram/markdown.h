/* markdown.h
 * The format `markdown`: a table a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_MARKDOWN_H
#define HSVIZ_RENDER_DIAGRAM_MARKDOWN_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_markdown_connection;

#endif
