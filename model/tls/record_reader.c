/* record_reader.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record_reader.h"

#include <string.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/unit.h"
#include "model/tls/infer.h"
#include "model/tls/records.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

enum {
    HEADER_LEN = 5,      /* RFC 8446 5.1 */
    SSL2_HEADER_LEN = 3, /* or 2, if the first bit is set */
    SSL2_FIRST_BIT = 0x80,
    ALERT_LEN = 2, /* RFC 8446 6 */
};

static void drop_record(struct hsviz_reader *reader)
{
    if (reader->content)
        g_byte_array_free(reader->content, TRUE);
    reader->content = NULL;
    reader->head_len = 0;
    reader->left = 0;
    hsviz_joiner_clear(&reader->joiner);
}

void hsviz_reader_clear(struct hsviz_reader *reader)
{
    drop_record(reader);
    g_free(reader->carrier);
    reader->carrier = NULL;
}

void hsviz_reader_pass(struct hsviz_reader *reader, struct hsviz_span *span, uint32_t len)
{
    uint32_t captured_len = MIN(span->captured_len, len);

    reader->next += len;
    span->len -= len;
    span->captured_len -= captured_len;
    if (captured_len > 0)
        span->bytes += captured_len;
}

/* The dissector's record that is the newest one read; NULL if it did not find it. */
static const struct hsviz_unit *find_dissected(const struct hsviz_reader *reader,
                                               struct hsviz_dissected *dissected)
{
    for (size_t i = dissected->next; i < dissected->num; i++) {
        const struct hsviz_unit *unit = &dissected->units[i];
        size_t len = MIN(reader->mark_len, unit->captured_len);

        if (unit->ssl2 || unit->content_type != reader->head[0] || unit->length != reader->length ||
            (len > 0 && memcmp(unit->bytes, reader->mark, len) != 0))
            continue;
        dissected->next = i + 1;
        return unit;
    }
    return NULL;
}

static void add_messages(struct hsviz_reader *reader, struct hsviz_unit *unit,
                         struct hsviz_part *parts, const struct hsviz_joined_record *record)
{
    unit->num_parts = hsviz_joiner_take(&reader->joiner, record, parts);
    unit->parts = parts;
}

static void add_alert(struct hsviz_unit *unit, struct hsviz_part *parts, const uint8_t *bytes,
                      size_t captured_len)
{
    parts[0] = (struct hsviz_part){ HSVIZ_PART_ALERT, bytes, captured_len, ALERT_LEN };
    unit->parts = parts;
    unit->num_parts = 1;
}

/* What the dissector decrypted of a record. Without it, the rest of an open message is lost. */
static void add_decrypted(struct hsviz_reader *reader, struct hsviz_unit *unit,
                          struct hsviz_part *parts, const struct hsviz_unit *found)
{
    if (!found) {
        hsviz_joiner_clear(&reader->joiner);
        return;
    }
    unit->plain_type = found->plain_type;
    if (found->plain_type == HSVIZ_CONTENT_HANDSHAKE)
        add_messages(reader, unit, parts,
                     &(struct hsviz_joined_record){ found->plain, (uint32_t)found->plain_len,
                                                    (uint32_t)found->plain_len });
    else if (found->plain_type == HSVIZ_CONTENT_ALERT && found->plain_len == ALERT_LEN)
        add_alert(unit, parts, found->plain, ALERT_LEN);
}

