/* findings_revocation.h
 * The findings about revocation checks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HSVIZ_MODEL_STORY_FINDINGS_REVOCATION_H
#define HSVIZ_MODEL_STORY_FINDINGS_REVOCATION_H

struct hsviz_connection;

void hsviz_findings_revocation(struct hsviz_connection *connection);

#endif
