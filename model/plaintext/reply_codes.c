/* reply_codes.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reply_codes.h"

#include <stddef.h>

#include <glib.h>

#include "model/plaintext/saying.h"

#define SMTP (1U << HSVIZ_PLAIN_SMTP | 1U << HSVIZ_PLAIN_LMTP)
#define FTP (1U << HSVIZ_PLAIN_FTP)
#define NNTP (1U << HSVIZ_PLAIN_NNTP)

/* Codes from first to last. */
struct row {
    uint16_t first, last;
    uint32_t protocols;
};

static const struct row replies[] = {
    { 211, 211, SMTP | FTP | NNTP }, { 214, 214, SMTP | FTP }, { 220, 221, SMTP | FTP | NNTP },
    { 235, 235, SMTP | FTP | NNTP }, { 250, 250, SMTP | FTP }, { 251, 252, SMTP },
    { 334, 334, SMTP | FTP }, { 354, 354, SMTP }, { 421, 421, SMTP | FTP | NNTP },
    { 432, 432, SMTP }, { 450, 452, SMTP | FTP }, { 454, 455, SMTP },
    { 500, 504, SMTP | FTP | NNTP }, { 521, 521, SMTP }, { 523, 523, SMTP },
    { 530, 530, SMTP | FTP }, { 534, 535, SMTP | FTP }, { 538, 538, SMTP },
    { 550, 553, SMTP | FTP },
    { 554, 556, SMTP },
    { 110, 110, FTP }, { 120, 120, FTP }, { 125, 125, FTP }, { 150, 150, FTP },
    { 200, 200, FTP | NNTP }, { 202, 202, FTP }, { 212, 213, FTP }, { 215, 215, FTP | NNTP },
    { 225, 225, FTP | NNTP }, { 226, 229, FTP }, { 230, 230, FTP | NNTP }, { 232, 232, FTP },
    { 234, 234, FTP }, { 257, 257, FTP }, { 331, 332, FTP }, { 335, 335, FTP | NNTP },
    { 336, 336, FTP }, { 350, 350, FTP }, { 425, 426, FTP }, { 431, 431, FTP | NNTP },
    { 522, 522, FTP }, { 532, 533, FTP }, { 536, 537, FTP }, { 631, 633, FTP },
    { 100, 101, NNTP }, { 111, 111, NNTP }, { 201, 201, NNTP }, { 203, 203, NNTP },
    { 205, 206, NNTP }, { 222, 225, NNTP }, { 231, 231, NNTP }, { 238, 240, NNTP },
    { 281, 281, NNTP }, { 283, 283, NNTP }, { 340, 340, NNTP }, { 381, 383, NNTP },
    { 400, 403, NNTP }, { 411, 412, NNTP }, { 420, 423, NNTP }, { 430, 430, NNTP },
    { 435, 441, NNTP }, { 480, 483, NNTP }, { 580, 580, NNTP },
};

/* RFC 5321 4.3.2, RFC 959 5.4, RFC 3977 5.1.1. */
static const struct row greetings[] = {
    { 220, 220, SMTP | FTP }, { 421, 421, SMTP | FTP }, { 554, 554, SMTP }, { 521, 521, SMTP },
    { 120, 120, FTP }, { 200, 201, NNTP }, { 400, 400, NNTP }, { 502, 502, NNTP },
};

/* What the client sends next is mail, a key, an article: RFC 5321 4.1.1.4, RFC 4954 4, RFC 2228 3,
 * RFC 3977 6.3. */
static const struct row releases[] = {
    { 334, 334, SMTP }, { 354, 354, SMTP }, { 335, 335, NNTP }, { 340, 340, NNTP },
    { 383, 383, NNTP },
};

/* Lines follow up to a dot: RFC 3977 C. */
static const struct row lists[] = {
    { 100, 101, NNTP }, { 211, 211, NNTP }, { 215, 215, NNTP }, { 220, 222, NNTP },
    { 224, 225, NNTP }, { 230, 231, NNTP },
};

static const struct row irc[] = {
    { 1, 5, 0 }, { 10, 10, 0 }, { 200, 266, 0 }, { 301, 395, 0 }, { 400, 502, 0 }, { 670, 671, 0 },
    { 691, 691, 0 }, { 900, 908, 0 },
};

static const struct row statuses[] = {
    { 100, 104, 0 }, { 200, 208, 0 }, { 226, 226, 0 }, { 300, 308, 0 }, { 400, 418, 0 },
    { 421, 426, 0 }, { 428, 429, 0 }, { 431, 431, 0 }, { 451, 451, 0 }, { 500, 508, 0 },
    { 510, 511, 0 },
};

static const struct row *find(const struct row *rows, size_t num_rows, unsigned code)
{
    for (size_t i = 0; i < num_rows; i++) {
        if (rows[i].first <= code && code <= rows[i].last)
            return &rows[i];
    }
    return NULL;
}

uint32_t hsviz_reply_protocols(unsigned code)
{
    const struct row *row = find(replies, G_N_ELEMENTS(replies), code);

    return row ? row->protocols : 0;
}

uint32_t hsviz_greeting_protocols(unsigned code)
{
    const struct row *row = find(greetings, G_N_ELEMENTS(greetings), code);

    return row ? row->protocols : 0;
}

uint8_t hsviz_reply_flags(unsigned code, uint32_t protocols)
{
    const struct row *release = find(releases, G_N_ELEMENTS(releases), code);
    const struct row *list = find(lists, G_N_ELEMENTS(lists), code);
    uint8_t flags = 0;

    if (release && release->protocols & protocols)
        flags |= HSVIZ_SAYING_RELEASES;
    if (list && protocols == list->protocols)
        flags |= HSVIZ_SAYING_GOES_ON;
    return flags;
}

bool hsviz_is_irc_numeric(unsigned code)
{
    return find(irc, G_N_ELEMENTS(irc), code) != NULL;
}

bool hsviz_is_http_status(unsigned code)
{
    return find(statuses, G_N_ELEMENTS(statuses), code) != NULL;
}
