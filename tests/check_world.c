/* Three-valued logic as algebra, and states as sets. */
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "world.h"

/* A book whose only guideline holds conditions over three findings: enough to build every combination of truth values. */
/* clang-format off */
static const char *const facts =
  "<finding id=\"a\"><label lang=\"en\">a</label><label lang=\"fr\">a</label><ask lang=\"en\">a?</ask><ask lang=\"fr\">a?</ask></finding>"
  "<finding id=\"b\"><label lang=\"en\">b</label><label lang=\"fr\">b</label><ask lang=\"en\">b?</ask><ask lang=\"fr\">b?</ask></finding>"
  "<finding id=\"c\"><label lang=\"en\">c</label><label lang=\"fr\">c</label><ask lang=\"en\">c?</ask><ask lang=\"fr\">c?</ask><implies finding=\"b\"/></finding>"
  "<measure id=\"m\" unit=\"1\"><label lang=\"en\">m</label><label lang=\"fr\">m</label><ask lang=\"en\">m?</ask><ask lang=\"fr\">m?</ask></measure>";

#define SCENARIO(id, condition)                                                                                                      \
  "<scenario id=\"" id "\"><title lang=\"en\">S</title><title lang=\"fr\">S</title><when>" condition "</when>"                      \
  "<ratings source=\"acr\"><usually-appropriate>mr-knee</usually-appropriate></ratings></scenario>"
#define A "<has finding=\"a\"/>"
#define B "<has finding=\"b\"/>"
#define C "<has finding=\"c\"/>"
static const char *const guideline =
  "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"gl\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" regions=\"knee\">"
  "<title lang=\"en\">G</title><title lang=\"fr\">G</title><source id=\"acr\" authority=\"acr\" year=\"2020\">ACR</source><enter findings=\"a\"/>"
  SCENARIO("and", "<all>" A B "</all>") SCENARIO("and-turned", "<all>" B A "</all>")
  SCENARIO("or", "<any>" A B "</any>") SCENARIO("or-turned", "<any>" B A "</any>")
  SCENARIO("and-and", "<all>" A "<all>" B C "</all></all>") SCENARIO("and-and-turned", "<all><all>" A B "</all>" C "</all>")
  SCENARIO("not-and", "<not><all>" A B "</all></not>") SCENARIO("or-nots", "<any><not>" A "</not><not>" B "</not></any>")
  SCENARIO("not-or", "<not><any>" A B "</any></not>") SCENARIO("and-nots", "<all><not>" A "</not><not>" B "</not></all>")
  SCENARIO("and-self", "<all>" A A "</all>") SCENARIO("or-self", "<any>" A A "</any>") SCENARIO("a", A)
  SCENARIO("not-not", "<not><not>" A "</not></not>")
  SCENARIO("two", "<at-least count=\"2\">" A B C "</at-least>")
  SCENARIO("from-10", "<measure of=\"m\" at-least=\"10\"/>") SCENARIO("above-10", "<measure of=\"m\" above=\"10\"/>")
  SCENARIO("to-10", "<measure of=\"m\" at-most=\"10\"/>") SCENARIO("below-10", "<measure of=\"m\" below=\"10\"/>")
  SCENARIO("suspects", "<suspects finding=\"a\"/>") SCENARIO("lacks", "<lacks finding=\"a\"/>")
  "</guideline>";
/* clang-format on */

static rscan_rulebase *book;
static rsi_world world;

static void set_up(void) {
  book = test_book(facts, NULL, guideline, NULL);
  ck_assert(rsi_world_init(&world, book));
}

static void tear_down(void) {
  rsi_world_free(&world);
  rscan_rulebase_unref(book);
}

static rsi_truth truth_of(const char *scenario) {
  for (uint32_t i = 0; i < book->n_scenarios; i++)
    if (strcmp(rsi_string(book, book->scenarios[i].id), scenario) == 0)
      return rsi_eval(&world, book->scenarios[i].when);
  ck_abort_msg("no scenario %s", scenario);
  return RSI_UNKNOWN;
}

static void tell(const char *fact, rsi_truth t) {
  static const rsi_state states[] = {RSI_ABSENT, RSI_FINDING_FULL, RSI_PRESENT};
  ck_assert(rsi_world_tell(&world, rsi_find_fact(book, fact), states[t]));
}

/* Runs check for each of the nine pairs of truth values of a and b. */
#define FOR_PAIRS(...)                        \
  for (int ta = 0; ta < 3; ta++)              \
    for (int tb = 0; tb < 3; tb++) {          \
      uint32_t mark = rsi_world_mark(&world); \
      tell("a", (rsi_truth)ta);               \
      tell("b", (rsi_truth)tb);               \
      __VA_ARGS__;                            \
      rsi_world_back(&world, mark);           \
    }

START_TEST(all_is_the_least_and_any_the_greatest) {
  FOR_PAIRS(ck_assert_int_eq(truth_of("and"), ta < tb ? ta : tb); ck_assert_int_eq(truth_of("or"), ta > tb ? ta : tb));
}
END_TEST

START_TEST(order_of_parts_does_not_matter) {
  FOR_PAIRS(ck_assert_int_eq(truth_of("and"), truth_of("and-turned")); ck_assert_int_eq(truth_of("or"), truth_of("or-turned")));
}
END_TEST

START_TEST(grouping_of_parts_does_not_matter) {
  for (int tc = 0; tc < 3; tc++)
    FOR_PAIRS(tell("c", (rsi_truth)tc); ck_assert_int_eq(truth_of("and-and"), truth_of("and-and-turned")));
}
END_TEST

