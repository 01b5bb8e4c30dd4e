/* readers_text.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "readers_text.h"

#include <string.h>

#include "model/plaintext/proxy.h"
#include "model/plaintext/reply_codes.h"

enum {
    CODE_DIGITS = 3,
    TAG_LEN_MAX = 32, /* clients use one letter and a few digits */
    LAST_PORT = 65535,
    PORT_DIGITS = 5,
};

/* ---- Lines ---- */

/* A line with its end; 0 if it does not end within the captured bytes, or is no text. */
static size_t line_len(const uint8_t *bytes, size_t captured_len)
{
    size_t limit = MIN(captured_len, HSVIZ_SAYING_LINE_MAX);
    const uint8_t *end = limit > 0 ? memchr(bytes, '\n', limit) : NULL;

    if (!end)
        return 0;
    for (const uint8_t *byte = bytes; byte < end; byte++) {
        bool is_return = *byte == '\r' && byte + 1 == end;

        if ((*byte < ' ' && *byte != '\t' && !is_return) || *byte == 0x7f)
            return 0;
    }
    return (size_t)(end - bytes) + 1;
}

static bool begins_with(const uint8_t *bytes, size_t len, const char *text)
{
    return len >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

static bool begins_with_word(const uint8_t *bytes, size_t len, const char *word)
{
    size_t word_len = strlen(word);

    return len > word_len && g_ascii_strncasecmp((const char *)bytes, word, word_len) == 0 &&
           strchr(" \r\n", bytes[word_len]) != NULL;
}

/* The tag before an IMAP command or its reply, with the space after it; 0: none. */
static size_t tag_len(const uint8_t *bytes, size_t len)
{
    size_t end = 0;

    while (end < len && end < TAG_LEN_MAX && (g_ascii_isalnum(bytes[end]) || bytes[end] == '.'))
        end++;
    return end > 0 && end < len && bytes[end] == ' ' ? end + 1 : 0;
}

uint32_t hsviz_read_command(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                            const struct hsviz_heard *heard)
{
    size_t len = line_len(heard->bytes, heard->captured_len);

    (void)said;
    (void)host;
    return begins_with_word(heard->bytes, len, row->begins) ? (uint32_t)len : 0;
}

uint32_t hsviz_read_bare_command(struct hsviz_said *said, GString *host,
                                 const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    uint32_t len = hsviz_read_command(said, host, row, heard);

    for (size_t i = strlen(row->begins); i < len; i++) {
        if (!strchr(" \r\n", heard->bytes[i]))
            return 0;
    }
    return len;
}

uint32_t hsviz_read_tagged(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                           const struct hsviz_heard *heard)
{
    size_t len = line_len(heard->bytes, heard->captured_len);
    size_t tag = tag_len(heard->bytes, len);

    (void)said;
    (void)host;
    return tag > 0 && begins_with_word(heard->bytes + tag, len - tag, row->begins) ? (uint32_t)len
                                                                                   : 0;
}

/* ---- Replies ---- */

uint32_t hsviz_read_status_line(struct hsviz_said *said, GString *host,
                                const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    size_t len = line_len(heard->bytes, heard->captured_len);

    (void)said;
    (void)host;
    if (strchr(" -", row->begins[strlen(row->begins) - 1]))
        return begins_with(heard->bytes, len, row->begins) ? heard->len : 0;
    return begins_with_word(heard->bytes, len, row->begins) ? heard->len : 0;
}

uint32_t hsviz_read_tagged_reply(struct hsviz_said *said, GString *host,
                                 const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    size_t begin = 0, len;

    (void)said;
    (void)host;
    while ((len = line_len(heard->bytes + begin, heard->captured_len - begin)) > 0) {
        const uint8_t *line = heard->bytes + begin;
        size_t tag = tag_len(line, len);

        if (tag > 0)
            return begins_with_word(line + tag, len - tag, row->begins) ? heard->len : 0;
        if (!begins_with(line, len, "* "))
            return 0;
        begin += len;
    }
    return 0;
}

static unsigned code_of(const uint8_t *bytes, size_t len)
{
    unsigned code = 0;

    if (len <= CODE_DIGITS || !strchr(" -\r\n", bytes[CODE_DIGITS]))
        return 0;
    for (size_t i = 0; i < CODE_DIGITS; i++) {
        if (!g_ascii_isdigit(bytes[i]))
            return 0;
        code = 10 * code + (unsigned)(bytes[i] - '0');
    }
    return code;
}

/* Which of protocols a greeting names itself; all of them, if it names none or several. */
static uint32_t named_in(const uint8_t *bytes, size_t len, uint32_t protocols)
{
    static const struct {
        const char *name;
        enum hsviz_plain_protocol protocol;
    } names[] = {
        { "SMTP", HSVIZ_PLAIN_SMTP }, { "LMTP", HSVIZ_PLAIN_LMTP },
        { "FTP", HSVIZ_PLAIN_FTP },   { "NNTP", HSVIZ_PLAIN_NNTP },
    };
    char *line = g_strndup((const char *)bytes, len);
    char *upper = g_ascii_strup(line, -1);
    uint32_t named = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strstr(upper, names[i].name))
            named |= 1U << names[i].protocol;
    }
    named &= protocols;
    g_free(upper);
    g_free(line);
    return named && !(named & (named - 1)) ? named : protocols;
}

