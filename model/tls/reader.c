/* reader.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reader.h"

#include <string.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/plaintext/plaintext.h"
#include "model/tls/infer.h"
#include "model/tls/records.h"
#include "model/tls/ssl2.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

enum {
    HEADER_LEN = 5,      /* RFC 8446 5.1 */
    SSL2_HEADER_LEN = 3, /* or 2, if the first bit is set */
    SSL2_FIRST_BIT = 0x80,
    ALERT_LEN = 2, /* RFC 8446 6 */
    /* Bytes of a direction outside TLS in which a hello is looked for behind others in its
     * segment; later ones are found where a segment begins with them. */
    SEARCHED_PLAIN_MAX = 65536,
    /* What a driver or a switch may add to a frame of 54 bytes, so that it has 60 (IEEE 802.3
     * 3.2.8), and a wrong IP length makes payload. */
    PADDING_MAX_LEN = 6,
};

void hsviz_reader_begin(struct hsviz_reader *reader, uint32_t next, bool is_first)
{
    reader->next = next;
    reader->reading = is_first ? HSVIZ_READS_FIRST : HSVIZ_READS_UNKNOWN;
    reader->is_joined = !is_first;
}

void hsviz_reader_clear(struct hsviz_reader *reader)
{
    if (reader->content)
        g_byte_array_free(reader->content, TRUE);
    reader->content = NULL;
    hsviz_joiner_clear(&reader->joiner);
}

uint32_t hsviz_reader_open_frame(const struct hsviz_reader *reader)
{
    if (reader->reading != HSVIZ_READS_RECORDS)
        return 0;
    if (reader->joiner.seen > 0)
        return reader->joiner.first_frame;
    return reader->head_len > 0 ? reader->record_frame : 0;
}

/* The first len bytes of span were read. */
static void pass(struct hsviz_reader *reader, struct hsviz_span *span, uint32_t len)
{
    uint32_t captured_len = MIN(span->captured_len, len);

    reader->next += len;
    span->len -= len;
    span->captured_len -= captured_len;
    if (captured_len > 0)
        span->bytes += captured_len;
}

/* ---- Records ---- */

/* The dissector's record that is the newest one read; NULL if it did not find it. */
static const struct hsviz_unit *find_dissected(const struct hsviz_reader *reader,
                                               struct hsviz_dissected *dissected)
{
    for (size_t i = dissected->next; i < dissected->num; i++) {
        const struct hsviz_unit *unit = &dissected->units[i];
        size_t len = MIN(reader->mark_len, unit->captured_len);

        if (unit->ssl2 || unit->content_type != reader->head[0] ||
            unit->length != reader->length ||
            (len > 0 && memcmp(unit->bytes, reader->mark, len) != 0))
            continue;
        dissected->next = i + 1;
        return unit;
    }
    return NULL;
}

/* The end's hello was in clear, so that the order of its messages tells what is not. */
static bool has_sent_hello(const struct hsviz_connection *connection, enum hsviz_end end)
{
    return connection->tls && connection->tls->flags &
                                  (hsviz_side_of(connection, end) == HSVIZ_CLIENT
                                       ? HSVIZ_TLS_CLIENT_HELLO
                                       : HSVIZ_TLS_SERVER_HELLO);
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
        (has_sent_hello(connection, end) || hsviz_joiner_expects(&reader->joiner, &record))) {
        unit->num_parts = hsviz_joiner_take(&reader->joiner, &record, parts);
        unit->parts = parts;
    } else if (!is_protected && unit->content_type == HSVIZ_CONTENT_ALERT &&
               unit->length == ALERT_LEN) {
        parts[0] = (struct hsviz_part){ HSVIZ_PART_ALERT, unit->bytes, unit->captured_len,
                                        ALERT_LEN };
        unit->parts = parts;
        unit->num_parts = 1;
    } else if (found) {
        unit->parts = found->parts;
        unit->num_parts = found->num_parts;
        unit->is_decrypted = found->is_decrypted;
    }
    if (!is_protected && unit->content_type == HSVIZ_CONTENT_HANDSHAKE && unit->parts != parts)
        unit->protection = HSVIZ_PROTECTED;
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
        add_parts(connection, reader, packet->end, &unit, parts,
                  find_dissected(reader, dissected));
    }
    of_record.space_begin =
        reader->next - reader->length - (reader->is_ssl2 ? 0 : (uint32_t)HEADER_LEN);
    of_record.space_end = reader->next;
    of_record.begun_half_rtt = MIN(reader->record_half_rtt, packet->half_rtt);
    dissected->is_used = true;
    hsviz_tls_take(connection, &of_record, &unit);
    if (!reader->is_ssl2)
        hsviz_joiner_end(&reader->joiner, reader->record_frame);
    if (connection->num_steps > num_before && first_frame != packet->frame)
        connection->steps[num_before].first_frame = first_frame;
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
    pass(reader, span, len);
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

