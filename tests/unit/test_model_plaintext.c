/* test_model_plaintext.c
 * The bytes before TLS: dialogues, tunnels, the header of a proxy; and what is never shown of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model_lines.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/plaintext/plaintext.h"
#include "model/plaintext/proxy.h"
#include "model/plaintext/sayings.h"
#include "model/story/describe.h"
#include "model/time/round_trips.h"
#include "model/tls/marks.h"

/* ---- One saying ---- */

#define CLIENT HSVIZ_SAID_BY_CLIENT
#define SERVER HSVIZ_SAID_BY_SERVER
#define OF(protocol) (1U << HSVIZ_PLAIN_##protocol)
#define ANY 0
#define BYTES(text) text, sizeof text - 1
#define V2 "\r\n\r\n\0\r\nQUIT\n"
#define OID "1.3.6.1.4.1.1466.20037"

static const struct {
    const char *bytes;
    size_t len;
    unsigned speaker;
    uint32_t protocols;
    const char *shown; /* of the first saying; "": it is none */
} sayings[] = {
    /* RFC 5321, RFC 3207 */
    { BYTES("220 mx.example.test ESMTP\r\n"), SERVER, ANY, "220" },
    { BYTES("220-mx.example.test\r\n220 ESMTP\r\n"), SERVER, ANY, "220" },
    { BYTES("250-a\r\n250 b\r\n"), SERVER, OF(SMTP), "250" },
    { BYTES("EHLO client.test\r\n"), CLIENT, ANY, "EHLO" },
    { BYTES("ehlo client.test\r\n"), CLIENT, ANY, "EHLO" },
    { BYTES("EHLO client.test"), CLIENT, ANY, "" }, /* its line does not end */
    { BYTES("EHLOX client.test\r\n"), CLIENT, ANY, "" },
    { BYTES("STARTTLS\r\n"), CLIENT, ANY, "STARTTLS" },
    { BYTES("STARTTLS now\r\n"), CLIENT, ANY, "" },
    { BYTES("AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n"), CLIENT, OF(SMTP), "AUTH" },
    { BYTES("AGFsaWNlAHNlY3JldA==\r\n"), CLIENT, OF(SMTP), "" },
    { BYTES("999 no such reply\r\n"), SERVER, OF(SMTP), "" },
    { BYTES("123-45-6789\r\n"), SERVER, ANY, "" },
    { BYTES("220 a\0b\r\n"), SERVER, ANY, "" },
    { BYTES("EHLO \x1b[31m\r\n"), CLIENT, ANY, "" },
    /* RFC 9051, RFC 1939, RFC 4217, RFC 4642, RFC 5804, IRC */
    { BYTES("* OK ready\r\n"), SERVER, ANY, "* OK" },
    { BYTES("a1 STARTTLS\r\n"), CLIENT, ANY, "STARTTLS" },
    { BYTES("a1 LOGIN alice secret\r\n"), CLIENT, OF(IMAP), "LOGIN" },
    { BYTES("* CAPABILITY IMAP4rev2\r\na1 OK done\r\n"), SERVER, OF(IMAP), "OK" },
    { BYTES("+OK ready\r\n"), SERVER, ANY, "+OK" },
    { BYTES("+OK ready\r\n"), CLIENT, ANY, "" },
    { BYTES("STLS\r\n"), CLIENT, ANY, "STLS" },
    { BYTES("AUTH TLS\r\n"), CLIENT, OF(SMTP) | OF(FTP), "AUTH TLS" },
    { BYTES("234 go\r\n"), SERVER, OF(FTP), "234" },
    { BYTES("382 go\r\n"), SERVER, OF(NNTP), "382" },
    { BYTES("\"IMPLEMENTATION\" \"x\"\r\nOK\r\n"), SERVER, ANY, "capabilities" },
    { BYTES(":irc.test 670 * :go\r\n"), SERVER, OF(IRC), "670" },
    { BYTES("PASS secret\r\n"), CLIENT, OF(IRC), "PASS" },
    /* RFC 6120 */
    { BYTES("<?xml version='1.0'?><stream:stream to='a'>"), CLIENT, ANY, "<stream:stream>" },
    { BYTES("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), CLIENT, ANY, "<starttls>" },
    { BYTES("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), SERVER, OF(XMPP), "<proceed>" },
    { BYTES("<starttls"), CLIENT, ANY, "" },
    /* LDAP: an extended request with its name; a bind. */
    { BYTES("\x30\x1d\x02\x01\x01\x77\x18\x80\x16" OID), CLIENT, ANY, "StartTLS" },
    { BYTES("\x30\x84\0\0\0\x1d\x02\x01\x01\x77\x18\x80\x16" OID), CLIENT, ANY, "StartTLS" },
    { BYTES("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"), SERVER, OF(LDAP),
      "ExtendedResponse" },
    { BYTES("\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"), CLIENT, ANY,
      "BindRequest" },
    { BYTES("\x30\x0d\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"), CLIENT, ANY, "" },
    /* PostgreSQL, MySQL, RDP, TDS, OpenVPN */
    { BYTES("\0\0\0\x08\x04\xd2\x16\x2f"), CLIENT, ANY, "SSLRequest" },
    { BYTES("\0\0\0\x08\x04\xd2\x16\x30"), CLIENT, ANY, "GSSENCRequest" },
    { BYTES("\0\0\0\x08\x04\xd2\x16\x2f\0"), CLIENT, ANY, "" },
    { BYTES("S"), SERVER, OF(POSTGRESQL), "S, TLS accepted" },
    { BYTES("S"), SERVER, ANY, "" },
    { BYTES("\x0b\0\0\0\x0a" "8.0.1\0\1\2\3\4"), SERVER, ANY, "Initial Handshake" },
    { BYTES("\x0b\0\0\0\x0a" "8.\x1b.1\0\1\2\3\4"), SERVER, ANY, "" },
    { BYTES("\x20\0\0\1\x05\x8a\x0f\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
      CLIENT, OF(MYSQL), "SSLRequest" },
    { BYTES("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"), CLIENT, ANY,
      "RDP Negotiation Request" },
    { BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\0\x08\0\1\0\0\0"), SERVER, OF(RDP),
      "RDP Negotiation Response" },
    { BYTES("\3\0\0\x14\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"), CLIENT, ANY, "" },
    { BYTES("\x12\1\0\x0e\0\0\1\0\0\0\x1a\0\6\xff"), CLIENT, ANY, "PRELOGIN" },
    { BYTES("\x12\1\0\x0e\0\0\1\0\x16\3\1\0\1\0"), CLIENT, ANY, "" }, /* TLS in TDS */
    { BYTES("\4\1\0\x0e\0\0\1\0\0\0\x1a\0\6\xff"), SERVER, OF(TDS), "PRELOGIN response" },
    { BYTES("\0\x0e\x38\1\2\3\4\5\6\7\x08\0\0\0\0\0"), CLIENT, ANY,
      "P_CONTROL_HARD_RESET_CLIENT_V2" },
    /* HTTP: nothing after the method but a host that a tunnel leads to. */
    { BYTES("GET /secret?token=1 HTTP/1.1\r\nHost: a\r\n\r\n"), CLIENT, ANY, "GET" },
    { BYTES("GET /\r\n"), CLIENT, ANY, "" },
    { BYTES("HTTP/1.1 200 OK\r\n\r\n"), SERVER, ANY, "HTTP 200" },
    { BYTES("HTTP/1.1 999 x\r\n\r\n"), SERVER, ANY, "" },
    { BYTES("CONNECT example.test:443 HTTP/1.1\r\n\r\n"), CLIENT, ANY,
      "CONNECT example.test:443" },
    { BYTES("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"), CLIENT, ANY, "CONNECT [2001:db8::1]:443" },
    { BYTES("CONNECT alice:secret@example.test:443 HTTP/1.1\r\n"), CLIENT, ANY, "CONNECT" },
    { BYTES("CONNECT a<b>:443 HTTP/1.1\r\n"), CLIENT, ANY, "CONNECT" },
    { BYTES("CONNECT example.test:99999 HTTP/1.1\r\n"), CLIENT, ANY, "CONNECT" },
    { BYTES("CONNECT []:443 HTTP/1.1\r\n"), CLIENT, ANY, "CONNECT" },
    { BYTES("CONNECT :443 HTTP/1.1\r\n"), CLIENT, ANY, "CONNECT" },
    /* SOCKS: RFC 1928, 1929; 4 and 4A. */
    { BYTES("\5\1\0"), CLIENT, ANY, "SOCKS 5 greeting" },
    { BYTES("\5\2\0"), CLIENT, ANY, "" }, /* one of two methods */
    { BYTES("\5\0"), SERVER, OF(SOCKS), "SOCKS 5 method: none" },
    { BYTES("\1\5alice\6secret"), CLIENT, OF(SOCKS), "SOCKS 5 login" },
    { BYTES("\5\1\0\1\xc0\0\2\1\1\xbb"), CLIENT, OF(SOCKS), "SOCKS 5 CONNECT 192.0.2.1:443" },
    { BYTES("\5\1\0\3\x0c" "example.test\1\xbb"), CLIENT, OF(SOCKS),
      "SOCKS 5 CONNECT example.test:443" },
    { BYTES("\5\1\0\3\x04" "a\x1b<b\1\xbb"), CLIENT, OF(SOCKS), "SOCKS 5 CONNECT" },
    { BYTES("\5\1\0\4 \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\1\xbb"), CLIENT, OF(SOCKS),
      "SOCKS 5 CONNECT [2001:db8::1]:443" },
    { BYTES("\5\0\0\1\0\0\0\0\0\0"), SERVER, OF(SOCKS), "SOCKS 5 succeeded" },
    { BYTES("\5\5\0\1\0\0\0\0\0\0"), SERVER, OF(SOCKS), "SOCKS 5 failed" },
    { BYTES("\4\1\1\xbb\xc0\0\2\1\0"), CLIENT, ANY, "SOCKS 4 CONNECT 192.0.2.1:443" },
    { BYTES("\4\1\1\xbb\0\0\0\1me\0example.test\0"), CLIENT, ANY,
      "SOCKS 4 CONNECT example.test:443" },
    { BYTES("\4\2\1\xbb\xc0\0\2\1\0"), CLIENT, ANY, "" }, /* BIND */
    { BYTES("\0\x5a\0\0\0\0\0\0"), SERVER, OF(SOCKS), "SOCKS 4 granted" },
    /* PROXY, 1 and 2. */
    { BYTES("PROXY TCP4 192.0.2.7 192.0.2.1 56324 443\r\n"), CLIENT, ANY,
      "PROXY v1 192.0.2.7:56324" },
    { BYTES("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n"), CLIENT, ANY,
      "PROXY v1 [2001:db8::7]:56324" },
    { BYTES("PROXY UNKNOWN\r\n"), CLIENT, ANY, "PROXY v1" },
    { BYTES("PROXY UNKNOWN ffff::1 x 1 2\r\n"), CLIENT, ANY, "PROXY v1" },
    { BYTES("PROXY TCP4 192.0.2.7 192.0.2.1 56324 443\n"), CLIENT, ANY, "" },
    { BYTES("PROXY TCP4 192.0.2.7 192.0.2.1 56324\r\n"), CLIENT, ANY, "" },
    { BYTES("PROXY TCP4 192.0.2.700 192.0.2.1 1 443\r\n"), CLIENT, ANY, "" },
    { BYTES("PROXY TCP4 2001:db8::7 192.0.2.1 1 443\r\n"), CLIENT, ANY, "" },
    { BYTES("PROXY TCP6 fe80::1%eth0 fe80::2 1 443\r\n"), CLIENT, ANY, "" },
    { BYTES("PROXY TCP4 192.0.2.7 192.0.2.1 70000 443\r\n"), CLIENT, ANY, "" },
    { BYTES(V2 "\x21\x11\0\x0c\xc0\0\2\7\xc0\0\2\1\xdc\4\1\xbb"), CLIENT, ANY,
      "PROXY v2 192.0.2.7:56324" },
    { BYTES(V2 "\x21\x21\0\x24 \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7 \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0"
               "\0\1\xdc\4\1\xbb"), CLIENT, ANY, "PROXY v2 [2001:db8::7]:56324" },
    { BYTES(V2 "\x20\0\0\0"), CLIENT, ANY, "PROXY v2" },
    { BYTES(V2 "\x21\x11\0\x0c\xc0\0\2\7"), CLIENT, ANY, "" }, /* not whole */
    { BYTES(V2 "\x31\x11\0\0"), CLIENT, ANY, "" },             /* version 3 */
    { BYTES("SSH-2.0-OpenSSH_9.2\r\n"), SERVER, ANY, "identification" },
    { BYTES("\x16\3\1\0\5"), CLIENT, ANY, "" },
};

static void each_saying(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(sayings); i++) {
        /* In memory of its own, so that a byte read after it is noticed. */
        uint8_t *bytes = g_memdup2(sayings[i].bytes, sayings[i].len);
        struct hsviz_heard heard = { .bytes = bytes,
                                     .captured_len = sayings[i].len,
                                     .len = (uint32_t)sayings[i].len,
                                     .speaker = sayings[i].speaker,
                                     .protocols = sayings[i].protocols,
                                     .is_first = true };
        struct hsviz_said said = { .code = HSVIZ_SAYING_UNKNOWN };
        GString *text = g_string_new(NULL), *host = g_string_new(NULL);

        hsviz_saying_read(&said, host, &heard);
        hsviz_saying_text(text, said.code);
        if (host->len > 0)
            g_string_append_printf(text, " %s", host->str);
        if (strcmp(text->str, sayings[i].shown) != 0)
            fail_msg("saying %zu is \"%s\", not \"%s\"", i, text->str, sayings[i].shown);
        g_string_free(text, TRUE);
        g_string_free(host, TRUE);
        g_free(bytes);
    }
}

/* Whatever part of it was captured: nothing beyond is read, nothing but the whole is shown. */
static void each_saying_in_part(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(sayings); i++) {
        for (size_t len = 0; len < sayings[i].len; len++) {
            uint8_t *bytes = g_memdup2(sayings[i].bytes, len);
            struct hsviz_heard heard = { bytes, len, (uint32_t)sayings[i].len,
                                         sayings[i].speaker, sayings[i].protocols, true };
            struct hsviz_said said = { .code = HSVIZ_SAYING_UNKNOWN };
            GString *host = g_string_new(NULL);

            hsviz_saying_read(&said, host, &heard);
            assert_true(said.len <= heard.len);
            g_string_free(host, TRUE);
            g_free(bytes);
        }
    }
}

/* ---- Dialogues ---- */

#define THREE_WAY "C S", "S SA", "C A"
#define SHAKE "C A CH/13/suite=1301", "S A SH/selected=0304/suite=1301"

/* What the steps Plaintext say, a line each, and the marks. */
static const struct dialogue {
    const char *name;
    const char *lines[24];
    const char *steps;
    const char *marks;
} dialogues[] = {
    { "SMTP on any port",
      { THREE_WAY, "S A line=220_mx.example.test_ESMTP", "C A line=EHLO_client.test",
        "S A line=250-mx line=250_STARTTLS", "C A line=STARTTLS", "S A line=220_go", SHAKE },
      "4 S 220, 27 bytes\n5 C EHLO, 18 bytes\n6 S 250, 22 bytes\n7 C STARTTLS, 10 bytes\n"
      "8 S 220, 8 bytes\n", "starttls SMTP" },
    { "SMTP, commands in one segment and replies too",
      { THREE_WAY, "S A line=220_mx", "C A line=EHLO_x line=STARTTLS",
        "S A line=250-mx line=250_x line=220_go", SHAKE },
      "4 S 220, 8 bytes\n5 C EHLO, 8 bytes\n5 C STARTTLS, 10 bytes\n6 S 250, 15 bytes\n"
      "6 S 220, 8 bytes\n", "starttls SMTP" },
    { "the port counts where bytes are ambiguous",
      { "ports 41822 24", THREE_WAY, "S A line=220_mx", "C A line=STARTTLS", "S A line=220_go",
        SHAKE },
      "4 S 220, 8 bytes\n5 C STARTTLS, 10 bytes\n6 S 220, 8 bytes\n", "starttls LMTP" },
    { "the port does not count where bytes say otherwise",
      { "ports 41822 5432", THREE_WAY, "S A line=*_OK_x", "C A line=a_STARTTLS", "S A line=a_OK_x",
        SHAKE },
      "4 S * OK, 8 bytes\n5 C STARTTLS, 12 bytes\n6 S OK, 8 bytes\n", "starttls IMAP" },
    { "a server that sends a list, segment by segment",
      { THREE_WAY, "S A line=+OK", "C A line=CAPA", "S A line=+OK line=STLS", "S A line=.",
        "C A line=STLS", "S A line=+OK", SHAKE },
      "4 S +OK, 5 bytes\n5 C CAPA, 6 bytes\n6 S +OK, 2 segments, 14 bytes, frames 6 to 7\n"
      "8 C STLS, 6 bytes\n9 S +OK, 5 bytes\n", "starttls POP3" },
    { "mail is no command",
      { THREE_WAY, "S A line=220_SMTP", "C A line=DATA", "S A line=354_go", "C A line=STARTTLS",
        "C A line=.", "S A line=250_ok", "C A line=QUIT" },
      "4 S 220, 10 bytes\n5 C DATA, 6 bytes\n6 S 354, 8 bytes\n"
      "7 C SMTP, 2 segments, 13 bytes, frames 7 to 8\n9 S 250, 8 bytes\n10 C QUIT, 6 bytes\n", "" },
    { "a login by lines is not shown",
      { THREE_WAY, "S A line=220_SMTP", "C A line=AUTH_LOGIN", "S A line=334_x", "C A line=QUIT",
        "S A line=235_ok" },
      "4 S 220, 10 bytes\n5 C AUTH, 12 bytes\n6 S 334, 7 bytes\n7 C SMTP, 1 segment, 6 bytes\n"
      "8 S 235, 8 bytes\n", "" },
    { "a tunnel",
      { THREE_WAY, "C A line=CONNECT_example.test:443_HTTP/1.1 line=",
        "S A line=HTTP/1.1_200_OK line=",
        SHAKE },
      "4 C CONNECT example.test:443, 37 bytes\n5 S HTTP 200, 19 bytes\n", "tunnelled" },
    { "a tunnel that needs a login",
      { THREE_WAY, "C A line=CONNECT_a.test:443_HTTP/1.1 line=", "S A line=HTTP/1.1_407_x line=",
        "C A line=CONNECT_a.test:443_HTTP/1.1 line=Proxy-Authorization:_secret line=",
        "S A line=HTTP/1.1_200_OK line=", SHAKE },
      "4 C CONNECT a.test:443, 31 bytes\n5 S HTTP 407, 18 bytes\n"
      "6 C CONNECT a.test:443, 60 bytes\n7 S HTTP 200, 19 bytes\n", "tunnelled" },
    { "STARTTLS in a tunnel",
      { THREE_WAY, "C A line=CONNECT_a.test:25_HTTP/1.1 line=", "S A line=HTTP/1.1_200_OK line=",
        "S A line=220_x_ESMTP", "C A line=STARTTLS", "S A line=220_x", SHAKE },
      "4 C CONNECT a.test:25, 30 bytes\n5 S HTTP 200, 19 bytes\n6 S 220, 13 bytes\n"
      "7 C STARTTLS, 10 bytes\n8 S 220, 7 bytes\n", "starttls SMTP, tunnelled" },
    { "PROXY is no dialogue",
      { THREE_WAY, "C A line=PROXY_TCP4_192.0.2.7_192.0.2.1_56324_443", SHAKE },
      "4 C PROXY v1 from 192.0.2.7:56324, 42 bytes\n", "" },
    { "PROXY before a dialogue",
      { THREE_WAY, "C A line=PROXY_TCP4_192.0.2.7_192.0.2.1_56324_443", "S A line=220_x_ESMTP",
        "C A line=STARTTLS", "S A line=220_x", SHAKE },
      "4 C PROXY v1 from 192.0.2.7:56324, 42 bytes\n5 S 220, 13 bytes\n6 C STARTTLS, 10 bytes\n"
      "7 S 220, 7 bytes\n", "starttls SMTP" },
    { "a header that comes later is none",
      { THREE_WAY, "C A line=EHLO_x", "C A line=PROXY_UNKNOWN" },
      "4 C EHLO, 8 bytes\n5 C SMTP, 1 segment, 15 bytes\n", "" },
    { "one end alone negotiates nothing", { THREE_WAY, "C A text=xy", SHAKE },
      "4 C 1 segment, 2 bytes\n", "" },
    { "both ends do, in words that are not known",
      { THREE_WAY, "C A text=xy", "S A text=z", SHAKE },
      "4 C 1 segment, 2 bytes\n5 S 1 segment, 1 byte\n", "starttls" },
    { "HTTP that goes on",
      { THREE_WAY, "C A line=GET_/_HTTP/1.1", "S A line=HTTP/1.1_200_x", "S A text=220_body" },
      "4 C GET, 16 bytes\n5 S HTTP 200, 2 segments, 24 bytes, frames 5 to 6\n", "" },
    { "a server that is not first says +OK to what is not POP3",
      { THREE_WAY, "C A line=*1 line=$4 line=PING", "S A line=+OK" },
      "4 C 1 segment, 14 bytes\n5 S 1 segment, 5 bytes\n", "" },
};

static void each_dialogue(void **state)
{
    const struct dialogue *dialogue = *state;
    struct hsviz_connection *connection = lines_connection(dialogue->lines);
    GString *text = g_string_new(NULL);
    char **marks = hsviz_connection_mark_texts(connection);
    char *joined = g_strjoinv(", ", marks);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->type != HSVIZ_STEP_PLAINTEXT)
            continue;
        assert_int_equal(step->phase, HSVIZ_PHASE_PLAINTEXT);
        g_string_append_printf(text, "%u %c ", step->frame,
                               hsviz_step_side(connection, step) == HSVIZ_CLIENT ? 'C' : 'S');
        hsviz_step_detail(connection, text, step);
        g_string_append_c(text, '\n');
    }
    expect_text(text, dialogue->steps, dialogue->name);
    assert_string_equal(joined, dialogue->marks);
    g_free(joined);
    g_strfreev(marks);
    hsviz_connection_free(connection);
}

/* ---- Round trips ---- */

#define FINISH "S A app/38 app/839 app/281 app/69", "C A ccs app/69 app/99", "S A app/99"

/* TCP, the dialogue, TLS, and what the client waited; and the first request, which is their sum. */
static const struct sum {
    const char *name;
    const char *lines[24];
    int32_t tcp, plaintext, tls, waited, first_request, expected;
    const char *label;
} sums[] = {
    { "no dialogue", { THREE_WAY, SHAKE, FINISH }, 2, 0, 2, 0, 4, 4, "plaintext" },
    { "SMTP",
      { THREE_WAY, "S A line=220_x_ESMTP", "C A line=EHLO_x", "S A line=250_x", "C A line=STARTTLS",
        "S A line=220_x", SHAKE, FINISH }, 2, 6, 2, 0, 10, -1, "SMTP" },
    { "a tunnel",
      { THREE_WAY, "C A line=CONNECT_a.test:443_HTTP/1.1 line=", "S A line=HTTP/1.1_200_x line=",
        SHAKE, FINISH }, 2, 2, 2, 0, 6, -1, "proxy" },
    { "PROXY costs nothing",
      { THREE_WAY, "C A line=PROXY_TCP4_192.0.2.7_192.0.2.1_56324_443", SHAKE, FINISH },
      2, 0, 2, 0, 4, 4, "plaintext" },
    { "a client that waits for the tickets",
      { THREE_WAY, SHAKE, "S A app/38 app/839 app/281 app/69", "C A ccs app/69",
        "S A app/250 app/250", "C A app/99", "S A app/99" }, 2, 0, 2, 2, 6, 4, "plaintext" },
};

static void each_sum(void **state)
{
    const struct sum *sum = *state;
    struct hsviz_connection *connection = lines_connection(sum->lines);
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);

    assert_int_equal(trips.tcp, sum->tcp);
    assert_int_equal(trips.plaintext, sum->plaintext);
    assert_int_equal(trips.tls, sum->tls);
    assert_int_equal(trips.waited, sum->waited);
    assert_int_equal(trips.first_request, sum->first_request);
    assert_int_equal(trips.first_request, trips.tcp + trips.plaintext + trips.tls + trips.waited);
    assert_int_equal(trips.expected, sum->expected);
    assert_string_equal(hsviz_plaintext_label(connection), sum->label);
    hsviz_connection_free(connection);
}

