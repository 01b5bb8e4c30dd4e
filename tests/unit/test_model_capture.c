/* test_model_capture.c
 * Captures that lack something, begin or end inside, hold frames out of order; and what comes
 * before TLS on a connection. Expectations: docs/model.md, sections 1, 3, 6 and 8 ("no invented
 * step").
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/frame_facts.h"
#include "model/core/units.h"
#include "model/time/times.h"

#define THREE_WAY "C S", "S SA", "C A"
#define OPENING_STEPS                                                                             \
    "1 C SYN 0 SYN-SENT/LISTEN\n"                                                                 \
    "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"                                                         \
    "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
#define FLIGHT "S A SH/selected=0304 app/32 app/1200 app/281 app/53"
#define FLIGHT_STEPS(frame, at)                                                                   \
    #frame " S ServerHello " at "\n"                                                              \
    #frame " S EncryptedExtensions " at " inferred\n"                                             \
    #frame " S Certificate " at " inferred\n"                                                     \
    #frame " S CertificateVerify " at " inferred\n"                                               \
    #frame " S Finished " at " inferred\n"

enum { NO_NOTE = HSVIZ_NUM_NOTE_TYPES };

struct capture {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps, *tcp, *tls; /* NULL: not looked at */
    int note;                      /* that there must be; NO_NOTE */
};

