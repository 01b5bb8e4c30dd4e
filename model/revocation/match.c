/* match.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "match.h"

#include <string.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/pki/certificate.h"
#include "model/revocation/request.h"
#include "model/time/capture_point.h"
#include "model/tls/infer_undo.h"
#include "model/tls/tls.h"

/* Ranks: a match by certificate counts more than any match by time. */
enum { RANK_BEFORE = 1, RANK_READY = 2, RANK_WAITING = 4, RANK_CERTIFICATE = 8 };

enum { HTTP_PORT = 80 };

bool hsviz_match_is_open(const struct hsviz_connection *connection)
{
    return connection->clock != NULL;
}

/* The rank of a connection by time: whether the client still has to reply to the server's flight or
 * to send its first data. Data shows that it has, even if its Finished was not captured; early data
 * does not. */
static unsigned rank_of_time(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    uint8_t client = hsviz_tls_flags_of(connection, HSVIZ_CLIENT);
    bool is_finished = client & HSVIZ_TLS_FINISHED;

    if (tls->flags & HSVIZ_TLS_ALERTED)
        return 0;
    if (client & HSVIZ_TLS_SENT_DATA && (is_finished || !(tls->flags & HSVIZ_TLS_EARLY_DATA_SENT)))
        return 0;
    return is_finished ? RANK_READY : RANK_WAITING;
}

int64_t hsviz_match_shown_ns(const struct hsviz_connection *connection)
{
    const struct hsviz_step *hello = hsviz_steps_first(
        connection, 0, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_SERVER_HELLO);
    int64_t path_rtt_ns = hsviz_times_split(connection).client_ns;

    return hello ? hello->time_ns + path_rtt_ns : connection->start_ns;
}

/* Whether the server has shown a certificate that could not be read: TLS 1.3 without keys, if it
 * resumes nothing, or what the capture cuts. */
static bool hides_certificate(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    uint8_t server = hsviz_tls_flags_of(connection, HSVIZ_SERVER);

    if (connection->chain || connection->flags & HSVIZ_WITHOUT_INFERENCE)
        return false;
    if (server & HSVIZ_TLS_SENT_CERTIFICATE)
        return true;
    return hsviz_tls_is_13(tls) && !(tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY) &&
           !(server & HSVIZ_TLS_DECRYPTS);
}

/* The index of the certificate of the chain that the request is about; num_certificates if none. */
static size_t find_in_chain(const struct hsviz_status_request *request, struct hsviz_chain *chain)
{
    if (request->method == HSVIZ_CHECK_CRL)
        return hsviz_chain_find_url(chain, request->url, HSVIZ_URL_CRL);
    if (request->ocsp.num_ids == 0)
        return hsviz_chain_find_url(chain, request->url, HSVIZ_URL_OCSP);
    for (size_t i = 0; i < request->ocsp.num_ids; i++) {
        size_t found = hsviz_chain_find(chain, &request->ocsp.ids[i]);

        if (found < chain->num_certificates)
            return found;
    }
    return chain->num_certificates;
}

static enum hsviz_check_reason reason_of(const struct hsviz_status_request *request, size_t found)
{
    if (request->method == HSVIZ_CHECK_CRL || request->ocsp.num_ids == 0)
        return HSVIZ_CHECK_URL;
    return found == 0 ? HSVIZ_CHECK_OF_CERTIFICATE : HSVIZ_CHECK_OF_ISSUER;
}

static struct hsviz_match match_chain(const struct hsviz_status_request *request,
                                      struct hsviz_connection *connection)
{
    struct hsviz_chain *chain = connection->chain;
    size_t found = find_in_chain(request, chain);

    if (found == chain->num_certificates)
        return (struct hsviz_match){ 0 };
    return (struct hsviz_match){
        .connection = connection,
        .source = (enum hsviz_source)chain->source,
        .reason = reason_of(request, found),
        .rank = RANK_CERTIFICATE + rank_of_time(connection),
        .serial = chain->certificates[found].serial,
    };
}

static struct hsviz_match match_time(const struct hsviz_status_request *request,
                                     struct hsviz_connection *connection)
{
    unsigned rank = rank_of_time(connection);
    struct hsviz_match match = { 0 };

