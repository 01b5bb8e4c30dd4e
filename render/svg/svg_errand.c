/* svg_errand.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_errand.h"

#include "model/lookup_words.h"
#include "render/layout/cell.h"
#include "svg_arrow.h"
#include "svg_columns.h"

enum {
    HOP = 7,   /* radius of the arc over the server's lifeline */
    NOTCH = 8, /* where the shaft ends in its head */
    SIGN = 22, /* what a sign before a text takes */
    AIR = 6,
    WAIT = 10, /* width of the bar of a wait */
};

/* ---- What it is ---- */

bool hsviz_svg_is_unanswered(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_QUESTION && hsviz_row_lookup(svg->layout, row)->answer_frame == 0;
}

bool hsviz_svg_is_inferred(const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(svg->layout, row);

    return lookup != NULL && lookup->source == HSVIZ_INFERRED;
}

void hsviz_svg_errand_way(GString *text, const struct hsviz_row *row)
{
    g_string_append(text, row->kind == HSVIZ_ROW_QUESTION ? ", from the client to the authority"
                                                          : ", from the authority");
}

/* Most of what can come back is neither good nor a verdict: then the client learnt nothing. */
bool hsviz_svg_status_sign(const struct hsviz_lookup *lookup, enum hsviz_svg_sign *sign)
{
    switch ((enum hsviz_authority_status)lookup->status) {
    case HSVIZ_AUTHORITY_GOOD:
    case HSVIZ_AUTHORITY_NOT_LISTED:
    case HSVIZ_AUTHORITY_LIST:
        return false;
    case HSVIZ_AUTHORITY_REVOKED:
    case HSVIZ_AUTHORITY_REFUSED:
    case HSVIZ_AUTHORITY_SILENT:
        *sign = HSVIZ_SVG_BAD;
        return true;
    default:
        *sign = HSVIZ_SVG_ODD;
        return true;
    }
}

/* ---- Its arrow ---- */

static int y_at(const struct hsviz_svg_way *way, int x)
{
    return way->y1 + (way->y2 - way->y1) * (x - way->x1) / (way->x2 - way->x1);
}

/* The arc bulges upwards, whichever way the arrow goes, and has no dashes: it would be half one. */
static void put_shaft(struct hsviz_svg *svg, const struct hsviz_svg_way *way,
                      enum hsviz_svg_pen pen, enum hsviz_svg_colour colour)
{
    int forward = way->x2 > way->x1 ? 1 : -1;
    int before = way->server - forward * HOP, after = way->server + forward * HOP;
    int end = way->x2 - forward * NOTCH;
    GString *data = g_string_new(NULL);

    g_string_printf(data, "M%d %dL%d %dM%d %dL%d %d", way->x1, way->y1, before, y_at(way, before),
                    after, y_at(way, after), end, y_at(way, end));
    hsviz_svg_stroke(svg, "shaft", pen, data->str, colour);
    g_string_printf(data, "M%d %dA%d %d 0 0 %d %d %d", before, y_at(way, before), HOP, HOP,
                    forward > 0, after, y_at(way, after));
    hsviz_svg_stroke(svg, "shaft hop", HSVIZ_SVG_PEN, data->str, colour);
    g_string_free(data, TRUE);
}

/* Puts "no answer" where the arrow would have ended; returns where it ends instead. */
static int put_no_answer(struct hsviz_svg *svg, const struct hsviz_svg_way *way)
{
    static const char words[] = "no answer";
    int x = way->x2 - AIR - hsviz_svg_width(HSVIZ_SVG_DETAIL, words) - SIGN;

    hsviz_svg_sign(svg, HSVIZ_SVG_BAD, x + SIGN / 2 - 2, way->y2);
    hsviz_svg_text(svg, HSVIZ_SVG_DETAIL, HSVIZ_SVG_START, x + SIGN, way->y2 + 4, words);
    return x - AIR;
}

void hsviz_svg_errand(struct hsviz_svg *svg, const struct hsviz_row *row,
                      const struct hsviz_svg_way *way)
{
    enum hsviz_svg_colour colour = hsviz_svg_colour_of_phase(hsviz_svg_phase(svg, row));
    struct hsviz_svg_way drawn = *way;
    int forward = way->x2 > way->x1 ? 1 : -1;

    if (hsviz_svg_is_unanswered(svg, row))
        drawn.x2 = put_no_answer(svg, way);
    put_shaft(svg, &drawn, hsviz_svg_is_inferred(svg, row) ? HSVIZ_SVG_PEN_DASHED : HSVIZ_SVG_PEN,
              colour);
    hsviz_svg_tail(svg, drawn.x1, drawn.y1, colour);
    hsviz_svg_head_of(svg, false, drawn.x2 - forward, drawn.y2, drawn.x2 - drawn.x1,
                      drawn.y2 - drawn.y1, colour);
}

/* ---- The client's wait ---- */

static void put_wait_time(struct hsviz_svg *svg, int64_t wait_ns, const struct hsviz_svg_wait *wait)
{
    bool is_above = wait->sent_y - wait->start_y > wait->end_y - wait->sent_y;
    int first_y = is_above ? wait->start_y : wait->sent_y;
    int last_y = is_above ? wait->sent_y : wait->end_y;
    GString *text = g_string_new("authority ");

    hsviz_cell_pause(text, wait_ns, svg->decimals);
    if (last_y - first_y >= wait->line)
        hsviz_svg_text(svg, HSVIZ_SVG_DETAIL, HSVIZ_SVG_START, wait->x + WAIT,
                       (first_y + last_y) / 2 + 4, text->str);
    g_string_free(text, TRUE);
}

void hsviz_svg_wait(struct hsviz_svg *svg, const struct hsviz_lookup *lookup,
                    const struct hsviz_svg_wait *wait)
{
    int64_t wait_ns = hsviz_lookup_duration_ns(lookup);

    hsviz_svg_box(svg, "wait", wait->x - WAIT / 2, wait->start_y, WAIT,
                  MAX(wait->end_y - wait->start_y, 1), 2,
                  hsviz_svg_band_of_phase(HSVIZ_PHASE_AUTHENTICATION),
                  hsviz_svg_colour_of_phase(HSVIZ_PHASE_AUTHENTICATION));
    if (wait_ns != HSVIZ_NS_UNKNOWN)
        put_wait_time(svg, wait_ns, wait);
    hsviz_markup_line(&svg->markup);
}
