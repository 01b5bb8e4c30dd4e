/* json.c
 * NDJSON, schema hsviz/1: one object a connection and line, every key always there.
 *
 * The punctuation is json_dumper's; strings are escaped here and numbers made of integers, so that
 * they are the same with every version of Wireshark and in every locale.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json.h"

#include <wsutil/json_dumper.h>

#include "render/shared/escape.h"
#include "render/layout/layout.h"
#include "model/version.h"
#include "render/shared/number.h"
#include "values.h"

/* One object being written. */
struct writer {
    json_dumper dumper;
    const struct hsviz_connection *connection;
    GString *scratch; /* one value, before it goes to the dumper */
};

static void put_key(struct writer *writer, const char *key)
{
    json_dumper_set_member_name(&writer->dumper, key);
}

/* Writes what is in scratch, which must be valid JSON, and empties it. */
static void put_scratch(struct writer *writer)
{
    json_dumper_value_anyf(&writer->dumper, "%s", writer->scratch->str);
    g_string_truncate(writer->scratch, 0);
}

static void put_null(struct writer *writer, const char *key)
{
    put_key(writer, key);
    json_dumper_value_anyf(&writer->dumper, "null");
}

static void put_string_value(struct writer *writer, const char *text)
{
    hsviz_escape_json(writer->scratch, text);
    put_scratch(writer);
}

static void put_string(struct writer *writer, const char *key, const char *text)
{
    if (text == NULL) {
        put_null(writer, key);
        return;
    }
    put_key(writer, key);
    put_string_value(writer, text);
}

/* Takes text: an empty one is an unknown one. */
static void put_text(struct writer *writer, const char *key, GString *text)
{
    put_string(writer, key, text->len > 0 ? text->str : NULL);
    g_string_free(text, TRUE);
}

static void put_word(struct writer *writer, const char *key, const struct hsviz_word *table,
                     int value)
{
    put_string(writer, key, hsviz_word_name(table, value));
}

static void put_number(struct writer *writer, const char *key, uint32_t number)
{
    put_key(writer, key);
    json_dumper_value_anyf(&writer->dumper, "%" G_GUINT32_FORMAT, number);
}

static void put_bool(struct writer *writer, const char *key, bool value)
{
    put_key(writer, key);
    json_dumper_value_anyf(&writer->dumper, value ? "true" : "false");
}

/* Writes the value in scratch: an empty one is an unknown one. */
static void put_value(struct writer *writer, const char *key)
{
    if (writer->scratch->len == 0) {
        put_null(writer, key);
        return;
    }
    put_key(writer, key);
    put_scratch(writer);
}

static void put_ms(struct writer *writer, const char *key, int64_t time_ns)
{
    hsviz_value_ms(writer->scratch, time_ns);
    put_value(writer, key);
}

static void put_duration(struct writer *writer, const char *key, int64_t duration_ns)
{
    hsviz_value_duration(writer->scratch, duration_ns);
    put_value(writer, key);
}

static void put_half_rtts(struct writer *writer, const char *key, int32_t half_rtts)
{
    hsviz_value_half_rtts(writer->scratch, half_rtts);
    put_value(writer, key);
}

static void begin_object(struct writer *writer, const char *key)
{
    put_key(writer, key);
    json_dumper_begin_object(&writer->dumper);
}

static void begin_array(struct writer *writer, const char *key)
{
    put_key(writer, key);
    json_dumper_begin_array(&writer->dumper);
}

/* ---- Parts of a connection ---- */

static void put_capture(struct writer *writer)
{
    put_string(writer, "schema", "hsviz/1");
    put_number(writer, "stream", hsviz_connection_stream(writer->connection));
    put_number(writer, "first_frame", hsviz_connection_first_frame(writer->connection));
    put_number(writer, "last_frame", hsviz_connection_last_frame(writer->connection));
    hsviz_value_seconds(writer->scratch, hsviz_connection_start_ns(writer->connection));
    put_value(writer, "start");
}

