/* test_model_transport.c
 * The TLS part of the model over a transport that exists here alone: packets with ordinals, and no
 * TCP. What the next transports will report to the model, and nothing more, gives steps, positions,
 * kind, outcome, and where the time went.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/connection/outcome.h"
#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/transport.h"
#include "model/core/unit.h"
#include "model/time/clock.h"
#include "model/time/times.h"
#include "model/tls/records.h"

static const struct hsviz_transport carrier_pigeon = { "PIGEON", "pigeon.flight", false, 0 };

enum { MS = 1000000, PACKETS_MAX = 16 };

/* A connection of the made-up transport, and what such a transport would know of it. */
struct pigeons {
    bool have_keys;
    struct hsviz_connection *connection;
    uint32_t frame;
    uint32_t num_sent[HSVIZ_NUM_ENDS]; /* packets: the space of either end counts them */
    int32_t half_rtt[HSVIZ_NUM_ENDS][PACKETS_MAX]; /* of each, from its ordinal 1 on */
};

static struct pigeons pigeons_begin(void)
{
    struct pigeons pigeons = { .connection = hsviz_connection_new_over(&carrier_pigeon, 7) };
    struct hsviz_connection *connection = pigeons.connection;

    connection->flags |= HSVIZ_CLIENT_KNOWN | HSVIZ_SEEN_FROM_START;
    connection->client_end = HSVIZ_END_0;
    connection->first_frame = 1;
    connection->start_ns = script_start_ns;
    return pigeons;
}

/* A packet of end at ms, whose sender had received the other's packets up to shown. */
static struct hsviz_packet packet_of(struct pigeons *pigeons, enum hsviz_end end, int ms,
                                     uint32_t shown)
{
    enum hsviz_end other = hsviz_other_end(end);
    uint32_t ordinal = ++pigeons->num_sent[end];
    struct hsviz_packet packet = {
        .time_ns = script_start_ns + (int64_t)ms * MS,
        .frame = ++pigeons->frame,
        .space_begin = ordinal,
        .space_end = ordinal + 1,
        .shown = shown + 1,
        .shows_more = shown > 0,
        .end = end,
        .novelty = HSVIZ_NEW,
    };

    packet.half_rtt = MAX(ordinal > 1 ? pigeons->half_rtt[end][ordinal - 1] : 0,
                          shown > 0 ? pigeons->half_rtt[other][shown] + 1 : 0);
    pigeons->half_rtt[end][ordinal] = packet.half_rtt;
    return packet;
}

/* Feeds one unit in a packet of its own, as a transport's driver does. */
static void send_unit(struct pigeons *pigeons, enum hsviz_end end, int ms, uint32_t shown,
                      const struct hsviz_unit *unit)
{
    struct hsviz_connection *connection = pigeons->connection;
    struct hsviz_packet packet = packet_of(pigeons, end, ms, shown);
    struct hsviz_evidence evidence = { .opens = pigeons->frame <= 3 };
    size_t num_before = connection->num_steps;

    connection->last_ns = packet.time_ns;
    connection->last_frame = packet.frame;
    connection->peer[end].is_seen = connection->peer[end].has_sent_data = true;
    hsviz_clock_take(connection->clock, &packet, &evidence);
    hsviz_tls_take(connection, &packet, unit);
    hsviz_times_keep(connection, &packet, num_before, unit->length);
}

/* Messages in words, in one unit: in clear, or decrypted. */
static void send_messages(struct pigeons *pigeons, enum hsviz_end end, int ms, uint32_t shown,
                          const char *words, enum hsviz_protection protection)
{
    char **messages = g_strsplit(words, " ", -1);
    struct hsviz_part parts[8];
    GByteArray *bytes[8];
    size_t num = 0;
    struct hsviz_unit unit = { .content_type = HSVIZ_CONTENT_HANDSHAKE, .version = 0x0303,
                               .protection = (uint8_t)protection, .parts = parts };

    for (; messages[num]; num++) {
        char **message = g_strsplit(messages[num], "/", -1);

        bytes[num] = message_in_words(message);
        parts[num] = (struct hsviz_part){ HSVIZ_PART_HANDSHAKE, bytes[num]->data, bytes[num]->len,
                                          bytes[num]->len };
        unit.length += bytes[num]->len;
        g_strfreev(message);
    }
    unit.num_parts = num;
    send_unit(pigeons, end, ms, shown, &unit);
    while (num > 0)
        g_byte_array_free(bytes[--num], TRUE);
    g_strfreev(messages);
}

