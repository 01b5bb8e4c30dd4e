/* test_model_ocsp.c
 * Requests, responses and revocation lists, whole, cut at every byte, and damaged at every byte.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "revocation_bytes.h"
#include "model_expect.h"

#include "model/pki/der.h"
#include "model/pki/ocsp.h"

static const struct hsviz_serial server = { { 0x0a, 0x01 }, 2 }, revoked = { { 0x0b, 0x02 }, 2 },
                                 unknown = { { 0x0c, 0x03 }, 2 }, not_known = { .len = 0 };

enum { UPDATE_S = 1795266410, WEEK_S = 7 * 86400 };

/* A copy of the first len bytes in a block of its own, so that a sanitizer sees one too far. */
static struct hsviz_bytes copy_of(struct hsviz_bytes bytes, size_t len)
{
    uint8_t *block = malloc(MAX(len, 1));

    assert_non_null(block);
    memcpy(block, bytes.start, len);
    return (struct hsviz_bytes){ block, len, false };
}

/* ---- Requests ---- */

static void a_request_names_its_certificate(void **state)
{
    static const struct {
        struct hsviz_bytes bytes;
        size_t hash_len;
    } requests[] = {
        { { request_sha1, sizeof request_sha1, false }, 20 },
        { { request_sha256, sizeof request_sha256, false }, 32 },
        { { request_sha384, sizeof request_sha384, false }, 48 },
        { { request_sha512, sizeof request_sha512, false }, 64 },
    };
    struct hsviz_ocsp_request request;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
        hsviz_ocsp_request_read(&request, requests[i].bytes);
        assert_int_equal(request.num_ids, 1);
        assert_true(hsviz_serial_equal(&request.ids[0].serial, &server));
        assert_int_equal(request.ids[0].issuer_name_hash.len, requests[i].hash_len);
        assert_int_equal(request.ids[0].issuer_key_hash.len, requests[i].hash_len);
    }
}

static void a_request_may_name_several(void **state)
{
    struct hsviz_ocsp_request request;

    (void)state;
    hsviz_ocsp_request_read(&request, ALL_OF(request_of_two));
    assert_int_equal(request.num_ids, 2);
    assert_true(hsviz_serial_equal(&request.ids[0].serial, &unknown));
    assert_true(hsviz_serial_equal(&request.ids[1].serial, &server));
}

/* An element around body, which is freed. */
static GByteArray *around(uint8_t tag, GByteArray *body)
{
    GByteArray *bytes = g_byte_array_new();

    bytes_number(bytes, tag, 1);
    bytes_number(bytes, 0x82, 1);
    bytes_vector(bytes, body, 2);
    return bytes;
}

static void of_more_than_a_chain_the_first_count(void **state)
{
    static const size_t header_len = 6; /* of the three sequences around the list's entries */
    struct hsviz_ocsp_request request;
    GByteArray *list = g_byte_array_new(), *whole;

    (void)state;
    for (size_t i = 0; i < 10 * (size_t)HSVIZ_OCSP_IDS_MAX; i++)
        g_byte_array_append(list, request_sha1 + header_len, sizeof request_sha1 - header_len);
    whole = around(0x30, around(0x30, around(0x30, list)));
    hsviz_ocsp_request_read(&request, (struct hsviz_bytes){ whole->data, whole->len, false });
    assert_int_equal(request.num_ids, HSVIZ_OCSP_IDS_MAX);
    g_byte_array_free(whole, TRUE);
}

static void a_cut_request_is_none(void **state)
{
    struct hsviz_ocsp_request request;

    (void)state;
    for (size_t len = 0; len < sizeof request_of_two; len++) {
        struct hsviz_bytes cut = copy_of(ALL_OF(request_of_two), len);

        hsviz_ocsp_request_read(&request, cut);
        assert_int_equal(request.num_ids, 0);
        free((void *)cut.start);
    }
}

/* ---- Serial numbers ---- */

