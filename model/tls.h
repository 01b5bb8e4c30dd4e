/* tls.h
 * The TLS part of a connection: what its records say, and what they let one infer.
 *
 * Purpose: records in, steps out; and the facts from which kind, version path and outcome follow.
 * Ownership: hsviz_tls_free() frees it with its texts; its connection owns it.
 * Memory: about 150 bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_H
#define HSVIZ_MODEL_TLS_H

#include "grammar.h"
#include "hello.h"
#include "segment.h"
#include "step.h"

struct hsviz_connection;
struct hsviz_moment;

/* Content types (RFC 8446 5.1, RFC 6520 3). */
enum hsviz_content_type {
    HSVIZ_CONTENT_CHANGE_CIPHER_SPEC = 20,
    HSVIZ_CONTENT_ALERT = 21,
    HSVIZ_CONTENT_HANDSHAKE = 22,
    HSVIZ_CONTENT_APPLICATION_DATA = 23,
    HSVIZ_CONTENT_HEARTBEAT = 24,
};

/* What one side of TLS has done, a bit each. */
enum hsviz_tls_side_flag {
    HSVIZ_TLS_PROTECTED = 0x01,       /* its records are encrypted (RFC 5246 7.1; RFC 8446 5) */
    HSVIZ_TLS_DECRYPTS = 0x02,        /* and there are keys for them */
    HSVIZ_TLS_FINISHED = 0x04,
    HSVIZ_TLS_SENT_DATA = 0x08,       /* application data after its Finished, or early */
    HSVIZ_TLS_SENT_CERTIFICATE = 0x10,
    HSVIZ_TLS_EMPTY_CERTIFICATE = 0x20,
    HSVIZ_TLS_SENT_CCS = 0x40,
    HSVIZ_TLS_SENT_RECORD = 0x80,
};

/* What is known of the handshake as a whole, a bit each. */
enum hsviz_tls_flag {
    HSVIZ_TLS_CLIENT_HELLO = 0x0001,
    HSVIZ_TLS_SERVER_HELLO = 0x0002,
    HSVIZ_TLS_RETRY = 0x0004,
    HSVIZ_TLS_CERTIFICATE_REQUESTED = 0x0008,
    HSVIZ_TLS_STAPLED = 0x0010,
    HSVIZ_TLS_KEY_EXCHANGE = 0x0020,       /* ServerHelloDone or ClientKeyExchange: not resumed */
    HSVIZ_TLS_EARLY_DATA_SENT = 0x0040,
    HSVIZ_TLS_EARLY_DATA_ACCEPTED = 0x0080,
    HSVIZ_TLS_RENEGOTIATED = 0x0100,
    HSVIZ_TLS_SERVER_FLIGHT_SETTLED = 0x0200,
    HSVIZ_TLS_FALSE_START = 0x0800,
    HSVIZ_TLS_ALERTED = 0x1000,            /* alert_side and alert_code ended the connection */
    HSVIZ_TLS_REJECTED = 0x2000,           /* and with it the handshake */
    HSVIZ_TLS_EXTENSIONS_READ = 0x4000,    /* EncryptedExtensions was decrypted */
    HSVIZ_TLS_CONTRADICTED = 0x8000,       /* a record's version is not the negotiated one */
    HSVIZ_TLS_ANSWERED_IN_PLAIN = 0x0400,  /* the server does not speak TLS */
};

/* A host name has at most 253 octets (RFC 1035 2.3.4), a protocol name 255 (RFC 7301 3.1). */
enum { HSVIZ_NAME_MAX_LEN = 255 };

struct hsviz_tls {
    char *server_name, *alpn; /* NULL where unknown */
    uint32_t client_hello_frame, retry_frame, server_hello_frame; /* 0: not seen */
    uint16_t record_version; /* of the first ClientHello's record */
    uint16_t hello_version;
    uint16_t offered[HSVIZ_OFFERED_VERSIONS_MAX];
    uint16_t num_offered;
    uint16_t retry_version;
    uint16_t server_version; /* legacy_version of the ServerHello */
    uint16_t version;        /* negotiated; HSVIZ_VERSION_NONE until known */
    uint16_t cipher_suite;
    uint16_t num_suites; /* of the first ClientHello */
    /* Of the first hello's key share; that the retry wants; of the server's key share. */
    uint16_t first_group, retry_group, server_group;
    uint16_t client_flags, server_flags; /* enum hsviz_hello_flag of either hello */
    uint16_t flags;                      /* enum hsviz_tls_flag */
    uint16_t alert_code;
    uint16_t num_handshakes;
    uint8_t alert_side;
    uint8_t kind; /* enum hsviz_kind, of the first handshake once it was complete */
    uint8_t session_id_len;
    uint8_t session_id[HSVIZ_SESSION_ID_MAX]; /* the client's */
    uint8_t side_flags[HSVIZ_NUM_SIDES];      /* enum hsviz_tls_side_flag */
    bool has_cut_name; /* server_name or alpn is not all that was sent */
    uint8_t open_type[HSVIZ_NUM_SIDES];       /* of the message that goes on in the next record */
    uint32_t open_left[HSVIZ_NUM_SIDES];      /* its bytes that are still to come; 0: none does */
    uint32_t open_len[HSVIZ_NUM_SIDES];
    struct hsviz_walk walk;
};

