/* tls.h with NSS. Debian's has no SSLKEYLOGFILE: the keys come from its callback for TLS 1.3, and
 * for older versions from the call with which NSS makes a master secret.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "tls.h"

#include <dlfcn.h>
#include <nspr/nspr.h>
#include <nss/cryptohi.h>
#include <nss/nss.h>
#include <nss/pk11pub.h>
#include <nss/ssl.h>
#include <nss/sslexp.h>
#include <nss/sslproto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_MAX = 1 << 17, RANDOM_LEN = 32, RANDOM_OFFSET = 11 };

struct buffer {
    uint8_t data[BUFFER_MAX];
    size_t len;
};

struct tls_context {
    const struct tls_settings *settings;
    CERTCertificate *certificate;
    SECKEYPrivateKey *key;
    SSLVersionRange versions;
    PRIOMethods methods;
    PRDescIdentity identity;
};

struct tls {
    struct tls_context *context;
    PRFileDesc *fd;
    struct buffer in;
    struct buffer out;
    uint8_t client_random[RANDOM_LEN];
    int has_random;
};

static struct tls *current; /* whose keys are made */

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

/* The first bytes of a connection are a ClientHello. */
static void random_note(struct tls *tls, const uint8_t *data, size_t len)
{
    if (tls->has_random || len < RANDOM_OFFSET + RANDOM_LEN)
        return;
    memcpy(tls->client_random, data + RANDOM_OFFSET, RANDOM_LEN);
    tls->has_random = 1;
}

/* --- keys ------------------------------------------------------------------------------------ */

static void hexadecimal(FILE *file, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        fprintf(file, "%02x", data[i]);
}

static void keylog_append(struct tls *tls, const char *label, PK11SymKey *key)
{
    const char *path = tls->context->settings->keylog;
    FILE *file = path && PK11_ExtractKeyValue(key) == SECSuccess ? fopen(path, "a") : NULL;
    if (!file)
        return;
    SECItem *value = PK11_GetKeyData(key);
    fprintf(file, "%s ", label);
    hexadecimal(file, tls->client_random, RANDOM_LEN);
    fputc(' ', file);
    hexadecimal(file, value->data, value->len);
    fputc('\n', file);
    fclose(file);
}

enum { EPOCH_EARLY = 1, EPOCH_HANDSHAKE, EPOCH_TRAFFIC };

