/* test_model_tcp_states.c
 * The table of TCP states, walked as RFC 9293 draws it (3.3.2, figure 5, and 3.5, 3.6).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "model/tcp/states.h"

/* One transition that a figure or a section of RFC 9293 draws. */
struct arrow {
    enum hsviz_tcp_state from;
    enum hsviz_tcp_event event;
    enum hsviz_tcp_state to;
};

#define ARROW(from, event, to) { HSVIZ_TCP_##from, HSVIZ_##event, HSVIZ_TCP_##to }

/* Figure 5 and 3.10.7; ends meet here what one walk after another does to one end. */
static const struct walk {
    const char *name;
    struct arrow arrows[8];
} walks[] = {
    { "active opening, closes first",
      { ARROW(CLOSED, SENDS_SYN, SYN_SENT), ARROW(SYN_SENT, SENDS_ACK_OF_SYN, ESTABLISHED),
        ARROW(ESTABLISHED, SENDS_FIN, FIN_WAIT_1),
        ARROW(FIN_WAIT_1, RECEIVES_ACK_OF_FIN, FIN_WAIT_2),
        ARROW(FIN_WAIT_2, SENDS_ACK_OF_FIN, TIME_WAIT) } },
    { "passive opening, closes second",
      { ARROW(LISTEN, SENDS_SYN_ACK, SYN_RCVD), ARROW(SYN_RCVD, RECEIVES_ACK_OF_SYN, ESTABLISHED),
        ARROW(ESTABLISHED, SENDS_ACK_OF_FIN, CLOSE_WAIT),
        ARROW(CLOSE_WAIT, SENDS_FIN, LAST_ACK), ARROW(LAST_ACK, RECEIVES_ACK_OF_FIN, CLOSED) } },
    { "simultaneous opening, figure 7",
      { ARROW(CLOSED, SENDS_SYN, SYN_SENT), ARROW(SYN_SENT, SENDS_SYN_ACK, SYN_RCVD),
        ARROW(SYN_RCVD, RECEIVES_ACK_OF_SYN, ESTABLISHED) } },
    { "simultaneous close, figure 13",
      { ARROW(ESTABLISHED, SENDS_FIN, FIN_WAIT_1), ARROW(FIN_WAIT_1, SENDS_ACK_OF_FIN, CLOSING),
        ARROW(CLOSING, RECEIVES_ACK_OF_FIN, TIME_WAIT) } },
    { "a listener that sends, 3.10.2", { ARROW(LISTEN, SENDS_SYN, SYN_SENT) } },
    { "closed before it was established, 3.10.4",
      { ARROW(SYN_RCVD, SENDS_FIN, FIN_WAIT_1) } },
    { "FIN with the handshake's last ACK, 3.10.7.4",
      { ARROW(SYN_RCVD, SENDS_ACK_OF_FIN, CLOSE_WAIT) } },
    { "reset after a passive opening, 3.10.7.4",
      { ARROW(SYN_RCVD, RECEIVES_RST_LISTENING, LISTEN) } },
};

/* What changes nothing: retransmissions, and acknowledgements that came before. */
static const struct arrow repetitions[] = {
    ARROW(SYN_SENT, SENDS_SYN, SYN_SENT),
    ARROW(SYN_RCVD, SENDS_SYN_ACK, SYN_RCVD),
    ARROW(ESTABLISHED, SENDS_ACK_OF_SYN, ESTABLISHED),
    ARROW(ESTABLISHED, RECEIVES_ACK_OF_SYN, ESTABLISHED),
    ARROW(FIN_WAIT_1, SENDS_FIN, FIN_WAIT_1),
    ARROW(FIN_WAIT_2, SENDS_FIN, FIN_WAIT_2),
    ARROW(FIN_WAIT_2, RECEIVES_ACK_OF_FIN, FIN_WAIT_2),
    ARROW(CLOSE_WAIT, SENDS_ACK_OF_FIN, CLOSE_WAIT),
    ARROW(CLOSING, SENDS_ACK_OF_FIN, CLOSING),
    ARROW(LAST_ACK, SENDS_FIN, LAST_ACK),
    ARROW(LAST_ACK, SENDS_ACK_OF_FIN, LAST_ACK),
    ARROW(TIME_WAIT, SENDS_ACK_OF_FIN, TIME_WAIT),
    ARROW(CLOSED, SENDS_FIN, CLOSED),
    ARROW(LISTEN, RECEIVES_ACK_OF_SYN, LISTEN),
};

