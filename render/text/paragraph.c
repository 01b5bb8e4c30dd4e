/* paragraph.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "paragraph.h"

#include <stdbool.h>
#include <string.h>

#include "render/shared/plain.h"

static unsigned cells_of(const struct hsviz_paragraph *paragraph, enum hsviz_text_class class,
                         const char *text)
{
    return hsviz_text_cells(class, text, paragraph->line->charset);
}

static bool is_fresh(const struct hsviz_paragraph *paragraph)
{
    return paragraph->line->cells <= paragraph->indent;
}

static void new_line(struct hsviz_paragraph *paragraph)
{
    hsviz_line_end(paragraph->line, paragraph->output);
    hsviz_line_fill(paragraph->line, HSVIZ_SIGN_SPACE, paragraph->indent);
    hsviz_line_style(paragraph->line, paragraph->style);
}

/* How much of text, at least one character of it, escapes to no more than max_cells. */
static size_t fitting_len(const struct hsviz_paragraph *paragraph, enum hsviz_text_class class,
                          const char *text, unsigned max_cells)
{
    size_t len = hsviz_text_fitting(class, text, paragraph->line->charset, max_cells);

    return len > 0 ? len : (size_t)(hsviz_character_end(text) - text);
}

static void put_long_word(struct hsviz_paragraph *paragraph, enum hsviz_text_class class,
                          const char *word)
{
    while (*word != '\0') {
        size_t len = fitting_len(paragraph, class, word,
                                 paragraph->width - MIN(paragraph->width, paragraph->line->cells));
        char *head = g_strndup(word, len);

        hsviz_line_put(paragraph->line, class, head, G_MAXUINT);
        g_free(head);
        word += len;
        if (*word != '\0')
            new_line(paragraph);
    }
}

static void put_unbroken(struct hsviz_paragraph *paragraph, const char *separator,
                         enum hsviz_text_class class, const char *text)
{
    unsigned cells = cells_of(paragraph, class, text);

    if (is_fresh(paragraph))
        separator = "";
    if (paragraph->line->cells + cells_of(paragraph, HSVIZ_TEXT_MODEL, separator) + cells <=
        paragraph->width) {
        hsviz_line_put(paragraph->line, HSVIZ_TEXT_MODEL, separator, G_MAXUINT);
        hsviz_line_put(paragraph->line, class, text, G_MAXUINT);
        return;
    }
    if (!is_fresh(paragraph))
        new_line(paragraph);
    put_long_word(paragraph, class, text);
}

static void put_words(struct hsviz_paragraph *paragraph, const char *separator,
                      enum hsviz_text_class class, const char *text)
{
    char **words = g_strsplit(text, " ", -1);

    for (char **word = words; *word != NULL; word++)
        put_unbroken(paragraph, word == words ? separator : " ", class, *word);
    g_strfreev(words);
}

void hsviz_paragraph_put(struct hsviz_paragraph *paragraph, const char *separator,
                         enum hsviz_text_class class, const char *text)
{
    hsviz_line_style(paragraph->line, paragraph->style);
    if (cells_of(paragraph, class, text) + paragraph->indent <= paragraph->width)
        put_unbroken(paragraph, separator, class, text);
    else
        put_words(paragraph, separator, class, text);
}

void hsviz_paragraph_words(struct hsviz_paragraph *paragraph, enum hsviz_text_class class,
                           const char *text)
{
    hsviz_line_style(paragraph->line, paragraph->style);
    put_words(paragraph, "", class, text);
}

void hsviz_paragraph_end(struct hsviz_paragraph *paragraph)
{
    hsviz_line_end(paragraph->line, paragraph->output);
}
