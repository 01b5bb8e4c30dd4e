/* json.c
 * NDJSON, schema hsviz/1: one object per connection and line, every key always present.
 *
 * Facts come from their table (facts.h); only the steps and revocation checks are written by hand.
 * The punctuation is json_dumper's; strings are escaped here and numbers made of integers, so that
 * they are the same with every version of Wireshark and in every locale.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json.h"

#include <string.h>

#include <wsutil/json_dumper.h>

#include "render/shared/escape.h"
#include "render/shared/facts.h"
#include "render/shared/number.h"
#include "render/shared/steps.h"
#include "render/shared/values.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/story/describe.h"

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

/* ---- Steps ---- */

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
    put_word(writer, "from", hsviz_sides, hsviz_step_side(writer->connection, step));
    put_string(writer, "step", hsviz_step_name(step));
    put_word(writer, "phase", hsviz_phases, step->phase);
    put_half_rtts(writer, "rtt_position", step->half_rtt);
    put_word(writer, "source", hsviz_sources, step->source);
    put_word(writer, "client_state", hsviz_tcp_states,
             hsviz_step_state(writer->connection, step, HSVIZ_CLIENT));
    put_word(writer, "server_state", hsviz_tcp_states,
             hsviz_step_state(writer->connection, step, HSVIZ_SERVER));
    put_bool(writer, "expected", !(step->flags & HSVIZ_STEP_UNEXPECTED));
    hsviz_step_detail(writer->connection, detail, step);
    put_text(writer, "detail", detail);
    if (hsviz_step_is_from_path(step))
        put_string(writer, "origin", "path");
    else
        put_null(writer, "origin");
    json_dumper_end_object(&writer->dumper);
}

static void put_steps(struct writer *writer, const struct hsviz_subject *subject)
{
    begin_array(writer, "steps");
    for (size_t i = 0; i < hsviz_connection_num_steps(writer->connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(writer->connection, i);

        if (hsviz_step_is_shown(step, subject->tcp))
            put_step(writer, step);
    }
    json_dumper_end_array(&writer->dumper);
}

/* ---- Revocation checks ---- */

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
    if (time_ns == HSVIZ_TIME_UNKNOWN)
        put_null(writer, key);
    else
        put_ms(writer, key,
               hsviz_number_since(time_ns, hsviz_connection_start_ns(writer->connection)));
}

static void put_check_times(struct writer *writer, const struct hsviz_check *check)
{
    begin_object(writer, "frames");
    put_number(writer, "first", check->first_frame);
    put_frame(writer, "request", check->request_frame);
    put_frame(writer, "answer", check->response_frame);
    json_dumper_end_object(&writer->dumper);
    begin_object(writer, "time_ms");
    put_moment(writer, "first", check->start_ns);
    put_moment(writer, "request", check->request_ns);
    put_moment(writer, "answer", check->response_ns);
    put_duration(writer, "duration", hsviz_check_duration_ns(check));
    put_duration(writer, "think", check->think_ns);
    json_dumper_end_object(&writer->dumper);
}

static void put_serial(struct writer *writer, const struct hsviz_serial *serial)
{
    GString *text = g_string_new(NULL);

    hsviz_serial_text(text, serial);
    put_text(writer, "serial", text);
}

static void put_check(struct writer *writer, const struct hsviz_check *check)
{
    GString *status = g_string_new(NULL);

    put_string(writer, "address", check->address);
    put_number(writer, "port", check->port);
    put_string(writer, "host", check->host);
    put_word(writer, "method", hsviz_check_methods, check->method);
    put_number(writer, "stream", check->stream);
    put_check_times(writer, check);
    put_serial(writer, &check->serial);
    hsviz_check_status_text(status, check);
    put_text(writer, "status", status);
    put_word(writer, "source", hsviz_sources, check->source);
    put_word(writer, "reason", hsviz_check_reasons, check->reason);
}

