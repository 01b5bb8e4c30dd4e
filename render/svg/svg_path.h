/* svg_path.h
 * The language of a path's data (SVG 2, 9.3), written without printf.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_PATH_H
#define HSVIZ_RENDER_SVG_SVG_PATH_H

#include "model/core/append.h"

/* hsviz_svg_path_number: a command and a number: "h12". */
static inline void hsviz_svg_path_number(GString *data, const char *command, int number)
{
    hsviz_append(data, command);
    hsviz_append_signed(data, number);
}

/* hsviz_svg_path_point: a command and a point: "M12 34". */
static inline void hsviz_svg_path_point(GString *data, const char *command, int x, int y)
{
    hsviz_svg_path_number(data, command, x);
    hsviz_svg_path_number(data, " ", y);
}

#endif
