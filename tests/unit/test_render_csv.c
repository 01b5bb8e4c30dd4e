/* test_render_csv.c
 * CSV: the header, one line per connection, and fields that no program misreads.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include "render/data/escape_csv.h"
#include "model/connection.h"
#include "model/pki/check_names.h"
#include "model/tcp/segment.h"

static char *csv_of(struct hsviz_connection *connection)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("csv") };

    return render(connection, &options);
}

#define HEADER \
    "stream,first_frame,last_frame,start,client_address,client_port,client_guessed," \
    "server_address,server_port,sni,alpn,cipher_suite,tcp_open,tcp_close,tcp_client_state," \
    "tcp_server_state,tls_version,tls_version_path,tls_kind,tls_marks,tls_outcome,tls_alert," \
    "tls_history,rtt_initial_ms,rtt_relative,rtt_tcp,rtt_tls,rtt_first_request," \
    "rtt_first_response,rtt_expected,rtt_plaintext,rtt_needed,time_ms_tcp,time_ms_tls," \
    "time_ms_first_request," \
    "time_ms_first_response,time_ms_ledger_client_network,time_ms_ledger_server_network," \
    "time_ms_ledger_client_think,time_ms_ledger_server_think,time_ms_ledger_loss_recovery," \
    "time_ms_ledger_unknown,time_ms_failed,capture_point,steps,notes,authority_address," \
    "authority_host,authority_status,authority_time_ms_duration,outcome\n"

static void tls13(void **state)
{
    char *text = csv_of(script_tls13("example.test", "h2"));

    (void)state;
    assert_string_equal(
        text,
        HEADER "0,1,11,1700000000.123456,192.0.2.10,41822,false,192.0.2.20,443,example.test,,"
               "TLS_AES_128_GCM_SHA256,three-way,three-segment,TIME-WAIT,CLOSED,TLS 1.3,"
               "\"record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3\",full,,complete,,"
               "CsioxyfFDd,50.300,false,1.0,1.0,2.0,3.0,2.0,0.0,2.0,50.300,53.200,104.200,155.096,"
               "0.288,150.612,1.304,2.892,0.000,0.000,,0.00,16,"
               "the client closed without close_notify: its data may have been truncated | "
               "the server closed without close_notify: its data may have been truncated,,,,,complete"
               "\n");
    g_free(text);
}

/* Without TLS, without an answer in time: what is not known is empty. */
static void refused(void **state)
{
    struct script script = script_begin(7);
    char *text;

    (void)state;
    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 50.2041, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    text = csv_of(script.connection);
    assert_string_equal(text,
                        HEADER "7,1,2,1700000000.123456,192.0.2.10,41822,false,192.0.2.20,443,,,,"
                               "refused,reset-by-server,CLOSED,CLOSED,,,,,,,,,false,,,,,1.0,,,,,,,"
                               "0.000,50.204,0.000,0.000,0.000,0.000,50.204,,2,the SYN was answered with a RST "
                               "after 50.2 ms,,,,,refused\n");
    g_free(text);
}

/* The first check only; HTTP errors with their number. */
static void responder(void **state)
{
    struct script script = script_begin(0);
    char *text;

    (void)state;
    script_open(&script);
    script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_HTTP, HSVIZ_SEEN);
    script_check(&script, 60, "crl.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
    hsviz_connection_finish(script.connection);
    text = csv_of(script.connection);
    assert_true(g_str_has_suffix(text, ",192.0.2.30,ocsp.test,HTTP 503,60.500,\n"));
    g_free(text);
    text = csv_of(script_asking(NULL, HSVIZ_STATUS_SILENT, HSVIZ_INFERRED));
    assert_true(g_str_has_suffix(text, ",192.0.2.30,,no answer,,complete\n"));
    g_free(text);
    text = csv_of(script_asking("=1+1,\n", HSVIZ_STATUS_REVOKED, HSVIZ_SEEN));
    assert_true(g_str_has_suffix(text, ",192.0.2.30,\"'=1+1,\\x0a\",revoked,60.500,complete\n"));
    g_free(text);
}

static void no_connection_is_a_header(void **state)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("csv") };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);

    (void)state;
    hsviz_render_end(hsviz_render_begin(&output, &options));
    assert_string_equal(text->str, HEADER);
    g_string_free(text, TRUE);
}

/* ---- Fields ---- */

static void fields(void **state)
{
    static const struct {
        const char *text, *field;
    } cases[] = {
        { "example.test", "example.test" },
        { "", "" },
        { "a,b", "\"a,b\"" },
        { "say \"yes\"", "\"say \"\"yes\"\"\"" },
        { " blanks ", "\" blanks \"" },
        /* Formulas, and what else could be read as the sign of one. */
        { "=1+1", "'=1+1" },
        { "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0" },
        { "+1", "'+1" },
        { "-1", "'-1" },
        { "@SUM(A1,A2)", "\"'@SUM(A1,A2)\"" },
        { "  =1", "\"'  =1\"" },
        { "＝1", "'＝1" },
        { "＠1", "'＠1" },
        { "'=1", "''=1" },
        { "a=1", "a=1" },
        { "a-b", "a-b" },
        /* Tabs, line ends and semicolons separate nothing. */
        { "\t=1", "\\x09=1" },
        { "\r=1", "\\x0d=1" },
        { "a\r\n=1", "a\\x0d\\x0a=1" },
        { "a;=1", "a\\x3b=1" },
        { "\xff\xe2\x80\xae", "\\xff\\u{202e}" },
        { "\\", "\\\\" },
    };
    GString *field = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_string_truncate(field, 0);
        hsviz_escape_csv(field, cases[i].text);
        assert_string_equal(field->str, cases[i].field);
    }
    g_string_free(field, TRUE);
}

/* A server's name that would end its field and its line, and begin a formula. */
static void hostile_name(void **state)
{
    char *text = csv_of(script_tls13("=1+1\",\"\n;\033[2J", "h2"));

    (void)state;
    assert_non_null(strstr(text, ",443,\"'=1+1\"\",\"\"\\x0a\\x3b\\x1b[2J\",,TLS_AES"));
    assert_int_equal(text[strlen(text) - 1], '\n');
    assert_ptr_equal(strchr(strchr(text, '\n') + 1, '\n'), text + strlen(text) - 1);
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls13),     cmocka_unit_test(refused),
        cmocka_unit_test(responder), cmocka_unit_test(no_connection_is_a_header),
        cmocka_unit_test(fields),    cmocka_unit_test(hostile_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
