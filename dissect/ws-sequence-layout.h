/* ws-sequence-layout.h
 * The layout of the flow graph's structures in each version of Wireshark, in figures.
 *
 * Purpose: holds those who include it after a declaration of both structures to that layout: ours
 *          (ws-sequence-analysis.h), and inside Wireshark's source tree Wireshark's own
 *          (ws-sequence-layout.c). tests/wireshark asks the library itself.
 * Units:   bytes, on systems of 64 bits; on others nothing is compared.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_WS_SEQUENCE_LAYOUT_H
#define HSVIZ_DISSECT_WS_SEQUENCE_LAYOUT_H

#include <stddef.h>

#include "ws-compat.h"

#if GLIB_SIZEOF_VOID_P == 8

enum {
#if HSVIZ_WIRESHARK_AT_LEAST(4, 4)
    HSVIZ_SEQUENCE_DISPLAY = 109, /* bool, where 4.0 has gboolean */
    HSVIZ_SEQUENCE_SRC_NODE = 112,
    HSVIZ_SEQUENCE_INFO_PTR = 128,
    HSVIZ_SEQUENCE_NUM_NODES = 1032, /* after the occurrences, a byte a node */
    HSVIZ_SEQUENCE_INFO_SIZE = 1040,
#else
    HSVIZ_SEQUENCE_DISPLAY = 112,
    HSVIZ_SEQUENCE_SRC_NODE = 116,
    HSVIZ_SEQUENCE_INFO_PTR = 136,
    HSVIZ_SEQUENCE_NUM_NODES = 992,
    HSVIZ_SEQUENCE_INFO_SIZE = 1000,
#endif
#if HSVIZ_WIRESHARK_AT_LEAST(4, 6) || !HSVIZ_WIRESHARK_AT_LEAST(4, 4)
    HSVIZ_SEQUENCE_ITEM_SIZE = 144,
#else
    HSVIZ_SEQUENCE_ITEM_SIZE = 136,
#endif
};

#define HSVIZ_PLACED(structure, member, place)                                                     \
    _Static_assert(offsetof(struct structure, member) == (place),                                  \
                   #structure "." #member " is elsewhere in this Wireshark")

HSVIZ_PLACED(_seq_analysis_item, frame_number, 0);
HSVIZ_PLACED(_seq_analysis_item, src_addr, 8);
HSVIZ_PLACED(_seq_analysis_item, port_src, 32);
HSVIZ_PLACED(_seq_analysis_item, dst_addr, 40);
HSVIZ_PLACED(_seq_analysis_item, port_dst, 64);
HSVIZ_PLACED(_seq_analysis_item, frame_label, 72);
HSVIZ_PLACED(_seq_analysis_item, time_str, 80);
HSVIZ_PLACED(_seq_analysis_item, comment, 88);
HSVIZ_PLACED(_seq_analysis_item, conv_num, 96);
HSVIZ_PLACED(_seq_analysis_item, fg_color, 100);
HSVIZ_PLACED(_seq_analysis_item, bg_color, 104);
HSVIZ_PLACED(_seq_analysis_item, has_color_filter, 108);
HSVIZ_PLACED(_seq_analysis_item, display, HSVIZ_SEQUENCE_DISPLAY);
HSVIZ_PLACED(_seq_analysis_item, src_node, HSVIZ_SEQUENCE_SRC_NODE);
HSVIZ_PLACED(_seq_analysis_item, dst_node, HSVIZ_SEQUENCE_SRC_NODE + 4);
HSVIZ_PLACED(_seq_analysis_item, line_style, HSVIZ_SEQUENCE_SRC_NODE + 8);
HSVIZ_PLACED(_seq_analysis_item, info_type, HSVIZ_SEQUENCE_SRC_NODE + 12);
HSVIZ_PLACED(_seq_analysis_item, info_ptr, HSVIZ_SEQUENCE_INFO_PTR);
_Static_assert(sizeof(struct _seq_analysis_item) == HSVIZ_SEQUENCE_ITEM_SIZE,
               "an arrow of the flow graph has another size in this Wireshark");

HSVIZ_PLACED(_seq_analysis_info, name, 0);
HSVIZ_PLACED(_seq_analysis_info, any_addr, 8);
HSVIZ_PLACED(_seq_analysis_info, nconv, 12);
HSVIZ_PLACED(_seq_analysis_info, items, 16);
HSVIZ_PLACED(_seq_analysis_info, ht, 24);
HSVIZ_PLACED(_seq_analysis_info, nodes, 32);
HSVIZ_PLACED(_seq_analysis_info, num_nodes, HSVIZ_SEQUENCE_NUM_NODES);
_Static_assert(sizeof(struct _seq_analysis_info) == HSVIZ_SEQUENCE_INFO_SIZE,
               "a flow graph has another size in this Wireshark");

#undef HSVIZ_PLACED

#endif

#endif
