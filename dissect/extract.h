/* extract.h
 * From a dissected frame to the plain structs of the model.
 *
 * Purpose: finds the frame's TCP segments, what was decrypted of the TLS records that it completes,
 *          and its HTTP messages.
 * Ownership: what is returned lives as long as the frame's dissection (pinfo->pool).
 * Cost: everything is read from the frame's bytes: no tree is needed, and no field requested.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_EXTRACT_H
#define HSVIZ_DISSECT_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <epan/packet.h>

#include "model/tcp/icmp.h"
#include "model/tcp/segment.h"

struct hsviz_http_message;
struct hsviz_protocols;

/* One TCP layer of a frame: a tunnel may have several. */
struct hsviz_layer {
    uint32_t stream;      /* tcp.stream; HSVIZ_NO_STREAM */
    tvbuff_t *source;     /* the source of bytes in which the header is; not to be freed */
    const uint8_t *bytes; /* all of it that was captured */
    size_t tcp_at;        /* the header's offset */
    const uint8_t *ip;    /* the IP header before it; NULL if there is none */
    struct hsviz_frame frame;
    struct hsviz_http_message *messages; /* of HTTP in clear that the frame completes */
    size_t num_messages;
};

/* hsviz_extract_start: looks up what is needed. Called once, when all protocols are registered. */
void hsviz_extract_start(void);

/* hsviz_extract: the TCP layers of the frame, from the outermost; returns how many. Layers are
 * NULL where there are none. Endpoints have no address: hsviz_extract_addresses() adds it. */
size_t hsviz_extract(packet_info *pinfo, const struct hsviz_protocols *protocols,
                     struct hsviz_layer **layers);

/* hsviz_extract_time_ns: the frame's time, also before 1970. The seconds of pcap have 32 bits,
 * which end in 2106, and those of a 32-bit system begin in 1901; a file of another format may say
 * any other time: one before or after these counts as the first or last of them. */
int64_t hsviz_extract_time_ns(const packet_info *pinfo);

/* hsviz_extract_addresses: puts the addresses of the layer's packet as numeric text into its
 * endpoints. */
void hsviz_extract_addresses(packet_info *pinfo, struct hsviz_layer *layer);

/* What an ICMP message of the frame says, and of which connection. */
struct hsviz_icmp_error {
    uint32_t stream; /* tcp.stream of the header that it quotes */
    struct hsviz_icmp icmp;
};

/* hsviz_extract_icmp: the ICMP message that the frame is, of a TCP segment. False where it is none,
 * or its quote names no connection. */
bool hsviz_extract_icmp(packet_info *pinfo, struct hsviz_icmp_error *error);

/* hsviz_extract_is_corrupt: whether the TCP dissector found that the frame's checksum is wrong, as
 * it does where its preference says so (tcp.check_checksum). */
bool hsviz_extract_is_corrupt(const packet_info *pinfo);

#endif
