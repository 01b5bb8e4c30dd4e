/* notes.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "notes.h"

#include <string.h>

#include "alerts.h"
#include "internal.h"
#include "version.h"

enum { SLOW_HANDSHAKE_MS = 1000 }; /* what people notice, whatever the distance */

/* The text of a note. In braces: which value, and what it is: a number, a step, a side, an alert,
 * a version. */
struct note_words {
    enum hsviz_note_type type;
    enum hsviz_severity severity;
    const char *key;
    const char *summary;
    const char *text;
};

static const struct note_words words[] = {
    { HSVIZ_NOTE_RETRANSMISSION, HSVIZ_NOTICE, "retransmission", "Retransmission in a handshake",
      "{0:step} is a retransmission of frame {1:number}" },
    { HSVIZ_NOTE_UNEXPECTED, HSVIZ_WARNING, "unexpected", "Step out of place",
      "{0:step} has no place here in any handshake that the standards know" },
    { HSVIZ_NOTE_SENTINEL, HSVIZ_WARNING, "downgrade_sentinel", "Downgrade sentinel",
      "downgrade sentinel in the server's random: the server can do {0:version}" },
    { HSVIZ_NOTE_FALLBACK, HSVIZ_WARNING, "fallback", "Fallback",
      "fallback SCSV: the client offers less than it can, after an attempt that failed" },
    { HSVIZ_NOTE_EARLY_DATA_REJECTED, HSVIZ_NOTICE, "early_data_rejected", "Early data rejected",
      "the server rejected the early data: it had to be sent again" },
    { HSVIZ_NOTE_FATAL_ALERT, HSVIZ_ERROR, "fatal_alert", "Fatal alert",
      "the {0:side} ended the handshake: alert {1:alert}" },
    { HSVIZ_NOTE_MID_STREAM, HSVIZ_CHAT, "mid_stream", "Capture begins inside the connection",
      "the capture begins inside the connection: positions count from its first frame" },
    { HSVIZ_NOTE_ONE_SIDED, HSVIZ_NOTICE, "one_sided", "One direction only",
      "only the {0:side}'s direction was captured" },
    { HSVIZ_NOTE_CLIENT_GUESSED, HSVIZ_CHAT, "client_guessed", "Client guessed",
      "neither SYN nor ClientHello was captured: the client is a guess from the ports" },
    { HSVIZ_NOTE_RECORD_CUT, HSVIZ_NOTICE, "record_cut", "Record not whole",
      "the {0:side}'s record that begins in frame {1:number} is not whole in the capture" },
    { HSVIZ_NOTE_TRUNCATED_CLOSE, HSVIZ_NOTICE, "truncated", "Closed without close_notify",
      "the {0:side} closed without close_notify: what it sent may have been cut short" },
    { HSVIZ_NOTE_SLOW_HANDSHAKE, HSVIZ_WARNING, "slow", "Slow handshake",
      "the handshake took {0:number} ms" },
    { HSVIZ_NOTE_NO_CAPTURE_POINT, HSVIZ_CHAT, "no_capture_point", "Capture point unknown",
      "where the capture was taken cannot be told: times are those of the tap" },
    { HSVIZ_NOTE_TIME_WENT_BACK, HSVIZ_NOTICE, "time_went_back", "Frames not in the order of time",
      "frames are not in the order of time: `reordercap` sorts them" },
    { HSVIZ_NOTE_STEPS_FULL, HSVIZ_NOTICE, "steps_full", "Too many steps",
      "only the first {0:number} steps were kept" },
};

G_STATIC_ASSERT(G_N_ELEMENTS(words) == HSVIZ_NUM_NOTE_TYPES);

static const struct note_words *words_of(enum hsviz_note_type type)
{
    return &words[type < HSVIZ_NUM_NOTE_TYPES ? type : 0];
}

static void append_number(GString *text, uint32_t value)
{
    g_string_append_printf(text, "%u", value);
}

static void append_step(GString *text, uint32_t value)
{
    g_string_append(text, value < HSVIZ_NUM_STEP_TYPES ? hsviz_step_words[value].name : "?");
}

static void append_side(GString *text, uint32_t value)
{
    g_string_append(text, hsviz_word_name(hsviz_sides, (int)value));
}

static void append_alert(GString *text, uint32_t value)
{
    const char *name = value <= UINT8_MAX ? hsviz_alert_name((uint8_t)value) : NULL;

    if (name)
        g_string_append(text, name);
    else
        g_string_append_printf(text, "%u", value);
}

static void append_version(GString *text, uint32_t value)
{
    hsviz_version_name(text, (uint16_t)value);
}

static const struct value_writer {
    const char *name;
    void (*append)(GString *text, uint32_t value);
} writers[] = {
    { "number}", append_number }, { "step}", append_step },       { "side}", append_side },
    { "alert}", append_alert },   { "version}", append_version },
};

/* Writes the value that place, which stands behind an opening brace, asks for; returns what
 * follows the closing one. */
static const char *append_value(GString *text, const char *place, const struct hsviz_note *note)
{
    uint32_t value = note->value[place[0] == '1'];

    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        if (g_str_has_prefix(place + 2, writers[i].name)) {
            writers[i].append(text, value);
            return place + 2 + strlen(writers[i].name);
        }
    }
    return place;
}

