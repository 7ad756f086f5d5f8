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
  sprintf(out, "%.*s%.*s%s%s", (int)before, text, mark ? (int)(mark - put) : (int)strlen(put), put, mark ? mark + 1 : "",
          at + strlen(find));
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
    ck_assert_msg(rscan_error_severity(err, i) != RSCAN_ERROR || !strcmp(rscan_error_code(err, i), code), "besides %s:\n%s", code,
                  all_said(err));
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
  {"attribute-missing", "f.xml", "</facts>", "^<finding>" L("x") "</finding></facts>", "needs the attribute \"id\""},
  {"attribute-missing", "g.xml", "<has any=\"fever sepsis\"/>", "^<has/>", "needs one of finding, any, all, group"},
  {"attribute-missing", "s.xml", "<measure of=\"age\" unit=\"mo\" at-least=\"216\"/>", "^<measure of=\"age\"/>", "at least one of at-least"},
  {"attribute-missing", "g.xml", "<source id=\"home\" authority=\"home\">", "^<source id=\"home\">", "needs the attribute \"authority\""},
  {"attribute-conflict", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever sepsis\" finding=\"^fever\"/>", ""},
  {"attribute-conflict", "s.xml", "unit=\"mo\" at-least=\"216\"", "unit=\"mo\" at-least=\"216\" above=\"2\"", ""},
  {"attribute-conflict", "f.xml", "<implies finding=\"fever\"/>", "^<implies finding=\"fever\" is=\"x\"/>", "is goes with choice"},
  {"attribute-conflict", "g.xml", "<score of=\"points\" at-least=\"1\"/>", "^<score of=\"points\" is=\"low\" at-least=\"1\"/>", "not both"},
  {"attribute-empty", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"^ \"/>", "any is empty"},
  {"id-bad", "f.xml", "</facts>", "<finding id=\"^Past_pain\">" L("x") "</finding></facts>", "not spelt like an id"},
  {"id-bad", "f.xml", "</facts>", "<finding id=\"^Past_pain\">" L("x") "</finding></facts>", "write \"past-pain\""},
  {"id-bad", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever^, sepsis;well\"/>", "separated by spaces alone [id-bad]\n  hint: write \"fever sepsis well\""},
  {"id-bad", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"^Fever sepsis\"/>", "\"Fever\" is not spelt like an id [id-bad]\n  hint: write \"fever sepsis\""},
  {"id-bad", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever^\xc2\xa0sepsis\"/>", "a no-break space (U+00A0) in \"fever\xc2\xa0sepsis\" [id-bad]\n  hint: write \"fever sepsis\""},
  {"id-bad", "g.xml", "<has any=\"fever sepsis\"/>", "<has any=\"fever sep^\xc2\xadsis\"/>", "a soft hyphen (U+00AD)"},
  {"id-bad", "g.xml", "<holds define=\"ill\"/>", "<holds define=\"^ill,\"/>", "hint: write \"ill\""},
  {"id-bad", "g.xml", "<has any=\"fever sepsis\"/>", "<has finding=\"^fever sepsis\"/>", "finding takes one id, and \"fever sepsis\" is 2 [id-bad]\n  hint: write any=\"fever sepsis\" or all=\"fever sepsis\""},
  {"id-bad", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>none^, mr-knee-with<", "hint: write \"none mr-knee-with\""},
  {"id-bad", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>mr^\xe2\x80\x93knee-with<", "an en dash (U+2013) in \"mr\xe2\x80\x93knee-with\" [id-bad]\n  hint: write \"mr-knee-with\""},
  {"id-bad", "f.xml", "modality=\"DX MR\"", "modality=\"DX ^mr\"", "hint: write \"DX MR\""},
  {"id-bad", "f.xml", "modality=\"DX MR\"", "modality=\"DX ^m.r\"", "capitals and digits only"},
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
  {"text-missing", "f.xml", "<result id=\"normal\"/>", "<result id=\"normal\"/>^<result id=\"normale\"/>", "did you mean \"normal\""},
  {"text-missing", "w-fr.xml", "id=\"verdict.none\"", "id=\"^verdict.non\"", "did you mean \"verdict.none\""},
  {"text-untranslated", "f.xml", L("past pain"), "^<label lang=\"en\">past pain</label>", "will see English"},
  {"text-untranslated", "w-en.xml", "</wording>", "<message id=\"^verdict.more\">More</message></wording>", "not in French"},
  {"departure-unexplained", "g.xml", "<ratings source=\"home\">", "^<ratings source=\"home\" departs=\"yes\">", "says why"},
  /* names */
  {"id-twice", "f.xml", "<finding id=\"well\">", "<finding id=\"^fever\">" L("f") "</finding><finding id=\"well\">", "the first is at"},
  {"id-twice", "f.xml", "<group id=\"flags\"", "<group id=\"^sepsis\" members=\"pain\">" L("s") "</group><group id=\"flags\"", "the first is at"},
  {"id-twice", "f.xml", "<value id=\"plan\">", "<value id=\"^diagnose\">" L("d") "</value><value id=\"plan\">", "value \"diagnose\" is defined twice"},
  {"id-twice", "f.xml", "<unit id=\"[degF]\"", "<unit id=\"^Cel\"", "unit \"Cel\""},
  {"id-twice", "g.xml", "<scenario id=\"rest\">", "<scenario id=\"^seen\">", "scenario \"seen\""},
  {"id-twice", "g.xml", "<source id=\"home\" ", "<source id=\"^acr\" authority=\"acr\">x</source><source id=\"home\" ", "source \"acr\""},
  {"id-twice", "e.xml", "<extend", "<exam id=\"^none\">" T("x") "</exam>\n<extend", "exam \"none\""},
  {"id-reserved", "f.xml", "<result id=\"fluid\">", "<result id=\"^other\">", "exists by itself"},
  {"id-reserved", "f.xml", "<value id=\"plan\">", "<value id=\"^unknown\">" L("u") "</value><value id=\"plan\">", "exists by itself"},
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
  {"region-undefined", "g.xml", "regions=\"knee limb\"", "regions=\"knee ^limbs\"", "? There are limb, knee"},
  {"modality-undefined", "f.xml", "modality=\"DX MR\"", "modality=\"DX ^CT\"", "is not defined [modality-undefined]\n  hint: There are MR, DX"},
  {"technique-undefined", "e.xml", "technique=\"arthrography\">" T("MR arthrography knee"), "technique=\"^arthrographie\">" T("MR arthrography knee"), "did you mean \"arthrography\""},
  {"exam-undefined", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>\n  none\n  ^mr-knee-wit<", "did you mean \"mr-knee-with\""},
  {"exam-undefined", "g.xml", "mr-knee+xr-knee", "mr-knee+^xr-kne", "did you mean \"xr-knee\""},
  {"exam-undefined", "e.xml", "<extend exam=\"xr-knee\"", "<extend exam=\"^xr-nee\"", "did you mean \"xr-knee\""},
  {"authority-undefined", "a.xml", "prefer=\"acr\"", "prefer=\"^arc\"", "did you mean \"acr\""},
  {"source-undefined", "g.xml", "<ratings source=\"home\">", "<ratings source=\"^hom\">", "did you mean \"home\""},
  {"source-undefined", "g.xml", "<ratings source=\"home\">", "<ratings source=\"^acr2018\">", "hint: it has: acr, home"},
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
  {"define-cycle", "g.xml", "<define id=\"ill\">", "<define id=\"ill2\"><holds define=\"ill\"/></define><define id=\"^ill\"><holds define=\"ill2\"/>", ""},
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
  {"yields-cycle", "h.xml", "<enter ", "<yields to=\"^knee-pain\"/><enter ", "guideline \"fever-first\" yields to \"knee-pain\", which yields to it ("},
  {"yields-cycle", "h.xml", "<enter ", "<yields to=\"^fever-first\"/><enter ", "yields to itself"},
  {"refines-cycle", "g.xml", "<scenario id=\"ill-knee\" ", "<scenario id=\"ill-knee\" refines=\"seen\" ", "which refines it"},
  {"row-twice", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>mr-knee-with ^mr-knee<", "already rated"},
  {"row-twice", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>mr-knee-with ^mr-knee<", "hint: it is <usually-appropriate> there and <usually-not-appropriate> here: take out what the source does not say"},
  {"row-twice", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>mr-knee-with ^mr-knee-with<", "hint: it is <usually-not-appropriate> both times: take one out"},
  {"row-twice", "g.xml", "<usually-not-appropriate>mr-knee-with<", "<usually-not-appropriate>^xr-knee+mr-knee<", "already rated"},
  {"scenario-unrated", "g.xml", "<gap ", "^<scenario id=\"bare\">" T("Bare") "<when><has finding=\"well\"/></when></scenario><gap ", "no authority holds it"},
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

/* Is there a diagnostic of this row's code and words? *is_error: it is an error. */
static bool is_said(const rscan_error *err, const spoiled *row, bool *is_error) {
  bool is_found = false;
  for (size_t i = 0; i < rscan_error_count(err); i++)
    if (!strcmp(rscan_error_code(err, i), row->code) && strstr(rscan_error_text(err, i), row->part)) {
      is_found = true;
      *is_error = rscan_error_severity(err, i) == RSCAN_ERROR;
    }
  return is_found;
}

START_TEST(each_mistake_is_told_by_its_code_and_place) {
  const spoiled *row = &rows[_i];
  uint32_t line, column;
  rscan_error *err = NULL;
  bool is_error = false;
  char *dir = make_spoiled(row, &line, &column);
  rscan_rulebase *book = load_dir(dir, &err);
  test_remove_dir(dir);
  const rscan_error *said = book ? rscan_rulebase_warnings(book) : err;
  if (strchr(row->put, '^'))
    ck_said(said, row->code, row->file, line, column, row->part);
  ck_assert_msg(is_said(said, row, &is_error), "expected %s [%s], got:\n%s", row->part, row->code, all_said(said));
  ck_assert_msg(is_error == !book, "%s\n%s", book ? "loaded in spite of" : "refused though it is no error:", all_said(said));
  ck_no_other_error(said, row->code);
  rscan_rulebase_unref(book);
  rscan_error_free(err);
}
END_TEST

/* Where the diagnostic stands is left out; whose word counts cannot be, and what rulebase.xml itself says stays. */
START_TEST(each_mistake_leaves_the_rest_to_be_tried) {
  const spoiled *row = &rows[_i];
  uint32_t line, column;
  rscan_error *err = NULL;
  bool is_error = false;
  char *dir = make_spoiled(row, &line, &column);
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.partial = 1;
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, &err);
  test_remove_dir(dir);
  const rscan_error *said = book ? rscan_rulebase_warnings(book) : err;
  if (strchr(row->put, '^'))
    ck_said(said, row->code, row->file, line, column, row->part);
  ck_assert_msg(is_said(said, row, &is_error), "expected %s [%s], got:\n%s", row->part, row->code, all_said(said));
  ck_assert_msg(!book == !strcmp(row->file, "a.xml"), "%s:\n%s", book ? "tried" : "refused", all_said(said));
  bool leaves_out = is_error && strcmp(row->code, "module-twice") != 0;
  ck_assert_int_eq(book && rscan_rulebase_left_out_count(book) > 0, book && leaves_out);
  rscan_rulebase_unref(book);
  rscan_error_free(err);
}
END_TEST

static rscan_error *errors_of(const spoiled *row, uint32_t *line, uint32_t *column) {
  rscan_error *err = NULL;
  char *dir = make_spoiled(row, line, column);
  ck_assert_ptr_null(load_dir(dir, &err));
  test_remove_dir(dir);
  return err;
}

START_TEST(what_is_misspelt_is_told_once_for_all_of_a_list) {
  static const char *const lists[] = {"<has any=\"fever, sepsis\"/>", "<has any=\"Fever Sepsis\"/>",
                                      "<has any=\"fever\xc2\xa0sepsis\"/>", "<has finding=\"fever sepsis\"/>",
                                      "<has finding=\"Fever\"/>"};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    uint32_t line, column;
    rscan_error *err = errors_of(&(spoiled){"id-bad", "g.xml", "<has any=\"fever sepsis\"/>", lists[i], ""}, &line, &column);
    ck_assert_msg(rscan_error_count(err) == 1, "%s", all_said(err));
    ck_assert_str_eq(rscan_error_code(err, 0), "id-bad");
    rscan_error_free(err);
  }
}
END_TEST

START_TEST(of_many_names_those_that_share_a_word_are_told) {
  char many[8000] = "";
  for (int i = 0; i < 20; i++)
    sprintf(many + strlen(many), "<region id=\"part-%d\">" T("p") "</region>", i);
  strcat(many, "<region id=\"lumbar-spine\">" T("l") "</region><region id=\"facial-bones\">" T("f") "</region>");
  static const char *const wrong[][2] = {{"lumbago", "hint: perhaps lumbar-spine? `rightscan list regions` has them all"},
                                         {"craniofacial", "hint: perhaps facial-bones? `rightscan list regions` has them all"},
                                         {"heart", "hint: `rightscan list regions` has them all"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    uint32_t line, column;
    char put[9000];
    snprintf(put, sizeof put, "%s<region id=\"limb\" within=\"^%s\">", many, wrong[i][0]);
    rscan_error *err = errors_of(&(spoiled){"", "e.xml", "<region id=\"limb\">", put, ""}, &line, &column);
    ck_said(err, "region-undefined", "e.xml", line, column, wrong[i][1]);
    rscan_error_free(err);
  }
}
END_TEST

START_TEST(a_circle_of_yields_is_told_at_both_ends) {
  uint32_t line, column;
  rscan_error *err = errors_of(&(spoiled){"", "h.xml", "<enter ", "<yields to=\"^knee-pain\"/><enter ", ""}, &line, &column);
  ck_assert_uint_eq(rscan_error_count(err), 2);
  ck_said(err, "yields-cycle", "h.xml", line, column, "\"fever-first\" yields to \"knee-pain\", which yields to it (");
  ck_assert_msg(strstr(rscan_error_text(err, 0), "g.xml:7:13: error: guideline \"knee-pain\" yields to \"fever-first\"") != NULL,
                "%s", all_said(err));
  ck_assert_msg(strstr(rscan_error_text(err, 0), "h.xml:") != NULL, "%s", all_said(err));
  rscan_error_free(err);
}
END_TEST

START_TEST(the_messages_of_one_file_can_be_kept) {
  uint32_t line, column;
  rscan_error *err = errors_of(&(spoiled){"", "h.xml", "<enter ", "<yields to=\"^knee-pain\"/><enter ", ""}, &line, &column);
  char *file = strdup(rscan_error_file(err, 1));
  rscan_error_keep_file(err, file);
  ck_assert_uint_eq(rscan_error_count(err), 1);
  ck_assert_str_eq(rscan_error_file(err, 0), file);
  ck_assert_uint_eq(rscan_error_line(err, 0), line);
  rscan_error_keep_file(err, "nowhere.xml");
  ck_assert_uint_eq(rscan_error_count(err), 0);
  rscan_error_keep_file(NULL, file);
  rscan_error_free(err);
  free(file);
}
END_TEST

/* The codes that the table above, or a test of its own below, makes fire. */
START_TEST(every_code_is_tested) {
  static const char *const elsewhere[] = {"xml-",
                                          "phrase-",
                                          "pattern-",
                                          "too-many",
                                          "condition-too-",
                                          "profile-undefined",
                                          /* check_lint.c */ "implication-cycle",
                                          "gap-unused",
                                          "explanation-missing",
                                          "cue-steals",
                                          "scenario-unreachable",
                                          "scenario-shadowed",
                                          "guideline-gap",
                                          "lint-",
                                          /* check_partial.c */ "left-out",
                                          "file-unnamed",
                                          /* check_lint.c */ "nothing-better",
                                          "review-passed",
                                          "score-unreachable",
                                          "wording-labels-",
                                          "cue-misses-",
                                          "branch-dead",
                                          "always-true",
                                          "band-gap",
                                          "limit-outside",
                                          "year-future",
                                          "region-other",
                                          "name-near",
                                          "text-unfinished"};
  for (int id = 0; id < RSI_N_CODES; id++) {
    const char *code = rsi_code_table[id].code;
    bool is_tested = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
      is_tested |= !strcmp(rows[i].code, code);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
      is_tested |= !strncmp(elsewhere[i], code, strlen(elsewhere[i]));
    ck_assert_msg(is_tested, "nothing tests %s", code);
    ck_assert(rsi_code_table[id].meaning[0] != '\0');
  }
}
END_TEST

/* ---- a rule base that is right ---- */

static rscan_rulebase *load_clean(void) {
  rscan_error *err = NULL;
  char *dir = test_make_dir(clean);
  rscan_rulebase *book = load_dir(dir, &err);
  test_remove_dir(dir);
  ck_assert_msg(book != NULL, "%s", all_said(err));
  return book;
}

START_TEST(nothing_is_said_of_a_rule_base_that_is_right) {
  rscan_rulebase *book = load_clean();
  ck_assert_msg(rscan_rulebase_warnings(book) == NULL, "%s", all_said(rscan_rulebase_warnings(book)));
  ck_assert_str_eq(rscan_rulebase_version(book), "1.2");
  rscan_rulebase_unref(book);
}
END_TEST

static const rsi_fact *fact(const rscan_rulebase *book, const char *id) {
  uint32_t index = rsi_find_fact(book, id);
  ck_assert_msg(index < book->n_facts, "no fact %s", id);
  return &book->facts[index];
}

static const rsi_exam *exam(const rscan_rulebase *book, const char *id) {
  uint32_t index = rsi_find_exam(book, id);
  ck_assert_msg(index != RSI_NONE, "no exam %s", id);
  return &book->exams[index];
}

static const rsi_scenario *scenario(const rscan_rulebase *book, const char *id) {
  for (uint32_t i = 0; i < book->n_scenarios; i++)
    if (!strcmp(rsi_string(book, book->scenarios[i].id), id))
      return &book->scenarios[i];
  ck_abort_msg("no scenario %s", id);
}

START_TEST(numbers_become_cells_that_tell_below_from_at_most) {
  rscan_rulebase *book = load_clean();
  const rsi_fact *temperature = fact(book, "temperature"), *age = fact(book, "age");
  ck_assert_uint_eq(temperature->cuts.count, 3); /* 37 38 39 */
  ck_assert(rsi_cells_of(book, temperature, 38, false, 39, true) == RSI_CELLS(3, 4));
  ck_assert(rsi_cells_of(book, temperature, 38, true, 39, false) == RSI_CELLS(4, 5));
  ck_assert(book->values[temperature->values.first].state == RSI_CELLS(5, 6)); /* at least 39 */
  ck_assert_uint_eq(age->cuts.count, 1);                                       /* 216 months are 18 years, exactly */
  ck_assert(book->numbers[age->cuts.first] == 18);
  ck_assert(age->full == RSI_CELLS(0, 2));
  ck_assert(fact(book, "points")->full == RSI_CELLS(0, 4)); /* 0 to 3 points, cut at 1 and 2 */
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(silence_is_compiled_into_the_leaves) {
  rscan_rulebase *book = load_clean();
  const rsi_node *ill = &book->nodes[scenario(book, "ill-knee")->when];
  uint32_t fever = rsi_find_fact(book, "fever"), sepsis = rsi_find_fact(book, "sepsis"), flags = rsi_find_fact(book, "flags");
  ck_assert_str_eq(rsi_string(book, ill->name), "ill");
  ck_assert_uint_eq(ill[1].op, RSI_OP_ANY);
  ck_assert(ill[3].fact == fever && ill[3].flags == 0); /* this guideline makes silence about fever unknown */
  ck_assert(ill[4].fact == sepsis && ill[4].flags == RSI_NODE_ASSUMES);
  ck_assert(ill[5].fact == flags && ill[5].op == RSI_OP_ANY && ill[6].arg == (RSI_SUSPECTED | RSI_PRESENT));
  const rsi_score *points = &book->scores[fact(book, "points")->detail];
  ck_assert_uint_eq(book->nodes[book->criteria[points->criteria.first].when].flags, 0); /* silence completes no score */
  ck_assert(fact(book, "fever")->unstated == RSI_ABSENT && fact(book, "pain")->unstated == RSI_FINDING_FULL);
  ck_assert(fact(book, "purpose")->unstated == 1);
  rscan_rulebase_unref(book);
}
END_TEST

static bool implies(const rscan_rulebase *book, const char *from, rsi_state from_state, const char *to, rsi_state to_state) {
  uint32_t a = rsi_find_fact(book, from), b = rsi_find_fact(book, to);
  for (uint32_t i = 0; i < book->n_implications; i++) {
    const rsi_implication *im = &book->implications[i];
    if (im->from_fact == a && im->to_fact == b && im->from == from_state && im->to == to_state)
      return true;
  }
  return false;
}

START_TEST(implications_come_from_findings_values_ranges_sexes_and_exclusions) {
  rscan_rulebase *book = load_clean();
  rsi_state suspected = RSI_SUSPECTED | RSI_PRESENT;
  ck_assert(implies(book, "sepsis", RSI_PRESENT, "fever", RSI_PRESENT));
  ck_assert(implies(book, "sepsis", suspected, "fever", suspected));
  ck_assert(implies(book, "sepsis", RSI_PRESENT, "purpose", 1));
  ck_assert(implies(book, "purpose", 2, "pain", suspected));
  ck_assert(implies(book, "temperature", RSI_CELLS(3, 6), "fever", RSI_PRESENT));
  ck_assert(implies(book, "temperature", RSI_CELLS(0, 0), "fever", RSI_ABSENT));
  ck_assert(implies(book, "earlier-xr", 4, "pain", RSI_PRESENT));
  ck_assert(implies(book, "sex", 2, "pregnancy", RSI_ABSENT));
  ck_assert(implies(book, "fever", RSI_PRESENT, "well", RSI_ABSENT) && implies(book, "well", RSI_PRESENT, "fever", RSI_ABSENT));
  ck_assert_uint_eq(fact(book, "pregnancy")->possible_sexes, 1);
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(a_combination_is_one_exam_whatever_the_order_of_its_parts) {
  rscan_rulebase *book = load_clean();
  const rsi_exam *both = exam(book, "mr-knee+xr-knee");
  ck_assert_uint_eq(both->parts.count, 2);
  ck_assert_str_eq(rsi_say(book, both->title, RSI_EN), "MRI knee + Radiograph knee");
  ck_assert_int_eq(both->radiation_adult, 1);
  ck_assert_int_eq(both->radiation_child, RSI_RADIATION_VARIES);
  ck_assert_uint_eq(rsi_find_exam(book, "xr-knee+mr-knee"), RSI_NONE);
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(rows_are_inherited_and_own_rows_win) {
  rscan_rulebase *book = load_clean();
  const rsi_scenario *seen = scenario(book, "seen");
  ck_assert_uint_eq(seen->rows.count, 5);
  ck_assert_uint_eq(seen->authorities, 3);
  uint32_t both = rsi_find_exam(book, "mr-knee+xr-knee");
  for (uint32_t i = 0; i < seen->rows.count; i++) {
    const rsi_row *row = &book->rows[seen->rows.first + i];
    if (i)
      ck_assert(row[-1].exam < row->exam || (row[-1].exam == row->exam && row[-1].authority < row->authority));
    if (row->exam == both)
      ck_assert_uint_eq(row->order, 0); /* its own, not the one of ill-knee */
  }
  ck_assert_str_eq(rsi_say(book, seen->why, RSI_EN), "Because.");
  ck_assert_str_eq(rsi_say(book, seen->title, RSI_EN), "Seen");
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(the_nearest_placeholder_stands_for_an_exam) {
  rscan_rulebase *book = load_clean();
  ck_assert_uint_eq(exam(book, "xr-knee")->stands_for, rsi_find_exam(book, "xr-anywhere"));
  ck_assert_uint_eq(exam(book, "xr-anywhere")->stands_for, RSI_NONE);
  ck_assert_uint_eq(exam(book, "mr-knee")->stands_for, RSI_NONE);
  ck_assert_uint_eq(exam(book, "xr-knee")->order, 1); /* by <extend> */
  ck_assert_uint_eq(exam(book, "xr-knee")->codes.count, 1);
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(codes_are_sorted_and_mean_suspected_unless_they_say_otherwise) {
  rscan_rulebase *book = load_clean();
  for (uint32_t i = 1; i < book->n_codes; i++)
    ck_assert_int_le(strcmp(rsi_string(book, book->codes[i - 1].code), rsi_string(book, book->codes[i].code)), 0);
  for (uint32_t i = 0; i < book->n_codes; i++) {
    const char *code = rsi_string(book, book->codes[i].code);
    if (!strcmp(code, "M17"))
      ck_assert(book->codes[i].state == (RSI_SUSPECTED | RSI_PRESENT));
    if (!strcmp(code, "M25.5"))
      ck_assert(book->codes[i].state == RSI_PRESENT);
  }
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(ids_and_messages_are_found) {
  rscan_rulebase *book = load_clean();
  for (uint32_t i = 0; i < book->n_facts; i++)
    ck_assert_uint_eq(rsi_find_fact(book, rsi_string(book, book->facts[i].id)), i);
  for (uint32_t i = 0; i < book->n_exams; i++)
    ck_assert_uint_eq(rsi_find_exam(book, rsi_string(book, book->exams[i].id)), i);
  ck_assert_uint_eq(rsi_find_fact(book, "flags"), book->n_facts);
  ck_assert_uint_eq(rsi_find_fact(book, "flag"), RSI_NONE);
  ck_assert_str_eq(rsi_wording(book, "verdict.none", RSI_FR), "Aucun verdict");
  ck_assert_str_eq(rsi_wording(book, "verdict.some", RSI_FR), "verdict.some");
  uint32_t limb = exam(book, "mr-knee")->region;
  ck_assert(rsi_region_within(book, limb, book->regions[limb].within) &&
            !rsi_region_within(book, book->regions[limb].within, limb));
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(the_digest_follows_every_byte_of_every_module_and_nothing_else) {
  rscan_rulebase *a = load_clean(), *b = load_clean();
  ck_assert_str_eq(rscan_rulebase_digest(a), rscan_rulebase_digest(b)); /* from two directories */
  ck_assert_uint_eq(strlen(rscan_rulebase_digest(a)), 16);
  uint32_t line, column;
  static const spoiled more = {"", "h.xml", "</guideline>", " </guideline>", ""};
  rscan_error *err = NULL;
  char *dir = make_spoiled(&more, &line, &column);
  rscan_rulebase *c = load_dir(dir, &err);
  test_remove_dir(dir);
  ck_assert_ptr_nonnull(c);
  ck_assert_str_ne(rscan_rulebase_digest(a), rscan_rulebase_digest(c));
  rscan_rulebase_unref(a);
  rscan_rulebase_unref(b);
  rscan_rulebase_unref(c);
}
END_TEST

START_TEST(a_shared_rule_base_lives_until_the_last_lets_go) {
  rscan_rulebase *book = load_clean();
  ck_assert_ptr_eq(rscan_rulebase_ref(book), book);
  rscan_rulebase_unref(book);
  ck_assert_str_eq(rscan_rulebase_version(book), "1.2");
  rscan_rulebase_unref(book);
  rscan_rulebase_unref(NULL);
}
END_TEST

START_TEST(a_profile_is_chosen_by_name) {
  rscan_error *err = NULL;
  char *dir = test_make_dir(clean);
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.profile = "far";
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, &err);
  ck_assert_ptr_nonnull(book);
  ck_assert_str_eq(rsi_string(book, book->profiles[book->profile].id), "far");
  rscan_rulebase_unref(book);
  options.profile = "fra";
  ck_assert_ptr_null(rscan_rulebase_load(dir, &options, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "profile-undefined");
  ck_assert_ptr_nonnull(strstr(rscan_error_hint(err, 0), "\"far\""));
  rscan_error_free(err);
  test_remove_dir(dir);
}
END_TEST

START_TEST(diagnostics_come_in_the_order_of_the_files_and_all_at_once) {
  static const test_file files[] = {{"b.xml", "<facts " NS ">\n<finding id=\"b\"/>\n<finding id=\"B\"/></facts>"},
                                    {"a.xml", "<facts " NS ">\n<finding id=\"a\"><implies finding=\"c\"/></finding></facts>"},
                                    {NULL, NULL}};
  rscan_error *err = NULL;
  ck_assert_ptr_null(test_load(files, &err));
  ck_assert_int_eq(rscan_error_status(err), RSCAN_BAD_RULEBASE);
  ck_assert_uint_gt(rscan_error_count(err), 4);
  for (size_t i = 1; i < rscan_error_count(err); i++) {
    int by_file = strcmp(rscan_error_file(err, i - 1), rscan_error_file(err, i));
    ck_assert(by_file < 0 || (by_file == 0 && rscan_error_line(err, i - 1) <= rscan_error_line(err, i)));
  }
  rscan_error_free(err);
}
END_TEST

/* ---- directories ---- */

static void ck_refused(const char *dir, const char *code, const char *part) {
  rscan_error *err = NULL;
  ck_assert_ptr_null(load_dir(dir, &err));
  ck_assert_msg(rscan_error_count(err) == 1 && !strcmp(rscan_error_code(err, 0), code) && strstr(rscan_error_text(err, 0), part),
                "expected one %s (%s), got:\n%s", code, part, all_said(err));
  rscan_error_free(err);
}

START_TEST(a_directory_that_is_none_is_told_in_one_message) {
  static const test_file nothing[] = {{"other.xml", "x"}, {NULL, NULL}};
  char *dir = test_make_dir(nothing), path[600];
  ck_refused(dir, "file-missing", "/rulebase.xml: error: cannot read the file: there is no such file");
  snprintf(path, sizeof path, "%s/nowhere", dir);
  ck_refused(path, "file-missing", "no such file");
  snprintf(path, sizeof path, "%s/other.xml", dir);
  ck_refused(path, "file-unreadable", "not a directory");
  test_remove_dir(dir);
}
END_TEST

/* A rulebase.xml that is no file at all. */
START_TEST(a_rulebase_that_is_no_regular_file_is_told_and_does_not_hang) {
  static const test_file nothing[] = {{"other.xml", "x"}, {NULL, NULL}};
  char *dir = test_make_dir(nothing), path[600];
  snprintf(path, sizeof path, "%s/rulebase.xml", dir);
  ck_assert_int_eq(symlink("rulebase.xml", path), 0);
  ck_refused(dir, "file-unreadable", "go in a circle");
  unlink(path);
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  ck_refused(dir, "file-unreadable", "not a regular file");
  unlink(path);
  ck_assert_int_eq(mkdir(path, 0700), 0);
  ck_refused(dir, "file-unreadable", "it is a directory");
  rmdir(path);
  test_remove_dir(dir);
}
END_TEST

START_TEST(a_file_without_permission_is_told) {
  if (geteuid() == 0)
    return; /* root may read anything */
  char *dir = test_make_dir(clean), path[600];
  snprintf(path, sizeof path, "%s/rulebase.xml", dir);
  ck_assert_int_eq(chmod(path, 0), 0);
  ck_refused(dir, "file-unreadable", "permission");
  test_remove_dir(dir);
}
END_TEST

/* ---- ceilings ---- */

typedef struct big {
  char *text;
  size_t length;
} big;

static void add(big *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(big *b, const char *format, ...) {
  va_list args;
  char part[1000];
  va_start(args, format);
  int length = vsnprintf(part, sizeof part, format, args);
  va_end(args);
  b->text = realloc(b->text, b->length + (size_t)length + 1);
  memcpy(b->text + b->length, part, (size_t)length + 1);
  b->length += (size_t)length;
}

/* Loads the clean rule base with `find` in `file` replaced by a large text; expects this code, or success when code is NULL. */
static void ck_big(big *b, const char *file, const char *find, const char *code) {
  uint32_t line, column;
  rscan_error *err = NULL;
  const spoiled row = {code, file, find, b->text, ""};
  char *dir = make_spoiled(&row, &line, &column);
  rscan_rulebase *book = load_dir(dir, &err);
  test_remove_dir(dir);
  ck_assert_msg((book != NULL) == (code == NULL), "%s", all_said(err));
  if (code)
    ck_assert_msg(rscan_error_count(err) == 1 && !strcmp(rscan_error_code(err, 0), code), "%s", all_said(err));
  rscan_rulebase_unref(book);
  rscan_error_free(err);
  free(b->text);
  *b = (big){NULL, 0};
}

START_TEST(a_choice_has_as_many_values_as_a_set_has_bits) {
  big b = {NULL, 0};
  for (int count = 58; count <= 59; count++) { /* two stand there already, and 60 fit */
    for (int i = 0; i < count; i++)
      add(&b, "<value id=\"v%d\"><label lang=\"en\">v</label><label lang=\"fr\">v</label></value>", i);
    add(&b, "<value id=\"plan\">");
    ck_big(&b, "f.xml", "<value id=\"plan\">", count == 58 ? NULL : "too-many");
  }
}
END_TEST

START_TEST(there_are_at_most_as_many_authorities_as_a_set_has_bits) {
  big b = {NULL, 0};
  for (int count = 62; count <= 63; count++) {
    for (int i = 0; i < count; i++)
      add(&b, "<authority id=\"x%d\"><title lang=\"en\">x</title><title lang=\"fr\">x</title></authority>", i);
    add(&b, "<authority id=\"acr\">");
    ck_big(&b, "a.xml", "<authority id=\"acr\">", count == 62 ? NULL : "too-many");
  }
}
END_TEST

START_TEST(a_measure_is_compared_with_a_bounded_number_of_numbers) {
  big b = {NULL, 0};
  for (int count = 5000; count <= 20000; count += 15000) {
    for (int i = 0; i < count; i++)
      add(&b, "<range at-least=\"%d\"/>", 100 + i);
    add(&b, "<range id=\"hot\"");
    ck_big(&b, "f.xml", "<range id=\"hot\"", count == 5000 ? NULL : "too-many");
  }
}
END_TEST

START_TEST(conditions_are_nested_as_deep_as_the_limit_and_no_deeper) {
  big b = {NULL, 0};
  for (int depth = 29; depth <= 30; depth++) { /* inside <when><holds><any> there is room for 29 more */
    for (int i = 0; i < depth; i++)
      add(&b, "<not>");
    add(&b, "<has finding=\"fever\"/>");
    for (int i = 0; i < depth; i++)
      add(&b, "</not>");
    ck_big(&b, "g.xml", "<has any=\"fever sepsis\"/>", depth == 29 ? NULL : "condition-too-deep");
  }
}
END_TEST

START_TEST(definitions_that_double_each_other_are_stopped) {
  big b = {NULL, 0};
  add(&b, "<define id=\"d0\"><has finding=\"fever\"/></define>");
  for (int i = 1; i < 25; i++)
    add(&b, "<define id=\"d%d\"><any><holds define=\"d%d\"/><holds define=\"d%d\"/></any></define>", i, i - 1, i - 1);
  add(&b, "<define id=\"ill\"><holds define=\"d24\"/>");
  rscan_error *err = NULL;
  uint32_t line, column;
  const spoiled row = {"", "g.xml", "<define id=\"ill\">", b.text, ""};
  char *dir = make_spoiled(&row, &line, &column);
  ck_assert_ptr_null(load_dir(dir, &err));
  test_remove_dir(dir);
  bool is_told = false;
  for (size_t i = 0; i < rscan_error_count(err); i++)
    is_told |= !strncmp(rscan_error_code(err, i), "condition-too-", 14);
  ck_assert_msg(is_told, "%s", all_said(err));
  rscan_error_free(err);
  free(b.text);
}
END_TEST

START_TEST(only_so_many_diagnostics_are_kept_and_the_rest_is_counted) {
  big b = {NULL, 0};
  for (int i = 0; i < 3000; i++)
    add(&b, "<implies finding=\"nothing-%d\"/>", i);
  add(&b, "</facts>");
  rscan_error *err = NULL;
  uint32_t line, column;
  const spoiled row = {"", "f.xml", "<implies finding=\"fever\"/>", b.text, ""};
  b.text[b.length - 8] = '\0';
  char *dir = make_spoiled(&row, &line, &column);
  ck_assert_ptr_null(load_dir(dir, &err));
  test_remove_dir(dir);
  ck_assert_uint_eq(rscan_error_count(err), 1001);
  ck_assert_str_eq(rscan_error_text(err, 1000), "note: 2000 more not shown [more]");
  rscan_error_free(err);
  free(b.text);
}
END_TEST

/* ---- memory ---- */

static unsigned long n_calls, fail_at, n_live;

static void *counting_alloc(size_t size, void *context) {
  (void)context;
  if (++n_calls == fail_at)
    return NULL;
  n_live++;
  return malloc(size);
}

static void *counting_resize(void *block, size_t size, void *context) {
  (void)context;
  return ++n_calls == fail_at ? NULL : realloc(block, size);
}

static void counting_release(void *block, void *context) {
  (void)context;
  n_live--;
  free(block);
}

static const rscan_allocator counting = {counting_alloc, counting_resize, counting_release, NULL};

/* One load and its cases, with the n-th allocation failing; true when nothing failed. */
static bool load_with(const char *dir, const char *site, unsigned long n) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.allocator = &counting;
  options.site = site;
  rscan_error *err = NULL;
  n_calls = n_live = 0;
  fail_at = n;
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, &err);
  rscan_cases *cases = book ? rscan_cases_load(book, dir, &err) : NULL;
  bool is_done = cases != NULL;
  if (!is_done)
    ck_assert_msg(rscan_error_status(err) == RSCAN_NO_MEMORY, "allocation %lu: %s", n, all_said(err));
  rscan_error_free(err);
  rscan_cases_free(cases);
  rscan_rulebase_unref(book);
  ck_assert_msg(n_live == 0, "allocation %lu: %lu blocks are lost", n, n_live);
  return is_done;
}

START_TEST(each_allocation_of_a_load_may_fail_and_nothing_is_lost) {
  char *dir = test_make_dir(clean);
  unsigned long n = 1;
  while (!load_with(dir, NULL, n))
    n++;
  ck_assert_uint_gt(n, 20);
  test_remove_dir(dir);
}
END_TEST

START_TEST(each_allocation_of_a_load_that_is_refused_may_fail_too) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i += 7) {
    uint32_t line, column;
    char *dir = make_spoiled(&rows[i], &line, &column);
    rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
    options.allocator = &counting;
    unsigned long last = 0;
    for (unsigned long n = 1; n == 1 || last >= n - 1; n++) {
      rscan_error *err = NULL;
      n_calls = n_live = 0;
      fail_at = n;
      rscan_rulebase *book = rscan_rulebase_load(dir, &options, &err);
      last = n_calls;
      rscan_error_free(err);
      rscan_rulebase_unref(book);
      ck_assert_msg(n_live == 0, "row %zu, allocation %lu: %lu blocks are lost", i, n, n_live);
    }
    test_remove_dir(dir);
  }
}
END_TEST

/* ---- a site's directory ---- */

/* clang-format off */
static const test_file site[] = {
  {"rulebase.xml", "<rulebase " NS " id=\"site\" version=\"9\">" T("Site") "<module href=\"s.xml\"/><module href=\"g.xml\"/><module href=\"h.xml\"/></rulebase>"},
  {"s.xml", "<exams " NS "><exam id=\"mr-knee\" modality=\"MR\" region=\"knee\" contrast=\"without\">" T("Our MRI knee") "</exam><exam id=\"xr-ours\" modality=\"DX\" region=\"knee\">" T("Ours") "</exam>"
            "<extend exam=\"xr-knee\" order=\"7\"><code system=\"local\">XK1</code></extend></exams>"},
  {"h.xml", "<authorities " NS "><profile id=\"near\" default=\"yes\" prefer=\"acr home\">" T("Ours") "</profile></authorities>"},
  {"g.xml", "<guideline " NS " id=\"fever-first\" version=\"ours\">" T("Ours") "<source id=\"acr\" authority=\"acr\">ACR</source><enter findings=\"fever\"/>"
            "<scenario id=\"ours\">" T("A") "<when><has finding=\"sepsis\"/></when>" RATE("acr", "xr-ours") "</scenario></guideline>"},
  {NULL, NULL}};
/* clang-format on */

static rscan_rulebase *load_site(const test_file *files, rscan_error **err) {
  char *dir = test_make_dir(clean), *site_dir = test_make_dir(files);
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  options.site = site_dir;
  rscan_rulebase *book = rscan_rulebase_load(dir, &options, err);
  test_remove_dir(dir);
  test_remove_dir(site_dir);
  return book;
}

START_TEST(a_site_adds_and_replaces_what_has_the_same_id) {
  rscan_error *err = NULL;
  rscan_rulebase *book = load_site(site, &err);
  ck_assert_msg(book != NULL, "%s", all_said(err));
  ck_assert_str_eq(rsi_say(book, exam(book, "mr-knee")->title, RSI_EN), "Our MRI knee");
  ck_assert_uint_eq(exam(book, "xr-knee")->order, 7);
  ck_assert_uint_eq(exam(book, "xr-knee")->codes.count, 2);
  ck_assert_uint_ne(rsi_find_exam(book, "xr-ours"), RSI_NONE);
  ck_assert_uint_eq(book->n_guidelines, 2);
  ck_assert_str_eq(rsi_string(book, book->guidelines[1].version), "ours");
  ck_assert_uint_eq(book->n_profiles, 2);
  const rsi_profile *near = &book->profiles[book->profile];
  ck_assert_str_eq(rsi_string(book, book->authorities[book->indices[near->prefer.first]].id), "acr");
  ck_assert_str_eq(rscan_rulebase_version(book), "1.2");
  rscan_rulebase_unref(book);
}
END_TEST

START_TEST(a_site_switches_guidelines_off) {
  static const test_file off[] = {{"rulebase.xml", "<rulebase " NS " id=\"site\" version=\"9\">" T(
                                                       "Site") "<switch-off guideline=\"fever-first\"/></rulebase>"},
                                  {NULL, NULL}};
  static const test_file wrong[] = {{"rulebase.xml", "<rulebase " NS " id=\"site\" version=\"9\">" T(
                                                         "Site") "<switch-off guideline=\"fever-frist\"/></rulebase>"},
                                    {NULL, NULL}};
  rscan_error *err = NULL;
  rscan_rulebase *book = load_site(off, &err);
  ck_assert_msg(book != NULL, "%s", all_said(err)); /* that a guideline yields to it does no harm */
  ck_assert_uint_eq(book->n_guidelines, 1);
  rscan_rulebase_unref(book);
  ck_assert_ptr_null(load_site(wrong, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "guideline-undefined");
  ck_assert_ptr_nonnull(strstr(rscan_error_hint(err, 0), "\"fever-first\""));
  rscan_error_free(err);
}
END_TEST

START_TEST(a_circle_that_a_site_closes_is_told_where_it_does) {
  static const test_file circle[] = {
      {"rulebase.xml", "<rulebase " NS " id=\"site\" version=\"9\">" T("Site") "<module href=\"ours.xml\"/></rulebase>"},
      {"ours.xml", "<guideline " NS " id=\"fever-first\" version=\"ours\">" T("Ours") "<source id=\"acr\" authority=\"acr\">ACR</source><enter findings=\"fever\"/>"
                   "<yields to=\"knee-pain\"/><scenario id=\"ours\">" T("A") "<when><has finding=\"sepsis\"/></when>" RATE("acr", "none") "</scenario></guideline>"},
      {NULL, NULL}};
  rscan_error *err = NULL;
  ck_assert_ptr_null(load_site(circle, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "yields-cycle");
  ck_assert_msg(strstr(all_said(err), "which yields to it") && strstr(all_said(err), "ours.xml:1:"), "%s", all_said(err));
  rscan_error_free(err);
}
END_TEST

START_TEST(a_site_cannot_redefine_a_fact) {
  static const test_file redefines[] = {{"rulebase.xml", "<rulebase " NS " id=\"site\" version=\"9\">" T(
                                                             "Site") "<module href=\"f.xml\"/></rulebase>"},
                                        {"f.xml", "<facts " NS "><finding id=\"fever\">" L("f") "</finding></facts>"},
                                        {NULL, NULL}};
  rscan_error *err = NULL;
  ck_assert_ptr_null(load_site(redefines, &err));
  ck_assert_str_eq(rscan_error_code(err, 0), "id-twice");
  rscan_error_free(err);
}
END_TEST

/* ---- cases ---- */

START_TEST(cases_are_read_with_what_was_asked_and_what_is_expected) {
  rscan_error *err = NULL;
  char *dir = test_make_dir(clean);
  rscan_rulebase *book = load_dir(dir, &err);
  rscan_cases *cases = rscan_cases_load(book, dir, &err);
  test_remove_dir(dir);
  ck_assert_msg(cases != NULL, "%s", all_said(err));
  ck_assert_uint_eq(rscan_cases_count(cases), 1);
  ck_assert_str_eq(rscan_case_name(cases, 0), "knee-pain/one");
  ck_assert(ends_with(rscan_case_place(cases, 0), "/c.xml:2:1"));
  const parsed_referral *r = rsi_case_referral(rsi_case_at(cases, 0));
  const parsed_expect *e = rsi_case_expect(rsi_case_at(cases, 0));
  ck_assert_str_eq(r->codes.items[1].id, "icd10|M17");
  ck_assert_uint_eq(r->findings.count, 2);
  ck_assert_uint_eq(e->verdict, RSCAN_USUALLY_APPROPRIATE);
  ck_assert_uint_eq(e->urgency, 1 + RSCAN_URGENCY_NONE);
  ck_assert(e->has_alternatives && e->alternatives.count == 0);
  ck_assert_uint_eq(e->candidates.count, 2);
  rscan_rulebase_unref(book); /* the cases keep it */
  rscan_cases_free(cases);
}
END_TEST

/* clang-format off */
static const spoiled case_rows[] = {
    {"guideline-undefined", "c.xml", "guideline=\"knee-pain\">", "guideline=\"^knee-pian\">", "did you mean \"knee-pain\"?"},
    {"fact-undefined", "c.xml", "of=\"fever\"", "of=\"^fevre\"", "did you mean \"fever\"?"},
    {"value-undefined", "c.xml", "state=\"absent\"", "state=\"^no\"", "present, suspected, absent or unknown"},
    {"value-undefined", "c.xml", "is=\"plan\"", "is=\"^plans\"", "cannot be"},
    {"unit-undefined", "c.xml", "unit=\"[degF]\"", "unit=\"^K\"", "no unit"},
    {"number-bad", "c.xml", "value=\"98.6\"", "value=\"^98,6\"", "must be a number"},
    {"authority-undefined", "c.xml", "authorities=\"acr\"", "authorities=\"^arc\"", "did you mean \"acr\"?"},
    {"scenario-undefined", "c.xml", "scenario=\"rest\"", "scenario=\"^a\"", "in that guideline"},
    {"scenario-undefined", "c.xml", "candidates=\"rest seen\"", "candidates=\"rest ^sene\"", "did you mean \"seen\"?"},
    {"exam-undefined", "c.xml", "recommended=\"none\"", "recommended=\"none ^mr-nee\"", "did you mean \"mr-knee\"?"},
    {"rule-undefined", "c.xml", "caution=\"again\"", "caution=\"^agian\"", "did you mean \"again\"?"},
    {"value-bad", "c.xml", "verdict=\"usually-appropriate\"", "verdict=\"^usualy-appropriate\"", "did you mean"},
    {"value-undefined", "c.xml", "is=\"not-done\"", "is=\"^undone\"", "cannot be"},
    {"element-missing", "c.xml", "<case id=\"one\">", "^<case id=\"zero\"><referral/></case><case id=\"one\">", "needs a <expect>"},
    {"id-twice", "c.xml", "<case id=\"one\">", "<case id=\"one\"><referral/><expect/></case>\n<case id=\"^one\">", "case \"knee-pain/one\""},
    {"root-unknown", "rulebase.xml", "<cases href=\"c.xml\"/>", "<cases href=\"./w-en.xml\"/>", "the root of a case file is <cases>"},
};
/* clang-format on */

/* The only case that is broken. */
static const rscan_error *only_mistakes(const rscan_cases *cases) {
  const rscan_error *found = NULL;
  for (size_t i = 0; i < rscan_cases_count(cases); i++) {
    const rscan_error *mistakes = rscan_case_mistakes(cases, i);
    ck_assert_msg(!found || !mistakes, "a second case is broken: %s", all_said(mistakes));
    found = mistakes ? mistakes : found;
  }
  return found;
}

START_TEST(each_mistake_in_a_case_is_told_by_its_code_and_place_and_breaks_no_other) {
  const spoiled *row = &case_rows[_i];
  uint32_t line, column;
  rscan_error *err = NULL;
  bool is_error = false;
  char *dir = make_spoiled(row, &line, &column);
  rscan_rulebase *book = load_dir(dir, &err); /* loading does not look at cases */
  ck_assert_msg(book != NULL, "%s", all_said(err));
  rscan_cases *cases = rscan_cases_load(book, dir, &err);
  test_remove_dir(dir);
  ck_assert_msg(cases != NULL, "%s", all_said(err));
  const rscan_error *found = only_mistakes(cases);
  if (strchr(row->put, '^'))
    ck_said(found, row->code, row->file, line, column, row->part);
  ck_assert_msg(is_said(found, row, &is_error), "expected %s [%s], got:\n%s", row->part, row->code, all_said(found));
  ck_no_other_error(found, row->code);
  rscan_cases_free(cases);
  rscan_rulebase_unref(book);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("rule base");
  TCase *tc = tcase_create("rule base");
  tcase_set_timeout(tc, 120);
  tcase_add_loop_test(tc, each_mistake_is_told_by_its_code_and_place, 0, sizeof rows / sizeof *rows);
  tcase_add_loop_test(tc, each_mistake_leaves_the_rest_to_be_tried, 0, sizeof rows / sizeof *rows);
  tcase_add_loop_test(tc, each_mistake_in_a_case_is_told_by_its_code_and_place_and_breaks_no_other, 0, sizeof case_rows / sizeof *case_rows);
/* clang-format off */
#define TESTS(X) \
  X(every_code_is_tested) X(what_is_misspelt_is_told_once_for_all_of_a_list) X(a_circle_of_yields_is_told_at_both_ends) X(of_many_names_those_that_share_a_word_are_told) \
  X(the_messages_of_one_file_can_be_kept) X(nothing_is_said_of_a_rule_base_that_is_right) X(numbers_become_cells_that_tell_below_from_at_most) \
  X(silence_is_compiled_into_the_leaves) X(implications_come_from_findings_values_ranges_sexes_and_exclusions) \
  X(a_combination_is_one_exam_whatever_the_order_of_its_parts) X(rows_are_inherited_and_own_rows_win) X(the_nearest_placeholder_stands_for_an_exam) \
  X(codes_are_sorted_and_mean_suspected_unless_they_say_otherwise) X(ids_and_messages_are_found) \
  X(the_digest_follows_every_byte_of_every_module_and_nothing_else) X(a_shared_rule_base_lives_until_the_last_lets_go) X(a_profile_is_chosen_by_name) \
  X(diagnostics_come_in_the_order_of_the_files_and_all_at_once) X(a_directory_that_is_none_is_told_in_one_message) \
  X(a_rulebase_that_is_no_regular_file_is_told_and_does_not_hang) X(a_file_without_permission_is_told) X(a_choice_has_as_many_values_as_a_set_has_bits) \
  X(there_are_at_most_as_many_authorities_as_a_set_has_bits) X(a_measure_is_compared_with_a_bounded_number_of_numbers) \
  X(conditions_are_nested_as_deep_as_the_limit_and_no_deeper) X(definitions_that_double_each_other_are_stopped) \
  X(only_so_many_diagnostics_are_kept_and_the_rest_is_counted) X(each_allocation_of_a_load_may_fail_and_nothing_is_lost) \
  X(each_allocation_of_a_load_that_is_refused_may_fail_too) X(a_site_adds_and_replaces_what_has_the_same_id) X(a_site_switches_guidelines_off) X(a_circle_that_a_site_closes_is_told_where_it_does) \
  X(a_site_cannot_redefine_a_fact) X(cases_are_read_with_what_was_asked_and_what_is_expected)
#define ADD(name) tcase_add_test(tc, name);
  /* clang-format on */
  TESTS(ADD)
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
