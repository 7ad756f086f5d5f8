/* The reasoning in words and in JSON: how things came out, and for "why not?" what would have to change, first of all. That the
 * smallest sets are the smallest, check_change.c holds against brute force. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "decided.h"

#define L(en, fr) "<label lang=\"en\">" en "</label><label lang=\"fr\">" fr "</label>"
#define ASK(en) "<ask lang=\"en\">" en "</ask><ask lang=\"fr\">fr " en "</ask>"
#define T(name, en, fr) "<" name " lang=\"en\">" en "</" name "><" name " lang=\"fr\">" fr "</" name ">"
#define FINDING(id, unstated, cue) "<finding id=\"" id "\" unstated=\"" unstated "\">" L(id, id) ASK(id "?") "<cue>" cue "</cue>"
#define HEAD(id)                                                   \
  "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"" id \
  "\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" regions=\"knee\">"
#define SOURCES                                                                                             \
  "<source id=\"home\" authority=\"home\" year=\"2024\">Home</source><source id=\"acr\" authority=\"acr\" " \
  "year=\"2020\">ACR</source>"
#define RATED(source, category, exam) "<ratings source=\"" source "\"><" category ">" exam "</" category "></ratings></scenario>"
#define USUALLY "usually-appropriate"
#define NOT "usually-not-appropriate"

/* clang-format off */
static const char *const facts =
    "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age", "âge") ASK("How old?") "</measure><choice id=\"sex\">"
    L("sex", "sexe") ASK("Sex?") "<value id=\"female\">" L("female", "féminin") "</value><value id=\"male\">" L("male", "masculin")
    "</value></choice><finding id=\"pregnancy\" unstated=\"absent\" possible=\"female\">" L("pregnancy", "grossesse") ASK("Pregnant?")
    "</finding>"
    FINDING("knee-pain", "unknown", "knee pain") "</finding>"
    FINDING("fever", "absent", "fever") "<cue means=\"suspected\">maybe hot</cue></finding>"
    FINDING("rigors", "absent", "rigors") "<implies finding=\"fever\"/></finding>"
    FINDING("locking", "unknown", "locking") "<cue means=\"absent\">moves freely</cue></finding>"
    FINDING("swelling", "absent", "swelling") "</finding>"
    FINDING("lump", "absent", "lump") "</finding>"
    FINDING("fall", "absent", "fall") "</finding>"
    FINDING("hidden", "absent", "hidden") "</finding>"
    FINDING("hip-pain", "unknown", "hip pain") "</finding><group id=\"alarms\" members=\"fever lump\">" L("alarms", "alarmes")
    ASK("Alarms?") "<cue>alarms</cue></group>";

static const char *const guidelines =
    HEAD("knee") T("title", "Knee pain", "Gonalgie") SOURCES
    "<enter findings=\"knee-pain\"/><applies><measure of=\"age\" at-least=\"18\"/></applies><yields to=\"injury\"/><scenario id=\"septic\">"
    T("title", "Hot knee", "Genou chaud") "<when><all><has finding=\"fever\"/><has finding=\"swelling\"/></all></when>" RATED("acr", USUALLY, "mr-knee-with")
    "<scenario id=\"pregnant\">" T("title", "Pregnancy", "Grossesse") "<when><has finding=\"pregnancy\"/></when>" RATED("acr", USUALLY, "none")
    "<scenario id=\"old\">" T("title", "Older knee", "Genou âgé") "<when><measure of=\"age\" at-least=\"50\"/></when>" RATED("acr", USUALLY, "xr-knee")
    "<scenario id=\"older\">" T("title", "Oldest knee", "Genou très âgé") "<when><measure of=\"age\" at-least=\"70\"/></when>"
    RATED("acr", USUALLY, "ct-knee")
    "<scenario id=\"locked\">" T("title", "Locked knee", "Genou bloqué") "<when><has finding=\"locking\"/></when>" RATED("acr", USUALLY, "mr-knee")
    "<scenario id=\"home-only\">" T("title", "Home knee", "Genou maison") "<when><has finding=\"hidden\"/></when>" RATED("home", USUALLY, "mr-knee")
    "<scenario id=\"plain\">" T("title", "Plain knee pain", "Gonalgie simple") "<when><lacks finding=\"locking\"/></when>"
    RATED("acr", NOT, "mr-knee")
    "</guideline>\f"
    HEAD("injury") T("title", "Injury", "Traumatisme") SOURCES
    "<enter findings=\"fall\"/><scenario id=\"plain\">" T("title", "A fall", "Une chute") "<when><has finding=\"fall\"/></when>"
    RATED("acr", USUALLY, "xr-knee")
    "</guideline>\f"
    HEAD("hip") T("title", "Hip", "Hanche") SOURCES
    "<enter findings=\"hip-pain\"/><scenario id=\"sore\">" T("title", "Sore hip", "Hanche douloureuse") "<when><suspects finding=\"hip-pain\"/></when>"
    RATED("acr", USUALLY, "ct-head")
    "</guideline>";
