/* facts.h
 * What is told of a connection as a whole: one table, a row a fact, in the order of JSON and CSV.
 *
 * Purpose: fact.h has what a row says. Only structured parts (steps, and what was asked of
 *          certificate authorities) stand in JSON and in its schema by hand, and the words of
 *          titles (words.h), which are sentences.
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
