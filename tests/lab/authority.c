/* authority.h with libcrypto, and sockets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "authority.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 8192, RESPONSE_MAX = 1 << 16, NAME_MAX_LEN = 256 };
enum { BETWEEN_PIECES_NS = 2000000 };

/* One connection to the authority, and what came over it. */
struct lookup {
    const struct authority_settings *settings;
    int fd; /* -1: none */
    char host[NAME_MAX_LEN];
    char path[NAME_MAX_LEN];
    char request[REQUEST_MAX];
    size_t head_len, request_len;
    char response[RESPONSE_MAX + 1]; /* ends with a zero byte */
    size_t response_len;
    const unsigned char *body; /* in `response`; NULL: none */
    long body_len;
};

static unsigned limit_ms(const struct authority_settings *settings)
{
    return settings->limit_ms ? settings->limit_ms : AUTHORITY_LIMIT_MS;
}

/* --- HTTP ------------------------------------------------------------------------------------ */

static int connect_within(int fd, const struct sockaddr_in *remote, unsigned ms)
{
    int error = 0;
    socklen_t len = sizeof error;
    struct pollfd writable = { .fd = fd, .events = POLLOUT };
    fcntl(fd, F_SETFL, O_NONBLOCK);
    if (connect(fd, (const struct sockaddr *)remote, sizeof *remote) < 0 && errno != EINPROGRESS)
        return 0;
    if (poll(&writable, 1, (int)ms) != 1)
        return 0;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
    fcntl(fd, F_SETFL, 0);
    return !error;
}

static void lookup_close(struct lookup *lookup)
{
    if (lookup->fd >= 0)
        close(lookup->fd);
    lookup->fd = -1;
}

static int lookup_connect(struct lookup *lookup, int port)
{
    unsigned ms = limit_ms(lookup->settings);
    struct sockaddr_in remote = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int on = 1;
    if (lookup->fd >= 0)
        return 1;
    inet_pton(AF_INET, lookup->settings->address, &remote.sin_addr);
    lookup->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(lookup->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect_within(lookup->fd, &remote, ms))
        return 1;
    lookup_close(lookup);
    return 0;
}

static int piece_send(int fd, const char *data, size_t len)
{
    return send(fd, data, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static int request_send(const struct lookup *lookup)
{
    unsigned pieces = lookup->settings->pieces;
    if (!pieces)
        return piece_send(lookup->fd, lookup->request, lookup->request_len);
    int ok = piece_send(lookup->fd, lookup->request, lookup->head_len);
    size_t sent = lookup->head_len, body_len = lookup->request_len - lookup->head_len;
    for (unsigned piece = 1; ok && piece <= pieces; piece++) {
        size_t end = lookup->head_len + body_len * piece / pieces;
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 0, BETWEEN_PIECES_NS }, NULL);
        ok = piece_send(lookup->fd, lookup->request + sent, end - sent);
        sent = end;
    }
    return ok;
}

/* Where the body begins, or NULL while the header has not come to its end. */
static const char *body_of(const struct lookup *lookup)
{
    const char *end = strstr(lookup->response, "\r\n\r\n");
    return end ? end + 4 : NULL;
}

static const char *header_value(const struct lookup *lookup, const char *name)
{
    const char *found = strcasestr(lookup->response, name);
    const char *body = body_of(lookup);
    return found && body && found < body ? found + strlen(name) : NULL;
}

/* Whether the connection stays after this response. */
static int is_kept(const struct lookup *lookup)
{
    return !strncmp(lookup->response, "HTTP/1.1", 8) &&
           !header_value(lookup, "\r\nConnection: close");
}

static int is_complete(const struct lookup *lookup)
{
    const char *body = body_of(lookup), *length = header_value(lookup, "\r\nContent-Length:");
    size_t come = body ? lookup->response_len - (size_t)(body - lookup->response) : 0;
    return body && is_kept(lookup) && length && come >= strtoul(length, NULL, 10);
}

/* A receive time-out of the socket's would count in the kernel's ticks. */
static ssize_t recv_within(const struct lookup *lookup, char *into, size_t room)
{
    struct pollfd readable = { .fd = lookup->fd, .events = POLLIN };
    if (poll(&readable, 1, (int)limit_ms(lookup->settings)) != 1)
        return 0;
    return recv(lookup->fd, into, room, 0);
}

