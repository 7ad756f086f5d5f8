/* What lint says of a rule base that loads: each code by its message and place, where it fires and where it must not.
 *
 * One small rule base of which lint says nothing at all. Each row spoils, or changes, one thing in it; the mark ^ in what is put in
 * stands where the diagnostic must point. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "code_pages.h"
#include "codes.h"
#include "cover.h"
#include "support.h"
#include "world.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define BOTH(name, text) "<" name " lang=\"en\">" text "</" name "><" name " lang=\"fr\">Fr: " text "</" name ">"
#define T(text) BOTH("title", text)
#define L(text) BOTH("label", text)
#define RATE(source, exams) "<ratings source=\"" source "\"><usually-appropriate>" exams "</usually-appropriate></ratings>"
#define WORDS BOTH("why", "Because it helps.") BOTH("patient", "It helps.")
#define SCENARIO(id, when, ratings) "<scenario id=\"" id "\">" T(id) "<when>" when "</when>" WORDS ratings "</scenario>"

static const char rulebase_xml[] =
  "<rulebase " NS " id=\"tiny\" version=\"1\" effective=\"2026-01-01\"\nreview-by=\"2027-01-01\">" T("Tiny")
  "<module href=\"a.xml\"/><module href=\"e.xml\"/><module href=\"f.xml\"/><module href=\"s.xml\"/><module href=\"g.xml\"/><module href=\"y.xml\"/>"
  "<module href=\"z.xml\"/><module href=\"zf.xml\"/><module href=\"w-en.xml\"/><module href=\"w-fr.xml\"/>"
  "<cases href=\"c.xml\"/></rulebase>";
static const char authorities_xml[] =
  "<authorities " NS "><authority id=\"home\">" T("Home") "</authority><authority id=\"acr\">" T("ACR") "</authority>"
  "<profile id=\"near\" default=\"yes\" prefer=\"home acr\">" T("Near") "</profile></authorities>";
static const char exams_xml[] =
  "<exams " NS "><region id=\"leg\">" T("leg") "</region><region id=\"knee\" within=\"leg\">" T("knee") "<cue>knee</cue></region><region id=\"hip\" within=\"leg\">" T("hip") "</region><modality id=\"MR\">" T("MRI") "<cue>MRI (scan)</cue></modality>"
  "<exam id=\"none\">" T("no imaging") "</exam><exam id=\"mr-knee\" modality=\"MR\" region=\"knee\" contrast=\"without\">" T("MRI knee") "</exam>"
  "<exam id=\"mr-knee-with\" modality=\"MR\" region=\"knee\" contrast=\"with\">" T("MRI knee with contrast") "</exam>"
  "<exam id=\"mr-hip\" modality=\"MR\" region=\"hip\">" T("MRI hip") "</exam><exam id=\"mr-leg\" modality=\"MR\" region=\"leg\">" T("MRI leg") "</exam>"
  "<exam id=\"mr-joint\" modality=\"MR\" region=\"hip\" contrast=\"without\" placeholder=\"yes\">" T("MRI joint") "</exam></exams>";
static const char facts_xml[] =
  "<facts " NS ">\n<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") "</measure>\n"
  "<measure id=\"months\" unit=\"mo\">" L("age in months") "<derive><product><value of=\"age\"/><number>12</number></product></derive></measure>\n"
  "<choice id=\"purpose\" unstated=\"diagnose\">" L("purpose") "<value id=\"diagnose\">" L("diagnosis") "</value><value id=\"plan\">" L("planning") "</value><value id=\"screen\">" L("screening") "</value></choice>\n"
  "<finding id=\"pain\">" L("pain") "<cue>pain*; gonalgia (of the knee)</cue><cue means=\"absent\">painless</cue><example>knee pain</example>\n<counterexample>painless</counterexample></finding>\n"
  "<finding id=\"fever\" unstated=\"absent\">" L("fever") "<cue>fever; =RA (pain)</cue></finding>\n"
  "<finding id=\"sepsis\" unstated=\"absent\">" L("sepsis") "<cue>sepsis</cue><cue lang=\"fr\">fever</cue><implies finding=\"fever\"/></finding>\n"
  "<finding id=\"rash\" unstated=\"absent\">" L("rash") "<cue>rash</cue></finding>\n"
  "<finding id=\"well\" unstated=\"absent\">" L("well") "<cue means=\"absent\">unwell</cue></finding>\n"
  "<finding id=\"lock\" unstated=\"absent\">" L("locked knee") "<cue>locked</cue><cue means=\"absent\">unwell</cue></finding>\n"
  "<prior id=\"xr\" modality=\"MR\" region=\"knee\">" L("earlier exam") "<result id=\"normal\">" L("normal") "<cue>normal</cue></result></prior>\n"
  "<exclusive facts=\"fever well\"/>\n</facts>";
static const char scores_xml[] =
  "<scores " NS "><score id=\"points\" unstated=\"absent\">" L("points") "<criterion points=\"2\">" L("fever") "<has finding=\"fever\"/></criterion>"
  "<criterion points=\"1\">" L("well") "<has finding=\"well\"/></criterion><criterion points=\"1\">" L("old") "<measure of=\"age\" at-least=\"65\"/></criterion>\n"
  "<band id=\"low\" below=\"3\">" L("low") "</band>\n<band id=\"high\" at-least=\"3\">" L("high") "</band></score></scores>";
static const char guideline_xml[] =
  "<guideline " NS " id=\"knee\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2027-01-01\" regions=\"knee\">\n" T("Knee") "\n"
  "<source id=\"acr\" authority=\"acr\">ACR</source>\n<source id=\"home\" authority=\"home\">Home</source>\n<enter findings=\"pain\"/>\n<applies><measure of=\"age\" at-least=\"18\"/></applies>\n"
  "<define id=\"ill\"><any><has any=\"fever sepsis\"/></any></define>\n"
  "<scenario id=\"ill\">" T("Ill") WORDS "<when><holds define=\"ill\"/></when>\n" BOTH("instead", "Ask early.") RATE("acr", "mr-knee") RATE("home", "none") "</scenario>\n"
  "<scenario id=\"local\">" T("Local") WORDS "<when><has finding=\"lock\"/></when>" RATE("home", "mr-knee") "</scenario>\n"
  "<scenario id=\"locked\" refines=\"local\">" T("Locked") "<when><has finding=\"lock\"/><lacks finding=\"well\"/></when>" RATE("acr", "mr-knee") "</scenario>\n"
  "<scenario id=\"scored\">" T("Scored") WORDS "<when><score of=\"points\" is=\"high\"/></when>" RATE("acr", "mr-knee") "</scenario>\n"
  "<scenario id=\"planned\">" T("Planned") WORDS "<when><choice of=\"purpose\" is=\"plan screen\"/></when>" RATE("acr", "mr-knee") "</scenario>\n"
  "<scenario id=\"seen\">" T("Seen") WORDS "<when><prior of=\"xr\" done=\"yes\"/></when>" RATE("acr", "none") "</scenario>\n"
  "<scenario id=\"rest\">" T("Rest") WORDS "<when><prior of=\"xr\" done=\"no\"/><measure of=\"age\" below=\"100\"/></when>" BOTH("instead", "Exercises.") "<ratings source=\"acr\"><usually-not-appropriate>mr-knee</usually-not-appropriate></ratings></scenario>\n"
  "<gap id=\"old\">" BOTH("reason", "No evidence.") "<when><measure of=\"age\" at-least=\"100\"/></when></gap>\n</guideline>";
static const char safety_xml[] =
  "<safety " NS "><rule id=\"again\" level=\"warn\">" T("Again") "<when><any><has any=\"lock rash\"/><measure of=\"months\" at-least=\"1000\"/></any></when><exam exams=\"mr-knee-with\"/>" BOTH("message", "Look twice.") "</rule></safety>";
static const char style_xml[] =
  "<style " NS " lang=\"en\">\n<avoid instead=\"people with diabetes\">diabetics; diabetic [patient|person]</avoid>\n"
  "<avoid instead=\"reports\">[complains|complain] of</avoid>\n<small-words>in; to; RA; the; of; on</small-words>\n</style>";
static const char french_style_xml[] = "<style " NS " lang=\"fr\"><small-words>le; de; l'; à; on</small-words></style>";
static const char english_xml[] = "<wording " NS " lang=\"en\"><message id=\"state.present\">there</message><message id=\"bound.at-least\">at least {0}</message></wording>";
static const char french_xml[] = "<wording " NS " lang=\"fr\"><message id=\"state.present\">là</message><message id=\"bound.at-least\">au moins {0}</message></wording>";

static const char cases_xml[] = /* physicians write as they do */
  "<cases " NS "><case id=\"one\"><referral exam=\"MRI knee\" reason=\"diabetic patient complains of locked knee\"/><expect verdict=\"no-criteria\"/></case></cases>";

