/* schema_facts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "schema_facts.h"

#include <string.h>

#include "schema_words.h"
#include "model/core/names.h"

enum { LINE_MAX_CELLS = 96, STEP = 2 };

/* ---- Lists of keys ---- */

/* The row behind a fact and all that is inside of it. */
static const struct hsviz_fact *after(const struct hsviz_fact *fact)
{
    const struct hsviz_fact *next = fact + 1;

    while (next->path != NULL && hsviz_fact_is_inside(next, fact))
        next++;
    return next;
}

/* Quoted keys, as many as a line holds. */
static void append_filled(GString *text, const GPtrArray *keys, int indent)
{
    size_t line = (size_t)indent;

    for (guint i = 0; i < keys->len; i++) {
        const char *key = g_ptr_array_index(keys, i);
        size_t len = strlen(key) + strlen("\"\"") + (i + 1 < keys->len);

        if (i > 0 && line + 1 + len > LINE_MAX_CELLS) {
            g_string_append_printf(text, "\n%*s", indent, "");
            line = (size_t)indent;
        } else if (i > 0) {
            g_string_append_c(text, ' ');
            line++;
        }
        g_string_append_printf(text, "\"%s\"%s", key, i + 1 < keys->len ? "," : "");
        line += len;
    }
}

void hsviz_schema_keys(GString *text, const struct hsviz_fact *facts, int indent)
{
    GPtrArray *keys = g_ptr_array_new();

    g_ptr_array_add(keys, "schema");
    for (const struct hsviz_fact *fact = facts; fact->path != NULL; fact = after(fact))
        g_ptr_array_add(keys, (gpointer)fact->path);
    append_filled(text, keys, indent);
    g_ptr_array_unref(keys);
}

/* In one line, or in several between brackets of their own. */
static void append_required(GString *text, const GPtrArray *keys, int indent)
{
    size_t start = text->len;

    g_string_append_printf(text, "%*s\"required\": [", indent, "");
    for (guint i = 0; i < keys->len; i++)
        g_string_append_printf(text, "%s\"%s\"", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(keys, i));
    g_string_append(text, "],\n");
    if (text->len - start <= LINE_MAX_CELLS)
        return;
    g_string_truncate(text, start);
    g_string_append_printf(text, "%*s\"required\": [\n%*s", indent, "", indent + STEP, "");
    append_filled(text, keys, indent + STEP);
    g_string_append_printf(text, "\n%*s],\n", indent, "");
}

/* ---- One fact ---- */

static const char *const fixed[] = {
    [HSVIZ_FACT_NUMBER] = "\"$ref\": \"#/$defs/number\"",
    [HSVIZ_FACT_FRAME] = "\"$ref\": \"#/$defs/frame\"",
    [HSVIZ_FACT_PORT] = "\"$ref\": \"#/$defs/port\"",
    [HSVIZ_FACT_BOOL] = "\"type\": \"boolean\"",
    [HSVIZ_FACT_SECONDS] = "\"type\": \"number\"",
    [HSVIZ_FACT_MS] = "\"$ref\": \"#/$defs/duration\"",
    [HSVIZ_FACT_ROUND_TRIPS] = "\"$ref\": \"#/$defs/round_trips\"",
    [HSVIZ_FACT_SHARE] = "\"type\": [\"number\", \"null\"],\n\"minimum\": 0,\n\"maximum\": 1",
};

static void append_enum(GString *text, const struct hsviz_word *words, bool may_be_unknown,
                        int indent)
{
    g_string_append_printf(text, "\"enum\": [\n%*s%s", indent + STEP, "",
                           may_be_unknown ? "null,\n" : "");
    if (may_be_unknown)
        g_string_append_printf(text, "%*s", indent + STEP, "");
    g_string_append_c(text, '"');
    hsviz_schema_vocabulary(text, words, indent + STEP);
    g_string_append_printf(text, "\"\n%*s]", indent, "");
}

