/* test_render_html.c
 * The HTML page as text: its policy, its elements, and what becomes of a hostile name. How it
 * behaves in a browser is tests/end_to_end/test_page.py's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/connection.h"
#include "model/pki/checks.h"
#include "model/tcp/segment.h"
#include "render/html/page.h"

/* A page of connections, ended by NULL, which are freed. */
static char *page_of(struct hsviz_connection **connections)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("html") };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    for (; *connections != NULL; connections++) {
        hsviz_render_connection(rendering, *connections);
        hsviz_connection_free(*connections);
    }
    hsviz_render_end(rendering);
    assert_int_equal(output.error, 0);
    return g_string_free(text, FALSE);
}

static char *page_of_one(struct hsviz_connection *connection)
{
    return page_of((struct hsviz_connection *[]){ connection, NULL });
}

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;

    for (const char *p = strstr(text, part); p != NULL; p = strstr(p + 1, part))
        found++;
    return found;
}

static void whole(void **state)
{
    char *page = page_of_one(script_tls13("example.test", "h2"));

    (void)state;
    assert_true(g_str_has_prefix(page, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
                                       "<meta charset=\"utf-8\"/>\n"
                                       "<meta http-equiv=\"Content-Security-Policy\" "));
    assert_true(g_str_has_suffix(page, "</script>\n</body>\n</html>\n"));
    assert_non_null(
        strstr(page, "<title>example.test · TLS 1.3 full handshake, complete · hsviz</title>"));
    assert_int_equal(count(page, "<section class=\"connection\" id=\"stream-0\""), 1);
    assert_int_equal(count(page, "<li class=\"entry\" "), count(page, "<g class=\"step"));
    assert_non_null(strstr(page, "<li class=\"entry\" data-step=\"0\" data-ms=\"0.000\">\n"
                                 "<h3>SYN</h3>\n"
                                 "<p class=\"when\">from the client · frame 1 · 0.0 ms · RTT 0.0"));
    assert_non_null(strstr(page, "<dd class=\"position\">sent at 0.5, arrives at 1.0</dd>"));
    assert_non_null(strstr(page, "<dd class=\"changed\">LISTEN → SYN-RCVD</dd>"));
    assert_non_null(strstr(page, "<dd>inferred: largest record of the flight</dd>"));
    assert_non_null(strstr(page, "<a href=\"https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2\">"
                                 "RFC 8446 4.1.2</a>"));
    g_free(page);
}

/* What stands between the first begin and the end that follows it. */
static char *between(const char *text, const char *begin, const char *end)
{
    const char *from = strstr(text, begin), *to;

    assert_non_null(from);
    from += strlen(begin);
    to = strstr(from, end);
    assert_non_null(to);
    return g_strndup(from, (gsize)(to - from));
}

static void assert_allowed(const char *page, const char *policy, const char *element)
{
    char *begin = g_strdup_printf("<%s>", element), *end = g_strdup_printf("</%s>", element);
    char *content = between(page, begin, end);
    char *hex = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);
    char *allowed = g_strdup_printf("%s-src &#39;sha256-", element);
    char *base64 = between(policy, allowed, "&#39;");
    gsize len;
    guchar *digest = g_base64_decode(base64, &len);

    assert_int_equal(count(page, begin), 1);
    assert_int_equal(len * 2, strlen(hex));
    for (gsize i = 0; i < len; i++) {
        char byte[3];

        g_snprintf(byte, sizeof byte, "%02x", digest[i]);
        assert_memory_equal(byte, hex + 2 * i, 2);
    }
    g_free(digest);
    g_free(base64);
    g_free(allowed);
    g_free(hex);
    g_free(content);
    g_free(end);
    g_free(begin);
}

static void policy_allows_what_is_there_and_nothing_else(void **state)
{
    char *page = page_of_one(script_tls13("example.test", "h2"));
    char *policy = between(page, "Content-Security-Policy\" content=\"", "\"");

    (void)state;
    assert_true(g_str_has_prefix(policy, "default-src &#39;none&#39;; base-uri &#39;none&#39;; "));
    assert_null(strstr(policy, "unsafe"));
    assert_allowed(page, policy, "script");
    assert_allowed(page, policy, "style");
    assert_null(strstr(page, " style=\""));
    assert_null(strstr(page, " onclick="));
    g_free(policy);
    g_free(page);
}

/* Neither may end the element that holds it, nor look like markup to a parser of scripts. */
static void style_and_script_stay_in_their_elements(void **state)
{
    (void)state;
    assert_null(strstr(hsviz_page_style, "</"));
    assert_null(strstr(hsviz_page_script, "</"));
    assert_null(strstr(hsviz_page_script, "<!--"));
    assert_true(g_str_has_suffix(hsviz_page_script, "})();\n"));
}

static void hostile_name(void **state)
{
    char *page = page_of_one(
        script_tls13("</script><script>alert(1)</script>\"'\x1b]0;\xff\xe2\x80\xae&", "h2"));

    (void)state;
    assert_int_equal(count(page, "<script>"), 1);
    assert_int_equal(count(page, "</script>"), 1);
    assert_non_null(strstr(page, ">&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"
                                 "\\x1b]0;\\xff\\u{202e}&amp;</h2>"));
    assert_null(strchr(page, '\x1b'));
    assert_true(g_utf8_validate(page, -1, NULL));
    g_free(page);
}

