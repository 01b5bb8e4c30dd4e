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
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "cli/target.h"

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

/* Root alone can make a link as somebody else. */
static void test_link_of_another_is_not_followed(void **state)
{
    const struct folder *folder = *state;
    char *link, *own;

    if (geteuid() != 0)
        skip();
    link = g_build_filename(folder->path, "link", NULL);
    own = g_build_filename(folder->path, "own", NULL);
    assert_true(g_file_set_contents(folder->file, "old", -1, NULL));
    assert_int_equal(symlink("out", link), 0);
    assert_int_equal(symlink("link", own), 0);
    assert_int_equal(lchown(link, 12345, 12345), 0);
    assert_int_equal(write_text(link, "new", 0), EPERM);
    assert_int_equal(write_text(own, "new", 0), EPERM);
    assert_holds(folder->file, "old");
    assert_int_equal(num_files(folder), 3);
    assert_int_equal(lchown(link, 0, 0), 0);
    assert_int_equal(write_text(own, "new", 0), 0);
    assert_holds(folder->file, "new");
    g_free(link);
    g_free(own);
}

static void assert_is_link_to(const char *link, const char *expected)
{
    char *text = g_file_read_link(link, NULL);

    assert_non_null(text);
    assert_string_equal(text, expected);
    g_free(text);
}

/* A link of a link to what is not there yet, in another folder and in its own. */
static void test_dangling_link_makes_its_target(void **state)
{
    const struct folder *folder = *state;
    char *link = g_build_filename(folder->path, "link", NULL);
    char *inner = g_build_filename(folder->path, "inner", NULL);
    char *target = g_build_filename(inner, "made", NULL);

    assert_int_equal(g_mkdir(inner, 0700), 0);
    assert_int_equal(symlink("link", folder->file), 0);
    assert_int_equal(symlink("inner/made", link), 0);
    assert_int_equal(write_text(folder->file, "half", ENOSPC), ENOSPC);
    assert_false(g_file_test(target, G_FILE_TEST_EXISTS));
    assert_int_equal(write_text(folder->file, "new", 0), 0);
    assert_is_link_to(folder->file, "link");
    assert_is_link_to(link, "inner/made");
    assert_holds(target, "new");
    assert_false(g_file_test(target, G_FILE_TEST_IS_SYMLINK));
    assert_int_equal(num_files(folder), 3);
    g_unlink(target);
    g_rmdir(inner);
    g_free(link);
    g_free(inner);
    g_free(target);
}

/* Links whose end cannot be had stay what they are, and nothing is left beside them. */
static void test_link_that_leads_nowhere(void **state)
{
    static const struct {
        const char *text;
        int error;
    } links[] = {
        { "out", ELOOP },
        { "missing/made", ENOENT },
        { "/dev/null/made", ENOTDIR },
        { "..", EISDIR },
        { "made/", ENOENT },
    };
    const struct folder *folder = *state;

    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        assert_int_equal(symlink(links[i].text, folder->file), 0);
        assert_int_equal(write_text(folder->file, "new", 0), links[i].error);
        assert_is_link_to(folder->file, links[i].text);
        assert_int_equal(num_files(folder), 1);
        assert_int_equal(g_unlink(folder->file), 0);
    }
}

/* A link of the kernel's to a file that no longer has a name. */
static void test_link_to_what_has_no_name(void **state)
{
    const struct folder *folder = *state;
    FILE *file = g_fopen(folder->file, "w+");
    char *own = g_strdup_printf("/proc/self/fd/%d", fileno(file)), text[4] = "";

    if (!g_file_test(own, G_FILE_TEST_EXISTS))
        skip();
    assert_int_equal(g_unlink(folder->file), 0);
    assert_int_equal(symlink(own, folder->file), 0);
    assert_int_equal(write_text(folder->file, "new", 0), 0);
    assert_is_link_to(folder->file, own);
    assert_int_equal(fread(text, 1, 3, file), 3);
    assert_string_equal(text, "new");
    assert_int_equal(num_files(folder), 1);
    fclose(file);
    g_free(own);
}

/* 255 bytes are the longest on the usual file systems. */
static void test_longest_name(void **state)
{
    const struct folder *folder = *state;
    char *name = g_strnfill(255, 'n');
    char *path = g_build_filename(folder->path, name, NULL);

    assert_int_equal(write_text(path, "whole", 0), 0);
    assert_holds(path, "whole");
    assert_int_equal(num_files(folder), 1);
    g_free(name);
    g_free(path);
}

