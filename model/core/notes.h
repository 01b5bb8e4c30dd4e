/* notes.h
 * Notes: observations about a connection beyond its steps, one sentence each.
 *
 * Purpose: notes are stored as a type and typed values; story/note_text.h makes their sentences.
 * Zero: frame 0 means a note on the connection as a whole. Values that the type does not use are
 *       zero.
 * Errors: a full list takes no more notes, and HSVIZ_NOTES_FULL is set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_NOTES_H
#define HSVIZ_MODEL_CORE_NOTES_H

#include <stdbool.h>
#include <stdint.h>

struct hsviz_connection;

enum {
    /* The most notes of one connection, and the most of them that belong to single frames. Reaching
     * either limit is itself a note, which replaces the last one if necessary. */
    HSVIZ_NOTES_MAX = 32,
    HSVIZ_FRAME_NOTES_MAX = 16,
};

/* The types, each with the values that it uses. */
enum hsviz_note_type {
    HSVIZ_NOTE_RETRANSMISSION, /* step, other_frame (repeated), duration_ns */
    HSVIZ_NOTE_CAME_LATE,      /* end, duration_ns, loss */
    HSVIZ_NOTE_UNEXPECTED,     /* step type */
    HSVIZ_NOTE_SENTINEL,       /* version (that the server can do, and the client offered) */
    HSVIZ_NOTE_SENTINEL_REFUSED, /* version (that the server can do) */
    HSVIZ_NOTE_FALLBACK,
    HSVIZ_NOTE_CONTRADICTION, /* version (the record's), other_version (the negotiated one) */
    HSVIZ_NOTE_ANSWERED_IN_PLAIN,
    HSVIZ_NOTE_ASKED_IN_PLAIN,
    HSVIZ_NOTE_BEHIND_PROXY, /* end (in whose think time the far network is) */
    HSVIZ_NOTE_INNER_TLS,
    HSVIZ_NOTE_OUT_OF_ORDER,
    HSVIZ_NOTE_EARLY_DATA_REJECTED,
    HSVIZ_NOTE_FATAL_ALERT, /* end, alert */
    HSVIZ_NOTE_MID_STREAM,
    HSVIZ_NOTE_ONE_SIDED, /* end (that is there) */
    HSVIZ_NOTE_CLIENT_GUESSED,
    HSVIZ_NOTE_RECORD_CUT,       /* end, other_frame (the record's first) */
    HSVIZ_NOTE_TRUNCATED_CLOSE,  /* end */
    HSVIZ_NOTE_SLOW_HANDSHAKE,   /* duration_ns */
    HSVIZ_NOTE_RETRY,            /* group (offered), other_group (wanted) */
    HSVIZ_NOTE_OVER_WINDOW,      /* bytes (of the server's flight) */
    HSVIZ_NOTE_WAITED,           /* step (waited for), other_frame (its frame) */
    HSVIZ_NOTE_LONG_THINK,       /* end, step, duration_ns, count (1: or a loss) */
    HSVIZ_NOTE_HELD,             /* end, duration_ns, other_frame (the acknowledgement) */
    HSVIZ_NOTE_UNKNOWN_TIME,     /* count (per cent of the ledger) */
    HSVIZ_NOTE_NO_CAPTURE_POINT, /* no_point */
    HSVIZ_NOTE_TIME_WENT_BACK,
    HSVIZ_NOTE_COPIES,       /* count */
    HSVIZ_NOTE_STEPS_FULL,   /* count */
    HSVIZ_NOTE_NOTES_FULL,   /* count (of single frames), limit (in all) */
    HSVIZ_NOTE_RECORD_FULL,  /* count (messages that were taken) */
    HSVIZ_NOTE_NAME_CUT,     /* bytes (that a name may have) */
    HSVIZ_NOTE_HOLES_FULL,   /* end, count (that are remembered) */
    HSVIZ_NOTE_ICMP_REFUSED, /* icmp, other_frame */
    HSVIZ_NOTE_ICMP_ERROR,   /* the same */
    HSVIZ_NOTE_PORT_REUSE,   /* stream (the one before) */
    HSVIZ_NOTE_SYN_DIFFERENT,
    HSVIZ_NOTE_SYN_ACK_DIFFERENT,
    HSVIZ_NOTE_DATA_IN_SYN_ACK, /* bytes */
    HSVIZ_NOTE_SYN_COOKIE,
    HSVIZ_NOTE_FAST_OPEN_IGNORED,
    HSVIZ_NOTE_FAST_OPEN_COOKIE,
    HSVIZ_NOTE_MULTIPATH, /* enum hsviz_multipath */
    HSVIZ_NOTE_ECN,
    HSVIZ_NOTE_ACCURATE_ECN,
    HSVIZ_NOTE_ECN_REFUSED,
    HSVIZ_NOTE_KEEP_ALIVES,         /* end, count, duration_ns (idle before the first) */
    HSVIZ_NOTE_WINDOW_CLOSED,       /* end, count, duration_ns */
    HSVIZ_NOTE_WINDOW_STAYS_CLOSED, /* end, other_frame (that closed it) */
    HSVIZ_NOTE_RESET_CLEAN,         /* end, reset_time */
    HSVIZ_NOTE_RESET_LOSS,          /* end, reset_time, bytes */
    HSVIZ_NOTE_HALF_CLOSE,          /* end (that went on), bytes */
    HSVIZ_NOTE_NOT_CAPTURED,        /* end, bytes, may_be_fin */
    HSVIZ_NOTE_NEVER_ARRIVED,       /* end, bytes, is_unknown */
    HSVIZ_NOTE_PATH_MTU,            /* end, bytes, count (the packet that is too large) */
    HSVIZ_NOTE_FRAMES_CUT,          /* count, other_frame (the first), bytes (that were captured) */
    HSVIZ_NOTE_DATA_AGAIN,          /* end, count */
    HSVIZ_NOTE_IDLE,                /* count (seconds), other_frame (after it) */
    HSVIZ_NOTE_RESET_IGNORED,       /* end */
    HSVIZ_NOTE_CHECKSUM,            /* count */
    HSVIZ_NOTE_CHECK_TIME,          /* duration_ns */
    HSVIZ_NOTE_REVOKED,             /* method */
    HSVIZ_NOTE_REVOKED_STAPLE,
    HSVIZ_NOTE_NO_STATUS,        /* status */
    HSVIZ_NOTE_OTHER_CANDIDATES, /* other_frame (of the request), count */
    HSVIZ_NOTE_CHECKS_FULL,      /* count */
    HSVIZ_NOTE_FROM_PATH,        /* end, step, hops, other_hops (the end's), is_other_id,
                                    other_frame (that it answers), duration_ns (since then), bytes
                                    (microseconds of the shortest turn) */
    HSVIZ_NOTE_REFUSED,          /* duration_ns (after the first SYN) */
    HSVIZ_NOTE_UNANSWERED,       /* count (SYNs) */
    HSVIZ_NOTE_DROPPED,          /* count, other_frame (the first), drop */
    HSVIZ_NOTE_DROPPED_COUNT,    /* count (that counted after all) */
    HSVIZ_NOTE_SYN_ACK_AGAIN,    /* count, other_frame (the first), has_data */
    HSVIZ_NUM_NOTE_TYPES
};

