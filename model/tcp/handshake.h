/* handshake.h
 * The three-way handshake and its relatives: which segments are steps, and what they make of both
 * ends' states.
 *
 *     SYN > , < SYN-ACK , ACK >   (RFC 9293 3.5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_HANDSHAKE_H
#define HSVIZ_MODEL_TCP_HANDSHAKE_H

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_tcp_assume_syn_ack: where the segment shows that a SYN-ACK was received which the capture
 * lacks: its gap, and its position. Comes before the segment's own position is told. */
void hsviz_tcp_assume_syn_ack(struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now);

/* hsviz_tcp_assume_opening_ack: the same for the third segment, without which a server sends no
 * data (RFC 9293 3.5). */
void hsviz_tcp_assume_opening_ack(struct hsviz_connection *connection,
                                  const struct hsviz_tcp_packet *now);

/* hsviz_tcp_recognise_split: where the segment shows that the second SYN was the answer to the
 * first, and none of its own: its position, and that of what answered it. */
void hsviz_tcp_recognise_split(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now);

/* hsviz_tcp_take_opening: what the segment's control bits mean before its payload counts. */
void hsviz_tcp_take_opening(struct hsviz_connection *connection,
                            const struct hsviz_tcp_packet *now);

#endif
