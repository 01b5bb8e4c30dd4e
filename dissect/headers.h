/* headers.h
 * Where the TCP headers of a frame are, and which streams they belong to.
 *
 * Purpose: finds them in the frame's bytes, after its dissection, without its tree: a tree costs a
 *          tenth of a frame's dissection, and tshark makes one only where somebody wants it.
 * Ownership: everything is borrowed and lives as long as the frame's dissection.
 * Units: lengths and offsets in bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_HEADERS_H
#define HSVIZ_DISSECT_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <epan/packet.h>

/* The stream of a layer whose number is not known. */
#define HSVIZ_NO_STREAM UINT32_MAX

/* What of the protocols that dissected a frame matters here. */
struct hsviz_protocols {
    unsigned num_layers; /* of whatever protocol */
    unsigned num_tcp;
    bool has_tls, has_http, has_ocsp;
    bool has_icmp; /* a TCP header that an ICMP error quotes is no segment of this frame */
};

/* A TCP header, and the IP header before it. */
struct hsviz_header {
    tvbuff_t *source;    /* of the frame, or of what was put together from several */
    size_t tcp_at;       /* its offset there */
    const uint8_t *ip;   /* NULL: none, as before a packet put together of fragments */
    size_t reported_len; /* from the header to the end of the payload, as sent; 0: unknown */
    uint32_t stream;     /* tcp.stream */
};

/* The most TCP headers of one frame: tunnels in tunnels. */
enum { HSVIZ_HEADERS_MAX = 8 };

/* hsviz_headers_start: looks up the protocols. Called once, when all are registered. */
void hsviz_headers_start(void);

/* hsviz_list_protocols: what dissected the frame. */
struct hsviz_protocols hsviz_list_protocols(const packet_info *pinfo);

/* hsviz_find_headers: the TCP headers of the frame, from the outermost; returns how many. */
size_t hsviz_find_headers(struct hsviz_header *headers, packet_info *pinfo,
                          const struct hsviz_protocols *protocols);

/* hsviz_find_quoted_header: the TCP header that the ICMP message in the frame quotes; false if
 * there is none, or it belongs to no stream. */
bool hsviz_find_quoted_header(struct hsviz_header *header, packet_info *pinfo);

/* hsviz_tapped: what TCP's tap has of the frame's first segment; NULL if it has none, or no tap is
 * heard in this pass. */
const struct tcpheader *hsviz_tapped(void);

/* hsviz_source: a member of pinfo->data_src, of which the first is the frame itself. */
static inline tvbuff_t *hsviz_source(const GSList *data)
{
    return get_data_source_tvb((const struct data_source *)data->data);
}

/* hsviz_source_bytes: the captured bytes of a data source; NULL if there are none. */
const uint8_t *hsviz_source_bytes(tvbuff_t *source, size_t *len);

#endif
