/* steps.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "steps.h"

const enum hsviz_ladder_part hsviz_ladder_parts[HSVIZ_NUM_PHASES] = {
    [HSVIZ_PHASE_TCP_OPEN] = HSVIZ_LADDER_OPEN,
    [HSVIZ_PHASE_PLAINTEXT] = HSVIZ_LADDER_PLAINTEXT,
    [HSVIZ_PHASE_HELLO] = HSVIZ_LADDER_HANDSHAKE,
    [HSVIZ_PHASE_SERVER_PARAMETERS] = HSVIZ_LADDER_HANDSHAKE,
    [HSVIZ_PHASE_AUTHENTICATION] = HSVIZ_LADDER_HANDSHAKE,
    [HSVIZ_PHASE_KEY_EXCHANGE] = HSVIZ_LADDER_HANDSHAKE,
    [HSVIZ_PHASE_FINISHED] = HSVIZ_LADDER_HANDSHAKE,
    [HSVIZ_PHASE_APPLICATION_DATA] = HSVIZ_LADDER_DATA,
    [HSVIZ_PHASE_POST_HANDSHAKE] = HSVIZ_LADDER_DATA,
    [HSVIZ_PHASE_TLS_CLOSE] = HSVIZ_LADDER_CLOSE,
    [HSVIZ_PHASE_TCP_CLOSE] = HSVIZ_LADDER_CLOSE,
    [HSVIZ_PHASE_RESET] = HSVIZ_LADDER_CLOSE,
};

/* Only what is inside TLS, or could be, has a letter in the history. */
enum hsviz_layer hsviz_step_layer(enum hsviz_step_type type)
{
    return hsviz_step_words[type].letter == '\0' ? HSVIZ_LAYER_TRANSPORT : HSVIZ_LAYER_TLS;
}

bool hsviz_step_is_shown(const struct hsviz_step *step, enum hsviz_tcp_shown tcp)
{
    bool is_transport = hsviz_step_layer((enum hsviz_step_type)step->type) == HSVIZ_LAYER_TRANSPORT;

    if (tcp == HSVIZ_TCP_SHOWN_NONE && is_transport)
        return false;
    return tcp == HSVIZ_TCP_SHOWN_ALL || !(step->flags & HSVIZ_STEP_HIDDEN);
}

enum hsviz_side hsviz_step_sender(const struct hsviz_connection *connection,
                                  const struct hsviz_step *step)
{
    (void)connection;
    return (enum hsviz_side)step->side;
}

enum hsviz_tcp_state hsviz_step_state(const struct hsviz_connection *connection,
                                      const struct hsviz_step *step, enum hsviz_side side)
{
    (void)connection;
    return (enum hsviz_tcp_state)step->state[side];
}

bool hsviz_step_is_assumed(const struct hsviz_connection *connection, const struct hsviz_step *step,
                           enum hsviz_side side)
{
    (void)connection;
    return step->flags &
           (side == HSVIZ_CLIENT ? HSVIZ_STEP_CLIENT_ASSUMED : HSVIZ_STEP_SERVER_ASSUMED);
}
