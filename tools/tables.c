/* tables.c
 * Prints docs/tables.md: what hsviz knows of the standards, as the code's own tables have it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/pki/check_names.h"
#include "model/plaintext/protocols.h"
#include "model/plaintext/sayings.h"
#include "model/story/explain.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/tcp/states.h"
#include "model/time/expected.h"
#include "model/tls/alerts.h"
#include "model/tls/messages.h"
#include "model/tls/version.h"

/* ---- Markdown ---- */

static void print_heading(const char *title, const char *text)
{
    printf("\n## %s\n\n%s\n", title, text);
}

/* The names of columns, ended by NULL. */
static void print_head(const char *name, ...)
{
    va_list names;
    size_t num = 0;

    printf("\n|");
    va_start(names, name);
    for (; name != NULL; name = va_arg(names, const char *), num++)
        printf(" %s |", name);
    va_end(names);
    printf("\n|");
    while (num-- > 0)
        printf(" --- |");
    printf("\n");
}

/* The cells of a row, ended by NULL. */
static void print_row(const char *cell, ...)
{
    va_list cells;

    printf("|");
    va_start(cells, cell);
    for (; cell != NULL; cell = va_arg(cells, const char *))
        printf(" %s |", cell);
    va_end(cells);
    printf("\n");
}

/* A cell that may be empty. */
static const char *or_dash(const char *text)
{
    return *text != '\0' ? text : "–";
}

/* ---- Tables of names ---- */

static void print_words(const char *title, const char *text, const struct hsviz_word *words)
{
    print_heading(title, text);
    print_head("name", "standard", NULL);
    for (; words->value >= 0; words++) {
        if (*words->name != '\0')
            print_row(words->name, or_dash(words->rfc), NULL);
    }
}

enum base { DECIMAL, HEXADECIMAL };

/* Words that have a number on the wire. */
static void print_numbers(const char *title, const char *text, const struct hsviz_word *words,
                          enum base base)
{
    print_heading(title, text);
    print_head("number", "name", "standard", NULL);
    for (; words->value >= 0; words++) {
        char *number = g_strdup_printf(base == HEXADECIMAL ? "0x%04x" : "%u",
                                       (unsigned)words->value);

        print_row(number, words->name, or_dash(words->rfc), NULL);
        g_free(number);
    }
}

/* ---- Steps ---- */

static void print_steps(void)
{
    print_heading("Steps",
                  "What an arrow stands for, its letter in the history (upper case from the "
                  "client, lower case from the server), and its phase.");
    print_head("step", "letter", "phase", "standard", NULL);
    for (int type = HSVIZ_STEP_NONE + 1; type < HSVIZ_NUM_STEP_TYPES; type++) {
        const struct hsviz_step_word *word = &hsviz_step_words[type];
        const char letter[] = { word->letter, '\0' };

        print_row(word->name, or_dash(letter), hsviz_word_name(hsviz_phases, word->phase),
                  word->rfc, NULL);
    }
}

static char *conditions_new(unsigned when)
{
    GString *text = g_string_new(NULL);

    for (const struct hsviz_word *word = hsviz_conditions; word->value >= 0; word++) {
        if (when & (unsigned)word->value)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", word->name);
    }
    return g_string_free(text, FALSE);
}

static void print_explanations(void)
{
    print_heading("What each step means",
                  "The texts of `explain`. The first matching row of a step applies.");
    print_head("step", "when", "what it does, and why", "standard", NULL);
    for (size_t i = 0; i < hsviz_num_explanations; i++) {
        const struct hsviz_explanation *row = &hsviz_explanations[i];
        char *when = conditions_new(row->when);
        char *text = g_strdup_printf("%s %s", row->what, row->why);

        print_row(hsviz_step_words[row->step].name, or_dash(when), text, row->rfc, NULL);
        g_free(text);
        g_free(when);
    }
}

static void print_check_explanations(void)
{
    print_heading("What each revocation check means", "The texts of `explain`.");
    print_head("what it is, and why", "standard", NULL);
    for (size_t i = 0; i < hsviz_num_check_explanations; i++) {
        const struct hsviz_explanation *row = &hsviz_check_explanations[i];
        char *text = g_strdup_printf("%s %s", row->what, row->why);

        print_row(text, row->rfc, NULL);
        g_free(text);
    }
}

static void print_message(uint8_t wire_number, enum hsviz_step_type step, const char *rfc)
{
    char *number = g_strdup_printf("%u", wire_number);

    print_row(number, hsviz_step_words[step].name, rfc, NULL);
    g_free(number);
}

static void print_messages(void)
{
    print_heading("Handshake messages", "Their numbers on the wire.");
    print_head("number", "message", "standard", NULL);
    for (unsigned number = 0; number <= UINT8_MAX; number++) {
        enum hsviz_step_type step = hsviz_message_step((uint8_t)number);

        if (step != HSVIZ_STEP_OTHER_HANDSHAKE)
            print_message((uint8_t)number, step, hsviz_step_words[step].rfc);
    }
}

