/* packet.h
 * A packet as every part of the model sees it, whatever transport carried it.
 *
 * Purpose: what a transport says of one packet. TLS, steps, clock and positions need no more, and so
 *          know nothing of TCP.
 * Units: time in nanoseconds since the epoch, positions in half round trips. An end's space counts
 *        what it sent: TCP's relative sequence numbers; any transport's own ordinals.
 * Lifetime: that of the call that takes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_PACKET_H
#define HSVIZ_MODEL_CORE_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"

/* What a packet's data is to what came before it. */
enum hsviz_novelty {
    HSVIZ_NO_DATA, /* it occupies no space */
    HSVIZ_NEW,
    HSVIZ_OUT_OF_ORDER,   /* older than the newest, but not seen before */
    HSVIZ_RETRANSMISSION, /* all of it was seen before */
};

struct hsviz_packet {
    int64_t time_ns;
    uint32_t frame;                  /* number in the capture, from 1 */
    uint32_t space_begin, space_end; /* what it occupies of its sender's space */
    uint32_t shown;        /* of the other end's space: received before this was sent; 0: nothing */
    uint32_t shown_before; /* the most that its end had shown until now */
    bool shows_more;       /* shown is more than that */
    enum hsviz_end end;    /* the sender */
    enum hsviz_novelty novelty;
    enum hsviz_loss loss; /* why it comes again or late */
    int32_t half_rtt;     /* position when sent */
    struct hsviz_timing timing;
};

#endif
