/* notes_words.c
 * The sentences of the notes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "notes.h"

#include <string.h>

#include "alerts.h"
#include "groups.h"
#include "icmp.h"
#include "internal.h"
#include "lookup_words.h"
#include "version.h"

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
      "{0:step} is a retransmission of frame {1:number}, {2:ms} after it" },
    { HSVIZ_NOTE_CAME_LATE, HSVIZ_NOTICE, "came_late", "Segment lost or overtaken before the tap",
      "a segment of the {0:side}'s {2:late} before it passed the tap: it came {1:ms} late" },
    { HSVIZ_NOTE_UNEXPECTED, HSVIZ_WARNING, "unexpected", "Step out of place",
      "{0:step} has no place here in any handshake that the standards know" },
    { HSVIZ_NOTE_SENTINEL, HSVIZ_WARNING, "downgrade_sentinel", "Downgrade sentinel",
      "downgrade sentinel in the server's random: the server can do {0:version}" },
    { HSVIZ_NOTE_FALLBACK, HSVIZ_WARNING, "fallback", "Fallback",
      "fallback SCSV: the client offers less than it can, after an attempt that failed" },
    { HSVIZ_NOTE_CONTRADICTION, HSVIZ_WARNING, "contradiction", "Version contradicted",
      "a record says {0:version} where {1:version} was negotiated" },
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
      "the {0:side} gave up with an alert: {1:alert}" },
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
    { HSVIZ_NOTE_RETRY, HSVIZ_NOTICE, "retry", "Extra round trip: HelloRetryRequest",
      "extra round trip, HelloRetryRequest: the client offered {0:group}, the server wanted "
      "{1:group}" },
    { HSVIZ_NOTE_OVER_WINDOW, HSVIZ_NOTICE, "over_window", "Extra round trip: initial window",
      "extra round trip, server flight of {0:bytes} is larger than the initial window" },
    { HSVIZ_NOTE_WAITED, HSVIZ_CHAT, "waited", "Extra round trip: the client waited",
      "extra round trip, the client sent its first request after {0:step} of frame {1:number} "
      "had come" },
    { HSVIZ_NOTE_LONG_THINK, HSVIZ_NOTICE, "long_think", "Think time over the RTT",
      "the {0:side} thought {2:ms} before {1:step}, more than a round trip" },
    { HSVIZ_NOTE_UNKNOWN_TIME, HSVIZ_CHAT, "unknown_time", "Time that cannot be told apart",
      "what {0:number} % of the time went into cannot be told: the capture lacks what would show "
      "it" },
    { HSVIZ_NOTE_NO_CAPTURE_POINT, HSVIZ_CHAT, "no_capture_point", "Capture point unknown",
      "where the capture was taken cannot be told, {0:no_point}: times are those of the tap" },
    { HSVIZ_NOTE_TIME_WENT_BACK, HSVIZ_NOTICE, "time_went_back", "Frames not in the order of time",
      "frames are not in the order of time: `reordercap` sorts them" },
    { HSVIZ_NOTE_COPIES, HSVIZ_CHAT, "copies", "Frames captured twice",
      "{0:frames} captured twice, as mirror ports give them: each counts once" },
    { HSVIZ_NOTE_STEPS_FULL, HSVIZ_NOTICE, "steps_full", "Too many steps",
      "only the first {0:number} steps were kept" },
    { HSVIZ_NOTE_NOTES_FULL, HSVIZ_NOTICE, "notes_full", "Too many notes",
      "further notes were left out: at most {0:number} of single frames are kept, and {1:number} "
      "in all" },
    { HSVIZ_NOTE_RECORD_FULL, HSVIZ_WARNING, "record_full", "Too many messages in a record",
      "a record holds more than {0:number} messages: those beyond were left out" },
    { HSVIZ_NOTE_NAME_CUT, HSVIZ_WARNING, "name_cut", "Name that cannot be one",
      "a name in the hellos holds a zero byte, or more than {0:bytes}: it is cut there" },
    { HSVIZ_NOTE_HOLES_FULL, HSVIZ_NOTICE, "holes_full", "Too many holes at a time",
      "more than {1:number} stretches of the {0:side}'s bytes were missing at a time: what fills "
      "one of the oldest counts as sent again" },
    { HSVIZ_NOTE_ICMP_REFUSED, HSVIZ_WARNING, "icmp_refused", "Refused by ICMP",
      "the SYN was answered by ICMP {0:icmp}, in frame {1:number}" },
    { HSVIZ_NOTE_ICMP_ERROR, HSVIZ_WARNING, "icmp_error", "ICMP about the connection",
      "ICMP {0:icmp}, in frame {1:number}, is about a segment of this connection" },
    { HSVIZ_NOTE_PORT_REUSE, HSVIZ_CHAT, "port_reuse", "Ports used again",
      "the same addresses and ports as stream {0:number}, used again" },
    { HSVIZ_NOTE_SYN_DIFFERENT, HSVIZ_NOTICE, "syn_different_sequence",
      "SYNs with different numbers",
      "this SYN has another sequence number than the one before: it is another attempt" },
    { HSVIZ_NOTE_SYN_ACK_DIFFERENT, HSVIZ_WARNING, "syn_ack_different_sequence",
      "SYN-ACKs with different numbers",
      "this SYN-ACK has another sequence number than the one before: either the server forgot "
      "that one, or somebody else answered too" },
    { HSVIZ_NOTE_DATA_IN_SYN_ACK, HSVIZ_NOTICE, "data_in_syn_ack", "Data in the SYN-ACK",
      "the SYN-ACK carries {0:bytes} of data" },
    { HSVIZ_NOTE_SYN_COOKIE, HSVIZ_CHAT, "syn_cookie", "SYN-ACK with the MSS alone",
      "of the options that the SYN offered the SYN-ACK takes the MSS alone: so does a server "
      "that answers with SYN cookies, and one that knows no others" },
    { HSVIZ_NOTE_FAST_OPEN_IGNORED, HSVIZ_CHAT, "fast_open_ignored", "Fast Open ignored",
      "the client asked for a Fast Open cookie, and the server gave none" },
    { HSVIZ_NOTE_FAST_OPEN_COOKIE, HSVIZ_NOTICE, "fast_open_cookie_given",
      "Fast Open: another cookie",
      "the server did not take the Fast Open cookie, and gave another one" },
    { HSVIZ_NOTE_MULTIPATH, HSVIZ_CHAT, "multipath", "Multipath TCP",
      "Multipath TCP: {0:multipath}" },
    { HSVIZ_NOTE_ECN, HSVIZ_CHAT, "ecn_negotiated", "ECN negotiated",
      "explicit congestion notification (ECN) was negotiated" },
    { HSVIZ_NOTE_ACCURATE_ECN, HSVIZ_CHAT, "accecn_negotiated", "Accurate ECN negotiated",
      "accurate explicit congestion notification (AccECN) was negotiated" },
    { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_CHAT, "ecn_refused", "ECN not taken",
      "the client offered explicit congestion notification (ECN), and the SYN-ACK does not take "
      "it" },
    { HSVIZ_NOTE_KEEP_ALIVES, HSVIZ_CHAT, "keep_alives", "Keep-alives",
      "the {0:side} sent {1:segments} to keep the connection alive, the first after {2:number} ms "
      "in which nothing was sent" },
    { HSVIZ_NOTE_WINDOW_CLOSED, HSVIZ_NOTICE, "window_closed", "Zero window",
      "the {0:side} closed its receive window {1:times}, for {2:ms} altogether" },
    { HSVIZ_NOTE_WINDOW_STAYS_CLOSED, HSVIZ_WARNING, "window_stays_closed",
      "Zero window to the end",
      "the {0:side} closed its receive window in frame {1:number}, and did not open it again" },
    { HSVIZ_NOTE_RESET_CLEAN, HSVIZ_CHAT, "reset_clean", "Reset, nothing unacknowledged",
      "the {1:side} reset the connection {0:reset}: all data before it had been acknowledged, but "
      "whether it was read no capture tells" },
    { HSVIZ_NOTE_RESET_LOSS, HSVIZ_NOTICE, "reset_loss", "Reset with data unacknowledged",
      "the {1:side} reset the connection {0:reset}: {2:bytes} had not been acknowledged before, "
      "and may be lost" },
    { HSVIZ_NOTE_HALF_CLOSE, HSVIZ_CHAT, "half_close", "Data after the other's FIN",
      "the {0:side} went on sending after it had acknowledged the other's FIN: {1:bytes}" },
    { HSVIZ_NOTE_NOT_CAPTURED, HSVIZ_NOTICE, "not_captured", "Bytes not captured",
      "the capture lacks {1:bytes} that the {0:side} sent, and that the other side acknowledged" },
    { HSVIZ_NOTE_DATA_AGAIN, HSVIZ_NOTICE, "data_again", "Data sent again",
      "the {0:side} sent {1:segments} of data again: the first time it was lost, or what answered "
      "it" },
    { HSVIZ_NOTE_IDLE, HSVIZ_CHAT, "idle", "Idle",
      "for {0:number} s nothing was sent, until frame {1:number}" },
    { HSVIZ_NOTE_RESET_IGNORED, HSVIZ_WARNING, "reset_ignored", "Reset out of place",
      "this reset has a sequence number that the other side did not expect: it must not act on "
      "it" },
    { HSVIZ_NOTE_CHECKSUM, HSVIZ_WARNING, "checksum", "Wrong checksum",
      "{0:segments} with a wrong checksum left out" },
    { HSVIZ_NOTE_AUTHORITY_TIME, HSVIZ_NOTICE, "authority_time", "Asking the certificate authority",
      "of the client's think time, {0:ms} went into asking the certificate authority" },
    { HSVIZ_NOTE_REVOKED, HSVIZ_WARNING, "revoked", "Certificate revoked",
      "the certificate authority says that the certificate is revoked ({0:lookup})" },
    { HSVIZ_NOTE_REVOKED_STAPLE, HSVIZ_WARNING, "revoked_staple", "Certificate revoked: stapled",
      "the server itself brought along that its certificate is revoked" },
    { HSVIZ_NOTE_NO_STATUS, HSVIZ_NOTICE, "no_status", "Certificate status not learnt",
      "the client asked the certificate authority, learnt no status ({0:authority}), and went on "
      "all the same" },
    { HSVIZ_NOTE_OTHER_CANDIDATES, HSVIZ_CHAT, "other_candidates",
      "Question may belong to another connection",
      "the question in frame {0:number} may belong to {1:connections} of the same client as well: "
      "this one fits best" },
    { HSVIZ_NOTE_LOOKUPS_FULL, HSVIZ_NOTICE, "lookups_full", "Too many questions",
      "only the first {0:number} questions to certificate authorities were kept" },
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
    else if (value == HSVIZ_CODE_HIDDEN)
        g_string_append(text, "encrypted, so not known which");
    else
        g_string_append_printf(text, "%u", value);
}

static void append_version(GString *text, uint32_t value)
{
    hsviz_version_name(text, (uint16_t)value);
}

static void append_group(GString *text, uint32_t value)
{
    hsviz_group_name(text, (uint16_t)value);
}

static const struct hsviz_word no_points[] = {
    { HSVIZ_OPENING_NOT_CAPTURED, "the opening is not in it", "" },
    { HSVIZ_OPENING_REPEATED, "the opening was retransmitted", "" },
    { HSVIZ_DATA_IN_SYN, "the SYN carried data", "" },
    { HSVIZ_OPENING_OUT_OF_ORDER, "the opening is not in the order of time", "" },
    { -1, NULL, NULL },
};

static void append_no_point(GString *text, uint32_t value)
{
    g_string_append(text, hsviz_word_name(no_points, (int)value));
}

/* To the nearest tenth, as everywhere else. */
static void append_ms(GString *text, uint32_t microseconds)
{
    uint32_t tenths = microseconds / 100 + (microseconds % 100 >= 50);

    g_string_append_printf(text, "%u.%u ms", tenths / 10, tenths % 10);
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

static void append_late(GString *text, uint32_t value)
{
    static const char *const causes[] = {
        [HSVIZ_LOSS_BEFORE_TAP] = "was lost",
        [HSVIZ_LOSS_OVERTAKEN] = "was overtaken",
    };
    const char *cause = value < G_N_ELEMENTS(causes) ? causes[value] : NULL;

    g_string_append(text, cause ? cause : "was lost or overtaken");
}

static const struct hsviz_word multipaths[] = {
    { HSVIZ_MULTIPATH_OFFERED, "the client offered it, and the SYN-ACK does not take it", "" },
    { HSVIZ_MULTIPATH_CAPABLE, "both ends are capable of it", "" },
    { HSVIZ_MULTIPATH_JOIN, "a further path of another connection, which it joins", "" },
    { -1, NULL, NULL },
};

static void append_multipath(GString *text, uint32_t value)
{
    g_string_append(text, hsviz_word_name(multipaths, (int)value));
}

static const struct hsviz_word reset_times[] = {
    { HSVIZ_RESET_IN_OPENING, "before it was open", "" },
    { HSVIZ_RESET_WHILE_OPEN, "while it was open", "" },
    { HSVIZ_RESET_IN_CLOSE, "after one FIN", "" },
    { HSVIZ_RESET_AFTER_CLOSE, "after both FINs", "" },
    { -1, NULL, NULL },
};

static void append_reset(GString *text, uint32_t value)
{
    g_string_append(text, hsviz_word_name(reset_times, (int)value));
}

static void append_icmp(GString *text, uint32_t value)
{
    hsviz_icmp_name(text, value);
}

static void append_counted(GString *text, uint32_t value, const char *noun)
{
    append_number(text, value);
    g_string_append_printf(text, " %s%s", noun, value == 1 ? "" : "s");
}

static void append_bytes(GString *text, uint32_t value)
{
    append_thousands(text, value);
    g_string_append(text, value == 1 ? " byte" : " bytes");
}

static void append_segments(GString *text, uint32_t value)
{
    append_counted(text, value, "segment");
}

static void append_frames(GString *text, uint32_t value)
{
    append_counted(text, value, "frame");
}

static void append_connections(GString *text, uint32_t value)
{
    append_number(text, value);
    g_string_append(text, value == 1 ? " other connection" : " other connections");
}

static void append_lookup(GString *text, uint32_t value)
{
    g_string_append(text, hsviz_word_name(hsviz_lookup_methods, (int)value));
}

static void append_authority(GString *text, uint32_t value)
{
    g_string_append(text, hsviz_word_name(hsviz_authority_statuses, (int)value));
}

static void append_times(GString *text, uint32_t value)
{
    if (value == 1)
        g_string_append(text, "once");
    else
        append_counted(text, value, "time");
}

static const struct value_writer {
    const char *name;
    void (*append)(GString *text, uint32_t value);
} writers[] = {
    { "number}", append_number }, { "step}", append_step },       { "side}", append_side },
    { "alert}", append_alert },   { "version}", append_version }, { "group}", append_group },
    { "ms}", append_ms },         { "bytes}", append_bytes },     { "no_point}", append_no_point },
    { "late}", append_late },     { "multipath}", append_multipath },
    { "reset}", append_reset },   { "icmp}", append_icmp },       { "segments}", append_segments },
    { "frames}", append_frames }, { "times}", append_times },
    { "lookup}", append_lookup }, { "authority}", append_authority },
    { "connections}", append_connections },
};

/* Writes the value that place, which stands behind an opening brace, asks for; returns what
 * follows the closing one. */
static const char *append_value(GString *text, const char *place, const struct hsviz_note *note)
{
    uint32_t value = note->value[(place[0] - '0') % HSVIZ_NOTE_VALUES];

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

const char *hsviz_note_pattern(enum hsviz_note_type type)
{
    return words_of(type)->text;
}

const char *hsviz_note_key(enum hsviz_note_type type)
{
    return words_of(type)->key;
}
