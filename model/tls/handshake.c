/* handshake.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake.h"

#include <stddef.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/notes.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/hello_facts.h"
#include "model/tls/kind.h"
#include "model/tls/tls.h"

/* ---- Messages ---- */

/* What comes once the handshake is over belongs after it (docs/model.md, section 2). */
static enum hsviz_phase phase_of(const struct hsviz_tls *tls, enum hsviz_step_type type)
{
    if (type == HSVIZ_STEP_CHANGE_CIPHER_SPEC && !hsviz_tls_changes_cipher(tls))
        return HSVIZ_PHASE_HELLO; /* RFC 8446 D.4: among the hellos, it has no effect */
    if (hsviz_tls_is_complete(tls) && hsviz_step_words[type].layer == HSVIZ_LAYER_HANDSHAKE)
        return HSVIZ_PHASE_POST_HANDSHAKE;
    return hsviz_step_words[type].phase;
}

/* Messages that may come at any time, or whose place says nothing. */
static bool is_free_of_order(const struct hsviz_connection *connection, enum hsviz_step_type type)
{
    const struct hsviz_tls *tls = connection->tls;
    /* A server without CertificateRequest need not wait for the client (RFC 8446 4.6.1). */
    bool is_early_ticket = type == HSVIZ_STEP_NEW_SESSION_TICKET && hsviz_tls_is_13(tls) &&
                           hsviz_tls_flags_of(connection, HSVIZ_SERVER) & HSVIZ_TLS_FINISHED;

    return hsviz_step_words[type].layer == HSVIZ_LAYER_RECORD || hsviz_tls_is_complete(tls) ||
           is_early_ticket ||
           (type == HSVIZ_STEP_CHANGE_CIPHER_SPEC && phase_of(tls, type) == HSVIZ_PHASE_HELLO);
}

/* What the capture lacks may be what would have given a message its place. */
static bool is_whole(const struct hsviz_connection *connection)
{
    const struct hsviz_peer *peer = connection->peer;

    return peer[HSVIZ_END_0].is_seen && peer[HSVIZ_END_1].is_seen &&
           !hsviz_connection_has_holes(connection);
}

/* Whether the capture shows that the client has sent no ClientHello: it is there from the beginning
 * on, lacks nothing that the server had received, and all that the client sent was plain text. */
static bool lacks_hello(const struct hsviz_connection *connection)
{
    const struct hsviz_peer *client = hsviz_peer_of(connection, HSVIZ_CLIENT);

    return connection->tls->num_handshakes == 0 && connection->flags & HSVIZ_SEEN_FROM_START &&
           (!client->has_sent_data || connection->flags & HSVIZ_HAS_PLAINTEXT) &&
           !client->is_incomplete && !client->lacks_syn && is_whole(connection);
}

/* Whether records stay without a name: they may hold what would have given a message its place. */
static bool has_unnamed(const struct hsviz_connection *connection)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        if (connection->steps[i].type == HSVIZ_STEP_ENCRYPTED)
            return true;
    }
    return false;
}

/* Whether the standards have no place for a message of end here. */
static bool is_out_of_place(const struct hsviz_connection *connection, enum hsviz_end end,
                            enum hsviz_step_type type)
{
    if (hsviz_step_words[type].phase == HSVIZ_PHASE_ALERT ||
        hsviz_step_words[type].phase == HSVIZ_PHASE_TLS_CLOSE)
        return false; /* RFC 8446 6: at any time */
    if (lacks_hello(connection))
        return true;
    return !is_free_of_order(connection, type) &&
           !hsviz_walk_step(&connection->tls->walk, hsviz_side_of(connection, end), type) &&
           is_whole(connection) && !connection->peer[hsviz_other_end(end)].is_incomplete &&
           !connection->tls->lacks[HSVIZ_END_0] && !connection->tls->lacks[HSVIZ_END_1] &&
           !has_unnamed(connection);
}

/* What TLS 1.3 has in no record that says it is a handshake's: there, only the hellos are in clear
 * (RFC 8446 2), and what is inferred while the version is unknown is of such a record too. */
