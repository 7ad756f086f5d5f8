/* The shipped language files: what they make of sentences (tests/assertions.tsv: a line more needs no C), ages, durations, prior
 * exams. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon.h"
#include "support.h"

#define TITLE(words) "<title lang=\"en\">" words "</title><title lang=\"fr\">" words "</title>"
#define LABEL(words) "<label lang=\"en\">" words "</label><label lang=\"fr\">" words "</label>"
#define ASK "<ask lang=\"en\">Is it so?</ask><ask lang=\"fr\">Est-ce le cas?</ask>"

#define GCS                                                               \
  "<measure id=\"gcs\" unit=\"1\" min=\"3\" max=\"15\">" LABEL("gcs") ASK \
      "<cue>GCS; Glasgow</cue><range below=\"13\"><pattern>\\b[ey][1-4][ ,]?v[1-5][ ,]?m[1-6]\\b</pattern></range></measure>"

static const char *const exams =
    "<modality id=\"DX\">" TITLE("radiograph") "<cue>xray; XR; (plain) film(s); radio</cue></modality><region id=\"knee\">" TITLE(
        "knee") "<cue>knee; genou</cue></region><exam id=\"none\" contrast=\"none\">" TITLE("none") "</exam>";
static const char *const facts = GCS "<finding id=\"pain\">" LABEL("pain") ASK
    "<cue>[knee|back|neck] pain; LBP; headache; cough; gonalgie; lombalgie; céphalée*; HA</cue></finding>"
    "<finding id=\"other\">" LABEL("other") ASK "<cue>trauma; weakness; amnesia; vomited</cue></finding>"
                                                "<finding id=\"deficit\">" LABEL("deficit") ASK
    "<cue>deficit</cue><cue means=\"absent\">neuro normal; gait normal; marche normale</cue></finding>"
    "<choice id=\"sex\">" LABEL("sex") ASK "<value id=\"female\">" LABEL("f") "</value><value id=\"male\">" LABEL(
        "m") "</value></choice>"
             "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"120\">" LABEL("age") ASK
    "<unit id=\"mo\" factor=\"0.0833333333\"/><unit id=\"wk\" factor=\"0.01916\"/><unit id=\"d\" factor=\"0.0027379\"/></measure>"
    "<measure id=\"duration\" unit=\"d\" min=\"0\" max=\"40000\" kind=\"duration\">" LABEL("duration") ASK
    "<unit id=\"h\" factor=\"0.0416666666667\"/><unit id=\"wk\" factor=\"7\"/><unit id=\"mo\" factor=\"30\"/><unit id=\"a\" "
    "factor=\"365\"/></measure>"
    "<prior id=\"radiograph\" modality=\"DX\" region=\"knee\">" LABEL("radiograph") ASK
    "<result id=\"normal\">" LABEL("normal") "<cue>normal; neg; =N; normale; no fracture</cue></result>"
                                             "<result id=\"arthritis\">" LABEL("OA") "<cue>OA; arthrose</cue></result></prior>";
static const char *const guideline =
    "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"g\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" "
    "regions=\"knee\">" TITLE("G") "<source id=\"acr\" authority=\"acr\" year=\"2020\">ACR</source><enter "
                                   "findings=\"pain\"/><scenario id=\"all\">" TITLE(
                                       "All") "<when><always/></when><why lang=\"en\">w</why><why lang=\"fr\">w</why><ratings "
                                              "source=\"acr\" "
                                              "certainty=\"low\"><usually-appropriate>none</usually-appropriate></ratings></"
                                              "scenario></guideline>";

static rscan_rulebase *book;
static rsi_reader *reader;

static char *slurp(const char *path) {
  FILE *in = fopen(path, "rb");
  ck_assert_msg(in != NULL, "cannot read %s", path);
  char *text = calloc(1, 1 << 20);
  ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, in), (1 << 20) - 1);
  fclose(in);
  return text;
}

static char *source_path(const char *name) {
  const char *dir = getenv("SRCDIR");
  char *path = NULL;
  ck_assert_int_gt(asprintf(&path, "%s/%s", dir ? dir : ".", name), 0);
  return path;
}

static void setup(void) {
  char *paths[2] = {source_path("rules/language/en.xml"), source_path("rules/language/fr.xml")};
  char *parts[5] = {slurp(paths[0]), slurp(paths[1]),
                    test_root("authorities", "", "<authority id=\"acr\">" TITLE("ACR") "</authority>"),
                    test_root("exams", "", exams), test_root("facts", "", facts)};
  const test_file files[] = {{"en.xml", parts[0]}, {"fr.xml", parts[1]}, {"a.xml", parts[2]}, {"e.xml", parts[3]},
                             {"f.xml", parts[4]},  {"g.xml", guideline}, {NULL, NULL}};
  rscan_error *err = NULL;
  book = test_load(files, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
  reader = rsi_reader_new(book);
  for (int i = 0; i < 5; i++)
    free(parts[i]);
  free(paths[0]);
  free(paths[1]);
}

static void teardown(void) {
  rsi_reader_free(reader);
  rscan_rulebase_unref(book);
}

START_TEST(sentences_are_read_as_the_table_says) {
  static const char *const names[] = {"present", "absent", "possible", "historical", "family", "conditional"};
  char *path = source_path("tests/assertions.tsv"), *table = slurp(path), *save = NULL;
  unsigned n = 0, n_wrong = 0;
  for (char *line = strtok_r(table, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    char *phrase = strchr(line, '\t'), *expected = phrase ? strchr(phrase + 1, '\t') : NULL;
    if (*line == '#' || !expected)
      continue;
    *phrase++ = *expected++ = '\0';
    enum rsi_assertion assertion;
    ck_assert_msg(rsi_read_assertion(reader, line, phrase, &assertion, NULL) == RSCAN_OK, "“%s” is not in “%s”", phrase, line);
    n++;
    if (strcmp(names[assertion], expected) != 0 && ++n_wrong)
      fprintf(stderr, "# “%s” in “%s” is read as %s, not %s\n", phrase, line, names[assertion], expected);
  }
  ck_assert_msg(n_wrong == 0, "%u of %u sentences are read otherwise", n_wrong, n);
  ck_assert_uint_gt(n, 150);
  free(table);
  free(path);
}
END_TEST

static const rsi_mention *find(const char *text, const char *fact, rsi_reading *reading) {
  ck_assert_int_eq(rsi_read(reader, text, strlen(text), reading, NULL), RSCAN_OK);
  for (uint32_t i = 0; i < reading->n_mentions; i++)
    if (reading->mentions[i].fact == rsi_find_fact(book, fact))
      return &reading->mentions[i];
  return NULL;
}

/* A coma is not denied by what stands in front of its comma. */
START_TEST(no_denial_reaches_a_measured_number) {
  static const char *const texts[] = {
      "no trauma, E1 V2 M4, weakness", "no trauma, E1V2M4, weakness", "denies trauma, e1,v2,m4, weakness",
      "no trauma, cough, Y1 V2 M4",    "Neg: trauma, E1 V2 M4",       "Négatif : trauma, E1 V2 M4"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    rsi_reading reading;
    const rsi_mention *mention = find("E1 V2 M4", "gcs", &reading);
    ck_assert(mention != NULL);
    rsi_state coma = mention->state;
    mention = find(texts[i], "gcs", &reading);
    ck_assert_msg(mention && mention->state == coma, "“%s” is no coma", texts[i]);
  }
  static const char *const behind[] = {"no trauma, GCS 7, weakness",  "no trauma, GCS7, weakness",
                                       "no trauma, GCS: 7, weakness", "no trauma, Glasgow 7, weakness",
                                       "no trauma, GCS=7, weakness",  "no trauma, E1 V2 M4, weakness",
                                       "Neg: trauma, GCS 7, weakness"};
  for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
    enum rsi_assertion assertion;
    ck_assert_int_eq(rsi_read_assertion(reader, behind[i], "weakness", &assertion, NULL), RSCAN_OK);
    ck_assert_msg(assertion == RSI_SAID_PRESENT, "“%s” denies what stands behind its number", behind[i]);
  }
}
END_TEST

