/* sniff.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sniff.h"

#include <string.h>

#include "model/core/bytes.h"
#include "model/core/unit.h"

enum {
    RECORD_HEADER_LEN = 5, /* RFC 8446 5.1 */
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_HEADER_LEN = 4, /* RFC 8446 4 */
    ALERT_LEN = 2,            /* RFC 8446 6: level, 1 or 2, and description */
    SSL2_FIRST_BIT = 0x80,
    VERSION_MAJOR = 3,      /* of SSL 3.0 and TLS (RFC 8446 4.1.2) */
    VERSION_MINOR_MAX = 4,
    TLCP_MAJOR = 1,         /* GB/T 38636 6.3.3.2: version 1.1 */
    RECORD_MAX_LEN = 16384 + 2048, /* RFC 5246 6.2.3; RFC 8446 5.2 allows less */
    /* One byte with a block as initial vector, a MAC of 48 bytes and 255 of padding. */
    ENCRYPTED_BYTE_MAX_LEN = 1 + 16 + 48 + 256,
    HANDSHAKE_SERVER_HELLO = 2,
    /* RFC 8446 4.1.3: version, random, session id's length, suite, compression */
    HELLO_MIN_LEN = 38,
    VERSION_AT = 1,
    LENGTH_AT = 3,
    MESSAGE_AT = 5,
    MESSAGE_LENGTH_AT = 6,
    HELLO_VERSION_AT = 9,
    SSL2_MASTER_VERSION = 2,
    SSL2_SERVER_HELLO = 4,
};

static bool is_version(uint8_t major, uint8_t minor)
{
    return (major == VERSION_MAJOR && minor <= VERSION_MINOR_MAX) ||
           (major == TLCP_MAJOR && minor == 1);
}

/* RFC 8446 5.1: a ChangeCipherSpec is one byte, in a renegotiation encrypted (RFC 5246 6.2.3), and
 * only application data may be empty. */
static bool is_record_length(uint8_t type, uint32_t length)
{
    if (type == HSVIZ_CONTENT_CHANGE_CIPHER_SPEC && length > ENCRYPTED_BYTE_MAX_LEN)
        return false;
    return length <= RECORD_MAX_LEN && (length > 0 || type == HSVIZ_CONTENT_APPLICATION_DATA);
}

enum hsviz_sniffed hsviz_sniff_record(const uint8_t *bytes, size_t len)
{
    if (len == 0)
        return HSVIZ_SNIFFED_SHORT;
    if (bytes[0] < HSVIZ_CONTENT_CHANGE_CIPHER_SPEC || bytes[0] > HSVIZ_CONTENT_HEARTBEAT ||
        (len > VERSION_AT && bytes[VERSION_AT] != VERSION_MAJOR &&
         bytes[VERSION_AT] != TLCP_MAJOR) ||
        (len > VERSION_AT + 1 && !is_version(bytes[VERSION_AT], bytes[VERSION_AT + 1])))
        return HSVIZ_SNIFFED_OTHER;
    if (len < RECORD_HEADER_LEN)
        return HSVIZ_SNIFFED_SHORT;
    return is_record_length(bytes[0], (uint32_t)bytes[LENGTH_AT] << 8 | bytes[LENGTH_AT + 1])
               ? HSVIZ_SNIFFED_IT
               : HSVIZ_SNIFFED_OTHER;
}

enum hsviz_sniffed hsviz_sniff_hello(const uint8_t *bytes, size_t len)
{
    enum hsviz_sniffed record = hsviz_sniff_record(bytes, len);
    uint32_t message_len;

    if (record == HSVIZ_SNIFFED_OTHER || (len > 0 && bytes[0] != HSVIZ_CONTENT_HANDSHAKE))
        return HSVIZ_SNIFFED_OTHER;
    if (len > MESSAGE_AT && bytes[MESSAGE_AT] != HANDSHAKE_CLIENT_HELLO &&
        bytes[MESSAGE_AT] != HANDSHAKE_SERVER_HELLO)
        return HSVIZ_SNIFFED_OTHER;
    if (len < HSVIZ_SNIFF_MAX_LEN)
        return HSVIZ_SNIFFED_SHORT;
    message_len = (uint32_t)bytes[MESSAGE_LENGTH_AT] << 16 |
                  (uint32_t)bytes[MESSAGE_LENGTH_AT + 1] << 8 | bytes[MESSAGE_LENGTH_AT + 2];
    return message_len >= HELLO_MIN_LEN &&
                   is_version(bytes[HELLO_VERSION_AT], bytes[HELLO_VERSION_AT + 1])
               ? HSVIZ_SNIFFED_IT
               : HSVIZ_SNIFFED_OTHER;
}

