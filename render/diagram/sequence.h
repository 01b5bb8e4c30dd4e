/* sequence.h
 * A connection as a sequence diagram in text: what all its syntaxes share.
 *
 * Purpose: what a diagram says, in which order, and how its texts break into lines. A syntax is a
 *          table of what stands around each text; no text reaches the output but through its
 *          escaping.
 * Order:   begin; the participants; the head; then sections, messages, loops,
 *          folds and notes as the connection has them; the foot, where there is anything to say in
 *          it; end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_SEQUENCE_H
#define HSVIZ_RENDER_DIAGRAM_SEQUENCE_H

#include "sequence_writer.h"

struct hsviz_connection;

/* hsviz_sequence_draw: writes one diagram; an empty line stands before all but the first. */
void hsviz_sequence_draw(struct hsviz_rendering *rendering,
                         const struct hsviz_connection *connection,
                         const struct hsviz_sequence_syntax *syntax);

#endif
