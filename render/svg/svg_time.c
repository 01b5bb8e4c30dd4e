/* svg_time.c
 * The ladder of a picture to scale.
 *
 * Arrows slope from the time at which a step left to the time at which it arrived. Their labels are
 * outside of the lifelines, on the sender's side, connected by a thin line, so that labels never
 * move arrows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_time.h"

#include <math.h>

#include "render/layout/captions.h"
#include "render/layout/cell.h"
#include "render/shared/number.h"
#include "svg_arrow.h"
#include "svg_head.h"
#include "svg_lifelines.h"
#include "svg_notes.h"
#include "svg_path.h"
#include "svg_time_columns.h"
#include "timeline.h"
#include "model/core/units.h"
#include "model/time/capture_point.h"
#include "model/time/spans.h"
#include "model/tls/messages.h"

enum {
    LINE = 22, /* height of a label */
    STATE_LINE = 20,
    BASELINE = 15, /* of a label, in it */
    CAPTION_LINE = 15,
    CAPTION_AIR = 8,
    TOP = 50, /* from the boxes to the first event */
    FOOT = 30,
    PAUSE_AIR = 10, /* what of a pause is still to scale */
    BRACKET_TEXT = 36,
    WAIT = 10,      /* width of the bar of a wait */
    SCALE_MIN = 60, /* of the bar that shows the scale */
    /* Beyond, its microseconds are finer than any capture's. */
    SCALE_MAX = HSVIZ_SVG_TIME_ARROWS / 2,
};

struct drawing {
    struct hsviz_svg *svg;
    struct hsviz_timeline *timeline;
    GPtrArray *captions; /* of the rows; NULL where nothing is explained */
    struct hsviz_svg_tables places;
    int top; /* y of the timeline's 0 */
};

/* ---- Where the rows stand ---- */

static void place_rows(struct drawing *drawing)
{
    struct hsviz_layout *layout = drawing->svg->layout;
    int *heights = g_new0(int, layout->rows->len);
    struct hsviz_label_heights label = { .rows = heights, .state = STATE_LINE, .line = LINE };

    if (drawing->svg->options->explain == HSVIZ_EXPLAIN_ON)
        drawing->captions = hsviz_captions_new(layout, HSVIZ_SVG_TIME_CAPTION_CELLS, 1);
    for (size_t i = 0; i < layout->rows->len; i++) {
        char **caption = drawing->captions ? g_ptr_array_index(drawing->captions, i) : NULL;

        heights[i] = LINE;
        if (caption != NULL)
            heights[i] += (int)g_strv_length(caption) * CAPTION_LINE + CAPTION_AIR;
    }
    drawing->timeline = hsviz_timeline_new(layout, &label);
    g_free(heights);
}

/* ---- Tables ---- */

static int caption_height(const struct drawing *drawing, size_t i)
{
    char **caption = drawing->captions ? g_ptr_array_index(drawing->captions, i) : NULL;

    return caption ? (int)g_strv_length(caption) * CAPTION_LINE + CAPTION_AIR : 0;
}

/* Whether the label before, at the same side, is of the same phase and ends where this one begins:
 * then the phase's name need not be said again. */
static bool continues_phase(const struct drawing *drawing, size_t i)
{
    const struct hsviz_layout *layout = drawing->svg->layout;
    const struct hsviz_row *row = hsviz_layout_row(layout, i);
    int y = hsviz_timeline_row(drawing->timeline, i)->label_y;

    for (size_t before = i; before-- > 0;) {
        const struct hsviz_row *other = hsviz_layout_row(layout, before);

        if (!hsviz_row_has_frame(other) || hsviz_row_label_side(other) != hsviz_row_label_side(row))
            continue;
        return other->phase == row->phase &&
               hsviz_timeline_row(drawing->timeline, before)->label_y + LINE +
                       caption_height(drawing, before) ==
                   y;
    }
    return false;
}

