/* test_render_script.h
 * Connections for the tests of the renderers, made by feeding scripted segments to the model.
 *
 * A script keeps the sequence numbers; each frame acknowledges all that the other side has sent.
 * Times are milliseconds since the connection's first frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_RENDER_SCRIPT_H
#define HSVIZ_TESTS_RENDER_SCRIPT_H

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model_script.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/unit.h"
#include "model/pki/checks.h"
#include "model/tcp/segment.h"
#include "render/render.h"

struct hsviz_connection;

/* One TLS record: a clear handshake message where body is given, else length bytes of its type. */
struct script_record {
    uint8_t content_type;
    uint8_t message;
    const GByteArray *body;
    uint32_t length;
};

/* A segment with the records, the first whose content type is 0 ending them. */
static inline void script_tls(struct script *script, double ms, enum hsviz_side side,
                              const struct script_record *from)
{
    struct script_frame *frame = frame_begin(script, ms, side, HSVIZ_TCP_ACK | HSVIZ_TCP_PSH);

    for (; from->content_type != 0; from++) {
        if (from->body == NULL) {
            frame_opaque_record(frame, from->content_type, 0x0303, from->length);
            continue;
        }
        frame_record(frame, from->content_type, from->message == 1 ? 0x0301 : 0x0303);
        frame_part(frame, HSVIZ_PART_HANDSHAKE,
                   message_new(from->message, bytes_of(from->body->data, from->body->len)));
        frame_end_record(frame);
    }
    frame->segment.payload_len = frame->bytes->len;
    script_feed(script, frame, side, SCRIPT_CAPTURED);
}

/* ---- Hellos ---- */

static inline GByteArray *client_hello_new(const char *server_name, const char *protocol)
{
    static const uint16_t versions[] = { 0x0304, 0x0303 };
    struct hello hello = { .version = 0x0303, .suites = { 0x1301 } };

    hello_server_name(&hello, server_name);
    hello_protocol(&hello, protocol);
    hello_offer(&hello, versions, G_N_ELEMENTS(versions));
    return hello_of_client(&hello);
}

static inline GByteArray *server_hello_new(void)
{
    struct hello hello = { .version = 0x0303, .suites = { 0x1301 } };

    hello_number(&hello, 43, 0x0304);
    return hello_of_server(&hello);
}

/* ---- Whole connections ---- */

