/* test_model_version.c
 * The version path (docs/model.md, section 5), names of versions, alerts, groups and cipher suites,
 * and the tables of expected round trips.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/units.h"
#include "model/story/version_path.h"
#include "model/time/expected.h"
#include "model/tls/alerts.h"
#include "model/tls/cipher_suites.h"
#include "model/tls/groups.h"
#include "model/tls/version.h"

#define THREE_WAY "C S", "S SA", "C A"

/* ---- Paths ---- */

static const struct path {
    const char *lines[8];
    const char *path;
    uint16_t version;
} paths[] = {
    /* The six lines of section 5. */
    { { THREE_WAY, "C A CH/13", "S A SH/selected=0304" },
      "record 1.0 › hello 1.2 › offered 1.3, 1.2 › selected 1.3", 0x0304 },
    { { THREE_WAY, "C A CH/13", "S A SH/retry/selected=0304", "C A CH/13", "S A SH/selected=0304" },
      "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3 › selected 1.3", 0x0304 },
    { { THREE_WAY, "C A CH/13", "S A SH/sentinel=1" },
      "record 1.0 › hello 1.2 › offered 1.3, 1.2 › server hello 1.2 (downgrade sentinel: the "
      "server can do 1.3)", 0x0303 },
    { { THREE_WAY, "C A CH", "S A SH/hello=0301" }, "record 1.0 › hello 1.2 › server hello 1.0",
      0x0301 },
    { { THREE_WAY, "C A CH/hello=0302/scsv", "S A alert/2/86" },
      "record 1.0 › hello 1.1 (fallback SCSV) › alert inappropriate_fallback", 0 },
    { { THREE_WAY, "C A s2ch/0300", "S A SH/hello=0300" },
      "SSL 2 hello › hello 3.0 › server hello SSL 3.0", 0x0300 },
    /* Others. */
    { { THREE_WAY, "C A CH/13", "S A SH/sentinel=0/hello=0302" },
      "record 1.0 › hello 1.2 › offered 1.3, 1.2 › server hello 1.1 (downgrade sentinel: the "
      "server can do 1.2)", 0x0302 },
    { { THREE_WAY, "C A CH/13/rec=0303", "S A SH/selected=0303" },
      "record 1.2 › hello 1.2 › offered 1.3, 1.2 › selected 1.2", 0x0303 },
    { { THREE_WAY, "C A CH/offered=2a2a+7f17+7e02+fb1a+0303", "S A SH/selected=7f17" },
      "record 1.0 › hello 1.2 › offered 1.3 draft 23, 1.3 Google experiment 2, "
      "1.3 Facebook draft 26, 1.2 › selected 1.3 draft 23", 0x7f17 },
    { { THREE_WAY, "C A CH/offered=1234+7f1d", "S A SH/selected=7f1d" },
      "record 1.0 › hello 1.2 › offered 0x1234, 0x7f1d › selected 0x7f1d", 0x7f1d },
    { { THREE_WAY, "C A CH/hello=0101/rec=0101", "S A SH/hello=0101" },
      "record TLCP › hello TLCP › server hello TLCP", 0x0101 },
    { { THREE_WAY, "C A CH/13", "S A alert/2/70" },
      "record 1.0 › hello 1.2 › offered 1.3, 1.2 › alert protocol_version", 0 },
    { { THREE_WAY, "C A CH/13", "S A alert/2/99" },
      "record 1.0 › hello 1.2 › offered 1.3, 1.2 › alert 99", 0 },
    { { THREE_WAY, "C A CH/13" }, "record 1.0 › hello 1.2 › offered 1.3, 1.2", 0 },
    { { THREE_WAY, "C A app/99", "S A app/99" }, "", 0 },
    { { THREE_WAY }, "", 0 },
};

static void version_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        struct hsviz_connection *connection = lines_connection(paths[i].lines);

        expect_text(path_text(connection), paths[i].path, paths[i].path);
        assert_int_equal(hsviz_connection_version(connection), paths[i].version);
        hsviz_connection_free(connection);
    }
}

/* "As known at this frame": a hop a frame. */
static void a_path_grows(void **state)
{
    static const char *const hops[] = {
        "", "", "", "record 1.0 › hello 1.2 › offered 1.3, 1.2",
        "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3",
        "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3",
        "record 1.0 › hello 1.2 › offered 1.3, 1.2 › retry 1.3 › selected 1.3",
    };
    struct hsviz_connection *connection = lines_connection(paths[1].lines);

    (void)state;
    for (uint32_t frame = 1; frame <= G_N_ELEMENTS(hops); frame++) {
        GString *text = g_string_new(NULL);

        hsviz_connection_version_path(connection, text, frame);
        expect_text(text, hops[frame - 1], "hops");
    }
    hsviz_connection_free(connection);
}

