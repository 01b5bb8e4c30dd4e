/* svg_style_sheet.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_style_sheet.h"

#include "svg_text.h"

void hsviz_svg_style_sheet(GString *rules, const char *scope, enum hsviz_svg_place place)
{
    if (place == HSVIZ_SVG_IN_PAGE) {
        hsviz_svg_fonts(rules, scope);
        hsviz_svg_colour_rules(rules, scope, HSVIZ_SVG_LIGHT);
        g_string_append_c(rules, '\n');
    }
    g_string_append(rules, "@media (prefers-color-scheme: dark) {");
    hsviz_svg_colour_rules(rules, scope, HSVIZ_SVG_DARK);
    g_string_append_c(rules, '}');
}
