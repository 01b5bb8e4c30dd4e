/* infer.c
 * TLS 1.3 without keys, as RFC 8446 2 (figures 1 to 4) orders it:
 *
 *   server  EncryptedExtensions [CertificateRequest] [Certificate CertificateVerify] Finished
 *   client  [EndOfEarlyData] [Certificate [CertificateVerify]] Finished
 *   server  [NewSessionTicket ...]  and from here on both, application data
 *
 * Each flight's records are steps "Encrypted" until the flight is whole; then sizes tell them apart:
 * a Finished has the hash's length, which the cipher suite gives, the certificate is the largest.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer.h"

#include "infer_flight.h"
#include "internal.h"

enum {
    FULL_RECORD_LEN = 1 << 14, /* RFC 8446 5.1: what such a record begins, the next one goes on with */
    ALERT_LEN = 2,            /* RFC 8446 6 */
    EMPTY_MESSAGE_LEN = 4,    /* EndOfEarlyData: a header and nothing else */
    KEY_UPDATE_LEN = 5,       /* RFC 8446 4.6.3: a header and one byte */
    /* A ticket has a header, lifetime, age, nonce and extensions around at least a key's worth
     * of bytes (RFC 8446 4.6.1); the smallest that real servers send are three times that. Those
     * with a certificate inside are longer than the most given here, and are not told. */
    TICKET_MIN_LEN = 64,
    TICKET_MAX_LEN = 400,
    /* What a certificate and its signature need at the least; real ones need three times that. */
    CLIENT_CERTIFICATE_MIN_LEN = 200,
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

/* The record that is the server's Finished by its size; flight->num where none is. */
static size_t find_finished(const struct hsviz_flight *flight, size_t first, uint32_t len)
{
    for (size_t i = first; i < flight->num; i++) {
        if (flight->plain_len[i] == len)
            return i;
    }
    return flight->num;
}

/* The largest record is the certificate, or its first part, where it is as long as records get. */
static void guess_certificates(struct hsviz_guesses *guesses, const struct hsviz_flight *flight, size_t end)
{
    size_t certificate = largest_record(flight, MIN(1, end - 1), end);
    bool has_request = end >= 4 && certificate == 2;

    if (has_request)
        hsviz_guess_add(guesses, 1, HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_REASON_BEFORE_CERTIFICATE);
    while (certificate + 1 < end && flight->plain_len[certificate] == FULL_RECORD_LEN) {
        hsviz_guess_add(guesses, certificate, HSVIZ_STEP_NONE, HSVIZ_REASON_NONE);
        certificate++;
    }
    hsviz_guess_add(guesses, certificate, HSVIZ_STEP_CERTIFICATE, HSVIZ_REASON_LARGEST_OF_FLIGHT);
    hsviz_guess_add(guesses, end - 1, HSVIZ_STEP_CERTIFICATE_VERIFY,
          certificate < end - 1 ? HSVIZ_REASON_AFTER_CERTIFICATE
                                : HSVIZ_REASON_FLIGHT_IN_ONE_RECORD);
}

static void guess_in_one_record(struct hsviz_guesses *guesses, bool has_psk)
{
    enum hsviz_reason reason = HSVIZ_REASON_FLIGHT_IN_ONE_RECORD;

    hsviz_guess_add(guesses, 0, HSVIZ_STEP_ENCRYPTED_EXTENSIONS, HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO);
    if (!has_psk) {
        hsviz_guess_add(guesses, 0, HSVIZ_STEP_CERTIFICATE, reason);
        hsviz_guess_add(guesses, 0, HSVIZ_STEP_CERTIFICATE_VERIFY, reason);
    }
    hsviz_guess_add(guesses, 0, HSVIZ_STEP_FINISHED, reason);
}

static void guess_server_flight(struct hsviz_guesses *guesses, const struct hsviz_flight *flight,
                                uint32_t finished, bool has_psk)
{
    size_t end = find_finished(flight, has_psk ? 1 : 2, finished);
    bool is_sized = end < flight->num;

    if (flight->num == 1) {
        guess_in_one_record(guesses, has_psk);
        return;
    }
    hsviz_guess_add(guesses, 0, HSVIZ_STEP_ENCRYPTED_EXTENSIONS, HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO);
    if (!has_psk)
        guess_certificates(guesses, flight, end);
    hsviz_guess_add(guesses, is_sized ? end : end - 1, HSVIZ_STEP_FINISHED,
          is_sized ? HSVIZ_REASON_SIZE_OF_FINISHED : HSVIZ_REASON_LAST_OF_FLIGHT);
    for (size_t i = end + 1; i < flight->num; i++)
        hsviz_guess_add(guesses, i, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_REASON_AFTER_FINISHED);
}

