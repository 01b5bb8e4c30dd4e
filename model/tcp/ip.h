/* ip.h
 * What the IP header before a TCP header says of one packet: how to tell it from others.
 *
 * Purpose: identification and hop limit tell a packet that was captured twice from one that was
 *          sent twice (copies.h), and an end from a box on the path (origin.h).
 * Source: RFC 791 3.1 (IPv4), RFC 8200 3 (IPv6, which has no identification), RFC 6864
 *         (identification).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_IP_H
#define HSVIZ_MODEL_TCP_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hsviz_segment;

/* Where a packet's TCP header is, and what belongs to it. */
struct hsviz_ip_packet {
    size_t tcp_at;    /* offset of the TCP header from the IP header's first byte */
    size_t len;       /* of the packet, as its header says; 0: not said (RFC 2675, offload) */
    bool is_fragment; /* there is more of it in other packets */
};

/* hsviz_ip_find_tcp: reads the IP header that is at bytes, with its extension headers; false if
 * there is none, or if no TCP header is behind it. */
bool hsviz_ip_find_tcp(struct hsviz_ip_packet *packet, const uint8_t *bytes, size_t len);

/* hsviz_ip_read: sets segment's ip_version, ip_id and hops from the IP header at bytes, in which
 * hsviz_ip_find_tcp() found TCP. */
void hsviz_ip_read(struct hsviz_segment *segment, const uint8_t *bytes);

/* hsviz_ip_addresses: the offset of the source address, behind which the destination's is; len is
 * that of each. */
size_t hsviz_ip_addresses(const uint8_t *bytes, size_t *len);

#endif
