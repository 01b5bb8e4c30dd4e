/* test_model_hello.c
 * Reading hellos: what they say, hostile lengths, and every way to break off.
 *
 * Bodies are read from blocks of exactly their size, so that AddressSanitizer sees one byte too
 * far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_lines.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/tls/hello.h"

typedef void reader(struct hsviz_hello *hello, struct hsviz_bytes body);

/* What is kept of a hello: its texts are gone with the bytes. */
struct kept {
    struct hsviz_hello hello;
    char server_name[600], alpn[600];
};

static void keep_text(char *text, struct hsviz_bytes bytes)
{
    assert_true(bytes.len < 600);
    if (bytes.len > 0)
        memcpy(text, bytes.start, bytes.len);
    text[bytes.len] = '\0';
}

/* Reads the first len bytes of body, which stand at the end of their block. */
static void read_prefix(struct kept *kept, reader *read, const GByteArray *body, size_t len)
{
    uint8_t *block = malloc(len > 0 ? len : 1);

    assert_non_null(block);
    if (len > 0)
        memcpy(block, body->data, len);
    read(&kept->hello, (struct hsviz_bytes){ block, len, false });
    keep_text(kept->server_name, kept->hello.server_name);
    keep_text(kept->alpn, kept->hello.alpn);
    free(block);
}

static struct kept read_all(reader *read, GByteArray *body)
{
    struct kept kept;

    read_prefix(&kept, read, body, body->len);
    g_byte_array_free(body, TRUE);
    return kept;
}

static GByteArray *client_in_words(const char *text)
{
    char **words = g_strsplit(text, "/", -1);
    struct hello hello = hello_in_words(words);

    g_strfreev(words);
    return hello_of_client(&hello);
}

static GByteArray *server_in_words(const char *text)
{
    char **words = g_strsplit(text, "/", -1);
    struct hello hello = hello_in_words(words);

    g_strfreev(words);
    return hello_of_server(&hello);
}

/* ---- Tables of hellos ---- */

struct said {
    const char *words;
    uint16_t flags;
    uint16_t version; /* the first offered of a client, the selected one of a server */
    uint16_t num_offered;
    const char *server_name, *alpn;
};

static const struct said clients[] = {
    { "hello=0301", 0, 0, 0, "", "" },
    { "13", 0, 0x0304, 2, "", "" },
    { "offered=0a0a+0304+0303", 0, 0x0304, 2, "", "" }, /* GREASE, RFC 8701 2 */
    { "offered=fafa+eaea+1a1a", 0, 0, 0, "", "" },
    { "offered=0a1a+0304", 0, 0x0a1a, 2, "", "" }, /* the two bytes differ: no GREASE */
    { "offered=", 0, 0, 0, "", "" },
    { "sni=example.test/alpn=h2", HSVIZ_HELLO_ASKS_FIRST, 0, 0, "example.test", "h2" },
    { "alpn=imap", 0, 0, 0, "", "imap" },
    { "sni=/alpn=", 0, 0, 0, "", "" },
    { "scsv", HSVIZ_HELLO_FALLBACK_SCSV, 0, 0, "", "" },
    { "ticket=abc", HSVIZ_HELLO_TICKET, 0, 0, "", "" },
    { "ticket=", 0, 0, 0, "", "" }, /* RFC 5077 3.2: requests a ticket, has none */
    { "psk", HSVIZ_HELLO_PRE_SHARED_KEY, 0, 0, "", "" },
    { "external", HSVIZ_HELLO_PRE_SHARED_KEY | HSVIZ_HELLO_EXTERNAL_PSK, 0, 0, "", "" },
    { "early/psk", HSVIZ_HELLO_EARLY_DATA | HSVIZ_HELLO_PRE_SHARED_KEY, 0, 0, "", "" },
    { "modes", HSVIZ_HELLO_PSK_MODES, 0, 0, "", "" },
    { "retry", 0, 0, 0, "", "" }, /* a client's random says nothing */
    { "sentinel=1", 0, 0, 0, "", "" },
};

static const struct said servers[] = {
    { "hello=0303", 0, 0, 0, "", "" },
    { "selected=0304", HSVIZ_HELLO_SELECTED_VERSION, 0x0304, 0, "", "" },
    { "selected=7f1c", HSVIZ_HELLO_SELECTED_VERSION, 0x7f1c, 0, "", "" },
    { "retry/selected=0304", HSVIZ_HELLO_RETRY | HSVIZ_HELLO_SELECTED_VERSION, 0x0304, 0, "", "" },
    { "sentinel=1", HSVIZ_HELLO_SENTINEL_TLS12, 0, 0, "", "" },
    { "sentinel=0", HSVIZ_HELLO_SENTINEL_TLS11, 0, 0, "", "" },
    { "sentinel=2", 0, 0, 0, "", "" },
    { "chosen-psk", HSVIZ_HELLO_PRE_SHARED_KEY, 0, 0, "", "" },
    { "alpn=h2", 0, 0, 0, "", "h2" },
};

