/* The compiled rule base: what a decision reads. One immutable block of plain arrays; everything refers by index.
 *
 * What is known of a fact is a *state*: the set of values that it may still have. A condition's leaf is a set of values too.
 * State inside leaf: true. State outside leaf: false. Otherwise unknown. That one idea carries findings, choices, measures,
 * priors and scores alike. */
#ifndef RSI_MODEL_H
#define RSI_MODEL_H

#include "base.h"

/* ---- states ---- */

typedef uint64_t rsi_state;

#define RSI_UNTOLD ((rsi_state)1 << 63) /* flag: nothing was said; the other bits are then the full set */

/* Finding: bits. "Suspected" is told as {suspected, present}: suspected for sure, present perhaps. */
#define RSI_ABSENT ((rsi_state)1)
#define RSI_SUSPECTED ((rsi_state)2)
#define RSI_PRESENT ((rsi_state)4)
#define RSI_FINDING_FULL ((rsi_state)7)

#define RSI_NOT_DONE ((rsi_state)1) /* of a prior */

/* Choice: bit i is value i. Prior: bit 0 not done, bit i is result i-1, bit count+1 is done with another result.
 * Measure and score: a run of cells, low in bits 0-15, high in bits 16-31. The cuts c0 < c1 < … make the cells
 * (-inf,c0) [c0] (c0,c1) [c1] … so that below, at-most, above and at-least are all exact: cell 2i+1 is c_i itself. */
#define RSI_IS_CELLS ((rsi_state)1 << 62) /* always set, so that no run of cells is 0, "tells nothing" */
#define RSI_CELLS(low, high) ((rsi_state)(low) | (rsi_state)(high) << 16 | RSI_IS_CELLS)
#define RSI_CELL_LOW(state) ((uint32_t)((state) & 0xffff))
#define RSI_CELL_HIGH(state) ((uint32_t)((state) >> 16 & 0xffff))

enum rsi_fact_kind { RSI_FINDING, RSI_CHOICE, RSI_MEASURE, RSI_PRIOR, RSI_SCORE };

/* Measures and scores use cells; the other kinds are sets of bits. */
static inline bool rsi_kind_has_cells(uint8_t kind) { return kind == RSI_MEASURE || kind == RSI_SCORE; }

typedef struct rsi_fact {
  rsi_str id;
  rsi_text label, ask;
  uint8_t kind;
  uint8_t is_danger;
  bool is_complaint;      /* finding: enters a guideline, by itself or when an exam of the guideline's regions is ordered */
  uint8_t possible_sexes; /* finding: bit per value of the choice "sex"; 0xff when any */
  rsi_state full;         /* every value, without RSI_UNTOLD */
  rsi_state unstated;     /* what silence means; equal to full when silence means nothing */
  rsi_span values;        /* rb->values: choice values, prior results (shared ones too), named ranges, score bands */
  rsi_span cuts;          /* rb->numbers, ascending: measure, score */
  uint32_t detail;        /* index into rb->measures, rb->priors or rb->scores by kind; RSI_NONE otherwise */
  uint32_t historical, family; /* facts that such mentions give; RSI_NONE */
  rsi_span implications;  /* rb->indices → rb->implications that name this fact on either side */
  rsi_span enters;        /* rb->indices → guidelines that this finding enters */
  rsi_span groups;        /* rb->indices → groups that it is a member of */
  rsi_where where;
} rsi_fact;

typedef struct rsi_value { /* a value of a choice, a result of a prior, a named range of a measure, a band of a score */
  rsi_str id;              /* empty for a named range without id */
  rsi_text label;
  rsi_state state;         /* the state that it means */
  rsi_where where;
} rsi_value;

typedef struct rsi_unit {
  rsi_str id;
  double factor, offset; /* own unit = value × factor + offset */
} rsi_unit;

