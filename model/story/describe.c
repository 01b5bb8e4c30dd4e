/* describe.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "describe.h"

#include <glib.h>

#include "model/core/append.h"
#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/plaintext/plaintext.h"
#include "model/plaintext/saying.h"
#include "model/tls/alerts.h"
#include "model/tls/cipher_suites.h"
#include "model/tls/groups.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

/* ---- History ---- */

void hsviz_connection_history(const struct hsviz_connection *connection, GString *text)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);

    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];
        char letter = hsviz_step_words[step->type].letter;

        if (letter == '\0' || step->repeat_of != 0 || hsviz_step_is_dropped(step))
            continue;
        g_string_append_c(text, step->end == client ? letter : g_ascii_tolower(letter));
    }
}

/* The number of a hello that was cut before its suite is 0, that of TLS_NULL_WITH_NULL_NULL, which
 * "MUST NOT be negotiated" (RFC 5246 A.5). */
static bool is_suite_known(const struct hsviz_tls *tls)
{
    return tls->cipher_suite != 0 || !(tls->server_flags & HSVIZ_HELLO_CUT);
}

void hsviz_connection_cipher_suite(const struct hsviz_connection *connection, GString *text)
{
    if (connection->tls && connection->tls->flags & HSVIZ_TLS_SERVER_HELLO &&
        connection->tls->version != HSVIZ_SSL_2 && is_suite_known(connection->tls))
        hsviz_cipher_suite_name(text, connection->tls->cipher_suite);
}

/* ---- Details of a step ---- */

const char *hsviz_step_name(const struct hsviz_step *step)
{
    /* Without TLS, all bytes are the application's. */
    if (step->type == HSVIZ_STEP_SEGMENT && step->phase == HSVIZ_PHASE_PLAINTEXT)
        return hsviz_step_words[HSVIZ_STEP_PLAINTEXT].name;
    return hsviz_step_words[step->type].name;
}

static void separate(GString *text, size_t start)
{
    if (text->len > start)
        g_string_append(text, ", ");
}

/* A number, with what stands before it. */
static void append_number(GString *text, const char *before, uint32_t number)
{
    hsviz_append(text, before);
    hsviz_append_unsigned(text, number);
}

static void append_count(GString *text, uint32_t number, const char *noun)
{
    hsviz_append_unsigned(text, number);
    hsviz_append(text, " ");
    hsviz_append(text, noun);
    if (number != 1)
        hsviz_append(text, "s");
}

static void append_tcp_detail(GString *text, const struct hsviz_step *step)
{
    bool takes_space = step->type == HSVIZ_STEP_SYN || step->type == HSVIZ_STEP_SYN_ACK ||
                       step->type == HSVIZ_STEP_FIN || step->type == HSVIZ_STEP_FIN_ACK;

    if (step->count > 1)
        g_string_append_printf(text, "%u segments, frames %u to %u, ", step->count, step->frame,
                               step->last_frame);
    if (takes_space)
        append_number(text, "seq=", step->space_end - 1);
    if (step->ack > 0)
        append_number(text, takes_space ? " ack=" : "ack=", step->ack);
}

static void append_alert_detail(GString *text, const struct hsviz_step *step)
{
    const char *name = hsviz_alert_name((uint8_t)step->code);

    if (step->code == HSVIZ_CODE_HIDDEN)
        g_string_append(text, "encrypted");
    else if (name)
        g_string_append_printf(text, "%s %s", step->code >> 8 == 1 ? "warning" : "fatal", name);
    else
        g_string_append_printf(text, "%s %u", step->code >> 8 == 1 ? "warning" : "fatal",
                               step->code & 0xffU);
}

static void append_run_detail(GString *text, const struct hsviz_step *step)
{
    append_count(text, step->count, step->type == HSVIZ_STEP_PLAINTEXT ? "segment" : "record");
    hsviz_append(text, ", ");
    append_count(text, step->bytes, "byte");
    if (step->last_frame > step->frame) {
        append_number(text, ", frames ", step->frame);
        append_number(text, " to ", step->last_frame);
    }
}

