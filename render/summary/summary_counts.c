/* summary_counts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "summary_counts.h"

#include "model/lookup.h"
#include "model/version.h"
#include "render/shared/number.h"

/* Of so many labels each section shows the first; what comes from the wire can make more. Round
 * trips make no more than these. */
enum { ROWS_MAX = 16, SERVERS_MAX = 5, TRIPS_MAX = 64 };

static void count(struct hsviz_tally *tally, const struct hsviz_connection *connection,
                  const char *label, int32_t rank)
{
    hsviz_tally_count(tally, label, rank, hsviz_connection_stream(connection));
}

static void count_outcome(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    count(tally, connection, hsviz_word_name(hsviz_outcomes, hsviz_connection_outcome(connection)),
          0);
}

static void count_alert(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    const char *alert = hsviz_connection_alert(connection);

    if (alert != NULL)
        count(tally, connection, alert, 0);
}

static void count_version(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    uint16_t version = hsviz_connection_version(connection);
    GString *name = g_string_new(NULL);

    if (version != HSVIZ_VERSION_NONE) {
        hsviz_version_name(name, version);
        count(tally, connection, name->str, 0);
    }
    g_string_free(name, TRUE);
}

static void count_kind(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    enum hsviz_kind kind = hsviz_connection_kind(connection);

    if (kind != HSVIZ_KIND_UNKNOWN)
        count(tally, connection, hsviz_word_name(hsviz_kinds, kind), 0);
}

static void count_marks(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    char **marks = hsviz_connection_mark_texts(connection);

    for (char **mark = marks; *mark; mark++)
        count(tally, connection, *mark, 0);
    g_strfreev(marks);
}

static void count_open(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    count(tally, connection, hsviz_word_name(hsviz_opens, hsviz_connection_open(connection)), 0);
}

static void count_close(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    count(tally, connection, hsviz_word_name(hsviz_closes, hsviz_connection_close(connection)), 0);
}

static void count_server(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    const char *sni = hsviz_connection_sni(connection);

    if (sni != NULL && *sni != '\0')
        count(tally, connection, sni, 0);
}

/* Whether an earlier lookup than i came to the same. */
static bool is_status_counted(const struct hsviz_connection *connection, size_t i)
{
    const struct hsviz_lookup *lookup = hsviz_connection_lookup(connection, i);

    while (i-- > 0) {
        const struct hsviz_lookup *earlier = hsviz_connection_lookup(connection, i);

        if (earlier->status == lookup->status &&
            (lookup->status != HSVIZ_AUTHORITY_HTTP ||
             earlier->http_status == lookup->http_status))
            return true;
    }
    return false;
}

static void count_authority(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    GString *status = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_lookups(connection); i++) {
        if (is_status_counted(connection, i))
            continue;
        g_string_truncate(status, 0);
        hsviz_lookup_status(status, hsviz_connection_lookup(connection, i));
        count(tally, connection, status->str, 0);
    }
    g_string_free(status, TRUE);
}

/* ---- Round trips ---- */

/* What of a connection is counted in round trips, in the order in which it is shown. */
enum trip { TRIP_TCP, TRIP_TLS, TRIP_REQUEST, TRIP_LESS, TRIP_EXPECTED, TRIP_MORE };

/* From here on numbers are counted together: what matters is that there are many. */
enum { HALF_RTTS_MAX = 10 };

/* One line "BEFORE n RTT AFTER". */
static void count_trip(struct hsviz_tally *tally, const struct hsviz_connection *connection,
                       enum trip trip, const char *before, int32_t half_rtts, const char *after)
{
    GString *label;

    if (half_rtts == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    label = g_string_new(before);
    hsviz_number_round_trips(label, MIN(half_rtts, HALF_RTTS_MAX));
    g_string_append_printf(label, " RTT%s%s", half_rtts >= HALF_RTTS_MAX ? " or more" : "", after);
    count(tally, connection, label->str,
          (int32_t)trip * (HALF_RTTS_MAX + 1) + MIN(half_rtts, HALF_RTTS_MAX));
    g_string_free(label, TRUE);
}

static void count_trips(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);

    count_trip(tally, connection, TRIP_TCP, "TCP opening: ", trips.tcp, "");
    count_trip(tally, connection, TRIP_TLS, "TLS handshake: ", trips.tls, "");
    count_trip(tally, connection, TRIP_REQUEST, "first request after ", trips.first_request, "");
}

static void count_verdict(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    int32_t more = trips.first_request - trips.expected;

    if (trips.first_request == HSVIZ_HALF_RTT_UNKNOWN || trips.expected == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    if (more == 0)
        count(tally, connection, "as expected", (int32_t)TRIP_EXPECTED * (HALF_RTTS_MAX + 1));
    else if (more > 0)
        count_trip(tally, connection, TRIP_MORE, "", more, " more");
    else
        count_trip(tally, connection, TRIP_LESS, "", -more, " less");
}

/* ---- Notes ---- */

/* Counts each type of note once a connection, whose severity is from least to most. */
static void count_notes(struct hsviz_tally *tally, const struct hsviz_connection *connection,
                        enum hsviz_severity least, enum hsviz_severity most)
{
    bool is_counted[HSVIZ_NUM_NOTE_TYPES] = { false };

    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        const struct hsviz_note *note = hsviz_connection_note(connection, i);
        enum hsviz_severity severity = hsviz_note_severity(note);

        if (severity < least || severity > most || is_counted[note->type])
            continue;
        is_counted[note->type] = true;
        count(tally, connection, hsviz_note_summary((enum hsviz_note_type)note->type),
              -(int32_t)severity);
    }
}

static void count_errors(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    count_notes(tally, connection, HSVIZ_ERROR, HSVIZ_ERROR);
}

static void count_warnings(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    count_notes(tally, connection, HSVIZ_WARNING, HSVIZ_WARNING);
}

static void count_remarks(struct hsviz_tally *tally, const struct hsviz_connection *connection)
{
    count_notes(tally, connection, HSVIZ_CHAT, HSVIZ_NOTICE);
}

/* ---- Sections ---- */

/* clang-format off */
const struct hsviz_section hsviz_sections[HSVIZ_NUM_SECTIONS] = {
    { "outcome", count_outcome, HSVIZ_OF_TLS, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "alert", count_alert, HSVIZ_OF_TLS, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "errors", count_errors, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_ERROR, ROWS_MAX },
    { "warnings", count_warnings, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_WARNING, ROWS_MAX },
    { "notes", count_remarks, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "round trips", count_trips, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, TRIPS_MAX },
    { "first request, by the textbook", count_verdict, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL,
      HSVIZ_STYLE_PLAIN, TRIPS_MAX },
    { "version", count_version, HSVIZ_OF_TLS, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "kind of handshake", count_kind, HSVIZ_OF_TLS, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN,
      ROWS_MAX },
    { "marks", count_marks, HSVIZ_OF_TLS, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "certificate authority", count_authority, HSVIZ_OF_TLS, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN,
      ROWS_MAX },
    { "opening of TCP", count_open, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "close of TCP", count_close, HSVIZ_OF_ALL, HSVIZ_TEXT_MODEL, HSVIZ_STYLE_PLAIN, ROWS_MAX },
    { "server name", count_server, HSVIZ_OF_TLS, HSVIZ_TEXT_WIRE, HSVIZ_STYLE_PLAIN, SERVERS_MAX },
};
/* clang-format on */
