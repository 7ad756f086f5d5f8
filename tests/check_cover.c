/* Coverage: what counts as exercised, and the cases that are suggested for the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cover.h"
#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
#define N(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label>"
#define ROWS(exam) "<ratings source=\"acr\"><usually-appropriate>" exam "</usually-appropriate><may-be-appropriate>ct</may-be-appropriate></ratings>"

static const char *facts =
  "<facts " NS "><measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure>"
  "<finding id=\"child\" unstated=\"absent\">" L("child") "</finding>"
  "<finding id=\"pain\">" L("pain") "<cue>ache</cue></finding>"
  "<finding id=\"fever\" unstated=\"absent\">" L("fever") "<cue>fever</cue></finding>"
  "<finding id=\"lock\">" L("lock") "</finding>"
  "<finding id=\"swell\" unstated=\"absent\">" L("swell") "</finding>"
  "<finding id=\"red\" unstated=\"absent\">" L("red &lt;warm&gt;") "</finding>"
  "<group id=\"signs\" members=\"swell red\">" L("signs") "</group></facts>";

static const char *guideline =
  "<guideline " NS " id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("G")
  "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"pain\"/>\n"
  "<define id=\"hot\"><has finding=\"fever\"/></define>\n"
  "<scenario id=\"hot\">" T("Hot -- very") "<when><holds define=\"hot\"/><has group=\"signs\"/></when>" ROWS("mr") "</scenario>\n"
  "<scenario id=\"locked\">" T("Locked") "<when><has finding=\"lock\"/><measure of=\"age\" below=\"50\"/></when>" ROWS("xr") "</scenario>\n"
  "<scenario id=\"never\">" T("Never") "<when><has finding=\"lock\"/><measure of=\"age\" below=\"40\"/></when>" ROWS("xr") "</scenario>\n"
  "<scenario id=\"rest\">" T("Rest") "<when><not><holds define=\"hot\"/></not><lacks finding=\"lock\"/></when>" ROWS("xr") "</scenario></guideline>";

static const test_file files[] = {
  {"rulebase.xml", "<rulebase " NS " id=\"m\" version=\"1\" effective=\"2026-01-01\" review-by=\"2036-01-01\">" T("M")
   "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"g.xml\"/><module href=\"s.xml\"/><module href=\"p.xml\"/><cases href=\"c.xml\"/></rulebase>"},
  {"a.xml", "<authorities " NS "><authority id=\"acr\">" T("A") "</authority></authorities>"},
  {"e.xml", "<exams " NS "><exam id=\"none\" contrast=\"none\">" T("none") "</exam><exam id=\"mr\" contrast=\"none\">" T("MR") "</exam>"
            "<exam id=\"ct\" contrast=\"none\">" T("CT") "</exam><exam id=\"xr\" contrast=\"none\">" T("XR") "</exam></exams>"},
  {"s.xml", "<safety " NS "><rule id=\"cool\" level=\"warn\">" T("R") "<when><has finding=\"fever\"/></when><message lang=\"en\">m</message><message lang=\"fr\">m</message>"
            "<source id=\"rs\" year=\"2020\">s</source></rule></safety>"},
  {NULL, NULL}};
#define CASE(id, referral, expect) "<case id=\"" id "\"><referral " referral "/><expect " expect "/></case>"
#define CASES(list) "<cases " NS " guideline=\"g\">" list "</cases>"
/* clang-format on */

static const char *scores = "<scores " NS "/>";

static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_cases *cases;
static rscan_coverage *coverage;

