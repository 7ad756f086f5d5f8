/* Rule bases with mistakes: the smallest thing around a mistake is left out, then what needs it, and the rest decides. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "rightscan.h"
#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define T(t) "<title lang=\"en\">" t "</title><title lang=\"fr\">" t "</title>"
#define L(t) "<label lang=\"en\">" t "</label><label lang=\"fr\">" t "</label><ask lang=\"en\">" t "?</ask><ask lang=\"fr\">" t "?</ask>"
#define ROWS(yes) "<ratings source=\"acr\"><usually-appropriate>" yes "</usually-appropriate></ratings>"
#define SCENARIO(id, when, yes) "<scenario id=\"" id "\">" T("S") "<when>" when "</when>" ROWS(yes) "</scenario>"
#define GUIDELINE(id, enter, rest) "<guideline " NS " id=\"" id "\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2036-01-01\">\n" T("G") \
  "<source id=\"acr\" authority=\"acr\" year=\"2020\">A</source>\n<enter findings=\"" enter "\"/>" rest "</guideline>"
#define MANIFEST(more) "<rulebase " NS " id=\"m\" version=\"1\" effective=\"2026-01-01\" review-by=\"2036-01-01\">" T("M") \
  "\n<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/>\n<module href=\"g.xml\"/><module href=\"h.xml\"/><module href=\"s.xml\"/>\n" more "</rulebase>"

static const char facts[] = "<facts " NS ">\n<finding id=\"pain\">" L("pain") "<cue>ache</cue></finding>\n"
  "<finding id=\"fever\">" L("fever") "<cue>fever</cue></finding>\n"
  "<finding id=\"chill\">" L("chill") "<cue>chills</cue><implies finding=\"fever\"/></finding>\n"
  "<finding id=\"lock\">" L("lock") "<cue>locks</cue><historical finding=\"fever\"/></finding>\n"
  "<group id=\"flags\" members=\"fever chill\">" L("flags") "</group>\n"
  "<exclusive facts=\"fever lock\"/>\n</facts>";
static const char exams[] = "<exams " NS "><exam id=\"none\" contrast=\"none\">" T("none") "</exam>\n<exam id=\"mr\" contrast=\"none\">" T("MR") "</exam>\n"
  "<exam id=\"xr\" contrast=\"none\">" T("XR") "</exam></exams>";
static const char authorities[] = "<authorities " NS "><authority id=\"acr\">" T("A") "</authority>\n<profile id=\"p\" default=\"yes\" prefer=\"acr\">" T("P") "</profile></authorities>";
/* knee stands on the group; hip on nothing but its own finding, and steps back for knee. */
static const char knee[] = GUIDELINE("knee", "pain", SCENARIO("hot", "<has group=\"flags\"/>", "mr") SCENARIO("rest", "<always/>", "xr"));
static const char hip[] = GUIDELINE("hip", "pain lock", "<yields to=\"knee\"/>" SCENARIO("locked", "<has finding=\"lock\"/>", "mr") SCENARIO("rest", "<always/>", "xr"));
static const char safety[] = "<safety " NS ">\n<rule id=\"r\" level=\"warn\">" T("R") "<when><has finding=\"lock\"/></when><message lang=\"en\">m</message><message lang=\"fr\">m</message></rule>\n"
  "<rule id=\"q\" level=\"warn\">" T("R") "<when><has finding=\"pain\"/></when><message lang=\"en\">m</message><message lang=\"fr\">m</message></rule></safety>";
/* clang-format on */

static test_file files[16];
static char *dir;
static rscan_rulebase *book;
static rscan_error *err;

static void start(void) {
  const test_file whole[] = {{"rulebase.xml", MANIFEST("")}, {"a.xml", authorities}, {"e.xml", exams}, {"f.xml", facts}, {"g.xml", knee},
                             {"h.xml", hip},                 {"s.xml", safety},      {NULL, NULL}};
  memcpy(files, whole, sizeof whole);
}

static void done(void) {
  rscan_rulebase_unref(book);
  rscan_error_free(err);
  if (dir)
    test_remove_dir(dir);
  book = NULL, err = NULL, dir = NULL;
}

static void put(const char *name, const char *text) {
  size_t i = 0;
  while (files[i].name && strcmp(files[i].name, name) != 0)
    i++;
  if (!files[i].name)
    files[i + 1] = (test_file){NULL, NULL};
  files[i] = (test_file){name, text};
}