/* clang-format on */

static const char *const wording =
    "<wording xmlns=\"urn:rightscan:rules\" format=\"1\" lang=\"en\">"
    "<message id=\"verdict.usually-not-appropriate\">{0}: usually not appropriate.</message><message id=\"list.comma\">,</message>"
    "<message id=\"list.colon\">:</message><message id=\"list.semicolon\">;</message><message id=\"list.or\">or</message><message "
    "id=\"bound.and\">and</message>"
    "<message id=\"state.present\">present</message><message id=\"state.absent\">absent</message><message "
    "id=\"state.unknown\">unknown</message>"
    "<message id=\"state.suspected\">suspected</message><message id=\"state.present-or-suspected\">present or suspected</message>"
    "<message id=\"bound.at-least\">at least {0}</message><message id=\"bound.below\">below {0}</message><message "
    "id=\"unit.a\">years</message>"
    "<message id=\"origin.text\">from {0}</message><message id=\"origin.field\">field {0}</message><message "
    "id=\"origin.assumption\">assumed</message>"
    "<message id=\"origin.code\">code {0}</message><message id=\"origin.implication\">implied by {0}</message>"
    "<message id=\"truth.true\">yes</message><message id=\"truth.false\">no</message><message id=\"truth.unknown\">?</message>"
    "<message id=\"joint.all\">all of</message><message id=\"joint.any\">any of</message><message id=\"explain.none\">none "
    "of</message>"
    "<message id=\"outcome.chosen\">chosen</message><message id=\"outcome.open\">possible</message><message "
    "id=\"outcome.ruled-out\">ruled out</message>"
    "<message id=\"outcome.not-reached\">not looked at</message><message id=\"explain.scenario\">{0} ({2}): {1}</message>"
    "<message id=\"explain.question\">This decides:</message><message id=\"explain.guideline\">Guideline:</message><message "
    "id=\"explain.in-play\">{0} ({2})</message>"
    "<message id=\"why-not.heading\">Why not {0}?</message><message id=\"why-not.now\">now</message>"
    "<message id=\"why-not.scenario.one\">Chosen with:</message><message id=\"why-not.scenario.any\">Chosen with any:</message>"
    "<message id=\"why-not.scenario.so\">It is chosen.</message><message id=\"why-not.scenario.closed\">Impossible, it "
    "needs:</message>"
    "<message id=\"why-not.scenario.never\">Nothing leads there.</message><message id=\"why-not.scenario.nowhere\">Held by "
    "none.</message>"
    "<message id=\"why-not.exam.any\">Appropriate with any:</message><message id=\"why-not.exam.one\">Appropriate "
    "with:</message><message id=\"why-not.exam.nowhere\">Rated nowhere.</message>"
    "<message id=\"why-not.exam.elsewhere\">Another complaint.</message><message id=\"why-not.leads-to\">in {0} ({1}):</message>"
    "<message id=\"why-not.also-closed\">Not for this patient:</message><message id=\"why-not.and-any\">and any:</message>"
    "<message id=\"why-not.not-reached\">{0} comes after {1}, which holds:</message><message id=\"why-not.ruled-out\">{0} does not "
    "hold:</message>"
    "<message id=\"why-not.yields\">{0} steps back for {1}.</message><message id=\"why-not.does-not-apply\">{0} does not "
    "apply:</message>"
    "<message id=\"why-not.not-entered\">{0} is not in play, it needs:</message><message id=\"why-not.held-back\">{0} holds, "
    "behind {1}:</message></wording>";

