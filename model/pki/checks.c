/* checks.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "checks.h"

#include <string.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/units.h"

/* ---- Keeping ---- */

void hsviz_checks_free(struct hsviz_checks *lookups)
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
struct hsviz_check *hsviz_checks_add(struct hsviz_connection *connection, uint32_t first_frame)
{
    struct hsviz_checks *lookups = lookups_of(connection);
    struct hsviz_check *lookup;

    connection->annotated_frame = 0;
    if (lookups->num == HSVIZ_CHECKS_MAX) {
        lookups->is_full = true;
        return NULL;
    }
    lookups->items = g_renew(struct hsviz_check, lookups->items, lookups->num + 1);
    lookup = &lookups->items[lookups->num++];
    for (; lookup > lookups->items && lookup[-1].first_frame > first_frame; lookup--)
        lookup[0] = lookup[-1];
    memset(lookup, 0, sizeof *lookup);
    lookup->first_frame = first_frame;
    lookup->start_ns = lookup->request_ns = lookup->answer_ns = HSVIZ_NS_UNKNOWN;
    lookup->think_ns = HSVIZ_NS_UNKNOWN;
    return lookup;
}

struct hsviz_check *hsviz_checks_find(struct hsviz_connection *connection, uint32_t stream,
                                      uint32_t request)
{
    size_t num = hsviz_connection_num_checks(connection);

    for (size_t i = 0; i < num; i++) {
        struct hsviz_check *lookup = &connection->checks->items[i];

        if (lookup->stream == stream && lookup->request == request)
            return lookup;
    }
    return NULL;
}

void hsviz_checks_remove(struct hsviz_connection *connection, uint32_t stream, uint32_t request)
{
    struct hsviz_check *lookup = hsviz_checks_find(connection, stream, request);
    struct hsviz_checks *lookups = connection->checks;

    if (!lookup)
        return;
    connection->annotated_frame = 0;
    g_free(lookup->address);
    g_free(lookup->host);
    lookups->num--;
    memmove(lookup, lookup + 1, (size_t)(&lookups->items[lookups->num] - lookup) * sizeof *lookup);
}

void hsviz_checks_staple(struct hsviz_connection *connection, const struct hsviz_staple *staple)
{
    lookups_of(connection)->staple = *staple;
}

/* ---- Reading ---- */

size_t hsviz_connection_num_checks(const struct hsviz_connection *connection)
{
    return connection->checks ? connection->checks->num : 0;
}

const struct hsviz_check *hsviz_connection_check(const struct hsviz_connection *connection,
                                                 size_t i)
{
    return &connection->checks->items[i];
}

struct hsviz_staple hsviz_connection_staple(const struct hsviz_connection *connection)
{
    return connection->checks ? connection->checks->staple : (struct hsviz_staple){ 0 };
}

int64_t hsviz_check_duration_ns(const struct hsviz_check *lookup)
{
    if (lookup->answer_ns == HSVIZ_NS_UNKNOWN || lookup->answer_ns < lookup->start_ns)
        return HSVIZ_NS_UNKNOWN;
    return lookup->answer_ns - lookup->start_ns + lookup->path_rtt_ns;
}

uint32_t hsviz_check_request_frame(const struct hsviz_check *lookup)
{
    return lookup->request_frame != 0 ? lookup->request_frame : lookup->first_frame;
}

int64_t hsviz_check_request_ns(const struct hsviz_check *lookup)
{
    return lookup->request_frame != 0 ? lookup->request_ns : lookup->start_ns;
}

const char *hsviz_check_host(const struct hsviz_check *lookup)
{
    return lookup->host ? lookup->host : lookup->address;
}
