/* markdown.c
 * One table per connection, as people keep handshakes in their notes; with `explain`, the steps one
 * by one below it.
 *
 *     ## stream 0 · 192.0.2.10:41803 → 198.51.100.20:443 · `example.test`
 *
 *     - TLS 1.2 full handshake, complete
 *
 *     | **Step** | **Description** | **Flags or parameters** | **Purpose** | **RTT** | **ms** |
 *     | --- | --- | --- | --- | ---: | ---: |
 *     | 1. SYN | **Client:** Asks to open a connection. | SYN, seq=0 | … | 0.0 | 0.0 |
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "markdown.h"

#include <string.h>

#include "render/layout/cell.h"
#include "escape_markup.h"
#include "render/layout/layout.h"
#include "render/shared/number.h"
#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/describe.h"
#include "model/story/explain.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"

#define BETWEEN " · "

/* What writing one connection takes. */
struct markdown {
    struct hsviz_output *output;
    const struct hsviz_render_options *options;
    const struct hsviz_connection *connection;
    struct hsviz_layout *layout;
    GString *text;         /* to work in */
    GHashTable *explained; /* explanation → number of the step at which it stands */
    unsigned decimals;
};

static void put(struct markdown *markdown, const char *syntax)
{
    hsviz_output_text(markdown->output, syntax);
}

static void put_text(struct markdown *markdown, enum hsviz_text_class class, const char *text)
{
    GString *escaped = g_string_new(NULL);

    hsviz_escape_markdown(escaped, text, class);
    hsviz_output_text(markdown->output, escaped->str);
    g_string_free(escaped, TRUE);
}

static void put_model(struct markdown *markdown, const char *text)
{
    put_text(markdown, HSVIZ_TEXT_MODEL, text);
}

/* Writes markdown->text, and empties it. */
static void put_made(struct markdown *markdown)
{
    put_model(markdown, markdown->text->str);
    g_string_truncate(markdown->text, 0);
}

/* ---- What is said of the connection as a whole ---- */

typedef void phrase_maker(GArray *phrases, const struct hsviz_connection *connection);

/* One line of phrases, behind syntax, with dots between them, though after the first what is given;
 * nothing where there is none. */
static void put_phrases(struct markdown *markdown, const char *syntax, const char *after_first,
                        phrase_maker *make)
{
    GArray *phrases = hsviz_phrases_new();

    make(phrases, markdown->connection);
    for (guint i = 0; i < phrases->len; i++) {
        const struct hsviz_phrase *phrase = &g_array_index(phrases, struct hsviz_phrase, i);

        put(markdown, i == 0 ? syntax : i == 1 ? after_first : BETWEEN);
        put_text(markdown, phrase->class, phrase->text);
    }
    put(markdown, phrases->len > 0 ? "\n" : "");
    g_array_unref(phrases);
}

static void put_summary(struct markdown *markdown)
{
    put_phrases(markdown, "- ", BETWEEN, hsviz_phrases_handshake);
    put_phrases(markdown, "- ", BETWEEN, hsviz_phrases_round_trips);
    hsviz_connection_version_path(markdown->connection, markdown->text, UINT32_MAX);
    if (markdown->text->len > 0) {
        put(markdown, "- version path: ");
        put_made(markdown);
        put(markdown, "\n");
    }
    put_phrases(markdown, "- ", BETWEEN, hsviz_phrases_ledger);
}

static void put_notes(struct markdown *markdown)
{
    size_t num_notes = hsviz_connection_num_notes(markdown->connection);

    put(markdown, num_notes > 0 ? "\n" : "");
    for (size_t i = 0; i < num_notes; i++) {
        const struct hsviz_note *note = hsviz_connection_note(markdown->connection, i);

        put(markdown, "- **");
        hsviz_note_heading(markdown->text, note);
        put_made(markdown);
        put(markdown, ":** ");
        hsviz_note_text(markdown->connection, markdown->text, note);
        put_made(markdown);
        put(markdown, "\n");
    }
}

/* ---- The cells of a step ---- */

static void put_name(struct markdown *markdown, const struct hsviz_row *row)
{
    g_string_append(markdown->text, row->name);
    if (row->style & HSVIZ_ARROW_UNEXPECTED)
        g_string_append(markdown->text, ", unexpected");
    if (row->style & HSVIZ_ARROW_INFERRED && !(row->style & HSVIZ_ARROW_GAP))
        g_string_append(markdown->text, ", inferred");
    put_made(markdown);
}

/* A segment's flags are what its step is called after, and ACK where it acknowledges anything. */
static void append_flags(GString *text, const struct hsviz_step *step)
{
    char **flags = g_strsplit(hsviz_step_name(step), "-", -1);
    char *joined = g_strjoinv(", ", flags);

    g_string_append(text, joined);
    if (step->ack > 0 && !g_strv_contains((const char *const *)flags, "ACK"))
        g_string_append(text, ", ACK");
    g_free(joined);
    g_strfreev(flags);
}