/* What the parts of a record in clear are; of an encrypted one, what the dissector decrypted. */
static void add_parts(struct hsviz_connection *connection, struct hsviz_reader *reader,
                      enum hsviz_end end, struct hsviz_unit *unit, struct hsviz_part *parts,
                      const struct hsviz_unit *found)
{
    const struct hsviz_joined_record record = { unit->bytes, (uint32_t)unit->captured_len,
                                                unit->length };
    bool is_protected = hsviz_tls_is_protected(connection->tls, end, unit);

    if (!is_protected && unit->content_type == HSVIZ_CONTENT_HANDSHAKE &&
        (hsviz_tls_has_sent_hello(connection, end) ||
         hsviz_joiner_expects(&reader->joiner, &record))) {
        add_messages(reader, unit, parts, &record);
        return;
    }
    if (!is_protected && unit->content_type == HSVIZ_CONTENT_ALERT && unit->length == ALERT_LEN) {
        add_alert(unit, parts, unit->bytes, unit->captured_len);
        return;
    }
    add_decrypted(reader, unit, parts, found);
    if (!is_protected && unit->content_type == HSVIZ_CONTENT_HANDSHAKE)
        unit->protection = HSVIZ_PROTECTED;
}

/* The first step of packet's record from num_before on began in first_frame. A step of a dropped
 * segment, which was held until now, may stand before it. */
static void tell_beginning(struct hsviz_connection *connection, size_t num_before,
                           const struct hsviz_packet *packet, uint32_t first_frame)
{
    for (size_t i = num_before; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->frame != packet->frame || step->end != packet->end)
            continue;
        step->first_frame = MIN(first_frame, step->frame);
        return;
    }
}

/* Takes the newest record, which is whole. Its steps end where it ends, and the first of them began
 * where it or its first message did. */
static void end_record(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, const uint8_t *content,
                       uint32_t captured_len, struct hsviz_dissected *dissected)
{
    struct hsviz_part parts[HSVIZ_UNIT_PARTS_MAX + 1];
    struct hsviz_packet of_record = *packet;
    struct hsviz_unit unit = { .ssl2 = reader->is_ssl2,
                               .length = reader->length,
                               .bytes = content,
                               .captured_len = captured_len };
    uint32_t first_frame = reader->record_frame;
    size_t num_before = connection->num_steps;

    if (!reader->is_ssl2) {
        unit.content_type = reader->head[0];
        unit.version = (uint16_t)(reader->head[1] << 8 | reader->head[2]);
        if (reader->joiner.seen > 0)
            first_frame = reader->joiner.first_frame;
        add_parts(connection, reader, packet->end, &unit, parts, find_dissected(reader, dissected));
    }
    of_record.space_begin =
        reader->next - reader->length - (reader->is_ssl2 ? 0 : (uint32_t)HEADER_LEN);
    of_record.space_end = reader->next;
    of_record.begun_half_rtt = MIN(reader->record_half_rtt, packet->half_rtt);
    dissected->is_used = true;
    hsviz_tls_take(connection, &of_record, &unit);
    if (!reader->is_ssl2)
        hsviz_joiner_end(&reader->joiner, reader->record_frame);
    if (first_frame != packet->frame)
        tell_beginning(connection, num_before, packet, first_frame);
    if (reader->content)
        g_byte_array_set_size(reader->content, 0);
    reader->head_len = 0;
    reader->is_cut = false;
}

/* Bytes of encrypted content are needed only to find the dissector's record. */
static bool keeps_content(const struct hsviz_reader *reader)
{
    return reader->is_ssl2 || reader->head[0] != HSVIZ_CONTENT_APPLICATION_DATA;
}

static void keep_content(struct hsviz_reader *reader, const uint8_t *bytes, uint32_t len)
{
    if (!reader->content)
        reader->content = g_byte_array_new();
    g_byte_array_append(reader->content, bytes, len);
}

/* Reads content of the newest record: all that span has of it. */
static void read_content(struct hsviz_connection *connection, struct hsviz_reader *reader,
                         const struct hsviz_packet *packet, struct hsviz_span *span,
                         struct hsviz_dissected *dissected)
{
    uint32_t len = MIN(span->len, reader->left), captured_len = MIN(span->captured_len, len);
    bool is_at_once = len == reader->length && !reader->is_ssl2;
    const uint8_t *bytes = span->bytes;

