/* capture_point.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "capture_point.h"

#include <math.h>

#include "model/core/units.h"
#include "model/tcp/tcp.h"

static bool has_flag(const struct hsviz_connection *connection, enum hsviz_tcp_sequence_flag flag)
{
    return (connection->tcp->sequence[HSVIZ_END_0].flags |
            connection->tcp->sequence[HSVIZ_END_1].flags) &
           flag;
}

struct hsviz_split hsviz_times_split_as_seen(const struct hsviz_connection *connection)
{
    const struct hsviz_tcp *tcp = connection->tcp;
    struct hsviz_split split = { 0, 0, false };

    if (!tcp)
        return split;
    split.server_ns = tcp->syn_ack_ns - tcp->syn_ns;
    split.client_ns = tcp->handshake_ack_ns - tcp->syn_ack_ns;
    split.is_known = tcp->syn_ns != HSVIZ_TIME_UNKNOWN && tcp->syn_ack_ns != HSVIZ_TIME_UNKNOWN &&
                     tcp->handshake_ack_ns != HSVIZ_TIME_UNKNOWN &&
                     /* Karn: a segment that was sent twice measures nothing. */
                     !has_flag(connection, HSVIZ_SYN_REPEATED) && split.server_ns >= 0 &&
                     split.client_ns >= 0;
    if (!split.is_known)
        split.server_ns = split.client_ns = 0;
    return split;
}

enum hsviz_no_capture_point hsviz_times_no_capture_point(const struct hsviz_connection *connection)
{
    const struct hsviz_tcp *tcp = connection->tcp;

    if (connection->capture_point != HSVIZ_CAPTURE_POINT_AUTO)
        return HSVIZ_CAPTURE_POINT_KNOWN;
    if (!tcp || tcp->syn_ns == HSVIZ_TIME_UNKNOWN || tcp->syn_ack_ns == HSVIZ_TIME_UNKNOWN ||
        tcp->handshake_ack_ns == HSVIZ_TIME_UNKNOWN)
        return HSVIZ_HANDSHAKE_NOT_CAPTURED;
    if (has_flag(connection, HSVIZ_SYN_REPEATED))
        return HSVIZ_HANDSHAKE_REPEATED;
    if (has_flag(connection, HSVIZ_SYN_HAD_PAYLOAD))
        return HSVIZ_DATA_IN_SYN;
    return hsviz_times_split_as_seen(connection).is_known ? HSVIZ_CAPTURE_POINT_KNOWN
                                                          : HSVIZ_HANDSHAKE_OUT_OF_ORDER;
}

double hsviz_connection_capture_point(const struct hsviz_connection *connection)
{
    static const double fixed[] = {
        [HSVIZ_CAPTURE_POINT_AUTO] = 0.0,
        [HSVIZ_CAPTURE_POINT_CLIENT] = 0.0,
        [HSVIZ_CAPTURE_POINT_MIDDLE] = 0.5,
        [HSVIZ_CAPTURE_POINT_SERVER] = 1.0,
    };
    struct hsviz_split split = hsviz_times_split_as_seen(connection);
    int64_t rtt_ns = split.client_ns + split.server_ns;

    if (connection->capture_point != HSVIZ_CAPTURE_POINT_AUTO)
        return fixed[connection->capture_point];
    if (hsviz_times_no_capture_point(connection) != HSVIZ_CAPTURE_POINT_KNOWN || rtt_ns == 0)
        return (double)NAN;
    return (double)split.client_ns / (double)rtt_ns;
}

/* The path RTTs according to the capture point; without one, both are unknown. */
struct hsviz_split hsviz_times_split(const struct hsviz_connection *connection)
{
    struct hsviz_split split = hsviz_times_split_as_seen(connection);
    double point = hsviz_connection_capture_point(connection);
    int64_t rtt_ns = split.client_ns + split.server_ns;

    if (isnan(point) || !split.is_known)
        return (struct hsviz_split){ 0, 0, false };
    if (connection->capture_point != HSVIZ_CAPTURE_POINT_AUTO) {
        split.client_ns = (int64_t)(point * (double)rtt_ns);
        split.server_ns = rtt_ns - split.client_ns;
    }
    return split;
}

void hsviz_connection_travel(const struct hsviz_connection *connection, int64_t *left_ns,
                             int64_t *arrived_ns, int64_t time_ns, enum hsviz_side side)
{
    struct hsviz_split split = hsviz_times_split(connection);
    bool from_client = side == HSVIZ_CLIENT;

    *left_ns = time_ns - (from_client ? split.client_ns : split.server_ns) / 2;
    *arrived_ns = time_ns + (from_client ? split.server_ns : split.client_ns) / 2;
}
