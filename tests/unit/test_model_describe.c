/* test_model_describe.c
 * The texts of step details and history, and what a frame's tree shows of its connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/describe.h"

#define THREE_WAY "C S", "S SA", "C A"

/* ---- Details ---- */

#define OPENED "1 C SYN: seq=0\n2 S SYN-ACK: seq=0 ack=1\n3 C ACK: ack=1\n"
#define OFFERED "4 C ClientHello: TLS 1.3, 1.2, 1 suite\n"

/* What each step says of itself, a line each: frame, sender, name: detail; and the history. */
static const struct description {
    const char *name;
    const char *lines[12];
    const char *history;
    const char *details;
} descriptions[] = {
    { "sequence numbers of the opening and the close", { THREE_WAY, "C FA", "S FA", "C A" }, "",
      OPENED "4 C FIN: seq=1 ack=1\n5 S FIN-ACK: seq=1 ack=2\n6 C ACK: ack=2\n" },
    { "hellos with groups, GREASE left out",
      { THREE_WAY, "C A CH/offered=0304/suite=1302/share=2a2a+001d",
        "S A SH/selected=0304/suite=1302/group=001d" }, "Cs",
      OPENED "4 C ClientHello: TLS 1.3, 1 suite, x25519\n"
             "5 S ServerHello: TLS 1.3 TLS_AES_256_GCM_SHA384, x25519\n" },
    { "hellos of TLS 1.0, a signalling suite left out",
      { THREE_WAY, "C A CH/hello=0301/suite=002f/scsv", "S A SH/hello=0301/suite=002f" }, "Cs",
      OPENED "4 C ClientHello: TLS 1.0, 1 suite\n"
             "5 S ServerHello: TLS 1.0 TLS_RSA_WITH_AES_128_CBC_SHA\n" },
    { "a retry that wants a group",
      { THREE_WAY, "C A CH/13/share=001d", "S A SH/retry/selected=0304/group=0017",
        "C A CH/13/share=0017", "S A SH/selected=0304/group=0017" }, "CjCs",
      OPENED "4 C ClientHello: TLS 1.3, 1.2, 1 suite, x25519\n"
             "5 S HelloRetryRequest: TLS 1.3, wants P-256\n"
             "6 C ClientHello: 67 bytes\n"
             "7 S ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256, P-256\n" },
    { "a retry that wants none", { THREE_WAY, "C A CH/13", "S A SH/retry/selected=0304" }, "Cj",
      OPENED OFFERED "5 S HelloRetryRequest: TLS 1.3\n" },
    { "alerts", { THREE_WAY, "C A CH/13", "S A alert/1/112", "S A alert/2/40" }, "Cll",
      OPENED OFFERED "5 S Alert: warning unrecognized_name\n6 S Alert: fatal handshake_failure\n" },
    { "alerts without a name, and an encrypted one",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304 ccs", "S A alert/2/99", "S A alert/1/99",
        "C A alert/26" }, "CsillL",
      OPENED OFFERED "5 S ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n"
                     "5 S ChangeCipherSpec: 1 byte\n6 S Alert: fatal 99\n"
                     "7 S Alert: warning 99\n8 C Alert: encrypted\n" },
    { "a message without a name, and one without details",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304", "S A d.M99/7 d.M8/1" }, "Csmo",
      OPENED OFFERED "5 S ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n"
                     "6 S Handshake: type 99, 11 bytes\n6 S EncryptedExtensions: 5 bytes\n" },
    { "runs of records",
      { THREE_WAY, "C A CH", "S A SH M14/0", "C A M16/64 ccs enc/40", "S A ccs enc/40",
        "C A app/100", "S A app/1000 app/1000", "S A app/1000", "C A app/1" }, "CsnGIFifDdD",
      OPENED "4 C ClientHello: TLS 1.2, 1 suite\n"
             "5 S ServerHello: TLS 1.2 TLS_AES_128_GCM_SHA256\n5 S ServerHelloDone: 4 bytes\n"
             "6 C ClientKeyExchange: 68 bytes\n6 C ChangeCipherSpec: 1 byte\n"
             "6 C Finished: 40 bytes, first handshake record after ChangeCipherSpec\n"
             "7 S ChangeCipherSpec: 1 byte\n"
             "7 S Finished: 40 bytes, first handshake record after ChangeCipherSpec\n"
             "8 C ApplicationData: 1 record, 100 bytes\n"
             "9 S ApplicationData: 3 records, 3000 bytes, frames 9 to 10\n"
             "11 C ApplicationData: 1 record, 1 byte\n" },
    { "SSL 2", { THREE_WAY, "C A s2ch/0002", "S A s2sh", "C A s2m/2/20" }, "CsG",
      OPENED "4 C ClientHello: SSL 2, 1 suite\n5 S ServerHello: SSL 2\n"
             "6 C ClientKeyExchange: 23 bytes\n" },
    { "plain text is no part of the history",
      { THREE_WAY, "S A text=2", "C A text=EHLO", "C A text=QUIT" }, "",
      OPENED "4 S Plaintext: 1 segment, 1 byte\n"
             "5 C Plaintext: 2 segments, 8 bytes, frames 5 to 6\n" },
    { "what comes again",
      { "C S", "C S seq=0", "S SA", "C A", "C A CH/13", "C A seq=1 len=61" }, "C",
      "1 C SYN: seq=0\n"
      "2 C SYN: retransmission of frame 1, it or its ACK lost downstream, seq=0\n"
      "3 S SYN-ACK: seq=0 ack=1\n4 C ACK: ack=1\n5 C ClientHello: TLS 1.3, 1.2, 1 suite\n"
      "6 C ClientHello: retransmission of frame 5, it or its ACK lost downstream, "
      "56 bytes\n" },
    { "what begins anew", { "C S", "C S seq=7000000", "S SA", "C A" }, "",
      "1 C SYN: seq=0\n2 C SYN: different sequence number, seq=0\n3 S SYN-ACK: seq=0 ack=1\n"
      "4 C ACK: ack=1\n" },
    { "what was not captured",
      { "C S", "S SA", "C! A", "C! A CH/13", "S A SH/selected=0304", "C A app/20" }, "sZ",
      "1 C SYN: seq=0\n2 S SYN-ACK: seq=0 ack=1\n0 C ACK: not captured\n"
      "3 S ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n"
      "0 C Segment: not captured, 61 bytes\n4 C Encrypted: 20 bytes\n" },
    { "a byte that was not captured",
      { THREE_WAY, "C A text=ab", "S A", "C! A text=c", "C A text=de",
        "S A text=x" }, "",
      OPENED "4 C Plaintext: 1 segment, 2 bytes\n0 C Plaintext: not captured, 1 byte\n"
             "6 C Plaintext: 1 segment, 2 bytes\n7 S Plaintext: 1 segment, 1 byte\n" },
    { "messages that share a record, sent again",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304/chosen-psk", "S A app/78", "C A app/53",
        "S A seq=62 app/78" },
      "CsofF",
      OPENED OFFERED
      "5 S ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256\n"
      "6 S EncryptedExtensions: 78 bytes together, first record after ServerHello\n"
      "6 S Finished: the flight shares its records\n"
      "7 C Finished: 53 bytes, size of the cipher suite's Finished\n"
      "8 S EncryptedExtensions: retransmission of frame 6, although acknowledged, 78 bytes together, "
      "first record after ServerHello\n"
      "8 S Finished: retransmission of frame 6, although acknowledged, the flight shares its records\n" },
    { "plain text that comes late, and a closed window",
      { THREE_WAY, "S A text=220", "C! A len=500", "C A text=GET", "S A win=0",
        "C A seq=500 len=1", "S A win=900" },
      "",
      OPENED "4 S Plaintext: 1 segment, 3 bytes\n5 C Plaintext: 1 segment, 3 bytes\n"
             "6 S Zero Window: ack=504\n0 C Plaintext: not captured, 499 bytes\n"
             "7 C Plaintext: late, lost or reordered upstream, 1 segment, 1 byte\n"
             "8 S Window Update: ack=504\n" },
};

static GString *details_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        g_string_append_printf(text, "%u %c %s: ", step->frame,
                               hsviz_step_side(connection, step) == HSVIZ_CLIENT ? 'C' : 'S',
                               hsviz_step_name(step));
        hsviz_step_detail(connection, text, step);
        g_string_append_c(text, '\n');
    }
    return text;
}

static void details(void **state)
{
    const struct description *description = *state;
    struct hsviz_connection *connection = lines_connection(description->lines);

    expect_text(details_text(connection), description->details, description->name);
    expect_text(history_text(connection), description->history, description->name);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(descriptions)];

    for (size_t i = 0; i < G_N_ELEMENTS(descriptions); i++)
        tests[i] = row_test(descriptions[i].name, details, &descriptions[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
