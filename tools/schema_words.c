/* schema_words.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "schema_words.h"

#include <string.h>

#include "model/core/step_types.h"
#include "model/pki/check_names.h"
#include "model/plaintext/protocols.h"

/* Adds the words, which are ASCII and need no escapes, to an array of strings that frees them. */
typedef void list_words(GPtrArray *words);

static void add_words(GPtrArray *words, const struct hsviz_word *table)
{
    for (; table->value >= 0; table++)
        g_ptr_array_add(words, g_strdup(table->name));
}

static void list_sides(GPtrArray *words)
{
    add_words(words, hsviz_sides);
}

static void list_phases(GPtrArray *words)
{
    add_words(words, hsviz_phases);
}

static void list_sources(GPtrArray *words)
{
    add_words(words, hsviz_sources);
}

static void list_tcp_states(GPtrArray *words)
{
    add_words(words, hsviz_tcp_states);
}

static void list_check_methods(GPtrArray *words)
{
    add_words(words, hsviz_check_methods);
}

static void list_check_reasons(GPtrArray *words)
{
    add_words(words, hsviz_check_reasons);
}

/* An HTTP error has its number instead. */
static void list_revocation_statuses(GPtrArray *words)
{
    for (int status = 0; status < HSVIZ_NUM_CHECK_STATUSES; status++) {
        if (status != HSVIZ_STATUS_HTTP)
            g_ptr_array_add(words, g_strdup(hsviz_word_name(hsviz_check_statuses, status)));
    }
}

/* The one with a protocol may name it. */
static void list_marks(GPtrArray *words)
{
    add_words(words, hsviz_marks);
    for (int i = 0; i < HSVIZ_NUM_PLAIN_PROTOCOLS; i++) {
        if (hsviz_plain_protocols[i].upgrade == HSVIZ_UPGRADES)
            g_ptr_array_add(words, g_strdup_printf("%s %s",
                                                   hsviz_word_name(hsviz_marks, HSVIZ_MARK_STARTTLS),
                                                   hsviz_plain_protocols[i].name));
    }
}

static void list_steps(GPtrArray *words)
{
    for (int type = HSVIZ_STEP_NONE + 1; type < HSVIZ_NUM_STEP_TYPES; type++)
        g_ptr_array_add(words, g_strdup(hsviz_step_words[type].name));
}

static void list_letters(GPtrArray *words)
{
    for (int type = HSVIZ_STEP_NONE + 1; type < HSVIZ_NUM_STEP_TYPES; type++) {
        char letter = hsviz_step_words[type].letter;
        char *both = g_strdup_printf("%c%c", letter, g_ascii_tolower(letter));

        if (letter == '\0' || g_ptr_array_find_with_equal_func(words, both, g_str_equal, NULL))
            g_free(both);
        else
            g_ptr_array_add(words, both);
    }
}

enum form { STRINGS, LETTERS };

static const struct {
    const char *name;
    list_words *list;
    enum form form;
} lists[] = {
    { "authority_statuses", list_revocation_statuses, STRINGS },
    { "letters", list_letters, LETTERS },
    { "lookup_methods", list_check_methods, STRINGS },
    { "lookup_reasons", list_check_reasons, STRINGS },
    { "phases", list_phases, STRINGS },
    { "sides", list_sides, STRINGS },
    { "sources", list_sources, STRINGS },
    { "steps", list_steps, STRINGS },
    { "tcp_states", list_tcp_states, STRINGS },
};

static void append_words(GString *text, const GPtrArray *words, enum form form, int indent)
{
    for (guint word = 0; word < words->len; word++) {
        if (word > 0 && form == STRINGS)
            g_string_append_printf(text, "\",\n%*s\"", indent, "");
        g_string_append(text, g_ptr_array_index(words, word));
    }
}

gboolean hsviz_schema_list(GString *text, const char *name, int indent)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        GPtrArray *words;

        if (strcmp(lists[i].name, name) != 0)
            continue;
        words = g_ptr_array_new_with_free_func(g_free);
        lists[i].list(words);
        append_words(text, words, lists[i].form, indent);
        g_ptr_array_unref(words);
        return TRUE;
    }
    return FALSE;
}

void hsviz_schema_vocabulary(GString *text, const struct hsviz_word *table, int indent)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    if (table == hsviz_marks)
        list_marks(words);
    else
        add_words(words, table);
    append_words(text, words, STRINGS, indent);
    g_ptr_array_unref(words);
}
