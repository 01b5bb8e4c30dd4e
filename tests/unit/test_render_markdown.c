/* test_render_markdown.c
 * Markdown's tables, as they are to be written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_diagram.h"
#include "model/pki/check_names.h"

static struct hsviz_render_options options(void)
{
    return (struct hsviz_render_options){ .format = hsviz_format_find("markdown") };
}

static void troubled(void **state)
{
    static const char *const expected[] = {
        "## stream 7 · 192.0.2.10:41822 → 192.0.2.20:443 · `example.test`",
        "",
        "- TLS handshake, server gave up",
        "- TCP 1 RTT, no request",
        "- version path: record 1.0 › hello 1.2 › offered 1.3, 1.2",
        "- time to failure: 310.0 ms · loss recovery 209.0 · unknown 101.0",
        "",
        "| **Step** | **Description** | **Flags or parameters** | **Purpose** | **RTT** |"
        " **ms** |",
        "| --- | --- | --- | --- | ---: | ---: |",
        "| 1. SYN | **Client:** Opens a connection and announces the sender's initial sequence "
        "number. | SYN; seq=0 | Sequence numbers make loss, duplication and reordering "
        "detectable. | 0.0 | 0.0 |",
        "| 2. SYN-ACK | **Server:** Accepts: acknowledges the peer's sequence number and "
        "announces its own. | not captured | The client now knows that its packets arrive. | 0.5 "
        "|  |",
        "| 3. ACK | **Client:** Acknowledges the peer's sequence number: the connection is "
        "established. | ACK; ack=1 | It proves that the client receives at its address; data may "
        "follow at once. | 1.0 | 50.3 |",
        "| 4. ClientHello | **Client:** Offers the versions, cipher suites and extensions that "
        "the client supports. | TLS 1.3, 1.2, 1 suite | The server chooses from them; the client "
        "random makes each handshake unique. | 1.0 | 51.0 |",
        "| 5. ClientHello | **Client:** Offers the versions, cipher suites and extensions that "
        "the client supports. | retransmission of frame 3, it or its ACK lost downstream, 86 "
        "bytes | The server chooses from them; the client random makes each handshake unique. | "
        "1.0 | 260.0 |",
        "| 6. RST | **Server:** Aborts the connection at once, in both directions. | RST, ACK; "
        "ack=92 | Sent when a program aborts, or for a segment that matches no connection; data "
        "in flight may be lost. | 1.5 | 310.0 |",
        "",
        "- **note, frame 4:** ClientHello is a retransmission of frame 3, 209.0 ms later",
        "- **note, frame 5:** the server reset the connection while it was established: 91 bytes "
        "unacknowledged, possibly lost",
        "- **note:** 32 % of the time cannot be attributed: the capture lacks the packets that "
        "would show it",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_troubled(), &as_drawn, expected);
}

static void data_folds(void **state)
{
    static const char *const expected[] = {
        "## stream 2 · 192.0.2.10:41822 → 192.0.2.20:443 (roles guessed from the ports)",
        "",
        "- TLS without a handshake in the capture",
        "- time to first response: 50.0 ms · unknown 50.0",
        "",
        "| **Step** | **Description** | **Flags or parameters** | **Purpose** | **RTT** |"
        " **ms** |",
        "| --- | --- | --- | --- | ---: | ---: |",
        "| 1. ApplicationData | **Client:** Application data, encrypted and authenticated. | 1 "
        "record, 100 bytes | An observer sees only time, size and direction. | 0.0 | 0.0 |",
        "| 2. ApplicationData | **Server:** Application data, encrypted and authenticated. | 1 "
        "record, 1000 bytes | An observer sees only time, size and direction. | 0.5 | 50.0 |",
        "| … | 6 more: → 306 ← 3006 bytes | | | | |",
        "",
        "- **note:** the capture starts mid-connection: positions count from its first frame",
        "- **note:** no SYN or ClientHello was captured: client and server roles are guessed from "
        "the ports",
        "- **note:** 100 % of the time cannot be attributed: the capture lacks the packets that "
        "would show it",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_busy(), &as_drawn, expected);
}

/* What was explained once is not explained again. */
static void step_by_step(void **state)
{
    static const char *const expected[] = {
        "### Process steps",
        "",
        "1. **SYN**",
        "    - **Action** (client): Opens a connection and announces the sender's initial "
        "sequence number.",
        "    - **Details**: SYN; seq=0",
        "    - **Purpose**: Sequence numbers make loss, duplication and reordering detectable.",
        "    - **Standard**: RFC 9293 3.5",
        "2. **SYN-ACK**",
        "    - **Action** (server): Accepts: acknowledges the peer's sequence number and "
        "announces its own.",
        "    - **Details**: not captured",
        "    - **Purpose**: The client now knows that its packets arrive.",
        "    - **Standard**: RFC 9293 3.5",
        "3. **ACK**",
        "    - **Action** (client): Acknowledges the peer's sequence number: the connection is "
        "established.",
        "    - **Details**: ACK; ack=1",
        "    - **Purpose**: It proves that the client receives at its address; data may follow at "
        "once.",
        "    - **Standard**: RFC 9293 3.5",
        "4. **ClientHello**",
        "    - **Action** (client): Offers the versions, cipher suites and extensions that the "
        "client supports.",
        "    - **Details**: TLS 1.3, 1.2, 1 suite",
        "    - **Purpose**: The server chooses from them; the client random makes each handshake "
        "unique.",
        "    - **Standard**: RFC 5246 7.4.1.2",
        "5. **ClientHello**",
        "    - **Action** (client): Same as step 4.",
        "    - **Details**: retransmission of frame 3, it or its ACK lost downstream, 86"
        " bytes",
        "6. **RST**",
        "    - **Action** (server): Aborts the connection at once, in both directions.",
        "    - **Details**: RST, ACK; ack=92",
        "    - **Purpose**: Sent when a program aborts, or for a segment that matches no "
        "connection; data in flight may be lost.",
        "    - **Standard**: RFC 9293 3.5.2",
        NULL,
    };
    struct hsviz_render_options explained = options();
    char *joined = g_strjoinv("\n", (char **)expected), *text;

    (void)state;
    explained.explain = HSVIZ_EXPLAIN_ON;
    text = render(scene_troubled(), &explained);
    g_strchomp(text);
    assert_true(g_str_has_suffix(text, joined));
    g_free(text);
    g_free(joined);
}

