/* proxy.h
 * The header of the PROXY protocol, with which a proxy names the client for which it connects.
 *
 * Purpose: reads the header of version 1 (text) and of version 2 (binary).
 * Errors: a header that is incomplete, or not as the protocol has it, is none.
 * Source: HAProxy, proxy-protocol.txt, 2.1 and 2.2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_PROXY_H
#define HSVIZ_MODEL_PLAINTEXT_PROXY_H

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* hsviz_proxy_read_v1, hsviz_proxy_read_v2: the bytes of the header with which bytes begins; 0 if
 * it is none, or not whole. Of reported_len bytes captured_len are readable. Appends the client's
 * address and port to client, numerically; nothing if the header names none. */
uint32_t hsviz_proxy_read_v1(GString *client, const uint8_t *bytes, size_t captured_len);
uint32_t hsviz_proxy_read_v2(GString *client, const uint8_t *bytes, size_t captured_len,
                             uint32_t reported_len);

/* hsviz_append_ipv4, hsviz_append_ipv6: an address as text (RFC 5952 4), and after it the port, an
 * IPv6 address in brackets (RFC 5952 6). The address has 4 or 16 bytes. */
void hsviz_append_ipv4(GString *text, const uint8_t *address, unsigned port);
void hsviz_append_ipv6(GString *text, const uint8_t *address, unsigned port);

#endif
