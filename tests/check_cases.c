/* Cases held against decisions: what differs, where it stands, and what is said of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rightscan.h"
#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
#define ROWS(yes, no) "<ratings source=\"acr\"><usually-appropriate>" yes "</usually-appropriate><usually-not-appropriate>" no "</usually-not-appropriate></ratings>"

static test_file files[] = {
  {"rulebase.xml", "<rulebase " NS " id=\"m\" version=\"1\" effective=\"2026-01-01\" review-by=\"2036-01-01\">" T("M")
   "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"g.xml\"/><cases href=\"c.xml\"/></rulebase>"},
  {"a.xml", "<authorities " NS "><authority id=\"acr\">" T("A") "</authority></authorities>"},
  {"e.xml", "<exams " NS "><exam id=\"none\" contrast=\"none\">" T("none") "</exam><exam id=\"mr\" contrast=\"none\">" T("MR") "</exam>"
            "<exam id=\"xr\" contrast=\"none\">" T("XR") "</exam></exams>"},
  {"f.xml", "<facts " NS "><measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure>"
            "<finding id=\"pain\">" L("pain") "<cue>ache</cue></finding>"
            "<finding id=\"fever\" unstated=\"absent\">" L("fever") "<cue>fever</cue></finding>"
            "<finding id=\"lock\">" L("locking") "<cue>locks</cue></finding></facts>"},
  {"g.xml", "<guideline " NS " id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">" T("G")
            "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"pain\"/>"
            "<scenario id=\"hot\">" T("Hot") "<when><has finding=\"fever\"/></when>" ROWS("mr", "xr") "</scenario>"
            "<scenario id=\"locked\">" T("Locked") "<when><has finding=\"lock\"/></when>" ROWS("mr", "xr") "</scenario>"
            "<scenario id=\"rest\">" T("Rest") "<when><lacks finding=\"lock\"/><measure of=\"age\" at-least=\"10\"/></when>" ROWS("xr", "mr") "</scenario></guideline>"},
  {NULL, NULL}};
#define CASES(list) "<cases " NS " guideline=\"g\">\n" list "</cases>"
/* clang-format on */

static char *dir;
static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_cases *cases;
static const char *message;

static void write_book(const char *text) {
  test_file all[8];
  size_t n = 0;
  for (; files[n].name; n++)
    all[n] = files[n];
  all[n++] = (test_file){"c.xml", text};
  all[n] = (test_file){NULL, NULL};
  dir = test_make_dir(all);
}

static rscan_outcome run(const char *text) {
  rscan_error *err = NULL;
  write_book(text);
  book = rscan_rulebase_load(dir, NULL, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  scratch = rscan_scratch_new(book, &err);
  cases = rscan_cases_load(book, dir, &err);
  ck_assert_msg(cases != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  return rscan_case_run(cases, 0, scratch, &message);
}

static void done(void) {
  rscan_cases_free(cases);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  test_remove_dir(dir);
  cases = NULL, scratch = NULL, book = NULL, dir = NULL;
}

#define ck_difference(index, a, b, c, d, l, k)                                                  \
  do {                                                                                          \
    const rscan_difference *is = rscan_case_difference(scratch, index);                         \
    ck_assert_ptr_nonnull(is);                                                                  \
    ck_assert_str_eq(is->what, a);                                                              \
    ck_assert_str_eq(is->expected, b);                                                          \
    ck_assert_str_eq(is->found, c);                                                             \
    ck_assert_str_eq(is->in_a_case ? is->in_a_case : "(cannot say)", d);                        \
    ck_assert_uint_eq(is->line, l);                                                             \
    ck_assert_uint_eq(is->column, k);                                                           \
  } while (0)
#define ck_says(part) ck_assert_msg(strstr(message, part) != NULL, "no \"%s\" in:\n%s", part, message)

START_TEST(a_case_that_passes_differs_in_nothing) {
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral exam=\"mr\" reason=\"ache, fever\"/><expect scenario=\"hot\" recommended=\"mr\"/></case>")), RSCAN_PASSED);
  ck_assert_ptr_null(message);
  ck_assert_uint_eq(rscan_case_difference_count(scratch), 0);
  ck_assert_ptr_null(rscan_case_difference(scratch, 0));
}
END_TEST

