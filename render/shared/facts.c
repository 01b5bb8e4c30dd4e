/* facts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "facts.h"

#include <math.h>

#include "model/connection/failure.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/story/describe.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/tcp/shape.h"
#include "model/time/capture_point.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"
#include "model/tls/alerts.h"
#include "model/tls/kind.h"
#include "model/tls/marks.h"
#include "model/tls/version.h"
#include "number.h"
#include "steps.h"
#include "words.h"

/* ---- Reading ---- */

static void set_number(struct hsviz_fact_value *value, uint32_t number)
{
    value->number = number;
    value->is_known = true;
}

static void set_duration(struct hsviz_fact_value *value, int64_t duration_ns)
{
    value->ns = duration_ns;
    value->is_known = duration_ns != HSVIZ_NS_UNKNOWN;
}

/* NULL is not known. */
static void set_text(struct hsviz_fact_value *value, const char *text)
{
    g_string_append(value->text, text != NULL ? text : "");
    value->is_known = text != NULL;
}

static void set_word(struct hsviz_fact_value *value, const struct hsviz_fact *fact, int word)
{
    set_text(value, hsviz_word_name(fact->words, word));
}

/* Takes what was appended to the text: nothing is not known. */
static void settle_text(struct hsviz_fact_value *value)
{
    value->is_known = value->text->len > 0;
}

/* A fact that one call gives. */
#define GET(name, set, ...)                                                                        \
    static void get_##name(struct hsviz_fact_value *value, const struct hsviz_fact *fact,          \
                           const struct hsviz_subject *subject)                                    \
    {                                                                                              \
        (void)fact;                                                                                \
        set(value, __VA_ARGS__);                                                                   \
    }

/* clang-format off */
GET(stream, set_number, hsviz_connection_stream(subject->connection))
GET(first_frame, set_number, hsviz_connection_first_frame(subject->connection))
GET(last_frame, set_number, hsviz_connection_last_frame(subject->connection))
GET(guessed, set_number, hsviz_connection_client_guessed(subject->connection))
GET(sni, set_text, hsviz_connection_sni(subject->connection))
GET(alpn, set_text, hsviz_connection_alpn(subject->connection))
GET(open, set_word, fact, (int)hsviz_connection_open(subject->connection))
GET(close, set_word, fact, (int)hsviz_connection_close(subject->connection))
GET(state, set_word, fact,
    (int)hsviz_connection_final_state(subject->connection, (enum hsviz_side)fact->which))
GET(tls_outcome, set_word, fact, (int)hsviz_connection_outcome(subject->connection))
GET(alert, set_text, hsviz_connection_alert(subject->connection))
GET(relative, set_number, hsviz_connection_relative(subject->connection))
GET(time, set_duration, *(const int64_t *)((const char *)&subject->times + fact->which))
/* clang-format on */

static void get_start(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                      const struct hsviz_subject *subject)
{
    (void)fact;
    value->ns = hsviz_connection_start_ns(subject->connection);
    value->is_known = true;
}

static void get_address(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                        const struct hsviz_subject *subject)
{
    enum hsviz_side side = (enum hsviz_side)fact->which;

    set_text(value, hsviz_connection_endpoint(subject->connection, side).address);
}

static void get_port(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    enum hsviz_side side = (enum hsviz_side)fact->which;

    set_number(value, hsviz_connection_endpoint(subject->connection, side).port);
}

static void get_cipher_suite(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                             const struct hsviz_subject *subject)
{
    (void)fact;
    hsviz_connection_cipher_suite(subject->connection, value->text);
    settle_text(value);
}

static void get_version(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                        const struct hsviz_subject *subject)
{
    uint16_t version = hsviz_connection_version(subject->connection);

    (void)fact;
    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(value->text, version);
    settle_text(value);
}

static void get_version_path(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                             const struct hsviz_subject *subject)
{
    (void)fact;
    hsviz_connection_version_path(subject->connection, value->text, UINT32_MAX);
    settle_text(value);
}

