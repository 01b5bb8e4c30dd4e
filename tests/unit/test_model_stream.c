/* test_model_stream.c
 * The bytes of a connection decide what it says, not how segments divide, order or repeat them.
 *
 * Source: RFC 9293 3.4, 3.10.7.4; RFC 8446 5.1; RFC 5246 6.2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_bytes.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/describe.h"

enum { TURNS_MAX = 12 };

/* ---- However it is divided ---- */

/* What is said in turn: a side does not begin before it has all of the other's turn. */
static const struct talk {
    const char *name;
    const char *turns[TURNS_MAX];
    const char *steps; /* a line each: sender, name, position, bytes */
    const char *summary;
    bool has_plain; /* and how much of it is understood, the segments decide */
} talks[] = {
    { "TLS 1.2",
      { "C= CH/sni=example.test", "S= SH CERT12/3000 M12/300 M14/0", "C= M16/32 ccs enc/40",
        "S= ccs enc/40", "C= app/100", "S= app/3000 app/31" },
      "C ClientHello 1 68\n"
      "S ServerHello 1.5 42\n"
      "S Certificate 1.5 3010\n"
      "S ServerKeyExchange 1.5 304\n"
      "S ServerHelloDone 1.5 4\n"
      "C ClientKeyExchange 2 36\n"
      "C ChangeCipherSpec 2 1\n"
      "C Finished 2 40 inferred\n"
      "S ChangeCipherSpec 2.5 1\n"
      "S Finished 2.5 40 inferred\n"
      "C ApplicationData 3 100\n"
      "S ApplicationData 3.5 3031 x2\n",
      "full, complete; 1 + 2, 3, 4; 3", false },
    { "TLS 1.3",
      { "C= CH/13/modes/sni=example.test", "S= SH/selected=0304 ccs app/34 app/3000 app/281 app/53",
        "C= ccs app/53 app/99", "S= app/250 app/300" },
      "C ClientHello 1 83\n"
      "S ServerHello 1.5 50\n"
      "S ChangeCipherSpec 1.5 1\n"
      "S EncryptedExtensions 1.5 34 inferred\n"
      "S Certificate 1.5 3000 inferred\n"
      "S CertificateVerify 1.5 281 inferred\n"
      "S Finished 1.5 53 inferred\n"
      "C ChangeCipherSpec 2 1\n"
      "C Finished 2 53 inferred\n"
      "C ApplicationData 2 99 inferred\n"
      "S NewSessionTicket 2.5 250 inferred\n"
      "S ApplicationData 2.5 300 inferred\n",
      "full, complete; 1 + 1, 2, 3; 2", false },
    { "several messages in a record",
      { "C= CH", "S= SH|CERT12/900|M12/300|M14/0", "C= M16/32 ccs enc/40", "S= ccs enc/40" },
      "C ClientHello 1 45\n"
      "S ServerHello 1.5 42\n"
      "S Certificate 1.5 910\n"
      "S ServerKeyExchange 1.5 304\n"
      "S ServerHelloDone 1.5 4\n"
      "C ClientKeyExchange 2 36\n"
      "C ChangeCipherSpec 2 1\n"
      "C Finished 2 40 inferred\n"
      "S ChangeCipherSpec 2.5 1\n"
      "S Finished 2.5 40 inferred\n",
      "full, complete; 1 + 2, ?, ?; 3", false },
    { "messages over several records",
      { "C= open1/70000/20 more/16384 more/16384 more/16384 more/16384 more/4448",
        "S= SH open11/5000/1000 more/3000 more/1004|M14/0" },
      "C ClientHello 1 70004\n"
      "S ServerHello 1.5 42\n"
      "S Certificate 1.5 5004\n",
      "full, cut; 1 + ?, ?, ?; 3", false },
    { "a hello behind a header of PROXY, version 1",
      { "C= line=PROXY_TCP4_192.0.2.1_192.0.2.2_3333_443 CH/13", "S= SH/selected=0304 app/900" },
      "C ClientHello 1 56\n"
      "S ServerHello 1.5 50\n"
      "S Encrypted 1.5 900\n",
      "full, cut; 1 + ?, ?, ?; 2", true },
    { "the same, version 2",
      { "C= hex=0d0a0d0a000d0a515549540a2111000cc0000201c00002020d0501bb CH/13",
        "S= SH/selected=0304 app/900" },
      "C ClientHello 1 56\n"
      "S ServerHello 1.5 50\n"
      "S Encrypted 1.5 900\n",
      "full, cut; 1 + ?, ?, ?; 2", true },
    { "a hello of SSL 2 that offers TLS 1.2",
      { "C= s2ch/0303", "S= SH CERT12/900 M14/0", "C= M16/32 ccs enc/40", "S= ccs enc/40" },
      "C ClientHello 1 30\n"
      "S ServerHello 1.5 42\n"
      "S Certificate 1.5 910\n"
      "S ServerHelloDone 1.5 4\n"
      "C ClientKeyExchange 2 36\n"
      "C ChangeCipherSpec 2 1\n"
      "C Finished 2 40 inferred\n"
      "S ChangeCipherSpec 2.5 1\n"
      "S Finished 2.5 40 inferred\n",
      "full, complete; 1 + 2, ?, ?; 3", false },
    { "SSL 2", { "C= s2ch/0002", "S= s2sh", "C= s2m/2/40 s2/35", "S= s2/35 s2/50" },
      "C ClientHello 1 30\n"
      "S ServerHello 1.5 13\n"
      "C ClientKeyExchange 2 43\n"
      "C Finished 2 37 inferred\n"
      "S CertificateVerify 2.5 37 inferred\n"
      "S Finished 2.5 52 inferred\n",
      "full, complete; 1 + 2, ?, ?; 3", false },
    { "alerts", { "C= CH", "S= alert/2/40" },
      "C ClientHello 1 45\n"
      "S Alert 1.5 2\n",
      "unknown, rejected-by-server; 1 + ?, ?, ?; ?", false },
    { "another protocol, and TLS from its upgrade on",
      { "S= line=220_mail.example.test", "C= line=EHLO_example.test", "S= line=250_STARTTLS",
        "C= line=STARTTLS", "S= line=220_go_ahead", "C= CH/13", "S= SH/selected=0304 app/900" },
      "C ClientHello 4 56\n"
      "S ServerHello 4.5 50\n"
      "S Encrypted 4.5 900\n",
      "full + starttls SMTP, cut; 1 + ?, ?, ?; ?", true },
};

