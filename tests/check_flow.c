/* The picture of a guideline and of the way that a decision took: what is drawn, how it is marked, and that both forms are what
 * they say they are whatever authors write. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* clang-format off */
#define FINDING(id, text, unstated) "<finding id=\"" id "\"" unstated "><label lang=\"en\">" text "</label><label lang=\"fr\">" text " fr</label>" \
  "<ask lang=\"en\">" text "?</ask><ask lang=\"fr\">" text " fr?</ask></finding>"
#define ABSENT " unstated=\"absent\""
#define T(en, fr) "<title lang=\"en\">" en "</title><title lang=\"fr\">" fr "</title>"
#define LONG "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"

static const char facts[] =
  FINDING("knee-pain", "knee pain", "") FINDING("fever", "fever", ABSENT) FINDING("locking", "locking", "") FINDING("swelling", "swelling", ABSENT)
  FINDING("injury", "injury", ABSENT) FINDING("redness", "redness", ABSENT) FINDING("odd", "say &quot;a&quot; \\N &amp; &lt;b&gt;", ABSENT)
  FINDING("long", LONG, ABSENT) FINDING("head-pain", "head pain", "") FINDING("back-pain", "back pain", "")
  "<group id=\"signs\" members=\"fever swelling redness\"><label lang=\"en\">signs</label><ask lang=\"en\">signs?</ask></group>"
  "<measure id=\"age\" unit=\"a\"><label lang=\"en\">age</label><ask lang=\"en\">age?</ask></measure>";

#define HEAD(id, more) "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"" id "\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\" " more ">"
#define SOURCES "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source><source id=\"home\" authority=\"home\" year=\"2020\">H</source>"
static const char guidelines[] =
  HEAD("knee", "regions=\"knee\"") T("The knee", "Le genou") SOURCES
    "<enter findings=\"knee-pain\"/><applies><measure of=\"age\" at-least=\"18\"/></applies><yields to=\"head\"/>"
    "<define id=\"hot\"><has finding=\"fever\"/><any><has finding=\"redness\"/><has finding=\"swelling\"/></any></define>"
    "<scenario id=\"hot-knee\" urgency=\"urgent\">" T("Hot knee", "Genou chaud") "<when><holds define=\"hot\"/></when>"
      "<ratings source=\"acr\"><usually-appropriate>mr-knee</usually-appropriate><may-be-appropriate>ct-knee</may-be-appropriate></ratings>"
      "<ratings source=\"home\"><usually-not-appropriate>ct-knee</usually-not-appropriate></ratings></scenario>"
    "<scenario id=\"locked\">" T("Locked knee", "Genou bloqué") "<when><has finding=\"locking\"/><not><holds define=\"hot\"/></not></when>"
      "<ratings source=\"acr\"><usually-appropriate>mr-knee</usually-appropriate></ratings></scenario>"
    "<scenario id=\"quiet\">" T("Quiet knee", "Genou calme") "<when><lacks finding=\"locking\"/><lacks all=\"fever redness injury\"/></when>"
      "<ratings source=\"acr\"><usually-not-appropriate>mr-knee ct-knee xr-knee mr-knee-with</usually-not-appropriate></ratings></scenario>"
    "<gap id=\"injured\"><reason lang=\"en\">Injuries have a guideline of their own.</reason><reason lang=\"fr\">Ailleurs.</reason><when><has finding=\"injury\"/></when></gap>"
  "</guideline>\f"
  HEAD("head", "") T("The &quot;head&quot; \\ &lt;b&gt; &amp; all", "La tête") SOURCES
    "<enter findings=\"head-pain\"/><scenario id=\"any\">" T(LONG, LONG) "<when><any><has finding=\"odd\"/><lacks finding=\"odd\"/><has finding=\"long\"/></any></when>"
      "<ratings source=\"acr\"><usually-appropriate>ct-head</usually-appropriate></ratings></scenario>"
    "<scenario id=\"never\">" T("Never", "Jamais") "<when><has finding=\"long\"/></when><ratings source=\"acr\"><usually-appropriate>ct-head</usually-appropriate></ratings></scenario>"
  "</guideline>\f"
  HEAD("back", "") T("The back", "Le dos") SOURCES "<enter findings=\"back-pain\"/>"
    "<scenario id=\"sure\">" T("Sure", "Sûr") "<when><any><has finding=\"locking\"/><suspects finding=\"locking\"/><lacks finding=\"locking\"/></any></when>"
      "<ratings source=\"acr\"><usually-appropriate>ct-head</usually-appropriate></ratings></scenario>"
    "<scenario id=\"had\">" T("Had", "A") "<when><has group=\"signs\"/><has finding=\"injury\"/></when><ratings source=\"acr\"><usually-appropriate>ct-head</usually-appropriate></ratings></scenario>"
    "<scenario id=\"lacked\">" T("Lacked", "N’a pas") "<when><lacks group=\"signs\"/><has finding=\"injury\"/></when><ratings source=\"acr\"><usually-appropriate>ct-head</usually-appropriate></ratings></scenario>"
    "<scenario id=\"again\">" T("Again", "Encore") "<when><has group=\"signs\"/></when><ratings source=\"acr\"><usually-appropriate>ct-head</usually-appropriate></ratings></scenario>"
    "<scenario id=\"rest\">" T("Rest", "Reste") "<when><always/></when><ratings source=\"acr\"><usually-not-appropriate>ct-head</usually-not-appropriate></ratings></scenario>"
  "</guideline>";
