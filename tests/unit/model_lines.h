/* model_lines.h
 * A language for connections, one line per frame, and the words in which tests expect the results.
 *
 *     C S                     the client's SYN; flags are S A F R P E W as in the header (E is ECE,
 *                             W is CWR), and N is AE
 *     S SA tfo=cookie         options and numbers: tfo=request|cookie, mss=N, ts=VALUE,ECHO, win=N,
 *                             ws, ws=N, sack, sacks=FROM,TO (relative), mp=capable|join,
 *                             seq=N and ack=N (relative, the SYN is 0), @MS (time)
 *     C A id=7 ttl=63 at=2    of IPv4: identification, time to live; ttl6= of IPv6; where it was
 *                             captured
 *     S! A app/900            sent, but not captured
 *     C> A app/900            sent here, captured after the next line
 *     S~ FA seq=9999999       a stray: captured, but not of what the side has sent
 *     C A CH/13/psk ccs       payload: one record a word, one handshake message a part of it
 *     S A SH|CERT/900|M14/0   several messages in one record
 *     C A len=100             100 bytes that are no record; with records:
 *                             how many of their bytes are in this frame, the last ones
 *     S A SH CERT/900 less=15 without the last 15 bytes of the last record
 *     C A part=100            100 bytes of which the capture has none
 *     C A begin=100           the first 100 bytes of a record that is longer
 *     C A text=EHLO_x         bytes that are no record, "_" for a space
 *     C A line=EHLO_x         the same, and the end of a line
 *     C A hex=1703030000      any bytes
 *     ports 41822 443         of client and server, from here on
 *
 * A side's sequence numbers count by themselves, and it acknowledges all that the other has sent.
 *
 * Messages: CH and SH with the words of hello_words below, EE, CERT/LENGTH, CERT12/LENGTH (in the
 * form of TLS 1.2), M<type>/LENGTH.
 * Records: ccs, app/N, enc/N (an encrypted handshake record), alert/LEVEL/DESCRIPTION, alert/N
 * (encrypted), hb/N, open<type>/TOTAL/N and more/N (a message over several records), d.WORD (what
 * WORD says, decrypted; e.WORD: not, though others were), s2ch/VERSION, s2sh[/hit], s2m/TYPE/N and
 * s2/N (SSL 2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TESTS_MODEL_LINES_H
#define HSVIZ_TESTS_MODEL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model_script.h"
#include "model/core/names.h"
#include "model/core/unit.h"
#include "model/tcp/segment.h"

struct hsviz_connection;

enum { LINES_MAX = 40 };

/* ---- Hellos in words: CH/13/psk/sni=example.test ---- */

static inline uint16_t word_hex(const char *text)
{
    return (uint16_t)strtoul(text, NULL, 16);
}

static inline void word_both(struct hello *hello, const char *value)
{
    static const uint16_t versions[] = { 0x0304, 0x0303 };

    (void)value;
    hello_offer(hello, versions, G_N_ELEMENTS(versions));
}

static inline void word_offered(struct hello *hello, const char *value)
{
    char **numbers = g_strsplit(value, "+", -1);
    uint16_t versions[127];
    size_t num = 0;

    for (; numbers[num] && num < G_N_ELEMENTS(versions); num++)
        versions[num] = word_hex(numbers[num]);
    hello_offer(hello, versions, num);
    g_strfreev(numbers);
}

static inline void word_selected(struct hello *hello, const char *value)
{
    hello_number(hello, 43, word_hex(value));
}

static inline void word_version(struct hello *hello, const char *value)
{
    hello->version = word_hex(value);
}

static inline void word_suite(struct hello *hello, const char *value)
{
    hello->suites[0] = word_hex(value);
}

static inline void word_scsv(struct hello *hello, const char *value)
{
    (void)value;
    hello->suites[1] = 0x5600;
}

static inline void word_id(struct hello *hello, const char *value)
{
    hello->id_len = (uint8_t)MIN(strlen(value), sizeof hello->id);
    memcpy(hello->id, value, hello->id_len);
}

static inline void word_psk(struct hello *hello, const char *value)
{
    (void)value;
    hello_offer_psk(hello, 12345);
}

static inline void word_external(struct hello *hello, const char *value)
{
    (void)value;
    hello_offer_psk(hello, 0);
}

static inline void word_chosen_psk(struct hello *hello, const char *value)
{
    (void)value;
    hello_number(hello, 41, 0);
}

