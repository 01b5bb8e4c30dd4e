/* version_path.h
 * How the TLS version came to be, hop by hop: each with its frame, and the rule that was applied.
 *
 * Purpose: the version path is one line made of hops; a drawing that has room, and the frame's
 *          tree, show the hops one by one.
 * Ownership: hops are values, and hold nothing.
 * Zero: frame 0 is a hop that no kept step tells the frame of.
 * Source: `docs/` lists the rules with their standards; hsviz_version_rules has them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_VERSION_PATH_H
#define HSVIZ_MODEL_STORY_VERSION_PATH_H

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct hsviz_connection;

/* The hops, in the order in which they come. */
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

/* How a hop stands in the line: as a hop, as a remark on the one before it, or not at all. */
enum hsviz_version_step_place {
    HSVIZ_VERSION_STEP_IN_LINE,
    HSVIZ_VERSION_STEP_IN_BRACKETS,
    HSVIZ_VERSION_STEP_BESIDE
};

/* What a type of hop means. */
struct hsviz_version_rule {
    const char *name;
    enum hsviz_version_step_place place;
    const char *rule; /* a sentence */
    const char *rfc;  /* standard and section */
};

/* hsviz_version_rules: a row a type, by enum hsviz_version_step_type. */
extern const struct hsviz_version_rule hsviz_version_rules[HSVIZ_NUM_VERSION_STEP_TYPES];

/* One hop of a connection. */
struct hsviz_version_step {
    enum hsviz_version_step_type type;
    uint32_t frame;
};

/* hsviz_connection_version_path: appends the version path to text as known after frame
 * (UINT32_MAX: at the end). Appends nothing without a hello. */
void hsviz_connection_version_path(const struct hsviz_connection *connection, GString *text,
                                   uint32_t frame);

/* hsviz_connection_version_steps: fills hops with those known after frame (UINT32_MAX: at the end); returns
 * how many. */
size_t hsviz_connection_version_steps(const struct hsviz_connection *connection,
                                      struct hsviz_version_step steps[HSVIZ_NUM_VERSION_STEP_TYPES],
                                      uint32_t frame);

/* hsviz_version_step_text: appends what a hop of connection says: "offered 1.3, 1.2". */
void hsviz_version_step_text(const struct hsviz_connection *connection, GString *text,
                             const struct hsviz_version_step *step);

#endif
