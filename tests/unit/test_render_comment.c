/* test_render_comment.c
 * The label and the comment of a step in Wireshark's flow graph.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "test_render_script.h"

#include "render/layout/participants.h"
#include "render/text/comment.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/pki/check_names.h"

static const struct commented {
    const char *name;
    const char *lines[12];
    const char *comments; /* one line per step: label | comment */
} commented[] = {
    { "a handshake",
      { "C S @0", "S SA @20", "C A @20.1", "C A CH/offered=0304/share=001d @20.2",
        "S A SH/selected=0304/group=001d @43.5", "C A alert/2/40 @44" },
      "SYN  seq=0 | 0.0 RTT, 0.0 ms  seq=0\n"
      "SYN-ACK | 0.5 RTT, 20.0 ms  seq=0 ack=1\n"
      "ACK  ack=1 | 1.0 RTT, 20.1 ms  ack=1\n"
      "ClientHello | 1.0 RTT, 20.2 ms  TLS 1.3, 1 suite, x25519\n"
      "ServerHello | 1.5 RTT, 43.5 ms, think 3.3 ms  TLS 1.3 TLS_AES_128_GCM_SHA256, x25519\n"
      "Alert | 2.0 RTT, 44.0 ms; Fatal alert  fatal handshake_failure\n" },
    { "what comes again, what was not captured, what was inferred",
      { "C S @0", "C S seq=0 @1000", "S SA @1010", "C! A", "C! A CH/13",
        "S A SH/selected=0304 app/500 @1100", "C A app/53 @1110" },
      "SYN  seq=0 | 0.0 RTT, 0.0 ms  seq=0\n"
      "SYN | 0.0 RTT, 1000.0 ms; Handshake retransmission  retransmission of frame 1, "
      "it or its ACK lost downstream, seq=0\n"
      "SYN-ACK | 0.5 RTT, 1010.0 ms  seq=0 ack=1\n"
      "ACK  not captured | 1.0 RTT, 1100.0 ms, inferred; Bytes not captured  not captured\n"
      "ServerHello | 1.5 RTT, 1100.0 ms  TLS 1.3 TLS_AES_128_GCM_SHA256\n"
      "EncryptedExtensions | 1.5 RTT, 1100.0 ms, inferred  500 bytes together, first record after "
      "ServerHello\n"
      "Certificate | 1.5 RTT, 1100.0 ms, inferred  the flight shares its records\n"
      "CertificateVerify | 1.5 RTT, 1100.0 ms, inferred  the flight shares its records\n"
      "Finished | 1.5 RTT, 1100.0 ms, inferred  the flight shares its records\n"
      "Segment | 1.0 RTT, 1110.0 ms, inferred; Bytes not captured  not captured, 61 bytes\n"
      "Finished | 2.0 RTT, 1110.0 ms, inferred  53 bytes, size of the cipher suite's Finished\n" },
};

static GString *comments_of(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        hsviz_comment_label(text, connection, step);
        g_string_append(text, " | ");
        hsviz_comment_text(text, connection, step);
        g_string_append_c(text, '\n');
    }
    return text;
}

static void comments(void **state)
{
    const struct commented *row = *state;
    struct hsviz_connection *connection = lines_connection(row->lines);

    expect_text(comments_of(connection), row->comments, row->name);
    hsviz_connection_free(connection);
}

/* A status request and its response; the host is from the wire. */
static void exchanges(void **state)
{
    static const struct hsviz_render_options options;
    struct hsviz_connection *connection =
        script_asking("ocsp\033[2J.test", HSVIZ_STATUS_GOOD, HSVIZ_INFERRED);
    GPtrArray *participants = hsviz_participants_of(&options, connection);
    GArray *all = hsviz_exchanges_of(participants, connection);
    const struct hsviz_exchange *exchange = &g_array_index(all, struct hsviz_exchange, 0);
    GString *text = g_string_new(NULL);

    (void)state;
    assert_int_equal(all->len, 1);
    hsviz_comment_exchange(text, connection, exchange, HSVIZ_REQUEST);
    g_string_append_c(text, '\n');
    hsviz_comment_exchange(text, connection, exchange, HSVIZ_REPLY);
    expect_text(text,
                "134.0 ms, inferred  POST to ocsp\\x1b[2J.test, certificate 1001\n"
                "164.5 ms, inferred  good, 2 hours old",
                "exchanges");
    g_array_unref(all);
    g_ptr_array_unref(participants);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(commented) + 1] = { cmocka_unit_test(exchanges) };

    for (size_t i = 0; i < G_N_ELEMENTS(commented); i++)
        tests[i + 1] = row_test(commented[i].name, comments, &commented[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
