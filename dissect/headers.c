/* headers.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "headers.h"

#include <string.h>

#include <epan/conversation.h>
#include <epan/dissectors/packet-tcp.h>
#include <epan/tap.h>

#include "model/tcp/ip.h"

enum {
    TCP_MIN_LEN = 20, /* RFC 9293 3.1 */
    PORTS_LEN = 4,
    TCP_OFFSET_AT = 12,
    TCP_WORD_LEN = 4,
    IP_MIN_LEN = 20,
    IPV6_ADDRESS_LEN = 16,
};

static struct {
    int tcp, tls, http, ocsp, icmp, icmpv6;
    int tap; /* of TCP */
} ids;

/* Where the IP header of the newest frame was: mostly the next one's is there too. */
static size_t usual_ip_at;

void hsviz_headers_start(void)
{
    ids.tcp = proto_get_id_by_filter_name("tcp");
    ids.tls = proto_get_id_by_filter_name("tls");
    ids.http = proto_get_id_by_filter_name("http");
    ids.ocsp = proto_get_id_by_filter_name("ocsp");
    ids.icmp = proto_get_id_by_filter_name("icmp");
    ids.icmpv6 = proto_get_id_by_filter_name("icmpv6");
    ids.tap = find_tap_id("tcp");
}

struct hsviz_protocols hsviz_list_protocols(const packet_info *pinfo)
{
    struct hsviz_protocols protocols = { .num_layers = 0 };

    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer;
         layer = wmem_list_frame_next(layer)) {
        int id = GPOINTER_TO_INT(wmem_list_frame_data(layer));

        protocols.num_layers++;
        protocols.num_tcp += id == ids.tcp;
        protocols.has_tls |= id == ids.tls;
        protocols.has_http |= id == ids.http;
        protocols.has_ocsp |= id == ids.ocsp;
        protocols.has_icmp |= id == ids.icmp || id == ids.icmpv6;
    }
    return protocols;
}

const uint8_t *hsviz_source_bytes(tvbuff_t *source, size_t *len)
{
    *len = tvb_captured_length(source);
    return *len > 0 ? tvb_get_ptr(source, 0, (int)*len) : NULL;
}

const struct tcpheader *hsviz_tapped(void)
{
    return (const struct tcpheader *)fetch_tapped_data(ids.tap, 0);
}

/* ---- One header ---- */

static uint16_t number16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static bool is_header(const uint8_t *bytes, size_t len)
{
    return len >= TCP_MIN_LEN && (bytes[TCP_OFFSET_AT] >> 4) * TCP_WORD_LEN >= TCP_MIN_LEN;
}

static bool has_ports(const uint8_t *bytes, const packet_info *pinfo)
{
    return number16(bytes) == pinfo->srcport && number16(bytes + 2) == pinfo->destport;
}

static uint32_t stream_of(conversation_t *conversation)
{
    const struct tcp_analysis *tcp =
        conversation
            ? (const struct tcp_analysis *)conversation_get_proto_data(conversation, ids.tcp)
            : NULL;

    return tcp ? tcp->stream : HSVIZ_NO_STREAM;
}

/* The stream of the frame's only TCP header. Looking the conversation up costs a thousand
 * instructions: where taps are heard, TCP's own has told it. */
static uint32_t only_stream(packet_info *pinfo)
{
    const tcp_info_t *tapped = hsviz_tapped();

    return tapped && tapped->th_sport == pinfo->srcport && tapped->th_dport == pinfo->destport
               ? tapped->th_stream
               : stream_of(find_conversation_pinfo(pinfo, 0));
}

/* The stream of a header that is not the frame's innermost one, by the addresses before it. */
static uint32_t find_stream(const packet_info *pinfo, const struct hsviz_header *header,
                            const uint8_t *tcp)
{
    size_t len, at = hsviz_ip_addresses(header->ip, &len);
    int type = len == IPV6_ADDRESS_LEN ? AT_IPv6 : AT_IPv4;
    address source, destination;

    set_address(&source, type, (int)len, header->ip + at);
    set_address(&destination, type, (int)len, header->ip + at + len);
    return stream_of(find_conversation(pinfo->num, &source, &destination, CONVERSATION_TCP,
                                       number16(tcp), number16(tcp + 2), 0));
}

/* The TCP header behind the IP header at offset ip_at of a source. A packet that says no length
 * ends where its source does; of a fragment nothing tells where the segment ends. */
static bool take_ip(struct hsviz_header *header, tvbuff_t *source, const uint8_t *bytes, size_t len,
                    size_t ip_at)
{
    size_t reported_len = tvb_reported_length(source) - ip_at;
    struct hsviz_ip_packet packet;

    if (!hsviz_ip_find_tcp(&packet, bytes + ip_at, len - ip_at))
        return false;
    if (packet.len > packet.tcp_at)
        reported_len = MIN(reported_len, packet.len);
    *header = (struct hsviz_header){
        .source = source,
        .tcp_at = ip_at + packet.tcp_at,
        .ip = bytes + ip_at,
        .reported_len = packet.is_fragment ? 0 : reported_len - packet.tcp_at,
        .stream = HSVIZ_NO_STREAM,
    };
    return true;
}

