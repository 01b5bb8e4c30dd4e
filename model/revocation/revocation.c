/* revocation.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "revocation.h"

#include <glib.h>

#include "model/connection/roles.h"
#include "model/core/connection.h"
#include "model/core/units.h"
#include "model/pki/certificate.h"
#include "model/pki/checks.h"
#include "model/pki/http.h"
#include "model/revocation/match.h"
#include "model/revocation/request.h"
#include "model/tcp/segment.h"
#include "model/time/capture_point.h"
#include "model/time/clock.h"
#include "model/tls/tls.h"

/* A revocation check on a connection to a responder or CRL server. */
struct pending_check {
    struct hsviz_connection *connection; /* that caused it */
    uint32_t request;                    /* which request of the HTTP connection it is, from 0 */
    uint32_t first_frame, last_frame;    /* of the check so far */
};

/* A plain connection of a client that speaks TLS too. */
struct http_client {
    uint32_t num_requests, num_responses;
    guint num_done;      /* of checks */
    bool response_began; /* the next response has begun */
    /* Of struct pending_check, in the order of requests and so of first frames; NULL until there is
     * one. */
    GArray *checks;
};

enum {
    HTTP_FINAL = 200, /* RFC 9110 15.2: lower codes are interim responses */
    HTTP_OK = 200,
};

struct hsviz_revocation {
    GHashTable *watched; /* a client's address → GPtrArray of its connections */
    GHashTable *clients; /* stream → struct http_client */
};

static void free_array(void *array)
{
    g_ptr_array_free((GPtrArray *)array, TRUE);
}

static void free_client(void *client)
{
    if (((struct http_client *)client)->checks)
        g_array_free(((struct http_client *)client)->checks, TRUE);
    g_free(client);
}

struct hsviz_revocation *hsviz_revocation_new(void)
{
    struct hsviz_revocation *revocation = g_new(struct hsviz_revocation, 1);

    revocation->watched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    revocation->clients = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_client);
    return revocation;
}

void hsviz_revocation_free(struct hsviz_revocation *revocation)
{
    if (!revocation)
        return;
    g_hash_table_destroy(revocation->watched);
    g_hash_table_destroy(revocation->clients);
    g_free(revocation);
}

/* ---- Connections that may cause checks ---- */

/* Makes room for one more: those that are over go, or else the oldest. */
static void make_room(GPtrArray *watched)
{
    if (watched->len < HSVIZ_WATCHED_MAX)
        return;
    for (guint i = watched->len; i-- > 0;) {
        if (!hsviz_match_is_open(g_ptr_array_index(watched, i)))
            g_ptr_array_remove_index(watched, i);
    }
    if (watched->len == HSVIZ_WATCHED_MAX)
        g_ptr_array_remove_index(watched, 0);
}

/* A server that has chosen may have shown a certificate. */
static void watch(struct hsviz_revocation *revocation, struct hsviz_connection *connection)
{
    const char *client = hsviz_peer_of(connection, HSVIZ_CLIENT)->address;
    GPtrArray *watched;

    if (!(connection->tls->flags & HSVIZ_TLS_SERVER_HELLO) || connection->flags & HSVIZ_WATCHED ||
        !hsviz_match_is_open(connection))
        return;
    connection->flags |= HSVIZ_WATCHED;
    watched = g_hash_table_lookup(revocation->watched, client);
    if (!watched) {
        watched = g_ptr_array_new();
        g_hash_table_insert(revocation->watched, g_strdup(client), watched);
    }
    make_room(watched);
    g_ptr_array_add(watched, connection);
}

/* ---- Matching ---- */

static void remember(struct http_client *client, struct hsviz_connection *connection,
                     const struct hsviz_check *check)
{
    struct pending_check pending = { connection, check->request, check->first_frame, UINT32_MAX };

    if (!client->checks)
        client->checks = g_array_new(FALSE, FALSE, sizeof pending);
    g_array_append_val(client->checks, pending);
}

/* Begins a check of connection on http: with its TCP handshake if it was opened for the check. */
static struct hsviz_check *begin(struct http_client *client, struct hsviz_connection *connection,
                                 const struct hsviz_connection *http,
                                 const struct hsviz_segment *segment)
{
    bool is_opened_for_it =
        client->num_requests == 0 && http->start_ns >= hsviz_match_shown_ns(connection);
    struct hsviz_check *check =
        hsviz_checks_add(connection, is_opened_for_it ? http->first_frame : segment->frame);

    if (!check)
        return NULL;
    check->stream = http->stream;
    check->request = client->num_requests;
    check->start_ns = is_opened_for_it ? http->start_ns : segment->time_ns;
    check->address = g_strdup(hsviz_peer_of(http, HSVIZ_SERVER)->address);
    check->port = hsviz_peer_of(http, HSVIZ_SERVER)->port;
    if (connection->clock)
        hsviz_check_times_begin(&connection->clock->checks, hsviz_end_of(connection, HSVIZ_CLIENT),
                                check->start_ns);
    remember(client, connection, check);
    return check;
}

