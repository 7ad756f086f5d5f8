/* The rules of doc/semantics.md, each with its test, on rule bases of a few lines. */
#include <stdlib.h>
#include <string.h>

#include "decision.h"
#include "support.h"

/* clang-format off: rule bases in strings */
#define L(id) "<label lang=\"en\">" id "</label><label lang=\"fr\">" id "</label><ask lang=\"en\">" id "?</ask><ask lang=\"fr\">" id "?</ask>"
#define FINDING(id, attributes, more) "<finding id=\"" id "\" " attributes ">" L(id) more "</finding>"
#define TITLE(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define GUIDELINE(id, enter, more)                                                                                                    \
  "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"" id "\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" regions=\"knee\">" \
  TITLE(id) "<source id=\"home\" authority=\"home\" year=\"2024\">Home</source><source id=\"acr\" authority=\"acr\" year=\"2020\">ACR</source>"         \
  "<enter findings=\"" enter "\"/>" more "</guideline>"
#define SCENARIO(id, attributes, when, more) "<scenario id=\"" id "\" " attributes ">" TITLE(id) "<when>" when "</when>" more "</scenario>"
#define RATE(source, ...) "<ratings source=\"" source "\">" __VA_ARGS__ "</ratings>"
#define U(exams) "<usually-appropriate>" exams "</usually-appropriate>"
#define M(exams) "<may-be-appropriate>" exams "</may-be-appropriate>"
#define N(exams) "<usually-not-appropriate>" exams "</usually-not-appropriate>"
#define HAS(id) "<has finding=\"" id "\"/>"
#define ALWAYS "<always/>"

static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_referral *referral;
static const rscan_decision *d;

static void open_book(const char *facts, const char *guidelines, const char *scores, const char *extra)
{
  rscan_error *err = NULL;
  book = test_book(facts, scores, guidelines, extra);
  scratch = rscan_scratch_new(book, &err);
  referral = rscan_referral_new(book, &err);
  ck_assert_ptr_nonnull(scratch);
  ck_assert_ptr_nonnull(referral);
}

static void tear_down(void)
{
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  book = NULL, scratch = NULL, referral = NULL;
}

static void exam(const char *text) { ck_assert_int_eq(rscan_referral_set_exam(referral, text, NULL), RSCAN_OK); }

static void tell(const char *id, const char *state)
{
  rscan_error *err = NULL;
  rscan_status status = rscan_referral_add_finding(referral, id, state, &err);
  ck_assert_msg(status == RSCAN_OK, "%s=%s: %s", id, state, err ? rscan_error_text(err, 0) : "?");
}

static void decide(void)
{
  rscan_error *err = NULL;
  d = rscan_decide(scratch, referral, &err);
  ck_assert_msg(d != NULL, "%s", err ? rscan_error_text(err, 0) : "no decision");
}

#define ck_verdict(expected) ck_assert_str_eq(rscan_category_name(rscan_decision_verdict(d)), expected)
#define ck_scenario(expected) ck_assert_str_eq(rscan_decision_scenario(d) ? rscan_decision_scenario(d) : "(none)", expected)
#define ck_asked(index, expected) ck_assert_str_eq(rscan_decision_question(d, index) ? rscan_decision_question(d, index) : "(none)", expected)
#define ck_best(expected) ck_assert_str_eq(rscan_decision_recommended(d, 0) ? rscan_decision_recommended(d, 0) : "(none)", expected)
#define ck_reason(expected) ck_assert_str_eq(rscan_decision_no_criteria_reason(d) ? rscan_decision_no_criteria_reason(d) : "(none)", expected)

static bool is_assumed(const char *id)
{
  for (uint32_t i = 0; i < d->n_assumed; i++)
    if (strcmp(rsi_string(book, book->facts[d->assumed[i].fact].id), id) == 0)
      return true;
  return false;
}

static bool is_warned(const char *code)
{
  for (uint32_t i = 0; i < d->n_warnings; i++)
    if (strcmp(d->warnings[i].code, code) == 0)
      return true;
  return false;
}

/* ---- scenarios, silence ---- */

#define BASIC_FACTS FINDING("pain", "", "<cue>pain</cue>") FINDING("a", "danger=\"yes\"", "") FINDING("b", "", "") FINDING("quiet", "unstated=\"absent\"", "")

