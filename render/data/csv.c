/* csv.c
 * CSV: a line with the names of the columns, then one line a connection (RFC 4180, but with the
 * line ends that Unix tools expect).
 *
 * A column is a key of the JSON: the path to it, joined by underscores. What JSON has as null is
 * empty here, a list is one field, and of the steps only their number is told. Of what was asked of
 * certificate authorities, the first lookup has columns: whom, what came back, how long it took.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "csv.h"

#include <inttypes.h>

#include "escape_csv.h"
#include "render/layout/layout.h"
#include "model/version.h"
#include "values.h"

/* Separates the items of a list. */
#define BETWEEN " | "

/* A connection's line before it is text. A text that is NULL or empty is not known. */
struct facts {
    uint32_t stream, first_frame, last_frame;
    int64_t start_ns;
    struct hsviz_endpoint client, server;
    bool client_guessed, relative;
    const char *sni, *alpn, *open, *close, *client_state, *server_state;
    const char *kind, *outcome, *alert; /* of TLS */
    GString *cipher_suite, *version, *version_path, *marks, *history, *notes;
    struct hsviz_round_trips trips;
    struct hsviz_times times;
    double capture_point;
    uint32_t num_steps;
    const char *authority_address, *authority_host;
    GString *authority_status;
    int64_t authority_ns;
};

/* ---- Values ---- */

/* Each appends the member of struct facts at value. */

static void put_number(GString *to, const void *value)
{
    g_string_append_printf(to, "%" PRIu32, *(const uint32_t *)value);
}

static void put_port(GString *to, const void *value)
{
    g_string_append_printf(to, "%" PRIu16, *(const uint16_t *)value);
}

static void put_bool(GString *to, const void *value)
{
    g_string_append(to, *(const bool *)value ? "true" : "false");
}

static void put_string(GString *to, const void *value)
{
    const char *text = *(const char *const *)value;

    if (text != NULL)
        hsviz_escape_csv(to, text);
}

static void put_text(GString *to, const void *value)
{
    hsviz_escape_csv(to, (*(GString *const *)value)->str);
}

static void put_seconds(GString *to, const void *value)
{
    hsviz_value_seconds(to, *(const int64_t *)value);
}

static void put_ms(GString *to, const void *value)
{
    hsviz_value_duration(to, *(const int64_t *)value);
}

static void put_half_rtts(GString *to, const void *value)
{
    hsviz_value_half_rtts(to, *(const int32_t *)value);
}

static void put_point(GString *to, const void *value)
{
    hsviz_value_capture_point(to, *(const double *)value);
}

/* ---- Columns ---- */

struct column {
    const char *name;
    void (*put)(GString *to, const void *value);
    size_t offset; /* of the member of struct facts */
};

#define LEDGER(part) offsetof(struct facts, times.ledger_ns) + sizeof(int64_t) * (part)

