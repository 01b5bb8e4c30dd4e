/* test_model_roles.c
 * Who is the client if the guess from the ports is wrong and a hello corrects it; handshakes in
 * which both ends send a SYN; and which outcomes later frames can still change.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_remarks.h"
#include "model/connection.h"
#include "model/connection/outcome.h"
#include "model/connection/view.h"

#define THREE_WAY "C S", "S SA", "C A"
#define FLIGHT_13 "S A SH/selected=0304 ccs app/38 app/839 app/281 app/69"

/* ---- Sides ---- */

/* In these scripts the end with port 443 is the client, so that the first guess is wrong. */
static const struct exchange {
    const char *name;
    const char *lines[8];
    const char *steps;
    uint16_t client_port;
} exchanges[] = {
    { "the ServerHello comes from the port that is not known",
      { "ports 443 50000", "S A SH/selected=0304 app/300", "C A app/53" },
      "1 S ServerHello 0\n1 S EncryptedExtensions 0 inferred\n1 S Certificate 0 inferred\n"
      "1 S CertificateVerify 0 inferred\n1 S Finished 0 inferred\n2 C Finished 0.5 inferred\n",
      443 },
    { "windows and data from before the hello change sides",
      { "ports 443 50000", "S A text=x", "S A text=y", "C A win=0", "C A CH", "S A SH" },
      "1 S Plaintext 0 x2\n"
      "3 C Zero Window 0.5 (ESTABLISHED)/(ESTABLISHED) hidden\n"
      "4 C ClientHello 0.5\n"
      "4 C Window Update 0.5 (ESTABLISHED)/(ESTABLISHED) hidden\n"
      "5 S ServerHello 1\n",
      443 },
    { "a hello of SSL 2", { "ports 443 50000", "C A s2ch/0002", "S A s2sh" },
      "1 C ClientHello 0\n2 S ServerHello 0.5\n", 443 },
    { "no hello, no correction", { "ports 443 50000", "C A app/99", "S A app/99" },
      "1 S ApplicationData 0\n2 C ApplicationData 0.5\n", 50000 },
};

static void sides(void **state)
{
    const struct exchange *exchange = *state;
    struct hsviz_connection *connection = lines_connection(exchange->lines);

    expect_text(steps_text(connection), exchange->steps, exchange->name);
    assert_int_equal(hsviz_connection_endpoint(connection, HSVIZ_CLIENT).port,
                     exchange->client_port);
    hsviz_connection_free(connection);
}

/* ---- What was said before the roles were known ---- */

/* Who is the client is known late, and the ports said otherwise: what came before is of the ends as
 * they are. */
static const struct late {
    const char *name;
    const char *lines[8];
    const char *steps, *tls;
    const char *note_key, *note;
} lates[] = {
    { "an alert before the client's late hello",
      { "ports 443 50000", "C A alert/2/40", "C A CH" },
      "1 C Alert 0\n2 C ClientHello 0\n", "unknown, rejected-by-client; ? + ?, ?, ?; ?",
      "fatal_alert", "the client aborted with an alert: handshake_failure" },
    { "an alert of the server's before the client's late hello",
      { "ports 443 50000", "S A alert/2/40", "C A CH" },
      "1 S Alert 0\n2 C ClientHello 0.5\n", "unknown, rejected-by-server; ? + ?, ?, ?; ?",
      "fatal_alert", "the server aborted with an alert: handshake_failure" },
    { "a segment that came late before the hello",
      { "ports 443 50000", "C A len=10", "C A seq=110 len=100 @20", "C A seq=10 len=100 @50",
        "C A seq=210 CH", "S A SH" },
      "1 C Plaintext 0 x3\n4 C ClientHello 0\n5 S ServerHello 0.5\n",
      "unknown + starttls, cut; ? + ?, ?, ?; ?", "came_late",
      "the client's segment was lost or reordered upstream of the capture point and arrived "
      "30.0 ms late" },
    { "a reset out of place before the hello",
      { "ports 443 50000", "C A len=10", "S A len=10", "S R seq=900", "C A CH" },
      "1 C Plaintext 0\n2 S Plaintext 0.5\n"
      "3 S RST ? (ESTABLISHED)/(ESTABLISHED)\n4 C ClientHello 1\n",
      "unknown + starttls, cut; ? + ?, ?, ?; ?", "reset_ignored",
      "out-of-window RST: the receiver must ignore it" },
};