/* ---- Revocation checks ---- */

/* A request at 110 ms, with a response 30 ms later or none. */
static char *page_with_request(const char *host, uint32_t response_frame)
{
    struct hsviz_connection *connection = script_tls13("example.test", "h2");
    struct hsviz_check *check = hsviz_checks_add(connection, 5);
    int64_t start_ns = hsviz_connection_start_ns(connection);

    check->request_frame = 5;
    check->start_ns = check->request_ns = start_ns + 110000000;
    check->address = g_strdup("203.0.113.30");
    check->host = g_strdup(host);
    check->port = 80;
    check->method = HSVIZ_CHECK_OCSP_POST;
    check->source = HSVIZ_INFERRED;
    check->reason = HSVIZ_CHECK_WAITING;
    check->response_frame = response_frame;
    if (response_frame != 0) {
        check->response_ns = start_ns + 140000000;
        check->status = HSVIZ_STATUS_GOOD;
    }
    return page_of_one(connection);
}

static void request_and_response_are_steps(void **state)
{
    static const char *const pieces[] = {
        "<li class=\"entry\" data-step=\"question-0\" data-ms=\"110.000\">\n"
        "<h3>OCSP request</h3>\n"
        "<p class=\"when\">from the client to the OCSP responder · frame 5 · 110.0 ms</p>",
        "<li class=\"entry\" data-step=\"answer-0\" data-ms=\"140.000\">\n"
        "<h3>OCSP response</h3>\n<p class=\"when\">from the OCSP responder · frame 6 · 140.0 ms</p>",
        "<dt>OCSP responder</dt>\n<dd>ocsp.test · 203.0.113.30:80</dd>",
        "<dt>Status</dt>\n<dd class=\"position\">good</dd>",
        "<dd>30.000 ms until the response</dd>",
        "<dd>inferred: the client asked between the server&#39;s flight and its own, ",
        "<a href=\"https://www.rfc-editor.org/rfc/rfc6960#appendix-A.1\">RFC 6960 A.1</a>",
        "<dd>ocsp.test · 203.0.113.30:80: OCSP request, good, after 30.0 ms</dd>",
    };
    char *page = page_with_request("ocsp.test", 6);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        if (strstr(page, pieces[i]) == NULL)
            print_message("missing: %s\n", pieces[i]);
        assert_non_null(strstr(page, pieces[i]));
    }
    assert_int_equal(count(page, "<li class=\"entry\" "), count(page, "<g class=\"step"));
    g_free(page);
}

static void request_without_a_response(void **state)
{
    char *page = page_with_request(NULL, 0);

    (void)state;
    assert_non_null(strstr(page, "<dt>Status</dt>\n<dd class=\"position\">no answer</dd>"));
    assert_non_null(strstr(page, "<dd>203.0.113.30:80: OCSP request, no answer</dd>"));
    assert_null(strstr(page, "data-step=\"answer-0\""));
    assert_int_equal(count(page, "<li class=\"entry\" "), count(page, "<g class=\"step"));
    g_free(page);
}

static void hostile_responder(void **state)
{
    char *page = page_with_request("</script><script>alert(1)</script>\"'\x1b]0;\xff&", 6);

    (void)state;
    assert_int_equal(count(page, "<script>"), 1);
    assert_non_null(strstr(page, "<dd>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;"
                                 "&#39;\\x1b]0;\\xff&amp; · 203.0.113.30:80</dd>"));
    assert_null(strchr(page, '\x1b'));
    assert_true(g_utf8_validate(page, -1, NULL));
    g_free(page);
}

/* ---- More than one, and none ---- */

static struct hsviz_connection *refused(uint32_t stream)
{
    struct script script = script_begin(stream);

    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 50.2, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static void several(void **state)
{
    char *page = page_of((struct hsviz_connection *[]){ script_tls13("example.test", "h2"),
                                                        refused(7), refused(4000000000), NULL });

    (void)state;
    assert_int_equal(count(page, "<!doctype html>"), 1);
    assert_int_equal(count(page, "<section class=\"connection\""), 3);
    assert_int_equal(count(page, " id=\"stream-7-step-1\""), 1);
    assert_int_equal(count(page, " id=\"stream-4000000000-name\""), 1);
    assert_non_null(strstr(page, ">192.0.2.20:443</h2>"));
    g_free(page);
}

static void none(void **state)
{
    char *page = page_of((struct hsviz_connection *[]){ NULL });

    (void)state;
    assert_true(g_str_has_prefix(page, "<!doctype html>\n"));
    assert_non_null(strstr(page, "<p>No TCP connection to draw.</p>"));
    g_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(policy_allows_what_is_there_and_nothing_else),
        cmocka_unit_test(style_and_script_stay_in_their_elements),
        cmocka_unit_test(hostile_name),
        cmocka_unit_test(request_and_response_are_steps),
        cmocka_unit_test(request_without_a_response),
        cmocka_unit_test(hostile_responder),
        cmocka_unit_test(several),
        cmocka_unit_test(none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
