/* joiner.h
 * Joins the handshake messages of one direction that records divide.
 *
 * Purpose: gives the messages of each handshake record in clear, those that began in earlier
 *          records included (RFC 8446 5.1).
 * Ownership: hsviz_joiner_clear() frees what a joiner holds.
 * Memory: nothing while no message is open, else its bytes up to HSVIZ_MESSAGE_KEPT_MAX.
 * Units: lengths in bytes.
 * Trust: everything comes from the wire.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_JOINER_H
#define HSVIZ_MODEL_TLS_JOINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model/core/unit.h"

/* A Certificate of a long chain has some 16 KiB. Of a longer message than this only the beginning
 * is read. */
enum { HSVIZ_MESSAGE_KEPT_MAX = 131072 };

/* All zero: no message is open. */
struct hsviz_joiner {
    GByteArray *kept;     /* the first bytes of the open message; NULL until needed */
    uint32_t seen;        /* bytes of it; 0: none is open */
    uint32_t first_frame; /* that has its first byte */
    const uint8_t *tail;  /* what opens one in the newest record, until hsviz_joiner_end() */
    uint32_t tail_captured_len, tail_len;
    bool is_complete; /* the open message ended in the newest record */
    bool is_lost;     /* what came before was not captured: the next record may go on with it */
};

/* A handshake record in clear. */
struct hsviz_joined_record {
    const uint8_t *bytes;
    uint32_t captured_len, length;
};

/* hsviz_joiner_take: the messages that end in record, as parts, of which there is room for
 * HSVIZ_UNIT_PARTS_MAX + 1; returns how many. Parts are valid until hsviz_joiner_end(), which must
 * follow. */
size_t hsviz_joiner_take(struct hsviz_joiner *joiner, const struct hsviz_joined_record *record,
                         struct hsviz_part *parts);

void hsviz_joiner_end(struct hsviz_joiner *joiner, uint32_t first_frame);

/* hsviz_joiner_expects: whether record can be one of messages in clear, by the type and length of
 * the first that begins in it. Encrypted ones say the same content type before TLS 1.3. */
bool hsviz_joiner_expects(const struct hsviz_joiner *joiner,
                          const struct hsviz_joined_record *record);

/* hsviz_joiner_lose: bytes before the next record were not captured: it may begin within a message.
 * It does not, if it begins with one that is known. */
void hsviz_joiner_lose(struct hsviz_joiner *joiner);

/* hsviz_joiner_clear: the rest of the open message will not come. */
void hsviz_joiner_clear(struct hsviz_joiner *joiner);

#endif
