/* notes.c
 * Which notes a connection gets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "internal.h"
#include "version.h"

enum {
    SLOW_HANDSHAKE_MS = 1000, /* what people notice, whatever the distance */
    LONG_THINK_MIN_NS = 10000000, /* on a link without distance, every think time exceeds the RTT */
    UNKNOWN_MAX_PERCENT = 20,
    NS_PER_US = 1000,
    NS_PER_MS = 1000000,
};

static void append_note(struct hsviz_connection *connection, const struct hsviz_note *note)
{
    if (connection->num_notes == HSVIZ_NOTES_MAX) {
        connection->flags |= HSVIZ_NOTES_FULL;
        return;
    }
    connection->notes = g_renew(struct hsviz_note, connection->notes, connection->num_notes + 1);
    connection->notes[connection->num_notes++] = *note;
}

void hsviz_note_add(struct hsviz_connection *connection, enum hsviz_note_type type,
                    uint32_t frame, uint32_t value0, uint32_t value1, uint32_t value2)
{
    struct hsviz_note note = { frame, { value0, value1, value2 }, (uint8_t)type };

    /* The rest is kept for those that speak of the connection as a whole. */
    if (connection->num_fed_notes == HSVIZ_FRAME_NOTES_MAX) {
        connection->flags |= HSVIZ_FRAME_NOTES_FULL;
        return;
    }
    connection->num_notes = connection->num_fed_notes;
    append_note(connection, &note);
    connection->num_fed_notes = connection->num_notes;
}

static uint32_t microseconds(int64_t duration_ns)
{
    return (uint32_t)CLAMP(duration_ns / NS_PER_US, 0, UINT32_MAX);
}

void hsviz_note_repetition(struct hsviz_connection *connection, const struct hsviz_step *step,
                           int64_t original_ns)
{
    const struct hsviz_note *last = connection->num_fed_notes > 0
                                        ? &connection->notes[connection->num_fed_notes - 1]
                                        : NULL;

    /* One note a frame: its steps were lost together. */
    if (last && last->type == HSVIZ_NOTE_RETRANSMISSION && last->frame == step->frame)
        return;
    hsviz_note_add(connection, HSVIZ_NOTE_RETRANSMISSION, step->frame, step->type,
                   step->repeat_of, microseconds(step->time_ns - original_ns));
}

void hsviz_note_add_whole(struct hsviz_connection *connection, enum hsviz_note_type type,
                          uint32_t value0, uint32_t value1, uint32_t value2)
{
    struct hsviz_note note = { 0, { value0, value1, value2 }, (uint8_t)type };

    append_note(connection, &note);
}

static void add_at(struct hsviz_connection *connection, enum hsviz_note_type type, uint32_t frame,
                   uint32_t value0, uint32_t value1, uint32_t value2)
{
    struct hsviz_note note = { frame, { value0, value1, value2 }, (uint8_t)type };

    append_note(connection, &note);
}

static void add_whole(struct hsviz_connection *connection, enum hsviz_note_type type,
                      uint32_t value0, uint32_t value1)
{
    add_at(connection, type, 0, value0, value1, 0);
}

static void note_what_is_missing(struct hsviz_connection *connection)
{
    const struct hsviz_direction *direction = connection->direction;
    bool has_client = direction[HSVIZ_CLIENT].flags & HSVIZ_SENT_ANYTHING;
    bool has_server = direction[HSVIZ_SERVER].flags & HSVIZ_SENT_ANYTHING;
    enum hsviz_open open = hsviz_connection_open(connection);

    if (hsviz_connection_relative(connection))
        add_whole(connection, HSVIZ_NOTE_MID_STREAM, 0, 0);
    if (hsviz_connection_client_guessed(connection))
        add_whole(connection, HSVIZ_NOTE_CLIENT_GUESSED, 0, 0);
    if (has_client != has_server && open != HSVIZ_OPEN_UNANSWERED && open != HSVIZ_OPEN_REFUSED)
        add_whole(connection, HSVIZ_NOTE_ONE_SIDED, has_client ? HSVIZ_CLIENT : HSVIZ_SERVER, 0);
    for (uint32_t side = 0; connection->tls && side < HSVIZ_NUM_SIDES; side++) {
        if (direction[side].pending_frame)
            add_whole(connection, HSVIZ_NOTE_RECORD_CUT, side, direction[side].pending_frame);
    }
    if (connection->flags & HSVIZ_TIME_WENT_BACK)
        add_whole(connection, HSVIZ_NOTE_TIME_WENT_BACK, 0, 0);
    if (connection->num_copies > 0)
        add_whole(connection, HSVIZ_NOTE_COPIES, connection->num_copies, 0);
}

