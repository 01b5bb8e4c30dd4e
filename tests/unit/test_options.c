/* test_options.c
 * The argument of `-z hsviz`: a table, one case a line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"

static enum hsviz_options_result parse(struct hsviz_options *options, char **message,
                                       const char *argument)
{
    GString *text = g_string_new(NULL);
    enum hsviz_options_result result;

    *options = (struct hsviz_options){ 0 };
    result = hsviz_options_parse(options, text, argument);
    *message = g_string_free(text, FALSE);
    return result;
}

/* What is read, written back: only what differs from the defaults. */
static char *options_describe(const struct hsviz_options *options)
{
    const struct hsviz_render_options *render = &options->render;
    GString *text = g_string_new(render->format->name);

    if (options->file)
        g_string_append_printf(text, " file=%s", options->file);
    for (guint i = 0; options->streams && i < options->streams->len; i++) {
        struct hsviz_stream_range range =
            g_array_index(options->streams, struct hsviz_stream_range, i);

        g_string_append_printf(text, " stream=%u-%u", range.first, range.last);
    }
    if (render->width)
        g_string_append_printf(text, " width=%u", render->width);
    if (render->scale != HSVIZ_SCALE_STEPS)
        g_string_append(text, " scale=time");
    if (render->tcp != HSVIZ_TCP_SHOWN_HANDSHAKE)
        g_string_append(text, render->tcp == HSVIZ_TCP_SHOWN_ALL ? " tcp=all" : " tcp=none");
    if (render->data != HSVIZ_DATA_SHOWN_FOLD)
        g_string_append(text, " data=all");
    if (render->explain == HSVIZ_EXPLAIN_ON)
        g_string_append(text, " explain");
    if (options->filter)
        g_string_append_printf(text, " filter=%s", options->filter);
    return g_string_free(text, FALSE);
}

static const struct {
    const char *argument, *read;
} good[] = {
    { "hsviz", "text" },
    { "hsviz,", "text" },
    { "hsviz,text", "text" },
    { "hsviz,json", "json" },
    { "hsviz,json,", "json" },
    { "hsviz,width=80,ascii", "ascii width=80" },
    { "hsviz,stream=3", "text stream=3-3" },
    { "hsviz,stream=0-9", "text stream=0-9" },
    { "hsviz,stream=1+4-5+7", "text stream=1-1 stream=4-5 stream=7-7" },
    { "hsviz,stream=4294967295", "text stream=4294967295-4294967295" },
    { "hsviz,scale=time,tcp=all,data=all", "text scale=time tcp=all data=all" },
    { "hsviz,scale=steps,tcp=handshake,data=fold", "text" },
    { "hsviz,tcp=none,explain", "text tcp=none explain" },
    { "hsviz,json,file=/tmp/a=b", "json file=/tmp/a=b" },
    { "hsviz,file=a,file=b", "text file=b" },
    { "hsviz,tcp.port==443", "text filter=tcp.port==443" },
    { "hsviz,json,tcp.port in {443,8443},ascii", "json filter=tcp.port in {443,8443},ascii" },
    { "hsviz,filter=tcp.port in {443,80}", "text filter=tcp.port in {443,80}" },
    { "hsviz,filter=", "text" },
    { "hsviz,filter=tcp", "text filter=tcp" },
    { "hsviz,file.name", "text filter=file.name" },
    { "hsviz,tcp and data", "text filter=tcp and data" },
    { "hsviz,tcp==1", "text filter=tcp==1" },
    { "hsviz,jsn,file=x", "text filter=jsn,file=x" },
};

static void test_reads_what_is_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        struct hsviz_options options;
        char *message, *read;

        assert_int_equal(parse(&options, &message, good[i].argument), HSVIZ_OPTIONS_DRAW);
        read = options_describe(&options);
        assert_string_equal(read, good[i].read);
        assert_string_equal(message, "");
        g_free(read);
        g_free(message);
        hsviz_options_clear(&options);
    }
}

