/* svg_ladder.c
 * The ladder of a picture in even steps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_ladder.h"

#include "render/layout/captions.h"
#include "render/layout/cell.h"
#include "svg_arrow.h"
#include "svg_columns.h"
#include "svg_head.h"
#include "model/core/names.h"

enum {
    ROW = 34,       /* height of a row */
    ARROW_Y = 24,   /* of a row's arrow, in the row */
    LABEL_RISE = 7, /* of a label's baseline above its arrow */
    CAPTION_LINE = 15,
    CAPTION_CELL = 7, /* a character of a caption, at most, on average */
    CAPTIONS_CELLS = 70,
    LINES_A_ROW = 2, /* of a caption */
    BAR = 4,         /* width of a phase's bar */
    PADDING = 14,    /* between a lifeline and what stands beside it */
    GAP = 18,        /* between columns */
    SHAFT_MIN = 60,  /* of an arrow that its label leaves bare */
    ARROW_MIN = 380,
    ARROW_MAX = 640,
    FOOT = 26,
};

/* ---- Where the columns stand ---- */

static int state_width(const struct hsviz_svg *svg)
{
    GString *cell = g_string_new(NULL);
    int width = 0;

    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        for (int side = 0; side < HSVIZ_NUM_SIDES; side++) {
            g_string_truncate(cell, 0);
            hsviz_cell_state(cell, hsviz_layout_row(svg->layout, i), (enum hsviz_side)side);
            width = MAX(width, hsviz_svg_width(HSVIZ_SVG_STATE, cell->str));
        }
    }
    g_string_free(cell, TRUE);
    return width;
}

static int arrow_width(const struct hsviz_svg *svg)
{
    int width = ARROW_MIN;

    if (svg->options->explain == HSVIZ_EXPLAIN_ON)
        width = CAPTIONS_CELLS * CAPTION_CELL;
    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);

        if (hsviz_row_has_frame(row) && row->kind != HSVIZ_ROW_FOLD)
            width = MAX(width, hsviz_svg_label_width(row) + SHAFT_MIN);
    }
    return MIN(width, ARROW_MAX);
}

struct hsviz_svg_columns hsviz_svg_ladder_measure(struct hsviz_svg *svg)
{
    struct hsviz_svg_columns columns = { .phase = svg->left + BAR + 8 };
    int state = state_width(svg);

    columns.frame = columns.phase + hsviz_svg_phase_width(svg) + GAP +
                    hsviz_svg_column_width(svg, HSVIZ_SVG_COLUMN_FRAME);
    columns.time = columns.frame + GAP + hsviz_svg_column_width(svg, HSVIZ_SVG_COLUMN_TIME);
    columns.rtt = columns.time + GAP + hsviz_svg_column_width(svg, HSVIZ_SVG_COLUMN_RTT);
    columns.state[HSVIZ_CLIENT] = columns.rtt + GAP + state;
    columns.lifeline[HSVIZ_CLIENT] = columns.state[HSVIZ_CLIENT] + PADDING;
    columns.lifeline[HSVIZ_SERVER] = columns.lifeline[HSVIZ_CLIENT] + arrow_width(svg);
    columns.state[HSVIZ_SERVER] = columns.lifeline[HSVIZ_SERVER] + PADDING;
    columns.bracket = columns.state[HSVIZ_SERVER] + state + GAP;
    /* Beyond the server's states; brackets stand beyond it in turn. */
    columns.right = hsviz_svg_place_aside(svg, columns.lifeline, columns.bracket);
    if (columns.right > 0)
        columns.bracket = columns.lifeline[svg->layout->participants->len - 1] + GAP;
    columns.right = MAX(columns.right, columns.bracket + hsviz_svg_bracket_width(svg) + PADDING);
    return columns;
}

/* ---- Bands of phases ---- */

struct ladder {
    struct hsviz_svg *svg;
    const struct hsviz_svg_columns *columns;
    GPtrArray *captions; /* of the rows; NULL where nothing is explained */
    int top;
};

static int y_of(const struct ladder *ladder, unsigned row_y)
{
    return ladder->top + (int)row_y * ROW;
}

/* How many lines of the layout a row fills, with what explains it. */
static unsigned rows_filled(const struct ladder *ladder, size_t i)
{
    char **caption = ladder->captions ? g_ptr_array_index(ladder->captions, i) : NULL;

    return 1 + (caption ? (g_strv_length(caption) + LINES_A_ROW) / LINES_A_ROW : 0);
}

