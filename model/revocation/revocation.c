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

/* A question that was joined, on a connection to an authority. */
struct asked {
    struct hsviz_connection *connection; /* that caused it */
    uint32_t request;                    /* which of the asking connection's it is, from 0 */
    uint32_t first_frame, last_frame;    /* of the lookup so far */
};

/* A plain connection of a client that speaks TLS too. */
struct asker {
    uint32_t num_requests, num_answers;
    guint num_answered;     /* of asked */
    bool is_being_answered; /* the next answer has begun */
    GArray *asked; /* of struct asked, in the order of requests, and so of first frames; NULL until
                      there is one */
};

enum {
    HTTP_FINAL = 200, /* RFC 9110 15.2: what is below is no answer yet */
    HTTP_OK = 200,
};

struct hsviz_revocation {
    GHashTable *watched; /* a client's address → GPtrArray of its connections */
    GHashTable *askers;  /* stream → struct asker */
};

static void free_array(void *array)
{
    g_ptr_array_free((GPtrArray *)array, TRUE);
}

static void free_asker(void *asker)
{
    if (((struct asker *)asker)->asked)
        g_array_free(((struct asker *)asker)->asked, TRUE);
    g_free(asker);
}

struct hsviz_revocation *hsviz_revocation_new(void)
{
    struct hsviz_revocation *authorities = g_new(struct hsviz_revocation, 1);

    authorities->watched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    authorities->askers = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_asker);
    return authorities;
}

void hsviz_revocation_free(struct hsviz_revocation *authorities)
{
    if (!authorities)
        return;
    g_hash_table_destroy(authorities->watched);
    g_hash_table_destroy(authorities->askers);
    g_free(authorities);
}

/* ---- Connections that may have a reason to ask ---- */

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
static void watch(struct hsviz_revocation *authorities, struct hsviz_connection *connection)
{
    const char *client = hsviz_peer_of(connection, HSVIZ_CLIENT)->address;
    GPtrArray *watched;

    if (!(connection->tls->flags & HSVIZ_TLS_SERVER_HELLO) || connection->flags & HSVIZ_WATCHED ||
        !hsviz_match_is_open(connection))
        return;
    connection->flags |= HSVIZ_WATCHED;
    watched = g_hash_table_lookup(authorities->watched, client);
    if (!watched) {
        watched = g_ptr_array_new();
        g_hash_table_insert(authorities->watched, g_strdup(client), watched);
    }
    make_room(watched);
    g_ptr_array_add(watched, connection);
}

/* ---- Joining ---- */

static void remember(struct asker *asker, struct hsviz_connection *connection,
                     const struct hsviz_check *lookup)
{
    struct asked asked = { connection, lookup->request, lookup->first_frame, UINT32_MAX };

    if (!asker->asked)
        asker->asked = g_array_new(FALSE, FALSE, sizeof asked);
    g_array_append_val(asker->asked, asked);
}

/* A lookup of connection that begins on the asking one, with its opening where that is of it. */
static struct hsviz_check *begin(struct asker *asker, struct hsviz_connection *connection,
                                 const struct hsviz_connection *asking,
                                 const struct hsviz_segment *segment)
{
    bool is_opened_for_it =
        asker->num_requests == 0 && asking->start_ns >= hsviz_match_shown_ns(connection);
    struct hsviz_check *lookup =
        hsviz_checks_add(connection, is_opened_for_it ? asking->first_frame : segment->frame);

    if (!lookup)
        return NULL;
    lookup->stream = asking->stream;
    lookup->request = asker->num_requests;
    lookup->start_ns = is_opened_for_it ? asking->start_ns : segment->time_ns;
    lookup->address = g_strdup(hsviz_peer_of(asking, HSVIZ_SERVER)->address);
    lookup->port = hsviz_peer_of(asking, HSVIZ_SERVER)->port;
    if (connection->clock)
        hsviz_clock_begin_check(connection->clock, hsviz_end_of(connection, HSVIZ_CLIENT),
                                lookup->start_ns);
    remember(asker, connection, lookup);
    return lookup;
}

static void fill(struct hsviz_check *lookup, struct hsviz_status_request *question,
                 const struct hsviz_match *fit, const struct hsviz_segment *segment)
{
    lookup->method = (uint8_t)question->method;
    lookup->source = (uint8_t)fit->source;
    lookup->reason = (uint8_t)fit->reason;
    lookup->serial = fit->serial;
    lookup->request_frame = segment->frame;
    lookup->request_ns = segment->time_ns;
    lookup->host = g_steal_pointer(&question->host);
    fit->connection->annotated_frame = 0;
}

