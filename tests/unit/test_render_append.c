/* test_render_append.c
 * Numbers without printf, what stands for itself in each syntax, and JSON's punctuation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include <inttypes.h>

#include "model/core/append.h"
#include "render/data/escape_csv.h"
#include "render/data/json_writer.h"
#include "render/shared/escape.h"
#include "render/shared/plain.h"

static void assert_appended(GString *text, const char *expected)
{
    assert_string_equal(text->str, expected);
    assert_int_equal(text->len, strlen(expected));
    g_string_truncate(text, 0);
}

/* Around each power of ten, and at the ends of the types, printf says the same. */
static void numbers(void **state)
{
    static const uint64_t ends[] = { 0, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX };
    GString *text = g_string_new(NULL);
    GArray *all = g_array_new(FALSE, FALSE, sizeof(uint64_t));

    (void)state;
    for (uint64_t power = 1; power <= UINT64_MAX / 10; power *= 10) {
        for (uint64_t number = power - 1; number <= power + 1; number++)
            g_array_append_val(all, number);
    }
    g_array_append_vals(all, ends, G_N_ELEMENTS(ends));
    for (guint i = 0; i < all->len; i++) {
        uint64_t number = g_array_index(all, uint64_t, i);
        int64_t signed_number = (int64_t)(number / 2);
        char *expected = g_strdup_printf("%" PRIu64 " %" PRId64 " %" PRId64, number, signed_number,
                                         -signed_number - 1);

        hsviz_append_unsigned(text, number);
        hsviz_append(text, " ");
        hsviz_append_signed(text, signed_number);
        hsviz_append(text, " ");
        hsviz_append_signed(text, -signed_number - 1);
        assert_appended(text, expected);
        g_free(expected);
    }
    g_array_unref(all);
    g_string_free(text, TRUE);
}

static const struct {
    uint64_t number;
    unsigned decimals;
    const char *text;
} fixed[] = {
    { 0, 0, "0" },
    { 0, 1, "0.0" },
    { 0, 3, "0.000" },
    { 5, 1, "0.5" },
    { 5, 3, "0.005" },
    { 999, 3, "0.999" },
    { 1000, 3, "1.000" },
    { 1001, 3, "1.001" },
    { 123456, 0, "123456" },
    { 1700000000123457, 6, "1700000000.123457" },
    { 1, 25, "0.0000000000000000000000001" },
    { UINT64_MAX, 0, "18446744073709551615" },
    { UINT64_MAX, 6, "18446744073709.551615" },
    { UINT64_MAX, 19, "1.8446744073709551615" },
    { UINT64_MAX, 20, "0.18446744073709551615" },
};

static void numbers_with_a_point(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++) {
        hsviz_append_fixed(text, fixed[i].number, fixed[i].decimals);
        assert_appended(text, fixed[i].text);
    }
    g_string_free(text, TRUE);
}

/* Whatever room there is when it comes: a text grows from nothing to a page, by each length. */
static void where_a_text_ends(void **state)
{
    enum { PAGE = 4096, STEP_MAX = 70 };

    (void)state;
    for (size_t step = 0; step <= STEP_MAX; step++) {
        GString *text = g_string_new(NULL), *expected = g_string_new(NULL);
        char *bytes = g_strnfill(step, 'x');

        for (size_t len = 0; len < PAGE; len += step + 3) {
            hsviz_append_bytes(text, bytes, step);
            hsviz_append_fill(text, '-', 2);
            hsviz_append(text, "y");
            g_string_append_printf(expected, "%s--y", bytes);
            assert_int_equal(text->len, expected->len);
            assert_true(text->len < text->allocated_len);
            assert_int_equal(text->str[text->len], '\0');
        }
        assert_string_equal(text->str, expected->str);
        g_free(bytes);
        g_string_free(expected, TRUE);
        g_string_free(text, TRUE);
    }
}

/* ---- Runs ---- */

static void what_stands_for_itself(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
        unsigned syntaxes = 0;

        if (byte >= ' ' && byte < 0x7f && byte != '\\') {
            syntaxes |= HSVIZ_IN_TERMINAL;
            syntaxes |= byte != '"' ? HSVIZ_IN_JSON : 0;
            syntaxes |= strchr("&<>\"'", (int)byte) == NULL ? HSVIZ_IN_XML : 0;
            syntaxes |= strchr(",;\"", (int)byte) == NULL ? HSVIZ_IN_CSV : 0;
        }
        assert_int_equal(hsviz_plain_in[byte], syntaxes);
    }
}

/* What ends a run, and what becomes of it: in a terminal, there in ASCII, in JSON, in XML, and in a
 * field of CSV that is in quotes. */