static const test_file clean[] = {
  {"rulebase.xml", rulebase_xml}, {"a.xml", authorities_xml}, {"e.xml", exams_xml}, {"f.xml", facts_xml}, {"s.xml", scores_xml},
  {"g.xml", guideline_xml}, {"y.xml", safety_xml}, {"z.xml", style_xml}, {"zf.xml", french_style_xml}, {"w-en.xml", english_xml}, {"w-fr.xml", french_xml},
  {"c.xml", cases_xml}, {NULL, NULL}};
#define N_FILES (sizeof clean / sizeof *clean)
#define TODAY "2026-11-24"

typedef struct change {
  const char *code, *file, *find, *put, *part; /* part NULL: the code must not be said */
} change;

#define BEFORE_REST(scenario) "<scenario id=\"rest\">", scenario "<scenario id=\"rest\">"
static const change rows[] = {
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<has finding=\"lock\"/><measure of=\"age\" below=\"30\"/><measure of=\"age\" at-least=\"65\"/>", RATE("acr", "none"))), "or something they imply: “age: bound.below” at "},
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<has all=\"fever well\"/>", RATE("acr", "none"))), "no facts can make the condition of scenario \"x\" true"},
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<has finding=\"sepsis\"/><lacks finding=\"fever\"/>", RATE("acr", "none"))), "or something they imply"},
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<at-least count=\"2\"><has finding=\"well\"/><has finding=\"fever\"/><has finding=\"sepsis\"/></at-least><has finding=\"well\"/>", RATE("acr", "none"))), "\"x\""},
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<measure of=\"age\" below=\"10\"/>", RATE("acr", "none"))), "it contradicts the guideline's <applies>: “age: bound.below” at "},
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<lacks finding=\"pain\"/>", RATE("acr", "none"))), "true where the guideline is in play"},
  {"scenario-unreachable", "g.xml", BEFORE_REST(SCENARIO("x", "<measure of=\"age\" below=\"30\"/><measure of=\"age\" at-least=\"29\"/>", RATE("acr", "none"))), NULL},
  {"scenario-unreachable", "g.xml", BEFORE_REST(SCENARIO("x", "<suspects finding=\"sepsis\"/><not><has finding=\"fever\"/></not>", RATE("acr", "none"))), NULL}, /* what is suspected implies what is suspected */
  {"scenario-unreachable", "g.xml", BEFORE_REST("^" SCENARIO("x", "<measure of=\"age\" below=\"40\"/><measure of=\"months\" at-least=\"480\"/>", RATE("acr", "none"))), "contradict each other"},
  {"scenario-unreachable", "g.xml", BEFORE_REST(SCENARIO("x", "<measure of=\"age\" at-most=\"40\"/><measure of=\"months\" at-least=\"480\"/>", RATE("acr", "none"))), NULL},
  {"scenario-shadowed", "g.xml", BEFORE_REST("^" SCENARIO("x", "<has finding=\"sepsis\"/>", RATE("acr", "none"))), "also makes \"ill\" ("},
  {"scenario-shadowed", "g.xml", BEFORE_REST("^" SCENARIO("x", "<holds define=\"ill\"/>", RATE("home", "none"))), "never chosen"},
  {"scenario-shadowed", "g.xml", BEFORE_REST("^" SCENARIO("x", "<lacks all=\"fever sepsis\"/><any><prior of=\"xr\" done=\"yes\"/><choice of=\"purpose\" is=\"plan\"/></any>", RATE("acr", "none"))), "true also makes one of \"planned\" ("},
  {"scenario-shadowed", "g.xml", "<gap ", "^" SCENARIO("x", "<not><has any=\"fever lock\"/></not><prior of=\"xr\" done=\"no\"/><measure of=\"age\" below=\"50\"/>", RATE("acr", "none")) "<gap ", "also makes \"rest\" ("},
  {"scenario-shadowed", "g.xml", "<scenario id=\"ill\">", SCENARIO("all", "<always/>", RATE("acr", "none") RATE("home", "none")) "^<scenario id=\"ill\">", "also makes \"all\" ("},
  {"scenario-shadowed", "g.xml", BEFORE_REST(SCENARIO("x", "<suspects finding=\"fever\"/>", RATE("acr", "none"))), NULL}, /* suspected, and not present */
  {"scenario-shadowed", "g.xml", "<lacks finding=\"well\"/></when>", "</when>", NULL}, /* "local" stands before it, and the ACR does not hold that */
  {"guideline-gap", "g.xml", "<measure of=\"age\" at-least=\"100\"/>", "<measure of=\"age\" at-least=\"101\"/>", "with pain: there; age: at least 100 a"},
  {"guideline-gap", "g.xml", "<gap id=\"old\">" BOTH("reason", "No evidence.") "<when><measure of=\"age\" at-least=\"100\"/></when></gap>", "", "for a patient with pain: there; age: at least 100 a"},
  {"guideline-gap", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><prior of=\"xr\" shows=\"other\"/></when>", "earlier exam: normal"},
  {"guideline-gap", "g.xml", "<gap ", SCENARIO("x", "<always/>", RATE("acr", "none")) "<gap ", NULL},
  {"guideline-gap", "g.xml", "<applies><measure of=\"age\" at-least=\"18\"/></applies>", "<applies><measure of=\"age\" at-least=\"18\" below=\"100\"/></applies>", NULL},
  {"score-unreachable", "s.xml", "<band id=\"high\" at-least=\"3\">" L("high") "</band>", "<band id=\"high\" at-least=\"3\" below=\"4\">" L("high") "</band>\n^<band id=\"top\" at-least=\"4\">" L("top") "</band>", "no total of score \"points\" lies in its band \"top\""}, /* fever and well exclude each other */
  {"score-unreachable", "s.xml", "<criterion points=\"1\">" L("well"), "<criterion points=\"-1\">" L("well"), NULL},
  {"score-unreachable", "g.xml", "<score of=\"points\" is=\"high\"/>", "^<score of=\"points\" at-least=\"4\"/>", "no total of score \"points\" is at least 4; its criteria come to 0 to 4 points"},
  {"score-unreachable", "g.xml", "<score of=\"points\" is=\"high\"/>", "<score of=\"points\" at-least=\"2\"/>", NULL},
  {"explanation-missing", "g.xml", BEFORE_REST("^<scenario id=\"x\">" T("x") "<when><has finding=\"lock\"/></when>" BOTH("patient", "It helps.") RATE("acr", "none") "</scenario>"), "scenario \"x\" has no <why>"},
  {"explanation-missing", "g.xml", BEFORE_REST("^<scenario id=\"x\">" T("x") "<when><has finding=\"lock\"/></when>" BOTH("why", "It helps.") RATE("acr", "none") "</scenario>"), "scenario \"x\" has no <patient>"},
  {"implication-cycle", "f.xml", "<finding id=\"fever\" unstated=\"absent\">" L("fever"), "^<finding id=\"fever\" unstated=\"absent\">" L("fever") "<implies finding=\"sepsis\"/>", "\"fever\" implies \"sepsis\" ("},
  {"implication-cycle", "f.xml", "<finding id=\"fever\" unstated=\"absent\">" L("fever"), "^<finding id=\"fever\" unstated=\"absent\">" L("fever") "<implies finding=\"lock\"/></finding>\n<finding id=\"limp\">" L("limp") "<implies finding=\"sepsis\"/></finding><finding id=\"x\">" L("x"), NULL},
  {"implication-cycle", "f.xml", "<finding id=\"fever\" unstated=\"absent\">" L("fever"), "<finding id=\"fever\" unstated=\"absent\">" L("fever") "<implies finding=\"lock\" state=\"absent\"/>", NULL},
  {"implication-cycle", "f.xml", "min=\"0\" max=\"130\">" L("age"), "min=\"0\" max=\"130\">" L("age") "<implies at-least=\"65\" finding=\"fever\"/><implies below=\"65\" finding=\"fever\" state=\"absent\"/>", NULL},
  {"gap-unused", "g.xml", "<gap id=\"old\">", "^<gap id=\"young\">" BOTH("reason", "No.") "<when><measure of=\"age\" below=\"10\"/></when></gap><gap id=\"old\">", "no patient falls into gap \"young\""},
  {"gap-unused", "g.xml", "<gap id=\"old\">", "^<gap id=\"hot\">" BOTH("reason", "No.") "<when><has finding=\"fever\"/></when></gap><gap id=\"old\">", "wherever it holds a scenario does"},
  {"scenario-unreachable", "g.xml", "<enter findings=\"pain\"/>", "<enter findings=\"pain\"/><enter-ordered findings=\"lock\"/>", NULL},
  {"nothing-better", "g.xml", "\n<scenario id=\"rest\">" T("Rest") WORDS "<when><prior of=\"xr\" done=\"no\"/><measure of=\"age\" below=\"100\"/></when>" BOTH("instead", "Exercises."),
   "\n^<scenario id=\"rest\">" T("Rest") WORDS "<when><prior of=\"xr\" done=\"no\"/><measure of=\"age\" below=\"100\"/></when>", "scenario \"rest\""},
  {"nothing-better", "g.xml", BOTH("instead", "Exercises.") "<ratings source=\"acr\">", "<ratings source=\"acr\"><usually-appropriate>none</usually-appropriate>", NULL},
  {"review-passed", "g.xml", "reviewed=\"2026-01-01\" review-by=\"2027-01-01\"", "reviewed=\"2026-01-01\" review-by=\"^2026-11-23\"", "guideline \"knee\" was to be reviewed by 2026-11-23"},
  {"review-passed", "rulebase.xml", "review-by=\"2027-01-01\"", "review-by=\"^2026-02-01\"", "rule base \"tiny\""},
  {"review-passed", "g.xml", "reviewed=\"2026-01-01\" review-by=\"2027-01-01\"", "reviewed=\"2026-01-01\" review-by=\"2026-11-24\"", NULL},
  {"review-passed", "g.xml", "reviewed=\"2026-01-01\" review-by=\"2027-01-01\"", "reviewed=\"2026-01-01\" review-by=\"2025-01-01\"", NULL}, /* review-order says so */
  {"cue-misses-example", "f.xml", "<example>knee pain</example>", "^<example>knee hurts</example>", "no cue finds it there"},
  {"cue-misses-example", "f.xml", "<example>knee pain</example>", "^<example>painless knee</example>", "is read as: absent"},
  {"cue-misses-example", "f.xml", "<counterexample>painless", "^<counterexample>some pain", "is a counterexample of \"pain\", and is read as: present"},
  {"cue-misses-example", "f.xml", "<cue>fever; =RA (pain)</cue>", "<cue>fever; =RA (pain)</cue><example>sepsis</example>", NULL}, /* by implication */
  {"cue-misses-example", "f.xml", "<cue>rash</cue>", "<cue>rash; [knee|hip] pain</cue>", "no cue finds it there; “knee pain” is read as \"rash\" ("},
  {"cue-steals", "f.xml", "<cue>rash</cue>", "<cue>^rash; [pain|ache]</cue>", "“pain” in “knee pain”, an example of \"pain\" ("},
  {"cue-steals", "f.xml", "<cue>rash</cue>", "<cue>rash; [pain|ache]</cue><implies finding=\"pain\"/>", NULL},
  {"cue-steals", "f.xml", "<cue>rash</cue>", "<cue>rash; [pain|ache]</cue><example>knee pain</example>", NULL}, /* both are meant */
  {"cue-steals", "f.xml", "<cue>rash</cue>", "<cue>rash; knee</cue>", NULL}, /* beside it, not in the same words */
  {"cue-steals", "f.xml", "<cue>locked</cue>", "<cue>^locked; [pain|ache]</cue>", "is read as \"lock\" too"},
  {"phrase-twice", "f.xml", "gonalgia (of the knee)</cue>", "gonalgia (of the knee); ^Rash</cue>", "“Rash” means \"pain\" here and \"rash\" at "},
  {"phrase-twice", "f.xml", "gonalgia (of the knee)</cue>", "gonalgia (of the knee);\n  ^(red) rash; [rash|rashes]</cue>", "“(red) rash” (and 1 more) means"},
  {"phrase-twice", "f.xml", "gonalgia (of the knee)</cue>", "gonalgia (of the knee); pain*</cue>", NULL},
  {"phrase-twice", "f.xml", "gonalgia (of the knee)</cue>", "gonalgia (of the knee); fever</cue>", NULL}, /* one guideline asks about both */
  {"phrase-twice", "f.xml", "gonalgia (of the knee)</cue>", "gonalgia (of the knee); rash</cue><implies finding=\"rash\"/>", NULL},
  {"phrase-twice", "f.xml", "<cue>rash</cue>", "<cue>rash; pain*</cue><example>knee pain</example>", NULL}, /* an example of both */
  {"phrase-twice", "f.xml", "<cue>rash</cue>", "<cue>rash; unwell</cue>", NULL}, /* neither brings a guideline into play */
  {"phrase-short", "f.xml", "<cue>locked</cue>", "<cue>locked; ^in (her|his) (family)</cue>", "“in (her|his) (family)” matches “in” by itself"},
  {"phrase-short", "e.xml", "<cue>knee</cue>", "<cue>knee;\n^(left|right) to (knee)</cue>", "matches “to” by itself"},
  {"phrase-short", "f.xml", "<cue>locked</cue>", "<cue>locked; in [her|his] (family); up (in)</cue>", NULL},
  {"wording-labels-patient", "y.xml", "<message lang=\"en\">Look twice.", "^<message lang=\"en\">Diabetics look twice.", "“Diabetics” is not how this rule base speaks of patients"},
  {"wording-labels-patient", "g.xml", "<instead lang=\"en\">Ask early.", "^<instead lang=\"en\">A diabetic person should ask early.", "write “people with diabetes”"},
  {"wording-labels-patient", "f.xml", "<label lang=\"en\">locked knee", "^<label lang=\"en\">complains of a locked knee", "write “reports”"},
  {"wording-labels-patient", "g.xml", "<instead lang=\"fr\">Fr: Ask early.", "<instead lang=\"fr\">Diabetics ask early.", NULL}, /* another language */
  {"wording-labels-patient", "g.xml", "<instead lang=\"en\">Ask early.", "<instead lang=\"en\">A diabetic foot, complaints of no kind.", NULL},
  {"limit-outside", "g.xml", "<applies><measure of=\"age\" at-least=\"18\"/>", "<applies>^<measure of=\"age\" at-least=\"131\"/>", "is outside of what \"age\" can be"},
  {"limit-outside", "g.xml", "<applies><measure of=\"age\" at-least=\"18\"/>", "<applies>^<measure of=\"age\" above=\"130\"/>", "its min is 0 and its max 130 ("},
  {"limit-outside", "g.xml", "<applies><measure of=\"age\" at-least=\"18\"/>", "<applies><measure of=\"age\" at-least=\"0\" at-most=\"130\"/>", NULL},
  {"limit-outside", "y.xml", "at-least=\"1000\"", "at-least=\"-5\"", NULL}, /* a measure without min */
  {"limit-outside", "f.xml", "min=\"0\" max=\"130\">" L("age"), "min=\"0\" max=\"130\">" L("age") "^<range above=\"200\"><cue>very old</cue></range>", "\"age\""},
  {"limit-outside", "f.xml", "<prior id=\"xr\"", "^<prior within-days=\"-365\" id=\"xr\"", "within-days is -365"},
  {"limit-outside", "f.xml", "<prior id=\"xr\"", "<prior within-days=\"365\" id=\"xr\"", NULL},
  {"limit-outside", "y.xml", "<when><any>", "<when><any>^<repeat within-days=\"-30\"/>", "within-days is -30"},
  {"limit-outside", "g.xml", "<source id=\"acr\" authority=\"acr\">", "^<source id=\"acr\" authority=\"acr\" year=\"18\">", "source \"acr\" cannot be of the year 18"},
  {"year-future", "g.xml", "<source id=\"acr\" authority=\"acr\">", "^<source id=\"acr\" authority=\"acr\" year=\"2081\">", "source \"acr\" is of 2081, which is to come"},
  {"year-future", "g.xml", "<source id=\"acr\" authority=\"acr\">", "<source id=\"acr\" authority=\"acr\" year=\"2026\">", NULL},
  {"year-future", "g.xml", "<guideline " NS " id=\"knee\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2027-01-01\"", "^<guideline " NS " id=\"knee\" version=\"1\" reviewed=\"2026-11-25\" review-by=\"2027-01-01\"", "was reviewed on 2026-11-25, which is to come"},
  {"year-future", "g.xml", "reviewed=\"2026-01-01\" review-by=\"2027-01-01\"", "reviewed=\"2026-11-24\" review-by=\"2027-01-01\"", NULL},
  {"branch-dead", "g.xml", "<has finding=\"lock\"/></when>" RATE("home", "mr-knee"), "<any>^<measure of=\"age\" below=\"10\"/><has finding=\"lock\"/></any></when>" RATE("home", "mr-knee"), "“age: bound.below” can never hold where the guideline applies, in scenario \"local\""},
  {"branch-dead", "g.xml", "<has finding=\"lock\"/></when>" RATE("home", "mr-knee"), "<any>^<all><has finding=\"well\"/><has finding=\"fever\"/></all><has finding=\"lock\"/></any></when>" RATE("home", "mr-knee"), "contradict each other, or something they imply: “well: "},
  {"branch-dead", "g.xml", "<has finding=\"lock\"/></when>" RATE("home", "mr-knee"), "^<has any=\"lock fever\"/></when>" RATE("home", "mr-knee"), NULL}, /* "ill" takes fever, and "fever" is one of a list */
  {"branch-dead", "g.xml", "<has finding=\"lock\"/></when>" RATE("home", "mr-knee"), "<any>^<holds define=\"ill\"/><has finding=\"lock\"/></any></when>" RATE("home", "mr-knee"), "take it out, or look at which earlier scenario takes these patients"},
  {"branch-dead", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><any>^<score of=\"points\" is=\"high\"/><prior of=\"xr\" done=\"yes\"/></any></when>", "can never hold where the scenarios before it fail, in scenario \"seen\""},
  {"branch-dead", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><not><any>^<measure of=\"age\" at-least=\"18\"/><prior of=\"xr\" done=\"no\"/></any></not></when>", NULL}, /* the whole of it: others tell */
  {"branch-dead", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><any><prior of=\"xr\" done=\"yes\"/><not>^<measure of=\"age\" at-least=\"18\"/></not></any></when>", "can never fail where the guideline applies"},
  {"branch-dead", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><prior of=\"xr\" done=\"yes\"/><measure of=\"age\" at-least=\"18\"/></when>", NULL}, /* says more than is needed */
  {"branch-dead", "g.xml", "<applies><measure of=\"age\" at-least=\"18\"/>", "<applies><any><measure of=\"age\" at-least=\"18\"/>^<all><measure of=\"age\" below=\"5\"/><has all=\"fever well\"/></all></any>", "in <applies> of guideline \"knee\""},
  {"always-true", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when>^<any><not><prior of=\"xr\" done=\"yes\"/></not><prior of=\"xr\" done=\"yes\"/></any></when>", "is true of every patient once its facts are known"},
  {"always-true", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><prior of=\"xr\" done=\"yes\"/>^<any><has finding=\"rash\"/><not><has finding=\"rash\"/></not></any></when>", "true of every patient"},
  {"always-true", "g.xml", "<define id=\"ill\"><any><has any=\"fever sepsis\"/></any>", "<define id=\"ill\">^<any><has any=\"fever sepsis\"/><not><has any=\"fever sepsis\"/></not></any>", "true of every patient"},
  {"always-true", "g.xml", "<when><prior of=\"xr\" done=\"yes\"/></when>", "<when><prior of=\"xr\" done=\"yes\"/><measure of=\"age\" at-least=\"0\"/></when>", NULL}, /* is it known? */
  {"always-true", "g.xml", "<when><prior of=\"xr\" done=\"no\"/><measure of=\"age\" below=\"100\"/></when>", "<when><any><prior of=\"xr\" done=\"no\"/><not><prior of=\"xr\" done=\"no\"/></not></any></when>", NULL}, /* the last */
  {"band-gap", "s.xml", "<band id=\"low\" below=\"3\">", "^<band id=\"low\" below=\"2\">", "no band of score \"points\" holds a total of "},
  {"band-gap", "s.xml", "<band id=\"high\" at-least=\"3\">", "<band id=\"high\" above=\"2.5\">", NULL},
  {"band-gap", "s.xml", "<band id=\"low\" below=\"3\">", "<band id=\"low\" at-most=\"2\">", NULL}, /* between 2 and 3 there is none */
  {"band-gap", "s.xml", "<band id=\"low\" below=\"3\">", "^<band id=\"low\" at-least=\"1\" below=\"3\">", "a total of bound.below"},
  {"text-unfinished", "g.xml", "<instead lang=\"en\">Ask early.", "^<instead lang=\"en\">Ask early. TODO", "it says “TODO”"},
  {"text-unfinished", "g.xml", "<instead lang=\"fr\">Fr: Ask early.", "^<instead lang=\"fr\">[…] Que faire.", "it says “[…]”"},
  {"text-unfinished", "g.xml", "authority=\"acr\">ACR</source>", "authority=\"acr\">ACR: xxx</source>", "it says “xxx”"},
  {"text-unfinished", "g.xml", "<instead lang=\"en\">Ask early.", "<instead lang=\"en\">Ask TODOS early … or later.", NULL},
  {"text-unfinished", "f.xml", "<finding id=\"rash\" unstated=\"absent\">" L("rash"), "<finding id=\"a-rash\">^<label lang=\"en\">a-rash</label></finding><finding id=\"rash\">" L("rash"), "“a-rash” is an id"},
  {"text-unfinished", "f.xml", "<finding id=\"rash\" unstated=\"absent\">" L("rash"), "<finding id=\"a-rash\">" L("b-rash") "</finding><finding id=\"rash\">" L("rash"), NULL},
  {"text-untranslated", "g.xml", "<instead lang=\"fr\">Fr: Ask early.", "^<instead lang=\"fr\">Because it helps.", "the French text is the English one: “Because it helps.”"},
  {"text-untranslated", "g.xml", "<instead lang=\"fr\">Fr: Ask early.", "^<instead lang=\"fr\">Exercise the muscles of the knee.", "this is no French"},
  {"text-untranslated", "g.xml", "<instead lang=\"en\">Ask early.", "^<instead lang=\"en\">Exercer les muscles à l'effort, de suite.", "this is no English"},
  {"text-untranslated", "g.xml", "<instead lang=\"fr\">Fr: Ask early.", "<instead lang=\"fr\">Exercer, of the kind de Mackenzie.", NULL},
  {"text-untranslated", "a.xml", "<authority id=\"home\">" T("Home"), "<authority id=\"home\"><title lang=\"en\">Society of the Knee</title><title lang=\"fr\">Society of the Knee</title>", NULL}, /* a name */
  {"name-near", "g.xml", "<enter findings=\"pain\"/>", "<enter findings=\"pain\"/><yields optional=\"yes\" to=\"^kneee\"/>", "there is no guideline \"kneee\", and optional=\"yes\" allows that; there is \"knee\" ("},
  {"name-near", "g.xml", "<enter findings=\"pain\"/>", "<enter findings=\"pain\"/><yields optional=\"yes\" to=\"^kene\"/>", "\"knee\" ("},
  {"name-near", "g.xml", "<enter findings=\"pain\"/>", "<enter findings=\"pain\"/><yields optional=\"yes\" to=\"knee-hip\"/>", NULL},
  {"region-other", "g.xml", "<when><score of=\"points\" is=\"high\"/></when>" RATE("acr", "mr-knee"), "<when><score of=\"points\" is=\"high\"/></when><ratings source=\"acr\"><usually-appropriate>^mr-hip</usually-appropriate></ratings>", "\"mr-hip\" is rated usually appropriate, and its region \"hip\" is none of those of guideline \"knee\""},
  {"region-other", "g.xml", "<when><score of=\"points\" is=\"high\"/></when>" RATE("acr", "mr-knee"), "<when><score of=\"points\" is=\"high\"/></when>" RATE("acr", "mr-leg mr-joint"), NULL},
  {"region-other", "g.xml", "<when><score of=\"points\" is=\"high\"/></when>" RATE("acr", "mr-knee"), "<when><score of=\"points\" is=\"high\"/></when><ratings source=\"acr\"><usually-appropriate>mr-knee</usually-appropriate><usually-not-appropriate>mr-hip</usually-not-appropriate></ratings>", NULL},
  /* the list itself, said by loading */
  {"attribute-missing", "z.xml", "<avoid instead=\"reports\">", "^<avoid>", "instead"},
  {"phrase-bracket", "z.xml", "[complains|complain] of", "^[complains of", ""},
  {"element-unknown", "z.xml", "<small-words>in; to; RA; the; of; on</small-words>", "^<small>in</small>", "unknown element <small>"},
};
/* clang-format on */

