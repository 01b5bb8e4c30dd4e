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

#include "render/shared/rendering.h"

struct hsviz_connection;

/* Who a format is made for: people at a terminal, who like colour, and not too much at once; such
 * people, but it does not grow with the connections; programs. */
enum hsviz_audience { HSVIZ_FOR_TERMINAL, HSVIZ_FOR_OVERVIEW, HSVIZ_FOR_PROGRAMS };

/* How many connections one file of a format can hold. HOLDS_ONE_TEXT: one, but somebody who reads
 * several one below the other, an empty line between them, can tell them apart. */
enum hsviz_capacity { HSVIZ_HOLDS_MANY, HSVIZ_HOLDS_ONE, HSVIZ_HOLDS_ONE_TEXT };

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
