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

#include "model/lookup.h"
#include "render/shared/steps.h"

/* What a row shows. */
enum hsviz_row_kind {
    HSVIZ_ROW_START, /* the states before the first step */
    HSVIZ_ROW_STEP,
    HSVIZ_ROW_GAP,   /* a step that the capture lacks */
    HSVIZ_ROW_FOLD,  /* many steps of data as one row */
    HSVIZ_ROW_PAUSE, /* more time than the scale has room for */
    HSVIZ_ROW_QUESTION, /* the client asks a certificate authority */
    HSVIZ_ROW_ANSWER,   /* and is answered */
};

/* Whether a row opens its frame, and so shows its number and time. */
enum hsviz_row_frame { HSVIZ_ROW_SAME_FRAME, HSVIZ_ROW_NEW_FRAME };

/* One row. Rows stand in the order of their steps; y that no row has are empty. */
struct hsviz_row {
    enum hsviz_row_kind kind;
    enum hsviz_row_frame frame;
    unsigned y;
    size_t first_step, last_step;      /* both the same, but of a fold */
    bool shows_state[HSVIZ_NUM_SIDES]; /* it differs from the row before */
    int64_t pause_ns;                  /* of a pause */
    size_t lookup;                     /* of a question or an answer: which of the connection's */
};

/* One bracket at the side of the rows that it binds. */
struct hsviz_bracket {
    unsigned first_y, last_y;
    struct hsviz_span span;
};

/* A whole ladder. */
struct hsviz_layout {
    const struct hsviz_connection *connection;
    GArray *rows; /* of struct hsviz_row */
    unsigned height;
    struct hsviz_bracket brackets[HSVIZ_SPANS_MAX];
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

/* hsviz_layout_has_authority: whether there is a third lifeline, of a certificate authority. */
bool hsviz_layout_has_authority(const struct hsviz_layout *layout);

#endif
