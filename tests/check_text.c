/* The text room on tiny vocabularies: folding, phrases, patterns, the prefilter, overlaps, assertion, values, prior exams, bounds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "lexicon.h"
#include "quantity.h"
#include "limits.h"
#include "support.h"

#define TITLE(words) "<title lang=\"en\">" words "</title><title lang=\"fr\">" words "</title>"
#define LABEL(words) "<label lang=\"en\">" words "</label><label lang=\"fr\">" words "</label>"
#define ASK "<ask lang=\"en\">Is it so?</ask><ask lang=\"fr\">Est-ce le cas?</ask>"
#define FINDING(id, attributes, inside) "<finding id=\"" id "\" " attributes ">" LABEL(id) ASK inside "</finding>"
#define CUE(words) "<cue>" words "</cue>"

/* Just enough language to show what each element does; the shipped files are tried by check_language. */
static const char *const language =
    "<trigger is=\"absent\" stands=\"before\" reach=\"list\">no; denies; without</trigger>"
    "<trigger is=\"absent\" stands=\"before\" reach=\"through\">negating</trigger>"
    "<trigger is=\"absent\" stands=\"before\" reach=\"item\">not</trigger><trigger is=\"absent\" stands=\"before\" "
    "reach=\"next\">non</trigger><trigger is=\"absent\" stands=\"before\" reach=\"word\">nowise</trigger>"
    "<trigger is=\"absent\" stands=\"before\" reach=\"list\">0</trigger><trigger is=\"absent\" stands=\"after\">0</trigger>"
    "<trigger is=\"absent\" stands=\"answer\">0</trigger>"
    "<trigger is=\"absent\" stands=\"after\" reach=\"item\">denied; ruled out; neg; -; not done</trigger>"
    "<trigger is=\"absent\" stands=\"after\" reach=\"list\">all denied</trigger>"
    "<trigger is=\"absent\" stands=\"answer\">no</trigger><trigger is=\"present\" stands=\"answer\">yes</trigger>"
    "<trigger is=\"present\" stands=\"before\" reach=\"item\">not without; positive for</trigger>"
    "<trigger is=\"present\" stands=\"after\" reach=\"item\">+</trigger>"
    "<trigger is=\"possible\" stands=\"before\" reach=\"item\">?; r/o; suspected</trigger>"
    "<trigger is=\"possible\" stands=\"after\" reach=\"item\">?; not ruled out; suspected</trigger>"
    "<trigger is=\"possible\" stands=\"both\" reach=\"item\">vs</trigger>"
    "<trigger is=\"historical\" stands=\"before\" reach=\"list\">hx of</trigger><trigger is=\"historical\" stands=\"before\" "
    "reach=\"item\">previous</trigger>"
    "<trigger is=\"historical\" stands=\"before\" reach=\"sentence\">PMH</trigger>"
    "<trigger is=\"family\" stands=\"before\" reach=\"item\">mother</trigger><trigger is=\"family\" stands=\"after\" "
    "reach=\"item\">in mother</trigger>"
    "<trigger is=\"conditional\" stands=\"before\" reach=\"sentence\">if</trigger>"
    "<ignore>no change in; not only</ignore><stop>but; presents with</stop><aside>after; for</aside><along>with</along>"
    "<fresh>has; is; normal</fresh><quality>new; left; severe</quality><and>and; &amp;; +</and><or>or; nor</or>"
    "<between>is; was; been</between><abbreviation>wt; Dr</abbreviation><decoy>on RA; T # =RA; pain clinic</decoy>"
    "<number low=\"2\" high=\"2\">two</number><number low=\"2\" high=\"6\">few; a few</number>"
    "<unit id=\"h\">h; hr; hrs</unit><unit id=\"d\">d; day; days</unit><unit id=\"wk\">wk; wks; week; weeks</unit><unit "
    "id=\"mo\">mo; months</unit>"
    "<unit id=\"a\">y; yr; yrs; years</unit><unit id=\"Cel\">C</unit><unit id=\"[degF]\">F</unit><unit "
    "id=\"mg/L\">mg/L</unit><unit id=\"%\">%</unit>"
    "<many id=\"a\" low=\"1\" high=\"80\">years; yrs</many><moment id=\"d\" low=\"0\" high=\"2\">yesterday</moment>"
    "<compare is=\"above\">>; over</compare><compare is=\"below\">&lt;; less than</compare><compare is=\"about\">about; "
    "\\~</compare>"
    "<range>to; -</range><lasting>x; for; since</lasting><lasted>hx; history</lasted><ago>ago; after</ago>"
    "<not-lasting>every; physio</not-lasting><not-lasted>old; physio; post op</not-lasted><worse>worse</worse>"
    "<age id=\"a\">yo; year old; years old</age><age id=\"mo\">mo old</age><aged>aged</aged>"
    "<sex is=\"female\">woman; female</sex><sex is=\"male\">man; male</sex><sex-letter is=\"female\">F</sex-letter><sex-letter "
    "is=\"male\">M</sex-letter>"
    "<measured>is; was; of; :; =; now</measured><earlier>baseline</earlier><imaging>imaging</imaging>"
    "<wanted>want; wants; needs; for; please</wanted><wanted-after>please; "
    "contraindication</wanted-after><done>had</done><done-after>done; showed</done-after>"
    "<shown-on>on</shown-on>";

static const char *const exams =
    "<region id=\"limb\">" TITLE("limb") CUE("limb") "</region><region id=\"knee\" within=\"limb\">" TITLE("knee") CUE(
        "knee") "</region>"
                "<region id=\"hip\" within=\"limb\">" TITLE("hip") CUE("hip") "</region><region id=\"chest\">" TITLE("chest") CUE(
                    "cough series; cough films; cough") "</region>"
                                                        "<modality id=\"DX\">" TITLE("radiograph") CUE(
                                                            "xray; x-ray; XR; films") "</modality><modality id=\"CT\">" TITLE("CT")
                                                            CUE("CT; CTA") "</modality>"
                                                                           "<modality id=\"MR\">" TITLE("MRI") CUE(
                                                                               "MRI") "</modality><technique "
                                                                                      "id=\"angiography\">" TITLE("angiography") CUE(
                                                                                          "CTA; angio*") "</technique>"
                                                                                                         "<contrast "
                                                                                                         "id="
                                                                                                         "\"without\""
                                                                                                         ">" TITLE(
                                                                                                             "without") CUE("withou"
                                                                                                                            "t "
                                                                                                                            "contra"
                                                                                                                            "st;"
                                                                                                                            " no "
                                                                                                                            "contra"
                                                                                                                            "st") "</contrast><contrast id=\"with\">" TITLE("with")
                                                                                                             CUE("contr"
                                                                                                                 "ast; "
                                                                                                                 "with "
                                                                                                                 "contr"
                                                                                                                 "ast") "</"
                                                                                                                        "contrast>"
                                                                                                                        "<exam "
                                                                                                                        "id="
                                                                                                                        "\"none\" "
                                                                                                                        "contrast="
                                                                                                                        "\"none\""
                                                                                                                        ">" TITLE(
                                                                                                                            "no "
                                                                                                                            "imagin"
                                                                                                                            "g") "<"
                                                                                                                                 "/"
                                                                                                                                 "e"
                                                                                                                                 "x"
                                                                                                                                 "a"
                                                                                                                                 "m"
                                                                                                                                 ">"
                                                                                                                                 "<"
                                                                                                                                 "e"
                                                                                                                                 "x"
                                                                                                                                 "a"
                                                                                                                                 "m"
                                                                                                                                 " "
                                                                                                                                 "i"
                                                                                                                                 "d"
                                                                                                                                 "="
                                                                                                                                 "\"mr-knee\" modality=\"MR\" region=\"knee\" contrast=\"without\" default=\"yes\">" TITLE(
                                                                                                                                     "MRI knee") "</exam>";

