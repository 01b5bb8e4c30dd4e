/* taps.c
 * Announces the front ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <epan/packet_info.h>
#include <epan/tap.h>

static void register_listeners(void)
{
    hsviz_register_stat_tap();
    hsviz_register_flow();
    hsviz_register_tree();
    hsviz_register_table();
    hsviz_register_conversation();
    hsviz_register_window();
}

void hsviz_register_taps(void)
{
    static tap_plugin plugin;

    /* Wireshark keeps the pointer, and calls back once protocols and their taps exist. */
    plugin.register_tap_listener = register_listeners;
    tap_register_plugin(&plugin);
}
