/* render.h
 * Connections as text, pictures and data: the formats, their options, and the calls of a front end.
 *
 * Purpose: a front end finds a format by name, fills the options, and calls, in this order,
 *          hsviz_render_begin once, hsviz_render_connection for each connection that is finished
 *          (hsviz_connection_finish), hsviz_render_end once. It knows nothing of any format.
 * Ownership: everything is borrowed for the call alone. Nothing is kept between calls, and
 *          nothing is buffered beyond one connection.
 * Errors: none but the sink's, which keeps the first (output.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_RENDER_H
#define HSVIZ_RENDER_RENDER_H

#include "model/connection.h"
#include "output.h"

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

/* Who a format is made for: people at a terminal, who like colour, or programs, which do not. */
enum hsviz_audience { HSVIZ_FOR_TERMINAL, HSVIZ_FOR_PROGRAMS };

typedef void hsviz_render_edge(struct hsviz_output *output,
                               const struct hsviz_render_options *options);
typedef void hsviz_render_one(struct hsviz_output *output,
                              const struct hsviz_render_options *options,
                              const struct hsviz_connection *connection);

/* One format, a row of the table. */
struct hsviz_format {
    const char *name;
    const char *description; /* half a sentence for the help */
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

/* hsviz_render_begin: what stands before the first connection. */
void hsviz_render_begin(struct hsviz_output *output, const struct hsviz_render_options *options);

/* hsviz_render_connection: one connection, which hsviz_connection_finish has settled. */
void hsviz_render_connection(struct hsviz_output *output,
                             const struct hsviz_render_options *options,
                             const struct hsviz_connection *connection);

/* hsviz_render_end: what stands after the last. Does not flush. */
void hsviz_render_end(struct hsviz_output *output, const struct hsviz_render_options *options);

#endif