static void put_band(const struct drawing *drawing, size_t i)
{
    struct hsviz_svg *svg = drawing->svg;
    const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);
    const struct hsviz_svg_table *table = &drawing->places.table[hsviz_row_label_side(row)];
    enum hsviz_phase phase = row->phase;
    int y = drawing->top + hsviz_timeline_row(drawing->timeline, i)->label_y;
    int height = LINE + caption_height(drawing, i);
    bool continues = continues_phase(drawing, i);

    if (!continues) {
        y++;
        height--;
    }
    hsviz_svg_box(svg, "band", table->left, y, table->right - table->left, height, 0,
                  hsviz_svg_band_of_phase(phase), HSVIZ_SVG_UNSAID);
    hsviz_svg_box(svg, "phase", table->bar, y, HSVIZ_SVG_TIME_BAR, height, 0,
                  hsviz_svg_colour_of_phase(phase), HSVIZ_SVG_UNSAID);
    if (!continues)
        hsviz_svg_text(svg, HSVIZ_SVG_PHASE, HSVIZ_SVG_START, table->phase, y + BASELINE - 1,
                       hsviz_word_name(hsviz_phases, phase));
    hsviz_markup_line(&svg->markup);
}

/* The thin line from a place on a lifeline, at x, to what is said of it. */
static void put_leader(const struct drawing *drawing, enum hsviz_side side, int x, int y,
                       int label_y)
{
    const struct hsviz_svg_table *table = &drawing->places.table[side];
    int end = side == HSVIZ_CLIENT ? table->label + 4 : table->label - 4;

    hsviz_svg_line(drawing->svg, "leader", HSVIZ_SVG_PEN_THIN, x, y, end, label_y, HSVIZ_SVG_FAINT);
}

/* A state beside the gutter; returns what it takes. */
static int put_state(const struct drawing *drawing, const struct hsviz_row *row,
                     enum hsviz_side side, int y)
{
    GString *cell = g_string_new(NULL);
    int width = hsviz_svg_state_width(row, side);

    hsviz_cell_state(cell, row, side);
    hsviz_svg_text(drawing->svg, HSVIZ_SVG_STATE,
                   side == HSVIZ_CLIENT ? HSVIZ_SVG_LAST : HSVIZ_SVG_START,
                   drawing->places.table[side].label, y, cell->str);
    g_string_free(cell, TRUE);
    return width;
}

static void put_label(const struct drawing *drawing, const struct hsviz_row *row, int y)
{
    struct hsviz_svg *svg = drawing->svg;
    enum hsviz_side side = hsviz_row_label_side(row);
    enum hsviz_svg_anchor anchor = side == HSVIZ_CLIENT ? HSVIZ_SVG_LAST : HSVIZ_SVG_START;
    int taken = put_state(drawing, row, side, y);
    int x = drawing->places.table[side].label + (side == HSVIZ_CLIENT ? -taken : taken);
    GString *fold = g_string_new(NULL);

    if (row->kind == HSVIZ_ROW_FOLD) {
        hsviz_cell_fold(fold, svg->layout, row, svg->options->tcp);
        hsviz_svg_text(svg, HSVIZ_SVG_DETAIL, anchor, x, y, fold->str);
    } else {
        hsviz_svg_label(svg, row, anchor, x, y, drawing->places.table[side].label_width - taken);
    }
    g_string_free(fold, TRUE);
}

static void put_caption(const struct drawing *drawing, size_t i, enum hsviz_side side, int y)
{
    char **caption = drawing->captions ? g_ptr_array_index(drawing->captions, i) : NULL;
    const struct hsviz_svg_table *table = &drawing->places.table[side];
    int x = table->label, width = 0;

    if (caption == NULL)
        return;
    for (char **line = caption; *line != NULL; line++)
        width = MAX(width, hsviz_svg_width(HSVIZ_SVG_CAPTION, *line));
    if (side == HSVIZ_CLIENT)
        x -= width;
    for (char **line = caption; *line != NULL; line++) {
        y += CAPTION_LINE;
        hsviz_svg_text(drawing->svg, HSVIZ_SVG_CAPTION, HSVIZ_SVG_START, x, y, *line);
    }
}

/* ---- Rows ---- */

