/* fuzz_authority.c
 * Fuzzes revocation checks: any bytes for certificates, requests, responses, CRLs and HTTP, and any
 * frames of several connections with them, give sound checks.
 *
 * Input: a byte, of which the lowest bit says what the rest is:
 *
 *     0  the length of a serial number (1) and the number, then bytes for every reader
 *     1  operations until the bytes end, each:
 *
 *         where    1  connection (0x07: 0 to 3 speak TLS, 4 to 7 are plain), sender (0x08: server),
 *                     enum authority_content (0xf0)
 *         flags    1  of the TCP header
 *         time     1  since the frame before, in units of 5 ms
 *         content     vectors of 2 bytes of length; messages of a handshake: how many first (1)
 *
 *     Its bit 0x02 forbids to infer; 0x04 has the connections freed before the authorities.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz_target.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/connection.h"
#include "model/core/frame_facts.h"
#include "model/core/unit.h"
#include "model/pki/certificate.h"
#include "model/pki/check_text.h"
#include "model/pki/checks.h"
#include "model/pki/http.h"
#include "model/revocation/request.h"
#include "model/revocation/revocation.h"
#include "model/story/describe.h"
#include "model/story/note_text.h"
#include "model/tcp/segment.h"
#include "model/time/times.h"

enum { CONNECTIONS = 8, FIRST_PLAIN = 4, MESSAGES_MAX = 4, NS_PER_UNIT = 5000000,
       RECORD_HEADER_LEN = 5 };

enum responder_input {
    REVOCATION_CAPTURE = 0x01,
    REVOCATION_NO_INFERENCE = 0x02,
    REVOCATION_CONNECTIONS_FIRST = 0x04
};

enum responder_content {
    REVOCATION_NOTHING,
    REVOCATION_HANDSHAKE, /* messages in one record, in clear */
    REVOCATION_DECRYPTED, /* the same, decrypted */
    REVOCATION_RECORD,    /* one record: its type first */
    REVOCATION_HTTP,      /* messages of HTTP */
    REVOCATION_OCSP,      /* the same, each with a body that was dissected */
    REVOCATION_ANNOTATE,
    REVOCATION_FINISH,
    REVOCATION_CONTENTS
};

struct capture {
    struct fuzz fuzz;
    struct hsviz_revocation *revocation;
    struct hsviz_connection *connections[CONNECTIONS];
    uint32_t seq[CONNECTIONS][HSVIZ_NUM_SIDES];
};

/* ---- Readers ---- */

static void read_messages(struct hsviz_bytes bytes, const struct hsviz_serial *serial)
{
    struct hsviz_status_response response = hsviz_ocsp_response_read(bytes, serial);

    assert_in_range(response.status, 0, HSVIZ_NUM_CHECK_STATUSES - 1);
    assert_true(response.this_update_s >= 0 && response.next_update_s >= 0);
    response = hsviz_crl_read(bytes, serial);
    assert_in_range(response.status, 0, HSVIZ_NUM_CHECK_STATUSES - 1);
    assert_true(response.this_update_s >= 0 && response.next_update_s >= 0);
}

static void read_chain(struct hsviz_bytes bytes, bool is_13)
{
    struct hsviz_chain *chain = hsviz_chain_read(bytes, is_13);
    struct hsviz_ocsp_request request;

    hsviz_ocsp_request_read(&request, bytes);
    assert_true(request.num_ids <= HSVIZ_OCSP_IDS_MAX);
    for (size_t i = 0; chain && i < request.num_ids; i++)
        assert_true(hsviz_chain_find(chain, &request.ids[i]) <= chain->num_certificates);
    for (size_t i = 0; chain && i < chain->num_certificates; i++) {
        struct hsviz_certificate_id id = { .serial = chain->certificates[i].serial };

        assert_true(hsviz_chain_find(chain, &id) <= i);
        assert_int_equal(hsviz_chain_find_url(chain, NULL, HSVIZ_URL_CRL), chain->num_certificates);
    }
    hsviz_chain_free(chain);
}

static void read_http(struct hsviz_bytes bytes)
{
    struct hsviz_http_message message = { bytes.start, bytes.len, NULL, 0 };
    struct hsviz_http_head head;
    struct hsviz_status_request request;

    if (!hsviz_http_read(&head, &message) || head.status != 0)
        return;
    hsviz_status_request_read(&request, &head, &message);
    hsviz_status_request_free(&request);
}

static void read_all(struct fuzz *fuzz)
{
    struct hsviz_serial serial = { .len = 0 };
    struct hsviz_bytes bytes;

    serial = hsviz_serial_of(hsviz_bytes_vector(&fuzz->input, 1));
    bytes.len = fuzz->input.len;
    bytes.start = fuzz_block(fuzz, fuzz->input.start, bytes.len);
    bytes.short_read = false;
    read_messages(bytes, &serial);
    read_chain(bytes, true);
    read_chain(bytes, false);
    read_http(bytes);
}

/* ---- Frames ---- */

