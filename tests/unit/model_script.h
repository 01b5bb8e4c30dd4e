/* model_script.h
 * Connections for tests, made by feeding scripted frames to the model: the bytes of hellos, frames
 * with records, and sequence numbers that count themselves. model_lines.h makes a language of it.
 *
 * Ownership: a frame's bytes belong to the script, until script_feed() has fed and freed them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_MODEL_SCRIPT_H
#define HSVIZ_TESTS_MODEL_SCRIPT_H

#include <stdbool.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <glib.h>

#include "model/connection.h"
#include "model/core/frame_facts.h"
#include "model/core/unit.h"
#include "model/tcp/segment.h"

struct hsviz_connection;

enum {
    SCRIPT_RECORDS_MAX = 64,
    SCRIPT_HEADERS_LEN = 54, /* Ethernet, IPv4 and TCP without options */
};

static const int64_t script_start_ns = 1700000000123456000;

/* ---- Bytes ---- */

static inline void bytes_number(GByteArray *bytes, uint32_t number, unsigned len)
{
    for (unsigned i = len; i-- > 0;) {
        uint8_t byte = (uint8_t)(number >> 8 * i);

        g_byte_array_append(bytes, &byte, 1);
    }
}

static inline void bytes_text(GByteArray *bytes, const char *text)
{
    g_byte_array_append(bytes, (const uint8_t *)text, (guint)strlen(text));
}

static inline void bytes_zeros(GByteArray *bytes, size_t len)
{
    static const uint8_t zeros[4096];

    for (; len > sizeof zeros; len -= sizeof zeros)
        g_byte_array_append(bytes, zeros, sizeof zeros);
    g_byte_array_append(bytes, zeros, (guint)len);
}

/* A vector: the length of body in len_size bytes, then body, which is freed. */
static inline void bytes_vector(GByteArray *bytes, GByteArray *body, unsigned len_size)
{
    bytes_number(bytes, body->len, len_size);
    g_byte_array_append(bytes, body->data, body->len);
    g_byte_array_free(body, TRUE);
}

static inline GByteArray *bytes_of(const void *data, size_t len)
{
    GByteArray *bytes = g_byte_array_new();

    g_byte_array_append(bytes, data, (guint)len);
    return bytes;
}

/* A handshake message (RFC 8446 4): type and 24 bits of length before body, which is freed. */
static inline GByteArray *message_new(uint8_t type, GByteArray *body)
{
    GByteArray *message = g_byte_array_new();

    bytes_number(message, type, 1);
    bytes_vector(message, body, 3);
    return message;
}

/* ---- Hellos ---- */

/* What a hello is to say. Zero: a hello that says nothing. */
struct hello {
    uint16_t version; /* legacy_version */
    uint8_t random[32];
    uint8_t id[64];
    uint8_t id_len;
    uint16_t suites[4]; /* the first of a ServerHello; ended by 0 */
    GByteArray *extensions; /* NULL: the block itself is absent */
};

static inline void hello_extension(struct hello *hello, uint16_t number, GByteArray *body)
{
    if (!hello->extensions)
        hello->extensions = g_byte_array_new();
    bytes_number(hello->extensions, number, 2);
    bytes_vector(hello->extensions, body, 2);
}

static inline void hello_server_name(struct hello *hello, const char *name)
{
    GByteArray *entry = g_byte_array_new(), *body = g_byte_array_new();

    bytes_number(entry, 0, 1);
    bytes_vector(entry, bytes_of(name, strlen(name)), 2);
    bytes_vector(body, entry, 2);
    hello_extension(hello, 0, body);
}

static inline void hello_protocol(struct hello *hello, const char *protocol)
{
    GByteArray *list = g_byte_array_new(), *body = g_byte_array_new();

    bytes_vector(list, bytes_of(protocol, strlen(protocol)), 1);
    bytes_vector(body, list, 2);
    hello_extension(hello, 16, body);
}

static inline void hello_offer(struct hello *hello, const uint16_t *versions, size_t num_versions)
{
    GByteArray *list = g_byte_array_new(), *body = g_byte_array_new();

    for (size_t i = 0; i < num_versions; i++)
        bytes_number(list, versions[i], 2);
    bytes_vector(body, list, 1);
    hello_extension(hello, 43, body);
}

static inline void hello_number(struct hello *hello, uint16_t extension, uint16_t number)
{
    GByteArray *body = g_byte_array_new();

    bytes_number(body, number, 2);
    hello_extension(hello, extension, body);
}

