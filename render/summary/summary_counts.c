/* summary_counts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "summary_counts.h"

#include "render/shared/number.h"
#include "model/connection/view.h"
#include "model/core/append.h"
#include "model/core/units.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/story/note_text.h"
#include "model/time/round_trips.h"

/* Of so many labels each section shows the first; what comes from the wire can make more. Round
 * trips make no more than these. */
enum { ROWS_MAX = 16, SERVERS_MAX = 5, TRIPS_MAX = 64 };

static void count(struct hsviz_tally *tally, const struct hsviz_subject *subject, const char *label,
                  int32_t rank)
{
    hsviz_tally_count(tally, label, rank, hsviz_connection_stream(subject->connection));
}

/* Whether a check before check i had the same result. */
static bool is_status_counted(const struct hsviz_connection *connection, size_t i)
{
    const struct hsviz_check *check = hsviz_connection_check(connection, i);

    while (i-- > 0) {
        const struct hsviz_check *earlier = hsviz_connection_check(connection, i);

        if (earlier->status == check->status &&
            (check->status != HSVIZ_STATUS_HTTP || earlier->http_status == check->http_status))
            return true;
    }
    return false;
}

static void count_revocation(struct hsviz_tally *tally, const struct hsviz_subject *subject)
{
    const struct hsviz_connection *connection = subject->connection;
    GString *status;

    if (subject->check == NULL)
        return;
    status = g_string_new(NULL);
    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++) {
        if (is_status_counted(connection, i))
            continue;
        g_string_truncate(status, 0);
        hsviz_check_status_text(status, hsviz_connection_check(connection, i));
        count(tally, subject, status->str, 0);
    }
    g_string_free(status, TRUE);
}

/* ---- Round trips ---- */

/* What of a connection is counted in round trips, in the order in which it is shown. */
enum trip { TRIP_TCP, TRIP_TLS, TRIP_REQUEST, TRIP_LESS, TRIP_EXPECTED, TRIP_MORE };

/* From here on numbers are counted together: what matters is that there are many. */
enum { HALF_RTTS_MAX = 10 };

/* One line "BEFORE n RTT AFTER". */
static void count_trip(struct hsviz_tally *tally, const struct hsviz_subject *subject,
                       enum trip trip, const char *before, int32_t half_rtts, const char *after)
{
    GString *label;

    if (half_rtts == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    label = g_string_new(before);
    hsviz_number_round_trips(label, MIN(half_rtts, HALF_RTTS_MAX));
    hsviz_append(label, half_rtts >= HALF_RTTS_MAX ? " RTT or more" : " RTT");
    hsviz_append(label, after);
    count(tally, subject, label->str,
          (int32_t)trip * (HALF_RTTS_MAX + 1) + MIN(half_rtts, HALF_RTTS_MAX));
    g_string_free(label, TRUE);
}

static void count_trips(struct hsviz_tally *tally, const struct hsviz_subject *subject)
{
    const struct hsviz_round_trips *trips = &subject->trips;

    if (hsviz_connection_relative(subject->connection))
        return;
    count_trip(tally, subject, TRIP_TCP, "TCP handshake: ", trips->tcp, "");
    count_trip(tally, subject, TRIP_TLS, "TLS handshake: ", trips->tls, "");
    count_trip(tally, subject, TRIP_REQUEST, "first request after ", trips->first_request, "");
}

static void count_verdict(struct hsviz_tally *tally, const struct hsviz_subject *subject)
{
    const struct hsviz_round_trips *trips = &subject->trips;
    int32_t more = trips->first_request - MAX(trips->waited, 0) - trips->expected;

    if (trips->first_request == HSVIZ_HALF_RTT_UNKNOWN || trips->expected == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    if (more == 0)
        count(tally, subject, "as expected", (int32_t)TRIP_EXPECTED * (HALF_RTTS_MAX + 1));
    else if (more > 0)
        count_trip(tally, subject, TRIP_MORE, "", more, " more");
    else
        count_trip(tally, subject, TRIP_LESS, "", -more, " less");
}

/* ---- Notes ---- */

/* Counts each type of note once a connection, whose severity is from least to most. */
static void count_notes(struct hsviz_tally *tally, const struct hsviz_subject *subject,
                        enum hsviz_severity least, enum hsviz_severity most)
{
    const struct hsviz_connection *connection = subject->connection;
    bool is_counted[HSVIZ_NUM_NOTE_TYPES] = { false };

    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);
        enum hsviz_severity severity = hsviz_note_severity(note);

        if (severity < least || severity > most || is_counted[note->type])
            continue;
        is_counted[note->type] = true;
        count(tally, subject, hsviz_note_summary((enum hsviz_note_type)note->type),
              -(int32_t)severity);
    }
}

