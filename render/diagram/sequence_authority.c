/* sequence_authority.c
 * A certificate authority in a sequence diagram: a third participant, what it is asked, and its
 * answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sequence_parts.h"

#include "render/layout/cell.h"
#include "text_lines.h"

void hsviz_sequence_put_authority(struct sequence *sequence)
{
    GArray *phrases = hsviz_phrases_new();

    hsviz_lines_add_words(sequence->lines, "Certificate Authority", HSVIZ_NAME_LINE);
    hsviz_phrases_authorities(phrases, sequence->connection);
    for (guint i = 0; i < phrases->len; i++)
        hsviz_lines_add_words(sequence->lines, g_array_index(phrases, struct hsviz_phrase, i).text,
                              HSVIZ_NAME_LINE);
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_AUTHORITY);
    g_array_unref(phrases);
}

static void put_errand(struct sequence *sequence, enum hsviz_sequence_errand errand)
{
    hsviz_sequence_put(sequence, sequence->syntax->errands[errand], "");
    sequence->has_errand[errand] = true;
}

/* Why the client asks, how long it took, and how that is known to belong here. */
static void put_validation(struct sequence *sequence, const struct hsviz_lookup *lookup)
{
    GString *text = g_string_new(NULL);

    hsviz_lines_add_words(sequence->lines, "Client validates certificate", HSVIZ_NOTE_LINE);
    hsviz_words_lookup_time(text, lookup, sequence->decimals);
    if (text->len > 0)
        hsviz_lines_add_words(sequence->lines, text->str, HSVIZ_NOTE_LINE);
    g_string_truncate(text, 0);
    hsviz_words_lookup_join(text, lookup);
    hsviz_lines_add_words(sequence->lines, text->str, HSVIZ_NOTE_LINE);
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_VALIDATION);
    g_string_free(text, TRUE);
}

static void put_silence(struct sequence *sequence, const struct hsviz_lookup *lookup)
{
    GString *status = g_string_new(NULL);

    hsviz_lookup_status(status, lookup);
    hsviz_lines_add_words(sequence->lines, status->str, HSVIZ_NOTE_LINE);
    hsviz_sequence_put_item(sequence, HSVIZ_SEQUENCE_SILENCE);
    g_string_free(status, TRUE);
}

void hsviz_sequence_put_question(struct sequence *sequence, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(sequence->layout, row);
    GString *name = g_string_new(NULL), *detail = g_string_new(NULL);

    put_validation(sequence, lookup);
    g_string_printf(name, "%u. %s", ++sequence->num_messages, hsviz_lookup_question(lookup));
    hsviz_sequence_add_name(sequence, row, name);
    hsviz_lookup_question_detail(detail, lookup);
    hsviz_sequence_add_detail(sequence, detail);
    put_errand(sequence, lookup->source == HSVIZ_INFERRED ? HSVIZ_SEQUENCE_QUESTION_INFERRED
                                                          : HSVIZ_SEQUENCE_QUESTION);
    if (lookup->answer_frame == 0)
        put_silence(sequence, lookup);
}

void hsviz_sequence_put_answer(struct sequence *sequence, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(sequence->layout, row);
    GString *detail = g_string_new(NULL);

    hsviz_sequence_add_name(sequence, row, g_string_new(hsviz_lookup_answer(lookup)));
    hsviz_lookup_answer_detail(detail, lookup);
    hsviz_sequence_add_detail(sequence, detail);
    put_errand(sequence, lookup->status == HSVIZ_AUTHORITY_REFUSED ? HSVIZ_SEQUENCE_REFUSAL
                                                                   : HSVIZ_SEQUENCE_ANSWER);
}

void hsviz_sequence_add_errands(struct sequence *sequence)
{
    static const char *const meanings[HSVIZ_SEQUENCE_NUM_ERRANDS] = {
        [HSVIZ_SEQUENCE_QUESTION_INFERRED] =
            "dashed, to the authority: inferred that it belongs here",
        [HSVIZ_SEQUENCE_ANSWER] = "dashed, from the authority: its answer",
    };

    for (size_t i = 0; i < HSVIZ_SEQUENCE_NUM_ERRANDS; i++) {
        if (meanings[i] != NULL && sequence->has_errand[i])
            hsviz_lines_add_words(sequence->lines, meanings[i], sequence->whole_line);
    }
}
