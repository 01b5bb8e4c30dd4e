/* ip.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ip.h"

#include "model/tcp/icmp.h"
#include "model/tcp/segment.h"

enum { IPV4_ID_AT = 4, IPV4_TTL_AT = 8, IPV6_HOP_LIMIT_AT = 7 };

void hsviz_ip_read(struct hsviz_segment *segment, const uint8_t *bytes, size_t len, size_t tcp_at)
{
    size_t ip_at = hsviz_ip_before(bytes, len, tcp_at);
    const uint8_t *header = bytes + ip_at;

    if (ip_at == tcp_at)
        return;
    segment->ip_version = header[0] >> 4;
    if (segment->ip_version == 4) {
        segment->ip_id = (uint16_t)(header[IPV4_ID_AT] << 8 | header[IPV4_ID_AT + 1]);
        segment->hops = header[IPV4_TTL_AT];
    } else {
        segment->hops = header[IPV6_HOP_LIMIT_AT];
    }
}
