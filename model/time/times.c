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
#include "model/time/ending.h"
#include "model/time/milestones.h"
#include "model/tls/tls.h"

/* Makes room: what came before the request is no response to it. */
static void drop_early_candidates(const struct hsviz_connection *connection,
                                  struct hsviz_candidates *candidates)
{
    const struct hsviz_step *request;

    if (candidates->num_steps == connection->num_steps)
        return;
    candidates->num_steps = connection->num_steps;
    request = hsviz_first_request(connection);
    if (request)
        hsviz_candidates_drop_before(candidates, request->frame);
}

/* Until the first response is known, each packet that may complete it. */
static void keep_candidate(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                           size_t num_before)
{
    struct hsviz_candidates *candidates = &connection->clock->candidates;

    if (candidates->num_after == HSVIZ_CANDIDATES_AFTER_RESPONSE)
        return;
    if (candidates->num == HSVIZ_CANDIDATES_MAX)
        drop_early_candidates(connection, candidates);
    hsviz_candidates_keep(candidates, packet->frame, packet->time_ns, &packet->timing.ledger);
    if (connection->num_steps != num_before)
        candidates->has_response = hsviz_received_response(connection) != NULL;
    candidates->num_after = candidates->has_response ? candidates->num_after + 1 : 0;
}

void hsviz_times_keep(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                      size_t num_before, uint32_t num_bytes)
{
    if (!connection->clock || connection->num_steps == 0)
        return;
    hsviz_ending_keep(connection, packet, num_before);
    if (hsviz_side_of(connection, packet->end) == HSVIZ_SERVER && num_bytes > 0)
        keep_candidate(connection, packet, num_before);
}

/* The ledger at the capture point, and who sent the packet that it ends with: the first response,
 * or what ended the handshake. */
static struct hsviz_ledger ledger_at_capture_point(const struct hsviz_connection *connection,
                                                   enum hsviz_end *end)
{
    const struct hsviz_step *response = hsviz_received_response(connection);
    struct hsviz_ledger ledger = { .check_ns = 0 };

    *end = response ? (enum hsviz_end)response->end : connection->ledger_end;
    if (!connection->clock)
        return connection->ledger;
    if (!response)
        return hsviz_ending_ledger(connection, end);
    if (!hsviz_candidates_ledger(&connection->clock->candidates, &ledger, response->frame,
                                 response->time_ns, *end))
        ledger.unknown_ns = MAX(response->time_ns - connection->start_ns, 0);
    return ledger;
}

/* What stands between an end and a capture point in the same place. */
enum { AT_END_MAX_NS = 1000000 };

static bool numbers_successively(const struct hsviz_connection *connection, enum hsviz_end end)
{
    return connection->clock ? hsviz_clock_numbers_successively(connection->clock, end)
                             : (connection->successive_ends & 1U << end) != 0;
}

bool hsviz_times_may_hide_loss(const struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_split split = hsviz_times_split(connection);
    bool is_client = hsviz_side_of(connection, end) == HSVIZ_CLIENT;
    int64_t path_rtt_ns = is_client ? split.client_ns : split.server_ns;

    return !numbers_successively(connection, end) &&
           !(split.is_known && path_rtt_ns < AT_END_MAX_NS);
}

/* Time before which numbers of packets were skipped is loss recovery if its end numbers them one by
 * one, else think time. */
static void settle_skipped(const struct hsviz_connection *connection,
                           struct hsviz_ledger *ledger)
{
    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        if (numbers_successively(connection, end))
            ledger->loss_ns += ledger->skipped_ns[end];
        else
            ledger->think_ns[end] += ledger->skipped_ns[end];
        ledger->skipped_ns[end] = 0;
    }
}

/* The shortest turn through the client, if its opening was measured; else 0. */
static int64_t shortest_client_turn_ns(const struct hsviz_connection *connection)
{
    const struct hsviz_clock_end *client;

    if (!connection->clock)
        return connection->client_turn_ns;
    client = &connection->clock->from[hsviz_end_of(connection, HSVIZ_CLIENT)];
    return client->has_opened ? client->path_rtt_ns : 0;
}

int64_t hsviz_times_client_turn_ns(const struct hsviz_connection *connection)
{
    struct hsviz_split split = hsviz_times_split(connection);

    return split.is_known ? split.client_ns : shortest_client_turn_ns(connection);
}

void hsviz_times_settle(struct hsviz_connection *connection)
{
    enum hsviz_end ledger_end;

    connection->ledger = ledger_at_capture_point(connection, &ledger_end);
    connection->ledger_end = ledger_end;
    settle_skipped(connection, &connection->ledger);
    connection->client_turn_ns = shortest_client_turn_ns(connection);
    for (enum hsviz_end end = HSVIZ_END_0; end < HSVIZ_NUM_ENDS; end++) {
        if (hsviz_clock_numbers_successively(connection->clock, end))
            connection->successive_ends |= 1U << end;
    }
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
static void fill_ledger(const struct hsviz_connection *connection, struct hsviz_times *times)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    enum hsviz_end server = hsviz_other_end(client), last_end;
    struct hsviz_ledger ledger = ledger_at_capture_point(connection, &last_end);

    settle_skipped(connection, &ledger);
    if (last_end == server)
        ledger.network_ns[client] += hsviz_times_client_turn_ns(connection);
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
    struct hsviz_split seen = hsviz_times_split_as_seen(connection);
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
    fill_ledger(connection, &times);
    if (hsviz_received_response(connection))
        times.first_response_ns = times.whole_ns;
    return times;
}
