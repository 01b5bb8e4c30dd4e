/* svg_paint.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_paint.h"

#include "svg_path.h"
#include "model/core/append.h"
#include "model/core/names.h"

/* Hues of Okabe and Ito, which people with any colour vision tell apart, dark or light enough to be
 * read on the page. */
static const struct {
    const char *name; /* of the class */
    const char *light, *dark;
} colours[HSVIZ_SVG_NUM_COLOURS] = {
    [HSVIZ_SVG_PAGE] = { "page", "#ffffff", "#0d1117" },
    [HSVIZ_SVG_INK] = { "ink", "#1f2328", "#e6edf3" },
    [HSVIZ_SVG_MUTED] = { "muted", "#59636e", "#9ca6b0" },
    [HSVIZ_SVG_FAINT] = { "faint", "#8b949e", "#6e7681" },
    [HSVIZ_SVG_RULE] = { "rule", "#d8dee4", "#30363d" },
    [HSVIZ_SVG_CARD] = { "card", "#f6f8fa", "#161b22" },
    [HSVIZ_SVG_TCP] = { "tcp", "#4f5b66", "#a9b6c2" },
    [HSVIZ_SVG_HELLO] = { "hello", "#0b66a8", "#6cb6f5" },
    [HSVIZ_SVG_PARAMETERS] = { "parameters", "#0f7380", "#56c5d0" },
    [HSVIZ_SVG_AUTHENTICATION] = { "authentication", "#9b3d7e", "#e29ac8" },
    [HSVIZ_SVG_KEYS] = { "keys", "#8f5400", "#f0b04a" },
    [HSVIZ_SVG_FINISHED] = { "finished", "#00734f", "#4cc59a" },
    [HSVIZ_SVG_DATA] = { "data", "#3b4d8f", "#a3b3f0" },
    [HSVIZ_SVG_ALARM] = { "alarm", "#b83a00", "#ff9466" },
    [HSVIZ_SVG_TCP_BAND] = { "tcp-band", "#f3f5f7", "#151a20" },
    [HSVIZ_SVG_HELLO_BAND] = { "hello-band", "#e9f3fb", "#0c2033" },
    [HSVIZ_SVG_PARAMETERS_BAND] = { "parameters-band", "#e5f6f7", "#0a2528" },
    [HSVIZ_SVG_AUTHENTICATION_BAND] = { "authentication-band", "#faeef6", "#2a1524" },
    [HSVIZ_SVG_KEYS_BAND] = { "keys-band", "#fdf3e2", "#2a1f0c" },
    [HSVIZ_SVG_FINISHED_BAND] = { "finished-band", "#e6f6f0", "#0b271c" },
    [HSVIZ_SVG_DATA_BAND] = { "data-band", "#eef0fb", "#171c33" },
    [HSVIZ_SVG_ALARM_BAND] = { "alarm-band", "#fdeee7", "#30150a" },
};

static const enum hsviz_svg_colour phase_colours[HSVIZ_NUM_PHASES] = {
    [HSVIZ_PHASE_OTHER] = HSVIZ_SVG_TCP,
    [HSVIZ_PHASE_TCP_OPEN] = HSVIZ_SVG_TCP,
    [HSVIZ_PHASE_HELLO] = HSVIZ_SVG_HELLO,
    [HSVIZ_PHASE_SERVER_PARAMETERS] = HSVIZ_SVG_PARAMETERS,
    [HSVIZ_PHASE_AUTHENTICATION] = HSVIZ_SVG_AUTHENTICATION,
    [HSVIZ_PHASE_KEY_EXCHANGE] = HSVIZ_SVG_KEYS,
    [HSVIZ_PHASE_FINISHED] = HSVIZ_SVG_FINISHED,
    [HSVIZ_PHASE_EARLY_DATA] = HSVIZ_SVG_KEYS,
    [HSVIZ_PHASE_APPLICATION_DATA] = HSVIZ_SVG_DATA,
    [HSVIZ_PHASE_POST_HANDSHAKE] = HSVIZ_SVG_PARAMETERS,
    [HSVIZ_PHASE_ALERT] = HSVIZ_SVG_ALARM,
    [HSVIZ_PHASE_TLS_CLOSE] = HSVIZ_SVG_HELLO,
    [HSVIZ_PHASE_TCP_CLOSE] = HSVIZ_SVG_TCP,
    [HSVIZ_PHASE_RESET] = HSVIZ_SVG_ALARM,
    [HSVIZ_PHASE_PLAINTEXT] = HSVIZ_SVG_DATA,
};

