/* test_model_limits.c
 * Much of everything: what a connection keeps has a limit, and reaching it is a note.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/tcp/segment.h"
#include "model/tcp/shape.h"

#define THREE_WAY "C S", "S SA", "C A"
#define FULL_12                                                                                   \
    THREE_WAY, "C A CH", "S A SH CERT12/900 M12/300 M14/0", "C A M16/32 ccs M20/12",               \
        "S A ccs M20/12", "C A app/100", "S A app/500"

static struct lines play(const char *const *text, size_t num)
{
    struct lines lines = lines_begin();

    for (size_t i = 0; i < num; i++)
        lines_feed(&lines, text[i]);
    return lines;
}

static void expect_full_but_sound(struct lines *lines)
{
    hsviz_connection_finish(lines->script.connection);
    expect_sound(lines->script.connection);
    assert_int_equal(hsviz_connection_num_steps(lines->script.connection), EXPECT_STEPS_MAX);
    assert_true(has_note(lines->script.connection, HSVIZ_NOTE_STEPS_FULL));
}

/* Decrypted, as with keys: every one is ten messages. */
static void a_thousand_renegotiations(void **state)
{
    static const char *const first[] = { FULL_12 };
    static const char *const again[] = { "S A M0/0", "C A CH", "S A SH|CERT12/900|M12/300|M14/0",
                                         "C A M16/32 ccs M20/12", "S A ccs M20/12" };
    struct lines lines = play(first, G_N_ELEMENTS(first));

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(again); j++)
            lines_feed(&lines, again[j]);
    }
    expect_full_but_sound(&lines);
    expect_text(tls_text(lines.script.connection),
                "full + renegotiated, complete; 1 + 2, 3, 4; 3", "renegotiations");
    hsviz_connection_free(lines.script.connection);
}

static void one_renegotiation_is_after_the_handshake(void **state)
{
    static const char *const text[] = { FULL_12, "S A M0/0", "C A CH" };
    struct lines lines = play(text, G_N_ELEMENTS(text));
    size_t num = hsviz_connection_num_steps(lines.script.connection);

    (void)state;
    for (size_t i = num - 2; i < num; i++) {
        const struct hsviz_step *step = hsviz_connection_step(lines.script.connection, i);

        assert_int_equal(step->phase, HSVIZ_PHASE_POST_HANDSHAKE);
        assert_int_equal(step->source, HSVIZ_DECRYPTED);
        assert_false(step->flags & HSVIZ_STEP_UNEXPECTED);
    }
    hsviz_connection_free(lines.script.connection);
}

