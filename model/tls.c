/* tls.c
 * Records to steps.
 *
 * Until its ChangeCipherSpec (TLS 1.2 and before, RFC 5246 7.1) or its keys change (TLS 1.3: the
 * server after its ServerHello, the client with its first protected record, RFC 8446 2), a side
 * speaks in clear. After it, what the dissector could decrypt comes with its parts, and the rest
 * goes to infer.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls.h"

#include <string.h>

#include "alerts.h"
#include "infer.h"
#include "internal.h"
#include "version.h"

enum {
    HANDSHAKE_HEADER_LEN = 4, /* RFC 8446 4: type and 24 bits of length */
    ALERT_LEN = 2,            /* RFC 8446 6 */
};

bool hsviz_tls_is_13(const struct hsviz_tls *tls)
{
    return hsviz_version_is_13(tls->version);
}

bool hsviz_tls_is_complete(const struct hsviz_tls *tls)
{
    return tls->side_flags[HSVIZ_CLIENT] & tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_FINISHED;
}

void hsviz_tls_free(struct hsviz_tls *tls)
{
    if (!tls)
        return;
    g_free(tls->server_name);
    g_free(tls->alpn);
    g_free(tls);
}

void hsviz_tls_swap_sides(struct hsviz_tls *tls)
{
    uint8_t side_flags = tls->side_flags[0];

    tls->side_flags[0] = tls->side_flags[1];
    tls->side_flags[1] = side_flags;
}

/* Whether a ChangeCipherSpec means something: not in TLS 1.3, nor before the version is known, but
 * for a ServerHello that was not captured: a key exchange in clear is TLS 1.2's or older. */
static bool changes_cipher(const struct hsviz_tls *tls)
{
    if (tls->version == HSVIZ_VERSION_NONE)
        return tls->flags & HSVIZ_TLS_KEY_EXCHANGE;
    return !hsviz_tls_is_13(tls);
}

/* In TLS 1.3 only what says it is application data is encrypted (RFC 8446 5.2); before it,
 * everything after the sender's ChangeCipherSpec. */
static bool is_protected(const struct hsviz_tls *tls, enum hsviz_side side,
                         const struct hsviz_record *record)
{
    if (changes_cipher(tls))
        return tls->side_flags[side] & HSVIZ_TLS_PROTECTED;
    return record->content_type == HSVIZ_CONTENT_APPLICATION_DATA;
}

static enum hsviz_source source_of(const struct hsviz_tls *tls, enum hsviz_side side,
                                   const struct hsviz_record *record)
{
    return is_protected(tls, side, record) ? HSVIZ_DECRYPTED : HSVIZ_SEEN;
}

/* ---- Steps ---- */

/* What comes once the handshake is over belongs after it (model, section 2). */
static enum hsviz_phase phase_of(const struct hsviz_tls *tls, enum hsviz_step_type type)
{
    if (type == HSVIZ_STEP_CHANGE_CIPHER_SPEC && !changes_cipher(tls))
        return HSVIZ_PHASE_HELLO; /* RFC 8446 D.4: it stands with the hellos, and does nothing */
    if (hsviz_tls_is_complete(tls) && type < HSVIZ_STEP_ALERT)
        return HSVIZ_PHASE_POST_HANDSHAKE;
    return hsviz_step_words[type].phase;
}

/* Messages that may come at any time, or whose place says nothing. */
static bool is_free_of_grammar(const struct hsviz_tls *tls, enum hsviz_step_type type)
{
    /* A server that asks for no certificate need not wait for the client (RFC 8446 4.6.1). */
    bool is_early_ticket = type == HSVIZ_STEP_NEW_SESSION_TICKET && hsviz_tls_is_13(tls) &&
                           tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_FINISHED;

    return type >= HSVIZ_STEP_ALERT || hsviz_tls_is_complete(tls) || is_early_ticket ||
           (type == HSVIZ_STEP_CHANGE_CIPHER_SPEC && phase_of(tls, type) == HSVIZ_PHASE_HELLO);
}