static const char *const vocabulary =
    FINDING("pain", "", CUE("pain; discomfort")) FINDING("knee-pain", "", CUE("knee pain; pain ... knee; patellar pain"))
        FINDING("fever", "",
                CUE("fever; febrile; pyrexi*") "<cue means=\"absent\">afebrile; fever normal; fever ... normal</cue><cue "
                                               "means=\"suspected\">feels hot</cue>") FINDING("chills", "", CUE("chill(s); rigor*"))
            FINDING("weight-loss", "", CUE("weight loss; wt loss")) FINDING("cough", "", CUE("cough")) FINDING("fall", "",
                                                                                                               CUE("fall; fell"))
                FINDING("lung-clot", "",
                        CUE("PE; pulmonary embol*; clot in the lung") "<cue means=\"suspected\">?clot</cue><historical "
                                                                      "finding=\"past-clot\"/><family finding=\"family-clot\"/>")
                    FINDING("past-clot", "", CUE("old clot")) FINDING("family-clot", "", "")
                        FINDING("arthritis", "", CUE("=RA; rheumatoid arthritis")) FINDING("appendicitis", "", CUE("appendicitis~"))
                            FINDING("consciousness-lost", "", CUE("LOC")) FINDING("well", "", CUE("fever normal"))
                                FINDING("hot", "", CUE("T 39")) FINDING("tried", "", CUE("pain without relief"))
                                    FINDING("consciousness-kept", "",
                                            "<cue means=\"absent\">LOC</cue>") "<group id=\"red-flags\" members=\"fever "
                                                                               "weight-loss\">" LABEL("red flags") ASK CUE(
                                                                                   "red flag*") "</group>"
                                                                                                "<choice id=\"sex\">" LABEL("sex")
                                                                                                    ASK
    "<value id=\"female\">" LABEL("female") "</value><value id=\"male\">" LABEL(
        "male") "</value></choice>"
                "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"120\">" LABEL("age") ASK
    "<unit id=\"mo\" factor=\"0.0833333333\"/><unit id=\"d\" factor=\"0.0027379\"/></measure>"
    "<measure id=\"duration\" unit=\"d\" min=\"0\" max=\"40000\" kind=\"duration\">" LABEL("duration") ASK
    "<unit id=\"h\" factor=\"0.0416666666667\"/><unit id=\"wk\" factor=\"7\"/><unit id=\"mo\" factor=\"30\"/><unit id=\"a\" "
    "factor=\"365\"/>"
    "<range at-least=\"90\">" LABEL("chronic")
        CUE("chronic") "</range></measure>"
                       "<measure id=\"temperature\" unit=\"Cel\" min=\"25\" max=\"45\">" LABEL("temperature") ASK
    "<unit id=\"[degF]\" factor=\"0.555555555556\" offset=\"-17.7777777778\"/>" CUE(
        "T; temp") "</measure>"
                   "<measure id=\"crp\" unit=\"mg/L\" min=\"0\" max=\"900\">" LABEL("CRP")
                       ASK CUE("CRP") "</measure>"
                                      "<prior id=\"knee-radiograph\" modality=\"DX\" region=\"knee\" within-days=\"365\">" LABEL(
                                          "knee radiograph") ASK
    "<result id=\"normal\"/><result id=\"effusion\">" LABEL("effusion")
        CUE("effusion") "</result><result id=\"arthritis\">" LABEL("arthritis")
            CUE("OA") "</result></prior>"
                      "<prior id=\"hip-radiograph\" modality=\"DX\" region=\"hip\">" LABEL("hip radiograph") ASK
    "<result id=\"normal\"/></prior>"
    "<prior id=\"head-ct\" modality=\"CT\">" LABEL("CT") ASK "<result id=\"normal\"/></prior>"
                                                             "<shared-result id=\"normal\">" LABEL("normal")
                                                                 CUE("normal; neg; no fracture") "</shared-result>";

static const char *const scores = "<score id=\"wells\">" LABEL("Wells") ASK
    "<source id=\"w\" year=\"2000\">Wells</source><criterion "
    "points=\"9\">" LABEL("c") "<has finding=\"fever\"/></criterion><band "
                               "id=\"low\" at-most=\"4\">" LABEL("low") "</band><band id=\"high\" "
                                                                        "above=\"4\">" LABEL("high") "</"
                                                                                                     "band"
                                                                                                     ">" CUE("Wells") "</score>";

/* What enters a guideline is a complaint; nothing else of it matters here. */
static const char *const guideline =
    "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"knee\" version=\"1\" reviewed=\"2026-01-01\" "
    "review-by=\"2030-01-01\" regions=\"knee\">" TITLE(
        "Knee") "<source id=\"acr\" authority=\"acr\" year=\"2020\">ACR</source><enter findings=\"knee-pain cough "
                "pain\"/><scenario id=\"all\">" TITLE("All") "<when><always/></when><why lang=\"en\">w</why><why "
                                                             "lang=\"fr\">w</why><ratings source=\"acr\" "
                                                             "certainty=\"low\"><usually-appropriate>mr-knee</"
                                                             "usually-appropriate></ratings></scenario></guideline>";

static rscan_rulebase *load(const char *facts) {
  char *parts[5] = {test_root("authorities", "", "<authority id=\"acr\">" TITLE("ACR") "</authority>"),
                    test_root("exams", "", exams), test_root("facts", "", facts), test_root("language", "lang=\"en\"", language),
                    test_root("scores", "", facts == vocabulary ? scores : "")};
  const test_file files[] = {{"authorities.xml", parts[0]},
                             {"exams.xml", parts[1]},
                             {"facts.xml", parts[2]},
                             {"language.xml", parts[3]},
                             {"scores.xml", parts[4]},
                             {facts == vocabulary ? "guideline.xml" : NULL, guideline},
                             {NULL, NULL}};
  rscan_error *err = NULL;
  rscan_rulebase *rb = test_load(files, &err);
  for (size_t i = 0; err && i < rscan_error_count(err); i++)
    fprintf(stderr, "%s\n", rscan_error_text(err, i));
  ck_assert_msg(rb != NULL, "the tiny vocabulary has errors");
  for (int i = 0; i < 5; i++)
    free(parts[i]);
  return rb;
}

static rscan_rulebase *book;
static rsi_reader *reader;

static void setup(void) {
  book = load(vocabulary);
  reader = rsi_reader_new(book);
  ck_assert_ptr_nonnull(reader);
}

static void teardown(void) {
  rsi_reader_free(reader);
  rscan_rulebase_unref(book);
}

static rsi_reading read_text(const char *text) {
  rsi_reading reading;
  rscan_error *err = NULL;
  rscan_status status = rsi_read(reader, text, strlen(text), &reading, &err);
  ck_assert_msg(status == RSCAN_OK, "%s: %s", text, err ? rscan_error_text(err, 0) : "?");
  return reading;
}

static const char *id_of(uint32_t fact) {
  return rsi_string(book, fact < book->n_facts ? book->facts[fact].id : book->groups[fact - book->n_facts].id);
}

/* The index-th mention of a fact, or NULL. */
static const rsi_mention *mention_of(const rsi_reading *reading, const char *fact, int index) {
  for (uint32_t i = 0; i < reading->n_mentions; i++)
    if (!strcmp(id_of(reading->mentions[i].fact), fact) && index-- == 0)
      return &reading->mentions[i];
  return NULL;
}

static void assert_state(const char *text, const char *fact, rsi_state state) {
  rsi_reading reading = read_text(text);
  const rsi_mention *mention = mention_of(&reading, fact, 0);
  ck_assert_msg(mention != NULL, "“%s” does not mention %s", text, fact);
  ck_assert_msg(mention->state == state, "“%s”: %s is told %#llx, not %#llx", text, fact, (unsigned long long)mention->state,
                (unsigned long long)state);
}

static void assert_silent(const char *text, const char *fact) {
  rsi_reading reading = read_text(text);
  ck_assert_msg(!mention_of(&reading, fact, 0), "“%s” mentions %s", text, fact);
}

static void assert_range(const char *text, const char *fact, double low, double high) {
  rsi_reading reading = read_text(text);
  const rsi_mention *mention = mention_of(&reading, fact, 0);
  ck_assert_msg(mention && mention->has_number, "“%s” gives no number for %s", text, fact);
  ck_assert_msg(fabs(mention->low - low) < 0.01 && fabs(mention->high - high) < 0.01, "“%s”: %s is %g to %g", text, fact,
                mention->low, mention->high);
}

#define SUSPECTED (RSI_SUSPECTED | RSI_PRESENT)

/* ---- folding ---- */

static void assert_fold(const char *text, size_t length, const char *folded) {
  char out[200];
  uint32_t offsets[200];
  size_t n = rsi_fold(text, length, out, sizeof out, offsets);
  ck_assert_str_eq(out, folded);
  ck_assert_uint_eq(n, strlen(folded));
  for (size_t i = 1; i <= n; i++)
    ck_assert_uint_le(offsets[i - 1], offsets[i]);
  ck_assert_uint_eq(offsets[n], length);
}