START_TEST(the_first_scenario_that_holds_is_chosen)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("a"), RATE("acr", U("mr-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("a", "present");
  decide();
  ck_verdict("usually-appropriate");
  ck_scenario("one");
}
END_TEST

START_TEST(an_unknown_that_does_not_change_the_verdict_is_not_asked_for)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("a"), RATE("acr", N("mr-knee") U("ct-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("usually-not-appropriate");
  ck_assert_uint_eq(d->n_questions, 0);
  ck_assert_uint_eq(d->n_candidates, 2);
}
END_TEST

START_TEST(an_unknown_that_changes_the_verdict_is_asked_for_with_what_each_answer_leads_to)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("a"), RATE("acr", U("mr-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
  ck_assert_uint_eq(d->n_questions, 1);
  ck_asked(0, "a");
  ck_assert_uint_eq(d->questions[0].answers[0].leads_to, RSCAN_USUALLY_APPROPRIATE);
  ck_assert_uint_eq(d->questions[0].answers[1].leads_to, RSCAN_USUALLY_NOT_APPROPRIATE);
  ck_assert(d->is_minimal);
}
END_TEST

START_TEST(danger_is_asked_for_before_what_the_author_wrote_first)
{
  open_book(FINDING("pain", "", "") FINDING("b", "", "") FINDING("a", "danger=\"yes\"", ""),
            GUIDELINE("g", "pain", SCENARIO("one", "", "<all>" HAS("b") HAS("a") "</all>", RATE("acr", U("mr-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_asked(0, "a");
  ck_asked(1, "b");
}
END_TEST

START_TEST(silence_means_what_the_finding_says_and_is_listed)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("quiet"), RATE("acr", U("mr-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("usually-not-appropriate");
  ck_assert(is_assumed("quiet"));
}
END_TEST

START_TEST(strict_policy_assumes_nothing)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("quiet"), RATE("acr", U("mr-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  ck_assert_int_eq(rscan_referral_set_policy(referral, "strict", NULL), RSCAN_OK);
  decide();
  ck_verdict("needs-information");
  ck_asked(0, "quiet");
  ck_assert_uint_eq(d->n_assumed, 0);
}
END_TEST

START_TEST(a_guideline_may_say_what_silence_means_for_it)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", "<unstated finding=\"quiet\" means=\"unknown\"/><unstated finding=\"b\" means=\"absent\"/>"
    SCENARIO("one", "", HAS("b"), RATE("acr", U("mr-knee"))) SCENARIO("two", "", HAS("quiet"), RATE("acr", M("mr-knee"))) SCENARIO("three", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
  ck_asked(0, "quiet");
  ck_assert(is_assumed("b"));
}
END_TEST

START_TEST(told_as_unknown_is_not_assumed)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("quiet"), RATE("acr", U("mr-knee"))) SCENARIO("two", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("quiet", "unknown");
  decide();
  ck_verdict("needs-information");
}
END_TEST

START_TEST(suspected_leaves_present_unknown)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("sure", "", HAS("a"), RATE("acr", U("mr-knee"))) SCENARIO("maybe", "", "<suspects finding=\"a\"/>", RATE("acr", M("mr-knee")))
    SCENARIO("rest", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("a", "suspected");
  decide();
  ck_verdict("needs-information");
  ck_assert_uint_eq(d->n_candidates, 2);
  ck_asked(0, "a");
  ck_assert_uint_eq(d->questions[0].n_answers, 2);
  ck_assert_uint_eq(d->questions[0].answers[1].leads_to, RSCAN_MAY_BE_APPROPRIATE);
}
END_TEST

START_TEST(no_scenario_is_a_candidate_like_any_other)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("one", "", HAS("a"), RATE("acr", U("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
  tell("a", "absent");
  decide();
  ck_verdict("no-criteria");
  ck_reason("no-scenario");
}
END_TEST

START_TEST(what_logic_leaves_open_is_checked_against_implications)
{
  /* a implies b: "a and not b" cannot be, though Kleene's logic alone leaves it open. */
  open_book(FINDING("pain", "", "") FINDING("a", "", "<implies finding=\"b\"/>") FINDING("b", "", ""),
            GUIDELINE("g", "pain", SCENARIO("impossible", "", "<all>" HAS("a") "<lacks finding=\"b\"/></all>", RATE("acr", U("mr-knee"))) SCENARIO("rest", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("usually-not-appropriate");
  ck_assert_uint_eq(d->n_candidates, 1);
}
END_TEST

/* ---- scores, measures, priors, groups ---- */

#define SCORE "<score id=\"rule\">" L("rule") "<source id=\"rule-source\" year=\"2001\">Somebody</source>" \
  "<criterion>" "<label lang=\"en\">x</label><label lang=\"fr\">x</label>" HAS("quiet") "</criterion>" \
  "<criterion points=\"2\"><label lang=\"en\">y</label><label lang=\"fr\">y</label>" HAS("b") "</criterion>" \
  "<band id=\"negative\" at-most=\"0\"><label lang=\"en\">negative</label><label lang=\"fr\">négatif</label></band>" \
  "<band id=\"positive\" at-least=\"1\"><label lang=\"en\">positive</label><label lang=\"fr\">positif</label></band></score>"
#define SCORE_GUIDELINE GUIDELINE("g", "pain", SCENARIO("pos", "", "<score of=\"rule\" is=\"positive\"/>", RATE("acr", U("mr-knee"))) SCENARIO("neg", "", ALWAYS, RATE("acr", N("mr-knee"))))

START_TEST(silence_never_completes_a_score)
{
  open_book(BASIC_FACTS, SCORE_GUIDELINE, SCORE, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("b", "absent");
  decide();
  ck_verdict("needs-information");
  ck_asked(0, "rule");
  tell("quiet", "absent");
  decide();
  ck_verdict("usually-not-appropriate");
}
END_TEST

START_TEST(a_score_is_decided_by_any_criteria_that_are_enough)
{
  open_book(BASIC_FACTS, SCORE_GUIDELINE, SCORE, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("b", "present");
  decide();
  ck_verdict("usually-appropriate");
}
END_TEST

START_TEST(a_score_told_directly_beats_the_computed_one)
{
  open_book(BASIC_FACTS, SCORE_GUIDELINE, SCORE, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("b", "present"), tell("rule", "negative");
  decide();
  ck_verdict("usually-not-appropriate");
}
END_TEST

#define MEASURE_FACTS FINDING("pain", "", "") "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure>" \
  "<measure id=\"dimer\" unit=\"ng/mL\" min=\"0\" max=\"100000\">" L("dimer") "<unit id=\"ug/mL\" factor=\"1000\"/></measure>" \
  "<measure id=\"ratio\" unit=\"1\">" L("ratio") "<derive><quotient><value of=\"dimer\"/><greatest><number>500</number><product><value of=\"age\"/><number>10</number></product></greatest></quotient></derive></measure>"
#define RATIO_GUIDELINE GUIDELINE("g", "pain", SCENARIO("high", "", "<measure of=\"ratio\" at-least=\"1\"/>", RATE("acr", U("mr-knee"))) SCENARIO("low", "", ALWAYS, RATE("acr", N("mr-knee"))))

START_TEST(a_derived_measure_follows_its_inputs)
{
  open_book(MEASURE_FACTS, RATIO_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  ck_assert_int_eq(rscan_referral_set_age(referral, 80, "a", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_add_measure(referral, "dimer", 0.75, "ug/mL", NULL), RSCAN_OK);
  decide();
  ck_verdict("usually-not-appropriate"); /* 750 is below 80 × 10 */
  rscan_referral_clear(referral);
  exam("mr-knee"), tell("pain", "present");
  ck_assert_int_eq(rscan_referral_set_age(referral, 40, "a", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_add_measure(referral, "dimer", 750, NULL, NULL), RSCAN_OK);
  decide();
  ck_verdict("usually-appropriate"); /* and above 500 */
}
END_TEST

START_TEST(a_measure_is_never_assumed)
{
  open_book(MEASURE_FACTS, RATIO_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
}
END_TEST

#define PRIOR_FACTS FINDING("pain", "", "") "<prior id=\"film\" modality=\"DX\" region=\"knee\">" L("film") "<result id=\"normal\"/>" \
  "<result id=\"worn\"><label lang=\"en\">worn</label><label lang=\"fr\">usure</label><cue>worn</cue></result></prior>" \
  "<shared-result id=\"normal\"><label lang=\"en\">normal</label><label lang=\"fr\">normal</label><cue>normal</cue></shared-result>"
#define PRIOR_GUIDELINE GUIDELINE("g", "pain", SCENARIO("first", "", "<prior of=\"film\" done=\"no\"/>", RATE("acr", N("mr-knee") U("xr-knee"))) \
  SCENARIO("clean", "", "<prior of=\"film\" shows=\"normal\"/>", RATE("acr", U("mr-knee"))) SCENARIO("worn", "", "<prior of=\"film\" shows=\"worn\"/>", RATE("acr", M("mr-knee"))))

START_TEST(an_earlier_exam_is_never_assumed_but_complete_history_makes_omission_mean_not_done)
{
  open_book(PRIOR_FACTS, PRIOR_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
  ck_asked(0, "film");
  ck_assert_int_eq(rscan_referral_set_prior_complete(referral, 1, NULL), RSCAN_OK);
  decide();
  ck_verdict("usually-not-appropriate");
  ck_best("xr-knee");
}
END_TEST

START_TEST(ordering_an_exam_of_which_nothing_earlier_is_said_is_taken_for_the_first)
{
  open_book(PRIOR_FACTS, GUIDELINE("g", "pain", SCENARIO("first", "", "<prior of=\"film\" done=\"no\"/>", RATE("acr", U("xr-knee"))) SCENARIO("next", "", ALWAYS, RATE("acr", N("xr-knee")))), NULL, NULL);
  exam("xr-knee"), tell("pain", "present");
  decide();
  ck_verdict("usually-appropriate");
  ck_assert(is_assumed("film"));
  tell("film", "normal");
  decide();
  ck_verdict("usually-not-appropriate");
}
END_TEST

/* "No fall" takes the break from what an earlier film may have shown; it does not say that there was a film. */
START_TEST(what_others_imply_of_an_earlier_exam_does_not_say_that_it_was_done)
{
  open_book(FINDING("pain", "", "") FINDING("fall", "", "") "<prior id=\"film\" modality=\"DX\" region=\"knee\">" L("film")
            "<result id=\"break\"><label lang=\"en\">break</label><label lang=\"fr\">bris</label><cue>break</cue><implies finding=\"fall\"/></result></prior>",
            GUIDELINE("g", "pain", SCENARIO("first", "", "<prior of=\"film\" done=\"no\"/>", RATE("acr", U("xr-knee"))) SCENARIO("next", "", ALWAYS, RATE("acr", N("xr-knee")))), NULL, NULL);
  exam("xr-knee"), tell("pain", "present"), tell("fall", "absent");
  decide();
  ck_verdict("usually-appropriate");
  ck_assert(is_assumed("film"));
}
END_TEST

START_TEST(an_earlier_exam_counts_by_modality_region_and_result)
{
  open_book(PRIOR_FACTS, PRIOR_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  ck_assert_int_eq(rscan_referral_add_prior(referral, "xr-knee", "2026-01-01", "worn", NULL), RSCAN_OK);
  decide();
  ck_verdict("may-be-appropriate");
  rscan_referral_clear(referral);
  exam("mr-knee"), tell("pain", "present");
  ck_assert_int_eq(rscan_referral_add_prior(referral, "ct-head", NULL, "normal", NULL), RSCAN_OK);
  decide();
  ck_verdict("needs-information");
}
END_TEST

#define GROUP_FACTS FINDING("pain", "", "<cue>pain</cue>") FINDING("r1", "danger=\"yes\"", "<cue>rone</cue>") FINDING("r2", "", "<cue>rtwo</cue>") \
  "<group id=\"flags\" members=\"r1 r2\">" L("flags") "<cue>flag*</cue></group>"
#define GROUP_GUIDELINE GUIDELINE("g", "pain", SCENARIO("red", "", "<has group=\"flags\"/>", RATE("acr", U("mr-knee"))) SCENARIO("rest", "", ALWAYS, RATE("acr", N("mr-knee"))))

START_TEST(a_group_that_is_absent_makes_its_members_absent_but_what_was_said_of_one_stands)
{
  open_book(GROUP_FACTS, GROUP_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("flags", "absent");
  decide();
  ck_verdict("usually-not-appropriate");
  tell("r2", "present");
  decide();
  ck_verdict("usually-appropriate");
}
END_TEST

START_TEST(a_group_is_asked_for_as_one_question)
{
  open_book(GROUP_FACTS, GROUP_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_assert_uint_eq(d->n_questions, 1);
  ck_asked(0, "flags");
  ck_assert_uint_eq(d->questions[0].kind, RSI_ITEM_GROUP);
}
END_TEST

/* ---- several guidelines ---- */

#define TWO_FACTS FINDING("pain", "", "<cue>pain</cue>") FINDING("ache", "", "<cue>ache</cue>") FINDING("a", "", "")

START_TEST(a_guideline_steps_back_for_one_it_yields_to)
{
  open_book(TWO_FACTS, GUIDELINE("weak", "pain", "<yields to=\"strong\"/>" SCENARIO("w", "", ALWAYS, RATE("acr", U("mr-knee"))))
    "\f" GUIDELINE("strong", "ache", SCENARIO("s", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("usually-appropriate");
  tell("ache", "present");
  decide();
  ck_verdict("usually-not-appropriate");
  ck_assert_str_eq(rscan_decision_guideline(d), "strong");
}
END_TEST

START_TEST(the_best_category_of_several_guidelines_is_the_verdict_and_an_open_one_that_cannot_change_it_is_not_asked)
{
  open_book(TWO_FACTS, GUIDELINE("one", "pain", SCENARIO("w", "", ALWAYS, RATE("acr", U("mr-knee"))))
    "\f" GUIDELINE("two", "ache", SCENARIO("s", "", HAS("a"), RATE("acr", M("mr-knee"))) SCENARIO("t", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("ache", "present");
  decide();
  ck_verdict("usually-appropriate");
  ck_assert_str_eq(rscan_decision_guideline(d), "one");
}
END_TEST

START_TEST(a_complaint_without_a_body_part_is_of_the_part_whose_exam_is_ordered)
{
  open_book(TWO_FACTS, GUIDELINE("g", "pain", "<enter-ordered findings=\"ache\"/>" SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee") N("ct-head")))), NULL, NULL);
  exam("mr-knee"), tell("ache", "present");
  decide();
  ck_verdict("usually-appropriate");
  rscan_referral_clear(referral);
  exam("ct-head"), tell("ache", "present");
  decide();
  ck_reason("no-guideline");
}
END_TEST

START_TEST(an_exclusion_that_is_unknown_keeps_does_not_apply_a_candidate)
{
  open_book(TWO_FACTS, GUIDELINE("one", "pain", "<applies><lacks finding=\"a\"/></applies>" SCENARIO("w", "", ALWAYS, RATE("acr", U("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
  ck_assert_uint_eq(d->n_candidates, 2);
  tell("a", "present");
  decide();
  ck_verdict("no-criteria");
  ck_reason("no-guideline");
}
END_TEST

/* ---- authorities ---- */

#define POSITIONS GUIDELINE("g", "pain", SCENARIO("both", "", HAS("a"), RATE("acr", M("mr-knee") U("ct-knee")) RATE("home", N("mr-knee"))) SCENARIO("home-only", "", ALWAYS, RATE("home", N("mr-knee"))))

START_TEST(each_exam_takes_the_first_authority_that_rates_it_and_the_others_are_shown)
{
  open_book(BASIC_FACTS, POSITIONS, NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("a", "present");
  decide();
  ck_verdict("usually-not-appropriate");
  ck_best("ct-knee");
  ck_assert_uint_eq(d->n_positions, 2);
}
END_TEST

START_TEST(a_scenario_that_no_listed_authority_holds_is_skipped)
{
  open_book(BASIC_FACTS, POSITIONS, NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("a", "absent");
  ck_assert_int_eq(rscan_referral_add_authority(referral, "acr", NULL), RSCAN_OK);
  decide();
  ck_verdict("no-criteria");
  ck_reason("no-scenario");
}
END_TEST

START_TEST(a_scenario_may_refine_another_and_inherits_its_rows)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("narrow", "refines=\"wide\"", HAS("a"), RATE("acr", M("mr-knee"))) SCENARIO("wide", "", ALWAYS, RATE("acr", N("mr-knee") U("xr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("a", "present");
  decide();
  ck_verdict("may-be-appropriate");
  ck_best("xr-knee");
}
END_TEST

/* ---- orders ---- */

START_TEST(of_several_exams_that_differ_the_default_is_rated_and_said_to_be_assumed)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee") N("mr-knee-with")))), NULL, NULL);
  exam("MRI knee"), tell("pain", "present");
  decide();
  ck_verdict("usually-appropriate");
  ck_assert_str_eq(rscan_decision_exam(d), "mr-knee");
}
END_TEST

START_TEST(no_criteria_always_carries_its_reason)
{
  open_book(TWO_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee")))), NULL, NULL);
  exam("ct-knee"), tell("pain", "present");
  decide();
  ck_reason("not-rated");
  rscan_referral_clear(referral);
  exam("ct-head"), tell("pain", "present");
  decide();
  ck_reason("other-region");
  rscan_referral_clear(referral);
  exam("mr-knee"), tell("ache", "present");
  decide();
  ck_reason("no-guideline");
  rscan_referral_clear(referral);
  exam("flux capacitor"), tell("pain", "present");
  decide();
  ck_reason("exam-not-understood");
}
END_TEST

START_TEST(an_exam_without_any_reason_asks_for_the_reason)
{
  open_book(TWO_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee")))), NULL, NULL);
  exam("mr-knee");
  decide();
  ck_verdict("needs-information");
  ck_asked(0, "reason");
}
END_TEST

START_TEST(without_an_exam_the_answer_is_what_to_order)
{
  open_book(TWO_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee xr-knee") N("ct-knee")))), NULL, NULL);
  tell("pain", "present");
  decide();
  ck_verdict("unrated");
  ck_assert_uint_eq(d->n_recommended, 2);
  ck_best("mr-knee"); /* less radiation first */
}
END_TEST

/* ---- recommended, safety, urgency ---- */

START_TEST(nothing_usually_appropriate_recommends_no_imaging_with_the_may_be_exams_as_alternatives)
{
  open_book(TWO_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", N("mr-knee") M("ct-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_best("none");
  ck_assert_uint_eq(d->n_alternatives, 1);
}
END_TEST

static char *safety_module(const char *rules) { return test_root("safety", "", rules); }
#define RULE(id, level, when, filter) "<rule id=\"" id "\" level=\"" level "\">" TITLE(id) "<when>" when "</when>" filter \
  "<message lang=\"en\">m</message><message lang=\"fr\">m</message><advice lang=\"en\">a</advice><advice lang=\"fr\">a</advice><source id=\"" id "-source\" year=\"2020\">s</source></rule>"

START_TEST(safety_takes_a_stopped_exam_out_of_recommended_but_never_changes_a_category)
{
  char *safety = safety_module(RULE("no-mr", "stop", HAS("a"), "<exam modality=\"MR\"/>"));
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee xr-knee")))), NULL, safety);
  exam("mr-knee"), tell("pain", "present"), tell("a", "present");
  decide();
  ck_verdict("usually-appropriate");
  ck_assert_int_eq(rscan_decision_safety(d), RSCAN_SAFETY_STOP);
  ck_assert_uint_eq(d->n_recommended, 1);
  ck_best("xr-knee");
  free(safety);
}
END_TEST

START_TEST(when_safety_stops_all_the_best_may_be_exam_is_recommended)
{
  char *safety = safety_module(RULE("no-mr", "stop", HAS("a"), "<exam modality=\"MR\"/>"));
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee") M("ct-knee xr-knee")))), NULL, safety);
  exam("mr-knee"), tell("pain", "present"), tell("a", "present");
  decide();
  ck_best("xr-knee");
  ck_assert_uint_eq(d->n_recommended, 1);
  free(safety);
}
END_TEST

START_TEST(an_unknown_fact_fires_no_safety_rule_and_a_scenario_may_weigh_it_itself)
{
  char *safety = safety_module(RULE("no-mr", "stop", HAS("a"), "<exam modality=\"MR\"/>"));
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", HAS("b"), RATE("acr", U("mr-knee")) "<weighs safety=\"no-mr\"/>") SCENARIO("t", "", ALWAYS, RATE("acr", U("mr-knee")))), NULL, safety);
  exam("mr-knee"), tell("pain", "present"), tell("b", "absent");
  decide();
  ck_assert_int_eq(rscan_decision_safety(d), RSCAN_SAFETY_NONE);
  rscan_referral_clear(referral);
  exam("mr-knee"), tell("pain", "present"), tell("b", "present"), tell("a", "present");
  decide();
  ck_assert_int_eq(rscan_decision_safety(d), RSCAN_SAFETY_NONE);
  free(safety);
}
END_TEST

START_TEST(the_same_exam_days_ago_is_noticed)
{
  char *safety = safety_module(RULE("again", "warn", "<repeat within-days=\"30\"/>", ""));
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee")))), NULL, safety);
  exam("mr-knee"), tell("pain", "present");
  ck_assert_int_eq(rscan_referral_set_today(referral, "2026-11-24", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_add_prior(referral, "mr-knee", "2026-11-10", NULL, NULL), RSCAN_OK);
  decide();
  ck_assert_int_eq(rscan_decision_safety(d), RSCAN_SAFETY_WARN);
  free(safety);
}
END_TEST

START_TEST(pregnancy_that_was_assumed_absent_is_cautioned_where_it_matters)
{
  char *safety = safety_module(RULE("preg", "warn", HAS("pregnancy"), "<exam modality=\"CT\"/>"));
  open_book(FINDING("pain", "", "") FINDING("pregnancy", "unstated=\"absent\"", ""), GUIDELINE("g", "pain", SCENARIO("s", "", ALWAYS, RATE("acr", U("mr-knee ct-knee")))), NULL, safety);
  exam("ct-knee"), tell("pain", "present");
  decide();
  ck_assert_uint_eq(d->n_cautions, 1);
  ck_assert_uint_eq(d->cautions[0].exam, RSI_NONE);
  ck_assert_int_eq(rscan_decision_safety(d), RSCAN_SAFETY_NONE);
  free(safety);
}
END_TEST

START_TEST(the_highest_urgency_among_the_candidates_does_not_wait_for_a_question)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("bad", "urgency=\"emergency\"", HAS("a"), RATE("acr", U("mr-knee"))) SCENARIO("rest", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present");
  decide();
  ck_verdict("needs-information");
  ck_assert_int_eq(rscan_decision_urgency(d), RSCAN_EMERGENCY);
}
END_TEST

/* ---- facts ---- */

START_TEST(a_field_beats_the_text_and_the_conflict_is_reported)
{
  open_book(GROUP_FACTS, GROUP_GUIDELINE, NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("r1", "absent"), tell("r2", "absent");
  ck_assert_int_eq(rscan_referral_set_reason(referral, "pain with rone", NULL), RSCAN_OK);
  decide();
  ck_verdict("usually-not-appropriate");
  ck_assert(is_warned("conflict"));
}
END_TEST

START_TEST(a_guideline_past_its_review_still_answers_and_says_so)
{
  open_book(BASIC_FACTS, GUIDELINE("g", "pain", SCENARIO("bad", "", HAS("a"), RATE("acr", U("mr-knee"))) SCENARIO("rest", "", ALWAYS, RATE("acr", N("mr-knee")))), NULL, NULL);
  exam("mr-knee"), tell("pain", "present"), tell("a", "absent");
  decide();
  ck_assert(!is_warned("guideline-expired")); /* there is no clock: without today nothing is known */
  ck_assert_int_eq(rscan_referral_set_today(referral, "2030-01-01", NULL), RSCAN_OK);
  decide();
  ck_assert(!is_warned("guideline-expired")); /* the day itself is in time */
  ck_assert_int_eq(rscan_referral_set_today(referral, "2030-01-02", NULL), RSCAN_OK);
  decide();
  ck_verdict("usually-not-appropriate");
  ck_assert(is_warned("guideline-expired"));
  ck_assert_uint_eq(d->n_warnings, 1);
  ck_assert_str_eq(d->warnings[0].text, "the guideline g was to be reviewed by 2030-01-01 and may be out of date");
  tell("a", "unknown");
  decide();
  ck_verdict("needs-information");
  ck_assert_uint_eq(d->n_warnings, 1); /* once, however many of its scenarios are possible */
}
END_TEST

START_TEST(the_same_referral_gives_the_same_bytes)
{
  char *first;
  size_t n, m;
  open_book(GROUP_FACTS, GROUP_GUIDELINE, NULL, NULL);
  exam("mr-knee");
  ck_assert_int_eq(rscan_referral_set_reason(referral, "pain, no rone", NULL), RSCAN_OK);
  decide();
  first = strdup(rscan_decision_render(scratch, RSCAN_FORMAT_JSON, &n, NULL));
  decide();
  const char *second = rscan_decision_render(scratch, RSCAN_FORMAT_JSON, &m, NULL);
  ck_assert_uint_eq(n, m);
  ck_assert_str_eq(first, second);
  free(first);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("decide");
  TCase *tc = tcase_create("semantics");
  tcase_add_checked_fixture(tc, NULL, tear_down);
#define ADD(name) tcase_add_test(tc, name)
  ADD(the_first_scenario_that_holds_is_chosen);
  ADD(an_unknown_that_does_not_change_the_verdict_is_not_asked_for);
  ADD(an_unknown_that_changes_the_verdict_is_asked_for_with_what_each_answer_leads_to);
  ADD(danger_is_asked_for_before_what_the_author_wrote_first);
  ADD(silence_means_what_the_finding_says_and_is_listed);
  ADD(strict_policy_assumes_nothing);
  ADD(a_guideline_may_say_what_silence_means_for_it);
  ADD(told_as_unknown_is_not_assumed);
  ADD(suspected_leaves_present_unknown);
  ADD(no_scenario_is_a_candidate_like_any_other);
  ADD(what_logic_leaves_open_is_checked_against_implications);
  ADD(silence_never_completes_a_score);
  ADD(a_score_is_decided_by_any_criteria_that_are_enough);
  ADD(a_score_told_directly_beats_the_computed_one);
  ADD(a_derived_measure_follows_its_inputs);
  ADD(a_measure_is_never_assumed);
  ADD(an_earlier_exam_is_never_assumed_but_complete_history_makes_omission_mean_not_done);
  ADD(ordering_an_exam_of_which_nothing_earlier_is_said_is_taken_for_the_first);
  ADD(what_others_imply_of_an_earlier_exam_does_not_say_that_it_was_done);
  ADD(an_earlier_exam_counts_by_modality_region_and_result);
  ADD(a_group_that_is_absent_makes_its_members_absent_but_what_was_said_of_one_stands);
  ADD(a_group_is_asked_for_as_one_question);
  ADD(a_guideline_steps_back_for_one_it_yields_to);
  ADD(the_best_category_of_several_guidelines_is_the_verdict_and_an_open_one_that_cannot_change_it_is_not_asked);
  ADD(a_complaint_without_a_body_part_is_of_the_part_whose_exam_is_ordered);
  ADD(an_exclusion_that_is_unknown_keeps_does_not_apply_a_candidate);
  ADD(each_exam_takes_the_first_authority_that_rates_it_and_the_others_are_shown);
  ADD(a_scenario_that_no_listed_authority_holds_is_skipped);
  ADD(a_scenario_may_refine_another_and_inherits_its_rows);
  ADD(of_several_exams_that_differ_the_default_is_rated_and_said_to_be_assumed);
  ADD(no_criteria_always_carries_its_reason);
  ADD(an_exam_without_any_reason_asks_for_the_reason);
  ADD(without_an_exam_the_answer_is_what_to_order);
  ADD(nothing_usually_appropriate_recommends_no_imaging_with_the_may_be_exams_as_alternatives);
  ADD(safety_takes_a_stopped_exam_out_of_recommended_but_never_changes_a_category);
  ADD(when_safety_stops_all_the_best_may_be_exam_is_recommended);
  ADD(an_unknown_fact_fires_no_safety_rule_and_a_scenario_may_weigh_it_itself);
  ADD(the_same_exam_days_ago_is_noticed);
  ADD(pregnancy_that_was_assumed_absent_is_cautioned_where_it_matters);
  ADD(the_highest_urgency_among_the_candidates_does_not_wait_for_a_question);
  ADD(a_field_beats_the_text_and_the_conflict_is_reported);
  ADD(a_guideline_past_its_review_still_answers_and_says_so);
  ADD(the_same_referral_gives_the_same_bytes);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