/* How a turn of len bytes is sent. */
struct cut {
    const char *name;
    void (*send)(struct sending *sending, enum hsviz_side side, size_t at, size_t len);
};

static void send_part(struct sending *sending, enum hsviz_side side, size_t at, size_t len,
                      uint8_t flags)
{
    struct script_frame *frame;

    sending->lines.ms += 0.01;
    frame = sending_frame(sending, sending->lines.ms, side, HSVIZ_TCP_ACK | flags, at, len);
    script_feed(&sending->lines.script, frame, side, SCRIPT_CAPTURED);
}

static void send_in_order(struct sending *sending, enum hsviz_side side, size_t at, size_t len,
                          size_t each)
{
    for (size_t sent = 0; sent < len; sent += each)
        send_part(sending, side, at + sent, MIN(each, len - sent), 0);
}

static void whole(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    send_in_order(sending, side, at, len, len);
}

static void by_one(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    send_in_order(sending, side, at, len, 1);
}

static void by_seven(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    send_in_order(sending, side, at, len, 7);
}

static void by_a_hundred(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    send_in_order(sending, side, at, len, 100);
}

/* The first byte alone, as some do against the splitting of records. */
static void first_byte_alone(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    send_part(sending, side, at, 1, 0);
    if (len > 1)
        send_part(sending, side, at + 1, len - 1, 0);
}

static void in_pairs_swapped(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    size_t each = MAX(len / 6, 1);

    for (size_t sent = 0; sent < len; sent += 2 * each) {
        if (len - sent > each)
            send_part(sending, side, at + sent + each, MIN(each, len - sent - each), 0);
        send_part(sending, side, at + sent, MIN(each, len - sent), 0);
    }
}

static void backwards(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    size_t each = MAX(len / 9, 1);

    for (size_t left = len; left > 0; left -= MIN(each, left))
        send_part(sending, side, at + left - MIN(each, left), MIN(each, left), 0);
}

/* Each segment begins with the second half of the one before. */
static void overlapping(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    size_t each = MAX(len / 5, 2), step = each / 2;

    for (size_t sent = 0; sent < len; sent += step)
        send_part(sending, side, at + sent, MIN(each, len - sent), 0);
}