/* ---- The innermost header ---- */

/* Whether the IP header at bytes has the addresses of the frame's network layer. */
static bool has_addresses(const uint8_t *bytes, size_t len, const packet_info *pinfo)
{
    size_t address_len, at = hsviz_ip_addresses(bytes, &address_len);

    return (int)address_len == pinfo->net_src.len && len >= at + 2 * address_len &&
           memcmp(bytes + at, pinfo->net_src.data, address_len) == 0 &&
           memcmp(bytes + at + address_len, pinfo->net_dst.data, address_len) == 0;
}

static bool take_innermost(struct hsviz_header *header, tvbuff_t *source, const uint8_t *bytes,
                           size_t len, size_t ip_at, const packet_info *pinfo)
{
    return ip_at + IP_MIN_LEN <= len && has_addresses(bytes + ip_at, len - ip_at, pinfo) &&
           take_ip(header, source, bytes, len, ip_at) &&
           is_header(bytes + header->tcp_at, len - header->tcp_at) &&
           has_ports(bytes + header->tcp_at, pinfo);
}

static bool find_behind_ip(struct hsviz_header *header, tvbuff_t *source, const uint8_t *bytes,
                           size_t len, const packet_info *pinfo)
{
    if (pinfo->net_src.type != AT_IPv4 && pinfo->net_src.type != AT_IPv6)
        return false;
    if (take_innermost(header, source, bytes, len, usual_ip_at, pinfo))
        return true;
    for (size_t ip_at = 0; ip_at + IP_MIN_LEN <= len; ip_at++) {
        if (take_innermost(header, source, bytes, len, ip_at, pinfo)) {
            usual_ip_at = ip_at;
            return true;
        }
    }
    return false;
}

/* Without an IP header, the first that has the frame's ports: of a packet that was put together
 * from fragments it is at the beginning. */
static bool find_by_ports(struct hsviz_header *header, tvbuff_t *source, const uint8_t *bytes,
                          size_t len, const packet_info *pinfo)
{
    for (size_t at = 0; at + TCP_MIN_LEN <= len; at++) {
        if (!is_header(bytes + at, len - at) || !has_ports(bytes + at, pinfo))
            continue;
        *header = (struct hsviz_header){ .source = source,
                                         .tcp_at = at,
                                         .reported_len = tvb_reported_length(source) - at };
        return true;
    }
    return false;
}

typedef bool (*find_in_source)(struct hsviz_header *header, tvbuff_t *source, const uint8_t *bytes,
                               size_t len, const packet_info *pinfo);

static bool find_in_sources(struct hsviz_header *header, const packet_info *pinfo,
                            find_in_source find)
{
    for (GSList *data = pinfo->data_src; data; data = data->next) {
        tvbuff_t *source = hsviz_source(data);
        size_t len;
        const uint8_t *bytes = hsviz_source_bytes(source, &len);

        if (bytes && find(header, source, bytes, len, pinfo))
            return true;
    }
    return false;
}

/* ---- All headers ---- */

/* Of a frame with several, in the order of its bytes: all that Wireshark knows the stream of. */
static size_t find_all(struct hsviz_header *headers, const packet_info *pinfo)
{
    size_t num = 0;

    for (GSList *data = pinfo->data_src; data; data = data->next) {
        tvbuff_t *source = hsviz_source(data);
        size_t len;
        const uint8_t *bytes = hsviz_source_bytes(source, &len);

        for (size_t ip_at = 0; bytes && ip_at < len && num < HSVIZ_HEADERS_MAX; ip_at++) {
            struct hsviz_header *header = &headers[num];

            if (!take_ip(header, source, bytes, len, ip_at) ||
                !is_header(bytes + header->tcp_at, len - header->tcp_at))
                continue;
            header->stream = find_stream(pinfo, header, bytes + header->tcp_at);
            num += header->stream != HSVIZ_NO_STREAM;
        }
    }
    return num;
}

size_t hsviz_find_headers(struct hsviz_header *headers, packet_info *pinfo,
                          const struct hsviz_protocols *protocols)
{
    if (protocols->num_tcp > 1)
        return find_all(headers, pinfo);
    if (!find_in_sources(headers, pinfo, find_behind_ip) &&
        !find_in_sources(headers, pinfo, find_by_ports))
        return 0;
    headers->stream = only_stream(pinfo);
    return 1;
}

bool hsviz_find_quoted_header(struct hsviz_header *header, packet_info *pinfo)
{
    tvbuff_t *frame = hsviz_source(pinfo->data_src);
    size_t len;
    const uint8_t *bytes = hsviz_source_bytes(frame, &len);

    for (size_t ip_at = 0; ip_at < len; ip_at++) {
        if (!take_ip(header, frame, bytes, len, ip_at) || len - header->tcp_at < PORTS_LEN)
            continue;
        header->stream = find_stream(pinfo, header, bytes + header->tcp_at);
        if (header->stream != HSVIZ_NO_STREAM)
            return true;
    }
    return false;
}
