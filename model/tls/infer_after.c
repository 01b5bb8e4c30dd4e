/* infer_after.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer_after.h"

#include <stddef.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/handshake.h"
#include "model/tls/infer_alert.h"
#include "model/tls/infer_flight.h"
#include "model/tls/tls.h"

enum {
    KEY_UPDATE_LEN = 5, /* RFC 8446 4.6.3: a header and one byte */
    /* Of a ticket that is only a number of a session: lifetime, age, nonce, 32 bytes. */
    SMALLEST_TICKET_LEN = 57,
    /* Tickets that servers send at once; more than that is data. */
    TICKETS_MAX = 4,
};

void hsviz_infer_push_encrypted(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, uint32_t length,
                                enum hsviz_reason reason)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, HSVIZ_STEP_ENCRYPTED, HSVIZ_SEEN, length);

    if (step)
        step->reason = (uint8_t)reason;
}

/* ---- Tickets ---- */

static bool server_had_request(const struct hsviz_connection *connection,
                               const struct hsviz_packet *packet)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);

    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end == client && step->type == HSVIZ_STEP_APPLICATION_DATA)
            return !hsviz_serial_before(packet->shown, step->space_end);
    }
    return false;
}

static bool server_had_finished(const struct hsviz_connection *connection,
                                const struct hsviz_packet *packet)
{
    const struct hsviz_step *finished =
        hsviz_steps_find(connection, hsviz_end_of(connection, HSVIZ_CLIENT), HSVIZ_STEP_FINISHED);

    return finished && !hsviz_serial_before(packet->shown, finished->space_end);
}

static void push_ticket(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                        uint32_t length, enum hsviz_reason reason)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_INFERRED, length);

    if (step)
        step->reason = (uint8_t)reason;
}

static void take_data(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      uint32_t length)
{
    hsviz_tls_data(connection, packet, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                   HSVIZ_REASON_AFTER_FINISHED, length);
}

/* A ticket may hold the client's certificate, which may have come in several records. */
static uint32_t ticket_max_len(const struct hsviz_connection *connection)
{
    const struct hsviz_step *certificate = hsviz_steps_find(
        connection, hsviz_end_of(connection, HSVIZ_CLIENT), HSVIZ_STEP_CERTIFICATE);

    return HSVIZ_TICKET_MAX_LEN + (certificate ? certificate->bytes : 0);
}

static bool is_ticket_sized(const struct hsviz_connection *connection, uint32_t length)
{
    uint32_t len = hsviz_flight_plain_len(connection, length);

    return len >= HSVIZ_TICKET_MIN_LEN && len <= ticket_max_len(connection);
}

/* Servers send tickets as soon as they have the client's Finished, several at once and of one
 * size: so a first record of a ticket's size, that another one of the same flight follows, is
 * one, though a request may have come with the Finished. */
static bool was_ticket(const struct hsviz_connection *connection, const struct hsviz_step *last,
                       const struct hsviz_packet *packet)
{
    return last->type == HSVIZ_STEP_APPLICATION_DATA && last->count == 1 &&
           last->source == HSVIZ_INFERRED && last->half_rtt == packet->half_rtt &&
           is_ticket_sized(connection, last->bytes) &&
           !hsviz_steps_find_before(connection, last, packet->end, HSVIZ_STEP_APPLICATION_DATA) &&
           !hsviz_steps_find_before(connection, last, packet->end, HSVIZ_STEP_NEW_SESSION_TICKET);
}

static bool is_another_ticket(const struct hsviz_step *last, const struct hsviz_packet *packet,
                              uint32_t length)
{
    return last->type == HSVIZ_STEP_NEW_SESSION_TICKET && last->bytes == length &&
           last->half_rtt == packet->half_rtt;
}

