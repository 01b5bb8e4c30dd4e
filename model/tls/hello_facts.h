/* hello_facts.h
 * What of the hellos is kept: the facts of kind, version path and names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_TLS_HELLO_FACTS_H
#define HSVIZ_MODEL_TLS_TLS_HELLO_FACTS_H

#include <stdint.h>

#include "model/core/bytes.h"
struct hsviz_connection;
struct hsviz_hello;
struct hsviz_packet;
struct hsviz_tls;

/* hsviz_tls_keep_...: what a hello said, as far as later questions need it. The first of each
 * hello counts, since it is what the connection's version came from. */
void hsviz_tls_keep_client_hello(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                                 const struct hsviz_packet *packet, uint16_t record_version);
void hsviz_tls_keep_retry(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                          const struct hsviz_packet *packet);
void hsviz_tls_keep_server_hello(struct hsviz_connection *connection,
                                 const struct hsviz_hello *hello,
                                 const struct hsviz_packet *packet);

/* hsviz_tls_keep_name: copies a name from the wire over name, one of those of tls, cut to what a
 * name can have, and at a zero byte; an empty one changes nothing. */
void hsviz_tls_keep_name(struct hsviz_tls *tls, char **name, struct hsviz_bytes bytes);

#endif
