/* infer.c
 * TLS 1.3 without keys, as RFC 8446 2 (figures 1 to 4) orders it:
 *
 *   server  EncryptedExtensions [CertificateRequest] [Certificate CertificateVerify] Finished
 *   client  [EndOfEarlyData] [Certificate [CertificateVerify]] Finished
 *   server  [NewSessionTicket ...]  and from here on both, application data
 *
 * Each flight's records are steps "Encrypted" until the flight is whole; then sizes tell them
 * apart: a Finished has the hash's length, which the cipher suite gives, the certificate is the
 * largest.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/handshake.h"
#include "model/tls/infer_after.h"
#include "model/tls/infer_flight.h"
#include "model/tls/tls.h"

enum {
    FULL_RECORD_LEN =
        1 << 14,           /* RFC 8446 5.1: what such a record begins, the next one goes on with */
    EMPTY_MESSAGE_LEN = 4, /* EndOfEarlyData: a header and nothing else */
    EMPTY_CERTIFICATE_LEN = 8, /* RFC 8446 4.4.2: header, no context, no certificates */
    /* What a certificate and its signature need at the least; real ones need three times that. */
    CLIENT_CERTIFICATE_MIN_LEN = 200,
    FULL_FLIGHT_MESSAGES = 4, /* RFC 8446 2: EncryptedExtensions to Finished */
    PSK_FLIGHT_MESSAGES = 2,
    /* Records of the client after which its Finished is no longer waited for. */
    CLIENT_FLIGHT_MAX = 5,
};

/* ---- The server's flight ---- */

static size_t largest_record(const struct hsviz_flight *flight, size_t first, size_t end)
{
    size_t largest = first;

    for (size_t i = first; i < end; i++) {
        if (flight->plain_len[i] > flight->plain_len[largest])
            largest = i;
    }
    return largest;
}

/* The record with the size of the server's Finished; flight->num if none has it. */
static size_t find_finished(const struct hsviz_flight *flight, size_t first, uint32_t len)
{
    for (size_t i = first; i < flight->num; i++) {
        if (flight->plain_len[i] == len)
            return i;
    }
    return flight->num;
}

/* The largest record is the certificate, or its first part if it has the maximum record length. */
static void infer_certificates(struct hsviz_inferences *inferences,
                               const struct hsviz_flight *flight, size_t end)
{
    size_t certificate = largest_record(flight, MIN(1, end - 1), end);
    bool has_request = end >= 4 && certificate == 2;

    if (has_request)
        hsviz_inference_add(inferences, 1, HSVIZ_STEP_CERTIFICATE_REQUEST,
                            HSVIZ_REASON_BEFORE_CERTIFICATE);
    while (certificate + 1 < end && flight->plain_len[certificate] == FULL_RECORD_LEN) {
        hsviz_inference_add(inferences, certificate, HSVIZ_STEP_NONE, HSVIZ_REASON_NONE);
        certificate++;
    }
    hsviz_inference_add(inferences, certificate, HSVIZ_STEP_CERTIFICATE,
                        HSVIZ_REASON_LARGEST_OF_FLIGHT);
    hsviz_inference_add(inferences, end - 1, HSVIZ_STEP_CERTIFICATE_VERIFY,
                        certificate < end - 1 ? HSVIZ_REASON_AFTER_CERTIFICATE
                                              : HSVIZ_REASON_FLIGHT_IN_ONE_RECORD);
}

static void infer_in_one_record(struct hsviz_inferences *inferences, bool has_psk)
{
    enum hsviz_reason reason = HSVIZ_REASON_FLIGHT_IN_ONE_RECORD;

    hsviz_inference_add(inferences, 0, HSVIZ_STEP_ENCRYPTED_EXTENSIONS,
                        HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO);
    if (!has_psk) {
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE, reason);
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE_VERIFY, reason);
    }
    hsviz_inference_add(inferences, 0, HSVIZ_STEP_FINISHED, reason);
}

/* If no record has the size of a Finished, records may be padded (RFC 8446 5.4). As many records as
 * messages hold one each; with fewer, some hold several. */
static size_t end_of_messages(const struct hsviz_flight *flight, bool has_psk)
{
    return flight->num >= (has_psk ? PSK_FLIGHT_MESSAGES : FULL_FLIGHT_MESSAGES) ? flight->num - 1
                                                                                 : flight->num;
}

