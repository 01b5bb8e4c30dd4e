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
#include "model/tls/carrier.h"
#include "model/tls/records.h"
#include "model/tls/ssl2.h"
#include "model/tls/tls.h"

enum {
    SSL2_HEADER_LEN = 2, /* of a hello's record, which has no padding */
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

uint32_t hsviz_reader_open_frame(const struct hsviz_reader *reader)
{
    if (reader->reading != HSVIZ_READS_RECORDS && reader->reading != HSVIZ_READS_CARRIED)
        return 0;
    if (reader->joiner.seen > 0)
        return reader->joiner.first_frame;
    return reader->head_len > 0 ? reader->record_frame : 0;
}

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
    if (reader->reading == HSVIZ_READS_PLAIN &&
        hsviz_plaintext_packets(connection) != HSVIZ_NO_PACKETS)
        reader->reading = HSVIZ_READS_CARRIED;
}

/* A client whose hello the server has, or a server that has the client's, speaks TLS next. */
static bool expects_records(const struct hsviz_connection *connection)
{
    return connection->tls && connection->tls->flags & HSVIZ_TLS_CLIENT_HELLO;
}

/* What bytes at the beginning of a segment are in SSL 2. Two bytes of header are no evidence; that
 * a hello's lengths agree is, and in the middle of a direction that it is whole. */
static enum hsviz_sniffed sniff_ssl2(const struct hsviz_connection *connection,
                                     const struct hsviz_packet *packet, const uint8_t *bytes,
                                     size_t num, bool is_first)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_sniffed sniffed =
        MAX(hsviz_sniff_ssl2_hello(bytes, num, false), hsviz_sniff_ssl2_hello(bytes, num, true));
    struct hsviz_unit unit = { .ssl2 = true, .bytes = bytes, .captured_len = num };

    if (tls && tls->end_flags[packet->end] & HSVIZ_TLS_SENT_RECORD)
        return HSVIZ_SNIFFED_OTHER;
    if (sniffed == HSVIZ_SNIFFED_IT) {
        unit.length = SSL2_HEADER_LEN + ((uint32_t)(bytes[0] & 0x7f) << 8 | bytes[1]);
        if (hsviz_ssl2_is_possible(connection, packet, &unit) && (is_first || num >= unit.length))
            return HSVIZ_SNIFFED_IT;
        sniffed = num < HSVIZ_SNIFF_MAX_LEN ? HSVIZ_SNIFFED_SHORT : HSVIZ_SNIFFED_OTHER;
    }
    return is_first ? sniffed : HSVIZ_SNIFFED_OTHER;
}

/* What bytes at the beginning of a segment are; num_held of them were held back before. */
static enum hsviz_sniffed sniff(const struct hsviz_connection *connection,
                                const struct hsviz_reader *reader,
                                const struct hsviz_packet *packet, const struct hsviz_span *span,
                                const uint8_t *start, size_t num_held, size_t num, bool *is_ssl2)
{
    bool is_first = reader->reading == HSVIZ_READS_FIRST;
    enum hsviz_sniffed sniffed, ssl2 = HSVIZ_SNIFFED_OTHER;

    if (reader->reading == HSVIZ_READS_PLAIN && !expects_records(connection))
        sniffed = hsviz_sniff_hello(start, num);
    else
        sniffed = hsviz_sniff_record(start, num);
    if (num_held == 0)
        ssl2 = sniff_ssl2(connection, packet, span->bytes, span->captured_len, is_first);
    else if (is_first)
        ssl2 = sniff_ssl2(connection, packet, start, num, is_first);
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
    hsviz_reader_read_records(connection, reader, packet, before, dissected);
    reader->record_frame = first_frame;
    hsviz_reader_read_records(connection, reader, packet, span, dissected);
    if (had_plain && !hsviz_tls_has_sent_hello(connection, packet->end))
        take_back_plain(connection, reader, packet->end);
}

/* The first len bytes of span may become the beginning of a record. */
static void hold_back(struct hsviz_reader *reader, struct hsviz_span *span, uint32_t len)
{
    memcpy(reader->head + reader->head_len, span->bytes, len);
    reader->head_len = (uint8_t)(reader->head_len + len);
    hsviz_reader_pass(reader, span, len);
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
    sniffed =
        sniff(connection, reader, packet, span, start, num_held, num_held + num_new, &is_ssl2);
    span->begins_segment = false;
    if (sniffed == HSVIZ_SNIFFED_IT) {
        reader->is_ssl2 = is_ssl2;
        read_from(connection, reader, packet, &before, span, dissected);
    } else if (sniffed == HSVIZ_SNIFFED_SHORT && num_new == span->len) {
        if (num_held == 0)
            reader->record_frame = packet->frame;
        hold_back(reader, span, num_new);
    } else {
        reader->head_len = 0;
        if (reader->reading == HSVIZ_READS_FIRST)
            reader->reading = HSVIZ_READS_PLAIN;
        reader->next -= num_held;
        take_plain(connection, reader, packet, start, num_held, num_held, dissected);
        reader->next += num_held;
    }
}