static const char wording[] =
  "<wording xmlns=\"urn:rightscan:rules\" format=\"1\" lang=\"en\"><message id=\"truth.true\">yes</message><message id=\"truth.false\">no</message>"
  "<message id=\"truth.unknown\">?</message><message id=\"list.colon\">:</message><message id=\"list.semicolon\">;</message><message id=\"list.rest\">and {0} more</message>"
  "<message id=\"joint.all\">all</message><message id=\"joint.any\">any</message><message id=\"joint.not\">not</message><message id=\"state.present\">present</message>"
  "<message id=\"state.absent\">absent</message><message id=\"flow.chosen\">chosen</message><message id=\"flow.open\">possible</message>"
  "<message id=\"flow.ruled-out\">ruled out</message><message id=\"flow.not-reached\">not reached</message><message id=\"flow.as-in\">{0} as in {1}</message>"
  "<message id=\"flow.applies\">Applies?</message><message id=\"no-criteria.exam-not-understood\">{0}: what?</message><message id=\"flow.legend\">The lines.</message><message id=\"doc.no-scenario\">None fits.</message></wording>";
/* clang-format on */

static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_referral *referral;
static char *shown;

static void set_up(void) {
  book = test_book(facts, NULL, guidelines, wording);
  scratch = rscan_scratch_new(book, NULL);
  referral = rscan_referral_new(book, NULL);
  shown = NULL;
}

static void tear_down(void) {
  rscan_text_free(shown);
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
}

