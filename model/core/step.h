/* step.h
 * One step of a connection: one arrow in the diagram.
 *
 * Purpose: the record that all output is made from. Small (a connection has some twenty of them),
 *          and plain: it has no pointers.
 * Ownership: steps live in their connection's array and move when it grows; never keep a pointer
 *          to one across a call that feeds the connection.
 * Units: time in nanoseconds since the epoch, positions in half round trips, sizes in bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_STEP_H
#define HSVIZ_MODEL_CORE_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "model/core/step_types.h"

/* The code of an alert whose two bytes are encrypted. */
enum { HSVIZ_CODE_HIDDEN = 0xffff };

/* Flags of a step. */
enum hsviz_step_flag {
    HSVIZ_STEP_UNEXPECTED = 0x01,    /* the order of messages does not allow it here */
    HSVIZ_STEP_GAP = 0x02,           /* it must have been sent, but is not in the capture */
    HSVIZ_STEP_HIDDEN = 0x04,        /* not in the default drawing (`tcp=handshake`) */
    HSVIZ_STEP_END_0_ASSUMED = 0x08, /* an end's state is assumed: 0x08 << end */
    HSVIZ_STEP_END_1_ASSUMED = 0x10,
    HSVIZ_STEP_LOSS = 0xe0, /* enum hsviz_loss, if retransmitted or out of order */
};

enum { HSVIZ_STEP_LOSS_SHIFT = 5 };

G_STATIC_ASSERT(HSVIZ_NUM_LOSSES <= 8);

/* The codes of steps of the transport: a SYN or SYN-ACK whose sequence number differs from that of
 * the one before; a SYN, SYN-ACK, FIN or RST that its receiver drops; a RST, FIN or Segment that
 * carries its end's address, but is of another host. */
enum { HSVIZ_CODE_OTHER_NUMBER = 1, HSVIZ_CODE_DROPPED = 2, HSVIZ_CODE_FROM_PATH = 3 };

/* One step. */
struct hsviz_step {
    int64_t time_ns;      /* of frame; of a gap: of the frame that proved it */
    int64_t think_ns;     /* think time before it; HSVIZ_NS_UNKNOWN if no cause is known */
    uint32_t frame;       /* the frame that completes it; 0 for a gap. Of a run: its first */
    uint32_t first_frame; /* the first of its fragments; frame if it has none */
    uint32_t last_frame;  /* of a run of data; else frame */
    uint32_t repeat_of;   /* the frame of which it is a retransmission; 0: of none */
    union {
        uint32_t bytes; /* of TLS: message, record or run, without the record's header; of
                           plaintext: all; saturates */
        uint32_t ack;   /* of TCP: the relative acknowledgement */
    };
    uint32_t count;     /* records in a run (Plaintext: segments), 1 for everything else */
    uint32_t space_end; /* in its sender's sequence space, after its last byte */
    int16_t half_rtt;   /* RTT position when sent, or HSVIZ_HALF_RTT_UNKNOWN; saturates */
    uint16_t code;      /* Alert: level << 8 | description, HSVIZ_CODE_HIDDEN where encrypted;
                             OTHER_HANDSHAKE: its type; of the transport: HSVIZ_CODE_*;
                             PLAINTEXT: what is said (model/plaintext/saying.h) */
    uint8_t type;       /* enum hsviz_step_type */
    uint8_t end;        /* enum hsviz_end, the sender */
    uint8_t phase;      /* enum hsviz_phase */
    uint8_t source;     /* enum hsviz_source */
    uint8_t reason;     /* enum hsviz_reason, of an inferred step */
    uint8_t flags;      /* enum hsviz_step_flag */
    uint8_t state[HSVIZ_NUM_ENDS]; /* of the transport, after this step; by end */
};

/* hsviz_step_is_from_path: whether the end whose address it carries did not send it. */
static inline bool hsviz_step_is_from_path(const struct hsviz_step *step)
{
    return step->code == HSVIZ_CODE_FROM_PATH &&
           hsviz_step_words[step->type].layer == HSVIZ_LAYER_TCP;
}

/* hsviz_step_is_run: whether a step may stand for several records, of data, or without a name. */
static inline bool hsviz_step_is_run(const struct hsviz_step *step)
{
    return step->type == HSVIZ_STEP_APPLICATION_DATA || step->type == HSVIZ_STEP_EARLY_DATA ||
           step->type == HSVIZ_STEP_PLAINTEXT ||
           (step->type == HSVIZ_STEP_ENCRYPTED &&
            step->reason == HSVIZ_REASON_BEFORE_ANY_FINISHED);
}

/* hsviz_step_is_dropped: whether its receiver drops the segment (RFC 9293 3.10.7): it has no
 * position, and nothing follows from it. */
static inline bool hsviz_step_is_dropped(const struct hsviz_step *step)
{
    return step->code == HSVIZ_CODE_DROPPED && hsviz_step_type_is_transport(step->type);
}

#endif
