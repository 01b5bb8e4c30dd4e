/* page.h
 * The style sheet and the script of a page of HTML, as they stand in render/html/page/.
 *
 * Purpose: both are files of their own, for people and their tools to read; the build turns them
 *          into these strings (cmake/embed.cmake).
 * Lifetime: static, ended by NUL. Neither contains the tag that would end its element.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_RENDER_HTML_PAGE_H
#define HSVIZ_RENDER_HTML_PAGE_H

extern const char hsviz_page_style[];  /* render/html/page/page.css */
extern const char hsviz_page_script[]; /* render/html/page/player.js */

#endif
