/* copies.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "copies.h"

#include <string.h>

#include <glib.h>

#include "model/core/frame_facts.h"
#include "model/tcp/segment.h"
#include "model/tcp/sequence.h"

enum {
    /* Bytes of payload that are compared: as many as a capture of 96 bytes a frame has at least. */
    DIGEST_PAYLOAD_LEN = 16,
    /* Tail loss probes come 10 ms after what they repeat at the earliest, all others later
     * (RFC 8985 7.2): what comes sooner was not sent again. */
    SAME_PLACE_MAX_NS = 1000000,
    /* A retransmission without timestamps that takes another way looks like a copy. It comes after
     * 200 ms at the earliest on common systems (RFC 6298 2.4 asks for 1 s). */
    OTHER_PLACE_MAX_NS = 200000000,
    /* Several queues of one interface may differ by so much; a time that goes back by more is that
     * of another interface. */
    BACK_MIN_NS = 1000000,
    LAG_FACTOR = 2,     /* a copy may come later than all before it by as much */
    FIRST_CAPACITY = 1, /* of a SYN that nobody answers */
    GROWTH = 4,
    PLACE_BITS = 64,
};

void hsviz_copies_free(struct hsviz_copies *copies)
{
    for (size_t end = 0; end < HSVIZ_NUM_ENDS; end++)
        g_free(copies->list[end].seen);
}

/* ---- What packets have in common ---- */

static uint32_t digest_of(const struct hsviz_segment *segment)
{
    uint32_t common[] = { segment->seq,         segment->ack,
                          segment->payload_len, segment->window,
                          segment->tsval,       segment->tsecr,
                          segment->sack,        segment->flags | (uint32_t)segment->ip_id << 8U };
    uint32_t digest = HSVIZ_DIGEST_EMPTY;

    for (size_t i = 0; i < G_N_ELEMENTS(common); i++)
        digest = (digest ^ common[i]) * UINT32_C(16777619) ^ digest >> 15U;
    return digest;
}

/* 0 where too little was captured to say: capture points may cut frames differently. */
static uint16_t payload_of(const struct hsviz_segment *segment)
{
    uint32_t digest;

    if (segment->payload_captured_len < MIN(segment->payload_len, DIGEST_PAYLOAD_LEN))
        return 0;
    digest = hsviz_digest_add(HSVIZ_DIGEST_EMPTY, segment->payload,
                              MIN(segment->payload_len, DIGEST_PAYLOAD_LEN));
    return (uint16_t)(digest ^ digest >> 16U);
}

static bool may_carry(const struct hsviz_seen *seen, const struct hsviz_segment *segment)
{
    uint16_t payload = payload_of(segment);

    return seen->payload == payload || seen->payload == 0 || payload == 0;
}

static uint16_t place_of(const struct hsviz_segment *segment)
{
    return (uint16_t)(segment->link ^ segment->link >> 16U);
}

/* Its bit; the hop limit belongs to it, since a router on the way has both links. */
static uint64_t place_bit(const struct hsviz_segment *segment)
{
    uint32_t digest = hsviz_digest_add(segment->link, &segment->hops, sizeof segment->hops);

    return UINT64_C(1) << (digest >> 8U) % PLACE_BITS;
}

/* What may be sent several times within microseconds: the acknowledgement of each segment that
 * comes out of order, the reset of each segment to a closed end (RFC 5681 4.2, RFC 9293
 * 3.10.7.1). */
static bool is_said_again(const struct hsviz_segment *segment, bool is_elsewhere)
{
    bool is_bare = segment->payload_len == 0 &&
                   !(segment->flags & (HSVIZ_TCP_SYN | HSVIZ_TCP_FIN | HSVIZ_TCP_RST));

    return segment->flags & HSVIZ_TCP_RST || (is_bare && !is_elsewhere);
}

static bool is_elsewhere(const struct hsviz_seen *seen, const struct hsviz_segment *segment)
{
    return seen->place != place_of(segment) || seen->hops != segment->hops;
}

