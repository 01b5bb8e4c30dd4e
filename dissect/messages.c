/* messages.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract.h"
#include "headers.h"
#include "model/pki/http.h"

/* Bytes in which HTTP may be. */
struct place {
    const uint8_t *bytes;
    size_t len, num_missing; /* captured; and not */
    bool is_last;            /* nothing follows: TCP waited for the end, or closes */
};

/* The whole messages that follow one another. */
static void add_messages(wmem_array_t *messages, struct place place)
{
    while (place.len > 0 && wmem_array_get_count(messages) < HSVIZ_HTTP_MESSAGES_MAX) {
        struct hsviz_http_message message = { .bytes = place.bytes, .len = place.len };
        struct hsviz_http_head head;
        size_t len;

        if (!hsviz_http_read(&head, &message))
            return;
        len = hsviz_http_len(&head, &message, place.num_missing, place.is_last);
        if (len == 0)
            return;
        wmem_array_append_one(messages, message);
        place.bytes += len;
        place.len -= len;
    }
}

/* What an OCSP message was in, where HTTP had divided or packed it: the newest source of bytes. */
static void find_unpacked(struct hsviz_http_message *message, const packet_info *pinfo)
{
    tvbuff_t *newest = hsviz_source(g_slist_last(pinfo->data_src));
    struct hsviz_http_message unpacked = { .ocsp = NULL };
    struct hsviz_http_head head;

    unpacked.bytes = hsviz_source_bytes(newest, &unpacked.len);
    if (!unpacked.bytes || newest == hsviz_source(pinfo->data_src) ||
        hsviz_http_read(&head, &unpacked))
        return;
    message->ocsp = unpacked.bytes;
    message->ocsp_len = unpacked.len;
}

void hsviz_take_messages(struct hsviz_layer *layer, packet_info *pinfo,
                         const struct hsviz_protocols *protocols)
{
    const struct hsviz_segment *segment = &layer->frame.segment;
    wmem_array_t *messages;
    unsigned num;

    if (!protocols->has_http || protocols->has_tls)
        return;
    messages = wmem_array_new(pinfo->pool, sizeof(struct hsviz_http_message));
    for (GSList *data = pinfo->data_src->next; data; data = data->next) {
        size_t len;
        const uint8_t *bytes = hsviz_source_bytes(hsviz_source(data), &len);

        if (bytes && bytes != layer->bytes)
            add_messages(messages, (struct place){ bytes, len, 0, true });
    }
    if (wmem_array_get_count(messages) == 0)
        add_messages(messages,
                     (struct place){ segment->payload, segment->payload_captured_len,
                                     segment->payload_len - segment->payload_captured_len,
                                     segment->flags & HSVIZ_TCP_FIN });
    num = wmem_array_get_count(messages);
    if (num == 0)
        return;
    layer->messages = (struct hsviz_http_message *)wmem_array_get_raw(messages);
    layer->num_messages = num;
    if (protocols->has_ocsp)
        find_unpacked(&layer->messages[num - 1], pinfo);
}
