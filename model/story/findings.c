/* findings.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings.h"

#include <glib.h>

#include "model/connection/view.h"
#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/core/unit.h"
#include "model/core/units.h"
#include "model/plaintext/plaintext.h"
#include "model/story/findings_revocation.h"
#include "model/story/findings_tcp.h"
#include "model/tcp/shape.h"
#include "model/tcp/tcp.h"
#include "model/time/capture_point.h"
#include "model/time/milestones.h"
#include "model/time/round_trips.h"
#include "model/time/times.h"
#include "model/tls/alerts.h"
#include "model/tls/hello_facts.h"
#include "model/tls/marks.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

enum {
    SLOW_HANDSHAKE_MS = 1000,     /* what people notice, whatever the distance */
    LONG_THINK_MIN_NS = 10000000, /* on a link without distance, every think time exceeds the RTT */
    UNKNOWN_MAX_PERCENT = 20,
    REPETITION_MIN_NS = 200000000, /* Linux repeats no sooner without being told of a loss, others
                                      later (RFC 6298 2.4) */
};

static void note_what_is_missing(struct hsviz_connection *connection)
{
    enum hsviz_open open = hsviz_connection_open(connection);
    bool has_0 = connection->peer[HSVIZ_END_0].is_seen;
    bool has_1 = connection->peer[HSVIZ_END_1].is_seen;

    if (hsviz_connection_relative(connection))
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_MID_STREAM);
    if (hsviz_connection_client_guessed(connection))
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_CLIENT_GUESSED);
    if (has_0 != has_1 && open != HSVIZ_OPEN_UNANSWERED && open != HSVIZ_OPEN_REFUSED)
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_ONE_SIDED,
                                                     .end = has_0 ? HSVIZ_END_0 : HSVIZ_END_1 });
    hsviz_findings_cut_records(connection);
    hsviz_findings_cut_frames(connection);
    if (connection->flags & HSVIZ_TIME_WENT_BACK)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_TIME_WENT_BACK);
}

/* What was omitted because of a limit. */
static void note_limits(struct hsviz_connection *connection)
{
    if (connection->flags & HSVIZ_STEPS_FULL)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_STEPS_FULL, HSVIZ_STEPS_MAX);
    if (connection->flags & HSVIZ_UNIT_FULL)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_RECORD_FULL, HSVIZ_UNIT_PARTS_MAX);
    if (connection->tls && connection->tls->has_cut_name)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_NAME_CUT,
                                                                 .bytes = HSVIZ_NAME_MAX_LEN });
}

/* The final note, which replaces the one before it if there is no room. */
static void note_notes(struct hsviz_connection *connection)
{
    if (!(connection->flags & (HSVIZ_FRAME_NOTES_FULL | HSVIZ_NOTES_FULL)))
        return;
    connection->num_notes = MIN(connection->num_notes, HSVIZ_NOTES_MAX - 1);
    hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_NOTES_FULL,
                                                             .count = HSVIZ_FRAME_NOTES_MAX,
                                                             .limit = HSVIZ_NOTES_MAX });
}

static bool has_unread_record(const struct hsviz_connection *connection, enum hsviz_end end)
{
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end == end &&
            ((step->type == HSVIZ_STEP_ALERT && step->code == HSVIZ_CODE_HIDDEN) ||
             step->type == HSVIZ_STEP_ENCRYPTED))
            return true;
    }
    return false;
}

/* RFC 8446 6.1: a FIN without close_notify before it could be an attacker's. Neither a record
 * that cannot be read nor what the capture lacks shows that there was none. */
static void note_truncation(struct hsviz_connection *connection)
{
    for (enum hsviz_side side = HSVIZ_CLIENT; side < HSVIZ_NUM_SIDES; side++) {
        enum hsviz_end end = hsviz_end_of(connection, side);

        if (connection->peer[end].has_closed &&
            connection->tls->end_flags[end] & HSVIZ_TLS_SENT_DATA &&
            !hsviz_steps_find(connection, end, HSVIZ_STEP_CLOSE_NOTIFY) &&
            !hsviz_end_has_holes(connection, end) && !has_unread_record(connection, end))
            hsviz_note_add_finding(
                connection,
                &(struct hsviz_note){ .type = HSVIZ_NOTE_TRUNCATED_CLOSE, .end = (uint8_t)end });
    }
}

