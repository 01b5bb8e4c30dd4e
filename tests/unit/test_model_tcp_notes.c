/* test_model_tcp_notes.c
 * Notes on TCP: where a loss was, what the handshake negotiated, windows, keep-alives, resets,
 * ICMP; each from a script, with the text that users read.
 *
 * Source: RFC 9293 3.8.4, 3.8.6.1, 3.10.7.4; RFC 3168 6.1.1, RFC 9768 table 2 (ECN); RFC 8684 2
 *         (Multipath TCP); RFC 7413 3.1 (Fast Open); RFC 7323 4.3 (timestamps); RFC 5681 2
 *         (duplicate ACKs).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_remarks.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/story/describe.h"
#include "model/tcp/icmp.h"

#define THREE_WAY "C S", "S SA", "C A"

/* ---- Notes ---- */

static const struct remark remarks[] = {
    { "refused", { "C S", "S RA @50.2" }, "refused",
      "the SYN was answered with a RST after 50.2 ms" },
    { "refused at the second try", { "C S", "C S seq=0 @1000", "S RA @1050" }, "refused",
      "the SYN was answered with a RST after 1050.0 ms" },
    { "reset when open", { THREE_WAY, "S RA" }, "refused", NULL },
    { "unanswered", { "C S" }, "unanswered", "the SYN, sent once, has no answer in the capture" },
    { "unanswered three times", { "C S", "C S seq=0 @1000", "C S seq=0 @3000" }, "unanswered",
      "the SYN, sent 3 times, has no answer in the capture" },
    { "answered late", { "C S", "C S seq=0 @1000", "S SA @1020" }, "unanswered", NULL },
    { "ECN", { "C SEW", "S SAE", "C A" }, "ecn_negotiated",
      "explicit congestion notification (ECN) was negotiated" },
    { "ECN, offered in vain", { "C SEW", "S SA", "C A" }, "ecn_refused",
      "the client offered explicit congestion notification (ECN), but the SYN-ACK does not accept "
      "it" },
    { "a SYN-ACK that reflects both bits takes nothing", { "C SEW", "S SAEW", "C A" },
      "ecn_negotiated", NULL },
    { "accurate ECN", { "C SEWN", "S SAW", "C A" }, "accecn_negotiated",
      "accurate explicit congestion notification (AccECN) was negotiated" },
    { "accurate ECN, and the server knows the old one", { "C SEWN", "S SAE", "C A" },
      "ecn_negotiated", "explicit congestion notification (ECN) was negotiated" },
    { "no ECN offered", { "C S", "S SAE", "C A" }, "ecn_negotiated", NULL },
    { "Multipath TCP", { "C S mp=capable", "S SA mp=capable", "C A" }, "multipath",
      "Multipath TCP: both ends support it" },
    { "Multipath TCP, a further path", { "C S mp=join", "S SA mp=join", "C A" }, "multipath",
      "Multipath TCP: an additional subflow that joins another connection" },
    { "Multipath TCP, offered in vain", { "C S mp=capable", "S SA", "C A" }, "multipath",
      "Multipath TCP: the client offered it, but the SYN-ACK does not accept it" },
    { "Fast Open, ignored", { "C S tfo=request", "S SA", "C A" }, "fast_open_ignored",
      "the client requested a Fast Open cookie, but the server sent none" },
    { "Fast Open, a cookie given", { "C S tfo=request", "S SA tfo=cookie", "C A" },
      "fast_open_ignored", NULL },
    { "a SYN-ACK with only the MSS option", { "C S ws sack", "S SA", "C A" }, "syn_cookie",
      "the SYN-ACK keeps only the MSS option: SYN cookies, or a minimal stack" },
    { "a SYN-ACK with window scale", { "C S ws sack", "S SA ws", "C A" }, "syn_cookie", NULL },
    { "a SYN that offers nothing", { "C S", "S SA", "C A" }, "syn_cookie", NULL },
    { "another SYN-ACK", { "C S", "S SA", "S SA seq=777 ack=1", "C A ack=1" },
      "syn_ack_different_sequence",
      "this SYN-ACK differs from the previous one in its sequence number: the server lost its "
      "state, or another host answered too" },
    { "an accept queue that is full",
      { "C S @0", "S SA @20", "C A @20.1", "C A text=hello @20.2", "C A seq=1 len=5 @230",
        "S SA seq=0 ack=1 @1020", "C A ack=1 @1020.1", "C A seq=1 len=5 @1100",
        "S A ack=6 @1120" },
      "accept_queue",
      "the server sent its SYN-ACK again (once, first in frame 6), although the client had "
      "acknowledged it: its accept queue was full, or the ACK and the data were lost" },
    { "a SYN-ACK that crossed its acknowledgement",
      { "C S @0", "S SA @1500", "C A @1500.1", "S SA seq=0 ack=1 @2500", "C A @2500.1" },
      "accept_queue", NULL },
    { "data in the SYN-ACK", { "C S", "S SA text=220", "C A" }, "data_in_syn_ack",
      "the SYN-ACK carries 3 bytes of data" },
    { "keep-alives", { THREE_WAY, "C A text=a @40", "S A @50", "C A seq=1 @7050", "S A @7060" },
      "keep_alives",
      "the client sent keep-alives (1 segment), the first after 7000 ms of silence" },
    { "a window closed", { THREE_WAY, "C A text=a", "S A win=0 @50", "S A win=9 @75.5" },
      "window_closed", "the server closed its receive window once, for 25.5 ms in total" },
    { "a window that stays closed", { THREE_WAY, "C A text=a", "S A win=0" },
      "window_stays_closed",
      "the server closed its receive window in frame 5 and never reopened it" },
    { "a reset has no window", { THREE_WAY, "S RA win=0" }, "window_stays_closed", NULL },
    { "a reset, with data that nobody acknowledged", { THREE_WAY, "C A text=hello", "S RA" },
      "reset_loss",
      "the server reset the connection while it was established: 5 bytes unacknowledged, "
      "possibly lost" },
    { "a reset, with nothing outstanding", { THREE_WAY, "C A text=hello", "S A", "S RA" },
      "reset_clean",
      "the server reset the connection while it was established: all earlier data had been "
      "acknowledged, but whether the application read it is unknown" },
    { "a reset that the other cannot take", { THREE_WAY, "C R seq=100" }, "reset_ignored",
      "out-of-window RST: the receiver must ignore it" },
    { "data after half a close", { THREE_WAY, "C FA", "S A", "S A text=more", "C A" }, "half_close",
      "the server kept sending after it had acknowledged the peer's FIN: 4 bytes" },
    { "bytes not captured", { THREE_WAY, "C A text=ab", "C! A text=cdef", "C A text=gh", "S A" },
      "not_captured", "the capture lacks 4 bytes that the client sent and the peer acknowledged" },
    { "bytes not captured at the end", { THREE_WAY, "C A text=ab", "C! A text=cdef", "S A" },
      "not_captured", "the capture lacks 4 bytes that the client sent and the peer acknowledged" },
    { "bytes that nobody acknowledged are not missing",
      { THREE_WAY, "C A text=ab", "C! A text=cdef", "C A text=gh", "S A ack=3" }, "not_captured",
      NULL },
    { "one byte acknowledged that no segment has may be a FIN",
      { THREE_WAY, "C A text=ab", "S A text=cd", "S! FA", "C A" }, "not_captured",
      "the capture lacks 1 byte that the server sent and the peer acknowledged (it may be a FIN)" },
    { "a byte with others behind it is no FIN",
      { THREE_WAY, "C A text=ab", "C! A text=c", "C A text=gh", "S A" }, "not_captured",
      "the capture lacks 1 byte that the client sent and the peer acknowledged" },
    { "nothing tells of a hole before the last segment",
      { THREE_WAY, "C! A text=cdef", "C A text=gh" }, "never_arrived",
      "4 bytes of the client are not in the capture, though later ones are: nothing shows whether "
      "they arrived" },
    { "the acknowledgement before a hole comes again",
      { THREE_WAY, "C! A text=cdef", "C A text=gh", "S A ack=1" }, "never_arrived",
      "4 bytes of the client never arrived, though later ones did" },
    { "who has closed without them did not get them",
      { THREE_WAY, "C! A text=cdef", "C A text=gh", "S FA ack=1" }, "never_arrived",
      "4 bytes of the client never arrived, though later ones did" },
    { "a path MTU, where a large segment misses for seconds",
      { THREE_WAY, "C A CH/13", "S! A part=1448", "S A part=600", "C A ack=1 sacks=1449,2049 @100",
        "C FA ack=1 sacks=1449,2049 @1100" }, "path_mtu",
      "1 448 bytes of the server never arrived, though smaller later segments did: probably a path "
      "MTU below 1488 bytes" },
    { "no path MTU before a sender has repeated anything",
      { THREE_WAY, "C A CH/13", "S! A part=1448", "S A part=600", "C A ack=1 sacks=1449,2049 @100",
        "C FA ack=1 sacks=1449,2049 @1099" }, "path_mtu", NULL },
    { "but what the selective acknowledgement says",
      { THREE_WAY, "C A CH/13", "S! A part=1448", "S A part=600",
        "C A ack=1 sacks=1449,2049 @100" }, "never_arrived",
      "1 448 bytes of the server never arrived, though later ones did" },
    { "another hole has another time",
      { THREE_WAY, "C A CH/13", "S! A part=1448", "S A part=600", "C A ack=1 sacks=1449,2049 @100",
        "C A ack=2049 @200", "S! A part=1448", "S A part=600 @2000",
        "C A ack=2049 sacks=3497,4097 @2001" }, "path_mtu", NULL },
    { "one direction alone misses no bytes", { "C S", "C A ack=1", "C A ack=900" },
      "not_captured", NULL },
    { "data sent again", { THREE_WAY, "C A text=ab", "C A seq=1 len=2", "S A" }, "data_again",
      "the client retransmitted 1 segment of data (original or ACK lost)" },
    { "idle", { THREE_WAY, "C A text=a @40", "C A text=b @5040" }, "idle",
      "idle for 5 s, until frame 5" },
    { "idle, for longer than is counted", { THREE_WAY, "C A text=a @40", "C A text=b @70000040" },
      "idle", "idle for 65535 s or more, until frame 5" },
};