START_TEST(every_difference_is_listed_with_its_place_and_facts_come_first) {
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral exam=\"mr\" reason=\"ache, fever\"/><expect\n recommended=\"xr none\" verdict='no-criteria' no-criteria-reason=\"not-rated\" question=\"lock\">\n"
                             "<fact of=\"fever\" is=\"absent\"/><fact of=\"lock\" is=\"present\"/></expect></case>")), RSCAN_FAILED);
  ck_assert_uint_eq(rscan_case_difference_count(scratch), 6);
  ck_difference(0, "fever", "absent", "present", "present", 4, 22);
  ck_difference(1, "lock", "present", "nothing said", "unknown", 4, 51);
  ck_difference(2, "verdict", "no-criteria", "usually-appropriate", "usually-appropriate", 3, 33);
  ck_difference(3, "no-criteria-reason", "not-rated", "nothing", "(cannot say)", 3, 66);
  ck_difference(4, "question", "lock", "nothing", "(cannot say)", 3, 87);
  ck_difference(5, "recommended", "xr none", "mr", "mr", 3, 15);
}
END_TEST

START_TEST(the_message_says_first_where_they_part_and_what_is_asked) {
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral age=\"30\" exam=\"mr\" reason=\"ache since May\"/><expect verdict=\"usually-not-appropriate\" scenario=\"rest\"/></case>")), RSCAN_FAILED);
  ck_assert_str_eq(message, "verdict: expected usually-not-appropriate, found needs-information; asked: \"locking?\" (lock)\n"
                            "and scenario: expected rest, found nothing\n"
                            "referral: age \"30\", exam \"mr\", reason \"ache since May\"\n"
                            "known: age 30 a; pain present (\"ache\")\n"
                            "assumed from silence: fever absent\n"
                            "candidates: g/locked (usually-appropriate); g/rest (usually-not-appropriate); g/no-scenario (unrated)\n"
                            "why not rest: possible, not certain; locking is to be absent, is not known");
}
END_TEST

START_TEST(a_scenario_that_was_ruled_out_says_by_what) {
  run(CASES("<case id=\"a\"><referral age=\"5\" exam=\"mr\" reason=\"ache\"><finding of=\"lock\" state=\"absent\"/></referral><expect scenario=\"rest\"/></case>"));
  ck_says("why not rest: ruled out; age is to be "); /* the bounds are words of the book, which has none */
  ck_says(", is 5 a");
}
END_TEST

START_TEST(a_scenario_behind_one_that_holds_says_so) {
  run(CASES("<case id=\"a\"><referral exam=\"mr\" reason=\"ache, fever, locks\"/><expect scenario=\"locked\"/></case>"));
  ck_says("why not locked: an earlier scenario holds");
}
END_TEST

START_TEST(a_guideline_that_is_not_in_play_says_so) {
  run(CASES("<case id=\"a\"><referral exam=\"mr\" reason=\"fever\"/><expect scenario=\"hot\"/></case>"));
  ck_says("candidates: none, no guideline is in play\nwhy not hot: no entry finding of its guideline is present or suspected");
}
END_TEST

START_TEST(candidates_may_be_no_scenario) {
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral exam=\"mr\" reason=\"ache\"/><expect candidates=\"no-scenario locked rest\"/></case>")), RSCAN_PASSED);
}
END_TEST

START_TEST(a_case_that_cannot_be_decided_is_broken) {
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral age=\"old\" exam=\"mr\"/><expect verdict=\"no-criteria\"/></case>")), RSCAN_BROKEN);
  ck_says("$.age: error: ");
  ck_assert_uint_eq(rscan_case_difference_count(scratch), 0);
}
END_TEST

