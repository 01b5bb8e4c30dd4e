/* test_model_random.c
 * Segments that nobody would send: whatever comes in, what comes out is sound.
 *
 * Always the same ones, from a fixed seed. Every record and part stands in a block of exactly its
 * size, so that AddressSanitizer sees one byte too far.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/frame_facts.h"
#include "model/core/step_types.h"
#include "model/core/unit.h"
#include "model/core/units.h"
#include "model/story/describe.h"
#include "model/story/note_text.h"
#include "model/story/version_path.h"
#include "model/tcp/segment.h"
#include "model/time/spans.h"

enum { NUM_CONNECTIONS = 10000, FRAMES_MAX = 24, RECORDS_MAX = 3, BLOCK_MAX = 96 };

/* A frame and the blocks that it points to. */
struct strange_frame {
    struct hsviz_frame frame;
    struct hsviz_unit records[RECORDS_MAX];
    GPtrArray *blocks;
};

static unsigned below(GRand *rand, unsigned end)
{
    return (unsigned)g_rand_int_range(rand, 0, (gint32)end);
}

static uint8_t *block_of(struct strange_frame *strange, const void *bytes, size_t len)
{
    uint8_t *block = malloc(len > 0 ? len : 1);

    assert_non_null(block);
    if (len > 0)
        memcpy(block, bytes, len);
    g_ptr_array_add(strange->blocks, block);
    return block;
}

/* ---- Bytes ---- */

static size_t random_garbage(GRand *rand, uint8_t *bytes)
{
    size_t len = below(rand, BLOCK_MAX);

    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)below(rand, 256);
    return len;
}

/* A hello that is right but for a byte or its end. */
static size_t random_hello(GRand *rand, uint8_t *bytes)
{
    static const char *const words[] = {
        "CH/13", "CH/13/early/psk", "CH", "SH/selected=0304", "SH", "SH/retry/selected=0304",
        "SH/selected=0304/chosen-psk", "EE/early", "CERT/9",
    };
    char **split = g_strsplit(words[below(rand, G_N_ELEMENTS(words))], "/", -1);
    GByteArray *message = message_in_words(split);
    size_t len = MIN(message->len, BLOCK_MAX);

    memcpy(bytes, message->data, len);
    if (below(rand, 3) == 0)
        bytes[below(rand, (unsigned)len)] = (uint8_t)below(rand, 256);
    if (below(rand, 5) == 0)
        len = below(rand, (unsigned)len);
    g_byte_array_free(message, TRUE);
    g_strfreev(split);
    return len;
}

/* A message with a right header; its type one that there is, or any. */
static size_t random_message(GRand *rand, uint8_t *bytes)
{
    size_t len = 4 + below(rand, 20);

    memset(bytes, 0, len);
    bytes[0] = (uint8_t)below(rand, below(rand, 4) == 0 ? 256 : 26);
    bytes[3] = (uint8_t)(len - 4);
    return len;
}

static size_t random_bytes(GRand *rand, uint8_t *bytes)
{
    switch (below(rand, 4)) {
    case 0:
        return random_garbage(rand, bytes);
    case 1:
        return random_message(rand, bytes);
    default:
        return random_hello(rand, bytes);
    }
}

/* ---- Records ---- */

static void random_plain(GRand *rand, struct strange_frame *strange, struct hsviz_unit *record)
{
    uint8_t bytes[BLOCK_MAX];

    record->plain_type = (uint8_t)(below(rand, 20) ? 20 + below(rand, 5) : below(rand, 256));
    record->plain_len =
        record->plain_type == HSVIZ_CONTENT_ALERT ? 2 : random_bytes(rand, bytes);
    if (record->plain_type == HSVIZ_CONTENT_ALERT) {
        bytes[0] = (uint8_t)below(rand, 4);
        bytes[1] = (uint8_t)(below(rand, 2) ? 0 : below(rand, 256));
    }
    record->plain = block_of(strange, bytes, record->plain_len);
}

/* Lengths that mean something to an inference, and some that do not. */
static uint32_t random_length(GRand *rand)
{
    static const uint32_t lengths[] = { 0, 1, 19, 21, 22, 53, 69, 250, 1200, 16401, 0xffffffff };

    return below(rand, 3) ? lengths[below(rand, G_N_ELEMENTS(lengths))] : below(rand, 2000);
}

static void random_record(GRand *rand, struct strange_frame *strange, size_t i)
{
    struct hsviz_unit *record = &strange->records[i];
    uint8_t bytes[BLOCK_MAX];

    record->content_type = (uint8_t)(below(rand, 20) ? 20 + below(rand, 5) : below(rand, 256));
    record->ssl2 = below(rand, 30) == 0;
    record->version = (uint16_t)(0x0300 + below(rand, 5));
    record->captured_len = random_bytes(rand, bytes);
    record->bytes = block_of(strange, bytes, record->captured_len);
    record->length = random_length(rand);
    if (below(rand, 2))
        random_plain(rand, strange, record);
}

/* ---- Segments ---- */

