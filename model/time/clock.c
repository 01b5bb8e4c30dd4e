/* clock.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "clock.h"

#include <string.h>

#include <glib.h>

#include "model/core/packet.h"
#include "model/core/serial.h"
#include "model/core/units.h"

/* A leg that is shorter than this fraction of the shortest path RTT did not go through the other
 * end: the packet replies to an earlier copy of the bytes. */
enum { PATH_RTT_DOUBT_DIVISOR = 2 };

enum { CAUSES_GROWTH = 2 };

/* No path RTT is longer than twice the maximum segment lifetime (RFC 9293 3.4.2: 2 minutes). A
 * longer leg is a clock that jumped, or think time. */
#define PATH_RTT_MAX_NS (INT64_C(240) * 1000000000)

struct hsviz_clock *hsviz_clock_new(void)
{
    return g_new0(struct hsviz_clock, 1);
}

void hsviz_clock_free(struct hsviz_clock *clock)
{
    if (!clock)
        return;
    for (size_t end = 0; end < HSVIZ_NUM_ENDS; end++) {
        g_free(clock->from[end].causes);
        g_free(clock->from[end].releases);
    }
    g_free(clock->candidates);
    g_free(clock->checks);
    g_free(clock);
}

int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger)
{
    return ledger->network_ns[HSVIZ_END_0] + ledger->network_ns[HSVIZ_END_1] +
           ledger->think_ns[HSVIZ_END_0] + ledger->think_ns[HSVIZ_END_1] + ledger->loss_ns +
           ledger->unknown_ns;
}

/* ---- Causes ---- */

static bool covers(uint32_t ack, const struct hsviz_cause *cause)
{
    return !hsviz_serial_before(ack, cause->space_end);
}

/* The latest cause among those that ack covers. Of copies of the same bytes, one that came too late
 * for this reply does not count. */
static const struct hsviz_cause *newest_covered(const struct hsviz_cause_list *list, uint32_t ack,
                                                int64_t now_ns,
                                                const struct hsviz_cause_list *through)
{
    int64_t doubt_ns = through->has_path_rtt ? through->path_rtt_ns / PATH_RTT_DOUBT_DIVISOR : 0;
    const struct hsviz_cause *newest = NULL;

    for (size_t i = 0; i < list->num; i++) {
        const struct hsviz_cause *cause = &list->causes[i];

        if (!covers(ack, cause) ||
            (newest && newest->space_end == cause->space_end && now_ns - cause->time_ns < doubt_ns))
            continue;
        if (!newest || cause->time_ns >= newest->time_ns)
            newest = cause;
    }
    return newest;
}

/* The first copy of the data before space_end. */
static const struct hsviz_cause *original_of(const struct hsviz_cause_list *list,
                                             uint32_t space_end)
{
    for (size_t i = 0; i < list->num; i++) {
        if (!hsviz_serial_before(list->causes[i].space_end, space_end))
            return &list->causes[i];
    }
    return NULL;
}

static void make_room(struct hsviz_cause_list *list)
{
    if (list->num == HSVIZ_CAUSES_MAX) {
        /* The two oldest become one: the first of them is forgotten. */
        list->num--;
        memmove(&list->causes[0], &list->causes[1], list->num * sizeof list->causes[0]);
    }
    if (list->num == list->capacity) {
        list->capacity += CAUSES_GROWTH;
        list->causes = g_renew(struct hsviz_cause, list->causes, list->capacity);
    }
}

static void remember_release(struct hsviz_cause_list *list, const struct hsviz_cause *cause,
                             uint32_t stamp)
{
    if (!list->releases)
        list->releases = g_new0(struct hsviz_release, HSVIZ_RELEASES_MAX);
    if (list->num_releases == HSVIZ_RELEASES_MAX) {
        list->num_releases--;
        memmove(&list->releases[0], &list->releases[1],
                list->num_releases * sizeof list->releases[0]);
    }
    list->releases[list->num_releases++] = (struct hsviz_release){ *cause, stamp };
}

static void remember(struct hsviz_cause_list *list, const struct hsviz_packet *packet,
                     const struct hsviz_evidence *evidence, const struct hsviz_cause *cause)
{
    list->last = *cause;
    list->has_last = true;
    if (packet->novelty != HSVIZ_NO_DATA) {
        make_room(list);
        list->causes[list->num++] = *cause;
    } else if (packet->shows_more && evidence->has_stamp) {
        remember_release(list, cause, evidence->stamp);
    }
}

/* Causes that were acknowledged cause nothing more, except the newest of them, which is kept. */
static void forget_covered(struct hsviz_cause_list *list, uint32_t ack)
{
    size_t num_covered = 0;

    while (num_covered < list->num && covers(ack, &list->causes[num_covered]))
        num_covered++;
    if (num_covered < 2)
        return;
    list->num = (uint8_t)(list->num - (num_covered - 1));
    memmove(&list->causes[0], &list->causes[num_covered - 1], list->num * sizeof list->causes[0]);
}

