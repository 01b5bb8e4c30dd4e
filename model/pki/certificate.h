/* certificate.h
 * The parts of a server's certificates that matching revocation checks needs.
 *
 * Purpose: serial number, issuer, and the URLs of the OCSP responder and the CRL; and whether a
 *          status request is about one of them.
 * Ownership: hsviz_chain_read() gives what hsviz_chain_free() frees.
 * Memory: some 250 bytes per certificate, and as much again for one that was checked; a connection
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
    /* The most certificates of one chain: the server's, some intermediate ones, perhaps the
     * root. */
    HSVIZ_CHAIN_MAX = 8,
    /* A longer issuer name is not kept; its certificate is then identified by its serial number
     * alone. */
    HSVIZ_ISSUER_MAX = 1024,
    /* A longer URL is not kept; real ones have some 40 characters. */
    HSVIZ_URL_MAX = 256,
};

/* Which of a certificate's URLs. */
enum hsviz_check_url { HSVIZ_URL_OCSP, HSVIZ_URL_CRL, HSVIZ_NUM_CHECK_URLS };

/* One certificate. */
struct hsviz_certificate {
    struct hsviz_serial serial;
    uint8_t *issuer;  /* the issuer's name in DER; NULL if unreadable */
    uint8_t *digests; /* of the issuer's name, one per hash; NULL until needed */
    uint16_t issuer_len;
    char *url[HSVIZ_NUM_CHECK_URLS]; /* the first http: URL of each, in the form of
                                        hsviz_http_normal_url(); NULL without one */
};

/* A server's certificates, its own first (RFC 8446 4.4.2). Allocated with room for num_certificates
 * only. */
struct hsviz_chain {
    uint8_t num_certificates;
    uint8_t source; /* enum hsviz_source */
    struct hsviz_certificate certificates[HSVIZ_CHAIN_MAX];
};

/* hsviz_chain_read: the chain of a Certificate message's body (RFC 8446 4.4.2 where is_13, else RFC
 * 5246 7.4.2); NULL if it has no certificate with a readable serial number. */
struct hsviz_chain *hsviz_chain_read(struct hsviz_bytes body, bool is_13);

/* hsviz_chain_free: NULL is allowed. */
void hsviz_chain_free(struct hsviz_chain *chain);

/* hsviz_chain_find: the index of the certificate that id identifies by serial number and hash of
 * the issuer's name; num_certificates if none. Hashes are computed once and kept. */
size_t hsviz_chain_find(struct hsviz_chain *chain, const struct hsviz_certificate_id *id);

/* hsviz_chain_find_url: the index of the certificate that gives that URL, which is in the form of
 * hsviz_http_normal_url(); num_certificates if none does or url is NULL. */
size_t hsviz_chain_find_url(const struct hsviz_chain *chain, const char *url,
                            enum hsviz_check_url kind);

#endif
