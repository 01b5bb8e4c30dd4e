/* append.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "append.h"

/* Digits of 2^64 - 1, with a point. */
enum { NUMBER_MAX = 20 + 1 };

/* Writes number so that it ends before end; returns where it begins. */
static char *write_digits(char *end, uint64_t number)
{
    do
        *--end = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    return end;
}

void hsviz_append_unsigned(GString *to, uint64_t number)
{
    char digits[NUMBER_MAX];
    char *end = digits + NUMBER_MAX, *start = write_digits(end, number);

    hsviz_append_bytes(to, start, (size_t)(end - start));
}

void hsviz_append_signed(GString *to, int64_t number)
{
    if (number < 0)
        hsviz_append_bytes(to, "-", 1);
    hsviz_append_unsigned(to, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void hsviz_append_fixed(GString *to, uint64_t number, unsigned decimals)
{
    char digits[NUMBER_MAX];
    char *end = digits + NUMBER_MAX, *start = end;

    for (unsigned i = 0; i < decimals; i++, number /= 10)
        *--start = (char)('0' + number % 10);
    if (decimals > 0)
        *--start = '.';
    start = write_digits(start, number);
    hsviz_append_bytes(to, start, (size_t)(end - start));
}