/* From here on it is unknown where records begin, and what was sent in between. */
static void lose(struct hsviz_connection *connection, struct hsviz_reader *reader,
                 enum hsviz_end end)
{
    reader->reading = HSVIZ_READS_UNKNOWN;
    reader->head_len = 0;
    reader->left = 0;
    hsviz_reader_clear(reader);
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

static void read_records(struct hsviz_connection *connection, struct hsviz_reader *reader,
                         const struct hsviz_packet *packet, struct hsviz_span *span,
                         struct hsviz_dissected *dissected)
{
    while (span->len > 0 && reader->reading == HSVIZ_READS_RECORDS) {
        if (reader->head_len > 0 && reader->head_len == header_len(reader)) {
            read_content(connection, reader, packet, span, dissected);
            continue;
        }
        if (span->captured_len == 0) {
            lose(connection, reader, packet->end);
            return;
        }
        if (reader->head_len == 0) {
            reader->record_frame = packet->frame;
            reader->record_half_rtt = packet->half_rtt;
            reader->is_ssl2 = is_ssl2_next(connection, reader, span->bytes[0]);
        }
        reader->head[reader->head_len++] = span->bytes[0];
        pass(reader, span, 1);
        if (reader->head_len < header_len(reader))
            continue;
        if (!begin_record(reader))
            lose(connection, reader, packet->end);
        else if (reader->left == 0)
            end_record(connection, reader, packet, NULL, 0, dissected);
    }
}

/* ---- Where records begin ---- */

/* What speaks another protocol first, and TLS later if at all. */
static void take_plain(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, const uint8_t *bytes,
                       uint32_t captured_len, uint32_t len, struct hsviz_dissected *dissected)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_packet of_bytes = *packet;

    if (len == 0)
        return;
    reader->num_plain += MIN(len, UINT32_MAX - reader->num_plain);
    /* What is behind a hole may be anything; so may what the capture begins with, but where nothing
     * speaks of TLS, data is shown. */
    if (reader->reading == HSVIZ_READS_UNKNOWN &&
        (tls || !(reader->is_joined || connection->flags & HSVIZ_HAS_PLAINTEXT)))
        return;
    if (tls && tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
        hsviz_side_of(connection, packet->end) == HSVIZ_SERVER &&
        !(tls->end_flags[packet->end] & HSVIZ_TLS_SENT_RECORD))
        tls->flags |= HSVIZ_TLS_ANSWERED_IN_PLAIN;
    dissected->has_plain = true;
    of_bytes.space_end = reader->next + len;
    hsviz_plaintext_take(connection, &of_bytes, bytes, captured_len, len);
    if (reader->reading == HSVIZ_READS_PLAIN && hsviz_plaintext_has_packets(connection))
        reader->reading = HSVIZ_READS_CARRIED;
}

/* A client whose hello the server has, or a server that has the client's, speaks TLS next. */
static bool expects_records(const struct hsviz_connection *connection)
{
    return connection->tls && connection->tls->flags & HSVIZ_TLS_CLIENT_HELLO;
}

/* Whether a whole SSL 2 record at the beginning of a segment can be one here: two bytes of header
 * alone are no evidence. */
static bool is_ssl2_possible(const struct hsviz_connection *connection,
                             const struct hsviz_packet *packet, const struct hsviz_span *span)
{
    const struct hsviz_unit unit = {
        .ssl2 = true,
        .bytes = span->bytes,
        .length = SSL2_HEADER_LEN - 1 + ((uint32_t)(span->bytes[0] & 0x7f) << 8 | span->bytes[1]),
        .captured_len = span->captured_len,
    };

    return span->captured_len >= unit.length && hsviz_ssl2_is_possible(connection, packet, &unit);
}