/* clang-format off */
static const struct column columns[] = {
    { "stream", put_number, offsetof(struct facts, stream) },
    { "first_frame", put_number, offsetof(struct facts, first_frame) },
    { "last_frame", put_number, offsetof(struct facts, last_frame) },
    { "start", put_seconds, offsetof(struct facts, start_ns) },
    { "client_address", put_string, offsetof(struct facts, client.address) },
    { "client_port", put_port, offsetof(struct facts, client.port) },
    { "client_guessed", put_bool, offsetof(struct facts, client_guessed) },
    { "server_address", put_string, offsetof(struct facts, server.address) },
    { "server_port", put_port, offsetof(struct facts, server.port) },
    { "sni", put_string, offsetof(struct facts, sni) },
    { "alpn", put_string, offsetof(struct facts, alpn) },
    { "cipher_suite", put_text, offsetof(struct facts, cipher_suite) },
    { "tcp_open", put_string, offsetof(struct facts, open) },
    { "tcp_close", put_string, offsetof(struct facts, close) },
    { "tcp_client_state", put_string, offsetof(struct facts, client_state) },
    { "tcp_server_state", put_string, offsetof(struct facts, server_state) },
    { "tls_version", put_text, offsetof(struct facts, version) },
    { "tls_version_path", put_text, offsetof(struct facts, version_path) },
    { "tls_kind", put_string, offsetof(struct facts, kind) },
    { "tls_marks", put_text, offsetof(struct facts, marks) },
    { "tls_outcome", put_string, offsetof(struct facts, outcome) },
    { "tls_alert", put_string, offsetof(struct facts, alert) },
    { "tls_history", put_text, offsetof(struct facts, history) },
    { "rtt_initial_ms", put_ms, offsetof(struct facts, times.initial_rtt_ns) },
    { "rtt_relative", put_bool, offsetof(struct facts, relative) },
    { "rtt_tcp", put_half_rtts, offsetof(struct facts, trips.tcp) },
    { "rtt_tls", put_half_rtts, offsetof(struct facts, trips.tls) },
    { "rtt_first_request", put_half_rtts, offsetof(struct facts, trips.first_request) },
    { "rtt_first_response", put_half_rtts, offsetof(struct facts, trips.first_response) },
    { "rtt_expected", put_half_rtts, offsetof(struct facts, trips.expected) },
    { "time_ms_tcp", put_ms, offsetof(struct facts, times.tcp_ns) },
    { "time_ms_tls", put_ms, offsetof(struct facts, times.tls_ns) },
    { "time_ms_first_request", put_ms, offsetof(struct facts, times.first_request_ns) },
    { "time_ms_first_response", put_ms, offsetof(struct facts, times.first_response_ns) },
    { "time_ms_ledger_client_network", put_ms, LEDGER(HSVIZ_LEDGER_CLIENT_NETWORK) },
    { "time_ms_ledger_server_network", put_ms, LEDGER(HSVIZ_LEDGER_SERVER_NETWORK) },
    { "time_ms_ledger_client_think", put_ms, LEDGER(HSVIZ_LEDGER_CLIENT_THINK) },
    { "time_ms_ledger_server_think", put_ms, LEDGER(HSVIZ_LEDGER_SERVER_THINK) },
    { "time_ms_ledger_loss_recovery", put_ms, LEDGER(HSVIZ_LEDGER_LOSS_RECOVERY) },
    { "time_ms_ledger_unknown", put_ms, LEDGER(HSVIZ_LEDGER_UNKNOWN) },
    { "capture_point", put_point, offsetof(struct facts, capture_point) },
    { "steps", put_number, offsetof(struct facts, num_steps) },
    { "notes", put_text, offsetof(struct facts, notes) },
    { "authority_address", put_string, offsetof(struct facts, authority_address) },
    { "authority_host", put_string, offsetof(struct facts, authority_host) },
    { "authority_status", put_text, offsetof(struct facts, authority_status) },
    { "authority_time_ms_duration", put_ms, offsetof(struct facts, authority_ns) },
};
/* clang-format on */

G_STATIC_ASSERT(HSVIZ_NUM_LEDGER_PARTS == 6); /* a column each */

/* ---- Facts ---- */

static void append_item(GString *list, const char *item)
{
    g_string_append_printf(list, "%s%s", list->len > 0 ? BETWEEN : "", item);
}

static void gather_ends(struct facts *facts, const struct hsviz_connection *connection)
{
    facts->stream = hsviz_connection_stream(connection);
    facts->first_frame = hsviz_connection_first_frame(connection);
    facts->last_frame = hsviz_connection_last_frame(connection);
    facts->start_ns = hsviz_connection_start_ns(connection);
    facts->client = hsviz_connection_endpoint(connection, HSVIZ_CLIENT);
    facts->server = hsviz_connection_endpoint(connection, HSVIZ_SERVER);
    facts->client_guessed = hsviz_connection_client_guessed(connection);
    facts->sni = hsviz_connection_sni(connection);
    facts->alpn = hsviz_connection_alpn(connection);
    hsviz_connection_cipher_suite(connection, facts->cipher_suite);
}

static void gather_tcp(struct facts *facts, const struct hsviz_connection *connection)
{
    facts->open = hsviz_word_name(hsviz_opens, hsviz_connection_open(connection));
    facts->close = hsviz_word_name(hsviz_closes, hsviz_connection_close(connection));
    facts->client_state =
        hsviz_word_name(hsviz_tcp_states, hsviz_connection_final_state(connection, HSVIZ_CLIENT));
    facts->server_state =
        hsviz_word_name(hsviz_tcp_states, hsviz_connection_final_state(connection, HSVIZ_SERVER));
}

