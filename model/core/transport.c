/* transport.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "transport.h"

const struct hsviz_transport hsviz_transports[HSVIZ_NUM_TRANSPORTS] = {
    /* SYN, SYN-ACK, ACK (RFC 9293 3.5) */
    [HSVIZ_TRANSPORT_TCP] = { "TCP", "tcp.stream", true, 2 },
};
