/* test_model_copies.c
 * Packets that a capture has more than once, and segments that were sent more than once: by IP
 * identification, hop limit, timestamps, place and time (docs/model.md, section 3, "Copies").
 *
 * Source: RFC 6864 (identification), RFC 7323 (timestamps), RFC 9293 3.10.7.1 (resets), RFC 5681
 *         4.2 (duplicate acknowledgements).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_remarks.h"

#include "model/connection.h"
#include "model/core/frame_facts.h"
#include "model/tcp/copies.h"
#include "model/tcp/tcp.h"
#include "model/time/times.h"

/* One connection: its steps, how many frames are copies, and the initial RTT. */
struct copies_row {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps;
    unsigned num;
    double rtt_ms; /* 0: none */
};

static const struct copies_row rows[] = {
    /* The client's packets are first seen at the client, the server's at the server. */
    { "two capture points, 25 ms apart, in one file",
      { "C S id=10 ttl=64 @0", "C S seq=0 id=10 ttl=63 at=1 @25", "S SA ttl=64 at=1 @25.1",
        "S SA seq=0 ttl=63 @50", "C A id=11 ttl=64 @50.1", "C A CH/13 id=12 ttl=64 @50.2",
        "C A seq=1 id=11 ttl=63 at=1 @75", "C A seq=1 CH/13 id=12 ttl=63 at=1 @75.2",
        "S A SH/selected=0304 id=5 ttl=64 at=1 @76",
        "S A seq=1 SH/selected=0304 id=5 ttl=63 @101" },
      "1 C SYN 0 SYN-SENT/LISTEN\n3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "5 C ACK 1 ESTABLISHED/ESTABLISHED\n6 C ClientHello 1\n9 S ServerHello 1.5\n", 5, 50.1 },
    { "before and behind a router, in bursts",
      { "C S id=10 ttl=64 @0", "C S seq=0 id=10 ttl=63 @0.1", "S SA id=5 ttl=64 @30",
        "S SA seq=0 id=5 ttl=63 @30.1", "C A id=11 ttl=64 @50", "C A CH/13 id=12 ttl=64 @50.2",
        "C A seq=1 ack=1 id=11 ttl=63 @52", "C A seq=1 ack=1 CH/13 id=12 ttl=63 @53.3" },
      "1 C SYN 0 SYN-SENT/LISTEN\n3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "5 C ACK 1 ESTABLISHED/ESTABLISHED\n6 C ClientHello 1\n", 4, 50.0 },
    { "IPv6 and timestamps, on two interfaces, 3 ms apart",
      { "C S ttl6=64 ts=1,0 @0", "C S seq=0 ttl6=64 at=1 ts=1,0 @3", "S SA ttl6=60 ts=7,1 @40",
        "S SA seq=0 ttl6=60 at=1 ts=7,1 @43", "C A ttl6=64 ts=2,7 @44",
        "C A seq=1 ttl6=64 at=1 ts=2,7 @47" },
      "1 C SYN 0 SYN-SENT/LISTEN\n3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "5 C ACK 1 ESTABLISHED/ESTABLISHED\n", 3, 44.0 },
    { "IPv6 without timestamps, 1 s later on another interface, is sent again",
      { "C S ttl6=64 @0", "C S seq=0 ttl6=64 at=1 @1000" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 C SYN 0 SYN-SENT/LISTEN repeats 1\n", 0, 0 },
    { "three times",
      { "C S id=10 @0", "C S seq=0 id=10 at=1 @0.01", "C S seq=0 id=10 at=2 @0.02",
        "S SA id=4 @10", "S SA seq=0 id=4 at=1 @10.01", "S SA seq=0 id=4 at=2 @10.02" },
      "1 C SYN 0 SYN-SENT/LISTEN\n4 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n", 4, 0 },
    { "one interface after the other",
      { "C S id=10 @0", "S SA id=4 @10", "C A id=11 @20", "C A CH/13 id=12 @21",
        "S A SH/selected=0304 id=5 @31", "C S seq=0 id=10 at=1 @0.02",
        "S SA seq=0 ack=1 id=4 at=1 @10.02", "C A seq=1 ack=1 id=11 at=1 @20.02",
        "C A seq=1 ack=1 CH/13 id=12 at=1 @21.02",
        "S A seq=1 ack=62 SH/selected=0304 id=5 at=1 @31.02" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n4 C ClientHello 1\n5 S ServerHello 1.5\n", 5, 20.0 },
    { "an identification of its own, within 1 ms, is sent again",
      { "C S id=10 @0", "S SA id=4 @10", "C A id=11 @20", "C A CH/13 id=12 @21",
        "C A seq=1 len=61 id=13 @21.5" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n4 C ClientHello 1\n5 C ClientHello 1 repeats 4\n", 0,
      20.0 },
    { "one identification for all tells nothing",
      { "C S id=1 @0", "S SA id=1 @10", "C A id=1 @20", "C A CH/13 id=1 @21",
        "C A seq=1 len=61 id=1 @321" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n4 C ClientHello 1\n5 C ClientHello 1 repeats 4\n", 0,
      20.0 },
    { "two resets with identification 0 are two",
      { "C S @0", "S SA @10", "C A @20", "C R @30", "C R seq=1 @30.01" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n4 C RST 1 CLOSED/CLOSED\n5 C RST 1 CLOSED/CLOSED\n", 0,
      20.0 },
    { "two resets where everything is there twice",
      { "C S @0", "C S seq=0 @0.01", "S SA @10", "S SA seq=0 @10.01", "C A @20",
        "C A seq=1 @20.01", "C R @30", "C R seq=1 @30.01", "C R seq=1 @30.1",
        "C R seq=1 @30.11" },
      "1 C SYN 0 SYN-SENT/LISTEN\n3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "5 C ACK 1 ESTABLISHED/ESTABLISHED\n7 C RST 1 CLOSED/CLOSED\n9 C RST 1 CLOSED/CLOSED\n", 5,
      20.0 },
    { "duplicate acknowledgements without identification are none",
      { "C S @0", "S SA @10", "C A @20", "S A app/900 @30", "C A ack=1 @31", "C A ack=1 @31.1",
        "C A ack=1 @31.2" },
      "1 C SYN 0 SYN-SENT/LISTEN\n2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 C ACK 1 ESTABLISHED/ESTABLISHED\n4 S ApplicationData 1.5\n", 0, 20.0 },
    /* A network card that joins segments for one capture point, and not for the other. */
    { "other borders at the second capture point",
      { "C S id=10 @0", "C S seq=0 id=10 at=1 @5", "S SA id=3 at=1 @5.1", "C A id=11 @10",
        "C A app/100 app/100 id=12 @11", "C A seq=1 len=105 id=12 at=1 @16",
        "C A seq=106 len=105 id=13 at=1 @16.1" },
      "1 C SYN 0 SYN-SENT/LISTEN\n3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n5 C ApplicationData 1 x2\n", 3, 10.0 },
    { "after the close",
      { "C S id=10 @0", "C S seq=0 id=10 at=1 @5", "S SA id=3 at=1 @5.1",
        "S SA seq=0 id=3 @10.1", "C A id=11 @10.2", "C A seq=1 ack=1 id=11 at=1 @15.2",
        "C R id=12 @20", "C R seq=1 id=12 at=1 @25" },
      "1 C SYN 0 SYN-SENT/LISTEN\n3 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "5 C ACK 1 ESTABLISHED/ESTABLISHED\n7 C RST 1 CLOSED/CLOSED\n", 4, 10.2 },
};

static void run(void **state)
{
    const struct copies_row *row = *state;
    struct hsviz_connection *connection = lines_play(row->lines);
    struct hsviz_times times;

    hsviz_connection_finish(connection);
    expect_sound(connection);
    times = hsviz_connection_times(connection);
    expect_text(steps_text(connection), row->steps, row->name);
    assert_int_equal(connection->tcp->copies.num, row->num);
    assert_int_equal(times.initial_rtt_ns == HSVIZ_NS_UNKNOWN ? 0 : times.initial_rtt_ns / 1000,
                     (int64_t)(row->rtt_ms * 1000 + 0.5));
    hsviz_connection_free(connection);
}

/* ---- How many are remembered ---- */

/* Feeds num acknowledgements of the client with identifications from first on. */
static void feed_acks(struct lines *lines, unsigned first, unsigned num, const char *more)
{
    for (unsigned i = 0; i < num; i++) {
        char *line = g_strdup_printf("C A id=%u %s @%u", first + i, more, 100 + first + i);

        lines_feed(lines, line);
        g_free(line);
    }
}

static void as_many_as_the_limits_say(void **state)
{
    struct lines lines = lines_begin();
    struct hsviz_seen_list *list;

    (void)state;
    lines_feed(&lines, "C S id=10 @0");
    lines_feed(&lines, "S SA id=3 @10");
    list = &lines.script.connection->tcp->copies.list[0];
    feed_acks(&lines, 11, HSVIZ_COPIES_MAX, "");
    assert_int_equal(list->num, HSVIZ_COPIES_MIN);
    /* The newest are there, and the first one is. */
    feed_acks(&lines, 11 + HSVIZ_COPIES_MAX - 15, 15, "at=1");
    assert_int_equal(lines.script.connection->tcp->copies.num, 15);
    lines_feed(&lines, "C S seq=0 id=10 at=1");
    assert_int_equal(lines.script.connection->tcp->copies.num, 16);
    /* Something was captured twice: from here on more are remembered. */
    feed_acks(&lines, 1000, 2 * HSVIZ_COPIES_MAX, "");
    assert_int_equal(list->num, HSVIZ_COPIES_MAX);
    feed_acks(&lines, 1000 + HSVIZ_COPIES_MAX + 1, HSVIZ_COPIES_MAX - 1, "at=2");
    assert_int_equal(lines.script.connection->tcp->copies.num, 16 + HSVIZ_COPIES_MAX - 1);
    /* What was forgotten is known by its place. */
    feed_acks(&lines, 1000, 5, "at=2");
    assert_int_equal(lines.script.connection->tcp->copies.num, 16 + HSVIZ_COPIES_MAX + 4);
    hsviz_copies_retire(&lines.script.connection->tcp->copies);
    assert_int_equal(list->num, HSVIZ_COPIES_CLOSED);
    assert_int_equal(list->seen[0].ip_id, 10);
    assert_int_equal(list->seen[HSVIZ_COPIES_CLOSED - 1].ip_id, 1000 + 2 * HSVIZ_COPIES_MAX - 1);
    hsviz_connection_free(lines.script.connection);
}

/* Each copy is where its original is. */
static void copies_stand_where_their_originals_do(void **state)
{
    struct lines lines = lines_begin();

    (void)state;
    lines_feed(&lines, "C S id=10 @0");
    lines_feed(&lines, "S SA id=3 @10");
    lines_feed(&lines, "C A id=11 @20");
    lines_feed(&lines, "C S seq=0 id=10 at=1 @25");
    assert_int_equal(lines.script.facts.half_rtt, 0);
    assert_int_equal(lines.script.facts.phase, HSVIZ_PHASE_TCP_OPEN);
    lines_feed(&lines, "S SA seq=0 id=3 at=1 @35");
    assert_int_equal(lines.script.facts.half_rtt, 1);
    hsviz_connection_free(lines.script.connection);
}

static const struct remark remarks[] = {
    { "near", { "C S id=1 @0", "C S seq=0 id=1 at=1 @0.01" }, "copies",
      "1 frame captured again within 0.1 ms, as by a mirror port, on several interfaces or at "
      "merged capture points: each packet counts once" },
    { "far", { "C S id=1 @0", "C S seq=0 id=1 ttl=63 at=1 @25.34" }, "copies",
      "1 frame captured again up to 25.3 ms later, as by a mirror port, on several interfaces or "
      "at merged capture points: each packet counts once" },
    { "none", { "C S id=1 @0", "S SA id=1 @25.34" }, "copies", NULL },
};

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_as_the_limits_say),
        cmocka_unit_test(copies_stand_where_their_originals_do),
    };
    struct CMUnitTest row_tests[G_N_ELEMENTS(rows)], remark_tests[G_N_ELEMENTS(remarks)];
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        row_tests[i] = row_test(rows[i].name, run, &rows[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(remarks); i++)
        remark_tests[i] = row_test(remarks[i].name, run_remark, &remarks[i]);
    failed += cmocka_run_group_tests(row_tests, NULL, NULL);
    return failed + cmocka_run_group_tests(remark_tests, NULL, NULL);
}
