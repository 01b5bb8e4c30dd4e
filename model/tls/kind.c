/* kind.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "kind.h"

#include "model/core/connection.h"
#include "model/tls/cipher_suites.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

/* The server's hello shows whether a key is used that was shared before, and the client's which kind
 * of key that is: each if it is there. */
static enum hsviz_kind kind_of_13(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    uint8_t server = hsviz_tls_flags_of(connection, HSVIZ_SERVER);

    if (!(tls->server_flags & HSVIZ_HELLO_PRE_SHARED_KEY))
        return tls->server_flags & HSVIZ_HELLO_CUT && !(server & HSVIZ_TLS_SENT_CERTIFICATE)
                   ? HSVIZ_KIND_UNKNOWN
                   : HSVIZ_KIND_FULL;
    if (!(tls->client_flags & HSVIZ_HELLO_PRE_SHARED_KEY))
        return HSVIZ_KIND_UNKNOWN;
    return tls->client_flags & HSVIZ_HELLO_EXTERNAL_PSK ? HSVIZ_KIND_PSK_ONLY
                                                        : HSVIZ_KIND_RESUMED_PSK;
}

/* A server that sends ChangeCipherSpec without a key exchange resumes a session (RFC 5246 7.3); by
 * ticket if the client sent one (RFC 5077 3.4), which only its hello shows. */
static enum hsviz_kind kind_of_12(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;
    uint8_t server = hsviz_tls_flags_of(connection, HSVIZ_SERVER);

    if (tls->flags & HSVIZ_TLS_KEY_EXCHANGE && hsviz_cipher_suite_is_psk(tls->cipher_suite))
        return HSVIZ_KIND_PSK_ONLY;
    if (tls->flags & HSVIZ_TLS_KEY_EXCHANGE || server & HSVIZ_TLS_SENT_CERTIFICATE)
        return HSVIZ_KIND_FULL;
    if (!(server & HSVIZ_TLS_SENT_CCS) || !(tls->flags & HSVIZ_TLS_CLIENT_HELLO))
        return HSVIZ_KIND_UNKNOWN;
    if (tls->client_flags & HSVIZ_HELLO_TICKET)
        return HSVIZ_KIND_RESUMED_TICKET;
    return tls->client_flags & HSVIZ_HELLO_CUT ? HSVIZ_KIND_UNKNOWN : HSVIZ_KIND_RESUMED_ID;
}

enum hsviz_kind hsviz_kind_so_far(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!(tls->flags & HSVIZ_TLS_SERVER_HELLO) || tls->version == HSVIZ_VERSION_NONE)
        return HSVIZ_KIND_UNKNOWN;
    if (hsviz_tls_is_13(tls))
        return kind_of_13(connection);
    if (tls->version == HSVIZ_SSL_2)
        return tls->server_flags & HSVIZ_HELLO_SESSION_ID_HIT ? HSVIZ_KIND_RESUMED_ID
                                                              : HSVIZ_KIND_FULL;
    return kind_of_12(connection);
}

/* A renegotiation has a kind of its own, which says nothing of the first handshake. */
enum hsviz_kind hsviz_connection_kind(const struct hsviz_connection *connection)
{
    const struct hsviz_tls *tls = connection->tls;

    if (!tls)
        return HSVIZ_KIND_UNKNOWN;
    return tls->kind != HSVIZ_KIND_UNKNOWN ? (enum hsviz_kind)tls->kind
                                           : hsviz_kind_so_far(connection);
}