START_TEST(saying_it_twice_changes_nothing) {
  FOR_PAIRS(ck_assert_int_eq(truth_of("and-self"), ta); ck_assert_int_eq(truth_of("or-self"), ta);
            ck_assert_int_eq(truth_of("not-not"), ta));
}
END_TEST

START_TEST(de_morgan_holds) {
  FOR_PAIRS(ck_assert_int_eq(truth_of("not-and"), truth_of("or-nots")); ck_assert_int_eq(truth_of("not-or"), truth_of("and-nots")));
}
END_TEST

START_TEST(one_fact_more_never_makes_a_condition_less_known) {
  uint32_t a = rsi_find_fact(book, "a");
  FOR_PAIRS(if (ta == RSI_UNKNOWN) for (uint32_t i = 0; i < book->n_scenarios; i++) {
    rsi_truth before = rsi_eval(&world, book->scenarios[i].when);
    for (int k = 0; k < 2 && before != RSI_UNKNOWN; k++) {
      uint32_t inner = rsi_world_mark(&world);
      ck_assert(rsi_world_tell(&world, a, k ? RSI_PRESENT : RSI_ABSENT));
      ck_assert_int_eq(rsi_eval(&world, book->scenarios[i].when), before);
      rsi_world_back(&world, inner);
    }
  });
}
END_TEST

START_TEST(at_least_two_of_three_is_true_false_or_unknown_by_counting) {
  tell("a", RSI_TRUE);
  ck_assert_int_eq(truth_of("two"), RSI_UNKNOWN);
  tell("b", RSI_FALSE);
  ck_assert_int_eq(truth_of("two"), RSI_UNKNOWN);
  tell("c", RSI_FALSE);
  ck_assert_int_eq(truth_of("two"), RSI_FALSE);
}
END_TEST

START_TEST(suspected_satisfies_suspects_leaves_has_unknown_and_refutes_lacks) {
  ck_assert(rsi_world_tell(&world, rsi_find_fact(book, "a"), RSI_SUSPECTED | RSI_PRESENT));
  ck_assert_int_eq(truth_of("suspects"), RSI_TRUE);
  ck_assert_int_eq(truth_of("a"), RSI_UNKNOWN);
  ck_assert_int_eq(truth_of("lacks"), RSI_FALSE);
}
END_TEST

static void tell_measure(double low, double high) {
  uint32_t m = rsi_find_fact(book, "m");
  ck_assert(rsi_world_tell(&world, m, rsi_cells_of(book, &book->facts[m], low, false, high, false)));
}

START_TEST(a_threshold_itself_is_at_least_but_not_above) {
  tell_measure(10, 10);
  ck_assert_int_eq(truth_of("from-10"), RSI_TRUE);
  ck_assert_int_eq(truth_of("above-10"), RSI_FALSE);
  ck_assert_int_eq(truth_of("to-10"), RSI_TRUE);
  ck_assert_int_eq(truth_of("below-10"), RSI_FALSE);
}
END_TEST

START_TEST(a_range_across_a_threshold_is_unknown_and_one_beside_it_is_not) {
  uint32_t mark = rsi_world_mark(&world);
  tell_measure(8, 12);
  ck_assert_int_eq(truth_of("from-10"), RSI_UNKNOWN);
  rsi_world_back(&world, mark);
  tell_measure(10.5, 90);
  ck_assert_int_eq(truth_of("above-10"), RSI_TRUE);
  ck_assert_int_eq(truth_of("to-10"), RSI_FALSE);
}
END_TEST

START_TEST(an_implication_is_followed_forwards_and_backwards) {
  uint32_t mark = rsi_world_mark(&world), b = rsi_find_fact(book, "b"), c = rsi_find_fact(book, "c");
  tell("c", RSI_TRUE);
  ck_assert(rsi_world_follow(&world, NULL, NULL, NULL));
  ck_assert_uint_eq(world.states[b], RSI_PRESENT);
  rsi_world_back(&world, mark);
  tell("b", RSI_FALSE);
  ck_assert(rsi_world_follow(&world, NULL, NULL, NULL));
  ck_assert_uint_eq(world.states[c], RSI_ABSENT);
}
END_TEST

START_TEST(a_step_back_restores_everything) {
  uint32_t mark = rsi_world_mark(&world), a = rsi_find_fact(book, "a");
  rsi_state before = world.states[a];
  tell("a", RSI_TRUE);
  ck_assert_uint_eq(world.n_in_play, 1);
  rsi_world_back(&world, mark);
  ck_assert_uint_eq(world.states[a], before);
  ck_assert_uint_eq(world.n_in_play, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world");
  TCase *tc = tcase_create("logic");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, all_is_the_least_and_any_the_greatest);
  tcase_add_test(tc, order_of_parts_does_not_matter);
  tcase_add_test(tc, grouping_of_parts_does_not_matter);
  tcase_add_test(tc, saying_it_twice_changes_nothing);
  tcase_add_test(tc, de_morgan_holds);
  tcase_add_test(tc, one_fact_more_never_makes_a_condition_less_known);
  tcase_add_test(tc, at_least_two_of_three_is_true_false_or_unknown_by_counting);
  tcase_add_test(tc, suspected_satisfies_suspects_leaves_has_unknown_and_refutes_lacks);
  tcase_add_test(tc, a_threshold_itself_is_at_least_but_not_above);
  tcase_add_test(tc, a_range_across_a_threshold_is_unknown_and_one_beside_it_is_not);
  tcase_add_test(tc, an_implication_is_followed_forwards_and_backwards);
  tcase_add_test(tc, a_step_back_restores_everything);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
