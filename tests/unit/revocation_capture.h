/* revocation_capture.h
 * Captures with revocation checks, as tests describe them.
 *
 * A capture is lines, each of one connection, whose number stands first: 0 to 4 are of TLS, 5 to 9
 * plain, to 192.0.2.30, port 80. A line is a word of `sequences` below, or a frame in the language
 * of model_lines.h (or, first, "no inference"), with certificates and HTTP messages besides
 * (`certificates`, `messages`).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_REVOCATION_CAPTURE_H
#define HSVIZ_TESTS_REVOCATION_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "revocation_bytes.h"
#include "certificate_make.h"
#include "model_expect.h"

#include "model/connection.h"
#include "model/core/unit.h"
#include "model/pki/certificate.h"
#include "model/pki/http.h"
#include "model/revocation/revocation.h"
#include "model/tcp/segment.h"

enum { CONNECTIONS = 10, FIRST_PLAIN = 5, STEPS_MAX = 24 };

#define NO_INFERENCE "no inference"

struct capture {
    struct hsviz_revocation *revocation;
    struct lines lines[CONNECTIONS];
    uint32_t frame;
    double ms;
};

/* ---- Words ---- */

/* A good response of which the issuer's name has another hash. */
static inline const uint8_t *response_of_another_issuer(void)
{
    enum { HASH_IN_REQUEST = 23, HASH_LEN = 20 };
    static uint8_t bytes[sizeof response_good];
    size_t at = 0;

    memcpy(bytes, response_good, sizeof bytes);
    while (memcmp(bytes + at, request_sha1 + HASH_IN_REQUEST, HASH_LEN) != 0)
        at++;
    bytes[at] ^= 1;
    return bytes;
}

static const struct http_word {
    const char *word, *first_line, *type;
    const uint8_t *body; /* NULL with a length: of another issuer */
    size_t len;
    const uint8_t *in_target; /* in base64, at the first line's % */
    size_t in_target_len;
} messages[] = {
    { "get", "GET /% HTTP/1.1", "", NULL, 0, request_sha1, sizeof request_sha1 },
    { "get-unknown", "GET /% HTTP/1.1", "", NULL, 0, request_of_unknown,
      sizeof request_of_unknown },
    { "post", "POST / HTTP/1.1", "application/ocsp-request", request_sha1, sizeof request_sha1,
      NULL, 0 },
    { "post-256", "POST / HTTP/1.1", "application/ocsp-request", request_sha256,
      sizeof request_sha256, NULL, 0 },
    { "post-two", "POST / HTTP/1.1", "application/ocsp-request", request_of_two,
      sizeof request_of_two, NULL, 0 },
    { "post-cut", "POST / HTTP/1.1", "application/ocsp-request", request_sha1, 20, NULL, 0 },
    { "post-page", "POST / HTTP/1.1", "text/html", request_sha1, 20, NULL, 0 },
    { "list", "GET http://CRL.example.test:80/ca.crl HTTP/1.1", "", NULL, 0, NULL, 0 },
    { "list-elsewhere", "GET /other.crl HTTP/1.1", "", NULL, 0, NULL, 0 },
    { "page", "GET /index.html HTTP/1.1", "", NULL, 0, NULL, 0 },
    { "good", "HTTP/1.1 200 OK", "", response_good, sizeof response_good, NULL, 0 },
    { "revoked", "HTTP/1.1 200 OK", "", response_revoked, sizeof response_revoked, NULL, 0 },
    { "unknown", "HTTP/1.1 200 OK", "", response_unknown, sizeof response_unknown, NULL, 0 },
    { "half", "HTTP/1.1 200 OK", "", response_good, 100, NULL, 0 },
    { "issuer", "HTTP/1.1 200 OK", "", NULL, sizeof response_good, NULL, 0 },
    { "list-of-one", "HTTP/1.1 200 OK", "", list_of_one, sizeof list_of_one, NULL, 0 },
    { "404", "HTTP/1.1 404 Not Found", "", response_good, sizeof response_good, NULL, 0 },
    { "301", "HTTP/1.1 301 Moved", "", response_good, sizeof response_good, NULL, 0 },
    { "100", "HTTP/1.1 100 Continue", "", NULL, 0, NULL, 0 },
};