/* Each version step with its frame, including those beside the path. */
static void hops_have_frames(void **state)
{
    static const struct {
        const char *lines[8];
        const char *hops;
    } cases[] = {
        { { THREE_WAY, "C A CH/13", "S A SH/retry/selected=0304", "C A ccs CH/13",
            "S A SH/selected=0304 ccs" },
          "4 record 1.0; 4 hello 1.2; 4 offered 1.3, 1.2; 5 retry 1.3; 7 selected 1.3; "
          "6 ChangeCipherSpec" },
        { { THREE_WAY, "C A CH/13", "S A SH/sentinel=1", "C A ccs" },
          "4 record 1.0; 4 hello 1.2; 4 offered 1.3, 1.2; 5 server hello 1.2; "
          "5 downgrade sentinel: the server can do 1.3" },
        { { THREE_WAY, "C A CH/hello=0302/scsv", "S A alert/2/86" },
          "4 record 1.0; 4 hello 1.1; 4 fallback SCSV; 5 alert inappropriate_fallback" },
        { { THREE_WAY, "C A s2ch/0300", "S A SH/hello=0300" },
          "4 SSL 2 hello; 4 hello 3.0; 5 server hello SSL 3.0" },
        { { THREE_WAY, "C A CH", "S A SH/hello=0303/rec=0303 CERT/rec=0301" },
          "4 record 1.0; 4 hello 1.2; 5 server hello 1.2; 5 contradicting record 1.0" },
        { { THREE_WAY, "C A app/99" }, "" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct hsviz_connection *connection = lines_connection(cases[i].lines);
        struct hsviz_version_step hops[HSVIZ_NUM_VERSION_STEP_TYPES];
        size_t num_hops = hsviz_connection_version_steps(connection, hops, UINT32_MAX);
        GString *text = g_string_new(NULL);

        for (size_t hop = 0; hop < num_hops; hop++) {
            g_string_append_printf(text, "%s%u ", hop > 0 ? "; " : "", hops[hop].frame);
            hsviz_version_step_text(connection, text, &hops[hop]);
        }
        expect_text(text, cases[i].hops, cases[i].hops);
        hsviz_connection_free(connection);
    }
}

static void every_hop_has_its_rule(void **state)
{
    (void)state;
    for (size_t type = 0; type < HSVIZ_NUM_VERSION_STEP_TYPES; type++) {
        assert_non_null(hsviz_version_rules[type].name);
        assert_true(g_str_has_suffix(hsviz_version_rules[type].rule, "."));
        assert_true(g_str_has_prefix(hsviz_version_rules[type].rfc, "RFC "));
    }
}

/* ---- Numbers ---- */

static void names_of_versions(void **state)
{
    static const struct {
        uint16_t number;
        const char *name;
        bool is_13;
    } versions[] = {
        { 0x0002, "SSL 2", false },   { 0x0300, "SSL 3.0", false }, { 0x0301, "TLS 1.0", false },
        { 0x0302, "TLS 1.1", false }, { 0x0303, "TLS 1.2", false }, { 0x0304, "TLS 1.3", true },
        { 0x7f12, "TLS 1.3 draft 18", true }, { 0x7f1c, "TLS 1.3 draft 28", true },
        { 0x7f1d, "0x7f1d", false },  { 0x7f00, "0x7f00", false },
        { 0x7e01, "TLS 1.3 Google experiment 1", true },
        { 0x7e02, "TLS 1.3 Google experiment 2", true },
        { 0x7e03, "TLS 1.3 Google experiment 3", true },
        { 0xfb17, "TLS 1.3 Facebook draft 23", true },
        { 0xfb1a, "TLS 1.3 Facebook draft 26", true },
        { 0x0100, "DTLS 1.0 (OpenSSL's own)", false },
        { 0x0101, "TLCP", false },    { 0xfeff, "DTLS 1.0", false }, { 0xfefd, "DTLS 1.2", false },
        { 0xfefc, "DTLS 1.3", false }, { 0x0305, "0x0305", false },  { 0xffff, "0xffff", false },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        GString *text = g_string_new(NULL);

        hsviz_version_name(text, versions[i].number);
        expect_text(text, versions[i].name, versions[i].name);
        assert_int_equal(hsviz_version_is_13(versions[i].number), versions[i].is_13);
    }
}

/* RFC 8701 2: 0x0a0a, 0x1a1a and so on to 0xfafa. */
static void grease(void **state)
{
    unsigned num = 0;

    (void)state;
    for (uint32_t value = 0; value <= UINT16_MAX; value++)
        num += hsviz_is_grease((uint16_t)value);
    assert_int_equal(num, 16);
    for (uint16_t i = 0; i < 16; i++)
        assert_true(hsviz_is_grease((uint16_t)(0x0a0a + 0x1010 * i)));
}

/* ---- Alerts ---- */

/* RFC 8446 B.2, RFC 7507 3, RFC 7301 3.2, RFC 6066 9, RFC 5246 A.3, RFC 6101 5.4, and the IANA
 * registry "TLS Alerts". */
static const struct {
    uint8_t number;
    const char *name; /* NULL: unassigned */
    bool warning_ends;
} alerts[] = {
    { 0, "close_notify", false },
    { 1, NULL, true },
    { 10, "unexpected_message", true },
    { 20, "bad_record_mac", true },
    { 21, "decryption_failed", true },
    { 22, "record_overflow", true },
    { 30, "decompression_failure", true },
    { 40, "handshake_failure", true },
    { 41, "no_certificate", false },
    { 42, "bad_certificate", true },
    { 43, "unsupported_certificate", true },
    { 44, "certificate_revoked", true },
    { 45, "certificate_expired", true },
    { 46, "certificate_unknown", true },
    { 47, "illegal_parameter", true },
    { 48, "unknown_ca", true },
    { 49, "access_denied", true },
    { 50, "decode_error", true },
    { 51, "decrypt_error", true },
    { 52, "too_many_cids_requested", true },
    { 60, "export_restriction", true },
    { 70, "protocol_version", true },
    { 71, "insufficient_security", true },
    { 80, "internal_error", true },
    { 86, "inappropriate_fallback", true },
    { 90, "user_canceled", false },
    { 100, "no_renegotiation", false },
    { 109, "missing_extension", true },
    { 110, "unsupported_extension", true },
    { 111, "certificate_unobtainable", true },
    { 112, "unrecognized_name", false },
    { 113, "bad_certificate_status_response", true },
    { 114, "bad_certificate_hash_value", true },
    { 115, "unknown_psk_identity", true },
    { 116, "certificate_required", true },
    { 117, "general_error", true },
    { 120, "no_application_protocol", true },
    { 121, "ech_required", true },
    { 255, NULL, true },
};

static void names_of_alerts(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(alerts); i++) {
        const char *name = hsviz_alert_name(alerts[i].number);

        if (g_strcmp0(name, alerts[i].name) != 0)
            fail_msg("alert %u is %s", alerts[i].number, name ? name : "nothing");
        assert_int_equal(hsviz_alert_ends(1, alerts[i].number), alerts[i].warning_ends);
        assert_int_equal(hsviz_alert_ends(2, alerts[i].number), alerts[i].number != 0);
    }
}

