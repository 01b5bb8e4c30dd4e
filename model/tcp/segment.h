/* segment.h
 * The input of the model for a TCP frame: its segment, and what was decrypted of its TLS records.
 *
 * Purpose: plain structs that the source of frames fills: the dissector's glue, a unit test, a
 *          fuzzer.
 * Ownership: everything is borrowed; the model copies what it keeps before it returns.
 * Units: time in nanoseconds since the epoch, lengths in bytes, sequence numbers raw (mod 2^32).
 * Trust: everything comes from the wire and may be inconsistent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_SEGMENT_H
#define HSVIZ_MODEL_TCP_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/endpoint.h"

struct hsviz_unit;

/* Control bits of the TCP header (RFC 9293 3.1), as in its 14th byte. */
enum hsviz_tcp_flag {
    HSVIZ_TCP_FIN = 0x01,
    HSVIZ_TCP_SYN = 0x02,
    HSVIZ_TCP_RST = 0x04,
    HSVIZ_TCP_PSH = 0x08,
    HSVIZ_TCP_ACK = 0x10,
    HSVIZ_TCP_ECE = 0x40,
    HSVIZ_TCP_CWR = 0x80,
};

/* Which options a segment carried (RFC 9293 3.2, 7323, 7413, 8684). */
enum hsviz_tcp_option {
    HSVIZ_OPTION_MSS = 0x01,
    HSVIZ_OPTION_WINDOW_SCALE = 0x02,
    HSVIZ_OPTION_TIMESTAMPS = 0x04,
    HSVIZ_OPTION_SACK_PERMITTED = 0x08,
    HSVIZ_OPTION_FAST_OPEN_REQUEST = 0x10, /* an empty cookie */
    HSVIZ_OPTION_FAST_OPEN_COOKIE = 0x20,
    HSVIZ_OPTION_MPTCP_CAPABLE = 0x40,
    HSVIZ_OPTION_MPTCP_JOIN = 0x80,
};

/* One block of a selective acknowledgement (RFC 2018 3): raw sequence numbers, the second one after
 * the last byte. An option has room for four. */
struct hsviz_sack {
    uint32_t left, right;
};

enum { HSVIZ_SACKS_MAX = 4 };

/* One TCP segment. */
struct hsviz_segment {
    uint32_t frame;  /* number in the capture, from 1 */
    int64_t time_ns; /* from HSVIZ_TIME_MIN_NS to HSVIZ_TIME_MAX_NS */
    struct hsviz_endpoint source, destination;
    uint32_t seq, ack;
    uint32_t payload_len;        /* as sent, not as captured */
    const uint8_t *payload;      /* NULL if none was captured */
    size_t payload_captured_len; /* readable at payload */
    uint32_t window;             /* as in the header, unscaled */
    uint32_t tsval, tsecr;
    uint16_t mss;
    uint8_t window_shift;
    uint8_t flags;     /* enum hsviz_tcp_flag */
    bool accurate_ecn; /* the bit AE (RFC 9768 3.1) */
    uint8_t options;   /* enum hsviz_tcp_option */
    /* What tells this packet from others that are alike (ip.h, copies.h). */
    uint8_t ip_version; /* 0: no IP header was found */
    uint8_t hops;       /* time to live, hop limit: as captured */
    uint16_t ip_id;     /* identification, of IPv4 */
    uint32_t link;      /* digest of where it was captured: interface, VLAN, MAC addresses */
    uint32_t sack;      /* digest of its selective acknowledgements; 0: none */
    uint8_t num_sacks;
    struct hsviz_sack sacks[HSVIZ_SACKS_MAX]; /* in the order of the header */
    uint32_t cut_len; /* bytes of the frame that were captured, if not all; else 0 */
};

/* One frame of one connection: the segment, and those of the TLS records that it completes which
 * were decrypted, in order. The model finds records in the payload by itself. */
struct hsviz_frame {
    struct hsviz_segment segment;
    const struct hsviz_unit *units;
    size_t num_units;
    bool carries_inner_tls; /* a record's decrypted data is TLS again, of another connection */
};

/* hsviz_segment_end: the sequence number after the segment's last byte, as in headers. */
static inline uint32_t hsviz_segment_end(const struct hsviz_segment *segment)
{
    return segment->seq + segment->payload_len + ((segment->flags & HSVIZ_TCP_SYN) != 0) +
           ((segment->flags & HSVIZ_TCP_FIN) != 0);
}

/* The digest of nothing, to which hsviz_digest_add() adds (FNV-1a, 32 bits). */
#define HSVIZ_DIGEST_EMPTY UINT32_C(2166136261)

/* hsviz_digest_add: digest with len more bytes. It tells packets apart that nobody made to look
 * alike; two packets with one digest are one only with more evidence. */
static inline uint32_t hsviz_digest_add(uint32_t digest, const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        digest = (digest ^ ((const uint8_t *)bytes)[i]) * UINT32_C(16777619);
    return digest;
}

/* hsviz_segment_read: fills all of segment but frame, time, addresses, IP and link from the bytes
 * of its header (RFC 9293 3.1, 3.2). reported_len counts the bytes from the header's start to the
 * payload's end as sent; of these captured_len are readable at bytes. False if the header's fixed
 * part is incomplete or its length field impossible. Options that were not captured are ignored. */
bool hsviz_segment_read(struct hsviz_segment *segment, const uint8_t *bytes, size_t captured_len,
                        size_t reported_len);

#endif
