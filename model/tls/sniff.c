/* sniff.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sniff.h"

#include "model/core/bytes.h"
#include "model/core/unit.h"

enum {
    RECORD_HEADER_LEN = 5, /* RFC 8446 5.1 */
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_HEADER_LEN = 4, /* RFC 8446 4 */
    ALERT_LEN = 2,            /* RFC 8446 6: level, 1 or 2, and description */
    SSL2_FIRST_BIT = 0x80,
};

/* A record's header, or an SSL 2 hello's (RFC 8446 5.1; RFC 5246 E.2). */
bool hsviz_begins_record(const uint8_t *bytes, size_t len)
{
    if (!bytes || len < RECORD_HEADER_LEN)
        return false;
    if (bytes[0] & SSL2_FIRST_BIT)
        return bytes[2] == HANDSHAKE_CLIENT_HELLO && (bytes[3] == 3 || bytes[4] == 2);
    return bytes[0] >= HSVIZ_CONTENT_CHANGE_CIPHER_SPEC && bytes[0] <= HSVIZ_CONTENT_HEARTBEAT &&
           bytes[1] == 3;
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
