/* ledger.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ledger.h"

#include <string.h>

/* A hop that is shorter than this part of the shortest turn did not go through the other end:
 * what it answers is an earlier copy of the bytes. */
enum { TURN_DOUBT_DIVISOR = 2 };

enum { CAUSES_GROWTH = 2 };

/* No turn of a network takes longer than twice the life of a segment (RFC 9293 3.4.2: 2 minutes):
 * what does is a clock that jumped, or an end that thought. */
#define TURN_MAX_NS (INT64_C(240) * 1000000000)

/* The parts of a hop through each side. */
static const struct {
    enum hsviz_ledger_part network, think;
} parts_of[HSVIZ_NUM_SIDES] = {
    [HSVIZ_CLIENT] = { HSVIZ_LEDGER_CLIENT_NETWORK, HSVIZ_LEDGER_CLIENT_THINK },
    [HSVIZ_SERVER] = { HSVIZ_LEDGER_SERVER_NETWORK, HSVIZ_LEDGER_SERVER_THINK },
};

struct hsviz_clock *hsviz_clock_new(void)
{
    return g_new0(struct hsviz_clock, 1);
}

void hsviz_clock_free(struct hsviz_clock *clock)
{
    if (!clock)
        return;
    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        g_free(clock->side[side].causes);
        g_free(clock->side[side].releases);
    }
    g_free(clock->candidates);
    g_free(clock->errands);
    g_free(clock);
}

static void swap_parts(struct hsviz_ledger *ledger)
{
    int64_t *part_ns = ledger->part_ns;
    struct hsviz_ledger old = *ledger;

    part_ns[HSVIZ_LEDGER_CLIENT_NETWORK] = old.part_ns[HSVIZ_LEDGER_SERVER_NETWORK];
    part_ns[HSVIZ_LEDGER_SERVER_NETWORK] = old.part_ns[HSVIZ_LEDGER_CLIENT_NETWORK];
    part_ns[HSVIZ_LEDGER_CLIENT_THINK] = old.part_ns[HSVIZ_LEDGER_SERVER_THINK];
    part_ns[HSVIZ_LEDGER_SERVER_THINK] = old.part_ns[HSVIZ_LEDGER_CLIENT_THINK];
    ledger->errand_ns = 0; /* of whom is the client no more */
}

void hsviz_clock_swap_sides(struct hsviz_clock *clock)
{
    struct hsviz_cause_list client = clock->side[HSVIZ_CLIENT];

    clock->side[HSVIZ_CLIENT] = clock->side[HSVIZ_SERVER];
    clock->side[HSVIZ_SERVER] = client;
    for (size_t side = 0; side < HSVIZ_NUM_SIDES; side++) {
        swap_parts(&clock->side[side].last.ledger);
        clock->side[side].num_releases = 0;
        for (size_t i = 0; i < clock->side[side].num; i++)
            swap_parts(&clock->side[side].causes[i].ledger);
    }
}

int64_t hsviz_ledger_sum(const struct hsviz_ledger *ledger)
{
    int64_t sum_ns = 0;

    for (size_t i = 0; i < HSVIZ_NUM_LEDGER_PARTS; i++)
        sum_ns += ledger->part_ns[i];
    return sum_ns;
}

/* ---- Causes ---- */

static bool covers(uint32_t ack, const struct hsviz_cause *cause)
{
    return !hsviz_serial_before(ack, cause->end);
}

/* The cause that came last at the other side, of those that ack covers. Of copies of the same
 * bytes, one that came too late for this answer does not count. */
static const struct hsviz_cause *newest_covered(const struct hsviz_cause_list *list, uint32_t ack,
                                                int64_t now_ns, const struct hsviz_cause_list *turn)
{
    int64_t doubt_ns = turn->has_turn ? turn->turn_ns / TURN_DOUBT_DIVISOR : 0;
    const struct hsviz_cause *newest = NULL;

    for (size_t i = 0; i < list->num; i++) {
        const struct hsviz_cause *cause = &list->causes[i];

        if (!covers(ack, cause) || (newest && newest->end == cause->end &&
                                    now_ns - cause->time_ns < doubt_ns))
            continue;
        if (!newest || cause->time_ns >= newest->time_ns)
            newest = cause;
    }
    return newest;
}

