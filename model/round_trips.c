/* round_trips.c
 * How many round trips a connection needed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "textbook.h"

/* ---- Round trips ---- */

bool hsviz_connection_relative(const struct hsviz_connection *connection)
{
    return !(connection->flags & HSVIZ_STARTED_WITH_SYN);
}

/* The first step of side and type that repeats nothing, from step i on; NULL without one. */
static const struct hsviz_step *first_step(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_side side, enum hsviz_step_type type)
{
    for (; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->side == side && step->type == type && step->repeat_of == 0)
            return step;
    }
    return NULL;
}

/* The first application data of side from step i on: inside TLS where there is TLS. */
static const struct hsviz_step *first_data(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_side side)
{
    enum hsviz_phase phase =
        connection->tls ? HSVIZ_PHASE_APPLICATION_DATA : HSVIZ_PHASE_PLAINTEXT;

    for (; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->side == side && step->type == HSVIZ_STEP_APPLICATION_DATA &&
            step->phase == phase)
            return step;
    }
    return NULL;
}

static int32_t tcp_half_rtts(const struct hsviz_connection *connection)
{
    switch (hsviz_connection_open(connection)) {
    case HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED:
        return 0;
    case HSVIZ_OPEN_MID_STREAM:
    case HSVIZ_OPEN_REFUSED:
    case HSVIZ_OPEN_UNANSWERED:
        return HSVIZ_HALF_RTT_UNKNOWN;
    default:
        return connection->opening_ack_half_rtt;
    }
}

/* A hello that the server did not take with the SYN counts from when it came again. */
static const struct hsviz_step *hello_that_counted(const struct hsviz_connection *connection,
                                                   const struct hsviz_step *hello)
{
    for (size_t i = 0; hello && i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->type == HSVIZ_STEP_CLIENT_HELLO && step->repeat_of == hello->frame)
            return step;
    }
    return hello;
}

struct hsviz_readiness hsviz_readiness_of(const struct hsviz_connection *connection)
{
    uint32_t marks = hsviz_connection_marks(connection);
    struct hsviz_readiness readiness = {
        first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO),
        first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_FINISHED), 0
    };
    const struct hsviz_step *server_finished =
        first_step(connection, 0, HSVIZ_SERVER, HSVIZ_STEP_FINISHED);

    if (hsviz_connection_open(connection) == HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED)
        readiness.hello = hello_that_counted(connection, readiness.hello);
    if (!connection->tls || !server_finished || !readiness.ready || !readiness.hello)
        return (struct hsviz_readiness){ NULL, NULL, 0 };
    if (marks & 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED)
        readiness.ready = readiness.hello;
    else if (!(marks & 1U << HSVIZ_MARK_FALSE_START) &&
             server_finished->half_rtt + 1 > readiness.ready->half_rtt)
        readiness = (struct hsviz_readiness){ readiness.hello, server_finished, 1 };
    return readiness;
}

/* The data that counts as the first request: the client's first after its handshake, accepted
 * early data, or, without TLS, its first bytes. */
const struct hsviz_step *hsviz_first_request(const struct hsviz_connection *connection)
{
    uint32_t marks = hsviz_connection_marks(connection);

    if (marks & 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED &&
        connection->tls->flags & HSVIZ_TLS_EARLY_DATA_SENT)
        return first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_EARLY_DATA);
    return first_data(connection, 0, HSVIZ_CLIENT);
}

const struct hsviz_step *hsviz_first_response(const struct hsviz_connection *connection)
{
    const struct hsviz_step *request = hsviz_first_request(connection);

    if (!request)
        return NULL;
    return first_data(connection, (size_t)(request - connection->steps), HSVIZ_SERVER);
}

static int32_t expected_half_rtts(const struct hsviz_connection *connection)
{
    enum hsviz_open open = hsviz_connection_open(connection);
    uint32_t marks = hsviz_connection_marks(connection);
    int32_t tcp = open == HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED ? 0 : 2;
    int32_t tls;

    /* What a dialogue before TLS needs, no textbook of TLS knows. */
    if (hsviz_connection_relative(connection) ||
        (connection->tls && connection->flags & HSVIZ_HAS_PLAINTEXT))
        return HSVIZ_HALF_RTT_UNKNOWN;
    if (!connection->tls)
        return tcp;
    tls = hsviz_textbook_half_rtts(connection->tls->version, hsviz_connection_kind(connection),
                                   marks);
    return tls == HSVIZ_HALF_RTT_UNKNOWN ? tls : tcp + tls;
}

struct hsviz_round_trips hsviz_connection_round_trips(const struct hsviz_connection *connection)
{
    const struct hsviz_step *request = hsviz_first_request(connection);
    const struct hsviz_step *response = hsviz_first_response(connection);
    struct hsviz_readiness readiness = hsviz_readiness_of(connection);
    struct hsviz_round_trips trips = {
        .tcp = tcp_half_rtts(connection),
        .tls = HSVIZ_HALF_RTT_UNKNOWN,
        .first_request = request ? request->half_rtt : HSVIZ_HALF_RTT_UNKNOWN,
        .first_response = response ? response->half_rtt + 1 : HSVIZ_HALF_RTT_UNKNOWN,
        .expected = expected_half_rtts(connection),
    };

    if (readiness.ready)
        trips.tls = readiness.ready->half_rtt + readiness.travel_half_rtts -
                    readiness.hello->half_rtt;
    return trips;
}

/* ---- Spans ---- */

static void add_span(const struct hsviz_connection *connection, struct hsviz_span *spans,
                     size_t max, size_t *num, const struct hsviz_step *first,
                     const struct hsviz_step *last, struct hsviz_span span)
{
    if (*num == max || !first || !last || last < first)
        return;
    span.first_step = (size_t)(first - connection->steps);
    span.last_step = (size_t)(last - connection->steps);
    spans[(*num)++] = span;
}

static const struct hsviz_step *opening_ack(const struct hsviz_connection *connection)
{
    const struct hsviz_step *ack = first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_ACK);

    return ack && ack->phase == HSVIZ_PHASE_TCP_OPEN ? ack : NULL;
}

static const struct hsviz_step *later(const struct hsviz_step *a, const struct hsviz_step *b)
{
    return a && b ? MAX(a, b) : NULL;
}

size_t hsviz_connection_spans(const struct hsviz_connection *connection, struct hsviz_span *spans,
                              size_t max)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    struct hsviz_times times = hsviz_connection_times(connection);
    const struct hsviz_step *ack = opening_ack(connection);
    const struct hsviz_step *hello =
        first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO);
    size_t num = 0;

    /* With Fast Open the hello stands inside the opening: its bracket then begins after it. */
    if (ack && hello && hello < ack)
        ack = NULL;
    add_span(connection, spans, max, &num,
             first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_SYN), ack,
             (struct hsviz_span){ "TCP", 0, 0, trips.tcp, times.tcp_ns });
    add_span(connection, spans, max, &num, hello,
             later(first_step(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_FINISHED),
                   first_step(connection, 0, HSVIZ_SERVER, HSVIZ_STEP_FINISHED)),
             (struct hsviz_span){ "TLS", 0, 0, trips.tls, times.tls_ns });
    return num;
}
