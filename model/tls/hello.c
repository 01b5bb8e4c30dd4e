/* hello.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "hello.h"

#include <string.h>

#include <glib.h>

#include "model/tls/version.h"

enum {
    RANDOM_LEN = 32,               /* RFC 8446 4.1.2 */
    SENTINEL_LEN = 8,              /* RFC 8446 4.1.3 */
    FALLBACK_SCSV = 0x5600,        /* RFC 7507 4 */
    RENEGOTIATION_SCSV = 0x00ff,   /* RFC 5746 3.3 */
    DRAFT_WITHOUT_SESSION_ID = 22, /* ServerHello has had one again since draft 22 */
    SSL2_CIPHER_SPEC_LEN = 3,      /* RFC 6101 E.1 */
};

/* RFC 8446 4.1.3: the random that makes a ServerHello a HelloRetryRequest. */
static const uint8_t retry_random[RANDOM_LEN] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* RFC 8446 4.1.3: what the last eight bytes of a server's random say. */
static const struct {
    uint8_t bytes[SENTINEL_LEN];
    uint16_t flag;
} sentinels[] = {
    { { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 }, HSVIZ_HELLO_SENTINEL_TLS12 },
    { { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 0 }, HSVIZ_HELLO_SENTINEL_TLS11 },
};

typedef void extension_reader(struct hsviz_hello *hello, struct hsviz_bytes body);

/* One extension that is read, and how, in each message that may carry it. */
struct extension {
    uint16_t number;
    extension_reader *of_client, *of_server;
};

/* The beginning of a name is another name. */
static struct hsviz_bytes whole_name(struct hsviz_bytes name)
{
    return name.short_read ? (struct hsviz_bytes){ .short_read = true } : name;
}

static void read_server_name(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    struct hsviz_bytes list = hsviz_bytes_vector(&body, 2);

    if (hsviz_bytes_number(&list, 1) == 0) /* RFC 6066 3: host_name */
        hello->server_name = whole_name(hsviz_bytes_vector(&list, 2));
}

static void read_status_request(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    (void)body;
    hello->flags |= HSVIZ_HELLO_STATUS_REQUEST;
}

static void read_alpn(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    struct hsviz_bytes list = hsviz_bytes_vector(&body, 2);

    hello->alpn = whole_name(hsviz_bytes_vector(&list, 1));
}

/* Protocols in which a server says nothing before the client's request, or less than a ticket has,
 * as the SETTINGS of HTTP/2 (RFC 9113 3.4). */
static bool asks_first(struct hsviz_bytes name)
{
    static const char *const names[] = { "http/1.1", "h2", "http/1.0", "http/0.9" };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (name.len == strlen(names[i]) && memcmp(name.start, names[i], name.len) == 0)
            return true;
    }
    return name.len == 2 && hsviz_is_grease((uint16_t)hsviz_bytes_number(&name, 2));
}

static void read_offered_alpn(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    struct hsviz_bytes list;

    read_alpn(hello, body);
    list = hsviz_bytes_vector(&body, 2);
    if (list.len > 0)
        hello->flags |= HSVIZ_HELLO_ASKS_FIRST;
    while (list.len > 0) {
        if (!asks_first(hsviz_bytes_vector(&list, 1)) || list.short_read)
            hello->flags &= (uint16_t)~HSVIZ_HELLO_ASKS_FIRST;
    }
}

static void read_session_ticket(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    if (body.len > 0)
        hello->flags |= HSVIZ_HELLO_TICKET;
}

static void read_offered_psk(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    struct hsviz_bytes identities = hsviz_bytes_vector(&body, 2);

    hello->flags |= HSVIZ_HELLO_PRE_SHARED_KEY;
    hsviz_bytes_vector(&identities, 2);
    /* RFC 8446 4.2.11: an age of 0 is what externally established identities should have. */
    if (hsviz_bytes_number(&identities, 4) == 0 && !identities.short_read)
        hello->flags |= HSVIZ_HELLO_EXTERNAL_PSK;
}

static void read_selected_psk(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    (void)body;
    hello->flags |= HSVIZ_HELLO_PRE_SHARED_KEY;
}

static void read_psk_modes(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    (void)body;
    hello->flags |= HSVIZ_HELLO_PSK_MODES;
}

