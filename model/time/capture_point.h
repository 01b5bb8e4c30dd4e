/* capture_point.h
 * Where on the path the capture was taken, and what follows for times (docs/model.md, section 4).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_CAPTURE_POINT_H
#define HSVIZ_MODEL_TIME_CAPTURE_POINT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/names.h"
#include "model/core/notes.h"

struct hsviz_connection;

/* Where the capture was taken: estimated from the TCP handshake, or set by the user. */
enum hsviz_capture_point {
    HSVIZ_CAPTURE_POINT_AUTO,
    HSVIZ_CAPTURE_POINT_CLIENT,
    HSVIZ_CAPTURE_POINT_MIDDLE,
    HSVIZ_CAPTURE_POINT_SERVER,
};

/* hsviz_connection_capture_point: its position, from 0 at the client to 1 at the server; NAN if
 * unknown. */
double hsviz_connection_capture_point(const struct hsviz_connection *connection);

/* hsviz_connection_travel: estimates when a packet that side sent, and that passed the capture
 * point at time_ns, left its sender and reached the other end. If the capture point is unknown,
 * both are time_ns. */
void hsviz_connection_travel(const struct hsviz_connection *connection, int64_t *left_ns,
                             int64_t *arrived_ns, int64_t time_ns, enum hsviz_side side);

/* The two path RTTs of the TCP handshake: between the capture point and the server, and between the
 * capture point and the client. */
struct hsviz_split {
    int64_t server_ns, client_ns;
    bool is_known; /* else both are 0 */
};

/* hsviz_times_split: the path RTTs according to the capture point.
 * hsviz_times_split_as_seen: those that the TCP handshake showed, whatever the user set. */
struct hsviz_split hsviz_times_split(const struct hsviz_connection *connection);
struct hsviz_split hsviz_times_split_as_seen(const struct hsviz_connection *connection);

/* hsviz_times_no_capture_point: why the capture point is unknown. */
enum hsviz_no_capture_point hsviz_times_no_capture_point(const struct hsviz_connection *connection);

#endif
