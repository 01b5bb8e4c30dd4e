/* extract.h
 * From a dissected frame to the plain structs of the model.
 *
 * Purpose: finds the frame's TCP segments, and the TLS records and HTTP messages that it
 *          completes.
 * Ownership: what is returned lives as long as the frame's dissection (pinfo->pool).
 * Cost: few fields are requested, since each one costs time in every frame; all numbers are read
 *       from the bytes under them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_EXTRACT_H
#define HSVIZ_DISSECT_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include <epan/packet.h>

#include "model/tcp/icmp.h"
#include "model/tcp/segment.h"

struct hsviz_http_message;

/* The stream of a layer whose number the dissector did not give. */
#define HSVIZ_NO_STREAM UINT32_MAX

/* One TCP layer of a frame: a tunnel may have several. */
struct hsviz_layer {
    uint32_t stream; /* tcp.stream */
    tvbuff_t *tvb;   /* in which the header stands at offset; of the frame, not to be freed */
    int offset;
    struct hsviz_frame frame;
    const struct hsviz_http_message *messages; /* of HTTP in clear that the frame completes */
    size_t num_messages;
};

/* hsviz_extract_start: looks up the fields that hsviz_extract() needs; returns their ids, for the
 * caller to hand to set_postdissector_wanted_hfids(), which takes ownership. Called once, when
 * all protocols are registered. */
GArray *hsviz_extract_start(void);

/* hsviz_extract: the TCP layers of the frame, from the outermost; returns how many. Layers are
 * NULL where there are none. Endpoints have no address: hsviz_extract_addresses() adds it. */
size_t hsviz_extract(packet_info *pinfo, proto_tree *tree, struct hsviz_layer **layers);

/* hsviz_extract_time_ns: the frame's time, also before 1970. The seconds of pcap have 32 bits,
 * which end in 2106, and those of a 32-bit system begin in 1901; a file of another format may say
 * any other time: one before or after these counts as the first or last of them. */
int64_t hsviz_extract_time_ns(const packet_info *pinfo);

/* Which TCP layer of a frame that has several. */
enum hsviz_depth { HSVIZ_INNERMOST, HSVIZ_OUTER };

/* hsviz_extract_addresses: puts the addresses of the layer's packet as numeric text into its
 * endpoints: the frame's own for the innermost one. */
void hsviz_extract_addresses(packet_info *pinfo, struct hsviz_layer *layer,
                             enum hsviz_depth depth);

/* What an ICMP message of the frame says, and of which connection. */
struct hsviz_icmp_error {
    uint32_t stream; /* tcp.stream of the header that it quotes */
    struct hsviz_icmp icmp;
};

/* hsviz_extract_icmp: the ICMP message that the frame is, of a TCP segment. False where it is none,
 * or its quote names no connection. */
bool hsviz_extract_icmp(packet_info *pinfo, proto_tree *tree, struct hsviz_icmp_error *error);

/* hsviz_extract_is_corrupt: whether the TCP dissector found that the frame's checksum is wrong, as
 * it does where its preference says so (tcp.check_checksum). */
bool hsviz_extract_is_corrupt(const packet_info *pinfo);

#endif