/* ---- Revocation checks ---- */

void hsviz_clock_begin_check(struct hsviz_clock *clock, enum hsviz_end end, int64_t start_ns)
{
    size_t i = clock->num_checks;

    if (clock->num_checks == HSVIZ_CLOCK_CHECKS_MAX)
        return;
    if (!clock->checks)
        clock->checks = g_new0(struct hsviz_clock_check, HSVIZ_CLOCK_CHECKS_MAX);
    for (; i > 0 && clock->checks[i - 1].start_ns > start_ns; i--)
        clock->checks[i] = clock->checks[i - 1];
    clock->checks[i] = (struct hsviz_clock_check){ start_ns, INT64_MAX };
    clock->num_checks++;
    clock->checks_end = (uint8_t)end;
}

/* A check that began at start_ns, preferably a running one; NULL without one. If two are running,
 * either will do. */
static struct hsviz_clock_check *find_check(const struct hsviz_clock *clock, int64_t start_ns)
{
    struct hsviz_clock_check *found = NULL;

    for (size_t i = 0; i < clock->num_checks; i++) {
        struct hsviz_clock_check *check = &clock->checks[i];

        if (check->start_ns == start_ns && (!found || check->end_ns == INT64_MAX))
            found = check;
    }
    return found;
}

void hsviz_clock_end_check(struct hsviz_clock *clock, int64_t start_ns, int64_t end_ns)
{
    struct hsviz_clock_check *check = find_check(clock, start_ns);

    if (check && check->end_ns == INT64_MAX)
        check->end_ns = end_ns;
}

void hsviz_clock_drop_check(struct hsviz_clock *clock, int64_t start_ns)
{
    struct hsviz_clock_check *check = find_check(clock, start_ns);

    if (!check)
        return;
    clock->num_checks--;
    memmove(check, check + 1, (size_t)(&clock->checks[clock->num_checks] - check) * sizeof *check);
}

/* How much of the time between then and now checks took. Overlapping checks count once. */
static int64_t check_time_ns(const struct hsviz_clock *clock, int64_t then_ns)
{
    int64_t sum_ns = 0;

    for (size_t i = 0; i < clock->num_checks; i++) {
        int64_t start_ns = MAX(clock->checks[i].start_ns, then_ns);
        int64_t end_ns = MIN(clock->checks[i].end_ns, clock->now_ns);

        if (end_ns <= start_ns)
            continue;
        sum_ns += end_ns - start_ns;
        then_ns = end_ns;
    }
    return sum_ns;
}

/* ---- Legs of the way to a packet ---- */

/* Adds the packet's think time to its sender's, and the part of it that checks took. */
static void add_think(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    struct hsviz_ledger *ledger = &packet->timing.ledger;

    ledger->think_ns[packet->end] += packet->timing.think_ns;
    if (packet->end == (enum hsviz_end)clock->checks_end && clock->num_checks > 0)
        ledger->check_ns += check_time_ns(clock, clock->now_ns - packet->timing.think_ns);
}

/* The leg from cause through packet's sender to now: the shortest path RTT, and think time beyond
 * it. The first path RTT is network time only if it was measured in the TCP handshake, to which
 * both ends reply at once. */
static void leg_through(struct hsviz_clock *clock, struct hsviz_packet *packet,
                        const struct hsviz_cause *cause, const struct hsviz_evidence *evidence)
{
    struct hsviz_cause_list *list = &clock->from[packet->end];
    int64_t leg_ns = clock->now_ns - cause->time_ns;
    bool is_measured = list->has_path_rtt || evidence->opens;

    packet->timing.ledger = cause->ledger;
    if (!list->has_path_rtt && leg_ns > PATH_RTT_MAX_NS) {
        packet->timing.ledger.unknown_ns += leg_ns;
        return;
    }
    if (!list->has_path_rtt || leg_ns < list->path_rtt_ns)
        list->path_rtt_ns = leg_ns;
    list->has_path_rtt = true;
    if (!is_measured || evidence->is_missing) {
        packet->timing.ledger.unknown_ns += leg_ns;
        return;
    }
    packet->timing.think_ns = leg_ns - list->path_rtt_ns;
    packet->timing.ledger.network_ns[packet->end] += list->path_rtt_ns;
    add_think(clock, packet);
}

/* The leg from an earlier packet to now, if its time cannot be attributed. */
static void leg_unknown(const struct hsviz_clock *clock, struct hsviz_packet *packet,
                        const struct hsviz_cause *earlier)
{
    packet->timing.ledger = earlier->ledger;
    packet->timing.ledger.unknown_ns += clock->now_ns - earlier->time_ns;
}