static inline void word_early(struct hello *hello, const char *value)
{
    (void)value;
    hello_extension(hello, 42, g_byte_array_new());
}

static inline void word_ticket(struct hello *hello, const char *value)
{
    hello_extension(hello, 35, bytes_of(value, strlen(value)));
}

static inline void word_modes(struct hello *hello, const char *value)
{
    (void)value;
    hello_number(hello, 45, 0x0101);
}

/* RFC 8446 4.2.8: groups of the client, each with a key of one byte. */
static inline void word_share(struct hello *hello, const char *value)
{
    GByteArray *list = g_byte_array_new(), *body = g_byte_array_new();
    char **numbers = g_strsplit(value, "+", -1);

    for (char **number = numbers; *number; number++) {
        bytes_number(list, word_hex(*number), 2);
        bytes_vector(list, bytes_of("k", 1), 2);
    }
    bytes_vector(body, list, 2);
    hello_extension(hello, 51, body);
    g_strfreev(numbers);
}

/* The group that a server takes, or with a retry wants. */
static inline void word_group(struct hello *hello, const char *value)
{
    hello_number(hello, 51, word_hex(value));
}

/* RFC 8446 4.1.3: "the special value of the SHA-256 of "HelloRetryRequest"". */
static inline void word_retry(struct hello *hello, const char *value)
{
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize len = sizeof hello->random;

    (void)value;
    g_checksum_update(sum, (const guchar *)"HelloRetryRequest", -1);
    g_checksum_get_digest(sum, hello->random, &len);
    g_checksum_free(sum);
}

static inline void word_sentinel(struct hello *hello, const char *value)
{
    memcpy(hello->random + 24, "DOWNGRD", 7);
    hello->random[31] = (uint8_t)atoi(value);
}

static inline void hello_say(struct hello *hello, const char *word)
{
    static const struct {
        const char *name;
        void (*say)(struct hello *hello, const char *value);
    } hello_words[] = {
        { "13", word_both },            /* offers 1.3 and 1.2 */
        { "offered=", word_offered },   /* offered=0304+0303 */
        { "selected=", word_selected }, /* of the server */
        { "hello=", word_version },     /* legacy_version */
        { "suite=", word_suite },
        { "scsv", word_scsv },
        { "id=", word_id },
        { "psk", word_psk },             /* a ticket's */
        { "external", word_external },   /* age 0 */
        { "chosen-psk", word_chosen_psk },
        { "early", word_early },
        { "ticket=", word_ticket },
        { "modes", word_modes },
        { "share=", word_share },       /* share=2a2a+001d */
        { "group=", word_group },       /* of the server */
        { "retry", word_retry },
        { "sentinel=", word_sentinel },
        { "sni=", hello_server_name },
        { "alpn=", hello_protocol },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(hello_words); i++) {
        const char *name = hello_words[i].name;
        size_t len = strlen(name);

        if (name[len - 1] == '=' ? g_str_has_prefix(word, name) : strcmp(word, name) == 0) {
            hello_words[i].say(hello, word + len);
            return;
        }
    }
    if (!g_str_has_prefix(word, "rec="))
        fail_msg("no such word of a hello: %s", word);
}

static inline struct hello hello_in_words(char **words)
{
    struct hello hello = { .version = 0x0303, .suites = { 0x1301 } };

    for (; *words; words++)
        hello_say(&hello, *words);
    return hello;
}

/* ---- Messages and records in words ---- */

static inline uint32_t word_number(char **words, size_t i)
{
    if (g_strv_length(words) <= i)
        fail_msg("a number is missing after %s", words[0]);
    return (uint32_t)strtoul(words[i], NULL, 10);
}

/* A list of one certificate of len bytes, or an empty one (RFC 8446 4.4.2, RFC 5246 7.4.2). */
static inline GByteArray *certificate_new(uint32_t len, bool is_13)
{
    GByteArray *body = g_byte_array_new(), *list = g_byte_array_new();
    GByteArray *certificate = g_byte_array_new();

    bytes_number(body, 0, is_13 ? 1 : 0); /* no context */
    bytes_zeros(certificate, len);
    if (len > 0) {
        bytes_vector(list, certificate, 3);
        bytes_number(list, 0, is_13 ? 2 : 0); /* no extensions */
    } else {
        g_byte_array_free(certificate, TRUE);
    }
    bytes_vector(body, list, 3);
    return body;
}