static void test_unfinished_says_what_it_is(void **state)
{
    const struct folder *folder = *state;
    struct hsviz_target target;
    char *name;

    assert_int_equal(hsviz_target_open(&target, folder->file), 0);
    name = g_path_get_basename(target.temporary);
    assert_true(g_str_has_prefix(name, "hsviz-unfinished-"));
    assert_int_equal(hsviz_target_close(&target, ECANCELED), ECANCELED);
    assert_int_equal(num_files(folder), 0);
    g_free(name);
}

static void test_says_why_not(void **state)
{
    const struct folder *folder = *state;

    assert_int_equal(write_text(folder->path, "", 0), EISDIR);
    assert_int_equal(write_text("/nonexistent/out", "", 0), ENOENT);
    assert_int_equal(write_text("/dev/full", "text", 0), ENOSPC);
    assert_int_equal(write_text("/dev/null", "text", 0), 0);
}

/* ---- Places ---- */

static void assert_place(const char *file, enum hsviz_place_kind kind, const char *path,
                         const char *folder)
{
    struct hsviz_place place = { 0 };
    GString *message = g_string_new(NULL);
    char *named;

    assert_true(hsviz_place_parse(&place, message, file, "svg"));
    assert_string_equal(message->str, "");
    assert_int_equal(place.kind, kind);
    named = hsviz_place_path(&place, 7);
    assert_string_equal(named ? named : "(none)", path ? path : "(none)");
    assert_string_equal(place.folder ? place.folder : "(none)", folder ? folder : "(none)");
    g_free(named);
    hsviz_place_clear(&place);
    g_string_free(message, TRUE);
}

static void test_places(void **state)
{
    const struct folder *folder = *state;
    char *inside = g_build_filename(folder->path, "stream-7.svg", NULL);

    assert_place(NULL, HSVIZ_PLACE_STANDARD_OUTPUT, NULL, NULL);
    assert_place("a.svg", HSVIZ_PLACE_FILE, "a.svg", NULL);
    assert_place("a-%d.svg", HSVIZ_PLACE_FILE_EACH, "a-7.svg", NULL);
    assert_place("%d", HSVIZ_PLACE_FILE_EACH, "7", NULL);
    assert_place("%d/x", HSVIZ_PLACE_FILE_EACH, "7/x", NULL);
    assert_place("100%%-%d%%", HSVIZ_PLACE_FILE_EACH, "100%-7%", NULL);
    assert_place("100%%d", HSVIZ_PLACE_FILE, "100%d", NULL);
    assert_place("%s%n%", HSVIZ_PLACE_FILE, "%s%n%", NULL);
    assert_place("%d%n/", HSVIZ_PLACE_FILE_EACH, "%d%n/stream-7.svg", "%d%n/");
    assert_place("new/", HSVIZ_PLACE_FILE_EACH, "new/stream-7.svg", "new/");
    assert_place(folder->path, HSVIZ_PLACE_FILE_EACH, inside, folder->path);
    g_free(inside);
}

static void test_places_that_make_no_sense(void **state)
{
    static const char *const files[] = { "%d%d", "%d-%s", "%n%d", "%d%", "%5d%d", "%%%d%x" };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        struct hsviz_place place = { 0 };
        GString *message = g_string_new(NULL);

        assert_false(hsviz_place_parse(&place, message, files[i], "svg"));
        assert_non_null(strstr(message->str, files[i]));
        assert_null(strchr(message->str, '\n'));
        assert_null(place.before);
        g_string_free(message, TRUE);
    }
}

static void test_missing_folders_are_made(void **state)
{
    const struct folder *folder = *state;
    char *inner = g_strconcat(folder->path, "/out/", NULL);
    struct hsviz_place place = { 0 };

    assert_true(hsviz_place_parse(&place, NULL, inner, "svg"));
    assert_false(g_file_test(inner, G_FILE_TEST_EXISTS));
    assert_int_equal(hsviz_place_prepare(&place), 0);
    assert_true(g_file_test(inner, G_FILE_TEST_IS_DIR));
    assert_int_equal(hsviz_place_prepare(&place), 0);
    g_rmdir(inner);
    hsviz_place_clear(&place);
    assert_true(hsviz_place_parse(&place, NULL, "/dev/null/x/", "svg"));
    assert_int_equal(hsviz_place_prepare(&place), ENOTDIR);
    hsviz_place_clear(&place);
    g_free(inner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_appears_when_complete, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_failure_leaves_what_was_there, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(test_mode_is_kept, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_link_is_followed, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_link_of_another_is_not_followed, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(test_dangling_link_makes_its_target, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(test_link_that_leads_nowhere, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_link_to_what_has_no_name, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_longest_name, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_unfinished_says_what_it_is, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(test_says_why_not, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_places, folder_make, folder_remove),
        cmocka_unit_test(test_places_that_make_no_sense),
        cmocka_unit_test_setup_teardown(test_missing_folders_are_made, folder_make, folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
