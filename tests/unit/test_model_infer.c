/* test_model_infer.c
 * What is told of encrypted records without keys, and why (docs/model.md, section 7).
 *
 * Lengths: a record of TLS 1.3 has what it carries, 1 byte of type and the tag (16, with CCM_8 8;
 * RFC 8446 5.2); a Finished 4 + the hash's length (4.4.4): 53 with SHA-256, 69 with SHA-384.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"

struct told {
    char side;
    enum hsviz_step_type type;
    enum hsviz_reason reason;
};

#define C(step, reason) { 'C', HSVIZ_STEP_##step, HSVIZ_REASON_##reason }
#define S(step, reason) { 'S', HSVIZ_STEP_##step, HSVIZ_REASON_##reason }

#define THREE_WAY "C S", "S SA", "C A"
#define HELLO THREE_WAY, "C A CH/13/modes"
#define FLIGHT "S A SH/selected=0304 app/32 app/1200 app/281 app/53"
#define FLIGHT_TOLD                                                                               \
    S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(CERTIFICATE, LARGEST_OF_FLIGHT),         \
        S(CERTIFICATE_VERIFY, AFTER_CERTIFICATE), S(FINISHED, SIZE_OF_FINISHED)
#define FLIGHT_WITH_REQUEST "S A SH/selected=0304 app/32 app/70 app/1200 app/281 app/53"
#define FLIGHT_WITH_REQUEST_TOLD                                                                  \
    S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO),                                            \
        S(CERTIFICATE_REQUEST, BEFORE_CERTIFICATE), S(CERTIFICATE, LARGEST_OF_FLIGHT),            \
        S(CERTIFICATE_VERIFY, AFTER_CERTIFICATE), S(FINISHED, SIZE_OF_FINISHED)
#define DONE C(FINISHED, SIZE_OF_FINISHED)
#define CLIENT_AUTH                                                                               \
    C(CERTIFICATE, BEFORE_FINISHED), C(CERTIFICATE_VERIFY, BEFORE_FINISHED), DONE

#define TLS12                                                                                     \
    THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C A M16/32 ccs enc/40", "S A ccs enc/40"
#define TLS12_TOLD                                                                                \
    C(FINISHED, AFTER_CHANGE_CIPHER_SPEC), S(FINISHED, AFTER_CHANGE_CIPHER_SPEC)

struct inference {
    const char *name;
    const char *lines[LINES_MAX];
    struct told told[24]; /* the steps that were not seen, ended by side '\0' */
    const char *tls;      /* NULL: not looked at */
};