static void note_alert(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_end end = (enum hsviz_end)tls->alert_end;
    const struct hsviz_step *alert = hsviz_steps_first(connection, 0, end, HSVIZ_STEP_ALERT);
    uint16_t code = tls->alert_code;

    /* Warnings may stand before the one that ends all. */
    while (alert && alert->code != code)
        alert = hsviz_steps_first(connection, (size_t)(alert - connection->steps) + 1, end,
                                  HSVIZ_STEP_ALERT);
    if (tls->flags & HSVIZ_TLS_ALERTED && alert)
        hsviz_note_add_finding(
            connection, &(struct hsviz_note){
                            .type = HSVIZ_NOTE_FATAL_ALERT,
                            .frame = alert->frame,
                            .end = (uint8_t)end,
                            .alert = code == HSVIZ_CODE_HIDDEN ? code : (uint16_t)(code & 0xffU) });
}

/* RFC 8446 4.1.3: every server writes the sentinel that selects less than it supports. It means
 * something only if the client had offered more, or answers as one that had. */
static void note_sentinel(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_side alerted_by = hsviz_side_of(connection, (enum hsviz_end)tls->alert_end);
    uint16_t supported = hsviz_tls_sentinel_version(tls);
    bool refused = tls->flags & HSVIZ_TLS_ALERTED && alerted_by == HSVIZ_CLIENT &&
                   (tls->alert_code & 0xffU) == HSVIZ_ALERT_ILLEGAL_PARAMETER;

    if (supported == HSVIZ_VERSION_NONE || tls->version >= supported)
        return;
    if (hsviz_tls_highest_offer(tls) >= supported)
        hsviz_note_add_finding(
            connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_SENTINEL,
                                              .frame = connection->tls->server_hello_frame,
                                              .version = supported });
    else if (refused)
        hsviz_note_add_finding(
            connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_SENTINEL_REFUSED,
                                              .frame = connection->tls->server_hello_frame,
                                              .version = supported });
}

/* An alert at the place of a ServerHello, towards a client that sent no hello (RFC 8446 6.2). */
static bool asked_in_plain(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    return tls->num_handshakes == 0 && connection->flags & HSVIZ_SEEN_FROM_START &&
           connection->flags & HSVIZ_HAS_PLAINTEXT && tls->flags & HSVIZ_TLS_ALERTED &&
           hsviz_side_of(connection, (enum hsviz_end)tls->alert_end) == HSVIZ_SERVER;
}

/* What a proxy waits for on its other side looks like its own time. */
static void note_proxies(struct hsviz_connection *connection)
{
    bool is_proxied[HSVIZ_NUM_SIDES] = {
        [HSVIZ_CLIENT] = hsviz_plaintext_is_proxied(connection),
        [HSVIZ_SERVER] = connection->flags & HSVIZ_IN_TUNNEL && connection->tls &&
                         connection->tls->num_handshakes > 0,
    };

    for (enum hsviz_side side = HSVIZ_CLIENT; side < HSVIZ_NUM_SIDES; side++) {
        if (is_proxied[side])
            hsviz_note_add_finding(
                connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_BEHIND_PROXY,
                                                  .end = (uint8_t)hsviz_end_of(connection, side) });
    }
}

static void note_handshake(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    note_sentinel(connection);
    if (tls->client_flags & HSVIZ_HELLO_FALLBACK_SCSV)
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_FALLBACK,
                                                     .frame = tls->client_hello_frame });
    if (connection->flags & HSVIZ_CAME_OUT_OF_ORDER &&
        connection->flags & HSVIZ_DISSECTED_UNORDERED && tls->has_lost_keys)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_OUT_OF_ORDER);
    if (tls->flags & HSVIZ_TLS_ANSWERED_IN_PLAIN)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_ANSWERED_IN_PLAIN);
    if (asked_in_plain(connection))
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_ASKED_IN_PLAIN);
    if (hsviz_connection_marks(connection) & 1U << HSVIZ_MARK_EARLY_DATA_REJECTED)
        hsviz_note_add_plain_finding(connection, HSVIZ_NOTE_EARLY_DATA_REJECTED);
    note_alert(connection);
    if (hsviz_tls_is_complete(tls))
        note_truncation(connection);
}