static void settle_server_flight(struct hsviz_connection *connection)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_guesses guesses = { .num = 0 };
    struct hsviz_flight flight;

    if (tls->flags & HSVIZ_TLS_SERVER_FLIGHT_SETTLED)
        return;
    hsviz_flight_collect(connection, &flight, HSVIZ_SERVER);
    if (flight.num == 0)
        return;
    tls->flags |= HSVIZ_TLS_SERVER_FLIGHT_SETTLED;
    guess_server_flight(&guesses, &flight, hsviz_flight_finished_len(connection),
                        tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY);
    hsviz_flight_apply(connection, &flight, &guesses);
}

/* ---- Alerts ---- */

/* A server that asked for a certificate, and answers the client's Finished with an alert instead
 * of tickets or data, refuses what it was shown (RFC 8446 4.4.2.4). */
static bool is_rejection(const struct hsviz_connection *connection, uint8_t side)
{
    const struct hsviz_tls *tls = connection->tls;

    return side == HSVIZ_SERVER && tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED &&
           !(tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_DATA) &&
           !hsviz_steps_find(connection, HSVIZ_SERVER, HSVIZ_STEP_NEW_SESSION_TICKET);
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
        (hsviz_tls_is_complete(tls) && !is_rejection(connection, step->side)))
        return;
    tls->flags |= HSVIZ_TLS_ALERTED | HSVIZ_TLS_REJECTED;
    tls->alert_side = step->side;
    tls->alert_code = HSVIZ_CODE_HIDDEN;
}

/* ---- The client's flight ---- */

static void guess_before_finished(struct hsviz_guesses *guesses, const struct hsviz_flight *flight, size_t end,
                                  bool early_data_was_sent)
{
    size_t first = 0;

    if (end > 0 && early_data_was_sent && flight->plain_len[0] == EMPTY_MESSAGE_LEN) {
        hsviz_guess_add(guesses, 0, HSVIZ_STEP_END_OF_EARLY_DATA, HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE);
        first = 1;
    }
    if (first < end)
        hsviz_guess_add(guesses, first, HSVIZ_STEP_CERTIFICATE, HSVIZ_REASON_BEFORE_FINISHED);
    if (first + 1 < end)
        hsviz_guess_add(guesses, first + 1, HSVIZ_STEP_CERTIFICATE_VERIFY, HSVIZ_REASON_BEFORE_FINISHED);
}

/* A little more than a Finished is no certificate, but an extension that came along. */
static void guess_client_in_one_record(struct hsviz_guesses *guesses, const struct hsviz_flight *flight,
                                       uint32_t finished)
{
    enum hsviz_reason reason = HSVIZ_REASON_FLIGHT_IN_ONE_RECORD;

    if (flight->plain_len[0] >= finished + CLIENT_CERTIFICATE_MIN_LEN) {
        hsviz_guess_add(guesses, 0, HSVIZ_STEP_CERTIFICATE, reason);
        hsviz_guess_add(guesses, 0, HSVIZ_STEP_CERTIFICATE_VERIFY, reason);
    }
    hsviz_guess_add(guesses, 0, HSVIZ_STEP_FINISHED, reason);
    for (size_t i = 1; i < flight->num; i++)
        hsviz_guess_add(guesses, i, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_REASON_AFTER_FINISHED);
}

enum patience { WAIT_FOR_MORE, NOTHING_FOLLOWS };

static void settle_client_flight(struct hsviz_connection *connection, enum patience patience)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_guesses guesses = { .num = 0 };
    struct hsviz_flight flight;
    size_t finished;

    if (tls->side_flags[HSVIZ_CLIENT] & HSVIZ_TLS_FINISHED)
        return;
    hsviz_flight_collect(connection, &flight, HSVIZ_CLIENT);
    finished = find_finished(&flight, 0, hsviz_flight_finished_len(connection));
    if (finished < flight.num) {
        guess_before_finished(&guesses, &flight, finished,
                              tls->flags & HSVIZ_TLS_EARLY_DATA_SENT);
        hsviz_guess_add(&guesses, finished, HSVIZ_STEP_FINISHED, HSVIZ_REASON_SIZE_OF_FINISHED);
    } else if (flight.num > 0 && flight.plain_len[0] == ALERT_LEN) {
        connection->steps[flight.step[0]].reason = HSVIZ_REASON_ALERT_LENGTH;
        name_alert(connection, &connection->steps[flight.step[0]]);
    } else if (flight.num >= CLIENT_FLIGHT_MAX ||
               (patience == NOTHING_FOLLOWS && flight.num > 0 &&
                flight.plain_len[0] > hsviz_flight_finished_len(connection))) {
        guess_client_in_one_record(&guesses, &flight, hsviz_flight_finished_len(connection));
    }
    hsviz_flight_apply(connection, &flight, &guesses);
}

