/* test_model_cut.c
 * Hellos that the snapshot length cut: what they do not say is not known (docs/model.md,
 * section 6).
 *
 * Source: RFC 8446 4.1.2, 4.1.3, 4.2.11; RFC 5246 7.3, A.5; RFC 5077 3.4.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_bytes.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/describe.h"
#include "model/tls/version.h"

#define THREE_WAY "C S", "S SA", "C A"
/* With TLS 1.3, of which all but the hello is protected. */
#define FLIGHT_13 "ccs app/32 app/900 app/280 app/53"
#define RESUMPTION_12 "S A ccs enc/40", "C A ccs enc/40", "C A app/90", "S A app/200"

static const struct row {
    const char *name;
    const char *lines[LINES_MAX];
    const char *hellos; /* the details of each, a line each */
    const char *names;  /* version, cipher suite, path */
    const char *summary;
} rows[] = {
    { "nothing of it is missing",
      { THREE_WAY, "C A CH/13/modes", "S A SH/selected=0304 " FLIGHT_13, "C A app/53 app/99" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.3; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3",
      "full, complete; 1 + 1, 2, ?; 2" },
    { "a ServerHello before its version",
      { THREE_WAY, "C A CH/13/modes", "S= SH/selected=0304 ccs", "S A bytes=0- snap=48",
        "C A ccs app/53 app/99", "S A app/200" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS_AES_128_GCM_SHA256\n",
      "0x0000; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › offered 1.3, 1.2",
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "a ServerHello before its cipher suite",
      { THREE_WAY, "C A CH/13/modes", "S= SH/selected=0304 ccs", "S A bytes=0- snap=44",
        "C A ccs app/53 app/99" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: \n",
      "0x0000; ; record 1.0 › hello 1.2 › offered 1.3, 1.2",
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "of a client that has no TLS 1.3",
      { THREE_WAY, "C A CH", "S= SH/alpn=h2", "S A bytes=0- snap=48" },
      "ClientHello: TLS 1.2, 1 suite\n"
      "ServerHello: TLS 1.2 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.2; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › server hello 1.2",
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "of a client of which that is not known",
      { THREE_WAY, "C= CH", "C A bytes=0- snap=48", "S= SH/alpn=h2", "S A bytes=0- snap=48" },
      "ClientHello: \n"
      "ServerHello: TLS_AES_128_GCM_SHA256\n",
      "0x0000; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2",
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "a sentinel is before the cut",
      { THREE_WAY, "C A CH/13", "S= SH/sentinel=1", "S A bytes=0- snap=44" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS 1.2\n",
      "TLS 1.2; ; record 1.0 › hello 1.2 › offered 1.3, 1.2 › server hello 1.2 (downgrade "
      "sentinel: the server can do 1.3)",
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "a key exchange in clear shows it",
      { THREE_WAY, "C A CH/13", "S= SH/alpn=h2 CERT12/900 M14/0", "S A bytes=0- snap=48",
        "C A M16/32 ccs enc/40", "S A ccs enc/40" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS 1.2 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.2; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › offered 1.3, 1.2 › server "
      "hello 1.2",
      "full, complete; 1 + 2, ?, ?; 3" },
    { "a Finished in a handshake record shows it",
      { THREE_WAY, "C A CH/13/ticket=t", "S= SH/alpn=h2", "S A bytes=0- snap=48", RESUMPTION_12 },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS 1.2 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.2; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › offered 1.3, 1.2 › server "
      "hello 1.2",
      "resumed-ticket, cut; 1 + ?, ?, ?; 2" },
    { "a ServerHello before its PSK",
      { THREE_WAY, "C A CH/13/modes/psk", "S= SH/selected=0304/chosen-psk", "S A bytes=0- snap=56",
        "S A ccs app/32 app/53 app/280", "C A ccs app/53 app/99" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.3; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3",
      "unknown, complete; 1 + 1, 2, ?; ?" },
    { "TLS 1.2 resumed, a ClientHello before its ticket",
      { THREE_WAY, "C= CH/ticket=t", "C A bytes=0- snap=52", "S A SH", RESUMPTION_12 },
      "ClientHello: \n"
      "ServerHello: TLS 1.2 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.2; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › server hello 1.2",
      "unknown, complete; 1 + 1, 2, 3; ?" },
    { "TLS 1.3 resumed, a ClientHello before its PSK",
      { THREE_WAY, "C= CH/13/modes/psk", "C A bytes=0- snap=60",
        "S A SH/selected=0304/chosen-psk ccs app/32 app/53", "C A ccs app/53 app/99",
        "S A app/200" },
      "ClientHello: \n"
      "ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.3; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › selected 1.3",
      "unknown, complete; 1 + ?, ?, ?; ?" },
    { "early data, and the client's end of it is cut",
      { THREE_WAY, "C= CH/13/modes/early/psk ccs app/74 app/5 app/53 app/3", "C A bytes=0-214",
        "S A SH/selected=0304/chosen-psk ccs app/42 app/53", "C A bytes=214- snap=12",
        "S A app/90" },
      "ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n",
      "TLS 1.3; TLS_AES_128_GCM_SHA256; record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3",
      "resumed-psk + early-data offered, complete; 1 + ?, ?, ?; 2" },
};

static GString *hellos_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->type != HSVIZ_STEP_CLIENT_HELLO && step->type != HSVIZ_STEP_SERVER_HELLO)
            continue;
        g_string_append_printf(text, "%s: ", hsviz_step_name(step));
        hsviz_step_detail(connection, text, step);
        g_string_append_c(text, '\n');
    }
    return text;
}

static GString *names_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL), *path = path_text(connection);

    hsviz_version_name(text, hsviz_connection_version(connection));
    g_string_append(text, "; ");
    hsviz_connection_cipher_suite(connection, text);
    g_string_append_printf(text, "; %s", path->str);
    g_string_free(path, TRUE);
    return text;
}

static void cut(void **state)
{
    const struct row *row = (const struct row *)*state;
    struct sending sending = sending_begin();
    const struct hsviz_connection *connection = sending.lines.script.connection;

    for (size_t i = 0; i < LINES_MAX && row->lines[i]; i++)
        sending_play(&sending, row->lines[i]);
    hsviz_connection_finish(sending.lines.script.connection);
    expect_text(hellos_text(connection), row->hellos, row->name);
    expect_text(names_text(connection), row->names, row->name);
    expect_text(tls_text(connection), row->summary, row->name);
    sending_end(&sending);
}

/* The beginning of a name is another name. */
static void a_name_is_whole_or_unknown(void **state)
{
    static const char *const parts[] = { "C A bytes=0- snap=72", "C A bytes=0-" };
    static const char *const names[] = { NULL, "example.test" };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        struct sending sending = sending_begin();
        const char *name;

        sending_play(&sending, "C= CH/sni=example.test");
        sending_play(&sending, parts[i]);
        name = hsviz_connection_sni(sending.lines.script.connection);
        assert_true(g_strcmp0(name, names[i]) == 0);
        sending_end(&sending);
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(rows) + 1];

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        tests[i] = row_test(rows[i].name, cut, &rows[i]);
    tests[G_N_ELEMENTS(rows)] = (struct CMUnitTest)cmocka_unit_test(a_name_is_whole_or_unknown);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