static inline GByteArray *message_bytes(const struct http_word *word)
{
    GByteArray *bytes = g_byte_array_new();
    const char *place = strchr(word->first_line, '%');
    char *base64 = place ? g_base64_encode(word->in_target, word->in_target_len) : g_strdup("");

    g_byte_array_append(
        bytes, (const uint8_t *)word->first_line,
        (guint)(place ? (size_t)(place - word->first_line) : strlen(word->first_line)));
    bytes_text(bytes, base64);
    bytes_text(bytes, place ? place + 1 : "");
    bytes_text(bytes, "\r\nHost: ocsp.example.test\r\nContent-Type: ");
    bytes_text(bytes, word->type);
    bytes_text(bytes, "\r\n\r\n");
    if (word->len > 0)
        g_byte_array_append(bytes, word->body ? word->body : response_of_another_issuer(),
                            (guint)word->len);
    g_free(base64);
    return bytes;
}

/* A certificate with the same serial number whose URLs have an address as host. Its issuer name is
 * too long to be kept, so that only the serial number matches. */
static inline GByteArray *certificate_with_address(const char *url)
{
    static const uint8_t serial[] = { 0x0a, 0x01 };

    return certificate_make(serial, sizeof serial, HSVIZ_ISSUER_MAX,
                            der_extension(MAKE_AUTHORITY_ACCESS,
                                          der_place(MAKE_ACCESS_OCSP, der_uri(url, strlen(url)))));
}

/* Adds a certificate's message as a record. False: word is none. */
static inline bool add_certificate(struct script_frame *frame, const char *word)
{
    static const struct {
        const char *word, *url; /* NULL: the one of revocation_bytes.h */
        bool is_13;
    } certificates[] = {
        { "cert12", NULL, false },
        { "cert13", NULL, true },
        { "literal12", "http://192.0.2.30", false },
        { "literal-port12", "http://192.0.2.30:8080/", false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(certificates); i++) {
        GByteArray *one;

        if (strcmp(word, certificates[i].word) != 0)
            continue;
        one = certificates[i].url ? certificate_with_address(certificates[i].url)
                                  : bytes_of(server_certificate, sizeof server_certificate);
        frame_record(
            frame, certificates[i].is_13 ? HSVIZ_CONTENT_APPLICATION_DATA : HSVIZ_CONTENT_HANDSHAKE,
            0x0303);
        frame_part(
            frame, HSVIZ_PART_HANDSHAKE,
            message_new(11, certificate_message((struct hsviz_bytes){ one->data, one->len, false },
                                                1, certificates[i].is_13)));
        frame_end_record(frame);
        g_byte_array_free(one, TRUE);
        return true;
    }
    return false;
}

/* What a server staples: an OCSPResponse with its type (RFC 6066 8), or several (RFC 6961 2.2). */
static inline GByteArray *status_new(uint8_t type, struct hsviz_bytes response)
{
    GByteArray *status = g_byte_array_new(), *list = g_byte_array_new();

    bytes_number(status, type, 1);
    if (type != 2) {
        g_byte_array_free(list, TRUE);
        bytes_vector(status, bytes_of(response.start, response.len), 3);
        return status;
    }
    bytes_vector(list, bytes_of(response.start, response.len), 3);
    bytes_vector(list, bytes_of(response_revoked, sizeof response_revoked), 3);
    bytes_vector(status, list, 3);
    return status;
}

/* The server's certificate with status among its extensions (RFC 8446 4.4.2.1). */
static inline GByteArray *stapled_13(GByteArray *status)
{
    GByteArray *body = g_byte_array_new(), *list = g_byte_array_new();
    GByteArray *extensions = g_byte_array_new();

    bytes_number(extensions, 18, 2); /* signed_certificate_timestamp, an empty one */
    bytes_number(extensions, 0, 2);
    bytes_number(extensions, 5, 2);
    bytes_vector(extensions, status, 2);
    bytes_vector(list, bytes_of(server_certificate, sizeof server_certificate), 3);
    bytes_vector(list, extensions, 2);
    bytes_number(body, 0, 1);
    bytes_vector(body, list, 3);
    return body;
}

/* Adds a CertificateStatus, or in TLS 1.3 a Certificate with one. False: word is none. */
static inline bool add_status(struct script_frame *frame, const char *word)
{
    const struct {
        const char *word;
        uint8_t type;
        struct hsviz_bytes response;
        bool is_13;
    } statuses[] = {
        { "status-good", 1, ALL_OF(response_good), false },
        { "status-revoked", 1, ALL_OF(response_revoked), false },
        { "status-issuer",
          1,
          { response_of_another_issuer(), sizeof response_good, false },
          false },
        { "status-several", 2, ALL_OF(response_good), false },
        { "status-of-type-3", 3, ALL_OF(response_good), false },
        { "status-half", 1, { response_good, 100, false }, false },
        { "status-empty", 1, { response_good, 0, false }, false },
        { "status13-good", 1, ALL_OF(response_good), true },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
        GByteArray *status;

        if (strcmp(word, statuses[i].word) != 0)
            continue;
        status = status_new(statuses[i].type, statuses[i].response);
        frame_record(frame,
                     statuses[i].is_13 ? HSVIZ_CONTENT_APPLICATION_DATA : HSVIZ_CONTENT_HANDSHAKE,
                     0x0303);
        frame_part(frame, HSVIZ_PART_HANDSHAKE,
                   statuses[i].is_13 ? message_new(11, stapled_13(status))
                                     : message_new(22, status));
        frame_end_record(frame);
        return true;
    }
    return false;
}

/* ---- Frames ---- */

static inline bool add_message(GPtrArray *added, struct script_frame *frame, const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        GByteArray *bytes;

        if (strcmp(word, messages[i].word) != 0)
            continue;
        bytes = message_bytes(&messages[i]);
        frame->segment.payload_len += bytes->len;
        g_byte_array_append(frame->bytes, bytes->data, bytes->len);
        g_ptr_array_add(added, bytes);
        return true;
    }
    return false;
}

