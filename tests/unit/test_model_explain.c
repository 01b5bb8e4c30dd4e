/* test_model_explain.c
 * Every type of step is explained, in short sentences, with the standard's section.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "test_render_script.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/explain.h"
#include "model/tcp/segment.h"

static const struct hsviz_explanation *last_row_of(enum hsviz_step_type type)
{
    const struct hsviz_explanation *last = NULL;

    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        if (hsviz_explanations[i].step == type)
            last = &hsviz_explanations[i];
    }
    return last;
}

/* The last row of each type holds always, and no other does: each can be reached. */
static void every_step_has_its_row(void **state)
{
    (void)state;
    for (int type = HSVIZ_STEP_NONE + 1; type < HSVIZ_NUM_STEP_TYPES; type++) {
        const struct hsviz_explanation *last = last_row_of((enum hsviz_step_type)type);

        if (last == NULL)
            fail_msg("%s is not explained", hsviz_step_words[type].name);
        assert_int_equal(last->when, HSVIZ_ALWAYS);
    }
    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        const struct hsviz_explanation *row = &hsviz_explanations[i];

        assert_true(row->step > HSVIZ_STEP_NONE && row->step < HSVIZ_NUM_STEP_TYPES);
        if (row->when == HSVIZ_ALWAYS)
            assert_ptr_equal(row, last_row_of(row->step));
    }
}

/* A row whose conditions an earlier one of its type needs a part of would never be found. */
static void no_row_hides_another(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct hsviz_explanation *row = &hsviz_explanations[i];
            const struct hsviz_explanation *earlier = &hsviz_explanations[j];

            if (earlier->step == row->step && (earlier->when & row->when) == earlier->when)
                fail_msg("%s: \"%s\" hides \"%s\"", hsviz_step_words[row->step].name,
                         earlier->what, row->what);
        }
    }
}

static void rows_stand_in_the_order_of_steps(void **state)
{
    (void)state;
    for (size_t i = 1; i < hsviz_num_explanations; i++)
        assert_true(hsviz_explanations[i - 1].step <= hsviz_explanations[i].step);
}

/* ---- Sentences ---- */

static void expect_sentence(const char *text)
{
    size_t len = strlen(text);

    if (len == 0 || len >= HSVIZ_SENTENCE_MAX)
        fail_msg("too short or too long: %s", text);
    if (!g_str_is_ascii(text) || !g_ascii_isupper(text[0]) || text[len - 1] != '.')
        fail_msg("no sentence: %s", text);
    if (strstr(text, "  ") != NULL || strstr(text, ". ") != NULL)
        fail_msg("not one sentence: %s", text);
}

static void sentences_are_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        expect_sentence(hsviz_explanations[i].what);
        expect_sentence(hsviz_explanations[i].why);
    }
}

/* "RFC 8446 4.1.2", "RFC 8446 D.4"; SSL 2 has its draft alone, PROXY the text of HAProxy. */
static void sections_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        const struct hsviz_explanation *row = &hsviz_explanations[i];
        const char *pattern = row->when & HSVIZ_IN_SSL_2
                                  ? "^draft-hickman-netscape-ssl [0-9.]+[0-9]$"
                                  : "^(RFC [0-9]{4}|HAProxy proxy-protocol\\.txt) "
                                    "([0-9]+|[A-F]\\.[0-9])(\\.[0-9]+)*$";

        if (!g_regex_match_simple(pattern, row->rfc, (GRegexCompileFlags)0, (GRegexMatchFlags)0))
            fail_msg("no section: %s", row->rfc);
    }
}

/* ---- Conditions ---- */

static void conditions_have_words(void **state)
{
    unsigned used = 0, known = 0;

    (void)state;
    for (size_t i = 0; i < hsviz_num_explanations; i++)
        used |= hsviz_explanations[i].when;
    for (const struct hsviz_word *word = hsviz_conditions; word->value >= 0; word++) {
        assert_int_equal(known & (unsigned)word->value, 0);
        known |= (unsigned)word->value;
    }
    assert_int_equal(used, known);
}

/* ---- Looking up ---- */

static const char *section_of(const struct hsviz_connection *connection,
                              enum hsviz_step_type type, enum hsviz_side side)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->type == type && hsviz_step_side(connection, step) == side)
            return hsviz_explain_step(connection, step)->rfc;
    }
    return NULL;
}

static void meaning_depends_on_version_and_side(void **state)
{
    static const struct {
        enum hsviz_step_type type;
        enum hsviz_side side;
        const char *rfc;
    } expected[] = {
        { HSVIZ_STEP_SYN, HSVIZ_CLIENT, "RFC 9293 3.5" },
        { HSVIZ_STEP_ACK, HSVIZ_CLIENT, "RFC 9293 3.5" },
        { HSVIZ_STEP_CLIENT_HELLO, HSVIZ_CLIENT, "RFC 8446 4.1.2" },
        { HSVIZ_STEP_CHANGE_CIPHER_SPEC, HSVIZ_SERVER, "RFC 8446 D.4" },
        { HSVIZ_STEP_CERTIFICATE, HSVIZ_SERVER, "RFC 8446 4.4.2" },
        { HSVIZ_STEP_FINISHED, HSVIZ_CLIENT, "RFC 8446 4.4.4" },
        { HSVIZ_STEP_APPLICATION_DATA, HSVIZ_SERVER, "RFC 8446 5.2" },
    };
    struct hsviz_connection *connection = script_tls13("example.test", "h2");

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_string_equal(section_of(connection, expected[i].type, expected[i].side),
                            expected[i].rfc);
    hsviz_connection_free(connection);
}

static void the_last_ack_is_not_the_first(void **state)
{
    struct hsviz_connection *connection = script_tls13("example.test", "h2");
    size_t num_steps = hsviz_connection_num_steps(connection);
    const struct hsviz_step *last = hsviz_connection_step(connection, num_steps - 1);

    (void)state;
    assert_int_equal(last->type, HSVIZ_STEP_ACK);
    assert_string_equal(hsviz_explain_step(connection, last)->rfc, "RFC 9293 3.6");
    hsviz_connection_free(connection);
}

static void what_is_not_tls_is_in_clear(void **state)
{
    struct script script = script_begin(0);
    struct script_frame *frame;

    (void)state;
    script_open(&script);
    frame = frame_begin(&script, 60, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    bytes_text(frame->bytes, "GET / HTTP/1.1\r\n\r\n");
    frame->segment.payload_len = frame->bytes->len;
    script_feed(&script, frame, HSVIZ_CLIENT, SCRIPT_CAPTURED);
    hsviz_connection_finish(script.connection);
    assert_string_equal(section_of(script.connection, HSVIZ_STEP_PLAINTEXT, HSVIZ_CLIENT),
                        "RFC 9293 3.8");
    hsviz_connection_free(script.connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_has_its_row),
        cmocka_unit_test(no_row_hides_another),
        cmocka_unit_test(rows_stand_in_the_order_of_steps),
        cmocka_unit_test(sentences_are_short),
        cmocka_unit_test(sections_are_named),
        cmocka_unit_test(conditions_have_words),
        cmocka_unit_test(meaning_depends_on_version_and_side),
        cmocka_unit_test(the_last_ack_is_not_the_first),
        cmocka_unit_test(what_is_not_tls_is_in_clear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
