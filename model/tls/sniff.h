/* sniff.h
 * Recognising TLS by the first bytes of data. NULL bytes are recognised as nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_SNIFF_H
#define HSVIZ_MODEL_TLS_SNIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* hsviz_begins_record: whether bytes look like the start of a record. */
bool hsviz_begins_record(const uint8_t *bytes, size_t len);

/* hsviz_is_alert: whether the bytes are one unencrypted alert and nothing else; reported_len counts
 * the bytes as sent, len those captured. */
bool hsviz_is_alert(const uint8_t *start, size_t len, size_t reported_len);

/* hsviz_is_client_hello: whether the bytes begin with a record that holds a ClientHello, both
 * complete and with consistent lengths (RFC 8446 4, 5.1). No other protocol begins like that. */
bool hsviz_is_client_hello(const uint8_t *start, size_t len);

#endif
