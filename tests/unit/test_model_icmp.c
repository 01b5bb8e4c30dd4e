/* test_model_icmp.c
 * ICMP messages: found before the TCP header that they quote, named, and told apart.
 *
 * Source: RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1, RFC 1191 4; RFC 4443 3; RFC 791 3.1, RFC
 * 8200 3 for the headers around.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <glib.h>

#include "model/tcp/icmp.h"

#define MESSAGE(version, type, code) ((version) << 16 | (type) << 8 | (code))

/* ---- Names ---- */

static const struct name {
    uint32_t message;
    const char *name;
    bool refuses;
} names[] = {
    { MESSAGE(4, 3, 0), "network unreachable", true },
    { MESSAGE(4, 3, 1), "host unreachable", true },
    { MESSAGE(4, 3, 3), "port unreachable", true },
    { MESSAGE(4, 3, 4), "fragmentation needed", false },
    { MESSAGE(4, 3, 13), "communication administratively prohibited", true },
    { MESSAGE(4, 3, 99), "type 3 code 99", true },
    { MESSAGE(4, 4, 0), "source quench", false },
    { MESSAGE(4, 11, 0), "time exceeded in transit", false },
    { MESSAGE(4, 1, 0), "type 1 code 0", false },
    { MESSAGE(6, 1, 0), "no route to destination", true },
    { MESSAGE(6, 1, 4), "port unreachable", true },
    { MESSAGE(6, 2, 0), "packet too big", false },
    { MESSAGE(6, 3, 0), "hop limit exceeded in transit", false },
    { MESSAGE(6, 3, 4), "type 3 code 4", false },
    { 0, "type 0 code 0", false },
};

static void messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        GString *text = g_string_new(NULL);

        hsviz_icmp_name(text, names[i].message);
        assert_string_equal(text->str, names[i].name);
        if (hsviz_icmp_refuses(names[i].message) != names[i].refuses)
            fail_msg("%s: refuses?", names[i].name);
        g_string_free(text, TRUE);
    }
}

/* ---- Headers ---- */

/* A header of an IP that ends where TCP begins: its first byte, its length, and what it carries. */
static const struct header {
    const char *name;
    uint8_t first;
    size_t len;
    size_t protocol_at;
    uint8_t protocol;
    bool found;
} headers[] = {
    { "IPv4", 0x45, 20, 9, 6, true },
    { "IPv4 with options", 0x46, 24, 9, 6, true },
    { "IPv4 with all the options there can be", 0x4f, 60, 9, 6, true },
    { "IPv4 around UDP", 0x45, 20, 9, 17, false },
    { "IPv4 of another length", 0x46, 20, 9, 6, false },
    { "IPv4 shorter than itself", 0x44, 20, 9, 6, false },
    { "IPv6", 0x60, 40, 6, 6, true },
    { "IPv6 around UDP", 0x60, 40, 6, 17, false },
    { "no IP", 0x50, 40, 6, 6, false },
};

enum { BEFORE_LEN = 14, TCP_LEN = 8 };

static GByteArray *packet_with(const struct header *header, uint8_t icmp_type, uint8_t icmp_code)
{
    GByteArray *packet = g_byte_array_new();
    size_t at = BEFORE_LEN + 8;

    g_byte_array_set_size(packet, (guint)(at + header->len + TCP_LEN));
    memset(packet->data, 0, packet->len);
    packet->data[BEFORE_LEN] = icmp_type;
    packet->data[BEFORE_LEN + 1] = icmp_code;
    packet->data[at] = header->first;
    packet->data[at + header->protocol_at] = header->protocol;
    memcpy(packet->data + at + header->len, "\xa3\x5e\x01\xbb\x01\x02\x03\x04", TCP_LEN);
    return packet;
}

static void headers_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        GByteArray *packet = packet_with(&headers[i], 1, 4);
        size_t tcp_at = packet->len - TCP_LEN;
        struct hsviz_icmp icmp;

        if (hsviz_ip_before(packet->data, packet->len, tcp_at) !=
            (headers[i].found ? tcp_at - headers[i].len : tcp_at))
            fail_msg("%s: found elsewhere", headers[i].name);
        assert_int_equal(hsviz_icmp_read(&icmp, packet->data, packet->len, tcp_at),
                         headers[i].found);
        if (headers[i].found) {
            assert_int_equal(icmp.message, MESSAGE(headers[i].first >> 4, 1, 4));
            assert_int_equal(icmp.source_port, 41822);
            assert_int_equal(icmp.destination_port, 443);
            assert_int_equal(icmp.seq, 0x01020304);
        }
        g_byte_array_free(packet, TRUE);
    }
}

/* An IP header with no room for ICMP before it, and TCP that is cut or beyond the end. */
static void what_is_cut_is_not_read(void **state)
{
    GByteArray *packet = packet_with(&headers[0], 3, 1);
    size_t icmp_len = 8, ip_len = headers[0].len;
    const uint8_t *ip = packet->data + BEFORE_LEN + icmp_len;
    struct hsviz_icmp icmp;

    (void)state;
    for (size_t before = 0; before <= icmp_len; before++)
        assert_int_equal(hsviz_icmp_read(&icmp, ip - before, before + ip_len + TCP_LEN,
                                         before + ip_len), before == icmp_len);
    for (size_t len = 0; len <= TCP_LEN; len++)
        assert_int_equal(hsviz_icmp_read(&icmp, packet->data, packet->len - TCP_LEN + len,
                                         packet->len - TCP_LEN), len == TCP_LEN);
    assert_int_equal(hsviz_ip_before(packet->data, packet->len, packet->len + 1),
                     packet->len + 1);
    g_byte_array_free(packet, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages),
        cmocka_unit_test(headers_are_found),
        cmocka_unit_test(what_is_cut_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
