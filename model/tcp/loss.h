/* loss.h
 * Why a segment was retransmitted or came out of order, as far as the capture shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_LOSS_H
#define HSVIZ_MODEL_TCP_LOSS_H

#include "model/core/names.h"

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_loss_of: why now's segment was retransmitted or came out of order; NONE if it is
 * neither. */
enum hsviz_loss hsviz_loss_of(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now);

#endif
