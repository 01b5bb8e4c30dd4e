/* note_text.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "note_text.h"

#include <string.h>

#include <glib.h>

#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/pki/check_names.h"
#include "model/tcp/icmp.h"
#include "model/tls/alerts.h"
#include "model/tls/groups.h"
#include "model/tls/version.h"

/* The text of a note. In braces: a value, by the name of what writes it. */
struct note_words {
    enum hsviz_note_type type;
    enum hsviz_severity severity;
    const char *key;
    const char *summary;
    const char *text;
};

static const struct note_words words[] = {
    { HSVIZ_NOTE_RETRANSMISSION, HSVIZ_NOTICE, "retransmission", "Retransmission in a handshake",
      "{step} is a retransmission of frame {frame}, {ms} after it" },
    { HSVIZ_NOTE_CAME_LATE, HSVIZ_NOTICE, "came_late", "Segment lost or overtaken before the tap",
      "a segment of the {side}'s {late} before it passed the tap: it came {ms} late" },
    { HSVIZ_NOTE_UNEXPECTED, HSVIZ_WARNING, "unexpected", "Step out of place",
      "{step} has no place here in any handshake that the standards know" },
    { HSVIZ_NOTE_SENTINEL, HSVIZ_WARNING, "downgrade_sentinel", "Downgrade sentinel",
      "downgrade sentinel in the server's random: the server can do {version}" },
    { HSVIZ_NOTE_FALLBACK, HSVIZ_WARNING, "fallback", "Fallback",
      "fallback SCSV: the client offers less than it can, after an attempt that failed" },
    { HSVIZ_NOTE_CONTRADICTION, HSVIZ_WARNING, "contradiction", "Version contradicted",
      "a record says {version} where {other_version} was negotiated" },
    { HSVIZ_NOTE_ANSWERED_IN_PLAIN, HSVIZ_WARNING, "answered_in_plain", "Server speaks no TLS",
      "the server answered the ClientHello in plain text" },
    { HSVIZ_NOTE_INNER_TLS, HSVIZ_CHAT, "inner_tls", "TLS within TLS",
      "another TLS connection begins here inside this one's data, which is drawn as data" },
    { HSVIZ_NOTE_OUT_OF_ORDER, HSVIZ_NOTICE, "out_of_order", "Segments out of order",
      "segments came out of order and hide messages: switch on the preference "
      "tcp.reassemble_out_of_order" },
    { HSVIZ_NOTE_EARLY_DATA_REJECTED, HSVIZ_NOTICE, "early_data_rejected", "Early data rejected",
      "the server rejected the early data: it had to be sent again" },
    { HSVIZ_NOTE_FATAL_ALERT, HSVIZ_ERROR, "fatal_alert", "Fatal alert",
      "the {side} gave up with an alert: {alert}" },
    { HSVIZ_NOTE_MID_STREAM, HSVIZ_CHAT, "mid_stream", "Capture begins inside the connection",
      "the capture begins inside the connection: positions count from its first frame" },
    { HSVIZ_NOTE_ONE_SIDED, HSVIZ_NOTICE, "one_sided", "One direction only",
      "only the {side}'s direction was captured" },
    { HSVIZ_NOTE_CLIENT_GUESSED, HSVIZ_CHAT, "client_guessed", "Client guessed",
      "neither SYN nor ClientHello was captured: the client is a guess from the ports" },
    { HSVIZ_NOTE_RECORD_CUT, HSVIZ_NOTICE, "record_cut", "Record not whole",
      "the {side}'s record that begins in frame {frame} is not whole in the capture" },
    { HSVIZ_NOTE_TRUNCATED_CLOSE, HSVIZ_NOTICE, "truncated", "Closed without close_notify",
      "the {side} closed without close_notify: what it sent may have been cut short" },
    { HSVIZ_NOTE_SLOW_HANDSHAKE, HSVIZ_WARNING, "slow", "Slow handshake",
      "the handshake took {whole_ms}" },
    { HSVIZ_NOTE_RETRY, HSVIZ_NOTICE, "retry", "Extra round trip: HelloRetryRequest",
      "extra round trip, HelloRetryRequest: the client offered {group}, the server wanted "
      "{other_group}" },
    { HSVIZ_NOTE_OVER_WINDOW, HSVIZ_NOTICE, "over_window", "Extra round trip: initial window",
      "extra round trip, server flight of {bytes} is larger than the initial window" },
    { HSVIZ_NOTE_WAITED, HSVIZ_CHAT, "waited", "Extra round trip: the client waited",
      "extra round trip, the client sent its first request after {step} of frame {frame} "
      "had come" },
    { HSVIZ_NOTE_LONG_THINK, HSVIZ_NOTICE, "long_think", "Think time over the RTT",
      "the {side} thought {ms} before {step}, more than a round trip" },
    { HSVIZ_NOTE_UNKNOWN_TIME, HSVIZ_CHAT, "unknown_time", "Time that cannot be told apart",
      "what {number} % of the time went into cannot be told: the capture lacks what would show "
      "it" },
    { HSVIZ_NOTE_NO_CAPTURE_POINT, HSVIZ_CHAT, "no_capture_point", "Capture point unknown",
      "where the capture was taken cannot be told, {no_point}: times are those of the tap" },
    { HSVIZ_NOTE_TIME_WENT_BACK, HSVIZ_NOTICE, "time_went_back", "Frames not in the order of time",
      "frames are not in the order of time: `reordercap` sorts them" },
    { HSVIZ_NOTE_COPIES, HSVIZ_CHAT, "copies", "Frames captured twice",
      "{frames} captured twice, as mirror ports give them: each counts once" },
    { HSVIZ_NOTE_STEPS_FULL, HSVIZ_NOTICE, "steps_full", "Too many steps",
      "only the first {number} steps were kept" },
    { HSVIZ_NOTE_NOTES_FULL, HSVIZ_NOTICE, "notes_full", "Too many notes",
      "further notes were left out: at most {number} of single frames are kept, and {limit} "
      "in all" },
    { HSVIZ_NOTE_RECORD_FULL, HSVIZ_WARNING, "record_full", "Too many messages in a record",
      "a record holds more than {number} messages: those beyond were left out" },
    { HSVIZ_NOTE_NAME_CUT, HSVIZ_WARNING, "name_cut", "Name that cannot be one",
      "a name in the hellos holds a zero byte, or more than {bytes}: it is cut there" },
    { HSVIZ_NOTE_HOLES_FULL, HSVIZ_NOTICE, "holes_full", "Too many holes at a time",
      "more than {number} stretches of the {side}'s bytes were missing at a time: what fills "
      "one of the oldest counts as sent again" },
    { HSVIZ_NOTE_ICMP_REFUSED, HSVIZ_WARNING, "icmp_refused", "Refused by ICMP",
      "the SYN was answered by ICMP {icmp}, in frame {frame}" },
    { HSVIZ_NOTE_ICMP_ERROR, HSVIZ_WARNING, "icmp_error", "ICMP about the connection",
      "ICMP {icmp}, in frame {frame}, is about a segment of this connection" },
    { HSVIZ_NOTE_PORT_REUSE, HSVIZ_CHAT, "port_reuse", "Ports used again",
      "the same addresses and ports as stream {stream}, used again" },
    { HSVIZ_NOTE_SYN_DIFFERENT, HSVIZ_NOTICE, "syn_different_sequence",
      "SYNs with different numbers",
      "this SYN has another sequence number than the one before: it is another attempt" },
    { HSVIZ_NOTE_SYN_ACK_DIFFERENT, HSVIZ_WARNING, "syn_ack_different_sequence",
      "SYN-ACKs with different numbers",
      "this SYN-ACK has another sequence number than the one before: either the server forgot "
      "that one, or somebody else answered too" },
    { HSVIZ_NOTE_DATA_IN_SYN_ACK, HSVIZ_NOTICE, "data_in_syn_ack", "Data in the SYN-ACK",
      "the SYN-ACK carries {bytes} of data" },
    { HSVIZ_NOTE_SYN_COOKIE, HSVIZ_CHAT, "syn_cookie", "SYN-ACK with the MSS alone",
      "of the options that the SYN offered the SYN-ACK takes the MSS alone: so does a server "
      "that answers with SYN cookies, and one that knows no others" },
    { HSVIZ_NOTE_FAST_OPEN_IGNORED, HSVIZ_CHAT, "fast_open_ignored", "Fast Open ignored",
      "the client asked for a Fast Open cookie, and the server gave none" },
    { HSVIZ_NOTE_FAST_OPEN_COOKIE, HSVIZ_NOTICE, "fast_open_cookie_given",
      "Fast Open: another cookie",
      "the server did not take the Fast Open cookie, and gave another one" },
    { HSVIZ_NOTE_MULTIPATH, HSVIZ_CHAT, "multipath", "Multipath TCP",
      "Multipath TCP: {multipath}" },
    { HSVIZ_NOTE_ECN, HSVIZ_CHAT, "ecn_negotiated", "ECN negotiated",
      "explicit congestion notification (ECN) was negotiated" },
    { HSVIZ_NOTE_ACCURATE_ECN, HSVIZ_CHAT, "accecn_negotiated", "Accurate ECN negotiated",
      "accurate explicit congestion notification (AccECN) was negotiated" },
    { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_CHAT, "ecn_refused", "ECN not taken",
      "the client offered explicit congestion notification (ECN), and the SYN-ACK does not take "
      "it" },
    { HSVIZ_NOTE_KEEP_ALIVES, HSVIZ_CHAT, "keep_alives", "Keep-alives",
      "the {side} sent {segments} to keep the connection alive, the first after {whole_ms} "
      "in which nothing was sent" },
    { HSVIZ_NOTE_WINDOW_CLOSED, HSVIZ_NOTICE, "window_closed", "Zero window",
      "the {side} closed its receive window {times}, for {ms} altogether" },
    { HSVIZ_NOTE_WINDOW_STAYS_CLOSED, HSVIZ_WARNING, "window_stays_closed",
      "Zero window to the end",
      "the {side} closed its receive window in frame {frame}, and did not open it again" },
    { HSVIZ_NOTE_RESET_CLEAN, HSVIZ_CHAT, "reset_clean", "Reset, nothing unacknowledged",
      "the {side} reset the connection {reset}: all data before it had been acknowledged, but "
      "whether it was read no capture tells" },
    { HSVIZ_NOTE_RESET_LOSS, HSVIZ_NOTICE, "reset_loss", "Reset with data unacknowledged",
      "the {side} reset the connection {reset}: {bytes} had not been acknowledged before, "
      "and may be lost" },
    { HSVIZ_NOTE_HALF_CLOSE, HSVIZ_CHAT, "half_close", "Data after the other's FIN",
      "the {side} went on sending after it had acknowledged the other's FIN: {bytes}" },
    { HSVIZ_NOTE_NOT_CAPTURED, HSVIZ_NOTICE, "not_captured", "Bytes not captured",
      "the capture lacks {bytes} that the {side} sent, and that the other side acknowledged" },
    { HSVIZ_NOTE_DATA_AGAIN, HSVIZ_NOTICE, "data_again", "Data sent again",
      "the {side} sent {segments} of data again: the first time it was lost, or what answered "
      "it" },
    { HSVIZ_NOTE_IDLE, HSVIZ_CHAT, "idle", "Idle",
      "for {number} s nothing was sent, until frame {frame}" },
    { HSVIZ_NOTE_RESET_IGNORED, HSVIZ_WARNING, "reset_ignored", "Reset out of place",
      "this reset has a sequence number that the other side did not expect: it must not act on "
      "it" },
    { HSVIZ_NOTE_CHECKSUM, HSVIZ_WARNING, "checksum", "Wrong checksum",
      "{segments} with a wrong checksum left out" },
    { HSVIZ_NOTE_CHECK_TIME, HSVIZ_NOTICE, "authority_time", "Asking the certificate authority",
      "of the client's think time, {ms} went into asking the certificate authority" },
    { HSVIZ_NOTE_REVOKED, HSVIZ_WARNING, "revoked", "Certificate revoked",
      "the certificate authority says that the certificate is revoked ({lookup})" },
    { HSVIZ_NOTE_REVOKED_STAPLE, HSVIZ_WARNING, "revoked_staple", "Certificate revoked: stapled",
      "the server itself brought along that its certificate is revoked" },
    { HSVIZ_NOTE_NO_STATUS, HSVIZ_NOTICE, "no_status", "Certificate status not learnt",
      "the client asked the certificate authority, learnt no status ({authority}), and went on "
      "all the same" },
    { HSVIZ_NOTE_OTHER_CANDIDATES, HSVIZ_CHAT, "other_candidates",
      "Question may belong to another connection",
      "the question in frame {frame} may belong to {connections} of the same client as well: "
      "this one fits best" },
    { HSVIZ_NOTE_CHECKS_FULL, HSVIZ_NOTICE, "lookups_full", "Too many questions",
      "only the first {number} questions to certificate authorities were kept" },
};

