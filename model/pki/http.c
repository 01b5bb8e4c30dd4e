/* http.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "http.h"

#include <string.h>

#include <glib.h>

enum {
    /* Fields of one head, and bytes of its first line, that are looked at: common servers take no
     * more. */
    FIELDS_MAX = 100,
    FIRST_LINE_MAX = 8192,
    LENGTH_DIGITS_MAX = 10, /* of more than 9 GB nobody has the end in a frame */
    STATUS_MIN = 100,
    STATUS_MAX = 599,
    STATUS_FINAL = 200, /* RFC 9110 15.2 */
    STATUS_NO_CONTENT = 204,
    STATUS_NOT_MODIFIED = 304,
};

bool hsviz_http_begins_with(struct hsviz_bytes text, const char *prefix)
{
    size_t len = strlen(prefix);

    return text.len >= len && g_ascii_strncasecmp((const char *)text.start, prefix, len) == 0;
}

/* HTTP has no such byte, and text after it would not be compared. */
static bool has_nul(struct hsviz_bytes text)
{
    return text.len > 0 && memchr(text.start, '\0', text.len);
}

static void append_bytes(GString *text, struct hsviz_bytes bytes)
{
    if (bytes.len > 0)
        g_string_append_len(text, (const char *)bytes.start, (gssize)bytes.len);
}

/* Removes the next line from the window and returns it without its line end; short if no line ends
 * in it. */
static struct hsviz_bytes take_line(struct hsviz_bytes *from)
{
    const uint8_t *end = from->len > 0 ? memchr(from->start, '\n', from->len) : NULL;
    struct hsviz_bytes line;

    if (!end)
        return hsviz_bytes_take(from, SIZE_MAX);
    line = hsviz_bytes_take(from, (size_t)(end - from->start) + 1);
    line.len--;
    if (line.len > 0 && line.start[line.len - 1] == '\r')
        line.len--;
    return line;
}

static struct hsviz_bytes take_word(struct hsviz_bytes *line)
{
    const uint8_t *end = line->len > 0 ? memchr(line->start, ' ', line->len) : NULL;
    struct hsviz_bytes word = hsviz_bytes_take(line, end ? (size_t)(end - line->start) : line->len);

    if (end)
        hsviz_bytes_take(line, 1);
    return word;
}

/* Up to the path, or what else follows the host and port of an address. */
static struct hsviz_bytes take_host(struct hsviz_bytes *text)
{
    size_t len = 0;

    while (len < text->len && !strchr("/?#", text->start[len]))
        len++;
    return hsviz_bytes_take(text, len);
}

