/* groups.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "groups.h"

#include <string.h>

#include <glib.h>

#include "model/core/names.h"

static const struct hsviz_word groups[] = {
    { 23, "P-256", "RFC 8446 4.2.7" },
    { 24, "P-384", "RFC 8446 4.2.7" },
    { 25, "P-521", "RFC 8446 4.2.7" },
    { 29, "x25519", "RFC 8446 4.2.7" },
    { 30, "x448", "RFC 8446 4.2.7" },
    { 41, "SM2", "RFC 8998 3.1" },
    { 256, "ffdhe2048", "RFC 7919 2" },
    { 257, "ffdhe3072", "RFC 7919 2" },
    { 258, "ffdhe4096", "RFC 7919 2" },
    { 259, "ffdhe6144", "RFC 7919 2" },
    { 260, "ffdhe8192", "RFC 7919 2" },
    { 0x11eb, "SecP256r1MLKEM768", "draft-ietf-tls-ecdhe-mlkem" },
    { 0x11ec, "X25519MLKEM768", "draft-ietf-tls-ecdhe-mlkem" },
    { 0x11ed, "SecP384r1MLKEM1024", "draft-ietf-tls-ecdhe-mlkem" },
    { 0x6399, "X25519Kyber768Draft00", "draft-tls-westerbaan-xyber768d00" },
    { -1, NULL, NULL },
};

void hsviz_group_name(GString *text, uint16_t number)
{
    const char *name = hsviz_word_name(groups, number);

    if (number == 0)
        g_string_append(text, "no key share");
    else if (strcmp(name, "?") != 0)
        g_string_append(text, name);
    else
        g_string_append_printf(text, "group 0x%04x", number);
}
