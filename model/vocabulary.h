/* vocabulary.h
 * The words of the model: phases, steps, sources, states, kinds and outcomes, and their names.
 *
 * Purpose: one enum a vocabulary, and one table a vocabulary that gives each value its name and
 *          where the name comes from. Whoever shows a word takes it from here.
 * Lifetime: every string returned is static.
 * Zero: each enum's first value is its "not known" or most ordinary one, as its comment says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_VOCABULARY_H
#define HSVIZ_MODEL_VOCABULARY_H

#include <glib.h>

/* The two ends of a connection, by role. */
enum hsviz_side {
    HSVIZ_CLIENT, /* who sent the SYN (RFC 9293 3.5) or the ClientHello (RFC 8446 4.1.2) */
    HSVIZ_SERVER,
    HSVIZ_NUM_SIDES
};

/* The part of the conversation that a step belongs to. OTHER is the least that can be said. */
enum hsviz_phase {
    HSVIZ_PHASE_OTHER, /* keep-alives, window updates, stray segments */
    HSVIZ_PHASE_TCP_OPEN,
    HSVIZ_PHASE_HELLO,
    HSVIZ_PHASE_SERVER_PARAMETERS,
    HSVIZ_PHASE_AUTHENTICATION,
    HSVIZ_PHASE_KEY_EXCHANGE,
    HSVIZ_PHASE_FINISHED,
    HSVIZ_PHASE_EARLY_DATA,
    HSVIZ_PHASE_APPLICATION_DATA,
    HSVIZ_PHASE_POST_HANDSHAKE,
    HSVIZ_PHASE_ALERT,
    HSVIZ_PHASE_TLS_CLOSE,
    HSVIZ_PHASE_TCP_CLOSE,
    HSVIZ_PHASE_RESET,
    HSVIZ_PHASE_PLAINTEXT, /* bytes before STARTTLS, or of a connection that never speaks TLS */
    HSVIZ_NUM_PHASES
};

/* What an arrow stands for. */
enum hsviz_step_type {
    HSVIZ_STEP_NONE, /* no step: a plain acknowledgement, a fragment */
    HSVIZ_STEP_SYN,
    HSVIZ_STEP_SYN_ACK,
    HSVIZ_STEP_ACK,
    HSVIZ_STEP_FIN,
    HSVIZ_STEP_FIN_ACK, /* a FIN that is also the first acknowledgement of the other side's */
    HSVIZ_STEP_RST,
    HSVIZ_STEP_KEEP_ALIVE,  /* this and the next three: hidden in the default drawing */
    HSVIZ_STEP_ZERO_WINDOW,
    HSVIZ_STEP_WINDOW_PROBE,
    HSVIZ_STEP_WINDOW_UPDATE, /* that opens a window which was closed */
    HSVIZ_STEP_SEGMENT,       /* bytes of which nothing is known: always a gap */
    HSVIZ_STEP_CLIENT_HELLO,
    HSVIZ_STEP_HELLO_RETRY_REQUEST,
    HSVIZ_STEP_SERVER_HELLO,
    HSVIZ_STEP_ENCRYPTED_EXTENSIONS,
    HSVIZ_STEP_CERTIFICATE_REQUEST,
    HSVIZ_STEP_CERTIFICATE,
    HSVIZ_STEP_COMPRESSED_CERTIFICATE,
    HSVIZ_STEP_CERTIFICATE_VERIFY,
    HSVIZ_STEP_CERTIFICATE_STATUS,
    HSVIZ_STEP_SERVER_KEY_EXCHANGE,
    HSVIZ_STEP_SERVER_HELLO_DONE,
    HSVIZ_STEP_CLIENT_KEY_EXCHANGE,
    HSVIZ_STEP_CHANGE_CIPHER_SPEC,
    HSVIZ_STEP_FINISHED,
    HSVIZ_STEP_NEW_SESSION_TICKET,
    HSVIZ_STEP_END_OF_EARLY_DATA,
    HSVIZ_STEP_KEY_UPDATE,
    HSVIZ_STEP_HELLO_REQUEST,
    HSVIZ_STEP_OTHER_HANDSHAKE, /* any other handshake message; its type is in the step's value */
    HSVIZ_STEP_ALERT,
    HSVIZ_STEP_CLOSE_NOTIFY,
    HSVIZ_STEP_EARLY_DATA,
    HSVIZ_STEP_APPLICATION_DATA, /* outside TLS, its phase is HSVIZ_PHASE_PLAINTEXT */
    HSVIZ_STEP_HEARTBEAT,
    HSVIZ_STEP_ENCRYPTED, /* encrypted, and nothing tells what it is */
    HSVIZ_NUM_STEP_TYPES
};

