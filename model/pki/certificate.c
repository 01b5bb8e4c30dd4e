/* certificate.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "certificate.h"

#include <glib.h>

#include "model/pki/der.h"
#include "model/pki/http.h"

enum {
    /* Extensions of one certificate that are looked at; ordinary ones have ten. */
    EXTENSIONS_MAX = 32,
    /* Places that one extension names; ordinary ones have two. */
    PLACES_MAX = 16,
    GENERAL_NAME_URI = HSVIZ_DER_CONTEXT + 6, /* RFC 5280 4.2.1.6 */
};

/* Object identifiers, as encoded. */
static const uint8_t authority_access[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01 };
static const uint8_t access_ocsp[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01 };
static const uint8_t distribution_points[] = { 0x55, 0x1d, 0x1f };

/* The hashes that a request may use for the issuer (RFC 6960 4.3, RFC 8017 B.1). */
static const struct {
    GChecksumType type;
    uint8_t len; /* of the hash */
    uint8_t oid[9];
    uint8_t oid_len;
} hashes[] = {
    { G_CHECKSUM_SHA1, 20, { 0x2b, 0x0e, 0x03, 0x02, 0x1a }, 5 },
    { G_CHECKSUM_SHA256, 32, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 }, 9 },
    { G_CHECKSUM_SHA384, 48, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 }, 9 },
    { G_CHECKSUM_SHA512, 64, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03 }, 9 },
};

enum { DIGESTS_LEN = 20 + 32 + 48 + 64 };

/* ---- Addresses ---- */

/* Takes a GeneralName if it is the address of a web server, and the first. */
static void take_uri(char **url, struct hsviz_der name)
{
    if (*url || name.tag != GENERAL_NAME_URI || name.content.short_read ||
        name.content.len > HSVIZ_URL_MAX)
        return;
    *url = hsviz_http_normal_url(name.content);
}

/* RFC 5280 4.2.2.1: SEQUENCE OF { accessMethod, accessLocation }. */
static void read_access(struct hsviz_certificate *certificate, struct hsviz_bytes list)
{
    for (size_t i = 0; i < PLACES_MAX && list.len > 0; i++) {
        struct hsviz_bytes place = hsviz_der_take(&list, HSVIZ_DER_SEQUENCE);
        struct hsviz_bytes method = hsviz_der_take(&place, HSVIZ_DER_OID);

        if (hsviz_der_is(method, access_ocsp, sizeof access_ocsp))
            take_uri(&certificate->url[HSVIZ_URL_OCSP], hsviz_der_next(&place));
        if (place.short_read)
            return;
    }
}

/* RFC 5280 4.2.1.13: SEQUENCE OF { [0] { [0] { GeneralNames } }, ... }. */
static void read_distribution(struct hsviz_certificate *certificate, struct hsviz_bytes list)
{
    for (size_t i = 0; i < PLACES_MAX && list.len > 0; i++) {
        struct hsviz_bytes point = hsviz_der_take(&list, HSVIZ_DER_SEQUENCE);
        struct hsviz_bytes name = hsviz_der_take(&point, HSVIZ_DER_CONTEXT_SEQUENCE);
        struct hsviz_bytes full = hsviz_der_take(&name, HSVIZ_DER_CONTEXT_SEQUENCE);

        if (point.short_read)
            return;
        for (size_t j = 0; j < PLACES_MAX && full.len > 0; j++)
            take_uri(&certificate->url[HSVIZ_URL_CRL], hsviz_der_next(&full));
    }
}

/* ---- One certificate (RFC 5280 4.1) ---- */

static void read_extension(struct hsviz_certificate *certificate, struct hsviz_bytes extension)
{
    struct hsviz_bytes oid = hsviz_der_take(&extension, HSVIZ_DER_OID), value;

    hsviz_der_skip(&extension, HSVIZ_DER_BOOLEAN); /* critical */
    value = hsviz_der_take(&extension, HSVIZ_DER_OCTET_STRING);
    if (hsviz_der_is(oid, authority_access, sizeof authority_access))
        read_access(certificate, hsviz_der_take(&value, HSVIZ_DER_SEQUENCE));
    else if (hsviz_der_is(oid, distribution_points, sizeof distribution_points))
        read_distribution(certificate, hsviz_der_take(&value, HSVIZ_DER_SEQUENCE));
}

static void read_extensions(struct hsviz_certificate *certificate, struct hsviz_bytes body)
{
    struct hsviz_bytes tagged, list;

    hsviz_der_skip(&body, HSVIZ_DER_CONTEXT + 1); /* issuerUniqueID */
    hsviz_der_skip(&body, HSVIZ_DER_CONTEXT + 2); /* subjectUniqueID */
    tagged = hsviz_der_take(&body, HSVIZ_DER_CONTEXT_SEQUENCE + 3);
    list = hsviz_der_take(&tagged, HSVIZ_DER_SEQUENCE);
    for (size_t i = 0; i < EXTENSIONS_MAX && list.len > 0; i++)
        read_extension(certificate, hsviz_der_take(&list, HSVIZ_DER_SEQUENCE));
}

