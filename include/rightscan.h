/**
 * @file rightscan.h
 * Rightscan: is this the right exam for this patient, and if not, what is?
 *
 * Load a rule base once, keep one scratch per thread, hand it referrals and read decisions:
 *
 *     rscan_error *err = NULL;
 *     rscan_rulebase *book = rscan_rulebase_load(NULL, NULL, &err);
 *     rscan_scratch *scratch = rscan_scratch_new(book, &err);
 *     rscan_referral *referral = rscan_referral_new(book, &err);
 *     rscan_referral_set_age(referral, 46, "a");
 *     rscan_referral_set_exam(referral, "MRI brain");
 *     rscan_referral_set_reason(referral, "recurrent migraine, normal neuro exam");
 *     const rscan_decision *decision = rscan_decide(scratch, referral, &err);
 *     puts(rscan_category_name(rscan_decision_verdict(decision)));
 *
 * Conventions. Strings are UTF-8 and NUL-terminated unless a length is given. `_new`, `_load`, `_parse` return something that is
 * yours; let it go with `_free` or `_unref`, which welcome NULL. A noun alone (`rscan_decision_verdict`) borrows: the result lives as
 * long as what it was asked of. A `const` handle may be used by many threads at once; any other by one thread at a time.
 * Functions that can fail take `rscan_error **err` last (it may be NULL) and write it only on failure.
 * The library keeps no global state, never prints, never ends the process, and reads no clock, locale or environment.
 */
#ifndef RIGHTSCAN_H
#define RIGHTSCAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RSCAN_API __attribute__((visibility("default")))
#else
#define RSCAN_API
#endif

#define RSCAN_CONTRACT 1 /**< version of the request and decision JSON */
#define RSCAN_FORMAT 1   /**< version of the rule base format that this library reads */

typedef struct rscan_rulebase rscan_rulebase; /**< a compiled, immutable, shared rule base */
typedef struct rscan_scratch rscan_scratch;   /**< working memory of one thread */
typedef struct rscan_referral rscan_referral; /**< one referral: patient facts, exam, reason */
typedef struct rscan_decision rscan_decision; /**< the answer to one referral */
typedef struct rscan_error rscan_error;       /**< one or more diagnostics */

/** What is said of an exam. The first three are appropriateness categories, worst to best. */
typedef enum rscan_category {
  RSCAN_UNRATED = 0,
  RSCAN_USUALLY_NOT_APPROPRIATE = 1,
  RSCAN_MAY_BE_APPROPRIATE = 2,
  RSCAN_USUALLY_APPROPRIATE = 3,
  RSCAN_NO_CRITERIA = 4,
  RSCAN_NEEDS_INFORMATION = 5,
} rscan_category;

typedef enum rscan_urgency {
  RSCAN_URGENCY_NONE = 0,
  RSCAN_ROUTINE = 1,
  RSCAN_URGENT = 2,
  RSCAN_EMERGENCY = 3,
} rscan_urgency;

/** How strongly safety speaks. It never changes a category. */
typedef enum rscan_safety {
  RSCAN_SAFETY_NONE = 0,
  RSCAN_SAFETY_INFORM = 1,
  RSCAN_SAFETY_WARN = 2,
  RSCAN_SAFETY_STOP = 3,
} rscan_safety;

typedef enum rscan_severity {
  RSCAN_NOTE = 0,
  RSCAN_WARNING = 1,
  RSCAN_ERROR = 2,
} rscan_severity;

/** Why a call failed, for a program; the diagnostics say it for a person. */
typedef enum rscan_status {
  RSCAN_OK = 0,
  RSCAN_NO_MEMORY = 1,
  RSCAN_BAD_ARGUMENT = 2,
  RSCAN_BAD_INPUT = 3,    /**< the referral cannot be read */
  RSCAN_BAD_RULEBASE = 4, /**< the rule base cannot be read, or has errors */
  RSCAN_LIMIT = 5,        /**< a documented ceiling was reached */
} rscan_status;

typedef enum rscan_format {
  RSCAN_FORMAT_JSON = 0, /**< one line, the contract of doc/contract */
  RSCAN_FORMAT_TEXT = 1, /**< for a terminal of 80 columns */
  RSCAN_FORMAT_TSV = 2,  /**< tables: a header line, then tab-separated rows */
  RSCAN_FORMAT_HTML = 3, /**< one page that needs nothing else; reports for authors only */
  RSCAN_FORMAT_SARIF = 4, /**< SARIF 2.1.0, which code hosts show beside the lines; lint only */
  RSCAN_FORMAT_DOT = 5,   /**< a picture for Graphviz: rscan_rulebase_show() of a guideline, rscan_decision_explain() */
  RSCAN_FORMAT_SVG = 6,   /**< the same picture drawn: one file, no script, no font of its own. Other doors refuse both: "no-picture" */
} rscan_format;