static void expect_arrow(const struct arrow *arrow)
{
    assert_int_equal(hsviz_tcp_next_state(arrow->from, arrow->event), arrow->to);
}

static void walks_of_the_standard(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(walks); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(walks[i].arrows); j++) {
            if (walks[i].arrows[j].from != walks[i].arrows[j].to)
                expect_arrow(&walks[i].arrows[j]);
        }
    }
}

static void repetitions_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(repetitions); i++)
        expect_arrow(&repetitions[i]);
}

/* RFC 9293 3.5.3: in every state a reset ends in CLOSED (of LISTEN, see below). */
static void resets_end_every_state(void **state)
{
    (void)state;
    for (int from = HSVIZ_TCP_SYN_SENT; from < HSVIZ_NUM_TCP_STATES; from++) {
        assert_int_equal(hsviz_tcp_next_state((enum hsviz_tcp_state)from, HSVIZ_SENDS_RST),
                         HSVIZ_TCP_CLOSED);
        assert_int_equal(hsviz_tcp_next_state((enum hsviz_tcp_state)from, HSVIZ_RECEIVES_RST),
                         HSVIZ_TCP_CLOSED);
    }
}

static size_t count_of(const struct hsviz_transition *wanted)
{
    size_t num = 0;

    for (size_t i = 0; i < hsviz_num_transitions; i++)
        num += hsviz_transitions[i].from == wanted->from &&
               hsviz_transitions[i].event == wanted->event;
    return num;
}

static bool is_drawn(const struct hsviz_transition *row)
{
    for (size_t i = 0; i < G_N_ELEMENTS(walks); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(walks[i].arrows); j++) {
            const struct arrow *arrow = &walks[i].arrows[j];

            if (arrow->from == row->from && arrow->event == row->event && arrow->to == row->to)
                return true;
        }
    }
    return false;
}

/* No row that the standard does not draw, none twice, none without its section. */
static void no_row_too_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_transitions; i++) {
        const struct hsviz_transition *row = &hsviz_transitions[i];

        assert_true(is_drawn(row));
        assert_int_equal(count_of(row), 1);
        assert_true(row->rfc[0] != '\0');
        assert_true(row->from != row->to);
    }
}

/* LISTEN is where a server begins: nothing leads there. TIME-WAIT ends by its timer, and, like
 * CLOSED, nothing that is captured leaves it but a reset or a new SYN. */
static void every_state_is_reached_and_left(void **state)
{
    (void)state;
    for (int wanted = 0; wanted < HSVIZ_NUM_TCP_STATES; wanted++) {
        bool reached = wanted == HSVIZ_TCP_LISTEN, left = wanted == HSVIZ_TCP_TIME_WAIT;

        for (size_t i = 0; i < hsviz_num_transitions; i++) {
            reached |= (int)hsviz_transitions[i].to == wanted;
            left |= (int)hsviz_transitions[i].from == wanted;
        }
        assert_true(reached);
        assert_true(left);
    }
}

/* The words that docs/tables.md has for them, a row each. */
static void events_have_words(void **state)
{
    (void)state;
    for (int event = 0; event < HSVIZ_NUM_TCP_EVENTS; event++) {
        assert_int_equal(hsviz_tcp_events[event].value, event);
        assert_true(hsviz_tcp_events[event].name[0] != '\0');
    }
    assert_int_equal(hsviz_tcp_events[HSVIZ_NUM_TCP_EVENTS].value, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_of_the_standard),
        cmocka_unit_test(repetitions_change_nothing),
        cmocka_unit_test(resets_end_every_state),
        cmocka_unit_test(no_row_too_many),
        cmocka_unit_test(every_state_is_reached_and_left),
        cmocka_unit_test(events_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
