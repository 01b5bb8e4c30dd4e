/* test_render_mermaid.c
 * Mermaid's sequence diagrams, as they are to be written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_diagram.h"
#include "model/connection.h"
#include "model/pki/check_names.h"

static struct hsviz_render_options options(void)
{
    return (struct hsviz_render_options){ .format = hsviz_format_find("mermaid") };
}

static void tls13(void **state)
{
    static const char *const expected[] = {
        "sequenceDiagram",
        "    participant Client as Client<br/>192.0.2.10:41822",
        "    participant Server as Server<br/>example.test<br/>192.0.2.20:443",
        "",
        "    Note over Client,Server: stream 0 · example.test<br/>TLS 1.3 full handshake,"
        " complete<br/>first request after 2 RTT (TCP 1 + TLS 1), as expected<br/>RTT 50.3"
        " ms<br/>version path: record 1.0 › hello 1.2 › offered 1.3, 1.2 ›<br/>selected 1.3",
        "",
        "    Note over Client,Server: TCP handshake · 1 RTT · 50.3 ms",
        "    Client->>Server: 1. SYN · 0.0 RTT · 0.0 ms<br/>(seq=0)",
        "    Server->>Client: 2. SYN-ACK · 0.5 RTT · 50.2 ms<br/>(seq=0 ack=1)",
        "    Client->>Server: 3. ACK · 1.0 RTT · 50.3 ms<br/>(ack=1)",
        "",
        "    Note over Client,Server: TLS handshake · 1 RTT · 53.2 ms",
        "    Client->>Server: 4. ClientHello · 1.0 RTT · 50.9 ms<br/>(TLS 1.3, 1.2, 1 suite)",
        "    Server->>Client: 5. ServerHello · 1.5 RTT · 103.4 ms<br/>(TLS 1.3"
        " TLS_AES_128_GCM_SHA256)",
        "    Server->>Client: 6. ChangeCipherSpec · 1.5 RTT<br/>(1 byte)",
        "    Server-->>Client: 7. EncryptedExtensions · 1.5 RTT<br/>(32 bytes, first record"
        " after ServerHello)",
        "    Server-->>Client: 8. Certificate · 1.5 RTT<br/>(1200 bytes, largest record of"
        " the flight)",
        "    Server-->>Client: 9. CertificateVerify · 1.5 RTT<br/>(281 bytes, follows the"
        " certificate)",
        "    Server-->>Client: 10. Finished · 1.5 RTT<br/>(53 bytes, size of the cipher"
        " suite's Finished)",
        "    Client-->>Server: 11. Finished · 2.0 RTT · 104.1 ms<br/>(53 bytes, size of the"
        " cipher suite's Finished)",
        "",
        "    Note over Client,Server: Secure data transmission · TLS_AES_128_GCM_SHA256",
        "    loop Application data: → 120 ← 900 bytes",
        "        Client-->>Server: 12. ApplicationData · 2.0 RTT · 104.2 ms<br/>(1 record,"
        " 120 bytes, after the sender's Finished)",
        "        Server-->>Client: 13. ApplicationData · 2.5 RTT · 155.0 ms<br/>(1 record,"
        " 900 bytes, after the sender's Finished)",
        "    end",
        "",
        "    Note over Client,Server: Close",
        "    Client->>Server: 14. FIN · 3.0 RTT · 160.0 ms<br/>(seq=275 ack=2553)",
        "    Server->>Client: 15. FIN-ACK · 3.5 RTT · 210.2 ms<br/>(seq=2553 ack=276)",
        "    Client->>Server: 16. ACK · 4.0 RTT · 210.3 ms<br/>(ack=2554)",
        "",
        "    Note over Client,Server: time to first response: 155.1 ms<br/>client network 0.3 · "
        "server network 150.6 · client think 1.3<br/>server think 2.9<br/>note: the client closed "
        "without close_notify: its data may have<br/>been truncated<br/>note: the server closed "
        "without close_notify: its data may have<br/>been truncated<br/>dashed line: encrypted, "
        "inferred from order and size",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(script_tls13("example.test", "h2"), &as_drawn, expected);
}

static void gap_retransmission_reset(void **state)
{
    static const char *const expected[] = {
        "sequenceDiagram",
        "    participant Client as Client<br/>192.0.2.10:41822",
        "    participant Server as Server<br/>example.test<br/>192.0.2.20:443",
        "",
        "    Note over Client,Server: stream 7 · example.test<br/>TLS handshake, server gave "
        "up<br/>TCP 1 RTT, no request<br/>version path: record 1.0 › hello 1.2 › offered 1.3, 1.2",
        "",
        "    Note over Client,Server: TCP handshake · 1 RTT · 50.3 ms",
        "    Client->>Server: 1. SYN · 0.0 RTT · 0.0 ms<br/>(seq=0)",
        "    Server--xClient: 2. SYN-ACK · 0.5 RTT<br/>(not captured)",
        "    Client->>Server: 3. ACK · 1.0 RTT · 50.3 ms<br/>(ack=1)",
        "",
        "    Note over Client,Server: TLS handshake",
        "    Client->>Server: 4. ClientHello · 1.0 RTT · 51.0 ms<br/>(TLS 1.3, 1.2, 1 suite)",
        "    Client->>Server: 5. ClientHello · 1.0 RTT · 260.0 ms<br/>(retransmission of frame 3, "
        "it or its ACK lost downstream, 86<br/>bytes)",
        "    Note right of Server: note, frame 4: ClientHello is a<br/>retransmission of frame 3, "
        "209.0 ms<br/>later",
        "",
        "    Note over Client,Server: Close",
        "    Server-xClient: 6. RST · 1.5 RTT · 310.0 ms<br/>(ack=92)",
        "    Note right of Server: note, frame 5: the server reset the<br/>connection while it "
        "was established: 91<br/>bytes unacknowledged, possibly lost",
        "",
        "    Note over Client,Server: time to failure: 310.0 ms<br/>loss recovery 209.0 · unknown "
        "101.0<br/>note: 32 #37; of the time cannot be attributed: the capture lacks the "
        "packets<br/>that would show it<br/>dashed line with a cross: not captured",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_troubled(), &as_drawn, expected);
}

static void data_is_a_loop_and_folds(void **state)
{
    static const char *const expected[] = {
        "sequenceDiagram",
        "    participant Client as Client<br/>192.0.2.10:41822",
        "    participant Server as Server<br/>192.0.2.20:443",
        "",
        "    Note over Client,Server: stream 2<br/>TLS without a handshake in the "
        "capture",
        "",
        "    Note over Client,Server: Secure data transmission",
        "    loop Application data: → 406 ← 4006 bytes",
        "        Client->>Server: 1. ApplicationData · 0.0 RTT · 0.0 ms<br/>(1 record, 100"
        " bytes)",
        "        Server->>Client: 2. ApplicationData · 0.5 RTT · 50.0 ms<br/>(1 record, 1000"
        " bytes)",
        "        Note over Client,Server: 6 more: → 306 ← 3006 bytes",
        "    end",
        "",
        "    Note over Client,Server: time to first response: 50.0 ms<br/>unknown 50.0<br/>note: "
        "the capture starts mid-connection: positions<br/>count from its first frame<br/>note: no "
        "SYN or ClientHello was captured: client and<br/>server roles are guessed from the "
        "ports<br/>note: 100 #37; of the time cannot be attributed: the<br/>capture lacks the "
        "packets that would show it",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_busy(), &as_drawn, expected);
}

/* The answer has no number of its own, and the next message the next one. */
static void responder_is_asked_and_answers(void **state)
{
    static const char *const expected[] = {
        "    Server-->>Client: 10. Finished · 1.5 RTT<br/>(53 bytes, size of the cipher suite's"
        " Finished)",
        "    Note over Client: Client validates certificate<br/>took 60.5 ms including the TCP "
        "handshake<br/>seen: serial number and issuer asked<br/>about are those of the"
        " server's<br/>certificate",
        "    Client->>OCSP: 11. OCSP request · 134.0 ms<br/>(POST to ocsp.test, certificate"
        " 1001)",
        "    OCSP-->>Client: OCSP response · 164.5 ms<br/>(good, 2 hours old)",
        "    Client-->>Server: 12. Finished · 2.0 RTT · 165.0 ms<br/>(53 bytes, size of the"
        " cipher suite's Finished)",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN), &as_drawn);

    (void)state;
    assert_lines(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN), &as_drawn,
                 expected);
    assert_non_null(strstr(text, "\n    participant OCSP as OCSP responder<br/>"
                                 "ocsp.test<br/>192.0.2.30:80\n"));
    assert_non_null(strstr(text, "<br/>dashed line from the OCSP responder: its response\n"));
    assert_null(strstr(text, "dashed, to the OCSP responder"));
    g_free(text);
}

