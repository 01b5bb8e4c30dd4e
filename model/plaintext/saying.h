/* saying.h
 * One thing that a client or server says in plaintext before TLS: a command, a reply.
 *
 * Purpose: the types that the table of sayings and their readers share.
 * Trust: what is heard comes from the wire.
 * Lifetime: every string is static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_SAYING_H
#define HSVIZ_MODEL_PLAINTEXT_SAYING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "model/plaintext/protocols.h"

/* The longest host that is shown (RFC 1035 2.3.4), and the longest line that is read (HTTP: RFC
 * 9112 3 recommends 8000). */
enum { HSVIZ_TUNNEL_HOST_MAX = 255, HSVIZ_SAYING_LINE_MAX = 8192 };

/* The code of a step Plaintext: nothing known; the row of a saying, from 1 on; or a reply code of
 * three digits, as SMTP, FTP, NNTP and IRC have it, or the status code of HTTP. */
enum {
    HSVIZ_SAYING_UNKNOWN = 0,
    HSVIZ_SAYING_STATUS = 0x4000, /* | status code */
    HSVIZ_SAYING_REPLY = 0x8000,  /* | reply code */
};

/* Who says it; flags. */
enum hsviz_speaker {
    HSVIZ_SAID_BY_CLIENT = 0x1,
    HSVIZ_SAID_BY_SERVER = 0x2,
};

/* Flags of a saying. */
enum hsviz_saying_flag {
    HSVIZ_SAYING_OPENS = 0x01,    /* it shows its protocol by itself */
    HSVIZ_SAYING_GOES_ON = 0x02,  /* what its sender sends next belongs to it */
    HSVIZ_SAYING_RELEASES = 0x04, /* what the other end sends next is no command, but content */
    HSVIZ_SAYING_UPGRADE = 0x08,  /* asks for TLS */
    HSVIZ_SAYING_TUNNEL = 0x10,   /* asks for a tunnel */
    HSVIZ_SAYING_TUNNELS = 0x20,  /* grants it: what follows is of another protocol */
    HSVIZ_SAYING_HEADER = 0x40,   /* no part of a dialogue, and only before it */
    HSVIZ_SAYING_GREETS = 0x80,   /* it shows its protocol if nothing came before it */
};

/* What may be a saying: the rest of a segment. */
struct hsviz_heard {
    const uint8_t *bytes;
    size_t captured_len; /* readable at bytes */
    uint32_t len;        /* as sent */
    unsigned speaker;    /* enum hsviz_speaker */
    uint32_t protocols;  /* 1 << each that it may be of; 0: nothing is known yet */
    bool is_first;       /* nothing came before it on its connection */
};

/* What it is. */
struct hsviz_said {
    uint16_t code;
    uint8_t flags;      /* enum hsviz_saying_flag */
    uint32_t len;       /* of heard's; 0: nothing that is known */
    uint32_t protocols; /* 1 << each that it may be of; 0: it says nothing about that */
};

struct hsviz_saying;

/* Reads heard as the saying of row: its length, 0 if it is not. May narrow said's protocols, add
 * flags, change its code, and append the host or address that is shown. */
typedef uint32_t hsviz_saying_reader(struct hsviz_said *said, GString *host,
                                     const struct hsviz_saying *row,
                                     const struct hsviz_heard *heard);

struct hsviz_saying {
    const char *shown;
    hsviz_saying_reader *read;
    const char *begins; /* what the reader compares with */
    uint32_t protocols; /* 1 << enum hsviz_plain_protocol */
    uint8_t speakers;   /* enum hsviz_speaker */
    uint8_t flags;      /* enum hsviz_saying_flag */
    const char *source; /* standard and section, or the protocol's document */
};

#endif