/* ---- After the handshake ---- */

static void push_encrypted(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                           uint32_t length, enum hsviz_reason reason)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, moment, HSVIZ_STEP_ENCRYPTED, HSVIZ_SEEN, length);

    if (step)
        step->reason = (uint8_t)reason;
}

static bool server_had_request(const struct hsviz_connection *connection,
                               const struct hsviz_moment *moment)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->side == HSVIZ_CLIENT && step->type == HSVIZ_STEP_APPLICATION_DATA)
            return !hsviz_serial_before(moment->arrival.ack, step->seq_end);
    }
    return false;
}

static void push_ticket(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                        uint32_t length, enum hsviz_reason reason)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, moment, HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_INFERRED, length);

    if (step)
        step->reason = (uint8_t)reason;
}

static struct hsviz_step *last_of_side(const struct hsviz_connection *connection,
                                       enum hsviz_side side)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].side == side && connection->steps[i].repeat_of == 0)
            return &connection->steps[i];
    }
    return NULL;
}

static bool is_ticket_sized(const struct hsviz_connection *connection, uint32_t length)
{
    uint32_t len = hsviz_flight_plain_len(connection, length);

    return len >= TICKET_MIN_LEN && len <= TICKET_MAX_LEN;
}

/* Servers send tickets as soon as they have the client's Finished, several at once and of one
 * size: so a first record of a ticket's size, that another one of the same flight follows, is
 * one, though a request may have come with the Finished. */
static bool was_ticket(const struct hsviz_connection *connection, const struct hsviz_step *last,
                       const struct hsviz_moment *moment)
{
    return last->type == HSVIZ_STEP_APPLICATION_DATA && last->count == 1 &&
           last->source == HSVIZ_INFERRED && last->half_rtt == moment->half_rtt &&
           is_ticket_sized(connection, last->bytes) &&
           !hsviz_steps_find_before(connection, last, HSVIZ_SERVER, HSVIZ_STEP_APPLICATION_DATA) &&
           !hsviz_steps_find_before(connection, last, HSVIZ_SERVER,
                                    HSVIZ_STEP_NEW_SESSION_TICKET);
}

static bool is_another_ticket(const struct hsviz_step *last, uint32_t length)
{
    return last->type == HSVIZ_STEP_NEW_SESSION_TICKET && last->bytes == length;
}

static void take_before_data(struct hsviz_connection *connection,
                             const struct hsviz_moment *moment, uint32_t length)
{
    struct hsviz_step *last = last_of_side(connection, HSVIZ_SERVER);

    if (was_ticket(connection, last, moment)) {
        last->type = HSVIZ_STEP_NEW_SESSION_TICKET;
        last->phase = HSVIZ_PHASE_POST_HANDSHAKE;
        last->reason = HSVIZ_REASON_FIRST_OF_TICKET_SIZE;
    }
    if (is_another_ticket(last, length))
        push_ticket(connection, moment, length, HSVIZ_REASON_SAME_SIZE_AS_TICKET);
    else
        hsviz_tls_data(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
}

static void take_after_server_finished(struct hsviz_connection *connection,
                                       const struct hsviz_moment *moment, uint32_t length)
{
    const struct hsviz_tls *tls = connection->tls;
    bool expects_ticket =
        hsviz_tls_is_complete(tls) && tls->client_flags & HSVIZ_HELLO_PSK_MODES;

    if (expects_ticket && hsviz_flight_plain_len(connection, length) >= TICKET_MIN_LEN &&
        !(tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_DATA) &&
        !server_had_request(connection, moment))
        push_ticket(connection, moment, length, HSVIZ_REASON_BEFORE_REQUEST);
    else if (expects_ticket)
        take_before_data(connection, moment, length);
    else
        hsviz_tls_data(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
}

static void push_key_update(struct hsviz_connection *connection,
                            const struct hsviz_moment *moment, uint32_t length)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, moment, HSVIZ_STEP_KEY_UPDATE, HSVIZ_INFERRED, length);

    if (step)
        step->reason = HSVIZ_REASON_SIZE_OF_KEY_UPDATE;
}

/* A record of an alert's size was no close_notify when more follows it. */
static void withdraw_alert(struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_step *last = last_of_side(connection, side);

    if (!last || last->type != HSVIZ_STEP_ENCRYPTED || last->reason != HSVIZ_REASON_ALERT_LENGTH)
        return;
    last->type = HSVIZ_STEP_APPLICATION_DATA;
    last->phase = HSVIZ_PHASE_APPLICATION_DATA;
    last->source = HSVIZ_INFERRED;
    last->reason = HSVIZ_REASON_AFTER_FINISHED;
}

