/* test_model_certificate.c
 * What is kept of a server's certificates, and which of them a request is about.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "revocation_bytes.h"
#include "certificate_make.h"
#include "model_expect.h"
#include "model/pki/certificate.h"
#include "model/pki/der.h"

static const uint8_t of_server[] = { 0x0a, 0x01 };

static struct hsviz_bytes window(const GByteArray *bytes)
{
    return (struct hsviz_bytes){ bytes->data, bytes->len, false };
}

static struct hsviz_chain *chain_of(struct hsviz_bytes certificate, size_t num, bool is_13)
{
    GByteArray *body = certificate_message(certificate, num, is_13);
    struct hsviz_chain *chain = hsviz_chain_read(window(body), is_13);

    g_byte_array_free(body, TRUE);
    return chain;
}

static struct hsviz_chain *chain_made(GByteArray *certificate)
{
    struct hsviz_chain *chain = chain_of(window(certificate), 1, true);

    g_byte_array_free(certificate, TRUE);
    return chain;
}

/* ---- Chains ---- */

static void a_chain_is_read_from_both_versions(void **state)
{
    (void)state;
    for (int is_13 = 0; is_13 < 2; is_13++) {
        struct hsviz_chain *chain = chain_of(ALL_OF(server_certificate), 2, is_13);

        assert_int_equal(chain->num_certificates, 2);
        for (size_t i = 0; i < 2; i++) {
            const struct hsviz_certificate *one = &chain->certificates[i];

            assert_int_equal(one->serial.len, sizeof of_server);
            assert_memory_equal(one->serial.bytes, of_server, sizeof of_server);
            assert_string_equal(one->url[HSVIZ_URL_OCSP], "http://ocsp.example.test/");
            assert_string_equal(one->url[HSVIZ_URL_CRL], "http://crl.example.test/ca.crl");
            assert_non_null(one->issuer);
        }
        hsviz_chain_free(chain);
    }
}

static void a_root_has_no_address(void **state)
{
    struct hsviz_chain *chain = chain_of(ALL_OF(ca_certificate), 1, true);

    (void)state;
    assert_int_equal(chain->num_certificates, 1);
    assert_null(chain->certificates[0].url[HSVIZ_URL_OCSP]);
    assert_null(chain->certificates[0].url[HSVIZ_URL_CRL]);
    hsviz_chain_free(chain);
}

static void of_a_long_chain_the_first_are_kept(void **state)
{
    struct hsviz_chain *chain = chain_of(ALL_OF(server_certificate), 3 * HSVIZ_CHAIN_MAX, true);

    (void)state;
    assert_int_equal(chain->num_certificates, HSVIZ_CHAIN_MAX);
    hsviz_chain_free(chain);
}

static void no_certificate_is_no_chain(void **state)
{
    struct hsviz_bytes none = { 0 };

    (void)state;
    assert_null(hsviz_chain_read(none, true));
    assert_null(chain_of(none, 0, true));
    assert_null(chain_of(none, 0, false));
    assert_null(chain_of(none, 3, true));
    assert_null(chain_of(ALL_OF(response_good), 1, true));
    hsviz_chain_free(NULL);
}

/* Of a message that the capture cuts, whole certificates count, and no other. */
static void a_cut_message_gives_whole_certificates(void **state)
{
    (void)state;
    for (int is_13 = 0; is_13 < 2; is_13++) {
        GByteArray *body = certificate_message(ALL_OF(server_certificate), 2, is_13);
        size_t first = 3 + 3 + sizeof server_certificate + (is_13 ? 1 : 0);

        for (guint len = 0; len < body->len; len++) {
            uint8_t *block = malloc(MAX(len, 1));
            struct hsviz_chain *chain;

            assert_non_null(block);
            memcpy(block, body->data, len);
            chain = hsviz_chain_read((struct hsviz_bytes){ block, len, false }, is_13);
            if (chain && len < first)
                fail_msg("%u bytes give a certificate", len);
            if (chain && chain->num_certificates == 2)
                assert_true(len >= body->len - (is_13 ? 2 : 0));
            if (len >= first)
                assert_non_null(chain);
            hsviz_chain_free(chain);
            free(block);
        }
        g_byte_array_free(body, TRUE);
    }
}

static void a_damaged_certificate_is_in_bounds(void **state)
{
    uint8_t *block = malloc(sizeof server_certificate);

    (void)state;
    assert_non_null(block);
    for (size_t i = 0; i < sizeof server_certificate; i++) {
        memcpy(block, server_certificate, sizeof server_certificate);
        for (unsigned value = 0; value < 256; value += 3) {
            block[i] = (uint8_t)value;
            hsviz_chain_free(
                chain_of((struct hsviz_bytes){ block, sizeof server_certificate, false }, 1, true));
        }
    }
    free(block);
}

/* ---- Limits ---- */

