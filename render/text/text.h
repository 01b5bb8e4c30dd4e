/* text.h
 * The formats `text`, `ascii` and `unicode`: the ladder on a terminal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_TEXT_H
#define HSVIZ_RENDER_TEXT_TEXT_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_text_connection;

#endif
