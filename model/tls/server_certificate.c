/* server_certificate.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "server_certificate.h"

#include "model/core/connection.h"
#include "model/core/packet.h"
#include "model/core/units.h"
#include "model/pki/certificate.h"
#include "model/pki/checks.h"
#include "model/tls/tls.h"

enum {
    EXTENSION_STATUS_REQUEST = 5, /* RFC 6066 1.1 */
    STATUS_OCSP = 1,              /* RFC 6066 8 */
    STATUS_OCSP_MULTI = 2,        /* RFC 6961 2.2 */
    /* Extensions of one certificate in the message; there are two that are known. */
    ENTRY_EXTENSIONS_MAX = 16,
};

/* A certificate list without entries declines (RFC 8446 4.4.2, RFC 5246 7.4.6). */
void hsviz_tls_read_certificate(struct hsviz_connection *connection, enum hsviz_end end,
                                struct hsviz_bytes body)
{
    struct hsviz_tls *tls = connection->tls;
    struct hsviz_certificate_facts facts = hsviz_certificate_read(body, hsviz_tls_is_13(tls));

    if (facts.is_empty)
        tls->end_flags[end] |= HSVIZ_TLS_EMPTY_CERTIFICATE;
    if (facts.is_stapled && hsviz_side_of(connection, end) == HSVIZ_SERVER)
        tls->flags |= HSVIZ_TLS_STAPLED;
}

/* The OCSPResponse in a CertificateStatus; if there are several, that of the server's own
 * certificate. */
static struct hsviz_bytes response_in(struct hsviz_bytes status)
{
    uint32_t type = hsviz_bytes_number(&status, 1);
    struct hsviz_bytes response = hsviz_bytes_vector(&status, 3);

    if (type == STATUS_OCSP)
        return response;
    if (type == STATUS_OCSP_MULTI)
        return hsviz_bytes_vector(&response, 3);
    return (struct hsviz_bytes){ .short_read = true };
}

/* RFC 8446 4.4.2.1: a CertificateStatus is among the extensions of the first certificate. */
static struct hsviz_bytes status_in(struct hsviz_bytes body)
{
    struct hsviz_bytes list, extensions;

    hsviz_bytes_vector(&body, 1); /* certificate_request_context */
    list = hsviz_bytes_vector(&body, 3);
    hsviz_bytes_vector(&list, 3);
    extensions = hsviz_bytes_vector(&list, 2);
    for (size_t i = 0; i < ENTRY_EXTENSIONS_MAX && extensions.len > 0; i++) {
        uint32_t type = hsviz_bytes_number(&extensions, 2);
        struct hsviz_bytes value = hsviz_bytes_vector(&extensions, 2);

        if (type == EXTENSION_STATUS_REQUEST)
            return value;
    }
    return (struct hsviz_bytes){ .short_read = true };
}

static void keep_staple(struct hsviz_connection *connection, const struct hsviz_packet *packet,
                        struct hsviz_bytes status)
{
    const struct hsviz_serial unknown = { .len = 0 };
    const struct hsviz_serial *serial =
        connection->chain ? &connection->chain->certificates[0].serial : &unknown;
    struct hsviz_bytes response = response_in(status);
    struct hsviz_status_response status_response = hsviz_ocsp_response_read(response, serial);
    int64_t now_s = packet->time_ns / NS_PER_S;
    struct hsviz_staple staple;

    if (connection->chain && status_response.id.serial.len > 0 &&
        hsviz_chain_find(connection->chain, &status_response.id) != 0)
        status_response =
            (struct hsviz_status_response){ .status = HSVIZ_STATUS_OTHER_CERTIFICATE };
    staple = (struct hsviz_staple){
        .frame = packet->frame,
        .status = (uint8_t)status_response.status,
        .age_s = HSVIZ_NS_UNKNOWN,
    };

    if (status_response.this_update_s > 0 && status_response.this_update_s <= now_s)
        staple.age_s = now_s - status_response.this_update_s;
    staple.is_out_of_date =
        status_response.next_update_s > 0 && status_response.next_update_s < now_s;
    if (response.len > 0)
        hsviz_checks_staple(connection, &staple);
}

void hsviz_tls_keep_certificate(struct hsviz_connection *connection,
                                const struct hsviz_packet *packet, enum hsviz_step_type type,
                                struct hsviz_bytes body, enum hsviz_source source)
{
    bool is_13 = hsviz_tls_is_13(connection->tls);

    if (hsviz_side_of(connection, packet->end) != HSVIZ_SERVER)
        return;
    if (type == HSVIZ_STEP_CERTIFICATE_STATUS)
        keep_staple(connection, packet, body);
    if (type != HSVIZ_STEP_CERTIFICATE)
        return;
    hsviz_chain_free(connection->chain);
    connection->chain = hsviz_chain_read(body, is_13);
    if (connection->chain)
        connection->chain->source = (uint8_t)source;
    if (is_13 && connection->tls->flags & HSVIZ_TLS_STAPLED)
        keep_staple(connection, packet, status_in(body));
}
