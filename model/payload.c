/* payload.c
 * What a segment carries: TLS records, parts of them, or plain text; and where in the sequence
 * space records begin and end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "textbook.h"

enum {
    RECORD_HEADER_LEN = 5, /* RFC 8446 5.1 */
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_HEADER_LEN = 4, /* RFC 8446 4 */
    ALERT_LEN = 2, /* RFC 8446 6: level, 1 or 2, and description */
    SSL2_FIRST_BIT = 0x80,
};

/* A record's header, or an SSL 2 hello's (RFC 8446 5.1; RFC 5246 E.2). */
bool hsviz_payload_begins_record(const struct hsviz_segment *segment)
{
    const uint8_t *bytes = segment->payload;

    if (!bytes || segment->payload_captured_len < RECORD_HEADER_LEN)
        return false;
    if (bytes[0] & SSL2_FIRST_BIT)
        return bytes[2] == HANDSHAKE_CLIENT_HELLO && (bytes[3] == 3 || bytes[4] == 2);
    return bytes[0] >= HSVIZ_CONTENT_CHANGE_CIPHER_SPEC && bytes[0] <= HSVIZ_CONTENT_HEARTBEAT &&
           bytes[1] == 3;
}

bool hsviz_payload_is_client_hello(const struct hsviz_segment *segment)
{
    struct hsviz_bytes bytes = { segment->payload, segment->payload_captured_len, false };
    uint32_t record_len, message_len;

    if (!segment->payload || hsviz_bytes_number(&bytes, 1) != HSVIZ_CONTENT_HANDSHAKE ||
        hsviz_bytes_number(&bytes, 1) != 3)
        return false;
    hsviz_bytes_number(&bytes, 1);
    record_len = hsviz_bytes_number(&bytes, 2);
    if (record_len > bytes.len || hsviz_bytes_number(&bytes, 1) != HANDSHAKE_CLIENT_HELLO)
        return false;
    message_len = hsviz_bytes_number(&bytes, 3);
    return message_len + HANDSHAKE_HEADER_LEN <= record_len &&
           hsviz_bytes_number(&bytes, 1) == 3 && !bytes.short_read;
}

bool hsviz_payload_is_alert(const struct hsviz_segment *segment)
{
    struct hsviz_bytes bytes = { segment->payload, segment->payload_captured_len, false };
    uint32_t level;

    if (!segment->payload || segment->payload_len != RECORD_HEADER_LEN + ALERT_LEN ||
        hsviz_bytes_number(&bytes, 1) != HSVIZ_CONTENT_ALERT ||
        hsviz_bytes_number(&bytes, 1) != 3)
        return false;
    hsviz_bytes_number(&bytes, 1);
    if (hsviz_bytes_number(&bytes, 2) != ALERT_LEN)
        return false;
    level = hsviz_bytes_number(&bytes, 1);
    return (level == 1 || level == 2) && !bytes.short_read;
}

static uint32_t payload_start(const struct hsviz_moment *moment)
{
    return moment->arrival.seq + ((moment->segment->flags & HSVIZ_TCP_SYN) != 0);
}

/* Where records begin and end in the sequence space is known from the first one on. */
static void align_records(struct hsviz_direction *sender, const struct hsviz_moment *moment)
{
    if (sender->flags & HSVIZ_RECORDS_ALIGNED)
        return;
    sender->record_end = payload_start(moment);
    sender->flags |= HSVIZ_RECORDS_ALIGNED;
}

static uint32_t record_size(const struct hsviz_record *record)
{
    return record->ssl2 ? record->length : record->length + RECORD_HEADER_LEN;
}

/* A step's position is that of its last byte, which another frame than the one that completes it
 * may have carried, when segments came out of order. */
static int32_t record_half_rtt(const struct hsviz_direction *sender,
                               const struct hsviz_moment *moment)
{
    int32_t half_rtt = hsviz_direction_half_rtt_of(sender, sender->record_end);

    if (!(sender->flags & HSVIZ_RECORDS_ALIGNED) || half_rtt == HSVIZ_HALF_RTT_UNKNOWN)
        return moment->half_rtt;
    return half_rtt;
}

