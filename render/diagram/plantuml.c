/* plantuml.c
 * A sequence diagram for PlantUML; a file can hold several.
 *
 *     @startuml
 *     participant "Client\n192.0.2.10:41807" as Client
 *     participant "Server\nexample.test\n198.51.100.20:443" as Server
 *
 *     Client -> Server : 1. SYN · 0.0 RTT · 0.0 ms\n(seq=0)
 *     @enduml
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "plantuml.h"

#include "escape_markup.h"
#include "sequence.h"

/* clang-format off */
static const struct hsviz_sequence_syntax plantuml = {
    .escape = hsviz_escape_plantuml,
    .begin = "@startuml\n"
             "hide footbox\n"
             "skinparam shadowing false\n"
             "skinparam titleFontSize 14\n"
             "skinparam sequenceMessageAlign center\n",
    .end = "@enduml\n",
    .indent = "",
    .line_break = "\\n",
    .loop_end = "end",
    .items = {
        [HSVIZ_SEQUENCE_HEAD] = { "title ", "" },
        [HSVIZ_SEQUENCE_SECTION] = { "== ", " ==" },
        [HSVIZ_SEQUENCE_LOOP] = { "loop ", "" },
        [HSVIZ_SEQUENCE_FOLD] = { "... ", " ..." },
        [HSVIZ_SEQUENCE_NOTE] = { "note right of Server : ", "" },
        [HSVIZ_SEQUENCE_FOOT] = { "note over Client, Server : ", "" },
    },
    .participant = { "participant \"", "\" as %s" },
    .note_over = { "note over %s : ", "" },
    .arrows = {
        [HSVIZ_SEQUENCE_PLAIN] = " -> ",
        [HSVIZ_SEQUENCE_DASHED] = " --> ",
        [HSVIZ_SEQUENCE_GAP] = " -->x ",
        [HSVIZ_SEQUENCE_REFUSES] = " ->x ",
    },
    .label = " : ",
};
/* clang-format on */

void hsviz_plantuml_connection(struct hsviz_rendering *rendering,
                               const struct hsviz_connection *connection)
{
    hsviz_sequence_draw(rendering, connection, &plantuml);
}
