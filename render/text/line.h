/* line.h
 * One line of a terminal: text, its cells, its colours.
 *
 * Purpose: whatever a renderer of text writes goes through here, and so is escaped for its class
 *          (escape.h), counted in cells, and cut where it must be.
 * Ownership: hsviz_line_new() gives what hsviz_line_free() frees.
 * Units: cells, from 0; a wide character takes two.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_LINE_H
#define HSVIZ_RENDER_TEXT_LINE_H

#include <glib.h>

#include "render/shared/escape.h"
#include "render/shared/output.h"
#include "render/shared/rendering.h"
#include "model/core/names.h"

/* How text is set off. Each phase has a style of its own: hsviz_style_of_phase. */
enum hsviz_style {
    HSVIZ_STYLE_PLAIN,
    HSVIZ_STYLE_TITLE,
    HSVIZ_STYLE_FAINT,
    HSVIZ_STYLE_WARNING,
    HSVIZ_STYLE_ERROR,
    HSVIZ_STYLE_PHASES, /* + enum hsviz_phase */
};

/* The signs that drawings are made of. */
enum hsviz_sign {
    HSVIZ_SIGN_SPACE,
    HSVIZ_SIGN_LIFELINE,
    HSVIZ_SIGN_LIFELINE_CUT, /* where rows or time are left out */
    HSVIZ_SIGN_LIFELINE_END,
    HSVIZ_SIGN_LIFELINE_ON, /* goes on below */
    HSVIZ_SIGN_TAIL_RIGHT,  /* where an arrow leaves the client's lifeline */
    HSVIZ_SIGN_TAIL_LEFT,
    HSVIZ_SIGN_CROSSING, /* where an arrow passes a lifeline */
    HSVIZ_SIGN_HEAD_RIGHT,
    HSVIZ_SIGN_HEAD_LEFT,
    HSVIZ_SIGN_HOLLOW_RIGHT,
    HSVIZ_SIGN_HOLLOW_LEFT,
    HSVIZ_SIGN_SHAFT,
    HSVIZ_SIGN_SHAFT_INFERRED,
    HSVIZ_SIGN_SHAFT_REPEATED,
    HSVIZ_SIGN_SHAFT_GAP,
    HSVIZ_SIGN_BOX_TOP_LEFT,
    HSVIZ_SIGN_BOX_TOP_RIGHT,
    HSVIZ_SIGN_BOX_BOTTOM_LEFT,
    HSVIZ_SIGN_BOX_BOTTOM_RIGHT,
    HSVIZ_SIGN_BOX_LINE,
    HSVIZ_SIGN_BOX_SIDE,
    HSVIZ_SIGN_BOX_LEG,
    HSVIZ_SIGN_BOX_LEG_LEFT, /* at the box's own edge */
    HSVIZ_SIGN_BOX_LEG_RIGHT,
    HSVIZ_SIGN_BRACKET_TOP,
    HSVIZ_SIGN_BRACKET_SIDE,
    HSVIZ_SIGN_BRACKET_BOTTOM,
    HSVIZ_SIGN_BRACKET_ONLY, /* of a single row */
    HSVIZ_SIGN_BAR,          /* of a chart */
    HSVIZ_NUM_SIGNS
};

/* One line being made. */
struct hsviz_line {
    GString *text;
    unsigned cells;
    enum hsviz_charset charset;
    enum hsviz_colour colour;
    enum hsviz_style style; /* in force */
};

/* hsviz_line_new: an empty line in the options' charset and colour. */
struct hsviz_line *hsviz_line_new(const struct hsviz_render_options *options);

/* hsviz_line_free: frees it; NULL is allowed. */
void hsviz_line_free(struct hsviz_line *line);

/* hsviz_style_of_phase: how the steps of a phase look. */
enum hsviz_style hsviz_style_of_phase(enum hsviz_phase phase);

/* hsviz_line_style: what follows looks so. */
void hsviz_line_style(struct hsviz_line *line, enum hsviz_style style);

/* hsviz_line_put: appends text, escaped, cut with an ellipsis to at most max_cells. */
void hsviz_line_put(struct hsviz_line *line, enum hsviz_text_class class, const char *text,
                    unsigned max_cells);

/* hsviz_line_sign: appends one sign. */
void hsviz_line_sign(struct hsviz_line *line, enum hsviz_sign sign);

/* hsviz_line_fill: appends the sign until the line is column cells long. */
void hsviz_line_fill(struct hsviz_line *line, enum hsviz_sign sign, unsigned column);

/* hsviz_line_append: appends all of another line, which must be as the first in colour. */
void hsviz_line_append(struct hsviz_line *line, const struct hsviz_line *tail);

/* hsviz_line_end: writes the line without blanks at its end, and empties it. */
void hsviz_line_end(struct hsviz_line *line, struct hsviz_output *output);

/* hsviz_line_clear: empties the line. */
void hsviz_line_clear(struct hsviz_line *line);

/* hsviz_text_cells: the cells that text takes on a terminal once escaped. */
unsigned hsviz_text_cells(enum hsviz_text_class class, const char *text,
                          enum hsviz_charset charset);

/* hsviz_text_fitting: the length of the longest beginning of text, of whole characters, that takes
 * at most max_cells. */
size_t hsviz_text_fitting(enum hsviz_text_class class, const char *text, enum hsviz_charset charset,
                          unsigned max_cells);

#endif
