/* mermaid.c
 * A sequence diagram for Mermaid, which wikis and code forges draw where it is pasted.
 *
 *     sequenceDiagram
 *         participant Client as Client<br/>192.0.2.10:41807
 *         participant Server as Server<br/>example.test<br/>198.51.100.20:443
 *
 *         Client->>Server: 1. SYN · 0.0 RTT · 0.0 ms<br/>(seq=0)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "mermaid.h"

#include "escape_markup.h"
#include "sequence.h"

/* clang-format off */
static const struct hsviz_sequence_syntax mermaid = {
    .escape = hsviz_escape_mermaid,
    .begin = "sequenceDiagram\n",
    .end = "",
    .indent = "    ",
    .line_break = "<br/>",
    .loop_end = "end",
    .items = {
        [HSVIZ_SEQUENCE_HEAD] = { "Note over Client,Server: ", "" },
        [HSVIZ_SEQUENCE_SECTION] = { "Note over Client,Server: ", "" },
        [HSVIZ_SEQUENCE_LOOP] = { "loop ", "" },
        [HSVIZ_SEQUENCE_FOLD] = { "Note over Client,Server: ", "" },
        [HSVIZ_SEQUENCE_NOTE] = { "Note right of Server: ", "" },
        [HSVIZ_SEQUENCE_FOOT] = { "Note over Client,Server: ", "" },
    },
    .participant = { "participant %s as ", "" },
    .note_over = { "Note over %s: ", "" },
    .arrows = {
        [HSVIZ_SEQUENCE_PLAIN] = "->>",
        [HSVIZ_SEQUENCE_DASHED] = "-->>",
        [HSVIZ_SEQUENCE_GAP] = "--x",
        [HSVIZ_SEQUENCE_REFUSES] = "-x",
    },
    .label = ": ",
};
/* clang-format on */

void hsviz_mermaid_connection(struct hsviz_rendering *rendering,
                              const struct hsviz_connection *connection)
{
    hsviz_sequence_draw(rendering, connection, &mermaid);
}
