/* hello_facts.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "hello_facts.h"

#include <string.h>

#include <glib.h>

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/tls/tls.h"
#include "model/tls/version.h"

void hsviz_tls_keep_name(struct hsviz_tls *tls, char **name, struct hsviz_bytes bytes)
{
    if (bytes.len == 0)
        return;
    g_free(*name);
    *name = g_strndup((const char *)bytes.start, MIN(bytes.len, HSVIZ_NAME_MAX_LEN));
    tls->has_cut_name |= strlen(*name) < bytes.len;
}

void hsviz_tls_keep_client_hello(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                                 const struct hsviz_packet *packet, uint16_t record_version)
{
    /* A second hello, after a retry, no longer offers the early data that the first announced. */
    tls->client_flags = hello->flags | (tls->client_flags & HSVIZ_HELLO_EARLY_DATA);
    if (tls->flags & HSVIZ_TLS_CLIENT_HELLO)
        return;
    tls->flags |= HSVIZ_TLS_CLIENT_HELLO;
    tls->client_hello_frame = packet->frame;
    tls->record_version = record_version;
    tls->first_group = hello->group;
    tls->num_suites = hello->num_suites;
    tls->hello_version = hello->legacy_version;
    tls->num_offered = hello->num_offered;
    memcpy(tls->offered, hello->offered, sizeof tls->offered);
    tls->session_id_len = hello->session_id_len;
    memcpy(tls->session_id, hello->session_id, sizeof tls->session_id);
    hsviz_tls_keep_name(tls, &tls->server_name, hello->server_name);
}

/* Whether a ServerHello that is not whole may have selected TLS 1.3 in what is not there: one that
 * does says 1.2 before it (RFC 8446 4.1.3), and the client has offered it. */
static bool may_select_13(const struct hsviz_tls *tls, const struct hsviz_hello *hello)
{
    bool is_offer_whole =
        tls->flags & HSVIZ_TLS_CLIENT_HELLO && !(tls->client_flags & HSVIZ_HELLO_CUT);

    if (!(hello->flags & HSVIZ_HELLO_CUT) || hello->legacy_version != HSVIZ_TLS_1_2 ||
        hello->flags & (HSVIZ_HELLO_SENTINEL_TLS12 | HSVIZ_HELLO_SENTINEL_TLS11))
        return false;
    return !is_offer_whole || tls->num_offered > 0;
}

/* HSVIZ_VERSION_NONE if the hello, as far as it is there, does not tell. */
static uint16_t chosen_version(const struct hsviz_tls *tls, const struct hsviz_hello *hello)
{
    if (hello->flags & HSVIZ_HELLO_SELECTED_VERSION)
        return hello->selected_version;
    if (hello->flags & HSVIZ_HELLO_SSL2)
        return HSVIZ_SSL_2;
    if (!may_select_13(tls, hello))
        return hello->legacy_version;
    return hello->flags & HSVIZ_HELLO_RETRY ? HSVIZ_TLS_1_3 : HSVIZ_VERSION_NONE;
}

void hsviz_tls_tell_version(struct hsviz_tls *tls)
{
    if (tls->flags & HSVIZ_TLS_SERVER_HELLO && tls->version == HSVIZ_VERSION_NONE)
        tls->version = tls->server_version;
}

void hsviz_tls_keep_retry(struct hsviz_tls *tls, const struct hsviz_hello *hello,
                          const struct hsviz_packet *packet)
{
    tls->flags |= HSVIZ_TLS_RETRY;
    tls->retry_frame = packet->frame;
    tls->retry_version = chosen_version(tls, hello);
    tls->retry_group = hello->group;
    tls->version = tls->retry_version;
}

uint16_t hsviz_tls_highest_offer(const struct hsviz_tls *tls)
{
    size_t num_kept = MIN(tls->num_offered, HSVIZ_OFFERED_VERSIONS_MAX);
    uint16_t highest = HSVIZ_VERSION_NONE;

    if (!(tls->flags & HSVIZ_TLS_CLIENT_HELLO))
        return HSVIZ_VERSION_NONE;
    if (num_kept == 0 && tls->client_flags & HSVIZ_HELLO_CUT)
        return HSVIZ_VERSION_NONE;
    if (num_kept == 0)
        return MIN(tls->hello_version, HSVIZ_TLS_1_2); /* more only in a list: RFC 8446 4.1.2 */
    for (size_t i = 0; i < num_kept; i++) {
        if (tls->offered[i] <= HSVIZ_TLS_1_3)
            highest = MAX(highest, tls->offered[i]);
    }
    return highest;
}

uint16_t hsviz_tls_sentinel_version(const struct hsviz_tls *tls)
{
    if (tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS12)
        return HSVIZ_TLS_1_3;
    return tls->server_flags & HSVIZ_HELLO_SENTINEL_TLS11 ? HSVIZ_TLS_1_2 : HSVIZ_VERSION_NONE;
}

static bool same_session_id(const struct hsviz_tls *tls, const struct hsviz_hello *hello)
{
    return hello->session_id_len > 0 && hello->session_id_len == tls->session_id_len &&
           memcmp(hello->session_id, tls->session_id, hello->session_id_len) == 0;
}

void hsviz_tls_keep_server_hello(struct hsviz_connection *connection,
                                 const struct hsviz_hello *hello, const struct hsviz_packet *packet)
{
    struct hsviz_tls *tls = connection->tls;

    /* A server that replies to a further ClientHello accepts the renegotiation. The first hello may
     * be read late. */
    if (hsviz_tls_is_complete(tls) &&
        (tls->flags & HSVIZ_TLS_SERVER_HELLO || tls->num_handshakes > 1))
        tls->flags |= HSVIZ_TLS_RENEGOTIATED;
    if (tls->flags & HSVIZ_TLS_SERVER_HELLO)
        return;
    tls->flags |= HSVIZ_TLS_SERVER_HELLO;
    tls->server_hello_frame = packet->frame;
    tls->hello_shown = packet->shown;
    memset(tls->lacks, 0, sizeof tls->lacks);
    tls->server_flags = hello->flags;
    if (same_session_id(tls, hello))
        tls->server_flags |= HSVIZ_HELLO_SESSION_ID_HIT;
    tls->server_version = hello->legacy_version;
    tls->version = chosen_version(tls, hello);
    tls->cipher_suite = hello->cipher_suite;
    tls->server_group = hello->group;
    hsviz_tls_keep_name(tls, &tls->alpn, hello->alpn);
    if (hsviz_tls_is_13(tls))
        tls->end_flags[packet->end] |= HSVIZ_TLS_PROTECTED;
}
