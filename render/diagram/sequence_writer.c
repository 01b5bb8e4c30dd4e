/* sequence_writer.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sequence_writer.h"
#include "model/pki/checks.h"

static void indent(struct hsviz_sequence *sequence)
{
    g_string_assign(sequence->text, sequence->syntax->indent);
    if (sequence->loop_end != 0)
        g_string_append(sequence->text, sequence->syntax->indent);
}

void hsviz_sequence_put(struct hsviz_sequence *sequence, const char *before, const char *after)
{
    indent(sequence);
    g_string_append(sequence->text, before);
    for (guint i = 0; i < sequence->lines->len; i++) {
        g_string_append(sequence->text, i > 0 ? sequence->syntax->line_break : "");
        sequence->syntax->escape(sequence->text, g_ptr_array_index(sequence->lines, i));
    }
    g_string_append_printf(sequence->text, "%s\n", after);
    hsviz_output_text(sequence->output, sequence->text->str);
    g_ptr_array_set_size(sequence->lines, 0);
}

void hsviz_sequence_put_item(struct hsviz_sequence *sequence, enum hsviz_sequence_item item)
{
    hsviz_sequence_put(sequence, sequence->syntax->items[item].before,
                       sequence->syntax->items[item].after);
}

const char *hsviz_sequence_id(const struct hsviz_sequence *sequence, unsigned who)
{
    return hsviz_layout_participant(sequence->layout, who)->id;
}

/* Writes the lines that were added with what stands around an item about one participant. */
void hsviz_sequence_put_about(struct hsviz_sequence *sequence,
                              const struct hsviz_sequence_frame *frame, unsigned who)
{
    char **before = g_strsplit(frame->before, "%s", -1),
         **after = g_strsplit(frame->after, "%s", -1);
    char *whole_before = g_strjoinv(hsviz_sequence_id(sequence, who), before);
    char *whole_after = g_strjoinv(hsviz_sequence_id(sequence, who), after);

    hsviz_sequence_put(sequence, whole_before, whole_after);
    g_free(whole_after);
    g_free(whole_before);
    g_strfreev(after);
    g_strfreev(before);
}