/* However long a dialogue is, its steps are bounded, and STARTTLS at its end is not lost. */
static void long_dialogues(void **state)
{
    struct lines lines = lines_begin();
    size_t num = 0;

    (void)state;
    lines_feed(&lines, "S A line=220_x_ESMTP");
    for (int i = 0; i < 1000; i++) {
        lines_feed(&lines, "C A line=NOOP");
        lines_feed(&lines, "S A line=250_ok");
    }
    for (size_t i = 0; i < hsviz_connection_num_steps(lines.script.connection); i++)
        num += hsviz_connection_step(lines.script.connection, i)->type == HSVIZ_STEP_PLAINTEXT;
    assert_in_range(num, HSVIZ_SAYINGS_MAX, HSVIZ_SAYINGS_MAX + 2);
    hsviz_connection_free(lines.script.connection);
}

/* Every row says something, in its protocols, and names its source. */
static void the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_sayings; i++) {
        assert_int_not_equal(hsviz_sayings[i].protocols, 0);
        assert_int_not_equal(hsviz_sayings[i].speakers, 0);
        assert_true(strlen(hsviz_sayings[i].source) > 0);
        assert_non_null(hsviz_sayings[i].read);
    }
    for (int i = HSVIZ_PLAIN_UNKNOWN + 1; i < HSVIZ_NUM_PLAIN_PROTOCOLS; i++)
        assert_true(strlen(hsviz_plain_protocols[i].name) > 0);
}

