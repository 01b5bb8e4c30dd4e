/* ws-sequence-layout.c
 * Inside Wireshark's source tree alone, which has the header: that its structures of the flow graph
 * are laid out as hsviz takes them to be. Nothing in it but assertions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <epan/sequence_analysis.h>

#include "ws-sequence-layout.h"

_Static_assert(MAX_NUM_NODES == 40, "a flow graph has another number of nodes");
