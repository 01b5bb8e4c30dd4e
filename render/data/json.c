/* json.c
 * NDJSON, schema hsviz/1: one object per connection and line, every key always present.
 *
 * Facts come from their table (facts.h); only the steps and revocation checks are written by hand.
 * Strings are escaped here and numbers made of integers, so that they are the same with every
 * version of Wireshark and in every locale.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json.h"

#include <string.h>

#include "json_writer.h"
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

/* Room for the line of an ordinary connection, so that it does not grow by and by. */
enum { LINE_SIZE = 8192 };

/* One object being written. */
struct writer {
    struct hsviz_json json;
    const struct hsviz_connection *connection;
    GString *scratch; /* to work in */
};

static inline void put_null(struct writer *writer, const char *key)
{
    hsviz_json_key(&writer->json, key);
    hsviz_json_null(&writer->json);
}

/* NULL is not known. */
static inline void put_string(struct writer *writer, const char *key, const char *text)
{
    hsviz_json_key(&writer->json, key);
    if (text != NULL)
        hsviz_json_string(&writer->json, text);
    else
        hsviz_json_null(&writer->json);
}

/* Writes what is in scratch, and empties it: an empty text is an unknown one. */
static inline void put_scratch(struct writer *writer, const char *key)
{
    put_string(writer, key, writer->scratch->len > 0 ? writer->scratch->str : NULL);
    g_string_truncate(writer->scratch, 0);
}

static inline void put_word(struct writer *writer, const char *key, const struct hsviz_word *table,
                            int value)
{
    put_string(writer, key, hsviz_word_name(table, value));
}

static inline void put_number(struct writer *writer, const char *key, uint32_t number)
{
    hsviz_json_key(&writer->json, key);
    hsviz_json_number(&writer->json, number);
}

static inline void put_bool(struct writer *writer, const char *key, bool value)
{
    hsviz_json_key(&writer->json, key);
    hsviz_json_bool(&writer->json, value);
}

/* Begins a member whose value is appended to the text that is returned. */
static inline GString *begin_value(struct writer *writer, const char *key)
{
    hsviz_json_key(&writer->json, key);
    hsviz_json_begin_value(&writer->json);
    return writer->json.text;
}

static void put_ms(struct writer *writer, const char *key, int64_t time_ns)
{
    hsviz_value_ms(begin_value(writer, key), time_ns);
    hsviz_json_end_value(&writer->json);
}

static void put_duration(struct writer *writer, const char *key, int64_t duration_ns)
{
    hsviz_value_duration(begin_value(writer, key), duration_ns);
    hsviz_json_end_value(&writer->json);
}

static inline void put_half_rtts(struct writer *writer, const char *key, int32_t half_rtts)
{
    hsviz_value_half_rtts(begin_value(writer, key), half_rtts);
    hsviz_json_end_value(&writer->json);
}

static void begin_object(struct writer *writer, const char *key)
{
    hsviz_json_key(&writer->json, key);
    hsviz_json_begin_object(&writer->json);
}

static void begin_array(struct writer *writer, const char *key)
{
    hsviz_json_key(&writer->json, key);
    hsviz_json_begin_array(&writer->json);
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
    hsviz_json_begin_object(&writer->json);
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
    hsviz_step_detail(writer->connection, writer->scratch, step);
    put_scratch(writer, "detail");
    if (hsviz_step_is_from_path(step))
        put_string(writer, "origin", "path");
    else
        put_null(writer, "origin");
    hsviz_json_end_object(&writer->json);
}

static void put_steps(struct writer *writer, const struct hsviz_subject *subject)
{
    begin_array(writer, "steps");
    for (size_t i = 0; i < hsviz_connection_num_steps(writer->connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(writer->connection, i);

        if (hsviz_step_is_shown(step, subject->tcp))
            put_step(writer, step);
    }
    hsviz_json_end_array(&writer->json);
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
    hsviz_json_end_object(&writer->json);
    begin_object(writer, "time_ms");
    put_moment(writer, "first", check->start_ns);
    put_moment(writer, "request", check->request_ns);
    put_moment(writer, "answer", check->response_ns);
    put_duration(writer, "duration", hsviz_check_duration_ns(check));
    put_duration(writer, "think", check->think_ns);
    hsviz_json_end_object(&writer->json);
}

static void put_check(struct writer *writer, const struct hsviz_check *check)
{
    put_string(writer, "address", check->address);
    put_number(writer, "port", check->port);
    put_string(writer, "host", check->host);
    put_word(writer, "method", hsviz_check_methods, check->method);
    put_number(writer, "stream", check->stream);
    put_check_times(writer, check);
    hsviz_serial_text(writer->scratch, &check->serial);
    put_scratch(writer, "serial");
    hsviz_check_status_text(writer->scratch, check);
    put_scratch(writer, "status");
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
        hsviz_json_begin_object(&writer->json);
        put_check(writer, hsviz_connection_check(writer->connection, i));
        hsviz_json_end_object(&writer->json);
    }
    hsviz_json_end_array(&writer->json);
    hsviz_json_end_object(&writer->json);
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
        hsviz_json_string(&writer->json, g_ptr_array_index(items, i));
    hsviz_json_end_array(&writer->json);
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
        hsviz_fact_text(begin_value(writer, key), fact, value);
        hsviz_json_end_value(&writer->json);
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
            hsviz_json_end_object(&writer->json);
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
        hsviz_json_end_object(&writer->json);
    g_ptr_array_unref(objects);
    hsviz_fact_value_free(value);
}

void hsviz_json_connection(struct hsviz_rendering *rendering,
                           const struct hsviz_connection *connection)
{
    struct hsviz_subject subject = hsviz_subject_of(connection, rendering->options.tcp);
    struct writer writer = {
        .json = { .text = g_string_sized_new(LINE_SIZE) },
        .connection = connection,
        .scratch = g_string_new(NULL),
    };
    GString *line = writer.json.text;

    hsviz_json_begin_object(&writer.json);
    put_string(&writer, "schema", "hsviz/1");
    put_facts(&writer, hsviz_facts_of(&rendering->options), &subject);
    hsviz_json_end_object(&writer.json);
    g_string_append_c(line, '\n');
    hsviz_output_bytes(rendering->output, line->str, line->len);
    g_string_free(writer.scratch, TRUE);
    g_string_free(line, TRUE);
}
