/* new_message.c
 * Feeds a ClientHello and a server's handshake message 99 to the model, and prints the history,
 * and of the last step its name, whether it was expected, its phase and its explanation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/frame_facts.h"
#include "model/core/step.h"
#include "model/core/unit.h"
#include "model/story/describe.h"
#include "model/story/explain.h"
#include "model/tcp/segment.h"

enum { HEADER_LEN = 9 }; /* of the record and of the message */

static void feed(struct hsviz_connection *connection, uint32_t number, const uint8_t *bytes,
                 size_t len, enum hsviz_side side)
{
    static const struct hsviz_endpoint endpoints[] = { { "192.0.2.10", 40000 },
                                                       { "192.0.2.20", 443 } };
    struct hsviz_part part = { HSVIZ_PART_HANDSHAKE, bytes + 5, len - 5, len - 5 };
    struct hsviz_unit record = {
        .content_type = 22,
        .version = 0x0301,
        .length = (uint32_t)len - 5,
        .captured_len = len - 5,
        .bytes = bytes + 5,
        .parts = &part,
        .num_parts = 1,
    };
    struct hsviz_frame frame = { .units = &record, .num_units = 1 };
    struct hsviz_frame_facts facts;

    frame.segment.frame = number;
    frame.segment.source = endpoints[side];
    frame.segment.destination = endpoints[hsviz_other_side(side)];
    frame.segment.flags = HSVIZ_TCP_ACK;
    frame.segment.window = 65535;
    frame.segment.payload = bytes;
    frame.segment.payload_captured_len = len;
    frame.segment.payload_len = (uint32_t)len;
    hsviz_connection_feed(connection, &facts, &frame);
}

int main(void)
{
    static const uint8_t hello[HEADER_LEN + 35] = { 22, 3, 1, 0, 39, 1, 0, 0, 35, 3, 3 };
    static const uint8_t made_up[HEADER_LEN + 1] = { 22, 3, 3, 0, 5, 99, 0, 0, 1, 0 };
    struct hsviz_connection *connection = hsviz_connection_new(0);
    GString *history = g_string_new(NULL);
    const struct hsviz_step *last;

    feed(connection, 1, hello, sizeof hello, HSVIZ_CLIENT);
    feed(connection, 2, made_up, sizeof made_up, HSVIZ_SERVER);
    hsviz_connection_finish(connection);
    hsviz_connection_history(connection, history);
    last = hsviz_connection_step(connection, hsviz_connection_num_steps(connection) - 1);
    printf("%s\n%s\n%s\n%s\n%s\n", history->str, hsviz_step_name(last),
           last->flags & HSVIZ_STEP_UNEXPECTED ? "unexpected" : "expected",
           hsviz_word_name(hsviz_phases, last->phase), hsviz_explain_step(connection, last)->what);
    g_string_free(history, TRUE);
    hsviz_connection_free(connection);
    return 0;
}
