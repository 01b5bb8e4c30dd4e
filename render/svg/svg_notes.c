/* svg_notes.c
 * What stands below a picture: the legend of its arrows, and the notes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "svg_notes.h"

#include "render/layout/cell.h"
#include "render/shared/words.h"
#include "svg_arrow.h"
#include "model/connection/view.h"
#include "model/story/note_text.h"

enum {
    LINE = 18,
    BETWEEN = 4,    /* two notes */
    NOTE_MAX = 940, /* longer lines are hard to read */
    SAMPLE = 40,
    GAP = 26,
};

/* ---- Legend ---- */

static bool has_shaft(const struct hsviz_svg *svg, enum hsviz_shaft shaft)
{
    for (size_t i = 0; i < svg->layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(svg->layout, i);

        if (row->kind == HSVIZ_ROW_ARROW && hsviz_svg_shaft_of(row) == shaft)
            return true;
    }
    return false;
}

void hsviz_svg_legend(struct hsviz_svg *svg, int x)
{
    static const struct {
        enum hsviz_shaft shaft;
        const char *meaning;
    } legend[] = {
        { HSVIZ_SHAFT_INFERRED, "inferred" },
        { HSVIZ_SHAFT_REPEATED, "retransmission" },
        { HSVIZ_SHAFT_GAP, "not captured" },
    };
    int start = x;

    for (size_t i = 0; i < G_N_ELEMENTS(legend); i++) {
        if (!has_shaft(svg, legend[i].shaft))
            continue;
        hsviz_svg_shaft(svg, legend[i].shaft, x, svg->y - 4, x + SAMPLE, svg->y - 4,
                        HSVIZ_SVG_MUTED);
        x += SAMPLE + 8;
        hsviz_svg_text(svg, HSVIZ_SVG_HEADING, HSVIZ_SVG_START, x, svg->y, legend[i].meaning);
        hsviz_markup_line(&svg->markup);
        x += hsviz_svg_width(HSVIZ_SVG_HEADING, legend[i].meaning) + GAP;
    }
    if (x > start)
        svg->y += LINE;
}

/* ---- Notes ---- */

static const enum hsviz_svg_colour severities[] = {
    [HSVIZ_CHAT] = HSVIZ_SVG_MUTED,
    [HSVIZ_NOTICE] = HSVIZ_SVG_MUTED,
    [HSVIZ_WARNING] = HSVIZ_SVG_KEYS,
    [HSVIZ_ERROR] = HSVIZ_SVG_ALARM,
};

static void put_note(struct hsviz_svg *svg, const struct hsviz_note *note, int indent)
{
    GString *heading = g_string_new(NULL), *text = g_string_new(NULL);
    GPtrArray *lines;

    hsviz_note_heading(heading, note);
    hsviz_note_text(svg->connection, text, note);
    lines =
        hsviz_svg_wrap(HSVIZ_SVG_BODY, text->str, MIN(svg->right - svg->left, NOTE_MAX) - indent);
    hsviz_svg_text_begin(svg, HSVIZ_SVG_START, svg->left, svg->y + LINE);
    hsviz_svg_span(svg, HSVIZ_SVG_STRONG, severities[hsviz_note_severity(note)], 0, heading->str);
    hsviz_svg_text_end(svg);
    for (guint i = 0; i < lines->len; i++) {
        svg->y += LINE;
        hsviz_svg_text(svg, HSVIZ_SVG_BODY, HSVIZ_SVG_START, svg->left + indent, svg->y,
                       g_ptr_array_index(lines, i));
    }
    hsviz_markup_line(&svg->markup);
    svg->y += BETWEEN;
    g_ptr_array_unref(lines);
    g_string_free(text, TRUE);
    g_string_free(heading, TRUE);
}

static int headings_width(const struct hsviz_svg *svg)
{
    size_t num_notes = hsviz_connection_num_notes(svg->connection);
    GString *heading = g_string_new(NULL);
    int width = 0;

    for (size_t i = 0; i < num_notes; i++) {
        g_string_truncate(heading, 0);
        hsviz_note_heading(heading, hsviz_connection_note(svg->connection, i));
        width = MAX(width, hsviz_svg_width(HSVIZ_SVG_STRONG, heading->str));
    }
    g_string_free(heading, TRUE);
    return width;
}

void hsviz_svg_notes(struct hsviz_svg *svg)
{
    size_t num_notes = hsviz_connection_num_notes(svg->connection);
    int indent = headings_width(svg) + GAP / 2;

    if (svg->place == HSVIZ_SVG_IN_PAGE)
        return;
    if (num_notes > 0)
        svg->y += BETWEEN;
    for (size_t i = 0; i < num_notes; i++)
        put_note(svg, hsviz_connection_note(svg->connection, i), indent);
}