static void take_after_finished(struct hsviz_connection *connection,
                                const struct hsviz_moment *moment, uint32_t length)
{
    withdraw_alert(connection, moment->side);
    if (hsviz_flight_plain_len(connection, length) == ALERT_LEN)
        push_encrypted(connection, moment, length, HSVIZ_REASON_ALERT_LENGTH);
    else if (hsviz_flight_plain_len(connection, length) == KEY_UPDATE_LEN)
        push_key_update(connection, moment, length);
    else if (moment->side == HSVIZ_SERVER)
        take_after_server_finished(connection, moment, length);
    else
        hsviz_tls_data(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
}

/* ---- Records ---- */

/* RFC 8446 4.2.10: what the client sends before it could have the ServerHello is early data. */
static bool is_early(const struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    const struct hsviz_step *hello =
        hsviz_steps_find(connection, HSVIZ_SERVER, HSVIZ_STEP_SERVER_HELLO);

    return connection->tls->client_flags & HSVIZ_HELLO_EARLY_DATA &&
           (!hello || moment->half_rtt <= hello->half_rtt);
}

static void take_from_client(struct hsviz_connection *connection,
                             const struct hsviz_moment *moment, uint32_t length)
{
    if (is_early(connection, moment)) {
        hsviz_tls_data(connection, moment, HSVIZ_STEP_EARLY_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_BEFORE_SERVER_FLIGHT, length);
        return;
    }
    settle_server_flight(connection);
    push_encrypted(connection, moment, length, HSVIZ_REASON_NONE);
    settle_client_flight(connection, WAIT_FOR_MORE);
}

void hsviz_infer_take(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                      uint32_t length)
{
    const struct hsviz_tls *tls = connection->tls;

    if (moment->side == HSVIZ_SERVER && tls->flags & HSVIZ_TLS_SERVER_FLIGHT_SETTLED)
        settle_client_flight(connection, NOTHING_FOLLOWS);
    if (tls->side_flags[moment->side] & HSVIZ_TLS_FINISHED)
        take_after_finished(connection, moment, length);
    else if (moment->side == HSVIZ_CLIENT)
        take_from_client(connection, moment, length);
    else
        push_encrypted(connection, moment, length, HSVIZ_REASON_NONE);
}

void hsviz_infer_handshake_record(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment, uint32_t length)
{
    struct hsviz_step *step;

    if (connection->tls->side_flags[moment->side] & HSVIZ_TLS_FINISHED) {
        push_encrypted(connection, moment, length, HSVIZ_REASON_NONE);
        return;
    }
    step = hsviz_tls_push(connection, moment, HSVIZ_STEP_FINISHED, HSVIZ_INFERRED, length);
    if (step)
        step->reason = HSVIZ_REASON_AFTER_CHANGE_CIPHER_SPEC;
}

static struct hsviz_step *last_tls_of_side(const struct hsviz_connection *connection,
                                           enum hsviz_side side)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->side == side && step->repeat_of == 0 && hsviz_step_words[step->type].letter)
            return step;
    }
    return NULL;
}

static bool could_be_close_notify(const struct hsviz_step *step)
{
    return (step->type == HSVIZ_STEP_ALERT && step->code == HSVIZ_CODE_HIDDEN) ||
           (step->type == HSVIZ_STEP_ENCRYPTED && step->reason == HSVIZ_REASON_ALERT_LENGTH);
}

void hsviz_infer_close(struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_step *last;

    if (!connection->tls || !hsviz_tls_is_complete(connection->tls))
        return;
    last = last_tls_of_side(connection, side);
    if (!last || !could_be_close_notify(last))
        return;
    if (is_rejection(connection, side)) {
        name_alert(connection, last);
        return;
    }
    last->type = HSVIZ_STEP_CLOSE_NOTIFY;
    last->phase = HSVIZ_PHASE_TLS_CLOSE;
    last->source = HSVIZ_INFERRED;
    last->reason = HSVIZ_REASON_SMALL_BEFORE_FIN;
}

/* A record of an alert's size at the very end: an alert, though not known to be which. */
static void settle_last_alert(struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_step *last = last_tls_of_side(connection, side);

    if (!last || last->type != HSVIZ_STEP_ENCRYPTED || last->reason != HSVIZ_REASON_ALERT_LENGTH)
        return;
    name_alert(connection, last);
}

void hsviz_infer_finish(struct hsviz_connection *connection)
{
    if (!connection->tls || !hsviz_tls_is_13(connection->tls))
        return;
    settle_server_flight(connection);
    settle_client_flight(connection, NOTHING_FOLLOWS);
    settle_last_alert(connection, HSVIZ_CLIENT);
    settle_last_alert(connection, HSVIZ_SERVER);
}
