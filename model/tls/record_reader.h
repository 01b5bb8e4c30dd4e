/* record_reader.h
 * Reads the records of one direction, once it is known where they begin.
 *
 * Purpose: finds where each record ends, and takes it when it is whole; joins handshake messages in
 *          clear that records divide. Where a record begins at all is for reader.h to say.
 * Ownership: hsviz_reader_clear() frees what a reader holds.
 * Memory: 130 bytes; of a record that is not whole up to 18 KiB, and what its joiner keeps.
 * Units: lengths in bytes; next in the sender's sequence space.
 * Trust: everything comes from the wire.
 * Source: RFC 8446 5.1, RFC 5246 6.2; draft-hickman-netscape-ssl 1.1 for SSL 2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_RECORD_READER_H
#define HSVIZ_MODEL_TLS_RECORD_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model/core/names.h"
#include "model/tls/joiner.h"
#include "model/tls/sniff.h"

struct hsviz_carrier;
struct hsviz_connection;
struct hsviz_packet;
struct hsviz_unit;

/* What a direction's next bytes are. */
enum hsviz_reading {
    HSVIZ_READS_FIRST,   /* the first that it sends, which say what it speaks */
    HSVIZ_READS_PLAIN,   /* outside TLS; TLS may begin */
    HSVIZ_READS_RECORDS, /* of TLS */
    HSVIZ_READS_UNKNOWN, /* what came before is not in the capture, or is no record: records are
                            found again where a segment begins with one */
    HSVIZ_READS_CARRIED, /* another protocol's packets, some of which carry TLS */
};

/* Bytes of a record by which the dissector's one is found to be the same. */
enum { HSVIZ_RECORD_MARK_LEN = 16 };

struct hsviz_reader {
    GByteArray *content; /* of a record of which a part was read; NULL until needed */
    struct hsviz_carrier *carrier; /* of HSVIZ_READS_CARRIED; NULL until needed */
    struct hsviz_joiner joiner;
    uint32_t next;           /* after the last byte read or skipped */
    uint32_t left, length;   /* of the newest record's content, which are to come, and in all */
    uint32_t record_frame;   /* that has its first byte */
    int32_t record_half_rtt; /* the position of that byte */
    uint32_t num_plain;      /* bytes outside TLS; saturates */
    uint8_t reading;         /* enum hsviz_reading */
    bool is_ssl2;            /* the newest record is one of SSL 2 */
    bool is_joined;          /* the capture began in the middle of the connection */
    bool is_cut;             /* some of its content was not captured */
    uint8_t head_len;
    uint8_t
        head[HSVIZ_SNIFF_MAX_LEN]; /* of a record's header, or of bytes that do not decide yet */
    uint8_t mark_len;
    uint8_t mark[HSVIZ_RECORD_MARK_LEN]; /* the first bytes of its content */
};

/* A part of one segment. captured_len of its len bytes are readable at bytes. */
struct hsviz_span {
    const uint8_t *bytes;
    uint32_t captured_len, len;
    bool begins_segment; /* where a record is likely to begin */
};

/* What the dissector decrypted of the frame's records, in order; next is the first that was not
 * matched yet. */
struct hsviz_dissected {
    const struct hsviz_unit *units;
    size_t num, next;
    bool is_used;   /* a record was read */
    bool has_plain; /* bytes outside TLS were read */
};

/* hsviz_reader_clear: frees what it holds. */
void hsviz_reader_clear(struct hsviz_reader *reader);

/* hsviz_reader_pass: the first len bytes of span were read. */
void hsviz_reader_pass(struct hsviz_reader *reader, struct hsviz_span *span, uint32_t len);

/* hsviz_reader_read_records: reads span, which begins where a record does or within one, until its
 * end, or until the records are lost. */
void hsviz_reader_read_records(struct hsviz_connection *connection, struct hsviz_reader *reader,
                               const struct hsviz_packet *packet, struct hsviz_span *span,
                               struct hsviz_dissected *dissected);

/* hsviz_reader_lose: from here on it is unknown where records begin, and what was sent in
 * between. */
void hsviz_reader_lose(struct hsviz_connection *connection, struct hsviz_reader *reader,
                       enum hsviz_end end);

#endif
