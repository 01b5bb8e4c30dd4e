/* svg_arrow.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_arrow.h"

#include <math.h>

#include "render/layout/cell.h"
#include "svg_path.h"

enum {
    HEAD = 11, /* length of an arrow's head */
    NOTCH = 8, /* where the shaft ends in it */
    TAIL_RADIUS = 3,
    DOUBLE = 2, /* half the distance of the two lines of a repetition */
    SIGN = 22,  /* what a sign before a label takes */
    AIR = 5,    /* between a name and its detail, beside a blank */
    HOP = 7,    /* radius of the arc over a lifeline */
    AIR_OF_SILENCE = 6,
};

#define DEGREES_A_RADIAN 57.29577951308232

/* ---- Groups ---- */

static const char *class_of(const struct hsviz_row *row)
{
    if (hsviz_row_is_aside(row))
        return row->style & HSVIZ_ARROW_ASCRIBED ? "step lookup inferred" : "step lookup";
    if (row->kind == HSVIZ_ROW_FOLD)
        return "step fold";
    switch (hsviz_row_shaft(row)) {
    case HSVIZ_SHAFT_GAP:
        return "step gap";
    case HSVIZ_SHAFT_REPEATED:
        return "step repeated";
    case HSVIZ_SHAFT_INFERRED:
        return "step inferred";
    default:
        return "step";
    }
}

static void append_fact(GString *text, const char *before, const GString *fact, const char *after)
{
    if (fact->len == 0)
        return;
    hsviz_append(text, before);
    hsviz_append_bytes(text, fact->str, fact->len);
    hsviz_append(text, after);
}

/* What somebody hears, or reads over the pointer: the whole of it, with nothing cut. */
static void append_facts(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *cell = svg->cell;

    hsviz_append(text, *row->detail != '\0' ? ": " : "");
    hsviz_append(text, row->detail);
    if (row->frame != 0) {
        hsviz_append(text, "; frame ");
        hsviz_append_unsigned(text, row->frame);
    }
    g_string_truncate(cell, 0);
    hsviz_cell_time(cell, svg->layout, row, svg->decimals);
    append_fact(text, ", ", cell, " ms");
    g_string_truncate(cell, 0);
    hsviz_cell_rtt(cell, row);
    append_fact(text, ", RTT position ", cell, "");
}

static void append_arrow(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    hsviz_append(text, row->name);
    hsviz_append(text, ", ");
    hsviz_cell_way(text, svg->layout, row);
    if (row->style & HSVIZ_ARROW_UNEXPECTED)
        g_string_append(text, ", unexpected");
    append_facts(text, svg, row);
    if (row->style & HSVIZ_ARROW_UNANSWERED)
        g_string_append(text, "; no answer");
}

static void put_title(struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *text = g_string_new(NULL);

    if (row->kind == HSVIZ_ROW_FOLD)
        hsviz_cell_fold(text, svg->layout, row, svg->options->tcp);
    else
        append_arrow(text, svg, row);
    hsviz_markup_open(&svg->markup, "title");
    hsviz_markup_text(&svg->markup, text->str);
    hsviz_markup_close(&svg->markup);
    g_string_free(text, TRUE);
}

void hsviz_svg_row_begin(struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *text = svg->markup.text;

    hsviz_markup_open(&svg->markup, "g");
    hsviz_svg_paint(svg, class_of(row), HSVIZ_SVG_UNSAID, HSVIZ_SVG_UNSAID);
    hsviz_markup_begin_own(&svg->markup, "id");
    hsviz_append(text, svg->id_prefix);
    hsviz_append(text, "step-");
    hsviz_row_key(text, row);
    hsviz_markup_end_own(&svg->markup);
    hsviz_markup_begin_own(&svg->markup, "data-step");
    hsviz_row_key(text, row);
    hsviz_markup_end_own(&svg->markup);
    put_title(svg, row);
}

void hsviz_svg_row_end(struct hsviz_svg *svg)
{
    hsviz_markup_close(&svg->markup);
    hsviz_markup_line(&svg->markup);
}

/* ---- Arrows ---- */

enum hsviz_shaft hsviz_svg_shaft_of(const struct hsviz_row *row)
{
    return row->style & HSVIZ_ARROW_ASCRIBED ? HSVIZ_SHAFT_INFERRED : hsviz_row_shaft(row);
}

static enum hsviz_svg_pen pen_of(enum hsviz_shaft shaft)
{
    static const enum hsviz_svg_pen pens[HSVIZ_NUM_SHAFTS] = {
        [HSVIZ_SHAFT_PLAIN] = HSVIZ_SVG_PEN,
        [HSVIZ_SHAFT_GAP] = HSVIZ_SVG_PEN_DOTTED,
        [HSVIZ_SHAFT_REPEATED] = HSVIZ_SVG_PEN_SLIM,
        [HSVIZ_SHAFT_INFERRED] = HSVIZ_SVG_PEN_DASHED,
    };

