/* gaps.h
 * Bytes that were acknowledged, and so had been there, but are not in the capture: a gap each hole.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_GAPS_H
#define HSVIZ_MODEL_TCP_GAPS_H

struct hsviz_connection;
struct hsviz_tcp_packet;

/* Gaps of data that one connection keeps: enough to see the pattern. */
enum { HSVIZ_DATA_GAPS_MAX = 32 };

/* hsviz_gaps_take: pushes a gap for each hole that the segment shows to be one of the capture,
 * not of the connection; and takes back the gap of what comes after all. */
void hsviz_gaps_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

#endif