/* The leg from the sender's own newest packet to now: think time. */
static void leg_of_think_time(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    const struct hsviz_cause *own = &clock->from[packet->end].last;

    packet->timing.ledger = own->ledger;
    packet->timing.think_ns = clock->now_ns - own->time_ns;
    add_think(clock, packet);
}

static void leg_of_repetition(const struct hsviz_clock *clock, struct hsviz_packet *packet)
{
    const struct hsviz_cause_list *list = &clock->from[packet->end];
    const struct hsviz_cause *original = original_of(list, packet->space_end);

    if (!original)
        original = &list->last;
    packet->timing.late_ns = clock->now_ns - original->time_ns;
    packet->timing.ledger = original->ledger;
    packet->timing.ledger.loss_ns += packet->timing.late_ns;
}

/* The acknowledgement that released a packet of a window that was used up: the newest whose
 * timestamp it echoes, or the oldest remembered if that one was forgotten. */
static const struct hsviz_cause *release_of(const struct hsviz_cause_list *other, uint32_t echo)
{
    for (size_t i = other->num_releases; i-- > 0;) {
        if (!hsviz_serial_before(echo, other->releases[i].stamp))
            return &other->releases[i].cause;
    }
    return other->num_releases > 0 ? &other->releases[0].cause : NULL;
}

static const struct hsviz_cause *cause_of(const struct hsviz_clock *clock,
                                          const struct hsviz_packet *packet,
                                          const struct hsviz_evidence *evidence)
{
    const struct hsviz_cause_list *list = &clock->from[packet->end];
    const struct hsviz_cause_list *other = &clock->from[hsviz_other_end(packet->end)];
    const struct hsviz_cause *cause = newest_covered(other, packet->shown, clock->now_ns, list);
    const struct hsviz_cause *release =
        evidence->is_released ? release_of(other, evidence->echo) : NULL;

    return release && (!cause || release->time_ns > cause->time_ns) ? release : cause;
}

static void leg_by_causes(struct hsviz_clock *clock, struct hsviz_packet *packet,
                          const struct hsviz_evidence *evidence)
{
    struct hsviz_cause_list *list = &clock->from[packet->end];
    struct hsviz_cause_list *other = &clock->from[hsviz_other_end(packet->end)];
    const struct hsviz_cause *cause = cause_of(clock, packet, evidence);
    int64_t path_rtt_ns = list->has_path_rtt ? list->path_rtt_ns : 0;

    if (cause && (!list->has_last || cause->time_ns + path_rtt_ns > list->last.time_ns))
        leg_through(clock, packet, cause, evidence);
    else if (!list->has_last) /* the first packet of the second end replies to the first end's */
        leg_unknown(clock, packet, &other->last);
    else if (evidence->is_missing)
        leg_unknown(clock, packet, &list->last);
    else
        leg_of_think_time(clock, packet);
    forget_covered(other, packet->shown);
}

void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_packet *packet,
                      const struct hsviz_evidence *evidence)
{
    struct hsviz_cause_list *list = &clock->from[packet->end];
    bool is_repetition =
        packet->novelty == HSVIZ_RETRANSMISSION || packet->novelty == HSVIZ_OUT_OF_ORDER;
    struct hsviz_cause now;

    packet->timing = (struct hsviz_timing){ .think_ns = HSVIZ_NS_UNKNOWN };
    clock->now_ns = clock->is_started ? MAX(clock->now_ns, packet->time_ns) : packet->time_ns;
    if (clock->is_started && is_repetition && list->has_last)
        leg_of_repetition(clock, packet);
    else if (clock->is_started)
        leg_by_causes(clock, packet, evidence);
    clock->is_started = true;
    now = (struct hsviz_cause){ packet->timing.ledger, clock->now_ns, packet->space_end };
    remember(list, packet, evidence, &now);
}

/* ---- Candidates ---- */

void hsviz_clock_forget_candidates(struct hsviz_clock *clock)
{
    clock->num_candidates = 0;
}

void hsviz_clock_keep_candidate(struct hsviz_clock *clock, uint32_t frame,
                                const struct hsviz_ledger *ledger)
{
    if (clock->num_candidates == HSVIZ_CANDIDATES_MAX)
        return;
    if (!clock->candidates)
        clock->candidates = g_new0(struct hsviz_candidate, HSVIZ_CANDIDATES_MAX);
    clock->candidates[clock->num_candidates++] = (struct hsviz_candidate){ *ledger, frame };
}

const struct hsviz_ledger *hsviz_clock_ledger_of(const struct hsviz_clock *clock, uint32_t frame)
{
    for (size_t i = 0; i < clock->num_candidates; i++) {
        if (clock->candidates[i].frame == frame)
            return &clock->candidates[i].ledger;
    }
    return NULL;
}
