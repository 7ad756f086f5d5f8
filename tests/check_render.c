/* Decisions in words: the JSON contract, the page for a terminal, the explanation. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "decided.h"
#include "json_write.h"
#include "page.h"

#define L(en, fr) "<label lang=\"en\">" en "</label><label lang=\"fr\">" fr "</label>"
#define ASK(en) "<ask lang=\"en\">" en "</ask><ask lang=\"fr\">fr " en "</ask>"
#define T(name, en, fr) "<" name " lang=\"en\">" en "</" name "><" name " lang=\"fr\">" fr "</" name ">"

static const char *const facts =
    "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age", "âge") ASK("How old?") "</measure>"
    "<finding id=\"knee-pain\">" L("knee pain", "douleur au genou") ASK("Knee pain?") "<cue>knee pain</cue></finding>"
    "<finding id=\"fever\" unstated=\"absent\" danger=\"yes\">" L("fever", "fièvre") ASK("Is there a fever?") "<cue>fever</cue></finding>"
    "<finding id=\"locking\">" L("locking", "blocage") ASK("Does the knee lock?") "<cue>locking</cue></finding>"
    "<finding id=\"pregnancy\" unstated=\"absent\">" L("pregnancy", "grossesse") ASK("Pregnant?") "</finding>";

static const char *const guideline =
    "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"knee\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" regions=\"knee\">"
    T("title", "Knee pain", "Gonalgie")
    "<source id=\"home\" authority=\"home\" year=\"2024\" url=\"https://home.example/knee\">Home on knees</source>"
    "<source id=\"acr\" authority=\"acr\" year=\"2020\">ACR knee</source><enter findings=\"knee-pain\"/>"
    "<scenario id=\"septic\" urgency=\"emergency\">" T("title", "Hot knee", "Genou chaud") "<when><has finding=\"fever\"/></when>"
    "<ratings source=\"acr\"><usually-appropriate>mr-knee-with</usually-appropriate></ratings></scenario>"
    "<scenario id=\"locked\">" T("title", "Locked knee", "Genou bloqué") "<when><has finding=\"locking\"/><measure of=\"age\" at-least=\"18\"/></when>"
    T("why", "A \"torn\" meniscus shows on MRI.", "Un ménisque déchiré se voit à l’IRM.")
    "<ratings source=\"acr\" variant=\"knee.2\" certainty=\"moderate\"><usually-appropriate>mr-knee</usually-appropriate></ratings></scenario>"
    "<scenario id=\"plain\">" T("title", "Plain knee pain", "Gonalgie simple") "<when><lacks finding=\"locking\"/></when>"
    T("why", "Most knees mend.", "La plupart des genoux guérissent.") T("instead", "Exercise.", "Exercices.") T("later", "If it locks.", "Si blocage.")
    T("patient", "Your knee will mend.", "Votre genou guérira.")
    "<ratings source=\"home\"><usually-not-appropriate>mr-knee</usually-not-appropriate></ratings>"
    "<ratings source=\"acr\"><usually-appropriate>xr-knee</usually-appropriate><may-be-appropriate>mr-knee</may-be-appropriate></ratings></scenario>"
    "</guideline>";

static const char *const wording =
    "<wording xmlns=\"urn:rightscan:rules\" format=\"1\" lang=\"en\">"
    "<message id=\"verdict.usually-not-appropriate\">{0}: usually not appropriate.</message>"
    "<message id=\"verdict.usually-appropriate\">{0}: usually appropriate.</message>"
    "<message id=\"summary.better\">Better: {0}.</message><message id=\"override\">Go on regardless: {9} say why.</message>"
    "<message id=\"list.or\">or</message><message id=\"list.comma\">,</message><message id=\"list.semicolon\">;</message>"
    "<message id=\"list.colon\">:</message><message id=\"text.why\">Why:</message><message id=\"text.question\">Question:</message>"
    "<message id=\"text.assumed-absent\">Assumed absent:</message><message id=\"state.present\">present</message>"
    "<message id=\"urgency.emergency\">EMERGENCY</message><message id=\"bound.at-least\">at least {0}</message><message id=\"unit.a\">years</message>"
    "</wording>";

static void set_up(void) { open_decided(facts, guideline, wording); }

static const char *text_of(rscan_format format) {
  size_t length;
  const char *text = rscan_decision_render(scratch, format, &length, NULL);
  ck_assert_ptr_nonnull(text);
  ck_assert_uint_eq(strlen(text), length);
  return text;
}

/* The decision on a request, read back. */
static json_t *json_of(const char *request) {
  json_error_t failure;
  decide(request);
  const char *text = text_of(RSCAN_FORMAT_JSON);
  check_contract("request.schema.json", request);
  check_contract("decision.schema.json", text);
  ck_assert_ptr_null(strchr(text, '\n'));
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &failure);
  ck_assert_msg(json != NULL, "%s at %d in %s", failure.text, failure.position, text);
  return json;
}