static void limits_hold(void **state)
{
    static const struct {
        size_t serial_len, name_len;
        bool is_read, has_issuer;
    } cases[] = {
        { 1, 10, true, true },
        { HSVIZ_SERIAL_MAX, 10, true, true },
        { HSVIZ_SERIAL_MAX + 1, 10, false, false },
        { 0, 10, false, false },
        { 1, HSVIZ_ISSUER_MAX - 4, true, true },
        { 1, HSVIZ_ISSUER_MAX - 3, true, false },
        { 1, 40000, true, false },
    };
    static const uint8_t serial[HSVIZ_SERIAL_MAX + 1] = { 1 };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct hsviz_chain *chain = chain_made(
            certificate_make(serial, cases[i].serial_len, cases[i].name_len, g_byte_array_new()));

        assert_int_equal(chain != NULL, cases[i].is_read);
        if (chain)
            assert_int_equal(chain->certificates[0].issuer != NULL, cases[i].has_issuer);
        hsviz_chain_free(chain);
    }
}

/* ---- Addresses ---- */

static char *long_url(size_t len)
{
    char *url = g_strnfill(len, 'x');

    memcpy(url, "http://a/", 9);
    return url;
}

static void addresses_are_kept_in_one_form(void **state)
{
    static const struct {
        const char *text;
        size_t len; /* 0: all */
        const char *kept;
    } cases[] = {
        { "http://ocsp.example.test/", 0, "http://ocsp.example.test/" },
        { "http://ocsp.example.test", 0, "http://ocsp.example.test/" },
        { "HTTP://OCSP.Example.Test:80/Path", 0, "http://ocsp.example.test/Path" },
        { "http://ocsp.example.test:8080", 0, "http://ocsp.example.test:8080/" },
        { "http://[2001:DB8::1]:80", 0, "http://[2001:db8::1]/" },
        { "http://a?b:80", 0, "http://a/?b:80" },
        { "http://", 0, "http:///" },
        { "https://ocsp.example.test/", 0, NULL },
        { "ldap://ldap.example.test/", 0, NULL },
        { "", 0, NULL },
        { "http://a.test/\0.evil.test/", 26, NULL },
        { "http://a.test\0:80", 17, NULL },
        { "http://\xff\xfe\x80/", 0, "http://\xff\xfe\x80/" },
    };
    static const uint8_t serial[] = { 1 };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t len = cases[i].len ? cases[i].len : strlen(cases[i].text);
        GByteArray *places = g_byte_array_new();
        struct hsviz_chain *chain;

        der_append(places, der_place(MAKE_ACCESS_ISSUER, der_uri("http://no.test/", 15)));
        der_append(places, der_place(MAKE_ACCESS_OCSP, der_uri(cases[i].text, len)));
        chain = chain_made(
            certificate_make(serial, 1, 8, der_extension(MAKE_AUTHORITY_ACCESS, places)));
        if (cases[i].kept)
            assert_string_equal(chain->certificates[0].url[HSVIZ_URL_OCSP], cases[i].kept);
        else
            assert_null(chain->certificates[0].url[HSVIZ_URL_OCSP]);
        hsviz_chain_free(chain);
    }
}

static void an_address_that_is_too_long_is_not_kept(void **state)
{
    static const uint8_t serial[] = { 1 };

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        char *url = long_url(HSVIZ_URL_MAX + more);
        struct hsviz_chain *chain = chain_made(certificate_make(
            serial, 1, 8,
            der_extension(MAKE_AUTHORITY_ACCESS,
                          der_place(MAKE_ACCESS_OCSP, der_uri(url, strlen(url))))));

        assert_int_equal(chain->certificates[0].url[HSVIZ_URL_OCSP] != NULL, more == 0);
        hsviz_chain_free(chain);
        g_free(url);
    }
}

/* The first of http: each, of as many places as are looked at. */
static void the_first_address_counts(void **state)
{
    static const uint8_t serial[] = { 1 };
    GByteArray *places = g_byte_array_new(), *full = g_byte_array_new();
    GByteArray *extensions = g_byte_array_new();
    struct hsviz_chain *chain;

    (void)state;
    der_append(places, der_place(MAKE_ACCESS_OCSP, der_uri("ldap://a/", 9)));
    der_append(places, der_place(MAKE_ACCESS_OCSP, der_uri("http://b/", 9)));
    der_append(places, der_place(MAKE_ACCESS_OCSP, der_uri("http://c/", 9)));
    der_append(full, der_uri("ldap://a/", 9));
    der_append(full, der_uri("http://d/", 9));
    der_append(extensions, der_extension(MAKE_AUTHORITY_ACCESS, places));
    der_append(
        extensions,
        der_extension(MAKE_DISTRIBUTION_POINTS,
                      der_element(HSVIZ_DER_SEQUENCE,
                                  der_element(HSVIZ_DER_CONTEXT_SEQUENCE,
                                              der_element(HSVIZ_DER_CONTEXT_SEQUENCE, full)))));
    chain = chain_made(certificate_make(serial, 1, 8, extensions));
    assert_string_equal(chain->certificates[0].url[HSVIZ_URL_OCSP], "http://b/");
    assert_string_equal(chain->certificates[0].url[HSVIZ_URL_CRL], "http://d/");
    assert_int_equal(hsviz_chain_find_url(chain, "http://b/", HSVIZ_URL_OCSP), 0);
    assert_int_equal(hsviz_chain_find_url(chain, "http://b/", HSVIZ_URL_CRL), 1);
    assert_int_equal(hsviz_chain_find_url(chain, "http://c/", HSVIZ_URL_OCSP), 1);
    hsviz_chain_free(chain);
}

