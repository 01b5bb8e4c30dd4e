/* connection.h
 * The part of a connection that every part of the model knows, whatever the transport.
 *
 * Purpose: the two ends, the lists of steps and notes, and pointers to the state of the transport,
 *          of TLS and of the clock, each of which only its own folder knows. Code that shows a
 *          connection does not use this struct, but the functions of view.h and others.
 * Ownership: hsviz_connection_free() frees everything in it.
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
struct hsviz_plaintext;
struct hsviz_provisional;
struct hsviz_step;
struct hsviz_tcp;
struct hsviz_tls;
struct hsviz_transport;

/* Flags of a connection as a whole. */
enum hsviz_connection_flag {
    HSVIZ_CLIENT_KNOWN = 0x0001,        /* by the transport, or by a hello */
    HSVIZ_SEEN_FROM_START = 0x0002,     /* nothing was sent before the first packet captured */
    HSVIZ_HAS_PLAINTEXT = 0x0004,       /* data outside TLS, other than a proxy's header */
    HSVIZ_IN_TUNNEL = 0x0008,           /* the plaintext requests a tunnel from a proxy */
    HSVIZ_CARRIES_INNER_TLS = 0x0010,   /* another TLS connection inside this one's data */
    HSVIZ_WITHOUT_INFERENCE = 0x0020,   /* the user wants only what was seen or decrypted */
    HSVIZ_TIME_WENT_BACK = 0x0040,      /* a packet has an earlier time than the one before it */
    HSVIZ_CAME_OUT_OF_ORDER = 0x0080,   /* a packet of the handshake came out of order */
    HSVIZ_DISSECTED_UNORDERED = 0x0100, /* and the dissector does not reassemble those */
    HSVIZ_WATCHED = 0x0200,             /* it may cause revocation checks */
    HSVIZ_CHECKS = 0x0400,              /* without TLS: a revocation check or other HTTP was seen */
    HSVIZ_STEPS_FULL = 0x0800,          /* there were more than HSVIZ_STEPS_MAX */
    HSVIZ_FRAME_NOTES_FULL = 0x1000,    /* there were more than HSVIZ_FRAME_NOTES_MAX */
    HSVIZ_NOTES_FULL = 0x2000,          /* and, when last finished, than HSVIZ_NOTES_MAX */
    HSVIZ_UNIT_FULL = 0x4000,           /* a unit had more than HSVIZ_UNIT_PARTS_MAX */
    HSVIZ_CUT_ON_PATH = 0x8000,         /* neither end, but a box on the path ended it */
};

/* One end, as its transport describes it. All zero: nothing seen. */
struct hsviz_peer {
    char *address; /* numeric text; NULL until it is known */
    uint16_t port;
    uint8_t state;             /* of the transport, after the newest step */
    bool is_state_assumed : 1; /* nothing that it sent has shown its state */
    bool is_seen : 1;          /* the capture has a packet from it */
    bool has_sent_data : 1;
    bool has_closed : 1;
    bool has_reset : 1;
    bool lacks_data : 1;    /* some of its data is not in the capture, though it was received */
    bool misses : 1;        /* bytes, a FIN too, that were acknowledged and not captured (so far) */
    bool is_incomplete : 1; /* some of its data is missing (so far): a hole, a part of a unit */
    bool lacks_syn : 1;     /* which may have carried data (RFC 7413), but was not captured */
    bool is_late : 1; /* what answers some of its data, or its FIN, was captured before that */
};

struct hsviz_connection {
    const struct hsviz_transport *transport;
    uint32_t stream;
    uint32_t first_frame, last_frame;
    uint32_t settled_frame; /* the last one when it was settled */
    int64_t start_ns, last_ns;
    struct hsviz_peer peer[HSVIZ_NUM_ENDS];
    struct hsviz_step *steps;
    struct hsviz_note *notes;
    struct hsviz_tcp *tcp;                 /* NULL with another transport */
    struct hsviz_tls *tls;                 /* NULL until TLS is seen */
    struct hsviz_plaintext *plaintext;     /* NULL until there are bytes outside TLS */
    struct hsviz_provisional *provisional; /* only after hsviz_connection_finish(), else NULL */
    struct hsviz_clock *clock;             /* NULL once the transport has closed */
    struct hsviz_ledger ledger;            /* then the final one, */
    int64_t client_turn_ns;                /* and the shortest turn through the client */
    struct hsviz_chain *chain;   /* NULL until certificates were read, and after the close */
    struct hsviz_checks *checks; /* NULL until there is a check or a stapled response */
    uint32_t idle_frame;         /* the frame after the longest idle time */
    uint16_t longest_idle_s;     /* 0: not worth a note */
    uint16_t num_steps, capacity_steps;
    uint16_t flags;                                   /* enum hsviz_connection_flag */
    uint8_t num_notes, num_fed_notes;                 /* those of single frames come first */
    uint8_t client_end;                               /* enum hsviz_end, as known now */
    enum hsviz_end closed_first : 2, reset_first : 2; /* if one has */
    enum hsviz_end ledger_end : 2; /* that sent the packet with which the ledger ends */
    unsigned capture_point : 2; /* enum hsviz_capture_point, as the user set it */
    unsigned successive_ends : 2; /* bits, 1 << enum hsviz_end: it numbers its packets one by one */
};

/* hsviz_end_of: the end that has a role, as known now. */
static inline enum hsviz_end hsviz_end_of(const struct hsviz_connection *connection,
                                          enum hsviz_side side)
{
    return (enum hsviz_end)(side == HSVIZ_CLIENT ? connection->client_end
                                                 : !connection->client_end);
}

/* hsviz_side_of: the role of an end, as known now. */
static inline enum hsviz_side hsviz_side_of(const struct hsviz_connection *connection,
                                            enum hsviz_end end)
{
    return end == (enum hsviz_end)connection->client_end ? HSVIZ_CLIENT : HSVIZ_SERVER;
}

/* hsviz_tell_client: states which end is the client, if nothing has before. */
static inline void hsviz_tell_client(struct hsviz_connection *connection, enum hsviz_end end)
{
    if (connection->flags & HSVIZ_CLIENT_KNOWN)
        return;
    connection->flags |= HSVIZ_CLIENT_KNOWN;
    connection->client_end = (uint8_t)end;
}

/* hsviz_peer_of: the end that has a role. */
static inline const struct hsviz_peer *hsviz_peer_of(const struct hsviz_connection *connection,
                                                     enum hsviz_side side)
{
    return &connection->peer[hsviz_end_of(connection, side)];
}

/* hsviz_end_has_holes: whether the other end has got bytes of end that the capture lacks, wherever,
 * or lacked when the other end answered them. */
static inline bool hsviz_end_has_holes(const struct hsviz_connection *connection,
                                       enum hsviz_end end)
{
    const struct hsviz_peer *peer = &connection->peer[end];

    return peer->lacks_data || peer->misses || peer->is_late;
}

/* hsviz_connection_has_holes: the same of either end. What did not come may then be missing in the
 * capture only. */
static inline bool hsviz_connection_has_holes(const struct hsviz_connection *connection)
{
    return hsviz_end_has_holes(connection, HSVIZ_END_0) ||
           hsviz_end_has_holes(connection, HSVIZ_END_1);
}

#endif
