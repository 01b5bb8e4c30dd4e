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
    { HSVIZ_NOTE_RETRANSMISSION, HSVIZ_NOTICE, "retransmission", "Handshake retransmission",
      "{step} is a retransmission of frame {frame}, {ms} later" },
    { HSVIZ_NOTE_CAME_LATE, HSVIZ_NOTICE, "came_late", "Segment lost or reordered upstream",
      "the {side}'s segment was {late} upstream of the capture point and arrived {ms} late" },
    { HSVIZ_NOTE_UNEXPECTED, HSVIZ_WARNING, "unexpected", "Unexpected step",
      "{step} is unexpected: no standard handshake allows it here" },
    { HSVIZ_NOTE_SENTINEL, HSVIZ_WARNING, "downgrade_sentinel", "Downgrade sentinel",
      "downgrade sentinel: the server supports {version} and the client offered it, so the "
      "ClientHello was probably changed on the path" },
    { HSVIZ_NOTE_SENTINEL_REFUSED, HSVIZ_WARNING, "downgrade_refused",
      "Downgrade sentinel refused by the client",
      "downgrade sentinel: the server supports {version}, and the client answered with "
      "illegal_parameter: its ClientHello was probably changed before the capture point" },
    { HSVIZ_NOTE_FALLBACK, HSVIZ_WARNING, "fallback", "Version fallback",
      "fallback SCSV: after a failed attempt the client offers less than it supports" },
    { HSVIZ_NOTE_CONTRADICTION, HSVIZ_WARNING, "contradiction", "Version mismatch",
      "a record carries {version}, but {other_version} was negotiated" },
    { HSVIZ_NOTE_ANSWERED_IN_PLAIN, HSVIZ_WARNING, "answered_in_plain", "Server does not speak TLS",
      "after the ClientHello the server sent plaintext, no TLS" },
    { HSVIZ_NOTE_ASKED_IN_PLAIN, HSVIZ_WARNING, "asked_in_plain", "Plaintext sent to a TLS server",
      "the client sent plaintext, no ClientHello, and the server answered with a TLS alert" },
    { HSVIZ_NOTE_BEHIND_PROXY, HSVIZ_CHAT, "behind_proxy", "Behind a proxy",
      "behind a proxy: the network beyond it is in {side} think" },
    { HSVIZ_NOTE_INNER_TLS, HSVIZ_CHAT, "inner_tls", "TLS inside TLS",
      "another TLS connection starts here inside this one's data and is drawn as data" },
    { HSVIZ_NOTE_OUT_OF_ORDER, HSVIZ_NOTICE, "out_of_order", "Segments out of order",
      "segments arrived out of order and what follows was not decrypted: enable the preference "
      "tcp.reassemble_out_of_order" },
    { HSVIZ_NOTE_EARLY_DATA_REJECTED, HSVIZ_NOTICE, "early_data_rejected", "Early data rejected",
      "the server rejected the early data: the client must send it again" },
    { HSVIZ_NOTE_FATAL_ALERT, HSVIZ_ERROR, "fatal_alert", "Fatal alert",
      "the {side} aborted with an alert: {alert}" },
    { HSVIZ_NOTE_MID_STREAM, HSVIZ_CHAT, "mid_stream", "Capture starts mid-connection",
      "the capture starts mid-connection: positions count from its first frame" },
    { HSVIZ_NOTE_ONE_SIDED, HSVIZ_NOTICE, "one_sided", "Only one direction captured",
      "only the {side}'s packets were captured" },
    { HSVIZ_NOTE_CLIENT_GUESSED, HSVIZ_CHAT, "client_guessed", "Roles guessed from the ports",
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports" },
    { HSVIZ_NOTE_RECORD_CUT, HSVIZ_NOTICE, "record_cut", "Incomplete record",
      "the {side}'s record that starts in frame {frame} is incomplete in the capture" },
    { HSVIZ_NOTE_TRUNCATED_CLOSE, HSVIZ_NOTICE, "truncated", "Closed without close_notify",
      "the {side} closed without close_notify: its data may have been truncated" },
    { HSVIZ_NOTE_SLOW_HANDSHAKE, HSVIZ_WARNING, "slow", "Slow handshake",
      "the handshake took {whole_ms}" },
    { HSVIZ_NOTE_RETRY, HSVIZ_NOTICE, "retry", "Extra round trip: HelloRetryRequest",
      "extra round trip (HelloRetryRequest): the client offered {group}, the server wanted "
      "{other_group}" },
    { HSVIZ_NOTE_OVER_WINDOW, HSVIZ_NOTICE, "over_window", "Extra round trip: initial window",
      "extra round trip: the server's flight of {bytes} exceeds the initial window" },
    { HSVIZ_NOTE_WAITED, HSVIZ_CHAT, "waited", "Request later than needed",
      "the client sent its first request only after {step} in frame {frame}: nothing required it "
      "to wait" },
    { HSVIZ_NOTE_LONG_THINK, HSVIZ_NOTICE, "long_think", "Think time above the RTT",
      "the {side} took {ms} before sending {step}, more than a round trip{or_loss}" },
    { HSVIZ_NOTE_HELD, HSVIZ_NOTICE, "held", "Data waited for an acknowledgement",
      "the {side}'s data waited {ms} for the acknowledgement in frame {frame} (Nagle's "
      "algorithm)" },
    { HSVIZ_NOTE_UNKNOWN_TIME, HSVIZ_CHAT, "unknown_time", "Time that cannot be attributed",
      "{number} % of the time cannot be attributed: the capture lacks the packets that would show "
      "it" },
    { HSVIZ_NOTE_NO_CAPTURE_POINT, HSVIZ_CHAT, "no_capture_point", "Capture point unknown",
      "the capture point cannot be estimated ({no_point}): times are as captured" },
    { HSVIZ_NOTE_TIME_WENT_BACK, HSVIZ_NOTICE, "time_went_back",
      "Frames out of chronological order",
      "frames are not in chronological order: `reordercap` sorts them" },
    { HSVIZ_NOTE_COPIES, HSVIZ_CHAT, "copies", "Frames captured twice",
      "{frames} captured again {apart}, as by a mirror port, on several interfaces or at merged "
      "capture points: each packet counts once" },
    { HSVIZ_NOTE_STEPS_FULL, HSVIZ_NOTICE, "steps_full", "Too many steps",
      "only the first {number} steps were kept" },
    { HSVIZ_NOTE_NOTES_FULL, HSVIZ_NOTICE, "notes_full", "Too many notes",
      "further notes were left out: the limits are {number} about single frames and {limit} in "
      "total" },
    { HSVIZ_NOTE_RECORD_FULL, HSVIZ_WARNING, "record_full", "Too many messages in a record",
      "a record contains more than {number} messages: the rest were left out" },
    { HSVIZ_NOTE_NAME_CUT, HSVIZ_WARNING, "name_cut", "Invalid name",
      "a name in the hellos contains a zero byte or exceeds {bytes}: it is truncated there" },
    { HSVIZ_NOTE_HOLES_FULL, HSVIZ_NOTICE, "holes_full", "Too many gaps at once",
      "the {side}'s data had more than {number} gaps at once: data that fills one of the oldest "
      "counts as retransmitted" },
    { HSVIZ_NOTE_ICMP_REFUSED, HSVIZ_ERROR, "icmp_refused", "Refused by ICMP",
      "the SYN was answered by ICMP {icmp} in frame {frame}" },
    { HSVIZ_NOTE_ICMP_ERROR, HSVIZ_NOTICE, "icmp_error", "ICMP error",
      "ICMP {icmp} in frame {frame} refers to a segment of this connection" },
    { HSVIZ_NOTE_PORT_REUSE, HSVIZ_CHAT, "port_reuse", "Ports reused",
      "same addresses and ports as stream {stream}, reused" },
    { HSVIZ_NOTE_SYN_DIFFERENT, HSVIZ_NOTICE, "syn_different_sequence",
      "SYNs with different sequence numbers",
      "this SYN differs from the previous one in its sequence number: it is a new attempt" },
    { HSVIZ_NOTE_SYN_ACK_DIFFERENT, HSVIZ_WARNING, "syn_ack_different_sequence",
      "SYN-ACKs with different sequence numbers",
      "this SYN-ACK differs from the previous one in its sequence number: the server lost its "
      "state, or another host answered too" },
    { HSVIZ_NOTE_DATA_IN_SYN_ACK, HSVIZ_NOTICE, "data_in_syn_ack", "Data in the SYN-ACK",
      "the SYN-ACK carries {bytes} of data" },
    { HSVIZ_NOTE_SYN_COOKIE, HSVIZ_CHAT, "syn_cookie", "SYN-ACK with only the MSS option",
      "the SYN-ACK keeps only the MSS option: SYN cookies, or a minimal stack" },
    { HSVIZ_NOTE_FAST_OPEN_IGNORED, HSVIZ_CHAT, "fast_open_ignored", "Fast Open ignored",
      "the client requested a Fast Open cookie, but the server sent none" },
    { HSVIZ_NOTE_FAST_OPEN_COOKIE, HSVIZ_NOTICE, "fast_open_cookie_given", "Fast Open: new cookie",
      "the server did not accept the Fast Open cookie and sent a new one" },
    { HSVIZ_NOTE_MULTIPATH, HSVIZ_CHAT, "multipath", "Multipath TCP",
      "Multipath TCP: {multipath}" },
    { HSVIZ_NOTE_ECN, HSVIZ_CHAT, "ecn_negotiated", "ECN negotiated",
      "explicit congestion notification (ECN) was negotiated" },
    { HSVIZ_NOTE_ACCURATE_ECN, HSVIZ_CHAT, "accecn_negotiated", "Accurate ECN negotiated",
      "accurate explicit congestion notification (AccECN) was negotiated" },
    { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_CHAT, "ecn_refused", "ECN not accepted",
      "the client offered explicit congestion notification (ECN), but the SYN-ACK does not accept "
      "it" },
    { HSVIZ_NOTE_KEEP_ALIVES, HSVIZ_CHAT, "keep_alives", "Keep-alives",
      "the {side} sent keep-alives ({segments}), the first after {whole_ms} of silence" },
    { HSVIZ_NOTE_WINDOW_CLOSED, HSVIZ_NOTICE, "window_closed", "Zero window",
      "the {side} closed its receive window {times}, for {ms} in total" },
    { HSVIZ_NOTE_WINDOW_STAYS_CLOSED, HSVIZ_WARNING, "window_stays_closed",
      "Zero window until the end",
      "the {side} closed its receive window in frame {frame} and never reopened it" },
    { HSVIZ_NOTE_RESET_CLEAN, HSVIZ_CHAT, "reset_clean", "Reset, no unacknowledged data",
      "the {side} reset the connection {reset}: all earlier data had been acknowledged, but "
      "whether the application read it is unknown" },
    { HSVIZ_NOTE_RESET_LOSS, HSVIZ_NOTICE, "reset_loss", "Reset with unacknowledged data",
      "the {side} reset the connection {reset}: {bytes} unacknowledged, possibly lost" },
    { HSVIZ_NOTE_HALF_CLOSE, HSVIZ_CHAT, "half_close", "Data after the peer's FIN",
      "the {side} kept sending after it had acknowledged the peer's FIN: {bytes}" },
    { HSVIZ_NOTE_NOT_CAPTURED, HSVIZ_NOTICE, "not_captured", "Bytes not captured",
      "the capture lacks {bytes} that the {side} sent and the peer acknowledged{or_fin}" },
    { HSVIZ_NOTE_NEVER_ARRIVED, HSVIZ_NOTICE, "never_arrived", "Bytes that never arrived",
      "{bytes} of the {side} {unarrived}" },
    { HSVIZ_NOTE_PATH_MTU, HSVIZ_WARNING, "path_mtu", "Probably a path MTU problem",
      "{bytes} of the {side} never arrived, though smaller later segments did: probably a path MTU "
      "below {size}" },
    { HSVIZ_NOTE_FRAMES_CUT, HSVIZ_NOTICE, "frames_cut", "Frames cut by the snapshot length",
      "{frames} cut by the snapshot length (frame {frame} at {bytes}): what lies beyond is "
      "unknown" },
    { HSVIZ_NOTE_DATA_AGAIN, HSVIZ_NOTICE, "data_again", "Data retransmitted",
      "the {side} retransmitted {segments} of data (original or ACK lost)" },
    { HSVIZ_NOTE_IDLE, HSVIZ_CHAT, "idle", "Idle", "idle for {idle}, until frame {frame}" },
    { HSVIZ_NOTE_RESET_IGNORED, HSVIZ_WARNING, "reset_ignored", "Out-of-window RST",
      "out-of-window RST: the receiver must ignore it" },
    { HSVIZ_NOTE_CHECKSUM, HSVIZ_WARNING, "checksum", "Wrong checksum",
      "{segments} with a wrong checksum ignored" },
    { HSVIZ_NOTE_CHECK_TIME, HSVIZ_NOTICE, "authority_time", "Revocation check",
      "the revocation check took {ms} of the client's think time" },
    { HSVIZ_NOTE_REVOKED, HSVIZ_WARNING, "revoked", "Certificate revoked",
      "the revocation check ({lookup}) says that the certificate is revoked" },
    { HSVIZ_NOTE_REVOKED_STAPLE, HSVIZ_WARNING, "revoked_staple",
      "Certificate revoked (stapled OCSP)",
      "the stapled OCSP response says that the server's certificate is revoked" },
    { HSVIZ_NOTE_NO_STATUS, HSVIZ_NOTICE, "no_status", "No revocation status (soft-fail)",
      "the client got no revocation status ({authority}) and continued (soft-fail)" },
    { HSVIZ_NOTE_OTHER_CANDIDATES, HSVIZ_CHAT, "other_candidates", "Ambiguous revocation check",
      "the status request in frame {frame} may also belong to {connections} of the same client: "
      "this one matches best" },
    { HSVIZ_NOTE_CHECKS_FULL, HSVIZ_NOTICE, "lookups_full", "Too many revocation checks",
      "only the first {number} revocation checks were kept" },
    { HSVIZ_NOTE_FROM_PATH, HSVIZ_WARNING, "from_path", "Packet not from its end",
      "this {step} is not from the {side}, but probably from a box on the path: {signs}" },
    { HSVIZ_NOTE_REFUSED, HSVIZ_ERROR, "refused", "Connection refused",
      "the SYN was answered with a RST after {ms}" },
    { HSVIZ_NOTE_UNANSWERED, HSVIZ_ERROR, "unanswered", "No answer to the SYN",
      "the SYN, sent {times}, has no answer in the capture" },
    { HSVIZ_NOTE_DROPPED, HSVIZ_NOTICE, "dropped", "Segments that the receiver drops",
      "{segments} that the receiver drops (RFC 9293 3.10.7), first in frame {frame}: {drop}" },
    { HSVIZ_NOTE_DROPPED_COUNT, HSVIZ_NOTICE, "out_of_window", "Segments outside the window count",
      "{segments} outside the window of what was captured: the other segments confirm them" },
    { HSVIZ_NOTE_SYN_ACK_AGAIN, HSVIZ_WARNING, "accept_queue", "SYN-ACK sent again after its ACK",
      "the server sent its SYN-ACK again ({times}, first in frame {frame}), although the client "
      "had acknowledged it: {queue}" },
};

