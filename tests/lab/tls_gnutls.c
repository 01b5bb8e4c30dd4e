/* tls.h with GnuTLS: it does False Start (RFC 7918), which OpenSSL does not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_MAX = 1 << 17 };

struct buffer {
    uint8_t data[BUFFER_MAX];
    size_t len;
};

struct tls_context {
    const struct tls_settings *settings;
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t ticket_key;
};

struct tls {
    gnutls_session_t session;
    struct buffer in;
    struct buffer out;
    int error;
};

static void buffer_append(struct buffer *buffer, const void *data, size_t len)
{
    if (len > BUFFER_MAX - buffer->len)
        abort();
    memcpy(buffer->data + buffer->len, data, len);
    buffer->len += len;
}

static size_t buffer_take(struct buffer *buffer, void *out, size_t cap)
{
    size_t len = buffer->len < cap ? buffer->len : cap;
    memcpy(out, buffer->data, len);
    buffer->len -= len;
    memmove(buffer->data, buffer->data + len, buffer->len);
    return len;
}

static ssize_t push(gnutls_transport_ptr_t tls, const void *data, size_t len)
{
    buffer_append(&((struct tls *)tls)->out, data, len);
    return (ssize_t)len;
}

static ssize_t pull(gnutls_transport_ptr_t opaque, void *out, size_t cap)
{
    struct tls *tls = opaque;
    size_t len = buffer_take(&tls->in, out, cap);
    if (len)
        return (ssize_t)len;
    gnutls_transport_set_errno(tls->session, EAGAIN);
    return -1;
}

static int keylog_append(gnutls_session_t session, const char *label, const gnutls_datum_t *secret)
{
    const struct tls_settings *settings = gnutls_session_get_ptr(session);
    gnutls_datum_t client, server;
    FILE *file = fopen(settings->keylog, "a");
    if (!file)
        return 0;
    gnutls_session_get_random(session, &client, &server);
    fprintf(file, "%s ", label);
    for (unsigned i = 0; i < client.size; i++)
        fprintf(file, "%02x", client.data[i]);
    fputc(' ', file);
    for (unsigned i = 0; i < secret->size; i++)
        fprintf(file, "%02x", secret->data[i]);
    fputc('\n', file);
    fclose(file);
    return 0;
}

struct tls_context *tls_context_new(const struct tls_settings *settings)
{
    if (settings->num_conf != 1) {
        fprintf(stderr, "peer: the GnuTLS peer takes one conf=, its priority string\n");
        return NULL;
    }
    struct tls_context *context = calloc(1, sizeof *context);
    context->settings = settings;
    gnutls_certificate_allocate_credentials(&context->credentials);
    int error =
        settings->certificate
            ? gnutls_certificate_set_x509_key_file(context->credentials, settings->certificate,
                                                   settings->key, GNUTLS_X509_FMT_PEM)
            : 0;
    gnutls_session_ticket_key_generate(&context->ticket_key);
    if (error >= 0)
        return context;
    fprintf(stderr, "peer: GnuTLS: %s\n", gnutls_strerror(error));
    tls_context_free(context);
    return NULL;
}

void tls_context_free(struct tls_context *context)
{
    if (!context)
        return;
    gnutls_certificate_free_credentials(context->credentials);
    gnutls_free(context->ticket_key.data);
    free(context);
}

static void session_configure(struct tls *tls, struct tls_context *context)
{
    const struct tls_settings *settings = context->settings;
    gnutls_priority_set_direct(tls->session, settings->conf[0], NULL);
    gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, context->credentials);
    gnutls_session_set_ptr(tls->session, (void *)settings);
    if (settings->role == ROLE_SERVER) {
        gnutls_certificate_server_set_request(
            tls->session, settings->ask_certificate ? GNUTLS_CERT_REQUEST : GNUTLS_CERT_IGNORE);
        if (settings->num_tickets)
            gnutls_session_ticket_enable_server(tls->session, &context->ticket_key);
    } else if (settings->sni)
        gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, settings->sni, strlen(settings->sni));
    if (settings->alpn) {
        gnutls_datum_t name = { (unsigned char *)settings->alpn, (unsigned)strlen(settings->alpn) };
        gnutls_alpn_set_protocols(tls->session, &name, 1, 0);
    }
    if (settings->keylog)
        gnutls_session_set_keylog_function(tls->session, keylog_append);
}

struct tls *tls_new(struct tls_context *context)
{
    struct tls *tls = calloc(1, sizeof *tls);
    const struct tls_settings *settings = context->settings;
    gnutls_init(&tls->session, (settings->role == ROLE_SERVER ? GNUTLS_SERVER : GNUTLS_CLIENT) |
                                   GNUTLS_NONBLOCK |
                                   (settings->false_start ? GNUTLS_ENABLE_FALSE_START : 0));
    session_configure(tls, context);
    gnutls_transport_set_ptr(tls->session, tls);
    gnutls_transport_set_push_function(tls->session, push);
    gnutls_transport_set_pull_function(tls->session, pull);
    gnutls_handshake_set_timeout(tls->session, GNUTLS_INDEFINITE_TIMEOUT);
    return tls;
}

void tls_free(struct tls *tls)
{
    if (!tls)
        return;
    gnutls_deinit(tls->session);
    free(tls);
}

void tls_feed(struct tls *tls, const uint8_t *data, size_t len)
{
    buffer_append(&tls->in, data, len);
}

size_t tls_drain(struct tls *tls, uint8_t *out, size_t cap)
{
    return buffer_take(&tls->out, out, cap);
}

static enum tls_result result_of(struct tls *tls, ssize_t returned)
{
    tls->error = (int)returned;
    if (returned >= 0)
        return TLS_DONE;
    return returned == GNUTLS_E_AGAIN ? TLS_NEEDS_INPUT : TLS_FAILED;
}

/* GnuTLS says "again" also when it has read a ticket, and there may be more. */
static ssize_t record_recv(struct tls *tls, void *out, size_t cap)
{
    ssize_t got;
    do
        got = gnutls_record_recv(tls->session, out, cap);
    while (got == GNUTLS_E_AGAIN && tls->in.len);
    return got;
}

