/* svg_parts.h
 * The parts of a picture, from the top down: each draws from svg->y on, and moves it.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_PARTS_H
#define HSVIZ_RENDER_SVG_SVG_PARTS_H

#include "svg_text.h"

/* Where the columns of a picture came to stand: x of what begins there, or, of numbers and the
 * client's states, of where they end. */
struct hsviz_svg_columns {
    int phase, frame, time, rtt;
    int state[HSVIZ_NUM_SIDES], lifeline[HSVIZ_NUM_SIDES];
    int authority; /* the third lifeline; 0: there is none */
    int bracket;
    int right; /* of all of them */
};

/* hsviz_svg_head: title, handshake, round trips, version path; not in a page. svg_head.c */
void hsviz_svg_head(struct hsviz_svg *svg);

/* hsviz_svg_ends: the boxes on top of the lifelines. svg_head.c */
void hsviz_svg_ends(struct hsviz_svg *svg, const struct hsviz_svg_columns *columns);

/* hsviz_svg_authority_apart, hsviz_svg_authority_half: how far the authority's lifeline is from the
 * server's, so that the boxes on them stay apart, and how far its box reaches beyond it; apart is
 * the way from the client's lifeline to the server's. svg_head.c */
int hsviz_svg_authority_apart(const struct hsviz_svg *svg, int apart);
int hsviz_svg_authority_half(const struct hsviz_svg *svg);

/* hsviz_svg_phrases: phrases with dots between them as one text; the caller's. svg_head.c */
char *hsviz_svg_phrases(const GArray *phrases);

/* hsviz_svg_ladder_measure, hsviz_svg_ladder: one row a step, evenly. svg_ladder.c */
struct hsviz_svg_columns hsviz_svg_ladder_measure(struct hsviz_svg *svg);
void hsviz_svg_ladder(struct hsviz_svg *svg, const struct hsviz_svg_columns *columns);

/* hsviz_svg_lifelines: all, to svg->y, from top on. svg_ladder.c */
void hsviz_svg_lifelines(struct hsviz_svg *svg, const struct hsviz_svg_columns *columns, int top);

/* hsviz_svg_time: the ladder to scale, with the head above it and the legend below. svg_time.c */
void hsviz_svg_time(struct hsviz_svg *svg);

/* The columns of numbers. svg_columns.c */
enum hsviz_svg_column {
    HSVIZ_SVG_COLUMN_FRAME,
    HSVIZ_SVG_COLUMN_TIME,
    HSVIZ_SVG_COLUMN_RTT,
    HSVIZ_SVG_NUM_COLUMNS
};

/* hsviz_svg_column_width: what the widest of a column's cells takes. */
int hsviz_svg_column_width(const struct hsviz_svg *svg, enum hsviz_svg_column column);

/* hsviz_svg_cell, hsviz_svg_heading: a cell of a column, or its name, up to x. */
void hsviz_svg_cell(struct hsviz_svg *svg, enum hsviz_svg_column column,
                    const struct hsviz_row *row, int x, int y);
void hsviz_svg_heading(struct hsviz_svg *svg, enum hsviz_svg_column column, int x, int y);

/* hsviz_svg_phase: the phase of a row that has a frame. */
enum hsviz_phase hsviz_svg_phase(const struct hsviz_svg *svg, const struct hsviz_row *row);

/* hsviz_svg_phase_width: what the longest name of the phases that are there takes. */
int hsviz_svg_phase_width(const struct hsviz_svg *svg);

/* hsviz_svg_bracket: what binds the lines from first_y to last_y, at x; its words stand around
 * text_y. svg_ladder.c */
void hsviz_svg_bracket(struct hsviz_svg *svg, const struct hsviz_span *span, int x, int first_y,
                       int last_y, int text_y);

/* hsviz_svg_bracket_width: what the widest bracket takes. svg_ladder.c */
int hsviz_svg_bracket_width(const struct hsviz_svg *svg);

/* hsviz_svg_legend: what the shafts mean that are there and are not plain. svg_notes.c */
void hsviz_svg_legend(struct hsviz_svg *svg, int x);

/* hsviz_svg_ledger: where the time went, as a bar. svg_ledger.c */
void hsviz_svg_ledger(struct hsviz_svg *svg);

/* hsviz_svg_notes: the notes, one below the other; not in a page. svg_notes.c */
void hsviz_svg_notes(struct hsviz_svg *svg);

#endif