static void a_serial_has_a_length(void **state)
{
    static const uint8_t long_one[HSVIZ_SERIAL_MAX + 1] = { 1 };
    struct hsviz_bytes content = { long_one, HSVIZ_SERIAL_MAX, false }, none = { 0 };
    struct hsviz_serial serial = hsviz_serial_of(content);

    (void)state;
    assert_int_equal(serial.len, HSVIZ_SERIAL_MAX);
    assert_true(hsviz_serial_equal(&serial, &serial));
    content.len++;
    assert_int_equal(hsviz_serial_of(content).len, 0);
    content.len = 1;
    content.short_read = true;
    assert_int_equal(hsviz_serial_of(content).len, 0);
    assert_int_equal(hsviz_serial_of(none).len, 0);
    assert_false(hsviz_serial_equal(&not_known, &not_known));
    assert_false(hsviz_serial_equal(&server, &revoked));
}

/* ---- Answers ---- */

typedef struct hsviz_status_response read_response(struct hsviz_bytes bytes,
                                                   const struct hsviz_serial *serial);

#define RESPONSE(array)                                                                            \
    hsviz_ocsp_response_read,                                                                      \
    {                                                                                              \
        (array), sizeof(array), false                                                              \
    }
#define LIST(array)                                                                                \
    hsviz_crl_read,                                                                                \
    {                                                                                              \
        (array), sizeof(array), false                                                              \
    }

static const uint8_t malformed_request[] = { 0x30, 0x03, 0x0a, 0x01, 0x01 };
static const uint8_t internal_error[] = { 0x30, 0x03, 0x0a, 0x01, 0x02 };
static const uint8_t try_later[] = { 0x30, 0x03, 0x0a, 0x01, 0x03 };
static const uint8_t number_4[] = { 0x30, 0x03, 0x0a, 0x01, 0x04 };
static const uint8_t sig_required[] = { 0x30, 0x03, 0x0a, 0x01, 0x05 };
static const uint8_t unauthorized[] = { 0x30, 0x03, 0x0a, 0x01, 0x06 };
static const uint8_t number_7[] = { 0x30, 0x03, 0x0a, 0x01, 0x07 };
static const uint8_t of_two_bytes[] = { 0x30, 0x04, 0x0a, 0x02, 0x00, 0x06 };
static const uint8_t nothing_in_it[] = { 0x30, 0x03, 0x0a, 0x01, 0x00 };
static const uint8_t html[] = { '<', 'h', 't', 'm', 'l', '>' };
static const uint8_t pem[] = { '-', '-', '-', '-', '-', 'B', 'E', 'G', 'I', 'N', ' ', 'X' };
static const uint8_t nothing[] = { 0 };

