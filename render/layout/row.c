/* row.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "row.h"
#include "model/core/append.h"
#include "model/core/names.h"

bool hsviz_row_has_frame(const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_ARROW || row->kind == HSVIZ_ROW_FOLD;
}

bool hsviz_row_is_aside(const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_ARROW && !row->has_steps;
}

bool hsviz_row_is_message(const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_ARROW && row->has_steps;
}

enum hsviz_shaft hsviz_row_shaft(const struct hsviz_row *row)
{
    if (row->style & HSVIZ_ARROW_GAP)
        return HSVIZ_SHAFT_GAP;
    if (row->style & HSVIZ_ARROW_REPEATED)
        return HSVIZ_SHAFT_REPEATED;
    return row->style & HSVIZ_ARROW_INFERRED ? HSVIZ_SHAFT_INFERRED : HSVIZ_SHAFT_PLAIN;
}

enum hsviz_side hsviz_label_side(unsigned participant)
{
    return participant == HSVIZ_CLIENT ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

enum hsviz_side hsviz_row_label_side(const struct hsviz_row *row)
{
    return hsviz_label_side(row->from);
}

void hsviz_row_key(GString *key, const struct hsviz_row *row)
{
    if (!row->has_steps)
        hsviz_append(key, row->exchange_arrow == HSVIZ_REQUEST ? "question-" : "answer-");
    hsviz_append_unsigned(key, row->has_steps ? row->first_step : row->exchange);
}
