/* test_render_diagram.h
 * What the tests of drawings share: connections, and drawings compared as a whole.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_RENDER_DIAGRAM_H
#define HSVIZ_TESTS_RENDER_DIAGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "test_render_script.h"
#include "model/connection.h"
#include "model/tcp/segment.h"

struct hsviz_connection;

static inline struct hsviz_connection *scene_tls13(void)
{
    return script_tls13("example.test", "h2");
}

/* The SYN-ACK is missing, the ClientHello is sent twice, and the server resets. */
static inline struct hsviz_connection *scene_troubled(void)
{
    struct script script = script_begin(7);
    struct script_frame *frame;
    uint32_t seq, end;

    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script.seq[HSVIZ_SERVER]++;
    script_tcp(&script, 50.3, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    seq = script.seq[HSVIZ_CLIENT];
    script_client_hello(&script, 51, "example.test", "h2");
    end = script.seq[HSVIZ_CLIENT];
    script.seq[HSVIZ_CLIENT] = seq;
    frame = frame_begin(&script, 260, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    frame->segment.payload_len = end - seq;
    script_feed(&script, frame, HSVIZ_CLIENT, SCRIPT_CAPTURED);
    script_tcp(&script, 310, HSVIZ_SERVER, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* The capture begins inside a connection that goes on. */
static inline struct hsviz_connection *scene_busy(void)
{
    struct script script = script_begin(2);

    for (unsigned i = 0; i < 4; i++) {
        script_records(&script, i * 100, HSVIZ_CLIENT, 100 + i);
        script_records(&script, i * 100 + 50, HSVIZ_SERVER, 1000 + i);
    }
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* The SYN is lost once, the client gives up after its ClientHello. */
static inline struct hsviz_connection *scene_loss(void)
{
    struct script script = script_begin(1);

    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script.seq[HSVIZ_CLIENT]--;
    script_tcp(&script, 1000, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(&script, 1050.2, HSVIZ_SERVER, HSVIZ_TCP_SYN | HSVIZ_TCP_ACK);
    script_tcp(&script, 1050.3, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    script_client_hello(&script, 1051, "example.test", "h2");
    script_tcp(&script, 9000, HSVIZ_CLIENT, HSVIZ_TCP_RST | HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

static inline struct hsviz_connection *scene_nothing(void)
{
    struct script script = script_begin(4);

    script_tcp(&script, 0, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* The whole drawing is as expected, a line each. */
static inline void assert_diagram(struct hsviz_connection *connection,
                                  const struct hsviz_render_options *options,
                                  const char *const *expected)
{
    char *text = render(connection, options);
    char *joined = g_strjoinv("\n", (char **)expected);
    char *whole = g_strconcat(joined, "\n", NULL);

    assert_string_equal(text, whole);
    g_free(whole);
    g_free(joined);
    g_free(text);
}

/* The drawing has these lines, one below the other. */
static inline void assert_lines(struct hsviz_connection *connection,
                                const struct hsviz_render_options *options,
                                const char *const *expected)
{
    char *text = render(connection, options);
    char *joined = g_strjoinv("\n", (char **)expected);
    char *whole = g_strconcat("\n", joined, "\n", NULL);

    if (strstr(text, whole) == NULL) {
        print_error("not as expected:\n%s", text);
        fail();
    }
    g_free(whole);
    g_free(joined);
    g_free(text);
}

/* Two connections in one run, of which the first is drawn as it is alone. */
static inline char *render_twice(const char *format)
{
    struct hsviz_render_options options = { .format = hsviz_format_find(format) };
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);

    for (int i = 0; i < 2; i++) {
        struct hsviz_connection *connection = scene_nothing();

        hsviz_render_connection(rendering, connection);
        hsviz_connection_free(connection);
    }
    hsviz_render_end(rendering);
    return g_string_free(text, FALSE);
}

#endif
