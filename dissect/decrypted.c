/* decrypted.c
 * The TLS dissector keeps what it decrypts with the frame, by the place of each record's content in
 * the bytes that it was given: of the frame, or of what TCP had put together of several. It does
 * not say of which: all where a record is at that place are offered, and the model takes the one
 * whose bytes it has read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "decrypted.h"

#include <stddef.h>
#include <stdint.h>

#include <epan/dissectors/packet-tls-utils.h>
#include <epan/proto_data.h>

#include "headers.h"
#include "model/core/unit.h"
#include "model/tcp/segment.h"
#include "model/tls/sniff.h"

enum { RECORD_HEADER_LEN = 5 }; /* RFC 8446 5.1 */

static int proto_tls;

void hsviz_decrypted_start(void)
{
    proto_tls = proto_get_id_by_filter_name("tls");
}

static bool is_plain(const uint8_t *bytes, const SslRecordInfo *record)
{
    return bytes == record->plain_data;
}

/* The record whose content is at content_at of a source's bytes. */
static bool find_record(struct hsviz_unit *unit, const uint8_t *bytes, size_t len,
                        size_t content_at)
{
    const uint8_t *header = bytes + content_at - RECORD_HEADER_LEN;

    if (content_at < RECORD_HEADER_LEN || content_at > len ||
        hsviz_sniff_record(header, RECORD_HEADER_LEN) != HSVIZ_SNIFFED_IT)
        return false;
    *unit = (struct hsviz_unit){ .content_type = header[0],
                                 .version = (uint16_t)(header[1] << 8 | header[2]),
                                 .length = (uint32_t)header[3] << 8 | header[4],
                                 .bytes = bytes + content_at };
    unit->captured_len = MIN(len - content_at, unit->length);
    return true;
}

static void take_record(wmem_array_t *units, const packet_info *pinfo,
                        const SslRecordInfo *record)
{
    for (GSList *data = pinfo->data_src; data; data = data->next) {
        struct hsviz_unit unit;
        size_t len;
        const uint8_t *bytes = hsviz_source_bytes(hsviz_source(data), &len);

        if (!bytes || is_plain(bytes, record) ||
            !find_record(&unit, bytes, len, (size_t)record->id))
            continue;
        unit.plain_type = (uint8_t)record->type;
        unit.plain = record->plain_data;
        unit.plain_len = record->data_len;
        wmem_array_append_one(units, unit);
    }
}

/* The dissector's key is the number of its layer, which versions of Wireshark count differently. A
 * frame that ends one reassembled record and has others has it called twice, with a key each. */
void hsviz_take_decrypted(struct hsviz_frame *frame, packet_info *pinfo,
                          const struct hsviz_protocols *protocols)
{
    wmem_array_t *units;

    /* What is decrypted is a source of bytes beside the frame. */
    if (!protocols->has_tls || !pinfo->data_src->next)
        return;
    units = wmem_array_new(pinfo->pool, sizeof(struct hsviz_unit));
    for (unsigned key = 0; key <= protocols->num_layers; key++) {
        const SslPacketInfo *info = (const SslPacketInfo *)p_get_proto_data(
            wmem_file_scope(), pinfo, proto_tls, key);

        for (const SslRecordInfo *record = info ? info->records : NULL; record;
             record = record->next) {
            take_record(units, pinfo, record);
            frame->carries_inner_tls |=
                hsviz_is_client_hello(record->plain_data, record->data_len);
        }
    }
    frame->units = (const struct hsviz_unit *)wmem_array_get_raw(units);
    frame->num_units = wmem_array_get_count(units);
}
