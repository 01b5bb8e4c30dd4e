/* test_model_holes.c
 * What the capture lacks, or has too late, leads to no verdict: each segment of whole handshakes is
 * left out in turn, or captured after the next.
 *
 * Source: docs/model.md, sections 3, 6 and 7.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/core/connection.h"
#include "model/story/note_text.h"

#define THREE_WAY "C S", "S SA", "C A"
#define CLOSE "C FA", "S FA", "C A"

static const struct base {
    const char *name;
    const char *lines[LINES_MAX];
} bases[] = {
    { "TLS 1.3",
      { THREE_WAY, "C A CH/13/modes", "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A",
        "C A app/53 app/99", "S A app/250 app/250 app/300", "C A app/19", "S A app/19", CLOSE } },
    { "TLS 1.3, the ClientHello in two segments",
      { THREE_WAY, "C A CH/13/modes less=20", "C A CH/13/modes len=20", "S A",
        "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A", "C A app/53 app/99",
        "S A app/250 app/300", "C A app/19", "S A app/19", CLOSE } },
    { "TLS 1.3 with a retry",
      { THREE_WAY, "C A CH/13/modes", "S A SH/retry/selected=0304", "C A CH/13/modes",
        "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A", "C A app/53 app/99",
        "S A app/250 app/300", "C A app/19", "S A app/19", CLOSE } },
    { "TLS 1.3 with a client's certificate",
      { THREE_WAY, "C A CH/13/modes", "S A SH/selected=0304 app/32 app/64 app/900 app/281 app/53",
        "C A", "C A app/800 app/281 app/53 app/99", "S A app/300", "C A app/19", "S A app/19",
        CLOSE } },
    { "TLS 1.2",
      { THREE_WAY, "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A", "C A M16/66 ccs enc/40",
        "S A ccs enc/40", "C A app/99", "S A app/300", "C A alert/26", "S A alert/26", CLOSE } },
    { "TLS 1.2, resumed by ticket",
      { THREE_WAY, "C A CH/ticket=100", "S A SH ccs enc/40", "C A ccs enc/40 app/99", "S A app/300",
        "C A alert/26", "S A alert/26", CLOSE } },
};

/* What must not be said because something was not captured. */
static const enum hsviz_note_type claims[] = {
    HSVIZ_NOTE_UNEXPECTED,    HSVIZ_NOTE_TRUNCATED_CLOSE,   HSVIZ_NOTE_OVER_WINDOW,
    HSVIZ_NOTE_WAITED,        HSVIZ_NOTE_HELD,              HSVIZ_NOTE_CONTRADICTION,
    HSVIZ_NOTE_FATAL_ALERT,   HSVIZ_NOTE_ANSWERED_IN_PLAIN, HSVIZ_NOTE_ASKED_IN_PLAIN,
    HSVIZ_NOTE_RESET_IGNORED, HSVIZ_NOTE_DROPPED,
};

/* The base, of which one line has mark: "!" or ">". */
static struct hsviz_connection *play_marked(const struct base *base, size_t marked, char mark)
{
    struct lines lines = lines_begin();

    for (size_t i = 0; base->lines[i]; i++) {
        char *line = i != marked ? g_strdup(base->lines[i])
                                 : g_strdup_printf("%c%c%s", base->lines[i][0], mark,
                                                   base->lines[i] + 1);

        lines_feed(&lines, line);
        g_free(line);
    }
    hsviz_connection_finish(lines.script.connection);
    expect_sound(lines.script.connection);
    return lines.script.connection;
}

static void expect_no_claim(const struct base *base, const struct hsviz_connection *whole,
                            size_t marked, char mark)
{
    struct hsviz_connection *connection = play_marked(base, marked, mark);
    enum hsviz_outcome outcome = hsviz_connection_outcome(connection);
    enum hsviz_kind kind = connection->tls ? hsviz_connection_kind(connection) : HSVIZ_KIND_UNKNOWN;
    uint32_t marks = hsviz_connection_marks(connection);

    if (outcome != HSVIZ_OUTCOME_COMPLETE && outcome != HSVIZ_OUTCOME_CUT)
        fail_msg("%s, line %zu%c: %s", base->name, marked, mark,
                 hsviz_word_name(hsviz_outcomes, outcome));
    if (kind != HSVIZ_KIND_UNKNOWN && kind != hsviz_connection_kind(whole))
        fail_msg("%s, line %zu%c: %s", base->name, marked, mark,
                 hsviz_word_name(hsviz_kinds, kind));
    if (marks & 1U << HSVIZ_MARK_FALSE_START)
        fail_msg("%s, line %zu%c: False Start", base->name, marked, mark);
    for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
        if (has_note(connection, claims[i]) && !has_note(whole, claims[i]))
            fail_msg("%s, line %zu%c: %s", base->name, marked, mark, hsviz_note_key(claims[i]));
    }
    hsviz_connection_free(connection);
}

