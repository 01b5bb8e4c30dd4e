/* test_render_phase_colours.c
 * The colours of phases are those of the profile.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "render/shared/phase_colours.h"
#include "model/core/names.h"

/* The rule whose filter names a phase; NULL where none does. */
static const char *rule_of(char **lines, const char *phase)
{
    char *quoted = g_strdup_printf("\"%s\"", phase);
    const char *rule = NULL;

    for (size_t i = 0; lines[i] && !rule; i++)
        if (lines[i][0] == '@' && strstr(lines[i], quoted))
            rule = lines[i];
    g_free(quoted);
    return rule;
}

/* The profile has 16 bits for each of red, green and blue. */
static uint32_t colour_of(const unsigned parts[3])
{
    return (parts[0] >> 8) << 16 | (parts[1] >> 8) << 8 | parts[2] >> 8;
}

static void test_as_in_the_profile(void **state)
{
    char *text, **lines;
    size_t num_rules = 0;

    (void)state;
    assert_true(g_file_get_contents(HSVIZ_ROOT "/profile/hsviz/colorfilters", &text, NULL, NULL));
    lines = g_strsplit(text, "\n", -1);
    for (int phase = 0; phase < HSVIZ_NUM_PHASES; phase++) {
        const char *rule = rule_of(lines, hsviz_word_name(hsviz_phases, phase));
        unsigned back[3], fore[3];

        if (!rule)
            continue;
        assert_int_equal(sscanf(strstr(rule, "@["), "@[%u,%u,%u][%u,%u,%u]", &back[0], &back[1],
                                &back[2], &fore[0], &fore[1], &fore[2]),
                         6);
        assert_int_equal(hsviz_phase_colours[phase].background, colour_of(back));
        assert_int_equal(hsviz_phase_colours[phase].text, colour_of(fore));
        num_rules++;
    }
    /* All but the least that can be said. */
    assert_int_equal(num_rules, HSVIZ_NUM_PHASES - 1);
    g_strfreev(lines);
    g_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_in_the_profile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
