/* test_render_json.c
 * NDJSON, schema hsviz/1: keys, their order, and what stands where something is not known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include <locale.h>

#include "model/connection.h"
#include "model/pki/check_names.h"
#include "model/tcp/segment.h"

static char *json_of(struct hsviz_connection *connection, enum hsviz_tcp_shown tcp)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("json"), .tcp = tcp };

    return render(connection, &options);
}

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;

    for (const char *p = strstr(text, part); p != NULL; p = strstr(p + 1, part))
        found++;
    return found;
}

/* A connection that is refused: the whole object, all that is not known being null. */
static void refused(void **state)
{
    struct script script = script_begin(7);
    char *text;

    (void)state;
    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 50.2041, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    text = json_of(script.connection, HSVIZ_TCP_SHOWN_HANDSHAKE);
    assert_true(g_str_has_prefix(
        text, "{\"schema\":\"hsviz/1\",\"stream\":7,\"first_frame\":1,\"last_frame\":2,"
              "\"start\":1700000000.123456,"
              "\"client\":{\"address\":\"192.0.2.10\",\"port\":41822,\"guessed\":false},"
              "\"server\":{\"address\":\"192.0.2.20\",\"port\":443},"
              "\"sni\":null,\"alpn\":null,\"cipher_suite\":null,"
              "\"tcp\":{\"open\":\"refused\",\"close\":\"reset-by-server\","
              "\"client_state\":\"CLOSED\",\"server_state\":\"CLOSED\"},\"tls\":null,"
              "\"rtt\":{\"initial_ms\":null,\"relative\":false,\"tcp\":null,\"tls\":null,"
              "\"first_request\":null,\"first_response\":null,\"expected\":"));
    assert_non_null(strstr(
        text, "\"steps\":[{\"frame\":1,\"time_ms\":0.000,\"from\":\"client\",\"step\":\"SYN\","
              "\"phase\":\"tcp-open\",\"rtt_position\":0.0,\"source\":\"seen\","
              "\"client_state\":\"SYN-SENT\",\"server_state\":\"LISTEN\",\"expected\":true,"
              "\"detail\":\"seq=0\",\"origin\":null},"
              "{\"frame\":2,\"time_ms\":50.204,\"from\":\"server\","
              "\"step\":\"RST\",\"phase\":\"reset\",\"rtt_position\":0.5,"));
    assert_true(g_str_has_suffix(text, ",\"authority\":null,\"outcome\":\"refused\"}\n"));
    assert_int_equal(count(text, "\n"), 1);
    g_free(text);
}

static void tls13(void **state)
{
    char *text = json_of(script_tls13("example.test", "h2"), HSVIZ_TCP_SHOWN_HANDSHAKE);

    (void)state;
    assert_non_null(strstr(text, "\"sni\":\"example.test\",\"alpn\":null,"
                                 "\"cipher_suite\":\"TLS_AES_128_GCM_SHA256\",\"tcp\":{"));
    assert_non_null(strstr(text, "\"tls\":{\"version\":\"TLS 1.3\",\"version_path\":\"record 1.0 › "
                                 "hello 1.2 › offered 1.3, 1.2 › selected 1.3\",\"kind\":\"full\","
                                 "\"marks\":[],\"outcome\":\"complete\",\"alert\":null,"
                                 "\"history\":\"Csioxyf"));
    assert_non_null(strstr(text, "\"rtt\":{\"initial_ms\":50.300,\"relative\":false,\"tcp\":1.0,"
                                 "\"tls\":1.0,\"first_request\":2.0,\"first_response\":3.0,"
                                 "\"expected\":2.0,\"plaintext\":0.0,\"needed\":2.0},\"time_ms\":{\"tcp\":"));
    assert_non_null(strstr(text, "\"capture_point\":0.00,\"steps\":["));
    g_free(text);
}