static const char *show(const char *id, const char *language, rscan_format format) {
  rscan_error *err = NULL;
  rscan_text_free(shown);
  shown = rscan_rulebase_show(book, id, language, format, &err);
  ck_assert_msg(shown != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  return shown;
}

static const char *explain(const char *request, rscan_format format) {
  rscan_error *err = NULL;
  size_t length;
  ck_assert_msg(rscan_referral_parse(referral, request, strlen(request), &err) == RSCAN_OK, "%s", rscan_error_text(err, 0));
  ck_assert_msg(rscan_decide(scratch, referral, &err) != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  const char *text = rscan_decision_explain(scratch, format, NULL, &length, &err);
  ck_assert_msg(text != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  ck_assert_uint_eq(strlen(text), length);
  return text;
}

#define ck_has(text, part) ck_assert_msg(strstr((text), (part)) != NULL, "no %s in %s", (part), (text))
#define ck_has_not(text, part) ck_assert_msg(strstr((text), (part)) == NULL, "%s in %s", (part), (text))

/* The line of a DOT file that declares a box or a way. */
static const char *line_of(const char *dot, const char *name) {
  static char line[4000], start[200];
  snprintf(start, sizeof start, "\n    %s", name);
  const char *at = strstr(dot, start);
  ck_assert_msg(at != NULL, "no %s in %s", name, dot);
  snprintf(line, sizeof line, "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
  return line;
}

static const char knee[] = "{\"age\":40,\"exam\":\"mr-knee\",\"findings\":{\"knee-pain\":\"present\"%s}}";

static const char *explain_knee(const char *more, rscan_format format) {
  char request[300];
  snprintf(request, sizeof request, knee, more);
  return explain(request, format);
}

/* ---- the ladder ---- */

START_TEST(a_guideline_leads_from_entry_over_its_scenarios_and_gaps_to_the_end) {
  static const char *const ways[] = {"\"knee/entry\" -> \"knee/applies\"",   "\"knee/applies\" -> \"knee/yields\"",
                                     "\"knee/yields\" -> \"knee/hot-knee\"", "\"knee/hot-knee\" -> \"knee/locked\"",
                                     "\"knee/locked\" -> \"knee/quiet\"",    "\"knee/quiet\" -> \"knee/gap/injured\"",
                                     "\"knee/gap/injured\" -> \"knee/end\""};
  const char *dot = show("knee", NULL, RSCAN_FORMAT_DOT), *last = dot;
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    const char *at = strstr(dot, ways[i]);
    ck_assert_msg(at > last, "no %s behind the one before in %s", ways[i], dot);
    last = at;
  }
  ck_has(line_of(dot, "\"knee/applies\" -> \"knee/yields\""), "yes");
  ck_has(line_of(dot, "\"knee/applies\" -> \"knee/applies/answer\""), "no");
  ck_has(line_of(dot, "\"knee/hot-knee\" -> \"knee/hot-knee/answer\""), "yes");
  ck_has(line_of(dot, "\"knee/hot-knee\" -> \"knee/locked\""), "no");
  ck_has(line_of(dot, "\"knee/gap/injured/answer\" ["), "Injuries have a");
  ck_has(line_of(dot, "\"knee/end\" ["), "None fits.");
}
END_TEST

START_TEST(a_scenario_leads_to_its_exams_as_the_first_authority_rates_them) {
  const char *dot = show("knee", NULL, RSCAN_FORMAT_DOT);
  const char *answer = line_of(dot, "\"knee/hot-knee/answer\" [");
  ck_has(answer, "usually-appropriate\\l\xc2\xa0\xc2\xa0MRI knee\\lusually-not-appropriate\\l\xc2\xa0\xc2\xa0"
                 "CT knee\\l");
  ck_has(answer, "urgent");
  ck_has_not(answer, "may-be-appropriate");
  answer = line_of(dot, "\"knee/quiet/answer\" [");
  ck_has(answer, "usually-appropriate\\l\xc2\xa0\xc2\xa0no imaging\\l"); /* where nothing is better */
  ck_has(answer, "and 1 more");
}
END_TEST

START_TEST(a_condition_that_is_used_again_is_told_once_under_a_letter_and_never_by_its_id) {
  const char *dot = show("knee", NULL, RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"knee/hot-knee\" ["), "A: all\\l\xc2\xa0\xc2\xa0"
                                              "fever: present\\l\xc2\xa0\xc2\xa0"
                                              "any\\l");
  const char *again = line_of(dot, "\"knee/locked\" [");
  ck_has(again, "not: A as in 1\\l");
  ck_has_not(again, "fever");
  ck_has_not(dot, "hot:");
}
END_TEST

START_TEST(a_group_is_told_once_by_its_own_name_but_had_and_lacked_are_two_things) {
  const char *dot = show("back", NULL, RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"back/had\" ["), "signs: any\\l");
  ck_has(line_of(dot, "\"back/had\" ["), "present: fever; swelling; redness\\l");
  ck_has(line_of(dot, "\"back/lacked\" ["), "signs: all\\l");
  ck_has(line_of(dot, "\"back/lacked\" ["), "absent: fever; swelling; redness\\l");
  ck_has(line_of(dot, "\"back/again\" ["), "signs as in 2\\l");
}
END_TEST

START_TEST(findings_of_which_the_same_is_asked_stand_in_one_line) {
  const char *dot = show("knee", NULL, RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"knee/quiet\" ["), "absent: locking; fever; redness; injury\\l");
  ck_has(line_of(dot, "\"knee/hot-knee\" ["),
         "redness: present\\l\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0swelling: present\\l"); /* two do not */
}
END_TEST