G_STATIC_ASSERT(G_N_ELEMENTS(words) == HSVIZ_NUM_NOTE_TYPES);

static const struct note_words *words_of(enum hsviz_note_type type)
{
    return &words[type < HSVIZ_NUM_NOTE_TYPES ? type : 0];
}

/* ---- Values, one function per placeholder ---- */

static const struct hsviz_word no_points[] = {
    { HSVIZ_OPENING_NOT_CAPTURED, "the opening is not in it", "" },
    { HSVIZ_OPENING_REPEATED, "the opening was retransmitted", "" },
    { HSVIZ_DATA_IN_SYN, "the SYN carried data", "" },
    { HSVIZ_OPENING_OUT_OF_ORDER, "the opening is not in the order of time", "" },
    { -1, NULL, NULL },
};

static const struct hsviz_word multipaths[] = {
    { HSVIZ_MULTIPATH_OFFERED, "the client offered it, and the SYN-ACK does not take it", "" },
    { HSVIZ_MULTIPATH_CAPABLE, "both ends are capable of it", "" },
    { HSVIZ_MULTIPATH_JOIN, "a further path of another connection, which it joins", "" },
    { -1, NULL, NULL },
};

static const struct hsviz_word reset_times[] = {
    { HSVIZ_RESET_IN_OPENING, "before it was open", "" },
    { HSVIZ_RESET_WHILE_OPEN, "while it was open", "" },
    { HSVIZ_RESET_IN_CLOSE, "after one FIN", "" },
    { HSVIZ_RESET_AFTER_CLOSE, "after both FINs", "" },
    { -1, NULL, NULL },
};

