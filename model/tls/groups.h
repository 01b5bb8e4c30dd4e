/* groups.h
 * The groups of key exchange: their names (IANA "TLS Supported Groups": RFC 8446 4.2.7, RFC 8422
 * 5.1.1, RFC 7919 2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TLS_GROUPS_H
#define HSVIZ_MODEL_TLS_GROUPS_H

#include <stdint.h>

#include <glib.h>

/* hsviz_group_name: appends a group's name, "group 0x...." for an unknown one, "no key share" for
 * 0. */
void hsviz_group_name(GString *text, uint16_t number);

#endif
