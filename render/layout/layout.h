/* layout.h
 * Where things stand in a ladder: rows, columns, brackets. No characters, no syntax.
 *
 * Purpose: what every drawing of a connection shares. A renderer walks the rows from the top, and
 *          asks the model what each step is.
 * Ownership: hsviz_layout_new() gives what hsviz_layout_free() frees; valid until the connection
 *          is fed or freed.
 * Units: y counts rows from 0, columns count cells from 0; a renderer multiplies both as it likes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_LAYOUT_LAYOUT_H
#define HSVIZ_RENDER_LAYOUT_LAYOUT_H

#include <stddef.h>
#include <glib.h>

#include "participants.h"
#include "row.h"
#include "model/time/spans.h"

struct hsviz_connection;
struct hsviz_step;

/* One bracket at the side of the rows that it binds. */
struct hsviz_bracket {
    unsigned first_y, last_y;
    struct hsviz_span span;
};

/* A whole ladder. */
struct hsviz_layout {
    const struct hsviz_connection *connection;
    GPtrArray *participants; /* const struct hsviz_participant, the ends of the connection first */
    GArray *exchanges;       /* of struct hsviz_exchange */
    GArray *rows;            /* of struct hsviz_row, in the order of their steps; y that no row has
                                are empty */
    unsigned height;
    struct hsviz_bracket *brackets;
    size_t num_brackets;
};

/* hsviz_layout_new: lays out the steps that the options show. Never NULL. */
struct hsviz_layout *hsviz_layout_new(const struct hsviz_connection *connection,
                                      const struct hsviz_render_options *options);

/* hsviz_layout_free: frees it; NULL is allowed. */
void hsviz_layout_free(struct hsviz_layout *layout);

/* hsviz_layout_row: row i of layout->rows. */
const struct hsviz_row *hsviz_layout_row(const struct hsviz_layout *layout, size_t i);

/* hsviz_layout_make_room: sees to it that at least num_lines empty lines stand below row i; what
 * stands lower moves down. */
void hsviz_layout_make_room(struct hsviz_layout *layout, size_t i, unsigned num_lines);

/* hsviz_layout_bracket_at: the bracket that binds line y; NULL where there is none. */
const struct hsviz_bracket *hsviz_layout_bracket_at(const struct hsviz_layout *layout, unsigned y);

/* hsviz_layout_participant: participant i of layout->participants. */
const struct hsviz_participant *hsviz_layout_participant(const struct hsviz_layout *layout,
                                                         unsigned i);

/* hsviz_row_step: the first step of a row that has steps. */
const struct hsviz_step *hsviz_row_step(const struct hsviz_layout *layout,
                                        const struct hsviz_row *row);

/* hsviz_row_exchange: the exchange of an arrow aside; NULL of any other row. */
const struct hsviz_exchange *hsviz_row_exchange(const struct hsviz_layout *layout,
                                                const struct hsviz_row *row);

#endif
