/* summary.h
 * The format `summary`: all connections together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_SUMMARY_SUMMARY_H
#define HSVIZ_RENDER_SUMMARY_SUMMARY_H

#include "render/shared/rendering.h"

hsviz_render_edge hsviz_summary_begin, hsviz_summary_end;
hsviz_render_one hsviz_summary_connection;

#endif