/* What bytes at the beginning of a segment are; num_held of them were held back before. */
static enum hsviz_sniffed sniff(const struct hsviz_connection *connection,
                                const struct hsviz_reader *reader,
                                const struct hsviz_packet *packet, const struct hsviz_span *span,
                                const uint8_t *start, size_t num_held, size_t num, bool *is_ssl2)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_sniffed sniffed, ssl2 = HSVIZ_SNIFFED_OTHER;

    if (reader->reading == HSVIZ_READS_PLAIN && !expects_records(connection))
        sniffed = hsviz_sniff_hello(start, num);
    else
        sniffed = hsviz_sniff_record(start, num);
    if (!(tls && tls->end_flags[packet->end] & HSVIZ_TLS_SENT_RECORD))
        ssl2 = MAX(hsviz_sniff_ssl2_hello(start, num, false),
                   hsviz_sniff_ssl2_hello(start, num, true));
    if (reader->reading != HSVIZ_READS_FIRST && (num_held > 0 || ssl2 == HSVIZ_SNIFFED_SHORT))
        ssl2 = HSVIZ_SNIFFED_OTHER;
    if (ssl2 == HSVIZ_SNIFFED_IT && num_held == 0 && !is_ssl2_possible(connection, packet, span))
        ssl2 = HSVIZ_SNIFFED_OTHER;
    *is_ssl2 = ssl2 == HSVIZ_SNIFFED_IT;
    return MAX(sniffed, ssl2);
}

/* What a capture began with in the middle of a connection was no plaintext, but a part of a
 * record. */
static void take_back_plain(struct hsviz_connection *connection, struct hsviz_reader *reader,
                            enum hsviz_end end)
{
    bool has_plain = false;

    for (size_t i = connection->num_steps; i-- > 0;) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->phase == HSVIZ_PHASE_PLAINTEXT && step->end == end)
            hsviz_steps_remove(connection, i);
        else
            has_plain |= step->phase == HSVIZ_PHASE_PLAINTEXT;
    }
    if (!has_plain)
        connection->flags &= (uint16_t)~HSVIZ_HAS_PLAINTEXT;
    reader->num_plain = 0;
}

/* Reads the records that begin with before, which was held back, and go on with span. */
static void read_from(struct hsviz_connection *connection, struct hsviz_reader *reader,
                      const struct hsviz_packet *packet, struct hsviz_span *before,
                      struct hsviz_span *span, struct hsviz_dissected *dissected)
{
    uint32_t first_frame = before->len > 0 ? reader->record_frame : packet->frame;

    bool had_plain = reader->reading == HSVIZ_READS_UNKNOWN && reader->num_plain > 0;

    if (connection->tls && hsviz_side_of(connection, packet->end) == HSVIZ_SERVER)
        connection->tls->flags &= (uint16_t)~HSVIZ_TLS_ANSWERED_IN_PLAIN;
    reader->reading = HSVIZ_READS_RECORDS;
    reader->head_len = 0;
    reader->next -= before->len;
    read_records(connection, reader, packet, before, dissected);
    reader->record_frame = first_frame;
    read_records(connection, reader, packet, span, dissected);
    if (had_plain && !has_sent_hello(connection, packet->end))
        take_back_plain(connection, reader, packet->end);
}

/* Looks whether a segment begins with records, or with what may become one; what was held back of
 * earlier ones comes before it. */
static void read_beginning(struct hsviz_connection *connection, struct hsviz_reader *reader,
                           const struct hsviz_packet *packet, struct hsviz_span *span,
                           struct hsviz_dissected *dissected)
{
    uint8_t start[HSVIZ_SNIFF_MAX_LEN];
    uint32_t num_held = reader->head_len;
    uint32_t num_new = MIN(span->captured_len, (uint32_t)sizeof start - num_held);
    struct hsviz_span before = { start, num_held, num_held, false };
    enum hsviz_sniffed sniffed;
    bool is_ssl2;

    memcpy(start, reader->head, num_held);
    memcpy(start + num_held, span->bytes, num_new);
    sniffed = sniff(connection, reader, packet, span, start, num_held, num_held + num_new, &is_ssl2);
    span->begins_segment = false;
    if (sniffed == HSVIZ_SNIFFED_IT) {
        reader->is_ssl2 = is_ssl2;
        read_from(connection, reader, packet, &before, span, dissected);
    } else if (sniffed == HSVIZ_SNIFFED_SHORT && num_new == span->len) {
        if (num_held == 0)
            reader->record_frame = packet->frame;
        memcpy(reader->head, start, num_held + num_new);
        reader->head_len = (uint8_t)(num_held + num_new);
        pass(reader, span, num_new);
    } else {
        reader->head_len = 0;
        if (reader->reading == HSVIZ_READS_FIRST)
            reader->reading = HSVIZ_READS_PLAIN;
        take_plain(connection, reader, packet, start, num_held, num_held, dissected);
    }
}

