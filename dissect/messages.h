/* messages.h
 * The HTTP messages in clear that a frame completes, which may be revocation checks.
 *
 * Ownership: what is returned lives as long as the frame's dissection (pinfo->pool).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_MESSAGES_H
#define HSVIZ_DISSECT_MESSAGES_H

#include <epan/packet.h>

struct hsviz_layer;
struct hsviz_protocols;

/* hsviz_take_messages: adds to layer, the frame's innermost, the messages that the HTTP dissector
 * got whole: those of the payload, or of what TCP put together of several segments. HTTP inside TLS
 * is no revocation check. */
void hsviz_take_messages(struct hsviz_layer *layer, packet_info *pinfo,
                         const struct hsviz_protocols *protocols);

#endif