/* Without an identification that tells: it was captured at another place, or sooner than anybody
 * sends again. Of what is said again there are as many copies as of other packets. */
static bool is_likely_copy(const struct hsviz_copies *copies, const struct hsviz_seen *seen,
                           const struct hsviz_segment *segment)
{
    int64_t later_ns = segment->time_ns - seen->time_ns;
    int64_t soon_ns = MAX(SAME_PLACE_MAX_NS, LAG_FACTOR * copies->lag_same_place_ns);

    if (is_said_again(segment, is_elsewhere(seen, segment)) && seen->num_copies >= copies->most)
        return false;
    if (is_elsewhere(seen, segment))
        return segment->options & HSVIZ_OPTION_TIMESTAMPS ||
               later_ns < MAX(OTHER_PLACE_MAX_NS, LAG_FACTOR * copies->lag_elsewhere_ns);
    return later_ns >= 0 && later_ns < soon_ns;
}

/* Whether the identification tells one packet of the end from the others. */
static bool id_tells(const struct hsviz_seen_list *list, const struct hsviz_segment *segment)
{
    return segment->ip_id != 0 && list->id_varies && !list->id_repeats;
}

static struct hsviz_seen *find_seen(const struct hsviz_copies *copies,
                                    const struct hsviz_seen_list *list,
                                    const struct hsviz_segment *segment, uint32_t digest)
{
    for (size_t i = list->num; i-- > 0;) {
        struct hsviz_seen *seen = &list->seen[i];

        if (seen->digest == digest && seen->ip_id == segment->ip_id && may_carry(seen, segment) &&
            (id_tells(list, segment) || is_likely_copy(copies, seen, segment)))
            return seen;
    }
    return NULL;
}

/* ---- Finding ---- */

/* Packets that are no longer remembered, and those with other borders at another place (a network
 * card that segments or joins): what says nothing new and was captured where all others were
 * copies, or before the newest packet where a whole conversation comes again. */
static bool is_copy_of_forgotten(const struct hsviz_copies *copies,
                                 const struct hsviz_seen_list *list,
                                 const struct hsviz_segment *segment)
{
    uint64_t place = place_bit(segment);

    return (copies->is_again && segment->time_ns < copies->newest_ns) ||
           (list->places_of_copies & place && !(list->places_of_first & place));
}

static void count_copy(struct hsviz_copies *copies, struct hsviz_seen_list *list,
                       struct hsviz_seen *seen, const struct hsviz_segment *segment)
{
    int64_t later_ns = segment->time_ns - seen->time_ns;

    seen->num_copies += seen->num_copies < UINT8_MAX;
    copies->most = MAX(copies->most, seen->num_copies);
    copies->lag_ns = MAX(copies->lag_ns, later_ns);
    if (id_tells(list, segment)) {
        int64_t *lag_ns =
            is_elsewhere(seen, segment) ? &copies->lag_elsewhere_ns : &copies->lag_same_place_ns;

        *lag_ns = MAX(*lag_ns, later_ns);
    }
    list->places_of_copies |= place_bit(segment);
    copies->is_again = segment->time_ns < copies->newest_ns - BACK_MIN_NS;
}

bool hsviz_copies_find(struct hsviz_copies *copies, const struct hsviz_seen **original,
                       struct hsviz_tcp_packet *now, const struct hsviz_tcp_sequence *sender,
                       const struct hsviz_tcp_sequence *receiver)
{
    struct hsviz_seen_list *list = &copies->list[now->packet.end];
    struct hsviz_seen *seen;

    now->digest = digest_of(now->segment);
    seen = find_seen(copies, list, now->segment, now->digest);
    *original = seen;
    if (seen)
        count_copy(copies, list, seen, now->segment);
    else if (!is_copy_of_forgotten(copies, list, now->segment) ||
             !hsviz_tcp_sequence_is_known(sender, receiver, now->segment))
        return false;
    copies->num += copies->num < UINT32_MAX;
    return true;
}

