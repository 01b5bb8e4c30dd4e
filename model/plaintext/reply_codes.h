/* reply_codes.h
 * The reply codes of protocols whose replies begin with three digits, and the status codes of HTTP.
 *
 * Source: RFC 5321 4.2.3, 3207 4, 4954 4 and 6 (SMTP); RFC 959 4.2.2, 2228 5, 2389, 2428, 4217
 *         (FTP); RFC 3977 3.2.1, 4642, 4643 (NNTP); RFC 2812 5, IRCv3 tls (IRC); the IANA registry
 *         of HTTP status codes (RFC 9110 16.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_PLAINTEXT_REPLY_CODES_H
#define HSVIZ_MODEL_PLAINTEXT_REPLY_CODES_H

#include <stdbool.h>
#include <stdint.h>

/* hsviz_reply_protocols: 1 << each protocol that has the code; 0: none. */
uint32_t hsviz_reply_protocols(unsigned code);

/* hsviz_greeting_protocols: those whose server begins the dialogue with it. */
uint32_t hsviz_greeting_protocols(unsigned code);

/* hsviz_reply_flags: enum hsviz_saying_flag of a reply code. */
uint8_t hsviz_reply_flags(unsigned code, uint32_t protocols);

bool hsviz_is_irc_numeric(unsigned code);
bool hsviz_is_http_status(unsigned code);

#endif
