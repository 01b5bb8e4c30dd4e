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
        "- TLS handshake, server-gave-up",
        "- TCP 1 RTT, no request",
        "- version path: record 1.0 › hello 1.2 › offered 1.3, 1.2",
        "- where 310.0 ms went: loss recovery 209.0 · unknown 101.0",
        "",
        "| **Step** | **Description** | **Flags or parameters** | **Purpose** | **RTT** |"
        " **ms** |",
        "| --- | --- | --- | --- | ---: | ---: |",
        "| 1. SYN | **Client:** Asks to open a connection, and says at which number its bytes"
        " will start. | SYN; seq=0 | With numbers that both sides know, lost, repeated and"
        " reordered bytes are noticed. | 0.0 | 0.0 |",
        "| 2. SYN-ACK | **Server:** Accepts: acknowledges the other side's number, and gives"
        " its own. | not captured | Who gets this knows that its packets arrive and are"
        " answered. | 0.5 |  |",
        "| 3. ACK | **Client:** Acknowledges the other side's number: the connection is open."
        " | ACK; ack=1 | It shows that the client really is at its address; data may follow"
        " at once. | 1.0 | 50.3 |",
        "| 4. ClientHello | **Client:** Offers the versions, cipher suites and extensions"
        " that the client can do. | TLS 1.3, 1.2, 1 suite | The server chooses from them; random bytes"
        " make each handshake different. | 1.0 | 51.0 |",
        "| 5. ClientHello | **Client:** Offers the versions, cipher suites and extensions"
        " that the client can do. | retransmission of frame 3, it or its answer lost beyond the"
        " tap, 86 bytes | The server chooses from them; random bytes make each handshake different. | 1.0 | 260.0 |",
        "| 6. RST | **Server:** Ends the connection at once, in both directions. | RST, ACK;"
        " ack=92 | Sent when a program gives up, or for a segment that fits no connection;"
        " data under way may be lost. | 1.5 | 310.0 |",
        "",
        "- **note, frame 4:** ClientHello is a retransmission of frame 3, 209.0 ms after it",
        "- **note, frame 5:** the server reset the connection while it was open: 91 bytes had not"
        " been acknowledged before, and may be lost",
        "- **note:** what 32 % of the time went into cannot be told: the capture lacks what"
        " would show it",
        NULL,
    };
    struct hsviz_render_options as_drawn = options();

    (void)state;
    assert_diagram(scene_troubled(), &as_drawn, expected);
}

static void data_folds(void **state)
{
    static const char *const expected[] = {
        "## stream 2 · 192.0.2.10:41822 → 192.0.2.20:443 (client guessed)",
        "",
        "- TLS handshake, cut",
        "- first request after 0 RTT",
        "- where 50.0 ms went: unknown 50.0",
        "",
        "| **Step** | **Description** | **Flags or parameters** | **Purpose** | **RTT** |"
        " **ms** |",
        "| --- | --- | --- | --- | ---: | ---: |",
        "| 1. ApplicationData | **Client:** Bytes of the application, encrypted, and"
        " protected against change. | 1 record, 100 bytes | From outside only their time,"
        " size and direction are seen. | 0.0 | 0.0 |",
        "| 2. ApplicationData | **Server:** Bytes of the application, encrypted, and"
        " protected against change. | 1 record, 1000 bytes | From outside only their time,"
        " size and direction are seen. | 0.5 | 50.0 |",
        "| … | 6 more: → 306 ← 3006 bytes | | | | |",
        "",
        "- **note:** the capture begins inside the connection: positions count from its first"
        " frame",
        "- **note:** neither SYN nor ClientHello was captured: the client is a guess from the"
        " ports",
        "- **note:** what 100 % of the time went into cannot be told: the capture lacks what"
        " would show it",
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
        "    - **Action** (client): Asks to open a connection, and says at which number its"
        " bytes will start.",
        "    - **Details**: SYN; seq=0",
        "    - **Purpose**: With numbers that both sides know, lost, repeated and reordered"
        " bytes are noticed.",
        "    - **Standard**: RFC 9293 3.5",
        "2. **SYN-ACK**",
        "    - **Action** (server): Accepts: acknowledges the other side's number, and gives"
        " its own.",
        "    - **Details**: not captured",
        "    - **Purpose**: Who gets this knows that its packets arrive and are answered.",
        "    - **Standard**: RFC 9293 3.5",
        "3. **ACK**",
        "    - **Action** (client): Acknowledges the other side's number: the connection is"
        " open.",
        "    - **Details**: ACK; ack=1",
        "    - **Purpose**: It shows that the client really is at its address; data may"
        " follow at once.",
        "    - **Standard**: RFC 9293 3.5",
        "4. **ClientHello**",
        "    - **Action** (client): Offers the versions, cipher suites and extensions that"
        " the client can do.",
        "    - **Details**: TLS 1.3, 1.2, 1 suite",
        "    - **Purpose**: The server chooses from them; random bytes make each handshake"
        " different.",
        "    - **Standard**: RFC 5246 7.4.1.2",
        "5. **ClientHello**",
        "    - **Action** (client): The same as step 4.",
        "    - **Details**: retransmission of frame 3, it or its answer lost beyond the tap, 86"
        " bytes",
        "6. **RST**",
        "    - **Action** (server): Ends the connection at once, in both directions.",
        "    - **Details**: RST, ACK; ack=92",
        "    - **Purpose**: Sent when a program gives up, or for a segment that fits no"
        " connection; data under way may be lost.",
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
        "| 11. OCSP request | **Client:** Asks the authority whether the certificate still holds"
        " (OCSP). | frame 7, POST to ocsp.test, certificate 1001; seen: serial number and issuer"
        " asked about are those of the server's certificate | An authority may revoke a"
        " certificate before it expires, and the certificate cannot say so. (RFC 6960 2.1) |  |"
        " 134.0 |",
        "| OCSP response | **Authority:** Says whether the certificate still holds, signed by the"
        " authority or in its name. | frame 8, good, 2 hours old; asking took 60.5 ms with the TCP"
        " opening | The signature shows who says so, and the dates in it for how long it may be"
        " relied on. (RFC 6960 2.2) |  | 164.5 |",
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
    assert_null(strstr(text, "**Authority:**"));
    assert_non_null(strstr(text, "\n| 12. Finished, inferred | **Client:**"));
    g_free(text);
}

static void responder_step_by_step(void **state)
{
    static const char *const expected[] = {
        "11. **OCSP request**",
        "    - **Action** (client): Asks the authority whether the certificate still holds (OCSP).",
        "    - **Details**: frame 7, POST to ocsp.test, certificate 1001; seen: serial number and"
        " issuer asked about are those of the server's certificate",
        "    - **Purpose**: An authority may revoke a certificate before it expires, and the"
        " certificate cannot say so.",
        "    - **Standard**: RFC 6960 2.1",
        "    - **Answer** (authority): Says whether the certificate still holds, signed by the"
        " authority or in its name.",
        "    - **Details**: frame 8, good, 2 hours old; asking took 60.5 ms with the TCP opening",
        "    - **Purpose**: The signature shows who says so, and the dates in it for how long it"
        " may be relied on.",
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
