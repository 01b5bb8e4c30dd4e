/* ocsp.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ocsp.h"

#include <string.h>

#include <glib.h>

#include "model/pki/der.h"

enum {
    /* Choices of CertStatus (RFC 6960 4.2.1), as implicit tags. */
    STATUS_GOOD = HSVIZ_DER_CONTEXT,
    STATUS_REVOKED = HSVIZ_DER_CONTEXT_SEQUENCE + 1,
    STATUS_UNKNOWN = HSVIZ_DER_CONTEXT + 2,
    SUCCESSFUL = 0,
};

/* OCSPResponseStatus (RFC 6960 4.2.1): 4 is not used. */
static const enum hsviz_check_status response_statuses[] = {
    [SUCCESSFUL] = HSVIZ_STATUS_UNREADABLE, /* successful, and nothing in it */
    [1] = HSVIZ_STATUS_MALFORMED_REQUEST,   [2] = HSVIZ_STATUS_INTERNAL_ERROR,
    [3] = HSVIZ_STATUS_TRY_LATER,           [4] = HSVIZ_STATUS_UNREADABLE,
    [5] = HSVIZ_STATUS_SIG_REQUIRED,        [6] = HSVIZ_STATUS_UNAUTHORIZED,
};

/* id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1 */
static const uint8_t basic_response[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01 };

struct hsviz_serial hsviz_serial_of(struct hsviz_bytes content)
{
    struct hsviz_serial serial = { .len = 0 };

    if (content.short_read || content.len == 0 || content.len > HSVIZ_SERIAL_MAX)
        return serial;
    serial.len = (uint8_t)content.len;
    memcpy(serial.bytes, content.start, content.len);
    return serial;
}

void hsviz_serial_text(GString *text, const struct hsviz_serial *serial)
{
    for (size_t i = 0; i < serial->len; i++)
        g_string_append_printf(text, "%02x", serial->bytes[i]);
}

bool hsviz_serial_equal(const struct hsviz_serial *one, const struct hsviz_serial *other)
{
    return one->len > 0 && one->len == other->len &&
           memcmp(one->bytes, other->bytes, one->len) == 0;
}

/* ---- Requests ---- */

static struct hsviz_certificate_id read_id(struct hsviz_bytes content)
{
    struct hsviz_certificate_id id;
    struct hsviz_bytes algorithm = hsviz_der_take(&content, HSVIZ_DER_SEQUENCE);

    id.algorithm = hsviz_der_take(&algorithm, HSVIZ_DER_OID);
    id.issuer_name_hash = hsviz_der_take(&content, HSVIZ_DER_OCTET_STRING);
    id.issuer_key_hash = hsviz_der_take(&content, HSVIZ_DER_OCTET_STRING);
    id.serial = hsviz_serial_of(hsviz_der_take(&content, HSVIZ_DER_INTEGER));
    return id;
}

void hsviz_ocsp_request_read(struct hsviz_ocsp_request *request, struct hsviz_bytes bytes)
{
    struct hsviz_bytes outer = hsviz_der_take(&bytes, HSVIZ_DER_SEQUENCE);
    struct hsviz_bytes body = hsviz_der_take(&outer, HSVIZ_DER_SEQUENCE);
    struct hsviz_bytes list;

    request->num_ids = 0;
    hsviz_der_skip(&body, HSVIZ_DER_CONTEXT_SEQUENCE);     /* version */
    hsviz_der_skip(&body, HSVIZ_DER_CONTEXT_SEQUENCE + 1); /* requestorName */
    list = hsviz_der_take(&body, HSVIZ_DER_SEQUENCE);
    while (list.len > 0 && request->num_ids < HSVIZ_OCSP_IDS_MAX) {
        struct hsviz_bytes one = hsviz_der_take(&list, HSVIZ_DER_SEQUENCE);
        struct hsviz_certificate_id id = read_id(hsviz_der_take(&one, HSVIZ_DER_SEQUENCE));

        if (id.serial.len == 0)
            return;
        request->ids[request->num_ids++] = id;
    }
}

/* ---- Responses ---- */

static enum hsviz_check_status status_of(struct hsviz_der status)
{
    if (status.content.short_read)
        return HSVIZ_STATUS_UNREADABLE;
    switch (status.tag) {
    case STATUS_GOOD:
        return HSVIZ_STATUS_GOOD;
    case STATUS_REVOKED:
        return HSVIZ_STATUS_REVOKED;
    case STATUS_UNKNOWN:
        return HSVIZ_STATUS_UNKNOWN;
    default:
        return HSVIZ_STATUS_UNREADABLE;
    }
}

/* The times of a SingleResponse follow its status. */
static void read_times(struct hsviz_status_response *response, struct hsviz_bytes *single)
{
    struct hsviz_bytes next;

    response->this_update_s = hsviz_der_time_s(hsviz_der_next(single));
    next = hsviz_der_take(single, HSVIZ_DER_CONTEXT_SEQUENCE);
    response->next_update_s = hsviz_der_time_s(hsviz_der_next(&next));
}

static struct hsviz_status_response read_singles(struct hsviz_bytes list,
                                                 const struct hsviz_serial *serial)
{
    const struct hsviz_status_response unreadable = { .status = HSVIZ_STATUS_UNREADABLE };
    struct hsviz_status_response response = unreadable;

    while (list.len > 0) {
        struct hsviz_bytes single = hsviz_der_take(&list, HSVIZ_DER_SEQUENCE);
        struct hsviz_certificate_id id = read_id(hsviz_der_take(&single, HSVIZ_DER_SEQUENCE));

        if (id.serial.len == 0)
            return unreadable;
        response.status = HSVIZ_STATUS_OTHER_CERTIFICATE;
        if (serial->len > 0 && !hsviz_serial_equal(&id.serial, serial))
            continue;
        response.status = status_of(hsviz_der_next(&single));
        response.id = id;
        read_times(&response, &single);
        return response;
    }
    return response;
}

