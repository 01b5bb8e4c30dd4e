/* handshake.h
 * Handshake messages as steps: checked against the order of messages, with what their presence
 * implies.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_TLS_HANDSHAKE_H
#define HSVIZ_MODEL_TLS_TLS_HANDSHAKE_H

#include <stdint.h>

#include "model/core/step_types.h"
struct hsviz_connection;
struct hsviz_packet;
struct hsviz_step;
struct hsviz_tls;

/* hsviz_tls_push: appends a step of a TLS message of packet's end, checked against the order of
 * messages, and records what its presence implies. NULL if the list of steps is full. */
struct hsviz_step *hsviz_tls_push(struct hsviz_connection *connection,
                                  const struct hsviz_packet *packet, enum hsviz_step_type type,
                                  enum hsviz_source source, uint32_t bytes);

/* hsviz_tls_settle: records what a step, pushed now or inferred later, implies about the handshake:
 * its place in the order of messages, its phase, Finished, CertificateRequest. */
void hsviz_tls_settle(struct hsviz_connection *connection, struct hsviz_step *step);

/* hsviz_tls_start_handshake: a ClientHello starts the first handshake or a renegotiation. */
void hsviz_tls_start_handshake(struct hsviz_tls *tls);

/* hsviz_tls_data: one more record of application data of packet's end. */
void hsviz_tls_data(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                    enum hsviz_step_type type, enum hsviz_source source, enum hsviz_reason reason,
                    uint32_t bytes);

#endif
