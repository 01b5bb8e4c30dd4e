/* fragments.h
 * Handshake messages that span several records (RFC 8446 5.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_FRAGMENTS_H
#define HSVIZ_MODEL_TLS_FRAGMENTS_H

#include "model/core/names.h"
struct hsviz_connection;
struct hsviz_packet;
struct hsviz_unit;

/* hsviz_tls_take_fragments: follows handshake messages through a unit in which the dissector found
 * no whole one, and pushes those that end in it. Their content is not read. */
void hsviz_tls_take_fragments(struct hsviz_connection *connection,
                              const struct hsviz_packet *packet, const struct hsviz_unit *unit,
                              enum hsviz_source source);

#endif
