/* infer_alert.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer_alert.h"

#include <stddef.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/serial.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/infer_flight.h"
#include "model/tls/tls.h"

struct hsviz_step *hsviz_infer_last_of(const struct hsviz_connection *connection,
                                       enum hsviz_end end)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        struct hsviz_step *step = &connection->steps[i];

        if (step->end == end && step->repeat_of == 0 && hsviz_step_type_is_tls(step->type))
            return step;
    }
    return NULL;
}

bool hsviz_infer_is_alert_sized(const struct hsviz_step *step)
{
    return step->type == HSVIZ_STEP_ENCRYPTED && (step->reason == HSVIZ_REASON_ALERT_LENGTH ||
                                                  step->reason == HSVIZ_REASON_ALERT_FOR_ANSWER);
}

static bool could_be_close_notify(const struct hsviz_step *step)
{
    return hsviz_infer_is_alert_sized(step) || step->type == HSVIZ_STEP_CLOSE_NOTIFY ||
           (step->type == HSVIZ_STEP_ALERT && step->code == HSVIZ_CODE_HIDDEN);
}

/* ---- What an alert answers ---- */

/* The server has a request of the client's that it has not answered with data. A client that has
 * closed since then is answered with a close. */
static bool owes_response(const struct hsviz_connection *connection,
                          const struct hsviz_packet *packet)
{
    const struct hsviz_tls *tls = connection->tls;
    enum hsviz_end server = packet->end, client = hsviz_other_end(server);
    const struct hsviz_step *last = hsviz_infer_last_of(connection, client);

    if (hsviz_side_of(connection, server) != HSVIZ_SERVER ||
        !(tls->end_flags[client] & HSVIZ_TLS_SENT_DATA) ||
        hsviz_serial_before(packet->shown, tls->data_end[client]) ||
        connection->peer[client].has_closed || (last && could_be_close_notify(last)))
        return false;
    return !(tls->end_flags[server] & HSVIZ_TLS_SENT_DATA) ||
           hsviz_serial_before(tls->data_shown[server], tls->data_end[client]);
}

static bool asks_for_handshake(const struct hsviz_step *step)
{
    return step &&
           (step->type == HSVIZ_STEP_HELLO_REQUEST || step->type == HSVIZ_STEP_CLIENT_HELLO);
}

/* Either end has asked for a further handshake, which has not begun: this one declines or gives
 * up. */
static bool owes_handshake(const struct hsviz_connection *connection, enum hsviz_end end)
{
    return hsviz_tls_is_complete(connection->tls) &&
           (asks_for_handshake(hsviz_infer_last_of(connection, end)) ||
            asks_for_handshake(hsviz_infer_last_of(connection, hsviz_other_end(end))));
}

enum hsviz_reason hsviz_infer_alert_reason(const struct hsviz_connection *connection,
                                           const struct hsviz_packet *packet)
{
    return owes_response(connection, packet) || owes_handshake(connection, packet->end)
               ? HSVIZ_REASON_ALERT_FOR_ANSWER
               : HSVIZ_REASON_ALERT_LENGTH;
}

/* ---- What an alert ends ---- */

/* After its Finished, the client has sent neither a request nor a close. */
static bool client_waits(const struct hsviz_connection *connection)
{
    enum hsviz_end client = hsviz_end_of(connection, HSVIZ_CLIENT);
    const struct hsviz_peer *peer = &connection->peer[client];

    return !(connection->tls->end_flags[client] & HSVIZ_TLS_SENT_DATA) && !peer->has_closed &&
           !peer->has_reset && !hsviz_steps_find(connection, client, HSVIZ_STEP_ALERT) &&
           !hsviz_steps_find(connection, client, HSVIZ_STEP_CLOSE_NOTIFY);
}

/* Whether the capture lacks bytes, or has them too late, that may be what an alert of end stands
 * behind, or replies to. */
static bool follows_hole(const struct hsviz_connection *connection, enum hsviz_end end)
{
    return connection->peer[end].lacks_data || connection->peer[end].is_late ||
           hsviz_end_has_holes(connection, hsviz_other_end(end));
}

/* A server that replies to the client's Finished with an alert instead of tickets or data rejects
 * the client's certificate (RFC 8446 4.4.2.4), or the Finished of a client that waits for a reply
 * (RFC 8446 4.4.4). Not where tickets, data or a request may be in what the capture lacks. */
static bool is_rejection(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_tls *tls = connection->tls;

    return hsviz_side_of(connection, end) == HSVIZ_SERVER &&
           !follows_hole(connection, end) &&
           (tls->flags & HSVIZ_TLS_CERTIFICATE_REQUESTED || client_waits(connection)) &&
           !(tls->end_flags[end] & HSVIZ_TLS_SENT_DATA) && tls->num_unnamed == 0 &&
           !hsviz_steps_find(connection, end, HSVIZ_STEP_NEW_SESSION_TICKET);
}

void hsviz_infer_name_alert(struct hsviz_connection *connection, struct hsviz_step *step)
{
    struct hsviz_tls *tls = connection->tls;

    if (step->type == HSVIZ_STEP_ENCRYPTED)
        step->source = HSVIZ_INFERRED;
    step->type = HSVIZ_STEP_ALERT;
    step->phase = HSVIZ_PHASE_ALERT;
    step->code = HSVIZ_CODE_HIDDEN;
    if (tls->flags & HSVIZ_TLS_ALERTED || follows_hole(connection, (enum hsviz_end)step->end) ||
        (hsviz_tls_is_complete(tls) && !is_rejection(connection, (enum hsviz_end)step->end)))
        return;
    tls->flags |= HSVIZ_TLS_ALERTED | HSVIZ_TLS_REJECTED;
    tls->alert_end = step->end;
    tls->alert_code = HSVIZ_CODE_HIDDEN;
}

/* Padding hides the size of an alert (RFC 8446 5.4): a last record that stands alone, after others
 * that were data, is one or is not. */
static bool could_be_padded_alert(const struct hsviz_connection *connection,
                                  const struct hsviz_step *last)
{
    enum hsviz_end end = (enum hsviz_end)last->end;

    return last->source == HSVIZ_INFERRED && last->type == HSVIZ_STEP_APPLICATION_DATA &&
           last->count == 1 && hsviz_infer_is_padded(connection, end) &&
           hsviz_steps_find_before(connection, last, end, HSVIZ_STEP_APPLICATION_DATA);
}

void hsviz_infer_close(struct hsviz_connection *connection, enum hsviz_end end)
{
    struct hsviz_step *last;

    if (!connection->tls || !hsviz_tls_is_complete(connection->tls) ||
        connection->flags & HSVIZ_WITHOUT_INFERENCE)
        return;
    last = hsviz_infer_last_of(connection, end);
    if (last && could_be_padded_alert(connection, last)) {
        last->type = HSVIZ_STEP_ENCRYPTED;
        last->phase = HSVIZ_PHASE_OTHER;
        last->source = HSVIZ_SEEN;
        last->reason = HSVIZ_REASON_NONE;
        return;
    }
    if (!last || last->type == HSVIZ_STEP_CLOSE_NOTIFY || !could_be_close_notify(last))
        return;
    if (is_rejection(connection, end) || last->reason == HSVIZ_REASON_ALERT_FOR_ANSWER) {
        hsviz_infer_name_alert(connection, last);
        return;
    }
    last->type = HSVIZ_STEP_CLOSE_NOTIFY;
    last->phase = HSVIZ_PHASE_TLS_CLOSE;
    last->source = HSVIZ_INFERRED;
    last->reason = HSVIZ_REASON_SMALL_BEFORE_FIN;
}
