/* test_model_regressions.c
 * What the model once got wrong, each with the standard's word on it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"
#include "model/tls/hello.h"

#define THREE_WAY "C S", "S SA", "C A"
#define HELLO THREE_WAY, "C A CH/13/modes"
#define OPENING_STEPS                                                                             \
    "1 C SYN 0 SYN-SENT/LISTEN\n"                                                                 \
    "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"                                                         \
    "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"

static const struct bug {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps, *tcp, *tls; /* NULL: not looked at */
} bugs[] = {
    /* Rule 1: a client's first ACK shows that the SYN-ACK had come, also where the same segment
     * brings the SYN's data again, as after a rejected cookie (RFC 7413 4.2.1). Rule 2: so the
     * server's answer stands at 1.5. */
    { "fast open rejected, the ACK brings the data again",
      { "C S tfo=cookie text=hello", "S SA ack=1", "C A seq=1 len=5", "S A text=hi" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "1 C Plaintext 0\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "3 C Plaintext 1 repeats 1\n"
      "4 S Plaintext 1.5\n", NULL, NULL },
    /* RFC 9293 figure 7: the SYN-ACK answers the other's SYN (rule 1: 0.5), it is no retransmission
     * of the own one; and with both SYN-ACKs, both ends are ESTABLISHED. */
    { "simultaneous open, figure 7", { "C S", "S S", "C SA seq=0", "S SA seq=0" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN 0 SYN-SENT/SYN-SENT\n"
      "3 C SYN-ACK 0.5 SYN-RCVD/SYN-SENT\n"
      "4 S SYN-ACK 0.5 ESTABLISHED/ESTABLISHED\n", NULL, NULL },
    /* Rule 2: a server's payload needs the ACK that completed the TCP handshake, captured or
     * not. */
    { "the handshake's ACK is missing", { "C S", "S SA", "C! A", "S A text=220" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "- C ACK 1 (ESTABLISHED)/(ESTABLISHED) gap\n"
      "3 S Plaintext 1.5\n", NULL, NULL },
    /* A retransmission of data repeats the data's steps, not the RST behind it. */
    { "data again after a reset", { THREE_WAY, "C A CH/13", "C R", "C A seq=1 len=61" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 C RST 1 CLOSED/CLOSED\n"
      "6 C ClientHello 1 repeats 4\n", NULL, NULL },
    /* Records that stay without a name may be what a message needs before it. */
    { "a server's flight that cannot be told makes no Finished unexpected",
      { HELLO, "S A SH/selected=0304 app/100 app/20", "C A app/53" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Encrypted 1.5\n"
      "6 C Finished 2 inferred\n", NULL, NULL },
    /* Bytes that wait for a late segment are read in their order, and count once, though the
     * dissector has found their records before. */
    { "records that came too early, and were found by the dissector",
      { THREE_WAY, "C A CH/13", "S! A SH/selected=0304", "S A app/32 app/1200", "C A ack=1",
        "S A seq=1 SH/selected=0304" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "7 S ServerHello 1.5\n"
      "7 S EncryptedExtensions 1.5 inferred\n"
      "7 S Encrypted 1.5\n", NULL, NULL },
    /* Steps stand in the order of their frames, also where bytes that waited show that what was
     * read before them was no data. */
    { "what waited takes back what stood before it",
      { "S A len=50", "S! A len=100", "S A app/100 app/50", "C A ack=51 app/30", "C FA" },
      "2 S ApplicationData 0 x2\n"
      "3 C ApplicationData 0.5\n"
      "4 C FIN 0.5 FIN-WAIT-1/(ESTABLISHED)\n", NULL, NULL },
    /* Padding (RFC 8446 5.4) hides the Finished's size; the last record still is the Finished, and
     * the one between it and the certificate the CertificateVerify. */
    { "a padded flight of four records",
      { HELLO, "S A SH/selected=0304 app/132 app/1300 app/381 app/153", "C A app/53" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Certificate 1.5 inferred\n"
      "5 S CertificateVerify 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C Finished 2 inferred\n", NULL, NULL },
    /* RFC 8446 4.4.2: a Certificate without entries has 4 + 1 + 3 bytes, and declines. */
    { "an empty certificate, without keys",
      { HELLO, "S A SH/selected=0304 app/32 app/70 app/1200 app/281 app/53", "C A app/25 app/53" },
      NULL, NULL, "full + client-auth requested, complete; 1 + 1, ?, ?; 2" },
    /* RFC 8879 4: a compressed certificate is one, whoever sends it. */
    { "the client's certificate is compressed",
      { HELLO, "S A SH/selected=0304 d.EE|M13/40|CERT/900|M15/260|M20/32",
        "C A d.M25/700|M15/260|M20/32" },
      NULL, NULL, "full + client-auth sent, complete; 1 + 1, ?, ?; 2" },
    /* RFC 5246 7.3: who ends its hello, or exchanges keys, resumes nothing; each shows it alone. */
    { "a server that shows no certificate ends its hello",
      { THREE_WAY, "C A CH", "S A SH M14/0" },
      NULL, NULL, "full, cut; 1 + ?, ?, ?; 3" },
    { "the client's half of a handshake: its key exchange alone shows what ChangeCipherSpec means",
      { "C S", "C A ack=1 CH", "C A M16/66 ccs enc/40" },
      "1 C SYN 0 SYN-SENT/(LISTEN)\n"
      "- S SYN-ACK 0.5 (SYN-SENT)/(SYN-RCVD) gap\n"
      "2 C ACK 1 ESTABLISHED/(ESTABLISHED)\n"
      "2 C ClientHello 1\n"
      "3 C ClientKeyExchange 1\n"
      "3 C ChangeCipherSpec 1\n"
      "3 C Finished 1 inferred\n", NULL, NULL },
};

static void run(void **state)
{
    const struct bug *bug = *state;
    struct hsviz_connection *connection;

    connection = lines_connection(bug->lines);
    if (bug->steps)
        expect_text(steps_text(connection), bug->steps, bug->name);
    if (bug->tcp)
        expect_text(tcp_text(connection), bug->tcp, bug->name);
    if (bug->tls)
        expect_text(tls_text(connection), bug->tls, bug->name);
    hsviz_connection_free(connection);
}

/* A Certificate of which the capture has too little declines nothing. */
static void a_certificate_that_breaks_off_is_not_empty(void **state)
{
    static const uint8_t bytes[3] = { 0, 0, 0 };

    (void)state;
    for (size_t len = 0; len < 3; len++) {
        struct hsviz_bytes body = { bytes, len, false };

        assert_false(hsviz_certificate_read(body, false).is_empty);
        assert_false(hsviz_certificate_read(body, true).is_empty);
    }
}

/* What a longer segment brought is not a hole any more (packet.h: HSVIZ_RETRANSMISSION). */
static void a_hole_that_a_longer_segment_covers(void **state)
{
    static const struct {
        uint32_t seq, len;
        enum hsviz_novelty novelty;
    } sent[] = {
        { 1, 100, HSVIZ_NEW },
        { 201, 100, HSVIZ_NEW },    /* hole from 101 to 201 */
        { 101, 300, HSVIZ_NEW },    /* fills it, and goes on */
        { 101, 100, HSVIZ_RETRANSMISSION },
    };
    struct hsviz_tcp_sequence sender = { 0 }, receiver = { 0 };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(sent); i++) {
        struct hsviz_segment segment = { .seq = sent[i].seq, .payload_len = sent[i].len };
        struct hsviz_tcp_packet now = { .segment = &segment };

        hsviz_tcp_sequence_take(&sender, &receiver, &now);
        assert_int_equal(now.packet.novelty, sent[i].novelty);
    }
    hsviz_tcp_sequence_retire(&sender);
    hsviz_tcp_sequence_retire(&receiver);
}

/* Rule 3: only what exceeds "the largest flight that X has had outstanding" had to wait: the server
 * had 18 000 bytes outstanding, so that 14 000 need no acknowledgement that came between. */
static void a_sender_that_has_had_more_outstanding(void **state)
{
    static const struct {
        const char *line;
        int32_t half_rtt;
    } frames[] = {
        { "C S mss=1000 ts=1,0", 0 },      { "S SA ts=101,1", 1 },
        { "C A ts=2,101", 2 },             { "C A len=100 ts=3,101", 2 },
        { "S A len=9000 ts=102,3", 3 },    { "S A len=9000 ts=102,3 @45", 3 },
        { "C A len=10 ts=4,102", 4 },      { "S A len=5000 ts=103,4", 5 },
        { "C A ack=23001 ts=5,103", 6 },   { "S A len=9000 ts=104,5", 5 },
    };
    struct lines lines;

    (void)state;
    lines = lines_begin();
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        lines_feed(&lines, frames[i].line);
        assert_int_equal(lines.script.facts.half_rtt, frames[i].half_rtt);
    }
    hsviz_connection_free(lines.script.connection);
}

/* internal.h: reaching HSVIZ_STEPS_MAX "is a note", however many notes of frames there are. */
static void a_note_of_too_many_steps(void **state)
{
    struct lines lines;

    (void)state;
    lines = lines_begin();
    for (unsigned i = 0; i < 1000; i++)
        lines_feed(&lines, "C S seq=0");
    hsviz_connection_finish(lines.script.connection);
    assert_true(has_note(lines.script.connection, HSVIZ_NOTE_STEPS_FULL));
    hsviz_connection_free(lines.script.connection);
}

/* connection.h: "Feeding after it is allowed (live captures)": the end is the same as without. */
static void finishing_inside_a_flight(void **state)
{
    static const char *const text[] = { HELLO, "S A SH/selected=0304", "S A app/32",
                                        "S A app/1200", "S A app/281", "S A app/53",
                                        "C A app/53", "C A app/99", "S A app/900" };
    struct lines whole, live;
    GString *expected;

    (void)state;
    whole = lines_begin();
    live = lines_begin();
    for (size_t i = 0; i < G_N_ELEMENTS(text); i++) {
        lines_feed(&whole, text[i]);
        lines_feed(&live, text[i]);
        hsviz_connection_finish(live.script.connection);
    }
    hsviz_connection_finish(whole.script.connection);
    expected = steps_text(whole.script.connection);
    expect_text(steps_text(live.script.connection), expected->str, "live");
    g_string_free(expected, TRUE);
    hsviz_connection_free(whole.script.connection);
    hsviz_connection_free(live.script.connection);
}

/* What finishing joins to a run becomes single records again when the capture goes on: more steps
 * than finishing had left room for. */
static void finishing_joins_what_goes_on(void **state)
{
    static const char *const text[] = { HELLO, "S A SH/selected=0304",
                                        "S A app/32 app/1200 app/281 app/53 app/900 app/900 "
                                        "app/900",
                                        "S A app/901 app/902 app/903 app/904 app/905 app/906",
                                        "C A app/53" };
    struct lines whole = lines_begin(), live = lines_begin();
    size_t num_before;
    GString *expected;

    (void)state;
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(text); i++) {
        lines_feed(&whole, text[i]);
        lines_feed(&live, text[i]);
    }
    num_before = hsviz_connection_num_steps(live.script.connection);
    hsviz_connection_finish(live.script.connection);
    assert_true(hsviz_connection_num_steps(live.script.connection) < num_before);
    lines_feed(&whole, text[G_N_ELEMENTS(text) - 1]);
    lines_feed(&live, text[G_N_ELEMENTS(text) - 1]);
    hsviz_connection_finish(whole.script.connection);
    hsviz_connection_finish(live.script.connection);
    expected = steps_text(whole.script.connection);
    expect_text(steps_text(live.script.connection), expected->str, "live");
    g_string_free(expected, TRUE);
    hsviz_connection_free(whole.script.connection);
    hsviz_connection_free(live.script.connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finishing_joins_what_goes_on),
        cmocka_unit_test(a_certificate_that_breaks_off_is_not_empty),
        cmocka_unit_test(a_hole_that_a_longer_segment_covers),
        cmocka_unit_test(a_sender_that_has_had_more_outstanding),
        cmocka_unit_test(a_note_of_too_many_steps),
        cmocka_unit_test(finishing_inside_a_flight),
    };
    struct CMUnitTest rows[G_N_ELEMENTS(bugs)];
    int failed;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        rows[i] = row_test(bugs[i].name, run, &bugs[i]);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + cmocka_run_group_tests(rows, NULL, NULL);
}
