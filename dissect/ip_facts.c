/* ip_facts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ip_facts.h"

#include <wiretap/wtap.h>

#include "headers.h"
#include "model/tcp/ip.h"
#include "model/tcp/segment.h"

enum {
    SLL_LEN = 16,  /* of "any": packet type, hardware address, protocol */
    SLL2_LEN = 20, /* the same with the interface's number */
};

static uint32_t add_number(uint32_t digest, uint32_t number)
{
    return hsviz_digest_add(digest, &number, sizeof number);
}

static uint32_t add_address(uint32_t digest, const address *of_link)
{
    return of_link->len > 0 ? hsviz_digest_add(digest, of_link->data, (size_t)of_link->len)
                            : digest;
}

/* The cooked header of a capture on all interfaces, which says on which one, and whether the packet
 * came or went. */
static uint32_t add_cooked(uint32_t digest, const packet_info *pinfo)
{
    int encapsulation = pinfo->rec->rec_header.packet_header.pkt_encap;
    int len = encapsulation == WTAP_ENCAP_SLL2 ? SLL2_LEN : SLL_LEN;
    tvbuff_t *frame = pinfo->data_src ? hsviz_source(pinfo->data_src) : NULL;

    if (!frame || (encapsulation != WTAP_ENCAP_SLL && encapsulation != WTAP_ENCAP_SLL2) ||
        tvb_captured_length(frame) < (unsigned)len)
        return digest;
    return hsviz_digest_add(digest, tvb_get_ptr(frame, 0, len), (size_t)len);
}

static uint32_t link_of(const packet_info *pinfo)
{
    const wtap_rec *record = pinfo->rec;
    uint32_t digest = add_number(HSVIZ_DIGEST_EMPTY, pinfo->vlan_id);

    digest = add_address(add_address(digest, &pinfo->dl_src), &pinfo->dl_dst);
    if (!record || record->rec_type != REC_TYPE_PACKET)
        return digest;
    if (record->presence_flags & WTAP_HAS_INTERFACE_ID)
        digest = add_number(digest, record->rec_header.packet_header.interface_id);
    if (record->presence_flags & WTAP_HAS_SECTION_NUMBER)
        digest = add_number(digest, record->section_number);
    return add_cooked(digest, pinfo);
}

void hsviz_ip_facts(struct hsviz_segment *segment, const packet_info *pinfo, const uint8_t *ip)
{
    segment->link = link_of(pinfo);
    if (ip)
        hsviz_ip_read(segment, ip);
}
