/* certificate.h
 * What a server's certificates say that asking about them needs.
 *
 * Purpose: serial number, issuer, and the addresses at which their status can be asked; and whether
 *          a question is about one of them.
 * Ownership: hsviz_chain_read() gives what hsviz_chain_free() frees.
 * Memory: some 250 bytes a certificate, and as many again of one that was asked about; a connection
 *         keeps them until TCP closes.
 * Source: RFC 5280 4.1, 4.2.1.13, 4.2.2.1. Nothing is verified.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PKI_CERTIFICATE_H
#define HSVIZ_MODEL_PKI_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/pki/ocsp.h"

enum {
    /* Certificates of one chain: a server's, some intermediate ones, perhaps the root. */
    HSVIZ_CHAIN_MAX = 8,
    /* A name longer than this is no authority's; its certificate is then known by serial alone. */
    HSVIZ_ISSUER_MAX = 1024,
    /* Addresses of authorities have some 40 characters; a longer one is not kept. */
    HSVIZ_URL_MAX = 256,
};

/* Where to ask. */
enum hsviz_check_url { HSVIZ_URL_OCSP, HSVIZ_URL_CRL, HSVIZ_NUM_CHECK_URLS };

/* One certificate. */
struct hsviz_certificate {
    struct hsviz_serial serial;
    uint8_t *issuer;  /* the issuer's name, encoded; NULL where it is not readable */
    uint8_t *digests; /* of the issuer's name, by each hash in turn; NULL until asked for */
    uint16_t issuer_len;
    char *url[HSVIZ_NUM_CHECK_URLS]; /* the first of http: each, as hsviz_http_normal_url()
                                            writes it; NULL where there is none */
};

/* A server's certificates, its own first (RFC 8446 4.4.2). Only as many as there are have room. */
struct hsviz_chain {
    uint8_t num_certificates;
    uint8_t source; /* enum hsviz_source */
    struct hsviz_certificate certificates[HSVIZ_CHAIN_MAX];
};

/* hsviz_chain_read: the chain of a Certificate message's body (RFC 8446 4.4.2 where is_13, else RFC
 * 5246 7.4.2); NULL where it has no certificate of which the serial number is readable. */
struct hsviz_chain *hsviz_chain_read(struct hsviz_bytes body, bool is_13);

/* hsviz_chain_free: NULL is allowed. */
void hsviz_chain_free(struct hsviz_chain *chain);

/* hsviz_chain_find: which certificate id means, by serial number and hash of the issuer's name;
 * num_certificates where none. A name is hashed once, however often it is asked about. */
size_t hsviz_chain_find(struct hsviz_chain *chain, const struct hsviz_certificate_id *id);

/* hsviz_chain_find_url: which certificate gives that address, in the form of
 * hsviz_http_normal_url(); num_certificates where none, as for NULL. */
size_t hsviz_chain_find_url(const struct hsviz_chain *chain, const char *url,
                            enum hsviz_check_url kind);

#endif