/* Why a step is believed. */
enum hsviz_source {
    HSVIZ_SEEN,      /* in clear */
    HSVIZ_DECRYPTED, /* with keys */
    HSVIZ_INFERRED,  /* from order and size; the step's reason says which */
    HSVIZ_NUM_SOURCES
};

/* The reason of an inference. NONE for what was seen or decrypted. */
enum hsviz_reason {
    HSVIZ_REASON_NONE,
    HSVIZ_REASON_REQUIRED, /* of a gap */
    HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO,
    HSVIZ_REASON_BEFORE_CERTIFICATE,
    HSVIZ_REASON_LARGEST_OF_FLIGHT,
    HSVIZ_REASON_AFTER_CERTIFICATE,
    HSVIZ_REASON_SIZE_OF_FINISHED,
    HSVIZ_REASON_FLIGHT_IN_ONE_RECORD,
    HSVIZ_REASON_LAST_OF_FLIGHT,
    HSVIZ_REASON_BEFORE_FINISHED,
    HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE,
    HSVIZ_REASON_AFTER_CHANGE_CIPHER_SPEC,
    HSVIZ_REASON_HANDSHAKE_AGAIN,
    HSVIZ_REASON_ASKED_BEFORE_HELLO,
    HSVIZ_REASON_FIRST_AFTER_CLIENT_HELLO,
    HSVIZ_REASON_BEFORE_REQUEST,
    HSVIZ_REASON_SAME_SIZE_AS_TICKET,
    HSVIZ_REASON_CERTIFICATE_SHOWN,
    HSVIZ_REASON_FIRST_OF_TICKET_SIZE,
    HSVIZ_REASON_SIZE_OF_KEY_UPDATE,
    HSVIZ_REASON_AFTER_FINISHED,
    HSVIZ_REASON_SMALL_BEFORE_FIN,
    HSVIZ_REASON_BEFORE_SERVER_FLIGHT,
    HSVIZ_REASON_ALERT_LENGTH,
    HSVIZ_REASON_SSL2_ORDER,
    HSVIZ_REASON_ACKNOWLEDGED, /* of a gap of data */
    HSVIZ_NUM_REASONS
};

/* RFC 9293 3.3.2, all eleven. CLOSED, which is also "no connection", is zero. */
enum hsviz_tcp_state {
    HSVIZ_TCP_CLOSED,
    HSVIZ_TCP_LISTEN,
    HSVIZ_TCP_SYN_SENT,
    HSVIZ_TCP_SYN_RCVD,
    HSVIZ_TCP_ESTABLISHED,
    HSVIZ_TCP_FIN_WAIT_1,
    HSVIZ_TCP_FIN_WAIT_2,
    HSVIZ_TCP_CLOSE_WAIT,
    HSVIZ_TCP_CLOSING,
    HSVIZ_TCP_LAST_ACK,
    HSVIZ_TCP_TIME_WAIT,
    HSVIZ_NUM_TCP_STATES
};

/* How a TCP connection began, as far as the capture shows. */
enum hsviz_open {
    HSVIZ_OPEN_MID_STREAM,
    HSVIZ_OPEN_THREE_WAY,
    HSVIZ_OPEN_FAST_OPEN_COOKIE_REQUEST,
    HSVIZ_OPEN_FAST_OPEN_DATA_ACCEPTED,
    HSVIZ_OPEN_FAST_OPEN_DATA_REJECTED,
    HSVIZ_OPEN_SIMULTANEOUS,
    HSVIZ_OPEN_SPLIT,
    HSVIZ_OPEN_REFUSED,
    HSVIZ_OPEN_UNANSWERED,
    HSVIZ_NUM_OPENS
};

/* How it ended. OPEN: it had not by the capture's end. */
enum hsviz_close {
    HSVIZ_CLOSE_OPEN,
    HSVIZ_CLOSE_FOUR_SEGMENT,
    HSVIZ_CLOSE_THREE_SEGMENT,
    HSVIZ_CLOSE_SIMULTANEOUS,
    HSVIZ_CLOSE_HALF,
    HSVIZ_CLOSE_RESET_BY_CLIENT,
    HSVIZ_CLOSE_RESET_BY_SERVER,
    HSVIZ_NUM_CLOSES
};

/* Kinds of TLS handshake. UNKNOWN: no ServerHello, or nothing that tells. */
enum hsviz_kind {
    HSVIZ_KIND_UNKNOWN,
    HSVIZ_KIND_FULL,
    HSVIZ_KIND_RESUMED_ID,
    HSVIZ_KIND_RESUMED_TICKET,
    HSVIZ_KIND_RESUMED_PSK,
    HSVIZ_KIND_PSK_ONLY,
    HSVIZ_NUM_KINDS
};

