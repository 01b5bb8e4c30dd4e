/* check.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "check.h"

#include <string.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/units.h"
#include "model/pki/checks.h"

/* ---- Keeping ---- */

void hsviz_lookups_free(struct hsviz_checks *lookups)
{
    if (!lookups)
        return;
    for (size_t i = 0; i < lookups->num; i++) {
        g_free(lookups->items[i].address);
        g_free(lookups->items[i].host);
    }
    g_free(lookups->items);
    g_free(lookups);
}

static struct hsviz_checks *lookups_of(struct hsviz_connection *connection)
{
    if (!connection->checks)
        connection->checks = g_new0(struct hsviz_checks, 1);
    return connection->checks;
}

/* Where a question on a connection that was opened earlier is asked later, its beginning is not the
 * newest. */
struct hsviz_lookup *hsviz_lookups_add(struct hsviz_connection *connection, uint32_t first_frame)
{
    struct hsviz_checks *lookups = lookups_of(connection);
    struct hsviz_lookup *lookup;

    connection->annotated_frame = 0;
    if (lookups->num == HSVIZ_LOOKUPS_MAX) {
        lookups->is_full = true;
        return NULL;
    }
    lookups->items = g_renew(struct hsviz_lookup, lookups->items, lookups->num + 1);
    lookup = &lookups->items[lookups->num++];
    for (; lookup > lookups->items && lookup[-1].first_frame > first_frame; lookup--)
        lookup[0] = lookup[-1];
    memset(lookup, 0, sizeof *lookup);
    lookup->first_frame = first_frame;
    lookup->start_ns = lookup->request_ns = lookup->answer_ns = HSVIZ_NS_UNKNOWN;
    lookup->think_ns = HSVIZ_NS_UNKNOWN;
    return lookup;
}

struct hsviz_lookup *hsviz_lookups_find(struct hsviz_connection *connection, uint32_t stream,
                                        uint32_t request)
{
    size_t num = hsviz_connection_num_lookups(connection);

    for (size_t i = 0; i < num; i++) {
        struct hsviz_lookup *lookup = &connection->checks->items[i];

        if (lookup->stream == stream && lookup->request == request)
            return lookup;
    }
    return NULL;
}

void hsviz_lookups_remove(struct hsviz_connection *connection, uint32_t stream, uint32_t request)
{
    struct hsviz_lookup *lookup = hsviz_lookups_find(connection, stream, request);
    struct hsviz_checks *lookups = connection->checks;

    if (!lookup)
        return;
    connection->annotated_frame = 0;
    g_free(lookup->address);
    g_free(lookup->host);
    lookups->num--;
    memmove(lookup, lookup + 1, (size_t)(&lookups->items[lookups->num] - lookup) * sizeof *lookup);
}

void hsviz_lookups_staple(struct hsviz_connection *connection, const struct hsviz_staple *staple)
{
    lookups_of(connection)->staple = *staple;
}

/* ---- Reading ---- */

size_t hsviz_connection_num_lookups(const struct hsviz_connection *connection)
{
    return connection->checks ? connection->checks->num : 0;
}

const struct hsviz_lookup *hsviz_connection_lookup(const struct hsviz_connection *connection,
                                                   size_t i)
{
    return &connection->checks->items[i];
}

struct hsviz_staple hsviz_connection_staple(const struct hsviz_connection *connection)
{
    return connection->checks ? connection->checks->staple : (struct hsviz_staple){ 0 };
}

int64_t hsviz_lookup_duration_ns(const struct hsviz_lookup *lookup)
{
    if (lookup->answer_ns == HSVIZ_NS_UNKNOWN || lookup->answer_ns < lookup->start_ns)
        return HSVIZ_NS_UNKNOWN;
    return lookup->answer_ns - lookup->start_ns + lookup->turn_ns;
}

uint32_t hsviz_lookup_asked_frame(const struct hsviz_lookup *lookup)
{
    return lookup->request_frame != 0 ? lookup->request_frame : lookup->first_frame;
}