static void keep_issuer(struct hsviz_certificate *certificate, struct hsviz_der name)
{
    if (name.tag != HSVIZ_DER_SEQUENCE || name.content.short_read ||
        name.whole.len > HSVIZ_ISSUER_MAX)
        return;
    certificate->issuer = g_memdup2(name.whole.start, name.whole.len);
    certificate->issuer_len = (uint16_t)name.whole.len;
}

/* False where not even the serial number is readable. */
static bool read_certificate(struct hsviz_certificate *certificate, struct hsviz_bytes bytes)
{
    struct hsviz_bytes outer = hsviz_der_take(&bytes, HSVIZ_DER_SEQUENCE);
    struct hsviz_bytes body = hsviz_der_take(&outer, HSVIZ_DER_SEQUENCE);

    hsviz_der_skip(&body, HSVIZ_DER_CONTEXT_SEQUENCE); /* version */
    certificate->serial = hsviz_serial_of(hsviz_der_take(&body, HSVIZ_DER_INTEGER));
    if (certificate->serial.len == 0)
        return false;
    hsviz_der_skip(&body, HSVIZ_DER_SEQUENCE); /* signature */
    keep_issuer(certificate, hsviz_der_next(&body));
    hsviz_der_skip(&body, HSVIZ_DER_SEQUENCE); /* validity */
    hsviz_der_skip(&body, HSVIZ_DER_SEQUENCE); /* subject */
    hsviz_der_skip(&body, HSVIZ_DER_SEQUENCE); /* subjectPublicKeyInfo */
    read_extensions(certificate, body);
    return true;
}

/* ---- The chain ---- */

struct hsviz_chain *hsviz_chain_read(struct hsviz_bytes body, bool is_13)
{
    struct hsviz_chain chain = { .num_certificates = 0 };
    struct hsviz_bytes list;

    if (is_13)
        hsviz_bytes_vector(&body, 1); /* certificate_request_context */
    list = hsviz_bytes_vector(&body, 3);
    while (list.len > 0 && chain.num_certificates < HSVIZ_CHAIN_MAX) {
        struct hsviz_bytes entry = hsviz_bytes_vector(&list, 3);

        if (!read_certificate(&chain.certificates[chain.num_certificates], entry))
            break;
        chain.num_certificates++;
        if (is_13)
            hsviz_bytes_vector(&list, 2); /* extensions */
    }
    if (chain.num_certificates == 0)
        return NULL;
    return g_memdup2(&chain, offsetof(struct hsviz_chain, certificates) +
                                 chain.num_certificates * sizeof chain.certificates[0]);
}

void hsviz_chain_free(struct hsviz_chain *chain)
{
    if (!chain)
        return;
    for (size_t i = 0; i < chain->num_certificates; i++) {
        g_free(chain->certificates[i].issuer);
        g_free(chain->certificates[i].digests);
        g_free(chain->certificates[i].url[HSVIZ_URL_OCSP]);
        g_free(chain->certificates[i].url[HSVIZ_URL_CRL]);
    }
    g_free(chain);
}

/* ---- Finding a certificate ---- */

/* An attacker may send many requests that match by serial number only: each name is hashed once. */
static void hash_issuer(struct hsviz_certificate *certificate)
{
    size_t at = 0;

    certificate->digests = g_malloc(DIGESTS_LEN);
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++) {
        GChecksum *checksum = g_checksum_new(hashes[i].type);
        gsize len = DIGESTS_LEN - at;

        g_checksum_update(checksum, certificate->issuer, certificate->issuer_len);
        g_checksum_get_digest(checksum, certificate->digests + at, &len);
        g_checksum_free(checksum);
        at += len;
    }
}

/* Whether hash is that of the issuer's name; also true if that is unknown. */
static bool is_issuer(struct hsviz_certificate *certificate, struct hsviz_bytes algorithm,
                      struct hsviz_bytes hash)
{
    size_t at = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(hashes) && certificate->issuer; i++) {
        if (hsviz_der_is(algorithm, hashes[i].oid, hashes[i].oid_len)) {
            if (!certificate->digests)
                hash_issuer(certificate);
            return hsviz_der_is(hash, certificate->digests + at, hashes[i].len);
        }
        at += hashes[i].len;
    }
    return true;
}

size_t hsviz_chain_find(struct hsviz_chain *chain, const struct hsviz_certificate_id *id)
{
    size_t i = 0;

    while (i < chain->num_certificates &&
           !(hsviz_serial_equal(&chain->certificates[i].serial, &id->serial) &&
             is_issuer(&chain->certificates[i], id->algorithm, id->issuer_name_hash)))
        i++;
    return i;
}

size_t hsviz_chain_find_url(const struct hsviz_chain *chain, const char *url,
                            enum hsviz_check_url kind)
{
    size_t i = 0;

    while (i < chain->num_certificates &&
           (!url || g_strcmp0(chain->certificates[i].url[kind], url) != 0))
        i++;
    return i;
}