static void put_endpoint(struct writer *writer, enum hsviz_side side)
{
    struct hsviz_endpoint endpoint = hsviz_connection_endpoint(writer->connection, side);

    begin_object(writer, hsviz_word_name(hsviz_sides, side));
    put_string(writer, "address", endpoint.address);
    put_number(writer, "port", endpoint.port);
    if (side == HSVIZ_CLIENT)
        put_bool(writer, "guessed", hsviz_connection_client_guessed(writer->connection));
    json_dumper_end_object(&writer->dumper);
}

static void put_names(struct writer *writer)
{
    GString *cipher_suite = g_string_new(NULL);

    put_string(writer, "sni", hsviz_connection_sni(writer->connection));
    put_string(writer, "alpn", hsviz_connection_alpn(writer->connection));
    hsviz_connection_cipher_suite(writer->connection, cipher_suite);
    put_text(writer, "cipher_suite", cipher_suite);
}

static void put_tcp(struct writer *writer)
{
    const struct hsviz_connection *connection = writer->connection;

    begin_object(writer, "tcp");
    put_word(writer, "open", hsviz_opens, hsviz_connection_open(connection));
    put_word(writer, "close", hsviz_closes, hsviz_connection_close(connection));
    put_word(writer, "client_state", hsviz_tcp_states,
             hsviz_connection_final_state(connection, HSVIZ_CLIENT));
    put_word(writer, "server_state", hsviz_tcp_states,
             hsviz_connection_final_state(connection, HSVIZ_SERVER));
    json_dumper_end_object(&writer->dumper);
}

static void put_marks(struct writer *writer)
{
    char **marks = hsviz_connection_mark_texts(writer->connection);

    begin_array(writer, "marks");
    for (char **mark = marks; *mark; mark++)
        put_string_value(writer, *mark);
    json_dumper_end_array(&writer->dumper);
    g_strfreev(marks);
}

static void put_version(struct writer *writer)
{
    uint16_t version = hsviz_connection_version(writer->connection);
    GString *name = g_string_new(NULL), *path = g_string_new(NULL);

    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(name, version);
    put_text(writer, "version", name);
    hsviz_connection_version_path(writer->connection, path, UINT32_MAX);
    put_text(writer, "version_path", path);
}

static void put_tls(struct writer *writer)
{
    enum hsviz_kind kind = hsviz_connection_kind(writer->connection);
    GString *history = g_string_new(NULL);

    begin_object(writer, "tls");
    put_version(writer);
    put_string(writer, "kind",
               kind == HSVIZ_KIND_UNKNOWN ? NULL : hsviz_word_name(hsviz_kinds, kind));
    put_marks(writer);
    put_word(writer, "outcome", hsviz_outcomes, hsviz_connection_outcome(writer->connection));
    put_string(writer, "alert", hsviz_connection_alert(writer->connection));
    hsviz_connection_history(writer->connection, history);
    put_string(writer, "history", history->str);
    g_string_free(history, TRUE);
    json_dumper_end_object(&writer->dumper);
}

static void put_round_trips(struct writer *writer, const struct hsviz_times *times)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(writer->connection);

    begin_object(writer, "rtt");
    put_duration(writer, "initial_ms", times->initial_rtt_ns);
    put_bool(writer, "relative", hsviz_connection_relative(writer->connection));
    put_half_rtts(writer, "tcp", trips.tcp);
    put_half_rtts(writer, "tls", trips.tls);
    put_half_rtts(writer, "first_request", trips.first_request);
    put_half_rtts(writer, "first_response", trips.first_response);
    put_half_rtts(writer, "expected", trips.expected);
    json_dumper_end_object(&writer->dumper);
}