/* The lines of a reply up to the one without a hyphen (RFC 5321 4.2.1, RFC 959 4.2). */
static uint32_t reply_len(const struct hsviz_heard *heard, unsigned code)
{
    size_t begin = 0, len;

    while ((len = line_len(heard->bytes + begin, heard->captured_len - begin)) > 0) {
        const uint8_t *line = heard->bytes + begin;

        begin += len;
        if (code_of(line, len) == code && line[CODE_DIGITS] != '-')
            return (uint32_t)begin;
    }
    return 0;
}

uint32_t hsviz_read_code(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                         const struct hsviz_heard *heard)
{
    size_t len = line_len(heard->bytes, heard->captured_len);
    unsigned code = code_of(heard->bytes, len);
    uint32_t all_len;

    (void)host;
    (void)row;
    said->protocols = heard->protocols != 0
                          ? hsviz_reply_protocols(code) & heard->protocols
                          : named_in(heard->bytes, len, hsviz_greeting_protocols(code));
    if (said->protocols == 0)
        return 0;
    said->code = (uint16_t)(HSVIZ_SAYING_REPLY | code);
    said->flags |= hsviz_reply_flags(code, said->protocols);
    all_len = reply_len(heard, code);
    if (all_len > 0)
        return all_len;
    said->flags |= HSVIZ_SAYING_GOES_ON;
    return heard->len;
}

uint32_t hsviz_read_irc(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                        const struct hsviz_heard *heard)
{
    size_t len = line_len(heard->bytes, heard->captured_len);
    const uint8_t *line = heard->bytes, *space;
    unsigned code;

    (void)host;
    if (len == 0)
        return 0;
    if (line[0] == ':') {
        space = memchr(line, ' ', len);
        if (!space)
            return 0;
        len -= (size_t)(space + 1 - line);
        line = space + 1;
    } else if (row->begins[0] == '\0') {
        return 0;
    }
    if (row->begins[0] != '\0')
        return begins_with_word(line, len, row->begins) ? heard->len : 0;
    code = code_of(line, len);
    if (!hsviz_is_irc_numeric(code) || line[CODE_DIGITS] != ' ')
        return 0;
    said->code = (uint16_t)(HSVIZ_SAYING_REPLY | code);
    return heard->len;
}

/* ---- XMPP ---- */

/* After the XML declaration and white space. */
static size_t xml_start(const uint8_t *bytes, size_t len)
{
    size_t start = 0;

    if (begins_with(bytes, len, "<?xml")) {
        const uint8_t *end = memchr(bytes, '>', len);

        start = end ? (size_t)(end - bytes) + 1 : len;
    }
    while (start < len && strchr(" \t\r\n", bytes[start]) && bytes[start] != '\0')
        start++;
    return start;
}

uint32_t hsviz_read_xml(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                        const struct hsviz_heard *heard)
{
    size_t limit = MIN(heard->captured_len, HSVIZ_SAYING_LINE_MAX);
    size_t start = xml_start(heard->bytes, limit), name_len = strlen(row->begins);
    const uint8_t *element = heard->bytes + start;

    (void)host;
    if (!begins_with(element, limit - start, row->begins) || limit - start <= name_len ||
        element[name_len] == '\0' || !strchr(" \t\r\n/>", element[name_len]) ||
        !memchr(element, '>', limit - start))
        return 0;
    if (heard->captured_len < heard->len || heard->bytes[heard->captured_len - 1] != '>')
        said->flags |= HSVIZ_SAYING_GOES_ON;
    return heard->len;
}