/* ---- Losses ---- */

struct loss {
    const char *name;
    const char *lines[LINES_MAX];
    const char *detail; /* of the last step */
};

#define TIMED_OPENING "C S ts=10,0", "S SA ts=500,10", "C A ts=20,500"

static const struct loss losses[] = {
    { "nothing answered the original", { "C S", "C S seq=0" },
      "retransmission of frame 1, it or its ACK lost downstream, seq=0" },
    { "its acknowledgement had passed", { THREE_WAY, "C FA", "S A", "C FA seq=1" },
      "retransmission of frame 4, although acknowledged, seq=1 ack=1" },
    { "what came behind it was acknowledged again",
      { THREE_WAY, "C A CH", "S A SH", "S A CERT12/900", "C A ack=1", "C A ack=1",
        "S A seq=1 len=47" },
      "retransmission of frame 5, lost downstream, 42 bytes" },
    { "late, and lost before the tap",
      { TIMED_OPENING, "C! A CH ts=30,500", "C A ccs ts=31,500", "C A seq=1 CH ts=300,500" },
      "late, lost upstream, TLS 1.2, 1 suite" },
    { "late, and overtaken",
      { TIMED_OPENING, "C! A CH ts=30,500", "C A ccs ts=35,500", "C A seq=1 CH ts=30,500" },
      "late, reordered upstream, TLS 1.2, 1 suite" },
    { "late, and nothing tells why",
      { THREE_WAY, "C! A CH", "C A ccs", "S A ack=1", "C A seq=1 CH" },
      "late, lost or reordered upstream, TLS 1.2, 1 suite" },
    { "a keep-alive is no loss", { THREE_WAY, "C A text=a", "S A", "C A seq=1" },
      "ack=1" },
};