void hsviz_note_text(GString *text, const struct hsviz_note *note)
{
    const char *at = words_of((enum hsviz_note_type)note->type)->text;

    while (*at) {
        size_t plain = strcspn(at, "{");

        g_string_append_len(text, at, (gssize)plain);
        at += plain;
        if (*at)
            at = append_value(text, at + 1, note);
    }
}

enum hsviz_severity hsviz_note_severity(const struct hsviz_note *note)
{
    return words_of((enum hsviz_note_type)note->type)->severity;
}

const char *hsviz_note_summary(enum hsviz_note_type type)
{
    return words_of(type)->summary;
}

const char *hsviz_note_key(enum hsviz_note_type type)
{
    return words_of(type)->key;
}

/* ---- Adding ---- */

static void append_note(struct hsviz_connection *connection, const struct hsviz_note *note)
{
    if (connection->num_notes == HSVIZ_NOTES_MAX)
        return;
    connection->notes = g_renew(struct hsviz_note, connection->notes, connection->num_notes + 1);
    connection->notes[connection->num_notes++] = *note;
}

void hsviz_note_add(struct hsviz_connection *connection, enum hsviz_note_type type,
                    uint32_t frame, uint32_t value0, uint32_t value1)
{
    struct hsviz_note note = { frame, { value0, value1 }, (uint8_t)type };

    connection->num_notes = connection->num_fed_notes;
    append_note(connection, &note);
    connection->num_fed_notes = connection->num_notes;
}

static void add_whole(struct hsviz_connection *connection, enum hsviz_note_type type,
                      uint32_t value0, uint32_t value1)
{
    struct hsviz_note note = { 0, { value0, value1 }, (uint8_t)type };

    append_note(connection, &note);
}

static void note_what_is_missing(struct hsviz_connection *connection)
{
    const struct hsviz_direction *direction = connection->direction;
    bool has_client = direction[HSVIZ_CLIENT].flags & HSVIZ_SENT_ANYTHING;
    bool has_server = direction[HSVIZ_SERVER].flags & HSVIZ_SENT_ANYTHING;

    if (hsviz_connection_relative(connection))
        add_whole(connection, HSVIZ_NOTE_MID_STREAM, 0, 0);
    if (hsviz_connection_client_guessed(connection))
        add_whole(connection, HSVIZ_NOTE_CLIENT_GUESSED, 0, 0);
    if (has_client != has_server &&
        hsviz_connection_open(connection) != HSVIZ_OPEN_UNANSWERED)
        add_whole(connection, HSVIZ_NOTE_ONE_SIDED, has_client ? HSVIZ_CLIENT : HSVIZ_SERVER, 0);
    for (uint32_t side = 0; connection->tls && side < HSVIZ_NUM_SIDES; side++) {
        if (direction[side].pending_frame)
            add_whole(connection, HSVIZ_NOTE_RECORD_CUT, side, direction[side].pending_frame);
    }
    if (connection->flags & HSVIZ_TIME_WENT_BACK)
        add_whole(connection, HSVIZ_NOTE_TIME_WENT_BACK, 0, 0);
    if (connection->flags & HSVIZ_STEPS_FULL)
        add_whole(connection, HSVIZ_NOTE_STEPS_FULL, HSVIZ_STEPS_MAX, 0);
}

/* RFC 8446 6.1: a FIN without close_notify before it could be an attacker's. */
static void note_truncation(struct hsviz_connection *connection)
{
    for (uint32_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        if (connection->direction[side].flags & HSVIZ_SENT_FIN &&
            connection->tls->side_flags[side] & HSVIZ_TLS_SENT_DATA &&
            !hsviz_steps_find(connection, (enum hsviz_side)side, HSVIZ_STEP_CLOSE_NOTIFY))
            add_whole(connection, HSVIZ_NOTE_TRUNCATED_CLOSE, side, 0);
    }
}

static void note_handshake(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    struct hsviz_times times = hsviz_connection_times(connection);

    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS12)
        add_whole(connection, HSVIZ_NOTE_SENTINEL, HSVIZ_TLS_1_3, 0);
    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS11)
        add_whole(connection, HSVIZ_NOTE_SENTINEL, HSVIZ_TLS_1_2, 0);
    if (tls->client_flags & HSVIZ_HELLO_FALLBACK_SCSV)
        add_whole(connection, HSVIZ_NOTE_FALLBACK, 0, 0);
    if (hsviz_connection_marks(connection) & 1U << HSVIZ_MARK_EARLY_DATA_REJECTED)
        add_whole(connection, HSVIZ_NOTE_EARLY_DATA_REJECTED, 0, 0);
    if (times.tls_ns / 1000000 >= SLOW_HANDSHAKE_MS)
        add_whole(connection, HSVIZ_NOTE_SLOW_HANDSHAKE, (uint32_t)(times.tls_ns / 1000000), 0);
    if (hsviz_tls_is_complete(tls))
        note_truncation(connection);
}

void hsviz_notes_finish(struct hsviz_connection *connection)
{
    connection->num_notes = connection->num_fed_notes;
    note_what_is_missing(connection);
    if (connection->tls)
        note_handshake(connection);
}