static void set_up(void) { open_decided(facts, guidelines, wording); }

static const char *explain(const char *request, const char *why_not) {
  rscan_error *err = NULL;
  decide(request);
  const char *text = rscan_decision_explain(scratch, RSCAN_FORMAT_TEXT, why_not, NULL, &err);
  ck_assert_msg(text != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  return text;
}

static json_t *explain_json(const char *request, const char *why_not) {
  json_error_t failure;
  rscan_error *err = NULL;
  decide(request);
  const char *text = rscan_decision_explain(scratch, RSCAN_FORMAT_JSON, why_not, NULL, &err);
  ck_assert_msg(text != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  check_contract("explanation.schema.json", text);
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &failure);
  ck_assert_msg(json != NULL, "%s at %d in %s", failure.text, failure.position, text);
  return json;
}

#define HAS(text, part) ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in:\n%s", part, text)
#define HAS_NOT(text, part) ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in:\n%s", part, text)

static const char plain[] = "{\"age\":40,\"sex\":\"male\",\"exam\":\"mr-knee\",\"reason\":\"knee pain; moves freely\"}";

/* ---- the explanation ---- */

START_TEST(each_scenario_shows_what_decides_it_and_where_facts_came_from) {
  const char *text = explain(plain, NULL);
  HAS(text, "  1. Hot knee (septic): ruled out\n     [no] fever: present (absent, assumed)\n");
  HAS(text, "  3. Older knee (old): ruled out\n     [no] age: at least 50 years (40 years, field age)\n");
  HAS(text, "  7. Plain knee pain (plain): chosen\n     [yes] locking: absent (absent, from \"moves freely\")\n");
  HAS_NOT(text, "swelling: present"); /* one reason is enough */
}
END_TEST

START_TEST(a_definition_is_called_by_its_title_also_within_another_and_by_its_id_without_one) {
  rscan_rulebase *own = test_book(facts, NULL, HEAD("own") T("title", "Own", "Propre") SOURCES "<enter findings=\"knee-pain\"/>"
      "<define id=\"inner\">" T("title", "inner thing", "chose interne") "<has finding=\"fever\"/></define>"
      "<define id=\"bare\"><has finding=\"lump\"/></define>"
      "<define id=\"outer\">" T("title", "outer thing", "chose externe") "<any><holds define=\"inner\"/><holds define=\"bare\"/></any></define>"
      "<scenario id=\"s\">" T("title", "S", "S") "<when><holds define=\"outer\"/></when>" RATED("acr", USUALLY, "mr-knee") "</guideline>", NULL);
  rsi_buf names;
  rsi_buf_init(&names, &rsi_malloc_allocator);
  for (uint32_t i = 0; i < own->n_nodes; i++)
    if (own->nodes[i].name)
      rsi_buf_printf(&names, "%s/%s;", rsi_node_name(own, &own->nodes[i], RSI_EN), rsi_node_name(own, &own->nodes[i], RSI_FR));
  ck_assert_str_eq(names.data, "outer thing/chose externe;inner thing/chose interne;bare/bare;");
  rsi_buf_free(&names);
  rscan_rulebase_unref(own);
}
END_TEST

START_TEST(what_stands_behind_a_scenario_that_holds_is_one_line) {
  const char *text = explain("{\"age\":60,\"exam\":\"mr-knee\",\"reason\":\"knee pain\"}", NULL);
  HAS(text, "  3. Older knee (old): chosen\n");
  HAS(text, "  4–7. not looked at: older; locked; home-only; plain\n");
}
END_TEST

START_TEST(nothing_is_chosen_while_more_information_is_needed) {
  const char *text = explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain\"}", NULL);
  HAS(text, "This decides: locking?\n    present → usually-appropriate\n    absent → usually-not-appropriate\n");
  HAS(text, "Locked knee (locked): possible");
  HAS(text, "Plain knee pain (plain): possible");
  HAS_NOT(text, ": chosen");
}
END_TEST

