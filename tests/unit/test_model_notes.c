/* test_model_notes.c
 * What is remarkable about TLS and about the capture, each from a script, in the words that users
 * read; and the words for values that scripts do not bring about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_remarks.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step_types.h"
#include "model/story/note_text.h"

#define THREE_WAY "C S @0", "S SA @20", "C A @20.1"
#define FULL_12                                                                                   \
    THREE_WAY, "C A CH @21", "S A SH CERT12/900 M14/0 @41", "C A M16/64 ccs enc/40 @42",           \
        "S A ccs enc/40 @62"
/* Without keys: the server's flight, with a request for a certificate or without one. */
#define HELLO_13 THREE_WAY, "C A CH/13/suite=1302 @21"
#define FLIGHT_13 "S A SH/selected=0304/suite=1302 ccs app/38 app/839 app/281 app/69 @41"
#define FLIGHT_WITH_REQUEST                                                                        \
    "S A SH/selected=0304/suite=1302 ccs app/38 app/62 app/839 app/281 app/69 @41"

static const struct remark remarks[] = {
    /* Hellos and versions */
    { "a retry",
      { THREE_WAY, "C A CH/13/share=001d", "S A SH/retry/selected=0304/group=0017" }, "retry",
      "extra round trip (HelloRetryRequest): the client offered x25519, the server wanted P-256" },
    { "downgrade from TLS 1.3", { THREE_WAY, "C A CH/13", "S A SH/sentinel=1" },
      "downgrade_sentinel",
      "downgrade sentinel: the server supports TLS 1.3 and the client offered it, so the "
      "ClientHello was probably changed on the path" },
    { "downgrade from TLS 1.2", { THREE_WAY, "C A CH/13", "S A SH/sentinel=0/hello=0302" },
      "downgrade_sentinel",
      "downgrade sentinel: the server supports TLS 1.2 and the client offered it, so the "
      "ClientHello was probably changed on the path" },
    { "downgrade from TLS 1.2, offered without a list",
      { THREE_WAY, "C A CH", "S A SH/sentinel=0/hello=0302" }, "downgrade_sentinel",
      "downgrade sentinel: the server supports TLS 1.2 and the client offered it, so the "
      "ClientHello was probably changed on the path" },
    { "a sentinel towards a client of TLS 1.2 is normal (RFC 8446 4.1.3)",
      { THREE_WAY, "C A CH", "S A SH/sentinel=1" }, "downgrade_sentinel", NULL },
    { "towards one of TLS 1.1", { THREE_WAY, "C A CH/hello=0302", "S A SH/sentinel=0/hello=0302" },
      "downgrade_sentinel", NULL },
    { "towards one that offers a draft of TLS 1.3 alone",
      { THREE_WAY, "C A CH/offered=7f17+0303", "S A SH/sentinel=1" }, "downgrade_sentinel", NULL },
    { "towards one whose hello was not captured",
      { THREE_WAY, "C! A len=200", "S A SH/sentinel=1" },
      "downgrade_sentinel", NULL },
    { "a client that refuses the sentinel, though it offered no more",
      { THREE_WAY, "C A CH", "S A SH/sentinel=1", "C A alert/2/47" }, "downgrade_refused",
      "downgrade sentinel: the server supports TLS 1.3, and the client answered with "
      "illegal_parameter: its ClientHello was probably changed before the capture point" },
    { "a client that refuses something else", { THREE_WAY, "C A CH", "S A SH", "C A alert/2/47" },
      "downgrade_refused", NULL },
    { "fallback", { THREE_WAY, "C A CH/hello=0302/scsv" }, "fallback",
      "fallback SCSV: after a failed attempt the client offers less than it supports" },
    { "no fallback", { THREE_WAY, "C A CH/hello=0302" }, "fallback", NULL },
    { "a record of another version",
      { THREE_WAY, "C A CH", "S A SH/hello=0303/rec=0303 CERT/rec=0301" }, "contradiction",
      "a record carries TLS 1.0, but TLS 1.2 was negotiated" },
    { "an answer in plain text", { THREE_WAY, "C A CH/13", "S A text=HTTP/1.1_400", "S A text=x" },
      "answered_in_plain", "after the ClientHello the server sent plaintext, no TLS" },
    { "plain text without a hello", { THREE_WAY, "C A text=GET", "S A text=HTTP/1.1_200" },
      "answered_in_plain", NULL },
    { "plain text to a server of TLS", { THREE_WAY, "C A text=GET", "S A alert/2/70" },
      "asked_in_plain",
      "the client sent plaintext, no ClientHello, and the server answered with a TLS alert" },
    { "its alert is allowed at any time (RFC 8446 6)",
      { THREE_WAY, "C A text=GET", "S A alert/2/70" }, "unexpected", NULL },
    { "an alert after STARTTLS",
      { THREE_WAY, "C A text=STARTTLS", "S A text=220", "C A CH", "S A alert/2/70" },
      "asked_in_plain", NULL },
    /* Alerts */
    { "a fatal alert after a warning",
      { THREE_WAY, "C A CH/13", "S A alert/1/112", "S A alert/2/40" }, "fatal_alert",
      "the server aborted with an alert: handshake_failure" },
    { "an alert without a name", { THREE_WAY, "C A CH/13", "S A alert/2/99" }, "fatal_alert",
      "the server aborted with an alert: 99" },
    { "an encrypted alert",
      { HELLO_13, FLIGHT_WITH_REQUEST, "C A ccs app/813 app/281 app/69 app/74 @42",
        "S A app/19 @62", "S FA" },
      "fatal_alert", "the server aborted with an alert: encrypted, type unknown" },
    { "a warning alone", { THREE_WAY, "C A CH/13", "S A alert/1/112" }, "fatal_alert", NULL },
    /* Round trips and time */
    { "a server that speaks first",
      { HELLO_13, FLIGHT_13, "C A ccs app/69 @42", "S A app/250 app/250 @62", "C A app/99 @63" },
      "waited",
      "the client sent its first request only after ApplicationData in frame 7: nothing required "
      "it to wait" },
    { "a request at once", { HELLO_13, FLIGHT_13, "C A ccs app/69 app/99 @42" }, "waited", NULL },
    { "a flight larger than ten segments of the MSS",
      { "C S mss=100 ts=10,0 @0", "S SA mss=100 ts=500,10 @20", "C A ts=20,500 @20.1",
        "C A ts=21,500 CH @21", "S A ts=521,21 SH CERT12/900 @41", "C A ts=41,521 @41.5",
        "S A ts=561,41 M12/500 M14/0 @62" },
      "over_window",
      "extra round trip: the server's flight of 1 460 bytes exceeds the initial window" },
    { "a flight within them",
      { "C S mss=1000 ts=10,0 @0", "S SA mss=1000 ts=500,10 @20", "C A ts=20,500 @20.1",
        "C A ts=21,500 CH @21", "S A ts=521,21 SH CERT12/900 @41", "C A ts=41,521 @41.5",
        "S A ts=561,41 M12/500 M14/0 @62" },
      "over_window", NULL },
    { "early data rejected",
      { THREE_WAY, "C A CH/13/psk/early/share=001d app/300",
        "S A SH/retry/selected=0304/group=0017", "C A CH/13/psk", "S A SH/selected=0304 app/500" },
      "early_data_rejected", "the server rejected the early data: the client must send it again" },
    { "a slow handshake",
      { THREE_WAY, "C A CH @21", "S A SH CERT12/900 M14/0 @41", "C A M16/64 ccs enc/40 @3042",
        "S A ccs enc/40 @3062" },
      "slow", "the handshake took 3041 ms" },
    { "a fast one", { FULL_12 }, "slow", NULL },
    { "a server that thinks",
      { THREE_WAY, "C A CH @21", "S A SH CERT12/900 M14/0 @341", "C A M16/64 ccs enc/40 @342" },
      "long_think",
      "the server took 300.0 ms before sending ServerHello, more than a round trip: server "
      "processing, or loss before the capture point" },
    { "one that thinks less than a repetition takes",
      { THREE_WAY, "C A CH @21", "S A SH CERT12/900 M14/0 @220", "C A M16/64 ccs enc/40 @221" },
      "long_think", "the server took 179.0 ms before sending ServerHello, more than a round trip" },
    { "data that waits for a delayed acknowledgement",
      { "C S mss=1000 @0", "S SA mss=1000 @10", "C A @10", "C A CH @11", "S A SH @21",
        "C A @61", "S A CERT12/400 M14/0 @71" },
      "held",
      "the server's data waited 40.0 ms for the acknowledgement in frame 6 (Nagle's algorithm)" },
    { "data that comes later than the acknowledgement",
      { "C S mss=1000 @0", "S SA mss=1000 @10", "C A @10", "C A CH @11", "S A SH @21",
        "C A @61", "S A CERT12/400 M14/0 @81" },
      "held", NULL },
    { "a SYN again", { "C S @0", "C S seq=0 @1000.5", "S SA @1020" }, "retransmission",
      "SYN is a retransmission of frame 1, 1000.5 ms later" },
    { "a SYN of another number", { "C S", "C S seq=7777", "S SA" }, "syn_different_sequence",
      "this SYN differs from the previous one in its sequence number: it is a new attempt" },
    { "another cookie",
      { "C S tfo=cookie CH/13 @0", "S SA ack=1 tfo=cookie @20", "C A @21" },
      "fast_open_cookie_given",
      "the server did not accept the Fast Open cookie and sent a new one" },
    /* The capture */
    { "no place: a SYN again", { "C S @0", "C S seq=0 @1000.5", "S SA @1020", "C A @1021" },
      "no_capture_point",
      "the capture point cannot be estimated (the TCP handshake had retransmissions): times are "
      "as captured" },
    { "no place: data in the SYN",
      { "C S tfo=cookie CH/13 @0", "S SA tfo=cookie @20", "C A @21" }, "no_capture_point",
      "the capture point cannot be estimated (the SYN carried data): times are as captured" },
    { "time goes back", { "C S @10", "S SA @30", "C A @20" }, "time_went_back",
      "frames are not in chronological order: `reordercap` sorts them" },
    { "the client alone", { "C S", "C A ack=1", "C A ack=1 CH/13" }, "one_sided",
      "only the client's packets were captured" },
    { "the server alone", { "S SA ack=1", "S A SH/selected=0304 app/500" }, "one_sided",
      "only the server's packets were captured" },
    { "inside a connection", { "C A app/500", "S A app/500" }, "mid_stream",
      "the capture starts mid-connection: positions count from its first frame" },
    { "a client that is guessed", { "C A app/500", "S A app/500" }, "client_guessed",
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports" },
    { "a record cut at the end", { FULL_12, "C A app/50 @63", "S A begin=500 @83" }, "record_cut",
      "the server's record that starts in frame 9 is incomplete in the capture" },
    { "a segment that comes late",
      { THREE_WAY, "C A CH @21", "S A SH @41", "C A M16/64 seq=200 @43", "C A seq=42 len=100 @53" },
      "came_late",
      "the client's segment was lost or reordered upstream of the capture point and arrived "
      "10.0 ms late" },
    { "a million bytes", { THREE_WAY, "C A text=a", "C! A len=1234567", "C A text=b", "S A" },
      "not_captured",
      "the capture lacks 1 234 567 bytes that the client sent and the peer acknowledged" },
    /* The close */
    { "no close_notify",
      { FULL_12, "C A app/50 @63", "S A app/50 @83", "S FA @84", "C FA @85", "S A @90" },
      "truncated",
      "the client closed without close_notify: its data may have been truncated" },
    { "a reset after one FIN", { THREE_WAY, "C FA", "S A", "S R" }, "reset_clean",
      "the server reset the connection after one FIN: all earlier data had been acknowledged, but "
      "whether the application read it is unknown" },
    { "a reset after both", { THREE_WAY, "C FA", "S FA", "C A", "S R" }, "reset_clean",
      "the server reset the connection after both FINs: all earlier data had been acknowledged, "
      "but whether the application read it is unknown" },
    { "a reset before it was open", { "C S", "S SA", "C R" }, "reset_clean", NULL },
    { "a window that closes twice",
      { THREE_WAY, "C A text=a", "S A win=0 @50", "S A win=9 @75.5", "S A win=0 @80",
        "S A win=9 @85.5" },
      "window_closed", "the server closed its receive window 2 times, for 31.0 ms in total" },
};

/* ---- What the caller tells of the connection ---- */

static void told(void **state)
{
    static const char *const lines[] = { FULL_12, NULL };
    struct hsviz_connection *connection = lines_play(lines);

    (void)state;
    hsviz_connection_reuses(connection, 7);
    for (int i = 0; i < 2; i++)
        hsviz_connection_leave_out(connection);
    hsviz_connection_finish(connection);
    expect_note(connection, "port_reuse", "same addresses and ports as stream 7, reused",
                "ports");
    expect_note(connection, "checksum", "2 segments with a wrong checksum ignored", "checksums");
    hsviz_connection_free(connection);
}

/* The dissector no longer decrypts behind segments that it does not put in order. */
static void unordered(void **state)
{
    static const char *const lines[] = { THREE_WAY, "C A CH/13", "S A SH/selected=0304", "S A d.EE",
                                         "S! A e.app/100", "S A e.app/53",
                                         "S A seq=67 e.app/100", NULL };

    (void)state;
    for (int is_unordered = 0; is_unordered < 2; is_unordered++) {
        struct hsviz_connection *connection = lines_play(lines);

        if (is_unordered)
            hsviz_connection_set_unordered(connection);
        hsviz_connection_finish(connection);
        expect_note(connection, "out_of_order",
                    is_unordered ? "segments arrived out of order and what follows was not "
                                   "decrypted: enable the preference tcp.reassemble_out_of_order"
                                 : NULL,
                    "out of order");
        hsviz_connection_free(connection);
    }
}

/* What annotates before the end says the same again, and nothing twice. */
static void annotated_twice(void **state)
{
    static const char *const lines[] = { THREE_WAY, "C A CH/13", "S A SH/sentinel=1", NULL };
    struct hsviz_connection *connection = lines_play(lines);
    size_t num_notes;

    (void)state;
    assert_false(has_note(connection, HSVIZ_NOTE_SENTINEL));
    hsviz_connection_annotate(connection);
    assert_true(has_note(connection, HSVIZ_NOTE_SENTINEL));
    num_notes = hsviz_connection_num_notes(connection);
    hsviz_connection_annotate(connection);
    hsviz_connection_finish(connection);
    assert_int_equal(hsviz_connection_num_notes(connection), num_notes);
    hsviz_connection_free(connection);
}

/* ---- Words of values ---- */

/* Values that a damaged note could hold are words too. */
static void values_out_of_range(void **state)
{
    static const struct {
        struct hsviz_note note;
        const char *text;
    } notes[] = {
        { { .type = HSVIZ_NOTE_UNEXPECTED, .step = HSVIZ_NUM_STEP_TYPES },
          "? is unexpected: no standard handshake allows it here" },
        { { .type = HSVIZ_NOTE_CAME_LATE, .end = HSVIZ_END_1, .duration_ns = 100000000,
            .loss = HSVIZ_NUM_LOSSES },
          "the server's segment was lost or reordered upstream of the capture point and "
          "arrived 100.0 ms late" },
        { { .type = HSVIZ_NOTE_SENTINEL, .version = 0x1234 },
          "downgrade sentinel: the server supports 0x1234 and the client offered it, so the "
          "ClientHello was probably changed on the path" },
    };

    struct lines lines = { .script = script_begin(0) };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
        GString *text = g_string_new(NULL);

        hsviz_note_text(lines.script.connection, text, &notes[i].note);
        expect_text(text, notes[i].text, notes[i].text);
    }
    hsviz_connection_free(lines.script.connection);
    assert_string_equal(hsviz_note_key(HSVIZ_NUM_NOTE_TYPES),
                        hsviz_note_key((enum hsviz_note_type)0));
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(remarks) + 4];
    size_t num = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(remarks); i++)
        tests[num++] = row_test(remarks[i].name, run_remark, &remarks[i]);
    tests[num++] = row_test("told by the caller", told, NULL);
    tests[num++] = row_test("segments out of order", unordered, NULL);
    tests[num++] = row_test("annotated twice", annotated_twice, NULL);
    tests[num++] = row_test("values out of range", values_out_of_range, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
