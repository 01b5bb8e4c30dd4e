/* text_lines.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text_lines.h"

#include "render/text/line.h"
#include "render/shared/words.h"

#define BETWEEN " · "

/* How many bytes of a word, which is longer than a line, fill one. */
static size_t word_cut(const char *word, unsigned max)
{
    size_t len = 0;
    unsigned num_characters = 0;

    while (word[len] != '\0') {
        /* A byte that continues no character is one that starts another. */
        num_characters += ((unsigned char)word[len] & 0xc0) != 0x80;
        if (num_characters > max)
            break;
        len++;
    }
    return len;
}

unsigned hsviz_line_characters(const char *text)
{
    return hsviz_text_cells(HSVIZ_TEXT_WIRE, text, HSVIZ_CHARSET_UNICODE);
}

static void add_line(GPtrArray *lines, GString *line)
{
    if (line->len > 0)
        g_ptr_array_add(lines, g_strdup(line->str));
    g_string_truncate(line, 0);
}

void hsviz_lines_add_words(GPtrArray *lines, const char *text, unsigned max)
{
    char **words = g_strsplit(text, " ", -1);
    GString *line = g_string_new(NULL);

    for (char **word = words; *word != NULL; word++) {
        const char *rest = *word;

        if (line->len > 0 &&
            hsviz_line_characters(line->str) + 1 + hsviz_line_characters(rest) > max)
            add_line(lines, line);
        for (size_t cut = word_cut(rest, max); rest[cut] != '\0'; cut = word_cut(rest, max)) {
            g_string_append_len(line, rest, (gssize)cut);
            add_line(lines, line);
            rest += cut;
        }
        g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", rest);
    }
    add_line(lines, line);
    g_string_free(line, TRUE);
    g_strfreev(words);
}

void hsviz_lines_add_phrases(GPtrArray *lines, GArray *phrases, unsigned max)
{
    GString *line = g_string_new(NULL);

    for (guint i = 0; i < phrases->len; i++) {
        const char *text = g_array_index(phrases, struct hsviz_phrase, i).text;

        if (line->len > 0 && hsviz_line_characters(line->str) + hsviz_line_characters(BETWEEN) +
                                     hsviz_line_characters(text) >
                                 max) {
            hsviz_lines_add_words(lines, line->str, max);
            g_string_truncate(line, 0);
        }
        g_string_append_printf(line, "%s%s", line->len > 0 ? BETWEEN : "", text);
    }
    hsviz_lines_add_words(lines, line->str, max);
    g_string_free(line, TRUE);
    g_array_unref(phrases);
}
