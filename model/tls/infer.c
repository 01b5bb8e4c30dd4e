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
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/handshake.h"
#include "model/tls/infer_after.h"
#include "model/tls/infer_alert.h"
#include "model/tls/infer_flight.h"
#include "model/tls/infer_names.h"
#include "model/tls/tls.h"

/* Whether a flight may go on. */
enum patience { WAIT_FOR_MORE, NOTHING_FOLLOWS };

/* ---- Whose bytes are there ---- */

/* Some of end's bytes that the other end had are not there, or not yet. */
static bool is_missing(const struct hsviz_connection *connection, enum hsviz_end end)
{
    return !connection->peer[end].is_seen || connection->peer[end].is_incomplete ||
           connection->tls->lacks[end];
}

static bool sent_finished(const struct hsviz_connection *connection, enum hsviz_side side)
{
    return hsviz_tls_flags_of(connection, side) & HSVIZ_TLS_FINISHED;
}

/* A Finished that was not captured, or not recognised, but that the other end shows. */
static void assume_finished(struct hsviz_connection *connection, enum hsviz_side side)
{
    connection->tls->end_flags[hsviz_end_of(connection, side)] |= HSVIZ_TLS_FINISHED;
}

void hsviz_infer_lose(struct hsviz_connection *connection, enum hsviz_end end)
{
    if (connection->tls)
        connection->tls->lacks[end] = true;
}

/* The last message of end that was decrypted, before the flight's records, which were not. */
static enum hsviz_step_type last_decrypted(const struct hsviz_connection *connection,
                                           enum hsviz_end end, const struct hsviz_flight *flight)
{
    for (size_t i = flight->step[0]; i-- > 0;) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end == end && step->source == HSVIZ_DECRYPTED && step->repeat_of == 0)
            return (enum hsviz_step_type)step->type;
    }
    return HSVIZ_STEP_NONE;
}

/* ---- The server's flight ---- */

static void settle_server_flight(struct hsviz_connection *connection, enum patience patience)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_inferences inferences = { .num = 0 };
    struct hsviz_flight_facts facts = {
        .finished_len = hsviz_flight_finished_len(connection),
        .has_psk = tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY,
        .is_over = patience == NOTHING_FOLLOWS,
        /* It may reply to early data as early. */
        .expects_tickets =
            tls->client_flags & HSVIZ_HELLO_PSK_MODES && !(tls->flags & HSVIZ_TLS_EARLY_DATA_SENT),
        .asks_first = tls->client_flags & HSVIZ_HELLO_ASKS_FIRST,
    };
    struct hsviz_flight flight;

    if (tls->flags & HSVIZ_TLS_SERVER_FLIGHT_SETTLED || sent_finished(connection, HSVIZ_SERVER))
        return;
    hsviz_flight_collect(connection, &flight, hsviz_end_of(connection, HSVIZ_SERVER));
    if (flight.num == 0)
        return;
    tls->flags |= HSVIZ_TLS_SERVER_FLIGHT_SETTLED;
    /* With a shared key no certificate comes, and what is not there of the hello may say so. */
    if (tls->server_flags & HSVIZ_HELLO_CUT && !facts.has_psk)
        return;
    facts.decrypted = last_decrypted(connection, hsviz_end_of(connection, HSVIZ_SERVER), &flight);
    hsviz_name_server_flight(&inferences, &flight, &facts);
    hsviz_flight_apply(connection, &flight, &inferences);
}

/* ---- The client's flight ---- */

/* Both ends' Finished have the same length, so that the server's shows it even if records are
 * padded (RFC 8446 5.4). 0: it does not. */
static uint32_t padded_len(const struct hsviz_connection *connection)
{
    const struct hsviz_step *finished =
        hsviz_steps_find(connection, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_FINISHED);

    return finished && finished->reason == HSVIZ_REASON_LAST_OF_FLIGHT
               ? hsviz_flight_plain_len(connection, finished->bytes)
               : 0;
}

/* A client that sends a certificate got a CertificateRequest, behind EncryptedExtensions (RFC 8446
 * 4.3.2): in the same record if it fits. */
