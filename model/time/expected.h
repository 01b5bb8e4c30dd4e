/* expected.h
 * The expected round trips of each kind of handshake, from the standards: a table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TIME_EXPECTED_H
#define HSVIZ_MODEL_TIME_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core/names.h"

/* The expected round trips of a kind of handshake. The first row that matches in is_13, kind and
 * all of its marks counts. */
struct hsviz_expected_row {
    bool is_13;
    enum hsviz_kind kind;
    uint32_t marks; /* bits, 1 << enum hsviz_mark */
    int32_t half_rtts;
    const char *rfc;
};

extern const struct hsviz_expected_row hsviz_expected_rows[];
extern const size_t hsviz_num_expected_rows;

/* hsviz_expected_half_rtts: half round trips from the ClientHello until the client may send
 * application data, for a handshake of this version, kind and marks (bits, 1 << enum hsviz_mark);
 * HSVIZ_HALF_RTT_UNKNOWN if the kind is unknown. */
int32_t hsviz_expected_half_rtts(uint16_t version, enum hsviz_kind kind, uint32_t marks);

#endif