/* What it says comes first, then how much that is. */
static void append_plaintext_detail(GString *text, const struct hsviz_connection *connection,
                                    const struct hsviz_step *step)
{
    size_t start = text->len;

    hsviz_plaintext_detail(connection, text, step);
    separate(text, start);
    if (step->code != HSVIZ_SAYING_UNKNOWN && step->count == 1)
        append_count(text, step->bytes, "byte");
    else
        append_run_detail(text, step);
}

static void append_offered_versions(GString *text, const struct hsviz_tls *tls)
{
    size_t num_kept = MIN(tls->num_offered, HSVIZ_OFFERED_VERSIONS_MAX);

    if (num_kept == 0)
        hsviz_version_name(text, tls->hello_version);
    else
        g_string_append(text, "TLS ");
    for (size_t i = 0; i < num_kept; i++) {
        g_string_append(text, i > 0 ? ", " : "");
        hsviz_version_short_name(text, tls->offered[i], HSVIZ_NAMED);
    }
}

static void append_client_hello_detail(GString *text, const struct hsviz_tls *tls)
{
    /* A hello that was cut before its extensions does not tell what it offers. */
    if (tls->client_flags & HSVIZ_HELLO_CUT && tls->num_offered == 0)
        return;
    append_offered_versions(text, tls);
    hsviz_append(text, ", ");
    append_count(text, tls->num_suites, "suite");
    if (tls->first_group == 0)
        return;
    g_string_append(text, ", ");
    hsviz_group_name(text, tls->first_group);
}

static void append_server_hello_detail(GString *text, const struct hsviz_tls *tls)
{
    size_t start = text->len;

    if (tls->version != HSVIZ_VERSION_NONE)
        hsviz_version_name(text, tls->version);
    if (tls->version == HSVIZ_SSL_2 || !is_suite_known(tls))
        return;
    g_string_append(text, text->len > start ? " " : "");
    hsviz_cipher_suite_name(text, tls->cipher_suite);
    if (tls->server_group == 0)
        return;
    g_string_append(text, ", ");
    hsviz_group_name(text, tls->server_group);
}

static void append_retry_detail(GString *text, const struct hsviz_tls *tls)
{
    hsviz_version_name(text, tls->retry_version);
    if (tls->retry_group == 0)
        return;
    g_string_append(text, ", wants ");
    hsviz_group_name(text, tls->retry_group);
}

/* The stapled OCSP response (RFC 6066 8). */
static void append_staple(GString *text, const struct hsviz_connection *connection,
                          const struct hsviz_step *step)
{
    struct hsviz_staple staple = hsviz_connection_staple(connection);
    bool is_carrier = step->type == HSVIZ_STEP_CERTIFICATE_STATUS ||
                      (step->type == HSVIZ_STEP_CERTIFICATE && hsviz_tls_is_13(connection->tls));

    if (!is_carrier || hsviz_side_of(connection, (enum hsviz_end)step->end) != HSVIZ_SERVER ||
        staple.frame != step->frame)
        return;
    g_string_append_printf(text, ", stapled OCSP response: %s",
                           hsviz_word_name(hsviz_check_statuses, staple.status));
    hsviz_validity_text(text, staple.age_s, staple.is_out_of_date);
}

/* Inferred messages that share a record: the first of them has its size, those after it 0 bytes. */
static bool shares_record(const struct hsviz_connection *connection, const struct hsviz_step *step)
{
    const struct hsviz_step *next = step + 1;

    return step->source == HSVIZ_INFERRED && next < connection->steps + connection->num_steps &&
           next->source == HSVIZ_INFERRED && next->bytes == 0 && next->end == step->end &&
           next->frame == step->frame && hsviz_step_type_is_tls(next->type) &&
           !(next->flags & HSVIZ_STEP_GAP);
}

