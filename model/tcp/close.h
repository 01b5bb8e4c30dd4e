/* close.h
 * Closing: which segments are steps, and what they make of both ends' states.
 *
 *     FIN > , < ACK , < FIN , ACK >   or, where one segment says both,
 *     FIN > , < FIN-ACK , ACK >       (RFC 9293 3.6)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_CLOSE_H
#define HSVIZ_MODEL_TCP_CLOSE_H

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_tcp_assume_fin: where the segment shows that the other end's FIN was received which the
 * capture lacks: its gap. Comes once the numbers of the segment are counted. */
void hsviz_tcp_assume_fin(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

/* hsviz_tcp_take_ack_of_fin: comes before the payload. */
void hsviz_tcp_take_ack_of_fin(struct hsviz_connection *connection,
                               const struct hsviz_tcp_packet *now);

/* hsviz_tcp_take_close: FIN and RST, which come after the payload. */
void hsviz_tcp_take_close(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

#endif