/* EncryptedExtensions, and CertificateRequest-like bodies, are a block of extensions. */
static inline GByteArray *extensions_in_words(char **words)
{
    struct hello hello = hello_in_words(words);
    GByteArray *body = g_byte_array_new();

    bytes_vector(body, hello.extensions ? hello.extensions : g_byte_array_new(), 2);
    return body;
}

static inline GByteArray *message_in_words(char **words)
{
    struct hello hello;
    GByteArray *body;

    if (words[0][0] == 'M') {
        body = g_byte_array_new();
        bytes_zeros(body, word_number(words, 1));
        return message_new((uint8_t)atoi(words[0] + 1), body);
    }
    if (g_str_has_prefix(words[0], "CERT"))
        return message_new(11, certificate_new(word_number(words, 1), words[0][4] == '\0'));
    if (strcmp(words[0], "EE") == 0)
        return message_new(8, extensions_in_words(words + 1));
    hello = hello_in_words(words + 1);
    if (strcmp(words[0], "CH") == 0)
        return message_new(1, hello_of_client(&hello));
    if (strcmp(words[0], "SH") != 0)
        fail_msg("no such message: %s", words[0]);
    return message_new(2, hello_of_server(&hello));
}

/* The version of a hello's record: rec=, else what RFC 8446 5.1 and D.4 have everybody write. */
static inline uint16_t record_version(const char *word)
{
    const char *given = strstr(word, "rec=");

    if (given)
        return word_hex(given + 4);
    return g_str_has_prefix(word, "CH") ? 0x0301 : 0x0303;
}

static inline void add_messages(struct script_frame *frame, uint8_t content_type, const char *word)
{
    char **messages = g_strsplit(word, "|", -1);

    frame_record(frame, content_type, record_version(word));
    for (char **message = messages; *message; message++) {
        char **words = g_strsplit(*message, "/", -1);

        frame_part(frame, HSVIZ_PART_HANDSHAKE, message_in_words(words));
        g_strfreev(words);
    }
    frame_end_record(frame);
    g_strfreev(messages);
}

static inline void add_alert(struct script_frame *frame, uint8_t content_type, char **words)
{
    uint8_t bytes[2] = { (uint8_t)word_number(words, 1), 0 };

    if (!words[2]) {
        frame_opaque_record(frame, content_type, 0x0303, bytes[0]);
        return;
    }
    bytes[1] = (uint8_t)word_number(words, 2);
    frame_record(frame, content_type, 0x0303);
    frame_part(frame, HSVIZ_PART_ALERT, bytes_of(bytes, sizeof bytes));
    frame_end_record(frame);
}

/* A message over several records: its header and first bytes, or more of it. */
static inline void add_fragment(struct script_frame *frame, uint8_t content_type, char **words)
{
    bool begins = g_str_has_prefix(words[0], "open");
    uint32_t len = word_number(words, begins ? 2 : 1);
    GByteArray *part = g_byte_array_new();

    if (begins) {
        bytes_number(part, (uint32_t)atoi(words[0] + 4), 1);
        bytes_number(part, word_number(words, 1), 3);
    }
    bytes_zeros(part, len - part->len);
    frame_record(frame, content_type, 0x0303);
    frame_part(frame, HSVIZ_PART_HANDSHAKE, part);
    frame_end_record(frame);
}

/* A record of SSL 2: two bytes of header, the first bit set, are a part of it. */
static inline void add_ssl2(struct script_frame *frame, GByteArray *body)
{
    struct hsviz_unit *record = &frame->records[frame->num_records];

    *record = (struct hsviz_unit){ .ssl2 = true, .version = 2 };
    frame->record_at[frame->num_records++] = frame->bytes->len;
    bytes_number(frame->bytes, 0x8000 | body->len, 2);
    g_byte_array_append(frame->bytes, body->data, body->len);
    record->length = record->captured_len = body->len + 2;
    g_byte_array_free(body, TRUE);
}

/* draft-hickman-netscape-ssl 2.6.1 and 2.7.1: a hello without session id, with one cipher. */
static inline GByteArray *ssl2_client_hello(uint16_t version)
{
    GByteArray *body = g_byte_array_new();

    bytes_number(body, 1, 1);
    bytes_number(body, version, 2);
    bytes_number(body, 3, 2);
    bytes_number(body, 0, 2);
    bytes_number(body, 16, 2);
    bytes_number(body, 0x010080, 3);
    bytes_zeros(body, 16);
    return body;
}