static void said_before_roles_were_known(void **state)
{
    const struct late *late = *state;
    struct hsviz_connection *connection = lines_connection(late->lines);

    hsviz_connection_finish(connection);
    expect_text(steps_text(connection), late->steps, late->name);
    expect_text(tls_text(connection), late->tls, late->name);
    expect_note(connection, late->note_key, late->note, late->name);
    hsviz_connection_free(connection);
}

/* ---- TCP handshakes ---- */

static const struct opening {
    const char *name;
    const char *lines[12];
    const char *tcp, *tls;
} openings[] = {
    { "simultaneous, RFC 9293 figure 7",
      { "C S @0", "S S @1", "C SA seq=0 ack=1 @20", "S SA seq=0 ack=1 @21", "C A CH/13 @40",
        FLIGHT_13 " @61", "C A ccs app/69 app/99 @62" },
      "simultaneous, open; ESTABLISHED, ESTABLISHED", "full, complete; 1 + 1, 2, ?; 2" },
    { "split: the server answers with a SYN of its own",
      { "C S @0", "S S @20", "C SA seq=0 ack=1 @21", "S A @41", "C A CH/13 @42",
        FLIGHT_13 " @61", "C A ccs app/69 app/99 @62" },
      "split, open; ESTABLISHED, ESTABLISHED", "full, complete; 2 + 1, 3, ?; 2" },
};

static void both_send_a_syn(void **state)
{
    const struct opening *opening = *state;
    struct hsviz_connection *connection = lines_connection(opening->lines);

    expect_text(tcp_text(connection), opening->tcp, opening->name);
    expect_text(tls_text(connection), opening->tls, opening->name);
    hsviz_connection_free(connection);
}

/* ---- Outcomes ---- */

enum settled { MAY_CHANGE, SETTLED };

static const struct ending {
    const char *lines[12];
    enum hsviz_outcome outcome;
    enum settled settled;
    uint32_t client_hello; /* its frame */
    const char *alert;
} endings[] = {
    { { THREE_WAY, "C A CH/13" }, HSVIZ_OUTCOME_CUT, MAY_CHANGE, 4, NULL },
    { { THREE_WAY, "C A CH/13", "S A" }, HSVIZ_OUTCOME_TIMED_OUT, MAY_CHANGE, 4, NULL },
    { { THREE_WAY, "C A CH/13", "C A CH/13 seq=1" }, HSVIZ_OUTCOME_TIMED_OUT, MAY_CHANGE, 4, NULL },
    { { THREE_WAY, "C A CH/13", "S A SH/selected=0304" }, HSVIZ_OUTCOME_CUT, MAY_CHANGE, 4, NULL },
    { { THREE_WAY, "C A CH/13", FLIGHT_13, "C A ccs app/69" }, HSVIZ_OUTCOME_COMPLETE, SETTLED, 4,
      NULL },
    { { THREE_WAY, "C A CH/13", "S A alert/2/40" }, HSVIZ_OUTCOME_REJECTED_BY_SERVER, SETTLED, 4,
      "handshake_failure" },
    { { THREE_WAY, "C A CH/13", "S A SH/selected=0304", "C A alert/2/48" },
      HSVIZ_OUTCOME_REJECTED_BY_CLIENT, SETTLED, 4, "unknown_ca" },
    { { THREE_WAY, "C A CH/13", "S A SH/selected=0304", "C RA" }, HSVIZ_OUTCOME_CLIENT_GAVE_UP,
      SETTLED, 4, NULL },
    { { THREE_WAY, "C A CH/13", "S FA" }, HSVIZ_OUTCOME_SERVER_GAVE_UP, SETTLED, 4, NULL },
    { { THREE_WAY, "C A CH/13", "S A text=HTTP" }, HSVIZ_OUTCOME_NOT_TLS, MAY_CHANGE, 4, NULL },
    { { THREE_WAY, "C A text=GET" }, HSVIZ_OUTCOME_NOT_TLS, MAY_CHANGE, 0, NULL },
    { { "C S", "C A ack=1 CH/13" }, HSVIZ_OUTCOME_ONE_SIDED, MAY_CHANGE, 2, NULL },
};

