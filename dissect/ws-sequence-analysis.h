/* ws-sequence-analysis.h
 * The part of Wireshark's flow graph that a plugin needs: no version installs the header, though
 * each exports the functions.
 *
 * Purpose: declarations with the layout of each version, held to it by ws-sequence-layout.h.
 * Versions: 4.0 (GLib's types), 4.4 (bool, enumeration, occurrences), 4.6 (a callback that frees).
 * Ownership: an item belongs to the list that it is in, which frees its strings and addresses with
 *            g_free(); allocate all of them with GLib.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_WS_SEQUENCE_ANALYSIS_H
#define HSVIZ_DISSECT_WS_SEQUENCE_ANALYSIS_H

#include <stdint.h>
#include <glib.h>

#include <epan/address.h>
#include <epan/packet_info.h>
#include <epan/tap.h>

#include "ws-compat.h"

/* The most nodes of a graph; Wireshark prints criticals for arrows to others. */
enum { HSVIZ_SEQUENCE_NODES_MAX = 40 };

/* One arrow. */
struct _seq_analysis_item {
    uint32_t frame_number;
    address src_addr;
    uint16_t port_src;
    address dst_addr;
    uint16_t port_dst;
    char *frame_label; /* above the arrow */
    char *time_str;
    char *comment; /* at its right */
    uint16_t conv_num;
    unsigned fg_color, bg_color;
    hsviz_ws_bool has_color_filter;
    hsviz_ws_bool display;
    unsigned src_node, dst_node; /* Wireshark's own */
    uint16_t line_style;
#if HSVIZ_WIRESHARK_AT_LEAST(4, 4)
    int info_type;
#else
    uint32_t info_type;
#endif
    void *info_ptr;
#if HSVIZ_WIRESHARK_AT_LEAST(4, 6)
    void (*free_info_ptr)(void *info_ptr);
#endif
};

/* One graph. */
struct _seq_analysis_info {
    const char *name;
    hsviz_ws_bool any_addr;
    int nconv;
    GQueue *items;
    GHashTable *ht; /* NULL in tshark 4.0 */
    address nodes[HSVIZ_SEQUENCE_NODES_MAX];
#if HSVIZ_WIRESHARK_AT_LEAST(4, 4)
    uint8_t occurrence[HSVIZ_SEQUENCE_NODES_MAX];
#endif
    uint32_t num_nodes;
};

#include "ws-sequence-layout.h"

WS_DLL_PUBLIC void register_seq_analysis(const char *name, const char *ui_name, const int proto_id,
                                         const char *tap_listener, unsigned tap_flags,
                                         tap_packet_cb tap_func);

WS_DLL_PUBLIC struct _seq_analysis_item *
sequence_analysis_create_sai_with_addresses(packet_info *pinfo, struct _seq_analysis_info *sainfo);

#endif
