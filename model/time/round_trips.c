/* round_trips.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "round_trips.h"

#include <glib.h>

#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/transport.h"
#include "model/core/units.h"
#include "model/tcp/shape.h"
#include "model/tcp/tcp.h"
#include "model/time/expected.h"
#include "model/time/milestones.h"
#include "model/tls/kind.h"
#include "model/tls/marks.h"
#include "model/tls/tls.h"

bool hsviz_connection_relative(const struct hsviz_connection *connection)
{
    return !(connection->flags & HSVIZ_SEEN_FROM_START);
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
        half_rtt = connection->tcp->syn_acked_half_rtt[hsviz_end_of(connection, HSVIZ_CLIENT)];
        return half_rtt == HSVIZ_HALF_RTT_UNKNOWN ? half_rtt : half_rtt + 1;
    default:
        return connection->tcp->syn_acked_half_rtt[hsviz_end_of(connection, HSVIZ_SERVER)];
    }
}

static int32_t expected_half_rtts(const struct hsviz_connection *connection)
{
    enum hsviz_open open = hsviz_connection_open(connection);
    uint32_t marks = hsviz_connection_marks(connection);
    int32_t tcp =
        open == HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED ? 0 : connection->transport->opens_half_rtts;
    int32_t tls;

    /* A dialogue before TLS has no expected round trips. */
    if (hsviz_connection_relative(connection) ||
        (connection->tls && connection->flags & HSVIZ_HAS_PLAINTEXT))
        return HSVIZ_HALF_RTT_UNKNOWN;
    if (!connection->tls)
        return tcp;
    tls = hsviz_expected_half_rtts(connection->tls->version, hsviz_connection_kind(connection),
                                   marks);
    return tls == HSVIZ_HALF_RTT_UNKNOWN ? tls : tcp + tls;
}

/* From when TCP lets the client send, or from the first frame, until its ClientHello leaves. */
static int32_t plaintext_half_rtts(const struct hsviz_connection *connection, int32_t tcp)
{
    struct hsviz_readiness readiness = hsviz_readiness_of(connection);
    const struct hsviz_step *hello =
        readiness.ready ? readiness.hello
                        : hsviz_steps_first(connection, 0, hsviz_end_of(connection, HSVIZ_CLIENT),
                                            HSVIZ_STEP_CLIENT_HELLO);
    int32_t start = hsviz_connection_relative(connection) ? 0 : tcp;

    if (!hello || start == HSVIZ_HALF_RTT_UNKNOWN)
        return HSVIZ_HALF_RTT_UNKNOWN;
    return connection->flags & HSVIZ_HAS_PLAINTEXT ? MAX(hello->half_rtt - start, 0) : 0;
}

/* The parts add up to the whole: what is left, the client waited without need. */
static int32_t waited_half_rtts(const struct hsviz_connection *connection,
                                const struct hsviz_round_trips *trips)
{
    int32_t start = hsviz_connection_relative(connection) ? 0 : trips->tcp;

    if (start == HSVIZ_HALF_RTT_UNKNOWN || trips->first_request == HSVIZ_HALF_RTT_UNKNOWN ||
        (connection->tls && (trips->tls == HSVIZ_HALF_RTT_UNKNOWN ||
                             trips->plaintext == HSVIZ_HALF_RTT_UNKNOWN)))
        return HSVIZ_HALF_RTT_UNKNOWN;
    if (connection->tls)
        start += trips->plaintext + trips->tls;
    return MAX(trips->first_request - start, HSVIZ_HALF_RTT_UNKNOWN);
}

/* Until the client may send its request, all that must come before included: the opening, plain
 * text before TLS, the handshake with what made it longer. */
static int32_t needed_half_rtts(const struct hsviz_connection *connection,
                                const struct hsviz_readiness *readiness,
                                const struct hsviz_step *request, int32_t tcp)
{
    if (hsviz_connection_relative(connection))
        return HSVIZ_HALF_RTT_UNKNOWN;
    if (!connection->tls) /* whether it has to wait for the server to speak is not known */
        return request && request->half_rtt == tcp ? tcp : HSVIZ_HALF_RTT_UNKNOWN;
    if (!readiness->ready || readiness->ready->half_rtt == HSVIZ_HALF_RTT_UNKNOWN)
        return HSVIZ_HALF_RTT_UNKNOWN;
    return readiness->ready->half_rtt + readiness->travel_half_rtts;
}

/* Before TLS 1.3 the server's Finished decides whether the client waited for it. If it is among what
 * the capture lacks, the request is where its frame is at the earliest. */
static bool is_request_known(const struct hsviz_connection *connection)
{
    return !connection->tls || hsviz_tls_is_13(connection->tls) ||
           hsviz_tls_flags_of(connection, HSVIZ_SERVER) & HSVIZ_TLS_FINISHED ||
           !hsviz_end_has_holes(connection, hsviz_end_of(connection, HSVIZ_SERVER));
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

    if (!is_request_known(connection))
        trips.first_request = trips.first_response = HSVIZ_HALF_RTT_UNKNOWN;
    if (readiness.ready)
        trips.tls = hsviz_half_rtts_until_ready(&readiness);
    trips.plaintext = plaintext_half_rtts(connection, trips.tcp);
    trips.waited = waited_half_rtts(connection, &trips);
    trips.needed = needed_half_rtts(connection, &readiness, request, trips.tcp);
    return trips;
}
