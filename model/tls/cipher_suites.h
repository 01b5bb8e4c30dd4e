/* cipher_suites.h
 * Cipher suites: their names, and the two lengths from which encrypted records are inferred.
 *
 * Lifetime: what is returned is static. Units: bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_CIPHER_SUITES_H
#define HSVIZ_MODEL_TLS_CIPHER_SUITES_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

/* Lengths of one cipher suite of TLS 1.3. */
struct hsviz_cipher_sizes {
    uint16_t number;
    uint8_t hash_len; /* of the verify_data in Finished (RFC 8446 4.4.4) */
    uint8_t tag_len;  /* that AEAD adds to a record (RFC 8446 5.2) */
};

/* hsviz_cipher_suite_name: appends the suite's name, or its number as 0x.... if it has none. */
void hsviz_cipher_suite_name(GString *text, uint16_t number);

/* hsviz_cipher_suite_sizes: the lengths of a suite of TLS 1.3; NULL for any other. */
const struct hsviz_cipher_sizes *hsviz_cipher_suite_sizes(uint16_t number);

/* hsviz_cipher_suite_is_psk: whether a suite of TLS 1.2 and before authenticates by a pre-shared
 * key only (RFC 4279 2 and 3, RFC 5489 2), without a certificate. */
bool hsviz_cipher_suite_is_psk(uint16_t number);

#endif
