/* phase_colours.c
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "phase_colours.h"
#include "model/core/names.h"

enum { INK = 0x12272e, PAPER = 0xffffff };

const struct hsviz_phase_colours hsviz_phase_colours[HSVIZ_NUM_PHASES] = {
    [HSVIZ_PHASE_OTHER] = { PAPER, INK },
    [HSVIZ_PHASE_TCP_OPEN] = { 0xddddee, INK },
    [HSVIZ_PHASE_HELLO] = { 0x99ddff, INK },
    [HSVIZ_PHASE_SERVER_PARAMETERS] = { 0x77aadd, INK },
    [HSVIZ_PHASE_AUTHENTICATION] = { 0xbbcc33, INK },
    [HSVIZ_PHASE_KEY_EXCHANGE] = { 0x77aadd, INK },
    [HSVIZ_PHASE_FINISHED] = { 0x55c8a0, INK },
    [HSVIZ_PHASE_EARLY_DATA] = { 0xeedd88, INK },
    [HSVIZ_PHASE_APPLICATION_DATA] = { PAPER, INK },
    [HSVIZ_PHASE_POST_HANDSHAKE] = { 0xc0f8bc, INK },
    [HSVIZ_PHASE_ALERT] = { 0xee8866, INK },
    [HSVIZ_PHASE_TLS_CLOSE] = { 0xb4a4b4, INK },
    [HSVIZ_PHASE_TCP_CLOSE] = { 0xb4a4b4, INK },
    [HSVIZ_PHASE_RESET] = { 0x882255, PAPER },
    [HSVIZ_PHASE_PLAINTEXT] = { PAPER, INK },
};
