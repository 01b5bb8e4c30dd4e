/* render.h
 * Connections as text, pictures and data: the formats, their options, and the calls of a front end.
 *
 * Purpose: a front end finds a format by name, fills the options, and calls, in this order,
 *          hsviz_render_begin once, hsviz_render_connection for each connection that is finished
 *          (hsviz_connection_finish), hsviz_render_end once. It knows nothing of any format.
 * Ownership: hsviz_render_begin() gives a rendering that hsviz_render_end() frees; it borrows the
 *          output until then, and a connection for the call alone. Text is not buffered beyond one
 *          connection.
 * Errors: none but the sink's, which keeps the first (output.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_RENDER_H
#define HSVIZ_RENDER_RENDER_H

#include "model/connection.h"
#include "render/shared/output.h"

/* Which characters may be used. DEFAULT: of options, Unicode; of a format, what the options say. */
enum hsviz_charset { HSVIZ_CHARSET_DEFAULT, HSVIZ_CHARSET_UNICODE, HSVIZ_CHARSET_ASCII };

/* Whether a terminal's colours (SGR) are used. Colour is never all that tells two things apart. */
enum hsviz_colour { HSVIZ_COLOUR_OFF, HSVIZ_COLOUR_ON };

/* What vertical distance means. */
enum hsviz_scale { HSVIZ_SCALE_STEPS, HSVIZ_SCALE_TIME };

/* Which TCP segments are drawn: those of opening and closing, all that are steps, none. */
enum hsviz_tcp_shown { HSVIZ_TCP_SHOWN_HANDSHAKE, HSVIZ_TCP_SHOWN_ALL, HSVIZ_TCP_SHOWN_NONE };

/* Whether turns of application data after the first request and response fold into one line. */
enum hsviz_data_shown { HSVIZ_DATA_SHOWN_FOLD, HSVIZ_DATA_SHOWN_ALL };

/* Whether each step is explained. */
enum hsviz_explain { HSVIZ_EXPLAIN_OFF, HSVIZ_EXPLAIN_ON };

/* Columns of a ladder whose width nobody gave, and the least that one can be drawn in. */
enum { HSVIZ_WIDTH_DEFAULT = 100, HSVIZ_WIDTH_MIN = 40, HSVIZ_WIDTH_MAX = 400 };

struct hsviz_format;

/* What to draw and how. All zero but format: the defaults. */
struct hsviz_render_options {
    const struct hsviz_format *format; /* never NULL */
    unsigned width; /* columns; 0: HSVIZ_WIDTH_DEFAULT. Taken to the nearest that can be drawn. */
    enum hsviz_charset charset;
    enum hsviz_colour colour;
    enum hsviz_scale scale;
    enum hsviz_tcp_shown tcp;
    enum hsviz_data_shown data;
    enum hsviz_explain explain;
};

/* Who a format is made for: people at a terminal, who like colour, and not too much at once; such
 * people, but it does not grow with the connections; programs. */
enum hsviz_audience { HSVIZ_FOR_TERMINAL, HSVIZ_FOR_OVERVIEW, HSVIZ_FOR_PROGRAMS };

/* How many connections one file of a format can hold. HOLDS_ONE_TEXT: one, but somebody who reads
 * several one below the other, an empty line between them, can tell them apart. */
enum hsviz_capacity { HSVIZ_HOLDS_MANY, HSVIZ_HOLDS_ONE, HSVIZ_HOLDS_ONE_TEXT };

/* One run of a renderer over some connections. */
struct hsviz_rendering {
    struct hsviz_output *output;
    struct hsviz_render_options options; /* nothing left open, all within what can be drawn */
    size_t num_connections;              /* drawn before the one at hand */
    void *state;                         /* the format's own, from its begin to its end */
};

typedef void hsviz_render_edge(struct hsviz_rendering *rendering);
typedef void hsviz_render_one(struct hsviz_rendering *rendering,
                              const struct hsviz_connection *connection);

/* One format, a row of the table. */
struct hsviz_format {
    const char *name;
    const char *description; /* half a sentence for the help */
    const char *extension;   /* of its files, without the dot */
    enum hsviz_capacity capacity;
    enum hsviz_audience audience;
    enum hsviz_charset charset; /* that the format insists on */
    hsviz_render_edge *begin;   /* NULL: nothing stands before the first connection */
    hsviz_render_one *connection;
    hsviz_render_edge *end; /* NULL: nothing stands after the last */
};

/* hsviz_formats: all formats, the default first, ended by a row whose name is NULL. */
extern const struct hsviz_format hsviz_formats[];

/* hsviz_format_find: the format of that name, exactly; NULL where there is none. */
const struct hsviz_format *hsviz_format_find(const char *name);

/* hsviz_render_begin: starts, with what stands before the first connection. Never NULL. */
struct hsviz_rendering *hsviz_render_begin(struct hsviz_output *output,
                                           const struct hsviz_render_options *options);

/* hsviz_render_connection: one connection, which hsviz_connection_finish has settled. Of a format
 * that does not hold many, no more than one. */
void hsviz_render_connection(struct hsviz_rendering *rendering,
                             const struct hsviz_connection *connection);

/* hsviz_render_end: what stands after the last; frees rendering. Does not flush the output. */
void hsviz_render_end(struct hsviz_rendering *rendering);

#endif
