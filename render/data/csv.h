/* csv.h
 * The format `csv`: one line a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_DATA_CSV_H
#define HSVIZ_RENDER_DATA_CSV_H

#include "render/shared/rendering.h"

hsviz_render_edge hsviz_csv_begin;
hsviz_render_one hsviz_csv_connection;

#endif
