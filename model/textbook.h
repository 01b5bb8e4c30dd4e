/* textbook.h
 * What the standards say a handshake costs, and which protocols have a STARTTLS: tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TEXTBOOK_H
#define HSVIZ_MODEL_TEXTBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocabulary.h"

/* What a kind of handshake costs. The first row that fits counts: of this protection, of this kind,
 * with all of these marks. */
struct hsviz_textbook_row {
    bool is_13;
    enum hsviz_kind kind;
    uint32_t marks; /* bits, 1 << enum hsviz_mark */
    int32_t half_rtts;
    const char *rfc;
};

extern const struct hsviz_textbook_row hsviz_textbook_rows[];
extern const size_t hsviz_num_textbook_rows;

/* A port of the IANA registry, and the standard of its protocol's change to TLS. */
struct hsviz_starttls_row {
    uint16_t port;
    const char *protocol;
    const char *rfc;
};

extern const struct hsviz_starttls_row hsviz_starttls_rows[];
extern const size_t hsviz_num_starttls_rows;

/* hsviz_textbook_half_rtts: half round trips from the ClientHello until the client may send
 * application data, for a handshake of this version, kind and marks (bits, 1 << enum hsviz_mark);
 * HSVIZ_HALF_RTT_UNKNOWN where the kind is. */
int32_t hsviz_textbook_half_rtts(uint16_t version, enum hsviz_kind kind, uint32_t marks);

/* hsviz_starttls_protocol: the protocol whose port this is and that can change to TLS; NULL for
 * all other ports. Static. */
const char *hsviz_starttls_protocol(uint16_t port);

/* hsviz_asks_for_tunnel: whether a client's first bytes ask a proxy for a tunnel: HTTP CONNECT
 * (RFC 9110 9.3.6), SOCKS 5 (RFC 1928 3) or SOCKS 4. */
bool hsviz_asks_for_tunnel(const uint8_t *bytes, size_t len);

#endif
