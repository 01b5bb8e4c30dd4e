/* svg_text.h
 * Texts of a picture: their styles, how wide they are at most, and how they are fitted.
 *
 * Purpose: nobody knows which font a viewer has. Widths are those of DejaVu Sans, the widest of the
 *          fonts asked for, for each ASCII character, and generous for all others: what is fitted
 *          by them does not touch its neighbours.
 * Ownership: what is returned is the caller's.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_TEXT_H
#define HSVIZ_RENDER_SVG_SVG_TEXT_H

#include <glib.h>

#include "svg_paint.h"

/* What texts look like. */
enum hsviz_svg_style {
    HSVIZ_SVG_TITLE,
    HSVIZ_SVG_LEAD,
    HSVIZ_SVG_BODY,
    HSVIZ_SVG_NAME,    /* of a step */
    HSVIZ_SVG_DETAIL,  /* of a step */
    HSVIZ_SVG_CAPTION, /* that explains a step */
    HSVIZ_SVG_HEADING, /* of a column */
    HSVIZ_SVG_NUMBER,
    HSVIZ_SVG_STATE,
    HSVIZ_SVG_END, /* a lifeline's name */
    HSVIZ_SVG_ADDRESS,
    HSVIZ_SVG_PHASE,
    HSVIZ_SVG_STRONG,
    HSVIZ_SVG_SHARE, /* inside a part of the bar */
    HSVIZ_SVG_NUM_STYLES
};

/* Where a text's x is. */
enum hsviz_svg_anchor { HSVIZ_SVG_START, HSVIZ_SVG_MIDDLE, HSVIZ_SVG_LAST };

/* hsviz_svg_width: what text takes at most. */
int hsviz_svg_width(enum hsviz_svg_style style, const char *text);

/* hsviz_svg_fit: text, or its beginning with an ellipsis, no wider than max_width; "" where none of
 * its words fits. */
char *hsviz_svg_fit(enum hsviz_svg_style style, const char *text, int max_width);

/* hsviz_svg_wrap: text in lines no wider than max_width, broken at blanks, and inside a word that
 * is longer than a line. An array of strings that g_ptr_array_unref() frees; at least one. */
GPtrArray *hsviz_svg_wrap(enum hsviz_svg_style style, const char *text, int max_width);

/* hsviz_svg_text: draws text with its baseline at y. */
void hsviz_svg_text(struct hsviz_svg *svg, enum hsviz_svg_style style, enum hsviz_svg_anchor anchor,
                    int x, int y, const char *text);

/* hsviz_svg_text_begin, hsviz_svg_span, hsviz_svg_text_end: a text in several styles, each a blank
 * and air pixels behind the one before, if there are any; colour stands for the style's own. */
void hsviz_svg_text_begin(struct hsviz_svg *svg, enum hsviz_svg_anchor anchor, int x, int y);
void hsviz_svg_span(struct hsviz_svg *svg, enum hsviz_svg_style style, enum hsviz_svg_colour colour,
                    int air, const char *text);
void hsviz_svg_text_end(struct hsviz_svg *svg);

/* hsviz_svg_fonts: appends the rules of a style sheet for the texts of pictures in a page. */
void hsviz_svg_fonts(GString *rules, const char *scope);

/* hsviz_svg_style_colour: a style's own colour. */
enum hsviz_svg_colour hsviz_svg_style_colour(enum hsviz_svg_style style);

#endif
