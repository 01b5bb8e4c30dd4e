/* notes.h
 * What whoever reads a diagram should know besides it: one sentence a note.
 *
 * Purpose: notes are kept as a type and two numbers, and become words where they are shown.
 * Zero: frame 0 is a note of the connection as a whole.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_NOTES_H
#define HSVIZ_MODEL_NOTES_H

#include <stdint.h>

#include <glib.h>

enum hsviz_note_type {
    HSVIZ_NOTE_RETRANSMISSION,      /* value: step type, frame repeated, microseconds lost */
    HSVIZ_NOTE_CAME_LATE,           /* value: side, microseconds, enum hsviz_loss */
    HSVIZ_NOTE_UNEXPECTED,          /* value: step type */
    HSVIZ_NOTE_SENTINEL,            /* value: the version that the server can do */
    HSVIZ_NOTE_FALLBACK,
    HSVIZ_NOTE_CONTRADICTION,       /* value: the record's version, the negotiated one */
    HSVIZ_NOTE_ANSWERED_IN_PLAIN,
    HSVIZ_NOTE_INNER_TLS,
    HSVIZ_NOTE_OUT_OF_ORDER,
    HSVIZ_NOTE_EARLY_DATA_REJECTED,
    HSVIZ_NOTE_FATAL_ALERT,         /* value: side, description */
    HSVIZ_NOTE_MID_STREAM,
    HSVIZ_NOTE_ONE_SIDED,           /* value: the side that is there */
    HSVIZ_NOTE_CLIENT_GUESSED,
    HSVIZ_NOTE_RECORD_CUT,          /* value: side, first frame of the record */
    HSVIZ_NOTE_TRUNCATED_CLOSE,     /* value: side */
    HSVIZ_NOTE_SLOW_HANDSHAKE,      /* value: milliseconds */
    HSVIZ_NOTE_RETRY,               /* value: group offered, group wanted */
    HSVIZ_NOTE_OVER_WINDOW,         /* value: bytes of the server's flight */
    HSVIZ_NOTE_WAITED,              /* value: step type waited for, its frame */
    HSVIZ_NOTE_LONG_THINK,          /* value: side, step type, microseconds */
    HSVIZ_NOTE_UNKNOWN_TIME,        /* value: per cent of the ledger */
    HSVIZ_NOTE_NO_CAPTURE_POINT,    /* value: enum hsviz_no_capture_point */
    HSVIZ_NOTE_TIME_WENT_BACK,
    HSVIZ_NOTE_COPIES,              /* value: how many */
    HSVIZ_NOTE_STEPS_FULL,          /* value: how many were kept */
    HSVIZ_NOTE_NOTES_FULL,          /* value: how many are kept, of single frames and in all */
    HSVIZ_NOTE_RECORD_FULL,         /* value: how many messages of one were taken */
    HSVIZ_NOTE_NAME_CUT,            /* value: the bytes that a name may have */
    HSVIZ_NOTE_HOLES_FULL,          /* value: side, how many are remembered */
    HSVIZ_NOTE_ICMP_REFUSED,        /* value: number of an ICMP message, its frame */
    HSVIZ_NOTE_ICMP_ERROR,          /* value: the same */
    HSVIZ_NOTE_PORT_REUSE,          /* value: the stream before */
    HSVIZ_NOTE_SYN_DIFFERENT,
    HSVIZ_NOTE_SYN_ACK_DIFFERENT,
    HSVIZ_NOTE_DATA_IN_SYN_ACK,     /* value: bytes */
    HSVIZ_NOTE_SYN_COOKIE,
    HSVIZ_NOTE_FAST_OPEN_IGNORED,
    HSVIZ_NOTE_FAST_OPEN_COOKIE,
    HSVIZ_NOTE_MULTIPATH,           /* value: enum hsviz_multipath */
    HSVIZ_NOTE_ECN,
    HSVIZ_NOTE_ACCURATE_ECN,
    HSVIZ_NOTE_ECN_REFUSED,
    HSVIZ_NOTE_KEEP_ALIVES,         /* value: side, how many, milliseconds idle before the first */
    HSVIZ_NOTE_WINDOW_CLOSED,       /* value: side, how often, microseconds */
    HSVIZ_NOTE_WINDOW_STAYS_CLOSED, /* value: side, the frame that closed it */
    HSVIZ_NOTE_RESET_CLEAN,         /* value: enum hsviz_reset_time, side */
    HSVIZ_NOTE_RESET_LOSS,          /* value: the same, bytes */
    HSVIZ_NOTE_HALF_CLOSE,          /* value: the side that went on, bytes */
    HSVIZ_NOTE_NOT_CAPTURED,        /* value: side, bytes */
    HSVIZ_NOTE_DATA_AGAIN,          /* value: side, segments */
    HSVIZ_NOTE_IDLE,                /* value: seconds, the frame after it */
    HSVIZ_NOTE_RESET_IGNORED,       /* value: side */
    HSVIZ_NOTE_CHECKSUM,            /* value: how many */
    HSVIZ_NOTE_AUTHORITY_TIME,      /* value: microseconds */
    HSVIZ_NOTE_REVOKED,             /* value: enum hsviz_lookup_method */
    HSVIZ_NOTE_REVOKED_STAPLE,
    HSVIZ_NOTE_NO_STATUS,           /* value: enum hsviz_authority_status */
    HSVIZ_NOTE_OTHER_CANDIDATES,    /* value: the frame of the question, how many */
    HSVIZ_NOTE_LOOKUPS_FULL,        /* value: how many were kept */
    HSVIZ_NUM_NOTE_TYPES
};

/* What a SYN and its answer say of Multipath TCP (RFC 8684 2.1, 2.2). */
enum hsviz_multipath { HSVIZ_MULTIPATH_OFFERED, HSVIZ_MULTIPATH_CAPABLE, HSVIZ_MULTIPATH_JOIN };

/* When a reset came. */
enum hsviz_reset_time {
    HSVIZ_RESET_IN_OPENING,
    HSVIZ_RESET_WHILE_OPEN,
    HSVIZ_RESET_IN_CLOSE,
    HSVIZ_RESET_AFTER_CLOSE,
};

/* How grave a note is, as Wireshark's expert information counts. The last is graver than any. */
enum hsviz_severity {
    HSVIZ_CHAT,
    HSVIZ_NOTICE,
    HSVIZ_WARNING,
    HSVIZ_ERROR,
    HSVIZ_BEYOND_ERROR,
};

enum { HSVIZ_NOTE_VALUES = 3 };

struct hsviz_note {
    uint32_t frame; /* where it shows; 0: of the connection as a whole */
    uint32_t value[HSVIZ_NOTE_VALUES];
    uint8_t type; /* enum hsviz_note_type */
};

/* hsviz_note_text: appends the note's one sentence. Contains nothing from the wire but numbers. */
void hsviz_note_text(GString *text, const struct hsviz_note *note);

enum hsviz_severity hsviz_note_severity(const struct hsviz_note *note);

/* hsviz_note_summary: what notes of this type are about, with no number filled in. Static. */
const char *hsviz_note_summary(enum hsviz_note_type type);

/* hsviz_note_pattern: the sentence of notes of this type, with {i:kind} where value i stands as
 * a number, a step, a side. Static. */
const char *hsviz_note_pattern(enum hsviz_note_type type);

/* hsviz_note_key: a name for filters, as in `hsviz.note.KEY`. Static. */
const char *hsviz_note_key(enum hsviz_note_type type);

#endif
