/* positions.c
 * At which RTT position a frame left its sender, from causes (model, section 3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"

/* Payload needs its sender to know that its SYN has arrived (RFC 9293 3.5), and so does a reset by
 * who has accepted the connection. */
static bool needs_opening_ack(const struct hsviz_connection *connection,
                              const struct hsviz_moment *moment)
{
    bool acts = moment->segment->payload_len > 0 || moment->segment->flags & HSVIZ_TCP_RST;

    return acts && !(moment->segment->flags & HSVIZ_TCP_SYN) &&
           connection->syn_acked_half_rtt[moment->side] != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN);
}

/* A reset without an acknowledgement has its number from the segment that it answers
 * (RFC 9293 3.5.2). */
static bool answers_with_reset(const struct hsviz_direction *other,
                               const struct hsviz_moment *moment)
{
    uint8_t flags = moment->segment->flags;

    return flags & HSVIZ_TCP_RST && !(flags & HSVIZ_TCP_ACK) &&
           other->flags & HSVIZ_SENT_ANYTHING && moment->arrival.seq == other->acknowledged;
}

/* More than a FIN was acknowledged that the capture lacks: payload, which came a round trip after
 * the acknowledgement of its sender's SYN at the earliest. */
static bool shows_uncaptured_payload(const struct hsviz_connection *connection,
                                     const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);

    return moment->arrival.ack_advances &&
           connection->syn_acked_half_rtt[other] != HSVIZ_HALF_RTT_UNKNOWN &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN) &&
           hsviz_serial_before(connection->direction[other].high + 1, moment->arrival.ack);
}

static int32_t half_rtt_by_causes(const struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment)
{
    const struct hsviz_direction *sender = &connection->direction[moment->side];
    const struct hsviz_direction *other = &connection->direction[hsviz_other_side(moment->side)];
    uint8_t flags = moment->segment->flags;
    int32_t half_rtt = sender->half_rtt;

    if (flags & HSVIZ_TCP_ACK)
        half_rtt = MAX(half_rtt, hsviz_direction_arrival_half_rtt(other, moment->arrival.ack));
    if (flags & HSVIZ_TCP_SYN && flags & HSVIZ_TCP_ACK)
        half_rtt = MAX(half_rtt, 1); /* a SYN came before it, captured or not */
    if (answers_with_reset(other, moment))
        half_rtt = MAX(half_rtt, other->half_rtt + 1);
    if (shows_uncaptured_payload(connection, moment))
        half_rtt = MAX(half_rtt,
                       connection->syn_acked_half_rtt[hsviz_other_side(moment->side)] + 2);
    if (needs_opening_ack(connection, moment))
        half_rtt = MAX(half_rtt, connection->syn_acked_half_rtt[moment->side] + 1);
    return half_rtt;
}

static bool is_syn_data_refused(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_direction *client = &connection->direction[HSVIZ_CLIENT];
    const struct hsviz_direction *server = &connection->direction[HSVIZ_SERVER];

    if (side == HSVIZ_SERVER)
        return server->flags & HSVIZ_SYN_ACK_HAD_PAYLOAD && client->flags & HSVIZ_SENT_ACK_OF_SYN;
    return client->flags & HSVIZ_SYN_HAD_PAYLOAD && server->flags & HSVIZ_SENT_SYN_ACK &&
           !(connection->flags & HSVIZ_FAST_OPEN_TAKEN);
}

bool hsviz_connection_says_syn_again(const struct hsviz_connection *connection,
                                     const struct hsviz_moment *moment)
{
    return moment->arrival.seq == 1 && !(moment->segment->flags & HSVIZ_TCP_SYN) &&
           is_syn_data_refused(connection, moment->side);
}

int32_t hsviz_position_of(const struct hsviz_connection *connection,
                          const struct hsviz_moment *moment, int32_t window_half_rtt)
{
    int32_t original =
        hsviz_direction_half_rtt_of(&connection->direction[moment->side], moment->arrival.end);
    bool is_old = moment->arrival.novelty == HSVIZ_REPEAT ||
                  moment->arrival.novelty == HSVIZ_FILLS_HOLE;

    if (is_old && original != HSVIZ_HALF_RTT_UNKNOWN)
        return original;
    return MAX(half_rtt_by_causes(connection, moment), window_half_rtt);
}