START_TEST(a_case_whose_exam_nobody_understands_is_broken) {
  ck_assert_int_eq(run(CASES(
                       "<case id=\"a\"><referral exam=\"mrr\" reason=\"ache\"/><expect verdict=\"usually-appropriate\"/></case>")),
                   RSCAN_BROKEN);
  ck_says("c.xml:2:30: error: exam \"mrr\" was not understood [exam-undefined]\n  hint: did you mean \"mr\"?");
  ck_assert_uint_eq(rscan_case_difference_count(scratch), 0);
  done();
  ck_assert_int_eq(
      run(CASES("<case id=\"a\"><referral exam=\"gibberish\" reason=\"ache\"/><expect verdict=\"usually-appropriate\"/></case>")),
      RSCAN_BROKEN);
  ck_says("`rightscan list exams` has them");
}
END_TEST

START_TEST(a_case_may_expect_that_its_exam_is_not_understood) {
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral exam=\"mrr\" reason=\"ache\"/><expect verdict=\"no-criteria\"/></case>")),
                   RSCAN_PASSED);
  done();
  ck_assert_int_eq(run(CASES("<case id=\"a\"><referral exam=\"mrr\" reason=\"ache\"/><expect verdict=\"usually-appropriate\" "
                             "no-criteria-reason=\"exam-not-understood\"/></case>")),
                   RSCAN_FAILED);
}
END_TEST

/* ---- mistakes ---- */

/* Loads a case file with what has mistakes in the book left out; guideline: what to put in place of the book's own, or NULL. */
static void load_part(const char *text, const char *guideline) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  const char *kept = files[4].text;
  if (guideline)
    files[4].text = guideline;
  write_book(text);
  files[4].text = kept;
  options.partial = 1;
  book = rscan_rulebase_load(dir, &options, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  scratch = rscan_scratch_new(book, &err);
  cases = rscan_cases_load(book, dir, &err);
  ck_assert_msg(cases != NULL, "%s", err ? rscan_error_text(err, 0) : "");
}

static void ck_broken(size_t index, const char *name, const char *place, size_t n_mistakes, const char *part) {
  const char *is_at = rscan_case_place(cases, index);
  ck_assert_str_eq(rscan_case_name(cases, index), name);
  ck_assert_msg(strlen(is_at) > strlen(place) && !strcmp(is_at + strlen(is_at) - strlen(place), place), "%s is at %s", name, is_at);
  ck_assert_uint_eq(rscan_error_count(rscan_case_mistakes(cases, index)), n_mistakes);
  ck_assert_int_eq(rscan_case_run(cases, index, scratch, &message), RSCAN_BROKEN);
  ck_assert_uint_eq(rscan_case_difference_count(scratch), 0);
  ck_says(part);
}

static void ck_passes(size_t index) {
  ck_assert_ptr_null(rscan_case_mistakes(cases, index));
  ck_assert_int_eq(rscan_case_run(cases, index, scratch, &message), RSCAN_PASSED);
}

#define GOOD(id) "<case id=\"" id "\"><referral exam=\"mr\" reason=\"ache, fever\"/><expect scenario=\"hot\"/></case>\n"

START_TEST(a_mistake_breaks_the_case_it_stands_in_and_no_other) {
  load_part(CASES(GOOD("a") "<case id=\"b\"><referral exam=\"mr\" aeg=\"4\"/><expect scenario=\"hott\"/></case>\n" GOOD("c")), NULL);
  ck_assert_uint_eq(rscan_cases_count(cases), 3);
  ck_passes(0);
  ck_broken(1, "g/b", "c.xml:3:1", 2, "c.xml:3:39: error: <referral> has no attribute \"aeg\" [attribute-unknown]\n  hint: did you mean \"age\"?\n");
  ck_says("c.xml:3:61: error: scenario \"hott\" is not defined [scenario-undefined]\n  hint: did you mean \"hot\"?");
  ck_passes(2);
}
END_TEST

