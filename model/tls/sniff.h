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

/* What the first bytes of something are; too few of them may not decide. */
enum hsviz_sniffed { HSVIZ_SNIFFED_OTHER, HSVIZ_SNIFFED_SHORT, HSVIZ_SNIFFED_IT };

/* The bytes that always decide what hsviz_sniff_hello() asks. */
enum { HSVIZ_SNIFF_MAX_LEN = 11 };

/* hsviz_sniff_record: whether bytes can be the header of a record of TLS, or of TLCP (RFC 8446 5.1;
 * GB/T 38636 6.3): its type, version and length are possible. Five bytes decide. One sequence of
 * five random bytes in some millions is like that. */
enum hsviz_sniffed hsviz_sniff_record(const uint8_t *bytes, size_t len);

/* hsviz_sniff_hello: whether bytes begin a ClientHello or a ServerHello in a record of its own,
 * which need not be complete (RFC 8446 4.1). */
enum hsviz_sniffed hsviz_sniff_hello(const uint8_t *bytes, size_t len);

/* hsviz_sniff_ssl2_hello: whether bytes begin an SSL 2 ClientHello, or, if it answers one, an SSL 2
 * ServerHello (RFC 5246 E.2; draft-hickman-netscape-ssl 2.6). Five bytes decide. */
enum hsviz_sniffed hsviz_sniff_ssl2_hello(const uint8_t *bytes, size_t len, bool is_answer);

/* hsviz_find_hello: the place of the first byte of a ClientHello or ServerHello in bytes, or of what
 * may become one, with which bytes end; len where there is none that can be told. */
size_t hsviz_find_hello(const uint8_t *bytes, size_t len);

/* hsviz_find_records: the place from which on bytes are records whose last one ends where bytes
 * end; len where there is none. So much agreement is no accident. */
size_t hsviz_find_records(const uint8_t *bytes, size_t len);

/* hsviz_is_alert: whether the bytes are one unencrypted alert and nothing else; reported_len counts
 * the bytes as sent, len those captured. */
bool hsviz_is_alert(const uint8_t *start, size_t len, size_t reported_len);

/* hsviz_is_client_hello: whether the bytes begin with a record that holds a ClientHello, both
 * complete and with consistent lengths (RFC 8446 4, 5.1). No other protocol begins like that. */
bool hsviz_is_client_hello(const uint8_t *start, size_t len);

#endif
