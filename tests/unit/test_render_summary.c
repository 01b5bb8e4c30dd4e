/* test_render_summary.c
 * All connections together, as they are to be seen, and the percentiles.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include "render/text/line.h"
#include "render/summary/samples.h"
#include "render/summary/tally.h"
#include "model/connection.h"
#include "model/core/connection.h"
#include "model/core/units.h"
#include "model/pki/check_names.h"
#include "model/tcp/segment.h"

static struct hsviz_connection *scene_refused(uint32_t stream)
{
    struct script script = script_begin(stream);

    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 50.2, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* Two handshakes, one of them with a name that is hostile, and a connection that is refused. */
static char *summary_of_three(const char *format, unsigned width)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("summary"),
                                            .width = width };
    struct hsviz_connection *const connections[] = {
        script_tls13("example.test", "h2"),
        script_tls13("\033[2Jexample", "h2"),
        scene_refused(2),
    };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering;

    if (strcmp(format, "ascii") == 0)
        options.charset = HSVIZ_CHARSET_ASCII;
    rendering = hsviz_render_begin(&output, &options);
    for (size_t i = 0; i < G_N_ELEMENTS(connections); i++) {
        hsviz_render_connection(rendering, connections[i]);
        hsviz_connection_free(connections[i]);
    }
    hsviz_render_end(rendering);
    return g_string_free(text, FALSE);
}

static void assert_summary(const char *format, unsigned width, const char *const *expected)
{
    char *text = summary_of_three(format, width);
    char *joined = g_strjoinv("\n", (char **)expected);

    assert_string_equal(text, joined);
    g_free(joined);
    g_free(text);
}

static void unicode(void **state)
{
    static const char *const expected[] = {
        "3 connections · 2 with TLS · frames 1 to 11 · started within 0.000 s",
        "",
        "outcome                         count    share  stream",
        "  complete                          2   66.7 %       0  ████████████████",
        "  refused                           1   33.3 %       2  ████████",
        "",
        "errors                          count    share  stream",
        "  Connection refused                1   33.3 %       2  ████████",
        "",
        "notes                           count    share  stream",
        "  Closed without close_notify       2   66.7 %       0  ████████████████",
        "",
        "round trips                     count    share  stream",
        "  TCP handshake: 1 RTT              2   66.7 %       0  ████████████████",
        "  TLS handshake: 1 RTT              2   66.7 %       0  ████████████████",
        "  first request after 2 RTT         2   66.7 %       0  ████████████████",
        "",
        "first request, RTT vs expected  count    share  stream",
        "  as expected                       2   66.7 %       0  ████████████████",
        "",
        "version                         count    share  stream",
        "  TLS 1.3                           2  100.0 %       0  ████████████████████████",
        "",
        "handshake kind                  count    share  stream",
        "  full                              2  100.0 %       0  ████████████████████████",
        "",
        "TCP handshake                   count    share  stream",
        "  three-way                         2   66.7 %       0  ████████████████",
        "  refused                           1   33.3 %       2  ████████",
        "",
        "TCP close                       count    share  stream",
        "  three-segment                     2   66.7 %       0  ████████████████",
        "  reset-by-server                   1   33.3 %       2  ████████",
        "",
        "server name                     count    share  stream",
        "  \\x1b[2Jexample                    1   50.0 %       0  ████████████",
        "  example.test                      1   50.0 %       0  ████████████",
        "",
        "times, ms             count    min    p50    p90    p95    p99    max",
        "  RTT                     2   50.3   50.3   50.3   50.3   50.3   50.3",
        "  TCP handshake           2   50.3   50.3   50.3   50.3   50.3   50.3",
        "  TLS handshake           2   53.2   53.2   53.2   53.2   53.2   53.2",
        "  first request           2  104.2  104.2  104.2  104.2  104.2  104.2",
        "  first response          2  155.1  155.1  155.1  155.1  155.1  155.1",
        "  failed                  1   50.2   50.2   50.2   50.2   50.2   50.2",
        "",
        "where the time went   share    min    p50    p90    p95    p99    max",
        "  client network      0.2 %    0.3    0.3    0.3    0.3    0.3    0.3",
        "  server network     97.1 %  150.6  150.6  150.6  150.6  150.6  150.6",
        "  client think        0.8 %    1.3    1.3    1.3    1.3    1.3    1.3",
        "  server think        1.9 %    2.9    2.9    2.9    2.9    2.9    2.9",
        "",
        NULL,
    };

    (void)state;
    assert_summary("unicode", 80, expected);
}

static void narrow_ascii(void **state)
{
    static const char *const expected[] = {
        "3 connections - 2 with TLS",
        "  frames 1 to 11",
        "  started within 0.000 s",
        "",
        "outcome                   count  stream",
        "  complete                    2       0",
        "  refused                     1       2",
        "",
        "errors                    count  stream",
        "  Connection refused          1       2",
        "",
        "notes                     count  stream",
        "  Closed without clos...      2       0",
        "",
        "round trips               count  stream",
        "  TCP handshake: 1 RTT        2       0",
        "  TLS handshake: 1 RTT        2       0",
        "  first request after...      2       0",
        "",
        "first request, RTT vs...  count  stream",
        "  as expected                 2       0",
        "",
        "version                   count  stream",
        "  TLS 1.3                     2       0",
        "",
        "handshake kind            count  stream",
        "  full                        2       0",
        "",
        "TCP handshake             count  stream",
        "  three-way                   2       0",
        "  refused                     1       2",
        "",
        "TCP close                 count  stream",
        "  three-segment               2       0",
        "  reset-by-server             1       2",
        "",
        "server name               count  stream",
        "  \\x1b[2Jexample              1       0",
        "  example.test                1       0",
        "",
        "times, ms              p50    p90    max",
        "  RTT                 50.3   50.3   50.3",
        "  TCP handshake       50.3   50.3   50.3",
        "  TLS handshake       53.2   53.2   53.2",
        "  first request      104.2  104.2  104.2",
        "  first response     155.1  155.1  155.1",
        "  failed              50.2   50.2   50.2",
        "",
        "where the time went    p50    p90    max",
        "  client network       0.3    0.3    0.3",
        "  server network     150.6  150.6  150.6",
        "  client think         1.3    1.3    1.3",
        "  server think         2.9    2.9    2.9",
        "",
        NULL,
    };

    (void)state;
    assert_summary("ascii", 40, expected);
}