static void count_message(struct hsviz_tls *tls, enum hsviz_side side, enum hsviz_step_type type)
{
    static const struct {
        enum hsviz_step_type type;
        uint16_t flag;
    } meanings[] = {
        { HSVIZ_STEP_CERTIFICATE_REQUEST, HSVIZ_TLS_CERTIFICATE_REQUESTED },
        { HSVIZ_STEP_CERTIFICATE_STATUS, HSVIZ_TLS_STAPLED },
        { HSVIZ_STEP_SERVER_HELLO_DONE, HSVIZ_TLS_KEY_EXCHANGE },
        { HSVIZ_STEP_CLIENT_KEY_EXCHANGE, HSVIZ_TLS_KEY_EXCHANGE },
        { HSVIZ_STEP_END_OF_EARLY_DATA, HSVIZ_TLS_EARLY_DATA_ACCEPTED },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
        if (meanings[i].type == type)
            tls->flags |= meanings[i].flag;
    }
    if (type == HSVIZ_STEP_FINISHED)
        tls->side_flags[side] |= HSVIZ_TLS_FINISHED;
    if (type == HSVIZ_STEP_CERTIFICATE || type == HSVIZ_STEP_COMPRESSED_CERTIFICATE)
        tls->side_flags[side] |= HSVIZ_TLS_SENT_CERTIFICATE;
}

/* What the capture lacks may be what would have given a message its place. */
static bool is_whole(const struct hsviz_connection *connection)
{
    return connection->direction[HSVIZ_CLIENT].flags & HSVIZ_SENT_ANYTHING &&
           connection->direction[HSVIZ_SERVER].flags & HSVIZ_SENT_ANYTHING;
}

/* Whether the capture shows that the client has sent no ClientHello: it is there from the SYN on,
 * lacks nothing of what the server acknowledged, and all that the client sent was plain text. */
static bool lacks_hello(const struct hsviz_connection *connection)
{
    const struct hsviz_direction *client = &connection->direction[HSVIZ_CLIENT];
    bool sent_nothing_else = !(client->flags & HSVIZ_SENT_PAYLOAD) ||
                             (connection->flags & HSVIZ_HAS_PLAINTEXT && !client->pending_frame);

    return connection->tls->num_handshakes == 0 && connection->flags & HSVIZ_STARTED_WITH_SYN &&
           sent_nothing_else && is_whole(connection) &&
           !hsviz_serial_before(client->high,
                                connection->direction[HSVIZ_SERVER].acknowledged);
}

/* Whether the standards have no place for a message of side here. */
static bool is_out_of_place(const struct hsviz_connection *connection, enum hsviz_side side,
                            enum hsviz_step_type type)
{
    struct hsviz_tls *tls = connection->tls;

    if (lacks_hello(connection))
        return true;
    return !is_free_of_grammar(tls, type) && !hsviz_walk_step(&tls->walk, side, type) &&
           is_whole(connection);
}

void hsviz_tls_settle(struct hsviz_connection *connection, struct hsviz_step *step)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type = (enum hsviz_step_type)step->type;
    enum hsviz_side side = (enum hsviz_side)step->side;

    step->phase = (uint8_t)phase_of(tls, type);
    step->flags &= (uint8_t)~HSVIZ_STEP_UNEXPECTED;
    if (is_out_of_place(connection, side, type)) {
        step->flags |= HSVIZ_STEP_UNEXPECTED;
        hsviz_note_add(connection, HSVIZ_NOTE_UNEXPECTED, step->frame, type, 0, 0);
    }
    count_message(tls, side, type);
    if (type == HSVIZ_STEP_FINISHED && hsviz_tls_is_complete(tls) &&
        tls->kind == HSVIZ_KIND_UNKNOWN)
        tls->kind = (uint8_t)hsviz_kind_so_far(tls);
}

struct hsviz_step *hsviz_tls_push(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment, enum hsviz_step_type type,
                                  enum hsviz_source source, uint32_t bytes)
{
    struct hsviz_step *step = hsviz_steps_push(connection, moment, type);

    if (!step)
        return NULL;
    step->source = (uint8_t)source;
    step->bytes = bytes;
    hsviz_tls_settle(connection, step);
    return step;
}