static void expect_said(const struct said *said, const struct kept *kept, uint16_t version)
{
    if (kept->hello.flags != said->flags || version != said->version ||
        kept->hello.num_offered != said->num_offered ||
        strcmp(kept->server_name, said->server_name) != 0 || strcmp(kept->alpn, said->alpn) != 0)
        fail_msg("%s: flags 0x%04x, version 0x%04x, %u offered, name \"%s\", protocol \"%s\"",
                 said->words, kept->hello.flags, version, kept->hello.num_offered,
                 kept->server_name, kept->alpn);
}

static void what_clients_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(clients); i++) {
        struct kept kept =
            read_all(hsviz_client_hello_read, client_in_words(clients[i].words));

        expect_said(&clients[i], &kept, kept.hello.offered[0]);
    }
}

static void what_servers_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(servers); i++) {
        struct kept kept =
            read_all(hsviz_server_hello_read, server_in_words(servers[i].words));

        expect_said(&servers[i], &kept, kept.hello.selected_version);
    }
}

/* ---- Sizes ---- */

/* RFC 8446 4.2.1: one byte of length, two a version: at most 127. */
static void as_many_versions_as_fit(void **state)
{
    uint16_t versions[127];
    struct hello hello = { .version = 0x0303 };
    struct kept kept;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++)
        versions[i] = (uint16_t)(0x0304 + i);
    hello_offer(&hello, versions, G_N_ELEMENTS(versions));
    kept = read_all(hsviz_client_hello_read, hello_of_client(&hello));
    assert_int_equal(kept.hello.num_offered, 127);
    for (size_t i = 0; i < HSVIZ_OFFERED_VERSIONS_MAX; i++)
        assert_int_equal(kept.hello.offered[i], 0x0304 + i);
}

static void two_hundred_extensions(void **state)
{
    static const uint16_t version = 0x0304;
    struct hello hello = { .version = 0x0303 };
    struct kept kept;

    (void)state;
    for (uint16_t i = 0; i < 200; i++)
        hello_extension(&hello, (uint16_t)(1000 + i), bytes_of("xyz", i % 4));
    hello_offer(&hello, &version, 1);
    kept = read_all(hsviz_client_hello_read, hello_of_client(&hello));
    assert_int_equal(kept.hello.offered[0], 0x0304);
}

static void names_are_not_cut_here(void **state)
{
    static const size_t lens[] = { 1, 253, 255, 256, 500 };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lens); i++) {
        char *name = g_strnfill(lens[i], 'a'), *words = g_strdup_printf("sni=%s", name);
        struct kept kept = read_all(hsviz_client_hello_read, client_in_words(words));

        assert_string_equal(kept.server_name, name);
        g_free(words);
        g_free(name);
    }
}

/* A name's length from the wire is cut to 255 where it is kept (RFC 1035 2.3.4, RFC 7301 3.1). */
static void kept_names_have_a_limit(void **state)
{
    char *name = g_strnfill(400, 'a'), *line = g_strdup_printf("C A CH/13/sni=%s", name);
    const char *const lines[] = { "C S", "S SA", "C A", line, NULL };
    struct hsviz_connection *connection = lines_play(lines);

    (void)state;
    assert_int_equal(strlen(hsviz_connection_sni(connection)), 255);
    hsviz_connection_free(connection);
    g_free(line);
    g_free(name);
}

/* A session id has at most 32 bytes (RFC 8446 4.1.2); longer ones do not overflow. */
static void session_ids(void **state)
{
    static const uint8_t lens[] = { 0, 1, 31, 32, 33, 64 };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lens); i++) {
        struct hello hello = { .version = 0x0303, .id_len = lens[i], .suites = { 0x1302 } };
        struct kept kept;

        memset(hello.id, 0x5a, sizeof hello.id);
        kept = read_all(hsviz_client_hello_read, hello_of_client(&hello));
        assert_int_equal(kept.hello.session_id_len, MIN(lens[i], 32));
        kept = read_all(hsviz_server_hello_read, hello_of_server(&hello));
        assert_int_equal(kept.hello.session_id_len, MIN(lens[i], 32));
        assert_int_equal(kept.hello.cipher_suite, 0x1302);
    }
}

/* ---- Key shares ---- */

static void append_share(GByteArray *shares, uint16_t group, size_t len)
{
    bytes_number(shares, group, 2);
    bytes_number(shares, (uint32_t)len, 2);
    bytes_zeros(shares, len);
}