/* ---- version ------------------------------------------------------------------------------------------------------ */

/** The library's version, e.g. "0.1.0". Threads: any. */
RSCAN_API const char *rscan_version(void);

/* ---- errors ------------------------------------------------------------------------------------------------------- */

RSCAN_API void rscan_error_free(rscan_error *err);
RSCAN_API rscan_status rscan_error_status(const rscan_error *err);

/** Forgets all diagnostics but those of one file, which is named as rscan_error_file() names it. Threads: one. */
RSCAN_API void rscan_error_keep_file(rscan_error *err, const char *file);

/** How many diagnostics, in file order. */
RSCAN_API size_t rscan_error_count(const rscan_error *err);

/** One diagnostic as a person reads it: `file:line:column: error: message [code]`, and `\n  hint: …` when there is one. */
RSCAN_API const char *rscan_error_text(const rscan_error *err, size_t index);
RSCAN_API rscan_severity rscan_error_severity(const rscan_error *err, size_t index);
RSCAN_API const char *rscan_error_code(const rscan_error *err, size_t index);    /**< stable, e.g. "finding-undefined" */
RSCAN_API const char *rscan_error_message(const rscan_error *err, size_t index); /**< without place and code */
RSCAN_API const char *rscan_error_hint(const rscan_error *err, size_t index);    /**< how to mend it; NULL when there is none */
RSCAN_API const char *rscan_error_file(const rscan_error *err, size_t index);    /**< path as loaded, or NULL (input errors) */
RSCAN_API const char *rscan_error_path(const rscan_error *err, size_t index);    /**< JSON path of an input error, or NULL */
RSCAN_API uint32_t rscan_error_line(const rscan_error *err, size_t index);       /**< from 1; 0 when unknown */
RSCAN_API uint32_t rscan_error_column(const rscan_error *err, size_t index);     /**< in characters, from 1; 0 when unknown */

/* ---- rule base ---------------------------------------------------------------------------------------------------- */

/** Memory functions; all three or none. They must be thread-safe. */
typedef struct rscan_allocator {
  void *(*alloc)(size_t size, void *context);
  void *(*resize)(void *block, size_t size, void *context);
  void (*release)(void *block, void *context);
  void *context;
} rscan_allocator;

typedef struct rscan_load_options {
  size_t size;                      /**< sizeof(rscan_load_options) */
  const rscan_allocator *allocator; /**< NULL: malloc and friends; copied */
  const char *site;                 /**< directory of the site's additions, laid over the book; NULL for none */
  const char *profile;              /**< order of authorities by name, e.g. "acr"; NULL for the book's default */
  int partial;                      /**< for authors only: leave out what has mistakes, and what needs it; 0: refuse */
  const rscan_rulebase *like;       /**< partial: leave out too what this one leaves out, to compare them; not kept; NULL for none */
} rscan_load_options;
#define RSCAN_LOAD_OPTIONS_INIT {sizeof(rscan_load_options), NULL, NULL, NULL, 0, NULL}

/**
 * Reads, checks and compiles the rule base in a directory.
 *
 * @param dir   UTF-8 path of the directory that holds rulebase.xml; NULL for the installed one; not kept.
 * @param opts  NULL for the defaults.
 * @param err   receives every diagnostic found, on failure; may be NULL.
 * @return      yours, released with rscan_rulebase_unref(); NULL on failure. Never half a rule base, unless `partial` asks for it.
 *
 * With `partial` a rule base that has mistakes loads without them: each finding, exam, safety rule, guideline … in which there is an
 * error is left out, a file that cannot be read as a whole, and then whatever needs what is missing. It fails only where nothing
 * works without: rulebase.xml, authorities, profiles, languages. Its answers are for trying, never for a patient.
 *
 * Threads: any. The result never changes and may be shared.
 */
RSCAN_API rscan_rulebase *rscan_rulebase_load(const char *dir, const rscan_load_options *opts, rscan_error **err);
RSCAN_API rscan_rulebase *rscan_rulebase_ref(rscan_rulebase *book);
RSCAN_API void rscan_rulebase_unref(rscan_rulebase *book);