/* Messages, one after another: what the record holds, in clear or decrypted. */
static void read_vectors(struct fuzz *fuzz, struct hsviz_unit *record)
{
    size_t num = fuzz_number(fuzz, 1) % (MESSAGES_MAX + 1);
    GByteArray *content = g_byte_array_new();

    for (size_t i = 0; i < num; i++) {
        size_t len;
        const uint8_t *bytes = fuzz_bytes(fuzz, &len);

        g_byte_array_append(content, bytes, (guint)len);
    }
    record->bytes = fuzz_block(fuzz, content->data, content->len);
    record->captured_len = content->len;
    g_byte_array_free(content, TRUE);
}

/* The record on the wire. */
static void give_payload(struct fuzz *fuzz, struct hsviz_frame *frame,
                         const struct hsviz_unit *record)
{
    uint8_t *payload = g_malloc(RECORD_HEADER_LEN + record->captured_len);

    payload[0] = record->content_type;
    payload[1] = (uint8_t)(record->version >> 8);
    payload[2] = (uint8_t)record->version;
    payload[3] = (uint8_t)(record->length >> 8);
    payload[4] = (uint8_t)record->length;
    if (record->captured_len > 0)
        memcpy(payload + RECORD_HEADER_LEN, record->bytes, record->captured_len);
    frame->segment.payload_len = (uint32_t)(RECORD_HEADER_LEN + record->captured_len);
    frame->segment.payload_captured_len = frame->segment.payload_len;
    frame->segment.payload = fuzz_block(fuzz, payload, frame->segment.payload_len);
    g_free(payload);
}

static void give_record(struct fuzz *fuzz, struct hsviz_frame *frame,
                        enum responder_content content)
{
    static const uint8_t types[REVOCATION_CONTENTS] = {
        [REVOCATION_HANDSHAKE] = HSVIZ_CONTENT_HANDSHAKE,
        [REVOCATION_DECRYPTED] = HSVIZ_CONTENT_APPLICATION_DATA,
    };
    struct hsviz_unit *record = &fuzz->records[0];

    *record = (struct hsviz_unit){ .content_type = types[content], .version = 0x0303 };
    if (content == REVOCATION_RECORD) {
        record->content_type = (uint8_t)fuzz_number(fuzz, 1);
        record->bytes = fuzz_bytes(fuzz, &record->captured_len);
    } else {
        read_vectors(fuzz, record);
        record->plain_type = HSVIZ_CONTENT_HANDSHAKE;
    }
    record->length = (uint32_t)record->captured_len;
    record->plain = record->bytes;
    record->plain_len = record->captured_len;
    frame->units = fuzz->records;
    frame->num_units = 1;
    give_payload(fuzz, frame, record);
}

static size_t read_http_messages(struct fuzz *fuzz, struct hsviz_http_message *messages,
                                 struct hsviz_frame *frame, enum responder_content content)
{
    size_t num = fuzz_number(fuzz, 1) % (MESSAGES_MAX + 1);

    for (size_t i = 0; i < num; i++) {
        messages[i] = (struct hsviz_http_message){ .ocsp = NULL };
        messages[i].bytes = fuzz_bytes(fuzz, &messages[i].len);
        if (content == REVOCATION_OCSP)
            messages[i].ocsp = fuzz_bytes(fuzz, &messages[i].ocsp_len);
        frame->segment.payload_len += (uint32_t)messages[i].len;
    }
    return num;
}

static struct hsviz_frame make_frame(struct capture *capture, unsigned n, enum hsviz_side side)
{
    const struct hsviz_endpoint client = { "192.0.2.10", (uint16_t)(40000 + n) };
    const struct hsviz_endpoint server = { n < FIRST_PLAIN ? "192.0.2.20" : "192.0.2.30",
                                           n < FIRST_PLAIN ? 443 : 80 };
    struct hsviz_frame frame = { .num_units = 0 };

    frame.segment.flags = (uint8_t)fuzz_number(&capture->fuzz, 1);
    capture->fuzz.time_ns += (int64_t)fuzz_number(&capture->fuzz, 1) * NS_PER_UNIT;
    frame.segment.frame = ++capture->fuzz.frame;
    frame.segment.time_ns = capture->fuzz.time_ns;
    frame.segment.source = side == HSVIZ_CLIENT ? client : server;
    frame.segment.destination = side == HSVIZ_CLIENT ? server : client;
    frame.segment.seq = capture->seq[n][side];
    frame.segment.ack = capture->seq[n][hsviz_other_side(side)];
    frame.segment.window = 65535;
    return frame;
}

static void feed(struct capture *capture, unsigned n, enum hsviz_side side,
                 enum responder_content content)
{
    struct hsviz_frame frame = make_frame(capture, n, side);
    struct hsviz_http_message messages[MESSAGES_MAX];
    struct hsviz_frame_facts facts;
    size_t num_messages = 0;