static void the_group_is_the_first_that_is_no_grease(void **state)
{
    struct hello hello = { .version = 0x0303 };
    GByteArray *shares = g_byte_array_new(), *body = g_byte_array_new();
    struct kept kept;

    (void)state;
    append_share(shares, 0x2a2a, 1);
    append_share(shares, 0x11ec, 1216);
    append_share(shares, 0x001d, 32);
    bytes_vector(body, shares, 2);
    hello_extension(&hello, 51, body);
    kept = read_all(hsviz_client_hello_read, hello_of_client(&hello));
    assert_int_equal(kept.hello.group, 0x11ec);
    assert_int_equal(kept.hello.flags, HSVIZ_HELLO_KEY_SHARE);
}

static void the_group_that_a_retry_asks_for(void **state)
{
    struct hello hello = { .version = 0x0303 };
    struct kept kept;

    (void)state;
    hello_say(&hello, "retry");
    hello_number(&hello, 51, 0x0018);
    kept = read_all(hsviz_server_hello_read, hello_of_server(&hello));
    assert_int_equal(kept.hello.group, 0x0018);
    assert_true(kept.hello.flags & HSVIZ_HELLO_RETRY);
}

/* ---- Drafts before 22: their own number, no session id, no compression ---- */

static GByteArray *draft_hello(uint16_t version)
{
    GByteArray *body = g_byte_array_new(), *extensions = g_byte_array_new();

    bytes_number(body, version, 2);
    bytes_zeros(body, 32);
    bytes_number(body, 0x1303, 2);
    bytes_number(extensions, 0x00290002, 4); /* pre_shared_key */
    bytes_number(extensions, 0, 2);
    bytes_vector(body, extensions, 2);
    return body;
}

static void server_hellos_of_drafts(void **state)
{
    (void)state;
    for (uint16_t draft = 18; draft < 22; draft++) {
        struct kept kept =
            read_all(hsviz_server_hello_read, draft_hello((uint16_t)(0x7f00 + draft)));

        assert_int_equal(kept.hello.legacy_version, 0x7f00 + draft);
        assert_int_equal(kept.hello.cipher_suite, 0x1303);
        assert_int_equal(kept.hello.flags, HSVIZ_HELLO_PRE_SHARED_KEY);
    }
}

/* Draft 18's HelloRetryRequest has no cipher suite, from draft 19 on it has one (4.1.4). */
static void retries_of_drafts(void **state)
{
    (void)state;
    for (uint16_t draft = 18; draft < 22; draft++) {
        GByteArray *body = g_byte_array_new(), *extensions = g_byte_array_new();
        struct kept kept;

        bytes_number(body, 0x7f00U + draft, 2);
        if (draft >= 19)
            bytes_number(body, 0x1301, 2);
        bytes_number(extensions, 0x00280002, 4); /* key_share, then still number 40 */
        bytes_number(extensions, 0x0017, 2);
        bytes_vector(body, extensions, 2);
        kept = read_all(hsviz_retry_request_read, body);
        assert_true(kept.hello.flags & HSVIZ_HELLO_RETRY);
        assert_int_equal(kept.hello.group, 0x0017);
        assert_int_equal(kept.hello.cipher_suite, draft >= 19 ? 0x1301 : 0);
    }
}

/* ---- SSL 2 ---- */

/* RFC 6101 E.1: version, lengths of ciphers, session id and challenge, and these. */
static GByteArray *ssl2_body(uint32_t cipher, uint16_t session_id_len)
{
    GByteArray *body = g_byte_array_new();

    bytes_number(body, 0x0301, 2);
    bytes_number(body, 6, 2);
    bytes_number(body, session_id_len, 2);
    bytes_number(body, 16, 2);
    bytes_number(body, 0x010080, 3);
    bytes_number(body, cipher, 3);
    bytes_zeros(body, session_id_len + 16U);
    return body;
}

static void hellos_of_ssl2(void **state)
{
    struct kept kept = read_all(hsviz_ssl2_client_hello_read, ssl2_body(0x00002f, 16));

    (void)state;
    assert_int_equal(kept.hello.legacy_version, 0x0301);
    assert_int_equal(kept.hello.flags, HSVIZ_HELLO_SSL2);
    assert_int_equal(kept.hello.session_id_len, 16);
    kept = read_all(hsviz_ssl2_client_hello_read, ssl2_body(0x005600, 0));
    assert_int_equal(kept.hello.flags, HSVIZ_HELLO_SSL2 | HSVIZ_HELLO_FALLBACK_SCSV);
    kept = read_all(hsviz_ssl2_server_hello_read, bytes_of("\x01\x01\x00\x02", 4));
    assert_int_equal(kept.hello.flags, HSVIZ_HELLO_SSL2 | HSVIZ_HELLO_SESSION_ID_HIT);
    assert_int_equal(kept.hello.legacy_version, 2);
    kept = read_all(hsviz_ssl2_server_hello_read, bytes_of("\x00\x01\x00\x02", 4));
    assert_int_equal(kept.hello.flags, HSVIZ_HELLO_SSL2);
}

