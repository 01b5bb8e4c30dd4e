/* test_model_ip.c
 * Where TCP is in an IP packet: with options, extension headers, as a fragment, and cut anywhere.
 *
 * Source: RFC 791 3.1; RFC 8200 3 and 4; RFC 4302 2.2; RFC 2675 for packets that say no length.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "model/tcp/ip.h"
#include "model/tcp/segment.h"

enum { TCP_LEN = 20 };

#define ADDRESSES_4 "c0000201c0000202"
#define ADDRESSES_6                                                                                \
    "20010db8000000000000000000000001"                                                             \
    "20010db8000000000000000000000002"

static const struct row {
    const char *name;
    const char *header; /* in hexadecimal; TCP's header follows */
    bool is_found;
    size_t len;
    bool is_fragment;
} rows[] = {
    { "IPv4", "45000028123440004006ffff" ADDRESSES_4, true, 40, false },
    { "IPv4 with two words of options",
      "47000030123440004006ffff" ADDRESSES_4 "0101010101010101", true, 48, false },
    { "IPv4 around UDP", "45000028123440004011ffff" ADDRESSES_4, false, 0, false },
    { "IPv4 with a header too short", "44000028123440004006ffff" ADDRESSES_4, false, 0, false },
    { "IPv4, the first fragment", "45000028123420004006ffff" ADDRESSES_4, true, 40, true },
    { "IPv4, a later fragment", "45000028123420b94006ffff" ADDRESSES_4, false, 0, false },
    { "IPv4 that says no length", "45000000123440004006ffff" ADDRESSES_4, true, 0, false },
    { "IPv4 with an authentication header",
      "45000040123440004033ffff" ADDRESSES_4 "06040000000000010000000100000000"
      "0000000000000000",
      true, 64, false },
    { "IPv6", "6000000000140640" ADDRESSES_6, true, 60, false },
    { "IPv6 that says no length", "6000000000000640" ADDRESSES_6, true, 0, false },
    { "IPv6 around UDP", "6000000000141140" ADDRESSES_6, false, 0, false },
    { "IPv6 with hop-by-hop options", "60000000001c0040" ADDRESSES_6 "0600050200000100", true, 68,
      false },
    { "IPv6 with three extension headers",
      "60000000003c0040" ADDRESSES_6 "2b00050200000100" "3c02000000000000"
      "00000000000000000000000000000000" "0600010400000000",
      true, 100, false },
    { "IPv6 with an atomic fragment header", "60000000001c2c40" ADDRESSES_6 "0600000000000001",
      true, 68, false },
    { "IPv6, the first fragment", "60000000001c2c40" ADDRESSES_6 "0600000100000001", true, 68,
      true },
    { "IPv6, a later fragment", "60000000001c2c40" ADDRESSES_6 "0600000900000001", false, 0,
      false },
    { "IPv6 with an extension header longer than the packet",
      "60000000001c0040" ADDRESSES_6 "06ff050200000100", false, 0, false },
    { "no IP", "5500002812344000400600000000" ADDRESSES_4, false, 0, false },
};

static GByteArray *packet_of(const char *header)
{
    GByteArray *packet = g_byte_array_new();

    for (size_t i = 0; header[i] && header[i + 1]; i += 2) {
        uint8_t byte = (uint8_t)(g_ascii_xdigit_value(header[i]) << 4 |
                                 g_ascii_xdigit_value(header[i + 1]));

        g_byte_array_append(packet, &byte, 1);
    }
    g_byte_array_set_size(packet, packet->len + TCP_LEN);
    memset(packet->data + packet->len - TCP_LEN, 0, TCP_LEN);
    return packet;
}

static void tcp_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GByteArray *bytes = packet_of(rows[i].header);
        struct hsviz_ip_packet packet;

        if (hsviz_ip_find_tcp(&packet, bytes->data, bytes->len) != rows[i].is_found)
            fail_msg("%s: %s", rows[i].name, rows[i].is_found ? "not found" : "found");
        if (rows[i].is_found && (packet.tcp_at != bytes->len - TCP_LEN ||
                                 packet.len != rows[i].len ||
                                 packet.is_fragment != rows[i].is_fragment))
            fail_msg("%s: TCP at %zu, length %zu", rows[i].name, packet.tcp_at, packet.len);
        g_byte_array_free(bytes, TRUE);
    }
}

/* In a block of exactly its size, so that the sanitizer sees a byte too many. */
static void packets_are_cut_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GByteArray *bytes = packet_of(rows[i].header);

        for (size_t len = 0; len < bytes->len; len++) {
            uint8_t *block = malloc(MAX(len, 1));
            struct hsviz_ip_packet packet;

            memcpy(block, bytes->data, len);
            if (hsviz_ip_find_tcp(&packet, block, len))
                assert_in_range(packet.tcp_at, 1, len - 1);
            free(block);
        }
        g_byte_array_free(bytes, TRUE);
    }
}

/* Seventeen extension headers are more than any packet has. */
static void extension_headers_have_a_limit(void **state)
{
    GString *header = g_string_new("6000000000ff3c40" ADDRESSES_6);

    (void)state;
    for (size_t num = 1; num <= 17; num++) {
        GString *whole = g_string_new(header->str);
        GByteArray *bytes;
        struct hsviz_ip_packet packet;

        g_string_append(whole, "0600010400000000");
        bytes = packet_of(whole->str);
        assert_int_equal(hsviz_ip_find_tcp(&packet, bytes->data, bytes->len), num <= 16);
        g_byte_array_free(bytes, TRUE);
        g_string_free(whole, TRUE);
        g_string_append(header, "3c00010400000000");
    }
    g_string_free(header, TRUE);
}

static void what_tells_packets_apart_is_read(void **state)
{
    GByteArray *of_4 = packet_of(rows[0].header), *of_6 = packet_of("6000000000140640" ADDRESSES_6);
    struct hsviz_segment segment = { .ip_version = 0 };
    size_t len;

    (void)state;
    hsviz_ip_read(&segment, of_4->data);
    assert_int_equal(segment.ip_version, 4);
    assert_int_equal(segment.ip_id, 0x1234);
    assert_int_equal(segment.hops, 64);
    assert_int_equal(hsviz_ip_addresses(of_4->data, &len), 12);
    assert_int_equal(len, 4);
    hsviz_ip_read(&segment, of_6->data);
    assert_int_equal(segment.ip_version, 6);
    assert_int_equal(segment.hops, 64);
    assert_int_equal(hsviz_ip_addresses(of_6->data, &len), 8);
    assert_int_equal(len, 16);
    g_byte_array_free(of_4, TRUE);
    g_byte_array_free(of_6, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcp_is_found),
        cmocka_unit_test(packets_are_cut_anywhere),
        cmocka_unit_test(extension_headers_have_a_limit),
        cmocka_unit_test(what_tells_packets_apart_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
