/* acceptance.h
 * Which segments their receiver drops (RFC 9293 3.10.7.3, 3.10.7.4; RFC 5961; RFC 7323 5.3): late
 * ones of an earlier connection, spoofed ones, those with numbers that no end could have sent.
 *
 * Purpose: judges each segment before it is counted into sequence space. One that is dropped
 *          changes neither states nor positions, counts, holes or times (dropped.h), unless later
 *          ones show that the judgement was wrong (reinstate.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_ACCEPTANCE_H
#define HSVIZ_MODEL_TCP_ACCEPTANCE_H

#include <stdbool.h>

#include "model/core/notes.h"

struct hsviz_connection;
struct hsviz_tcp_packet;
struct hsviz_tcp_sequence;

/* hsviz_acceptance_judge: why the receiver drops now's segment, by what is known so far; NONE if it
 * takes it. Sets in now the numbers that its step shows. */
enum hsviz_drop hsviz_acceptance_judge(const struct hsviz_connection *connection,
                                       struct hsviz_tcp_packet *now);

/* hsviz_acceptance_number: sets in now the numbers of its segment, relative as far as the bases are
 * known. */
void hsviz_acceptance_number(const struct hsviz_connection *connection,
                             struct hsviz_tcp_packet *now);

/* hsviz_acceptance_has_good_number: whether one of now's numbers, at least, is where it can be. */
bool hsviz_acceptance_has_good_number(const struct hsviz_connection *connection,
                                      const struct hsviz_tcp_packet *now);

/* hsviz_acceptance_is_in_syn_sent: whether end has sent its SYN and got nothing from other: it
 * takes no segment but one that acknowledges it (RFC 9293 3.10.7.3). */
bool hsviz_acceptance_is_in_syn_sent(const struct hsviz_tcp_sequence *end,
                                     const struct hsviz_tcp_sequence *other);

/* hsviz_acceptance_keep: remembers what a segment that counts says of its sender's window. Call it
 * after its numbers were counted. */
void hsviz_acceptance_keep(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now);

#endif