/* text with `find` replaced; lives until the next call for the same name. */
static void spoil(const char *name, const char *text, const char *find, const char *with) {
  static char spoilt[4][8000];
  static int next;
  char *out = spoilt[next++ % 4];
  const char *at = strstr(text, find);
  ck_assert_msg(at != NULL, "\"%s\" is not in %s", find, name);
  snprintf(out, sizeof spoilt[0], "%.*s%s%s", (int)(at - text), text, with, at + strlen(find));
  put(name, out);
}

static rscan_rulebase *load_with(const rscan_allocator *a, const rscan_rulebase *like) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = a;
  options.partial = 1;
  options.like = like;
  return rscan_rulebase_load(dir, &options, &err);
}

static void load(void) {
  dir = test_make_dir(files);
  book = load_with(NULL, NULL);
}

/* "guideline knee; finding fever": what was left out, in order. */
static const char *left_out(void) {
  static char list[1000];
  const rscan_left_out *l;
  list[0] = '\0';
  for (size_t i = 0; (l = rscan_rulebase_left_out(book, i)); i++)
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s %s", i ? "; " : "", l->what ? l->what : "file",
             l->id ? l->id : strrchr(l->file, '/') + 1);
  return list;
}

static const char *all_said(const rscan_error *found) {
  static char said[8000];
  said[0] = '\0';
  for (size_t i = 0; i < rscan_error_count(found) && strlen(said) < 6000; i++)
    snprintf(said + strlen(said), sizeof said - strlen(said), "%s\n", rscan_error_text(found, i));
  return said;
}

#define ck_left_out(list) ck_assert_str_eq((ck_assert_msg(book != NULL, "%s", all_said(err)), left_out()), list)

static void ck_error(const char *code, const char *file, uint32_t line, uint32_t column, const char *part) {
  const rscan_error *found = book ? rscan_rulebase_warnings(book) : err;
  for (size_t i = 0; i < rscan_error_count(found); i++)
    if (rscan_error_severity(found, i) == RSCAN_ERROR && !strcmp(rscan_error_code(found, i), code) &&
        !strcmp(strrchr(rscan_error_file(found, i), '/') + 1, file) && rscan_error_line(found, i) == line &&
        rscan_error_column(found, i) == column && strstr(rscan_error_text(found, i), part))
      return;
  ck_abort_msg("expected %s:%u:%u … %s … [%s], got:\n%s", file, line, column, part, code, all_said(found));
}

static size_t n_errors(void) {
  const rscan_error *found = rscan_rulebase_warnings(book);
  size_t n = 0;
  for (size_t i = 0; i < rscan_error_count(found); i++)
    n += rscan_error_severity(found, i) == RSCAN_ERROR;
  return n;
}

/* The guideline and scenario that decide: "knee/rest"; "" when none does. */
static const char *decides(const char *reason) {
  static char answer[80];
  rscan_scratch *s = rscan_scratch_new(book, NULL);
  rscan_referral *r = rscan_referral_new(book, NULL);
  rscan_referral_set_exam(r, "mr", NULL);
  rscan_referral_set_reason(r, reason, NULL);
  const rscan_decision *d = rscan_decide(s, r, NULL);
  const char *guideline = rscan_decision_guideline(d), *scenario = rscan_decision_scenario(d);
  snprintf(answer, sizeof answer, "%s%s%s", guideline ? guideline : "", guideline ? "/" : "", scenario ? scenario : "");
  rscan_referral_free(r);
  rscan_scratch_free(s);
  return answer;
}

/* ---- what is left out ---- */

START_TEST(a_rule_base_that_is_right_is_whole) {
  load();
  ck_left_out("");
  ck_assert_msg(rscan_rulebase_warnings(book) == NULL, "%s", all_said(rscan_rulebase_warnings(book)));
  ck_assert_ptr_null(rscan_rulebase_left_out(book, 0));
}
END_TEST

START_TEST(a_clinic_gets_the_whole_rule_base_or_none) {
  spoil("g.xml", knee, "<has group", "<hass group");
  dir = test_make_dir(files);
  ck_assert_ptr_null(rscan_rulebase_load(dir, NULL, &err));
  ck_error("element-unknown", "g.xml", 3, 102, "did you mean <has>?");
}
END_TEST

