/* The rule base as pages: what stands on them, in both languages, and that nothing on them comes from elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "words.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(en, fr) "<title lang=\"en\">" en "</title><title lang=\"fr\">" fr "</title>"
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t " fr</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
static const test_file files[] = {
  {"rulebase.xml", "<rulebase " NS " id=\"m\" version=\"7\" effective=\"2026-01-01\" review-by=\"2036-01-01\">" T("Book", "Livre")
   "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"g.xml\"/><module href=\"h.xml\"/><module href=\"s.xml\"/>"
   "<module href=\"w.xml\"/><module href=\"v.xml\"/><module href=\"p.xml\"/><cases href=\"c.xml\"/></rulebase>"},
  {"a.xml", "<authorities " NS "><authority id=\"acr\">" T("College", "Collège") "</authority></authorities>"},
  {"e.xml", "<exams " NS "><region id=\"toe\">" T("toe", "orteil") "</region><region id=\"arm\">" T("arm", "bras") "</region><exam id=\"none\" contrast=\"none\">" T("no imaging", "aucune") "</exam><exam id=\"mr\" contrast=\"none\" radiation-adult=\"0\">" T("MR", "IRM") "</exam>"
            "<exam id=\"ct\" contrast=\"none\" radiation-adult=\"3\" radiation-child=\"4\">" T("CT", "TDM") "</exam></exams>"},
  {"f.xml", "<facts " NS "><finding id=\"pain\">" L("pain &lt;b&gt;") "<cue>ache</cue></finding><finding id=\"fever\" unstated=\"absent\">" L("fever") "</finding>"
            "<finding id=\"chill\" unstated=\"absent\">" L("chill") "</finding><measure id=\"gas\" unit=\"mm[Hg]\"><label lang=\"en\">gas</label><ask lang=\"en\">gas?</ask></measure></facts>"},
  {"p.xml", "<scores " NS "><score id=\"points\"><label lang=\"en\">Points rule</label><label lang=\"fr\">Règle des points</label><ask lang=\"en\">Points?</ask><ask lang=\"fr\">Points?</ask>"
            "<source id=\"ps\" year=\"1999\" url=\"https://score.example\">Pointer</source>"
            "<criterion points=\"1.5\"><has finding=\"chill\"/><label lang=\"en\">any chill</label><label lang=\"fr\">un frisson</label></criterion>"
            "<criterion points=\"2\"><measure of=\"gas\" above=\"40\"/><label lang=\"en\">much gas</label><label lang=\"fr\">du gaz</label></criterion>"
            "<band id=\"few\" below=\"2\"><label lang=\"en\">few of them</label></band><band id=\"many\" at-least=\"2\"><label lang=\"en\">many of them</label></band></score></scores>"},
  {"g.xml", "<guideline " NS " id=\"g\" regions=\"toe\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("Guide &amp; line", "Ligne")
            "<source id=\"acr\" authority=\"acr\" year=\"2020\" url=\"https://college.example/g\">The source</source>"
            "<source id=\"odd\" authority=\"acr\" url=\"javascript:alert(1)\">Odd</source>"
            "<enter findings=\"pain\"/><enter-ordered findings=\"chill\"/><yields to=\"h\"/><define id=\"hot-words\"><any><has finding=\"fever\"/><all><has finding=\"pain\"/><score of=\"points\" at-least=\"2\"/></all></any></define>"
            "<scenario id=\"hot\" urgency=\"urgent\">" T("Hot", "Chaud") "<when><holds define=\"hot-words\"/></when><why lang=\"en\">Because.</why><why lang=\"fr\">Parce que.</why>"
            "<ratings source=\"acr\" certainty=\"low\"><note lang=\"en\">A remark.</note><note lang=\"fr\">Une remarque.</note>"
            "<usually-appropriate>mr</usually-appropriate><usually-not-appropriate>ct</usually-not-appropriate></ratings></scenario>"
            "<scenario id=\"rest\">" T("Rest", "Reste") "<when><lacks finding=\"fever\"/></when><ratings source=\"odd\"><usually-not-appropriate>ct</usually-not-appropriate></ratings></scenario>"
            "</guideline>"},
  {"h.xml", "<guideline " NS " id=\"h\" regions=\"arm toe\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("Other", "Autre")
            "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"fever\"/><unstated finding=\"pain\" means=\"absent\"/>"
            "<scenario id=\"x\">" T("X", "X") "<when><any><lacks finding=\"pain\"/><has finding=\"pain\"/></any></when><ratings source=\"acr\"><usually-appropriate>mr</usually-appropriate></ratings></scenario></guideline>"},
  {"s.xml", "<safety " NS "><rule id=\"r\" level=\"warn\">" T("Rule", "Règle") "<when><has finding=\"fever\"/></when><message lang=\"en\">Mind.</message><message lang=\"fr\">Attention.</message>"
            "<source id=\"rs\" year=\"2020\">s</source></rule></safety>"},
  {"v.xml", "<wording " NS " lang=\"fr\"><message id=\"number.decimal\">,</message></wording>"},
  {"w.xml", "<wording " NS " lang=\"en\"><message id=\"number.decimal\">.</message><message id=\"list.colon\">:</message><message id=\"list.semicolon\">;</message><message id=\"state.absent\">absent</message>"
            "<message id=\"list.comma\">,</message><message id=\"joint.any\">any</message><message id=\"category.usually-not-appropriate\">usually not appropriate</message><message id=\"doc.language\">English</message></wording>"},
  {"c.xml", "<cases " NS " guideline=\"g\"><case id=\"one\"><referral age=\"40\" exam=\"ct\" reason=\"ache &amp; &quot;woe&quot;\"><finding of=\"fever\" state=\"absent\"/></referral>"
            "<expect verdict=\"usually-not-appropriate\" scenario=\"rest\"/></case>"
            "<case id=\"two\"><referral age=\"40\" exam=\"scan svp\" language=\"fr\" reason=\"mal\"><measure of=\"gas\" value=\"7.5\"/></referral><expect verdict=\"needs-information\"/></case></cases>"},
  {NULL, NULL}};
/* clang-format on */

