/* arrow.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "arrow.h"

#include <string.h>

#define ELLIPSIS "…"

enum {
    /* Both lifelines, the head, one cell of shaft on each side, blanks around the label. */
    AROUND_LABEL = 2 + 1 + 2 + 2,
    AIR = 2, /* between the name and its detail */
    WORD_LONG = 8,
};

enum hsviz_sign hsviz_arrow_shaft(enum hsviz_shaft shaft)
{
    static const enum hsviz_sign signs[HSVIZ_NUM_SHAFTS] = {
        [HSVIZ_SHAFT_PLAIN] = HSVIZ_SIGN_SHAFT,
        [HSVIZ_SHAFT_GAP] = HSVIZ_SIGN_SHAFT_GAP,
        [HSVIZ_SHAFT_REPEATED] = HSVIZ_SIGN_SHAFT_REPEATED,
        [HSVIZ_SHAFT_INFERRED] = HSVIZ_SIGN_SHAFT_INFERRED,
    };

    return signs[shaft];
}

/* Where text is cut so that it takes at most max_cells: behind a word, or inside one that is so
 * long that its beginning says something. */
static size_t cut_point(const char *text, unsigned max_cells, enum hsviz_charset charset)
{
    size_t len = hsviz_text_fitting(HSVIZ_TEXT_MODEL, text, charset, max_cells);
    const char *blank = g_strrstr_len(text, (gssize)len, " ");

    if (text[len] != ' ' && len - (size_t)(blank != NULL ? blank + 1 - text : 0) < WORD_LONG)
        len = blank != NULL ? (size_t)(blank - text) : 0;
    while (len > 0 && strchr(" ,;:", text[len - 1]) != NULL)
        len--;
    return len;
}

/* The beginning of text with an ellipsis, both in max_cells; "" where no word of it fits. The
 * caller's. */
static char *cut_words(const char *text, unsigned max_cells, enum hsviz_charset charset)
{
    unsigned ellipsis_cells = hsviz_text_cells(HSVIZ_TEXT_MODEL, ELLIPSIS, charset);
    size_t len = cut_point(text, max_cells - MIN(max_cells, ellipsis_cells), charset);

    GString *beginning = g_string_new_len(text, (gssize)len);

    return g_string_free(len > 0 ? g_string_append(beginning, ELLIPSIS) : beginning, FALSE);
}

static void put_more(struct hsviz_line *label, const char *text, unsigned max_cells)
{
    unsigned taken = label->cells + AIR, room = max_cells - MIN(max_cells, taken);
    char *beginning = NULL;

    if (hsviz_text_cells(HSVIZ_TEXT_MODEL, text, label->charset) > room)
        text = beginning = cut_words(text, room, label->charset);
    if (*text != '\0') {
        hsviz_line_fill(label, HSVIZ_SIGN_SPACE, taken);
        hsviz_line_put(label, HSVIZ_TEXT_MODEL, text, G_MAXUINT);
    }
    g_free(beginning);
}

/* Name, what is wrong with it, detail; as much as fits into max_cells. */
static void label_compose(struct hsviz_line *label, const struct hsviz_row *row, unsigned max_cells)
{
    if (row->style & HSVIZ_ARROW_UNEXPECTED) {
        hsviz_line_style(label, HSVIZ_STYLE_WARNING);
        hsviz_line_put(label, HSVIZ_TEXT_MODEL, "! ", max_cells);
    }
    hsviz_line_style(label, hsviz_style_of_phase(row->phase));
    hsviz_line_put(label, HSVIZ_TEXT_MODEL, row->name, max_cells - MIN(max_cells, label->cells));
    hsviz_line_style(label, HSVIZ_STYLE_PLAIN);
    if (row->style & HSVIZ_ARROW_UNEXPECTED)
        put_more(label, "unexpected", max_cells);
    put_more(label, row->detail, max_cells);
}

unsigned hsviz_arrow_label_cells(struct hsviz_line *label, const struct hsviz_row *row)
{
    unsigned cells;

    label_compose(label, row, G_MAXUINT);
    cells = label->cells;
    hsviz_line_clear(label);
    return cells;
}