int64_t hsviz_lookup_asked_ns(const struct hsviz_lookup *lookup)
{
    return lookup->request_frame != 0 ? lookup->request_ns : lookup->start_ns;
}

const char *hsviz_lookup_host(const struct hsviz_lookup *lookup)
{
    return lookup->host ? lookup->host : lookup->address;
}

/* ---- Words ---- */

static const struct {
    const char *question, *answer;
    const char *verb; /* before the host */
} words[HSVIZ_NUM_LOOKUP_METHODS] = {
    [HSVIZ_LOOKUP_CONNECT] = { "TCP opening to the authority", "TCP answer", "to" },
    [HSVIZ_LOOKUP_OCSP_GET] = { "OCSP request", "OCSP response", "GET from" },
    [HSVIZ_LOOKUP_OCSP_POST] = { "OCSP request", "OCSP response", "POST to" },
    [HSVIZ_LOOKUP_CRL] = { "CRL request", "CRL", "GET from" },
};

const char *hsviz_lookup_question(const struct hsviz_lookup *lookup)
{
    return words[lookup->method].question;
}

const char *hsviz_lookup_answer(const struct hsviz_lookup *lookup)
{
    static const char *const others[HSVIZ_NUM_AUTHORITY_STATUSES] = {
        [HSVIZ_AUTHORITY_HTTP] = "HTTP response",
        [HSVIZ_AUTHORITY_CUT] = "HTTP response",
        [HSVIZ_AUTHORITY_UNREADABLE] = "HTTP response",
        [HSVIZ_AUTHORITY_REFUSED] = "RST",
    };

    if (lookup->answer_frame == 0)
        return NULL;
    return others[lookup->status] ? others[lookup->status] : words[lookup->method].answer;
}

void hsviz_lookup_question_detail(GString *text, const struct hsviz_lookup *lookup)
{
    g_string_append_printf(text, "%s %s", words[lookup->method].verb, hsviz_lookup_host(lookup));
    if (lookup->serial.len == 0)
        return;
    g_string_append(text, ", certificate ");
    hsviz_serial_text(text, &lookup->serial);
}

void hsviz_lookup_status(GString *text, const struct hsviz_lookup *lookup)
{
    if (lookup->status == HSVIZ_AUTHORITY_HTTP)
        g_string_append_printf(text, "HTTP %u", lookup->http_status);
    else
        g_string_append(text, hsviz_word_name(hsviz_authority_statuses, lookup->status));
}

void hsviz_age_text(GString *text, int64_t age_s)
{
    static const struct {
        int64_t seconds;
        const char *one, *many;
    } units[] = {
        { 86400, "day", "days" },
        { 3600, "hour", "hours" },
        { 60, "minute", "minutes" },
        { 1, "second", "seconds" },
    };
    size_t i = 0;

    while (i < G_N_ELEMENTS(units) - 1 && age_s < units[i].seconds)
        i++;
    age_s /= units[i].seconds;
    g_string_append_printf(text, "%" G_GINT64_FORMAT " %s", age_s,
                           age_s == 1 ? units[i].one : units[i].many);
}

void hsviz_validity_text(GString *text, int64_t age_s, bool is_out_of_date)
{
    if (age_s != HSVIZ_NS_UNKNOWN) {
        g_string_append(text, ", ");
        hsviz_age_text(text, age_s);
        g_string_append(text, " old");
    }
    if (is_out_of_date)
        g_string_append(text, ", out of date");
}

void hsviz_lookup_answer_detail(GString *text, const struct hsviz_lookup *lookup)
{
    int64_t now_s = lookup->answer_ns / 1000000000;
    bool has_age = lookup->this_update_s > 0 && lookup->this_update_s <= now_s;

    hsviz_lookup_status(text, lookup);
    hsviz_validity_text(text, has_age ? now_s - lookup->this_update_s : HSVIZ_NS_UNKNOWN,
                        lookup->next_update_s > 0 && lookup->next_update_s < now_s);
}
