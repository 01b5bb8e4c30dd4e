/* schema_facts.h
 * The table of facts as properties of a JSON schema.
 *
 * Ownership: appends to the caller's text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_TOOLS_SCHEMA_FACTS_H
#define HSVIZ_TOOLS_SCHEMA_FACTS_H

#include <glib.h>

#include "render/shared/fact.h"

/* hsviz_schema_keys: the keys of a connection, for "required": "schema" and all facts and parts of
 * the first level, in lines that are indented, without what stands around them. */
void hsviz_schema_keys(GString *text, const struct hsviz_fact *facts, int indent);

/* hsviz_schema_properties: the properties from the row fact on, each with a comma behind it, up to
 * the next part, which it returns; or to the table's end. */
const struct hsviz_fact *hsviz_schema_properties(GString *text, const struct hsviz_fact *fact,
                                                 int indent);

#endif
