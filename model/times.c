/* times.c
 * How long a connection's parts took, seen from the client, and where the time went.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "certificate.h"
#include "internal.h"

/* ---- The capture point (model, section 4) ---- */

static bool has_flag(const struct hsviz_connection *connection, enum hsviz_direction_flag flag)
{
    return (connection->direction[HSVIZ_CLIENT].flags |
            connection->direction[HSVIZ_SERVER].flags) & flag;
}

static struct hsviz_split split_as_seen(const struct hsviz_connection *connection)
{
    struct hsviz_split split = { connection->syn_ack_ns - connection->syn_ns,
                           connection->opening_ack_ns - connection->syn_ack_ns, false };

    split.is_known = connection->syn_ns != HSVIZ_NS_UNKNOWN &&
                     connection->syn_ack_ns != HSVIZ_NS_UNKNOWN &&
                     connection->opening_ack_ns != HSVIZ_NS_UNKNOWN &&
                     /* Karn: a segment that was sent twice measures nothing. */
                     !has_flag(connection, HSVIZ_SYN_REPEATED) && split.server_ns >= 0 &&
                     split.client_ns >= 0;
    if (!split.is_known)
        split.server_ns = split.client_ns = 0;
    return split;
}

enum hsviz_no_capture_point
hsviz_times_no_capture_point(const struct hsviz_connection *connection)
{
    if (connection->capture_point != HSVIZ_CAPTURE_POINT_AUTO)
        return HSVIZ_CAPTURE_POINT_KNOWN;
    if (connection->syn_ns == HSVIZ_NS_UNKNOWN || connection->syn_ack_ns == HSVIZ_NS_UNKNOWN ||
        connection->opening_ack_ns == HSVIZ_NS_UNKNOWN)
        return HSVIZ_OPENING_NOT_CAPTURED;
    if (has_flag(connection, HSVIZ_SYN_REPEATED))
        return HSVIZ_OPENING_REPEATED;
    if (has_flag(connection, HSVIZ_SYN_HAD_PAYLOAD))
        return HSVIZ_DATA_IN_SYN;
    return split_as_seen(connection).is_known ? HSVIZ_CAPTURE_POINT_KNOWN
                                              : HSVIZ_OPENING_OUT_OF_ORDER;
}

double hsviz_connection_capture_point(const struct hsviz_connection *connection)
{
    static const double fixed[] = {
        [HSVIZ_CAPTURE_POINT_AUTO] = 0.0,
        [HSVIZ_CAPTURE_POINT_CLIENT] = 0.0,
        [HSVIZ_CAPTURE_POINT_MIDDLE] = 0.5,
        [HSVIZ_CAPTURE_POINT_SERVER] = 1.0,
    };
    struct hsviz_split split = split_as_seen(connection);
    int64_t rtt_ns = split.client_ns + split.server_ns;

    if (connection->capture_point != HSVIZ_CAPTURE_POINT_AUTO)
        return fixed[connection->capture_point];
    if (hsviz_times_no_capture_point(connection) != HSVIZ_CAPTURE_POINT_KNOWN || rtt_ns == 0)
        return (double)NAN;
    return (double)split.client_ns / (double)rtt_ns;
}

/* The turns that the capture point gives; without one, none is known. */
struct hsviz_split hsviz_times_split(const struct hsviz_connection *connection)
{
    struct hsviz_split split = split_as_seen(connection);
    double point = hsviz_connection_capture_point(connection);
    int64_t rtt_ns = split.client_ns + split.server_ns;

    if (isnan(point) || !split.is_known)
        return (struct hsviz_split){ 0, 0, false };
    if (connection->capture_point != HSVIZ_CAPTURE_POINT_AUTO) {
        split.client_ns = (int64_t)(point * (double)rtt_ns);
        split.server_ns = rtt_ns - split.client_ns;
    }
    return split;
}

void hsviz_connection_travel(const struct hsviz_connection *connection, int64_t *left_ns,
                             int64_t *arrived_ns, int64_t time_ns, enum hsviz_side side)
{
    struct hsviz_split split = hsviz_times_split(connection);
    bool from_client = side == HSVIZ_CLIENT;

    *left_ns = time_ns - (from_client ? split.client_ns : split.server_ns) / 2;
    *arrived_ns = time_ns + (from_client ? split.server_ns : split.client_ns) / 2;
}

/* ---- Keeping ledgers ---- */

/* A handshake that is complete has its last step; one that is not goes on to its very end. */
static bool ends_handshake(const struct hsviz_connection *connection,
                           const struct hsviz_step *step)
{
    if (!connection->tls || !hsviz_tls_is_complete(connection->tls))
        return true;
    return step->phase == HSVIZ_PHASE_FINISHED || step->phase == HSVIZ_PHASE_ALERT;
}