/* ---- Round trips and time ---- */

/* No initial window is below two segments (RFC 5681 3.1) of the size that the other end takes. */
static bool exceeds_a_window(const struct hsviz_connection *connection, enum hsviz_end end,
                             uint32_t bytes)
{
    return !connection->tcp ||
           bytes > 2U * connection->tcp->sequence[hsviz_other_end(end)].mss;
}

/* The first step of the server's first flight that is at a later position than its first step. It may
 * answer what the capture lacks of the client, not a window. */
static const struct hsviz_step *delayed_in_flight(const struct hsviz_connection *connection,
                                                  uint32_t *flight_len)
{
    enum hsviz_end server = hsviz_end_of(connection, HSVIZ_SERVER);
    const struct hsviz_step *hello =
        hsviz_steps_first(connection, 0, server, HSVIZ_STEP_SERVER_HELLO);
    const struct hsviz_step *delayed = NULL;

    if (!hello || connection->peer[server].is_late ||
        hsviz_end_has_holes(connection, hsviz_other_end(server)))
        return NULL;
    *flight_len = 0;
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->phase == HSVIZ_PHASE_APPLICATION_DATA ||
            (step > hello && step->end != server && step->repeat_of == 0))
            break;
        if (step->end != server || !hsviz_step_type_is_tls(step->type))
            continue;
        *flight_len += step->repeat_of == 0 ? step->bytes : 0;
        if (!delayed && step->half_rtt > hello->half_rtt)
            delayed = step;
    }
    return delayed && exceeds_a_window(connection, server, *flight_len) ? delayed : NULL;
}

/* The server's last step that had come before the request, and that the request shows. */
static const struct hsviz_step *waited_for(const struct hsviz_connection *connection,
                                           const struct hsviz_step *request)
{
    for (const struct hsviz_step *step = request; step-- > connection->steps;) {
        if (step->end != request->end && step->half_rtt == request->half_rtt - 1)
            return step;
    }
    return NULL;
}

/* Why the first request was later than expected: the step that made the difference. */
static void note_extra_round_trips(struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    struct hsviz_round_trips trips = hsviz_connection_round_trips(connection);
    const struct hsviz_step *request = hsviz_first_request(connection), *step;
    uint32_t flight_len = 0;

    if (tls->flags & HSVIZ_TLS_RETRY && !hsviz_tls_lacks_first_hello(tls))
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_RETRY,
                                                                 .frame = tls->retry_frame,
                                                                 .group = tls->first_group,
                                                                 .other_group = tls->retry_group });
    step = delayed_in_flight(connection, &flight_len);
    if (step)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_OVER_WINDOW,
                                                                 .frame = step->frame,
                                                                 .bytes = flight_len });
    if (!request || trips.tls == HSVIZ_HALF_RTT_UNKNOWN || trips.tcp == HSVIZ_HALF_RTT_UNKNOWN ||
        connection->flags & HSVIZ_HAS_PLAINTEXT || trips.first_request <= trips.tcp + trips.tls ||
        hsviz_connection_has_holes(connection))
        return;
    step = waited_for(connection, request);
    if (step)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_WAITED,
                                                                 .frame = request->frame,
                                                                 .step = step->type,
                                                                 .other_frame = step->frame });
}

static bool is_of_handshake(const struct hsviz_step *step)
{
    static const uint32_t others = 1U << HSVIZ_PHASE_APPLICATION_DATA |
                                   1U << HSVIZ_PHASE_POST_HANDSHAKE | 1U << HSVIZ_PHASE_TLS_CLOSE |
                                   1U << HSVIZ_PHASE_TCP_CLOSE | 1U << HSVIZ_PHASE_RESET |
                                   1U << HSVIZ_PHASE_PLAINTEXT;

    return !(step->flags & HSVIZ_STEP_HIDDEN) && !hsviz_step_is_run(step) &&
           !(others & 1U << step->phase);
}