/* RFC 7918 3: application data that a client sends before the server's Finished could have come. */
static void note_false_start(struct hsviz_tls *tls, enum hsviz_side side)
{
    if (side == HSVIZ_CLIENT && tls->side_flags[HSVIZ_CLIENT] & HSVIZ_TLS_FINISHED &&
        !(tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_FINISHED) && !hsviz_tls_is_13(tls))
        tls->flags |= HSVIZ_TLS_FALSE_START;
}

void hsviz_tls_data(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                    enum hsviz_step_type type, enum hsviz_source source, enum hsviz_reason reason,
                    uint32_t bytes)
{
    struct hsviz_step *step;

    note_false_start(connection->tls, moment->side);
    connection->tls->side_flags[moment->side] |= HSVIZ_TLS_SENT_DATA;
    if (type == HSVIZ_STEP_EARLY_DATA)
        connection->tls->flags |= HSVIZ_TLS_EARLY_DATA_SENT;
    step = hsviz_steps_prolong(connection, moment, type, hsviz_step_words[type].phase, bytes);
    if (step && step->count == 1) {
        step->source = (uint8_t)source;
        step->reason = (uint8_t)reason;
    }
}

/* ---- Handshake messages ---- */

void hsviz_tls_start_handshake(struct hsviz_tls *tls)
{
    if (tls->num_handshakes > 0 && hsviz_tls_is_complete(tls)) {
        tls->num_handshakes += tls->num_handshakes < UINT16_MAX;
    } else if (tls->num_handshakes == 0) {
        tls->num_handshakes = 1;
        hsviz_walk_start(&tls->walk);
    }
}

static void read_client_hello(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment, struct hsviz_bytes body,
                              uint16_t record_version)
{
    struct hsviz_hello hello;

    hsviz_tls_start_handshake(connection->tls);
    hsviz_client_hello_read(&hello, body);
    hsviz_tls_keep_client_hello(connection->tls, &hello, moment, record_version);
}

static enum hsviz_step_type read_server_hello(struct hsviz_connection *connection,
                                              const struct hsviz_moment *moment,
                                              struct hsviz_bytes body)
{
    struct hsviz_hello hello;

    hsviz_server_hello_read(&hello, body);
    if (hello.flags & HSVIZ_HELLO_RETRY) {
        hsviz_tls_keep_retry(connection->tls, &hello, moment);
        return HSVIZ_STEP_HELLO_RETRY_REQUEST;
    }
    hsviz_tls_keep_server_hello(connection->tls, &hello, moment);
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
                                         const struct hsviz_moment *moment, uint8_t number,
                                         struct hsviz_bytes body, uint16_t record_version)
{
    enum hsviz_step_type type = hsviz_message_step(number);
    struct hsviz_hello hello;

    switch (type) {
    case HSVIZ_STEP_CLIENT_HELLO:
        read_client_hello(connection, moment, body, record_version);
        break;
    case HSVIZ_STEP_SERVER_HELLO:
        return read_server_hello(connection, moment, body);
    case HSVIZ_STEP_HELLO_RETRY_REQUEST:
        hsviz_retry_request_read(&hello, body);
        hsviz_tls_keep_retry(connection->tls, &hello, moment);
        break;
    case HSVIZ_STEP_ENCRYPTED_EXTENSIONS:
        read_extensions(connection->tls, body);
        break;
    case HSVIZ_STEP_CERTIFICATE:
        hsviz_tls_read_certificate(connection->tls, moment->side, body);
        break;
    default:
        break;
    }
    return type;
}

static void take_message(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                         const struct hsviz_part *part, const struct hsviz_record *record)
{
    struct hsviz_bytes bytes = { part->bytes, part->captured_len, false };
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_source source = source_of(tls, moment->side, record);
    uint8_t number = (uint8_t)hsviz_bytes_number(&bytes, 1);
    enum hsviz_step_type type;
    struct hsviz_step *step;

    hsviz_bytes_number(&bytes, 3);
    type = read_message(connection, moment, number, bytes, record->version);
    hsviz_tls_keep_certificate(connection, moment, type, bytes, source);
    step = hsviz_tls_push(connection, moment, type, source, (uint32_t)part->reported_len);
    if (step && type == HSVIZ_STEP_OTHER_HANDSHAKE)
        step->code = number;
    if (source == HSVIZ_DECRYPTED)
        tls->side_flags[moment->side] |= HSVIZ_TLS_DECRYPTS;
}