static void take_records(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                         const struct hsviz_frame *frame)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];

    align_records(sender, moment);
    for (size_t i = 0; i < frame->num_records; i++) {
        struct hsviz_moment now = *moment;

        sender->record_end += record_size(&frame->records[i]);
        if (hsviz_serial_before(sender->high, sender->record_end))
            sender->flags &= ~(uint32_t)HSVIZ_RECORDS_ALIGNED;
        now.half_rtt = record_half_rtt(sender, moment);
        hsviz_tls_take(connection, &now, &frame->records[i]);
    }
}

static void set_first_fragment(struct hsviz_connection *connection,
                               const struct hsviz_moment *moment, size_t from,
                               uint32_t first_frame)
{
    for (size_t i = from; i < connection->num_steps; i++) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->frame == moment->segment->frame && step->side == moment->side) {
            step->first_frame = first_frame;
            return;
        }
    }
}

/* Whether a record, or a message of several records, has begun and not ended. */
static bool leaves_fragment(const struct hsviz_connection *connection, enum hsviz_side side)
{
    const struct hsviz_direction *sender = &connection->direction[side];

    return connection->tls->open_left[side] > 0 ||
           (sender->flags & HSVIZ_RECORDS_ALIGNED &&
            hsviz_serial_before(sender->record_end, sender->high));
}

/* The first step of the frame may have begun in an earlier one; and what is left of the payload
 * after the last record begins the next. */
static void settle_fragments(struct hsviz_connection *connection,
                             const struct hsviz_moment *moment, struct hsviz_effect *effect)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    bool completes_step = connection->num_steps > effect->steps_before;

    if (sender->pending_frame)
        set_first_fragment(connection, moment, effect->steps_before, sender->pending_frame);
    if (completes_step || connection->tls->open_left[moment->side] == 0)
        sender->pending_frame = 0;
    if (!sender->pending_frame && leaves_fragment(connection, moment->side))
        sender->pending_frame = moment->segment->frame;
    if (!completes_step && sender->pending_frame)
        effect->fragment = true;
}

/* TLS within TLS: a conversation of its own, of which only the outer one is drawn. */
static void note_inner_tls(struct hsviz_connection *connection, const struct hsviz_frame *frame)
{
    if (!frame->carries_inner_tls || connection->flags & HSVIZ_CARRIES_INNER_TLS)
        return;
    connection->flags |= HSVIZ_CARRIES_INNER_TLS;
    hsviz_note_add(connection, HSVIZ_NOTE_INNER_TLS, frame->segment.frame, 0, 0, 0);
}

static void take_plaintext(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                           struct hsviz_effect *effect)
{
    const struct hsviz_segment *segment = moment->segment;

    hsviz_steps_prolong(connection, moment, HSVIZ_STEP_APPLICATION_DATA, HSVIZ_PHASE_PLAINTEXT,
                        segment->payload_len);
    if (!(connection->flags & HSVIZ_HAS_PLAINTEXT) && moment->side == HSVIZ_CLIENT &&
        hsviz_asks_for_tunnel(segment->payload, segment->payload_captured_len))
        connection->flags |= HSVIZ_IN_TUNNEL;
    connection->flags |= HSVIZ_HAS_PLAINTEXT;
    effect->run = HSVIZ_STEP_APPLICATION_DATA;
    effect->run_phase = HSVIZ_PHASE_PLAINTEXT;
}

/* A server whose first bytes after a ClientHello are no record does not speak TLS. */
static bool answers_in_plain(const struct hsviz_connection *connection,
                             const struct hsviz_moment *moment)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls || moment->side != HSVIZ_SERVER)
        return false;
    return tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN ||
           (tls->flags & HSVIZ_TLS_CLIENT_HELLO &&
            !(tls->side_flags[HSVIZ_SERVER] & HSVIZ_TLS_SENT_RECORD) &&
            !connection->direction[HSVIZ_SERVER].pending_frame && moment->segment->payload &&
            !hsviz_payload_begins_record(moment->segment));
}