static void send_data(struct pigeons *pigeons, enum hsviz_end end, int ms, uint32_t shown,
                      uint32_t length)
{
    struct hsviz_unit unit = { .content_type = HSVIZ_CONTENT_APPLICATION_DATA, .version = 0x0303,
                               .protection = HSVIZ_PROTECTED,
                               .plain_type = pigeons->have_keys ? HSVIZ_CONTENT_APPLICATION_DATA : 0,
                               .length = length };

    send_unit(pigeons, end, ms, shown, &unit);
}

static void expect_handshake(struct pigeons *pigeons, const char *steps)
{
    struct hsviz_connection *connection = pigeons->connection;
    struct hsviz_times times;

    hsviz_connection_finish(connection);
    expect_text(steps_text(connection), steps, "steps");
    expect_text(tls_text(connection), "full, complete; ? + 1, 1, 2; 1", "round trips");
    assert_string_equal(connection->transport->name, "PIGEON");
    times = hsviz_connection_times(connection);
    assert_int_equal(times.ledger_ns[HSVIZ_LEDGER_SERVER_NETWORK], 2 * 20 * MS);
    assert_int_equal(times.ledger_ns[HSVIZ_LEDGER_SERVER_THINK], 30 * MS);
    assert_int_equal(times.whole_ns, 71 * MS);
    hsviz_connection_free(connection);
}

/* The server takes 30 ms for its response. */
static void a_handshake_with_keys(void **state)
{
    struct pigeons pigeons = pigeons_begin();

    (void)state;
    pigeons.have_keys = true;
    send_messages(&pigeons, HSVIZ_END_0, 0, 0, "CH/13", HSVIZ_CLEAR);
    send_messages(&pigeons, HSVIZ_END_1, 20, 1, "SH/selected=0304", HSVIZ_CLEAR);
    send_messages(&pigeons, HSVIZ_END_1, 20, 1, "EE CERT/900 M15/100 M20/32", HSVIZ_PROTECTED);
    send_messages(&pigeons, HSVIZ_END_0, 21, 2, "M20/32", HSVIZ_PROTECTED);
    send_data(&pigeons, HSVIZ_END_0, 21, 2, 120);
    send_data(&pigeons, HSVIZ_END_1, 71, 3, 900);
    expect_handshake(&pigeons,
                     "1 C ClientHello 0\n2 S ServerHello 0.5\n"
                     "3 S EncryptedExtensions 0.5 decrypted\n3 S Certificate 0.5 decrypted\n"
                     "3 S CertificateVerify 0.5 decrypted\n3 S Finished 0.5 decrypted\n"
                     "4 C Finished 1 decrypted\n5 C ApplicationData 1 decrypted\n"
                     "6 S ApplicationData 1.5 decrypted\n");
}

/* The same without keys: order and size, and what had been received, tell as much as over TCP. */
static void a_handshake_without_keys(void **state)
{
    struct pigeons pigeons = pigeons_begin();

    (void)state;
    send_messages(&pigeons, HSVIZ_END_0, 0, 0, "CH/13", HSVIZ_CLEAR);
    send_messages(&pigeons, HSVIZ_END_1, 20, 1, "SH/selected=0304", HSVIZ_CLEAR);
    send_data(&pigeons, HSVIZ_END_1, 20, 1, 1200);
    send_data(&pigeons, HSVIZ_END_0, 21, 2, 4 + 32 + 1 + 16);
    send_data(&pigeons, HSVIZ_END_0, 21, 2, 120);
    send_data(&pigeons, HSVIZ_END_1, 71, 3, 900);
    expect_handshake(&pigeons,
                     "1 C ClientHello 0\n2 S ServerHello 0.5\n"
                     "3 S EncryptedExtensions 0.5 inferred\n3 S Certificate 0.5 inferred\n"
                     "3 S CertificateVerify 0.5 inferred\n3 S Finished 0.5 inferred\n"
                     "4 C Finished 1 inferred\n5 C ApplicationData 1 inferred\n"
                     "6 S ApplicationData 1.5 inferred\n");
}

/* What only TCP has is unknown, and nothing reads it. */
static void nothing_of_tcp(void **state)
{
    struct pigeons pigeons = pigeons_begin();

    (void)state;
    send_messages(&pigeons, HSVIZ_END_0, 0, 0, "CH/13", HSVIZ_CLEAR);
    hsviz_connection_finish(pigeons.connection);
    assert_int_equal(hsviz_connection_outcome(pigeons.connection), HSVIZ_OUTCOME_ONE_SIDED);
    expect_text(tcp_text(pigeons.connection), "mid-stream, open; CLOSED, CLOSED", "TCP");
    hsviz_connection_free(pigeons.connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handshake_with_keys),
        cmocka_unit_test(a_handshake_without_keys),
        cmocka_unit_test(nothing_of_tcp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
