/* ip_facts.h
 * What tells the packet of a segment from others that are alike: IP identification, hop limit, and
 * where it was captured.
 *
 * Cost: no field is requested: all comes from the frame's first bytes and from the record of the
 *       capture file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_IP_FACTS_H
#define HSVIZ_DISSECT_IP_FACTS_H

#include <epan/packet.h>

struct hsviz_segment;

/* hsviz_ip_facts: sets segment's IP facts and link; ip is the header before its own, or NULL. */
void hsviz_ip_facts(struct hsviz_segment *segment, const packet_info *pinfo, const uint8_t *ip);

#endif
