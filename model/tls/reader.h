/* reader.h
 * Reads one direction from its bytes.
 *
 * Purpose: finds where TLS begins, also behind the bytes of another protocol, and takes what lies
 *          outside of it; from there on records are read (record_reader.h). It does not rely on
 *          what the dissector found, which may belong to another dissector, lack reordered bytes,
 *          or begin elsewhere. From the dissector comes only what it decrypted. Where another
 *          protocol carries TLS in packets of its own, their headers are left out (carrier.h).
 * Units: lengths in bytes; next in the sender's sequence space.
 * Trust: everything comes from the wire.
 * Source: RFC 8446 5.1, RFC 5246 6.2 and E.2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_READER_H
#define HSVIZ_MODEL_TLS_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/tls/record_reader.h"

struct hsviz_connection;
struct hsviz_packet;

/* hsviz_reader_take: takes the bytes that follow those read before, of packet. */
void hsviz_reader_take(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, struct hsviz_span span,
                       struct hsviz_dissected *dissected);

/* hsviz_reader_take_late: takes bytes of packet that were skipped before. */
void hsviz_reader_take_late(struct hsviz_connection *connection, struct hsviz_reader *reader,
                            const struct hsviz_packet *packet, struct hsviz_span span,
                            struct hsviz_dissected *dissected);

/* hsviz_reader_skip: the next len bytes are not in the capture, though the other end has got
 * them; packet is the one that follows. */
void hsviz_reader_skip(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       const struct hsviz_packet *packet, uint32_t len,
                       struct hsviz_dissected *dissected);

/* hsviz_reader_begin: the next byte, at next, is the first one that the direction sends, or not
 * known to be. */
void hsviz_reader_begin(struct hsviz_reader *reader, uint32_t next, bool is_first);

/* hsviz_reader_open_frame: the frame in which a record or message began that is not whole; 0: there
 * is none. */
uint32_t hsviz_reader_open_frame(const struct hsviz_reader *reader);

#endif