/* Half of it, and then all of it again in one segment. */
static void repacketised(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    send_in_order(sending, side, at, MAX(len / 2, 1), 50);
    send_part(sending, side, at, len, 0);
}

/* Everything but the first segment, then all of it in larger ones. */
static void first_lost(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    size_t each = MAX(len / 7, 1);

    if (len > each)
        send_in_order(sending, side, at + each, len - each, each);
    send_in_order(sending, side, at, len, 3 * each);
}

static void each_twice(struct sending *sending, enum hsviz_side side, size_t at, size_t len)
{
    size_t each = MAX(len / 4, 1);

    for (size_t sent = 0; sent < len; sent += each) {
        send_part(sending, side, at + sent, MIN(each, len - sent), 0);
        sending->lines.ms += 300;
        send_part(sending, side, at + sent, MIN(each, len - sent), 0);
    }
}

static const struct cut cuts[] = {
    { "whole", whole },
    { "by single bytes", by_one },
    { "by seven bytes", by_seven },
    { "by a hundred bytes", by_a_hundred },
    { "its first byte alone", first_byte_alone },
    { "in swapped pairs", in_pairs_swapped },
    { "backwards", backwards },
    { "overlapping", overlapping },
    { "repacketised", repacketised },
    { "the first one lost", first_lost },
    { "each one twice", each_twice },
};

static struct sending open_connection(uint32_t first_seq)
{
    struct sending sending = sending_begin();

    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++)
        sending.lines.script.seq[side] = sending.lines.first_seq[side] =
            first_seq + (uint32_t)side * 4000;
    sending_play(&sending, "C S");
    sending_play(&sending, "S SA");
    sending_play(&sending, "C A");
    return sending;
}

static struct sending play_talk(const struct talk *talk, const struct cut *cut, uint32_t first_seq)
{
    struct sending sending = open_connection(first_seq);

    for (size_t i = 0; i < TURNS_MAX && talk->turns[i]; i++) {
        enum hsviz_side side = talk->turns[i][0] == 'C' ? HSVIZ_CLIENT : HSVIZ_SERVER;
        size_t at = sending.bytes[side]->len;

        sending_play(&sending, talk->turns[i]);
        sending.lines.ms += 10;
        cut->send(&sending, side, at, sending.bytes[side]->len - at);
    }
    hsviz_connection_finish(sending.lines.script.connection);
    expect_sound(sending.lines.script.connection);
    return sending;
}

/* Steps outside TCP, and which are no repetition: sender, name, position, bytes. */
static GString *messages_text(const struct hsviz_connection *connection, bool has_plain)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (hsviz_step_type_is_transport(step->type) || step->repeat_of ||
            (has_plain && step->type == HSVIZ_STEP_PLAINTEXT))
            continue;
        g_string_append_printf(text, "%c %s ", 
                               hsviz_step_side(connection, step) == HSVIZ_CLIENT ? 'C' : 'S',
                               hsviz_step_name(step));
        append_half_rtts(text, step->half_rtt);
        g_string_append_printf(text, " %u", step->bytes);
        if (step->count > 1)
            g_string_append_printf(text, " x%u", step->count);
        if (step->source != HSVIZ_SEEN)
            g_string_append_printf(text, " %s", hsviz_word_name(hsviz_sources, step->source));
        if (step->flags & HSVIZ_STEP_GAP)
            g_string_append(text, " gap");
        if (step->flags & HSVIZ_STEP_UNEXPECTED)
            g_string_append(text, " unexpected");
        g_string_append_c(text, '\n');
    }
    return text;
}

static void says_the_same(void **state)
{
    const struct talk *talk = (const struct talk *)*state;

    for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
        for (size_t wraps = 0; wraps < 2; wraps++) {
            struct sending sending = play_talk(talk, &cuts[i], wraps ? UINT32_MAX - 100 : 1000);
            char *name = g_strdup_printf("%s, %s", talk->name, cuts[i].name);

            expect_text(messages_text(sending.lines.script.connection, talk->has_plain),
                        talk->steps, name);
            if (!talk->has_plain || cuts[i].send == whole)
                expect_text(tls_text(sending.lines.script.connection), talk->summary, name);
            g_free(name);
            sending_end(&sending);
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(talks)];

    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++)
        tests[i] = row_test(talks[i].name, says_the_same, &talks[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