START_TEST(a_scenario_that_holds_is_only_possible_behind_one_that_may_hold) {
  const char *request = "{\"age\":40,\"exam\":\"mr-knee-with\",\"reason\":\"knee pain, swelling, maybe hot; moves freely\"}";
  HAS(explain(request, NULL), "Plain knee pain (plain): possible");
  HAS(explain(request, "knee/plain"),
      "Plain knee pain holds, behind Hot knee:\n    [?] fever: present (suspected, from \"maybe hot\")");
}
END_TEST

START_TEST(what_is_certain_in_one_guideline_is_possible_while_a_question_about_another_stands) {
  const char *text = explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain, hip pain\"}", NULL);
  HAS(text, "This decides: locking?");
  HAS(text, "Sore hip (sore): possible");
  HAS_NOT(text, ": chosen");
}
END_TEST

START_TEST(what_silence_means_is_shown_for_guidelines_that_do_not_apply_too) {
  static const char *const strict = HEAD("arm") T("title", "Arm", "Bras") SOURCES
      "<enter findings=\"hip-pain\"/><applies><has finding=\"fall\"/></applies>"
      "<scenario id=\"a\">" T("title", "A", "A") "<when><has finding=\"fever\"/></when>" RATED("acr", USUALLY,
                                                                                               "mr-knee") "</guideline>";
  tear_down();
  open_decided(facts, strict, wording);
  HAS(explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"hip pain\"}", NULL), "[no] fall: present (absent, assumed)");
}
END_TEST

START_TEST(what_is_suspected_is_never_shown_as_present) {
  const char *request = "{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"maybe hot, knee pain; moves freely\"}";
  HAS(explain(request, NULL), "  fever: suspected, from \"maybe hot\"\n");
  json_t *json = explain_json(request, NULL);
  const json_t *facts_told = json_object_get(json, "facts");
  bool is_found = false;
  for (size_t i = 0; i < json_array_size(facts_told); i++) {
    const json_t *fact = json_array_get(facts_told, i);
    if (strcmp(json_string_value(json_object_get(fact, "id")), "fever") != 0)
      continue;
    ck_assert_str_eq(json_string_value(json_object_get(fact, "state")), "suspected");
    is_found = true;
  }
  ck_assert(is_found);
  json_decref(json);
}
END_TEST

/* ---- why not: what would have to change ---- */

START_TEST(why_not_says_first_what_would_have_to_change) {
  const char *text = explain(plain, "locked");
  HAS(text,
      "Why not Locked knee? (knee/locked, g0.xml:1)\n  Chosen with:\n    – locking: present (now absent, from \"moves freely\")\n");
  ck_assert(strstr(text, "Chosen with:") < strstr(text, "does not hold:"));
}
END_TEST

START_TEST(a_set_of_facts_is_as_small_as_it_can_be_and_those_told_already_are_left_out) {
  HAS(explain(plain, "septic"),
      "Chosen with:\n    – fever: present (now absent, assumed) and swelling: present (now absent,\n      assumed)\n");
  HAS(explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain, swelling; moves freely\"}", "septic"),
      "Chosen with:\n    – fever: present (now absent, assumed)\n"); /* rigors would do as well, and only through it */
}
END_TEST

START_TEST(what_cannot_change_for_this_patient_is_named_as_such) {
  const char *text = explain(plain, "old");
  HAS(text, "Impossible, it needs:\n    – age: at least 50 years (now 40 years, field age)\n");
  text = explain(plain, "pregnant");
  HAS(text, "Impossible, it needs:\n");
  HAS(text, "– sex: female (now male, field sex) and pregnancy: present (now absent,\n      implied by sex)");
  text = explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain\",\"findings\":{\"locking\":\"absent\"}}", "locked");
  HAS(text, "Impossible, it needs:\n    – locking: present (now absent, field findings.locking)\n");
}
END_TEST