typedef struct rsi_measure {
  rsi_str unit;    /* UCUM */
  rsi_span units;  /* rb->units, the measure's own first with factor 1 */
  double min, max; /* plausible; -inf, +inf when not given */
  uint8_t is_duration;
  uint32_t derive; /* root in rb->terms; RSI_NONE unless derived */
  rsi_span inputs; /* rb->indices: facts a derived measure is worked out from */
} rsi_measure;

enum rsi_term_op { RSI_TERM_NUMBER, RSI_TERM_VALUE, RSI_TERM_SUM, RSI_TERM_PRODUCT, RSI_TERM_DIFFERENCE, RSI_TERM_QUOTIENT,
                   RSI_TERM_GREATEST, RSI_TERM_LEAST };
typedef struct rsi_term { /* preorder; children follow, end is the index after the last */
  uint8_t op;
  uint32_t end;
  uint32_t fact;
  double number;
} rsi_term;

typedef struct rsi_prior {
  rsi_span modalities; /* rb->indices */
  uint32_t region;
  double within_days;  /* +inf when any age counts */
} rsi_prior;

typedef struct rsi_criterion {
  rsi_text label;
  double points;
  uint32_t when; /* node */
} rsi_criterion;

typedef struct rsi_score {
  rsi_span criteria; /* rb->criteria */
  uint32_t source;   /* rb->sources; RSI_NONE */
} rsi_score;

typedef struct rsi_group {
  rsi_str id;
  rsi_text label, ask;
  rsi_span members; /* rb->indices */
  rsi_where where;
} rsi_group;

/* from holds → to holds. Read backwards as well: to impossible → from impossible. */
typedef struct rsi_implication {
  uint32_t from_fact, to_fact;
  rsi_state from, to;
} rsi_implication;

/* ---- conditions: a flat tree in preorder ---- */

enum rsi_op {
  RSI_OP_TRUE,
  RSI_OP_IN,       /* fact's state against arg, a set of bits */
  RSI_OP_WITHIN,   /* fact's state against arg, a run of cells */
  RSI_OP_SCORE,    /* as WITHIN; when the score was not told it is computed from its criteria */
  RSI_OP_ALL,
  RSI_OP_ANY,
  RSI_OP_NOT,      /* one child */
  RSI_OP_AT_LEAST, /* count of the children */
  RSI_OP_REPEAT,   /* the same exam was done within arg days (safety only) */
};
#define RSI_NODE_ASSUMES 1 /* silence counts here: an untold fact is read as its fact's `unstated` (or absent, by the guideline) */
#define RSI_NODE_ASSUMES_ABSENT 2 /* the guideline says that silence means absent, whatever the fact's own default */
typedef struct rsi_node {
  uint8_t op, flags;
  uint16_t count;   /* AT_LEAST */
  uint32_t end;     /* index after the last descendant: where the next sibling stands */
  uint32_t fact;    /* a leaf's; n_facts + group on the ANY of `has group`/`suspects group` and the ALL of `lacks group`; RSI_NONE otherwise */
  rsi_str name;     /* definition or group that this stands for, for explain */
  rsi_state arg;
  rsi_where where;
} rsi_node;

typedef struct rsi_definition { uint32_t node; rsi_text title; } rsi_definition; /* where one with a title stands; sorted by node */

/* ---- exams ---- */

typedef struct rsi_term_entry { /* region, modality, technique */
  rsi_str id;
  rsi_text title;
  uint32_t within; /* region: the larger region; RSI_NONE */
  rsi_where where;
} rsi_term_entry;

enum rsi_contrast { RSI_CONTRAST_NONE, RSI_CONTRAST_WITHOUT, RSI_CONTRAST_WITH, RSI_CONTRAST_BOTH };
#define RSI_RADIATION_UNKNOWN (-1)
#define RSI_RADIATION_VARIES 9

