/* request.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "request.h"

#include <string.h>

#include <glib.h>

#include "model/pki/checks.h"
#include "model/pki/der.h"
#include "model/pki/http.h"

enum {
    /* RFC 5019 5: a GET has less than 256 bytes; this limits what is decoded. */
    TARGET_MAX = 4096,
    /* Slashes in a path after which a request may begin; real URLs have one or two. */
    SLASHES_MAX = 8,
};

/* Base64 of what every request begins with, a SEQUENCE, behind a slash. */
#define SLASH_OF_REQUEST "/M"

void hsviz_status_request_free(struct hsviz_status_request *request)
{
    g_free(request->decoded);
    g_free(request->url);
    g_free(request->host);
}

static bool is_equal(struct hsviz_bytes bytes, const char *text)
{
    return hsviz_der_is(bytes, text, strlen(text));
}

/* Decodes a request in base64, percent-encoded; false if text is none. */
static bool read_encoded(struct hsviz_status_request *request, const char *text)
{
    char *plain = g_uri_unescape_string(text, NULL);
    gsize len = 0;

    g_free(request->decoded);
    request->decoded = plain ? g_base64_decode(plain, &len) : NULL;
    if (request->decoded)
        hsviz_ocsp_request_read(&request->ocsp,
                                (struct hsviz_bytes){ request->decoded, len, false });
    g_free(plain);
    return request->ocsp.num_ids > 0;
}

/* RFC 6960 A.1: the request is at the end of the path. Base64 may contain slashes too. */
static bool read_path(struct hsviz_status_request *request)
{
    const char *slash = request->url;

    for (size_t i = 0; slash && i < SLASHES_MAX; i++) {
        slash = strstr(slash, SLASH_OF_REQUEST);
        if (slash && read_encoded(request, ++slash))
            return true;
    }
    return false;
}

/* False if the message cannot be a status request. */
static bool read_get(struct hsviz_status_request *request, const struct hsviz_http_head *head)
{
    request->method = HSVIZ_CHECK_CRL;
    if (head->target.len > TARGET_MAX)
        return false;
    request->url = hsviz_http_url(head);
    if (!request->url)
        return false;
    request->is_of_list = g_str_has_suffix(request->url, ".crl");
    if (read_path(request))
        request->method = HSVIZ_CHECK_OCSP_GET;
    return true;
}

static bool read_post(struct hsviz_status_request *request, const struct hsviz_http_head *head,
                      const struct hsviz_http_message *message)
{
    struct hsviz_bytes body = { message->ocsp, message->ocsp_len, false };

    request->method = HSVIZ_CHECK_OCSP_POST;
    if (!message->ocsp && !hsviz_http_begins_with(head->content_type, "application/ocsp-request"))
        return false;
    request->url = head->target.len > TARGET_MAX ? NULL : hsviz_http_url(head);
    hsviz_ocsp_request_read(&request->ocsp, message->ocsp ? body : head->body);
    return true;
}

bool hsviz_status_request_read(struct hsviz_status_request *request,
                               const struct hsviz_http_head *head,
                               const struct hsviz_http_message *message)
{
    memset(request, 0, sizeof *request);
    if (head->host.len > 0)
        request->host =
            g_strndup((const char *)head->host.start, MIN(head->host.len, HSVIZ_CHECK_HOST_MAX));
    if (is_equal(head->method, "GET"))
        return read_get(request, head);
    return is_equal(head->method, "POST") && read_post(request, head, message);
}