/* What SYN and SYN-ACK negotiated of Multipath TCP (RFC 8684 2.1, 2.2). */
enum hsviz_multipath { HSVIZ_MULTIPATH_OFFERED, HSVIZ_MULTIPATH_CAPABLE, HSVIZ_MULTIPATH_JOIN };

/* When a reset came. */
enum hsviz_reset_time {
    HSVIZ_RESET_IN_HANDSHAKE,
    HSVIZ_RESET_WHILE_OPEN,
    HSVIZ_RESET_IN_CLOSE,
    HSVIZ_RESET_AFTER_CLOSE,
};

/* Why a receiver drops a segment. NONE is zero: it does not. */
enum hsviz_drop {
    HSVIZ_DROP_NONE,
    HSVIZ_DROP_NO_ACK,        /* no ACK bit */
    HSVIZ_DROP_UNSENT,        /* acknowledges what was never sent */
    HSVIZ_DROP_OLD_ACK,       /* acknowledges what was never outstanding */
    HSVIZ_DROP_AHEAD,         /* begins beyond the window */
    HSVIZ_DROP_BEHIND,        /* ends before anything that was sent */
    HSVIZ_DROP_EARLY_FIN,     /* a FIN before bytes that the receiver has */
    HSVIZ_DROP_OLD_TIMESTAMP, /* older than one that the receiver has echoed */
    HSVIZ_DROP_SECOND_SYN,    /* with another number than the one that was acknowledged */
    HSVIZ_DROP_ANSWER,        /* a RST that answers a segment that was dropped */
    HSVIZ_DROP_RESET,         /* a RST outside the window, or without the ACK that it needs */
    HSVIZ_NUM_DROPS
};