static void gather_marks(struct facts *facts, const struct hsviz_connection *connection)
{
    char **marks = hsviz_connection_mark_texts(connection);

    for (char **mark = marks; *mark; mark++)
        append_item(facts->marks, *mark);
    g_strfreev(marks);
}

static void gather_tls(struct facts *facts, const struct hsviz_connection *connection)
{
    enum hsviz_kind kind = hsviz_connection_kind(connection);
    uint16_t version = hsviz_connection_version(connection);

    if (!hsviz_connection_has_tls(connection))
        return;
    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(facts->version, version);
    hsviz_connection_version_path(connection, facts->version_path, UINT32_MAX);
    facts->kind = kind == HSVIZ_KIND_UNKNOWN ? NULL : hsviz_word_name(hsviz_kinds, kind);
    gather_marks(facts, connection);
    facts->outcome = hsviz_word_name(hsviz_outcomes, hsviz_connection_outcome(connection));
    facts->alert = hsviz_connection_alert(connection);
    hsviz_connection_history(connection, facts->history);
}

static void gather_times(struct facts *facts, const struct hsviz_connection *connection)
{
    facts->relative = hsviz_connection_relative(connection);
    facts->trips = hsviz_connection_round_trips(connection);
    facts->times = hsviz_connection_times(connection);
    facts->capture_point = hsviz_connection_capture_point(connection);
    if (facts->times.has_ledger) {
        hsviz_values_apportion(facts->times.ledger_ns);
        return;
    }
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
        facts->times.ledger_ns[part] = HSVIZ_NS_UNKNOWN;
}

static void gather_steps(struct facts *facts, const struct hsviz_connection *connection,
                         enum hsviz_tcp_shown tcp)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++)
        facts->num_steps += hsviz_step_is_shown(hsviz_connection_step(connection, i), tcp);
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        g_string_truncate(text, 0);
        hsviz_note_text(text, hsviz_connection_note(connection, i));
        append_item(facts->notes, text->str);
    }
    g_string_free(text, TRUE);
}

static void gather_authority(struct facts *facts, const struct hsviz_connection *connection)
{
    const struct hsviz_lookup *lookup;

    facts->authority_ns = HSVIZ_NS_UNKNOWN;
    if (hsviz_connection_num_lookups(connection) == 0)
        return;
    lookup = hsviz_connection_lookup(connection, 0);
    facts->authority_address = lookup->address;
    facts->authority_host = lookup->host;
    hsviz_lookup_status(facts->authority_status, lookup);
    facts->authority_ns = hsviz_lookup_duration_ns(lookup);
}

/* The texts of facts, to make and to free all of them alike. */
static void texts_of(struct facts *facts, void (*visit)(GString **text))
{
    GString **const texts[] = {
        &facts->cipher_suite, &facts->version, &facts->version_path,     &facts->marks,
        &facts->history,      &facts->notes,   &facts->authority_status,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        visit(texts[i]);
}

static void text_new(GString **text)
{
    *text = g_string_new(NULL);
}

static void text_free(GString **text)
{
    g_string_free(*text, TRUE);
}

/* ---- Lines ---- */

static void line_write(struct hsviz_rendering *rendering, GString *line)
{
    g_string_append_c(line, '\n');
    hsviz_output_bytes(rendering->output, line->str, line->len);
    g_string_free(line, TRUE);
}

void hsviz_csv_begin(struct hsviz_rendering *rendering)
{
    GString *line = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        g_string_append_printf(line, "%s%s", i > 0 ? "," : "", columns[i].name);
    line_write(rendering, line);
}

void hsviz_csv_connection(struct hsviz_rendering *rendering,
                          const struct hsviz_connection *connection)
{
    struct facts facts = { 0 };
    GString *line = g_string_new(NULL);

    texts_of(&facts, text_new);
    gather_ends(&facts, connection);
    gather_tcp(&facts, connection);
    gather_tls(&facts, connection);
    gather_times(&facts, connection);
    gather_steps(&facts, connection, rendering->options.tcp);
    gather_authority(&facts, connection);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        if (i > 0)
            g_string_append_c(line, ',');
        columns[i].put(line, (const char *)&facts + columns[i].offset);
    }
    texts_of(&facts, text_free);
    line_write(rendering, line);
}
