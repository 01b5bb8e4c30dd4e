/* test_model_bounds.c
 * The limits of a connection one by one: what is within one is kept and said without a word of the
 * limit, what is beyond it is a note; and memory does not grow with what a connection goes on to
 * send. docs/limits.md has them in a table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/pki/certificate.h"
#include "model/pki/checks.h"
#include "model/story/note_text.h"
#include "model/tcp/gaps.h"
#include "model/tcp/icmp.h"
#include "model/tcp/liveness.h"
#include "model/tcp/tcp.h"
#include "model/time/clock.h"
#include "model/time/spans.h"
#include "model/tls/hello_facts.h"
#include "model/tls/infer_flight.h"
#include "model/tls/tls.h"
#include "render/layout/layout.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define THREE_WAY "C S", "S SA", "C A"
#define FULL_12                                                                                   \
    THREE_WAY, "C A CH", "S A SH CERT12/900 M12/300 M14/0", "C A M16/32 ccs M20/12",               \
        "S A ccs M20/12", "C A app/100", "S A app/500"
/* Decrypted, as with keys. */
#define AGAIN                                                                                     \
    "S A M0/0", "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A M16/32 ccs M20/12",             \
        "S A ccs M20/12"

static void feed(struct lines *lines, const char *const *text, size_t num, unsigned times)
{
    while (times-- > 0) {
        for (size_t i = 0; i < num; i++)
            lines_feed(lines, text[i]);
    }
}

static struct lines play(const char *const *text, size_t num)
{
    struct lines lines = lines_begin();

    feed(&lines, text, num, 1);
    return lines;
}

/* Finishes, and frees; whether there was a note of type, of which text holds the sentence where it
 * is not NULL. */
static bool ends_with_note(struct lines *lines, enum hsviz_note_type type, const char *text)
{
    struct hsviz_connection *connection = lines->script.connection;
    bool found = false;

    hsviz_connection_finish(connection);
    expect_sound(connection);
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);
        GString *said = g_string_new(NULL);

        hsviz_note_text(connection, said, note);
        found |= note->type == type;
        if (note->type == type && text)
            assert_string_equal(said->str, text);
        g_string_free(said, TRUE);
    }
    hsviz_connection_free(connection);
    return found;
}

/* ---- Notes ---- */

static struct lines repeated_syns(unsigned num_repetitions)
{
    struct lines lines = lines_begin();

    lines_feed(&lines, "C S");
    for (unsigned i = 0; i < num_repetitions; i++) {
        lines.script.seq[HSVIZ_CLIENT] = lines.first_seq[HSVIZ_CLIENT];
        script_tcp(&lines.script, 1000.0 * (i + 1), HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    }
    return lines;
}

static void notes_of_frames(void **state)
{
    struct lines within = repeated_syns(HSVIZ_FRAME_NOTES_MAX);
    struct lines beyond = repeated_syns(HSVIZ_FRAME_NOTES_MAX + 1);

    (void)state;
    assert_false(ends_with_note(&within, HSVIZ_NOTE_NOTES_FULL, NULL));
    assert_true(ends_with_note(&beyond, HSVIZ_NOTE_NOTES_FULL,
                               "further notes were left out: the limits are 16 about single "
                               "frames and 32 in total"));
}

/* Each message a frame of its own, 50 ms after the one before: each is a long think time, and all
 * but the first are out of place. */
static struct lines thinking(unsigned num_messages)
{
    static const char *const text[] = { "C S @0", "S SA @1", "C A @2", "C A CH @42",
                                        "S A SH @82" };
    struct lines lines = play(text, G_N_ELEMENTS(text));