static void put_step_parameters(struct markdown *markdown, const struct hsviz_row *row)
{
    gsize flags_end;

    if (row->layer == HSVIZ_LAYER_TCP && !(row->style & HSVIZ_ARROW_GAP))
        append_flags(markdown->text, hsviz_row_step(markdown->layout, row));
    flags_end = markdown->text->len;
    g_string_append(markdown->text, row->detail);
    if (flags_end > 0 && markdown->text->len > flags_end)
        g_string_insert(markdown->text, (gssize)flags_end, "; ");
    put_made(markdown);
}

/* An arrow aside has a frame of its own; a request says why it belongs here and what came of it, a
 * reply how long it took. */
static void put_aside_parameters(struct markdown *markdown, const struct hsviz_row *row)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(markdown->layout, row);
    gsize detail_end;

    g_string_append(markdown->text, "frame ");
    hsviz_cell_frame(markdown->text, row);
    g_string_append_printf(markdown->text, ", %s", exchange->arrows[row->exchange_arrow].detail);
    detail_end = markdown->text->len;
    if (row->exchange_arrow == HSVIZ_REQUEST)
        hsviz_exchange_join(markdown->text, exchange);
    else
        hsviz_exchange_time(markdown->text, exchange, markdown->decimals);
    if (markdown->text->len > detail_end)
        g_string_insert(markdown->text, (gssize)detail_end, "; ");
    if (row->style & HSVIZ_ARROW_UNANSWERED)
        g_string_append_printf(markdown->text, "; %s", exchange->result);
    put_made(markdown);
}

static void put_parameters(struct markdown *markdown, const struct hsviz_row *row)
{
    if (hsviz_row_is_aside(row))
        put_aside_parameters(markdown, row);
    else
        put_step_parameters(markdown, row);
}

/* ---- The table ---- */

static const char table_head[] =
    "| **Step** | **Description** | **Flags or parameters** | **Purpose** | **RTT** | **ms** |\n"
    "| --- | --- | --- | --- | ---: | ---: |\n";

static void put_position(struct markdown *markdown, const struct hsviz_row *row)
{
    hsviz_cell_rtt(markdown->text, row);
    put_made(markdown);
    put(markdown, " | ");
    if (!(row->style & HSVIZ_ARROW_GAP))
        hsviz_number_time(
            markdown->text,
            hsviz_number_since(row->time_ns, hsviz_connection_start_ns(markdown->connection)),
            HSVIZ_MILLISECONDS, markdown->decimals);
    put_made(markdown);
}

/* Of an arrow aside the standard is another one. */
static void put_purpose(struct markdown *markdown, const struct hsviz_row *row,
                        const struct hsviz_explanation *explanation)
{
    g_string_append(markdown->text, explanation->why);
    if (hsviz_row_is_aside(row))
        g_string_append_printf(markdown->text, " (%s)", explanation->rfc);
    put_made(markdown);
}

/* A request counts as a step, and its reply belongs to it. Neither has an RTT position: it took
 * another path. */
static void put_row(struct markdown *markdown, const struct hsviz_row *row, unsigned number)
{
    const struct hsviz_explanation *explanation = hsviz_row_explanation(markdown->layout, row);

    put(markdown, "| ");
    if (!(row->style & HSVIZ_ARROW_REPLY))
        g_string_printf(markdown->text, "%u. ", number);
    put(markdown, markdown->text->str);
    g_string_truncate(markdown->text, 0);
    put_name(markdown, row);
    put(markdown, " | **");
    put(markdown, hsviz_layout_participant(markdown->layout, row->from)->name);
    put(markdown, ":** ");
    put_model(markdown, explanation->what);
    put(markdown, " | ");
    put_parameters(markdown, row);
    put(markdown, " | ");
    put_purpose(markdown, row, explanation);
    put(markdown, " | ");
    put_position(markdown, row);
    put(markdown, " |\n");
}

static void put_fold(struct markdown *markdown, const struct hsviz_row *row)
{
    put(markdown, "| … | ");
    hsviz_cell_fold(markdown->text, markdown->layout, row, markdown->options->tcp);
    put_made(markdown);
    put(markdown, " | | | | |\n");
}

static bool is_numbered(const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_ARROW && !(row->style & HSVIZ_ARROW_REPLY);
}

static void put_table(struct markdown *markdown)
{
    unsigned number = 0;

    put(markdown, "\n");
    if (markdown->layout->rows->len == 1) { /* the start */
        put_model(markdown, hsviz_words_no_step(markdown->connection));
        put(markdown, "\n");
        return;
    }
    put(markdown, table_head);
    for (size_t i = 0; i < markdown->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(markdown->layout, i);

        number += is_numbered(row);
        if (row->kind == HSVIZ_ROW_ARROW)
            put_row(markdown, row, number);
        else if (row->kind == HSVIZ_ROW_FOLD)
            put_fold(markdown, row);
    }
}

