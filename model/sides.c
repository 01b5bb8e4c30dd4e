/* sides.c
 * Who of a connection's two ends is the client (model, section 1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "internal.h"

static void set_name(struct hsviz_side_name *name, const struct hsviz_endpoint *endpoint)
{
    name->address = g_strdup(endpoint->address);
    name->port = endpoint->port;
}

void hsviz_sides_meet(struct hsviz_connection *connection, const struct hsviz_segment *segment)
{
    bool syn = segment->flags & HSVIZ_TCP_SYN, ack = segment->flags & HSVIZ_TCP_ACK;
    bool sender_is_client =
        syn ? !ack : segment->source.port >= segment->destination.port;

    connection->first_frame = segment->frame;
    connection->start_ns = segment->time_ns;
    connection->last_ns = segment->time_ns;
    if (syn)
        connection->flags |= HSVIZ_CLIENT_KNOWN | HSVIZ_STARTED_WITH_SYN;
    if (!sender_is_client)
        connection->flags |= HSVIZ_ENDS_SWAPPED;
    set_name(&connection->name[HSVIZ_CLIENT],
             sender_is_client ? &segment->source : &segment->destination);
    set_name(&connection->name[HSVIZ_SERVER],
             sender_is_client ? &segment->destination : &segment->source);
    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++)
        connection->state[side] = syn ? HSVIZ_TCP_CLOSED : HSVIZ_TCP_ESTABLISHED;
    if (syn)
        connection->state[HSVIZ_SERVER] = HSVIZ_TCP_LISTEN;
    memcpy(connection->initial_state, connection->state, sizeof connection->state);
    if (!syn || ack)
        connection->flags |= HSVIZ_CLIENT_STATE_ASSUMED;
    if (!syn)
        connection->flags |= HSVIZ_SERVER_STATE_ASSUMED;
}

enum hsviz_side hsviz_sides_of(const struct hsviz_connection *connection,
                               const struct hsviz_endpoint *endpoint)
{
    const struct hsviz_side_name *client = &connection->name[HSVIZ_CLIENT];

    if (client->port != connection->name[HSVIZ_SERVER].port)
        return endpoint->port == client->port ? HSVIZ_CLIENT : HSVIZ_SERVER;
    return g_strcmp0(client->address, endpoint->address) == 0 ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

static void swap_step(struct hsviz_step *step)
{
    uint8_t state = step->state[0];
    unsigned client = step->flags & HSVIZ_STEP_CLIENT_ASSUMED;
    unsigned server = step->flags & HSVIZ_STEP_SERVER_ASSUMED;

    step->flags &= (uint8_t)~(HSVIZ_STEP_CLIENT_ASSUMED | HSVIZ_STEP_SERVER_ASSUMED);
    step->flags |= (uint8_t)((client ? HSVIZ_STEP_SERVER_ASSUMED : 0U) |
                             (server ? HSVIZ_STEP_CLIENT_ASSUMED : 0U));
    step->side = (uint8_t)hsviz_other_side((enum hsviz_side)step->side);
    step->state[0] = step->state[1];
    step->state[1] = state;
}

static void swap_strays(struct hsviz_strays *strays)
{
    struct hsviz_side_strays client = strays->side[HSVIZ_CLIENT];

    strays->side[HSVIZ_CLIENT] = strays->side[HSVIZ_SERVER];
    strays->side[HSVIZ_SERVER] = client;
}

/* The guess was wrong: what was noted of one side belongs to the other. */
static void swap_sides(struct hsviz_connection *connection)
{
    struct hsviz_side_name name = connection->name[0];
    struct hsviz_direction direction = connection->direction[0];
    uint8_t state = connection->state[0];

    connection->name[0] = connection->name[1];
    connection->name[1] = name;
    connection->direction[0] = connection->direction[1];
    connection->direction[1] = direction;
    connection->state[0] = connection->state[1];
    connection->state[1] = state;
    connection->first_fin = (uint8_t)hsviz_other_side((enum hsviz_side)connection->first_fin);
    connection->first_rst = (uint8_t)hsviz_other_side((enum hsviz_side)connection->first_rst);
    for (size_t i = 0; i < connection->num_steps; i++)
        swap_step(&connection->steps[i]);
    if (connection->strays)
        swap_strays(connection->strays);
    if (connection->tls)
        hsviz_tls_swap_sides(connection->tls);
    if (connection->clock)
        hsviz_clock_swap_sides(connection->clock);
    connection->flags ^= HSVIZ_ENDS_SWAPPED;
    if (!(connection->flags & HSVIZ_CLIENT_STATE_ASSUMED) !=
        !(connection->flags & HSVIZ_SERVER_STATE_ASSUMED))
        connection->flags ^= HSVIZ_CLIENT_STATE_ASSUMED | HSVIZ_SERVER_STATE_ASSUMED;
}

/* The hello that a frame's first handshake message is: HSVIZ_STEP_NONE where it is none. */
static enum hsviz_step_type hello_in(const struct hsviz_frame *frame)
{
    const struct hsviz_record *record = frame->records;
    enum hsviz_step_type type = HSVIZ_STEP_NONE;

    if (frame->num_records == 0)
        return type;
    if (record->num_parts > 0 && record->parts[0].type == HSVIZ_PART_HANDSHAKE &&
        record->parts[0].captured_len > 0)
        type = hsviz_message_step(record->parts[0].bytes[0]);
    else if (record->ssl2 && hsviz_payload_begins_record(&frame->segment))
        type = HSVIZ_STEP_CLIENT_HELLO;
    return type == HSVIZ_STEP_CLIENT_HELLO || type == HSVIZ_STEP_SERVER_HELLO ? type
                                                                              : HSVIZ_STEP_NONE;
}

void hsviz_sides_identify(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    enum hsviz_step_type hello =
        connection->flags & HSVIZ_CLIENT_KNOWN ? HSVIZ_STEP_NONE : hello_in(frame);
    bool is_client;

    if (hello == HSVIZ_STEP_NONE)
        return;
    is_client = hsviz_sides_of(connection, &frame->segment.source) == HSVIZ_CLIENT;
    connection->flags |= HSVIZ_CLIENT_KNOWN;
    if (is_client != (hello == HSVIZ_STEP_CLIENT_HELLO))
        swap_sides(connection);
}