    for (unsigned i = 0; i < num_messages; i++) {
        char *line = g_strdup_printf("S A CERT12/100 @%u", 132 + 50 * i);

        lines_feed(&lines, line);
        g_free(line);
    }
    return lines;
}

static void notes_in_all(void **state)
{
    struct lines within = thinking(15), beyond = thinking(HSVIZ_FRAME_NOTES_MAX + 1);
    const struct hsviz_connection *connection = beyond.script.connection;
    size_t num;

    (void)state;
    assert_false(ends_with_note(&within, HSVIZ_NOTE_NOTES_FULL, NULL));
    assert_false(connection->flags & HSVIZ_FRAME_NOTES_FULL);
    /* Twice, as in a live capture, is the same as once. */
    for (unsigned i = 0; i < 2; i++) {
        hsviz_connection_finish(beyond.script.connection);
        num = hsviz_connection_num_notes(connection);
        assert_int_equal(num, EXPECT_NOTES_MAX);
        assert_int_equal(hsviz_connection_note(connection, num - 1)->type, HSVIZ_NOTE_NOTES_FULL);
        assert_int_not_equal(hsviz_connection_note(connection, num - 2)->type,
                             HSVIZ_NOTE_NOTES_FULL);
    }
    hsviz_connection_free(beyond.script.connection);
}

static void a_hundred_thousand_icmp_messages(void **state)
{
    static const char *const text[] = { "C S" };
    struct lines lines = play(text, 1);
    struct hsviz_icmp icmp = { .message = 4U << 16 | 3U << 8 | 4, .seq = lines.first_seq[0],
                               .source_port = lines.script.port[HSVIZ_CLIENT] };

    (void)state;
    for (icmp.frame = 2; icmp.frame < 100002; icmp.frame++)
        hsviz_connection_take_icmp(lines.script.connection, &icmp);
    assert_int_equal(hsviz_connection_num_notes(lines.script.connection), HSVIZ_FRAME_NOTES_MAX);
    assert_true(ends_with_note(&lines, HSVIZ_NOTE_NOTES_FULL, NULL));
}

/* ---- Messages in a record ---- */

static bool has_full_record(size_t num_messages)
{
    static const char *const text[] = { THREE_WAY, "C A CH", "S A SH" };
    struct lines lines = play(text, G_N_ELEMENTS(text));
    struct hsviz_frame frame = { .num_units = 0 };
    GByteArray *bytes = g_byte_array_new();

    bytes_number(bytes, HSVIZ_CONTENT_HANDSHAKE, 1);
    bytes_number(bytes, 0x0303, 2);
    bytes_number(bytes, (uint32_t)(4 * num_messages), 2);
    for (size_t i = 0; i < num_messages; i++)
        bytes_number(bytes, 99U << 24, 4);
    lines.script.frame++;
    frame.segment = script_segment(&lines.script, 100, HSVIZ_SERVER, HSVIZ_TCP_ACK);
    frame.segment.payload = bytes->data;
    frame.segment.payload_len = bytes->len;
    frame.segment.payload_captured_len = bytes->len;
    hsviz_connection_feed(lines.script.connection, &lines.script.facts, &frame);
    g_byte_array_free(bytes, TRUE);
    return ends_with_note(&lines, HSVIZ_NOTE_RECORD_FULL,
                          "a record contains more than 64 messages: the rest were left out");
}

static void messages_in_a_record(void **state)
{
    (void)state;
    assert_false(has_full_record(HSVIZ_UNIT_PARTS_MAX));
    assert_true(has_full_record(HSVIZ_UNIT_PARTS_MAX + 1));
}

/* ---- Names ---- */

static void expect_name(const char *bytes, size_t len, size_t kept)
{
    struct hsviz_tls *tls = g_new0(struct hsviz_tls, 1);
    struct hsviz_bytes name = { (const uint8_t *)bytes, len, false };

    hsviz_tls_keep_name(tls, &tls->server_name, name);
    assert_int_equal(strlen(tls->server_name), kept);
    assert_int_equal(tls->has_cut_name, kept < len);
    hsviz_tls_free(tls);
}

static void names(void **state)
{
    char *longest = g_strnfill(HSVIZ_NAME_MAX_LEN, 'a');
    char *longer = g_strnfill(60000, 'a');

    (void)state;
    expect_name(longest, HSVIZ_NAME_MAX_LEN, HSVIZ_NAME_MAX_LEN);
    expect_name(longer, HSVIZ_NAME_MAX_LEN + 1, HSVIZ_NAME_MAX_LEN);
    expect_name(longer, 60000, HSVIZ_NAME_MAX_LEN);
    expect_name("bank.example\0.attacker.example", 30, 12);
    g_free(longest);
    g_free(longer);
}

static bool has_cut_name(unsigned len)
{
    char *name = g_strnfill(len, 'a');
    char *hello = g_strdup_printf("C A CH/sni=%s", name);
    const char *const text[] = { THREE_WAY, hello, "S A SH" };
    struct lines lines = play(text, G_N_ELEMENTS(text));

    g_free(name);
    g_free(hello);
    return ends_with_note(&lines, HSVIZ_NOTE_NAME_CUT,
                          "a name in the hellos contains a zero byte or exceeds 255 bytes: it is "
                          "truncated there");
}

static void a_name_that_is_too_long(void **state)
{
    (void)state;
    assert_false(has_cut_name(HSVIZ_NAME_MAX_LEN));
    assert_true(has_cut_name(HSVIZ_NAME_MAX_LEN + 1));
}

/* ---- Revocation checks ---- */

static bool has_full_checks(size_t num_checks)
{
    static const char *const text[] = { THREE_WAY, "C A CH", "S A SH" };
    struct lines lines = play(text, G_N_ELEMENTS(text));

    for (size_t i = 0; i < num_checks; i++) {
        struct hsviz_check *check = hsviz_checks_add(lines.script.connection, lines.script.frame);

        assert_int_equal(check != NULL, i < HSVIZ_CHECKS_MAX);
        if (check)
            check->address = g_strdup("192.0.2.30");
    }
    return ends_with_note(&lines, HSVIZ_NOTE_CHECKS_FULL,
                          "only the first 8 revocation checks were kept");
}

static void requests(void **state)
{
    (void)state;
    assert_false(has_full_checks(HSVIZ_CHECKS_MAX));
    assert_true(has_full_checks(HSVIZ_CHECKS_MAX + 1));
}

/* ---- Holes ---- */

/* Every other segment of two bytes is missing. */
static bool has_full_holes(unsigned num_holes)
{
    static const char *const text[] = { THREE_WAY };
    struct lines lines = play(text, G_N_ELEMENTS(text));

    for (unsigned i = 0; i <= num_holes; i++) {
        char *line = g_strdup_printf("C A seq=%u text=ab", 1 + 4 * i);

        lines_feed(&lines, line);
        g_free(line);
    }
    return ends_with_note(&lines, HSVIZ_NOTE_HOLES_FULL,
                          "the client's data had more than 4 gaps at once: data that fills one of "
                          "the oldest counts as retransmitted");
}

/* Those that were acknowledged are of the capture, and may be forgotten. */
static void holes_of_the_capture(void **state)
{
    static const char *const text[] = { THREE_WAY };
    struct lines lines = play(text, G_N_ELEMENTS(text));

    (void)state;
    for (unsigned i = 0; i < 10 * HSVIZ_HOLES_MAX; i++) {
        lines_feed(&lines, "C! A text=ab");
        lines_feed(&lines, "C A text=ab");
        lines_feed(&lines, "S A");
    }
    assert_false(ends_with_note(&lines, HSVIZ_NOTE_HOLES_FULL, NULL));
}

static void holes(void **state)
{
    (void)state;
    assert_false(has_full_holes(HSVIZ_HOLES_MAX));
    assert_true(has_full_holes(HSVIZ_HOLES_MAX + 1));
}

/* ---- Steps that are hidden, and gaps: not all are drawn, but all are counted ---- */

static size_t count_steps(const struct hsviz_connection *connection, enum hsviz_step_type type)
{
    size_t num = 0;

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++)
        num += hsviz_connection_step(connection, i)->type == type;
    return num;
}

