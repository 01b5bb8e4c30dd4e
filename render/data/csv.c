/* csv.c
 * CSV: a line with the names of the columns, then one line per connection (RFC 4180, but with Unix
 * line ends).
 *
 * A column is a fact that has a value (facts.h): the path to it in JSON, joined by underscores.
 * What JSON has as null is empty here, a list is one field, and of the steps only their number is
 * told. Of the revocation checks, the first has columns: the responder, its response, the time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "csv.h"

#include "escape_csv.h"
#include "render/shared/facts.h"

static bool is_column(const struct hsviz_fact *fact)
{
    if (fact->type == HSVIZ_FACT_PART)
        return fact->get != NULL;
    return fact->type != HSVIZ_FACT_OBJECT && fact->type != HSVIZ_FACT_MAP;
}

static void append_list(GString *line, const struct hsviz_fact *fact,
                        const struct hsviz_fact_value *value)
{
    GString *text;

    if (!value->is_known || value->items->len == 0)
        return;
    text = g_string_new(NULL);
    hsviz_fact_text(text, fact, value);
    hsviz_escape_csv(line, text->str);
    g_string_free(text, TRUE);
}

/* Texts alone can hold what CSV would take for its own, or a spreadsheet for a formula. */
static void append_field(GString *line, const struct hsviz_fact *fact,
                         const struct hsviz_fact_value *value)
{
    switch (fact->type) {
    case HSVIZ_FACT_WORD:
    case HSVIZ_FACT_TEXT:
    case HSVIZ_FACT_WIRE:
        hsviz_escape_csv(line, value->is_known ? value->text->str : "");
        break;
    case HSVIZ_FACT_LIST:
        append_list(line, fact, value);
        break;
    default:
        hsviz_fact_text(line, fact, value);
        break;
    }
}

static void line_write(struct hsviz_rendering *rendering, GString *line)
{
    g_string_append_c(line, '\n');
    hsviz_output_bytes(rendering->output, line->str, line->len);
    g_string_free(line, TRUE);
}

void hsviz_csv_begin(struct hsviz_rendering *rendering)
{
    const struct hsviz_fact *fact = hsviz_facts_of(&rendering->options);
    GString *line = g_string_new(NULL);

    for (; fact->path != NULL; fact++) {
        char *name;

        if (!is_column(fact))
            continue;
        name = g_strdelimit(g_strdup(fact->path), ".", '_');
        g_string_append_printf(line, "%s%s", line->len > 0 ? "," : "", name);
        g_free(name);
    }
    line_write(rendering, line);
}

void hsviz_csv_connection(struct hsviz_rendering *rendering,
                          const struct hsviz_connection *connection)
{
    struct hsviz_subject subject = hsviz_subject_of(connection, rendering->options.tcp);
    const struct hsviz_fact *fact = hsviz_facts_of(&rendering->options);
    struct hsviz_fact_value *value = hsviz_fact_value_new();
    GString *line = g_string_new(NULL);
    bool is_first = true;

    for (; fact->path != NULL; fact++) {
        if (!is_column(fact))
            continue;
        if (!is_first)
            g_string_append_c(line, ',');
        is_first = false;
        hsviz_fact_read(value, fact, &subject);
        append_field(line, fact, value);
    }
    hsviz_fact_value_free(value);
    line_write(rendering, line);
}
