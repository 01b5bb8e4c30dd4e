/* roll.h
 * Connections for statistics: each once, and not before all is known of it.
 *
 * Purpose: statistics of Wireshark count when a packet comes, but what a connection was is known
 *          when the capture ends. In a pass over packets that were dissected before, the end is
 *          known; in a first pass, connections wait until the statistic is about to be drawn.
 * Ownership: hsviz_roll_new() gives what hsviz_roll_free() frees; the statistic is borrowed and
 *            must outlive its roll.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TAPS_ROLL_H
#define HSVIZ_TAPS_ROLL_H

#include "packet-hsviz.h"

struct hsviz_connection;

struct hsviz_roll;

/* Adds a connection, of which all is known, to a statistic. */
typedef void hsviz_roll_add(void *statistic, const struct hsviz_connection *connection);

/* hsviz_roll_new: a roll that has seen nothing. Never NULL. */
struct hsviz_roll *hsviz_roll_new(hsviz_roll_add *add, void *statistic);

/* hsviz_roll_packet: a packet passed the statistic's filter, with the tap's data. */
void hsviz_roll_packet(struct hsviz_roll *roll, const struct hsviz_tap_data *data);

/* hsviz_roll_free: frees it; NULL is allowed. Connections that still wait are not added. */
void hsviz_roll_free(struct hsviz_roll *roll);

#endif
