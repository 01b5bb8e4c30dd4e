/* bytes.h
 * Reading numbers and vectors from bytes on the wire.
 *
 * Purpose: a bounds-checked window over borrowed bytes. Reading past its end gives zero or an empty
 *          window, and sets short_read permanently.
 * Zero: an empty window.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_BYTES_H
#define HSVIZ_MODEL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hsviz_bytes {
    const uint8_t *start;
    size_t len;
    bool short_read;
};

/* hsviz_bytes_take: removes the next len bytes from the window and returns them. */
static inline struct hsviz_bytes hsviz_bytes_take(struct hsviz_bytes *from, size_t len)
{
    struct hsviz_bytes taken = { from->start, len, false };

    if (len > from->len) {
        from->short_read = true;
        taken.len = from->len;
        taken.short_read = true;
    }
    if (taken.len > 0)
        from->start += taken.len;
    from->len -= taken.len;
    return taken;
}

/* hsviz_bytes_number: the next len bytes (at most 4) as a number in network order; 0 if short. */
static inline uint32_t hsviz_bytes_number(struct hsviz_bytes *from, size_t len)
{
    struct hsviz_bytes taken = hsviz_bytes_take(from, len);
    uint32_t number = 0;

    if (taken.short_read)
        return 0;
    for (size_t i = 0; i < taken.len; i++)
        number = number << 8 | taken.start[i];
    return number;
}

/* hsviz_bytes_vector: a vector whose length is in the len_size bytes before it (RFC 8446 3.4);
 * truncated at the window's end. */
static inline struct hsviz_bytes hsviz_bytes_vector(struct hsviz_bytes *from, size_t len_size)
{
    return hsviz_bytes_take(from, hsviz_bytes_number(from, len_size));
}

#endif
