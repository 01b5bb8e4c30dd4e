/* test_model_names.c
 * Every value of every table of names has its row, and the documented names and letters are there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <glib.h>

#include "model/connection.h"
#include "model/story/note_text.h"
#include "model/tls/messages.h"

/* ---- Tables of words ---- */

enum sections { SECTIONS_OPTIONAL, SECTIONS_REQUIRED };

static const struct name_table {
    const char *name;
    const struct hsviz_word *words;
    int num;
    enum sections sections; /* whether all but hsviz's own words, which come first, have one */
    int num_own;
} name_tables[] = {
    { "sides", hsviz_sides, HSVIZ_NUM_SIDES, SECTIONS_REQUIRED, 0 },
    { "phases", hsviz_phases, HSVIZ_NUM_PHASES, SECTIONS_OPTIONAL, 1 },
    { "sources", hsviz_sources, HSVIZ_NUM_SOURCES, SECTIONS_OPTIONAL, 3 },
    { "reasons", hsviz_reasons, HSVIZ_NUM_REASONS, SECTIONS_REQUIRED, 2 },
    { "TCP states", hsviz_tcp_states, HSVIZ_NUM_TCP_STATES, SECTIONS_REQUIRED, 0 },
    { "openings", hsviz_opens, HSVIZ_NUM_OPENS, SECTIONS_REQUIRED, 1 },
    { "closes", hsviz_closes, HSVIZ_NUM_CLOSES, SECTIONS_REQUIRED, 1 },
    { "kinds", hsviz_kinds, HSVIZ_NUM_KINDS, SECTIONS_REQUIRED, 1 },
    { "marks", hsviz_marks, HSVIZ_NUM_MARKS, SECTIONS_REQUIRED, 0 },
    { "outcomes", hsviz_outcomes, HSVIZ_NUM_OUTCOMES, SECTIONS_OPTIONAL, 1 },
    { "ledger parts", hsviz_ledger_parts, HSVIZ_NUM_LEDGER_PARTS, SECTIONS_OPTIONAL, 6 },
};

static void expect_unique(const struct hsviz_word *words, int i)
{
    for (int j = 0; j < i; j++)
        assert_string_not_equal(words[i].name, words[j].name);
}

static void one_row_a_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(name_tables); i++) {
        const struct name_table *name_table = &name_tables[i];

        for (int value = 0; value < name_table->num; value++) {
            const struct hsviz_word *word = &name_table->words[value];

            if (word->value != value)
                fail_msg("%s: row %d has the value %d", name_table->name, value, word->value);
            expect_unique(name_table->words, value);
            assert_non_null(word->rfc);
            if (name_table->sections == SECTIONS_REQUIRED && value >= name_table->num_own)
                assert_true(word->rfc[0] != '\0');
            assert_string_equal(hsviz_word_name(name_table->words, value), word->name);
        }
        assert_int_equal(name_table->words[name_table->num].value, -1);
    }
}

/* No word but "no reason" is empty, and what no table has is "?". */
static void words_are_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(name_tables); i++) {
        for (int value = 0; value < name_tables[i].num; value++) {
            if (name_tables[i].words != hsviz_reasons || value != HSVIZ_REASON_NONE)
                assert_true(name_tables[i].words[value].name[0] != '\0');
        }
        assert_string_equal(hsviz_word_name(name_tables[i].words, name_tables[i].num), "?");
    }
}

/* ---- The model's words (model.md, sections 2 and 6) ---- */

static void names_of_the_model(void **state)
{
    static const char phases[] =
        "tcp-open hello server-parameters authentication key-exchange finished early-data "
        "application-data post-handshake alert tls-close tcp-close reset other plaintext";
    static const char kinds[] = "full resumed-id resumed-ticket resumed-psk psk-only";
    static const char outcomes[] = "complete rejected-by-client rejected-by-server client-gave-up "
                                   "server-gave-up timed-out one-sided cut not-tls";
    static const char closes[] = "four-segment three-segment simultaneous half reset-by-client "
                                 "reset-by-server open";
    static const char states[] = "LISTEN SYN-SENT SYN-RCVD ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 "
                                 "CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT CLOSED";
    static const struct {
        const char *names;
        const struct hsviz_word *words;
    } lists[] = { { phases, hsviz_phases },
                  { kinds, hsviz_kinds },
                  { outcomes, hsviz_outcomes },
                  { closes, hsviz_closes },
                  { states, hsviz_tcp_states } };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        char **names = g_strsplit(lists[i].names, " ", -1);

        for (char **name = names; *name; name++) {
            const struct hsviz_word *word = lists[i].words;

            while (word->value >= 0 && strcmp(word->name, *name) != 0)
                word++;
            if (word->value < 0)
                fail_msg("no such word: %s", *name);
        }
        g_strfreev(names);
    }
}