static void a_hundred_thousand_syns(void **state)
{
    static const char *const first[] = { "C S" };
    struct lines lines = play(first, 1);

    (void)state;
    for (unsigned i = 0; i < 100000; i++) {
        lines.script.seq[HSVIZ_CLIENT] = lines.first_seq[HSVIZ_CLIENT];
        script_tcp(&lines.script, 1000.0 * (i + 1), HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    }
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    assert_int_equal(hsviz_connection_num_steps(lines.script.connection), EXPECT_STEPS_MAX);
    assert_int_equal(hsviz_connection_open(lines.script.connection), HSVIZ_OPEN_UNANSWERED);
    assert_int_equal(hsviz_connection_last_frame(lines.script.connection), 100001);
    hsviz_connection_free(lines.script.connection);
}

/* A long conversation stays a small picture: runs take up what goes back and forth. */
static void ten_thousand_requests(void **state)
{
    static const char *const first[] = { FULL_12 };
    struct lines lines = play(first, G_N_ELEMENTS(first));
    uint32_t records = 0;

    (void)state;
    for (unsigned i = 0; i < 10000; i++) {
        lines_feed(&lines, "C A app/10");
        lines_feed(&lines, "S A app/20");
    }
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    assert_true(hsviz_connection_num_steps(lines.script.connection) < 40);
    for (size_t i = 0; i < hsviz_connection_num_steps(lines.script.connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(lines.script.connection, i);

        records += step->type == HSVIZ_STEP_APPLICATION_DATA ? step->count : 0;
    }
    assert_int_equal(records, 20002);
    hsviz_connection_free(lines.script.connection);
}

/* A message of 2^24 - 1 bytes (RFC 8446 4): 1 024 records, one step, of which no part is kept. */
static void the_longest_message(void **state)
{
    static const char *const first[] = { THREE_WAY, "C A CH", "S A SH",
                                         "S A open11/16777215/16384" };
    struct lines lines = play(first, G_N_ELEMENTS(first));
    size_t num = hsviz_connection_num_steps(lines.script.connection);

    (void)state;
    for (unsigned i = 0; i < 1023; i++)
        lines_feed(&lines, "S A more/16384");
    assert_int_equal(hsviz_connection_num_steps(lines.script.connection), num);
    lines_feed(&lines, "S A more/3");
    assert_int_equal(hsviz_connection_num_steps(lines.script.connection), num + 1);
    assert_int_equal(hsviz_connection_step(lines.script.connection, num)->bytes, 16777219);
    assert_int_equal(hsviz_connection_step(lines.script.connection, num)->first_frame, 6);
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    hsviz_connection_free(lines.script.connection);
}

/* ---- Lengths that cannot be ---- */

enum { SEGMENT_MAX_LEN = 20000, RECORD_HEADER_LEN = 5, RECORDS_PER_ACK = 1000 }; /* more than a record */

/* A record whose header says length, in a segment of which only the header was captured, or of
 * bytes that the unit has. */
static void feed_record(struct lines *lines, const struct hsviz_unit *unit)
{
    GByteArray *bytes = g_byte_array_new();
    uint32_t len = MIN(unit->length, SEGMENT_MAX_LEN);
    struct hsviz_frame frame = { .units = unit, .num_units = 1 };

    bytes_number(bytes, unit->content_type, 1);
    bytes_number(bytes, 0x0303, 2);
    bytes_number(bytes, unit->length, 2);
    if (unit->bytes)
        g_byte_array_append(bytes, unit->bytes, len);
    lines->script.frame++;
    frame.segment = script_segment(&lines->script, 100, HSVIZ_SERVER, HSVIZ_TCP_ACK);
    frame.segment.payload = bytes->data;
    frame.segment.payload_len = RECORD_HEADER_LEN + len;
    frame.segment.payload_captured_len = bytes->len;
    hsviz_connection_feed(lines->script.connection, &lines->script.facts, &frame);
    lines->script.seq[HSVIZ_SERVER] += RECORD_HEADER_LEN + len;
    g_byte_array_free(bytes, TRUE);
}

static void lengths_that_cannot_be(void **state)
{
    static const char *const first[] = { THREE_WAY, "C A CH/13", "S A SH/selected=0304" };
    static const uint32_t lengths[] = { 0, 1, 3, 4, 16640, 16641, 65535 };
    static const size_t plain_lengths[] = { 0, 1, 3, 4 };
    static const uint8_t plain[4] = { 11, 0xff, 0xff, 0xff };

    (void)state;
    for (uint8_t content_type = 19; content_type < 26; content_type++) {
        struct lines lines = play(first, G_N_ELEMENTS(first));

        for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
            struct hsviz_unit unit = { .content_type = content_type, .length = lengths[i] };

            feed_record(&lines, &unit);
            unit.plain = plain;
            for (size_t j = 0; j < G_N_ELEMENTS(plain_lengths); j++) {
                unit.plain_len = plain_lengths[j];
                for (unit.plain_type = 19; unit.plain_type < 26; unit.plain_type++)
                    feed_record(&lines, &unit);
            }
        }
        hsviz_connection_finish(lines.script.connection);
        expect_sound(lines.script.connection);
        hsviz_connection_free(lines.script.connection);
    }
}

/* More parts than a record may carry: those beyond are not looked at. */
static void more_parts_than_are_read(void **state)
{
    static const char *const first[] = { THREE_WAY, "C A CH", "S A SH" };
    uint8_t bytes[4 * (HSVIZ_UNIT_PARTS_MAX + 10)] = { 0 };
    struct hsviz_unit unit = { .content_type = 22, .length = sizeof bytes, .bytes = bytes };
    struct lines lines = play(first, G_N_ELEMENTS(first));
    size_t num = hsviz_connection_num_steps(lines.script.connection);

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i += 4)
        bytes[i] = 99;
    feed_record(&lines, &unit);
    assert_int_equal(hsviz_connection_num_steps(lines.script.connection),
                     num + HSVIZ_UNIT_PARTS_MAX);
    hsviz_connection_free(lines.script.connection);
}

