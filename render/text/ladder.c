/* ladder.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ladder.h"

#include "arrow.h"
#include "box.h"
#include "caption.h"
#include "columns.h"
#include "render/layout/captions.h"
#include "render/layout/cell.h"
#include "render/layout/layout.h"
#include "render/shared/words.h"
#include "model/tcp/shape.h"
#include "model/time/round_trips.h"

enum {
    FRAME_CELLS_MIN = 5, /* their columns' names */
    TIME_CELLS_MIN = 4,
    RTT_CELLS_MIN = 3,
    ARROW_CELLS_MIN = 20, /* what most names of steps need, with an arrow around them */
    ASIDE_CELLS = 13,     /* between two lifelines, so that the names above them stay apart */
    ARROW_CELLS = 40,     /* where there is room, shafts are seen even without details */
    SHAFT_CELLS = 12,     /* that the longest label leaves */
    CAPTION_CELLS_MIN = 40,
    CAPTION_CELLS = 84, /* where there is room, the longest explanation takes three lines */
    BRACKET_SIGN_CELLS = 2,
    BOX_LEG = 4,
    LEGEND_AIR = 3,
    LEGEND_SHAFT_CELLS = 3,
};

/* What drawing a ladder takes. */
struct ladder {
    struct hsviz_output *output;
    const struct hsviz_render_options *options;
    const struct hsviz_connection *connection;
    struct hsviz_layout *layout;
    struct hsviz_columns columns;
    GPtrArray *captions; /* of the rows; NULL where nothing is explained */
    struct hsviz_line *line;
    struct hsviz_line *label; /* to work in */
    GString *cell;            /* to work in */
    unsigned decimals;        /* of milliseconds */
};

/* ---- What stands in the columns: each fills ladder->cell ---- */

static void write_frame(struct ladder *ladder, const struct hsviz_row *row)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_frame(ladder->cell, row);
}

static void write_time(struct ladder *ladder, const struct hsviz_row *row)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_time(ladder->cell, ladder->layout, row, ladder->decimals);
}

static void write_rtt(struct ladder *ladder, const struct hsviz_row *row)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_rtt(ladder->cell, row);
}

static void write_state(struct ladder *ladder, const struct hsviz_row *row, enum hsviz_side side)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_state(ladder->cell, row, side);
}

static void write_bracket(struct ladder *ladder, const struct hsviz_span *span,
                          enum hsviz_bracket_line line)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_bracket(ladder->cell, span, line, ladder->decimals);
}

/* ---- How wide the columns must be ---- */

static void widen(const struct ladder *ladder, unsigned *width)
{
    *width = MAX(*width, (unsigned)ladder->cell->len);
}

static void measure_row(struct ladder *ladder, struct hsviz_column_widths *widths,
                        const struct hsviz_row *row)
{
    write_state(ladder, row, HSVIZ_CLIENT);
    widen(ladder, &widths->state);
    write_state(ladder, row, HSVIZ_SERVER);
    widen(ladder, &widths->state);
    if (!hsviz_row_has_frame(row))
        return;
    write_frame(ladder, row);
    widen(ladder, &widths->frame);
    write_time(ladder, row);
    widen(ladder, &widths->time);
    write_rtt(ladder, row);
    widen(ladder, &widths->rtt);
    if (row->kind != HSVIZ_ROW_FOLD)
        widths->arrow =
            MAX(widths->arrow,
                MIN(hsviz_arrow_label_cells(ladder->label, row), HSVIZ_WIDTH_MAX) + SHAFT_CELLS);
}

static void measure_bracket(struct ladder *ladder, struct hsviz_column_widths *widths,
                            const struct hsviz_span *span)
{
    unsigned width = 0;

    for (int line = 0; line < HSVIZ_BRACKET_LINES; line++) {
        write_bracket(ladder, span, (enum hsviz_bracket_line)line);
        widen(ladder, &width);
    }
    widths->bracket = MAX(widths->bracket, width + BRACKET_SIGN_CELLS);
}

