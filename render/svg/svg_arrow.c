/* svg_arrow.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_arrow.h"

#include <inttypes.h>
#include <math.h>

#include "render/layout/cell.h"
#include "svg_columns.h"
#include "svg_errand.h"

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

static const char *class_of(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(svg->layout, row);
    const struct hsviz_step *step;

    if (lookup != NULL)
        return lookup->source == HSVIZ_INFERRED ? "step lookup inferred" : "step lookup";
    if (row->kind == HSVIZ_ROW_FOLD)
        return "step fold";
    step = hsviz_row_step(svg->layout, row);
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
static void append_facts(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *fact = g_string_new(NULL);

    if (hsviz_row_has_step(row))
        hsviz_step_detail(svg->connection, fact, hsviz_row_step(svg->layout, row));
    else
        hsviz_cell_lookup(fact, svg->layout, row);
    append_fact(text, ": ", fact, "");
    if (hsviz_row_frame(svg->layout, row) != 0)
        g_string_append_printf(text, "; frame %" PRIu32, hsviz_row_frame(svg->layout, row));
    g_string_truncate(fact, 0);
    hsviz_cell_time(fact, svg->layout, row, svg->decimals);
    append_fact(text, ", ", fact, " ms");
    g_string_truncate(fact, 0);
    hsviz_cell_rtt(fact, svg->layout, row);
    append_fact(text, ", RTT position ", fact, "");
    g_string_free(fact, TRUE);
}

static void append_step(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    const struct hsviz_step *step = hsviz_row_step(svg->layout, row);

    g_string_append_printf(text, "%s, from the %s", hsviz_step_name(step),
                           hsviz_word_name(hsviz_sides, step->side));
    if (step->flags & HSVIZ_STEP_UNEXPECTED)
        g_string_append(text, ", unexpected");
    append_facts(text, svg, row);
}

static void append_lookup(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    g_string_append(text, hsviz_row_lookup_name(svg->layout, row));
    hsviz_svg_errand_way(text, row);
    append_facts(text, svg, row);
    if (hsviz_svg_is_unanswered(svg, row))
        g_string_append(text, "; no answer");
}

static void put_title(struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *text = g_string_new(NULL);

    if (row->kind == HSVIZ_ROW_FOLD)
        hsviz_cell_fold(text, svg->layout, row, svg->options->tcp);
    else if (hsviz_row_has_step(row))
        append_step(text, svg, row);
    else
        append_lookup(text, svg, row);
    hsviz_markup_open(&svg->markup, "title");
    hsviz_markup_text(&svg->markup, text->str);
    hsviz_markup_close(&svg->markup);
    g_string_free(text, TRUE);
}

void hsviz_svg_row_begin(struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *key = g_string_new(NULL);
    char *id;

    hsviz_row_key(key, row);
    id = g_strconcat("step-", key->str, NULL);
    hsviz_markup_open(&svg->markup, "g");
    hsviz_svg_paint(svg, class_of(svg, row), HSVIZ_SVG_UNSAID, HSVIZ_SVG_UNSAID);
    hsviz_svg_id(svg, id);
    hsviz_markup_attribute(&svg->markup, "data-step", key->str);
    put_title(svg, row);
    g_free(id);
    g_string_free(key, TRUE);
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
void hsviz_svg_head_of(struct hsviz_svg *svg, bool is_hollow, int x, int y, int dx, int dy,
                       enum hsviz_svg_colour colour)
{
    int degrees = (int)lround(atan2(dy, dx) * DEGREES_A_RADIAN);
    char *transform = g_strdup_printf("translate(%d %d) rotate(%d)", x, y, degrees);

    hsviz_markup_open(&svg->markup, "path");
    hsviz_markup_attribute(&svg->markup, "d", "M0 0L-11 -5L-8 0L-11 5Z");
    hsviz_markup_attribute(&svg->markup, "transform", transform);
    hsviz_svg_paint(svg, "head", is_hollow ? HSVIZ_SVG_PAGE : colour,
                    is_hollow ? colour : HSVIZ_SVG_UNSAID);
    hsviz_markup_close(&svg->markup);
    g_free(transform);
}

void hsviz_svg_tail(struct hsviz_svg *svg, int x, int y, enum hsviz_svg_colour colour)
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
        hsviz_svg_tail(svg, x1, y1, colour);
    hsviz_svg_head_of(svg, step->flags & HSVIZ_STEP_GAP, x2 - way, y2, x2 - x1, y2 - y1, colour);
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

static struct label label_of_lookup(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    GString *detail = g_string_new(NULL);
    struct label label = { .name = hsviz_row_lookup_name(svg->layout, row) };

    hsviz_cell_lookup(detail, svg->layout, row);
    label.detail = g_string_free(detail, FALSE);
    label.colour = hsviz_svg_colour_of_phase(hsviz_svg_phase(svg, row));
    label.has_sign = row->kind == HSVIZ_ROW_ANSWER &&
                     hsviz_svg_status_sign(hsviz_row_lookup(svg->layout, row), &label.sign);
    return label;
}

/* The caller frees its detail. */
static struct label label_of(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    const struct hsviz_step *step;

    if (!hsviz_row_has_step(row))
        return label_of_lookup(svg, row);
    step = hsviz_row_step(svg->layout, row);
    return (struct label){
        .name = hsviz_step_name(step),
        .detail = detail_of(svg, step),
        .colour = hsviz_svg_colour_of_phase((enum hsviz_phase)step->phase),
        .has_sign = has_sign(step),
        .sign = step->flags & HSVIZ_STEP_UNEXPECTED ? HSVIZ_SVG_ODD : HSVIZ_SVG_BAD,
    };
}

int hsviz_svg_label_width(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    struct label label = label_of(svg, row);
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
    char *apart = g_strconcat(" ", fitting, NULL);

    hsviz_svg_text_begin(svg, anchor, x, y);
    hsviz_svg_span(svg, HSVIZ_SVG_NAME, label->colour, 0, label->name);
    if (*fitting != '\0')
        hsviz_svg_span(svg, HSVIZ_SVG_DETAIL, hsviz_svg_style_colour(HSVIZ_SVG_DETAIL), AIR, apart);
    hsviz_svg_text_end(svg);
    g_free(apart);
    g_free(fitting);
}

void hsviz_svg_label(struct hsviz_svg *svg, const struct hsviz_row *row,
                     enum hsviz_svg_anchor anchor, int x, int y, int max_width)
{
    struct label label = label_of(svg, row);
    int way = anchor == HSVIZ_SVG_START ? 1 : -1;

    if (label.has_sign) {
        hsviz_svg_sign(svg, label.sign, x + way * 8, y - 5);
        x += way * SIGN;
        max_width -= SIGN;
    }
    put_words(svg, &label, anchor, x, y, max_width);
    g_free(label.detail);
}
