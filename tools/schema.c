/* schema.c
 * Prints docs/hsviz-1.schema.json: its template, with the words of the code's own tables.
 *
 *     schema TEMPLATE
 *
 * In the template @NAME@, inside the quotes of a string, stands for all words of a list: a string
 * and line each, or, of letters, one after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/core/step_types.h"
#include "model/pki/check_names.h"
#include "model/tls/alerts.h"
#include "model/tls/starttls.h"
#include "model/tls/version.h"

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

static void list_lookup_methods(GPtrArray *words)
{
    add_words(words, hsviz_lookup_methods);
}

static void list_lookup_reasons(GPtrArray *words)
{
    add_words(words, hsviz_lookup_reasons);
}

/* An HTTP error has its number instead. */
static void list_authority_statuses(GPtrArray *words)
{
    for (int status = 0; status < HSVIZ_NUM_AUTHORITY_STATUSES; status++) {
        if (status != HSVIZ_AUTHORITY_HTTP)
            g_ptr_array_add(words, g_strdup(hsviz_word_name(hsviz_authority_statuses, status)));
    }
}

static void list_opens(GPtrArray *words)
{
    add_words(words, hsviz_opens);
}

static void list_closes(GPtrArray *words)
{
    add_words(words, hsviz_closes);
}

static void list_outcomes(GPtrArray *words)
{
    add_words(words, hsviz_outcomes);
}

static void list_alerts(GPtrArray *words)
{
    add_words(words, hsviz_alerts);
}

static void list_versions(GPtrArray *words)
{
    add_words(words, hsviz_versions);
}

/* An unknown kind is null. */
static void list_kinds(GPtrArray *words)
{
    add_words(words, hsviz_kinds + 1);
}

/* The one with a protocol may name it; several ports can have the same. */
static void list_marks(GPtrArray *words)
{
    add_words(words, hsviz_marks);
    for (size_t i = 0; i < hsviz_num_starttls_rows; i++) {
        char *mark = g_strdup_printf("%s %s", hsviz_word_name(hsviz_marks, HSVIZ_MARK_STARTTLS),
                                     hsviz_starttls_rows[i].protocol);

        if (g_ptr_array_find_with_equal_func(words, mark, g_str_equal, NULL))
            g_free(mark);
        else
            g_ptr_array_add(words, mark);
    }
}

static void list_steps(GPtrArray *words)
{
    for (int type = HSVIZ_STEP_NONE + 1; type < HSVIZ_NUM_STEP_TYPES; type++)
        g_ptr_array_add(words, g_strdup(hsviz_step_words[type].name));
}

static void list_ledger_keys(GPtrArray *words)
{
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
        g_ptr_array_add(
            words, g_strdelimit(g_strdup(hsviz_word_name(hsviz_ledger_parts, part)), " ", '_'));
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
    { "alerts", list_alerts, STRINGS },         { "closes", list_closes, STRINGS },
    { "authority_statuses", list_authority_statuses, STRINGS },
    { "lookup_methods", list_lookup_methods, STRINGS },
    { "lookup_reasons", list_lookup_reasons, STRINGS },
    { "kinds", list_kinds, STRINGS },           { "ledger_keys", list_ledger_keys, STRINGS },
    { "letters", list_letters, LETTERS },       { "marks", list_marks, STRINGS },
    { "opens", list_opens, STRINGS },           { "outcomes", list_outcomes, STRINGS },
    { "phases", list_phases, STRINGS },         { "sides", list_sides, STRINGS },
    { "sources", list_sources, STRINGS },       { "steps", list_steps, STRINGS },
    { "tcp_states", list_tcp_states, STRINGS }, { "versions", list_versions, STRINGS },
};

static void print_list(size_t i, int indent)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    lists[i].list(words);
    for (guint word = 0; word < words->len; word++) {
        if (word > 0 && lists[i].form == STRINGS)
            printf("\",\n%*s\"", indent, "");
        printf("%s", (const char *)g_ptr_array_index(words, word));
    }
    g_ptr_array_unref(words);
}

/* False: there is no such list. */
static gboolean print_named(const char *name, int indent)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (strcmp(lists[i].name, name) == 0) {
            print_list(i, indent);
            return TRUE;
        }
    }
    fprintf(stderr, "schema: the template names a list that there is not: %s\n", name);
    return FALSE;
}

static gboolean print_template(char **lines)
{
    gboolean good = TRUE;

    for (; *lines != NULL; lines++) {
        char **parts = g_strsplit(*lines, "@", -1);

        for (size_t i = 0; parts[i] != NULL; i++) {
            if (i % 2 == 0)
                printf("%s", parts[i]);
            else
                good = print_named(parts[i], (int)strspn(*lines, " ")) && good;
        }
        if (lines[1] != NULL)
            printf("\n");
        g_strfreev(parts);
    }
    return good;
}

int main(int argc, char **argv)
{
    char *template, **lines;
    gboolean good;

    if (argc != 2 || !g_file_get_contents(argv[1], &template, NULL, NULL)) {
        fprintf(stderr, "schema: needs a template that it can read\n");
        return EXIT_FAILURE;
    }
    lines = g_strsplit(template, "\n", -1);
    good = print_template(lines);
    g_strfreev(lines);
    g_free(template);
    return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
