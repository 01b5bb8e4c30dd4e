/* test_model_segment.c
 * Reading TCP headers: every option, impossible lengths, every way to break off (RFC 9293 3.1,
 * 3.2).
 *
 * Headers are read from blocks of exactly their size, so that AddressSanitizer sees one byte too
 * far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "model/tcp/segment.h"

enum { FIXED_LEN = 20, OPTIONS_MAX = 40, BLOCK_MAX = 80 };

/* A header with options, rounded up to words with zeros; returns its length. */
static size_t write_header(uint8_t *bytes, const char *options, size_t options_len)
{
    static const uint8_t fixed[FIXED_LEN] = {
        0xa3, 0x5e, 0x01, 0xbb,             /* ports 41822, 443 */
        0x11, 0x22, 0x33, 0x44,             /* sequence number */
        0x55, 0x66, 0x77, 0x88,             /* acknowledgement */
        0x00, 0x12, 0xfa, 0xf0,             /* flags SYN and ACK, window 64240 */
        0xde, 0xad, 0x00, 0x00,
    };
    size_t len = FIXED_LEN + (options_len + 3) / 4 * 4;

    assert_true(len <= FIXED_LEN + OPTIONS_MAX);
    memset(bytes, 0, len);
    memcpy(bytes, fixed, FIXED_LEN);
    memcpy(bytes + FIXED_LEN, options, options_len);
    bytes[12] = (uint8_t)(len / 4 << 4);
    return len;
}

static bool read_block(struct hsviz_segment *segment, const uint8_t *bytes, size_t captured_len,
                       size_t reported_len)
{
    uint8_t *block = malloc(captured_len > 0 ? captured_len : 1);
    bool is_read;

    assert_non_null(block);
    memcpy(block, bytes, captured_len);
    is_read = hsviz_segment_read(segment, block, captured_len, reported_len);
    segment->payload = segment->payload ? bytes + (segment->payload - block) : NULL;
    free(block);
    return is_read;
}

/* ---- Options ---- */

static const struct option_case {
    const char *name;
    const char *bytes;
    size_t len;
    uint8_t options;
    uint16_t mss;
    uint8_t shift;
    uint32_t tsval, tsecr;
} option_cases[] = {
    { "none", "", 0, 0, 0, 0, 0, 0 },
    { "MSS", "\x02\x04\x05\xb4", 4, HSVIZ_OPTION_MSS, 1460, 0, 0, 0 },
    { "window scale", "\x01\x03\x03\x07", 4, HSVIZ_OPTION_WINDOW_SCALE, 0, 7, 0, 0 },
    { "SACK permitted", "\x04\x02", 2, HSVIZ_OPTION_SACK_PERMITTED, 0, 0, 0, 0 },
    { "timestamps", "\x01\x01\x08\x0a\x01\x02\x03\x04\x0a\x0b\x0c\x0d", 12,
      HSVIZ_OPTION_TIMESTAMPS, 0, 0, 0x01020304, 0x0a0b0c0d },
    { "MPTCP", "\x1e\x0c\x00\x81\0\0\0\0\0\0\0\0", 12, HSVIZ_OPTION_MPTCP_CAPABLE, 0, 0, 0, 0 },
    { "cookie asked for", "\x22\x02", 2, HSVIZ_OPTION_FAST_OPEN_REQUEST, 0, 0, 0, 0 },
    { "cookie of 8", "\x22\x0a" "abcdefgh", 10, HSVIZ_OPTION_FAST_OPEN_COOKIE, 0, 0, 0, 0 },
    { "cookie of 4, the shortest", "\x22\x06" "abcd", 6, HSVIZ_OPTION_FAST_OPEN_COOKIE, 0, 0, 0,
      0 },
    { "cookie too short", "\x22\x04" "ab", 4, 0, 0, 0, 0, 0 },
    { "experimental, asked for", "\xfe\x04\xf9\x89", 4, HSVIZ_OPTION_FAST_OPEN_REQUEST, 0, 0, 0,
      0 },
    { "experimental cookie", "\xfe\x0c\xf9\x89" "abcdefgh", 12, HSVIZ_OPTION_FAST_OPEN_COOKIE, 0, 0,
      0, 0 },
    { "another experiment", "\xfe\x04\x12\x34", 4, 0, 0, 0, 0, 0 },
    { "SACK blocks are not kept", "\x05\x0a\0\0\0\1\0\0\0\2\x04\x02", 12,
      HSVIZ_OPTION_SACK_PERMITTED, 0, 0, 0, 0 },
    { "unknown kind, then MSS", "\x63\x06" "abcd\x02\x04\x05\xb4", 10, HSVIZ_OPTION_MSS, 1460, 0, 0,
      0 },
    { "what Linux sends",
      "\x02\x04\x05\xb4\x04\x02\x08\x0a\0\0\0\1\0\0\0\2\x01\x03\x03\x07", 20,
      HSVIZ_OPTION_MSS | HSVIZ_OPTION_SACK_PERMITTED | HSVIZ_OPTION_TIMESTAMPS |
          HSVIZ_OPTION_WINDOW_SCALE,
      1460, 7, 1, 2 },
    { "nothing after the end", "\x00\x02\x04\x05\xb4", 5, 0, 0, 0, 0, 0 },
    { "length 0", "\x03\x00\x02\x04\x05\xb4", 6, 0, 0, 0, 0, 0 },
    { "length 1", "\x03\x01\x02\x04\x05\xb4", 6, 0, 0, 0, 0, 0 },
    { "length beyond the header", "\x02\x20\x05\xb4", 4, 0, 0, 0, 0, 0 },
    { "kind without a length", "\x01\x01\x01\x02", 4, 0, 0, 0, 0, 0 },
};

