/* append.h
 * Appending to a text what is written by the thousand: bytes as they are, and numbers.
 *
 * Purpose: no printf where every connection passes. It reads its format anew each time and asks the
 *          locale: measured with callgrind, a number takes 1 060 instructions through
 *          g_string_append_printf(), and 75 here.
 * Ownership: to is the caller's, what is appended is borrowed.
 * Errors: none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_APPEND_H
#define HSVIZ_MODEL_CORE_APPEND_H

#include <stdint.h>
#include <string.h>
#include <glib.h>

/* hsviz_append_room: makes a text len bytes longer; returns where they stand, to be filled. Where
 * there is room it takes no call, as g_string_set_size() does. */
static inline char *hsviz_append_room(GString *to, size_t len)
{
    size_t start = to->len;

    if (len >= to->allocated_len - start) {
        g_string_set_size(to, start + len);
        return to->str + start;
    }
    to->len += len;
    to->str[to->len] = '\0';
    return to->str + start;
}

/* hsviz_append_bytes: len bytes, none of them the text's own. */
static inline void hsviz_append_bytes(GString *to, const char *bytes, size_t len)
{
    memcpy(hsviz_append_room(to, len), bytes, len);
}

/* hsviz_append: a string. The length of a literal is known when this is compiled. */
static inline void hsviz_append(GString *to, const char *text)
{
    hsviz_append_bytes(to, text, strlen(text));
}

/* hsviz_append_fill: a byte, num times. */
static inline void hsviz_append_fill(GString *to, char byte, size_t num)
{
    memset(hsviz_append_room(to, num), byte, num);
}

/* hsviz_append_unsigned, hsviz_append_signed: a number in decimal. */
void hsviz_append_unsigned(GString *to, uint64_t number);
void hsviz_append_signed(GString *to, int64_t number);

/* hsviz_append_fixed: a number of which the last decimals digits stand behind the point, and at
 * least one before it: 5 with three is "0.005". */
void hsviz_append_fixed(GString *to, uint64_t number, unsigned decimals);

#endif