/* Where TLS begins in bytes that begin with others; their length where it does not. */
static uint32_t find_beginning(const struct hsviz_connection *connection,
                               const struct hsviz_reader *reader, const struct hsviz_span *span)
{
    size_t at = span->captured_len;

    if (reader->reading == HSVIZ_READS_PLAIN && reader->num_plain < SEARCHED_PLAIN_MAX)
        at = hsviz_find_hello(span->bytes, span->captured_len);
    else if (reader->reading == HSVIZ_READS_UNKNOWN && connection->tls &&
             span->captured_len == span->len)
        at = hsviz_find_records(span->bytes, span->captured_len);
    return at < span->captured_len ? (uint32_t)at : span->len;
}

/* Zeros that are no data, but what made the frame long enough. */
static bool is_padding(const struct hsviz_span *span)
{
    static const uint8_t zeros[PADDING_MAX_LEN];

    return span->len <= PADDING_MAX_LEN && span->captured_len == span->len &&
           memcmp(span->bytes, zeros, span->len) == 0;
}

static void read_other(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, struct hsviz_span *span,
                       struct hsviz_dissected *dissected)
{
    struct hsviz_span nothing = { NULL, 0, 0, false };
    uint32_t len;

    if (reader->reading == HSVIZ_READS_FIRST && reader->head_len == 0 && is_padding(span)) {
        span->len = 0;
        return;
    }
    if (span->captured_len == 0) {
        reader->reading = HSVIZ_READS_UNKNOWN;
        pass(reader, span, span->len);
        return;
    }
    if (span->begins_segment || reader->head_len > 0)
        read_beginning(connection, reader, packet, span, dissected);
    if (span->len == 0 || reader->reading == HSVIZ_READS_RECORDS)
        return;
    len = find_beginning(connection, reader, span);
    take_plain(connection, reader, packet, span->bytes, MIN(len, span->captured_len), len,
               dissected);
    pass(reader, span, len);
    if (span->len > 0)
        read_from(connection, reader, packet, &nothing, span, dissected);
}

static void read_carried(struct hsviz_connection *connection, struct hsviz_reader *reader,
                         const struct hsviz_packet *packet, struct hsviz_span *span,
                         struct hsviz_dissected *dissected)
{
    struct hsviz_span nothing = { NULL, 0, 0, false };

    if (dissected->num == 0 && span->begins_segment &&
        hsviz_sniff_record(span->bytes, span->captured_len) == HSVIZ_SNIFFED_IT) {
        read_from(connection, reader, packet, &nothing, span, dissected);
        return;
    }
    if (!connection->tls && dissected->num == 0)
        take_plain(connection, reader, packet, span->bytes, span->captured_len, span->len,
                   dissected);
    pass(reader, span, span->len);
}

void hsviz_reader_take(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, struct hsviz_span span,
                       struct hsviz_dissected *dissected)
{
    while (span.len > 0) {
        if (reader->reading == HSVIZ_READS_RECORDS)
            read_records(connection, reader, packet, &span, dissected);
        else if (reader->reading == HSVIZ_READS_CARRIED)
            read_carried(connection, reader, packet, &span, dissected);
        else
            read_other(connection, reader, packet, &span, dissected);
    }
}

void hsviz_reader_take_late(struct hsviz_connection *connection, struct hsviz_reader *reader,
                            const struct hsviz_packet *packet, struct hsviz_span span,
                            struct hsviz_dissected *dissected)
{
    if (reader->reading != HSVIZ_READS_RECORDS && reader->reading != HSVIZ_READS_CARRIED)
        take_plain(connection, reader, packet, span.bytes, span.captured_len, span.len, dissected);
}

void hsviz_reader_skip(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, uint32_t len,
                       struct hsviz_dissected *dissected)
{
    struct hsviz_span missing = { NULL, 0, len, false };

    if (reader->reading == HSVIZ_READS_RECORDS)
        read_records(connection, reader, packet, &missing, dissected);
    else if (reader->reading == HSVIZ_READS_FIRST)
        lose(connection, reader, packet->end);
    pass(reader, &missing, missing.len);
}

void hsviz_reader_take_carried(struct hsviz_connection *connection, struct hsviz_reader *reader,
                               const struct hsviz_packet *packet,
                               struct hsviz_dissected *dissected)
{
    if (dissected->is_used || reader->reading == HSVIZ_READS_RECORDS)
        return;
    for (; dissected->next < dissected->num; dissected->next++) {
        const struct hsviz_unit *unit = &dissected->units[dissected->next];

        /* In the middle of a connection the dissector's guess of an SSL 2 record is no evidence. */
        if (unit->ssl2 && reader->reading != HSVIZ_READS_CARRIED)
            continue;
        if (reader->reading == HSVIZ_READS_PLAIN)
            reader->reading = HSVIZ_READS_CARRIED;
        dissected->is_used = true;
        hsviz_tls_take(connection, packet, unit);
    }
}
