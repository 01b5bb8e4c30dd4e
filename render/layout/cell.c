/* cell.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cell.h"

#include "render/shared/number.h"
#include "model/connection/view.h"
#include "model/core/append.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/explain.h"
#include "model/time/spans.h"

const struct hsviz_explanation *hsviz_row_explanation(const struct hsviz_layout *layout,
                                                      const struct hsviz_row *row)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(layout, row);

    if (exchange != NULL)
        return exchange->arrows[row->exchange_arrow].explanation;
    return row->has_steps ? hsviz_explain_step(layout->connection, hsviz_row_step(layout, row))
                          : NULL;
}

void hsviz_cell_way(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    hsviz_append(cell, "from the ");
    hsviz_append(cell, hsviz_layout_participant(layout, row->from)->noun);
    if (row->to < HSVIZ_NUM_SIDES)
        return;
    hsviz_append(cell, " to the ");
    hsviz_append(cell, hsviz_layout_participant(layout, row->to)->noun);
}

static void append_ms(GString *cell, int64_t time_ns, unsigned decimals)
{
    hsviz_number_time(cell, time_ns, HSVIZ_MILLISECONDS, decimals);
    hsviz_append(cell, " ms");
}

void hsviz_cell_frame(GString *cell, const struct hsviz_row *row)
{
    if (row->opens_frame && row->frame != 0)
        hsviz_append_unsigned(cell, row->frame);
}

void hsviz_cell_time(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                     unsigned decimals)
{
    int64_t start_ns = hsviz_connection_start_ns(layout->connection);

    if (row->opens_frame && !(row->style & HSVIZ_ARROW_GAP))
        hsviz_number_time(cell, hsviz_number_since(row->time_ns, start_ns), HSVIZ_MILLISECONDS,
                          decimals);
}

void hsviz_cell_rtt(GString *cell, const struct hsviz_row *row)
{
    if (row->half_rtt != HSVIZ_HALF_RTT_UNKNOWN)
        hsviz_number_half_rtts(cell, row->half_rtt);
}

void hsviz_cell_state(GString *cell, const struct hsviz_row *row, enum hsviz_side side)
{
    if (!row->shows_state[side])
        return;
    hsviz_append(cell, hsviz_word_name(hsviz_tcp_states, row->state[side]));
    if (row->is_assumed[side])
        g_string_append_c(cell, '?');
}

void hsviz_cell_fold(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                     enum hsviz_tcp_shown tcp)
{
    uint64_t num_bytes[HSVIZ_NUM_SIDES] = { 0 };
    unsigned num_runs = 0;

    for (size_t i = row->first_step; i <= row->last_step; i++) {
        const struct hsviz_step *step = hsviz_connection_step(layout->connection, i);

        if (!hsviz_step_is_shown(step, tcp))
            continue;
        num_runs++;
        num_bytes[hsviz_step_side(layout->connection, step)] += step->bytes;
    }
    hsviz_append_unsigned(cell, num_runs);
    hsviz_append(cell, " more: → ");
    hsviz_append_unsigned(cell, num_bytes[HSVIZ_CLIENT]);
    hsviz_append(cell, " ← ");
    hsviz_append_unsigned(cell, num_bytes[HSVIZ_SERVER]);
    hsviz_append(cell, " bytes");
}

void hsviz_cell_pause(GString *cell, int64_t pause_ns, unsigned decimals)
{
    append_ms(cell, pause_ns, decimals);
}

void hsviz_cell_bracket(GString *cell, const struct hsviz_span *span, enum hsviz_bracket_line line,
                        unsigned decimals)
{
    if (line == HSVIZ_BRACKET_TIME) {
        if (span->duration_ns != HSVIZ_NS_UNKNOWN)
            append_ms(cell, span->duration_ns, decimals);
        return;
    }
    g_string_append(cell, span->label);
    if (span->half_rtts == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    g_string_append_c(cell, ' ');
    hsviz_number_round_trips(cell, span->half_rtts);
    g_string_append(cell, " RTT");
}