/* The lookup that has gone no further than the opening of the asking connection; NULL: none. */
static struct asked *attempt_of(const struct asker *asker)
{
    return asker->num_requests == 0 && asker->asked && asker->asked->len > 0
               ? &g_array_index(asker->asked, struct asked, 0)
               : NULL;
}

/* What the opening promised was another question, or none. */
static void drop_attempt(struct asker *asker, uint32_t stream)
{
    struct asked *attempt = attempt_of(asker);
    const struct hsviz_check *lookup =
        hsviz_checks_find(attempt->connection, stream, attempt->request);

    if (attempt->connection->clock)
        hsviz_clock_drop_check(attempt->connection->clock, lookup->start_ns);
    hsviz_checks_remove(attempt->connection, stream, attempt->request);
    g_array_set_size(asker->asked, 0);
    asker->num_answered = 0;
}

static void join(const GPtrArray *watched, struct asker *asker,
                 const struct hsviz_connection *asking, const struct hsviz_segment *segment,
                 struct hsviz_status_request *question)
{
    const struct asked *attempt = attempt_of(asker);
    uint32_t num_others = 0;
    int64_t begun_ns = asker->num_requests == 0 ? asking->start_ns : segment->time_ns;
    struct hsviz_match fit = hsviz_match_best(watched, question, begun_ns, &num_others);
    struct hsviz_check *lookup;

    /* One that was refused, and came after all, begins anew. */
    if (attempt && (attempt->connection != fit.connection || asker->num_answered > 0))
        drop_attempt(asker, asking->stream);
    if (!fit.connection)
        return;
    lookup = attempt_of(asker) ? hsviz_checks_find(fit.connection, asking->stream, 0)
                               : begin(asker, fit.connection, asking, segment);
    if (!lookup)
        return;
    fill(lookup, question, &fit, segment);
    lookup->num_others = (uint8_t)MIN(num_others, UINT8_MAX);
}

static void take_request(const GPtrArray *watched, struct asker *asker,
                         const struct hsviz_connection *asking, const struct hsviz_segment *segment,
                         const struct hsviz_http_message *message,
                         const struct hsviz_http_head *head)
{
    struct hsviz_status_request question;

    if (hsviz_status_request_read(&question, head, message))
        join(watched, asker, asking, segment, &question);
    else if (attempt_of(asker))
        drop_attempt(asker, asking->stream);
    hsviz_status_request_free(&question);
    asker->num_requests++;
}

/* ---- Answers ---- */

/* The oldest question of ours without an answer; NULL where there is none. */
static struct asked *oldest_asked(const struct asker *asker)
{
    return asker->asked && asker->num_answered < asker->asked->len
               ? &g_array_index(asker->asked, struct asked, asker->num_answered)
               : NULL;
}

/* What waits for the next answer on the asking connection; NULL where nothing of ours does. */
static struct asked *next_asked(const struct asker *asker)
{
    struct asked *asked = oldest_asked(asker);

    return asked && asked->request == asker->num_answers ? asked : NULL;
}

/* What the authority took for its answer, beyond the network. */
static int64_t think_ns_of(const struct hsviz_check *lookup, const struct hsviz_connection *asking)
{
    struct hsviz_split split = hsviz_times_split(asking);

    if (!split.is_known || lookup->request_ns == HSVIZ_NS_UNKNOWN)
        return HSVIZ_NS_UNKNOWN;
    return MAX(lookup->answer_ns - lookup->request_ns - split.server_ns, 0);
}

/* The oldest question has its answer, or will have none. */
static void end(struct asker *asker, const struct hsviz_connection *asking,
                const struct hsviz_segment *segment, const struct hsviz_status_response *answer)
{
    struct asked *asked = oldest_asked(asker);
    struct hsviz_check *lookup =
        hsviz_checks_find(asked->connection, asking->stream, asked->request);

    asker->num_answered++;
    asker->is_being_answered = false;
    asked->last_frame = segment->frame;
    if (!lookup)
        return;
    lookup->path_rtt_ns = hsviz_times_split(asking).client_ns;
    if (asked->connection->clock)
        hsviz_clock_end_check(asked->connection->clock, lookup->start_ns,
                              segment->time_ns + lookup->path_rtt_ns);
    asked->connection->annotated_frame = 0;
    lookup->status = (uint8_t)answer->status;
    lookup->this_update_s = answer->this_update_s;
    lookup->next_update_s = answer->next_update_s;
    if (answer->status == HSVIZ_STATUS_SILENT)
        return;
    lookup->answer_frame = segment->frame;
    lookup->answer_ns = segment->time_ns;
    lookup->think_ns = think_ns_of(lookup, asking);
}

