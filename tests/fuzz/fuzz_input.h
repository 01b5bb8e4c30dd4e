/* fuzz_input.h
 * What a fuzzer's bytes mean: a connection's frames, as the dissectors' glue would feed them.
 *
 * Input: a byte of set-up (enum fuzz_setup), then operations until the bytes end, each:
 *
 *     operation  1  enum fuzz_operation
 *     event      1  where it is one: kind, then a number of 4 bytes
 *     time       2  since the frame before; units of 10 us, 1 ms, or 20 hours
 *     cut        2  where the frame was cut: bytes of payload that were not captured
 *     length     2  of the segment, then the segment, from its TCP header on; ports do not count
 *     records    1  where they are given: how many, then each: content type, version's low byte,
 *                   length (4), captured (2) and as many bytes, number of parts; each part: type,
 *                   captured (2) and as many bytes, bytes not captured (2)
 *
 * Numbers are big-endian, and what the input lacks is zero. Records that are not given are found in
 * the segments, as far as these come in order. Every block has exactly its size, so that
 * AddressSanitizer sees one byte too far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_FUZZ_INPUT_H
#define HSVIZ_TESTS_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model_expect.h"

#include "model/connection.h"
#include "model/core/bytes.h"
#include "model/core/frame_facts.h"
#include "model/core/step_types.h"
#include "model/core/unit.h"
#include "model/core/units.h"
#include "model/tcp/icmp.h"
#include "model/tcp/segment.h"

struct hsviz_connection;

enum fuzz_setup {
    FUZZ_CAPTURE_POINT = 0x03, /* enum hsviz_capture_point */
    FUZZ_UNORDERED = 0x04,
    FUZZ_NO_INFERENCE = 0x08,
    FUZZ_SAME_PORT = 0x10,
};

enum fuzz_operation {
    FUZZ_RECORDS_GIVEN = 0x01,
    FUZZ_EVENT = 0x02,
    FUZZ_FROM_SECOND = 0x04,
    FUZZ_CUT = 0x08,
    FUZZ_MILLISECONDS = 0x10,
    FUZZ_TIME_BACK = 0x20,
    FUZZ_INNER_TLS = 0x40,
    FUZZ_AGES = 0x80,
};

enum fuzz_event { FUZZ_FINISH, FUZZ_ANNOTATE, FUZZ_ICMP, FUZZ_REUSE, FUZZ_LEAVE_OUT, FUZZ_EVENTS };

enum {
    FUZZ_RECORDS_MAX = 8,
    FUZZ_PARTS_MAX = 8,
    /* Bytes of one direction among which records are looked for: more than two whole ones. */
    FUZZ_STREAM_MAX = 40000,
};

/* One direction's bytes in which no record was found yet. */
struct fuzz_stream {
    GByteArray *bytes;
    uint32_t next_seq;
};

struct fuzz {
    struct hsviz_bytes input;
    struct hsviz_connection *connection;
    struct fuzz_stream stream[2];
    uint8_t setup;
    uint32_t frame;
    int64_t time_ns;
    /* Of the frame at hand. */
    struct hsviz_unit records[FUZZ_RECORDS_MAX];
    size_t num_records;
    GPtrArray *blocks;
};

static inline uint32_t fuzz_number(struct fuzz *fuzz, size_t len)
{
    return hsviz_bytes_number(&fuzz->input, len);
}

/* A copy in a block of its own, which lives until the frame was fed. */
static inline const uint8_t *fuzz_block(struct fuzz *fuzz, const uint8_t *bytes, size_t len)
{
    uint8_t *block = malloc(MAX(len, 1));

    if (len > 0)
        memcpy(block, bytes, len);
    g_ptr_array_add(fuzz->blocks, block);
    return block;
}

/* The next bytes of the input, as many as their length before them says and the input has. */
static inline const uint8_t *fuzz_bytes(struct fuzz *fuzz, size_t *len)
{
    struct hsviz_bytes bytes;

    *len = fuzz_number(fuzz, 2);
    *len = MIN(*len, fuzz->input.len);
    bytes = hsviz_bytes_take(&fuzz->input, *len);
    return fuzz_block(fuzz, bytes.start, *len);
}

/* ---- Records that are given ---- */