static void get_kind(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                     const struct hsviz_subject *subject)
{
    enum hsviz_kind kind = hsviz_connection_kind(subject->connection);

    if (kind != HSVIZ_KIND_UNKNOWN)
        set_word(value, fact, (int)kind);
}

static void get_outcome(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                        const struct hsviz_subject *subject)
{
    enum hsviz_outcome outcome = hsviz_connection_whole_outcome(subject->connection);

    if (outcome != HSVIZ_NUM_OUTCOMES)
        set_word(value, fact, (int)outcome);
}

static void get_marks(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                      const struct hsviz_subject *subject)
{
    char **marks = hsviz_connection_mark_texts(subject->connection);

    (void)fact;
    for (char **mark = marks; *mark; mark++)
        g_ptr_array_add(value->items, *mark);
    g_free(marks);
    value->is_known = true;
}

static void get_history(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                        const struct hsviz_subject *subject)
{
    (void)fact;
    hsviz_connection_history(subject->connection, value->text);
    value->is_known = true;
}

static void get_trips(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                      const struct hsviz_subject *subject)
{
    value->half_rtts = *(const int32_t *)((const char *)&subject->trips + fact->which);
    value->is_known = value->half_rtts != HSVIZ_HALF_RTT_UNKNOWN;
}

static void get_failed(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                       const struct hsviz_subject *subject)
{
    (void)fact;
    value->ns = hsviz_connection_failed_ns(subject->connection);
    value->is_known = value->ns != HSVIZ_NS_UNKNOWN;
}

static void get_has_ledger(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                           const struct hsviz_subject *subject)
{
    (void)fact;
    value->is_known = subject->times.has_ledger;
}

static void get_ledger(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                       const struct hsviz_subject *subject)
{
    value->ns = subject->times.ledger_ns[fact->which];
    value->is_known = subject->times.has_ledger;
}

static void get_capture_point(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                              const struct hsviz_subject *subject)
{
    (void)fact;
    value->share = hsviz_connection_capture_point(subject->connection);
    value->is_known = !isnan(value->share);
}

static void get_num_steps(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                          const struct hsviz_subject *subject)
{
    uint32_t num_steps = 0;

    (void)fact;
    for (size_t i = 0; i < hsviz_connection_num_steps(subject->connection); i++)
        num_steps +=
            hsviz_step_is_shown(hsviz_connection_step(subject->connection, i), subject->tcp);
    set_number(value, num_steps);
}

static void get_notes(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                      const struct hsviz_subject *subject)
{
    (void)fact;
    for (size_t i = 0; i < hsviz_connection_num_notes(subject->connection); i++) {
        GString *text = g_string_new(NULL);

        hsviz_note_text(subject->connection, text, hsviz_connection_note(subject->connection, i));
        g_ptr_array_add(value->items, g_string_free(text, FALSE));
    }
    value->is_known = true;
}

/* ---- The first revocation check ---- */

static void get_responder_address(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                                  const struct hsviz_subject *subject)
{
    (void)fact;
    set_text(value, subject->check != NULL ? subject->check->address : NULL);
}

static void get_responder_host(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                               const struct hsviz_subject *subject)
{
    (void)fact;
    set_text(value, subject->check != NULL ? subject->check->host : NULL);
}

static void get_responder_status(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                                 const struct hsviz_subject *subject)
{
    (void)fact;
    if (subject->check != NULL)
        hsviz_check_status_text(value->text, subject->check);
    settle_text(value);
}

static void get_responder_time(struct hsviz_fact_value *value, const struct hsviz_fact *fact,
                               const struct hsviz_subject *subject)
{
    (void)fact;
    set_duration(value, subject->check != NULL ? hsviz_check_duration_ns(subject->check)
                                               : HSVIZ_NS_UNKNOWN);
}

/* ---- As people like to read it ---- */

static void say_client(GString *text, const struct hsviz_subject *subject)
{
    hsviz_words_end(text, subject->connection, HSVIZ_CLIENT);
}

