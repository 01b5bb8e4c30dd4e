/* carrier.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "carrier.h"

#include <glib.h>

#include "model/tls/sniff.h"

/* MS-TDS 2.2.3.1. */
enum {
    TDS_HEADER_LEN = 8,
    TDS_LENGTH_AT = 2,
    TDS_PRELOGIN = 0x12, /* what TLS's handshake comes in, from both sides (2.2.6.5) */
};

/* The OpenVPN wire protocol: a length where it goes over TCP, the operation and the number of its
 * key, the session; with tls-auth an HMAC, a packet number and a time; acknowledgements and, if
 * there are any, the other end's session; a message number. */
enum {
    LENGTH_LEN = 2,
    OPERATION_AT = 2,
    OPERATION_SHIFT = 3,
    P_CONTROL_V1 = 4,
    SESSION_LEN = 8,
    HMAC_AT = LENGTH_LEN + 1 + SESSION_LEN,
    REPLAY_LEN = 8, /* packet number and time, behind an HMAC */
    ACKS_MAX = 8,
    NUMBER_LEN = 4,
};

/* Of no HMAC, MD5, SHA-1, SHA-256, SHA-384, SHA-512. */
static const uint8_t hmac_lengths[] = { 0, 16, 20, 32, 48, 64 };

static uint32_t number16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static bool has_tds_head(struct hsviz_carrier *carrier)
{
    uint32_t len;

    if (carrier->head_len < TDS_HEADER_LEN)
        return false;
    len = number16(carrier->head + TDS_LENGTH_AT);
    carrier->left = len > TDS_HEADER_LEN ? len - TDS_HEADER_LEN : 0;
    carrier->is_tls = carrier->head[0] == TDS_PRELOGIN;
    carrier->tls_at = carrier->head_len;
    return true;
}

/* The end of a control packet's header that has an HMAC of hmac_len bytes; 0 if it has none. */
static size_t control_end(const struct hsviz_carrier *carrier, uint8_t hmac_len)
{
    size_t at = HMAC_AT + (hmac_len > 0 ? hmac_len + (size_t)REPLAY_LEN : 0);
    uint8_t num_acks;

    if (at >= carrier->head_len)
        return 0;
    num_acks = carrier->head[at];
    at += 1 + (size_t)num_acks * NUMBER_LEN + (num_acks > 0 ? SESSION_LEN : 0) + NUMBER_LEN;
    return num_acks <= ACKS_MAX && at <= carrier->head_len ? at : 0;
}

/* How long the HMAC is, nothing says: a record that begins behind the header does. */
static void find_tls(struct hsviz_carrier *carrier, bool is_open)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hmac_lengths); i++) {
        size_t end = control_end(carrier, hmac_lengths[i]);

        if (end == 0 || (carrier->knows_hmac && carrier->hmac_len != hmac_lengths[i]))
            continue;
        if (is_open ? !carrier->knows_hmac
                    : hsviz_sniff_record(carrier->head + end, carrier->head_len - end) !=
                          HSVIZ_SNIFFED_IT)
            continue;
        carrier->is_tls = true;
        carrier->knows_hmac = true;
        carrier->hmac_len = hmac_lengths[i];
        carrier->tls_at = (uint8_t)end;
        return;
    }
}

static bool has_openvpn_head(struct hsviz_carrier *carrier, bool is_open)
{
    uint32_t len, head_len;

    if (carrier->head_len < LENGTH_LEN)
        return false;
    len = LENGTH_LEN + number16(carrier->head);
    head_len = MIN(len, HSVIZ_CARRIER_HEAD_MAX);
    if (carrier->head_len > OPERATION_AT &&
        carrier->head[OPERATION_AT] >> OPERATION_SHIFT != P_CONTROL_V1)
        head_len = carrier->head_len;
    if (carrier->head_len < head_len)
        return false;
    carrier->left = len - carrier->head_len;
    carrier->is_tls = false;
    carrier->tls_at = carrier->head_len;
    if (carrier->head_len > OPERATION_AT + 1)
        find_tls(carrier, is_open);
    return true;
}

bool hsviz_carrier_has_head(struct hsviz_carrier *carrier, enum hsviz_plain_packets packets,
                            bool is_open)
{
    return packets == HSVIZ_TDS_PACKETS ? has_tds_head(carrier)
                                        : has_openvpn_head(carrier, is_open);
}
