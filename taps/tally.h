/* tally.h
 * Connections for statistics: each once, and not before all is known of it.
 *
 * Purpose: statistics of Wireshark count when a packet comes, but what a connection was is known
 *          when the capture ends. In a pass over packets that were dissected before, the end is
 *          known; in a first pass, connections wait until the statistic is about to be drawn.
 * Ownership: hsviz_tally_new() gives what hsviz_tally_free() frees; the statistic is borrowed and
 *            must outlive its tally.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TAPS_TALLY_H
#define HSVIZ_TAPS_TALLY_H

#include "packet-hsviz.h"

struct hsviz_tally;

/* Adds a connection, of which all is known, to a statistic. */
typedef void hsviz_tally_add(void *statistic, const struct hsviz_connection *connection);

/* hsviz_tally_new: a tally that has seen nothing. Never NULL. */
struct hsviz_tally *hsviz_tally_new(hsviz_tally_add *add, void *statistic);

/* hsviz_tally_packet: a packet passed the statistic's filter, with the tap's data. */
void hsviz_tally_packet(struct hsviz_tally *tally, const struct hsviz_tap_data *data);

/* hsviz_tally_free: frees it; NULL is allowed. Connections that still wait are not added. */
void hsviz_tally_free(struct hsviz_tally *tally);

#endif
