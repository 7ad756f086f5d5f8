/* Requests: what is read, what is refused, and with which words and at which place. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_shape.h"
#include "limits.h"
#include "referral.h"
#include "support.h"

#define NAMED(id) "<label lang=\"en\">" id "</label><label lang=\"fr\">" id "</label>"
#define L(id) NAMED(id) "<ask lang=\"en\">" id "?</ask><ask lang=\"fr\">" id "?</ask>"
#define VALUE(id) "<value id=\"" id "\">" NAMED(id) "</value>"

static const char *const facts =
    "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age")
    "<unit id=\"mo\" factor=\"0.0833333333333333\"/><unit id=\"wk\" factor=\"0.0191653649\"/><unit id=\"d\" factor=\"0.00273790926\"/></measure>"
    "<choice id=\"sex\">" L("sex") VALUE("female") VALUE("male") VALUE("other") "</choice>"
    "<choice id=\"setting\">" L("setting") VALUE("outpatient") VALUE("emergency") VALUE("inpatient") "</choice>"
    "<choice id=\"purpose\" unstated=\"diagnose\">" L("purpose") VALUE("diagnose") VALUE("screen") VALUE("follow-up") "</choice>"
    "<measure id=\"duration\" unit=\"d\" min=\"0\" max=\"40000\" kind=\"duration\">" L("duration")
    "<unit id=\"h\" factor=\"0.0416666666666667\"/><unit id=\"wk\" factor=\"7\"/><unit id=\"mo\" factor=\"30\"/></measure>"
    "<finding id=\"pregnancy\" unstated=\"absent\" possible=\"female\">" L("pregnancy") "</finding>"
    "<finding id=\"fever\" unstated=\"absent\">" L("fever") "</finding>"
    "<finding id=\"weight-loss\" unstated=\"absent\">" L("weight loss") "</finding>"
    "<finding id=\"knee-pain\">" L("knee pain") "</finding>"
    "<group id=\"red-flags\" members=\"fever weight-loss\">" L("red flags") "</group>"
    "<measure id=\"egfr\" unit=\"mL/min\" min=\"0\" max=\"200\">" L("eGFR") "</measure>"
    "<measure id=\"d-dimer\" unit=\"ng/mL\" min=\"0\" max=\"100000\">" L("D-dimer") "<unit id=\"mg/L\" factor=\"1000\"/><unit id=\"umol/L\" factor=\"2\"/></measure>"
    "<measure id=\"d-dimer-ratio\" unit=\"1\">" L("ratio")
    "<derive><quotient><value of=\"d-dimer\"/><value of=\"age\"/></quotient></derive></measure>"
    "<prior id=\"knee-radiograph\" modality=\"DX\" region=\"knee\">" L("knee radiograph")
    "<result id=\"normal\">" NAMED("normal") "</result><result id=\"osteoarthritis\">" NAMED("osteoarthritis") "</result></prior>";

static const char *const scores =
    "<score id=\"wells\">" L("Wells") "<criterion points=\"3\">" NAMED("fever") "<has finding=\"fever\"/></criterion>"
    "<band id=\"unlikely\" at-most=\"4\">" NAMED("unlikely") "</band><band id=\"likely\" above=\"4\">" NAMED("likely") "</band></score>";

static const char *const guideline =
    "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"knee\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" regions=\"knee\">"
    "<title lang=\"en\">Knee</title><title lang=\"fr\">Genou</title><source id=\"acr\" authority=\"acr\" year=\"2020\">ACR</source>"
    "<enter findings=\"knee-pain\"/><scenario id=\"any\"><title lang=\"en\">any</title><title lang=\"fr\">tout</title><when><all>"
    "<not><choice of=\"purpose\" is=\"screen\"/></not><measure of=\"age\" at-least=\"0\"/><measure of=\"duration\" at-least=\"42\"/>"
    "<measure of=\"egfr\" below=\"30\"/><measure of=\"d-dimer-ratio\" at-least=\"1\"/></all></when>"
    "<ratings source=\"acr\"><usually-appropriate>mr-knee</usually-appropriate></ratings></scenario></guideline>";

static rscan_rulebase *book;
static rscan_referral *r;
static rscan_error *err;

static void set_up(void) {
  book = test_book(facts, scores, guideline, NULL);
  r = rscan_referral_new(book, &err);
  ck_assert_ptr_nonnull(r);
}

static void tear_down(void) {
  rscan_error_free(err);
  err = NULL;
  rscan_referral_free(r);
  rscan_rulebase_unref(book);
}

static rscan_status parse(const char *json) {
  rscan_error_free(err);
  err = NULL;
  return rscan_referral_parse(r, json, strlen(json), &err);
}

static void accept(const char *json) {
  rscan_status status = parse(json);
  ck_assert_msg(status == RSCAN_OK, "%s\n%s", json, err ? rscan_error_text(err, 0) : "?");
}

/* Refuses json with exactly this place, code and message. */
static void refuse(const char *json, const char *text) {
  rscan_status status = parse(json);
  ck_assert_msg(status != RSCAN_OK, "accepted: %s", json);
  ck_assert_str_eq(rscan_error_text(err, 0), text);
  ck_assert_ptr_null(r->exam);
  ck_assert_uint_eq(r->findings.count + r->measures.count + r->codes.count + r->priors.count, 0);
  ck_assert(isnan(r->age_low));
}

static uint32_t fact(const char *id) { return rsi_find_fact(book, id); }

static rsi_state state_of(const char *id) {
  for (uint32_t i = 0; i < r->findings.count; i++)
    if (RSI_AT(&r->findings, rsi_told_finding, i)->fact == fact(id))
      return RSI_AT(&r->findings, rsi_told_finding, i)->state;
  ck_abort_msg("%s is not told", id);
  return 0;
}

