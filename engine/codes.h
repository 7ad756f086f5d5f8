/* Every diagnostic that a rule base can get: its stable code, how serious it is, and what it means, for `lint --explain`.
 *
 * One table, so that no code is ever spelt twice: the enumerator picks the row, the row gives code and severity. */
#ifndef RSI_CODES_H
#define RSI_CODES_H

#include "base.h"

/* clang-format off */
#define RSI_CODES(X) \
  /* reading XML */ \
  X(XML_EMPTY,          "xml-empty",           RSCAN_ERROR,   "The file holds no element.") \
  X(XML_TOO_LARGE,      "xml-too-large",       RSCAN_ERROR,   "The file is larger than any rule base needs; it is not read.") \
  X(XML_TOO_DEEP,       "xml-too-deep",        RSCAN_ERROR,   "Elements are nested deeper than the format needs.") \
  X(XML_ENCODING,       "xml-encoding",        RSCAN_ERROR,   "The file is not UTF-8, or says that it is not.") \
  X(XML_CHARACTER,      "xml-character",       RSCAN_ERROR,   "A control character or another character that XML does not allow.") \
  X(XML_DOCTYPE,        "xml-doctype",         RSCAN_ERROR,   "A document type declaration; the format has none, and needs none.") \
  X(XML_INSTRUCTION,    "xml-instruction",     RSCAN_ERROR,   "A processing instruction other than xml-model.") \
  X(XML_ENTITY,         "xml-entity",          RSCAN_ERROR,   "A stray & or an entity other than the five of XML.") \
  X(XML_NAMESPACE,      "xml-namespace",       RSCAN_ERROR,   "An element outside the namespace of the format, or a prefix without one.") \
  X(XML_TAG_MISMATCH,   "xml-tag-mismatch",    RSCAN_ERROR,   "An end tag that does not close the element that is open.") \
  X(XML_TRUNCATED,      "xml-truncated",       RSCAN_ERROR,   "The file ends before its elements are closed.") \
  X(XML_ATTRIBUTE,      "xml-attribute",       RSCAN_ERROR,   "An attribute that is not written as name=\"value\", or is given twice.") \
  X(XML_SYNTAX,         "xml-syntax",          RSCAN_ERROR,   "Anything else that is not well-formed XML.") \
  /* files */ \
  X(FILE_MISSING,       "file-missing",        RSCAN_ERROR,   "A file that is named does not exist.") \
  X(FILE_UNREADABLE,    "file-unreadable",     RSCAN_ERROR,   "A file that is named cannot be read.") \
  X(FILE_UNNAMED,       "file-unnamed",        RSCAN_NOTE,    "A file of the directory is not named in rulebase.xml, and so is not read.") \
  X(MODULE_OUTSIDE,     "module-outside",      RSCAN_ERROR,   "A module's path leaves the directory of the rule base.") \
  X(MODULE_TWICE,       "module-twice",        RSCAN_ERROR,   "A file is named twice in rulebase.xml.") \
  X(ROOT_UNKNOWN,       "root-unknown",        RSCAN_ERROR,   "A file whose root element is none of the format's.") \
  X(TOO_MANY,           "too-many",            RSCAN_ERROR,   "More of something than the engine can hold; limits.h says why.") \
  /* one element by itself */ \
  X(FORMAT_UNSUPPORTED, "format-unsupported",  RSCAN_ERROR,   "The file is in a format that this engine does not read.") \
  X(ELEMENT_UNKNOWN,    "element-unknown",     RSCAN_ERROR,   "An element that may not stand here.") \
  X(ELEMENT_MISSING,    "element-missing",     RSCAN_ERROR,   "An element that must stand inside this one does not.") \
  X(ELEMENT_TWICE,      "element-twice",       RSCAN_ERROR,   "An element stands here more often than it may.") \
  X(ATTRIBUTE_UNKNOWN,  "attribute-unknown",   RSCAN_ERROR,   "An attribute that this element does not have.") \
  X(ATTRIBUTE_MISSING,  "attribute-missing",   RSCAN_ERROR,   "An attribute that this element needs is not given.") \
  X(ATTRIBUTE_CONFLICT, "attribute-conflict",  RSCAN_ERROR,   "Attributes that cannot be given together.") \
  X(ATTRIBUTE_EMPTY,    "attribute-empty",     RSCAN_ERROR,   "An attribute that says nothing.") \
  X(ID_BAD,             "id-bad",              RSCAN_ERROR,   "A name that is not spelt like an id.") \
  X(VALUE_BAD,          "value-bad",           RSCAN_ERROR,   "An attribute that is none of the words it may be.") \
  X(NUMBER_BAD,         "number-bad",          RSCAN_ERROR,   "Something that should be a number and is not.") \
  X(DATE_BAD,           "date-bad",            RSCAN_ERROR,   "Something that should be a date and is not.") \
  X(COUNT_BAD,          "count-bad",           RSCAN_ERROR,   "at-least counts none of its conditions, or more than it has.") \
  X(RANGE_EMPTY,        "range-empty",         RSCAN_ERROR,   "A range in which no number lies.") \
  X(LIMIT_OUTSIDE,      "limit-outside",       RSCAN_ERROR,   "A number outside of what it measures: a threshold, a number of days, a year.") \
  X(TEXT_UNEXPECTED,    "text-unexpected",     RSCAN_ERROR,   "Text in an element that only holds elements.") \
  X(TEXT_EMPTY,         "text-empty",          RSCAN_ERROR,   "An element that should hold text and holds none.") \
  X(TEXT_TWICE,         "text-twice",          RSCAN_ERROR,   "A text is given twice in one language.") \
  X(TEXT_MISSING,       "text-missing",        RSCAN_ERROR,   "A text is not given in English.") \
  X(TEXT_UNTRANSLATED,  "text-untranslated",   RSCAN_WARNING, "A text is not given in French, or is in the other language.") \
  X(TEXT_UNFINISHED,    "text-unfinished",     RSCAN_WARNING, "A text that was left as a template wrote it, or with a reminder in it.") \
  X(DEPARTURE_UNEXPLAINED, "departure-unexplained", RSCAN_ERROR, "Ratings depart from their variant, and no note says why.") \
  /* names */ \
  X(ID_TWICE,           "id-twice",            RSCAN_ERROR,   "Two things of one kind have the same id.") \
  X(ID_RESERVED,        "id-reserved",         RSCAN_ERROR,   "An id that has a meaning of its own.") \
  X(NAMED_TWICE,        "named-twice",         RSCAN_ERROR,   "A list names the same thing twice.") \
  X(FACT_KIND,          "fact-kind",           RSCAN_ERROR,   "A fact of another kind than is needed here.") \
  X(FINDING_UNDEFINED,  "finding-undefined",   RSCAN_ERROR,   "A finding that no file defines.") \
  X(CHOICE_UNDEFINED,   "choice-undefined",    RSCAN_ERROR,   "A choice that no file defines.") \
  X(MEASURE_UNDEFINED,  "measure-undefined",   RSCAN_ERROR,   "A measure that no file defines.") \
  X(PRIOR_UNDEFINED,    "prior-undefined",     RSCAN_ERROR,   "A prior exam that no file defines.") \
  X(SCORE_UNDEFINED,    "score-undefined",     RSCAN_ERROR,   "A score that no file defines.") \
  X(GROUP_UNDEFINED,    "group-undefined",     RSCAN_ERROR,   "A group that no file defines.") \
  X(FACT_UNDEFINED,     "fact-undefined",      RSCAN_ERROR,   "A fact, of whatever kind, that no file defines.") \
  X(VALUE_UNDEFINED,    "value-undefined",     RSCAN_ERROR,   "A value that the choice does not have.") \
  X(RESULT_UNDEFINED,   "result-undefined",    RSCAN_ERROR,   "A result that the prior exam does not have.") \
  X(BAND_UNDEFINED,     "band-undefined",      RSCAN_ERROR,   "A band that the score does not have.") \
  X(UNIT_UNDEFINED,     "unit-undefined",      RSCAN_ERROR,   "A unit that the measure does not accept.") \
  X(REGION_UNDEFINED,   "region-undefined",    RSCAN_ERROR,   "A body region that no file defines.") \
  X(MODALITY_UNDEFINED, "modality-undefined",  RSCAN_ERROR,   "A modality that no file defines.") \
  X(TECHNIQUE_UNDEFINED, "technique-undefined", RSCAN_ERROR,  "A technique that no file defines.") \
  X(EXAM_UNDEFINED,     "exam-undefined",      RSCAN_ERROR,   "An exam that the catalogue does not have.") \
  X(AUTHORITY_UNDEFINED, "authority-undefined", RSCAN_ERROR,  "An authority that no file defines.") \
  X(PROFILE_UNDEFINED,  "profile-undefined",   RSCAN_ERROR,   "A profile that no file defines.") \
  X(SOURCE_UNDEFINED,   "source-undefined",    RSCAN_ERROR,   "A source that the guideline does not list.") \
  X(GUIDELINE_UNDEFINED, "guideline-undefined", RSCAN_ERROR,  "A guideline that the book does not have.") \
  X(NAME_NEAR,          "name-near",           RSCAN_WARNING, "A name that need not be there, nearly that of something that is.") \
  X(SCENARIO_UNDEFINED, "scenario-undefined",  RSCAN_ERROR,   "A scenario that the guideline does not have.") \
  X(DEFINE_UNDEFINED,   "define-undefined",    RSCAN_ERROR,   "A named condition that the guideline does not have.") \
  X(RULE_UNDEFINED,     "rule-undefined",      RSCAN_ERROR,   "A safety rule that no file defines.") \
  X(LEFT_OUT,           "left-out",            RSCAN_ERROR,   "What is named here was left out, for mistakes of its own, while the rest is tried.") \
  X(FACT_UNUSED,        "fact-unused",         RSCAN_NOTE,    "A fact that nothing asks about.") \
  X(DEFINE_UNUSED,      "define-unused",       RSCAN_WARNING, "A named condition that nothing uses.") \
  X(SOURCE_UNUSED,      "source-unused",       RSCAN_WARNING, "A source that no ratings cite.") \
  /* facts and conditions */ \
  X(CONDITION_MISPLACED, "condition-misplaced", RSCAN_ERROR,  "A condition that may not stand here.") \
  X(CONDITION_TOO_DEEP, "condition-too-deep",  RSCAN_ERROR,   "Conditions, with what they name, are nested too deep.") \
  X(CONDITION_TOO_LARGE, "condition-too-large", RSCAN_ERROR,  "A condition grows too large when what it names is written out.") \
  X(DEFINE_CYCLE,       "define-cycle",        RSCAN_ERROR,   "Named conditions that refer to each other in a circle.") \
  X(DERIVE_CYCLE,       "derive-cycle",        RSCAN_ERROR,   "Measures or scores that are worked out from each other in a circle.") \
  X(IMPLICATION_CONTRADICTION, "implication-contradiction", RSCAN_WARNING, "A fact that can never hold: what it implies contradicts itself.") \
  X(IMPLICATION_CYCLE,  "implication-cycle",   RSCAN_WARNING, "Facts that imply each other in a circle, and so say the same thing.") \
  X(SCORE_UNREACHABLE,  "score-unreachable",   RSCAN_WARNING, "A band or threshold of a score that no points can come to.") \
  X(BAND_OVERLAP,       "band-overlap",        RSCAN_ERROR,   "Two bands of a score hold the same number.") \
  X(BAND_GAP,           "band-gap",            RSCAN_WARNING, "Totals of a score that lie in none of its bands.") \
  X(SILENCE_BAD,        "silence-bad",         RSCAN_ERROR,   "Silence cannot mean this for a fact of this kind.") \
  /* exams */ \
  X(REGION_CYCLE,       "region-cycle",        RSCAN_ERROR,   "Body regions that lie within each other in a circle.") \
  X(ALIAS_TWICE,        "alias-twice",         RSCAN_WARNING, "The same name is given to two exams, or twice to one.") \
  X(CODE_TWICE,         "code-twice",          RSCAN_WARNING, "The same code is given to two exams, or twice to one.") \
  X(PLACEHOLDER_TWICE,  "placeholder-twice",   RSCAN_ERROR,   "Two placeholders of one region, modality, contrast and technique.") \
  X(PROFILE_DEFAULT,    "profile-default",     RSCAN_ERROR,   "Not exactly one profile is the default.") \
  /* guidelines */ \
  X(YIELDS_CYCLE,       "yields-cycle",        RSCAN_ERROR,   "Guidelines that yield to each other in a circle.") \
  X(REFINES_CYCLE,      "refines-cycle",       RSCAN_ERROR,   "Scenarios that refine each other in a circle.") \
  X(ROW_TWICE,          "row-twice",           RSCAN_ERROR,   "One authority rates an exam twice in one block, or differently in two.") \
  X(REGION_OTHER,       "region-other",        RSCAN_WARNING, "An exam is usually appropriate, and is of another part of the body than its guideline.") \
  X(SCENARIO_UNRATED,   "scenario-unrated",    RSCAN_ERROR,   "A scenario without ratings, which no authority could ever hold.") \
  X(SCENARIO_UNREACHABLE, "scenario-unreachable", RSCAN_WARNING, "A scenario whose condition no facts can make true.") \
  X(SCENARIO_SHADOWED,  "scenario-shadowed",   RSCAN_WARNING, "A scenario that is never chosen: whatever makes it true makes an earlier one true.") \
  X(BRANCH_DEAD,        "branch-dead",         RSCAN_WARNING, "A part of a condition that can never hold (or, under <not>, never fail) where it stands.") \
  X(ALWAYS_TRUE,        "always-true",         RSCAN_WARNING, "A part of a condition that is true of every patient once its facts are known.") \
  X(GUIDELINE_GAP,      "guideline-gap",       RSCAN_WARNING, "Patients to whom a guideline applies, and for whom it says nothing.") \
  X(GAP_UNUSED,         "gap-unused",          RSCAN_WARNING, "A declared gap that no patient falls into: a scenario holds wherever it does.") \
  X(LINT_UNDECIDED,     "lint-undecided",      RSCAN_NOTE,    "A question about a condition that was given up: too many combinations of facts.") \
  X(NOTHING_BETTER,     "nothing-better",      RSCAN_WARNING, "A scenario that says what not to do, and not what to do instead.") \
  X(EXPLANATION_MISSING, "explanation-missing", RSCAN_WARNING, "A scenario without a reason for physicians, or without words for the patient.") \
  X(REVIEW_PASSED,      "review-passed",       RSCAN_WARNING, "A review that was due before today.") \
  X(REVIEW_ORDER,       "review-order",        RSCAN_WARNING, "The next review is due before the last one.") \
  X(YEAR_FUTURE,        "year-future",         RSCAN_WARNING, "A source or a review of a day that is to come.") \
  /* words for people */ \
  X(WORDING_LABELS_PATIENT, "wording-labels-patient", RSCAN_WARNING, "Words that name people by what they have, or doubt what they say.") \
  /* words of cues */ \
  X(CUE_MISSES_EXAMPLE, "cue-misses-example",  RSCAN_WARNING, "The cues of a finding do not read its own example, or read a counterexample.") \
  X(CUE_STEALS,         "cue-steals",          RSCAN_NOTE, "The cues of one finding read another finding's example as their own.") \
  X(PHRASE_TWICE,       "phrase-twice",        RSCAN_NOTE,    "The same phrase means two facts.") \
  X(PHRASE_SHORT,       "phrase-short",        RSCAN_WARNING, "All that a phrase needs is one small word, because everything else in it is optional.") \
  X(PHRASE_UNSAFE,      "phrase-unsafe",       RSCAN_ERROR,   "A phrase can be tried in too many ways from one place.") \
  X(PHRASE_BRACKET,     "phrase-bracket",      RSCAN_ERROR,   "A bracket of a phrase is not closed, not opened, or nested too deep.") \
  X(PHRASE_EMPTY,       "phrase-empty",        RSCAN_ERROR,   "An alternative of a phrase is empty.") \
  X(PHRASE_EXACT,       "phrase-exact",        RSCAN_ERROR,   "“=” stands before no word.") \
  X(PHRASE_GAP,         "phrase-gap",          RSCAN_ERROR,   "“...” stands at the edge of a phrase.") \
  X(PHRASE_OPTIONAL,    "phrase-optional",     RSCAN_ERROR,   "Every word of a phrase is optional, so that it would match nothing at all.") \
  X(PHRASE_SLIP,        "phrase-slip",         RSCAN_ERROR,   "“~” stands after no word, or after one of less than five letters.") \
  X(PHRASE_STAR,        "phrase-star",         RSCAN_ERROR,   "“*” stands inside a word.") \
  X(PHRASE_SYNTAX,      "phrase-syntax",       RSCAN_ERROR,   "A sign of a phrase has no meaning where it stands.") \
  X(PHRASE_TOO_LONG,    "phrase-too-long",     RSCAN_ERROR,   "A phrase is longer than anybody types.") \
  X(PATTERN_BRACKET,    "pattern-bracket",     RSCAN_ERROR,   "A bracket of a pattern is not closed, not opened, or nested too deep.") \
  X(PATTERN_COMPILE,    "pattern-compile",     RSCAN_ERROR,   "PCRE2 does not accept a pattern.") \
  X(PATTERN_REPEAT,     "pattern-repeat",      RSCAN_ERROR,   "A repeat of a pattern runs backwards, or beyond 200.") \
  X(PATTERN_SLOW,       "pattern-slow",        RSCAN_WARNING, "A pattern holds no literal, and so is tried on every text.") \
  X(PATTERN_SYNTAX,     "pattern-syntax",      RSCAN_ERROR,   "A pattern uses a part of PCRE2 that cues may not use.") \
  X(PATTERN_TOO_LONG,   "pattern-too-long",    RSCAN_ERROR,   "A pattern is longer than anybody can check.") \
  X(PATTERN_UNBOUNDED,  "pattern-unbounded",   RSCAN_ERROR,   "A group of a pattern repeats without bound.") \
  X(PATTERN_UNSAFE,     "pattern-unsafe",      RSCAN_ERROR,   "A pattern can be tried in too many ways from one place.")
/* clang-format on */

typedef enum rsi_code_id {
#define RSI_CODE_ENUM(id, code, severity, meaning) RSI_##id,
  RSI_CODES(RSI_CODE_ENUM)
#undef RSI_CODE_ENUM
      RSI_N_CODES
} rsi_code_id;

typedef struct rsi_code_row {
  const char *code;
  rscan_severity severity;
  const char *meaning;
} rsi_code_row;
extern const rsi_code_row rsi_code_table[RSI_N_CODES];

bool rsi_is_code(const rscan_error *err, size_t index, rsi_code_id id);

/* Adds the diagnostic `id` at a place of the file `path`. */
void rsi_report(rscan_error *err, rsi_code_id id, const char *path, rsi_where where, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
void rsi_vreport(rscan_error *err, rsi_code_id id, const char *path, rsi_where where, const char *hint, const char *format,
                 va_list args) __attribute__((format(printf, 6, 0)));

#endif