START_TEST(a_guideline_with_a_mistake_is_left_out_and_the_others_decide) {
  spoil("g.xml", knee, "<has group", "<hass group");
  load();
  ck_left_out("guideline knee");
  ck_assert_uint_eq(rscan_rulebase_left_out(book, 0)->line, 1);
  ck_assert_uint_eq(rscan_rulebase_left_out(book, 0)->column, 1);
  ck_error("element-unknown", "g.xml", 3, 102, "did you mean <has>?");
  ck_assert_str_eq(decides("ache, locks"), "hip/locked"); /* nobody to yield to */
}
END_TEST

START_TEST(a_guideline_that_is_not_well_formed_is_known_by_its_id) {
  spoil("g.xml", knee, "</guideline>", "</guidelin>");
  load();
  ck_left_out("guideline knee");
  ck_assert_uint_eq(n_errors(), 1);
}
END_TEST

START_TEST(a_guideline_that_is_not_utf_8_is_known_by_its_id_too) {
  spoil("g.xml", knee, "<title lang=\"fr\">G", "<title lang=\"fr\">caf\xe9");
  load();
  ck_left_out("guideline knee");
  ck_error("xml-encoding", "g.xml", 2, 47, "E9");
  ck_assert_uint_eq(n_errors(), 1);
}
END_TEST

START_TEST(a_guideline_of_which_nothing_is_known_may_be_yielded_to) {
  put("g.xml", "");
  load();
  ck_left_out("file g.xml");
  ck_assert_uint_eq(rscan_rulebase_left_out(book, 0)->line, 0);
  ck_error("xml-empty", "g.xml", 1, 1, "");
  ck_assert_uint_eq(n_errors(), 1);
}
END_TEST

START_TEST(a_finding_with_a_mistake_takes_down_only_what_needs_it) {
  spoil("f.xml", facts, "<cue>fever</cue>", "<cue>[fever</cue>");
  load();
  /* chill implies it, lock means it by "hx of": both do without. */
  ck_assert_str_eq(rscan_rulebase_left_out(book, 0)->id, "fever");
  ck_assert_str_eq(rscan_rulebase_left_out(book, 1)->id, "flags");
  ck_assert_str_eq(rscan_rulebase_left_out(book, 2)->what, "exclusive");
  ck_assert_ptr_null(rscan_rulebase_left_out(book, 2)->id);
  ck_assert_str_eq(rscan_rulebase_left_out(book, 3)->id, "knee");
  ck_assert_uint_eq(rscan_rulebase_left_out_count(book), 4);
  ck_error("phrase-bracket", "f.xml", 3, 140, "never closed");
  ck_assert_str_eq(decides("locks, chills"), "hip/locked");
}
END_TEST

START_TEST(what_is_missing_is_told_once_in_each_thing_that_needs_it) {
  spoil("f.xml", facts, "<finding id=\"fever\">", "<finding id=\"fever\" dangr=\"yes\">");
  spoil("g.xml", knee, "<has group=\"flags\"/>", "<has finding=\"fever\"/><lacks finding=\"fever\"/><has group=\"flags\"/>");
  load();
  ck_error("attribute-unknown", "f.xml", 3, 28, "\"dangr\"");
  ck_error("left-out", "g.xml", 3, 116, "finding \"fever\" was left out (");
  ck_error("left-out", "f.xml", 6, 28, "f.xml:3:1)");
  ck_error("left-out", "f.xml", 7, 19, "fever");
  ck_assert_uint_eq(n_errors(), 4);
}
END_TEST

START_TEST(a_chain_of_needs_falls_to_its_end) {
  spoil("f.xml", facts, "<finding id=\"chill\">", "<finding id=\"chill\" dangr=\"yes\">");
  load();
  ck_error("left-out", "g.xml", 3, 114, "group \"flags\" was left out");
  ck_assert_str_eq(rscan_rulebase_left_out(book, 2)->id, "knee");
  ck_assert_uint_eq(rscan_rulebase_left_out_count(book), 3);
}
END_TEST