/* What stands beside the kind, a bit each, in the order in which they are shown. */
enum hsviz_mark {
    HSVIZ_MARK_RETRY,
    HSVIZ_MARK_EARLY_DATA_ACCEPTED,
    HSVIZ_MARK_EARLY_DATA_REJECTED,
    HSVIZ_MARK_EARLY_DATA_OFFERED,
    HSVIZ_MARK_CLIENT_AUTH_REQUESTED,
    HSVIZ_MARK_CLIENT_AUTH_SENT,
    HSVIZ_MARK_CLIENT_AUTH_REFUSED,
    HSVIZ_MARK_FALSE_START,
    HSVIZ_MARK_STAPLED,
    HSVIZ_MARK_RENEGOTIATED,
    HSVIZ_MARK_STARTTLS,
    HSVIZ_MARK_TUNNELLED,
    HSVIZ_NUM_MARKS
};

/* How a TLS handshake ended. CUT: the capture begins or ends inside it. */
enum hsviz_outcome {
    HSVIZ_OUTCOME_CUT,
    HSVIZ_OUTCOME_COMPLETE,
    HSVIZ_OUTCOME_REJECTED_BY_CLIENT,
    HSVIZ_OUTCOME_REJECTED_BY_SERVER,
    HSVIZ_OUTCOME_CLIENT_GAVE_UP,
    HSVIZ_OUTCOME_SERVER_GAVE_UP,
    HSVIZ_OUTCOME_TIMED_OUT,
    HSVIZ_OUTCOME_ONE_SIDED,
    HSVIZ_OUTCOME_NOT_TLS,
    HSVIZ_NUM_OUTCOMES
};

/* The parts of the time ledger (model, section 4). */
enum hsviz_ledger_part {
    HSVIZ_LEDGER_CLIENT_NETWORK,
    HSVIZ_LEDGER_SERVER_NETWORK,
    HSVIZ_LEDGER_CLIENT_THINK,
    HSVIZ_LEDGER_SERVER_THINK,
    HSVIZ_LEDGER_LOSS_RECOVERY,
    HSVIZ_LEDGER_UNKNOWN,
    HSVIZ_NUM_LEDGER_PARTS
};

/* Why a step comes again or late, as far as the capture shows. */
enum hsviz_loss {
    HSVIZ_LOSS_NONE,
    HSVIZ_LOSS_AFTER_TAP, /* the receiver shows that it lacks it */
    HSVIZ_LOSS_BEYOND_TAP,
    HSVIZ_LOSS_OF_ANSWER,
    HSVIZ_LOSS_BEFORE_TAP,
    HSVIZ_LOSS_OVERTAKEN,
    HSVIZ_LOSS_UNKNOWN, /* one of the two before */
    HSVIZ_NUM_LOSSES
};

/* One word, its name as users see it, and where it is defined. */
struct hsviz_word {
    int value;        /* of its enum; -1 ends a table */
    const char *name; /* shown, and filtered by */
    const char *rfc;  /* standard and section; "" where the word is hsviz's own */
};

/* One kind of step: its name, its letter in the history, and the phase it belongs to. */
struct hsviz_step_word {
    enum hsviz_step_type type;
    const char *name;
    char letter; /* capital; '\0' for steps of TCP */
    enum hsviz_phase phase;
    const char *rfc;
};

/* The tables, in the order of their enums, each ended by a row with value -1. */
extern const struct hsviz_word hsviz_sides[];
extern const struct hsviz_word hsviz_phases[];
extern const struct hsviz_word hsviz_sources[];
extern const struct hsviz_word hsviz_reasons[];
extern const struct hsviz_word hsviz_tcp_states[];
extern const struct hsviz_word hsviz_opens[];
extern const struct hsviz_word hsviz_closes[];
extern const struct hsviz_word hsviz_kinds[];
extern const struct hsviz_word hsviz_marks[];
extern const struct hsviz_word hsviz_outcomes[];
extern const struct hsviz_word hsviz_ledger_parts[];
extern const struct hsviz_word hsviz_losses[];

/* hsviz_step_words: indexed by enum hsviz_step_type, HSVIZ_NUM_STEP_TYPES rows. */
extern const struct hsviz_step_word hsviz_step_words[];

/* hsviz_word_name: the name of value in table; never NULL: "?" where the table lacks it. */
const char *hsviz_word_name(const struct hsviz_word *table, int value);

/* hsviz_other_side: the opposite end. */
enum hsviz_side hsviz_other_side(enum hsviz_side side);

#endif
