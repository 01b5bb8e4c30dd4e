/* text.c
 * The ladder on a terminal: header, ladder, where the time went, notes.
 *
 *     frame   ms  RTT       Client                                 Server
 *         1  0.0  0.0 SYN-SENT ├─ SYN  seq=0 ───────────────────────►│
 *         2 50.2  0.5          │◄─────────────── SYN-ACK  seq=0 ack=1 ─┤ SYN-RCVD
 *
 * The label of an arrow stands at its sender, the head at its receiver. Shafts differ by what is
 * known: ── seen, ┄┄ inferred, ══ repeated, ·· not captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text.h"

#include "ladder.h"
#include "paragraph.h"
#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"

/* Separates phrases. */
#define BETWEEN " · "

enum { BETWEEN_CELLS = 3, INDENT = 2 };

static struct hsviz_paragraph paragraph_begin(struct hsviz_output *output, struct hsviz_line *line,
                                              const struct hsviz_render_options *options)
{
    return (struct hsviz_paragraph){ output, line, options->width, INDENT, HSVIZ_STYLE_PLAIN };
}

static unsigned phrases_cells(const struct hsviz_paragraph *paragraph, const GArray *phrases)
{
    unsigned cells = 0;

    for (guint i = 0; i < phrases->len; i++) {
        const struct hsviz_phrase *phrase = &g_array_index(phrases, struct hsviz_phrase, i);

        cells += hsviz_text_cells(phrase->class, phrase->text, paragraph->line->charset);
        cells += hsviz_text_cells(HSVIZ_TEXT_MODEL, BETWEEN, paragraph->line->charset);
    }
    return cells;
}

/* Sets phrases with dots between them; frees them. */
static void put_phrases(struct hsviz_paragraph *paragraph, GArray *phrases)
{
    for (guint i = 0; i < phrases->len; i++) {
        const struct hsviz_phrase *phrase = &g_array_index(phrases, struct hsviz_phrase, i);

        hsviz_paragraph_put(paragraph, i > 0 ? BETWEEN : "", phrase->class, phrase->text);
    }
    if (phrases->len > 0)
        hsviz_paragraph_end(paragraph);
    g_array_unref(phrases);
}

static void put_title(struct hsviz_paragraph paragraph, const struct hsviz_connection *connection)
{
    GArray *phrases = hsviz_phrases_new();

    hsviz_phrases_title(phrases, connection);
    paragraph.style = HSVIZ_STYLE_TITLE;
    put_phrases(&paragraph, phrases);
}

/* One line where it fits; else what was done and the round trips it took have a line each. */
static void put_handshake(struct hsviz_paragraph paragraph,
                          const struct hsviz_connection *connection)
{
    GArray *handshake = hsviz_phrases_new(), *trips = hsviz_phrases_new();

    hsviz_phrases_handshake(handshake, connection);
    hsviz_phrases_round_trips(trips, connection);
    if (phrases_cells(&paragraph, handshake) + phrases_cells(&paragraph, trips) <=
        paragraph.width + BETWEEN_CELLS) {
        hsviz_phrases_round_trips(handshake, connection);
        g_array_set_size(trips, 0);
    }
    put_phrases(&paragraph, handshake);
    put_phrases(&paragraph, trips);
}

/* Each rule as a paragraph of its own. */
static void put_rules(struct hsviz_paragraph paragraph, GArray *rules)
{
    paragraph.indent += INDENT;
    for (guint i = 0; i < rules->len; i++) {
        hsviz_line_put(paragraph.line, HSVIZ_TEXT_MODEL, "  ", G_MAXUINT);
        hsviz_paragraph_words(&paragraph, HSVIZ_TEXT_MODEL,
                              g_array_index(rules, struct hsviz_phrase, i).text);
        hsviz_paragraph_end(&paragraph);
    }
    g_array_unref(rules);
}

/* The version steps under the path: briefly, or with their rules. */
static void put_version_steps(struct hsviz_paragraph paragraph,
                              const struct hsviz_connection *connection, enum hsviz_explain explain)
{
    GArray *phrases = hsviz_phrases_new();

    if (explain == HSVIZ_EXPLAIN_ON) {
        hsviz_phrases_rules(phrases, connection);
        put_rules(paragraph, phrases);
        return;
    }
    hsviz_phrases_version_steps(phrases, connection);
    hsviz_line_put(paragraph.line, HSVIZ_TEXT_MODEL, "  ", G_MAXUINT);
    put_phrases(&paragraph, phrases);
}

