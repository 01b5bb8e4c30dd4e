/* test_model_strays.c
 * Segments that their receiver drops: they change nothing; and those that only looked so count.
 *
 * Source: RFC 9293 3.10.7.3 (SYN-SENT), 3.10.7.4 (all other states), 3.5.1 (old connections);
 *         RFC 5961 3.2, 4, 5 (challenge ACKs); RFC 7323 5.3 (PAWS).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/story/note_text.h"

#define THREE_WAY "C S", "S SA", "C A"
#define OPENING_STEPS                                                                             \
    "1 C SYN 0 SYN-SENT/LISTEN\n"                                                                 \
    "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"                                                         \
    "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"
#define TLS                                                                                       \
    "C A CH/13/modes", "S A SH/selected=0304 app/32 app/900 app/280 app/52", "C A app/52 app/99", \
        "S A app/250 app/300", "C A"
#define CLOSE "C FA", "S FA", "C A"

/* ---- A stray changes nothing ---- */

static const struct base {
    const char *name;
    const char *lines[LINES_MAX];
    size_t first, last; /* where the strays are put: before these lines */
} bases[] = {
    { "a whole connection", { THREE_WAY, TLS, CLOSE }, 3, 10 },
    { "with timestamps",
      { "C S ts=100,0", "S SA ts=900,100", "C A ts=110,900", "C A ts=120,900 CH/13/modes",
        "S A ts=910,120 SH/selected=0304 app/32 app/900 app/280 app/52",
        "C A ts=130,910 app/52 app/99", "S A ts=920,130 app/250 app/300", "C A ts=140,920",
        "C FA ts=150,920", "S FA ts=930,150", "C A ts=160,930" },
      3, 10 },
    { "with scaled windows",
      { "C S ws=7", "S SA ws=7", "C A win=500", "C A CH/13/modes win=500",
        "S A SH/selected=0304 app/32 app/900 win=500", "C A app/52 app/99 win=500",
        "S A app/300 win=500", "C A win=500", "C FA win=500", "S FA win=500", "C A win=500" },
      3, 10 },
    { "plain bytes", { THREE_WAY, "C A text=hello", "S A text=hi", "C A", "S FA", "C FA", "S A" },
      3, 8 },
};

static const char *const strays[] = {
    /* Data, FINs and ACKs far from where they can be. */
    "S~ A seq=536870913 len=50", "C~ A seq=536870913 len=50", "S~ A seq=2147483600 len=50",
    "S~ A seq=3000000000 len=50", "S~ A seq=4294907296 len=50", "S~ FA seq=536870913",
    "C~ FA seq=536870913", "S~ FA seq=4294947296", "C~ FA seq=4294947296", "S~ FA seq=9000000",
    "S~ A ack=1073741825", "C~ A ack=1073741825", "S~ A ack=4294900000", "C~ A ack=9000000",
    "S~ FA ack=2200000000", "C~ A seq=2194491543 ack=605140534",
    "S~ FA seq=2194491543 ack=605140534",
    /* Without ACK. */
    "C~ FPU", "S~ FPU", "C~ F", "C~ P len=20", "S~ P len=20",
    /* SYNs with other numbers. */
    "S~ SA seq=777 ack=1", "C~ S seq=99999", "C~ SA seq=99999 ack=1",
    /* Resets outside the window. */
    "S~ R seq=9000000", "C~ R seq=4294900000", "S~ RA seq=9000000",
};

static const struct base openings[] = {
    { "before the SYN-ACK", { THREE_WAY, TLS, CLOSE }, 1, 1 },
    { "before the SYN-ACK, with timestamps",
      { "C S ts=100,0", "S SA ts=900,100", "C A ts=110,900", "C A ts=120,900 text=hello",
        "S A ts=910,120 text=hi" }, 1, 1 },
};

/* What a client that has sent its SYN does not take. */
static const char *const opening_strays[] = {
    "S~ A seq=772777 ack=887888", "S~ A seq=772777 ack=887888 len=100", "S~ FA seq=9 ack=887888",
    "S~ SA seq=772777 ack=1073741825", "S~ SA seq=772777 ack=4294966797", "S~ SA ack=2",
    "S~ R seq=0", "S~ RA ack=77", "S~ FPU", "S~ P len=30",
};

/* What is said of a connection, its strays left out; skipped is the frame of one, 0: of none. */
static GString *said(const struct hsviz_connection *connection, uint32_t skipped)
{
    GString *text = g_string_new(NULL), *tls = tls_text(connection), *tcp = tcp_text(connection);
    struct hsviz_times times = hsviz_connection_times(connection);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        struct hsviz_step step = *hsviz_connection_step(connection, i);

        if (hsviz_step_is_dropped(&step)) {
            assert_int_equal(step.frame, skipped);
            assert_int_equal(step.half_rtt, HSVIZ_HALF_RTT_UNKNOWN);
            continue;
        }
        step.frame -= skipped != 0 && step.frame > skipped;
        step.first_frame -= skipped != 0 && step.first_frame > skipped;
        step.last_frame -= skipped != 0 && step.last_frame > skipped;
        step.repeat_of -= skipped != 0 && step.repeat_of > skipped;
        append_step_line(text, connection, &step);
    }
    hsviz_connection_history(connection, text);
    for (size_t i = 0; i < HSVIZ_NUM_LEDGER_PARTS; i++)
        g_string_append_printf(text, " %d", (int)(times.ledger_ns[i] / 1000));
    g_string_append_printf(text, "\n%s\n%s", tls->str, tcp->str);
    g_string_free(tls, TRUE);
    g_string_free(tcp, TRUE);
    return text;
}

