/* html_steps.c
 * The steps of a connection as text: what each is, when, why, and what it changed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "html_steps.h"

#include <inttypes.h>
#include <string.h>

#include "render/layout/cell.h"
#include "html_parts.h"
#include "render/shared/number.h"
#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/explain.h"
#include "model/tcp/shape.h"
#include "model/time/round_trips.h"

/* Digits of a millisecond that the player gets, and of think time, which is often short. */
enum { PLAYED_DECIMALS = 3, THINK_DECIMALS = 3 };

/* What listing the steps takes. */
struct list {
    struct hsviz_markup *markup;
    const struct hsviz_render_options *options;
    const struct hsviz_connection *connection;
    const struct hsviz_layout *layout;
    GString *cell;                               /* to work in */
    unsigned decimals;                           /* of milliseconds */
    enum hsviz_tcp_state state[HSVIZ_NUM_SIDES]; /* before the step at hand */
};

static int64_t since_start(const struct list *list, int64_t time_ns)
{
    return hsviz_number_since(time_ns, hsviz_connection_start_ns(list->connection));
}

/* Writes list->cell as an element, and empties it. */
static void put_cell(struct list *list, const char *name, const char *class)
{
    hsviz_html_element(list->markup, name, class, list->cell->str);
    g_string_truncate(list->cell, 0);
}

static void put_fact(struct list *list, const char *term, const char *class)
{
    hsviz_html_fact(list->markup, term, class, list->cell->str);
    g_string_truncate(list->cell, 0);
}

/* ---- Its head ---- */

static void put_when(struct list *list, const struct hsviz_row *row)
{
    GString *cell = list->cell;

    hsviz_cell_way(cell, list->layout, row);
    if (row->style & HSVIZ_ARROW_GAP) {
        g_string_append(cell, " · not captured");
    } else {
        g_string_append_printf(cell, " · frame %" PRIu32 " · ", row->frame);
        hsviz_number_time(cell, since_start(list, row->time_ns), HSVIZ_MILLISECONDS,
                          list->decimals);
        g_string_append(cell, " ms");
    }
    if (row->half_rtt != HSVIZ_HALF_RTT_UNKNOWN) {
        g_string_append(cell, " · RTT ");
        hsviz_number_half_rtts(cell, row->half_rtt);
    }
    put_cell(list, "p", "when");
}

static void put_explanation(struct list *list, const struct hsviz_explanation *explanation)
{
    hsviz_html_element(list->markup, "p", "what", explanation->what);
    hsviz_html_element(list->markup, "p", "why", explanation->why);
}

static void put_detail(struct list *list, const struct hsviz_row *row)
{
    if (row->kind == HSVIZ_ROW_FOLD)
        hsviz_cell_fold(list->cell, list->layout, row, list->options->tcp);
    else
        g_string_append(list->cell, row->detail);
    if (list->cell->len > 0)
        put_cell(list, "p", "detail");
}

/* ---- Its facts ---- */

static void put_position(struct list *list, const struct hsviz_step *step)
{
    if (step->half_rtt == HSVIZ_HALF_RTT_UNKNOWN) {
        g_string_append(list->cell, "unknown");
    } else {
        g_string_append(list->cell, "sent at ");
        hsviz_number_half_rtts(list->cell, step->half_rtt);
        g_string_append(list->cell, ", arrives at ");
        hsviz_number_half_rtts(list->cell, step->half_rtt + 1);
        if (hsviz_connection_relative(list->connection))
            g_string_append(list->cell, ", from the first frame captured");
    }
    put_fact(list, "RTT position", "position");
}

static void put_source(struct list *list, const struct hsviz_step *step)
{
    g_string_append(list->cell, hsviz_word_name(hsviz_sources, step->source));
    if (step->source == HSVIZ_INFERRED)
        g_string_append_printf(list->cell, ": %s", hsviz_word_name(hsviz_reasons, step->reason));
    put_fact(list, "Source", NULL);
}

static void put_think(struct list *list, const struct hsviz_step *step)
{
    if (step->think_ns == HSVIZ_NS_UNKNOWN || step->think_ns == 0)
        return;
    hsviz_number_time(list->cell, step->think_ns, HSVIZ_MILLISECONDS, THINK_DECIMALS);
    g_string_append(list->cell, " ms before it");
    put_fact(list, "Think time", NULL);
}

static void put_state(struct list *list, const struct hsviz_row *row, enum hsviz_side side)
{
    bool changed = list->state[side] != row->state[side];

    if (changed)
        g_string_append_printf(list->cell, "%s → ",
                               hsviz_word_name(hsviz_tcp_states, list->state[side]));
    g_string_append(list->cell, hsviz_word_name(hsviz_tcp_states, row->state[side]));
    if (row->is_assumed[side])
        g_string_append(list->cell, ", assumed");
    list->state[side] = row->state[side];
    put_fact(list, hsviz_layout_participant(list->layout, side)->name, changed ? "changed" : NULL);
}

/* "RFC 8446 4.1.2" links to its section; what is no RFC has no link. */
static void append_address(GString *address, const char *rfc)
{
    char *end;
    guint64 number;

    if (!g_str_has_prefix(rfc, "RFC "))
        return;
    number = g_ascii_strtoull(rfc + strlen("RFC "), &end, 10);
    g_string_append_printf(address, "https://www.rfc-editor.org/rfc/rfc%" PRIu64, number);
    if (*end == ' ')
        g_string_append_printf(address, "#%s-%s", g_ascii_isdigit(end[1]) ? "section" : "appendix",
                               end + 1);
}

