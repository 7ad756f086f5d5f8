/* Memory: a warm decision allocates nothing, every allocation may fail, and one rule base serves many threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define LABEL(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
static const test_file files[] = {
  {"rulebase.xml", "<rulebase " NS " id=\"m\" version=\"1\" effective=\"2026-01-01\" review-by=\"2036-01-01\">" T("M")
                   "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"g.xml\"/><module href=\"s.xml\"/></rulebase>"},
  {"a.xml", "<authorities " NS "><authority id=\"acr\">" T("A") "</authority></authorities>"},
  {"e.xml", "<exams " NS "><region id=\"knee\">" T("knee") "<cue>knee</cue></region><modality id=\"MR\">" T("MRI") "<cue>MRI</cue></modality>"
            "<exam id=\"none\" contrast=\"none\">" T("none") "</exam>"
            "<exam id=\"mr-knee\" modality=\"MR\" region=\"knee\" contrast=\"without\" default=\"yes\">" T("MRI knee") "</exam></exams>"},
  {"f.xml", "<facts " NS "><finding id=\"pain\">" LABEL("pain") "<cue>knee pain; gonalgia*</cue></finding>"
            "<finding id=\"lock\">" LABEL("lock") "<cue>locking</cue></finding><finding id=\"swell\">" LABEL("swell") "<cue>swelling</cue></finding></facts>"},
  {"g.xml", "<guideline " NS " id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\" regions=\"knee\">" T("G")
            "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><enter findings=\"pain\"/>"
            "<scenario id=\"a\">" T("A") "<when><all><has finding=\"lock\"/><has finding=\"swell\"/></all></when><ratings source=\"acr\"><usually-appropriate>mr-knee</usually-appropriate></ratings></scenario>"
            "<scenario id=\"b\">" T("B") "<when><always/></when><ratings source=\"acr\"><usually-not-appropriate>mr-knee</usually-not-appropriate></ratings></scenario></guideline>"},
  {"s.xml", "<safety " NS "><rule id=\"r\" level=\"warn\">" T("R") "<when><has finding=\"swell\"/></when><message lang=\"en\">m</message><message lang=\"fr\">m</message><source id=\"rs\" year=\"2020\">s</source></rule></safety>"},
  {NULL, NULL}};
/* clang-format on */

static char *dir;
static void make_files(void) { dir = test_make_dir(files); }
static void remove_files(void) { test_remove_dir(dir); }

/* Loads, decides with settled and open facts, renders. NULL when something failed, which is then out of memory or nothing. */
static const char *whole_way(rscan_error **err) {
  static char result[64];
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = &test_allocator;
  const rscan_decision *d = NULL;
  const char *text = NULL;
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, err);
  rscan_scratch *s = book ? rscan_scratch_new(book, err) : NULL;
  rscan_referral *r = s ? rscan_referral_new(book, err) : NULL;
  static const char json[] = "{\"exam\":\"MRI knee\",\"reason\":\"knee pain with locking\",\"age\":40}";
  if (r && rscan_referral_parse(r, json, strlen(json), err) == RSCAN_OK)
    d = rscan_decide(s, r, err);
  if (d)
    text = rscan_decision_render(s, RSCAN_FORMAT_JSON, NULL, err);
  if (text)
    text = rscan_decision_explain(s, RSCAN_FORMAT_TEXT, "mr-knee", NULL, err);
  if (text)
    text = rscan_decision_explain(s, RSCAN_FORMAT_JSON, "mr-knee", NULL, err);
  if (text)
    strcpy(result, rscan_category_name(rscan_decision_verdict(d)));
  rscan_referral_free(r);
  rscan_scratch_free(s);
  rscan_rulebase_unref(book);
  return text ? result : NULL;
}

START_TEST(each_allocation_may_fail_and_is_an_error_and_leaks_nothing) {
  rscan_error *err = NULL;
  test_fail_at = 0, test_calls = 0, test_held = 0;
  const char *result = whole_way(&err);
  ck_assert_msg(result != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  ck_assert_str_eq(result, "needs-information");
  ck_assert_uint_eq(test_held, 0);
  unsigned long total = test_calls;
  ck_assert_uint_gt(total, 10);
  for (unsigned long i = 1; i <= total; i++) {
    err = NULL;
    test_fail_at = i, test_calls = 0;
    result = whole_way(&err);
    if (!result) {
      ck_assert_msg(err != NULL, "allocation %lu fails without an error", i);
      ck_assert_msg(rscan_error_status(err) == RSCAN_NO_MEMORY, "allocation %lu: %s", i, rscan_error_text(err, 0));
    } else {
      ck_assert_msg(strcmp(result, "needs-information") == 0, "allocation %lu fails unnoticed: %s", i, result);
    }
    rscan_error_free(err);
    ck_assert_msg(test_held == 0, "allocation %lu fails and leaves %lu blocks", i, test_held);
  }
}
END_TEST

START_TEST(a_warm_decision_allocates_nothing) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = &test_allocator;
  test_fail_at = 0;
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, NULL);
  rscan_scratch *s = rscan_scratch_new(book, NULL);
  rscan_referral *r = rscan_referral_new(book, NULL);
  ck_assert_int_eq(rscan_referral_set_exam(r, "MRI knee", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_set_reason(r, "knee pain with locking", NULL), RSCAN_OK);
  for (int i = 0; i < 3; i++)
    ck_assert_ptr_nonnull(rscan_decide(s, r, NULL));
  unsigned long before = test_calls;
  for (int i = 0; i < 100; i++)
    ck_assert_ptr_nonnull(rscan_decide(s, r, NULL));
  ck_assert_uint_eq(test_calls - before, 0);
  rscan_referral_free(r);
  rscan_scratch_free(s);
  rscan_rulebase_unref(book);
}
END_TEST

static void *decide_often(void *argument) {
  rscan_rulebase *book = argument;
  rscan_scratch *s = rscan_scratch_new(book, NULL);
  rscan_referral *r = rscan_referral_new(book, NULL);
  long wrong = 0;
  for (int i = 0; i < 2000; i++) {
    rscan_referral_clear(r);
    rscan_referral_set_exam(r, "mr-knee", NULL);
    rscan_referral_set_reason(r, i % 2 ? "knee pain, locking and swelling" : "knee pain", NULL);
    if (i % 2 == 0)
      rscan_referral_add_finding(r, "lock", "absent", NULL);
    const rscan_decision *d = rscan_decide(s, r, NULL);
    wrong += !d || rscan_decision_verdict(d) != (i % 2 ? RSCAN_USUALLY_APPROPRIATE : RSCAN_USUALLY_NOT_APPROPRIATE);
  }
  rscan_referral_free(r);
  rscan_scratch_free(s);
  return (void *)wrong;
}

START_TEST(one_rule_base_serves_many_threads) {
  pthread_t threads[8];
  rscan_error *err = NULL;
  rscan_rulebase *book = rscan_rulebase_load(dir, NULL, &err);
  ck_assert_ptr_nonnull(book);
  for (int i = 0; i < 8; i++)
    ck_assert_int_eq(pthread_create(&threads[i], NULL, decide_often, book), 0);
  for (int i = 0; i < 8; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    ck_assert_ptr_null(wrong);
  }
  rscan_rulebase_unref(book);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("memory");
  TCase *tc = tcase_create("memory");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, make_files, remove_files);
  tcase_add_test(tc, each_allocation_may_fail_and_is_an_error_and_leaks_nothing);
  tcase_add_test(tc, a_warm_decision_allocates_nothing);
  tcase_add_test(tc, one_rule_base_serves_many_threads);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
