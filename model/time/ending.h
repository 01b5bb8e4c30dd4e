/* ending.h
 * Where the ledger of a connection ends that has no first response: with what ended its handshake,
 * or with the last step of it.
 *
 * Source: docs/model.md, section 4.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_ENDING_H
#define HSVIZ_MODEL_TIME_ENDING_H

#include <stddef.h>

#include "model/core/ledger.h"

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_step;

/* hsviz_ending_step: the alert that ended a handshake which is not complete or was rejected, else
 * the first FIN or RST after its ClientHello; without TLS, the one that ended the last attempt to
 * open. NULL without any. */
const struct hsviz_step *hsviz_ending_step(const struct hsviz_connection *connection);

/* hsviz_ending_keep: keeps the packet's ledger if the connection's may end with it. num_before is
 * the number of steps before it. Only while the connection has a clock. */
void hsviz_ending_keep(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                       size_t num_before);

/* hsviz_ending_ledger: the ledger, and in end who sent the packet that it ends with. Only while the
 * connection has a clock. */
struct hsviz_ledger hsviz_ending_ledger(const struct hsviz_connection *connection,
                                        enum hsviz_end *end);

#endif
