/* version_path.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "version_path.h"

#include <glib.h>

#include "model/connection/view.h"
#include "model/core/connection.h"
#include "model/core/notes.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

const struct hsviz_version_rule hsviz_version_rules[HSVIZ_NUM_VERSION_STEP_TYPES] = {
    [HSVIZ_VERSION_STEP_SSL2_HELLO] = {
        "SSL 2 hello", HSVIZ_VERSION_STEP_IN_LINE,
        "A hello in SSL 2 format can lead to any later version except TLS 1.3.",
        "RFC 5246 E.2" },
    [HSVIZ_VERSION_STEP_RECORD] = {
        "record", HSVIZ_VERSION_STEP_IN_LINE,
        "The record of the first ClientHello carries a legacy version that the server must ignore.",
        "RFC 8446 5.1" },
    [HSVIZ_VERSION_STEP_HELLO] = {
        "hello", HSVIZ_VERSION_STEP_IN_LINE,
        "The highest version that the client supports; at most 1.2 if it offers a list.",
        "RFC 8446 4.1.2" },
    [HSVIZ_VERSION_STEP_FALLBACK] = {
        "fallback SCSV", HSVIZ_VERSION_STEP_IN_BRACKETS,
        "The client supports more, but retries with this version after a higher one failed.",
        "RFC 7507 4" },
    [HSVIZ_VERSION_STEP_OFFERED] = {
        "offered", HSVIZ_VERSION_STEP_IN_LINE,
        "The list in supported_versions overrides the hello's version field; GREASE values are "
        "ignored.",
        "RFC 8446 4.2.1" },
    [HSVIZ_VERSION_STEP_RETRY] = {
        "retry", HSVIZ_VERSION_STEP_IN_LINE,
        "A HelloRetryRequest already selects the version; the ServerHello must select the same.",
        "RFC 8446 4.1.4" },
    [HSVIZ_VERSION_STEP_SELECTED] = {
        "selected", HSVIZ_VERSION_STEP_IN_LINE,
        "The version that the ServerHello selects from the list overrides its legacy field.",
        "RFC 8446 4.2.1" },
    [HSVIZ_VERSION_STEP_SERVER_HELLO] = {
        "server hello", HSVIZ_VERSION_STEP_IN_LINE,
        "Without supported_versions, the ServerHello's version field counts.",
        "RFC 8446 4.2.1" },
    [HSVIZ_VERSION_STEP_SENTINEL] = {
        "downgrade sentinel", HSVIZ_VERSION_STEP_IN_BRACKETS,
        "The end of the server's random says that it supports more than it chose; a client that "
        "offered more must abort.",
        "RFC 8446 4.1.3" },
    [HSVIZ_VERSION_STEP_ALERT] = {
        "alert", HSVIZ_VERSION_STEP_IN_LINE,
        "No version was negotiated: an alert ended the handshake.",
        "RFC 8446 6.2" },
    [HSVIZ_VERSION_STEP_MIDDLEBOX] = {
        "ChangeCipherSpec", HSVIZ_VERSION_STEP_BESIDE,
        "It makes TLS 1.3 look like 1.2 to middleboxes and has no other meaning.",
        "RFC 8446 D.4" },
    [HSVIZ_VERSION_STEP_CONTRADICTION] = {
        "contradicting record", HSVIZ_VERSION_STEP_BESIDE,
        "Records after the hellos must carry the negotiated version, or 1.2 in TLS 1.3.",
        "RFC 8446 5.1" },
};

/* ---- Which steps there are ---- */

static bool came_as_ssl2(const struct hsviz_tls *tls)
{
    return tls->client_flags & HSVIZ_HELLO_SSL2 || tls->record_version == HSVIZ_SSL_2;
}

static uint32_t frame_of_alert(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    const struct hsviz_step *alert;

    if (tls->flags & HSVIZ_TLS_SERVER_HELLO || !(tls->flags & HSVIZ_TLS_ALERTED))
        return 0;
    alert = hsviz_steps_find(connection, (enum hsviz_end)tls->alert_end, HSVIZ_STEP_ALERT);
    return alert ? alert->frame : connection->last_frame;
}

/* The first ChangeCipherSpec among the hellos, where it has no meaning. */
static uint32_t frame_of_middlebox(const struct hsviz_connection *connection)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->type == HSVIZ_STEP_CHANGE_CIPHER_SPEC && step->phase == HSVIZ_PHASE_HELLO)
            return step->frame;
    }
    return 0;
}

static const struct hsviz_note *find_contradiction(const struct hsviz_connection *connection)
{
    for (size_t i = 0; i < connection->num_notes; i++) {
        if (connection->notes[i].type == HSVIZ_NOTE_CONTRADICTION)
            return &connection->notes[i];
    }
    return NULL;
}

static uint32_t frame_of_contradiction(const struct hsviz_connection *connection)
{
    const struct hsviz_note *note = find_contradiction(connection);

    return note ? note->frame : 0;
}