static void measure(struct ladder *ladder)
{
    struct hsviz_column_widths widths = {
        .frame = FRAME_CELLS_MIN,
        .time = TIME_CELLS_MIN,
        .rtt = RTT_CELLS_MIN,
        .arrow = ARROW_CELLS,
        .arrow_min = ARROW_CELLS_MIN,
        .aside = ASIDE_CELLS,
        .num_aside = ladder->layout->participants->len - HSVIZ_NUM_SIDES,
    };

    if (ladder->options->explain == HSVIZ_EXPLAIN_ON) {
        widths.arrow = CAPTION_CELLS;
        widths.arrow_min = CAPTION_CELLS_MIN;
    }
    for (size_t i = 0; i < ladder->layout->rows->len; i++)
        measure_row(ladder, &widths, hsviz_layout_row(ladder->layout, i));
    for (size_t i = 0; i < ladder->layout->num_brackets; i++)
        measure_bracket(ladder, &widths, &ladder->layout->brackets[i].span);
    ladder->columns = hsviz_columns_place(&widths, ladder->options->width);
}

/* ---- Drawing ---- */

static void end_line(struct ladder *ladder)
{
    hsviz_line_end(ladder->line, ladder->output);
}

/* Puts text so that it ends before the cell end. */
static void put_right(struct ladder *ladder, const char *text, unsigned end)
{
    unsigned cells = hsviz_text_cells(HSVIZ_TEXT_MODEL, text, ladder->options->charset);

    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, end - MIN(cells, end));
    hsviz_line_put(ladder->line, HSVIZ_TEXT_MODEL, text, G_MAXUINT);
}

static void put_numbers(struct ladder *ladder, const struct hsviz_row *row)
{
    const struct hsviz_columns *columns = &ladder->columns;

    hsviz_line_style(ladder->line, HSVIZ_STYLE_FAINT);
    write_frame(ladder, row);
    put_right(ladder, ladder->cell->str, columns->widths.frame);
    hsviz_line_style(ladder->line, HSVIZ_STYLE_PLAIN);
    if (columns->widths.time > 0) {
        write_time(ladder, row);
        put_right(ladder, ladder->cell->str, columns->time + columns->widths.time);
    }
    write_rtt(ladder, row);
    put_right(ladder, ladder->cell->str, columns->rtt + columns->widths.rtt);
}

static void put_state(struct ladder *ladder, const struct hsviz_row *row, enum hsviz_side side)
{
    unsigned column = ladder->columns.state[side];

    if (ladder->columns.widths.state == 0)
        return;
    write_state(ladder, row, side);
    if (side == HSVIZ_CLIENT) {
        put_right(ladder, ladder->cell->str, column + ladder->columns.widths.state);
    } else {
        hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, column);
        hsviz_line_put(ladder->line, HSVIZ_TEXT_MODEL, ladder->cell->str, G_MAXUINT);
    }
}

/* The lifelines of the participants from first up to end, but those that the line has passed. */
static void put_lifelines(struct ladder *ladder, enum hsviz_sign sign, unsigned first, unsigned end)
{
    hsviz_line_style(ladder->line, HSVIZ_STYLE_FAINT);
    for (unsigned i = first; i < end; i++) {
        if (ladder->line->cells > ladder->columns.lifeline[i])
            continue;
        hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, ladder->columns.lifeline[i]);
        hsviz_line_sign(ladder->line, sign);
    }
    hsviz_line_style(ladder->line, HSVIZ_STYLE_PLAIN);
}

/* Those beyond the server's. */
static void put_lifelines_aside(struct ladder *ladder)
{
    if (ladder->columns.widths.num_aside > 0)
        put_lifelines(ladder, HSVIZ_SIGN_LIFELINE, HSVIZ_NUM_SIDES,
                      ladder->layout->participants->len);
}

