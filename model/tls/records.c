/* records.c
 * Records to steps.
 *
 * Until its ChangeCipherSpec (TLS 1.2 and before, RFC 5246 7.1) or its keys change (TLS 1.3: the
 * server after its ServerHello, the client with its first protected record, RFC 8446 2), a side
 * speaks in clear. After it, what the dissector could decrypt comes with its parts, and the rest
 * goes to infer.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "records.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/notes.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/tls/alerts.h"
#include "model/tls/handshake.h"
#include "model/tls/hello_facts.h"
#include "model/tls/infer.h"
#include "model/tls/infer_alert.h"
#include "model/tls/infer_tls12.h"
#include "model/tls/server_certificate.h"
#include "model/tls/ssl2.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

enum {
    HANDSHAKE_HEADER_LEN = 4, /* RFC 8446 4: type and 24 bits of length */
    ALERT_LEN = 2,            /* RFC 8446 6 */
};

/* In TLS 1.3 only what says it is application data is encrypted (RFC 8446 5.2); before it,
 * everything after the sender's ChangeCipherSpec. */
bool hsviz_tls_is_protected(const struct hsviz_tls *tls, enum hsviz_end end,
                            const struct hsviz_unit *unit)
{
    if (unit->protection != HSVIZ_PROTECTION_BY_ORDER)
        return unit->protection == HSVIZ_PROTECTED;
    if (tls && hsviz_tls_changes_cipher(tls))
        return tls->end_flags[end] & HSVIZ_TLS_PROTECTED;
    return unit->content_type == HSVIZ_CONTENT_APPLICATION_DATA;
}

static enum hsviz_source source_of(const struct hsviz_tls *tls, enum hsviz_end end,
                                   const struct hsviz_unit *unit)
{
    return hsviz_tls_is_protected(tls, end, unit) ? HSVIZ_DECRYPTED : HSVIZ_SEEN;
}

/* ---- Handshake messages ---- */

static void read_client_hello(struct hsviz_connection *connection,
                              const struct hsviz_packet *packet, struct hsviz_bytes body,
                              uint16_t record_version)
{
    struct hsviz_hello hello;

    hsviz_tls_start_handshake(connection->tls);
    hsviz_client_hello_read(&hello, body);
    hsviz_tls_keep_client_hello(connection->tls, &hello, packet, record_version);
}

static enum hsviz_step_type read_server_hello(struct hsviz_connection *connection,
                                              const struct hsviz_packet *packet,
                                              struct hsviz_bytes body)
{
    struct hsviz_hello hello;

    hsviz_server_hello_read(&hello, body);
    if (hello.flags & HSVIZ_HELLO_RETRY) {
        hsviz_tls_keep_retry(connection->tls, &hello, packet);
        return HSVIZ_STEP_HELLO_RETRY_REQUEST;
    }
    hsviz_tls_keep_server_hello(connection, &hello, packet);
    return HSVIZ_STEP_SERVER_HELLO;
}

static void read_extensions(struct hsviz_tls *tls, struct hsviz_bytes body)
{
    struct hsviz_hello hello;

    hsviz_encrypted_extensions_read(&hello, body);
    hsviz_tls_keep_name(tls, &tls->alpn, hello.alpn);
    tls->flags |= HSVIZ_TLS_EXTENSIONS_READ;
    if (hello.flags & HSVIZ_HELLO_EARLY_DATA)
        tls->flags |= HSVIZ_TLS_EARLY_DATA_ACCEPTED;
}

/* Reads what the message says; returns its step, which for a ServerHello depends on it. */
static enum hsviz_step_type read_message(struct hsviz_connection *connection,
                                         const struct hsviz_packet *packet, uint8_t number,
                                         struct hsviz_bytes body, uint16_t record_version)
{
    enum hsviz_step_type type = hsviz_message_step(number);
    struct hsviz_hello hello;