typedef struct row {
  const char *text;
  double low, high;
} row;

static void assert_rows(const row *rows, size_t n, const char *fact) {
  for (size_t i = 0; i < n; i++) {
    rsi_reading reading;
    const rsi_mention *mention = find(rows[i].text, fact, &reading);
    if (rows[i].low < 0) {
      ck_assert_msg(!mention, "“%s” has a %s", rows[i].text, fact);
      continue;
    }
    ck_assert_msg(mention != NULL, "“%s” has no %s", rows[i].text, fact);
    ck_assert_msg(fabs(mention->low - rows[i].low) < 0.01 && fabs(mention->high - rows[i].high) < 0.01, "“%s”: %s is %g to %g",
                  rows[i].text, fact, mention->low, mention->high);
  }
}

START_TEST(ages_are_read_in_both_languages) {
  static const row rows[] = {{"45F knee pain", 45, 45},
                             {"45 y/o F with cough", 45, 45},
                             {"F 45 ans, gonalgie", 45, 45},
                             {"femme de 45 ans", 45, 45},
                             {"Homme 60 ans lombalgie", 60, 60},
                             {"patiente âgée de 33 ans", 33, 33},
                             {"H 70 ans", 70, 70},
                             {"8 mo F fever", 0.667, 0.667},
                             {"18 day old, cough", 0.049, 0.049},
                             {"2 mo infant, cough", 0.167, 0.167},
                             {"lombalgie de 3 mois", -1, 0},
                             {"chute de 3 m", -1, 0},
                             {"weakness once at age 5, headache", -1, 0},
                             {"HA depuis l'âge de 12 ans", -1, 0},
                             {"67-year-old gentleman", 67, 67},
                             {"12M neck pain", 12, 12},
                             {"LBP depuis 10 ans", -1, 0},
                             {"mom had it at 72", -1, 0},
                             {"pain 3/10", -1, 0},
                             {"50 pk yr smoker", -1, 0}};
  assert_rows(rows, sizeof rows / sizeof *rows, "age");
}
END_TEST

