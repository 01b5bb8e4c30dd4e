/* samples.h
 * Durations of many connections, and their percentiles: exact ones, by nearest rank (the smallest
 * value that at least p of a hundred do not exceed).
 *
 * Ownership: hsviz_samples_new() gives what hsviz_samples_free() frees.
 * Memory: 8 bytes a duration; none is thrown away, so that nothing is estimated.
 * Units: nanoseconds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SUMMARY_SAMPLES_H
#define HSVIZ_RENDER_SUMMARY_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct hsviz_samples;

/* hsviz_samples_new: no durations yet. Never NULL. */
struct hsviz_samples *hsviz_samples_new(void);

/* hsviz_samples_free: frees them; NULL is allowed. */
void hsviz_samples_free(struct hsviz_samples *samples);

/* hsviz_samples_add: one more; HSVIZ_NS_UNKNOWN is none. */
void hsviz_samples_add(struct hsviz_samples *samples, int64_t duration_ns);

size_t hsviz_samples_num(const struct hsviz_samples *samples);

/* hsviz_samples_percentile: 0 to 100, of which 0 gives the least. At least one must be there. */
int64_t hsviz_samples_percentile(struct hsviz_samples *samples, unsigned percent);

/* hsviz_samples_sum: of all; not exact beyond 2^53, and cannot overflow. */
double hsviz_samples_sum(const struct hsviz_samples *samples);

#endif
