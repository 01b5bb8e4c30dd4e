/* platform_windows.c
 * platform.h for Windows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "platform.h"

#ifdef G_OS_WIN32

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <glib/gstdio.h>

gboolean hsviz_platform_is_terminal(void)
{
    return _isatty(_fileno(stdout)) != 0;
}

unsigned hsviz_platform_columns(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;

    if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info))
        return 0;
    return (unsigned)(info.srWindow.Right - info.srWindow.Left + 1);
}

/* Links are rare there, and to replace one loses nothing but the link. */
char *hsviz_platform_resolve(const char *path)
{
    return g_strdup(path);
}

/* A folder's rights are those of the files in it. Lines end as everywhere else. */
FILE *hsviz_platform_open_temporary(char *name, const char *path)
{
    int descriptor = g_mkstemp_full(name, _O_RDWR | _O_BINARY, 0666);

    (void)path;
    return descriptor < 0 ? NULL : _fdopen(descriptor, "wb");
}

#endif
