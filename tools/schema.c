/* schema.c
 * Prints docs/hsviz-1.schema.json: its template, with the table of facts and the words of the
 * code's other tables.
 *
 *     schema TEMPLATE
 *
 * In the template @NAME@, inside the quotes of a string, stands for all words of a list: a string
 * and line each, or, of letters, one after the other. @keys@ and @facts@, alone in a line, stand
 * for the keys of a connection, and for the facts up to the next part that the template has by
 * hand; @more@, behind the last of these, for what the table has more.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/shared/facts.h"
#include "schema_facts.h"
#include "schema_words.h"

/* The facts that come next: each @facts@ goes on behind the part that ended the one before. */
static const struct hsviz_fact *next_fact = hsviz_facts;

static void append_facts(GString *text, int indent)
{
    const struct hsviz_fact *part = next_fact;

    if (part->type == HSVIZ_FACT_PART)
        next_fact++;
    while (next_fact->path != NULL && hsviz_fact_is_inside(next_fact, part))
        next_fact++;
    next_fact = hsviz_schema_properties(text, next_fact, indent);
}

/* Commas stand before these, not behind. */
static void append_more(GString *text, int indent)
{
    g_string_append(text, ",\n");
    append_facts(text, indent);
    g_string_truncate(text, text->len - strlen(",\n"));
}

static gboolean append_line(GString *text, const char *line)
{
    char **parts = g_strsplit(line, "@", -1);
    int indent = (int)strspn(line, " ");
    gboolean good = TRUE;

    for (size_t i = 0; parts[i] != NULL; i++) {
        if (i % 2 == 0)
            g_string_append(text, parts[i]);
        else if (strcmp(parts[i], "keys") == 0)
            hsviz_schema_keys(text, hsviz_facts, indent);
        else if (strcmp(parts[i], "more") == 0)
            append_more(text, indent);
        else if (!hsviz_schema_list(text, parts[i], indent)) {
            fprintf(stderr, "schema: the template names a list that there is not: %s\n", parts[i]);
            good = FALSE;
        }
    }
    g_strfreev(parts);
    return good;
}

static gboolean expand(GString *text, char **lines)
{
    gboolean good = TRUE;

    for (; *lines != NULL; lines++) {
        size_t indent = strspn(*lines, " ");

        /* Each property ends its line. */
        if (strcmp(*lines + indent, "@facts@") == 0) {
            append_facts(text, (int)indent);
            continue;
        }
        good = append_line(text, *lines) && good;
        if (lines[1] != NULL)
            g_string_append_c(text, '\n');
    }
    if (next_fact->path != NULL) {
        fprintf(stderr, "schema: the template has no place for %s\n", next_fact->path);
        return FALSE;
    }
    return good;
}

int main(int argc, char **argv)
{
    GString *text = g_string_new(NULL);
    char *template, **lines;
    gboolean good;

    if (argc != 2 || !g_file_get_contents(argv[1], &template, NULL, NULL)) {
        fprintf(stderr, "schema: needs a template that it can read\n");
        return EXIT_FAILURE;
    }
    lines = g_strsplit(template, "\n", -1);
    good = expand(text, lines);
    fputs(text->str, stdout);
    g_string_free(text, TRUE);
    g_strfreev(lines);
    g_free(template);
    return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
