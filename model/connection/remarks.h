/* remarks.h
 * What is worth a remark about a single segment that its receiver took.
 *
 * Purpose: that it came late, was held up, or was cut; the longest silence; and at its steps, why
 *          it was sent again. What only the whole connection shows is for story/findings.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_REMARKS_H
#define HSVIZ_MODEL_CONNECTION_REMARKS_H

#include <stddef.h>

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_tcp_packet;

/* hsviz_remarks_take: of now's segment, whose place is known, before its payload is read. */
void hsviz_remarks_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

/* hsviz_remarks_mark_loss: the steps of a packet that was retransmitted or out of order say why:
 * those from num_before on. */
void hsviz_remarks_mark_loss(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                             size_t num_before);

#endif