enum hsviz_svg_colour hsviz_svg_colour_of_phase(enum hsviz_phase phase)
{
    return phase_colours[phase];
}

enum hsviz_svg_colour hsviz_svg_band_of_phase(enum hsviz_phase phase)
{
    return phase_colours[phase] - HSVIZ_SVG_TCP + HSVIZ_SVG_TCP_BAND;
}

/* ---- Style ---- */

static void append_rules(GString *rules, const char *scope, const char *name, const char *colour)
{
    const char *parts[] = { "\n",  scope,  " .f-", name,         " {fill: ", colour, "} ",
                            scope, " .s-", name,   " {stroke: ", colour,     "}" };

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        hsviz_append(rules, parts[i]);
}

void hsviz_svg_colour_rules(GString *rules, const char *scope, enum hsviz_svg_theme theme)
{
    for (int i = HSVIZ_SVG_PAGE; i < HSVIZ_SVG_NUM_COLOURS; i++)
        append_rules(rules, scope, colours[i].name,
                     theme == HSVIZ_SVG_LIGHT ? colours[i].light : colours[i].dark);
}

static void put_colour(struct hsviz_svg *svg, const char *attribute, enum hsviz_svg_colour colour)
{
    bool is_in_sheet = svg->place == HSVIZ_SVG_IN_PAGE && colour != HSVIZ_SVG_NONE;

    if (colour != HSVIZ_SVG_UNSAID && !is_in_sheet)
        hsviz_markup_own(&svg->markup, attribute,
                         colour == HSVIZ_SVG_NONE ? "none" : colours[colour].light);
}

/* Appends a class, where it has a name, to those that begin at start. */
static void append_class(GString *text, size_t start, const char *prefix, const char *name)
{
    if (name == NULL)
        return;
    if (text->len > start)
        hsviz_append(text, " ");
    hsviz_append(text, prefix);
    hsviz_append(text, name);
}

static void put_classes(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_colour fill,
                        enum hsviz_svg_colour stroke)
{
    GString *text = svg->markup.text;
    size_t start;

    if (class_name == NULL && colours[fill].name == NULL && colours[stroke].name == NULL)
        return;
    hsviz_markup_begin_own(&svg->markup, "class");
    start = text->len;
    append_class(text, start, "", class_name);
    append_class(text, start, "f-", colours[fill].name);
    append_class(text, start, "s-", colours[stroke].name);
    hsviz_markup_end_own(&svg->markup);
}

void hsviz_svg_paint(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_colour fill,
                     enum hsviz_svg_colour stroke)
{
    put_classes(svg, class_name, fill, stroke);
    put_colour(svg, "fill", fill);
    put_colour(svg, "stroke", stroke);
}

void hsviz_svg_id(struct hsviz_svg *svg, const char *name)
{
    hsviz_markup_begin_own(&svg->markup, "id");
    hsviz_append(svg->markup.text, svg->id_prefix);
    hsviz_append(svg->markup.text, name);
    hsviz_markup_end_own(&svg->markup);
}

/* ---- Shapes ---- */

void hsviz_svg_box(struct hsviz_svg *svg, const char *class_name, int x, int y, int width,
                   int height, int radius, enum hsviz_svg_colour fill, enum hsviz_svg_colour stroke)
{
    hsviz_markup_open(&svg->markup, "rect");
    hsviz_markup_number(&svg->markup, "x", x);
    hsviz_markup_number(&svg->markup, "y", y);
    hsviz_markup_number(&svg->markup, "width", width);
    hsviz_markup_number(&svg->markup, "height", height);
    if (radius > 0)
        hsviz_markup_number(&svg->markup, "rx", radius);
    hsviz_svg_paint(svg, class_name, fill, stroke);
    hsviz_markup_close(&svg->markup);
}