G_STATIC_ASSERT(G_N_ELEMENTS(words) == HSVIZ_NUM_NOTE_TYPES);

static const struct note_words *words_of(enum hsviz_note_type type)
{
    return &words[type < HSVIZ_NUM_NOTE_TYPES ? type : 0];
}

/* ---- Values, one function per placeholder ---- */

static const struct hsviz_word no_points[] = {
    { HSVIZ_HANDSHAKE_NOT_CAPTURED, "the TCP handshake was not captured", "" },
    { HSVIZ_HANDSHAKE_REPEATED, "the TCP handshake had retransmissions", "" },
    { HSVIZ_DATA_IN_SYN, "the SYN carried data", "" },
    { HSVIZ_HANDSHAKE_OUT_OF_ORDER, "the TCP handshake is not in chronological order", "" },
    { -1, NULL, NULL },
};

static const struct hsviz_word multipaths[] = {
    { HSVIZ_MULTIPATH_OFFERED, "the client offered it, but the SYN-ACK does not accept it", "" },
    { HSVIZ_MULTIPATH_CAPABLE, "both ends support it", "" },
    { HSVIZ_MULTIPATH_JOIN, "an additional subflow that joins another connection", "" },
    { -1, NULL, NULL },
};

static const struct hsviz_word drops[] = {
    { HSVIZ_DROP_NO_ACK, "it has no ACK bit", "" },
    { HSVIZ_DROP_UNSENT, "it acknowledges what was never sent", "" },
    { HSVIZ_DROP_OLD_ACK, "its acknowledgement is not of this connection", "" },
    { HSVIZ_DROP_AHEAD, "it begins far beyond the window", "" },
    { HSVIZ_DROP_BEHIND, "its sequence number is far behind the window", "" },
    { HSVIZ_DROP_EARLY_FIN, "a FIN before bytes that were acknowledged", "" },
    { HSVIZ_DROP_OLD_TIMESTAMP, "its timestamp is older than one that was echoed", "" },
    { HSVIZ_DROP_ANSWER, "a RST that answers such a segment", "" },
    { -1, NULL, NULL },
};