/* The first check, and what came after it. */
static void put_revocation(struct writer *writer, const struct hsviz_subject *subject)
{
    size_t num_checks = hsviz_connection_num_checks(writer->connection);

    if (num_checks == 0) {
        put_null(writer, "authority");
        return;
    }
    begin_object(writer, "authority");
    put_check(writer, hsviz_connection_check(writer->connection, 0));
    put_ms(writer, "client_think_ms", subject->times.check_ns);
    begin_array(writer, "others");
    for (size_t i = 1; i < num_checks; i++) {
        json_dumper_begin_object(&writer->dumper);
        put_check(writer, hsviz_connection_check(writer->connection, i));
        json_dumper_end_object(&writer->dumper);
    }
    json_dumper_end_array(&writer->dumper);
    json_dumper_end_object(&writer->dumper);
}

/* ---- Facts ---- */

/* Parts that are no single values, and have a shape of their own. */
static const struct {
    const char *path;
    void (*put)(struct writer *writer, const struct hsviz_subject *subject);
} parts[] = {
    { "steps", put_steps },
    { "authority", put_revocation },
};

static void put_part(struct writer *writer, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (strcmp(parts[i].path, fact->path) == 0)
            parts[i].put(writer, subject);
    }
}

static void put_list(struct writer *writer, const char *key, const GPtrArray *items)
{
    begin_array(writer, key);
    for (guint i = 0; i < items->len; i++)
        put_string_value(writer, g_ptr_array_index(items, i));
    json_dumper_end_array(&writer->dumper);
}

static void put_fact(struct writer *writer, const char *key, const struct hsviz_fact *fact,
                     const struct hsviz_fact_value *value)
{
    if (!value->is_known) {
        put_null(writer, key);
        return;
    }
    switch (fact->type) {
    case HSVIZ_FACT_OBJECT:
    case HSVIZ_FACT_MAP:
        begin_object(writer, key);
        break;
    case HSVIZ_FACT_WORD:
    case HSVIZ_FACT_TEXT:
    case HSVIZ_FACT_WIRE:
        put_string(writer, key, value->text->str);
        break;
    case HSVIZ_FACT_LIST:
        put_list(writer, key, value->items);
        break;
    default:
        hsviz_fact_text(writer->scratch, fact, value);
        put_value(writer, key);
        break;
    }
}

/* Objects open with their rows, and close where another one's begin; of one that is not known, or a
 * part, the rows are passed over. */
static void put_facts(struct writer *writer, const struct hsviz_fact *fact,
                      const struct hsviz_subject *subject)
{
    struct hsviz_fact_value *value = hsviz_fact_value_new();
    GPtrArray *objects = g_ptr_array_new(); /* that are open */
    const struct hsviz_fact *passed = NULL;

    for (; fact->path != NULL; fact++) {
        bool is_outer = fact->type == HSVIZ_FACT_OBJECT || fact->type == HSVIZ_FACT_MAP;

        if (passed != NULL && hsviz_fact_is_inside(fact, passed))
            continue;
        for (; objects->len > 0 &&
               !hsviz_fact_is_inside(fact, g_ptr_array_index(objects, objects->len - 1));
             g_ptr_array_set_size(objects, (gint)objects->len - 1))
            json_dumper_end_object(&writer->dumper);
        if (fact->type == HSVIZ_FACT_PART) {
            put_part(writer, fact, subject);
            passed = fact;
            continue;
        }
        hsviz_fact_read(value, fact, subject);
        put_fact(writer, hsviz_fact_key(fact), fact, value);
        if (is_outer && value->is_known)
            g_ptr_array_add(objects, (gpointer)fact);
        else if (is_outer)
            passed = fact;
    }
    for (guint i = 0; i < objects->len; i++)
        json_dumper_end_object(&writer->dumper);
    g_ptr_array_unref(objects);
    hsviz_fact_value_free(value);
}

void hsviz_json_connection(struct hsviz_rendering *rendering,
                           const struct hsviz_connection *connection)
{
    struct hsviz_subject subject = hsviz_subject_of(connection, rendering->options.tcp);
    struct writer writer = { .connection = connection };
    GString *line = g_string_new(NULL);

    writer.dumper.output_string = line;
    writer.scratch = g_string_new(NULL);
    json_dumper_begin_object(&writer.dumper);
    put_string(&writer, "schema", "hsviz/1");
    put_facts(&writer, hsviz_facts_of(&rendering->options), &subject);
    json_dumper_end_object(&writer.dumper);
    json_dumper_finish(&writer.dumper);
    hsviz_output_bytes(rendering->output, line->str, line->len);
    g_string_free(writer.scratch, TRUE);
    g_string_free(line, TRUE);
}
