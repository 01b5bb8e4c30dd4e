/* milestones.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "milestones.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/plaintext/plaintext.h"
#include "model/tcp/shape.h"
#include "model/tls/marks.h"
#include "model/tls/tls.h"

/* The first data of side from step i on: inside TLS, if the connection has TLS. A proxy's header is
 * none. */
static const struct hsviz_step *first_data(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_side side)
{
    enum hsviz_step_type type =
        connection->tls ? HSVIZ_STEP_APPLICATION_DATA : HSVIZ_STEP_PLAINTEXT;

    for (; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end == hsviz_end_of(connection, side) && step->type == type &&
            !hsviz_plaintext_is_header(step))
            return step;
    }
    return NULL;
}

/* A hello that the server did not accept with the SYN counts from its retransmission. */
static const struct hsviz_step *hello_that_counted(const struct hsviz_connection *connection,
                                                   const struct hsviz_step *hello)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->type == HSVIZ_STEP_CLIENT_HELLO && step->repeat_of == hello->frame)
            return step;
    }
    return hello;
}

/* The handshake that begins with hello, which may be NULL: ready with whichever Finished lets the
 * client send data, its own or the server's. */
struct hsviz_readiness hsviz_readiness_from(const struct hsviz_connection *connection,
                                            const struct hsviz_step *hello)
{
    size_t i = hello ? (size_t)(hello - connection->steps) : connection->num_steps;
    enum hsviz_end client_end = hsviz_end_of(connection, HSVIZ_CLIENT);
    const struct hsviz_step *client =
        hsviz_steps_first(connection, i, client_end, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *server =
        hsviz_steps_first(connection, i, hsviz_other_end(client_end), HSVIZ_STEP_FINISHED);

    /* RFC 8446 2: the server's came before it, captured or not. */
    if (client && !server && hsviz_tls_is_13(connection->tls) &&
        hsviz_tls_is_complete(connection->tls))
        return (struct hsviz_readiness){ hello, client, client, 0 };
    if (!client || !server)
        return (struct hsviz_readiness){ NULL, NULL, NULL, 0 };
    if (server->half_rtt + 1 > client->half_rtt)
        return (struct hsviz_readiness){ hello, server, MAX(client, server), 1 };
    return (struct hsviz_readiness){ hello, client, MAX(client, server), 0 };
}

/* Whether there may be early data that the server took: it is not known what became of it, or the
 * client's hello was cut before it offered any, which comes with a shared key. */
static bool may_have_early_data(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls)
        return false;
    if (hsviz_early_data_mark(connection) & 1U << HSVIZ_MARK_EARLY_DATA_OFFERED)
        return true;
    return tls->client_flags & HSVIZ_HELLO_CUT && tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY &&
           !(tls->client_flags & (HSVIZ_HELLO_EARLY_DATA | HSVIZ_HELLO_PRE_SHARED_KEY)) &&
           !(tls->flags & HSVIZ_TLS_EXTENSIONS_READ);
}

/* Whether the ServerHello was captured before the ClientHello that it answers: then the position of
 * this one is where it was captured, not where it was sent. */
static bool is_behind_answer(const struct hsviz_connection *connection,
                             const struct hsviz_step *hello)
{
    const struct hsviz_step *answer = hsviz_steps_first(
        connection, 0, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_SERVER_HELLO);

    return hello && answer && answer < hello;
}

struct hsviz_readiness hsviz_readiness_of(const struct hsviz_connection *connection)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    uint32_t marks = hsviz_connection_marks(connection);
    struct hsviz_readiness readiness = hsviz_readiness_from(
        connection, hsviz_steps_first(connection, 0, client, HSVIZ_STEP_CLIENT_HELLO));

    if (!readiness.ready)
        return readiness;
    if (hsviz_tls_lacks_first_hello(connection->tls) || may_have_early_data(connection) ||
        is_behind_answer(connection, readiness.hello))
        return (struct hsviz_readiness){ NULL, NULL, NULL, 0 };
    if (hsviz_connection_open(connection) == HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED)
        readiness.hello = hello_that_counted(connection, readiness.hello);
    if (marks & 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED) {
        readiness.ready = readiness.hello;
        readiness.travel_half_rtts = 0;
    } else if (marks & 1U << HSVIZ_MARK_FALSE_START) {
        readiness.ready = hsviz_steps_first(connection, 0, client, HSVIZ_STEP_FINISHED);
        readiness.travel_half_rtts = 0;
    }
    return readiness;
}

/* Data that the server did not accept with the SYN counts from its retransmission. */
static const struct hsviz_step *data_that_counted(const struct hsviz_connection *connection,
                                                  const struct hsviz_step *data)
{
    for (const struct hsviz_step *step = data;
         data && step < connection->steps + connection->num_steps; step++) {
        if (step->type == data->type && step->end == data->end && step->repeat_of == data->frame)
            return step;
    }
    return data;
}

/* The data that counts as the first request: the client's first after its handshake, accepted
 * early data, or, without TLS, its first bytes. */
const struct hsviz_step *hsviz_first_request(const struct hsviz_connection *connection)
{
    if (hsviz_early_data_mark(connection) & 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED &&
        connection->tls->flags & HSVIZ_TLS_EARLY_DATA_SENT)
        return hsviz_steps_first(connection, 0, hsviz_end_of(connection, HSVIZ_CLIENT),
                                 HSVIZ_STEP_EARLY_DATA);
    if (may_have_early_data(connection))
        return NULL;
    return data_that_counted(connection, first_data(connection, 0, HSVIZ_CLIENT));
}

/* Whether the client had reset the connection before step could reach it: its reset left before. */
static bool came_after_reset(const struct hsviz_connection *connection,
                             const struct hsviz_step *step)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    const struct hsviz_step *reset = connection->peer[client].has_reset
                                         ? hsviz_steps_first(connection, 0, client, HSVIZ_STEP_RST)
                                         : NULL;

    return reset && reset->half_rtt < step->half_rtt + 1;
}

const struct hsviz_step *hsviz_first_response(const struct hsviz_connection *connection)
{
    const struct hsviz_step *request = hsviz_first_request(connection);

    if (!request)
        return NULL;
    return first_data(connection, (size_t)(request - connection->steps), HSVIZ_SERVER);
}

const struct hsviz_step *hsviz_received_response(const struct hsviz_connection *connection)
{
    const struct hsviz_step *response = hsviz_first_response(connection);

    return response && came_after_reset(connection, response) ? NULL : response;
}

int32_t hsviz_half_rtts_until_ready(const struct hsviz_readiness *readiness)
{
    return readiness->ready->half_rtt + readiness->travel_half_rtts - readiness->hello->half_rtt;
}
