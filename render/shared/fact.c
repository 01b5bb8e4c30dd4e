/* fact.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fact.h"

#include <string.h>

#include "escape.h"
#include "values.h"
#include "model/connection/view.h"
#include "model/core/append.h"
#include "model/pki/checks.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"

/* Separates the items of a list. */
#define BETWEEN " | "

struct hsviz_subject hsviz_subject_of(const struct hsviz_connection *connection,
                                      enum hsviz_tcp_shown tcp)
{
    struct hsviz_subject subject = {
        .connection = connection,
        .tcp = tcp,
        .has_tls = hsviz_connection_has_tls(connection),
        .trips = hsviz_connection_round_trips(connection),
        .times = hsviz_connection_times(connection),
    };

    if (subject.times.has_ledger)
        hsviz_values_apportion(subject.times.ledger_ns);
    if (hsviz_connection_num_checks(connection) > 0)
        subject.check = hsviz_connection_check(connection, 0);
    return subject;
}

struct hsviz_fact_value *hsviz_fact_value_new(void)
{
    struct hsviz_fact_value *value = g_new0(struct hsviz_fact_value, 1);

    value->text = g_string_new(NULL);
    value->items = g_ptr_array_new_with_free_func(g_free);
    return value;
}

void hsviz_fact_value_free(struct hsviz_fact_value *value)
{
    g_string_free(value->text, TRUE);
    g_ptr_array_unref(value->items);
    g_free(value);
}

void hsviz_fact_read(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    value->is_known = false;
    g_string_truncate(value->text, 0);
    g_ptr_array_set_size(value->items, 0);
    if (fact->is_of_tls && !subject->has_tls)
        return;
    if (fact->get != NULL)
        fact->get(value, fact, subject);
    else
        value->is_known = true;
}

static void append_items(GString *text, const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        hsviz_append(text, i > 0 ? BETWEEN : "");
        hsviz_append(text, g_ptr_array_index(items, i));
    }
}

void hsviz_fact_text(GString *text, const struct hsviz_fact *fact,
                     const struct hsviz_fact_value *value)
{
    if (!value->is_known)
        return;
    switch (fact->type) {
    case HSVIZ_FACT_OBJECT:
    case HSVIZ_FACT_MAP:
        break;
    case HSVIZ_FACT_PART:
    case HSVIZ_FACT_NUMBER:
    case HSVIZ_FACT_FRAME:
    case HSVIZ_FACT_PORT:
        hsviz_append_unsigned(text, value->number);
        break;
    case HSVIZ_FACT_BOOL:
        hsviz_append(text, value->number != 0 ? "true" : "false");
        break;
    case HSVIZ_FACT_SECONDS:
        hsviz_value_seconds(text, value->ns);
        break;
    case HSVIZ_FACT_MS:
        hsviz_value_ms(text, value->ns);
        break;
    case HSVIZ_FACT_ROUND_TRIPS:
        hsviz_value_half_rtts(text, value->half_rtts);
        break;
    case HSVIZ_FACT_SHARE:
        hsviz_value_capture_point(text, value->share);
        break;
    case HSVIZ_FACT_WORD:
    case HSVIZ_FACT_TEXT:
    case HSVIZ_FACT_WIRE:
        hsviz_append_bytes(text, value->text->str, value->text->len);
        break;
    case HSVIZ_FACT_LIST:
        append_items(text, value->items);
        break;
    }
}

bool hsviz_fact_is_inside(const struct hsviz_fact *fact, const struct hsviz_fact *outer)
{
    size_t len = strlen(outer->path);

    return strncmp(fact->path, outer->path, len) == 0 && fact->path[len] == '.';
}

const char *hsviz_fact_key(const struct hsviz_fact *fact)
{
    const char *dot = strrchr(fact->path, '.');

    return dot != NULL ? dot + 1 : fact->path;
}

/* ---- Where only some are shown ---- */

GPtrArray *hsviz_facts_placed(const struct hsviz_fact *facts, enum hsviz_fact_place place)
{
    GPtrArray *placed = g_ptr_array_new();

    for (; facts->path != NULL; facts++) {
        guint i = placed->len;

        if (facts->titles[place].name == NULL)
            continue;
        while (i > 0 &&
               ((const struct hsviz_fact *)g_ptr_array_index(placed, i - 1))->titles[place].rank >
                   facts->titles[place].rank)
            i--;
        g_ptr_array_insert(placed, (gint)i, (gpointer)facts);
    }
    return placed;
}

void hsviz_fact_labels(GPtrArray *labels, const struct hsviz_fact *fact,
                       const struct hsviz_subject *subject)
{
    struct hsviz_fact_value *value = hsviz_fact_value_new();
    GString *text = g_string_new(NULL);

    hsviz_fact_read(value, fact, subject);
    if (fact->type == HSVIZ_FACT_LIST) {
        for (guint i = 0; i < value->items->len; i++)
            g_ptr_array_add(labels, g_strdup(g_ptr_array_index(value->items, i)));
    } else {
        hsviz_fact_text(text, fact, value);
        if (text->len > 0)
            g_ptr_array_add(labels, g_strdup(text->str));
    }
    g_string_free(text, TRUE);
    hsviz_fact_value_free(value);
}

void hsviz_fact_leaves(GPtrArray *leaves, const struct hsviz_fact *fact,
                       const struct hsviz_subject *subject)
{
    if (fact->count == NULL)
        hsviz_fact_labels(leaves, fact, subject);
    else if (subject->has_tls || !fact->is_of_tls)
        fact->count(leaves, subject);
}

void hsviz_fact_cell(GString *cell, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    struct hsviz_fact_value *value;
    GString *text;

    if (fact->say != NULL) {
        fact->say(cell, subject);
        return;
    }
    value = hsviz_fact_value_new();
    text = g_string_new(NULL);
    hsviz_fact_read(value, fact, subject);
    hsviz_fact_text(text, fact, value);
    if (fact->type == HSVIZ_FACT_WIRE)
        hsviz_escape_terminal(cell, text->str, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_ASCII);
    else
        g_string_append(cell, text->str);
    g_string_free(text, TRUE);
    hsviz_fact_value_free(value);
}