static rscan_rulebase *book;
static rscan_cases *cases;

static void set_up(void) {
  rscan_error *err = NULL;
  char *dir = test_make_dir(files);
  book = rscan_rulebase_load(dir, NULL, &err);
  for (size_t i = 0; !book && i < rscan_error_count(err); i++)
    fprintf(stderr, "%s\n", rscan_error_text(err, i));
  ck_assert_msg(book != NULL, "the tiny rule base has errors");
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
  ck_has(text, "<section id=\"hot\">\n<h3>1. Hot <span class=\"urgency urgent\">");
  ck_has(text, "<th scope=\"row\">CT</th><td class=\"usually-not-appropriate\">usually not appropriate</td><td>College 2020</td>");
  ck_has(text, "<td class=\"n\">3 / 4</td>");
  ck_has(text, "<a href=\"https://college.example/g\">The source</a> (2020)");
  ck_has(text, "<li>College: A remark.</li>");
  ck_has(text, "<q>ache &amp; &quot;woe&quot;</q>");
  ck_has(text, "<a href=\"h.html\">Other</a>");
  rscan_text_free(text);
}
END_TEST

START_TEST(how_it_decides_is_drawn_a_picture_a_step_so_that_a_page_may_end_between) {
  char *text = page("g", NULL);
  const char *flow = strstr(text, "<div class=\"drawn\">"), *end = strstr(flow, "<h2");
  static const char *const titles[] = {"Guide &amp; line", "flow.yields", "1. Hot", "2. Rest", "doc.no-scenario"};
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    char title[100];
    snprintf(title, sizeof title, "<title id=\"flow.%zu.title\">%s</title>", i + 1, titles[i]);
    const char *at = strstr(flow, title);
    ck_assert_msg(at && at < end, "no %s in %.3000s", title, flow);
  }
  ck_has(flow, "aria-labelledby=\"flow.3.title\" aria-describedby=\"flow.3.words\"");
  rscan_text_free(text);
}
END_TEST