static void hidden_steps(void **state)
{
    static const char *const first[] = { THREE_WAY, "C A text=a" };
    static const char *const again[] = { "S A win=0 @1000", "S A win=1000 @1000" };
    struct lines lines = play(first, G_N_ELEMENTS(first));
    const struct hsviz_connection *connection = lines.script.connection;

    (void)state;
    feed(&lines, again, G_N_ELEMENTS(again), 100);
    assert_int_equal(count_steps(connection, HSVIZ_STEP_ZERO_WINDOW) +
                         count_steps(connection, HSVIZ_STEP_WINDOW_UPDATE),
                     HSVIZ_HIDDEN_STEPS_MAX);
    assert_true(ends_with_note(&lines, HSVIZ_NOTE_WINDOW_CLOSED,
                               "the server closed its receive window 100 times, for 0.0 ms in "
                               "total"));
}

static void gaps_of_data(void **state)
{
    static const char *const first[] = { THREE_WAY };
    static const char *const again[] = { "C! A text=ab", "C A text=ab", "S A" };
    struct lines lines = play(first, G_N_ELEMENTS(first));

    (void)state;
    feed(&lines, again, G_N_ELEMENTS(again), 100);
    assert_int_equal(count_steps(lines.script.connection, HSVIZ_STEP_SEGMENT),
                     HSVIZ_DATA_GAPS_MAX);
    assert_true(ends_with_note(&lines, HSVIZ_NOTE_NOT_CAPTURED,
                               "the capture lacks 200 bytes that the client sent and the peer "
                               "acknowledged"));
}

/* ---- Records of a flight ---- */

