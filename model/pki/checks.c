/* checks.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "checks.h"

#include <string.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/units.h"

/* ---- Storing ---- */

void hsviz_checks_free(struct hsviz_checks *checks)
{
    if (!checks)
        return;
    for (size_t i = 0; i < checks->num; i++) {
        g_free(checks->items[i].address);
        g_free(checks->items[i].host);
    }
    g_free(checks->items);
    g_free(checks);
}

static struct hsviz_checks *make_checks(struct hsviz_connection *connection)
{
    if (!connection->checks)
        connection->checks = g_new0(struct hsviz_checks, 1);
    return connection->checks;
}

/* Checks are kept in the order of their beginnings, which may be earlier than the newest check: a
 * check on an HTTP connection begins when that was opened. */
struct hsviz_check *hsviz_checks_add(struct hsviz_connection *connection, uint32_t first_frame)
{
    struct hsviz_checks *checks = make_checks(connection);
    struct hsviz_check *check;

    connection->settled_frame = 0;
    if (checks->num == HSVIZ_CHECKS_MAX) {
        checks->is_full = true;
        return NULL;
    }
    checks->items = g_renew(struct hsviz_check, checks->items, checks->num + 1);
    check = &checks->items[checks->num++];
    for (; check > checks->items && check[-1].first_frame > first_frame; check--)
        check[0] = check[-1];
    memset(check, 0, sizeof *check);
    check->first_frame = first_frame;
    check->start_ns = check->request_ns = check->response_ns = HSVIZ_TIME_UNKNOWN;
    check->think_ns = HSVIZ_NS_UNKNOWN;
    return check;
}

struct hsviz_check *hsviz_checks_find(struct hsviz_connection *connection, uint32_t stream,
                                      uint32_t request)
{
    size_t num = hsviz_connection_num_checks(connection);

    for (size_t i = 0; i < num; i++) {
        struct hsviz_check *check = &connection->checks->items[i];

        if (check->stream == stream && check->request == request)
            return check;
    }
    return NULL;
}

void hsviz_checks_remove(struct hsviz_connection *connection, uint32_t stream, uint32_t request)
{
    struct hsviz_check *check = hsviz_checks_find(connection, stream, request);
    struct hsviz_checks *checks = connection->checks;

    if (!check)
        return;
    connection->settled_frame = 0;
    g_free(check->address);
    g_free(check->host);
    checks->num--;
    memmove(check, check + 1, (size_t)(&checks->items[checks->num] - check) * sizeof *check);
}

void hsviz_checks_staple(struct hsviz_connection *connection, const struct hsviz_staple *staple)
{
    make_checks(connection)->staple = *staple;
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

int64_t hsviz_check_duration_ns(const struct hsviz_check *check)
{
    if (check->response_ns == HSVIZ_TIME_UNKNOWN || check->response_ns < check->start_ns)
        return HSVIZ_NS_UNKNOWN;
    return check->response_ns - check->start_ns + check->path_rtt_ns;
}

uint32_t hsviz_check_request_frame(const struct hsviz_check *check)
{
    return check->request_frame != 0 ? check->request_frame : check->first_frame;
}

int64_t hsviz_check_request_ns(const struct hsviz_check *check)
{
    return check->request_frame != 0 ? check->request_ns : check->start_ns;
}

const char *hsviz_check_host(const struct hsviz_check *check)
{
    return check->host ? check->host : check->address;
}
