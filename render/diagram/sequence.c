/* sequence.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sequence.h"

#include <inttypes.h>
#include <string.h>

#include "render/layout/cell.h"
#include "render/shared/number.h"
#include "render/shared/words.h"
#include "sequence_arrows.h"
#include "text_lines.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/describe.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/time/spans.h"

/* What stands over both lifelines has room for WHOLE_AIR characters more than the longest label,
 * for WHOLE_MIN at least. */
enum { WHOLE_AIR = 14, WHOLE_MIN = 30 };

static const char *const part_names[] = {
    [HSVIZ_LADDER_OPEN] = "TCP handshake",
    [HSVIZ_LADDER_PLAINTEXT] = "Plaintext",
    [HSVIZ_LADDER_HANDSHAKE] = "TLS handshake",
    [HSVIZ_LADDER_DATA] = "Secure data transmission",
    [HSVIZ_LADDER_CLOSE] = "Close",
};

/* ---- Participants and head ---- */

static void put_participant(struct hsviz_sequence *sequence, unsigned who)
{
    const struct hsviz_participant *participant = hsviz_layout_participant(sequence->layout, who);
    GArray *phrases = hsviz_phrases_new();

    hsviz_lines_add_words(sequence->lines, participant->title, HSVIZ_SEQUENCE_NAME_LINE);
    participant->addresses(phrases, sequence->connection);
    for (guint i = 0; i < phrases->len; i++)
        hsviz_lines_add_words(sequence->lines, g_array_index(phrases, struct hsviz_phrase, i).text,
                              HSVIZ_SEQUENCE_NAME_LINE);
    hsviz_sequence_put_about(sequence, &sequence->syntax->participant, who);
    g_array_unref(phrases);
}

static void put_head(struct hsviz_sequence *sequence)
{
    void (*const about[])(GArray *, const struct hsviz_connection *) = {
        hsviz_phrases_names,
        hsviz_phrases_handshake,
        hsviz_phrases_round_trips,
    };
    GString *path = g_string_new("version path: ");
    gsize empty_len = path->len;

    for (size_t i = 0; i < G_N_ELEMENTS(about); i++) {
        GArray *phrases = hsviz_phrases_new();

        about[i](phrases, sequence->connection);
        hsviz_lines_add_phrases(sequence->lines, phrases, sequence->whole_line);
    }
    hsviz_connection_version_path(sequence->connection, path, UINT32_MAX);
    if (path->len > empty_len)
        hsviz_lines_add_words(sequence->lines, path->str, sequence->whole_line);
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_HEAD);
    g_string_free(path, TRUE);
}

/* ---- Rows ---- */

/* The span in which a row stands; NULL where there is none. */
static const struct hsviz_span *span_of(const struct hsviz_sequence *sequence,
                                        const struct hsviz_row *row)
{
    for (size_t i = 0; i < sequence->num_spans; i++) {
        if (sequence->spans[i].first_step <= row->first_step &&
            row->first_step <= sequence->spans[i].last_step)
            return &sequence->spans[i];
    }
    return NULL;
}

static bool is_data(const struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    return row->has_steps &&
           hsviz_step_is_data(hsviz_row_step(sequence->layout, row)) &&
           span_of(sequence, row) == NULL;
}

/* ---- Sections ---- */

static void phrase_add_copy(GArray *phrases, const GString *text)
{
    if (text->len > 0)
        hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL, g_strdup(text->str));
}

static void add_span(const struct hsviz_sequence *sequence, GArray *phrases,
                     const struct hsviz_span *span)
{
    GString *text = g_string_new(NULL);

    if (span->half_rtts != HSVIZ_HALF_RTT_UNKNOWN) {
        hsviz_number_round_trips(text, span->half_rtts);
        g_string_append(text, " RTT");
    }
    phrase_add_copy(phrases, text);
    g_string_truncate(text, 0);
    if (span->duration_ns != HSVIZ_NS_UNKNOWN) {
        hsviz_number_time(text, span->duration_ns, HSVIZ_MILLISECONDS, sequence->decimals);
        g_string_append(text, " ms");
    }
    phrase_add_copy(phrases, text);
    g_string_free(text, TRUE);
}

static void put_section(struct hsviz_sequence *sequence, const struct hsviz_span *span)
{
    GArray *phrases = hsviz_phrases_new();
    GString *suite = g_string_new(NULL);

    hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL, g_strdup(part_names[sequence->part]));
    if (span != NULL)
        add_span(sequence, phrases, span);
    if (sequence->part == HSVIZ_LADDER_DATA)
        hsviz_connection_cipher_suite(sequence->connection, suite);
    phrase_add_copy(phrases, suite);
    hsviz_lines_add_phrases(sequence->lines, phrases, sequence->whole_line);
    hsviz_output_text(sequence->output, "\n");
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_SECTION);
    g_string_free(suite, TRUE);
}

