/* der.h
 * Reading ASN.1 elements in DER.
 *
 * Purpose: reads certificates, OCSP messages and CRLs element by element. Nothing here recurses: a
 *          caller descends as many levels as its structure has, so that deep nesting costs nothing.
 * Source: X.690 8.1, 10.1 (definite lengths only).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_DER_H
#define HSVIZ_MODEL_PKI_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/bytes.h"

/* Identifier octets (X.690 8.1.2, X.680 8.4). */
enum hsviz_der_tag {
    HSVIZ_DER_BOOLEAN = 0x01,
    HSVIZ_DER_INTEGER = 0x02,
    HSVIZ_DER_BIT_STRING = 0x03,
    HSVIZ_DER_OCTET_STRING = 0x04,
    HSVIZ_DER_OID = 0x06,
    HSVIZ_DER_ENUMERATED = 0x0a,
    HSVIZ_DER_UTC_TIME = 0x17,
    HSVIZ_DER_GENERALIZED_TIME = 0x18,
    HSVIZ_DER_SEQUENCE = 0x30,
    HSVIZ_DER_CONTEXT = 0x80,          /* [0], primitive: add the number */
    HSVIZ_DER_CONTEXT_SEQUENCE = 0xa0, /* [0], constructed */
};

/* One element. If the window truncates it, content ends there and has short_read set. */
struct hsviz_der {
    uint8_t tag; /* 0: there is none */
    struct hsviz_bytes whole, content;
};

/* hsviz_der_next: removes the next element from the window and returns it; if there is none, its
 * tag is 0 and the window empty. A window with short_read set has no elements. */
struct hsviz_der hsviz_der_next(struct hsviz_bytes *from);

/* hsviz_der_take: removes the next element, if it has that tag, and returns its content. Otherwise
 * leaves the window as it is, and returns an empty window with short_read set. */
struct hsviz_bytes hsviz_der_take(struct hsviz_bytes *from, unsigned tag);

/* hsviz_der_skip: drops the next element if it has that tag. */
void hsviz_der_skip(struct hsviz_bytes *from, unsigned tag);

/* hsviz_der_is: whether content is whole and equal to the len bytes at value. */
bool hsviz_der_is(struct hsviz_bytes content, const void *value, size_t len);

/* hsviz_der_time_s: a GeneralizedTime or UTCTime of certificates (RFC 5280 4.1.2.5) in seconds
 * since 1970; 0 if it is neither, or earlier. */
int64_t hsviz_der_time_s(struct hsviz_der element);

#endif
