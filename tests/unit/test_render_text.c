/* test_render_text.c
 * The ladder and the arrows, as they are to be seen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_diagram.h"

#include "render/text/ladder.h"
#include "render/layout/layout.h"
#include "model/connection.h"
#include "model/pki/check_names.h"
#include "model/tcp/segment.h"

enum { NUM_SCENES = 8 };

/* ---- Scenes: connections worth looking at ---- */

static struct hsviz_connection *scene_refused(void)
{
    struct script script = script_begin(3);

    script.address[HSVIZ_CLIENT] = "2001:db8::10";
    script.address[HSVIZ_SERVER] = "2001:db8::20";
    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 0.05, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static struct hsviz_connection *scene_hostile(void)
{
    return script_tls13("\033]0;x\007\xe2\x80\xae\xff\xe4\xbd\xa0.example\r\n", "\033[2Jh2");
}

/* The longest numbers that there are: of frames, and of milliseconds. */
static struct hsviz_connection *scene_extremes(void)
{
    struct script script = script_begin(UINT32_MAX);

    script.frame = UINT32_MAX - 4;
    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 0.001, HSVIZ_SERVER, HSVIZ_TCP_SYN | HSVIZ_TCP_ACK);
    script_tcp(&script, 0.002, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    script_tcp(&script, 7e12, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* The host that the client names is from the wire as well. */
static struct hsviz_connection *scene_checking(void)
{
    return script_asking("\033]0;x\007\xe2\x80\xae\xff.ca\r\n", HSVIZ_STATUS_REVOKED,
                         HSVIZ_INFERRED);
}

static struct hsviz_connection *(*const scenes[NUM_SCENES])(void) = {
    scene_tls13,   scene_loss,    scene_busy,     scene_refused,
    scene_nothing, scene_hostile, scene_extremes, scene_checking,
};

static struct hsviz_render_options options_of(const char *format, unsigned width)
{
    struct hsviz_render_options options = {
        .format = hsviz_format_find(format),
        .width = width,
    };

    assert_non_null(options.format);
    return options;
}

/* The lines of text from the one that holds first on, num_lines of them. */
static char *lines_from(const char *text, const char *first, unsigned num_lines)
{
    const char *start = strstr(text, first), *end;

    assert_non_null(start);
    while (start > text && start[-1] != '\n')
        start--;
    for (end = start; num_lines > 0 && *end != '\0'; end++)
        num_lines -= *end == '\n';
    return g_strndup(start, (gsize)(end - start));
}

static void assert_drawn(struct hsviz_connection *connection,
                         const struct hsviz_render_options *options, const char *first,
                         const char *const *expected)
{
    char *text = render(connection, options);
    char *joined = g_strjoinv("\n", (char **)expected);
    char *drawn = lines_from(text, first, g_strv_length((char **)expected));

    g_strchomp(drawn);
    assert_string_equal(drawn, joined);
    g_free(drawn);
    g_free(joined);
    g_free(text);
}

/* ---- Drawings ---- */

static void tls13(void **state)
{
    static const char *const expected[] = {
        "stream 0 · 192.0.2.10:41822 → 192.0.2.20:443 · example.test",
        "TLS 1.3 full handshake, complete",
        "first request after 2 RTT (TCP 1 + TLS 1), as expected · RTT 50.3 ms",
        "version path: record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3",
        "  frame 4: RFC 8446 5.1, 4.1.2, 4.2.1 · frame 5: RFC 8446 4.2.1",
        "  frame 5, ChangeCipherSpec: RFC 8446 D.4",
        "",
        "                         ┌────────┐                                    ┌────────┐",
        "frame    ms  RTT         │ Client │                                    │ Server │",
        "                         └───┬────┘                                    └───┬────┘",
        "                      CLOSED │                                             │ LISTEN",
        "    1   0.0  0.0    SYN-SENT ├─ SYN  seq=0 ───────────────────────────────►│             ┐",
        "    2  50.2  0.5             │◄───────────────────── SYN-ACK  seq=0 ack=1 ─┤ SYN-RCVD    │ TCP 1 RTT",
        "    3  50.3  1.0 ESTABLISHED ├─ ACK  ack=1 ───────────────────────────────►│ ESTABLISHED ┘ 50.3 ms",
        "                             │                                             │",
        "    4  50.9  1.0             ├─ ClientHello  TLS 1.3, 1.2, 1 suite ───────►│             ┐",
        "    5 103.4  1.5             │◄─ ServerHello  TLS 1.3 TLS_AES_128_GCM_SH… ─┤             │",
        "             1.5             │◄───────────────── ChangeCipherSpec  1 byte ─┤             │",
        "             1.5             │◄┄┄┄┄ EncryptedExtensions  32 bytes, first… ┄┤             │ TLS 1 RTT",
        "             1.5             │◄┄ Certificate  1200 bytes, largest record… ┄┤             │ 53.2 ms",
        "             1.5             │◄┄┄┄ CertificateVerify  281 bytes, follows… ┄┤             │",
        "             1.5             │◄┄┄ Finished  53 bytes, size of the cipher… ┄┤             │",
        "    6 104.1  2.0             ├┄ Finished  53 bytes, size of the cipher… ┄┄►│             ┘",
        "                             │                                             │",
        "    7 104.2  2.0             ├┄ ApplicationData  1 record, 120 bytes… ┄┄┄┄►│",
        "    8 155.0  2.5             │◄┄┄┄┄ ApplicationData  1 record, 900 bytes… ┄┤",
        "                             │                                             │",
        "    9 160.0  3.0  FIN-WAIT-1 ├─ FIN  seq=275 ack=2553 ────────────────────►│",
        "   10 210.2  3.5  FIN-WAIT-2 │◄──────────────── FIN-ACK  seq=2553 ack=276 ─┤ LAST-ACK",
        "   11 210.3  4.0   TIME-WAIT ├─ ACK  ack=2554 ────────────────────────────►│ CLOSED",
        "                             ┴                                             ┴",
        "                             ┄┄┄ inferred",
        NULL,
    };
    struct hsviz_render_options options = options_of("text", 100);

    (void)state;
    assert_drawn(scene_tls13(), &options, "stream 0", expected);
}

static void loss_in_ascii(void **state)
{
    static const char *const expected[] = {
        "                          +--------+               +--------+",
        "frame     ms  RTT         | Client |               | Server |",
        "                          +---+----+               +---+----+",
        "                       CLOSED |                        | LISTEN",
        "    1    0.0  0.0    SYN-SENT |- SYN  seq=0 ---------->|             +",
        "    2 1000.0  0.0             |= SYN  retransmiss... =>|             | TCP 1 RTT",
        "    3 1050.2  0.5             |<--- SYN-ACK  seq=0... -| SYN-RCVD    | 1050.3 ms",
        "    4 1050.3  1.0 ESTABLISHED |- ACK  ack=1 ---------->| ESTABLISHED +",
        "                              |                        |",
        "    5 1051.0  1.0             |- ClientHello  TLS... ->|",
        "                              |                        |",
        "    6 9000.0  1.0      CLOSED |- RST  ack=1 ---------->| CLOSED",
        "                              +                        +",
        "                              === retransmission",
        NULL,
    };
    struct hsviz_render_options options = options_of("ascii", 80);

    (void)state;
    assert_drawn(scene_loss(), &options, "+--------+", expected);
}

static void data_folds_and_positions_are_relative(void **state)
{
    static const char *const expected[] = {
        "                          ┌────────┐                                        ┌────────┐",
        "frame    ms  RTT          │ Client │                                        │ Server │",
        "      (relative)          └───┬────┘                                        └───┬────┘",
        "                 ESTABLISHED? │                                                 │ ESTABLISHED?",
        "    1   0.0  0.0              ├─ ApplicationData  1 record, 100 bytes ─────────►│",
        "    2  50.0  0.5              │◄──────── ApplicationData  1 record, 1000 bytes ─┤",
        "    3 100.0  1.0              ┊           6 more: → 306 ← 3006 bytes            ┊",
        "                              ▼                                                 ▼",
        NULL,
    };
    struct hsviz_render_options options = options_of("unicode", 100);

    (void)state;
    assert_drawn(scene_busy(), &options, "┌────────┐", expected);
}

static void fast_networks_have_microseconds(void **state)
{
    static const char *const expected[] = {
        "stream 3 · [2001:db8::10]:41822 → [2001:db8::20]:443",
        "TCP without TLS · handshake: refused · close: reset-by-server",
        "",
        "                      ┌────────┐                               ┌────────┐",
        "frame    ms  RTT      │ Client │                               │ Server │",
        "                      └───┬────┘                               └───┬────┘",
        "                   CLOSED │                                        │ LISTEN",
        "    1 0.000  0.0 SYN-SENT ├─ SYN  seq=0 ──────────────────────────►│",
        "                          │                                        │",
        "    2 0.050  0.5   CLOSED │◄────────────────────────── RST  ack=1 ─┤ CLOSED",
        "                          ┴                                        ┴",
        NULL,
    };
    struct hsviz_render_options options = options_of("text", 80);

    (void)state;
    assert_drawn(scene_refused(), &options, "stream 3", expected);
}

static void to_scale(void **state)
{
    static const char *const expected[] = {
        "                       CLOSED │                        │ LISTEN",
        "    1    0.0  0.0    SYN-SENT ├─ SYN  seq=0 ──────────►│             ┐",
        "                              │                        │             │",
        "                              │                        │             │ TCP 1 RTT",
        "    2 1000.0  0.0             ├═ SYN  retransmissio… ═►│             │ 1050.3 ms",
        "    3 1050.2  0.5             │◄───── SYN-ACK  seq=0… ─┤ SYN-RCVD    │",
        "    4 1050.3  1.0 ESTABLISHED ├─ ACK  ack=1 ──────────►│ ESTABLISHED ┘",
        "    5 1051.0  1.0             ├─ ClientHello  TLS… ───►│",
        "                              │                        │",
        "                              ┊       7949.0 ms        ┊",
        "                              │                        │",
        "    6 9000.0  1.0      CLOSED ├─ RST  ack=1 ──────────►│ CLOSED",
        "                              ┴                        ┴",
        NULL,
    };
    struct hsviz_render_options options = options_of("text", 80);

    (void)state;
    options.scale = HSVIZ_SCALE_TIME;
    options.tcp = HSVIZ_TCP_SHOWN_ALL;
    assert_drawn(scene_loss(), &options, "CLOSED", expected);
}

static void without_tcp(void **state)
{
    struct hsviz_render_options options = options_of("text", 100);
    char *text;

    (void)state;
    options.tcp = HSVIZ_TCP_SHOWN_NONE;
    text = render(scene_tls13(), &options);
    assert_null(strstr(text, "SYN"));
    assert_null(strstr(text, "TCP 1 RTT\n"));
    assert_non_null(strstr(text, "ClientHello"));
    assert_non_null(strstr(text, "TLS 1 RTT\n"));
    g_free(text);
}

static void nothing_to_draw(void **state)
{
    struct hsviz_render_options options = options_of("text", 100);
    char *text = render(scene_nothing(), &options);

    (void)state;
    assert_non_null(strstr(text, "\n(no step to draw: "));
    g_free(text);
}

static void arrows(void **state)
{
    static const char *const expected[] = {
        "stream 0 · 192.0.2.10:41822 → 192.0.2.20:443 · example.test",
        "Client(SYN-SENT)     >  SYN                            >  Server(LISTEN)",
        "Client(SYN-SENT)     <  SYN-ACK                        <  Server(SYN-RCVD)",
        "Client(ESTABLISHED)  >  ACK                            >  Server(ESTABLISHED)",
        "Client               >  ClientHello                    >  Server",
        "Client               <  ServerHello                    <  Server",
        "Client               <  ChangeCipherSpec               <  Server",
        "Client               <  EncryptedExtensions, inferred  <  Server",
        "Client               <  Certificate, inferred          <  Server",
        "Client               <  CertificateVerify, inferred    <  Server",
        "Client               <  Finished, inferred             <  Server",
        "Client               >  Finished, inferred             >  Server",
        "Client               >  ApplicationData, inferred      >  Server",
        "Client               <  ApplicationData, inferred      <  Server",
        "Client(FIN-WAIT-1)   >  FIN                            >  Server(ESTABLISHED)",
        "Client(FIN-WAIT-2)   <  FIN-ACK                        <  Server(LAST-ACK)",
        "Client(TIME-WAIT)    >  ACK                            >  Server(CLOSED)",
        NULL,
    };
    struct hsviz_render_options options = options_of("arrows", 0);

    (void)state;
    assert_drawn(scene_tls13(), &options, "stream 0", expected);
}

/* ---- What holds for every drawing ---- */

static void assert_harmless(const char *text, unsigned width, enum hsviz_charset charset)
{
    unsigned cells = 0;

    assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar character = g_utf8_get_char(p);

        if (character == '\n') {
            cells = 0;
            continue;
        }
        assert_true(g_unichar_isprint(character) && !g_unichar_iszerowidth(character));
        assert_true(charset == HSVIZ_CHARSET_UNICODE || character < 0x80);
        cells += g_unichar_iswide(character) ? 2 : 1;
        assert_in_range(cells, 1, width);
    }
}

static void every_width_and_charset(void **state)
{
    static const unsigned widths[] = { 1, 40, 57, 60, 65, 70, 75, 80, 100, 140, 1000 };

    (void)state;
    for (size_t scene = 0; scene < NUM_SCENES; scene++) {
        for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
            unsigned width = CLAMP(widths[i], HSVIZ_WIDTH_MIN, HSVIZ_WIDTH_MAX);
            struct hsviz_render_options options = options_of("unicode", widths[i]);
            char *text = render(scenes[scene](), &options);

            assert_harmless(text, width, HSVIZ_CHARSET_UNICODE);
            g_free(text);
            options.format = hsviz_format_find("ascii");
            options.scale = HSVIZ_SCALE_TIME;
            text = render(scenes[scene](), &options);
            assert_harmless(text, width, HSVIZ_CHARSET_ASCII);
            g_free(text);
        }
    }
}

/* Colour adds nothing but SGR, and ends on the line that it began on. */
static void colour_is_only_added(void **state)
{
    GRegex *sgr = g_regex_new("\033\\[[0-9;]*m", 0, 0, NULL);

    (void)state;
    for (size_t scene = 0; scene < NUM_SCENES; scene++) {
        struct hsviz_render_options options = options_of("text", 100);
        char *plain = render(scenes[scene](), &options);
        char *coloured, *stripped;

        options.colour = HSVIZ_COLOUR_ON;
        coloured = render(scenes[scene](), &options);
        stripped = g_regex_replace(sgr, coloured, -1, 0, "", 0, NULL);
        assert_string_not_equal(coloured, plain);
        assert_string_equal(stripped, plain);
        g_free(stripped);
        g_free(coloured);
        g_free(plain);
    }
    g_regex_unref(sgr);
}

static void hostile_names_are_spelt_out(void **state)
{
    struct hsviz_render_options options = options_of("text", 140);
    char *text = render(scene_hostile(), &options);

    (void)state;
    assert_non_null(strstr(text, "\\x1b]0;x\\x07\\u{202e}\\xff\xe4\xbd\xa0.example\\x0d\\x0a"));
    g_free(text);
}

static void hostile_host_is_spelt_out(void **state)
{
    struct hsviz_render_options options = options_of("text", 200);
    char *text = render(scene_checking(), &options);

    (void)state;
    assert_non_null(strstr(text, "POST to \\x1b]0;x\\x07\\u{202e}\\xff.ca\\x0d\\x0a"));
    g_free(text);
}

static void arrows_to_a_responder(void **state)
{
    struct hsviz_render_options options = options_of("arrows", 80);
    char *text = render(script_asking("ocsp.test", HSVIZ_STATUS_REVOKED, HSVIZ_INFERRED),
                        &options);

    (void)state;
    assert_non_null(strstr(text, "\n"
                                 "Client               >  OCSP request, inferred"
                                 "            >  OCSP responder\n"
                                 "Client               <  OCSP response, revoked, inferred"
                                 "  <  OCSP responder\n"
                                 "Client               >  Finished, inferred"
                                 "                >  Server\n"));
    g_free(text);
    text = render(script_asking("ocsp.test", HSVIZ_STATUS_SILENT, HSVIZ_SEEN), &options);
    assert_non_null(strstr(text, "  >  OCSP request, no answer        >  OCSP responder\n"));
    assert_null(strstr(text, "<  OCSP responder"));
    g_free(text);
}

/* Two connections have an empty line between them, and none before or after. */
static void connections_stand_apart(void **state)
{
    struct hsviz_render_options options = options_of("text", 80);
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct hsviz_connection *connection = scene_refused();

        hsviz_render_connection(rendering, connection);
        hsviz_connection_free(connection);
    }
    hsviz_render_end(rendering);
    assert_true(g_str_has_prefix(text->str, "stream 3"));
    assert_non_null(strstr(text->str, "\n\nstream 3"));
    assert_false(g_str_has_suffix(text->str, "\n\n"));
    g_string_free(text, TRUE);
}

static void formats(void **state)
{
    (void)state;
    assert_null(hsviz_format_find("texts"));
    assert_null(hsviz_format_find(""));
    assert_string_equal(hsviz_formats[0].name, "text");
    for (const struct hsviz_format *format = hsviz_formats; format->name != NULL; format++) {
        assert_ptr_equal(hsviz_format_find(format->name), format);
        assert_non_null(format->connection);
        assert_non_null(format->description);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls13),
        cmocka_unit_test(loss_in_ascii),
        cmocka_unit_test(data_folds_and_positions_are_relative),
        cmocka_unit_test(fast_networks_have_microseconds),
        cmocka_unit_test(to_scale),
        cmocka_unit_test(without_tcp),
        cmocka_unit_test(nothing_to_draw),
        cmocka_unit_test(arrows),
        cmocka_unit_test(every_width_and_charset),
        cmocka_unit_test(colour_is_only_added),
        cmocka_unit_test(hostile_names_are_spelt_out),
        cmocka_unit_test(hostile_host_is_spelt_out),
        cmocka_unit_test(arrows_to_a_responder),
        cmocka_unit_test(connections_stand_apart),
        cmocka_unit_test(formats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