/* A fold, as the time that it takes. */
static void put_span_of_fold(const struct drawing *drawing, const struct hsviz_row_times *times)
{
    int client = drawing->places.lifeline[HSVIZ_CLIENT];
    int y = drawing->top + times->left_y, height = MAX(times->arrived_y - times->left_y, 2);

    hsviz_svg_box(drawing->svg, "shaft", client + 2, y, HSVIZ_SVG_TIME_ARROWS - 4, height, 0,
                  HSVIZ_SVG_DATA_BAND, HSVIZ_SVG_UNSAID);
    hsviz_svg_line(drawing->svg, "shaft", HSVIZ_SVG_PEN_DOTTED, client + HSVIZ_SVG_TIME_ARROWS / 2,
                   y, client + HSVIZ_SVG_TIME_ARROWS / 2, y + height, HSVIZ_SVG_DATA);
}

static void put_arrow(const struct drawing *drawing, const struct hsviz_row *row,
                      const struct hsviz_row_times *times)
{
    struct hsviz_svg_way way = {
        .lifelines = drawing->places.lifeline,
        .y1 = drawing->top + times->left_y,
        .y2 = drawing->top + times->arrived_y,
    };

    if (row->kind == HSVIZ_ROW_FOLD)
        put_span_of_fold(drawing, times);
    else
        hsviz_svg_arrow(drawing->svg, row, &way);
}

static void put_row(const struct drawing *drawing, size_t i)
{
    struct hsviz_svg *svg = drawing->svg;
    const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);
    const struct hsviz_row_times *times = hsviz_timeline_row(drawing->timeline, i);
    enum hsviz_side side = hsviz_row_label_side(row), other = hsviz_other_side(side);
    int y = drawing->top + times->label_y;

    hsviz_svg_row_begin(svg, row);
    for (int column = 0; column < HSVIZ_SVG_NUM_COLUMNS; column++)
        hsviz_svg_cell(svg, (enum hsviz_svg_column)column, row,
                       drawing->places.table[side].number[column], y + BASELINE);
    put_leader(drawing, side, drawing->places.lifeline[row->from], drawing->top + times->left_y,
               y + LINE / 2);
    put_label(drawing, row, y + BASELINE);
    put_caption(drawing, i, side, y + BASELINE + 2);
    put_arrow(drawing, row, times);
    if (row->shows_state[other]) {
        y = drawing->top + times->state_y;
        put_leader(drawing, other, drawing->places.lifeline[other], drawing->top + times->arrived_y,
                   y + LINE / 2);
        put_state(drawing, row, other, y + BASELINE);
    }
    hsviz_svg_row_end(svg);
}

/* ---- Waits ---- */

/* How long it took stands beside the longer piece of the bar, above or below the request. */
static void put_wait_time(const struct drawing *drawing, const struct hsviz_row *row, int end_y,
                          const struct hsviz_row_times *times)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(drawing->svg->layout, row);
    bool is_above = times->left_y - times->start_y > end_y - times->left_y;
    int first_y = is_above ? times->start_y : times->left_y;
    int last_y = is_above ? times->left_y : end_y;
    GString *text = g_string_new(NULL);

    if (exchange->duration_ns == HSVIZ_NS_UNKNOWN || last_y - first_y < LINE) {
        g_string_free(text, TRUE);
        return;
    }
    g_string_printf(text, "%s ",
                    hsviz_layout_participant(drawing->svg->layout, exchange->to)->noun);
    hsviz_cell_pause(text, exchange->duration_ns, drawing->svg->decimals);
    hsviz_svg_text(drawing->svg, HSVIZ_SVG_DETAIL, HSVIZ_SVG_START,
                   drawing->places.lifeline[row->from] + WAIT,
                   (2 * drawing->top + first_y + last_y) / 2 + 4, text->str);
    g_string_free(text, TRUE);
}

/* The time that the requester waited, as a bar on its lifeline. */
static void put_wait(const struct drawing *drawing, size_t i)
{
    struct hsviz_svg *svg = drawing->svg;
    const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);
    const struct hsviz_row_times *times = hsviz_timeline_row(drawing->timeline, i);
    int end_y = hsviz_timeline_wait_end(drawing->timeline, svg->layout, i);

    hsviz_svg_box(svg, "wait", drawing->places.lifeline[row->from] - WAIT / 2,
                  drawing->top + times->start_y, WAIT, MAX(end_y - times->start_y, 1), 2,
                  hsviz_svg_band_of_phase(row->phase), hsviz_svg_colour_of_phase(row->phase));
    put_wait_time(drawing, row, end_y, times);
    hsviz_markup_line(&svg->markup);
}

