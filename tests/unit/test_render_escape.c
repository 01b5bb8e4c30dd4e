/* test_render_escape.c
 * Text made harmless, numbers made text, and a sink that remembers its failure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include <errno.h>

#include "render/shared/escape.h"
#include "render/text/line.h"
#include "render/shared/number.h"

static const struct {
    const char *from, *unicode, *ascii, *json;
} cases[] = {
    { "plain.example", "plain.example", "plain.example", "\"plain.example\"" },
    { "", "", "", "\"\"" },
    { "\033[2J\007", "\\x1b[2J\\x07", "\\x1b[2J\\x07", "\"\\u001b[2J\\u0007\"" },
    { "a\r\n\tb", "a\\x0d\\x0a\\x09b", "a\\x0d\\x0a\\x09b", "\"a\\u000d\\u000a\\u0009b\"" },
    { "\x7f", "\\x7f", "\\x7f", "\"\\u007f\"" },
    { "\xc2\x9b"
      "31m",
      "\\u{9b}31m", "\\u{9b}31m", "\"\\u009b31m\"" },
    { "\xe2\x80\xae"
      "gnp.exe",
      "\\u{202e}gnp.exe", "\\u{202e}gnp.exe", "\"\\u202egnp.exe\"" },
    { "\xe2\x81\xa6\xd8\x9c\xe2\x80\x8f", "\\u{2066}\\u{61c}\\u{200f}",
      "\\u{2066}\\u{61c}\\u{200f}", "\"\\u2066\\u061c\\u200f\"" },
    { "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}", "\\u{2028}\\u{2029}",
      "\"\\u2028\\u2029\"" },
    { "e\xcc\x81", "e\\u{301}", "e\\u{301}", "\"e\\u0301\"" },
    { "\xef\xbb\xbf\xc2\xa0", "\\u{feff}\\u{a0}", "\\u{feff}\\u{a0}", "\"\\ufeff\\u00a0\"" },
    { "\xff\xc0\x80\xed\xa0\x80", "\\xff\\xc0\\x80\\xed\\xa0\\x80",
      "\\xff\\xc0\\x80\\xed\\xa0\\x80", "\"\\\\xff\\\\xc0\\\\x80\\\\xed\\\\xa0\\\\x80\"" },
    { "cut\xe4\xbd", "cut\\xe4\\xbd", "cut\\xe4\\xbd", "\"cut\\\\xe4\\\\xbd\"" },
    { "\xe4\xbd\xa0\xc3\xa9", "\xe4\xbd\xa0\xc3\xa9", "\\u{4f60}\\u{e9}",
      "\"\xe4\xbd\xa0\xc3\xa9\"" },
    { "\xf3\xa0\x81\x81", "\\u{e0041}", "\\u{e0041}", "\"\\udb40\\udc41\"" },
    { "a\\x1b", "a\\\\x1b", "a\\\\x1b", "\"a\\\\\\\\x1b\"" },
    { "a\\e\\xag\\u", "a\\\\e\\\\xag\\\\u", "a\\\\e\\\\xag\\\\u", "\"a\\\\e\\\\xag\\\\u\"" },
    { "\\\\\xff\\\\xff", "\\\\\\\\\\xff\\\\\\\\xff", "\\\\\\\\\\xff\\\\\\\\xff",
      "\"\\\\\\\\\\\\\\\\\\\\xff\\\\\\\\\\\\\\\\xff\"" },
    { "\"</script>", "\"</script>", "\"</script>", "\"\\\"</script>\"" },
};

static void assert_appended(GString *text, const char *expected)
{
    assert_string_equal(text->str, expected);
    g_string_truncate(text, 0);
}

static const struct {
    const char *from, *xml;
} xml_cases[] = {
    { "plain.example", "plain.example" },
    { "<a href='x'>&\"", "&lt;a href=&#39;x&#39;&gt;&amp;&quot;" },
    { "</script>", "&lt;/script&gt;" },
    { "]]>", "]]&gt;" },
    { "&#0;&amp;", "&amp;#0;&amp;amp;" },
    { "\033[2J\n\t\x7f", "\\x1b[2J\\x0a\\x09\\x7f" },
    { "\xe2\x80\xae\xe2\x81\xa6\xd8\x9c", "\\u{202e}\\u{2066}\\u{61c}" },
    { "\xef\xbf\xbe\xef\xbf\xbf\xef\xb7\x90", "\\u{fffe}\\u{ffff}\\u{fdd0}" },
    { "\xff\xc0\x80\xed\xa0\x80", "\\xff\\xc0\\x80\\xed\\xa0\\x80" },
    { "a\\x1b", "a\\\\x1b" },
    { "\xe4\xbd\xa0\xc3\xa9", "\xe4\xbd\xa0\xc3\xa9" },
};

static void text_in_xml(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(xml_cases); i++) {
        hsviz_escape_xml(text, xml_cases[i].from);
        assert_string_equal(text->str, xml_cases[i].xml);
        g_string_truncate(text, 0);
    }
    g_string_free(text, TRUE);
}

static void text_of_the_wire(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        hsviz_escape_terminal(text, cases[i].from, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
        assert_appended(text, cases[i].unicode);
        hsviz_escape_terminal(text, cases[i].from, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_ASCII);
        assert_appended(text, cases[i].ascii);
        hsviz_escape_json(text, cases[i].from);
        assert_appended(text, cases[i].json);
    }
    g_string_free(text, TRUE);
}

/* Characters that show as nothing, of each kind that there is. */
static void what_no_eye_sees(void **state)
{
    static const gunichar blanks[] = {
        0xad,    0x34f,   0x61c,   0x115f,  0x1160,  0x1680,  0x17b4,  0x17b5,  0x180b,  0x180e,
        0x180f,  0x2000,  0x200b,  0x200d,  0x202f,  0x2060,  0x2064,  0x206f,  0x2800,  0x3000,
        0x3164,  0xfe00,  0xfe0f,  0xfeff,  0xffa0,  0xfff0,  0xfff8,  0xfff9,  0xfffc,  0x13441,
        0x1bca0, 0x1d159, 0x1d173, 0xe0000, 0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe01ef, 0xe0fff,
    };
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(blanks); i++) {
        char bytes[7] = "", *spelt = g_strdup_printf("\\u{%x}", blanks[i]);

        g_unichar_to_utf8(blanks[i], bytes);
        hsviz_escape_terminal(text, bytes, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
        assert_appended(text, spelt);
        hsviz_escape_json(text, bytes);
        assert_true(g_str_is_ascii(text->str));
        g_string_truncate(text, 0);
        g_free(spelt);
    }
    g_string_free(text, TRUE);
}

