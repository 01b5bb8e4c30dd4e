/* model_expect.h
 * The words in which tests expect what the model says of a connection, and what holds of every one.
 *
 * Steps, a line each: frame, sender, name, position; for a step of TCP both states, `client/server`
 * with those assumed in brackets; then what is remarkable. A gap's frame is "-", a run's records
 * stand as "x3". For example:
 *
 *     1 C SYN 0 SYN-SENT/LISTEN
 *     5 S EncryptedExtensions 1.5 inferred
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_MODEL_EXPECT_H
#define HSVIZ_TESTS_MODEL_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "model_lines.h"
#include "model/connection.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/describe.h"
#include "model/story/version_path.h"
#include "model/tcp/shape.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"
#include "model/tls/kind.h"
#include "model/tls/marks.h"

struct hsviz_connection;

/* What internal.h sets as limits; here again, so that a test notices when they change. */
enum { EXPECT_STEPS_MAX = 512, EXPECT_NOTES_MAX = 32 };

/* ---- Words ---- */

static inline void append_half_rtts(GString *text, int32_t half_rtts)
{
    if (half_rtts == HSVIZ_HALF_RTT_UNKNOWN)
        g_string_append(text, "?");
    else
        g_string_append_printf(text, "%g", half_rtts / 2.0);
}

static inline void append_state(GString *text, const struct hsviz_connection *connection,
                                const struct hsviz_step *step, enum hsviz_side side)
{
    bool is_assumed = hsviz_step_state_is_assumed(connection, step, side);
    enum hsviz_tcp_state state = hsviz_step_state(connection, step, side);

    g_string_append_printf(text, is_assumed ? "(%s)" : "%s",
                           hsviz_word_name(hsviz_tcp_states, state));
}

static inline void append_states(GString *text, const struct hsviz_connection *connection,
                                 const struct hsviz_step *step)
{
    g_string_append_c(text, ' ');
    append_state(text, connection, step, HSVIZ_CLIENT);
    g_string_append_c(text, '/');
    append_state(text, connection, step, HSVIZ_SERVER);
}

static inline void append_remarks(GString *text, const struct hsviz_step *step)
{
    if (step->count > 1)
        g_string_append_printf(text, " x%u", step->count);
    if (step->source != HSVIZ_SEEN && !(step->flags & HSVIZ_STEP_GAP))
        g_string_append_printf(text, " %s", hsviz_word_name(hsviz_sources, step->source));
    if (step->flags & HSVIZ_STEP_GAP)
        g_string_append(text, " gap");
    if (step->flags & HSVIZ_STEP_HIDDEN)
        g_string_append(text, " hidden");
    if (step->flags & HSVIZ_STEP_UNEXPECTED)
        g_string_append(text, " unexpected");
    if (step->repeat_of)
        g_string_append_printf(text, " repeats %u", step->repeat_of);
    if (step->first_frame != step->frame)
        g_string_append_printf(text, " from %u", step->first_frame);
}

static inline void append_step_line(GString *text, const struct hsviz_connection *connection,
                                    const struct hsviz_step *step)
{
    if (step->frame)
        g_string_append_printf(text, "%u ", step->frame);
    else
        g_string_append(text, "- ");
    g_string_append_printf(text, "%c %s ", 
                           hsviz_step_side(connection, step) == HSVIZ_CLIENT ? 'C' : 'S',
                           hsviz_step_name(step));
    append_half_rtts(text, step->half_rtt);
    if (hsviz_step_type_is_transport(step->type))
        append_states(text, connection, step);
    append_remarks(text, step);
    g_string_append_c(text, '\n');
}

static inline GString *steps_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++)
        append_step_line(text, connection, hsviz_connection_step(connection, i));
    return text;
}

/* kind [marks], outcome; RTT of TCP + TLS, of the first request, of the response; expected. */
static inline GString *tls_text(const struct hsviz_connection *connection)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    char **marks = hsviz_connection_mark_texts(connection);
    GString *text = g_string_new(hsviz_word_name(hsviz_kinds, hsviz_connection_kind(connection)));

    for (char **mark = marks; *mark; mark++)
        g_string_append_printf(text, " + %s", *mark);
    g_strfreev(marks);
    g_string_append_printf(text, ", %s; ", hsviz_word_name(hsviz_outcomes,
                                                         hsviz_connection_outcome(connection)));
    append_half_rtts(text, trips.tcp);
    g_string_append(text, " + ");
    append_half_rtts(text, trips.tls);
    g_string_append(text, ", ");
    append_half_rtts(text, trips.first_request);
    g_string_append(text, ", ");
    append_half_rtts(text, trips.first_response);
    g_string_append(text, "; ");
    append_half_rtts(text, trips.expected);
    return text;
}

static inline GString *tcp_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "%s, %s; %s, %s",
                    hsviz_word_name(hsviz_opens, hsviz_connection_open(connection)),
                    hsviz_word_name(hsviz_closes, hsviz_connection_close(connection)),
                    hsviz_word_name(hsviz_tcp_states, hsviz_connection_final_state(connection, 0)),
                    hsviz_word_name(hsviz_tcp_states, hsviz_connection_final_state(connection, 1)));
    return text;
}