static void fill(struct hsviz_check *check, struct hsviz_status_request *request,
                 const struct hsviz_match *match, const struct hsviz_segment *segment)
{
    check->method = (uint8_t)request->method;
    check->source = (uint8_t)match->source;
    check->reason = (uint8_t)match->reason;
    check->serial = match->serial;
    check->request_frame = segment->frame;
    check->request_ns = segment->time_ns;
    check->host = g_steal_pointer(&request->host);
    match->connection->settled_frame = 0;
}

/* The check for which http was opened, if no request was sent yet; else NULL. */
static struct pending_check *attempt_of(const struct http_client *client)
{
    return client->num_requests == 0 && client->checks && client->checks->len > 0
               ? &g_array_index(client->checks, struct pending_check, 0)
               : NULL;
}

/* http was opened for another check, or for none. */
static void drop_attempt(struct http_client *client, uint32_t stream)
{
    struct pending_check *attempt = attempt_of(client);
    const struct hsviz_check *check =
        hsviz_checks_find(attempt->connection, stream, attempt->request);

    if (attempt->connection->clock)
        hsviz_check_times_drop(&attempt->connection->clock->checks, check->start_ns);
    hsviz_checks_remove(attempt->connection, stream, attempt->request);
    g_array_set_size(client->checks, 0);
    client->num_done = 0;
}

static void join(const GPtrArray *watched, struct http_client *client,
                 const struct hsviz_connection *http, const struct hsviz_segment *segment,
                 struct hsviz_status_request *request)
{
    const struct pending_check *attempt = attempt_of(client);
    uint32_t num_others = 0;
    int64_t begun_ns = client->num_requests == 0 ? http->start_ns : segment->time_ns;
    struct hsviz_match match = hsviz_match_best(watched, request, begun_ns, &num_others);
    struct hsviz_check *check;

    /* One that was refused, and came after all, begins anew. */
    if (attempt && (attempt->connection != match.connection || client->num_done > 0))
        drop_attempt(client, http->stream);
    if (!match.connection)
        return;
    check = attempt_of(client) ? hsviz_checks_find(match.connection, http->stream, 0)
                               : begin(client, match.connection, http, segment);
    if (!check)
        return;
    fill(check, request, &match, segment);
    check->num_others = (uint8_t)MIN(num_others, UINT8_MAX);
}

static void take_request(const GPtrArray *watched, struct http_client *client,
                         const struct hsviz_connection *http, const struct hsviz_segment *segment,
                         const struct hsviz_http_message *message,
                         const struct hsviz_http_head *head)
{
    struct hsviz_status_request request;

    if (hsviz_status_request_read(&request, head, message))
        join(watched, client, http, segment, &request);
    else if (attempt_of(client))
        drop_attempt(client, http->stream);
    hsviz_status_request_free(&request);
    client->num_requests++;
}

/* ---- Responses ---- */

/* The oldest check without a response; NULL if there is none. */
static struct pending_check *oldest_pending(const struct http_client *client)
{
    return client->checks && client->num_done < client->checks->len
               ? &g_array_index(client->checks, struct pending_check, client->num_done)
               : NULL;
}

/* The check to which the next response on the HTTP connection belongs; NULL if it belongs to
 * another request. */
static struct pending_check *next_pending(const struct http_client *client)
{
    struct pending_check *pending = oldest_pending(client);

    return pending && pending->request == client->num_responses ? pending : NULL;
}

/* The think time of the responder or CRL server. */
static int64_t think_ns_of(const struct hsviz_check *check, const struct hsviz_connection *http)
{
    struct hsviz_split split = hsviz_times_split(http);

    if (!split.is_known || check->request_ns == HSVIZ_TIME_UNKNOWN)
        return HSVIZ_NS_UNKNOWN;
    return MAX(check->response_ns - check->request_ns - split.server_ns, 0);
}

