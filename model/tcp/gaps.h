/* gaps.h
 * Data that was acknowledged, and so was sent, but is not in the capture: one gap per hole.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_GAPS_H
#define HSVIZ_MODEL_TCP_GAPS_H

struct hsviz_connection;
struct hsviz_tcp_packet;

/* The most gaps of data of one connection: enough to see the pattern. */
enum { HSVIZ_DATA_GAPS_MAX = 32 };

/* hsviz_gaps_take: pushes a gap for each hole of which the segment shows that the receiver got the
 * data, and removes the gap of data that comes after all. */
void hsviz_gaps_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

/* hsviz_gaps_end: what never arrived of each end, as far as was fed: bytes that the other end did
 * not acknowledge, though it has later ones. */
void hsviz_gaps_end(struct hsviz_connection *connection);

#endif
