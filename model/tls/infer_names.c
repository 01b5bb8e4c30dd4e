/* infer_names.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "infer_names.h"

#include <stddef.h>

#include <glib.h>

enum {
    FULL_RECORD_LEN = 1 << 14, /* RFC 8446 5.1: what it begins, the next record goes on with */
    EMPTY_MESSAGE_LEN = 4,     /* EndOfEarlyData: a header and nothing else */
    EMPTY_CERTIFICATE_LEN = 8, /* RFC 8446 4.4.2: header, no context, no certificates */
    /* What each message has at the least (RFC 8446 4.3, 4.4): */
    EXTENSIONS_MIN_LEN = 6, /* an empty list */
    CERTIFICATE_REQUEST_MIN_LEN = HSVIZ_REQUEST_FITS_MIN_LEN - EXTENSIONS_MIN_LEN,
    CERTIFICATE_MIN_LEN = 57,        /* one raw public key of Ed25519 (RFC 7250 3, RFC 8410 10.1) */
    CERTIFICATE_VERIFY_MIN_LEN = 72, /* one signature of 64 bytes (RFC 8032 5.1.6) */
    /* A certificate and its signature in one record; real ones need three times that. */
    CLIENT_CERTIFICATE_MIN_LEN = 200,
    /* Records of the client after which its Finished is no longer waited for. */
    CLIENT_FLIGHT_MAX = 5,
    /* Records that are padded to multiples of a block (RFC 8446 5.4) have sizes that chance does
     * not give: of two records in 4096 pairs one. */
    PADDING_BLOCK_MIN_LEN = 64,
};

/* ---- What fits ---- */

static uint32_t least_len(enum hsviz_step_type type, uint32_t finished_len)
{
    switch (type) {
    case HSVIZ_STEP_ENCRYPTED_EXTENSIONS:
        return EXTENSIONS_MIN_LEN;
    case HSVIZ_STEP_CERTIFICATE_REQUEST:
        return CERTIFICATE_REQUEST_MIN_LEN;
    case HSVIZ_STEP_CERTIFICATE:
        return CERTIFICATE_MIN_LEN;
    case HSVIZ_STEP_CERTIFICATE_VERIFY:
        return CERTIFICATE_VERIFY_MIN_LEN;
    case HSVIZ_STEP_FINISHED:
        return finished_len;
    default:
        return 0;
    }
}

/* Whether each record is long enough for all that was named in it. Of a message of several records
 * the last holds any number of bytes. */
static bool fit(const struct hsviz_inferences *inferences, const struct hsviz_flight *flight,
                uint32_t finished_len)
{
    uint32_t needed[HSVIZ_FLIGHT_RECORDS_MAX] = { 0 };
    bool continues = false;

    for (size_t i = 0; i < inferences->num; i++) {
        const struct hsviz_inference *inference = &inferences->inference[i];
        bool is_empty = inference->reason == HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE;

        if (!continues && !is_empty)
            needed[inference->record] += least_len(inference->type, finished_len);
        continues = inference->type == HSVIZ_STEP_NONE;
        if (needed[inference->record] > flight->plain_len[inference->record])
            return false;
    }
    return true;
}

