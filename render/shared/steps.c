/* steps.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "steps.h"
#include "model/core/step.h"
#include "model/plaintext/plaintext.h"

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

bool hsviz_step_is_data(const struct hsviz_step *step)
{
    return step->type == HSVIZ_STEP_APPLICATION_DATA ||
           (step->type == HSVIZ_STEP_PLAINTEXT && !hsviz_plaintext_is_dialogue(step));
}

bool hsviz_step_is_shown(const struct hsviz_step *step, enum hsviz_tcp_shown tcp)
{
    bool is_transport = hsviz_step_type_is_transport(step->type);

    if (tcp == HSVIZ_TCP_SHOWN_NONE && is_transport)
        return false;
    return tcp == HSVIZ_TCP_SHOWN_ALL || !(step->flags & HSVIZ_STEP_HIDDEN);
}