static void print_ssl2_messages(void)
{
    print_heading("Messages of SSL 2", "Their numbers on the wire.");
    print_head("number", "message", "standard", NULL);
    for (size_t i = 0; i < hsviz_num_ssl2_messages; i++)
        print_message(hsviz_ssl2_messages[i].number, hsviz_ssl2_messages[i].step,
                      hsviz_ssl2_messages[i].rfc);
}

/* ---- Handshakes ---- */

/* One flight a line: the messages in a row that one side sends. */
static void print_flights(const struct hsviz_message_place *place)
{
    while (place->step != HSVIZ_STEP_NONE) {
        enum hsviz_side side = place->side;

        printf("    %s  ", side == HSVIZ_CLIENT ? "client →" : "server ←");
        for (; place->step != HSVIZ_STEP_NONE && place->side == side; place++)
            printf(place->presence == HSVIZ_OPTIONAL ? " [%s]" : " %s",
                   hsviz_step_words[place->step].name);
        printf("\n");
    }
}

static void print_message_orders(void)
{
    print_heading("Handshakes",
                  "The order of messages, one line per flight; messages in brackets are optional.");
    for (size_t i = 0; i < hsviz_num_message_orders; i++) {
        printf("\n%s (%s):\n\n", hsviz_message_orders[i].name, hsviz_message_orders[i].rfc);
        print_flights(hsviz_message_orders[i].places);
    }
}

static void print_version_steps(void)
{
    print_heading("Version path",
                  "The steps of version negotiation, in order, and the rule of each.");
    print_head("step", "rule", "standard", NULL);
    for (size_t i = 0; i < HSVIZ_NUM_VERSION_STEP_TYPES; i++)
        print_row(hsviz_version_rules[i].name, hsviz_version_rules[i].rule,
                  hsviz_version_rules[i].rfc, NULL);
}

static void print_expected(void)
{
    print_heading("Expected round trips",
                  "From the ClientHello until the client can send application data. The first "
                  "matching row applies; a HelloRetryRequest adds one.");
    print_head("version", "kind", "mark", "RTT", "standard", NULL);
    for (size_t i = 0; i < hsviz_num_expected_rows; i++) {
        const struct hsviz_expected_row *row = &hsviz_expected_rows[i];
        GString *marks = g_string_new(NULL);
        char *trips = g_strdup_printf("%d", row->half_rtts / 2);

        for (int mark = 0; mark < HSVIZ_NUM_MARKS; mark++) {
            if (row->marks & (1U << mark))
                g_string_append_printf(marks, "%s%s", marks->len > 0 ? ", " : "",
                                       hsviz_word_name(hsviz_marks, mark));
        }
        print_row(row->is_13 ? "TLS 1.3" : "before", hsviz_word_name(hsviz_kinds, row->kind),
                  or_dash(marks->str), trips, row->rfc, NULL);
        g_free(trips);
        g_string_free(marks, TRUE);
    }
}

/* The ports of a protocol, or a dash. */
static char *ports_of(enum hsviz_plain_protocol protocol)
{
    GString *ports = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_num_plain_ports; i++) {
        if (hsviz_plain_ports[i].protocol == protocol)
            g_string_append_printf(ports, "%s%u", ports->len > 0 ? ", " : "",
                                   hsviz_plain_ports[i].port);
    }
    return g_string_free(ports, FALSE);
}

static void print_plain_protocols(void)
{
    static const char *const upgrades[] = {
        [HSVIZ_NO_UPGRADE] = "",
        [HSVIZ_UPGRADES] = "after a dialogue (STARTTLS)",
        [HSVIZ_CARRIES_TLS] = "in its own packets",
    };

    print_heading("Plaintext before TLS",
                  "Protocols whose bytes are recognised outside TLS. The ports count where both ends "
                  "spoke and their bytes do not show the protocol.");
    print_head("protocol", "TLS comes", "ports", "standard", NULL);
    for (int i = HSVIZ_PLAIN_UNKNOWN + 1; i < HSVIZ_NUM_PLAIN_PROTOCOLS; i++) {
        const struct hsviz_plain_protocol_row *row = &hsviz_plain_protocols[i];
        char *ports = ports_of((enum hsviz_plain_protocol)i);

        print_row(row->name, or_dash(upgrades[row->upgrade]), or_dash(ports), row->source, NULL);
        g_free(ports);
    }
}

static void append_protocols(GString *text, uint32_t protocols)
{
    for (int i = 0; i < HSVIZ_NUM_PLAIN_PROTOCOLS; i++) {
        if (protocols & 1U << i)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                                   hsviz_plain_protocols[i].name);
    }
}

