/* cell.h
 * What stands in the columns of a ladder, as text: the same words in every drawing.
 *
 * Purpose: each function appends one cell of a row to the caller's text; nothing where the row has
 *          nothing to say there. What is shown comes from the model, where it stands is the
 *          renderer's.
 * Units: times in milliseconds with the given decimals (hsviz_time_decimals).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_LAYOUT_CELL_H
#define HSVIZ_RENDER_LAYOUT_CELL_H

#include <stdint.h>
#include <glib.h>

#include "layout.h"
#include "model/core/names.h"

struct hsviz_explanation;
struct hsviz_span;

/* hsviz_row_explanation: what explains an arrow, or the first of a fold; NULL for any other row. */
const struct hsviz_explanation *hsviz_row_explanation(const struct hsviz_layout *layout,
                                                      const struct hsviz_row *row);

/* hsviz_cell_way: from whom an arrow comes, and to whom where that is no end of the connection. */
void hsviz_cell_way(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row);

/* hsviz_cell_frame, hsviz_cell_time: of the row that opens a frame. */
void hsviz_cell_frame(GString *cell, const struct hsviz_row *row);
void hsviz_cell_time(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                     unsigned decimals);

/* hsviz_cell_rtt: the RTT position. */
void hsviz_cell_rtt(GString *cell, const struct hsviz_row *row);

/* hsviz_cell_state: a side's TCP state, where it differs from the row before; "?" behind an assumed
 * one. */
void hsviz_cell_state(GString *cell, const struct hsviz_row *row, enum hsviz_side side);

/* hsviz_cell_fold: how many steps a fold hides, and their bytes in each direction. */
void hsviz_cell_fold(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                     enum hsviz_tcp_shown tcp);

/* hsviz_cell_pause: how long a pause is. */
void hsviz_cell_pause(GString *cell, int64_t pause_ns, unsigned decimals);

/* The two lines beside a bracket: "TCP 1 RTT" and "50.2 ms"; either may be empty. */
enum hsviz_bracket_line { HSVIZ_BRACKET_TRIPS, HSVIZ_BRACKET_TIME, HSVIZ_BRACKET_LINES };

void hsviz_cell_bracket(GString *cell, const struct hsviz_span *span, enum hsviz_bracket_line line,
                        unsigned decimals);

#endif
