/* findings_tcp.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings_tcp.h"

#include <string.h>

#include <glib.h>

#include "model/core/notes.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/units.h"
#include "model/tcp/dropped.h"
#include "model/tcp/liveness.h"
#include "model/tcp/shape.h"
#include "model/tcp/tcp.h"

enum {
    /* The largest record of an alert: header, IV, two bytes, a MAC of SHA-384, padding of a block
     * (RFC 5246 6.2.3.2). */
    ALERT_RECORD_MAX_LEN = 5 + 16 + 2 + 48 + 16,
    IPV4_HEADER_LEN = 20, /* RFC 791 3.1 */
    IPV6_HEADER_LEN = 40, /* RFC 8200 3 */
    TCP_HEADER_LEN = 20,  /* RFC 9293 3.1 */
    TIMESTAMPS_LEN = 12,  /* RFC 7323 A: with two bytes of padding */
    /* RFC 6298 2.1, 2.4: by then every sender has repeated what was lost. */
    REPEATED_BY_S = 1,
    PATH_MTU_MIN_LEN = 536, /* RFC 9293 3.7.1: every path takes a segment of this size */
};

/* ---- Negotiated in the TCP handshake ---- */

static bool has_syn_ack(const struct hsviz_connection *connection)
{
    return connection->tcp->syn_ack_ns != HSVIZ_TIME_UNKNOWN &&
           connection->tcp->syn_ns != HSVIZ_TIME_UNKNOWN;
}

/* What a SYN-ACK says to a SYN that offers ECN (RFC 3168 6.1.1) or, in its last column, accurate
 * ECN (RFC 9768 table 2), by its bits. Of other SYNs nothing is said. */
static const struct {
    enum hsviz_note_type to_ecn, to_accurate_ecn;
} ecn_answers[] = {
    [0] = { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_NOTE_ECN_REFUSED },
    [HSVIZ_ECN_ECE] = { HSVIZ_NOTE_ECN, HSVIZ_NOTE_ECN },
    [HSVIZ_ECN_CWR] = { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_NOTE_ACCURATE_ECN },
    [HSVIZ_ECN_CWR | HSVIZ_ECN_ECE] = { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_NOTE_ACCURATE_ECN },
    [HSVIZ_ECN_AE] = { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_NOTE_ACCURATE_ECN },
    [HSVIZ_ECN_AE | HSVIZ_ECN_ECE] = { HSVIZ_NOTE_ECN, HSVIZ_NOTE_ECN },
    [HSVIZ_ECN_AE | HSVIZ_ECN_CWR] = { HSVIZ_NOTE_ECN_REFUSED, HSVIZ_NOTE_ACCURATE_ECN },
    [HSVIZ_ECN_AE | HSVIZ_ECN_CWR | HSVIZ_ECN_ECE] = { HSVIZ_NOTE_ECN_REFUSED,
                                                       HSVIZ_NOTE_ECN_REFUSED },
};

static void note_ecn(struct hsviz_connection *connection)
{
    uint8_t offer = connection->tcp->syn_ecn, response = connection->tcp->syn_ack_ecn;

    if (offer == (HSVIZ_ECN_CWR | HSVIZ_ECN_ECE))
        hsviz_note_add_plain_finding(connection, ecn_answers[response].to_ecn);
    else if (offer == (HSVIZ_ECN_AE | HSVIZ_ECN_CWR | HSVIZ_ECN_ECE))
        hsviz_note_add_plain_finding(connection, ecn_answers[response].to_accurate_ecn);
}

static void note_multipath(struct hsviz_connection *connection)
{
    uint8_t offer = connection->tcp->syn_options, response = connection->tcp->syn_ack_options;
    enum hsviz_multipath multipath = HSVIZ_MULTIPATH_OFFERED;

    if (!(offer & (HSVIZ_OPTION_MPTCP_CAPABLE | HSVIZ_OPTION_MPTCP_JOIN)))
        return;
    if (offer & response & HSVIZ_OPTION_MPTCP_CAPABLE)
        multipath = HSVIZ_MULTIPATH_CAPABLE;
    else if (offer & response & HSVIZ_OPTION_MPTCP_JOIN)
        multipath = HSVIZ_MULTIPATH_JOIN;
    hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_MULTIPATH,
                                                             .multipath = (uint8_t)multipath });
}

/* RFC 7413 3.1: a SYN-ACK without a cookie means that the server offers none. */
static void note_fast_open(struct hsviz_connection *connection)
{
    uint8_t offer = connection->tcp->syn_options;
    bool gives = connection->tcp->syn_ack_options & HSVIZ_OPTION_FAST_OPEN_COOKIE;

    if (offer & HSVIZ_OPTION_FAST_OPEN_REQUEST && !gives)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_FAST_OPEN_IGNORED);
    if (offer & HSVIZ_OPTION_FAST_OPEN_COOKIE && gives)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_FAST_OPEN_COOKIE);
}