    return pens[shaft];
}

void hsviz_svg_shaft(struct hsviz_svg *svg, enum hsviz_shaft shaft, int x1, int y1, int x2, int y2,
                     enum hsviz_svg_colour colour)
{
    enum hsviz_svg_pen pen = pen_of(shaft);
    int apart = shaft == HSVIZ_SHAFT_REPEATED ? DOUBLE : 0;

    hsviz_svg_line(svg, "shaft", pen, x1, y1 - apart, x2, y2 - apart, colour);
    if (apart > 0)
        hsviz_svg_line(svg, "shaft", pen, x1, y1 + apart, x2, y2 + apart, colour);
}

/* A head that is hollow for what was not captured. */
static void put_head(struct hsviz_svg *svg, bool is_hollow, int x, int y, int dx, int dy,
                     enum hsviz_svg_colour colour)
{
    int degrees = (int)lround(atan2(dy, dx) * DEGREES_A_RADIAN);

    hsviz_markup_open(&svg->markup, "path");
    hsviz_markup_own(&svg->markup, "d", "M0 0L-11 -5L-8 0L-11 5Z");
    hsviz_markup_begin_own(&svg->markup, "transform");
    hsviz_svg_path_point(svg->markup.text, "translate(", x, y);
    hsviz_svg_path_number(svg->markup.text, ") rotate(", degrees);
    hsviz_append(svg->markup.text, ")");
    hsviz_markup_end_own(&svg->markup);
    hsviz_svg_paint(svg, "head", is_hollow ? HSVIZ_SVG_PAGE : colour,
                    is_hollow ? colour : HSVIZ_SVG_UNSAID);
    hsviz_markup_close(&svg->markup);
}

static void put_tail(struct hsviz_svg *svg, int x, int y, enum hsviz_svg_colour colour)
{
    hsviz_markup_open(&svg->markup, "circle");
    hsviz_markup_number(&svg->markup, "cx", x);
    hsviz_markup_number(&svg->markup, "cy", y);
    hsviz_markup_number(&svg->markup, "r", TAIL_RADIUS);
    hsviz_svg_paint(svg, "tail", colour, HSVIZ_SVG_UNSAID);
    hsviz_markup_close(&svg->markup);
}

/* ---- Arrows over other lifelines ---- */

/* An arrow from lifeline to lifeline, in pixels. */
struct line {
    int x1, y1, x2, y2;
    int forward; /* 1 to the right, -1 to the left */
};

static int y_at(const struct line *line, int x)
{
    return line->y1 + (line->y2 - line->y1) * (x - line->x1) / (line->x2 - line->x1);
}

/* The arc bulges upwards, whichever way the arrow goes, and has no dashes: it would be half one. */
static void put_hop(struct hsviz_svg *svg, const struct line *line, int x,
                    enum hsviz_svg_colour colour)
{
    int before = x - line->forward * HOP, after = x + line->forward * HOP;
    GString *data = g_string_new(NULL);

    hsviz_svg_path_point(data, "M", before, y_at(line, before));
    hsviz_svg_path_point(data, "A", HOP, HOP);
    hsviz_svg_path_number(data, " 0 0 ", line->forward > 0);
    hsviz_svg_path_point(data, " ", after, y_at(line, after));
    hsviz_svg_stroke(svg, "shaft hop", HSVIZ_SVG_PEN, data->str, colour);
    g_string_free(data, TRUE);
}

static void put_hopping_shaft(struct hsviz_svg *svg, const struct hsviz_row *row,
                              const struct line *line, const int *lifelines,
                              enum hsviz_svg_colour colour)
{
    int step = line->forward, last = (int)row->to - step;
    int end = line->x2 - step * NOTCH;
    GString *data = g_string_new(NULL);

    hsviz_svg_path_point(data, "M", line->x1, line->y1);
    for (int i = (int)row->from + step; i != last + step; i += step) {
        int before = lifelines[i] - step * HOP, after = lifelines[i] + step * HOP;

        hsviz_svg_path_point(data, "L", before, y_at(line, before));
        hsviz_svg_path_point(data, "M", after, y_at(line, after));
    }
    hsviz_svg_path_point(data, "L", end, y_at(line, end));
    hsviz_svg_stroke(svg, "shaft", pen_of(hsviz_svg_shaft_of(row)), data->str, colour);
    for (int i = (int)row->from + step; i != last + step; i += step)
        put_hop(svg, line, lifelines[i], colour);
    g_string_free(data, TRUE);
}