static void the_table_of_alerts_is_sorted(void **state)
{
    (void)state;
    for (const struct hsviz_word *alert = hsviz_alerts; alert->value >= 0; alert++) {
        assert_in_range(alert->value, 0, 255);
        assert_true(alert[1].value < 0 || alert[1].value > alert->value);
        assert_true(alert->rfc[0] != '\0');
    }
}

/* ---- Groups ---- */

/* IANA "TLS Supported Groups". */
static void names_of_groups(void **state)
{
    static const struct {
        uint16_t number;
        const char *name;
    } groups[] = {
        { 0, "no key share" }, { 23, "P-256" },       { 24, "P-384" },      { 25, "P-521" },
        { 29, "x25519" },      { 30, "x448" },        { 41, "SM2" },        { 256, "ffdhe2048" },
        { 257, "ffdhe3072" },  { 258, "ffdhe4096" },  { 259, "ffdhe6144" }, { 260, "ffdhe8192" },
        { 4587, "SecP256r1MLKEM768" },       { 4588, "X25519MLKEM768" },
        { 4589, "SecP384r1MLKEM1024" },      { 25497, "X25519Kyber768Draft00" },
        { 1, "group 0x0001" }, { 0x1a1a, "group 0x1a1a" }, { 0xffff, "group 0xffff" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        GString *text = g_string_new(NULL);

        hsviz_group_name(text, groups[i].number);
        expect_text(text, groups[i].name, groups[i].name);
    }
}

/* ---- Cipher suites ---- */

static void cipher_suites(void **state)
{
    static const struct {
        uint16_t number;
        const char *name;
        int hash_len, tag_len; /* 0: not of TLS 1.3 */
    } suites[] = {
        { 0x0000, "TLS_NULL_WITH_NULL_NULL", 0, 0 },
        { 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", 0, 0 },
        { 0x1301, "TLS_AES_128_GCM_SHA256", 32, 16 }, /* RFC 8446 B.4 */
        { 0x1302, "TLS_AES_256_GCM_SHA384", 48, 16 },
        { 0x1303, "TLS_CHACHA20_POLY1305_SHA256", 32, 16 },
        { 0x1304, "TLS_AES_128_CCM_SHA256", 32, 16 },
        { 0x1305, "TLS_AES_128_CCM_8_SHA256", 32, 8 },
        { 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0, 0 },
        { 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0, 0 },
        { 0xabcd, "0xabcd", 0, 0 },
        { 0xffff, "0xffff", 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
        const struct hsviz_cipher_sizes *sizes = hsviz_cipher_suite_sizes(suites[i].number);
        GString *text = g_string_new(NULL);

        hsviz_cipher_suite_name(text, suites[i].number);
        expect_text(text, suites[i].name, suites[i].name);
        assert_int_equal(sizes ? sizes->hash_len : 0, suites[i].hash_len);
        assert_int_equal(sizes ? sizes->tag_len : 0, suites[i].tag_len);
    }
}

/* ---- Expected round trips ---- */

static void expected(void **state)
{
    static const struct {
        uint16_t version;
        enum hsviz_kind kind;
        uint32_t marks;
        int32_t half_rtts;
    } handshakes[] = {
        { 0x0304, HSVIZ_KIND_FULL, 0, 2 },
        { 0x0304, HSVIZ_KIND_FULL, 1U << HSVIZ_MARK_RETRY, 2 }, /* a retry is extra */
        { 0x0304, HSVIZ_KIND_RESUMED_PSK, 0, 2 },
        { 0x0304, HSVIZ_KIND_RESUMED_PSK, 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED, 0 },
        { 0x0304, HSVIZ_KIND_RESUMED_PSK, 1U << HSVIZ_MARK_EARLY_DATA_REJECTED, 2 },
        { 0x0304, HSVIZ_KIND_PSK_ONLY, 0, 2 },
        { 0x0304, HSVIZ_KIND_PSK_ONLY, 1U << HSVIZ_MARK_EARLY_DATA_ACCEPTED, 0 },
        { 0x0304, HSVIZ_KIND_FULL, 1U << HSVIZ_MARK_CLIENT_AUTH_SENT, 2 },
        { 0x7f17, HSVIZ_KIND_FULL, 0, 2 },
        { 0x0303, HSVIZ_KIND_FULL, 0, 4 },
        { 0x0301, HSVIZ_KIND_FULL, 1U << HSVIZ_MARK_STAPLED, 4 },
        { 0x0303, HSVIZ_KIND_FULL, 1U << HSVIZ_MARK_FALSE_START, 2 },
        { 0x0303, HSVIZ_KIND_PSK_ONLY, 0, 4 }, /* RFC 4279 2 */
        { 0x0303, HSVIZ_KIND_RESUMED_ID, 0, 2 },
        { 0x0303, HSVIZ_KIND_RESUMED_TICKET, 0, 2 },
        { 0x0303, HSVIZ_KIND_UNKNOWN, 0, HSVIZ_HALF_RTT_UNKNOWN },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(handshakes); i++)
        assert_int_equal(hsviz_expected_half_rtts(handshakes[i].version, handshakes[i].kind,
                                                  handshakes[i].marks),
                         handshakes[i].half_rtts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_paths),     cmocka_unit_test(a_path_grows),
        cmocka_unit_test(hops_have_frames),  cmocka_unit_test(every_hop_has_its_rule),
        cmocka_unit_test(names_of_versions), cmocka_unit_test(grease),
        cmocka_unit_test(names_of_alerts),   cmocka_unit_test(the_table_of_alerts_is_sorted),
        cmocka_unit_test(names_of_groups),   cmocka_unit_test(cipher_suites),
        cmocka_unit_test(expected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