/* ---- Alerts ---- */

/* A handshake in which both sides have sent Finished can still be rejected: by a server that
 * answers the client's with an alert instead of data (RFC 8446 4.4.2.4, 6.2). Where the client has
 * sent data too, the alert may be about that, unless a certificate had been asked for. */
static void note_rejection(struct hsviz_tls *tls, enum hsviz_side side)
{
    bool client_sent_data = tls->side_flags[HSVIZ_CLIENT] & HSVIZ_TLS_SENT_DATA;
    bool server_sent_data = tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_DATA;

    if (!hsviz_tls_is_complete(tls) ||
        (side == HSVIZ_SERVER && !server_sent_data &&
         (tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED || !client_sent_data)))
        tls->flags |= HSVIZ_TLS_REJECTED;
}

static void take_alert(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                       uint8_t level, uint8_t description, enum hsviz_source source)
{
    struct hsviz_tls *tls = connection->tls;
    bool closes = description == HSVIZ_ALERT_CLOSE_NOTIFY;
    struct hsviz_step *step =
        hsviz_tls_push(connection, moment, closes ? HSVIZ_STEP_CLOSE_NOTIFY : HSVIZ_STEP_ALERT,
                       source, ALERT_LEN);
    uint16_t code = (uint16_t)(level << 8 | description);

    if (step)
        step->code = code;
    if (hsviz_alert_ends(level, description) && !(tls->flags & HSVIZ_TLS_ALERTED)) {
        tls->flags |= HSVIZ_TLS_ALERTED;
        tls->alert_side = (uint8_t)moment->side;
        tls->alert_code = code;
        note_rejection(tls, moment->side);
    }
}

static void take_hidden_alert(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment, uint32_t length)
{
    struct hsviz_step *step =
        hsviz_tls_push(connection, moment, HSVIZ_STEP_ALERT, HSVIZ_SEEN, length);

    if (step)
        step->code = HSVIZ_CODE_HIDDEN;
}

/* ---- Records ---- */

static void take_change_cipher_spec(struct hsviz_connection *connection,
                                    const struct hsviz_moment *moment, uint32_t length)
{
    struct hsviz_tls *tls = connection->tls;

    hsviz_tls_push(connection, moment, HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_SEEN, length);
    tls->side_flags[moment->side] |= HSVIZ_TLS_SENT_CCS;
    if (changes_cipher(tls))
        tls->side_flags[moment->side] |= HSVIZ_TLS_PROTECTED;
}

/* The parts that the dissector found; false where it found nothing whole. */
static bool take_parts(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                       const struct hsviz_record *record)
{
    size_t num_parts = MIN(record->num_parts, HSVIZ_RECORD_PARTS_MAX);
    bool taken = false;

    for (size_t i = 0; i < num_parts; i++) {
        const struct hsviz_part *part = &record->parts[i];

        if (part->type == HSVIZ_PART_HANDSHAKE && part->captured_len >= HANDSHAKE_HEADER_LEN) {
            take_message(connection, moment, part, record);
            connection->tls->open_left[moment->side] = 0;
            taken = true;
        } else if (part->type == HSVIZ_PART_ALERT && part->reported_len == ALERT_LEN &&
                   part->captured_len == ALERT_LEN) {
            take_alert(connection, moment, part->bytes[0], part->bytes[1],
                       source_of(connection->tls, moment->side, record));
            taken = true;
        }
    }
    return taken;
}

static void take_handshake(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                           const struct hsviz_record *record)
{
    if (take_parts(connection, moment, record))
        return;
    if (is_protected(connection->tls, moment->side, record))
        hsviz_infer_handshake_record(connection, moment, record->length);
    else
        hsviz_tls_take_fragments(connection, moment, record, HSVIZ_SEEN);
}