START_TEST(a_scenario_says_its_condition_in_words_and_its_ids_only_as_code) {
  char *text = page("g", "fr");
  const char *hot = strstr(text, "<section id=\"hot\">");
  ck_assert_ptr_nonnull(hot);
  ck_has(hot, "<li><details open><summary>any <code class=\"id\" lang=\"en\" translate=\"no\">hot-words</code></summary>");
  ck_has(hot, "fever fr: <b>");
  for (const char *p = text; (p = strstr(p, "hot-words")); p++)
    ck_assert_msg(strncmp(p - 1, ">hot-words</code>", 17) == 0, "the id stands as text: %.80s", p - 40);
  rscan_text_free(text);
}
END_TEST

START_TEST(no_imaging_stands_where_nothing_is_usually_appropriate) {
  char *text = page("g", NULL);
  ck_has(text, "<a href=\"#rest\">Rest</a></th><td class=\"usually-appropriate\">no imaging</td><td>–</td><td "
               "class=\"usually-not-appropriate\">CT</td></tr>");
  rscan_text_free(text);
}
END_TEST

START_TEST(what_silence_means_and_what_is_asked_are_told_apart) {
  char *text = page("g", NULL);
  ck_has(text, "<p><strong>doc.silence-as absent:</strong> fever</p>");
  ck_has(text, "<li>Points rule: Points?</li>");
  ck_has(text, "<li>pain &lt;b&gt;: pain &lt;b&gt;?</li>");
  ck_has_not(text, "<li>fever: fever?</li>");
  rscan_text_free(text);
  text = page("h", NULL); /* where the guideline says what silence means */
  ck_has(text, "<p><strong>doc.silence-as absent:</strong> pain &lt;b&gt;</p>");
  ck_has_not(text, "pain &lt;b&gt;?");
  rscan_text_free(text);
}
END_TEST

START_TEST(a_score_is_told_with_its_items_points_results_and_source) {
  char *text = page("g", NULL);
  const char *score = strstr(text, "<section id=\"score.points\">");
  ck_assert_ptr_nonnull(score);
  ck_has(score, "<th scope=\"row\">any chill</th><td class=\"n\">1.5</td><td><ul class=\"tree\">\n<li>chill: <b>");
  ck_has(score, "<th scope=\"row\">much gas</th><td class=\"n\">2</td>");
  ck_has(score, "few of them; many of them");
  ck_has(score, "<p>doc.score-silence</p>");
  ck_has(score, "<a href=\"https://score.example\">Pointer</a> (1999)");
  rscan_text_free(text);
  text = page("g", "fr");
  ck_has(text, "un frisson</th><td class=\"n\">1,5</td>");
  rscan_text_free(text);
  text = page("h", NULL);
  ck_has_not(text, "Points rule"); /* only where it is used */
  rscan_text_free(text);
}
END_TEST

START_TEST(units_stand_as_people_write_them_and_typed_words_in_their_language) {
  char *text = page("g", NULL);
  ck_has(text, "gas: 7.5 mmHg");
  ck_has(text, "<span lang=\"fr\">scan svp</span><br><q lang=\"fr\">mal</q>");
  ck_has(text, "CT<br><q>ache");
  ck_has_not(text, "mm[Hg]");
  rscan_text_free(text);
  text = page("g", "fr");
  ck_has(text, "<q>mal</q>");
  ck_has(text, "<q lang=\"en\">ache");
  rscan_text_free(text);
}
END_TEST

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

START_TEST(a_unit_of_the_machines_reads_as_on_a_report) {
  static const char *const units[][2] = {{"mm[Hg]", "mmHg"},
                                         {"ng/mL{FEU}", "ng/mL FEU"},
                                         {"mL/min/{1.73_m2}", "mL/min/1.73 m²"},
                                         {"10*9/L", "10⁹/L"},
                                         {"10*12/L", "10¹²/L"},
                                         {"ug/mL", "µg/mL"},
                                         {"umol/L", "µmol/L"},
                                         {"mmol/L", "mmol/L"},
                                         {"U/L", "U/L"},
                                         {"kg/m2", "kg/m²"},
                                         {"%", "%"},
                                         {"/min", "/min"},
                                         {"{score}", "score"}};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    rsi_buf buf;
    rsi_buf_init(&buf, &rsi_malloc_allocator);
    const rsi_sink sink = {put_to_buffer, &buf};
    rsi_put_unit(&sink, book, RSI_EN, units[i][0]);
    ck_assert_str_eq(buf.data, units[i][1]);
    rsi_buf_free(&buf);
  }
}
END_TEST

