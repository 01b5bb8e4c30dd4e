/* svg_ledger.c
 * Where the time went, as a bar: each part with a hatching of its own, so that it is told apart
 * without colour, and a legend that says what it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_ledger.h"

#include "render/shared/number.h"
#include "render/shared/words.h"
#include "svg_path.h"
#include "model/time/times.h"

enum {
    BAR_HEIGHT = 26,
    SWATCH_WIDTH = 26,
    SWATCH_HEIGHT = 14,
    LINE = 22,
    GAP = 22,
    HATCH = 7, /* between two lines of a hatching */
    PLATE_PADDING = 5,
    TICK = 5, /* of the bracket under the part that revocation checks took */
    AUTHORITY_LINE = 17,
};

enum hatching {
    HATCH_NONE,
    HATCH_RISING,
    HATCH_FALLING,
    HATCH_UPRIGHT,
    HATCH_LEVEL,
    HATCH_CROSSED
};

static const struct {
    enum hsviz_svg_colour colour;
    enum hatching hatching;
} looks[HSVIZ_NUM_LEDGER_PARTS] = {
    [HSVIZ_LEDGER_CLIENT_NETWORK] = { HSVIZ_SVG_HELLO, HATCH_NONE },
    [HSVIZ_LEDGER_SERVER_NETWORK] = { HSVIZ_SVG_FINISHED, HATCH_RISING },
    [HSVIZ_LEDGER_CLIENT_THINK] = { HSVIZ_SVG_KEYS, HATCH_UPRIGHT },
    [HSVIZ_LEDGER_SERVER_THINK] = { HSVIZ_SVG_AUTHENTICATION, HATCH_FALLING },
    [HSVIZ_LEDGER_LOSS_RECOVERY] = { HSVIZ_SVG_ALARM, HATCH_CROSSED },
    [HSVIZ_LEDGER_UNKNOWN] = { HSVIZ_SVG_TCP, HATCH_LEVEL },
};

/* ---- Hatchings ---- */

static void append_upright(GString *path, int x, int y, int width, int height)
{
    for (int at = HATCH; at < width; at += HATCH) {
        hsviz_svg_path_point(path, "M", x + at, y);
        hsviz_svg_path_number(path, "v", height);
    }
}

static void append_level(GString *path, int x, int y, int width, int height)
{
    for (int at = HATCH; at < height; at += HATCH) {
        hsviz_svg_path_point(path, "M", x, y + at);
        hsviz_svg_path_number(path, "h", width);
    }
}

/* Lines at 45 degrees: at is where one would meet the upper edge, and both ends stay inside. */
static void append_falling(GString *path, int x, int y, int width, int height)
{
    for (int at = HATCH - height; at < width; at += HATCH) {
        int from = MAX(at, 0), to = MIN(at + height, width);

        hsviz_svg_path_point(path, "M", x + from, y + from - at);
        hsviz_svg_path_point(path, "L", x + to, y + to - at);
    }
}

static void append_rising(GString *path, int x, int y, int width, int height)
{
    for (int at = HATCH - height; at < width; at += HATCH) {
        int from = MAX(at, 0), to = MIN(at + height, width);

        hsviz_svg_path_point(path, "M", x + from, y + height - (from - at));
        hsviz_svg_path_point(path, "L", x + to, y + height - (to - at));
    }
}

static void append_hatching(GString *path, enum hatching hatching, int x, int y, int width,
                            int height)
{
    if (hatching == HATCH_RISING || hatching == HATCH_CROSSED)
        append_rising(path, x, y, width, height);
    if (hatching == HATCH_FALLING || hatching == HATCH_CROSSED)
        append_falling(path, x, y, width, height);
    if (hatching == HATCH_UPRIGHT)
        append_upright(path, x, y, width, height);
    if (hatching == HATCH_LEVEL)
        append_level(path, x, y, width, height);
}

static void put_patch(struct hsviz_svg *svg, int part, int x, int y, int width, int height)
{
    GString *path = svg->cell;
    bool is_straight = looks[part].hatching == HATCH_UPRIGHT || looks[part].hatching == HATCH_LEVEL;

    hsviz_svg_box(svg, "part", x, y, width, height, 0, looks[part].colour, HSVIZ_SVG_UNSAID);
    g_string_truncate(path, 0);
    append_hatching(path, looks[part].hatching, x, y, width, height);
    if (path->len > 0) {
        hsviz_markup_open(&svg->markup, "path");
        hsviz_markup_own(&svg->markup, "d", path->str);
        /* Of one pixel, upright lines would be blurred over two. */
        hsviz_markup_own(&svg->markup, "stroke-width", is_straight ? "2" : "1.25");
        hsviz_svg_paint(svg, "hatching", HSVIZ_SVG_NONE, HSVIZ_SVG_PAGE);
        hsviz_markup_close(&svg->markup);
    }
}

/* ---- The bar ---- */

/* A part's milliseconds inside it, where there is room, on a plate without hatching. */
static void put_share(struct hsviz_svg *svg, int part, int64_t part_ns, int x, int width)
{
    GString *text = g_string_new(NULL);
    int taken;

    hsviz_number_time(text, part_ns, HSVIZ_MILLISECONDS, svg->decimals);
    taken = hsviz_svg_width(HSVIZ_SVG_SHARE, text->str) + 2 * PLATE_PADDING;
    if (taken + 2 * PLATE_PADDING <= width) {
        hsviz_svg_box(svg, NULL, x + (width - taken) / 2, svg->y + 4, taken, BAR_HEIGHT - 8, 3,
                      looks[part].colour, HSVIZ_SVG_UNSAID);
        hsviz_svg_text(svg, HSVIZ_SVG_SHARE, HSVIZ_SVG_MIDDLE, x + width / 2, svg->y + 17,
                       text->str);
    }
    g_string_free(text, TRUE);
}

