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
    int32_t half_rtt;

    switch (hsviz_connection_open(connection)) {
    case HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED:
        return 0;
    case HSVIZ_OPEN_MID_STREAM:
    case HSVIZ_OPEN_REFUSED:
    case HSVIZ_OPEN_UNANSWERED:
        return HSVIZ_HALF_RTT_UNKNOWN;
    case HSVIZ_OPEN_SIMULTANEOUS:
    case HSVIZ_OPEN_SPLIT:
        half_rtt = connection->syn_acked_half_rtt[HSVIZ_CLIENT];
        return half_rtt == HSVIZ_HALF_RTT_UNKNOWN ? half_rtt : half_rtt + 1;
    default:
        return connection->syn_acked_half_rtt[HSVIZ_SERVER];
    }
}

/* A hello that the server did not take with the SYN counts from when it came again. */
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
static struct hsviz_readiness readiness_from(const struct hsviz_connection *connection,
                                             const struct hsviz_step *hello)
{
    size_t i = hello ? (size_t)(hello - connection->steps) : connection->num_steps;
    const struct hsviz_step *client =
        hsviz_steps_first(connection, i, HSVIZ_CLIENT, HSVIZ_STEP_FINISHED);
    const struct hsviz_step *server =
        hsviz_steps_first(connection, i, HSVIZ_SERVER, HSVIZ_STEP_FINISHED);

    if (!client || !server)
        return (struct hsviz_readiness){ NULL, NULL, NULL, 0 };
    if (server->half_rtt + 1 > client->half_rtt)
        return (struct hsviz_readiness){ hello, server, MAX(client, server), 1 };
    return (struct hsviz_readiness){ hello, client, MAX(client, server), 0 };
}

struct hsviz_readiness hsviz_readiness_of(const struct hsviz_connection *connection)
{
    uint32_t marks = hsviz_connection_marks(connection);
    struct hsviz_readiness readiness = readiness_from(
        connection, hsviz_steps_first(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO));

    if (!readiness.ready)
        return readiness;
    if (hsviz_connection_open(connection) == HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED)
        readiness.hello = hello_that_counted(connection, readiness.hello);
    if (marks & 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED) {
        readiness.ready = readiness.hello;
        readiness.travel_half_rtts = 0;
    } else if (marks & 1U << HSVIZ_MARK_FALSE_START) {
        readiness.ready =
            hsviz_steps_first(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_FINISHED);
        readiness.travel_half_rtts = 0;
    }
    return readiness;
}

/* Data that the server did not take with the SYN counts from when it came again. */
static const struct hsviz_step *data_that_counted(const struct hsviz_connection *connection,
                                                  const struct hsviz_step *data)
{
    for (const struct hsviz_step *step = data;
         data && step < connection->steps + connection->num_steps; step++) {
        if (step->type == data->type && step->side == data->side && step->repeat_of == data->frame)
            return step;
    }
    return data;
}

/* The data that counts as the first request: the client's first after its handshake, accepted
 * early data, or, without TLS, its first bytes. */
const struct hsviz_step *hsviz_first_request(const struct hsviz_connection *connection)
{
    uint32_t marks = hsviz_connection_marks(connection);

    if (marks & 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED &&
        connection->tls->flags & HSVIZ_TLS_EARLY_DATA_SENT)
        return hsviz_steps_first(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_EARLY_DATA);
    return data_that_counted(connection, first_data(connection, 0, HSVIZ_CLIENT));
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

static int32_t half_rtts_until_ready(const struct hsviz_readiness *readiness)
{
    return readiness->ready->half_rtt + readiness->travel_half_rtts - readiness->hello->half_rtt;
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
        trips.tls = half_rtts_until_ready(&readiness);
    return trips;
}

/* ---- Spans ---- */

G_STATIC_ASSERT(HSVIZ_SPANS_MAX == 1 + HSVIZ_STEPS_MAX / 2);

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
    const struct hsviz_step *ack = hsviz_steps_first(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_ACK);

    return ack && ack->phase == HSVIZ_PHASE_TCP_OPEN ? ack : NULL;
}

/* Each handshake that came to its end. */
static void add_handshakes(const struct hsviz_connection *connection, struct hsviz_span *spans,
                           size_t max, size_t *num)
{
    struct hsviz_readiness readiness = hsviz_readiness_of(connection);
    size_t i = 0;

    while (readiness.ready) {
        add_span(connection, spans, max, num,
                 hsviz_steps_first(connection, i, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO),
                 readiness.last,
                 (struct hsviz_span){ "TLS", 0, 0, half_rtts_until_ready(&readiness),
                                      hsviz_duration_until_ready(connection, &readiness) });
        i = (size_t)(readiness.last - connection->steps) + 1;
        readiness = readiness_from(
            connection, hsviz_steps_first(connection, i, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO));
    }
}

size_t hsviz_connection_spans(const struct hsviz_connection *connection, struct hsviz_span *spans,
                              size_t max)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    struct hsviz_times times = hsviz_connection_times(connection);
    const struct hsviz_step *ack = opening_ack(connection);
    const struct hsviz_step *hello =
        hsviz_steps_first(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_CLIENT_HELLO);
    size_t num = 0;

    /* With Fast Open the hello stands inside the opening: its bracket then begins after it. */
    if (ack && hello && hello < ack)
        ack = NULL;
    add_span(connection, spans, max, &num,
             hsviz_steps_first(connection, 0, HSVIZ_CLIENT, HSVIZ_STEP_SYN), ack,
             (struct hsviz_span){ "TCP", 0, 0, trips.tcp, times.tcp_ns });
    add_handshakes(connection, spans, max, &num);
    return num;
}