static void put_pen(struct hsviz_svg *svg, enum hsviz_svg_pen pen)
{
    static const struct {
        const char *width, *dashes;
    } pens[] = {
        [HSVIZ_SVG_PEN_THIN] = { "1", NULL },    [HSVIZ_SVG_PEN_SLIM] = { "1.25", NULL },
        [HSVIZ_SVG_PEN] = { "1.75", NULL },      [HSVIZ_SVG_PEN_DASHED] = { "1.75", "7 4" },
        [HSVIZ_SVG_PEN_DOTTED] = { "2", "2 5" },
    };

    hsviz_markup_own(&svg->markup, "stroke-width", pens[pen].width);
    if (pens[pen].dashes != NULL)
        hsviz_markup_own(&svg->markup, "stroke-dasharray", pens[pen].dashes);
}

void hsviz_svg_line(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_pen pen, int x1,
                    int y1, int x2, int y2, enum hsviz_svg_colour stroke)
{
    hsviz_markup_open(&svg->markup, "line");
    hsviz_markup_number(&svg->markup, "x1", x1);
    hsviz_markup_number(&svg->markup, "y1", y1);
    hsviz_markup_number(&svg->markup, "x2", x2);
    hsviz_markup_number(&svg->markup, "y2", y2);
    put_pen(svg, pen);
    hsviz_svg_paint(svg, class_name, HSVIZ_SVG_UNSAID, stroke);
    hsviz_markup_close(&svg->markup);
}

void hsviz_svg_stroke(struct hsviz_svg *svg, const char *class_name, enum hsviz_svg_pen pen,
                      const char *data, enum hsviz_svg_colour stroke)
{
    hsviz_markup_open(&svg->markup, "path");
    hsviz_markup_own(&svg->markup, "d", data);
    put_pen(svg, pen);
    hsviz_svg_paint(svg, class_name, HSVIZ_SVG_NONE, stroke);
    hsviz_markup_close(&svg->markup);
}

void hsviz_svg_path(struct hsviz_svg *svg, const char *class_name, const char *data,
                    enum hsviz_svg_colour fill, enum hsviz_svg_colour stroke)
{
    hsviz_markup_open(&svg->markup, "path");
    hsviz_markup_own(&svg->markup, "d", data);
    hsviz_svg_paint(svg, class_name, fill, stroke);
    hsviz_markup_close(&svg->markup);
}

void hsviz_svg_sign(struct hsviz_svg *svg, enum hsviz_svg_sign sign, int x, int y)
{
    static const struct {
        const char *ground, *figure;
        enum hsviz_svg_colour colour;
    } signs[] = {
        [HSVIZ_SVG_GOOD] = { "m-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z", "m-4 0l3 3l5 -6",
                             HSVIZ_SVG_FINISHED },
        [HSVIZ_SVG_BAD] = { "m-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z", "m-3 -3l6 6m0 -6l-6 6",
                            HSVIZ_SVG_ALARM },
        [HSVIZ_SVG_OPEN] = { "m-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z", "m-4 0h8", HSVIZ_SVG_TCP },
        [HSVIZ_SVG_ODD] = { "m0 -8l9 15h-18z", "m0 -3v5m0 2v1", HSVIZ_SVG_ALARM },
    };

    g_string_truncate(svg->cell, 0);
    hsviz_svg_path_point(svg->cell, "M", x, y);
    hsviz_append(svg->cell, signs[sign].ground);
    hsviz_svg_path(svg, "sign", svg->cell->str, signs[sign].colour, HSVIZ_SVG_UNSAID);
    hsviz_markup_open(&svg->markup, "path");
    hsviz_markup_begin_own(&svg->markup, "d");
    hsviz_svg_path_point(svg->markup.text, "M", x, y);
    hsviz_append(svg->markup.text, signs[sign].figure);
    hsviz_markup_end_own(&svg->markup);
    hsviz_markup_own(&svg->markup, "stroke-width", "2");
    hsviz_svg_paint(svg, NULL, HSVIZ_SVG_NONE, HSVIZ_SVG_PAGE);
    hsviz_markup_close(&svg->markup);
}