/* TCP over a path of 50 ms, seen at the client. */
static inline void script_open(struct script *script)
{
    script_tcp(script, 0, HSVIZ_CLIENT, HSVIZ_TCP_SYN);
    script_tcp(script, 50.204, HSVIZ_SERVER, HSVIZ_TCP_SYN | HSVIZ_TCP_ACK);
    script_tcp(script, 50.3, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
}

static inline void script_client_hello(struct script *script, double ms, const char *server_name,
                                       const char *protocol)
{
    GByteArray *hello = client_hello_new(server_name, protocol);
    struct script_record records[] = { { 22, 1, hello, 0 }, { 0 } };

    script_tls(script, ms, HSVIZ_CLIENT, records);
    g_byte_array_free(hello, TRUE);
}

/* TLS 1.3 without keys: everything behind the ServerHello is encrypted. */
static inline void script_server_flight(struct script *script, double ms)
{
    GByteArray *hello = server_hello_new();
    struct script_record records[] = {
        { 22, 2, hello, 0 },
        { 20, 0, NULL, 1 },
        { 23, 0, NULL, 32 },
        { 23, 0, NULL, 1200 },
        { 23, 0, NULL, 281 },
        { 23, 0, NULL, 53 },
        { 0 },
    };

    script_tls(script, ms, HSVIZ_SERVER, records);
    g_byte_array_free(hello, TRUE);
}

static inline void script_records(struct script *script, double ms, enum hsviz_side side,
                                  uint32_t length)
{
    struct script_record records[] = { { 23, 0, NULL, length }, { 0 } };

    script_tls(script, ms, side, records);
}

/* A fatal alert. */
static inline void script_alert(struct script *script, double ms, enum hsviz_side side,
                                uint8_t description)
{
    struct script_frame *frame = frame_begin(script, ms, side, HSVIZ_TCP_ACK | HSVIZ_TCP_PSH);
    const uint8_t bytes[] = { 2, description };

    frame_record(frame, HSVIZ_CONTENT_ALERT, 0x0303);
    frame_part(frame, HSVIZ_PART_ALERT, bytes_of(bytes, sizeof bytes));
    frame_end_record(frame);
    frame->segment.payload_len = frame->bytes->len;
    script_feed(script, frame, side, SCRIPT_CAPTURED);
}

static inline void script_close(struct script *script, double ms)
{
    script_tcp(script, ms, HSVIZ_CLIENT, HSVIZ_TCP_FIN | HSVIZ_TCP_ACK);
    script_tcp(script, ms + 50.2, HSVIZ_SERVER, HSVIZ_TCP_FIN | HSVIZ_TCP_ACK);
    script_tcp(script, ms + 50.3, HSVIZ_CLIENT, HSVIZ_TCP_ACK);
}

/* A full handshake of TLS 1.3, one request and its response, and a close in three segments. */
static inline struct hsviz_connection *script_tls13(const char *server_name, const char *protocol)
{
    struct script script = script_begin(0);

    script_open(&script);
    script_client_hello(&script, 50.9, server_name, protocol);
    script_server_flight(&script, 103.4);
    script_records(&script, 104.1, HSVIZ_CLIENT, 53);
    script_records(&script, 104.2, HSVIZ_CLIENT, 120);
    script_records(&script, 155, HSVIZ_SERVER, 900);
    script_close(&script, 160);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* ---- Revocation checks ---- */

/* Adds an OCSP request to host, in the next frames: SYN, request, and response unless
 * HSVIZ_STATUS_SILENT. The certificate is encrypted if the source is HSVIZ_INFERRED. Valid until
 * the next check. */
static inline struct hsviz_check *script_check(struct script *script, double ms, const char *host,
                                               enum hsviz_check_status status,
                                               enum hsviz_source source)
{
    struct hsviz_check *check = hsviz_checks_add(script->connection, script->frame + 1);
    int64_t start_ns = script_start_ns + (int64_t)(ms * 1000 + 0.5) * 1000;

    check->stream = hsviz_connection_stream(script->connection) + 1;
    script->frame++;
    check->request_frame = ++script->frame;
    check->start_ns = start_ns;
    check->request_ns = start_ns + 30000000;
    if (status != HSVIZ_STATUS_SILENT) {
        check->response_frame = ++script->frame;
        check->response_ns = start_ns + 60500000;
        check->this_update_s = check->response_ns / 1000000000 - 7200;
    }
    check->address = g_strdup("192.0.2.30");
    check->host = g_strdup(host);
    check->port = 80;
    check->http_status = status == HSVIZ_STATUS_HTTP ? 503 : 200;
    check->method = HSVIZ_CHECK_OCSP_POST;
    check->status = (uint8_t)status;
    check->source = (uint8_t)source;
    check->reason = source == HSVIZ_INFERRED ? HSVIZ_CHECK_WAITING : HSVIZ_CHECK_OF_CERTIFICATE;
    check->serial = (struct hsviz_serial){ { 0x10, 0x01 }, 2 };
    return check;
}

/* A handshake of TLS 1.3 in which the client checks the certificate before its Finished. */
static inline struct hsviz_connection *script_asking(const char *host,
                                                     enum hsviz_check_status status,
                                                     enum hsviz_source source)
{
    struct script script = script_begin(0);

    script_open(&script);
    script_client_hello(&script, 50.9, "example.test", "h2");
    script_server_flight(&script, 103.4);
    script_check(&script, 104, host, status, source);
    script_records(&script, 165, HSVIZ_CLIENT, 53);
    hsviz_connection_finish(script.connection);
    return script.connection;
}

/* ---- Rendering ---- */

/* What a format makes of a connection, which is freed. */
static inline char *render(struct hsviz_connection *connection,
                           const struct hsviz_render_options *options)
{
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, options);

    hsviz_render_connection(rendering, connection);
    hsviz_render_end(rendering);
    assert_int_equal(output.error, 0);
    hsviz_connection_free(connection);
    return g_string_free(text, FALSE);
}

#endif
