/* asked.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "asked.h"

#include <stddef.h>
#include <string.h>

#include <glib.h>

#include "model/core/serial.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"

static void drop_runs(struct hsviz_asked *asked, size_t num)
{
    asked->num_runs = (uint8_t)(asked->num_runs - num);
    memmove(&asked->runs[0], &asked->runs[num], asked->num_runs * sizeof asked->runs[0]);
}

/* What was acknowledged was answered. */
static void drop_acknowledged(struct hsviz_asked *asked, uint32_t ack)
{
    size_t num = 0;

    while (num < asked->num_runs && !hsviz_serial_before(ack, asked->runs[num].end))
        num++;
    if (num > 0)
        drop_runs(asked, num);
}

static void add(struct hsviz_asked *asked, const struct hsviz_tcp_packet *now)
{
    struct hsviz_asked_run *last = asked->num_runs > 0 ? &asked->runs[asked->num_runs - 1] : NULL;

    if (last && last->ack == now->packet.shown && last->half_rtt == now->packet.half_rtt) {
        last->end = now->packet.space_end;
        last->num += last->num < UINT16_MAX;
        return;
    }
    if (asked->num_runs == HSVIZ_ASKED_MAX)
        drop_runs(asked, 1);
    asked->runs[asked->num_runs++] = (struct hsviz_asked_run){
        .ack = now->packet.shown,
        .first_end = now->packet.space_end,
        .end = now->packet.space_end,
        .half_rtt = now->packet.half_rtt,
        .num = 1,
    };
}

void hsviz_asked_take(struct hsviz_asked **asked, const struct hsviz_tcp_packet *now,
                      bool is_open)
{
    enum hsviz_end end = now->packet.end;
    bool asks = now->packet.space_end != now->packet.space_begin &&
                !(now->segment->flags & HSVIZ_TCP_SYN);
    struct hsviz_asked *own;

    if (!(now->segment->flags & HSVIZ_TCP_ACK) || now->segment->flags & HSVIZ_TCP_RST)
        return;
    if (!*asked && asks && is_open)
        *asked = g_new0(struct hsviz_asked, HSVIZ_NUM_ENDS);
    if (!*asked)
        return;
    own = &(*asked)[end];
    if (now->packet.shows_more)
        drop_acknowledged(&(*asked)[hsviz_other_end(end)], now->packet.shown);
    if (asks)
        add(own, now);
    else if (own->bare.num == 0 || own->bare.ack != now->packet.shown)
        own->bare = (struct hsviz_asked_run){
            .ack = now->packet.shown,
            .first_end = now->packet.space_end,
            .end = now->packet.space_end,
            .half_rtt = now->packet.half_rtt,
            .num = 1,
        };
}

/* The first that was not answered; else the bare acknowledgement, which only an end that is closed
 * answers; NULL without one. */
static struct hsviz_asked_run *first_unanswered(struct hsviz_asked *asked, uint32_t seq)
{
    for (size_t i = 0; i < asked->num_runs; i++) {
        struct hsviz_asked_run *run = &asked->runs[i];

        if (run->ack == seq && run->num_answered < run->num)
            return run;
    }
    return asked->bare.num > 0 && asked->bare.ack == seq ? &asked->bare : NULL;
}

bool hsviz_asked_has(struct hsviz_asked *asked, enum hsviz_end end, uint32_t seq)
{
    return asked && first_unanswered(&asked[hsviz_other_end(end)], seq);
}

void hsviz_asked_answer(struct hsviz_asked *asked, struct hsviz_tcp_packet *now)
{
    enum hsviz_end other = hsviz_other_end(now->packet.end);
    struct hsviz_asked_run *run;

    if ((now->segment->flags & (HSVIZ_TCP_RST | HSVIZ_TCP_ACK)) != HSVIZ_TCP_RST || !asked)
        return;
    run = first_unanswered(&asked[other], now->packet.space_begin);
    if (!run)
        return;
    now->is_answer = true;
    now->asked_end = run->num_answered == 0 ? run->first_end : run->end;
    now->asked_half_rtt = run->half_rtt;
    run->num_answered += run->num_answered < UINT16_MAX;
}

void hsviz_asked_retire(struct hsviz_asked **asked)
{
    if (!*asked || (*asked)[HSVIZ_END_0].num_runs + (*asked)[HSVIZ_END_1].num_runs > 0)
        return;
    g_free(*asked);
    *asked = NULL;
}