/* No width makes a line longer than it. */
static void no_line_is_too_long(void **state)
{
    (void)state;
    for (unsigned width = HSVIZ_WIDTH_MIN; width <= 140; width++) {
        char *text = summary_of_three("unicode", width);
        char **lines = g_strsplit(text, "\n", -1);

        for (char **line = lines; *line != NULL; line++)
            assert_true(g_utf8_strlen(*line, -1) <= (glong)width);
        g_strfreev(lines);
        g_free(text);
    }
}

/* Connections are counted by status, each once, and checks are timed. */
static void responders(void **state)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("summary") };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    (void)state;
    for (uint32_t stream = 0; stream < 2; stream++) {
        struct script script = script_begin(stream);

        script_open(&script);
        script_client_hello(&script, 50.9, "example.test", "h2");
        script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_HTTP, HSVIZ_SEEN);
        script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
        script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN)->http_status = 203;
        if (stream == 1)
            script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_SILENT, HSVIZ_SEEN);
        hsviz_connection_finish(script.connection);
        hsviz_render_connection(rendering, script.connection);
        hsviz_connection_free(script.connection);
    }
    hsviz_render_end(rendering);
    assert_non_null(strstr(text->str, "\nrevocation status       count    share  stream\n"));
    assert_non_null(strstr(text->str, "\n  HTTP 503                  2  100.0 %       0 "));
    assert_non_null(strstr(text->str, "\n  good                      2  100.0 %       0 "));
    assert_non_null(strstr(text->str, "\n  no answer                 1   50.0 %       1 "));
    assert_non_null(strstr(text->str, "\n  revocation check      6  60.5  60.5 "));
    g_string_free(text, TRUE);
}

static void nothing_is_said_of_no_connection(void **state)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("summary") };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);

    (void)state;
    hsviz_render_end(hsviz_render_begin(&output, &options));
    assert_string_equal(text->str, "");
    g_string_free(text, TRUE);
}

/* ---- Percentiles ---- */

/* The example of NIST's and Wikipedia's articles on nearest rank: 15, 20, 35, 40, 50. */
static void nearest_rank(void **state)
{
    static const int64_t values[] = { 40, 15, HSVIZ_NS_UNKNOWN, 50, 20, 35 };
    static const struct {
        unsigned percent;
        int64_t value;
    } expected[] = { { 0, 15 }, { 5, 15 }, { 20, 15 }, { 21, 20 }, { 30, 20 },
                     { 40, 20 }, { 50, 35 }, { 99, 50 }, { 100, 50 } };
    struct hsviz_samples *samples = hsviz_samples_new();

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        hsviz_samples_add(samples, values[i]);
    assert_int_equal(hsviz_samples_num(samples), 5);
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_int_equal(hsviz_samples_percentile(samples, expected[i].percent),
                         expected[i].value);
    /* Others may come after a look. */
    hsviz_samples_add(samples, 10);
    assert_int_equal(hsviz_samples_percentile(samples, 0), 10);
    hsviz_samples_free(samples);
}

static void sums_do_not_overflow(void **state)
{
    struct hsviz_samples *samples = hsviz_samples_new();

    (void)state;
    hsviz_samples_add(samples, INT64_MAX);
    hsviz_samples_add(samples, INT64_MAX);
    assert_true(hsviz_samples_sum(samples) > 1.8e19);
    hsviz_samples_free(samples);
}

/* ---- Labels ---- */

/* Names from the wire take no more memory than there is room for, and are counted all the same. */
static void labels_are_bounded(void **state)
{
    struct hsviz_tally *tally = hsviz_tally_new();
    GArray *rows;

    (void)state;
    for (uint32_t i = 0; i < HSVIZ_TALLY_LABELS_MAX + 10; i++) {
        char *label = g_strdup_printf("%u", i);

        hsviz_tally_count(tally, label, 0, i);
        g_free(label);
    }
    hsviz_tally_count(tally, "7", 0, 99999);
    rows = hsviz_tally_rows(tally);
    assert_int_equal(rows->len, HSVIZ_TALLY_LABELS_MAX);
    assert_int_equal(hsviz_tally_unnamed(tally), 10);
    assert_string_equal(g_array_index(rows, struct hsviz_tally_row, 0).label, "7");
    assert_int_equal(g_array_index(rows, struct hsviz_tally_row, 0).num, 2);
    assert_int_equal(g_array_index(rows, struct hsviz_tally_row, 0).stream, 7);
    assert_string_equal(g_array_index(rows, struct hsviz_tally_row, 1).label, "0");
    g_array_unref(rows);
    hsviz_tally_free(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unicode),
        cmocka_unit_test(narrow_ascii),
        cmocka_unit_test(no_line_is_too_long),
        cmocka_unit_test(responders),
        cmocka_unit_test(nothing_is_said_of_no_connection),
        cmocka_unit_test(nearest_rank),
        cmocka_unit_test(sums_do_not_overflow),
        cmocka_unit_test(labels_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
