/* test_render_svg.c
 * Pictures: what stands in them, and where; well-formed and harmless whatever comes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_diagram.h"

#include <string.h>

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/connection.h"
#include "model/core/units.h"
#include "model/pki/checks.h"
#include "model/tcp/segment.h"
#include "model/time/clock.h"
#include "render/shared/markup.h"
#include "render/svg/svg.h"
#include "render/svg/svg_text.h"
#include "render/svg/timeline.h"

/* ---- Scenes ---- */

/* The SYN is not in the capture. */
static struct hsviz_connection *scene_gap(void)
{
    struct script script = script_begin(2);

    script.seq[HSVIZ_CLIENT]++;
    script_tcp(&script, 0, HSVIZ_SERVER, HSVIZ_TCP_SYN | HSVIZ_TCP_ACK);
    script_tcp(&script, 50, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    script_client_hello(&script, 51, "example.test", "h2");
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static struct hsviz_connection *scene_hostile(void)
{
    return script_tls13(
        "\033]0;x\007\xe2\x80\xae\xff\xef\xbf\xbe]]></script>\"'&\r\n<svg onload=x>",
        "\033[2J<![CDATA[h2--><script>");
}

/* The longest numbers that there are: of frames, and of milliseconds. */
static struct hsviz_connection *scene_extremes(void)
{
    struct script script = script_begin(UINT32_MAX);

    script.frame = UINT32_MAX - 4;
    script.address[HSVIZ_CLIENT] = "2001:db8:1111:2222:3333:4444:5555:6666";
    script.address[HSVIZ_SERVER] = "2001:db8:7777:8888:9999:aaaa:bbbb:cccc";
    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 0.001, HSVIZ_SERVER, HSVIZ_TCP_SYN | HSVIZ_TCP_ACK);
    script_tcp(&script, 0.002, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    script_tcp(&script, 7e12, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* ---- Scenes with revocation checks ---- */

/* The client waits behind the server's flight, while two frames of another connection pass. */
static struct hsviz_connection *scene_waiting(void)
{
    struct script script = script_begin(0);

    script_open(&script);
    script_client_hello(&script, 50.9, "example.test", "h2");
    script_server_flight(&script, 103.4);
    script.frame += 2;
    script_records(&script, 145, HSVIZ_CLIENT, 53);
    script_records(&script, 145.1, HSVIZ_CLIENT, 120);
    script_records(&script, 196, HSVIZ_SERVER, 900);
    script_close(&script, 200);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* An OCSP request at 110 ms, after the server's flight, on a connection opened at 105. */
static struct hsviz_check *ask(struct hsviz_connection *connection, const char *host)
{
    struct hsviz_check *check = hsviz_checks_add(connection, 6);
    int64_t start_ns = hsviz_connection_start_ns(connection);

    check->stream = 9;
    check->request_frame = 6;
    check->start_ns = start_ns + 105 * NS_PER_MS;
    check->request_ns = start_ns + 110 * NS_PER_MS;
    check->address = g_strdup("203.0.113.30");
    check->host = g_strdup(host);
    check->port = 80;
    check->method = HSVIZ_CHECK_OCSP_GET;
    check->source = HSVIZ_SEEN;
    check->serial = (struct hsviz_serial){ .bytes = { 0x10, 0x01 }, .len = 2 };
    return check;
}

static void response(struct hsviz_check *check, enum hsviz_check_status status)
{
    check->response_frame = 7;
    check->response_ns = check->request_ns + 30 * NS_PER_MS;
    check->http_status = 200;
    check->status = status;
}

static struct hsviz_connection *scene_asked(void)
{
    struct hsviz_connection *connection = scene_waiting();

    response(ask(connection, "ocsp.test"), HSVIZ_STATUS_GOOD);
    return connection;
}

/* The same while the client's clock runs: its think time is that of the check, but for 1 ms. */
static struct hsviz_connection *scene_delayed(void)
{
    struct script script = script_begin(0);
    struct hsviz_check *check;

    script_open(&script);
    script_client_hello(&script, 50.9, "example.test", "h2");
    script_server_flight(&script, 103.4);
    check = ask(script.connection, "ocsp.test");
    response(check, HSVIZ_STATUS_GOOD);
    hsviz_check_times_begin(&script.connection->clock->checks, HSVIZ_END_0, check->start_ns);
    hsviz_check_times_end(&script.connection->clock->checks, check->start_ns, check->response_ns);
    script.frame += 2;
    script_records(&script, 145, HSVIZ_CLIENT, 53);
    script_records(&script, 145.1, HSVIZ_CLIENT, 120);
    script_records(&script, 196, HSVIZ_SERVER, 900);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static struct hsviz_connection *scene_revoked(void)
{
    struct hsviz_connection *connection = scene_waiting();

    response(ask(connection, "ocsp.test"), HSVIZ_STATUS_REVOKED);
    return connection;
}

/* No response, and the match is inferred. */
static struct hsviz_connection *scene_unanswered(void)
{
    struct hsviz_connection *connection = scene_waiting();
    struct hsviz_check *check = ask(connection, NULL);

    check->source = HSVIZ_INFERRED;
    check->reason = HSVIZ_CHECK_WAITING;
    return connection;
}

/* Two responders, one of them with a name that would be markup. */
static struct hsviz_connection *scene_hostile_responder(void)
{
    struct hsviz_connection *connection = scene_waiting();
    struct hsviz_check *check;

    response(ask(connection, "\"><script>alert(1)</script>\033[2J\xe2\x80\xae\xff"),
           HSVIZ_STATUS_HTTP);
    check = ask(connection, "]]><![CDATA[h2-->");
    check->request = 1;
    check->method = HSVIZ_CHECK_CRL;
    g_free(check->address);
    check->address = g_strdup("2001:db8:7777:8888:9999:aaaa:bbbb:cccc");
    return connection;
}

static struct hsviz_connection *(*const scenes[])(void) = {
    scene_tls13,
    scene_loss,
    scene_gap,
    scene_busy,
    scene_nothing,
    scene_hostile,
    scene_extremes,
    scene_asked,
    scene_revoked,
    scene_unanswered,
    scene_hostile_responder,
};

static char *picture(struct hsviz_connection *connection, enum hsviz_scale scale)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("svg"), .scale = scale };

    return render(connection, &options);
}

static void assert_has(const char *text, const char *piece)
{
    if (strstr(text, piece) == NULL)
        print_message("missing: %s\n", piece);
    assert_non_null(strstr(text, piece));
}

/* ---- What is drawn ---- */

static void says_what_the_ladder_says(void **state)
{
    static const char *const pieces[] = {
        ">stream 0 · 192.0.2.10:41822 → 192.0.2.20:443 · example.test<",
        ">TLS 1.3 full handshake, complete<",
        ">first request after 2 RTT (TCP 1 + TLS 1), as expected · RTT 50.3 ms<",
        ">version path: record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3<",
        ">Client<",
        ">192.0.2.10:41822<",
        ">frame<",
        ">ms<",
        ">RTT<",
        ">LISTEN<",
        ">SYN-SENT<",
        ">TIME-WAIT<",
        ">tcp-open<",
        ">authentication<",
        ">50.2<",
        ">1.5<",
        ">ServerHello</tspan><tspan dx=",
        "> TLS 1.3 TLS_AES_128_GCM_SHA256<",
        ("<title>Certificate, from the server: 1200 bytes, largest record of the flight; "
         "frame 5, RTT position 1.5</title>"),
        ">TCP 1 RTT<",
        ">50.3 ms<",
        ">TLS 1 RTT<",
        ">time to first response: 155.1 ms<",
        ">server network 150.",
        ">inferred<",
    };

    (void)state;
    for (int scale = HSVIZ_SCALE_STEPS; scale <= HSVIZ_SCALE_TIME; scale++) {
        char *text = picture(scene_tls13(), (enum hsviz_scale)scale);

        for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++)
            assert_has(text, pieces[i]);
        g_free(text);
    }
}

static void kinds_of_arrows_differ_without_colour(void **state)
{
    char *text = picture(scene_tls13(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_has(text, "<g class=\"step\" id=\"hsviz-step-0\" data-step=\"0\">");
    assert_has(text, "<g class=\"step inferred\"");
    assert_has(text, "stroke-dasharray=\"7 4\"");
    g_free(text);
    text = picture(scene_loss(), HSVIZ_SCALE_STEPS);
    assert_has(text, "<g class=\"step repeated\" id=\"hsviz-step-1\" data-step=\"1\">");
    assert_has(text, "> retransmission of frame 1, it or its ACK lost downstream, seq=0<");
    assert_has(text, ">retransmission<");
    g_free(text);
    text = picture(scene_gap(), HSVIZ_SCALE_STEPS);
    assert_has(text, "<g class=\"step gap\"");
    assert_has(text, "> not captured<");
    assert_has(text, "stroke-dasharray=\"2 5\"");
    g_free(text);
}

static void folds_and_says_where_it_counts_from(void **state)
{
    char *text = picture(scene_busy(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_has(text, ">(relative)<");
    assert_has(text, "<g class=\"step fold\" id=\"hsviz-step-2\" data-step=\"2\">"
                     "<title>6 more: → 306 ← 3006 bytes</title>");
    g_free(text);
}

static void nothing_to_draw(void **state)
{
    char *text = picture(scene_nothing(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_has(text, ">(no step to draw: ");
    assert_null(strstr(text, "class=\"step"));
    g_free(text);
}

/* ---- Revocation checks ---- */

static void requests_to_a_responder_are_drawn(void **state)
{
    static const char *const pieces[] = {
        ">OCSP responder<",
        ">ocsp.test · 203.0.113.30:80<",
        "<g class=\"step lookup\" id=\"hsviz-step-question-0\" data-step=\"question-0\">"
        "<title>OCSP request, from the client to the OCSP responder: GET from ocsp.test, certificate "
        "1001; frame 6, 110.0 ms</title>",
        "id=\"hsviz-step-answer-0\" data-step=\"answer-0\">"
        "<title>OCSP response, from the OCSP responder: good; frame 7, 140.0 ms</title>",
        ">110.0<",
        ">140.0<",
        ". client to OCSP responder: OCSP request. OCSP responder: OCSP response, good. ",
        "class=\"shaft hop ",
    };

    (void)state;
    for (int scale = HSVIZ_SCALE_STEPS; scale <= HSVIZ_SCALE_TIME; scale++) {
        char *text = picture(scene_asked(), (enum hsviz_scale)scale);

        for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++)
            assert_has(text, pieces[i]);
        assert_null(strstr(text, ">no answer<"));
        g_free(text);
    }
}

static void without_a_request_there_is_no_responder(void **state)
{
    (void)state;
    for (int scale = HSVIZ_SCALE_STEPS; scale <= HSVIZ_SCALE_TIME; scale++) {
        char *text = picture(scene_tls13(), (enum hsviz_scale)scale);

        assert_null(strstr(text, "uthority"));
        assert_null(strstr(text, "hop"));
        g_free(text);
    }
}

static void no_answer_and_no_certainty_are_seen(void **state)
{
    char *text = picture(scene_unanswered(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_has(text, ">no answer<");
    assert_has(text, "; frame 6, 110.0 ms; no answer</title>");
    assert_has(text, ". client to OCSP responder: OCSP request, no answer");
    assert_has(text, "<g class=\"step lookup inferred\" ");
    assert_has(text, ">203.0.113.30:80<");
    assert_null(strstr(text, "answer-0"));
    g_free(text);
}

static unsigned signs_in(const char *text, const char *group)
{
    const char *at = strstr(text, group), *end = strstr(at, "</g>");
    unsigned found = 0;

    while ((at = strstr(at, "class=\"sign ")) != NULL && at < end) {
        found++;
        at++;
    }
    return found;
}

static void bad_news_have_a_sign(void **state)
{
    char *good = picture(scene_asked(), HSVIZ_SCALE_STEPS);
    char *revoked = picture(scene_revoked(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_int_equal(signs_in(good, "data-step=\"answer-0\""), 0);
    assert_int_equal(signs_in(revoked, "data-step=\"answer-0\""), 1);
    g_free(revoked);
    g_free(good);
}

static void the_wait_for_a_responder_is_seen(void **state)
{
    char *text = picture(scene_asked(), HSVIZ_SCALE_TIME);

    (void)state;
    assert_has(text, " class=\"wait ");
    assert_has(text, ">OCSP responder 35.0 ms<");
    assert_has(text, ", the OCSP responder&#39;s as captured<");
    g_free(text);
    text = picture(scene_unanswered(), HSVIZ_SCALE_TIME);
    assert_has(text, " class=\"wait ");
    assert_null(strstr(text, ">authority "));
    assert_null(strstr(text, "of which revocation check"));
    g_free(text);
    text = picture(scene_delayed(), HSVIZ_SCALE_STEPS);
    assert_has(text, ">of which revocation check 35.0 ms<");
    g_free(text);
}

static void hostile_responders_are_spelt_out(void **state)
{
    char *text = picture(scene_hostile_responder(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_has(text, ">several<");
    assert_has(text, "GET from &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[2J\\u{202e}"
                     "\\xff, certificate 1001");
    assert_has(text, "GET from ]]&gt;&lt;![CDATA[h2--&gt;, certificate 1001");
    g_free(text);
}

/* ---- In a page ---- */

static void pictures_of_a_page_do_not_meet(void **state)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("svg") };
    struct hsviz_connection *connection = scene_tls13();
    GString *text = g_string_new(NULL);
    GRegex *ids = g_regex_new(" id=\"(?!c3-)|(?<!&)#(?!c3-picture |[0-9a-f]{6}\\b)", 0, 0, NULL);

    (void)state;
    hsviz_svg_picture(text, &options, connection, "c3-", HSVIZ_SVG_ALONE);
    assert_true(g_str_has_prefix(text->str, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                                            "id=\"c3-picture\""));
    assert_has(text->str, " role=\"img\" aria-labelledby=\"c3-title c3-description\"");
    assert_has(text->str, "<title id=\"c3-title\">stream 0 · ");
    assert_has(text->str, "<desc id=\"c3-description\">TLS 1.3 full handshake, complete. ");
    assert_has(text->str, ". client: SYN. server: SYN-ACK. ");
    assert_has(text->str, "#c3-picture .f-page {fill: ");
    assert_has(text->str, "id=\"c3-step-3\" data-step=\"3\"");
    assert_false(g_regex_match(ids, text->str, 0, NULL));
    g_string_truncate(text, 0);
    hsviz_svg_picture(text, &options, connection, "c3-", HSVIZ_SVG_IN_PAGE);
    assert_has(text->str, "id=\"c3-step-3\" data-step=\"3\"");
    assert_null(strstr(text->str, "<style"));
    assert_null(strstr(text->str, "font-size"));
    assert_null(strstr(text->str, "fill=\"#"));
    g_regex_unref(ids);
    g_string_free(text, TRUE);
    hsviz_connection_free(connection);
}

/* ---- What holds for every picture ---- */

static void assert_well_formed(const char *text)
{
    GMarkupParser parser = { 0 };
    GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
    GError *error = NULL;

    g_markup_parse_context_parse(context, text, -1, &error);
    if (error == NULL)
        g_markup_parse_context_end_parse(context, &error);
    if (error != NULL)
        print_message("%s\n", error->message);
    assert_null(error);
    g_markup_parse_context_free(context);
}

static void assert_harmless(const char *text)
{
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "CDATA"
                             "[h2-->"));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar character = g_utf8_get_char(p);

        assert_true(character == '\n' ||
                    (g_unichar_isprint(character) && !g_unichar_iszerowidth(character)));
    }
}

static void every_scene_and_option(void **state)
{
    (void)state;
    for (size_t scene = 0; scene < G_N_ELEMENTS(scenes); scene++) {
        for (unsigned bits = 0; bits < 16; bits++) {
            struct hsviz_render_options options = {
                .format = hsviz_format_find("svg"),
                .scale = bits & 1 ? HSVIZ_SCALE_TIME : HSVIZ_SCALE_STEPS,
                .tcp = bits & 2 ? HSVIZ_TCP_SHOWN_ALL : HSVIZ_TCP_SHOWN_NONE,
                .data = bits & 4 ? HSVIZ_DATA_SHOWN_ALL : HSVIZ_DATA_SHOWN_FOLD,
                .explain = bits & 8 ? HSVIZ_EXPLAIN_ON : HSVIZ_EXPLAIN_OFF,
            };
            char *text = render(scenes[scene](), &options);

            assert_true(g_utf8_validate(text, -1, NULL));
            assert_well_formed(text);
            assert_harmless(text);
            g_free(text);
        }
    }
}

static void hostile_names_are_spelt_out(void **state)
{
    char *text = picture(scene_hostile(), HSVIZ_SCALE_STEPS);

    (void)state;
    assert_has(text, "\\x1b]0;x\\x07\\u{202e}\\xff\\u{fffe}]]&gt;&lt;/script&gt;&quot;&#39;&amp;"
                     "\\x0d\\x0a&lt;svg onload=x&gt;");
    g_free(text);
}

/* ---- Markup ---- */

static void markup_escapes_and_closes(void **state)
{
    GString *text = g_string_new(NULL);
    struct hsviz_markup markup = hsviz_markup_begin(text);

    (void)state;
    hsviz_markup_open(&markup, "a");
    hsviz_markup_attribute(&markup, "b", "\"><x");
    hsviz_markup_number(&markup, "c", -3);
    hsviz_markup_open(&markup, "d");
    hsviz_markup_close(&markup);
    hsviz_markup_text(&markup, "</a>&");
    hsviz_markup_open(&markup, "e");
    hsviz_markup_line(&markup);
    hsviz_markup_end(&markup);
    assert_string_equal(text->str, "<a b=\"&quot;&gt;&lt;x\" c=\"-3\"><d/>&lt;/a&gt;&amp;<e>\n"
                                   "</e></a>");
    g_string_free(text, TRUE);
}

/* ---- Texts ---- */

static void texts_are_fitted(void **state)
{
    static const struct {
        const char *text;
        int room;
        const char *fitting;
    } cases[] = {
        { "seq=0 ack=1", 100, "seq=0 ack=1" },
        { "3252 bytes, largest record of the flight", 130, "3252 bytes, largest…" },
        { "3252 bytes, largest record of the flight", 100, "3252 bytes…" },
        { "TLS_AES_256_GCM_SHA384", 100, "TLS_AES_256_…" },
        { "bytes", 10, "" },
        { "", 0, "" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *fitting = hsviz_svg_fit(HSVIZ_SVG_DETAIL, cases[i].text, cases[i].room);

        assert_string_equal(fitting, cases[i].fitting);
        assert_true(hsviz_svg_width(HSVIZ_SVG_DETAIL, fitting) <= cases[i].room);
        g_free(fitting);
    }
}

static void widths_are_generous(void **state)
{
    (void)state;
    assert_int_equal(hsviz_svg_width(HSVIZ_SVG_NUMBER, "1234567890"), 74);
    assert_true(hsviz_svg_width(HSVIZ_SVG_BODY, "\xe4\xbd\xa0") >= 13);
    /* What is spelt out takes the room of how it is spelt. */
    assert_int_equal(hsviz_svg_width(HSVIZ_SVG_BODY, "\x1b"),
                     hsviz_svg_width(HSVIZ_SVG_BODY, "/x1b"));
    assert_true(hsviz_svg_width(HSVIZ_SVG_NAME, "Finished") >
                hsviz_svg_width(HSVIZ_SVG_BODY, "Finished"));
}

static void texts_are_wrapped(void **state)
{
    static const char *const texts[] = { "", "word",
                                         "two words and some more of them to fill lines",
                                         "averyveryverylongwordthatfitsnowhere at all",
                                         "\xff\xff\xff\xff\xff\xff\xff\xff\xe4\xbd\xa0" };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        GPtrArray *lines = hsviz_svg_wrap(HSVIZ_SVG_BODY, texts[i], 90);
        GString *joined = g_string_new(NULL);
        char **words = g_strsplit(texts[i], " ", -1);
        char *all = g_strjoinv("", words);

        assert_in_range(lines->len, 1, 8);
        for (guint line = 0; line < lines->len; line++) {
            assert_true(hsviz_svg_width(HSVIZ_SVG_BODY, g_ptr_array_index(lines, line)) <= 90);
            g_string_append(joined, g_ptr_array_index(lines, line));
        }
        for (char *blank; (blank = strchr(joined->str, ' ')) != NULL;)
            g_string_erase(joined, blank - joined->str, 1);
        assert_string_equal(joined->str, all);
        g_free(all);
        g_strfreev(words);
        g_string_free(joined, TRUE);
        g_ptr_array_unref(lines);
    }
}

/* ---- To scale ---- */

enum { LABEL = 20 };

static struct hsviz_timeline *timeline_of(struct hsviz_connection *connection)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("svg") };
    struct hsviz_layout *layout = hsviz_layout_new(connection, &options);
    int *rows = g_new(int, layout->rows->len);
    struct hsviz_label_heights heights = { rows, LABEL, LABEL };
    struct hsviz_timeline *timeline;

    for (guint i = 0; i < layout->rows->len; i++)
        rows[i] = LABEL;
    timeline = hsviz_timeline_new(layout, &heights);
    g_free(rows);
    hsviz_layout_free(layout);
    hsviz_connection_free(connection);
    return timeline;
}

static void positions_follow_times(void **state)
{
    struct hsviz_timeline *timeline = timeline_of(scene_tls13());
    const struct hsviz_row_times *syn = hsviz_timeline_row(timeline, 1);
    const struct hsviz_row_times *syn_ack = hsviz_timeline_row(timeline, 2);
    const struct hsviz_row_times *hello = hsviz_timeline_row(timeline, 4);

    (void)state;
    assert_int_equal(timeline->pauses->len, 0);
    /* Seen at the client: 50.3 ms are a round trip. */
    assert_int_equal(syn->left_y, 0);
    assert_int_equal(syn->arrived_y, HSVIZ_UNITS_PER_RTT / 2);
    assert_int_equal(syn_ack->left_y, HSVIZ_UNITS_PER_RTT / 2);
    assert_int_equal(syn_ack->arrived_y, HSVIZ_UNITS_PER_RTT);
    assert_int_equal(hello->left_y, HSVIZ_UNITS_PER_RTT + 2);
    assert_int_equal(hello->arrived_y - hello->left_y, HSVIZ_UNITS_PER_RTT / 2);
    hsviz_timeline_free(timeline);
}

static void labels_stand_below_each_other(void **state)
{
    struct hsviz_timeline *timeline = timeline_of(scene_tls13());
    const struct hsviz_row_times *first = hsviz_timeline_row(timeline, 5);

    (void)state;
    /* The server's flight: six labels of one frame, under the state that the ACK brought. */
    for (size_t i = 6; i <= 10; i++) {
        const struct hsviz_row_times *row = hsviz_timeline_row(timeline, i);

        assert_int_equal(row->left_y, first->left_y);
        assert_int_equal(row->label_y, first->label_y + (int)(i - 5) * LABEL);
    }
    hsviz_timeline_free(timeline);
}

/* Captured at the client, where both ends of a request's arrow are at one time. */
static void requests_stand_at_their_times(void **state)
{
    struct hsviz_timeline *timeline = timeline_of(scene_asked());
    const struct hsviz_row_times *request = NULL, *reply = NULL;
    int64_t unit_ns = timeline->ns_per_unit;

    (void)state;
    for (guint i = 1; i < timeline->rows->len; i++) {
        const struct hsviz_row_times *times = hsviz_timeline_row(timeline, i);

        if (times->start_y > 0) {
            request = times;
            reply = hsviz_timeline_row(timeline, i + 1);
        }
    }
    assert_non_null(request);
    assert_in_range((request->left_y - request->start_y) * unit_ns, 5 * NS_PER_MS - unit_ns,
                    5 * NS_PER_MS + unit_ns);
    assert_in_range(abs(request->arrived_y - request->left_y), 0, 1);
    assert_in_range((reply->arrived_y - request->left_y) * unit_ns, 30 * NS_PER_MS - unit_ns,
                    30 * NS_PER_MS + unit_ns);
    hsviz_timeline_free(timeline);
}

static void long_pauses_are_left_out(void **state)
{
    struct hsviz_timeline *timeline = timeline_of(scene_loss());
    const struct hsviz_timeline_pause *pause;

    (void)state;
    assert_true(timeline->pauses->len > 0);
    pause =
        &g_array_index(timeline->pauses, struct hsviz_timeline_pause, timeline->pauses->len - 1);
    assert_int_equal(pause->pause_ns, 7949000000);
    assert_true(timeline->height < 2000);
    for (guint i = 1; i < timeline->rows->len; i++) {
        const struct hsviz_row_times *row = hsviz_timeline_row(timeline, i);

        assert_true(row->left_y <= pause->first_y || row->left_y >= pause->last_y);
    }
    hsviz_timeline_free(timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_the_ladder_says),
        cmocka_unit_test(kinds_of_arrows_differ_without_colour),
        cmocka_unit_test(folds_and_says_where_it_counts_from),
        cmocka_unit_test(nothing_to_draw),
        cmocka_unit_test(requests_to_a_responder_are_drawn),
        cmocka_unit_test(without_a_request_there_is_no_responder),
        cmocka_unit_test(no_answer_and_no_certainty_are_seen),
        cmocka_unit_test(bad_news_have_a_sign),
        cmocka_unit_test(the_wait_for_a_responder_is_seen),
        cmocka_unit_test(hostile_responders_are_spelt_out),
        cmocka_unit_test(pictures_of_a_page_do_not_meet),
        cmocka_unit_test(every_scene_and_option),
        cmocka_unit_test(hostile_names_are_spelt_out),
        cmocka_unit_test(markup_escapes_and_closes),
        cmocka_unit_test(texts_are_fitted),
        cmocka_unit_test(widths_are_generous),
        cmocka_unit_test(texts_are_wrapped),
        cmocka_unit_test(positions_follow_times),
        cmocka_unit_test(labels_stand_below_each_other),
        cmocka_unit_test(requests_stand_at_their_times),
        cmocka_unit_test(long_pauses_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
