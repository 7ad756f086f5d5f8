/* Two rule bases side by side: which changes are seen and what they are called, and which referrals they touch. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "support.h"

/* clang-format off */
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
#define T(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define FACTS \
  "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure>" \
  "<finding id=\"pain\">" L("pain") "<cue>ache</cue></finding><finding id=\"fever\" unstated=\"absent\">" L("fever") "</finding>" \
  "<finding id=\"lock\">" L("lock") "</finding><finding id=\"fall\">" L("fall") "<implies finding=\"pain\"/></finding>" \
  "<finding id=\"bump\">" L("bump") "</finding>"
#define HEAD(id, enter) "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"" id "\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\">" T("G " id) \
  "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source>" enter
#define ENTER "<enter findings=\"pain\"/>"
#define USUALLY(exams) "<ratings source=\"acr\"><usually-appropriate>" exams "</usually-appropriate></ratings>"
#define NOT(exams) "<ratings source=\"acr\"><usually-not-appropriate>" exams "</usually-not-appropriate></ratings>"
#define SCENARIO(id, when, rows) "<scenario id=\"" id "\">" T("S " id) "<when>" when "</when>" rows "</scenario>"
#define HOT SCENARIO("hot", "<has finding=\"fever\"/><measure of=\"age\" at-least=\"50\"/>", USUALLY("mr-knee"))
#define LOCKED SCENARIO("locked", "<has finding=\"lock\"/>", USUALLY("mr-knee"))
#define REST SCENARIO("rest", "<lacks finding=\"lock\"/>", NOT("mr-knee"))
#define KNEE(scenarios) HEAD("knee", ENTER) scenarios "</guideline>"
#define BUMP(when) HEAD("bump", "<enter findings=\"bump\"/>") SCENARIO("any", when, USUALLY("ct-head")) "</guideline>"
/* clang-format on */

static const char *const base = KNEE(HOT LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>");

static rscan_rulebase *books[2];
static rscan_diff *diff;

static void compare_books(const char *old_facts, const char *new_facts, const char *old_guidelines, const char *new_guidelines) {
  books[0] = test_book(old_facts, NULL, old_guidelines, NULL);
  books[1] = test_book(new_facts, NULL, new_guidelines, NULL);
  diff = rscan_diff_new(books[0], books[1], NULL);
  ck_assert_ptr_nonnull(diff);
}

static void compare(const char *new_guidelines) { compare_books(FACTS, FACTS, base, new_guidelines); }

static void done(void) {
  rscan_diff_free(diff);
  rscan_rulebase_unref(books[0]);
  rscan_rulebase_unref(books[1]);
  diff = NULL, books[0] = books[1] = NULL;
}

/* The names of the changes, in order. */
static const char *changes(void) {
  static char text[1000];
  size_t n = 0;
  text[0] = '\0';
  for (uint32_t i = 0; i < diff->changes.count; i++)
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "",
                          rsi_change_name(RSI_AT(&diff->changes, rsi_change, i)->kind));
  return text;
}

static void ask(const char *json) {
  rscan_error *err = NULL;
  rscan_diff_referral(diff, json, strlen(json), &err);
  ck_assert_msg(err == NULL, "%s", err ? rscan_error_text(err, 0) : "");
}

static char *report(rscan_format format) {
  char *text = rscan_diff_report(diff, 3, NULL, format, NULL);
  ck_assert_ptr_nonnull(text);
  return text;
}

#define ck_has(text, part) ck_assert_msg(strstr((text), (part)) != NULL, "no %s in %.1500s", (part), (text))

/* ---- what changed ---- */

