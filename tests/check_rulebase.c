/* What is said of a rule base that is not right: each diagnostic by its code and place, and silence about one that is.
 *
 * One small rule base uses everything the format has and gives no diagnostic at all. Each row of the table spoils one thing in it;
 * the mark ^ in what is put in stands where the diagnostic must point. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases.h"
#include "codes.h"
#include "support.h"

/* clang-format off */
#define NS "xmlns=\"urn:rightscan:rules\" format=\"1\""
#define BOTH(name, text) "<" name " lang=\"en\">" text "</" name "><" name " lang=\"fr\">" text "</" name ">"
#define T(text) BOTH("title", text)
#define L(text) BOTH("label", text)
#define RATE(source, exams) "<ratings source=\"" source "\"><usually-appropriate>" exams "</usually-appropriate></ratings>"

static const char rulebase_xml[] =
  "<rulebase " NS " id=\"tiny\" version=\"1.2\" effective=\"2026-01-01\" review-by=\"2027-01-01\">\n" T("Tiny") "\n"
  "<module href=\"a.xml\"/>\n<module href=\"e.xml\"/>\n<module href=\"f.xml\"/>\n<module href=\"s.xml\"/>\n<module href=\"y.xml\"/>\n"
  "<module href=\"g.xml\"/>\n<module href=\"h.xml\"/>\n<module href=\"w-en.xml\"/>\n<module href=\"w-fr.xml\"/>\n"
  "<cases href=\"c.xml\"/>\n</rulebase>\n";

static const char authorities_xml[] =
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<authorities " NS ">\n"
  "<authority id=\"home\">" T("Home") "<url>https://home.example</url></authority>\n"
  "<authority id=\"acr\">" T("ACR") "</authority>\n"
  "<profile id=\"near\" default=\"yes\" prefer=\"home acr\">" T("Near") "</profile>\n"
  "<profile id=\"far\" prefer=\"acr\">" T("Far") "</profile>\n</authorities>\n";

static const char exams_xml[] =
  "<exams " NS ">\n<region id=\"limb\">" T("limb") "<cue>limb</cue></region>\n<region id=\"knee\" within=\"limb\">" T("knee") "<cue>knee</cue></region>\n"
  "<modality id=\"MR\">" T("MRI") "<cue>MRI; MR</cue></modality>\n<modality id=\"DX\">" T("radiograph") "<cue>x-ray</cue></modality>\n"
  "<technique id=\"arthrography\">" T("arthrography") "<cue>arthrogra*</cue></technique>\n"
  "<contrast id=\"with\">" T("with contrast") "<cue>with contrast</cue></contrast>\n"
  "<exam id=\"none\">" T("no imaging") "</exam>\n"
  "<exam id=\"mr-knee\" modality=\"MR\" region=\"knee\" contrast=\"without\" default=\"yes\" laterality=\"yes\" radiation-adult=\"0\" radiation-child=\"0\" order=\"2\">" T("MRI knee") "<alias>MRI of the knee</alias><code system=\"loinc\">30691-0</code></exam>\n"
  "<exam id=\"mr-knee-with\" modality=\"MR\" region=\"knee\" contrast=\"with\">" T("MRI knee with contrast") "</exam>\n"
  "<exam id=\"mr-arthrography-knee\" modality=\"MR\" region=\"knee\" technique=\"arthrography\">" T("MR arthrography knee") "</exam>\n"
  "<exam id=\"xr-knee\" modality=\"DX\" region=\"knee\" radiation-adult=\"1\" radiation-child=\"varies\">" T("Radiograph knee") "</exam>\n"
  "<exam id=\"xr-anywhere\" modality=\"DX\" placeholder=\"yes\">" T("Radiograph") "</exam>\n"
  "<extend exam=\"xr-knee\" order=\"1\"><alias lang=\"fr\">radio du genou</alias><code system=\"cpt\">73560</code></extend>\n</exams>\n";

