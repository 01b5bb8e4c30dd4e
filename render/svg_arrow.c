/* svg_arrow.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_arrow.h"

#include <inttypes.h>
#include <math.h>

#include "cell.h"

enum {
    HEAD = 11, /* length of an arrow's head */
    NOTCH = 8, /* where the shaft ends in it */
    TAIL_RADIUS = 3,
    DOUBLE = 2, /* half the distance of the two lines of a repetition */
    SIGN = 22,  /* what a sign before a label takes */
    AIR = 5,    /* between a name and its detail, beside a blank */
};

#define DEGREES_A_RADIAN 57.29577951308232

/* ---- Groups ---- */

static const char *class_of(const struct hsviz_row *row, const struct hsviz_step *step)
{
    if (row->kind == HSVIZ_ROW_FOLD)
        return "step fold";
    if (step->flags & HSVIZ_STEP_GAP)
        return "step gap";
    if (step->repeat_of != 0)
        return "step repeated";
    return step->source == HSVIZ_INFERRED ? "step inferred" : "step";
}

static void append_fact(GString *text, const char *before, const GString *fact, const char *after)
{
    if (fact->len > 0)
        g_string_append_printf(text, "%s%s%s", before, fact->str, after);
}

/* What somebody hears, or reads over the pointer: the whole of it, with nothing cut. */
static void append_facts(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row,
                         const struct hsviz_step *step)
{
    GString *fact = g_string_new(NULL);

    hsviz_step_detail(svg->connection, fact, step);
    append_fact(text, ": ", fact, "");
    if (step->frame != 0)
        g_string_append_printf(text, "; frame %" PRIu32, step->frame);
    g_string_truncate(fact, 0);
    hsviz_cell_time(fact, svg->layout, row, svg->decimals);
    append_fact(text, ", ", fact, " ms");
    g_string_truncate(fact, 0);
    hsviz_cell_rtt(fact, svg->layout, row);
    append_fact(text, ", RTT position ", fact, "");
    g_string_free(fact, TRUE);
}

static void put_title(struct hsviz_svg *svg, const struct hsviz_row *row)
{
    const struct hsviz_step *step = hsviz_row_step(svg->layout, row);
    GString *text = g_string_new(NULL);

    if (row->kind == HSVIZ_ROW_FOLD) {
        hsviz_cell_fold(text, svg->layout, row, svg->options->tcp);
    } else {
        g_string_printf(text, "%s, from the %s", hsviz_step_name(step),
                        hsviz_word_name(hsviz_sides, step->side));
        if (step->flags & HSVIZ_STEP_UNEXPECTED)
            g_string_append(text, ", unexpected");
        append_facts(text, svg, row, step);
    }
    hsviz_markup_open(&svg->markup, "title");
    hsviz_markup_text(&svg->markup, text->str);
    hsviz_markup_close(&svg->markup);
    g_string_free(text, TRUE);
}

void hsviz_svg_row_begin(struct hsviz_svg *svg, const struct hsviz_row *row)
{
    char *id = g_strdup_printf("step-%zu", row->first_step);

    hsviz_markup_open(&svg->markup, "g");
    hsviz_svg_paint(svg, class_of(row, hsviz_row_step(svg->layout, row)), HSVIZ_SVG_UNSAID,
                    HSVIZ_SVG_UNSAID);
    hsviz_svg_id(svg, id);
    hsviz_markup_number(&svg->markup, "data-step", (int)row->first_step);
    put_title(svg, row);
    g_free(id);
}

void hsviz_svg_row_end(struct hsviz_svg *svg)
{
    hsviz_markup_close(&svg->markup);
    hsviz_markup_line(&svg->markup);
}

/* ---- Arrows ---- */

void hsviz_svg_shaft(struct hsviz_svg *svg, enum hsviz_sign sign, int x1, int y1, int x2, int y2,
                     enum hsviz_svg_colour colour)
{
    switch (sign) {
    case HSVIZ_SIGN_SHAFT_REPEATED:
        hsviz_svg_line(svg, "shaft", HSVIZ_SVG_PEN_SLIM, x1, y1 - DOUBLE, x2, y2 - DOUBLE, colour);
        hsviz_svg_line(svg, "shaft", HSVIZ_SVG_PEN_SLIM, x1, y1 + DOUBLE, x2, y2 + DOUBLE, colour);
        break;
    case HSVIZ_SIGN_SHAFT_INFERRED:
        hsviz_svg_line(svg, "shaft", HSVIZ_SVG_PEN_DASHED, x1, y1, x2, y2, colour);
        break;
    case HSVIZ_SIGN_SHAFT_GAP:
        hsviz_svg_line(svg, "shaft", HSVIZ_SVG_PEN_DOTTED, x1, y1, x2, y2, colour);
        break;
    default:
        hsviz_svg_line(svg, "shaft", HSVIZ_SVG_PEN, x1, y1, x2, y2, colour);
        break;
    }
}

