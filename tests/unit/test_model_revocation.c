/* test_model_revocation.c
 * Revocation checks, matched with the connection that caused them.
 *
 * The expected result of a capture (revocation_capture.h) has for each check
 *
 *     0: ocsp-post good seen certificate 6-9-10 0a01 +1
 *
 * (method, status, source, reason, the three frames, serial number, other candidates), then for
 * each connection the stapled response, the time of its checks and its notes on them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "revocation_capture.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/connection.h"
#include "model/core/units.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/revocation/revocation.h"
#include "model/time/times.h"

/* ---- What is expected ---- */

static void append_check(GString *text, size_t n, const struct hsviz_check *check)
{
    static const char *const reasons[HSVIZ_NUM_CHECK_REASONS] = { "certificate", "issuer", "url",
                                                                   "waiting", "ready" };

    g_string_append_printf(text, "%zu: %s %s %s %s %u-%u-%u ", n,
                           hsviz_word_name(hsviz_check_methods, check->method),
                           hsviz_word_name(hsviz_check_statuses, check->status),
                           hsviz_word_name(hsviz_sources, check->source), reasons[check->reason],
                           check->first_frame, check->request_frame, check->response_frame);
    for (size_t i = 0; i < check->serial.len; i++)
        g_string_append_printf(text, "%02x", check->serial.bytes[i]);
    if (check->http_status && check->http_status != 200)
        g_string_append_printf(text, " HTTP %u", check->http_status);
    if (check->num_others)
        g_string_append_printf(text, " +%u", check->num_others);
    g_string_append_c(text, '\n');
}

static void append_staple(GString *text, size_t n, const struct hsviz_connection *connection)
{
    struct hsviz_staple staple = hsviz_connection_staple(connection);

    if (staple.frame == 0)
        return;
    g_string_append_printf(text, "%zu: stapled %s in %u", n,
                           hsviz_word_name(hsviz_check_statuses, staple.status), staple.frame);
    if (staple.age_s != HSVIZ_NS_UNKNOWN) {
        g_string_append(text, ", ");
        hsviz_age_text(text, staple.age_s);
    }
    g_string_append(text, staple.is_out_of_date ? ", out of date\n" : "\n");
}

static void append_of_connection(GString *text, size_t n, struct hsviz_connection *connection)
{
    static const struct {
        enum hsviz_note_type type;
        const char *name;
    } notes[] = {
        { HSVIZ_NOTE_REVOKED, "revoked" },     { HSVIZ_NOTE_REVOKED_STAPLE, "revoked-staple" },
        { HSVIZ_NOTE_NO_STATUS, "no-status" }, { HSVIZ_NOTE_OTHER_CANDIDATES, "others" },
        { HSVIZ_NOTE_CHECKS_FULL, "full" },
    };
    int64_t check_ns;

    hsviz_connection_finish(connection);
    expect_sound(connection);
    check_ns = hsviz_connection_times(connection).check_ns;
    append_staple(text, n, connection);
    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++)
        append_check(text, n, hsviz_connection_check(connection, i));
    if (check_ns > 0)
        g_string_append_printf(text, "%zu: %d ms\n", n, (int)(check_ns / NS_PER_MS));
    assert_int_equal(has_note(connection, HSVIZ_NOTE_CHECK_TIME), check_ns > 0);
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(notes); j++) {
            if (hsviz_connection_note(connection, i)->type == notes[j].type)
                g_string_append_printf(text, "%zu: note %s\n", n, notes[j].name);
        }
    }
    if (hsviz_connection_first_frame(connection) != 0 &&
        hsviz_connection_times(connection).has_ledger)
        assert_true(check_ns <=
                    hsviz_connection_times(connection).ledger_ns[HSVIZ_LEDGER_CLIENT_THINK]);
}

/* ---- Captures ---- */

static const struct row {
    const char *name;
    const char *lines[STEPS_MAX];
    const char *expected;
} rows[] = {
#include "revocation_rows.h"
};

enum when_finished { FINISHED_LAST, FINISHED_BETWEEN };

static void finish_all(struct capture *capture)
{
    for (size_t n = 0; n < CONNECTIONS; n++)
        hsviz_connection_finish(capture->lines[n].script.connection);
}

static void play(const struct row *row, enum when_finished when)
{
    bool is_forbidden = strcmp(row->lines[0], NO_INFERENCE) == 0;
    struct capture capture = begin_capture(is_forbidden);
    GString *text = g_string_new(NULL);

    for (size_t i = is_forbidden; i < STEPS_MAX && row->lines[i]; i++) {
        feed_line(&capture, row->lines[i]);
        if (when == FINISHED_BETWEEN)
            finish_all(&capture);
    }
    for (size_t n = 0; n < CONNECTIONS; n++)
        append_of_connection(text, n, capture.lines[n].script.connection);
    expect_text(text, row->expected, row->name);
    end_capture(&capture);
}

static void a_capture_is_joined(void **state)
{
    play(*state, FINISHED_LAST);
}

/* A live capture is looked at while it goes on. */
static void looking_changes_nothing(void **state)
{
    play(*state, FINISHED_BETWEEN);
}

