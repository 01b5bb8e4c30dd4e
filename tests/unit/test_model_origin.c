/* test_model_origin.c
 * Packets that carry an end's address and are not of it: what tells them, what they do, and what
 * follows them; and what is never taken for one.
 *
 * Source: RFC 9293 3.5.3 (a reset's payload), 3.10.7.1 (what a reset answers), 3.10.7.4 (which one
 *         counts); RFC 3360 (boxes that reset).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_remarks.h"

#include "model/connection.h"
#include "model/core/frame_facts.h"
#include "model/core/step.h"
#include "model/story/explain.h"
#include "model/time/times.h"

struct origin_row {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps; /* those from frame 4 on */
    const char *note;  /* NULL: none */
    const char *outcome;
};

/* The server is 50 ms away, its packets come with 52 of 64 hops left. */
#define OPENED "C S id=7 ttl=64 @0", "S SA ttl=52 @50", "C A id=8 ttl=64 @50.1"
#define HELLO OPENED, "C A CH/13 id=9 ttl=64 @51"
#define HELLO_STEP "4 C ClientHello 1\n"

static const struct origin_row rows[] = {
    { "sooner than half the round trip, with another TTL", { HELLO, "S RA ttl=60 @60" },
      HELLO_STEP "5 S RST ? CLOSED/ESTABLISHED\n",
      "this RST is not from the server, but probably from a box on the path: 9.0 ms after frame 4, "
      "which it answers (shortest round trip: 50.0 ms), TTL 60 instead of 52", "cut" },
    { "a reset without ACK answers who first acknowledged its number",
      { HELLO, "S R ttl=53 @60" }, HELLO_STEP "5 S RST ? CLOSED/ESTABLISHED\n",
      "this RST is not from the server, but probably from a box on the path: 9.9 ms after frame 3, "
      "which it answers (shortest round trip: 50.0 ms), TTL 53 instead of 52", "cut" },
    { "sooner than half the round trip, TTL as ever: the SYN-ACK may have been slow",
      { HELLO, "S RA ttl=52 @60" }, HELLO_STEP "5 S RST 1.5 CLOSED/CLOSED\n", NULL,
      "server-gave-up" },
    { "another TTL by one, and in time: paths change", { HELLO, "S RA ttl=51 @101" },
      HELLO_STEP "5 S RST 1.5 CLOSED/CLOSED\n", NULL, "server-gave-up" },
    { "another TTL by far, a little too soon", { HELLO, "S RA ttl=56 @99" },
      HELLO_STEP "5 S RST ? CLOSED/ESTABLISHED\n",
      "this RST is not from the server, but probably from a box on the path: 48.0 ms after frame "
      "4, which it answers (shortest round trip: 50.0 ms), TTL 56 instead of 52", "cut" },
    { "another TTL by far, in time, after a single packet: the SYN-ACK may be a proxy's",
      { HELLO, "S RA ttl=100 @103" }, HELLO_STEP "5 S RST 1.5 CLOSED/CLOSED\n", NULL,
      "server-gave-up" },
    { "another initial TTL at the same distance",
      { HELLO, "S A ttl=52 @101", "S A ttl=52 @102", "S RA ttl=243 @103" },
      HELLO_STEP "7 S RST 1.5 CLOSED/CLOSED\n", NULL, "server-gave-up" },
    { "another TTL by far, in time, where the end has shown its own",
      { HELLO, "S A ttl=52 @101", "S A ttl=52 @102", "S RA ttl=57 @103" },
      HELLO_STEP "7 S RST ? CLOSED/ESTABLISHED\n",
      "this RST is not from the server, but probably from a box on the path: TTL 57 instead of 52",
      "cut" },
    { "an end whose packets come by two ways",
      { HELLO, "S A ttl=58 @101", "S A ttl=52 @102", "S RA ttl=58 @103" },
      HELLO_STEP "7 S RST 1.5 CLOSED/CLOSED\n", NULL, "server-gave-up" },
    { "an identification out of sequence, and too soon",
      { "C S id=7 ttl=64 @0", "S SA id=100 ttl=52 @50", "C A ttl=64 @50.1", "C A CH/13 @51",
        "S A id=101 ttl=52 @101", "S A id=102 ttl=52 @102", "S A id=103 ttl=52 @103",
        "C A app/20 @110", "S RA id=40000 ttl=52 @115" },
      HELLO_STEP "8 C ApplicationData 1\n9 S RST ? CLOSED/ESTABLISHED\n",
      "this RST is not from the server, but probably from a box on the path: 5.0 ms after frame 8, "
      "which it answers (shortest round trip: 50.0 ms), an IP identification out of sequence",
      "cut" },
    { "what it carries is no data, and the server's own comes after it",
      { HELLO, "S RA len=10 ttl=250 @58", "S A seq=1 SH/selected=0304 ttl=52 @101" },
      HELLO_STEP "5 S RST ? CLOSED/ESTABLISHED\n6 S ServerHello 1.5\n",
      "this RST is not from the server, but probably from a box on the path: 7.0 ms after frame 4, "
      "which it answers (shortest round trip: 50.0 ms), TTL 250 instead of 52", "cut" },
    { "the client's data after it is not lost, its reset no second one",
      { OPENED, "C A begin=300 id=9 ttl=64 @51", "S R ttl=60 @51.1", "C A len=100 ttl=64 @51.2",
        "S A ttl=52 @101", "C R ttl=64 @102" },
      "5 S RST ? CLOSED/ESTABLISHED\n8 C RST 2 CLOSED/CLOSED\n",
      "this RST is not from the server, but probably from a box on the path: 1.0 ms after frame 3, "
      "which it answers (shortest round trip: 50.0 ms), TTL 60 instead of 52", "not-tls" },
    { "with another number the client does not take it",
      { HELLO, "S RA seq=5 ttl=60 @60", "S A seq=1 SH/selected=0304 ttl=52 @101" },
      HELLO_STEP "5 S RST ? ESTABLISHED/ESTABLISHED\n6 S ServerHello 1.5\n",
      "this RST is not from the server, but probably from a box on the path: 9.0 ms after frame 4, "
      "which it answers (shortest round trip: 50.0 ms), TTL 60 instead of 52", "cut" },
    { "an answer of a box is no answer of the server's",
      { HELLO, "S A len=200 ttl=60 @60", "S A seq=1 SH/selected=0304 ttl=52 @101" },
      HELLO_STEP "5 S Segment ? ESTABLISHED/ESTABLISHED\n6 S ServerHello 1.5\n",
      "this Segment is not from the server, but probably from a box on the path: 9.0 ms after frame "
      "4, which it answers (shortest round trip: 50.0 ms), TTL 60 instead of 52", "cut" },
    { "data of another host behind the same address, in time",
      { HELLO, "S A SH/selected=0304 ttl=45 @101" }, HELLO_STEP "5 S ServerHello 1.5\n", NULL,
      "cut" },
};

