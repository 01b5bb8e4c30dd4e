/* rendering.h
 * What is drawn and how: the options of a rendering, and one run of a renderer over connections.
 *
 * Purpose: what every renderer takes. Which formats there are is render.h's to know.
 * Ownership: a rendering borrows its output; its state is its format's own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_RENDERING_H
#define HSVIZ_RENDER_SHARED_RENDERING_H

#include <stddef.h>

#include "output.h"

struct hsviz_connection;

/* Which characters may be used. DEFAULT: of options, Unicode; of a format, what the options say. */
enum hsviz_charset { HSVIZ_CHARSET_DEFAULT, HSVIZ_CHARSET_UNICODE, HSVIZ_CHARSET_ASCII };

/* Whether a terminal's colours (SGR) are used. Colour is never all that tells two things apart. */
enum hsviz_colour { HSVIZ_COLOUR_OFF, HSVIZ_COLOUR_ON };

/* What vertical distance means. */
enum hsviz_scale { HSVIZ_SCALE_STEPS, HSVIZ_SCALE_TIME };

/* Which TCP segments are drawn: those of handshake and close, all that are steps, none. */
enum hsviz_tcp_shown { HSVIZ_TCP_SHOWN_HANDSHAKE, HSVIZ_TCP_SHOWN_ALL, HSVIZ_TCP_SHOWN_NONE };

/* Whether turns of application data after the first request and response fold into one line. */
enum hsviz_data_shown { HSVIZ_DATA_SHOWN_FOLD, HSVIZ_DATA_SHOWN_ALL };

/* Whether each step is explained. */
enum hsviz_explain { HSVIZ_EXPLAIN_OFF, HSVIZ_EXPLAIN_ON };

/* Columns of a ladder whose width nobody gave, and the least that one can be drawn in. */
enum { HSVIZ_WIDTH_DEFAULT = 100, HSVIZ_WIDTH_MIN = 40, HSVIZ_WIDTH_MAX = 400 };

struct hsviz_format;
struct hsviz_fact;
struct hsviz_participant;

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
    const struct hsviz_fact *facts; /* that are told of a connection; NULL: all (facts.h) */
    const struct hsviz_participant *participants; /* NULL: all (layout/participants.h) */
};

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

#endif