    switch (type) {
    case HSVIZ_STEP_CLIENT_HELLO:
        read_client_hello(connection, packet, body, record_version);
        break;
    case HSVIZ_STEP_SERVER_HELLO:
        return read_server_hello(connection, packet, body);
    case HSVIZ_STEP_HELLO_RETRY_REQUEST:
        hsviz_retry_request_read(&hello, body);
        hsviz_tls_keep_retry(connection->tls, &hello, packet);
        break;
    case HSVIZ_STEP_ENCRYPTED_EXTENSIONS:
        read_extensions(connection->tls, body);
        break;
    case HSVIZ_STEP_CERTIFICATE:
        hsviz_tls_read_certificate(connection, packet->end, body);
        break;
    default:
        break;
    }
    return type;
}

static void take_message(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                         const struct hsviz_part *part, const struct hsviz_unit *unit)
{
    struct hsviz_bytes bytes = { part->bytes, part->captured_len,
                                 part->captured_len < part->reported_len };
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_source source = source_of(tls, packet->end, unit);
    uint8_t number = (uint8_t)hsviz_bytes_number(&bytes, 1);
    enum hsviz_step_type type;
    struct hsviz_step *step;

    hsviz_bytes_number(&bytes, 3);
    if (hsviz_message_step(number) == HSVIZ_STEP_CLIENT_HELLO)
        hsviz_tell_client(connection, packet->end);
    else if (hsviz_message_step(number) == HSVIZ_STEP_SERVER_HELLO)
        hsviz_tell_client(connection, hsviz_other_end(packet->end));
    type = read_message(connection, packet, number, bytes, unit->version);
    hsviz_tls_keep_certificate(connection, packet, type, bytes, source);
    step = hsviz_tls_push(connection, packet, type, source, (uint32_t)part->reported_len);
    if (step && type == HSVIZ_STEP_OTHER_HANDSHAKE)
        step->code = number;
    if (source == HSVIZ_DECRYPTED)
        tls->end_flags[packet->end] |= HSVIZ_TLS_DECRYPTS;
}

/* ---- Alerts ---- */

/* A handshake can still be rejected after both Finished, by a server that replies to the client's
 * with an alert instead of data (RFC 8446 4.4.2.4, 6.2). If the client has sent data too, the alert
 * may be about that, unless there was a CertificateRequest. */
static void note_rejection(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_tls *tls = connection->tls;
    bool client_sent_data = hsviz_tls_flags_of(connection, HSVIZ_CLIENT) & HSVIZ_TLS_SENT_DATA;
    bool server_sent_data = hsviz_tls_flags_of(connection, HSVIZ_SERVER) & HSVIZ_TLS_SENT_DATA;

    if (!hsviz_tls_is_complete(tls) ||
        (hsviz_side_of(connection, end) == HSVIZ_SERVER && !server_sent_data &&
         (tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED || !client_sent_data)))
        tls->flags |= HSVIZ_TLS_REJECTED;
}

static void take_alert(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                       uint8_t level, uint8_t description, enum hsviz_source source)
{
    struct hsviz_tls *tls = connection->tls;
    bool closes = description == HSVIZ_ALERT_CLOSE_NOTIFY;
    struct hsviz_step *step = hsviz_tls_push(
        connection, packet, closes ? HSVIZ_STEP_CLOSE_NOTIFY : HSVIZ_STEP_ALERT, source, ALERT_LEN);
    uint16_t code = (uint16_t)(level << 8 | description);

    if (step)
        step->code = code;
    if (hsviz_alert_ends(level, description) && !(tls->flags & HSVIZ_TLS_ALERTED)) {
        tls->flags |= HSVIZ_TLS_ALERTED;
        tls->alert_end = (uint8_t)packet->end;
        tls->alert_code = code;
        note_rejection(connection, packet->end);
    }
}

static void take_hidden_alert(struct hsviz_connection *connection,
                              const struct hsviz_packet *packet, uint32_t length)
{
    enum hsviz_reason reason = hsviz_infer_alert_reason(connection, packet);
    struct hsviz_step *step =
        hsviz_tls_push(connection, packet, HSVIZ_STEP_ALERT, HSVIZ_SEEN, length);

    if (!step)
        return;
    step->code = HSVIZ_CODE_HIDDEN;
    step->reason = (uint8_t)reason;
}

/* ---- Records ---- */

