/* outcome.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "outcome.h"

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/tcp/shape.h"
#include "model/tls/tls.h"

static bool is_one_sided(const struct hsviz_connection *connection)
{
    return !connection->peer[HSVIZ_END_0].is_seen || !connection->peer[HSVIZ_END_1].is_seen;
}

/* Who ended the transport before TLS was done; HSVIZ_NUM_SIDES where nobody did. */
static enum hsviz_side who_gave_up(const struct hsviz_connection *connection)
{
    const struct hsviz_peer *peer = connection->peer;

    if (peer[HSVIZ_END_0].has_closed || peer[HSVIZ_END_1].has_closed)
        return hsviz_side_of(connection, connection->closed_first);
    return peer[HSVIZ_END_0].has_reset || peer[HSVIZ_END_1].has_reset
               ? hsviz_side_of(connection, connection->reset_first)
               : HSVIZ_NUM_SIDES;
}

/* Whether anything shows that an answer could have come: a capture whose last packet is the
 * ClientHello does not. */
static bool was_waited_for(const struct hsviz_connection *connection)
{
    return connection->last_frame != connection->tls->client_hello_frame;
}

static enum hsviz_outcome outcome_of_incomplete(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    const struct hsviz_peer *server = hsviz_peer_of(connection, HSVIZ_SERVER);

    /* Of one direction alone, an alert that cannot be read decides nothing: it may say goodbye. */
    if (is_one_sided(connection) && tls->flags & HSVIZ_TLS_ALERTED &&
        tls->alert_code == HSVIZ_CODE_HIDDEN)
        return HSVIZ_OUTCOME_ONE_SIDED;
    if (tls->flags & HSVIZ_TLS_ALERTED)
        return hsviz_side_of(connection, (enum hsviz_end)tls->alert_end) == HSVIZ_CLIENT
                   ? HSVIZ_OUTCOME_REJECTED_BY_CLIENT
                   : HSVIZ_OUTCOME_REJECTED_BY_SERVER;
    if (tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN)
        return HSVIZ_OUTCOME_NOT_TLS;
    if (is_one_sided(connection))
        return HSVIZ_OUTCOME_ONE_SIDED;
    if (!(tls->flags & HSVIZ_TLS_CLIENT_HELLO))
        return HSVIZ_OUTCOME_CUT;
    if (connection->flags & HSVIZ_CUT_ON_PATH || hsviz_connection_has_holes(connection))
        return HSVIZ_OUTCOME_CUT;
    switch (who_gave_up(connection)) {
    case HSVIZ_CLIENT:
        return HSVIZ_OUTCOME_CLIENT_GAVE_UP;
    case HSVIZ_SERVER:
        return HSVIZ_OUTCOME_SERVER_GAVE_UP;
    default:
        break;
    }
    return tls->has_answer || server->is_incomplete || !was_waited_for(connection)
               ? HSVIZ_OUTCOME_CUT
               : HSVIZ_OUTCOME_TIMED_OUT;
}

enum hsviz_outcome hsviz_connection_outcome(const struct hsviz_connection *connection)
{
    if (!connection->tls)
        return HSVIZ_OUTCOME_NOT_TLS;
    /* What one direction sends shows the other one's Finished by its size alone. */
    if (hsviz_tls_is_complete(connection->tls) && !is_one_sided(connection) &&
        !(connection->tls->flags & HSVIZ_TLS_REJECTED))
        return HSVIZ_OUTCOME_COMPLETE;
    return outcome_of_incomplete(connection);
}

bool hsviz_connection_outcome_is_settled(const struct hsviz_connection *connection)
{
    switch (hsviz_connection_outcome(connection)) {
    case HSVIZ_OUTCOME_COMPLETE:
    case HSVIZ_OUTCOME_REJECTED_BY_CLIENT:
    case HSVIZ_OUTCOME_REJECTED_BY_SERVER:
    case HSVIZ_OUTCOME_CLIENT_GAVE_UP:
    case HSVIZ_OUTCOME_SERVER_GAVE_UP:
        return true;
    default:
        return false;
    }
}

enum hsviz_outcome hsviz_connection_whole_outcome(const struct hsviz_connection *connection)
{
    if (connection->tls)
        return hsviz_connection_outcome(connection);
    switch (hsviz_connection_open(connection)) {
    case HSVIZ_OPEN_REFUSED:
        return HSVIZ_OUTCOME_REFUSED;
    case HSVIZ_OPEN_UNANSWERED:
        return HSVIZ_OUTCOME_UNANSWERED;
    default:
        return HSVIZ_NUM_OUTCOMES;
    }
}

bool hsviz_connection_whole_outcome_is_settled(const struct hsviz_connection *connection)
{
    if (connection->tls)
        return hsviz_connection_outcome_is_settled(connection);
    return hsviz_connection_whole_outcome(connection) == HSVIZ_OUTCOME_REFUSED;
}

bool hsviz_connection_is_cut_on_path(const struct hsviz_connection *connection)
{
    return connection->flags & HSVIZ_CUT_ON_PATH &&
           hsviz_connection_outcome(connection) == HSVIZ_OUTCOME_CUT;
}
