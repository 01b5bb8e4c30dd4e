/* participants.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "participants.h"

#include <string.h>

#include "render/shared/words.h"
#include "model/connection/view.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/story/explain.h"

/* ---- The ends of the connection ---- */

static void client_address(GString *text, const struct hsviz_connection *connection)
{
    hsviz_words_end(text, connection, HSVIZ_CLIENT);
}

static void server_address(GString *text, const struct hsviz_connection *connection)
{
    hsviz_words_end(text, connection, HSVIZ_SERVER);
}

static void add_end(GArray *phrases, const struct hsviz_connection *connection,
                    enum hsviz_side side)
{
    GString *end = g_string_new(NULL);

    hsviz_words_end(end, connection, side);
    hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL, g_string_free(end, FALSE));
}

static void client_addresses(GArray *phrases, const struct hsviz_connection *connection)
{
    add_end(phrases, connection, HSVIZ_CLIENT);
}

static void server_addresses(GArray *phrases, const struct hsviz_connection *connection)
{
    const char *sni = hsviz_connection_sni(connection);

    if (sni != NULL)
        hsviz_phrase_add(phrases, HSVIZ_TEXT_WIRE, g_strdup(sni));
    add_end(phrases, connection, HSVIZ_SERVER);
}

/* ---- OCSP responders and CRL servers, all at one lifeline ---- */

static bool is_same_responder(const struct hsviz_check *one, const struct hsviz_check *other)
{
    return one->port == other->port && strcmp(one->address, other->address) == 0 &&
           g_strcmp0(one->host, other->host) == 0;
}

static void responder_address(GString *text, const struct hsviz_connection *connection)
{
    const struct hsviz_check *first = hsviz_connection_check(connection, 0);

    for (size_t i = 1; i < hsviz_connection_num_checks(connection); i++) {
        if (!is_same_responder(first, hsviz_connection_check(connection, i))) {
            g_string_append(text, "several");
            return;
        }
    }
    hsviz_words_destination(text, first);
}

static void add_once(GArray *phrases, enum hsviz_text_class class, const char *text)
{
    for (guint i = 0; i < phrases->len; i++) {
        if (strcmp(g_array_index(phrases, struct hsviz_phrase, i).text, text) == 0)
            return;
    }
    hsviz_phrase_add(phrases, class, g_strdup(text));
}

static void responder_addresses(GArray *phrases, const struct hsviz_connection *connection)
{
    GString *end = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++) {
        const struct hsviz_check *check = hsviz_connection_check(connection, i);

        if (check->host != NULL && *check->host != '\0')
            add_once(phrases, HSVIZ_TEXT_WIRE, check->host);
        g_string_truncate(end, 0);
        hsviz_words_address(end, check->address, check->port);
        add_once(phrases, HSVIZ_TEXT_MODEL, end->str);
    }
    g_string_free(end, TRUE);
}

/* Most of what can come back is neither good nor a verdict: then the client learnt nothing. */
static enum hsviz_verdict verdict_of(const struct hsviz_check *check)
{
    switch ((enum hsviz_check_status)check->status) {
    case HSVIZ_STATUS_GOOD:
    case HSVIZ_STATUS_NOT_LISTED:
    case HSVIZ_STATUS_LIST:
        return HSVIZ_VERDICT_NONE;
    case HSVIZ_STATUS_REVOKED:
    case HSVIZ_STATUS_REFUSED:
    case HSVIZ_STATUS_SILENT:
        return HSVIZ_VERDICT_BAD;
    default:
        return HSVIZ_VERDICT_ODD;
    }
}

static void fill_request(struct hsviz_exchange_message *request, const struct hsviz_check *check)
{
    GString *detail = g_string_new(NULL);

    hsviz_check_request_detail(detail, check);
    *request = (struct hsviz_exchange_message){
        .frame = hsviz_check_request_frame(check),
        .time_ns = hsviz_check_request_ns(check),
        .name = hsviz_check_request(check),
        .detail = g_string_free(detail, FALSE),
        .explanation = hsviz_explain_check(check, HSVIZ_CHECK_REQUEST),
    };
}

static void fill_reply(struct hsviz_exchange_message *reply, const struct hsviz_check *check)
{
    GString *detail = g_string_new(NULL);

    hsviz_check_response_detail(detail, check);
    *reply = (struct hsviz_exchange_message){
        .frame = check->response_frame,
        .time_ns = check->response_ns,
        .name = hsviz_check_response(check),
        .detail = g_string_free(detail, FALSE),
        .explanation = hsviz_explain_check(check, HSVIZ_CHECK_RESPONSE),
    };
}