static inline GByteArray *ssl2_server_hello(bool session_id_hit)
{
    GByteArray *body = g_byte_array_new();

    bytes_number(body, 4, 1);
    bytes_number(body, session_id_hit, 1);
    bytes_number(body, 1, 1);
    bytes_number(body, 2, 2);
    bytes_zeros(body, 6);
    return body;
}

static inline bool add_ssl2_in_words(struct script_frame *frame, char **words)
{
    GByteArray *body;

    if (strcmp(words[0], "s2ch") == 0) {
        add_ssl2(frame, ssl2_client_hello(word_hex(words[1])));
        return true;
    }
    if (strcmp(words[0], "s2sh") == 0) {
        add_ssl2(frame, ssl2_server_hello(words[1] != NULL));
        return true;
    }
    if (strcmp(words[0], "s2m") != 0 && strcmp(words[0], "s2") != 0)
        return false;
    body = g_byte_array_new();
    if (words[0][2] == 'm')
        bytes_number(body, word_number(words, 1), 1);
    bytes_zeros(body, word_number(words, words[0][2] == 'm' ? 2 : 1));
    add_ssl2(frame, body);
    return true;
}

static inline bool add_opaque(struct script_frame *frame, char **words)
{
    static const struct {
        const char *name;
        uint8_t content_type;
    } opaque[] = {
        { "app", HSVIZ_CONTENT_APPLICATION_DATA },
        { "enc", HSVIZ_CONTENT_HANDSHAKE },
        { "hb", HSVIZ_CONTENT_HEARTBEAT },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(opaque); i++) {
        if (strcmp(words[0], opaque[i].name) == 0) {
            frame_opaque_record(frame, opaque[i].content_type, 0x0303, word_number(words, 1));
            return true;
        }
    }
    return false;
}

static inline void add_record(struct script_frame *frame, const char *word, bool has_keys)
{
    bool decrypted = g_str_has_prefix(word, "d."), lost = g_str_has_prefix(word, "e.");
    const char *name = decrypted || lost ? word + 2 : word;
    uint8_t protected_type = HSVIZ_CONTENT_APPLICATION_DATA;
    char **words = g_strsplit(name, "/", -1);
    struct hsviz_unit *record;

    if (strcmp(words[0], "ccs") == 0)
        frame_opaque_record(frame, HSVIZ_CONTENT_CHANGE_CIPHER_SPEC, 0x0303, 1);
    else if (strcmp(words[0], "alert") == 0)
        add_alert(frame, decrypted ? protected_type : HSVIZ_CONTENT_ALERT, words);
    else if (g_str_has_prefix(name, "open") || strcmp(words[0], "more") == 0)
        add_fragment(frame, decrypted ? protected_type : HSVIZ_CONTENT_HANDSHAKE, words);
    else if (!add_opaque(frame, words) && !add_ssl2_in_words(frame, words))
        add_messages(frame, decrypted ? protected_type : HSVIZ_CONTENT_HANDSHAKE, name);
    record = &frame->records[frame->num_records - 1];
    if (record->plain_type == 0 && has_keys && !lost && record->content_type == protected_type)
        record->plain_type = HSVIZ_CONTENT_APPLICATION_DATA;
    g_strfreev(words);
}

/* ---- Frames in words ---- */

struct lines {
    struct script script;
    uint32_t first_seq[HSVIZ_NUM_SIDES];
    bool has_keys[HSVIZ_NUM_SIDES]; /* a record of the side was decrypted, as the later ones are */
    struct script_frame *late;      /* what is captured after the next line, or NULL */
    enum hsviz_side late_side;
    double ms;
};

static inline uint8_t word_flags(const char *word)
{
    static const char letters[] = "FSRPAUEW"; /* from the lowest bit (RFC 9293 3.1) */
    uint8_t flags = 0;

    for (; *word; word++) {
        const char *letter = strchr(letters, *word);

        if (*word == 'N')
            continue;
        if (!letter)
            fail_msg("no such flag: %c", *word);
        flags |= (uint8_t)(1U << (letter - letters));
    }
    return flags;
}

static inline void word_timestamps(struct hsviz_segment *segment, const char *value)
{
    char *end;

    segment->options |= HSVIZ_OPTION_TIMESTAMPS;
    segment->tsval = (uint32_t)strtoul(value, &end, 10);
    segment->tsecr = (uint32_t)strtoul(end + 1, NULL, 10);
}

