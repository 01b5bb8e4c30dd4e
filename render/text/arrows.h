/* arrows.h
 * The format `arrows`: one line per step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_ARROWS_H
#define HSVIZ_RENDER_TEXT_ARROWS_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_arrows_connection;

#endif