static const char facts_xml[] =
  "<facts " NS ">\n"
  "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") BOTH("ask", "How old?") "<unit id=\"mo\" factor=\"0.0833333333333333\"/></measure>\n"
  "<choice id=\"sex\">" L("sex") "<value id=\"female\">" L("female") "</value><value id=\"male\">" L("male") "</value></choice>\n"
  "<choice id=\"purpose\" unstated=\"diagnose\">" L("purpose") "<value id=\"diagnose\">" L("diagnosis") "</value><value id=\"plan\">" L("planning") "<cue>planning</cue><code system=\"icd10\">Z01</code><implies finding=\"pain\" state=\"suspected\"/></value></choice>\n"
  "<finding id=\"pain\" danger=\"no\">" L("pain") BOTH("ask", "Pain?") "<code system=\"icd10\" means=\"present\">M25.5</code><code system=\"icd10\">m17</code><cue>pain</cue><cue means=\"absent\">painless</cue><historical finding=\"past-pain\"/><family finding=\"past-pain\"/><example>knee pain</example><counterexample>painless</counterexample></finding>\n"
  "<finding id=\"past-pain\" unstated=\"absent\">" L("past pain") "</finding>\n"
  "<finding id=\"fever\" unstated=\"absent\" danger=\"yes\">" L("fever") "<cue lang=\"fr\">fièvre</cue><pattern>\\bt 3[89]\\b</pattern></finding>\n"
  "<finding id=\"sepsis\" unstated=\"absent\">" L("sepsis") "<implies finding=\"fever\"/><implies choice=\"purpose\" is=\"diagnose\"/></finding>\n"
  "<finding id=\"pregnancy\" unstated=\"absent\" possible=\"female\">" L("pregnancy") "</finding>\n"
  "<finding id=\"well\">" L("well") "</finding>\n"
  "<measure id=\"temperature\" unit=\"Cel\" kind=\"number\">" L("temperature") "<unit id=\"[degF]\" factor=\"0.555555555555556\" offset=\"-17.7777777777778\"/><cue>temp</cue><range id=\"hot\" at-least=\"39\">" L("hot") "<cue>burning</cue></range><implies at-least=\"38\" finding=\"fever\"/><implies below=\"37\" finding=\"fever\" state=\"absent\"/></measure>\n"
  "<measure id=\"ratio\" unit=\"1\">" L("ratio") "<derive><quotient><value of=\"temperature\"/><greatest><number>1</number><product><value of=\"age\"/><number>2.5</number></product></greatest></quotient></derive></measure>\n"
  "<prior id=\"earlier-xr\" modality=\"DX MR\" region=\"knee\" within-days=\"365\">" L("earlier radiograph") "<cue>XR done</cue><result id=\"normal\"/><result id=\"fluid\">" L("fluid") "<cue>effusion</cue><implies finding=\"pain\"/></result></prior>\n"
  "<shared-result id=\"normal\">" L("normal") "<cue>normal; unremarkable</cue></shared-result>\n"
  "<group id=\"flags\" members=\"fever sepsis\">" L("flags") "<cue>red flag*</cue><cue means=\"absent\">all clear</cue></group>\n"
  "<exclusive facts=\"fever well\"/>\n</facts>\n";

static const char scores_xml[] =
  "<scores " NS ">\n<score id=\"points\" needs=\"pain\">" L("points") "<source id=\"p\" year=\"2000\" url=\"https://p.example\">P, 2000</source>"
  "<criterion points=\"2\">" L("fever") "<has finding=\"fever\"/></criterion><criterion>" L("old") "<measure of=\"age\" unit=\"mo\" at-least=\"216\"/></criterion>"
  "<band id=\"low\" below=\"2\">" L("low") "</band>\n<band id=\"high\" at-least=\"2\">" L("high") "<cue>high points</cue></band><cue>points score</cue></score>\n</scores>\n";

static const char safety_xml[] =
  "<safety " NS ">\n<rule id=\"again\" level=\"warn\">" T("Again") "<when><repeat within-days=\"30\"/><lacks finding=\"pregnancy\"/></when>"
  "<exam modality=\"MR DX\" contrast=\"without with\" regions=\"limb\" radiation-at-least=\"0\"/><exam exams=\"mr-knee\"/>" BOTH("message", "Done days ago.") BOTH("advice", "Compare.")
  "<source authority=\"acr\" year=\"2020\">ACR manual</source></rule>\n</safety>\n";