static void append_step(GString *text, const struct hsviz_note *note)
{
    g_string_append(text,
                    note->step < HSVIZ_NUM_STEP_TYPES ? hsviz_step_words[note->step].name : "?");
}

static void append_alert(GString *text, const struct hsviz_note *note)
{
    const char *name = note->alert <= UINT8_MAX ? hsviz_alert_name((uint8_t)note->alert) : NULL;

    if (name)
        g_string_append(text, name);
    else if (note->alert == HSVIZ_CODE_HIDDEN)
        g_string_append(text, "encrypted, so not known which");
    else
        g_string_append_printf(text, "%u", note->alert);
}

static void append_version(GString *text, const struct hsviz_note *note)
{
    hsviz_version_name(text, note->version);
}

static void append_other_version(GString *text, const struct hsviz_note *note)
{
    hsviz_version_name(text, note->other_version);
}

static void append_group(GString *text, const struct hsviz_note *note)
{
    hsviz_group_name(text, note->group);
}

static void append_other_group(GString *text, const struct hsviz_note *note)
{
    hsviz_group_name(text, note->other_group);
}

static void append_icmp(GString *text, const struct hsviz_note *note)
{
    hsviz_icmp_name(text, note->icmp);
}

/* To the nearest tenth, as everywhere else. */
static void append_ms(GString *text, const struct hsviz_note *note)
{
    uint32_t microseconds = hsviz_microseconds(note->duration_ns);
    uint32_t tenths = microseconds / 100 + (microseconds % 100 >= 50);

    g_string_append_printf(text, "%u.%u ms", tenths / 10, tenths % 10);
}

