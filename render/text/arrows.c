/* arrows.c
 * One line a step, as people write handshakes in notes:
 *
 *     Client(SYN-SENT)     >  SYN          >  Server(LISTEN)
 *     Client(ESTABLISHED)  <  SYN-ACK      <  Server(SYN-RCVD)
 *     Client               >  ClientHello  >  Server
 *
 * What the client asks a certificate authority stands between them, with "Authority" at its end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "arrows.h"

#include <inttypes.h>
#include <string.h>

#include "render/layout/cell.h"
#include "line.h"
#include "paragraph.h"
#include "render/shared/words.h"

enum { AIR = 2, INDENT = 2 };

/* The lines of one connection: its steps as columns of text. */
struct arrows {
    const struct hsviz_connection *connection;
    const struct hsviz_render_options *options;
    struct hsviz_line *line;
    GString *cell; /* to work in */
    unsigned end_cells, name_cells;
};

/* An end, with its state where the step is TCP's; a step of TLS changes none. */
static void write_end(struct arrows *arrows, const struct hsviz_step *step, enum hsviz_side side)
{
    static const struct {
        const char *name;
        uint8_t assumed;
    } ends[HSVIZ_NUM_SIDES] = {
        [HSVIZ_CLIENT] = { "Client", HSVIZ_STEP_CLIENT_ASSUMED },
        [HSVIZ_SERVER] = { "Server", HSVIZ_STEP_SERVER_ASSUMED },
    };

    g_string_assign(arrows->cell, ends[side].name);
    if (hsviz_step_layer((enum hsviz_step_type)step->type) == HSVIZ_LAYER_TRANSPORT)
        g_string_append_printf(arrows->cell, "(%s%s)",
                               hsviz_word_name(hsviz_tcp_states, step->state[side]),
                               step->flags & ends[side].assumed ? "?" : "");
}

static void write_step(struct arrows *arrows, const struct hsviz_step *step)
{
    g_string_assign(arrows->cell, step->flags & HSVIZ_STEP_UNEXPECTED ? "! " : "");
    g_string_append(arrows->cell, hsviz_step_name(step));
    if (step->flags & HSVIZ_STEP_UNEXPECTED)
        g_string_append(arrows->cell, ", unexpected");
    if (step->flags & HSVIZ_STEP_GAP)
        g_string_append(arrows->cell, ", not captured");
    else if (step->source == HSVIZ_INFERRED)
        g_string_append(arrows->cell, ", inferred");
    if (step->repeat_of != 0)
        g_string_append_printf(arrows->cell, ", again (frame %" PRIu32 ")", step->repeat_of);
    if (step->count > 1)
        g_string_append_printf(arrows->cell, ", %" PRIu32 " records", step->count);
}

static void write_fold(struct arrows *arrows, const struct hsviz_row *row)
{
    g_string_printf(arrows->cell, "(%zu steps of data more)", row->last_step - row->first_step + 1);
}

static void measure(struct arrows *arrows, const struct hsviz_step *step)
{
    write_end(arrows, step, HSVIZ_CLIENT);
    arrows->end_cells = MAX(arrows->end_cells, (unsigned)arrows->cell->len);
    write_step(arrows, step);
    arrows->name_cells = MAX(arrows->name_cells, (unsigned)arrows->cell->len);
}

/* A fold may stand where the second direction of a step does, for it has none. */
static void measure_fold(struct arrows *arrows, const struct hsviz_row *row)
{
    write_fold(arrows, row);
    arrows->name_cells = MAX(arrows->name_cells, (unsigned)arrows->cell->len - AIR - 1);
}

/* A question to an authority, or its answer. */
static void write_lookup(struct arrows *arrows, const struct hsviz_layout *layout,
                         const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(layout, row);

    g_string_assign(arrows->cell, hsviz_row_lookup_name(layout, row));
    if (row->kind == HSVIZ_ROW_ANSWER || lookup->answer_frame == 0) {
        g_string_append(arrows->cell, ", ");
        hsviz_lookup_status(arrows->cell, lookup);
    }
    if (lookup->source == HSVIZ_INFERRED)
        g_string_append(arrows->cell, ", inferred");
}

