/* test_model_authorities.c
 * Questions to certificate authorities, joined to the connection that caused them.
 *
 * A capture is lines, each of one connection, whose number stands first: 0 to 4 are of TLS, 5 to 9
 * plain, to 192.0.2.30, port 80. A line is a word of `sequences` below, or a frame in the language
 * of model_lines.h (or, first, "no inference"), with certificates and HTTP messages besides
 * (`certificates`, `messages`). What is expected stands for each lookup as
 *
 *     0: ocsp-post good seen certificate 6-9-10 0a01 +1
 *
 * (method, status, source, reason, the three frames, serial number, other candidates), then for
 * each connection what was stapled, its authority time and its notes of authorities.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "authority_bytes.h"
#include "certificate_make.h"
#include "model_expect.h"

#include "model/authorities.h"

enum { CONNECTIONS = 10, FIRST_PLAIN = 5, STEPS_MAX = 24, NS_PER_MS = 1000000 };

#define NO_INFERENCE "no inference"

struct capture {
    struct hsviz_authorities *authorities;
    struct lines lines[CONNECTIONS];
    uint32_t frame;
    double ms;
};

/* ---- Words ---- */

/* A good response of which the issuer's name has another hash. */
static const uint8_t *response_of_another_issuer(void)
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

static GByteArray *message_bytes(const struct http_word *word)
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

/* A certificate of the same number whose authority is at an address; its name is too long to be
 * kept, so that the number alone tells. */
static GByteArray *certificate_with_address(const char *url)
{
    static const uint8_t serial[] = { 0x0a, 0x01 };

    return certificate_make(serial, sizeof serial, HSVIZ_ISSUER_MAX,
                            der_extension(MAKE_AUTHORITY_ACCESS,
                                          der_place(MAKE_ACCESS_OCSP, der_uri(url, strlen(url)))));
}

/* Adds a certificate's message as a record. False: word is none. */
static bool add_certificate(struct script_frame *frame, const char *word)
{
    static const struct {
        const char *word, *url; /* NULL: the one of authority_bytes.h */
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
static GByteArray *status_new(uint8_t type, struct hsviz_bytes response)
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
static GByteArray *stapled_13(GByteArray *status)
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
static bool add_status(struct script_frame *frame, const char *word)
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

static bool add_message(GPtrArray *added, struct script_frame *frame, const char *word)
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

static void take(struct capture *capture, size_t n, const struct hsviz_segment *segment,
                 const GPtrArray *added)
{
    struct hsviz_http_message taken[8];

    assert_true(added->len <= G_N_ELEMENTS(taken));
    for (guint i = 0; i < added->len; i++) {
        const GByteArray *bytes = g_ptr_array_index(added, i);

        taken[i] = (struct hsviz_http_message){ bytes->data, bytes->len, NULL, 0 };
    }
    hsviz_authorities_take(capture->authorities, capture->lines[n].script.connection, segment,
                           taken, added->len);
}

static void free_bytes(void *bytes)
{
    g_byte_array_free(bytes, TRUE);
}

static void feed_frame(struct capture *capture, size_t n, char **words)
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

static void feed_line(struct capture *capture, const char *line)
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

static struct lines lines_of(uint32_t n, bool is_forbidden)
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

static struct capture begin_capture(bool is_forbidden)
{
    struct capture capture = { .authorities = hsviz_authorities_new(), .ms = -10 };

    for (uint32_t n = 0; n < CONNECTIONS; n++)
        capture.lines[n] = lines_of(n, is_forbidden);
    return capture;
}

/* Connections may go first, or last. */
static void end_capture(struct capture *capture)
{
    if (capture->frame % 2)
        hsviz_authorities_free(capture->authorities);
    for (size_t n = 0; n < CONNECTIONS; n++)
        hsviz_connection_free(capture->lines[n].script.connection);
    if (!(capture->frame % 2))
        hsviz_authorities_free(capture->authorities);
}

/* ---- What is expected ---- */

static void append_lookup(GString *text, size_t n, const struct hsviz_lookup *lookup)
{
    static const char *const reasons[HSVIZ_NUM_LOOKUP_REASONS] = { "certificate", "issuer", "url",
                                                                   "waiting", "ready" };

    g_string_append_printf(text, "%zu: %s %s %s %s %u-%u-%u ", n,
                           hsviz_word_name(hsviz_lookup_methods, lookup->method),
                           hsviz_word_name(hsviz_authority_statuses, lookup->status),
                           hsviz_word_name(hsviz_sources, lookup->source), reasons[lookup->reason],
                           lookup->first_frame, lookup->request_frame, lookup->answer_frame);
    for (size_t i = 0; i < lookup->serial.len; i++)
        g_string_append_printf(text, "%02x", lookup->serial.bytes[i]);
    if (lookup->http_status && lookup->http_status != 200)
        g_string_append_printf(text, " HTTP %u", lookup->http_status);
    if (lookup->num_others)
        g_string_append_printf(text, " +%u", lookup->num_others);
    g_string_append_c(text, '\n');
}

static void append_staple(GString *text, size_t n, const struct hsviz_connection *connection)
{
    struct hsviz_staple staple = hsviz_connection_staple(connection);

    if (staple.frame == 0)
        return;
    g_string_append_printf(text, "%zu: stapled %s in %u", n,
                           hsviz_word_name(hsviz_authority_statuses, staple.status), staple.frame);
    if (staple.age_s != HSVIZ_NS_UNKNOWN) {
        g_string_append(text, ", ");
        hsviz_age_text(text, staple.age_s);
    }
    g_string_append(text, staple.is_out_of_date ? ", out of date\n" : "\n");
}

static void append_of_connection(GString *text, size_t n, struct hsviz_connection *connection)
{
    static const struct {
        enum hsviz_note_type type;
        const char *name;
    } notes[] = {
        { HSVIZ_NOTE_REVOKED, "revoked" },     { HSVIZ_NOTE_REVOKED_STAPLE, "revoked-staple" },
        { HSVIZ_NOTE_NO_STATUS, "no-status" }, { HSVIZ_NOTE_OTHER_CANDIDATES, "others" },
        { HSVIZ_NOTE_LOOKUPS_FULL, "full" },
    };
    int64_t authority_ns;

    hsviz_connection_finish(connection);
    expect_sound(connection);
    authority_ns = hsviz_connection_times(connection).authority_ns;
    append_staple(text, n, connection);
    for (size_t i = 0; i < hsviz_connection_num_lookups(connection); i++)
        append_lookup(text, n, hsviz_connection_lookup(connection, i));
    if (authority_ns > 0)
        g_string_append_printf(text, "%zu: %d ms\n", n, (int)(authority_ns / NS_PER_MS));
    assert_int_equal(has_note(connection, HSVIZ_NOTE_AUTHORITY_TIME), authority_ns > 0);
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(notes); j++) {
            if (hsviz_connection_note(connection, i)->type == notes[j].type)
                g_string_append_printf(text, "%zu: note %s\n", n, notes[j].name);
        }
    }
    if (hsviz_connection_first_frame(connection) != 0 &&
        hsviz_connection_times(connection).has_ledger)
        assert_true(authority_ns <=
                    hsviz_connection_times(connection).ledger_ns[HSVIZ_LEDGER_CLIENT_THINK]);
}

