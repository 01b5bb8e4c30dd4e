/* svg_head.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_head.h"

#include "render/shared/words.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"
#include "model/core/append.h"
#include "model/story/version_path.h"

enum {
    TITLE_LINE = 26,
    LEAD_LINE = 22,
    BODY_LINE = 19,
    SIGN = 24, /* what the sign of the outcome takes */
    BOX_HEIGHT = 46,
    BOX_PADDING = 16,
    BOX_MIN = 120,
    ASIDE_WIDTH = 280,     /* of an address that has a name before it */
    ASIDE_APART_MIN = 180, /* an arrow's end with "no answer" */
};

char *hsviz_svg_phrases(const GArray *phrases)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < phrases->len; i++) {
        hsviz_append(text, i > 0 ? " · " : "");
        hsviz_append(text, g_array_index(phrases, struct hsviz_phrase, i).text);
    }
    return g_string_free(text, FALSE);
}

static void put_lines(struct hsviz_svg *svg, enum hsviz_svg_style style, int height, int indent,
                      const char *text)
{
    GPtrArray *lines = hsviz_svg_wrap(style, text, svg->right - svg->left - indent);

    for (guint i = 0; i < lines->len; i++) {
        svg->y += height;
        hsviz_svg_text(svg, style, HSVIZ_SVG_START, svg->left + indent, svg->y,
                       g_ptr_array_index(lines, i));
        hsviz_markup_line(&svg->markup);
    }
    g_ptr_array_unref(lines);
}

typedef void phrases_of(GArray *phrases, const struct hsviz_connection *connection);

static void put_phrases(struct hsviz_svg *svg, enum hsviz_svg_style style, int height, int indent,
                        phrases_of *say)
{
    GArray *phrases = hsviz_phrases_new();
    char *text;

    say(phrases, svg->connection);
    text = hsviz_svg_phrases(phrases);
    if (*text != '\0')
        put_lines(svg, style, height, indent, text);
    g_free(text);
    g_array_unref(phrases);
}

/* Which sign an outcome has. */
static const enum hsviz_svg_sign outcome_signs[HSVIZ_NUM_OUTCOMES] = {
    [HSVIZ_OUTCOME_CUT] = HSVIZ_SVG_OPEN,
    [HSVIZ_OUTCOME_COMPLETE] = HSVIZ_SVG_GOOD,
    [HSVIZ_OUTCOME_REJECTED_BY_CLIENT] = HSVIZ_SVG_BAD,
    [HSVIZ_OUTCOME_REJECTED_BY_SERVER] = HSVIZ_SVG_BAD,
    [HSVIZ_OUTCOME_CLIENT_GAVE_UP] = HSVIZ_SVG_BAD,
    [HSVIZ_OUTCOME_SERVER_GAVE_UP] = HSVIZ_SVG_BAD,
    [HSVIZ_OUTCOME_TIMED_OUT] = HSVIZ_SVG_BAD,
    [HSVIZ_OUTCOME_ONE_SIDED] = HSVIZ_SVG_OPEN,
    [HSVIZ_OUTCOME_NOT_TLS] = HSVIZ_SVG_OPEN,
};

static void put_handshake(struct hsviz_svg *svg)
{
    int y = svg->y, indent = 0;

    if (hsviz_connection_has_tls(svg->connection)) {
        enum hsviz_outcome outcome = hsviz_connection_outcome(svg->connection);

        hsviz_svg_sign(svg, outcome_signs[outcome], svg->left + 8, y + LEAD_LINE - 2);
        indent = SIGN;
    }
    svg->y += 3;
    put_phrases(svg, HSVIZ_SVG_LEAD, LEAD_LINE, indent, hsviz_phrases_handshake);
    put_phrases(svg, HSVIZ_SVG_BODY, BODY_LINE, indent, hsviz_phrases_round_trips);
}

