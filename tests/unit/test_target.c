/* test_target.c
 * Files that are there whole or not at all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "taps/target.h"

struct folder {
    char *path, *file;
};

static int folder_make(void **state)
{
    struct folder *folder = g_new0(struct folder, 1);

    folder->path = g_dir_make_tmp("hsviz-XXXXXX", NULL);
    folder->file = g_build_filename(folder->path, "out", NULL);
    *state = folder;
    return folder->path ? 0 : -1;
}

static int folder_remove(void **state)
{
    struct folder *folder = *state;
    GDir *dir = g_dir_open(folder->path, 0, NULL);

    for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir)) {
        char *path = g_build_filename(folder->path, name, NULL);

        g_unlink(path);
        g_free(path);
    }
    g_dir_close(dir);
    g_rmdir(folder->path);
    g_free(folder->path);
    g_free(folder->file);
    g_free(folder);
    return 0;
}

static unsigned num_files(const struct folder *folder)
{
    GDir *dir = g_dir_open(folder->path, 0, NULL);
    unsigned number = 0;

    while (g_dir_read_name(dir))
        number++;
    g_dir_close(dir);
    return number;
}

static void assert_holds(const char *path, const char *expected)
{
    char *text;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, expected);
    g_free(text);
}

static int write_text(const char *path, const char *text, int error)
{
    struct hsviz_target target;
    int failed = hsviz_target_open(&target, path);

    if (failed)
        return failed;
    fputs(text, target.file);
    return hsviz_target_close(&target, error);
}

static void test_appears_when_complete(void **state)
{
    const struct folder *folder = *state;
    struct hsviz_target target;

    assert_int_equal(hsviz_target_open(&target, folder->file), 0);
    fputs("whole", target.file);
    assert_false(g_file_test(folder->file, G_FILE_TEST_EXISTS));
    assert_int_equal(hsviz_target_close(&target, 0), 0);
    assert_holds(folder->file, "whole");
    assert_int_equal(num_files(folder), 1);
}

static void test_failure_leaves_what_was_there(void **state)
{
    const struct folder *folder = *state;

    assert_true(g_file_set_contents(folder->file, "old", -1, NULL));
    assert_int_equal(write_text(folder->file, "half", ENOSPC), ENOSPC);
    assert_holds(folder->file, "old");
    assert_int_equal(num_files(folder), 1);
}

static void test_mode_is_kept(void **state)
{
    const struct folder *folder = *state;
    struct stat status;
    mode_t mask = umask(022);

    assert_int_equal(write_text(folder->file, "new", 0), 0);
    assert_int_equal(stat(folder->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    assert_int_equal(g_chmod(folder->file, 0600), 0);
    assert_int_equal(write_text(folder->file, "newer", 0), 0);
    assert_int_equal(stat(folder->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    umask(mask);
}

static void test_link_is_followed(void **state)
{
    const struct folder *folder = *state;
    char *link = g_build_filename(folder->path, "link", NULL);

    assert_true(g_file_set_contents(folder->file, "old", -1, NULL));
    assert_int_equal(symlink("out", link), 0);
    assert_int_equal(write_text(link, "new", 0), 0);
    assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    assert_holds(folder->file, "new");
    g_free(link);
}

static void test_says_why_not(void **state)
{
    const struct folder *folder = *state;

    assert_int_equal(write_text(folder->path, "", 0), EISDIR);
    assert_int_equal(write_text("/nonexistent/out", "", 0), ENOENT);
    assert_int_equal(write_text("/dev/full", "text", 0), ENOSPC);
    assert_int_equal(write_text("/dev/null", "text", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_appears_when_complete, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_failure_leaves_what_was_there, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(test_mode_is_kept, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_link_is_followed, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_says_why_not, folder_make, folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
