/* starttls.h
 * What precedes TLS on its connection: protocols with STARTTLS, and tunnels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_STARTTLS_H
#define HSVIZ_MODEL_TLS_STARTTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A port of the IANA registry, and the standard of its protocol's upgrade to TLS. */
struct hsviz_starttls_row {
    uint16_t port;
    const char *protocol;
    const char *rfc;
};

extern const struct hsviz_starttls_row hsviz_starttls_rows[];
extern const size_t hsviz_num_starttls_rows;

/* hsviz_starttls_protocol: the protocol of this port, if it can upgrade to TLS; else NULL.
 * Static. */
const char *hsviz_starttls_protocol(uint16_t port);

/* hsviz_asks_for_tunnel: whether a client's first bytes request a tunnel from a proxy: HTTP CONNECT
 * (RFC 9110 9.3.6), SOCKS 5 (RFC 1928 3) or SOCKS 4. */
bool hsviz_asks_for_tunnel(const uint8_t *bytes, size_t len);

#endif
