/* svg_lifelines.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_lifelines.h"

#include "render/layout/cell.h"
#include "svg_path.h"
#include "model/tcp/shape.h"

enum {
    PADDING = 14, /* between a bracket and its words */
    BRACKET_ARM = 7,
};

/* ---- Brackets ---- */

int hsviz_svg_bracket_width(const struct hsviz_svg *svg)
{
    GString *cell = g_string_new(NULL);
    int width = 0;

    for (size_t i = 0; i < svg->layout->num_brackets; i++) {
        for (int line = 0; line < HSVIZ_BRACKET_LINES; line++) {
            g_string_truncate(cell, 0);
            hsviz_cell_bracket(cell, &svg->layout->brackets[i].span, (enum hsviz_bracket_line)line,
                               svg->decimals);
            width = MAX(width, hsviz_svg_width(HSVIZ_SVG_STRONG, cell->str));
        }
    }
    g_string_free(cell, TRUE);
    return width > 0 ? width + BRACKET_ARM + PADDING : 0;
}

void hsviz_svg_bracket(struct hsviz_svg *svg, const struct hsviz_span *span, int x, int first_y,
                       int last_y, int text_y)
{
    GString *text = g_string_new(NULL);

    hsviz_svg_path_point(text, "M", x, first_y);
    hsviz_svg_path_number(text, "h", BRACKET_ARM);
    hsviz_svg_path_number(text, "V", last_y);
    hsviz_svg_path_number(text, "h", -BRACKET_ARM);
    hsviz_svg_path(svg, "bracket", text->str, HSVIZ_SVG_NONE, HSVIZ_SVG_MUTED);
    x += BRACKET_ARM + PADDING / 2;
    g_string_truncate(text, 0);
    hsviz_cell_bracket(text, span, HSVIZ_BRACKET_TRIPS, svg->decimals);
    hsviz_svg_text(svg, HSVIZ_SVG_STRONG, HSVIZ_SVG_START, x, text_y - 2, text->str);
    g_string_truncate(text, 0);
    hsviz_cell_bracket(text, span, HSVIZ_BRACKET_TIME, svg->decimals);
    hsviz_svg_text(svg, HSVIZ_SVG_BODY, HSVIZ_SVG_START, x, text_y + 14, text->str);
    hsviz_markup_line(&svg->markup);
    g_string_free(text, TRUE);
}

/* ---- Lifelines ---- */

static void put_lifeline(struct hsviz_svg *svg, int x, int top)
{
    bool goes_on = hsviz_connection_close(svg->connection) == HSVIZ_CLOSE_OPEN;
    GString *path = g_string_new(NULL);

    hsviz_svg_line(svg, "lifeline", HSVIZ_SVG_PEN, x, top, x, svg->y, HSVIZ_SVG_FAINT);
    hsviz_svg_path_point(path, "M", x, svg->y);
    hsviz_append(path, goes_on ? "l-5 -2l5 10l5 -10z" : "m-9 0h18v2h-18z");
    hsviz_svg_path(svg, "lifeline", path->str, HSVIZ_SVG_FAINT, HSVIZ_SVG_UNSAID);
    g_string_free(path, TRUE);
}

void hsviz_svg_lifelines(struct hsviz_svg *svg, const int *lifelines, int top)
{
    for (unsigned i = 0; i < svg->layout->participants->len; i++)
        put_lifeline(svg, lifelines[i], top);
    hsviz_markup_line(&svg->markup);
}