static void read_early_data(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    (void)body;
    hello->flags |= HSVIZ_HELLO_EARLY_DATA;
}

static void read_offered_versions(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    struct hsviz_bytes list = hsviz_bytes_vector(&body, 1);

    while (list.len >= 2 && !list.short_read) {
        uint16_t version = (uint16_t)hsviz_bytes_number(&list, 2);

        if (hsviz_is_grease(version))
            continue;
        if (hello->num_offered < HSVIZ_OFFERED_VERSIONS_MAX)
            hello->offered[hello->num_offered] = version;
        hello->num_offered++;
    }
}

static void read_selected_version(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    hello->selected_version = (uint16_t)hsviz_bytes_number(&body, 2);
    if (!body.short_read)
        hello->flags |= HSVIZ_HELLO_SELECTED_VERSION;
}

static void read_client_shares(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    struct hsviz_bytes list = hsviz_bytes_vector(&body, 2);

    while (list.len >= 4 && (hello->group == 0 || hsviz_is_grease(hello->group))) {
        hello->group = (uint16_t)hsviz_bytes_number(&list, 2);
        hsviz_bytes_vector(&list, 2);
    }
    hello->flags |= HSVIZ_HELLO_KEY_SHARE;
}

static void read_server_share(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    hello->group = (uint16_t)hsviz_bytes_number(&body, 2);
    hello->flags |= HSVIZ_HELLO_KEY_SHARE;
}

/* RFC 8446 4.2, and the RFCs named above. */
static const struct extension extensions[] = {
    { 0, read_server_name, NULL },
    { 5, read_status_request, read_status_request },
    { 16, read_offered_alpn, read_alpn },
    { 35, read_session_ticket, NULL },
    { 41, read_offered_psk, read_selected_psk },
    { 42, read_early_data, read_early_data },
    { 43, read_offered_versions, read_selected_version },
    { 45, read_psk_modes, NULL },
    { 51, read_client_shares, read_server_share },
    { 40, read_client_shares, read_server_share }, /* key_share until draft 22 */
};

enum sender { OF_CLIENT, OF_SERVER };

static void read_extension(struct hsviz_hello *hello, uint16_t number, struct hsviz_bytes body,
                           enum sender sender)
{
    for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++) {
        extension_reader *reader =
            sender == OF_CLIENT ? extensions[i].of_client : extensions[i].of_server;

        if (extensions[i].number == number && reader)
            reader(hello, body);
    }
}

static void read_extensions(struct hsviz_hello *hello, struct hsviz_bytes *from, enum sender sender)
{
    struct hsviz_bytes list = hsviz_bytes_vector(from, 2);

    while (list.len >= 4) {
        uint16_t number = (uint16_t)hsviz_bytes_number(&list, 2);
        struct hsviz_bytes body = hsviz_bytes_vector(&list, 2);

        read_extension(hello, number, body, sender);
    }
}

static void read_session_id(struct hsviz_hello *hello, struct hsviz_bytes id)
{
    hello->session_id_len = (uint8_t)MIN(id.len, HSVIZ_SESSION_ID_MAX);
    if (hello->session_id_len > 0)
        memcpy(hello->session_id, id.start, hello->session_id_len);
}

static void read_offered_suites(struct hsviz_hello *hello, struct hsviz_bytes suites,
                                size_t suite_len)
{
    while (suites.len >= suite_len) {
        uint32_t suite = hsviz_bytes_number(&suites, suite_len);

        if (suite == FALLBACK_SCSV)
            hello->flags |= HSVIZ_HELLO_FALLBACK_SCSV;
        else if (suite != RENEGOTIATION_SCSV &&
                 (suite > UINT16_MAX || !hsviz_is_grease((uint16_t)suite)))
            hello->num_suites++;
    }
}

/* What a message that is not whole does not say, its sender may have said. */
static void start(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    memset(hello, 0, sizeof *hello);
    hello->flags = body.short_read ? HSVIZ_HELLO_CUT : 0;
}

void hsviz_client_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    start(hello, body);
    hello->legacy_version = (uint16_t)hsviz_bytes_number(&body, 2);
    hsviz_bytes_take(&body, RANDOM_LEN);
    read_session_id(hello, hsviz_bytes_vector(&body, 1));
    read_offered_suites(hello, hsviz_bytes_vector(&body, 2), 2);
    hsviz_bytes_vector(&body, 1); /* compression methods */
    read_extensions(hello, &body, OF_CLIENT);
}

