/* find_tls.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "find_tls.h"

#include <epan/conversation.h>

#include "headers.h"
#include "model/tcp/segment.h"
#include "model/tls/sniff.h"

static dissector_handle_t tls_handle;

void hsviz_find_tls_start(void)
{
    tls_handle = find_dissector("tls");
}

static tvbuff_t *payload_of(const struct hsviz_layer *layer)
{
    const struct hsviz_segment *segment = &layer->frame.segment;

    return tvb_new_subset_length(layer->source, (int)(segment->payload - layer->bytes),
                                 (int)segment->payload_len);
}

static bool begins_with(tvbuff_t *tvb, const struct hsviz_segment *segment)
{
    size_t len = segment->payload_captured_len;

    return tvb_captured_length(tvb) >= len && tvb_memeql(tvb, 0, segment->payload, len) == 0;
}

/* What TCP gave the dissector behind the layer: what it had put together of several segments, where
 * that begins with this one's payload, else the payload. In later passes TCP gives it to TLS, which
 * must find what it found in the first. The first source is the frame itself. */
static tvbuff_t *payload_behind(const struct hsviz_layer *layer, const packet_info *pinfo)
{
    tvbuff_t *tvb = hsviz_source(g_slist_last(pinfo->data_src));

    return tvb != layer->source && begins_with(tvb, &layer->frame.segment) ? tvb
                                                                           : payload_of(layer);
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

    if (!tls_handle ||
        !(hsviz_is_client_hello(segment->payload, segment->payload_captured_len) ||
          hsviz_is_alert(segment->payload, segment->payload_captured_len, segment->payload_len)))
        return false;
    conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation)
        return false;
    conversation_set_dissector_from_frame_number(conversation, pinfo->num, tls_handle);
    dissect_as_tls(payload_behind(layer, pinfo), pinfo, tree);
    return true;
}
