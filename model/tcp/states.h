/* states.h
 * The transitions of RFC 9293 3.3.2, as a table.
 *
 * Purpose: the state of an end after it sent something or is known to have received something. A
 *          transition that sends a segment happens when the segment passes the capture point: a
 *          server becomes SYN-RCVD with its SYN-ACK, not with the SYN.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TCP_STATES_H
#define HSVIZ_MODEL_TCP_STATES_H

#include <stddef.h>

#include "model/core/names.h"

enum hsviz_tcp_event {
    HSVIZ_SENDS_SYN,
    HSVIZ_SENDS_SYN_ACK,
    HSVIZ_SENDS_ACK_OF_SYN,
    HSVIZ_RECEIVES_ACK_OF_SYN,
    HSVIZ_SENDS_FIN,
    HSVIZ_RECEIVES_ACK_OF_FIN,
    HSVIZ_SENDS_ACK_OF_FIN,
    HSVIZ_SENDS_RST,
    HSVIZ_RECEIVES_RST,
    HSVIZ_RECEIVES_RST_LISTENING, /* when it came from LISTEN */
    HSVIZ_NUM_TCP_EVENTS
};

/* hsviz_tcp_events: the names of the events; ends with a row with value -1. */
extern const struct hsviz_word hsviz_tcp_events[];

/* One transition. */
struct hsviz_transition {
    enum hsviz_tcp_state from;
    enum hsviz_tcp_event event;
    enum hsviz_tcp_state to;
    const char *rfc;
};

/* hsviz_transitions: all of them, hsviz_num_transitions rows. */
extern const struct hsviz_transition hsviz_transitions[];
extern const size_t hsviz_num_transitions;

/* hsviz_tcp_next_state: the state after event; from itself if no row applies. */
enum hsviz_tcp_state hsviz_tcp_next_state(enum hsviz_tcp_state from, enum hsviz_tcp_event event);

#endif
