/* sequence_arrows.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sequence_arrows.h"

#include "render/layout/cell.h"
#include "text_lines.h"
#include "model/core/names.h"

#define BETWEEN " · "

enum hsviz_sequence_arrow hsviz_sequence_arrow_of(const struct hsviz_row *row)
{
    if (row->style & HSVIZ_ARROW_GAP)
        return HSVIZ_SEQUENCE_GAP;
    if (row->style & HSVIZ_ARROW_REFUSES)
        return HSVIZ_SEQUENCE_REFUSES;
    return row->style & (HSVIZ_ARROW_INFERRED | HSVIZ_ARROW_ASCRIBED | HSVIZ_ARROW_REPLY)
               ? HSVIZ_SEQUENCE_DASHED
               : HSVIZ_SEQUENCE_PLAIN;
}

static void add_position(const struct hsviz_sequence *sequence, const struct hsviz_row *row,
                         GString *name)
{
    GString *position = g_string_new(NULL);

    hsviz_cell_rtt(position, row);
    if (position->len > 0)
        g_string_append_printf(name, BETWEEN "%s RTT", position->str);
    g_string_truncate(position, 0);
    hsviz_cell_time(position, sequence->layout, row, sequence->decimals);
    if (position->len > 0)
        g_string_append_printf(name, BETWEEN "%s ms", position->str);
    g_string_free(position, TRUE);
}

/* Why it is known to belong here is said beside an exchange. */
static const char *detail_of(const struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(sequence->layout, row);

    return exchange != NULL ? exchange->arrows[row->exchange_arrow].detail : row->detail;
}

void hsviz_sequence_add_label(struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    GString *text = g_string_new(NULL);
    const char *detail = detail_of(sequence, row);

    if (!(row->style & HSVIZ_ARROW_REPLY))
        g_string_printf(text, "%u. ", ++sequence->num_messages);
    g_string_append(text, row->name);
    if (row->style & HSVIZ_ARROW_UNEXPECTED)
        g_string_append(text, ", unexpected");
    add_position(sequence, row, text);
    hsviz_lines_add_words(sequence->lines, text->str, HSVIZ_SEQUENCE_LABEL_LINE);
    if (*detail != '\0') {
        g_string_printf(text, "(%s)", detail);
        hsviz_lines_add_words(sequence->lines, text->str, HSVIZ_SEQUENCE_LABEL_LINE);
    }
    g_string_free(text, TRUE);
}

void hsviz_sequence_put_arrow(struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    char *before = g_strconcat(hsviz_sequence_id(sequence, row->from),
                               sequence->syntax->arrows[hsviz_sequence_arrow_of(row)],
                               hsviz_sequence_id(sequence, row->to), sequence->syntax->label, NULL);

    hsviz_sequence_add_label(sequence, row);
    hsviz_sequence_put(sequence, before, "");
    g_free(before);
}

/* ---- Arrows aside ---- */

/* What the request is for, how long it took, and why it belongs here. */
static void put_purpose(struct hsviz_sequence *sequence, const struct hsviz_exchange *exchange)
{
    GString *text = g_string_new(NULL);

    hsviz_lines_add_words(sequence->lines, exchange->purpose, HSVIZ_SEQUENCE_NOTE_LINE);
    hsviz_exchange_time(text, exchange, sequence->decimals);
    if (text->len > 0)
        hsviz_lines_add_words(sequence->lines, text->str, HSVIZ_SEQUENCE_NOTE_LINE);
    g_string_truncate(text, 0);
    hsviz_exchange_join(text, exchange);
    hsviz_lines_add_words(sequence->lines, text->str, HSVIZ_SEQUENCE_NOTE_LINE);
    hsviz_sequence_put_about(sequence, &sequence->syntax->note_over, exchange->from);
    g_string_free(text, TRUE);
}

void hsviz_sequence_put_aside(struct hsviz_sequence *sequence, const struct hsviz_row *row)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(sequence->layout, row);

    if (row->exchange_arrow == HSVIZ_REQUEST)
        put_purpose(sequence, exchange);
    hsviz_sequence_put_arrow(sequence, row);
    if (row->style & HSVIZ_ARROW_UNANSWERED) {
        hsviz_lines_add_words(sequence->lines, exchange->result, HSVIZ_SEQUENCE_NOTE_LINE);
        hsviz_sequence_put_about(sequence, &sequence->syntax->note_over, exchange->to);
    }
}

/* Whether there is such an arrow to somebody, or from him. */
static bool has_aside(const struct hsviz_sequence *sequence, unsigned who,
                      enum hsviz_exchange_arrow arrow, unsigned style, unsigned not_style)
{
    for (size_t i = 0; i < sequence->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(sequence->layout, i);

        if (hsviz_row_is_aside(row) && row->exchange_arrow == arrow &&
            (row->from == who || row->to == who) && (row->style & style) == style &&
            !(row->style & not_style))
            return true;
    }
    return false;
}

/* What the arrows aside mean. */
void hsviz_sequence_add_meanings(struct hsviz_sequence *sequence)
{
    static const struct {
        enum hsviz_exchange_arrow arrow;
        unsigned style, not_style;
        const char *before, *after;
    } meanings[] = {
        { HSVIZ_REQUEST, HSVIZ_ARROW_ASCRIBED, 0, "to", "inferred match" },
        { HSVIZ_REPLY, HSVIZ_ARROW_REPLY, HSVIZ_ARROW_REFUSES, "from", "its response" },
    };

    for (unsigned who = HSVIZ_NUM_SIDES; who < sequence->layout->participants->len; who++) {
        for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
            char *text = g_strdup_printf("dashed line %s the %s: %s", meanings[i].before,
                                         hsviz_layout_participant(sequence->layout, who)->noun,
                                         meanings[i].after);

            if (has_aside(sequence, who, meanings[i].arrow, meanings[i].style,
                          meanings[i].not_style))
                hsviz_lines_add_words(sequence->lines, text, sequence->whole_line);
            g_free(text);
        }
    }
}
