/* describe.c
 * A connection in words: version path, history, and the details of a step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "alerts.h"
#include "cipher_suites.h"
#include "internal.h"
#include "version.h"

/* ---- Version path (model, section 5) ---- */

static void begin_hop(GString *text)
{
    if (text->len > 0)
        g_string_append(text, " › ");
}

static void append_hop(GString *text, const char *name, uint16_t version,
                       enum hsviz_version_use use)
{
    begin_hop(text);
    g_string_append_printf(text, "%s ", name);
    hsviz_version_short_name(text, version, use);
}

static void append_offered(GString *text, const struct hsviz_tls *tls)
{
    size_t num_kept = MIN(tls->num_offered, HSVIZ_OFFERED_VERSIONS_MAX);

    if (num_kept == 0)
        return;
    begin_hop(text);
    g_string_append(text, "offered ");
    for (size_t i = 0; i < num_kept; i++) {
        g_string_append(text, i > 0 ? ", " : "");
        hsviz_version_short_name(text, tls->offered[i], HSVIZ_NAMED);
    }
    if (tls->num_offered > num_kept)
        g_string_append_printf(text, " and %zu more", tls->num_offered - num_kept);
}

static void append_client_hello(GString *text, const struct hsviz_tls *tls)
{
    if (tls->client_flags & HSVIZ_HELLO_SSL2 || tls->record_version == HSVIZ_SSL_2)
        g_string_append(text, "SSL 2 hello");
    else
        append_hop(text, "record", tls->record_version, HSVIZ_NAMED);
    append_hop(text, "hello", tls->hello_version, HSVIZ_NAMED);
    if (tls->client_flags & HSVIZ_HELLO_FALLBACK_SCSV)
        g_string_append(text, " (fallback SCSV)");
    append_offered(text, tls);
}

static void append_server_hello(GString *text, const struct hsviz_tls *tls)
{
    if (tls->server_flags & HSVIZ_HELLO_SELECTED_VERSION)
        append_hop(text, "selected", tls->version, HSVIZ_CHOSEN);
    else
        append_hop(text, "server hello", tls->version, HSVIZ_CHOSEN);
    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS12)
        g_string_append(text, " (downgrade sentinel: the server can do 1.3)");
    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS11)
        g_string_append(text, " (downgrade sentinel: the server can do 1.2)");
}

static void append_alert(GString *text, const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    const char *name = hsviz_connection_alert(connection);

    if (tls->flags & HSVIZ_TLS_SERVER_HELLO || !(tls->flags & HSVIZ_TLS_ALERTED))
        return;
    begin_hop(text);
    if (name)
        g_string_append_printf(text, "alert %s", name);
    else
        g_string_append_printf(text, "alert %u", tls->alert_code & 0xffU);
}

static bool is_known_at(uint32_t hop_frame, uint32_t frame)
{
    return hop_frame != 0 && hop_frame <= frame;
}

void hsviz_connection_version_path(const struct hsviz_connection *connection, GString *text,
                                   uint32_t frame)
{
    const struct hsviz_tls *tls = connection->tls;
    GString *path;

    if (!tls)
        return;
    path = g_string_new(NULL);
    if (is_known_at(tls->client_hello_frame, frame))
        append_client_hello(path, tls);
    if (is_known_at(tls->retry_frame, frame))
        append_hop(path, "retry", tls->retry_version, HSVIZ_CHOSEN);
    if (is_known_at(tls->server_hello_frame, frame))
        append_server_hello(path, tls);
    if (frame == UINT32_MAX)
        append_alert(path, connection);
    g_string_append_len(text, path->str, (gssize)path->len);
    g_string_free(path, TRUE);
}

/* ---- History ---- */