static struct hsviz_status_response read_basic(struct hsviz_bytes bytes,
                                               const struct hsviz_serial *serial)
{
    struct hsviz_bytes outer = hsviz_der_take(&bytes, HSVIZ_DER_SEQUENCE);
    struct hsviz_bytes body = hsviz_der_take(&outer, HSVIZ_DER_SEQUENCE);

    hsviz_der_skip(&body, HSVIZ_DER_CONTEXT_SEQUENCE); /* version */
    hsviz_der_next(&body);                             /* responderID */
    hsviz_der_skip(&body, HSVIZ_DER_GENERALIZED_TIME); /* producedAt */
    return read_singles(hsviz_der_take(&body, HSVIZ_DER_SEQUENCE), serial);
}

struct hsviz_status_response hsviz_ocsp_response_read(struct hsviz_bytes bytes,
                                                      const struct hsviz_serial *serial)
{
    struct hsviz_status_response response = { .status = HSVIZ_STATUS_UNREADABLE };
    struct hsviz_der message = hsviz_der_next(&bytes);
    struct hsviz_bytes outer = message.content;
    struct hsviz_bytes status = hsviz_der_take(&outer, HSVIZ_DER_ENUMERATED);
    struct hsviz_bytes tagged, inner;
    uint32_t number = hsviz_bytes_number(&status, 1);

    if (message.tag == HSVIZ_DER_SEQUENCE && message.content.short_read) {
        response.status = HSVIZ_STATUS_CUT;
        return response;
    }
    if (message.tag != HSVIZ_DER_SEQUENCE || status.short_read || status.len > 0 ||
        number >= G_N_ELEMENTS(response_statuses))
        return response;
    response.status = response_statuses[number];
    if (number != SUCCESSFUL)
        return response;
    tagged = hsviz_der_take(&outer, HSVIZ_DER_CONTEXT_SEQUENCE);
    inner = hsviz_der_take(&tagged, HSVIZ_DER_SEQUENCE);
    if (!hsviz_der_is(hsviz_der_take(&inner, HSVIZ_DER_OID), basic_response, sizeof basic_response))
        return response;
    return read_basic(hsviz_der_take(&inner, HSVIZ_DER_OCTET_STRING), serial);
}

/* ---- Revocation lists (RFC 5280 5.1) ---- */

/* A number that is too long for one of ours is still one. */
static enum hsviz_check_status find_in(struct hsviz_bytes list, const struct hsviz_serial *serial)
{
    if (list.short_read)
        return HSVIZ_STATUS_UNREADABLE;
    while (list.len > 0) {
        struct hsviz_bytes entry = hsviz_der_take(&list, HSVIZ_DER_SEQUENCE);
        struct hsviz_bytes number = hsviz_der_take(&entry, HSVIZ_DER_INTEGER);
        struct hsviz_serial listed = hsviz_serial_of(number);

        if (number.short_read || number.len == 0)
            return HSVIZ_STATUS_UNREADABLE;
        if (hsviz_serial_equal(&listed, serial))
            return HSVIZ_STATUS_REVOKED;
    }
    return HSVIZ_STATUS_NOT_LISTED;
}

/* The rest of a list, behind its times: revokedCertificates, which an empty list lacks, and
 * extensions. */
static enum hsviz_check_status find_in_rest(struct hsviz_bytes rest,
                                            const struct hsviz_serial *serial)
{
    struct hsviz_der next;

    if (rest.len == 0)
        return HSVIZ_STATUS_NOT_LISTED;
    next = hsviz_der_next(&rest);
    if (next.tag == HSVIZ_DER_SEQUENCE)
        return find_in(next.content, serial);
    return next.tag == HSVIZ_DER_CONTEXT_SEQUENCE && !next.content.short_read
               ? HSVIZ_STATUS_NOT_LISTED
               : HSVIZ_STATUS_UNREADABLE;
}

static bool is_time(struct hsviz_bytes bytes)
{
    uint8_t tag = hsviz_der_next(&bytes).tag;

    return tag == HSVIZ_DER_UTC_TIME || tag == HSVIZ_DER_GENERALIZED_TIME;
}

struct hsviz_status_response hsviz_crl_read(struct hsviz_bytes bytes,
                                            const struct hsviz_serial *serial)
{
    struct hsviz_status_response response = { .status = HSVIZ_STATUS_UNREADABLE };
    struct hsviz_der message = hsviz_der_next(&bytes);
    struct hsviz_bytes outer = message.content;
    struct hsviz_bytes body = hsviz_der_take(&outer, HSVIZ_DER_SEQUENCE);

    if (message.tag != HSVIZ_DER_SEQUENCE)
        return response;
    if (message.content.short_read) {
        response.status = HSVIZ_STATUS_CUT;
        return response;
    }
    hsviz_der_skip(&body, HSVIZ_DER_INTEGER);  /* version */
    hsviz_der_skip(&body, HSVIZ_DER_SEQUENCE); /* signature */
    hsviz_der_skip(&body, HSVIZ_DER_SEQUENCE); /* issuer */
    if (!is_time(body))
        return response;
    response.this_update_s = hsviz_der_time_s(hsviz_der_next(&body));
    if (is_time(body))
        response.next_update_s = hsviz_der_time_s(hsviz_der_next(&body));
    response.status = find_in_rest(body, serial);
    if (serial->len == 0 && response.status == HSVIZ_STATUS_NOT_LISTED)
        response.status = HSVIZ_STATUS_LIST;
    return response;
}