static void put_label(struct hsviz_line *line, struct hsviz_line *label, enum hsviz_style style)
{
    hsviz_line_style(line, HSVIZ_STYLE_PLAIN);
    hsviz_line_sign(line, HSVIZ_SIGN_SPACE);
    hsviz_line_append(line, label);
    hsviz_line_sign(line, HSVIZ_SIGN_SPACE);
    hsviz_line_style(line, style);
}

static void put_lifeline(struct hsviz_line *line, enum hsviz_sign sign, enum hsviz_style style)
{
    hsviz_line_style(line, HSVIZ_STYLE_FAINT);
    hsviz_line_sign(line, sign);
    hsviz_line_style(line, style);
}

/* From the lifeline at first to the next one, up to it; the label stands in this gap. */
static void put_to_right(struct hsviz_line *line, struct hsviz_line *label,
                         const struct hsviz_row *row, unsigned next)
{
    enum hsviz_style style = hsviz_style_of_phase(row->phase);
    bool is_gap = row->style & HSVIZ_ARROW_GAP;

    put_lifeline(line, is_gap ? HSVIZ_SIGN_LIFELINE : HSVIZ_SIGN_TAIL_RIGHT, style);
    hsviz_line_sign(line, hsviz_arrow_shaft(hsviz_row_shaft(row)));
    put_label(line, label, style);
    hsviz_line_fill(line, hsviz_arrow_shaft(hsviz_row_shaft(row)), next);
}

static void put_to_left(struct hsviz_line *line, struct hsviz_line *label,
                        const struct hsviz_row *row, unsigned next)
{
    enum hsviz_style style = hsviz_style_of_phase(row->phase);
    bool is_gap = row->style & HSVIZ_ARROW_GAP;

    put_lifeline(line, HSVIZ_SIGN_LIFELINE, style);
    hsviz_line_sign(line, is_gap ? HSVIZ_SIGN_HOLLOW_LEFT : HSVIZ_SIGN_HEAD_LEFT);
    hsviz_line_fill(line, hsviz_arrow_shaft(hsviz_row_shaft(row)), next - label->cells - 3);
    put_label(line, label, style);
    hsviz_line_sign(line, hsviz_arrow_shaft(hsviz_row_shaft(row)));
}

/* The gaps further right that the arrow passes, up to its other lifeline at the end. */
static void put_beyond(struct hsviz_line *line, const struct hsviz_row *row,
                       const unsigned *lifelines)
{
    unsigned right = MAX(row->from, row->to);

    for (unsigned i = MIN(row->from, row->to) + 1; i < right; i++) {
        bool ends = i + 1 == right && row->to == right;

        put_lifeline(line, HSVIZ_SIGN_CROSSING, hsviz_style_of_phase(row->phase));
        hsviz_line_fill(line, hsviz_arrow_shaft(hsviz_row_shaft(row)), lifelines[i + 1] - ends);
    }
}

static void put_right_end(struct hsviz_line *line, const struct hsviz_row *row)
{
    bool is_gap = row->style & HSVIZ_ARROW_GAP;
    enum hsviz_sign tail = is_gap ? HSVIZ_SIGN_LIFELINE : HSVIZ_SIGN_TAIL_LEFT;

    if (row->from < row->to)
        hsviz_line_sign(line, is_gap ? HSVIZ_SIGN_HOLLOW_RIGHT : HSVIZ_SIGN_HEAD_RIGHT);
    put_lifeline(line, row->from < row->to ? HSVIZ_SIGN_LIFELINE : tail, HSVIZ_STYLE_PLAIN);
}

void hsviz_arrow_put(struct hsviz_line *line, struct hsviz_line *label, const struct hsviz_row *row,
                     const unsigned *lifelines)
{
    unsigned left = MIN(row->from, row->to), right = MAX(row->from, row->to);
    unsigned next = lifelines[left + 1], cells = next - lifelines[left] + 1;

    label_compose(label, row, cells - MIN(cells, AROUND_LABEL));
    if (row->from < row->to)
        put_to_right(line, label, row, next - (left + 1 == right));
    else
        put_to_left(line, label, row, next);
    put_beyond(line, row, lifelines);
    put_right_end(line, row);
    hsviz_line_clear(label);
}
