/* joiner.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "joiner.h"

#include "model/tls/messages.h"

enum {
    HEADER_LEN = 4,            /* RFC 8446 4: type and 24 bits of length */
    EXPECTED_MAX_LEN = 1 << 20, /* no real message is longer: random bytes mostly say more */
};

static uint32_t message_len(const uint8_t *header)
{
    return HEADER_LEN + ((uint32_t)header[1] << 16 | (uint32_t)header[2] << 8 | header[3]);
}

void hsviz_joiner_clear(struct hsviz_joiner *joiner)
{
    if (joiner->kept)
        g_byte_array_free(joiner->kept, TRUE);
    *joiner = (struct hsviz_joiner){ .kept = NULL };
}

void hsviz_joiner_lose(struct hsviz_joiner *joiner)
{
    hsviz_joiner_clear(joiner);
    joiner->is_lost = true;
}

bool hsviz_joiner_expects(const struct hsviz_joiner *joiner,
                          const struct hsviz_joined_record *record)
{
    uint32_t len;
    bool is_known;

    if (joiner->seen > 0 || record->captured_len < HEADER_LEN)
        return true;
    len = message_len(record->bytes);
    /* A HelloRequest stands alone (RFC 5246 7.4.1.1). What begins like one, and goes on, is the
     * sequence number with which many encrypt (RFC 5288 3). */
    if (hsviz_message_step(record->bytes[0]) == HSVIZ_STEP_HELLO_REQUEST)
        return len == record->length;
    is_known = hsviz_message_step(record->bytes[0]) != HSVIZ_STEP_OTHER_HANDSHAKE;
    return (len <= record->length && !joiner->is_lost) || (is_known && len <= EXPECTED_MAX_LEN);
}

/* Bytes of the open message, of which some may not have been captured: what comes after those is
 * not kept. */
static void append(struct hsviz_joiner *joiner, const uint8_t *bytes, uint32_t captured_len,
                   uint32_t len)
{
    if (!joiner->kept)
        joiner->kept = g_byte_array_new();
    if (joiner->kept->len == joiner->seen && captured_len > 0)
        g_byte_array_append(joiner->kept, bytes,
                            MIN(captured_len, HSVIZ_MESSAGE_KEPT_MAX - joiner->kept->len));
    joiner->seen += len;
}

/* Continues the open message with the first bytes of record; returns how many. */
static uint32_t go_on(struct hsviz_joiner *joiner, const struct hsviz_joined_record *record)
{
    uint32_t at = 0, len;

    if (joiner->seen < HEADER_LEN) {
        at = MIN(HEADER_LEN - joiner->seen, record->length);
        append(joiner, record->bytes, MIN(at, record->captured_len), at);
    }
    if (joiner->seen < HEADER_LEN)
        return at;
    if (joiner->kept->len < HEADER_LEN) {
        hsviz_joiner_lose(joiner); /* its length was not captured */
        return record->length;
    }
    len = MIN(message_len(joiner->kept->data) - joiner->seen, record->length - at);
    append(joiner, record->bytes + at,
           record->captured_len > at ? MIN(len, record->captured_len - at) : 0, len);
    joiner->is_complete = joiner->seen == message_len(joiner->kept->data);
    return at + len;
}

size_t hsviz_joiner_take(struct hsviz_joiner *joiner, const struct hsviz_joined_record *record,
                         struct hsviz_part *parts)
{
    uint32_t at;
    size_t num = 0;

    if (joiner->is_lost &&
        (record->captured_len < HEADER_LEN || !hsviz_joiner_expects(joiner, record)))
        return 0;
    joiner->is_lost = false;
    at = joiner->seen > 0 ? go_on(joiner, record) : 0;
    if (joiner->is_complete)
        parts[num++] = (struct hsviz_part){ HSVIZ_PART_HANDSHAKE, joiner->kept->data,
                                            joiner->kept->len, joiner->seen };
    while (at < record->length && num <= HSVIZ_UNIT_PARTS_MAX) {
        uint32_t rest = record->length - at;
        uint32_t captured = record->captured_len > at ? record->captured_len - at : 0;
        uint32_t len;

        if (captured < HEADER_LEN && captured < rest) {
            joiner->is_lost = true; /* its length was not captured */
            break;
        }
        len = captured < HEADER_LEN ? UINT32_MAX : message_len(record->bytes + at);
        if (len > rest) {
            joiner->tail = record->bytes + at;
            joiner->tail_captured_len = captured;
            joiner->tail_len = rest;
            break;
        }
        parts[num++] = (struct hsviz_part){ HSVIZ_PART_HANDSHAKE, record->bytes + at,
                                            MIN(captured, len), len };
        at += len;
    }
    return num;
}

void hsviz_joiner_end(struct hsviz_joiner *joiner, uint32_t first_frame)
{
    const uint8_t *tail = joiner->tail;
    uint32_t captured_len = joiner->tail_captured_len, len = joiner->tail_len;

    if (joiner->is_complete)
        hsviz_joiner_clear(joiner);
    joiner->tail = NULL;
    joiner->tail_len = 0;
    if (len == 0)
        return;
    joiner->first_frame = first_frame;
    append(joiner, tail, captured_len, len);
}