static uint32_t common_divisor(uint32_t a, uint32_t b)
{
    while (b > 0) {
        uint32_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

static bool is_padded(const struct hsviz_flight *flight)
{
    uint32_t block = 0;

    for (size_t i = 0; i < flight->num; i++)
        block = common_divisor(block, flight->plain_len[i] + 1);
    return flight->num > 1 && block >= PADDING_BLOCK_MIN_LEN;
}

/* ---- The server's flight ---- */

static size_t largest_record(const struct hsviz_flight *flight, size_t first, size_t end)
{
    size_t largest = first;

    for (size_t i = first; i < end; i++) {
        if (flight->plain_len[i] > flight->plain_len[largest])
            largest = i;
    }
    return largest;
}

/* What a flight's records hold besides what was decrypted (RFC 8446 2). A CertificateRequest may be
 * among it, unless the Certificate is not. */
struct rest {
    bool has_extensions, may_have_request, has_certificate, has_verify;
};

static struct rest rest_of(const struct hsviz_flight_facts *facts)
{
    bool is_full = !facts->has_psk;

    switch (facts->decrypted) {
    case HSVIZ_STEP_NONE:
        return (struct rest){ true, is_full, is_full, is_full };
    case HSVIZ_STEP_ENCRYPTED_EXTENSIONS:
        return (struct rest){ false, is_full, is_full, is_full };
    case HSVIZ_STEP_CERTIFICATE_REQUEST:
        return (struct rest){ false, false, is_full, is_full };
    case HSVIZ_STEP_CERTIFICATE:
    case HSVIZ_STEP_COMPRESSED_CERTIFICATE:
        return (struct rest){ false, false, false, is_full };
    default:
        return (struct rest){ false, false, false, false };
    }
}

static size_t num_messages(struct rest rest)
{
    return (size_t)rest.has_extensions + rest.has_certificate + rest.has_verify + 1;
}

/* The largest record is the certificate, or its first part if it has the maximum record length. */
static void name_certificate(struct hsviz_inferences *inferences, const struct hsviz_flight *flight,
                             struct rest rest, size_t end)
{
    size_t first = rest.has_extensions ? 1 : 0;
    size_t certificate = largest_record(flight, MIN(first, end - 1), end);
    bool has_request = rest.may_have_request && end >= first + 3 && certificate == first + 1;

    if (has_request)
        hsviz_inference_add(inferences, first, HSVIZ_STEP_CERTIFICATE_REQUEST,
                            HSVIZ_REASON_BEFORE_CERTIFICATE);
    while (certificate + 1 < end && flight->plain_len[certificate] == FULL_RECORD_LEN) {
        hsviz_inference_add(inferences, certificate, HSVIZ_STEP_NONE, HSVIZ_REASON_NONE);
        certificate++;
    }
    hsviz_inference_add(inferences, certificate, HSVIZ_STEP_CERTIFICATE,
                        HSVIZ_REASON_LARGEST_OF_FLIGHT);
    hsviz_inference_add(inferences, end - 1, HSVIZ_STEP_CERTIFICATE_VERIFY,
                        certificate < end - 1 ? HSVIZ_REASON_AFTER_CERTIFICATE
                                              : HSVIZ_REASON_FLIGHT_IN_ONE_RECORD);
}

/* Names what precedes the Finished of a record, in records that end before end. */
static void name_before_finished(struct hsviz_inferences *inferences,
                                 const struct hsviz_flight *flight, struct rest rest,
                                 size_t finished, size_t end, enum hsviz_reason reason)
{
    if (rest.has_extensions)
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_ENCRYPTED_EXTENSIONS,
                            HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO);
    if (rest.has_certificate && finished > 0) {
        name_certificate(inferences, flight, rest, end);
        return;
    }
    if (rest.has_certificate)
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE, reason);
    if (rest.has_verify)
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE_VERIFY,
                            finished > 0 ? HSVIZ_REASON_AFTER_CERTIFICATE : reason);
}

/* Names the flight whose Finished is in a record; the messages before it end before record end.
 * False, and nothing, if they do not fit. */
static bool name_until(struct hsviz_inferences *inferences, const struct hsviz_flight *flight,
                       const struct hsviz_flight_facts *facts, size_t finished, size_t end,
                       enum hsviz_reason reason)
{
    inferences->num = 0;
    name_before_finished(inferences, flight, rest_of(facts), finished, end, reason);
    hsviz_inference_add(inferences, finished, HSVIZ_STEP_FINISHED, reason);
    if (fit(inferences, flight, facts->finished_len))
        return true;
    inferences->num = 0;
    return false;
}

/* By the record with the size of a Finished; flight->num if there is none. */
static size_t name_by_size(struct hsviz_inferences *inferences, const struct hsviz_flight *flight,
                           const struct hsviz_flight_facts *facts)
{
    struct rest rest = rest_of(facts);
    size_t first = (rest.has_extensions ? 1 : 0) + (rest.has_verify ? 1 : 0);

    for (size_t i = first; i < flight->num; i++) {
        if (flight->plain_len[i] == facts->finished_len &&
            name_until(inferences, flight, facts, i, i, HSVIZ_REASON_SIZE_OF_FINISHED))
            return i;
    }
    return flight->num;
}

static uint32_t shortest_flight(const struct hsviz_flight_facts *facts)
{
    struct rest rest = rest_of(facts);

    return (rest.has_extensions ? EXTENSIONS_MIN_LEN : 0U) +
           (rest.has_certificate ? CERTIFICATE_MIN_LEN : 0U) +
           (rest.has_verify ? CERTIFICATE_VERIFY_MIN_LEN : 0U) + facts->finished_len;
}