/* Below the client's think time, from x on, width wide: the part that revocation checks took. */
static void put_revocation(struct hsviz_svg *svg, int64_t check_ns, int x, int width)
{
    GString *text = g_string_new("of which revocation check ");
    GString *path = g_string_new(NULL);
    int middle;

    hsviz_svg_path_point(path, "M", x, svg->y + 3);
    hsviz_svg_path_number(path, "v", TICK);
    hsviz_svg_path_number(path, "h", width);
    hsviz_svg_path_number(path, "v", -TICK);
    hsviz_number_time(text, check_ns, HSVIZ_MILLISECONDS, svg->decimals);
    g_string_append(text, " ms");
    middle = hsviz_svg_width(HSVIZ_SVG_BODY, text->str) / 2;
    middle = CLAMP(x + width / 2, svg->left + middle, MAX(svg->right - middle, svg->left + middle));
    hsviz_svg_stroke(svg, "authority", HSVIZ_SVG_PEN_SLIM, path->str,
                     hsviz_svg_colour_of_phase(HSVIZ_PHASE_AUTHENTICATION));
    svg->y += TICK + AUTHORITY_LINE;
    hsviz_svg_text(svg, HSVIZ_SVG_BODY, HSVIZ_SVG_MIDDLE, middle, svg->y, text->str);
    hsviz_markup_line(&svg->markup);
    g_string_free(path, TRUE);
    g_string_free(text, TRUE);
}

static int bar_x(const struct hsviz_svg *svg, int64_t before_ns, int64_t whole_ns)
{
    return svg->left + (int)((double)before_ns / (double)whole_ns * (svg->right - svg->left));
}

/* The ledger knows how much of the think time, not where in it: it stands at its end. */
static void put_waits(struct hsviz_svg *svg, const struct hsviz_times *times)
{
    int64_t end_ns = 0;
    int x, end;

    if (times->check_ns <= 0)
        return;
    for (int part = 0; part <= HSVIZ_LEDGER_CLIENT_THINK; part++)
        end_ns += times->ledger_ns[part];
    x = bar_x(svg, end_ns - times->check_ns, times->whole_ns);
    end = bar_x(svg, end_ns, times->whole_ns);
    put_revocation(svg, times->check_ns, x, MAX(end - x, 1));
}

static void put_bar(struct hsviz_svg *svg, const int64_t *shown_ns, const int64_t *parts_ns,
                    int64_t whole_ns)
{
    int64_t before_ns = 0;

    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++) {
        int x = bar_x(svg, before_ns, whole_ns);
        int end;

        before_ns += parts_ns[part];
        end = bar_x(svg, before_ns, whole_ns);
        if (shown_ns[part] == 0 || end <= x)
            continue;
        put_patch(svg, part, x, svg->y, end - x, BAR_HEIGHT);
        put_share(svg, part, shown_ns[part], x, end - x);
        /* What parts two neighbours, whatever their colours. */
        hsviz_svg_line(svg, NULL, HSVIZ_SVG_PEN, end, svg->y, end, svg->y + BAR_HEIGHT,
                       HSVIZ_SVG_PAGE);
        hsviz_markup_line(&svg->markup);
    }
    svg->y += BAR_HEIGHT;
}

/* Swatches with the phrases of the parts, which stand in the same order as the parts shown. */
static void put_key(struct hsviz_svg *svg, const int64_t *shown_ns, const GArray *phrases)
{
    int x = svg->left;
    guint next = 1;

    svg->y += LINE;
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS && next < phrases->len; part++) {
        const char *text;
        int width;

        if (shown_ns[part] == 0)
            continue;
        text = g_array_index(phrases, struct hsviz_phrase, next++).text;
        width = SWATCH_WIDTH + 8 + hsviz_svg_width(HSVIZ_SVG_BODY, text);
        if (x > svg->left && x + width > svg->right) {
            x = svg->left;
            svg->y += LINE;
        }
        put_patch(svg, part, x, svg->y - SWATCH_HEIGHT + 2, SWATCH_WIDTH, SWATCH_HEIGHT);
        hsviz_svg_text(svg, HSVIZ_SVG_BODY, HSVIZ_SVG_START, x + SWATCH_WIDTH + 8, svg->y, text);
        hsviz_markup_line(&svg->markup);
        x += width + GAP;
    }
}

void hsviz_svg_ledger(struct hsviz_svg *svg)
{
    struct hsviz_times times = hsviz_connection_times(svg->connection);
    int64_t shown_ns[HSVIZ_NUM_LEDGER_PARTS];
    GArray *phrases = hsviz_phrases_new();

    hsviz_phrases_ledger(phrases, svg->connection);
    if (phrases->len > 1 && times.whole_ns > 0) {
        for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
            shown_ns[part] = times.ledger_ns[part];
        hsviz_number_apportion(shown_ns, HSVIZ_NUM_LEDGER_PARTS, svg->decimals);
        svg->y += LINE;
        hsviz_svg_text(svg, HSVIZ_SVG_STRONG, HSVIZ_SVG_START, svg->left, svg->y,
                       g_array_index(phrases, struct hsviz_phrase, 0).text);
        hsviz_markup_line(&svg->markup);
        svg->y += 10;
        put_bar(svg, shown_ns, times.ledger_ns, times.whole_ns);
        put_waits(svg, &times);
        put_key(svg, shown_ns, phrases);
        svg->y += 10;
    }
    g_array_unref(phrases);
}