/* What was left out for a limit. */
static void note_limits(struct hsviz_connection *connection)
{
    if (connection->flags & HSVIZ_STEPS_FULL)
        add_whole(connection, HSVIZ_NOTE_STEPS_FULL, HSVIZ_STEPS_MAX, 0);
    if (connection->flags & HSVIZ_RECORD_FULL)
        add_whole(connection, HSVIZ_NOTE_RECORD_FULL, HSVIZ_RECORD_PARTS_MAX, 0);
    if (connection->tls && connection->tls->has_cut_name)
        add_whole(connection, HSVIZ_NOTE_NAME_CUT, HSVIZ_NAME_MAX_LEN, 0);
    for (uint32_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        if (connection->direction[side].flags & HSVIZ_HOLE_FORGOTTEN)
            add_whole(connection, HSVIZ_NOTE_HOLES_FULL, side, HSVIZ_HOLES_MAX);
    }
}

/* The last word, for which the note before it goes where there is no room. */
static void note_notes(struct hsviz_connection *connection)
{
    if (!(connection->flags & (HSVIZ_FRAME_NOTES_FULL | HSVIZ_NOTES_FULL)))
        return;
    connection->num_notes = MIN(connection->num_notes, HSVIZ_NOTES_MAX - 1);
    add_whole(connection, HSVIZ_NOTE_NOTES_FULL, HSVIZ_FRAME_NOTES_MAX, HSVIZ_NOTES_MAX);
}

/* RFC 8446 6.1: a FIN without close_notify before it could be an attacker's. */
static void note_truncation(struct hsviz_connection *connection)
{
    for (uint32_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        if (connection->direction[side].flags & HSVIZ_SENT_FIN &&
            connection->tls->side_flags[side] & HSVIZ_TLS_SENT_DATA &&
            !hsviz_steps_find(connection, (enum hsviz_side)side, HSVIZ_STEP_CLOSE_NOTIFY))
            add_whole(connection, HSVIZ_NOTE_TRUNCATED_CLOSE, side, 0);
    }
}

static void note_alert(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    const struct hsviz_step *alert =
        hsviz_steps_first(connection, 0, (enum hsviz_side)tls->alert_side, HSVIZ_STEP_ALERT);

    /* Warnings may stand before the one that ends all. */
    while (alert && alert->code != tls->alert_code)
        alert = hsviz_steps_first(connection, (size_t)(alert - connection->steps) + 1,
                                  (enum hsviz_side)tls->alert_side, HSVIZ_STEP_ALERT);
    if (tls->flags & HSVIZ_TLS_ALERTED && alert)
        add_at(connection, HSVIZ_NOTE_FATAL_ALERT, alert->frame, tls->alert_side,
               tls->alert_code == HSVIZ_CODE_HIDDEN ? HSVIZ_CODE_HIDDEN
                                                    : tls->alert_code & 0xffU,
               0);
}

static void note_handshake(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS12)
        add_whole(connection, HSVIZ_NOTE_SENTINEL, HSVIZ_TLS_1_3, 0);
    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS11)
        add_whole(connection, HSVIZ_NOTE_SENTINEL, HSVIZ_TLS_1_2, 0);
    if (tls->client_flags & HSVIZ_HELLO_FALLBACK_SCSV)
        add_whole(connection, HSVIZ_NOTE_FALLBACK, 0, 0);
    if (connection->flags & HSVIZ_CAME_OUT_OF_ORDER &&
        connection->flags & HSVIZ_DISSECTED_UNORDERED)
        add_whole(connection, HSVIZ_NOTE_OUT_OF_ORDER, 0, 0);
    if (tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN)
        add_whole(connection, HSVIZ_NOTE_ANSWERED_IN_PLAIN, 0, 0);
    if (hsviz_connection_marks(connection) & 1U << HSVIZ_MARK_EARLY_DATA_REJECTED)
        add_whole(connection, HSVIZ_NOTE_EARLY_DATA_REJECTED, 0, 0);
    note_alert(connection);
    if (hsviz_tls_is_complete(tls))
        note_truncation(connection);
}

/* ---- Round trips and time ---- */

/* The first step of the server's first flight that stands later than the flight's begin. */
static const struct hsviz_step *delayed_in_flight(const struct hsviz_connection *connection,
                                                  uint32_t *flight_len)
{
    const struct hsviz_step *hello =
        hsviz_steps_first(connection, 0, HSVIZ_SERVER, HSVIZ_STEP_SERVER_HELLO);
    const struct hsviz_step *delayed = NULL;

    if (!hello)
        return NULL;
    *flight_len = 0;
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->phase == HSVIZ_PHASE_APPLICATION_DATA ||
            (step > hello && step->side == HSVIZ_CLIENT && step->repeat_of == 0))
            break;
        if (step->side != HSVIZ_SERVER || !hsviz_step_words[step->type].letter)
            continue;
        *flight_len += step->repeat_of == 0 ? step->bytes : 0;
        if (!delayed && step->half_rtt > hello->half_rtt)
            delayed = step;
    }
    return delayed;
}

