/* svg.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg.h"

#include "render/layout/cell.h"
#include "render/shared/words.h"
#include "svg_head.h"
#include "svg_ladder.h"
#include "svg_ledger.h"
#include "svg_notes.h"
#include "svg_style_sheet.h"
#include "svg_time.h"
#include "model/core/append.h"
#include "model/core/names.h"

#define SANS "DejaVu Sans, Verdana, Arial, Helvetica, sans-serif"

enum {
    MARGIN = 28,
    WIDTH_OF_NOTHING = 720, /* of a picture without a ladder */
    DRAWN_SIZE = 1 << 16,   /* bytes of an ordinary one, so that it does not grow by and by */
};

/* ---- What is read aloud ---- */

typedef void phrases_of(GArray *phrases, const struct hsviz_connection *connection);

static void append_phrases(GString *text, const struct hsviz_svg *svg, phrases_of *say)
{
    GArray *phrases = hsviz_phrases_new();
    char *joined;

    say(phrases, svg->connection);
    joined = hsviz_svg_phrases(phrases);
    if (*joined != '\0')
        g_string_append_printf(text, "%s%s", text->len > 0 ? ". " : "", joined);
    g_free(joined);
    g_array_unref(phrases);
}

/* Whom it goes to is said where that is no end of the connection, and what a reply brought. */
static void append_arrow(GString *text, const struct hsviz_svg *svg, const struct hsviz_row *row)
{
    hsviz_append(text, hsviz_layout_participant(svg->layout, row->from)->noun);
    if (row->to >= HSVIZ_NUM_SIDES) {
        hsviz_append(text, " to ");
        hsviz_append(text, hsviz_layout_participant(svg->layout, row->to)->noun);
    }
    hsviz_append(text, ": ");
    hsviz_append(text, row->name);
    if (row->style & HSVIZ_ARROW_REPLY) {
        hsviz_append(text, ", ");
        hsviz_append(text, row->detail);
    }
    if (row->style & HSVIZ_ARROW_UNANSWERED)
        g_string_append(text, ", no answer");
}

static void append_steps(GString *text, const struct hsviz_svg *svg)
{
    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);

        if (!hsviz_row_has_frame(row))
            continue;
        hsviz_append(text, ". ");
        if (row->kind == HSVIZ_ROW_FOLD)
            hsviz_cell_fold(text, svg->layout, row, svg->options->tcp);
        else
            append_arrow(text, svg, row);
    }
}

static void put_spoken(struct hsviz_svg *svg, const char *element, const char *id, const char *text)
{
    hsviz_markup_open(&svg->markup, element);
    hsviz_svg_id(svg, id);
    hsviz_markup_text(&svg->markup, text);
    hsviz_markup_close(&svg->markup);
    hsviz_markup_line(&svg->markup);
}

static void put_title_and_description(struct hsviz_svg *svg)
{
    GString *text = g_string_new(NULL);

    append_phrases(text, svg, hsviz_phrases_title);
    put_spoken(svg, "title", "title", text->str);
    g_string_truncate(text, 0);
    append_phrases(text, svg, hsviz_phrases_handshake);
    append_phrases(text, svg, hsviz_phrases_round_trips);
    append_phrases(text, svg, hsviz_phrases_ledger);
    append_steps(text, svg);
    put_spoken(svg, "desc", "description", text->str);
    g_string_free(text, TRUE);
}

/* ---- What is drawn ---- */

static void draw_nothing(struct hsviz_svg *svg)
{
    svg->right = svg->left + WIDTH_OF_NOTHING;
    hsviz_svg_head(svg);
    svg->y += 2 * MARGIN;
    hsviz_svg_text(svg, HSVIZ_SVG_BODY, HSVIZ_SVG_START, svg->left, svg->y,
                   hsviz_words_no_step(svg->connection));
    svg->y += MARGIN;
}

static void draw_steps(struct hsviz_svg *svg)
{
    struct hsviz_svg_columns columns = hsviz_svg_ladder_measure(svg);

    svg->right = columns.right;
    hsviz_svg_head(svg);
    svg->y += MARGIN;
    hsviz_svg_ladder(svg, &columns);
    hsviz_svg_legend(svg, columns.lifeline[HSVIZ_CLIENT]);
}