/* RFC 4987 3.6: a SYN cookie has room for little more than the MSS. */
static void note_syn_cookie(struct hsviz_connection *connection)
{
    uint8_t offered = HSVIZ_OPTION_MSS | HSVIZ_OPTION_WINDOW_SCALE | HSVIZ_OPTION_SACK_PERMITTED;

    if ((connection->tcp->syn_options & offered) == offered &&
        connection->tcp->syn_ack_options == HSVIZ_OPTION_MSS)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_SYN_COOKIE);
}

/* ---- Whether it opened ---- */

static uint32_t num_syns(const struct hsviz_connection *connection)
{
    uint32_t num = 0;

    for (size_t i = 0; i < connection->num_steps; i++)
        num += connection->steps[i].type == HSVIZ_STEP_SYN;
    return num;
}

/* ICMP that refuses has a note of its own, at its frame. */
static void note_failure(struct hsviz_connection *connection)
{
    enum hsviz_open open = hsviz_connection_open(connection);
    const struct hsviz_step *reset =
        hsviz_steps_find(connection, hsviz_end_of(connection, HSVIZ_SERVER), HSVIZ_STEP_RST);

    if (open == HSVIZ_OPEN_REFUSED && reset)
        hsviz_note_add_finding(
            connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_REFUSED,
                                              .frame = reset->frame,
                                              .duration_ns = MAX(reset->time_ns -
                                                                     connection->start_ns, 0) });
    if (open == HSVIZ_OPEN_UNANSWERED)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_UNANSWERED, num_syns(connection));
}

/* ---- Counts ---- */

static void note_repeats_and_keep_alives(struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_end_liveness *counts = &connection->tcp->liveness->end[end];

    if (counts->num_repeats > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_DATA_AGAIN,
                                                                 .end = (uint8_t)end,
                                                                 .count = counts->num_repeats });
    if (counts->num_keep_alives > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_KEEP_ALIVES,
                                                                 .end = (uint8_t)end,
                                                                 .count = counts->num_keep_alives,
                                                                 .duration_ns = counts->idle_ns });
}

static void note_window(struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_end_liveness *counts = &connection->tcp->liveness->end[end];
    bool is_closed = connection->tcp->sequence[end].flags & HSVIZ_WINDOW_CLOSED;

    if (counts->num_closed > (is_closed ? 1U : 0U))
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_WINDOW_CLOSED,
                                                     .end = (uint8_t)end,
                                                     .count = counts->num_closed,
                                                     .duration_ns = counts->closed_ns });
    if (is_closed)
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_WINDOW_STAYS_CLOSED,
                                                     .end = (uint8_t)end,
                                                     .other_frame = counts->closed_frame });
}

/* That TLS says goodbye after the other's FIN is no news. */
static uint32_t half_close_bytes(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_liveness *liveness = connection->tcp->liveness;
    uint32_t bytes = liveness ? liveness->end[end].half_close_bytes : 0;

    return connection->tls && bytes <= ALERT_RECORD_MAX_LEN ? 0 : bytes;
}

/* Missing bytes at the end, which no segment followed, count like those of holes. */
static uint32_t missing_bytes(const struct hsviz_connection *connection, enum hsviz_end end,
                              bool *may_be_fin)
{
    const struct hsviz_liveness *liveness = connection->tcp->liveness;
    const struct hsviz_tcp_sequence *sender = &connection->tcp->sequence[end];
    uint32_t acknowledged = connection->tcp->sequence[hsviz_other_end(end)].acknowledged;
    uint32_t bytes = liveness ? liveness->end[end].missing_bytes : 0;

    if (sender->flags & HSVIZ_SENT_ANYTHING && hsviz_serial_before(sender->high, acknowledged))
        bytes += MIN(acknowledged - sender->high, UINT32_MAX - bytes);
    *may_be_fin = acknowledged == sender->high + 1 && !(sender->flags & HSVIZ_SENT_FIN);
    return bytes;
}

/* RFC 2923 2.1: of a sender whose large packets are lost somewhere on the path, and the message
 * that says so too, small ones arrive. */
static void note_unarrived(struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_end_liveness *counts = &connection->tcp->liveness->end[end];
    const struct hsviz_tcp_sequence *other = &connection->tcp->sequence[hsviz_other_end(end)];
    uint32_t mss = other->mss ? other->mss : HSVIZ_MSS_DEFAULT;
    uint32_t segment_len = MIN(counts->unarrived_bytes, mss);
    const char *address = connection->peer[end].address;
    uint32_t header_len = (address && strchr(address, ':') ? IPV6_HEADER_LEN : IPV4_HEADER_LEN) +
                          TCP_HEADER_LEN +
                          (other->tsval ? TIMESTAMPS_LEN : 0);
    bool is_too_large = segment_len >= PATH_MTU_MIN_LEN && segment_len > counts->arrived_len &&
                        counts->unarrived_ns / NS_PER_S >= REPEATED_BY_S &&
                        !counts->may_have_arrived;

    if (counts->unarrived_bytes == 0)
        return;
    hsviz_note_add_finding(
        connection,
        &(struct hsviz_note){ .type = is_too_large ? HSVIZ_NOTE_PATH_MTU : HSVIZ_NOTE_NEVER_ARRIVED,
                              .end = (uint8_t)end,
                              .is_unknown = counts->may_have_arrived,
                              .bytes = counts->unarrived_bytes,
                              .count = segment_len + header_len });
}