/* ---- Steps ---- */

/* interfaces.md: the names, and the letters of the history. */
static const struct {
    const char *name;
    char letter;
} published[] = {
    { "SYN", '\0' }, { "SYN-ACK", '\0' }, { "ACK", '\0' }, { "FIN", '\0' }, { "FIN-ACK", '\0' },
    { "RST", '\0' }, { "ClientHello", 'C' }, { "HelloRetryRequest", 'J' },
    { "ServerHello", 'S' }, { "EncryptedExtensions", 'O' }, { "CertificateRequest", 'R' },
    { "Certificate", 'X' }, { "CompressedCertificate", 'X' }, { "CertificateVerify", 'Y' },
    { "CertificateStatus", 'U' }, { "ServerKeyExchange", 'K' }, { "ServerHelloDone", 'N' },
    { "ClientKeyExchange", 'G' }, { "ChangeCipherSpec", 'I' }, { "Finished", 'F' },
    { "NewSessionTicket", 'T' }, { "EndOfEarlyData", 'E' }, { "KeyUpdate", 'P' },
    { "HelloRequest", 'H' }, { "Handshake", 'M' }, { "Alert", 'L' }, { "close_notify", 'Q' },
    { "EarlyData", 'A' }, { "ApplicationData", 'D' }, { "Heartbeat", 'B' }, { "Encrypted", 'Z' },
    { "Plaintext", '\0' },
};

/* Those that the default drawing does not show, and the gap of which nothing is known. */
static const char *const not_published[] = { "Keep-Alive", "Zero Window", "Window Probe",
                                             "Window Update", "Segment" };

static char letter_of(const char *name)
{
    for (int type = 1; type < HSVIZ_NUM_STEP_TYPES; type++) {
        if (strcmp(hsviz_step_words[type].name, name) == 0)
            return hsviz_step_words[type].letter;
    }
    fail_msg("no step is called %s", name);
    return '?';
}

static void steps_are_as_published(void **state)
{
    (void)state;
    assert_int_equal(G_N_ELEMENTS(published) + G_N_ELEMENTS(not_published),
                     HSVIZ_NUM_STEP_TYPES - 1);
    for (size_t i = 0; i < G_N_ELEMENTS(not_published); i++)
        assert_int_equal(letter_of(not_published[i]), '\0');
    for (size_t i = 0; i < G_N_ELEMENTS(published); i++) {
        bool found = false;

        for (int type = 1; type < HSVIZ_NUM_STEP_TYPES; type++) {
            if (strcmp(hsviz_step_words[type].name, published[i].name) == 0) {
                assert_int_equal(hsviz_step_words[type].letter, published[i].letter);
                found = true;
            }
        }
        if (!found)
            fail_msg("no step is called %s", published[i].name);
    }
}

static void steps_have_one_row_each(void **state)
{
    (void)state;
    for (int type = 0; type < HSVIZ_NUM_STEP_TYPES; type++) {
        const struct hsviz_step_word *word = &hsviz_step_words[type];

        assert_in_range(word->phase, 0, HSVIZ_NUM_PHASES - 1);
        if (type != HSVIZ_STEP_NONE)
            assert_true(word->rfc[0] != '\0' && word->name[0] != '\0');
        for (int other = 0; other < type; other++)
            assert_string_not_equal(word->name, hsviz_step_words[other].name);
    }
}

/* Steps of TLS have a capital letter, all others none. */
static void letters(void **state)
{
    (void)state;
    for (int type = 0; type < HSVIZ_NUM_STEP_TYPES; type++) {
        char letter = hsviz_step_words[type].letter;

        if (!hsviz_step_type_is_tls((unsigned)type))
            assert_int_equal(letter, '\0');
        else
            assert_true(g_ascii_isupper(letter));
    }
}

/* ---- Order of messages ---- */