/* The key of a part is its name with underscores. */
static void put_ledger(struct writer *writer, struct hsviz_times *times)
{
    if (!times->has_ledger) {
        put_null(writer, "ledger");
        return;
    }
    begin_object(writer, "ledger");
    hsviz_values_apportion(times->ledger_ns);
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++) {
        char *key = g_strdelimit(g_strdup(hsviz_word_name(hsviz_ledger_parts, part)), " ", '_');

        put_ms(writer, key, times->ledger_ns[part]);
        g_free(key);
    }
    json_dumper_end_object(&writer->dumper);
}

static void put_times(struct writer *writer, struct hsviz_times *times)
{
    begin_object(writer, "time_ms");
    put_duration(writer, "tcp", times->tcp_ns);
    put_duration(writer, "tls", times->tls_ns);
    put_duration(writer, "first_request", times->first_request_ns);
    put_duration(writer, "first_response", times->first_response_ns);
    put_ledger(writer, times);
    json_dumper_end_object(&writer->dumper);
}

static void put_capture_point(struct writer *writer)
{
    double point = hsviz_connection_capture_point(writer->connection);

    hsviz_value_capture_point(writer->scratch, point);
    put_value(writer, "capture_point");
}

/* ---- Steps and notes ---- */

static void put_when(struct writer *writer, const struct hsviz_step *step)
{
    int64_t start_ns = hsviz_connection_start_ns(writer->connection);

    if (step->flags & HSVIZ_STEP_GAP) {
        put_null(writer, "frame");
        put_null(writer, "time_ms");
        return;
    }
    put_number(writer, "frame", step->frame);
    put_ms(writer, "time_ms", hsviz_number_since(step->time_ns, start_ns));
}

static void put_step(struct writer *writer, const struct hsviz_step *step)
{
    GString *detail = g_string_new(NULL);

    json_dumper_begin_object(&writer->dumper);
    put_when(writer, step);
    put_word(writer, "from", hsviz_sides, step->side);
    put_string(writer, "step", hsviz_step_name(step));
    put_word(writer, "phase", hsviz_phases, step->phase);
    put_half_rtts(writer, "rtt_position", step->half_rtt);
    put_word(writer, "source", hsviz_sources, step->source);
    put_word(writer, "client_state", hsviz_tcp_states, step->state[HSVIZ_CLIENT]);
    put_word(writer, "server_state", hsviz_tcp_states, step->state[HSVIZ_SERVER]);
    put_bool(writer, "expected", !(step->flags & HSVIZ_STEP_UNEXPECTED));
    hsviz_step_detail(writer->connection, detail, step);
    put_text(writer, "detail", detail);
    json_dumper_end_object(&writer->dumper);
}

