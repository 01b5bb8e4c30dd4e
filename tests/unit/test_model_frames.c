/* test_model_frames.c
 * What a frame's tree reads from a connection: its steps, those before and after, the states before
 * it, and where its fragment ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/describe.h"

#define THREE_WAY "C S", "S SA", "C A"

#define BOTH_ESTABLISHED "ESTABLISHED, ESTABLISHED; "

/* One line per frame: its steps; the frames of the steps before and after; the states of client and
 * server before it; the frame that completes what it is a fragment of. */
static const struct frames {
    const char *name;
    const char *lines[20];
    const char *expected;
} captures[] = {
    { "a message over three frames, and runs over two",
      { THREE_WAY, "C A CH", "S A SH open11/20000/1000", "S A more/16384", "S A more/2620 M14/0",
        "C A M16/64 ccs enc/40", "S A ccs enc/40", "C A app/10", "C A app/10", "S A app/10", "C A",
        "C FA", "S FA", "C A" },
      "1: SYN; 0, 2; CLOSED, LISTEN; 0\n"
      "2: SYN-ACK; 1, 3; SYN-SENT, LISTEN; 0\n"
      "3: ACK; 2, 4; SYN-SENT, SYN-RCVD; 0\n"
      "4: ClientHello; 3, 5; " BOTH_ESTABLISHED "0\n"
      "5: ServerHello; 4, 7; " BOTH_ESTABLISHED "7\n"
      "6:; 5, 7; " BOTH_ESTABLISHED "7\n"
      "7: Certificate ServerHelloDone; 5, 8; " BOTH_ESTABLISHED "0\n"
      "8: ClientKeyExchange ChangeCipherSpec Finished; 7, 9; " BOTH_ESTABLISHED "0\n"
      "9: ChangeCipherSpec Finished; 8, 10; " BOTH_ESTABLISHED "0\n"
      "10: ApplicationData; 9, 12; " BOTH_ESTABLISHED "0\n"
      "11:; 10, 12; " BOTH_ESTABLISHED "0\n"
      "12: ApplicationData; 10, 14; " BOTH_ESTABLISHED "0\n"
      "13:; 12, 14; " BOTH_ESTABLISHED "0\n"
      "14: FIN; 12, 15; " BOTH_ESTABLISHED "0\n"
      "15: FIN-ACK; 14, 16; FIN-WAIT-1, ESTABLISHED; 0\n"
      "16: ACK; 15, 0; FIN-WAIT-2, LAST-ACK; 0\n"
      "17:; 16, 0; TIME-WAIT, CLOSED; 0\n" },
    { "steps that no frame holds are passed over",
      { "C S", "S SA", "C! A", "C! A CH/13", "S A SH/selected=0304", "C A app/20" },
      "1: SYN; 0, 2; CLOSED, LISTEN; 0\n"
      "2: SYN-ACK; 1, 3; SYN-SENT, LISTEN; 0\n"
      "3: ServerHello; 2, 4; " BOTH_ESTABLISHED "0\n"
      "4: Encrypted; 3, 0; " BOTH_ESTABLISHED "0\n"
      "5:; 4, 0; " BOTH_ESTABLISHED "0\n" },
    { "nothing at all", { NULL }, "1:; 0, 0; CLOSED, CLOSED; 0\n" },
};

static void append_frame(GString *text, const struct hsviz_connection *connection, uint32_t frame)
{
    uint32_t previous, next;
    size_t first, end;

    hsviz_connection_steps_of_frame(connection, &first, &end, frame);
    hsviz_connection_neighbours(connection, &previous, &next, frame);
    g_string_append_printf(text, "%u:", frame);
    for (; first < end; first++)
        g_string_append_printf(text, " %s",
                               hsviz_step_name(hsviz_connection_step(connection, first)));
    g_string_append_printf(text, "; %u, %u;", previous, next);
    for (int side = 0; side < HSVIZ_NUM_SIDES; side++)
        g_string_append_printf(
            text, " %s%s",
            hsviz_word_name(hsviz_tcp_states, hsviz_connection_state_before(
                                                  connection, frame, (enum hsviz_side)side)),
            side == HSVIZ_CLIENT ? "," : ";");
    g_string_append_printf(text, " %u\n",
                           hsviz_connection_completed_in(connection, frame, HSVIZ_SERVER));
}

/* All frames of the capture, and one that it does not have. */
static void each_frame(void **state)
{
    const struct frames *row = *state;
    struct hsviz_connection *connection = lines_connection(row->lines);
    GString *text = g_string_new(NULL);
    size_t num_steps = hsviz_connection_num_steps(connection);
    uint32_t last = num_steps ? hsviz_connection_step(connection, num_steps - 1)->last_frame : 0;

    for (uint32_t frame = 1; frame <= last + 1; frame++)
        append_frame(text, connection, frame);
    expect_text(text, row->expected, row->name);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(captures)];

    for (size_t i = 0; i < G_N_ELEMENTS(captures); i++)
        tests[i] = row_test(captures[i].name, each_frame, &captures[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