/* Numbers of the IANA registry "TLS HandshakeType" (RFC 8446 4, RFC 5246 7.4, RFC 8879). */
static void handshake_types(void **state)
{
    static const struct {
        uint8_t number;
        const char *name;
    } types[] = {
        { 0, "HelloRequest" },       { 1, "ClientHello" },         { 2, "ServerHello" },
        { 4, "NewSessionTicket" },   { 5, "EndOfEarlyData" },      { 6, "HelloRetryRequest" },
        { 8, "EncryptedExtensions" }, { 11, "Certificate" },       { 12, "ServerKeyExchange" },
        { 13, "CertificateRequest" }, { 14, "ServerHelloDone" },   { 15, "CertificateVerify" },
        { 16, "ClientKeyExchange" }, { 20, "Finished" },           { 22, "CertificateStatus" },
        { 24, "KeyUpdate" },         { 25, "CompressedCertificate" }, { 21, "Handshake" },
        { 3, "Handshake" },          { 254, "Handshake" },         { 255, "Handshake" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        assert_string_equal(hsviz_step_words[hsviz_message_step(types[i].number)].name,
                            types[i].name);
}

/* draft-hickman-netscape-ssl 2.6, 2.7; 0 is its ERROR (2.8), no message of a handshake. */
static void ssl2_message_types(void **state)
{
    static const struct {
        uint8_t number;
        const char *name;
    } types[] = {
        { 1, "ClientHello" },        { 2, "ClientKeyExchange" }, { 3, "Finished" },
        { 4, "ServerHello" },        { 5, "CertificateVerify" }, { 6, "Finished" },
        { 7, "CertificateRequest" }, { 8, "Certificate" },       { 0, "Handshake" },
        { 9, "Handshake" },          { 255, "Handshake" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        assert_string_equal(hsviz_step_words[hsviz_ssl2_message_step(types[i].number)].name,
                            types[i].name);
}

static void every_message_is_a_step(void **state)
{
    (void)state;
    for (int type = 0; type < HSVIZ_NUM_STEP_TYPES; type++) {
        const struct hsviz_step_word *word = &hsviz_step_words[type];

        if (!word->is_message)
            continue;
        assert_true(word->letter != '\0');
        assert_int_equal(word->layer, HSVIZ_LAYER_HANDSHAKE);
        assert_int_not_equal(word->phase, HSVIZ_PHASE_OTHER);
        assert_true(word->rfc[0] != '\0');
        assert_int_equal(hsviz_message_step(word->number), type);
    }
}

static bool is_message(enum hsviz_step_type step)
{
    return hsviz_step_words[step].is_message || step == HSVIZ_STEP_CHANGE_CIPHER_SPEC;
}

static size_t num_places(const struct hsviz_message_order *order)
{
    size_t num = 0;

    while (num < HSVIZ_PLACES_MAX && order->places[num].step != HSVIZ_STEP_NONE)
        num++;
    return num;
}

/* Every list is of messages, ends inside its array, and begins with both hellos. */
static void orders_are_lists_of_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < hsviz_num_message_orders; i++) {
        const struct hsviz_message_order *order = &hsviz_message_orders[i];
        size_t num = num_places(order), num_finished = 0;

        assert_true(num < HSVIZ_PLACES_MAX);
        assert_true(order->rfc[0] != '\0');
        assert_int_equal(order->places[0].step, HSVIZ_STEP_CLIENT_HELLO);
        for (size_t j = 0; j < num; j++) {
            assert_true(is_message(order->places[j].step));
            num_finished += order->places[j].step == HSVIZ_STEP_FINISHED &&
                            order->places[j].presence == HSVIZ_REQUIRED;
        }
        assert_int_equal(num_finished, HSVIZ_NUM_SIDES);
    }
}

/* A handshake as letters, capital from the client, and the message that has no place any more.
 * Compressed certificates share the letter of others: here they are z. */
static const struct sentence {
    const char *name, *letters;
    char wrong; /* '\0': every one of these has its place, and any may follow */
} sentences[] = {
    { "TLS 1.2 full, RFC 5246 figure 1", "CsxkrnXGYIFtif", 'x' },
    { "TLS 1.2 full, all that is optional left out", "CsnGIFif", '\0' },
    { "TLS 1.2 with a stapled response, RFC 6066 8", "CsxuknGIFif", '\0' },
    { "TLS 1.2 resumed, RFC 5246 figure 2", "CsifIF", 'n' },
    { "TLS 1.2 resumed with a new ticket, RFC 5077 figure 2", "CstifIF", 'k' },
    { "TLS 1.3, RFC 8446 figure 1", "CsorxyfXYF", 's' },
    { "TLS 1.3 with a retry, figure 2", "CjCsoxyfF", 'c' },
    { "TLS 1.3 pre-shared key, figure 3", "CsofF", 'x' },
    { "TLS 1.3 0-RTT, figure 4", "CsofEF", 'E' },
    { "TLS 1.3 pre-shared key after a retry", "CjCsofF", 'f' },
    { "TLS 1.3, all that the client may send", "CsorxyfEXYF", 'E' },
    { "RFC 8879, the server's certificate compressed", "CsorzyfXYF", 'X' },
    { "RFC 8879, both", "CsorzyfZYF", '\0' },
    { "RFC 8879, the client's alone", "CsorxyfZYF", '\0' },
    { "RFC 8879, after a retry", "CjCsorzyfZYF", '\0' },
    { "SSL 2, no session identifier, 2.1.1", "CsGFyf", 'f' },
    { "SSL 2, session identifier, 2.1.2", "CsFyf", '\0' },
    { "SSL 2, session identifier and client authentication, 2.1.3", "CsFyrXf", '\0' },
    { "the ServerHello first", "", 's' },
    { "a retry first", "", 'j' },
    { "two ClientHellos, no retry", "C", 'C' },
    { "a retry, and no second ClientHello", "Cj", 's' },
    { "EncryptedExtensions before their ServerHello", "C", 'o' },
    { "TLS 1.3, Finished without EncryptedExtensions", "Cs", 'f' },
    { "TLS 1.3, Finished without CertificateVerify", "Csox", 'f' },
    { "RFC 8879, Finished without CertificateVerify", "Csoz", 'f' },
    { "RFC 8879, a certificate twice", "Csoz", 'x' },
    { "TLS 1.2, ClientKeyExchange before ServerHelloDone", "Csxk", 'G' },
    { "TLS 1.2, ChangeCipherSpec before ClientKeyExchange", "Csxn", 'I' },
    { "TLS 1.2, the server's Finished without ChangeCipherSpec", "CsxnGIF", 'f' },
    { "TLS 1.2 resumed, ChangeCipherSpec before its ServerHello", "C", 'i' },
    { "TLS 1.2 resumed, the client's Finished without ChangeCipherSpec", "Csif", 'F' },
    { "the certificate before its ServerHello", "C", 'x' },
    { "the client's Finished first", "C", 'F' },
    { "TLS 1.3, CertificateVerify without Certificate", "Cso", 'y' },
    { "TLS 1.2, Finished without ChangeCipherSpec", "CsxknG", 'F' },
    { "TLS 1.2, ServerHelloDone twice", "Csxkn", 'n' },
    { "TLS 1.3, the server's Finished before Certificate", "CsoxyfF", 'o' },
};

static bool say(struct hsviz_walk *walk, char letter)
{
    enum hsviz_side side = g_ascii_isupper(letter) ? HSVIZ_CLIENT : HSVIZ_SERVER;

    if (g_ascii_toupper(letter) == 'Z')
        return hsviz_walk_step(walk, side, HSVIZ_STEP_COMPRESSED_CERTIFICATE);
    for (int type = 0; type < HSVIZ_NUM_STEP_TYPES; type++) {
        if (hsviz_step_words[type].letter == g_ascii_toupper(letter))
            return hsviz_walk_step(walk, side, (enum hsviz_step_type)type);
    }
    return false;
}

static void sentences_of_the_standards(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
        struct hsviz_walk walk;

        hsviz_walk_start(&walk);
        for (const char *letter = sentences[i].letters; *letter; letter++) {
            if (!say(&walk, *letter))
                fail_msg("%s: no place for %c", sentences[i].name, *letter);
        }
        if (sentences[i].wrong && say(&walk, sentences[i].wrong))
            fail_msg("%s: a place for %c", sentences[i].name, sentences[i].wrong);
    }
}

static void a_walk_that_did_not_start_expects_everything(void **state)
{
    struct hsviz_walk walk = { 0 };

    (void)state;
    assert_true(say(&walk, 'f'));
    assert_true(say(&walk, 'F'));
}

/* ---- Notes ---- */

static void notes_have_words(void **state)
{
    struct hsviz_connection *connection = hsviz_connection_new(0);

    (void)state;
    for (int type = 0; type < HSVIZ_NUM_NOTE_TYPES; type++) {
        struct hsviz_note note = { .type = (uint8_t)type };
        GString *text = g_string_new(NULL);

        hsviz_note_text(connection, text, &note);
        assert_true(text->len > 0);
        assert_null(strpbrk(text->str, "{}"));
        assert_true(hsviz_note_summary((enum hsviz_note_type)type)[0] != '\0');
        for (int other = 0; other < type; other++)
            assert_string_not_equal(hsviz_note_key((enum hsviz_note_type)type),
                                    hsviz_note_key((enum hsviz_note_type)other));
        assert_in_range(hsviz_note_severity(&note), HSVIZ_CHAT, HSVIZ_ERROR);
        g_string_free(text, TRUE);
    }
    hsviz_connection_free(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_row_a_value),
        cmocka_unit_test(words_are_words),
        cmocka_unit_test(names_of_the_model),
        cmocka_unit_test(steps_are_as_published),
        cmocka_unit_test(steps_have_one_row_each),
        cmocka_unit_test(letters),
        cmocka_unit_test(handshake_types),
        cmocka_unit_test(ssl2_message_types),
        cmocka_unit_test(every_message_is_a_step),
        cmocka_unit_test(orders_are_lists_of_messages),
        cmocka_unit_test(sentences_of_the_standards),
        cmocka_unit_test(a_walk_that_did_not_start_expects_everything),
        cmocka_unit_test(notes_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
