/* position.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "position.h"

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/units.h"
#include "model/tcp/tcp.h"

/* Payload needs its sender to know that its SYN has arrived (RFC 9293 3.5), and so does a reset by
 * who has accepted the connection. */
static bool needs_handshake_ack(const struct hsviz_connection *connection,
                                const struct hsviz_tcp_packet *now)
{
    bool acts = now->segment->payload_len > 0 || now->segment->flags & HSVIZ_TCP_RST;

    return acts && !(now->segment->flags & HSVIZ_TCP_SYN) &&
           connection->tcp->syn_acked_half_rtt[now->packet.end] != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->tcp->flags & HSVIZ_FAST_OPEN_TAKEN);
}

/* A reset without an acknowledgement takes its sequence number from the segment to which it replies
 * (RFC 9293 3.5.2). */
static bool answers_with_reset(const struct hsviz_tcp_sequence *other,
                               const struct hsviz_tcp_packet *now)
{
    uint8_t flags = now->segment->flags;

    return flags & HSVIZ_TCP_RST && !(flags & HSVIZ_TCP_ACK) &&
           other->flags & HSVIZ_SENT_ANYTHING && now->packet.space_begin == other->acknowledged;
}

/* More than a FIN was acknowledged that the capture lacks: payload, which came a round trip after
 * the acknowledgement of its sender's SYN at the earliest, and after all that the capture has of
 * its sender, whose sequence numbers are lower. */
static bool shows_uncaptured_payload(const struct hsviz_connection *connection,
                                     const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);

    return now->packet.shows_more &&
           connection->tcp->syn_acked_half_rtt[other] != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->tcp->flags & HSVIZ_FAST_OPEN_TAKEN) &&
           hsviz_serial_before(connection->tcp->sequence[other].high + 1, now->packet.shown);
}

static int32_t half_rtt_by_causes(const struct hsviz_connection *connection,
                                  const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    uint8_t flags = now->segment->flags;
    int32_t half_rtt = sender->half_rtt;

    if (flags & HSVIZ_TCP_ACK)
        half_rtt = MAX(half_rtt, hsviz_tcp_sequence_received_half_rtt(other, now->packet.shown));
    if (flags & HSVIZ_TCP_SYN && flags & HSVIZ_TCP_ACK)
        half_rtt = MAX(half_rtt, 1); /* a SYN came before it, captured or not */
    if (now->is_answer)
        half_rtt = MAX(half_rtt, now->asked_half_rtt + 1);
    else if (answers_with_reset(other, now))
        half_rtt = MAX(half_rtt, other->half_rtt + 1);
    if (shows_uncaptured_payload(connection, now))
        half_rtt = MAX(MAX(half_rtt, other->half_rtt + 1),
                       connection->tcp->syn_acked_half_rtt[hsviz_other_end(now->packet.end)] + 2);
    if (needs_handshake_ack(connection, now))
        half_rtt = MAX(half_rtt, connection->tcp->syn_acked_half_rtt[now->packet.end] + 1);
    return half_rtt;
}

static bool is_syn_data_refused(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_tcp_sequence *client = hsviz_tcp_sequence_of(connection, HSVIZ_CLIENT);
    const struct hsviz_tcp_sequence *server = hsviz_tcp_sequence_of(connection, HSVIZ_SERVER);

    if (side == HSVIZ_SERVER)
        return server->flags & HSVIZ_SYN_ACK_HAD_PAYLOAD && client->flags & HSVIZ_SENT_ACK_OF_SYN;
    return client->flags & HSVIZ_SYN_HAD_PAYLOAD && server->flags & HSVIZ_SENT_SYN_ACK &&
           !(connection->tcp->flags & HSVIZ_FAST_OPEN_TAKEN);
}

bool hsviz_tcp_says_syn_again(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now)
{
    return now->packet.space_begin == 1 && !(now->segment->flags & HSVIZ_TCP_SYN) &&
           is_syn_data_refused(connection, hsviz_side_of(connection, now->packet.end));
}

int32_t hsviz_tcp_position_of(const struct hsviz_connection *connection,
                              const struct hsviz_tcp_packet *now, int32_t window_half_rtt)
{
    int32_t original =
        hsviz_tcp_sequence_half_rtt_of(hsviz_tcp_sender(connection, now), now->packet.space_end);
    bool is_old =
        now->packet.novelty == HSVIZ_RETRANSMISSION || now->packet.novelty == HSVIZ_OUT_OF_ORDER;

    if (is_old && original != HSVIZ_HALF_RTT_UNKNOWN)
        return original;
    return MAX(half_rtt_by_causes(connection, now), window_half_rtt);
}
