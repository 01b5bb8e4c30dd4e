/* infer_undo.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer_undo.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/tls/infer.h"
#include "model/tls/tls.h"

/* Steps and TLS as they were. The texts of tls are those of the connection: inferring changes
 * none of them. */
struct hsviz_provisional {
    struct hsviz_step *steps;
    struct hsviz_tls tls;
    uint16_t num_steps;
};

static bool has_open_flight(const struct hsviz_connection *connection)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].type == HSVIZ_STEP_ENCRYPTED)
            return true;
    }
    return false;
}

void hsviz_infer_provisionally(struct hsviz_connection *connection)
{
    struct hsviz_provisional *provisional;

    if (!connection->tls || connection->provisional || !has_open_flight(connection))
        return;
    provisional = g_new(struct hsviz_provisional, 1);
    provisional->num_steps = connection->num_steps;
    provisional->steps =
        g_memdup2(connection->steps, connection->num_steps * sizeof connection->steps[0]);
    provisional->tls = *connection->tls;
    connection->provisional = provisional;
    hsviz_infer_finish(connection);
}

void hsviz_infer_take_back(struct hsviz_connection *connection)
{
    struct hsviz_provisional *provisional = connection->provisional;

    if (!provisional)
        return;
    /* Joined runs are fewer steps, and the list may have been trimmed to these. */
    g_free(connection->steps);
    connection->steps = g_steal_pointer(&provisional->steps);
    connection->num_steps = connection->capacity_steps = provisional->num_steps;
    *connection->tls = provisional->tls;
    hsviz_provisional_free(provisional);
    connection->provisional = NULL;
}

void hsviz_provisional_free(struct hsviz_provisional *provisional)
{
    if (!provisional)
        return;
    g_free(provisional->steps);
    g_free(provisional);
}