static bool is_of_12(const struct hsviz_step *step)
{
    enum hsviz_step_type type = (enum hsviz_step_type)step->type;

    return step->source != HSVIZ_DECRYPTED && hsviz_step_words[type].is_message &&
           type != HSVIZ_STEP_CLIENT_HELLO && type != HSVIZ_STEP_SERVER_HELLO &&
           type != HSVIZ_STEP_HELLO_RETRY_REQUEST;
}

void hsviz_tls_settle(struct hsviz_connection *connection, struct hsviz_step *step)
{
    struct hsviz_tls *tls = connection->tls;
    enum hsviz_step_type type = (enum hsviz_step_type)step->type;
    enum hsviz_end end = (enum hsviz_end)step->end;

    step->phase = (uint8_t)phase_of(tls, type);
    step->flags &= (uint8_t)~HSVIZ_STEP_UNEXPECTED;
    if (is_out_of_place(connection, end, type)) {
        step->flags |= HSVIZ_STEP_UNEXPECTED;
        hsviz_note_add(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_UNEXPECTED,
                                                         .frame = step->frame,
                                                         .step = step->type });
    }
    if (is_of_12(step))
        hsviz_tls_tell_version(tls);
    tls->flags |= hsviz_step_words[type].says;
    tls->end_flags[end] |= hsviz_step_words[type].says_of_end;
    if (type == HSVIZ_STEP_FINISHED && hsviz_tls_is_complete(tls) &&
        tls->kind == HSVIZ_KIND_UNKNOWN)
        tls->kind = (uint8_t)hsviz_kind_so_far(connection);
}

struct hsviz_step *hsviz_tls_push(struct hsviz_connection *connection,
                                  const struct hsviz_packet *packet, enum hsviz_step_type type,
                                  enum hsviz_source source, uint32_t bytes)
{
    struct hsviz_step *step = hsviz_steps_push(connection, packet, type);

    if (!step)
        return NULL;
    step->source = (uint8_t)source;
    step->bytes = bytes;
    hsviz_tls_settle(connection, step);
    return step;
}

/* ---- Data ---- */

/* RFC 7918 3: application data that a client sends before the server's Finished could have come. What
 * the capture lacks of the server may have been its Finished. */
static void note_false_start(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_tls *tls = connection->tls;

    if (end == hsviz_end_of(connection, HSVIZ_CLIENT) && tls->end_flags[end] & HSVIZ_TLS_FINISHED &&
        !(tls->end_flags[hsviz_other_end(end)] & HSVIZ_TLS_FINISHED) && !hsviz_tls_is_13(tls) &&
        tls->flags & HSVIZ_TLS_SERVER_HELLO &&
        !hsviz_end_has_holes(connection, hsviz_other_end(end)))
        tls->flags |= HSVIZ_TLS_FALSE_START;
}

static void keep_data(struct hsviz_tls *tls, const struct hsviz_packet *packet)
{
    tls->end_flags[packet->end] |= HSVIZ_TLS_SENT_DATA;
    tls->data_end[packet->end] = packet->space_end;
    tls->data_shown[packet->end] = packet->shown;
    tls->data_half_rtt[packet->end] = (int16_t)MIN(packet->half_rtt, INT16_MAX);
}

void hsviz_tls_data(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                    enum hsviz_step_type type, enum hsviz_source source, enum hsviz_reason reason,
                    uint32_t bytes)
{
    struct hsviz_step *step;

    note_false_start(connection, packet->end);
    keep_data(connection->tls, packet);
    if (type == HSVIZ_STEP_EARLY_DATA)
        connection->tls->flags |= HSVIZ_TLS_EARLY_DATA_SENT;
    step = hsviz_steps_extend(connection, packet, type, hsviz_step_words[type].phase, bytes);
    if (step && step->count == 1) {
        step->source = (uint8_t)source;
        step->reason = (uint8_t)reason;
    }
}

/* ---- Handshakes ---- */

void hsviz_tls_start_handshake(struct hsviz_tls *tls)
{
    if (tls->num_handshakes > 0 && hsviz_tls_is_complete(tls)) {
        tls->num_handshakes += tls->num_handshakes < UINT16_MAX;
    } else if (tls->num_handshakes == 0) {
        tls->num_handshakes = 1;
        /* Behind its answer, a ClientHello was captured late, and order tells nothing. */
        if (!(tls->flags & HSVIZ_TLS_SERVER_HELLO))
            hsviz_walk_start(&tls->walk);
    }
}
