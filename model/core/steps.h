/* steps.h
 * The list of a connection's steps.
 *
 * Lifetime: steps move when the list grows; a pointer to one is valid until the next is pushed,
 *           inserted or removed.
 * Errors: a list that is full takes no more: what would push a step gives NULL, and
 *         HSVIZ_STEPS_FULL is set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_STEPS_H
#define HSVIZ_MODEL_CORE_STEPS_H

#include <stddef.h>
#include <stdint.h>

#include "model/core/step_types.h"

struct hsviz_connection;
struct hsviz_packet;
struct hsviz_step;

enum {
    /* Steps of one connection. An ordinary one has 20 to 30; a thousand renegotiations or a flood
     * of SYNs would have many; reaching it is a note. */
    HSVIZ_STEPS_MAX = 512,
    /* Runs of application data in a row that are drawn one by one; what follows extends the last
     * run of its end, so that a long conversation stays a small picture. */
    HSVIZ_RUNS_MAX = 8,
};

/* hsviz_steps_push: appends a step of packet's end, with the states as they are now. */
struct hsviz_step *hsviz_steps_push(struct hsviz_connection *connection,
                                    const struct hsviz_packet *packet, enum hsviz_step_type type);

/* hsviz_steps_push_gap: a step of end that another one's packet proves to have been there. */
struct hsviz_step *hsviz_steps_push_gap(struct hsviz_connection *connection,
                                        const struct hsviz_packet *packet, enum hsviz_end end,
                                        enum hsviz_step_type type, int32_t half_rtt);

/* hsviz_steps_insert: makes room for a copy of step i behind it, and returns the copy. */
struct hsviz_step *hsviz_steps_insert(struct hsviz_connection *connection, size_t i);

/* hsviz_steps_remove: takes step i out of the list. */
void hsviz_steps_remove(struct hsviz_connection *connection, size_t i);

/* hsviz_steps_extend: counts one more record of bytes into the run of type and phase that packet's
 * end has going on, or starts one. Returns the run's step. */
struct hsviz_step *hsviz_steps_extend(struct hsviz_connection *connection,
                                      const struct hsviz_packet *packet, enum hsviz_step_type type,
                                      enum hsviz_phase phase, uint32_t bytes);

/* hsviz_steps_find: the newest step of end and type that repeats nothing; NULL without one. */
struct hsviz_step *hsviz_steps_find(const struct hsviz_connection *connection, enum hsviz_end end,
                                    enum hsviz_step_type type);

/* hsviz_steps_find_before: the same, of those before step. */
struct hsviz_step *hsviz_steps_find_before(const struct hsviz_connection *connection,
                                           const struct hsviz_step *step, enum hsviz_end end,
                                           enum hsviz_step_type type);

/* hsviz_steps_first: the oldest step of end and type from step i on that repeats nothing; NULL
 * without one. */
const struct hsviz_step *hsviz_steps_first(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_end end, enum hsviz_step_type type);

/* hsviz_steps_last_of: the newest step of end that is not hidden; NULL without one. */
const struct hsviz_step *hsviz_steps_last_of(const struct hsviz_connection *connection,
                                             enum hsviz_end end);

/* hsviz_steps_join_runs: makes one run of application data out of those that stand side by side. */
void hsviz_steps_join_runs(struct hsviz_connection *connection);

/* hsviz_steps_drop_gap: removes the gap of type: what it stood for came late. */
void hsviz_steps_drop_gap(struct hsviz_connection *connection, enum hsviz_step_type type);

/* hsviz_steps_trim: gives back what the list does not use. */
void hsviz_steps_trim(struct hsviz_connection *connection);

#endif