static void responder_exchange(struct hsviz_exchange *exchange,
                               const struct hsviz_connection *connection, size_t i)
{
    const struct hsviz_check *check = hsviz_connection_check(connection, i);
    GString *destination = g_string_new(NULL), *status = g_string_new(NULL);

    hsviz_words_destination(destination, check);
    hsviz_check_status_text(status, check);
    exchange->start_ns = check->start_ns;
    exchange->duration_ns = hsviz_check_duration_ns(check);
    exchange->has_handshake = check->first_frame != check->request_frame;
    exchange->is_handshake = check->request_frame == 0;
    exchange->is_refused = check->status == HSVIZ_STATUS_REFUSED;
    exchange->stream = check->stream;
    exchange->port = check->port;
    exchange->destination = g_string_free(destination, FALSE);
    exchange->result = g_string_free(status, FALSE);
    exchange->purpose = "Client validates certificate";
    exchange->rfc = hsviz_check_methods[check->method].rfc;
    exchange->reason = hsviz_word_name(hsviz_check_reasons, check->reason);
    exchange->source = (enum hsviz_source)check->source;
    exchange->verdict = verdict_of(check);
    exchange->phase = HSVIZ_PHASE_AUTHENTICATION;
    fill_request(&exchange->arrows[HSVIZ_REQUEST], check);
    if (check->response_frame != 0)
        fill_reply(&exchange->arrows[HSVIZ_REPLY], check);
}

/* Of three rows one is there: what the lifeline is called depends on what the client asked. */
enum asked { ASKED_UNKNOWN = 0, ASKED_OCSP = 1, ASKED_CRL = 2 };

/* A connection attempt that came no further does not say what it was for. */
static unsigned asked_of(const struct hsviz_connection *connection)
{
    static const enum asked asked[HSVIZ_NUM_CHECK_METHODS] = {
        [HSVIZ_CHECK_CONNECT] = ASKED_UNKNOWN,
        [HSVIZ_CHECK_OCSP_GET] = ASKED_OCSP,
        [HSVIZ_CHECK_OCSP_POST] = ASKED_OCSP,
        [HSVIZ_CHECK_CRL] = ASKED_CRL,
    };
    unsigned all = ASKED_UNKNOWN;

    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++)
        all |= asked[hsviz_connection_check(connection, i)->method];
    return all;
}

static size_t num_at_ocsp(const struct hsviz_connection *connection)
{
    return asked_of(connection) == ASKED_OCSP ? hsviz_connection_num_checks(connection) : 0;
}

static size_t num_at_crl(const struct hsviz_connection *connection)
{
    return asked_of(connection) == ASKED_CRL ? hsviz_connection_num_checks(connection) : 0;
}

static size_t num_at_either(const struct hsviz_connection *connection)
{
    unsigned asked = asked_of(connection);

    return asked == ASKED_OCSP || asked == ASKED_CRL ? 0 : hsviz_connection_num_checks(connection);
}

/* ---- The table ---- */

const struct hsviz_participant hsviz_participants[] = {
    [HSVIZ_CLIENT] = { "Client", "Client", "Client", "Client", "client", client_address,
                       client_addresses, NULL, NULL },
    [HSVIZ_SERVER] = { "Server", "Server", "Server", "Server", "server", server_address,
                       server_addresses, NULL, NULL },
    { "OCSP", "OCSP responder", "OCSP", "OCSP responder", "OCSP responder", responder_address,
      responder_addresses, num_at_ocsp, responder_exchange },
    { "CRL", "CRL server", "CRL", "CRL server", "CRL server", responder_address,
      responder_addresses, num_at_crl, responder_exchange },
    { "Revocation", "OCSP/CRL server", "OCSP/CRL", "OCSP/CRL server", "OCSP or CRL server",
      responder_address, responder_addresses, num_at_either, responder_exchange },
    { .id = NULL },
};

GPtrArray *hsviz_participants_of(const struct hsviz_render_options *options,
                                 const struct hsviz_connection *connection)
{
    const struct hsviz_participant *participant =
        options->participants != NULL ? options->participants : hsviz_participants;
    GPtrArray *present = g_ptr_array_new();

    for (; participant->id != NULL && present->len < HSVIZ_NUM_LIFELINES; participant++) {
        if (participant->num_exchanges == NULL || participant->num_exchanges(connection) > 0)
            g_ptr_array_add(present, (gpointer)participant);
    }
    return present;
}

static void clear_exchange(gpointer exchange)
{
    hsviz_exchange_clear(exchange);
}

GArray *hsviz_exchanges_of(const GPtrArray *participants, const struct hsviz_connection *connection)
{
    GArray *exchanges = g_array_new(FALSE, FALSE, sizeof(struct hsviz_exchange));

    g_array_set_clear_func(exchanges, clear_exchange);
    for (guint who = HSVIZ_NUM_SIDES; who < participants->len; who++) {
        const struct hsviz_participant *participant = g_ptr_array_index(participants, who);
        size_t num_exchanges = participant->num_exchanges(connection);

        for (size_t i = 0; i < num_exchanges; i++) {
            struct hsviz_exchange exchange = { .from = HSVIZ_CLIENT, .to = who };

            participant->exchange(&exchange, connection, i);
            g_array_append_val(exchanges, exchange);
        }
    }
    return exchanges;
}