static size_t first_not_full(const struct hsviz_flight *flight)
{
    size_t i = 0;

    while (i + 1 < flight->num && flight->plain_len[i] == FULL_RECORD_LEN)
        i++;
    return i;
}

/* No record has the size of a Finished: it is the last one, padded (RFC 8446 5.4), or shares a
 * record with the messages before it. What comes after a Finished has other keys, and so never
 * shares its record. */
static size_t name_by_place(struct hsviz_inferences *inferences, const struct hsviz_flight *flight,
                            const struct hsviz_flight_facts *facts)
{
    size_t last = flight->num - 1;
    size_t end = flight->num >= num_messages(rest_of(facts)) ? last : flight->num;
    enum hsviz_reason reason = HSVIZ_REASON_LAST_OF_FLIGHT;

    if (flight->plain_len[0] >= shortest_flight(facts) && !is_padded(flight)) {
        last = first_not_full(flight);
        end = last + 1;
    }
    if (last == 0)
        reason = HSVIZ_REASON_FLIGHT_IN_ONE_RECORD;
    return name_until(inferences, flight, facts, last, end, reason) ? last : flight->num;
}

/* The first record begins with EncryptedExtensions (RFC 8446 4.3.1). One that could hold the whole
 * flight is not named by its first message. */
static void name_first(struct hsviz_inferences *inferences, const struct hsviz_flight *flight,
                       const struct hsviz_flight_facts *facts)
{
    if (rest_of(facts).has_extensions && flight->plain_len[0] >= EXTENSIONS_MIN_LEN &&
        flight->plain_len[0] < shortest_flight(facts))
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_ENCRYPTED_EXTENSIONS,
                            HSVIZ_REASON_FIRST_AFTER_SERVER_HELLO);
}

/* A server without CertificateRequest may send tickets at once (RFC 8446 4.6.1). One alone may as
 * well be a greeting, where the protocol may have one. */
static void name_after_finished(struct hsviz_inferences *inferences,
                                const struct hsviz_flight *flight,
                                const struct hsviz_flight_facts *facts, size_t finished, size_t i)
{
    uint32_t len = flight->plain_len[i];
    bool is_sized = len >= HSVIZ_TICKET_MIN_LEN && len <= HSVIZ_TICKET_MAX_LEN;
    bool has_twin = (i > finished + 1 && flight->plain_len[i - 1] == len) ||
                    (i + 1 < flight->num && flight->plain_len[i + 1] == len);

    /* The last one may be an alert: what follows it, or nothing, tells (infer_alert.c). */
    if (len == HSVIZ_ALERT_LEN && i + 1 == flight->num)
        return;
    if (facts->expects_tickets && is_sized && !facts->asks_first && !has_twin)
        return;
    if (facts->expects_tickets && is_sized)
        hsviz_inference_add(inferences, i, HSVIZ_STEP_NEW_SESSION_TICKET,
                            HSVIZ_REASON_FIRST_OF_TICKET_SIZE);
    else
        hsviz_inference_add(inferences, i, HSVIZ_STEP_APPLICATION_DATA,
                            HSVIZ_REASON_AFTER_FINISHED);
}

void hsviz_name_server_flight(struct hsviz_inferences *inferences,
                              const struct hsviz_flight *flight,
                              const struct hsviz_flight_facts *facts)
{
    size_t finished;

    if (flight->num == 0)
        return;
    finished = name_by_size(inferences, flight, facts);
    if (finished == flight->num && facts->is_over && flight->is_whole)
        finished = name_by_place(inferences, flight, facts);
    if (finished == flight->num) {
        name_first(inferences, flight, facts);
        return;
    }
    for (size_t i = finished + 1; i < flight->num; i++)
        name_after_finished(inferences, flight, facts, finished, i);
}

/* ---- The client's flight ---- */

/* A certificate that is not empty has its signature behind it (RFC 8446 4.4.3), in the last record
 * before Finished; what does not fit that is not named. */
