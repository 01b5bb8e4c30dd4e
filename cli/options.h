/* options.h
 * The argument of `-z hsviz`: parsing, help, and messages.
 *
 *     -z hsviz[,FORMAT][,KEY=VALUE]...[,FILTER]
 *
 * Purpose: turns the argument into what the front end needs; knows formats only from render.h's
 *          table, and nothing of Wireshark.
 * Ownership: options own what they hold; hsviz_options_clear() frees it.
 * Errors: one line of text, without the trailing newline, that names the mistake and the choices.
 * Zero: all-zero options are empty, and may be cleared.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_CLI_OPTIONS_H
#define HSVIZ_CLI_OPTIONS_H

#include <stdbool.h>

#include <glib.h>

#include "render/render.h"

/* Streams first to last, both drawn. */
struct hsviz_stream_range {
    uint32_t first, last;
};

/* What an argument asks for. */
struct hsviz_options {
    struct hsviz_render_options render; /* charset, colour, width: zero where nobody said */
    char *file;                         /* NULL: standard output */
    GArray *streams;                    /* struct hsviz_stream_range; NULL: all */
    char *filter; /* NULL: none. Not yet looked at by anyone who knows filters */
    char *guess;  /* the part, neither format nor key, that the filter begins with; NULL where
                        it was given as filter= */
};

/* What to do with an argument. */
enum hsviz_options_result {
    HSVIZ_OPTIONS_DRAW,  /* options say what */
    HSVIZ_OPTIONS_HELP,  /* message is the help, several lines, with a newline at the end */
    HSVIZ_OPTIONS_WRONG, /* message says why */
};

/* hsviz_options_parse: reads argument, which begins with "hsviz", into options, which must be
 * empty; appends help or error to message. */
enum hsviz_options_result hsviz_options_parse(struct hsviz_options *options, GString *message,
                                              const char *argument);

/* hsviz_options_filter_wrong: appends the error for a filter that does not compile, for reason. */
void hsviz_options_filter_wrong(const struct hsviz_options *options, GString *message,
                                const char *reason);

/* hsviz_options_has_stream: whether stream is to be drawn, as far as `stream=` says. */
bool hsviz_options_has_stream(const struct hsviz_options *options, uint32_t stream);

/* hsviz_options_clear: frees what options hold, and makes them empty. */
void hsviz_options_clear(struct hsviz_options *options);

#endif
