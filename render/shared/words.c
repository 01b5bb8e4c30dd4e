/* words.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "words.h"

#include <inttypes.h>
#include <string.h>

#include "model/connection/failure.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/core/units.h"
#include "model/pki/checks.h"
#include "model/plaintext/plaintext.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/tcp/shape.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"
#include "model/tls/kind.h"
#include "model/tls/marks.h"
#include "model/tls/version.h"
#include "number.h"

/* Below this, a tenth of a millisecond no longer tells a round trip from none. */
#define FAST_RTT_NS ((int64_t)2000000)

enum { DECIMALS = 1, DECIMALS_OF_FAST = 3 };

static void phrase_clear(gpointer phrase)
{
    g_free(((struct hsviz_phrase *)phrase)->text);
}

GArray *hsviz_phrases_new(void)
{
    GArray *phrases = g_array_new(FALSE, FALSE, sizeof(struct hsviz_phrase));

    g_array_set_clear_func(phrases, phrase_clear);
    return phrases;
}

void hsviz_phrase_add(GArray *phrases, enum hsviz_text_class class, char *text)
{
    struct hsviz_phrase phrase = { class, text };

    g_array_append_val(phrases, phrase);
}

static void add_model(GArray *phrases, GString *text)
{
    if (text->len > 0)
        hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL, g_string_free(text, FALSE));
    else
        g_string_free(text, TRUE);
}

unsigned hsviz_decimals_beside(int64_t rtt_ns)
{
    return rtt_ns > 0 && rtt_ns < FAST_RTT_NS ? DECIMALS_OF_FAST : DECIMALS;
}

unsigned hsviz_time_decimals(const struct hsviz_connection *connection)
{
    int64_t scale_ns = hsviz_connection_times(connection).initial_rtt_ns;
    size_t num_steps = hsviz_connection_num_steps(connection);

    /* Without a round trip the whole says how fine its parts may be. */
    if (scale_ns == HSVIZ_NS_UNKNOWN && num_steps > 1)
        scale_ns = hsviz_number_since(hsviz_connection_step(connection, num_steps - 1)->time_ns,
                                      hsviz_connection_step(connection, 0)->time_ns);
    return hsviz_decimals_beside(scale_ns);
}

/* ---- Title ---- */

/* RFC 5952 6: brackets keep the port apart from an IPv6 address. */
void hsviz_words_address(GString *text, const char *address, unsigned port)
{
    const char *format = strchr(address, ':') != NULL ? "[%s]:%u" : "%s:%u";

    g_string_append_printf(text, format, address, port);
}

void hsviz_words_end(GString *text, const struct hsviz_connection *connection, enum hsviz_side side)
{
    struct hsviz_endpoint end = hsviz_connection_endpoint(connection, side);

    hsviz_words_address(text, end.address, end.port);
}

void hsviz_words_destination(GString *text, const struct hsviz_check *check)
{
    if (check->host != NULL && *check->host != '\0')
        g_string_append_printf(text, "%s · ", check->host);
    hsviz_words_address(text, check->address, check->port);
}

static void add_ends(GArray *phrases, const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    hsviz_words_end(text, connection, HSVIZ_CLIENT);
    g_string_append(text, " → ");
    hsviz_words_end(text, connection, HSVIZ_SERVER);
    if (hsviz_connection_client_guessed(connection))
        g_string_append(text, " (roles guessed from the ports)");
    add_model(phrases, text);
}

static void add_wire(GArray *phrases, const char *text)
{
    if (text != NULL && *text != '\0')
        hsviz_phrase_add(phrases, HSVIZ_TEXT_WIRE, g_strdup(text));
}

static void add_stream(GArray *phrases, const struct hsviz_connection *connection)
{
    hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL,
                     g_strdup_printf("stream %u", hsviz_connection_stream(connection)));
}

static void add_names(GArray *phrases, const struct hsviz_connection *connection)
{
    add_wire(phrases, hsviz_connection_sni(connection));
    add_wire(phrases, hsviz_connection_alpn(connection));
}

