/* target.c
 * Standard output, or a file that is never there half-written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "target.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

/* The mode of a file that the user makes, which mkstemp would have narrower. */
static mode_t mode_for_new(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

static int open_directly(struct hsviz_target *target)
{
    target->file = fopen(target->path, "w");
    return target->file ? 0 : errno;
}

static int open_temporary(struct hsviz_target *target, mode_t mode)
{
    int descriptor, error;

    target->temporary = g_strconcat(target->path, ".XXXXXX", NULL);
    descriptor = g_mkstemp(target->temporary);
    if (descriptor < 0) {
        error = errno;
        g_clear_pointer(&target->temporary, g_free);
        return error;
    }
    /* Where the mode cannot be had, the narrower one of a temporary file does no harm. */
    if (fchmod(descriptor, mode) != 0)
        errno = 0;
    target->file = fdopen(descriptor, "w");
    return target->file ? 0 : errno;
}

/* Follows a symbolic link, which would else be replaced by the file. */
static char *path_resolve(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real ? real : path);

    free(real);
    return copy;
}

static int open_path(struct hsviz_target *target)
{
    struct stat status;

    if (stat(target->path, &status) != 0)
        return open_temporary(target, mode_for_new());
    if (S_ISDIR(status.st_mode))
        return EISDIR;
    if (!S_ISREG(status.st_mode))
        return open_directly(target);
    if (access(target->path, W_OK) != 0)
        return errno;
    return open_temporary(target, status.st_mode & 0777);
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
    target->path = path_resolve(path);
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
