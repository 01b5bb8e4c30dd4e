/* markup.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "markup.h"

#include "escape.h"
#include "model/core/append.h"

struct hsviz_markup hsviz_markup_begin(GString *text)
{
    return (struct hsviz_markup){ .text = text, .elements = g_ptr_array_new() };
}

void hsviz_markup_end(struct hsviz_markup *markup)
{
    while (markup->elements->len > 0)
        hsviz_markup_close(markup);
    g_ptr_array_unref(markup->elements);
}

static void end_tag(struct hsviz_markup *markup)
{
    if (markup->is_tag_open)
        hsviz_append(markup->text, ">");
    markup->is_tag_open = false;
}

void hsviz_markup_open(struct hsviz_markup *markup, const char *name)
{
    end_tag(markup);
    hsviz_append(markup->text, "<");
    hsviz_append(markup->text, name);
    g_ptr_array_add(markup->elements, (gpointer)name);
    markup->is_tag_open = true;
}

void hsviz_markup_begin_own(struct hsviz_markup *markup, const char *name)
{
    size_t len = strlen(name);
    char *to = hsviz_append_room(markup->text, len + 3);

    *to = ' ';
    memcpy(to + 1, name, len);
    memcpy(to + 1 + len, "=\"", 2);
}

void hsviz_markup_end_own(struct hsviz_markup *markup)
{
    hsviz_append(markup->text, "\"");
}

void hsviz_markup_own(struct hsviz_markup *markup, const char *name, const char *value)
{
    hsviz_markup_begin_own(markup, name);
    hsviz_append(markup->text, value);
    hsviz_markup_end_own(markup);
}

void hsviz_markup_attribute(struct hsviz_markup *markup, const char *name, const char *value)
{
    hsviz_markup_begin_own(markup, name);
    hsviz_escape_xml(markup->text, value);
    hsviz_markup_end_own(markup);
}

void hsviz_markup_number(struct hsviz_markup *markup, const char *name, int value)
{
    hsviz_markup_begin_own(markup, name);
    hsviz_append_signed(markup->text, value);
    hsviz_markup_end_own(markup);
}

void hsviz_markup_text(struct hsviz_markup *markup, const char *text)
{
    end_tag(markup);
    hsviz_escape_xml(markup->text, text);
}

void hsviz_markup_close(struct hsviz_markup *markup)
{
    GPtrArray *elements = markup->elements;

    if (markup->is_tag_open) {
        hsviz_append(markup->text, "/>");
    } else {
        hsviz_append(markup->text, "</");
        hsviz_append(markup->text, g_ptr_array_index(elements, elements->len - 1));
        hsviz_append(markup->text, ">");
    }
    g_ptr_array_set_size(elements, (gint)elements->len - 1);
    markup->is_tag_open = false;
}

void hsviz_markup_insert(struct hsviz_markup *markup, const GString *written)
{
    end_tag(markup);
    hsviz_append_bytes(markup->text, written->str, written->len);
}

void hsviz_markup_line(struct hsviz_markup *markup)
{
    end_tag(markup);
    hsviz_append(markup->text, "\n");
}