static const rsi_told_measure *measure_of(const char *id) {
  for (uint32_t i = 0; i < r->measures.count; i++)
    if (RSI_AT(&r->measures, rsi_told_measure, i)->fact == fact(id))
      return RSI_AT(&r->measures, rsi_told_measure, i);
  ck_abort_msg("%s is not told", id);
  return NULL;
}

static const rsi_warning *warning(uint32_t i) {
  ck_assert_uint_gt(r->warnings.count, i);
  return RSI_AT(&r->warnings, rsi_warning, i);
}

/* ---- what is read ---- */

START_TEST(every_member_of_the_contract_is_read) {
  accept("{\"id\":\"r1\",\"age\":46,\"today\":\"2026-11-24\",\"sex\":\"female\",\"pregnant\":false,\"exam\":\"MRI knee\",\"reason\":\"pain\","
         "\"codes\":[\"M25.56\"],\"findings\":{\"fever\":\"absent\"},\"measures\":{\"egfr\":28},\"prior\":[{\"exam\":\"Radiograph knee\",\"date\":"
         "\"2026-10-01\",\"result\":\"normal\"}],\"setting\":\"emergency\",\"language\":\"fr\",\"policy\":\"strict\",\"prior_complete\":true,"
         "\"authorities\":[\"acr\",\"home\"],\"consultation\":\"c7\"}");
  ck_assert_str_eq(r->id, "r1");
  ck_assert_double_eq(r->age_low, 46);
  ck_assert_double_eq(r->age_high, 46);
  ck_assert_int_eq(r->today, 20781);
  ck_assert_int_eq(r->sex, 0);
  ck_assert_uint_eq(r->pregnant, RSI_ABSENT);
  ck_assert_str_eq(r->exam, "MRI knee");
  ck_assert_str_eq(r->reason, "pain");
  ck_assert_str_eq(RSI_AT(&r->codes, rsi_told_code, 0)->code, "M25.56");
  ck_assert_uint_eq(state_of("fever"), RSI_ABSENT);
  ck_assert_double_eq(measure_of("egfr")->low, 28);
  const rsi_told_prior *prior = RSI_AT(&r->priors, rsi_told_prior, 0);
  ck_assert_uint_eq(prior->exam, rsi_find_exam(book, "xr-knee"));
  ck_assert_uint_eq(prior->modality, book->exams[prior->exam].modality);
  ck_assert_int_eq(prior->date, 20727);
  ck_assert_str_eq(prior->result_text, "normal");
  ck_assert_int_eq(r->setting, 1);
  ck_assert_int_eq(r->language, RSI_FR);
  ck_assert_int_eq(r->policy, RSI_POLICY_STRICT);
  ck_assert(r->prior_complete);
  ck_assert_uint_eq(r->authorities.count, 2);
  ck_assert_str_eq(r->consultation, "c7");
  ck_assert_uint_eq(r->warnings.count, 0);
}
END_TEST

START_TEST(facts_remember_the_member_they_came_from) {
  accept("{\"findings\":{\"weight_loss\":\"absent\"},\"measures\":{\"duration_weeks\":2},\"codes\":[\"A1\",\"B2\"]}");
  ck_assert_str_eq(RSI_AT(&r->findings, rsi_told_finding, 0)->path, "findings.weight_loss");
  ck_assert_str_eq(measure_of("duration")->path, "measures.duration_weeks");
  ck_assert_str_eq(RSI_AT(&r->codes, rsi_told_code, 1)->path, "codes[1]");
}
END_TEST

START_TEST(an_age_may_be_in_years_months_weeks_or_days_in_english_or_french) {
  const struct { const char *json; double years; } ages[] = {
      {"{\"age\":46}", 46}, {"{\"age\":\"46\"}", 46}, {"{\"age\":\"5 months\"}", 5 * 0.0833333333333333}, {"{\"age\":\"18 mois\"}", 18 * 0.0833333333333333},
      {"{\"age\":\"3 weeks\"}", 3 * 0.0191653649}, {"{\"age\":\"10 d\"}", 10 * 0.00273790926}, {"{\"age\":\"7y\"}", 7}, {"{\"age\":\" 2 ans \"}", 2}};
  for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
    accept(ages[i].json);
    ck_assert_double_eq(r->age_low, ages[i].years);
  }
}
END_TEST

START_TEST(an_age_from_dates_is_exact_at_weeks_months_and_birthdays) {
  accept("{\"birth_date\":\"2026-10-13\",\"today\":\"2026-11-24\"}");
  ck_assert_double_eq(r->age_low, 6 * 0.0191653649); /* six weeks to the day */
  accept("{\"birth_date\":\"2026-07-24\",\"today\":\"2026-11-24\"}");
  ck_assert_double_eq(r->age_low, 4 * 0.0833333333333333); /* four months to the day */
  accept("{\"birth_date\":\"1961-11-24\",\"today\":\"2026-11-24\"}");
  ck_assert_double_eq(r->age_low, 65);
  accept("{\"birth_date\":\"1961-11-25\",\"today\":\"2026-11-24\"}");
  ck_assert_double_lt(r->age_low, 65);
  accept("{\"birth_date\":\"2024-02-29\",\"today\":\"2026-02-28\"}");
  ck_assert_double_lt(r->age_low, 2);
}
END_TEST

START_TEST(an_age_from_dates_never_runs_backwards) {
  double before = -1;
  for (int32_t day = 0; day < 4000; day++) {
    char json[96];
    int year = 2010 + day / 366, month = 1 + day % 366 / 31, of_month = 1 + day % 366 % 31;
    snprintf(json, sizeof json, "{\"birth_date\":\"2010-01-31\",\"today\":\"%04d-%02d-%02d\"}", year, month, of_month);
    if (parse(json) != RSCAN_OK)
      continue; /* no such day, or before the birth */
    ck_assert_msg(r->age_low > before, "%s", json);
    before = r->age_low;
  }
  ck_assert_double_gt(before, 10);
}
END_TEST