static void expect_no_claims(char mark)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bases); i++) {
        struct hsviz_connection *whole = play_marked(&bases[i], SIZE_MAX, ' ');

        assert_int_equal(hsviz_connection_outcome(whole), HSVIZ_OUTCOME_COMPLETE);
        for (size_t line = 3; bases[i].lines[line]; line++) {
            if (mark == '!' || bases[i].lines[line + 1])
                expect_no_claim(&bases[i], whole, line, mark);
        }
        hsviz_connection_free(whole);
    }
}

static void what_is_left_out_proves_nothing(void **state)
{
    (void)state;
    expect_no_claims('!');
}

static void what_is_captured_late_proves_nothing(void **state)
{
    (void)state;
    expect_no_claims('>');
}

/* ---- Where things stand ---- */

static const struct row {
    const char *name;
    const char *lines[LINES_MAX];
    const char *tls;
} rows[] = {
    { "the client's second flight of TLS 1.2",
      { THREE_WAY, "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A", "C! A M16/66 ccs enc/40",
        "S A ccs enc/40", "C A app/99", "S A app/300" },
      "full, cut; 1 + ?, 3, 4; 3" },
    { "the server's Finished of TLS 1.2",
      { THREE_WAY, "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A", "C A M16/66 ccs enc/40",
        "S! A ccs enc/40", "C A app/99", "S A app/300" },
      "full, cut; 1 + ?, ?, ?; 3" },
    { "the rest of a ClientHello",
      { THREE_WAY, "C A CH/13/modes less=20", "C! A CH/13/modes len=20", "S A",
        "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A", "C A app/53 app/99",
        "S A app/300" },
      "full, complete; 1 + 1, 2, 3; 2" },
    { "the client leaves after bytes that were not captured",
      { THREE_WAY, "C A CH/13/modes", "S! A alert/2/40", "C A", "C FA", "S FA" },
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "the client's FIN, which the server's acknowledges",
      { THREE_WAY, "C A CH/13/modes", "S A", "C! FA", "S FA", "C A" },
      "unknown, cut; 1 + ?, ?, ?; ?" },
    { "the first ClientHello before a retry",
      { THREE_WAY, "C! A CH/13/modes", "S A SH/retry/selected=0304", "C A CH/13/modes",
        "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A", "C A app/53 app/99" },
      "full + retry, complete; 1 + ?, 3, ?; 2" },
    { "a ServerHello behind the answer to it, TLS 1.3",
      { THREE_WAY, "C A CH/13/modes", "S! A SH/selected=0304 app/32 app/900",
        "C A ccs app/53 app/99", "S A app/300", "S~ A seq=1 SH/selected=0304 app/32 app/900",
        "C A app/19", CLOSE },
      "full, cut; 1 + ?, ?, ?; 2" },
    { "a ServerHello behind the answer to it, TLS 1.2",
      { THREE_WAY, "C A CH", "S! A SH|CERT12/900|M12/300|M14/0", "C A M16/66 ccs enc/40",
        "S A ccs enc/40", "S~ A seq=1 SH|CERT12/900|M12/300|M14/0", "C A app/99", "S A app/300",
        CLOSE },
      "full, complete; 1 + 2, 3, 4; 3" },
    { "what a client asked of HTTP",
      { THREE_WAY, "C! A line=CONNECT_example.test:443_HTTP/1.1", "S A line=HTTP/1.1_200_OK",
        "C A CH/13/modes", "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A",
        "C A app/53 app/99" },
      "full, complete; 1 + 1, 3, ?; ?" },
};

/* ---- What must not be a step ---- */