/* A head that is hollow for what was not captured. */
static void put_head(struct hsviz_svg *svg, const struct hsviz_step *step, int x, int y, int dx,
                     int dy, enum hsviz_svg_colour colour)
{
    bool gap = step->flags & HSVIZ_STEP_GAP;
    int degrees = (int)lround(atan2(dy, dx) * DEGREES_A_RADIAN);
    char *transform = g_strdup_printf("translate(%d %d) rotate(%d)", x, y, degrees);

    hsviz_markup_open(&svg->markup, "path");
    hsviz_markup_attribute(&svg->markup, "d", "M0 0L-11 -5L-8 0L-11 5Z");
    hsviz_markup_attribute(&svg->markup, "transform", transform);
    hsviz_svg_paint(svg, "head", gap ? HSVIZ_SVG_PAGE : colour, gap ? colour : HSVIZ_SVG_UNSAID);
    hsviz_markup_close(&svg->markup);
    g_free(transform);
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

void hsviz_svg_arrow(struct hsviz_svg *svg, const struct hsviz_step *step, int x1, int y1, int x2,
                     int y2)
{
    enum hsviz_svg_colour colour = hsviz_svg_colour_of_phase((enum hsviz_phase)step->phase);
    int way = x2 > x1 ? 1 : -1;
    int notch = y2 - (y2 - y1) * NOTCH / MAX(abs(x2 - x1), 1);

    hsviz_svg_shaft(svg, hsviz_arrow_shaft(step), x1, y1, x2 - way * NOTCH, notch, colour);
    if (!(step->flags & HSVIZ_STEP_GAP))
        put_tail(svg, x1, y1, colour);
    put_head(svg, step, x2 - way, y2, x2 - x1, y2 - y1, colour);
}

/* ---- Labels ---- */

static bool has_sign(const struct hsviz_step *step)
{
    return step->flags & HSVIZ_STEP_UNEXPECTED || step->phase == HSVIZ_PHASE_ALERT ||
           step->phase == HSVIZ_PHASE_RESET;
}

static char *detail_of(const struct hsviz_svg *svg, const struct hsviz_step *step)
{
    GString *detail = g_string_new(step->flags & HSVIZ_STEP_UNEXPECTED ? "unexpected" : NULL);
    gsize len = detail->len;

    hsviz_step_detail(svg->connection, detail, step);
    if (len > 0 && detail->len > len)
        g_string_insert(detail, (gssize)len, ", ");
    return g_string_free(detail, FALSE);
}

int hsviz_svg_label_width(const struct hsviz_svg *svg, const struct hsviz_step *step)
{
    char *detail = detail_of(svg, step);
    int width = hsviz_svg_width(HSVIZ_SVG_NAME, hsviz_step_name(step)) + AIR +
                hsviz_svg_width(HSVIZ_SVG_DETAIL, " ") + hsviz_svg_width(HSVIZ_SVG_DETAIL, detail) +
                (has_sign(step) ? SIGN : 0);

    g_free(detail);
    return width;
}

/* Name and detail follow each other as one text, so that they do whatever the font. */
static void put_words(struct hsviz_svg *svg, const struct hsviz_step *step,
                      enum hsviz_svg_anchor anchor, int x, int y, int max_width)
{
    const char *name = hsviz_step_name(step);
    char *detail = detail_of(svg, step);
    int taken =
        hsviz_svg_width(HSVIZ_SVG_NAME, name) + AIR + hsviz_svg_width(HSVIZ_SVG_DETAIL, " ");
    char *fitting = hsviz_svg_fit(HSVIZ_SVG_DETAIL, detail, max_width - taken);
    char *apart = g_strconcat(" ", fitting, NULL);

    hsviz_svg_text_begin(svg, anchor, x, y);
    hsviz_svg_span(svg, HSVIZ_SVG_NAME, hsviz_svg_colour_of_phase((enum hsviz_phase)step->phase), 0,
                   name);
    if (*fitting != '\0')
        hsviz_svg_span(svg, HSVIZ_SVG_DETAIL, hsviz_svg_style_colour(HSVIZ_SVG_DETAIL), AIR, apart);
    hsviz_svg_text_end(svg);
    g_free(apart);
    g_free(fitting);
    g_free(detail);
}

void hsviz_svg_label(struct hsviz_svg *svg, const struct hsviz_step *step,
                     enum hsviz_svg_anchor anchor, int x, int y, int max_width)
{
    int way = anchor == HSVIZ_SVG_START ? 1 : -1;

    if (has_sign(step)) {
        bool odd = step->flags & HSVIZ_STEP_UNEXPECTED;

        hsviz_svg_sign(svg, odd ? HSVIZ_SVG_ODD : HSVIZ_SVG_BAD, x + way * 8, y - 5);
        x += way * SIGN;
        max_width -= SIGN;
    }
    put_words(svg, step, anchor, x, y, max_width);
}