START_TEST(a_bare_guideline_has_no_marks) {
  const char *dot = show("knee", NULL, RSCAN_FORMAT_DOT);
  ck_has_not(dot, "dashed");
  ck_has_not(dot, "dotted");
  ck_has_not(dot, "[yes]");
  ck_has_not(dot, "possible");
  ck_has_not(show("knee", NULL, RSCAN_FORMAT_SVG), "stroke-dasharray");
}
END_TEST

START_TEST(a_picture_speaks_the_language_that_is_asked_for) {
  ck_has(show("knee", "fr", RSCAN_FORMAT_DOT), "2. Genou bloqué");
  ck_has(show("knee", "fr", RSCAN_FORMAT_SVG), "lang=\"fr\"");
  ck_has(shown, "locking fr");
}
END_TEST

/* ---- the way taken ---- */

START_TEST(what_was_passed_chosen_and_never_reached_is_told_in_words_and_line_styles) {
  const char *dot = explain_knee(",\"locking\":\"present\"", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"knee/hot-knee\" ["), "ruled out\\l[no] A: all\\l");
  ck_has(line_of(dot, "\"knee/hot-knee\" -> \"knee/locked\""), "style=solid, penwidth=3");
  ck_has(line_of(dot, "\"knee/hot-knee\" -> \"knee/hot-knee/answer\""), "style=dotted");
  ck_has(line_of(dot, "\"knee/locked\" ["),
         "chosen\\l[yes] all\\l\xc2\xa0\xc2\xa0[yes] locking: present\\l\xc2\xa0\xc2\xa0[yes] not: A as in 1");
  ck_has(line_of(dot, "\"knee/locked\" -> \"knee/locked/answer\""), "style=solid, penwidth=3");
  ck_has(line_of(dot, "\"knee/locked\" -> \"knee/quiet\""), "style=dotted");
  ck_has(line_of(dot, "\"knee/quiet\" ["), "not reached");
  ck_has(line_of(dot, "\"knee/end\" ["), "dotted");
  ck_has(dot, "The lines.");
}
END_TEST

START_TEST(an_unknown_leaves_both_ways_open) {
  const char *dot = explain_knee("", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"knee/locked\" ["), "possible\\l[?] all\\l\xc2\xa0\xc2\xa0[?] locking: present\\l");
  ck_has(line_of(dot, "\"knee/locked\" ["), "filled,solid");                         /* it is reached for certain … */
  ck_has(line_of(dot, "\"knee/locked\" -> \"knee/locked/answer\""), "style=dashed"); /* … and what comes of it is open */
  ck_has(line_of(dot, "\"knee/locked\" -> \"knee/quiet\""), "style=dashed");
  ck_has(line_of(dot, "\"knee/quiet\" ["), "possible\\l[?] all\\l\xc2\xa0\xc2\xa0"
                                           "absent: [?] locking; [yes] fever; [yes] redness; [yes] injury\\l");
  ck_has(dot, "locking?"); /* the question that would settle it */
  const char *svg = explain_knee("", RSCAN_FORMAT_SVG);
  ck_has(svg, "stroke-dasharray=\"7 4\"");
  ck_has(svg, "stroke-dasharray=\"2 3\"");
  ck_has(svg, ">possible</text>");
}
END_TEST

START_TEST(what_is_open_and_what_is_settled_differ_by_one_answer) {
  const char *dot =
      explain("{\"age\":40,\"findings\":{\"head-pain\":\"present\",\"odd\":\"unknown\",\"long\":\"absent\"}}", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"head/any\" ["), "possible");
  ck_has(line_of(dot, "\"head/never\" ["), "ruled out");
  dot = explain("{\"age\":40,\"findings\":{\"head-pain\":\"present\",\"odd\":\"present\",\"long\":\"unknown\"}}", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"head/any\" ["), "chosen");
  ck_has(line_of(dot, "\"head/never\" ["), "not reached");
}
END_TEST