static void options(void **state)
{
    uint8_t bytes[BLOCK_MAX];
    struct hsviz_segment segment;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(option_cases); i++) {
        const struct option_case *row = &option_cases[i];
        size_t len = write_header(bytes, row->bytes, row->len);

        assert_true(read_block(&segment, bytes, len, len));
        if (segment.options != row->options || segment.mss != row->mss ||
            segment.window_shift != row->shift || segment.tsval != row->tsval ||
            segment.tsecr != row->tsecr)
            fail_msg("%s: options 0x%02x, MSS %u, shift %u, timestamps %u and %u", row->name,
                     segment.options, segment.mss, segment.window_shift, segment.tsval,
                     segment.tsecr);
    }
}

static void fixed_fields(void **state)
{
    uint8_t bytes[BLOCK_MAX];
    struct hsviz_segment segment;
    size_t len = write_header(bytes, "", 0);

    (void)state;
    assert_true(read_block(&segment, bytes, len, len + 1460));
    assert_int_equal(segment.source.port, 41822);
    assert_int_equal(segment.destination.port, 443);
    assert_int_equal(segment.seq, 0x11223344);
    assert_int_equal(segment.ack, 0x55667788);
    assert_int_equal(segment.flags, HSVIZ_TCP_SYN | HSVIZ_TCP_ACK);
    assert_int_equal(segment.window, 64240);
    assert_int_equal(segment.payload_len, 1460);
    assert_int_equal(segment.payload_captured_len, 0);
    assert_null(segment.payload);
}

/* ---- Payload ---- */

static void payload(void **state)
{
    uint8_t bytes[BLOCK_MAX] = { 0 };
    size_t len = write_header(bytes, "\x04\x02", 2);
    struct hsviz_segment segment;

    (void)state;
    assert_int_equal(len, 24);
    assert_true(read_block(&segment, bytes, len + 10, len + 10));
    assert_int_equal(segment.payload_len, 10);
    assert_int_equal(segment.payload_captured_len, 10);
    assert_ptr_equal(segment.payload, bytes + len);
    /* The capture cut it. */
    assert_true(read_block(&segment, bytes, len + 3, len + 10));
    assert_int_equal(segment.payload_len, 10);
    assert_int_equal(segment.payload_captured_len, 3);
    /* Ethernet's padding is captured, but not sent in the segment. */
    assert_true(read_block(&segment, bytes, len + 10, len));
    assert_int_equal(segment.payload_len, 0);
    assert_int_equal(segment.payload_captured_len, 0);
}

/* ---- Lengths ---- */

static void impossible_lengths(void **state)
{
    uint8_t bytes[BLOCK_MAX] = { 0 };
    struct hsviz_segment segment;

    (void)state;
    write_header(bytes, "", 0);
    for (unsigned words = 0; words < 16; words++) {
        bytes[12] = (uint8_t)(words << 4);
        /* RFC 9293 3.1: five words at least; and no more than the segment has. */
        assert_int_equal(read_block(&segment, bytes, 60, 60), words >= 5);
        assert_int_equal(read_block(&segment, bytes, 60, words * 4), words >= 5);
        if (words > 0)
            assert_false(read_block(&segment, bytes, 60, words * 4 - 1));
    }
}

/* Below the fixed part there is no segment; above it what is there is read. */
static void every_beginning(void **state)
{
    uint8_t bytes[BLOCK_MAX] = { 0 };
    struct hsviz_segment segment;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(option_cases); i++) {
        const struct option_case *row = &option_cases[i];
        size_t len = write_header(bytes, row->bytes, row->len);

        for (size_t captured = 0; captured < len; captured++) {
            assert_int_equal(read_block(&segment, bytes, captured, len + 5),
                             captured >= FIXED_LEN);
            if (captured < FIXED_LEN)
                continue;
            assert_int_equal(segment.options & ~row->options, 0);
            assert_int_equal(segment.payload_len, 5);
            assert_null(segment.payload);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options),
        cmocka_unit_test(fixed_fields),
        cmocka_unit_test(payload),
        cmocka_unit_test(impossible_lengths),
        cmocka_unit_test(every_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