START_TEST(the_same_book_has_no_changes_however_it_is_numbered) {
  compare_books(FACTS,
                "<finding id=\"bump\">" L("bump") "</finding><finding id=\"lock\">" L(
                    "lock") "</finding>"
                            "<finding id=\"fall\">" L("fall") "<implies finding=\"pain\"/></finding><finding id=\"fever\" "
                                                              "unstated=\"absent\">" L(
                                                                  "fever") "</finding>"
                                                                           "<finding id=\"pain\">" L(
                                                                               "pain") "<cue>ache</cue></finding><measure "
                                                                                       "id=\"age\" unit=\"a\" min=\"0\" "
                                                                                       "max=\"130\">" L("age") "</measure>",
                base, BUMP("<has finding=\"lock\"/>") "\f" KNEE(HOT LOCKED REST));
  ck_assert_str_eq(changes(), "");
}
END_TEST

START_TEST(a_threshold_elsewhere_is_no_change_of_a_condition) {
  compare(KNEE(HOT LOCKED REST) "\f" BUMP("<measure of=\"age\" at-least=\"18\"/>"));
  ck_assert_str_eq(changes(), "condition-changed");
  ck_assert_uint_eq(RSI_AT(&diff->changes, rsi_change, 0)->guideline[1], 1);
}
END_TEST