START_TEST(a_birth_date_without_today_gives_no_age_and_says_so) {
  accept("{\"birth_date\":\"1961-11-24\"}");
  ck_assert(isnan(r->age_low));
  ck_assert_str_eq(warning(0)->code, "age-unknown");
  ck_assert_str_eq(warning(0)->path, "birth_date");
}
END_TEST

START_TEST(age_stands_against_a_birth_date_that_says_otherwise_and_the_conflict_is_named) {
  accept("{\"birth_date\":\"1961-11-24\",\"today\":\"2026-11-24\",\"age\":30}");
  ck_assert_double_eq(r->age_low, 30);
  ck_assert_str_eq(warning(0)->code, "conflict");
  accept("{\"birth_date\":\"1961-11-23\",\"today\":\"2026-11-24\",\"age\":65}");
  ck_assert_uint_eq(r->warnings.count, 0);
}
END_TEST

START_TEST(an_age_that_is_told_is_shown_as_told_also_beside_a_birth_date) {
  rscan_scratch *scratch = rscan_scratch_new(book, NULL);
  accept("{\"birth_date\":\"1961-11-23\",\"today\":\"2026-11-24\",\"age\":65,\"exam\":\"MRI knee\"}");
  ck_assert_ptr_nonnull(rscan_decide(scratch, r, NULL));
  ck_assert_ptr_nonnull(strstr(rscan_decision_render(scratch, RSCAN_FORMAT_JSON, NULL, NULL), "\"path\":\"age\""));
  accept("{\"birth_date\":\"1961-11-23\",\"today\":\"2026-11-24\",\"exam\":\"MRI knee\"}");
  ck_assert_ptr_nonnull(rscan_decide(scratch, r, NULL));
  ck_assert_ptr_nonnull(strstr(rscan_decision_render(scratch, RSCAN_FORMAT_JSON, NULL, NULL), "\"path\":\"birth_date\""));
  rscan_scratch_free(scratch);
}
END_TEST

START_TEST(a_finding_is_present_suspected_absent_or_unknown) {
  accept("{\"findings\":{\"fever\":\"present\",\"weight-loss\":\"suspected\",\"knee-pain\":\"unknown\",\"red-flags\":\"absent\"}}");
  ck_assert_uint_eq(state_of("fever"), RSI_PRESENT);
  ck_assert_uint_eq(state_of("weight-loss"), RSI_SUSPECTED | RSI_PRESENT);
  ck_assert_uint_eq(state_of("knee-pain"), RSI_FINDING_FULL);
  ck_assert_uint_eq(state_of("red-flags"), RSI_ABSENT);
}
END_TEST

START_TEST(choices_results_bands_and_unknown_are_told_in_findings) {
  accept("{\"findings\":{\"purpose\":\"follow-up\",\"knee-radiograph\":\"not-done\",\"wells\":\"likely\",\"egfr\":\"unknown\"}}");
  ck_assert_uint_eq(state_of("purpose"), 4);
  ck_assert_uint_eq(state_of("knee-radiograph"), 1);
  ck_assert_uint_eq(state_of("wells"), book->values[book->facts[fact("wells")].values.first + 1].state);
  ck_assert_uint_eq(state_of("egfr"), book->facts[fact("egfr")].full);
  accept("{\"findings\":{\"knee-radiograph\":\"osteoarthritis\",\"purpose\":\"follow_up\"}}");
  ck_assert_uint_eq(state_of("knee-radiograph"), 4);
  ck_assert_uint_eq(state_of("purpose"), 4);
  accept("{\"findings\":{\"knee-radiograph\":\"done\"}}");
  ck_assert_uint_eq(state_of("knee-radiograph"), book->facts[fact("knee-radiograph")].full & ~(rsi_state)1);
  accept("{\"findings\":{\"knee-radiograph\":\"other\"}}");
  ck_assert_uint_eq(state_of("knee-radiograph"), 8);
}
END_TEST

START_TEST(facts_with_a_field_of_their_own_are_kept_there_whichever_way_they_are_told) {
  accept("{\"findings\":{\"sex\":\"male\",\"setting\":\"inpatient\",\"pregnancy\":\"suspected\"},\"measures\":{\"age_months\":18}}");
  ck_assert_int_eq(r->sex, 1);
  ck_assert_int_eq(r->setting, 2);
  ck_assert_uint_eq(r->pregnant, RSI_SUSPECTED | RSI_PRESENT);
  ck_assert_double_eq(r->age_low, 1.5);
  ck_assert_uint_eq(r->findings.count + r->measures.count, 0);
}
END_TEST

START_TEST(sex_may_be_a_letter_in_any_case) {
  const struct { const char *json; int value; } sexes[] = {{"{\"sex\":\"F\"}", 0}, {"{\"sex\":\"m\"}", 1}, {"{\"sex\":\"Male\"}", 1}, {"{\"sex\":\"unknown\"}", -2}};
  for (size_t i = 0; i < sizeof sexes / sizeof *sexes; i++) {
    accept(sexes[i].json);
    ck_assert_int_eq(r->sex, sexes[i].value);
  }
}
END_TEST

START_TEST(pregnant_may_be_a_boolean_or_a_word) {
  const struct { const char *json; rsi_state state; } words[] = {
      {"{\"pregnant\":true}", RSI_PRESENT}, {"{\"pregnant\":\"no\"}", RSI_ABSENT}, {"{\"pregnant\":\"unknown\"}", RSI_FINDING_FULL}, {"{\"pregnant\":null}", 0}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    accept(words[i].json);
    ck_assert_uint_eq(r->pregnant, words[i].state);
  }
}
END_TEST

