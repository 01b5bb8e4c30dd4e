/* picture.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "picture.h"

GString *hsviz_drawing_new(const char *format, const struct hsviz_connection *connection)
{
    struct hsviz_render_options options = { .format = hsviz_format_find(format) };
    GString *drawing = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(drawing);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    hsviz_render_connection(rendering, connection);
    hsviz_render_end(rendering);
    return drawing;
}

static void append_picture(GString *page, const struct hsviz_connection *connection)
{
    GString *drawing = hsviz_drawing_new("svg", connection);
    char *encoded = g_base64_encode((const guchar *)drawing->str, drawing->len);

    g_string_append_printf(page, "<p><img src=\"data:image/svg+xml;base64,%s\"></p>", encoded);
    g_free(encoded);
    g_string_free(drawing, TRUE);
}

static void append_text(GString *page, const struct hsviz_connection *connection)
{
    GString *drawing = hsviz_drawing_new("unicode", connection);
    char *escaped = g_markup_escape_text(drawing->str, (gssize)drawing->len);

    g_string_append_printf(page, "<pre>%s</pre>", escaped);
    g_free(escaped);
    g_string_free(drawing, TRUE);
}

char *hsviz_page_new(enum hsviz_view view, const struct hsviz_connection *connection, size_t i,
                     size_t num_connections)
{
    GString *page = g_string_new(NULL);

    g_string_printf(page, "<p>Connection %zu of %zu</p>", i, num_connections);
    if (view == HSVIZ_VIEW_PICTURE)
        append_picture(page, connection);
    else
        append_text(page, connection);
    return g_string_free(page, FALSE);
}

char *hsviz_page_new_empty(const char *reason)
{
    return g_markup_printf_escaped("<p>%s</p>", reason);
}