static const struct response_row {
    const char *name;
    read_response *read;
    struct hsviz_bytes bytes;
    const struct hsviz_serial *serial;
    enum hsviz_check_status status;
    int64_t this_update_s, next_update_s;
} response_rows[] = {
    { "good", RESPONSE(response_good), &server, HSVIZ_STATUS_GOOD, UPDATE_S, UPDATE_S + WEEK_S },
    { "good, of no known one", RESPONSE(response_good), &not_known, HSVIZ_STATUS_GOOD, UPDATE_S,
      UPDATE_S + WEEK_S },
    { "good, of another", RESPONSE(response_good), &revoked, HSVIZ_STATUS_OTHER_CERTIFICATE, 0,
      0 },
    { "revoked", RESPONSE(response_revoked), &revoked, HSVIZ_STATUS_REVOKED, UPDATE_S,
      UPDATE_S + WEEK_S },
    { "unknown", RESPONSE(response_unknown), &unknown, HSVIZ_STATUS_UNKNOWN, UPDATE_S,
      UPDATE_S + WEEK_S },
    { "the first of two", RESPONSE(response_of_two), &unknown, HSVIZ_STATUS_UNKNOWN, UPDATE_S,
      UPDATE_S + WEEK_S },
    { "the second of two", RESPONSE(response_of_two), &server, HSVIZ_STATUS_GOOD, UPDATE_S,
      UPDATE_S + WEEK_S },
    { "neither of two", RESPONSE(response_of_two), &revoked, HSVIZ_STATUS_OTHER_CERTIFICATE, 0,
      0 },
    { "malformedRequest", RESPONSE(malformed_request), &server, HSVIZ_STATUS_MALFORMED_REQUEST,
      0, 0 },
    { "internalError", RESPONSE(internal_error), &server, HSVIZ_STATUS_INTERNAL_ERROR, 0, 0 },
    { "tryLater", RESPONSE(try_later), &server, HSVIZ_STATUS_TRY_LATER, 0, 0 },
    { "4 is not used", RESPONSE(number_4), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "sigRequired", RESPONSE(sig_required), &server, HSVIZ_STATUS_SIG_REQUIRED, 0, 0 },
    { "unauthorized", RESPONSE(unauthorized), &server, HSVIZ_STATUS_UNAUTHORIZED, 0, 0 },
    { "7 is none", RESPONSE(number_7), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "two bytes are none", RESPONSE(of_two_bytes), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "successful, and nothing in it", RESPONSE(nothing_in_it), &server, HSVIZ_STATUS_UNREADABLE,
      0, 0 },
    { "a page", RESPONSE(html), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "a request", RESPONSE(request_sha1), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "a list as response", RESPONSE(list_of_one), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "no bytes",
      hsviz_ocsp_response_read,
      { nothing, 0, false },
      &server,
      HSVIZ_STATUS_UNREADABLE,
      0,
      0 },
    { "listed", LIST(list_of_one), &revoked, HSVIZ_STATUS_REVOKED, UPDATE_S,
      UPDATE_S + 3650 * 86400 },
    { "not listed", LIST(list_of_one), &server, HSVIZ_STATUS_NOT_LISTED, UPDATE_S,
      UPDATE_S + 3650 * 86400 },
    { "a list, for no known one", LIST(list_of_one), &not_known, HSVIZ_STATUS_LIST, UPDATE_S,
      UPDATE_S + 3650 * 86400 },
    { "a list of none", LIST(list_of_none), &server, HSVIZ_STATUS_NOT_LISTED, UPDATE_S,
      UPDATE_S + 3650 * 86400 },
    { "a list in letters", LIST(pem), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "a response as list", LIST(response_good), &server, HSVIZ_STATUS_UNREADABLE, 0, 0 },
    { "a certificate as list", LIST(server_certificate), &server, HSVIZ_STATUS_UNREADABLE, 0,
      0 },
    { "no bytes of a list",
      hsviz_crl_read,
      { NULL, 0, false },
      &server,
      HSVIZ_STATUS_UNREADABLE,
      0,
      0 },
};

static void a_response_is_read(void **state)
{
    const struct response_row *row = *state;
    struct hsviz_status_response response = row->read(row->bytes, row->serial);

    assert_int_equal(response.status, row->status);
    assert_int_equal(response.this_update_s, row->this_update_s);
    assert_int_equal(response.next_update_s, row->next_update_s);
}

static bool is_verdict(enum hsviz_check_status status)
{
    return status == HSVIZ_STATUS_GOOD || status == HSVIZ_STATUS_REVOKED ||
           status == HSVIZ_STATUS_UNKNOWN || status == HSVIZ_STATUS_NOT_LISTED ||
           status == HSVIZ_STATUS_LIST;
}

/* Cut anywhere, it says that it is cut, once its own length is there; before, nothing. */
static void a_cut_response_is_no_verdict(void **state)
{
    const struct response_row *row = *state;

    for (size_t len = 0; len < row->bytes.len; len++) {
        struct hsviz_bytes cut = copy_of(row->bytes, len);
        struct hsviz_status_response response = row->read(cut, row->serial);

        if (is_verdict(response.status) ||
            (is_verdict(row->status) && len >= 4 && response.status != HSVIZ_STATUS_CUT))
            fail_msg("%s, %zu bytes: status %d", row->name, len, (int)response.status);
        free((void *)cut.start);
    }
}

/* No byte that is another one leads out of the bytes. */
static void a_damaged_response_is_in_bounds(void **state)
{
    const struct response_row *row = *state;

    for (size_t i = 0; i < row->bytes.len; i++) {
        struct hsviz_bytes damaged = copy_of(row->bytes, row->bytes.len);

        for (unsigned value = 0; value < 256; value++) {
            struct hsviz_status_response response;

            ((uint8_t *)damaged.start)[i] = (uint8_t)value;
            response = row->read(damaged, row->serial);
            assert_in_range(response.status, 0, HSVIZ_NUM_CHECK_STATUSES - 1);
        }
        free((void *)damaged.start);
    }
}