START_TEST(case_accents_and_typography_fold_away) {
  static const struct {
    const char *text, *folded;
  } rows[] = {{"Fièvre ÉLEVÉE", "fievre elevee"},
              {"œdème, cœur", "oedeme, coeur"},
              {"l’épaule – non", "l'epaule - non"},
              {"a\u00a0b\u2009c", "a b c"},
              {"\u212aidney a\u017fthma", "kidney asthma"},
              {"β-hCG 38\u00b0 ≥5 1½", "beta-hcg 38 >=5 1.5"},
              {"e\u0301te\u0301", "ete"},
              {"ﬁbula", "fibula"},
              {"x  y\t\tz", "x y z"},
              {"a \r\n b", "a\nb"},
              {"pain \U0001F915 knee", "pain knee"},
              {"обследование knee", " knee"},
              {"zero\u200bwidth", "zerowidth"},
              {"•one•two", "\none\ntwo"},
              {"WBC ↑", "wbc ^"},
              {"Ø fever, øLOC ∅ cough", "0 fever, 0 loc 0 cough"},
              {"Jørgen", "jorgen"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_fold(rows[i].text, strlen(rows[i].text), rows[i].folded);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_read_as_latin_1) {
  assert_fold("fi\xe8vre \x96 \xbd", 10, "fievre - 0.5");
  assert_fold("bad \xc3(", 6, "bad a(");
  assert_fold("cut \xe2\x82", 6, "cut a'");
}
END_TEST

START_TEST(markup_becomes_blanks_and_comparisons_stay) {
  static const struct {
    const char *text, *folded;
  } rows[] = {{"<p>knee</p><b>pain</b>", "\nknee\npain "},
              {"A&amp;P &eacute;t&#233;", "a&p ete"},
              {"LOC <30 sec, AC <3rd", "loc <30 sec, ac <3rd"},
              {"fever<br/>chills", "fever\nchills"},
              {"x <!-- y --> z", "x z"},
              {"T &gt; 38 & up", "t > 38 & up"},
              {"a <bad b", "a <bad b"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_fold(rows[i].text, strlen(rows[i].text), rows[i].folded);
}
END_TEST

START_TEST(mentions_say_where_they_stand_in_the_text_as_it_was_given) {
  static const char text[] = "Œdème &amp; <b>f&eacute;brile</b>, FEVER\xe2\x80\xa6 toux";
  rsi_reading reading = read_text("Œdème <i>Fever</i>");
  const rsi_mention *mention = mention_of(&reading, "fever", 0);
  ck_assert_uint_eq(mention->start, strlen("Œdème <i>"));
  ck_assert_uint_eq(mention->length, strlen("Fever"));
  reading = read_text(text);
  static const char *const words[] = {"f&eacute;brile", "FEVER"};
  for (int i = 0; i < 2; i++) {
    mention = mention_of(&reading, "fever", i);
    ck_assert_uint_eq(mention->length, strlen(words[i]));
    ck_assert_int_eq(strncmp(text + mention->start, words[i], mention->length), 0);
  }
}
END_TEST

/* ---- phrases ---- */

typedef struct found {
  bool is_any;
  char words[200];
} found;

/* What a phrase finds in a text, with the prefilter and without. */
static found find(const char *element, const char *cue, const char *text, bool without_prefilter) {
  char facts[4000];
  snprintf(facts, sizeof facts, "<finding id=\"f\">" LABEL("f") ASK "<%s>%s</%s></finding>", element, cue, element);
  rscan_rulebase *rb = load(facts);
  rsi_reader *r = rsi_reader_new(rb);
  rsi_reading reading;
  found result = {0};
  r->without_prefilter = without_prefilter;
  ck_assert_int_eq(rsi_read(r, text, strlen(text), &reading, NULL), RSCAN_OK);
  if (reading.n_mentions) {
    result.is_any = true;
    snprintf(result.words, sizeof result.words, "%.*s", (int)reading.mentions[0].length, text + reading.mentions[0].start);
  }
  rsi_reader_free(r);
  rscan_rulebase_unref(rb);
  return result;
}

static void assert_finds(const char *element, const char *cue, const char *text, const char *words) {
  for (int i = 0; i < 2; i++) {
    found f = find(element, cue, text, i == 1);
    ck_assert_msg(f.is_any == (words != NULL), "“%s” %s in “%s”%s", cue, words ? "is not found" : "is found", text,
                  i ? " without the prefilter" : "");
    if (words)
      ck_assert_msg(!strcmp(f.words, words), "“%s” in “%s” finds “%s”, not “%s”", cue, text, f.words, words);
  }
}

START_TEST(phrases_match_as_the_format_says) {
  static const struct {
    const char *cue, *text, *words;
  } rows[] = {{"knee pain", "R Knee-Pain", "Knee-Pain"},
              {"knee pain", "knee / pain", "knee / pain"},
              {"knee pain", "knees\npain", "knees\npain"},
              {"knee pain", "kneepain", NULL},
              {"knee pain", "knee, pain", NULL},
              {"mass", "masses", "masses"},
              {"leg", "legs", NULL},
              {"arthritis", "arthritiss", NULL},
              {"bursa", "bursas", "bursas"},
              {"pyrexi*", "pyrexial", "pyrexial"},
              {"pyrexi*", "apyrexial", NULL},
              {"x-ray", "xray", "xray"},
              {"x-ray", "x ray", "x ray"},
              {"x-ray", "x-rays", "x-rays"},
              {"(acute) low back pain", "low back pain", "low back pain"},
              {"(acute) low back pain", "acute low back pain", "acute low back pain"},
              {"low (back) pain", "low pain", "low pain"},
              {"pain (at rest)", "pain at rest", "pain at rest"},
              {"night sweat(s)", "night sweat", "night sweat"},
              {"(micro)hematuria", "microhematuria", "microhematuria"},
              {"[knee|patellar] pain", "patellar pain", "patellar pain"},
              {"[knee|patellar] pain", "hip pain", NULL},
              {"[a b|c (d|e)] f", "c e f", "c e f"},
              {"pain ... knee", "pain in the R knee", "pain in the R knee"},
              {"pain ... knee", "pain in the very old knee", NULL},
              {"pain ... knee", "pain. Swollen knee", NULL},
              {"appendicitis~", "apendicitis", "apendicitis"},
              {"appendicitis~", "appednicitis", "appednicitis"},
              {"appendicitis~", "apendicits", NULL},
              {"appendicitis~", "xappendicitis", "xappendicitis"},
              {"acute appendicitis~", "acute appendicitiz", "acute appendicitiz"},
              {"=RA", "RA", "RA"},
              {"=RA", "ra", NULL},
              {"=RA", "RAS", NULL},
              {"known =RA", "known RA", "known RA"},
              {"known =RA", "known ra", NULL},
              {"=N/V", "N/V", "N/V"},
              {"lost # [kg|lbs]", "lost 8kg", "lost 8kg"},
              {"lost # [kg|lbs]", "lost 4-5 lbs", "lost 4-5 lbs"},
              {"lost # [kg|lbs]", "lost two kg", "lost two kg"},
              {"lost # [kg|lbs]", "lost kg", NULL},
              {"[fracture|#]", "C4 #", "#"},
              {"\\#", "rib #s", "#"},
              {"Murphy [+|+ve]", "murphy+", "murphy+"},
              {"Murphy [neg|-ve]", "Murphy -ve", "Murphy -ve"},
              {"L5S1", "L5-S1", "L5-S1"},
              {"L5S1", "L5 S1", "L5 S1"},
              {"x 2", "x2", "x2"},
              {"r/o", "R / O", "R / O"},
              {"parkinson's", "parkinsons", "parkinsons"},
              {"d’apparition", "d'apparition", "d'apparition"},
              {"crohn", "Crohn's", "Crohn"},
              {"runners'", "runners'", "runners"},
              {"b...x", "b...x", "b...x"},
              {"b.i.d", "bid", "bid"},
              {"fièvre", "FIEVRE", "FIEVRE"},
              {"œdème", "oedeme", "oedeme"},
              {"one; two ; three", "three", "three"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_finds("cue", rows[i].cue, rows[i].text, rows[i].words);
}
END_TEST

START_TEST(of_several_alternatives_the_longest_counts) {
  assert_finds("cue", "headache [x|x three days]", "headache x three days", "headache x three days");
  assert_finds("cue", "migraine (with aura)", "migraine with aura", "migraine with aura");
}
END_TEST

START_TEST(patterns_match_and_unbounded_repeats_are_read_as_forty) {
  static const struct {
    const char *cue, *text, *words;
  } rows[] = {{"\\bT\\s?3[89]\\b", "t 38", "t 38"},
              {"\\bg\\d{1,2}p\\d\\b(?= .{0,9}wk)", "G2P1 20 wk", "G2P1"},
              {"\\ba[^.]*z\\b", "a b c z", "a b c z"},
              {"fiè(?:vre|V)", "fievre", "fievre"},
              {"(?&lt;!pleural )\\beffusions?\\b", "knee effusions", "effusions"},
              {"(?&lt;!pleural )\\beffusion\\b", "pleural effusion", NULL},
              {"[+°]\\s?x", "+x", "+x"},
              {"\\?\\s?abscess", "? abscess", "? abscess"},
              {"a{2,3}?b", "aaab", "aaab"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_finds("pattern", rows[i].cue, rows[i].text, rows[i].words);
  char text[100] = "a ";
  memset(text + 2, 'b', 60);
  strcat(text, " z");
  assert_finds("pattern", "\\ba[^.]*z\\b", text, NULL);
}
END_TEST

typedef struct bad {
  const char *words, *code;
  unsigned line, column;
} bad;

static void assert_refused(const bad *rows, size_t n, bool is_pattern) {
  for (size_t i = 0; i < n; i++) {
    rscan_error *err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
    rsi_cue_def def = {.kind = RSI_CUE_FACT, .is_pattern = is_pattern, .where = {0, 7, 10}};
    ck_assert_msg(!rsi_cue_check(&rsi_malloc_allocator, &def, rows[i].words, "facts.xml", err), "“%s” is accepted", rows[i].words);
    ck_assert_msg(!strcmp(rscan_error_code(err, 0), rows[i].code), "“%s”: %s", rows[i].words, rscan_error_text(err, 0));
    ck_assert_msg(rscan_error_line(err, 0) == rows[i].line && rscan_error_column(err, 0) == rows[i].column, "“%s”: %s",
                  rows[i].words, rscan_error_text(err, 0));
    rscan_error_free(err);
  }
}

START_TEST(a_mistake_in_a_phrase_is_named_with_its_place) {
  static const bad rows[] = {{"knee [pain", "phrase-bracket", 7, 15},
                             {"knee pain)", "phrase-bracket", 7, 19},
                             {"fièvre; a [b)", "phrase-bracket", 7, 22},
                             {"a;\n  [b|] c", "phrase-empty", 8, 6},
                             {"(knee) (pain)", "phrase-optional", 7, 10},
                             {"kn*ee", "phrase-star", 7, 12},
                             {"pain ...", "phrase-gap", 7, 15},
                             {"... pain", "phrase-gap", 7, 10},
                             {"leg~", "phrase-slip", 7, 10},
                             {"(a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) (a) bone",
                              "phrase-unsafe", 7, 10},
                             {"=", "phrase-optional", 7, 10},
                             {"  ", "text-empty", 7, 10}};
  assert_refused(rows, sizeof rows / sizeof *rows - 2, false);
  assert_refused(rows + sizeof rows / sizeof *rows - 1, 1, false);
}
END_TEST

START_TEST(a_pattern_that_could_backtrack_without_bound_is_refused) {
  static const bad rows[] = {
      {"(?:a+)+b", "pattern-unbounded", 7, 16},   {"(?:\\w+\\s?)*x", "pattern-unbounded", 7, 20},
      {"(?:ab){2,}", "pattern-unbounded", 7, 16}, {"\\w*\\w*\\w*x", "pattern-unsafe", 7, 10},
      {"knee\002", "pattern-syntax", 7, 14},      {"(?:no|not)?(?:\\W{0,9}\\w{1,9}){0,12}zebra", "pattern-unsafe", 7, 10},
      {"a(?<n>b)", "pattern-syntax", 7, 11},      {"(a)\\1", "pattern-syntax", 7, 13},
      {"a(?R)?", "pattern-syntax", 7, 11},        {"[[:alpha:]]", "pattern-syntax", 7, 11},
      {"a**", "pattern-syntax", 7, 12},           {"*a", "pattern-syntax", 7, 10},
      {"(a", "pattern-bracket", 7, 10},           {"a)", "pattern-bracket", 7, 11},
      {"[a", "pattern-bracket", 7, 10},           {"a{5,2}", "pattern-repeat", 7, 11},
      {"(?<=a{1,3})b", "pattern-compile", 7, 10}};
  assert_refused(rows, sizeof rows / sizeof *rows, true);
}
END_TEST

/* Worst texts for the worst patterns that are accepted: PCRE2's limit is far away. */
START_TEST(no_accepted_pattern_meets_its_match_limit_within_the_text_cap) {
  static const char *const patterns[] = {"a*a*x", "\\w{0,40}\\w{0,40}a\\w?z", "(?:a|ab|abc|b|bc){1,4}q", "[^.]{0,60}a[^.]{0,60}z"};
  static const char *const fillings[] = {"a", "ab ", "abc", "a b"};
  char *text = malloc(RSI_MAX_TEXT + 1);
  for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
    char facts[400];
    snprintf(facts, sizeof facts, "<finding id=\"f\">" LABEL("f") ASK "<pattern>%s</pattern></finding>", patterns[p]);
    rscan_rulebase *rb = load(facts);
    rsi_reader *r = rsi_reader_new(rb);
    for (size_t f = 0; f < sizeof fillings / sizeof *fillings; f++) {
      rsi_reading reading;
      for (size_t i = 0; i < RSI_MAX_TEXT; i++)
        text[i] = fillings[f][i % strlen(fillings[f])];
      ck_assert_msg(rsi_read(r, text, RSI_MAX_TEXT / 4, &reading, NULL) == RSCAN_OK, "%s on %s", patterns[p], fillings[f]);
    }
    rsi_reader_free(r);
    rscan_rulebase_unref(rb);
  }
  free(text);
}
END_TEST

START_TEST(a_match_limit_that_is_met_is_an_error_of_that_cue) {
  rsi_reading reading;
  rscan_error *err = NULL;
  pcre2_set_match_limit(reader->match, 1);
  ck_assert_int_eq(rsi_read(reader, "pain in the knee", 16, &reading, &err), RSCAN_LIMIT);
  ck_assert_str_eq(rscan_error_code(err, 0), "cue-limit");
  ck_assert_ptr_nonnull(strstr(rscan_error_message(err, 0), "facts.xml:1:"));
  rscan_error_free(err);
}
END_TEST

/* ---- the prefilter ---- */

static uint32_t random_state = 1;
static uint32_t random_below(uint32_t n) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % n;
}

static bool same_readings(const rsi_reading *a, const rsi_mention *b, uint32_t n_b) {
  if (a->n_mentions != n_b)
    return false;
  for (uint32_t i = 0; i < n_b; i++)
    if (a->mentions[i].fact != b[i].fact || a->mentions[i].state != b[i].state || a->mentions[i].start != b[i].start ||
        a->mentions[i].length != b[i].length || a->mentions[i].assertion != b[i].assertion)
      return false;
  return true;
}

START_TEST(the_prefilter_changes_no_answer) {
  static const char *const words[] = {"knee",         "pain",        "patellar", "in",          "the",        "fever",
                                      "febrile",      "pyrexial",    "chills",   "no",          "not",        "denies",
                                      "appendicitis", "apendicitis", "RA",       "ra",          "rheumatoid", "arthritis",
                                      "wt",           "weight",      "loss",     "?",           ",",          ".",
                                      "or",           "and",         "PE",       "pulmonary",   "emboli",     "T",
                                      "38.5",         "CRP",         "40",       "mg/L",        "x",          "3",
                                      "wks",          "xray",        "normal",   "-",           "/",          "+",
                                      "afebrile",     "clot",        "lung",     "LOC",         "red",        "flags",
                                      "hip",          "45F",         "chill",    "discomforts", "rigors"};
  rsi_reader *plain = rsi_reader_new(book);
  plain->without_prefilter = true;
  for (int i = 0; i < 3000; i++) {
    char text[300] = "";
    for (uint32_t k = 3 + random_below(14); k; k--) {
      strcat(text, words[random_below(sizeof words / sizeof *words)]);
      strcat(text, random_below(8) ? " " : random_below(2) ? "" : "-");
    }
    rsi_reading with = read_text(text), without;
    ck_assert_int_eq(rsi_read(plain, text, strlen(text), &without, NULL), RSCAN_OK);
    ck_assert_msg(same_readings(&with, without.mentions, without.n_mentions), "the prefilter changes what is read in “%s” (%u, %u)",
                  text, with.n_mentions, without.n_mentions);
  }
  rsi_reader_free(plain);
}
END_TEST

/* ---- overlaps ---- */

START_TEST(a_long_list_of_alternatives_is_still_looked_for_by_its_words) {
  char cue[800] = "[";
  for (int i = 0; i < 60; i++)
    snprintf(cue + strlen(cue), sizeof cue - strlen(cue), "%sword%c%c", i ? "|" : "", 'a' + i / 26, 'a' + i % 26);
  strcat(cue, "] ... end");
  char facts[2000];
  snprintf(facts, sizeof facts, "<finding id=\"f\">" LABEL("f") ASK "<cue>%s</cue></finding>", cue);
  rscan_rulebase *rb = load(facts);
  ck_assert_uint_eq(rb->lexicon->n_always, 0);
  rscan_rulebase_unref(rb);
  assert_finds("cue", cue, "a wordch, the end", NULL);
  assert_finds("cue", cue, "a wordch at the end", "wordch at the end");
}
END_TEST

START_TEST(a_longer_phrase_swallows_the_shorter_inside_it) {
  assert_state("knee pain", "knee-pain", RSI_PRESENT);
  assert_silent("knee pain", "pain");
  assert_state("hip pain", "pain", RSI_PRESENT);
}
END_TEST

START_TEST(what_stands_in_the_gap_of_a_phrase_is_not_part_of_it) {
  assert_state("pain with fever, knee", "fever", RSI_PRESENT);
  assert_state("pain fever knee", "fever", RSI_PRESENT);
  assert_state("pain fever knee", "knee-pain", RSI_PRESENT);
}
END_TEST

START_TEST(the_same_words_may_tell_of_two_facts) {
  assert_state("LOC", "consciousness-lost", RSI_PRESENT);
  assert_state("LOC", "consciousness-kept", RSI_ABSENT);
  assert_state("chronic knee pain", "knee-pain", RSI_PRESENT);
  rsi_reading reading = read_text("chronic knee pain");
  ck_assert_ptr_nonnull(mention_of(&reading, "duration", 0));
}
END_TEST

START_TEST(a_decoy_takes_away_what_looks_like_a_finding) {
  assert_silent("sat 98 on RA", "arthritis");
  assert_state("known RA", "arthritis", RSI_PRESENT);
  assert_silent("referred to pain clinic", "pain");
  assert_silent("T 38 RA", "arthritis");
  assert_range("T 38 RA", "temperature", 38, 38);
}
END_TEST

/* ---- assertion ---- */

START_TEST(triggers_speak_as_far_as_they_reach) {
  static const struct {
    const char *text, *fact;
    rsi_state state;
  } rows[] = {{"fever", "fever", RSI_PRESENT},
              {"no fever", "fever", RSI_ABSENT},
              {"non severe cough", "cough", RSI_ABSENT},
              {"nowise severe cough", "cough", RSI_PRESENT},
              {"nowise febrile", "fever", RSI_ABSENT},
              {"no fever, chills or wt loss", "weight-loss", RSI_ABSENT},
              {"no fever, chills, cough", "cough", RSI_ABSENT},
              {"no fever or chills, cough", "cough", RSI_PRESENT},
              {"no fever. cough", "cough", RSI_PRESENT},
              {"no fever but cough", "cough", RSI_PRESENT},
              {"no fever; cough", "cough", RSI_PRESENT},
              {"no fever, cough x 3 d", "cough", RSI_PRESENT},
              {"no fever, has cough", "cough", RSI_PRESENT},
              {"no fever, severe cough", "cough", RSI_PRESENT},
              {"no fever, severe cough or chills", "cough", RSI_ABSENT},
              {"no fever, no cough", "cough", RSI_ABSENT},
              {"no fever chills cough for 2 wks", "cough", RSI_PRESENT},
              {"no fever chills", "chills", RSI_ABSENT},
              {"no pain from wt. no fever", "fever", RSI_ABSENT},
              {"no pain after fall", "fall", RSI_PRESENT},
              {"no pain after fall, chills or cough", "chills", RSI_ABSENT},
              {"no fever with cough", "cough", RSI_PRESENT},
              {"no fever Cough since monday", "cough", RSI_PRESENT},
              {"not febrile, cough", "cough", RSI_PRESENT},
              {"non febrile cough", "cough", RSI_PRESENT},
              {"non febrile", "fever", RSI_ABSENT},
              {"fever: denied", "fever", RSI_ABSENT},
              {"fever and chills denied", "fever", RSI_ABSENT},
              {"cough, fever denied", "cough", RSI_PRESENT},
              {"cough, fever, chills all denied", "cough", RSI_ABSENT},
              {"fever, denied.", "fever", RSI_ABSENT},
              {"denied fever", "fever", RSI_PRESENT},
              {"fever -, cough +", "fever", RSI_ABSENT},
              {"fever -, cough +", "cough", RSI_PRESENT},
              {"fever: no  cough: yes", "fever", RSI_ABSENT},
              {"fever: no  cough: yes", "cough", RSI_PRESENT},
              {"Chest: no cough", "cough", RSI_ABSENT},
              {"?PE", "lung-clot", SUSPECTED},
              {"? PE", "lung-clot", SUSPECTED},
              {"PE?", "lung-clot", SUSPECTED},
              {"r/o PE", "lung-clot", SUSPECTED},
              {"PE suspected", "lung-clot", SUSPECTED},
              {"suspected PE, fever", "fever", RSI_PRESENT},
              {"PE ruled out", "lung-clot", RSI_ABSENT},
              {"PE not ruled out", "lung-clot", SUSPECTED},
              {"PE has been ruled out", "lung-clot", RSI_ABSENT},
              {"cough vs PE", "lung-clot", SUSPECTED},
              {"PE vs cough", "lung-clot", SUSPECTED},
              {"not without fever", "fever", RSI_PRESENT},
              {"no change in fever", "fever", RSI_PRESENT},
              {"not only fever", "fever", RSI_PRESENT},
              {"no fever, PE?", "lung-clot", SUSPECTED},
              {"if fever, ED", "fever", 0},
              {"no red flags", "red-flags", RSI_ABSENT},
              {"afebrile", "fever", RSI_ABSENT},
              {"not afebrile", "fever", 0},
              {"no cough, afebrile", "fever", RSI_ABSENT},
              {"feels hot", "fever", SUSPECTED},
              {"no LOC", "consciousness-kept", RSI_PRESENT},
              {"no LOC, fever or cough", "cough", RSI_ABSENT},
              {"NO FEVER OR CHILLS", "chills", RSI_ABSENT},
              {"(no fever) cough", "cough", RSI_PRESENT},
              {"no pain (chills nor rigors), fever or cough", "fever", RSI_ABSENT},
              {"denies: fever, chills", "chills", RSI_ABSENT},
              {"no fever\nchills", "chills", RSI_PRESENT},
              {"no fever,\nchills", "chills", RSI_ABSENT},
              {"1) no fever 2) cough", "cough", RSI_PRESENT},
              {"no fever Neuro: cough", "cough", RSI_PRESENT}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_state(rows[i].text, rows[i].fact, rows[i].state);
}
END_TEST

START_TEST(words_that_say_that_all_is_well_are_never_turned_into_danger) {
  assert_state("not afebrile", "fever", 0);
  assert_state("afebrile", "fever", RSI_ABSENT);
  assert_state("no cough afebrile", "fever", RSI_ABSENT);
  assert_state("no cough fever normal", "fever", RSI_ABSENT); /* the words also name another finding */
  assert_state("no cough fever normal", "well", RSI_PRESENT);
  assert_state("no LOC", "consciousness-kept", RSI_PRESENT);
  assert_state("fever very normal", "fever", RSI_ABSENT);
  assert_state("fever not normal", "fever", 0);
}
END_TEST

START_TEST(a_negated_list_ends_where_something_else_begins) {
  static const struct {
    const char *text, *fact;
    rsi_state state;
  } rows[] = {{"no cough, T 39, fever", "fever", RSI_PRESENT},
              {"no cough, with fever", "fever", RSI_PRESENT},
              {"no imaging, fever", "fever", RSI_PRESENT},
              {"no xray done, fever", "fever", RSI_PRESENT},
              {"no imaging, cough or fever", "cough", RSI_PRESENT},
              {"no cough, chills, fever", "fever", RSI_ABSENT},
              {"hx of cough, no chills, ?PE", "lung-clot", SUSPECTED},
              {"hx of cough ?PE", "lung-clot", SUSPECTED},
              {"hx of cough, PE", "lung-clot", 0},
              {"pain without relief, fever", "fever", RSI_PRESENT},
              {"pain without cough, fever", "fever", RSI_ABSENT}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_state(rows[i].text, rows[i].fact, rows[i].state);
}
END_TEST

START_TEST(a_denied_list_without_its_own_commas_ends_at_one) {
  assert_state("no fever chills, cough", "chills", RSI_ABSENT);
  assert_state("no fever chills, cough", "cough", RSI_PRESENT);
  assert_state("no fever chills, cough or fall", "cough", RSI_ABSENT);
  assert_state("no fever, no chills, cough", "cough", RSI_PRESENT);
  assert_state("no fever, no chills, cough, or fall", "cough", RSI_ABSENT);
  assert_state("no red flags, cough", "cough", RSI_PRESENT);
}
END_TEST

START_TEST(a_text_keeps_its_only_complaint) {
  assert_state("no fever, cough", "cough", RSI_PRESENT);
  assert_state("hx of PE, cough", "cough", RSI_PRESENT);
  assert_state("no fever, cough", "fever", RSI_ABSENT);
  static const char *const denied[] = {"no fever or chills or cough",
                                       "no fever, chills, cough",
                                       "no fever, cough, chills",
                                       "no fever, chills or cough",
                                       "knee pain, no fever, cough",
                                       "?PE, no fever, cough",
                                       "no cough"};
  for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
    assert_state(denied[i], "cough", RSI_ABSENT);
}
END_TEST

START_TEST(a_sign_inside_the_words_of_a_cue_speaks_of_them_alone) {
  assert_state("?clot new fever", "lung-clot", SUSPECTED);
  assert_state("?clot new fever", "fever", RSI_PRESENT);
  assert_state("?clot or fever", "fever", SUSPECTED);
}
END_TEST

START_TEST(a_nought_denies_what_it_touches_and_counts_elsewhere) {
  assert_state("0 fever, chills", "chills", RSI_ABSENT);
  assert_state("fell, 0 fever 0 chills", "chills", RSI_ABSENT);
  assert_state("fell, 0 fever 0 chills", "fall", RSI_PRESENT);
  assert_state("fever 0, cough 0", "cough", RSI_ABSENT);
  assert_state("fever 0 cough 0", "fever", RSI_ABSENT);
  assert_state("fever: 0", "fever", RSI_ABSENT);
  assert_state("pain 0/10", "pain", RSI_PRESENT);
  assert_state("grade 0 cough", "cough", RSI_PRESENT);
  assert_state("0.5 fever", "fever", RSI_PRESENT);
  assert_state("10 fever", "fever", RSI_PRESENT);
  assert_state("PE, Wells 0", "lung-clot", RSI_PRESENT);
}
END_TEST

START_TEST(a_denied_list_goes_on_behind_its_or) {
  assert_state("negating fever or chills, cough", "cough", RSI_ABSENT);
  assert_state("negating fever or chills, cough, weight loss", "weight-loss", RSI_ABSENT);
  assert_state("negating fever or chills, severe cough", "cough", RSI_PRESENT);
  assert_state("no fever or chills, cough", "cough", RSI_PRESENT);
}
END_TEST

START_TEST(past_and_family_give_the_findings_named_for_them) {
  assert_state("hx of PE", "past-clot", RSI_PRESENT);
  assert_state("hx of PE", "lung-clot", 0);
  assert_state("mother had PE", "family-clot", RSI_PRESENT);
  assert_state("PE in mother", "family-clot", RSI_PRESENT);
  assert_state("mother: fever", "fever", 0);
  assert_state("PMH: cough, PE. fever", "past-clot", RSI_PRESENT);
  assert_state("PMH: cough, PE. fever", "fever", RSI_PRESENT);
}
END_TEST

START_TEST(a_denied_history_denies_today_but_a_denied_previous_leaves_it_open) {
  assert_state("no hx of PE", "past-clot", RSI_ABSENT);
  assert_state("no hx of PE", "lung-clot", RSI_ABSENT);
  assert_state("no previous PE", "past-clot", RSI_ABSENT);
  assert_state("no previous PE", "lung-clot", 0);
}
END_TEST

START_TEST(the_words_that_decided_are_named) {
  static const char text[] = "Denies cough or fever.";
  rsi_reading reading = read_text(text);
  const rsi_mention *mention = mention_of(&reading, "fever", 0);
  ck_assert_int_eq(mention->assertion, RSI_SAID_ABSENT);
  ck_assert_uint_eq(mention->trigger_start, 0);
  ck_assert_uint_eq(mention->trigger_length, strlen("Denies"));
}
END_TEST

START_TEST(any_phrase_of_a_text_can_be_asked_about) {
  static const struct {
    const char *text, *phrase;
    enum rsi_assertion assertion;
  } rows[] = {{"no zebras, giraffes or OKAPI", "okapi", RSI_SAID_ABSENT},
              {"zebra: no okapi", "zebra", RSI_SAID_PRESENT},
              {"hx of zebra", "Zebra", RSI_SAID_HISTORICAL},
              {"mother had zebra", "zebra", RSI_SAID_FAMILY},
              {"?zebra", "zebra", RSI_SAID_POSSIBLE},
              {"if zebra seen", "zebra", RSI_SAID_CONDITIONAL},
              {"ZEBRA: he denies ZEBRA", "zebra", RSI_SAID_ABSENT},
              {"zebra without stripes", "zebra without stripes", RSI_SAID_PRESENT},
              {"no zebra. ZEBRA", "zebra", RSI_SAID_PRESENT},
              {"no tall zebra", "tall zebra in the garden", RSI_SAID_ABSENT}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum rsi_assertion assertion;
    ck_assert_int_eq(rsi_read_assertion(reader, rows[i].text, rows[i].phrase, &assertion, NULL), RSCAN_OK);
    ck_assert_msg(assertion == rows[i].assertion, "“%s” in “%s” is %d", rows[i].phrase, rows[i].text, assertion);
  }
  enum rsi_assertion assertion;
  rscan_error *err = NULL;
  ck_assert_int_eq(rsi_read_assertion(reader, "no zebra", "okapi", &assertion, &err), RSCAN_BAD_INPUT);
  ck_assert_str_eq(rscan_error_code(err, 0), "phrase-not-found");
  rscan_error_free(err);
}
END_TEST

/* ---- values ---- */

START_TEST(numbers_beside_their_words_are_read_in_their_units) {
  static const struct {
    const char *text, *fact;
    double low, high;
  } rows[] = {{"CRP 40", "crp", 40, 40},
              {"CRP: 40.5 mg/L", "crp", 40.5, 40.5},
              {"CRP40", "crp", 40, 40},
              {"CRP was 12 now 40", "crp", 40, 40},
              {"CRP 12 -> 340", "crp", 340, 340},
              {"CRP >100", "crp", 100, 900},
              {"CRP less than 5", "crp", 0, 5},
              {"CRP 20-30", "crp", 20, 30},
              {"T 38,5", "temperature", 38.5, 38.5},
              {"T38.5", "temperature", 38.5, 38.5},
              {"T 101", "temperature", 38.33, 38.33},
              {"temp of 101.3 F", "temperature", 38.5, 38.5},
              {"Wells 4.5", "wells", 4.5, 4.5},
              {"Wells = 6", "wells", 6, 6}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_range(rows[i].text, rows[i].fact, rows[i].low, rows[i].high);
}
END_TEST

START_TEST(an_implausible_number_is_not_the_measures) {
  assert_silent("T2N1 tumour", "temperature");
  assert_silent("T 12", "temperature");
  assert_silent("CRP up 45 %", "crp");
  assert_silent("CRP pending. 40 yo", "crp");
  assert_silent("CRP baseline 12", "crp");
  assert_range("CRP baseline 12 now 40", "crp", 40, 40);
}
END_TEST

START_TEST(a_number_without_unit_is_the_range_over_its_plausible_units) {
  assert_range("temp 40", "temperature", 40, 40);
  ck_assert(rsi_number_value("1,450", 5) == 1450);
  ck_assert(rsi_number_value("38,5", 4) == 38.5);
  ck_assert(rsi_number_value("0,125", 5) == 0.125);
}
END_TEST

START_TEST(age_and_sex_are_read_where_they_are_the_patients) {
  static const struct {
    const char *text;
    double age;
    const char *sex;
  } rows[] = {{"45F knee pain", 45, "female"},  {"45 F, cough", 45, "female"}, {"F 45, cough", 45, "female"},
              {"M/60 cough", 60, "male"},       {"45 yo woman", 45, "female"}, {"67-year-old man", 67, "male"},
              {"8 mo old, cough", 0.667, NULL}, {"cough. aged 78", 78, NULL},  {"33yo cough", 33, NULL}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_range(rows[i].text, "age", rows[i].age, rows[i].age);
    rsi_reading reading = read_text(rows[i].text);
    const rsi_mention *sex = mention_of(&reading, "sex", 0);
    ck_assert_msg(!sex == !rows[i].sex, "%s", rows[i].text);
    if (sex)
      ck_assert_msg(sex->state == (strcmp(rows[i].sex, "male") ? 1u : 2u), "%s", rows[i].text);
  }
  assert_silent("mother 65 yo had PE", "age");
  assert_silent("T 38 F", "age");
  assert_silent("knee pain 3 M ago", "age");
}
END_TEST

START_TEST(durations_need_a_reason) {
  static const struct {
    const char *text;
    double low, high;
  } rows[] = {{"cough x 2 wks", 14, 14},
              {"cough x3d", 3, 3},
              {"cough for two weeks", 14, 14},
              {"6-mo hx of cough", 180, 180},
              {"knee pain 8 mo", 240, 240},
              {"6 mo cough", 180, 180},
              {"cough since yesterday", 0, 2},
              {"cough for years", 365, 29200},
              {"cough 2-3 weeks", 14, 21},
              {"cough > 6 wks", 42, 40000},
              {"cough 6+ wks", 42, 40000},
              {"cough x 1/2 yr", 182.5, 182.5},
              {"knee pain 3 days ago", 3, 3},
              {"cough for a few days", 2, 6},
              {"cough x 2 wks, knee pain 3 mo", 14, 90},
              {"cough for 2 h, knee pain 3 d", 3, 3},
              {"cough x 3 mo, worse x 2 d", 90, 90}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_range(rows[i].text, "duration", rows[i].low, rows[i].high);
  static const char *const silent[] = {"cough, physio for 6 wks", "cough. 6 wks physio", "CT every 3 months",
                                       "cough, CT 3 mo",          "2 yrs post op",       "3 wks old"};
  for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
    assert_silent(silent[i], "duration");
}
END_TEST

START_TEST(a_number_beats_a_word_that_contradicts_it) {
  rsi_reading reading = read_text("chronic cough x 2 d");
  ck_assert_uint_eq(mention_of(&reading, "duration", 0)->state, 0);
  ck_assert(mention_of(&reading, "duration", 1)->has_number);
  reading = read_text("chronic cough, worse x 2 d");
  ck_assert_uint_ne(mention_of(&reading, "duration", 0)->state, 0);
  ck_assert_ptr_null(mention_of(&reading, "duration", 1));
}
END_TEST

/* ---- prior exams ---- */

/* States of knee-radiograph: not done, normal, effusion, arthritis, other. */
enum { NOT_DONE = 1, NORMAL = 2, EFFUSION = 4, OA = 8, OTHER = 16, DONE = NORMAL | EFFUSION | OA | OTHER };

START_TEST(a_result_beside_an_exam_is_a_prior_exam) {
  static const struct {
    const char *text;
    rsi_state state;
  } rows[] = {{"knee xray normal", NORMAL},
              {"XR neg", NORMAL},
              {"cough, xray neg, fever", NORMAL},
              {"normal knee x-ray", NORMAL},
              {"xray normal with effusion", EFFUSION},
              {"xray no fracture, OA", OA},
              {"no fracture on xray", NORMAL},
              {"xray no OA", DONE & ~OA},
              {"OA on films", OA},
              {"had xray of knee", DONE},
              {"knee xray done", DONE},
              {"no xray", NOT_DONE},
              {"no knee films", NOT_DONE},
              {"xray not done", NOT_DONE},
              {"xray 2 days ago: OA", OA},
              {"CT and XR normal", NORMAL}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_state(rows[i].text, "knee-radiograph", rows[i].state);
}
END_TEST

START_TEST(an_exam_that_is_asked_for_is_no_prior_exam) {
  static const char *const rows[] = {"xray please",
                                     "wants xray",
                                     "needs knee xray",
                                     "xray?",
                                     "?xray",
                                     "knee pain, xray",
                                     "xray for OA please",
                                     "if xray normal then MRI",
                                     "no xray contraindication",
                                     "xray ?OA",
                                     "xray done",
                                     "mother had xray OA"};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_silent(rows[i], "knee-radiograph");
}
END_TEST

START_TEST(a_region_beside_the_exam_limits_what_it_counts_for) {
  assert_silent("hip xray normal", "knee-radiograph");
  assert_state("hip xray normal", "hip-radiograph", NORMAL);
  assert_state("knee pain, xray normal", "hip-radiograph", NORMAL);
  assert_silent("xray normal", "head-ct");
  assert_silent("knee xray 3 yrs ago: OA", "knee-radiograph");
}
END_TEST

START_TEST(words_of_a_finding_are_neither_result_nor_region_of_an_exam) {
  assert_silent("fever normal xray", "knee-radiograph");
  assert_state("fever normal, xray normal", "knee-radiograph", NORMAL);
  assert_state("no cough films neg", "knee-radiograph", NORMAL);
  assert_silent("cough films neg", "knee-radiograph");
}
END_TEST

START_TEST(nothing_imaged_is_said_of_every_exam) {
  ck_assert(read_text("knee pain, no imaging").says_nothing_imaged);
  ck_assert(!read_text("knee pain, imaging please").says_nothing_imaged);
  ck_assert(!read_text("no knee imaging").says_nothing_imaged);
  assert_state("no knee imaging", "knee-radiograph", NOT_DONE);
}
END_TEST

START_TEST(a_result_can_be_read_by_itself) {
  static const struct {
    const char *text;
    rsi_state state;
  } rows[] = {{"normal", NORMAL}, {"mild OA, no fracture", OA}, {"no effusion", DONE & ~EFFUSION}, {"see report", 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    rsi_state state = 99;
    ck_assert_int_eq(rsi_read_result(reader, rsi_find_fact(book, "knee-radiograph"), rows[i].text, &state, NULL), RSCAN_OK);
    ck_assert_msg(state == rows[i].state, "%s: %#llx", rows[i].text, (unsigned long long)state);
  }
}
END_TEST

START_TEST(an_orders_words_are_found_by_kind_longest_first) {
  const rsi_exam_word *words;
  uint32_t n;
  ck_assert_int_eq(rsi_read_exam(reader, "CTA knee without contrast", 25, &words, &n, NULL), RSCAN_OK);
  ck_assert_uint_eq(n, 4);
  ck_assert_int_eq(words[0].kind, RSI_CUE_MODALITY);
  ck_assert_int_eq(words[1].kind, RSI_CUE_TECHNIQUE); /* CTA is both */
  ck_assert_int_eq(words[2].kind, RSI_CUE_REGION);
  ck_assert_int_eq(words[3].kind, RSI_CUE_CONTRAST);
  ck_assert_uint_eq(words[3].target, RSI_CONTRAST_WITHOUT);
}
END_TEST

/* ---- bounds ---- */

START_TEST(a_text_beyond_the_cap_is_cut_and_says_so) {
  size_t n = 1 << 20;
  char *text = malloc(n);
  static const char *const fillings[] = {"no fever, ", "?",      "- ",       "knee pain 3 d ", "\xe9\xc3", "(((",      "<b",
                                         "&amp",       "no or ", "1 2 3 4 ", "xray normal ",   "\n\n",     "pain a b "};
  for (size_t f = 0; f < sizeof fillings / sizeof *fillings; f++) {
    rsi_reading reading;
    for (size_t i = 0; i < n; i++)
      text[i] = fillings[f][i % strlen(fillings[f])];
    ck_assert_msg(rsi_read(reader, text, n, &reading, NULL) == RSCAN_OK, "%s", fillings[f]);
    ck_assert(reading.is_truncated);
    for (uint32_t i = 0; i < reading.n_mentions; i++)
      ck_assert_uint_le(reading.mentions[i].start + reading.mentions[i].length, RSI_MAX_TEXT);
  }
  free(text);
  ck_assert(!read_text("fever").is_truncated);
}
END_TEST

START_TEST(a_text_with_nul_bytes_and_an_empty_one_are_read) {
  rsi_reading reading;
  ck_assert_int_eq(rsi_read(reader, "no\0fever", 8, &reading, NULL), RSCAN_OK);
  ck_assert_uint_eq(mention_of(&reading, "fever", 0)->state, RSI_ABSENT);
  ck_assert_int_eq(rsi_read(reader, "", 0, &reading, NULL), RSCAN_OK);
  ck_assert_uint_eq(reading.n_mentions, 0);
}
END_TEST

typedef struct counter {
  size_t calls, fail_at;
} counter;
static bool may_allocate(counter *c) { return ++c->calls != c->fail_at; }
static void *counted_alloc(size_t size, void *context) { return may_allocate(context) ? malloc(size) : NULL; }
static void *counted_resize(void *block, size_t size, void *context) { return may_allocate(context) ? realloc(block, size) : NULL; }
static void counted_release(void *block, void *context) { (void)context, free(block); }

static const char busy[] =
    "45F, knee pain 8 mo, no fever, chills or apendicitis, ?PE, xray normal, CRP 40. pain in the R knee. hx of PE";

START_TEST(a_warm_reader_allocates_nothing) {
  counter c = {0};
  rscan_rulebase counted = *book;
  counted.allocator = (rscan_allocator){counted_alloc, counted_resize, counted_release, &c};
  rsi_reader *r = rsi_reader_new(&counted);
  rsi_reading reading;
  ck_assert_int_eq(rsi_read(r, busy, strlen(busy), &reading, NULL), RSCAN_OK);
  size_t warm = c.calls;
  for (int i = 0; i < 5; i++)
    ck_assert_int_eq(rsi_read(r, busy, strlen(busy), &reading, NULL), RSCAN_OK);
  ck_assert_uint_eq(c.calls, warm);
  rsi_reader_free(r);
}
END_TEST

START_TEST(each_allocation_that_fails_is_out_of_memory_and_nothing_else) {
  size_t n = 1;
  for (bool is_done = false; !is_done; n++) {
    counter c = {.fail_at = n};
    rscan_rulebase counted = *book;
    counted.allocator = (rscan_allocator){counted_alloc, counted_resize, counted_release, &c};
    rscan_error *err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
    counted.lexicon = rsi_lexicon_new(&counted, err);
    ck_assert(counted.lexicon || rscan_error_status(err) == RSCAN_NO_MEMORY);
    rsi_reader *r = counted.lexicon ? rsi_reader_new(&counted) : NULL;
    rsi_reading reading;
    rscan_status status = r ? rsi_read(r, busy, strlen(busy), &reading, NULL) : RSCAN_NO_MEMORY;
    is_done = c.calls < n;
    ck_assert_msg(status == (is_done ? RSCAN_OK : RSCAN_NO_MEMORY), "allocation %zu: status %d", n, status);
    rsi_reader_free(r);
    rsi_lexicon_free(counted.lexicon);
    rscan_error_free(err);
  }
  ck_assert_uint_gt(n, 50);
}
END_TEST

START_TEST(checking_a_cue_survives_each_failed_allocation) {
  for (size_t n = 1;; n++) {
    counter c = {.fail_at = n};
    rscan_allocator a = {counted_alloc, counted_resize, counted_release, &c};
    rscan_error *err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
    rsi_cue_def def = {.kind = RSI_CUE_FACT, .is_pattern = true};
    bool is_good = rsi_cue_check(&a, &def, "\\bknee (?:pain|ache)\\b", "f.xml", err);
    bool is_done = c.calls < n;
    ck_assert_msg(is_good == is_done, "allocation %zu", n);
    ck_assert(is_done || rscan_error_status(err) == RSCAN_NO_MEMORY);
    rscan_error_free(err);
    if (is_done)
      break;
  }
}
END_TEST

/* ---- what authors get wrong ---- */

START_TEST(a_mistake_in_a_language_file_is_named_with_its_place) {
  static const struct {
    const char *text, *code;
  } rows[] = {{"<triger>no</triger>", "element-unknown"},
              {"<trigger is=\"absent\">no</trigger>", "attribute-missing"},
              {"<trigger is=\"gone\" stands=\"before\">no</trigger>", "value-bad"},
              {"<stop reach=\"list\">but</stop>", "attribute-unknown"},
              {"<number low=\"x\">two</number>", "number-bad"},
              {"<unit>wk</unit>", "attribute-missing"},
              {"<stop>[but</stop>", "phrase-bracket"},
              {"<stop></stop>", "text-empty"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *parts[2] = {test_root("authorities", "", "<authority id=\"acr\">" TITLE("ACR") "</authority>"),
                      test_root("language", "lang=\"en\"", rows[i].text)};
    const test_file files[] = {{"authorities.xml", parts[0]}, {"language.xml", parts[1]}, {NULL, NULL}};
    rscan_error *err = NULL;
    ck_assert_ptr_null(test_load(files, &err));
    bool is_found = false;
    for (size_t k = 0; k < rscan_error_count(err); k++)
      is_found |= !strcmp(rscan_error_code(err, k), rows[i].code) && rscan_error_line(err, k) == 1 &&
                  rscan_error_column(err, k) >= 60 && strstr(rscan_error_file(err, k), "language.xml");
    ck_assert_msg(is_found, "%s: %s", rows[i].text, rscan_error_text(err, 0));
    rscan_error_free(err);
    free(parts[0]);
    free(parts[1]);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("text");
  TCase *tests = tcase_create("text");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, setup, teardown);
  const TTest *const all[] = {case_accents_and_typography_fold_away,
                              bytes_that_are_not_utf8_are_read_as_latin_1,
                              markup_becomes_blanks_and_comparisons_stay,
                              mentions_say_where_they_stand_in_the_text_as_it_was_given,
                              phrases_match_as_the_format_says,
                              of_several_alternatives_the_longest_counts,
                              patterns_match_and_unbounded_repeats_are_read_as_forty,
                              a_mistake_in_a_phrase_is_named_with_its_place,
                              a_pattern_that_could_backtrack_without_bound_is_refused,
                              no_accepted_pattern_meets_its_match_limit_within_the_text_cap,
                              a_match_limit_that_is_met_is_an_error_of_that_cue,
                              the_prefilter_changes_no_answer,
                              a_long_list_of_alternatives_is_still_looked_for_by_its_words,
                              a_longer_phrase_swallows_the_shorter_inside_it,
                              what_stands_in_the_gap_of_a_phrase_is_not_part_of_it,
                              the_same_words_may_tell_of_two_facts,
                              a_decoy_takes_away_what_looks_like_a_finding,
                              triggers_speak_as_far_as_they_reach,
                              past_and_family_give_the_findings_named_for_them,
                              words_that_say_that_all_is_well_are_never_turned_into_danger,
                              a_negated_list_ends_where_something_else_begins,
                              a_nought_denies_what_it_touches_and_counts_elsewhere,
                              a_denied_list_goes_on_behind_its_or,
                              a_denied_list_without_its_own_commas_ends_at_one,
                              a_text_keeps_its_only_complaint,
                              a_sign_inside_the_words_of_a_cue_speaks_of_them_alone,
                              a_denied_history_denies_today_but_a_denied_previous_leaves_it_open,
                              the_words_that_decided_are_named,
                              any_phrase_of_a_text_can_be_asked_about,
                              numbers_beside_their_words_are_read_in_their_units,
                              an_implausible_number_is_not_the_measures,
                              a_number_without_unit_is_the_range_over_its_plausible_units,
                              age_and_sex_are_read_where_they_are_the_patients,
                              durations_need_a_reason,
                              a_number_beats_a_word_that_contradicts_it,
                              a_result_beside_an_exam_is_a_prior_exam,
                              an_exam_that_is_asked_for_is_no_prior_exam,
                              a_region_beside_the_exam_limits_what_it_counts_for,
                              words_of_a_finding_are_neither_result_nor_region_of_an_exam,
                              nothing_imaged_is_said_of_every_exam,
                              a_result_can_be_read_by_itself,
                              an_orders_words_are_found_by_kind_longest_first,
                              a_text_beyond_the_cap_is_cut_and_says_so,
                              a_text_with_nul_bytes_and_an_empty_one_are_read,
                              a_warm_reader_allocates_nothing,
                              each_allocation_that_fails_is_out_of_memory_and_nothing_else,
                              checking_a_cue_survives_each_failed_allocation,
                              a_mistake_in_a_language_file_is_named_with_its_place};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    tcase_add_test(tests, all[i]);
  suite_add_tcase(suite, tests);
  return test_run(suite);
}