static bool may_begin_hello(const uint8_t *bytes, uint32_t len)
{
    return hsviz_sniff_hello(bytes, len) == HSVIZ_SNIFFED_SHORT;
}

/* What may become a hello is one only if what comes next was captured. */
static size_t find_hello(const struct hsviz_span *span)
{
    size_t at = hsviz_find_hello(span->bytes, span->captured_len);

    if (span->captured_len < span->len && at < span->captured_len &&
        may_begin_hello(span->bytes + at, span->captured_len - (uint32_t)at))
        return span->captured_len;
    return at;
}

/* Where TLS begins, or may begin, in bytes that begin with others; their length where it does
 * not. */
static uint32_t find_beginning(const struct hsviz_connection *connection,
                               const struct hsviz_reader *reader, const struct hsviz_span *span)
{
    size_t at = span->captured_len;

    if (reader->reading == HSVIZ_READS_PLAIN && reader->num_plain < SEARCHED_PLAIN_MAX)
        at = find_hello(span);
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
        reader->head_len = 0;
        hsviz_reader_pass(reader, span, span->len);
        return;
    }
    if (span->begins_segment || reader->head_len > 0)
        read_beginning(connection, reader, packet, span, dissected);
    if (span->len == 0 || reader->reading == HSVIZ_READS_RECORDS)
        return;
    len = find_beginning(connection, reader, span);
    take_plain(connection, reader, packet, span->bytes, MIN(len, span->captured_len), len,
               dissected);
    hsviz_reader_pass(reader, span, len);
    if (span->len > 0 && reader->reading == HSVIZ_READS_PLAIN &&
        may_begin_hello(span->bytes, span->captured_len)) {
        reader->record_frame = packet->frame;
        hold_back(reader, span, span->len);
    } else if (span->len > 0) {
        read_from(connection, reader, packet, &nothing, span, dissected);
    }
}

/* ---- TLS in packets of another protocol ---- */

static bool is_record_open(const struct hsviz_reader *reader)
{
    return reader->head_len > 0;
}

/* Bytes of TLS in a packet: of a record that is open, or of one that begins. What is neither is
 * passed. */
static void read_tls_of_packet(struct hsviz_connection *connection, struct hsviz_reader *reader,
                               const struct hsviz_packet *packet, struct hsviz_span part,
                               struct hsviz_dissected *dissected)
{
    if (is_record_open(reader) ||
        hsviz_sniff_record(part.bytes, part.captured_len) == HSVIZ_SNIFFED_IT) {
        reader->reading = HSVIZ_READS_RECORDS;
        hsviz_reader_read_records(connection, reader, packet, &part, dissected);
        reader->reading = HSVIZ_READS_CARRIED;
    } else {
        reader->carrier->is_tls = false;
    }
    hsviz_reader_pass(reader, &part, part.len);
}

/* Behind a packet's head: as much of the packet as span has. */
static void read_rest_of_packet(struct hsviz_connection *connection, struct hsviz_reader *reader,
                                const struct hsviz_packet *packet, struct hsviz_span *span,
                                struct hsviz_dissected *dissected)
{
    uint32_t len = MIN(span->len, reader->carrier->left), next = reader->next;
    struct hsviz_span part = { span->bytes, MIN(span->captured_len, len), len, false };

    reader->carrier->left -= len;
    if (reader->carrier->is_tls)
        read_tls_of_packet(connection, reader, packet, part, dissected);
    reader->next = next;
    hsviz_reader_pass(reader, span, len);
}

static void read_head_of_packet(struct hsviz_connection *connection, struct hsviz_reader *reader,
                                const struct hsviz_packet *packet, struct hsviz_span *span,
                                struct hsviz_dissected *dissected)
{
    struct hsviz_carrier *carrier = reader->carrier;
    struct hsviz_span part = { carrier->head, 0, 0, false };

    carrier->head[carrier->head_len++] = span->bytes[0];
    hsviz_reader_pass(reader, span, 1);
    if (!hsviz_carrier_has_head(carrier, hsviz_plaintext_packets(connection),
                                is_record_open(reader)))
        return;
    part.bytes += carrier->tls_at;
    part.len = part.captured_len = carrier->head_len - (uint32_t)carrier->tls_at;
    reader->next -= part.len;
    if (part.len > 0)
        read_tls_of_packet(connection, reader, packet, part, dissected);
    carrier->head_len = 0;
}

/* Before TLS, packets are plaintext; beside it, they are nothing. Once the handshake is over,
 * records may come without packets around them. */