/* ---- What only damage shows ---- */

/* The list of one with byte `at` set to value. */
static enum hsviz_check_status status_with(size_t at, uint8_t value)
{
    struct hsviz_bytes bytes = copy_of(ALL_OF(list_of_one), sizeof list_of_one);
    enum hsviz_check_status status;

    ((uint8_t *)bytes.start)[at] = value;
    status = hsviz_crl_read(bytes, &server).status;
    free((void *)bytes.start);
    return status;
}

static void a_damaged_list_does_not_say_not_listed(void **state)
{
    enum { LIST_TAG = 70, LIST_LENGTH = 71, ENTRY_TAG = 72, ENTRY_LENGTH = 73, SERIAL_TAG = 74 };

    (void)state;
    assert_int_equal(list_of_one[LIST_TAG], HSVIZ_DER_SEQUENCE);
    assert_int_equal(status_with(LIST_LENGTH, list_of_one[LIST_LENGTH]),
                     HSVIZ_STATUS_NOT_LISTED);
    assert_int_equal(status_with(LIST_TAG, HSVIZ_DER_OCTET_STRING), HSVIZ_STATUS_UNREADABLE);
    assert_int_equal(status_with(LIST_TAG, 0), HSVIZ_STATUS_UNREADABLE);
    assert_int_equal(status_with(LIST_LENGTH, 0x7f), HSVIZ_STATUS_UNREADABLE);
    assert_int_equal(status_with(ENTRY_TAG, HSVIZ_DER_OCTET_STRING), HSVIZ_STATUS_UNREADABLE);
    assert_int_equal(status_with(ENTRY_LENGTH, 0x7f), HSVIZ_STATUS_UNREADABLE);
    assert_int_equal(status_with(SERIAL_TAG, HSVIZ_DER_OCTET_STRING), HSVIZ_STATUS_UNREADABLE);
}

/* A status that is longer than what holds it says nothing. */
static void a_status_that_is_cut_is_none(void **state)
{
    static const uint8_t serial_and_status[] = { 0x02, 0x02, 0x0a, 0x01, 0x80, 0x00 };
    struct hsviz_bytes bytes = copy_of(ALL_OF(response_good), sizeof response_good);
    uint8_t *status = (uint8_t *)bytes.start;

    (void)state;
    while (memcmp(status, serial_and_status, sizeof serial_and_status) != 0)
        status++;
    status[5] = 0x7f;
    assert_int_equal(hsviz_ocsp_response_read(bytes, &server).status, HSVIZ_STATUS_UNREADABLE);
    status[4] = 0x83; /* no choice of CertStatus */
    status[5] = 0x00;
    assert_int_equal(hsviz_ocsp_response_read(bytes, &server).status, HSVIZ_STATUS_UNREADABLE);
    free((void *)bytes.start);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_request_names_its_certificate),
        cmocka_unit_test(a_request_may_name_several),
        cmocka_unit_test(of_more_than_a_chain_the_first_count),
        cmocka_unit_test(a_cut_request_is_none),
        cmocka_unit_test(a_serial_has_a_length),
        cmocka_unit_test(a_damaged_list_does_not_say_not_listed),
        cmocka_unit_test(a_status_that_is_cut_is_none),
    };
    struct CMUnitTest responses[3 * G_N_ELEMENTS(response_rows)];

    for (size_t i = 0; i < G_N_ELEMENTS(response_rows); i++) {
        const struct response_row *row = &response_rows[i];

        responses[3 * i] = row_test(row->name, a_response_is_read, row);
        responses[3 * i + 1] = row_test(row->name, a_cut_response_is_no_verdict, row);
        responses[3 * i + 2] = row_test(row->name, a_damaged_response_is_in_bounds, row);
    }
    return cmocka_run_group_tests(responses, NULL, NULL) +
           cmocka_run_group_tests(others, NULL, NULL);
}
