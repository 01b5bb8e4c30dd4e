/* version.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "version.h"

#include <string.h>

#include <glib.h>

enum {
    DRAFT_PAGE = 0x7f00,      /* TLS 1.3 drafts: 0x7f00 + n (drafts 02 to 28, section 4.2.1.1) */
    FACEBOOK_PAGE = 0xfb00,   /* Facebook's builds of the drafts: 0xfb00 + n */
    EXPERIMENT_PAGE = 0x7e00, /* Google's, with the record protection of TLS 1.3 */
    LAST_DRAFT = 28,
};

const struct hsviz_word hsviz_versions[] = {
    { HSVIZ_SSL_2, "SSL 2", "RFC 6176 2" },        { HSVIZ_SSL_3_0, "SSL 3.0", "RFC 6101 A.1" },
    { HSVIZ_TLS_1_0, "TLS 1.0", "RFC 2246 A.1" },  { HSVIZ_TLS_1_1, "TLS 1.1", "RFC 4346 A.1" },
    { HSVIZ_TLS_1_2, "TLS 1.2", "RFC 5246 A.1" },  { HSVIZ_TLS_1_3, "TLS 1.3", "RFC 8446 4.2.1" },
    { 0x0101, "TLCP", "GB/T 38636 6.3" },          { 0x7e01, "TLS 1.3 Google experiment 1", "" },
    { 0x7e02, "TLS 1.3 Google experiment 2", "" }, { 0x7e03, "TLS 1.3 Google experiment 3", "" },
    { 0xfb1a, "TLS 1.3 Facebook draft 26", "" },   { 0x0100, "DTLS 1.0 (OpenSSL's own)", "" },
    { 0xfeff, "DTLS 1.0", "RFC 4347 4.1" },        { 0xfefd, "DTLS 1.2", "RFC 6347 4.1" },
    { 0xfefc, "DTLS 1.3", "RFC 9147 5.3" },        { -1, NULL, NULL },
};

static bool is_draft_of(uint16_t page, uint16_t number)
{
    return (number & 0xff00) == page && (number & 0xff) > 0 && (number & 0xff) <= LAST_DRAFT;
}

static const char *table_name(uint16_t number)
{
    for (const struct hsviz_word *version = hsviz_versions; version->value >= 0; version++) {
        if (version->value == number)
            return version->name;
    }
    return NULL;
}

void hsviz_version_name(GString *text, uint16_t number)
{
    const char *name = table_name(number);

    if (name)
        g_string_append(text, name);
    else if (is_draft_of(DRAFT_PAGE, number))
        g_string_append_printf(text, "TLS 1.3 draft %u", number & 0xffU);
    else if (is_draft_of(FACEBOOK_PAGE, number))
        g_string_append_printf(text, "TLS 1.3 Facebook draft %u", number & 0xffU);
    else
        g_string_append_printf(text, "0x%04x", number);
}

void hsviz_version_short_name(GString *text, uint16_t number, enum hsviz_version_use use)
{
    size_t start = text->len;

    hsviz_version_name(text, number);
    if (g_str_has_prefix(text->str + start, "TLS ") ||
        (use == HSVIZ_NAMED && number == HSVIZ_SSL_3_0))
        g_string_erase(text, (gssize)start, (gssize)strlen("TLS "));
}

bool hsviz_version_is_draft(uint16_t number)
{
    return (number & 0xff00) == EXPERIMENT_PAGE || is_draft_of(DRAFT_PAGE, number) ||
           is_draft_of(FACEBOOK_PAGE, number);
}

bool hsviz_version_is_13(uint16_t number)
{
    return number == HSVIZ_TLS_1_3 || hsviz_version_is_draft(number);
}

bool hsviz_is_grease(uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}
