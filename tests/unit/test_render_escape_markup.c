/* test_render_escape_markup.c
 * Text made harmless for Mermaid, PlantUML and Markdown. That their own parsers agree is shown in
 * tests/end_to_end/test_diagrams.py.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "test_render_script.h"

#include "render/diagram/escape_markup.h"

static const struct {
    const char *from, *mermaid, *plantuml, *wire, *model;
} cases[] = {
    { "", "", "", "", "" },
    { "plain.example-1_2", "plain.example-1_2", "plain.example-1_2", "`plain.example-1_2`",
      "plain.example-1_2" },
    { "a → b · 1.5", "a → b · 1.5", "a → b · 1.5", "`a → b · 1.5`", "a → b · 1.5" },
    { "\033[m\n", "#92;x1b#91;m#92;x0a", "<U+005C>x1b<U+005B>m<U+005C>x0a", "`\\x1b[m\\x0a`",
      "\\\\x1b\\[m\\\\x0a" },
    { "\xff\xe2\x80\xae", "#92;xff#92;u#123;202e#125;", "<U+005C>xff<U+005C>u<U+007B>202e<U+007D>",
      "`\\xff\\u{202e}`", "\\\\xff\\\\u\\{202e\\}" },
    { "<b>&", "#60;b#62;#38;", "<U+003C>b<U+003E><U+0026>", "`<b>&`", "&lt;b&gt;&amp;" },
    { "a;#59;", "a#59;#35;59#59;", "a<U+003B><U+0023>59<U+003B>", "`a;#59;`", "a;`#`59;" },
    { "%%{x}", "#37;#37;#123;x#125;", "<U+0025><U+0025><U+007B>x<U+007D>", "`%%{x}`", "%%\\{x\\}" },
    { "wrap:nowrap:a:b", "wrap#58;nowrap#58;a:b", "wrap:nowrap:a:b", "`wrap:nowrap:a:b`",
      "wrap:nowrap:a:b" },
    { "ﬂ°°60¶ß", "#64258;°°60#182;ß", "ﬂ°°60¶ß", "`ﬂ°°60¶ß`", "ﬂ°°60¶ß" },
    { "-- // __ .. ::", "-- // __ .. ::", "-<U+002D> /<U+002F> _<U+005F> .<U+002E> :<U+003A>",
      "`-- // __ .. ::`", "-- // \\_\\_ .. ::" },
    { "= a=1 ==", "= a=1 ==", "<U+003D> a=1 <U+003D><U+003D>", "`= a=1 ==`", "= a=1 ==" },
    { "!'~*\"@$", "!'#126;#42;#34;#64;#36;",
      "<U+0021><U+0027><U+007E><U+002A><U+0022><U+0040><U+0024>", "`!'~*\"@$`",
      "!'\\~\\*\"`@`\\$" },
    { "a|`b`", "a#124;#96;b#96;", "a<U+007C><U+0060>b<U+0060>", "`a\\x7c\\x60b\\x60`",
      "a\\|\\`b\\`" },
    { "https://www.a WWW.b", "https://www.a WWW.b", "https:/<U+002F>www.a WWW.b",
      "`https://www.a WWW.b`", "https`:`//www`.`a WWW`.`b" },
    { "_a b_c_", "_a b_c_", "_a b_c_", "`_a b_c_`", "\\_a b_c\\_" },
};

static void assert_appended(GString *text, const char *expected)
{
    assert_string_equal(text->str, expected);
    g_string_truncate(text, 0);
}

static void each_syntax(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        hsviz_escape_mermaid(text, cases[i].from);
        assert_appended(text, cases[i].mermaid);
        hsviz_escape_plantuml(text, cases[i].from);
        assert_appended(text, cases[i].plantuml);
        hsviz_escape_markdown(text, cases[i].from, HSVIZ_TEXT_WIRE);
        assert_appended(text, cases[i].wire);
        hsviz_escape_markdown(text, cases[i].from, HSVIZ_TEXT_MODEL);
        assert_appended(text, cases[i].model);
    }
    g_string_free(text, TRUE);
}

/* What stands before a text is not part of it, though two of a kind count across its beginning. */
static void where_a_text_begins(void **state)
{
    GString *text = g_string_new("n");

    (void)state;
    hsviz_escape_plantuml(text, "= heading");
    assert_appended(text, "n<U+003D> heading");
    g_string_assign(text, "-");
    hsviz_escape_plantuml(text, "-");
    assert_appended(text, "-<U+002D>");
    g_string_free(text, TRUE);
}

/* What may stand in an escaped text besides plain characters, and what must not stand alone. */
struct rule {
    const char *pattern, *set;
};

static GRegex *regex_of(const struct rule *rule)
{
    GRegex *regex = g_regex_new(rule->pattern, G_REGEX_OPTIMIZE, 0, NULL);

    assert_non_null(regex);
    return regex;
}

/* Takes away all that the rule's pattern matches; what is left must hold nothing of its set. */
static void assert_only_as(GString *text, const struct rule *rule, const GRegex *regex)
{
    char *rest;

    assert_true(g_utf8_validate(text->str, -1, NULL));
    if (strpbrk(text->str, rule->set) != NULL) {
        rest = g_regex_replace_literal(regex, text->str, -1, 0, "", 0, NULL);
        assert_non_null(rest);
        assert_null(strpbrk(rest, rule->set));
        g_free(rest);
    }
    g_string_truncate(text, 0);
}

/* Every byte alone, and every pair: no character that means anything stands for itself. */
static void all_pairs_of_bytes(void **state)
{
    static const struct rule mermaid = { "#[0-9]+;", "#;<>&\"%{}[]\\`$*@|~^\n\r" };
    static const struct rule plantuml = { "<U\\+[0-9A-F]{4}>", "<>&\"%{}[]\\`$*@|~^!';#\n\r" };
    static const struct rule wire = { "^`[^`|\\n\\r]+`$", "`|\n\r<" };
    static const struct rule model = {
        "\\\\[\\\\`*_\\[\\]{}|~$^]|&(lt|gt|amp);|`[@#:.]`",
        "<>&*`|[]{}~$@#\n\r",
    };
    GRegex *regexes[] = { regex_of(&mermaid), regex_of(&plantuml), regex_of(&wire),
                          regex_of(&model) };
    GString *text = g_string_new(NULL);

    (void)state;
    for (unsigned pair = 0x100; pair <= 0xffff; pair++) {
        char bytes[3] = { (char)(pair >> 8), (char)pair, '\0' };

        hsviz_escape_mermaid(text, bytes);
        assert_only_as(text, &mermaid, regexes[0]);
        hsviz_escape_plantuml(text, bytes);
        assert_only_as(text, &plantuml, regexes[1]);
        hsviz_escape_markdown(text, bytes, HSVIZ_TEXT_WIRE);
        assert_only_as(text, &wire, regexes[2]);
        hsviz_escape_markdown(text, bytes, HSVIZ_TEXT_MODEL);
        assert_only_as(text, &model, regexes[3]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(regexes); i++)
        g_regex_unref(regexes[i]);
    g_string_free(text, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_syntax),
        cmocka_unit_test(where_a_text_begins),
        cmocka_unit_test(all_pairs_of_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
