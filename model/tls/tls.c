/* tls.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls.h"

#include <glib.h>

#include "model/core/connection.h"
#include "model/tls/version.h"

bool hsviz_tls_is_13(const struct hsviz_tls *tls)
{
    return hsviz_version_is_13(tls->version);
}

bool hsviz_tls_lacks_first_hello(const struct hsviz_tls *tls)
{
    return tls->flags & HSVIZ_TLS_RETRY &&
           (!(tls->flags & HSVIZ_TLS_CLIENT_HELLO) || tls->client_hello_frame > tls->retry_frame);
}

bool hsviz_tls_is_complete(const struct hsviz_tls *tls)
{
    return tls->end_flags[HSVIZ_END_0] & tls->end_flags[HSVIZ_END_1] & HSVIZ_TLS_FINISHED;
}

/* Not before the version is known, but for a ServerHello that was not captured: a key exchange in
 * clear is TLS 1.2's or older. */
bool hsviz_tls_changes_cipher(const struct hsviz_tls *tls)
{
    if (tls->version == HSVIZ_VERSION_NONE)
        return tls->flags & HSVIZ_TLS_KEY_EXCHANGE;
    return !hsviz_tls_is_13(tls);
}

uint8_t hsviz_tls_flags_of(const struct hsviz_connection *connection, enum hsviz_side side)
{
    return connection->tls->end_flags[hsviz_end_of(connection, side)];
}

bool hsviz_tls_has_sent_hello(const struct hsviz_connection *connection, enum hsviz_end end)
{
    return connection->tls &&
           connection->tls->flags &
               (hsviz_side_of(connection, end) == HSVIZ_CLIENT ? HSVIZ_TLS_CLIENT_HELLO
                                                               : HSVIZ_TLS_SERVER_HELLO);
}

void hsviz_tls_free(struct hsviz_tls *tls)
{
    if (!tls)
        return;
    g_free(tls->server_name);
    g_free(tls->alpn);
    g_free(tls);
}