    if (rank == 0 || (request->method == HSVIZ_CHECK_CRL && !request->is_of_list))
        return match;
    match.connection = connection;
    match.source = HSVIZ_INFERRED;
    match.reason = rank == RANK_WAITING ? HSVIZ_CHECK_WAITING : HSVIZ_CHECK_READY;
    match.rank = rank;
    if (request->ocsp.num_ids > 0)
        match.serial = request->ocsp.ids[0].serial;
    return match;
}

static struct hsviz_match match_of(const struct hsviz_status_request *request,
                                   struct hsviz_connection *connection)
{
    if (!hsviz_match_is_open(connection))
        return (struct hsviz_match){ 0 };
    hsviz_infer_take_back(connection);
    if (connection->chain)
        return match_chain(request, connection);
    return hides_certificate(connection) ? match_time(request, connection)
                                         : (struct hsviz_match){ 0 };
}

/* Among equal ranks, the connection that was active last. */
static bool is_better(const struct hsviz_match *match, const struct hsviz_match *best)
{
    if (!best->connection || match->rank != best->rank)
        return !best->connection || match->rank > best->rank;
    return match->connection->last_ns >= best->connection->last_ns;
}

struct hsviz_match hsviz_match_best(const GPtrArray *watched,
                                    const struct hsviz_status_request *request, int64_t begun_ns,
                                    uint32_t *num_others)
{
    struct hsviz_match best = { 0 };
    uint32_t num_by_certificate = 0, num_by_time = 0;

    for (guint i = 0; i < watched->len; i++) {
        struct hsviz_match match = match_of(request, g_ptr_array_index(watched, i));

        if (!match.connection)
            continue;
        match.rank += hsviz_match_shown_ns(match.connection) <= begun_ns ? RANK_BEFORE : 0;
        num_by_certificate += match.rank >= RANK_CERTIFICATE;
        num_by_time += match.rank < RANK_CERTIFICATE;
        if (is_better(&match, &best))
            best = match;
    }
    *num_others = best.rank >= RANK_CERTIFICATE ? num_by_certificate : num_by_time;
    *num_others -= *num_others > 0;
    return best;
}

/* ---- TCP handshakes ---- */

/* How an address that names end by its number instead of a name begins. The caller frees it. */
static char *place_of(const struct hsviz_peer *end)
{
    bool is_ipv6 = strchr(end->address, ':') != NULL;
    GString *place = g_string_new("http://");

    g_string_append_printf(place, is_ipv6 ? "[%s]" : "%s", end->address);
    if (end->port != HTTP_PORT)
        g_string_append_printf(place, ":%u", end->port);
    g_string_append_c(place, '/');
    return g_string_free(place, FALSE);
}

static bool is_at(const char *url, const char *place)
{
    return url && g_str_has_prefix(url, place);
}

static const struct hsviz_certificate *named_in(const struct hsviz_chain *chain, const char *place)
{
    for (size_t i = 0; chain && i < chain->num_certificates; i++) {
        const struct hsviz_certificate *certificate = &chain->certificates[i];

        if (is_at(certificate->url[HSVIZ_URL_OCSP], place) ||
            is_at(certificate->url[HSVIZ_URL_CRL], place))
            return certificate;
    }
    return NULL;
}

struct hsviz_match hsviz_match_handshake(const GPtrArray *watched,
                                         const struct hsviz_connection *http)
{
    char *place = place_of(hsviz_peer_of(http, HSVIZ_SERVER));
    struct hsviz_match match = { 0 };

    for (guint i = watched->len; i-- > 0 && !match.connection;) {
        struct hsviz_connection *connection = g_ptr_array_index(watched, i);
        const struct hsviz_certificate *certificate = NULL;

        hsviz_infer_take_back(connection);
        if (hsviz_match_is_open(connection) && rank_of_time(connection) > 0)
            certificate = named_in(connection->chain, place);
        if (certificate)
            match = (struct hsviz_match){
                .connection = connection,
                .source = (enum hsviz_source)connection->chain->source,
                .reason = HSVIZ_CHECK_URL,
                .rank = RANK_CERTIFICATE,
                .serial = certificate->serial,
            };
    }
    g_free(place);
    return match;
}
