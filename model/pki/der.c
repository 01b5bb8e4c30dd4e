/* der.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "der.h"

#include <string.h>

#include <glib.h>

enum {
    LONG_TAG = 0x1f,      /* X.690 8.1.2.4: a tag of several bytes, which nothing here has */
    LONG_LENGTH = 0x80,   /* X.690 8.1.3.5 */
    LENGTH_BYTES_MAX = 4, /* of a length: nothing in a capture has more */
    UTC_TIME_LEN = 13,    /* YYMMDDhhmmssZ */
    GENERALIZED_TIME_LEN = 15,
    /* RFC 5280 4.1.2.5.1: years from 50 on are of the last century. */
    UTC_TIME_PIVOT = 50,
};

/* Reads the length that follows; false if it is invalid in DER. */
static bool read_length(struct hsviz_bytes *from, size_t *len)
{
    uint32_t first = hsviz_bytes_number(from, 1);
    size_t num_bytes = first & ~(unsigned)LONG_LENGTH;

    *len = first;
    if (!(first & LONG_LENGTH))
        return !from->short_read;
    if (num_bytes == 0 || num_bytes > LENGTH_BYTES_MAX)
        return false;
    *len = hsviz_bytes_number(from, num_bytes);
    return !from->short_read;
}

struct hsviz_der hsviz_der_next(struct hsviz_bytes *from)
{
    struct hsviz_der element = { .whole = *from };
    size_t len = 0;

    element.tag = (uint8_t)hsviz_bytes_number(from, 1);
    if (element.tag == 0 || (element.tag & LONG_TAG) == LONG_TAG || !read_length(from, &len)) {
        hsviz_bytes_take(from, from->len);
        return (struct hsviz_der){ .content.short_read = true };
    }
    element.content = hsviz_bytes_take(from, len);
    element.whole.len -= from->len;
    return element;
}

struct hsviz_bytes hsviz_der_take(struct hsviz_bytes *from, unsigned tag)
{
    struct hsviz_bytes next = *from;
    struct hsviz_der element = hsviz_der_next(&next);

    if (element.tag == 0 || element.tag != tag)
        return (struct hsviz_bytes){ .short_read = true };
    *from = next;
    return element.content;
}

void hsviz_der_skip(struct hsviz_bytes *from, unsigned tag)
{
    hsviz_der_take(from, tag);
}

bool hsviz_der_is(struct hsviz_bytes content, const void *value, size_t len)
{
    return !content.short_read && content.len == len &&
           (len == 0 || memcmp(content.start, value, len) == 0);
}

/* The number of the two digits at text. */
static int two_digits(const uint8_t *text)
{
    return g_ascii_digit_value((char)text[0]) * 10 + g_ascii_digit_value((char)text[1]);
}

static bool is_digits(const uint8_t *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!g_ascii_isdigit((char)text[i]))
            return false;
    }
    return true;
}

/* The time whose month begins at text, in year. */
static int64_t time_of(int year, const uint8_t *text)
{
    GDateTime *time =
        g_date_time_new_utc(year, two_digits(text), two_digits(text + 2), two_digits(text + 4),
                            two_digits(text + 6), two_digits(text + 8));
    int64_t seconds = time ? g_date_time_to_unix(time) : 0;

    if (time)
        g_date_time_unref(time);
    return MAX(seconds, 0);
}

int64_t hsviz_der_time_s(struct hsviz_der element)
{
    struct hsviz_bytes text = element.content;
    size_t len = element.tag == HSVIZ_DER_UTC_TIME ? UTC_TIME_LEN : GENERALIZED_TIME_LEN;
    int year;

    if ((element.tag != HSVIZ_DER_UTC_TIME && element.tag != HSVIZ_DER_GENERALIZED_TIME) ||
        text.short_read || text.len != len || !is_digits(text.start, len - 1) ||
        text.start[len - 1] != 'Z')
        return 0;
    year = two_digits(text.start);
    if (element.tag == HSVIZ_DER_UTC_TIME)
        return time_of(year + (year < UTC_TIME_PIVOT ? 2000 : 1900), text.start + 2);
    return time_of(year * 100 + two_digits(text.start + 2), text.start + 4);
}