static const char *string(const json_t *json, const char *name) {
  const json_t *value = json_object_get(json, name);
  ck_assert_msg(value != NULL, "no member %s", name);
  return json_string_value(value);
}

static const json_t *entry(const json_t *json, const char *list, const char *id) {
  size_t i;
  json_t *e;
  json_array_foreach(json_object_get(json, list), i, e) {
    const char *found = json_string_value(json_object_get(e, "id"));
    if (found && strcmp(found, id) == 0)
      return e;
  }
  ck_abort_msg("%s has no %s", list, id);
  return NULL;
}

static const char plain[] = "{\"id\":\"r\\\"1\",\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain\",\"findings\":{\"locking\":\"absent\"},\"consultation\":\"c1\"}";

/* ---- JSON ---- */

START_TEST(a_decision_has_the_members_of_the_contract_in_their_order) {
  static const char *const names[] = {
      "id", "verdict", "summary", "exam", "exam_name", "order", "urgency", "recommended", "alternatives", "guideline", "guideline_title", "scenario",
      "scenario_title", "candidates", "questions", "minimal", "assumed", "facts", "cautions", "advice", "sources", "safety", "no_criteria_reason",
      "panel_disagreement", "positions", "override", "warnings", "language", "contract", "rulebase", "consultation"};
  json_t *json = json_of(plain);
  void *it = json_object_iter(json);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++, it = json_object_iter_next(json, it))
    ck_assert_str_eq(it ? json_object_iter_key(it) : "nothing", names[i]);
  ck_assert_ptr_null(it);
  json_decref(json);
}
END_TEST

START_TEST(the_schema_refuses_what_is_not_a_decision) {
  json_t *schema = load_schema("decision.schema.json"), *json = json_of(plain);
  ck_assert(fits(schema, schema, json));
  json_object_set_new(json, "verdict", json_string("maybe"));
  ck_assert(!fits(schema, schema, json));
  json_object_set_new(json, "verdict", json_null());
  json_object_del(json_array_get(json_object_get(json, "recommended"), 0), "category");
  ck_assert(!fits(schema, schema, json));
  json_decref(json);
  json = json_of(plain);
  json_object_set_new(json, "news", json_true());
  ck_assert(!fits(schema, schema, json));
  json_decref(json);
  json_decref(schema);
}
END_TEST

START_TEST(a_decision_says_the_verdict_what_is_better_and_on_what_evidence) {
  json_t *json = json_of(plain);
  ck_assert_str_eq(string(json, "id"), "r\"1");
  ck_assert_str_eq(string(json, "verdict"), "usually-not-appropriate");
  ck_assert_str_eq(string(json, "summary"), "MRI knee: usually not appropriate. Better: Radiograph knee.");
  ck_assert_str_eq(string(json, "scenario"), "plain");
  ck_assert_str_eq(string(json, "consultation"), "c1");
  const json_t *better = json_array_get(json_object_get(json, "recommended"), 0);
  ck_assert_str_eq(string(better, "exam"), "xr-knee");
  ck_assert_str_eq(string(better, "category"), "usually-appropriate");
  ck_assert_str_eq(string(better, "source"), "acr");
  ck_assert_int_eq(json_integer_value(json_object_get(better, "radiation")), 1);
  ck_assert(json_is_null(json_object_get(better, "radiation_child")));
  ck_assert_str_eq(string(json_object_get(json, "advice"), "instead"), "Exercise.");
  const json_t *home = entry(json, "sources", "home");
  ck_assert_str_eq(string(home, "url"), "https://home.example/knee");
  ck_assert_int_eq(json_integer_value(json_object_get(home, "year")), 2024);
  ck_assert_uint_eq(json_array_size(json_object_get(json, "positions")), 2);
  ck_assert(json_is_true(json_object_get(json_object_get(json, "override"), "open")));
  ck_assert_str_eq(string(json_object_get(json, "rulebase"), "digest"), rscan_rulebase_digest(book));
  json_decref(json);
}
END_TEST