/* ---- Captures ---- */

static const struct row {
    const char *name;
    const char *lines[STEPS_MAX];
    const char *expected;
} rows[] = {
#include "authority_rows.h"
};

enum when_finished { FINISHED_LAST, FINISHED_BETWEEN };

static void finish_all(struct capture *capture)
{
    for (size_t n = 0; n < CONNECTIONS; n++)
        hsviz_connection_finish(capture->lines[n].script.connection);
}

static void play(const struct row *row, enum when_finished when)
{
    bool is_forbidden = strcmp(row->lines[0], NO_INFERENCE) == 0;
    struct capture capture = begin_capture(is_forbidden);
    GString *text = g_string_new(NULL);

    for (size_t i = is_forbidden; i < STEPS_MAX && row->lines[i]; i++) {
        feed_line(&capture, row->lines[i]);
        if (when == FINISHED_BETWEEN)
            finish_all(&capture);
    }
    for (size_t n = 0; n < CONNECTIONS; n++)
        append_of_connection(text, n, capture.lines[n].script.connection);
    expect_text(text, row->expected, row->name);
    end_capture(&capture);
}

static void a_capture_is_joined(void **state)
{
    play(*state, FINISHED_LAST);
}

/* A live capture is looked at while it goes on. */
static void looking_changes_nothing(void **state)
{
    play(*state, FINISHED_BETWEEN);
}

/* ---- What one row cannot say ---- */

static void feed_lines(struct capture *capture, const char *const *text)
{
    for (; *text; text++)
        feed_line(capture, *text);
}

static struct hsviz_connection *connection_of(const struct capture *capture, size_t n)
{
    return capture->lines[n].script.connection;
}

static void another_client_s_question_is_not_joined(void **state)
{
    static const char *const text[] = { "0 tls12", "5 open", "5 C A get", "5 S A good", NULL };
    struct capture capture = begin_capture(false);

    (void)state;
    capture.lines[5].script.address[HSVIZ_CLIENT] = "192.0.2.99";
    feed_lines(&capture, text);
    assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)), 0);
    assert_null(hsviz_authorities_find(capture.authorities, 5, 9));
    end_capture(&capture);
}