RSCAN_API const char *rscan_rulebase_version(const rscan_rulebase *book);
RSCAN_API const char *rscan_rulebase_digest(const rscan_rulebase *book); /**< of every file read, 16 hex digits */

/** Warnings found while loading a rule base that loaded, and with `partial` the errors of what was left out; NULL when there are none.
 * Borrowed. */
RSCAN_API const rscan_error *rscan_rulebase_warnings(const rscan_rulebase *book);

/** One thing that a partial load left out. */
typedef struct rscan_left_out {
  const char *what; /**< its element: "guideline", "finding" …; NULL: a whole file */
  const char *id;   /**< NULL when it has none, or it is not known */
  const char *file; /**< path as loaded; of rulebase.xml when that names a file that it may not */
  uint32_t line, column; /**< where it begins; 0 of a whole file */
} rscan_left_out;

RSCAN_API size_t rscan_rulebase_left_out_count(const rscan_rulebase *book);
/** Causes come before what followed from them. Borrowed; NULL beyond the last. */
RSCAN_API const rscan_left_out *rscan_rulebase_left_out(const rscan_rulebase *book, size_t index);

/** What of a kind is in the book, one a line: "guidelines" "scenarios" "exams" "findings" "scores" "safety" "authorities"
 * "regions" "modalities" "techniques". */
RSCAN_API char *rscan_rulebase_list(const rscan_rulebase *book, const char *kind, const char *language, rscan_format format, rscan_error **err);

/** Where a guideline (is_guideline) or a fact of that id is defined: its file, with line and column; NULL when the book has none. */
RSCAN_API const char *rscan_rulebase_place(const rscan_rulebase *book, int is_guideline, const char *id, uint32_t *line, uint32_t *column);

/**
 * One thing of the book by its id (guideline, scenario as guideline/scenario, exam, fact, score, rule). Yours: rscan_text_free().
 * As DOT or SVG only a guideline: how it decides, drawn from top to bottom, each scenario as a question with its exams beside it.
 */
RSCAN_API char *rscan_rulebase_show(const rscan_rulebase *book, const char *id, const char *language, rscan_format format, rscan_error **err);

/** Every rating of the book, or of one guideline: variant_id, exam, category, panel_disagreement, source. Yours: rscan_text_free(). */
RSCAN_API char *rscan_rulebase_ratings(const rscan_rulebase *book, const char *guideline, rscan_format format, rscan_error **err);

RSCAN_API void rscan_text_free(char *text);

typedef struct rscan_cases rscan_cases; /**< the worked referrals of a rule base with the decisions expected of them */

/**
 * A page of the rule base to read and to print, as HTML that needs nothing else: one guideline, or (NULL) the index of all.
 * Pages link to each other as ID.html and index.html, and as ../en/ and ../fr/ for the languages. cases may be NULL: none are shown.
 * Yours: rscan_text_free().
 */
RSCAN_API char *rscan_rulebase_page(const rscan_rulebase *book, const rscan_cases *cases, const char *guideline, const char *language,
                                    rscan_error **err);

typedef struct rscan_lint_options {
  size_t size;       /**< sizeof(rscan_lint_options) */
  const char *today; /**< YYYY-MM-DD, against which reviews and years of sources are judged; NULL: they are not */
} rscan_lint_options;
#define RSCAN_LINT_OPTIONS_INIT {sizeof(rscan_lint_options), NULL}

/**
 * What can be known of a rule base without a patient: the warnings of loading, and what only the whole can tell (scenarios that can
 * never be chosen, patients for whom nothing is said, cues that miss their own examples, wording that labels patients …).
 *
 * @param opts  NULL for the defaults.
 * @return      yours: rscan_error_free(). Its status is RSCAN_OK whatever was found, in file order; otherwise it says why it failed.
 *
 * Threads: any.
 */
RSCAN_API rscan_error *rscan_rulebase_lint(const rscan_rulebase *book, const rscan_lint_options *opts);

/** Diagnostics of a rule base (of rscan_rulebase_lint or of a failed load) as text, JSON or SARIF. Yours: rscan_text_free(). */
RSCAN_API char *rscan_lint_report(const rscan_error *found, rscan_format format, rscan_error **err);

/** A page about one code: what it means, why it matters, an example, how to mend it; code NULL or "": all codes, a line each.
 * Yours: rscan_text_free(). */