/* Loads the book with these cases and runs them all. */
static void run(const char *text) {
  test_file all[9];
  size_t n = 0;
  rscan_error *err = NULL;
  for (; files[n].name; n++)
    all[n] = files[n];
  all[n++] = (test_file){"f.xml", facts};
  all[n++] = (test_file){"g.xml", guideline};
  all[n++] = (test_file){"p.xml", scores};
  all[n++] = (test_file){"c.xml", text};
  all[n] = (test_file){NULL, NULL};
  char *dir = test_make_dir(all);
  book = rscan_rulebase_load(dir, NULL, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  scratch = rscan_scratch_new(book, &err);
  cases = rscan_cases_load(book, dir, &err);
  test_remove_dir(dir);
  ck_assert_msg(cases != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  coverage = rscan_coverage_new(cases, &err);
  for (size_t i = 0; i < rscan_cases_count(cases); i++)
    rscan_coverage_run(coverage, i, scratch, NULL);
}

static void done(void) {
  rscan_coverage_free(coverage);
  rscan_cases_free(cases);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  coverage = NULL, cases = NULL, scratch = NULL, book = NULL;
}

static char *report(rscan_format format) {
  char *text = rscan_coverage_report(coverage, "g", NULL, format, NULL);
  ck_assert_ptr_nonnull(text);
  return text;
}

#define ck_has(text, part) ck_assert_msg(strstr((text), (part)) != NULL, "no %s in %.1500s", (part), (text))
#define ck_has_not(text, part) ck_assert_msg(strstr((text), (part)) == NULL, "%s in %.1500s", (part), (text))

START_TEST(a_scenario_counts_when_a_case_decides_for_it_not_when_it_was_only_possible) {
  run(CASES(CASE("a", "exam=\"ct\" reason=\"ache\"", "verdict=\"may-be-appropriate\"")));
  rsi_tally t = rsi_cover_scenarios(coverage, 0);
  ck_assert_uint_eq(t.covered, 0);
  ck_assert_uint_eq(t.total, 4);
  char *text = report(RSCAN_FORMAT_JSON);
  ck_has(text, "\"scenario\":\"locked\",\"was_possible\":true");
  ck_has(text, "\"scenario\":\"hot\",\"was_possible\":false");
  rscan_text_free(text);
  done();
  run(CASES("<case id=\"a\"><referral exam=\"ct\" reason=\"ache\"><finding of=\"lock\" state=\"absent\"/></referral><expect "
            "scenario=\"rest\"/></case>"));
  ck_assert_uint_eq(rsi_cover_scenarios(coverage, 0).covered, 1);
}
END_TEST

START_TEST(a_branch_counts_for_each_side_on_which_it_was_seen) {
  run(CASES(CASE("a", "exam=\"ct\" reason=\"ache, fever\"", "verdict=\"may-be-appropriate\"")));
  char *text = report(RSCAN_FORMAT_JSON);
  /* fever held in the only case: where it was written (line 2 of the guideline) its other side is missing */
  ck_has(text, "{\"never\":\"false\",\"fact\":\"fever\",\"condition\":\"feverlist.colon present\",");
  ck_has_not(text, "{\"never\":\"true\",\"fact\":\"fever\"");
  ck_has(text, "g.xml\",\"line\":2,\"column\":18}");
  rscan_text_free(text);
}
END_TEST

START_TEST(what_is_unknown_in_every_case_counts_on_neither_side) {
  run(CASES(CASE("a", "exam=\"ct\" reason=\"ache\"", "verdict=\"may-be-appropriate\"")));
  char *text = report(RSCAN_FORMAT_JSON);
  ck_has(text, "{\"never\":\"true\",\"fact\":\"lock\"");
  ck_has(text, "{\"never\":\"false\",\"fact\":\"lock\"");
  rscan_text_free(text);
}
END_TEST

START_TEST(a_definition_used_twice_is_counted_once_and_a_group_as_one_thing) {
  run(CASES(""));
  char *text = report(RSCAN_FORMAT_JSON);
  const char *first = strstr(text, "{\"never\":\"true\",\"fact\":\"fever\"");
  ck_assert_ptr_nonnull(first);
  ck_assert_ptr_null(strstr(first + 1, "{\"never\":\"true\",\"fact\":\"fever\""));
  ck_has(text, "\"fact\":\"signs\"");
  ck_has_not(text, "\"fact\":\"swell\"");
  rscan_text_free(text);
}
END_TEST

START_TEST(conditions_behind_the_scenario_that_held_were_not_looked_at) {
  run(CASES("<case id=\"a\"><referral exam=\"ct\" age=\"30\" reason=\"ache\"><finding of=\"lock\" "
            "state=\"present\"/></referral><expect scenario=\"locked\"/></case>"));
  char *text = report(RSCAN_FORMAT_JSON);
  ck_has(text, "{\"never\":\"true\",\"fact\":\"age\",\"condition\":\"agelist.colon bound.below\",\"file\":"); /* that of "never" */
  rscan_text_free(text);
  rsi_tally t = rsi_cover_branches(coverage, 0);
  ck_assert_uint_lt(t.covered, t.total / 2);
}
END_TEST

START_TEST(a_rating_counts_only_where_the_case_would_notice_its_change) {
  const char *told = "<finding of=\"lock\" state=\"absent\"/></referral>";
  char text[800];
  snprintf(text, sizeof text, CASES("<case id=\"a\"><referral exam=\"ct\" reason=\"ache\">%s<expect scenario=\"rest\"/></case>"),
           told);
  run(text);
  ck_assert_uint_eq(rsi_cover_rows(coverage, 0).covered, 0);
  done();
  snprintf(text, sizeof text,
           CASES("<case id=\"a\"><referral exam=\"ct\" reason=\"ache\">%s<expect verdict=\"may-be-appropriate\"/></case>"), told);
  run(text);
  ck_assert_uint_eq(rsi_cover_rows(coverage, 0).covered, 1);
  done();
  snprintf(text, sizeof text,
           CASES("<case id=\"a\"><referral exam=\"ct\" reason=\"ache\">%s<expect verdict=\"may-be-appropriate\" "
                 "recommended=\"xr\"/></case>"),
           told);
  run(text);
  ck_assert_uint_eq(rsi_cover_rows(coverage, 0).covered, 2);
}
END_TEST

START_TEST(cues_and_safety_rules_count_when_words_match_and_rules_speak) {
  run(CASES(CASE("a", "exam=\"ct\" reason=\"ache\"", "safety=\"none\"")));
  ck_assert_uint_eq(rsi_cover_cues(coverage).covered, 1);
  ck_assert_uint_eq(rsi_cover_cues(coverage).total, 2);
  ck_assert_uint_eq(rsi_cover_rules(coverage).covered, 0);
  done();
  run(CASES(CASE("a", "exam=\"ct\" reason=\"ache and fever\"", "safety=\"warn\"")));
  ck_assert_uint_eq(rsi_cover_cues(coverage).covered, 2);
  ck_assert_uint_eq(rsi_cover_rules(coverage).covered, 1);
}
END_TEST

START_TEST(the_percentage_is_of_scenarios_and_branches) {
  run(CASES(""));
  ck_assert(rscan_coverage_percent(coverage, NULL) == 0);
  ck_assert(rscan_coverage_percent(coverage, "nowhere") < 0);
  done();
  run(CASES("<case id=\"a\"><referral exam=\"ct\" reason=\"ache\"><finding of=\"lock\" state=\"absent\"/></referral><expect "
            "scenario=\"rest\"/></case>"));
  double percent = rscan_coverage_percent(coverage, "g");
  rsi_tally t = rsi_cover_branches(coverage, 0);
  ck_assert_double_eq_tol(percent, 100.0 * (t.covered + 1) / (t.total + 4), 1e-9);
}
END_TEST

START_TEST(a_case_that_fails_still_exercises_and_a_broken_one_does_not) {
  run(CASES(CASE("a", "exam=\"ct\" reason=\"ache\"", "verdict=\"usually-appropriate\"")
                CASE("b", "exam=\"ct\" age=\"old\"", "verdict=\"usually-appropriate\"")));
  ck_assert_uint_eq(coverage->n_run, 2);
  ck_assert_uint_eq(coverage->n_failed, 1);
  ck_assert_uint_eq(coverage->n_broken, 1);
  ck_assert_uint_eq(rsi_cover_cues(coverage).covered, 1);
}
END_TEST

START_TEST(a_guideline_that_is_not_there_is_an_error_with_the_nearest_name) {
  rscan_error *err = NULL;
  run(CASES(""));
  ck_assert_ptr_null(rscan_coverage_report(coverage, "gg", NULL, RSCAN_FORMAT_TEXT, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "guideline-unknown");
  rscan_error_free(err);
}
END_TEST

START_TEST(the_page_escapes_what_it_shows) {
  run(CASES(""));
  char *text = report(RSCAN_FORMAT_HTML);
  ck_assert_int_eq(strncmp(text, "<!DOCTYPE html>\n<html lang=\"en\">", 32), 0);
  ck_has_not(text, "<script");
  ck_has_not(text, "<warm>");
  rscan_text_free(text);
}
END_TEST

/* The suggestions, written as a case file of the same book, must load and pass. */
START_TEST(suggested_cases_reach_their_scenarios) {
  run(CASES(""));
  char *text = rscan_coverage_suggest(coverage, NULL, scratch, NULL);
  ck_assert_ptr_nonnull(text);
  char *kept = strdup(text);
  rscan_text_free(text);
  done();
  run(kept);
  ck_assert_uint_eq(rscan_cases_count(cases), 3);
  for (size_t i = 0; i < 3; i++) {
    const char *message;
    ck_assert_msg(rscan_case_run(cases, i, scratch, &message) == RSCAN_PASSED, "%s", message);
  }
  ck_has(kept, "<case id=\"suggested-g.hot\">");
  ck_has(kept, "<!-- Hot - - very. suggest.confirm verdict=\"usually-appropriate\" recommended=\"mr\" -->");
  ck_has(kept, "<referral exam=\"xr\" age=\"49\">");
  free(kept);
}
END_TEST

START_TEST(facts_that_silence_already_gives_are_left_out_of_a_suggestion) {
  run(CASES(""));
  char *text = rscan_coverage_suggest(coverage, "g", scratch, NULL);
  const char *rest = strstr(text, "suggested-g.rest");
  ck_assert_ptr_nonnull(rest);
  ck_has(rest, "<finding of=\"lock\" state=\"absent\"/>");
  ck_has_not(rest, "fever"); /* unstated is absent */
  rscan_text_free(text);
}
END_TEST

START_TEST(a_scenario_that_no_facts_reach_is_said_to_have_none) {
  run(CASES(""));
  char *text = rscan_coverage_suggest(coverage, "g", scratch, NULL);
  ck_has(text, "<!-- g/never: suggest.none -->");
  rscan_text_free(text);
}
END_TEST

/* ---- what is worked out ---- */

/* clang-format off */
static const char *const derived_facts =
  "<facts " NS "><measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure>"
  "<measure id=\"dimer\" unit=\"ug/L\" min=\"0\" max=\"100000\">" L("D-dimer") "</measure><finding id=\"pain\">" L("pain") "<cue>ache</cue></finding>"
  "<measure id=\"ratio\" unit=\"1\">" L("ratio") "<derive><quotient><value of=\"dimer\"/><greatest><number>500</number><product><value of=\"age\"/><number>10</number></product></greatest></quotient></derive></measure>"
  "<finding id=\"fever\">" L("fever") "<cue>fever</cue></finding><finding id=\"swell\">" L("swell") "</finding><finding id=\"bed\">" L("bed") "</finding></facts>"
  ;
static const char *const derived_guideline =
  "<guideline " NS " id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("G")
  "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"pain\"/>\n"
  "<scenario id=\"high\">" T("High") "<when><measure of=\"ratio\" at-least=\"1\"/><measure of=\"age\" at-least=\"65\"/></when>" ROWS("mr") "</scenario>\n"
  "<scenario id=\"wide\">" T("Wide") "<when><measure of=\"ratio\" at-least=\"0.5\" below=\"1\"/></when>" ROWS("mr") "</scenario>\n"
  "<scenario id=\"no\">" T("No") "<when><measure of=\"dimer\" below=\"500\"/><measure of=\"ratio\" at-least=\"1\"/></when>" ROWS("xr") "</scenario>\n"
  "<scenario id=\"scored\">" T("Scored") "<when><score of=\"points\" is=\"high\"/></when>" ROWS("xr") "</scenario>\n"
  "<scenario id=\"unscored\">" T("Unscored") "<when><score of=\"points\" is=\"low\"/><has finding=\"fever\"/></when>" ROWS("xr") "</scenario></guideline>";
static const char *const points =
  "<scores " NS "><score id=\"points\">" L("points") "<source id=\"x\" year=\"2000\">x</source><criterion points=\"2\">" N("fever") "<has finding=\"fever\"/></criterion>"
  "<criterion>" N("swell") "<has finding=\"swell\"/></criterion><criterion>" N("bed") "<has finding=\"bed\"/></criterion>"
  "<band id=\"low\" at-most=\"2\">" N("low") "</band><band id=\"high\" at-least=\"3\">" N("high") "</band></score></scores>";
/* clang-format on */

/* What leads to a derived measure is its inputs, and to a band the criteria: neither can be had from the other end. */
START_TEST(the_inputs_of_derived_measures_and_scores_are_solved_for) {
  facts = derived_facts, guideline = derived_guideline, scores = points;
  run(CASES(""));
  char *text = rscan_coverage_suggest(coverage, "g", scratch, NULL);
  char *kept = strdup(text);
  rscan_text_free(text);
  done();
  run(kept);
  ck_assert_uint_eq(rscan_cases_count(cases), 4);
  for (size_t i = 0; i < 4; i++) {
    const char *message;
    ck_assert_msg(rscan_case_run(cases, i, scratch, &message) == RSCAN_PASSED, "%s", message);
  }
  ck_has(kept, "<measure of=\"dimer\" value=");
  ck_has_not(kept, "of=\"ratio\"");
  ck_has_not(kept, "of=\"points\"");
  ck_has(kept, "<finding of=\"swell\" state=\"present\"/>");
  ck_has(kept, "<!-- g/no: suggest.none -->");
  free(kept);
}
END_TEST

/* ---- what cannot happen ---- */

START_TEST(a_branch_that_no_case_can_take_is_named_and_not_counted) {
  run(CASES(""));
  rsi_tally before = rsi_cover_branches(coverage, 0);
  char *text = report(RSCAN_FORMAT_JSON);
  rsi_tally after = rsi_cover_branches(coverage, 0);
  ck_has(text, "\"impossible_branches\":[{\"cannot\":\"hold\",\"fact\":null,\"condition\":\"all (locklist.comma age)\",\"file\":");
  ck_has(text, "g.xml\",\"line\":5,");
  ck_assert_uint_lt(after.total, before.total);
  rscan_text_free(text);
  text = report(RSCAN_FORMAT_TEXT);
  ck_has(text, "all (locklist.comma age): cover.cannot-hold\n");
  rscan_text_free(text);
  text = report(RSCAN_FORMAT_HTML);
  ck_has(text, "all (locklist.comma age): <strong>cover.cannot-hold</strong>");
  rscan_text_free(text);
}
END_TEST

/* A definition is one piece of text: it is enough that it can happen in one place that uses it. */
START_TEST(a_branch_that_can_be_taken_in_one_place_of_several_counts) {
  facts = derived_facts, scores = points;
  guideline = "<guideline " NS " id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("G")
              "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"pain\"/>\n"
              "<define id=\"hot\"><has finding=\"fever\"/></define>\n"
              "<scenario id=\"a\">" T("A") "<when><holds define=\"hot\"/></when>" ROWS("mr") "</scenario>\n"
              "<scenario id=\"b\">" T("B") "<when><any><holds define=\"hot\"/><has finding=\"swell\"/></any></when>" ROWS("mr") "</scenario>\n"
              "<scenario id=\"c\">" T("C") "<when><has finding=\"fever\"/></when>" ROWS("mr") "</scenario></guideline>";
  run(CASES(""));
  char *text = report(RSCAN_FORMAT_JSON);
  const char *impossible = strstr(text, "\"impossible_branches\":[");
  ck_has(impossible, "{\"cannot\":\"hold\",\"fact\":\"fever\",");
  ck_has(impossible, "g.xml\",\"line\":5,");
  ck_has_not(impossible, "g.xml\",\"line\":2,");
  rscan_text_free(text);
}
END_TEST

/* ---- memory ---- */

/* Runs the cases of dir, suggests the missing ones and reports. NULL when something failed. */
static char *whole_way(rscan_rulebase *rb, const char *dir, rscan_error **err) {
  rscan_scratch *s = rscan_scratch_new(rb, err);
  rscan_cases *c = s ? rscan_cases_load(rb, dir, err) : NULL;
  rscan_coverage *v = c ? rscan_coverage_new(c, err) : NULL;
  bool is_run = v != NULL;
  for (size_t i = 0; is_run && i < rscan_cases_count(c); i++) /* a case that runs out of memory is broken: rscan_case_run says so */
    is_run = rscan_coverage_run(v, i, s, NULL) != RSCAN_BROKEN;
  char *text = is_run ? rscan_coverage_suggest(v, NULL, s, err) : NULL;
  char *page = text ? rscan_coverage_report(v, NULL, NULL, RSCAN_FORMAT_TEXT, err) : NULL;
  rsi_buf both;
  rsi_buf_init(&both, &rsi_malloc_allocator);
  rsi_buf_printf(&both, "%s%s", text ? text : "", page ? page : "");
  rscan_text_free(text);
  rscan_text_free(page);
  text = page ? both.data : NULL;
  if (!page)
    rsi_buf_free(&both);
  rscan_coverage_free(v);
  rscan_cases_free(c);
  rscan_scratch_free(s);
  return text;
}

START_TEST(each_allocation_may_fail_and_changes_no_suggestion_and_leaks_nothing) {
  test_file all[9];
  size_t n = 0;
  for (; files[n].name; n++)
    all[n] = files[n];
  all[n++] = (test_file){"f.xml", facts};
  all[n++] = (test_file){"g.xml", guideline};
  all[n++] = (test_file){"p.xml", scores};
  all[n++] = (test_file){"c.xml", CASES(CASE("a", "exam=\"ct\" reason=\"ache\"", "verdict=\"may-be-appropriate\""))};
  all[n] = (test_file){NULL, NULL};
  char *dir = test_make_dir(all);
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = &test_allocator;
  test_fail_at = 0, test_held = 0;
  rscan_rulebase *rb = rscan_rulebase_load(dir, &options, NULL);
  unsigned long before = test_held;
  test_calls = 0;
  char *wanted = whole_way(rb, dir, NULL);
  ck_assert_ptr_nonnull(wanted);
  unsigned long total = test_calls;
  for (unsigned long i = 1; i <= total; i++) {
    rscan_error *err = NULL;
    test_fail_at = i, test_calls = 0;
    char *text = whole_way(rb, dir, &err);
    ck_assert_msg(!text || strcmp(text, wanted) == 0, "allocation %lu fails unnoticed: %s", i, text);
    ck_assert_msg(test_held == before, "allocation %lu fails and leaves %lu blocks", i, test_held - before);
    rscan_text_free(text);
    rscan_error_free(err);
  }
  rscan_text_free(wanted);
  rscan_rulebase_unref(rb);
  test_remove_dir(dir);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cover");
  TCase *tests = tcase_create("cover");
  tcase_add_checked_fixture(tests, NULL, done);
  tcase_add_test(tests, a_scenario_counts_when_a_case_decides_for_it_not_when_it_was_only_possible);
  tcase_add_test(tests, a_branch_counts_for_each_side_on_which_it_was_seen);
  tcase_add_test(tests, what_is_unknown_in_every_case_counts_on_neither_side);
  tcase_add_test(tests, a_definition_used_twice_is_counted_once_and_a_group_as_one_thing);
  tcase_add_test(tests, conditions_behind_the_scenario_that_held_were_not_looked_at);
  tcase_add_test(tests, a_rating_counts_only_where_the_case_would_notice_its_change);
  tcase_add_test(tests, cues_and_safety_rules_count_when_words_match_and_rules_speak);
  tcase_add_test(tests, the_percentage_is_of_scenarios_and_branches);
  tcase_add_test(tests, a_case_that_fails_still_exercises_and_a_broken_one_does_not);
  tcase_add_test(tests, a_guideline_that_is_not_there_is_an_error_with_the_nearest_name);
  tcase_add_test(tests, the_page_escapes_what_it_shows);
  tcase_add_test(tests, suggested_cases_reach_their_scenarios);
  tcase_add_test(tests, facts_that_silence_already_gives_are_left_out_of_a_suggestion);
  tcase_add_test(tests, a_scenario_that_no_facts_reach_is_said_to_have_none);
  tcase_add_test(tests, the_inputs_of_derived_measures_and_scores_are_solved_for);
  tcase_add_test(tests, a_branch_that_no_case_can_take_is_named_and_not_counted);
  tcase_add_test(tests, a_branch_that_can_be_taken_in_one_place_of_several_counts);
  tcase_add_test(tests, each_allocation_may_fail_and_changes_no_suggestion_and_leaks_nothing);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