/* Puts "no answer" where the arrow would have ended; returns where it ends instead. */
static int put_no_answer(struct hsviz_svg *svg, const struct line *line)
{
    static const char words[] = "no answer";
    int x = line->x2 - AIR_OF_SILENCE - hsviz_svg_width(HSVIZ_SVG_DETAIL, words) - SIGN;

    hsviz_svg_sign(svg, HSVIZ_SVG_BAD, x + SIGN / 2 - 2, line->y2);
    hsviz_svg_text(svg, HSVIZ_SVG_DETAIL, HSVIZ_SVG_START, x + SIGN, line->y2 + 4, words);
    return x - AIR_OF_SILENCE;
}

void hsviz_svg_arrow(struct hsviz_svg *svg, const struct hsviz_row *row,
                     const struct hsviz_svg_way *way)
{
    enum hsviz_svg_colour colour = hsviz_svg_colour_of_phase(row->phase);
    bool is_gap = row->style & HSVIZ_ARROW_GAP;
    unsigned apart = MAX(row->from, row->to) - MIN(row->from, row->to);
    struct line line = { way->lifelines[row->from], way->y1, way->lifelines[row->to], way->y2,
                         row->from < row->to ? 1 : -1 };

    if (row->style & HSVIZ_ARROW_UNANSWERED)
        line.x2 = put_no_answer(svg, &line);
    if (apart == 1) {
        int notch = line.y2 - (line.y2 - line.y1) * NOTCH / MAX(abs(line.x2 - line.x1), 1);

        hsviz_svg_shaft(svg, hsviz_svg_shaft_of(row), line.x1, line.y1,
                        line.x2 - line.forward * NOTCH, notch, colour);
    } else {
        put_hopping_shaft(svg, row, &line, way->lifelines, colour);
    }
    if (!is_gap)
        put_tail(svg, line.x1, line.y1, colour);
    put_head(svg, is_gap, line.x2 - line.forward, line.y2, line.x2 - line.x1, line.y2 - line.y1,
             colour);
}

/* ---- Labels ---- */

/* What stands over an arrow. */
struct label {
    const char *name;
    char *detail;
    enum hsviz_svg_colour colour;
    bool has_sign;
    enum hsviz_svg_sign sign;
};

/* The caller frees its detail. */
static struct label label_of(const struct hsviz_row *row)
{
    bool is_unexpected = row->style & HSVIZ_ARROW_UNEXPECTED;
    const char *between = is_unexpected && *row->detail != '\0' ? ", " : "";

    return (struct label){
        .name = row->name,
        .detail = g_strconcat(is_unexpected ? "unexpected" : "", between, row->detail, NULL),
        .colour = hsviz_svg_colour_of_phase(row->phase),
        .has_sign = row->verdict != HSVIZ_VERDICT_NONE,
        .sign = row->verdict == HSVIZ_VERDICT_ODD ? HSVIZ_SVG_ODD : HSVIZ_SVG_BAD,
    };
}

int hsviz_svg_label_width(const struct hsviz_row *row)
{
    struct label label = label_of(row);
    int width = hsviz_svg_width(HSVIZ_SVG_NAME, label.name) + AIR +
                hsviz_svg_width(HSVIZ_SVG_DETAIL, " ") +
                hsviz_svg_width(HSVIZ_SVG_DETAIL, label.detail) + (label.has_sign ? SIGN : 0);

    g_free(label.detail);
    return width;
}

/* Name and detail follow each other as one text, so that they do whatever the font. */
static void put_words(struct hsviz_svg *svg, const struct label *label,
                      enum hsviz_svg_anchor anchor, int x, int y, int max_width)
{
    int taken =
        hsviz_svg_width(HSVIZ_SVG_NAME, label->name) + AIR + hsviz_svg_width(HSVIZ_SVG_DETAIL, " ");
    char *fitting = hsviz_svg_fit(HSVIZ_SVG_DETAIL, label->detail, max_width - taken);

    hsviz_svg_text_begin(svg, anchor, x, y);
    hsviz_svg_span(svg, HSVIZ_SVG_NAME, label->colour, 0, label->name);
    if (*fitting != '\0')
        hsviz_svg_span(svg, HSVIZ_SVG_DETAIL, hsviz_svg_style_colour(HSVIZ_SVG_DETAIL), AIR,
                       fitting);
    hsviz_svg_text_end(svg);
    g_free(fitting);
}

void hsviz_svg_label(struct hsviz_svg *svg, const struct hsviz_row *row,
                     enum hsviz_svg_anchor anchor, int x, int y, int max_width)
{
    struct label label = label_of(row);
    int way = anchor == HSVIZ_SVG_START ? 1 : -1;

    if (label.has_sign) {
        hsviz_svg_sign(svg, label.sign, x + way * 8, y - 5);
        x += way * SIGN;
        max_width -= SIGN;
    }
    put_words(svg, &label, anchor, x, y, max_width);
    g_free(label.detail);
}
