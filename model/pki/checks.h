/* checks.h
 * How the model keeps a connection's lookups; whoever shows them uses check.h.
 *
 * Ownership: a connection owns its lookups, with their texts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CHECKS_H
#define HSVIZ_MODEL_PKI_CHECKS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/pki/check.h"

struct hsviz_connection;

/* What is known of a certificate's status besides the handshake; most connections have none. */
struct hsviz_checks {
    struct hsviz_lookup *items;
    struct hsviz_staple staple;
    uint8_t num;
    bool is_full; /* there would have been more */
};

/* hsviz_lookups_add: one more lookup of connection, of which its first frame is known alone; NULL,
 * and a note, where it has HSVIZ_LOOKUPS_MAX. Valid until the next. */
struct hsviz_lookup *hsviz_lookups_add(struct hsviz_connection *connection, uint32_t first_frame);

/* hsviz_lookups_find: the lookup that is that request of stream, to fill in what came later; NULL
 * where there is none. */
struct hsviz_lookup *hsviz_lookups_find(struct hsviz_connection *connection, uint32_t stream,
                                        uint32_t request);

/* hsviz_lookups_remove: drops that lookup, which turned out to be none. */
void hsviz_lookups_remove(struct hsviz_connection *connection, uint32_t stream, uint32_t request);

/* hsviz_lookups_staple: the server brought that along. */
void hsviz_lookups_staple(struct hsviz_connection *connection, const struct hsviz_staple *staple);

/* hsviz_lookups_free: NULL is allowed. */
void hsviz_lookups_free(struct hsviz_checks *lookups);

#endif