START_TEST(a_measure_may_name_its_unit_in_its_key_or_beside_its_value) {
  const struct { const char *json, *id; double low, high; } measures[] = {
      {"{\"measures\":{\"duration_days\":14}}", "duration", 14, 14},
      {"{\"measures\":{\"duration-weeks\":2}}", "duration", 14, 14},
      {"{\"measures\":{\"d_dimer\":600}}", "d-dimer", 600, 600},
      {"{\"measures\":{\"d_dimer_mg_L\":0.6}}", "d-dimer", 600, 600},
      {"{\"measures\":{\"d-dimer\":{\"value\":3,\"unit\":\"µmol/L\"}}}", "d-dimer", 6, 6},
      {"{\"measures\":{\"duration\":{\"low\":2,\"high\":3,\"unit\":\"weeks\"}}}", "duration", 14, 21},
      {"{\"measures\":{\"duration\":{\"value\":48,\"unit\":\"h\"}}}", "duration", 2, 2},
      {"{\"measures\":{\"wells\":4.5}}", "wells", 4.5, 4.5}};
  for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
    accept(measures[i].json);
    ck_assert_double_eq(measure_of(measures[i].id)->low, measures[i].low);
    ck_assert_double_eq(measure_of(measures[i].id)->high, measures[i].high);
  }
}
END_TEST

START_TEST(a_code_may_carry_its_system_and_lack_its_dot) {
  accept("{\"codes\":[\"m54.5\",\"icd10|M545\",\"http://hl7.org/fhir/sid/icd-10-ca|M54.5\",\"http://snomed.info/sct|279039007\","
         "\"urn:oid:2.16.840.1.113883.6.90|S83.2\",\" R10 \"]}");
  const struct { const char *system, *code; } codes[] = {{NULL, "M54.5"}, {"icd10", "M54.5"}, {"icd10", "M54.5"},
                                                         {"snomed", "279039007"}, {"icd10", "S83.2"}, {NULL, "R10"}};
  for (uint32_t i = 0; i < 6; i++) {
    const rsi_told_code *code = RSI_AT(&r->codes, rsi_told_code, i);
    ck_assert_pstr_eq(code->system, codes[i].system);
    ck_assert_str_eq(code->code, codes[i].code);
  }
}
END_TEST

START_TEST(null_and_blank_are_not_given) {
  accept("{\"age\":null,\"sex\":null,\"exam\":\"\",\"reason\":\"  \",\"findings\":{\"fever\":null},\"measures\":{\"egfr\":null}}");
  ck_assert(isnan(r->age_low));
  ck_assert_int_eq(r->sex, -1);
  ck_assert_ptr_null(r->exam);
  ck_assert_ptr_null(r->reason);
  ck_assert_uint_eq(r->findings.count + r->measures.count, 0);
}
END_TEST

START_TEST(unknown_members_are_ignored_and_named_with_the_nearest_name) {
  accept("{\"codez\":[1,{\"a\":2}],\"prior\":[{\"exam\":\"Radiograph knee\",\"where\":\"here\"}]}");
  ck_assert_str_eq(warning(0)->path, "codez");
  ck_assert_str_eq(warning(0)->text, "unknown member \"codez\" was ignored; did you mean \"codes\"?");
  ck_assert_str_eq(warning(1)->path, "prior[0].where");
}
END_TEST

START_TEST(a_prior_exam_that_is_not_understood_is_kept_and_named) {
  accept("{\"prior\":[{\"exam\":\"flurbogram\"}]}");
  ck_assert_uint_eq(RSI_AT(&r->priors, rsi_told_prior, 0)->modality, RSI_NONE);
  ck_assert_str_eq(warning(0)->code, "prior-not-understood");
}
END_TEST