/* text with the first `find` replaced by `put`, without put's mark ^; the mark's place in the result. */
static char *spoil(const char *text, const char *find, const char *put, uint32_t *line, uint32_t *column) {
  const char *at = strstr(text, find), *mark = strchr(put, '^');
  ck_assert_msg(at != NULL, "\"%s\" is not in the file", find);
  size_t before = (size_t)(at - text);
  char *out = malloc(strlen(text) + strlen(put) + 1);
  sprintf(out, "%.*s%.*s%s%s", (int)before, text, mark ? (int)(mark - put) : (int)strlen(put), put, mark ? mark + 1 : "",
          at + strlen(find));
  *line = *column = 1;
  for (const char *p = out; mark && p < out + before + (mark - put); p++) {
    *column = *p == '\n' ? 1 : *column + (((unsigned char)*p & 0xc0) != 0x80);
    *line += *p == '\n';
  }
  return out;
}

static char *make_changed(const change *row, uint32_t *line, uint32_t *column) {
  test_file files[N_FILES];
  char *text = NULL;
  memcpy(files, clean, sizeof clean);
  for (size_t i = 0; row && files[i].name; i++)
    if (!strcmp(files[i].name, row->file))
      files[i].text = text = spoil(files[i].text, row->find, row->put, line, column);
  char *dir = test_make_dir(files);
  free(text);
  return dir;
}