/* One identity, and the binder that belongs to it (RFC 8446 4.2.11). */
static inline void hello_offer_psk(struct hello *hello, uint32_t ticket_age)
{
    GByteArray *identities = g_byte_array_new(), *binders = g_byte_array_new();
    GByteArray *body = g_byte_array_new();

    bytes_vector(identities, bytes_of("identity", 8), 2);
    bytes_number(identities, ticket_age, 4);
    bytes_number(binders, 32, 1);
    bytes_zeros(binders, 32);
    bytes_vector(body, identities, 2);
    bytes_vector(body, binders, 2);
    hello_extension(hello, 41, body);
}

static inline GByteArray *hello_start(const struct hello *hello)
{
    GByteArray *body = g_byte_array_new();

    bytes_number(body, hello->version, 2);
    g_byte_array_append(body, hello->random, sizeof hello->random);
    bytes_number(body, hello->id_len, 1);
    g_byte_array_append(body, hello->id, hello->id_len);
    return body;
}

/* The body of a ClientHello (RFC 8446 4.1.2); frees the extensions. */
static inline GByteArray *hello_of_client(const struct hello *hello)
{
    GByteArray *body = hello_start(hello), *suites = g_byte_array_new();

    for (size_t i = 0; i < G_N_ELEMENTS(hello->suites) && hello->suites[i]; i++)
        bytes_number(suites, hello->suites[i], 2);
    bytes_vector(body, suites, 2);
    bytes_number(body, 1, 1);
    bytes_number(body, 0, 1); /* no compression */
    if (hello->extensions)
        bytes_vector(body, hello->extensions, 2);
    return body;
}

/* The body of a ServerHello (RFC 8446 4.1.3); frees the extensions. */
static inline GByteArray *hello_of_server(const struct hello *hello)
{
    GByteArray *body = hello_start(hello);

    bytes_number(body, hello->suites[0], 2);
    bytes_number(body, 0, 1); /* no compression */
    if (hello->extensions)
        bytes_vector(body, hello->extensions, 2);
    return body;
}

/* ---- Scripts ---- */

struct script {
    struct hsviz_connection *connection;
    struct hsviz_frame_facts facts; /* of the newest frame */
    const char *address[HSVIZ_NUM_SIDES];
    uint16_t port[HSVIZ_NUM_SIDES];
    uint32_t frame;
    uint32_t seq[HSVIZ_NUM_SIDES];
};

static inline struct script script_begin(uint32_t stream)
{
    struct script script = {
        .connection = hsviz_connection_new(stream),
        .address = { "192.0.2.10", "192.0.2.20" },
        .port = { 41822, 443 },
        .seq = { 1000, 5000 },
    };

    return script;
}

static inline struct hsviz_segment script_segment(const struct script *script, double ms,
                                                  enum hsviz_side side, uint8_t flags)
{
    enum hsviz_side other = hsviz_other_side(side);
    struct hsviz_segment segment = {
        .frame = script->frame,
        .time_ns = script_start_ns + (int64_t)(ms * 1000 + 0.5) * 1000,
        .source = { script->address[side], script->port[side] },
        .destination = { script->address[other], script->port[other] },
        .seq = script->seq[side],
        .ack = flags & HSVIZ_TCP_ACK ? script->seq[other] : 0,
        .window = 65535,
        .mss = flags & HSVIZ_TCP_SYN ? 1460 : 0,
        .flags = flags,
        .options = flags & HSVIZ_TCP_SYN ? HSVIZ_OPTION_MSS : 0,
    };

    return segment;
}

/* ---- Frames ---- */

/* A frame being made. Pointers into bytes are set when it is fed; until then they are offsets. */
struct script_frame {
    struct hsviz_segment segment;
    GByteArray *bytes;
    struct hsviz_unit records[SCRIPT_RECORDS_MAX];
    size_t record_at[SCRIPT_RECORDS_MAX];
    size_t num_records;
};

static inline struct script_frame *frame_begin(struct script *script, double ms,
                                               enum hsviz_side side, uint8_t flags)
{
    struct script_frame *frame = g_new0(struct script_frame, 1);

    script->frame++;
    frame->segment = script_segment(script, ms, side, flags);
    frame->bytes = g_byte_array_new();
    return frame;
}