static void insert_certificate_request(struct hsviz_connection *connection)
{
    struct hsviz_step *extensions = hsviz_steps_find(
        connection, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_ENCRYPTED_EXTENSIONS);
    struct hsviz_step *request;

    if (connection->tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED)
        return;
    connection->tls->flags |= HSVIZ_TLS_CERTIFICATE_REQUESTED;
    if (!extensions || !sent_finished(connection, HSVIZ_SERVER) ||
        hsviz_flight_plain_len(connection, extensions->bytes) < HSVIZ_REQUEST_FITS_MIN_LEN)
        return;
    request = hsviz_steps_insert(connection, (size_t)(extensions - connection->steps));
    if (!request)
        return;
    request->type = HSVIZ_STEP_CERTIFICATE_REQUEST;
    request->phase = (uint8_t)hsviz_step_words[HSVIZ_STEP_CERTIFICATE_REQUEST].phase;
    request->reason = HSVIZ_REASON_CERTIFICATE_SHOWN;
    request->bytes = 0; /* they count once */
}

static void settle_client_flight(struct hsviz_connection *connection, enum patience patience)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    struct hsviz_inferences inferences = { .num = 0 };
    struct hsviz_flight_facts facts = {
        .finished_len = hsviz_flight_finished_len(connection),
        .padded_len = padded_len(connection),
        .has_early_data = tls->flags & HSVIZ_TLS_EARLY_DATA_SENT,
        .is_over = patience == NOTHING_FOLLOWS,
        .may_be_padded = hsviz_end_has_holes(connection, hsviz_other_end(client)),
    };
    struct hsviz_flight flight;

    if (tls->end_flags[client] & HSVIZ_TLS_FINISHED)
        return;
    hsviz_flight_collect(connection, &flight, client);
    if (flight.num > 0)
        facts.decrypted = last_decrypted(connection, client, &flight);
    hsviz_name_client_flight(&inferences, &flight, &facts);
    if (inferences.num == 0 && flight.num > 0 && flight.plain_len[0] == HSVIZ_ALERT_LEN) {
        connection->steps[flight.step[0]].reason = HSVIZ_REASON_ALERT_LENGTH;
        hsviz_infer_name_alert(connection, &connection->steps[flight.step[0]]);
    }
    hsviz_flight_apply(connection, &flight, &inferences);
    if (hsviz_steps_find(connection, client, HSVIZ_STEP_CERTIFICATE))
        insert_certificate_request(connection);
}

/* ---- Records ---- */

/* What can be told later, when the flight is whole; or never, behind a gap. */
static void push_of_flight(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                           uint32_t length)
{
    hsviz_infer_push_encrypted(connection, packet, length,
                               connection->tls->lacks[packet->end] ? HSVIZ_REASON_AFTER_GAP
                                                                   : HSVIZ_REASON_NONE);
}

bool hsviz_infer_is_early(const struct hsviz_connection *connection,
                          const struct hsviz_packet *packet)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_end server = hsviz_end_of(connection, HSVIZ_SERVER);
    const struct hsviz_step *hello;

    if (!(tls->client_flags & HSVIZ_HELLO_EARLY_DATA) || packet->end == server ||
        sent_finished(connection, HSVIZ_CLIENT))
        return false;
    hello = hsviz_steps_find(connection, server, HSVIZ_STEP_SERVER_HELLO);
    return hello ? packet->begun_half_rtt <= hello->half_rtt : !tls->lacks[server];
}

/* The client goes on. An alert may come before the flight is whole. */
static void answer_server_flight(struct hsviz_connection *connection, uint32_t length)
{
    enum hsviz_end server = hsviz_end_of(connection, HSVIZ_SERVER);

    if (hsviz_flight_plain_len(connection, length) != HSVIZ_ALERT_LEN &&
        (connection->tls->lacks[server] || !is_missing(connection, server)))
        settle_server_flight(connection, NOTHING_FOLLOWS);
}

static void take_from_client(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                             uint32_t length)
{
    /* What the server had when it sent its hello is of no later flight. */
    if (!hsviz_serial_before(connection->tls->hello_shown, packet->space_begin))
        connection->tls->lacks[packet->end] = false;

    if (hsviz_infer_is_early(connection, packet)) {
        hsviz_tls_data(connection, packet, HSVIZ_STEP_EARLY_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_BEFORE_SERVER_FLIGHT, length);
        return;
    }
    answer_server_flight(connection, length);
    push_of_flight(connection, packet, length);
    settle_client_flight(connection, WAIT_FOR_MORE);
    /* RFC 8446 4.4.4: it has got the server's, whether that was recognised or not. */
    if (sent_finished(connection, HSVIZ_CLIENT) &&
        connection->tls->flags & HSVIZ_TLS_SERVER_FLIGHT_SETTLED)
        assume_finished(connection, HSVIZ_SERVER);
}

