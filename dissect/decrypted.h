/* decrypted.h
 * What Wireshark decrypted of a frame's TLS records.
 *
 * Purpose: the model reads records by itself; of encrypted ones it needs what the TLS dissector got
 *          out of them.
 * Ownership: what is returned lives as long as the frame's dissection (pinfo->pool).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_DECRYPTED_H
#define HSVIZ_DISSECT_DECRYPTED_H

#include <epan/packet.h>

struct hsviz_frame;
struct hsviz_protocols;

/* hsviz_decrypted_start: looks up the TLS dissector. Called once, when all are registered. */
void hsviz_decrypted_start(void);

/* hsviz_take_decrypted: adds to frame the records that were decrypted. */
void hsviz_take_decrypted(struct hsviz_frame *frame, packet_info *pinfo,
                          const struct hsviz_protocols *protocols);

#endif