static void of_many_questions_the_first_are_kept(void **state)
{
    struct capture capture = begin_capture(false);

    (void)state;
    feed_line(&capture, "0 tls12");
    feed_line(&capture, "5 open");
    for (size_t i = 0; i < HSVIZ_LOOKUPS_MAX + 2; i++) {
        hsviz_connection_finish(connection_of(&capture, 0));
        assert_int_equal(has_note(connection_of(&capture, 0), HSVIZ_NOTE_LOOKUPS_FULL),
                         i > HSVIZ_LOOKUPS_MAX);
        feed_line(&capture, "5 C A get");
        feed_line(&capture, "5 S A good");
    }
    assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)), HSVIZ_LOOKUPS_MAX);
    for (size_t i = 0; i < HSVIZ_LOOKUPS_MAX; i++)
        assert_int_equal(hsviz_connection_lookup(connection_of(&capture, 0), i)->status,
                         HSVIZ_AUTHORITY_GOOD);
    end_capture(&capture);
}

/* num connections that wait for nothing; the capture's own ones are not among them. */
static void feed_others(struct capture *capture, struct lines *others, size_t num)
{
    struct lines own = capture->lines[1];

    for (size_t i = 0; i < num; i++) {
        capture->lines[1] = lines_of((uint32_t)(100 + i), false);
        capture->lines[1].script.port[HSVIZ_SERVER] = 443;
        capture->lines[1].script.address[HSVIZ_SERVER] = "192.0.2.20";
        feed_line(capture, "1 tls12");
        feed_line(capture, "1 end12");
        others[i] = capture->lines[1];
    }
    capture->lines[1] = own;
}

static void of_many_connections_the_newest_are_watched(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        struct capture capture = begin_capture(false);
        struct lines others[HSVIZ_WATCHED_MAX];
        size_t num = HSVIZ_WATCHED_MAX - 1 + more;

        feed_line(&capture, "0 tls12");
        feed_others(&capture, others, num);
        feed_line(&capture, "5 open");
        feed_line(&capture, "5 C A get");
        assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)), more == 0);
        assert_int_equal(hsviz_connection_num_lookups(others[num - 1].script.connection),
                         more == 1);
        end_capture(&capture);
        for (size_t i = 0; i < num; i++)
            hsviz_connection_free(others[i].script.connection);
    }
}

/* Those that are over make room before those that are open. */
static void what_is_closed_makes_room(void **state)
{
    struct capture capture = begin_capture(false);
    struct lines others[HSVIZ_WATCHED_MAX];

    (void)state;
    feed_line(&capture, "0 tls12");
    feed_line(&capture, "1 tls12");
    feed_line(&capture, "1 close");
    feed_others(&capture, others, HSVIZ_WATCHED_MAX - 1);
    feed_line(&capture, "5 open");
    feed_line(&capture, "5 C A get");
    assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)), 1);
    assert_int_equal(hsviz_connection_lookup(connection_of(&capture, 0), 0)->num_others,
                     HSVIZ_WATCHED_MAX - 1);
    end_capture(&capture);
    for (size_t i = 0; i < HSVIZ_WATCHED_MAX - 1; i++)
        hsviz_connection_free(others[i].script.connection);
}

/* What comes on another connection changes the notes at once. */
static void notes_follow_what_is_asked(void **state)
{
    static const char *const text[] = { "0 tls12-literal", "5 C S", "5 S RA", NULL };
    struct capture capture = begin_capture(false);
    struct hsviz_connection *connection = connection_of(&capture, 0);

    (void)state;
    feed_lines(&capture, text);
    feed_line(&capture, "0 end12");
    hsviz_connection_annotate(connection);
    assert_true(has_note(connection, HSVIZ_NOTE_NO_STATUS));
    feed_line(&capture, "5 C A post-page");
    hsviz_connection_annotate(connection);
    assert_false(has_note(connection, HSVIZ_NOTE_NO_STATUS));
    end_capture(&capture);
}

static void frames_lead_to_what_asked(void **state)
{
    static const char *const text[] = {
        "0 tls12",   "5 open",     "5 C A get",         "5 S A good", "5 C A page",
        "5 S A 404", "5 C A list", "5 S A list-of-one", NULL
    };
    static const bool leads[] = { false, false, false, false, false, false, true, true,
                                  true,  true,  true,  false, false, true,  true, false };
    struct capture capture = begin_capture(false);

    (void)state;
    feed_lines(&capture, text);
    for (uint32_t frame = 0; frame < G_N_ELEMENTS(leads); frame++) {
        assert_ptr_equal(hsviz_authorities_find(capture.authorities, 5, frame),
                         leads[frame] ? connection_of(&capture, 0) : NULL);
        assert_null(hsviz_authorities_find(capture.authorities, 6, frame));
    }
    end_capture(&capture);
    hsviz_authorities_free(NULL);
}