static void put_steps(struct writer *writer, enum hsviz_tcp_shown tcp)
{
    begin_array(writer, "steps");
    for (size_t i = 0; i < hsviz_connection_num_steps(writer->connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(writer->connection, i);

        if (hsviz_step_is_shown(step, tcp))
            put_step(writer, step);
    }
    json_dumper_end_array(&writer->dumper);
}

static void put_notes(struct writer *writer)
{
    GString *text = g_string_new(NULL);

    begin_array(writer, "notes");
    for (size_t i = 0; i < hsviz_connection_num_notes(writer->connection); i++) {
        g_string_truncate(text, 0);
        hsviz_note_text(text, hsviz_connection_note(writer->connection, i));
        put_string_value(writer, text->str);
    }
    json_dumper_end_array(&writer->dumper);
    g_string_free(text, TRUE);
}

/* ---- The certificate authority ---- */

/* A frame that may be missing. */
static void put_frame(struct writer *writer, const char *key, uint32_t frame)
{
    if (frame == 0)
        put_null(writer, key);
    else
        put_number(writer, key, frame);
}

/* By the capture's clock, from the connection's first frame. */
static void put_moment(struct writer *writer, const char *key, int64_t time_ns)
{
    if (time_ns == HSVIZ_NS_UNKNOWN)
        put_null(writer, key);
    else
        put_ms(writer, key,
               hsviz_number_since(time_ns, hsviz_connection_start_ns(writer->connection)));
}

static void put_lookup_times(struct writer *writer, const struct hsviz_lookup *lookup)
{
    begin_object(writer, "frames");
    put_number(writer, "first", lookup->first_frame);
    put_frame(writer, "request", lookup->request_frame);
    put_frame(writer, "answer", lookup->answer_frame);
    json_dumper_end_object(&writer->dumper);
    begin_object(writer, "time_ms");
    put_moment(writer, "first", lookup->start_ns);
    put_moment(writer, "request", lookup->request_ns);
    put_moment(writer, "answer", lookup->answer_ns);
    put_duration(writer, "duration", hsviz_lookup_duration_ns(lookup));
    put_duration(writer, "think", lookup->think_ns);
    json_dumper_end_object(&writer->dumper);
}

static void put_serial(struct writer *writer, const struct hsviz_serial *serial)
{
    GString *text = g_string_new(NULL);

    hsviz_serial_text(text, serial);
    put_text(writer, "serial", text);
}

static void put_lookup(struct writer *writer, const struct hsviz_lookup *lookup)
{
    GString *status = g_string_new(NULL);

    put_string(writer, "address", lookup->address);
    put_number(writer, "port", lookup->port);
    put_string(writer, "host", lookup->host);
    put_word(writer, "method", hsviz_lookup_methods, lookup->method);
    put_number(writer, "stream", lookup->stream);
    put_lookup_times(writer, lookup);
    put_serial(writer, &lookup->serial);
    hsviz_lookup_status(status, lookup);
    put_text(writer, "status", status);
    put_word(writer, "source", hsviz_sources, lookup->source);
    put_word(writer, "reason", hsviz_lookup_reasons, lookup->reason);
}

/* The first lookup, and what came after it. */
static void put_authority(struct writer *writer, const struct hsviz_times *times)
{
    size_t num_lookups = hsviz_connection_num_lookups(writer->connection);

    if (num_lookups == 0) {
        put_null(writer, "authority");
        return;
    }
    begin_object(writer, "authority");
    put_lookup(writer, hsviz_connection_lookup(writer->connection, 0));
    put_ms(writer, "client_think_ms", times->authority_ns);
    begin_array(writer, "others");
    for (size_t i = 1; i < num_lookups; i++) {
        json_dumper_begin_object(&writer->dumper);
        put_lookup(writer, hsviz_connection_lookup(writer->connection, i));
        json_dumper_end_object(&writer->dumper);
    }
    json_dumper_end_array(&writer->dumper);
    json_dumper_end_object(&writer->dumper);
}

static void put_connection(struct writer *writer, enum hsviz_tcp_shown tcp)
{
    struct hsviz_times times = hsviz_connection_times(writer->connection);

    json_dumper_begin_object(&writer->dumper);
    put_capture(writer);
    put_endpoint(writer, HSVIZ_CLIENT);
    put_endpoint(writer, HSVIZ_SERVER);
    put_names(writer);
    put_tcp(writer);
    if (hsviz_connection_has_tls(writer->connection))
        put_tls(writer);
    else
        put_null(writer, "tls");
    put_round_trips(writer, &times);
    put_times(writer, &times);
    put_capture_point(writer);
    put_steps(writer, tcp);
    put_notes(writer);
    put_authority(writer, &times);
    json_dumper_end_object(&writer->dumper);
}

void hsviz_json_connection(struct hsviz_rendering *rendering,
                           const struct hsviz_connection *connection)
{
    struct writer writer = { .connection = connection };
    GString *line = g_string_new(NULL);

    writer.dumper.output_string = line;
    writer.scratch = g_string_new(NULL);
    put_connection(&writer, rendering->options.tcp);
    json_dumper_finish(&writer.dumper);
    hsviz_output_bytes(rendering->output, line->str, line->len);
    g_string_free(writer.scratch, TRUE);
    g_string_free(line, TRUE);
}