static struct hsviz_bytes trim(struct hsviz_bytes text)
{
    while (text.len > 0 && (text.start[0] == ' ' || text.start[0] == '\t'))
        hsviz_bytes_take(&text, 1);
    while (text.len > 0 && (text.start[text.len - 1] == ' ' || text.start[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* RFC 9112 4: HTTP-version SP status-code. */
static bool read_status(struct hsviz_http_head *head, struct hsviz_bytes line)
{
    struct hsviz_bytes code;

    take_word(&line);
    code = take_word(&line);
    if (code.len != 3)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        if (!g_ascii_isdigit((char)code.start[i]))
            return false;
        head->status = (uint16_t)(head->status * 10 + g_ascii_digit_value((char)code.start[i]));
    }
    return head->status >= STATUS_MIN && head->status <= STATUS_MAX;
}

/* RFC 9112 3: method SP request-target SP HTTP-version. */
static bool read_request(struct hsviz_http_head *head, struct hsviz_bytes line)
{
    head->method = take_word(&line);
    head->target = take_word(&line);
    return head->method.len > 0 && head->target.len > 0 && !has_nul(head->target) &&
           hsviz_http_begins_with(line, "HTTP/");
}

/* RFC 9112 6.2. What is no number counts as more than can follow. */
static size_t read_length(struct hsviz_bytes digits)
{
    size_t len = 0;

    if (digits.len == 0 || digits.len > LENGTH_DIGITS_MAX)
        return SIZE_MAX;
    for (size_t i = 0; i < digits.len; i++) {
        if (!g_ascii_isdigit((char)digits.start[i]))
            return SIZE_MAX;
        len = len * 10 + (size_t)g_ascii_digit_value((char)digits.start[i]);
    }
    return len;
}

/* RFC 9110 6.4.1. */
static bool has_no_body(uint16_t status)
{
    return status < STATUS_FINAL || status == STATUS_NO_CONTENT || status == STATUS_NOT_MODIFIED;
}

/* Of a body in chunks, up to the empty one and the line behind it (RFC 9112 7.1). */
static size_t chunks_len(struct hsviz_bytes body)
{
    static const uint8_t last[] = { '0', '\r', '\n', '\r', '\n' };
    size_t at = body.len - sizeof last;

    return body.len >= sizeof last && memcmp(body.start + at, last, sizeof last) == 0 ? body.len
                                                                                     : SIZE_MAX;
}

static void read_fields(struct hsviz_http_head *head, struct hsviz_bytes *rest)
{
    bool has_length = false, is_chunked = false;

    for (size_t i = 0; i < FIELDS_MAX; i++) {
        struct hsviz_bytes line = take_line(rest);

        if (line.short_read)
            return;
        if (line.len == 0) {
            head->body = *rest;
            if (is_chunked)
                head->content_len = chunks_len(*rest);
            else if (!has_length && head->status != 0 && !has_no_body(head->status))
                head->content_len = SIZE_MAX;
            return;
        }
        if (hsviz_http_begins_with(line, "host:")) {
            hsviz_bytes_take(&line, sizeof "host:" - 1);
            line = trim(line);
            head->host = has_nul(line) ? (struct hsviz_bytes){ 0 } : line;
        } else if (hsviz_http_begins_with(line, "content-type:")) {
            hsviz_bytes_take(&line, sizeof "content-type:" - 1);
            head->content_type = trim(line);
        } else if (hsviz_http_begins_with(line, "content-length:")) {
            hsviz_bytes_take(&line, sizeof "content-length:" - 1);
            head->content_len = read_length(trim(line));
            has_length = true;
        } else if (hsviz_http_begins_with(line, "transfer-encoding:")) {
            is_chunked = true;
        }
    }
}

bool hsviz_http_read(struct hsviz_http_head *head, const struct hsviz_http_message *message)
{
    struct hsviz_bytes rest = { message->bytes, message->len, false }, line;

    memset(head, 0, sizeof *head);
    line = take_line(&rest);
    if (line.short_read || line.len > FIRST_LINE_MAX)
        return false;
    if (hsviz_http_begins_with(line, "HTTP/") ? !read_status(head, line)
                                              : !read_request(head, line))
        return false;
    read_fields(head, &rest);
    return true;
}

size_t hsviz_http_len(const struct hsviz_http_head *head, const struct hsviz_http_message *message,
                      size_t num_missing, bool is_last)
{
    if (!head->body.start)
        return 0;
    if (head->content_len == SIZE_MAX)
        return is_last ? message->len : 0;
    if (head->content_len > head->body.len + num_missing)
        return 0;
    return (size_t)(head->body.start - message->bytes) + MIN(head->content_len, head->body.len);
}

char *hsviz_http_normal_url(struct hsviz_bytes text)
{
    static const char scheme[] = "http://", default_port[] = ":80";
    struct hsviz_bytes host;
    GString *url;

    if (!hsviz_http_begins_with(text, scheme) || has_nul(text))
        return NULL;
    hsviz_bytes_take(&text, sizeof scheme - 1);
    host = take_host(&text);
    url = g_string_new(scheme);
    for (size_t i = 0; i < host.len; i++)
        g_string_append_c(url, g_ascii_tolower((char)host.start[i]));
    if (g_str_has_suffix(url->str, default_port))
        g_string_truncate(url, url->len - (sizeof default_port - 1));
    if (text.len == 0 || text.start[0] != '/')
        g_string_append_c(url, '/');
    append_bytes(url, text);
    return g_string_free(url, FALSE);
}

char *hsviz_http_url(const struct hsviz_http_head *head)
{
    GString *text;
    char *url;

    if (head->target.start[0] != '/')
        return hsviz_http_normal_url(head->target);
    text = g_string_new("http://");
    append_bytes(text, head->host);
    append_bytes(text, head->target);
    url =
        hsviz_http_normal_url((struct hsviz_bytes){ (const uint8_t *)text->str, text->len, false });
    g_string_free(text, TRUE);
    return url;
}
