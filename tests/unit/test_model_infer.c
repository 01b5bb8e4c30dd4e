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
    { "no EndOfEarlyData without early data, and four bytes hold no certificate",
      { HELLO, FLIGHT, "C A app/21 app/53" }, { FLIGHT_TOLD, C(ENCRYPTED, NONE), DONE }, NULL },
    /* A certificate shows that the server's flight held a request (RFC 8446 4.3.2). */
    { "an empty certificate",
      { HELLO, "S A SH/selected=0304 app/40 app/1200 app/281 app/53", "C A app/25 app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO),
        S(CERTIFICATE_REQUEST, CERTIFICATE_SHOWN), S(CERTIFICATE, LARGEST_OF_FLIGHT),
        S(CERTIFICATE_VERIFY, AFTER_CERTIFICATE), S(FINISHED, SIZE_OF_FINISHED),
        C(CERTIFICATE, SIZE_OF_EMPTY_MESSAGE), DONE },
      "full + client-auth requested, complete; 1 + 1, ?, ?; 2" },
    { "a certificate and its signature in one record",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/1000 app/53" },
      { FLIGHT_WITH_REQUEST_TOLD, CLIENT_AUTH }, NULL },
    { "a certificate over three records",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/529 app/529 app/301 app/281 app/53" },
      { FLIGHT_WITH_REQUEST_TOLD, CLIENT_AUTH }, NULL },
    { "a certificate in one record with the rest",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/1000", "S A app/500" },
      { FLIGHT_WITH_REQUEST_TOLD, C(CERTIFICATE, FLIGHT_IN_ONE_RECORD),
        C(CERTIFICATE_VERIFY, FLIGHT_IN_ONE_RECORD), C(FINISHED, FLIGHT_IN_ONE_RECORD),
        S(ENCRYPTED, NONE) },
      NULL },
    { "a little more than a Finished is no certificate",
      { HELLO, FLIGHT, "C A app/75", "S A app/500" },
      { FLIGHT_TOLD, C(FINISHED, FLIGHT_IN_ONE_RECORD), S(ENCRYPTED, NONE) },
      "full, complete; 1 + 1, ?, ?; 2" },
    { "the client refuses the certificate", { HELLO, FLIGHT, "C A app/19", "C FA" },
      { FLIGHT_TOLD, C(ALERT, ALERT_LENGTH) }, "full, rejected-by-client; 1 + ?, ?, ?; 2" },
    /* ---- After the handshake ---- */
    { "tickets before a request",
      { HELLO, FLIGHT, "C A app/53", "S A app/250 app/250", "C A app/99", "S A app/900" },
      { FLIGHT_TOLD, DONE, S(NEW_SESSION_TICKET, FIRST_OF_TICKET_SIZE),
        S(NEW_SESSION_TICKET, SAME_SIZE_AS_TICKET), C(APPLICATION_DATA, AFTER_FINISHED),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      "full, complete; 1 + 1, 3, 4; 2" },
    { "one record before a request is a ticket or the greeting of a protocol like SMTP",
      { HELLO, FLIGHT, "C A app/53", "S A app/250", "C A app/99", "S A app/900" },
      { FLIGHT_TOLD, DONE, S(ENCRYPTED, NONE), C(APPLICATION_DATA, AFTER_FINISHED),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      "full, complete; 1 + 1, 3, 4; 2" },
    { "where the client speaks first, it is a ticket",
      { THREE_WAY, "C A CH/13/modes/alpn=h2", FLIGHT, "C A app/53", "S A app/250", "C A app/99" },
      { FLIGHT_TOLD, DONE, S(NEW_SESSION_TICKET, BEFORE_REQUEST),
        C(APPLICATION_DATA, AFTER_FINISHED) },
      "full, complete; 1 + 1, 3, ?; 2" },
    { "where another protocol is offered, it is not known",
      { THREE_WAY, "C A CH/13/modes/alpn=imap", FLIGHT, "C A app/53", "S A app/250" },
      { FLIGHT_TOLD, DONE, S(ENCRYPTED, NONE) }, NULL },
    { "a greeting behind two tickets",
      { HELLO, FLIGHT, "C A app/53", "S A app/250 app/250 app/120", "C A app/99" },
      { FLIGHT_TOLD, DONE, S(NEW_SESSION_TICKET, FIRST_OF_TICKET_SIZE),
        S(NEW_SESSION_TICKET, SAME_SIZE_AS_TICKET), S(ENCRYPTED, NONE),
        C(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "a greeting in the server's flight",
      { HELLO, "S A SH/selected=0304 app/32 app/1200 app/281 app/53 app/120", "C A app/53" },
      { FLIGHT_TOLD, S(ENCRYPTED, NONE), DONE }, NULL },
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
    { "five bytes alone are a KeyUpdate or a message of the application",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/900", "C A app/22", "S A app/22",
        "C A app/99" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(ENCRYPTED, NONE), S(ENCRYPTED, NONE), C(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "five bytes behind a response are its last chunk (RFC 9112 7.1)",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/900", "S A app/22", "C A app/99",
        "S A app/500", "S A app/22" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED) },
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
    { "a record that follows the request is an alert of unknown kind",
      { HELLO, FLIGHT, "C A app/53", "S A app/250", "C A app/99", "S A app/19", "S FA" },
      { FLIGHT_TOLD, DONE, S(ENCRYPTED, NONE), C(APPLICATION_DATA, AFTER_FINISHED),
        S(ALERT, ALERT_FOR_ANSWER) },
      "full, complete; 1 + 1, 3, ?; 2" },
    { "so it is behind tickets that came with it",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/250 app/250 app/19", "S RA" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED),
        S(NEW_SESSION_TICKET, FIRST_OF_TICKET_SIZE), S(NEW_SESSION_TICKET, SAME_SIZE_AS_TICKET),
        S(ALERT, ALERT_FOR_ANSWER) },
      NULL },
    { "a request that crosses the server's close is not answered by it",
      { HELLO, FLIGHT, "C A app/53 app/99", "S A app/900", "C A app/99", "S A ack=1 app/19",
        "S FA ack=1" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), S(APPLICATION_DATA, AFTER_FINISHED),
        C(APPLICATION_DATA, AFTER_FINISHED), S(CLOSE_NOTIFY, SMALL_BEFORE_FIN) },
      NULL },
    { "a client that closes is answered with a close",
      { HELLO, FLIGHT, "C A app/53 app/99 app/19", "S A app/19", "S FA", "C FA" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED), C(CLOSE_NOTIFY, SMALL_BEFORE_FIN),
        S(CLOSE_NOTIFY, SMALL_BEFORE_FIN) },
      NULL },
    { "two records of an alert's size: the first is an alert, or data",
      { HELLO, FLIGHT, "C A app/53 app/19 app/19", "C FA" },
      { FLIGHT_TOLD, DONE, C(ENCRYPTED, NONE), C(CLOSE_NOTIFY, SMALL_BEFORE_FIN) }, NULL },
    { "padding hides an alert and a ticket (RFC 8446 5.4)",
      { HELLO, "S A SH/selected=0304 app/272 app/1040 app/528 app/272", "C A app/272 app/272",
        "S A app/272 app/272 app/272", "C A app/272", "C FA" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(CERTIFICATE, LARGEST_OF_FLIGHT),
        S(CERTIFICATE_VERIFY, AFTER_CERTIFICATE), S(FINISHED, LAST_OF_FLIGHT), DONE,
        C(APPLICATION_DATA, AFTER_FINISHED), S(ENCRYPTED, NONE), S(ENCRYPTED, NONE),
        S(ENCRYPTED, NONE), C(ENCRYPTED, NONE) },
      NULL },
    /* ---- What cannot fit ---- */
    { "a flight that is cut behind its first record", { HELLO, "S A SH/selected=0304 app/36" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO) }, NULL },
    { "a flight that may be cut behind a larger one",
      { HELLO, "S A SH/selected=0304 app/36 app/1500" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(ENCRYPTED, NONE) }, NULL },
    { "18 bytes hold no Finished: it shares the first record (RFC 8446 5.2)",
      { THREE_WAY, "C A CH/13/modes/early/psk app/100",
        "S A SH/selected=0304/chosen-psk app/78 app/628 app/18", "C A app/21 app/53" },
      { C(EARLY_DATA, BEFORE_SERVER_FLIGHT),
        S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, FLIGHT_IN_ONE_RECORD),
        S(APPLICATION_DATA, AFTER_FINISHED), C(END_OF_EARLY_DATA, SIZE_OF_EMPTY_MESSAGE), DONE },
      NULL },
    { "data behind a flight in one record",
      { HELLO, "S A SH/selected=0304 app/3635 app/60", "C A app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO),
        S(CERTIFICATE, FLIGHT_IN_ONE_RECORD), S(CERTIFICATE_VERIFY, FLIGHT_IN_ONE_RECORD),
        S(FINISHED, FLIGHT_IN_ONE_RECORD), S(APPLICATION_DATA, AFTER_FINISHED), DONE },
      NULL },
    { "a record too small for the flight before the client's Finished",
      { HELLO, "S A SH/selected=0304 app/100 app/60", "C A app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(ENCRYPTED, NONE), DONE },
      "full, complete; 1 + 1, ?, ?; 2" },
    { "four records of the client, none of which can be a Finished",
      { HELLO, FLIGHT, "C A app/30 app/99 app/99 app/99 app/99 app/99" },
      { FLIGHT_TOLD, C(ENCRYPTED, NONE), C(ENCRYPTED, NONE), C(ENCRYPTED, NONE),
        C(ENCRYPTED, NONE), C(ENCRYPTED, NONE), C(ENCRYPTED, NONE) },
      NULL },
    { "what the server sends after the client spoke is of no flight",
      { "S SA ack=1", "C! A len=500", "S A SH/selected=0304/chosen-psk app/74", "C! A len=300",
        "S A app/3000 app/292" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, FLIGHT_IN_ONE_RECORD),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "a client's certificate is cut with the capture",
      { HELLO, FLIGHT_WITH_REQUEST, "C A app/1000" },
      { FLIGHT_WITH_REQUEST_TOLD, C(ENCRYPTED, NONE) },
      "full + client-auth requested, cut; 1 + ?, ?, ?; 2" },
    /* ---- Early data ---- */
    { "the answer to early data is no ticket",
      { THREE_WAY, "C A CH/13/modes/early/psk app/100",
        "S A SH/selected=0304/chosen-psk app/40 app/53", "C A app/21 app/53",
        "S A app/768 app/1517" },
      { C(EARLY_DATA, BEFORE_SERVER_FLIGHT),
        S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, SIZE_OF_FINISHED),
        C(END_OF_EARLY_DATA, SIZE_OF_EMPTY_MESSAGE), DONE, S(APPLICATION_DATA, AFTER_FINISHED) },
      "resumed-psk + early-data accepted, complete; 1 + 0, 1, 3; 1" },
    { "a record of a ticket's size behind it is one, or the answer",
      { THREE_WAY, "C A CH/13/modes/early/psk app/100",
        "S A SH/selected=0304/chosen-psk app/40 app/53", "C A app/21 app/53", "S A app/173" },
      { C(EARLY_DATA, BEFORE_SERVER_FLIGHT),
        S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(FINISHED, SIZE_OF_FINISHED),
        C(END_OF_EARLY_DATA, SIZE_OF_EMPTY_MESSAGE), DONE, S(ENCRYPTED, NONE) },
      NULL },
    /* ---- What is not in the capture ---- */
    { "a flight that was not captured",
      { HELLO, "S A SH/selected=0304 ccs", "S! A app/32 app/1200 app/281 app/53",
        "C A app/25 app/53", "S A app/250 app/250", "C A app/37", "S A app/37", "C A app/19",
        "S A app/19", "S FA", "C FA" },
      { C(CERTIFICATE, SIZE_OF_EMPTY_MESSAGE), DONE, S(NEW_SESSION_TICKET, FIRST_OF_TICKET_SIZE),
        S(NEW_SESSION_TICKET, SAME_SIZE_AS_TICKET), C(APPLICATION_DATA, AFTER_FINISHED),
        S(APPLICATION_DATA, AFTER_FINISHED), C(CLOSE_NOTIFY, SMALL_BEFORE_FIN),
        S(CLOSE_NOTIFY, SMALL_BEFORE_FIN) },
      "full + client-auth requested, complete; 1 + 1, 3, 4; 2" },
    { "tickets that were not captured: the request had come after them",
      { HELLO, FLIGHT, "C A app/53", "S A", "S! A app/250 app/250", "C A app/37", "S A app/37" },
      { FLIGHT_TOLD, DONE, C(APPLICATION_DATA, AFTER_FINISHED),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      "full, complete; 1 + 1, 3, 4; 2" },
    { "a part of a flight that was not captured",
      { HELLO, "S A SH/selected=0304 app/32", "S! A app/1200 app/281", "C A", "S A app/53",
        "C A app/53" },
      { S(ENCRYPTED_EXTENSIONS, FIRST_AFTER_SERVER_HELLO), S(ENCRYPTED, AFTER_GAP), DONE },
      "full, complete; 1 + 1, ?, ?; 2" },
    { "the client's Finished was not captured",
      { HELLO, FLIGHT, "C! A app/53", "S A app/250", "C A app/99", "S A app/900" },
      { FLIGHT_TOLD, S(ENCRYPTED, NONE), C(APPLICATION_DATA, AFTER_FINISHED),
        S(APPLICATION_DATA, AFTER_FINISHED) },
      NULL },
    { "TLS 1.2: a ChangeCipherSpec that was not captured",
      { THREE_WAY, "C A CH", "S A SH CERT12/900 M14/0", "C A M16/32", "C! A ccs", "S A",
        "C A enc/40", "S A ccs enc/40" },
      { S(FINISHED, AFTER_CHANGE_CIPHER_SPEC) }, NULL },
    /* ---- TLS 1.2 ---- */
    { "TLS 1.2: alerts that decline and give up a renegotiation are of unknown kind",
      { TLS12, "C A app/99", "S A app/99", "C A enc/239", "S A alert/26", "C A alert/26", "C FA" },
      { TLS12_TOLD, C(CLIENT_HELLO, HANDSHAKE_AGAIN) }, "full, complete; 1 + 2, 3, 4; 3" },
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

        if (!(step->flags & HSVIZ_STEP_GAP) &&
            (step->source != HSVIZ_SEEN || step->type == HSVIZ_STEP_ENCRYPTED))
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