/* Absent, suspected or present: logic sees three unknowns, the search that one of them always holds. */
START_TEST(what_the_search_found_out_counts_for_more_than_what_logic_alone_sees) {
  const char *dot = explain("{\"age\":40,\"exam\":\"ct-head\",\"findings\":{\"back-pain\":\"present\"}}", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"back/sure\" ["), "chosen\\l[?] any");
  ck_has(line_of(dot, "\"back/sure\" -> \"back/sure/answer\""), "style=solid, penwidth=3");
  ck_has(line_of(dot, "\"back/rest\" ["), "not reached");
  ck_has(line_of(dot, "\"back/end\" ["), "dotted");
}
END_TEST

START_TEST(a_guideline_that_does_not_apply_is_drawn_no_further) {
  const char *dot = explain("{\"age\":9,\"exam\":\"mr-knee\",\"findings\":{\"knee-pain\":\"present\"}}", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"knee/applies\" ["), "[no] age: bound.at-least");
  ck_has(line_of(dot, "\"knee/applies\" -> \"knee/applies/answer\""), "style=solid, penwidth=3");
  ck_has_not(dot, "knee/yields");
  ck_has_not(dot, "knee/locked");
}
END_TEST

START_TEST(a_guideline_that_steps_back_says_for_which) {
  const char *dot = explain_knee(",\"head-pain\":\"present\"", RSCAN_FORMAT_DOT);
  ck_has(line_of(dot, "\"knee/yields\" ["), "[yes] The \\\"head\\\"");
  ck_has(line_of(dot, "\"knee/yields\" -> \"knee/yields/answer\""), "style=solid, penwidth=3");
  ck_has_not(dot, "knee/locked");
  ck_has(dot, "\"head/any\""); /* both that were looked at are drawn */
}
END_TEST

START_TEST(a_decision_on_nothing_is_a_picture_too) {
  const char *svg = explain("{\"age\":40,\"exam\":\"mr-knee\"}", RSCAN_FORMAT_SVG);
  ck_has(svg, "flow.none-in-play");
  ck_has(explain("{\"age\":40,\"exam\":\"mr-knee\"}", RSCAN_FORMAT_DOT), "digraph \"decision\" {");
}
END_TEST

/* ---- the two forms ---- */

START_TEST(what_authors_write_is_text_in_both_forms) {
  const char *dot = show("head", NULL, RSCAN_FORMAT_DOT);
  ck_has(dot, "label=\"The \\\"head\\\" \\\\ <b> &amp; all\"");
  ck_has(dot, "say \\\"a\\\" \\\\N &amp; <b>: present");
  ck_has(show("head", NULL, RSCAN_FORMAT_SVG), "say &quot;a&quot; \\N &amp; &lt;b&gt;: present");
}
END_TEST

static xmlDoc *parse(const char *svg);

START_TEST(what_is_typed_in_a_referral_breaks_neither_form) {
  static const char request[] =
      "{\"age\":40,\"exam\":\"zz \\ufffe \\uffff <b> & \\\\ \\\"\",\"findings\":{\"knee-pain\":\"present\"}}";
  xmlFreeDoc(parse(explain(request, RSCAN_FORMAT_SVG)));
  ck_has(explain(request, RSCAN_FORMAT_DOT), "<b> &amp; \\\\ \\\"");
}
END_TEST

static unsigned count_of(const xmlNode *node, const char *name) {
  unsigned n = 0;
  for (; node; node = node->next)
    if (node->type == XML_ELEMENT_NODE)
      n += (strcmp((const char *)node->name, name) == 0) + count_of(node->children, name);
  return n;
}

