/* svg_ledger.h
 * Where the time went, below a picture.
 *
 * Each draws from svg->y on, and moves it.
 * Units: pixels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_LEDGER_H
#define HSVIZ_RENDER_SVG_SVG_LEDGER_H

#include "svg_text.h"

/* hsviz_svg_ledger: where the time went, as a bar. */
void hsviz_svg_ledger(struct hsviz_svg *svg);

#endif
