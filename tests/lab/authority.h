/* What a client asks a certificate authority: whether certificates still hold.
 *
 * By OCSP (RFC 6960) or with a CRL (RFC 5280), over plain HTTP and a connection of its own, at the
 * place that the certificate itself names. The lab has no DNS: the settings say where all names
 * point to. The call returns when the answer was read and the connection closed, or when the limit
 * has passed: whoever calls it waits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HSVIZ_LAB_AUTHORITY_H
#define HSVIZ_LAB_AUTHORITY_H

#include "tls.h"

#include <openssl/x509.h>

enum { AUTHORITY_LIMIT_MS = 5000 };
enum authority_answer { AUTHORITY_GOOD, AUTHORITY_REVOKED, AUTHORITY_NO_ANSWER };

/* libcrypto looks its algorithms up when they are first used, which takes milliseconds: this spends
 * them before anybody waits. */
void authority_warm_up(const struct authority_settings *settings);
/* Asks about each certificate of `chain` in turn, the server's first, over one connection as long
 * as the authority keeps it; returns AUTHORITY_REVOKED where one of them is, AUTHORITY_NO_ANSWER
 * where no usable answer came for one. */
enum authority_answer authority_ask(const struct authority_settings *settings,
                                    const STACK_OF(X509) * chain);
/* The same of `settings->asked`. */
enum authority_answer authority_ask_file(const struct authority_settings *settings);

#endif
