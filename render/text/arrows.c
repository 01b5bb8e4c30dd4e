/* arrows.c
 * One line per step, as people write handshakes in notes:
 *
 *     Client(SYN-SENT)     >  SYN          >  Server(LISTEN)
 *     Client(ESTABLISHED)  <  SYN-ACK      <  Server(SYN-RCVD)
 *     Client               >  ClientHello  >  Server
 *
 * Requests to other participants are between them, with the participant's name at the end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "arrows.h"

#include "render/layout/cell.h"
#include "line.h"
#include "paragraph.h"
#include "render/shared/words.h"
#include "model/core/append.h"
#include "model/core/step.h"

enum { AIR = 2, INDENT = 2 };

/* The lines of one connection: its steps as columns of text. */
struct arrows {
    const struct hsviz_connection *connection;
    const struct hsviz_render_options *options;
    struct hsviz_layout *layout;
    struct hsviz_line *line;
    GString *cell; /* to work in */
    unsigned end_cells, name_cells;
};

/* A participant, with its state if the step is of TCP; TLS steps change no state. */
static void write_end(struct arrows *arrows, const struct hsviz_row *row, unsigned who)
{
    g_string_assign(arrows->cell, hsviz_layout_participant(arrows->layout, who)->name);
    if (row->layer != HSVIZ_LAYER_TCP || who >= HSVIZ_NUM_SIDES)
        return;
    hsviz_append(arrows->cell, "(");
    hsviz_append(arrows->cell, hsviz_word_name(hsviz_tcp_states, row->state[who]));
    hsviz_append(arrows->cell, row->is_assumed[who] ? "?)" : ")");
}

/* What came of a request: with the reply, or without one. */
static void write_result(struct arrows *arrows, const struct hsviz_row *row)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(arrows->layout, row);

    if (exchange == NULL || !(row->style & (HSVIZ_ARROW_REPLY | HSVIZ_ARROW_UNANSWERED)))
        return;
    hsviz_append(arrows->cell, ", ");
    hsviz_append(arrows->cell, exchange->result);
}

static void write_steps(struct arrows *arrows, const struct hsviz_row *row)
{
    const struct hsviz_step *step = hsviz_row_step(arrows->layout, row);

    if (step->repeat_of != 0) {
        hsviz_append(arrows->cell, ", retransmission of frame ");
        hsviz_append_unsigned(arrows->cell, step->repeat_of);
    }
    if (step->count > 1) {
        hsviz_append(arrows->cell, ", ");
        hsviz_append_unsigned(arrows->cell, step->count);
        hsviz_append(arrows->cell, " records");
    }
}

static void write_arrow(struct arrows *arrows, const struct hsviz_row *row)
{
    g_string_assign(arrows->cell, row->style & HSVIZ_ARROW_UNEXPECTED ? "! " : "");
    g_string_append(arrows->cell, row->name);
    write_result(arrows, row);
    if (row->style & HSVIZ_ARROW_UNEXPECTED)
        g_string_append(arrows->cell, ", unexpected");
    if (row->style & HSVIZ_ARROW_GAP)
        g_string_append(arrows->cell, ", not captured");
    else if (row->style & (HSVIZ_ARROW_INFERRED | HSVIZ_ARROW_ASCRIBED))
        g_string_append(arrows->cell, ", inferred");
    if (row->has_steps)
        write_steps(arrows, row);
}

static void write_fold(struct arrows *arrows, const struct hsviz_row *row)
{
    g_string_printf(arrows->cell, "(%zu more data steps)", row->last_step - row->first_step + 1);
}

static void measure(struct arrows *arrows, const struct hsviz_row *row)
{
    write_end(arrows, row, MIN(row->from, row->to));
    arrows->end_cells = MAX(arrows->end_cells, (unsigned)arrows->cell->len);
    write_arrow(arrows, row);
    arrows->name_cells = MAX(arrows->name_cells, (unsigned)arrows->cell->len);
}

