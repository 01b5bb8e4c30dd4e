/* ending.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ending.h"

#include <stdbool.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/shape.h"
#include "model/tcp/tcp.h"
#include "model/time/clock.h"
#include "model/tls/tls.h"

static bool is_complete(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    return tls && hsviz_tls_is_complete(tls) && !(tls->flags & HSVIZ_TLS_REJECTED);
}

/* ---- What ended it ---- */

/* A reset that a box on the path sent ends the connection if an end took it. */
static bool closes(const struct hsviz_connection *connection, const struct hsviz_step *step)
{
    if (step->flags & HSVIZ_STEP_GAP || hsviz_step_is_dropped(step))
        return false;
    if (hsviz_step_is_from_path(step))
        return step->type == HSVIZ_STEP_RST && connection->tcp &&
               connection->tcp->flags & HSVIZ_RESET_FROM_PATH;
    return step->type == HSVIZ_STEP_FIN || step->type == HSVIZ_STEP_RST;
}

/* What the handshake, or the last attempt to open, began with; the first step if that is not
 * there. */
static const struct hsviz_step *first_step(const struct hsviz_connection *connection)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    const struct hsviz_step *first =
        connection->tls ? hsviz_steps_first(connection, 0, client, HSVIZ_STEP_CLIENT_HELLO)
                        : hsviz_steps_find(connection, client, HSVIZ_STEP_SYN);

    return first ? first : connection->steps;
}

const struct hsviz_step *hsviz_ending_step(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    const struct hsviz_step *closing = NULL;

    if (connection->num_steps == 0 || is_complete(connection))
        return NULL;
    for (const struct hsviz_step *step = first_step(connection);
         step < connection->steps + connection->num_steps; step++) {
        if (tls && tls->flags & HSVIZ_TLS_ALERTED && step->type == HSVIZ_STEP_ALERT &&
            step->end == tls->alert_end && step->code == tls->alert_code)
            return step;
        if (!closing && closes(connection, step))
            closing = step;
    }
    return closing;
}

/* ---- The ledger until then ---- */

/* The packet of a frame that a later one showed to be the end: an alert known by its size. */
static const struct hsviz_cause *packet_of(const struct hsviz_clock *clock, uint32_t frame)
{
    for (size_t end = 0; end < HSVIZ_NUM_ENDS; end++) {
        const struct hsviz_causes *sent = &clock->from[end].data;

        for (size_t i = 0; i < sent->num; i++) {
            if (sent->list[i].frame == frame)
                return &sent->list[i];
        }
    }
    return NULL;
}

static void keep_end(struct hsviz_connection *connection, const struct hsviz_packet *packet)
{
    struct hsviz_clock *clock = connection->clock;
    const struct hsviz_step *step = hsviz_ending_step(connection);
    const struct hsviz_cause *earlier;

    if (!step || step->frame == clock->ended_frame)
        return;
    earlier = step->frame == packet->frame ? NULL : packet_of(clock, step->frame);
    if (!earlier && step->frame != packet->frame)
        return;
    clock->ended = earlier ? earlier->ledger : packet->timing.ledger;
    clock->ended_frame = step->frame;
}

/* A handshake that is complete has its last step; one that is not goes on to its very end. */
static bool is_of_handshake(const struct hsviz_connection *connection,
                            const struct hsviz_step *step)
{
    if (!connection->tls || !hsviz_tls_is_complete(connection->tls))
        return true;
    return step->phase == HSVIZ_PHASE_FINISHED || step->phase == HSVIZ_PHASE_ALERT;
}

void hsviz_ending_keep(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                       size_t num_before)
{
    bool may_end = false;

    if (connection->num_steps <= num_before)
        return;
    if (is_of_handshake(connection, &connection->steps[connection->num_steps - 1])) {
        connection->clock->last_step = packet->timing.ledger;
        connection->ledger_end = packet->end;
    }
    for (size_t i = num_before; i < connection->num_steps; i++) {
        uint8_t type = connection->steps[i].type;

        may_end |= type == HSVIZ_STEP_ALERT || type == HSVIZ_STEP_FIN || type == HSVIZ_STEP_RST;
    }
    if (may_end)
        keep_end(connection, packet);
}

/* Whether the client waited until the last packet for what never came: until then is the time that
 * it took to fail. */
static bool waits_in_vain(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_open open = hsviz_connection_open(connection);

    if (!tls) /* an ICMP message that refuses it is no packet of either end */
        return open == HSVIZ_OPEN_UNANSWERED || open == HSVIZ_OPEN_REFUSED;
    return !is_complete(connection) && tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
           (tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN ||
            !(tls->has_answer || hsviz_peer_of(connection, HSVIZ_SERVER)->is_incomplete));
}

/* What passed since the newest packet is unknown: packets that changed nothing. */
static struct hsviz_ledger ledger_of_newest(const struct hsviz_connection *connection,
                                            enum hsviz_end *end)
{
    const struct hsviz_clock_end *from = connection->clock->from;
    struct hsviz_ledger ledger;

    *end = from[HSVIZ_END_1].last.frame > from[HSVIZ_END_0].last.frame ? HSVIZ_END_1 : HSVIZ_END_0;
    ledger = from[*end].last.ledger;
    if (from[*end].has_last)
        ledger.unknown_ns += MAX(connection->last_ns - from[*end].last.time_ns, 0);
    return ledger;
}

struct hsviz_ledger hsviz_ending_ledger(const struct hsviz_connection *connection,
                                        enum hsviz_end *end)
{
    const struct hsviz_clock *clock = connection->clock;
    bool is_failure = connection->tls || hsviz_connection_open(connection) == HSVIZ_OPEN_REFUSED;
    const struct hsviz_step *step = is_failure ? hsviz_ending_step(connection) : NULL;
    struct hsviz_ledger ledger = { .check_ns = 0 };

    *end = connection->ledger_end;
    if (!step)
        return waits_in_vain(connection) ? ledger_of_newest(connection, end) : clock->last_step;
    *end = (enum hsviz_end)step->end;
    if (step->frame == clock->ended_frame)
        return clock->ended;
    ledger.unknown_ns = MAX(step->time_ns - connection->start_ns, 0);
    return ledger;
}
