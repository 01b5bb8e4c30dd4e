/* gaps.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gaps.h"

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/liveness.h"
#include "model/tcp/tcp.h"
#include "model/tls/tls.h"

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

static void push_data_gap(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                          enum hsviz_end end, const struct hsviz_hole *hole)
{
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[end];
    const struct hsviz_step *last = hsviz_steps_last_of(connection, end);
    enum hsviz_phase phase = last ? (enum hsviz_phase)last->phase : HSVIZ_PHASE_OTHER;
    int32_t half_rtt = hsviz_tcp_sequence_half_rtt_of(sender, hole->end);
    struct hsviz_step *gap;

    /* Who acknowledged it had got it by then. */
    if (half_rtt == HSVIZ_HALF_RTT_UNKNOWN)
        half_rtt = CLAMP(connection->tcp->sequence[hsviz_other_end(end)].half_rtt - 1, 0,
                         sender->half_rtt);
    gap = hsviz_steps_push_gap(connection, &now->packet, end, HSVIZ_STEP_SEGMENT, half_rtt);
    if (!gap)
        return;
    gap->space_end = hole->end;
    gap->bytes = hole->end - hole->start;
    gap->phase = (uint8_t)(connection->tls ? phase : HSVIZ_PHASE_PLAINTEXT);
    gap->reason = HSVIZ_REASON_ACKNOWLEDGED;
    if (is_hidden(connection))
        gap->flags |= HSVIZ_STEP_HIDDEN;
}

static void report(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now,
                   enum hsviz_end end)
{
    struct hsviz_track *track = connection->tcp->sequence[end].track;
    uint32_t acknowledged = connection->tcp->sequence[hsviz_other_end(end)].acknowledged;

    for (size_t i = 0; track && i < track->num_holes; i++) {
        struct hsviz_hole *hole = &track->holes[i];
        uint32_t bytes = hole->end - hole->start, *sum;

        if (hole->is_reported || hsviz_serial_before(acknowledged, hole->end))
            continue;
        hole->is_reported = true;
        sum = &hsviz_liveness_make(connection)->end[end].missing_bytes;
        *sum += MIN(bytes, UINT32_MAX - *sum);
        connection->tcp->sequence[end].flags |= HSVIZ_HOLES_PASSED;
        if (count_gaps(connection) < HSVIZ_DATA_GAPS_MAX)
            push_data_gap(connection, now, end, hole);
    }
}

/* The missing data has come after all: frames are not in chronological order. */
static void take_back(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_hole *filled = &now->filled;
    uint32_t bytes = filled->end - filled->start, *sum;

    if (!filled->is_reported)
        return;
    sum = &hsviz_liveness_make(connection)->end[now->packet.end].missing_bytes;
    *sum -= MIN(bytes, *sum);
    if (*sum == 0)
        connection->tcp->sequence[now->packet.end].flags &= ~(uint32_t)HSVIZ_HOLES_PASSED;
    for (size_t i = connection->num_steps; i-- > 0;) {
        if (connection->steps[i].type == HSVIZ_STEP_SEGMENT &&
            connection->steps[i].end == now->packet.end &&
            connection->steps[i].space_end == filled->end)
            hsviz_steps_remove(connection, i);
    }
}

void hsviz_gaps_take(struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);

    if (now->packet.novelty == HSVIZ_OUT_OF_ORDER)
        take_back(connection, now);
    if (now->opens_hole || now->packet.novelty == HSVIZ_OUT_OF_ORDER)
        report(connection, now, now->packet.end);
    if (now->packet.shows_more && connection->tcp->sequence[other].track &&
        connection->tcp->sequence[other].track->num_holes > 0)
        report(connection, now, other);
}

/* Whether the other end has shown that it lacks what lies in the hole: it repeats its
 * acknowledgement (RFC 5681 4.2), or has closed without it. */
static bool is_missed(const struct hsviz_tcp_sequence *other, const struct hsviz_hole *hole)
{
    const struct hsviz_track *track = other->track;

    return track && (track->num_duplicate_acks > 0 ||
                     (other->flags & (HSVIZ_SENT_FIN | HSVIZ_SENT_RST) &&
                      track->newest_ns >= hole->time_ns));
}

/* The bytes of end that never arrived, from the first that was not acknowledged; how many later
 * ones did, or the largest segment that did; and since when. The other end's selective
 * acknowledgements tell; else a hole behind which segments were captured. */
static struct hsviz_end_liveness unarrived(const struct hsviz_connection *connection,
                                           enum hsviz_end end)
{
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[end];
    const struct hsviz_tcp_sequence *other = &connection->tcp->sequence[hsviz_other_end(end)];
    const struct hsviz_hole *hole =
        sender->track && sender->track->num_holes > 0 ? &sender->track->holes[0] : NULL;
    struct hsviz_end_liveness counts = { .arrived_len = sender->largest_segment };

    if (other->sack_right > 0 && hsviz_serial_before(other->acknowledged, other->sack_left)) {
        counts.arrived_len = other->sack_right - other->sack_left;
        counts.unarrived_bytes = other->sack_left - other->acknowledged;
        counts.unarrived_ns = connection->last_ns - other->sack_ns;
    } else if (hole && !hsviz_serial_before(hole->start, other->acknowledged)) {
        counts.unarrived_bytes = hole->end - hole->start;
        counts.unarrived_ns = connection->last_ns - hole->time_ns;
        counts.may_have_arrived = !is_missed(other, hole);
    }
    return counts;
}

void hsviz_gaps_end(struct hsviz_connection *connection)
{
    for (enum hsviz_end end = HSVIZ_END_0; connection->tcp && end < HSVIZ_NUM_ENDS; end++) {
        const struct hsviz_end_liveness found = unarrived(connection, end);
        struct hsviz_end_liveness *counts;

        if (found.unarrived_bytes == 0 && !connection->tcp->liveness)
            continue;
        counts = &hsviz_liveness_make(connection)->end[end];
        counts->unarrived_bytes = found.unarrived_bytes;
        counts->arrived_len = found.arrived_len;
        counts->unarrived_ns = found.unarrived_ns;
        counts->may_have_arrived = found.may_have_arrived;
    }
}
