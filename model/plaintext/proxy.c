/* proxy.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "proxy.h"

#include <stdbool.h>
#include <string.h>

enum {
    V1_LONGEST = 107, /* proxy-protocol.txt 2.1: with CRLF, of the longest header */
    PORT_DIGITS = 5,
    LAST_PORT = 65535,
    /* proxy-protocol.txt 2.2 */
    V2_FIXED_LEN = 16,
    V2_LOCAL = 0x20,
    V2_PROXY = 0x21,
    V2_INET = 0x1,
    V2_INET6 = 0x2,
    V2_INET_LEN = 12,
    V2_INET6_LEN = 36,
    IPV4_LEN = 4,
    IPV6_LEN = 16,
    IPV6_GROUPS = 8,
};

/* ---- Addresses ---- */

void hsviz_append_ipv4(GString *text, const uint8_t *address, unsigned port)
{
    g_string_append_printf(text, "%u.%u.%u.%u:%u", address[0], address[1], address[2], address[3],
                           port);
}

/* RFC 5952 4.2: the longest run of two or more zero groups, of equal ones the first. */
static size_t longest_zeros(const unsigned *groups, size_t *len)
{
    size_t found = 0;

    *len = 1;
    for (size_t i = 0; i < IPV6_GROUPS; i++) {
        size_t end = i;

        while (end < IPV6_GROUPS && groups[end] == 0)
            end++;
        if (end - i > *len) {
            *len = end - i;
            found = i;
        }
    }
    *len = *len > 1 ? *len : 0;
    return found;
}

void hsviz_append_ipv6(GString *text, const uint8_t *address, unsigned port)
{
    unsigned groups[IPV6_GROUPS];
    size_t zeros, zeros_len;

    for (size_t i = 0; i < IPV6_GROUPS; i++)
        groups[i] = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
    zeros = longest_zeros(groups, &zeros_len);
    g_string_append_c(text, '[');
    for (size_t i = 0; i < IPV6_GROUPS; i++) {
        if (zeros_len > 0 && i == zeros) {
            g_string_append(text, "::");
            i += zeros_len - 1;
        } else {
            bool needs_colon = i > 0 && !(zeros_len > 0 && i == zeros + zeros_len);

            g_string_append_printf(text, "%s%x", needs_colon ? ":" : "", groups[i]);
        }
    }
    g_string_append_printf(text, "]:%u", port);
}

/* ---- Version 1 ---- */

/* A port in decimal, without leading zeros; false if it is none. */
static bool read_port(const char *text)
{
    size_t len = strlen(text);

    return len > 0 && len <= PORT_DIGITS && strspn(text, "0123456789") == len &&
           (len == 1 || text[0] != '0') && g_ascii_strtoull(text, NULL, 10) <= LAST_PORT;
}

/* Whether text is an address of the family and nothing else: no zone, no prefix. */
static bool is_address(const char *text, bool is_ipv6)
{
    const char *allowed = is_ipv6 ? "0123456789abcdefABCDEF:." : "0123456789.";

    return strlen(text) > 0 && text[strspn(text, allowed)] == '\0' &&
           (strchr(text, ':') != NULL) == is_ipv6 && g_hostname_is_ip_address(text);
}

/* PROXY, family, source, destination, source's port, destination's port. */
static bool read_fields(GString *client, char **fields)
{
    enum { FAMILY = 1, SOURCE, DESTINATION, SOURCE_PORT, DESTINATION_PORT, NUM_FIELDS };
    bool is_ipv6;

    if (g_strv_length(fields) > FAMILY && strcmp(fields[FAMILY], "UNKNOWN") == 0)
        return true;
    if (g_strv_length(fields) != NUM_FIELDS)
        return false;
    is_ipv6 = strcmp(fields[FAMILY], "TCP6") == 0;
    if ((!is_ipv6 && strcmp(fields[FAMILY], "TCP4") != 0) ||
        !is_address(fields[SOURCE], is_ipv6) || !is_address(fields[DESTINATION], is_ipv6) ||
        !read_port(fields[SOURCE_PORT]) || !read_port(fields[DESTINATION_PORT]))
        return false;
    g_string_append_printf(client, is_ipv6 ? "[%s]:%s" : "%s:%s", fields[SOURCE],
                           fields[SOURCE_PORT]);
    return true;
}

uint32_t hsviz_proxy_read_v1(GString *client, const uint8_t *bytes, size_t captured_len)
{
    static const char begins[] = "PROXY ";
    size_t len = MIN(captured_len, V1_LONGEST);
    const uint8_t *end;
    char *line, **fields;
    bool is_header;

    if (len < strlen(begins) || memcmp(bytes, begins, strlen(begins)) != 0)
        return 0;
    end = memchr(bytes, '\r', len);
    if (!end || (size_t)(end - bytes) + 1 >= len || end[1] != '\n' ||
        memchr(bytes, '\0', (size_t)(end - bytes)))
        return 0;
    line = g_strndup((const char *)bytes, (gsize)(end - bytes));
    fields = g_strsplit(line, " ", -1);
    is_header = read_fields(client, fields);
    g_strfreev(fields);
    g_free(line);
    return is_header ? (uint32_t)(end - bytes) + 2 : 0;
}

/* ---- Version 2 ---- */

static unsigned number16(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

uint32_t hsviz_proxy_read_v2(GString *client, const uint8_t *bytes, size_t captured_len,
                             uint32_t reported_len)
{
    static const uint8_t signature[] = { 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                         0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a };
    const uint8_t *addresses = bytes + V2_FIXED_LEN;
    unsigned command, family, len;

    if (captured_len < V2_FIXED_LEN || memcmp(bytes, signature, sizeof signature) != 0)
        return 0;
    command = bytes[sizeof signature];
    family = bytes[sizeof signature + 1] >> 4;
    len = number16(bytes + sizeof signature + 2);
    if ((command != V2_LOCAL && command != V2_PROXY) || V2_FIXED_LEN + len > reported_len)
        return 0;
    if (command == V2_PROXY && family == V2_INET && len >= V2_INET_LEN &&
        captured_len >= V2_FIXED_LEN + V2_INET_LEN)
        hsviz_append_ipv4(client, addresses, number16(addresses + 2 * IPV4_LEN));
    if (command == V2_PROXY && family == V2_INET6 && len >= V2_INET6_LEN &&
        captured_len >= V2_FIXED_LEN + V2_INET6_LEN)
        hsviz_append_ipv6(client, addresses, number16(addresses + 2 * IPV6_LEN));
    return V2_FIXED_LEN + len;
}
