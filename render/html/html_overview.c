/* html_overview.c
 * What a page says of a connection as a whole: facts, where the time went, notes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "html_overview.h"

#include "html_parts.h"
#include "render/layout/participants.h"
#include "render/shared/facts.h"
#include "render/shared/number.h"
#include "render/shared/words.h"
#include "model/core/units.h"

static void put_fact(struct hsviz_markup *markup, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    struct hsviz_fact_value *value = hsviz_fact_value_new();
    GString *text = g_string_new(NULL);

    hsviz_fact_read(value, fact, subject);
    hsviz_fact_text(text, fact, value);
    if (text->len > 0)
        hsviz_html_fact(markup, fact->titles[HSVIZ_IN_OVERVIEW].name, fact->overview_class,
                        text->str);
    g_string_free(text, TRUE);
    hsviz_fact_value_free(value);
}

static void put_facts(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                      const struct hsviz_connection *connection)
{
    struct hsviz_subject subject = hsviz_subject_of(connection, options->tcp);
    GPtrArray *facts = hsviz_facts_placed(hsviz_facts_of(options), HSVIZ_IN_OVERVIEW);

    for (guint i = 0; i < facts->len; i++)
        put_fact(markup, g_ptr_array_index(facts, i), &subject);
    g_ptr_array_unref(facts);
}

/* Several values of one term, a line each. */
static void put_ledger(struct hsviz_markup *markup, const struct hsviz_connection *connection)
{
    GArray *phrases = hsviz_phrases_new();

    hsviz_phrases_ledger(phrases, connection);
    if (phrases->len > 0)
        hsviz_html_element(markup, "dt", NULL, "Time");
    for (guint i = 0; i < phrases->len; i++)
        hsviz_html_element(markup, "dd", NULL, g_array_index(phrases, struct hsviz_phrase, i).text);
    g_array_unref(phrases);
}

/* "ocsp.test · 203.0.113.30:80: OCSP request, good, 3 hours old, after 61.2 ms". */
static void put_exchange(struct hsviz_markup *markup, const struct hsviz_connection *connection,
                         const struct hsviz_exchange *exchange)
{
    GString *text = g_string_new(exchange->destination);

    g_string_append_printf(
        text, ": %s, %s", exchange->arrows[HSVIZ_REQUEST].name,
        hsviz_exchange_is_answered(exchange) ? exchange->arrows[HSVIZ_REPLY].detail : "no answer");
    if (exchange->duration_ns != HSVIZ_NS_UNKNOWN) {
        g_string_append(text, ", after ");
        hsviz_number_time(text, exchange->duration_ns, HSVIZ_MILLISECONDS,
                          hsviz_time_decimals(connection));
        g_string_append(text, " ms");
    }
    hsviz_html_element(markup, "dd", NULL, text->str);
    g_string_free(text, TRUE);
}

/* The requests to each participant that is no end of the connection, one line each. */
static void put_exchanges(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                          const struct hsviz_connection *connection)
{
    GPtrArray *participants = hsviz_participants_of(options, connection);
    GArray *exchanges = hsviz_exchanges_of(participants, connection);
    unsigned before = 0;

    for (guint i = 0; i < exchanges->len; i++) {
        const struct hsviz_exchange *exchange = &g_array_index(exchanges, struct hsviz_exchange, i);
        const struct hsviz_participant *participant = g_ptr_array_index(participants, exchange->to);

        if (exchange->to != before)
            hsviz_html_element(markup, "dt", NULL, participant->name);
        before = exchange->to;
        put_exchange(markup, connection, exchange);
    }
    g_array_unref(exchanges);
    g_ptr_array_unref(participants);
}

void hsviz_html_overview(struct hsviz_markup *markup, const struct hsviz_render_options *options,
                         const struct hsviz_connection *connection)
{
    hsviz_html_open(markup, "div", "overview");
    hsviz_markup_line(markup);
    hsviz_html_element(markup, "h3", NULL, "Overview");
    hsviz_html_open(markup, "dl", "facts");
    hsviz_markup_line(markup);
    put_facts(markup, options, connection);
    put_ledger(markup, connection);
    put_exchanges(markup, options, connection);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
    hsviz_html_notes(markup, connection, 0);
    hsviz_markup_close(markup);
    hsviz_markup_line(markup);
}
