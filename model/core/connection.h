/* connection.h
 * What every part of the model knows of a connection, whatever carries it.
 *
 * Purpose: the two ends, the list of steps, the list of notes, and what hangs from a connection:
 *          its transport's state, its TLS, its clock. Each of these is known to its own folder
 *          alone. Whoever shows a connection sees none of it, but reads through functions.
 * Ownership: hsviz_connection_free() frees all that is here.
 * Units: time in nanoseconds since the epoch.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_CONNECTION_H
#define HSVIZ_MODEL_CORE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"

struct hsviz_chain;
struct hsviz_checks;
struct hsviz_clock;
struct hsviz_note;
struct hsviz_provisional;
struct hsviz_step;
struct hsviz_tcp;
struct hsviz_tls;
struct hsviz_transport;

/* What is known of a connection as a whole, a bit each. */
enum hsviz_connection_flag {
    HSVIZ_CLIENT_KNOWN = 0x0001,        /* by the transport, or by a hello */
    HSVIZ_SEEN_FROM_START = 0x0002,     /* nothing was sent before the first packet captured */
    HSVIZ_HAS_PLAINTEXT = 0x0004,       /* data outside TLS */
    HSVIZ_IN_TUNNEL = 0x0008,           /* the plaintext asks a proxy for a tunnel */
    HSVIZ_CARRIES_INNER_TLS = 0x0010,   /* another TLS connection inside this one's data */
    HSVIZ_WITHOUT_INFERENCE = 0x0020,   /* the user wants what was seen or decrypted alone */
    HSVIZ_TIME_WENT_BACK = 0x0040,      /* a packet is older than the one before it */
    HSVIZ_CAME_OUT_OF_ORDER = 0x0080,   /* a packet of the handshake came late */
    HSVIZ_DISSECTED_UNORDERED = 0x0100, /* and the dissector does not wait for such */
    HSVIZ_WATCHED = 0x0200,             /* as one that may cause revocation checks */
    HSVIZ_CHECKS = 0x0400,              /* without TLS: such a check, or other HTTP, was seen */
    HSVIZ_STEPS_FULL = 0x0800,          /* there was one more than HSVIZ_STEPS_MAX */
    HSVIZ_FRAME_NOTES_FULL = 0x1000,    /* there was one more than HSVIZ_FRAME_NOTES_MAX */
    HSVIZ_NOTES_FULL = 0x2000,          /* and, at the last finishing, than HSVIZ_NOTES_MAX */
    HSVIZ_UNIT_FULL = 0x4000,           /* a unit had more than HSVIZ_UNIT_PARTS_MAX */
};

/* One end, as its transport tells of it. All zero: nothing seen. */
struct hsviz_peer {
    char *address; /* numeric text; NULL until it is known */
    uint16_t port;
    uint8_t state;             /* of the transport, after the newest step */
    bool is_state_assumed : 1; /* nothing that it sent has shown its state yet */
    bool is_seen : 1;          /* the capture has something that it sent */
    bool has_sent_data : 1;
    bool has_closed : 1;
    bool has_reset : 1;
    bool is_incomplete : 1; /* something of its data is not there (yet): a hole, a part of a unit */
};

struct hsviz_connection {
    const struct hsviz_transport *transport;
    uint32_t stream;
    uint32_t first_frame, last_frame;
    int64_t start_ns, last_ns;
    struct hsviz_peer peer[HSVIZ_NUM_ENDS];
    struct hsviz_step *steps;
    struct hsviz_note *notes;
    struct hsviz_tcp *tcp;                 /* NULL where another transport carries it */
    struct hsviz_tls *tls;                 /* NULL until TLS is seen */
    struct hsviz_provisional *provisional; /* NULL but after hsviz_connection_finish() */
    struct hsviz_clock *clock;             /* NULL once the transport has closed */
    struct hsviz_ledger ledger;            /* then the final one */
    struct hsviz_chain *chain;   /* NULL until certificates were read, and once it has closed */
    struct hsviz_checks *checks; /* NULL until there is one, or something stapled */
    uint32_t annotated_frame;    /* the last one that the notes of the whole know of */
    uint32_t idle_frame;         /* the frame after the longest time without any */
    uint16_t longest_idle_s;     /* 0: none that is worth a note */
    uint16_t num_steps, capacity_steps;
    uint16_t flags;                    /* enum hsviz_connection_flag */
    uint8_t num_notes, num_fed_notes;  /* those of frames come first */
    uint8_t client_end;                /* enum hsviz_end, as known now */
    uint8_t closed_first, reset_first; /* enum hsviz_end, where an end has */
    uint8_t last_step_end;             /* enum hsviz_end, of the handshake's last step */
    uint8_t capture_point;             /* enum hsviz_capture_point, as the user fixed it */
};

/* hsviz_end_of: which end has a role, as known now. */
static inline enum hsviz_end hsviz_end_of(const struct hsviz_connection *connection,
                                          enum hsviz_side side)
{
    return (enum hsviz_end)(side == HSVIZ_CLIENT ? connection->client_end
                                                 : !connection->client_end);
}

/* hsviz_side_of: which role an end has, as known now. */
static inline enum hsviz_side hsviz_side_of(const struct hsviz_connection *connection,
                                            enum hsviz_end end)
{
    return end == (enum hsviz_end)connection->client_end ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

/* hsviz_peer_of: the end that has a role. */
static inline const struct hsviz_peer *hsviz_peer_of(const struct hsviz_connection *connection,
                                                     enum hsviz_side side)
{
    return &connection->peer[hsviz_end_of(connection, side)];
}

#endif