/* A server without CertificateRequest may send tickets at once (RFC 8446 4.6.1). */
static void infer_after_finished(struct hsviz_inferences *inferences,
                                 const struct hsviz_flight *flight, size_t i, bool expects_tickets)
{
    uint32_t len = flight->plain_len[i];

    if (expects_tickets && len >= HSVIZ_TICKET_MIN_LEN && len <= HSVIZ_TICKET_MAX_LEN)
        hsviz_inference_add(inferences, i, HSVIZ_STEP_NEW_SESSION_TICKET,
                            HSVIZ_REASON_FIRST_OF_TICKET_SIZE);
    else
        hsviz_inference_add(inferences, i, HSVIZ_STEP_APPLICATION_DATA,
                            HSVIZ_REASON_AFTER_FINISHED);
}

static void infer_server_flight(struct hsviz_inferences *inferences,
                                const struct hsviz_flight *flight, uint32_t finished, bool has_psk,
                                bool expects_tickets)
{
    size_t end = find_finished(flight, has_psk ? 1 : 2, finished);
    bool is_sized = end < flight->num;

    if (flight->num == 1) {
        infer_in_one_record(inferences, has_psk);
        return;
    }
    if (!is_sized && !flight->is_whole)
        return;
    if (!is_sized)
        end = end_of_messages(flight, has_psk);
    hsviz_inference_add(inferences, 0, HSVIZ_STEP_ENCRYPTED_EXTENSIONS,
                        HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO);
    if (!has_psk)
        infer_certificates(inferences, flight, end);
    hsviz_inference_add(inferences, MIN(end, flight->num - 1), HSVIZ_STEP_FINISHED,
                        is_sized ? HSVIZ_REASON_SIZE_OF_FINISHED : HSVIZ_REASON_LAST_OF_FLIGHT);
    for (size_t i = end + 1; i < flight->num; i++)
        infer_after_finished(inferences, flight, i, expects_tickets);
}

static void settle_server_flight(struct hsviz_connection *connection)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_inferences inferences = { .num = 0 };
    struct hsviz_flight flight;

    if (tls->flags & HSVIZ_TLS_SERVER_FLIGHT_SETTLED)
        return;
    hsviz_flight_collect(connection, &flight, hsviz_end_of(connection, HSVIZ_SERVER));
    if (flight.num == 0)
        return;
    tls->flags |= HSVIZ_TLS_SERVER_FLIGHT_SETTLED;
    infer_server_flight(&inferences, &flight, hsviz_flight_finished_len(connection),
                        tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY,
                        /* It may reply to early data as early. */
                        tls->client_flags & HSVIZ_HELLO_PSK_MODES &&
                            !(tls->flags & HSVIZ_TLS_EARLY_DATA_SENT));
    hsviz_flight_apply(connection, &flight, &inferences);
}

/* ---- Alerts ---- */

/* After its Finished, the client has sent neither a request nor a close. */
static bool client_waits(const struct hsviz_connection *connection)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    const struct hsviz_peer *peer = &connection->peer[client];

    return !(connection->tls->end_flags[client] & HSVIZ_TLS_SENT_DATA) && !peer->has_closed &&
           !peer->has_reset && !hsviz_steps_find(connection, client, HSVIZ_STEP_ALERT) &&
           !hsviz_steps_find(connection, client, HSVIZ_STEP_CLOSE_NOTIFY);
}

/* A server that replies to the client's Finished with an alert instead of tickets or data rejects
 * the client's certificate (RFC 8446 4.4.2.4), or the Finished of a client that waits for a reply
 * (RFC 8446 4.4.4). */
static bool is_rejection(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_tls *tls = connection->tls;

    return hsviz_side_of(connection, end) == HSVIZ_SERVER &&
           (tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED || client_waits(connection)) &&
           !(tls->end_flags[end] & HSVIZ_TLS_SENT_DATA) &&
           !hsviz_steps_find(connection, end, HSVIZ_STEP_NEW_SESSION_TICKET);
}

/* An alert that ends the handshake: before it is complete, or as a server's refusal. */
static void name_alert(struct hsviz_connection *connection, struct hsviz_step *step)
{
    struct hsviz_tls *tls = connection->tls;

    step->type = HSVIZ_STEP_ALERT;
    step->phase = HSVIZ_PHASE_ALERT;
    step->code = HSVIZ_CODE_HIDDEN;
    if (step->reason == HSVIZ_REASON_ALERT_LENGTH)
        step->source = HSVIZ_INFERRED;
    if (tls->flags & HSVIZ_TLS_ALERTED ||
        (hsviz_tls_is_complete(tls) && !is_rejection(connection, (enum hsviz_end)step->end)))
        return;
    tls->flags |= HSVIZ_TLS_ALERTED | HSVIZ_TLS_REJECTED;
    tls->alert_end = step->end;
    tls->alert_code = HSVIZ_CODE_HIDDEN;
}

