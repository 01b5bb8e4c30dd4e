/* shape.h
 * How a connection was established and closed (RFC 9293 3.5, 3.6; RFC 7413).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_SHAPE_H
#define HSVIZ_MODEL_TCP_SHAPE_H

#include <stdbool.h>

#include "model/core/names.h"

struct hsviz_connection;

/* hsviz_connection_open: MID_STREAM if the capture begins during the connection. */
enum hsviz_open hsviz_connection_open(const struct hsviz_connection *connection);

/* hsviz_connection_close: OPEN if it had not closed by the last packet fed. */
enum hsviz_close hsviz_connection_close(const struct hsviz_connection *connection);

/* hsviz_connection_is_bare_syn: whether there was nothing but unanswered SYNs. */
bool hsviz_connection_is_bare_syn(const struct hsviz_connection *connection);

/* hsviz_connection_initial_state: the TCP state of a role before the first step. */
enum hsviz_tcp_state hsviz_connection_initial_state(const struct hsviz_connection *connection,
                                                    enum hsviz_side side);

/* hsviz_connection_final_state: the TCP state of a role after the last packet fed. */
enum hsviz_tcp_state hsviz_connection_final_state(const struct hsviz_connection *connection,
                                                  enum hsviz_side side);

#endif