static const struct {
    const char *from, *unicode, *ascii, *json, *xml, *csv;
} ends[] = {
    { "\\", "\\\\", "\\\\", "\\\\", "\\\\", "\\\\" },
    { "\"", "\"", "\"", "\\\"", "&quot;", "\"\"" },
    { "&", "&", "&", "&", "&amp;", "&" },
    { "<", "<", "<", "<", "&lt;", "<" },
    { ">", ">", ">", ">", "&gt;", ">" },
    { "'", "'", "'", "'", "&#39;", "'" },
    { ";", ";", ";", ";", ";", "\\x3b" },
    { "\x01", "\\x01", "\\x01", "\\u0001", "\\x01", "\\x01" },
    { "\x1f", "\\x1f", "\\x1f", "\\u001f", "\\x1f", "\\x1f" },
    { "\x7f", "\\x7f", "\\x7f", "\\u007f", "\\x7f", "\\x7f" },
    { "\x80", "\\x80", "\\x80", "\\\\x80", "\\x80", "\\x80" },
    { "\xff", "\\xff", "\\xff", "\\\\xff", "\\xff", "\\xff" },
    { "\xe4\xbd", "\\xe4\\xbd", "\\xe4\\xbd", "\\\\xe4\\\\xbd", "\\xe4\\xbd", "\\xe4\\xbd" },
    { "\xc3\xa9", "\xc3\xa9", "\\u{e9}", "\xc3\xa9", "\xc3\xa9", "\xc3\xa9" },
    { "\xe2\x80\xae", "\\u{202e}", "\\u{202e}", "\\u202e", "\\u{202e}", "\\u{202e}" },
    { "\xf0\x9f\x94\x92", "\xf0\x9f\x94\x92", "\\u{1f512}", "\xf0\x9f\x94\x92", "\xf0\x9f\x94\x92",
      "\xf0\x9f\x94\x92" },
    { "\xf3\xa0\x81\x81", "\\u{e0041}", "\\u{e0041}", "\\udb40\\udc41", "\\u{e0041}",
      "\\u{e0041}" },
};

/* The syntaxes in turn, each with what of a case it makes. The comma has CSV's field in quotes. */
static void assert_escaped(GString *text, const char *from, size_t end, const char *before,
                           const char *after)
{
    const struct {
        const char *end, *quote;
    } expected[] = {
        { ends[end].unicode, "" }, { ends[end].ascii, "" }, { ends[end].json, "\"" },
        { ends[end].xml, "" },     { ends[end].csv, "\"" },
    };

    for (size_t syntax = 0; syntax < G_N_ELEMENTS(expected); syntax++) {
        const char *quote = expected[syntax].quote;
        char *whole = g_strconcat(quote, before, expected[syntax].end, after, quote, NULL);

        if (syntax <= 1)
            hsviz_escape_terminal(text, from, HSVIZ_TEXT_WIRE,
                                  syntax == 0 ? HSVIZ_CHARSET_UNICODE : HSVIZ_CHARSET_ASCII);
        else if (syntax == 2)
            hsviz_escape_json(text, from);
        else if (syntax == 3)
            hsviz_escape_xml(text, from);
        else
            hsviz_escape_csv(text, from);
        assert_appended(text, whole);
        g_free(whole);
    }
}

/* Each at each place of a run, of one that is longer than any word of a machine. */
static void what_ends_a_run(void **state)
{
    static const char run[] = "Plain, 0123456789 abcdefghijklmnopqrstuvwxyz ~";
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t end = 0; end < G_N_ELEMENTS(ends); end++) {
        for (size_t place = 1; place < sizeof run; place++) {
            char *before = g_strndup(run, place), *after = g_strconcat(run + place, ",", NULL);
            char *from = g_strconcat(before, ends[end].from, after, NULL);

            assert_escaped(text, from, end, before, after);
            g_free(from);
            g_free(after);
            g_free(before);
        }
    }
    g_string_free(text, TRUE);
}

/* A field that needs nothing but its first or last character looked at. */
static void fields_that_look_plain(void **state)
{
    static const struct {
        const char *from, *csv;
    } fields[] = {
        { "", "" },         { "a", "a" },       { "full", "full" },   { "a b", "a b" },
        { " a", "\" a\"" }, { "a ", "\"a \"" }, { " ", "\" \"" },     { "=1", "'=1" },
        { "+1", "'+1" },    { "-1", "'-1" },    { "@a", "'@a" },      { "'a", "''a" },
        { "1-2", "1-2" },   { "a=b", "a=b" },   { "a,b", "\"a,b\"" }, { "a;b", "a\\x3bb" },
    };
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        hsviz_escape_csv(text, fields[i].from);
        assert_appended(text, fields[i].csv);
    }
    g_string_free(text, TRUE);
}

/* ---- JSON ---- */

static void json_of_everything(void **state)
{
    GString *text = g_string_new(NULL);
    struct hsviz_json json = { .text = text };

    (void)state;
    hsviz_json_begin_object(&json);
    hsviz_json_key(&json, "empty");
    hsviz_json_begin_object(&json);
    hsviz_json_end_object(&json);
    hsviz_json_key(&json, "array");
    hsviz_json_begin_array(&json);
    hsviz_json_null(&json);
    hsviz_json_begin_array(&json);
    hsviz_json_end_array(&json);
    hsviz_json_begin_object(&json);
    hsviz_json_key(&json, "a");
    hsviz_json_string(&json, "\"\n");
    hsviz_json_key(&json, "b");
    hsviz_json_bool(&json, true);
    hsviz_json_end_object(&json);
    hsviz_json_bool(&json, false);
    hsviz_json_end_array(&json);
    hsviz_json_key(&json, "number");
    hsviz_json_number(&json, UINT64_MAX);
    hsviz_json_key(&json, "written");
    hsviz_json_begin_value(&json);
    hsviz_append_fixed(text, 5, 1);
    hsviz_json_end_value(&json);
    hsviz_json_key(&json, "not");
    hsviz_json_begin_value(&json);
    hsviz_json_end_value(&json);
    hsviz_json_end_object(&json);
    assert_appended(text, "{\"empty\":{},"
                          "\"array\":[null,[],{\"a\":\"\\\"\\u000a\",\"b\":true},false],"
                          "\"number\":18446744073709551615,\"written\":0.5,\"not\":null}");
    g_string_free(text, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(numbers_with_a_point),
        cmocka_unit_test(where_a_text_ends),
        cmocka_unit_test(what_stands_for_itself),
        cmocka_unit_test(what_ends_a_run),
        cmocka_unit_test(fields_that_look_plain),
        cmocka_unit_test(json_of_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