/* A pattern can hold names of lists of letters. */
static void append_pattern(GString *text, const char *pattern)
{
    char **parts = g_strsplit(pattern, "@", -1);

    g_string_append(text, "\"pattern\": \"");
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (i % 2 == 0)
            g_string_append(text, parts[i]);
        else
            hsviz_schema_list(text, parts[i], 0);
    }
    g_string_append_c(text, '"');
    g_strfreev(parts);
}

/* A name of a table, or else what the pattern allows. */
static void append_open_word(GString *text, const struct hsviz_fact *fact, int indent)
{
    int inner = indent + STEP, innermost = indent + 2 * STEP;

    g_string_append_printf(text, "\"anyOf\": [\n%*s{\n%*s", inner, "", innermost, "");
    append_enum(text, fact->words, fact->may_be_unknown, innermost);
    g_string_append_printf(text, "\n%*s},\n%*s{\n%*s\"type\": \"string\",\n%*s", inner, "", inner,
                           "", innermost, "", innermost, "");
    append_pattern(text, fact->pattern);
    g_string_append_printf(text, "\n%*s}\n%*s]", inner, "", indent, "");
}

static void append_word(GString *text, const struct hsviz_fact *fact, int indent)
{
    if (fact->pattern != NULL)
        append_open_word(text, fact, indent);
    else if (fact->words == hsviz_tcp_states)
        g_string_append(text, "\"$ref\": \"#/$defs/tcp_state\"");
    else
        append_enum(text, fact->words, fact->may_be_unknown, indent);
}

static void append_text(GString *text, const struct hsviz_fact *fact, int indent)
{
    g_string_append(text, fact->may_be_unknown ? "\"type\": [\"string\", \"null\"]"
                                               : "\"type\": \"string\"");
    if (fact->pattern != NULL) {
        g_string_append_printf(text, ",\n%*s", indent, "");
        append_pattern(text, fact->pattern);
    } else if (!fact->may_be_unknown) {
        g_string_append(text, ", \"minLength\": 1");
    }
}

static void append_list(GString *text, const struct hsviz_fact *fact, int indent)
{
    g_string_append_printf(text, "\"type\": \"array\",\n%*s", indent, "");
    if (fact->words == NULL) {
        g_string_append(text, "\"items\": { \"type\": \"string\", \"minLength\": 1 }");
        return;
    }
    g_string_append_printf(text, "\"uniqueItems\": true,\n%*s\"items\": {\n%*s", indent, "",
                           indent + STEP, "");
    append_enum(text, fact->words, false, indent + STEP);
    g_string_append_printf(text, "\n%*s}", indent, "");
}

/* A fixed text, whose line ends are indented. */
static void append_fixed(GString *text, const char *lines, int indent)
{
    for (; *lines != '\0'; lines++) {
        g_string_append_c(text, *lines);
        if (*lines == '\n')
            g_string_append_printf(text, "%*s", indent, "");
    }
}

static void append_type(GString *text, const struct hsviz_fact *fact, int indent)
{
    switch (fact->type) {
    case HSVIZ_FACT_WORD:
        append_word(text, fact, indent);
        break;
    case HSVIZ_FACT_TEXT:
    case HSVIZ_FACT_WIRE:
        append_text(text, fact, indent);
        break;
    case HSVIZ_FACT_LIST:
        append_list(text, fact, indent);
        break;
    default:
        append_fixed(text, fixed[fact->type], indent);
        break;
    }
}

/* Braces in one line where that is all. */
static void append_value(GString *text, const struct hsviz_fact *fact, int indent)
{
    GString *type = g_string_new(NULL);

    append_type(type, fact, indent + STEP);
    g_string_append_printf(text, "%*s\"%s\": {", indent, "", hsviz_fact_key(fact));
    if (fact->help == NULL && strchr(type->str, '\n') == NULL) {
        g_string_append_printf(text, " %s },\n", type->str);
    } else {
        if (fact->help != NULL)
            g_string_append_printf(text, "\n%*s\"description\": \"%s\",", indent + STEP, "",
                                   fact->help);
        g_string_append_printf(text, "\n%*s%s\n%*s},\n", indent + STEP, "", type->str, indent, "");
    }
    g_string_free(type, TRUE);
}