/* Parts follow one another, though another handshake may begin again. A span is one section,
 * whatever stands in it. */
static void enter_section(struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    const struct hsviz_span *span = span_of(sequence, row);
    enum hsviz_ladder_part part = hsviz_ladder_parts[row->phase];
    bool is_another = span != NULL ? span->first_step == row->first_step : part > sequence->part;

    if (part == HSVIZ_LADDER_ANY || !is_another)
        return;
    sequence->part = part;
    put_section(sequence, span);
}

/* ---- Loops of data ---- */

/* Whether a step belongs to another part of the conversation than data, by where it stands, or, as
 * in a renegotiation, by what it is. */
static bool ends_data(const struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    static const bool is_end[] = {
        [HSVIZ_LADDER_OPEN] = true,
        [HSVIZ_LADDER_HANDSHAKE] = true,
        [HSVIZ_LADDER_CLOSE] = true,
    };
    const struct hsviz_step *step = hsviz_row_step(sequence->layout, row);

    if (is_end[hsviz_ladder_parts[row->phase]])
        return true;
    return row->layer != HSVIZ_LAYER_TCP &&
           is_end[hsviz_ladder_parts[hsviz_step_words[step->type].phase]];
}

/* The last row of the data that begins with row first; what stands between, such as tickets, is
 * no end to it. */
static size_t find_loop_end(const struct hsviz_sequence *sequence, size_t first)
{
    size_t last = first;

    for (size_t i = first; i < sequence->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(sequence->layout, i);

        if (!row->has_steps)
            continue;
        if (ends_data(sequence, row) || hsviz_ladder_parts[row->phase] > sequence->part)
            break;
        if (is_data(sequence, row))
            last = i;
    }
    return last;
}

static void count_bytes(const struct hsviz_sequence *sequence, uint64_t *num_bytes, size_t first,
                        size_t last)
{
    for (size_t i = hsviz_layout_row(sequence->layout, first)->first_step;
         i <= hsviz_layout_row(sequence->layout, last)->last_step; i++) {
        const struct hsviz_step *step = hsviz_connection_step(sequence->connection, i);

        if (hsviz_step_is_data(step) && step->repeat_of == 0)
            num_bytes[hsviz_step_side(sequence->connection, step)] += step->bytes;
    }
}

static void enter_loop(struct hsviz_sequence *sequence, size_t i)
{
    uint64_t num_bytes[HSVIZ_NUM_SIDES] = { 0 };
    size_t last = find_loop_end(sequence, i);
    char *label;

    count_bytes(sequence, num_bytes, i, last);
    label = g_strdup_printf("Application data: → %" PRIu64 " ← %" PRIu64 " bytes",
                            num_bytes[HSVIZ_CLIENT], num_bytes[HSVIZ_SERVER]);
    hsviz_lines_add_words(sequence->lines, label, sequence->whole_line);
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_LOOP);
    sequence->loop_end = last;
    g_free(label);
}

static void leave_loop(struct hsviz_sequence *sequence)
{
    sequence->loop_end = 0;
    hsviz_sequence_put(sequence, sequence->syntax->loop_end, "");
}

/* ---- Folds, and the width of all ---- */

static void put_fold(struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    GString *text = g_string_new(NULL);

    hsviz_cell_fold(text, sequence->layout, row, sequence->options->tcp);
    hsviz_lines_add_words(sequence->lines, text->str, sequence->whole_line);
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_FOLD);
    g_string_free(text, TRUE);
}

/* Finds the longest line of all labels between client and server. */
static void measure(struct hsviz_sequence *sequence)
{
    sequence->whole_line = WHOLE_MIN - WHOLE_AIR;
    for (size_t i = 0; i < sequence->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(sequence->layout, i);

        if (hsviz_row_is_message(row))
            hsviz_sequence_add_label(sequence, row);
    }
    for (guint i = 0; i < sequence->lines->len; i++)
        sequence->whole_line =
            MAX(sequence->whole_line, hsviz_line_characters(g_ptr_array_index(sequence->lines, i)));
    sequence->whole_line += WHOLE_AIR;
    g_ptr_array_set_size(sequence->lines, 0);
    sequence->num_messages = 0;
}

/* ---- Notes ---- */

static void add_note(struct hsviz_sequence *sequence, const struct hsviz_note *note, unsigned max)
{
    GString *text = g_string_new(NULL);

    hsviz_note_heading(text, note);
    g_string_append(text, ": ");
    hsviz_note_text(sequence->connection, text, note);
    hsviz_lines_add_words(sequence->lines, text->str, max);
    g_string_free(text, TRUE);
}