/* The first copy of the bytes that arrival repeats. */
static const struct hsviz_cause *original_of(const struct hsviz_cause_list *list, uint32_t end)
{
    for (size_t i = 0; i < list->num; i++) {
        if (!hsviz_serial_before(list->causes[i].end, end))
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
                             uint32_t tsval)
{
    if (!list->releases)
        list->releases = g_new0(struct hsviz_release, HSVIZ_RELEASES_MAX);
    if (list->num_releases == HSVIZ_RELEASES_MAX) {
        list->num_releases--;
        memmove(&list->releases[0], &list->releases[1],
                list->num_releases * sizeof list->releases[0]);
    }
    list->releases[list->num_releases++] = (struct hsviz_release){ *cause, tsval };
}

static void remember(struct hsviz_cause_list *list, const struct hsviz_arrival *arrival,
                     const struct hsviz_segment *segment, const struct hsviz_cause *cause)
{
    list->last = *cause;
    list->has_last = true;
    if (arrival->novelty != HSVIZ_NO_BYTES) {
        make_room(list);
        list->causes[list->num++] = *cause;
    } else if (arrival->ack_advances && segment->options & HSVIZ_OPTION_TIMESTAMPS) {
        remember_release(list, cause, segment->tsval);
    }
}

/* What both sides have moved past explains nothing more: an acknowledgement of newer bytes comes
 * later than one of older ones. The newest covered stays, for what it may still cause. */
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

/* ---- Errands ---- */

void hsviz_clock_begin_errand(struct hsviz_clock *clock, int64_t start_ns)
{
    size_t i = clock->num_errands;

    if (clock->num_errands == HSVIZ_ERRANDS_MAX)
        return;
    if (!clock->errands)
        clock->errands = g_new0(struct hsviz_errand, HSVIZ_ERRANDS_MAX);
    for (; i > 0 && clock->errands[i - 1].start_ns > start_ns; i--)
        clock->errands[i] = clock->errands[i - 1];
    clock->errands[i] = (struct hsviz_errand){ start_ns, INT64_MAX };
    clock->num_errands++;
}

/* An errand that began at start_ns, one that goes on before one that is over; NULL without one. Two
 * that go on since then are as good as each other. */
static struct hsviz_errand *find_errand(const struct hsviz_clock *clock, int64_t start_ns)
{
    struct hsviz_errand *found = NULL;

    for (size_t i = 0; i < clock->num_errands; i++) {
        struct hsviz_errand *errand = &clock->errands[i];

        if (errand->start_ns == start_ns && (!found || errand->end_ns == INT64_MAX))
            found = errand;
    }
    return found;
}

void hsviz_clock_end_errand(struct hsviz_clock *clock, int64_t start_ns, int64_t end_ns)
{
    struct hsviz_errand *errand = find_errand(clock, start_ns);

    if (errand && errand->end_ns == INT64_MAX)
        errand->end_ns = end_ns;
}

void hsviz_clock_drop_errand(struct hsviz_clock *clock, int64_t start_ns)
{
    struct hsviz_errand *errand = find_errand(clock, start_ns);

    if (!errand)
        return;
    clock->num_errands--;
    memmove(errand, errand + 1,
            (size_t)(&clock->errands[clock->num_errands] - errand) * sizeof *errand);
}

/* How much of the time between then and now errands took; where several ran, once. */
static int64_t errand_time_ns(const struct hsviz_clock *clock, int64_t then_ns)
{
    int64_t sum_ns = 0;

    for (size_t i = 0; i < clock->num_errands; i++) {
        int64_t start_ns = MAX(clock->errands[i].start_ns, then_ns);
        int64_t end_ns = MIN(clock->errands[i].end_ns, clock->now_ns);

        if (end_ns <= start_ns)
            continue;
        sum_ns += end_ns - start_ns;
        then_ns = end_ns;
    }
    return sum_ns;
}

/* ---- Hops ---- */

static void add(struct hsviz_ledger *ledger, enum hsviz_ledger_part part, int64_t duration_ns)
{
    ledger->part_ns[part] += duration_ns;
}

/* The last think_ns before now are side's own. */
static void add_think(const struct hsviz_clock *clock, struct hsviz_timing *timing,
                      enum hsviz_side side)
{
    add(&timing->ledger, parts_of[side].think, timing->think_ns);
    if (side == HSVIZ_CLIENT)
        timing->ledger.errand_ns += errand_time_ns(clock, clock->now_ns - timing->think_ns);
}

/* From g through side to now: the shortest turn, and what is beyond it. The first turn measures
 * the network only where it was the opening's, which no end thinks about. */
static void hop_through(struct hsviz_clock *clock, struct hsviz_timing *timing,
                        enum hsviz_side side, const struct hsviz_cause *cause, unsigned evidence)
{
    struct hsviz_cause_list *list = &clock->side[side];
    int64_t hop_ns = clock->now_ns - cause->time_ns;
    bool is_measured = list->has_turn || evidence & HSVIZ_EVIDENCE_OPENS;

    timing->ledger = cause->ledger;
    if (!list->has_turn && hop_ns > TURN_MAX_NS) {
        add(&timing->ledger, HSVIZ_LEDGER_UNKNOWN, hop_ns);
        return;
    }
    if (!list->has_turn || hop_ns < list->turn_ns)
        list->turn_ns = hop_ns;
    list->has_turn = true;
    if (!is_measured || evidence & HSVIZ_EVIDENCE_MISSING) {
        add(&timing->ledger, HSVIZ_LEDGER_UNKNOWN, hop_ns);
        return;
    }
    timing->think_ns = hop_ns - list->turn_ns;
    add(&timing->ledger, parts_of[side].network, list->turn_ns);
    add_think(clock, timing, side);
}

/* From an own frame to now, all of it to one part that is nobody's thinking. */
static void hop_from_own(struct hsviz_timing *timing, const struct hsviz_cause *own,
                         enum hsviz_ledger_part part, int64_t now_ns)
{
    timing->ledger = own->ledger;
    add(&timing->ledger, part, now_ns - own->time_ns);
}

/* From side's own newest frame to now, which it spent thinking. */
static void hop_of_thought(const struct hsviz_clock *clock, struct hsviz_timing *timing,
                           enum hsviz_side side)
{
    const struct hsviz_cause *own = &clock->side[side].last;

    timing->ledger = own->ledger;
    timing->think_ns = clock->now_ns - own->time_ns;
    add_think(clock, timing, side);
}

static void hop_of_repetition(struct hsviz_clock *clock, struct hsviz_timing *timing,
                              enum hsviz_side side, const struct hsviz_arrival *arrival)
{
    const struct hsviz_cause_list *list = &clock->side[side];
    const struct hsviz_cause *original = original_of(list, arrival->end);

    if (!original)
        original = &list->last;
    hop_from_own(timing, original, HSVIZ_LEDGER_LOSS_RECOVERY, clock->now_ns);
    timing->late_ns = clock->now_ns - original->time_ns;
}

/* The first frame of a side that did not begin the connection answers the other side's. */
static void hop_of_first(struct hsviz_clock *clock, struct hsviz_timing *timing,
                         enum hsviz_side side)
{
    const struct hsviz_cause_list *other = &clock->side[hsviz_other_side(side)];

    hop_from_own(timing, &other->last, HSVIZ_LEDGER_UNKNOWN, clock->now_ns);
}

/* The acknowledgement that released a segment of a window that was used up: the newest whose
 * timestamp it echoes, or the oldest remembered where that one is forgotten. */
static const struct hsviz_cause *release_of(const struct hsviz_cause_list *other, uint32_t tsecr)
{
    for (size_t i = other->num_releases; i-- > 0;) {
        if (!hsviz_serial_before(tsecr, other->releases[i].tsval))
            return &other->releases[i].cause;
    }
    return other->num_releases > 0 ? &other->releases[0].cause : NULL;
}

static const struct hsviz_cause *cause_of(const struct hsviz_clock *clock, enum hsviz_side side,
                                          const struct hsviz_arrival *arrival,
                                          const struct hsviz_segment *segment, unsigned evidence)
{
    const struct hsviz_cause_list *list = &clock->side[side];
    const struct hsviz_cause_list *other = &clock->side[hsviz_other_side(side)];
    const struct hsviz_cause *cause = newest_covered(other, arrival->ack, clock->now_ns, list);
    const struct hsviz_cause *release =
        evidence & HSVIZ_EVIDENCE_WINDOW ? release_of(other, segment->tsecr) : NULL;

    return release && (!cause || release->time_ns > cause->time_ns) ? release : cause;
}

static void hop_by_causes(struct hsviz_clock *clock, struct hsviz_timing *timing,
                          enum hsviz_side side, const struct hsviz_arrival *arrival,
                          const struct hsviz_segment *segment, unsigned evidence)
{
    struct hsviz_cause_list *list = &clock->side[side];
    const struct hsviz_cause *cause = cause_of(clock, side, arrival, segment, evidence);
    int64_t turn_ns = list->has_turn ? list->turn_ns : 0;

    if (cause && (!list->has_last || cause->time_ns + turn_ns > list->last.time_ns))
        hop_through(clock, timing, side, cause, evidence);
    else if (!list->has_last)
        hop_of_first(clock, timing, side);
    else if (evidence & HSVIZ_EVIDENCE_MISSING)
        hop_from_own(timing, &list->last, HSVIZ_LEDGER_UNKNOWN, clock->now_ns);
    else
        hop_of_thought(clock, timing, side);
    forget_covered(&clock->side[hsviz_other_side(side)], arrival->ack);
}

void hsviz_clock_take(struct hsviz_clock *clock, struct hsviz_timing *timing,
                      enum hsviz_side side, const struct hsviz_arrival *arrival,
                      const struct hsviz_segment *segment, unsigned evidence)
{
    struct hsviz_cause_list *list = &clock->side[side];
    bool is_repetition =
        arrival->novelty == HSVIZ_REPEAT || arrival->novelty == HSVIZ_FILLS_HOLE;
    struct hsviz_cause now;

    memset(timing, 0, sizeof *timing);
    timing->think_ns = HSVIZ_NS_UNKNOWN;
    clock->now_ns = clock->is_started ? MAX(clock->now_ns, segment->time_ns) : segment->time_ns;
    if (clock->is_started && is_repetition && list->has_last)
        hop_of_repetition(clock, timing, side, arrival);
    else if (clock->is_started)
        hop_by_causes(clock, timing, side, arrival, segment, evidence);
    clock->is_started = true;
    now = (struct hsviz_cause){ timing->ledger, clock->now_ns, arrival->end };
    remember(list, arrival, segment, &now);
}

/* ---- Candidates ---- */

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
