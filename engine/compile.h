/* The compiler: parsed records, checked and resolved, into the arrays of model.h.
 *
 * Arrays grow in the load's own arena and are copied into the rule base's, tight, when all is known. Order is that of the files
 * throughout, but where model.h says sorted. */
#ifndef RSI_COMPILE_H
#define RSI_COMPILE_H

#include "book.h"
#include "model.h"

/* The arrays of a rule base that grow one by one; facts, groups, exams … are as many as their records. */
/* clang-format off */
#define RSI_ARRAYS(X) \
  X(rsi_fact, facts) X(rsi_value, values) X(rsi_unit, units) X(rsi_measure, measures) X(rsi_term, terms) X(rsi_prior, priors) \
  X(rsi_score, scores) X(rsi_criterion, criteria) X(rsi_group, groups) X(rsi_implication, implications) X(rsi_node, nodes) X(rsi_definition, definitions) \
  X(rsi_term_entry, regions) X(rsi_term_entry, modalities) X(rsi_term_entry, techniques) X(rsi_exam, exams) X(rsi_exam_code, exam_codes) \
  X(rsi_alias, aliases) X(rsi_code, codes) X(rsi_authority, authorities) X(rsi_profile, profiles) X(rsi_source, sources) X(rsi_row, rows) \
  X(rsi_scenario, scenarios) X(rsi_gap, gaps) X(rsi_guideline, guidelines) X(rsi_exam_filter, filters) X(rsi_rule, rules) \
  X(rsi_message, messages) X(rsi_value, shared_results) X(rsi_cue_def, cues) X(rsi_example, examples) X(rsi_written, written) X(rsi_style, styles) X(uint32_t, indices) X(double, numbers) \
  X(uint32_t, fact_by_id) X(uint32_t, exam_by_id)
/* clang-format on */

typedef struct rsi_pair { /* something that belongs to key */
  uint32_t key, value;
} rsi_pair;

typedef struct rsi_builder {
  rsi_book *book;
  rsi_pool pool;
#define RSI_VEC(type, name) rsi_vec name;
  RSI_ARRAYS(RSI_VEC)
#undef RSI_VEC
  rsi_vec *cuts;     /* of doubles, per fact: while they are collected */
  rsi_vec enters;    /* rsi_pair: finding → guideline */
  rsi_vec groupings; /* rsi_pair: finding → group */
  rsi_vec implied;   /* rsi_pair: fact → implication */
  uint8_t *silence;  /* per fact, while a guideline is compiled: 1 absent, 2 unknown, by its <unstated> */
  uint32_t profile;
  uint32_t age, sex, pregnancy, setting, purpose, duration, exam_none;
} rsi_builder;

/* Makes the rule base: NULL with a diagnostic in book->err. The result has no lexicon, index of orders or warnings yet. */
rscan_rulebase *rsi_compile(rsi_book *book, const rscan_allocator *a, const char *profile);

/* ---- one concern each, in this order ---- */
void rsi_compile_exams(rsi_builder *b);
void rsi_compile_facts(rsi_builder *b);
void rsi_compile_rules(rsi_builder *b);
void rsi_compile_guidelines(rsi_builder *b);

/* ---- shared; running out of memory shows in the book's arena ---- */

#define RSI_ADD(b, array, type) ((type *)rsi_vec_push(&(b)->book->scratch, &(b)->array, sizeof(type)))

rsi_str rsi_build_string(rsi_builder *b, const char *text);
rsi_text rsi_build_text(rsi_builder *b, const parsed_text *text);
rsi_span rsi_build_indices(rsi_builder *b, const parsed_names *refs); /* the `to` of each that has one */
void rsi_build_index(rsi_builder *b, uint32_t index);
void rsi_build_pair(rsi_builder *b, rsi_vec *pairs, uint32_t key, uint32_t value);
/* Sorts pairs by key into indices: spans[key] for every key < n. */
void rsi_build_spans(rsi_builder *b, const rsi_vec *pairs, uint32_t n, rsi_span *spans);
uint32_t rsi_build_source(rsi_builder *b, const parsed_list *sources); /* the only one of a list, or RSI_NONE */
void rsi_build_cues(rsi_builder *b, const parsed_list *cues, uint8_t kind, uint32_t target, rsi_state state);
void rsi_build_code(rsi_builder *b, const parsed_code *code, uint8_t kind, uint32_t target, rsi_state state);
rsi_state rsi_build_cells(const rsi_builder *b, uint32_t fact, const parsed_bounds *bounds, const char *unit);
rsi_state rsi_finding_state(uint8_t means, uint8_t otherwise); /* parsed_state → bits; suspected is {suspected, present} */

/* ---- conditions ---- */

enum rsi_silence { RSI_SILENCE_NONE, RSI_SILENCE_DOCUMENTED, RSI_SILENCE_ABSENT }; /* what silence about a finding means here */
typedef struct rsi_conditions {                                                    /* where conditions stand */
  rsi_builder *b;
  const parsed_guideline *guideline; /* NULL outside */
  enum rsi_silence silence;
  uint32_t first; /* node that the whole condition begins with: its size is bounded */
  bool has_stopped;
} rsi_conditions;
/* All of a list of conditions as one node; its index. */
uint32_t rsi_build_conditions(rsi_conditions *c, const parsed_list *conditions, rsi_where where);
/* Collects the cuts of every measure and score that a list of conditions names. */
void rsi_collect_cuts(rsi_builder *b, const parsed_list *conditions);
void rsi_add_cuts(rsi_builder *b, uint32_t fact, const parsed_bounds *bounds, const char *unit);

#endif