/* ---- What one row cannot say ---- */

static void feed_lines(struct capture *capture, const char *const *text)
{
    for (; *text; text++)
        feed_line(capture, *text);
}

static struct hsviz_connection *connection_of(const struct capture *capture, size_t n)
{
    return capture->lines[n].script.connection;
}

static void another_client_s_request_is_not_matched(void **state)
{
    static const char *const text[] = { "0 tls12", "5 open", "5 C A get", "5 S A good", NULL };
    struct capture capture = begin_capture(false);

    (void)state;
    capture.lines[5].script.address[HSVIZ_CLIENT] = "192.0.2.99";
    feed_lines(&capture, text);
    assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)), 0);
    assert_null(hsviz_revocation_find(capture.revocation, 5, 9));
    end_capture(&capture);
}

static void of_many_requests_the_first_are_kept(void **state)
{
    struct capture capture = begin_capture(false);

    (void)state;
    feed_line(&capture, "0 tls12");
    feed_line(&capture, "5 open");
    for (size_t i = 0; i < HSVIZ_CHECKS_MAX + 2; i++) {
        hsviz_connection_finish(connection_of(&capture, 0));
        assert_int_equal(has_note(connection_of(&capture, 0), HSVIZ_NOTE_CHECKS_FULL),
                         i > HSVIZ_CHECKS_MAX);
        feed_line(&capture, "5 C A get");
        feed_line(&capture, "5 S A good");
    }
    assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)), HSVIZ_CHECKS_MAX);
    for (size_t i = 0; i < HSVIZ_CHECKS_MAX; i++)
        assert_int_equal(hsviz_connection_check(connection_of(&capture, 0), i)->status,
                         HSVIZ_STATUS_GOOD);
    end_capture(&capture);
}

/* num connections that wait for nothing; the capture's own ones are not among them. */
static void feed_others(struct capture *capture, struct lines *others, size_t num)
{
    struct lines own = capture->lines[1];

    for (size_t i = 0; i < num; i++) {
        capture->lines[1] = lines_of((uint32_t)(100 + i), false);
        capture->lines[1].script.port[HSVIZ_SERVER] = 443;
        capture->lines[1].script.address[HSVIZ_SERVER] = "192.0.2.20";
        feed_line(capture, "1 tls12");
        feed_line(capture, "1 end12");
        others[i] = capture->lines[1];
    }
    capture->lines[1] = own;
}

static void of_many_connections_the_newest_are_watched(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        struct capture capture = begin_capture(false);
        struct lines others[HSVIZ_WATCHED_MAX];
        size_t num = HSVIZ_WATCHED_MAX - 1 + more;

        feed_line(&capture, "0 tls12");
        feed_others(&capture, others, num);
        feed_line(&capture, "5 open");
        feed_line(&capture, "5 C A get");
        assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)), more == 0);
        assert_int_equal(hsviz_connection_num_checks(others[num - 1].script.connection),
                         more == 1);
        end_capture(&capture);
        for (size_t i = 0; i < num; i++)
            hsviz_connection_free(others[i].script.connection);
    }
}

/* Those that are over make room before those that are open. */
static void what_is_closed_makes_room(void **state)
{
    struct capture capture = begin_capture(false);
    struct lines others[HSVIZ_WATCHED_MAX];

    (void)state;
    feed_line(&capture, "0 tls12");
    feed_line(&capture, "1 tls12");
    feed_line(&capture, "1 close");
    feed_others(&capture, others, HSVIZ_WATCHED_MAX - 1);
    feed_line(&capture, "5 open");
    feed_line(&capture, "5 C A get");
    assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)), 1);
    assert_int_equal(hsviz_connection_check(connection_of(&capture, 0), 0)->num_others,
                     HSVIZ_WATCHED_MAX - 1);
    end_capture(&capture);
    for (size_t i = 0; i < HSVIZ_WATCHED_MAX - 1; i++)
        hsviz_connection_free(others[i].script.connection);
}

/* What comes on another connection changes the notes at once. */
static void notes_follow_what_is_asked(void **state)
{
    static const char *const text[] = { "0 tls12-literal", "5 C S", "5 S RA", NULL };
    struct capture capture = begin_capture(false);
    struct hsviz_connection *connection = connection_of(&capture, 0);

    (void)state;
    feed_lines(&capture, text);
    feed_line(&capture, "0 end12");
    hsviz_connection_annotate(connection);
    assert_true(has_note(connection, HSVIZ_NOTE_NO_STATUS));
    feed_line(&capture, "5 C A post-page");
    hsviz_connection_annotate(connection);
    assert_false(has_note(connection, HSVIZ_NOTE_NO_STATUS));
    end_capture(&capture);
}

