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
    payload = hsviz_extract_payload(layer);
    if (!conversation || !payload)
        return false;
    conversation_set_dissector_from_frame_number(conversation, pinfo->num, tls_handle);
    dissect_as_tls(payload, pinfo, tree);
    return true;
}
