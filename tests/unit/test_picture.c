/* test_picture.c
 * What a window of Wireshark is given: HTML in which nothing from the wire is more than text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include "cli/picture.h"
#include "model/connection.h"

#define HOSTILE "<img src=http://example.test/>&\"'</pre>\x1b]0;\xff"
#define PICTURE "<img src=\"data:image/svg+xml;base64,"

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;

    for (const char *p = strstr(text, part); p != NULL; p = strstr(p + 1, part))
        found++;
    return found;
}

static void text_is_escaped(void **state)
{
    struct hsviz_connection *connection = script_tls13(HOSTILE, "h2");
    char *page = hsviz_page_new(HSVIZ_VIEW_TEXT, connection, 2, 10);

    (void)state;
    assert_true(g_str_has_prefix(page, "<p>Connection 2 of 10</p><pre>stream 0 · "));
    assert_true(g_str_has_suffix(page, "</pre>"));
    assert_int_equal(count(page, "<"), 4);
    assert_non_null(strstr(page, "&lt;img src=http://example.test/&gt;&amp;"));
    assert_null(strchr(page, '\x1b'));
    assert_true(g_utf8_validate(page, -1, NULL));
    g_free(page);
    hsviz_connection_free(connection);
}

static void picture_is_whole(void **state)
{
    struct hsviz_connection *connection = script_tls13(HOSTILE, "h2");
    GString *drawing = hsviz_drawing_new("svg", connection);
    char *page = hsviz_page_new(HSVIZ_VIEW_PICTURE, connection, 1, 1);
    const char *encoded = strstr(page, PICTURE);
    char *only;
    guchar *decoded;
    gsize len;

    (void)state;
    assert_non_null(encoded);
    assert_int_equal(count(page, "<"), 5);
    encoded += strlen(PICTURE);
    only = g_strndup(encoded, strcspn(encoded, "\""));
    decoded = g_base64_decode(only, &len);
    assert_int_equal(len, drawing->len);
    assert_memory_equal(decoded, drawing->str, len);
    g_free(decoded);
    g_free(only);
    g_free(page);
    g_string_free(drawing, TRUE);
    hsviz_connection_free(connection);
}

static void empty_says_why(void **state)
{
    char *page = hsviz_page_new_empty("no <capture>");

    (void)state;
    assert_string_equal(page, "<p>no &lt;capture&gt;</p>");
    g_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(picture_is_whole),
        cmocka_unit_test(empty_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
