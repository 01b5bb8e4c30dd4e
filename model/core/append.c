/* append.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "append.h"

/* Digits of 2^64 - 1. */
enum { DIGITS_MAX = 20 };

static unsigned count_digits(uint64_t number)
{
    uint64_t power = 10;
    unsigned num = 1;

    while (number >= power && ++num < DIGITS_MAX)
        power *= 10;
    return num;
}

/* Writes the last num digits of number so that they end before end; returns the rest of it. */
static uint64_t write_digits(char *end, uint64_t number, unsigned num)
{
    for (; num > 0; num--, number /= 10)
        *--end = (char)('0' + number % 10);
    return number;
}

void hsviz_append_unsigned(GString *to, uint64_t number)
{
    unsigned num = count_digits(number);

    write_digits(hsviz_append_room(to, num) + num, number, num);
}

void hsviz_append_signed(GString *to, int64_t number)
{
    if (number < 0)
        hsviz_append(to, "-");
    hsviz_append_unsigned(to, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void hsviz_append_fixed(GString *to, uint64_t number, unsigned decimals)
{
    unsigned num = MAX(count_digits(number), decimals + 1) - decimals; /* before the point */
    char *start;

    if (decimals == 0) {
        hsviz_append_unsigned(to, number);
        return;
    }
    start = hsviz_append_room(to, num + 1 + decimals);
    number = write_digits(start + num + 1 + decimals, number, decimals);
    start[num] = '.';
    write_digits(start + num, number, num);
}
