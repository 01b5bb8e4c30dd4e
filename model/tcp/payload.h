/* payload.h
 * The payload of a segment: TLS records, parts of them, or plaintext; and where in the sequence
 * space records begin and end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_PAYLOAD_H
#define HSVIZ_MODEL_TCP_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "model/core/step_types.h"

struct hsviz_connection;
struct hsviz_frame;
struct hsviz_tcp_packet;

/* The effects of a segment's payload, for the facts of its frame. */
struct hsviz_effect {
    size_t steps_before;        /* the number of steps before those of the payload */
    enum hsviz_step_type run;   /* that it extended; or HSVIZ_STEP_NONE */
    enum hsviz_phase run_phase; /* of that run, even if its step could not be kept */
    bool fragment;
};

/* hsviz_payload_take: takes the segment's payload and fills effect. */
void hsviz_payload_take(struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *of_segment, const struct hsviz_frame *frame,
                        struct hsviz_effect *effect);

#endif