START_TEST(a_fact_from_the_text_carries_its_span_in_bytes_and_its_words) {
  json_t *json = json_of("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"très knee pain\",\"findings\":{\"locking\":\"absent\"}}");
  const json_t *fact = entry(json, "facts", "knee-pain"), *span = json_object_get(fact, "span");
  ck_assert_str_eq(string(fact, "state"), "present");
  ck_assert_str_eq(string(fact, "origin"), "text");
  ck_assert_str_eq(string(fact, "text"), "knee pain");
  ck_assert_int_eq(json_integer_value(json_object_get(span, "start")), 6); /* "très " is six bytes */
  ck_assert_int_eq(json_integer_value(json_object_get(span, "end")), 15);
  ck_assert_str_eq(string(fact, "assertion"), "present");
  ck_assert_str_eq(string(entry(json, "facts", "locking"), "path"), "findings.locking");
  const json_t *age = entry(json, "facts", "age");
  ck_assert_str_eq(string(age, "path"), "age");
  ck_assert_int_eq(json_integer_value(json_object_get(age, "value")), 40);
  ck_assert_str_eq(string(age, "unit"), "a");
  ck_assert_str_eq(string(entry(json, "assumed", "fever"), "state"), "absent");
  json_decref(json);
}
END_TEST

START_TEST(a_question_says_which_member_it_fills_and_where_each_answer_leads) {
  json_t *json = json_of("{\"age\":40,\"exam\":\"mr-knee\",\"findings\":{\"knee-pain\":\"present\"}}");
  ck_assert_str_eq(string(json, "verdict"), "needs-information");
  const json_t *question = json_array_get(json_object_get(json, "questions"), 0);
  ck_assert_str_eq(string(question, "id"), "locking");
  ck_assert_str_eq(string(question, "kind"), "finding");
  ck_assert_str_eq(string(question, "path"), "findings.locking");
  ck_assert_str_eq(string(question, "ask"), "Does the knee lock?");
  bool has_present = false;
  size_t i;
  json_t *answer;
  json_array_foreach(json_object_get(question, "answers"), i, answer) {
    if (strcmp(json_string_value(json_array_get(json_object_get(answer, "values"), 0)), "present") != 0)
      continue;
    has_present = true;
    ck_assert_str_eq(string(answer, "leads_to"), "usually-appropriate");
    ck_assert_str_eq(string(answer, "label"), "present");
  }
  ck_assert(has_present);
  json_decref(json);
}
END_TEST

START_TEST(a_measure_is_asked_for_with_ranges) {
  json_t *json = json_of("{\"exam\":\"mr-knee\",\"findings\":{\"knee-pain\":\"present\",\"locking\":\"present\"}}");
  const json_t *question = json_array_get(json_object_get(json, "questions"), 0);
  ck_assert_str_eq(string(question, "path"), "age");
  bool has_adult = false;
  size_t i;
  json_t *answer;
  json_array_foreach(json_object_get(question, "answers"), i, answer)
    has_adult |= json_integer_value(json_object_get(json_object_get(answer, "range"), "at_least")) == 18;
  ck_assert(has_adult);
  json_decref(json);
}
END_TEST

START_TEST(without_an_exam_there_is_no_verdict) {
  json_t *json = json_of("{\"age\":40,\"findings\":{\"knee-pain\":\"present\",\"locking\":\"absent\"}}");
  ck_assert(json_is_null(json_object_get(json, "verdict")));
  ck_assert(json_is_null(json_object_get(json, "exam")));
  ck_assert(json_is_null(json_object_get(json, "order")));
  ck_assert_uint_eq(json_array_size(json_object_get(json, "recommended")), 1);
  json_decref(json);
}
END_TEST

START_TEST(french_texts_are_used_where_there_are_any_and_names_stay) {
  json_t *json = json_of("{\"age\":40,\"exam\":\"mr-knee\",\"language\":\"fr\",\"findings\":{\"knee-pain\":\"present\",\"locking\":\"absent\"}}");
  ck_assert_str_eq(string(json, "verdict"), "usually-not-appropriate");
  ck_assert_str_eq(string(json, "scenario_title"), "Gonalgie simple");
  ck_assert_str_eq(string(json_object_get(json, "advice"), "patient"), "Votre genou guérira.");
  ck_assert_str_eq(string(entry(json, "facts", "locking"), "label"), "blocage");
  ck_assert_str_eq(string(json, "language"), "fr");
  json_decref(json);
}
END_TEST

START_TEST(an_exam_that_is_not_understood_is_shown_as_written) {
  json_t *json = json_of("{\"exam\":\"flurb \\u0001\\\"\\\\é\",\"reason\":\"knee pain\"}");
  ck_assert_str_eq(string(json, "verdict"), "no-criteria");
  ck_assert_str_eq(string(json, "no_criteria_reason"), "exam-not-understood");
  ck_assert_str_eq(string(json_object_get(json, "order"), "text"), "flurb \x01\"\\é");
  json_decref(json);
}
END_TEST