static const struct hsviz_word reset_times[] = {
    { HSVIZ_RESET_IN_HANDSHAKE, "before it was established", "" },
    { HSVIZ_RESET_WHILE_OPEN, "while it was established", "" },
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
        g_string_append(text, "encrypted, type unknown");
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

/* How far apart copies are. */
static void append_apart(GString *text, const struct hsviz_note *note)
{
    if (note->duration_ns < NS_PER_MS / 10) {
        g_string_append(text, "within 0.1 ms");
        return;
    }
    g_string_append(text, "up to ");
    append_ms(text, note);
    g_string_append(text, " later");
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
        [HSVIZ_LOSS_UPSTREAM] = "lost",
        [HSVIZ_LOSS_REORDERED] = "reordered",
    };
    const char *cause = note->loss < HSVIZ_NUM_LOSSES ? causes[note->loss] : NULL;

    g_string_append(text, cause ? cause : "lost or reordered");
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

static void append_drop(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(drops, note->drop));
}

/* A server whose accept queue is full drops the acknowledgement, and the data behind it; one that
 * defers to accept waits for data. */
static void append_queue(GString *text, const struct hsviz_note *note)
{
    g_string_append(text,
                    note->has_data
                        ? "its accept queue was full, or the ACK and the data were lost"
                        : "its accept queue was full, it waited for data, or the ACK was lost");
}

