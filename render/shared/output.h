/* output.h
 * Where renderers write to.
 *
 * Purpose: one sink for files, pipes, strings and windows, that remembers the first failure, so
 *          that renderers need not look and the front end cannot miss it.
 * Ownership: the sink owns nothing; what it writes to belongs to whoever set it up, must outlive
 *          it, and must be flushed or closed by its owner, who looks for errors there as well.
 * Errors: after the first failure nothing more is written, and error keeps its errno.
 * Zero: an all-zero sink has nowhere to write to and must not be used.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_OUTPUT_H
#define HSVIZ_RENDER_SHARED_OUTPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <glib.h>

/* Writes len bytes, all of them or none that count; returns 0, or an errno. */
typedef int hsviz_output_writer(void *user, const char *bytes, size_t len);

/* One sink. */
struct hsviz_output {
    hsviz_output_writer *write;
    void *user;         /* handed to write */
    uint64_t num_bytes; /* written so far */
    int error;          /* errno of the first failure; 0: none */
};

/* hsviz_output_to_file: a sink that writes to an open file, which stays its owner's. */
struct hsviz_output hsviz_output_to_file(FILE *file);

/* hsviz_output_to_string: a sink that appends to text. */
struct hsviz_output hsviz_output_to_string(GString *text);

/* hsviz_output_bytes: writes len bytes as they are. */
void hsviz_output_bytes(struct hsviz_output *output, const char *bytes, size_t len);

/* hsviz_output_text: writes a NUL-terminated string as it is. */
void hsviz_output_text(struct hsviz_output *output, const char *text);

#endif