/* Each new guideline, and what it must be called. */
static const struct {
  const char *guidelines, *wanted;
} one_change[] = {
    {KNEE(HOT LOCKED REST), "guideline-removed"},
    {KNEE(HOT LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>") "\f" HEAD("new", "<enter findings=\"bump\"/>") REST "</guideline>",
     "guideline-added"},
    {KNEE(HOT REST) "\f" BUMP("<has finding=\"lock\"/>"), "scenario-removed"},
    {KNEE(HOT LOCKED REST SCENARIO("last", "<always/>", NOT("mr-knee"))) "\f" BUMP("<has finding=\"lock\"/>"), "scenario-added"},
    {KNEE(LOCKED HOT REST) "\f" BUMP("<has finding=\"lock\"/>"), "scenario-moved"},
    {KNEE(HOT LOCKED SCENARIO("rest", "<lacks finding=\"lock\"/>", USUALLY("mr-knee"))) "\f" BUMP("<has finding=\"lock\"/>"),
     "rating-moved"},
    {KNEE(HOT LOCKED SCENARIO("rest", "<lacks finding=\"lock\"/>", NOT("mr-knee ct-knee"))) "\f" BUMP("<has finding=\"lock\"/>"),
     "rating-added"},
    {KNEE(HOT LOCKED SCENARIO("rest", "<lacks finding=\"lock\"/>", NOT("ct-knee"))) "\f" BUMP("<has finding=\"lock\"/>"),
     "rating-removed rating-added"},
    {KNEE(HOT LOCKED "<scenario id=\"rest\" urgency=\"urgent\">" T("S rest") "<when><lacks finding=\"lock\"/></when>" NOT(
         "mr-knee") "</scenario>") "\f" BUMP("<has finding=\"lock\"/>"),
     "urgency-changed"},
    {KNEE(HOT LOCKED "<scenario id=\"rest\">" T("S other") "<when><lacks finding=\"lock\"/></when>" NOT(
         "mr-knee") "</scenario>") "\f" BUMP("<has finding=\"lock\"/>"),
     "wording-changed"},
    {KNEE("<unstated finding=\"fever\" means=\"unknown\"/>" HOT LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>"),
     "silence-changed"},
    {KNEE("<applies><measure of=\"age\" at-least=\"18\"/></applies>" HOT LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>"),
     "applies-changed"},
    {KNEE("<yields to=\"bump\"/>" HOT LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>"), "yields-changed"},
    {KNEE("<enter findings=\"fall\"/>" HOT LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>"), "entry-changed"},
};

START_TEST(each_change_has_its_name) {
  compare(one_change[_i].guidelines);
  ck_assert_str_eq(changes(), one_change[_i].wanted);
}
END_TEST

START_TEST(changes_of_facts_are_told_apart) {
  compare_books(FACTS,
                "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure><finding id=\"pain\">" L(
                    "pain") "<cue>ache; sore</cue></finding>"
                            "<finding id=\"fever\">" L("fever") "</finding><finding id=\"lock\">" L(
                                "lock") "<code system=\"icd10\">M23</code></finding>"
                                        "<finding id=\"fall\">" L("fall") "</finding><finding id=\"bump\">" L(
                                            "bump") "</finding><finding id=\"new\">" L("new") "</finding>",
                base, base);
  ck_assert_str_eq(changes(), "fact-added fact-silence-changed fact-changed fact-words-changed fact-codes-changed");
}
END_TEST

START_TEST(a_changed_condition_is_shown_with_what_went_and_came_where_it_stands) {
  const char *words = "<wording xmlns=\"urn:rightscan:rules\" format=\"1\" lang=\"en\"><message id=\"bound.at-least\">at least "
                      "{0}</message></wording>";
  books[0] = test_book(FACTS, NULL, base, words);
  books[1] = test_book(FACTS, NULL,
                       KNEE(SCENARIO("hot", "<has finding=\"fever\"/><measure of=\"age\" at-least=\"40\"/>", USUALLY("mr-knee"))
                                LOCKED REST) "\f" BUMP("<has finding=\"lock\"/>"),
                       words);
  diff = rscan_diff_new(books[0], books[1], NULL);
  char *text = report(RSCAN_FORMAT_TEXT);
  ck_has(text, "      all\n    -   age: at least 50 a\n    +   age: at least 40 a\n");
  rscan_text_free(text);
}
END_TEST

/* ---- whom it touches ---- */

START_TEST(referrals_that_are_answered_otherwise_are_counted_by_guideline_and_kind) {
  compare(KNEE(HOT LOCKED SCENARIO("rest", "<lacks finding=\"lock\"/>", USUALLY("mr-knee"))) "\f" BUMP("<has finding=\"lock\"/>"));
  ask("{\"id\":\"a\",\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\"}}");
  ask("{\"id\":\"b\",\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"present\"}}");
  ask("{\"id\":\"c\",\"exam\":\"ct-head\",\"findings\":{\"bump\":\"present\"}}");
  ck_assert_uint_eq(rscan_diff_referral_count(diff), 3);
  ck_assert_uint_eq(rscan_diff_parted_count(diff), 1);
  ck_assert_uint_eq(diff->n_better, 1);
  char *text = report(RSCAN_FORMAT_JSON);
  ck_has(text, "{\"guideline\":\"knee\",\"kind\":\"verdict\",\"from\":\"usually-not-appropriate\",\"to\":\"usually-appropriate\","
               "\"count\":1,\"examples\":[{\"line\":1,\"id\":\"a\",");
  ck_has(text, "\"new\":{\"verdict\":\"usually-appropriate\",\"guideline\":\"knee\",\"scenario\":\"rest\",\"urgency\":null,"
               "\"safety\":\"none\",\"question\":null,\"recommended\":[\"mr-knee\"]}");
  rscan_text_free(text);
}
END_TEST

START_TEST(a_guideline_that_unknown_facts_may_bring_into_play_is_not_forgotten) {
  /* Only the guideline "bump" changes, and nothing that is told enters it. But whether "odd" can hold is found out by trying
   * "bump". */
#define ODD                                                                               \
  SCENARIO("odd", "<has finding=\"bump\"/><lacks finding=\"bump\"/>", USUALLY("mr-knee")) \
  SCENARIO("all", "<always/>", NOT("mr-knee"))
  const char *old = KNEE(ODD) "\f" BUMP("<has finding=\"lock\"/>");
  const char *new =
      KNEE(ODD) "\f" HEAD("bump", "<enter findings=\"bump\"/>") SCENARIO("any", "<always/>", USUALLY("mr-knee")) "</guideline>";
  compare_books(FACTS, FACTS, old, new);
  ask("{\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\"}}");
  ck_assert_uint_eq(diff->n_to_question, 1);
}
END_TEST

START_TEST(a_referral_that_no_change_can_reach_is_not_decided) {
  compare(KNEE(HOT LOCKED REST) "\f" BUMP("<always/>"));
  ask("{\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\"}}");
  ck_assert_ptr_null(diff->scratches[1]->decision.rb); /* the new book never began */
  ask("{\"exam\":\"ct-head\",\"findings\":{\"bump\":\"present\",\"lock\":\"absent\"}}");
  ck_assert_uint_eq(rscan_diff_parted_count(diff), 1);
}
END_TEST

START_TEST(what_repeats_but_for_id_and_age_in_one_range_is_remembered) {
  compare(KNEE(HOT LOCKED SCENARIO("rest", "<lacks finding=\"lock\"/>", USUALLY("mr-knee"))) "\f" BUMP("<has finding=\"lock\"/>"));
  ask("{\"id\":\"a\",\"age\":20,\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\",\"fever\":\"present\"}"
      "}");
  ask("{\"id\":\"b\",\"age\":49,\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\",\"fever\":\"present\"}"
      "}");
  ask("{\"id\":\"c\",\"age\":50,\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\",\"fever\":\"present\"}"
      "}");
  ck_assert_uint_eq(rscan_diff_parted_count(diff), 2); /* from 50 on it was usually appropriate before */
  const rsi_part *p = RSI_AT(&diff->parts, rsi_part, 0);
  ck_assert_str_eq(RSI_AT(&p->examples, rsi_diff_example, 1)->id, "b");
}
END_TEST

START_TEST(a_member_given_twice_is_not_taken_for_one_given_once) {
  compare(base);
  ask("{\"id\":\"a\",\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\"}}");
  ask("{\"id\":\"a\",\"id\":\"b\",\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\"}}");
  ask("{\"age\":5,\"age\":6,\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\"}}");
  ask("{\"age\":05,\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\"}}");
  ck_assert_uint_eq(diff->n_unread, 3);
}
END_TEST

START_TEST(a_referral_that_only_one_book_can_read_counts_as_different) {
  compare_books(FACTS, FACTS "<finding id=\"new\">" L("new") "</finding>", base, base);
  ask("{\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"new\":\"present\"}}");
  ask("{\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"newest\":\"present\"}}");
  ask("not json");
  ck_assert_uint_eq(diff->n_parting[RSI_PARTS_READING], 1);
  ck_assert_uint_eq(diff->n_unread, 2);
  ck_assert_uint_eq(rscan_diff_parted_count(diff), 1);
}
END_TEST

START_TEST(words_count_where_a_referral_has_some) {
  compare_books(
      FACTS,
      "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L(
          "age") "</measure>"
                 "<finding id=\"pain\">" L("pain") "<cue>ache; sore</cue></finding><finding id=\"fever\" unstated=\"absent\">" L(
                     "fever") "</finding>"
                              "<finding id=\"lock\">" L("lock") "</finding><finding id=\"fall\">" L(
                                  "fall") "<implies finding=\"pain\"/></finding>"
                                          "<finding id=\"bump\">" L("bump") "</finding>",
      base, base);
  ask("{\"exam\":\"mr-knee\",\"reason\":\"sore\",\"findings\":{\"lock\":\"absent\"}}");
  ask("{\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\"}}");
  ck_assert_uint_eq(rscan_diff_parted_count(diff), 1);
}
END_TEST

/* The outcomes that are possible while nothing is settled, by their ids and in whatever order. */
static uint64_t open_outcomes(const rscan_decision *d) {
  uint64_t sum = 0;
  for (uint32_t i = 0; d->verdict == RSCAN_NEEDS_INFORMATION && i < d->n_candidates; i++) {
    const rsi_candidate *c = &d->candidates[i];
    char text[100];
    int n = snprintf(text, sizeof text, "%d %s %s", c->kind, rsi_string(d->rb, d->rb->guidelines[c->guideline].id),
                     c->scenario == RSI_NONE ? "" : rsi_string(d->rb, d->rb->scenarios[c->scenario].id));
    sum += rsi_hash(text, (size_t)n);
  }
  return sum;
}

/* Every way to tell four facts and an age, through the diff and through both books: they must part alike. */
START_TEST(the_short_ways_find_what_deciding_both_finds) {
  static const char *const states[] = {"present", "absent", "suspected", "unknown", NULL};
  static const char *const names[] = {"pain", "lock", "fever", "bump"};
  rscan_scratch *s[2];
  rscan_referral *r[2];
  uint64_t n_parted = 0;
  compare(one_change[_i].guidelines);
  for (int side = 0; side < 2; side++)
    s[side] = rscan_scratch_new(books[side], NULL), r[side] = rscan_referral_new(books[side], NULL);
  for (unsigned i = 0; i < 5 * 5 * 5 * 5 * 2; i++) {
    char json[400];
    unsigned rest = i / 2;
    int n = snprintf(json, sizeof json, "{\"id\":\"%u\",\"exam\":\"mr-knee\",\"age\":%d,\"findings\":{\"fall\":\"absent\"", i,
                     i % 2 ? 60 : 30);
    for (int f = 0; f < 4; f++, rest /= 5)
      if (states[rest % 5])
        n += snprintf(json + n, sizeof json - (size_t)n, ",\"%s\":\"%s\"", names[f], states[rest % 5]);
    snprintf(json + n, sizeof json - (size_t)n, "}}");
    ask(json);
    char answers[2][200];
    for (int side = 0; side < 2; side++) {
      ck_assert_int_eq(rscan_referral_parse(r[side], json, strlen(json), NULL), RSCAN_OK);
      const rscan_decision *d = rscan_decide(s[side], r[side], NULL);
      const char *exam = rscan_decision_recommended(d, 0), *guideline = rscan_decision_guideline(d),
                 *scenario = rscan_decision_scenario(d);
      const char *asked = d->n_questions ? rsi_fact_id(books[side], d->questions[0].fact) : "-";
      snprintf(answers[side], sizeof answers[side], "%d %d %s %s %s %zu %s %u %s %llu", rscan_decision_verdict(d),
               rscan_decision_urgency(d), exam ? exam : "-", guideline ? guideline : "-", scenario ? scenario : "-",
               rscan_decision_recommended_count(d), asked, d->n_alternatives,
               d->scenario == RSI_NONE ? "" : rsi_say(books[side], books[side]->scenarios[d->scenario].title, RSI_EN),
               (unsigned long long)open_outcomes(d));
    }
    n_parted += strcmp(answers[0], answers[1]) != 0;
  }
  ck_assert_uint_eq(rscan_diff_parted_count(diff), n_parted);
  for (int side = 0; side < 2; side++)
    rscan_referral_free(r[side]), rscan_scratch_free(s[side]);
}
END_TEST

/* ---- memory ---- */

static rscan_rulebase *load_counting(const char *guidelines) {
  char *facts = test_root("facts", "", FACTS), *rest;
  char *authorities = test_root("authorities", "", "<authority id=\"acr\">" T("A") "</authority>");
  char *exams = test_root("exams", "",
                          "<exam id=\"none\" contrast=\"none\">" T("none") "</exam><exam id=\"mr-knee\" contrast=\"none\">" T(
                              "MR") "</exam>");
  const test_file files[] = {
      {"rulebase.xml",
       rest = test_root("rulebase", "id=\"m\" version=\"1\" effective=\"2026-01-01\" review-by=\"2036-01-01\"",
                        T("M") "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"g.xml\"/>")},
      {"a.xml", authorities},
      {"e.xml", exams},
      {"f.xml", facts},
      {"g.xml", guidelines},
      {NULL, NULL}};
  char *dir = test_make_dir(files);
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = &test_allocator;
  rscan_error *err = NULL;
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, 0) : "");
  test_remove_dir(dir);
  free(facts), free(authorities), free(exams), free(rest);
  return book;
}

static char *whole_way(rscan_rulebase *old, rscan_rulebase *new, rscan_error **err) {
  static const char *const lines[] = {"{\"id\":\"a\",\"exam\":\"mr-knee\",\"findings\":{\"pain\":\"present\",\"lock\":\"absent\"}}",
                                      "{\"id\":\"b\",\"exam\":\"mr-knee\",\"reason\":\"ache\"}",
                                      "{\"id\":\"c\",\"exam\":\"mr-knee\",\"findings\":{\"fall\":\"present\"}}"};
  rscan_diff *d = rscan_diff_new(old, new, err);
  bool is_good = d != NULL;
  for (size_t i = 0; is_good && i < sizeof lines / sizeof *lines; i++)
    is_good = rscan_diff_referral(d, lines[i], strlen(lines[i]), err) == RSCAN_OK;
  char *text = is_good ? rscan_diff_report(d, 3, NULL, RSCAN_FORMAT_TEXT, err) : NULL;
  rscan_diff_free(d);
  return text;
}

START_TEST(each_allocation_may_fail_and_changes_no_report_and_leaks_nothing) {
  test_fail_at = 0, test_held = 0;
  rscan_rulebase *old = load_counting(KNEE(HOT LOCKED REST));
  rscan_rulebase *new = load_counting(KNEE(SCENARIO("hot", "<has finding=\"lock\"/>", USUALLY("mr-knee"))
                                               LOCKED SCENARIO("rest", "<lacks finding=\"lock\"/>", USUALLY("mr-knee"))));
  unsigned long before = test_held;
  test_calls = 0;
  char *wanted = whole_way(old, new, NULL);
  ck_assert_ptr_nonnull(wanted);
  unsigned long total = test_calls;
  ck_assert_uint_gt(total, 20);
  for (unsigned long i = 1; i <= total; i++) {
    rscan_error *err = NULL;
    test_fail_at = i, test_calls = 0;
    char *text = whole_way(old, new, &err);
    ck_assert_msg(!text || strcmp(text, wanted) == 0, "allocation %lu fails unnoticed: %s\n%s", i, text, wanted);
    ck_assert_msg(text || (err && rscan_error_status(err) == RSCAN_NO_MEMORY), "allocation %lu fails without its error", i);
    ck_assert_msg(test_held == before, "allocation %lu fails and leaves %ld blocks", i, (long)(test_held - before));
    rscan_text_free(text);
    rscan_error_free(err);
  }
  rscan_text_free(wanted);
  test_fail_at = 0;
  rscan_rulebase_unref(old);
  rscan_rulebase_unref(new);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("diff");
  TCase *tests = tcase_create("diff");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, NULL, done);
  tcase_add_test(tests, the_same_book_has_no_changes_however_it_is_numbered);
  tcase_add_test(tests, a_threshold_elsewhere_is_no_change_of_a_condition);
  tcase_add_loop_test(tests, each_change_has_its_name, 0, (int)(sizeof one_change / sizeof *one_change));
  tcase_add_test(tests, changes_of_facts_are_told_apart);
  tcase_add_test(tests, a_changed_condition_is_shown_with_what_went_and_came_where_it_stands);
  tcase_add_test(tests, referrals_that_are_answered_otherwise_are_counted_by_guideline_and_kind);
  tcase_add_test(tests, a_guideline_that_unknown_facts_may_bring_into_play_is_not_forgotten);
  tcase_add_test(tests, a_referral_that_no_change_can_reach_is_not_decided);
  tcase_add_test(tests, what_repeats_but_for_id_and_age_in_one_range_is_remembered);
  tcase_add_test(tests, a_member_given_twice_is_not_taken_for_one_given_once);
  tcase_add_test(tests, a_referral_that_only_one_book_can_read_counts_as_different);
  tcase_add_test(tests, words_count_where_a_referral_has_some);
  tcase_add_loop_test(tests, the_short_ways_find_what_deciding_both_finds, 0, (int)(sizeof one_change / sizeof *one_change));
  tcase_add_test(tests, each_allocation_may_fail_and_changes_no_report_and_leaks_nothing);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
