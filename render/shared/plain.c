/* plain.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "plain.h"

/* 15: in all; 0: in none, as what spells out other bytes, and all that is not named. */
const uint8_t hsviz_plain_in[UINT8_MAX + 1] = {
    /* clang-format off */
    [0x20] =
    15, 15,  1, 15, 15, 15, 11, 11, 15, 15, 15, 15,  7, 15, 15, 15, /*  !"#$%&'()*+,-./ */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  7, 11, 15, 11, 15, /* 0123456789:;<=>? */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, /* @ABCDEFGHIJKLMNO */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  0, 15, 15, 15, /* PQRSTUVWXYZ[\]^_ */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, /* `abcdefghijklmno */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,      /* pqrstuvwxyz{|}~ */
    /* clang-format on */
};