START_TEST(a_chain_that_is_longer_than_the_attempts_is_refused) {
  static char text[40000];
  strcpy(text, "<exams " NS ">\n<region id=\"r0\" x=\"\">" T("R") "</region>\n");
  for (int i = 1; i <= 120; i++)
    sprintf(text + strlen(text), "<region id=\"r%d\" within=\"r%d\">" T("R") "</region>\n", i, i - 1);
  strcat(text, strchr(exams, '>') + 1);
  put("e.xml", text);
  load();
  ck_assert_ptr_null(book);
  ck_assert_uint_eq(rscan_error_count(err), 1);
  ck_error("attribute-unknown", "e.xml", 2, 20, "\"x\"");
}
END_TEST

START_TEST(a_file_of_facts_that_cannot_be_read_may_be_why_a_name_is_not_defined) {
  spoil("f.xml", facts, "</facts>", "");
  put("f2.xml", "<facts " NS "><finding id=\"cough\">" L("cough") "<cue>cough</cue></finding></facts>");
  put("i.xml", GUIDELINE("cough", "cough", SCENARIO("rest", "<always/>", "xr")));
  put("rulebase.xml", MANIFEST("<module href=\"f2.xml\"/><module href=\"i.xml\"/>"));
  load();
  ck_error("xml-truncated", "f.xml", 8, 1, "");
  ck_error("left-out", "g.xml", 3, 18, "finding \"pain\" is not defined, perhaps because ");
  ck_assert_str_eq(decides("cough"), "cough/rest");
}
END_TEST

START_TEST(a_name_that_was_never_there_is_not_blamed_on_another_kind_of_file) {
  spoil("g.xml", knee, "</guideline>", "");
  spoil("h.xml", hip, "<has finding=\"lock\"/>", "<has finding=\"lok\"/>");
  load();
  ck_left_out("guideline knee; guideline hip");
  ck_error("finding-undefined", "h.xml", 3, 143, "did you mean \"lock\"");
}
END_TEST

START_TEST(a_safety_rule_is_left_out_by_itself) {
  spoil("s.xml", safety, "<has finding=\"lock\"/>", "<has finding=\"lok\"/>");
  load();
  ck_left_out("rule r");
  ck_assert_uint_eq(book->n_rules, 1);
  ck_assert_uint_eq(book->n_guidelines, 2);
}
END_TEST

START_TEST(an_exam_with_a_mistake_takes_the_guidelines_that_rate_it) {
  spoil("e.xml", exams, "<exam id=\"mr\" ", "<exam id=\"mr\" regin=\"x\" ");
  load();
  ck_assert_uint_eq(rscan_rulebase_left_out_count(book), 3);
  ck_assert_uint_eq(book->n_exams, 2);
  ck_assert_uint_eq(book->n_guidelines, 0);
}
END_TEST

START_TEST(of_two_with_one_id_the_second_is_left_out) {
  spoil("h.xml", hip, "id=\"hip\"", "id=\"knee\"");
  load();
  ck_left_out("guideline knee");
  ck_assert_str_eq(strrchr(rscan_rulebase_left_out(book, 0)->file, '/'), "/h.xml");
  ck_assert_str_eq(decides("chills, ache"), "knee/hot");
}
END_TEST

/* Nobody but the author knows which of the two is the mistake. */
START_TEST(guidelines_that_yield_in_a_circle_are_left_out) {
  spoil("g.xml", knee, "<scenario id=\"hot\">", "<yields to=\"hip\"/><scenario id=\"hot\">");
  load();
  ck_assert_uint_eq(rscan_rulebase_left_out_count(book), 2);
  ck_assert_uint_eq(book->n_guidelines, 0);
}
END_TEST

/* ---- rulebase.xml ---- */

START_TEST(a_file_that_is_named_and_is_not_there_is_left_out) {
  put("rulebase.xml", MANIFEST("<module href=\"x.xml\"/>"));
  load();
  ck_left_out("file x.xml");
  ck_error("file-missing", "rulebase.xml", 4, 15, "x.xml: there is no such file");
  ck_assert_uint_eq(book->n_guidelines, 2);
}
END_TEST

START_TEST(a_path_that_leaves_the_directory_is_left_out_where_it_is_named) {
  put("rulebase.xml", MANIFEST("<module href=\"../x.xml\"/>"));
  spoil("h.xml", hip, "<has finding=\"lock\"/>", "<has finding=\"beyond\"/>");
  load();
  ck_left_out("file rulebase.xml; guideline hip");
  ck_assert_uint_eq(rscan_rulebase_left_out(book, 0)->line, 4);
  ck_error("module-outside", "rulebase.xml", 4, 15, "");
  ck_error("left-out", "h.xml", 3, 143, "finding \"beyond\" is not defined, perhaps because ../x.xml was left out");
}
END_TEST