static enum tls_result read_all(struct tls *tls, struct tls_order *order)
{
    uint8_t scratch[16384];
    while (order->len) {
        ssize_t got =
            record_recv(tls, scratch, order->len < sizeof scratch ? order->len : sizeof scratch);
        if (got <= 0)
            return got ? result_of(tls, got) : TLS_FAILED;
        order->len -= (size_t)got;
    }
    return TLS_DONE;
}

enum tls_result tls_do(struct tls *tls, struct tls_order *order)
{
    uint8_t scratch[1];
    switch (order->deed) {
    case TLS_HANDSHAKE:
        return result_of(tls, gnutls_handshake(tls->session));
    case TLS_WRITE:
        return result_of(tls, gnutls_record_send(tls->session, order->data, order->len));
    case TLS_READ:
        return read_all(tls, order);
    case TLS_CLOSE_NOTIFY:
        return result_of(tls, gnutls_bye(tls->session, GNUTLS_SHUT_WR));
    case TLS_HEAR_CLOSE_NOTIFY:
        return result_of(tls, record_recv(tls, scratch, sizeof scratch));
    case TLS_CANCEL:
        return result_of(
            tls, gnutls_alert_send(tls->session, GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED));
    case TLS_KEY_UPDATE:
        return result_of(tls, gnutls_session_key_update(tls->session, GNUTLS_KU_PEER));
    default:
        tls->error = GNUTLS_E_UNIMPLEMENTED_FEATURE;
        return TLS_FAILED;
    }
}

void tls_complain(struct tls *tls)
{
    fprintf(stderr, "peer: GnuTLS: %s\n", gnutls_strerror(tls->error));
}
