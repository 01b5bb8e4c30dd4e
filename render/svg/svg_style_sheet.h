/* svg_style_sheet.h
 * The style sheet of pictures.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_STYLE_SHEET_H
#define HSVIZ_RENDER_SVG_SVG_STYLE_SHEET_H

#include <glib.h>

#include "svg_paint.h"

/* hsviz_svg_style_sheet: appends the rules of a style sheet for the pictures that the CSS selector
 * scope finds, or that are inside what it finds: dark colours, and in a page, whose pictures do not
 * repeat them, light ones and fonts as well. */
void hsviz_svg_style_sheet(GString *rules, const char *scope, enum hsviz_svg_place place);

#endif