static void read_carried(struct hsviz_connection *connection, struct hsviz_reader *reader,
                         const struct hsviz_packet *packet, struct hsviz_span *span,
                         struct hsviz_dissected *dissected)
{
    struct hsviz_span nothing = { NULL, 0, 0, false }, whole = *span;
    uint32_t next = reader->next;

    if (!reader->carrier)
        reader->carrier = g_new0(struct hsviz_carrier, 1);
    while (span->len > 0 && reader->reading == HSVIZ_READS_CARRIED) {
        bool begins_packet = reader->carrier->left == 0 && reader->carrier->head_len == 0;

        if (reader->carrier->left > 0) {
            read_rest_of_packet(connection, reader, packet, span, dissected);
        } else if (span->captured_len == 0) {
            reader->carrier->head_len = 0;
            hsviz_reader_pass(reader, span, span->len);
        } else if (begins_packet && !is_record_open(reader) &&
                   hsviz_sniff_record(span->bytes, span->captured_len) == HSVIZ_SNIFFED_IT) {
            read_from(connection, reader, packet, &nothing, span, dissected);
        } else {
            read_head_of_packet(connection, reader, packet, span, dissected);
        }
    }
    if (connection->tls || reader->reading != HSVIZ_READS_CARRIED)
        return;
    reader->next = next;
    take_plain(connection, reader, packet, whole.bytes, whole.captured_len, whole.len, dissected);
    hsviz_reader_pass(reader, &whole, whole.len);
}

void hsviz_reader_take(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, struct hsviz_span span,
                       struct hsviz_dissected *dissected)
{
    while (span.len > 0) {
        if (reader->reading == HSVIZ_READS_RECORDS)
            hsviz_reader_read_records(connection, reader, packet, &span, dissected);
        else if (reader->reading == HSVIZ_READS_CARRIED)
            read_carried(connection, reader, packet, &span, dissected);
        else
            read_other(connection, reader, packet, &span, dissected);
    }
}

/* A hello that was skipped is in clear, whatever was read since: it tells version and names. Nothing
 * is inferred from an order in which records were not sent. */
static void read_late_hello(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                            uint32_t begin, struct hsviz_span *span,
                            struct hsviz_dissected *dissected)
{
    struct hsviz_reader late = { .next = begin, .reading = HSVIZ_READS_RECORDS };

    struct hsviz_tls *tls = connection->tls;
    uint8_t was_protected = tls ? tls->end_flags[packet->end] & HSVIZ_TLS_PROTECTED : 0;

    connection->flags |= HSVIZ_WITHOUT_INFERENCE;
    if (tls)
        tls->end_flags[packet->end] &= (uint8_t)~HSVIZ_TLS_PROTECTED;
    hsviz_reader_read_records(connection, &late, packet, span, dissected);
    if (connection->tls)
        connection->tls->end_flags[packet->end] |= was_protected;
    hsviz_reader_clear(&late);
}

void hsviz_reader_take_late(struct hsviz_connection *connection, struct hsviz_reader *reader,
                            const struct hsviz_packet *packet, struct hsviz_span span,
                            struct hsviz_dissected *dissected)
{
    uint32_t begin = packet->space_end - span.len;

    if (span.captured_len > 0 &&
        !hsviz_tls_has_sent_hello(connection, packet->end) &&
        hsviz_sniff_hello(span.bytes, span.captured_len) == HSVIZ_SNIFFED_IT)
        read_late_hello(connection, packet, begin, &span, dissected);
    else if (reader->reading != HSVIZ_READS_RECORDS && reader->reading != HSVIZ_READS_CARRIED)
        take_plain(connection, reader, packet, span.bytes, span.captured_len, span.len, dissected);
}

/* What is missing may end a packet: the next segment is taken for the beginning of another. */
static void skip_carried(struct hsviz_connection *connection, struct hsviz_reader *reader,
                         enum hsviz_end end, uint32_t len)
{
    hsviz_reader_lose(connection, reader, end);
    reader->reading = HSVIZ_READS_CARRIED;
    if (!reader->carrier)
        return;
    reader->carrier->left -= MIN(reader->carrier->left, len);
    reader->carrier->head_len = 0;
    reader->carrier->is_tls = false;
}

void hsviz_reader_skip(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, uint32_t len,
                       struct hsviz_dissected *dissected)
{
    struct hsviz_span missing = { NULL, 0, len, false };

    if (reader->reading == HSVIZ_READS_RECORDS)
        hsviz_reader_read_records(connection, reader, packet, &missing, dissected);
    else if (reader->reading == HSVIZ_READS_CARRIED)
        skip_carried(connection, reader, packet->end, len);
    else if (reader->reading == HSVIZ_READS_FIRST)
        hsviz_reader_lose(connection, reader, packet->end);
    else
        reader->head_len = 0;
    hsviz_reader_pass(reader, &missing, missing.len);
}