static void responder_that_only_the_time_tells_of(void **state)
{
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking(NULL, HSVIZ_STATUS_GOOD, HSVIZ_INFERRED), &as_drawn);

    (void)state;
    assert_non_null(strstr(text, "<br/>inferred: the client asked between the<br/>server's flight"));
    assert_non_null(strstr(text, "\n    Client-->>OCSP: 11. OCSP request · 134.0 ms<br/>"
                                 "(POST to 192.0.2.30, certificate 1001)\n"));
    assert_non_null(strstr(text, "<br/>dashed line to the OCSP responder: inferred match"));
    assert_non_null(strstr(text, "as OCSP responder<br/>192.0.2.30:80\n"));
    g_free(text);
}

static void responder_that_does_not_answer(void **state)
{
    static const char *const expected[] = {
        "    Client->>OCSP: 11. OCSP request · 134.0 ms<br/>(POST to ocsp.test, certificate"
        " 1001)",
        "    Note over OCSP: no answer",
        "    Client-->>Server: 12. Finished · 2.0 RTT · 165.0 ms<br/>(53 bytes, size of the"
        " cipher suite's Finished)",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_lines(script_asking("ocsp.test", HSVIZ_STATUS_SILENT, HSVIZ_SEEN), &as_drawn,
                 expected);
}

static void responder_that_refuses(void **state)
{
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking("ocsp.test", HSVIZ_STATUS_REFUSED, HSVIZ_SEEN), &as_drawn);

    (void)state;
    assert_non_null(strstr(text, "\n    OCSP-xClient: RST · 164.5 ms<br/>(refused"));
    g_free(text);
}

