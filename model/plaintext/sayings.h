/* sayings.h
 * What clients and servers say in plaintext before TLS: commands and replies, as a table.
 *
 * Purpose: recognises a command or reply by its first bytes. What is shown of it comes from the
 *          table, never from the wire: the one exception is the host of a request for a tunnel, and
 *          the client's address of a PROXY header, which are validated.
 * Trust: everything comes from the wire. A command must be whole within the captured bytes, and end
 *        as its protocol says.
 * Lifetime: every string is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_SAYINGS_H
#define HSVIZ_MODEL_PLAINTEXT_SAYINGS_H

#include "model/plaintext/saying.h"

extern const struct hsviz_saying hsviz_sayings[];
extern const size_t hsviz_num_sayings;

/* hsviz_saying_read: the first row that heard is; said's length is 0 if none. Appends to host what
 * may be shown after it. */
void hsviz_saying_read(struct hsviz_said *said, GString *host, const struct hsviz_heard *heard);

/* hsviz_saying_text: appends what is shown for the code of a step; nothing for unknown bytes. */
void hsviz_saying_text(GString *text, uint16_t code);

#endif