static void outcomes(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        struct hsviz_connection *connection = lines_connection(endings[i].lines);
        enum hsviz_outcome outcome = hsviz_connection_outcome(connection);
        const char *alert = hsviz_connection_alert(connection);

        if (outcome != endings[i].outcome)
            fail_msg("row %zu: %s", i, hsviz_word_name(hsviz_outcomes, outcome));
        assert_int_equal(hsviz_connection_outcome_is_settled(connection),
                         endings[i].settled == SETTLED);
        assert_int_equal(hsviz_connection_client_hello(connection), endings[i].client_hello);
        assert_int_equal(g_strcmp0(alert, endings[i].alert), 0);
        hsviz_connection_free(connection);
    }
}

/* Of the connection: with TLS the same, without it only whether it opened. */
static const struct whole_ending {
    const char *lines[12];
    enum hsviz_outcome outcome;
    enum settled settled;
} whole_endings[] = {
    { { THREE_WAY, "C A CH/13", FLIGHT_13, "C A ccs app/69" }, HSVIZ_OUTCOME_COMPLETE, SETTLED },
    { { THREE_WAY, "C A CH/13" }, HSVIZ_OUTCOME_CUT, MAY_CHANGE },
    { { THREE_WAY, "C A CH/13", "S A" }, HSVIZ_OUTCOME_TIMED_OUT, MAY_CHANGE },
    { { "C S", "S RA" }, HSVIZ_OUTCOME_REFUSED, SETTLED },
    { { "C S", "C S seq=0", "S RA" }, HSVIZ_OUTCOME_REFUSED, SETTLED },
    { { "C S" }, HSVIZ_OUTCOME_UNANSWERED, MAY_CHANGE },
    { { "C S", "C S seq=0" }, HSVIZ_OUTCOME_UNANSWERED, MAY_CHANGE },
    { { "C S", "S SA" }, HSVIZ_NUM_OUTCOMES, MAY_CHANGE },
    { { THREE_WAY, "C A text=GET", "S RA" }, HSVIZ_NUM_OUTCOMES, MAY_CHANGE },
    { { "C A text=GET", "S A text=HTTP" }, HSVIZ_NUM_OUTCOMES, MAY_CHANGE },
};

static void whole_outcomes(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(whole_endings); i++) {
        struct hsviz_connection *connection = lines_connection(whole_endings[i].lines);
        enum hsviz_outcome outcome = hsviz_connection_whole_outcome(connection);

        if (outcome != whole_endings[i].outcome)
            fail_msg("row %zu: %s", i, hsviz_word_name(hsviz_outcomes, outcome));
        assert_int_equal(hsviz_connection_whole_outcome_is_settled(connection),
                         whole_endings[i].settled == SETTLED);
        hsviz_connection_free(connection);
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(exchanges) + G_N_ELEMENTS(lates) + G_N_ELEMENTS(openings) +
                            2];
    size_t num = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(exchanges); i++)
        tests[num++] = row_test(exchanges[i].name, sides, &exchanges[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(lates); i++)
        tests[num++] = row_test(lates[i].name, said_before_roles_were_known, &lates[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(openings); i++)
        tests[num++] = row_test(openings[i].name, both_send_a_syn, &openings[i]);
    tests[num++] = row_test("outcomes", outcomes, NULL);
    tests[num++] = row_test("outcomes of connections", whole_outcomes, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