static const struct no_step {
    const char *name;
    const char *lines[LINES_MAX];
    enum hsviz_step_type type;
} no_steps[] = {
    { "no tickets without limit where the request may be missing",
      { THREE_WAY, "C A CH/13/modes/alpn=h2", "S A SH/selected=0304 app/32 app/900 app/281 app/53",
        "C A", "C! A app/53 app/99", "S A app/250 app/250 app/513 app/513 app/513 app/290",
        "C A app/19" },
      HSVIZ_STEP_NEW_SESSION_TICKET },
    { "no CertificateRequest for padding, where the server's flight is not whole",
      { THREE_WAY, "C A CH/13/modes", "S A SH/selected=0304 app/256 app/1024",
        "S! A app/512 app/256", "C A", "C A ccs app/256 app/256", "S A app/256 app/256", "C A app/256" },
      HSVIZ_STEP_CERTIFICATE_REQUEST },
    { "no HelloRequest behind a ClientHello that is missing",
      { THREE_WAY, "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A", "C A M16/66 ccs enc/40",
        "S A ccs enc/40", "C A app/99", "S A app/300", "C! A enc/244", "S A enc/28" },
      HSVIZ_STEP_HELLO_REQUEST },
    { "no HelloRequest that is longer than a Finished",
      { THREE_WAY, "C A CH", "S A SH|CERT12/900|M12/300|M14/0", "C A", "C A M16/66 ccs enc/40",
        "S A ccs enc/40", "C A app/99", "S A app/300", "S A enc/843" },
      HSVIZ_STEP_HELLO_REQUEST },
    { "no data before any Finished, where the ServerHello is missing",
      { THREE_WAY, "C A CH/13/modes", "S! A SH/selected=0304", "S A app/32 app/900 app/281 app/53",
        "C A ccs app/53 app/99", "S A app/300" },
      HSVIZ_STEP_APPLICATION_DATA },
    { "data after a resumption of TLS 1.2 whose ServerHello is missing",
      { THREE_WAY, "C A CH/13/modes/ticket=100", "S! A SH ccs enc/40", "C A ccs enc/40 app/99",
        "S A app/300" },
      HSVIZ_STEP_ENCRYPTED },
};

static void run_no_step(void **state)
{
    const struct no_step *row = (const struct no_step *)*state;
    struct hsviz_connection *connection = lines_connection(row->lines);

    for (size_t i = 0; i < connection->num_steps; i++) {
        if (connection->steps[i].type == row->type)
            fail_msg("%s: step %zu", row->name, i);
    }
    hsviz_connection_free(connection);
}

/* A SYN with data that was not captured may have been a ClientHello (RFC 7413). */
static void a_hello_in_a_missing_syn_is_not_missed(void **state)
{
    static const char *const lines[] = {
        "C! S tfo=cookie CH/13/modes", "S SA", "C A",
        "S A SH/selected=0304 app/32 app/900 app/281 app/53", "C A", "C A app/53 app/99", NULL,
    };
    struct hsviz_connection *connection = lines_connection(lines);

    (void)state;
    assert_false(has_note(connection, HSVIZ_NOTE_UNEXPECTED));
    hsviz_connection_free(connection);
}

static void a_late_hello_begins_no_flight(void **state)
{
    static const char *const lines[] = {
        "C S mss=100 ts=10,0",
        "S SA mss=100 ts=500,10",
        "C A ts=20,500",
        "C A ts=21,500 CH/13/modes",
        "S! A ts=521,21 SH/selected=0304 app/32 app/900",
        "C A ts=50,521 ccs app/53 app/99",
        "S A ts=560,50 app/300",
        "S~ A seq=1 ts=521,21 SH/selected=0304 app/32 app/900",
        "C A ts=80,560",
        "S A ts=600,80 app/4000",
        NULL,
    };
    struct hsviz_connection *connection = lines_connection(lines);

    (void)state;
    assert_false(has_note(connection, HSVIZ_NOTE_OVER_WINDOW));
    hsviz_connection_free(connection);
}

static void run_row(void **state)
{
    const struct row *row = (const struct row *)*state;
    struct hsviz_connection *connection = lines_connection(row->lines);

    expect_text(tls_text(connection), row->tls, row->name);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(rows) + G_N_ELEMENTS(no_steps) + 4] = {
        cmocka_unit_test(what_is_left_out_proves_nothing),
        cmocka_unit_test(what_is_captured_late_proves_nothing),
        cmocka_unit_test(a_hello_in_a_missing_syn_is_not_missed),
        cmocka_unit_test(a_late_hello_begins_no_flight),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        tests[i + 4] = row_test(rows[i].name, run_row, &rows[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(no_steps); i++)
        tests[G_N_ELEMENTS(rows) + i + 4] =
            row_test(no_steps[i].name, run_no_step, &no_steps[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