RSCAN_API char *rscan_lint_explain(const char *code, rscan_error **err);

/* ---- referral ----------------------------------------------------------------------------------------------------- */

/** An empty referral on a rule base, which it keeps a reference to. NULL when out of memory. */
RSCAN_API rscan_referral *rscan_referral_new(rscan_rulebase *book, rscan_error **err);
RSCAN_API void rscan_referral_free(rscan_referral *referral);

/** Forgets everything that was set, keeping the memory. */
RSCAN_API void rscan_referral_clear(rscan_referral *referral);

/**
 * Replaces the referral by one request in JSON (doc/contract). Unknown members are named in the decision's warnings.
 * On failure the referral is left empty and err says at which JSON path what was found and expected.
 */
RSCAN_API rscan_status rscan_referral_parse(rscan_referral *referral, const char *json, size_t length, rscan_error **err);

/* Each setter copies what it is given and returns RSCAN_OK, or why not (err says it for a person). NULL unsets. */
RSCAN_API rscan_status rscan_referral_set_id(rscan_referral *referral, const char *id, rscan_error **err);
/** Age as value and UCUM unit: "a" years, "mo" months, "wk" weeks, "d" days. */
RSCAN_API rscan_status rscan_referral_set_age(rscan_referral *referral, double value, const char *unit, rscan_error **err);
RSCAN_API rscan_status rscan_referral_set_sex(rscan_referral *referral, const char *sex, rscan_error **err); /**< female male other unknown */
RSCAN_API rscan_status rscan_referral_set_birth_date(rscan_referral *referral, const char *date, rscan_error **err); /**< YYYY-MM-DD */
RSCAN_API rscan_status rscan_referral_set_today(rscan_referral *referral, const char *date, rscan_error **err);      /**< YYYY-MM-DD */
RSCAN_API rscan_status rscan_referral_set_pregnant(rscan_referral *referral, const char *state, rscan_error **err);  /**< yes no unknown */
RSCAN_API rscan_status rscan_referral_set_exam(rscan_referral *referral, const char *exam, rscan_error **err); /**< id, code or words */
RSCAN_API rscan_status rscan_referral_set_reason(rscan_referral *referral, const char *text, rscan_error **err);
RSCAN_API rscan_status rscan_referral_set_setting(rscan_referral *referral, const char *setting, rscan_error **err);
RSCAN_API rscan_status rscan_referral_set_language(rscan_referral *referral, const char *language, rscan_error **err); /**< en fr */
RSCAN_API rscan_status rscan_referral_set_policy(rscan_referral *referral, const char *policy, rscan_error **err);     /**< documented strict */
RSCAN_API rscan_status rscan_referral_set_prior_complete(rscan_referral *referral, int is_complete, rscan_error **err);
RSCAN_API rscan_status rscan_referral_set_consultation(rscan_referral *referral, const char *id, rscan_error **err);
RSCAN_API rscan_status rscan_referral_add_code(rscan_referral *referral, const char *code, rscan_error **err); /**< `M54.5` or `system|code` */
/** A finding, choice, group, score band or prior result by id: "fever", "absent"; "purpose", "plan"; "unknown" asks to assume nothing. */
RSCAN_API rscan_status rscan_referral_add_finding(rscan_referral *referral, const char *id, const char *state, rscan_error **err);
/** A measure by id; unit NULL for the measure's own (or the one its key ends in: "duration_days"). */
RSCAN_API rscan_status rscan_referral_add_measure(rscan_referral *referral, const char *id, double value, const char *unit, rscan_error **err);
RSCAN_API rscan_status rscan_referral_add_prior(rscan_referral *referral, const char *exam, const char *date, const char *result, rscan_error **err);
RSCAN_API rscan_status rscan_referral_add_authority(rscan_referral *referral, const char *id, rscan_error **err); /**< in order of preference */

/* ---- decision ----------------------------------------------------------------------------------------------------- */

RSCAN_API rscan_scratch *rscan_scratch_new(rscan_rulebase *book, rscan_error **err);
RSCAN_API void rscan_scratch_free(rscan_scratch *scratch);

/**
 * Decides a referral. Once warm it allocates nothing.
 *
 * @return borrowed from scratch: valid until the next call with it. NULL on failure.
 */
RSCAN_API const rscan_decision *rscan_decide(rscan_scratch *scratch, const rscan_referral *referral, rscan_error **err);

