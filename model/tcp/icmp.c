/* icmp.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "icmp.h"

#include <string.h>

#include <glib.h>

#include "model/core/names.h"

enum {
    ICMP_HEADER_LEN = 8, /* RFC 792, RFC 4443 3.1 */
    IPV4_MIN_LEN = 20,
    IPV4_MAX_LEN = 60,
    IPV4_PROTOCOL_AT = 9,
    IPV6_LEN = 40,
    IPV6_NEXT_HEADER_AT = 6,
    PROTOCOL_TCP = 6,
    UNREACHABLE_4 = 3,
    UNREACHABLE_6 = 1,
};

#define V4(type, code) (4 << 16 | (type) << 8 | (code))
#define V6(type, code) (6 << 16 | (type) << 8 | (code))

static const struct hsviz_word messages[] = {
    { V4(3, 0), "network unreachable", "RFC 792" },
    { V4(3, 1), "host unreachable", "RFC 792" },
    { V4(3, 2), "protocol unreachable", "RFC 792" },
    { V4(3, 3), "port unreachable", "RFC 792" },
    { V4(3, 4), "fragmentation needed", "RFC 1191 4" },
    { V4(3, 5), "source route failed", "RFC 792" },
    { V4(3, 6), "network unknown", "RFC 1122 3.2.2.1" },
    { V4(3, 7), "host unknown", "RFC 1122 3.2.2.1" },
    { V4(3, 9), "network administratively prohibited", "RFC 1122 3.2.2.1" },
    { V4(3, 10), "host administratively prohibited", "RFC 1122 3.2.2.1" },
    { V4(3, 11), "network unreachable for this type of service", "RFC 1122 3.2.2.1" },
    { V4(3, 12), "host unreachable for this type of service", "RFC 1122 3.2.2.1" },
    { V4(3, 13), "communication administratively prohibited", "RFC 1812 5.2.7.1" },
    { V4(3, 14), "host precedence violation", "RFC 1812 5.2.7.1" },
    { V4(3, 15), "precedence cutoff in effect", "RFC 1812 5.2.7.1" },
    { V4(4, 0), "source quench", "RFC 792" },
    { V4(5, 0), "redirect for the network", "RFC 792" },
    { V4(5, 1), "redirect for the host", "RFC 792" },
    { V4(11, 0), "time exceeded in transit", "RFC 792" },
    { V4(11, 1), "fragment reassembly time exceeded", "RFC 792" },
    { V4(12, 0), "parameter problem", "RFC 792" },
    { V6(1, 0), "no route to destination", "RFC 4443 3.1" },
    { V6(1, 1), "administratively prohibited", "RFC 4443 3.1" },
    { V6(1, 2), "beyond scope of source address", "RFC 4443 3.1" },
    { V6(1, 3), "address unreachable", "RFC 4443 3.1" },
    { V6(1, 4), "port unreachable", "RFC 4443 3.1" },
    { V6(1, 5), "source address failed policy", "RFC 4443 3.1" },
    { V6(1, 6), "reject route to destination", "RFC 4443 3.1" },
    { V6(2, 0), "packet too big", "RFC 4443 3.2" },
    { V6(3, 0), "hop limit exceeded in transit", "RFC 4443 3.3" },
    { V6(3, 1), "fragment reassembly time exceeded", "RFC 4443 3.3" },
    { V6(4, 0), "erroneous header field", "RFC 4443 3.4" },
    { V6(4, 1), "unrecognized next header", "RFC 4443 3.4" },
    { -1, NULL, NULL },
};

static bool is_ipv4(const uint8_t *header, size_t header_len)
{
    return header[0] >> 4 == 4 && (header[0] & 0xfU) * 4U == header_len &&
           header[IPV4_PROTOCOL_AT] == PROTOCOL_TCP;
}

size_t hsviz_ip_before(const uint8_t *bytes, size_t len, size_t at)
{
    if (at > len)
        return at;
    for (size_t header_len = IPV4_MIN_LEN; header_len <= IPV4_MAX_LEN && header_len <= at;
         header_len += 4) {
        if (is_ipv4(bytes + at - header_len, header_len))
            return at - header_len;
    }
    if (at >= IPV6_LEN && bytes[at - IPV6_LEN] >> 4 == 6 &&
        bytes[at - IPV6_LEN + IPV6_NEXT_HEADER_AT] == PROTOCOL_TCP)
        return at - IPV6_LEN;
    return at;
}

static uint16_t number16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

bool hsviz_icmp_read(struct hsviz_icmp *icmp, const uint8_t *bytes, size_t len, size_t tcp_at)
{
    size_t ip_at = hsviz_ip_before(bytes, len, tcp_at);
    const uint8_t *message = bytes + ip_at - ICMP_HEADER_LEN, *tcp = bytes + tcp_at;

    memset(icmp, 0, sizeof *icmp);
    if (ip_at == tcp_at || ip_at < ICMP_HEADER_LEN || len - tcp_at < 8)
        return false;
    icmp->message = (uint32_t)(bytes[ip_at] >> 4) << 16 | (uint32_t)message[0] << 8 | message[1];
    icmp->source_port = number16(tcp);
    icmp->destination_port = number16(tcp + 2);
    icmp->seq = (uint32_t)number16(tcp + 4) << 16 | number16(tcp + 6);
    return true;
}

bool hsviz_icmp_refuses(uint32_t message)
{
    uint32_t kind = message >> 8;

    return (kind == V4(UNREACHABLE_4, 0) >> 8 && message != V4(3, 4)) ||
           kind == V6(UNREACHABLE_6, 0) >> 8;
}

void hsviz_icmp_name(GString *text, uint32_t message)
{
    const char *name = hsviz_word_name(messages, (int)message);

    if (strcmp(name, "?") != 0)
        g_string_append(text, name);
    else
        g_string_append_printf(text, "type %u code %u", message >> 8 & 0xffU, message & 0xffU);
}
