/* sequence_arrows.h
 * The messages of a sequence diagram, including requests to other participants.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_SEQUENCE_ARROWS_H
#define HSVIZ_RENDER_DIAGRAM_SEQUENCE_ARROWS_H

#include "sequence_writer.h"

struct hsviz_sequence;

/* hsviz_sequence_arrow_of: how an arrow is drawn. */
enum hsviz_sequence_arrow hsviz_sequence_arrow_of(const struct hsviz_row *row);

/* hsviz_sequence_add_label: adds the label of an arrow as lines. A message has the next number, and
 * a reply none: it belongs to that of its request. */
void hsviz_sequence_add_label(struct hsviz_sequence *sequence, const struct hsviz_row *row);

/* hsviz_sequence_put_arrow: writes an arrow with its label. */
void hsviz_sequence_put_arrow(struct hsviz_sequence *sequence, const struct hsviz_row *row);

/* hsviz_sequence_put_aside: an arrow of an exchange, with what is noted of it. */
void hsviz_sequence_put_aside(struct hsviz_sequence *sequence, const struct hsviz_row *row);

/* hsviz_sequence_add_meanings: adds what the arrows of exchanges mean. */
void hsviz_sequence_add_meanings(struct hsviz_sequence *sequence);

#endif