/* ---- What belongs to no row ---- */

/* A lifeline that is broken from first to last. */
static void put_break(const struct drawing *drawing, int x, int first, int last)
{
    struct hsviz_svg *svg = drawing->svg;
    GString *path = g_string_new(NULL);

    hsviz_svg_path_point(path, "M", x - 6, first + 3);
    hsviz_svg_path_point(path, "l12 -6M", x - 6, last + 3);
    hsviz_append(path, "l12 -6");
    hsviz_svg_box(svg, NULL, x - 2, first, 4, last - first, 0, HSVIZ_SVG_PAGE, HSVIZ_SVG_UNSAID);
    hsviz_svg_line(svg, NULL, HSVIZ_SVG_PEN_DOTTED, x, first + 4, x, last - 2, HSVIZ_SVG_FAINT);
    hsviz_svg_path(svg, NULL, path->str, HSVIZ_SVG_NONE, HSVIZ_SVG_FAINT);
    g_string_free(path, TRUE);
}

static void put_pause(const struct drawing *drawing, const struct hsviz_timeline_pause *pause)
{
    struct hsviz_svg *svg = drawing->svg;
    int first = drawing->top + pause->first_y + PAUSE_AIR;
    int last = drawing->top + pause->last_y - PAUSE_AIR;
    GString *text = g_string_new(NULL);

    hsviz_markup_open(&svg->markup, "g");
    hsviz_svg_paint(svg, "pause", HSVIZ_SVG_UNSAID, HSVIZ_SVG_UNSAID);
    for (unsigned who = 0; who < svg->layout->participants->len; who++)
        put_break(drawing, drawing->places.lifeline[who], first, last);
    hsviz_cell_pause(text, pause->pause_ns, svg->decimals);
    hsviz_svg_text(svg, HSVIZ_SVG_BODY, HSVIZ_SVG_MIDDLE,
                   drawing->places.lifeline[HSVIZ_CLIENT] + HSVIZ_SVG_TIME_ARROWS / 2,
                   (first + last) / 2 + 4, text->str);
    hsviz_markup_close(&svg->markup);
    hsviz_markup_line(&svg->markup);
    g_string_free(text, TRUE);
}

/* Spans take as long as the client sees them take. */
static int client_y(const struct drawing *drawing, size_t i)
{
    const struct hsviz_row_times *times = hsviz_timeline_row(drawing->timeline, i);

    return hsviz_layout_row(drawing->svg->layout, i)->from == HSVIZ_CLIENT ? times->left_y
                                                                           : times->arrived_y;
}

static void put_bracket(const struct drawing *drawing, const struct hsviz_span *span,
                        int *next_text)
{
    struct hsviz_svg *svg = drawing->svg;
    int first = G_MAXINT, last = G_MININT, text_y;

    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);
        int y;

        if (!row->has_steps || row->first_step < span->first_step ||
            row->first_step > span->last_step)
            continue;
        y = drawing->top + client_y(drawing, i);
        first = MIN(first, y);
        last = MAX(last, y);
    }
    text_y = MAX((first + last) / 2, *next_text);
    *next_text = text_y + BRACKET_TEXT;
    hsviz_svg_bracket(svg, span, drawing->places.table[HSVIZ_SERVER].right + HSVIZ_SVG_TIME_GAP,
                      first + 2, last - 2, text_y);
}

