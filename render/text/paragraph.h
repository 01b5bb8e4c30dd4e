/* paragraph.h
 * Phrases set as lines of a terminal, none longer than its width.
 *
 * Ownership: everything is borrowed for the call.
 * Units: cells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_TEXT_PARAGRAPH_H
#define HSVIZ_RENDER_TEXT_PARAGRAPH_H

#include "line.h"

/* A paragraph being set. */
struct hsviz_paragraph {
    struct hsviz_output *output;
    struct hsviz_line *line; /* may hold the paragraph's beginning */
    unsigned width;
    unsigned indent; /* of every line but the first */
    enum hsviz_style style;
};

/* hsviz_paragraph_put: adds a phrase, after separator where it still fits on the line; else it
 * begins a new line, without the separator. One that is longer than a line breaks at its blanks,
 * and a word that is longer than a line breaks anywhere. */
void hsviz_paragraph_put(struct hsviz_paragraph *paragraph, const char *separator,
                         enum hsviz_text_class class, const char *text);

/* hsviz_paragraph_words: the same, and breaks at every blank where the line is full. */
void hsviz_paragraph_words(struct hsviz_paragraph *paragraph, enum hsviz_text_class class,
                           const char *text);

/* hsviz_paragraph_end: writes the last line. */
void hsviz_paragraph_end(struct hsviz_paragraph *paragraph);

#endif
