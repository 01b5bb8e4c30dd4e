/* plugin.c
 * What Wireshark looks for when it loads a plugin: versions, a description, registration.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <epan/proto.h>

#include "dissect/ws-compat.h"
#include "packet-hsviz.h"
#include "taps/taps.h"

/* What a plugin says it brings, as later versions number it; 4.0 does not ask. */
enum { BRINGS_DISSECTOR = 1 << 0, BRINGS_TAP_LISTENER = 1 << 4 };

WS_DLL_PUBLIC_DEF const gchar plugin_version[] = HSVIZ_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

void plugin_register(void)
{
    static proto_plugin plugin;

    plugin.register_protoinfo = proto_register_hsviz;
    plugin.register_handoff = proto_reg_handoff_hsviz;
    proto_register_plugin(&plugin);
    hsviz_register_taps();
}

uint32_t plugin_describe(void)
{
    return BRINGS_DISSECTOR | BRINGS_TAP_LISTENER;
}
