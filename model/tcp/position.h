/* position.h
 * The RTT position at which a segment left its sender, from causality (docs/model.md, section 3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_POSITION_H
#define HSVIZ_MODEL_TCP_POSITION_H

#include <stdbool.h>
#include <stdint.h>

struct hsviz_connection;
struct hsviz_tcp_packet;

/* hsviz_tcp_position_of: the position of now's segment, in half round trips. window_half_rtt is the
 * result of rule 3, or HSVIZ_HALF_RTT_UNKNOWN. */
int32_t hsviz_tcp_position_of(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now, int32_t window_half_rtt);

/* hsviz_tcp_says_syn_again: whether the segment retransmits the data of its end's SYN or SYN-ACK,
 * which the other end did not accept with it (RFC 7413 4.2.2): that is protocol, not loss. */
bool hsviz_tcp_says_syn_again(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now);

#endif
