/* packet.h
 * A packet as every part of the model sees it, whatever the transport.
 *
 * Purpose: what a transport reports about one packet. TLS, steps, clock and positions need nothing
 *          else, and so are independent of TCP.
 * Units: time in nanoseconds since the epoch, positions in half round trips. An end's sequence
 *        space counts what it sent: relative sequence numbers in TCP, ordinals of its own in
 *        another transport.
 * Lifetime: that of the call that takes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_PACKET_H
#define HSVIZ_MODEL_CORE_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/ledger.h"

/* How a packet's data relates to what came before it. */
enum hsviz_novelty {
    HSVIZ_NO_DATA, /* it occupies no sequence space */
    HSVIZ_NEW,
    HSVIZ_OUT_OF_ORDER,   /* older than the newest, but not seen before */
    HSVIZ_RETRANSMISSION, /* all of it was seen before */
};

struct hsviz_packet {
    int64_t time_ns;
    uint32_t frame;                  /* number in the capture, from 1 */
    uint32_t space_begin, space_end; /* its part of the sender's sequence space */
    uint32_t shown;        /* end of what the sender had received of the other end's space; 0:
                              nothing */
    uint32_t shown_before; /* the highest such value of its end before */
    bool shows_more;       /* shown is higher than that */
    bool shows_missing;    /* and than all that the capture has of the other end so far */
    enum hsviz_end end;    /* the sender */
    enum hsviz_novelty novelty;
    enum hsviz_loss loss; /* why it was retransmitted or came out of order */
    int32_t half_rtt;     /* position when sent */
    int32_t begun_half_rtt; /* of a unit: the position at which its first byte was sent */
    struct hsviz_timing timing;
};

#endif