static inline void take(struct capture *capture, size_t n, const struct hsviz_segment *segment,
                        const GPtrArray *added)
{
    struct hsviz_http_message taken[8];

    assert_true(added->len <= G_N_ELEMENTS(taken));
    for (guint i = 0; i < added->len; i++) {
        const GByteArray *bytes = g_ptr_array_index(added, i);

        taken[i] = (struct hsviz_http_message){ bytes->data, bytes->len, NULL, 0 };
    }
    hsviz_revocation_take(capture->revocation, capture->lines[n].script.connection, segment, taken,
                          added->len);
}

static inline void free_bytes(void *bytes)
{
    g_byte_array_free(bytes, TRUE);
}

static inline void feed_frame(struct capture *capture, size_t n, char **words)
{
    struct lines *lines = &capture->lines[n];
    enum hsviz_side side = words[0][0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER;
    GPtrArray *added = g_ptr_array_new_with_free_func(free_bytes);
    struct script_frame *frame;
    struct hsviz_segment segment;

    lines->script.frame = capture->frame++;
    frame = frame_begin(&lines->script, capture->ms, side, word_flags(words[1]));
    for (char **word = words + 2; *word; word++) {
        size_t before = frame->bytes->len;

        if (add_certificate(frame, *word) || add_status(frame, *word))
            frame->segment.payload_len += (uint32_t)(frame->bytes->len - before);
        else if (!add_message(added, frame, *word))
            add_word(lines, frame, side, *word);
    }
    segment = frame->segment;
    segment.payload = NULL;
    segment.payload_captured_len = 0;
    script_feed(&lines->script, frame, side, SCRIPT_CAPTURED);
    take(capture, n, &segment, added);
    g_ptr_array_free(added, TRUE);
}

/* What stands for several frames, 10 ms apart where the line has no time. */
static const struct {
    const char *word;
    const char *frames[6];
} sequences[] = {
    { "tls12", { "C S", "S SA", "C A", "C A CH", "S A SH cert12 M14/0", NULL } },
    { "tls12-cut", { "C S", "S SA", "C A", "C A CH", "S A SH CERT12/900 M14/0", NULL } },
    { "tls12-literal", { "C S", "S SA", "C A", "C A CH", "S A SH literal12 M14/0", NULL } },
    { "tls12-port", { "C S", "S SA", "C A", "C A CH", "S A SH literal-port12 M14/0", NULL } },
    { "tls12-resumed", { "C S", "S SA", "C A", "C A CH/id=a", "S A SH/id=a ccs enc/40", NULL } },
    { "tls13",
      { "C S", "S SA", "C A", "C A CH/13", "S A SH/selected=0304 ccs app/30 app/900 app/300 app/53",
        NULL } },
    { "tls13-keys",
      { "C S", "S SA", "C A", "C A CH/13", "S A SH/selected=0304 ccs d.EE cert13 d.M15/70 d.M20/32",
        NULL } },
    { "tls13-psk",
      { "C S", "S SA", "C A", "C A CH/13/psk", "S A SH/selected=0304/chosen-psk ccs app/30 app/53",
        NULL } },
    { "end12", { "C A M16/66 ccs enc/40", "S A ccs enc/40", "C A app/100", "S A app/500", NULL } },
    { "end13", { "C A ccs app/53", "C A app/100", "S A app/500", NULL } },
    { "hello12", { "C S", "S SA", "C A", "C A CH", "S A SH", NULL } },
    { "hello13", { "C S", "S SA", "C A", "C A CH/13", "S A SH/selected=0304 ccs d.EE", NULL } },
    { "open", { "C S", "S SA", "C A", NULL } },
    { "close", { "C FA", "S FA", "C A", NULL } },
};

static inline void feed_line(struct capture *capture, const char *line)
{
    size_t n = (size_t)(line[0] - '0');
    const char *at = strstr(line, " @");
    char *text = g_strndup(line + 2, at ? (size_t)(at - line) - 2 : strlen(line) - 2);
    char **words;

    capture->ms = at ? strtod(at + 2, NULL) : capture->ms + 10;
    for (size_t i = 0; i < G_N_ELEMENTS(sequences); i++) {
        if (strcmp(text, sequences[i].word) != 0)
            continue;
        for (size_t j = 0; sequences[i].frames[j]; j++) {
            words = g_strsplit(sequences[i].frames[j], " ", -1);
            capture->ms += j > 0 ? 10 : 0;
            feed_frame(capture, n, words);
            g_strfreev(words);
        }
        g_free(text);
        return;
    }
    words = g_strsplit(text, " ", -1);
    feed_frame(capture, n, words);
    g_strfreev(words);
    g_free(text);
}

static inline struct lines lines_of(uint32_t n, bool is_forbidden)
{
    struct lines lines = { .script = script_begin(n), .ms = 0 };

    memcpy(lines.first_seq, lines.script.seq, sizeof lines.first_seq);
    lines.script.port[HSVIZ_CLIENT] = (uint16_t)(40000 + n);
    if (n >= FIRST_PLAIN) {
        lines.script.address[HSVIZ_SERVER] = "192.0.2.30";
        lines.script.port[HSVIZ_SERVER] = 80;
    }
    if (is_forbidden)
        hsviz_connection_forbid_inference(lines.script.connection);
    return lines;
}

static inline struct capture begin_capture(bool is_forbidden)
{
    struct capture capture = { .revocation = hsviz_revocation_new(), .ms = -10 };

    for (uint32_t n = 0; n < CONNECTIONS; n++)
        capture.lines[n] = lines_of(n, is_forbidden);
    return capture;
}

/* Connections may go first, or last. */
static inline void end_capture(struct capture *capture)
{
    if (capture->frame % 2)
        hsviz_revocation_free(capture->revocation);
    for (size_t n = 0; n < CONNECTIONS; n++)
        hsviz_connection_free(capture->lines[n].script.connection);
    if (!(capture->frame % 2))
        hsviz_revocation_free(capture->revocation);
}

#endif
