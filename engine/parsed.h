/* The rule base as it was read: one record an element, with the place of everything, references still names.
 *
 * Records live in the arena of the rsi_book and are filled by the shapes of read_*.c; check_*.c sets the `to` of every reference;
 * compile_*.c lays them out as model.h says; then all of this is let go. */
#ifndef RSI_PARSED_H
#define RSI_PARSED_H

#include "codes.h"
#include "names.h"

/* A name where it is defined or referred to. id is NULL when it was not given. */
typedef struct parsed_name {
  const char *id;
  rsi_where where;
  uint32_t to; /* reference: index of what it names, RSI_NONE until it is resolved */
} parsed_name;

typedef struct parsed_names {
  parsed_name *items;
  uint32_t count;
} parsed_names;

typedef struct parsed_words {
  const char *text; /* NULL when not given */
  rsi_where where;
} parsed_words;

typedef struct parsed_text { /* text for people */
  const char *in[RSI_LANGS]; /* NULL when not given */
  rsi_where where[RSI_LANGS];
} parsed_text;

/* Child records, in the order of the file. */
typedef struct parsed_list {
  void *items;
  uint32_t count, capacity;
} parsed_list;
#define PARSED_AT(list, type, i) (((type *)(list).items) + (i))

typedef struct parsed_bounds { /* NaN when not given */
  double at_least, above, at_most, below;
} parsed_bounds;

/* Every record begins with this. */
typedef struct parsed_head {
  rsi_where where;
  uint8_t kind; /* of its shape */
} parsed_head;

/* ---- values of attributes that are one of a list of words: 0 is "not given", then in the order of the list ---- */

enum parsed_yes_no { PARSED_YES = 1, PARSED_NO };
enum parsed_state { PARSED_PRESENT = 1, PARSED_SUSPECTED, PARSED_ABSENT };

/* ---- cues, codes, implications ---- */

typedef struct parsed_cue {
  parsed_head head;
  uint8_t lang, means; /* 1 + rsi_lang; parsed_state */
  uint8_t is_pattern;
  parsed_words words;
} parsed_cue;

typedef struct parsed_code {
  parsed_head head;
  uint8_t means;
  parsed_name system;
  parsed_words code;
} parsed_code;

typedef struct parsed_implies {
  parsed_head head;
  parsed_bounds bounds; /* of a measure's */
  uint8_t state;
  parsed_name finding, choice;
  parsed_names is;
} parsed_implies;

/* ---- conditions ---- */

enum parsed_condition_kind {
  PARSED_HAS,
  PARSED_SUSPECTS,
  PARSED_LACKS,
  PARSED_CHOICE_IS,
  PARSED_MEASURE_IS,
  PARSED_PRIOR_IS,
  PARSED_SCORE_IS,
  PARSED_HOLDS,
  PARSED_ALL,
  PARSED_ANY,
  PARSED_NOT,
  PARSED_AT_LEAST,
  PARSED_REPEAT,
  PARSED_ALWAYS
};

typedef struct parsed_condition {
  parsed_head head;
  parsed_name finding, group, of, define;
  parsed_names any, all, is; /* is: values of a choice, results of a prior, bands of a score */
  parsed_words unit;
  parsed_bounds bounds;
  uint8_t done;
  uint32_t count;
  double within_days;
  parsed_list children; /* parsed_condition */
} parsed_condition;

/* ---- facts ---- */

/* The first five are the kinds of model.h, in its order. */
enum parsed_fact_kind {
  PARSED_FINDING,
  PARSED_CHOICE,
  PARSED_MEASURE,
  PARSED_PRIOR,
  PARSED_SCORE,
  PARSED_GROUP,
  PARSED_SHARED_RESULT
};

typedef struct parsed_value { /* a choice's value, a prior's result, a measure's range, a score's band */
  parsed_head head;
  parsed_name id;
  parsed_text label;
  parsed_bounds bounds;
  parsed_list cues, codes, implies;
} parsed_value;

typedef struct parsed_unit {
  parsed_head head;
  parsed_words id;
  double factor, offset;
} parsed_unit;

typedef struct parsed_term { /* kind: rsi_term_op */
  parsed_head head;
  double number;
  parsed_name of;
  parsed_list children; /* parsed_term */
} parsed_term;

typedef struct parsed_mention { /* <historical>, <family> */
  parsed_head head;
  parsed_name finding;
} parsed_mention;

typedef struct parsed_example {
  parsed_head head;
  parsed_words text;
} parsed_example;

typedef struct parsed_criterion {
  parsed_head head;
  double points; /* NaN: 1 */
  parsed_text label;
  parsed_list conditions;
} parsed_criterion;

typedef struct parsed_source {
  parsed_head head;
  parsed_name id, authority;
  parsed_words url, text;
  uint32_t year;
  bool is_used;
} parsed_source;

typedef struct parsed_wrapper { /* an element that only holds others: <derive>, <applies>, <when> */
  parsed_head head;
  parsed_list children;
} parsed_wrapper;

typedef struct parsed_fact {
  parsed_head head;
  parsed_name id;
  parsed_text label, ask;
  uint8_t danger;
  uint8_t silence;      /* finding, score: 1 absent, 2 unknown */
  parsed_name unstated; /* choice */
  uint8_t possible;     /* bit per sex; 0: any */
  parsed_list cues, codes, implies, historical, family, examples, counterexamples;
  parsed_list values; /* of a choice, results of a prior, ranges of a measure, bands of a score */
  parsed_words unit;
  double min, max, within_days;
  uint8_t measure_kind; /* 2: duration */
  parsed_list units, derive;
  parsed_names modalities, members, needs;
  parsed_name region;
  parsed_list criteria, source;
  rsi_names value_names; /* of values that have ids */
  bool is_used;
} parsed_fact;