/* Whether what looks like think time may be a loss that this capture point cannot see. */
static bool may_be_loss(const struct hsviz_connection *connection, const struct hsviz_step *step)
{
    return step->think_ns >= REPETITION_MIN_NS &&
           hsviz_times_may_hide_loss(connection, (enum hsviz_end)step->end);
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
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_LONG_THINK,
                                                     .frame = step->frame,
                                                     .end = step->end,
                                                     .step = step->type,
                                                     .count = may_be_loss(connection, step),
                                                     .duration_ns = step->think_ns });
    }
}

static void note_times(struct hsviz_connection *connection)
{
    struct hsviz_times times = hsviz_connection_times(connection);
    int64_t unknown_ns = times.ledger_ns[HSVIZ_LEDGER_UNKNOWN];
    enum hsviz_no_capture_point no_point = hsviz_times_no_capture_point(connection);

    note_long_thinking(connection, times.initial_rtt_ns);
    if (times.tls_ns / NS_PER_MS >= SLOW_HANDSHAKE_MS)
        hsviz_note_add_finding(connection, &(struct hsviz_note){ .type = HSVIZ_NOTE_SLOW_HANDSHAKE,
                                                                 .duration_ns = times.tls_ns });
    if (times.whole_ns > 0 && unknown_ns > times.whole_ns / 100 * UNKNOWN_MAX_PERCENT)
        hsviz_note_add_count_finding(connection, HSVIZ_NOTE_UNKNOWN_TIME,
                                     (uint32_t)(unknown_ns / MAX(times.whole_ns / 100, 1)));
    if (no_point != HSVIZ_CAPTURE_POINT_KNOWN && no_point != HSVIZ_HANDSHAKE_NOT_CAPTURED)
        hsviz_note_add_finding(connection,
                               &(struct hsviz_note){ .type = HSVIZ_NOTE_NO_CAPTURE_POINT,
                                                     .no_point = (uint8_t)no_point });
}

/* Whether the steps that frame completes are known, and not inferred: later frames may show that
 * they are others. */
static bool are_steps_known(const struct hsviz_connection *connection, uint32_t frame)
{
    size_t first, end;
    bool are_known = true;

    hsviz_connection_steps_of_frame(connection, &first, &end, frame);
    for (size_t i = first; i < end; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        are_known &= step->source != HSVIZ_INFERRED && step->type != HSVIZ_STEP_ENCRYPTED &&
                     (step->type != HSVIZ_STEP_ALERT || step->code != HSVIZ_CODE_HIDDEN);
    }
    return are_known;
}

bool hsviz_connection_note_is_settled(const struct hsviz_connection *connection, size_t i)
{
    /* Of findings about single frames, those that no later frame changes. */
    static const bool settled[HSVIZ_NUM_NOTE_TYPES] = {
        [HSVIZ_NOTE_SENTINEL] = true,
        [HSVIZ_NOTE_FALLBACK] = true,
        [HSVIZ_NOTE_FATAL_ALERT] = true,
        [HSVIZ_NOTE_RETRY] = true,
        [HSVIZ_NOTE_WAITED] = true,
        [HSVIZ_NOTE_LONG_THINK] = true,
        [HSVIZ_NOTE_REFUSED] = true,
    };
    const struct hsviz_note *note = &connection->notes[i];

    return i < connection->num_fed_notes ||
           (settled[note->type] && !hsviz_connection_client_guessed(connection) &&
            are_steps_known(connection, note->frame) &&
            are_steps_known(connection, note->other_frame));
}

void hsviz_findings_renew(struct hsviz_connection *connection)
{
    hsviz_notes_forget_findings(connection);
    note_what_is_missing(connection);
    hsviz_findings_copies(connection);
    note_limits(connection);
    hsviz_findings_holes(connection);
    hsviz_findings_tcp(connection);
    if (connection->tls) {
        note_handshake(connection);
        note_extra_round_trips(connection);
    }
    hsviz_findings_revocation(connection);
    note_proxies(connection);
    note_times(connection);
    note_notes(connection);
}
