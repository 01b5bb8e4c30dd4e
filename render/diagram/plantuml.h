/* plantuml.h
 * The format `plantuml`: a sequence diagram as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DIAGRAM_PLANTUML_H
#define HSVIZ_RENDER_DIAGRAM_PLANTUML_H

#include "render/shared/rendering.h"

hsviz_render_one hsviz_plantuml_connection;

#endif