static void run_loss(void **state)
{
    const struct loss *loss = *state;
    struct hsviz_connection *connection = lines_play(loss->lines);
    size_t i = hsviz_connection_num_steps(connection) - 1;
    uint32_t frame = hsviz_connection_step(connection, i)->frame;
    GString *detail = g_string_new(NULL);

    expect_sound(connection);
    while (hsviz_connection_step(connection, i - 1)->frame == frame)
        i--;
    hsviz_step_detail(connection, detail, hsviz_connection_step(connection, i));
    expect_text(detail, loss->detail, loss->name);
    hsviz_connection_free(connection);
}

/* ---- ICMP ---- */

static struct hsviz_connection *after_icmp(const char *const *lines, uint32_t message,
                                           uint32_t seq)
{
    struct hsviz_connection *connection = lines_play(lines);
    struct hsviz_icmp icmp = { 9, message, seq, 41822, 443 };

    hsviz_connection_take_icmp(connection, &icmp);
    hsviz_connection_finish(connection);
    return connection;
}

enum { ADMINISTRATIVELY_PROHIBITED = 4 << 16 | 3 << 8 | 13, FRAGMENTATION = 4 << 16 | 3 << 8 | 4 };

static void icmp_refuses(void **state)
{
    static const char *const lines[] = { "C S", NULL };
    struct hsviz_connection *connection = after_icmp(lines, ADMINISTRATIVELY_PROHIBITED, 1000);

    (void)state;
    expect_text(tcp_text(connection), "refused, open; SYN-SENT, LISTEN", "refused");
    expect_note(connection, "icmp_refused",
                "the SYN was answered by ICMP communication administratively prohibited in frame 9",
                "refused");
    hsviz_connection_free(connection);
}