/* Writes the notes of all frames before end that were not written yet. */
static void put_notes(struct hsviz_sequence *sequence, uint32_t end)
{
    for (size_t i = 0; i < hsviz_connection_num_notes(sequence->connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(sequence->connection, i);

        if (note->frame < sequence->noted_frame || note->frame >= end)
            continue;
        add_note(sequence, note, HSVIZ_SEQUENCE_NOTE_LINE);
        hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_NOTE);
    }
    sequence->noted_frame = MAX(sequence->noted_frame, end);
}

/* The frame of the next row that has one. */
static uint32_t next_frame(const struct hsviz_sequence *sequence, size_t i)
{
    for (i++; i < sequence->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(sequence->layout, i);

        if (row->has_steps && row->frame != 0)
            return row->frame;
    }
    return UINT32_MAX;
}

/* ---- The foot ---- */

static void add_ledger(struct hsviz_sequence *sequence)
{
    GArray *phrases = hsviz_phrases_new();

    hsviz_phrases_ledger(phrases, sequence->connection);
    if (phrases->len > 0) {
        hsviz_lines_add_words(sequence->lines, g_array_index(phrases, struct hsviz_phrase, 0).text,
                              sequence->whole_line);
        g_array_remove_index(phrases, 0);
    }
    hsviz_lines_add_phrases(sequence->lines, phrases, sequence->whole_line);
}

static bool has_message(const struct hsviz_sequence *sequence, enum hsviz_sequence_arrow arrow)
{
    for (size_t i = 0; i < sequence->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(sequence->layout, i);

        if (hsviz_row_is_message(row) && hsviz_sequence_arrow_of(row) == arrow)
            return true;
    }
    return false;
}

static void put_foot(struct hsviz_sequence *sequence)
{
    add_ledger(sequence);
    for (size_t i = 0; i < hsviz_connection_num_notes(sequence->connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(sequence->connection, i);

        if (note->frame == 0)
            add_note(sequence, note, sequence->whole_line);
    }
    if (has_message(sequence, HSVIZ_SEQUENCE_DASHED))
        hsviz_lines_add_words(sequence->lines, "dashed line: encrypted, inferred from order and "
                                               "size",
                              sequence->whole_line);
    if (has_message(sequence, HSVIZ_SEQUENCE_GAP))
        hsviz_lines_add_words(sequence->lines, "dashed line with a cross: not captured",
                              sequence->whole_line);
    hsviz_sequence_add_meanings(sequence);
    if (sequence->layout->rows->len == 1) /* the start */
        hsviz_lines_add_words(sequence->lines, hsviz_words_no_step(sequence->connection),
                              sequence->whole_line);
    if (sequence->lines->len == 0)
        return;
    hsviz_output_text(sequence->output, "\n");
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_FOOT);
}

/* ---- The whole ---- */

static void put_rows(struct hsviz_sequence *sequence)
{
    for (size_t i = 0; i < sequence->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(sequence->layout, i);

        if (hsviz_row_is_aside(row))
            hsviz_sequence_put_aside(sequence, row);
        if (!row->has_steps)
            continue;
        enter_section(sequence, row);
        if (sequence->loop_end == 0 && is_data(sequence, row))
            enter_loop(sequence, i);
        if (hsviz_row_is_message(row))
            hsviz_sequence_put_arrow(sequence, row);
        else
            put_fold(sequence, row);
        put_notes(sequence, next_frame(sequence, i));
        if (sequence->loop_end == i)
            leave_loop(sequence);
    }
    put_notes(sequence, UINT32_MAX);
}

void hsviz_sequence_draw(struct hsviz_rendering *rendering,
                         const struct hsviz_connection *connection,
                         const struct hsviz_sequence_syntax *syntax)
{
    struct hsviz_sequence sequence = {
        .output = rendering->output,
        .options = &rendering->options,
        .connection = connection,
        .syntax = syntax,
        .layout = hsviz_layout_new(connection, &rendering->options),
        .lines = g_ptr_array_new_with_free_func(g_free),
        .text = g_string_new(NULL),
        .decimals = hsviz_time_decimals(connection),
        .noted_frame = 1,
    };

    sequence.num_spans = hsviz_connection_spans(connection, sequence.spans, HSVIZ_SPANS_MAX);
    if (rendering->num_connections > 0)
        hsviz_output_text(sequence.output, "\n");
    measure(&sequence);
    hsviz_output_text(sequence.output, syntax->begin);
    for (unsigned who = 0; who < sequence.layout->participants->len; who++)
        put_participant(&sequence, who);
    hsviz_output_text(sequence.output, "\n");
    put_head(&sequence);
    put_rows(&sequence);
    put_foot(&sequence);
    hsviz_output_text(sequence.output, syntax->end);
    hsviz_layout_free(sequence.layout);
    g_ptr_array_unref(sequence.lines);
    g_string_free(sequence.text, TRUE);
}
