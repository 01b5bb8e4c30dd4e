/* sayings.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sayings.h"

#include "model/plaintext/readers_binary.h"
#include "model/plaintext/readers_text.h"

#define OF(protocol) (1U << HSVIZ_PLAIN_##protocol)
#define MAIL (OF(SMTP) | OF(LMTP))
#define CLIENT HSVIZ_SAID_BY_CLIENT
#define SERVER HSVIZ_SAID_BY_SERVER
#define OPENS HSVIZ_SAYING_OPENS
#define GREETS HSVIZ_SAYING_GREETS
#define GOES_ON HSVIZ_SAYING_GOES_ON
#define RELEASES HSVIZ_SAYING_RELEASES
#define UPGRADE (HSVIZ_SAYING_UPGRADE | HSVIZ_SAYING_OPENS)
#define TUNNEL (HSVIZ_SAYING_TUNNEL | HSVIZ_SAYING_OPENS)
#define TUNNELS HSVIZ_SAYING_TUNNELS
#define HEADER (HSVIZ_SAYING_HEADER | HSVIZ_SAYING_OPENS)

/* Rows whose shown text is what they begin with: the command itself. */
#define COMMAND(word, protocols, flags, source)                                                    \
    { word, hsviz_read_command, word, protocols, CLIENT, flags, source }
#define BARE(word, protocols, flags, source)                                                       \
    { word, hsviz_read_bare_command, word, protocols, CLIENT, flags, source }
#define TAGGED(word, flags, source)                                                                \
    { word, hsviz_read_tagged, word, OF(IMAP), CLIENT, flags, source }
#define METHOD(word, source)                                                                       \
    { word, hsviz_read_request, word, OF(HTTP), CLIENT, OPENS | GOES_ON, source }

