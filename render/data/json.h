/* json.h
 * The format `json`: one object a connection and line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DATA_JSON_H
#define HSVIZ_RENDER_DATA_JSON_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_json_connection;

#endif