/* The frame of each type of version step; 0 if the connection has no such step. */
static void find_frames(const struct hsviz_connection *connection,
                        uint32_t frames[HSVIZ_NUM_VERSION_STEP_TYPES])
{
    const struct hsviz_tls *tls = connection->tls;
    uint32_t client = tls->client_hello_frame, server = tls->server_hello_frame;
    bool selected = tls->server_flags & HSVIZ_HELLO_SELECTED_VERSION;
    uint16_t sentinels = HSVIZ_HELLO_SENTINEL_TLS12 | HSVIZ_HELLO_SENTINEL_TLS11;

    frames[came_as_ssl2(tls) ? HSVIZ_VERSION_STEP_SSL2_HELLO : HSVIZ_VERSION_STEP_RECORD] = client;
    frames[HSVIZ_VERSION_STEP_HELLO] = tls->hello_version != HSVIZ_VERSION_NONE ? client : 0;
    frames[HSVIZ_VERSION_STEP_FALLBACK] =
        tls->client_flags & HSVIZ_HELLO_FALLBACK_SCSV ? client : 0;
    frames[HSVIZ_VERSION_STEP_OFFERED] = tls->num_offered > 0 ? client : 0;
    frames[HSVIZ_VERSION_STEP_RETRY] = tls->retry_frame;
    frames[selected ? HSVIZ_VERSION_STEP_SELECTED : HSVIZ_VERSION_STEP_SERVER_HELLO] =
        tls->version != HSVIZ_VERSION_NONE ? server : 0;
    frames[HSVIZ_VERSION_STEP_SENTINEL] = tls->server_flags & sentinels ? server : 0;
    frames[HSVIZ_VERSION_STEP_ALERT] = frame_of_alert(connection);
    frames[HSVIZ_VERSION_STEP_MIDDLEBOX] = frame_of_middlebox(connection);
    frames[HSVIZ_VERSION_STEP_CONTRADICTION] = frame_of_contradiction(connection);
}

size_t hsviz_connection_version_steps(const struct hsviz_connection *connection,
                                      struct hsviz_version_step steps[HSVIZ_NUM_VERSION_STEP_TYPES],
                                      uint32_t frame)
{
    uint32_t frames[HSVIZ_NUM_VERSION_STEP_TYPES] = { 0 };
    size_t num = 0;

    if (!connection->tls)
        return 0;
    find_frames(connection, frames);
    for (int type = 0; type < HSVIZ_NUM_VERSION_STEP_TYPES; type++) {
        if (frames[type] != 0 && frames[type] <= frame)
            steps[num++] =
                (struct hsviz_version_step){ (enum hsviz_version_step_type)type, frames[type] };
    }
    return num;
}

/* ---- Their texts ---- */

static void append_offered(GString *text, const struct hsviz_tls *tls)
{
    size_t num_kept = MIN(tls->num_offered, HSVIZ_OFFERED_VERSIONS_MAX);

    for (size_t i = 0; i < num_kept; i++) {
        g_string_append(text, i > 0 ? ", " : " ");
        hsviz_version_short_name(text, tls->offered[i], HSVIZ_NAMED);
    }
    if (tls->num_offered > num_kept)
        g_string_append_printf(text, " and %zu more", tls->num_offered - num_kept);
}

static void append_alert(GString *text, const struct hsviz_connection *connection)
{
    const char *name = hsviz_connection_alert(connection);

    if (name)
        g_string_append_printf(text, " %s", name);
    else
        g_string_append_printf(text, " %u", connection->tls->alert_code & 0xffU);
}

static void append_contradiction(GString *text, const struct hsviz_connection *connection)
{
    const struct hsviz_note *note = find_contradiction(connection);

    g_string_append_c(text, ' ');
    hsviz_version_short_name(text, note ? note->version : HSVIZ_VERSION_NONE, HSVIZ_NAMED);
}

static void append_version(GString *text, uint16_t version, enum hsviz_version_use use)
{
    g_string_append_c(text, ' ');
    hsviz_version_short_name(text, version, use);
}

void hsviz_version_step_text(const struct hsviz_connection *connection, GString *text,
                             const struct hsviz_version_step *step)
{
    const struct hsviz_tls *tls = connection->tls;

    g_string_append(text, hsviz_version_rules[step->type].name);
    switch (step->type) {
    case HSVIZ_VERSION_STEP_RECORD:
        append_version(text, tls->record_version, HSVIZ_NAMED);
        break;
    case HSVIZ_VERSION_STEP_HELLO:
        append_version(text, tls->hello_version, HSVIZ_NAMED);
        break;
    case HSVIZ_VERSION_STEP_OFFERED:
        append_offered(text, tls);
        break;
    case HSVIZ_VERSION_STEP_RETRY:
        append_version(text, tls->retry_version, HSVIZ_CHOSEN);
        break;
    case HSVIZ_VERSION_STEP_SELECTED:
    case HSVIZ_VERSION_STEP_SERVER_HELLO:
        append_version(text, tls->version, HSVIZ_CHOSEN);
        break;
    case HSVIZ_VERSION_STEP_SENTINEL:
        g_string_append_printf(text, ": the server can do %s",
                               tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS12 ? "1.3" : "1.2");
        break;
    case HSVIZ_VERSION_STEP_ALERT:
        append_alert(text, connection);
        break;
    case HSVIZ_VERSION_STEP_CONTRADICTION:
        append_contradiction(text, connection);
        break;
    default:
        break;
    }
}

/* ---- The line ---- */

void hsviz_connection_version_path(const struct hsviz_connection *connection, GString *text,
                                   uint32_t frame)
{
    struct hsviz_version_step steps[HSVIZ_NUM_VERSION_STEP_TYPES];
    size_t num_steps = hsviz_connection_version_steps(connection, steps, frame);
    gsize start = text->len;

    for (size_t i = 0; i < num_steps; i++) {
        enum hsviz_version_step_place place = hsviz_version_rules[steps[i].type].place;

        if (place == HSVIZ_VERSION_STEP_BESIDE)
            continue;
        if (place == HSVIZ_VERSION_STEP_IN_BRACKETS)
            g_string_append(text, " (");
        else if (text->len > start)
            g_string_append(text, " › ");
        hsviz_version_step_text(connection, text, &steps[i]);
        if (place == HSVIZ_VERSION_STEP_IN_BRACKETS)
            g_string_append_c(text, ')');
    }
}
