/* captions.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "captions.h"

#include <string.h>

#include "cell.h"
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

static GPtrArray *lines_new(const GPtrArray *words, size_t cells)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    GString *line = g_string_new(NULL);

    for (guint i = 0; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);

        if (line->len > 0 && line->len + 1 + strlen(word) > cells) {
            g_ptr_array_add(lines, g_strdup(line->str));
            g_string_truncate(line, 0);
        }
        g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", word);
    }
    g_ptr_array_add(lines, g_string_free(line, FALSE));
    return lines;
}

/* The narrowest lines that are no more than those of cells: then none is much shorter. */
static char **set(const struct hsviz_explanation *explanation, size_t cells)
{
    GPtrArray *words = words_new(explanation);
    GPtrArray *lines = lines_new(words, cells);

    while (cells-- > 1) {
        GPtrArray *narrower = lines_new(words, cells);

        if (narrower->len > lines->len) {
            g_ptr_array_unref(narrower);
            break;
        }
        g_ptr_array_unref(lines);
        lines = narrower;
    }
    g_ptr_array_unref(words);
    g_ptr_array_add(lines, NULL);
    g_ptr_array_set_free_func(lines, NULL);
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
