/* test_model_der.c
 * Elements in distinguished encoding: tags, lengths, ends of windows, and times.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/pki/der.h"

/* Bytes in hexadecimal digits, in a block of exactly their size. */
static struct hsviz_bytes bytes_in(const char *digits)
{
    size_t len = strlen(digits) / 2;
    uint8_t *block = malloc(MAX(len, 1));

    assert_non_null(block);
    for (size_t i = 0; i < len; i++)
        block[i] = (uint8_t)(g_ascii_xdigit_value(digits[2 * i]) << 4 |
                             g_ascii_xdigit_value(digits[2 * i + 1]));
    return (struct hsviz_bytes){ block, len, false };
}

/* ---- Elements ---- */

struct element_row {
    const char *name, *digits;
    unsigned tag;
    size_t content_len, whole_len, left;
    bool is_short;
};

static const struct element_row element_rows[] = {
    { "empty window", "", 0, 0, 0, 0, true },
    { "tag alone", "30", 0, 0, 0, 0, true },
    { "empty content", "3000", 0x30, 0, 2, 0, false },
    { "one byte", "020107", 0x02, 1, 3, 0, false },
    { "what follows stays", "0201070500", 0x02, 1, 3, 2, false },
    { "content cut", "040301", 0x04, 1, 3, 0, true },
    { "content missing", "0403", 0x04, 0, 2, 0, true },
    { "long length", "04810201ff", 0x04, 2, 5, 0, false },
    { "length of two bytes", "0482000101", 0x04, 1, 5, 0, false },
    { "length of three bytes", "048300000101", 0x04, 1, 6, 0, false },
    { "length of four bytes", "04840000000101", 0x04, 1, 7, 0, false },
    { "length of five bytes", "0485000000000101", 0, 0, 0, 0, true },
    { "length of 127 bytes", "04ff0101", 0, 0, 0, 0, true },
    { "indefinite length", "308002010700", 0, 0, 0, 0, true },
    { "length cut after its first byte", "0482", 0, 0, 0, 0, true },
    { "length cut in the middle", "048201", 0, 0, 0, 0, true },
    { "the largest length", "0484ffffffff01", 0x04, 1, 7, 0, true },
    { "tag of several bytes", "1f810100", 0, 0, 0, 0, true },
    { "constructed tag of several bytes", "bf810100", 0, 0, 0, 0, true },
    { "end of contents", "00000201", 0, 0, 0, 0, true },
    { "tag zero with content", "000201", 0, 0, 0, 0, true },
};

static void an_element_is_read(void **state)
{
    const struct element_row *row = *state;
    struct hsviz_bytes bytes = bytes_in(row->digits), from = bytes;
    struct hsviz_der element = hsviz_der_next(&from);

    assert_int_equal(element.tag, row->tag);
    assert_int_equal(element.content.len, row->content_len);
    assert_int_equal(element.content.short_read, row->is_short);
    assert_int_equal(element.whole.len, row->whole_len);
    assert_int_equal(from.len, row->left);
    free((void *)bytes.start);
}

/* ---- Taking ---- */

static void what_has_another_tag_stays(void **state)
{
    struct hsviz_bytes bytes = bytes_in("0201070500"), from = bytes, content;

    (void)state;
    content = hsviz_der_take(&from, HSVIZ_DER_SEQUENCE);
    assert_true(content.short_read && content.len == 0);
    assert_true(from.start == bytes.start && from.len == bytes.len && !from.short_read);
    hsviz_der_skip(&from, HSVIZ_DER_BOOLEAN);
    assert_int_equal(from.len, bytes.len);
    hsviz_der_skip(&from, HSVIZ_DER_INTEGER);
    assert_int_equal(from.len, 2);
    assert_true(hsviz_der_take(&from, 0).short_read);
    free((void *)bytes.start);
}

/* An element that ends behind its parent is cut, and nothing in it is told. */
static void nothing_is_told_of_what_is_cut(void **state)
{
    struct hsviz_bytes bytes = bytes_in("3004040601020304"), from = bytes, inner, within;

    (void)state;
    inner = hsviz_der_take(&from, HSVIZ_DER_SEQUENCE);
    assert_false(inner.short_read);
    within = hsviz_der_take(&inner, HSVIZ_DER_OCTET_STRING);
    assert_true(within.short_read);
    assert_int_equal(within.len, 2);
    assert_int_equal(hsviz_der_next(&within).tag, 0);
    free((void *)bytes.start);
}

