/* twin.h
 * The check on inference: where keys are there, a twin of the connection is fed the same frames
 * without them, and what it infers is compared with the truth.
 *
 * Ownership: a connection owns its twin; a twin has no twin, no clock and no notes of its own.
 * Lifetime: from the first record that was decrypted until TCP has closed or the capture ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_TWIN_H
#define HSVIZ_MODEL_TWIN_H

#include <stdbool.h>

#include "segment.h"
#include "vocabulary.h"

struct hsviz_connection;

/* hsviz_twin_feed: feeds frame, sent by side, to the twin, which begins to be with the first frame
 * that has something decrypted in it. To be called before connection takes the frame. */
void hsviz_twin_feed(struct hsviz_connection *connection, const struct hsviz_frame *frame,
                     enum hsviz_side side);

/* hsviz_twin_compare: adds a note for each inference of the twin that was wrong. */
void hsviz_twin_compare(struct hsviz_connection *connection);

#endif
