/* readers_binary.h
 * How sayings that are packets are read.
 *
 * Source: the sections that the rows of hsviz_sayings name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_READERS_BINARY_H
#define HSVIZ_MODEL_PLAINTEXT_READERS_BINARY_H

#include "model/plaintext/saying.h"

hsviz_saying_reader hsviz_read_proxy_v2;
hsviz_saying_reader hsviz_read_exact; /* the whole segment; begins in hexadecimal, ".." for any */
hsviz_saying_reader hsviz_read_startup;
hsviz_saying_reader hsviz_read_mysql_greeting;
hsviz_saying_reader hsviz_read_mysql_ssl;
hsviz_saying_reader hsviz_read_ldap; /* an operation, whose tag begins in hexadecimal */
hsviz_saying_reader hsviz_read_ldap_starttls;
hsviz_saying_reader hsviz_read_tpkt; /* X.224 and negotiation types, begins in hexadecimal */
hsviz_saying_reader hsviz_read_prelogin;
hsviz_saying_reader hsviz_read_openvpn; /* the operation code, begins in hexadecimal */
hsviz_saying_reader hsviz_read_socks5_greeting;
hsviz_saying_reader hsviz_read_socks5_login;
hsviz_saying_reader hsviz_read_socks5_request;
hsviz_saying_reader hsviz_read_socks5_reply;
hsviz_saying_reader hsviz_read_socks4_request;

#endif
