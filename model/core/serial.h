/* serial.h
 * Serial numbers: comparison modulo 2^32 (RFC 9293 3.4, RFC 1982 3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_CORE_SERIAL_H
#define HSVIZ_MODEL_CORE_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

/* hsviz_serial_before: a is before b. */
static inline bool hsviz_serial_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

#endif