static void measure_row(struct arrows *arrows, const struct hsviz_layout *layout,
                        const struct hsviz_row *row)
{
    if (hsviz_row_is_message(row))
        measure(arrows, hsviz_row_step(layout, row));
    else if (row->kind == HSVIZ_ROW_FOLD)
        measure_fold(arrows, row);
    if (hsviz_row_lookup(layout, row) == NULL)
        return;
    arrows->end_cells = MAX(arrows->end_cells, (unsigned)strlen("Client"));
    write_lookup(arrows, layout, row);
    arrows->name_cells = MAX(arrows->name_cells, (unsigned)arrows->cell->len);
}

static void put_cell(struct arrows *arrows, unsigned end)
{
    hsviz_line_put(arrows->line, HSVIZ_TEXT_MODEL, arrows->cell->str, G_MAXUINT);
    hsviz_line_style(arrows->line, HSVIZ_STYLE_PLAIN);
    hsviz_line_fill(arrows->line, HSVIZ_SIGN_SPACE, end);
}

static void put_direction(struct arrows *arrows, enum hsviz_side from)
{
    hsviz_line_fill(arrows->line, HSVIZ_SIGN_SPACE, arrows->line->cells + AIR);
    hsviz_line_put(arrows->line, HSVIZ_TEXT_MODEL, from == HSVIZ_CLIENT ? ">" : "<", 1);
    hsviz_line_fill(arrows->line, HSVIZ_SIGN_SPACE, arrows->line->cells + AIR);
}

static void put_step(struct arrows *arrows, const struct hsviz_step *step)
{
    write_end(arrows, step, HSVIZ_CLIENT);
    put_cell(arrows, arrows->end_cells);
    put_direction(arrows, (enum hsviz_side)step->side);
    write_step(arrows, step);
    hsviz_line_style(arrows->line, hsviz_style_of_phase((enum hsviz_phase)step->phase));
    put_cell(arrows, arrows->line->cells + arrows->name_cells);
    put_direction(arrows, (enum hsviz_side)step->side);
    write_end(arrows, step, HSVIZ_SERVER);
    put_cell(arrows, 0);
}

static void put_lookup(struct arrows *arrows, const struct hsviz_layout *layout,
                       const struct hsviz_row *row)
{
    enum hsviz_side from = row->kind == HSVIZ_ROW_QUESTION ? HSVIZ_CLIENT : HSVIZ_SERVER;

    g_string_assign(arrows->cell, "Client");
    put_cell(arrows, arrows->end_cells);
    put_direction(arrows, from);
    write_lookup(arrows, layout, row);
    hsviz_line_style(arrows->line, hsviz_style_of_phase(HSVIZ_PHASE_AUTHENTICATION));
    put_cell(arrows, arrows->line->cells + arrows->name_cells);
    put_direction(arrows, from);
    g_string_assign(arrows->cell, "Authority");
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
    struct hsviz_layout *layout = hsviz_layout_new(arrows->connection, arrows->options);

    for (size_t i = 0; i < layout->rows->len; i++)
        measure_row(arrows, layout, hsviz_layout_row(layout, i));
    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (hsviz_row_is_message(row))
            put_step(arrows, hsviz_row_step(layout, row));
        else if (hsviz_row_lookup(layout, row) != NULL)
            put_lookup(arrows, layout, row);
        else if (row->kind == HSVIZ_ROW_FOLD)
            put_fold(arrows, row);
        else
            continue;
        hsviz_line_end(arrows->line, output);
    }
    hsviz_layout_free(layout);
}

void hsviz_arrows_connection(struct hsviz_rendering *rendering,
                             const struct hsviz_connection *connection)
{
    struct arrows arrows = { .connection = connection, .options = &rendering->options };

    arrows.line = hsviz_line_new(arrows.options);
    arrows.cell = g_string_new(NULL);
    if (rendering->num_connections > 0)
        hsviz_line_end(arrows.line, rendering->output);
    put_title(&arrows, rendering->output);
    put_rows(&arrows, rendering->output);
    g_string_free(arrows.cell, TRUE);
    hsviz_line_free(arrows.line);
}