static uint8_t random_flags(GRand *rand)
{
    static const uint8_t usual[] = { 0x10, 0x10, 0x10, 0x18, 0x18, 0x02, 0x12, 0x11, 0x14, 0x04 };

    return below(rand, 8) ? usual[below(rand, G_N_ELEMENTS(usual))] : (uint8_t)below(rand, 256);
}

/* Near the beginning, somewhere, or just half the space away. */
static uint32_t random_number(GRand *rand, uint32_t base)
{
    switch (below(rand, 12)) {
    case 0:
        return g_rand_int(rand);
    case 1:
        return base + 0x80000000U - 3 + below(rand, 6);
    default:
        return base + below(rand, 8) * 100;
    }
}

static void random_segment(GRand *rand, struct hsviz_segment *segment, uint32_t frame)
{
    static const uint32_t bases[] = { 0xffffff80, 5000 };
    unsigned side = below(rand, 2);

    *segment = (struct hsviz_segment){
        .frame = frame,
        .time_ns = script_start_ns + (int64_t)frame * 1000000 + below(rand, 3000000) - 500000,
        .source = { side ? "192.0.2.20" : "192.0.2.10", side ? 443 : 40000 },
        .destination = { side ? "192.0.2.10" : "192.0.2.20", side ? 40000 : 443 },
        .seq = random_number(rand, bases[side]),
        .ack = random_number(rand, bases[!side]),
        .payload_len = below(rand, 3) ? below(rand, 8) * 100 : 0,
        .window = below(rand, 65536),
        .tsval = random_number(rand, 0xfffffff0),
        .tsecr = random_number(rand, 0xfffffff0),
        .mss = (uint16_t)(below(rand, 3) * 100),
        .flags = random_flags(rand),
        .options = (uint8_t)below(rand, 128),
    };
    if (below(rand, 50) == 0)
        segment->payload_len = 0xffffffff;
}

static struct strange_frame *random_frame(GRand *rand, uint32_t frame)
{
    struct strange_frame *strange = g_new0(struct strange_frame, 1);
    struct hsviz_segment *segment = &strange->frame.segment;
    uint8_t bytes[BLOCK_MAX];

    strange->blocks = g_ptr_array_new_with_free_func(free);
    random_segment(rand, segment, frame);
    if (segment->payload_len > 0 && below(rand, 2)) {
        segment->payload_captured_len = random_garbage(rand, bytes);
        segment->payload = block_of(strange, bytes, segment->payload_captured_len);
    }
    strange->frame.num_units =
        segment->payload_len > 0 && below(rand, 4) ? below(rand, RECORDS_MAX + 1) : 0;
    strange->frame.units = strange->records;
    for (size_t i = 0; i < strange->frame.num_units; i++)
        random_record(rand, strange, i);
    return strange;
}

static void free_frame(struct strange_frame *strange)
{
    g_ptr_array_free(strange->blocks, TRUE);
    g_free(strange);
}

/* ---- Connections ---- */

/* New frames; some come twice, some after their successor. */
static size_t random_frames(GRand *rand, struct strange_frame **frames)
{
    size_t num = 1 + below(rand, FRAMES_MAX);

    for (size_t i = 0; i < num; i++)
        frames[i] = random_frame(rand, (uint32_t)i + 1);
    for (size_t i = 1; i < num; i++) {
        if (below(rand, 6) == 0) {
            struct strange_frame *earlier = frames[i - 1];

            frames[i - 1] = frames[i];
            frames[i] = earlier;
        }
    }
    return num;
}

static void expect_facts(const struct hsviz_frame_facts *facts)
{
    assert_in_range(facts->end, 0, 1);
    assert_in_range(facts->phase, 0, HSVIZ_NUM_PHASES - 1);
    assert_in_range(facts->state[0], 0, HSVIZ_NUM_TCP_STATES - 1);
    assert_in_range(facts->state[1], 0, HSVIZ_NUM_TCP_STATES - 1);
    assert_in_range(facts->run, 0, HSVIZ_NUM_STEP_TYPES - 1);
    assert_true(facts->half_rtt >= HSVIZ_HALF_RTT_UNKNOWN);
}

static uint32_t feed_all(GRand *rand, struct hsviz_connection *connection,
                         struct strange_frame **frames, size_t num)
{
    uint32_t frame = 0;

    for (size_t i = 0; i < num; i++) {
        struct hsviz_frame_facts facts;

        for (unsigned times = below(rand, 5) == 0 ? 2 : 1; times > 0; times--) {
            frames[i]->frame.segment.frame = ++frame;
            hsviz_connection_feed(connection, &facts, &frames[i]->frame);
            expect_facts(&facts);
        }
    }
    return frame;
}

/* All that is said of a connection, in one text. (Positions are not looked at here: where lengths
 * of records lie, bytes of many frames are one record's.) */
