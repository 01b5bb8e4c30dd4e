/* version.h
 * Numbers and names of the versions of TLS and its relatives (RFC 8446 4.2.1, 5.1, D; RFC 9147;
 * GB/T 38636 for TLCP), and GREASE (RFC 8701 2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_VERSION_H
#define HSVIZ_MODEL_TLS_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "model/core/names.h"

enum hsviz_version_number {
    HSVIZ_VERSION_NONE = 0,
    HSVIZ_SSL_2 = 0x0002,
    HSVIZ_SSL_3_0 = 0x0300,
    HSVIZ_TLS_1_0 = 0x0301,
    HSVIZ_TLS_1_1 = 0x0302,
    HSVIZ_TLS_1_2 = 0x0303,
    HSVIZ_TLS_1_3 = 0x0304,
};

extern const struct hsviz_word hsviz_versions[];

/* hsviz_version_name: appends the version's name ("TLS 1.3", "SSL 3.0", "TLS 1.3 draft 23"), or its
 * number as 0x.... */
void hsviz_version_name(GString *text, uint16_t number);

/* hsviz_version_short_name: the same without "TLS" and "SSL", for the version path; an SSL version
 * keeps its "SSL" with HSVIZ_CHOSEN, for the version that was chosen. */
enum hsviz_version_use { HSVIZ_NAMED, HSVIZ_CHOSEN };
void hsviz_version_short_name(GString *text, uint16_t number, enum hsviz_version_use use);

/* hsviz_version_is_13: TLS 1.3, one of its drafts, or an experiment with its record protection. */
bool hsviz_version_is_13(uint16_t number);

/* hsviz_version_is_draft: a draft or an experiment on the way to TLS 1.3. */
bool hsviz_version_is_draft(uint16_t number);

/* hsviz_is_grease: one of the sixteen reserved values, which have no meaning. */
bool hsviz_is_grease(uint16_t value);

#endif
