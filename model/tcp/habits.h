/* habits.h
 * What the packets of one end have in common, and when it sent what: by which a packet that another
 * host sent in its name differs (docs/model.md, section 3, "Packets from the path").
 *
 * Memory: 80 bytes for each end.
 * Source: RFC 791 3.2 and RFC 8200 8.2 (hop limits), RFC 6864 (identification).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_HABITS_H
#define HSVIZ_MODEL_TCP_HABITS_H

#include <stdbool.h>
#include <stdint.h>

struct hsviz_segment;
struct hsviz_tcp_packet;

enum {
    HSVIZ_HOPS_MAX = 4,     /* different hop limits of one end that are remembered: more are no
                               habit */
    HSVIZ_SENDINGS_MAX = 4, /* when its newest bytes left: what a box answers is among them */
};

/* Bytes before space_end were sent at time_ns at the latest. */
struct hsviz_sending {
    int64_t time_ns;
    uint32_t space_end; /* relative */
    uint32_t frame;
};

/* All zero: nothing seen. */
struct hsviz_habits {
    struct hsviz_sending sendings[HSVIZ_SENDINGS_MAX]; /* oldest first; of new bytes only */
    struct hsviz_sending acknowledging; /* the first packet with its newest acknowledgement */
    uint16_t newest_id;
    uint8_t num_sendings;
    uint8_t hops[HSVIZ_HOPS_MAX];
    uint8_t num_hops;
    bool hops_vary;         /* there were more */
    uint8_t num_packets;    /* saturates */
    uint8_t num_successive; /* identifications shortly after the one before; saturates */
};

/* hsviz_habits_learn: now's packet is its sender's. */
void hsviz_habits_learn(struct hsviz_habits *habits, const struct hsviz_tcp_packet *now);

/* hsviz_habits_sent: the packet that first carried the byte before space_end; NULL if it is not
 * known. */
const struct hsviz_sending *hsviz_habits_sent(const struct hsviz_habits *habits,
                                              uint32_t space_end);

/* How a packet's hop limit fits those of the end's packets. */
enum hsviz_fit {
    HSVIZ_FITS, /* or it cannot be told */
    HSVIZ_DIFFERS,
    HSVIZ_DIFFERS_FAR, /* by three hops or more: no change of the route alone does that */
};

/* hsviz_habits_hops: how the segment's hop limit fits. */
enum hsviz_fit hsviz_habits_hops(const struct hsviz_habits *habits,
                                 const struct hsviz_segment *segment);

/* hsviz_habits_id_fits: false if the end counts its identifications up, and that of segment is
 * neither the next ones nor 0. */
bool hsviz_habits_id_fits(const struct hsviz_habits *habits, const struct hsviz_segment *segment);

#endif
