/* The rule base as pages: what stands on them, in both languages, and that nothing on them comes from elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(en, fr) "<title lang=\"en\">" en "</title><title lang=\"fr\">" fr "</title>"
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t " fr</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
static const test_file files[] = {
  {"rulebase.xml", "<rulebase " NS " id=\"m\" version=\"7\" effective=\"2026-01-01\" review-by=\"2036-01-01\">" T("Book", "Livre")
   "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"g.xml\"/><module href=\"h.xml\"/><module href=\"s.xml\"/>"
   "<module href=\"w.xml\"/><cases href=\"c.xml\"/></rulebase>"},
  {"a.xml", "<authorities " NS "><authority id=\"acr\">" T("College", "Collège") "</authority></authorities>"},
  {"e.xml", "<exams " NS "><exam id=\"none\" contrast=\"none\">" T("no imaging", "aucune") "</exam><exam id=\"mr\" contrast=\"none\" radiation-adult=\"0\">" T("MR", "IRM") "</exam>"
            "<exam id=\"ct\" contrast=\"none\" radiation-adult=\"3\" radiation-child=\"4\">" T("CT", "TDM") "</exam></exams>"},
  {"f.xml", "<facts " NS "><finding id=\"pain\">" L("pain &lt;b&gt;") "<cue>ache</cue></finding><finding id=\"fever\">" L("fever") "</finding></facts>"},
  {"g.xml", "<guideline " NS " id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("Guide &amp; line", "Ligne")
            "<source id=\"acr\" authority=\"acr\" year=\"2020\" url=\"https://college.example/g\">The source</source>"
            "<source id=\"odd\" authority=\"acr\" url=\"javascript:alert(1)\">Odd</source>"
            "<enter findings=\"pain\"/><yields to=\"h\"/><define id=\"hot\"><has finding=\"fever\"/></define>"
            "<scenario id=\"hot\" urgency=\"urgent\">" T("Hot", "Chaud") "<when><holds define=\"hot\"/></when><why lang=\"en\">Because.</why><why lang=\"fr\">Parce que.</why>"
            "<ratings source=\"acr\" certainty=\"low\"><note lang=\"en\">A remark.</note><note lang=\"fr\">Une remarque.</note>"
            "<usually-appropriate>mr</usually-appropriate><usually-not-appropriate>ct</usually-not-appropriate></ratings></scenario>"
            "<scenario id=\"rest\">" T("Rest", "Reste") "<when><lacks finding=\"fever\"/></when><ratings source=\"odd\"><usually-not-appropriate>ct</usually-not-appropriate></ratings></scenario>"
            "</guideline>"},
  {"h.xml", "<guideline " NS " id=\"h\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("Other", "Autre")
            "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"fever\"/>"
            "<scenario id=\"x\">" T("X", "X") "<when><always/></when><ratings source=\"acr\"><usually-appropriate>mr</usually-appropriate></ratings></scenario></guideline>"},
  {"s.xml", "<safety " NS "><rule id=\"r\" level=\"warn\">" T("Rule", "Règle") "<when><has finding=\"fever\"/></when><message lang=\"en\">Mind.</message><message lang=\"fr\">Attention.</message>"
            "<source id=\"rs\" year=\"2020\">s</source></rule></safety>"},
  {"w.xml", "<wording " NS " lang=\"en\"><message id=\"category.usually-not-appropriate\">usually not appropriate</message><message id=\"doc.language\">English</message></wording>"},
  {"c.xml", "<cases " NS " guideline=\"g\"><case id=\"one\"><referral age=\"40\" exam=\"ct\" reason=\"ache &amp; &quot;woe&quot;\"><finding of=\"fever\" state=\"absent\"/></referral>"
            "<expect verdict=\"usually-not-appropriate\" scenario=\"rest\"/></case></cases>"},
  {NULL, NULL}};
/* clang-format on */

static rscan_rulebase *book;
static rscan_cases *cases;

