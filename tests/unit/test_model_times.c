/* test_model_times.c
 * When a step left one end and reached the other, as the capture point lets one estimate.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"
#include "model/connection.h"
#include "model/core/units.h"

/* SYN at 0, SYN-ACK at 30 ms, ACK at 50 ms: the server is 15 ms away from the capture point, the
 * client 10. */
static const char *const opening[] = { "C S @0", "S SA @30", "C A @50" };

static struct lines feed_opening(void)
{
    struct lines lines = lines_begin();

    for (size_t i = 0; i < G_N_ELEMENTS(opening); i++)
        lines_feed(&lines, opening[i]);
    return lines;
}

static void what_passes_the_capture_point_is_half_way(void **state)
{
    static const struct {
        enum hsviz_side side;
        int left_ms, arrived_ms; /* of a packet that passes the capture point at 100 ms */
    } cases[] = { { HSVIZ_CLIENT, 90, 115 }, { HSVIZ_SERVER, 85, 110 } };
    struct lines lines = feed_opening();

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int64_t left_ns, arrived_ns;

        hsviz_connection_travel(lines.script.connection, &left_ns, &arrived_ns, 100 * NS_PER_MS,
                                cases[i].side);
        assert_int_equal(left_ns, cases[i].left_ms * NS_PER_MS);
        assert_int_equal(arrived_ns, cases[i].arrived_ms * NS_PER_MS);
    }
    hsviz_connection_free(lines.script.connection);
}

static void a_fixed_capture_point_moves_both(void **state)
{
    struct lines lines = feed_opening();
    int64_t left_ns, arrived_ns;

    (void)state;
    hsviz_connection_fix_capture_point(lines.script.connection, HSVIZ_CAPTURE_POINT_CLIENT);
    hsviz_connection_travel(lines.script.connection, &left_ns, &arrived_ns, 100 * NS_PER_MS,
                            HSVIZ_CLIENT);
    assert_int_equal(left_ns, 100 * NS_PER_MS);
    assert_int_equal(arrived_ns, 125 * NS_PER_MS);
    hsviz_connection_free(lines.script.connection);
}

static void without_a_handshake_nothing_is_estimated(void **state)
{
    struct lines lines = lines_begin();
    int64_t left_ns, arrived_ns;

    (void)state;
    lines_feed(&lines, "C A len=10 @0");
    hsviz_connection_travel(lines.script.connection, &left_ns, &arrived_ns, 7, HSVIZ_SERVER);
    assert_int_equal(left_ns, 7);
    assert_int_equal(arrived_ns, 7);
    hsviz_connection_free(lines.script.connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_passes_the_capture_point_is_half_way),
        cmocka_unit_test(a_fixed_capture_point_moves_both),
        cmocka_unit_test(without_a_handshake_nothing_is_estimated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
