/* times.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "times.h"

#include <glib.h>

#include "model/core/step.h"
#include "model/core/units.h"
#include "model/tcp/tcp.h"
#include "model/time/capture_point.h"
#include "model/time/clock.h"
#include "model/time/milestones.h"
#include "model/tls/tls.h"

/* A handshake that is complete has its last step; one that is not goes on to its very end. */
static bool ends_handshake(const struct hsviz_connection *connection, const struct hsviz_step *step)
{
    if (!connection->tls || !hsviz_tls_is_complete(connection->tls))
        return true;
    return step->phase == HSVIZ_PHASE_FINISHED || step->phase == HSVIZ_PHASE_ALERT;
}

void hsviz_times_keep(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      size_t num_before, uint32_t num_bytes)
{
    const struct hsviz_step *step;

    if (!connection->clock || connection->num_steps == 0)
        return;
    step = &connection->steps[connection->num_steps - 1];
    if (connection->num_steps > num_before && ends_handshake(connection, step)) {
        connection->clock->last_step = packet->timing.ledger;
        connection->last_step_end = packet->end;
    }
    if (hsviz_side_of(connection, packet->end) == HSVIZ_SERVER && num_bytes > 0 &&
        connection->clock->num_candidates < HSVIZ_CANDIDATES_MAX && hsviz_first_request(connection))
        hsviz_clock_keep_candidate(connection->clock, packet->frame, &packet->timing.ledger);
}

/* The ledger at the capture point: of the first response, or of the last step of the handshake. */
static struct hsviz_ledger ledger_at_capture_point(const struct hsviz_connection *connection)
{
    const struct hsviz_step *response = hsviz_first_response(connection);
    const struct hsviz_ledger *ledger;
    struct hsviz_ledger unknown = { .check_ns = 0 };

    if (!connection->clock)
        return connection->ledger;
    if (!response)
        return connection->clock->last_step;
    ledger = hsviz_clock_ledger_of(connection->clock, response->frame);
    if (ledger)
        return *ledger;
    unknown.unknown_ns = MAX(response->time_ns - connection->start_ns, 0);
    return unknown;
}

void hsviz_times_settle(struct hsviz_connection *connection)
{
    connection->ledger = ledger_at_capture_point(connection);
    hsviz_clock_free(connection->clock);
    connection->clock = NULL;
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
    struct hsviz_ledger ledger = ledger_at_capture_point(connection);
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    enum hsviz_end server = hsviz_other_end(client);
    bool ends_at_client =
        hsviz_first_response(connection) != NULL || connection->last_step_end == server;

    if (ends_at_client)
        ledger.network_ns[client] += split->client_ns;
    times->has_ledger = connection->num_steps > 0;
    times->whole_ns = hsviz_ledger_sum(&ledger);
    times->check_ns = ledger.check_ns;
    times->ledger_ns[HSVIZ_LEDGER_CLIENT_NETWORK] = ledger.network_ns[client];
    times->ledger_ns[HSVIZ_LEDGER_SERVER_NETWORK] = ledger.network_ns[server];
    times->ledger_ns[HSVIZ_LEDGER_CLIENT_THINK] = ledger.think_ns[client];
    times->ledger_ns[HSVIZ_LEDGER_SERVER_THINK] = ledger.think_ns[server];
    times->ledger_ns[HSVIZ_LEDGER_LOSS_RECOVERY] = ledger.loss_ns;
    times->ledger_ns[HSVIZ_LEDGER_UNKNOWN] = ledger.unknown_ns;
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
    const struct hsviz_tcp *tcp = connection->tcp;
    struct hsviz_split seen = hsviz_times_split_as_seen(connection),
                       split = hsviz_times_split(connection);
    struct hsviz_readiness readiness = hsviz_readiness_of(connection);
    struct hsviz_times times = {
        .initial_rtt_ns = seen.is_known ? seen.client_ns + seen.server_ns : HSVIZ_NS_UNKNOWN,
        .tcp_ns = HSVIZ_NS_UNKNOWN,
        .first_response_ns = HSVIZ_NS_UNKNOWN,
    };

    if (tcp && tcp->syn_ns != HSVIZ_TIME_UNKNOWN && tcp->handshake_ack_ns >= tcp->syn_ns)
        times.tcp_ns = tcp->handshake_ack_ns - tcp->syn_ns;
    times.tls_ns = hsviz_duration_until_ready(connection, &readiness);
    times.first_request_ns = since(connection->start_ns, hsviz_first_request(connection), 0);
    fill_ledger(connection, &times, &split);
    if (hsviz_first_response(connection))
        times.first_response_ns = times.whole_ns;
    return times;
}