static void read_server_random(struct hsviz_hello *hello, struct hsviz_bytes random)
{
    if (random.len < RANDOM_LEN)
        return;
    if (memcmp(random.start, retry_random, RANDOM_LEN) == 0)
        hello->flags |= HSVIZ_HELLO_RETRY;
    for (size_t i = 0; i < G_N_ELEMENTS(sentinels); i++) {
        if (memcmp(random.start + RANDOM_LEN - SENTINEL_LEN, sentinels[i].bytes, SENTINEL_LEN) == 0)
            hello->flags |= sentinels[i].flag;
    }
}

/* Drafts 18 to 21 put their own number into legacy_version, and had no session id there. */
static bool lacks_session_id(uint16_t version)
{
    return (version & 0xff00) == 0x7f00 && (version & 0xff) < DRAFT_WITHOUT_SESSION_ID;
}

void hsviz_server_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    start(hello, body);
    hello->legacy_version = (uint16_t)hsviz_bytes_number(&body, 2);
    read_server_random(hello, hsviz_bytes_take(&body, RANDOM_LEN));
    if (!lacks_session_id(hello->legacy_version))
        read_session_id(hello, hsviz_bytes_vector(&body, 1));
    hello->cipher_suite = (uint16_t)hsviz_bytes_number(&body, 2);
    if (!lacks_session_id(hello->legacy_version))
        hsviz_bytes_number(&body, 1); /* compression method */
    read_extensions(hello, &body, OF_SERVER);
}

void hsviz_retry_request_read(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    start(hello, body);
    hello->flags |= HSVIZ_HELLO_RETRY;
    hello->legacy_version = (uint16_t)hsviz_bytes_number(&body, 2);
    /* Since draft 19, a cipher suite precedes the extensions. */
    if ((hello->legacy_version & 0xff) >= 19)
        hello->cipher_suite = (uint16_t)hsviz_bytes_number(&body, 2);
    read_extensions(hello, &body, OF_SERVER);
}

void hsviz_encrypted_extensions_read(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    start(hello, body);
    read_extensions(hello, &body, OF_SERVER);
}

/* The list has entries of data and, in TLS 1.3, extensions, which are those of a server's hello. */
struct hsviz_certificate_facts hsviz_certificate_read(struct hsviz_bytes body, bool is_13)
{
    struct hsviz_certificate_facts facts = { false, false };
    struct hsviz_bytes list;
    struct hsviz_hello entry;

    if (is_13)
        hsviz_bytes_vector(&body, 1); /* certificate_request_context */
    list = hsviz_bytes_vector(&body, 3);
    facts.is_empty = list.len == 0 && !list.short_read && !body.short_read;
    if (!is_13)
        return facts;
    memset(&entry, 0, sizeof entry);
    hsviz_bytes_vector(&list, 3);
    read_extensions(&entry, &list, OF_SERVER);
    facts.is_stapled = entry.flags & HSVIZ_HELLO_STATUS_REQUEST;
    return facts;
}

void hsviz_ssl2_client_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    size_t suites_len, session_id_len;

    memset(hello, 0, sizeof *hello);
    hello->flags = HSVIZ_HELLO_SSL2;
    hello->legacy_version = (uint16_t)hsviz_bytes_number(&body, 2);
    suites_len = hsviz_bytes_number(&body, 2);
    session_id_len = hsviz_bytes_number(&body, 2);
    hsviz_bytes_number(&body, 2); /* challenge length */
    read_offered_suites(hello, hsviz_bytes_take(&body, suites_len), SSL2_CIPHER_SPEC_LEN);
    read_session_id(hello, hsviz_bytes_take(&body, session_id_len));
}

void hsviz_ssl2_server_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body)
{
    memset(hello, 0, sizeof *hello);
    hello->flags = HSVIZ_HELLO_SSL2;
    if (hsviz_bytes_number(&body, 1) != 0)
        hello->flags |= HSVIZ_HELLO_SESSION_ID_HIT;
    hsviz_bytes_number(&body, 1); /* certificate type */
    hello->legacy_version = (uint16_t)hsviz_bytes_number(&body, 2);
}
