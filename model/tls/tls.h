/* tls.h
 * The TLS part of a connection: the facts behind kind, version path and outcome.
 *
 * Ownership: hsviz_tls_free() frees it with its texts; its connection owns it.
 * Memory: about 150 bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_TLS_H
#define HSVIZ_MODEL_TLS_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/tls/hello.h"
#include "model/tls/messages.h"

struct hsviz_connection;
struct hsviz_packet;

/* Flags of one end; those implied by the presence of a message are enum
 * hsviz_handshake_end_flag. */
enum hsviz_tls_end_flag {
    HSVIZ_TLS_PROTECTED = 0x01, /* its records are encrypted (RFC 5246 7.1; RFC 8446 5) */
    HSVIZ_TLS_DECRYPTS = 0x02,  /* and there are keys for them */
    HSVIZ_TLS_SENT_DATA = 0x08, /* application data after its Finished, or early */
    HSVIZ_TLS_EMPTY_CERTIFICATE = 0x20,
    HSVIZ_TLS_SENT_CCS = 0x40,
    HSVIZ_TLS_SENT_RECORD = 0x80,
};

/* Flags of the handshake as a whole, in addition to enum hsviz_handshake_flag. */
enum hsviz_tls_flag {
    HSVIZ_TLS_CLIENT_HELLO = 0x0001,
    HSVIZ_TLS_SERVER_HELLO = 0x0002,
    HSVIZ_TLS_RETRY = 0x0004,
    HSVIZ_TLS_EARLY_DATA_SENT = 0x0040,
    HSVIZ_TLS_RENEGOTIATED = 0x0100,
    HSVIZ_TLS_SERVER_FLIGHT_SETTLED = 0x0200,
    HSVIZ_TLS_FALSE_START = 0x0800,
    HSVIZ_TLS_ALERTED = 0x1000,           /* alert_end and alert_code ended the connection */
    HSVIZ_TLS_REJECTED = 0x2000,          /* and thereby the handshake */
    HSVIZ_TLS_EXTENSIONS_READ = 0x4000,   /* EncryptedExtensions was decrypted */
    HSVIZ_TLS_CONTRADICTED = 0x8000,      /* a record's version is not the negotiated one */
    HSVIZ_TLS_ANSWERED_IN_PLAIN = 0x0400, /* the server does not speak TLS */
};

/* A host name has at most 253 octets (RFC 1035 2.3.4), a protocol name 255 (RFC 7301 3.1). */
enum { HSVIZ_NAME_MAX_LEN = 255 };

struct hsviz_tls {
    char *server_name, *alpn;                                     /* NULL where unknown */
    uint32_t client_hello_frame, retry_frame, server_hello_frame; /* 0: not seen */
    uint16_t record_version; /* of the first ClientHello's record */
    uint16_t hello_version;
    uint16_t offered[HSVIZ_OFFERED_VERSIONS_MAX];
    uint16_t num_offered;
    uint16_t retry_version;
    uint16_t server_version; /* the ServerHello's legacy_version */
    uint16_t version;        /* negotiated; HSVIZ_VERSION_NONE until known */
    uint16_t cipher_suite;
    uint16_t num_suites; /* of the first ClientHello */
    /* Of the first ClientHello's key share; selected by the HelloRetryRequest; of the server's key
     * share. */
    uint16_t first_group, retry_group, server_group;
    uint16_t client_flags, server_flags; /* enum hsviz_hello_flag of each hello */
    uint16_t flags;                      /* enum hsviz_tls_flag */
    uint16_t alert_code;
    uint16_t num_handshakes;
    uint8_t alert_end; /* enum hsviz_end, that sent it */
    uint8_t kind;      /* enum hsviz_kind, of the first handshake once it is complete */
    uint8_t session_id_len;
    uint8_t session_id[HSVIZ_SESSION_ID_MAX]; /* the client's */
    uint8_t end_flags[HSVIZ_NUM_ENDS];        /* enum hsviz_tls_end_flag */
    bool has_answer;                          /* the server sent something after the ClientHello */
    bool has_client_flight; /* a handshake record of the client's that is not its first hello */
    bool has_lost_keys;                       /* records are no longer decrypted that were before */
    bool has_cut_name;                        /* server_name or alpn was truncated */
    uint32_t hello_shown; /* of the client's space, by the packet with the ServerHello */
    /* Of each end's newest application data: where it ends in its sequence space, what of the other
     * end's it shows, and its position. */
    uint32_t data_end[HSVIZ_NUM_ENDS], data_shown[HSVIZ_NUM_ENDS];
    int16_t data_half_rtt[HSVIZ_NUM_ENDS];
    bool lacks[HSVIZ_NUM_ENDS]; /* bytes of it are missing in the capture since its last state */
    uint8_t num_unnamed;        /* records of the server's that are a ticket or an answer */
    struct hsviz_walk walk;
};

/* hsviz_tls_lacks_first_hello: whether the server asked to try again, and the capture lacks the hello
 * to which that was the answer. */
bool hsviz_tls_lacks_first_hello(const struct hsviz_tls *tls);

/* hsviz_tls_is_13: whether the negotiated version protects records like TLS 1.3. */
bool hsviz_tls_is_13(const struct hsviz_tls *tls);

/* hsviz_tls_is_complete: whether both ends have sent Finished. */
bool hsviz_tls_is_complete(const struct hsviz_tls *tls);

/* hsviz_tls_changes_cipher: whether a ChangeCipherSpec has a meaning, which it has not in TLS
 * 1.3. */
bool hsviz_tls_changes_cipher(const struct hsviz_tls *tls);

/* hsviz_tls_flags_of: enum hsviz_tls_end_flag of the end that has a role; connection must have
 * TLS. */
uint8_t hsviz_tls_flags_of(const struct hsviz_connection *connection, enum hsviz_side side);

/* hsviz_tls_has_sent_hello: whether the end's hello was in clear, so that the order of its messages
 * tells which of them are not. */
bool hsviz_tls_has_sent_hello(const struct hsviz_connection *connection, enum hsviz_end end);

/* hsviz_tls_free: NULL is allowed. */
void hsviz_tls_free(struct hsviz_tls *tls);

#endif
