/* test_model_sequence.c
 * Sequence space and RTT positions: numbers that wrap, repeats, holes, and the rules 1 and 3 of the
 * model's section 3.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/connection.h"
#include "model/core/serial.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"

/* ---- Comparison modulo 2^32 (RFC 9293 3.4) ---- */

static void serial_numbers(void **state)
{
    static const struct {
        uint32_t a, b;
        bool before;
    } pairs[] = {
        { 0, 0, false },          { 0, 1, true },           { 1, 0, false },
        { 0xffffffff, 0, true },  { 0, 0xffffffff, false }, { 0xfffffff0, 0x10, true },
        { 0x7ffffffe, 0x7fffffff, true }, { 0, 0x7fffffff, true }, { 0x7fffffff, 0, false },
        { 0x80000001, 0, true },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        assert_int_equal(hsviz_serial_before(pairs[i].a, pairs[i].b), pairs[i].before);
}

/* ---- Sequence space ---- */

/* One segment, in numbers relative to the first byte, and what it is to those before. */
struct bytes_sent {
    uint32_t seq, len;
    enum hsviz_novelty novelty;
    bool opens_hole;
};

static const struct bytes_sent conversation[] = {
    { 1, 100, HSVIZ_NEW, false },
    { 101, 100, HSVIZ_NEW, false },
    { 101, 100, HSVIZ_RETRANSMISSION, false },
    { 1, 200, HSVIZ_RETRANSMISSION, false },
    { 301, 100, HSVIZ_NEW, true },
    { 501, 100, HSVIZ_NEW, true },
    { 201, 50, HSVIZ_OUT_OF_ORDER, false },
    { 201, 50, HSVIZ_RETRANSMISSION, false },
    { 211, 20, HSVIZ_RETRANSMISSION, false },
    { 240, 61, HSVIZ_OUT_OF_ORDER, false }, /* a part of it is old */
    { 251, 50, HSVIZ_RETRANSMISSION, false },
    { 420, 20, HSVIZ_OUT_OF_ORDER, false }, /* from the middle of a hole */
    { 401, 19, HSVIZ_OUT_OF_ORDER, false },
    { 440, 61, HSVIZ_OUT_OF_ORDER, false },
    { 401, 100, HSVIZ_RETRANSMISSION, false },
    { 600, 1, HSVIZ_RETRANSMISSION, false }, /* keep-alive (RFC 9293 3.8.4) */
    { 601, 0, HSVIZ_NO_DATA, false },
    { 551, 100, HSVIZ_NEW, false }, /* a part of it is old */
    { 551, 100, HSVIZ_RETRANSMISSION, false },
};

static struct hsviz_segment segment_of(uint32_t seq, uint32_t len, uint8_t flags)
{
    return (struct hsviz_segment){ .seq = seq, .payload_len = len, .flags = flags };
}

static void expect_bytes(struct hsviz_tcp_sequence *sender, uint32_t base,
                         const struct bytes_sent *sent, uint8_t flags)
{
    struct hsviz_tcp_sequence receiver = { 0 };
    struct hsviz_segment segment = segment_of(base + sent->seq, sent->len, flags);
    struct hsviz_tcp_packet now = { .segment = &segment };

    hsviz_tcp_sequence_take(sender, &receiver, &now);
    if (now.packet.novelty != sent->novelty || now.opens_hole != sent->opens_hole ||
        now.packet.space_begin != sent->seq)
        fail_msg("base %u, %u bytes at %u: novelty %d, hole %d, at %u", base, sent->len, sent->seq,
                 now.packet.novelty, now.opens_hole, now.packet.space_begin);
    hsviz_tcp_sequence_retire(&receiver);
}

/* The same at every place where the numbers can wrap. */
static void repeats_and_holes(void **state)
{
    (void)state;
    for (uint32_t before_wrap = 0; before_wrap < 700; before_wrap += 7) {
        struct hsviz_tcp_sequence sender = { 0 };

        for (size_t i = 0; i < G_N_ELEMENTS(conversation); i++)
            expect_bytes(&sender, 0U - before_wrap, &conversation[i], HSVIZ_TCP_ACK);
        hsviz_tcp_sequence_retire(&sender);
    }
}

static void control_bits_take_space(void **state)
{
    static const struct bytes_sent syn = { 0, 0, HSVIZ_NEW, false };
    static const struct bytes_sent syn_again = { 0, 0, HSVIZ_RETRANSMISSION, false };
    static const struct bytes_sent data = { 1, 10, HSVIZ_NEW, false };
    static const struct bytes_sent fin = { 11, 0, HSVIZ_NEW, false };
    static const struct bytes_sent fin_again = { 11, 0, HSVIZ_RETRANSMISSION, false };
    struct hsviz_tcp_sequence sender = { 0 };

    (void)state;
    expect_bytes(&sender, 0xfffffffe, &syn, HSVIZ_TCP_SYN);
    expect_bytes(&sender, 0xfffffffe, &syn_again, HSVIZ_TCP_SYN);
    expect_bytes(&sender, 0xfffffffe, &data, 0);
    expect_bytes(&sender, 0xfffffffe, &fin, HSVIZ_TCP_FIN);
    expect_bytes(&sender, 0xfffffffe, &fin_again, HSVIZ_TCP_FIN);
    hsviz_tcp_sequence_retire(&sender);
}

/* A SYN with another number is another attempt: numbers count from it. */
static void a_syn_with_another_number(void **state)
{
    static const struct bytes_sent syn = { 0, 0, HSVIZ_NEW, false };
    static const struct bytes_sent data = { 1, 10, HSVIZ_NEW, false };
    struct hsviz_tcp_sequence sender = { 0 };

    (void)state;
    expect_bytes(&sender, 5000, &syn, HSVIZ_TCP_SYN);
    expect_bytes(&sender, 5000, &data, 0);
    assert_false(sender.flags & HSVIZ_SEQUENCE_RESTARTED);
    expect_bytes(&sender, 77, &syn, HSVIZ_TCP_SYN);
    assert_true(sender.flags & HSVIZ_SEQUENCE_RESTARTED);
    expect_bytes(&sender, 77, &data, 0);
    hsviz_tcp_sequence_retire(&sender);
}

/* More holes than are remembered: the newest still are holes. */
static void more_holes_than_are_kept(void **state)
{
    struct hsviz_tcp_sequence sender = { 0 };
    struct bytes_sent sent = { 1, 10, HSVIZ_NEW, false };

    (void)state;
    expect_bytes(&sender, 0, &sent, 0);
    sent.opens_hole = true;
    for (uint32_t i = 1; i <= HSVIZ_HOLES_MAX + 3; i++) {
        sent.seq = 1 + i * 20;
        expect_bytes(&sender, 0, &sent, 0);
    }
    sent = (struct bytes_sent){ 0, 10, HSVIZ_OUT_OF_ORDER, false };
    for (uint32_t i = HSVIZ_HOLES_MAX + 3; i > 3; i--) {
        sent.seq = 1 + i * 20 - 10;
        expect_bytes(&sender, 0, &sent, 0);
    }
    sent.novelty = HSVIZ_RETRANSMISSION;
    expect_bytes(&sender, 0, &sent, 0);
    hsviz_tcp_sequence_retire(&sender);
}

/* ---- Positions ---- */

struct position {
    const char *line;
    int32_t half_rtt;
};

/* The client's window for the server's first flight is 10 x 1 000 bytes (RFC 6928 2). */
#define OPENING_OF_1000(ts1, ts2)                                                                  \
    { "C S mss=1000 ts=" ts1 ",0", 0 }, { "S SA ts=101," ts1, 1 }, { "C A ts=" ts2 ",101", 2 }

static const struct positions {
    const char *name;
    struct position frames[16];
} position_tables[] = {
    { "rule 1: what is acknowledged had come",
      { { "C S", 0 }, { "S SA", 1 }, { "C A", 2 }, { "C A len=100", 2 }, { "S A len=100", 3 },
        { "C A len=100 ack=1", 2 }, { "C A len=100", 4 }, { "S A len=100 ack=201", 3 },
        { "S A len=100", 5 } } },
    { "rule 1: half a flight acknowledged is enough",
      { { "C S", 0 }, { "S SA", 1 }, { "C A", 2 }, { "C A len=100", 2 }, { "S A len=1000", 3 },
        { "S A len=1000", 3 }, { "C A len=10 ack=1001", 4 } } },
    { "rule 2: a server's first data needs the handshake's ACK",
      { { "C S", 0 }, { "S SA", 1 }, { "C A", 2 }, { "S A len=100", 3 } } },
    { "rule 3: more than the initial window waits for an acknowledgement",
      { OPENING_OF_1000("1", "2"), { "C A len=100 ts=3,101", 2 }, { "S A len=5000 ts=102,3", 3 },
        { "S A len=5000 ts=102,3", 3 }, { "C A ack=5001 ts=4,102", 4 },
        { "S A len=1000 ts=103,4", 5 } } },
    { "rule 3: the window is used up exactly, and nothing had to be waited for",
      { OPENING_OF_1000("1", "2"), { "C A len=100 ts=3,101", 2 }, { "S A len=5000 ts=102,3", 3 },
        { "C A ack=5001 ts=4,102", 4 }, { "S A len=5000 ts=103,4", 3 } } },
    { "rule 3: a server that only pauses stays where it is",
      { OPENING_OF_1000("1", "2"), { "C A len=100 ts=3,101", 2 }, { "S A len=2000 ts=102,3", 3 },
        { "C A ack=2001 ts=4,102", 4 }, { "S A len=2000 ts=900,4", 3 } } },
    { "rule 3 says nothing without timestamps",
      { { "C S mss=1000", 0 }, { "S SA", 1 }, { "C A", 2 }, { "C A len=100", 2 },
        { "S A len=5000", 3 }, { "S A len=5000", 3 }, { "C A ack=5001", 4 },
        { "S A len=1000", 3 } } },
    { "rule 3: a timestamp that an earlier frame had shows nothing",
      { OPENING_OF_1000("1", "2"), { "C A len=100 ts=3,101", 2 }, { "S A len=5000 ts=102,3", 3 },
        { "S A len=5000 ts=102,3", 3 }, { "C A ack=5001 ts=3,102", 4 },
        { "S A len=1000 ts=103,3", 3 } } },
    { "rule 3: timestamps that wrap (RFC 7323 5.2)",
      { OPENING_OF_1000("4294967294", "4294967295"), { "C A len=100 ts=4294967295,101", 2 },
        { "S A len=5000 ts=102,4294967295", 3 }, { "S A len=5000 ts=102,4294967295", 3 },
        { "C A ack=5001 ts=3,102", 4 },
        { "S A len=1000 ts=103,3", 5 } } },
    { "a retransmission keeps the position of what it repeats",
      { { "C S", 0 }, { "S SA", 1 }, { "C A", 2 }, { "C A len=100", 2 }, { "S A len=100", 3 },
        { "C A len=100", 4 }, { "C A seq=1 len=100", 2 }, { "C A seq=101 len=100", 4 },
        { "S A seq=1 len=100", 3 } } },
    { "what fills a hole stands where it was sent",
      { { "C S", 0 }, { "S SA", 1 }, { "C A", 2 }, { "C A len=100", 2 },
        { "S A seq=101 len=100", 3 }, { "S A seq=1 len=100", 3 }, { "C A len=100", 4 } } },
    { "nothing but acknowledgements",
      { { "C A", 0 }, { "S A", 0 }, { "C A", 0 } } },
};

static void run(void **state)
{
    const struct positions *table = *state;
    struct lines lines = lines_begin();

    for (size_t i = 0; i < G_N_ELEMENTS(table->frames) && table->frames[i].line; i++) {
        lines_feed(&lines, table->frames[i].line);
        if (lines.script.facts.half_rtt != table->frames[i].half_rtt)
            fail_msg("frame %zu, %s: %d half round trips", i + 1, table->frames[i].line,
                     lines.script.facts.half_rtt);
    }
    hsviz_connection_free(lines.script.connection);
}

/* ---- Wrapping, of a whole handshake ---- */

static GString *steps_from(uint32_t client_seq, uint32_t server_seq)
{
    static const char *const text[] = {
        "C S", "S SA", "C A", "C A CH/13", "S A SH/selected=0304 app/32 app/1200 app/281 app/53",
        "C A app/53", "C A app/120", "C A seq=115 len=125", "S A app/900", "C A app/19", "C FA",
        "S FA", "C A",
    };
    struct lines lines = lines_begin();
    GString *steps;

    lines.script.seq[HSVIZ_CLIENT] = lines.first_seq[HSVIZ_CLIENT] = client_seq;
    lines.script.seq[HSVIZ_SERVER] = lines.first_seq[HSVIZ_SERVER] = server_seq;
    for (size_t i = 0; i < G_N_ELEMENTS(text); i++)
        lines_feed(&lines, text[i]);
    hsviz_connection_finish(lines.script.connection);
    steps = steps_text(lines.script.connection);
    hsviz_connection_free(lines.script.connection);
    return steps;
}

static void a_handshake_may_wrap_anywhere(void **state)
{
    GString *expected = steps_from(1000, 5000);

    (void)state;
    for (uint32_t before_wrap = 0; before_wrap < 2800; before_wrap += 13) {
        expect_text(steps_from(0U - before_wrap, 5000), expected->str, "client's numbers wrap");
        expect_text(steps_from(1000, 0U - before_wrap), expected->str, "server's numbers wrap");
    }
    expect_text(steps_from(0x7ffffff0, 0x7ffffff0), expected->str, "numbers change sign");
    g_string_free(expected, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serial_numbers),
        cmocka_unit_test(repeats_and_holes),
        cmocka_unit_test(control_bits_take_space),
        cmocka_unit_test(a_syn_with_another_number),
        cmocka_unit_test(more_holes_than_are_kept),
        cmocka_unit_test(a_handshake_may_wrap_anywhere),
    };
    struct CMUnitTest rows[G_N_ELEMENTS(position_tables)];
    int failed;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        rows[i] = row_test(position_tables[i].name, run, &position_tables[i]);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + cmocka_run_group_tests(rows, NULL, NULL);
}
