/* tcp.h
 * The TCP part of a connection: both sequence spaces, and facts of handshake and close.
 *
 * Ownership: a connection owns it. hsviz_tcp_new() gives what hsviz_tcp_free() frees.
 * Memory: about 280 bytes, and some 300 for each end while it is open.
 * Source: RFC 9293.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_TCP_H
#define HSVIZ_MODEL_TCP_TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/connection.h"
#include "model/tcp/copies.h"
#include "model/tcp/habits.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"

/* The control bits of ECN that a SYN or SYN-ACK set. */
enum hsviz_ecn_bit {
    HSVIZ_ECN_ECE = 0x01, /* RFC 3168 6.1.1 */
    HSVIZ_ECN_CWR = 0x02,
    HSVIZ_ECN_AE = 0x04, /* RFC 9768 3.1 */
};

/* Flags of the TCP handshake. */
enum hsviz_tcp_connection_flag {
    HSVIZ_FAST_OPEN_TAKEN = 0x01, /* the SYN's data was acknowledged by the SYN-ACK */
    HSVIZ_REFUSED_BY_ICMP = 0x02,
    HSVIZ_SYN_ACKED_ALONE = 0x04, /* the SYN was acknowledged without a SYN-ACK: split handshake */
    HSVIZ_RESET_FROM_PATH = 0x08, /* an end took a reset that the other one did not send */
};

struct hsviz_asked;
struct hsviz_dropped;
struct hsviz_liveness;
struct hsviz_streams;

struct hsviz_tcp {
    struct hsviz_tcp_sequence sequence[HSVIZ_NUM_ENDS];
    int64_t syn_ns, syn_ack_ns, handshake_ack_ns; /* of the first of each; or HSVIZ_TIME_UNKNOWN */
    struct hsviz_copies copies;
    struct hsviz_streams *streams; /* NULL without payload, and after the close; of stream.h */
    struct hsviz_habits *habits; /* of HSVIZ_NUM_ENDS; NULL once TCP has closed */
    struct hsviz_liveness *liveness;            /* NULL until there is something to count */
    struct hsviz_dropped *dropped;              /* the same */
    struct hsviz_asked *asked;                  /* of each end; the same */
    uint32_t syn_ack_again_frame; /* the first SYN-ACK sent again after its acknowledgement */
    uint16_t num_syn_ack_again;   /* such; saturates */
    uint16_t num_wrong_checksums;          /* saturates */
    uint16_t num_cut;                      /* frames of which not all was captured; saturates */
    uint32_t cut_frame, cut_len;           /* the first of them, and how many bytes were */
    uint8_t flags;                         /* enum hsviz_tcp_connection_flag */
    uint8_t initial_state[HSVIZ_NUM_ENDS]; /* enum hsviz_tcp_state */
    uint8_t syn_options;                   /* enum hsviz_tcp_option, of the first SYN */
    uint8_t syn_ack_options;               /* the same, of the latest SYN-ACK */
    uint8_t syn_ecn, syn_ack_ecn;          /* enum hsviz_ecn_bit, of both */
    uint8_t close;                         /* enum hsviz_close, from the FINs */
    bool is_closed_by_reset;               /* then reset_first of the connection counts */
    /* By the end that sent the SYN: the position at which the SYN's acknowledgement left, if that
     * lets its sender send data; HSVIZ_HALF_RTT_UNKNOWN until seen. */
    int8_t syn_acked_half_rtt[HSVIZ_NUM_ENDS];
};

struct hsviz_tcp *hsviz_tcp_new(void);

/* hsviz_tcp_free: NULL is allowed. */
void hsviz_tcp_free(struct hsviz_tcp *tcp);

/* hsviz_tcp_retire: TCP has closed: frees what only an open connection needs. */
void hsviz_tcp_retire(struct hsviz_tcp *tcp);

/* hsviz_tcp_tell_peer: updates what the rest of the model knows of an end (struct hsviz_peer). */
void hsviz_tcp_tell_peer(struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_tcp_is_closed: whether both ends have closed, so that later segments are stray. A server
 * that was reset before it was ESTABLISHED listens again. */
bool hsviz_tcp_is_closed(const struct hsviz_connection *connection);

/* hsviz_tcp_may_reopen: whether the opening ended in a reset: the client may try again, with the
 * same SYN or another (RFC 9293 3.10.7.3 leaves that to its user). */
bool hsviz_tcp_may_reopen(const struct hsviz_connection *connection);

/* hsviz_tcp_reopen: it does: nothing that was counted so far belongs to the new attempt. */
void hsviz_tcp_reopen(struct hsviz_connection *connection);

/* hsviz_tcp_sequence_of: the sender that has a role. */
static inline struct hsviz_tcp_sequence *
hsviz_tcp_sequence_of(const struct hsviz_connection *connection, enum hsviz_side side)
{
    return &connection->tcp->sequence[hsviz_end_of(connection, side)];
}

/* hsviz_tcp_has: whether now's segment has a control bit. */
static inline bool hsviz_tcp_has(const struct hsviz_tcp_packet *now, enum hsviz_tcp_flag flag)
{
    return (now->segment->flags & flag) != 0;
}

/* hsviz_tcp_payload_begin: where now's payload begins in its sender's sequence space: that of a SYN
 * comes after it. */
static inline uint32_t hsviz_tcp_payload_begin(const struct hsviz_tcp_packet *now)
{
    return now->packet.space_begin + (hsviz_tcp_has(now, HSVIZ_TCP_SYN) ? 1 : 0);
}

/* hsviz_tcp_sender, hsviz_tcp_receiver: of now's segment. */
static inline struct hsviz_tcp_sequence *hsviz_tcp_sender(const struct hsviz_connection *connection,
                                                          const struct hsviz_tcp_packet *now)
{
    return &connection->tcp->sequence[now->packet.end];
}

static inline struct hsviz_tcp_sequence *
hsviz_tcp_receiver(const struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    return &connection->tcp->sequence[hsviz_other_end(now->packet.end)];
}

#endif
