/* readers_text.h
 * How sayings that are lines of text are read.
 *
 * Source: the sections that the rows of hsviz_sayings name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_READERS_TEXT_H
#define HSVIZ_MODEL_PLAINTEXT_READERS_TEXT_H

#include "model/plaintext/saying.h"

hsviz_saying_reader hsviz_read_command;      /* begins, then a space or the line's end; any case */
hsviz_saying_reader hsviz_read_bare_command; /* begins, then the line's end */
hsviz_saying_reader hsviz_read_tagged;       /* the same after a tag (RFC 9051 2.2.1) */
hsviz_saying_reader hsviz_read_status_line;  /* begins as written; takes the whole segment */
hsviz_saying_reader hsviz_read_tagged_reply; /* tag and begins, perhaps after other lines */
hsviz_saying_reader hsviz_read_code;         /* three digits (RFC 5321 4.2, RFC 959 4.2) */
hsviz_saying_reader hsviz_read_irc;          /* after a prefix (RFC 2812 2.3) */
hsviz_saying_reader hsviz_read_xml;          /* a stream, or an element of it (RFC 6120 4) */
hsviz_saying_reader hsviz_read_request;      /* the method begins (RFC 9112 3) */
hsviz_saying_reader hsviz_read_connect;      /* the same, with host and port (RFC 9112 3.2.3) */
hsviz_saying_reader hsviz_read_status;       /* RFC 9112 4 */
hsviz_saying_reader hsviz_read_proxy_v1;

#endif