/* Several blocks, one after another: what was decrypted. */
static inline void fuzz_give_plain(struct fuzz *fuzz, struct hsviz_unit *record)
{
    static const uint8_t types[] = { HSVIZ_CONTENT_HANDSHAKE, HSVIZ_CONTENT_APPLICATION_DATA,
                                     HSVIZ_CONTENT_ALERT };
    size_t num = fuzz_number(fuzz, 1) % (FUZZ_PARTS_MAX + 1);
    GByteArray *plain = g_byte_array_new();

    for (size_t i = 0; i < num; i++) {
        size_t len;
        const uint8_t *bytes;

        record->plain_type = types[fuzz_number(fuzz, 1) % G_N_ELEMENTS(types)];
        bytes = fuzz_bytes(fuzz, &len);
        g_byte_array_append(plain, bytes, (guint)len);
    }
    record->plain = fuzz_block(fuzz, plain->data, plain->len);
    record->plain_len = plain->len;
    g_byte_array_free(plain, TRUE);
}

static inline void fuzz_give_records(struct fuzz *fuzz)
{
    fuzz->num_records = fuzz_number(fuzz, 1) % (FUZZ_RECORDS_MAX + 1);
    for (size_t i = 0; i < fuzz->num_records; i++) {
        struct hsviz_unit *record = &fuzz->records[i];

        record->content_type = (uint8_t)fuzz_number(fuzz, 1);
        record->version = (uint16_t)(0x0300 | fuzz_number(fuzz, 1));
        record->length = fuzz_number(fuzz, 4);
        record->bytes = fuzz_bytes(fuzz, &record->captured_len);
        record->ssl2 = record->content_type == 0;
        fuzz_give_plain(fuzz, record);
    }
}

/* ---- Records that are found ---- */

/* Messages and alerts are decrypted, as they are; of data those that look like a message. */
static inline void fuzz_find_record(struct fuzz *fuzz, const uint8_t *bytes, size_t len)
{
    struct hsviz_unit *record = &fuzz->records[fuzz->num_records++];

    *record = (struct hsviz_unit){ .content_type = bytes[0] };
    record->version = (uint16_t)(bytes[1] << 8 | bytes[2]);
    record->length = (uint32_t)len;
    record->captured_len = len;
    record->bytes = fuzz_block(fuzz, bytes + 5, len);
    record->plain = record->bytes;
    record->plain_len = len;
    if (bytes[0] == HSVIZ_CONTENT_HANDSHAKE || bytes[0] == HSVIZ_CONTENT_ALERT)
        record->plain_type = bytes[0];
    else if (len > 0 && bytes[5] > 0 && bytes[5] < HSVIZ_CONTENT_HEARTBEAT)
        record->plain_type = HSVIZ_CONTENT_HANDSHAKE;
}

/* The records that segment's bytes complete. */
static inline void fuzz_find_records(struct fuzz *fuzz, const struct hsviz_segment *segment,
                                     struct fuzz_stream *stream)
{
    GByteArray *bytes = stream->bytes;
    guint at = 0;

    if (segment->seq != stream->next_seq)
        g_byte_array_set_size(bytes, 0);
    stream->next_seq = segment->seq + segment->payload_len;
    if (segment->payload_captured_len > 0)
        g_byte_array_append(bytes, segment->payload, (guint)segment->payload_captured_len);
    while (fuzz->num_records < FUZZ_RECORDS_MAX && bytes->len - at >= 5) {
        const uint8_t *header = bytes->data + at;
        guint len = (guint)(header[3] << 8 | header[4]);

        if (header[0] < 20 || header[0] > 24 || header[1] != 3) {
            at = bytes->len;
            break;
        }
        if (bytes->len - at < 5 + len)
            break;
        fuzz_find_record(fuzz, header, len);
        at += 5 + len;
    }
    g_byte_array_remove_range(bytes, 0, at);
    if (bytes->len > FUZZ_STREAM_MAX)
        g_byte_array_set_size(bytes, 0);
}

/* ---- Operations ---- */

static inline void fuzz_event(struct fuzz *fuzz)
{
    enum fuzz_event event = (enum fuzz_event)(fuzz_number(fuzz, 1) % FUZZ_EVENTS);
    uint32_t number = fuzz_number(fuzz, 4);
    struct hsviz_icmp icmp = { fuzz->frame, 4U << 16 | 3 << 8 | (number & 15), number, 40000, 443 };

    if (event == FUZZ_FINISH)
        hsviz_connection_finish(fuzz->connection);
    else if (event == FUZZ_ANNOTATE)
        hsviz_connection_annotate(fuzz->connection);
    else if (event == FUZZ_ICMP)
        hsviz_connection_take_icmp(fuzz->connection, &icmp);
    else if (event == FUZZ_REUSE)
        hsviz_connection_reuses(fuzz->connection, number);
    else
        hsviz_connection_leave_out(fuzz->connection);
}