/* ---- Certificates ---- */

static void certificates(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        bool is_13, is_empty, is_stapled;
    } lists[] = {
        { "\0\0\0\0", 4, true, true, false },
        { "\0\0\0", 3, false, true, false },
        { "\0\0\0\4\0\0\1x", 8, true, false, false },
        { "\0\0\4\0\0\1x", 7, false, false, false },
        { "\0\0\0\12\0\0\1x\0\4\0\5\0\0", 14, true, false, true }, /* status_request */
        { "\2ab\0\0\0", 6, true, true, false },                    /* with a context */
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        struct hsviz_bytes body = { (const uint8_t *)lists[i].bytes, lists[i].len, false };
        struct hsviz_certificate_facts facts = hsviz_certificate_read(body, lists[i].is_13);

        if (facts.is_empty != lists[i].is_empty || facts.is_stapled != lists[i].is_stapled)
            fail_msg("list %zu: empty %d, stapled %d", i, facts.is_empty, facts.is_stapled);
    }
}

/* ---- Breaking off ---- */

/* Of any beginning nothing is said that the whole does not say. */
static void expect_no_invention(reader *read, GByteArray *body)
{
    struct kept whole, part;

    read_prefix(&whole, read, body, body->len);
    for (size_t len = 0; len < body->len; len++) {
        read_prefix(&part, read, body, len);
        assert_int_equal(part.hello.flags & ~whole.hello.flags, 0);
        assert_true(part.hello.num_offered <= whole.hello.num_offered);
        assert_true(part.hello.session_id_len <= whole.hello.session_id_len);
        assert_true(g_str_has_prefix(whole.server_name, part.server_name));
        assert_true(g_str_has_prefix(whole.alpn, part.alpn));
    }
    g_byte_array_free(body, TRUE);
}

static void every_beginning(void **state)
{
    (void)state;
    expect_no_invention(hsviz_client_hello_read,
                        client_in_words("13/scsv/id=0123456789/sni=example.test/alpn=h2/ticket=a/"
                                        "modes/early/psk"));
    expect_no_invention(hsviz_server_hello_read,
                        server_in_words("retry/id=0123456789/selected=0304/chosen-psk/alpn=h2"));
    expect_no_invention(hsviz_server_hello_read, server_in_words("sentinel=1/alpn=h2"));
    expect_no_invention(hsviz_server_hello_read, draft_hello(0x7f12));
    expect_no_invention(hsviz_retry_request_read, draft_hello(0x7f12));
    expect_no_invention(hsviz_ssl2_client_hello_read, ssl2_body(0x005600, 16));
}

/* Every byte in turn set to what makes lengths largest: read without leaving the block. */
static void lengths_that_lie(void **state)
{
    GByteArray *body = client_in_words("13/id=01234567/sni=example.test/alpn=h2/ticket=a/psk");
    struct kept kept;

    (void)state;
    for (size_t i = 0; i < body->len; i++) {
        uint8_t byte = body->data[i];

        body->data[i] = 0xff;
        read_prefix(&kept, hsviz_client_hello_read, body, body->len);
        read_prefix(&kept, hsviz_server_hello_read, body, body->len);
        read_prefix(&kept, hsviz_encrypted_extensions_read, body, body->len);
        read_prefix(&kept, hsviz_ssl2_client_hello_read, body, body->len);
        body->data[i] = byte;
    }
    g_byte_array_free(body, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_clients_say),
        cmocka_unit_test(what_servers_say),
        cmocka_unit_test(as_many_versions_as_fit),
        cmocka_unit_test(two_hundred_extensions),
        cmocka_unit_test(names_are_not_cut_here),
        cmocka_unit_test(kept_names_have_a_limit),
        cmocka_unit_test(session_ids),
        cmocka_unit_test(the_group_is_the_first_that_is_no_grease),
        cmocka_unit_test(the_group_that_a_retry_asks_for),
        cmocka_unit_test(server_hellos_of_drafts),
        cmocka_unit_test(retries_of_drafts),
        cmocka_unit_test(hellos_of_ssl2),
        cmocka_unit_test(certificates),
        cmocka_unit_test(every_beginning),
        cmocka_unit_test(lengths_that_lie),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