static void append_whole_ms(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%" G_GINT64_FORMAT " ms", note->duration_ns / NS_PER_MS);
}

static void append_thousands(GString *text, uint32_t value)
{
    if (value >= 1000) {
        append_thousands(text, value / 1000);
        g_string_append_printf(text, " %03u", value % 1000);
    } else {
        g_string_append_printf(text, "%u", value);
    }
}

static void append_bytes(GString *text, const struct hsviz_note *note)
{
    append_thousands(text, note->bytes);
    g_string_append(text, note->bytes == 1 ? " byte" : " bytes");
}

static void append_late(GString *text, const struct hsviz_note *note)
{
    static const char *const causes[HSVIZ_NUM_LOSSES] = {
        [HSVIZ_LOSS_UPSTREAM] = "was lost",
        [HSVIZ_LOSS_REORDERED] = "was overtaken",
    };
    const char *cause = note->loss < HSVIZ_NUM_LOSSES ? causes[note->loss] : NULL;

    g_string_append(text, cause ? cause : "was lost or overtaken");
}

static void append_no_point(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(no_points, note->no_point));
}

static void append_multipath(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(multipaths, note->multipath));
}

static void append_reset(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(reset_times, note->reset_time));
}

static void append_lookup(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(hsviz_check_methods, note->method));
}

