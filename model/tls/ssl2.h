/* ssl2.h
 * Records of SSL 2 (draft-hickman-netscape-ssl), and the hello in its format that leads to SSL 3.0
 * or TLS (RFC 6101 E, RFC 5246 E.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_SSL2_H
#define HSVIZ_MODEL_TLS_SSL2_H

#include <stdbool.h>

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_unit;

/* hsviz_ssl2_is_client_hello: whether a unit is a whole ClientHello in the format of SSL 2: all its
 * lengths agree. Two bytes of its header are all that a dissector's guess needs. */
bool hsviz_ssl2_is_client_hello(const struct hsviz_unit *unit);

/* hsviz_ssl2_is_possible: whether packet's end can send a record of SSL 2 now: a hello, as its
 * first record, or what follows the other end's hello. Anything else in that format is a guess in
 * the middle of other bytes. */
bool hsviz_ssl2_is_possible(const struct hsviz_connection *connection,
                            const struct hsviz_packet *packet, const struct hsviz_unit *unit);

/* hsviz_ssl2_take: hsviz_tls_take() for a record of SSL 2. */
void hsviz_ssl2_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                     const struct hsviz_unit *unit);

#endif