static void take_after_request(struct hsviz_connection *connection,
                               const struct hsviz_packet *packet, uint32_t length)
{
    struct hsviz_step *last = hsviz_infer_last_of(connection, packet->end);

    if (last && was_ticket(connection, last, packet)) {
        last->type = HSVIZ_STEP_NEW_SESSION_TICKET;
        last->phase = HSVIZ_PHASE_POST_HANDSHAKE;
        last->reason = HSVIZ_REASON_FIRST_OF_TICKET_SIZE;
        connection->tls->end_flags[packet->end] &= (uint8_t)~HSVIZ_TLS_SENT_DATA;
    }
    if (last && is_another_ticket(last, packet, length))
        push_ticket(connection, packet, length, HSVIZ_REASON_SAME_SIZE_AS_TICKET);
    else
        take_data(connection, packet, length);
}

/* Whether a record is a ticket or an answer, and nothing tells which: it comes with the client's
 * Finished, and there may be a request that it answers: early data, or bytes that were not
 * captured. Or records are padded, so that sizes say nothing (RFC 8446 5.4). */
static bool is_ticket_or_answer(const struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, uint32_t length)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    bool is_hidden =
        !connection->peer[client].is_seen || tls->lacks[client] || packet->shows_missing;
    uint32_t len = hsviz_flight_plain_len(connection, length);

    if (tls->num_unnamed >= TICKETS_MAX || len < SMALLEST_TICKET_LEN ||
        len > ticket_max_len(connection))
        return false;
    if (hsviz_infer_is_padded(connection, packet->end))
        return !(tls->end_flags[packet->end] & HSVIZ_TLS_SENT_DATA) &&
               server_had_request(connection, packet);
    if (tls->flags & HSVIZ_TLS_EARLY_DATA_ACCEPTED ||
        (tls->client_flags & HSVIZ_HELLO_CUT && tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY))
        return server_had_finished(connection, packet) && !server_had_request(connection, packet);
    return is_hidden && !(tls->end_flags[packet->end] & HSVIZ_TLS_SENT_DATA) &&
           !server_had_request(connection, packet);
}

/* Whether the newest record of the server's stays without a name that another one of its size and
 * position gives it: servers send tickets of one size together. */
static bool has_unnamed_twin(const struct hsviz_connection *connection,
                             const struct hsviz_step *last, const struct hsviz_packet *packet,
                             uint32_t length)
{
    return last && connection->tls->num_unnamed > 0 && last->type == HSVIZ_STEP_ENCRYPTED &&
           last->reason == HSVIZ_REASON_NONE && last->bytes == length &&
           last->half_rtt == packet->half_rtt && is_ticket_sized(connection, length);
}

/* Before a request come tickets, and, in a protocol in which the server speaks first, its greeting:
 * one record of a ticket's size may be either. */
static void take_before_request(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, uint32_t length)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_step *last = hsviz_infer_last_of(connection, packet->end);

    if (tls->client_flags & HSVIZ_HELLO_ASKS_FIRST) {
        push_ticket(connection, packet, length, HSVIZ_REASON_BEFORE_REQUEST);
    } else if (has_unnamed_twin(connection, last, packet, length)) {
        last->type = HSVIZ_STEP_NEW_SESSION_TICKET;
        last->source = HSVIZ_INFERRED;
        last->phase = HSVIZ_PHASE_POST_HANDSHAKE;
        last->reason = HSVIZ_REASON_FIRST_OF_TICKET_SIZE;
        tls->num_unnamed--;
        push_ticket(connection, packet, length, HSVIZ_REASON_SAME_SIZE_AS_TICKET);
    } else if (last && is_another_ticket(last, packet, length)) {
        push_ticket(connection, packet, length, HSVIZ_REASON_SAME_SIZE_AS_TICKET);
    } else if (tls->num_unnamed < TICKETS_MAX) {
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
        tls->num_unnamed++;
    } else {
        take_data(connection, packet, length);
    }
}