static xmlDoc *parse(const char *svg) {
  xmlDoc *doc = xmlReadMemory(svg, (int)strlen(svg), "flow.svg", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
  ck_assert_msg(doc != NULL, "not well-formed: %s", svg);
  return doc;
}

static bool has_attribute(xmlNode *node, const char *name, const char *value) {
  xmlChar *found = xmlGetProp(node, (const xmlChar *)name);
  bool is_so = found && strcmp((char *)found, value) == 0;
  xmlFree(found);
  return is_so;
}

START_TEST(an_svg_is_well_formed_names_and_describes_itself_and_needs_nothing_else) {
  static const char *const ids[] = {"knee", "head"};
  for (size_t i = 0; i < 2; i++) {
    xmlDoc *doc = parse(show(ids[i], NULL, RSCAN_FORMAT_SVG));
    xmlNode *root = xmlDocGetRootElement(doc), *title = root->children;
    ck_assert_str_eq((const char *)root->name, "svg");
    ck_assert(has_attribute(root, "role", "img") && has_attribute(root, "lang", "en"));
    ck_assert(has_attribute(root, "aria-labelledby", "flow.0.title") && has_attribute(root, "aria-describedby", "flow.0.words"));
    while (title->type != XML_ELEMENT_NODE)
      title = title->next;
    ck_assert_str_eq((const char *)title->name, "title");
    ck_assert(has_attribute(title, "id", "flow.0.title"));
    ck_assert_uint_eq(count_of(root, "desc"), 1);
    ck_assert_uint_eq(count_of(root, "script") + count_of(root, "style") + count_of(root, "image") + count_of(root, "a"), 0);
    ck_has_not(shown, "href");
    ck_has_not(shown, "url(");
    xmlFreeDoc(doc);
  }
  xmlDoc *doc = parse(explain_knee("", RSCAN_FORMAT_SVG));
  xmlFreeDoc(doc);
}
END_TEST

START_TEST(the_description_says_all_that_is_drawn) {
  const char *svg = explain_knee("", RSCAN_FORMAT_SVG), *words = strstr(svg, "<desc"), *end = strstr(svg, "</desc>");
  static const char *const parts[] = {"2. Locked knee; possible; [?] all; [?] locking: present", "yes: ", "MRI knee", "None fits."};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const char *at = strstr(words, parts[i]);
    ck_assert_msg(at && at < end, "no %s in %.*s", parts[i], (int)(end - words), words);
  }
}
END_TEST

/* A W has 0.989 em, so that at most 42 of 13 units fit into a question's 544. */
START_TEST(no_text_leaves_its_box_be_it_one_endless_word) {
  const char *svg = strstr(show("head", NULL, RSCAN_FORMAT_SVG), "</desc>");
  unsigned n_rows = 0;
  for (const char *p = svg; (p = strstr(p, "WWW")); n_rows++) {
    size_t n = strspn(p, "W");
    ck_assert_msg(n <= 42, "%zu in a row", n);
    p += n;
  }
  ck_assert_uint_ge(n_rows, 6);
}
END_TEST

/* Every box ends below its last row, and no box stands on another. */
START_TEST(boxes_hold_their_rows_and_stand_apart) {
  const char *svg = show("knee", NULL, RSCAN_FORMAT_SVG);
  int height = 0, bottom = 0;
  ck_assert_int_eq(sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 960 %d\"", &height), 1);
  for (const char *p = svg; (p = strstr(p, "<rect x=\"2\"")); p++) { /* questions */
    int y, high;
    ck_assert_int_eq(sscanf(p, "<rect x=\"2\" y=\"%d\" width=\"568\" height=\"%d\"", &y, &high), 2);
    ck_assert_int_gt(y, bottom);
    const char *text = strstr(p, "<text"), *next = strstr(p + 1, "<rect x=\"2\"");
    for (; text && (!next || text < next); text = strstr(text + 1, "<text")) {
      int x, row;
      ck_assert_int_eq(sscanf(text, "<text x=\"%d\" y=\"%d\"", &x, &row), 2);
      if (x < 560 && x != 54)
        ck_assert_msg(row > y && row < y + high, "a row at %d in a box from %d to %d", row, y, y + high);
    }
    bottom = y + high;
  }
  ck_assert_int_gt(bottom, 0);
  ck_assert_int_ge(height, bottom);
}
END_TEST

START_TEST(the_same_question_gives_the_same_bytes) {
  char *first = strdup(show("knee", NULL, RSCAN_FORMAT_SVG));
  ck_assert_str_eq(first, show("knee", NULL, RSCAN_FORMAT_SVG));
  free(first);
  first = strdup(explain_knee("", RSCAN_FORMAT_DOT));
  ck_assert_str_eq(first, explain_knee("", RSCAN_FORMAT_DOT));
  free(first);
}
END_TEST

/* ---- what is no picture ---- */

static void ck_refused(const void *text, rscan_error *err) {
  ck_assert_ptr_null(text);
  ck_assert_ptr_nonnull(err);
  ck_assert_int_eq(rscan_error_status(err), RSCAN_BAD_ARGUMENT);
  ck_assert_str_eq(rscan_error_code(err, 0), "no-picture");
  rscan_error_free(err);
}

