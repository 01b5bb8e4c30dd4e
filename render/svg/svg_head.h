/* svg_head.h
 * What stands above a picture's ladder: title and ends.
 *
 * Each draws from svg->y on, and moves it.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_HEAD_H
#define HSVIZ_RENDER_SVG_SVG_HEAD_H

#include "svg_lifelines.h"

/* hsviz_svg_head: title, handshake, round trips, version path; not in a page. */
void hsviz_svg_head(struct hsviz_svg *svg);

/* hsviz_svg_ends: the boxes on top of the lifelines. */
void hsviz_svg_ends(struct hsviz_svg *svg, const struct hsviz_svg_columns *columns);

/* hsviz_svg_authority_apart, hsviz_svg_authority_half: how far the authority's lifeline is from the
 * server's, so that the boxes on them stay apart, and how far its box reaches beyond it; apart is
 * the way from the client's lifeline to the server's. */
int hsviz_svg_authority_apart(const struct hsviz_svg *svg, int apart);
int hsviz_svg_authority_half(const struct hsviz_svg *svg);

/* hsviz_svg_phrases: phrases with dots between them as one text; the caller's. */
char *hsviz_svg_phrases(const GArray *phrases);

#endif