static void put_band(const struct ladder *ladder, size_t first, size_t last)
{
    struct hsviz_svg *svg = ladder->svg;
    const struct hsviz_row *row = hsviz_layout_row(svg->layout, first);
    enum hsviz_phase phase = row->phase;
    int y = y_of(ladder, row->y) + 1;
    int end = y_of(ladder, hsviz_layout_row(svg->layout, last)->y + rows_filled(ladder, last)) - 1;

    hsviz_svg_box(svg, "band", svg->left, y, svg->right - svg->left, end - y, 4,
                  hsviz_svg_band_of_phase(phase), HSVIZ_SVG_UNSAID);
    hsviz_svg_box(svg, "phase", svg->left, y, BAR, end - y, 2, hsviz_svg_colour_of_phase(phase),
                  HSVIZ_SVG_UNSAID);
    hsviz_svg_text(svg, HSVIZ_SVG_PHASE, HSVIZ_SVG_START, ladder->columns->phase,
                   y_of(ladder, row->y) + ARROW_Y, hsviz_word_name(hsviz_phases, phase));
    hsviz_markup_line(&svg->markup);
}

static void put_bands(const struct ladder *ladder)
{
    const struct hsviz_layout *layout = ladder->svg->layout;

    for (size_t i = 0; i < layout->rows->len; i++) {
        size_t last = i;

        if (!hsviz_row_has_frame(hsviz_layout_row(layout, i)))
            continue;
        while (last + 1 < layout->rows->len &&
               hsviz_layout_row(layout, last + 1)->y ==
                   hsviz_layout_row(layout, last)->y + rows_filled(ladder, last) &&
               hsviz_layout_row(layout, last + 1)->phase == hsviz_layout_row(layout, i)->phase)
            last++;
        put_band(ladder, i, last);
        i = last;
    }
}

/* ---- Rows ---- */

static void put_states(const struct ladder *ladder, const struct hsviz_row *row, int y)
{
    GString *cell = ladder->svg->cell;

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++) {
        g_string_truncate(cell, 0);
        hsviz_cell_state(cell, row, (enum hsviz_side)side);
        hsviz_svg_text(ladder->svg, HSVIZ_SVG_STATE,
                       side == HSVIZ_CLIENT ? HSVIZ_SVG_LAST : HSVIZ_SVG_START,
                       ladder->columns->state[side], y, cell->str);
    }
}

/* The label stands in the gap between lifelines that is furthest left, at the sender's side. */
static void put_arrow(const struct ladder *ladder, const struct hsviz_row *row, int y)
{
    const int *lifeline = &ladder->columns->lifeline[MIN(row->from, row->to)];
    struct hsviz_svg_way way = { ladder->columns->lifeline, y, y };
    int room = lifeline[1] - lifeline[0] - 2 * PADDING;

    hsviz_svg_arrow(ladder->svg, row, &way);
    if (row->from < row->to)
        hsviz_svg_label(ladder->svg, row, HSVIZ_SVG_START, lifeline[0] + PADDING, y - LABEL_RISE,
                        room);
    else
        hsviz_svg_label(ladder->svg, row, HSVIZ_SVG_LAST, lifeline[1] - PADDING, y - LABEL_RISE,
                        room);
}

static void put_fold(const struct ladder *ladder, const struct hsviz_row *row, int y)
{
    struct hsviz_svg *svg = ladder->svg;
    const int *lifeline = ladder->columns->lifeline;
    int middle = (lifeline[HSVIZ_CLIENT] + lifeline[HSVIZ_SERVER]) / 2, width;
    GString *cell = g_string_new(NULL);

    hsviz_cell_fold(cell, svg->layout, row, svg->options->tcp);
    width = hsviz_svg_width(HSVIZ_SVG_DETAIL, cell->str) + 2 * PADDING;
    hsviz_svg_line(svg, "shaft", HSVIZ_SVG_PEN_DOTTED, lifeline[HSVIZ_CLIENT] + PADDING, y - 5,
                   lifeline[HSVIZ_SERVER] - PADDING, y - 5, HSVIZ_SVG_DATA);
    hsviz_svg_box(svg, NULL, middle - width / 2, y - 17, width, 24, 12, HSVIZ_SVG_PAGE,
                  HSVIZ_SVG_DATA);
    hsviz_svg_text(svg, HSVIZ_SVG_DETAIL, HSVIZ_SVG_MIDDLE, middle, y - 1, cell->str);
    g_string_free(cell, TRUE);
}

