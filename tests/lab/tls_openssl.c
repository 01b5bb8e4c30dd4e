/* tls.h with OpenSSL, over memory BIOs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "authority.h"
#include "tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tls_context {
    const struct tls_settings *settings;
    SSL_CTX *ctx;
};

struct tls {
    SSL *ssl;
    BIO *in; /* owned by ssl, as is out */
    BIO *out;
    unsigned num_finished; /* that came */
    unsigned num_heard;    /* of those, how many the script has waited for */
};

/* OpenSSL resumes a session only in the context that it was made for. */
static const unsigned char session_context[] = "lab";
static const unsigned char psk_identity[] = "hsviz-lab";

enum { STAPLE_MAX = 65536 };

static const struct tls_settings *settings_of(const SSL *ssl)
{
    return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
}

static void keylog_append(const SSL *ssl, const char *line)
{
    const char *path = settings_of(ssl)->keylog;
    FILE *file = path ? fopen(path, "a") : NULL;
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

static int session_save(SSL *ssl, SSL_SESSION *session)
{
    FILE *file = fopen(settings_of(ssl)->session_out, "w");
    if (file) {
        PEM_write_SSL_SESSION(file, session);
        fclose(file);
    }
    return 0;
}

static SSL_SESSION *session_load(const char *path)
{
    FILE *file = fopen(path, "r");
    SSL_SESSION *session = file ? PEM_read_SSL_SESSION(file, NULL, NULL, NULL) : NULL;
    if (file)
        fclose(file);
    return session;
}

enum { ALPN_MAX = 8192 };

/* ALPN's wire format: each name after its length. */
static unsigned alpn_encode(const char *names, uint8_t out[static ALPN_MAX])
{
    unsigned len = 0;
    while (*names && len + 256 < ALPN_MAX) {
        size_t name_len = strcspn(names, ",");
        out[len] = (uint8_t)name_len;
        memcpy(out + len + 1, names, name_len);
        len += (unsigned)name_len + 1;
        names += name_len + (names[name_len] == ',');
    }
    return len;
}

static int alpn_select(SSL *ssl, const uint8_t **out, uint8_t *out_len, const uint8_t *in,
                       unsigned in_len, void *unused)
{
    (void)unused;
    uint8_t ours[ALPN_MAX];
    unsigned len = alpn_encode(settings_of(ssl)->alpn, ours);
    uint8_t *chosen;
    if (SSL_select_next_proto(&chosen, out_len, ours, len, in, in_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    /* `ours` goes with this function; the same name in the client's list stays. */
    for (unsigned i = 0; i + 1 < in_len; i += in[i] + 1u)
        if (in[i] == *out_len && !memcmp(in + i + 1, chosen, *out_len))
            *out = in + i + 1;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_SESSION *psk_session(SSL *ssl)
{
    long len;
    unsigned char *key = OPENSSL_hexstr2buf(settings_of(ssl)->psk, &len);
    SSL_SESSION *session = SSL_SESSION_new();
    const unsigned char aes_128_gcm_sha256[] = { 0x13, 0x01 };
    SSL_SESSION_set1_master_key(session, key, (size_t)len);
    SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, aes_128_gcm_sha256));
    SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION);
    SSL_SESSION_set1_id_context(session, session_context, sizeof session_context - 1);
    OPENSSL_free(key);
    return session;
}

static int psk_use(SSL *ssl, const EVP_MD *digest, const unsigned char **id, size_t *id_len,
                   SSL_SESSION **session)
{
    (void)digest;
    *id = psk_identity;
    *id_len = sizeof psk_identity - 1;
    *session = psk_session(ssl);
    return 1;
}

/* An identity that is no external PSK's may be a ticket: leave that to OpenSSL. */
static int psk_find(SSL *ssl, const unsigned char *id, size_t id_len, SSL_SESSION **session)
{
    int ours = id_len == sizeof psk_identity - 1 && !memcmp(id, psk_identity, id_len);
    *session = ours ? psk_session(ssl) : NULL;
    return 1;
}

static unsigned psk12_key(SSL *ssl, unsigned char *key, unsigned cap)
{
    size_t len = 0;
    OPENSSL_hexstr2buf_ex(key, cap, &len, settings_of(ssl)->psk12, '\0');
    return (unsigned)len;
}

static unsigned psk12_use(SSL *ssl, const char *hint, char *identity, unsigned identity_cap,
                          unsigned char *key, unsigned cap)
{
    (void)hint;
    snprintf(identity, identity_cap, "%s", (const char *)psk_identity);
    return psk12_key(ssl, key, cap);
}

static unsigned psk12_find(SSL *ssl, const char *identity, unsigned char *key, unsigned cap)
{
    return strcmp(identity, (const char *)psk_identity) ? 0 : psk12_key(ssl, key, cap);
}

static int staple_send(SSL *ssl, void *unused)
{
    (void)unused;
    FILE *file = fopen(settings_of(ssl)->staple, "r");
    unsigned char *response = OPENSSL_malloc(STAPLE_MAX);
    size_t len = file ? fread(response, 1, STAPLE_MAX, file) : 0;
    if (file)
        fclose(file);
    SSL_set_tlsext_status_ocsp_resp(ssl, response, (int)len);
    return len ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/* Only what the authority says counts: nothing else of the lab's certificates is in question. */
static int certificate_verify(X509_STORE_CTX *store, void *settings)
{
    enum authority_answer answer = authority_ask(settings, X509_STORE_CTX_get0_untrusted(store));
    int revoked = answer == AUTHORITY_REVOKED;
    X509_STORE_CTX_set_error(store, revoked ? X509_V_ERR_CERT_REVOKED : X509_V_OK);
    return !revoked;
}

/* The other side's Finished: OpenSSL's own sign of a handshake done skips post-handshake
 * authentication. */
static void finished_count(int sent, int version, int content_type, const void *message, size_t len,
                           SSL *ssl, void *unused)
{
    (void)version;
    (void)unused;
    struct tls *tls = SSL_get_app_data(ssl);
    if (tls && !sent && content_type == SSL3_RT_HANDSHAKE && len &&
        *(const uint8_t *)message == SSL3_MT_FINISHED)
        tls->num_finished++;
}

/* `setting` is NAME:VALUE. */
static int conf_apply_one(SSL_CONF_CTX *conf, const char *setting)
{
    char name[64];
    const char *colon = strchr(setting, ':');
    int ok = colon && colon - setting < (int)sizeof name;
    if (ok) {
        snprintf(name, sizeof name, "%.*s", (int)(colon - setting), setting);
        ok = SSL_CONF_cmd(conf, name, colon + 1) > 0;
    }
    if (!ok)
        fprintf(stderr, "peer: conf=%s: not understood\n", setting);
    return ok;
}

static int conf_apply(SSL_CTX *ctx, const struct tls_settings *settings)
{
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    int server = settings->role == ROLE_SERVER;
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CERTIFICATE |
                                     (server ? SSL_CONF_FLAG_SERVER : SSL_CONF_FLAG_CLIENT));
    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    int ok = 1;
    for (size_t i = 0; ok && i < settings->num_conf; i++)
        ok = conf_apply_one(conf, settings->conf[i]);
    ok = ok && SSL_CONF_CTX_finish(conf) == 1;
    SSL_CONF_CTX_free(conf);
    return ok;
}

static void callbacks_set(SSL_CTX *ctx, const struct tls_settings *settings)
{
    int server = settings->role == ROLE_SERVER;
    SSL_CTX_set_msg_callback(ctx, finished_count);
    if (settings->keylog)
        SSL_CTX_set_keylog_callback(ctx, keylog_append);
    if (settings->session_out) {
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(ctx, session_save);
    }
    if (settings->alpn && server)
        SSL_CTX_set_alpn_select_cb(ctx, alpn_select, NULL);
    if (settings->psk && server)
        SSL_CTX_set_psk_find_session_callback(ctx, psk_find);
    if (settings->psk && !server)
        SSL_CTX_set_psk_use_session_callback(ctx, psk_use);
    if (settings->psk12 && server)
        SSL_CTX_set_psk_server_callback(ctx, psk12_find);
    if (settings->psk12 && !server)
        SSL_CTX_set_psk_client_callback(ctx, psk12_use);
    if (settings->authority.in_handshake)
        SSL_CTX_set_cert_verify_callback(ctx, certificate_verify, (void *)&settings->authority);
    if (settings->staple && server)
        SSL_CTX_set_tlsext_status_cb(ctx, staple_send);
}

static int raw_keys_set(SSL_CTX *ctx)
{
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
    const unsigned char types[] = { TLSEXT_cert_type_rpk };
    return SSL_CTX_set1_server_cert_type(ctx, types, sizeof types);
#else
    (void)ctx;
    fprintf(stderr, "peer: this OpenSSL has no raw public keys\n");
    return 0;
#endif
}

static int certificate_compress(SSL_CTX *ctx)
{
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
    return SSL_CTX_compress_certs(ctx, 0);
#else
    (void)ctx;
    fprintf(stderr, "peer: this OpenSSL compresses no certificates\n");
    return 0;
#endif
}

static int records_configure(SSL_CTX *ctx, const struct tls_settings *settings)
{
    if (settings->num_tickets != TLS_DEFAULT)
        SSL_CTX_set_num_tickets(ctx, settings->num_tickets);
    if (settings->padding)
        SSL_CTX_set_block_padding(ctx, settings->padding);
    if (settings->max_fragment)
        SSL_CTX_set_max_send_fragment(ctx, settings->max_fragment);
    return (!settings->raw_keys || raw_keys_set(ctx)) &&
           (!settings->compress || certificate_compress(ctx));
}

/* OpenSSL looks its algorithms up when they are first used, which takes milliseconds. A handshake
 * with nobody in particular, however far it comes, spends them before the clock runs. */
static void context_warm_up(SSL_CTX *ctx, enum role role)
{
    SSL_CTX *other_ctx = SSL_CTX_new(TLS_method());
    SSL *ours = SSL_new(ctx), *other = SSL_new(other_ctx);
    BIO *to_ours = BIO_new(BIO_s_mem()), *to_other = BIO_new(BIO_s_mem());
    BIO_up_ref(to_ours);
    BIO_up_ref(to_other);
    SSL_set_bio(ours, to_ours, to_other);
    SSL_set_bio(other, to_other, to_ours);
    SSL *client = role == ROLE_CLIENT ? ours : other;
    SSL *server = role == ROLE_CLIENT ? other : ours;
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (int round = 0; round < 3; round++) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    SSL_free(ours);
    SSL_free(other);
    SSL_CTX_free(other_ctx);
}

struct tls_context *tls_context_new(const struct tls_settings *settings)
{
    struct tls_context *context = calloc(1, sizeof *context);
    context->settings = settings;
    context->ctx =
        SSL_CTX_new(settings->role == ROLE_SERVER ? TLS_server_method() : TLS_client_method());
    SSL_CTX_set_app_data(context->ctx, (void *)settings);
    SSL_CTX_set_session_id_context(context->ctx, session_context, sizeof session_context - 1);
    SSL_CTX_set_post_handshake_auth(context->ctx, settings->post_handshake_auth);
    SSL_CTX_set_max_early_data(context->ctx, settings->early_data_max);
    SSL_CTX_set_dh_auto(context->ctx, 1);
    callbacks_set(context->ctx, settings);
    if (conf_apply(context->ctx, settings) && records_configure(context->ctx, settings)) {
        context_warm_up(context->ctx, settings->role);
        if (settings->authority.method)
            authority_warm_up(&settings->authority);
        return context;
    }
    ERR_print_errors_fp(stderr);
    tls_context_free(context);
    return NULL;
}

void tls_context_free(struct tls_context *context)
{
    if (!context)
        return;
    SSL_CTX_free(context->ctx);
    free(context);
}

static void client_prepare(SSL *ssl, const struct tls_settings *settings)
{
    SSL_set_connect_state(ssl);
    if (settings->sni)
        SSL_set_tlsext_host_name(ssl, settings->sni);
    if (settings->alpn) {
        uint8_t list[ALPN_MAX];
        SSL_set_alpn_protos(ssl, list, alpn_encode(settings->alpn, list));
    }
    if (settings->staple)
        SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
    if (settings->session_in) {
        SSL_SESSION *session = session_load(settings->session_in);
        SSL_set_session(ssl, session);
        SSL_SESSION_free(session);
    }
}

struct tls *tls_new(struct tls_context *context)
{
    struct tls *tls = calloc(1, sizeof *tls);
    tls->ssl = SSL_new(context->ctx);
    tls->in = BIO_new(BIO_s_mem());
    tls->out = BIO_new(BIO_s_mem());
    SSL_set_bio(tls->ssl, tls->in, tls->out);
    SSL_set_app_data(tls->ssl, tls);
    if (context->settings->role == ROLE_CLIENT)
        client_prepare(tls->ssl, context->settings);
    else
        SSL_set_accept_state(tls->ssl);
    return tls;
}

void tls_free(struct tls *tls)
{
    if (!tls)
        return;
    SSL_free(tls->ssl);
    free(tls);
}

void tls_feed(struct tls *tls, const uint8_t *data, size_t len)
{
    BIO_write(tls->in, data, (int)len);
}

size_t tls_drain(struct tls *tls, uint8_t *out, size_t cap)
{
    int got = BIO_read(tls->out, out, (int)cap);
    return got > 0 ? (size_t)got : 0;
}

static enum tls_result result_of(struct tls *tls, int returned)
{
    if (returned > 0)
        return TLS_DONE;
    return SSL_get_error(tls->ssl, returned) == SSL_ERROR_WANT_READ ? TLS_NEEDS_INPUT : TLS_FAILED;
}

static enum tls_result do_handshake(struct tls *tls)
{
    enum tls_result result = result_of(tls, SSL_do_handshake(tls->ssl));
    tls->num_heard = tls->num_finished;
    return result;
}

static enum tls_result read_all(struct tls *tls, struct tls_order *order)
{
    uint8_t scratch[16384];
    while (order->len) {
        size_t got;
        size_t wanted = order->len < sizeof scratch ? order->len : sizeof scratch;
        int returned = SSL_read_ex(tls->ssl, scratch, wanted, &got);
        if (returned <= 0)
            return result_of(tls, returned);
        order->len -= got;
    }
    return TLS_DONE;
}

static enum tls_result read_early(struct tls *tls, struct tls_order *order)
{
    uint8_t scratch[16384];
    while (order->len) {
        size_t got;
        size_t wanted = order->len < sizeof scratch ? order->len : sizeof scratch;
        int status = SSL_read_early_data(tls->ssl, scratch, wanted, &got);
        if (status != SSL_READ_EARLY_DATA_SUCCESS)
            return result_of(tls, 0);
        order->len -= got;
    }
    return TLS_DONE;
}

static enum tls_result take(struct tls *tls, struct tls_order *order)
{
    size_t got;
    int returned = SSL_read_ex(tls->ssl, order->into, order->len, &got);
    if (returned <= 0)
        return result_of(tls, returned);
    order->len = got;
    return TLS_DONE;
}

static enum tls_result tickets_forget(struct tls *tls)
{
    unsigned char keys[80];
    int ok = RAND_bytes(keys, sizeof keys) == 1 &&
             SSL_CTX_set_tlsext_ticket_keys(SSL_get_SSL_CTX(tls->ssl), keys, sizeof keys) == 1;
    return ok ? TLS_DONE : TLS_FAILED;
}

static enum tls_result authority_answered(struct tls *tls)
{
    const struct authority_settings *settings = &settings_of(tls->ssl)->authority;
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(tls->ssl);
    if (chain)
        authority_ask(settings, chain);
    else
        authority_ask_file(settings);
    return TLS_DONE;
}

/* OpenSSL wants early data read to its end before the handshake goes on. */
static enum tls_result end_early(struct tls *tls)
{
    uint8_t scratch[1];
    size_t got;
    int status = SSL_read_early_data(tls->ssl, scratch, sizeof scratch, &got);
    return status == SSL_READ_EARLY_DATA_FINISH ? TLS_DONE : result_of(tls, 0);
}

static enum tls_result hear_close_notify(struct tls *tls)
{
    uint8_t scratch[1];
    int returned = SSL_read(tls->ssl, scratch, sizeof scratch);
    if (SSL_get_error(tls->ssl, returned) == SSL_ERROR_ZERO_RETURN)
        return TLS_DONE;
    return returned > 0 ? TLS_FAILED : result_of(tls, returned);
}

/* Handshakes after the first happen inside reads. */
static enum tls_result hear_handshake(struct tls *tls)
{
    uint8_t scratch[1];
    int returned = SSL_peek(tls->ssl, scratch, sizeof scratch);
    if (tls->num_finished == tls->num_heard)
        return result_of(tls, returned);
    tls->num_heard = tls->num_finished;
    return TLS_DONE;
}

/* SSL_shutdown's 0 says that ours was sent and theirs has not come: all that was asked for. */
static enum tls_result close_notify(struct tls *tls)
{
    return SSL_shutdown(tls->ssl) >= 0 ? TLS_DONE : TLS_FAILED;
}

enum tls_result tls_do(struct tls *tls, struct tls_order *order)
{
    size_t done;
    ERR_clear_error();
    switch (order->deed) {
    case TLS_HANDSHAKE:
        return do_handshake(tls);
    case TLS_WRITE:
        return result_of(tls, SSL_write_ex(tls->ssl, order->data, order->len, &done));
    case TLS_READ:
        return read_all(tls, order);
    case TLS_WRITE_EARLY:
        return result_of(tls, SSL_write_early_data(tls->ssl, order->data, order->len, &done));
    case TLS_READ_EARLY:
        return read_early(tls, order);
    case TLS_END_EARLY:
        return end_early(tls);
    case TLS_CLOSE_NOTIFY:
        return close_notify(tls);
    case TLS_HEAR_CLOSE_NOTIFY:
        return hear_close_notify(tls);
    case TLS_HEAR_HANDSHAKE:
        return hear_handshake(tls);
    case TLS_RENEGOTIATE:
        return result_of(tls, SSL_renegotiate(tls->ssl));
    case TLS_KEY_UPDATE:
        return result_of(tls, SSL_key_update(tls->ssl, SSL_KEY_UPDATE_REQUESTED));
    case TLS_ASK_CERTIFICATE:
        SSL_set_verify(tls->ssl, SSL_VERIFY_PEER, NULL);
        return result_of(tls, SSL_verify_client_post_handshake(tls->ssl));
    case TLS_TAKE:
        return take(tls, order);
    case TLS_REFUSE_EARLY:
        return result_of(tls, SSL_set_max_early_data(tls->ssl, 0));
    case TLS_FORGET_TICKETS:
        return tickets_forget(tls);
    case TLS_ASK_AUTHORITY:
        return authority_answered(tls);
    case TLS_CANCEL:
        break; /* OpenSSL has no call that sends it */
    }
    return TLS_FAILED;
}

void tls_complain(struct tls *tls)
{
    unsigned long error = ERR_peek_last_error();
    fprintf(stderr, "peer: %s: %s\n", SSL_state_string_long(tls->ssl),
            error ? ERR_reason_error_string(error) : "the stack gives no reason");
}
