/* participants.h
 * Who has a lifeline: one table, a row each.
 *
 * Purpose: the two ends of the connection, in the order of enum hsviz_side, and behind them whoever
 *          else the client talks to because of it. A layout has those of them that the connection
 *          has; renderers draw all alike, and know none by name.
 * Lifetime: static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_LAYOUT_PARTICIPANTS_H
#define HSVIZ_RENDER_LAYOUT_PARTICIPANTS_H

#include <stddef.h>
#include <glib.h>

#include "exchange.h"
#include "render/shared/rendering.h"

struct hsviz_connection;

/* Lifelines of one ladder; whoever comes behind has none. */
enum { HSVIZ_NUM_LIFELINES = 6 };

/* One row. */
struct hsviz_participant {
    const char *id;         /* in the languages of diagrams: letters alone. NULL ends a table */
    const char *name;       /* on its box */
    const char *short_name; /* where that has no room */
    const char *title;      /* in full, where lines break */
    const char *noun;       /* in a sentence, behind "the" */

    /* Appends name and address in one line; adds them as phrases. May contain bytes from the
     * wire. */
    void (*address)(GString *text, const struct hsviz_connection *connection);
    void (*addresses)(GArray *phrases, const struct hsviz_connection *connection);

    /* Its exchanges: NULL for the ends of the connection, which are always drawn; others are drawn
     * if they have an exchange. Fills exchange except from and to, which are preset to the client
     * and this participant. */
    size_t (*num_exchanges)(const struct hsviz_connection *connection);
    void (*exchange)(struct hsviz_exchange *exchange, const struct hsviz_connection *connection,
                     size_t i);
};

/* hsviz_participants: all, ended by a row without an id. */
extern const struct hsviz_participant hsviz_participants[];

/* hsviz_participants_of: those of connection, as pointers; no more than HSVIZ_NUM_LIFELINES. The
 * caller unrefs the array. */
GPtrArray *hsviz_participants_of(const struct hsviz_render_options *options,
                                 const struct hsviz_connection *connection);

/* hsviz_exchanges_of: an array of struct hsviz_exchange, which frees their texts, of all
 * participants that hsviz_participants_of() gave. The caller unrefs it. */
GArray *hsviz_exchanges_of(const GPtrArray *participants,
                           const struct hsviz_connection *connection);

#endif
