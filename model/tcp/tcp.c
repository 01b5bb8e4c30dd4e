/* tcp.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tcp.h"

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/units.h"
#include "model/tcp/asked.h"

struct hsviz_tcp *hsviz_tcp_new(void)
{
    struct hsviz_tcp *tcp = g_new0(struct hsviz_tcp, 1);

    tcp->syn_ns = tcp->syn_ack_ns = tcp->handshake_ack_ns = HSVIZ_TIME_UNKNOWN;
    tcp->habits = g_new0(struct hsviz_habits, HSVIZ_NUM_ENDS);
    tcp->syn_acked_half_rtt[HSVIZ_END_0] = HSVIZ_HALF_RTT_UNKNOWN;
    tcp->syn_acked_half_rtt[HSVIZ_END_1] = HSVIZ_HALF_RTT_UNKNOWN;
    return tcp;
}

void hsviz_tcp_retire(struct hsviz_tcp *tcp)
{
    hsviz_tcp_sequence_retire(&tcp->sequence[HSVIZ_END_0]);
    hsviz_tcp_sequence_retire(&tcp->sequence[HSVIZ_END_1]);
    hsviz_copies_retire(&tcp->copies);
    hsviz_asked_retire(&tcp->asked);
    g_free(tcp->habits);
    tcp->habits = NULL;
}

void hsviz_tcp_free(struct hsviz_tcp *tcp)
{
    if (!tcp)
        return;
    hsviz_tcp_retire(tcp);
    hsviz_copies_free(&tcp->copies);
    g_free(tcp->asked);
    g_free(tcp->dropped);
    g_free(tcp->liveness);
    g_free(tcp);
}

void hsviz_tcp_tell_peer(struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[end];
    struct hsviz_peer *peer = &connection->peer[end];
    uint32_t acknowledged = connection->tcp->sequence[hsviz_other_end(end)].acknowledged;

    peer->is_seen = (sender->flags & HSVIZ_SENT_ANYTHING) != 0;
    peer->has_sent_data = (sender->flags & HSVIZ_SENT_PAYLOAD) != 0;
    peer->has_closed = (sender->flags & HSVIZ_SENT_FIN) != 0;
    peer->has_reset = (sender->flags & HSVIZ_SENT_RST) != 0;
    peer->lacks_syn = peer->is_seen && !(sender->flags & HSVIZ_SHOWED_SYN);
    peer->misses = hsviz_serial_before(sender->high, acknowledged) ||
                   sender->flags & HSVIZ_HOLES_PASSED;
    peer->is_incomplete =
        sender->pending_frame != 0 || hsviz_serial_before(sender->high, acknowledged);
}

bool hsviz_tcp_may_reopen(const struct hsviz_connection *connection)
{
    uint32_t client = hsviz_tcp_sequence_of(connection, HSVIZ_CLIENT)->flags;
    uint32_t server = hsviz_tcp_sequence_of(connection, HSVIZ_SERVER)->flags;

    return connection->flags & HSVIZ_SEEN_FROM_START && client & HSVIZ_SENT_SYN &&
           (client | server) & HSVIZ_SENT_RST && !(client & HSVIZ_SENT_ACK_OF_SYN);
}

void hsviz_tcp_reopen(struct hsviz_connection *connection)
{
    struct hsviz_tcp *tcp = connection->tcp;

    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        hsviz_tcp_sequence_retire(&tcp->sequence[end]);
        tcp->sequence[end] = (struct hsviz_tcp_sequence){ .track = NULL };
        tcp->syn_acked_half_rtt[end] = HSVIZ_HALF_RTT_UNKNOWN;
        connection->peer[end].state = tcp->initial_state[end];
    }
    tcp->syn_ns = tcp->syn_ack_ns = tcp->handshake_ack_ns = HSVIZ_TIME_UNKNOWN;
    tcp->close = HSVIZ_CLOSE_OPEN;
    tcp->is_closed_by_reset = false;
    tcp->flags = 0;
    g_free(tcp->asked);
    tcp->asked = NULL;
}

bool hsviz_tcp_is_closed(const struct hsviz_connection *connection)
{
    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        uint8_t state = connection->peer[end].state;

        if (state != HSVIZ_TCP_CLOSED && state != HSVIZ_TCP_TIME_WAIT && state != HSVIZ_TCP_LISTEN)
            return false;
    }
    return true;
}