static void lookups_have_words(void **state)
{
    static const struct {
        const char *question, *question_detail, *answer, *answer_detail;
    } expected[] = {
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", "OCSP response",
          "good, 10 seconds old" },
        { "OCSP request", "POST to ocsp.example.test, certificate 0a01", "HTTP response",
          "HTTP 404" },
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", "HTTP response",
          "answer cut short" },
        { "CRL request", "GET from ocsp.example.test, certificate 0a01", "CRL",
          "not listed, 10 seconds old" },
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", "OCSP response",
          "good, 8 days old, out of date" },
        { "OCSP request", "GET from ocsp.example.test, certificate 0a01", NULL, "no answer" },
    };
    static const char *const text[] = { "0 tls12 @95266419000",
                                        "5 open",
                                        "5 C A get",
                                        "5 S A good @95266420000",
                                        "5 C A post",
                                        "5 S A 404",
                                        "5 C A get",
                                        "5 S A half",
                                        "5 C A list",
                                        "5 S A list-of-one",
                                        "5 C A get",
                                        "5 S A good @95957610000",
                                        "5 C A get",
                                        NULL };
    struct capture capture = begin_capture(false);

    (void)state;
    feed_lines(&capture, text);
    assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)),
                     G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        const struct hsviz_lookup *lookup = hsviz_connection_lookup(connection_of(&capture, 0), i);
        GString *question = g_string_new(NULL), *answer = g_string_new(NULL);

        hsviz_lookup_question_detail(question, lookup);
        hsviz_lookup_answer_detail(answer, lookup);
        assert_string_equal(hsviz_lookup_question(lookup), expected[i].question);
        expect_text(question, expected[i].question_detail, "question");
        expect_text(answer, expected[i].answer_detail, "answer");
        if (expected[i].answer)
            assert_string_equal(hsviz_lookup_answer(lookup), expected[i].answer);
        else
            assert_null(hsviz_lookup_answer(lookup));
        assert_int_equal(hsviz_lookup_duration_ns(lookup) == HSVIZ_NS_UNKNOWN, !expected[i].answer);
    }
    end_capture(&capture);
}

static void an_age_has_its_largest_unit(void **state)
{
    static const struct {
        int64_t age_s;
        const char *text;
    } cases[] = {
        { 0, "0 seconds" }, { 1, "1 second" },    { 59, "59 seconds" },
        { 60, "1 minute" }, { 7199, "1 hour" },   { 7200, "2 hours" },
        { 86400, "1 day" }, { 200000, "2 days" }, { INT64_MAX, "106751991167300 days" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *text = g_string_new(NULL);

        hsviz_age_text(text, cases[i].age_s);
        expect_text(text, cases[i].text, "age");
    }
}

/* What the opening promised takes no place of what is asked after it. */
static void attempts_that_were_none_leave_their_place(void **state)
{
    struct capture capture = begin_capture(false);
    struct hsviz_connection *attempts[3 * HSVIZ_LOOKUPS_MAX];

    (void)state;
    feed_line(&capture, "0 tls12-literal");
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        attempts[i] = connection_of(&capture, 5);
        capture.lines[5] = lines_of((uint32_t)(100 + i), false);
        feed_line(&capture, "5 open");
        assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)), 1);
        feed_line(&capture, "5 C A post-page");
        assert_int_equal(hsviz_connection_num_lookups(connection_of(&capture, 0)), 0);
    }
    feed_line(&capture, "6 open @5000");
    feed_line(&capture, "6 C A get @5040");
    feed_line(&capture, "6 S A good @5100");
    feed_line(&capture, "0 end12 @5200");
    assert_int_equal(hsviz_connection_times(connection_of(&capture, 0)).authority_ns,
                     100 * NS_PER_MS);
    end_capture(&capture);
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++)
        hsviz_connection_free(attempts[i]);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(another_client_s_question_is_not_joined),
        cmocka_unit_test(of_many_questions_the_first_are_kept),
        cmocka_unit_test(of_many_connections_the_newest_are_watched),
        cmocka_unit_test(what_is_closed_makes_room),
        cmocka_unit_test(notes_follow_what_is_asked),
        cmocka_unit_test(frames_lead_to_what_asked),
        cmocka_unit_test(lookups_have_words),
        cmocka_unit_test(an_age_has_its_largest_unit),
        cmocka_unit_test(attempts_that_were_none_leave_their_place),
    };
    struct CMUnitTest tests[2 * G_N_ELEMENTS(rows)];

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        tests[2 * i] = row_test(rows[i].name, a_capture_is_joined, &rows[i]);
        tests[2 * i + 1] = row_test(rows[i].name, looking_changes_nothing, &rows[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(others, NULL, NULL);
}
