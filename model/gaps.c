/* gaps.c
 * Bytes that were acknowledged, and so had been there, but are not in the capture: a gap each hole.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "strays.h"

static size_t count_gaps(const struct hsviz_connection *connection)
{
    size_t num = 0;

    for (size_t i = 0; i < connection->num_steps; i++)
        num += connection->steps[i].type == HSVIZ_STEP_SEGMENT;
    return num;
}

/* What misses in a TLS handshake matters to everybody who reads its diagram; what misses in a long
 * transfer does not. */
static bool is_hidden(const struct hsviz_connection *connection)
{
    return connection->tls && hsviz_tls_is_complete(connection->tls);
}

static void push_data_gap(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                          enum hsviz_side side, const struct hsviz_hole *hole)
{
    const struct hsviz_direction *sender = &connection->direction[side];
    const struct hsviz_step *last = hsviz_steps_last_of(connection, side);
    enum hsviz_phase phase = last ? (enum hsviz_phase)last->phase : HSVIZ_PHASE_OTHER;
    int32_t half_rtt = hsviz_direction_half_rtt_of(sender, hole->end);
    struct hsviz_step *gap;

    /* Who acknowledged it had got it by then. */
    if (half_rtt == HSVIZ_HALF_RTT_UNKNOWN)
        half_rtt = CLAMP(connection->direction[hsviz_other_side(side)].half_rtt - 1, 0,
                         sender->half_rtt);
    gap = hsviz_steps_push_gap(connection, moment, side, HSVIZ_STEP_SEGMENT, half_rtt);
    if (!gap)
        return;
    gap->seq_end = hole->end;
    gap->bytes = hole->end - hole->start;
    gap->phase = (uint8_t)(connection->tls ? phase : HSVIZ_PHASE_PLAINTEXT);
    gap->reason = HSVIZ_REASON_ACKNOWLEDGED;
    if (is_hidden(connection))
        gap->flags |= HSVIZ_STEP_HIDDEN;
}

static void report(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                   enum hsviz_side side)
{
    struct hsviz_track *track = connection->direction[side].track;
    uint32_t acknowledged = connection->direction[hsviz_other_side(side)].acknowledged;

    for (size_t i = 0; track && i < track->num_holes; i++) {
        struct hsviz_hole *hole = &track->holes[i];
        uint32_t bytes = hole->end - hole->start, *sum;

        if (hole->is_reported || hsviz_serial_before(acknowledged, hole->end))
            continue;
        hole->is_reported = true;
        sum = &hsviz_strays_make(connection)->side[side].missing_bytes;
        *sum += MIN(bytes, UINT32_MAX - *sum);
        if (count_gaps(connection) < HSVIZ_DATA_GAPS_MAX)
            push_data_gap(connection, moment, side, hole);
    }
}

/* What was missing has come after all: frames are not in the order of time. */
static void take_back(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    const struct hsviz_hole *filled = &moment->arrival.filled;
    uint32_t bytes = filled->end - filled->start, *sum;

    if (!filled->is_reported)
        return;
    sum = &hsviz_strays_make(connection)->side[moment->side].missing_bytes;
    *sum -= MIN(bytes, *sum);
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].type == HSVIZ_STEP_SEGMENT &&
            connection->steps[i].side == moment->side &&
            connection->steps[i].seq_end == filled->end)
            hsviz_steps_remove(connection, i);
    }
}

void hsviz_gaps_take(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    enum hsviz_side other = hsviz_other_side(moment->side);

    if (moment->arrival.novelty == HSVIZ_FILLS_HOLE)
        take_back(connection, moment);
    if (moment->arrival.opens_hole || moment->arrival.novelty == HSVIZ_FILLS_HOLE)
        report(connection, moment, moment->side);
    if (moment->arrival.ack_advances && connection->direction[other].track &&
        connection->direction[other].track->num_holes > 0)
        report(connection, moment, other);
}