/* Why the capture point is unknown. KNOWN is zero. */
enum hsviz_no_capture_point {
    HSVIZ_CAPTURE_POINT_KNOWN,
    HSVIZ_HANDSHAKE_NOT_CAPTURED,
    HSVIZ_HANDSHAKE_REPEATED,
    HSVIZ_DATA_IN_SYN,
    HSVIZ_HANDSHAKE_OUT_OF_ORDER,
};

struct hsviz_note {
    int64_t duration_ns;
    uint32_t frame;       /* that it belongs to; 0: the connection as a whole */
    uint32_t other_frame; /* that it refers to */
    uint32_t bytes;
    union {
        uint32_t count;
        uint32_t stream;
        uint32_t icmp; /* message of struct hsviz_icmp */
    };
    union {
        uint16_t version, group, limit;
        uint16_t alert; /* its description; HSVIZ_CODE_HIDDEN */
        uint16_t hops;  /* time to live; 0: as usual */
    };
    union {
        uint16_t other_version, other_group, other_hops;
    };
    uint8_t type; /* enum hsviz_note_type */
    uint8_t end;  /* enum hsviz_end, that caused it */
    uint8_t step; /* enum hsviz_step_type */
    union {
        uint8_t loss;       /* enum hsviz_loss */
        uint8_t reset_time; /* enum hsviz_reset_time */
        uint8_t multipath;  /* enum hsviz_multipath */
        uint8_t no_point;   /* enum hsviz_no_capture_point */
        uint8_t method;     /* enum hsviz_check_method */
        uint8_t status;     /* enum hsviz_check_status */
        bool is_other_id;   /* its IP identification is not one of its end's */
        bool has_data;      /* the client had sent data, too */
        bool may_be_fin;    /* one of the bytes may be a FIN */
        bool is_unknown;    /* nothing says whether they arrived */
        uint8_t drop;       /* enum hsviz_drop */
    };
};

/* hsviz_note_add: adds a note on the frame being fed, unless HSVIZ_FRAME_NOTES_MAX is reached. */
void hsviz_note_add(struct hsviz_connection *connection, const struct hsviz_note *note);

/* hsviz_note_add_finding: adds a note on all that was fed so far, which lasts until
 * hsviz_notes_forget_findings(). */
void hsviz_note_add_finding(struct hsviz_connection *connection, const struct hsviz_note *note);

/* hsviz_note_add_plain_finding: the same, on the connection as a whole and without values. */
void hsviz_note_add_plain_finding(struct hsviz_connection *connection, enum hsviz_note_type type);

/* hsviz_note_add_count_finding: the same, with a count. */
void hsviz_note_add_count_finding(struct hsviz_connection *connection, enum hsviz_note_type type,
                                  uint32_t count);

/* hsviz_notes_forget_findings: drops the findings; notes on single frames stay. */
void hsviz_notes_forget_findings(struct hsviz_connection *connection);

#endif
