/* fuzz_model.c
 * Fuzzes the model: any stream of segments, records and messages gives a sound connection, all of
 * which can be read, and finishing twice changes nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz_target.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/describe.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/time/spans.h"

static void read_steps(const struct hsviz_connection *connection, GString *text)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);
        size_t first, end;
        uint32_t previous, next;
        int64_t left_ns, arrived_ns;

        append_step_line(text, connection, step);
        hsviz_step_detail(connection, text, step);
        hsviz_connection_steps_of_frame(connection, &first, &end, step->frame);
        hsviz_connection_neighbours(connection, &previous, &next, step->frame);
        hsviz_connection_travel(connection, &left_ns, &arrived_ns, step->time_ns,
                                hsviz_step_side(connection, step));
        assert_true(first <= end && end <= hsviz_connection_num_steps(connection));
        assert_true(left_ns <= arrived_ns);
        g_string_append_printf(text, "%u %u %u\n", previous, next,
                               hsviz_connection_completed_in(connection, step->first_frame,
                                                             hsviz_step_side(connection, step)));
    }
}

static void read_spans(const struct hsviz_connection *connection, GString *text)
{
    struct hsviz_span spans[8];
    size_t num_spans = hsviz_connection_spans(connection, spans, G_N_ELEMENTS(spans));

    for (size_t i = 0; i < num_spans; i++) {
        assert_true(spans[i].first_step <= spans[i].last_step);
        assert_true(spans[i].last_step < hsviz_connection_num_steps(connection));
        assert_true(i == 0 || spans[i - 1].last_step < spans[i].first_step);
        g_string_append_printf(text, "%s %zu\n", spans[i].label, spans[i].first_step);
    }
}

static GString *read_all(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL), *tls = tls_text(connection), *tcp = tcp_text(connection);

    read_steps(connection, text);
    read_spans(connection, text);
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++)
        hsviz_note_text(connection, text, hsviz_connection_note(connection, i));
    hsviz_connection_version_path(connection, text, UINT32_MAX);
    hsviz_connection_history(connection, text);
    hsviz_connection_cipher_suite(connection, text);
    g_string_append_printf(text, "%s%s", tls->str, tcp->str);
    g_string_free(tls, TRUE);
    g_string_free(tcp, TRUE);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hsviz_connection *connection = fuzz_connection(data, size);
    GString *once, *twice;

    g_string_free(read_all(connection), TRUE);
    hsviz_connection_finish(connection);
    expect_sound(connection);
    once = read_all(connection);
    hsviz_connection_finish(connection);
    twice = read_all(connection);
    assert_string_equal(once->str, twice->str);
    g_string_free(once, TRUE);
    g_string_free(twice, TRUE);
    hsviz_connection_free(connection);
    return 0;
}