static void count_errors(struct hsviz_tally *tally, const struct hsviz_subject *subject)
{
    count_notes(tally, subject, HSVIZ_ERROR, HSVIZ_ERROR);
}

static void count_warnings(struct hsviz_tally *tally, const struct hsviz_subject *subject)
{
    count_notes(tally, subject, HSVIZ_WARNING, HSVIZ_WARNING);
}

static void count_remarks(struct hsviz_tally *tally, const struct hsviz_subject *subject)
{
    count_notes(tally, subject, HSVIZ_CHAT, HSVIZ_NOTICE);
}

/* ---- Sections ---- */

/* What is no single fact. */
static const struct hsviz_section own_sections[] = {
    { "errors", HSVIZ_RANK_NOTES, NULL, count_errors, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL,
      HSVIZ_STYLE_ERROR, ROWS_MAX },
    { "warnings", HSVIZ_RANK_NOTES, NULL, count_warnings, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL,
      HSVIZ_STYLE_WARNING, ROWS_MAX },
    { "notes", HSVIZ_RANK_NOTES, NULL, count_remarks, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL,
      HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "round trips", HSVIZ_RANK_NOTES, NULL, count_trips, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL,
      HSVIZ_STYLE_PLAIN, TRIPS_MAX },
    { "first request, RTT vs expected", HSVIZ_RANK_NOTES, NULL, count_verdict, HSVIZ_OF_ALL,
      HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, TRIPS_MAX },
    { "revocation status", HSVIZ_RANK_REVOCATION, NULL, count_revocation, HSVIZ_OF_TLS,
      HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
};

static struct hsviz_section section_of(const struct hsviz_fact *fact)
{
    bool is_wire = fact->type == HSVIZ_FACT_WIRE;

    return (struct hsviz_section){
        .title = fact->titles[HSVIZ_IN_SUMMARY].name,
        .rank = fact->titles[HSVIZ_IN_SUMMARY].rank,
        .fact = fact,
        .whole = fact->is_share_of_known ? HSVIZ_OF_KNOWN
                 : fact->is_of_tls       ? HSVIZ_OF_TLS
                                         : HSVIZ_OF_ALL,
        .class = is_wire ? HSVIZ_TEXT_WIRE : HSVIZ_TEXT_MODEL,
        .rows_max = is_wire ? SERVERS_MAX : ROWS_MAX,
    };
}

/* Behind those of its rank. */
static void add_section(GArray *sections, const struct hsviz_section *section)
{
    guint i = sections->len;

    while (i > 0 && g_array_index(sections, struct hsviz_section, i - 1).rank > section->rank)
        i--;
    g_array_insert_val(sections, i, *section);
}

GArray *hsviz_sections_new(const struct hsviz_fact *facts)
{
    GArray *sections = g_array_new(FALSE, FALSE, sizeof(struct hsviz_section));
    GPtrArray *placed = hsviz_facts_placed(facts, HSVIZ_IN_SUMMARY);

    for (guint i = 0; i < placed->len; i++) {
        const struct hsviz_fact *fact = g_ptr_array_index(placed, i);
        struct hsviz_section section = section_of(fact);

        if (fact->type != HSVIZ_FACT_MS)
            add_section(sections, &section);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(own_sections); i++)
        add_section(sections, &own_sections[i]);
    g_ptr_array_unref(placed);
    return sections;
}

void hsviz_section_count(const struct hsviz_section *section, struct hsviz_tally *tally,
                         const struct hsviz_subject *subject, struct hsviz_fact_value *value)
{
    if (section->whole == HSVIZ_OF_TLS && !subject->has_tls)
        return;
    if (section->fact == NULL) {
        section->count(tally, subject);
        return;
    }
    hsviz_fact_read(value, section->fact, subject);
    for (guint i = 0; i < value->items->len; i++)
        count(tally, subject, g_ptr_array_index(value->items, i), 0);
    if (section->fact->type == HSVIZ_FACT_LIST)
        return;
    /* What is no text itself becomes one here. */
    if (value->text->len == 0)
        hsviz_fact_text(value->text, section->fact, value);
    if (value->is_known && value->text->len > 0)
        count(tally, subject, value->text->str, 0);
}