static void put_arrow(struct ladder *ladder, const struct hsviz_row *row)
{
    unsigned left = MIN(row->from, row->to);

    if (left > 0) {
        put_lifelines(ladder, HSVIZ_SIGN_LIFELINE, 0, left);
        hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, ladder->columns.lifeline[left]);
    }
    hsviz_arrow_put(ladder->line, ladder->label, row, ladder->columns.lifeline);
}

/* Cut lifelines with ladder->cell in the middle between them. */
static void put_interruption(struct ladder *ladder)
{
    unsigned left = ladder->columns.lifeline[HSVIZ_CLIENT];
    unsigned room = ladder->columns.widths.arrow - 2;
    unsigned cells =
        hsviz_text_cells(HSVIZ_TEXT_MODEL, ladder->cell->str, ladder->options->charset);

    hsviz_line_style(ladder->line, HSVIZ_STYLE_FAINT);
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, left);
    hsviz_line_sign(ladder->line, HSVIZ_SIGN_LIFELINE_CUT);
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, left + 2 + (room - MIN(room, cells)) / 2);
    hsviz_line_put(ladder->line, HSVIZ_TEXT_MODEL, ladder->cell->str, room);
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, ladder->columns.lifeline[HSVIZ_SERVER]);
    hsviz_line_sign(ladder->line, HSVIZ_SIGN_LIFELINE_CUT);
    hsviz_line_style(ladder->line, HSVIZ_STYLE_PLAIN);
}

static void put_fold(struct ladder *ladder, const struct hsviz_row *row)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_fold(ladder->cell, ladder->layout, row, ladder->options->tcp);
    put_interruption(ladder);
}

static void put_pause(struct ladder *ladder, const struct hsviz_row *row)
{
    g_string_truncate(ladder->cell, 0);
    hsviz_cell_pause(ladder->cell, row->pause_ns, ladder->decimals);
    put_interruption(ladder);
}

static void put_row(struct ladder *ladder, const struct hsviz_row *row)
{
    if (hsviz_row_has_frame(row))
        put_numbers(ladder, row);
    put_state(ladder, row, HSVIZ_CLIENT);
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, ladder->columns.lifeline[HSVIZ_CLIENT]);
    switch (row->kind) {
    case HSVIZ_ROW_START:
        put_lifelines(ladder, HSVIZ_SIGN_LIFELINE, 0, HSVIZ_NUM_SIDES);
        break;
    case HSVIZ_ROW_ARROW:
        put_arrow(ladder, row);
        break;
    case HSVIZ_ROW_FOLD:
        put_fold(ladder, row);
        break;
    case HSVIZ_ROW_PAUSE:
        put_pause(ladder, row);
        break;
    }
    put_state(ladder, row, HSVIZ_SERVER);
    put_lifelines_aside(ladder);
}

static enum hsviz_sign bracket_sign(const struct hsviz_bracket *bracket, unsigned y)
{
    if (bracket->first_y == bracket->last_y)
        return HSVIZ_SIGN_BRACKET_ONLY;
    if (y == bracket->first_y)
        return HSVIZ_SIGN_BRACKET_TOP;
    return y == bracket->last_y ? HSVIZ_SIGN_BRACKET_BOTTOM : HSVIZ_SIGN_BRACKET_SIDE;
}

static void put_bracket(struct ladder *ladder, unsigned y)
{
    const struct hsviz_bracket *bracket = hsviz_layout_bracket_at(ladder->layout, y);
    unsigned middle;

    if (bracket == NULL || ladder->columns.widths.bracket == 0)
        return;
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, ladder->columns.bracket);
    hsviz_line_sign(ladder->line, bracket_sign(bracket, y));
    hsviz_line_sign(ladder->line, HSVIZ_SIGN_SPACE);
    middle = (bracket->first_y + bracket->last_y) / 2;
    if (y != middle && y != middle + 1)
        return;
    write_bracket(ladder, &bracket->span, y == middle ? HSVIZ_BRACKET_TRIPS : HSVIZ_BRACKET_TIME);
    if (y == middle)
        hsviz_line_style(ladder->line, HSVIZ_STYLE_TITLE);
    hsviz_line_put(ladder->line, HSVIZ_TEXT_MODEL, ladder->cell->str, G_MAXUINT);
    hsviz_line_style(ladder->line, HSVIZ_STYLE_PLAIN);
}