static const char guideline_xml[] =
  "<guideline " NS " id=\"knee-pain\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2027-01-01\" regions=\"knee limb\">\n" T("Knee pain") "\n"
  "<source id=\"acr\" authority=\"acr\" year=\"2018\" url=\"https://acr.example\">ACR</source>\n<source id=\"home\" authority=\"home\">Home</source>\n"
  "<enter findings=\"pain\"/>\n<applies><measure of=\"age\" unit=\"mo\" at-least=\"216\"/></applies>\n<yields to=\"fever-first\"/>\n<yields to=\"not-yet\" optional=\"yes\"/>\n"
  "<unstated finding=\"fever\" means=\"unknown\"/>\n<unstated finding=\"pain\" means=\"absent\"/>\n"
  "<define id=\"ill\"><any><has any=\"fever sepsis\"/><suspects group=\"flags\"/></any></define>\n"
  "<scenario id=\"ill-knee\" urgency=\"urgent\">" T("Ill") "<when><holds define=\"ill\"/></when>" BOTH("why", "Because.") BOTH("patient", "You.") BOTH("instead", "Rest.") BOTH("later", "Later.") "<weighs safety=\"again\"/>"
  "<ratings source=\"acr\" variant=\"knee.1\" certainty=\"high\" strength=\"strong\" departs=\"yes\">" BOTH("note", "Newer.") "<usually-appropriate>mr-knee mr-knee+xr-knee</usually-appropriate><may-be-appropriate panel=\"disagrees\">xr-knee</may-be-appropriate>\n<usually-not-appropriate>mr-knee-with</usually-not-appropriate></ratings>"
  "<ratings source=\"home\"><usually-not-appropriate>mr-knee</usually-not-appropriate></ratings></scenario>\n"
  "<scenario id=\"seen\" refines=\"ill-knee\">" T("Seen") "<when><prior of=\"earlier-xr\" shows=\"normal other\"/><not><choice of=\"purpose\" is=\"plan\"/></not></when>" RATE("acr", "xr-knee+mr-knee") "</scenario>\n"
  "<scenario id=\"scored\">" T("Scored") "<when><at-least count=\"2\"><score of=\"points\" is=\"low high\"/><score of=\"points\" at-least=\"1\"/><prior of=\"earlier-xr\" done=\"no\"/><lacks all=\"fever well\"/></at-least><measure of=\"ratio\" above=\"1\" below=\"2\"/></when>" RATE("acr", "xr-anywhere") "</scenario>\n"
  "<scenario id=\"rest\">" T("Rest") "<when><always/></when>" RATE("acr", "none") RATE("home", "none") "</scenario>\n"
  "<gap id=\"nothing\">" BOTH("reason", "No evidence.") "<when><has all=\"well pain\"/></when></gap>\n</guideline>\n";

static const char other_guideline_xml[] =
  "<guideline " NS " id=\"fever-first\" version=\"1\">\n" T("Fever") "\n<source id=\"acr\" authority=\"acr\">ACR</source>\n<enter findings=\"fever\"/>\n"
  "<scenario id=\"a\">" T("A") "<when><has finding=\"sepsis\"/></when>" RATE("acr", "mr-knee") "</scenario>\n</guideline>\n";

static const char english_xml[] = "<wording " NS " lang=\"en\">\n<message id=\"verdict.none\">No verdict</message>\n</wording>\n";
static const char french_xml[] = "<wording " NS " lang=\"fr\">\n<message id=\"verdict.none\">Aucun verdict</message>\n</wording>\n";

static const char cases_xml[] =
  "<cases " NS " guideline=\"knee-pain\">\n<case id=\"one\">\n<referral age=\"40\" sex=\"male\" exam=\"MRI knee\" reason=\"\" codes=\"M25.5 icd10|M17\" setting=\"outpatient\" today=\"2026-01-01\" authorities=\"acr\">"
  "<finding of=\"fever\" state=\"absent\"/><finding of=\"flags\" state=\"absent\"/><choice of=\"purpose\" is=\"plan\"/><measure of=\"temperature\" value=\"98.6\" unit=\"[degF]\"/><prior exam=\"XR knee\" date=\"2025-01-01\" result=\"normal\"/></referral>\n"
  "<expect verdict=\"usually-appropriate\" guideline=\"knee-pain\" scenario=\"rest\" urgency=\"none\" recommended=\"none\" alternatives=\"\" candidates=\"rest seen\" question=\"fever\" caution=\"again\" safety=\"warn\"><fact of=\"earlier-xr\" is=\"not-done\"/></expect>\n</case>\n</cases>\n";

static const test_file clean[] = {
  {"rulebase.xml", rulebase_xml}, {"a.xml", authorities_xml}, {"e.xml", exams_xml}, {"f.xml", facts_xml}, {"s.xml", scores_xml}, {"y.xml", safety_xml},
  {"g.xml", guideline_xml}, {"h.xml", other_guideline_xml}, {"w-en.xml", english_xml}, {"w-fr.xml", french_xml}, {"c.xml", cases_xml}, {NULL, NULL}};
#define N_FILES (sizeof clean / sizeof *clean)
/* clang-format on */

/* ---- spoiling ---- */