START_TEST(a_mistake_in_rulebase_xml_itself_leaves_nothing_out) {
  put("rulebase.xml", MANIFEST("<modul href=\"g.xml\"/>"));
  load();
  ck_left_out("");
  ck_error("element-unknown", "rulebase.xml", 4, 1, "did you mean <module>?");
  ck_assert_uint_eq(book->n_guidelines, 2);
}
END_TEST

START_TEST(without_rulebase_xml_nothing_can_be_tried) {
  put("rulebase.xml", "<rulebase");
  load();
  ck_assert_ptr_null(book);
  ck_assert_int_eq(rscan_error_status(err), RSCAN_BAD_RULEBASE);
}
END_TEST

START_TEST(whose_word_counts_cannot_be_left_out) {
  spoil("a.xml", authorities, "prefer=\"acr\"", "prefer=\"acr car\"");
  load();
  ck_assert_ptr_null(book);
  ck_error("authority-undefined", "a.xml", 2, 43, "\"car\"");
}
END_TEST

START_TEST(an_authority_that_the_profile_names_cannot_either) {
  spoil("a.xml", authorities, "<authority id=\"acr\">", "<authority id=\"acr\" x=\"\">");
  load();
  ck_assert_ptr_null(book);
  ck_error("attribute-unknown", "a.xml", 1, 76, "\"x\"");
  ck_assert_msg(strstr(all_said(err), "left-out") == NULL, "%s", all_said(err));
}
END_TEST

START_TEST(a_language_can_do_without_a_word_but_not_without_its_file) {
  static const char language[] = "<language " NS " lang=\"en\"><stop>but</stop>\n<stop>[yet</stop></language>";
  put("l.xml", language);
  put("rulebase.xml", MANIFEST("<module href=\"l.xml\"/>"));
  load();
  ck_left_out("stop l.xml");
  ck_error("phrase-bracket", "l.xml", 2, 7, "");
  done();
  spoil("l.xml", language, "</language>", "");
  load();
  ck_assert_ptr_null(book);
  ck_error("xml-truncated", "l.xml", 2, 18, "");
}
END_TEST

START_TEST(what_is_compared_with_something_missing_is_not_a_mistake_of_its_own) {
  /* clang-format off */
  put("e2.xml", "<exams " NS "><modality id=\"MR\" x=\"\">" T("MR") "</modality>\n<modality id=\"CT\" x=\"\">" T("CT") "</modality><modality id=\"DX\">" T("DX") "</modality>\n"
      "<exam id=\"any-mr\" modality=\"MR\" placeholder=\"yes\">" T("A") "</exam>\n<exam id=\"any-ct\" modality=\"CT\" placeholder=\"yes\">" T("B") "</exam></exams>");
  put("f2.xml", "<facts " NS "><shared-result id=\"normal\" x=\"\"><label lang=\"en\">normal</label><label lang=\"fr\">normal</label></shared-result>\n"
      "<prior id=\"earlier\" modality=\"DX\">" L("earlier") "<result id=\"normal\"/></prior></facts>");
  put("w.xml", "<wording " NS " lang=\"en\"><message id=\"a.b\" x=\"\">words</message>\n<message id=\"a.c\">words</message></wording>");
  put("v.xml", "<wording " NS " lang=\"fr\"><message id=\"a.b\">mots</message>\n<message id=\"a.c\">mots</message></wording>");
  /* clang-format on */
  put("rulebase.xml", MANIFEST("<module href=\"e2.xml\"/><module href=\"f2.xml\"/><module href=\"w.xml\"/><module href=\"v.xml\"/>"));
  load();
  ck_assert_msg(book != NULL, "%s", all_said(err));
  const rscan_error *found = rscan_rulebase_warnings(book);
  for (size_t i = 0; i < rscan_error_count(found); i++)
    if (rscan_error_severity(found, i) == RSCAN_ERROR)
      ck_assert_msg(strstr(rscan_error_text(found, i), "[attribute-unknown]") || strstr(rscan_error_text(found, i), "[left-out]"),
                    "%s", rscan_error_text(found, i));
  ck_error("left-out", "f2.xml", 2, 169, "shared result \"normal\" was left out");
}
END_TEST