/* What stands at y between two rows: lifelines, and between them a line of what explains the row
 * above. */
static void put_between(struct ladder *ladder, size_t above, unsigned y)
{
    char **caption = ladder->captions ? g_ptr_array_index(ladder->captions, above) : NULL;
    const struct hsviz_row *row = hsviz_layout_row(ladder->layout, above);
    unsigned line = y - row->y - 1;

    if (caption == NULL || line >= g_strv_length(caption)) {
        put_lifelines(ladder, HSVIZ_SIGN_LIFELINE, 0, ladder->layout->participants->len);
        return;
    }
    hsviz_line_style(ladder->line, HSVIZ_STYLE_FAINT);
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, ladder->columns.lifeline[HSVIZ_CLIENT]);
    hsviz_line_sign(ladder->line, HSVIZ_SIGN_LIFELINE);
    hsviz_caption_put(ladder->line, caption, line, hsviz_row_label_side(row),
                      ladder->columns.widths.arrow);
    hsviz_line_sign(ladder->line, HSVIZ_SIGN_LIFELINE);
    hsviz_line_style(ladder->line, HSVIZ_STYLE_PLAIN);
    put_lifelines_aside(ladder);
}

static void draw_rows(struct ladder *ladder)
{
    size_t next = 0;

    for (unsigned y = 0; y < ladder->layout->height; y++) {
        const struct hsviz_row *row = hsviz_layout_row(ladder->layout, next);

        if (next < ladder->layout->rows->len && row->y == y) {
            put_row(ladder, row);
            next++;
        } else {
            put_between(ladder, next - 1, y);
        }
        put_bracket(ladder, y);
        end_line(ladder);
    }
}

/* ---- Head and foot ---- */

static void put_box(struct ladder *ladder, const char *name, unsigned lifeline,
                    enum hsviz_box_line which)
{
    unsigned start = MAX(lifeline - MIN(lifeline, BOX_LEG), ladder->columns.state[HSVIZ_CLIENT]);

    start = MIN(start, ladder->options->width - hsviz_box_cells(name));
    hsviz_line_fill(ladder->line, HSVIZ_SIGN_SPACE, start);
    hsviz_box_put(ladder->line, which, name, lifeline);
}

/* The long name has no room where its box would touch the one before, or what stands behind. */
static const char *name_of(const struct ladder *ladder, unsigned i, unsigned before_end)
{
    const struct hsviz_participant *participant = hsviz_layout_participant(ladder->layout, i);
    unsigned cells = hsviz_box_cells(participant->name);
    bool is_last = i + 1 == ladder->layout->participants->len;

    if (i < HSVIZ_NUM_SIDES)
        return participant->name;
    if (is_last)
        return before_end + cells < ladder->options->width ? participant->name
                                                           : participant->short_name;
    return cells <= ladder->columns.widths.aside ? participant->name : participant->short_name;
}

static void put_boxes(struct ladder *ladder, enum hsviz_box_line which)
{
    unsigned before_end = 0;

    for (unsigned i = 0; i < ladder->layout->participants->len; i++) {
        const char *name = name_of(ladder, i, before_end);
        unsigned lifeline = ladder->columns.lifeline[i];

        put_box(ladder, name, lifeline, which);
        before_end = lifeline - MIN(lifeline, BOX_LEG) + hsviz_box_cells(name);
    }
    end_line(ladder);
}

