/* test_model_sniff.c
 * What a segment's first bytes are taken for: a record, a whole ClientHello, an alert alone.
 *
 * Source: RFC 8446 4, 5.1, 6; RFC 5246 E.2 for the hello of SSL 2; RFC 6520 4.
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

#include "model/tcp/segment.h"
#include "model/tls/sniff.h"

enum { TAKEN_FOR_RECORD = 1, TAKEN_FOR_HELLO = 2, TAKEN_FOR_ALERT = 4 };

/* Bytes in hexadecimal, and what they are taken for. */
static const struct beginning {
    const char *name, *bytes;
    unsigned taken_for;
} beginnings[] = {
    /* content type, version, length; message, length, version */
    { "a ClientHello", "16 03 01 00 06 01 00 00 02 03 03", TAKEN_FOR_RECORD | TAKEN_FOR_HELLO },
    { "a ClientHello and more", "16 03 01 00 06 01 00 00 02 03 03 17 03",
      TAKEN_FOR_RECORD | TAKEN_FOR_HELLO },
    { "a ClientHello, its last byte missing", "16 03 01 00 06 01 00 00 02 03", TAKEN_FOR_RECORD },
    { "the header alone", "16 03 01 00 06", TAKEN_FOR_RECORD },
    { "four bytes", "16 03 01 00", 0 },
    { "a ServerHello", "16 03 01 00 06 02 00 00 02 03 03", TAKEN_FOR_RECORD },
    { "a message longer than its record", "16 03 01 00 06 01 00 00 03 03 03", TAKEN_FOR_RECORD },
    { "a hello of another version", "16 03 01 00 06 01 00 00 02 02 03", TAKEN_FOR_RECORD },
    { "a record of no message", "16 03 01 00 00", 0 },
    { "a record of another version", "16 02 01 00 06 01 00 00 02 03 03", 0 },
    { "ChangeCipherSpec, the first content type", "14 03 03 00 01 01", TAKEN_FOR_RECORD },
    { "a heartbeat, the last one", "18 03 03 00 01 01", TAKEN_FOR_RECORD },
    { "before the first", "13 03 03 00 01 01", 0 },
    { "after the last", "19 03 03 00 01 01", 0 },
    { "an alert", "15 03 03 00 02 02 28", TAKEN_FOR_RECORD | TAKEN_FOR_ALERT },
    { "a warning", "15 03 00 00 02 01 00", TAKEN_FOR_RECORD | TAKEN_FOR_ALERT },
    { "an alert of level 0", "15 03 03 00 02 00 28", TAKEN_FOR_RECORD },
    { "an alert of level 3", "15 03 03 00 02 03 28", TAKEN_FOR_RECORD },
    { "an alert of another length", "15 03 03 00 03 02 28", TAKEN_FOR_RECORD },
    { "an alert of another version", "15 02 03 00 02 02 28", 0 },
    { "an alert that is not alone", "15 03 03 00 02 02 28 15", TAKEN_FOR_RECORD },
    { "an encrypted alert", "15 03 03 00 1a 00 00", TAKEN_FOR_RECORD },
    { "seven bytes of data", "17 03 03 00 02 02 28", TAKEN_FOR_RECORD },
    { "a hello of SSL 2", "80 2e 01 00 02", TAKEN_FOR_RECORD },
    { "a hello of SSL 2 for TLS 1.0", "80 2e 01 03 01", TAKEN_FOR_RECORD },
    { "SSL 2, another message", "80 2e 04 00 02", 0 },
    { "SSL 2, no version of ours", "80 2e 01 02 00", 0 },
    { "text", "47 45 54 20 2f 20 48", 0 },
    { "nothing", "", 0 },
};

static unsigned taken_for(const struct hsviz_segment *segment)
{
    const uint8_t *bytes = segment->payload;
    size_t len = segment->payload_captured_len;

    return (hsviz_sniff_record(bytes, len) == HSVIZ_SNIFFED_IT ||
                    hsviz_sniff_ssl2_hello(bytes, len, false) == HSVIZ_SNIFFED_IT
                ? TAKEN_FOR_RECORD
                : 0) |
           (hsviz_is_client_hello(segment->payload, segment->payload_captured_len) ? TAKEN_FOR_HELLO
                                                                                   : 0) |
           (hsviz_is_alert(segment->payload, segment->payload_captured_len, segment->payload_len)
                ? TAKEN_FOR_ALERT
                : 0);
}

/* A segment with these bytes, in memory of just their size, so that sanitizers see reading on. */
static struct hsviz_segment segment_of(const char *hexadecimal)
{
    char **numbers = g_strsplit(hexadecimal, " ", -1);
    guint len = g_strv_length(numbers);
    uint8_t *bytes = g_malloc(MAX(len, 1));

    for (guint i = 0; i < len; i++)
        bytes[i] = (uint8_t)g_ascii_strtoull(numbers[i], NULL, 16);
    g_strfreev(numbers);
    return (struct hsviz_segment){ .payload = bytes, .payload_len = len,
                                   .payload_captured_len = len };
}

static void first_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        struct hsviz_segment segment = segment_of(beginnings[i].bytes);
        unsigned found = taken_for(&segment);

        if (found != beginnings[i].taken_for)
            fail_msg("%s is taken for %u", beginnings[i].name, found);
        g_free((void *)segment.payload);
    }
}

/* Where a capture has cut off bytes, what is not there decides nothing. */
static void bytes_cut_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        struct hsviz_segment segment = segment_of(beginnings[i].bytes);
        size_t len = segment.payload_len;

        if (beginnings[i].taken_for & TAKEN_FOR_ALERT) {
            segment.payload_captured_len = 5;
            assert_int_equal(taken_for(&segment), TAKEN_FOR_RECORD);
        }
        segment.payload_captured_len = MIN(len, 4);
        assert_int_equal(taken_for(&segment), 0);
        g_free((void *)segment.payload);
        segment.payload = NULL;
        segment.payload_captured_len = 0;
        assert_int_equal(taken_for(&segment), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_bytes),
        cmocka_unit_test(bytes_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
