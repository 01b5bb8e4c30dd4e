/* captions.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "captions.h"

#include <stdbool.h>
#include <string.h>

#include "cell.h"
#include "model/core/append.h"
#include "model/story/explain.h"

enum {
    AIR = 1,        /* lines below a caption */
    CELLS_MAX = 66, /* longer lines are hard to read */
};

/* ---- Setting words in lines ---- */

/* Words of an explanation. The standard and its section are one. */
static GPtrArray *words_new(const struct hsviz_explanation *explanation)
{
    char *sentences = g_strdup_printf("%s %s", explanation->what, explanation->why);
    char **words = g_strsplit(sentences, " ", -1);
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (char **word = words; *word != NULL; word++)
        g_ptr_array_add(all, *word);
    g_ptr_array_add(all, g_strdup_printf("(%s)", explanation->rfc));
    g_free(words);
    g_free(sentences);
    return all;
}

/* Whether a word no longer fits behind len cells of a line. */
static bool starts_line(size_t len, const char *word, size_t cells)
{
    return len > 0 && len + 1 + strlen(word) > cells;
}

static unsigned count_lines(const GPtrArray *words, size_t cells)
{
    unsigned num = 1;
    size_t len = 0;

    for (guint i = 0; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);

        if (starts_line(len, word, cells)) {
            num++;
            len = 0;
        }
        len += (len > 0) + strlen(word);
    }
    return num;
}

static GPtrArray *lines_new(const GPtrArray *words, size_t cells)
{
    GPtrArray *lines = g_ptr_array_new();
    GString *line = g_string_new(NULL);

    for (guint i = 0; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);

        if (starts_line(line->len, word, cells)) {
            g_ptr_array_add(lines, g_strdup(line->str));
            g_string_truncate(line, 0);
        }
        hsviz_append(line, line->len > 0 ? " " : "");
        hsviz_append(line, word);
    }
    g_ptr_array_add(lines, g_string_free(line, FALSE));
    return lines;
}

/* The narrowest lines that are no more than those of cells: then none is much shorter. */
static char **set(const struct hsviz_explanation *explanation, size_t cells)
{
    GPtrArray *words = words_new(explanation), *lines;
    unsigned num = count_lines(words, cells);

    while (cells > 1 && count_lines(words, cells - 1) == num)
        cells--;
    lines = lines_new(words, cells);
    g_ptr_array_unref(words);
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

/* ---- Captions ---- */

/* The explanation of row; NULL if it is no single arrow, or its kind was explained before. */
static const struct hsviz_explanation *explanation_of(const struct hsviz_layout *layout,
                                                      const struct hsviz_row *row)
{
    return row->kind != HSVIZ_ROW_ARROW || row->style & HSVIZ_ARROW_REPEATED
               ? NULL
               : hsviz_row_explanation(layout, row);
}

static void free_caption(void *caption)
{
    g_strfreev(caption);
}

GPtrArray *hsviz_captions_new(struct hsviz_layout *layout, unsigned room, unsigned lines_a_row)
{
    GPtrArray *captions = g_ptr_array_new_with_free_func(free_caption);
    GHashTable *shown = g_hash_table_new(NULL, NULL); /* explanations */
    size_t cells = MIN(room - MIN(room, 2 * HSVIZ_CAPTION_PADDING), CELLS_MAX);

    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_explanation *explanation =
            explanation_of(layout, hsviz_layout_row(layout, i));
        char **caption = NULL;

        if (explanation != NULL && g_hash_table_add(shown, (gpointer)explanation)) {
            caption = set(explanation, cells);
            hsviz_layout_make_room(layout, i,
                                   (g_strv_length(caption) + AIR + lines_a_row - 1) / lines_a_row);
        }
        g_ptr_array_add(captions, caption);
    }
    g_hash_table_destroy(shown);
    return captions;
}
