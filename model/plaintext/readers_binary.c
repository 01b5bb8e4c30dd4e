/* readers_binary.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "readers_binary.h"

#include <string.h>

#include "model/core/bytes.h"
#include "model/pki/der.h"
#include "model/plaintext/proxy.h"

/* What was captured, from the first byte on. */
static struct hsviz_bytes window_of(const struct hsviz_heard *heard)
{
    return (struct hsviz_bytes){ heard->bytes, heard->captured_len, false };
}

static bool is_whole(const struct hsviz_heard *heard)
{
    return heard->captured_len == heard->len;
}

/* The byte that begins gives in hexadecimal. */
static unsigned hex_byte(const char *digits)
{
    return (unsigned)g_ascii_xdigit_value(digits[0]) << 4 |
           (unsigned)g_ascii_xdigit_value(digits[1]);
}

uint32_t hsviz_read_exact(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                          const struct hsviz_heard *heard)
{
    size_t len = strlen(row->begins) / 2;

    (void)said;
    (void)host;
    if (heard->len != len || !is_whole(heard))
        return 0;
    for (size_t i = 0; i < len; i++) {
        if (row->begins[2 * i] != '.' && hex_byte(row->begins + 2 * i) != heard->bytes[i])
            return 0;
    }
    return heard->len;
}

uint32_t hsviz_read_proxy_v2(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                             const struct hsviz_heard *heard)
{
    (void)said;
    (void)row;
    return heard->is_first
               ? hsviz_proxy_read_v2(host, heard->bytes, heard->captured_len, heard->len)
               : 0;
}

/* ---- PostgreSQL, MySQL ---- */

uint32_t hsviz_read_startup(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                            const struct hsviz_heard *heard)
{
    enum { VERSION_3 = 3 };
    struct hsviz_bytes bytes = window_of(heard);
    uint32_t len = hsviz_bytes_number(&bytes, 4);

    (void)said;
    (void)host;
    (void)row;
    return hsviz_bytes_number(&bytes, 2) == VERSION_3 && !bytes.short_read && len == heard->len
               ? len
               : 0;
}

enum { MYSQL_HEADER_LEN = 4, MYSQL_PROTOCOL = 10, MYSQL_VERSION_MAX = 64, MYSQL_SSL_LEN = 36 };

/* Whether a packet with that sequence number is the whole segment. */
static bool is_mysql_packet(const struct hsviz_heard *heard, unsigned sequence)
{
    const uint8_t *bytes = heard->bytes;

    return heard->captured_len > MYSQL_HEADER_LEN && bytes[3] == sequence &&
           ((uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0]) + MYSQL_HEADER_LEN ==
               heard->len;
}

uint32_t hsviz_read_mysql_greeting(struct hsviz_said *said, GString *host,
                                   const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    size_t limit = MIN(heard->captured_len, MYSQL_HEADER_LEN + 1 + MYSQL_VERSION_MAX);
    size_t end = MYSQL_HEADER_LEN + 1;

    (void)said;
    (void)host;
    (void)row;
    if (!heard->is_first || !is_mysql_packet(heard, 0) ||
        heard->bytes[MYSQL_HEADER_LEN] != MYSQL_PROTOCOL)
        return 0;
    while (end < limit && g_ascii_isgraph(heard->bytes[end]))
        end++;
    return end > MYSQL_HEADER_LEN + 1 && end < limit && heard->bytes[end] == '\0' ? heard->len : 0;
}

uint32_t hsviz_read_mysql_ssl(struct hsviz_said *said, GString *host,
                              const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    /* CLIENT_SSL, in the second byte of the capabilities; of the 23 bytes that are zero MariaDB
     * uses the last four. */
    enum { CAPABILITIES = 5, CLIENT_SSL = 0x08, ZEROS = 13, ZEROS_END = 32 };

    (void)said;
    (void)host;
    (void)row;
    if (heard->len != MYSQL_SSL_LEN || !is_whole(heard) || !is_mysql_packet(heard, 1) ||
        !(heard->bytes[CAPABILITIES] & CLIENT_SSL))
        return 0;
    for (size_t i = ZEROS; i < ZEROS_END; i++) {
        if (heard->bytes[i] != 0)
            return 0;
    }
    return heard->len;
}

/* ---- LDAP ---- */

/* The operation of the one message that is the whole segment (RFC 4511 4.1.1); its tag is 0 if
 * there is none. */
static struct hsviz_der ldap_operation(const struct hsviz_heard *heard)
{
    struct hsviz_bytes bytes = window_of(heard), message;
    struct hsviz_der nothing = { .content.short_read = true };