START_TEST(unknown_members_appear_in_the_warnings) {
  json_t *json = json_of("{\"exam\":\"mr-knee\",\"reason\":\"knee pain\",\"sexe\":\"F\"}");
  const json_t *warning = json_array_get(json_object_get(json, "warnings"), 0);
  ck_assert_str_eq(string(warning, "code"), "member-unknown");
  ck_assert_str_eq(string(warning, "path"), "sexe");
  json_decref(json);
}
END_TEST

START_TEST(the_same_decision_is_the_same_to_the_byte) {
  decide(plain);
  char *first = strdup(text_of(RSCAN_FORMAT_JSON)), *page = strdup(text_of(RSCAN_FORMAT_TEXT));
  decide("{\"exam\":\"ct-knee\",\"reason\":\"knee pain and fever\"}");
  text_of(RSCAN_FORMAT_JSON);
  decide(plain);
  ck_assert_str_eq(text_of(RSCAN_FORMAT_JSON), first);
  ck_assert_str_eq(text_of(RSCAN_FORMAT_TEXT), page);
  free(first);
  free(page);
}
END_TEST

/* ---- the writer ---- */

static const char *written(void (*write)(rsi_json *j)) {
  static rsi_buf buf;
  if (!buf.allocator)
    rsi_buf_init(&buf, &rsi_malloc_allocator);
  rsi_buf_clear(&buf);
  rsi_json j = {.buf = &buf};
  write(&j);
  return buf.data;
}

static void write_strings(rsi_json *j) {
  rsi_json_open(j, '[');
  rsi_json_string(j, "");
  rsi_json_string(j, "a \"b\" \\ /\n\t\r\b\f\x01\x1f\x7f");
  rsi_json_string(j, "exactly8");
  rsi_json_string(j, "nine byt\"");
  rsi_json_string(j, "é“”’ 漢 is eight bytes and more");
  rsi_json_string(j, NULL);
  rsi_json_close(j, ']');
}

static void write_numbers(rsi_json *j) {
  const double numbers[] = {0, 7, 123456789, 1e14, -3, 0.5, 4.5, 1e300, 1.0 / 3};
  rsi_json_open(j, '[');
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    rsi_json_number(j, numbers[i]);
  rsi_json_number(j, (double)INFINITY);
  rsi_json_bool(j, true);
  rsi_json_close(j, ']');
}

START_TEST(strings_are_escaped_and_nothing_else_is_touched) {
  ck_assert_str_eq(written(write_strings), "[\"\",\"a \\\"b\\\" \\\\ /\\n\\t\\r\\b\\f\\u0001\\u001f\x7f\",\"exactly8\",\"nine byt\\\"\","
                                           "\"é“”’ 漢 is eight bytes and more\",null]");
}
END_TEST

START_TEST(numbers_are_the_shortest_that_read_back_and_infinity_is_null) {
  ck_assert_str_eq(written(write_numbers), "[0,7,123456789,100000000000000,-3,0.5,4.5,1e300,0.3333333333333333,null,true]");
}
END_TEST

/* Fails every allocation from the n-th on. */
typedef struct failing { int left; } failing;

static void *fail_alloc(size_t size, void *context) { return ((failing *)context)->left-- > 0 ? malloc(size) : NULL; }
static void *fail_resize(void *block, size_t size, void *context) { return ((failing *)context)->left-- > 0 ? realloc(block, size) : NULL; }
static void fail_release(void *block, void *context) {
  (void)context;
  free(block);
}

START_TEST(running_out_of_memory_while_writing_is_reported) {
  decide(plain);
  bool is_done = false;
  for (int n = 0; !is_done && n < 100; n++) {
    failing state = {n};
    const rscan_allocator a = {fail_alloc, fail_resize, fail_release, &state};
    rsi_buf buf;
    rsi_buf_init(&buf, &a);
    is_done = rsi_render_json(&scratch->decision, &buf);
    ck_assert_int_eq(is_done, !buf.has_failed);
    rsi_buf_free(&buf);
    state.left = n;
    rsi_buf_init(&buf, &a);
    ck_assert_int_eq(rsi_render_text(&scratch->decision, &buf), !buf.has_failed);
    rsi_buf_free(&buf);
  }
  ck_assert(is_done);
}
END_TEST

/* ---- the page ---- */

