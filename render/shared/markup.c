/* markup.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "markup.h"

struct hsviz_markup hsviz_markup_begin(struct hsviz_output *output)
{
    return (struct hsviz_markup){
        .output = output,
        .scratch = g_string_new(NULL),
        .elements = g_ptr_array_new(),
    };
}

void hsviz_markup_end(struct hsviz_markup *markup)
{
    while (markup->elements->len > 0)
        hsviz_markup_close(markup);
    g_ptr_array_unref(markup->elements);
    g_string_free(markup->scratch, TRUE);
}

static void write_scratch(struct hsviz_markup *markup)
{
    hsviz_output_bytes(markup->output, markup->scratch->str, markup->scratch->len);
    g_string_truncate(markup->scratch, 0);
}

static void end_tag(struct hsviz_markup *markup)
{
    if (markup->is_tag_open)
        hsviz_output_text(markup->output, ">");
    markup->is_tag_open = false;
}

void hsviz_markup_open(struct hsviz_markup *markup, const char *name)
{
    end_tag(markup);
    g_string_append_printf(markup->scratch, "<%s", name);
    write_scratch(markup);
    g_ptr_array_add(markup->elements, (gpointer)name);
    markup->is_tag_open = true;
}

void hsviz_markup_attribute(struct hsviz_markup *markup, const char *name, const char *value)
{
    g_string_append_printf(markup->scratch, " %s=\"", name);
    hsviz_escape_xml(markup->scratch, value);
    g_string_append_c(markup->scratch, '"');
    write_scratch(markup);
}

void hsviz_markup_number(struct hsviz_markup *markup, const char *name, int value)
{
    g_string_append_printf(markup->scratch, " %s=\"%d\"", name, value);
    write_scratch(markup);
}

void hsviz_markup_text(struct hsviz_markup *markup, const char *text)
{
    end_tag(markup);
    hsviz_escape_xml(markup->scratch, text);
    write_scratch(markup);
}

void hsviz_markup_close(struct hsviz_markup *markup)
{
    const char *name = g_ptr_array_remove_index(markup->elements, markup->elements->len - 1);

    if (markup->is_tag_open)
        g_string_append(markup->scratch, "/>");
    else
        g_string_append_printf(markup->scratch, "</%s>", name);
    markup->is_tag_open = false;
    write_scratch(markup);
}

void hsviz_markup_insert(struct hsviz_markup *markup, const GString *written)
{
    end_tag(markup);
    hsviz_output_bytes(markup->output, written->str, written->len);
}

void hsviz_markup_line(struct hsviz_markup *markup)
{
    end_tag(markup);
    hsviz_output_text(markup->output, "\n");
}