/* A request may be in what the capture lacks of the client, or has not yet. */
static bool may_have_had_request(const struct hsviz_connection *connection,
                                 const struct hsviz_packet *packet)
{
    return packet->shows_missing ||
           hsviz_end_has_holes(connection, hsviz_end_of(connection, HSVIZ_CLIENT));
}

static void take_after_server_finished(struct hsviz_connection *connection,
                                       const struct hsviz_packet *packet, uint32_t length)
{
    struct hsviz_tls *tls = connection->tls;
    bool is_asked = tls->flags & HSVIZ_TLS_EARLY_DATA_ACCEPTED ||
                    server_had_request(connection, packet) ||
                    may_have_had_request(connection, packet);
    /* Without the client's hello, or all of it, it is not known whether it can use tickets. */
    bool expects_ticket = tls->client_flags & (HSVIZ_HELLO_PSK_MODES | HSVIZ_HELLO_CUT) ||
                          !(tls->flags & HSVIZ_TLS_CLIENT_HELLO);

    if (expects_ticket && is_ticket_or_answer(connection, packet, length)) {
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
        tls->num_unnamed++;
        return;
    }
    expects_ticket = hsviz_tls_is_complete(tls) && tls->client_flags & HSVIZ_HELLO_PSK_MODES;
    if (expects_ticket && !is_asked && !(tls->end_flags[packet->end] & HSVIZ_TLS_SENT_DATA) &&
        hsviz_flight_plain_len(connection, length) >= HSVIZ_TICKET_MIN_LEN)
        take_before_request(connection, packet, length);
    else if (expects_ticket && !(tls->flags & HSVIZ_TLS_EARLY_DATA_ACCEPTED))
        take_after_request(connection, packet, length);
    else
        take_data(connection, packet, length);
}

/* ---- Small records ---- */

/* A record of an alert's size was no close_notify when more follows it. Before another of that size
 * it may have been an alert, as user_canceled (RFC 8446 6.1), or data. */
static void withdraw_alert(struct hsviz_connection *connection, enum hsviz_end end,
                           bool another_follows)
{
    struct hsviz_step *last = hsviz_infer_last_of(connection, end);

    if (!last || !hsviz_infer_is_alert_sized(last))
        return;
    last->reason = HSVIZ_REASON_NONE;
    if (another_follows)
        return;
    last->type = HSVIZ_STEP_APPLICATION_DATA;
    last->phase = HSVIZ_PHASE_APPLICATION_DATA;
    last->source = HSVIZ_INFERRED;
    last->reason = HSVIZ_REASON_AFTER_FINISHED;
}

/* A KeyUpdate has five bytes, and so have many messages of applications: the end of an HTTP body in
 * chunks (RFC 9112 7.1), a MySQL COM_QUIT, a PostgreSQL Terminate. Behind data of the same flight
 * they are taken for its end. */
static void take_five_bytes(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                            uint32_t length)
{
    const struct hsviz_tls *tls = connection->tls;

    if (tls->end_flags[packet->end] & HSVIZ_TLS_SENT_DATA &&
        tls->data_half_rtt[packet->end] == packet->half_rtt)
        take_data(connection, packet, length);
    else
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_NONE);
}

void hsviz_infer_take_after_finished(struct hsviz_connection *connection,
                                     const struct hsviz_packet *packet, uint32_t length)
{
    uint32_t len = hsviz_flight_plain_len(connection, length);

    withdraw_alert(connection, packet->end, len == HSVIZ_ALERT_LEN);
    if (len == HSVIZ_ALERT_LEN)
        hsviz_infer_push_encrypted(connection, packet, length,
                                   hsviz_infer_alert_reason(connection, packet));
    else if (len == KEY_UPDATE_LEN)
        take_five_bytes(connection, packet, length);
    else if (hsviz_side_of(connection, packet->end) == HSVIZ_SERVER)
        take_after_server_finished(connection, packet, length);
    else
        take_data(connection, packet, length);
}
