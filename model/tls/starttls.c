/* starttls.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "starttls.h"

#include <string.h>

#include <glib.h>

const struct hsviz_starttls_row hsviz_starttls_rows[] = {
    { 25, "SMTP", "RFC 3207" },    { 587, "SMTP", "RFC 3207" },
    { 143, "IMAP", "RFC 9051 6.2.1" }, { 110, "POP3", "RFC 2595 4" },
    { 21, "FTP", "RFC 4217 4" },   { 389, "LDAP", "RFC 4511 4.14" },
    { 5222, "XMPP", "RFC 6120 5" }, { 5269, "XMPP", "RFC 6120 5" },
    { 3306, "MySQL", "" },         { 5432, "PostgreSQL", "" },
    { 3389, "RDP", "" },           { 6667, "IRC", "" },
    { 119, "NNTP", "RFC 4642" },   { 4190, "ManageSieve", "RFC 5804 2.2" },
};

const size_t hsviz_num_starttls_rows = G_N_ELEMENTS(hsviz_starttls_rows);

const char *hsviz_starttls_protocol(uint16_t port)
{
    for (size_t i = 0; i < hsviz_num_starttls_rows; i++) {
        if (hsviz_starttls_rows[i].port == port)
            return hsviz_starttls_rows[i].protocol;
    }
    return NULL;
}

bool hsviz_asks_for_tunnel(const uint8_t *bytes, size_t len)
{
    static const char connect[] = "CONNECT ";

    if (!bytes || len < 3)
        return false;
    if (bytes[0] == 5) /* the version, the number of methods, the methods */
        return len == 2U + bytes[1];
    if (bytes[0] == 4) /* the version, the command: connect; a user's name, ended by zero */
        return bytes[1] == 1 && bytes[len - 1] == 0;
    return len >= strlen(connect) && memcmp(bytes, connect, strlen(connect)) == 0;
}