/* What a client sends before it has the server's flight, or beside it. */
static bool is_before_answer(const struct hsviz_step *step)
{
    return !hsviz_step_type_is_tls(step->type) || step->type == HSVIZ_STEP_CLIENT_HELLO ||
           step->type == HSVIZ_STEP_EARLY_DATA || step->type == HSVIZ_STEP_CHANGE_CIPHER_SPEC ||
           step->phase == HSVIZ_PHASE_PLAINTEXT;
}

/* Whether packet, of the server, shows that the client has answered the server's flight: by a
 * record, or by bytes that are not there and no early data. */
static bool shows_answer(const struct hsviz_connection *connection,
                         const struct hsviz_packet *packet)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    uint32_t end = tls->hello_shown;

    if (!(tls->flags & HSVIZ_TLS_SERVER_HELLO))
        return false;
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end != client || step->flags & HSVIZ_STEP_GAP)
            continue;
        if (!is_before_answer(step) && !hsviz_serial_before(packet->shown, step->space_end))
            return true;
        if (hsviz_serial_before(end, step->space_end))
            end = step->space_end;
    }
    return !(tls->client_flags & HSVIZ_HELLO_EARLY_DATA) && hsviz_serial_before(end, packet->shown);
}

/* After the client's answer, nothing of the server's is of the handshake. An answer that was not
 * captured was its Finished, unless the server has nothing to say to it but an alert. */
static void conclude_handshake(struct hsviz_connection *connection,
                               const struct hsviz_packet *packet, uint32_t length)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    bool is_alert = hsviz_flight_plain_len(connection, length) == HSVIZ_ALERT_LEN;

    settle_server_flight(connection, NOTHING_FOLLOWS);
    settle_client_flight(connection, NOTHING_FOLLOWS);
    if ((connection->tls->lacks[client] || packet->shows_missing) && !is_alert)
        assume_finished(connection, HSVIZ_CLIENT);
    if (sent_finished(connection, HSVIZ_CLIENT))
        assume_finished(connection, HSVIZ_SERVER);
}

static void take_from_server(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                             uint32_t length)
{
    if (!sent_finished(connection, HSVIZ_CLIENT) || !sent_finished(connection, HSVIZ_SERVER)) {
        if (shows_answer(connection, packet))
            conclude_handshake(connection, packet, length);
    }
    if (sent_finished(connection, HSVIZ_SERVER))
        hsviz_infer_take_after_finished(connection, packet, length);
    else
        push_of_flight(connection, packet, length);
}

void hsviz_infer_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      uint32_t length)
{
    if (connection->flags & HSVIZ_WITHOUT_INFERENCE)
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
    else if (hsviz_side_of(connection, packet->end) == HSVIZ_SERVER)
        take_from_server(connection, packet, length);
    else if (sent_finished(connection, HSVIZ_CLIENT))
        hsviz_infer_take_after_finished(connection, packet, length);
    else
        take_from_client(connection, packet, length);
}

void hsviz_infer_answer(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                        uint32_t length)
{
    bool is_over =
        sent_finished(connection, HSVIZ_CLIENT) && sent_finished(connection, HSVIZ_SERVER);

    if (is_over || connection->flags & HSVIZ_WITHOUT_INFERENCE ||
        hsviz_infer_is_early(connection, packet))
        return;
    if (hsviz_side_of(connection, packet->end) == HSVIZ_CLIENT)
        answer_server_flight(connection, length);
    else if (shows_answer(connection, packet))
        conclude_handshake(connection, packet, length);
}

/* ---- The end ---- */

/* A record of an alert's size at the very end: an alert, though not known to be which. */
static void settle_last_alert(struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_step *last = hsviz_infer_last_of(connection, hsviz_end_of(connection, side));

    if (last && hsviz_infer_is_alert_sized(last))
        hsviz_infer_name_alert(connection, last);
}

void hsviz_infer_finish(struct hsviz_connection *connection)
{
    if (!connection->tls || !hsviz_tls_is_13(connection->tls) ||
        connection->flags & HSVIZ_WITHOUT_INFERENCE)
        return;
    settle_server_flight(connection, WAIT_FOR_MORE);
    settle_client_flight(connection, WAIT_FOR_MORE);
    if (sent_finished(connection, HSVIZ_CLIENT))
        assume_finished(connection, HSVIZ_SERVER);
    settle_last_alert(connection, HSVIZ_CLIENT);
    settle_last_alert(connection, HSVIZ_SERVER);
}