START_TEST(beside_what_can_change_stands_what_cannot_and_would_do_as_well) {
  const char *text = explain("{\"age\":40,\"exam\":\"xr-knee\",\"reason\":\"knee pain; moves freely\"}", "xr-knee");
  HAS(text, "– fall: present (now absent, assumed)");
  HAS(text, "Not for this patient:\n    in Older knee (Knee pain):\n      – age: at least 50 years (now 40 years, field age)\n");
}
END_TEST

START_TEST(a_scenario_that_an_earlier_one_always_shadows_can_never_be_chosen) {
  const char *text = explain("{\"age\":80,\"exam\":\"mr-knee\",\"reason\":\"knee pain\"}", "older");
  HAS(text, "Nothing leads there.");
  HAS(text, "Oldest knee comes after Older knee, which holds:\n    [yes] age: at least 50 years (80 years, field age)");
}
END_TEST

START_TEST(a_scenario_that_no_authority_in_use_holds_is_said_to_be_so) {
  HAS(explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain\",\"authorities\":[\"acr\"]}", "home-only"),
      "Held by none.");
}
END_TEST

START_TEST(a_guideline_that_is_not_in_play_steps_back_or_does_not_apply_is_named) {
  HAS(explain(plain, "hip/sore"), "Chosen with:\n    – hip-pain: present or suspected (now unknown)\n");
  HAS(explain(plain, "hip/sore"), "Hip is not in play, it needs: hip-pain\n");
  HAS(explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain after fall\"}", "locked"),
      "Knee pain steps back for Injury.\n");
  HAS(explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"knee pain after fall\"}", "locked"),
      "– locking: present (now unknown) and fall: absent (now present, from \"fall\")");
  HAS(explain("{\"age\":9,\"exam\":\"mr-knee\",\"reason\":\"knee pain\"}", "locked"),
      "Knee pain does not apply:\n    [no] age: at least 18 years (9 years, field age)\n");
}
END_TEST

START_TEST(what_is_so_already_needs_no_change) { HAS(explain(plain, "knee/plain"), "It is chosen.\n"); }
END_TEST

START_TEST(an_exam_names_the_scenarios_that_its_ways_lead_to) {
  HAS(explain(plain, "mr-knee"),
      "Appropriate with any:\n    in Home knee (Knee pain):\n      – hidden: present (now absent, assumed)\n"
      "    in Locked knee (Knee pain):\n      – locking: present (now absent, from \"moves freely\")\n");
  HAS(explain(plain, "CT of the head"), "Another complaint.\n");
}
END_TEST

START_TEST(alike_changes_share_a_line_and_sets_that_share_a_fact_are_told_once) {
  static const char *const more = HEAD("arm") T("title", "Arm", "Bras") SOURCES
      "<enter findings=\"hip-pain\"/>"
      "<scenario id=\"a\">" T("title", "A",
                              "A") "<when><all><has finding=\"locking\"/><any><has finding=\"fever\"/><has finding=\"lump\"/><has "
                                   "finding=\"fall\"/></any></all></when>" RATED("acr", USUALLY, "mr-knee") "</guideline>";
  tear_down();
  open_decided(facts, more, wording);
  HAS(explain("{\"age\":40,\"exam\":\"mr-knee\",\"reason\":\"hip pain\"}", "a"),
      "    – locking: present (now unknown) and any:\n      – fever; lump; fall: present (now absent, assumed)\n");
}
END_TEST

START_TEST(a_threshold_of_what_is_worked_out_is_carried_back_to_the_number_that_is_told) {
  static const char *const dimer = "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age", "âge") ASK(
      "How old?") "</measure>"
                  "<measure id=\"dimer\" unit=\"1\" min=\"20\" max=\"100000\">" L("dimer", "dimères") ASK(
                      "Dimer?") "</measure>"
                                "<measure id=\"ratio\" unit=\"1\">" L("ratio", "rapport") ASK(
                                    "Ratio?") "<derive><quotient><value of=\"dimer\"/><greatest><number>500</number>"
                                              "<product><value "
                                              "of=\"age\"/><number>10</number></product></greatest></quotient></derive><implies "
                                              "at-least=\"1\" finding=\"positive\"/>"
                                              "<implies below=\"1\" finding=\"positive\" state=\"absent\"/></measure>" FINDING(
                                                  "positive", "unknown", "positive") "</finding>" FINDING("knee-pain", "unknown",
                                                                                                          "knee pain") "</finding>";
  static const char *const clot =
      HEAD("clot") T("title", "Clot", "Caillot") SOURCES "<enter findings=\"knee-pain\"/><scenario id=\"likely\">" T(
          "title", "Likely", "Probable") "<when><has finding=\"positive\"/></when>" RATED("acr", USUALLY, "mr-knee") "</guideline>";
  tear_down();
  open_decided(dimer, clot, wording);
  HAS(explain("{\"age\":78,\"exam\":\"mr-knee\",\"reason\":\"knee pain\",\"measures\":{\"dimer\":300}}", "likely"),
      "Impossible, it needs:\n    – dimer: at least 780 (now 300, field measures.dimer)\n");
}
END_TEST