START_TEST(durations_are_read_in_both_languages) {
  static const row rows[] = {{"LBP x 2 wks", 14, 14},
                             {"cough x3d", 3, 3},
                             {"6-mo hx of LBP", 180, 180},
                             {"lombalgie depuis 3 semaines", 21, 21},
                             {"céphalées depuis hier", 0.3, 2},
                             {"headache since this am", 0, 1},
                             {"gonalgie évoluant depuis 2 mois", 60, 60},
                             {"knee pain 3/52", 21, 21},
                             {"LBP for about 6 weeks", 42, 42},
                             {"LBP over the past 2 mos", 60, 60},
                             {"cough > 8 wks", 56, 40000},
                             {"HA on and off for 7 months", 210, 210},
                             {"LBP depuis des années", 365, 29200},
                             {"douleur, lombalgie x 3 sem", 21, 21},
                             {"knee pain started 3 days ago", 3, 3},
                             {"gonalgie apparue il y a 2 semaines", 14, 14},
                             {"LBP, physio x 6 wks", -1, 0},
                             {"LBP, f/u in 3 months", -1, 0},
                             {"repeat in 6 mo", -1, 0},
                             {"LBP on and off 8 months", 240, 240},
                             {"HA, 4 months", 120, 120},
                             {"LBP, 5 days, worse", 5, 5},
                             {"sx 3 wks", 21, 21},
                             {"symptômes 3 jours", 3, 3},
                             {"day 4 of headache", 4, 4},
                             {"J3 de céphalées", 3, 3},
                             {"LBP x 2 1/2 yrs", 912.5, 912.5},
                             {"LBP 2 1/2 wks ago", 17.5, 17.5},
                             {"LBP x 1-1/2 years", 547.5, 547.5},
                             {"LBP two and a half weeks", 17.5, 17.5},
                             {"LBP for a year and a half", 547.5, 547.5},
                             {"LBP 3 weeks and a half", 24.5, 24.5},
                             {"lombalgie depuis un an et demi", 547.5, 547.5},
                             {"lombalgie depuis 2 ans et demi", 912.5, 912.5},
                             {"cervicalgie, gonalgie 1 an 1/2", 547.5, 547.5},
                             {"lombalgie depuis 2½ mois", 75, 75},
                             {"LBP 2 yrs 3 mo", 820, 820},
                             {"headache 2 days 4 hours", 2.1667, 2.1667},
                             {"LBP 10 yrs 3 wks worse", 3650, 3650},
                             {"LBP x 6/12", 180, 180},
                             {"lombalgie x 3/52", 21, 21},
                             {"LBP since Friday", 0, 7},
                             {"LBP since Fri", 0, 7},
                             {"headache since Mon", 0, 7},
                             {"gonalgie depuis samedi", 0, 7},
                             {"headache, sat 92", -1, 0},
                             {"knee pain, no trauma, 3 wks", 21, 21},
                             {"knee pain no trauma, 3 wks", 21, 21},
                             {"knee pain, getting worse, 3 wks", 21, 21},
                             {"knee pain. 3 wks. no trauma", 21, 21},
                             {"knee pain - 3 wks - no trauma", 21, 21},
                             {"gonalgie, pas de trauma, 3 semaines", 21, 21},
                             {"HA: 3 d, cough: no", 3, 3},
                             {"LBP (no trauma) 3 mo", 90, 90},
                             {"LBP longer than 6 weeks", 42, 40000},
                             {"LBP almost 2 yrs", 730, 730},
                             {"lombalgie de 3 mois", 90, 90},
                             {"lombalgie depuis +/- 3 mois", 90, 90},
                             {"lombalgie depuis près de 2 ans", 730, 730},
                             {"knee pain xray N 2 wks ago", -1, 0},
                             {"knee pain 3 mo, xray 2 wks ago", 90, 90},
                             {"radio normale il y a 2 sem", -1, 0},
                             {"xray yesterday neg", -1, 0},
                             {"xray knee pain 3 wks", 21, 21},
                             {"knee pain, physio, 6 wks", -1, 0},
                             {"knee pain, on NSAIDs, 6 wks", -1, 0},
                             {"LBP, MRI 2019, 6 mo", -1, 0},
                             {"lombalgie, physio, 3 mois", -1, 0},
                             {"LBP, 20 wks pregnant", -1, 0},
                             {"grossesse 12 sem, gonalgie", -1, 0},
                             {"H 67 ans céphalée", -1, 0},
                             {"2 mo infant, cough", -1, 0},
                             {"D8 LBP", -1, 0},
                             {"day 4", -1, 0},
                             {"trauma, 5 days, other", -1, 0},
                             {"known to me x 10 yrs. 2 wk hx LBP", 14, 14},
                             {"in Canada x 3 yrs, LBP", -1, 0},
                             {"on OCP x 3 y, headache", -1, 0},
                             {"alendronate x 5 yrs", -1, 0},
                             {"40 pack years, cough", -1, 0},
                             {"20 wks pregnant", -1, 0},
                             {"LBP most days", -1, 0},
                             {"LBP most days x 3 mo", 90, 90},
                             {"gonalgie la plupart des matins depuis 2 mois", 60, 60},
                             {"headache on bad days", -1, 0},
                             {"lombalgie la plupart des jours", -1, 0},
                             {"LBP for some days", 2, 14},
                             {"headache 15 days a month", -1, 0},
                             {"headache 15 days/month", -1, 0},
                             {"headache 15/30 days", -1, 0},
                             {"céphalée 3 jours par semaine", -1, 0},
                             {"headache 2 d/wk x 3 mo", 90, 90},
                             {"headache every day for 3 wks", 21, 21},
                             {"céphalée tous les jours depuis 3 sem", 21, 21},
                             {"LBP, 2 days off work", -1, 0},
                             {"LBP, diabetic x 20 yrs", -1, 0},
                             {"LBP, in remission for 3 years", -1, 0},
                             {"diabétique depuis 10 ans, lombalgie x 2 mois", 60, 60},
                             {"cancer en rémission depuis 2 ans, lombalgie", -1, 0},
                             {"PMHx: LBP x 10 years. headache 2 d", 2, 2},
                             {"mother with headache x 20 yrs. LBP x 2 d", 2, 2},
                             {"LBP 3 d. hospitalisé depuis hier", 3, 3},
                             {"LBP since Thanksgiving", 0, 366},
                             {"headache since the spring", 0, 366},
                             {"LBP began in August", 0, 366},
                             {"knee pain started after Labour Day", 0, 366},
                             {"lombalgie depuis Noël", 0, 366},
                             {"lombalgie depuis la rentrée", 0, 366},
                             {"gonalgie cet automne", 0, 366},
                             {"gonalgie depuis le mois de mai", 0, 366},
                             {"LBP since last August", 0, 730},
                             {"lombalgie depuis mars dernier", 0, 730},
                             {"LBP since August 2019", -1, 0},
                             {"LBP since Aug 12", -1, 0},
                             {"lombalgie depuis Noël 2021", -1, 0},
                             {"LBP worse in winter", -1, 0},
                             {"LBP 3 wks, since August", 21, 21},
                             {"LBP since Tue", 0, 7},
                             {"mon dos me tue, LBP", -1, 0},
                             {"gonalgie depuis lun", 0, 7},
                             {"knee pain Wed", 0, 7},
                             {"mon LBP", -1, 0},
                             {"LBP x 6m", 180, 180},
                             {"lombalgie depuis 6 m", 180, 180},
                             {"LBP walking 300 m", -1, 0},
                             {"LBP x 300 m", -1, 0},
                             {"LBP fell from over 2 m", -1, 0},
                             {"LBP 8 hours ago", 0.333, 0.333},
                             {"LBP x 3 nights", 3, 3},
                             {"lombalgie depuis 4 nuits", 4, 4},
                             {"lombalgie depuis 3 sem après pelletage", 21, 21},
                             {"lombalgie depuis 3 sem post chute", 21, 21},
                             {"LBP 5 wks in C6 distribution", 35, 35},
                             {"LBP 6 wks in brace", -1, 0},
                             {"Hx: LBP 10 d", 10, 10},
                             {"Hx: LBP, trauma, 10 d", 10, 10},
                             {"hx of LBP x 3 wks", 21, 21},
                             {"ATCD lombalgie x 3 sem", 21, 21},
                             {"LBP, 4 months ago", 120, 120},
                             {"LBP, yesterday", 0.3, 2},
                             {"2 wks ago LBP", 14, 14},
                             {"trauma 3 yrs ago LBP", -1, 0},
                             {"3 mo post LBP", 90, 90},
                             {"LBP, day 3", 3, 3},
                             {"lombalgie jour 3, amnesia", 3, 3},
                             {"LBP D3", -1, 0},
                             {"LBP yesterday 1600", 0.3, 2},
                             {"LBP, trauma, 2 yrs ago", -1, 0},
                             {"LBP for a fortnight", 12, 16}};
  assert_rows(rows, sizeof rows / sizeof *rows, "duration");
}
END_TEST