static void frames_lead_to_what_asked(void **state)
{
    static const char *const text[] = {
        "0 tls12",   "5 open",     "5 C A get",         "5 S A good", "5 C A page",
        "5 S A 404", "5 C A list", "5 S A list-of-one", NULL
    };
    static const bool leads[] = { false, false, false, false, false, false, true, true,
                                  true,  true,  true,  false, false, true,  true, false };
    struct capture capture = begin_capture(false);

    (void)state;
    feed_lines(&capture, text);
    for (uint32_t frame = 0; frame < G_N_ELEMENTS(leads); frame++) {
        assert_ptr_equal(hsviz_revocation_find(capture.revocation, 5, frame),
                         leads[frame] ? connection_of(&capture, 0) : NULL);
        assert_null(hsviz_revocation_find(capture.revocation, 6, frame));
    }
    end_capture(&capture);
    hsviz_revocation_free(NULL);
}

static void checks_have_words(void **state)
{
    static const struct {
        const char *request, *request_detail, *response, *response_detail;
    } expected[] = {
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", "OCSP response",
          "good, 10 seconds old" },
        { "OCSP request", "POST to ocsp.example.test, certificate 0a01", "HTTP response",
          "HTTP 404" },
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", "HTTP response",
          "answer cut short" },
        { "CRL request", "GET from ocsp.example.test, certificate 0a01", "CRL",
          "not listed, 10 seconds old" },
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", "OCSP response",
          "good, 8 days old, out of date" },
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", NULL, "no answer" },
    };
    static const char *const text[] = { "0 tls12 @95266419000",
                                        "5 open",
                                        "5 C A get",
                                        "5 S A good @95266420000",
                                        "5 C A post",
                                        "5 S A 404",
                                        "5 C A get",
                                        "5 S A half",
                                        "5 C A list",
                                        "5 S A list-of-one",
                                        "5 C A get",
                                        "5 S A good @95957610000",
                                        "5 C A get",
                                        NULL };
    struct capture capture = begin_capture(false);

    (void)state;
    feed_lines(&capture, text);
    assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)),
                     G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        const struct hsviz_check *check = hsviz_connection_check(connection_of(&capture, 0), i);
        GString *request = g_string_new(NULL), *response = g_string_new(NULL);

        hsviz_check_request_detail(request, check);
        hsviz_check_response_detail(response, check);
        assert_string_equal(hsviz_check_request(check), expected[i].request);
        expect_text(request, expected[i].request_detail, "question");
        expect_text(response, expected[i].response_detail, "answer");
        if (expected[i].response)
            assert_string_equal(hsviz_check_response(check), expected[i].response);
        else
            assert_null(hsviz_check_response(check));
        assert_int_equal(hsviz_check_duration_ns(check) == HSVIZ_NS_UNKNOWN, !expected[i].response);
    }
    end_capture(&capture);
}

static void an_age_has_its_largest_unit(void **state)
{
    static const struct {
        int64_t age_s;
        const char *text;
    } cases[] = {
        { 0, "0 seconds" }, { 1, "1 second" },    { 59, "59 seconds" },
        { 60, "1 minute" }, { 7199, "1 hour" },   { 7200, "2 hours" },
        { 86400, "1 day" }, { 200000, "2 days" }, { INT64_MAX, "106751991167300 days" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *text = g_string_new(NULL);

        hsviz_age_text(text, cases[i].age_s);
        expect_text(text, cases[i].text, "age");
    }
}

/* A check that only had a TCP handshake is replaced by the check that follows. */
static void attempts_that_were_none_leave_their_place(void **state)
{
    struct capture capture = begin_capture(false);
    struct hsviz_connection *attempts[3 * HSVIZ_CHECKS_MAX];

    (void)state;
    feed_line(&capture, "0 tls12-literal");
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        attempts[i] = connection_of(&capture, 5);
        capture.lines[5] = lines_of((uint32_t)(100 + i), false);
        feed_line(&capture, "5 open");
        assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)), 1);
        feed_line(&capture, "5 C A post-page");
        assert_int_equal(hsviz_connection_num_checks(connection_of(&capture, 0)), 0);
    }
    feed_line(&capture, "6 open @5000");
    feed_line(&capture, "6 C A get @5040");
    feed_line(&capture, "6 S A good @5100");
    feed_line(&capture, "0 end12 @5200");
    assert_int_equal(hsviz_connection_times(connection_of(&capture, 0)).check_ns,
                     110 * NS_PER_MS);
    end_capture(&capture);
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++)
        hsviz_connection_free(attempts[i]);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(another_client_s_request_is_not_matched),
        cmocka_unit_test(of_many_requests_the_first_are_kept),
        cmocka_unit_test(of_many_connections_the_newest_are_watched),
        cmocka_unit_test(what_is_closed_makes_room),
        cmocka_unit_test(notes_follow_what_is_asked),
        cmocka_unit_test(frames_lead_to_what_asked),
        cmocka_unit_test(checks_have_words),
        cmocka_unit_test(an_age_has_its_largest_unit),
        cmocka_unit_test(attempts_that_were_none_leave_their_place),
    };
    struct CMUnitTest tests[2 * G_N_ELEMENTS(rows)];

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        tests[2 * i] = row_test(rows[i].name, a_capture_is_joined, &rows[i]);
        tests[2 * i + 1] = row_test(rows[i].name, looking_changes_nothing, &rows[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(others, NULL, NULL);
}
