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

enum hsviz_sign hsviz_arrow_shaft(const struct hsviz_step *step)
{
    if (step->flags & HSVIZ_STEP_GAP)
        return HSVIZ_SIGN_SHAFT_GAP;
    if (step->repeat_of != 0)
        return HSVIZ_SIGN_SHAFT_REPEATED;
    return step->source == HSVIZ_INFERRED ? HSVIZ_SIGN_SHAFT_INFERRED : HSVIZ_SIGN_SHAFT;
}

/* Where text is cut so that it takes at most max_cells: behind a word, or inside one that is so
 * long that its beginning says something. */
static size_t cut_point(const char *text, unsigned max_cells, enum hsviz_charset charset)
{
    GString *head = g_string_new(text);
    const char *blank;
    size_t len;

    while (head->len > 0 && hsviz_text_cells(HSVIZ_TEXT_MODEL, head->str, charset) > max_cells)
        g_string_truncate(
            head, (gsize)(g_utf8_find_prev_char(head->str, head->str + head->len) - head->str));
    len = head->len;
    blank = strrchr(head->str, ' ');
    if (text[len] != ' ' && len - (size_t)(blank != NULL ? blank + 1 - head->str : 0) < WORD_LONG)
        len = blank != NULL ? (size_t)(blank - head->str) : 0;
    g_string_free(head, TRUE);
    while (len > 0 && strchr(" ,;:", text[len - 1]) != NULL)
        len--;
    return len;
}

/* Cuts text with an ellipsis to max_cells; to nothing where none of its words fits. */
static void cut_words(GString *text, unsigned max_cells, enum hsviz_charset charset)
{
    unsigned ellipsis_cells = hsviz_text_cells(HSVIZ_TEXT_MODEL, ELLIPSIS, charset);

    if (hsviz_text_cells(HSVIZ_TEXT_MODEL, text->str, charset) <= max_cells)
        return;
    g_string_truncate(text,
                      cut_point(text->str, max_cells - MIN(max_cells, ellipsis_cells), charset));
    if (text->len > 0)
        g_string_append(text, ELLIPSIS);
}

static void put_more(struct hsviz_line *label, const char *text, unsigned max_cells)
{
    unsigned taken = label->cells + AIR;
    GString *fitting = g_string_new(text);

    cut_words(fitting, max_cells - MIN(max_cells, taken), label->charset);
    if (fitting->len > 0) {
        hsviz_line_fill(label, HSVIZ_SIGN_SPACE, taken);
        hsviz_line_put(label, HSVIZ_TEXT_MODEL, fitting->str, G_MAXUINT);
    }
    g_string_free(fitting, TRUE);
}

/* Name, what is wrong with it, detail; as much as fits into max_cells. */
static void label_compose(struct hsviz_line *label, const struct hsviz_connection *connection,
                          const struct hsviz_step *step, unsigned max_cells)
{
    GString *detail = g_string_new(NULL);

    if (step->flags & HSVIZ_STEP_UNEXPECTED) {
        hsviz_line_style(label, HSVIZ_STYLE_WARNING);
        hsviz_line_put(label, HSVIZ_TEXT_MODEL, "! ", max_cells);
    }
    hsviz_line_style(label, hsviz_style_of_phase((enum hsviz_phase)step->phase));
    hsviz_line_put(label, HSVIZ_TEXT_MODEL, hsviz_step_name(step),
                   max_cells - MIN(max_cells, label->cells));
    hsviz_line_style(label, HSVIZ_STYLE_PLAIN);
    if (step->flags & HSVIZ_STEP_UNEXPECTED)
        put_more(label, "unexpected", max_cells);
    hsviz_step_detail(connection, detail, step);
    put_more(label, detail->str, max_cells);
    g_string_free(detail, TRUE);
}

