/* infer_flight.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer_flight.h"

#include "model/core/connection.h"
#include "model/core/step.h"
#include "model/core/steps.h"
#include "model/tls/cipher_suites.h"
#include "model/tls/handshake.h"
#include "model/tls/tls.h"

enum {
    HANDSHAKE_HEADER_LEN = 4, /* RFC 8446 4 */
    CONTENT_TYPE_LEN = 1,     /* RFC 8446 5.2: ends the TLSInnerPlaintext */
};

/* ---- Sizes ---- */

/* RFC 8446 B.4: those of most suites, used if the suite is unknown. */
static const struct hsviz_cipher_sizes usual_sizes = { 0, 32, 16 };

static const struct hsviz_cipher_sizes *sizes_of(const struct hsviz_connection *connection)
{
    const struct hsviz_cipher_sizes *sizes =
        hsviz_cipher_suite_sizes(connection->tls->cipher_suite);

    return sizes ? sizes : &usual_sizes;
}

uint32_t hsviz_flight_plain_len(const struct hsviz_connection *connection, uint32_t record_len)
{
    uint32_t overhead = sizes_of(connection)->tag_len + CONTENT_TYPE_LEN;

    return record_len > overhead ? record_len - overhead : 0;
}

uint32_t hsviz_flight_finished_len(const struct hsviz_connection *connection)
{
    return HANDSHAKE_HEADER_LEN + sizes_of(connection)->hash_len;
}

bool hsviz_infer_is_padded(const struct hsviz_connection *connection, enum hsviz_end end)
{
    const struct hsviz_step *finished = hsviz_steps_find(connection, end, HSVIZ_STEP_FINISHED);

    return finished && finished->source == HSVIZ_INFERRED &&
           finished->reason != HSVIZ_REASON_FLIGHT_IN_ONE_RECORD &&
           hsviz_flight_plain_len(connection, finished->bytes) >
               hsviz_flight_finished_len(connection);
}

/* ---- Flights ---- */

void hsviz_flight_collect(const struct hsviz_connection *connection, struct hsviz_flight *flight,
                          enum hsviz_end end)
{
    flight->num = 0;
    flight->is_whole = true;
    for (size_t i = 0; i < connection->num_steps; i++) {
        const struct hsviz_step *step = &connection->steps[i];

        if (step->end != end || step->type != HSVIZ_STEP_ENCRYPTED || step->repeat_of != 0)
            continue;
        flight->is_whole =
            flight->num < HSVIZ_FLIGHT_RECORDS_MAX && step->reason != HSVIZ_REASON_AFTER_GAP;
        if (!flight->is_whole)
            break;
        flight->step[flight->num] = i;
        flight->plain_len[flight->num] = hsviz_flight_plain_len(connection, step->bytes);
        flight->num++;
    }
}

void hsviz_inference_add(struct hsviz_inferences *inferences, size_t record,
                         enum hsviz_step_type type, enum hsviz_reason reason)
{
    if (inferences->num < HSVIZ_INFERENCES_MAX)
        inferences->inference[inferences->num++] = (struct hsviz_inference){ record, type, reason };
}

static void name_step(struct hsviz_connection *connection, size_t i,
                      const struct hsviz_inference *inference)
{
    struct hsviz_step *step = &connection->steps[i];

    step->type = (uint8_t)inference->type;
    step->source = HSVIZ_INFERRED;
    step->reason = (uint8_t)inference->reason;
    if (inference->type == HSVIZ_STEP_NONE)
        return;
    hsviz_tls_settle(connection, step);
    if (inference->type == HSVIZ_STEP_CERTIFICATE &&
        inference->reason == HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE)
        connection->tls->end_flags[step->end] |= HSVIZ_TLS_EMPTY_CERTIFICATE;
    if (inference->type == HSVIZ_STEP_APPLICATION_DATA)
        connection->tls->end_flags[step->end] |= HSVIZ_TLS_SENT_DATA;
}

/* A record with only a part of a message is no step of its own: its frame becomes the first frame
 * of the step that the sender's next record completes. */
static void absorb_fragments(struct hsviz_connection *connection)
{
    for (size_t i = connection->num_steps; i-- > 0;) {
        const struct hsviz_step *fragment = &connection->steps[i];
        size_t next = i + 1;

        if (fragment->type != HSVIZ_STEP_NONE)
            continue;
        while (next < connection->num_steps && connection->steps[next].end != fragment->end)
            next++;
        if (next < connection->num_steps) {
            connection->steps[next].first_frame = fragment->first_frame;
            connection->steps[next].bytes += fragment->bytes;
        }
        hsviz_steps_remove(connection, i);
    }
}

void hsviz_flight_apply(struct hsviz_connection *connection, const struct hsviz_flight *flight,
                        const struct hsviz_inferences *inferences)
{
    size_t num_inserted = 0;

    for (size_t i = 0; i < inferences->num; i++) {
        const struct hsviz_inference *now = &inferences->inference[i];
        bool shares_record = i > 0 && inferences->inference[i - 1].record == now->record;
        size_t at = flight->step[now->record] + num_inserted;

        if (shares_record) {
            if (!hsviz_steps_insert(connection, at))
                break;
            num_inserted++;
            at++;
            connection->steps[at].bytes = 0; /* they count once */
        }
        name_step(connection, at, now);
    }
    absorb_fragments(connection);
    hsviz_steps_join_runs(connection);
}