/* ---- Step by step ---- */

/* Programs that know no CommonMark insist on it. */
enum { INDENT_MIN = 4 };

static void put_point(struct markdown *markdown, size_t indent, const char *name)
{
    g_string_printf(markdown->text, "%*s- %s: ", (int)indent, "", name);
    put(markdown, markdown->text->str);
    g_string_truncate(markdown->text, 0);
}

static void put_explanation(struct markdown *markdown, size_t indent,
                            const struct hsviz_explanation *explanation)
{
    put_point(markdown, indent, "**Purpose**");
    put_model(markdown, explanation->why);
    put(markdown, "\n");
    put_point(markdown, indent, "**Standard**");
    put_model(markdown, explanation->rfc);
    put(markdown, "\n");
}

/* The number of the step at which an explanation stood before; 0, and it stands here, where it did
 * not. */
static unsigned explained_before(struct markdown *markdown,
                                 const struct hsviz_explanation *explanation, unsigned number)
{
    gpointer before = g_hash_table_lookup(markdown->explained, explanation);

    if (before == NULL)
        g_hash_table_insert(markdown->explained, (gpointer)explanation, GUINT_TO_POINTER(number));
    return GPOINTER_TO_UINT(before);
}

/* What was explained at an earlier step is not explained again. */
static void put_points(struct markdown *markdown, const struct hsviz_row *row, size_t indent,
                       unsigned number, const char *action)
{
    const struct hsviz_explanation *explanation = hsviz_row_explanation(markdown->layout, row);
    unsigned before = explained_before(markdown, explanation, number);

    put_point(markdown, indent, action);
    if (before != 0)
        g_string_printf(markdown->text, "Same as step %u.", before);
    else
        g_string_assign(markdown->text, explanation->what);
    put_made(markdown);
    put(markdown, "\n");
    put_point(markdown, indent, "**Details**");
    put_parameters(markdown, row);
    put(markdown, "\n");
    if (before == 0)
        put_explanation(markdown, indent, explanation);
}

/* The row of the reply to the request in row i; NULL where there is none. */
static const struct hsviz_row *reply_to(const struct markdown *markdown, size_t i)
{
    size_t exchange = hsviz_layout_row(markdown->layout, i)->exchange;

    for (i++; i < markdown->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(markdown->layout, i);

        if (row->style & HSVIZ_ARROW_REPLY && row->exchange == exchange)
            return row;
    }
    return NULL;
}

static void put_action(struct markdown *markdown, const struct hsviz_row *row, size_t indent,
                       unsigned number)
{
    char *action =
        g_strdup_printf("**%s** (%s)", row->style & HSVIZ_ARROW_REPLY ? "Response" : "Action",
                        hsviz_layout_participant(markdown->layout, row->from)->noun);

    put_points(markdown, row, indent, number, action);
    g_free(action);
}

static void put_step(struct markdown *markdown, size_t i, unsigned number)
{
    const struct hsviz_row *row = hsviz_layout_row(markdown->layout, i);
    const struct hsviz_row *reply = hsviz_row_is_aside(row) ? reply_to(markdown, i) : NULL;
    char *item = g_strdup_printf("%u. ", number);
    size_t indent = MAX(strlen(item), INDENT_MIN);

    put(markdown, item);
    put(markdown, "**");
    put_name(markdown, row);
    put(markdown, "**\n");
    put_action(markdown, row, indent, number);
    if (reply != NULL)
        put_action(markdown, reply, indent, number);
    g_free(item);
}

static void put_steps(struct markdown *markdown)
{
    unsigned number = 0;

    markdown->explained = g_hash_table_new(NULL, NULL);
    put(markdown, "\n### Process steps\n\n");
    for (size_t i = 0; i < markdown->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(markdown->layout, i);

        if (is_numbered(row))
            put_step(markdown, i, ++number);
    }
    g_hash_table_destroy(markdown->explained);
}

void hsviz_markdown_connection(struct hsviz_rendering *rendering,
                               const struct hsviz_connection *connection)
{
    struct markdown markdown = {
        .output = rendering->output,
        .options = &rendering->options,
        .connection = connection,
        .layout = hsviz_layout_new(connection, &rendering->options),
        .text = g_string_new(NULL),
        .decimals = hsviz_time_decimals(connection),
    };

    put(&markdown, rendering->num_connections > 0 ? "\n" : "");
    put_phrases(&markdown, "## ", BETWEEN, hsviz_phrases_title);
    put(&markdown, "\n");
    put_summary(&markdown);
    put_table(&markdown);
    put_notes(&markdown);
    if (rendering->options.explain == HSVIZ_EXPLAIN_ON)
        put_steps(&markdown);
    hsviz_layout_free(markdown.layout);
    g_string_free(markdown.text, TRUE);
}
