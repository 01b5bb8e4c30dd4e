/* certificate_make.h
 * Certificates, as far as the model reads them, and the message in which a server sends them.
 *
 * Ownership: what is passed as a body is freed; what is returned is the caller's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_CERTIFICATE_MAKE_H
#define HSVIZ_TESTS_CERTIFICATE_MAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model_script.h"

#include "model/pki/der.h"

static inline GByteArray *der_element(uint8_t tag, GByteArray *body)
{
    GByteArray *bytes = g_byte_array_new();

    bytes_number(bytes, tag, 1);
    bytes_number(bytes, 0x82, 1);
    bytes_vector(bytes, body, 2);
    return bytes;
}

static inline void der_append(GByteArray *bytes, GByteArray *more)
{
    g_byte_array_append(bytes, more->data, more->len);
    g_byte_array_free(more, TRUE);
}

static inline GByteArray *der_oid(const char *encoded, size_t len)
{
    return der_element(HSVIZ_DER_OID, bytes_of(encoded, len));
}

static inline GByteArray *der_uri(const char *text, size_t len)
{
    return der_element(HSVIZ_DER_CONTEXT + 6, bytes_of(text, len));
}

static inline GByteArray *der_extension(GByteArray *id, GByteArray *value)
{
    GByteArray *body = g_byte_array_new();

    der_append(body, id);
    der_append(body, der_element(HSVIZ_DER_OCTET_STRING, der_element(HSVIZ_DER_SEQUENCE, value)));
    return der_element(HSVIZ_DER_SEQUENCE, body);
}

/* One certificate: serial number, a name of name_len bytes, and extensions, which are freed. */
static inline GByteArray *certificate_make(const uint8_t *serial, size_t serial_len,
                                           size_t name_len, GByteArray *extensions)
{
    GByteArray *body = g_byte_array_new(), *name = g_byte_array_new();

    bytes_zeros(name, name_len);
    der_append(body, der_element(HSVIZ_DER_INTEGER, bytes_of(serial, serial_len)));
    der_append(body, der_element(HSVIZ_DER_SEQUENCE, g_byte_array_new()));
    der_append(body, der_element(HSVIZ_DER_SEQUENCE, name));
    for (size_t i = 0; i < 3; i++)
        der_append(body, der_element(HSVIZ_DER_SEQUENCE, g_byte_array_new()));
    der_append(body, der_element(HSVIZ_DER_CONTEXT_SEQUENCE + 3,
                                 der_element(HSVIZ_DER_SEQUENCE, extensions)));
    return der_element(HSVIZ_DER_SEQUENCE, der_element(HSVIZ_DER_SEQUENCE, body));
}

/* The body of a Certificate message with num copies of one certificate. */
static inline GByteArray *certificate_message(struct hsviz_bytes certificate, size_t num,
                                              bool is_13)
{
    GByteArray *body = g_byte_array_new(), *list = g_byte_array_new();

    bytes_number(body, 0, is_13 ? 1 : 0);
    for (size_t i = 0; i < num; i++) {
        bytes_vector(list, bytes_of(certificate.start, certificate.len), 3);
        bytes_number(list, 0, is_13 ? 2 : 0);
    }
    bytes_vector(body, list, 3);
    return body;
}

static inline GByteArray *der_place(GByteArray *method, GByteArray *name)
{
    GByteArray *body = g_byte_array_new();

    der_append(body, method);
    der_append(body, name);
    return der_element(HSVIZ_DER_SEQUENCE, body);
}

#define MAKE_AUTHORITY_ACCESS der_oid("\x2b\x06\x01\x05\x05\x07\x01\x01", 8)
#define MAKE_ACCESS_OCSP der_oid("\x2b\x06\x01\x05\x05\x07\x30\x01", 8)
#define MAKE_ACCESS_ISSUER der_oid("\x2b\x06\x01\x05\x05\x07\x30\x02", 8)
#define MAKE_DISTRIBUTION_POINTS der_oid("\x55\x1d\x1f", 3)

#endif