/* Bytes of a run saturate instead of starting again. */
static void counts_saturate(void **state)
{
    static const char *const first[] = { FULL_12 };
    struct hsviz_unit unit = { .content_type = 23, .length = 16384 };
    struct lines lines = play(first, G_N_ELEMENTS(first));
    size_t num;

    (void)state;
    for (uint32_t i = 0; i <= UINT32_MAX / unit.length; i++) {
        feed_record(&lines, &unit);
        if (i % RECORDS_PER_ACK == 0)
            lines_feed(&lines, "C A");
    }
    num = hsviz_connection_num_steps(lines.script.connection);
    assert_int_equal(hsviz_connection_step(lines.script.connection, num - 1)->bytes, UINT32_MAX);
    hsviz_connection_free(lines.script.connection);
}

/* Finishing gives nothing away: a live capture goes on after it. */
static void a_capture_that_goes_on(void **state)
{
    static const char *const text[] = { THREE_WAY, "C A CH/13",
                                        "S A SH/selected=0304 app/32 app/1200 app/281 app/53",
                                        "C A app/53", "C A app/120", "S A app/900" };
    struct lines whole = play(text, G_N_ELEMENTS(text)), live = lines_begin();
    GString *expected;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(text); i++) {
        lines_feed(&live, text[i]);
        hsviz_connection_finish(live.script.connection);
        expect_sound(live.script.connection);
    }
    hsviz_connection_finish(whole.script.connection);
    expected = steps_text(whole.script.connection);
    expect_text(steps_text(live.script.connection), expected->str, "live");
    g_string_free(expected, TRUE);
    hsviz_connection_free(whole.script.connection);
    hsviz_connection_free(live.script.connection);
}

static void nothing_at_all(void **state)
{
    struct hsviz_connection *connection = hsviz_connection_new(7);

    (void)state;
    hsviz_connection_finish(connection);
    expect_sound(connection);
    assert_int_equal(hsviz_connection_stream(connection), 7);
    assert_int_equal(hsviz_connection_num_steps(connection), 0);
    assert_false(hsviz_connection_has_tls(connection));
    assert_string_equal(hsviz_connection_endpoint(connection, HSVIZ_CLIENT).address, "");
    hsviz_connection_free(connection);
    hsviz_connection_free(NULL);
}

/* Once one side has used up the steps, the other has none; its data still has a phase. */
static void data_of_a_side_that_has_no_step(void **state)
{
    struct lines lines = lines_begin();

    (void)state;
    for (size_t i = 0; i <= HSVIZ_STEPS_MAX; i++)
        lines_feed(&lines, "C S");
    lines_feed(&lines, "S A text=hi");
    assert_int_equal(lines.script.facts.phase, HSVIZ_PHASE_PLAINTEXT);
    hsviz_connection_free(lines.script.connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_of_a_side_that_has_no_step),
        cmocka_unit_test(a_thousand_renegotiations),
        cmocka_unit_test(one_renegotiation_is_after_the_handshake),
        cmocka_unit_test(a_hundred_thousand_syns),
        cmocka_unit_test(ten_thousand_requests),
        cmocka_unit_test(the_longest_message),
        cmocka_unit_test(lengths_that_cannot_be),
        cmocka_unit_test(more_parts_than_are_read),
        cmocka_unit_test(counts_saturate),
        cmocka_unit_test(a_capture_that_goes_on),
        cmocka_unit_test(nothing_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