static const char *all_said(const rscan_error *err) {
  static char said[20000];
  said[0] = '\0';
  for (size_t i = 0; i < rscan_error_count(err) && strlen(said) < 15000; i++)
    sprintf(said + strlen(said), "%s\n", rscan_error_text(err, i));
  return said;
}

static bool ends_with(const char *text, const char *end) {
  return text && strlen(text) >= strlen(end) && !strcmp(text + strlen(text) - strlen(end), end);
}

/* Everything that is said of a directory, by loading and by looking deeper. */
static rscan_error *look_at(const char *dir, const char *today) {
  rscan_lint_options options = RSCAN_LINT_OPTIONS_INIT;
  rscan_error *err = NULL;
  options.today = today;
  rscan_rulebase *book = rscan_rulebase_load(dir, NULL, &err);
  if (book)
    err = rscan_rulebase_lint(book, &options);
  rscan_rulebase_unref(book);
  return err;
}

START_TEST(each_code_is_told_by_message_and_place_and_only_where_it_should) {
  const change *row = &rows[_i];
  uint32_t line = 0, column = 0;
  char *dir = make_changed(row, &line, &column);
  rscan_error *found = look_at(dir, TODAY);
  bool is_said = false;
  test_remove_dir(dir);
  for (size_t i = 0; i < rscan_error_count(found); i++) {
    if (strcmp(rscan_error_code(found, i), row->code) != 0)
      continue;
    ck_assert_msg(row->part != NULL, "said in spite of it all:\n%s", all_said(found));
    is_said |= ends_with(rscan_error_file(found, i), row->file) && strstr(rscan_error_text(found, i), row->part) &&
               (!strchr(row->put, '^') || (rscan_error_line(found, i) == line && rscan_error_column(found, i) == column));
  }
  ck_assert_msg(is_said == (row->part != NULL), "expected %s:%u:%u … %s … [%s], got:\n%s", row->file, line, column, row->part,
                row->code, all_said(found));
  rscan_error_free(found);
}
END_TEST