/* Data without messages that comes again: of a SYN it is a step of its own, else it is counted. */
static void take_data_again(struct hsviz_connection *connection, const struct hsviz_moment *moment)
{
    const struct hsviz_step *original =
        hsviz_steps_find(connection, moment->side, HSVIZ_STEP_APPLICATION_DATA);
    uint32_t original_frame = original ? original->frame : 0;
    struct hsviz_side_strays *strays;
    struct hsviz_step *step;

    if (!hsviz_connection_says_syn_again(connection, moment)) {
        strays = &hsviz_strays_make(connection)->side[moment->side];
        strays->num_repeats += strays->num_repeats < UINT32_MAX;
        return;
    }
    connection->direction[moment->side].flags &= ~(uint32_t)HSVIZ_SYN_ACK_HAD_PAYLOAD;
    step = original ? hsviz_steps_push(connection, moment, HSVIZ_STEP_APPLICATION_DATA) : NULL;
    if (!step)
        return;
    step->phase = HSVIZ_PHASE_PLAINTEXT;
    step->repeat_of = original_frame;
    step->bytes = moment->segment->payload_len;
}

/* Payload in which the dissector found no whole record. */
static void take_bare_payload(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment, struct hsviz_effect *effect)
{
    struct hsviz_direction *sender = &connection->direction[moment->side];
    bool is_tls = connection->tls || sender->pending_frame ||
                  hsviz_payload_begins_record(moment->segment);

    if (moment->arrival.novelty == HSVIZ_REPEAT ||
        hsviz_connection_says_syn_again(connection, moment)) {
        if (hsviz_steps_repeat(connection, moment) == 0)
            take_data_again(connection, moment);
        return;
    }
    if (answers_in_plain(connection, moment)) {
        connection->tls->flags |= HSVIZ_TLS_ANSWERED_IN_PLAIN;
        is_tls = false;
    }
    if (!is_tls) {
        take_plaintext(connection, moment, effect);
        return;
    }
    align_records(sender, moment);
    if (!sender->pending_frame)
        sender->pending_frame = moment->segment->frame;
    effect->fragment = true;
}

/* The run that records without a step of their own have prolonged. */
static void take_run_going_on(const struct hsviz_connection *connection, enum hsviz_side side,
                              struct hsviz_effect *effect)
{
    const struct hsviz_step *last = hsviz_steps_last_of(connection, side);

    if (!last || last->count <= 1)
        return;
    effect->run = (enum hsviz_step_type)last->type;
    effect->run_phase = (enum hsviz_phase)last->phase;
}

/* The data of a SYN has its place after it, though it does not count until it is taken. */
static struct hsviz_moment moment_of_payload(const struct hsviz_moment *moment)
{
    struct hsviz_moment now = *moment;

    if (moment->segment->flags & HSVIZ_TCP_SYN)
        now.arrival.end = payload_start(moment) + moment->segment->payload_len;
    return now;
}

void hsviz_payload_take(struct hsviz_connection *connection,
                        const struct hsviz_moment *of_segment, const struct hsviz_frame *frame,
                        struct hsviz_effect *effect)
{
    const struct hsviz_moment now = moment_of_payload(of_segment), *moment = &now;
    size_t num_before = connection->num_steps;

    if (frame->num_records == 0 && moment->segment->payload_len == 0)
        return;
    connection->direction[moment->side].flags |= HSVIZ_SENT_PAYLOAD;
    note_inner_tls(connection, frame);
    if (frame->num_records == 0) {
        take_bare_payload(connection, moment, effect);
        return;
    }
    effect->steps_before = num_before;
    take_records(connection, moment, frame);
    settle_fragments(connection, moment, effect);
    if (connection->num_steps == num_before && connection->tls->open_left[moment->side] == 0)
        take_run_going_on(connection, moment->side, effect);
}
