/* steps.h
 * The list of a connection's steps.
 *
 * Lifetime: steps move when the list grows; a pointer to one is valid until the next is pushed,
 *           inserted or removed.
 * Errors: a full list takes no more steps: functions that push a step return NULL, and
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
    /* The most steps of one connection. An ordinary one has 20 to 30; a thousand renegotiations or
     * a flood of SYNs would have many. Reaching the limit is a note. */
    HSVIZ_STEPS_MAX = 512,
    /* The most consecutive runs of application data with a step each. Later data extends the last
     * run of its end, so that the drawing of a long conversation stays small. */
    HSVIZ_RUNS_MAX = 8,
};

/* hsviz_steps_push: appends a step sent by packet's end, with the current states. */
struct hsviz_step *hsviz_steps_push(struct hsviz_connection *connection,
                                    const struct hsviz_packet *packet, enum hsviz_step_type type);

/* hsviz_steps_push_gap: appends a gap: a step of end that packet proves to have been sent. */
struct hsviz_step *hsviz_steps_push_gap(struct hsviz_connection *connection,
                                        const struct hsviz_packet *packet, enum hsviz_end end,
                                        enum hsviz_step_type type, int32_t half_rtt);

/* hsviz_steps_move_back: the newest steps, as far as they are of frame, come before those of later
 * frames; their states are those of the step before them. */
void hsviz_steps_move_back(struct hsviz_connection *connection, uint32_t frame);

/* hsviz_steps_insert: inserts a copy of step i after it, and returns the copy. */
struct hsviz_step *hsviz_steps_insert(struct hsviz_connection *connection, size_t i);

/* hsviz_steps_remove: removes step i from the list. */
void hsviz_steps_remove(struct hsviz_connection *connection, size_t i);

/* hsviz_steps_put_in_order: moves steps that were pushed late before those of later frames. */
void hsviz_steps_put_in_order(struct hsviz_connection *connection);

/* hsviz_steps_extend: adds a record of bytes bytes to the current run of type and phase of packet's
 * end, or starts one. Returns the run's step. */
struct hsviz_step *hsviz_steps_extend(struct hsviz_connection *connection,
                                      const struct hsviz_packet *packet, enum hsviz_step_type type,
                                      enum hsviz_phase phase, uint32_t bytes);

/* hsviz_steps_find: the newest step of end and type that is no retransmission; NULL without one. */
struct hsviz_step *hsviz_steps_find(const struct hsviz_connection *connection, enum hsviz_end end,
                                    enum hsviz_step_type type);

/* hsviz_steps_find_before: the same, among the steps before step. */
struct hsviz_step *hsviz_steps_find_before(const struct hsviz_connection *connection,
                                           const struct hsviz_step *step, enum hsviz_end end,
                                           enum hsviz_step_type type);

/* hsviz_steps_first: the oldest step of end and type, from step i on, that is no retransmission;
 * NULL without one. */
const struct hsviz_step *hsviz_steps_first(const struct hsviz_connection *connection, size_t i,
                                           enum hsviz_end end, enum hsviz_step_type type);

/* hsviz_steps_last_of: the newest step of end that is not hidden; NULL without one. */
const struct hsviz_step *hsviz_steps_last_of(const struct hsviz_connection *connection,
                                             enum hsviz_end end);

/* hsviz_steps_join_runs: joins adjacent runs of application data of one end. */
void hsviz_steps_join_runs(struct hsviz_connection *connection);

/* hsviz_steps_drop_gap: removes the gap of type, because what was missing came late. */
void hsviz_steps_drop_gap(struct hsviz_connection *connection, enum hsviz_step_type type);

/* hsviz_steps_trim: frees unused capacity of the list. */
void hsviz_steps_trim(struct hsviz_connection *connection);

#endif
