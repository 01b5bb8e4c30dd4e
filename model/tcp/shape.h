/* shape.h
 * How a connection opened and closed (RFC 9293 3.5, 3.6; RFC 7413).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_SHAPE_H
#define HSVIZ_MODEL_TCP_SHAPE_H

#include <stdbool.h>

#include "model/core/names.h"

struct hsviz_connection;

/* hsviz_connection_open: MID_STREAM where the capture begins inside the connection. */
enum hsviz_open hsviz_connection_open(const struct hsviz_connection *connection);

/* hsviz_connection_close: OPEN where it had not closed by the last packet fed. */
enum hsviz_close hsviz_connection_close(const struct hsviz_connection *connection);

/* hsviz_connection_is_bare_syn: SYNs that nobody answered, and nothing else. */
bool hsviz_connection_is_bare_syn(const struct hsviz_connection *connection);

/* hsviz_connection_initial_state: a side's TCP state before the first step. */
enum hsviz_tcp_state hsviz_connection_initial_state(const struct hsviz_connection *connection,
                                                    enum hsviz_side side);

/* hsviz_connection_final_state: a side's TCP state after all that was captured. */
enum hsviz_tcp_state hsviz_connection_final_state(const struct hsviz_connection *connection,
                                                  enum hsviz_side side);

#endif