/* The first row that fits counts. */
/* clang-format off */
const struct hsviz_saying hsviz_sayings[] = {
    /* ---- Before everything else ---- */
    { "PROXY v1", hsviz_read_proxy_v1, "", OF(PROXY), CLIENT, HEADER,
      "HAProxy proxy-protocol.txt 2.1" },
    { "PROXY v2", hsviz_read_proxy_v2, "", OF(PROXY), CLIENT, HEADER,
      "HAProxy proxy-protocol.txt 2.2" },

    /* ---- Asking for TLS ---- */
    BARE("STARTTLS", MAIL | OF(NNTP) | OF(SIEVE) | OF(IRC), UPGRADE,
         "RFC 3207 4, RFC 4642 2.2, RFC 5804 2.2"),
    BARE("STLS", OF(POP3), UPGRADE, "RFC 2595 4"),
    BARE("AUTH TLS", OF(FTP), UPGRADE, "RFC 4217 4"),
    BARE("AUTH TLS-C", OF(FTP), UPGRADE, "RFC 4217 17"),
    BARE("AUTH SSL", OF(FTP), UPGRADE, "draft-murray-auth-ftp-ssl 3"),
    TAGGED("STARTTLS", UPGRADE, "RFC 9051 6.2.1"),
    { "<starttls>", hsviz_read_xml, "<starttls", OF(XMPP), CLIENT, UPGRADE, "RFC 6120 5.4.2.1" },
    { "StartTLS", hsviz_read_ldap_starttls, "1.3.6.1.4.1.1466.20037", OF(LDAP), CLIENT, UPGRADE,
      "RFC 4511 4.14.1" },
    { "SSLRequest", hsviz_read_exact, "0000000804d2162f", OF(POSTGRESQL), CLIENT, UPGRADE,
      "PostgreSQL protocol: SSLRequest" },
    { "GSSENCRequest", hsviz_read_exact, "0000000804d21630", OF(POSTGRESQL), CLIENT, OPENS,
      "PostgreSQL protocol: GSSENCRequest" },
    { "SSLRequest", hsviz_read_mysql_ssl, "", OF(MYSQL), CLIENT, UPGRADE,
      "MySQL Protocol::SSLRequest" },
    { "RDP Negotiation Request", hsviz_read_tpkt, "e001", OF(RDP), CLIENT, UPGRADE,
      "MS-RDPBCGR 2.2.1.1.1" },
    { "PRELOGIN", hsviz_read_prelogin, "12", OF(TDS), CLIENT, UPGRADE, "MS-TDS 2.2.6.5" },

    /* ---- Asking for a tunnel ---- */
    { "CONNECT", hsviz_read_connect, "CONNECT", OF(HTTP), CLIENT, TUNNEL, "RFC 9110 9.3.6" },
    { "SOCKS 5 greeting", hsviz_read_socks5_greeting, "", OF(SOCKS), CLIENT, TUNNEL,
      "RFC 1928 3" },
    { "SOCKS 5 CONNECT", hsviz_read_socks5_request, "01", OF(SOCKS), CLIENT, TUNNEL,
      "RFC 1928 4" },
    { "SOCKS 5 BIND", hsviz_read_socks5_request, "02", OF(SOCKS), CLIENT, 0, "RFC 1928 4" },
    { "SOCKS 5 UDP ASSOCIATE", hsviz_read_socks5_request, "03", OF(SOCKS), CLIENT, 0,
      "RFC 1928 4" },
    { "SOCKS 5 login", hsviz_read_socks5_login, "", OF(SOCKS), CLIENT, 0, "RFC 1929 2" },
    { "SOCKS 5 method: none", hsviz_read_exact, "0500", OF(SOCKS), SERVER, 0, "RFC 1928 3" },
    { "SOCKS 5 method: GSSAPI", hsviz_read_exact, "0501", OF(SOCKS), SERVER, 0, "RFC 1928 3" },
    { "SOCKS 5 method: login", hsviz_read_exact, "0502", OF(SOCKS), SERVER, 0, "RFC 1928 3" },
    { "SOCKS 5 no method", hsviz_read_exact, "05ff", OF(SOCKS), SERVER, 0, "RFC 1928 3" },
    { "SOCKS 5 login accepted", hsviz_read_exact, "0100", OF(SOCKS), SERVER, 0, "RFC 1929 2" },
    { "SOCKS 5 login refused", hsviz_read_exact, "01..", OF(SOCKS), SERVER, 0, "RFC 1929 2" },
    { "SOCKS 5 succeeded", hsviz_read_socks5_reply, "", OF(SOCKS), SERVER, TUNNELS,
      "RFC 1928 6" },
    { "SOCKS 5 failed", hsviz_read_socks5_reply, "", OF(SOCKS), SERVER, 0, "RFC 1928 6" },
    { "SOCKS 4 CONNECT", hsviz_read_socks4_request, "", OF(SOCKS), CLIENT, TUNNEL,
      "SOCKS: A protocol for TCP proxy across firewalls" },
    { "SOCKS 4 granted", hsviz_read_exact, "005a............", OF(SOCKS), SERVER, TUNNELS,
      "SOCKS: A protocol for TCP proxy across firewalls" },
    { "SOCKS 4 rejected", hsviz_read_exact, "005b............", OF(SOCKS), SERVER, 0,
      "SOCKS: A protocol for TCP proxy across firewalls" },

    /* ---- Replies ---- */
    { "", hsviz_read_code, "", MAIL | OF(FTP) | OF(NNTP), SERVER, GREETS, "RFC 5321 4.2" },
    { "", hsviz_read_status, "HTTP/", OF(HTTP), SERVER, OPENS | GOES_ON, "RFC 9112 4" },
    { "", hsviz_read_irc, "", OF(IRC), SERVER, OPENS, "RFC 2812 2.4" },
    { "NOTICE", hsviz_read_irc, "NOTICE", OF(IRC), SERVER, OPENS, "RFC 2812 3.3.2" },
    { "CAP", hsviz_read_irc, "CAP", OF(IRC), SERVER, OPENS, "IRCv3 capability-negotiation" },
    { "PING", hsviz_read_irc, "PING", OF(IRC), SERVER, 0, "RFC 2812 3.7.2" },
    { "ERROR", hsviz_read_irc, "ERROR", OF(IRC), SERVER, 0, "RFC 2812 3.7.4" },
    { "* OK", hsviz_read_status_line, "* OK", OF(IMAP), SERVER, GREETS, "RFC 9051 7.1.1" },
    { "* PREAUTH", hsviz_read_status_line, "* PREAUTH", OF(IMAP), SERVER, GREETS,
      "RFC 9051 7.1.4" },
    { "* BYE", hsviz_read_status_line, "* BYE", OF(IMAP), SERVER, GREETS, "RFC 9051 7.1.5" },
    { "OK", hsviz_read_tagged_reply, "OK", OF(IMAP), SERVER, 0, "RFC 9051 7.1.1" },
    { "NO", hsviz_read_tagged_reply, "NO", OF(IMAP), SERVER, 0, "RFC 9051 7.1.2" },
    { "BAD", hsviz_read_tagged_reply, "BAD", OF(IMAP), SERVER, 0, "RFC 9051 7.1.3" },
    { "*", hsviz_read_status_line, "* ", OF(IMAP), SERVER, GOES_ON, "RFC 9051 7" },
    { "+", hsviz_read_status_line, "+", OF(IMAP) | OF(POP3), SERVER, RELEASES, "RFC 9051 7.6" },
    { "+OK", hsviz_read_status_line, "+OK", OF(POP3), SERVER, GREETS | GOES_ON, "RFC 1939 3" },
    { "-ERR", hsviz_read_status_line, "-ERR", OF(POP3), SERVER, GREETS, "RFC 1939 3" },
    { "capabilities", hsviz_read_status_line, "\"IMPLEMENTATION\"", OF(SIEVE), SERVER,
      GREETS | GOES_ON, "RFC 5804 1.7" },
    { "OK", hsviz_read_status_line, "OK", OF(SIEVE), SERVER, 0, "RFC 5804 1.2" },
    { "NO", hsviz_read_status_line, "NO", OF(SIEVE), SERVER, 0, "RFC 5804 1.2" },
    { "BYE", hsviz_read_status_line, "BYE", OF(SIEVE), SERVER, 0, "RFC 5804 1.2" },
    { "<proceed>", hsviz_read_xml, "<proceed", OF(XMPP), SERVER, 0, "RFC 6120 5.4.2.3" },
    { "<failure>", hsviz_read_xml, "<failure", OF(XMPP), SERVER, 0, "RFC 6120 5.4.2.2" },
    { "<stream:features>", hsviz_read_xml, "<stream:features", OF(XMPP), SERVER, 0,
      "RFC 6120 4.3.2" },
    { "<stream:error>", hsviz_read_xml, "<stream:error", OF(XMPP), CLIENT | SERVER, 0,
      "RFC 6120 4.9" },
    { "<stream:stream>", hsviz_read_xml, "<stream:stream", OF(XMPP), CLIENT | SERVER, OPENS,
      "RFC 6120 4.2" },
    { "S, TLS accepted", hsviz_read_exact, "53", OF(POSTGRESQL), SERVER, 0,
      "PostgreSQL protocol: SSL encryption" },
    { "N, refused", hsviz_read_exact, "4e", OF(POSTGRESQL), SERVER, 0,
      "PostgreSQL protocol: SSL encryption" },
    { "G, GSSAPI accepted", hsviz_read_exact, "47", OF(POSTGRESQL), SERVER, 0,
      "PostgreSQL protocol: GSSAPI encryption" },
    { "Initial Handshake", hsviz_read_mysql_greeting, "", OF(MYSQL), SERVER, OPENS,
      "MySQL Protocol::HandshakeV10" },
    { "BindResponse", hsviz_read_ldap, "61", OF(LDAP), SERVER, 0, "RFC 4511 4.2.2" },
    { "SearchResultEntry", hsviz_read_ldap, "64", OF(LDAP), SERVER, GOES_ON, "RFC 4511 4.5.2" },
    { "SearchResultDone", hsviz_read_ldap, "65", OF(LDAP), SERVER, 0, "RFC 4511 4.5.2" },
    { "ExtendedResponse", hsviz_read_ldap, "78", OF(LDAP), SERVER, 0, "RFC 4511 4.12" },
    { "RDP Negotiation Response", hsviz_read_tpkt, "d002", OF(RDP), SERVER, 0,
      "MS-RDPBCGR 2.2.1.2.1" },
    { "RDP Negotiation Failure", hsviz_read_tpkt, "d003", OF(RDP), SERVER, 0,
      "MS-RDPBCGR 2.2.1.2.2" },
    { "X.224 Connection Confirm", hsviz_read_tpkt, "d000", OF(RDP), SERVER, 0,
      "MS-RDPBCGR 2.2.1.2" },
    { "PRELOGIN response", hsviz_read_prelogin, "04", OF(TDS), SERVER, 0, "MS-TDS 2.2.6.5" },

    /* ---- Commands ---- */
    METHOD("GET", "RFC 9110 9.3.1"),
    METHOD("HEAD", "RFC 9110 9.3.2"),
    METHOD("POST", "RFC 9110 9.3.3"),
    METHOD("PUT", "RFC 9110 9.3.4"),
    METHOD("DELETE", "RFC 9110 9.3.5"),
    METHOD("OPTIONS", "RFC 9110 9.3.7"),
    METHOD("TRACE", "RFC 9110 9.3.8"),
    METHOD("PATCH", "RFC 5789 2"),
    METHOD("PROPFIND", "RFC 4918 9.1"),
    METHOD("PRI", "RFC 9113 3.4"),
    COMMAND("EHLO", OF(SMTP), OPENS, "RFC 5321 4.1.1.1"),
    COMMAND("HELO", OF(SMTP), OPENS, "RFC 5321 4.1.1.1"),
    COMMAND("LHLO", OF(LMTP), OPENS, "RFC 2033 4.1"),
    COMMAND("MAIL", MAIL, 0, "RFC 5321 4.1.1.2"),
    COMMAND("RCPT", MAIL, 0, "RFC 5321 4.1.1.3"),
    COMMAND("DATA", MAIL, 0, "RFC 5321 4.1.1.4"),
    COMMAND("BDAT", MAIL, GOES_ON, "RFC 3030 2"),
    COMMAND("RSET", MAIL | OF(POP3), 0, "RFC 5321 4.1.1.5"),
    COMMAND("VRFY", MAIL, 0, "RFC 5321 4.1.1.6"),
    COMMAND("EXPN", MAIL, 0, "RFC 5321 4.1.1.7"),
    COMMAND("AUTH", MAIL | OF(POP3) | OF(FTP), 0, "RFC 4954 4, RFC 5034 4, RFC 2228 3"),
    COMMAND("AUTHINFO", OF(NNTP), 0, "RFC 4643 2"),
    COMMAND("AUTHENTICATE", OF(SIEVE) | OF(IRC), 0, "RFC 5804 2.1"),
    COMMAND("HELP", MAIL | OF(FTP) | OF(NNTP), 0, "RFC 5321 4.1.1.8"),
    COMMAND("NOOP", MAIL | OF(FTP) | OF(POP3) | OF(SIEVE), 0, "RFC 5321 4.1.1.9"),
    COMMAND("QUIT", MAIL | OF(FTP) | OF(POP3) | OF(NNTP) | OF(IRC), 0, "RFC 5321 4.1.1.10"),
    COMMAND("CAPA", OF(POP3), OPENS, "RFC 2449 5"),
    COMMAND("USER", OF(POP3) | OF(FTP) | OF(IRC), 0, "RFC 1939 7, RFC 959 4.1.1"),
    COMMAND("PASS", OF(POP3) | OF(FTP) | OF(IRC), 0, "RFC 1939 7, RFC 959 4.1.1"),
    COMMAND("APOP", OF(POP3), 0, "RFC 1939 7"),
    COMMAND("STAT", OF(POP3) | OF(FTP) | OF(NNTP), 0, "RFC 1939 5"),
    COMMAND("LIST", OF(POP3) | OF(FTP) | OF(NNTP), 0, "RFC 1939 5"),
    COMMAND("RETR", OF(POP3) | OF(FTP), 0, "RFC 1939 5"),
    COMMAND("DELE", OF(POP3) | OF(FTP), 0, "RFC 1939 5"),
    COMMAND("TOP", OF(POP3), 0, "RFC 1939 7"),
    COMMAND("UIDL", OF(POP3), 0, "RFC 1939 7"),
    COMMAND("FEAT", OF(FTP), OPENS, "RFC 2389 3"),
    COMMAND("OPTS", OF(FTP), 0, "RFC 2389 4"),
    COMMAND("SYST", OF(FTP), 0, "RFC 959 4.1.3"),
    COMMAND("PBSZ", OF(FTP), 0, "RFC 2228 3"),
    COMMAND("PROT", OF(FTP), 0, "RFC 2228 3"),
    COMMAND("PWD", OF(FTP), 0, "RFC 959 4.1.3"),
    COMMAND("CWD", OF(FTP), 0, "RFC 959 4.1.1"),
    COMMAND("TYPE", OF(FTP), 0, "RFC 959 4.1.2"),
    COMMAND("PASV", OF(FTP), 0, "RFC 959 4.1.2"),
    COMMAND("EPSV", OF(FTP), 0, "RFC 2428 3"),
    COMMAND("PORT", OF(FTP), 0, "RFC 959 4.1.2"),
    COMMAND("EPRT", OF(FTP), 0, "RFC 2428 2"),
    COMMAND("STOR", OF(FTP), 0, "RFC 959 4.1.3"),
    COMMAND("CAPABILITIES", OF(NNTP), OPENS, "RFC 3977 5.2"),
    COMMAND("MODE", OF(NNTP) | OF(FTP) | OF(IRC), 0, "RFC 3977 5.3"),
    COMMAND("CAPABILITY", OF(SIEVE), 0, "RFC 5804 2.4"),
    COMMAND("LOGOUT", OF(SIEVE), 0, "RFC 5804 2.3"),
    COMMAND("CAP", OF(IRC), OPENS, "IRCv3 capability-negotiation"),
    COMMAND("NICK", OF(IRC), OPENS, "RFC 2812 3.1.2"),
    COMMAND("PONG", OF(IRC), 0, "RFC 2812 3.7.3"),
    COMMAND("JOIN", OF(IRC), 0, "RFC 2812 3.2.1"),
    TAGGED("CAPABILITY", OPENS, "RFC 9051 6.1.1"),
    TAGGED("NOOP", 0, "RFC 9051 6.1.2"),
    TAGGED("LOGOUT", 0, "RFC 9051 6.1.3"),
    TAGGED("ID", 0, "RFC 2971 3.1"),
    TAGGED("AUTHENTICATE", 0, "RFC 9051 6.2.2"),
    TAGGED("LOGIN", 0, "RFC 9051 6.2.3"),
    TAGGED("ENABLE", 0, "RFC 9051 6.3.1"),
    TAGGED("SELECT", 0, "RFC 9051 6.3.2"),
    TAGGED("EXAMINE", 0, "RFC 9051 6.3.3"),
    TAGGED("NAMESPACE", 0, "RFC 9051 6.3.10"),
    TAGGED("LIST", 0, "RFC 9051 6.3.9"),
    TAGGED("IDLE", 0, "RFC 9051 6.3.13"),
    TAGGED("FETCH", 0, "RFC 9051 6.4.5"),
    TAGGED("UID", 0, "RFC 9051 6.4.9"),
    { "BindRequest", hsviz_read_ldap, "60", OF(LDAP), CLIENT, OPENS, "RFC 4511 4.2" },
    { "UnbindRequest", hsviz_read_ldap, "42", OF(LDAP), CLIENT, 0, "RFC 4511 4.3" },
    { "SearchRequest", hsviz_read_ldap, "63", OF(LDAP), CLIENT, OPENS, "RFC 4511 4.5.1" },
    { "ExtendedRequest", hsviz_read_ldap, "77", OF(LDAP), CLIENT, OPENS, "RFC 4511 4.12" },
    { "StartupMessage", hsviz_read_startup, "", OF(POSTGRESQL), CLIENT, OPENS,
      "PostgreSQL protocol: StartupMessage" },
    { "X.224 Connection Request", hsviz_read_tpkt, "e000", OF(RDP), CLIENT, OPENS,
      "MS-RDPBCGR 2.2.1.1" },
    { "P_CONTROL_HARD_RESET_CLIENT_V2", hsviz_read_openvpn, "07", OF(OPENVPN), CLIENT, OPENS,
      "OpenVPN wire protocol" },
    { "P_CONTROL_HARD_RESET_CLIENT_V3", hsviz_read_openvpn, "0a", OF(OPENVPN), CLIENT, OPENS,
      "OpenVPN wire protocol" },
    { "P_CONTROL_HARD_RESET_SERVER_V2", hsviz_read_openvpn, "08", OF(OPENVPN), SERVER, OPENS,
      "OpenVPN wire protocol" },
    { "P_ACK_V1", hsviz_read_openvpn, "05", OF(OPENVPN), CLIENT | SERVER, 0,
      "OpenVPN wire protocol" },
    { "identification", hsviz_read_status_line, "SSH-2.0-", OF(SSH), CLIENT | SERVER, OPENS,
      "RFC 4253 4.2" },
};
/* clang-format on */

