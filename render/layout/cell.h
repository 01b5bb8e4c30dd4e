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

#include "layout.h"
#include "model/explain.h"

/* hsviz_row_has_step: whether a row stands for a step, or for several. */
bool hsviz_row_has_step(const struct hsviz_row *row);

/* hsviz_row_has_frame: whether a row shows what passed the tap: steps, a question, an answer. */
bool hsviz_row_has_frame(const struct hsviz_row *row);

/* hsviz_row_step: the first step of a row that has one. */
const struct hsviz_step *hsviz_row_step(const struct hsviz_layout *layout,
                                        const struct hsviz_row *row);

/* hsviz_row_is_message: whether a row is one arrow between client and server. */
bool hsviz_row_is_message(const struct hsviz_row *row);

/* hsviz_row_lookup: the lookup that a row is a question or an answer of; NULL for any other row. */
const struct hsviz_lookup *hsviz_row_lookup(const struct hsviz_layout *layout,
                                            const struct hsviz_row *row);

/* hsviz_row_lookup_name: what the arrow of a question or an answer is called. Static. */
const char *hsviz_row_lookup_name(const struct hsviz_layout *layout, const struct hsviz_row *row);

/* hsviz_row_key: appends what tells a row that has a frame from all others of its connection: the
 * number of its first step, or "question-0" and "answer-0" of the first lookup. */
void hsviz_row_key(GString *key, const struct hsviz_row *row);

/* hsviz_row_sender: the end that a row with a frame begins at; an authority stands at the server's
 * side, beyond it. */
enum hsviz_side hsviz_row_sender(const struct hsviz_layout *layout, const struct hsviz_row *row);

/* hsviz_cell_lookup: what a question or an answer carried, and how it is known to belong here. May
 * contain bytes from the wire. */
void hsviz_cell_lookup(GString *cell, const struct hsviz_layout *layout,
                       const struct hsviz_row *row);

/* hsviz_row_explanation: what explains the arrow of a row; NULL for a row that is no single one. */
const struct hsviz_explanation *hsviz_row_explanation(const struct hsviz_layout *layout,
                                                      const struct hsviz_row *row);

/* hsviz_row_frame: the frame of a row that has one; 0 of a step that was not captured. */
uint32_t hsviz_row_frame(const struct hsviz_layout *layout, const struct hsviz_row *row);

/* hsviz_row_time_ns: when what a row shows passed the tap; of a row that has a frame. */
int64_t hsviz_row_time_ns(const struct hsviz_layout *layout, const struct hsviz_row *row);

/* hsviz_cell_frame, hsviz_cell_time: of the row that opens a frame. Also of a question or an
 * answer, which has no other cells. */
void hsviz_cell_frame(GString *cell, const struct hsviz_layout *layout,
                      const struct hsviz_row *row);
void hsviz_cell_time(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                     unsigned decimals);

/* hsviz_cell_rtt: the RTT position. */
void hsviz_cell_rtt(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row);

/* hsviz_cell_state: a side's TCP state, where it differs from the row before; "?" behind an assumed
 * one. */
void hsviz_cell_state(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                      enum hsviz_side side);

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
