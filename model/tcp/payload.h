/* payload.h
 * What a segment carries: TLS records, parts of them, or plain text; and where in the sequence space
 * records begin and end.
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

/* What a segment's payload did, for the facts of its frame. */
struct hsviz_effect {
    size_t steps_before;        /* the number of steps before its payload's */
    enum hsviz_step_type run;   /* that it extended; else HSVIZ_STEP_NONE */
    enum hsviz_phase run_phase; /* of that run, also where no step of it could be kept */
    bool fragment;
};

/* hsviz_payload_take: takes what the segment carries, and fills effect. */
void hsviz_payload_take(struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *of_segment, const struct hsviz_frame *frame,
                        struct hsviz_effect *effect);

#endif
