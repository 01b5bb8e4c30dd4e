/* columns.h
 * Where the columns of a ladder of text stand.
 *
 * Units: cells, from 0.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_COLUMNS_H
#define HSVIZ_RENDER_TEXT_COLUMNS_H

#include "render/layout/participants.h"
#include "model/core/names.h"

/* Columns: what each needs, 0 for none, and where it came to stand. */
struct hsviz_column_widths {
    unsigned frame, time, rtt, state, arrow, bracket;
    unsigned aside;     /* between the server's lifeline and the next one, and so on */
    unsigned num_aside; /* lifelines beyond the server's */
    unsigned arrow_min; /* other columns go before the arrows get less */
};

/* Each is the first cell of its column; the lifelines are one cell wide, and the arrows have the
 * cells between them. A column that found no room has a width of 0. */
struct hsviz_columns {
    struct hsviz_column_widths widths;
    unsigned time, rtt; /* frame stands at 0 */
    unsigned state[HSVIZ_NUM_SIDES];
    unsigned lifeline[HSVIZ_NUM_LIFELINES]; /* of each participant */
    unsigned bracket;
};

/* hsviz_columns_place: places columns within width cells. The arrows get what the others leave,
 * up to widths->arrow; where that is less than widths->arrow_min, the states go, then brackets,
 * then times. */
struct hsviz_columns hsviz_columns_place(const struct hsviz_column_widths *widths, unsigned width);

#endif