/* Reads until the response ends, or the connection. */
static void response_read(struct lookup *lookup)
{
    ssize_t got;
    lookup->response_len = 0;
    lookup->response[0] = '\0';
    lookup->body = NULL;
    while (!is_complete(lookup) && lookup->response_len < RESPONSE_MAX &&
           (got = recv_within(lookup, lookup->response + lookup->response_len,
                              RESPONSE_MAX - lookup->response_len)) > 0) {
        lookup->response_len += (size_t)got;
        lookup->response[lookup->response_len] = '\0';
    }
    const char *body = body_of(lookup);
    if (!is_complete(lookup))
        lookup_close(lookup);
    if (!body || strncmp(lookup->response + strcspn(lookup->response, " "), " 200 ", 5))
        return;
    lookup->body = (const unsigned char *)body;
    lookup->body_len = (long)(lookup->response_len - (size_t)(body - lookup->response));
}

/* --- OCSP ------------------------------------------------------------------------------------ */

/* Takes a URL apart; returns its port, or 0. */
static int url_read(struct lookup *lookup, const char *url)
{
    char *host, *path;
    int port;
    if (!url || !OSSL_HTTP_parse_url(url, NULL, NULL, &host, NULL, &port, &path, NULL, NULL))
        return 0;
    snprintf(lookup->host, sizeof lookup->host, "%s", host);
    snprintf(lookup->path, sizeof lookup->path, "%s", path);
    OPENSSL_free(host);
    OPENSSL_free(path);
    return port;
}

/* RFC 6960 A.1: the request in base 64, its characters that mean something in a URL escaped. */
static void get_write(struct lookup *lookup, const unsigned char *der, int len)
{
    char base64[REQUEST_MAX / 4], escaped[REQUEST_MAX / 2], *end = escaped;
    EVP_EncodeBlock((unsigned char *)base64, der, len);
    for (const char *c = base64; *c; c++)
        end += sprintf(end, strchr("+/=", *c) ? "%%%02X" : "%c", *c);
    lookup->request_len =
        (size_t)snprintf(lookup->request, REQUEST_MAX, "GET %s%s HTTP/1.1\r\nHost: %s\r\n\r\n",
                         lookup->path, escaped, lookup->host);
    lookup->head_len = lookup->request_len;
}

static void post_write(struct lookup *lookup, const unsigned char *der, int len)
{
    lookup->head_len = (size_t)snprintf(lookup->request, REQUEST_MAX,
                                        "POST %s HTTP/1.1\r\nHost: %s\r\n"
                                        "Content-Type: application/ocsp-request\r\n"
                                        "Content-Length: %d\r\n\r\n",
                                        lookup->path, lookup->host, len);
    memcpy(lookup->request + lookup->head_len, der, (size_t)len);
    lookup->request_len = lookup->head_len + (size_t)len;
}

static void ocsp_write(struct lookup *lookup, OCSP_CERTID *id)
{
    OCSP_REQUEST *request = OCSP_REQUEST_new();
    unsigned char *der = NULL;
    OCSP_request_add0_id(request, OCSP_CERTID_dup(id));
    int len = i2d_OCSP_REQUEST(request, &der);
    if (!strcmp(lookup->settings->method, "ocsp-get"))
        get_write(lookup, der, len);
    else
        post_write(lookup, der, len);
    OPENSSL_free(der);
    OCSP_REQUEST_free(request);
}

static enum authority_answer ocsp_read(const struct lookup *lookup, OCSP_CERTID *id)
{
    const unsigned char *der = lookup->body;
    int status = -1, reason;
    ASN1_GENERALIZEDTIME *revoked, *from, *until;
    OCSP_RESPONSE *response = der ? d2i_OCSP_RESPONSE(NULL, &der, lookup->body_len) : NULL;
    OCSP_BASICRESP *basic = response ? OCSP_response_get1_basic(response) : NULL;
    if (basic && !OCSP_resp_find_status(basic, id, &status, &reason, &revoked, &from, &until))
        status = -1;
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
    return status == V_OCSP_CERTSTATUS_GOOD      ? AUTHORITY_GOOD
           : status == V_OCSP_CERTSTATUS_REVOKED ? AUTHORITY_REVOKED
                                                 : AUTHORITY_NO_ANSWER;
}

static enum authority_answer ocsp_ask(struct lookup *lookup, X509 *certificate, X509 *issuer)
{
    enum authority_answer answer = AUTHORITY_NO_ANSWER;
    STACK_OF(OPENSSL_STRING) *urls = X509_get1_ocsp(certificate);
    int port = url_read(lookup, urls ? sk_OPENSSL_STRING_value(urls, 0) : NULL);
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, certificate, issuer);
    ocsp_write(lookup, id);
    if (port && lookup_connect(lookup, port) && request_send(lookup)) {
        response_read(lookup);
        answer = ocsp_read(lookup, id);
    }
    OCSP_CERTID_free(id);
    X509_email_free(urls);
    return answer;
}