/* The version steps under the path: briefly, or with their rules. */
static void put_version_steps(struct hsviz_svg *svg, int indent)
{
    GArray *rules;

    if (svg->options->explain != HSVIZ_EXPLAIN_ON) {
        put_phrases(svg, HSVIZ_SVG_DETAIL, BODY_LINE, indent, hsviz_phrases_version_steps);
        return;
    }
    rules = hsviz_phrases_new();
    hsviz_phrases_rules(rules, svg->connection);
    for (guint i = 0; i < rules->len; i++)
        put_lines(svg, HSVIZ_SVG_CAPTION, BODY_LINE, indent,
                  g_array_index(rules, struct hsviz_phrase, i).text);
    g_array_unref(rules);
}

static void put_version_path(struct hsviz_svg *svg)
{
    GString *path = g_string_new("version path: ");
    gsize empty_len = path->len;
    int indent = hsviz_connection_has_tls(svg->connection) ? SIGN : 0;

    hsviz_connection_version_path(svg->connection, path, UINT32_MAX);
    if (path->len > empty_len) {
        put_lines(svg, HSVIZ_SVG_BODY, BODY_LINE, indent, path->str);
        put_version_steps(svg, indent);
    }
    g_string_free(path, TRUE);
}

void hsviz_svg_head(struct hsviz_svg *svg)
{
    if (svg->place == HSVIZ_SVG_IN_PAGE)
        return;
    put_phrases(svg, HSVIZ_SVG_TITLE, TITLE_LINE, 0, hsviz_phrases_title);
    svg->y += 4;
    put_handshake(svg);
    put_version_path(svg);
}

/* ---- The ends ---- */

static int box_width(const char *address)
{
    int width = MAX(hsviz_svg_width(HSVIZ_SVG_ADDRESS, address) + 2 * BOX_PADDING, BOX_MIN);

    return width + width % 2;
}

static void put_box(struct hsviz_svg *svg, const char *name, const char *address, int x)
{
    int width = box_width(address);

    hsviz_svg_box(svg, "end", x - width / 2, svg->y, width, BOX_HEIGHT, 8, HSVIZ_SVG_CARD,
                  HSVIZ_SVG_FAINT);
    hsviz_svg_text(svg, HSVIZ_SVG_END, HSVIZ_SVG_MIDDLE, x, svg->y + 20, name);
    hsviz_svg_text(svg, HSVIZ_SVG_ADDRESS, HSVIZ_SVG_MIDDLE, x, svg->y + 36, address);
    hsviz_markup_line(&svg->markup);
}

/* The address on a participant's box. The caller's. */
static char *fitting_address(const struct hsviz_svg *svg, unsigned who, const int *lifelines)
{
    int apart = lifelines[HSVIZ_SERVER] - lifelines[HSVIZ_CLIENT];
    GString *address = g_string_new(NULL);
    char *fitting;

    hsviz_layout_participant(svg->layout, who)->address(address, svg->connection);
    fitting = hsviz_svg_fit(HSVIZ_SVG_ADDRESS, address->str,
                            who < HSVIZ_NUM_SIDES ? apart - 3 * BOX_PADDING : ASIDE_WIDTH);
    g_string_free(address, TRUE);
    return fitting;
}

static int half_box(const struct hsviz_svg *svg, unsigned who, const int *lifelines)
{
    char *fitting = fitting_address(svg, who, lifelines);
    int half = box_width(fitting) / 2;

    g_free(fitting);
    return half;
}

int hsviz_svg_place_aside(const struct hsviz_svg *svg, int *lifelines, int x)
{
    int before = half_box(svg, HSVIZ_SERVER, lifelines), end = 0;

    for (unsigned i = HSVIZ_NUM_SIDES; i < svg->layout->participants->len; i++) {
        int half = half_box(svg, i, lifelines);
        int apart = MAX(before + BOX_PADDING + half, ASIDE_APART_MIN);

        lifelines[i] = MAX(x, lifelines[i - 1] + apart);
        before = half;
        end = lifelines[i] + half;
    }
    return end;
}

void hsviz_svg_ends(struct hsviz_svg *svg, const int *lifelines)
{
    for (unsigned i = 0; i < svg->layout->participants->len; i++) {
        char *fitting = fitting_address(svg, i, lifelines);

        put_box(svg, hsviz_layout_participant(svg->layout, i)->name, fitting, lifelines[i]);
        g_free(fitting);
    }
    svg->y += BOX_HEIGHT;
}
