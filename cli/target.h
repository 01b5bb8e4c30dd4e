/* target.h
 * Where drawings go: standard output, or files that are never there half-written.
 *
 * Purpose: a file is written under a temporary name in the same folder, `hsviz-unfinished-` and six
 *          characters, and takes its own name when it is complete; a device or a pipe is written
 *          directly. What is killed in between leaves the temporary file.
 * Ownership: a target owns its names and its open file until hsviz_target_close().
 * Errors: an errno, 0 for none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_CLI_TARGET_H
#define HSVIZ_CLI_TARGET_H

#include <stdint.h>
#include <stdio.h>

#include <glib.h>

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

/* What `file=` names. */
enum hsviz_place_kind {
    HSVIZ_PLACE_STANDARD_OUTPUT,
    HSVIZ_PLACE_FILE,
    HSVIZ_PLACE_FILE_EACH, /* a file for each connection */
};

/* A place, which owns its strings; all zero: standard output. */
struct hsviz_place {
    enum hsviz_place_kind kind;
    char *path;   /* of a file */
    char *before; /* of a file each: what stands before the stream's number in its name */
    char *after;
    char *folder; /* of a file each: to be made where it is not there; NULL: none */
};

/* hsviz_place_parse: reads file, as `file=` gives it, into place, which must be empty; NULL is
 * standard output. A folder, or what ends in "/", has a file each, named stream-N and extension;
 * so has a path with one %d, which becomes N. %% is one per cent sign. FALSE where there are other
 * signs beside %d, and message then says so in one line. */
gboolean hsviz_place_parse(struct hsviz_place *place, GString *message, const char *file,
                           const char *extension);

/* hsviz_place_path: the path for a stream; NULL for standard output. The caller's. */
char *hsviz_place_path(const struct hsviz_place *place, uint32_t stream);

/* hsviz_place_prepare: makes the folder that is missing. Returns an errno, 0 for none. */
int hsviz_place_prepare(const struct hsviz_place *place);

/* hsviz_place_clear: frees what place holds, and makes it empty. */
void hsviz_place_clear(struct hsviz_place *place);

#endif
