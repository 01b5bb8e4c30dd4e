/* shape.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "shape.h"

#include "model/tcp/tcp.h"

static bool has_sent(const struct hsviz_connection *connection, enum hsviz_side side,
                     enum hsviz_tcp_sequence_flag flag)
{
    return hsviz_tcp_sequence_of(connection, side)->flags & flag;
}

static enum hsviz_open open_without_answer(const struct hsviz_connection *connection)
{
    if (has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_RST) ||
        connection->tcp->flags & HSVIZ_REFUSED_BY_ICMP)
        return HSVIZ_OPEN_REFUSED;
    return has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_ACK_OF_SYN) ? HSVIZ_OPEN_THREE_WAY
                                                                     : HSVIZ_OPEN_UNANSWERED;
}

static enum hsviz_open open_by_options(const struct hsviz_connection *connection)
{
    if (connection->tcp->flags & HSVIZ_FAST_OPEN_TAKEN)
        return HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED;
    if (connection->tcp->syn_options & HSVIZ_OPTION_FAST_OPEN_REQUEST)
        return HSVIZ_OPEN_FAST_OPEN_COOKIE_REQUEST;
    if (connection->tcp->syn_options & HSVIZ_OPTION_FAST_OPEN_COOKIE)
        return HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED;
    return HSVIZ_OPEN_THREE_WAY;
}

/* In a simultaneous open, both ends reply to the other's SYN with a SYN-ACK (RFC 9293 figure 7). A
 * server that splits its SYN-ACK in two replies to the client's SYN-ACK with an ACK. */
static bool is_split(const struct hsviz_connection *connection)
{
    return connection->tcp->flags & HSVIZ_SYN_ACKED_ALONE ||
           (has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_ACK_OF_SYN) &&
            !has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_SYN_ACK));
}

enum hsviz_open hsviz_connection_open(const struct hsviz_connection *connection)
{
    if (!connection->tcp || !(connection->flags & HSVIZ_SEEN_FROM_START))
        return HSVIZ_OPEN_MID_STREAM;
    if (has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_SYN) &&
        has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_SYN))
        return is_split(connection) ? HSVIZ_OPEN_SPLIT : HSVIZ_OPEN_SIMULTANEOUS;
    if (!has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_SYN_ACK))
        return open_without_answer(connection);
    return open_by_options(connection);
}

bool hsviz_connection_is_bare_syn(const struct hsviz_connection *connection)
{
    return hsviz_connection_open(connection) == HSVIZ_OPEN_UNANSWERED &&
           !has_sent(connection, HSVIZ_CLIENT, HSVIZ_SENT_PAYLOAD) &&
           !has_sent(connection, HSVIZ_SERVER, HSVIZ_SENT_ANYTHING);
}

enum hsviz_close hsviz_connection_close(const struct hsviz_connection *connection)
{
    if (!connection->tcp)
        return HSVIZ_CLOSE_OPEN;
    if (!connection->tcp->is_closed_by_reset)
        return (enum hsviz_close)connection->tcp->close;
    return hsviz_side_of(connection, connection->reset_first) == HSVIZ_CLIENT
               ? HSVIZ_CLOSE_RESET_BY_CLIENT
               : HSVIZ_CLOSE_RESET_BY_SERVER;
}

enum hsviz_tcp_state hsviz_connection_initial_state(const struct hsviz_connection *connection,
                                                    enum hsviz_side side)
{
    return connection->tcp ? (enum hsviz_tcp_state)
                                 connection->tcp->initial_state[hsviz_end_of(connection, side)]
                           : HSVIZ_TCP_CLOSED;
}

enum hsviz_tcp_state hsviz_connection_final_state(const struct hsviz_connection *connection,
                                                  enum hsviz_side side)
{
    return (enum hsviz_tcp_state)hsviz_peer_of(connection, side)->state;
}
