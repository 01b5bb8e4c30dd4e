/* svg.h
 * A connection as a picture: SVG with everything that the ladder of text says.
 *
 * Purpose: one element <svg> that stands by itself, in a file or in a page of HTML. Colours are
 *          given twice: as attributes, light, for viewers that know no more, and in a style sheet
 *          that makes them dark where the viewer's owner likes it so. No scripts, no fonts to load.
 *          Nothing is told by colour alone.
 * Units: pixels, integers. The width follows from the content; the options' width counts cells of
 *        text, and means nothing here.
 * Errors: none but the output's of a rendering (output.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SVG_SVG_H
#define HSVIZ_RENDER_SVG_SVG_H

#include "svg_paint.h"

struct hsviz_connection;

/* The format `svg`. */
hsviz_render_one hsviz_svg_connection;

/* hsviz_svg_picture: appends the element to text, without a prolog. All its ids begin with
 * id_prefix, and its style sheet speaks of nothing else, so that several stand in one page; the
 * group of each step drawn is <g class="step ..." id="{id_prefix}step-{i}" data-step="{i}">, i its
 * index in the connection, of a fold its first. */
void hsviz_svg_picture(GString *text, const struct hsviz_render_options *options,
                       const struct hsviz_connection *connection, const char *id_prefix,
                       enum hsviz_svg_place place);

#endif