static void take_change_cipher_spec(struct hsviz_connection *connection,
                                    const struct hsviz_packet *packet, uint32_t length)
{
    struct hsviz_tls *tls = connection->tls;

    hsviz_tls_push(connection, packet, HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_SEEN, length);
    tls->end_flags[packet->end] |= HSVIZ_TLS_SENT_CCS;
    if (hsviz_tls_changes_cipher(tls)) {
        tls->end_flags[packet->end] |= HSVIZ_TLS_PROTECTED;
        tls->lacks[packet->end] = false;
    }
}

/* Takes the parts; false if there is none that can be read. */
static bool take_parts(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                       const struct hsviz_unit *unit)
{
    size_t num_parts = MIN(unit->num_parts, HSVIZ_UNIT_PARTS_MAX);
    bool taken = false;

    for (size_t i = 0; i < num_parts; i++) {
        const struct hsviz_part *part = &unit->parts[i];

        if (part->type == HSVIZ_PART_HANDSHAKE && part->captured_len >= HANDSHAKE_HEADER_LEN) {
            take_message(connection, packet, part, unit);
            taken = true;
        } else if (part->type == HSVIZ_PART_ALERT && part->reported_len == ALERT_LEN &&
                   part->captured_len == ALERT_LEN) {
            take_alert(connection, packet, part->bytes[0], part->bytes[1],
                       source_of(connection->tls, packet->end, unit));
            taken = true;
        }
    }
    return taken;
}

static void take_handshake(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                           const struct hsviz_unit *unit)
{
    struct hsviz_tls *tls = connection->tls;

    tls->has_client_flight |= tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
                              hsviz_side_of(connection, packet->end) == HSVIZ_CLIENT;
    if (take_parts(connection, packet, unit) || unit->plain_type != 0)
        return;
    if (hsviz_tls_is_protected(connection->tls, packet->end, unit))
        hsviz_infer_handshake_record(connection, packet, unit->length);
}

/* In TLS 1.3 everything protected says it is application data (RFC 8446 5.2). */
static void take_protected(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                           const struct hsviz_unit *unit)
{
    struct hsviz_tls *tls = connection->tls;

    tls->end_flags[packet->end] |= HSVIZ_TLS_PROTECTED;
    if (unit->num_parts > 0 || unit->plain_type != 0)
        hsviz_infer_answer(connection, packet, unit->length);
    if (take_parts(connection, packet, unit))
        return;
    /* A part of a message that is not whole yet. */
    if (unit->plain_type == HSVIZ_CONTENT_HANDSHAKE || unit->plain_type == HSVIZ_CONTENT_ALERT) {
        tls->end_flags[packet->end] |= HSVIZ_TLS_DECRYPTS;
        return;
    }
    tls->has_lost_keys |=
        unit->plain_type == 0 && tls->end_flags[packet->end] & HSVIZ_TLS_DECRYPTS;
    if (unit->plain_type != 0)
        hsviz_tls_data(connection, packet,
                       hsviz_infer_is_early(connection, packet) ? HSVIZ_STEP_EARLY_DATA
                                                                : HSVIZ_STEP_APPLICATION_DATA,
                       HSVIZ_DECRYPTED, HSVIZ_REASON_NONE, unit->length);
    else
        hsviz_infer_take(connection, packet, unit->length);
}

static bool is_protected_like_13(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_tls *tls = connection->tls;
    bool is_early = hsviz_side_of(connection, end) == HSVIZ_CLIENT &&
                    tls->version == HSVIZ_VERSION_NONE &&
                    tls->client_flags & HSVIZ_HELLO_EARLY_DATA;

    return is_early || hsviz_tls_is_13(tls);
}

static bool offers_13(const struct hsviz_tls *tls)
{
    for (size_t i = 0; i < MIN(tls->num_offered, HSVIZ_OFFERED_VERSIONS_MAX); i++) {
        if (tls->offered[i] == HSVIZ_TLS_1_3 || hsviz_version_is_draft(tls->offered[i]))
            return true;
    }
    return false;
}

/* Where the ServerHello is not in the capture: before TLS 1.3 no data is allowed before the client's
 * Finished, which is a handshake record (RFC 5246 7.3). Of TLS 1.3 it may be anything. */
