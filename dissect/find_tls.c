/* find_tls.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "find_tls.h"

#include <epan/conversation.h>

#include "model/bytes.h"
#include "model/payload.h"

static dissector_handle_t tls_handle;

void hsviz_find_tls_start(void)
{
    tls_handle = find_dissector("tls");
}

/* What TCP gave the dissector behind the layer: the segment's payload, or, beginning with it, what was
 * put together of several segments. In later passes TCP gives it to TLS, which must find what it
 * found in the first. NULL where no payload was captured. */
static tvbuff_t *payload_behind(const struct hsviz_layer *layer, const packet_info *pinfo)
{
    const struct hsviz_segment *segment = &layer->frame.segment;
    tvbuff_t *payload = hsviz_extract_payload(layer);
    const GSList *newest = g_slist_last(pinfo->data_src);
    tvbuff_t *tvb = newest ? get_data_source_tvb((const struct data_source *)newest->data) : NULL;
    bool is_reassembled = payload && tvb && tvb != tvb_get_ds_tvb(layer->tvb) &&
                          tvb_captured_length(tvb) >= segment->payload_captured_len &&
                          tvb_memeql(tvb, 0, segment->payload,
                                     segment->payload_captured_len) == 0;

    return is_reassembled ? tvb : payload;
}

/* Dissects payload as TLS, without asking TCP for more: the frame's own dissection is over. */
static void dissect_as_tls(tvbuff_t *payload, packet_info *pinfo, proto_tree *tree)
{
    uint16_t can_desegment = pinfo->can_desegment;

    pinfo->can_desegment = 0;
    call_dissector(tls_handle, payload, pinfo, tree);
    pinfo->can_desegment = can_desegment;
}

bool hsviz_find_tls(const struct hsviz_layer *layer, packet_info *pinfo, proto_tree *tree)
{
    const struct hsviz_segment *segment = &layer->frame.segment;
    conversation_t *conversation;
    tvbuff_t *payload;

    if (!tls_handle || layer->frame.num_records > 0 ||
        !(hsviz_payload_is_client_hello(segment) || hsviz_payload_is_alert(segment)))
        return false;
    conversation = find_conversation_pinfo(pinfo, 0);
    payload = payload_behind(layer, pinfo);
    if (!conversation || !payload)
        return false;
    conversation_set_dissector_from_frame_number(conversation, pinfo->num, tls_handle);
    dissect_as_tls(payload, pinfo, tree);
    return true;
}