#define ck_door(call)        \
  do {                       \
    rscan_error *err = NULL; \
    const void *text = call; \
    ck_refused(text, err);   \
  } while (0)

START_TEST(doors_that_draw_nothing_refuse_the_formats_of_pictures) {
  for (rscan_format format = RSCAN_FORMAT_DOT; format <= RSCAN_FORMAT_SVG; format++) {
    explain_knee("", RSCAN_FORMAT_TEXT);
    ck_door(rscan_decision_render(scratch, format, NULL, &err));
    ck_door(rscan_decision_explain(scratch, format, "locked", NULL, &err));
    ck_door(rscan_read(scratch, "knee", 4, format, NULL, &err));
    ck_door(rscan_rulebase_list(book, "guidelines", NULL, format, &err));
    ck_door(rscan_rulebase_ratings(book, NULL, format, &err));
    ck_door(rscan_rulebase_show(book, "fever", NULL, format, &err));
    ck_door(rscan_rulebase_show(book, "knee/locked", NULL, format, &err));
    rscan_diff *diff = rscan_diff_new(book, book, NULL);
    ck_door(rscan_diff_report(diff, 1, NULL, format, &err));
    rscan_diff_free(diff);
    ck_assert_ptr_null(rscan_lint_report(NULL, format, NULL));
  }
}
END_TEST