/* The oldest check has its response, or will get none. */
static void end(struct http_client *client, const struct hsviz_connection *http,
                const struct hsviz_segment *segment, const struct hsviz_status_response *response)
{
    struct pending_check *pending = oldest_pending(client);
    struct hsviz_check *check =
        hsviz_checks_find(pending->connection, http->stream, pending->request);

    client->num_done++;
    client->response_began = false;
    pending->last_frame = segment->frame;
    if (!check)
        return;
    check->path_rtt_ns = hsviz_times_split(http).client_ns;
    if (pending->connection->clock)
        hsviz_check_times_end(&pending->connection->clock->checks, check->start_ns,
                              segment->time_ns + check->path_rtt_ns);
    pending->connection->settled_frame = 0;
    check->status = (uint8_t)response->status;
    check->this_update_s = response->this_update_s;
    check->next_update_s = response->next_update_s;
    if (response->status == HSVIZ_STATUS_SILENT)
        return;
    check->response_frame = segment->frame;
    check->response_ns = segment->time_ns;
    check->think_ns = think_ns_of(check, http);
}

/* Whether the response is about a certificate that is not in connection's chain. */
static bool is_of_other(const struct hsviz_connection *connection,
                        const struct hsviz_status_response *response)
{
    return response->id.serial.len > 0 && connection->chain &&
           hsviz_chain_find(connection->chain, &response->id) ==
               connection->chain->num_certificates;
}

static struct hsviz_status_response read_response(const struct hsviz_connection *connection,
                                                  const struct hsviz_check *check,
                                                  const struct hsviz_http_message *message,
                                                  const struct hsviz_http_head *head)
{
    struct hsviz_bytes ocsp = { message->ocsp, message->ocsp_len, false };
    struct hsviz_status_response response;

    if (head->status != HTTP_OK)
        return (struct hsviz_status_response){ .status = HSVIZ_STATUS_HTTP };
    if (check->method == HSVIZ_CHECK_CRL)
        return hsviz_crl_read(head->body, &check->serial);
    response = hsviz_ocsp_response_read(message->ocsp ? ocsp : head->body, &check->serial);
    if (is_of_other(connection, &response))
        return (struct hsviz_status_response){ .status = HSVIZ_STATUS_OTHER_CERTIFICATE };
    return response;
}

static void take_response(struct http_client *client, const struct hsviz_connection *http,
                          const struct hsviz_segment *segment,
                          const struct hsviz_http_message *message,
                          const struct hsviz_http_head *head)
{
    struct pending_check *pending = next_pending(client);
    struct hsviz_check *check =
        pending ? hsviz_checks_find(pending->connection, http->stream, pending->request) : NULL;
    struct hsviz_status_response response;

    if (head->status < HTTP_FINAL)
        return;
    if (client->num_responses == client->num_requests) {
        /* The request was not captured, so what it requested is unknown. */
        if (attempt_of(client))
            drop_attempt(client, http->stream);
        return;
    }
    if (check) {
        check->http_status = head->status;
        response = read_response(pending->connection, check, message, head);
        end(client, http, segment, &response);
    }
    client->num_responses++;
}

/* Either end closes: pending checks get no response. Only a close by the server sets their status.
 * After a client's FIN, the response may still come (RFC 9293 3.6). */
static void take_close(struct http_client *client, const struct hsviz_connection *http,
                       const struct hsviz_segment *segment, enum hsviz_side side)
{
    bool is_reset = segment->flags & HSVIZ_TCP_RST;

    if (side == HSVIZ_CLIENT && !is_reset)
        return;
    while (oldest_pending(client)) {
        struct hsviz_status_response response = { .status = HSVIZ_STATUS_SILENT };

        if (side == HSVIZ_SERVER && client->response_began && next_pending(client))
            response.status = HSVIZ_STATUS_CUT;
        else if (side == HSVIZ_SERVER && is_reset)
            response.status = HSVIZ_STATUS_REFUSED;
        end(client, http, segment, &response);
    }
}

/* ---- TCP handshakes ---- */

/* A connection to the very address that a certificate gives, while the handshake waits. */
static void take_connect(struct http_client *client, const struct hsviz_match *match,
                         const struct hsviz_connection *http, const struct hsviz_segment *segment)
{
    struct hsviz_check *check = begin(client, match->connection, http, segment);

    if (!check)
        return;
    check->source = (uint8_t)match->source;
    check->reason = (uint8_t)match->reason;
    check->serial = match->serial;
}

/* ---- Frames ---- */

static struct http_client *make_client(struct hsviz_revocation *revocation, uint32_t stream)
{
    struct http_client *client = g_new0(struct http_client, 1);

    g_hash_table_insert(revocation->clients, GUINT_TO_POINTER(stream), client);
    return client;
}