    if (captured_len > 0 && !reader->is_cut) {
        uint32_t mark_len = MIN(captured_len, (uint32_t)(HSVIZ_RECORD_MARK_LEN - reader->mark_len));

        memcpy(reader->mark + reader->mark_len, bytes, mark_len);
        reader->mark_len = (uint8_t)(reader->mark_len + mark_len);
        if (keeps_content(reader) && !is_at_once)
            keep_content(reader, bytes, captured_len);
    }
    reader->is_cut |= captured_len < len;
    reader->left -= len;
    hsviz_reader_pass(reader, span, len);
    if (reader->left > 0)
        return;
    if (is_at_once)
        end_record(connection, reader, packet, bytes, captured_len, dissected);
    else if (reader->content)
        end_record(connection, reader, packet, reader->content->data, reader->content->len,
                   dissected);
    else
        end_record(connection, reader, packet, NULL, 0, dissected);
}

/* The length of the header of which head is the beginning. */
static uint8_t header_len(const struct hsviz_reader *reader)
{
    if (!reader->is_ssl2)
        return HEADER_LEN;
    return reader->head[0] & SSL2_FIRST_BIT ? SSL2_HEADER_LEN - 1 : SSL2_HEADER_LEN;
}

/* The header is there: reads the record's length from it. False: it is no header. */
static bool begin_record(struct hsviz_reader *reader)
{
    const uint8_t *head = reader->head;

    reader->mark_len = 0;
    if (reader->is_ssl2) {
        uint32_t high = head[0] & (head[0] & SSL2_FIRST_BIT ? 0x7fU : 0x3fU);

        reader->left = high << 8 | head[1];
        reader->length = reader->left + reader->head_len;
        keep_content(reader, head, reader->head_len);
        return reader->left > 0;
    }
    if (hsviz_sniff_record(head, HEADER_LEN) != HSVIZ_SNIFFED_IT)
        return false;
    reader->length = reader->left = (uint32_t)head[3] << 8 | head[4];
    return true;
}

void hsviz_reader_lose(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       enum hsviz_end end)
{
    reader->reading = HSVIZ_READS_UNKNOWN;
    drop_record(reader);
    hsviz_joiner_lose(&reader->joiner);
    if (connection->tls)
        hsviz_infer_lose(connection, end);
}

/* A server that speaks SSL 2 goes on so; a client whose hello had the format of SSL 2 goes on in
 * records if the server does (RFC 5246 E.2). */
static bool is_ssl2_next(const struct hsviz_connection *connection,
                         const struct hsviz_reader *reader, uint8_t first)
{
    const struct hsviz_tls *tls = connection->tls;

    return reader->is_ssl2 && (!tls || tls->version == HSVIZ_SSL_2 || first & SSL2_FIRST_BIT);
}

void hsviz_reader_read_records(struct hsviz_connection *connection, struct hsviz_reader *reader,
                               const struct hsviz_packet *packet, struct hsviz_span *span,
                               struct hsviz_dissected *dissected)
{
    while (span->len > 0 && reader->reading == HSVIZ_READS_RECORDS) {
        if (reader->head_len > 0 && reader->head_len == header_len(reader)) {
            read_content(connection, reader, packet, span, dissected);
            continue;
        }
        if (span->captured_len == 0) {
            hsviz_reader_lose(connection, reader, packet->end);
            return;
        }
        if (reader->head_len == 0) {
            reader->record_frame = packet->frame;
            reader->record_half_rtt = packet->half_rtt;
            reader->is_ssl2 = is_ssl2_next(connection, reader, span->bytes[0]);
        }
        reader->head[reader->head_len++] = span->bytes[0];
        hsviz_reader_pass(reader, span, 1);
        if (reader->head_len < header_len(reader))
            continue;
        if (!begin_record(reader))
            hsviz_reader_lose(connection, reader, packet->end);
        else if (reader->left == 0)
            end_record(connection, reader, packet, NULL, 0, dissected);
    }
}