    if (content == REVOCATION_HTTP || content == REVOCATION_OCSP)
        num_messages = read_http_messages(&capture->fuzz, messages, &frame, content);
    else if (content != REVOCATION_NOTHING)
        give_record(&capture->fuzz, &frame, content);
    capture->seq[n][side] +=
        frame.segment.payload_len + ((frame.segment.flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_FIN)) != 0);
    hsviz_connection_feed(capture->connections[n], &facts, &frame);
    hsviz_revocation_take(capture->revocation, capture->connections[n], &frame.segment, messages,
                          num_messages);
}

static void operate(struct capture *capture)
{
    struct fuzz *fuzz = &capture->fuzz;
    unsigned where = fuzz_number(fuzz, 1);
    unsigned n = where & 0x07;
    enum hsviz_side side = where & 0x08 ? HSVIZ_SERVER : HSVIZ_CLIENT;
    enum responder_content content =
        (enum responder_content)((where >> 4) % (unsigned)REVOCATION_CONTENTS);

    if (content == REVOCATION_ANNOTATE)
        hsviz_connection_annotate(capture->connections[n]);
    else if (content == REVOCATION_FINISH)
        hsviz_connection_finish(capture->connections[n]);
    else
        feed(capture, n, side, content);
}

/* ---- What holds ---- */

static void expect_sane_check(const struct capture *capture,
                              const struct hsviz_connection *connection,
                              const struct hsviz_check *check, GString *text)
{
    const struct hsviz_connection *found =
        hsviz_revocation_find(capture->revocation, check->stream, check->first_frame);

    assert_non_null(found);
    assert_in_range(check->stream, 0, CONNECTIONS - 1);
    assert_in_range(check->status, 0, HSVIZ_NUM_CHECK_STATUSES - 1);
    assert_true(check->first_frame > 0);
    assert_true(check->request_frame == 0 || check->request_frame >= check->first_frame);
    assert_true(check->response_frame == 0 || check->response_frame >= check->request_frame);
    assert_int_equal(check->request_frame == 0, check->method == HSVIZ_CHECK_CONNECT);
    assert_int_equal(check->response_frame == 0, check->status == HSVIZ_STATUS_SILENT);
    assert_non_null(hsviz_check_request(check));
    assert_int_equal(hsviz_check_response(check) == NULL, check->response_frame == 0);
    hsviz_check_request_detail(text, check);
    hsviz_check_response_detail(text, check);
    hsviz_check_duration_ns(check);
    assert_true(hsviz_connection_has_tls(connection));
}

static void expect_sane_checks(const struct capture *capture, struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);
    struct hsviz_times times;
    uint32_t newest = 0;

    hsviz_connection_finish(connection);
    expect_sound(connection);
    times = hsviz_connection_times(connection);
    assert_true(times.check_ns >= 0);
    assert_true(times.check_ns <= times.ledger_ns[HSVIZ_LEDGER_CLIENT_THINK]);
    assert_true(hsviz_connection_num_checks(connection) <= HSVIZ_CHECKS_MAX);
    for (size_t i = 0; i < hsviz_connection_num_checks(connection); i++) {
        const struct hsviz_check *check = hsviz_connection_check(connection, i);

        expect_sane_check(capture, connection, check, text);
        assert_true(check->first_frame >= newest);
        newest = check->first_frame;
    }
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++)
        hsviz_note_text(connection, text, hsviz_connection_note(connection, i));
    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++)
        hsviz_step_detail(connection, text, hsviz_connection_step(connection, i));
    g_string_free(text, TRUE);
}

static void play(struct capture *capture, unsigned setup)
{
    capture->revocation = hsviz_revocation_new();
    for (uint32_t n = 0; n < CONNECTIONS; n++) {
        capture->connections[n] = hsviz_connection_new(n);
        if (setup & REVOCATION_NO_INFERENCE)
            hsviz_connection_forbid_inference(capture->connections[n]);
    }
    while (capture->fuzz.input.len > 0)
        operate(capture);
    for (uint32_t n = 0; n < CONNECTIONS; n++) {
        expect_sane_checks(capture, capture->connections[n]);
        for (uint32_t frame = 0; frame < MIN(capture->fuzz.frame, 64); frame++)
            hsviz_revocation_find(capture->revocation, n, frame);
    }
    if (!(setup & REVOCATION_CONNECTIONS_FIRST))
        hsviz_revocation_free(capture->revocation);
    for (size_t n = 0; n < CONNECTIONS; n++)
        hsviz_connection_free(capture->connections[n]);
    if (setup & REVOCATION_CONNECTIONS_FIRST)
        hsviz_revocation_free(capture->revocation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct capture capture = { .fuzz = { .input = { data, size, false },
                                         .time_ns = script_start_ns } };
    unsigned setup = fuzz_number(&capture.fuzz, 1);

    capture.fuzz.blocks = g_ptr_array_new_with_free_func(free);
    if (setup & REVOCATION_CAPTURE)
        play(&capture, setup);
    else
        read_all(&capture.fuzz);
    g_ptr_array_free(capture.fuzz.blocks, TRUE);
    return 0;
}
