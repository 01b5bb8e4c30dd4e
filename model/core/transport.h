/* transport.h
 * The transport protocols: one row each.
 *
 * Lifetime: every string is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_TRANSPORT_H
#define HSVIZ_MODEL_CORE_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

/* One transport. */
struct hsviz_transport {
    const char *name;
    const char *id_filter;   /* display filter field of the connection's number */
    bool has_states;         /* both ends have states, shown after every step */
    int32_t opens_half_rtts; /* from its first packet until the client may send data, if nothing
                                shortens it */
};

enum { HSVIZ_TRANSPORT_TCP, HSVIZ_NUM_TRANSPORTS };

extern const struct hsviz_transport hsviz_transports[HSVIZ_NUM_TRANSPORTS];

#endif