void hsviz_phrases_title(GArray *phrases, const struct hsviz_connection *connection)
{
    add_stream(phrases, connection);
    add_ends(phrases, connection);
    add_names(phrases, connection);
}

void hsviz_phrases_names(GArray *phrases, const struct hsviz_connection *connection)
{
    add_stream(phrases, connection);
    add_names(phrases, connection);
}

/* ---- Version path ---- */

/* The length of the standard's name in "RFC 8446 5.1", before the section. */
static size_t standard_len(const char *rfc)
{
    return (size_t)(strrchr(rfc, ' ') - rfc);
}

/* Appends a rule's standard, and of one that was named just before the section alone. */
static void append_standard(GString *text, const char *rfc, const char *before)
{
    size_t len = standard_len(rfc);
    bool is_same = before != NULL && standard_len(before) == len && strncmp(before, rfc, len) == 0;

    g_string_append(text, before != NULL ? ", " : "");
    g_string_append(text, is_same ? rfc + len + 1 : rfc);
}

/* The version steps of one frame that are in the path itself, from first on; returns the index
 * after the last. */
static size_t add_steps_of_frame(GArray *phrases, const struct hsviz_version_step *steps,
                                 size_t num_steps, size_t first)
{
    GString *text = g_string_new(NULL);
    const char *before = NULL;
    size_t i;

    g_string_printf(text, "frame %u: ", steps[first].frame);
    for (i = first; i < num_steps && steps[i].frame == steps[first].frame &&
                    hsviz_version_rules[steps[i].type].place != HSVIZ_VERSION_STEP_BESIDE;
         i++) {
        append_standard(text, hsviz_version_rules[steps[i].type].rfc, before);
        before = hsviz_version_rules[steps[i].type].rfc;
    }
    add_model(phrases, text);
    return i;
}

static void add_step_beside(GArray *phrases, const struct hsviz_connection *connection,
                            const struct hsviz_version_step *step)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "frame %u, ", step->frame);
    hsviz_version_step_text(connection, text, step);
    g_string_append_printf(text, ": %s", hsviz_version_rules[step->type].rfc);
    add_model(phrases, text);
}

void hsviz_phrases_version_steps(GArray *phrases, const struct hsviz_connection *connection)
{
    struct hsviz_version_step steps[HSVIZ_NUM_VERSION_STEP_TYPES];
    size_t num_steps = hsviz_connection_version_steps(connection, steps, UINT32_MAX);

    for (size_t i = 0; i < num_steps;) {
        if (hsviz_version_rules[steps[i].type].place == HSVIZ_VERSION_STEP_BESIDE)
            add_step_beside(phrases, connection, &steps[i++]);
        else
            i = add_steps_of_frame(phrases, steps, num_steps, i);
    }
}

void hsviz_phrases_rules(GArray *phrases, const struct hsviz_connection *connection)
{
    struct hsviz_version_step steps[HSVIZ_NUM_VERSION_STEP_TYPES];
    size_t num_steps = hsviz_connection_version_steps(connection, steps, UINT32_MAX);

    for (size_t i = 0; i < num_steps; i++) {
        const struct hsviz_version_rule *rule = &hsviz_version_rules[steps[i].type];
        GString *text = g_string_new(NULL);

        hsviz_version_step_text(connection, text, &steps[i]);
        g_string_append_printf(text, ", frame %u: %s (%s)", steps[i].frame, rule->rule, rule->rfc);
        add_model(phrases, text);
    }
}

/* ---- Handshake ---- */

