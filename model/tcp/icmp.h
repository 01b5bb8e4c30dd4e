/* icmp.h
 * ICMP errors about a segment that did not arrive.
 *
 * Purpose: reads the ICMP message around the header that it quotes, and gives its name.
 * Source: RFC 792, 1812 5.2.7.1 and 5.3.9, 4443 3; IANA's "ICMP Parameters" and "ICMPv6
 *         Parameters".
 * Trust: anybody can send such a message; it is ignored unless its quote matches a segment that was
 *        sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_ICMP_H
#define HSVIZ_MODEL_TCP_ICMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* One message, and the TCP header that it quotes. */
struct hsviz_icmp {
    uint32_t frame;
    uint32_t message; /* version << 16 | type << 8 | code */
    uint32_t seq;     /* of the quoted header, raw */
    uint16_t source_port, destination_port;
};

/* hsviz_icmp_read: reads the message from the bytes of a packet in which the quoted TCP header is
 * at offset tcp_at. False if there is no such message before it. */
bool hsviz_icmp_read(struct hsviz_icmp *icmp, const uint8_t *bytes, size_t len, size_t tcp_at);

/* hsviz_ip_before: the offset of the IP header that ends at offset at and carries TCP; at itself if
 * there is none. Knows IPv4, and IPv6 without extension headers. */
size_t hsviz_ip_before(const uint8_t *bytes, size_t len, size_t at);

/* hsviz_icmp_refuses: whether message says that the destination is unreachable. */
bool hsviz_icmp_refuses(uint32_t message);

/* hsviz_icmp_name: appends the name of message; type and code if it has none. */
void hsviz_icmp_name(GString *text, uint32_t message);

#endif
