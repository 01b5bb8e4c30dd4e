/* test_render_counts.c
 * What the summary counts: a row of each section, from connections that differ.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "render/render.h"
#include "model/connection.h"

#define THREE_WAY "C S @0", "S SA @20", "C A @20.1"
#define HELLO_13(name) THREE_WAY, "C A CH/13/suite=1302/sni=" name " @21"
#define FLIGHT_13 "S A SH/selected=0304/suite=1302 ccs app/38 app/839 app/281 app/69 @41"

static const char *const connections[][10] = {
    { HELLO_13("a.test"), FLIGHT_13, "C A ccs app/69 app/99 @42" },
    { HELLO_13("a.test"), FLIGHT_13, "C A ccs app/69 @42", "S A app/250 app/250 @62",
      "C A app/99 @63" },
    { HELLO_13("b.test"), "S A alert/2/40 @41" },
    { HELLO_13("c.test"), "S A SH/retry/selected=0304/group=0017 @41", "C A CH/13/suite=1302 @42",
      "S A SH/selected=0304/suite=1302 ccs app/38 app/839 app/281 app/69 @62",
      "C A ccs app/69 app/99 @63" },
    { HELLO_13("d.test"), "S A SH/sentinel=1" },
    { HELLO_13("e.test"), "S A @41" },
    { HELLO_13("f.test"), "S A @41" },
    { HELLO_13("g.test"), "S A @41" },
    { THREE_WAY, "C A text=GET @21", "S A text=200 @41" },
    { "C S tfo=cookie CH/13/psk/early/suite=1302 app/99",
      "S SA tfo=cookie SH/selected=0304/suite=1302/chosen-psk ccs app/38 app/69",
      "C A app/21 app/69" },
    { "C A app/99", "S A app/99" },
};

/* What stands before the times, which have tests of their own. */
static const char *const expected[] = {
    "11 connections - 10 with TLS - frames 1 to 8 - started within 0.000 s",
    "  1 began before the capture: not in times and round trips",
    "",
    "outcome                                count    share  stream",
    "  complete                                 4   40.0 %       0",
    "  timed-out                                3   30.0 %       0",
    "  cut                                      2   20.0 %       0",
    "  rejected-by-server                       1   10.0 %       0",
    "",
    "alert                                  count    share  stream",
    "  handshake_failure                        1   10.0 %       0",
    "",
    "errors                                 count    share  stream",
    "  Fatal alert                              1    9.1 %       0",
    "",
    "warnings                               count    share  stream",
    "  Downgrade sentinel                       1    9.1 %       0",
    "",
    "notes                                  count    share  stream",
    "  Data in the SYN-ACK                      1    9.1 %       0",
    "  Extra round trip: HelloRetryRequest      1    9.1 %       0",
    "  Fast Open: new cookie                    1    9.1 %       0",
    "  Capture point unknown                    1    9.1 %       0",
    "  Capture starts mid-connection            1    9.1 %       0",
    "  Request later than needed                1    9.1 %       0",
    "  Roles guessed from the ports             1    9.1 %       0",
    "  Time that cannot be attributed           1    9.1 %       0",
    "",
    "round trips                            count    share  stream",
    "  TCP handshake: 0 RTT                     1    9.1 %       0",
    "  TCP handshake: 1 RTT                     9   81.8 %       0",
    "  TLS handshake: 0 RTT                     1    9.1 %       0",
    "  TLS handshake: 1 RTT                     2   18.2 %       0",
    "  TLS handshake: 2 RTT                     1    9.1 %       0",
    "  first request after 0 RTT                1    9.1 %       0",
    "  first request after 1 RTT                1    9.1 %       0",
    "  first request after 2 RTT                1    9.1 %       0",
    "  first request after 3 RTT                2   18.2 %       0",
    "",
    "first request, RTT vs expected         count    share  stream",
    "  as expected                              4   36.4 %       0",
    "  1 RTT more                               1    9.1 %       0",
    "",
    "version                                count    share  stream",
    "  TLS 1.3                                  4   40.0 %       0",
    "  TLS 1.2                                  1   10.0 %       0",
    "",
    "handshake kind                         count    share  stream",
    "  full                                     3   30.0 %       0",
    "  resumed-psk                              1   10.0 %       0",
    "",
    "marks                                  count    share  stream",
    "  early-data accepted                      1   10.0 %       0",
    "  retry                                    1   10.0 %       0",
    "",
    "TCP handshake                          count    share  stream",
    "  three-way                                9   81.8 %       0",
    "  fast-open data-accepted                  1    9.1 %       0",
    "  mid-stream                               1    9.1 %       0",
    "",
    "TCP close                              count    share  stream",
    "  open                                    11  100.0 %       0",
    "",
    "server name                            count    share  stream",
    "  a.test                                   2   20.0 %       0",
    "  b.test                                   1   10.0 %       0",
    "  c.test                                   1   10.0 %       0",
    "  d.test                                   1   10.0 %       0",
    "  e.test                                   1   10.0 %       0",
    "  others                                   2",
    "",
    NULL,
};

static char *summary_of_all(void)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("summary"), .width = 70,
                                            .charset = HSVIZ_CHARSET_ASCII };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    for (size_t i = 0; i < G_N_ELEMENTS(connections); i++) {
        struct hsviz_connection *connection = lines_connection(connections[i]);

        hsviz_render_connection(rendering, connection);
        hsviz_connection_free(connection);
    }
    hsviz_render_end(rendering);
    return g_string_free(text, FALSE);
}

static void sections(void **state)
{
    char *text = summary_of_all(), *counts = g_strjoinv("\n", (char **)expected);

    (void)state;
    if (!g_str_has_prefix(text, counts))
        fail_msg("expected\n%s\nbut it is\n%s", counts, text);
    assert_true(g_str_has_prefix(text + strlen(counts), "\ntimes, ms"));
    g_free(counts);
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