/* ---- Objects ---- */

static void append_properties(GString *text, const struct hsviz_fact *outer, int indent);

/* Behind the last property stands no comma. */
static void drop_comma(GString *text)
{
    g_string_truncate(text, text->len - strlen(",\n"));
    g_string_append_c(text, '\n');
}

/* Keys with a value of one type. */
static void append_map(GString *text, const struct hsviz_fact *outer, int indent)
{
    const struct hsviz_fact *end = after(outer);

    for (int list = 0; list < 2; list++) {
        int inner = indent + list * STEP;

        g_string_append_printf(
            text, list == 0 ? "%*s\"required\": [\n" : "%*s\"propertyNames\": {\n", indent, "");
        if (list == 1)
            g_string_append_printf(text, "%*s\"enum\": [\n", inner, "");
        for (const struct hsviz_fact *fact = outer + 1; fact < end; fact++)
            g_string_append_printf(text, "%*s\"%s\"%s\n", inner + STEP, "", hsviz_fact_key(fact),
                                   fact + 1 < end ? "," : "");
        g_string_append_printf(text, "%*s]%s\n", inner, "", list == 0 ? "," : "");
    }
    g_string_append_printf(text,
                           "%*s},\n%*s\"additionalProperties\": "
                           "{ \"type\": \"number\", \"minimum\": 0 }\n",
                           indent, "", indent, "");
}

static void append_members(GString *text, const struct hsviz_fact *outer, int indent)
{
    const struct hsviz_fact *end = after(outer);
    GPtrArray *keys = g_ptr_array_new();

    for (const struct hsviz_fact *fact = outer + 1; fact < end; fact = after(fact))
        g_ptr_array_add(keys, (gpointer)hsviz_fact_key(fact));
    g_string_append_printf(text, "%*s\"additionalProperties\": false,\n", indent, "");
    append_required(text, keys, indent);
    g_string_append_printf(text, "%*s\"properties\": {\n", indent, "");
    append_properties(text, outer, indent + STEP);
    drop_comma(text);
    g_string_append_printf(text, "%*s}\n", indent, "");
    g_ptr_array_unref(keys);
}

static void append_object(GString *text, const struct hsviz_fact *outer, int indent)
{
    g_string_append_printf(text, "%*s\"%s\": {\n", indent, "", hsviz_fact_key(outer));
    if (outer->help != NULL)
        g_string_append_printf(text, "%*s\"description\": \"%s\",\n", indent + STEP, "",
                               outer->help);
    g_string_append_printf(text, "%*s\"type\": %s,\n", indent + STEP, "",
                           outer->may_be_unknown ? "[\"object\", \"null\"]" : "\"object\"");
    if (outer->type == HSVIZ_FACT_MAP)
        append_map(text, outer, indent + STEP);
    else
        append_members(text, outer, indent + STEP);
    g_string_append_printf(text, "%*s},\n", indent, "");
}

static void append_fact(GString *text, const struct hsviz_fact *fact, int indent)
{
    if (fact->type == HSVIZ_FACT_OBJECT || fact->type == HSVIZ_FACT_MAP)
        append_object(text, fact, indent);
    else
        append_value(text, fact, indent);
}

static void append_properties(GString *text, const struct hsviz_fact *outer, int indent)
{
    const struct hsviz_fact *end = after(outer);

    for (const struct hsviz_fact *fact = outer + 1; fact < end; fact = after(fact))
        append_fact(text, fact, indent);
}

const struct hsviz_fact *hsviz_schema_properties(GString *text, const struct hsviz_fact *fact,
                                                 int indent)
{
    for (; fact->path != NULL && fact->type != HSVIZ_FACT_PART; fact = after(fact))
        append_fact(text, fact, indent);
    return fact;
}
