/* plain.h
 * How much of a text stands for itself, and is copied as it is.
 *
 * Purpose: nearly all that is drawn is plain ASCII. Finding the run and copying it whole takes a
 *          tenth of looking at each of its characters as one of Unicode (escape.h does that with
 *          what is left).
 * Units: bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_PLAIN_H
#define HSVIZ_RENDER_SHARED_PLAIN_H

#include <stddef.h>
#include <stdint.h>

/* The syntaxes that text is written in, a bit each. */
enum hsviz_syntax {
    HSVIZ_IN_TERMINAL = 1,
    HSVIZ_IN_JSON = 2,
    HSVIZ_IN_XML = 4,
    HSVIZ_IN_CSV = 8, /* and in none that needs quotes */
};

/* hsviz_plain_in: of each byte, the syntaxes in which it stands for itself whatever is beside it.
 * They are among those of printable ASCII. */
extern const uint8_t hsviz_plain_in[UINT8_MAX + 1];

/* hsviz_plain_len: the length of the beginning of text that stands for itself. */
static inline size_t hsviz_plain_len(const char *text, enum hsviz_syntax syntax)
{
    const char *end = text;

    while (hsviz_plain_in[(unsigned char)*end] & syntax)
        end++;
    return (size_t)(end - text);
}

/* hsviz_character_end: where the character at text ends, with all bytes that only go on with one:
 * what stands on either side of there is escaped on its own. */
static inline const char *hsviz_character_end(const char *text)
{
    do
        text++;
    while (((unsigned char)*text & 0xc0) == 0x80);
    return text;
}

#endif