    message = hsviz_der_take(&bytes, HSVIZ_DER_SEQUENCE);
    if (message.short_read || !is_whole(heard) || bytes.len > 0)
        return nothing;
    if (hsviz_der_take(&message, HSVIZ_DER_INTEGER).short_read)
        return nothing;
    nothing = hsviz_der_next(&message);
    return nothing;
}

/* A search entry is followed by others, and several share a segment. */
static unsigned first_ldap_tag(const struct hsviz_heard *heard)
{
    struct hsviz_bytes bytes = window_of(heard), message;

    message = hsviz_der_take(&bytes, HSVIZ_DER_SEQUENCE);
    if (message.short_read || hsviz_der_take(&message, HSVIZ_DER_INTEGER).short_read)
        return 0;
    return hsviz_der_next(&message).tag;
}

uint32_t hsviz_read_ldap(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                         const struct hsviz_heard *heard)
{
    unsigned tag = heard->protocols == 0 ? ldap_operation(heard).tag : first_ldap_tag(heard);

    (void)said;
    (void)host;
    return tag == hex_byte(row->begins) ? heard->len : 0;
}

uint32_t hsviz_read_ldap_starttls(struct hsviz_said *said, GString *host,
                                  const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    enum { EXTENDED_REQUEST = 0x77 };
    struct hsviz_der operation = ldap_operation(heard);

    (void)said;
    (void)host;
    return operation.tag == EXTENDED_REQUEST && !operation.content.short_read &&
                   hsviz_der_is(hsviz_der_take(&operation.content, HSVIZ_DER_CONTEXT), row->begins,
                                strlen(row->begins))
               ? heard->len
               : 0;
}

/* ---- RDP, TDS, OpenVPN ---- */

/* MS-RDPBCGR 2.2.1.1.1: the negotiation is the last structure, or the one before the correlation
 * info. */
static bool has_negotiation(const struct hsviz_heard *heard, unsigned type)
{
    static const size_t from_end[] = { 8, 44 };

    for (size_t i = 0; i < G_N_ELEMENTS(from_end); i++) {
        const uint8_t *negotiation = heard->bytes + heard->len - from_end[i];

        if (heard->len >= 11 + from_end[i] && negotiation[0] == type && negotiation[2] == 8 &&
            negotiation[3] == 0)
            return true;
    }
    return false;
}

uint32_t hsviz_read_tpkt(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                         const struct hsviz_heard *heard)
{
    enum { TPKT_VERSION = 3, TPKT_LEN = 4, X224_CODE = 5, HEADERS_LEN = 11 };
    const uint8_t *bytes = heard->bytes;

    (void)said;
    (void)host;
    if (heard->len < HEADERS_LEN || !is_whole(heard) || bytes[0] != TPKT_VERSION || bytes[1] != 0 ||
        ((uint32_t)bytes[2] << 8 | bytes[3]) != heard->len || bytes[TPKT_LEN] + 5U != heard->len ||
        bytes[X224_CODE] != hex_byte(row->begins))
        return 0;
    return hex_byte(row->begins + 2) == 0 || has_negotiation(heard, hex_byte(row->begins + 2))
               ? heard->len
               : 0;
}

uint32_t hsviz_read_prelogin(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                             const struct hsviz_heard *heard)
{
    enum { HEADER_LEN = 8, STATUS_LAST = 0x01, OPTION_VERSION = 0x00 };
    const uint8_t *bytes = heard->bytes;

    (void)said;
    (void)host;
    return heard->captured_len > HEADER_LEN && bytes[0] == hex_byte(row->begins) &&
                   bytes[1] & STATUS_LAST && ((uint32_t)bytes[2] << 8 | bytes[3]) == heard->len &&
                   bytes[HEADER_LEN] == OPTION_VERSION
               ? heard->len
               : 0;
}

uint32_t hsviz_read_openvpn(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                            const struct hsviz_heard *heard)
{
    /* The code and the key's number, which begins with 0; session, acknowledgements, packet. */
    enum { LEN_LEN = 2, RESET_LEN_MIN = 14 };
    const uint8_t *bytes = heard->bytes;

    (void)said;
    (void)host;
    return heard->captured_len >= LEN_LEN + RESET_LEN_MIN &&
                   ((uint32_t)bytes[0] << 8 | bytes[1]) + LEN_LEN == heard->len &&
                   bytes[LEN_LEN] == hex_byte(row->begins) << 3
               ? heard->len
               : 0;
}

/* ---- SOCKS ---- */

enum { SOCKS_5 = 5, SOCKS_4 = 4, SOCKS_CONNECT = 1, LOGIN_VERSION = 1 };

uint32_t hsviz_read_socks5_greeting(struct hsviz_said *said, GString *host,
                                    const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    (void)said;
    (void)host;
    (void)row;
    return heard->is_first && heard->captured_len >= 3 && heard->bytes[0] == SOCKS_5 &&
                   heard->bytes[1] > 0 && heard->len == 2U + heard->bytes[1]
               ? heard->len
               : 0;
}

