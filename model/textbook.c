/* textbook.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "textbook.h"

#include <string.h>

#include "step.h"
#include "version.h"

#define MARK(mark) (1U << HSVIZ_MARK_##mark)

/* What a retry costs is no part of any kind: it is an extra round trip, and a note says why. */
const struct hsviz_textbook_row hsviz_textbook_rows[] = {
    { true, HSVIZ_KIND_RESUMED_PSK, MARK(EARLY_DATA_ACCEPTED), 0, "RFC 8446 2.3" },
    { true, HSVIZ_KIND_PSK_ONLY, MARK(EARLY_DATA_ACCEPTED), 0, "RFC 8446 2.3" },
    { true, HSVIZ_KIND_FULL, 0, 2, "RFC 8446 2" },
    { true, HSVIZ_KIND_RESUMED_PSK, 0, 2, "RFC 8446 2.2" },
    { true, HSVIZ_KIND_PSK_ONLY, 0, 2, "RFC 8446 2.2" },
    { false, HSVIZ_KIND_FULL, MARK(FALSE_START), 2, "RFC 7918 1" },
    { false, HSVIZ_KIND_FULL, 0, 4, "RFC 5246 7.3" },
    { false, HSVIZ_KIND_PSK_ONLY, 0, 4, "RFC 4279 2" },
    { false, HSVIZ_KIND_RESUMED_ID, 0, 2, "RFC 5246 7.3" },
    { false, HSVIZ_KIND_RESUMED_TICKET, 0, 2, "RFC 5077 3.1" },
};

const size_t hsviz_num_textbook_rows = G_N_ELEMENTS(hsviz_textbook_rows);

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

int32_t hsviz_textbook_half_rtts(uint16_t version, enum hsviz_kind kind, uint32_t marks)
{
    bool is_13 = hsviz_version_is_13(version);

    for (size_t i = 0; i < hsviz_num_textbook_rows; i++) {
        const struct hsviz_textbook_row *row = &hsviz_textbook_rows[i];

        if (row->is_13 == is_13 && row->kind == kind && (marks & row->marks) == row->marks)
            return row->half_rtts;
    }
    return HSVIZ_HALF_RTT_UNKNOWN;
}

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
