/* test_model_handshakes.c
 * Whole handshakes: their steps, RTT positions, states, kind, marks, outcome and round trips.
 *
 * What is expected comes from the table in docs/model.md, section 3 ("What real captures must
 * give") and from the figures of RFC 8446 2, RFC 5246 7.3, RFC 5077 3.1, RFC 7918, RFC 7413 and
 * draft-hickman-netscape-ssl 2.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/time/round_trips.h"

/* Records of TLS 1.3: 1 byte of type and 16 of tag more than what they carry (RFC 8446 5.2), so
 * that a Finished (4 + 32) is 53, an EndOfEarlyData (4) is 21. */
#define THREE_WAY "C S", "S SA", "C A"
#define SERVER_FLIGHT "app/32 app/1200 app/281 app/53"

#define OPENING_STEPS                                                                             \
    "1 C SYN 0 SYN-SENT/LISTEN\n"                                                                 \
    "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"                                                         \
    "3 C ACK 1 ESTABLISHED/ESTABLISHED\n"

struct handshake {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps;
    /* SYN, SYN-ACK, ACK, ClientHellos, ServerHello, Finished of client and server, first request,
     * and first response when it arrives. */
    const char *columns;
    const char *tls;
    const char *history;
};

static const struct handshake handshakes[] = {
    { "TLS 1.3 full",
      { THREE_WAY, "C A CH/13/sni=example.test", "S A SH/selected=0304 ccs " SERVER_FLIGHT,
        "C A ccs app/53", "C A app/120", "S A app/900", "C FA", "S FA", "C A" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Certificate 1.5 inferred\n"
      "5 S CertificateVerify 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 C ApplicationData 2 inferred\n"
      "8 S ApplicationData 2.5 inferred\n"
      "9 C FIN 3 FIN-WAIT-1/ESTABLISHED\n"
      "10 S FIN-ACK 3.5 FIN-WAIT-2/LAST-ACK\n"
      "11 C ACK 4 TIME-WAIT/CLOSED\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "full, complete; 1 + 1, 2, 3; 2", "CsioxyfIFDd" },
    { "TLS 1.3 full, with keys",
      { THREE_WAY, "C A CH/13",
        "S A SH/selected=0304 d.EE/alpn=h2|CERT/900|M15/260|M20/32", "C A d.M20/32",
        "C A app/120", "S A app/900", "C A d.M24/1", "S A d.alert/1/0" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 decrypted\n"
      "5 S Certificate 1.5 decrypted\n"
      "5 S CertificateVerify 1.5 decrypted\n"
      "5 S Finished 1.5 decrypted\n"
      "6 C Finished 2 decrypted\n"
      "7 C ApplicationData 2 decrypted\n"
      "8 S ApplicationData 2.5 decrypted\n"
      "9 C KeyUpdate 3 decrypted\n"
      "10 S close_notify 3.5 decrypted\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "full, complete; 1 + 1, 2, 3; 2", "CsoxyfFDdPq" },
    { "the rest of the server's flight came late, so that keys do not read it",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304 d.EE e.app/1200 e.app/281 e.app/53",
        "C A d.M20/32" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 decrypted\n"
      "5 S Certificate 1.5 inferred\n"
      "5 S CertificateVerify 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C Finished 2 decrypted\n",
      "0 0.5 1 1 1.5 2 1.5 ? ?", "full, complete; 1 + 1, ?, ?; 2", "CsoxyfF" },
    { "the same behind the certificate, and its signature shares a record",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304 d.EE|CERT/900 e.app/334", "C A d.M20/32" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 decrypted\n"
      "5 S Certificate 1.5 decrypted\n"
      "5 S CertificateVerify 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C Finished 2 decrypted\n",
      "0 0.5 1 1 1.5 2 1.5 ? ?", "full, complete; 1 + 1, ?, ?; 2", "CsoxyfF" },
    { "the same with a pre-shared key",
      { THREE_WAY, "C A CH/13/psk", "S A SH/selected=0304/chosen-psk d.EE e.app/53",
        "C A d.M20/32" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 decrypted\n"
      "5 S Finished 1.5 inferred\n"
      "6 C Finished 2 decrypted\n",
      "0 0.5 1 1 1.5 2 1.5 ? ?", "resumed-psk, complete; 1 + 1, ?, ?; 2", "CsofF" },
    { "the client's flight came late, the server's answer is read",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304 d.EE|CERT/900|M15/260|M20/32",
        "C A d.CERT/700 e.app/350", "S A d.M4/200" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 decrypted\n"
      "5 S Certificate 1.5 decrypted\n"
      "5 S CertificateVerify 1.5 decrypted\n"
      "5 S Finished 1.5 decrypted\n"
      "6 C Certificate 2 decrypted\n"
      "6 C CertificateVerify 2 inferred\n"
      "6 C Finished 2 inferred\n"
      "7 S NewSessionTicket 2.5 decrypted\n",
      "0 0.5 1 1 1.5 2 1.5 ? ?", "full + client-auth sent, complete; 1 + 1, ?, ?; 2",
      "CsoxyfXYFt" },
    { "TLS 1.2 full",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M12/300 M14/0", "C A M16/32 ccs enc/40",
        "S A M4/180 ccs enc/40", "C A app/100", "S A app/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Certificate 1.5\n"
      "5 S ServerKeyExchange 1.5\n"
      "5 S ServerHelloDone 1.5\n"
      "6 C ClientKeyExchange 2\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 S NewSessionTicket 2.5\n"
      "7 S ChangeCipherSpec 2.5\n"
      "7 S Finished 2.5 inferred\n"
      "8 C ApplicationData 3\n"
      "9 S ApplicationData 3.5\n",
      "0 0.5 1 1 1.5 2 2.5 3 4", "full, complete; 1 + 2, 3, 4; 3", "CsxknGIFtifDd" },
    { "TLS 1.2, several messages in one record, client certificate, stapled",
      { THREE_WAY, "C A CH", "S A SH|CERT12/900|M22/400|M12/300|M13/40|M14/0",
        "C A CERT12/700 M16/32 M15/260 ccs enc/40", "S A ccs enc/40", "C A app/100",
        "S A app/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Certificate 1.5\n"
      "5 S CertificateStatus 1.5\n"
      "5 S ServerKeyExchange 1.5\n"
      "5 S CertificateRequest 1.5\n"
      "5 S ServerHelloDone 1.5\n"
      "6 C Certificate 2\n"
      "6 C ClientKeyExchange 2\n"
      "6 C CertificateVerify 2\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 S ChangeCipherSpec 2.5\n"
      "7 S Finished 2.5 inferred\n"
      "8 C ApplicationData 3\n"
      "9 S ApplicationData 3.5\n",
      "0 0.5 1 1 1.5 2 2.5 3 4",
      "full + client-auth sent + stapled, complete; 1 + 2, 3, 4; 3", "CsxukrnXGYIFifDd" },
    { "TLS 1.2 False Start",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M12/300 M14/0", "C A M16/32 ccs enc/40 app/100",
        "S A ccs enc/40", "S A app/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Certificate 1.5\n"
      "5 S ServerKeyExchange 1.5\n"
      "5 S ServerHelloDone 1.5\n"
      "6 C ClientKeyExchange 2\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "6 C ApplicationData 2\n"
      "7 S ChangeCipherSpec 2.5\n"
      "7 S Finished 2.5 inferred\n"
      "8 S ApplicationData 2.5\n",
      "0 0.5 1 1 1.5 2 2.5 2 3", "full + false-start, complete; 1 + 1, 2, 3; 2",
      "CsxknGIFDifd" },
    { "TLS 1.2 resumed by session id",
      { THREE_WAY, "C A CH/id=0123456789", "S A SH/id=0123456789 ccs enc/40", "C A ccs enc/40",
        "C A app/100", "S A app/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S Finished 1.5 inferred\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 C ApplicationData 2\n"
      "8 S ApplicationData 2.5\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "resumed-id, complete; 1 + 1, 2, 3; 2", "CsifIFDd" },
    { "TLS 1.2 resumed by ticket, which is renewed",
      { THREE_WAY, "C A CH/id=0123456789/ticket=abc", "S A SH/id=0123456789 M4/180 ccs enc/40",
        "C A ccs enc/40 app/100", "S A app/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S NewSessionTicket 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S Finished 1.5 inferred\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "6 C ApplicationData 2\n"
      "7 S ApplicationData 2.5\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "resumed-ticket, complete; 1 + 1, 2, 3; 2", "CstifIFDd" },
    { "TLS 1.3 resumed by ticket",
      { THREE_WAY, "C A CH/13/modes/psk", "S A SH/selected=0304/chosen-psk ccs app/40 app/53",
        "C A ccs app/53 app/120", "S A app/900" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "6 C ApplicationData 2 inferred\n"
      "7 S ApplicationData 2.5 inferred\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "resumed-psk, complete; 1 + 1, 2, 3; 2", "CsiofIFDd" },
    { "TLS 1.3 with an external key",
      { THREE_WAY, "C A CH/13/external", "S A SH/selected=0304/chosen-psk app/40 app/53",
        "C A app/53 app/120", "S A app/900" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C Finished 2 inferred\n"
      "6 C ApplicationData 2 inferred\n"
      "7 S ApplicationData 2.5 inferred\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "psk-only, complete; 1 + 1, 2, 3; 2", "CsofFDd" },
    { "TLS 1.3 with HelloRetryRequest",
      { THREE_WAY, "C A CH/13", "S A SH/selected=0304/retry ccs", "C A ccs CH/13",
        "S A SH/selected=0304 " SERVER_FLIGHT, "C A app/53", "C A app/120", "S A app/900" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S HelloRetryRequest 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C ClientHello 2\n"
      "7 S ServerHello 2.5\n"
      "7 S EncryptedExtensions 2.5 inferred\n"
      "7 S Certificate 2.5 inferred\n"
      "7 S CertificateVerify 2.5 inferred\n"
      "7 S Finished 2.5 inferred\n"
      "8 C Finished 3 inferred\n"
      "9 C ApplicationData 3 inferred\n"
      "10 S ApplicationData 3.5 inferred\n",
      "0 0.5 1 1,2 2.5 3 2.5 3 4", "full + retry, complete; 1 + 2, 3, 4; 2", "CjiICsoxyfFDd" },
    { "TLS 1.3 with 0-RTT accepted",
      { THREE_WAY, "C A CH/13/modes/early/psk app/100",
        "S A SH/selected=0304/chosen-psk ccs app/40 app/53 app/500", "C A ccs app/21 app/53" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "4 C EarlyData 1 inferred\n"
      "5 S ServerHello 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "5 S ApplicationData 1.5 inferred\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C EndOfEarlyData 2 inferred\n"
      "6 C Finished 2 inferred\n",
      "0 0.5 1 1 1.5 2 1.5 1 2",
      "resumed-psk + early-data accepted, complete; 1 + 0, 1, 2; 1", "CAsiofdIEF" },
    { "TLS 1.3 with 0-RTT rejected",
      { THREE_WAY, "C A CH/13/modes/early/psk app/100",
        "S A SH/selected=0304 " SERVER_FLIGHT, "C A app/53 app/100", "S A app/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "4 C EarlyData 1 inferred\n"
      "5 S ServerHello 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Certificate 1.5 inferred\n"
      "5 S CertificateVerify 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "6 C Finished 2 inferred\n"
      "6 C ApplicationData 2 inferred\n"
      "7 S ApplicationData 2.5 inferred\n",
      "0 0.5 1 1 1.5 2 1.5 2 3", "full + early-data rejected, complete; 1 + 1, 2, 3; 2",
      "CAsoxyfFDd" },
    { "Fast Open and TLS 1.3",
      { "C S tfo=cookie CH/13", "S SA", "S A SH/selected=0304 " SERVER_FLIGHT, "C A app/53",
        "C A app/120", "S A app/900" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "1 C ClientHello 0\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 S ServerHello 0.5\n"
      "3 S EncryptedExtensions 0.5 inferred\n"
      "3 S Certificate 0.5 inferred\n"
      "3 S CertificateVerify 0.5 inferred\n"
      "3 S Finished 0.5 inferred\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "4 C Finished 1 inferred\n"
      "5 C ApplicationData 1 inferred\n"
      "6 S ApplicationData 1.5 inferred\n",
      "0 0.5 1 0 0.5 1 0.5 1 2", "full, complete; 0 + 1, 1, 2; 1", "CsoxyfFDd" },
    { "Fast Open and TLS 1.3 with 0-RTT",
      { "C S tfo=cookie CH/13/early/psk app/100", "S SA",
        "S A SH/selected=0304/chosen-psk app/40 app/53 app/500", "C A app/21 app/53" },
      "1 C SYN 0 SYN-SENT/LISTEN\n"
      "1 C ClientHello 0\n"
      "1 C EarlyData 0 inferred\n"
      "2 S SYN-ACK 0.5 SYN-SENT/SYN-RCVD\n"
      "3 S ServerHello 0.5\n"
      "3 S EncryptedExtensions 0.5 inferred\n"
      "3 S Finished 0.5 inferred\n"
      "3 S ApplicationData 0.5 inferred\n"
      "4 C ACK 1 ESTABLISHED/ESTABLISHED\n"
      "4 C EndOfEarlyData 1 inferred\n"
      "4 C Finished 1 inferred\n",
      "0 0.5 1 0 0.5 1 0.5 0 1",
      "resumed-psk + early-data accepted, complete; 0 + 0, 0, 1; 0", "CAsofdEF" },
    { "SSL 2",
      { THREE_WAY, "C A s2ch/0002", "S A s2sh", "C A s2m/2/60 s2/33", "S A s2/33 s2/33",
        "C A s2/100", "S A s2/500" },
      OPENING_STEPS
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 C ClientKeyExchange 2\n"
      "6 C Finished 2 inferred\n"
      "7 S CertificateVerify 2.5 inferred\n"
      "7 S Finished 2.5 inferred\n"
      "8 C ApplicationData 3 inferred\n"
      "9 S ApplicationData 3.5 inferred\n",
      "0 0.5 1 1 1.5 2 2.5 3 4", "full, complete; 1 + 2, 3, 4; 3", "CsGFyfDd" },
};

static void append_column(GString *text, const struct hsviz_step *step)
{
    g_string_append(text, text->len > 0 ? " " : "");
    append_half_rtts(text, step ? step->half_rtt : HSVIZ_HALF_RTT_UNKNOWN);
}

static GString *columns_text(const struct hsviz_connection *connection)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    const struct hsviz_step *second_hello =
        step_of(connection, HSVIZ_CLIENT, "ClientHello", 2);
    GString *text = g_string_new(NULL);

    append_column(text, step_of(connection, HSVIZ_CLIENT, "SYN", 1));
    append_column(text, step_of(connection, HSVIZ_SERVER, "SYN-ACK", 1));
    append_column(text, step_of(connection, HSVIZ_CLIENT, "ACK", 1));
    append_column(text, step_of(connection, HSVIZ_CLIENT, "ClientHello", 1));
    if (second_hello)
        g_string_append_printf(text, ",%g", second_hello->half_rtt / 2.0);
    append_column(text, step_of(connection, HSVIZ_SERVER, "ServerHello", 1));
    append_column(text, step_of(connection, HSVIZ_CLIENT, "Finished", 1));
    append_column(text, step_of(connection, HSVIZ_SERVER, "Finished", 1));
    g_string_append_c(text, ' ');
    append_half_rtts(text, trips.first_request);
    g_string_append_c(text, ' ');
    append_half_rtts(text, trips.first_response);
    return text;
}

static void run(void **state)
{
    const struct handshake *handshake = *state;
    struct hsviz_connection *connection = lines_connection(handshake->lines);

    expect_text(steps_text(connection), handshake->steps, handshake->name);
    expect_text(columns_text(connection), handshake->columns, handshake->name);
    expect_text(tls_text(connection), handshake->tls, handshake->name);
    expect_text(history_text(connection), handshake->history, handshake->name);
    assert_false(hsviz_connection_relative(connection));
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(handshakes)];

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        tests[i] = row_test(handshakes[i].name, run, &handshakes[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