static bool is_before_any_finished(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);

    return tls->version == HSVIZ_VERSION_NONE && tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
           !tls->has_client_flight && offers_13(tls) &&
           !hsviz_end_has_holes(connection, client) &&
           hsviz_end_has_holes(connection, hsviz_other_end(client));
}

static void take_unnamed(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                         uint32_t length)
{
    struct hsviz_step *step = hsviz_steps_extend(
        connection, packet, HSVIZ_STEP_ENCRYPTED,
        (enum hsviz_phase)hsviz_step_words[HSVIZ_STEP_ENCRYPTED].phase, length);

    if (step)
        step->reason = HSVIZ_REASON_BEFORE_ANY_FINISHED;
}

static void take_application_data(struct hsviz_connection *connection,
                                  const struct hsviz_packet *packet, const struct hsviz_unit *unit)
{
    if (is_protected_like_13(connection, packet->end))
        take_protected(connection, packet, unit);
    else if (is_before_any_finished(connection))
        take_unnamed(connection, packet, unit->length);
    else
        hsviz_tls_data(connection, packet, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_SEEN,
                       HSVIZ_REASON_NONE, unit->length);
}

static void take_alert_record(struct hsviz_connection *connection,
                              const struct hsviz_packet *packet, const struct hsviz_unit *unit)
{
    if (!take_parts(connection, packet, unit))
        take_hidden_alert(connection, packet, unit->length);
}

/* Records after the hellos carry the negotiated version; those of TLS 1.3 say 1.2 (RFC 5246 6.2.1,
 * RFC 8446 5.1). */
static void note_contradiction(struct hsviz_connection *connection,
                               const struct hsviz_packet *packet, const struct hsviz_unit *unit)
{
    struct hsviz_tls *tls = connection->tls;
    uint16_t expected = hsviz_tls_is_13(tls) ? HSVIZ_TLS_1_2 : tls->server_version;

    if (!(tls->flags & HSVIZ_TLS_SERVER_HELLO) || tls->flags & HSVIZ_TLS_CONTRADICTED ||
        unit->ssl2 || unit->version == expected || tls->version == HSVIZ_SSL_2 ||
        hsviz_version_is_draft(tls->version))
        return;
    tls->flags |= HSVIZ_TLS_CONTRADICTED;
    hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_CONTRADICTION,
                                                     .frame = packet->frame,
                                                     .version = unit->version,
                                                     .other_version = tls->version });
}

void hsviz_tls_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                    const struct hsviz_unit *unit)
{
    bool is_first;

    if (unit->ssl2 && !hsviz_ssl2_is_possible(connection, packet, unit))
        return;
    if (!connection->tls)
        connection->tls = g_new0(struct hsviz_tls, 1);
    is_first = !(connection->tls->end_flags[packet->end] & HSVIZ_TLS_SENT_RECORD);
    connection->tls->end_flags[packet->end] |= HSVIZ_TLS_SENT_RECORD;
    if (unit->num_parts > HSVIZ_UNIT_PARTS_MAX)
        connection->flags |= HSVIZ_UNIT_FULL;
    /* A hello may come out of a hole, or late, only when the answer to it was read. */
    if (!is_first && !connection->peer[packet->end].is_late)
        note_contradiction(connection, packet, unit);
    if (unit->ssl2) {
        hsviz_ssl2_take(connection, packet, unit);
        return;
    }
    switch (unit->content_type) {
    case HSVIZ_CONTENT_CHANGE_CIPHER_SPEC:
        take_change_cipher_spec(connection, packet, unit->length);
        break;
    case HSVIZ_CONTENT_ALERT:
        take_alert_record(connection, packet, unit);
        break;
    case HSVIZ_CONTENT_HANDSHAKE:
        take_handshake(connection, packet, unit);
        break;
    case HSVIZ_CONTENT_APPLICATION_DATA:
        take_application_data(connection, packet, unit);
        break;
    case HSVIZ_CONTENT_HEARTBEAT:
        hsviz_tls_push(connection, packet, HSVIZ_STEP_HEARTBEAT, HSVIZ_SEEN, unit->length);
        break;
    default:
        break;
    }
}
