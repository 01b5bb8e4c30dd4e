/* svg_time_columns.h
 * Where the columns of a picture to scale stand: a table beside each lifeline, outside of them.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_TIME_COLUMNS_H
#define HSVIZ_RENDER_SVG_SVG_TIME_COLUMNS_H

#include "svg_columns.h"
#include "model/core/names.h"

enum {
    HSVIZ_SVG_TIME_ARROWS = 400,       /* between the lifelines */
    HSVIZ_SVG_TIME_BAR = 4,            /* width of a phase's bar */
    HSVIZ_SVG_TIME_GAP = 18,           /* between columns */
    HSVIZ_SVG_TIME_CAPTION_CELLS = 54, /* characters of a caption's line */
};

/* The table beside a lifeline. */
struct hsviz_svg_table {
    int left, right;                   /* its edges */
    int bar, phase;                    /* where those begin */
    int number[HSVIZ_SVG_NUM_COLUMNS]; /* where those end */
    int label;       /* where it ends at the client's, and begins at the server's */
    int label_width; /* with the state */
};

struct hsviz_svg_tables {
    struct hsviz_svg_table table[HSVIZ_NUM_SIDES];
    int lifeline[HSVIZ_NUM_LIFELINES]; /* of each participant, all between the tables */
};

/* hsviz_svg_tables_place: as wide as their widest cells; sets svg->right. */
struct hsviz_svg_tables hsviz_svg_tables_place(struct hsviz_svg *svg);

/* hsviz_svg_state_width: what a side's state takes in a row, with the air behind it; 0: there
 * is none. */
int hsviz_svg_state_width(const struct hsviz_row *row, enum hsviz_side side);

#endif
