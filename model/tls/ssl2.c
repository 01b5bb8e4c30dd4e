/* ssl2.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ssl2.h"

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/tls/handshake.h"
#include "model/tls/hello_facts.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

static enum hsviz_step_type read_message(struct hsviz_connection *connection,
                                         const struct hsviz_packet *packet,
                                         struct hsviz_bytes message)
{
    uint8_t number = (uint8_t)hsviz_bytes_number(&message, 1);
    enum hsviz_step_type type = hsviz_ssl2_message_step(number);
    struct hsviz_hello hello;

    if (type == HSVIZ_STEP_CLIENT_HELLO) {
        hsviz_tls_start_handshake(connection->tls);
        hsviz_ssl2_client_hello_read(&hello, message);
        hsviz_tls_keep_client_hello(connection->tls, &hello, packet, HSVIZ_SSL_2);
    } else if (type == HSVIZ_STEP_SERVER_HELLO) {
        hsviz_ssl2_server_hello_read(&hello, message);
        hsviz_tls_keep_server_hello(connection, &hello, packet);
    }
    return type;
}

static bool is_protected(const struct hsviz_tls *tls, enum hsviz_end end)
{
    return tls->end_flags[end] & HSVIZ_TLS_PROTECTED;
}

/* What follows the client's master key is encrypted; its order is fixed, but for the optional
 * client certificate (draft-hickman-netscape-ssl 2.1). */
static void take_protected(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                           uint32_t length)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type = HSVIZ_STEP_FINISHED;
    struct hsviz_step *step;

    if (hsviz_tls_is_complete(tls)) {
        hsviz_tls_data(connection, packet, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
        return;
    }
    if (hsviz_side_of(connection, packet->end) == HSVIZ_SERVER &&
        !hsviz_steps_find(connection, packet->end, HSVIZ_STEP_CERTIFICATE_VERIFY))
        type = HSVIZ_STEP_CERTIFICATE_VERIFY;
    else if (tls->end_flags[packet->end] & HSVIZ_TLS_FINISHED)
        type = HSVIZ_STEP_ENCRYPTED;
    step = hsviz_tls_push(connection, packet, type, HSVIZ_INFERRED, length);
    if (step)
        step->reason = HSVIZ_REASON_SSL2_ORDER;
}

void hsviz_ssl2_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                     const struct hsviz_unit *unit)
{
    struct hsviz_bytes bytes = { unit->bytes, unit->captured_len, false };
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type;

    if (is_protected(tls, packet->end)) {
        take_protected(connection, packet, unit->length);
        return;
    }
    /* The first bit set: two bytes of header; else three, the third counts padding. */
    hsviz_bytes_take(&bytes, bytes.len > 0 && bytes.start[0] & 0x80 ? 2 : 3);
    type = read_message(connection, packet, bytes);
    hsviz_tls_push(connection, packet, type, HSVIZ_SEEN, unit->length);
    if (type == HSVIZ_STEP_CLIENT_KEY_EXCHANGE) {
        tls->end_flags[HSVIZ_END_0] |= HSVIZ_TLS_PROTECTED;
        tls->end_flags[HSVIZ_END_1] |= HSVIZ_TLS_PROTECTED;
    }
}
