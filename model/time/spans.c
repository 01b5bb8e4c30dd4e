/* spans.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "spans.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/transport.h"
#include "model/core/units.h"
#include "model/plaintext/plaintext.h"
#include "model/time/milestones.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"

G_STATIC_ASSERT(HSVIZ_SPANS_MAX == 2 + HSVIZ_STEPS_MAX / 2);

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

static const struct hsviz_step *handshake_ack(const struct hsviz_connection *connection)
{
    const struct hsviz_step *ack =
        hsviz_steps_first(connection, 0, hsviz_end_of(connection, HSVIZ_CLIENT), HSVIZ_STEP_ACK);

    return ack && ack->phase == HSVIZ_PHASE_TCP_OPEN ? ack : NULL;
}

/* The dialogue before TLS; neither a proxy's header is part of it, nor what its receiver drops. */
static void add_plaintext(const struct hsviz_connection *connection, struct hsviz_span *spans,
                          size_t max, size_t *num, const struct hsviz_step *ack,
                          const struct hsviz_step *hello)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    const struct hsviz_step *first = NULL, *last = NULL;

    if (trips.plaintext <= 0)
        return;
    for (const struct hsviz_step *step = ack ? ack + 1 : connection->steps; step < hello; step++) {
        if (step->type != HSVIZ_STEP_PLAINTEXT || hsviz_plaintext_is_header(step) ||
            hsviz_step_is_dropped(step))
            continue;
        first = first ? first : step;
        last = step;
    }
    add_span(connection, spans, max, num, first, last,
             (struct hsviz_span){ hsviz_plaintext_label(connection), 0, 0, trips.plaintext,
                                  ack && hello ? MAX(hello->time_ns - ack->time_ns, 0)
                                               : HSVIZ_NS_UNKNOWN });
}

/* Each handshake that came to its end: a bracket ends with what lets the client send data. */
static void add_handshakes(const struct hsviz_connection *connection, struct hsviz_span *spans,
                           size_t max, size_t *num)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    struct hsviz_readiness readiness = hsviz_readiness_of(connection);
    size_t i = 0;

    while (readiness.ready) {
        add_span(connection, spans, max, num,
                 hsviz_steps_first(connection, i, client, HSVIZ_STEP_CLIENT_HELLO),
                 readiness.ready,
                 (struct hsviz_span){ "TLS", 0, 0, hsviz_half_rtts_until_ready(&readiness),
                                      hsviz_duration_until_ready(connection, &readiness) });
        i = (size_t)(readiness.last - connection->steps) + 1;
        readiness = hsviz_readiness_from(
            connection, hsviz_steps_first(connection, i, client, HSVIZ_STEP_CLIENT_HELLO));
    }
}

size_t hsviz_connection_spans(const struct hsviz_connection *connection, struct hsviz_span *spans,
                              size_t max)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    struct hsviz_times times = hsviz_connection_times(connection);
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    const struct hsviz_step *ack = handshake_ack(connection);
    const struct hsviz_step *hello =
        hsviz_steps_first(connection, 0, client, HSVIZ_STEP_CLIENT_HELLO);
    size_t num = 0;

    /* With Fast Open, the hello is part of the TCP handshake: its bracket then begins after
     * that. */
    if (ack && hello && hello < ack)
        ack = NULL;
    add_span(connection, spans, max, &num, hsviz_steps_first(connection, 0, client, HSVIZ_STEP_SYN),
             ack,
             (struct hsviz_span){ connection->transport->name, 0, 0, trips.tcp, times.tcp_ns });
    add_plaintext(connection, spans, max, &num, ack, hello);
    add_handshakes(connection, spans, max, &num);
    return num;
}
