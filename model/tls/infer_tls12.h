/* infer_tls12.h
 * TLS 1.2 and before without keys: what the order of encrypted handshake records tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_TLS12_H
#define HSVIZ_MODEL_TLS_INFER_TLS12_H

#include <stdint.h>
struct hsviz_connection;
struct hsviz_packet;

/* hsviz_infer_handshake_record: takes a record of length bytes that says it carries handshake
 * messages, of TLS 1.2 or before. */
void hsviz_infer_handshake_record(struct hsviz_connection *connection,
                                  const struct hsviz_packet *packet, uint32_t length);

#endif
