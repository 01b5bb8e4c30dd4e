/* html_parts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "html_parts.h"

#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/story/note_text.h"

void hsviz_html_open(struct hsviz_markup *markup, const char *name, const char *class)
{
    hsviz_markup_open(markup, name);
    if (class != NULL)
        hsviz_markup_attribute(markup, "class", class);
}

void hsviz_html_element(struct hsviz_markup *markup, const char *name, const char *class,
                        const char *text)
{
    hsviz_html_open(markup, name, class);
    hsviz_markup_text(markup, text);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}

void hsviz_html_fact(struct hsviz_markup *markup, const char *term, const char *class,
                     const char *text)
{
    hsviz_html_element(markup, "dt", NULL, term);
    hsviz_html_element(markup, "dd", class, text);
}

/* ---- Notes ---- */

static void put_note(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                     const struct hsviz_note *note)
{
    static const char *const classes[] = {
        [HSVIZ_CHAT] = NULL,
        [HSVIZ_NOTICE] = NULL,
        [HSVIZ_WARNING] = "warning",
        [HSVIZ_ERROR] = "error",
    };
    GString *heading = g_string_new(NULL), *text = g_string_new(": ");

    hsviz_note_heading(heading, note);
    hsviz_note_text(connection, text, note);
    hsviz_html_open(markup, "li", classes[hsviz_note_severity(note)]);
    hsviz_markup_open(markup, "strong");
    hsviz_markup_text(markup, heading->str);
    hsviz_markup_close(markup);
    hsviz_markup_text(markup, text->str);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    g_string_free(text, TRUE);
    g_string_free(heading, TRUE);
}

void hsviz_html_notes(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                      uint32_t frame)
{
    bool is_open = false;

    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);

        if (frame != 0 && note->frame != frame)
            continue;
        if (!is_open)
            hsviz_html_open(markup, "ul", "notes");
        is_open = true;
        put_note(markup, connection, note);
    }
    if (is_open)
        hsviz_markup_close(markup);
}
