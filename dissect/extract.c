/* extract.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "extract.h"

#include <string.h>

#include <epan/to_str.h>

#include "decrypted.h"
#include "headers.h"
#include "ip_facts.h"
#include "messages.h"
#include "model/core/units.h"
#include "model/tcp/ip.h"

void hsviz_extract_start(void)
{
    hsviz_headers_start();
    hsviz_decrypted_start();
}

int64_t hsviz_extract_time_ns(const packet_info *pinfo)
{
    int64_t seconds = CLAMP((int64_t)pinfo->abs_ts.secs, HSVIZ_TIME_MIN_NS / NS_PER_S,
                            HSVIZ_TIME_MAX_NS / NS_PER_S);
    /* Of a negative time, both parts or the seconds alone are negative. */
    int64_t nanoseconds = CLAMP(pinfo->abs_ts.nsecs, 1 - NS_PER_S, NS_PER_S - 1);

    return CLAMP(seconds * NS_PER_S + nanoseconds, HSVIZ_TIME_MIN_NS, HSVIZ_TIME_MAX_NS);
}

/* Where the snap length cuts the options, the rest of the header still counts; where the packet
 * does not say how long the segment is, or that it ends in its header, it has no payload. */
static bool take_header(struct hsviz_layer *layer, const struct hsviz_header *header,
                        const packet_info *pinfo)
{
    struct hsviz_segment *segment = &layer->frame.segment;
    size_t len;
    const uint8_t *bytes = hsviz_source_bytes(header->source, &len);
    size_t captured_len = len - header->tcp_at;

    layer->stream = header->stream;
    layer->source = header->source;
    layer->bytes = bytes;
    layer->tcp_at = header->tcp_at;
    layer->ip = header->ip;
    layer->frame.units = NULL;
    layer->frame.num_units = 0;
    layer->frame.carries_inner_tls = false;
    layer->messages = NULL;
    layer->num_messages = 0;
    if (!hsviz_segment_read(segment, bytes + header->tcp_at, captured_len, header->reported_len)) {
        if (!hsviz_segment_read(segment, bytes + header->tcp_at, captured_len, SIZE_MAX))
            return false;
        segment->payload_len = 0;
        segment->payload_captured_len = 0;
    }
    segment->frame = pinfo->num;
    segment->time_ns = hsviz_extract_time_ns(pinfo);
    if (pinfo->fd->cap_len < pinfo->fd->pkt_len)
        segment->cut_len = pinfo->fd->cap_len;
    hsviz_ip_facts(segment, pinfo, header->ip);
    return true;
}

size_t hsviz_extract(packet_info *pinfo, const struct hsviz_protocols *protocols,
                     struct hsviz_layer **layers)
{
    struct hsviz_header headers[HSVIZ_HEADERS_MAX];
    struct hsviz_layer *innermost;
    size_t num_headers, num = 0;

    *layers = NULL;
    if (protocols->num_tcp == 0 || protocols->has_icmp)
        return 0;
    num_headers = hsviz_find_headers(headers, pinfo, protocols);
    if (num_headers == 0)
        return 0;
    *layers = wmem_alloc_array(pinfo->pool, struct hsviz_layer, num_headers);
    for (size_t i = 0; i < num_headers; i++)
        num += take_header(&(*layers)[num], &headers[i], pinfo);
    if (num == 0)
        return 0;
    innermost = &(*layers)[num - 1];
    hsviz_take_decrypted(&innermost->frame, pinfo, protocols);
    hsviz_take_messages(innermost, pinfo, protocols);
    return num;
}

void hsviz_extract_addresses(packet_info *pinfo, struct hsviz_layer *layer)
{
    struct hsviz_segment *segment = &layer->frame.segment;
    address source = pinfo->src, destination = pinfo->dst;
    size_t len, at;

    if (layer->ip) {
        int type = layer->ip[0] >> 4 == 4 ? AT_IPv4 : AT_IPv6;

        at = hsviz_ip_addresses(layer->ip, &len);
        set_address(&source, type, (int)len, layer->ip + at);
        set_address(&destination, type, (int)len, layer->ip + at + len);
    }
    segment->source.address = address_to_str(pinfo->pool, &source);
    segment->destination.address = address_to_str(pinfo->pool, &destination);
}

bool hsviz_extract_icmp(packet_info *pinfo, struct hsviz_icmp_error *error)
{
    struct hsviz_header header;
    const uint8_t *bytes;
    size_t len;

    if (!hsviz_find_quoted_header(&header, pinfo))
        return false;
    bytes = hsviz_source_bytes(header.source, &len);
    if (!hsviz_icmp_read(&error->icmp, bytes, len, header.tcp_at))
        return false;
    error->stream = header.stream;
    error->icmp.frame = pinfo->num;
    return true;
}

bool hsviz_extract_is_corrupt(const packet_info *pinfo)
{
    return pinfo->noreassembly_reason &&
           strcmp(pinfo->noreassembly_reason, " [incorrect TCP checksum]") == 0;
}