START_TEST(prior_exams_are_read_in_both_languages) {
  static const struct {
    const char *text;
    int state;
  } rows[] = {{"knee pain, xray N", 2},
              {"radio du genou normale", 2},
              {"radio montre arthrose", 4},
              {"pas de radio", 1},
              {"no xray done yet", 1},
              {"no films", 1},
              {"radio genou svp", 0},
              {"XR please", 0},
              {"need xray", 0},
              {"demande radio du genou", 0},
              {"OA on XR today", 4},
              {"OA on xray last week", 4},
              {"OA on XR today please", 0},
              {"XR shows ?OA", 4},
              {"XR suggests OA", 4},
              {"XR ?OA", 0},
              {"XR: normal, soft tissues ok, OA", 4},
              {"XR normal, LBP, OA", 2},
              {"xray neg for fracture, OA", 4},
              {"knee OA on plain film", 4},
              {"no fracture on plain films", 2},
              {"no fracture seen on the films", 2},
              {"XR - OA", 4},
              {"knee xray - normal", 2},
              {"neuro normal xray please", 0},
              {"neuro normal xray", 0},
              {"gait normal wife insists on xray", 0},
              {"marche normale radio", 0},
              {"neuro normal, xray neg", 2},
              {"first xray", 1},
              {"initial xray normal", 2},
              {"no prev xray, knee pain", 1},
              {"pas encore de radio", 1},
              {"XR showed OA", 4},
              {"OA on xray", 4},
              {"arthrose à la radio", 4},
              {"xray: no fracture", 2},
              {"si radio normale, IRM", 0},
              {"if xray neg then MRI", 0},
              {"neg xray, knee pain", 2},
              {"knee pain, neg films", 2},
              {"XR: ok - OA", 4},
              {"XR: normal - \"OA\"", 4},
              {"XR - \"OA\"", 4},
              {"XR (2 wks ago): OA", 4},
              {"XR (2 wks ago) - OA", 4},
              {"OA on XR with back pain", 4},
              {"arthrose aux RX du genou", 0},
              {"arthrose aux radio", 4},
              {"arthrose selon la radio", 4},
              {"0 XR", 1},
              {"Ø xray", 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    rsi_reading reading;
    const rsi_mention *mention = find(rows[i].text, "radiograph", &reading);
    ck_assert_msg((mention ? mention->state : 0) == (rsi_state)rows[i].state, "“%s” is read as %#llx", rows[i].text,
                  mention ? (unsigned long long)mention->state : 0ull);
  }
  static const char *const nothing[] = {"LBP, no imaging so far",
                                        "no prior imaging",
                                        "pas d'imagerie",
                                        "aucune imagerie",
                                        "not imaged yet",
                                        "never imaged",
                                        "nothing imaged",
                                        "nothing imaged yet",
                                        "not imaged so far",
                                        "no imaging to date",
                                        "jamais imagé",
                                        "jamais imagées",
                                        "rien d'imagé",
                                        "pas encore d'imagerie",
                                        "no pictures yet",
                                        "never had a picture taken",
                                        "0 imaging",
                                        "Ø imaging done"};
  rsi_reading films;
  find("knee pain, neg films", "pain", &films);
  ck_assert(!films.says_nothing_imaged);
  for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
    rsi_reading reading;
    find(nothing[i], "pain", &reading);
    ck_assert_msg(reading.says_nothing_imaged, "“%s”", nothing[i]);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("language");
  TCase *tests = tcase_create("language");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, sentences_are_read_as_the_table_says);
  tcase_add_test(tests, no_denial_reaches_a_measured_number);
  tcase_add_test(tests, ages_are_read_in_both_languages);
  tcase_add_test(tests, durations_are_read_in_both_languages);
  tcase_add_test(tests, prior_exams_are_read_in_both_languages);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