/* Whether the answer names a certificate of which connection is known to have another. */
static bool is_of_other(const struct hsviz_connection *connection,
                        const struct hsviz_status_response *answer)
{
    return answer->id.serial.len > 0 && connection->chain &&
           hsviz_chain_find(connection->chain, &answer->id) == connection->chain->num_certificates;
}

static struct hsviz_status_response read_answer(const struct hsviz_connection *connection,
                                                const struct hsviz_check *lookup,
                                                const struct hsviz_http_message *message,
                                                const struct hsviz_http_head *head)
{
    struct hsviz_bytes ocsp = { message->ocsp, message->ocsp_len, false };
    struct hsviz_status_response answer;

    if (head->status != HTTP_OK)
        return (struct hsviz_status_response){ .status = HSVIZ_STATUS_HTTP };
    if (lookup->method == HSVIZ_CHECK_CRL)
        return hsviz_crl_read(head->body, &lookup->serial);
    answer = hsviz_ocsp_response_read(message->ocsp ? ocsp : head->body, &lookup->serial);
    if (is_of_other(connection, &answer))
        return (struct hsviz_status_response){ .status = HSVIZ_STATUS_OTHER_CERTIFICATE };
    return answer;
}

static void take_answer(struct asker *asker, const struct hsviz_connection *asking,
                        const struct hsviz_segment *segment,
                        const struct hsviz_http_message *message,
                        const struct hsviz_http_head *head)
{
    struct asked *asked = next_asked(asker);
    struct hsviz_check *lookup =
        asked ? hsviz_checks_find(asked->connection, asking->stream, asked->request) : NULL;
    struct hsviz_status_response answer;

    if (head->status < HTTP_FINAL)
        return;
    if (asker->num_answers == asker->num_requests) {
        /* The request was not captured: what it asked is not known. */
        if (attempt_of(asker))
            drop_attempt(asker, asking->stream);
        return;
    }
    if (lookup) {
        lookup->http_status = head->status;
        answer = read_answer(asked->connection, lookup, message, head);
        end(asker, asking, segment, &answer);
    }
    asker->num_answers++;
}

/* Either end closes: what has no answer gets none. Only the authority's end tells how. A client's
 * FIN is no end: the answer may still come (RFC 9293 3.6). */
static void take_close(struct asker *asker, const struct hsviz_connection *asking,
                       const struct hsviz_segment *segment, enum hsviz_side side)
{
    bool is_reset = segment->flags & HSVIZ_TCP_RST;

    if (side == HSVIZ_CLIENT && !is_reset)
        return;
    while (oldest_asked(asker)) {
        struct hsviz_status_response answer = { .status = HSVIZ_STATUS_SILENT };

        if (side == HSVIZ_SERVER && asker->is_being_answered && next_asked(asker))
            answer.status = HSVIZ_STATUS_CUT;
        else if (side == HSVIZ_SERVER && is_reset)
            answer.status = HSVIZ_STATUS_REFUSED;
        end(asker, asking, segment, &answer);
    }
}

/* ---- Openings ---- */

/* A connection to the very address that a certificate gives, while the handshake waits. */
static void take_opening(struct asker *asker, const struct hsviz_match *fit,
                         const struct hsviz_connection *asking, const struct hsviz_segment *segment)
{
    struct hsviz_check *lookup = begin(asker, fit->connection, asking, segment);

    if (!lookup)
        return;
    lookup->source = (uint8_t)fit->source;
    lookup->reason = (uint8_t)fit->reason;
    lookup->serial = fit->serial;
}

/* ---- Frames ---- */

static struct asker *make_asker(struct hsviz_revocation *authorities, uint32_t stream)
{
    struct asker *asker = g_new0(struct asker, 1);

    g_hash_table_insert(authorities->askers, GUINT_TO_POINTER(stream), asker);
    return asker;
}