static void put_standard(struct list *list, const char *rfc)
{
    hsviz_html_element(list->markup, "dt", NULL, "Standard");
    hsviz_markup_open(list->markup, "dd");
    append_address(list->cell, rfc);
    if (list->cell->len > 0) {
        hsviz_markup_open(list->markup, "a");
        hsviz_markup_attribute(list->markup, "href", list->cell->str);
    }
    hsviz_markup_text(list->markup, rfc);
    if (list->cell->len > 0)
        hsviz_markup_close(list->markup);
    hsviz_markup_close(list->markup);
    hsviz_markup_line(list->markup);
    g_string_truncate(list->cell, 0);
}

static void put_step_facts(struct list *list, const struct hsviz_row *row,
                           const struct hsviz_explanation *explanation)
{
    const struct hsviz_step *step = hsviz_row_step(list->layout, row);

    put_position(list, step);
    hsviz_html_fact(list->markup, "Phase", NULL, hsviz_word_name(hsviz_phases, row->phase));
    put_source(list, step);
    put_think(list, step);
    put_state(list, row, HSVIZ_CLIENT);
    put_state(list, row, HSVIZ_SERVER);
    if (explanation != NULL)
        put_standard(list, explanation->rfc);
}

/* What came back, and how long the client had to wait for it: at the reply, or where none came at
 * the request. */
static void put_outcome(struct list *list, const struct hsviz_row *row,
                        const struct hsviz_exchange *exchange)
{
    if (row->style & HSVIZ_ARROW_UNANSWERED)
        g_string_append(list->cell, "no answer");
    else if (row->style & HSVIZ_ARROW_REPLY)
        g_string_append(list->cell, exchange->result);
    else
        return;
    put_fact(list, "Status", "position");
    if (exchange->duration_ns == HSVIZ_NS_UNKNOWN)
        return;
    hsviz_number_time(list->cell, exchange->duration_ns, HSVIZ_MILLISECONDS, THINK_DECIMALS);
    g_string_append(list->cell, " ms until the response");
    put_fact(list, "Duration", NULL);
}

static void put_exchange_facts(struct list *list, const struct hsviz_row *row,
                               const struct hsviz_exchange *exchange)
{
    g_string_append(list->cell, exchange->destination);
    put_fact(list, hsviz_layout_participant(list->layout, exchange->to)->name, NULL);
    put_outcome(list, row, exchange);
    hsviz_exchange_join(list->cell, exchange);
    put_fact(list, "Source", NULL);
    put_standard(list, exchange->rfc);
}

/* ---- One row ---- */

static void open_entry(struct list *list, const struct hsviz_row *row)
{
    hsviz_html_open(list->markup, "li", "entry");
    hsviz_row_key(list->cell, row);
    hsviz_markup_attribute(list->markup, "data-step", list->cell->str);
    g_string_truncate(list->cell, 0);
    hsviz_number_time(list->cell, since_start(list, row->time_ns), HSVIZ_MILLISECONDS,
                      PLAYED_DECIMALS);
    hsviz_markup_attribute(list->markup, "data-ms", list->cell->str);
    g_string_truncate(list->cell, 0);
    hsviz_markup_line(list->markup);
}

static void put_row(struct list *list, const struct hsviz_row *row)
{
    const struct hsviz_exchange *exchange = hsviz_row_exchange(list->layout, row);
    const struct hsviz_explanation *explanation = hsviz_row_explanation(list->layout, row);

    open_entry(list, row);
    hsviz_html_element(list->markup, "h3", NULL, row->name);
    put_when(list, row);
    if (explanation != NULL)
        put_explanation(list, explanation);
    put_detail(list, row);
    hsviz_html_open(list->markup, "dl", "facts");
    hsviz_markup_line(list->markup);
    if (exchange != NULL)
        put_exchange_facts(list, row, exchange);
    else
        put_step_facts(list, row, explanation);
    hsviz_markup_close(list->markup);
    hsviz_markup_line(list->markup);
    if (row->frame != 0 && row->opens_frame)
        hsviz_html_notes(list->markup, list->connection, row->frame);
    hsviz_markup_close(list->markup);
    hsviz_markup_line(list->markup);
}

/* ---- All ---- */

void hsviz_html_steps(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                      const struct hsviz_connection *connection)
{
    struct hsviz_layout *layout = hsviz_layout_new(connection, options);
    struct list list = { .markup = markup,
                         .options = options,
                         .connection = connection,
                         .layout = layout,
                         .cell = g_string_new(NULL),
                         .decimals = hsviz_time_decimals(connection) };

    for (int side = 0; side < HSVIZ_NUM_SIDES; side++)
        list.state[side] = hsviz_connection_initial_state(connection, (enum hsviz_side)side);
    hsviz_html_open(markup, "ol", "steps");
    hsviz_markup_line(markup);
    for (size_t i = 0; i < layout->rows->len; i++) {
        const struct hsviz_row *row = hsviz_layout_row(layout, i);

        if (hsviz_row_has_frame(row))
            put_row(&list, row);
    }
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    g_string_free(list.cell, TRUE);
    hsviz_layout_free(layout);
}