static inline void fuzz_place(struct fuzz *fuzz, struct hsviz_segment *segment, uint8_t operation)
{
    static const char *const addresses[] = { "192.0.2.10", "192.0.2.20" };
    static const uint16_t ports[] = { 40000, 443 };
    unsigned end = (operation & FUZZ_FROM_SECOND) != 0;
    bool is_same = fuzz->setup & FUZZ_SAME_PORT;

    segment->frame = ++fuzz->frame;
    segment->time_ns = fuzz->time_ns;
    segment->source = (struct hsviz_endpoint){ addresses[end], ports[is_same ? 0 : end] };
    segment->destination = (struct hsviz_endpoint){ addresses[!end], ports[is_same ? 0 : !end] };
}

static inline void fuzz_feed(struct fuzz *fuzz, struct hsviz_segment *segment, uint8_t operation)
{
    struct hsviz_frame_facts facts;
    struct hsviz_frame frame = { .carries_inner_tls = operation & FUZZ_INNER_TLS };

    fuzz_place(fuzz, segment, operation);
    if (operation & FUZZ_RECORDS_GIVEN)
        fuzz_give_records(fuzz);
    else
        fuzz_find_records(fuzz, segment, &fuzz->stream[(operation & FUZZ_FROM_SECOND) != 0]);
    frame.segment = *segment;
    frame.units = fuzz->records;
    frame.num_units = fuzz->num_records;
    hsviz_connection_feed(fuzz->connection, &facts, &frame);
    assert_in_range(facts.phase, 0, HSVIZ_NUM_PHASES - 1);
    assert_in_range(facts.run, 0, HSVIZ_NUM_STEP_TYPES - 1);
    assert_true(facts.half_rtt >= HSVIZ_HALF_RTT_UNKNOWN);
}

static inline void fuzz_frame(struct fuzz *fuzz, uint8_t operation)
{
    int64_t unit_ns = operation & FUZZ_AGES           ? HSVIZ_TIME_MAX_NS >> 16
                      : operation & FUZZ_MILLISECONDS ? 1000000
                                                      : 10000;
    int64_t later_ns = (int64_t)fuzz_number(fuzz, 2) * unit_ns;
    size_t cut = operation & FUZZ_CUT ? fuzz_number(fuzz, 2) : 0, len;
    const uint8_t *bytes;
    struct hsviz_segment segment;

    fuzz->blocks = g_ptr_array_new_with_free_func(free);
    fuzz->num_records = 0;
    memset(fuzz->records, 0, sizeof fuzz->records);
    fuzz->time_ns += operation & FUZZ_TIME_BACK ? -later_ns : later_ns;
    fuzz->time_ns = CLAMP(fuzz->time_ns, HSVIZ_TIME_MIN_NS, HSVIZ_TIME_MAX_NS);
    bytes = fuzz_bytes(fuzz, &len);
    if (hsviz_segment_read(&segment, bytes, len, len + cut))
        fuzz_feed(fuzz, &segment, operation);
    g_ptr_array_free(fuzz->blocks, TRUE);
}

/* The connection that the input describes, not finished; hsviz_connection_free() frees it. */
static inline struct hsviz_connection *fuzz_connection(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = { .input = { data, size, false }, .time_ns = script_start_ns };

    fuzz.setup = (uint8_t)fuzz_number(&fuzz, 1);
    fuzz.connection = hsviz_connection_new(0);
    fuzz.stream[0].bytes = g_byte_array_new();
    fuzz.stream[1].bytes = g_byte_array_new();
    hsviz_connection_fix_capture_point(fuzz.connection,
                                       (enum hsviz_capture_point)(fuzz.setup & FUZZ_CAPTURE_POINT));
    if (fuzz.setup & FUZZ_UNORDERED)
        hsviz_connection_set_unordered(fuzz.connection);
    if (fuzz.setup & FUZZ_NO_INFERENCE)
        hsviz_connection_forbid_inference(fuzz.connection);
    while (fuzz.input.len > 0) {
        uint8_t operation = (uint8_t)fuzz_number(&fuzz, 1);

        if (operation & FUZZ_EVENT)
            fuzz_event(&fuzz);
        else
            fuzz_frame(&fuzz, operation);
    }
    g_byte_array_free(fuzz.stream[0].bytes, TRUE);
    g_byte_array_free(fuzz.stream[1].bytes, TRUE);
    return fuzz.connection;
}

#endif
