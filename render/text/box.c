/* box.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "box.h"

#include <stdbool.h>
#include <string.h>

unsigned hsviz_box_cells(const char *name)
{
    return (unsigned)strlen(name) + HSVIZ_BOX_FRAME_CELLS;
}

static void put_name(struct hsviz_line *line, const char *name)
{
    hsviz_line_sign(line, HSVIZ_SIGN_BOX_SIDE);
    hsviz_line_sign(line, HSVIZ_SIGN_SPACE);
    hsviz_line_style(line, HSVIZ_STYLE_TITLE);
    hsviz_line_put(line, HSVIZ_TEXT_MODEL, name, G_MAXUINT);
    hsviz_line_style(line, HSVIZ_STYLE_PLAIN);
    hsviz_line_sign(line, HSVIZ_SIGN_SPACE);
    hsviz_line_sign(line, HSVIZ_SIGN_BOX_SIDE);
}

static enum hsviz_sign sign_of_leg(unsigned cell, unsigned start, unsigned last)
{
    if (cell == start)
        return HSVIZ_SIGN_BOX_LEG_LEFT;
    return cell == last ? HSVIZ_SIGN_BOX_LEG_RIGHT : HSVIZ_SIGN_BOX_LEG;
}

static void put_edge(struct hsviz_line *line, enum hsviz_box_line which, const char *name,
                     unsigned lifeline)
{
    unsigned start = line->cells, last = start + hsviz_box_cells(name) - 1;
    bool top = which == HSVIZ_BOX_TOP;

    while (line->cells <= last) {
        enum hsviz_sign sign = HSVIZ_SIGN_BOX_LINE;

        if (!top && line->cells == lifeline)
            sign = sign_of_leg(line->cells, start, last);
        else if (line->cells == start)
            sign = top ? HSVIZ_SIGN_BOX_TOP_LEFT : HSVIZ_SIGN_BOX_BOTTOM_LEFT;
        else if (line->cells == last)
            sign = top ? HSVIZ_SIGN_BOX_TOP_RIGHT : HSVIZ_SIGN_BOX_BOTTOM_RIGHT;
        hsviz_line_sign(line, sign);
    }
}

void hsviz_box_put(struct hsviz_line *line, enum hsviz_box_line which, const char *name,
                   unsigned lifeline)
{
    if (which == HSVIZ_BOX_NAME)
        put_name(line, name);
    else
        put_edge(line, which, name, lifeline);
}
