/* test_render_output.c
 * Where renderers write: what arrives, what is counted, and that an error stays.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "render/shared/output.h"

static void a_string_takes_all(void **state)
{
    GString *text = g_string_new("before ");
    struct hsviz_output output = hsviz_output_to_string(text);

    (void)state;
    hsviz_output_text(&output, "a line");
    hsviz_output_text(&output, "");
    hsviz_output_bytes(&output, "\0", 1);
    assert_int_equal(text->len, strlen("before a line") + 1);
    assert_string_equal(text->str, "before a line");
    assert_int_equal(output.num_bytes, strlen("a line") + 1);
    assert_int_equal(output.error, 0);
    g_string_free(text, TRUE);
}

static void a_file_takes_all(void **state)
{
    FILE *file = tmpfile();
    struct hsviz_output output = hsviz_output_to_file(file);
    char read[16] = "";

    (void)state;
    assert_non_null(file);
    hsviz_output_text(&output, "one ");
    hsviz_output_text(&output, "two");
    assert_int_equal(output.error, 0);
    assert_int_equal(output.num_bytes, 7);
    rewind(file);
    assert_int_equal(fread(read, 1, sizeof read, file), 7);
    assert_string_equal(read, "one two");
    fclose(file);
}

/* A file that is open for reading alone takes nothing: the first error is kept, nothing counted. */
static void an_error_stays(void **state)
{
    FILE *file = fopen(HSVIZ_ROOT "/README.md", "r");
    struct hsviz_output output = hsviz_output_to_file(file);

    (void)state;
    assert_non_null(file);
    hsviz_output_text(&output, "");
    assert_int_equal(output.error, 0);
    hsviz_output_text(&output, "lost");
    assert_int_equal(output.error, EBADF);
    assert_int_equal(output.num_bytes, 0);
    fclose(file);
}

static int num_calls;

static int fail_once(void *user, const char *bytes, size_t len)
{
    (void)bytes;
    (void)len;
    num_calls++;
    return *(int *)user;
}

static void nothing_is_written_after_an_error(void **state)
{
    int error = ENOSPC;
    struct hsviz_output output = { .write = fail_once, .user = &error };

    (void)state;
    for (int i = 0; i < 3; i++)
        hsviz_output_text(&output, "lost");
    assert_int_equal(output.error, ENOSPC);
    assert_int_equal(output.num_bytes, 0);
    assert_int_equal(num_calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_takes_all),
        cmocka_unit_test(a_file_takes_all),
        cmocka_unit_test(an_error_stays),
        cmocka_unit_test(nothing_is_written_after_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
