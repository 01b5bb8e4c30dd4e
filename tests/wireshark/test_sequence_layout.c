/* test_sequence_layout.c
 * The flow graph's structures are in this Wireshark's library what ws-sequence-analysis.h declares:
 * their sizes, and each member that the library can be made to write or to read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <malloc.h>
#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include <epan/color_filters.h>
#include <epan/frame_data.h>
#include <epan/timestamp.h>

#include "dissect/ws-sequence-analysis.h"

/* Exported too, and of no use to hsviz but here. */
WS_DLL_PUBLIC struct _seq_analysis_info *sequence_analysis_info_new(void);
WS_DLL_PUBLIC void sequence_analysis_info_free(struct _seq_analysis_info *graph);
WS_DLL_PUBLIC int sequence_analysis_get_nodes(struct _seq_analysis_info *graph);
WS_DLL_PUBLIC void sequence_analysis_list_sort(struct _seq_analysis_info *graph);
WS_DLL_PUBLIC void sequence_analysis_use_color_filter(packet_info *pinfo,
                                                      struct _seq_analysis_item *item);

/* A frame in a colour. */
struct frame {
    color_filter_t colour;
    frame_data data;
    packet_info info;
};

static int frame_make(void **state)
{
    struct frame *frame = g_new0(struct frame, 1);

    frame->colour.fg_color.red = 0x1200;
    frame->colour.bg_color.blue = 0x3400;
    frame->data.color_filter = &frame->colour;
    frame->info.fd = &frame->data;
    /* Without a time of its own it has an empty one. */
    timestamp_set_type(TS_EPOCH);
    *state = frame;
    return 0;
}

static int frame_free(void **state)
{
    g_free(*state);
    return 0;
}

/* An item of the list from one name to the other. Versions differ in which addresses they take. */
static struct _seq_analysis_item *item_add(struct _seq_analysis_info *graph, struct frame *frame,
                                           const char *from, const char *to)
{
    struct _seq_analysis_item *item;

    set_address(&frame->info.net_src, AT_STRINGZ, (int)strlen(from) + 1, from);
    set_address(&frame->info.net_dst, AT_STRINGZ, (int)strlen(to) + 1, to);
    frame->info.src = frame->info.net_src;
    frame->info.dst = frame->info.net_dst;
    item = sequence_analysis_create_sai_with_addresses(&frame->info, graph);
    g_queue_push_tail(graph->items, item);
    return item;
}

/* What the allocator gives for a piece of this size: that of the library's has to be the same. */
static size_t size_given(size_t size)
{
    void *piece = g_malloc0(size);
    size_t given = malloc_usable_size(piece);

    g_free(piece);
    return given;
}

static void test_sizes(void **state)
{
    struct frame *frame = *state;
    struct _seq_analysis_info *graph = sequence_analysis_info_new();
    struct _seq_analysis_item *item = item_add(graph, frame, "a", "b");

    assert_int_equal(malloc_usable_size(graph), size_given(sizeof(*graph)));
    assert_int_equal(malloc_usable_size(item), size_given(sizeof(*item)));
    sequence_analysis_info_free(graph);
}

static void test_members_written(void **state)
{
    struct frame *frame = *state;
    struct _seq_analysis_info *graph = sequence_analysis_info_new();
    struct _seq_analysis_item *item = item_add(graph, frame, "a", "b");

    assert_string_equal(item->src_addr.data, "a");
    assert_string_equal(item->dst_addr.data, "b");
    assert_string_equal(item->time_str, "");
    sequence_analysis_use_color_filter(&frame->info, item);
    assert_int_equal(item->fg_color, 0x120000);
    assert_int_equal(item->bg_color, 0x34);
    assert_true(item->has_color_filter);
    assert_false(item->display);
    sequence_analysis_info_free(graph);
}

static void test_members_read(void **state)
{
    struct frame *frame = *state;
    struct _seq_analysis_info *graph = sequence_analysis_info_new();
    struct _seq_analysis_item *late = item_add(graph, frame, "c", "a");
    struct _seq_analysis_item *early = item_add(graph, frame, "a", "b");
    struct _seq_analysis_item *hidden = item_add(graph, frame, "d", "e");

    early->frame_number = 1;
    late->frame_number = 2;
    hidden->frame_number = 3;
    early->display = late->display = TRUE;
    sequence_analysis_list_sort(graph);
    assert_ptr_equal(g_queue_peek_head(graph->items), early);
    assert_int_equal(sequence_analysis_get_nodes(graph), 2);
    assert_int_equal(graph->num_nodes, 3);
    assert_string_equal(graph->nodes[2].data, "c");
    assert_int_equal(early->src_node, 0);
    assert_int_equal(early->dst_node, 1);
    assert_int_equal(late->src_node, 2);
    assert_int_equal(late->dst_node, 0);
    sequence_analysis_info_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sizes, frame_make, frame_free),
        cmocka_unit_test_setup_teardown(test_members_written, frame_make, frame_free),
        cmocka_unit_test_setup_teardown(test_members_read, frame_make, frame_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