START_TEST(nothing_is_said_of_a_rule_base_that_is_right) {
  char *dir = make_changed(NULL, NULL, NULL);
  rscan_error *found = look_at(dir, TODAY);
  test_remove_dir(dir);
  ck_assert_int_eq(rscan_error_status(found), RSCAN_OK);
  ck_assert_msg(rscan_error_count(found) == 0, "%s", all_said(found));
  rscan_error_free(found);
}
END_TEST

START_TEST(without_a_day_no_date_is_judged_and_a_day_must_be_one) {
  static const change old = {NULL, "g.xml", "reviewed=\"2026-01-01\" review-by=\"2027-01-01\"", "reviewed=\"1999-01-01\" review-by=\"2000-01-01\"", NULL};
  uint32_t line, column;
  char *dir = make_changed(&old, &line, &column);
  rscan_error *found = look_at(dir, NULL);
  ck_assert_msg(rscan_error_count(found) == 0, "%s", all_said(found));
  rscan_error_free(found);
  static const char *const no_days[] = {"yesterday", "2026-13-01", "2026-1-1", "2026-11-24x", ""};
  for (size_t i = 0; i < sizeof no_days / sizeof *no_days; i++) {
    found = look_at(dir, no_days[i]);
    ck_assert_msg(rscan_error_status(found) == RSCAN_BAD_ARGUMENT, "%s", no_days[i]);
    rscan_error_free(found);
  }
  test_remove_dir(dir);
}
END_TEST

START_TEST(warnings_of_loading_and_of_lint_come_in_the_order_of_the_files) {
  static const change two = {NULL, "g.xml", "<scenario id=\"ill\">" T("Ill"), "<scenario id=\"ill\"><title lang=\"en\">Diabetics</title>", NULL};
  uint32_t line, column;
  char *dir = make_changed(&two, &line, &column);
  rscan_error *found = look_at(dir, TODAY);
  test_remove_dir(dir);
  ck_assert_msg(rscan_error_count(found) == 2, "%s", all_said(found));
  ck_assert_uint_eq(rscan_error_line(found, 0), rscan_error_line(found, 1));
  ck_assert_uint_lt(rscan_error_column(found, 0), rscan_error_column(found, 1) + 1);
  rscan_error_free(found);
}
END_TEST

