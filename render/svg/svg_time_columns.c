/* svg_time_columns.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_time_columns.h"

#include "render/layout/cell.h"
#include "svg_arrow.h"
#include "svg_head.h"
#include "model/core/names.h"

enum {
    CAPTION_CELL = 7, /* a character of a caption, at most, on average */
    LABEL_MIN = 150,
    LABEL_MAX = 400,
    GUTTER = 34, /* between a lifeline and its labels */
    BAR_AIR = 8,
};

int hsviz_svg_state_width(const struct hsviz_row *row, enum hsviz_side side)
{
    GString *cell = g_string_new(NULL);
    int width;

    hsviz_cell_state(cell, row, side);
    width =
        cell->len > 0 ? hsviz_svg_width(HSVIZ_SVG_STATE, cell->str) + HSVIZ_SVG_TIME_GAP / 2 : 0;
    g_string_free(cell, TRUE);
    return width;
}

static int label_width(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *fold = g_string_new(NULL);
    int width;

    if (row->kind == HSVIZ_ROW_FOLD) {
        hsviz_cell_fold(fold, svg->layout, row, svg->options->tcp);
        width = hsviz_svg_width(HSVIZ_SVG_DETAIL, fold->str);
    } else {
        width = hsviz_svg_label_width(row);
    }
    g_string_free(fold, TRUE);
    return width + hsviz_svg_state_width(row, hsviz_row_label_side(row));
}

static int labels_width(const struct hsviz_svg *svg, enum hsviz_side side)
{
    int width = LABEL_MIN;

    if (svg->options->explain == HSVIZ_EXPLAIN_ON)
        width = HSVIZ_SVG_TIME_CAPTION_CELLS * CAPTION_CELL;
    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);

        if (hsviz_row_has_frame(row) && hsviz_row_label_side(row) == side)
            width = MAX(width, label_width(svg, row));
    }
    return MIN(width, LABEL_MAX);
}

/* Places the numbers from x on; returns where they end. */
static int place_numbers(const struct hsviz_svg *svg, struct hsviz_svg_table *table, int x)
{
    for (int column = 0; column < HSVIZ_SVG_NUM_COLUMNS; column++) {
        x += (column > 0 ? HSVIZ_SVG_TIME_GAP : 0) +
             hsviz_svg_column_width(svg, (enum hsviz_svg_column)column);
        table->number[column] = x;
    }
    return x;
}

static void place_client(const struct hsviz_svg *svg, struct hsviz_svg_table *table)
{
    table->left = table->bar = svg->left;
    table->phase = table->bar + HSVIZ_SVG_TIME_BAR + BAR_AIR;
    table->label_width = labels_width(svg, HSVIZ_CLIENT);
    table->label =
        place_numbers(svg, table, table->phase + hsviz_svg_phase_width(svg) + HSVIZ_SVG_TIME_GAP) +
        HSVIZ_SVG_TIME_GAP + table->label_width;
    table->right = table->label + HSVIZ_SVG_TIME_GAP / 2;
}

/* Beyond the last lifeline, so that no arrow crosses its words. */
static void place_server(const struct hsviz_svg *svg, struct hsviz_svg_table *table, int lifeline)
{
    table->label = lifeline + GUTTER;
    table->left = table->label - HSVIZ_SVG_TIME_GAP / 2;
    table->label_width = labels_width(svg, HSVIZ_SERVER);
    table->phase =
        place_numbers(svg, table, table->label + table->label_width + HSVIZ_SVG_TIME_GAP) +
        HSVIZ_SVG_TIME_GAP;
    table->bar = table->phase + hsviz_svg_phase_width(svg) + BAR_AIR;
    table->right = table->bar + HSVIZ_SVG_TIME_BAR;
}

struct hsviz_svg_tables hsviz_svg_tables_place(struct hsviz_svg *svg)
{
    struct hsviz_svg_tables places = { .lifeline = { 0 } };
    int bracket = hsviz_svg_bracket_width(svg);
    int client;

    place_client(svg, &places.table[HSVIZ_CLIENT]);
    client = places.table[HSVIZ_CLIENT].label + GUTTER;
    places.lifeline[HSVIZ_CLIENT] = client;
    places.lifeline[HSVIZ_SERVER] = client + HSVIZ_SVG_TIME_ARROWS;
    hsviz_svg_place_aside(svg, places.lifeline, 0);
    place_server(svg, &places.table[HSVIZ_SERVER],
                 places.lifeline[svg->layout->participants->len - 1]);
    svg->right =
        places.table[HSVIZ_SERVER].right + (bracket > 0 ? HSVIZ_SVG_TIME_GAP + bracket : 0);
    return places;
}