typedef struct parsed_exclusive {
  parsed_head head;
  parsed_names facts;
} parsed_exclusive;

/* ---- exams ---- */

enum parsed_term_kind { PARSED_REGION, PARSED_MODALITY, PARSED_TECHNIQUE, PARSED_CONTRAST };

typedef struct parsed_entry { /* region, modality, technique, contrast */
  parsed_head head;
  parsed_name id, within;
  parsed_text title;
  parsed_list cues;
} parsed_entry;

typedef struct parsed_alias {
  parsed_head head;
  uint8_t lang;
  parsed_words text;
} parsed_alias;

#define PARSED_RADIATION_VARIES 7 /* radiation is 1 + band, then this */

typedef struct parsed_exam { /* also <extend>, whose id is that of the exam it extends */
  parsed_head head;
  parsed_name id, modality, region, technique;
  uint8_t contrast, is_default, has_side, is_placeholder, radiation_adult, radiation_child;
  uint32_t order;
  parsed_text title;
  parsed_list aliases, codes;
  uint32_t *parts; /* of a combination: indices of exams, as written */
  uint32_t n_parts;
} parsed_exam;

/* ---- authorities ---- */

typedef struct parsed_authority {
  parsed_head head;
  parsed_name id;
  parsed_text title;
  parsed_list urls; /* parsed_example */
} parsed_authority;

typedef struct parsed_profile {
  parsed_head head;
  parsed_name id;
  uint8_t is_default;
  parsed_names prefer;
  parsed_text title;
} parsed_profile;

/* ---- guidelines ---- */

typedef struct parsed_ref_element { /* <enter>, <yields>, <unstated>, <weighs>, <switch-off>: an element that lists names */
  parsed_head head;
  parsed_names names;
  uint8_t word; /* yields: optional; unstated: 1 absent, 2 unknown */
} parsed_ref_element;

typedef struct parsed_define {
  parsed_head head;
  parsed_name id;
  parsed_text title; /* may be missing: then its id is shown */
  parsed_list conditions;
  bool is_used;
} parsed_define;

typedef struct parsed_rating { /* kind: rscan_category */
  parsed_head head;
  uint8_t panel;
  parsed_names exams;
} parsed_rating;

typedef struct parsed_ratings {
  parsed_head head;
  parsed_name source;
  parsed_words variant;
  uint8_t certainty, strength, departs;
  parsed_text note;
  parsed_list ratings;
} parsed_ratings;

typedef struct parsed_scenario { /* also <gap> */
  parsed_head head;
  parsed_name id, refines;
  uint8_t urgency;
  parsed_text title, why, patient, instead, later; /* a gap's reason is its why */
  parsed_list when, weighs, ratings;
} parsed_scenario;

typedef struct parsed_guideline {
  parsed_head head;
  parsed_name id;
  parsed_words version, reviewed, review_by;
  parsed_names regions;
  parsed_text title;
  parsed_list sources, enters, enters_ordered, applies, yields, unstated, defines, scenarios, gaps;
  rsi_names source_names, define_names, scenario_names;
} parsed_guideline;

/* ---- safety ---- */

typedef struct parsed_filter {
  parsed_head head;
  parsed_names modalities, regions, exams;
  uint8_t contrasts, radiation; /* bit per contrast; 1 + band */
} parsed_filter;

typedef struct parsed_rule {
  parsed_head head;
  parsed_name id;
  uint8_t level;
  parsed_text title, message, advice;
  parsed_list when, filters, source;
} parsed_rule;

/* ---- wording, rulebase.xml ---- */

typedef struct parsed_message {
  parsed_head head;
  parsed_name id;
  parsed_words text;
} parsed_message;

typedef struct parsed_style { /* kind: rsi_style_kind */
  parsed_head head;
  parsed_words instead, words;
} parsed_style;

typedef struct parsed_module { /* kind: 0 module, 1 cases */
  parsed_head head;
  parsed_words href;
} parsed_module;

/* ---- root elements ---- */

enum parsed_root_kind {
  PARSED_RULEBASE,
  PARSED_AUTHORITIES,
  PARSED_EXAMS,
  PARSED_FACTS,
  PARSED_SCORES,
  PARSED_GUIDELINE,
  PARSED_SAFETY,
  PARSED_LANGUAGE,
  PARSED_WORDING,
  PARSED_STYLE,
  PARSED_CASES
};

typedef struct parsed_root { /* every root but <guideline>, which is a parsed_guideline, and <cases> (cases.h) */
  parsed_head head;
  parsed_name id;
  uint8_t lang;
  parsed_words version, effective, review_by;
  parsed_text title;
  parsed_list modules, switch_offs;                                       /* rulebase */
  parsed_list authorities, profiles;                                      /* authorities */
  parsed_list regions, modalities, techniques, contrasts, exams, extends; /* exams */
  parsed_list facts, groups, shared_results, exclusives;                  /* facts, scores */
  parsed_list rules, messages, styles;                                    /* safety, wording, style */
} parsed_root;

#endif