static void put_version_path(struct hsviz_paragraph paragraph,
                             const struct hsviz_connection *connection, enum hsviz_explain explain)
{
    GString *path = g_string_new("version path: ");
    gsize empty_len = path->len;

    hsviz_connection_version_path(connection, path, UINT32_MAX);
    if (path->len > empty_len) {
        hsviz_paragraph_put(&paragraph, "", HSVIZ_TEXT_MODEL, path->str);
        hsviz_paragraph_end(&paragraph);
        put_version_steps(paragraph, connection, explain);
    }
    g_string_free(path, TRUE);
}

/* The whole, and beside it, in lines of their own where it takes several, its parts. */
static void put_ledger(struct hsviz_paragraph paragraph, const struct hsviz_connection *connection)
{
    GArray *phrases = hsviz_phrases_new();

    hsviz_phrases_ledger(phrases, connection);
    if (phrases->len > 0) {
        hsviz_line_end(paragraph.line, paragraph.output);
        hsviz_line_put(paragraph.line, HSVIZ_TEXT_MODEL,
                       g_array_index(phrases, struct hsviz_phrase, 0).text, paragraph.width);
        if (paragraph.line->cells > paragraph.width / 2)
            hsviz_line_end(paragraph.line, paragraph.output);
        hsviz_line_put(paragraph.line, HSVIZ_TEXT_MODEL, "  ", G_MAXUINT);
        paragraph.indent = paragraph.line->cells;
        g_array_remove_index(phrases, 0);
    }
    put_phrases(&paragraph, phrases);
}

/* How a note of each severity looks. */
static const enum hsviz_style severities[] = {
    [HSVIZ_CHAT] = HSVIZ_STYLE_PLAIN,
    [HSVIZ_NOTICE] = HSVIZ_STYLE_PLAIN,
    [HSVIZ_WARNING] = HSVIZ_STYLE_WARNING,
    [HSVIZ_ERROR] = HSVIZ_STYLE_ERROR,
};

static void put_note(struct hsviz_paragraph paragraph, const struct hsviz_connection *connection,
                     const struct hsviz_note *note)
{
    GString *text = g_string_new(NULL);

    hsviz_note_heading(text, note);
    g_string_append(text, ": ");
    hsviz_line_style(paragraph.line, severities[hsviz_note_severity(note)]);
    hsviz_line_put(paragraph.line, HSVIZ_TEXT_MODEL, text->str, G_MAXUINT);
    paragraph.indent = paragraph.line->cells;
    g_string_truncate(text, 0);
    hsviz_note_text(connection, text, note);
    hsviz_paragraph_words(&paragraph, HSVIZ_TEXT_MODEL, text->str);
    hsviz_paragraph_end(&paragraph);
    g_string_free(text, TRUE);
}

static void put_notes(struct hsviz_paragraph paragraph, const struct hsviz_connection *connection)
{
    size_t num_notes = hsviz_connection_num_notes(connection);

    if (num_notes > 0)
        hsviz_line_end(paragraph.line, paragraph.output);
    for (size_t i = 0; i < num_notes; i++)
        put_note(paragraph, connection, hsviz_connection_note(connection, i));
}

void hsviz_text_connection(struct hsviz_rendering *rendering,
                           const struct hsviz_connection *connection)
{
    struct hsviz_output *output = rendering->output;
    struct hsviz_line *line = hsviz_line_new(&rendering->options);
    struct hsviz_paragraph paragraph = paragraph_begin(output, line, &rendering->options);

    if (rendering->num_connections > 0)
        hsviz_line_end(line, output);
    put_title(paragraph, connection);
    put_handshake(paragraph, connection);
    put_version_path(paragraph, connection, rendering->options.explain);
    hsviz_line_end(line, output);
    hsviz_ladder_draw(output, &rendering->options, connection);
    put_ledger(paragraph, connection);
    put_notes(paragraph, connection);
    hsviz_line_free(line);
}
