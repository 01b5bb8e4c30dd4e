/* infer_flight.h
 * A flight of encrypted records, and replacing them by inferred messages.
 *
 * Units: lengths in bytes of plain text: without AEAD tag and content type.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_FLIGHT_H
#define HSVIZ_MODEL_TLS_INFER_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/step_types.h"

struct hsviz_connection;
struct hsviz_packet;

/* The most records of one flight: five messages, of which the certificate chain could be 1024
 * records of 2^14 bytes; real chains need up to four. Records beyond stay Encrypted, and so does
 * the whole flight if its end is unknown. */
enum { HSVIZ_FLIGHT_RECORDS_MAX = 32 };

/* The records of one end's flight, as positions in the list of steps. */
struct hsviz_flight {
    size_t step[HSVIZ_FLIGHT_RECORDS_MAX];
    uint32_t plain_len[HSVIZ_FLIGHT_RECORDS_MAX]; /* without tag and content type */
    size_t num;
    bool is_whole; /* it has no more records than these, and nothing of it is missing */
};

/* One inferred message of a flight: the record that it is in, and the reason. */
struct hsviz_inference {
    size_t record;
    enum hsviz_step_type type;
    enum hsviz_reason reason;
};

enum { HSVIZ_INFERENCES_MAX = HSVIZ_FLIGHT_RECORDS_MAX + 4 };

struct hsviz_inferences {
    struct hsviz_inference inference[HSVIZ_INFERENCES_MAX];
    size_t num;
};

enum {
    HSVIZ_ALERT_LEN = 2, /* RFC 8446 6 */
    /* A ticket has a header, lifetime, age, nonce and extensions around at least a key's worth of
     * bytes (RFC 8446 4.6.1); the smallest of real servers are three times that. A ticket that
     * includes the client's certificate is longer. */
    HSVIZ_TICKET_MIN_LEN = 80,
    HSVIZ_TICKET_MAX_LEN = 400,
};

/* hsviz_flight_plain_len: the length of the plaintext in a record of record_len, by the
 * connection's cipher suite. */
uint32_t hsviz_flight_plain_len(const struct hsviz_connection *connection, uint32_t record_len);

/* hsviz_flight_finished_len: the length of a Finished (RFC 8446 4.4.4), by the cipher suite. */
uint32_t hsviz_flight_finished_len(const struct hsviz_connection *connection);

/* hsviz_infer_is_padded: whether the records of end are padded, as that with its Finished was, so
 * that their sizes say nothing (RFC 8446 5.4). */
bool hsviz_infer_is_padded(const struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_flight_collect: fills flight with the `Encrypted` records of end. */
void hsviz_flight_collect(const struct hsviz_connection *connection, struct hsviz_flight *flight,
                          enum hsviz_end end);

/* hsviz_inference_add: adds a message, in the order of the flight. HSVIZ_STEP_NONE is a part of the
 * message after it. */
void hsviz_inference_add(struct hsviz_inferences *inferences, size_t record,
                         enum hsviz_step_type type, enum hsviz_reason reason);

/* hsviz_flight_apply: replaces the flight's records by the inferences, in order. A record that
 * holds several messages becomes several steps. */
void hsviz_flight_apply(struct hsviz_connection *connection, const struct hsviz_flight *flight,
                        const struct hsviz_inferences *inferences);

#endif