static const struct {
    const char *argument, *message;
} wrong[] = {
    { "hsvizfoo", "hsviz: unknown statistic \"hsvizfoo\"; try -z hsviz,help" },
    { "hsviz,json,ascii", "hsviz: two formats given, json and ascii; choose one" },
    { "hsviz,,json", "hsviz: nothing between two commas; remove one" },
    { "hsviz,file=", "hsviz: file= is invalid; expected PATH "
                     "(output file; one file per stream: a folder, or %d in the name)" },
    { "hsviz,scale=tim", "hsviz: scale=tim is invalid; expected steps|time (vertical distance "
                         "between steps: equal, or by time)" },
    { "hsviz,file", "hsviz: file has no value, expected file=PATH (output file; one file per "
                    "stream: a folder, or %d in the name) or filter=file for a display filter" },
    { "hsviz,filter", "hsviz: filter has no value, expected filter=EXPR (a display filter; "
                      "everything that follows, including commas)" },
    { "hsviz,json,tcp", NULL },
    { "hsviz,stream,json", NULL },
    { "hsviz,width", NULL },
    { "hsviz,scale", NULL },
    { "hsviz,data", NULL },
    { "hsviz,stream=", NULL },
    { "hsviz,stream=a", NULL },
    { "hsviz,stream=-1", NULL },
    { "hsviz,stream=1-", NULL },
    { "hsviz,stream=5-3", NULL },
    { "hsviz,stream=1+", NULL },
    { "hsviz,stream=1;2", NULL },
    { "hsviz,stream=4294967296", NULL },
    { "hsviz,width=", NULL },
    { "hsviz,width=39", NULL },
    { "hsviz,width=401", NULL },
    { "hsviz,width=80x", NULL },
    { "hsviz,tcp=some", NULL },
    { "hsviz,data=none", NULL },
};

static void test_refuses_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        struct hsviz_options options;
        char *message;

        assert_int_equal(parse(&options, &message, wrong[i].argument), HSVIZ_OPTIONS_WRONG);
        if (wrong[i].message)
            assert_string_equal(message, wrong[i].message);
        assert_true(g_str_has_prefix(message, "hsviz: "));
        assert_null(strchr(message, '\n'));
        g_free(message);
        hsviz_options_clear(&options);
    }
}

static void test_help_names_every_format_and_key(void **state)
{
    static const char *const keys[] = { "file=", "stream=", "width=",  "scale=", "tcp=",
                                        "data=", "filter=", "explain", "help" };
    struct hsviz_options options;
    char *message;

    (void)state;
    assert_int_equal(parse(&options, &message, "hsviz,help"), HSVIZ_OPTIONS_HELP);
    for (const struct hsviz_format *format = hsviz_formats; format->name; format++)
        assert_non_null(strstr(message, format->name));
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_non_null(strstr(message, keys[i]));
    g_free(message);
    hsviz_options_clear(&options);
}

static void test_says_what_a_part_is_not(void **state)
{
    struct hsviz_options options;
    GString *error = g_string_new(NULL);
    char *message;

    (void)state;
    parse(&options, &message, "hsviz,jsn,file=x");
    hsviz_options_filter_wrong(&options, error, "two\nlines");
    assert_true(g_str_has_prefix(error->str, "hsviz: \"jsn\" is neither a format (text, "));
    assert_true(g_str_has_suffix(error->str, "nor a valid display filter: two lines"));
    g_free(message);
    hsviz_options_clear(&options);

    g_string_truncate(error, 0);
    parse(&options, &message, "hsviz,filter=foo,bar");
    hsviz_options_filter_wrong(&options, error, "reason");
    assert_string_equal(error->str, "hsviz: filter=foo,bar is not a valid display filter: reason");
    g_free(message);
    hsviz_options_clear(&options);
    g_string_free(error, TRUE);
}

static void test_chooses_streams(void **state)
{
    struct hsviz_options options;
    char *message;

    (void)state;
    parse(&options, &message, "hsviz");
    assert_true(hsviz_options_has_stream(&options, 17));
    g_free(message);
    hsviz_options_clear(&options);

    parse(&options, &message, "hsviz,stream=2-3+7");
    assert_false(hsviz_options_has_stream(&options, 1));
    assert_true(hsviz_options_has_stream(&options, 2));
    assert_true(hsviz_options_has_stream(&options, 3));
    assert_false(hsviz_options_has_stream(&options, 4));
    assert_true(hsviz_options_has_stream(&options, 7));
    g_free(message);
    hsviz_options_clear(&options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_is_right),
        cmocka_unit_test(test_refuses_what_is_wrong),
        cmocka_unit_test(test_help_names_every_format_and_key),
        cmocka_unit_test(test_says_what_a_part_is_not),
        cmocka_unit_test(test_chooses_streams),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
