/* timeline.h
 * The rows of a layout to scale: where each step leaves, where it arrives, and where there is room
 * to say so.
 *
 * Purpose: a position is in proportion to its time, but where more time passes than a drawing has
 *          room for: there the scale is broken, and a pause says how much it leaves out. What is
 *          said of a step stands at its sender, as near to its position as what stands above it
 *          lets it; never higher.
 * Times: those of both ends, as the capture point lets one estimate (hsviz_connection_travel);
 *        where that is not known, a step arrives when it leaves.
 *        What an end of the connection sends to somebody else, or receives from him, leaves and
 *        arrives at times estimated in the same way; of the other one nothing is known but when
 *        it passed the capture point.
 * Ownership: hsviz_timeline_new() gives what hsviz_timeline_free() frees; it borrows nothing.
 * Units: positions count from 0 downwards, in units of which the initial round trip takes
 *        HSVIZ_UNITS_PER_RTT, or two or three times as many where labels need it; a renderer takes
 *        them as pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_TIMELINE_H
#define HSVIZ_RENDER_SVG_TIMELINE_H

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "render/layout/layout.h"

enum { HSVIZ_UNITS_PER_RTT = 168 };

/* Where a row stands. Those of a row without a frame are 0. */
struct hsviz_row_times {
    int left_y, arrived_y;
    int label_y; /* the upper edge of its label, at its sender */
    int state_y; /* the same of the receiver's new state, where the row shows one */
    int start_y; /* of a request: where its exchange begins, with its TCP handshake */
};

/* A piece of time that is left out. */
struct hsviz_timeline_pause {
    int first_y, last_y;
    int64_t pause_ns;
};

struct hsviz_timeline {
    GArray *rows;   /* of struct hsviz_row_times, one for each of the layout's */
    GArray *pauses; /* of struct hsviz_timeline_pause, from the top down */
    int64_t ns_per_unit;
    int height;
};

/* How much room labels need: that of each row, and one of a state. A label that stands where it
 * belongs has its position at half of line_height. */
struct hsviz_label_heights {
    const int *rows; /* as many as the layout has rows */
    int state, line;
};

/* hsviz_timeline_new: places the rows of a layout, which must be one of even steps. */
struct hsviz_timeline *hsviz_timeline_new(const struct hsviz_layout *layout,
                                          const struct hsviz_label_heights *heights);

/* hsviz_timeline_free: NULL is allowed. */
void hsviz_timeline_free(struct hsviz_timeline *timeline);

/* hsviz_timeline_row: the times of row i of the layout. */
const struct hsviz_row_times *hsviz_timeline_row(const struct hsviz_timeline *timeline, size_t i);

/* hsviz_timeline_wait_end: where the exchange with its request in row i of the layout ends for the
 * requester: with the reply, or else with its next packet on the connection, as in the ledger. */
int hsviz_timeline_wait_end(const struct hsviz_timeline *timeline,
                            const struct hsviz_layout *layout, size_t i);

#endif
