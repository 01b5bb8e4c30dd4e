/* stream.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "stream.h"

#include <string.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/serial.h"
#include "model/core/steps.h"
#include "model/tcp/tcp.h"
#include "model/tls/tls.h"

/* A segment that waits. */
struct hsviz_piece {
    struct hsviz_packet packet;
    uint32_t begin, len, captured_len;
    uint8_t bytes[];
};

static void clear(struct hsviz_stream *stream)
{
    hsviz_reader_clear(&stream->reader);
    g_free(stream->open);
    stream->open = NULL;
    if (stream->waiting)
        g_ptr_array_free(stream->waiting, TRUE);
    stream->waiting = NULL;
}

void hsviz_streams_free(struct hsviz_connection *connection)
{
    struct hsviz_streams *streams = connection->tcp ? connection->tcp->streams : NULL;

    if (!streams)
        return;
    clear(&streams->of[HSVIZ_END_0]);
    clear(&streams->of[HSVIZ_END_1]);
    g_free(streams);
    connection->tcp->streams = NULL;
}

bool hsviz_streams_are_open(const struct hsviz_connection *connection)
{
    return hsviz_stream_open_frame(connection, HSVIZ_END_0) > 0 ||
           hsviz_stream_open_frame(connection, HSVIZ_END_1) > 0;
}

static struct hsviz_stream *make_stream(struct hsviz_connection *connection,
                                        const struct hsviz_tcp_packet *now)
{
    struct hsviz_tcp *tcp = connection->tcp;
    struct hsviz_stream *stream;

    if (!tcp->streams)
        tcp->streams = g_new0(struct hsviz_streams, 1);
    stream = &tcp->streams->of[now->packet.end];
    if (!stream->has_begun) {
        bool is_first = connection->flags & HSVIZ_SEEN_FROM_START;

        hsviz_reader_begin(&stream->reader, is_first ? 1 : hsviz_tcp_payload_begin(now), is_first);
        stream->has_begun = true;
        if (tcp->streams->are_carriers)
            stream->reader.reading = HSVIZ_READS_CARRIED;
    }
    return stream;
}

/* ---- What waits ---- */

static struct hsviz_piece *first_piece(const struct hsviz_stream *stream)
{
    return stream->waiting && stream->waiting->len > 0
               ? (struct hsviz_piece *)g_ptr_array_index(stream->waiting, 0)
               : NULL;
}

/* Whether nothing is missing before the first piece. */
static bool is_next(const struct hsviz_stream *stream)
{
    const struct hsviz_piece *piece = first_piece(stream);

    return piece && !hsviz_serial_before(stream->reader.next, piece->begin);
}

static void keep(struct hsviz_stream *stream, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_segment *segment = now->segment;
    size_t captured_len = segment->payload ? segment->payload_captured_len : 0;
    struct hsviz_piece *piece = (struct hsviz_piece *)g_malloc(sizeof *piece + captured_len);
    unsigned i;

    piece->packet = now->packet;
    piece->begin = hsviz_tcp_payload_begin(now);
    piece->len = segment->payload_len;
    piece->captured_len = (uint32_t)captured_len;
    if (captured_len > 0)
        memcpy(piece->bytes, segment->payload, captured_len);
    if (!stream->waiting)
        stream->waiting = g_ptr_array_new_with_free_func(g_free);
    for (i = stream->waiting->len; i > 0; i--) {
        const struct hsviz_piece *before =
            (const struct hsviz_piece *)g_ptr_array_index(stream->waiting, i - 1);

        if (!hsviz_serial_before(piece->begin, before->begin))
            break;
    }
    g_ptr_array_insert(stream->waiting, (int)i, piece);
    stream->waiting_bytes += piece->captured_len;
}

/* ---- In order ---- */

/* What is missing of a record that packet leaves open may never come. */
static void keep_open(struct hsviz_stream *stream, const struct hsviz_packet *packet)
{
    if (hsviz_reader_open_frame(&stream->reader) == 0) {
        g_free(stream->open);
        stream->open = NULL;
        return;
    }
    if (!stream->open)
        stream->open = g_new(struct hsviz_packet, 1);
    *stream->open = *packet;
}

/* Hands on the bytes from begin on that were not read before. */
static void hand_on(struct hsviz_connection *connection, struct hsviz_stream *stream,
                    const struct hsviz_packet *packet, uint32_t begin, struct hsviz_span span,
                    struct hsviz_dissected *dissected)
{
    uint32_t old = stream->reader.next - begin;

    if (old >= span.len)
        return;
    span.begins_segment = old == 0;
    span.bytes = span.captured_len > old ? span.bytes + old : NULL;
    span.captured_len = span.captured_len > old ? span.captured_len - old : 0;
    span.len -= old;
    hsviz_reader_take(connection, &stream->reader, packet, span, dissected);
    keep_open(stream, packet);
}

/* The first piece no longer waits: the bytes before it have come, or are given up. Its records are
 * whole only now, in the frame of packet; or, if packet is NULL, have been since they came: the
 * piece, or what began them, whichever came later. */
static void take_waiting(struct hsviz_connection *connection, struct hsviz_stream *stream,
                         const struct hsviz_packet *packet, struct hsviz_dissected *dissected)
{
    struct hsviz_piece *piece = first_piece(stream);
    struct hsviz_span span = { piece->bytes, piece->captured_len, piece->len, true };
    bool is_behind = stream->open && stream->open->frame > piece->packet.frame;

    if (!packet)
        packet = is_behind ? stream->open : &piece->packet;
    hand_on(connection, stream, packet, piece->begin, span, dissected);
    stream->waiting_bytes -= piece->captured_len;
    g_ptr_array_remove_index(stream->waiting, 0);
}