static void note_counted(struct hsviz_connection *connection, enum hsviz_end end)
{
    bool may_be_fin;
    uint32_t missing = missing_bytes(connection, end, &may_be_fin);
    uint32_t half = half_close_bytes(connection, end);

    if (connection->tcp->liveness) {
        note_repeats_and_keep_alives(connection, end);
        note_window(connection, end);
        note_unarrived(connection, end);
    }
    if (half > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_HALF_CLOSE,
                                                                 .end = (uint8_t)end,
                                                                 .bytes = half });
    if (missing > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_NOT_CAPTURED,
                                                                 .end = (uint8_t)end,
                                                                 .bytes = missing,
                                                                 .may_be_fin = may_be_fin });
}

void hsviz_findings_cut_records(struct hsviz_connection *connection)
{
    for (enum hsviz_side side = HSVIZ_CLIENT; connection->tcp && side < HSVIZ_NUM_SIDES; side++) {
        enum hsviz_end end = hsviz_end_of(connection, side);
        uint32_t frame = connection->tcp->sequence[end].pending_frame;

        if (frame != 0)
            hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_RECORD_CUT,
                                                                     .end = (uint8_t)end,
                                                                     .other_frame = frame });
    }
}

void hsviz_findings_cut_frames(struct hsviz_connection *connection)
{
    const struct hsviz_tcp *tcp = connection->tcp;

    if (tcp && tcp->num_cut > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_FRAMES_CUT,
                                                                 .other_frame = tcp->cut_frame,
                                                                 .bytes = tcp->cut_len,
                                                                 .count = tcp->num_cut });
}

void hsviz_findings_copies(struct hsviz_connection *connection)
{
    const struct hsviz_copies *copies = connection->tcp ? &connection->tcp->copies : NULL;

    if (copies && copies->num > 0)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_COPIES,
                                                                 .count = copies->num,
                                                                 .duration_ns = copies->lag_ns });
}

void hsviz_findings_holes(struct hsviz_connection *connection)
{
    for (enum hsviz_side side = HSVIZ_CLIENT; connection->tcp && side < HSVIZ_NUM_SIDES; side++) {
        enum hsviz_end end = hsviz_end_of(connection, side);

        if (connection->tcp->sequence[end].flags & HSVIZ_HOLE_FORGOTTEN)
            hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_HOLES_FULL,
                                                                     .end = (uint8_t)end,
                                                                     .count = HSVIZ_HOLES_MAX });
    }
}

/* Of all that was dropped, the frame that came first. */
static void note_dropped(struct hsviz_connection *connection, const struct hsviz_dropped *dropped)
{
    const struct hsviz_held *held = dropped->num_held > 0 ? &dropped->held[0] : NULL;
    uint32_t num = dropped->num, num_held = MIN(dropped->num_held, UINT32_MAX - num);
    struct hsviz_note note = { .type = HSVIZ_NOTE_DROPPED,
                               .count = num + num_held,
                               .other_frame = dropped->first_frame,
                               .drop = dropped->first_why };

    if (held && (num == 0 || held->segment.frame < dropped->first_frame)) {
        note.other_frame = held->segment.frame;
        note.drop = held->why;
    }
    note.frame = note.other_frame;
    if (note.count > 0)
        hsviz_note_add_finding(connection, &note);
    if (dropped->num_counted > 0)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_DROPPED_COUNT, dropped->num_counted);
}

void hsviz_findings_tcp(struct hsviz_connection *connection)
{
    const struct hsviz_tcp *tcp = connection->tcp;

    note_failure(connection);
    if (tcp && has_syn_ack(connection)) {
        note_fast_open(connection);
        note_syn_cookie(connection);
        note_multipath(connection);
        note_ecn(connection);
    }
    if (connection->longest_idle_s > 0)
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_IDLE,
                                                     .count = connection->longest_idle_s,
                                                     .other_frame = connection->idle_frame });
    if (!tcp)
        return;
    if (tcp->num_syn_ack_again > 0)
        hsviz_note_add_finding(
            connection,
            &(struct hsviz_note){
                .type = HSVIZ_NOTE_SYN_ACK_AGAIN,
                .frame = tcp->syn_ack_again_frame,
                .other_frame = tcp->syn_ack_again_frame,
                .count = tcp->num_syn_ack_again,
                .has_data = (hsviz_tcp_sequence_of(connection, HSVIZ_CLIENT)->flags &
                             HSVIZ_SENT_PAYLOAD) != 0 });
    if (tcp->dropped)
        note_dropped(connection, tcp->dropped);
    note_counted(connection, hsviz_end_of(connection, HSVIZ_CLIENT));
    note_counted(connection, hsviz_end_of(connection, HSVIZ_SERVER));
    if (tcp->num_wrong_checksums > 0)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_CHECKSUM, tcp->num_wrong_checksums);
}
