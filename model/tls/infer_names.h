/* infer_names.h
 * What the records of a flight of TLS 1.3 hold, by their sizes and order (RFC 8446 2, 4.4, 5.2).
 *
 * Purpose: names the messages of one flight, or says nothing. Nothing is named that does not fit
 *          into its record.
 * Units: lengths in bytes of plain text: without AEAD tag and content type.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_NAMES_H
#define HSVIZ_MODEL_TLS_INFER_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/tls/infer_flight.h"

/* EncryptedExtensions with an empty list, and CertificateRequest with no context and one
 * signature_algorithm (RFC 8446 4.3). */
enum { HSVIZ_REQUEST_FITS_MIN_LEN = 6 + 15 };

/* What is known of a flight besides its records. */
struct hsviz_flight_facts {
    uint32_t finished_len; /* RFC 8446 4.4.4: 4 + the hash's length */
    uint32_t padded_len;   /* of the client's: that of the server's Finished, if that was padded */
    /* The last of its messages that was decrypted, before these records; HSVIZ_STEP_NONE: none. */
    enum hsviz_step_type decrypted;
    bool has_psk;          /* of the server's: it selected a pre-shared key */
    bool has_early_data;   /* of the client's: it sent some */
    bool is_over;          /* the other end answered it: nothing of it follows */
    bool expects_tickets;  /* of the server's: tickets may come behind its Finished */
    bool asks_first;       /* of the server's: and nothing else of a ticket's size */
    bool may_be_padded;    /* of the client's: the server's that would tell is not whole */
};

/* hsviz_name_server_flight: adds what the records between the server's ServerHello and the client's
 * answer hold. */
void hsviz_name_server_flight(struct hsviz_inferences *inferences,
                              const struct hsviz_flight *flight,
                              const struct hsviz_flight_facts *facts);

/* hsviz_name_client_flight: adds what the client's records up to its Finished hold. */
void hsviz_name_client_flight(struct hsviz_inferences *inferences,
                              const struct hsviz_flight *flight,
                              const struct hsviz_flight_facts *facts);

#endif