static const struct inference inferences[] = {
    /* ---- The server's flight ---- */
    { "full", { HELLO, FLIGHT, "C A app/53" }, { FLIGHT_TOLD, DONE }, NULL },
    { "full, records in frames of their own",
      { HELLO, "S A SH/selected=0304", "S A app/32", "S A app/1200", "S A app/281", "S A app/53",
        "C A app/53" },
      { FLIGHT_TOLD, DONE }, NULL },
    { "pre-shared key",
      { THREE_WAY, "C A CH/13/modes/psk", "S A SH/selected=0304/chosen-psk app/40 app/53",
        "C A app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, SIZE_OF_FINISHED), DONE },
      NULL },
    { "with a request for a certificate",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/700 app/281 app/53" },
      { FLIGHT_WITH_REQUEST_TOLD, CLIENT_AUTH },
      "full + client-auth sent, complete; 1 + 1, ?, ?; 2" },
    { "one record for all", { HELLO, "S A SH/selected=0304 app/1600", "C A app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO),
        S(CERTIFICATE, FLIGHT_IN_ONE_RECORD), S(CERTIFICATE_VERIFY, FLIGHT_IN_ONE_RECORD),
        S(FINISHED, FLIGHT_IN_ONE_RECORD), DONE },
      NULL },
    { "pre-shared key, one record",
      { THREE_WAY, "C A CH/13/modes/psk", "S A SH/selected=0304/chosen-psk app/70", "C A app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, FLIGHT_IN_ONE_RECORD),
        DONE },
      NULL },
    { "a certificate over three records, two of them full",
      { HELLO, "S A SH/selected=0304 app/32 app/16401 app/16401 app/4000 app/281 app/53",
        "C A app/53" },
      { FLIGHT_TOLD, DONE }, NULL },
    { "CCM_8, whose tag has 8 bytes",
      { HELLO, "S A SH/selected=0304/suite=1305 app/32 app/1200 app/281 app/45", "C A app/45" },
      { FLIGHT_TOLD, DONE }, NULL },
    { "SHA-384, whose Finished has 52 bytes",
      { HELLO, "S A SH/selected=0304/suite=1302 app/32 app/1200 app/281 app/69", "C A app/69" },
      { FLIGHT_TOLD, DONE }, NULL },
    { "data of the server before the client's Finished",
      { HELLO, "S A SH/selected=0304 app/32 app/1200 app/281 app/53 app/700", "C A app/53" },
      { FLIGHT_TOLD, S(APPLICATION_DATA, AFTER_FINISHED), DONE }, NULL },
    { "the client never answers", { HELLO, FLIGHT }, { FLIGHT_TOLD }, "full, cut; 1 + ?, ?, ?; 2" },
    /* ---- The client's flight ---- */
    { "EndOfEarlyData",
      { THREE_WAY, "C A CH/13/modes/early/psk app/100",
        "S A SH/selected=0304/chosen-psk app/40 app/53", "C A app/21 app/53" },
      { C(EARLY_DATA, BEFORE_SERVER_FLIGHT),
        S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, SIZE_OF_FINISHED),
        C(END_OF_EARLY_DATA, SIZE_OF_EMPTY_MESSAGE), DONE },
      NULL },
    /* A certificate shows that the server's flight held a request (RFC 8446 4.3.2). */
    { "no EndOfEarlyData without early data", { HELLO, FLIGHT, "C A app/21 app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO),
        S(CERTIFICATE_REQUEST, CERTIFICATE_SHOWN), S(CERTIFICATE, LARGEST_OF_FLIGHT),
        S(CERTIFICATE_VERIFY, AFTER_CERTIFICATE), S(FINISHED, SIZE_OF_FINISHED),
        C(CERTIFICATE, BEFORE_FINISHED), DONE },
      NULL },
    { "a certificate in one record with the rest",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/1000", "S A app/500" },
      { FLIGHT_WITH_REQUEST_TOLD, C(CERTIFICATE, FLIGHT_IN_ONE_RECORD),
        C(CERTIFICATE_VERIFY, FLIGHT_IN_ONE_RECORD), C(FINISHED, FLIGHT_IN_ONE_RECORD),
        S(NEW_SESSION_TICKET, BEFORE_REQUEST) },
      NULL },
    { "a little more than a Finished is no certificate",
      { HELLO, FLIGHT, "C A app/75", "S A app/500" },
      { FLIGHT_TOLD, C(FINISHED, FLIGHT_IN_ONE_RECORD), S(NEW_SESSION_TICKET, BEFORE_REQUEST) },
      "full, complete; 1 + 1, ?, ?; 2" },
    { "the client refuses the certificate", { HELLO, FLIGHT, "C A app/19", "C FA" },
      { FLIGHT_TOLD, C(ALERT, ALERT_LENGTH) }, "full, rejected-by-client; 1 + ?, ?, ?; 2" },
    /* ---- After the handshake ---- */
    { "tickets before a request",
      { HELLO, FLIGHT, "C A app/53", "S A app/250 app/250", "C A app/99", "S A app/900" },
      { FLIGHT_TOLD, DONE, S(NEW_SESSION_TICKET, BEFORE_REQUEST),
        S(NEW_SESSION_TICKET, BEFORE_REQUEST), C(APPLICATION_DATA, AFTER_FINISHED),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      "full, complete; 1 + 1, 3, 4; 2" },
    { "a ticket together with the response",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/250 app/900" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED),
        S(NEW_SESSION_TICKET, FIRST_OF_TICKET_SIZE), S(APPLICATION_DATA, AFTER_FINISHED) },
      "full, complete; 1 + 1, 2, 3; 2" },
    { "two tickets together with the response",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/250 app/250 app/900" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED),
        S(NEW_SESSION_TICKET, FIRST_OF_TICKET_SIZE), S(NEW_SESSION_TICKET, SAME_SIZE_AS_TICKET),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "a small response alone is no ticket",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/250", "C A app/99", "S A app/300" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "without psk_key_exchange_modes no ticket comes (RFC 8446 4.2.9)",
      { THREE_WAY, "C A CH/13", FLIGHT, "C A app/53", "S A app/250" },
      { FLIGHT_TOLD, DONE, S(APPLICATION_DATA, AFTER_FINISHED) }, NULL },
    { "KeyUpdate",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/900", "C A app/22", "S A app/22",
        "C A app/99" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(KEY_UPDATE, SIZE_OF_KEY_UPDATE), S(KEY_UPDATE, SIZE_OF_KEY_UPDATE),
        C(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    /* ---- Alerts ---- */
    { "close_notify before FIN, of both sides",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/900", "C A app/19", "C FA", "S A app/19",
        "S FA" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(CLOSE_NOTIFY, SMALL_BEFORE_FIN), S(CLOSE_NOTIFY, SMALL_BEFORE_FIN) },
      "full, complete; 1 + 1, 2, 3; 2" },
    { "close_notify with the FIN",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/900", "C FA app/19" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(CLOSE_NOTIFY, SMALL_BEFORE_FIN) },
      NULL },
    { "the size of an alert, but more follows",
      { HELLO, FLIGHT, "C A app/53 app/19", "C A app/99", "S A app/900" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), /* one run */
        S(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "an alert that refuses the client's certificate",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/700 app/281 app/53", "S A app/19", "S FA" },
      { FLIGHT_WITH_REQUEST_TOLD, CLIENT_AUTH, S(ALERT, ALERT_LENGTH) },
      "full + client-auth refused, rejected-by-server; 1 + 1, ?, ?; 2" },
    /* ---- TLS 1.2 ---- */
    { "TLS 1.2: after ChangeCipherSpec comes Finished (RFC 5246 7.4.9)",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C A M16/32 ccs enc/40", "S A ccs enc/40" },
      { C(FINISHED, AFTER_CHANGE_CIPHER_SPEC), S(FINISHED, AFTER_CHANGE_CIPHER_SPEC) }, NULL },
    { "TLS 1.2: a renegotiation that the client begins",
      { TLS12, "C A enc/239", "S A enc/141 enc/843 enc/28", "C A enc/61 ccs enc/40",
        "S A ccs enc/40", "C A app/99" },
      { TLS12_TOLD, C(CLIENT_HELLO, HANDSHAKE_AGAIN), S(SERVER_HELLO, FIRST_AFTER_CLIENT_HELLO),
        S(ENCRYPTED, NONE), S(ENCRYPTED, NONE), C(ENCRYPTED, NONE),
        C(FINISHED, AFTER_CHANGE_CIPHER_SPEC), S(FINISHED, AFTER_CHANGE_CIPHER_SPEC) },
      "full + renegotiated, complete; 1 + 2, 5, ?; 3" },
    { "TLS 1.2: a renegotiation that the server asks for, and no answer",
      { TLS12, "S A enc/28", "C A enc/239" },
      { TLS12_TOLD, S(HELLO_REQUEST, ASKED_BEFORE_HELLO), C(CLIENT_HELLO, HANDSHAKE_AGAIN) },
      "full, complete; 1 + 2, ?, ?; 3" },
    { "TLS 1.2: two renegotiations",
      { TLS12, "C A enc/239", "S A enc/141 ccs enc/40", "C A ccs enc/40", "S A enc/28",
        "C A enc/239" },
      { TLS12_TOLD, C(CLIENT_HELLO, HANDSHAKE_AGAIN), S(SERVER_HELLO, FIRST_AFTER_CLIENT_HELLO),
        S(FINISHED, AFTER_CHANGE_CIPHER_SPEC), C(FINISHED, AFTER_CHANGE_CIPHER_SPEC),
        S(HELLO_REQUEST, ASKED_BEFORE_HELLO), C(CLIENT_HELLO, HANDSHAKE_AGAIN) },
      NULL },
    { "TLS 1.2: a hidden alert before the FIN",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C A M16/32 ccs enc/40", "S A ccs enc/40",
        "C A app/99", "C A alert/26", "C FA" },
      { C(FINISHED, AFTER_CHANGE_CIPHER_SPEC), S(FINISHED, AFTER_CHANGE_CIPHER_SPEC),
        C(CLOSE_NOTIFY, SMALL_BEFORE_FIN) },
      NULL },
};

static void append_told(GString *text, char side, int type, int reason)
{
    g_string_append_printf(text, "%c %s: %s\n", side, hsviz_step_words[type].name,
                           hsviz_word_name(hsviz_reasons, reason));
}

static char *expected_text(const struct told *told)
{
    GString *text = g_string_new(NULL);

    for (; told->side; told++)
        append_told(text, told->side, (int)told->type, (int)told->reason);
    return g_string_free(text, FALSE);
}

static GString *told_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->source != HSVIZ_SEEN || step->type == HSVIZ_STEP_ENCRYPTED)
            append_told(text, "CS"[hsviz_step_side(connection, step)], step->type, step->reason);
    }
    return text;
}

static void run(void **state)
{
    const struct inference *inference = *state;
    struct hsviz_connection *connection = lines_connection(inference->lines);
    char *expected = expected_text(inference->told);

    expect_text(told_text(connection), expected, inference->name);
    if (inference->tls)
        expect_text(tls_text(connection), inference->tls, inference->name);
    g_free(expected);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(inferences)];

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        tests[i] = row_test(inferences[i].name, run, &inferences[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
