/* stream.h
 * The bytes of both directions, in the order in which they were sent.
 *
 * Purpose: hands the payload of segments to the readers of records in order: segments that came too
 *          early wait until what is missing has come, or until the other end has acknowledged it,
 *          so that it is known to be missing in the capture alone.
 * Ownership: a connection's TCP part points to them; hsviz_streams_free() frees both directions.
 * Memory: some 300 bytes, and the waiting payload, up to HSVIZ_WAITING_MAX bytes per direction.
 * Source: RFC 9293 3.4, 3.10.7.4.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_STREAM_H
#define HSVIZ_MODEL_TCP_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"
#include "model/tls/reader.h"

struct hsviz_connection;
struct hsviz_tcp_packet;

enum {
    /* Payload that waits for earlier bytes: more than the windows in which handshakes are lost. If
     * there is more, the bytes before it are taken to be lost. */
    HSVIZ_WAITING_MAX = 262144,
    HSVIZ_WAITING_SEGMENTS_MAX = 192,
};

struct hsviz_packet;
struct hsviz_piece;

struct hsviz_stream {
    struct hsviz_reader reader;
    GPtrArray *waiting; /* of struct hsviz_piece, by their beginnings; NULL if none do */
    struct hsviz_packet *open; /* the newest with a part of a record that is not whole, or NULL */
    uint32_t waiting_bytes;
    bool has_begun;
};

struct hsviz_streams {
    struct hsviz_stream of[HSVIZ_NUM_ENDS];
    bool are_carriers; /* both: HSVIZ_READS_CARRIED */
};

/* hsviz_stream_take: takes the payload of now's segment, and what was waiting for it. */
void hsviz_stream_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       struct hsviz_dissected *dissected);

/* hsviz_stream_settle: what of end waits for bytes that were acknowledged, waits no longer. */
void hsviz_stream_settle(struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_stream_next: the relative sequence number up to which end's bytes were read in order; 0:
 * none were. */
uint32_t hsviz_stream_next(const struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_stream_open_frame: the frame of end in which a record or message began that is not whole;
 * 0: there is none. */
uint32_t hsviz_stream_open_frame(const struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_stream_is_silent: whether bytes of end are kept back, or not understood. */
bool hsviz_stream_is_silent(const struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_stream_begins_anew: whether now's segment shows that what was read of its end so far was
 * not what the other end got: it is a hello, with numbers that other bytes had before. */
bool hsviz_stream_begins_anew(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now);

/* hsviz_streams_are_open: whether an end is in the middle of a record or message: after a reset the
 * other one may still send the rest. */
bool hsviz_streams_are_open(const struct hsviz_connection *connection);

/* hsviz_streams_free: frees both directions of connection: no more payload is read. */
void hsviz_streams_free(struct hsviz_connection *connection);

#endif
