/* protocols.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "protocols.h"

#include <glib.h>

const struct hsviz_plain_protocol_row hsviz_plain_protocols[HSVIZ_NUM_PLAIN_PROTOCOLS] = {
    [HSVIZ_PLAIN_UNKNOWN] = { "", HSVIZ_NO_UPGRADE, "" },
    [HSVIZ_PLAIN_SMTP] = { "SMTP", HSVIZ_UPGRADES, "RFC 3207 4" },
    [HSVIZ_PLAIN_LMTP] = { "LMTP", HSVIZ_UPGRADES, "RFC 3207 4, RFC 2033" },
    [HSVIZ_PLAIN_FTP] = { "FTP", HSVIZ_UPGRADES, "RFC 4217 4" },
    [HSVIZ_PLAIN_NNTP] = { "NNTP", HSVIZ_UPGRADES, "RFC 4642 2.2" },
    [HSVIZ_PLAIN_IMAP] = { "IMAP", HSVIZ_UPGRADES, "RFC 9051 6.2.1" },
    [HSVIZ_PLAIN_POP3] = { "POP3", HSVIZ_UPGRADES, "RFC 2595 4" },
    [HSVIZ_PLAIN_SIEVE] = { "ManageSieve", HSVIZ_UPGRADES, "RFC 5804 2.2" },
    [HSVIZ_PLAIN_IRC] = { "IRC", HSVIZ_UPGRADES, "IRCv3 tls" },
    [HSVIZ_PLAIN_XMPP] = { "XMPP", HSVIZ_UPGRADES, "RFC 6120 5" },
    [HSVIZ_PLAIN_LDAP] = { "LDAP", HSVIZ_UPGRADES, "RFC 4511 4.14" },
    [HSVIZ_PLAIN_POSTGRESQL] = { "PostgreSQL", HSVIZ_UPGRADES,
                                 "PostgreSQL protocol: SSL encryption" },
    [HSVIZ_PLAIN_MYSQL] = { "MySQL", HSVIZ_UPGRADES, "MySQL client/server protocol, SSLRequest" },
    [HSVIZ_PLAIN_RDP] = { "RDP", HSVIZ_UPGRADES, "MS-RDPBCGR 5.4.2" },
    [HSVIZ_PLAIN_TDS] = { "TDS", HSVIZ_UPGRADES, "MS-TDS 2.2.6.5", HSVIZ_TDS_PACKETS },
    [HSVIZ_PLAIN_HTTP] = { "HTTP", HSVIZ_UPGRADES, "RFC 2817 3" },
    [HSVIZ_PLAIN_SOCKS] = { "SOCKS", HSVIZ_NO_UPGRADE, "RFC 1928" },
    [HSVIZ_PLAIN_PROXY] = { "PROXY", HSVIZ_NO_UPGRADE, "HAProxy proxy-protocol.txt 2" },
    [HSVIZ_PLAIN_OPENVPN] = { "OpenVPN", HSVIZ_CARRIES_TLS, "OpenVPN wire protocol",
                              HSVIZ_OPENVPN_PACKETS },
    [HSVIZ_PLAIN_SSH] = { "SSH", HSVIZ_NO_UPGRADE, "RFC 4253 4.2" },
};

const struct hsviz_plain_port_row hsviz_plain_ports[] = {
    { 25, HSVIZ_PLAIN_SMTP },         { 587, HSVIZ_PLAIN_SMTP },   { 24, HSVIZ_PLAIN_LMTP },
    { 143, HSVIZ_PLAIN_IMAP },        { 110, HSVIZ_PLAIN_POP3 },   { 21, HSVIZ_PLAIN_FTP },
    { 389, HSVIZ_PLAIN_LDAP },        { 5222, HSVIZ_PLAIN_XMPP },  { 5269, HSVIZ_PLAIN_XMPP },
    { 3306, HSVIZ_PLAIN_MYSQL },      { 3389, HSVIZ_PLAIN_RDP },   { 6667, HSVIZ_PLAIN_IRC },
    { 5432, HSVIZ_PLAIN_POSTGRESQL }, { 119, HSVIZ_PLAIN_NNTP },   { 4190, HSVIZ_PLAIN_SIEVE },
    { 1433, HSVIZ_PLAIN_TDS },
};

const size_t hsviz_num_plain_ports = G_N_ELEMENTS(hsviz_plain_ports);

enum hsviz_plain_protocol hsviz_plain_protocol_of_port(uint16_t port)
{
    for (size_t i = 0; i < hsviz_num_plain_ports; i++) {
        if (hsviz_plain_ports[i].port == port)
            return hsviz_plain_ports[i].protocol;
    }
    return HSVIZ_PLAIN_UNKNOWN;
}
