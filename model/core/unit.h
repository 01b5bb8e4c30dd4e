/* unit.h
 * A unit of the record layer: a record of TLS or SSL, or its equivalent in another protocol.
 *
 * Purpose: the input of the TLS part of the model.
 * Ownership: everything is borrowed; the model copies what it keeps before it returns.
 * Units: lengths in bytes.
 * Trust: everything comes from the wire and may be inconsistent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_UNIT_H
#define HSVIZ_MODEL_CORE_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Content types (RFC 8446 5.1, RFC 6520 3). */
enum hsviz_content_type {
    HSVIZ_CONTENT_CHANGE_CIPHER_SPEC = 20,
    HSVIZ_CONTENT_ALERT = 21,
    HSVIZ_CONTENT_HANDSHAKE = 22,
    HSVIZ_CONTENT_APPLICATION_DATA = 23,
    HSVIZ_CONTENT_HEARTBEAT = 24,
};

enum hsviz_part_type {
    HSVIZ_PART_HANDSHAKE, /* a whole message with type and length */
    HSVIZ_PART_ALERT,     /* 2 bytes: level and description */
};

/* One message or alert inside a unit; clear or decrypted. */
struct hsviz_part {
    enum hsviz_part_type type;
    const uint8_t *bytes;
    size_t captured_len; /* readable at bytes */
    size_t reported_len; /* as sent */
};

/* The most parts of a unit that the model reads. A record of 2^14 bytes (RFC 8446 5.1) could hold
 * 4096 empty messages; a real one has at most ten. If there are more, there is one more than this,
 * which is noticed. */
enum { HSVIZ_UNIT_PARTS_MAX = 64 };

/* Whether a unit is encrypted. TLS records do not say so themselves. */
enum hsviz_protection {
    HSVIZ_PROTECTION_BY_ORDER, /* follows from what came before it (RFC 8446 5.2, RFC 5246 7.1) */
    HSVIZ_CLEAR,
    HSVIZ_PROTECTED,
};

/* One unit that a packet completes. */
struct hsviz_unit {
    uint8_t content_type; /* enum hsviz_content_type, the outer one; 0 for SSL 2 */
    uint8_t protection;   /* enum hsviz_protection */
    bool ssl2;            /* an SSL 2 record: bytes is the whole of it, header included */
    uint16_t version;     /* legacy_record_version */
    uint32_t length;      /* of the fragment after the header */
    const uint8_t *bytes; /* the fragment (SSL 2: the record) */
    size_t captured_len;
    uint8_t plain_type;   /* enum hsviz_content_type of what it holds; 0: it was not decrypted */
    const uint8_t *plain; /* what was decrypted, without content type and padding */
    size_t plain_len;
    const struct hsviz_part *parts; /* that are whole, in clear or decrypted */
    size_t num_parts;
};

#endif