static size_t count_inferred(unsigned num_records, const char *last)
{
    GString *flight = g_string_new("S A SH/selected=0304");
    struct lines lines = lines_begin();
    size_t num = 0;

    for (unsigned i = 0; i < num_records; i++)
        g_string_append(flight, " app/1400");
    g_string_append(flight, last);
    feed(&lines, (const char *const[]){ THREE_WAY, "C A CH/13", flight->str, "C A app/53" }, 6, 1);
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    for (size_t i = 0; i < hsviz_connection_num_steps(lines.script.connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(lines.script.connection, i);

        num += hsviz_step_side(lines.script.connection, step) == HSVIZ_SERVER &&
               step->source == HSVIZ_INFERRED;
    }
    hsviz_connection_free(lines.script.connection);
    g_string_free(flight, TRUE);
    return num;
}

/* Where a flight ends beyond the records that are looked at, none of them is named. */
static void records_of_a_flight(void **state)
{
    (void)state;
    assert_int_not_equal(count_inferred(HSVIZ_FLIGHT_RECORDS_MAX, ""), 0);
    assert_int_equal(count_inferred(HSVIZ_FLIGHT_RECORDS_MAX + 1, ""), 0);
    assert_int_not_equal(count_inferred(5, " app/53 app/1400 app/1400"), 0);
}

/* ---- Handshakes of one connection ---- */

/* Each has its bracket, as long as there are steps. */
static void as_many_brackets_as_handshakes(void **state)
{
    static const char *const first[] = { FULL_12 };
    static const char *const again[] = { AGAIN };
    struct lines lines = play(first, G_N_ELEMENTS(first));
    struct hsviz_render_options options = { .width = 100 };
    struct hsviz_span spans[HSVIZ_SPANS_MAX];
    struct hsviz_layout *layout;
    size_t num_before;

    (void)state;
    feed(&lines, again, G_N_ELEMENTS(again), 30);
    hsviz_connection_finish(lines.script.connection);
    num_before = hsviz_connection_spans(lines.script.connection, spans, HSVIZ_SPANS_MAX);
    assert_int_equal(num_before, 1 + 1 + 30);
    layout = hsviz_layout_new(lines.script.connection, &options);
    assert_int_equal(layout->num_brackets, num_before);
    hsviz_layout_free(layout);
    hsviz_connection_free(lines.script.connection);
}

/* ---- Memory ---- */

struct endless {
    const char *name;
    const char *first[LINES_MAX]; /* as they come */
    const char *again[LINES_MAX]; /* over and over */
};

static const struct endless endless[] = {
    { "renegotiations", { FULL_12 }, { AGAIN } },
    { "renegotiations with keys, and what goes without",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304 d.EE d.CERT/800 d.M15/260 d.M20/32",
        "C A d.M20/32" },
      { "S A d.M4/200", "C A d.M24/1", "S A d.M24/1", "C A app/100", "S A enc/40" } },
    { "hellos", { THREE_WAY }, { "C A CH/13/sni=example.test", "S A SH/selected=0304/retry" } },
    { "messages that do not exist", { THREE_WAY, "C A CH", "S A SH" },
      { "S A M99/10", "C A M98/10" } },
    { "alerts", { FULL_12 }, { "C A alert/1/90", "S A alert/1/100", "S A alert/26" } },
    { "heartbeats", { FULL_12 }, { "C A hb/20", "S A hb/20" } },
    { "holes", { THREE_WAY }, { "C! A text=ab", "C A text=ab", "S! A text=cd", "S A text=cd" } },
    { "holes that nobody acknowledges", { THREE_WAY }, { "C! A text=ab", "C A text=ab ack=1" } },
    { "segments that nobody acknowledges", { THREE_WAY }, { "C A text=ab" } },
    { "timestamps", { "C S ts=1,0", "S SA ts=1,1", "C A ts=2,1" },
      { "C A text=ab ts=3,1", "S A ts=4,3" } },
    { "fragments", { THREE_WAY, "C A CH", "S A SH" },
      { "S A open11/30000/16384", "S A more/13620" } },
    { "windows that close and open", { THREE_WAY, "C A text=a" },
      { "S A win=0", "S A win=1000", "C A text=b" } },
    { "openings and resets", { THREE_WAY }, { "S RA", "C S", "S SA", "C A" } },
    { "opening and closing", { THREE_WAY }, { "C FA", "S FA", "C A", "C S", "S SA", "C A" } },
    { "records of SSL 2", { THREE_WAY, "C A s2ch/0002", "S A s2sh" },
      { "C A s2m/2/20", "S A s2/60" } },
    { "plain text", { THREE_WAY }, { "C A text=EHLO_x", "S A text=250_ok" } },
};

