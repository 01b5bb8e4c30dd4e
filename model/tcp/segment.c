/* segment.c
 * Reading a TCP header (RFC 9293 3.1) and its options (3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "segment.h"

#include <stddef.h>
#include <string.h>

#include "model/core/bytes.h"

enum {
    HEADER_MIN_LEN = 20,
    WORD_LEN = 4,        /* the data offset counts in words */
    ACCURATE_ECN = 0x01, /* beside it (RFC 9768 3.1) */
    COOKIE_MIN_LEN = 4,  /* RFC 7413 4.1.1 */
    MPTCP_CAPABLE = 0,   /* RFC 8684 3 */
    MPTCP_JOIN = 1,
    EXPERIMENTAL_FAST_OPEN = 0xf989, /* RFC 7413 appendix A.4: before the option had its number */
};

/* Option kinds (RFC 9293 3.2, 7323 2.2 and 3.2, 2018 2, 7413 4.1.1, 8684 3, 4727 5). */
enum option_kind {
    OPTION_END = 0,
    OPTION_NO_OPERATION = 1,
    OPTION_MSS = 2,
    OPTION_WINDOW_SCALE = 3,
    OPTION_SACK_PERMITTED = 4,
    SACK_LEN = 8,
    OPTION_SACK = 5,
    OPTION_TIMESTAMPS = 8,
    OPTION_MPTCP = 30,
    OPTION_FAST_OPEN = 34,
    OPTION_EXPERIMENT = 254,
};

static void take_fast_open(struct hsviz_segment *segment, size_t cookie_len)
{
    if (cookie_len == 0)
        segment->options |= HSVIZ_OPTION_FAST_OPEN_REQUEST;
    else if (cookie_len >= COOKIE_MIN_LEN)
        segment->options |= HSVIZ_OPTION_FAST_OPEN_COOKIE;
}

/* RFC 8684 3.1, 3.2: the first four bits are the subtype. */
static void take_multipath(struct hsviz_segment *segment, struct hsviz_bytes body)
{
    uint32_t first = hsviz_bytes_number(&body, 1);

    if (body.short_read)
        return;
    if (first >> 4 == MPTCP_CAPABLE)
        segment->options |= HSVIZ_OPTION_MPTCP_CAPABLE;
    else if (first >> 4 == MPTCP_JOIN)
        segment->options |= HSVIZ_OPTION_MPTCP_JOIN;
}

static void take_option(struct hsviz_segment *segment, uint8_t kind, struct hsviz_bytes body)
{
    switch (kind) {
    case OPTION_MSS:
        segment->options |= HSVIZ_OPTION_MSS;
        segment->mss = (uint16_t)hsviz_bytes_number(&body, 2);
        break;
    case OPTION_WINDOW_SCALE:
        segment->options |= HSVIZ_OPTION_WINDOW_SCALE;
        segment->window_shift = (uint8_t)hsviz_bytes_number(&body, 1);
        break;
    case OPTION_SACK_PERMITTED:
        segment->options |= HSVIZ_OPTION_SACK_PERMITTED;
        break;
    case OPTION_SACK:
        segment->sack = hsviz_digest_add(HSVIZ_DIGEST_EMPTY, body.start, body.len);
        while (body.len >= SACK_LEN && segment->num_sacks < HSVIZ_SACKS_MAX) {
            struct hsviz_sack *block = &segment->sacks[segment->num_sacks++];

            block->left = hsviz_bytes_number(&body, 4);
            block->right = hsviz_bytes_number(&body, 4);
        }
        break;
    case OPTION_TIMESTAMPS:
        segment->options |= HSVIZ_OPTION_TIMESTAMPS;
        segment->tsval = hsviz_bytes_number(&body, 4);
        segment->tsecr = hsviz_bytes_number(&body, 4);
        break;
    case OPTION_MPTCP:
        take_multipath(segment, body);
        break;
    case OPTION_FAST_OPEN:
        take_fast_open(segment, body.len);
        break;
    case OPTION_EXPERIMENT:
        if (hsviz_bytes_number(&body, 2) == EXPERIMENTAL_FAST_OPEN)
            take_fast_open(segment, body.len);
        break;
    default:
        break;
    }
}

/* An option of impossible length ends the list: nothing behind it can be trusted. */
static void take_options(struct hsviz_segment *segment, struct hsviz_bytes options)
{
    while (options.len > 0) {
        uint8_t kind = (uint8_t)hsviz_bytes_number(&options, 1);
        uint32_t len;

        if (kind == OPTION_END)
            return;
        if (kind == OPTION_NO_OPERATION)
            continue;
        len = hsviz_bytes_number(&options, 1);
        if (len < 2 || len - 2 > options.len)
            return;
        take_option(segment, kind, hsviz_bytes_take(&options, len - 2));
    }
}

bool hsviz_segment_read(struct hsviz_segment *segment, const uint8_t *bytes, size_t captured_len,
                        size_t reported_len)
{
    struct hsviz_bytes header = { bytes, captured_len, false };
    uint32_t offset;
    size_t header_len;

    memset(segment, 0, sizeof *segment);
    segment->source.port = (uint16_t)hsviz_bytes_number(&header, 2);
    segment->destination.port = (uint16_t)hsviz_bytes_number(&header, 2);
    segment->seq = hsviz_bytes_number(&header, 4);
    segment->ack = hsviz_bytes_number(&header, 4);
    offset = hsviz_bytes_number(&header, 1);
    header_len = (offset >> 4) * WORD_LEN;
    segment->accurate_ecn = offset & ACCURATE_ECN;
    segment->flags = (uint8_t)hsviz_bytes_number(&header, 1);
    segment->window = hsviz_bytes_number(&header, 2);
    hsviz_bytes_take(&header, 4); /* checksum and urgent pointer */
    if (header.short_read || header_len < HEADER_MIN_LEN || header_len > reported_len)
        return false;
    take_options(segment, hsviz_bytes_take(&header, header_len - HEADER_MIN_LEN));
    segment->payload_len = (uint32_t)(reported_len - header_len);
    segment->payload = header.len > 0 ? header.start : NULL;
    segment->payload_captured_len =
        header.len < segment->payload_len ? header.len : segment->payload_len;
    return true;
}