/* The steps without those of the TCP handshake. */
static GString *later_steps(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->frame > 3)
            append_step_line(text, connection, step);
    }
    return text;
}

static void run(void **state)
{
    const struct origin_row *row = *state;
    struct hsviz_connection *connection = lines_play(row->lines);
    struct hsviz_times times;

    hsviz_connection_finish(connection);
    expect_text(later_steps(connection), row->steps, row->name);
    expect_note(connection, "from_path", row->note, row->name);
    assert_string_equal(hsviz_word_name(hsviz_outcomes, hsviz_connection_outcome(connection)),
                        row->outcome);
    times = hsviz_connection_times(connection);
    if (row->note)
        assert_in_range(times.ledger_ns[HSVIZ_LEDGER_SERVER_THINK], 0, 1000000);
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++)
        assert_true(!row->note || hsviz_connection_note(connection, i)->type !=
                                      HSVIZ_NOTE_RESET_LOSS);
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++)
        assert_non_null(hsviz_explain_step(connection, hsviz_connection_step(connection, i)));
    hsviz_connection_free(connection);
}

/* Its frame has no position, and the close names the side whose address it carries. */
static void a_frame_without_position(void **state)
{
    static const char *const text[] = { HELLO, "S RA ttl=60 @60" };
    struct lines lines = lines_begin();

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(text); i++)
        lines_feed(&lines, text[i]);
    assert_int_equal(lines.script.facts.half_rtt, HSVIZ_HALF_RTT_UNKNOWN);
    assert_int_equal(lines.script.facts.phase, HSVIZ_PHASE_RESET);
    expect_text(tcp_text(lines.script.connection),
                "three-way, reset-by-server; CLOSED, ESTABLISHED", "states");
    /* A copy of it is one, and has none either. */
    lines_feed(&lines, "S RA seq=1 ttl=59 @60.1");
    assert_int_equal(lines.script.facts.half_rtt, HSVIZ_HALF_RTT_UNKNOWN);
    hsviz_connection_free(lines.script.connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_frame_without_position) };
    struct CMUnitTest row_tests[G_N_ELEMENTS(rows)];
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        row_tests[i] = row_test(rows[i].name, run, &rows[i]);
    return failed + cmocka_run_group_tests(row_tests, NULL, NULL);
}