/* Outcomes and marks as prose; data formats and filters have the names of the model. */
static const struct hsviz_word outcomes[] = {
    { HSVIZ_OUTCOME_CUT, "incomplete in the capture", "" },
    { HSVIZ_OUTCOME_COMPLETE, "complete", "" },
    { HSVIZ_OUTCOME_REJECTED_BY_CLIENT, "rejected by client", "" },
    { HSVIZ_OUTCOME_REJECTED_BY_SERVER, "rejected by server", "" },
    { HSVIZ_OUTCOME_CLIENT_GAVE_UP, "client gave up", "" },
    { HSVIZ_OUTCOME_SERVER_GAVE_UP, "server gave up", "" },
    { HSVIZ_OUTCOME_TIMED_OUT, "no answer until the capture's end", "" },
    { HSVIZ_OUTCOME_ONE_SIDED, "one direction only", "" },
    { HSVIZ_OUTCOME_NOT_TLS, "server does not speak TLS", "" },
    { -1, NULL, NULL },
};

static const char *const marks_in_prose[HSVIZ_NUM_MARKS] = {
    [HSVIZ_MARK_RETRY] = "HelloRetryRequest",
    [HSVIZ_MARK_EARLY_DATA_ACCEPTED] = "early data accepted (0-RTT)",
    [HSVIZ_MARK_EARLY_DATA_REJECTED] = "early data rejected",
    [HSVIZ_MARK_EARLY_DATA_OFFERED] = "early data offered",
    [HSVIZ_MARK_CLIENT_AUTH_REQUESTED] = "client certificate requested, none sent",
    [HSVIZ_MARK_CLIENT_AUTH_SENT] = "client certificate sent (mTLS)",
    [HSVIZ_MARK_CLIENT_AUTH_REFUSED] = "client certificate rejected (mTLS)",
    [HSVIZ_MARK_FALSE_START] = "False Start",
    [HSVIZ_MARK_STAPLED] = "OCSP stapled",
    [HSVIZ_MARK_RENEGOTIATED] = "renegotiated",
    [HSVIZ_MARK_STARTTLS] = "STARTTLS",
    [HSVIZ_MARK_TUNNELLED] = "tunnelled",
};

static bool has_handshake(const struct hsviz_connection *connection)
{
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        if (hsviz_step_words[hsviz_connection_step(connection, i)->type].layer ==
            HSVIZ_LAYER_HANDSHAKE)
            return true;
    }
    return false;
}

/* Records of TLS, but none of a handshake: an alert about plaintext, or the middle of a
 * connection. */
static void add_records_alone(GArray *phrases, const struct hsviz_connection *connection)
{
    GString *text = g_string_new("TLS without a handshake");
    const char *alert = hsviz_connection_alert(connection);

    if (hsviz_connection_outcome(connection) != HSVIZ_OUTCOME_CUT)
        g_string_append_printf(text, ", %s",
                               hsviz_word_name(outcomes, hsviz_connection_outcome(connection)));
    else
        g_string_append(text, " in the capture");
    if (alert != NULL)
        g_string_append_printf(text, " (%s)", alert);
    add_model(phrases, text);
}

static void add_tls(GArray *phrases, const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);
    uint16_t version = hsviz_connection_version(connection);
    enum hsviz_kind kind = hsviz_connection_kind(connection);
    const char *alert = hsviz_connection_alert(connection);

    if (version != HSVIZ_VERSION_NONE)
        hsviz_version_name(text, version);
    else
        g_string_append(text, "TLS");
    if (kind != HSVIZ_KIND_UNKNOWN)
        g_string_append_printf(text, " %s", hsviz_word_name(hsviz_kinds, kind));
    g_string_append_printf(text, " handshake, %s",
                           hsviz_connection_is_cut_on_path(connection)
                               ? "reset on the path"
                               : hsviz_word_name(outcomes, hsviz_connection_outcome(connection)));
    if (alert != NULL)
        g_string_append_printf(text, " (%s)", alert);
    add_model(phrases, text);
}

static void add_marks(GArray *phrases, const struct hsviz_connection *connection)
{
    char **texts = hsviz_connection_mark_texts(connection);
    uint32_t marks = hsviz_connection_marks(connection);
    GString *prose = g_string_new(NULL);
    size_t num = 0;

    /* A text is the mark's name, and perhaps more: the protocol of a STARTTLS. */
    for (int mark = 0; mark < HSVIZ_NUM_MARKS; mark++) {
        if (!(marks & 1U << mark))
            continue;
        g_string_append_printf(prose, "%s%s%s", num > 0 ? ", " : "", marks_in_prose[mark],
                               texts[num] + strlen(hsviz_word_name(hsviz_marks, mark)));
        num++;
    }
    add_model(phrases, prose);
    g_strfreev(texts);
}