/* Begins a record, which frame_part() and frame_end_record() fill. */
static inline struct hsviz_unit *frame_record(struct script_frame *frame, uint8_t content_type,
                                                uint16_t version)
{
    struct hsviz_unit *record = &frame->records[frame->num_records];

    assert_true(frame->num_records < SCRIPT_RECORDS_MAX);
    *record = (struct hsviz_unit){ .content_type = content_type, .version = version };
    bytes_number(frame->bytes, content_type, 1);
    bytes_number(frame->bytes, version, 2);
    bytes_number(frame->bytes, 0, 2);
    frame->record_at[frame->num_records++] = frame->bytes->len;
    return record;
}

/* The bytes of a part of the newest record, which are freed. */
static inline void frame_part(struct script_frame *frame, enum hsviz_part_type type,
                              GByteArray *bytes)
{
    size_t i = frame->num_records - 1;
    struct hsviz_unit *record = &frame->records[i];

    record->plain_type =
        type == HSVIZ_PART_ALERT ? HSVIZ_CONTENT_ALERT : HSVIZ_CONTENT_HANDSHAKE;
    g_byte_array_append(frame->bytes, bytes->data, bytes->len);
    g_byte_array_free(bytes, TRUE);
}

/* The newest record has what was appended since it began: its length is known. */
static inline void frame_end_record(struct script_frame *frame)
{
    size_t at = frame->record_at[frame->num_records - 1];
    struct hsviz_unit *record = &frame->records[frame->num_records - 1];

    record->length = (uint32_t)(frame->bytes->len - at);
    record->captured_len = record->length;
    frame->bytes->data[at - 2] = (uint8_t)(record->length >> 8);
    frame->bytes->data[at - 1] = (uint8_t)record->length;
}

static inline void frame_opaque_record(struct script_frame *frame, uint8_t content_type,
                                       uint16_t version, uint32_t length)
{
    frame_record(frame, content_type, version);
    bytes_zeros(frame->bytes, length);
    frame_end_record(frame);
}

static inline void frame_point(struct script_frame *frame)
{
    for (size_t i = 0; i < frame->num_records; i++) {
        frame->records[i].bytes = frame->bytes->data + frame->record_at[i];
        frame->records[i].plain = frame->records[i].bytes;
        frame->records[i].plain_len = frame->records[i].captured_len;
    }
}

/* Payload of a frame: its last bytes, what comes before them stood in earlier frames; of these, the
 * first max_len were captured. */
static inline void frame_set_payload(struct script_frame *frame, uint32_t max_len)
{
    struct hsviz_segment *segment = &frame->segment;
    size_t there = MIN(segment->payload_len, frame->bytes->len), captured = MIN(there, max_len);

    segment->payload = captured > 0 ? frame->bytes->data + frame->bytes->len - there : NULL;
    segment->payload_captured_len = captured;
    if (captured < there)
        segment->cut_len = SCRIPT_HEADERS_LEN + (uint32_t)captured;
}

enum script_capture { SCRIPT_CAPTURED, SCRIPT_NOT_CAPTURED };

/* Feeds the frame and counts its bytes as sent; frees it. One that was not captured only counts; of
 * another, the first max_len bytes of payload were captured. */
static inline void script_feed_cut(struct script *script, struct script_frame *frame,
                                   enum hsviz_side side, enum script_capture capture,
                                   uint32_t max_len)
{
    struct hsviz_segment *segment = &frame->segment;
    uint32_t end = segment->seq + segment->payload_len + ((segment->flags & HSVIZ_TCP_SYN) != 0) +
                   ((segment->flags & HSVIZ_TCP_FIN) != 0);

    frame_point(frame);
    frame_set_payload(frame, max_len);
    if (capture == SCRIPT_CAPTURED) {
        struct hsviz_frame whole = { *segment, frame->records, frame->num_records, false };

        hsviz_connection_feed(script->connection, &script->facts, &whole);
    } else {
        script->frame--;
    }
    if ((int32_t)(end - script->seq[side]) > 0)
        script->seq[side] = end;
    g_byte_array_free(frame->bytes, TRUE);
    g_free(frame);
}

static inline void script_feed(struct script *script, struct script_frame *frame,
                               enum hsviz_side side, enum script_capture capture)
{
    script_feed_cut(script, frame, side, capture, UINT32_MAX);
}

/* A segment without payload. */
static inline void script_tcp(struct script *script, double ms, enum hsviz_side side, uint8_t flags)
{
    script_feed(script, frame_begin(script, ms, side, flags), side, SCRIPT_CAPTURED);
}

#endif