typedef struct rsi_exam {
  rsi_str id;
  rsi_text title;
  uint32_t modality, region, technique; /* RSI_NONE when it has none */
  uint8_t contrast, is_default, has_side, is_placeholder;
  int8_t radiation_adult, radiation_child;
  uint16_t order;       /* site's order of availability; lower is more at hand */
  uint32_t stands_for;  /* the placeholder exam whose rows apply when a scenario does not name this one; RSI_NONE */
  rsi_span parts;       /* rb->indices: exams of a combination a+b; empty for a plain exam */
  rsi_span codes;       /* rb->codes entries are found by code; this is rb->exam_codes for output */
  rsi_span aliases;     /* rb->aliases */
  rsi_where where;
} rsi_exam;

typedef struct rsi_exam_code { rsi_str system, code; } rsi_exam_code;
typedef struct rsi_alias { rsi_str text; uint32_t exam; } rsi_alias;

enum rsi_code_kind { RSI_CODE_FACT, RSI_CODE_EXAM };
typedef struct rsi_code { /* sorted by code (upper case), then system: reason codes match by longest prefix, exam codes exactly */
  rsi_str system, code;
  uint8_t kind;
  uint32_t target;  /* fact or exam */
  rsi_state state;  /* what the code tells of the fact */
} rsi_code;

/* ---- guidelines ---- */

typedef struct rsi_authority { rsi_str id, url; rsi_text title; } rsi_authority;
typedef struct rsi_profile { rsi_str id; rsi_text title; rsi_span prefer; /* rb->indices → authorities */ } rsi_profile;

typedef struct rsi_source {
  rsi_str id, text, url;
  uint32_t authority; /* RSI_NONE for the source of a score */
  int32_t year;       /* 0 when not given */
  rsi_where where;
} rsi_source;

enum rsi_certainty { RSI_CERTAINTY_NONE, RSI_CERTAINTY_VERY_LOW, RSI_CERTAINTY_LOW, RSI_CERTAINTY_MODERATE, RSI_CERTAINTY_HIGH };
enum rsi_strength { RSI_STRENGTH_NONE, RSI_STRENGTH_CONDITIONAL, RSI_STRENGTH_STRONG };

typedef struct rsi_row {
  uint32_t exam;
  uint8_t category; /* rscan_category 1 to 3 */
  uint8_t panel_disagrees, authority, certainty, strength, departs;
  uint16_t order;   /* as the author wrote them */
  uint32_t source;
  rsi_str variant;
  rsi_text note;
  rsi_where where;
} rsi_row;

typedef struct rsi_scenario {
  rsi_str id;
  rsi_text title, why, patient, instead, later;
  uint32_t guideline;
  uint32_t when;        /* node */
  uint8_t urgency;      /* rscan_urgency */
  uint64_t authorities; /* bit per authority that holds it */
  rsi_span rows;        /* rb->rows sorted by exam, then authority; inherited rows are copied in */
  rsi_span weighs;      /* rb->indices → safety rules */
  rsi_where where;
} rsi_scenario;

typedef struct rsi_gap { rsi_str id; rsi_text reason; uint32_t when; rsi_where where; } rsi_gap;

typedef struct rsi_guideline {
  rsi_str id, version, reviewed, review_by;
  rsi_text title;
  rsi_span regions;   /* rb->indices */
  rsi_span enters;    /* rb->indices → facts */
  rsi_span enters_ordered; /* the same, but only when an exam of its regions is ordered */
  uint32_t applies;   /* node; RSI_NONE when always */
  rsi_span yields;    /* rb->indices → guidelines */
  rsi_span scenarios; /* rb->scenarios, contiguous, in order */
  rsi_span gaps;      /* rb->gaps */
  rsi_span sources;   /* rb->sources */
  rsi_where where, review_where;
} rsi_guideline;

/* ---- safety ---- */

typedef struct rsi_exam_filter { /* every part given must match */
  rsi_span modalities, regions, exams; /* rb->indices; empty: any. A region matches everything within it */
  uint8_t contrasts;                   /* bit per rsi_contrast; 0: any */
  int8_t radiation_at_least;           /* -1: any */
} rsi_exam_filter;

