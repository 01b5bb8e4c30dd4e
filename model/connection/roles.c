/* roles.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "roles.h"

#include <glib.h>

#include "model/core/unit.h"
#include "model/tcp/tcp.h"
#include "model/tls/messages.h"
#include "model/tls/ssl2.h"

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

/* The type of hello of a frame's first handshake message; HSVIZ_STEP_NONE if it is no hello. */
static enum hsviz_step_type hello_in(const struct hsviz_frame *frame)
{
    const struct hsviz_unit *unit = frame->units;
    enum hsviz_step_type type = HSVIZ_STEP_NONE;

    if (frame->num_units == 0)
        return type;
    if (unit->num_parts > 0 && unit->parts[0].type == HSVIZ_PART_HANDSHAKE &&
        unit->parts[0].captured_len > 0)
        type = hsviz_message_step(unit->parts[0].bytes[0]);
    else if (unit->ssl2 && hsviz_ssl2_is_client_hello(unit))
        type = HSVIZ_STEP_CLIENT_HELLO;
    return type == HSVIZ_STEP_CLIENT_HELLO || type == HSVIZ_STEP_SERVER_HELLO ? type
                                                                              : HSVIZ_STEP_NONE;
}

void hsviz_roles_identify(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    enum hsviz_step_type hello =
        connection->flags & HSVIZ_CLIENT_KNOWN ? HSVIZ_STEP_NONE : hello_in(frame);
    enum hsviz_end sender;

    if (hello == HSVIZ_STEP_NONE)
        return;
    sender = hsviz_roles_end(connection, &frame->segment.source);
    connection->flags |= HSVIZ_CLIENT_KNOWN;
    connection->client_end =
        (uint8_t)(hello == HSVIZ_STEP_CLIENT_HELLO ? sender : hsviz_other_end(sender));
}