static void append_check(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(hsviz_check_methods, note->method));
}

static void append_status(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, hsviz_word_name(hsviz_check_statuses, note->status));
}

static void append_number(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%u", note->count);
}

/* The count of seconds ends at UINT16_MAX. */
static void append_idle(GString *text, const struct hsviz_note *note)
{
    g_string_append_printf(text, "%u s%s", note->count,
                           note->count == UINT16_MAX ? " or more" : "");
}

/* What the last byte acknowledged may be: a FIN takes a sequence number, too (RFC 9293 3.4). */
static void append_or_fin(GString *text, const struct hsviz_note *note)
{
    if (note->may_be_fin)
        g_string_append(text, note->bytes == 1 ? " (it may be a FIN)"
                                               : " (one of them may be a FIN)");
}

static void append_unarrived(GString *text, const struct hsviz_note *note)
{
    g_string_append(text, note->is_unknown ? "are not in the capture, though later ones are: "
                                             "nothing shows whether they arrived"
                                           : "never arrived, though later ones did");
}

/* What speaks against the end as the sender. */
static void append_signs(GString *text, const struct hsviz_note *note)
{
    uint32_t tenths = note->bytes / 100;
    const char *separator = "";

    if (note->duration_ns != HSVIZ_NS_UNKNOWN) {
        append_ms(text, note);
        g_string_append_printf(
            text, " after frame %u, which it answers (shortest round trip: %u.%u ms)",
            note->other_frame, tenths / 10, tenths % 10);
        separator = ", ";
    }
    if (note->hops != 0) {
        g_string_append_printf(text, "%sTTL %u instead of %u", separator, note->hops,
                               note->other_hops);
        separator = ", ";
    }
    if (note->is_other_id)
        g_string_append_printf(text, "%san IP identification out of sequence", separator);
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

static void append_size(GString *text, const struct hsviz_note *note)
{
    append_counted(text, note->count, "byte");
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
    { "idle", append_idle },
    { "or_fin", append_or_fin },
    { "unarrived", append_unarrived },
    { "frame", append_frame },
    { "step", append_step },
    { "ms", append_ms },
    { "apart", append_apart },
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
    { "drop", append_drop },
    { "queue", append_queue },
    { "icmp", append_icmp },
    { "segments", append_segments },
    { "frames", append_frames },
    { "size", append_size },
    { "times", append_times },
    { "connections", append_connections },
    { "stream", append_stream },
    { "signs", append_signs },
    { "limit", append_limit },
    { "lookup", append_check },
    { "authority", append_status },
};

static void append_or_loss(const struct hsviz_connection *connection, GString *text,
                           const struct hsviz_note *note)
{
    if (note->count > 0)
        g_string_append_printf(
            text, ": %s processing, or loss before the capture point",
            hsviz_word_name(hsviz_sides, hsviz_connection_side(connection, note->end)));
}

/* Appends the value for the placeholder name, of len characters. */
static void append_value(const struct hsviz_connection *connection, GString *text,
                         const struct hsviz_note *note, const char *name, size_t len)
{
    if (strncmp(name, "side", len) == 0) {
        g_string_append(text,
                        hsviz_word_name(hsviz_sides, hsviz_connection_side(connection, note->end)));
        return;
    }
    if (strncmp(name, "or_loss", len) == 0) {
        append_or_loss(connection, text, note);
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