START_TEST(what_should_be_a_case_and_is_none_is_named_after_its_line) {
  load_part(CASES(GOOD("a") "<cas id=\"b\"/>\n<case><referral/><expect/></case>\n<case id=\"d\"><referral/></case>\n" GOOD("e")), NULL);
  ck_assert_uint_eq(rscan_cases_count(cases), 5);
  ck_passes(0);
  ck_broken(1, "g/(line 3)", "c.xml:3:1", 1, "did you mean <case>?");
  ck_broken(2, "g/(line 4)", "c.xml:4:1", 1, "needs the attribute \"id\"");
  ck_broken(3, "g/(line 5)", "c.xml:5:1", 1, "needs a <expect>");
  ck_passes(4);
}
END_TEST

START_TEST(a_second_case_of_one_id_is_broken) {
  load_part(CASES(GOOD("a") GOOD("a")), NULL);
  ck_passes(0);
  ck_broken(1, "g/a", "c.xml:3:1", 1, "is defined twice");
}
END_TEST

START_TEST(a_file_that_is_not_well_formed_is_one_broken_case) {
  load_part("<cases " NS " guideline=\"g\">\n" GOOD("a") "</case>", NULL);
  ck_assert_uint_eq(rscan_cases_count(cases), 1);
  ck_broken(0, "g/(file)", "c.xml", 1, "[xml-tag-mismatch]");
}
END_TEST

START_TEST(a_file_that_holds_no_cases_is_one_broken_case) {
  load_part("<wording " NS " lang=\"en\"/>", NULL);
  ck_assert_uint_eq(rscan_cases_count(cases), 1);
  ck_broken(0, "c/(file)", "c.xml", 1, "the root of a case file is <cases>, not <wording>");
}
END_TEST

START_TEST(a_mistake_at_the_head_of_a_file_breaks_all_its_cases_and_says_nothing_else) {
  load_part("<cases " NS " guideline=\"gg\">\n" GOOD("a") "<case id=\"b\"><referral/><expect scenario=\"other\"/></case></cases>", NULL);
  ck_assert_uint_eq(rscan_cases_count(cases), 2);
  ck_broken(0, "gg/a", "c.xml:2:1", 1, "c.xml:1:58: error: guideline \"gg\" is not defined");
  ck_broken(1, "gg/b", "c.xml:3:1", 1, "c.xml:1:58: error: guideline \"gg\" is not defined");
}
END_TEST

START_TEST(beyond_a_thousand_mistakes_nobody_knows_which_cases_are_sound) {
  static char text[200000];
  strcpy(text, "<cases " NS " guideline=\"g\">\n");
  for (int i = 0; i < 1100; i++)
    sprintf(text + strlen(text), "<case id=\"c%d\"><referral aeg=\"4\"/><expect/></case>\n", i);
  strcat(text, GOOD("good") "</cases>");
  load_part(text, NULL);
  ck_assert_uint_eq(rscan_cases_count(cases), 1);
  ck_broken(0, "g/(file)", "c.xml", 1000, "\"aeg\"");
}
END_TEST

START_TEST(a_case_file_that_is_not_there_is_a_broken_case) {
  rscan_error *err = NULL;
  load_part(CASES(GOOD("a")), NULL);
  rscan_cases_free(cases);
  char path[400];
  snprintf(path, sizeof path, "%s/c.xml", dir);
  remove(path);
  cases = rscan_cases_load(book, dir, &err);
  ck_assert_uint_eq(rscan_cases_count(cases), 1);
  ck_broken(0, "c/(file)", "c.xml", 1, "rulebase.xml:1:");
  ck_says("c.xml: there is no such file [file-missing]");
}
END_TEST

