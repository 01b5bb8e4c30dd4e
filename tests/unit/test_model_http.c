/* test_model_http.c
 * Heads of HTTP messages, and status requests in them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "revocation_bytes.h"
#include "model_expect.h"

#include "model/pki/checks.h"
#include "model/pki/http.h"
#include "model/revocation/request.h"

static void expect_bytes(struct hsviz_bytes bytes, const char *expected)
{
    assert_int_equal(bytes.len, strlen(expected));
    if (bytes.len > 0)
        assert_memory_equal(bytes.start, expected, bytes.len);
}

/* A message in a block of exactly its size. */
static struct hsviz_http_message message_in(const char *text, size_t len)
{
    uint8_t *block = malloc(MAX(len, 1));

    assert_non_null(block);
    memcpy(block, text, len);
    return (struct hsviz_http_message){ block, len, NULL, 0 };
}

/* ---- Heads ---- */

#define TEXT(text) (text), sizeof(text) - 1

static const struct head_row {
    const char *text;
    size_t len;
    bool is_read;
    uint16_t status;
    const char *method, *target, *host, *type, *body;
} head_rows[] = {
    { TEXT("GET / HTTP/1.1\r\nHost: a\r\n\r\nbody"), true, 0, "GET", "/", "a", "", "body" },
    { TEXT("GET / HTTP/1.0\n\nbody"), true, 0, "GET", "/", "", "", "body" },
    { TEXT("POST /x HTTP/1.1\r\nhOsT:\t b \t\r\nCONTENT-TYPE:c\r\n\r\n"), true, 0, "POST", "/x",
      "b", "c", "" },
    { TEXT("GET / HTTP/1.1\r\nHost: a\r\n"), true, 0, "GET", "/", "a", "", "" },
    { TEXT("GET / HTTP/1.1\r\nHost: a"), true, 0, "GET", "/", "", "", "" },
    { TEXT("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"), true, 0, "GET", "/", "", "", "" },
    { TEXT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), true, 0, "GET", "/", "", "", "" },
    { TEXT("GET /a\0b HTTP/1.1\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT("GET / HTTP/1.1"), false, 0, "", "", "", "", "" },
    { TEXT("GET /\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT("GET  / HTTP/1.1\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT(" / HTTP/1.1\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT("\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT(""), false, 0, "", "", "", "", "" },
    { TEXT("HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\nbody"), true, 200, "", "", "", "x", "body" },
    { TEXT("http/1.1 404\r\n\r\n"), true, 404, "", "", "", "", "" },
    { TEXT("HTTP/1.1 100 Continue\r\n\r\n"), true, 100, "", "", "", "", "" },
    { TEXT("HTTP/1.1 599 x\r\n\r\n"), true, 599, "", "", "", "", "" },
    { TEXT("HTTP/1.1 600 x\r\n\r\n"), false, 600, "", "", "", "", "" },
    { TEXT("HTTP/1.1 099 x\r\n\r\n"), false, 99, "", "", "", "", "" },
    { TEXT("HTTP/1.1 20 OK\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT("HTTP/1.1 2000 OK\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT("HTTP/1.1 2x0 OK\r\n\r\n"), false, 2, "", "", "", "", "" },
    { TEXT("HTTP/1.1\r\n\r\n"), false, 0, "", "", "", "", "" },
    { TEXT("HTTP/1.1 \xff\xfe\xfd\r\n\r\n"), false, 0, "", "", "", "", "" },
};

static void a_head_is_read(void **state)
{
    const struct head_row *row = *state;
    struct hsviz_http_message message = message_in(row->text, row->len);
    struct hsviz_http_head head;

    assert_int_equal(hsviz_http_read(&head, &message), row->is_read);
    if (row->is_read) {
        assert_int_equal(head.status, row->status);
        expect_bytes(head.method, row->method);
        expect_bytes(head.target, row->target);
        expect_bytes(head.host, row->host);
        expect_bytes(head.content_type, row->type);
        expect_bytes(head.body, row->body);
    }
    free((void *)message.bytes);
}

static void a_head_is_cut_anywhere(void **state)
{
    const struct head_row *row = *state;

    for (size_t len = 0; len < row->len; len++) {
        struct hsviz_http_message message = message_in(row->text, len);
        struct hsviz_http_head head;
        struct hsviz_status_request request;

        if (hsviz_http_read(&head, &message) && head.status == 0) {
            hsviz_status_request_read(&request, &head, &message);
            hsviz_status_request_free(&request);
        }
        free((void *)message.bytes);
    }
}

/* ---- Whole messages ---- */

#define HEAD_OF(fields) "HTTP/1.1 200 OK\r\n" fields "\r\n"

/* Where a message ends; 0 where more of it is to come. */
static void messages_are_whole_or_not(void **state)
{
    static const struct {
        const char *text;
        size_t num_missing;
        bool is_last;
        int rest; /* bytes behind the message; -1: it is not whole */
    } rows[] = {
        { "GET / HTTP/1.1\r\n\r\nGET /", 0, false, 5 },
        { "GET / HTTP/1.1\r\nHost: a\r\n", 0, false, -1 },
        { "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabc", 0, false, 1 },
        { HEAD_OF("Content-Length: 4\r\n") "abcd", 0, false, 0 },
        { HEAD_OF("Content-Length: 4\r\n") "abcdHTTP", 0, false, 4 },
        { HEAD_OF("Content-Length: 4\r\n") "abc", 0, false, -1 },
        { HEAD_OF("Content-Length: 4\r\n") "abc", 1, false, 0 },
        { HEAD_OF("Content-Length: 4\r\n") "abc", 0, true, -1 },
        { HEAD_OF("Content-Length: 0\r\n"), 0, false, 0 },
        { HEAD_OF("Content-Length: x\r\n") "abc", 0, false, -1 },
        { HEAD_OF("Content-Length: -1\r\n") "abc", 0, false, -1 },
        { HEAD_OF("Content-Length: 99999999999\r\n") "abc", 0, false, -1 },
        { HEAD_OF("") "abc", 0, false, -1 },
        { HEAD_OF("") "abc", 0, true, 0 },
        { HEAD_OF("Transfer-Encoding: chunked\r\n") "3\r\nabc\r\n", 0, false, -1 },
        { HEAD_OF("Transfer-Encoding: chunked\r\n") "3\r\nabc\r\n0\r\n\r\n", 0, false, 0 },
        { "HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1", 0, false, 8 },
        { "HTTP/1.1 204 No Content\r\n\r\n", 0, false, 0 },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP", 0, false, 4 },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct hsviz_http_message message = message_in(rows[i].text, strlen(rows[i].text));
        struct hsviz_http_head head;
        size_t expected = rows[i].rest < 0 ? 0 : message.len - (size_t)rows[i].rest, len;

        assert_true(hsviz_http_read(&head, &message));
        len = hsviz_http_len(&head, &message, rows[i].num_missing, rows[i].is_last);
        if (len != expected)
            fail_msg("row %zu: %zu bytes, not %zu", i, len, expected);
        free((void *)message.bytes);
    }
}

/* A head is as long as common servers take it, and no longer. */
static void heads_have_limits(void **state)
{
    static const struct {
        size_t target_len, num_fields;
        bool is_read, has_host;
    } cases[] = {
        { 10, 98, true, true },
        { 10, 101, true, false },
        { 8192 - 13, 0, true, true },
        { 8192 - 12, 0, false, false },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *text = g_string_new("GET ");
        struct hsviz_http_message message;
        struct hsviz_http_head head;

        for (size_t j = 0; j < cases[i].target_len; j++)
            g_string_append_c(text, '/');
        g_string_append(text, " HTTP/1.1\r\n");
        for (size_t j = 0; j < cases[i].num_fields; j++)
            g_string_append(text, "X: y\r\n");
        g_string_append(text, "Host: a\r\n\r\n");
        message = message_in(text->str, text->len);
        assert_int_equal(hsviz_http_read(&head, &message), cases[i].is_read);
        assert_int_equal(head.host.len > 0, cases[i].has_host);
        free((void *)message.bytes);
        g_string_free(text, TRUE);
    }
}

/* ---- Addresses ---- */

static void an_address_has_one_form(void **state)
{
    static const struct {
        const char *target, *host, *url;
    } cases[] = {
        { "/ca.crl", "crl.example.test", "http://crl.example.test/ca.crl" },
        { "/ca.crl", "CRL.Example.test:80", "http://crl.example.test/ca.crl" },
        { "/ca.crl", "crl.example.test:8080", "http://crl.example.test:8080/ca.crl" },
        { "/", "[::1]:80", "http://[::1]/" },
        { "/x", "", "http:///x" },
        { "/x", ":80", "http:///x" },
        { "http://a.test/x", "proxy.test", "http://a.test/x" },
        { "HTTP://A.test:80", "proxy.test", "http://a.test/" },
        { "https://a.test/x", "a.test", NULL },
        { "*", "a.test", NULL },
        { "a.test:443", "a.test", NULL },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct hsviz_http_head head = {
            .target = { (const uint8_t *)cases[i].target, strlen(cases[i].target), false },
            .host = { (const uint8_t *)cases[i].host, strlen(cases[i].host), false },
        };
        char *url = hsviz_http_url(&head);

        if (cases[i].url)
            assert_string_equal(url, cases[i].url);
        else
            assert_null(url);
        g_free(url);
    }
}

/* ---- Status requests ---- */

static char *in_base64(struct hsviz_bytes bytes)
{
    return g_base64_encode(bytes.start, bytes.len);
}

/* Reads the status request of a message made of a first line with %s for word, fields and a
 * body. */
static bool ask(struct hsviz_status_request *request, const char *first_line, const char *word,
                struct hsviz_bytes body, struct hsviz_bytes ocsp)
{
    char **parts = g_strsplit(first_line, "%s", 2);
    GString *text = g_string_new(parts[0]);
    struct hsviz_http_message message;
    struct hsviz_http_head head;
    bool is_request;

    if (parts[1])
        g_string_append_printf(text, "%s%s", word, parts[1]);
    g_string_append(text, "\r\nHost: a.test\r\n");
    if (body.len > 0)
        g_string_append(text, "Content-Type: application/ocsp-request\r\n");
    g_string_append(text, "\r\n");
    if (body.len > 0)
        g_string_append_len(text, (const char *)body.start, (gssize)body.len);
    message = message_in(text->str, text->len);
    message.ocsp = ocsp.start;
    message.ocsp_len = ocsp.len;
    assert_true(hsviz_http_read(&head, &message));
    is_request = hsviz_status_request_read(request, &head, &message);
    if (is_request && request->ocsp.num_ids > 0)
        assert_int_equal(request->ocsp.ids[0].serial.len, 2);
    g_string_free(text, TRUE);
    g_strfreev(parts);
    free((void *)message.bytes);
    return is_request;
}

static void requests_are_read(void **state)
{
    static const struct hsviz_bytes none = { 0 };
    char *base64 = in_base64(ALL_OF(request_sha1)), *escaped = g_uri_escape_string(base64, "", 0);
    const struct {
        const char *first_line, *word;
        struct hsviz_bytes body, ocsp;
        bool is_request;
        enum hsviz_check_method method;
        size_t num_ids;
        bool is_of_list;
    } cases[] = {
        { "GET /%s HTTP/1.1", base64, none, none, true, HSVIZ_CHECK_OCSP_GET, 1, false },
        { "GET /%s HTTP/1.1", escaped, none, none, true, HSVIZ_CHECK_OCSP_GET, 1, false },
        { "GET /My/Ma/path/%s HTTP/1.1", base64, none, none, true, HSVIZ_CHECK_OCSP_GET, 1,
          false },
        { "GET http://a/%s HTTP/1.1", base64, none, none, true, HSVIZ_CHECK_OCSP_GET, 1, false },
        { "GET /ca.crl HTTP/1.1", "", none, none, true, HSVIZ_CHECK_CRL, 0, true },
        { "GET /index.html HTTP/1.1", "", none, none, true, HSVIZ_CHECK_CRL, 0, false },
        { "GET /M HTTP/1.1", "", none, none, true, HSVIZ_CHECK_CRL, 0, false },
        { "GET /M%%00 HTTP/1.1", "", none, none, true, HSVIZ_CHECK_CRL, 0, false },
        { "GET /M/M/M/M/M/M/M/M/M/M/M HTTP/1.1", "", none, none, true, HSVIZ_CHECK_CRL, 0, false },
        { "GET * HTTP/1.1", "", none, none, false, HSVIZ_CHECK_CRL, 0, false },
        { "HEAD /ca.crl HTTP/1.1", "", none, none, false, HSVIZ_CHECK_CONNECT, 0, false },
        { "get /ca.crl HTTP/1.1", "", none, none, false, HSVIZ_CHECK_CONNECT, 0, false },
        { "POST / HTTP/1.1", "", ALL_OF(request_sha1), none, true, HSVIZ_CHECK_OCSP_POST, 1,
          false },
        { "POST / HTTP/1.1", "", ALL_OF(request_of_two), none, true, HSVIZ_CHECK_OCSP_POST, 2,
          false },
        { "POST / HTTP/1.1", "", ALL_OF(response_good), none, true, HSVIZ_CHECK_OCSP_POST, 0,
          false },
        { "POST / HTTP/1.1", "", none, ALL_OF(request_sha1), true, HSVIZ_CHECK_OCSP_POST, 1,
          false },
        { "POST / HTTP/1.1", "", none, none, false, HSVIZ_CHECK_OCSP_POST, 0, false },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct hsviz_status_request request;
        bool is_request =
            ask(&request, cases[i].first_line, cases[i].word, cases[i].body, cases[i].ocsp);

        if (is_request != cases[i].is_request || request.method != cases[i].method ||
            request.ocsp.num_ids != cases[i].num_ids || request.is_of_list != cases[i].is_of_list)
            fail_msg("%s: %d, method %d, %zu ids", cases[i].first_line, is_request,
                     (int)request.method, request.ocsp.num_ids);
        assert_string_equal(request.host, "a.test");
        hsviz_status_request_free(&request);
    }
    g_free(base64);
    g_free(escaped);
}

static void a_target_has_a_limit(void **state)
{
    static const struct hsviz_bytes none = { 0 };
    char *path = g_strnfill(4096, 'M');
    struct hsviz_status_request request;

    (void)state;
    assert_false(ask(&request, "GET /%s HTTP/1.1", path, none, none));
    assert_null(request.url);
    hsviz_status_request_free(&request);
    assert_true(ask(&request, "GET /%s HTTP/1.1", path + 1, none, none));
    assert_non_null(request.url);
    hsviz_status_request_free(&request);
    assert_true(ask(&request, "POST /%s HTTP/1.1", path, ALL_OF(request_sha1), none));
    assert_null(request.url);
    hsviz_status_request_free(&request);
    g_free(path);
}

static void a_host_has_a_limit(void **state)
{
    char *host = g_strnfill(2000, 'h');
    struct hsviz_http_message message = { .ocsp = NULL };
    struct hsviz_http_head head = {
        .method = { (const uint8_t *)"GET", 3, false },
        .target = { (const uint8_t *)"/", 1, false },
        .host = { (const uint8_t *)host, 2000, false },
    };
    struct hsviz_status_request request;

    (void)state;
    assert_true(hsviz_status_request_read(&request, &head, &message));
    assert_int_equal(strlen(request.host), HSVIZ_CHECK_HOST_MAX);
    hsviz_status_request_free(&request);
    g_free(host);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(messages_are_whole_or_not),
        cmocka_unit_test(heads_have_limits),  cmocka_unit_test(an_address_has_one_form),
        cmocka_unit_test(requests_are_read),  cmocka_unit_test(a_target_has_a_limit),
        cmocka_unit_test(a_host_has_a_limit),
    };
    struct CMUnitTest heads[2 * G_N_ELEMENTS(head_rows)];
    char *names[G_N_ELEMENTS(head_rows)];
    int failed;

    for (size_t i = 0; i < G_N_ELEMENTS(head_rows); i++) {
        names[i] = g_strescape(head_rows[i].text, NULL);
        heads[2 * i] = row_test(names[i], a_head_is_read, &head_rows[i]);
        heads[2 * i + 1] = row_test(names[i], a_head_is_cut_anywhere, &head_rows[i]);
    }
    failed = cmocka_run_group_tests(heads, NULL, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_free(names[i]);
    return failed + cmocka_run_group_tests(others, NULL, NULL);
}
