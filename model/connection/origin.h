/* origin.h
 * Packets that carry an end's address, and that this end did not send: resets and answers of a box
 * on the path (docs/model.md, section 3, "Packets from the path").
 *
 * Source: RFC 9293 3.5.3 and 3.10.7.4 (what a reset does to who gets it), RFC 3360 (boxes that
 *         send resets).
 * Trust: to say of an end's own packet that it is not its own would be worse than silence: one
 *        sign is never enough.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CONNECTION_ORIGIN_H
#define HSVIZ_MODEL_CONNECTION_ORIGIN_H

#include <stdbool.h>

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_origin_take: whether now's packet is not its sender's. If so, takes it: its step, its note,
 * and what it does to the end that it reaches; its position is unknown then, and nothing else
 * follows from it. Otherwise changes nothing. */
bool hsviz_origin_take(struct hsviz_connection *connection, struct hsviz_tcp_packet *now);

#endif
