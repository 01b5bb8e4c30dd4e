/* round_trips.h
 * How many round trips a connection needed (docs/model.md, section 3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_ROUND_TRIPS_H
#define HSVIZ_MODEL_TIME_ROUND_TRIPS_H

#include <stdbool.h>
#include <stdint.h>

struct hsviz_connection;

/* Round trips, in halves; each HSVIZ_HALF_RTT_UNKNOWN if the capture does not show it. */
struct hsviz_round_trips {
    int32_t tcp;            /* until the client may send data */
    int32_t tls;            /* from ClientHello until the client may send application data */
    int32_t first_request;  /* position of the client's first application data */
    int32_t first_response; /* position when the server's first application data after it arrives */
    int32_t expected;       /* expected first_request for this kind of handshake */
    int32_t plaintext;      /* before the ClientHello, from when the client may send data: 0 if no
                               dialogue precedes TLS */
    int32_t waited;         /* what of first_request is none of tcp, plaintext and tls */
    int32_t needed;         /* first_request, had the client sent it at once */
};

struct hsviz_round_trips hsviz_connection_round_trips(const struct hsviz_connection *connection);

/* hsviz_connection_relative: true if the TCP handshake is not in the capture, so that positions
 * count from the first frame captured. */
bool hsviz_connection_relative(const struct hsviz_connection *connection);

#endif
