/* roles.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "roles.h"

#include <glib.h>

#include "model/tcp/tcp.h"

static void set_name(struct hsviz_peer *peer, const struct hsviz_endpoint *endpoint)
{
    peer->address = g_strdup(endpoint->address);
    peer->port = endpoint->port;
}

void hsviz_roles_meet(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    bool syn = segment->flags & HSVIZ_TCP_SYN, ack = segment->flags & HSVIZ_TCP_ACK;
    bool sender_is_client = syn ? !ack : segment->source.port >= segment->destination.port;
    struct hsviz_peer *client, *server;

    connection->first_frame = segment->frame;
    connection->start_ns = segment->time_ns;
    connection->last_ns = segment->time_ns;
    if (syn)
        connection->flags |= HSVIZ_CLIENT_KNOWN | HSVIZ_SEEN_FROM_START;
    connection->client_end = sender_is_client ? HSVIZ_END_0 : HSVIZ_END_1;
    set_name(&connection->peer[HSVIZ_END_0], &segment->source);
    set_name(&connection->peer[HSVIZ_END_1], &segment->destination);
    client = &connection->peer[connection->client_end];
    server = &connection->peer[hsviz_other_end((enum hsviz_end)connection->client_end)];
    client->state = syn ? HSVIZ_TCP_CLOSED : HSVIZ_TCP_ESTABLISHED;
    server->state = syn ? HSVIZ_TCP_LISTEN : HSVIZ_TCP_ESTABLISHED;
    client->is_state_assumed = !syn || ack;
    server->is_state_assumed = !syn;
    for (unsigned end = 0; end < HSVIZ_NUM_ENDS; end++)
        connection->tcp->initial_state[end] = connection->peer[end].state;
}

enum hsviz_end hsviz_roles_end(const struct hsviz_connection *connection,
                               const struct hsviz_endpoint *endpoint)
{
    const struct hsviz_peer *peer = connection->peer;

    if (peer[HSVIZ_END_0].port != peer[HSVIZ_END_1].port)
        return endpoint->port == peer[HSVIZ_END_0].port ? HSVIZ_END_0 : HSVIZ_END_1;
    return g_strcmp0(peer[HSVIZ_END_0].address, endpoint->address) == 0 ? HSVIZ_END_0 : HSVIZ_END_1;
}
