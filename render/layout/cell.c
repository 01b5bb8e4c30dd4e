/* cell.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cell.h"

#include <inttypes.h>

#include "render/shared/number.h"

bool hsviz_row_has_step(const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_STEP || row->kind == HSVIZ_ROW_GAP || row->kind == HSVIZ_ROW_FOLD;
}

bool hsviz_row_has_frame(const struct hsviz_row *row)
{
    return hsviz_row_has_step(row) || row->kind == HSVIZ_ROW_QUESTION ||
           row->kind == HSVIZ_ROW_ANSWER;
}

const struct hsviz_step *hsviz_row_step(const struct hsviz_layout *layout,
                                        const struct hsviz_row *row)
{
    return hsviz_connection_step(layout->connection, row->first_step);
}

bool hsviz_row_is_message(const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_STEP || row->kind == HSVIZ_ROW_GAP;
}

const struct hsviz_lookup *hsviz_row_lookup(const struct hsviz_layout *layout,
                                            const struct hsviz_row *row)
{
    return row->kind == HSVIZ_ROW_QUESTION || row->kind == HSVIZ_ROW_ANSWER
               ? hsviz_connection_lookup(layout->connection, row->lookup)
               : NULL;
}

const char *hsviz_row_lookup_name(const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(layout, row);

    return row->kind == HSVIZ_ROW_QUESTION ? hsviz_lookup_question(lookup)
                                           : hsviz_lookup_answer(lookup);
}

void hsviz_row_key(GString *key, const struct hsviz_row *row)
{
    if (hsviz_row_has_step(row))
        g_string_append_printf(key, "%zu", row->first_step);
    else
        g_string_append_printf(key, "%s-%zu",
                               row->kind == HSVIZ_ROW_QUESTION ? "question" : "answer",
                               row->lookup);
}

enum hsviz_side hsviz_row_sender(const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    if (hsviz_row_has_step(row))
        return (enum hsviz_side)hsviz_row_step(layout, row)->side;
    return row->kind == HSVIZ_ROW_QUESTION ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

void hsviz_cell_lookup(GString *cell, const struct hsviz_layout *layout,
                       const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(layout, row);

    if (row->kind == HSVIZ_ROW_ANSWER) {
        hsviz_lookup_answer_detail(cell, lookup);
        return;
    }
    hsviz_lookup_question_detail(cell, lookup);
    if (lookup->source == HSVIZ_INFERRED)
        g_string_append_printf(cell, ", %s", hsviz_word_name(hsviz_lookup_reasons, lookup->reason));
}

const struct hsviz_explanation *hsviz_row_explanation(const struct hsviz_layout *layout,
                                                      const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(layout, row);

    if (lookup)
        return hsviz_explain_lookup(lookup, row->kind == HSVIZ_ROW_QUESTION ? HSVIZ_LOOKUP_QUESTION
                                                                            : HSVIZ_LOOKUP_ANSWER);
    return hsviz_row_is_message(row)
               ? hsviz_explain_step(layout->connection, hsviz_row_step(layout, row))
               : NULL;
}

uint32_t hsviz_row_frame(const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(layout, row);

    if (!lookup)
        return hsviz_row_step(layout, row)->frame;
    if (row->kind == HSVIZ_ROW_ANSWER)
        return lookup->answer_frame;
    return hsviz_lookup_asked_frame(lookup);
}

int64_t hsviz_row_time_ns(const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    const struct hsviz_lookup *lookup = hsviz_row_lookup(layout, row);

    if (!lookup)
        return hsviz_row_step(layout, row)->time_ns;
    if (row->kind == HSVIZ_ROW_ANSWER)
        return lookup->answer_ns;
    return hsviz_lookup_asked_ns(lookup);
}

static void append_ms(GString *cell, int64_t time_ns, unsigned decimals)
{
    hsviz_number_time(cell, time_ns, HSVIZ_MILLISECONDS, decimals);
    g_string_append(cell, " ms");
}

void hsviz_cell_frame(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    uint32_t frame = hsviz_row_frame(layout, row);

    if (row->frame == HSVIZ_ROW_NEW_FRAME && frame != 0)
        g_string_append_printf(cell, "%" PRIu32, frame);
}

void hsviz_cell_time(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                     unsigned decimals)
{
    int64_t start_ns = hsviz_connection_start_ns(layout->connection);

    if (row->frame == HSVIZ_ROW_NEW_FRAME && row->kind != HSVIZ_ROW_GAP)
        hsviz_number_time(cell, hsviz_number_since(hsviz_row_time_ns(layout, row), start_ns),
                          HSVIZ_MILLISECONDS, decimals);
}

void hsviz_cell_rtt(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row)
{
    const struct hsviz_step *step = hsviz_row_has_step(row) ? hsviz_row_step(layout, row) : NULL;

    if (step && step->half_rtt != HSVIZ_HALF_RTT_UNKNOWN)
        hsviz_number_half_rtts(cell, step->half_rtt);
}

void hsviz_cell_state(GString *cell, const struct hsviz_layout *layout, const struct hsviz_row *row,
                      enum hsviz_side side)
{
    static const uint8_t assumed[HSVIZ_NUM_SIDES] = {
        [HSVIZ_CLIENT] = HSVIZ_STEP_CLIENT_ASSUMED,
        [HSVIZ_SERVER] = HSVIZ_STEP_SERVER_ASSUMED,
    };
    const struct hsviz_step *step;

    if (!row->shows_state[side])
        return;
    if (row->kind == HSVIZ_ROW_START) {
        enum hsviz_tcp_state state = hsviz_connection_initial_state(layout->connection, side);

        g_string_append(cell, hsviz_word_name(hsviz_tcp_states, state));
        return;
    }
    step = hsviz_connection_step(layout->connection, row->last_step);
    g_string_append(cell, hsviz_word_name(hsviz_tcp_states, step->state[side]));
    if (step->flags & assumed[side])
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
        num_bytes[step->side] += step->bytes;
    }
    g_string_append_printf(cell, "%u more: → %" PRIu64 " ← %" PRIu64 " bytes", num_runs,
                           num_bytes[HSVIZ_CLIENT], num_bytes[HSVIZ_SERVER]);
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