static void append_size(GString *text, const struct hsviz_connection *connection,
                        const struct hsviz_step *step)
{
    if (step->bytes == 0 && step->source == HSVIZ_INFERRED)
        return;
    append_count(text, step->bytes, "byte");
    if (shares_record(connection, step))
        g_string_append(text, " together");
}

static void append_message_detail(GString *text, const struct hsviz_connection *connection,
                                  const struct hsviz_step *step)
{
    const struct hsviz_tls *tls = connection->tls;

    if (step->type == HSVIZ_STEP_CLIENT_HELLO && step->frame == tls->client_hello_frame)
        append_client_hello_detail(text, tls);
    else if (step->type == HSVIZ_STEP_SERVER_HELLO && step->frame == tls->server_hello_frame)
        append_server_hello_detail(text, tls);
    else if (step->type == HSVIZ_STEP_HELLO_RETRY_REQUEST && step->frame == tls->retry_frame)
        append_retry_detail(text, tls);
    else if (step->type == HSVIZ_STEP_ALERT)
        append_alert_detail(text, step);
    else if (step->type == HSVIZ_STEP_OTHER_HANDSHAKE)
        g_string_append_printf(text, "type %u, %u bytes", step->code, step->bytes);
    else
        append_size(text, connection, step);
    append_staple(text, connection, step);
}

static void append_own_detail(GString *text, const struct hsviz_connection *connection,
                              const struct hsviz_step *step)
{
    if (step->type == HSVIZ_STEP_PLAINTEXT)
        append_plaintext_detail(text, connection, step);
    else if (hsviz_step_is_run(step))
        append_run_detail(text, step);
    else if (hsviz_step_type_is_tls(step->type))
        append_message_detail(text, connection, step);
    else
        append_tcp_detail(text, step);
}

/* Why it was retransmitted or out of order, and whether it has a new sequence number. */
static void append_loss(GString *text, size_t start, const struct hsviz_step *step)
{
    unsigned loss = step->flags >> HSVIZ_STEP_LOSS_SHIFT;

    if (loss != HSVIZ_LOSS_NONE) {
        separate(text, start);
        g_string_append(text, hsviz_word_name(hsviz_losses, (int)loss));
    }
    if (hsviz_step_type_is_transport(step->type) && step->code == HSVIZ_CODE_OTHER_NUMBER) {
        separate(text, start);
        g_string_append(text, "different sequence number");
    }
}

/* A message that shares the record of the one before it has no detail of its own. */
static void append_separated(GString *text, size_t start, const struct hsviz_connection *connection,
                             const struct hsviz_step *step)
{
    size_t before = text->len, own;

    separate(text, start);
    own = text->len;
    append_own_detail(text, connection, step);
    if (text->len == own)
        g_string_truncate(text, before);
}

void hsviz_step_detail(const struct hsviz_connection *connection, GString *text,
                       const struct hsviz_step *step)
{
    size_t start = text->len;

    if (step->flags & HSVIZ_STEP_GAP) {
        g_string_append(text, "not captured");
        if (step->type == HSVIZ_STEP_SEGMENT)
            g_string_append_printf(text, ", %u byte%s", step->bytes, step->bytes == 1 ? "" : "s");
        return;
    }
    if (hsviz_step_is_dropped(step)) {
        g_string_append(text, "dropped by the receiver");
        return;
    }
    if (hsviz_step_is_from_path(step)) {
        g_string_append_printf(text, "not from the %s",
                               hsviz_word_name(hsviz_sides,
                                               hsviz_side_of(connection,
                                                             (enum hsviz_end)step->end)));
        if (step->type == HSVIZ_STEP_SEGMENT)
            g_string_append_printf(text, ", %u byte%s", step->bytes, step->bytes == 1 ? "" : "s");
        return;
    }
    if (step->repeat_of)
        append_number(text, "retransmission of frame ", step->repeat_of);
    append_loss(text, start, step);
    append_separated(text, start, connection, step);
    if (step->source == HSVIZ_INFERRED) {
        separate(text, start);
        g_string_append(text, hsviz_word_name(hsviz_reasons, step->reason));
    }
}
