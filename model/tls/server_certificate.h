/* server_certificate.h
 * Reading Certificate and CertificateStatus.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_SERVER_CERTIFICATE_H
#define HSVIZ_MODEL_TLS_SERVER_CERTIFICATE_H

#include "model/core/bytes.h"
#include "model/core/step_types.h"
struct hsviz_connection;
struct hsviz_packet;

/* hsviz_tls_read_certificate: records what the body of a Certificate says about its sender: empty
 * or not, stapled or not. */
void hsviz_tls_read_certificate(struct hsviz_connection *connection, enum hsviz_end end,
                                struct hsviz_bytes body);

/* hsviz_tls_keep_certificate: keeps the parts of the server's certificates that matching revocation
 * checks needs, and the stapled response. Ignores other messages. */
void hsviz_tls_keep_certificate(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, enum hsviz_step_type type,
                                struct hsviz_bytes body, enum hsviz_source source);

#endif