const size_t hsviz_num_sayings = G_N_ELEMENTS(hsviz_sayings);

/* A row without known protocols must show its own; later ones must fit what is known. */
static bool is_possible(const struct hsviz_saying *row, const struct hsviz_heard *heard)
{
    if (!(row->speakers & heard->speaker))
        return false;
    if (heard->protocols != 0 && !(row->flags & HSVIZ_SAYING_HEADER))
        return (row->protocols & heard->protocols) != 0;
    return row->flags & HSVIZ_SAYING_OPENS ||
           (row->flags & HSVIZ_SAYING_GREETS && heard->is_first);
}

void hsviz_saying_read(struct hsviz_said *said, GString *host, const struct hsviz_heard *heard)
{
    if (heard->captured_len == 0)
        return;
    for (size_t i = 0; i < hsviz_num_sayings; i++) {
        const struct hsviz_saying *row = &hsviz_sayings[i];

        if (!is_possible(row, heard))
            continue;
        *said = (struct hsviz_said){ .code = (uint16_t)(i + 1),
                                     .flags = row->flags,
                                     .protocols = row->protocols };
        if (heard->protocols != 0)
            said->protocols &= heard->protocols;
        g_string_truncate(host, 0);
        said->len = row->read(said, host, row, heard);
        if (said->len > 0) {
            said->len = MIN(said->len, heard->len);
            return;
        }
    }
    *said = (struct hsviz_said){ .code = HSVIZ_SAYING_UNKNOWN };
    g_string_truncate(host, 0);
}

void hsviz_saying_text(GString *text, uint16_t code)
{
    enum { NUMBER = HSVIZ_SAYING_STATUS - 1 };

    if (code & HSVIZ_SAYING_REPLY)
        g_string_append_printf(text, "%03u", (unsigned)code & NUMBER);
    else if (code & HSVIZ_SAYING_STATUS)
        g_string_append_printf(text, "HTTP %u", (unsigned)code & NUMBER);
    else if (code != HSVIZ_SAYING_UNKNOWN && code <= hsviz_num_sayings)
        g_string_append(text, hsviz_sayings[code - 1].shown);
}
