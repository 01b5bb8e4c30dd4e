/* find_tls.h
 * TLS where Wireshark does not look for it: on a port, or inside a protocol, that another dissector
 * holds.
 *
 * Purpose: a whole ClientHello at the begin of a segment's payload is TLS, whoever else claims the
 *          connection (RFC 8446 4.1.2, 5.1), and so is a segment that is one alert and nothing
 *          else: what a TLS server answers to plain text (RFC 8446 6). The TLS dissector then takes
 *          over from there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_FIND_TLS_H
#define HSVIZ_DISSECT_FIND_TLS_H

#include <stdbool.h>

#include "extract.h"

/* hsviz_find_tls_start: looks up the TLS dissector. Called once, when all are registered. */
void hsviz_find_tls_start(void);

/* hsviz_find_tls: where the layer begins with a ClientHello, or is an alert, dissects it into tree
 * and gives the rest of the connection to TLS; to be asked where TLS has dissected nothing of the
 * frame. True where it did: there may then be more than hsviz_extract() found. In the first pass
 * only; Wireshark remembers it for later ones. */
bool hsviz_find_tls(const struct hsviz_layer *layer, packet_info *pinfo, proto_tree *tree);

#endif