/* text with the first `find` replaced by `put`, without put's mark ^; the mark's place in the result. */
static char *spoil(const char *text, const char *find, const char *put, uint32_t *line, uint32_t *column) {
  const char *at = strstr(text, find), *mark = strchr(put, '^');
  ck_assert_msg(at != NULL, "\"%s\" is not in the file", find);
  size_t before = (size_t)(at - text);
  char *out = malloc(strlen(text) + strlen(put) + 1);
  sprintf(out, "%.*s%.*s%s%s", (int)before, text, mark ? (int)(mark - put) : (int)strlen(put), put, mark ? mark + 1 : "", at + strlen(find));
  *line = *column = 1;
  for (const char *p = out; mark && p < out + before + (mark - put); p++) {
    *column = *p == '\n' ? 1 : *column + (((unsigned char)*p & 0xc0) != 0x80);
    *line += *p == '\n';
  }
  return out;
}

static rscan_rulebase *load_dir(const char *dir, rscan_error **err) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  return rscan_rulebase_load(dir, &options, err);
}

static bool ends_with(const char *text, const char *end) {
  return text && strlen(text) >= strlen(end) && !strcmp(text + strlen(text) - strlen(end), end);
}

/* Everything said of it, for messages. */
static const char *all_said(const rscan_error *err) {
  static char said[20000];
  said[0] = '\0';
  for (size_t i = 0; i < rscan_error_count(err) && strlen(said) < 15000; i++)
    sprintf(said + strlen(said), "%s\n", rscan_error_text(err, i));
  return said;
}

static void ck_said(const rscan_error *err, const char *code, const char *file, uint32_t line, uint32_t column, const char *part) {
  for (size_t i = 0; i < rscan_error_count(err); i++)
    if (!strcmp(rscan_error_code(err, i), code) && ends_with(rscan_error_file(err, i), file) && rscan_error_line(err, i) == line &&
        rscan_error_column(err, i) == column && strstr(rscan_error_text(err, i), part))
      return;
  ck_abort_msg("expected %s:%u:%u … %s … [%s], got:\n%s", file, line, column, part, code, all_said(err));
}

/* Nothing else is called an error. */
static void ck_no_other_error(const rscan_error *err, const char *code) {
  for (size_t i = 0; i < rscan_error_count(err); i++)
    ck_assert_msg(rscan_error_severity(err, i) != RSCAN_ERROR || !strcmp(rscan_error_code(err, i), code), "besides %s:\n%s", code, all_said(err));
}

typedef struct spoiled {
  const char *code, *file, *find, *put, *part;
} spoiled;

