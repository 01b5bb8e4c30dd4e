/* view.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view.h"

#include <stddef.h>

#include "model/core/frame_facts.h"
#include "model/core/notes.h"
#include "model/core/step.h"
#include "model/tcp/tcp.h"
#include "model/tls/alerts.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

/* ---- Who ---- */

uint32_t hsviz_connection_stream(const struct hsviz_connection *connection)
{
    return connection->stream;
}

uint32_t hsviz_connection_first_frame(const struct hsviz_connection *connection)
{
    return connection->first_frame;
}

uint32_t hsviz_connection_last_frame(const struct hsviz_connection *connection)
{
    return connection->last_frame;
}

int64_t hsviz_connection_start_ns(const struct hsviz_connection *connection)
{
    return connection->start_ns;
}

struct hsviz_endpoint hsviz_connection_endpoint(const struct hsviz_connection *connection,
                                                enum hsviz_side side)
{
    const struct hsviz_peer *peer = hsviz_peer_of(connection, side);

    return (struct hsviz_endpoint){ peer->address ? peer->address : "", peer->port };
}

bool hsviz_connection_client_guessed(const struct hsviz_connection *connection)
{
    return !(connection->flags & HSVIZ_CLIENT_KNOWN);
}

enum hsviz_side hsviz_connection_side(const struct hsviz_connection *connection, unsigned end)
{
    return hsviz_side_of(connection, end == 0 ? HSVIZ_END_0 : HSVIZ_END_1);
}

/* ---- Steps ---- */

size_t hsviz_connection_num_steps(const struct hsviz_connection *connection)
{
    return connection->num_steps;
}

const struct hsviz_step *hsviz_connection_step(const struct hsviz_connection *connection, size_t i)
{
    return &connection->steps[i];
}

void hsviz_connection_steps_of_frame(const struct hsviz_connection *connection, size_t *first,
                                     size_t *end, uint32_t frame)
{
    size_t i = connection->num_steps;

    while (i > 0 && connection->steps[i - 1].frame != frame)
        i--;
    *end = i;
    while (i > 0 && connection->steps[i - 1].frame == frame)
        i--;
    *first = i;
}

enum hsviz_side hsviz_step_side(const struct hsviz_connection *connection,
                                const struct hsviz_step *step)
{
    return hsviz_side_of(connection, (enum hsviz_end)step->end);
}

enum hsviz_tcp_state hsviz_step_state(const struct hsviz_connection *connection,
                                      const struct hsviz_step *step, enum hsviz_side side)
{
    return (enum hsviz_tcp_state)step->state[hsviz_end_of(connection, side)];
}

bool hsviz_step_state_is_assumed(const struct hsviz_connection *connection,
                                 const struct hsviz_step *step, enum hsviz_side side)
{
    return step->flags & HSVIZ_STEP_END_0_ASSUMED << hsviz_end_of(connection, side);
}

/* The index of the first step after those of earlier frames. */
static size_t first_step_at(const struct hsviz_connection *connection, uint32_t frame)
{
    size_t first, end;

    hsviz_connection_steps_of_frame(connection, &first, &end, frame);
    if (first < end)
        return first;
    for (first = connection->num_steps; first > 0; first--) {
        const struct hsviz_step *step = &connection->steps[first - 1];

        if (step->frame != 0 && step->frame < frame)
            break;
    }
    return first;
}

enum hsviz_tcp_state hsviz_connection_state_before(const struct hsviz_connection *connection,
                                                   uint32_t frame, enum hsviz_side side)
{
    enum hsviz_end end = hsviz_end_of(connection, side);
    size_t first = first_step_at(connection, frame);

    return (enum hsviz_tcp_state)(first > 0 ? connection->steps[first - 1].state[end]
                                            : connection->tcp->initial_state[end]);
}

void hsviz_connection_neighbours(const struct hsviz_connection *connection, uint32_t *previous,
                                 uint32_t *next, uint32_t frame)
{
    size_t first = first_step_at(connection, frame), i;

    *previous = *next = 0;
    for (i = first; i > 0 && *previous == 0; i--)
        *previous = connection->steps[i - 1].frame;
    for (i = first; i < connection->num_steps && *next == 0; i++) {
        if (connection->steps[i].frame != frame)
            *next = connection->steps[i].frame;
    }
}

/* The step of which frame carries a fragment; NULL if it carries none. */
static const struct hsviz_step *completed_step(const struct hsviz_connection *connection,
                                               uint32_t frame, enum hsviz_end end)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end == end && step->first_frame <= frame && frame < step->frame)
            return step;
    }
    return NULL;
}

uint32_t hsviz_connection_completed_in(const struct hsviz_connection *connection, uint32_t frame,
                                       enum hsviz_side side)
{
    const struct hsviz_step *step =
        completed_step(connection, frame, hsviz_end_of(connection, side));

    return step ? step->frame : 0;
}

enum hsviz_phase hsviz_connection_phase(const struct hsviz_connection *connection, uint32_t frame,
                                        const struct hsviz_frame_facts *facts)
{
    const struct hsviz_step *step = NULL;
    size_t first, end;

    hsviz_connection_steps_of_frame(connection, &first, &end, frame);
    while (first < end && connection->steps[end - 1].flags & HSVIZ_STEP_HIDDEN)
        end--;
    if (first < end)
        step = &connection->steps[end - 1];
    else if (facts->fragment)
        step = completed_step(connection, frame, (enum hsviz_end)facts->end);
    return (enum hsviz_phase)(step ? step->phase : facts->phase);
}

size_t hsviz_connection_num_notes(const struct hsviz_connection *connection)
{
    return connection->num_notes;
}

const struct hsviz_note *hsviz_connection_note(const struct hsviz_connection *connection, size_t i)
{
    return &connection->notes[i];
}

/* ---- TLS ---- */

bool hsviz_connection_has_tls(const struct hsviz_connection *connection)
{
    return connection->tls != NULL;
}

uint16_t hsviz_connection_version(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    return tls && tls->flags & HSVIZ_TLS_SERVER_HELLO ? tls->version : HSVIZ_VERSION_NONE;
}

const char *hsviz_connection_sni(const struct hsviz_connection *connection)
{
    return connection->tls ? connection->tls->server_name : NULL;
}

const char *hsviz_connection_alpn(const struct hsviz_connection *connection)
{
    return connection->tls ? connection->tls->alpn : NULL;
}

uint32_t hsviz_connection_client_hello(const struct hsviz_connection *connection)
{
    return connection->tls ? connection->tls->client_hello_frame : 0;
}

const char *hsviz_connection_alert(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    return tls && tls->flags & HSVIZ_TLS_ALERTED ? hsviz_alert_name((uint8_t)tls->alert_code)
                                                 : NULL;
}
