/* states.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "states.h"

#include <glib.h>

const struct hsviz_word hsviz_tcp_events[] = {
    { HSVIZ_SENDS_SYN, "sends SYN", "" },
    { HSVIZ_SENDS_SYN_ACK, "sends SYN-ACK", "" },
    { HSVIZ_SENDS_ACK_OF_SYN, "sends ACK of SYN", "" },
    { HSVIZ_RECEIVES_ACK_OF_SYN, "receives ACK of its SYN", "" },
    { HSVIZ_SENDS_FIN, "sends FIN", "" },
    { HSVIZ_RECEIVES_ACK_OF_FIN, "receives ACK of its FIN", "" },
    { HSVIZ_SENDS_ACK_OF_FIN, "sends ACK of FIN", "" },
    { HSVIZ_SENDS_RST, "sends RST", "" },
    { HSVIZ_RECEIVES_RST, "receives RST", "" },
    { HSVIZ_RECEIVES_RST_LISTENING, "receives RST, after a passive open", "" },
    { -1, NULL, NULL },
};

const struct hsviz_transition hsviz_transitions[] = {
    { HSVIZ_TCP_CLOSED, HSVIZ_SENDS_SYN, HSVIZ_TCP_SYN_SENT, "RFC 9293 3.10.1" },
    { HSVIZ_TCP_LISTEN, HSVIZ_SENDS_SYN, HSVIZ_TCP_SYN_SENT, "RFC 9293 3.10.2" },
    { HSVIZ_TCP_LISTEN, HSVIZ_SENDS_SYN_ACK, HSVIZ_TCP_SYN_RCVD, "RFC 9293 3.10.7.2" },
    { HSVIZ_TCP_SYN_SENT, HSVIZ_SENDS_SYN_ACK, HSVIZ_TCP_SYN_RCVD, "RFC 9293 3.10.7.3" },
    { HSVIZ_TCP_SYN_SENT, HSVIZ_SENDS_ACK_OF_SYN, HSVIZ_TCP_ESTABLISHED, "RFC 9293 3.10.7.3" },
    { HSVIZ_TCP_SYN_RCVD, HSVIZ_RECEIVES_ACK_OF_SYN, HSVIZ_TCP_ESTABLISHED, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_SYN_RCVD, HSVIZ_SENDS_FIN, HSVIZ_TCP_FIN_WAIT_1, "RFC 9293 3.10.4" },
    { HSVIZ_TCP_ESTABLISHED, HSVIZ_SENDS_FIN, HSVIZ_TCP_FIN_WAIT_1, "RFC 9293 3.10.4" },
    { HSVIZ_TCP_CLOSE_WAIT, HSVIZ_SENDS_FIN, HSVIZ_TCP_LAST_ACK, "RFC 9293 3.10.4" },
    { HSVIZ_TCP_ESTABLISHED, HSVIZ_SENDS_ACK_OF_FIN, HSVIZ_TCP_CLOSE_WAIT, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_SYN_RCVD, HSVIZ_SENDS_ACK_OF_FIN, HSVIZ_TCP_CLOSE_WAIT, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_FIN_WAIT_1, HSVIZ_SENDS_ACK_OF_FIN, HSVIZ_TCP_CLOSING, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_FIN_WAIT_2, HSVIZ_SENDS_ACK_OF_FIN, HSVIZ_TCP_TIME_WAIT, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_FIN_WAIT_1, HSVIZ_RECEIVES_ACK_OF_FIN, HSVIZ_TCP_FIN_WAIT_2, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_CLOSING, HSVIZ_RECEIVES_ACK_OF_FIN, HSVIZ_TCP_TIME_WAIT, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_LAST_ACK, HSVIZ_RECEIVES_ACK_OF_FIN, HSVIZ_TCP_CLOSED, "RFC 9293 3.10.7.4" },
    { HSVIZ_TCP_SYN_RCVD, HSVIZ_RECEIVES_RST_LISTENING, HSVIZ_TCP_LISTEN, "RFC 9293 3.10.7.4" },
};

const size_t hsviz_num_transitions = G_N_ELEMENTS(hsviz_transitions);

enum hsviz_tcp_state hsviz_tcp_next_state(enum hsviz_tcp_state from, enum hsviz_tcp_event event)
{
    /* RFC 9293 3.5.3: a reset ends the connection in every state. */
    if (event == HSVIZ_SENDS_RST || event == HSVIZ_RECEIVES_RST)
        return HSVIZ_TCP_CLOSED;
    for (size_t i = 0; i < hsviz_num_transitions; i++) {
        if (hsviz_transitions[i].from == from && hsviz_transitions[i].event == event)
            return hsviz_transitions[i].to;
    }
    return from;
}