/* A length of time that is easy to read, long enough to be seen. */
static void put_scale(const struct drawing *drawing, int x)
{
    static const int steps[] = { 2, 5, 10 };
    struct hsviz_svg *svg = drawing->svg;
    int64_t power_ns = 1000, scale_ns = power_ns, unit_ns = drawing->timeline->ns_per_unit;
    GString *text = g_string_new(NULL);

    for (size_t i = 0; scale_ns / unit_ns < SCALE_MIN; i = (i + 1) % G_N_ELEMENTS(steps)) {
        scale_ns = power_ns * steps[i];
        power_ns = i + 1 == G_N_ELEMENTS(steps) ? scale_ns : power_ns;
    }
    if (scale_ns / unit_ns <= SCALE_MAX) {
        int width = (int)(scale_ns / unit_ns);

        hsviz_svg_path_point(text, "M", x, svg->y - 8);
        hsviz_svg_path_number(text, "v8m0 -4h", width);
        hsviz_append(text, "m0 -4v8");
        hsviz_svg_path(svg, "scale", text->str, HSVIZ_SVG_NONE, HSVIZ_SVG_MUTED);
        g_string_truncate(text, 0);
        hsviz_cell_pause(text, scale_ns, scale_ns % NS_PER_MS == 0 ? 0 : 3);
        if (!isnan(hsviz_connection_capture_point(svg->connection)))
            g_string_append(text, ", times at both ends estimated");
        for (unsigned who = HSVIZ_NUM_SIDES; who < svg->layout->participants->len; who++)
            g_string_append_printf(text, ", the %s's as captured",
                                   hsviz_layout_participant(svg->layout, who)->noun);
        hsviz_svg_text(svg, HSVIZ_SVG_HEADING, HSVIZ_SVG_START, x + width + 8, svg->y, text->str);
        hsviz_markup_line(&svg->markup);
    }
    g_string_free(text, TRUE);
}

static void put_top(const struct drawing *drawing)
{
    const struct hsviz_row *start = hsviz_layout_row(drawing->svg->layout, 0);
    int y = drawing->top - TOP + 20;

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++) {
        for (int column = 0; column < HSVIZ_SVG_NUM_COLUMNS; column++)
            hsviz_svg_heading(drawing->svg, (enum hsviz_svg_column)column,
                              drawing->places.table[side].number[column], y);
        put_state(drawing, start, (enum hsviz_side)side, y);
    }
    hsviz_markup_line(&drawing->svg->markup);
}

/* ---- The whole ---- */

static void draw_rows(const struct drawing *drawing)
{
    const struct hsviz_layout *layout = drawing->svg->layout;

    for (size_t i = 0; i < layout->rows->len; i++) {
        if (hsviz_row_has_frame(hsviz_layout_row(layout, i)))
            put_band(drawing, i);
        if (hsviz_row_is_aside(hsviz_layout_row(layout, i)) &&
            hsviz_layout_row(layout, i)->exchange_arrow == HSVIZ_REQUEST)
            put_wait(drawing, i);
    }
    for (guint i = 0; i < drawing->timeline->pauses->len; i++)
        put_pause(drawing,
                  &g_array_index(drawing->timeline->pauses, struct hsviz_timeline_pause, i));
    for (size_t i = 0; i < layout->rows->len; i++) {
        if (hsviz_row_has_frame(hsviz_layout_row(layout, i)))
            put_row(drawing, i);
    }
}

static void draw(struct drawing *drawing)
{
    struct hsviz_svg *svg = drawing->svg;
    int next_text = 0;

    hsviz_svg_ends(svg, drawing->places.lifeline);
    drawing->top = svg->y + TOP;
    svg->y = drawing->top + drawing->timeline->height + 10;
    hsviz_svg_lifelines(svg, drawing->places.lifeline, drawing->top - TOP);
    put_top(drawing);
    draw_rows(drawing);
    for (size_t i = 0; i < svg->layout->num_brackets; i++)
        put_bracket(drawing, &svg->layout->brackets[i].span, &next_text);
    svg->y += FOOT;
    put_scale(drawing, drawing->places.lifeline[HSVIZ_CLIENT]);
    hsviz_svg_legend(svg, drawing->places.table[HSVIZ_SERVER].label);
    svg->y += FOOT / 2;
}

void hsviz_svg_time(struct hsviz_svg *svg)
{
    struct drawing drawing = { .svg = svg };

    place_rows(&drawing);
    drawing.places = hsviz_svg_tables_place(svg);
    hsviz_svg_head(svg);
    svg->y += FOOT;
    draw(&drawing);
    hsviz_timeline_free(drawing.timeline);
    g_clear_pointer(&drawing.captions, g_ptr_array_unref);
}
