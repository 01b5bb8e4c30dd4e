/* ocsp.h
 * Reading status requests and responses: OCSP messages and CRLs.
 *
 * Purpose: which certificate a request is about; what a response or a CRL says about one.
 * Ownership: windows borrow from the bytes that were read.
 * Source: RFC 6960 4, RFC 5280 5.1. Signatures are not verified: this is what the message says, no
 *         verdict on a certificate.
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

/* RFC 5280 4.1.2.2: at most 20 octets; some CAs use one more. */
enum { HSVIZ_SERIAL_MAX = 21 };

/* A certificate's serial number, the content of its INTEGER. len 0: unknown. */
struct hsviz_serial {
    uint8_t bytes[HSVIZ_SERIAL_MAX];
    uint8_t len;
};

/* hsviz_serial_of: a serial number from an INTEGER's content; empty if that is none. */
struct hsviz_serial hsviz_serial_of(struct hsviz_bytes content);

/* hsviz_serial_text: appends the bytes in hexadecimal digits. */
void hsviz_serial_text(GString *text, const struct hsviz_serial *serial);

/* hsviz_serial_equal: whether both are known and equal. */
bool hsviz_serial_equal(const struct hsviz_serial *one, const struct hsviz_serial *other);

/* CertID (RFC 6960 4.1.1). An empty serial: none. */
struct hsviz_certificate_id {
    struct hsviz_serial serial;
    struct hsviz_bytes algorithm; /* OID of the hash below */
    struct hsviz_bytes issuer_name_hash, issuer_key_hash;
};

/* The most certificates of one request that are read: as many as a chain has. */
enum { HSVIZ_OCSP_IDS_MAX = 8 };

/* An OCSP request. */
struct hsviz_ocsp_request {
    struct hsviz_certificate_id ids[HSVIZ_OCSP_IDS_MAX];
    size_t num_ids; /* 0: not an OCSP request */
};

/* hsviz_ocsp_request_read: reads the bytes of an OCSPRequest. */
void hsviz_ocsp_request_read(struct hsviz_ocsp_request *request, struct hsviz_bytes bytes);

/* What a response says. */
struct hsviz_status_response {
    enum hsviz_check_status status;
    int64_t this_update_s, next_update_s; /* since 1970; 0: absent */
    struct hsviz_certificate_id id;       /* of which certificate; empty if it names none */
};

/* hsviz_ocsp_response_read: what an OCSPResponse says about the certificate with that serial
 * number, or about whichever one it names if serial is unknown. The id in the result says whose
 * serial number it is. */
struct hsviz_status_response hsviz_ocsp_response_read(struct hsviz_bytes bytes,
                                                      const struct hsviz_serial *serial);

/* hsviz_crl_read: whether the CRL in bytes lists that serial number; if serial is unknown, only
 * that a CRL came. The CRL's issuer is not read: the URL from which it came identifies it. */
struct hsviz_status_response hsviz_crl_read(struct hsviz_bytes bytes,
                                            const struct hsviz_serial *serial);

#endif
