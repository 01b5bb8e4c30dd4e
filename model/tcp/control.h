/* control.h
 * What handshake and close have in common: steps of control bits, and the states they lead to.
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

/* hsviz_tcp_happen: an event at end, which may change its state. */
void hsviz_tcp_happen(struct hsviz_connection *connection, enum hsviz_end end,
                      enum hsviz_tcp_event event);

/* hsviz_tcp_show_state: a control bit that the end sent shows its state, which is then no longer
 * assumed. */
void hsviz_tcp_show_state(struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_tcp_note_repetition: adds the note on a step that retransmits one of original_ns. */
void hsviz_tcp_note_repetition(struct hsviz_connection *connection, const struct hsviz_step *step,
                               int64_t original_ns);

/* hsviz_tcp_push_control: pushes a SYN or FIN, also a retransmitted one, since the connection
 * waited for it. */
void hsviz_tcp_push_control(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                            enum hsviz_step_type type);

/* hsviz_tcp_push_gap: pushes a gap: a segment of the other end that now's segment proves to have
 * been sent. */
void hsviz_tcp_push_gap(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                        enum hsviz_step_type type, int32_t half_rtt);

#endif