/* A request without a URL matches no certificate, not even one without a URL. */
static void no_address_is_found_nowhere(void **state)
{
    struct hsviz_chain *chain = chain_of(ALL_OF(ca_certificate), 1, true);

    (void)state;
    assert_int_equal(hsviz_chain_find_url(chain, NULL, HSVIZ_URL_OCSP), 1);
    assert_int_equal(hsviz_chain_find_url(chain, "http://b/", HSVIZ_URL_OCSP), 1);
    hsviz_chain_free(chain);
}

/* ---- Finding a certificate ---- */

static struct hsviz_certificate_id id_in(struct hsviz_bytes bytes)
{
    struct hsviz_ocsp_request request;

    hsviz_ocsp_request_read(&request, bytes);
    assert_true(request.num_ids > 0);
    return request.ids[0];
}

static void each_hash_finds_its_certificate(void **state)
{
    static const struct hsviz_bytes requests[] = {
        { request_sha1, sizeof request_sha1, false },
        { request_sha256, sizeof request_sha256, false },
        { request_sha384, sizeof request_sha384, false },
        { request_sha512, sizeof request_sha512, false },
    };
    struct hsviz_chain *chain = chain_of(ALL_OF(server_certificate), 1, false);

    (void)state;
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
            struct hsviz_certificate_id id = id_in(requests[i]);

            assert_int_equal(hsviz_chain_find(chain, &id), 0);
        }
    }
    hsviz_chain_free(chain);
}

static void another_issuer_or_number_is_another_certificate(void **state)
{
    struct hsviz_chain *chain = chain_of(ALL_OF(server_certificate), 1, false);
    struct hsviz_certificate_id id = id_in(ALL_OF(request_sha256)), other = id;
    uint8_t hash[32];

    (void)state;
    memcpy(hash, id.issuer_name_hash.start, sizeof hash);
    hash[31] ^= 1;
    other.issuer_name_hash.start = hash;
    assert_int_equal(hsviz_chain_find(chain, &other), 1);
    other.issuer_name_hash.start = id.issuer_name_hash.start;
    assert_int_equal(hsviz_chain_find(chain, &other), 0);
    other.issuer_name_hash.len = 31;
    assert_int_equal(hsviz_chain_find(chain, &other), 1);
    other = id;
    other.issuer_name_hash.short_read = true;
    assert_int_equal(hsviz_chain_find(chain, &other), 1);
    other = id_in(ALL_OF(request_of_unknown));
    assert_int_equal(hsviz_chain_find(chain, &other), 1);
    hsviz_chain_free(chain);
}

/* A hash that is not known, or a name that was not kept, leaves the serial number. */
static void where_no_hash_tells_the_number_does(void **state)
{
    struct hsviz_chain *chain = chain_of(ALL_OF(server_certificate), 1, false), *nameless;
    struct hsviz_certificate_id id = id_in(ALL_OF(request_sha1));

    (void)state;
    id.algorithm = (struct hsviz_bytes){ (const uint8_t *)"\x2a\x03", 2, false };
    id.issuer_name_hash.len = 3;
    assert_int_equal(hsviz_chain_find(chain, &id), 0);
    nameless = chain_made(
        certificate_make(of_server, sizeof of_server, HSVIZ_ISSUER_MAX, g_byte_array_new()));
    id = id_in(ALL_OF(request_sha1));
    assert_int_equal(hsviz_chain_find(nameless, &id), 0);
    hsviz_chain_free(nameless);
    hsviz_chain_free(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_read_from_both_versions),
        cmocka_unit_test(a_root_has_no_address),
        cmocka_unit_test(of_a_long_chain_the_first_are_kept),
        cmocka_unit_test(no_certificate_is_no_chain),
        cmocka_unit_test(a_cut_message_gives_whole_certificates),
        cmocka_unit_test(a_damaged_certificate_is_in_bounds),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(addresses_are_kept_in_one_form),
        cmocka_unit_test(an_address_that_is_too_long_is_not_kept),
        cmocka_unit_test(the_first_address_counts),
        cmocka_unit_test(no_address_is_found_nowhere),
        cmocka_unit_test(each_hash_finds_its_certificate),
        cmocka_unit_test(another_issuer_or_number_is_another_certificate),
        cmocka_unit_test(where_no_hash_tells_the_number_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
