/* protocols.h
 * The protocols whose bytes may precede TLS on a connection: those that upgrade to TLS, and those
 * that carry it.
 *
 * Purpose: one row each, and the ports of those that upgrade.
 * Lifetime: every string is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_PROTOCOLS_H
#define HSVIZ_MODEL_PLAINTEXT_PROTOCOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hsviz_plain_protocol {
    HSVIZ_PLAIN_UNKNOWN,
    HSVIZ_PLAIN_SMTP,
    HSVIZ_PLAIN_LMTP,
    HSVIZ_PLAIN_FTP,
    HSVIZ_PLAIN_NNTP,
    HSVIZ_PLAIN_IMAP,
    HSVIZ_PLAIN_POP3,
    HSVIZ_PLAIN_SIEVE,
    HSVIZ_PLAIN_IRC,
    HSVIZ_PLAIN_XMPP,
    HSVIZ_PLAIN_LDAP,
    HSVIZ_PLAIN_POSTGRESQL,
    HSVIZ_PLAIN_MYSQL,
    HSVIZ_PLAIN_RDP,
    HSVIZ_PLAIN_TDS,
    HSVIZ_PLAIN_HTTP,
    HSVIZ_PLAIN_SOCKS,
    HSVIZ_PLAIN_PROXY,
    HSVIZ_PLAIN_OPENVPN,
    HSVIZ_PLAIN_SSH,
    HSVIZ_NUM_PLAIN_PROTOCOLS
};

/* How TLS comes after bytes of the protocol. */
enum hsviz_plain_upgrade {
    HSVIZ_NO_UPGRADE,
    HSVIZ_UPGRADES,    /* both ends agree on it: STARTTLS */
    HSVIZ_CARRIES_TLS, /* in packets of its own */
};

/* Packets whose headers divide the records of TLS. */
enum hsviz_plain_packets { HSVIZ_NO_PACKETS, HSVIZ_TDS_PACKETS, HSVIZ_OPENVPN_PACKETS };

struct hsviz_plain_protocol_row {
    const char *name;
    enum hsviz_plain_upgrade upgrade;
    const char *source; /* of the upgrade: standard and section, or the protocol's document */
    enum hsviz_plain_packets packets; /* that carry TLS */
};

/* hsviz_plain_protocols: by enum hsviz_plain_protocol. */
extern const struct hsviz_plain_protocol_row hsviz_plain_protocols[HSVIZ_NUM_PLAIN_PROTOCOLS];

/* A port of the IANA registry whose protocol can upgrade to TLS. */
struct hsviz_plain_port_row {
    uint16_t port;
    enum hsviz_plain_protocol protocol;
};

extern const struct hsviz_plain_port_row hsviz_plain_ports[];
extern const size_t hsviz_num_plain_ports;

/* hsviz_plain_protocol_of_port: HSVIZ_PLAIN_UNKNOWN for a port that the table lacks. */
enum hsviz_plain_protocol hsviz_plain_protocol_of_port(uint16_t port);

#endif
