/* platform_posix.c
 * platform.h for what has POSIX: Linux, macOS, the BSDs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "platform.h"

#ifndef G_OS_WIN32

#include <errno.h>
#include <limits.h>
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

char *hsviz_platform_resolve(const char *path)
{
    char real[PATH_MAX];

    return g_strdup(realpath(path, real) ? real : path);
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
