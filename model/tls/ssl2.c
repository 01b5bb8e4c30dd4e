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
#include "model/tls/messages.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

enum {
    FIRST_BIT = 0x80,      /* a header of two bytes: no padding */
    HEADER_LEN = 2,        /* draft-hickman-netscape-ssl 1.1 */
    HELLO_HEADER_LEN = 11, /* type, and what stands before the lists, their lengths included */
    SESSION_ID_LEN = 16,   /* or none: draft-hickman-netscape-ssl 2.6.1, RFC 5246 E.2 */
    SHORTEST_CHALLENGE_LEN = 16,
    LONGEST_CHALLENGE_LEN = 32,
    CIPHER_SPEC_LEN = 3,
};

/* ---- What can be SSL 2 ---- */

static bool has_header(struct hsviz_bytes *bytes, const struct hsviz_unit *unit)
{
    uint32_t header = hsviz_bytes_number(bytes, HEADER_LEN);

    return header >> 8 & FIRST_BIT && (header & 0x7fff) + HEADER_LEN == unit->length;
}

static bool is_known_version(uint32_t version)
{
    return version == HSVIZ_SSL_2 || (version >= HSVIZ_SSL_3_0 && version <= HSVIZ_TLS_1_3);
}

bool hsviz_ssl2_is_client_hello(const struct hsviz_unit *unit)
{
    struct hsviz_bytes bytes = { unit->bytes, unit->captured_len, false };
    uint32_t ciphers_len, id_len, challenge_len;

    if (!has_header(&bytes, unit) ||
        hsviz_ssl2_message_step((uint8_t)hsviz_bytes_number(&bytes, 1)) !=
            HSVIZ_STEP_CLIENT_HELLO ||
        !is_known_version(hsviz_bytes_number(&bytes, 2)))
        return false;
    ciphers_len = hsviz_bytes_number(&bytes, 2);
    id_len = hsviz_bytes_number(&bytes, 2);
    challenge_len = hsviz_bytes_number(&bytes, 2);
    return !bytes.short_read && ciphers_len > 0 && ciphers_len % CIPHER_SPEC_LEN == 0 &&
           (id_len == 0 || id_len == SESSION_ID_LEN) && challenge_len >= SHORTEST_CHALLENGE_LEN &&
           challenge_len <= LONGEST_CHALLENGE_LEN &&
           HEADER_LEN + HELLO_HEADER_LEN - 2 + ciphers_len + id_len + challenge_len == unit->length;
}

static bool is_server_hello(const struct hsviz_unit *unit)
{
    struct hsviz_bytes bytes = { unit->bytes, unit->captured_len, false };
    uint32_t hit, version, lists_len;

    if (!has_header(&bytes, unit) ||
        hsviz_ssl2_message_step((uint8_t)hsviz_bytes_number(&bytes, 1)) != HSVIZ_STEP_SERVER_HELLO)
        return false;
    hit = hsviz_bytes_number(&bytes, 1);
    hsviz_bytes_number(&bytes, 1); /* the type of certificate */
    version = hsviz_bytes_number(&bytes, 2);
    lists_len = hsviz_bytes_number(&bytes, 2) + hsviz_bytes_number(&bytes, 2);
    lists_len += hsviz_bytes_number(&bytes, 2);
    return !bytes.short_read && hit <= 1 && version == HSVIZ_SSL_2 &&
           HEADER_LEN + HELLO_HEADER_LEN + lists_len == unit->length;
}

/* Both ends speak SSL 2, or the server has yet to answer a hello in its format. */
static bool goes_on(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls || !(tls->flags & (HSVIZ_TLS_CLIENT_HELLO | HSVIZ_TLS_SERVER_HELLO)))
        return false;
    return tls->version == HSVIZ_SSL_2 ||
           (tls->version == HSVIZ_VERSION_NONE && tls->client_flags & HSVIZ_HELLO_SSL2 &&
            hsviz_side_of(connection, end) == HSVIZ_SERVER);
}

bool hsviz_ssl2_is_possible(const struct hsviz_connection *connection,
                            const struct hsviz_packet *packet, const struct hsviz_unit *unit)
{
    const struct hsviz_tls *tls = connection->tls;
    bool is_known = connection->flags & HSVIZ_CLIENT_KNOWN;
    enum hsviz_side side = hsviz_side_of(connection, packet->end);

    if (goes_on(connection, packet->end))
        return true;
    if (tls && tls->end_flags[packet->end] & HSVIZ_TLS_SENT_RECORD)
        return false;
    return ((!is_known || side == HSVIZ_CLIENT) && hsviz_ssl2_is_client_hello(unit)) ||
           ((!is_known || side == HSVIZ_SERVER) && is_server_hello(unit));
}

/* ---- Messages ---- */

static enum hsviz_step_type read_message(struct hsviz_connection *connection,
                                         const struct hsviz_packet *packet,
                                         struct hsviz_bytes message)
{
    uint8_t number = (uint8_t)hsviz_bytes_number(&message, 1);
    enum hsviz_step_type type = hsviz_ssl2_message_step(number);
    struct hsviz_hello hello;

    if (type == HSVIZ_STEP_CLIENT_HELLO) {
        hsviz_tell_client(connection, packet->end);
        hsviz_tls_start_handshake(connection->tls);
        hsviz_ssl2_client_hello_read(&hello, message);
        hsviz_tls_keep_client_hello(connection->tls, &hello, packet, HSVIZ_SSL_2);
    } else if (type == HSVIZ_STEP_SERVER_HELLO) {
        hsviz_tell_client(connection, hsviz_other_end(packet->end));
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