START_TEST(a_byte_order_mark_and_a_regional_language_are_welcome) {
  accept("\xef\xbb\xbf{\"language\":\"fr-CA\"}");
  ck_assert_int_eq(r->language, RSI_FR);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(refusals_say_the_place_what_was_expected_and_what_was_found) {
  const struct { const char *json, *text; } cases[] = {
      {"{\"findings\":{\"fever\":\"maybe\"}}",
       "$.findings.fever: error: expected one of present, suspected, absent, unknown; found \"maybe\" [state-unknown]"},
      {"{\"findings\":{\"fever\":true}}", "$.findings.fever: error: expected a text such as \"present\" or \"absent\"; found true [type-wrong]"},
      {"{\"findings\":{\"fevr\":\"absent\"}}", "$.findings.fevr: error: the rule base has no fact \"fevr\" [fact-unknown]\n  hint: did you mean \"fever\"?"},
      {"{\"findings\":{\"purpose\":\"scren\"}}",
       "$.findings.purpose: error: expected one of diagnose, screen, follow-up, unknown; found \"scren\" [state-unknown]\n  hint: did you mean \"screen\"?"},
      {"{\"findings\":{\"knee-radiograph\":\"broken\"}}",
       "$.findings.knee-radiograph: error: expected one of normal, osteoarthritis, not-done, done, other, unknown; found \"broken\" [state-unknown]"},
      {"{\"findings\":[]}", "$.findings: error: expected an object; found an array [type-wrong]"},
      {"{\"measures\":{\"egfr\":\"28\"}}",
       "$.measures.egfr: error: expected a number, an object with value or low and high, or \"unknown\"; found \"28\" [type-wrong]"},
      {"{\"measures\":{\"egfr\":{\"unit\":\"mL/min\"}}}", "$.measures.egfr: error: expected either value, or low and high [type-wrong]"},
      {"{\"measures\":{\"egfr\":2800}}", "$.measures.egfr: error: expected 0 to 200 mL/min; found 2800 [measure-out-of-range]"},
      {"{\"measures\":{\"duration\":{\"low\":9,\"high\":3}}}",
       "$.measures.duration: error: the low end of the range lies above the high end [measure-out-of-range]"},
      {"{\"measures\":{\"duration_parsecs\":2}}",
       "$.measures.duration_parsecs: error: \"parsecs\" is not a unit of \"duration\"; expected one of d, h, wk, mo [unit-unknown]"},
      {"{\"measures\":{\"d-dimer-ratio\":2}}",
       "$.measures.d-dimer-ratio: error: \"d-dimer-ratio\" is worked out, never told [measure-derived]\n  hint: tell \"d-dimer\", \"age\""},
      {"{\"measures\":{\"fever\":2}}", "$.measures.fever: error: \"fever\" is not a number [measure-unknown]\n  hint: tell it in findings"},
      {"{\"age\":\"old\"}",
       "$.age: error: expected years as a number, or a text such as \"5 months\", \"3 weeks\", \"10 d\"; found \"old\" [type-wrong]"},
      {"{\"age\":131}", "$.age: error: expected 0 to 130 a; found 131 [measure-out-of-range]"},
      {"{\"age\":-1}", "$.age: error: expected 0 to 130 a; found -1 [measure-out-of-range]"},
      {"{\"birth_date\":\"2026-02-30\"}", "$.birth_date: error: there is no such day in the calendar: \"2026-02-30\" [date-invalid]"},
      {"{\"birth_date\":\"2026-2-3\"}", "$.birth_date: error: expected a date as YYYY-MM-DD; found \"2026-2-3\" [date-invalid]"},
      {"{\"birth_date\":\"1750-01-01\",\"today\":\"2026-11-24\"}", "$.today: error: expected 0 to 130 a; found 276 [measure-out-of-range]"},
      {"{\"birth_date\":\"2027-01-01\",\"today\":\"2026-11-24\"}", "$.today: error: the birth date is after today: \"2026-11-24\" [date-invalid]"},
      {"{\"sex\":\"x\"}", "$.sex: error: expected one of female, male, other, unknown; found \"x\" [state-unknown]"},
      {"{\"pregnant\":1}", "$.pregnant: error: expected true, false, \"yes\", \"no\" or \"unknown\"; found a number [type-wrong]"},
      {"{\"policy\":\"lax\"}", "$.policy: error: expected one of documented, strict; found \"lax\" [state-unknown]"},
      {"{\"language\":\"de\"}", "$.language: error: expected one of en, fr; found \"de\" [state-unknown]"},
      {"{\"authorities\":[\"arc\"]}", "$.authorities[0]: error: the rule base has no authority \"arc\" [authority-unknown]\n  hint: did you mean \"acr\"?"},
      {"{\"codes\":\"M54\"}", "$.codes: error: expected an array of texts; found \"M54\" [type-wrong]"},
      {"{\"codes\":[\"M54\",{}]}", "$.codes[1]: error: expected a text; found an object [type-wrong]"},
      {"{\"codes\":[\"icd10|\"]}", "$.codes[0]: error: expected a code, or system|code; found \"icd10|\" [code-invalid]"},
      {"{\"prior\":[{\"date\":\"2026-01-01\"}]}", "$.prior[0].exam: error: expected the exam that was done; found nothing [exam-missing]"},
      {"{\"prior\":[{\"exam\":\"Radiograph knee\",\"date\":\"yesterday\"}]}",
       "$.prior[0].date: error: expected a date as YYYY-MM-DD; found \"yesterday\" [date-invalid]"},
      {"{\"prior\":[\"Radiograph knee\"]}", "$.prior[0]: error: expected an object with exam, date and result; found \"Radiograph knee\" [type-wrong]"},
      {"{\"prior_complete\":\"yes\"}", "$.prior_complete: error: expected true or false; found \"yes\" [type-wrong]"},
      {"{\"exam\":7}", "$.exam: error: expected a text; found a number [type-wrong]"},
      {"[]", "$: error: expected an object; found an array [type-wrong]"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    refuse(cases[i].json, cases[i].text);
}
END_TEST

START_TEST(a_fact_told_twice_in_one_request_is_refused) {
  refuse("{\"age\":4,\"age\":5}", "$: error: \"age\" is given twice in one object (line 1, column 14) [member-duplicate]\n  hint: keep one of the two");
  refuse("{\"findings\":{\"fever\":\"absent\",\n \"fever\":\"absent\"}}",
         "$: error: \"fever\" is given twice in one object (line 2, column 8) [member-duplicate]\n  hint: keep one of the two");
  refuse("{\"findings\":{\"weight-loss\":\"absent\",\"weight_loss\":\"present\"}}",
         "$.findings.weight_loss: error: \"weight-loss\" is told twice in this request [member-duplicate]");
  refuse("{\"findings\":{\"sex\":\"male\"},\"sex\":\"female\"}", "$.sex: error: \"sex\" is told twice in this request [member-duplicate]");
  refuse("{\"measures\":{\"duration_days\":1,\"duration_weeks\":1}}",
         "$.measures.duration_weeks: error: \"duration\" is told twice in this request [member-duplicate]");
}
END_TEST

START_TEST(of_several_mistakes_the_first_one_written_is_named) {
  refuse("{\"sex\":\"x\",\"age\":-1}", "$.sex: error: expected one of female, male, other, unknown; found \"x\" [state-unknown]");
  refuse("{\"age\":-1,\"sex\":\"x\"}", "$.age: error: expected 0 to 130 a; found -1 [measure-out-of-range]");
}
END_TEST

START_TEST(what_is_not_json_is_refused_at_its_line_and_column) {
#define ENDS(place) "$: error: the request ends before it is complete (" place ") [json-invalid]"
#define VALUE_WANTED(place) "$: error: expected a value: \"text\", number, true, false, null, { or [ (" place ") [json-invalid]"
#define NAME_WANTED(place) "$: error: expected a name in double quotes (" place ") [json-invalid]\n  hint: \"name\": value, and no comma before }"
#define HALF(place) "$: error: half of a surrogate pair stands alone (" place ") [json-invalid]\n  hint: write the character itself, or both of its halves"
#define NOT_UTF8(place) "$: error: expected text in UTF-8; found other bytes (" place ") [not-utf8]\n  hint: save or send the request as UTF-8"
  const struct { const char *json, *text; } cases[] = {
      {"", ENDS("line 1, column 1")},
      {"{\"age\":4", ENDS("line 1, column 8")},
      {"{\"age\":4,\n", ENDS("line 2, column 1")},
      {"{\"reason\":\"é", ENDS("line 1, column 12")},
      {"{\"age\":4} x", "$: error: expected nothing behind the request's closing brace (line 1, column 11) [json-invalid]"},
      {"{\"age\":1e999}", "$: error: this number is too large (line 1, column 12) [json-invalid]"},
      {"{\"age\":04}", VALUE_WANTED("line 1, column 8")},
      {"{\"age\":NaN}", VALUE_WANTED("line 1, column 10")},
      {"hello", VALUE_WANTED("line 1, column 5")},
      {"{\"codes\":[\"A1\",]}", VALUE_WANTED("line 1, column 16")},
      {"{\"age\":4,}", NAME_WANTED("line 1, column 10")},
      {"{'age':4}", NAME_WANTED("line 1, column 2")},
      {"{\"age\" 4}", "$: error: expected : after the name (line 1, column 8) [json-invalid]"},
      {"{\"age\":4\n \"sex\":\"F\"}", "$: error: expected , or } (line 2, column 6) [json-invalid]"},
      {"{\"codes\":[\"A1\" \"B2\"]}", "$: error: expected , or ] (line 1, column 19) [json-invalid]"},
      {"{\"reason\":\"a\nb\"}", "$: error: a text is broken by the end of a line (line 1, column 12) [json-invalid]\n  hint: write it as \\n"},
      {"{\"reason\":\"a\tb\"}", "$: error: a control character in a text (line 1, column 12) [json-invalid]\n  hint: write it as an escape: \\t, \\u001b"},
      {"{\"reason\":\"a\\xb\"}", "$: error: unknown escape after \\ (line 1, column 14) [json-invalid]\n  hint: write \\ itself as \\\\"},
      {"{\"reason\":\"a\\u0000b\"}", "$: error: a text holds a NUL character (line 1, column 20) [json-invalid]\n  hint: leave \\u0000 out"},
      {"{\"a\\u0000b\":1}", "$: error: a name holds a NUL character (line 1, column 11) [json-invalid]\n  hint: leave \\u0000 out"},
      {"{\"reason\":\"a\\ud800b\"}", HALF("line 1, column 20")},
      {"{\"reason\":\"\\udc00\"}", HALF("line 1, column 18")},
      {"{\"reason\":\"\xff\"}", NOT_UTF8("line 1, column 11")},
      {"{\"reason\":\"\xed\xa0\x80\"}", NOT_UTF8("line 1, column 11")}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    refuse(cases[i].json, cases[i].text);
  ck_assert_int_eq(parse("{\"age\":4,\n}"), RSCAN_BAD_INPUT);
  ck_assert_uint_eq(rscan_error_line(err, 0), 2);
  ck_assert_uint_eq(rscan_error_column(err, 0), 1);
}
END_TEST

START_TEST(a_nul_byte_in_the_request_is_refused) {
  ck_assert_int_eq(rscan_referral_parse(r, "{\"id\":\"a\0b\"}", 12, &err), RSCAN_BAD_INPUT);
  ck_assert_str_eq(rscan_error_text(err, 0), "$: error: byte 9 of the request is a NUL byte [json-invalid]");
  rscan_error_free(err);
  err = NULL;
  ck_assert_int_eq(rscan_referral_parse(r, "{\"age\":4\0}", 10, &err), RSCAN_BAD_INPUT);
}
END_TEST

START_TEST(nesting_size_and_lists_have_a_ceiling) {
  size_t length = RSI_MAX_REQUEST + 1;
  char *json = malloc(length + 1);
  memset(json, '[', length);
  memcpy(json, "{\"a\":", 5);
  json[length] = '\0';
  ck_assert_int_eq(rscan_referral_parse(r, json, length, &err), RSCAN_LIMIT);
  ck_assert_str_eq(rscan_error_code(err, 0), "request-too-large");
  rscan_error_free(err);
  err = NULL;
  ck_assert_int_eq(rscan_referral_parse(r, json, length - 1, &err), RSCAN_LIMIT);
  ck_assert_str_eq(rscan_error_code(err, 0), "json-too-deep");
  ck_assert_uint_eq(rscan_error_column(err, 0), 5 + RSI_MAX_JSON_DEPTH);
  size_t depth = RSI_MAX_JSON_DEPTH - 1; /* with the request itself: just allowed */
  memset(json + 5 + depth, ']', depth);
  strcpy(json + 5 + 2 * depth, "}");
  accept(json);
  size_t used = (size_t)sprintf(json, "{\"codes\":[\"A1\"");
  for (int i = 0; i < RSI_MAX_LIST; i++)
    used += (size_t)sprintf(json + used, ",\"A1\"");
  strcpy(json + used, "]}");
  refuse(json, "$.codes: error: expected at most 10000 entries [list-too-long]");
  free(json);
}
END_TEST

START_TEST(brackets_in_a_reason_are_not_nesting) {
  char json[400] = "{\"reason\":\"";
  for (int i = 0; i < 100; i++)
    strcat(json, "[{");
  strcat(json, "\\\"\"}");
  accept(json);
}
END_TEST

/* ---- Jansson's memory ---- */

static unsigned long n_taken, n_live, fail_at; /* fail_at 0: never */

static void *take(size_t size) {
  if (++n_taken == fail_at)
    return NULL;
  n_live++;
  return malloc(size);
}

static void give_back(void *block) {
  n_live -= block != NULL;
  free(block);
}

/* As if no request had been read yet. */
static void forget_shapes(void) {
  rsi_json_shapes_free(r->shapes);
  r->shapes = NULL;
}

/* Words of at most 13 bytes: the buffer for a longer one would have to grow, where Jansson 2.14 does not survive a failure. */
START_TEST(each_allocation_of_jansson_may_fail_and_is_out_of_memory) {
  static const char json[] = "{\"codes\":[\"A1\",\"B2\"],\"findings\":{\"fever\":\"absent\",\"purpose\":null},\"age\":4.5,\"prior_exam\":[{\"a\":true}]}";
  json_malloc_t usual_malloc;
  json_free_t usual_free;
  accept(json); /* all memory of our own is there now */
  forget_shapes();
  json_get_alloc_funcs(&usual_malloc, &usual_free);
  json_set_alloc_funcs(take, give_back);
  fail_at = n_taken = n_live = 0;
  accept(json);
  unsigned long total = n_taken;
  ck_assert_uint_gt(total, 20);
  for (fail_at = 1; fail_at <= total; fail_at++) {
    forget_shapes();
    n_taken = n_live = 0;
    ck_assert_msg(parse(json) == RSCAN_NO_MEMORY, "allocation %lu: %s", fail_at, err ? rscan_error_text(err, 0) : "unnoticed");
    ck_assert_msg(n_live == 0, "allocation %lu fails and leaves %lu blocks", fail_at, n_live);
  }
  forget_shapes();
  json_set_alloc_funcs(usual_malloc, usual_free);
}
END_TEST

START_TEST(a_shape_that_cannot_take_new_values_is_out_of_memory_and_forgotten) {
  json_malloc_t usual_malloc;
  json_free_t usual_free;
  forget_shapes();
  json_get_alloc_funcs(&usual_malloc, &usual_free);
  json_set_alloc_funcs(take, give_back);
  fail_at = n_live = 0;
  accept("{\"codes\":[\"A1\",\"B2\"],\"age\":4.5}");
  n_taken = 0;
  fail_at = 2;
  ck_assert_int_eq(parse("{\"codes\":[\"C3\",\"D4\"],\"age\":5}"), RSCAN_NO_MEMORY);
  ck_assert_uint_eq(n_live, 0);
  fail_at = 0;
  accept("{\"codes\":[\"C3\",\"D4\"],\"age\":5}");
  forget_shapes();
  json_set_alloc_funcs(usual_malloc, usual_free);
}
END_TEST

START_TEST(the_tree_of_a_refused_request_is_freed) {
  static const char *const refused[] = {"{\"age\":[4]}", "[1]", "{\"age\":4", "{\"a\":1,\"a\":2}", "{\"codes\":[\"A1\"],\"sex\":\"x\"}", "{\"a\":\"\\u0000\"}"};
  json_malloc_t usual_malloc;
  json_free_t usual_free;
  json_get_alloc_funcs(&usual_malloc, &usual_free);
  json_set_alloc_funcs(take, give_back);
  fail_at = n_live = 0;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    ck_assert_int_eq(parse(refused[i]), RSCAN_BAD_INPUT);
    forget_shapes();
    ck_assert_msg(n_live == 0, "%s leaves %lu blocks", refused[i], n_live);
  }
  json_set_alloc_funcs(usual_malloc, usual_free);
}
END_TEST

/* ---- setters ---- */

START_TEST(a_setter_that_fails_changes_nothing) {
  ck_assert_int_eq(rscan_referral_set_age(r, 46, "a", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_set_age(r, 460, "a", NULL), RSCAN_BAD_INPUT);
  ck_assert_double_eq(r->age_low, 46);
  ck_assert_int_eq(rscan_referral_add_finding(r, "fever", "absent", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_add_finding(r, "fever", "maybe", NULL), RSCAN_BAD_INPUT);
  ck_assert_uint_eq(state_of("fever"), RSI_ABSENT);
  ck_assert_int_eq(rscan_referral_set_reason(r, "fine", NULL), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_set_reason(r, "not \xff", NULL), RSCAN_BAD_INPUT);
  ck_assert_str_eq(r->reason, "fine");
}
END_TEST

START_TEST(a_setter_may_change_its_mind_and_null_unsets) {
  rscan_referral_add_finding(r, "fever", "absent", NULL);
  rscan_referral_add_finding(r, "fever", "present", NULL);
  ck_assert_uint_eq(r->findings.count, 1);
  ck_assert_uint_eq(state_of("fever"), RSI_PRESENT);
  rscan_referral_add_finding(r, "fever", NULL, NULL);
  ck_assert_uint_eq(r->findings.count, 0);
  rscan_referral_add_measure(r, "egfr", 28, NULL, NULL);
  rscan_referral_add_finding(r, "egfr", "unknown", NULL);
  ck_assert_uint_eq(r->measures.count, 0);
  rscan_referral_add_measure(r, "egfr", 30, "mL/min", NULL);
  ck_assert_uint_eq(r->findings.count, 0);
  rscan_referral_set_age(r, 46, "a", NULL);
  rscan_referral_set_age(r, 0, NULL, NULL);
  ck_assert(isnan(r->age_low));
  rscan_referral_set_sex(r, "female", NULL);
  rscan_referral_set_sex(r, NULL, NULL);
  ck_assert_int_eq(r->sex, -1);
}
END_TEST

START_TEST(what_is_set_is_copied) {
  char text[] = "MRI knee", id[] = "fever";
  rscan_referral_set_exam(r, text, NULL);
  rscan_referral_add_finding(r, id, "absent", NULL);
  memset(text, 'x', sizeof text - 1);
  memset(id, 'x', sizeof id - 1);
  ck_assert_str_eq(r->exam, "MRI knee");
  ck_assert_str_eq(RSI_AT(&r->findings, rsi_told_finding, 0)->path, "findings.fever");
}
END_TEST

START_TEST(clearing_forgets_everything) {
  accept("{\"id\":\"a\",\"age\":4,\"birth_date\":\"2022-01-01\",\"today\":\"2026-11-24\",\"sex\":\"F\",\"pregnant\":true,\"exam\":\"x\",\"codes\":[\"A1\"],"
         "\"findings\":{\"fever\":\"absent\"},\"measures\":{\"egfr\":2},\"language\":\"fr\",\"policy\":\"strict\",\"prior_complete\":true,\"zz\":1}");
  rscan_referral_clear(r);
  rscan_referral *fresh = rscan_referral_new(book, NULL);
  ck_assert_ptr_null(r->id);
  ck_assert_ptr_null(r->exam);
  ck_assert_int_eq(r->birth_date, fresh->birth_date);
  ck_assert_int_eq(r->language, fresh->language);
  ck_assert_int_eq(r->policy, fresh->policy);
  ck_assert_int_eq(r->sex, fresh->sex);
  ck_assert_uint_eq(r->pregnant, 0);
  ck_assert(!r->prior_complete && !r->age_is_told && isnan(r->age_low));
  ck_assert_uint_eq(r->codes.count + r->findings.count + r->measures.count + r->warnings.count, 0);
  rscan_referral_free(fresh);
}
END_TEST

START_TEST(a_missing_id_is_an_error_not_a_crash) {
  ck_assert_int_eq(rscan_referral_add_finding(r, NULL, "absent", &err), RSCAN_BAD_ARGUMENT);
  rscan_error_free(err);
  err = NULL;
  ck_assert_int_eq(rscan_referral_add_measure(r, NULL, 1, NULL, &err), RSCAN_BAD_ARGUMENT);
  rscan_error_free(err);
  err = NULL;
  ck_assert_int_eq(rscan_referral_parse(r, NULL, 0, &err), RSCAN_BAD_ARGUMENT);
  rscan_error_free(err);
  err = NULL;
  ck_assert_ptr_null(rscan_referral_new(NULL, &err));
  ck_assert_int_eq(rscan_error_status(err), RSCAN_BAD_ARGUMENT);
}
END_TEST

START_TEST(bytes_that_are_not_text_do_not_get_into_a_message) {
  ck_assert_int_eq(rscan_referral_add_finding(r, "a\xff\x1b[31m", "absent", &err), RSCAN_BAD_INPUT);
  ck_assert_str_eq(rscan_error_text(err, 0), "$.findings.a??[31m: error: the rule base has no fact \"a??[31m\" [fact-unknown]");
}
END_TEST

START_TEST(a_number_that_is_not_finite_is_refused) {
  ck_assert_int_eq(rscan_referral_add_measure(r, "egfr", NAN, NULL, NULL), RSCAN_BAD_INPUT);
  ck_assert_int_eq(rscan_referral_add_measure(r, "egfr", INFINITY, NULL, NULL), RSCAN_BAD_INPUT);
  ck_assert_int_eq(rscan_referral_set_age(r, NAN, "a", NULL), RSCAN_BAD_INPUT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("request");
  TCase *tc = tcase_create("request");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, every_member_of_the_contract_is_read);
  tcase_add_test(tc, facts_remember_the_member_they_came_from);
  tcase_add_test(tc, an_age_may_be_in_years_months_weeks_or_days_in_english_or_french);
  tcase_add_test(tc, an_age_from_dates_is_exact_at_weeks_months_and_birthdays);
  tcase_add_test(tc, an_age_from_dates_never_runs_backwards);
  tcase_add_test(tc, a_birth_date_without_today_gives_no_age_and_says_so);
  tcase_add_test(tc, age_stands_against_a_birth_date_that_says_otherwise_and_the_conflict_is_named);
  tcase_add_test(tc, an_age_that_is_told_is_shown_as_told_also_beside_a_birth_date);
  tcase_add_test(tc, a_finding_is_present_suspected_absent_or_unknown);
  tcase_add_test(tc, choices_results_bands_and_unknown_are_told_in_findings);
  tcase_add_test(tc, facts_with_a_field_of_their_own_are_kept_there_whichever_way_they_are_told);
  tcase_add_test(tc, sex_may_be_a_letter_in_any_case);
  tcase_add_test(tc, pregnant_may_be_a_boolean_or_a_word);
  tcase_add_test(tc, a_measure_may_name_its_unit_in_its_key_or_beside_its_value);
  tcase_add_test(tc, a_code_may_carry_its_system_and_lack_its_dot);
  tcase_add_test(tc, null_and_blank_are_not_given);
  tcase_add_test(tc, unknown_members_are_ignored_and_named_with_the_nearest_name);
  tcase_add_test(tc, a_prior_exam_that_is_not_understood_is_kept_and_named);
  tcase_add_test(tc, a_byte_order_mark_and_a_regional_language_are_welcome);
  tcase_add_test(tc, refusals_say_the_place_what_was_expected_and_what_was_found);
  tcase_add_test(tc, a_fact_told_twice_in_one_request_is_refused);
  tcase_add_test(tc, of_several_mistakes_the_first_one_written_is_named);
  tcase_add_test(tc, what_is_not_json_is_refused_at_its_line_and_column);
  tcase_add_test(tc, a_nul_byte_in_the_request_is_refused);
  tcase_add_test(tc, nesting_size_and_lists_have_a_ceiling);
  tcase_add_test(tc, brackets_in_a_reason_are_not_nesting);
  tcase_add_test(tc, each_allocation_of_jansson_may_fail_and_is_out_of_memory);
  tcase_add_test(tc, a_shape_that_cannot_take_new_values_is_out_of_memory_and_forgotten);
  tcase_add_test(tc, the_tree_of_a_refused_request_is_freed);
  tcase_add_test(tc, a_setter_that_fails_changes_nothing);
  tcase_add_test(tc, a_setter_may_change_its_mind_and_null_unsets);
  tcase_add_test(tc, what_is_set_is_copied);
  tcase_add_test(tc, clearing_forgets_everything);
  tcase_add_test(tc, a_missing_id_is_an_error_not_a_crash);
  tcase_add_test(tc, bytes_that_are_not_text_do_not_get_into_a_message);
  tcase_add_test(tc, a_number_that_is_not_finite_is_refused);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