typedef struct rsi_rule {
  rsi_str id;
  rsi_text title, message, advice;
  uint8_t level; /* rscan_safety */
  uint32_t when;
  rsi_span filters; /* rb->filters; one must match; empty: every exam */
  uint32_t source;
  rsi_where where;
} rsi_rule;

/* ---- wording: every sentence the programs print ---- */

typedef struct rsi_message { rsi_str id; rsi_text text; } rsi_message; /* sorted by id */

/* ---- cues, handed to the text room as written ---- */

enum rsi_cue_kind {
  RSI_CUE_FACT,      /* target fact, state what a plain mention tells */
  RSI_CUE_NUMBER,    /* target measure or score: words that stand beside its number */
  RSI_CUE_GROUP,     /* target group; state RSI_PRESENT or RSI_ABSENT */
  RSI_CUE_PRIOR,     /* target prior: done, result not told by this cue */
  RSI_CUE_RESULT,    /* target prior, state the result: counts only beside a mention of such an exam */
  RSI_CUE_SHARED_RESULT, /* target: index of rb->shared_results; as RESULT for every prior that has a result of that id */
  RSI_CUE_REGION, RSI_CUE_MODALITY, RSI_CUE_TECHNIQUE, /* target: index into rb->regions … */
  RSI_CUE_CONTRAST,  /* target: rsi_contrast */
  RSI_CUE_LANGUAGE,  /* target: role number of the text room (triggers, stops, units …) */
};
typedef struct rsi_cue_def {
  uint8_t kind;
  uint8_t lang;       /* rsi_lang; RSI_LANGS when it counts in every language */
  uint8_t is_pattern; /* PCRE2 as written; otherwise phrases separated by ';' */
  uint32_t target;
  rsi_state state;
  rsi_str text;
  rsi_where where;
} rsi_cue_def;

typedef struct rsi_example { uint32_t fact; uint8_t is_counter; rsi_str text; rsi_where where; } rsi_example;

/* ---- what authors wrote, for lint alone ---- */

typedef struct rsi_written { rsi_str text; uint8_t lang; rsi_where where; } rsi_written; /* a text for people; an inherited one again */
enum rsi_style_kind { RSI_STYLE_AVOID, RSI_STYLE_SMALL_WORDS };
typedef struct rsi_style { /* AVOID: phrases, and what to write instead. SMALL_WORDS: words that say nothing by themselves */
  uint8_t kind, lang;
  rsi_str words, instead;
  rsi_where where;
} rsi_style;

/* ---- the whole ---- */

struct rsi_lexicon;     /* engine/text.h */
struct rsi_order_index; /* engine/order.h */
struct rsi_left_out;    /* engine/book.h; in a whole rule base there is none */

