/* hello.h
 * ClientHello, ServerHello and EncryptedExtensions: the fields that hsviz needs, parsed from their
 * bytes.
 *
 * Purpose: parses one handshake message into plain facts. A truncated message gives the facts
 *          before the truncation; a body with short_read set is one, and its hello says so.
 * Ownership: server_name and alpn point into the bytes given; copy what is kept.
 * Units: lengths in bytes. Zero: absent in the message.
 * Source: RFC 8446 4.1 and 4.2, RFC 5246 7.4.1, RFC 6101 E (SSL 2 hellos), RFC 6066 3, RFC 7301
 * 3.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_TLS_HELLO_H
#define HSVIZ_MODEL_TLS_TLS_HELLO_H

#include <stdbool.h>
#include <stdint.h>

#include "model/core/bytes.h"

/* How many offered versions are kept. A current ClientHello offers four; the rest is only
 * counted. */
enum { HSVIZ_OFFERED_VERSIONS_MAX = 8 };

/* The session id is at most 32 bytes long (RFC 8446 4.1.2). */
enum { HSVIZ_SESSION_ID_MAX = 32 };

/* Flags of a hello. */
enum hsviz_hello_flag {
    HSVIZ_HELLO_FALLBACK_SCSV = 0x0001,    /* RFC 7507 4 */
    HSVIZ_HELLO_TICKET = 0x0002,           /* a ticket that is not empty (RFC 5077 3.2) */
    HSVIZ_HELLO_PRE_SHARED_KEY = 0x0004,   /* RFC 8446 4.2.11 */
    HSVIZ_HELLO_EXTERNAL_PSK = 0x0008,     /* its obfuscated_ticket_age is 0 */
    HSVIZ_HELLO_EARLY_DATA = 0x0010,       /* RFC 8446 4.2.10 */
    HSVIZ_HELLO_STATUS_REQUEST = 0x0020,   /* RFC 6066 8 */
    HSVIZ_HELLO_KEY_SHARE = 0x0040,        /* RFC 8446 4.2.8 */
    HSVIZ_HELLO_RETRY = 0x0080,            /* a ServerHello that is a HelloRetryRequest */
    HSVIZ_HELLO_SENTINEL_TLS12 = 0x0100,   /* RFC 8446 4.1.3: the server can do TLS 1.3 */
    HSVIZ_HELLO_SENTINEL_TLS11 = 0x0200,   /* RFC 8446 4.1.3: the server can do TLS 1.2 */
    HSVIZ_HELLO_SELECTED_VERSION = 0x0400, /* supported_versions of a ServerHello */
    HSVIZ_HELLO_SSL2 = 0x0800,             /* in the format of SSL 2 */
    HSVIZ_HELLO_SESSION_ID_HIT = 0x1000,   /* SSL 2: the server knows the session */
    HSVIZ_HELLO_PSK_MODES = 0x2000,        /* RFC 8446 4.2.9: without it, no tickets come */
    HSVIZ_HELLO_ASKS_FIRST = 0x4000,       /* in each protocol offered the client speaks first */
    HSVIZ_HELLO_CUT = 0x8000,              /* the capture lacks its end, and what that says */
};

/* The facts of one hello. */
struct hsviz_hello {
    uint16_t legacy_version;
    uint16_t flags;                               /* enum hsviz_hello_flag */
    uint16_t offered[HSVIZ_OFFERED_VERSIONS_MAX]; /* without GREASE, in the sender's order */
    uint16_t num_offered;                         /* all that were offered, including those not
                                                     kept */
    uint16_t selected_version;                    /* ServerHello, HelloRetryRequest */
    uint16_t num_suites;                          /* ClientHello: without signalling values */
    uint16_t cipher_suite;                        /* ServerHello */
    uint16_t group; /* of the first key share, or the one that a HelloRetryRequest selects */
    uint8_t session_id_len;
    uint8_t session_id[HSVIZ_SESSION_ID_MAX];
    struct hsviz_bytes server_name; /* the first host_name */
    struct hsviz_bytes alpn;        /* the first protocol of the list */
};

/* hsviz_client_hello_read: reads the body of a ClientHello (after type and length) into hello. */
void hsviz_client_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body);

/* hsviz_server_hello_read: the same for a ServerHello, or a HelloRetryRequest in its format. */
void hsviz_server_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body);

/* hsviz_retry_request_read: the same for the HelloRetryRequest message type of drafts before 22. */
void hsviz_retry_request_read(struct hsviz_hello *hello, struct hsviz_bytes body);

/* hsviz_encrypted_extensions_read: the same for EncryptedExtensions. */
void hsviz_encrypted_extensions_read(struct hsviz_hello *hello, struct hsviz_bytes body);

/* hsviz_certificate_read: whether a Certificate message has no certificate at all, and whether one
 * has a status response with it (RFC 8446 4.4.2.1; TLS 1.3 alone). */
struct hsviz_certificate_facts {
    bool is_empty, is_stapled;
};
struct hsviz_certificate_facts hsviz_certificate_read(struct hsviz_bytes body, bool is_13);

/* hsviz_ssl2_hello_read: the same for the body of an SSL 2 message, after its type. */
void hsviz_ssl2_client_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body);
void hsviz_ssl2_server_hello_read(struct hsviz_hello *hello, struct hsviz_bytes body);

#endif
