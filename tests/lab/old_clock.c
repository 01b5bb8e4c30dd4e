/* Preloaded, lets a program believe that it is OLD_CLOCK_DAYS days ago: openssl ocsp dates its
 * answers by the clock alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <time.h>

enum { SECONDS_PER_DAY = 86400 };

time_t time(time_t *into)
{
    struct timespec now;
    const char *days = getenv("OLD_CLOCK_DAYS");
    clock_gettime(CLOCK_REALTIME, &now);
    time_t then = now.tv_sec - (days ? atol(days) : 0) * SECONDS_PER_DAY;
    if (into)
        *into = then;
    return then;
}
