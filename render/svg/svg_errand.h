/* svg_errand.h
 * What goes between the client and a certificate authority in a picture.
 *
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_ERRAND_H
#define HSVIZ_RENDER_SVG_SVG_ERRAND_H

#include "svg_text.h"

/* Where an arrow goes: from one end to the other, over the server's lifeline at x = server. */
struct hsviz_svg_way {
    int x1, y1, x2, y2;
    int server;
};

/* hsviz_svg_errand: the arrow of a question or an answer, which hops over the server's lifeline. A
 * question that has no answer ends before it is there, and says so. */
void hsviz_svg_errand(struct hsviz_svg *svg, const struct hsviz_row *row,
                      const struct hsviz_svg_way *way);

/* Where a client waits: x of its lifeline, y of the lookup's beginning, of the question, and of its
 * end; and how high a line of text is. */
struct hsviz_svg_wait {
    int x, start_y, sent_y, end_y;
    int line;
};

/* hsviz_svg_wait: what of the client's time went by while an authority was asked, as a bar on its
 * lifeline; how long it took stands beside the longer piece of it, above or below the question. */
void hsviz_svg_wait(struct hsviz_svg *svg, const struct hsviz_lookup *lookup,
                    const struct hsviz_svg_wait *wait);

/* hsviz_svg_errand_way: appends between whom it goes, in words. */
void hsviz_svg_errand_way(GString *text, const struct hsviz_row *row);

/* hsviz_svg_is_unanswered: whether a row is a question that nobody answered. */
bool hsviz_svg_is_unanswered(const struct hsviz_svg *svg, const struct hsviz_row *row);

/* hsviz_svg_is_inferred: whether a row is of a lookup that is only inferred to belong here. */
bool hsviz_svg_is_inferred(const struct hsviz_svg *svg, const struct hsviz_row *row);

/* hsviz_svg_status_sign: the sign of what came back, into sign; false for what needs none. */
bool hsviz_svg_status_sign(const struct hsviz_lookup *lookup, enum hsviz_svg_sign *sign);

#endif