unsigned hsviz_arrow_label_cells(struct hsviz_line *label,
                                 const struct hsviz_connection *connection,
                                 const struct hsviz_step *step)
{
    unsigned cells;

    label_compose(label, connection, step, G_MAXUINT);
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

static void put_to_server(struct hsviz_line *line, struct hsviz_line *label,
                          const struct hsviz_step *step, unsigned end)
{
    enum hsviz_style style = hsviz_style_of_phase((enum hsviz_phase)step->phase);
    bool gap = step->flags & HSVIZ_STEP_GAP;

    put_lifeline(line, gap ? HSVIZ_SIGN_LIFELINE : HSVIZ_SIGN_TAIL_RIGHT, style);
    hsviz_line_sign(line, hsviz_arrow_shaft(step));
    put_label(line, label, style);
    hsviz_line_fill(line, hsviz_arrow_shaft(step), end - 2);
    hsviz_line_sign(line, gap ? HSVIZ_SIGN_HOLLOW_RIGHT : HSVIZ_SIGN_HEAD_RIGHT);
    put_lifeline(line, HSVIZ_SIGN_LIFELINE, HSVIZ_STYLE_PLAIN);
}

static void put_to_client(struct hsviz_line *line, struct hsviz_line *label,
                          const struct hsviz_step *step, unsigned end)
{
    enum hsviz_style style = hsviz_style_of_phase((enum hsviz_phase)step->phase);
    bool gap = step->flags & HSVIZ_STEP_GAP;

    put_lifeline(line, HSVIZ_SIGN_LIFELINE, style);
    hsviz_line_sign(line, gap ? HSVIZ_SIGN_HOLLOW_LEFT : HSVIZ_SIGN_HEAD_LEFT);
    hsviz_line_fill(line, hsviz_arrow_shaft(step), end - label->cells - 4);
    put_label(line, label, style);
    hsviz_line_sign(line, hsviz_arrow_shaft(step));
    put_lifeline(line, gap ? HSVIZ_SIGN_LIFELINE : HSVIZ_SIGN_TAIL_LEFT, HSVIZ_STYLE_PLAIN);
}

void hsviz_arrow_put(struct hsviz_line *line, struct hsviz_line *label,
                     const struct hsviz_connection *connection, const struct hsviz_step *step,
                     unsigned cells)
{
    unsigned end = line->cells + cells;

    label_compose(label, connection, step, cells - MIN(cells, AROUND_LABEL));
    if (step->side == HSVIZ_CLIENT)
        put_to_server(line, label, step, end);
    else
        put_to_client(line, label, step, end);
    hsviz_line_clear(label);
}

/* ---- To an authority and back ---- */

static void compose_errand(struct hsviz_line *label, const struct hsviz_errand_label *errand,
                           unsigned max_cells)
{
    hsviz_line_style(label, hsviz_style_of_phase(HSVIZ_PHASE_AUTHENTICATION));
    hsviz_line_put(label, HSVIZ_TEXT_MODEL, errand->name, max_cells);
    hsviz_line_style(label, HSVIZ_STYLE_PLAIN);
    put_more(label, errand->detail, max_cells);
}

unsigned hsviz_arrow_errand_cells(struct hsviz_line *label,
                                  const struct hsviz_errand_label *errand)
{
    unsigned cells;

    compose_errand(label, errand, G_MAXUINT);
    cells = label->cells;
    hsviz_line_clear(label);
    return cells;
}

/* From the server's lifeline, whose cell is passed, to the authority's. */
static void put_beyond(struct hsviz_line *line, enum hsviz_side towards, unsigned end,
                       enum hsviz_style style)
{
    put_lifeline(line, HSVIZ_SIGN_CROSSING, style);
    hsviz_line_fill(line, HSVIZ_SIGN_SHAFT, end - (towards == HSVIZ_SERVER ? 2 : 1));
    if (towards == HSVIZ_SERVER)
        hsviz_line_sign(line, HSVIZ_SIGN_HEAD_RIGHT);
    put_lifeline(line, towards == HSVIZ_SERVER ? HSVIZ_SIGN_LIFELINE : HSVIZ_SIGN_TAIL_LEFT,
                 HSVIZ_STYLE_PLAIN);
}

void hsviz_arrow_put_errand(struct hsviz_line *line, struct hsviz_line *label,
                            const struct hsviz_errand_label *errand, unsigned cells,
                            unsigned authority_cells)
{
    enum hsviz_style style = hsviz_style_of_phase(HSVIZ_PHASE_AUTHENTICATION);
    unsigned start = line->cells, server = start + cells - 1;

    compose_errand(label, errand, cells - MIN(cells, AROUND_LABEL));
    if (errand->towards == HSVIZ_SERVER) {
        put_lifeline(line, HSVIZ_SIGN_TAIL_RIGHT, style);
        hsviz_line_sign(line, HSVIZ_SIGN_SHAFT);
        put_label(line, label, style);
        hsviz_line_fill(line, HSVIZ_SIGN_SHAFT, server);
    } else {
        put_lifeline(line, HSVIZ_SIGN_LIFELINE, style);
        hsviz_line_sign(line, HSVIZ_SIGN_HEAD_LEFT);
        hsviz_line_fill(line, HSVIZ_SIGN_SHAFT, server - label->cells - 3);
        put_label(line, label, style);
        hsviz_line_sign(line, HSVIZ_SIGN_SHAFT);
    }
    put_beyond(line, errand->towards, start + authority_cells, style);
    hsviz_line_clear(label);
}