static void draw_head(struct ladder *ladder)
{
    const struct hsviz_columns *columns = &ladder->columns;

    put_boxes(ladder, HSVIZ_BOX_TOP);
    put_right(ladder, "frame", columns->widths.frame);
    if (columns->widths.time > 0)
        put_right(ladder, "ms", columns->time + columns->widths.time);
    put_right(ladder, "RTT", columns->rtt + columns->widths.rtt);
    put_boxes(ladder, HSVIZ_BOX_NAME);
    if (hsviz_connection_relative(ladder->connection))
        put_right(ladder, "(relative)", columns->rtt + columns->widths.rtt);
    put_boxes(ladder, HSVIZ_BOX_BOTTOM);
}

static bool has_shaft(const struct ladder *ladder, enum hsviz_shaft shaft)
{
    for (size_t i = 0; i < ladder->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(ladder->layout, i);

        if (hsviz_row_is_message(row) && hsviz_row_shaft(row) == shaft)
            return true;
    }
    return false;
}

/* What the shafts mean that are there and are not plain. */
static void draw_legend(struct ladder *ladder)
{
    static const struct {
        enum hsviz_shaft shaft;
        const char *meaning;
    } legend[] = {
        { HSVIZ_SHAFT_INFERRED, " inferred" },
        { HSVIZ_SHAFT_REPEATED, " retransmission" },
        { HSVIZ_SHAFT_GAP, " not captured" },
    };
    struct hsviz_line *line = ladder->line;

    hsviz_line_style(line, HSVIZ_STYLE_FAINT);
    for (size_t i = 0; i < G_N_ELEMENTS(legend); i++) {
        if (!has_shaft(ladder, legend[i].shaft))
            continue;
        hsviz_line_fill(line, HSVIZ_SIGN_SPACE,
                        line->cells > 0 ? line->cells + LEGEND_AIR
                                        : ladder->columns.lifeline[HSVIZ_CLIENT]);
        hsviz_line_fill(line, hsviz_arrow_shaft(legend[i].shaft), line->cells + LEGEND_SHAFT_CELLS);
        hsviz_line_put(line, HSVIZ_TEXT_MODEL, legend[i].meaning,
                       ladder->options->width - MIN(ladder->options->width, line->cells));
    }
    if (line->cells > 0)
        end_line(ladder);
}

static void draw_foot(struct ladder *ladder)
{
    bool goes_on = hsviz_connection_close(ladder->connection) == HSVIZ_CLOSE_OPEN;

    put_lifelines(ladder, goes_on ? HSVIZ_SIGN_LIFELINE_ON : HSVIZ_SIGN_LIFELINE_END, 0,
                  ladder->layout->participants->len);
    end_line(ladder);
    draw_legend(ladder);
}

static void draw_nothing(struct ladder *ladder)
{
    hsviz_line_put(ladder->line, HSVIZ_TEXT_MODEL, hsviz_words_no_step(ladder->connection),
                   ladder->options->width);
    end_line(ladder);
}

void hsviz_ladder_draw(struct hsviz_output *output, const struct hsviz_render_options *options,
                       const struct hsviz_connection *connection)
{
    struct ladder ladder = { .output = output, .options = options, .connection = connection };

    ladder.layout = hsviz_layout_new(connection, options);
    ladder.line = hsviz_line_new(options);
    ladder.label = hsviz_line_new(options);
    ladder.cell = g_string_new(NULL);
    ladder.decimals = hsviz_time_decimals(connection);
    if (ladder.layout->rows->len <= 1) {
        draw_nothing(&ladder);
    } else {
        measure(&ladder);
        if (options->explain == HSVIZ_EXPLAIN_ON)
            ladder.captions = hsviz_captions_new(ladder.layout, ladder.columns.widths.arrow, 1);
        draw_head(&ladder);
        draw_rows(&ladder);
        draw_foot(&ladder);
    }
    g_clear_pointer(&ladder.captions, g_ptr_array_unref);
    g_string_free(ladder.cell, TRUE);
    hsviz_line_free(ladder.label);
    hsviz_line_free(ladder.line);
    hsviz_layout_free(ladder.layout);
}