static void draw(struct hsviz_svg *svg)
{
    if (svg->layout->rows->len <= 1)
        draw_nothing(svg);
    else if (svg->options->scale == HSVIZ_SCALE_TIME)
        hsviz_svg_time(svg);
    else
        draw_steps(svg);
    hsviz_svg_ledger(svg);
    hsviz_svg_notes(svg);
    svg->y += MARGIN;
}

/* ---- The element ---- */

static void put_style(struct hsviz_svg *svg, const char *id)
{
    char *scope = g_strconcat("#", id, NULL);
    GString *rules = g_string_new(NULL);

    hsviz_svg_style_sheet(rules, scope, HSVIZ_SVG_ALONE);
    hsviz_markup_open(&svg->markup, "style");
    hsviz_markup_insert(&svg->markup, rules);
    hsviz_markup_close(&svg->markup);
    hsviz_markup_line(&svg->markup);
    g_string_free(rules, TRUE);
    g_free(scope);
}

static void put_size(struct hsviz_svg *svg, int width, int height)
{
    char *box = g_strdup_printf("0 0 %d %d", width, height);

    hsviz_markup_number(&svg->markup, "width", width);
    hsviz_markup_number(&svg->markup, "height", height);
    hsviz_markup_attribute(&svg->markup, "viewBox", box);
    g_free(box);
}

static void put_element(struct hsviz_svg *svg, const GString *drawn)
{
    char *id = g_strconcat(svg->id_prefix, "picture", NULL);
    char *labels = g_strdup_printf("%stitle %sdescription", svg->id_prefix, svg->id_prefix);
    int width = svg->right + MARGIN;

    hsviz_markup_open(&svg->markup, "svg");
    hsviz_markup_attribute(&svg->markup, "xmlns", "http://www.w3.org/2000/svg");
    hsviz_markup_attribute(&svg->markup, "id", id);
    put_size(svg, width, svg->y);
    hsviz_markup_attribute(&svg->markup, "role", "img");
    hsviz_markup_attribute(&svg->markup, "aria-labelledby", labels);
    hsviz_markup_attribute(&svg->markup, "font-family", SANS);
    hsviz_markup_line(&svg->markup);
    put_title_and_description(svg);
    if (svg->place == HSVIZ_SVG_ALONE)
        put_style(svg, id);
    hsviz_svg_box(svg, NULL, 0, 0, width, svg->y, 0, HSVIZ_SVG_PAGE, HSVIZ_SVG_UNSAID);
    hsviz_markup_line(&svg->markup);
    hsviz_markup_insert(&svg->markup, drawn);
    hsviz_markup_close(&svg->markup);
    hsviz_markup_line(&svg->markup);
    g_free(labels);
    g_free(id);
}

/* What is drawn tells how large the picture is, which stands before it. */
void hsviz_svg_picture(GString *text, const struct hsviz_render_options *options,
                       const struct hsviz_connection *connection, const char *id_prefix,
                       enum hsviz_svg_place place)
{
    GString *drawn = g_string_sized_new(DRAWN_SIZE);
    struct hsviz_render_options even = *options;
    struct hsviz_svg svg = {
        .options = options,
        .connection = connection,
        .id_prefix = id_prefix,
        .place = place,
        .cell = g_string_new(NULL),
        .decimals = hsviz_time_decimals(connection),
        .left = MARGIN,
        .y = MARGIN,
    };

    even.scale = HSVIZ_SCALE_STEPS;
    svg.layout = hsviz_layout_new(connection, &even);
    svg.markup = hsviz_markup_begin(drawn);
    draw(&svg);
    hsviz_markup_end(&svg.markup);
    svg.markup = hsviz_markup_begin(text);
    put_element(&svg, drawn);
    hsviz_markup_end(&svg.markup);
    hsviz_layout_free(svg.layout);
    g_string_free(svg.cell, TRUE);
    g_string_free(drawn, TRUE);
}

void hsviz_svg_connection(struct hsviz_rendering *rendering,
                          const struct hsviz_connection *connection)
{
    GString *text = g_string_sized_new(DRAWN_SIZE);

    hsviz_append(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    hsviz_svg_picture(text, &rendering->options, connection, "hsviz-", HSVIZ_SVG_ALONE);
    hsviz_output_bytes(rendering->output, text->str, text->len);
    g_string_free(text, TRUE);
}