static void steps_that_are_hidden_need_asking_for(void **state)
{
    struct script script = script_begin(0);
    char *text;

    (void)state;
    script_open(&script);
    script_records(&script, 60, HSVIZ_CLIENT, 100);
    script_tcp(&script, 110, HSVIZ_SERVER, HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    text = json_of(script.connection, HSVIZ_TCP_SHOWN_NONE);
    assert_int_equal(count(text, "\"phase\":\"tcp-open\""), 0);
    g_free(text);
}

static void hostile_names(void **state)
{
    char *text =
        json_of(script_tls13("\"}\n\033[2J\xe2\x80\xae\xff\\", "h2"), HSVIZ_TCP_SHOWN_HANDSHAKE);

    (void)state;
    assert_non_null(strstr(text, "\"sni\":\"\\\"}\\u000a\\u001b[2J\\u202e\\\\xff\\\\\",\"alpn\":"));
    assert_int_equal(count(text, "\n"), 1);
    assert_true(g_utf8_validate(text, -1, NULL));
    g_free(text);
}

/* A locale with a decimal comma, where the machine has one. */
/* Request and response, and null for what is unknown of either. */
static void responder(void **state)
{
    char *text = json_of(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN),
                         HSVIZ_TCP_SHOWN_HANDSHAKE);

    (void)state;
    assert_true(g_str_has_suffix(
        text, "\"authority\":{\"address\":\"192.0.2.30\",\"port\":80,\"host\":\"ocsp.test\","
              "\"method\":\"ocsp-post\",\"stream\":1,"
              "\"frames\":{\"first\":6,\"request\":7,\"answer\":8},"
              "\"time_ms\":{\"first\":104.000,\"request\":134.000,\"answer\":164.500,"
              "\"duration\":60.500,\"think\":null},\"serial\":\"1001\",\"status\":\"good\","
              "\"source\":\"seen\",\"reason\":\"serial number and issuer asked about are those "
              "of the server's certificate\",\"client_think_ms\":0.000,\"others\":[]},"
              "\"outcome\":\"complete\"}\n"));
    g_free(text);
    text = json_of(script_asking(NULL, HSVIZ_STATUS_HTTP, HSVIZ_INFERRED),
                   HSVIZ_TCP_SHOWN_HANDSHAKE);
    assert_non_null(strstr(text, "\"host\":null,"));
    assert_non_null(strstr(text, "\"status\":\"HTTP 503\",\"source\":\"inferred\","));
    g_free(text);
    text = json_of(script_asking("\"\x1b\xff\n", HSVIZ_STATUS_SILENT, HSVIZ_SEEN),
                   HSVIZ_TCP_SHOWN_HANDSHAKE);
    assert_non_null(strstr(text, "\"answer\":null},"));
    assert_non_null(strstr(text, "\"answer\":null,\"duration\":null,\"think\":null},"));
    assert_null(strchr(text, '\x1b'));
    assert_true(g_utf8_validate(text, -1, NULL));
    g_free(text);
    text = json_of(script_tls13("example.test", "h2"), HSVIZ_TCP_SHOWN_HANDSHAKE);
    assert_true(g_str_has_suffix(text, "],\"authority\":null,\"outcome\":\"complete\"}\n"));
    g_free(text);
}

/* Further checks come after the first. */
static void responders_in_their_order(void **state)
{
    struct script script = script_begin(0);
    const char *others;
    char *text;

    (void)state;
    script_open(&script);
    script_client_hello(&script, 50.9, "example.test", "h2");
    script_server_flight(&script, 103.4);
    script_check(&script, 104, "first.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
    script_check(&script, 170, "second.test", HSVIZ_STATUS_REVOKED, HSVIZ_SEEN);
    hsviz_connection_finish(script.connection);
    text = json_of(script.connection, HSVIZ_TCP_SHOWN_HANDSHAKE);
    others = strstr(text, "\"others\":[{\"address\":\"192.0.2.30\",\"port\":80,"
                          "\"host\":\"second.test\",");
    assert_non_null(others);
    assert_non_null(strstr(others, "\"status\":\"revoked\","));
    assert_int_equal(count(text, "first.test"), 1);
    assert_int_equal(count(text, "client_think_ms"), 1);
    g_free(text);
}

static void locale_changes_nothing(void **state)
{
    char *before = json_of(script_tls13("example.test", "h2"), HSVIZ_TCP_SHOWN_ALL), *after;

    (void)state;
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        setlocale(LC_ALL, "");
    after = json_of(script_tls13("example.test", "h2"), HSVIZ_TCP_SHOWN_ALL);
    setlocale(LC_ALL, "C");
    assert_string_equal(after, before);
    g_free(after);
    g_free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused),
        cmocka_unit_test(tls13),
        cmocka_unit_test(steps_that_are_hidden_need_asking_for),
        cmocka_unit_test(hostile_names),
        cmocka_unit_test(responder),
        cmocka_unit_test(responders_in_their_order),
        cmocka_unit_test(locale_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
