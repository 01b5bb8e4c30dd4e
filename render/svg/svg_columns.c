/* svg_columns.c
 * The columns of numbers in a picture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_columns.h"

#include "render/layout/cell.h"
#include "model/core/names.h"
#include "model/time/round_trips.h"

static const char *const headings[HSVIZ_SVG_NUM_COLUMNS] = {
    [HSVIZ_SVG_COLUMN_FRAME] = "frame",
    [HSVIZ_SVG_COLUMN_TIME] = "ms",
    [HSVIZ_SVG_COLUMN_RTT] = "RTT",
};

enum { LINE = 14 };

static void write_cell(GString *cell, const struct hsviz_svg *svg, enum hsviz_svg_column column,
                       const struct hsviz_row *row)
{
    g_string_truncate(cell, 0);
    if (column == HSVIZ_SVG_COLUMN_FRAME)
        hsviz_cell_frame(cell, row);
    else if (column == HSVIZ_SVG_COLUMN_TIME)
        hsviz_cell_time(cell, svg->layout, row, svg->decimals);
    else
        hsviz_cell_rtt(cell, row);
}

int hsviz_svg_column_width(const struct hsviz_svg *svg, enum hsviz_svg_column column)
{
    int width = hsviz_svg_width(HSVIZ_SVG_HEADING, headings[column]);
    GString *cell = g_string_new(NULL);

    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);

        if (!hsviz_row_has_frame(row))
            continue;
        write_cell(cell, svg, column, row);
        width = MAX(width, hsviz_svg_width(HSVIZ_SVG_NUMBER, cell->str));
    }
    g_string_free(cell, TRUE);
    return width;
}

void hsviz_svg_cell(struct hsviz_svg *svg, enum hsviz_svg_column column,
                    const struct hsviz_row *row, int x, int y)
{
    write_cell(svg->cell, svg, column, row);
    hsviz_svg_text(svg, HSVIZ_SVG_NUMBER, HSVIZ_SVG_LAST, x, y, svg->cell->str);
}

void hsviz_svg_heading(struct hsviz_svg *svg, enum hsviz_svg_column column, int x, int y)
{
    hsviz_svg_text(svg, HSVIZ_SVG_HEADING, HSVIZ_SVG_LAST, x, y, headings[column]);
    if (column == HSVIZ_SVG_COLUMN_RTT && hsviz_connection_relative(svg->connection))
        hsviz_svg_text(svg, HSVIZ_SVG_HEADING, HSVIZ_SVG_LAST, x, y - LINE, "(relative)");
}

int hsviz_svg_phase_width(const struct hsviz_svg *svg)
{
    int width = 0;

    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);

        if (hsviz_row_has_frame(row))
            width = MAX(
                width, hsviz_svg_width(HSVIZ_SVG_PHASE, hsviz_word_name(hsviz_phases, row->phase)));
    }
    return width;
}