/* clang-format off */
static const spoiled rows[] = {
  /* files */
  {"file-missing", "rulebase.xml", "href=\"h.xml\"", "href=\"^i.xml\"", "i.xml: there is no such file"},
  {"file-unreadable", "rulebase.xml", "href=\"h.xml\"", "href=\"^.\"", "it is a directory"},
  {"file-unreadable", "rulebase.xml", "href=\"h.xml\"", "href=\"^a.xml/b.xml\"", "not a directory"},
  {"module-outside", "rulebase.xml", "href=\"h.xml\"", "href=\"^../h.xml\"", "leaves the directory"},
  {"module-outside", "rulebase.xml", "href=\"h.xml\"", "href=\"^/etc/passwd\"", "leaves the directory"},
  {"module-outside", "rulebase.xml", "href=\"h.xml\"", "href=\"^x/../../h.xml\"", "leaves the directory"},
  {"module-twice", "rulebase.xml", "href=\"h.xml\"/>", "href=\"h.xml\"/><module href=\"^h.xml\"/>", "the first is at"},
  {"root-unknown", "w-en.xml", "<wording " NS " lang=\"en\">\n<message id=\"verdict.none\">No verdict</message>\n</wording>", "^<wordin " NS "/>", "did you mean <wording>?"},
  {"root-unknown", "rulebase.xml", "<cases href=\"c.xml\"/>", "<module href=\"c.xml\"/>", "<cases href="},
  /* one element by itself */
  {"format-unsupported", "f.xml", "format=\"1\"", "format=\"^2\"", "this engine reads format 1"},
  {"attribute-missing", "f.xml", " format=\"1\"", "", "needs the attribute \"format\""},
  {"element-unknown", "g.xml", "<gap ", "^<scenaro/><gap ", "did you mean <scenario>?"},
  {"element-unknown", "f.xml", "<historical ", "^<repeat/><historical ", "in <finding>"},
  {"element-missing", "g.xml", "<scenario id=\"rest\">" T("Rest") "<when><always/></when>", "^<scenario id=\"rest\">" T("Rest"), "needs a <when>"},
  {"element-missing", "g.xml", "<when><always/></when>", "^<when/>", "needs a condition"},
  {"element-missing", "g.xml", "<ratings source=\"home\"><usually-not-appropriate>mr-knee</usually-not-appropriate></ratings>", "^<ratings source=\"home\"/>", "rates no exam"},
  {"element-twice", "g.xml", "<when><always/></when>", "<when><always/></when>^<when><always/></when>", "the first is at"},
  {"attribute-unknown", "f.xml", "danger=\"no\"", "dager=\"^no\"", "did you mean \"danger\"?"},
  {"attribute-unknown", "f.xml", "danger=\"no\"", "xml:lang=\"^no\"", "no attribute \"xml:lang\""},
  {"attribute-missing", "f.xml", "<choice id=\"purpose\" ", "^<choice ", "needs the attribute \"id\""},
  {"attribute-missing", "g.xml", "<has finding=", "<has finding=", NULL},
  {"attribute-missing", "g.xml", "<has any=\"fever sepsis\"/>", "^<has/>", "needs one of finding, any, all, group"},
  {"attribute-missing", "s.xml", "<measure of=\"age\" unit=\"mo\" at-least=\"216\"/>", "^<measure of=\"age\"/>", "at least one of at-least"},
  {"attribute-missing", "g.xml", "<source id=\"home\" authority=\"home\">", "^<source id=\"home\">", "needs the attribute \"authority\""},
  {"attribute-conflict", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever sepsis\" finding=\"^fever\"/>", NULL},
  {"attribute-conflict", "s.xml", "unit=\"mo\" at-least=\"216\"", "unit=\"mo\" at-least=\"216\" above=\"2\"", NULL},
  {"attribute-conflict", "f.xml", "<implies finding=\"fever\"/>", "^<implies finding=\"fever\" is=\"x\"/>", "is goes with choice"},
  {"attribute-conflict", "g.xml", "<score of=\"points\" at-least=\"1\"/>", "^<score of=\"points\" is=\"low\" at-least=\"1\"/>", "not both"},
  {"attribute-empty", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"^ \"/>", "any is empty"},
  {"id-bad", "f.xml", "id=\"past-pain\" unstated", "id=\"^Past_pain\" unstated", NULL},
  {"value-bad", "f.xml", "danger=\"no\"", "danger=\"^nope\"", "must be one of yes, no"},
  {"value-bad", "f.xml", "possible=\"female\"", "possible=\"female ^mal\"", "did you mean \"male\"?"},
  {"value-bad", "f.xml", "<cue means=\"absent\">all clear", "<cue means=\"^suspected\">all clear", "must be one of present, absent"},
  {"value-bad", "e.xml", "<contrast id=\"with\">", "<contrast id=\"^wit\">", "must be one of"},
  {"number-bad", "f.xml", "max=\"130\"", "max=\"^13o\"", "must be a number"},
  {"number-bad", "f.xml", "<number>2.5</number>", "<number>^2,5</number>", "must be a number"},
  {"number-bad", "f.xml", "<unit id=\"mo\" factor=\"0.0833333333333333\"/>", "^<unit id=\"mo\" factor=\"0\"/>", "above 0"},
  {"number-bad", "e.xml", "order=\"2\"", "order=\"^2.5\"", "whole number"},
  {"date-bad", "g.xml", "reviewed=\"2026-01-01\"", "reviewed=\"^2026-02-30\"", "such as"},
  {"count-bad", "g.xml", "<at-least count=\"2\">", "^<at-least count=\"9\">", "there are 4 conditions"},
  {"count-bad", "g.xml", "<at-least count=\"2\">", "^<at-least count=\"0\">", "count is 0"},
  {"range-empty", "g.xml", "<measure of=\"ratio\" above=\"1\" below=\"2\"/>", "^<measure of=\"ratio\" above=\"2\" below=\"2\"/>", "no number"},
  {"range-empty", "f.xml", "<measure id=\"age\" unit=\"a\" min=\"0\"", "^<measure id=\"age\" unit=\"a\" min=\"140\"", "min is above max"},
  {"text-unexpected", "g.xml", "<gap ", "^word<gap ", "not text"},
  {"text-empty", "f.xml", "<example>knee pain</example>", "^<example> </example>", "is empty"},
  {"text-twice", "f.xml", L("past pain"), "<label lang=\"en\">a</label>^<label lang=\"en\">b</label><label lang=\"fr\">c</label>", "the first is at"},
  {"text-missing", "f.xml", "<finding id=\"past-pain\" unstated=\"absent\">" L("past pain"), "^<finding id=\"past-pain\" unstated=\"absent\">", "<label lang=\"en\">"},
  {"text-missing", "f.xml", BOTH("ask", "Pain?"), "^<ask lang=\"fr\">Mal?</ask>", "<ask lang=\"en\">"},
  {"text-missing", "f.xml", "<result id=\"normal\"/>", "^<result id=\"normale\"/>", "did you mean \"normal\""},
  {"text-missing", "w-fr.xml", "id=\"verdict.none\"", "id=\"^verdict.non\"", "did you mean \"verdict.none\""},
  {"text-untranslated", "f.xml", L("past pain"), "^<label lang=\"en\">past pain</label>", "will see English"},
  {"text-untranslated", "w-en.xml", "</wording>", "<message id=\"^verdict.more\">More</message></wording>", "not in French"},
  {"departure-unexplained", "g.xml", "<ratings source=\"home\">", "^<ratings source=\"home\" departs=\"yes\">", "says why"},
  /* names */
  {"id-twice", "f.xml", "<finding id=\"well\">", "<finding id=\"^fever\">", "the first is at"},
  {"id-twice", "f.xml", "<group id=\"flags\"", "<group id=\"^sepsis\"", "the first is at"},
  {"id-twice", "f.xml", "<value id=\"plan\">", "<value id=\"^diagnose\">", "value \"diagnose\" is defined twice"},
  {"id-twice", "f.xml", "<unit id=\"[degF]\"", "<unit id=\"^Cel\"", "unit \"Cel\""},
  {"id-twice", "g.xml", "<scenario id=\"rest\">", "<scenario id=\"^seen\">", "scenario \"seen\""},
  {"id-twice", "g.xml", "<source id=\"home\" ", "<source id=\"^acr\" ", "source \"acr\""},
  {"id-twice", "h.xml", "id=\"fever-first\"", "id=\"^knee-pain\"", "guideline \"knee-pain\""},
  {"id-reserved", "f.xml", "<result id=\"fluid\">", "<result id=\"^other\">", "exists by itself"},
  {"id-reserved", "f.xml", "<value id=\"plan\">", "<value id=\"^unknown\">", "exists by itself"},
  {"named-twice", "f.xml", "members=\"fever sepsis\"", "members=\"fever\n  ^fever\"", "the first is at"},
  {"named-twice", "g.xml", "<enter findings=\"pain\"/>", "<enter findings=\"pain\"/><enter findings=\"well ^pain\"/>", "the first is at"},
  {"named-twice", "a.xml", "prefer=\"home acr\"", "prefer=\"home acr ^home\"", "the first is at"},
  {"named-twice", "g.xml", "mr-knee+xr-knee", "mr-knee+^mr-knee", "combined with itself"},
  {"fact-kind", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever ^age\"/>", "\"age\" is a measure"},
  {"fact-kind", "f.xml", "<measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\">" L("age") BOTH("ask", "How old?") "<unit id=\"mo\" factor=\"0.0833333333333333\"/></measure>", "<finding id=\"^age\">" L("age") "</finding>", "must be a measure"},
  {"finding-undefined", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever ^sepsi\"/>", "did you mean \"sepsis\""},
  {"finding-undefined", "f.xml", "<historical finding=\"past-pain\"/>", "<historical finding=\"^past-pains\"/>", "did you mean \"past-pain\""},
  {"choice-undefined", "g.xml", "<choice of=\"purpose\"", "<choice of=\"^purpos\"", "did you mean \"purpose\""},
  {"measure-undefined", "f.xml", "<value of=\"temperature\"/>", "<value of=\"^temperatur\"/>", "did you mean \"temperature\""},
  {"prior-undefined", "g.xml", "<prior of=\"earlier-xr\" done", "<prior of=\"^earlier\" done", "is not defined"},
  {"score-undefined", "g.xml", "<score of=\"points\" is", "<score of=\"^point\" is", "did you mean \"points\""},
  {"group-undefined", "g.xml", "group=\"flags\"", "group=\"^flag\"", "did you mean \"flags\""},
  {"fact-undefined", "s.xml", "needs=\"pain\"", "needs=\"^pian\"", "did you mean \"pain\""},
  {"value-undefined", "g.xml", "is=\"plan\"", "is=\"diagnose ^plans\"", "did you mean \"plan\""},
  {"value-undefined", "f.xml", "unstated=\"diagnose\"", "unstated=\"^diagnosis\"", "did you mean \"diagnose\""},
  {"result-undefined", "g.xml", "shows=\"normal other\"", "shows=\"normal ^others\"", "is no result"},
  {"band-undefined", "g.xml", "is=\"low high\"", "is=\"low ^hig\"", "did you mean \"high\""},
  {"unit-undefined", "s.xml", "unit=\"mo\"", "unit=\"^wk\"", "must be one of a, mo"},
  {"region-undefined", "e.xml", "within=\"limb\"", "within=\"^lim\"", "did you mean \"limb\""},
  {"modality-undefined", "f.xml", "modality=\"DX MR\"", "modality=\"DX ^CT\"", "is not defined"},
  {"technique-undefined", "e.xml", "technique=\"arthrography\">" T("MR arthrography knee"), "technique=\"^arthrographie\">" T("MR arthrography knee"), "did you mean \"arthrography\""},
  {"exam-undefined", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>\n  none\n  ^mr-knee-wit<", "did you mean \"mr-knee-with\""},
  {"exam-undefined", "g.xml", "mr-knee+xr-knee", "mr-knee+^xr-kne", "did you mean \"xr-knee\""},
  {"exam-undefined", "e.xml", "<extend exam=\"xr-knee\"", "<extend exam=\"^xr-nee\"", "did you mean \"xr-knee\""},
  {"authority-undefined", "a.xml", "prefer=\"acr\"", "prefer=\"^arc\"", "did you mean \"acr\""},
  {"source-undefined", "g.xml", "<ratings source=\"home\">", "<ratings source=\"^hom\">", "did you mean \"home\""},
  {"guideline-undefined", "g.xml", "<yields to=\"fever-first\"/>", "<yields to=\"^fever-last\"/>", "did you mean \"fever-first\""},
  {"scenario-undefined", "g.xml", "refines=\"ill-knee\"", "refines=\"^ill-kne\"", "did you mean \"ill-knee\""},
  {"define-undefined", "g.xml", "<holds define=\"ill\"/>", "<holds define=\"^il\"/>", "no <define id=\"il\">"},
  {"rule-undefined", "g.xml", "<weighs safety=\"again\"/>", "<weighs safety=\"^agian\"/>", "did you mean \"again\""},
  {"fact-unused", "f.xml", "</facts>", "<finding id=\"^idle\">" L("idle") "</finding></facts>", "nothing asks"},
  {"define-unused", "g.xml", "<define id=\"ill\">", "<define id=\"^idle\"><always/></define><define id=\"ill\">", "nothing uses"},
  {"source-unused", "h.xml", "<enter", "<source id=\"^idle\" authority=\"acr\">x</source><enter", "no ratings cite"},
  /* conditions */
  {"condition-misplaced", "g.xml", "<always/>", "^<repeat within-days=\"3\"/>", "safety rules only"},
  {"condition-misplaced", "s.xml", "<has finding=\"fever\"/>", "^<holds define=\"ill\"/>", "there is none here"},
  {"define-cycle", "g.xml", "<define id=\"ill\">", "<define id=\"^ill2\"><holds define=\"ill\"/></define><define id=\"ill\"><holds define=\"ill2\"/>", NULL},
  {"derive-cycle", "f.xml", "<cue>temp</cue>", "<cue>temp</cue><derive><value of=\"ratio\"/></derive>", "which is worked out from it"},
  {"derive-cycle", "s.xml", "<has finding=\"fever\"/>", "<score of=\"points\" at-least=\"1\"/>", "which is worked out from it"},
  {"implication-contradiction", "f.xml", "<finding id=\"sepsis\" unstated=\"absent\">" L("sepsis"), "<finding id=\"^sepsis\" unstated=\"absent\">" L("sepsis") "<implies finding=\"well\"/>", "contradicts itself"},
  {"band-overlap", "s.xml", "<band id=\"high\" at-least=\"2\">", "^<band id=\"high\" at-least=\"1\">", "overlaps band \"low\""},
  {"silence-bad", "g.xml", "<unstated finding=\"pain\" ", "<unstated finding=\"^purpose\" ", "by silence"},
  {"silence-bad", "g.xml", "<unstated finding=\"pain\" means=\"absent\"/>", "<unstated finding=\"^age\" means=\"unknown\"/>", "by silence"},
  /* exams, authorities */
  {"region-cycle", "e.xml", "<region id=\"limb\">", "<region id=\"limb\" within=\"knee\">", "which lies within it"},
  {"alias-twice", "e.xml", T("MRI knee with contrast"), T("MRI knee with contrast") "<alias>^MRI of the Knee</alias>", "is given to \"mr-knee\" too"},
  {"code-twice", "e.xml", T("MRI knee with contrast"), T("MRI knee with contrast") "<code system=\"loinc\">^30691-0</code>", "is given to \"mr-knee\" too"},
  {"placeholder-twice", "e.xml", "<extend", "<exam id=\"^xr-somewhere\" modality=\"DX\" placeholder=\"yes\">" T("x") "</exam>\n<extend", "is a placeholder of the same"},
  {"profile-default", "a.xml", "<profile id=\"far\" ", "^<profile id=\"far\" default=\"yes\" ", "more than one"},
  {"profile-default", "a.xml", "default=\"yes\" ", "", "no profile is the default"},
  /* guidelines */
  {"yields-cycle", "h.xml", "<enter ", "<yields to=\"knee-pain\"/><enter ", "which yields to it"},
  {"refines-cycle", "g.xml", "<scenario id=\"ill-knee\" ", "<scenario id=\"ill-knee\" refines=\"seen\" ", "which refines it"},
  {"row-twice", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>mr-knee-with ^mr-knee<", "already rated"},
  {"row-twice", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>^xr-knee+mr-knee<", "already rated"},
  {"scenario-unrated", "g.xml", "<gap ", "^<scenario id=\"bare\">" T("Bare") "<when><has finding=\"well\"/></when></scenario><gap ", "no authority holds it"},
  {"scenario-unreachable", "g.xml", "<gap ", "^<scenario id=\"late\">" T("Late") "<when><has finding=\"well\"/></when>" RATE("acr", "none") "</scenario><gap ", "always holds"},
  {"scenario-unreachable", "h.xml", "</guideline>", "^<scenario id=\"b\">" T("B") "<when><has finding=\"sepsis\"/></when>" RATE("acr", "none") "</scenario></guideline>", "same condition"},
  {"review-order", "g.xml", "review-by=\"2027-01-01\"", "review-by=\"^2025-01-01\"", "before"},
  /* words */
  {"phrase-bracket", "f.xml", "<cue>planning</cue>", "<cue>^[planning</cue>", ""},
  {"xml-tag-mismatch", "f.xml", "</facts>", "^</fact>", ""},
};
/* clang-format on */

static char *make_spoiled(const spoiled *row, uint32_t *line, uint32_t *column) {
  test_file files[N_FILES];
  char *text = NULL;
  for (size_t i = 0; i < N_FILES; i++) {
    files[i] = clean[i];
    if (clean[i].name && !strcmp(clean[i].name, row->file))
      files[i].text = text = spoil(clean[i].text, row->find, row->put, line, column);
  }
  ck_assert_ptr_nonnull(text);
  char *dir = test_make_dir(files);
  free(text);
  return dir;
}

START_TEST(each_mistake_is_told_by_its_code_and_place) {
  const spoiled *row = &rows[_i];
  uint32_t line, column;
  rscan_error *err = NULL;
  char *dir = make_spoiled(row, &line, &column);
  rscan_rulebase *book = load_dir(dir, &err);
  test_remove_dir(dir);
  const rscan_error *said = book ? rscan_rulebase_warnings(book) : err;
  bool has_place = strchr(row->put, '^') != NULL, is_error = false, is_found = false;
  if (!row->part && !has_place && !strcmp(row->find, row->put))
    ck_assert_ptr_nonnull(book); /* a row that spoils nothing: the harness itself */
  else if (has_place)
    ck_said(said, row->code, row->file, line, column, row->part ? row->part : "");
  for (size_t i = 0; i < rscan_error_count(said); i++)
    if (!strcmp(rscan_error_code(said, i), row->code) && (!row->part || strstr(rscan_error_text(said, i), row->part))) {
      is_found = true;
      is_error |= rscan_error_severity(said, i) == RSCAN_ERROR;
    }
  if (row->part || has_place) {
    ck_assert_msg(is_found, "expected %s [%s], got:\n%s", row->part ? row->part : "", row->code, all_said(said));
    ck_assert_msg(is_error == !book, "%s\n%s", book ? "loaded in spite of" : "refused though none is an error:", all_said(said));
    ck_no_other_error(said, row->code);
  }
  rscan_rulebase_unref(book);
  rscan_error_free(err);
}
END_TEST