static void add_tcp(GArray *phrases, const struct hsviz_connection *connection)
{
    hsviz_phrase_add(phrases, HSVIZ_TEXT_MODEL, g_strdup("TCP without TLS"));
    hsviz_phrase_add(
        phrases, HSVIZ_TEXT_MODEL,
        g_strdup_printf("handshake: %s",
                        hsviz_word_name(hsviz_opens, hsviz_connection_open(connection))));
    hsviz_phrase_add(
        phrases, HSVIZ_TEXT_MODEL,
        g_strdup_printf("close: %s",
                        hsviz_word_name(hsviz_closes, hsviz_connection_close(connection))));
}

static void append_count(GString *text, const char *before, int32_t half_rtts)
{
    if (half_rtts == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    g_string_append(text, before);
    hsviz_number_round_trips(text, half_rtts);
}

static void append_summand(GString *sum, const char *name, int32_t half_rtts)
{
    char *before = g_strdup_printf("%s%s ", sum->len > 0 ? " + " : "", name);

    append_count(sum, before, half_rtts);
    g_free(before);
}

/* The parts of the whole, which add up to it; the plaintext before TLS only if it took any. */
static char *sum_new(const struct hsviz_connection *connection,
                     const struct hsviz_round_trips *trips)
{
    GString *sum = g_string_new(NULL);

    append_summand(sum, "TCP", trips->tcp);
    if (trips->plaintext > 0)
        append_summand(sum, hsviz_plaintext_label(connection), trips->plaintext);
    append_summand(sum, "TLS", trips->tls);
    if (trips->waited > 0)
        append_summand(sum, "waited", trips->waited);
    return g_string_free(sum, FALSE);
}

/* What was needed is judged: a client that merely waits takes no extra round trip. */
static void append_verdict(GString *text, const struct hsviz_round_trips *trips)
{
    int32_t more = trips->first_request - MAX(trips->waited, 0) - trips->expected;

    if (trips->expected == HSVIZ_HALF_RTT_UNKNOWN)
        return;
    g_string_append(text, ", ");
    if (trips->waited > 0) {
        hsviz_number_round_trips(text, trips->first_request - trips->waited);
        g_string_append(text, " needed, ");
    }
    if (more == 0) {
        g_string_append(text, "as expected");
        return;
    }
    hsviz_number_round_trips(text, ABS(more));
    g_string_append(text, more > 0 ? " more" : " less");
    append_count(text, " than the expected ", trips->expected);
}

static void add_round_trips(GArray *phrases, const struct hsviz_connection *connection)
{
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    GString *text = g_string_new(NULL);
    char *sum = sum_new(connection, &trips);

    /* Data in the middle of a connection is no first request. */
    if (hsviz_connection_relative(connection) && trips.tls == HSVIZ_HALF_RTT_UNKNOWN)
        trips.first_request = HSVIZ_HALF_RTT_UNKNOWN;
    if (trips.first_request == HSVIZ_HALF_RTT_UNKNOWN) {
        if (*sum != '\0')
            g_string_append_printf(text, "%s RTT, no request", sum);
    } else {
        append_count(text, "first request after ", trips.first_request);
        g_string_append(text, " RTT");
        if (*sum != '\0' && trips.waited != HSVIZ_HALF_RTT_UNKNOWN)
            g_string_append_printf(text, " (%s)", sum);
        append_verdict(text, &trips);
    }
    g_free(sum);
    add_model(phrases, text);
}

static void add_initial_rtt(GArray *phrases, const struct hsviz_connection *connection)
{
    int64_t initial_rtt_ns = hsviz_connection_times(connection).initial_rtt_ns;
    GString *text;

    if (initial_rtt_ns == HSVIZ_NS_UNKNOWN)
        return;
    text = g_string_new("RTT ");
    hsviz_number_time(text, initial_rtt_ns, HSVIZ_MILLISECONDS, hsviz_time_decimals(connection));
    g_string_append(text, " ms");
    add_model(phrases, text);
}

void hsviz_phrases_handshake(GArray *phrases, const struct hsviz_connection *connection)
{
    if (hsviz_connection_has_tls(connection)) {
        if (has_handshake(connection))
            add_tls(phrases, connection);
        else
            add_records_alone(phrases, connection);
        add_marks(phrases, connection);
    } else {
        add_tcp(phrases, connection);
    }
}

void hsviz_phrases_round_trips(GArray *phrases, const struct hsviz_connection *connection)
{
    add_round_trips(phrases, connection);
    add_initial_rtt(phrases, connection);
}

/* ---- Ledger ---- */

static int64_t sum_of(const int64_t *parts_ns)
{
    int64_t sum_ns = 0;

    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++)
        sum_ns += parts_ns[part];
    return sum_ns;
}

