/* failure.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "failure.h"

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "model/connection/outcome.h"
#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/tcp/shape.h"
#include "model/time/times.h"
#include "model/tls/tls.h"

static bool has_failed(const struct hsviz_connection *connection)
{
    static const unsigned not_failures =
        1U << HSVIZ_OUTCOME_CUT | 1U << HSVIZ_OUTCOME_COMPLETE | 1U << HSVIZ_OUTCOME_ONE_SIDED;
    enum hsviz_open open = hsviz_connection_open(connection);

    if (!connection->tls)
        return open == HSVIZ_OPEN_REFUSED || open == HSVIZ_OPEN_UNANSWERED;
    return !(not_failures & 1U << hsviz_connection_outcome(connection));
}

/* The alert that ended the handshake, else the first FIN or RST; NULL without either. */
static const struct hsviz_step *end_of(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    bool is_alerted = tls && tls->flags & HSVIZ_TLS_ALERTED;

    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->flags & HSVIZ_STEP_GAP)
            continue;
        if (is_alerted ? step->type == HSVIZ_STEP_ALERT && step->end == tls->alert_end &&
                             step->code == tls->alert_code
                       : step->type == HSVIZ_STEP_FIN || step->type == HSVIZ_STEP_RST)
            return step;
    }
    return NULL;
}

int64_t hsviz_connection_failed_ns(const struct hsviz_connection *connection)
{
    const struct hsviz_step *end;
    int64_t duration_ns;

    if (!has_failed(connection))
        return HSVIZ_NS_UNKNOWN;
    end = end_of(connection);
    duration_ns = (end ? end->time_ns : connection->last_ns) - connection->start_ns;
    if (end && hsviz_side_of(connection, (enum hsviz_end)end->end) == HSVIZ_SERVER)
        duration_ns += hsviz_times_client_turn_ns(connection);
    return MAX(duration_ns, 0);
}
