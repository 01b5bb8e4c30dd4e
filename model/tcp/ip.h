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

#include <stddef.h>
#include <stdint.h>

struct hsviz_segment;

/* hsviz_ip_read: sets segment's ip_version, ip_id and hops from the header that ends at offset
 * tcp_at of the packet's bytes; leaves them zero if none is found there. */
void hsviz_ip_read(struct hsviz_segment *segment, const uint8_t *bytes, size_t len, size_t tcp_at);

#endif
