/* evidence.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "evidence.h"

#include <glib.h>

#include "model/core/serial.h"
#include "model/core/units.h"
#include "model/tcp/tcp.h"
#include "model/time/clock.h"

/* The options that may take their place in a segment beside its data (RFC 9293 3.1). */
enum { MSS_OPTIONS_MAX = 40 };

/* The acknowledgement of a server that answered the SYN with one of its own (split handshake). */
static bool completes_split(const struct hsviz_connection *connection,
                            const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);

    return hsviz_side_of(connection, now->packet.end) == HSVIZ_SERVER &&
           !hsviz_tcp_has(now, HSVIZ_TCP_SYN) && hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
           now->segment->payload_len == 0 && sender->flags & HSVIZ_SENT_SYN &&
           !(sender->flags & (HSVIZ_SENT_SYN_ACK | HSVIZ_SENT_ACK_OF_SYN)) &&
           hsviz_tcp_receiver(connection, now)->flags & HSVIZ_SENT_SYN_ACK;
}

/* An acknowledgement of the SYN alone that follows a repeated SYN or SYN-ACK: the one before was
 * lost, or both ends opened (RFC 9293 figure 7). */
static bool opens_again(const struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);

    bool is_repeated = other->flags & HSVIZ_SYN_REPEATED ||
                       (other->flags & HSVIZ_SENT_SYN && other->flags & HSVIZ_SENT_SYN_ACK);

    return is_repeated && hsviz_tcp_has(now, HSVIZ_TCP_ACK) && now->packet.shown == 1 &&
           other->high == 1 && now->segment->payload_len == 0;
}

/* The segments of the opening, which a TCP sends by itself: SYN, SYN-ACK, the first that
 * acknowledges the other end's SYN, a reset in its place. A server's first data is its
 * program's. */
static bool opens(const struct hsviz_connection *connection, const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_client = hsviz_side_of(connection, now->packet.end) == HSVIZ_CLIENT;

    if (hsviz_tcp_has(now, HSVIZ_TCP_SYN) || opens_again(connection, now))
        return true;
    if (sender->flags & HSVIZ_SENT_ACK_OF_SYN)
        return false;
    if (hsviz_tcp_has(now, HSVIZ_TCP_RST))
        return other->flags & (HSVIZ_SENT_SYN | HSVIZ_SENT_SYN_ACK) &&
               !(other->flags & HSVIZ_SENT_ACK_OF_SYN);
    if (!hsviz_tcp_has(now, HSVIZ_TCP_ACK))
        return false;
    if (other->flags & HSVIZ_SENT_SYN_ACK)
        return is_client || sender->flags & HSVIZ_SENT_SYN;
    return other->flags & HSVIZ_SENT_SYN && now->segment->payload_len == 0 &&
           now->packet.shown == 1;
}

/* An end's first data beyond that of its SYN needs the acknowledgement of the SYN (docs/model.md,
 * section 3, rule 2). */
static bool needs_opening(const struct hsviz_connection *connection,
                          const struct hsviz_tcp_packet *now, uint32_t sent_before)
{
    return now->segment->payload_len > 0 && !hsviz_tcp_has(now, HSVIZ_TCP_SYN) &&
           sent_before <= 1 && !(connection->tcp->flags & HSVIZ_FAST_OPEN_TAKEN);
}

/* RFC 2883 4: the first block reports a duplicate if it lies below the acknowledgement. */
static bool has_duplicate(const struct hsviz_tcp_sequence *receiver,
                          const struct hsviz_tcp_packet *now)
{
    const struct hsviz_sack *first = &now->segment->sacks[0];

    return now->segment->num_sacks > 0 && hsviz_tcp_has(now, HSVIZ_TCP_ACK) &&
           hsviz_serial_before(first->left, first->right) &&
           !hsviz_serial_before(now->packet.shown, first->right - receiver->base);
}

/* Where its data lies to what the other end has reported. */
static void add_reports(struct hsviz_evidence *evidence, const struct hsviz_connection *connection,
                        const struct hsviz_tcp_packet *now)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    bool is_new = now->packet.novelty == HSVIZ_NEW && now->segment->payload_len > 0;

    evidence->shows_unseen =
        sender->sack_right > 0 && hsviz_serial_before(other->high, sender->sack_right);
    evidence->fills_unseen = is_new && other->sack_right > 0 &&
                             !hsviz_serial_before(other->sack_left, now->packet.space_end);
    evidence->is_known = is_new && other->flags & HSVIZ_SENT_ANYTHING &&
                         !hsviz_serial_before(other->acknowledged, now->packet.space_end);
    evidence->has_duplicate = has_duplicate(other, now);
    evidence->duplicate_end = now->segment->sacks[0].right - other->base;
}

static bool is_short(const struct hsviz_tcp_sequence *receiver, const struct hsviz_segment *segment)
{
    uint32_t mss = receiver->mss ? receiver->mss : HSVIZ_MSS_DEFAULT;

    return segment->payload_len < MAX(mss, MSS_OPTIONS_MAX) - MSS_OPTIONS_MAX;
}

struct hsviz_evidence hsviz_evidence_of(const struct hsviz_connection *connection,
                                        const struct hsviz_tcp_packet *now, uint32_t sent_before,
                                        int32_t window_half_rtt)
{
    const struct hsviz_tcp_sequence *sender = hsviz_tcp_sender(connection, now);
    const struct hsviz_tcp_sequence *other = hsviz_tcp_receiver(connection, now);
    const struct hsviz_segment *segment = now->segment;
    bool misses = !(other->flags & HSVIZ_SENT_ANYTHING) ||
                  hsviz_serial_before(other->high, now->packet.shown);

    struct hsviz_evidence evidence = {
        .opens = opens(connection, now),
        .is_missing = misses && hsviz_tcp_has(now, HSVIZ_TCP_ACK),
        .is_released = window_half_rtt != HSVIZ_HALF_RTT_UNKNOWN,
        .is_repacked = now->packet.novelty == HSVIZ_NEW && sender->flags & HSVIZ_SENT_PAYLOAD &&
                       hsviz_serial_before(now->packet.space_begin, sent_before),
        .needs_opening = needs_opening(connection, now, sent_before),
        .completes_split = completes_split(connection, now),
        .resets = hsviz_tcp_has(now, HSVIZ_TCP_RST),
        .answers_number =
            hsviz_tcp_has(now, HSVIZ_TCP_RST) && !hsviz_tcp_has(now, HSVIZ_TCP_ACK),
        .is_short = is_short(other, segment),
        .has_stamp = segment->options & HSVIZ_OPTION_TIMESTAMPS,
        .stamp = segment->tsval,
        .echo = segment->tsecr,
        .identification = segment->ip_id,
    };

    add_reports(&evidence, connection, now);
    return evidence;
}
