/* handshake.h
 * The three-way handshake and its variants: which segments are steps, and how they change both
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

/* hsviz_tcp_assume_syn_ack: pushes a gap for a SYN-ACK that was received but is not in the capture,
 * and sets its position. Call it before the segment's own position is determined. */
void hsviz_tcp_assume_syn_ack(struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now);

/* hsviz_tcp_assume_handshake_ack: the same for the third segment of the handshake, without which a
 * server sends no data (RFC 9293 3.5). */
void hsviz_tcp_assume_handshake_ack(struct hsviz_connection *connection,
                                    const struct hsviz_tcp_packet *now);

/* hsviz_tcp_recognise_split: if the segment shows that the second SYN was a reply to the first
 * (split handshake), sets its position and that of its acknowledgement. */
void hsviz_tcp_recognise_split(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now);

/* hsviz_tcp_take_handshake: takes the control bits of connection establishment. Call it before the
 * payload is taken. */
void hsviz_tcp_take_handshake(struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now);

#endif
