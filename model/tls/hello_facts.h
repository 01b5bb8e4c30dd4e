/* hello_facts.h
 * The facts of the hellos that are kept, for kind, version path and names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_TLS_HELLO_FACTS_H
#define HSVIZ_MODEL_TLS_TLS_HELLO_FACTS_H

#include <stdint.h>

#include <stdint.h>

#include "model/core/bytes.h"
struct hsviz_connection;
struct hsviz_hello;
struct hsviz_packet;
struct hsviz_tls;

/* hsviz_tls_keep_...: keep the facts of a hello that are needed later. Only the first of each
 * counts, since the version was negotiated with it. */
void hsviz_tls_keep_client_hello(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                                 const struct hsviz_packet *packet, uint16_t record_version);
void hsviz_tls_keep_retry(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                          const struct hsviz_packet *packet);
void hsviz_tls_keep_server_hello(struct hsviz_connection *connection,
                                 const struct hsviz_hello *hello,
                                 const struct hsviz_packet *packet);

/* hsviz_tls_tell_version: something that TLS 1.3 never sends in clear shows which version a
 * ServerHello has that was cut before it said so. */
void hsviz_tls_tell_version(struct hsviz_tls *tls);

/* hsviz_tls_highest_offer: the highest version that the first ClientHello offers, drafts left out;
 * HSVIZ_VERSION_NONE without a ClientHello, or without that part of it. */
uint16_t hsviz_tls_highest_offer(const struct hsviz_tls *tls);

/* hsviz_tls_sentinel_version: the version that the server supports at the least, by the downgrade
 * sentinel in its random (RFC 8446 4.1.3); HSVIZ_VERSION_NONE without one. */
uint16_t hsviz_tls_sentinel_version(const struct hsviz_tls *tls);

/* hsviz_tls_keep_name: replaces name, one of the names of tls, by a copy of bytes from the wire,
 * truncated to HSVIZ_NAME_MAX_LEN and at a zero byte. Empty bytes change nothing. */
void hsviz_tls_keep_name(struct hsviz_tls *tls, char **name, struct hsviz_bytes bytes);

#endif
