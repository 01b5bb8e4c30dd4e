/* ssl2.c
 * Records of SSL 2 (draft-hickman-netscape-ssl), and the hello in its format that leads to SSL 3.0
 * or TLS (RFC 6101 E, RFC 5246 E.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "version.h"

static enum hsviz_step_type read_message(struct hsviz_connection *connection,
                                         const struct hsviz_moment *moment,
                                         struct hsviz_bytes message)
{
    uint8_t number = (uint8_t)hsviz_bytes_number(&message, 1);
    enum hsviz_step_type type = hsviz_ssl2_message_step(number);
    struct hsviz_hello hello;

    if (type == HSVIZ_STEP_CLIENT_HELLO) {
        hsviz_tls_start_handshake(connection->tls);
        hsviz_ssl2_client_hello_read(&hello, message);
        hsviz_tls_keep_client_hello(connection->tls, &hello, moment, HSVIZ_SSL_2);
    } else if (type == HSVIZ_STEP_SERVER_HELLO) {
        hsviz_ssl2_server_hello_read(&hello, message);
        hsviz_tls_keep_server_hello(connection->tls, &hello, moment);
    }
    return type;
}

static bool is_protected(const struct hsviz_tls *tls, enum hsviz_side side)
{
    return tls->side_flags[side] & HSVIZ_TLS_PROTECTED;
}

/* What follows the client's master key is encrypted; its order is fixed, but for the optional
 * client certificate (draft-hickman-netscape-ssl 2.1). */
static void take_protected(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                           uint32_t length)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type = HSVIZ_STEP_FINISHED;
    struct hsviz_step *step;

    if (hsviz_tls_is_complete(tls)) {
        hsviz_tls_data(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_INFERRED,
                       HSVIZ_REASON_AFTER_FINISHED, length);
        return;
    }
    if (moment->side == HSVIZ_SERVER &&
        !hsviz_steps_find(connection, HSVIZ_SERVER, HSVIZ_STEP_CERTIFICATE_VERIFY))
        type = HSVIZ_STEP_CERTIFICATE_VERIFY;
    else if (tls->side_flags[moment->side] & HSVIZ_TLS_FINISHED)
        type = HSVIZ_STEP_ENCRYPTED;
    step = hsviz_tls_push(connection, moment, type, HSVIZ_INFERRED, length);
    if (step)
        step->reason = HSVIZ_REASON_SSL2_ORDER;
}

void hsviz_ssl2_take(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                     const struct hsviz_record *record)
{
    struct hsviz_bytes bytes = { record->bytes, record->captured_len, false };
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type;

    if (is_protected(tls, moment->side)) {
        take_protected(connection, moment, record->length);
        return;
    }
    /* The first bit set: two bytes of header; else three, the third counts padding. */
    hsviz_bytes_take(&bytes, bytes.len > 0 && bytes.start[0] & 0x80 ? 2 : 3);
    type = read_message(connection, moment, bytes);
    hsviz_tls_push(connection, moment, type, HSVIZ_SEEN, record->length);
    if (type == HSVIZ_STEP_CLIENT_KEY_EXCHANGE) {
        tls->side_flags[HSVIZ_CLIENT] |= HSVIZ_TLS_PROTECTED;
        tls->side_flags[HSVIZ_SERVER] |= HSVIZ_TLS_PROTECTED;
    }
}
