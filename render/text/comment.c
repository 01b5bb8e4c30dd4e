/* comment.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "comment.h"

#include "render/shared/escape.h"
#include "render/shared/number.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/story/describe.h"
#include "model/story/note_text.h"

enum {
    LABEL_MAX = 18, /* the longest that the text graph shows between two neighbours, in columns */
    /* Think time below a millisecond is that of every computer, and says nothing. */
    THINK_MIN_NS = 1000000,
};

/* Frees detail. */
static void append_escaped(GString *to, GString *detail)
{
    if (detail->len > 0) {
        g_string_append(to, "  ");
        hsviz_escape_terminal(to, detail->str, HSVIZ_TEXT_WIRE, HSVIZ_CHARSET_UNICODE);
    }
    g_string_free(detail, TRUE);
}

static void append_detail(GString *to, const struct hsviz_connection *connection,
                          const struct hsviz_step *step)
{
    GString *detail = g_string_new(NULL);

    hsviz_step_detail(connection, detail, step);
    append_escaped(to, detail);
}

void hsviz_comment_label(GString *to, const struct hsviz_connection *connection,
                         const struct hsviz_step *step)
{
    size_t start = to->len, name_end;

    g_string_append(to, hsviz_step_name(step));
    name_end = to->len;
    append_detail(to, connection, step);
    if (g_utf8_strlen(to->str + start, -1) > LABEL_MAX)
        g_string_truncate(to, name_end);
}

static void append_ms(GString *to, const struct hsviz_connection *connection, int64_t time_ns)
{
    hsviz_number_time(to, hsviz_number_since(time_ns, hsviz_connection_start_ns(connection)),
                      HSVIZ_MILLISECONDS, 1);
    g_string_append(to, " ms");
}

static void append_times(GString *to, const struct hsviz_connection *connection,
                         const struct hsviz_step *step)
{
    if (step->half_rtt != HSVIZ_HALF_RTT_UNKNOWN) {
        hsviz_number_half_rtts(to, step->half_rtt);
        g_string_append(to, " RTT, ");
    }
    append_ms(to, connection, step->time_ns);
    if (step->think_ns >= THINK_MIN_NS) {
        g_string_append(to, ", think ");
        hsviz_number_time(to, step->think_ns, HSVIZ_MILLISECONDS, 1);
        g_string_append(to, " ms");
    }
}

void hsviz_comment_text(GString *to, const struct hsviz_connection *connection,
                        const struct hsviz_step *step)
{
    append_times(to, connection, step);
    if (step->source != HSVIZ_SEEN)
        g_string_append_printf(to, ", %s", hsviz_word_name(hsviz_sources, step->source));
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);

        if (note->frame == step->frame)
            g_string_append_printf(to, "; %s",
                                   hsviz_note_summary((enum hsviz_note_type)note->type));
    }
    append_detail(to, connection, step);
}

void hsviz_comment_exchange(GString *to, const struct hsviz_connection *connection,
                            const struct hsviz_exchange *exchange, enum hsviz_exchange_arrow arrow)
{
    append_ms(to, connection, exchange->arrows[arrow].time_ns);
    if (exchange->source != HSVIZ_SEEN)
        g_string_append_printf(to, ", %s", hsviz_word_name(hsviz_sources, exchange->source));
    append_escaped(to, g_string_new(exchange->arrows[arrow].detail));
}