static void say_server(GString *text, const struct hsviz_subject *subject)
{
    hsviz_words_end(text, subject->connection, HSVIZ_SERVER);
}

/* Without TLS the handshake is TCP's, and how it opened is its kind. */
static void say_kind(GString *text, const struct hsviz_subject *subject)
{
    if (subject->has_tls)
        g_string_append(text,
                        hsviz_word_name(hsviz_kinds, hsviz_connection_kind(subject->connection)));
    else
        g_string_append_printf(
            text, "TCP %s",
            hsviz_word_name(hsviz_opens, hsviz_connection_open(subject->connection)));
}

static void say_outcome(GString *text, const struct hsviz_subject *subject)
{
    const char *alert = hsviz_connection_alert(subject->connection);
    enum hsviz_outcome outcome = hsviz_connection_whole_outcome(subject->connection);

    if (outcome == HSVIZ_NUM_OUTCOMES)
        return;
    g_string_append(text, hsviz_word_name(hsviz_outcomes, outcome));
    if (alert)
        g_string_append_printf(text, " (%s)", alert);
}

/* ---- What counts in the tree ---- */

static void count_version(GPtrArray *leaves, const struct hsviz_subject *subject)
{
    uint16_t version = hsviz_connection_version(subject->connection);
    GString *name = g_string_new(NULL);

    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(name, version);
    else
        g_string_append(name, "none negotiated");
    g_ptr_array_add(leaves, g_string_free(name, FALSE));
}

static void count_kind(GPtrArray *leaves, const struct hsviz_subject *subject)
{
    g_ptr_array_add(
        leaves, g_strdup(hsviz_word_name(hsviz_kinds, hsviz_connection_kind(subject->connection))));
}

/* Whatever the protocol of a STARTTLS. */
static void count_marks(GPtrArray *leaves, const struct hsviz_subject *subject)
{
    uint32_t marks = hsviz_connection_marks(subject->connection);

    for (const struct hsviz_word *mark = hsviz_marks; mark->value >= 0; mark++) {
        if (marks & 1U << mark->value)
            g_ptr_array_add(leaves, g_strdup(mark->name));
    }
}

static void count_round_trips(GPtrArray *leaves, const struct hsviz_subject *subject)
{
    GString *name;

    if (subject->trips.first_request == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    if (hsviz_connection_relative(subject->connection)) {
        g_ptr_array_add(leaves, g_strdup("unknown, began mid-stream"));
        return;
    }
    name = g_string_new(NULL);
    hsviz_number_round_trips(name, subject->trips.first_request);
    g_string_append(name, " RTT");
    g_ptr_array_add(leaves, g_string_free(name, FALSE));
}

/* What enters the percentiles: times of what came to its end. */
static bool is_completed(const struct hsviz_subject *subject)
{
    return !subject->has_tls ||
           hsviz_connection_outcome(subject->connection) == HSVIZ_OUTCOME_COMPLETE;
}

/* 0-RTT takes no time that could be compared with that of a handshake. */
static bool is_completed_in_time(const struct hsviz_subject *subject)
{
    return is_completed(subject) && !(hsviz_connection_marks(subject->connection) &
                                      1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED);
}

static void count_phases(GPtrArray *leaves, const struct hsviz_subject *subject)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(subject->connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(subject->connection, i);

        g_ptr_array_add(leaves, g_strdup(hsviz_word_name(hsviz_phases, step->phase)));
    }
}

/* ---- The table ---- */

#define TRIPS(member)                                                                              \
    HSVIZ_FACT_ROUND_TRIPS, get_trips, .which = offsetof(struct hsviz_round_trips, member)
#define TIME(member) HSVIZ_FACT_MS, get_time, .which = offsetof(struct hsviz_times, member)
#define LEDGER(part) HSVIZ_FACT_MS, get_ledger, .which = part