static size_t num_lines(const char *const *text)
{
    size_t num = 0;

    while (num < LINES_MAX && text[num])
        num++;
    return num;
}

/* What the process has allocated; 0 where the C library does not say, as under a sanitizer. */
static size_t num_allocated(void)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
    return mallinfo2().uordblks;
#else
    return 0;
#endif
}

static void expect_clock_within_limits(const struct hsviz_clock *clock)
{
    for (size_t end = 0; clock && end < HSVIZ_NUM_ENDS; end++) {
        assert_in_range(clock->from[end].data.num, 0, HSVIZ_CAUSES_MAX);
        assert_in_range(clock->from[end].acks.num, 0, HSVIZ_RELEASES_MAX);
    }
    assert_in_range(clock ? clock->candidates.num : 0, 0, HSVIZ_CANDIDATES_MAX);
}

/* A byte a frame would be more; what the library caches and the newest frame's texts are less. */
enum { FEW_TIMES = 600, MANY_TIMES = 10000, SLACK = 8192 };

static void memory_is_bounded(void **state)
{
    const struct endless *kind = *state;
    struct lines lines = play(kind->first, num_lines(kind->first));
    size_t few, many;

    feed(&lines, kind->again, num_lines(kind->again), FEW_TIMES);
    hsviz_connection_finish(lines.script.connection);
    few = num_allocated();
    feed(&lines, kind->again, num_lines(kind->again), MANY_TIMES);
    hsviz_connection_finish(lines.script.connection);
    many = num_allocated();
    assert_in_range(many, 0, few + SLACK);
    assert_true(hsviz_connection_num_steps(lines.script.connection) <= EXPECT_STEPS_MAX);
    assert_true(hsviz_connection_num_notes(lines.script.connection) <= EXPECT_NOTES_MAX);
    expect_clock_within_limits(lines.script.connection->clock);
    expect_sound(lines.script.connection);
    hsviz_connection_free(lines.script.connection);
}

/* The most that one connection can take: its lists full. */
static void the_largest_connection(void **state)
{
    size_t steps = HSVIZ_STEPS_MAX * sizeof(struct hsviz_step);
    size_t notes = HSVIZ_NOTES_MAX * sizeof(struct hsviz_note);
    size_t rest = sizeof(struct hsviz_connection) + sizeof(struct hsviz_tls) +
                  sizeof(struct hsviz_clock) + sizeof(struct hsviz_liveness) +
                  sizeof(struct hsviz_tcp) +
                  2 * (sizeof(struct hsviz_track) +
                       HSVIZ_COPIES_MAX * sizeof(struct hsviz_seen) +
                       (HSVIZ_CAUSES_MAX + HSVIZ_RELEASES_MAX) * sizeof(struct hsviz_cause)) +
                  HSVIZ_CANDIDATES_MAX * sizeof(struct hsviz_candidate) + 4 * HSVIZ_NAME_MAX_LEN;

    size_t chain = sizeof(struct hsviz_chain) +
                   HSVIZ_CHAIN_MAX *
                       (HSVIZ_ISSUER_MAX + HSVIZ_NUM_CHECK_URLS * (HSVIZ_URL_MAX + 1));
    size_t checks = sizeof(struct hsviz_checks) +
                    HSVIZ_CHECKS_MAX * (sizeof(struct hsviz_check) + HSVIZ_CHECK_HOST_MAX) +
                    HSVIZ_CHECK_TIMES_MAX * sizeof(struct hsviz_check_time);

    (void)state;
    /* The steps as they are, and as they were before finishing. docs/limits.md says so. */
    assert_in_range(2 * steps + notes + rest + chain + checks, 0, 96 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_of_frames),
        cmocka_unit_test(notes_in_all),
        cmocka_unit_test(a_hundred_thousand_icmp_messages),
        cmocka_unit_test(messages_in_a_record),
        cmocka_unit_test(names),
        cmocka_unit_test(a_name_that_is_too_long),
        cmocka_unit_test(requests),
        cmocka_unit_test(holes),
        cmocka_unit_test(holes_of_the_capture),
        cmocka_unit_test(hidden_steps),
        cmocka_unit_test(gaps_of_data),
        cmocka_unit_test(records_of_a_flight),
        cmocka_unit_test(as_many_brackets_as_handshakes),
        cmocka_unit_test(the_largest_connection),
    };
    struct CMUnitTest rows[G_N_ELEMENTS(endless)];
    int failed;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        rows[i] = row_test(endless[i].name, memory_is_bounded, &endless[i]);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + cmocka_run_group_tests(rows, NULL, NULL);
}