START_TEST(cases_without_rulebase_xml_are_refused) {
  rscan_error *err = NULL;
  load_part(CASES(GOOD("a")), NULL);
  ck_assert_ptr_null(rscan_cases_load(book, "/nowhere", &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "file-missing");
  rscan_error_free(err);
}
END_TEST

START_TEST(cases_of_a_guideline_that_was_left_out_are_broken_and_say_so) {
  load_part(CASES(GOOD("a") GOOD("b")), "<guideline " NS " id=\"g\"><nonsense/></guideline>");
  ck_assert_uint_eq(rscan_cases_count(cases), 2);
  ck_broken(0, "g/a", "c.xml:2:1", 1, "c.xml:1:58: error: guideline \"g\" was left out (");
  ck_says("g.xml:1:1) [left-out]");
  ck_broken(1, "g/b", "c.xml:3:1", 1, "was left out");
}
END_TEST

START_TEST(a_case_that_expects_what_was_left_out_is_broken_and_the_others_run) {
  load_part("<cases " NS ">\n<case id=\"a\"><referral exam=\"mr\"/><expect scenario=\"hot\"/></case>\n"
            "<case id=\"b\"><referral exam=\"mr\" reason=\"fever\"/><expect><fact of=\"fever\" is=\"present\"/></expect></case></cases>",
            "<guideline");
  ck_assert_uint_eq(rscan_cases_count(cases), 2);
  ck_broken(0, "c/a", "c.xml:2:1", 1, "scenario \"hot\" is not defined, perhaps because ");
  ck_says("g.xml was left out [left-out]");
  ck_passes(1);
}
END_TEST

/* ---- memory ---- */

/* The message of the only case, which fails; NULL when memory ran out. */
static char *whole_way(void) {
  rscan_scratch *s = rscan_scratch_new(book, NULL);
  rscan_cases *c = s ? rscan_cases_load(book, dir, NULL) : NULL;
  const char *text = NULL;
  rscan_outcome outcome = c ? rscan_case_run(c, 0, s, &text) : RSCAN_BROKEN;
  ck_assert_int_ne(outcome, RSCAN_PASSED);
  ck_assert_int_eq(c && outcome == RSCAN_FAILED, c && rscan_case_difference_count(s) > 0);
  char *kept = outcome == RSCAN_FAILED ? strdup(text) : NULL;
  rscan_cases_free(c);
  rscan_scratch_free(s);
  return kept;
}

/* Names, places and mistakes of all cases; NULL when memory ran out. */
static char *all_told(void) {
  rscan_scratch *s = rscan_scratch_new(book, NULL);
  rscan_error *err = NULL;
  rscan_cases *c = rscan_cases_load(book, dir, &err);
  static char told[8000];
  told[0] = '\0';
  for (size_t i = 0; c && i < rscan_cases_count(c); i++) {
    const char *text = NULL;
    rscan_outcome outcome = s ? rscan_case_run(c, i, s, &text) : RSCAN_BROKEN;
    snprintf(told + strlen(told), sizeof told - strlen(told), "%s %s %d %s\n", rscan_case_name(c, i), rscan_case_place(c, i), outcome,
             text && strcmp(text, "out of memory") ? text : "-");
  }
  ck_assert_int_eq(c == NULL, rscan_error_status(err) == RSCAN_NO_MEMORY);
  rscan_error_free(err);
  rscan_cases_free(c);
  rscan_scratch_free(s);
  return c && s && !strstr(told, " -\n") ? told : NULL;
}

START_TEST(each_allocation_may_fail_while_mistakes_are_told_and_leaks_nothing) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  write_book(CASES("<case id=\"b\"><referral exam=\"mr\" aeg=\"4\"/><expect scenario=\"hott\"/></case>\n<cas/>\n<case id=\"b\"><referral/><expect/></case>"));
  options.allocator = &test_allocator;
  test_fail_at = 0, test_held = 0;
  book = rscan_rulebase_load(dir, &options, NULL);
  unsigned long before = test_held;
  test_calls = 0;
  char *wanted = strdup(all_told());
  unsigned long total = test_calls;
  ck_assert_ptr_nonnull(strstr(wanted, "g/(line 3)"));
  for (unsigned long i = 1; i <= total; i++) {
    test_fail_at = i, test_calls = 0;
    const char *text = all_told();
    ck_assert_msg(!text || strcmp(text, wanted) == 0, "allocation %lu fails unnoticed: %s", i, text);
    ck_assert_msg(test_held == before, "allocation %lu fails and leaves %lu blocks", i, test_held - before);
  }
  test_fail_at = 0;
  free(wanted);
}
END_TEST