static void name_client_certificate(struct hsviz_inferences *inferences,
                                    const struct hsviz_flight *flight, size_t first, size_t end)
{
    uint32_t last_len = flight->plain_len[end - 1];

    if (end - first == 1 && last_len == EMPTY_CERTIFICATE_LEN) {
        hsviz_inference_add(inferences, first, HSVIZ_STEP_CERTIFICATE,
                            HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE);
        return;
    }
    if (last_len < CERTIFICATE_VERIFY_MIN_LEN + (end - first == 1 ? CERTIFICATE_MIN_LEN : 0U))
        return;
    for (size_t i = first; i + 2 < end; i++)
        hsviz_inference_add(inferences, i, HSVIZ_STEP_NONE, HSVIZ_REASON_NONE);
    hsviz_inference_add(inferences, end - first == 1 ? first : end - 2, HSVIZ_STEP_CERTIFICATE,
                        HSVIZ_REASON_BEFORE_FINISHED);
    hsviz_inference_add(inferences, end - 1, HSVIZ_STEP_CERTIFICATE_VERIFY,
                        HSVIZ_REASON_BEFORE_FINISHED);
}

/* The same where the certificate was decrypted. */
static void name_client_verify(struct hsviz_inferences *inferences,
                               const struct hsviz_flight *flight, size_t end)
{
    if (end == 1 && flight->plain_len[0] >= CERTIFICATE_VERIFY_MIN_LEN)
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE_VERIFY,
                            HSVIZ_REASON_BEFORE_FINISHED);
}

static void name_until_finished(struct hsviz_inferences *inferences,
                                const struct hsviz_flight *flight,
                                const struct hsviz_flight_facts *facts, size_t finished)
{
    size_t first = 0;

    if (finished > 0 && facts->has_early_data && flight->plain_len[0] == EMPTY_MESSAGE_LEN) {
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_END_OF_EARLY_DATA,
                            HSVIZ_REASON_SIZE_OF_EMPTY_MESSAGE);
        first = 1;
    }
    if (first < finished && facts->decrypted == HSVIZ_STEP_CERTIFICATE)
        name_client_verify(inferences, flight, finished);
    else if (first < finished && facts->decrypted != HSVIZ_STEP_CERTIFICATE_VERIFY)
        name_client_certificate(inferences, flight, first, finished);
    hsviz_inference_add(inferences, finished, HSVIZ_STEP_FINISHED, HSVIZ_REASON_SIZE_OF_FINISHED);
}

/* A little more than a Finished is no certificate, but an extension that came along; and what may be
 * padding (RFC 8446 5.4) shows none. */
static void name_in_one_record(struct hsviz_inferences *inferences,
                               const struct hsviz_flight *flight,
                               const struct hsviz_flight_facts *facts)
{
    enum hsviz_reason reason = HSVIZ_REASON_FLIGHT_IN_ONE_RECORD;
    bool has_certificate = facts->decrypted == HSVIZ_STEP_CERTIFICATE;
    bool has_verify = facts->decrypted == HSVIZ_STEP_CERTIFICATE_VERIFY;
    uint32_t more = facts->may_be_padded ? 0 : flight->plain_len[0] - facts->finished_len;

    if (!has_certificate && !has_verify && more >= CLIENT_CERTIFICATE_MIN_LEN)
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE, reason);
    if (!has_verify && more >= (has_certificate ? (uint32_t)CERTIFICATE_VERIFY_MIN_LEN
                                                : (uint32_t)CLIENT_CERTIFICATE_MIN_LEN))
        hsviz_inference_add(inferences, 0, HSVIZ_STEP_CERTIFICATE_VERIFY, reason);
    hsviz_inference_add(inferences, 0, HSVIZ_STEP_FINISHED, reason);
    for (size_t i = 1; i < flight->num; i++)
        hsviz_inference_add(inferences, i, HSVIZ_STEP_APPLICATION_DATA,
                            HSVIZ_REASON_AFTER_FINISHED);
}

static size_t find_len(const struct hsviz_flight *flight, uint32_t len)
{
    for (size_t i = 0; i < flight->num; i++) {
        if (flight->plain_len[i] == len)
            return i;
    }
    return flight->num;
}

void hsviz_name_client_flight(struct hsviz_inferences *inferences,
                              const struct hsviz_flight *flight,
                              const struct hsviz_flight_facts *facts)
{
    size_t finished = find_len(flight, facts->finished_len);

    if (finished == flight->num && facts->padded_len > 0)
        finished = find_len(flight, facts->padded_len);
    if (finished < flight->num)
        name_until_finished(inferences, flight, facts, finished);
    else if (flight->num > 0 && flight->plain_len[0] >= facts->finished_len &&
             (facts->is_over || flight->num >= CLIENT_FLIGHT_MAX))
        name_in_one_record(inferences, flight, facts);
}
