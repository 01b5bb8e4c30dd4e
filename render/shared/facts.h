/* facts.h
 * The facts of a connection as a whole: one table, one row per fact, in the order of JSON and CSV.
 *
 * Purpose: fact.h describes the rows. Only structured parts (steps, revocation checks) are written
 *          by hand in JSON and its schema, and the sentences of titles (words.h).
 * Lifetime: static.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SHARED_FACTS_H
#define HSVIZ_RENDER_SHARED_FACTS_H

#include "fact.h"

/* hsviz_facts: all facts, ended by a row without a path. An object's rows follow it. */
extern const struct hsviz_fact hsviz_facts[];

/* hsviz_facts_of: the facts that the options show. */
const struct hsviz_fact *hsviz_facts_of(const struct hsviz_render_options *options);

#endif
