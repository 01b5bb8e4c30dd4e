/* mermaid.h
 * The format `mermaid`: a sequence diagram as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_MERMAID_H
#define HSVIZ_RENDER_DIAGRAM_MERMAID_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_mermaid_connection;

#endif
