/* What the lab's peer needs of a TLS stack: bytes in, bytes out, one deed at a time.
 *
 * The stack never touches a socket. What came from the wire is fed to it, what it wants to send is
 * drained from it, and the peer decides when that leaves. Three stacks implement this header:
 * tls_openssl.c, tls_gnutls.c and tls_nss.c; what a stack cannot do, or nobody asked of it, fails.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HSVIZ_LAB_TLS_H
#define HSVIZ_LAB_TLS_H

#include <stddef.h>
#include <stdint.h>

enum role { ROLE_CLIENT, ROLE_SERVER };

enum { TLS_CONF_MAX = 16 };
#define TLS_DEFAULT (~0u)

/* What a client asks the certificate authority, see authority.h; OpenSSL's alone. All strings are
 * borrowed. */
struct authority_settings {
    const char *method;    /* ocsp-get, ocsp-post or crl; NULL: nobody asks */
    const char *address;   /* of all names */
    const char *issuer;    /* PEM file: who issued the last certificate of a chain */
    const char *asked;     /* PEM file: asked about where there is no certificate of a server */
    unsigned limit_ms;     /* for the connection, and each wait after it; 0: a default */
    unsigned pieces;       /* a request's body leaves in so many segments; 0: with its header */
    unsigned in_handshake; /* the handshake waits for the answer */
};

/* All strings are borrowed and may be NULL: not asked for. */
struct tls_settings {
    enum role role;
    const char *sni;
    const char *alpn;   /* protocols, with commas between; a server takes the first */
    const char *keylog; /* file to append to, in the format of SSLKEYLOGFILE */
    const char *session_in;
    const char *session_out;        /* file that gets each new session; the last one stays */
    const char *psk;                /* hexadecimal, for an external PSK */
    const char *psk12;              /* the same for TLS 1.2 and its PSK cipher suites */
    const char *staple;             /* a server's DER OCSP response (file); a client asks for one */
    unsigned early_data_max;        /* bytes of 0-RTT data that a server's tickets allow */
    unsigned post_handshake_auth;   /* a client offers it */
    unsigned num_tickets;           /* of a TLS 1.3 server; TLS_DEFAULT: the stack's choice */
    unsigned padding;               /* TLS 1.3 records are padded to a multiple of it */
    unsigned max_fragment;          /* longest plaintext of a record that is sent */
    unsigned compress;              /* a server compresses its certificate: RFC 8879 */
    unsigned raw_keys;              /* RFC 7250: bare public keys for certificates */
    unsigned false_start;           /* a client does it */
    const char *certificate;        /* not OpenSSL's: a PEM file; NSS: a nickname in `database` */
    const char *key;                /* not OpenSSL's: a PEM file */
    const char *database;           /* NSS's folder of certificates */
    unsigned ask_certificate;       /* not OpenSSL's: a server wants the client's */
    const char *conf[TLS_CONF_MAX]; /* NAME:VALUE, as SSL_CONF_cmd has them; a GnuTLS priority; for
                                       NSS the versions, as 1.2 or 3.0-1.3 */
    size_t num_conf;
    struct authority_settings authority;
};

enum tls_deed {
    TLS_HANDSHAKE,
    TLS_WRITE,
    TLS_READ,
    TLS_WRITE_EARLY,
    TLS_READ_EARLY,
    TLS_END_EARLY,
    TLS_CLOSE_NOTIFY,
    TLS_HEAR_CLOSE_NOTIFY,
    TLS_HEAR_HANDSHAKE, /* reads on until another handshake is over */
    TLS_RENEGOTIATE,
    TLS_KEY_UPDATE,
    TLS_ASK_CERTIFICATE,
    TLS_TAKE,           /* reads what is there into `into`, at least a byte; `len` says how much */
    TLS_REFUSE_EARLY,   /* this connection takes no early data, whatever its ticket says */
    TLS_FORGET_TICKETS, /* new ticket keys: what was given before is worth nothing */
    TLS_CANCEL,         /* the warning user_canceled */
    TLS_ASK_AUTHORITY,  /* about the server's certificate; the connection waits */
};

/* `data` and `len` are what to write; for a read `len` is how much still has to come, and is
 * counted down as it does. */
struct tls_order {
    enum tls_deed deed;
    const void *data;
    size_t len;
    void *into; /* TLS_TAKE; `len` is the room first */
};

enum tls_result { TLS_DONE, TLS_NEEDS_INPUT, TLS_FAILED };

struct tls_context; /* what connections share: certificates, ticket keys, session cache */
struct tls;         /* one connection */

/* Returns NULL, with a message on standard error, where the settings are wrong. `settings` must
 * outlive the context. */
struct tls_context *tls_context_new(const struct tls_settings *settings);
void tls_context_free(struct tls_context *context);

struct tls *tls_new(struct tls_context *context);
void tls_free(struct tls *tls);

void tls_feed(struct tls *tls, const uint8_t *data, size_t len);
/* Moves at most `cap` bytes that want to be sent into `out` and returns how many. */
size_t tls_drain(struct tls *tls, uint8_t *out, size_t cap);
/* Does `order` as far as what was fed allows; call again with the same order after feeding more. */
enum tls_result tls_do(struct tls *tls, struct tls_order *order);
/* One line on standard error: why the last order failed. */
void tls_complain(struct tls *tls);

#endif