/* --- CRL ------------------------------------------------------------------------------------- */

/* The first place of the certificate's first distribution point, or NULL; the certificate's. */
static const char *crl_url(const CRL_DIST_POINTS *points)
{
    const DIST_POINT *point = points ? sk_DIST_POINT_value(points, 0) : NULL;
    if (!point || !point->distpoint || point->distpoint->type != 0)
        return NULL;
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(point->distpoint->name.fullname, 0);
    return name && name->type == GEN_URI ? (const char *)ASN1_STRING_get0_data(name->d.ia5) : NULL;
}

static enum authority_answer crl_read(const struct lookup *lookup, X509 *certificate)
{
    const unsigned char *der = lookup->body;
    X509_CRL *crl = der ? d2i_X509_CRL(NULL, &der, lookup->body_len) : NULL;
    X509_REVOKED *entry;
    enum authority_answer answer = !crl ? AUTHORITY_NO_ANSWER
                                   : X509_CRL_get0_by_cert(crl, &entry, certificate) == 1
                                       ? AUTHORITY_REVOKED
                                       : AUTHORITY_GOOD;
    X509_CRL_free(crl);
    return answer;
}

static enum authority_answer crl_ask(struct lookup *lookup, X509 *certificate)
{
    enum authority_answer answer = AUTHORITY_NO_ANSWER;
    CRL_DIST_POINTS *points =
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
    int port = url_read(lookup, crl_url(points));
    lookup->request_len = lookup->head_len =
        (size_t)snprintf(lookup->request, REQUEST_MAX, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n",
                         lookup->path, lookup->host);
    if (port && lookup_connect(lookup, port) && request_send(lookup)) {
        response_read(lookup);
        answer = crl_read(lookup, certificate);
    }
    CRL_DIST_POINTS_free(points);
    return answer;
}

/* --- both ------------------------------------------------------------------------------------ */

static X509 *certificate_load(const char *path)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    X509 *certificate = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    if (file)
        fclose(file);
    return certificate;
}

/* The issuer that the settings name; stays until the end. */
static X509 *issuer_of(const struct authority_settings *settings)
{
    static X509 *issuer;
    if (!issuer)
        issuer = certificate_load(settings->issuer);
    return issuer;
}

void authority_warm_up(const struct authority_settings *settings)
{
    X509 *issuer = issuer_of(settings);
    OCSP_CERTID *id = issuer ? OCSP_cert_to_id(NULL, issuer, issuer) : NULL;
    CRL_DIST_POINTS_free(X509_get_ext_d2i(issuer, NID_crl_distribution_points, NULL, NULL));
    X509_email_free(X509_get1_ocsp(issuer));
    OCSP_CERTID_free(id);
    OCSP_RESPONSE_free(OCSP_RESPONSE_new());
}

enum authority_answer authority_ask(const struct authority_settings *settings,
                                    const STACK_OF(X509) * chain)
{
    static struct lookup lookup;
    enum authority_answer worst = AUTHORITY_GOOD;
    X509 *root = issuer_of(settings);
    lookup = (struct lookup){ .settings = settings, .fd = -1 };
    for (int i = 0; root && worst != AUTHORITY_REVOKED && i < sk_X509_num(chain); i++) {
        X509 *certificate = sk_X509_value(chain, i);
        X509 *issuer = i + 1 < sk_X509_num(chain) ? sk_X509_value(chain, i + 1) : root;
        enum authority_answer answer = strcmp(settings->method, "crl")
                                           ? ocsp_ask(&lookup, certificate, issuer)
                                           : crl_ask(&lookup, certificate);
        if (answer != AUTHORITY_GOOD)
            worst = answer;
    }
    lookup_close(&lookup);
    return root ? worst : AUTHORITY_NO_ANSWER;
}

enum authority_answer authority_ask_file(const struct authority_settings *settings)
{
    enum authority_answer answer = AUTHORITY_NO_ANSWER;
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509 *asked = certificate_load(settings->asked);
    if (asked) {
        sk_X509_push(chain, asked);
        answer = authority_ask(settings, chain);
    }
    sk_X509_free(chain);
    X509_free(asked);
    return answer;
}
