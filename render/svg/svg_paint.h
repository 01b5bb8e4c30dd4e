/* svg_paint.h
 * Colours and simple shapes of a picture, and what drawing one takes.
 *
 * Purpose: a colour is a name here; the table in svg_paint.c says what it is, light and dark.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_PAINT_H
#define HSVIZ_RENDER_SVG_SVG_PAINT_H

#include <glib.h>

#include "render/layout/layout.h"
#include "render/shared/markup.h"
#include "model/core/names.h"

struct hsviz_connection;

/* Colours by what they are for. Phases of one family share one. */
enum hsviz_svg_colour {
    HSVIZ_SVG_UNSAID, /* no attribute */
    HSVIZ_SVG_NONE,
    HSVIZ_SVG_PAGE,
    HSVIZ_SVG_INK,
    HSVIZ_SVG_MUTED,
    HSVIZ_SVG_FAINT, /* lifelines */
    HSVIZ_SVG_RULE,
    HSVIZ_SVG_CARD,
    HSVIZ_SVG_TCP,
    HSVIZ_SVG_HELLO,
    HSVIZ_SVG_PARAMETERS,
    HSVIZ_SVG_AUTHENTICATION,
    HSVIZ_SVG_KEYS,
    HSVIZ_SVG_FINISHED,
    HSVIZ_SVG_DATA,
    HSVIZ_SVG_ALARM,
    HSVIZ_SVG_TCP_BAND, /* the tints of the same families, in their order */
    HSVIZ_SVG_HELLO_BAND,
    HSVIZ_SVG_PARAMETERS_BAND,
    HSVIZ_SVG_AUTHENTICATION_BAND,
    HSVIZ_SVG_KEYS_BAND,
    HSVIZ_SVG_FINISHED_BAND,
    HSVIZ_SVG_DATA_BAND,
    HSVIZ_SVG_ALARM_BAND,
    HSVIZ_SVG_NUM_COLOURS
};

/* Where a picture stands: alone, and then it says all there is to say; or in a page, which itself
 * has the title and the notes, and the style sheet of all its pictures. */
enum hsviz_svg_place { HSVIZ_SVG_ALONE, HSVIZ_SVG_IN_PAGE };

/* What drawing a picture takes. */
struct hsviz_svg {
    struct hsviz_markup markup;
    const struct hsviz_render_options *options;
    const struct hsviz_connection *connection;
    const char *id_prefix;
    enum hsviz_svg_place place;
    struct hsviz_layout *layout;
    GString *cell;     /* to work in */
    unsigned decimals; /* of milliseconds */
    int left, right;   /* what is drawn stays between them */
    int y;             /* drawn down to here */
};

/* hsviz_svg_colour_of_phase, hsviz_svg_band_of_phase: a phase's colour, and its tint. */
enum hsviz_svg_colour hsviz_svg_colour_of_phase(enum hsviz_phase phase);
enum hsviz_svg_colour hsviz_svg_band_of_phase(enum hsviz_phase phase);

/* Whether a viewer likes its pages light or dark. */
enum hsviz_svg_theme { HSVIZ_SVG_LIGHT, HSVIZ_SVG_DARK };

/* hsviz_svg_colour_rules: appends the rules of a style sheet that give what the CSS selector scope
 * finds the colours of a theme. */
void hsviz_svg_colour_rules(GString *rules, const char *scope, enum hsviz_svg_theme theme);

/* hsviz_svg_paint: class, fill and stroke of the element that was opened; class_name may be
 * NULL. */
void hsviz_svg_paint(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_colour fill,
                     enum hsviz_svg_colour stroke);

/* hsviz_svg_id: an id attribute: the prefix, and name. */
void hsviz_svg_id(struct hsviz_svg *svg, const char *name);

/* hsviz_svg_box: a rectangle with corners of that radius. */
void hsviz_svg_box(struct hsviz_svg *svg, const char *class_name, int x, int y, int width,
                   int height, int radius, enum hsviz_svg_colour fill,
                   enum hsviz_svg_colour stroke);

/* How a line is drawn. */
enum hsviz_svg_pen {
    HSVIZ_SVG_PEN_THIN,
    HSVIZ_SVG_PEN_SLIM,
    HSVIZ_SVG_PEN,
    HSVIZ_SVG_PEN_DASHED,
    HSVIZ_SVG_PEN_DOTTED
};

/* hsviz_svg_line: a straight line. */
void hsviz_svg_line(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_pen pen, int x1,
                    int y1, int x2, int y2, enum hsviz_svg_colour stroke);

/* hsviz_svg_path: a path, filled or drawn; data is in SVG's own language (svg_path.h). */
void hsviz_svg_path(struct hsviz_svg *svg, const char *class_name, const char *data,
                    enum hsviz_svg_colour fill, enum hsviz_svg_colour stroke);

/* hsviz_svg_stroke: a path that is drawn with a pen. */
void hsviz_svg_stroke(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_pen pen,
                      const char *data, enum hsviz_svg_colour stroke);

/* hsviz_svg_sign: one of the signs of svg_paint.c, its middle at x, y. */
enum hsviz_svg_sign { HSVIZ_SVG_GOOD, HSVIZ_SVG_BAD, HSVIZ_SVG_OPEN, HSVIZ_SVG_ODD };

void hsviz_svg_sign(struct hsviz_svg *svg, enum hsviz_svg_sign sign, int x, int y);

#endif