/* Bytes that are missing in the capture: what comes after them does not wait. A record that ends in
 * them is where its last captured part is, not behind what answered it. */
static void skip_to(struct hsviz_connection *connection, struct hsviz_stream *stream,
                    const struct hsviz_packet *packet, uint32_t begin,
                    struct hsviz_dissected *dissected)
{
    const struct hsviz_packet *last = stream->open ? stream->open : packet;

    connection->peer[packet->end].lacks_data = true;
    hsviz_reader_skip(connection, &stream->reader, last, begin - stream->reader.next, dissected);
    if (stream->open)
        hsviz_steps_move_back(connection, last->frame);
}

void hsviz_stream_settle(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_streams *streams = connection->tcp ? connection->tcp->streams : NULL;
    struct hsviz_stream *stream = streams ? &streams->of[end] : NULL;
    struct hsviz_dissected nothing = { .num = 0 };
    struct hsviz_piece *piece;

    while (stream && (piece = first_piece(stream)) != NULL) {
        uint32_t acknowledged = connection->tcp->sequence[hsviz_other_end(end)].acknowledged;
        uint32_t frame = piece->packet.frame;
        bool is_full = stream->waiting->len > HSVIZ_WAITING_SEGMENTS_MAX ||
                       stream->waiting_bytes > HSVIZ_WAITING_MAX;

        if (!is_full && !is_next(stream) && hsviz_serial_before(acknowledged, piece->begin))
            return;
        if (!is_next(stream))
            skip_to(connection, stream, &piece->packet, piece->begin, &nothing);
        take_waiting(connection, stream, NULL, &nothing);
        hsviz_steps_move_back(connection, frame);
    }
}

bool hsviz_stream_begins_anew(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now)
{
    const struct hsviz_streams *streams = connection->tcp->streams;
    const struct hsviz_segment *segment = now->segment;
    const struct hsviz_tls *tls = connection->tls;
    const struct hsviz_reader *reader = streams ? &streams->of[now->packet.end].reader : NULL;

    return reader && reader->reading != HSVIZ_READS_RECORDS &&
           reader->reading != HSVIZ_READS_CARRIED && segment->payload &&
           hsviz_serial_before(hsviz_tcp_payload_begin(now), reader->next) &&
           !(tls && tls->end_flags[now->packet.end] & HSVIZ_TLS_SENT_RECORD) &&
           hsviz_sniff_hello(segment->payload, segment->payload_captured_len) == HSVIZ_SNIFFED_IT;
}

/* Lets the segment wait if bytes before it may still come; else the reader is where it begins. */
static bool waits(struct hsviz_connection *connection, struct hsviz_stream *stream,
                  const struct hsviz_tcp_packet *now, struct hsviz_dissected *dissected)
{
    uint32_t begin = hsviz_tcp_payload_begin(now);
    uint32_t acknowledged =
        connection->tcp->sequence[hsviz_other_end(now->packet.end)].acknowledged;

    if (!hsviz_serial_before(stream->reader.next, begin))
        return false;
    hsviz_stream_settle(connection, now->packet.end);
    if (!hsviz_serial_before(stream->reader.next, begin))
        return false;
    if (hsviz_serial_before(acknowledged, begin)) {
        keep(stream, now);
        return true;
    }
    skip_to(connection, stream, &now->packet, begin, dissected);
    return false;
}

void hsviz_stream_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       struct hsviz_dissected *dissected)
{
    const struct hsviz_segment *segment = now->segment;
    struct hsviz_stream *stream = make_stream(connection, now);
    struct hsviz_span span = { segment->payload,
                               segment->payload ? (uint32_t)segment->payload_captured_len : 0,
                               segment->payload_len, true };

    if (hsviz_stream_begins_anew(connection, now))
        hsviz_reader_begin(&stream->reader, hsviz_tcp_payload_begin(now), true);
    if (!waits(connection, stream, now, dissected)) {
        if (now->packet.novelty == HSVIZ_OUT_OF_ORDER &&
            !hsviz_serial_before(stream->reader.next, hsviz_tcp_payload_begin(now) + span.len))
            hsviz_reader_take_late(connection, &stream->reader, &now->packet, span, dissected);
        hand_on(connection, stream, &now->packet, hsviz_tcp_payload_begin(now), span, dissected);
        while (is_next(stream))
            take_waiting(connection, stream, &now->packet, dissected);
    }
    if (span.captured_len < span.len)
        connection->peer[now->packet.end].lacks_data = true;
    if (stream->reader.reading == HSVIZ_READS_CARRIED && !connection->tcp->streams->are_carriers) {
        struct hsviz_stream *other =
            &connection->tcp->streams->of[hsviz_other_end(now->packet.end)];

        connection->tcp->streams->are_carriers = true;
        if (other->has_begun && other->reader.reading != HSVIZ_READS_RECORDS)
            other->reader.reading = HSVIZ_READS_CARRIED;
    }
}

uint32_t hsviz_stream_next(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_streams *streams = connection->tcp->streams;

    return streams && streams->of[end].has_begun ? streams->of[end].reader.next : 0;
}

uint32_t hsviz_stream_open_frame(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_streams *streams = connection->tcp->streams;

    return streams ? hsviz_reader_open_frame(&streams->of[end].reader) : 0;
}

bool hsviz_stream_is_silent(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_streams *streams = connection->tcp->streams;
    const struct hsviz_stream *stream = streams ? &streams->of[end] : NULL;

    return stream && (first_piece(stream) || stream->reader.head_len > 0 ||
                      stream->reader.reading == HSVIZ_READS_UNKNOWN ||
                      (stream->reader.reading == HSVIZ_READS_CARRIED && connection->tls));
}
