/* Cases held against decisions: what differs, where it stands, and what is said of it. */
#include <stdlib.h>
#include <string.h>

#include "rightscan.h"
#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
#define ROWS(yes, no) "<ratings source=\"acr\"><usually-appropriate>" yes "</usually-appropriate><usually-not-appropriate>" no "</usually-not-appropriate></ratings>"

static const test_file files[] = {
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
  tcase_add_test(tests, a_failing_case_whose_memory_runs_out_is_broken_and_leaks_nothing);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