/* The server's last step that had come before the request, and that the request shows. */
static const struct hsviz_step *waited_for(const struct hsviz_connection *connection,
                                           const struct hsviz_step *request)
{
    for (const struct hsviz_step *step = request; step-- > connection->steps;) {
        if (step->side == HSVIZ_SERVER && step->half_rtt == request->half_rtt - 1)
            return step;
    }
    return NULL;
}

/* Why the first request stood later than the textbook has it: which step made the difference. */
static void note_extra_round_trips(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    const struct hsviz_step *request = hsviz_first_request(connection), *step;
    uint32_t flight_len = 0;

    if (tls->flags & HSVIZ_TLS_RETRY)
        add_at(connection, HSVIZ_NOTE_RETRY, tls->retry_frame, tls->first_group,
               tls->retry_group, 0);
    step = delayed_in_flight(connection, &flight_len);
    if (step)
        add_at(connection, HSVIZ_NOTE_OVER_WINDOW, step->frame, flight_len, 0, 0);
    if (!request || trips.tls == HSVIZ_HALF_RTT_UNKNOWN || trips.tcp == HSVIZ_HALF_RTT_UNKNOWN ||
        connection->flags & HSVIZ_HAS_PLAINTEXT || trips.first_request <= trips.tcp + trips.tls)
        return;
    step = waited_for(connection, request);
    if (step)
        add_at(connection, HSVIZ_NOTE_WAITED, request->frame, step->type, step->frame, 0);
}

static bool is_of_handshake(const struct hsviz_step *step)
{
    static const uint32_t others =
        1U << HSVIZ_PHASE_APPLICATION_DATA | 1U << HSVIZ_PHASE_POST_HANDSHAKE |
        1U << HSVIZ_PHASE_TLS_CLOSE | 1U << HSVIZ_PHASE_TCP_CLOSE | 1U << HSVIZ_PHASE_RESET |
        1U << HSVIZ_PHASE_PLAINTEXT;

    return !(step->flags & HSVIZ_STEP_HIDDEN) && !(others & 1U << step->phase);
}

static void note_long_thinking(struct hsviz_connection *connection, int64_t rtt_ns)
{
    uint32_t last_frame = 0;

    if (rtt_ns == HSVIZ_NS_UNKNOWN)
        return;
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (!is_of_handshake(step) || step->frame == last_frame ||
            step->think_ns < MAX(rtt_ns, LONG_THINK_MIN_NS))
            continue;
        last_frame = step->frame;
        add_at(connection, HSVIZ_NOTE_LONG_THINK, step->frame, step->side, step->type,
               microseconds(step->think_ns));
    }
}

static void note_times(struct hsviz_connection *connection)
{
    struct hsviz_times times = hsviz_connection_times(connection);
    int64_t unknown_ns = times.ledger_ns[HSVIZ_LEDGER_UNKNOWN];
    enum hsviz_no_capture_point no_point = hsviz_times_no_capture_point(connection);

    note_long_thinking(connection, times.initial_rtt_ns);
    if (times.tls_ns / NS_PER_MS >= SLOW_HANDSHAKE_MS)
        add_whole(connection, HSVIZ_NOTE_SLOW_HANDSHAKE, (uint32_t)(times.tls_ns / NS_PER_MS), 0);
    if (times.whole_ns > 0 && unknown_ns > times.whole_ns / 100 * UNKNOWN_MAX_PERCENT)
        add_whole(connection, HSVIZ_NOTE_UNKNOWN_TIME,
                  (uint32_t)(unknown_ns / MAX(times.whole_ns / 100, 1)), 0);
    if (no_point != HSVIZ_CAPTURE_POINT_KNOWN && no_point != HSVIZ_OPENING_NOT_CAPTURED)
        add_whole(connection, HSVIZ_NOTE_NO_CAPTURE_POINT, no_point, 0);
}

void hsviz_notes_finish(struct hsviz_connection *connection)
{
    connection->num_notes = connection->num_fed_notes;
    connection->flags &= ~(uint32_t)HSVIZ_NOTES_FULL;
    note_what_is_missing(connection);
    note_limits(connection);
    hsviz_notes_finish_tcp(connection);
    if (connection->tls) {
        note_handshake(connection);
        note_extra_round_trips(connection);
    }
    hsviz_notes_finish_authority(connection);
    note_times(connection);
    note_notes(connection);
}
