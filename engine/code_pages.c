/* The pages behind `lint --explain`. Beside its meaning in codes.h each code has three answers: why it matters, what it looks like, how
 * to mend it. Codes that differ only in the kind of thing share a page. */
#include "code_pages.h"

#include <string.h>

/* clang-format off */
static const rsi_code_page pages[] = {
  /* what a whole guideline means */
  {"scenario-unreachable",
   "Its ratings are never used, and whoever wrote them believes that they are. Mostly two conditions exclude each other.",
   "<when><measure of=\"age\" below=\"18\"/><measure of=\"age\" at-least=\"65\"/></when>",
   "Read the condition together with what its facts imply, with <exclusive> and with the guideline's <applies>. One of them says more than was meant. Where one of two was meant, put them inside <any>."},
  {"scenario-shadowed",
   "The first scenario that holds is chosen. If an earlier one holds whenever this one does, patients meant for this one get the other's ratings.",
   "<scenario id=\"pain\"><when><has finding=\"knee-pain\"/></when>… before <scenario id=\"locked\"><when><has all=\"knee-pain locked-knee\"/></when>…",
   "Put the narrower scenario first (danger first of all), or take the later one out. Only an earlier scenario that is held by every authority of the later one is counted."},
  {"guideline-gap",
   "Such patients are told \"no criteria\" though a guideline speaks of their complaint. It may be right; then a reader should be told why.",
   "A guideline for knee pain with a scenario for \"radiograph normal\" and one for \"radiograph not done\", and none for \"radiograph shows a fracture\".",
   "Add a scenario, or narrow <applies>, or declare <gap id=\"…\"><reason lang=\"en\">why nothing is said</reason><when>…</when></gap>. The patient shown is the smallest example that was found; what it does not name counts as silence."},
  {"lint-undecided",
   "The question is answered exactly or not at all: sampling would miss what matters. Nothing is known to be wrong.",
   "A condition that counts seven of twenty findings in one scenario and other sevens in the next.",
   "Nothing needs to be done. Naming parts with <define> does not help; fewer facts in one condition do."},
  {"score-unreachable",
   "A scenario that asks for this band is never chosen by computing the score.",
   "<criterion points=\"1\"> four times, and <band id=\"high\" at-least=\"5\"/>",
   "Compare points and thresholds with the publication. Criteria that exclude each other count together only once."},
  {"nothing-better",
   "\"Not this exam\" without \"but this\" leaves physician and patient with nothing to do.",
   "<usually-not-appropriate>mr-lumbar-spine-without</usually-not-appropriate> and nothing else in the scenario",
   "Write <instead lang=\"en\"> with what helps (watching, physiotherapy, a test, a referral), or rate \"none\" as usually appropriate where the source says so."},
  {"review-passed",
   "Guidelines age. The engine goes on answering, with a caution; somebody should look.",
   "review-by=\"2025-11-24\" and --today 2026-11-24",
   "Compare the guideline with the newest edition of its sources, then set reviewed and review-by."},
  {"review-order", "A typing mistake in a date can make a guideline look reviewed for years.", "reviewed=\"2026-11-24\" review-by=\"2025-11-24\"", "Correct the date that is wrong."},
  /* words for people */
  {"wording-labels-patient",
   "People are not their disease, and what they say is not a claim to be doubted. Patients read these texts, and words change how they are treated.",
   "\"diabetics\"; \"complains of\"; \"refuses\"",
   "Use the words of the hint. The list is in the rule base (root <style>, see doc/format.md): a word that is missing, or wrong, is added or taken out there."},
  {"text-untranslated", "Readers of French see English in the middle of a French page.", "<why lang=\"en\">…</why> and no <why lang=\"fr\">", "Add the text with lang=\"fr\"."},
  {"text-missing", "English is what every other language falls back to.", "<label lang=\"fr\">fièvre</label> alone", "Add the text with lang=\"en\"."},
  {"text-empty", "An empty text would be shown as one.", "<why lang=\"en\"></why>", "Write it, or take the element out."},
  {"text-twice", "Nobody could say which of the two is meant.", "<why lang=\"en\">…</why><why lang=\"en\">…</why>", "Keep one. Did one of them mean lang=\"fr\"?"},
  {"text-unexpected", "What stands there is read by nobody.", "<when>fever<has finding=\"fever\"/></when>", "Move it into an element that holds text, or into a comment <!-- … -->."},
  /* words of cues */
  {"cue-misses-example",
   "An example is the author's promise of what is understood. A finding that is missed is asked for, or taken as absent.",
   "<cue>locked knee</cue> with <example>knee locks on stairs</example>",
   "`rightscan read \"…\"` shows what is understood. Add a phrase, or correct the example. For a counterexample make the phrase narrower, or add <cue means=\"absent\">."},
  {"phrase-twice",
   "One text then says two things. That may be meant; often one finding should imply the other.",
   "<cue>OA</cue> under knee-osteoarthritis and under hip-osteoarthritis",
   "One note is given for two findings, however many phrases they share; words that rule both out are not counted. Use <implies>, or a phrase that names more. Where both are meant, leave it."},
  {"phrase-short",
   "Round brackets make a word optional. With all else optional the phrase matches a word that stands in every text.",
   "in (her|his) (family) matches \"in\"",
   "Write [her|his] where one of the words is needed. The list of small words is in the rule base (root <style>)."},
  {"phrase-bracket", "The phrase cannot be read.", "(acute low back pain", "Close each bracket with its own kind; alternatives are [a|b], optional words (a)."},
  {"phrase-empty", "An empty alternative matches everything.", "[knee|] pain", "Take it out; (knee) pain says that the word is optional."},
  {"phrase-exact", "“=” asks for exact capitals of the word behind it.", "= RA", "Write =RA without a blank."},
  {"phrase-gap", "“...” stands for up to three other words, between two that are known.", "pain ...", "Give the words on both sides, or take it out."},
  {"phrase-optional", "The phrase would match everywhere.", "(acute) (pain)", "Leave one word outside the round brackets."},
  {"phrase-slip", "In short words a slip makes other words.", "gout~", "Use ~ with words of five letters or more."},
  {"phrase-star", "“*” means any ending.", "pyr*xia", "Put it at the end: pyrexi*"},
  {"phrase-syntax", "The phrase cannot be read.", "pain | ache", "See \"Phrases\" in doc/format.md: alternatives are [pain|ache], or two phrases separated by ;"},
  {"phrase-too-long", "Nobody types it; a “;” may be missing.", "a phrase of a thousand letters", "Separate phrases with ;"},
  {"pattern-bracket", "The pattern cannot be read.", "(a|b", "Close the bracket, or write \\( for a bracket in the text."},
  {"pattern-compile", "The pattern cannot be read.", "(?<=a+)b", "The message is PCRE2's own; a look behind must have one length."},
  {"pattern-repeat", "A repeat of that size is no word of any text.", "a{9,3}", "Give the smaller number first, and at most 200."},
  {"pattern-slow", "It is tried on every text, at every place.", "\\d\\d", "Add a word that must stand there, or use a phrase."},
  {"pattern-syntax", "Only a part of PCRE2 can be checked to be safe.", "(?R)", "doc/format.md and doc/text.md say what may be used."},
  {"pattern-too-long", "Nobody can check it.", "a pattern of a thousand letters", "Make several <pattern> elements."},
  {"pattern-unbounded", "A text could be made on which it never ends.", "(a+)+", "Give a number: (a{1,5}){1,3}"},
  {"pattern-unsafe", "A text could be made on which it takes very long.", "(a?){40}b", "Fewer repeats inside each other."},
  {"phrase-unsafe", "Each optional part doubles the ways in which a phrase may match; a long text could then take very long.",
   "(a) (b) (c) (d) (e) (f) (g) ... pain", "Write two phrases with fewer words in round brackets."},
  /* names */
  {"*-undefined", "What is named is not there, so the condition, rating or list means nothing.", "<has finding=\"fevre\"/>",
   "Correct the spelling (the hint has the nearest name), or define it; `rightscan list` shows what there is. The file that defines it must be named in rulebase.xml."},
  {"fact-unused", "It costs a little, and readers look for its use. It may be meant for later.", "a finding that no guideline, score or rule names", "Leave it, use it, or take it out."},
  {"define-unused", "A condition that nobody asks is often one that was forgotten in a scenario.", "<define id=\"red-flags\"> and no <holds define=\"red-flags\"/>", "Use it, or take it out."},
  {"source-unused", "A source that is listed seems to support ratings that it does not.", "<source id=\"nice\" …> and no <ratings source=\"nice\">", "Add its ratings, or take it out."},
  {"id-twice", "Nobody could say which of the two is meant.", "two <finding id=\"fever\">", "Give one of them another id, or join them."},
  {"id-reserved", "The id has a meaning of its own.", "a result \"not-done\" of a prior", "Use another id."},
  {"id-bad", "Ids go into URLs, JSON and other files.", "id=\"Low Back\"", "Small letters, digits and single hyphens: low-back"},
  {"named-twice", "One of the two was probably meant to be something else.", "any=\"fever fever\"", "Take one out."},
  {"fact-kind", "A condition asks a thing of one kind in the way of another.", "<has finding=\"age\"/>", "findings: has, suspects, lacks; choices: choice; measures: measure; priors: prior; scores: score."},
  {"*-cycle", "Each waits for the other, so neither has a meaning.", "a yields to b, b yields to a", "Take out one of the steps; the message names two of them."},
  {"alias-twice", "An order by that name fits two exams, and a question is asked.", "<alias>MRI knee</alias> at two exams", "Keep it where it is meant, or set default=\"yes\" at one."},
  {"code-twice", "An order with that code fits two exams.", "<code system=\"loinc\">30691-0</code> at two exams", "Keep it at one."},
  {"placeholder-twice", "Rows of both would stand for the same exams.", "two placeholders for MRI without contrast of any joint", "Keep one."},
  {"profile-default", "Without one default, ratings have no order of preference; with two, no one order.", "two profiles with default=\"yes\"", "Mark exactly one."},
  /* facts, conditions, ratings */
  {"condition-misplaced", "It has no meaning there.", "<repeat within-days=\"30\"/> in a guideline", "See \"Conditions\" in doc/format.md."},
  {"condition-too-*", "Reading and evaluating are bounded, and people cannot read it either.", "definitions inside definitions inside definitions", "Say it with fewer steps."},
  {"implication-contradiction", "A fact that can never hold makes every condition on it false.", "sepsis implies fever, and fever absent", "Take one of the two implications out."},
  {"band-overlap", "A total in both has two meanings.", "at-most=\"4\" and at-least=\"4\"", "below=\"4\" and at-least=\"4\""},
  {"silence-bad", "Only findings, and choices made unknown, can be read from silence.", "<unstated finding=\"age\" means=\"absent\"/>", "Take it out; measures and priors are never assumed."},
  {"row-twice", "One authority would say two things of one exam.", "mr-knee-without under usually and under may be", "Keep what the source says."},
  {"scenario-unrated", "No authority holds it, so it would always be skipped.", "a <scenario> without <ratings>", "Add <ratings>, or make it a <gap>."},
  {"departure-unexplained", "Ratings with a variant promise to equal the published table.", "departs=\"yes\" without <note>", "Add a <note> that names the newer source, or take departs out."},
  {"range-empty", "No number lies in it, so nothing is ever true.", "at-least=\"65\" below=\"18\"", "Correct the bounds."},
  {"count-bad", "It could never be true, or is always.", "<at-least count=\"4\"> with three conditions", "Correct the count; \"all of them\" is <all>, \"one of them\" is <any>."},
  {"number-bad", "It cannot be read.", "at-least=\"3,5\"", "12, -0.5, 1e-3: a point, not a comma."},
  {"date-bad", "It cannot be read.", "reviewed=\"24/11/2026\"", "2026-11-24"},
  {"value-bad", "It cannot be read.", "urgency=\"asap\"", "Use one of the words of the message."},
  {"attribute-*", "It would be passed over, or something needed is missing.", "<scenario urgencey=\"urgent\">", "The hint has the nearest name; doc/format.md lists what each element has."},
  {"element-*", "It would be passed over, or something needed is missing.", "<scenarios> in place of <scenario>", "The hint has the nearest name; doc/format.md says what may stand where, and how often."},
  /* files */
  {"file-*", "What it defines is not known.", "<module href=\"guidelines/kneee.xml\"/>", "Correct the path, or make the file readable."},
  {"module-*", "Only files inside the directory are read, each once.", "<module href=\"../knee.xml\"/>", "Copy it into the directory; name it once."},
  {"root-unknown", "The file is no part of a rule base.", "<guidelines> in place of <guideline>", "See doc/format.md for the roots."},
  {"format-unsupported", "An engine that guesses at a format could be wrong about patients.", "format=\"2\"", "Use an engine that reads it, or write format=\"1\"."},
  {"too-many", "Everything that grows has a ceiling, so that no file can exhaust the engine.", "more than 60 values of one choice", "Split it."},
  {"xml-*", "The file is not well-formed XML, or uses a part of XML that rule bases do not need.", "<when><has finding=\"a\"></when>",
   "Look at the place of the message: a quote, bracket or end tag is missing nearby, or & should be &amp;. An XML editor marks it."},
};
/* clang-format on */

static bool fits(const char *codes, const char *code) {
  size_t length = strlen(codes), n = strlen(code);
  if (codes[0] == '*')
    return n >= length - 1 && !strcmp(code + n - (length - 1), codes + 1);
  return codes[length - 1] == '*' ? !strncmp(codes, code, length - 1) : !strcmp(codes, code);
}

const rsi_code_page *rsi_code_page_of(int id) {
  size_t i = 0;
  while (i + 1 < sizeof pages / sizeof *pages && !fits(pages[i].codes, rsi_code_table[id].code))
    i++;
  return &pages[i];
}
