/* control.h
 * What opening and closing have in common: steps of control bits, and the states that they make.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_CONTROL_H
#define HSVIZ_MODEL_TCP_CONTROL_H

#include <stdint.h>

#include "model/core/step_types.h"
#include "model/tcp/states.h"

struct hsviz_connection;
struct hsviz_step;
struct hsviz_tcp_packet;

/* hsviz_tcp_happen: something happens to the end, which may change its state. */
void hsviz_tcp_happen(struct hsviz_connection *connection, enum hsviz_end end,
                      enum hsviz_tcp_event event);

/* hsviz_tcp_show_state: a control bit of the end's own shows its state: it is assumed no more. */
void hsviz_tcp_show_state(struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_tcp_note_repetition: adds the note of a step that repeats one of original_ns. */
void hsviz_tcp_note_repetition(struct hsviz_connection *connection, const struct hsviz_step *step,
                               int64_t original_ns);

/* hsviz_tcp_push_control: a SYN or FIN is a step, also when it comes again: it is what the user
 * waited for. */
void hsviz_tcp_push_control(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                            enum hsviz_step_type type);

/* hsviz_tcp_push_gap: a segment of the other end that now's proves to have been sent: a gap. */
void hsviz_tcp_push_gap(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                        enum hsviz_step_type type, int32_t half_rtt);

#endif
