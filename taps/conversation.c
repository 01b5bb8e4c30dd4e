/* conversation.c
 * The conversation "Handshake": the frames of a connection that open, negotiate and close it,
 * without what it was made for. Analyze › Conversation Filter, and the menus that colourise.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <epan/packet_info.h>

#include "dissect/ws-compat.h"
#include "packet-hsviz.h"
#include "model/connection/view.h"
#include "model/core/step_types.h"

static hsviz_ws_bool has_handshake(packet_info *pinfo)
{
    return hsviz_connection_of_frame(pinfo->num) != NULL;
}

/* The frames that complete a step other than data, inside TLS or outside, and those that carry a
 * piece of one. */
static char *filter_new(packet_info *pinfo)
{
    const struct hsviz_connection *connection = hsviz_connection_of_frame(pinfo->num);

    return g_strdup_printf(
        "hsviz.stream == %u and hsviz.phase != \"%s\" and "
        "(any hsviz.step != \"%s\" or hsviz.step.completed_in)",
        hsviz_connection_stream(connection), hsviz_word_name(hsviz_phases, HSVIZ_PHASE_PLAINTEXT),
        hsviz_step_words[HSVIZ_STEP_APPLICATION_DATA].name);
}

void hsviz_register_conversation(void)
{
    static struct hsviz_conversation_kind kind = { HSVIZ_NAME, "Handshake", has_handshake,
                                                   filter_new };

    hsviz_conversation_register(&kind);
}