static inline GString *history_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    hsviz_connection_history(connection, text);
    return text;
}

static inline GString *path_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    hsviz_connection_version_path(connection, text, UINT32_MAX);
    return text;
}

/* Fails where text is not expected; frees text. */
static inline void expect_text(GString *text, const char *expected, const char *name)
{
    if (strcmp(text->str, expected) != 0) {
        print_error("%s: expected\n%s\nbut it is\n", name, expected);
        for (size_t at = 0; at < text->len; at += 500) /* cmocka cuts longer texts */
            print_error("%.500s", text->str + at);
        fail();
    }
    g_string_free(text, TRUE);
}

static inline bool has_note(const struct hsviz_connection *connection, enum hsviz_note_type type)
{
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        if (hsviz_connection_note(connection, i)->type == type)
            return true;
    }
    return false;
}

/* The step number n, from 1, of side and name; NULL without one. */
static inline const struct hsviz_step *step_of(const struct hsviz_connection *connection,
                                               enum hsviz_side side, const char *name, unsigned n)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (hsviz_step_side(connection, step) == side && strcmp(hsviz_step_name(step), name) == 0 &&
            --n == 0)
            return step;
    }
    return NULL;
}

/* ---- What holds of every connection ---- */

static inline void expect_step_in_range(const struct hsviz_step *step)
{
    assert_in_range(step->type, HSVIZ_STEP_NONE + 1, HSVIZ_NUM_STEP_TYPES - 1);
    assert_in_range(step->end, 0, HSVIZ_NUM_ENDS - 1);
    assert_in_range(step->phase, 0, HSVIZ_NUM_PHASES - 1);
    assert_in_range(step->source, 0, HSVIZ_NUM_SOURCES - 1);
    assert_in_range(step->reason, 0, HSVIZ_NUM_REASONS - 1);
    assert_in_range(step->state[0], 0, HSVIZ_NUM_TCP_STATES - 1);
    assert_in_range(step->state[1], 0, HSVIZ_NUM_TCP_STATES - 1);
    assert_true(step->half_rtt >= HSVIZ_HALF_RTT_UNKNOWN);
    assert_true(step->count >= 1);
    assert_true(step->first_frame <= step->frame);
    assert_true(step->frame <= step->last_frame);
    assert_true(step->repeat_of == 0 || step->repeat_of < step->frame);
    assert_true(step->think_ns >= 0 || step->think_ns == HSVIZ_NS_UNKNOWN);
}

/* Steps stand in the order of their frames; gaps have none. */
static inline void expect_order(const struct hsviz_connection *connection)
{
    uint32_t newest = 0;

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        expect_step_in_range(step);
        if (step->flags & HSVIZ_STEP_GAP)
            continue;
        assert_true(step->frame >= newest);
        newest = step->frame;
    }
}

static inline void expect_ledger(const struct hsviz_connection *connection)
{
    struct hsviz_times times = hsviz_connection_times(connection);
    int64_t sum = 0;

    if (!times.has_ledger)
        return;
    for (size_t i = 0; i < HSVIZ_NUM_LEDGER_PARTS; i++) {
        assert_true(times.ledger_ns[i] >= 0);
        sum += times.ledger_ns[i];
    }
    assert_true(sum == times.whole_ns);
}

static inline void expect_sound(const struct hsviz_connection *connection)
{
    double point = hsviz_connection_capture_point(connection);

    assert_true(hsviz_connection_num_steps(connection) <= EXPECT_STEPS_MAX);
    assert_true(hsviz_connection_num_notes(connection) <= EXPECT_NOTES_MAX);
    assert_true(isnan(point) || (point >= 0 && point <= 1));
    expect_order(connection);
    expect_ledger(connection);
}

/* Positions of one side never fall, but for what is repeated, was never seen or was dropped. */
static inline void expect_rising_positions(const struct hsviz_connection *connection)
{
    int32_t newest[HSVIZ_NUM_ENDS] = { HSVIZ_HALF_RTT_UNKNOWN, HSVIZ_HALF_RTT_UNKNOWN };

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->repeat_of || step->flags & HSVIZ_STEP_GAP || hsviz_step_is_dropped(step))
            continue;
        assert_true(step->half_rtt >= newest[step->end]);
        newest[step->end] = step->half_rtt;
    }
}

/* Plays lines to their end: a finished, sound connection, which the caller frees. */
static inline struct hsviz_connection *lines_connection(const char *const *text)
{
    struct hsviz_connection *connection = lines_play(text);

    hsviz_connection_finish(connection);
    expect_sound(connection);
    expect_rising_positions(connection);
    return connection;
}

/* One test of a table: what runs is given its row as the test's state. */
static inline struct CMUnitTest row_test(const char *name, CMUnitTestFunction run, const void *row)
{
    return (struct CMUnitTest){ name, run, NULL, NULL, (void *)row };
}

#endif