static inline void word_window_scale(struct hsviz_segment *segment, const char *word)
{
    segment->options |= HSVIZ_OPTION_WINDOW_SCALE;
    segment->window_shift = word[2] == '=' ? (uint8_t)atoi(word + 3) : 0;
}

static inline void bytes_hex(GByteArray *bytes, const char *digits)
{
    for (; g_ascii_isxdigit(digits[0]) && g_ascii_isxdigit(digits[1]); digits += 2)
        bytes_number(bytes, (uint32_t)(g_ascii_xdigit_value(digits[0]) << 4 |
                                       g_ascii_xdigit_value(digits[1])), 1);
    if (*digits)
        fail_msg("no hexadecimal digits: %s", digits);
}

/* Payload that is no whole record: bare, the beginning of one, or text. False: none of these. */
static inline bool add_bare(struct script_frame *frame, const char *word)
{
    size_t before = frame->bytes->len;

    if (g_str_has_prefix(word, "text=") || g_str_has_prefix(word, "line=")) {
        bytes_text(frame->bytes, word + 5);
        for (size_t i = before; i < frame->bytes->len; i++) {
            if (frame->bytes->data[i] == '_')
                frame->bytes->data[i] = ' ';
        }
        if (*word == 'l')
            bytes_text(frame->bytes, "\r\n");
    } else if (g_str_has_prefix(word, "hex=")) {
        bytes_hex(frame->bytes, word + 4);
    } else if (g_str_has_prefix(word, "begin=")) {
        bytes_number(frame->bytes, 0x160301, 3);
        bytes_number(frame->bytes, 16384, 2);
        bytes_zeros(frame->bytes, (size_t)atoi(word + 6) - 5);
    } else {
        return false;
    }
    frame->segment.payload_len += (uint32_t)(frame->bytes->len - before);
    return true;
}

/* Numbers of the IP header. False: word is none. */
static inline bool add_ip_word(struct hsviz_segment *segment, const char *word)
{
    if (g_str_has_prefix(word, "id="))
        segment->ip_id = (uint16_t)atoi(word + 3);
    else if (g_str_has_prefix(word, "ttl=") || g_str_has_prefix(word, "ttl6="))
        segment->hops = (uint8_t)atoi(strchr(word, '=') + 1);
    else
        return false;
    segment->ip_version = g_str_has_prefix(word, "ttl6=") ? 6 : 4;
    return true;
}

/* A block of selective acknowledgement, in the numbers of the other side. */
static inline void word_sacks(struct hsviz_segment *segment, const char *numbers, uint32_t base)
{
    char *end;

    segment->sacks[0].left = base + (uint32_t)strtoul(numbers, &end, 10);
    segment->sacks[0].right = base + (uint32_t)strtoul(end + 1, NULL, 10);
    segment->num_sacks = 1;
}

/* Numbers and options of the header. False: word is none. */
static inline bool add_header_word(struct lines *lines, struct script_frame *frame,
                                   enum hsviz_side side, const char *word)
{
    struct hsviz_segment *segment = &frame->segment;

    if (g_str_has_prefix(word, "seq="))
        segment->seq = lines->first_seq[side] + (uint32_t)strtoul(word + 4, NULL, 10);
    else if (g_str_has_prefix(word, "ack="))
        segment->ack = lines->first_seq[hsviz_other_side(side)] +
                       (uint32_t)strtoul(word + 4, NULL, 10);
    else if (g_str_has_prefix(word, "ts="))
        word_timestamps(segment, word + 3);
    else if (g_str_has_prefix(word, "win="))
        segment->window = (uint32_t)strtoul(word + 4, NULL, 10);
    else if (g_str_has_prefix(word, "mss="))
        segment->mss = (uint16_t)atoi(word + 4);
    else if (g_str_has_prefix(word, "tfo="))
        segment->options |= word[4] == 'r' ? HSVIZ_OPTION_FAST_OPEN_REQUEST
                                           : HSVIZ_OPTION_FAST_OPEN_COOKIE;
    else if (g_str_has_prefix(word, "at="))
        segment->link = (uint32_t)atoi(word + 3) * UINT32_C(0x9e3779b9);
    else if (add_ip_word(segment, word))
        return true;
    else if (strcmp(word, "ws") == 0 || g_str_has_prefix(word, "ws="))
        word_window_scale(segment, word);
    else if (g_str_has_prefix(word, "sacks="))
        word_sacks(segment, word + 6, lines->first_seq[hsviz_other_side(side)]);
    else if (strcmp(word, "sack") == 0)
        segment->options |= HSVIZ_OPTION_SACK_PERMITTED;
    else if (g_str_has_prefix(word, "mp="))
        segment->options |= word[3] == 'c' ? HSVIZ_OPTION_MPTCP_CAPABLE : HSVIZ_OPTION_MPTCP_JOIN;
    else
        return false;
    return true;
}