void hsviz_connection_history(const struct hsviz_connection *connection, GString *text)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];
        char letter = hsviz_step_words[step->type].letter;

        if (letter == '\0' || step->repeat_of != 0 || step->phase == HSVIZ_PHASE_PLAINTEXT)
            continue;
        g_string_append_c(text, step->side == HSVIZ_CLIENT ? letter : g_ascii_tolower(letter));
    }
}

void hsviz_connection_cipher_suite(const struct hsviz_connection *connection, GString *text)
{
    if (connection->tls && connection->tls->flags & HSVIZ_TLS_SERVER_HELLO &&
        connection->tls->version != HSVIZ_SSL_2)
        hsviz_cipher_suite_name(text, connection->tls->cipher_suite);
}

/* ---- Details of a step ---- */

const char *hsviz_step_name(const struct hsviz_step *step)
{
    return hsviz_step_words[step->type].name;
}

static void separate(GString *text, size_t start)
{
    if (text->len > start)
        g_string_append(text, ", ");
}

static void append_tcp_detail(GString *text, const struct hsviz_step *step)
{
    bool takes_space = step->type != HSVIZ_STEP_ACK && step->type != HSVIZ_STEP_RST;

    if (takes_space)
        g_string_append_printf(text, "seq=%u", step->seq_end - 1);
    if (step->ack > 0)
        g_string_append_printf(text, "%sack=%u", takes_space ? " " : "", step->ack);
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
    const char *unit = step->phase == HSVIZ_PHASE_PLAINTEXT ? "segment" : "record";

    g_string_append_printf(text, "%u %s%s, %u byte%s", step->count, unit,
                           step->count == 1 ? "" : "s", step->bytes, step->bytes == 1 ? "" : "s");
    if (step->last_frame > step->frame)
        g_string_append_printf(text, ", frames %u to %u", step->frame, step->last_frame);
}

static void append_client_hello_detail(GString *text, const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
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

static void append_server_hello_detail(GString *text, const struct hsviz_connection *connection)
{
    hsviz_version_name(text, connection->tls->version);
    if (connection->tls->version == HSVIZ_SSL_2)
        return;
    g_string_append_c(text, ' ');
    hsviz_cipher_suite_name(text, connection->tls->cipher_suite);
}

static void append_message_detail(GString *text, const struct hsviz_connection *connection,
                                  const struct hsviz_step *step)
{
    const struct hsviz_tls *tls = connection->tls;

    if (step->type == HSVIZ_STEP_CLIENT_HELLO && step->frame == tls->client_hello_frame)
        append_client_hello_detail(text, connection);
    else if (step->type == HSVIZ_STEP_SERVER_HELLO && step->frame == tls->server_hello_frame)
        append_server_hello_detail(text, connection);
    else if (step->type == HSVIZ_STEP_ALERT)
        append_alert_detail(text, step);
    else if (step->type == HSVIZ_STEP_OTHER_HANDSHAKE)
        g_string_append_printf(text, "type %u, %u bytes", step->code, step->bytes);
    else
        g_string_append_printf(text, "%u byte%s", step->bytes, step->bytes == 1 ? "" : "s");
}

static void append_own_detail(GString *text, const struct hsviz_connection *connection,
                              const struct hsviz_step *step)
{
    if (hsviz_step_is_run(step))
        append_run_detail(text, step);
    else if (hsviz_step_words[step->type].letter)
        append_message_detail(text, connection, step);
    else
        append_tcp_detail(text, step);
}

void hsviz_step_detail(const struct hsviz_connection *connection, GString *text,
                       const struct hsviz_step *step)
{
    size_t start = text->len;

    if (step->flags & HSVIZ_STEP_GAP) {
        g_string_append(text, "not captured");
        return;
    }
    if (step->repeat_of)
        g_string_append_printf(text, "retransmission of frame %u", step->repeat_of);
    separate(text, start);
    append_own_detail(text, connection, step);
    if (step->source == HSVIZ_INFERRED) {
        separate(text, start);
        g_string_append(text, hsviz_word_name(hsviz_reasons, step->reason));
    }
}