uint32_t hsviz_read_socks5_login(struct hsviz_said *said, GString *host,
                                 const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    struct hsviz_bytes bytes = window_of(heard);
    uint32_t version = hsviz_bytes_number(&bytes, 1);

    (void)said;
    (void)host;
    (void)row;
    hsviz_bytes_vector(&bytes, 1);
    hsviz_bytes_vector(&bytes, 1);
    return version == LOGIN_VERSION && is_whole(heard) && !bytes.short_read && bytes.len == 0
               ? heard->len
               : 0;
}

/* A name of a host as SOCKS 5 has it: with its length before it, without an end. */
static bool append_name(GString *host, struct hsviz_bytes name, unsigned port)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!g_ascii_isalnum(name.start[i]) && !strchr(".-_", name.start[i]))
            return true; /* a request, but none whose host is shown */
        if (name.start[i] == '\0')
            return true;
    }
    if (name.len > 0)
        g_string_append_printf(host, "%.*s:%u", (int)name.len, (const char *)name.start, port);
    return name.len > 0;
}

/* Reads an address and its port (RFC 1928 5); false if it is none. */
static bool read_address(GString *host, struct hsviz_bytes *bytes)
{
    enum { IPV4 = 1, NAME = 3, IPV6 = 4 };
    uint32_t type = hsviz_bytes_number(bytes, 1), port;
    struct hsviz_bytes address = { NULL, 0, true };

    if (type == NAME)
        address = hsviz_bytes_vector(bytes, 1);
    else if (type == IPV4 || type == IPV6)
        address = hsviz_bytes_take(bytes, type == IPV4 ? 4 : 16);
    port = hsviz_bytes_number(bytes, 2);
    if (address.short_read || bytes->short_read)
        return false;
    if (type == IPV4)
        hsviz_append_ipv4(host, address.start, port);
    else if (type == IPV6)
        hsviz_append_ipv6(host, address.start, port);
    else
        return append_name(host, address, port);
    return true;
}

uint32_t hsviz_read_socks5_request(struct hsviz_said *said, GString *host,
                                   const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    struct hsviz_bytes bytes = window_of(heard);
    uint32_t version = hsviz_bytes_number(&bytes, 1), command = hsviz_bytes_number(&bytes, 1);
    uint32_t reserved = hsviz_bytes_number(&bytes, 1);

    (void)said;
    return version == SOCKS_5 && command == hex_byte(row->begins) && reserved == 0 &&
                   read_address(host, &bytes) && bytes.len == 0 && is_whole(heard)
               ? heard->len
               : 0;
}

uint32_t hsviz_read_socks5_reply(struct hsviz_said *said, GString *host,
                                 const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    enum { LAST_REPLY = 8 };
    struct hsviz_bytes bytes = window_of(heard);
    GString *bound = g_string_new(NULL);
    uint32_t version = hsviz_bytes_number(&bytes, 1), reply = hsviz_bytes_number(&bytes, 1);
    bool is_reply;

    (void)said;
    (void)host;
    hsviz_bytes_number(&bytes, 1);
    is_reply = version == SOCKS_5 && reply <= LAST_REPLY &&
               (reply == 0) == (row->flags & HSVIZ_SAYING_TUNNELS ? 1 : 0) &&
               read_address(bound, &bytes);
    g_string_free(bound, TRUE);
    return is_reply ? (uint32_t)(bytes.start - heard->bytes) : 0;
}

uint32_t hsviz_read_socks4_request(struct hsviz_said *said, GString *host,
                                   const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    enum { ADDRESS = 4, LEN_MIN = 9 };
    const uint8_t *bytes = heard->bytes, *address = bytes + ADDRESS;
    unsigned port;

    (void)said;
    (void)row;
    if (!heard->is_first || heard->len < LEN_MIN || !is_whole(heard) || bytes[0] != SOCKS_4 ||
        bytes[1] != SOCKS_CONNECT || bytes[heard->len - 1] != 0)
        return 0;
    port = (unsigned)bytes[2] << 8 | bytes[3];
    /* SOCKS 4A: with an impossible address a name follows, behind the user's. */
    if (address[0] != 0 || address[1] != 0 || address[2] != 0 || address[3] == 0) {
        hsviz_append_ipv4(host, address, port);
    } else {
        const uint8_t *user_end = memchr(bytes + LEN_MIN - 1, 0, heard->len - (LEN_MIN - 1));
        size_t left = heard->len - (size_t)(user_end + 1 - bytes);

        if (left > 1 && left <= HSVIZ_TUNNEL_HOST_MAX)
            append_name(host, (struct hsviz_bytes){ user_end + 1, left - 1, false }, port);
    }
    return heard->len;
}