/* The IANA registry of service names and port numbers. */
static void ports(void **state)
{
    static const struct {
        uint16_t port;
        enum hsviz_plain_protocol protocol;
    } expected[] = {
        { 21, HSVIZ_PLAIN_FTP },         { 25, HSVIZ_PLAIN_SMTP },    { 110, HSVIZ_PLAIN_POP3 },
        { 119, HSVIZ_PLAIN_NNTP },       { 143, HSVIZ_PLAIN_IMAP },   { 389, HSVIZ_PLAIN_LDAP },
        { 587, HSVIZ_PLAIN_SMTP },       { 3306, HSVIZ_PLAIN_MYSQL }, { 3389, HSVIZ_PLAIN_RDP },
        { 4190, HSVIZ_PLAIN_SIEVE },     { 5222, HSVIZ_PLAIN_XMPP },  { 5269, HSVIZ_PLAIN_XMPP },
        { 5432, HSVIZ_PLAIN_POSTGRESQL }, { 6667, HSVIZ_PLAIN_IRC },  { 443, HSVIZ_PLAIN_UNKNOWN },
        { 993, HSVIZ_PLAIN_UNKNOWN },    { 0, HSVIZ_PLAIN_UNKNOWN },
        { 24, HSVIZ_PLAIN_LMTP },        { 1433, HSVIZ_PLAIN_TDS },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_int_equal(hsviz_plain_protocol_of_port(expected[i].port), expected[i].protocol);
}

/* RFC 5952 4. */
static void addresses(void **state)
{
    static const struct {
        const char *bytes; /* 16 */
        const char *text;
    } expected[] = {
        { "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "[::]:1" },
        { "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", "[::1]:1" },
        { " \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0", "[2001:db8::]:1" },
        { " \1\x0d\xb8\0\0\0\1\0\0\0\1\0\1\0\1", "[2001:db8:0:1:0:1:1:1]:1" },
        { " \1\0\0\0\0\0\1\0\0\0\0\0\0\0\1", "[2001:0:0:1::1]:1" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        GString *text = g_string_new(NULL);

        hsviz_append_ipv6(text, (const uint8_t *)expected[i].bytes, 1);
        assert_string_equal(text->str, expected[i].text);
        g_string_free(text, TRUE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_saying), cmocka_unit_test(each_saying_in_part),
        cmocka_unit_test(long_dialogues), cmocka_unit_test(the_table),
        cmocka_unit_test(ports), cmocka_unit_test(addresses),
    };
    struct CMUnitTest of_dialogues[G_N_ELEMENTS(dialogues)], of_sums[G_N_ELEMENTS(sums)];

    for (size_t i = 0; i < G_N_ELEMENTS(dialogues); i++)
        of_dialogues[i] = (struct CMUnitTest){ dialogues[i].name, each_dialogue, NULL, NULL,
                                               (void *)&dialogues[i] };
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++)
        of_sums[i] = (struct CMUnitTest){ sums[i].name, each_sum, NULL, NULL, (void *)&sums[i] };
    return cmocka_run_group_tests(tests, NULL, NULL) +
           cmocka_run_group_tests(of_dialogues, NULL, NULL) +
           cmocka_run_group_tests(of_sums, NULL, NULL);
}