enum hsviz_sniffed hsviz_sniff_ssl2_hello(const uint8_t *bytes, size_t len, bool is_answer)
{
    if (len > 0 && !(bytes[0] & SSL2_FIRST_BIT))
        return HSVIZ_SNIFFED_OTHER;
    if (len > 2 && bytes[2] != (is_answer ? SSL2_SERVER_HELLO : HANDSHAKE_CLIENT_HELLO))
        return HSVIZ_SNIFFED_OTHER;
    if (len < RECORD_HEADER_LEN)
        return HSVIZ_SNIFFED_SHORT;
    return is_answer || is_version(bytes[3], bytes[4]) ||
                   (bytes[3] == 0 && bytes[4] == SSL2_MASTER_VERSION)
               ? HSVIZ_SNIFFED_IT
               : HSVIZ_SNIFFED_OTHER;
}

size_t hsviz_find_hello(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const uint8_t *found = (const uint8_t *)memchr(bytes + i, HSVIZ_CONTENT_HANDSHAKE, len - i);
        enum hsviz_sniffed sniffed;

        if (!found)
            return len;
        i = (size_t)(found - bytes);
        sniffed = hsviz_sniff_hello(found, len - i);
        /* A single byte is any byte, but behind a line's end it is no text. */
        if (sniffed == HSVIZ_SNIFFED_IT ||
            (sniffed == HSVIZ_SNIFFED_SHORT && (len - i > 1 || (i > 0 && found[-1] == '\n'))))
            return i;
    }
    return len;
}

static bool are_records_to_the_end(const uint8_t *bytes, size_t len)
{
    size_t i = 0;

    while (i < len) {
        if (hsviz_sniff_record(bytes + i, len - i) != HSVIZ_SNIFFED_IT)
            return false;
        i += RECORD_HEADER_LEN + ((size_t)bytes[i + LENGTH_AT] << 8 | bytes[i + LENGTH_AT + 1]);
    }
    return i == len;
}

size_t hsviz_find_records(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i + RECORD_HEADER_LEN <= len; i++) {
        if (bytes[i] >= HSVIZ_CONTENT_CHANGE_CIPHER_SPEC && bytes[i] <= HSVIZ_CONTENT_HEARTBEAT &&
            are_records_to_the_end(bytes + i, len - i))
            return i;
    }
    return len;
}

bool hsviz_is_client_hello(const uint8_t *start, size_t len)
{
    struct hsviz_bytes bytes = { start, len, false };
    uint32_t record_len, message_len;

    if (!start || hsviz_bytes_number(&bytes, 1) != HSVIZ_CONTENT_HANDSHAKE ||
        hsviz_bytes_number(&bytes, 1) != 3)
        return false;
    hsviz_bytes_number(&bytes, 1);
    record_len = hsviz_bytes_number(&bytes, 2);
    if (record_len > bytes.len || hsviz_bytes_number(&bytes, 1) != HANDSHAKE_CLIENT_HELLO)
        return false;
    message_len = hsviz_bytes_number(&bytes, 3);
    return message_len + HANDSHAKE_HEADER_LEN <= record_len && hsviz_bytes_number(&bytes, 1) == 3 &&
           !bytes.short_read;
}

bool hsviz_is_alert(const uint8_t *start, size_t len, size_t reported_len)
{
    struct hsviz_bytes bytes = { start, len, false };
    uint32_t level;

    if (!start || reported_len != RECORD_HEADER_LEN + ALERT_LEN ||
        hsviz_bytes_number(&bytes, 1) != HSVIZ_CONTENT_ALERT || hsviz_bytes_number(&bytes, 1) != 3)
        return false;
    hsviz_bytes_number(&bytes, 1);
    if (hsviz_bytes_number(&bytes, 2) != ALERT_LEN)
        return false;
    level = hsviz_bytes_number(&bytes, 1);
    return (level == 1 || level == 2) && !bytes.short_read;
}