START_TEST(the_contents_lead_to_every_section_and_only_to_such) {
  char *text = page("g", NULL);
  unsigned n = 0;
  for (const char *p = strstr(text, "<nav class=\"contents\""); (p = strstr(p, "<li><a href=\"#at.")); n++) {
    char id[80];
    p += strlen("<li><a href=\"#");
    snprintf(id, sizeof id, "<h2 id=\"%.*s\">", (int)strcspn(p, "\""), p);
    ck_has(text, id);
  }
  ck_assert_uint_eq(n, 8); /* no gaps in this one */
  ck_has_not(text, "at.doc.gaps");
  rscan_text_free(text);
}
END_TEST

START_TEST(what_may_be_too_wide_scrolls_by_itself_and_has_a_name) {
  char *text = page("g", NULL);
  unsigned n_tables = 0, n_regions = 0;
  for (const char *p = text; (p = strstr(p, "<table")); p++)
    n_tables++;
  for (const char *p = text; (p = strstr(p, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")); p++)
    n_regions++;
  ck_assert_uint_eq(n_tables, 5);
  ck_assert_uint_eq(n_regions, n_tables + 1); /* and the picture */
  rscan_text_free(text);
}
END_TEST

START_TEST(a_printed_page_says_what_it_is_of_and_which) {
  char *text = page("g", NULL);
  ck_has(text, "@page{@bottom-left{content:\"Guide \\26  line · 7\"");
  ck_has(text, "counter(page)");
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

START_TEST(the_index_groups_guidelines_by_part_of_the_body_in_order_of_their_titles) {
  char *text = page(NULL, NULL);
  static const char *const parts[] = {"<h1>Book</h1>", ">arm</th>", "<a href=\"h.html\">Other</a>", ">toe</th>",
                                      "<a href=\"g.html\">Guide &amp; line</a>"};
  const char *last = text;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const char *at = strstr(text, parts[i]);
    ck_assert_msg(at && at >= last, "no %s behind the one before in %.3000s", parts[i], text);
    last = at;
  }
  rscan_text_free(text);
}
END_TEST

START_TEST(the_index_has_the_safety_rules) {
  char *text = page(NULL, NULL);
  ck_has(text, "<summary><h3>Rule</h3></summary>");
  ck_has(text, "Mind.");
  rscan_text_free(text);
}
END_TEST

START_TEST(coverage_has_no_picture) {
  rscan_error *err = NULL;
  rscan_coverage *coverage = rscan_coverage_new(cases, NULL);
  ck_assert_ptr_null(rscan_coverage_report(coverage, NULL, NULL, RSCAN_FORMAT_SVG, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "no-picture");
  rscan_error_free(err);
  rscan_coverage_free(coverage);
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
  tcase_add_test(tests, how_it_decides_is_drawn_a_picture_a_step_so_that_a_page_may_end_between);
  tcase_add_test(tests, a_scenario_says_its_condition_in_words_and_its_ids_only_as_code);
  tcase_add_test(tests, no_imaging_stands_where_nothing_is_usually_appropriate);
  tcase_add_test(tests, what_silence_means_and_what_is_asked_are_told_apart);
  tcase_add_test(tests, a_score_is_told_with_its_items_points_results_and_source);
  tcase_add_test(tests, units_stand_as_people_write_them_and_typed_words_in_their_language);
  tcase_add_test(tests, a_unit_of_the_machines_reads_as_on_a_report);
  tcase_add_test(tests, the_contents_lead_to_every_section_and_only_to_such);
  tcase_add_test(tests, what_may_be_too_wide_scrolls_by_itself_and_has_a_name);
  tcase_add_test(tests, a_printed_page_says_what_it_is_of_and_which);
  tcase_add_test(tests, what_authors_write_is_text_and_never_markup_or_script);
  tcase_add_test(tests, each_language_has_its_page_and_a_way_to_the_other);
  tcase_add_test(tests, the_index_groups_guidelines_by_part_of_the_body_in_order_of_their_titles);
  tcase_add_test(tests, the_index_has_the_safety_rules);
  tcase_add_test(tests, coverage_has_no_picture);
  tcase_add_test(tests, a_page_of_a_guideline_that_is_not_there_is_an_error);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