struct rscan_rulebase {
  rscan_allocator allocator;
  uint32_t references; /* atomic */
  rsi_arena arena;     /* holds every array below */
  const char *strings;
  uint32_t n_strings;  /* bytes */
  rsi_str id, version, effective, review_by;
  rsi_where review_where;
  rsi_text title;
  char digest[17];
  const char *const *files; /* paths as loaded, for rsi_where */
  uint32_t n_files;
  rscan_error *warnings; /* NULL when none */
  const struct rsi_left_out *left_out; /* of a partial load */
  uint32_t n_left_out;

#define RSI_ARRAY(type, name) const type *name; uint32_t n_##name
  RSI_ARRAY(rsi_fact, facts);
  RSI_ARRAY(rsi_value, values);
  RSI_ARRAY(rsi_unit, units);
  RSI_ARRAY(rsi_measure, measures);
  RSI_ARRAY(rsi_term, terms);
  RSI_ARRAY(rsi_prior, priors);
  RSI_ARRAY(rsi_score, scores);
  RSI_ARRAY(rsi_criterion, criteria);
  RSI_ARRAY(rsi_group, groups);
  RSI_ARRAY(rsi_implication, implications);
  RSI_ARRAY(rsi_node, nodes);
  RSI_ARRAY(rsi_definition, definitions);
  RSI_ARRAY(rsi_term_entry, regions);
  RSI_ARRAY(rsi_term_entry, modalities);
  RSI_ARRAY(rsi_term_entry, techniques);
  RSI_ARRAY(rsi_exam, exams);
  RSI_ARRAY(rsi_exam_code, exam_codes);
  RSI_ARRAY(rsi_alias, aliases);
  RSI_ARRAY(rsi_code, codes);
  RSI_ARRAY(rsi_authority, authorities);
  RSI_ARRAY(rsi_profile, profiles);
  RSI_ARRAY(rsi_source, sources);
  RSI_ARRAY(rsi_row, rows);
  RSI_ARRAY(rsi_scenario, scenarios);
  RSI_ARRAY(rsi_gap, gaps);
  RSI_ARRAY(rsi_guideline, guidelines);
  RSI_ARRAY(rsi_exam_filter, filters);
  RSI_ARRAY(rsi_rule, rules);
  RSI_ARRAY(rsi_message, messages);
  RSI_ARRAY(rsi_value, shared_results);
  RSI_ARRAY(rsi_cue_def, cues);
  RSI_ARRAY(rsi_example, examples);
  RSI_ARRAY(rsi_written, written);
  RSI_ARRAY(rsi_style, styles);
  RSI_ARRAY(uint32_t, indices);
  RSI_ARRAY(double, numbers);
  RSI_ARRAY(uint32_t, fact_by_id);  /* hash tables over ids; a group is n_facts + its index; RSI_NONE is free */
  RSI_ARRAY(uint32_t, exam_by_id);
#undef RSI_ARRAY
  uint32_t profile; /* in force */

  /* Facts that the engine itself fills, by their ids in facts/common.xml. RSI_NONE when the book has no such fact. */
  uint32_t age, sex, pregnancy, setting, purpose, duration;
  uint32_t exam_none; /* the exam "none": no imaging */

  struct rsi_lexicon *lexicon;
  const struct rsi_order_index *orders; /* made by rsi_order_index_make at the end of loading; in the arena */
};

static inline const char *rsi_string(const rscan_rulebase *rb, rsi_str s) { return rb->strings + s; }
/* Text in a language, English when it is missing there, "" when it is missing altogether. */
static inline const char *rsi_say(const rscan_rulebase *rb, rsi_text text, int lang) {
  return rb->strings + (text.in[lang] ? text.in[lang] : text.in[RSI_EN]);
}

/* What a node that has a name is called: its definition's title; its id where that has none. */
const char *rsi_node_name(const rscan_rulebase *rb, const rsi_node *node, int lang);
const char *rsi_node_title(const rscan_rulebase *rb, const rsi_node *node, int lang); /* NULL where it has none */
uint32_t rsi_find_fact(const rscan_rulebase *rb, const char *id);  /* index; n_facts + group; RSI_NONE */
uint32_t rsi_find_exam(const rscan_rulebase *rb, const char *id);  /* index; RSI_NONE */
const char *rsi_wording(const rscan_rulebase *rb, const char *id, int lang); /* the id itself when the book has no wording */
/* The same from bare cuts, ascending. */
rsi_state rsi_cells_in(const double *cuts, uint32_t n_cuts, double low, bool is_low_open, double high, bool is_high_open);
/* A number in another unit as one in the measure's own, to nine digits: 216 months are 18 years, whatever the factor's last digit. */
double rsi_own_unit(double value, double factor, double offset);
/* The cells that the numbers from low to high may lie in; is_low_open: low itself is excluded. */
rsi_state rsi_cells_of(const rscan_rulebase *rb, const rsi_fact *fact, double low, bool is_low_open, double high, bool is_high_open);
bool rsi_region_within(const rscan_rulebase *rb, uint32_t region, uint32_t outer); /* equal, or anywhere inside */

#endif