static GString *all_text(const struct hsviz_connection *connection, uint32_t num_frames)
{
    GString *text = steps_text(connection);
    GString *tls = tls_text(connection);
    struct hsviz_span spans[8];

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++)
        hsviz_step_detail(connection, text, hsviz_connection_step(connection, i));
    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++)
        hsviz_note_text(connection, text, hsviz_connection_note(connection, i));
    for (uint32_t frame = 1; frame <= num_frames; frame++)
        g_string_append_printf(text, "%u ", hsviz_connection_completed_in(connection, frame, 0));
    hsviz_connection_version_path(connection, text, UINT32_MAX);
    hsviz_connection_history(connection, text);
    hsviz_connection_cipher_suite(connection, text);
    g_string_append_printf(text, "%zu", hsviz_connection_spans(connection, spans, 8));
    g_string_append(text, tls->str);
    g_string_free(tls, TRUE);
    return text;
}

static void expect_finish_to_be_final(struct hsviz_connection *connection, uint32_t num_frames)
{
    GString *once, *twice;

    hsviz_connection_finish(connection);
    once = all_text(connection, num_frames);
    hsviz_connection_finish(connection);
    twice = all_text(connection, num_frames);
    assert_string_equal(twice->str, once->str);
    g_string_free(once, TRUE);
    g_string_free(twice, TRUE);
}

static void random_connection(GRand *rand, uint32_t stream)
{
    struct hsviz_connection *connection = hsviz_connection_new(stream);
    struct strange_frame *frames[FRAMES_MAX + 1];
    size_t num = random_frames(rand, frames);
    uint32_t num_frames = feed_all(rand, connection, frames, num);

    expect_finish_to_be_final(connection, num_frames);
    expect_sound(connection);
    hsviz_connection_free(connection);
    for (size_t i = 0; i < num; i++)
        free_frame(frames[i]);
}

static void whatever_comes_in(void **state)
{
    GRand *rand = g_rand_new_with_seed(8446);

    (void)state;
    for (uint32_t i = 0; i < NUM_CONNECTIONS; i++)
        random_connection(rand, i);
    g_rand_free(rand);
}

/* ---- Handshakes that lose frames and repeat others ---- */

static const char *const handshakes[][12] = {
    { "C S", "S SA", "C A", "C A CH/13", "S A SH/selected=0304 ccs app/32 app/1200 app/281 app/53",
      "C A ccs app/53", "C A app/120", "S A app/900", "C A app/19", "C FA", "S FA", "C A" },
    { "C S", "S SA", "C A", "C A CH", "S A SH CERT12/900 M12/300 M14/0", "C A M16/32 ccs enc/40",
      "S A M4/180 ccs enc/40", "C A app/100", "S A app/500", "S FA", "C FA", "S A" },
    { "C S tfo=cookie CH/13/early/psk app/100", "S SA",
      "S A SH/selected=0304/chosen-psk app/40 app/53 app/500", "C A app/21 app/53", "C A app/99",
      "S A app/100", "C RA" },
    { "C S", "S SA", "C A", "C A CH/13", "S A SH/retry/selected=0304 ccs", "C A ccs CH/13",
      "S A SH/selected=0304 app/32 app/1200 app/281 app/53", "C A app/53 app/99", "S A app/900" },
};

/* The line's segment again, as its retransmission: the same bytes, in which no record is found. */
static void feed_again(struct lines *lines, const char *line, uint32_t seq)
{
    enum hsviz_side side = line[0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER;
    uint32_t end = lines->script.seq[side] - lines->first_seq[side];
    char **words = g_strsplit(line, " ", 3);
    uint32_t control = (strchr(words[1], 'S') != NULL) + (strchr(words[1], 'F') != NULL);
    char *again = g_strdup_printf("%s %s seq=%u len=%u", words[0], words[1], seq,
                                  end - seq - control);

    lines_feed(lines, again);
    g_free(again);
    g_strfreev(words);
}

/* Feeds a line once, not at all, or twice. */
static void feed_lossy(GRand *rand, struct lines *lines, const char *line)
{
    enum hsviz_side side = line[0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER;
    uint32_t seq = lines->script.seq[side] - lines->first_seq[side];
    char *lost = g_strdup_printf("%c!%s", line[0], line + 1);

    lines_feed(lines, below(rand, 8) ? line : lost);
    if (below(rand, 6) == 0)
        feed_again(lines, line, seq);
    g_free(lost);
}

static void positions_never_fall(void **state)
{
    GRand *rand = g_rand_new_with_seed(9293);

    (void)state;
    for (unsigned i = 0; i < 3000; i++) {
        const char *const *text = handshakes[i % G_N_ELEMENTS(handshakes)];
        struct lines lines = lines_begin();

        for (size_t j = 0; j < G_N_ELEMENTS(handshakes[0]) && text[j]; j++)
            feed_lossy(rand, &lines, text[j]);
        expect_finish_to_be_final(lines.script.connection, lines.script.frame);
        expect_sound(lines.script.connection);
        expect_rising_positions(lines.script.connection);
        hsviz_connection_free(lines.script.connection);
    }
    g_rand_free(rand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_never_fall),
        cmocka_unit_test(whatever_comes_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
