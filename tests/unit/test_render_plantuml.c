/* test_render_plantuml.c
 * PlantUML's sequence diagrams, as they are to be written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_diagram.h"
#include "model/pki/check_names.h"

static struct hsviz_render_options options(void)
{
    return (struct hsviz_render_options){ .format = hsviz_format_find("plantuml") };
}

static void tls13(void **state)
{
    static const char *const expected[] = {
        "@startuml",
        "hide footbox",
        "skinparam shadowing false",
        "skinparam titleFontSize 14",
        "skinparam sequenceMessageAlign center",
        "participant \"Client\\n192.0.2.10:41822\" as Client",
        "participant \"Server\\nexample.test\\n192.0.2.20:443\" as Server",
        "",
        "title stream 0 · example.test\\nTLS 1.3 full handshake, complete\\nfirst request"
        " after 2 RTT (TCP 1 + TLS 1), as expected\\nRTT 50.3 ms\\nversion path: record 1.0 ›"
        " hello 1.2 › offered 1.3, 1.2 ›\\nselected 1.3",
        "",
        "== TCP handshake · 1 RTT · 50.3 ms ==",
        "Client -> Server : 1. SYN · 0.0 RTT · 0.0 ms\\n(seq=0)",
        "Server -> Client : 2. SYN-ACK · 0.5 RTT · 50.2 ms\\n(seq=0 ack=1)",
        "Client -> Server : 3. ACK · 1.0 RTT · 50.3 ms\\n(ack=1)",
        "",
        "== TLS handshake · 1 RTT · 53.2 ms ==",
        "Client -> Server : 4. ClientHello · 1.0 RTT · 50.9 ms\\n(TLS 1.3, 1.2, 1 suite)",
        "Server -> Client : 5. ServerHello · 1.5 RTT · 103.4 ms\\n(TLS 1.3"
        " TLS_AES_128_GCM_SHA256)",
        "Server -> Client : 6. ChangeCipherSpec · 1.5 RTT\\n(1 byte)",
        "Server --> Client : 7. EncryptedExtensions · 1.5 RTT\\n(32 bytes, first record after"
        " ServerHello)",
        "Server --> Client : 8. Certificate · 1.5 RTT\\n(1200 bytes, largest record of the"
        " flight)",
        "Server --> Client : 9. CertificateVerify · 1.5 RTT\\n(281 bytes, follows the"
        " certificate)",
        "Server --> Client : 10. Finished · 1.5 RTT\\n(53 bytes, size of the cipher"
        " suite<U+0027>s Finished)",
        "Client --> Server : 11. Finished · 2.0 RTT · 104.1 ms\\n(53 bytes, size of the"
        " cipher suite<U+0027>s Finished)",
        "",
        "== Secure data transmission · TLS_AES_128_GCM_SHA256 ==",
        "loop Application data: → 120 ← 900 bytes",
        "Client --> Server : 12. ApplicationData · 2.0 RTT · 104.2 ms\\n(1 record, 120 bytes,"
        " after the sender<U+0027>s Finished)",
        "Server --> Client : 13. ApplicationData · 2.5 RTT · 155.0 ms\\n(1 record, 900 bytes,"
        " after the sender<U+0027>s Finished)",
        "end",
        "",
        "== Close ==",
        "Client -> Server : 14. FIN · 3.0 RTT · 160.0 ms\\n(seq=275 ack=2553)",
        "Server -> Client : 15. FIN-ACK · 3.5 RTT · 210.2 ms\\n(seq=2553 ack=276)",
        "Client -> Server : 16. ACK · 4.0 RTT · 210.3 ms\\n(ack=2554)",
        "",
        "note over Client, Server : time to first response: 155.1 ms\\nclient network 0.3 · "
        "server network 150.6 · client think 1.3\\nserver think 2.9\\nnote: the client closed "
        "without close_notify: its data may have\\nbeen truncated\\nnote: the server closed "
        "without close_notify: its data may have\\nbeen truncated\\ndashed line: encrypted, "
        "inferred from order and size",
        "@enduml",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(script_tls13("example.test", "h2"), &as_drawn, expected);
}

static void gap_retransmission_reset(void **state)
{
    static const char *const expected[] = {
        "@startuml",
        "hide footbox",
        "skinparam shadowing false",
        "skinparam titleFontSize 14",
        "skinparam sequenceMessageAlign center",
        "participant \"Client\\n192.0.2.10:41822\" as Client",
        "participant \"Server\\nexample.test\\n192.0.2.20:443\" as Server",
        "",
        "title stream 7 · example.test\\nTLS handshake, server gave up\\nTCP 1 RTT, no "
        "request\\nversion path: record 1.0 › hello 1.2 › offered 1.3, 1.2",
        "",
        "== TCP handshake · 1 RTT · 50.3 ms ==",
        "Client -> Server : 1. SYN · 0.0 RTT · 0.0 ms\\n(seq=0)",
        "Server -->x Client : 2. SYN-ACK · 0.5 RTT\\n(not captured)",
        "Client -> Server : 3. ACK · 1.0 RTT · 50.3 ms\\n(ack=1)",
        "",
        "== TLS handshake ==",
        "Client -> Server : 4. ClientHello · 1.0 RTT · 51.0 ms\\n(TLS 1.3, 1.2, 1 suite)",
        "Client -> Server : 5. ClientHello · 1.0 RTT · 260.0 ms\\n(retransmission of frame 3, it "
        "or its ACK lost downstream, 86\\nbytes)",
        "note right of Server : note, frame 4: ClientHello is a\\nretransmission of frame 3, "
        "209.0 ms\\nlater",
        "",
        "== Close ==",
        "Server ->x Client : 6. RST · 1.5 RTT · 310.0 ms\\n(ack=92)",
        "note right of Server : note, frame 5: the server reset the\\nconnection while it was "
        "established: 91\\nbytes unacknowledged, possibly lost",
        "",
        "note over Client, Server : time to failure: 310.0 ms\\nloss recovery 209.0 · unknown "
        "101.0\\nnote: 32 <U+0025> of the time cannot be attributed: the capture lacks the "
        "packets\\nthat would show it\\ndashed line with a cross: not captured",
        "@enduml",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_troubled(), &as_drawn, expected);
}

static void data_is_a_loop_and_folds(void **state)
{
    static const char *const expected[] = {
        "@startuml",
        "hide footbox",
        "skinparam shadowing false",
        "skinparam titleFontSize 14",
        "skinparam sequenceMessageAlign center",
        "participant \"Client\\n192.0.2.10:41822\" as Client",
        "participant \"Server\\n192.0.2.20:443\" as Server",
        "",
        "title stream 2\\nTLS without a handshake in the capture",
        "",
        "== Secure data transmission ==",
        "loop Application data: → 406 ← 4006 bytes",
        "Client -> Server : 1. ApplicationData · 0.0 RTT · 0.0 ms\\n(1 record, 100 bytes)",
        "Server -> Client : 2. ApplicationData · 0.5 RTT · 50.0 ms\\n(1 record, 1000 bytes)",
        "... 6 more: → 306 ← 3006 bytes ...",
        "end",
        "",
        "note over Client, Server : time to first response: 50.0 ms\\nunknown 50.0\\nnote: the "
        "capture starts mid-connection: positions\\ncount from its first frame\\nnote: no SYN or "
        "ClientHello was captured: client and\\nserver roles are guessed from the ports\\nnote: "
        "100 <U+0025> of the time cannot be attributed: the\\ncapture lacks the packets that "
        "would show it",
        "@enduml",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_busy(), &as_drawn, expected);
}

static void responder_is_asked_and_answers(void **state)
{
    static const char *const expected[] = {
        "note over Client : Client validates certificate\\ntook 60.5 ms including the"
        " TCP handshake\\nseen: serial number and issuer asked\\nabout are those of the"
        " server<U+0027>s\\ncertificate",
        "Client -> OCSP : 11. OCSP request · 134.0 ms\\n(POST to ocsp.test, certificate"
        " 1001)",
        "OCSP --> Client : OCSP response · 164.5 ms\\n(good, 2 hours old)",
        "Client --> Server : 12. Finished · 2.0 RTT · 165.0 ms\\n(53 bytes, size of the cipher"
        " suite<U+0027>s Finished)",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking(NULL, HSVIZ_STATUS_REFUSED, HSVIZ_INFERRED), &as_drawn);

    (void)state;
    assert_lines(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN), &as_drawn,
                 expected);
    assert_non_null(
        strstr(text, "\nparticipant \"OCSP responder\\n192.0.2.30:80\" as OCSP\n"));
    assert_non_null(strstr(text, "\nClient --> OCSP : 11. OCSP request"));
    assert_non_null(strstr(text, "\nOCSP ->x Client : RST"));
    g_free(text);
    text = render(script_asking(NULL, HSVIZ_STATUS_SILENT, HSVIZ_SEEN), &as_drawn);
    assert_non_null(strstr(text, "\nnote over OCSP : no answer\n"));
    g_free(text);
}

/* The host is what the client wrote: no line of it becomes one of the diagram. */
static void hostile_host(void **state)
{
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking("a\n!include /etc/passwd\n@enduml\\n\"<b>[[x]]",
                                      HSVIZ_STATUS_GOOD, HSVIZ_SEEN),
                        &as_drawn);

    (void)state;
    assert_null(strstr(text, "\n!include"));
    assert_null(strstr(text, "@enduml\\n"));
    assert_ptr_equal(strstr(text, "\n@enduml"), text + strlen(text) - strlen("\n@enduml\n"));
    assert_null(strstr(text, "<b>"));
    assert_null(strstr(text, "[[x]]"));
    g_free(text);
}

static void diagrams_stand_apart(void **state)
{
    char *text = render_twice("plantuml");

    (void)state;
    assert_true(g_str_has_prefix(text, "@startuml\n"));
    assert_non_null(strstr(text, "\n@enduml\n\n@startuml\n"));
    assert_true(g_str_has_suffix(text, "\n@enduml\n"));
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls13),
        cmocka_unit_test(gap_retransmission_reset),
        cmocka_unit_test(data_is_a_loop_and_folds),
        cmocka_unit_test(responder_is_asked_and_answers),
        cmocka_unit_test(hostile_host),
        cmocka_unit_test(diagrams_stand_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
