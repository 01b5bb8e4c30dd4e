/* caption.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "caption.h"

#include <string.h>

#include "render/layout/captions.h"
#include "model/core/names.h"

static unsigned widest(char *const *caption)
{
    size_t cells = 0;

    for (; *caption != NULL; caption++)
        cells = MAX(cells, strlen(*caption));
    return (unsigned)cells;
}

void hsviz_caption_put(struct hsviz_line *line, char *const *caption, unsigned which,
                       enum hsviz_side sender, unsigned room)
{
    unsigned start = line->cells, indent = HSVIZ_CAPTION_PADDING;
    unsigned cells = MIN(widest(caption), room - MIN(room, 2 * HSVIZ_CAPTION_PADDING));

    if (sender == HSVIZ_SERVER)
        indent = room - MIN(room, HSVIZ_CAPTION_PADDING + cells);
    hsviz_line_fill(line, HSVIZ_SIGN_SPACE, start + indent);
    hsviz_line_put(line, HSVIZ_TEXT_MODEL, caption[which], cells);
    hsviz_line_fill(line, HSVIZ_SIGN_SPACE, start + room);
}
