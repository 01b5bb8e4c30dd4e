/* taps.h
 * The front ends: what plugin.c registers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TAPS_TAPS_H
#define HSVIZ_TAPS_TAPS_H

/* hsviz_register_taps: announces the front ends to Wireshark, while plugins are loaded. */
void hsviz_register_taps(void);

/* hsviz_register_stat_tap: `-z hsviz`, tap-hsviz.c. */
void hsviz_register_stat_tap(void);

/* hsviz_register_flow: `-z flow,hsviz` and Statistics › Flow Graph, flow.c. The protocol must be
 * registered. */
void hsviz_register_flow(void);

/* hsviz_register_tree: `-z hsviz,tree` and Statistics › Handshake Statistics, tree.c. */
void hsviz_register_tree(void);

/* hsviz_register_table: `-z hsviz,table` and Statistics › Handshake Table, table.c. */
void hsviz_register_table(void);

/* hsviz_register_conversation: Analyze › Conversation Filter › Handshake, and the same in the menus
 * that colourise, conversation.c. */
void hsviz_register_conversation(void);

/* hsviz_register_window: Tools › Handshakes, window.c. */
void hsviz_register_window(void);

#endif
