/* platform_posix.c
 * platform.h for what has POSIX: Linux, macOS, the BSDs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "platform.h"

#ifndef G_OS_WIN32

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

gboolean hsviz_platform_is_terminal(void)
{
    return isatty(STDOUT_FILENO) != 0;
}

unsigned hsviz_platform_columns(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* Where a link leads to, by its text; NULL where path is no link. */
static char *next_of(const char *path)
{
    char *text = g_file_read_link(path, NULL), *folder, *next;

    if (!text || g_path_is_absolute(text))
        return text;
    folder = g_path_get_dirname(path);
    next = g_build_filename(folder, text, NULL);
    g_free(folder);
    g_free(text);
    return next;
}

static bool is_made_by_another(const char *link)
{
    GStatBuf status;

    return g_lstat(link, &status) == 0 && S_ISLNK(status.st_mode) && status.st_uid != 0 &&
           status.st_uid != geteuid();
}

/* As many links one after the other as Linux follows. */
enum { LINKS_MAX = 40 };

/* Where the links that path itself is lead to, by their texts, whether or not anything is there.
 * NULL with errno where that is not to be followed. */
static char *end_of_links(const char *path)
{
    char *at = g_strdup(path), *next;

    for (unsigned i = 0; i <= LINKS_MAX; i++) {
        if (is_made_by_another(at)) {
            g_free(at);
            errno = EPERM;
            return NULL;
        }
        next = next_of(at);
        if (!next)
            return at;
        g_free(at);
        at = next;
    }
    g_free(at);
    errno = ELOOP;
    return NULL;
}

char *hsviz_platform_resolve(const char *path)
{
    char *end = end_of_links(path), *real, *resolved;
    GStatBuf status;

    if (!end)
        return NULL;
    real = realpath(path, NULL);
    if (real)
        resolved = g_strdup(real);
    else /* A link of the kernel's, as /dev/stdout is, may lead to what has no name. */
        resolved = g_strdup(g_stat(path, &status) == 0 ? path : end);
    free(real);
    g_free(end);
    return resolved;
}

/* The mode that path has; else that of a file that the user makes, which mkstemp would have
 * narrower. */
static mode_t mode_for(const char *path)
{
    GStatBuf status;
    mode_t mask;

    if (g_stat(path, &status) == 0)
        return status.st_mode & 0777;
    mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

FILE *hsviz_platform_open_temporary(char *name, const char *path)
{
    int descriptor = g_mkstemp(name);

    if (descriptor < 0)
        return NULL;
    /* Where the mode cannot be had, the narrower one of a temporary file does no harm. */
    if (fchmod(descriptor, mode_for(path)) != 0)
        errno = 0;
    return fdopen(descriptor, "w");
}

#endif
