/* carrier.h
 * Packets of another protocol in which TLS is carried.
 *
 * Purpose: finds the bytes of TLS in one direction of a protocol that divides them into packets of
 *          its own.
 * Units: lengths in bytes.
 * Trust: everything comes from the wire.
 * Source: MS-TDS 2.2.3.1; the OpenVPN wire protocol, over TCP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_CARRIER_H
#define HSVIZ_MODEL_TLS_CARRIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/plaintext/protocols.h"

enum {
    /* The longest header, OpenVPN's, with the longest HMAC (64 bytes) and the most acknowledgements
     * that it sends (8), and the header of a record behind it. */
    HSVIZ_CARRIER_HEAD_MAX = 2 + 1 + 8 + 64 + 8 + 1 + 8 * 4 + 8 + 4 + 5,
};

/* One direction. All zero: a packet begins. */
struct hsviz_carrier {
    uint32_t left; /* bytes of the newest packet behind its head */
    bool is_tls;   /* they go on with TLS */
    uint8_t head_len;
    uint8_t tls_at;    /* where TLS begins in the head; head_len: it does not yet */
    bool knows_hmac;   /* hmac_len is that of the packets before */
    uint8_t hmac_len;  /* of OpenVPN's control packets; 0: they have none */
    uint8_t head[HSVIZ_CARRIER_HEAD_MAX];
};

/* hsviz_carrier_has_head: whether head is the whole head of a packet; then left, is_tls and tls_at
 * are set, and head_len is for the caller to reset. is_open: a record goes on in the packet. */
bool hsviz_carrier_has_head(struct hsviz_carrier *carrier, enum hsviz_plain_packets packets,
                            bool is_open);

#endif