/* ---- The client's flight ---- */

static void infer_before_finished(struct hsviz_inferences *inferences,
                                  const struct hsviz_flight *flight, size_t end,
                                  bool early_data_was_sent)
{
    size_t first = 0;

    if (end > 0 && early_data_was_sent && flight->plain_len[0] == EMPTY_MESSAGE_LEN) {
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_END_OF_EARLY_DATA,
                            HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE);
        first = 1;
    }
    if (first < end)
        hsviz_inference_add(inferences, first, HSVIZ_STEP_CERTIFICATE,
                            flight->plain_len[first] == EMPTY_CERTIFICATE_LEN
                                ? HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE
                                : HSVIZ_REASON_BEFORE_FINISHED);
    if (first + 1 < end)
        hsviz_inference_add(inferences, first + 1, HSVIZ_STEP_CERTIFICATE_VERIFY,
                            HSVIZ_REASON_BEFORE_FINISHED);
}

/* A little more than a Finished is no certificate, but an extension that came along. */
static void infer_client_in_one_record(struct hsviz_inferences *inferences,
                                       const struct hsviz_flight *flight, uint32_t finished)
{
    enum hsviz_reason reason = HSVIZ_REASON_FLIGHT_IN_ONE_RECORD;

    if (flight->plain_len[0] >= finished + CLIENT_CERTIFICATE_MIN_LEN) {
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE, reason);
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE_VERIFY, reason);
    }
    hsviz_inference_add(inferences, 0, HSVIZ_STEP_FINISHED, reason);
    for (size_t i = 1; i < flight->num; i++)
        hsviz_inference_add(inferences, i, HSVIZ_STEP_APPLICATION_DATA,
                            HSVIZ_REASON_AFTER_FINISHED);
}

/* Both ends' Finished have the same length, so that the server's shows it even if records are
 * padded (RFC 8446 5.4). */
static uint32_t length_of_finished(const struct hsviz_connection *connection)
{
    const struct hsviz_step *finished =
        hsviz_steps_find(connection, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_FINISHED);

    if (finished && finished->reason == HSVIZ_REASON_LAST_OF_FLIGHT)
        return hsviz_flight_plain_len(connection, finished->bytes);
    return hsviz_flight_finished_len(connection);
}

/* A client that sends a certificate got a CertificateRequest, in a record with other messages (RFC
 * 8446 4.3.2). */
static void insert_certificate_request(struct hsviz_connection *connection)
{
    struct hsviz_step *extensions = hsviz_steps_find(
        connection, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_ENCRYPTED_EXTENSIONS);
    struct hsviz_step *request;

    if (!extensions || connection->tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED)
        return;
    request = hsviz_steps_insert(connection, (size_t)(extensions - connection->steps));
    if (!request)
        return;
    request->type = HSVIZ_STEP_CERTIFICATE_REQUEST;
    request->phase = (uint8_t)hsviz_step_words[HSVIZ_STEP_CERTIFICATE_REQUEST].phase;
    request->reason = HSVIZ_REASON_CERTIFICATE_SHOWN;
    connection->tls->flags |= HSVIZ_TLS_CERTIFICATE_REQUESTED;
}

enum patience { WAIT_FOR_MORE, NOTHING_FOLLOWS };

static void settle_client_flight(struct hsviz_connection *connection, enum patience patience)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    struct hsviz_inferences inferences = { .num = 0 };
    struct hsviz_flight flight;
    uint32_t finished_len;
    size_t finished;

    if (tls->end_flags[client] & HSVIZ_TLS_FINISHED)
        return;
    hsviz_flight_collect(connection, &flight, client);
    finished_len = length_of_finished(connection);
    finished = find_finished(&flight, 0, hsviz_flight_finished_len(connection));
    if (finished == flight.num)
        finished = find_finished(&flight, 0, finished_len);
    if (finished < flight.num) {
        infer_before_finished(&inferences, &flight, finished,
                              tls->flags & HSVIZ_TLS_EARLY_DATA_SENT);
        hsviz_inference_add(&inferences, finished, HSVIZ_STEP_FINISHED,
                            HSVIZ_REASON_SIZE_OF_FINISHED);
    } else if (flight.num > 0 && flight.plain_len[0] == HSVIZ_ALERT_LEN) {
        connection->steps[flight.step[0]].reason = HSVIZ_REASON_ALERT_LENGTH;
        name_alert(connection, &connection->steps[flight.step[0]]);
    } else if (flight.num >= CLIENT_FLIGHT_MAX || (patience == NOTHING_FOLLOWS && flight.num > 0 &&
                                                   flight.plain_len[0] > finished_len)) {
        infer_client_in_one_record(&inferences, &flight, finished_len);
    }
    hsviz_flight_apply(connection, &flight, &inferences);
    if (hsviz_steps_find(connection, client, HSVIZ_STEP_CERTIFICATE))
        insert_certificate_request(connection);
}