/* ---- Remembering ---- */

static void learn_id(struct hsviz_seen_list *list, const struct hsviz_tcp_packet *now)
{
    uint16_t id = now->segment->ip_id;

    if (list->has_newest && id != 0 && list->newest_id != 0) {
        list->id_varies |= id != list->newest_id;
        list->id_repeats |= id == list->newest_id && now->digest != list->newest_digest;
    }
    list->has_newest = true;
    list->newest_id = id;
    list->newest_digest = now->digest;
}

/* The ring in the order of its packets. */
static void unroll(struct hsviz_seen_list *list)
{
    size_t num_new = list->next > 1 ? list->next - 1U : 0, num_old = list->num - 1U - num_new;
    struct hsviz_seen *newer;

    if (num_new == 0)
        return;
    newer = g_new(struct hsviz_seen, num_new);
    memcpy(newer, &list->seen[1], num_new * sizeof *newer);
    memmove(&list->seen[1], &list->seen[1 + num_new], num_old * sizeof *newer);
    memcpy(&list->seen[1 + num_old], newer, num_new * sizeof *newer);
    g_free(newer);
    list->next = 1;
}

static void resize(struct hsviz_seen_list *list, size_t capacity)
{
    list->capacity = (uint16_t)capacity;
    list->seen = g_renew(struct hsviz_seen, list->seen, capacity);
    list->next = 1;
}

/* Where the next packet goes. */
static struct hsviz_seen *make_room(const struct hsviz_copies *copies, struct hsviz_seen_list *list)
{
    size_t most = copies->num > 0 ? HSVIZ_COPIES_MAX : HSVIZ_COPIES_MIN;

    if (list->num == list->capacity && list->capacity < most) {
        if (list->num > 0)
            unroll(list);
        resize(list, list->capacity == 0 ? FIRST_CAPACITY : (size_t)list->capacity * GROWTH);
    }
    if (list->num < list->capacity)
        return &list->seen[list->num++];
    if (list->next == list->capacity)
        list->next = 1;
    return &list->seen[list->next++];
}

void hsviz_copies_keep(struct hsviz_copies *copies, const struct hsviz_tcp_packet *now,
                       const struct hsviz_frame_facts *facts)
{
    struct hsviz_seen_list *list = &copies->list[now->packet.end];

    if (!copies->list[HSVIZ_END_0].has_newest && !copies->list[HSVIZ_END_1].has_newest)
        copies->newest_ns = now->segment->time_ns;
    copies->newest_ns = MAX(copies->newest_ns, now->segment->time_ns);
    copies->is_again = false;
    list->places_of_first |= place_bit(now->segment);
    learn_id(list, now);
    *make_room(copies, list) = (struct hsviz_seen){
        .time_ns = now->segment->time_ns,
        .digest = now->digest,
        .payload = payload_of(now->segment),
        .ip_id = now->segment->ip_id,
        .place = place_of(now->segment),
        .half_rtt = (int16_t)MIN(facts->half_rtt, INT16_MAX),
        .hops = now->segment->hops,
        .phase = facts->phase,
    };
}

/* ---- The close ---- */

static void retire(struct hsviz_seen_list *list)
{
    const size_t num_newest = HSVIZ_COPIES_CLOSED - 1;

    if (list->num <= HSVIZ_COPIES_CLOSED)
        return;
    unroll(list);
    memmove(&list->seen[1], &list->seen[list->num - num_newest], num_newest * sizeof *list->seen);
    list->num = HSVIZ_COPIES_CLOSED;
    resize(list, HSVIZ_COPIES_CLOSED);
}

void hsviz_copies_retire(struct hsviz_copies *copies)
{
    retire(&copies->list[HSVIZ_END_0]);
    retire(&copies->list[HSVIZ_END_1]);
}