/* clang-format off */
const struct hsviz_fact hsviz_facts[] = {
    { "stream", HSVIZ_FACT_NUMBER, get_stream,
      .help = "The tcp.stream number.",
      .titles = { [HSVIZ_IN_TABLE] = { "Stream" } }, .column_cells = 6 },
    { "first_frame", HSVIZ_FACT_FRAME, .get = get_first_frame },
    { "last_frame", HSVIZ_FACT_FRAME, .get = get_last_frame },
    { "start", HSVIZ_FACT_SECONDS, get_start,
      .help = "Time of the first frame, in seconds since the epoch." },

    { "client", HSVIZ_FACT_OBJECT, NULL,
      .help = "The sender of the SYN, else of the ClientHello; otherwise guessed from the ports.",
      .titles = { [HSVIZ_IN_TABLE] = { "Client" } }, .column_cells = 21, .say = say_client },
    { "client.address", HSVIZ_FACT_TEXT, get_address, .which = HSVIZ_CLIENT },
    { "client.port", HSVIZ_FACT_PORT, get_port, .which = HSVIZ_CLIENT },
    { "client.guessed", HSVIZ_FACT_BOOL, .get = get_guessed },
    { "server", HSVIZ_FACT_OBJECT, NULL,
      .titles = { [HSVIZ_IN_TABLE] = { "Server" } }, .column_cells = 21, .say = say_server },
    { "server.address", HSVIZ_FACT_TEXT, get_address, .which = HSVIZ_SERVER },
    { "server.port", HSVIZ_FACT_PORT, get_port, .which = HSVIZ_SERVER },

    { "sni", HSVIZ_FACT_WIRE, get_sni, .may_be_unknown = true, .is_of_tls = true,
      .help = "The server name in the ClientHello, as sent.",
      .titles = { [HSVIZ_IN_TABLE] = { "Server Name" },
                  [HSVIZ_IN_SUMMARY] = { "server name", HSVIZ_RANK_NAMES } },
      .column_cells = 20 },
    { "alpn", HSVIZ_FACT_WIRE, get_alpn, .may_be_unknown = true, .is_of_tls = true,
      .help = "The protocol that ALPN selected, as sent." },
    { "cipher_suite", HSVIZ_FACT_TEXT, get_cipher_suite, .may_be_unknown = true,
      .is_of_tls = true, .pattern = "^[A-Za-z0-9_]+$",
      .help = "The IANA name, or the number of one without a name.",
      .titles = { [HSVIZ_IN_OVERVIEW] = { "Cipher suite", 1 } }, .overview_class = "path" },

    { "tcp", HSVIZ_FACT_OBJECT, .get = NULL },
    { "tcp.open", HSVIZ_FACT_WORD, get_open, .words = hsviz_opens,
      .titles = { [HSVIZ_IN_TREE] = { "TCP connections" },
                  [HSVIZ_IN_SUMMARY] = { "TCP handshake", HSVIZ_RANK_TCP },
                  [HSVIZ_IN_OVERVIEW] = { "TCP handshake" } } },
    { "tcp.close", HSVIZ_FACT_WORD, get_close, .words = hsviz_closes,
      .help = "open: not closed by the end of the capture.",
      .titles = { [HSVIZ_IN_SUMMARY] = { "TCP close", HSVIZ_RANK_TCP },
                  [HSVIZ_IN_OVERVIEW] = { "TCP close" } } },
    { "tcp.client_state", HSVIZ_FACT_WORD, get_state, .which = HSVIZ_CLIENT,
      .words = hsviz_tcp_states },
    { "tcp.server_state", HSVIZ_FACT_WORD, get_state, .which = HSVIZ_SERVER,
      .words = hsviz_tcp_states },

    { "tls", HSVIZ_FACT_OBJECT, NULL, .may_be_unknown = true, .is_of_tls = true,
      .help = "null for a connection without TLS." },
    { "tls.version", HSVIZ_FACT_WORD, get_version, .may_be_unknown = true, .is_of_tls = true,
      .words = hsviz_versions,
      .pattern = "^(TLS 1\\\\.3 (Facebook )?draft [1-9][0-9]?|0x[0-9a-f]{4})$",
      .help = "The negotiated version; the number of one without a name.",
      .titles = { [HSVIZ_IN_TABLE] = { "Version" }, [HSVIZ_IN_TREE] = { "TLS versions" },
                  [HSVIZ_IN_SUMMARY] = { "version", HSVIZ_RANK_HANDSHAKE } },
      .column_cells = 7, .count = count_version },
    { "tls.version_path", HSVIZ_FACT_TEXT, get_version_path, .may_be_unknown = true,
      .is_of_tls = true, .help = "How the version was negotiated, step by step.",
      .titles = { [HSVIZ_IN_OVERVIEW] = { "Version path" } }, .overview_class = "path" },
    { "tls.kind", HSVIZ_FACT_WORD, get_kind, .may_be_unknown = true, .is_of_tls = true,
      .words = hsviz_kinds + 1, /* not "unknown" */
      .titles = { [HSVIZ_IN_TABLE] = { "Kind" }, [HSVIZ_IN_TREE] = { "TLS handshakes" },
                  [HSVIZ_IN_SUMMARY] = { "handshake kind", HSVIZ_RANK_HANDSHAKE } },
      .column_cells = 14, .say = say_kind, .count = count_kind },
    { "tls.marks", HSVIZ_FACT_LIST, get_marks, .is_of_tls = true, .words = hsviz_marks,
      .titles = { [HSVIZ_IN_TREE] = { "Marks of TLS handshakes" },
                  [HSVIZ_IN_SUMMARY] = { "marks", HSVIZ_RANK_HANDSHAKE } },
      .count = count_marks },
    { "tls.outcome", HSVIZ_FACT_WORD, get_tls_outcome, .is_of_tls = true,
      .words = hsviz_outcomes + HSVIZ_OUTCOME_CUT,
      .titles = { [HSVIZ_IN_TREE] = { "Outcomes of TLS handshakes" } } },
    { "tls.alert", HSVIZ_FACT_WORD, get_alert, .may_be_unknown = true, .is_of_tls = true,
      .words = hsviz_alerts, .help = "The alert that ended the handshake.",
      .titles = { [HSVIZ_IN_TREE] = { "Alerts that ended handshakes" },
                  [HSVIZ_IN_SUMMARY] = { "alert", HSVIZ_RANK_ALERT } } },
    { "tls.history", HSVIZ_FACT_TEXT, get_history, .is_of_tls = true,
      .pattern = "^[@letters@]*$",
      .help = "One letter per TLS step, upper case from the client, lower case from the server." },

    { "rtt", HSVIZ_FACT_OBJECT, .get = NULL },
    { "rtt.initial_ms", TIME(initial_rtt_ns),
      .titles = { [HSVIZ_IN_TABLE] = { "RTT (ms)" }, [HSVIZ_IN_SUMMARY] = { "RTT" } } },
    { "rtt.relative", HSVIZ_FACT_BOOL, get_relative,
      .help = "true: no TCP handshake was captured; positions count from the first frame." },
    { "rtt.tcp", TRIPS(tcp), .help = "Until the client can send data." },
    { "rtt.tls", TRIPS(tls),
      .help = "From the ClientHello until the client can send application data." },
    { "rtt.first_request", TRIPS(first_request),
      .titles = { [HSVIZ_IN_TABLE] = { "Round Trips" },
                  [HSVIZ_IN_TREE] = { "Round trips before the first request" } },
      .count = count_round_trips },
    { "rtt.first_response", TRIPS(first_response) },
    { "rtt.expected", TRIPS(expected),
      .help = "The expected first_request for this kind of handshake." },
    { "rtt.plaintext", TRIPS(plaintext),
      .help = "Before the ClientHello, from when the client can send data. 0: nothing but a PROXY "
              "header precedes TLS." },
    { "rtt.needed", TRIPS(needed),
      .help = "What the protocols needed: first_request, had the client sent it at once." },

    { "time_ms", HSVIZ_FACT_OBJECT, NULL, .help = "As the client saw it, from its SYN." },
    { "time_ms.tcp", TIME(tcp_ns),
      .titles = { [HSVIZ_IN_TABLE] = { "TCP (ms)" }, [HSVIZ_IN_SUMMARY] = { "TCP handshake" } } },
    { "time_ms.tls", TIME(tls_ns),
      .titles = { [HSVIZ_IN_TABLE] = { "TLS (ms)" }, [HSVIZ_IN_SUMMARY] = { "TLS handshake" } },
      .is_sample = is_completed_in_time },
    { "time_ms.first_request", TIME(first_request_ns),
      .titles = { [HSVIZ_IN_TABLE] = { "First Request (ms)" },
                  [HSVIZ_IN_SUMMARY] = { "first request" } },
      .is_sample = is_completed },
    { "time_ms.first_response", TIME(first_response_ns),
      .titles = { [HSVIZ_IN_TABLE] = { "First Response (ms)" },
                  [HSVIZ_IN_SUMMARY] = { "first response" } },
      .is_sample = is_completed },
    { "time_ms.ledger", HSVIZ_FACT_MAP, get_has_ledger, .may_be_unknown = true,
      .help = "Where the time went, until the first response or, without one, the last step." },
    { "time_ms.ledger.client_network", LEDGER(HSVIZ_LEDGER_CLIENT_NETWORK) },
    { "time_ms.ledger.server_network", LEDGER(HSVIZ_LEDGER_SERVER_NETWORK) },
    { "time_ms.ledger.client_think", LEDGER(HSVIZ_LEDGER_CLIENT_THINK) },
    { "time_ms.ledger.server_think", LEDGER(HSVIZ_LEDGER_SERVER_THINK) },
    { "time_ms.ledger.loss_recovery", LEDGER(HSVIZ_LEDGER_LOSS_RECOVERY) },
    { "time_ms.ledger.unknown", LEDGER(HSVIZ_LEDGER_UNKNOWN) },
    { "time_ms.failed", HSVIZ_FACT_MS, .get = get_failed,
      .help = "Until the alert, FIN or RST that ended a handshake, or until the last frame.",
      .titles = { [HSVIZ_IN_SUMMARY] = { "failed" } } },

    { "capture_point", HSVIZ_FACT_SHARE, get_capture_point,
      .help = "The capture point: 0 at the client, 1 at the server." },
    { "steps", HSVIZ_FACT_PART, get_num_steps,
      .titles = { [HSVIZ_IN_TREE] = { "Steps by phase" } }, .count = count_phases },
    { "notes", HSVIZ_FACT_LIST, get_notes,
      .help = "Findings about the connection, one sentence each." },
    { "authority", HSVIZ_FACT_PART, .get = NULL },
    { "authority.address", HSVIZ_FACT_TEXT, .get = get_responder_address },
    { "authority.host", HSVIZ_FACT_WIRE, .get = get_responder_host },
    { "authority.status", HSVIZ_FACT_TEXT, .get = get_responder_status },
    { "authority.time_ms.duration", HSVIZ_FACT_MS, .get = get_responder_time },
    { "outcome", HSVIZ_FACT_WORD, get_outcome, .may_be_unknown = true, .words = hsviz_outcomes,
      .is_share_of_known = true,
      .help = "tls.outcome; without TLS refused or unanswered, null if it opened.",
      .titles = { [HSVIZ_IN_TABLE] = { "Outcome", 1 },
                  [HSVIZ_IN_SUMMARY] = { "outcome", HSVIZ_RANK_OUTCOME } },
      .say = say_outcome },
    { .path = NULL },
};
/* clang-format on */

G_STATIC_ASSERT(HSVIZ_NUM_LEDGER_PARTS == 6); /* a row each */

const struct hsviz_fact *hsviz_facts_of(const struct hsviz_render_options *options)
{
    return options->facts != NULL ? options->facts : hsviz_facts;
}
