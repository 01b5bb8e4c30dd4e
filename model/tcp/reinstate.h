/* reinstate.h
 * Which dropped segments count after all.
 *
 * Purpose: the judgement that a receiver drops a segment (acceptance.h) can be wrong, since a
 *          capture can lack much. What was dropped is held, and counts after all if the other end
 *          acknowledges it, or if several in a row agree with each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_REINSTATE_H
#define HSVIZ_MODEL_TCP_REINSTATE_H

#include <stddef.h>

#include "model/core/notes.h"
#include "model/tcp/dropped.h"

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_reinstate: fills held with the dropped segments that now's segment shows to have counted
 * after all, oldest first, and forgets them; why is its own judgement. Returns how many. If it is
 * not zero, now's segment counts too. */
size_t hsviz_reinstate(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                       enum hsviz_drop why, struct hsviz_held held[HSVIZ_HELD_MAX]);

#endif