/* The line's time: what its word @MS says, else ten milliseconds after the line before. */
static inline double line_ms(struct lines *lines, const char *line)
{
    const char *given = strstr(line, " @");

    lines->ms = given ? strtod(given + 2, NULL) : lines->ms + 10;
    return lines->ms;
}

static inline void add_word(struct lines *lines, struct script_frame *frame, enum hsviz_side side,
                            const char *word)
{
    struct hsviz_segment *segment = &frame->segment;
    size_t before = frame->bytes->len;

    if (word[0] == '@' || word[0] == '\0' || add_header_word(lines, frame, side, word) ||
        add_bare(frame, word))
        return;
    if (g_str_has_prefix(word, "less=")) {
        g_byte_array_set_size(frame->bytes, frame->bytes->len - (unsigned)atoi(word + 5));
        segment->payload_len = frame->bytes->len;
        frame->num_records--;
        return;
    }
    if (g_str_has_prefix(word, "len=") || g_str_has_prefix(word, "part=")) {
        segment->payload_len = (uint32_t)strtoul(strchr(word, '=') + 1, NULL, 10);
        if (word[0] == 'l' && frame->bytes->len == 0 && segment->payload_len > 0) {
            g_byte_array_set_size(frame->bytes, segment->payload_len);
            memset(frame->bytes->data, 'x', segment->payload_len);
        }
        return;
    }
    lines->has_keys[side] |= g_str_has_prefix(word, "d.");
    add_record(frame, word, lines->has_keys[side]);
    segment->payload_len += (uint32_t)(frame->bytes->len - before);
}

static inline struct lines lines_begin(void)
{
    struct lines lines = { .script = script_begin(0), .ms = -10 };

    memcpy(lines.first_seq, lines.script.seq, sizeof lines.first_seq);
    return lines;
}

/* A side's counters go on from what it sent later. */
static inline void feed_late(struct lines *lines)
{
    struct script_frame *frame = lines->late;

    lines->late = NULL;
    frame->segment.frame = ++lines->script.frame;
    frame->segment.time_ns += 10000000;
    script_feed(&lines->script, frame, lines->late_side, SCRIPT_CAPTURED);
}

static inline void keep_late(struct lines *lines, struct script_frame *frame, enum hsviz_side side)
{
    lines->late = frame;
    lines->late_side = side;
    lines->script.frame--;
    lines->script.seq[side] += frame->segment.payload_len +
                               ((frame->segment.flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_FIN)) != 0);
}

static inline void feed_words(struct lines *lines, char **words, double ms)
{
    enum hsviz_side side = words[0][0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER;
    struct script_frame *frame = frame_begin(&lines->script, ms, side, word_flags(words[1]));
    uint32_t sent;

    frame->segment.accurate_ecn = strchr(words[1], 'N') != NULL;
    for (char **word = words + 2; *word; word++)
        add_word(lines, frame, side, *word);
    sent = lines->script.seq[side];
    if (words[0][1] == '>') {
        keep_late(lines, frame, side);
        return;
    }
    script_feed(&lines->script, frame, side,
                words[0][1] == '!' ? SCRIPT_NOT_CAPTURED : SCRIPT_CAPTURED);
    if (words[0][1] == '~')
        lines->script.seq[side] = sent;
    if (lines->late)
        feed_late(lines);
}

static inline void lines_feed(struct lines *lines, const char *line)
{
    char **words = g_strsplit(line, " ", -1);

    if (strcmp(words[0], "ports") == 0) {
        lines->script.port[HSVIZ_CLIENT] = (uint16_t)atoi(words[1]);
        lines->script.port[HSVIZ_SERVER] = (uint16_t)atoi(words[2]);
    } else {
        feed_words(lines, words, line_ms(lines, line));
    }
    g_strfreev(words);
}

/* A connection from lines, up to a NULL; not finished. */
static inline struct hsviz_connection *lines_play(const char *const *text)
{
    struct lines lines = lines_begin();

    for (size_t i = 0; i < LINES_MAX && text[i]; i++)
        lines_feed(&lines, text[i]);
    return lines.script.connection;
}

#endif
