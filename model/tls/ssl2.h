/* ssl2.h
 * Records of SSL 2 (draft-hickman-netscape-ssl), and the hello in its format that leads to SSL 3.0
 * or TLS (RFC 6101 E, RFC 5246 E.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_SSL2_H
#define HSVIZ_MODEL_TLS_SSL2_H

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_unit;

/* hsviz_ssl2_take: hsviz_tls_take() for a record of SSL 2. */
void hsviz_ssl2_take(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                     const struct hsviz_unit *unit);

#endif
