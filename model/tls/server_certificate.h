/* server_certificate.h
 * What a Certificate and a CertificateStatus say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_SERVER_CERTIFICATE_H
#define HSVIZ_MODEL_TLS_SERVER_CERTIFICATE_H

#include "model/core/bytes.h"
#include "model/core/step_types.h"
struct hsviz_connection;
struct hsviz_packet;

/* hsviz_tls_read_certificate: what a Certificate's body says of its sender's handshake. */
void hsviz_tls_read_certificate(struct hsviz_connection *connection, enum hsviz_end end,
                                struct hsviz_bytes body);

/* hsviz_tls_keep_certificate: keeps what checking the server's certificates for revocation needs,
 * and what was stapled; nothing of any other message. */
void hsviz_tls_keep_certificate(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, enum hsviz_step_type type,
                                struct hsviz_bytes body, enum hsviz_source source);

#endif