/* ---- what "why not" takes ---- */

START_TEST(a_target_is_found_by_its_full_name_or_words_and_a_wrong_one_gets_the_nearest) {
  static const char *const cases[][2] = {
      {"knee/lokced",
       "error: the rule base has no scenario or exam \"knee/lokced\" [why-not-unknown]\n  hint: did you mean \"knee/locked\"?"},
      {"kneee/locked",
       "error: the rule base has no scenario or exam \"kneee/locked\" [why-not-unknown]\n  hint: did you mean \"knee/locked\"?"},
      {"loked", "error: the rule base has no scenario or exam \"loked\" [why-not-unknown]\n  hint: did you mean \"locked\"?"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rscan_error *err = NULL;
    decide(plain);
    ck_assert_ptr_null(rscan_decision_explain(scratch, RSCAN_FORMAT_TEXT, cases[i][0], NULL, &err));
    ck_assert_str_eq(rscan_error_text(err, 0), cases[i][1]);
    rscan_error_free(err);
  }
  HAS(explain(plain, "knee/locked"), "Why not Locked knee?");
  HAS(explain(plain, "MRI of the knee with contrast"), "Why not MRI knee with contrast?");
}
END_TEST

START_TEST(of_several_scenarios_of_a_name_the_one_in_play_is_meant_or_it_must_be_said) {
  rscan_error *err = NULL;
  HAS(explain(plain, "plain"), "Why not Plain knee pain?");
  decide("{\"exam\":\"ct-head\",\"reason\":\"hip pain\"}");
  ck_assert_ptr_null(rscan_decision_explain(scratch, RSCAN_FORMAT_TEXT, "plain", NULL, &err));
  ck_assert_str_eq(
      rscan_error_text(err, 0),
      "error: several guidelines have a scenario \"plain\" [why-not-several]\n  hint: say which: knee/plain, injury/plain");
  rscan_error_free(err);
}
END_TEST

/* ---- JSON ---- */

START_TEST(json_has_what_the_text_says) {
  json_t *json = explain_json(plain, "septic");
  const json_t *why = json_object_get(json, "why_not"), *ways = json_object_get(why, "ways"), *way = json_array_get(ways, 0);
  ck_assert_uint_eq(json_array_size(ways), 1);
  ck_assert(json_is_true(json_object_get(why, "is_possible")) && json_is_true(json_object_get(why, "is_complete")));
  const json_t *change = json_array_get(json_object_get(way, "changes"), 0);
  ck_assert_uint_eq(json_array_size(json_object_get(way, "changes")), 2);
  ck_assert_str_eq(json_string_value(json_object_get(change, "id")), "fever");
  ck_assert_str_eq(json_string_value(json_object_get(change, "state")), "present");
  ck_assert_str_eq(json_string_value(json_object_get(json_array_get(json_object_get(change, "known"), 0), "state")), "absent");
  json_decref(json);

  json = explain_json(plain, "old");
  why = json_object_get(json, "why_not");
  change = json_array_get(json_object_get(json_array_get(json_object_get(why, "ways"), 0), "changes"), 0);
  ck_assert(json_is_false(json_object_get(why, "is_possible")) && json_is_false(json_object_get(change, "can_change")));
  ck_assert_int_eq((int)json_number_value(json_object_get(change, "at_least")), 50);
  json_decref(json);
}
END_TEST

START_TEST(every_explanation_fits_its_schema) {
  static const char *const targets[] = {NULL, "knee/plain", "septic", "older", "hip/sore", "mr-knee", "ct-head", "none"};
  static const char *const requests[] = {
      plain, "{\"exam\":\"mr-knee\"}", "{\"reason\":\"knee pain; moves freely\",\"language\":\"fr\"}",
      "{\"age\":9,\"exam\":\"mr-knee\",\"reason\":\"knee pain after fall\",\"policy\":\"strict\"}",
      "{\"exam\":\"zzz\",\"reason\":\"alarms\"}"};
  for (size_t r = 0; r < sizeof requests / sizeof *requests; r++)
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
      json_decref(explain_json(requests[r], targets[i]));
}
END_TEST

START_TEST(an_explanation_leaves_the_decision_as_it_was) {
  char before[20000];
  explain(plain, NULL);
  snprintf(before, sizeof before, "%s", rscan_decision_render(scratch, RSCAN_FORMAT_JSON, NULL, NULL));
  ck_assert_ptr_nonnull(rscan_decision_explain(scratch, RSCAN_FORMAT_TEXT, "septic", NULL, NULL));
  ck_assert_str_eq(before, rscan_decision_render(scratch, RSCAN_FORMAT_JSON, NULL, NULL));
  const char *text = rscan_decision_explain(scratch, RSCAN_FORMAT_TEXT, "septic", NULL, NULL);
  snprintf(before, sizeof before, "%s", text);
  ck_assert_str_eq(before, rscan_decision_explain(scratch, RSCAN_FORMAT_TEXT, "septic", NULL, NULL));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("explain");
  TCase *tc = tcase_create("explain");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, each_scenario_shows_what_decides_it_and_where_facts_came_from);
  tcase_add_test(tc, what_stands_behind_a_scenario_that_holds_is_one_line);
  tcase_add_test(tc, a_definition_is_called_by_its_title_also_within_another_and_by_its_id_without_one);
  tcase_add_test(tc, nothing_is_chosen_while_more_information_is_needed);
  tcase_add_test(tc, a_scenario_that_holds_is_only_possible_behind_one_that_may_hold);
  tcase_add_test(tc, what_is_certain_in_one_guideline_is_possible_while_a_question_about_another_stands);
  tcase_add_test(tc, what_silence_means_is_shown_for_guidelines_that_do_not_apply_too);
  tcase_add_test(tc, what_is_suspected_is_never_shown_as_present);
  tcase_add_test(tc, why_not_says_first_what_would_have_to_change);
  tcase_add_test(tc, a_set_of_facts_is_as_small_as_it_can_be_and_those_told_already_are_left_out);
  tcase_add_test(tc, what_cannot_change_for_this_patient_is_named_as_such);
  tcase_add_test(tc, beside_what_can_change_stands_what_cannot_and_would_do_as_well);
  tcase_add_test(tc, a_scenario_that_an_earlier_one_always_shadows_can_never_be_chosen);
  tcase_add_test(tc, a_scenario_that_no_authority_in_use_holds_is_said_to_be_so);
  tcase_add_test(tc, a_guideline_that_is_not_in_play_steps_back_or_does_not_apply_is_named);
  tcase_add_test(tc, what_is_so_already_needs_no_change);
  tcase_add_test(tc, an_exam_names_the_scenarios_that_its_ways_lead_to);
  tcase_add_test(tc, alike_changes_share_a_line_and_sets_that_share_a_fact_are_told_once);
  tcase_add_test(tc, a_threshold_of_what_is_worked_out_is_carried_back_to_the_number_that_is_told);
  tcase_add_test(tc, a_target_is_found_by_its_full_name_or_words_and_a_wrong_one_gets_the_nearest);
  tcase_add_test(tc, of_several_scenarios_of_a_name_the_one_in_play_is_meant_or_it_must_be_said);
  tcase_add_test(tc, json_has_what_the_text_says);
  tcase_add_test(tc, every_explanation_fits_its_schema);
  tcase_add_test(tc, an_explanation_leaves_the_decision_as_it_was);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
