/* extract.h
 * From a dissected frame to the plain structs of the model.
 *
 * Purpose: finds the frame's TCP segments and the TLS records that it completes.
 * Ownership: what is returned lives as long as the frame's dissection (pinfo->pool).
 * Cost: the fields asked for are few, since each one costs every frame; all numbers are read from
 *       the bytes under them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_EXTRACT_H
#define HSVIZ_DISSECT_EXTRACT_H

#include <epan/packet.h>

#include "model/segment.h"

/* The stream of a layer whose number the dissector did not give. */
#define HSVIZ_NO_STREAM UINT32_MAX

/* One TCP layer of a frame: a tunnel may have several. */
struct hsviz_layer {
    uint32_t stream; /* tcp.stream */
    tvbuff_t *tvb;   /* in which the header stands at offset; of the frame, not to be freed */
    int offset;
    struct hsviz_frame frame;
};

/* hsviz_extract_start: looks up the fields that hsviz_extract() needs; returns their ids, for the
 * caller to hand to set_postdissector_wanted_hfids(), which takes ownership. Called once, when
 * all protocols are registered. */
GArray *hsviz_extract_start(void);

/* hsviz_extract: the TCP layers of the frame, from the outermost; returns how many. Layers are
 * NULL where there are none. Endpoints have no address: hsviz_extract_addresses() adds it. */
size_t hsviz_extract(packet_info *pinfo, proto_tree *tree, struct hsviz_layer **layers);

/* hsviz_extract_payload: the layer's payload, as the dissectors would get it; NULL where none was
 * captured. */
tvbuff_t *hsviz_extract_payload(const struct hsviz_layer *layer);

/* hsviz_extract_addresses: puts the frame's addresses as numeric text into its endpoints. */
void hsviz_extract_addresses(packet_info *pinfo, struct hsviz_segment *segment);

#endif