/* Requests are the client's, answers the server's; anything else is no HTTP. */
static void take_messages(const GPtrArray *watched, struct asker *asker,
                          const struct hsviz_connection *asking,
                          const struct hsviz_segment *segment, enum hsviz_side side,
                          const struct hsviz_http_message *messages, size_t num_messages)
{
    for (size_t i = 0; i < num_messages; i++) {
        struct hsviz_http_head head;

        if (!hsviz_http_read(&head, &messages[i]))
            continue;
        if (head.status == 0 && side == HSVIZ_CLIENT)
            take_request(watched, asker, asking, segment, &messages[i], &head);
        else if (head.status != 0 && side == HSVIZ_SERVER)
            take_answer(asker, asking, segment, &messages[i], &head);
    }
}

/* The asker that the connection is, or becomes with this frame; NULL where it is none. */
static struct asker *asker_of(struct hsviz_revocation *authorities, const GPtrArray *watched,
                              struct hsviz_connection *asking, const struct hsviz_segment *segment,
                              size_t num_messages)
{
    struct hsviz_match fit = { 0 };
    struct asker *asker;

    if (asking->flags & HSVIZ_CHECKS)
        return g_hash_table_lookup(authorities->askers, GUINT_TO_POINTER(asking->stream));
    if (num_messages == 0)
        fit = hsviz_match_opening(watched, asking);
    if (num_messages == 0 && !fit.connection)
        return NULL;
    asking->flags |= HSVIZ_CHECKS;
    asker = make_asker(authorities, asking->stream);
    if (fit.connection)
        take_opening(asker, &fit, asking, segment);
    return asker;
}

/* A frame of a connection without TLS. */
static void take_plain(struct hsviz_revocation *authorities, struct hsviz_connection *asking,
                       const struct hsviz_segment *segment,
                       const struct hsviz_http_message *messages, size_t num_messages)
{
    bool opens = segment->frame == asking->first_frame && segment->flags & HSVIZ_TCP_SYN;
    const GPtrArray *watched;
    struct asker *asker;
    enum hsviz_side side;

    if (!opens && num_messages == 0 && !(asking->flags & HSVIZ_CHECKS))
        return;
    watched =
        g_hash_table_lookup(authorities->watched, hsviz_peer_of(asking, HSVIZ_CLIENT)->address);
    asker = watched ? asker_of(authorities, watched, asking, segment, num_messages) : NULL;
    if (!asker)
        return;
    side = hsviz_side_of(asking, hsviz_roles_end(asking, &segment->source));
    take_messages(watched, asker, asking, segment, side, messages, num_messages);
    /* What a frame with a whole message carries besides is not looked for. */
    if (side == HSVIZ_SERVER && num_messages == 0 && segment->payload_len > 0 &&
        asker->num_answers < asker->num_requests && next_asked(asker))
        asker->is_being_answered = true;
    if (segment->flags & (HSVIZ_TCP_FIN | HSVIZ_TCP_RST))
        take_close(asker, asking, segment, side);
}

/* What was taken for an opening to an authority speaks TLS: it asks nothing. */
static void leave(struct hsviz_revocation *authorities, struct hsviz_connection *connection)
{
    struct asker *asker =
        g_hash_table_lookup(authorities->askers, GUINT_TO_POINTER(connection->stream));

    connection->flags &= (uint16_t)~HSVIZ_CHECKS;
    if (asker && attempt_of(asker))
        drop_attempt(asker, connection->stream);
}

void hsviz_revocation_take(struct hsviz_revocation *authorities,
                           struct hsviz_connection *connection, const struct hsviz_segment *segment,
                           const struct hsviz_http_message *messages, size_t num_messages)
{
    if (connection->tls && connection->flags & HSVIZ_CHECKS)
        leave(authorities, connection);
    if (connection->tls)
        watch(authorities, connection);
    else if (g_hash_table_size(authorities->watched) > 0)
        take_plain(authorities, connection, segment, messages, num_messages);
}

/* ---- Finding ---- */

const struct hsviz_connection *hsviz_revocation_find(const struct hsviz_revocation *authorities,
                                                     uint32_t stream, uint32_t frame)
{
    const struct asker *asker = g_hash_table_lookup(authorities->askers, GUINT_TO_POINTER(stream));
    guint first = 0, end = asker && asker->asked ? asker->asked->len : 0;
    const struct asked *newest;

    /* The newest that had begun: of those before first that is known, of those from end on not. */
    while (first < end) {
        guint middle = first + (end - first) / 2;

        if (g_array_index(asker->asked, struct asked, middle).first_frame <= frame)
            first = middle + 1;
        else
            end = middle;
    }
    if (first == 0)
        return NULL;
    newest = &g_array_index(asker->asked, struct asked, first - 1);
    return frame <= newest->last_frame ? newest->connection : NULL;
}