/* Anybody may send ICMP: a number that was never sent is not believed. */
static void icmp_is_not_believed(void **state)
{
    static const char *const lines[] = { "C S", NULL };
    struct hsviz_connection *connection = after_icmp(lines, ADMINISTRATIVELY_PROHIBITED, 2000);

    (void)state;
    expect_text(tcp_text(connection), "unanswered, open; SYN-SENT, LISTEN", "not believed");
    expect_note(connection, "icmp_refused", NULL, "not believed");
    hsviz_connection_free(connection);
}

static void icmp_about_data(void **state)
{
    static const char *const lines[] = { THREE_WAY, "C A text=hello", NULL };
    struct hsviz_connection *connection = after_icmp(lines, FRAGMENTATION, 1001);

    (void)state;
    expect_text(tcp_text(connection), "three-way, open; ESTABLISHED, ESTABLISHED", "data");
    expect_note(connection, "icmp_error",
                "ICMP fragmentation needed in frame 9 refers to a segment of this connection",
                "data");
    hsviz_connection_free(connection);
}

/* An ICMP message around IPv4 around the first eight bytes of a TCP header. */
static void icmp_is_read(void **state)
{
    static const uint8_t packet[] = {
        3, 13, 0, 0, 0, 0, 0, 0, /* ICMP */
        0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 10, 198, 51, 100, 20, /* IPv4 */
        0xa3, 0x5e, 0x01, 0xbb, 0xff, 0xff, 0xff, 0xfe, /* TCP */
    };
    struct hsviz_icmp icmp;

    (void)state;
    assert_true(hsviz_icmp_read(&icmp, packet, sizeof packet, 28));
    assert_int_equal(icmp.message, ADMINISTRATIVELY_PROHIBITED);
    assert_int_equal(icmp.source_port, 41822);
    assert_int_equal(icmp.destination_port, 443);
    assert_int_equal(icmp.seq, 0xfffffffe);
    for (size_t len = 0; len < sizeof packet; len++)
        assert_false(hsviz_icmp_read(&icmp, packet, len, 28));
    for (size_t at = 0; at < 28; at++)
        assert_false(hsviz_icmp_read(&icmp, packet, sizeof packet, at));
}

int main(void)
{
    static struct CMUnitTest tests[G_N_ELEMENTS(remarks) + G_N_ELEMENTS(losses) + 4];
    size_t num = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(remarks); i++)
        tests[num++] = row_test(remarks[i].name, run_remark, &remarks[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(losses); i++)
        tests[num++] = row_test(losses[i].name, run_loss, &losses[i]);
    tests[num++] = row_test("ICMP refuses", icmp_refuses, NULL);
    tests[num++] = row_test("ICMP is not believed", icmp_is_not_believed, NULL);
    tests[num++] = row_test("ICMP about data", icmp_about_data, NULL);
    tests[num++] = row_test("ICMP is read", icmp_is_read, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