static void print_sayings(void)
{
    print_heading("Commands and replies",
                  "What a step Plaintext can say. Nothing else of plaintext is shown, except the "
                  "host that a tunnel was asked for and the address in a PROXY header. Three digits "
                  "are a reply code of SMTP, FTP, NNTP or IRC, or a status code of HTTP.");
    print_head("shown", "from", "protocols", "standard", NULL);
    for (size_t i = 0; i < hsviz_num_sayings; i++) {
        const struct hsviz_saying *row = &hsviz_sayings[i];
        GString *protocols = g_string_new(NULL);
        char *shown = *row->shown ? g_strdup_printf("`%s`", row->shown) : g_strdup("three digits");

        append_protocols(protocols, row->protocols);
        print_row(shown,
                  row->speakers == HSVIZ_SAID_BY_CLIENT   ? "client"
                  : row->speakers == HSVIZ_SAID_BY_SERVER ? "server"
                                                          : "either",
                  protocols->str, row->source, NULL);
        g_free(shown);
        g_string_free(protocols, TRUE);
    }
}

/* ---- TCP ---- */

static void print_transitions(void)
{
    print_heading("TCP states",
                  "State transitions of one end. A reset leads to CLOSED from every state (RFC "
                  "9293 3.5.3).");
    print_head("from", "event", "to", "standard", NULL);
    for (size_t i = 0; i < hsviz_num_transitions; i++) {
        const struct hsviz_transition *row = &hsviz_transitions[i];

        print_row(hsviz_word_name(hsviz_tcp_states, row->from),
                  hsviz_word_name(hsviz_tcp_events, row->event),
                  hsviz_word_name(hsviz_tcp_states, row->to), row->rfc, NULL);
    }
}

/* ---- Notes ---- */

/* "{step} of frame {frame}" as people read it: "STEP of frame FRAME". */
static char *sentence_new(const char *pattern)
{
    GString *text = g_string_new(NULL);

    while (*pattern != '\0') {
        size_t plain = strcspn(pattern, "{"), len = strcspn(pattern, "}");

        g_string_append_len(text, pattern, (gssize)plain);
        pattern += plain;
        if (*pattern == '\0')
            break;
        for (const char *c = pattern + strlen("{"); *c != '}'; c++)
            g_string_append_c(text, *c == '_' ? ' ' : g_ascii_toupper(*c));
        pattern += len - plain + 1;
    }
    return g_string_free(text, FALSE);
}

static void print_notes(void)
{
    static const char *const severities[] = {
        [HSVIZ_CHAT] = "chat",
        [HSVIZ_NOTICE] = "notice",
        [HSVIZ_WARNING] = "warning",
        [HSVIZ_ERROR] = "error",
    };

    print_heading("Notes",
                  "Findings shown beside the drawing. Capitals stand for values from the capture.");
    print_head("key", "severity", "sentence", NULL);
    for (int type = 0; type < HSVIZ_NUM_NOTE_TYPES; type++) {
        struct hsviz_note note = { .type = (uint8_t)type };
        char *key = g_strdup_printf("`%s`", hsviz_note_key((enum hsviz_note_type)type));
        char *sentence = sentence_new(hsviz_note_pattern((enum hsviz_note_type)type));

        print_row(key, severities[hsviz_note_severity(&note)], sentence, NULL);
        g_free(sentence);
        g_free(key);
    }
}

/* ---- The page ---- */

static void print_tls(void)
{
    print_message_orders();
    print_messages();
    print_ssl2_messages();
    print_words("Kinds of handshake", "How a handshake agreed on its keys.", hsviz_kinds);
    print_words("Marks", "Features of a handshake besides its kind.", hsviz_marks);
    print_words("Outcomes", "How a handshake ended.", hsviz_outcomes);
    print_version_steps();
    print_expected();
    print_plain_protocols();
    print_sayings();
    print_numbers("Versions", "Numbers on the wire. Draft n of TLS 1.3 is 0x7f00 + n.",
                  hsviz_versions, HEXADECIMAL);
    print_numbers("Alerts", "Their descriptions.", hsviz_alerts, DECIMAL);
}

int main(void)
{
    printf("# What hsviz knows\n\n"
           "Printed from the tables of the code by `tools/tables`; a test fails where this page "
           "says anything else. Do not edit it.\n");
    print_words("Phases", "The parts of a connection.", hsviz_phases);
    print_steps();
    print_explanations();
    print_check_explanations();
    print_tls();
    print_transitions();
    print_words("TCP handshakes", "As far as the capture shows.", hsviz_opens);
    print_words("TCP closes", "`open`: not closed by the end of the capture.", hsviz_closes);
    print_words("Sources", "How a step is known.", hsviz_sources);
    print_words("Reasons of inference", "What an inferred step is inferred from.", hsviz_reasons);
    print_words("Methods of revocation checks", "How the client requests the status.",
                hsviz_check_methods);
    print_words("Results of revocation checks", "The revocation status, or what came instead.",
                hsviz_check_statuses);
    print_words("Reasons of revocation checks", "Why a revocation check matches a connection.",
                hsviz_check_reasons);
    print_words("Parts of the time ledger", "Where the time went; the parts add up to the total.",
                hsviz_ledger_parts);
    print_notes();
    return 0;
}
