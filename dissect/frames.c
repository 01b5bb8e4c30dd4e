/* frames.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "frames.h"

#include <string.h>

#include "model/core/frame_facts.h"
#include "model/core/names.h"
#include "model/core/units.h"

enum {
    CHUNK_FRAMES = 4096, /* 64 KiB at a time */
    THINK_UNKNOWN_HIGH = 0xff,
    HALF_RTT_UNKNOWN = 0xffff,
};

#define THINK_MAX_NS ((INT64_C(0xfe) << 32) | UINT32_MAX)

/* One layer, packed. All zero: no TCP in this frame. */
struct packed {
    uint32_t stream;
    uint32_t think_low;
    uint16_t half_rtt;
    uint8_t think_high;
    uint8_t run;
    unsigned is_used : 1, has_more : 1, end : 1, fragment : 1, phase : 4;
    uint8_t states;
};

G_STATIC_ASSERT(sizeof(struct packed) <= 16);
G_STATIC_ASSERT(HSVIZ_NUM_PHASES <= 16 && HSVIZ_NUM_TCP_STATES <= 16);

struct hsviz_frames {
    GPtrArray *chunks;  /* of CHUNK_FRAMES struct packed each */
    GHashTable *others; /* frame → GArray of struct packed: the layers after the first */
};

static void free_array(void *array)
{
    g_array_free((GArray *)array, TRUE);
}

struct hsviz_frames *hsviz_frames_new(void)
{
    struct hsviz_frames *frames = g_new(struct hsviz_frames, 1);

    frames->chunks = g_ptr_array_new_with_free_func(g_free);
    frames->others = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_array);
    return frames;
}

void hsviz_frames_free(struct hsviz_frames *frames)
{
    if (!frames)
        return;
    g_ptr_array_free(frames->chunks, TRUE);
    g_hash_table_destroy(frames->others);
    g_free(frames);
}

static struct packed pack(const struct hsviz_frame_entry *entry)
{
    const struct hsviz_frame_facts *facts = &entry->facts;
    int64_t think_ns = MIN(facts->think_ns, THINK_MAX_NS);
    struct packed packed = { .stream = entry->stream, .is_used = 1 };

    packed.think_low = (uint32_t)think_ns;
    packed.think_high = think_ns < 0 ? THINK_UNKNOWN_HIGH : (uint8_t)(think_ns >> 32);
    packed.half_rtt = (uint16_t)(facts->half_rtt < 0 ? HALF_RTT_UNKNOWN
                                                     : MIN(facts->half_rtt, HALF_RTT_UNKNOWN - 1));
    packed.run = facts->run;
    packed.end = facts->end & 1;
    packed.fragment = facts->fragment;
    packed.phase = facts->phase & 0xf;
    packed.states = (uint8_t)(facts->state[0] << 4 | facts->state[1]);
    return packed;
}

static struct hsviz_frame_entry unpack(const struct packed *packed)
{
    struct hsviz_frame_entry entry = { .stream = packed->stream };
    struct hsviz_frame_facts *facts = &entry.facts;

    facts->think_ns = packed->think_high == THINK_UNKNOWN_HIGH
                          ? HSVIZ_NS_UNKNOWN
                          : (int64_t)packed->think_high << 32 | packed->think_low;
    facts->half_rtt =
        packed->half_rtt == HALF_RTT_UNKNOWN ? HSVIZ_HALF_RTT_UNKNOWN : packed->half_rtt;
    facts->run = packed->run;
    facts->end = packed->end;
    facts->fragment = packed->fragment;
    facts->phase = packed->phase;
    facts->state[0] = packed->states >> 4;
    facts->state[1] = packed->states & 0xf;
    return entry;
}

static struct packed *first_layer(const struct hsviz_frames *frames, uint32_t frame)
{
    size_t chunk = frame / CHUNK_FRAMES;
    struct packed *packed = chunk < frames->chunks->len
                                ? (struct packed *)g_ptr_array_index(frames->chunks, chunk)
                                : NULL;

    return packed ? &packed[frame % CHUNK_FRAMES] : NULL;
}

static struct packed *make_first_layer(struct hsviz_frames *frames, uint32_t frame)
{
    size_t chunk = frame / CHUNK_FRAMES;

    if (chunk >= frames->chunks->len)
        g_ptr_array_set_size(frames->chunks, (int)chunk + 1);
    if (!g_ptr_array_index(frames->chunks, chunk))
        g_ptr_array_index(frames->chunks, chunk) = g_new0(struct packed, CHUNK_FRAMES);
    return first_layer(frames, frame);
}

static GArray *other_layers(const struct hsviz_frames *frames, uint32_t frame)
{
    return (GArray *)g_hash_table_lookup(frames->others, GUINT_TO_POINTER(frame));
}

void hsviz_frames_add(struct hsviz_frames *frames, uint32_t frame,
                      const struct hsviz_frame_entry *entry)
{
    struct packed *first = make_first_layer(frames, frame);
    struct packed packed = pack(entry);
    GArray *others;

    if (!first->is_used) {
        *first = packed;
        return;
    }
    if (!first->has_more) {
        first->has_more = 1;
        g_hash_table_insert(frames->others, GUINT_TO_POINTER(frame),
                            g_array_new(FALSE, FALSE, sizeof(struct packed)));
    }
    others = other_layers(frames, frame);
    g_array_append_val(others, packed);
}

void hsviz_frames_forget(struct hsviz_frames *frames, uint32_t frame)
{
    struct packed *first = first_layer(frames, frame);

    if (!first || !first->is_used)
        return;
    if (first->has_more)
        g_hash_table_remove(frames->others, GUINT_TO_POINTER(frame));
    memset(first, 0, sizeof *first);
}

size_t hsviz_frames_num_layers(const struct hsviz_frames *frames, uint32_t frame)
{
    const struct packed *first = first_layer(frames, frame);

    if (!first || !first->is_used)
        return 0;
    return first->has_more ? 1 + other_layers(frames, frame)->len : 1;
}

struct hsviz_frame_entry hsviz_frames_get(const struct hsviz_frames *frames, uint32_t frame,
                                          size_t i)
{
    if (i == 0)
        return unpack(first_layer(frames, frame));
    return unpack(&g_array_index(other_layers(frames, frame), struct packed, i - 1));
}
