/* numbering.h
 * How an end numbers its packets: where it counts by one, numbers that it skips are packets that
 * the capture lacks.
 *
 * Source: RFC 6864 (IPv4 identification).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_NUMBERING_H
#define HSVIZ_MODEL_TIME_NUMBERING_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: nothing seen. */
struct hsviz_numbering {
    uint16_t newest;
    uint8_t num_successive; /* that are the one before plus one; saturates */
    bool has_newest;
    bool is_irregular; /* a number was skipped where nothing suggests a loss */
};

/* hsviz_numbering_skips: whether numbers between that of its end's newest packet and identification
 * were skipped. */
bool hsviz_numbering_skips(const struct hsviz_numbering *numbering, uint16_t identification);

/* hsviz_numbering_take: counts the number of the next packet; 0: it has none. is_explained: a loss
 * explains numbers that were skipped. */
void hsviz_numbering_take(struct hsviz_numbering *numbering, uint16_t identification,
                          bool is_explained);

/* hsviz_numbering_is_successive: whether the end numbers its packets one by one, as far as seen. */
bool hsviz_numbering_is_successive(const struct hsviz_numbering *numbering);

#endif