/* A request has the next number, its response none. */
static void responder_in_the_table(void **state)
{
    static const char *const expected[] = {
        "| 11. OCSP request | **Client:** Asks the OCSP responder whether the certificate is "
        "revoked. | frame 7, POST to ocsp.test, certificate 1001; seen: serial number and issuer "
        "asked about are those of the server's certificate | A CA may revoke a certificate before "
        "it expires; the certificate itself cannot show that. (RFC 6960 2.1) |  |"
        " 134.0 |",
        "| OCSP response | **OCSP responder:** The certificate's revocation status, signed by the CA "
        "or on its behalf. | frame 8, good, 2 hours old; took 60.5 ms including the TCP handshake "
        "| The signature authenticates it; its dates limit how long the client may rely on it. "
        "(RFC 6960 2.2) |  | 164.5 |",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();
    char *text;

    (void)state;
    assert_lines(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN), &as_drawn,
                 expected);
    text = render(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN), &as_drawn);
    assert_non_null(strstr(text, "\n| 12. Finished, inferred | **Client:**"));
    g_free(text);
    text = render(script_asking("ocsp.test", HSVIZ_STATUS_SILENT, HSVIZ_INFERRED), &as_drawn);
    assert_non_null(strstr(text, "and the certificate is encrypted; no answer | "));
    assert_null(strstr(text, "**OCSP responder:**"));
    assert_non_null(strstr(text, "\n| 12. Finished, inferred | **Client:**"));
    g_free(text);
}

static void responder_step_by_step(void **state)
{
    static const char *const expected[] = {
        "11. **OCSP request**",
        "    - **Action** (client): Asks the OCSP responder whether the certificate is revoked.",
        "    - **Details**: frame 7, POST to ocsp.test, certificate 1001; seen: serial number and"
        " issuer asked about are those of the server's certificate",
        "    - **Purpose**: A CA may revoke a certificate before it expires; the certificate "
        "itself cannot show that.",
        "    - **Standard**: RFC 6960 2.1",
        "    - **Response** (OCSP responder): The certificate's revocation status, signed by the CA or "
        "on its behalf.",
        "    - **Details**: frame 8, good, 2 hours old; took 60.5 ms including the TCP handshake",
        "    - **Purpose**: The signature authenticates it; its dates limit how long the client "
        "may rely on it.",
        "    - **Standard**: RFC 6960 2.2",
        "12. **Finished, inferred**",
        NULL,
    };
    struct hsviz_render_options explained = options();

    (void)state;
    explained.explain = HSVIZ_EXPLAIN_ON;
    assert_lines(script_asking("ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN), &explained,
                 expected);
}

/* The host is what the client wrote: it stays in its cell. */
static void hostile_host(void **state)
{
    struct hsviz_render_options as_drawn = options();
    char *text = render(script_asking("a|b\n# <img src=x> [x](y) **`@you`**",
                                      HSVIZ_STATUS_GOOD, HSVIZ_SEEN),
                        &as_drawn);

    (void)state;
    assert_null(strstr(text, "a|b"));
    assert_null(strstr(text, "\n# "));
    assert_null(strstr(text, "<img"));
    assert_null(strstr(text, "[x](y)"));
    assert_null(strstr(text, "**`@you"));
    g_free(text);
}

static void connections_stand_apart(void **state)
{
    char *text = render_twice("markdown");

    (void)state;
    assert_true(g_str_has_prefix(text, "## stream 4 "));
    assert_non_null(strstr(text, "\n\n(no step to draw: "));
    assert_non_null(strstr(text, "\n\n## stream 4 "));
    assert_null(strstr(text, "| --- |"));
    assert_false(g_str_has_suffix(text, "\n\n"));
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(troubled),
        cmocka_unit_test(data_folds),
        cmocka_unit_test(step_by_step),
        cmocka_unit_test(responder_in_the_table),
        cmocka_unit_test(responder_step_by_step),
        cmocka_unit_test(hostile_host),
        cmocka_unit_test(connections_stand_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
