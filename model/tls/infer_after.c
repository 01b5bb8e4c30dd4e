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
#include "model/tls/infer_flight.h"
#include "model/tls/tls.h"

enum { KEY_UPDATE_LEN = 5 }; /* RFC 8446 4.6.3: a header and one byte */

void hsviz_infer_push_encrypted(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, uint32_t length,
                                enum hsviz_reason reason)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, HSVIZ_STEP_ENCRYPTED, HSVIZ_SEEN, length);

    if (step)
        step->reason = (uint8_t)reason;
}

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

static void push_ticket(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                        uint32_t length, enum hsviz_reason reason)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, HSVIZ_STEP_NEW_SESSION_TICKET, HSVIZ_INFERRED, length);

    if (step)
        step->reason = (uint8_t)reason;
}

static struct hsviz_step *last_of(const struct hsviz_connection *connection, enum hsviz_end end)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].end == end && connection->steps[i].repeat_of == 0)
            return &connection->steps[i];
    }
    return NULL;
}

static bool is_ticket_sized(const struct hsviz_connection *connection, uint32_t length)
{
    const struct hsviz_step *certificate = hsviz_steps_find(
        connection, hsviz_end_of(connection, HSVIZ_CLIENT), HSVIZ_STEP_CERTIFICATE);
    uint32_t len = hsviz_flight_plain_len(connection, length);

    return len >= HSVIZ_TICKET_MIN_LEN &&
           len <= HSVIZ_TICKET_MAX_LEN + (certificate ? certificate->bytes : 0);
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

static bool is_another_ticket(const struct hsviz_step *last, uint32_t length)
{
    return last->type == HSVIZ_STEP_NEW_SESSION_TICKET && last->bytes == length;
}

static void take_before_data(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                             uint32_t length)
{
    struct hsviz_step *last = last_of(connection, packet->end);

    if (was_ticket(connection, last, packet)) {
        last->type = HSVIZ_STEP_NEW_SESSION_TICKET;
        last->phase = HSVIZ_PHASE_POST_HANDSHAKE;
        last->reason = HSVIZ_REASON_FIRST_OF_TICKET_SIZE;
    }
    if (is_another_ticket(last, length))
        push_ticket(connection, packet, length, HSVIZ_REASON_SAME_SIZE_AS_TICKET);
    else
        hsviz_tls_data(connection, packet, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
}

static void take_after_server_finished(struct hsviz_connection *connection,
                                       const struct hsviz_packet *packet, uint32_t length)
{
    const struct hsviz_tls *tls = connection->tls;
    bool expects_ticket = hsviz_tls_is_complete(tls) && tls->client_flags & HSVIZ_HELLO_PSK_MODES;

    if (expects_ticket && hsviz_flight_plain_len(connection, length) >= HSVIZ_TICKET_MIN_LEN &&
        !(tls->end_flags[packet->end] & HSVIZ_TLS_SENT_DATA) &&
        !server_had_request(connection, packet))
        push_ticket(connection, packet, length, HSVIZ_REASON_BEFORE_REQUEST);
    else if (expects_ticket)
        take_before_data(connection, packet, length);
    else
        hsviz_tls_data(connection, packet, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
}

static void push_key_update(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                            uint32_t length)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, HSVIZ_STEP_KEY_UPDATE, HSVIZ_INFERRED, length);

    if (step)
        step->reason = HSVIZ_REASON_SIZE_OF_KEY_UPDATE;
}

/* A record of an alert's size was no close_notify when more follows it. */
static void withdraw_alert(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_step *last = last_of(connection, end);

    if (!last || last->type != HSVIZ_STEP_ENCRYPTED || last->reason != HSVIZ_REASON_ALERT_LENGTH)
        return;
    last->type = HSVIZ_STEP_APPLICATION_DATA;
    last->phase = HSVIZ_PHASE_APPLICATION_DATA;
    last->source = HSVIZ_INFERRED;
    last->reason = HSVIZ_REASON_AFTER_FINISHED;
}

void hsviz_infer_take_after_finished(struct hsviz_connection *connection,
                                     const struct hsviz_packet *packet, uint32_t length)
{
    withdraw_alert(connection, packet->end);
    if (hsviz_flight_plain_len(connection, length) == HSVIZ_ALERT_LEN)
        hsviz_infer_push_encrypted(connection, packet, length, HSVIZ_REASON_ALERT_LENGTH);
    else if (hsviz_flight_plain_len(connection, length) == KEY_UPDATE_LEN)
        push_key_update(connection, packet, length);
    else if (hsviz_side_of(connection, packet->end) == HSVIZ_SERVER)
        take_after_server_finished(connection, packet, length);
    else
        hsviz_tls_data(connection, packet, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
}
