/* ocsp.h
 * Reading what is asked about certificates, and what is answered: OCSP, and revocation lists.
 *
 * Purpose: which certificate a request is about; what a response or a list says of one.
 * Ownership: windows borrow from the bytes that were read.
 * Source: RFC 6960 4, RFC 5280 5.1. Signatures are not verified: nothing here is a verdict on a
 *         certificate, it is what the message says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_OCSP_H
#define HSVIZ_MODEL_PKI_OCSP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "model/core/bytes.h"
#include "model/pki/check_names.h"

/* RFC 5280 4.1.2.2: at most 20 octets; one more for what others give out. */
enum { HSVIZ_SERIAL_MAX = 21 };

/* A certificate's serial number, as it stands in its INTEGER. len 0: not known. */
struct hsviz_serial {
    uint8_t bytes[HSVIZ_SERIAL_MAX];
    uint8_t len;
};

/* hsviz_serial_of: a serial from an INTEGER's content; empty where that is no serial. */
struct hsviz_serial hsviz_serial_of(struct hsviz_bytes content);

/* hsviz_serial_text: appends the bytes in hexadecimal digits. */
void hsviz_serial_text(GString *text, const struct hsviz_serial *serial);

/* hsviz_serial_equal: whether both are known, and the same. */
bool hsviz_serial_equal(const struct hsviz_serial *one, const struct hsviz_serial *other);

/* Which certificate is meant (RFC 6960 4.1.1, CertID). An empty serial: none. */
struct hsviz_certificate_id {
    struct hsviz_serial serial;
    struct hsviz_bytes algorithm; /* OID of the hash below */
    struct hsviz_bytes issuer_name_hash, issuer_key_hash;
};

/* Certificates of one request that are looked at: one for more than a chain's is not a
 * handshake's. */
enum { HSVIZ_OCSP_IDS_MAX = 8 };

/* A request. */
struct hsviz_ocsp_request {
    struct hsviz_certificate_id ids[HSVIZ_OCSP_IDS_MAX];
    size_t num_ids; /* 0: the bytes are no request */
};

/* hsviz_ocsp_request_read: reads the bytes of an OCSPRequest. */
void hsviz_ocsp_request_read(struct hsviz_ocsp_request *request, struct hsviz_bytes bytes);

/* What an answer says. */
struct hsviz_status_response {
    enum hsviz_check_status status;
    int64_t this_update_s, next_update_s; /* since 1970; 0: not said */
    struct hsviz_certificate_id id;       /* of which certificate; empty where none is named */
};

/* hsviz_ocsp_response_read: what the bytes of an OCSPResponse say of the certificate of that serial
 * number; of whichever they speak where it is not known. Whose number it is, the answer's id
 * says. */
struct hsviz_status_response hsviz_ocsp_response_read(struct hsviz_bytes bytes,
                                                      const struct hsviz_serial *serial);

/* hsviz_crl_read: whether the revocation list in bytes has the certificate of that serial number;
 * of an unknown one it says only that it came. Whose list it is, the address tells from which it
 * came. */
struct hsviz_status_response hsviz_crl_read(struct hsviz_bytes bytes,
                                            const struct hsviz_serial *serial);

#endif
