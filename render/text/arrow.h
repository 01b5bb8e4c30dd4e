/* arrow.h
 * What stands between the lifelines in one row of a ladder of text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_ARROW_H
#define HSVIZ_RENDER_TEXT_ARROW_H

#include "line.h"

/* hsviz_arrow_put: appends the arrow of a step with its label, cells wide, both lifelines included.
 * label is a line to work in, empty before and after. */
void hsviz_arrow_put(struct hsviz_line *line, struct hsviz_line *label,
                     const struct hsviz_connection *connection, const struct hsviz_step *step,
                     unsigned cells);

/* What goes between the client and an authority. Both texts are borrowed. */
struct hsviz_errand_label {
    const char *name;
    const char *detail;      /* may contain bytes from the wire */
    enum hsviz_side towards; /* the client, or beyond the server */
};

/* hsviz_arrow_put_errand: the same between the client's lifeline and one that stands
 * authority_cells from it, past the server's. */
void hsviz_arrow_put_errand(struct hsviz_line *line, struct hsviz_line *label,
                            const struct hsviz_errand_label *errand, unsigned cells,
                            unsigned authority_cells);

/* hsviz_arrow_errand_cells: the cells of its whole label. */
unsigned hsviz_arrow_errand_cells(struct hsviz_line *label,
                                  const struct hsviz_errand_label *errand);

/* hsviz_arrow_shaft: the sign that a step's shaft is drawn with. */
enum hsviz_sign hsviz_arrow_shaft(const struct hsviz_step *step);

/* hsviz_arrow_label_cells: the cells of a step's whole label. */
unsigned hsviz_arrow_label_cells(struct hsviz_line *label,
                                 const struct hsviz_connection *connection,
                                 const struct hsviz_step *step);

#endif