/* It yields to a guideline that its only complaint enters too. */
START_TEST(a_guideline_that_always_steps_back_has_no_scenario_that_can_be_reached) {
  static const char both[] =
      "<guideline " NS " id=\"g\" version=\"1\">" T("G") "<source id=\"acr\" authority=\"acr\">A</source><enter findings=\"pain\"/><yields to=\"h\"/>"
      SCENARIO("a", "<has finding=\"fever\"/>", RATE("acr", "none")) "</guideline>\f"
      "<guideline " NS " id=\"h\" version=\"1\">" T("H") "<source id=\"acr\" authority=\"acr\">A</source><enter findings=\"pain\"/>"
      SCENARIO("b", "<has finding=\"fever\"/>", RATE("acr", "none")) "</guideline>";
  rscan_rulebase *book = test_book("<finding id=\"pain\">" L("pain") "</finding><finding id=\"fever\">" L("fever") "</finding>", NULL, both, NULL);
  rscan_error *found = rscan_rulebase_lint(book, NULL);
  ck_assert_msg(strstr(all_said(found), "scenario \"a\" true without the guideline stepping back for another one") != NULL, "%s", all_said(found));
  ck_assert_msg(strstr(all_said(found), "scenario \"b\" true") == NULL, "%s", all_said(found));
  rscan_error_free(found);
  rscan_rulebase_unref(book);
}
END_TEST

/* Thirty findings of which any fifteen are counted: no search ends. It says so, and does not guess. */
START_TEST(what_cannot_be_decided_within_the_limit_is_said_to_be_undecided) {
  char *facts = NULL, *names = NULL, *guideline = NULL, *all = strdup("");
  for (int i = 0; i < 30; i++) {
    char *more = NULL;
    ck_assert_int_ge(asprintf(&more, "%s<has finding=\"f%d\"/>", all, i), 0);
    free(all);
    all = more;
  }
  names = strdup("");
  for (int i = 0; i < 30; i++) {
    char *more = NULL;
    ck_assert_int_ge(asprintf(&more, "%s<finding id=\"f%d\">" L("f") "</finding>", names, i), 0);
    free(names);
    names = more;
  }
  ck_assert_int_ge(asprintf(&facts, "<finding id=\"pain\">" L("pain") "</finding>%s", names), 0);
  ck_assert_int_ge(asprintf(&guideline,
                            "<guideline " NS " id=\"g\" version=\"1\">" T("G") "<source id=\"acr\" authority=\"acr\">A</source><enter findings=\"pain\"/>"
                            "<scenario id=\"a\">" T("A") "<when><at-least count=\"15\">%s</at-least><not><at-least count=\"15\">%s</at-least></not></when>"
                            RATE("acr", "none") "</scenario><scenario id=\"b\">" T("B") "<when><always/></when>" RATE("acr", "none") "</scenario></guideline>",
                            all, all), 0);
  rscan_rulebase *book = test_book(facts, NULL, guideline, NULL);
  rscan_error *found = rscan_rulebase_lint(book, NULL);
  bool is_undecided = false;
  for (size_t i = 0; i < rscan_error_count(found); i++) {
    ck_assert_str_ne(rscan_error_code(found, i), "scenario-unreachable");
    is_undecided |= !strcmp(rscan_error_code(found, i), "lint-undecided") && strstr(rscan_error_message(found, i), "scenario \"a\" can be reached");
  }
  ck_assert_msg(is_undecided, "%s", all_said(found));
  rscan_error_free(found);
  rscan_rulebase_unref(book);
  free(facts), free(names), free(guideline), free(all);
}
END_TEST

/* ---- against brute force ---- */

static uint32_t seed;
static uint32_t below(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 16) % n;
}

#define N_FINDINGS 4 /* and a choice of three, and an age in three cells: 3^4 · 3 · 3 worlds */

static void put_random(char *out, size_t room, int depth) {
  static const char *const joints[] = {"all", "any", "not", "at-least count=\"2\""};
  size_t n = 0;
  uint32_t kind = depth ? below(8) : 4 + below(4), f = below(N_FINDINGS);
  if (kind < 4) {
    n += (size_t)snprintf(out + n, room - n, "<%s>", joints[kind]);
    for (int i = 0; i < (kind == 2 ? 1 : kind == 3 ? 3 : 2); i++) {
      put_random(out + n, room - n, depth - 1);
      n += strlen(out + n);
    }
    snprintf(out + n, room - n, "</%.*s>", (int)strcspn(joints[kind], " "), joints[kind]);
  } else if (kind == 4)
    snprintf(out, room, "<%s finding=\"f%u\"/>", (const char *const[]){"has", "lacks", "suspects"}[below(3)], (unsigned)f);
  else if (kind == 5)
    snprintf(out, room, "<choice of=\"c\" is=\"%s\"/>", (const char *const[]){"u", "v", "w", "u w"}[below(4)]);
  else if (kind == 6)
    snprintf(out, room, "<measure of=\"age\" %s/>", (const char *const[]){"below=\"18\"", "at-least=\"18\"", "at-least=\"18\" below=\"65\"", "at-least=\"65\""}[below(4)]);
  else
    snprintf(out, room, "<has any=\"f%u f%u\"/>", (unsigned)f, (unsigned)((f + 1) % N_FINDINGS));
}

/* Calls look() for every world in which each fact is known and guideline 0 is in play, until it says that it has seen enough. */
typedef bool look_fn(rsi_world *w, void *context);
static bool any_world(rsi_world *w, look_fn *look_at_it, void *context) {
  const rscan_rulebase *rb = w->rb;
  uint32_t n_worlds = 1, n_states[16], n = rb->n_facts;
  for (uint32_t f = 0; f < n; f++) {
    n_states[f] = rb->facts[f].kind == RSI_MEASURE ? RSI_CELL_HIGH(rb->facts[f].full) - RSI_CELL_LOW(rb->facts[f].full) + 1 : 3;
    n_worlds *= n_states[f];
  }
  for (uint32_t i = 0; i < n_worlds; i++) {
    uint32_t rest = i;
    bool is_good = true;
    rsi_world_reset(w);
    for (uint32_t f = 0; f < n && is_good; rest /= n_states[f++]) {
      uint32_t low = rb->facts[f].kind == RSI_MEASURE ? RSI_CELL_LOW(rb->facts[f].full) + rest % n_states[f] : 0;
      is_good = rsi_world_tell(w, f, rb->facts[f].kind == RSI_MEASURE ? RSI_CELLS(low, low) : (rsi_state)1 << rest % n_states[f]);
    }
    if (is_good && rsi_world_follow(w, NULL, NULL, NULL) && w->entries[0] && look_at_it(w, context))
      return true;
  }
  return false;
}

typedef struct wanted {
  uint32_t scenario;
  bool is_alone;
} wanted;

/* The scenario holds and (unless alone) every earlier one fails. */
static bool holds(rsi_world *w, void *context) {
  const wanted *x = context;
  bool is_good = rsi_eval(w, w->rb->scenarios[x->scenario].when) == RSI_TRUE;
  for (uint32_t k = 0; k < x->scenario && is_good && !x->is_alone; k++)
    is_good = rsi_eval(w, w->rb->scenarios[k].when) == RSI_FALSE;
  return is_good;
}

static bool is_possible(rsi_world *w, uint32_t scenario, bool is_alone) { return any_world(w, holds, &(wanted){scenario, is_alone}); }

/* A patient as referrals tell them, suspicion aside, for whom no scenario holds. */
static bool is_gap(rsi_world *w, void *context) {
  (void)context;
  bool is_one = true;
  for (uint32_t f = 0; f < w->rb->n_facts && is_one; f++)
    is_one = w->rb->facts[f].kind != RSI_FINDING || w->states[f] != RSI_SUSPECTED;
  for (uint32_t k = 0; k < w->rb->n_scenarios && is_one; k++)
    is_one = rsi_eval(w, w->rb->scenarios[k].when) == RSI_FALSE;
  return is_one;
}

