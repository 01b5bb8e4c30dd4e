/* close.h
 * Connection close: which segments are steps, and how they change both ends' states.
 *
 * FIN > , < ACK , < FIN , ACK > or, if one segment does both, FIN > , < FIN-ACK , ACK > (RFC 9293
 * 3.6)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_CLOSE_H
#define HSVIZ_MODEL_TCP_CLOSE_H

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_tcp_assume_fin: pushes a gap for the other end's FIN, if the segment acknowledges it but
 * the capture lacks it. Call it after the segment's sequence numbers were counted. */
void hsviz_tcp_assume_fin(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

/* hsviz_tcp_take_ack_of_fin: call it before the payload is taken. */
void hsviz_tcp_take_ack_of_fin(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now);

/* hsviz_tcp_take_close: takes FIN and RST. Call it after the payload was taken. */
void hsviz_tcp_take_close(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

#endif