/* A request in the middle of the data: the loop goes on to its end. */
static void asking_amid_data(void **state)
{
    static const char *const expected[] = {
        "        Client->>OCSP: 3. OCSP request · 210.0 ms<br/>(POST to ocsp.test,"
        " certificate 1001)",
        "        OCSP-->>Client: OCSP response · 240.5 ms<br/>(good, 2 hours old)",
        "        Note over Client,Server: 4 more: → 203 ← 2003 bytes",
        "    end",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();
    struct script script = script_begin(2);

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        if (i == 1)
            script_check(&script, 180, "ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
        script_records(&script, i * 300, HSVIZ_CLIENT, 100 + i);
        script_records(&script, i * 300 + 50, HSVIZ_SERVER, 1000 + i);
    }
    hsviz_connection_finish(script.connection);
    assert_lines(script.connection, &as_drawn, expected);
}

/* Two checks with the same host are one participant. */
static void responder_stands_once(void **state)
{
    struct hsviz_render_options as_drawn = options();
    struct script script = script_begin(0);
    char *text;

    (void)state;
    script_open(&script);
    script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
    script_check(&script, 60, "crl.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN)->port = 8080;
    script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
    hsviz_connection_finish(script.connection);
    text = render(script.connection, &as_drawn);
    assert_non_null(strstr(text, "as OCSP responder<br/>ocsp.test<br/>192.0.2.30:80<br/>"
                                 "crl.test<br/>192.0.2.30:8080\n"));
    g_free(text);
}

/* The host is what the client wrote: no line of it becomes one of the diagram. */
static void hostile_host(void **state)
{
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking("a;b\n    Note over X: <b>#\033[2J%%{init:{}}%%",
                                      HSVIZ_STATUS_GOOD, HSVIZ_SEEN),
                        &as_drawn);

    (void)state;
    assert_null(strstr(text, "\n    Note over X"));
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, "<b>"));
    assert_null(strstr(text, "a;b"));
    assert_null(strstr(text, "%%"));
    g_free(text);
}

static void without_tcp(void **state)
{
    struct hsviz_render_options tls_alone = options();
    char *text;

    (void)state;
    tls_alone.tcp = HSVIZ_TCP_SHOWN_NONE;
    text = render(script_tls13("example.test", "h2"), &tls_alone);
    assert_null(strstr(text, "TCP handshake"));
    assert_null(strstr(text, "FIN"));
    assert_non_null(strstr(text, "Server: 1. ClientHello"));
    g_free(text);
}

static void all_data(void **state)
{
    struct hsviz_render_options whole = options();
    char *text;

    (void)state;
    whole.data = HSVIZ_DATA_SHOWN_ALL;
    text = render(scene_busy(), &whole);
    assert_null(strstr(text, "more:"));
    assert_non_null(strstr(text, "Client: 8. ApplicationData"));
    g_free(text);
}

static void diagrams_stand_apart(void **state)
{
    char *text = render_twice("mermaid");

    (void)state;
    assert_true(g_str_has_prefix(text, "sequenceDiagram\n"));
    assert_non_null(strstr(text, "\n\nsequenceDiagram\n"));
    assert_false(g_str_has_suffix(text, "\n\n"));
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls13),
        cmocka_unit_test(gap_retransmission_reset),
        cmocka_unit_test(data_is_a_loop_and_folds),
        cmocka_unit_test(responder_is_asked_and_answers),
        cmocka_unit_test(responder_that_only_the_time_tells_of),
        cmocka_unit_test(responder_that_does_not_answer),
        cmocka_unit_test(responder_that_refuses),
        cmocka_unit_test(asking_amid_data),
        cmocka_unit_test(responder_stands_once),
        cmocka_unit_test(hostile_host),
        cmocka_unit_test(without_tcp),
        cmocka_unit_test(all_data),
        cmocka_unit_test(diagrams_stand_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
