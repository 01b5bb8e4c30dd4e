/* names.h
 * Enumerations of the model and the names of their values: ends, phases, sources, states, kinds,
 * outcomes.
 *
 * Purpose: one enum and one table for each; the table has every value's name and the standard that
 *          defines it. Everything that shows a name takes it from here.
 * Lifetime: every string returned is static.
 * Zero: the first value of each enum means "unknown" or the ordinary case, as its comment says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_NAMES_H
#define HSVIZ_MODEL_CORE_NAMES_H

/* The two ends of a connection, as the capture shows them. Everything is stored by end. */
enum hsviz_end {
    HSVIZ_END_0, /* sent the first packet captured */
    HSVIZ_END_1,
    HSVIZ_NUM_ENDS
};

/* The two ends by role. Roles may become known late, so an end is mapped to its role only when
 * something is read (hsviz_side_of(), hsviz_end_of()). */
enum hsviz_side {
    HSVIZ_CLIENT, /* who sent the SYN (RFC 9293 3.5) or the ClientHello (RFC 8446 4.1.2) */
    HSVIZ_SERVER,
    HSVIZ_NUM_SIDES
};

/* The part of the conversation that a step belongs to. OTHER: none of the others. */
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

/* How a step is known. */
enum hsviz_source {
    HSVIZ_SEEN,      /* in clear */
    HSVIZ_DECRYPTED, /* with keys */
    HSVIZ_INFERRED,  /* from order and size; see the step's reason */
    HSVIZ_NUM_SOURCES
};

/* The reason for an inference. NONE for steps that were seen or decrypted. */
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
    HSVIZ_REASON_AFTER_FINISHED,
    HSVIZ_REASON_SMALL_BEFORE_FIN,
    HSVIZ_REASON_BEFORE_SERVER_FLIGHT,
    HSVIZ_REASON_ALERT_LENGTH,
    HSVIZ_REASON_ALERT_FOR_ANSWER,
    HSVIZ_REASON_AFTER_GAP,
    HSVIZ_REASON_BEFORE_ANY_FINISHED,
    HSVIZ_REASON_SSL2_ORDER,
    HSVIZ_REASON_ACKNOWLEDGED, /* of a gap of data */
    HSVIZ_NUM_REASONS
};

/* The eleven states of RFC 9293 3.3.2. CLOSED, which also means "no connection", is zero. */
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

/* How it ended. OPEN: it had not closed by the end of the capture. */
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

/* Kinds of TLS handshake. UNKNOWN: no ServerHello, or not enough to decide. */
enum hsviz_kind {
    HSVIZ_KIND_UNKNOWN,
    HSVIZ_KIND_FULL,
    HSVIZ_KIND_RESUMED_ID,
    HSVIZ_KIND_RESUMED_TICKET,
    HSVIZ_KIND_RESUMED_PSK,
    HSVIZ_KIND_PSK_ONLY,
    HSVIZ_NUM_KINDS
};

/* Marks shown beside the kind, in this order; bit numbers. */
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

/* How a handshake ended: first what only TCP's without TLS can come to, then TLS's. CUT: the
 * capture begins or ends during the handshake. */
enum hsviz_outcome {
    HSVIZ_OUTCOME_REFUSED,
    HSVIZ_OUTCOME_UNANSWERED,
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

/* The parts of the time ledger (docs/model.md, section 4). */
enum hsviz_ledger_part {
    HSVIZ_LEDGER_CLIENT_NETWORK,
    HSVIZ_LEDGER_SERVER_NETWORK,
    HSVIZ_LEDGER_CLIENT_THINK,
    HSVIZ_LEDGER_SERVER_THINK,
    HSVIZ_LEDGER_LOSS_RECOVERY,
    HSVIZ_LEDGER_UNKNOWN,
    HSVIZ_NUM_LEDGER_PARTS
};

/* Why a step was retransmitted or came out of order, as far as the capture shows. */
enum hsviz_loss {
    HSVIZ_LOSS_NONE,
    HSVIZ_LOSS_DOWNSTREAM, /* the receiver shows that it did not get it */
    HSVIZ_LOSS_DOWNSTREAM_OR_OF_ACK,
    HSVIZ_LOSS_NONE_ACKNOWLEDGED,
    HSVIZ_LOSS_UPSTREAM,
    HSVIZ_LOSS_REORDERED,
    HSVIZ_LOSS_UNKNOWN, /* one of the two before */
    HSVIZ_NUM_LOSSES
};

/* A value, its name as users see it, and where it is defined. */
struct hsviz_word {
    int value;        /* of its enum; -1 ends the table */
    const char *name; /* shown, and filtered by */
    const char *rfc;  /* standard and section; "" if hsviz defines it */
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
extern const struct hsviz_word hsviz_outcomes[]; /* of TLS: from HSVIZ_OUTCOME_CUT on */
extern const struct hsviz_word hsviz_ledger_parts[];
extern const struct hsviz_word hsviz_losses[];

/* hsviz_word_name: the name of value in table; "?" if the table has no such value. Never NULL. */
const char *hsviz_word_name(const struct hsviz_word *table, int value);

/* hsviz_other_side, hsviz_other_end: the opposite one. */
static inline enum hsviz_side hsviz_other_side(enum hsviz_side side)
{
    return side == HSVIZ_CLIENT ? HSVIZ_SERVER : HSVIZ_CLIENT;
}

static inline enum hsviz_end hsviz_other_end(enum hsviz_end end)
{
    return end == HSVIZ_END_0 ? HSVIZ_END_1 : HSVIZ_END_0;
}

#endif
