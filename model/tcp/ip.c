/* ip.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ip.h"

#include "model/tcp/segment.h"

/* RFC 791 3.1. */
enum {
    IPV4_MIN_LEN = 20,
    IPV4_LENGTH_AT = 2,
    IPV4_ID_AT = 4,
    IPV4_FRAGMENT_AT = 6,
    IPV4_FRAGMENT_MASK = 0x3fff, /* more fragments, and the offset */
    IPV4_OFFSET_MASK = 0x1fff,
    IPV4_TTL_AT = 8,
    IPV4_PROTOCOL_AT = 9,
    IPV4_SOURCE_AT = 12,
    IPV4_ADDRESS_LEN = 4,
};

/* RFC 8200 3 and 4. */
enum {
    IPV6_LEN = 40,
    IPV6_LENGTH_AT = 4,
    IPV6_NEXT_HEADER_AT = 6,
    IPV6_HOP_LIMIT_AT = 7,
    IPV6_SOURCE_AT = 8,
    IPV6_ADDRESS_LEN = 16,
    IPV6_FRAGMENT_MASK = 0xfff9, /* the offset, and more fragments */
    IPV6_OFFSET_MASK = 0xfff8,
    FRAGMENT_HEADER_LEN = 8,
    EXTENSION_UNIT_LEN = 8,
    AUTHENTICATION_UNIT_LEN = 4, /* RFC 4302 2.2 */
    IP_EXTENSIONS_MAX = 16,      /* each kind once or twice: RFC 8200 4.1 */
};

/* IANA's "Assigned Internet Protocol Numbers". */
enum protocol {
    PROTOCOL_HOP_BY_HOP = 0,
    PROTOCOL_TCP = 6,
    PROTOCOL_ROUTING = 43,
    PROTOCOL_FRAGMENT = 44,
    PROTOCOL_AUTHENTICATION = 51,
    PROTOCOL_DESTINATION_OPTIONS = 60,
};

static uint32_t number16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

/* The extension header at offset at of a packet: goes behind it, and gives what is there. */
static bool pass_extension(struct hsviz_ip_packet *packet, uint8_t *protocol, const uint8_t *bytes,
                           size_t len)
{
    const uint8_t *header = bytes + packet->tcp_at;
    size_t header_len;

    if (len - packet->tcp_at < EXTENSION_UNIT_LEN)
        return false;
    switch (*protocol) {
    case PROTOCOL_HOP_BY_HOP:
    case PROTOCOL_ROUTING:
    case PROTOCOL_DESTINATION_OPTIONS:
        header_len = ((size_t)header[1] + 1) * EXTENSION_UNIT_LEN;
        break;
    case PROTOCOL_FRAGMENT:
        if (number16(header + 2) & IPV6_OFFSET_MASK)
            return false;
        packet->is_fragment = number16(header + 2) & IPV6_FRAGMENT_MASK;
        header_len = FRAGMENT_HEADER_LEN;
        break;
    case PROTOCOL_AUTHENTICATION:
        header_len = ((size_t)header[1] + 2) * AUTHENTICATION_UNIT_LEN;
        break;
    default:
        return false;
    }
    *protocol = header[0];
    packet->tcp_at += header_len;
    return packet->tcp_at < len;
}

bool hsviz_ip_find_tcp(struct hsviz_ip_packet *packet, const uint8_t *bytes, size_t len)
{
    uint8_t protocol;

    *packet = (struct hsviz_ip_packet){ .tcp_at = 0 };
    if (len >= IPV4_MIN_LEN && bytes[0] >> 4 == 4) {
        packet->tcp_at = (bytes[0] & 0xfU) * 4U;
        packet->len = number16(bytes + IPV4_LENGTH_AT);
        packet->is_fragment = number16(bytes + IPV4_FRAGMENT_AT) & IPV4_FRAGMENT_MASK;
        if (packet->tcp_at < IPV4_MIN_LEN || packet->tcp_at >= len ||
            number16(bytes + IPV4_FRAGMENT_AT) & IPV4_OFFSET_MASK)
            return false;
        protocol = bytes[IPV4_PROTOCOL_AT];
    } else if (len >= IPV6_LEN && bytes[0] >> 4 == 6) {
        packet->tcp_at = IPV6_LEN;
        packet->len = number16(bytes + IPV6_LENGTH_AT);
        packet->len += packet->len > 0 ? IPV6_LEN : 0;
        protocol = bytes[IPV6_NEXT_HEADER_AT];
    } else {
        return false;
    }
    for (int i = 0; protocol != PROTOCOL_TCP; i++) {
        if (i == IP_EXTENSIONS_MAX || !pass_extension(packet, &protocol, bytes, len))
            return false;
    }
    return packet->tcp_at < len;
}

void hsviz_ip_read(struct hsviz_segment *segment, const uint8_t *bytes)
{
    segment->ip_version = bytes[0] >> 4;
    if (segment->ip_version == 4) {
        segment->ip_id = (uint16_t)number16(bytes + IPV4_ID_AT);
        segment->hops = bytes[IPV4_TTL_AT];
    } else {
        segment->hops = bytes[IPV6_HOP_LIMIT_AT];
    }
}

size_t hsviz_ip_addresses(const uint8_t *bytes, size_t *len)
{
    bool is_ipv4 = bytes[0] >> 4 == 4;

    *len = is_ipv4 ? IPV4_ADDRESS_LEN : IPV6_ADDRESS_LEN;
    return is_ipv4 ? IPV4_SOURCE_AT : IPV6_SOURCE_AT;
}
