/* test_render_explain.c
 * The ladder that explains its steps, as it is to be seen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "test_render_script.h"

#include "model/connection.h"
#include "model/core/unit.h"
#include "model/pki/checks.h"
#include "model/story/explain.h"
#include "model/tcp/segment.h"

/* A TCP handshake, a retransmitted ClientHello, an alert that rejects it. */
static struct hsviz_connection *scene_refused(void)
{
    struct script script = script_begin(0);
    struct script_frame *frame;
    uint32_t seq, end;

    script_open(&script);
    seq = script.seq[HSVIZ_CLIENT];
    script_client_hello(&script, 50.9, "example.test", "h2");
    end = script.seq[HSVIZ_CLIENT];
    script.seq[HSVIZ_CLIENT] = seq;
    frame = frame_begin(&script, 260, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    frame->segment.payload_len = end - seq;
    script_feed(&script, frame, HSVIZ_CLIENT, SCRIPT_CAPTURED);
    script_alert(&script, 310, HSVIZ_SERVER, 70);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static char *draw(struct hsviz_connection *connection, const char *format, unsigned width)
{
    struct hsviz_render_options options = {
        .format = hsviz_format_find(format),
        .width = width,
        .explain = HSVIZ_EXPLAIN_ON,
    };

    return render(connection, &options);
}

/* The ladder alone, from its head on. */
static void assert_ladder(const char *text, const char *const *expected)
{
    char *joined = g_strjoinv("\n", (char **)expected);
    const char *start = strstr(text, expected[0]);
    char *drawn;

    assert_non_null(start);
    drawn = g_strndup(start, strlen(joined));
    assert_string_equal(drawn, joined);
    g_free(drawn);
    g_free(joined);
}

static void under_each_arrow(void **state)
{
    static const char *const expected[] = {
        "                         ┌────────┐                                    ┌────────┐",
        "frame    ms  RTT         │ Client │                                    │ Server │",
        "                         └───┬────┘                                    └───┬────┘",
        "                      CLOSED │                                             │ LISTEN",
        "    1   0.0  0.0    SYN-SENT ├─ SYN  seq=0 ───────────────────────────────►│             ┐",
        "                             │  Opens a connection and announces the       │             │",
        "                             │  sender's initial sequence number.          │             │",
        "                             │  Sequence numbers make loss, duplication    │             │",
        "                             │  and reordering detectable. (RFC 9293 3.5)  │             │",
        "                             │                                             │             │",
        "    2  50.2  0.5             │◄───────────────────── SYN-ACK  seq=0 ack=1 ─┤ SYN-RCVD    │ TCP 1 RTT",
        "                             │         Accepts: acknowledges the peer's    │             │ 50.3 ms",
        "                             │         sequence number and announces its   │             │",
        "                             │         own. The client now knows that its  │             │",
        "                             │         packets arrive. (RFC 9293 3.5)      │             │",
        "                             │                                             │             │",
        "    3  50.3  1.0 ESTABLISHED ├─ ACK  ack=1 ───────────────────────────────►│ ESTABLISHED ┘",
        "                             │  Acknowledges the peer's sequence number:   │",
        "                             │  the connection is established. It proves   │",
        "                             │  that the client receives at its address;   │",
        "                             │  data may follow at once. (RFC 9293 3.5)    │",
        "                             │                                             │",
        "    4  50.9  1.0             ├─ ClientHello  TLS 1.3, 1.2, 1 suite ───────►│",
        "                             │  Offers the versions, cipher suites         │",
        "                             │  and extensions that the client             │",
        "                             │  supports. The server chooses from          │",
        "                             │  them; the client random makes each         │",
        "                             │  handshake unique. (RFC 5246 7.4.1.2)       │",
        "                             │                                             │",
        "    5 260.0  1.0             ├═ ClientHello  retransmission of frame 4… ══►│",
        "    6 310.0  1.5             │◄──────────── Alert  fatal protocol_version ─┤",
        "                             │         Reports what went wrong. A fatal    │",
        "                             │         alert ends the connection at once:  │",
        "                             │         neither side continues after an     │",
        "                             │         error or an attack. (RFC 5246 7.2)  │",
        "                             │                                             │",
        "                             ▼                                             ▼",
        NULL,
    };
    char *text = draw(scene_refused(), "unicode", 100);

    (void)state;
    assert_ladder(text, expected);
    g_free(text);
}

/* In 80 columns the states make room for the words. */
static void in_80_columns_of_ascii(void **state)
{
    static const char *const expected[] = {
        "                 +--------+                                    +--------+",
        "frame    ms  RTT | Client |                                    | Server |",
        "                 +--------+                                    +---+----+",
        "                 |                                                 |",
        "    1   0.0  0.0 |- SYN  seq=0 ----------------------------------->| +",
        "                 |  Opens a connection and announces the           | |",
        "                 |  sender's initial sequence number.              | |",
        "                 |  Sequence numbers make loss, duplication        | |",
        "                 |  and reordering detectable. (RFC 9293 3.5)      | |",
        "                 |                                                 | | TCP 1 RTT",
        "    2  50.2  0.5 |<------------------------- SYN-ACK  seq=0 ack=1 -| | 50.3 ms",
        "                 |  Accepts: acknowledges the peer's sequence      | |",
        "                 |  number and announces its own. The client now   | |",
        "                 |  knows that its packets arrive. (RFC 9293 3.5)  | |",
        "                 |                                                 | |",
        "    3  50.3  1.0 |- ACK  ack=1 ----------------------------------->| +",
        "                 |  Acknowledges the peer's sequence number:       |",
        "                 |  the connection is established. It proves       |",
        "                 |  that the client receives at its address;       |",
        "                 |  data may follow at once. (RFC 9293 3.5)        |",
        "                 |                                                 |",
        "    4  50.9  1.0 |- ClientHello  TLS 1.3, 1.2, 1 suite ----------->|",
        "                 |  Offers the versions, cipher suites             |",
        "                 |  and extensions that the client                 |",
        "                 |  supports. The server chooses from              |",
        "                 |  them; the client random makes each             |",
        "                 |  handshake unique. (RFC 5246 7.4.1.2)           |",
        "                 |                                                 |",
        "    5 260.0  1.0 |= ClientHello  retransmission of frame 4... ====>|",
        "    6 310.0  1.5 |<---------------- Alert  fatal protocol_version -|",
        "                 |             Reports what went wrong. A fatal    |",
        "                 |             alert ends the connection at once:  |",
        "                 |             neither side continues after an     |",
        "                 |             error or an attack. (RFC 5246 7.2)  |",
        "                 |                                                 |",
        "                 V                                                 V",
        NULL,
    };
    char *text = draw(scene_refused(), "ascii", 80);

    (void)state;
    assert_ladder(text, expected);
    g_free(text);
}

/* A request and its response are explained like steps; the second of each is not. */
static struct hsviz_connection *scene_checking(void)
{
    struct script script = script_begin(0);

    script_open(&script);
    script_check(&script, 60, "ocsp.test", HSVIZ_STATUS_GOOD, HSVIZ_SEEN);
    script_check(&script, 130, "ocsp.test", HSVIZ_STATUS_TRY_LATER, HSVIZ_SEEN);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static void responder(void **state)
{
    static const char *const expected[] = {
        "    5  90.0                  |- OCSP request  POST to ocsp.test... ------+------------>|",
        "                             |  Asks the OCSP responder whether          |             |",
        "                             |  the certificate is revoked. A CA         |             |",
        "                             |  may revoke a certificate before it       |             |",
        "                             |  expires; the certificate itself          |             |",
        "                             |  cannot show that. (RFC 6960 2.1)         |             |",
        "                             |                                           |             |",
        "    6 120.5                  |<------- OCSP response  good, 2 hours old -+-------------|",
        "                             |     The certificate's revocation status,  |             |",
        "                             |     signed by the CA or on its behalf.    |             |",
        "                             |     The signature authenticates it; its   |             |",
        "                             |     dates limit how long the client may   |             |",
        "                             |     rely on it. (RFC 6960 2.2)            |             |",
        "                             |                                           |             |",
        "    8 160.0                  |- OCSP request  POST to ocsp.test... ------+------------>|",
        "    9 190.5                  |<--- OCSP response  tryLater, 2 hours old -+-------------|",
        "                             |        An error instead of a status;      |             |",
        "                             |        errors are not signed. The client  |             |",
        "                             |        has no revocation status: it       |             |",
        "                             |        continues (soft-fail) or aborts    |             |",
        "                             |        (hard-fail). (RFC 6960 2.3)        |             |",
        NULL,
    };
    char *text = draw(scene_checking(), "ascii", 100);

    (void)state;
    assert_ladder(text, expected);
    g_free(text);
}

/* Of each way to ask, and all that may come back: the standard, whose section is named. */
static void every_response_is_explained(void **state)
{
    static const struct {
        enum hsviz_check_method method;
        enum hsviz_check_status status;
        const char *request, *response;
    } cases[] = {
        { HSVIZ_CHECK_CONNECT, HSVIZ_STATUS_REFUSED, "RFC 9293 3.5", "RFC 9293 3.5.2" },
        { HSVIZ_CHECK_OCSP_GET, HSVIZ_STATUS_REVOKED, "RFC 6960 2.1", "RFC 6960 2.2" },
        { HSVIZ_CHECK_OCSP_POST, HSVIZ_STATUS_UNAUTHORIZED, "RFC 6960 2.1", "RFC 6960 2.3" },
        { HSVIZ_CHECK_OCSP_POST, HSVIZ_STATUS_OTHER_CERTIFICATE, "RFC 6960 2.1",
          "RFC 6960 3.2" },
        { HSVIZ_CHECK_OCSP_POST, HSVIZ_STATUS_HTTP, "RFC 6960 2.1", "RFC 9110 15" },
        { HSVIZ_CHECK_OCSP_POST, HSVIZ_STATUS_CUT, "RFC 6960 2.1", "RFC 9110 15" },
        { HSVIZ_CHECK_CRL, HSVIZ_STATUS_NOT_LISTED, "RFC 5280 3.3", "RFC 5280 5.1" },
        { HSVIZ_CHECK_CRL, HSVIZ_STATUS_UNREADABLE, "RFC 5280 3.3", "RFC 9110 15" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct hsviz_check check = { .method = cases[i].method, .status = cases[i].status };

        assert_string_equal(hsviz_explain_check(&check, HSVIZ_CHECK_REQUEST)->rfc,
                            cases[i].request);
        assert_null(hsviz_explain_check(&check, HSVIZ_CHECK_RESPONSE));
        check.response_frame = 9;
        assert_string_equal(hsviz_explain_check(&check, HSVIZ_CHECK_RESPONSE)->rfc,
                            cases[i].response);
    }
}

static void checks_are_explained_in_short_sentences(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_check_explanations; i++) {
        const struct hsviz_explanation *row = &hsviz_check_explanations[i];
        const char *const sentences[] = { row->what, row->why };

        for (size_t j = 0; j < G_N_ELEMENTS(sentences); j++) {
            assert_true(g_str_is_ascii(sentences[j]));
            assert_true(g_str_has_suffix(sentences[j], "."));
            assert_true(strlen(sentences[j]) < HSVIZ_SENTENCE_MAX);
        }
        assert_true(g_str_has_prefix(row->rfc, "RFC "));
    }
}

static size_t count(const char *text, const char *part)
{
    size_t num = 0;

    while ((text = strstr(text, part)) != NULL) {
        text += strlen(part);
        num++;
    }
    return num;
}

/* Words of the text with single blanks, and without what surrounds them. */
static char *words_of(const char *text)
{
    char *plain = g_strdup(text);
    char **words;
    GString *joined = g_string_new(" ");

    g_strdelimit(plain, "|+\n", ' ');
    words = g_strsplit(plain, " ", -1);
    for (char **word = words; *word != NULL; word++) {
        if (**word != '\0')
            g_string_append_printf(joined, "%s ", *word);
    }
    g_strfreev(words);
    g_free(plain);
    return g_string_free(joined, FALSE);
}

/* In any width no line is too long, no word is lost, and nothing is said twice. */
static void whole_and_once_in_all_widths(void **state)
{
    (void)state;
    for (unsigned width = HSVIZ_WIDTH_MIN; width <= 200; width++) {
        char *text = draw(script_tls13("example.test", "h2"), "ascii", width);
        char **lines = g_strsplit(text, "\n", -1);
        char *words = words_of(text);

        for (char **line = lines; *line != NULL; line++)
            assert_true(strlen(*line) <= width);
        for (size_t i = 0; i < hsviz_num_explanations; i++) {
            char *start = g_strdup_printf(" %s ", hsviz_explanations[i].what);

            assert_true(count(words, start) <= 1);
            g_free(start);
        }
        if (width >= 80)
            assert_int_equal(count(words, " for a group that it guesses. If the server "), 1);
        /* Of the version path, and of the ChangeCipherSpec's arrow. */
        assert_int_equal(count(words, " (RFC 8446 D.4) "), 2);
        g_free(words);
        g_strfreev(lines);
        g_free(text);
    }
}

static void not_unless_asked_for(void **state)
{
    struct hsviz_render_options options = { .format = hsviz_format_find("unicode") };
    char *text = render(scene_refused(), &options);

    (void)state;
    assert_null(strstr(text, "(RFC"));
    g_free(text);
}

/* Rows that are empty by the scale of time are used first. */
static void in_the_scale_of_time(void **state)
{
    struct hsviz_render_options options = {
        .format = hsviz_format_find("ascii"),
        .scale = HSVIZ_SCALE_TIME,
        .explain = HSVIZ_EXPLAIN_ON,
    };
    char *text = render(scene_refused(), &options);

    (void)state;
    assert_int_equal(count(text, "(RFC 9293 3.5)"), 3);
    assert_int_equal(count(text, "(RFC 5246 7.2)"), 1);
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(under_each_arrow),
        cmocka_unit_test(in_80_columns_of_ascii),
        cmocka_unit_test(responder),
        cmocka_unit_test(every_response_is_explained),
        cmocka_unit_test(checks_are_explained_in_short_sentences),
        cmocka_unit_test(whole_and_once_in_all_widths),
        cmocka_unit_test(not_unless_asked_for),
        cmocka_unit_test(in_the_scale_of_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
