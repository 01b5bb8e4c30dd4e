/* icmp.h
 * ICMP messages that tell of a segment which did not arrive.
 *
 * Purpose: reads the message around the IP header that it quotes, and gives its name.
 * Source: RFC 792, 1812 5.2.7.1 and 5.3.9, 4443 3; IANA's "ICMP Parameters" and "ICMPv6
 *         Parameters".
 * Trust: anybody may send such a message; a quote that fits no segment sent is not taken.
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

/* hsviz_icmp_read: reads the message from the bytes of a packet in which the quoted TCP header
 * stands at tcp_at. False where no such message stands before it. */
bool hsviz_icmp_read(struct hsviz_icmp *icmp, const uint8_t *bytes, size_t len, size_t tcp_at);

/* hsviz_ip_before: the IP header that ends at, and carries what stands there as TCP: its offset;
 * at itself where none does. Knows IPv4, and IPv6 without extension headers. */
size_t hsviz_ip_before(const uint8_t *bytes, size_t len, size_t at);

/* hsviz_icmp_refuses: whether message says that the destination cannot be reached. */
bool hsviz_icmp_refuses(uint32_t message);

/* hsviz_icmp_name: appends the name of message; type and code where it has none. */
void hsviz_icmp_name(GString *text, uint32_t message);

#endif