static void set_up(void) {
  rscan_error *err = NULL;
  char *dir = test_make_dir(files);
  book = rscan_rulebase_load(dir, NULL, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  cases = rscan_cases_load(book, dir, &err);
  ck_assert_msg(cases != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  test_remove_dir(dir);
}

static void tear_down(void) {
  rscan_cases_free(cases);
  rscan_rulebase_unref(book);
}

static char *page(const char *guideline, const char *language) {
  char *text = rscan_rulebase_page(book, cases, guideline, language, NULL);
  ck_assert_ptr_nonnull(text);
  return text;
}

#define ck_has(text, part) ck_assert_msg(strstr((text), (part)) != NULL, "no %s in %.1500s", (part), (text))
#define ck_has_not(text, part) ck_assert_msg(strstr((text), (part)) == NULL, "%s in the page", (part))

START_TEST(a_page_shows_scenarios_ratings_sources_and_cases) {
  char *text = page("g", NULL);
  ck_has(text, "<h1>Guide &amp; line</h1>");
  ck_has(text, "<section id=\"hot\">\n<h3>1. Hot");
  ck_has(text, "<th scope=\"row\">CT</th><td class=\"usually-not-appropriate\">usually not appropriate</td><td>College 2020</td>");
  ck_has(text, "<td class=\"n\">3 / 4</td>");
  ck_has(text, "<a href=\"https://college.example/g\">The source</a> (2020)");
  ck_has(text, "<li>Collegelist.colon A remark.</li>");
  ck_has(text, "<q>ache &amp; &quot;woe&quot;</q>");
  ck_has(text, "<a href=\"h.html\">Other</a>");
  rscan_text_free(text);
}
END_TEST

START_TEST(the_flow_leads_from_scenario_to_scenario_and_folds_what_has_a_name) {
  char *text = page("g", NULL);
  const char *flow = strstr(text, "<ol class=\"flow\">");
  ck_assert_ptr_nonnull(flow);
  ck_has(flow, "<li><details><summary>hotlist.colon all</summary>");
  ck_has(flow, "<a href=\"#hot\">Hot</a>");
  ck_assert(strstr(flow, "<a href=\"#rest\">Rest</a>") > strstr(flow, "<a href=\"#hot\">Hot</a>"));
  rscan_text_free(text);
}
END_TEST

START_TEST(no_imaging_stands_where_nothing_is_usually_appropriate) {
  char *text = page("g", NULL);
  ck_has(text, "<a href=\"#rest\">Rest</a></th><td>no imaging</td><td></td></tr>");
  rscan_text_free(text);
}
END_TEST

START_TEST(what_authors_write_is_text_and_never_markup_or_script) {
  char *text = page("g", NULL);
  ck_has(text, "pain &lt;b&gt;");
  ck_has_not(text, "<b>\n");
  ck_has_not(text, "javascript:");
  ck_has_not(text, "<script");
  ck_has_not(text, " src=");
  rscan_text_free(text);
}
END_TEST

START_TEST(each_language_has_its_page_and_a_way_to_the_other) {
  char *text = page("g", "fr");
  ck_has(text, "<html lang=\"fr\">");
  ck_has(text, "<h1>Ligne</h1>");
  ck_has(text, "<a href=\"../en/g.html\" hreflang=\"en\" lang=\"en\">English</a>");
  ck_has(text, "Parce que.");
  rscan_text_free(text);
}
END_TEST

START_TEST(the_index_has_every_guideline_and_the_safety_rules) {
  char *text = page(NULL, NULL);
  ck_has(text, "<h1>Book</h1>");
  ck_has(text, "<a href=\"g.html\">Guide &amp; line</a>");
  ck_has(text, "<a href=\"h.html\">Other</a>");
  ck_has(text, "<h3>Rule</h3>");
  ck_has(text, "Mind.");
  rscan_text_free(text);
}
END_TEST

START_TEST(a_page_of_a_guideline_that_is_not_there_is_an_error) {
  rscan_error *err = NULL;
  ck_assert_ptr_null(rscan_rulebase_page(book, NULL, "gg", NULL, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "guideline-unknown");
  rscan_error_free(err);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("doc");
  TCase *tests = tcase_create("doc");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, a_page_shows_scenarios_ratings_sources_and_cases);
  tcase_add_test(tests, the_flow_leads_from_scenario_to_scenario_and_folds_what_has_a_name);
  tcase_add_test(tests, no_imaging_stands_where_nothing_is_usually_appropriate);
  tcase_add_test(tests, what_authors_write_is_text_and_never_markup_or_script);
  tcase_add_test(tests, each_language_has_its_page_and_a_way_to_the_other);
  tcase_add_test(tests, the_index_has_every_guideline_and_the_safety_rules);
  tcase_add_test(tests, a_page_of_a_guideline_that_is_not_there_is_an_error);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