/* ---- Records ---- */

/* RFC 8446 4.2.10: what the client sends before it could have the ServerHello is early data. */
static bool is_early(const struct hsviz_connection *connection, const struct hsviz_packet *packet)
{
    const struct hsviz_step *hello = hsviz_steps_find(
        connection, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_SERVER_HELLO);

    return connection->tls->client_flags & HSVIZ_HELLO_EARLY_DATA &&
           (!hello || packet->half_rtt <= hello->half_rtt);
}

static void take_from_client(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                             uint32_t length)
{
    if (is_early(connection, packet)) {
        hsviz_tls_data(connection, packet, HSVIZ_STEP_EARLY_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_BEFORE_SERVER_FLIGHT, length);
        return;
    }
    settle_server_flight(connection);
    hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
    settle_client_flight(connection, WAIT_FOR_MORE);
}

void hsviz_infer_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      uint32_t length)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_side side = hsviz_side_of(connection, packet->end);

    if (connection->flags & HSVIZ_WITHOUT_INFERENCE) {
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
        return;
    }
    if (side == HSVIZ_SERVER && tls->flags & HSVIZ_TLS_SERVER_FLIGHT_SETTLED)
        settle_client_flight(connection, NOTHING_FOLLOWS);
    if (tls->end_flags[packet->end] & HSVIZ_TLS_FINISHED)
        hsviz_infer_take_after_finished(connection, packet, length);
    else if (side == HSVIZ_CLIENT)
        take_from_client(connection, packet, length);
    else
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
}

static struct hsviz_step *last_tls_of(const struct hsviz_connection *connection, enum hsviz_end end)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->end == end && step->repeat_of == 0 && hsviz_step_type_is_tls(step->type))
            return step;
    }
    return NULL;
}

static bool could_be_close_notify(const struct hsviz_step *step)
{
    return (step->type == HSVIZ_STEP_ALERT && step->code == HSVIZ_CODE_HIDDEN) ||
           (step->type == HSVIZ_STEP_ENCRYPTED && step->reason == HSVIZ_REASON_ALERT_LENGTH);
}

void hsviz_infer_close(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_step *last;

    if (!connection->tls || !hsviz_tls_is_complete(connection->tls) ||
        connection->flags & HSVIZ_WITHOUT_INFERENCE)
        return;
    last = last_tls_of(connection, end);
    if (!last || !could_be_close_notify(last))
        return;
    if (is_rejection(connection, end)) {
        name_alert(connection, last);
        return;
    }
    last->type = HSVIZ_STEP_CLOSE_NOTIFY;
    last->phase = HSVIZ_PHASE_TLS_CLOSE;
    last->source = HSVIZ_INFERRED;
    last->reason = HSVIZ_REASON_SMALL_BEFORE_FIN;
}

/* A record of an alert's size at the very end: an alert, though not known to be which. */
static void settle_last_alert(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_step *last = last_tls_of(connection, end);

    if (!last || last->type != HSVIZ_STEP_ENCRYPTED || last->reason != HSVIZ_REASON_ALERT_LENGTH)
        return;
    name_alert(connection, last);
}

void hsviz_infer_finish(struct hsviz_connection *connection)
{
    if (!connection->tls || !hsviz_tls_is_13(connection->tls) ||
        connection->flags & HSVIZ_WITHOUT_INFERENCE)
        return;
    settle_server_flight(connection);
    settle_client_flight(connection, NOTHING_FOLLOWS);
    settle_last_alert(connection, hsviz_end_of(connection, HSVIZ_CLIENT));
    settle_last_alert(connection, hsviz_end_of(connection, HSVIZ_SERVER));
}

void hsviz_infer_lose(struct hsviz_connection *connection, enum hsviz_end end)
{
    (void)connection;
    (void)end;
}
