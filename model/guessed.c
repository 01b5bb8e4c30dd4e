/* guessed.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer.h"
#include "internal.h"

/* Steps and TLS as they were. The texts of tls are those of the connection: inferring changes
 * none of them. */
struct hsviz_guessed {
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

void hsviz_guessed_infer(struct hsviz_connection *connection)
{
    struct hsviz_guessed *guessed;

    if (!connection->tls || connection->guessed || !has_open_flight(connection))
        return;
    guessed = g_new(struct hsviz_guessed, 1);
    guessed->num_steps = connection->num_steps;
    guessed->steps =
        g_memdup2(connection->steps, connection->num_steps * sizeof connection->steps[0]);
    guessed->tls = *connection->tls;
    connection->guessed = guessed;
    hsviz_infer_finish(connection);
}

void hsviz_guessed_take_back(struct hsviz_connection *connection)
{
    struct hsviz_guessed *guessed = connection->guessed;

    if (!guessed)
        return;
    /* Joined runs are fewer steps, and the list may have been trimmed to these. */
    g_free(connection->steps);
    connection->steps = g_steal_pointer(&guessed->steps);
    connection->num_steps = connection->capacity_steps = guessed->num_steps;
    *connection->tls = guessed->tls;
    hsviz_guessed_free(guessed);
    connection->guessed = NULL;
}

void hsviz_guessed_free(struct hsviz_guessed *guessed)
{
    if (!guessed)
        return;
    g_free(guessed->steps);
    g_free(guessed);
}
