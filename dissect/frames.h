/* frames.h
 * What is kept of each frame between the first pass and later ones.
 *
 * Purpose: the facts that the model gave for a frame, found by its number.
 * Memory: 16 bytes a frame, in chunks; nothing else is kept for a frame of application data.
 *         Frames with several TCP layers (tunnels) cost a list each.
 * Ownership: hsviz_frames_new() gives what hsviz_frames_free() frees.
 * Units: think time up to 2^40 ns (18 minutes), positions up to 2^15 round trips; more saturates.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_DISSECT_FRAMES_H
#define HSVIZ_DISSECT_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "model/core/frame_facts.h"

struct hsviz_frames;

/* One TCP layer of a frame. */
struct hsviz_frame_entry {
    uint32_t stream;
    struct hsviz_frame_facts facts;
};

struct hsviz_frames *hsviz_frames_new(void);

/* hsviz_frames_free: NULL is allowed. */
void hsviz_frames_free(struct hsviz_frames *frames);

/* hsviz_frames_add: keeps one more layer of frame. */
void hsviz_frames_add(struct hsviz_frames *frames, uint32_t frame,
                      const struct hsviz_frame_entry *entry);

/* hsviz_frames_forget: drops what was kept for frame; nothing where nothing was. */
void hsviz_frames_forget(struct hsviz_frames *frames, uint32_t frame);

/* hsviz_frames_num_layers: how many were kept for frame; 0 for a frame without TCP. */
size_t hsviz_frames_num_layers(const struct hsviz_frames *frames, uint32_t frame);

/* hsviz_frames_get: layer i of frame; i must be below their number. */
struct hsviz_frame_entry hsviz_frames_get(const struct hsviz_frames *frames, uint32_t frame,
                                          size_t i);

#endif