static const char random_facts[] =
  "<finding id=\"f0\">" L("a") "<implies finding=\"f1\"/></finding><finding id=\"f1\" unstated=\"absent\">" L("b") "</finding>"
  "<finding id=\"f2\">" L("c") "</finding><finding id=\"f3\">" L("d") "<implies choice=\"c\" is=\"u v\"/></finding>"
  "<choice id=\"c\">" L("e") "<value id=\"u\">" L("u") "</value><value id=\"v\">" L("v") "</value><value id=\"w\">" L("w") "</value></choice>"
  "<measure id=\"age\" unit=\"a\" min=\"0\">" L("age") "</measure><exclusive facts=\"f1 f2\"/>";

static bool is_told(const rscan_error *found, const char *code, const char *id) {
  char name[32];
  snprintf(name, sizeof name, "scenario \"%s\"", id);
  for (size_t i = 0; i < rscan_error_count(found); i++)
    if (!strcmp(rscan_error_code(found, i), code) && strstr(rscan_error_message(found, i), name))
      return true;
  return false;
}

START_TEST(unreachable_shadowed_and_gaps_are_what_every_world_says) {
  static char guideline[40000], when[8000];
  unsigned n_unreachable = 0, n_shadowed = 0, n_complete = 0;
  for (seed = 1; seed < 400 * 7919u; seed = (seed / 7919 + 1) * 7919) {
    uint32_t start = seed;
    size_t n = (size_t)snprintf(guideline, sizeof guideline, "<guideline " NS " id=\"g\" version=\"1\">" T("G") "<source id=\"acr\" authority=\"acr\">A</source><enter findings=\"f0 f3\"/>");
    for (int i = 0; i < 4; i++) {
      put_random(when, sizeof when, 3);
      n += (size_t)snprintf(guideline + n, sizeof guideline - n, "<scenario id=\"s%d\">" T("S") "<when>%s</when>" RATE("acr", "none") "</scenario>", i, when);
    }
    snprintf(guideline + n, sizeof guideline - n, "</guideline>");
    rscan_rulebase *book = test_book(
random_facts, NULL, guideline, NULL);
    rscan_error *found = rscan_rulebase_lint(book, NULL);
    rsi_world world;
    ck_assert(rsi_world_init(&world, book));
    world.is_strict = true;
    for (uint32_t i = 0; i < 4; i++) {
      const char *id = rsi_string(book, book->scenarios[i].id);
      bool is_unreachable = !is_possible(&world, i, true), is_shadowed = !is_unreachable && !is_possible(&world, i, false);
      ck_assert_msg(is_told(found, "scenario-unreachable", id) == is_unreachable && is_told(found, "scenario-shadowed", id) == is_shadowed,
                    "seed %u: %s is %s\n%s\n%s", (unsigned)start, id, is_unreachable ? "unreachable" : is_shadowed ? "shadowed" : "neither", guideline, all_said(found));
      n_unreachable += is_unreachable;
      n_shadowed += is_shadowed;
    }
    bool has_gap = any_world(&world, is_gap, NULL);
    ck_assert_msg(has_gap == (strstr(all_said(found), "[guideline-gap]") != NULL), "seed %u: there is %s gap\n%s\n%s", (unsigned)start, has_gap ? "a" : "no", guideline, all_said(found));
    n_complete += !has_gap;
    rsi_world_free(&world);
    rscan_error_free(found);
    rscan_rulebase_unref(book);
    seed = start;
  }
  ck_assert_uint_gt(n_complete, 20);
  ck_assert_uint_gt(n_unreachable, 20);
  ck_assert_uint_gt(n_shadowed, 20);
}
END_TEST

typedef struct taken {
  const struct rscan_coverage *coverage;
  uint8_t *sides;
} taken;

/* What a case would look at in this world: conditions up to the first scenario that holds. */
static bool note_taken(rsi_world *w, void *context) {
  taken *x = context;
  bool is_found = false;
  for (uint32_t k = 0; k < w->rb->n_scenarios && !is_found; k++) {
    rsi_cover_mark(x->coverage, w, w->rb->scenarios[k].when, x->sides);
    is_found = rsi_eval(w, w->rb->scenarios[k].when) == RSI_TRUE;
  }
  return false;
}

START_TEST(branches_that_cannot_be_taken_are_what_every_world_says) {
  static char guideline[40000], when[8000];
  unsigned n_impossible = 0;
  for (seed = 1; seed < 250 * 7919u; seed = (seed / 7919 + 1) * 7919) {
    uint32_t start = seed;
    size_t n = (size_t)snprintf(guideline, sizeof guideline, "<guideline " NS " id=\"g\" version=\"1\">" T("G") "<source id=\"acr\" authority=\"acr\">A</source><enter findings=\"f0 f3\"/>\n");
    for (int i = 0; i < 4; i++) {
      put_random(when, sizeof when, 3);
      n += (size_t)snprintf(guideline + n, sizeof guideline - n, "<scenario id=\"s%d\">" T("S") "<when>%s</when>" RATE("acr", "none") "</scenario>\n", i, when);
    }
    snprintf(guideline + n, sizeof guideline - n, "</guideline>");
    rscan_rulebase *book = test_book(random_facts, NULL, guideline, NULL);
    struct rscan_cases none = {.rb = book};
    rscan_coverage *coverage = rscan_coverage_new(&none, NULL);
    taken x = {coverage, calloc(book->n_nodes, 1)};
    rsi_world world;
    ck_assert(rsi_world_init(&world, book));
    any_world(&world, note_taken, &x);
    ck_assert(rsi_cover_find_impossible(coverage, RSI_NONE));
    for (uint32_t node = RSI_NONE; (node = rsi_cover_next_node(coverage, 0, node)) != RSI_NONE;) {
      ck_assert_msg((coverage->impossible[node] | x.sides[node]) == 3 && !(coverage->impossible[node] & x.sides[node]), "seed %u, column %u of line %u: %d is impossible, %d was taken\n%s",
                    (unsigned)start, book->nodes[node].where.column, book->nodes[node].where.line, coverage->impossible[node], x.sides[node], guideline);
      n_impossible += coverage->impossible[node] != 0;
    }
    rsi_world_free(&world);
    free(x.sides);
    rscan_coverage_free(coverage);
    rscan_rulebase_unref(book);
    seed = start;
  }
  ck_assert_uint_gt(n_impossible, 100);
}
END_TEST

/* ---- memory ---- */

START_TEST(each_allocation_of_lint_may_fail_and_nothing_is_lost) {
  static const change some = {NULL, "g.xml", "<gap id=\"old\">" BOTH("reason", "No evidence.") "<when><measure of=\"age\" at-least=\"100\"/></when></gap>",
                              SCENARIO("Diabetics", "<has finding=\"sepsis\"/>", RATE("acr", "none")), NULL};
  uint32_t line, column;
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = &test_allocator;
  test_fail_at = 0;
  change row = some;
  row.find = "<gap id=\"old\">";
  row.put = SCENARIO("late", "<has finding=\"sepsis\"/>", "<instead lang=\"en\">Diabetics</instead>" RATE("acr", "none")) "<gap id=\"old\">";
  char *dir = make_changed(&row, &line, &column);
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, NULL);
  test_remove_dir(dir);
  ck_assert_ptr_nonnull(book);
  unsigned long before = test_held;
  test_calls = 0;
  rscan_error *found = rscan_rulebase_lint(book, NULL);
  unsigned long total = test_calls;
  char *expected = strdup(all_said(found));
  ck_assert_msg(rscan_error_count(found) >= 2, "%s", expected);
  rscan_error_free(found);
  ck_assert_uint_eq(test_held, before);
  for (unsigned long i = 1; i <= total; i++) {
    test_fail_at = i, test_calls = 0;
    found = rscan_rulebase_lint(book, NULL);
    test_fail_at = 0;
    ck_assert_msg(rscan_error_status(found) == RSCAN_NO_MEMORY || !strcmp(expected, all_said(found)), "allocation %lu fails unnoticed:\n%s", i, all_said(found));
    rscan_error_free(found);
    ck_assert_msg(test_held == before, "allocation %lu of %lu fails and leaves %lu blocks", i, total, test_held - before);
  }
  free(expected);
  rscan_rulebase_unref(book);
  ck_assert_uint_eq(test_held, 0);
}
END_TEST