/* The lines with a stray before line number at, which takes no time; NULL: without one. */
static struct hsviz_connection *play(const struct base *base, uint32_t first_seq,
                                     const char *stray, size_t at)
{
    struct lines lines = lines_begin();

    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++)
        lines.script.seq[side] = lines.first_seq[side] = first_seq + (uint32_t)side * 4000;
    for (size_t i = 0; base->lines[i]; i++) {
        if (stray && i == at) {
            lines_feed(&lines, stray);
            lines.ms -= 10;
            if (lines.script.facts.half_rtt != HSVIZ_HALF_RTT_UNKNOWN ||
                lines.script.facts.phase != HSVIZ_PHASE_OTHER)
                fail_msg("%s, %s before line %zu: it counts", base->name, stray, at);
        }
        lines_feed(&lines, base->lines[i]);
    }
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    return lines.script.connection;
}

static void expect_no_change(const struct base *base, uint32_t first_seq, const char *stray)
{
    struct hsviz_connection *clean = play(base, first_seq, NULL, 0);
    GString *expected = said(clean, 0);

    for (size_t at = base->first; at <= base->last; at++) {
        struct hsviz_connection *connection = play(base, first_seq, stray, at);
        char *name = g_strdup_printf("%s, %s before line %zu", base->name, stray, at);

        expect_text(said(connection, (uint32_t)at + 1), expected->str, name);
        if (!has_note(connection, HSVIZ_NOTE_DROPPED) &&
            !has_note(connection, HSVIZ_NOTE_RESET_IGNORED) &&
            !has_note(connection, HSVIZ_NOTE_SYN_DIFFERENT) &&
            !has_note(connection, HSVIZ_NOTE_SYN_ACK_DIFFERENT))
            fail_msg("%s: no note", name);
        assert_false(has_note(connection, HSVIZ_NOTE_NOT_CAPTURED));
        g_free(name);
        hsviz_connection_free(connection);
    }
    g_string_free(expected, TRUE);
    hsviz_connection_free(clean);
}

/* Where sequence numbers begin: also so that they wrap at 2^32 within the conversation. */
static const uint32_t first_numbers[] = { 1000, 0xffffff00, 0xfffffffe, 0x7fffff80 };

static void a_stray_changes_nothing(void **state)
{
    (void)state;
    for (size_t number = 0; number < G_N_ELEMENTS(first_numbers); number++) {
        for (size_t i = 0; i < G_N_ELEMENTS(bases); i++) {
            for (size_t stray = 0; stray < G_N_ELEMENTS(strays); stray++)
                expect_no_change(&bases[i], first_numbers[number], strays[stray]);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(openings); i++) {
            for (size_t stray = 0; stray < G_N_ELEMENTS(opening_strays); stray++)
                expect_no_change(&openings[i], first_numbers[number], opening_strays[stray]);
        }
    }
}

/* ---- What only looked like a stray ---- */

static const struct confirmed {
    const char *name;
    const char *lines[LINES_MAX];
    enum hsviz_note_type note; /* that it has */
    const char *steps;         /* NULL: not looked at */
} confirmed[] = {
    { "the other end acknowledges the bytes",
      { THREE_WAY, "C A text=hello", "S A seq=900001 len=100", "C A ack=900101" },
      HSVIZ_NOTE_DROPPED_COUNT, NULL },
    { "three in a row agree",
      { THREE_WAY, "C A text=hello", "S A seq=900001 len=100", "S A seq=900101 len=100",
        "S A seq=900201 len=100" },
      HSVIZ_NOTE_DROPPED_COUNT, NULL },
    { "a FIN after much that was not captured, which is acknowledged",
      { THREE_WAY, "C A text=hello", "S FA seq=900001", "C A ack=900002" },
      HSVIZ_NOTE_DROPPED_COUNT, NULL },
    /* Of what counts after all, the payload is not kept: frame 2 has no step. */
    { "the first segment of a capture was the stray",
      { "S~ FA seq=900000000 ack=2000000000", "C A seq=1 ack=1 text=hello",
        "S A seq=1 ack=6 text=hi", "C A seq=6 ack=3" },
      HSVIZ_NOTE_DROPPED,
      "1 S FIN ? (ESTABLISHED)/FIN-WAIT-1\n"
      "3 S Plaintext 0.5\n" },
    { "the same again confirms nothing",
      { THREE_WAY, "S~ A seq=900001 len=9", "S~ A seq=900001 len=9", "S~ A seq=900001 len=9",
        "S~ A seq=900001 len=9", "S A text=hi" },
      HSVIZ_NOTE_DROPPED, OPENING_STEPS "8 S Plaintext 1.5\n" },
};

static void what_is_confirmed_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(confirmed); i++) {
        struct hsviz_connection *connection = lines_connection(confirmed[i].lines);

        if (confirmed[i].steps)
            expect_text(steps_text(connection), confirmed[i].steps, confirmed[i].name);
        if (!has_note(connection, confirmed[i].note))
            fail_msg("%s: no note", confirmed[i].name);
        hsviz_connection_free(connection);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stray_changes_nothing),
        cmocka_unit_test(what_is_confirmed_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