static void secret_log(PRFileDesc *fd, PRUint16 epoch, SSLSecretDirection direction,
                       PK11SymKey *secret, void *opaque)
{
    (void)fd;
    struct tls *tls = opaque;
    int client = tls->context->settings->role == ROLE_CLIENT;
    int from_client = client == (direction == ssl_secret_write);
    static const char *const labels[][2] = {
        [EPOCH_EARLY] = { NULL, "CLIENT_EARLY_TRAFFIC_SECRET" },
        [EPOCH_HANDSHAKE] = { "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                              "CLIENT_HANDSHAKE_TRAFFIC_SECRET" },
        [EPOCH_TRAFFIC] = { "SERVER_TRAFFIC_SECRET_0", "CLIENT_TRAFFIC_SECRET_0" },
    };
    if (epoch >= EPOCH_EARLY && epoch <= EPOCH_TRAFFIC && labels[epoch][from_client])
        keylog_append(tls, labels[epoch][from_client], secret);
}

static int is_master_secret(CK_MECHANISM_TYPE derive)
{
    return derive == CKM_SSL3_MASTER_KEY_DERIVE || derive == CKM_SSL3_MASTER_KEY_DERIVE_DH ||
           derive == CKM_TLS_MASTER_KEY_DERIVE || derive == CKM_TLS_MASTER_KEY_DERIVE_DH ||
           derive == CKM_TLS12_MASTER_KEY_DERIVE || derive == CKM_TLS12_MASTER_KEY_DERIVE_DH ||
           derive == CKM_NSS_TLS_MASTER_KEY_DERIVE_SHA256 ||
           derive == CKM_NSS_TLS_MASTER_KEY_DERIVE_DH_SHA256 ||
           derive == CKM_NSS_TLS_EXTENDED_MASTER_KEY_DERIVE ||
           derive == CKM_NSS_TLS_EXTENDED_MASTER_KEY_DERIVE_DH;
}

/* Stands before NSS's own function of that name. */
PK11SymKey *PK11_DeriveWithFlags(PK11SymKey *base, CK_MECHANISM_TYPE derive, SECItem *parameter,
                                 CK_MECHANISM_TYPE target, CK_ATTRIBUTE_TYPE operation,
                                 int key_size, CK_FLAGS flags)
{
    PK11SymKey *(*real)(PK11SymKey *, CK_MECHANISM_TYPE, SECItem *, CK_MECHANISM_TYPE,
                        CK_ATTRIBUTE_TYPE, int, CK_FLAGS);
    *(void **)&real = dlsym(RTLD_NEXT, "PK11_DeriveWithFlags");
    PK11SymKey *key = real(base, derive, parameter, target, operation, key_size, flags);
    if (key && current && is_master_secret(derive))
        keylog_append(current, "CLIENT_RANDOM", key);
    return key;
}

PK11SymKey *PK11_Derive(PK11SymKey *base, CK_MECHANISM_TYPE derive, SECItem *parameter,
                        CK_MECHANISM_TYPE target, CK_ATTRIBUTE_TYPE operation, int key_size)
{
    PK11SymKey *(*real)(PK11SymKey *, CK_MECHANISM_TYPE, SECItem *, CK_MECHANISM_TYPE,
                        CK_ATTRIBUTE_TYPE, int);
    *(void **)&real = dlsym(RTLD_NEXT, "PK11_Derive");
    PK11SymKey *key = real(base, derive, parameter, target, operation, key_size);
    if (key && current && is_master_secret(derive))
        keylog_append(current, "CLIENT_RANDOM", key);
    return key;
}

/* --- the socket that NSS believes in --------------------------------------------------------- */

static struct tls *tls_of(PRFileDesc *fd)
{
    return (struct tls *)fd->secret;
}

static PRInt32 mem_send(PRFileDesc *fd, const void *data, PRInt32 len, PRIntn flags,
                        PRIntervalTime timeout)
{
    (void)flags;
    (void)timeout;
    struct tls *tls = tls_of(fd);
    if (tls->context->settings->role == ROLE_CLIENT)
        random_note(tls, data, (size_t)len);
    buffer_append(&tls->out, data, (size_t)len);
    return len;
}

static PRInt32 mem_write(PRFileDesc *fd, const void *data, PRInt32 len)
{
    return mem_send(fd, data, len, 0, 0);
}

static PRInt32 mem_recv(PRFileDesc *fd, void *out, PRInt32 cap, PRIntn flags,
                        PRIntervalTime timeout)
{
    (void)flags;
    (void)timeout;
    size_t len = buffer_take(&tls_of(fd)->in, out, (size_t)cap);
    if (len)
        return (PRInt32)len;
    PR_SetError(PR_WOULD_BLOCK_ERROR, 0);
    return -1;
}

static PRInt32 mem_read(PRFileDesc *fd, void *out, PRInt32 cap)
{
    return mem_recv(fd, out, cap, 0, 0);
}

static PRStatus mem_name(PRFileDesc *fd, PRNetAddr *address)
{
    (void)fd;
    memset(address, 0, sizeof *address);
    address->inet.family = PR_AF_INET;
    address->inet.port = PR_htons(443);
    address->inet.ip = PR_htonl(0xc0000201);
    return PR_SUCCESS;
}

static PRStatus mem_option(PRFileDesc *fd, PRSocketOptionData *option)
{
    (void)fd;
    option->value.non_blocking = PR_TRUE;
    return option->option == PR_SockOpt_Nonblocking ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus mem_shutdown(PRFileDesc *fd, PRIntn how)
{
    (void)fd;
    (void)how;
    return PR_SUCCESS;
}

static PRStatus mem_close(PRFileDesc *fd)
{
    fd->secret = NULL;
    fd->dtor(fd);
    return PR_SUCCESS;
}

static PRInt16 mem_poll(PRFileDesc *fd, PRInt16 flags, PRInt16 *out_flags)
{
    (void)fd;
    *out_flags = flags;
    return flags;
}

static void methods_fill(PRIOMethods *methods)
{
    *methods = *PR_GetDefaultIOMethods();
    methods->send = mem_send;
    methods->write = mem_write;
    methods->recv = mem_recv;
    methods->read = mem_read;
    methods->getpeername = mem_name;
    methods->getsockname = mem_name;
    methods->getsocketoption = mem_option;
    methods->shutdown = mem_shutdown;
    methods->close = mem_close;
    methods->poll = mem_poll;
}

/* --- context --------------------------------------------------------------------------------- */

static PRUint16 version_read(const char *text)
{
    static const struct {
        const char *name;
        PRUint16 version;
    } known[] = {
        { "3.0", SSL_LIBRARY_VERSION_3_0 },     { "1.0", SSL_LIBRARY_VERSION_TLS_1_0 },
        { "1.1", SSL_LIBRARY_VERSION_TLS_1_1 }, { "1.2", SSL_LIBRARY_VERSION_TLS_1_2 },
        { "1.3", SSL_LIBRARY_VERSION_TLS_1_3 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strncmp(text, known[i].name, 3))
            return known[i].version;
    return 0;
}

static int versions_read(struct tls_context *context)
{
    const char *text = context->settings->num_conf == 1 ? context->settings->conf[0] : "";
    const char *dash = strchr(text, '-');
    context->versions.min = version_read(text);
    context->versions.max = dash ? version_read(dash + 1) : context->versions.min;
    return context->versions.min && context->versions.max;
}

/* A key's first use takes NSS milliseconds, which are to pass before the clock runs. */
static void key_warm_up(SECKEYPrivateKey *key)
{
    uint8_t zeros[32] = { 0 };
    SECItem hash = { siBuffer, zeros, sizeof zeros };
    SECItem signature = { siBuffer, NULL, 0 };
    for (int round = 0; round < 2; round++)
        if (SGN_Digest(key, SEC_OID_SHA256, &signature, &hash) == SECSuccess)
            SECITEM_FreeItem(&signature, PR_FALSE);
}

static int certificate_find(struct tls_context *context)
{
    const char *name = context->settings->certificate;
    if (!name)
        return 1;
    context->certificate = PK11_FindCertFromNickname(name, NULL);
    context->key = context->certificate ? PK11_FindKeyByAnyCert(context->certificate, NULL) : NULL;
    if (context->key)
        key_warm_up(context->key);
    return context->key != NULL;
}

static char *password_none(PK11SlotInfo *slot, PRBool retry, void *unused)
{
    (void)slot;
    (void)unused;
    return retry ? NULL : PORT_Strdup("");
}

static struct tls_context *complain(struct tls_context *context, const char *what)
{
    const char *name = PR_ErrorToName(PR_GetError());
    fprintf(stderr, "peer: NSS: %s: %s\n", what, name ? name : "no reason given");
    free(context);
    return NULL;
}

struct tls_context *tls_context_new(const struct tls_settings *settings)
{
    struct tls_context *context = calloc(1, sizeof *context);
    context->settings = settings;
    if (!versions_read(context))
        return complain(context, "conf= must be the versions, as 1.2 or 3.0-1.3");
    PK11_SetPasswordFunc(password_none);
    if ((settings->database ? NSS_Init(settings->database) : NSS_NoDB_Init(NULL)) != SECSuccess)
        return complain(context, "NSS_Init");
    NSS_SetDomesticPolicy();
    SSL_VersionRangeSetDefault(ssl_variant_stream, &context->versions);
    if (!certificate_find(context))
        return complain(context, "certificate=");
    SSL_ConfigServerSessionIDCache(0, 0, 0, NULL);
    context->identity = PR_GetUniqueIdentity("memory");
    methods_fill(&context->methods);
    return context;
}

void tls_context_free(struct tls_context *context)
{
    free(context); /* the process ends: NSS may keep the rest */
}

/* --- connection ------------------------------------------------------------------------------ */

static SECStatus any_certificate(void *unused, PRFileDesc *fd, PRBool check, PRBool server)
{
    (void)unused;
    (void)fd;
    (void)check;
    (void)server;
    return SECSuccess;
}

static SECStatus certificate_give(void *opaque, PRFileDesc *fd, CERTDistNames *names,
                                  CERTCertificate **certificate, SECKEYPrivateKey **key)
{
    (void)fd;
    (void)names;
    struct tls_context *context = opaque;
    if (!context->certificate)
        return SECFailure;
    *certificate = CERT_DupCertificate(context->certificate);
    *key = SECKEY_CopyPrivateKey(context->key);
    return SECSuccess;
}

static void alpn_offer(PRFileDesc *fd, const char *name)
{
    uint8_t list[256];
    list[0] = (uint8_t)strlen(name);
    memcpy(list + 1, name, list[0]);
    SSL_OptionSet(fd, SSL_ENABLE_ALPN, PR_TRUE);
    SSL_SetNextProtoNego(fd, list, list[0] + 1u);
}

static void session_configure(struct tls *tls)
{
    struct tls_context *context = tls->context;
    const struct tls_settings *settings = context->settings;
    int server = settings->role == ROLE_SERVER;
    SSL_OptionSet(tls->fd, SSL_SECURITY, PR_TRUE);
    SSL_OptionSet(tls->fd, SSL_HANDSHAKE_AS_SERVER, server);
    SSL_OptionSet(tls->fd, SSL_HANDSHAKE_AS_CLIENT, !server);
    SSL_OptionSet(tls->fd, SSL_ENABLE_FALSE_START, settings->false_start != 0);
    SSL_OptionSet(tls->fd, SSL_ENABLE_SESSION_TICKETS, settings->num_tickets != 0);
    SSL_OptionSet(tls->fd, SSL_ENABLE_SERVER_DHE, PR_FALSE); /* its arithmetic takes milliseconds */
    SSL_OptionSet(tls->fd, SSL_ENABLE_TLS13_COMPAT_MODE, PR_TRUE);
    SSL_OptionSet(tls->fd, SSL_REQUEST_CERTIFICATE, settings->ask_certificate != 0);
    SSL_OptionSet(tls->fd, SSL_REQUIRE_CERTIFICATE, PR_FALSE);
    SSL_VersionRangeSet(tls->fd, &context->versions);
    SSL_AuthCertificateHook(tls->fd, any_certificate, NULL);
    SSL_GetClientAuthDataHook(tls->fd, certificate_give, context);
    if (settings->keylog)
        SSL_SecretCallback(tls->fd, secret_log, tls);
    if (settings->alpn)
        alpn_offer(tls->fd, settings->alpn);
    if (server)
        SSL_ConfigServerCert(tls->fd, context->certificate, context->key, NULL, 0);
    else
        SSL_SetURL(tls->fd, settings->sni ? settings->sni : "");
    SSL_ResetHandshake(tls->fd, server);
}

struct tls *tls_new(struct tls_context *context)
{
    struct tls *tls = calloc(1, sizeof *tls);
    tls->context = context;
    PRFileDesc *lower = PR_CreateIOLayerStub(context->identity, &context->methods);
    lower->secret = (PRFilePrivate *)tls;
    current = tls;
    tls->fd = SSL_ImportFD(NULL, lower);
    session_configure(tls);
    return tls;
}

/* NSS's socket stays: closing it would write. */
void tls_free(struct tls *tls)
{
    if (current == tls)
        current = NULL;
}

void tls_feed(struct tls *tls, const uint8_t *data, size_t len)
{
    if (tls->context->settings->role == ROLE_SERVER)
        random_note(tls, data, len);
    buffer_append(&tls->in, data, len);
}

size_t tls_drain(struct tls *tls, uint8_t *out, size_t cap)
{
    return buffer_take(&tls->out, out, cap);
}

static enum tls_result result_of(int ok)
{
    if (ok)
        return TLS_DONE;
    return PR_GetError() == PR_WOULD_BLOCK_ERROR ? TLS_NEEDS_INPUT : TLS_FAILED;
}

static enum tls_result read_all(struct tls *tls, struct tls_order *order)
{
    uint8_t scratch[16384];
    while (order->len) {
        size_t wanted = order->len < sizeof scratch ? order->len : sizeof scratch;
        PRInt32 got = PR_Read(tls->fd, scratch, (PRInt32)wanted);
        if (got <= 0)
            return got ? result_of(0) : TLS_FAILED;
        order->len -= (size_t)got;
    }
    return TLS_DONE;
}

enum tls_result tls_do(struct tls *tls, struct tls_order *order)
{
    uint8_t scratch[1];
    switch (order->deed) {
    case TLS_HANDSHAKE:
        return result_of(SSL_ForceHandshake(tls->fd) == SECSuccess);
    case TLS_WRITE:
        return result_of(PR_Write(tls->fd, order->data, (PRInt32)order->len) ==
                         (PRInt32)order->len);
    case TLS_READ:
        return read_all(tls, order);
    case TLS_CLOSE_NOTIFY:
        return result_of(PR_Shutdown(tls->fd, PR_SHUTDOWN_SEND) == PR_SUCCESS);
    case TLS_HEAR_CLOSE_NOTIFY:
        return result_of(PR_Read(tls->fd, scratch, sizeof scratch) == 0);
    case TLS_KEY_UPDATE:
        return result_of(SSL_KeyUpdate(tls->fd, PR_TRUE) == SECSuccess);
    default:
        return TLS_FAILED;
    }
}

void tls_complain(struct tls *tls)
{
    (void)tls;
    complain(NULL, "the handshake");
}