RSCAN_API rscan_category rscan_decision_verdict(const rscan_decision *decision); /**< RSCAN_UNRATED when no exam was asked about */
RSCAN_API rscan_urgency rscan_decision_urgency(const rscan_decision *decision);
RSCAN_API rscan_safety rscan_decision_safety(const rscan_decision *decision);
RSCAN_API const char *rscan_decision_exam(const rscan_decision *decision);      /**< catalogue id rated; NULL when none */
RSCAN_API const char *rscan_decision_guideline(const rscan_decision *decision); /**< id; NULL when none decided */
RSCAN_API const char *rscan_decision_scenario(const rscan_decision *decision);  /**< id; NULL when undecided */
RSCAN_API const char *rscan_decision_no_criteria_reason(const rscan_decision *decision); /**< NULL unless RSCAN_NO_CRITERIA */
RSCAN_API size_t rscan_decision_recommended_count(const rscan_decision *decision);
RSCAN_API const char *rscan_decision_recommended(const rscan_decision *decision, size_t index); /**< catalogue id, best first */
RSCAN_API size_t rscan_decision_question_count(const rscan_decision *decision);
RSCAN_API const char *rscan_decision_question(const rscan_decision *decision, size_t index); /**< fact id to ask for, first first */

/**
 * The whole decision as text, into a buffer that belongs to the scratch and lives until its next use.
 * Deterministic to the byte. @param length may be NULL.
 */
RSCAN_API const char *rscan_decision_render(rscan_scratch *scratch, rscan_format format, size_t *length, rscan_error **err);

/**
 * The reasoning step by step: each condition with its value and where the facts came from. why_not: a scenario or exam id, or NULL.
 * As DOT or SVG (then why_not must be NULL) the guidelines that were looked at, drawn, with the way taken, what was ruled out and what is
 * still possible, in line styles and words as well as in colours.
 */
RSCAN_API const char *rscan_decision_explain(rscan_scratch *scratch, rscan_format format, const char *why_not, size_t *length, rscan_error **err);

/* ---- reading text ------------------------------------------------------------------------------------------------- */

/** What the engine understands of a text: each finding with its assertion and the words that gave it. Borrowed from the scratch. */
RSCAN_API const char *rscan_read(rscan_scratch *scratch, const char *text, size_t text_length, rscan_format format, size_t *length, rscan_error **err);

/** How a text asserts one phrase of it: "present" "absent" "possible" "historical" "family" "conditional"; NULL when it is not in the text. */
RSCAN_API const char *rscan_read_assertion(rscan_scratch *scratch, const char *text, const char *phrase, rscan_error **err);

/* ---- cases -------------------------------------------------------------------------------------------------------- */

typedef enum rscan_outcome { RSCAN_PASSED = 0, RSCAN_FAILED = 1, RSCAN_BROKEN = 2 /**< could not be decided at all */ } rscan_outcome;

/**
 * Reads the cases that the rule base in dir (NULL: the installed one) names. Yours: rscan_cases_free().
 * A mistake breaks the case that it stands in and no other. A case without a usable id is named after its line, "guideline/(line 12)"; a
 * file of which no case can be read is one broken case, "guideline/(file)". NULL when rulebase.xml cannot be read.
 */
RSCAN_API rscan_cases *rscan_cases_load(rscan_rulebase *book, const char *dir, rscan_error **err);
RSCAN_API void rscan_cases_free(rscan_cases *cases);
RSCAN_API size_t rscan_cases_count(const rscan_cases *cases);
RSCAN_API const char *rscan_case_name(const rscan_cases *cases, size_t index);  /**< guideline/id */
RSCAN_API const char *rscan_case_place(const rscan_cases *cases, size_t index); /**< file:line:column */
RSCAN_API const char *rscan_case_file(const rscan_cases *cases, size_t index);  /**< path as loaded */
RSCAN_API const rscan_error *rscan_case_mistakes(const rscan_cases *cases, size_t index); /**< why it is broken before it is run; NULL */
/**
 * Decides one case and compares. message (borrowed from the scratch; NULL when passed) says on its first line where expected and actual
 * first part, and on the next lines where else, what was asked, what was read of it, and what stayed possible.
 */
RSCAN_API rscan_outcome rscan_case_run(const rscan_cases *cases, size_t index, rscan_scratch *scratch, const char **message);