START_TEST(a_guideline_that_is_not_there_is_named_with_the_nearest) {
  rscan_error *err = NULL;
  ck_assert_ptr_null(rscan_rulebase_show(book, "kneee", NULL, RSCAN_FORMAT_SVG, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "no-picture");
  ck_assert_ptr_nonnull(strstr(rscan_error_hint(err, 0), "\"knee\""));
  rscan_error_free(err);
}
END_TEST

/* ---- memory ---- */

/* The book again, counted, and everything that draws. 0: out of memory somewhere, told as such. */
static bool draw_all(rscan_rulebase *counted, rscan_scratch *s, const rscan_referral *r) {
  rscan_error *err = NULL;
  char *text = rscan_rulebase_show(counted, "knee", NULL, RSCAN_FORMAT_SVG, &err);
  bool is_drawn = text && rscan_decide(s, r, &err) && rscan_decision_explain(s, RSCAN_FORMAT_DOT, NULL, NULL, &err);
  ck_assert(is_drawn || rscan_error_status(err) == RSCAN_NO_MEMORY);
  ck_assert(!text || strstr(text, "</svg>"));
  rscan_text_free(text);
  rscan_error_free(err);
  return is_drawn;
}

START_TEST(each_allocation_may_fail_and_is_an_error_and_leaks_nothing) {
  static const char request[] = "{\"age\":40,\"exam\":\"mr-knee\",\"findings\":{\"knee-pain\":\"present\"}}";
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  char *root = test_root("facts", "", facts), *copy = strdup(guidelines), *cut = strchr(copy, '\f');
  *cut = '\0';
  *strchr(cut + 1, '\f') = '\0';
  char *a = test_root("authorities", "",
                      "<authority id=\"home\"><title lang=\"en\">H</title></authority><authority id=\"acr\"><title "
                      "lang=\"en\">A</title></authority>");
  char *e = test_root("exams", "",
                      "<region id=\"knee\"><title lang=\"en\">k</title></region><exam id=\"none\" contrast=\"none\"><title "
                      "lang=\"en\">no</title></exam>"
                      "<exam id=\"mr-knee\" region=\"knee\" contrast=\"none\"><title lang=\"en\">m</title></exam><exam "
                      "id=\"mr-knee-with\" region=\"knee\" contrast=\"none\"><title lang=\"en\">w</title></exam>"
                      "<exam id=\"ct-knee\" region=\"knee\" contrast=\"none\"><title lang=\"en\">c</title></exam><exam "
                      "id=\"xr-knee\" region=\"knee\" contrast=\"none\"><title lang=\"en\">x</title></exam>"
                      "<exam id=\"ct-head\" contrast=\"none\"><title lang=\"en\">h</title></exam>");
  const test_file files[] = {{"rulebase.xml", "<rulebase xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"m\" version=\"1\" "
                                              "effective=\"2026-01-01\" review-by=\"2036-01-01\">"
                                              "<title lang=\"en\">M</title><module href=\"a.xml\"/><module href=\"e.xml\"/><module "
                                              "href=\"f.xml\"/><module href=\"g.xml\"/><module href=\"h.xml\"/></rulebase>"},
                             {"a.xml", a},
                             {"e.xml", e},
                             {"f.xml", root},
                             {"g.xml", copy},
                             {"h.xml", cut + 1},
                             {NULL, NULL}};
  char *dir = test_make_dir(files);
  rscan_error *err = NULL;
  options.allocator = &test_allocator;
  test_fail_at = test_calls = test_held = 0;
  rscan_rulebase *counted = rscan_rulebase_load(dir, &options, &err);
  ck_assert_msg(counted != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  for (unsigned long i = 1; i < 2000; i++) { /* a cold scratch each time, so that it too has to ask for all that it needs */
    test_fail_at = 0;
    rscan_scratch *s = rscan_scratch_new(counted, NULL);
    rscan_referral *r = rscan_referral_new(counted, NULL);
    ck_assert_int_eq(rscan_referral_parse(r, request, strlen(request), NULL), RSCAN_OK);
    test_calls = 0, test_fail_at = i;
    bool is_drawn = draw_all(counted, s, r);
    bool was_refused = test_calls >= i;
    test_fail_at = 0;
    rscan_referral_free(r);
    rscan_scratch_free(s);
    if (!was_refused) {
      ck_assert(is_drawn);
      ck_assert_uint_gt(i, 5);
      break;
    }
  }
  rscan_rulebase_unref(counted);
  ck_assert_uint_eq(test_held, 0);
  test_remove_dir(dir);
  free(root), free(copy), free(a), free(e);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("flow");
  TCase *tests = tcase_create("flow");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, a_guideline_leads_from_entry_over_its_scenarios_and_gaps_to_the_end);
  tcase_add_test(tests, a_scenario_leads_to_its_exams_as_the_first_authority_rates_them);
  tcase_add_test(tests, a_condition_that_is_used_again_is_told_once_under_a_letter_and_never_by_its_id);
  tcase_add_test(tests, a_group_is_told_once_by_its_own_name_but_had_and_lacked_are_two_things);
  tcase_add_test(tests, findings_of_which_the_same_is_asked_stand_in_one_line);
  tcase_add_test(tests, a_bare_guideline_has_no_marks);
  tcase_add_test(tests, a_picture_speaks_the_language_that_is_asked_for);
  tcase_add_test(tests, what_was_passed_chosen_and_never_reached_is_told_in_words_and_line_styles);
  tcase_add_test(tests, an_unknown_leaves_both_ways_open);
  tcase_add_test(tests, what_is_open_and_what_is_settled_differ_by_one_answer);
  tcase_add_test(tests, what_the_search_found_out_counts_for_more_than_what_logic_alone_sees);
  tcase_add_test(tests, a_guideline_that_does_not_apply_is_drawn_no_further);
  tcase_add_test(tests, a_guideline_that_steps_back_says_for_which);
  tcase_add_test(tests, a_decision_on_nothing_is_a_picture_too);
  tcase_add_test(tests, what_authors_write_is_text_in_both_forms);
  tcase_add_test(tests, what_is_typed_in_a_referral_breaks_neither_form);
  tcase_add_test(tests, an_svg_is_well_formed_names_and_describes_itself_and_needs_nothing_else);
  tcase_add_test(tests, the_description_says_all_that_is_drawn);
  tcase_add_test(tests, no_text_leaves_its_box_be_it_one_endless_word);
  tcase_add_test(tests, boxes_hold_their_rows_and_stand_apart);
  tcase_add_test(tests, the_same_question_gives_the_same_bytes);
  tcase_add_test(tests, doors_that_draw_nothing_refuse_the_formats_of_pictures);
  tcase_add_test(tests, a_guideline_that_is_not_there_is_named_with_the_nearest);
  tcase_add_test(tests, each_allocation_may_fail_and_is_an_error_and_leaks_nothing);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