static void put_caption(const struct ladder *ladder, const struct hsviz_row *row, char **caption,
                        int y)
{
    struct hsviz_svg *svg = ladder->svg;
    int x = ladder->columns->lifeline[HSVIZ_CLIENT] + PADDING, width = 0;

    for (char **line = caption; *line != NULL; line++)
        width = MAX(width, hsviz_svg_width(HSVIZ_SVG_CAPTION, *line));
    if (hsviz_row_label_side(row) == HSVIZ_SERVER)
        x = MAX(x, ladder->columns->lifeline[HSVIZ_SERVER] - PADDING - width);
    for (char **line = caption; *line != NULL; line++) {
        y += CAPTION_LINE;
        hsviz_svg_text(svg, HSVIZ_SVG_CAPTION, HSVIZ_SVG_START, x, y, *line);
    }
}

static void put_row(const struct ladder *ladder, size_t i)
{
    struct hsviz_svg *svg = ladder->svg;
    const struct hsviz_svg_columns *columns = ladder->columns;
    const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);
    char **caption = ladder->captions ? g_ptr_array_index(ladder->captions, i) : NULL;
    int y = y_of(ladder, row->y) + ARROW_Y;

    if (!hsviz_row_has_frame(row)) {
        put_states(ladder, row, y);
        return;
    }
    hsviz_svg_row_begin(svg, row);
    hsviz_svg_cell(svg, HSVIZ_SVG_COLUMN_FRAME, row, columns->frame, y);
    hsviz_svg_cell(svg, HSVIZ_SVG_COLUMN_TIME, row, columns->time, y);
    hsviz_svg_cell(svg, HSVIZ_SVG_COLUMN_RTT, row, columns->rtt, y);
    put_states(ladder, row, y);
    if (row->kind == HSVIZ_ROW_FOLD)
        put_fold(ladder, row, y);
    else
        put_arrow(ladder, row, y);
    if (caption != NULL)
        put_caption(ladder, row, caption, y + 2);
    hsviz_svg_row_end(svg);
}

/* ---- Brackets ---- */

static void put_brackets(const struct ladder *ladder)
{
    const struct hsviz_layout *layout = ladder->svg->layout;

    for (size_t i = 0; i < layout->num_brackets; i++) {
        const struct hsviz_bracket *bracket = &layout->brackets[i];
        int first = y_of(ladder, bracket->first_y) + 4;
        int last = y_of(ladder, bracket->last_y + 1) - 4;

        hsviz_svg_bracket(ladder->svg, &bracket->span, ladder->columns->bracket, first, last,
                          (first + last) / 2);
    }
}

/* ---- The whole ---- */

static void put_headings(const struct ladder *ladder)
{
    const struct hsviz_svg_columns *columns = ladder->columns;
    int y = ladder->top + ARROW_Y;

    hsviz_svg_heading(ladder->svg, HSVIZ_SVG_COLUMN_FRAME, columns->frame, y);
    hsviz_svg_heading(ladder->svg, HSVIZ_SVG_COLUMN_TIME, columns->time, y);
    hsviz_svg_heading(ladder->svg, HSVIZ_SVG_COLUMN_RTT, columns->rtt, y);
    hsviz_markup_line(&ladder->svg->markup);
}

void hsviz_svg_ladder(struct hsviz_svg *svg, const struct hsviz_svg_columns *columns)
{
    struct ladder ladder = { .svg = svg, .columns = columns };

    if (svg->options->explain == HSVIZ_EXPLAIN_ON) {
        int apart = columns->lifeline[HSVIZ_SERVER] - columns->lifeline[HSVIZ_CLIENT];

        ladder.captions =
            hsviz_captions_new(svg->layout, (unsigned)(apart / CAPTION_CELL), LINES_A_ROW);
    }
    hsviz_svg_ends(svg, columns->lifeline);
    ladder.top = svg->y;
    svg->y = y_of(&ladder, svg->layout->height) + 10;
    put_bands(&ladder);
    hsviz_svg_lifelines(svg, columns->lifeline, ladder.top);
    put_headings(&ladder);
    for (size_t i = 0; i < svg->layout->rows->len; i++)
        put_row(&ladder, i);
    put_brackets(&ladder);
    svg->y += FOOT;
    g_clear_pointer(&ladder.captions, g_ptr_array_unref);
}