static void append_authority(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(hsviz_check_statuses, note->status));
}

static void append_number(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%u", note->count);
}

static void append_stream(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%u", note->stream);
}

static void append_limit(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%u", note->limit);
}

static void append_frame(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%u", note->other_frame);
}

static void append_counted(GString *text, uint32_t count, const char *noun)
{
    g_string_append_printf(text, "%u %s%s", count, noun, count == 1 ? "" : "s");
}

static void append_segments(GString *text, const struct hsviz_note *note)
{
    append_counted(text, note->count, "segment");
}

static void append_frames(GString *text, const struct hsviz_note *note)
{
    append_counted(text, note->count, "frame");
}

static void append_connections(GString *text, const struct hsviz_note *note)
{
    append_counted(text, note->count, "other connection");
}

static void append_times(GString *text, const struct hsviz_note *note)
{
    if (note->count == 1)
        g_string_append(text, "once");
    else
        append_counted(text, note->count, "time");
}

static const struct value_writer {
    const char *name;
    void (*append)(GString *text, const struct hsviz_note *note);
} writers[] = {
    { "number", append_number },
    { "frame", append_frame },
    { "step", append_step },
    { "ms", append_ms },
    { "whole_ms", append_whole_ms },
    { "bytes", append_bytes },
    { "alert", append_alert },
    { "version", append_version },
    { "other_version", append_other_version },
    { "group", append_group },
    { "other_group", append_other_group },
    { "late", append_late },
    { "no_point", append_no_point },
    { "multipath", append_multipath },
    { "reset", append_reset },
    { "icmp", append_icmp },
    { "segments", append_segments },
    { "frames", append_frames },
    { "times", append_times },
    { "connections", append_connections },
    { "stream", append_stream },
    { "limit", append_limit },
    { "lookup", append_lookup },
    { "authority", append_authority },
};

/* Appends the value for the placeholder name, of len characters. */
static void append_value(const struct hsviz_connection *connection, GString *text,
                         const struct hsviz_note *note, const char *name, size_t len)
{
    if (strncmp(name, "side", len) == 0) {
        g_string_append(text, hsviz_word_name(hsviz_sides, hsviz_connection_side(connection,
                                                                                 note->end)));
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        if (strlen(writers[i].name) == len && memcmp(writers[i].name, name, len) == 0) {
            writers[i].append(text, note);
            return;
        }
    }
}

/* ---- Sentences ---- */

void hsviz_note_text(const struct hsviz_connection *connection, GString *text,
                     const struct hsviz_note *note)
{
    const char *at = words_of((enum hsviz_note_type)note->type)->text;

    while (*at) {
        size_t plain = strcspn(at, "{"), len;

        g_string_append_len(text, at, (gssize)plain);
        at += plain;
        if (*at == '\0')
            return;
        len = strcspn(at, "}");
        append_value(connection, text, note, at + 1, len - 1);
        at += len + 1;
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

const char *hsviz_note_pattern(enum hsviz_note_type type)
{
    return words_of(type)->text;
}

const char *hsviz_note_key(enum hsviz_note_type type)
{
    return words_of(type)->key;
}
