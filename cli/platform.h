/* platform.h
 * What the front ends need from the operating system and GLib does not offer in the same way
 * everywhere.
 *
 * Purpose: the only place for POSIX and Windows; platform_posix.c and platform_windows.c hold the
 *          same functions, and are empty on the other system.
 * Ownership: what is returned is the caller's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_CLI_PLATFORM_H
#define HSVIZ_CLI_PLATFORM_H

#include <stdio.h>

#include <glib.h>

/* hsviz_platform_is_terminal: whether standard output goes to a terminal. */
gboolean hsviz_platform_is_terminal(void);

/* hsviz_platform_columns: how wide the terminal of standard output is; 0 where nobody knows. */
unsigned hsviz_platform_columns(void);

/* hsviz_platform_resolve: where the symbolic links of path lead to, also where nothing is there
 * yet, or path as it is; for g_free(). Still a link only where it leads to what has no name, such
 * as a pipe. NULL with errno ELOOP where links lead to each other, and EPERM where the file itself
 * is a link that neither the user nor the system's administrator made: anybody can put one into a
 * folder like /tmp, and have it lead to a file of the user's. */
char *hsviz_platform_resolve(const char *path);

/* hsviz_platform_open_temporary: makes and opens a file for writing whose name is name with the X
 * of its end replaced, with the mode that path has, or that a new file of the user's would. NULL
 * with errno set where that fails; name is then of no file. */
FILE *hsviz_platform_open_temporary(char *name, const char *path);

#endif