/* Every text of up to six of these: no two become one, in any syntax. */
static void texts_that_differ(void **state)
{
    static const char *const parts[] = { "\\", "x", "f", "\xff", "\xc2\xad", "\xad", "&" };
    enum { PARTS_MAX = 6, NUM_SYNTAXES = 4 };
    GHashTable *seen[NUM_SYNTAXES];
    unsigned num_texts = 1;

    (void)state;
    for (size_t i = 0; i < NUM_SYNTAXES; i++)
        seen[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (unsigned len = 1; len <= PARTS_MAX; len++) {
        num_texts *= G_N_ELEMENTS(parts);
        for (unsigned number = 0; number < num_texts; number++) {
            GString *shown[NUM_SYNTAXES], *text = g_string_new(NULL);

            for (unsigned i = 0, rest = number; i < len; i++, rest /= G_N_ELEMENTS(parts))
                g_string_append(text, parts[rest % G_N_ELEMENTS(parts)]);
            for (size_t i = 0; i < NUM_SYNTAXES; i++)
                shown[i] = g_string_new(NULL);
            hsviz_escape_terminal(shown[0], text->str, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
            hsviz_escape_terminal(shown[1], text->str, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_ASCII);
            hsviz_escape_json(shown[2], text->str);
            hsviz_escape_xml(shown[3], text->str);
            for (size_t i = 0; i < NUM_SYNTAXES; i++) {
                const char *other = g_hash_table_lookup(seen[i], shown[i]->str);

                if (other)
                    assert_string_equal(other, text->str);
                g_hash_table_insert(seen[i], g_string_free(shown[i], FALSE), g_strdup(text->str));
            }
            g_string_free(text, TRUE);
        }
    }
    for (size_t i = 0; i < NUM_SYNTAXES; i++)
        g_hash_table_destroy(seen[i]);
}

static void words_of_the_model(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    hsviz_escape_terminal(text, "a → b › c · d…", HSVIZ_TEXT_MODEL, HSVIZ_CHARSET_ASCII);
    assert_appended(text, "a -> b > c - d...");
    hsviz_escape_terminal(text, "a → b", HSVIZ_TEXT_MODEL, HSVIZ_CHARSET_UNICODE);
    assert_appended(text, "a → b");
    hsviz_escape_terminal(text, "a → b\033", HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_ASCII);
    assert_appended(text, "a \\u{2192} b\\x1b");
    g_string_free(text, TRUE);
}

/* Every byte alone, and every pair: what comes out is valid UTF-8, printable, and in the ASCII
 * charset ASCII. */
static void all_pairs_of_bytes(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (unsigned pair = 0x100; pair <= 0xffff; pair++) {
        char bytes[3] = { (char)(pair >> 8), (char)pair, '\0' };

        hsviz_escape_terminal(text, bytes, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
        assert_true(g_utf8_validate(text->str, -1, NULL));
        for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char(p))
            assert_true(g_unichar_isprint(g_utf8_get_char(p)));
        g_string_truncate(text, 0);
        hsviz_escape_terminal(text, bytes, HSVIZ_TEXT_MODEL, HSVIZ_CHARSET_ASCII);
        assert_true(g_str_is_ascii(text->str));
        g_string_truncate(text, 0);
        hsviz_escape_json(text, bytes);
        assert_true(g_utf8_validate(text->str, -1, NULL));
        g_string_truncate(text, 0);
    }
    g_string_free(text, TRUE);
}

static void cells(void **state)
{
    (void)state;
    assert_int_equal(hsviz_text_cells(HSVIZ_TEXT_WIRE, "ab", HSVIZ_CHARSET_UNICODE), 2);
    assert_int_equal(hsviz_text_cells(HSVIZ_TEXT_WIRE, "\xe4\xbd\xa0", HSVIZ_CHARSET_UNICODE), 2);
    assert_int_equal(hsviz_text_cells(HSVIZ_TEXT_WIRE, "\xc3\xa9", HSVIZ_CHARSET_UNICODE), 1);
    assert_int_equal(hsviz_text_cells(HSVIZ_TEXT_WIRE, "\033", HSVIZ_CHARSET_UNICODE), 4);
}

/* The longest beginning that takes no more, by trying each: it ends where no byte only goes on. */
static size_t longest_beginning(enum hsviz_text_class class, const char *text,
                                enum hsviz_charset charset, unsigned max_cells)
{
    size_t longest = 0;

    for (size_t len = 1; len <= strlen(text); len++) {
        char *beginning = g_strndup(text, len);

        if (((unsigned char)text[len] & 0xc0) != 0x80 &&
            hsviz_text_cells(class, beginning, charset) <= max_cells)
            longest = len;
        g_free(beginning);
    }
    return longest;
}

static void beginnings_that_fit(void **state)
{
    static const char *const texts[] = {
        "",
        "plain",
        "a → b › c",
        "\\\\x1b",
        "\xe4\xbd\xa0\xe5\xa5\xbd",
        "\x80\x80 b",
        "a\x80\xbf\x80",
        "\xff\xff\xc3\xa9",
        "e\xcc\x81\xe2\x80\xae x",
        "\xf0\x9f\x94\x92\x80 key",
        "cut\xe4\xbd",
    };
    enum { CELLS_MAX = 60 };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (unsigned cells = 0; cells <= CELLS_MAX; cells++) {
            for (int class = HSVIZ_TEXT_MODEL; class <= HSVIZ_TEXT_WIRE; class ++) {
                for (int charset = HSVIZ_CHARSET_UNICODE; charset <= HSVIZ_CHARSET_ASCII; charset++)
                    assert_int_equal(hsviz_text_fitting(class, texts[i], charset, cells),
                                     longest_beginning(class, texts[i], charset, cells));
            }
        }
    }
}

static void times(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    hsviz_number_time(text, 50204000, HSVIZ_MILLISECONDS, 3);
    assert_appended(text, "50.204");
    hsviz_number_time(text, 50250000, HSVIZ_MILLISECONDS, 1);
    assert_appended(text, "50.3");
    hsviz_number_time(text, 999999999, HSVIZ_MILLISECONDS, 1);
    assert_appended(text, "1000.0");
    hsviz_number_time(text, 1700000000123456789, HSVIZ_SECONDS, 6);
    assert_appended(text, "1700000000.123457");
    hsviz_number_time(text, -1500000, HSVIZ_MILLISECONDS, 3);
    assert_appended(text, "-1.500");
    hsviz_number_time(text, -1, HSVIZ_MILLISECONDS, 3);
    assert_appended(text, "0.000");
    hsviz_number_time(text, INT64_MIN, HSVIZ_MILLISECONDS, 0);
    assert_appended(text, "-9223372036855");
    hsviz_number_time(text, INT64_MAX, HSVIZ_MILLISECONDS, 6);
    assert_appended(text, "9223372036854.775807");
    g_string_free(text, TRUE);
}

static void round_trips(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    hsviz_number_half_rtts(text, 3);
    assert_appended(text, "1.5");
    hsviz_number_half_rtts(text, 4);
    assert_appended(text, "2.0");
    hsviz_number_round_trips(text, 4);
    assert_appended(text, "2");
    hsviz_number_round_trips(text, 1);
    assert_appended(text, "0.5");
    g_string_free(text, TRUE);
}

/* Rounded one by one these would be 0.3 + 0.3 + 0.3 + 0.0, and their sum 1.0. */
static void parts_add_up(void **state)
{
    int64_t parts_ns[] = { 333333, 333334, 333333, 0 };
    int64_t odd_ns[] = { 49999, 0, 50001, 123456789012 };
    int64_t nothing_ns[] = { 0, 0 };

    (void)state;
    hsviz_number_apportion(parts_ns, G_N_ELEMENTS(parts_ns), 1);
    assert_int_equal(parts_ns[0], 300000);
    assert_int_equal(parts_ns[1], 400000);
    assert_int_equal(parts_ns[2], 300000);
    assert_int_equal(parts_ns[3], 0);
    hsviz_number_apportion(odd_ns, G_N_ELEMENTS(odd_ns), 1);
    assert_int_equal(odd_ns[0] + odd_ns[1] + odd_ns[2] + odd_ns[3], 123456900000);
    hsviz_number_apportion(nothing_ns, G_N_ELEMENTS(nothing_ns), 3);
    assert_int_equal(nothing_ns[0] + nothing_ns[1], 0);
}

static int write_until_full(void *user, const char *bytes, size_t len)
{
    size_t *room = user;

    (void)bytes;
    if (len > *room)
        return ENOSPC;
    *room -= len;
    return 0;
}

static void a_full_disk_is_remembered(void **state)
{
    size_t room = 5;
    struct hsviz_output output = { .write = write_until_full, .user = &room };

    (void)state;
    hsviz_output_text(&output, "four");
    assert_int_equal(output.error, 0);
    hsviz_output_text(&output, "more");
    assert_int_equal(output.error, ENOSPC);
    hsviz_output_text(&output, "1");
    assert_int_equal(output.num_bytes, 4);
    assert_int_equal(room, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_the_wire),
        cmocka_unit_test(text_in_xml),
        cmocka_unit_test(what_no_eye_sees),
        cmocka_unit_test(texts_that_differ),
        cmocka_unit_test(words_of_the_model),
        cmocka_unit_test(all_pairs_of_bytes),
        cmocka_unit_test(cells),
        cmocka_unit_test(beginnings_that_fit),
        cmocka_unit_test(times),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(a_full_disk_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
