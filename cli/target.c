/* target.c
 * Standard output, or files that are never there half-written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "target.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "platform.h"

/* The mode of access(2) for a writable file; not every system has a name for it. */
enum { MAY_WRITE = 2 };

static int open_directly(struct hsviz_target *target)
{
    target->file = g_fopen(target->path, "w");
    return target->file ? 0 : errno;
}

static int open_temporary(struct hsviz_target *target)
{
    char *folder = g_path_get_dirname(target->path);
    int error;

    /* Not made of the file's own name, which may be as long as a name can be. */
    target->temporary = g_build_filename(folder, "hsviz-unfinished-XXXXXX", NULL);
    g_free(folder);
    target->file = hsviz_platform_open_temporary(target->temporary, target->path);
    if (target->file)
        return 0;
    error = errno;
    g_clear_pointer(&target->temporary, g_free);
    return error;
}

static int open_path(struct hsviz_target *target)
{
    if (!g_file_test(target->path, G_FILE_TEST_EXISTS))
        return open_temporary(target);
    if (g_file_test(target->path, G_FILE_TEST_IS_DIR))
        return EISDIR;
    /* A new file would take the place of a device, a pipe, or a link to what has no name. */
    if (!g_file_test(target->path, G_FILE_TEST_IS_REGULAR) ||
        g_file_test(target->path, G_FILE_TEST_IS_SYMLINK))
        return open_directly(target);
    if (g_access(target->path, MAY_WRITE) != 0)
        return errno;
    return open_temporary(target);
}

static void target_clear(struct hsviz_target *target)
{
    g_free(target->path);
    g_free(target->temporary);
    *target = (struct hsviz_target){ 0 };
}

int hsviz_target_open(struct hsviz_target *target, const char *path)
{
    int error;

    *target = (struct hsviz_target){ 0 };
    if (!path) {
        target->file = stdout;
        return 0;
    }
    /* A symbolic link would else be replaced by the file. */
    target->path = hsviz_platform_resolve(path);
    if (!target->path)
        return errno;
    error = open_path(target);
    if (error)
        target_clear(target);
    return error;
}

int hsviz_target_close(struct hsviz_target *target, int error)
{
    if (fflush(target->file) != 0 && !error)
        error = errno;
    if (target->path && fclose(target->file) != 0 && !error)
        error = errno;
    if (target->temporary && !error && g_rename(target->temporary, target->path) != 0)
        error = errno;
    if (target->temporary && error)
        (void)g_unlink(target->temporary);
    target_clear(target);
    return error;
}

/* ---- Places ---- */

static void folder_set(struct hsviz_place *place, const char *folder, const char *extension)
{
    const char *slash = g_str_has_suffix(folder, "/") ? "" : "/";

    place->kind = HSVIZ_PLACE_FILE_EACH;
    place->folder = g_strdup(folder);
    place->before = g_strconcat(folder, slash, "stream-", NULL);
    place->after = g_strconcat(".", extension, NULL);
}

/* What is wrong with the signs of a path: a second %d, or any other beside it. */
static gboolean signs_are_wrong(unsigned num_numbers, unsigned num_others)
{
    return num_numbers > 1 || (num_numbers == 1 && num_others > 0);
}

gboolean hsviz_place_parse(struct hsviz_place *place, GString *message, const char *file,
                           const char *extension)
{
    unsigned num_numbers = 0, num_others = 0;
    GString *part;

    if (!file)
        return TRUE;
    if (g_str_has_suffix(file, "/") || g_file_test(file, G_FILE_TEST_IS_DIR)) {
        folder_set(place, file, extension);
        return TRUE;
    }
    part = g_string_new(NULL);
    for (const char *p = file; *p; p++) {
        if (p[0] == '%' && p[1] == 'd' && num_numbers++ == 0) {
            place->before = g_strdup(part->str);
            g_string_truncate(part, 0);
            p++;
            continue;
        }
        if (p[0] == '%' && p[1] == '%')
            p++;
        else if (p[0] == '%')
            num_others++;
        g_string_append_c(part, *p);
    }
    if (num_numbers > 0)
        place->after = g_string_free(part, FALSE);
    else
        place->path = g_string_free(part, FALSE);
    place->kind = num_numbers > 0 ? HSVIZ_PLACE_FILE_EACH : HSVIZ_PLACE_FILE;
    if (!signs_are_wrong(num_numbers, num_others))
        return TRUE;
    g_string_append_printf(message,
                           "hsviz: file=%s is invalid; expected at most one %%d, for the stream "
                           "number; write %%%% for a percent sign",
                           file);
    hsviz_place_clear(place);
    return FALSE;
}

char *hsviz_place_path(const struct hsviz_place *place, uint32_t stream)
{
    if (place->kind == HSVIZ_PLACE_FILE_EACH)
        return g_strdup_printf("%s%" PRIu32 "%s", place->before, stream, place->after);
    return g_strdup(place->path);
}

int hsviz_place_prepare(const struct hsviz_place *place)
{
    return !place->folder || g_mkdir_with_parents(place->folder, 0777) == 0 ? 0 : errno;
}

void hsviz_place_clear(struct hsviz_place *place)
{
    g_free(place->path);
    g_free(place->before);
    g_free(place->after);
    g_free(place->folder);
    *place = (struct hsviz_place){ 0 };
}