void hsviz_times_keep(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                      size_t num_before)
{
    const struct hsviz_step *step;

    if (!connection->clock || connection->num_steps == 0)
        return;
    step = &connection->steps[connection->num_steps - 1];
    if (connection->num_steps > num_before && ends_handshake(connection, step)) {
        connection->clock->last_step = moment->timing.ledger;
        connection->last_step_side = (uint8_t)moment->side;
    }
    if (moment->side == HSVIZ_SERVER && moment->segment->payload_len > 0 &&
        connection->clock->num_candidates < HSVIZ_CANDIDATES_MAX &&
        hsviz_first_request(connection))
        hsviz_clock_keep_candidate(connection->clock, moment->segment->frame,
                                   &moment->timing.ledger);
}

/* The ledger as it stands at the tap: of the first response, or of the handshake's last step. */
static struct hsviz_ledger ledger_at_tap(const struct hsviz_connection *connection)
{
    const struct hsviz_step *response = hsviz_first_response(connection);
    const struct hsviz_ledger *ledger;
    struct hsviz_ledger unknown = { .errand_ns = 0 };

    if (!connection->clock)
        return connection->ledger;
    if (!response)
        return connection->clock->last_step;
    ledger = hsviz_clock_ledger_of(connection->clock, response->frame);
    if (ledger)
        return *ledger;
    unknown.part_ns[HSVIZ_LEDGER_UNKNOWN] = MAX(response->time_ns - connection->start_ns, 0);
    return unknown;
}

void hsviz_times_retire(struct hsviz_connection *connection)
{
    connection->ledger = ledger_at_tap(connection);
    hsviz_clock_free(connection->clock);
    connection->clock = NULL;
    hsviz_chain_free(connection->chain);
    connection->chain = NULL;
    hsviz_direction_retire(&connection->direction[HSVIZ_CLIENT]);
    hsviz_direction_retire(&connection->direction[HSVIZ_SERVER]);
    hsviz_steps_trim(connection);
}

/* ---- Times ---- */

static int64_t since(int64_t then_ns, const struct hsviz_step *step, int64_t travel_ns)
{
    if (!step || step->time_ns + travel_ns < then_ns)
        return HSVIZ_NS_UNKNOWN;
    return step->time_ns + travel_ns - then_ns;
}

/* The client's clock: what comes from the server has the rest of its way still to go, and the
 * SYN had begun as much earlier. */
static void fill_ledger(const struct hsviz_connection *connection, struct hsviz_times *times,
                        const struct hsviz_split *split)
{
    struct hsviz_ledger ledger = ledger_at_tap(connection);
    bool ends_at_client = hsviz_first_response(connection) != NULL ||
                          connection->last_step_side == HSVIZ_SERVER;

    if (ends_at_client)
        ledger.part_ns[HSVIZ_LEDGER_CLIENT_NETWORK] += split->client_ns;
    times->has_ledger = connection->num_steps > 0;
    times->whole_ns = hsviz_ledger_sum(&ledger);
    times->authority_ns = ledger.errand_ns;
    for (size_t i = 0; i < HSVIZ_NUM_LEDGER_PARTS; i++)
        times->ledger_ns[i] = ledger.part_ns[i];
}

int64_t hsviz_duration_until_ready(const struct hsviz_connection *connection,
                                   const struct hsviz_readiness *readiness)
{
    struct hsviz_split split = hsviz_times_split(connection);

    if (!readiness->ready)
        return HSVIZ_NS_UNKNOWN;
    return since(readiness->hello->time_ns, readiness->ready,
                 readiness->travel_half_rtts * split.client_ns);
}

struct hsviz_times hsviz_connection_times(const struct hsviz_connection *connection)
{
    struct hsviz_split seen = split_as_seen(connection), split = hsviz_times_split(connection);
    struct hsviz_readiness readiness = hsviz_readiness_of(connection);
    struct hsviz_times times = {
        .initial_rtt_ns = seen.is_known ? seen.client_ns + seen.server_ns : HSVIZ_NS_UNKNOWN,
        .tcp_ns = HSVIZ_NS_UNKNOWN,
        .first_response_ns = HSVIZ_NS_UNKNOWN,
    };

    if (connection->syn_ns != HSVIZ_NS_UNKNOWN &&
        connection->opening_ack_ns >= connection->syn_ns)
        times.tcp_ns = connection->opening_ack_ns - connection->syn_ns;
    times.tls_ns = hsviz_duration_until_ready(connection, &readiness);
    times.first_request_ns = since(connection->start_ns, hsviz_first_request(connection), 0);
    fill_ledger(connection, &times, &split);
    if (hsviz_first_response(connection))
        times.first_response_ns = times.whole_ns;
    return times;
}