/* In TLS 1.3 everything protected says it is application data (RFC 8446 5.2). */
static void take_protected(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                           const struct hsviz_record *record)
{
    struct hsviz_tls *tls = connection->tls;

    tls->side_flags[moment->side] |= HSVIZ_TLS_PROTECTED;
    if (take_parts(connection, moment, record))
        return;
    if (record->num_parts > 0) {
        tls->side_flags[moment->side] |= HSVIZ_TLS_DECRYPTS;
        hsviz_tls_take_fragments(connection, moment, record, HSVIZ_DECRYPTED);
        return;
    }
    if (tls->side_flags[moment->side] & HSVIZ_TLS_DECRYPTS)
        hsviz_tls_data(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_DECRYPTED,
                       HSVIZ_REASON_NONE, record->length);
    else
        hsviz_infer_take(connection, moment, record->length);
}

static bool is_protected_like_13(const struct hsviz_tls *tls, enum hsviz_side side)
{
    bool is_early = side == HSVIZ_CLIENT && tls->version == HSVIZ_VERSION_NONE &&
                    tls->client_flags & HSVIZ_HELLO_EARLY_DATA;

    return is_early || hsviz_tls_is_13(tls);
}

static void take_application_data(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment,
                                  const struct hsviz_record *record)
{
    if (is_protected_like_13(connection->tls, moment->side))
        take_protected(connection, moment, record);
    else
        hsviz_tls_data(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_SEEN,
                       HSVIZ_REASON_NONE, record->length);
}

static void take_alert_record(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment, const struct hsviz_record *record)
{
    if (!take_parts(connection, moment, record))
        take_hidden_alert(connection, moment, record->length);
}

/* Records after the hellos carry the negotiated version; those of TLS 1.3 say 1.2 (RFC 5246 6.2.1,
 * RFC 8446 5.1). */
static void note_contradiction(struct hsviz_connection *connection,
                               const struct hsviz_moment *moment,
                               const struct hsviz_record *record)
{
    struct hsviz_tls *tls = connection->tls;
    uint16_t expected = hsviz_tls_is_13(tls) ? HSVIZ_TLS_1_2 : tls->version;

    if (!(tls->flags & HSVIZ_TLS_SERVER_HELLO) || tls->flags & HSVIZ_TLS_CONTRADICTED ||
        record->ssl2 || record->version == expected || tls->version == HSVIZ_SSL_2 ||
        hsviz_version_is_draft(tls->version))
        return;
    tls->flags |= HSVIZ_TLS_CONTRADICTED;
    hsviz_note_add(connection, HSVIZ_NOTE_CONTRADICTION, moment->segment->frame, record->version,
                   tls->version, 0);
}

/* What was answered in plain text before is no response to a request inside TLS. */
static void begin_tls(struct hsviz_connection *connection)
{
    connection->tls = g_new0(struct hsviz_tls, 1);
    if (connection->clock)
        connection->clock->num_candidates = 0;
}

void hsviz_tls_take(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                    const struct hsviz_record *record)
{
    if (!connection->tls)
        begin_tls(connection);
    connection->tls->side_flags[moment->side] |= HSVIZ_TLS_SENT_RECORD;
    if (record->num_parts > HSVIZ_RECORD_PARTS_MAX)
        connection->flags |= HSVIZ_RECORD_FULL;
    note_contradiction(connection, moment, record);
    if (record->ssl2) {
        hsviz_ssl2_take(connection, moment, record);
        return;
    }
    switch (record->content_type) {
    case HSVIZ_CONTENT_CHANGE_CIPHER_SPEC:
        take_change_cipher_spec(connection, moment, record->length);
        break;
    case HSVIZ_CONTENT_ALERT:
        take_alert_record(connection, moment, record);
        break;
    case HSVIZ_CONTENT_HANDSHAKE:
        take_handshake(connection, moment, record);
        break;
    case HSVIZ_CONTENT_APPLICATION_DATA:
        take_application_data(connection, moment, record);
        break;
    case HSVIZ_CONTENT_HEARTBEAT:
        hsviz_tls_push(connection, moment, HSVIZ_STEP_HEARTBEAT, HSVIZ_SEEN, record->length);
        break;
    default:
        break;
    }
}