START_TEST(a_file_that_nobody_names_is_noted) {
  put("elbow.xml", "<guideline/>");
  put("notes.txt", "not XML");
  load();
  ck_left_out("");
  const rscan_error *found = rscan_rulebase_warnings(book);
  ck_assert_uint_eq(rscan_error_count(found), 1);
  ck_assert_str_eq(rscan_error_code(found, 0), "file-unnamed");
  ck_assert_int_eq(rscan_error_severity(found, 0), RSCAN_NOTE);
  ck_assert_str_eq(strrchr(rscan_error_file(found, 0), '/'), "/elbow.xml");
  ck_assert_ptr_nonnull(strstr(rscan_error_hint(found, 0), "<module href=\"elbow.xml\"/>"));
}
END_TEST

/* ---- sites, comparing ---- */

START_TEST(a_site_may_switch_off_a_guideline_that_was_left_out) {
  static const test_file site[] = {
      {"rulebase.xml", "<rulebase " NS " id=\"site\" version=\"9\">" T("Site") "<switch-off guideline=\"knee\"/></rulebase>"},
      {NULL, NULL}};
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  spoil("g.xml", knee, "<has group", "<hass group");
  dir = test_make_dir(files);
  char *site_dir = test_make_dir(site);
  options.site = site_dir;
  options.partial = 1;
  book = rscan_rulebase_load(dir, &options, &err);
  test_remove_dir(site_dir);
  ck_left_out("guideline knee");
}
END_TEST

START_TEST(a_rule_base_like_another_lacks_what_that_one_lacks) {
  load();
  rscan_rulebase *whole = book;
  test_remove_dir(dir);
  spoil("g.xml", knee, "<has group", "<hass group");
  spoil("s.xml", safety, "<has finding=\"lock\"/>", "<has finding=\"lok\"/>");
  put("h.xml", "");
  load();
  ck_left_out("file h.xml; guideline knee; rule r");
  rscan_rulebase *part = book;
  test_remove_dir(dir);
  start();
  dir = test_make_dir(files);
  book = load_with(NULL, part);
  ck_assert_uint_eq(book->n_guidelines, 0);
  ck_assert_uint_eq(book->n_rules, 1);
  ck_assert_msg(n_errors() == 0, "%s", all_said(rscan_rulebase_warnings(book)));
  rscan_diff *diff = rscan_diff_new(book, part, NULL);
  ck_assert_uint_eq(rscan_diff_change_count(diff), 0);
  rscan_diff_free(diff);
  rscan_rulebase_unref(whole);
  rscan_rulebase_unref(part);
}
END_TEST

/* ---- the same again; memory ---- */

static void spoil_much(void) {
  spoil("f.xml", facts, "<cue>fever</cue>", "<cue>[fever</cue>");
  spoil("s.xml", safety, "<has finding=\"lock\"/>", "<has finding=\"lok\"/>");
  put("rulebase.xml", MANIFEST("<module href=\"x.xml\"/><module href=\"y.xml\"/>"));
  put("y.xml", "<guideline " NS " id=\"y\">");
  put("z.xml", "<guideline/>");
}

START_TEST(the_same_files_leave_out_the_same_byte_for_byte) {
  spoil_much();
  load();
  char *said = strdup(all_said(rscan_rulebase_warnings(book)));
  rscan_rulebase *first = book;
  book = load_with(NULL, NULL);
  ck_assert_str_eq(said, all_said(rscan_rulebase_warnings(book)));
  ck_assert_str_eq(rscan_rulebase_digest(first), rscan_rulebase_digest(book));
  ck_assert_uint_eq(rscan_rulebase_left_out_count(first), rscan_rulebase_left_out_count(book));
  ck_assert_uint_eq(rscan_rulebase_left_out_count(first), 7);
  for (size_t i = 0; i < 7; i++) {
    const rscan_left_out *a = rscan_rulebase_left_out(first, i), *b = rscan_rulebase_left_out(book, i);
    ck_assert_str_eq(a->file, b->file);
    ck_assert_uint_eq(a->line, b->line);
  }
  rscan_rulebase_unref(first);
  free(said);
}
END_TEST

START_TEST(nothing_is_called_unused_in_a_part) {
  spoil("h.xml", hip, "<has finding=\"lock\"/>", "<has finding=\"lok\"/>");
  spoil("s.xml", safety, "<has finding=\"lock\"/>", "<has finding=\"fever\"/>");
  load();
  ck_left_out("guideline hip");
  ck_assert_uint_eq(rscan_error_count(rscan_rulebase_warnings(book)), n_errors());
}
END_TEST