/** One point in which a decision is not as its case expects: an attribute of `<expect>`, or a `<fact>` in it. */
typedef struct rscan_difference {
  const char *what;      /**< the attribute; the fact's id */
  const char *expected;  /**< as it stands in the file */
  const char *found;     /**< for a person; "nothing" when there is none */
  const char *in_a_case; /**< found, as a case would say it; NULL when a case cannot say it */
  int is_fact;
  uint32_t line, column; /**< where expected stands in the case's file; in characters, from 1 */
} rscan_difference;

/** How the last case that was run with a scratch differs: none when it passed or is broken. Borrowed until its next use. */
RSCAN_API size_t rscan_case_difference_count(const rscan_scratch *scratch);
RSCAN_API const rscan_difference *rscan_case_difference(const rscan_scratch *scratch, size_t index); /**< in order of weight; NULL beyond */

/* ---- coverage: what the cases exercise ---------------------------------------------------------------------------- */

typedef struct rscan_coverage rscan_coverage; /**< which scenarios, branches, rows, rules and cues cases have exercised */

/** Nothing exercised yet. Keeps cases, which must outlive it. NULL when out of memory. */
RSCAN_API rscan_coverage *rscan_coverage_new(const rscan_cases *cases, rscan_error **err);
RSCAN_API void rscan_coverage_free(rscan_coverage *coverage);

/** Runs one case as rscan_case_run() does, and remembers what it exercised. */
RSCAN_API rscan_outcome rscan_coverage_run(rscan_coverage *coverage, size_t index, rscan_scratch *scratch, const char **message);

/**
 * Scenarios and branches exercised, 0 to 100, of one guideline or (NULL) of all. A branch that no case can take is not counted: it is
 * looked for by search when this or a report is first asked for. Below 0 when there is no such guideline, or out of memory.
 */
RSCAN_API double rscan_coverage_percent(rscan_coverage *coverage, const char *guideline);

/** What is exercised and what is not, of one guideline or (NULL) of all: text, JSON or HTML. Yours: rscan_text_free(). */
RSCAN_API char *rscan_coverage_report(rscan_coverage *coverage, const char *guideline, const char *language, rscan_format format,
                                      rscan_error **err);

/**
 * A case file (XML) for the scenarios that no case chose: facts that lead there, found by search and decided to be sure.
 * What to expect of them is left to a person, beside what the engine answers now. Yours: rscan_text_free().
 */
RSCAN_API char *rscan_coverage_suggest(const rscan_coverage *coverage, const char *guideline, rscan_scratch *scratch, rscan_error **err);

/* ---- differences between two rule bases --------------------------------------------------------------------------- */

typedef struct rscan_diff rscan_diff; /**< what differs, and which referrals would be answered differently */

/**
 * Compares two rule bases by what they mean, thing by thing as their ids pair them. Keeps a reference to both.
 * @return yours: rscan_diff_free(); NULL when out of memory.
 */
RSCAN_API rscan_diff *rscan_diff_new(rscan_rulebase *old_book, rscan_rulebase *new_book, rscan_error **err);
RSCAN_API void rscan_diff_free(rscan_diff *diff);

/**
 * Answers one request (JSON) by both rule bases and remembers how the answers part: verdict, recommended exams, safety remarks,
 * first question, guideline, scenario, urgency, alternatives, words (doc/workbench.md says what of them is compared).
 * A request that a rule base cannot read counts as such; only running out of memory or into a limit is a failure.
 */
RSCAN_API rscan_status rscan_diff_referral(rscan_diff *diff, const char *json, size_t length, rscan_error **err);

RSCAN_API size_t rscan_diff_change_count(const rscan_diff *diff);   /**< clinical changes between the rule bases */
RSCAN_API uint64_t rscan_diff_referral_count(const rscan_diff *diff); /**< requests answered so far */
RSCAN_API uint64_t rscan_diff_parted_count(const rscan_diff *diff);   /**< of these, answered differently */

/** The changes, and the referrals by guideline and kind, with at most max_examples of each: text or JSON. Yours: rscan_text_free(). */
RSCAN_API char *rscan_diff_report(const rscan_diff *diff, size_t max_examples, const char *language, rscan_format format, rscan_error **err);

/** "usually-appropriate" and so on: the words of the contract. Never NULL. */
RSCAN_API const char *rscan_category_name(rscan_category category);
RSCAN_API const char *rscan_urgency_name(rscan_urgency urgency);
RSCAN_API const char *rscan_safety_name(rscan_safety safety);

#ifdef __cplusplus
}
#endif
#endif