/* A fold may stand where the second direction of a step does, for it has none. */
static void measure_fold(struct arrows *arrows, const struct hsviz_row *row)
{
    write_fold(arrows, row);
    arrows->name_cells = MAX(arrows->name_cells, (unsigned)arrows->cell->len - AIR - 1);
}

static void put_cell(struct arrows *arrows, unsigned end)
{
    hsviz_line_put(arrows->line, HSVIZ_TEXT_MODEL, arrows->cell->str, G_MAXUINT);
    hsviz_line_style(arrows->line, HSVIZ_STYLE_PLAIN);
    hsviz_line_fill(arrows->line, HSVIZ_SIGN_SPACE, end);
}

static void put_direction(struct arrows *arrows, const struct hsviz_row *row)
{
    hsviz_line_fill(arrows->line, HSVIZ_SIGN_SPACE, arrows->line->cells + AIR);
    hsviz_line_put(arrows->line, HSVIZ_TEXT_MODEL, row->from < row->to ? ">" : "<", 1);
    hsviz_line_fill(arrows->line, HSVIZ_SIGN_SPACE, arrows->line->cells + AIR);
}

static void put_arrow(struct arrows *arrows, const struct hsviz_row *row)
{
    write_end(arrows, row, MIN(row->from, row->to));
    put_cell(arrows, arrows->end_cells);
    put_direction(arrows, row);
    write_arrow(arrows, row);
    hsviz_line_style(arrows->line, hsviz_style_of_phase(row->phase));
    put_cell(arrows, arrows->line->cells + arrows->name_cells);
    put_direction(arrows, row);
    write_end(arrows, row, MAX(row->from, row->to));
    put_cell(arrows, 0);
}

static void put_title(struct arrows *arrows, struct hsviz_output *output)
{
    GArray *phrases = hsviz_phrases_new();
    struct hsviz_paragraph paragraph = {
        output, arrows->line, arrows->options->width, INDENT, HSVIZ_STYLE_TITLE,
    };

    hsviz_phrases_title(phrases, arrows->connection);
    for (guint i = 0; i < phrases->len; i++) {
        const struct hsviz_phrase *phrase = &g_array_index(phrases, struct hsviz_phrase, i);

        hsviz_paragraph_put(&paragraph, i > 0 ? " · " : "", phrase->class, phrase->text);
    }
    hsviz_paragraph_end(&paragraph);
    g_array_unref(phrases);
}

/* Steps of data that fold are one line, of neither direction. */
static void put_fold(struct arrows *arrows, const struct hsviz_row *row)
{
    unsigned middle = arrows->end_cells + 2 * AIR + 1;

    g_string_assign(arrows->cell, "Client");
    put_cell(arrows, middle);
    write_fold(arrows, row);
    put_cell(arrows, middle + arrows->name_cells + 2 * AIR + 1);
    g_string_assign(arrows->cell, "Server");
    put_cell(arrows, 0);
}

static void put_rows(struct arrows *arrows, struct hsviz_output *output)
{
    const struct hsviz_layout *layout = arrows->layout;

    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (row->kind == HSVIZ_ROW_ARROW)
            measure(arrows, row);
        else if (row->kind == HSVIZ_ROW_FOLD)
            measure_fold(arrows, row);
    }
    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (row->kind == HSVIZ_ROW_ARROW)
            put_arrow(arrows, row);
        else if (row->kind == HSVIZ_ROW_FOLD)
            put_fold(arrows, row);
        else
            continue;
        hsviz_line_end(arrows->line, output);
    }
}

void hsviz_arrows_connection(struct hsviz_rendering *rendering,
                             const struct hsviz_connection *connection)
{
    struct arrows arrows = { .connection = connection, .options = &rendering->options };

    arrows.line = hsviz_line_new(arrows.options);
    arrows.cell = g_string_new(NULL);
    arrows.layout = hsviz_layout_new(connection, arrows.options);
    if (rendering->num_connections > 0)
        hsviz_line_end(arrows.line, rendering->output);
    put_title(&arrows, rendering->output);
    put_rows(&arrows, rendering->output);
    hsviz_layout_free(arrows.layout);
    g_string_free(arrows.cell, TRUE);
    hsviz_line_free(arrows.line);
}
