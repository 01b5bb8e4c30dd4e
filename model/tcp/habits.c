/* habits.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "habits.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "model/core/serial.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"

enum {
    /* Equal paths that a router shares packets among differ by a hop or two (ECMP). */
    FAR_HOPS = 3,
    /* Identifications that belong to one counter: a host counts all its packets, or those of one
     * connection or destination. */
    NEXT_IDS = 1024,
    LATE_IDS = 64, /* a packet may be overtaken */
    SUCCESSIVE_ENOUGH = 3,
};

/* ---- Learning ---- */

static void learn_hops(struct hsviz_habits *habits, uint8_t hops)
{
    if (hops == 0 || memchr(habits->hops, hops, habits->num_hops))
        return;
    if (habits->num_hops == HSVIZ_HOPS_MAX)
        habits->hops_vary = true;
    else
        habits->hops[habits->num_hops++] = hops;
}

static bool is_successor(const struct hsviz_habits *habits, uint16_t id)
{
    uint16_t after = (uint16_t)(id - habits->newest_id);

    return after < NEXT_IDS || after > UINT16_MAX - LATE_IDS;
}

static void learn_id(struct hsviz_habits *habits, uint16_t id)
{
    if (id == 0)
        return;
    if (habits->newest_id == 0 || id == habits->newest_id || !is_successor(habits, id))
        habits->num_successive = 0;
    else
        habits->num_successive += habits->num_successive < UINT8_MAX;
    habits->newest_id = id;
}

static void learn_sending(struct hsviz_habits *habits, struct hsviz_sending sending)
{
    if (habits->num_sendings == HSVIZ_SENDINGS_MAX) {
        habits->num_sendings--;
        memmove(&habits->sendings[0], &habits->sendings[1],
                habits->num_sendings * sizeof habits->sendings[0]);
    }
    habits->sendings[habits->num_sendings++] = sending;
}

void hsviz_habits_learn(struct hsviz_habits *habits, const struct hsviz_tcp_packet *now)
{
    struct hsviz_sending sending = { now->packet.time_ns, now->packet.space_end,
                                     now->packet.frame };

    learn_hops(habits, now->segment->hops);
    learn_id(habits, now->segment->ip_id);
    habits->num_packets += habits->num_packets < UINT8_MAX;
    if (now->packet.novelty == HSVIZ_NEW)
        learn_sending(habits, sending);
    if (now->packet.shows_more) {
        sending.space_end = now->packet.shown;
        habits->acknowledging = sending;
    }
}

/* ---- Comparing ---- */

const struct hsviz_sending *hsviz_habits_sent(const struct hsviz_habits *habits, uint32_t space_end)
{
    for (size_t i = 0; i < habits->num_sendings; i++) {
        if (!hsviz_serial_before(habits->sendings[i].space_end, space_end))
            return &habits->sendings[i];
    }
    return NULL;
}

/* How many routers a packet has passed, if it began with a usual limit (64, 128, 255). */
static int passed(uint8_t hops)
{
    if (hops <= 64)
        return 64 - hops;
    return hops <= 128 ? 128 - hops : 255 - hops;
}

enum hsviz_fit hsviz_habits_hops(const struct hsviz_habits *habits,
                                 const struct hsviz_segment *segment)
{
    int nearest = FAR_HOPS;

    if (segment->hops == 0 || habits->num_hops == 0 || habits->hops_vary)
        return HSVIZ_FITS;
    for (size_t i = 0; i < habits->num_hops; i++) {
        int difference = abs(habits->hops[i] - segment->hops);

        if (difference == 0)
            return HSVIZ_FITS;
        /* Hosts may begin resets with another limit than data, on the same path. */
        nearest =
            MIN(nearest, MIN(difference, abs(passed(habits->hops[i]) - passed(segment->hops))));
    }
    return nearest < FAR_HOPS ? HSVIZ_DIFFERS : HSVIZ_DIFFERS_FAR;
}

bool hsviz_habits_id_fits(const struct hsviz_habits *habits, const struct hsviz_segment *segment)
{
    return segment->ip_id == 0 || habits->num_successive < SUCCESSIVE_ENOUGH ||
           is_successor(habits, segment->ip_id);
}
