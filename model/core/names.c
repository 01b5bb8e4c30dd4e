/* names.c
 * The words of the model, as tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "names.h"

#include <stddef.h>

#define END_OF_TABLE { -1, NULL, NULL }

const struct hsviz_word hsviz_sides[] = {
    { HSVIZ_CLIENT, "client", "RFC 8446 1.1" },
    { HSVIZ_SERVER, "server", "RFC 8446 1.1" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_phases[] = {
    { HSVIZ_PHASE_OTHER, "other", "" },
    { HSVIZ_PHASE_TCP_OPEN, "tcp-open", "RFC 9293 3.5" },
    { HSVIZ_PHASE_HELLO, "hello", "RFC 8446 4.1" },
    { HSVIZ_PHASE_SERVER_PARAMETERS, "server-parameters", "RFC 8446 4.3" },
    { HSVIZ_PHASE_AUTHENTICATION, "authentication", "RFC 8446 4.4" },
    { HSVIZ_PHASE_KEY_EXCHANGE, "key-exchange", "RFC 5246 7.4.7" },
    { HSVIZ_PHASE_FINISHED, "finished", "RFC 8446 4.4.4" },
    { HSVIZ_PHASE_EARLY_DATA, "early-data", "RFC 8446 2.3" },
    { HSVIZ_PHASE_APPLICATION_DATA, "application-data", "RFC 8446 5" },
    { HSVIZ_PHASE_POST_HANDSHAKE, "post-handshake", "RFC 8446 4.6" },
    { HSVIZ_PHASE_ALERT, "alert", "RFC 8446 6" },
    { HSVIZ_PHASE_TLS_CLOSE, "tls-close", "RFC 8446 6.1" },
    { HSVIZ_PHASE_TCP_CLOSE, "tcp-close", "RFC 9293 3.6" },
    { HSVIZ_PHASE_RESET, "reset", "RFC 9293 3.5.2" },
    { HSVIZ_PHASE_PLAINTEXT, "plaintext", "" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_sources[] = {
    { HSVIZ_SEEN, "seen", "" },
    { HSVIZ_DECRYPTED, "decrypted", "" },
    { HSVIZ_INFERRED, "inferred", "" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_reasons[] = {
    { HSVIZ_REASON_NONE, "", "" },
    { HSVIZ_REASON_REQUIRED, "the standard requires it, the capture lacks it", "" },
    { HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO, "first record after ServerHello", "RFC 8446 4.3.1" },
    { HSVIZ_REASON_BEFORE_CERTIFICATE, "between the first record and the largest",
      "RFC 8446 4.3.2" },
    { HSVIZ_REASON_LARGEST_OF_FLIGHT, "largest record of the flight", "RFC 8446 4.4.2" },
    { HSVIZ_REASON_AFTER_CERTIFICATE, "follows the certificate", "RFC 8446 4.4.3" },
    { HSVIZ_REASON_SIZE_OF_FINISHED, "size of the cipher suite's Finished", "RFC 8446 4.4.4" },
    { HSVIZ_REASON_FLIGHT_IN_ONE_RECORD, "the flight shares its records", "RFC 8446 5.1" },
    { HSVIZ_REASON_LAST_OF_FLIGHT, "last record of the flight", "RFC 8446 4.4.4" },
    { HSVIZ_REASON_BEFORE_FINISHED, "before Finished in the client's flight", "RFC 8446 4.4" },
    { HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE, "size of an empty message before Finished",
      "RFC 8446 4.5" },
    { HSVIZ_REASON_AFTER_CHANGE_CIPHER_SPEC, "first handshake record after ChangeCipherSpec",
      "RFC 5246 7.4.9" },
    { HSVIZ_REASON_HANDSHAKE_AGAIN, "the client's first handshake record after its Finished",
      "RFC 5246 7.4.1.2" },
    { HSVIZ_REASON_ASKED_BEFORE_HELLO, "a handshake record of the server with no new ClientHello",
      "RFC 5246 7.4.1.1" },
    { HSVIZ_REASON_FIRST_AFTER_CLIENT_HELLO, "first handshake record after the new ClientHello",
      "RFC 5246 7.4.1.3" },
    { HSVIZ_REASON_BEFORE_REQUEST, "sent by the server before it had a request",
      "RFC 8446 4.6.1" },
    { HSVIZ_REASON_SAME_SIZE_AS_TICKET, "size of the ticket before it", "RFC 8446 4.6.1" },
    { HSVIZ_REASON_CERTIFICATE_SHOWN, "the client showed a certificate", "RFC 8446 4.3.2" },
    { HSVIZ_REASON_FIRST_OF_TICKET_SIZE, "size of a ticket, first after the client's Finished",
      "RFC 8446 4.6.1" },
    { HSVIZ_REASON_AFTER_FINISHED, "after the sender's Finished", "RFC 8446 4.4.4" },
    { HSVIZ_REASON_SMALL_BEFORE_FIN, "size of an alert, last before the close", "RFC 8446 6.1" },
    { HSVIZ_REASON_BEFORE_SERVER_FLIGHT, "sent before the server's answer could have come",
      "RFC 8446 4.2.10" },
    { HSVIZ_REASON_ALERT_LENGTH, "size of an alert", "RFC 8446 6" },
    { HSVIZ_REASON_ALERT_FOR_ANSWER, "size of an alert, in the place of an answer",
      "RFC 8446 6.2" },
    { HSVIZ_REASON_AFTER_GAP, "follows bytes that are not in the capture", "RFC 9293 3.4" },
    { HSVIZ_REASON_BEFORE_ANY_FINISHED,
      "earlier than TLS 1.2 allows data, so the handshake or data of TLS 1.3", "RFC 5246 7.3" },
    { HSVIZ_REASON_SSL2_ORDER, "order of messages after the master key",
      "draft-hickman-netscape-ssl 2.1" },
    { HSVIZ_REASON_ACKNOWLEDGED, "acknowledged, and not in the capture", "RFC 9293 3.4" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_tcp_states[] = {
    { HSVIZ_TCP_CLOSED, "CLOSED", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_LISTEN, "LISTEN", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_SYN_SENT, "SYN-SENT", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_SYN_RCVD, "SYN-RCVD", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_ESTABLISHED, "ESTABLISHED", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_FIN_WAIT_1, "FIN-WAIT-1", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_FIN_WAIT_2, "FIN-WAIT-2", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_CLOSE_WAIT, "CLOSE-WAIT", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_CLOSING, "CLOSING", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_LAST_ACK, "LAST-ACK", "RFC 9293 3.3.2" },
    { HSVIZ_TCP_TIME_WAIT, "TIME-WAIT", "RFC 9293 3.3.2" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_opens[] = {
    { HSVIZ_OPEN_MID_STREAM, "mid-stream", "" },
    { HSVIZ_OPEN_THREE_WAY, "three-way", "RFC 9293 3.5" },
    { HSVIZ_OPEN_FAST_OPEN_COOKIE_REQUEST, "fast-open cookie-request", "RFC 7413 4.1.1" },
    { HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED, "fast-open data-accepted", "RFC 7413 4.2.2" },
    { HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED, "fast-open data-rejected", "RFC 7413 4.2.2" },
    { HSVIZ_OPEN_SIMULTANEOUS, "simultaneous", "RFC 9293 3.5" },
    { HSVIZ_OPEN_SPLIT, "split", "RFC 9293 3.5" },
    { HSVIZ_OPEN_REFUSED, "refused", "RFC 9293 3.5.2" },
    { HSVIZ_OPEN_UNANSWERED, "unanswered", "RFC 9293 3.8.3" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_closes[] = {
    { HSVIZ_CLOSE_OPEN, "open", "" },
    { HSVIZ_CLOSE_FOUR_SEGMENT, "four-segment", "RFC 9293 3.6" },
    { HSVIZ_CLOSE_THREE_SEGMENT, "three-segment", "RFC 9293 3.6" },
    { HSVIZ_CLOSE_SIMULTANEOUS, "simultaneous", "RFC 9293 3.6" },
    { HSVIZ_CLOSE_HALF, "half", "RFC 9293 3.6" },
    { HSVIZ_CLOSE_RESET_BY_CLIENT, "reset-by-client", "RFC 9293 3.5.2" },
    { HSVIZ_CLOSE_RESET_BY_SERVER, "reset-by-server", "RFC 9293 3.5.2" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_kinds[] = {
    { HSVIZ_KIND_UNKNOWN, "unknown", "" },
    { HSVIZ_KIND_FULL, "full", "RFC 8446 2" },
    { HSVIZ_KIND_RESUMED_ID, "resumed-id", "RFC 5246 7.3" },
    { HSVIZ_KIND_RESUMED_TICKET, "resumed-ticket", "RFC 5077 3.1" },
    { HSVIZ_KIND_RESUMED_PSK, "resumed-psk", "RFC 8446 2.2" },
    { HSVIZ_KIND_PSK_ONLY, "psk-only", "RFC 8446 2.2" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_marks[] = {
    { HSVIZ_MARK_RETRY, "retry", "RFC 8446 4.1.4" },
    { HSVIZ_MARK_EARLY_DATA_ACCEPTED, "early-data accepted", "RFC 8446 4.2.10" },
    { HSVIZ_MARK_EARLY_DATA_REJECTED, "early-data rejected", "RFC 8446 4.2.10" },
    { HSVIZ_MARK_EARLY_DATA_OFFERED, "early-data offered", "RFC 8446 4.2.10" },
    { HSVIZ_MARK_CLIENT_AUTH_REQUESTED, "client-auth requested", "RFC 8446 4.3.2" },
    { HSVIZ_MARK_CLIENT_AUTH_SENT, "client-auth sent", "RFC 8446 4.4.2" },
    { HSVIZ_MARK_CLIENT_AUTH_REFUSED, "client-auth refused", "RFC 8446 4.4.2.4" },
    { HSVIZ_MARK_FALSE_START, "false-start", "RFC 7918 3" },
    { HSVIZ_MARK_STAPLED, "stapled", "RFC 6066 8" },
    { HSVIZ_MARK_RENEGOTIATED, "renegotiated", "RFC 5246 7.4.1.1" },
    { HSVIZ_MARK_STARTTLS, "starttls", "RFC 3207" },
    { HSVIZ_MARK_TUNNELLED, "tunnelled", "RFC 9110 9.3.6" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_outcomes[] = {
    { HSVIZ_OUTCOME_REFUSED, "refused", "RFC 9293 3.5.2" },
    { HSVIZ_OUTCOME_UNANSWERED, "unanswered", "RFC 9293 3.8.3" },
    { HSVIZ_OUTCOME_CUT, "cut", "" },
    { HSVIZ_OUTCOME_COMPLETE, "complete", "RFC 8446 4.4.4" },
    { HSVIZ_OUTCOME_REJECTED_BY_CLIENT, "rejected-by-client", "RFC 8446 6.2" },
    { HSVIZ_OUTCOME_REJECTED_BY_SERVER, "rejected-by-server", "RFC 8446 6.2" },
    { HSVIZ_OUTCOME_CLIENT_GAVE_UP, "client-gave-up", "" },
    { HSVIZ_OUTCOME_SERVER_GAVE_UP, "server-gave-up", "" },
    { HSVIZ_OUTCOME_TIMED_OUT, "timed-out", "" },
    { HSVIZ_OUTCOME_ONE_SIDED, "one-sided", "" },
    { HSVIZ_OUTCOME_NOT_TLS, "not-tls", "" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_ledger_parts[] = {
    { HSVIZ_LEDGER_CLIENT_NETWORK, "client network", "" },
    { HSVIZ_LEDGER_SERVER_NETWORK, "server network", "" },
    { HSVIZ_LEDGER_CLIENT_THINK, "client think", "" },
    { HSVIZ_LEDGER_SERVER_THINK, "server think", "" },
    { HSVIZ_LEDGER_LOSS_RECOVERY, "loss recovery", "" },
    { HSVIZ_LEDGER_UNKNOWN, "unknown", "" },
    END_OF_TABLE,
};

const struct hsviz_word hsviz_losses[] = {
    { HSVIZ_LOSS_NONE, "", "" },
    { HSVIZ_LOSS_DOWNSTREAM, "lost downstream", "RFC 5681 3.2" },
    { HSVIZ_LOSS_DOWNSTREAM_OR_OF_ACK, "it or its ACK lost downstream", "" },
    { HSVIZ_LOSS_NONE_ACKNOWLEDGED, "although acknowledged", "" },
    { HSVIZ_LOSS_UPSTREAM, "late, lost upstream", "RFC 7323 4.3" },
    { HSVIZ_LOSS_REORDERED, "late, reordered upstream", "RFC 7323 4.3" },
    { HSVIZ_LOSS_UNKNOWN, "late, lost or reordered upstream", "" },
    END_OF_TABLE,
};

const char *hsviz_word_name(const struct hsviz_word *table, int value)
{
    for (const struct hsviz_word *word = table; word->value >= 0; word++) {
        if (word->value == value)
            return word->name;
    }
    return "?";
}
