/* version_path.h
 * How the TLS version was negotiated, step by step: each with its frame and the rule that applied.
 *
 * Purpose: the version path is one line of version steps; drawings with room, and the frame's tree,
 *          show the steps one by one.
 * Ownership: version steps are plain values.
 * Zero: frame 0 means a version step whose frame is unknown.
 * Source: the standards are in hsviz_version_rules.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_VERSION_PATH_H
#define HSVIZ_MODEL_STORY_VERSION_PATH_H

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct hsviz_connection;

/* The types of version steps, in their order. */
enum hsviz_version_step_type {
    HSVIZ_VERSION_STEP_SSL2_HELLO,
    HSVIZ_VERSION_STEP_RECORD,
    HSVIZ_VERSION_STEP_HELLO,
    HSVIZ_VERSION_STEP_FALLBACK,
    HSVIZ_VERSION_STEP_OFFERED,
    HSVIZ_VERSION_STEP_RETRY,
    HSVIZ_VERSION_STEP_SELECTED,
    HSVIZ_VERSION_STEP_SERVER_HELLO,
    HSVIZ_VERSION_STEP_SENTINEL,
    HSVIZ_VERSION_STEP_ALERT,
    HSVIZ_VERSION_STEP_MIDDLEBOX,
    HSVIZ_VERSION_STEP_CONTRADICTION,
    HSVIZ_NUM_VERSION_STEP_TYPES
};

/* How a version step appears in the line: by itself, as a remark on the one before it, or not at
 * all. */
enum hsviz_version_step_place {
    HSVIZ_VERSION_STEP_IN_LINE,
    HSVIZ_VERSION_STEP_IN_BRACKETS,
    HSVIZ_VERSION_STEP_BESIDE
};

/* The meaning of a type of version step. */
struct hsviz_version_rule {
    const char *name;
    enum hsviz_version_step_place place;
    const char *rule; /* a sentence */
    const char *rfc;  /* standard and section */
};

/* hsviz_version_rules: one row per type, by enum hsviz_version_step_type. */
extern const struct hsviz_version_rule hsviz_version_rules[HSVIZ_NUM_VERSION_STEP_TYPES];

/* One version step of a connection. */
struct hsviz_version_step {
    enum hsviz_version_step_type type;
    uint32_t frame;
};

/* hsviz_connection_version_path: appends the version path to text as known after frame
 * (UINT32_MAX: at the end). Appends nothing without a hello. */
void hsviz_connection_version_path(const struct hsviz_connection *connection, GString *text,
                                   uint32_t frame);

/* hsviz_connection_version_steps: fills steps with those known after frame (UINT32_MAX: at the
 * end); returns how many. */
size_t hsviz_connection_version_steps(const struct hsviz_connection *connection,
                                      struct hsviz_version_step steps[HSVIZ_NUM_VERSION_STEP_TYPES],
                                      uint32_t frame);

/* hsviz_version_step_text: appends the text of a version step of connection: "offered 1.3, 1.2". */
void hsviz_version_step_text(const struct hsviz_connection *connection, GString *text,
                             const struct hsviz_version_step *step);

#endif
