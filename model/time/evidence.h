/* evidence.h
 * What a TCP segment shows about why it left when it did.
 *
 * Source: RFC 9293, 7323, 6864 (IPv4 identification).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_EVIDENCE_H
#define HSVIZ_MODEL_TIME_EVIDENCE_H

#include <stdint.h>

struct hsviz_connection;
struct hsviz_evidence;
struct hsviz_tcp_packet;

/* hsviz_evidence_of: of now's segment, before its meaning for the handshake counts. sent_before is
 * the end of what its sender had sent before it, window_half_rtt the result of rule 3 (docs/
 * model.md, section 3). */
struct hsviz_evidence hsviz_evidence_of(const struct hsviz_connection *connection,
                                        const struct hsviz_tcp_packet *now, uint32_t sent_before,
                                        int32_t window_half_rtt);

#endif