static unsigned longest_line(const char *text) {
  unsigned longest = 0, column = 0;
  for (; *text; text++) {
    column = *text == '\n' ? 0 : column + (((unsigned char)*text & 0xc0) != 0x80);
    longest = column > longest ? column : longest;
  }
  return longest;
}

START_TEST(a_page_wraps_at_eighty_columns_with_a_hanging_indent) {
  rsi_buf buf;
  rsi_buf_init(&buf, &rsi_malloc_allocator);
  rsi_page page = rsi_page_on(&buf);
  rsi_page_begin(&page, 0, 2);
  for (int i = 0; i < 30; i++)
    rsi_page_put(&page, "é  quatre\n");
  rsi_page_begin(&page, 4, 6);
  rsi_page_put(&page, "a-word-that-is-longer-than-a-line-and-cannot-be-broken-anywhere-without-being-spoilt-by-it and more");
  rsi_page_end(&page);
  ck_assert_uint_le(longest_line(buf.data), 96);
  ck_assert_ptr_nonnull(strstr(buf.data, "\n  quatre é"));
  ck_assert_ptr_nonnull(strstr(buf.data, "\n    a-word"));
  ck_assert_ptr_nonnull(strstr(buf.data, "\n      and more\n"));
  ck_assert_ptr_null(strstr(buf.data, " \n"));
  ck_assert_ptr_null(strstr(buf.data, "é  "));
  rsi_buf_free(&buf);
}
END_TEST

START_TEST(a_page_begins_with_the_verdict_and_says_why) {
  decide(plain);
  const char *page = text_of(RSCAN_FORMAT_TEXT);
  ck_assert_msg(strncmp(page, "MRI knee: usually not appropriate. Better: Radiograph knee.\n", 60) == 0, "%s", page);
  ck_assert_ptr_nonnull(strstr(page, "\nWhy: Most knees mend.\n"));
  ck_assert_ptr_nonnull(strstr(page, "\nAssumed absent: fever\n"));
  ck_assert_ptr_nonnull(strstr(page, "\nGo on regardless: {9} say why.\n"));
  ck_assert_uint_le(longest_line(page), 80);
}
END_TEST

START_TEST(an_emergency_stands_on_the_second_line) {
  decide("{\"age\":40,\"exam\":\"mr-knee-with\",\"reason\":\"knee pain and fever\"}");
  ck_assert_ptr_nonnull(strstr(text_of(RSCAN_FORMAT_TEXT), "usually appropriate.\nEMERGENCY\n"));
}
END_TEST

START_TEST(a_page_asks_its_question_with_what_the_answers_lead_to) {
  decide("{\"age\":40,\"exam\":\"mr-knee\",\"findings\":{\"knee-pain\":\"present\"}}");
  const char *page = text_of(RSCAN_FORMAT_TEXT);
  ck_assert_ptr_nonnull(strstr(page, "\nQuestion: Does the knee lock?\n"));
  ck_assert_ptr_nonnull(strstr(page, "    present → usually-appropriate\n"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("render");
  TCase *tc = tcase_create("render");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, a_decision_has_the_members_of_the_contract_in_their_order);
  tcase_add_test(tc, the_schema_refuses_what_is_not_a_decision);
  tcase_add_test(tc, a_decision_says_the_verdict_what_is_better_and_on_what_evidence);
  tcase_add_test(tc, a_fact_from_the_text_carries_its_span_in_bytes_and_its_words);
  tcase_add_test(tc, a_question_says_which_member_it_fills_and_where_each_answer_leads);
  tcase_add_test(tc, a_measure_is_asked_for_with_ranges);
  tcase_add_test(tc, without_an_exam_there_is_no_verdict);
  tcase_add_test(tc, french_texts_are_used_where_there_are_any_and_names_stay);
  tcase_add_test(tc, an_exam_that_is_not_understood_is_shown_as_written);
  tcase_add_test(tc, unknown_members_appear_in_the_warnings);
  tcase_add_test(tc, the_same_decision_is_the_same_to_the_byte);
  tcase_add_test(tc, strings_are_escaped_and_nothing_else_is_touched);
  tcase_add_test(tc, numbers_are_the_shortest_that_read_back_and_infinity_is_null);
  tcase_add_test(tc, running_out_of_memory_while_writing_is_reported);
  tcase_add_test(tc, a_page_wraps_at_eighty_columns_with_a_hanging_indent);
  tcase_add_test(tc, a_page_begins_with_the_verdict_and_says_why);
  tcase_add_test(tc, an_emergency_stands_on_the_second_line);
  tcase_add_test(tc, a_page_asks_its_question_with_what_the_answers_lead_to);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
