/* target.h
 * Where a drawing goes: standard output, or a file that is never there half-written.
 *
 * Purpose: a file is written under a temporary name in the same folder, and takes its own name
 *          when it is complete; a device or a pipe is written directly.
 * Ownership: a target owns its names and its open file until hsviz_target_close().
 * Errors: an errno, 0 for none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TAPS_TARGET_H
#define HSVIZ_TAPS_TARGET_H

#include <stdio.h>

/* One place to write to. */
struct hsviz_target {
    FILE *file;
    char *path;      /* NULL: standard output */
    char *temporary; /* NULL: path is written directly */
};

/* hsviz_target_open: opens path, or standard output where it is NULL, for writing. */
int hsviz_target_open(struct hsviz_target *target, const char *path);

/* hsviz_target_close: completes what was written, or throws it away where error, the first failure
 * of writing, is not 0. Returns the first error of all. */
int hsviz_target_close(struct hsviz_target *target, int error);

#endif
