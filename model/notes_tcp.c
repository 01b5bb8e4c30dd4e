/* notes_tcp.c
 * The notes of TCP that speak of a connection as a whole: what the opening agreed on, and what was
 * counted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "strays.h"

enum {
    NS_PER_US = 1000,
    NS_PER_MS = 1000000,
    /* The largest record of an alert: header, IV, two bytes, a MAC of SHA-384, padding of a block
     * (RFC 5246 6.2.3.2). */
    ALERT_RECORD_MAX_LEN = 5 + 16 + 2 + 48 + 16,
};

/* ---- What the opening agreed on ---- */

static bool has_syn_ack(const struct hsviz_connection *connection)
{
    return connection->syn_ack_ns != HSVIZ_NS_UNKNOWN && connection->syn_ns != HSVIZ_NS_UNKNOWN;
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
    uint8_t offer = connection->syn_ecn, answer = connection->syn_ack_ecn;

    if (offer == (HSVIZ_ECN_CWR | HSVIZ_ECN_ECE))
        hsviz_note_add_whole(connection, ecn_answers[answer].to_ecn, 0, 0, 0);
    else if (offer == (HSVIZ_ECN_AE | HSVIZ_ECN_CWR | HSVIZ_ECN_ECE))
        hsviz_note_add_whole(connection, ecn_answers[answer].to_accurate_ecn, 0, 0, 0);
}

static void note_multipath(struct hsviz_connection *connection)
{
    uint8_t offer = connection->syn_options, answer = connection->syn_ack_options;
    enum hsviz_multipath multipath = HSVIZ_MULTIPATH_OFFERED;

    if (!(offer & (HSVIZ_OPTION_MPTCP_CAPABLE | HSVIZ_OPTION_MPTCP_JOIN)))
        return;
    if (offer & answer & HSVIZ_OPTION_MPTCP_CAPABLE)
        multipath = HSVIZ_MULTIPATH_CAPABLE;
    else if (offer & answer & HSVIZ_OPTION_MPTCP_JOIN)
        multipath = HSVIZ_MULTIPATH_JOIN;
    hsviz_note_add_whole(connection, HSVIZ_NOTE_MULTIPATH, multipath, 0, 0);
}

/* RFC 7413 3.1: an answer without a cookie means that the server has none to give. */
static void note_fast_open(struct hsviz_connection *connection)
{
    uint8_t offer = connection->syn_options;
    bool gives = connection->syn_ack_options & HSVIZ_OPTION_FAST_OPEN_COOKIE;

    if (offer & HSVIZ_OPTION_FAST_OPEN_REQUEST && !gives)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_FAST_OPEN_IGNORED, 0, 0, 0);
    if (offer & HSVIZ_OPTION_FAST_OPEN_COOKIE && gives)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_FAST_OPEN_COOKIE, 0, 0, 0);
}

/* RFC 4987 3.6: a SYN cookie has room for little more than the MSS. */
static void note_syn_cookie(struct hsviz_connection *connection)
{
    uint8_t offered = HSVIZ_OPTION_MSS | HSVIZ_OPTION_WINDOW_SCALE | HSVIZ_OPTION_SACK_PERMITTED;

    if ((connection->syn_options & offered) == offered &&
        connection->syn_ack_options == HSVIZ_OPTION_MSS)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_SYN_COOKIE, 0, 0, 0);
}

/* ---- What was counted ---- */

static void note_repeats_and_keep_alives(struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_side_strays *strays = &connection->strays->side[side];

    if (strays->num_repeats > 0)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_DATA_AGAIN, side, strays->num_repeats,
                             0);
    if (strays->num_keep_alives > 0)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_KEEP_ALIVES, side, strays->num_keep_alives,
                             (uint32_t)MIN(strays->idle_ns / NS_PER_MS, UINT32_MAX));
}

static void note_window(struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_side_strays *strays = &connection->strays->side[side];
    bool is_closed = connection->direction[side].flags & HSVIZ_WINDOW_CLOSED;

    if (strays->num_closed > (is_closed ? 1U : 0U))
        hsviz_note_add_whole(connection, HSVIZ_NOTE_WINDOW_CLOSED, side, strays->num_closed,
                             (uint32_t)MIN(strays->closed_ns / NS_PER_US, UINT32_MAX));
    if (is_closed)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_WINDOW_STAYS_CLOSED, side,
                             strays->closed_frame, 0);
}

/* That TLS says goodbye after the other's FIN is no news. */
static uint32_t half_close_bytes(const struct hsviz_connection *connection, enum hsviz_side side)
{
    uint32_t bytes = connection->strays ? connection->strays->side[side].half_close_bytes : 0;

    return connection->tls && bytes <= ALERT_RECORD_MAX_LEN ? 0 : bytes;
}

/* Bytes at the end, which nothing followed, count with those of the holes. */
static uint32_t missing_bytes(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_direction *sender = &connection->direction[side];
    uint32_t acknowledged = connection->direction[hsviz_other_side(side)].acknowledged;
    uint32_t bytes = connection->strays ? connection->strays->side[side].missing_bytes : 0;

    if (sender->flags & HSVIZ_SENT_ANYTHING && hsviz_serial_before(sender->high, acknowledged))
        bytes += MIN(acknowledged - sender->high, UINT32_MAX - bytes);
    return bytes;
}

static void note_counted(struct hsviz_connection *connection, enum hsviz_side side)
{
    uint32_t missing = missing_bytes(connection, side);

    if (connection->strays) {
        note_repeats_and_keep_alives(connection, side);
        note_window(connection, side);
    }
    if (half_close_bytes(connection, side) > 0)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_HALF_CLOSE, side,
                             half_close_bytes(connection, side), 0);
    if (missing > 0)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_NOT_CAPTURED, side, missing, 0);
}

void hsviz_notes_finish_tcp(struct hsviz_connection *connection)
{
    if (has_syn_ack(connection)) {
        note_fast_open(connection);
        note_syn_cookie(connection);
        note_multipath(connection);
        note_ecn(connection);
    }
    if (connection->longest_idle_s > 0)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_IDLE, connection->longest_idle_s,
                             connection->idle_frame, 0);
    note_counted(connection, HSVIZ_CLIENT);
    note_counted(connection, HSVIZ_SERVER);
    if (connection->num_wrong_checksums > 0)
        hsviz_note_add_whole(connection, HSVIZ_NOTE_CHECKSUM, connection->num_wrong_checksums, 0,
                             0);
}
