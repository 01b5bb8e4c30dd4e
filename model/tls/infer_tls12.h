/* infer_tls12.h
 * TLS 1.2 and before without keys: inferring encrypted handshake records from their order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_INFER_TLS12_H
#define HSVIZ_MODEL_TLS_INFER_TLS12_H

#include <stdint.h>
struct hsviz_connection;
struct hsviz_packet;

/* hsviz_infer_handshake_record: takes an encrypted record of content type handshake, of TLS 1.2 or
 * before, with length bytes. */
void hsviz_infer_handshake_record(struct hsviz_connection *connection,
                                  const struct hsviz_packet *packet, uint32_t length);

#endif