/* The part of the client's think time that revocation checks took. */
static void add_responder(GString *text, int64_t check_ns, unsigned decimals)
{
    g_string_append(text, " (revocation check ");
    hsviz_number_time(text, check_ns, HSVIZ_MILLISECONDS, decimals);
    g_string_append_c(text, ')');
}

/* Up to where the ledger counts. */
static const char *name_of_end(const struct hsviz_connection *connection,
                               const struct hsviz_times *times)
{
    if (times->first_response_ns != HSVIZ_NS_UNKNOWN)
        return "time to first response";
    return hsviz_connection_failed_ns(connection) != HSVIZ_NS_UNKNOWN ? "time to failure"
                                                                      : "time to last step";
}

void hsviz_phrases_ledger(GArray *phrases, const struct hsviz_connection *connection)
{
    struct hsviz_times times = hsviz_connection_times(connection);
    unsigned decimals = hsviz_time_decimals(connection);
    GString *text;

    if (!times.has_ledger)
        return;
    hsviz_number_apportion(times.ledger_ns, HSVIZ_NUM_LEDGER_PARTS, decimals);
    if (sum_of(times.ledger_ns) == 0)
        return;
    text = g_string_new(name_of_end(connection, &times));
    g_string_append(text, ": ");
    hsviz_number_time(text, sum_of(times.ledger_ns), HSVIZ_MILLISECONDS, decimals);
    g_string_append(text, " ms");
    add_model(phrases, text);
    for (int part = 0; part < HSVIZ_NUM_LEDGER_PARTS; part++) {
        if (times.ledger_ns[part] == 0)
            continue;
        text = g_string_new(hsviz_word_name(hsviz_ledger_parts, part));
        g_string_append_c(text, ' ');
        hsviz_number_time(text, times.ledger_ns[part], HSVIZ_MILLISECONDS, decimals);
        if (part == HSVIZ_LEDGER_CLIENT_THINK && times.check_ns > 0)
            add_responder(text, times.check_ns, decimals);
        add_model(phrases, text);
    }
}

/* ---- Notes ---- */

void hsviz_note_heading(GString *text, const struct hsviz_note *note)
{
    static const char *const words[] = {
        [HSVIZ_CHAT] = "note",
        [HSVIZ_NOTICE] = "note",
        [HSVIZ_WARNING] = "warning",
        [HSVIZ_ERROR] = "error",
    };

    g_string_append(text, words[hsviz_note_severity(note)]);
    if (note->frame != 0)
        g_string_append_printf(text, ", frame %" PRIu32, note->frame);
}

const char *hsviz_words_no_step(const struct hsviz_connection *connection)
{
    return hsviz_connection_num_steps(connection) > 0
               ? "(no step to draw: the options hide all of them)"
               : "(no step to draw: no TCP handshake, TLS handshake, data or close)";
}