static const struct capture captures[] = {
    /* ---- What the capture lacks ---- */
    { "SYN-ACK missing", { "C S", "S! SA", "C A", "C A CH/13", FLIGHT, "C A app/53 app/99" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "- S SYN-ACK 0.5 (SYN-SENT)/(SYN-RCVD) gap\n"
      "2 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "3 C ClientHello 1\n" FLIGHT_STEPS(4, "1.5")
      "5 C Finished 2 inferred\n"
      "5 C ApplicationData 2 inferred\n",
      "three-way, open; ESTABLISHED, ESTABLISHED", "full, complete; 1 + 1, 2, ?; 2", NO_NOTE },
    { "SYN missing", { "C! S", "S SA", "C A", "C A CH/13", FLIGHT, "C A app/53 app/99" },
      "- C SYN 0 (SYN-SENT)/(LISTEN) gap\n"
      "1 S SYN-ACK 0.5 (SYN-SENT)/SYN-RCVD\n"
      "2 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "3 C ClientHello 1\n" FLIGHT_STEPS(4, "1.5")
      "5 C Finished 2 inferred\n"
      "5 C ApplicationData 2 inferred\n",
      "three-way, open; ESTABLISHED, ESTABLISHED", "full, complete; 1 + 1, 2, ?; 2", NO_NOTE },
    { "SYN-ACK before SYN", { "S SA ack=1", "C S", "C A" },
      "1 S SYN-ACK 0.5 (SYN-SENT)/SYN-RCVD\n"
      "2 C SYN 0 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n",
      "three-way, open; ESTABLISHED, ESTABLISHED", NULL, NO_NOTE },
    { "the client's direction alone", { "C S", "S! SA", "C A CH/13" },
      "1 C SYN 0 SYN-SENT/(LISTEN)\n"
      "- S SYN-ACK 0.5 (SYN-SENT)/(SYN-RCVD) gap\n"
      "2 C ACK 1 ESTABLISHED/(ESTABLISHED)\n"
      "2 C ClientHello 1\n",
      "three-way, open; ESTABLISHED, ESTABLISHED", "unknown, one-sided; 1 + ?, ?, ?; ?",
      HSVIZ_NOTE_ONE_SIDED },
    { "the server's direction alone", { "C! S", "S SA", "C! A CH/13", "S A SH/selected=0304" },
      NULL, NULL, "full, one-sided; 1 + ?, ?, ?; 2", HSVIZ_NOTE_ONE_SIDED },
    /* ---- It begins or ends inside ---- */
    { "begins with the ClientHello", { "C A CH/13", FLIGHT, "C A app/53 app/99", "S A app/900" },
      "1 C ClientHello 0\n" FLIGHT_STEPS(2, "0.5")
      "3 C Finished 1 inferred\n"
      "3 C ApplicationData 1 inferred\n"
      "4 S ApplicationData 1.5 inferred\n",
      "mid-stream, open; ESTABLISHED, ESTABLISHED", "full, complete; ? + 1, 1, 2; ?",
      HSVIZ_NOTE_MID_STREAM },
    { "begins inside application data", { "C A app/99", "S A app/900", "C A app/99", "S FA" },
      "1 C ApplicationData 0\n"
      "2 S ApplicationData 0.5\n"
      "3 C ApplicationData 1\n"
      "4 S FIN 1.5 (ESTABLISHED)/FIN-WAIT-1\n",
      "mid-stream, half; ESTABLISHED, FIN-WAIT-1", "unknown, cut; ? + ?, 0, 1; ?",
      HSVIZ_NOTE_CLIENT_GUESSED },
    { "the guess is the higher port", { "ports 443 50000", "S A len=10", "C A len=10" },
      "1 C Plaintext 0\n2 S Plaintext 0.5\n", NULL, NULL, HSVIZ_NOTE_CLIENT_GUESSED },
    { "the guess was wrong, as a ClientHello shows",
      { "ports 443 50000", "S A text=220", "C A CH/13" },
      "1 S Plaintext 0\n2 C ClientHello 0.5\n", "mid-stream, open; ESTABLISHED, ESTABLISHED",
      "unknown + starttls, cut; ? + ?, ?, ?; ?", HSVIZ_NOTE_MID_STREAM },
    { "the guess was wrong, as a ServerHello shows",
      { "ports 443 50000", FLIGHT, "C A app/53 app/99" }, NULL, NULL,
      "full, complete; ? + ?, 0.5, ?; ?", HSVIZ_NOTE_MID_STREAM },
    { "the last record is cut",
      { THREE_WAY, "C A CH/13", FLIGHT, "C A app/53 app/99", "S A begin=1000" }, NULL, NULL,
      "full, complete; 1 + 1, 2, ?; 2", HSVIZ_NOTE_RECORD_CUT },
    { "frames not in the order of time", { "C S @100", "S SA @90", "C A @110" }, OPENING_STEPS,
      NULL, NULL, HSVIZ_NOTE_TIME_WENT_BACK },
    { "equal ports", { "ports 5000 5000", THREE_WAY, "C A CH/13", "S A SH/selected=0304" },
      OPENING_STEPS "4 C ClientHello 1\n5 S ServerHello 1.5\n", NULL, NULL, NO_NOTE },
    /* ---- Steps over several frames ---- */
    { "a record over two frames",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 less=415", "S A CERT12/900 len=415" },
      OPENING_STEPS "4 C ClientHello 1\n5 S ServerHello 1.5\n6 S Certificate 1.5 from 5\n", NULL,
      NULL, NO_NOTE },
    { "a message over two records",
      { THREE_WAY, "C A CH", "S A SH", "S A open11/20000/16384", "S A more/3620", "S A M14/0" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "7 S Certificate 1.5 from 6\n"
      "8 S ServerHelloDone 1.5\n", NULL, NULL, NO_NOTE },
    { "the ClientHello over two frames",
      { THREE_WAY, "C A CH/13 less=31", "C A CH/13 len=31", "S A SH/selected=0304" },
      OPENING_STEPS "5 C ClientHello 1 from 4\n6 S ServerHello 1.5\n", NULL, NULL, NO_NOTE },
    /* ---- Before TLS ---- */
    { "STARTTLS",
      { "ports 41822 25", THREE_WAY, "S A text=220", "C A text=STARTTLS", "S A text=220_go",
        "C A CH/13", FLIGHT, "C A app/53 app/99", "S A app/900" },
      OPENING_STEPS
      "4 S Plaintext 1.5\n"
      "5 C Plaintext 2\n"
      "6 S Plaintext 2.5\n"
      "7 C ClientHello 3\n" FLIGHT_STEPS(8, "3.5")
      "9 C Finished 4 inferred\n"
      "9 C ApplicationData 4 inferred\n"
      "10 S ApplicationData 4.5 inferred\n",
      NULL, "full + starttls SMTP, complete; 1 + 1, 4, 5; ?", NO_NOTE },
    { "CONNECT",
      { "ports 41822 3128", THREE_WAY, "C A line=CONNECT_example.test:443_HTTP/1.1",
        "S A line=HTTP/1.1_200_OK",
        "C A CH/13", FLIGHT, "C A app/53 app/99", "S A app/900" },
      NULL, NULL, "full + tunnelled, complete; 1 + 1, 3, 4; ?", NO_NOTE },
    { "no TLS at all",
      { THREE_WAY, "C A text=GET", "S A text=200", "C A text=GET", "S A text=200" },
      OPENING_STEPS
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "6 C Plaintext 2\n"
      "7 S Plaintext 2.5\n",
      NULL, "unknown, not-tls; 1 + ?, 1, 2; 1", NO_NOTE },
    /* ---- How a handshake ends ---- */
    { "no answer", { THREE_WAY, "C A CH/13", "S A" }, NULL, NULL,
      "unknown, timed-out; 1 + ?, ?, ?; ?", NO_NOTE },
    { "rejected by the server", { THREE_WAY, "C A CH/13", "S A alert/2/40", "S FA", "C RA" }, NULL,
      "three-way, reset-by-client; CLOSED, CLOSED",
      "unknown, rejected-by-server; 1 + ?, ?, ?; ?", NO_NOTE },
    { "rejected by the client", { THREE_WAY, "C A CH/13", FLIGHT, "C A alert/2/48", "C FA" }, NULL,
      NULL, "full, rejected-by-client; 1 + ?, ?, ?; 2", NO_NOTE },
    { "rejected by the client, TLS 1.2",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C A alert/2/48", "C FA" }, NULL, NULL,
      "full, rejected-by-client; 1 + ?, ?, ?; 3", NO_NOTE },
    { "the client gives up", { THREE_WAY, "C A CH/13", "C FA" }, NULL, NULL,
      "unknown, client-gave-up; 1 + ?, ?, ?; ?", NO_NOTE },
    { "the client gives up with a reset", { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C R" },
      NULL, NULL, "full, client-gave-up; 1 + ?, ?, ?; 3", NO_NOTE },
    { "the server gives up", { THREE_WAY, "C A CH/13", "S RA" }, NULL, NULL,
      "unknown, server-gave-up; 1 + ?, ?, ?; ?", NO_NOTE },
    { "the capture ends inside", { THREE_WAY, "C A CH", "S A SH CERT12/900" }, NULL, NULL,
      "full, cut; 1 + ?, ?, ?; 3", NO_NOTE },
    { "closed without close_notify",
      { THREE_WAY, "C A CH/13", FLIGHT, "C A app/53 app/99", "S A app/900", "S FA" }, NULL, NULL,
      "full, complete; 1 + 1, 2, 3; 2", HSVIZ_NOTE_TRUNCATED_CLOSE },
};

static void run(void **state)
{
    const struct capture *capture = *state;
    struct hsviz_connection *connection = lines_connection(capture->lines);

    if (capture->steps)
        expect_text(steps_text(connection), capture->steps, capture->name);
    if (capture->tcp)
        expect_text(tcp_text(connection), capture->tcp, capture->name);
    if (capture->tls)
        expect_text(tls_text(connection), capture->tls, capture->name);
    if (capture->note != NO_NOTE)
        assert_true(has_note(connection, (enum hsviz_note_type)capture->note));
    hsviz_connection_free(connection);
}

/* ---- Facts of frames ---- */

static void a_fragment_belongs_to_the_step_that_it_becomes(void **state)
{
    static const char *const text[] = { THREE_WAY, "C A CH", "S A SH", "S A CERT12/900 less=415" };
    struct lines lines = lines_begin();
    struct hsviz_frame_facts facts;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(text); i++)
        lines_feed(&lines, text[i]);
    facts = lines.script.facts;
    assert_true(facts.fragment);
    lines_feed(&lines, "S A CERT12/900 len=415");
    assert_false(lines.script.facts.fragment);
    assert_int_equal(lines.script.facts.phase, HSVIZ_PHASE_AUTHENTICATION);
    assert_int_equal(hsviz_connection_completed_in(lines.script.connection, 6, HSVIZ_SERVER), 7);
    assert_int_equal(hsviz_connection_completed_in(lines.script.connection, 7, HSVIZ_SERVER), 0);
    assert_int_equal(hsviz_connection_phase(lines.script.connection, 6, &facts),
                     HSVIZ_PHASE_AUTHENTICATION);
    hsviz_connection_free(lines.script.connection);
}

static void ends_stay_when_roles_change(void **state)
{
    struct lines lines = lines_begin();

    (void)state;
    lines_feed(&lines, "ports 443 50000");
    lines_feed(&lines, "S A text=220");
    assert_int_equal(lines.script.facts.end, 0);
    assert_true(hsviz_connection_client_guessed(lines.script.connection));
    assert_int_equal(hsviz_connection_side(lines.script.connection, 0), HSVIZ_CLIENT);
    lines_feed(&lines, "C A CH/13");
    assert_int_equal(lines.script.facts.end, 1);
    assert_false(hsviz_connection_client_guessed(lines.script.connection));
    assert_int_equal(hsviz_connection_side(lines.script.connection, 0), HSVIZ_SERVER);
    assert_int_equal(hsviz_connection_endpoint(lines.script.connection, HSVIZ_CLIENT).port, 443);
    assert_string_equal(hsviz_connection_endpoint(lines.script.connection, HSVIZ_CLIENT).address,
                        "192.0.2.10");
    hsviz_connection_free(lines.script.connection);
}

/* What a frame is, where it completes no step: phases of section 2. */
static void phases_of_frames(void **state)
{
    static const struct {
        const char *line;
        enum hsviz_phase phase;
    } frames[] = {
        { "C S", HSVIZ_PHASE_TCP_OPEN },
        { "S SA", HSVIZ_PHASE_TCP_OPEN },
        { "C A", HSVIZ_PHASE_TCP_OPEN },
        { "C A CH/13", HSVIZ_PHASE_HELLO },
        { "S A", HSVIZ_PHASE_HELLO },
        { "S A SH/selected=0304 d.EE", HSVIZ_PHASE_SERVER_PARAMETERS },
        { "S A d.CERT/900", HSVIZ_PHASE_AUTHENTICATION },
        { "S A d.M20/32", HSVIZ_PHASE_FINISHED },
        { "C A d.M20/32", HSVIZ_PHASE_FINISHED },
        { "C A app/99", HSVIZ_PHASE_APPLICATION_DATA },
        { "C A app/99", HSVIZ_PHASE_APPLICATION_DATA },
        { "S A", HSVIZ_PHASE_APPLICATION_DATA },
        { "S A d.M4/200", HSVIZ_PHASE_POST_HANDSHAKE },
        { "C A", HSVIZ_PHASE_POST_HANDSHAKE },
        { "C A", HSVIZ_PHASE_OTHER }, /* acknowledges nothing new */
        { "C A d.alert/1/0", HSVIZ_PHASE_TLS_CLOSE },
        { "C FA", HSVIZ_PHASE_TCP_CLOSE },
        { "S A", HSVIZ_PHASE_TCP_CLOSE },
        { "S R", HSVIZ_PHASE_RESET },
    };
    struct lines lines = lines_begin();

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        lines_feed(&lines, frames[i].line);
        if (lines.script.facts.phase != frames[i].phase)
            fail_msg("frame %zu, %s: %s", i + 1, frames[i].line,
                     hsviz_word_name(hsviz_phases, lines.script.facts.phase));
    }
    hsviz_connection_free(lines.script.connection);
}

/* ---- Times (docs/model.md, section 4) ---- */

static void capture_point(void **state)
{
    static const struct {
        const char *lines[4];
        double point;
    } points[] = {
        { { "C S @0", "S SA @100", "C A @100" }, 0 },  /* at the client */
        { { "C S @0", "S SA @0", "C A @100" }, 1 },    /* at the server */
        { { "C S @0", "S SA @75", "C A @100" }, 0.25 },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(points); i++) {
        struct hsviz_connection *connection = lines_connection(points[i].lines);

        assert_true(fabs(hsviz_connection_capture_point(connection) - points[i].point) < 0.001);
        assert_true(hsviz_connection_times(connection).initial_rtt_ns == 100000000);
        hsviz_connection_free(connection);
    }
}

/* Karn: what was sent twice measures nothing. */
static void no_initial_rtt_from_retransmissions(void **state)
{
    static const char *const openings[][5] = {
        { "C S", "C S seq=0", "S SA", "C A" },
        { "C S", "S SA", "S SA seq=0", "C A" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(openings); i++) {
        struct hsviz_connection *connection = lines_connection(openings[i]);

        assert_true(hsviz_connection_times(connection).initial_rtt_ns == HSVIZ_NS_UNKNOWN);
        assert_true(isnan(hsviz_connection_capture_point(connection)));
        hsviz_connection_free(connection);
    }
}

/* A lost SYN is loss recovery from its sending to its repetition; that all parts add up is held for
 * every connection (expect_sound()). */
static void a_lost_syn_is_loss_recovery(void **state)
{
    static const char *const text[] = {
        "C S @0", "C S seq=0 @1000", "S SA @1050", "C A @1050", "C A CH/13 @1051",
        "S A SH/selected=0304 app/32 app/1200 app/281 app/53 @1103", "C A app/53 app/99 @1104",
        "S A app/900 @1160", NULL,
    };
    struct hsviz_connection *connection = lines_connection(text);
    struct hsviz_times times = hsviz_connection_times(connection);

    (void)state;
    assert_true(times.has_ledger);
    assert_true(times.ledger_ns[HSVIZ_LEDGER_LOSS_RECOVERY] == 1000000000);
    assert_true(times.whole_ns >= 1160000000);
    hsviz_connection_free(connection);
}

int main(void)
{
    const struct CMUnitTest facts[] = {
        cmocka_unit_test(a_lost_syn_is_loss_recovery),
        cmocka_unit_test(a_fragment_belongs_to_the_step_that_it_becomes),
        cmocka_unit_test(ends_stay_when_roles_change),
        cmocka_unit_test(phases_of_frames),
        cmocka_unit_test(capture_point),
        cmocka_unit_test(no_initial_rtt_from_retransmissions),
    };
    struct CMUnitTest tests[G_N_ELEMENTS(captures)];
    int failed;

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        tests[i] = row_test(captures[i].name, run, &captures[i]);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + cmocka_run_group_tests(facts, NULL, NULL);
}