START_TEST(each_allocation_may_fail_and_is_an_error_and_leaks_nothing) {
  spoil_much();
  load();
  char *said = strdup(all_said(rscan_rulebase_warnings(book)));
  test_fail_at = 0, test_calls = 0, test_held = 0;
  rscan_rulebase *other = load_with(&test_allocator, book);
  ck_assert_ptr_nonnull(other);
  rscan_rulebase_unref(other);
  ck_assert_uint_eq(test_held, 0);
  unsigned long total = test_calls;
  for (unsigned long i = 1; i <= total; i++) {
    test_fail_at = i, test_calls = 0;
    other = load_with(&test_allocator, book);
    if (other)
      ck_assert_msg(!strcmp(said, all_said(rscan_rulebase_warnings(other))), "allocation %lu fails unnoticed", i);
    else
      ck_assert_msg(rscan_error_status(err) == RSCAN_NO_MEMORY, "allocation %lu: %s", i, all_said(err));
    rscan_error_free(err);
    rscan_rulebase_unref(other);
    err = NULL;
    ck_assert_msg(test_held == 0, "allocation %lu fails and leaves %lu blocks", i, test_held);
  }
  test_fail_at = 0;
  free(said);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("partial");
  TCase *tc = tcase_create("partial");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, start, done);
  tcase_add_test(tc, a_rule_base_that_is_right_is_whole);
  tcase_add_test(tc, a_clinic_gets_the_whole_rule_base_or_none);
  tcase_add_test(tc, a_guideline_with_a_mistake_is_left_out_and_the_others_decide);
  tcase_add_test(tc, a_guideline_that_is_not_well_formed_is_known_by_its_id);
  tcase_add_test(tc, a_guideline_that_is_not_utf_8_is_known_by_its_id_too);
  tcase_add_test(tc, a_guideline_of_which_nothing_is_known_may_be_yielded_to);
  tcase_add_test(tc, a_finding_with_a_mistake_takes_down_only_what_needs_it);
  tcase_add_test(tc, what_is_missing_is_told_once_in_each_thing_that_needs_it);
  tcase_add_test(tc, a_chain_of_needs_falls_to_its_end);
  tcase_add_test(tc, a_chain_that_is_longer_than_the_attempts_is_refused);
  tcase_add_test(tc, a_file_of_facts_that_cannot_be_read_may_be_why_a_name_is_not_defined);
  tcase_add_test(tc, a_name_that_was_never_there_is_not_blamed_on_another_kind_of_file);
  tcase_add_test(tc, a_safety_rule_is_left_out_by_itself);
  tcase_add_test(tc, an_exam_with_a_mistake_takes_the_guidelines_that_rate_it);
  tcase_add_test(tc, of_two_with_one_id_the_second_is_left_out);
  tcase_add_test(tc, guidelines_that_yield_in_a_circle_are_left_out);
  tcase_add_test(tc, a_file_that_is_named_and_is_not_there_is_left_out);
  tcase_add_test(tc, a_path_that_leaves_the_directory_is_left_out_where_it_is_named);
  tcase_add_test(tc, a_mistake_in_rulebase_xml_itself_leaves_nothing_out);
  tcase_add_test(tc, without_rulebase_xml_nothing_can_be_tried);
  tcase_add_test(tc, whose_word_counts_cannot_be_left_out);
  tcase_add_test(tc, an_authority_that_the_profile_names_cannot_either);
  tcase_add_test(tc, a_language_can_do_without_a_word_but_not_without_its_file);
  tcase_add_test(tc, what_is_compared_with_something_missing_is_not_a_mistake_of_its_own);
  tcase_add_test(tc, a_file_that_nobody_names_is_noted);
  tcase_add_test(tc, a_site_may_switch_off_a_guideline_that_was_left_out);
  tcase_add_test(tc, a_rule_base_like_another_lacks_what_that_one_lacks);
  tcase_add_test(tc, the_same_files_leave_out_the_same_byte_for_byte);
  tcase_add_test(tc, nothing_is_called_unused_in_a_part);
  tcase_add_test(tc, each_allocation_may_fail_and_is_an_error_and_leaks_nothing);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