START_TEST(a_failing_case_whose_memory_runs_out_is_broken_and_leaks_nothing) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  write_book(CASES("<case id=\"a\"><referral age=\"5\" exam=\"mr\" reason=\"ache, no fever\"/><expect scenario=\"rest\" verdict=\"no-criteria\"/></case>"));
  options.allocator = &test_allocator;
  test_fail_at = 0, test_held = 0;
  book = rscan_rulebase_load(dir, &options, NULL);
  unsigned long before = test_held;
  test_calls = 0;
  char *wanted = whole_way();
  ck_assert_ptr_nonnull(wanted);
  unsigned long total = test_calls;
  for (unsigned long i = 1; i <= total; i++) {
    test_fail_at = i, test_calls = 0;
    char *text = whole_way();
    ck_assert_msg(!text || strcmp(text, wanted) == 0, "allocation %lu fails unnoticed: %s", i, text);
    ck_assert_msg(test_held == before, "allocation %lu fails and leaves %lu blocks", i, test_held - before);
    free(text);
  }
  test_fail_at = 0;
  free(wanted);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cases");
  TCase *tests = tcase_create("cases");
  tcase_add_checked_fixture(tests, NULL, done);
  tcase_add_test(tests, a_case_that_passes_differs_in_nothing);
  tcase_add_test(tests, every_difference_is_listed_with_its_place_and_facts_come_first);
  tcase_add_test(tests, the_message_says_first_where_they_part_and_what_is_asked);
  tcase_add_test(tests, a_scenario_that_was_ruled_out_says_by_what);
  tcase_add_test(tests, a_scenario_behind_one_that_holds_says_so);
  tcase_add_test(tests, a_guideline_that_is_not_in_play_says_so);
  tcase_add_test(tests, candidates_may_be_no_scenario);
  tcase_add_test(tests, a_case_that_cannot_be_decided_is_broken);
  tcase_add_test(tests, a_mistake_breaks_the_case_it_stands_in_and_no_other);
  tcase_add_test(tests, what_should_be_a_case_and_is_none_is_named_after_its_line);
  tcase_add_test(tests, a_second_case_of_one_id_is_broken);
  tcase_add_test(tests, a_file_that_is_not_well_formed_is_one_broken_case);
  tcase_add_test(tests, a_file_that_holds_no_cases_is_one_broken_case);
  tcase_add_test(tests, a_mistake_at_the_head_of_a_file_breaks_all_its_cases_and_says_nothing_else);
  tcase_add_test(tests, beyond_a_thousand_mistakes_nobody_knows_which_cases_are_sound);
  tcase_add_test(tests, a_case_file_that_is_not_there_is_a_broken_case);
  tcase_add_test(tests, cases_without_rulebase_xml_are_refused);
  tcase_add_test(tests, cases_of_a_guideline_that_was_left_out_are_broken_and_say_so);
  tcase_add_test(tests, a_case_that_expects_what_was_left_out_is_broken_and_the_others_run);
  tcase_add_test(tests, each_allocation_may_fail_while_mistakes_are_told_and_leaks_nothing);
  tcase_add_test(tests, a_case_whose_exam_nobody_understands_is_broken);
  tcase_add_test(tests, a_case_may_expect_that_its_exam_is_not_understood);
  tcase_add_test(tests, a_failing_case_whose_memory_runs_out_is_broken_and_leaks_nothing);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