/* ---- HTTP ---- */

/* Ends a request line (RFC 9112 2.3, 3). */
static bool is_version(const char *text)
{
    return g_str_has_prefix(text, "HTTP/") && g_ascii_isdigit(text[5]) && text[6] == '.' &&
           g_ascii_isdigit(text[7]) && text[8] == '\0';
}

/* The words of a request line: method, target and version; NULL if it is none. */
static char **request_words(const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    size_t len = line_len(heard->bytes, heard->captured_len);
    char *line, **words;

    if (!begins_with(heard->bytes, len, row->begins) || len <= strlen(row->begins) ||
        heard->bytes[strlen(row->begins)] != ' ')
        return NULL;
    line = g_strndup((const char *)heard->bytes, len);
    words = g_strsplit(g_strchomp(line), " ", -1);
    g_free(line);
    if (g_strv_length(words) == 3 && words[1][0] != '\0' && is_version(words[2]))
        return words;
    g_strfreev(words);
    return NULL;
}

uint32_t hsviz_read_request(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                            const struct hsviz_heard *heard)
{
    char **words = request_words(row, heard);
    bool is_request = words != NULL;

    (void)said;
    (void)host;
    g_strfreev(words);
    return is_request ? heard->len : 0;
}

/* A host and port, and nothing else: a name, an IPv4 address, or an IPv6 address in brackets. */
static bool is_authority(const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    bool is_ipv6 = text[0] == '[';
    const char *allowed = is_ipv6 ? "0123456789abcdefABCDEF:."
                                  : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789.-_";
    size_t begin = is_ipv6 ? 1 : 0, end = is_ipv6 ? len - 1 : len;

    if (len <= 2 * begin || len > HSVIZ_TUNNEL_HOST_MAX || (is_ipv6 && text[end] != ']') ||
        strspn(text + begin, allowed) < end - begin)
        return false;
    return strlen(colon + 1) > 0 && strlen(colon + 1) <= PORT_DIGITS &&
           strspn(colon + 1, "0123456789") == strlen(colon + 1) &&
           g_ascii_strtoull(colon + 1, NULL, 10) <= LAST_PORT;
}

uint32_t hsviz_read_connect(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                            const struct hsviz_heard *heard)
{
    char **words = request_words(row, heard);

    if (words) {
        if (is_authority(words[1]))
            g_string_append(host, words[1]);
        g_strfreev(words);
        return heard->len;
    }
    /* One that was captured in part asks for a tunnel all the same, but is not shown. */
    if (heard->captured_len == heard->len || memchr(heard->bytes, '\n', heard->captured_len) ||
        !begins_with(heard->bytes, heard->captured_len, row->begins) ||
        heard->captured_len <= strlen(row->begins) || heard->bytes[strlen(row->begins)] != ' ')
        return 0;
    said->code = HSVIZ_SAYING_UNKNOWN;
    return heard->len;
}

uint32_t hsviz_read_status(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                           const struct hsviz_heard *heard)
{
    enum { VERSION_LEN = 9, OK_FIRST = 200, OK_LAST = 299 }; /* "HTTP/1.1 " */
    size_t len = line_len(heard->bytes, heard->captured_len);
    unsigned code;

    (void)host;
    if (len <= VERSION_LEN || !begins_with(heard->bytes, len, row->begins) ||
        heard->bytes[VERSION_LEN - 1] != ' ')
        return 0;
    code = code_of(heard->bytes + VERSION_LEN, len - VERSION_LEN);
    if (!hsviz_is_http_status(code))
        return 0;
    if (code >= OK_FIRST && code <= OK_LAST)
        said->flags |= HSVIZ_SAYING_TUNNELS;
    said->code = (uint16_t)(HSVIZ_SAYING_STATUS | code);
    return heard->len;
}

/* ---- PROXY ---- */

uint32_t hsviz_read_proxy_v1(struct hsviz_said *said, GString *host, const struct hsviz_saying *row,
                             const struct hsviz_heard *heard)
{
    (void)said;
    (void)row;
    return heard->is_first ? hsviz_proxy_read_v1(host, heard->bytes, heard->captured_len) : 0;
}