/* ---- reports ---- */

static rscan_error *find_some(void) {
  uint32_t line, column;
  char *dir = make_changed(&rows[0], &line, &column);
  rscan_error *found = look_at(dir, TODAY);
  test_remove_dir(dir);
  ck_assert_uint_gt(rscan_error_count(found), 0);
  return found;
}

static json_t *report_of(const rscan_error *found, rscan_format format) {
  char *text = rscan_lint_report(found, format, NULL);
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  ck_assert_msg(json != NULL, "%s", text);
  rscan_text_free(text);
  return json;
}

static json_t *at(json_t *json, const char *path) {
  char *copy = strdup(path), *save = NULL;
  for (char *step = strtok_r(copy, "/", &save); step && json; step = strtok_r(NULL, "/", &save))
    json = json_is_array(json) ? json_array_get(json, (size_t)atoi(step)) : json_object_get(json, step);
  free(copy);
  ck_assert_msg(json != NULL, "there is no %s", path);
  return json;
}

START_TEST(sarif_has_what_code_hosts_need) {
  rscan_error *found = find_some();
  json_t *json = report_of(found, RSCAN_FORMAT_SARIF);
  ck_assert_str_eq(json_string_value(at(json, "version")), "2.1.0");
  ck_assert_str_eq(json_string_value(at(json, "runs/0/tool/driver/name")), "rightscan");
  ck_assert_uint_eq(json_array_size(at(json, "runs/0/results")), rscan_error_count(found));
  for (size_t i = 0; i < rscan_error_count(found); i++) {
    json_t *result = json_array_get(at(json, "runs/0/results"), i);
    json_t *rule = json_array_get(at(json, "runs/0/tool/driver/rules"), (size_t)json_integer_value(at(result, "ruleIndex")));
    ck_assert_str_eq(json_string_value(at(result, "ruleId")), rscan_error_code(found, i));
    ck_assert_str_eq(json_string_value(at(rule, "id")), rscan_error_code(found, i));
    ck_assert_ptr_nonnull(strstr(json_string_value(at(result, "message/text")), rscan_error_message(found, i)));
    ck_assert_int_eq(json_integer_value(at(result, "locations/0/physicalLocation/region/startLine")), rscan_error_line(found, i));
    ck_assert_int_eq(json_integer_value(at(result, "locations/0/physicalLocation/region/startColumn")), rscan_error_column(found, i));
    ck_assert(ends_with(json_string_value(at(result, "locations/0/physicalLocation/artifactLocation/uri")), ".xml"));
  }
  json_decref(json);
  rscan_error_free(found);
}
END_TEST

START_TEST(a_report_in_json_and_text_says_all_and_counts) {
  rscan_error *found = find_some();
  json_t *json = report_of(found, RSCAN_FORMAT_JSON);
  ck_assert_int_eq(json_integer_value(at(json, "errors")), 0);
  ck_assert_int_eq(json_integer_value(at(json, "warnings")), (json_int_t)rscan_error_count(found));
  ck_assert_str_eq(json_string_value(at(json, "diagnostics/0/code")), rscan_error_code(found, 0));
  ck_assert_str_eq(json_string_value(at(json, "diagnostics/0/severity")), "warning");
  json_decref(json);
  char *text = rscan_lint_report(found, RSCAN_FORMAT_TEXT, NULL);
  ck_assert_ptr_nonnull(strstr(text, rscan_error_text(found, 0)));
  ck_assert(ends_with(text, ", 0 notes\n"));
  rscan_text_free(text);
  ck_assert_ptr_null(rscan_lint_report(found, RSCAN_FORMAT_HTML, NULL));
  rscan_error_free(found);
}
END_TEST

/* The unfinished texts stand before the number. */
START_TEST(a_report_in_text_has_errors_before_warnings) {
  static const change three = {NULL, "g.xml", "<gap id=\"old\">" BOTH("reason", "No evidence.") "<when><measure of=\"age\" at-least=\"100\"/></when>",
                               "<gap id=\"old\">" BOTH("reason", "TODO") "<when><any><measure of=\"age\" at-least=\"100\"/><measure of=\"age\" above=\"200\"/></any></when>", NULL};
  uint32_t line, column;
  change row = three;
  char *dir = make_changed(&row, &line, &column);
  rscan_error *found = look_at(dir, TODAY);
  char *text = rscan_lint_report(found, RSCAN_FORMAT_TEXT, NULL), *error = strstr(text, "[limit-outside]"), *warning = strstr(text, "[text-unfinished]");
  test_remove_dir(dir);
  ck_assert_msg(error && warning && error < warning && ends_with(text, "1 error, 2 warnings, 0 notes\n"), "%s", text);
  rscan_text_free(text);
  rscan_error_free(found);
}
END_TEST

START_TEST(nothing_found_is_a_report_too) {
  json_t *json = report_of(NULL, RSCAN_FORMAT_SARIF);
  ck_assert_uint_eq(json_array_size(at(json, "runs/0/results")), 0);
  json_decref(json);
}
END_TEST

START_TEST(every_code_has_a_page_of_its_own_kind) {
  rscan_error *err = NULL;
  for (int id = 0; id < RSI_N_CODES; id++) {
    const char *code = rsi_code_table[id].code;
    char *page = rscan_lint_explain(code, &err);
    ck_assert_ptr_nonnull(page);
    ck_assert_ptr_nonnull(strstr(page, "How to mend it"));
    ck_assert_msg(!strncmp(code, "xml-", 4) || strcmp(rsi_code_page_of(id)->codes, "xml-*") != 0, "%s has no page", code);
    rscan_text_free(page);
  }
  ck_assert_ptr_null(rscan_lint_explain("guideline-gaps", &err));
  ck_assert_ptr_nonnull(strstr(rscan_error_text(err, 0), "did you mean \"guideline-gap\"?"));
  rscan_error_free(err);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("lint");
  TCase *tc = tcase_create("lint");
  tcase_set_timeout(tc, 120);
  tcase_add_loop_test(tc, each_code_is_told_by_message_and_place_and_only_where_it_should, 0, sizeof rows / sizeof *rows);
  tcase_add_test(tc, nothing_is_said_of_a_rule_base_that_is_right);
  tcase_add_test(tc, without_a_day_no_date_is_judged_and_a_day_must_be_one);
  tcase_add_test(tc, warnings_of_loading_and_of_lint_come_in_the_order_of_the_files);
  tcase_add_test(tc, a_guideline_that_always_steps_back_has_no_scenario_that_can_be_reached);
  tcase_add_test(tc, what_cannot_be_decided_within_the_limit_is_said_to_be_undecided);
  tcase_add_test(tc, unreachable_shadowed_and_gaps_are_what_every_world_says);
  tcase_add_test(tc, branches_that_cannot_be_taken_are_what_every_world_says);
  tcase_add_test(tc, each_allocation_of_lint_may_fail_and_nothing_is_lost);
  tcase_add_test(tc, sarif_has_what_code_hosts_need);
  tcase_add_test(tc, a_report_in_json_and_text_says_all_and_counts);
  tcase_add_test(tc, a_report_in_text_has_errors_before_warnings);
  tcase_add_test(tc, nothing_found_is_a_report_too);
  tcase_add_test(tc, every_code_has_a_page_of_its_own_kind);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