/* hsviz_tls_take: takes one whole record of moment's side. */
void hsviz_tls_take(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                    const struct hsviz_record *record);

/* hsviz_tls_is_13: whether the negotiated version protects records as TLS 1.3 does. */
bool hsviz_tls_is_13(const struct hsviz_tls *tls);

/* hsviz_tls_is_complete: both sides have sent Finished. */
bool hsviz_tls_is_complete(const struct hsviz_tls *tls);

/* hsviz_tls_push: appends a step of a TLS message, checked against the grammar, and counts what
 * the message says of the handshake. NULL where the list of steps is full. */
struct hsviz_step *hsviz_tls_push(struct hsviz_connection *connection,
                                  const struct hsviz_moment *moment, enum hsviz_step_type type,
                                  enum hsviz_source source, uint32_t bytes);

/* hsviz_tls_settle: what a step that is known now, pushed or inferred later, says of the
 * handshake: its place in the grammar, its phase, Finished, requests for certificates. */
void hsviz_tls_settle(struct hsviz_connection *connection, struct hsviz_step *step);

/* hsviz_tls_start_handshake: a ClientHello begins the first handshake or a renegotiation. */
void hsviz_tls_start_handshake(struct hsviz_tls *tls);

/* hsviz_tls_keep_...: what a hello said, as far as later questions need it. The first of each
 * hello counts, since it is what the connection's version came from. */
void hsviz_tls_keep_client_hello(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                                 const struct hsviz_moment *moment, uint16_t record_version);
void hsviz_tls_keep_retry(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                          const struct hsviz_moment *moment);
void hsviz_tls_keep_server_hello(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                                 const struct hsviz_moment *moment);

/* hsviz_tls_keep_name: copies a name from the wire over name, one of those of tls, cut to what a
 * name can have, and at a zero byte; an empty one changes nothing. */
void hsviz_tls_keep_name(struct hsviz_tls *tls, char **name, struct hsviz_bytes bytes);

/* hsviz_tls_read_certificate: what a Certificate's body says of its sender's handshake. */
void hsviz_tls_read_certificate(struct hsviz_tls *tls, enum hsviz_side side,
                                struct hsviz_bytes body);

/* hsviz_tls_keep_certificate: keeps what asking an authority about the server's certificates needs,
 * and what was stapled; nothing of any other message. */
void hsviz_tls_keep_certificate(struct hsviz_connection *connection,
                                const struct hsviz_moment *moment, enum hsviz_step_type type,
                                struct hsviz_bytes body, enum hsviz_source source);

/* hsviz_tls_take_fragments: follows handshake messages through a record in which the dissector
 * found no whole one, and pushes those that end in it. What they say is not read. */
void hsviz_tls_take_fragments(struct hsviz_connection *connection,
                              const struct hsviz_moment *moment,
                              const struct hsviz_record *record, enum hsviz_source source);

/* hsviz_ssl2_take: hsviz_tls_take() for a record of SSL 2. */
void hsviz_ssl2_take(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                     const struct hsviz_record *record);

/* hsviz_tls_data: one more record of application data of moment's side. */
void hsviz_tls_data(struct hsviz_connection *connection, const struct hsviz_moment *moment,
                    enum hsviz_step_type type, enum hsviz_source source, enum hsviz_reason reason,
                    uint32_t bytes);

/* hsviz_tls_swap_sides: what was noted of one side belongs to the other. */
void hsviz_tls_swap_sides(struct hsviz_tls *tls);

/* hsviz_tls_free: NULL is allowed. */
void hsviz_tls_free(struct hsviz_tls *tls);

#endif