/* Requests come from the client, responses from the server; anything else is no HTTP. */
static void take_messages(const GPtrArray *watched, struct http_client *client,
                          const struct hsviz_connection *http, const struct hsviz_segment *segment,
                          enum hsviz_side side, const struct hsviz_http_message *messages,
                          size_t num_messages)
{
    for (size_t i = 0; i < num_messages; i++) {
        struct hsviz_http_head head;

        if (!hsviz_http_read(&head, &messages[i]))
            continue;
        if (head.status == 0 && side == HSVIZ_CLIENT)
            take_request(watched, client, http, segment, &messages[i], &head);
        else if (head.status != 0 && side == HSVIZ_SERVER)
            take_response(client, http, segment, &messages[i], &head);
    }
}

/* The client of http, created if this frame makes it one; NULL if it is none. */
static struct http_client *client_of(struct hsviz_revocation *revocation, const GPtrArray *watched,
                                     struct hsviz_connection *http,
                                     const struct hsviz_segment *segment, size_t num_messages)
{
    struct hsviz_match match = { 0 };
    struct http_client *client;

    if (http->flags & HSVIZ_CHECKS)
        return g_hash_table_lookup(revocation->clients, GUINT_TO_POINTER(http->stream));
    if (num_messages == 0)
        match = hsviz_match_handshake(watched, http);
    if (num_messages == 0 && !match.connection)
        return NULL;
    http->flags |= HSVIZ_CHECKS;
    client = make_client(revocation, http->stream);
    if (match.connection)
        take_connect(client, &match, http, segment);
    return client;
}

/* A frame of a connection without TLS. */
static void take_plain(struct hsviz_revocation *revocation, struct hsviz_connection *http,
                       const struct hsviz_segment *segment,
                       const struct hsviz_http_message *messages, size_t num_messages)
{
    bool opens = segment->frame == http->first_frame && segment->flags & HSVIZ_TCP_SYN;
    const GPtrArray *watched;
    struct http_client *client;
    enum hsviz_side side;

    if (!opens && num_messages == 0 && !(http->flags & HSVIZ_CHECKS))
        return;
    watched = g_hash_table_lookup(revocation->watched, hsviz_peer_of(http, HSVIZ_CLIENT)->address);
    client = watched ? client_of(revocation, watched, http, segment, num_messages) : NULL;
    if (!client)
        return;
    side = hsviz_side_of(http, hsviz_roles_end(http, &segment->source));
    take_messages(watched, client, http, segment, side, messages, num_messages);
    /* What a frame with a whole message carries besides is not looked for. */
    if (side == HSVIZ_SERVER && num_messages == 0 && segment->payload_len > 0 &&
        client->num_responses < client->num_requests && next_pending(client))
        client->response_began = true;
    if (segment->flags & (HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        take_close(client, http, segment, side);
}

/* A connection that seemed opened for a check uses TLS: it is none. */
static void leave(struct hsviz_revocation *revocation, struct hsviz_connection *connection)
{
    struct http_client *client =
        g_hash_table_lookup(revocation->clients, GUINT_TO_POINTER(connection->stream));

    connection->flags &= (uint16_t)~HSVIZ_CHECKS;
    if (client && attempt_of(client))
        drop_attempt(client, connection->stream);
}

void hsviz_revocation_take(struct hsviz_revocation *revocation, struct hsviz_connection *connection,
                           const struct hsviz_segment *segment,
                           const struct hsviz_http_message *messages, size_t num_messages)
{
    if (connection->tls && connection->flags & HSVIZ_CHECKS)
        leave(revocation, connection);
    if (connection->tls)
        watch(revocation, connection);
    else if (g_hash_table_size(revocation->watched) > 0)
        take_plain(revocation, connection, segment, messages, num_messages);
}

/* ---- Finding ---- */

const struct hsviz_connection *hsviz_revocation_find(const struct hsviz_revocation *revocation,
                                                     uint32_t stream, uint32_t frame)
{
    const struct http_client *client =
        g_hash_table_lookup(revocation->clients, GUINT_TO_POINTER(stream));
    guint first = 0, end = client && client->checks ? client->checks->len : 0;
    const struct pending_check *newest;

    /* The newest that had begun: of those before first that is known, of those from end on not. */
    while (first < end) {
        guint middle = first + (end - first) / 2;

        if (g_array_index(client->checks, struct pending_check, middle).first_frame <= frame)
            first = middle + 1;
        else
            end = middle;
    }
    if (first == 0)
        return NULL;
    newest = &g_array_index(client->checks, struct pending_check, first - 1);
    return frame <= newest->last_frame ? newest->connection : NULL;
}
