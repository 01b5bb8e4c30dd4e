/* numbering.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "numbering.h"

enum {
    /* An end that numbers its packets one by one has shown that so often. */
    NUMBERING_MIN_SUCCESSIVE = 2,
    /* A number that is further away than a window's worth of packets was not reached by ones. */
    NUMBERING_MAX_SKIPPED = 64,
};

bool hsviz_numbering_skips(const struct hsviz_numbering *numbering, uint16_t identification)
{
    uint16_t step = (uint16_t)(identification - numbering->newest);

    return numbering->has_newest && identification != 0 && step > 1 &&
           step <= NUMBERING_MAX_SKIPPED;
}

void hsviz_numbering_take(struct hsviz_numbering *numbering, uint16_t identification,
                          bool is_explained)
{
    if (identification == 0)
        return;
    if ((uint16_t)(identification - numbering->newest) == 1 && numbering->has_newest)
        numbering->num_successive += numbering->num_successive < UINT8_MAX;
    else if (numbering->has_newest &&
             !(is_explained && hsviz_numbering_skips(numbering, identification)))
        numbering->is_irregular = true;
    numbering->newest = identification;
    numbering->has_newest = true;
}

bool hsviz_numbering_is_successive(const struct hsviz_numbering *numbering)
{
    return numbering->num_successive >= NUMBERING_MIN_SUCCESSIVE && !numbering->is_irregular;
}