static void equal_is_whole_and_the_same(void **state)
{
    struct hsviz_bytes bytes = bytes_in("010203");
    struct hsviz_bytes cut = { bytes.start, 3, true }, none = { 0 };

    (void)state;
    assert_true(hsviz_der_is(bytes, "\1\2\3", 3));
    assert_false(hsviz_der_is(bytes, "\1\2\4", 3));
    assert_false(hsviz_der_is(bytes, "\1\2", 2));
    assert_false(hsviz_der_is(cut, "\1\2\3", 3));
    assert_true(hsviz_der_is(none, "", 0));
    assert_false(hsviz_der_is(none, "x", 1));
    free((void *)bytes.start);
}

/* ---- Times ---- */

static const struct time_row {
    const char *name;
    uint8_t tag;
    const char *text;
    int64_t seconds;
} time_rows[] = {
    { "GeneralizedTime", 0x18, "20261121130650Z", 1795266410 },
    { "UTCTime", 0x17, "261121130650Z", 1795266410 },
    { "UTCTime of 2049", 0x17, "491231235959Z", 2524607999 },
    { "UTCTime of 1950 is before all", 0x17, "500101000000Z", 0 },
    { "UTCTime of 1999", 0x17, "991231235959Z", 946684799 },
    { "leap day", 0x18, "20240229000000Z", 1709164800 },
    { "the last year", 0x18, "99991231235959Z", 253402300799 },
    { "before 1970", 0x18, "19691231235959Z", 0 },
    { "1970", 0x18, "19700101000000Z", 0 },
    { "year 0", 0x18, "00000101000000Z", 0 },
    { "month 0", 0x18, "20260001000000Z", 0 },
    { "month 13", 0x18, "20261301000000Z", 0 },
    { "day 0", 0x18, "20260100000000Z", 0 },
    { "no leap year", 0x18, "20250229000000Z", 0 },
    { "hour 24", 0x18, "20260101240000Z", 0 },
    { "minute 60", 0x18, "20260101006000Z", 0 },
    { "second 61", 0x18, "20260101000061Z", 0 },
    { "no Z", 0x18, "202611211306500", 0 },
    { "an offset", 0x18, "20261121130650+0100", 0 },
    { "a fraction", 0x18, "20261121130650.5Z", 0 },
    { "without seconds", 0x17, "2611211306Z", 0 },
    { "letters", 0x18, "2026112113065xZ", 0 },
    { "a sign", 0x18, "-0261121130650Z", 0 },
    { "high bytes", 0x18,
      "2026\xff\xfe"
      "21130650Z",
      0 },
    { "empty", 0x18, "", 0 },
    { "GeneralizedTime as UTCTime", 0x17, "20261121130650Z", 0 },
    { "UTCTime as GeneralizedTime", 0x18, "261121130650Z", 0 },
    { "another type", 0x04, "20261121130650Z", 0 },
};

static void a_time_is_read(void **state)
{
    const struct time_row *row = *state;
    size_t len = strlen(row->text);
    uint8_t *block = malloc(MAX(len, 1));
    struct hsviz_der element = { .tag = row->tag, .content = { block, len, false } };

    assert_non_null(block);
    memcpy(block, row->text, len);
    assert_int_equal(hsviz_der_time_s(element), row->seconds);
    element.content.short_read = true;
    assert_int_equal(hsviz_der_time_s(element), 0);
    free(block);
}

static void no_element_is_no_time(void **state)
{
    struct hsviz_der none = { .tag = 0 };

    (void)state;
    assert_int_equal(hsviz_der_time_s(none), 0);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(what_has_another_tag_stays),
        cmocka_unit_test(nothing_is_told_of_what_is_cut),
        cmocka_unit_test(equal_is_whole_and_the_same),
        cmocka_unit_test(no_element_is_no_time),
    };
    struct CMUnitTest elements[G_N_ELEMENTS(element_rows)], times[G_N_ELEMENTS(time_rows)];
    int failed;

    for (size_t i = 0; i < G_N_ELEMENTS(element_rows); i++)
        elements[i] = row_test(element_rows[i].name, an_element_is_read, &element_rows[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(time_rows); i++)
        times[i] = row_test(time_rows[i].name, a_time_is_read, &time_rows[i]);
    failed = cmocka_run_group_tests(elements, NULL, NULL);
    failed += cmocka_run_group_tests(times, NULL, NULL);
    return failed + cmocka_run_group_tests(others, NULL, NULL);
}
