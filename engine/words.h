/* What a decision's parts are called: for the wire (ids of the contract) and for people (wording and labels of the rule base).
 *
 * Inside the render room only. No sentence is written here or in the writers: patterns come from the rule base's wording, and
 * `{0}` `{1}` … in them are filled in. */
#ifndef RSI_WORDS_H
#define RSI_WORDS_H

#include "decision.h"
#include "limits.h"

/* Where words go: a text page that wraps, a JSON string that escapes. */
typedef struct rsi_sink {
  void (*put)(void *to, const char *text, size_t length);
  void *to;
} rsi_sink;

void rsi_put(const rsi_sink *sink, const char *text);
/* The wording of id with its {0} … filled in. */
void rsi_tell(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id, const char *const args[], size_t n_args);
/* As rsi_tell with no, one or two arguments. */
void rsi_tell0(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id);
void rsi_tell1(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id, const char *a);
void rsi_tell2(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id, const char *a, const char *b);
void rsi_put_comma(const rsi_sink *sink, const rscan_rulebase *rb, int lang);
/* The wording of "prefix.name"; name itself when there is none. */
const char *rsi_word(const rscan_rulebase *rb, int lang, const char *prefix, const char *name);

/* ---- names on the wire ---- */

const char *rsi_fact_id(const rscan_rulebase *rb, uint32_t fact);           /* fact or n_facts + group */
const char *rsi_fact_label(const rscan_rulebase *rb, uint32_t fact, int lang); /* its id when it has no label */
const char *rsi_kind_name(const rscan_rulebase *rb, uint32_t fact);         /* finding choice measure prior score group */
const char *rsi_origin_name(uint8_t origin);
const char *rsi_assertion_name(uint8_t assertion);
const char *rsi_certainty_name(uint8_t certainty); /* NULL when none */
const char *rsi_strength_name(uint8_t strength);   /* NULL when none */
const char *rsi_candidate_name(uint8_t kind);
const char *rsi_lang_name(int lang);

/* The values that a state may still be, by name: one name for a state that has one (present, suspected, unknown, a band), otherwise
 * each value's. Returns how many; 0 for a range without a name. */
#define RSI_MAX_NAMES (RSI_MAX_VALUES + 2)
size_t rsi_state_names(const rscan_rulebase *rb, uint32_t fact, rsi_state state, const char *names[]);

/* A run of cells as bounds. */
typedef struct rsi_bounds { double low, high; bool has_low, has_high, is_low_open, is_high_open; } rsi_bounds;
rsi_bounds rsi_bounds_of(const rscan_rulebase *rb, uint32_t fact, rsi_state state);

/* ---- for people ---- */

/* "absent", "screening or planning", "at least 18 and below 65 years", "28 mL/min". low and high: as told, NaN when not. */
void rsi_put_state(const rsi_sink *sink, const rscan_rulebase *rb, int lang, uint32_t fact, rsi_state state, double low, double high);
void rsi_put_number_in(const rsi_sink *sink, const rscan_rulebase *rb, int lang, double value); /* with its decimal sign */
/* A unit of UCUM as people write it: in words where the wording has them. */
void rsi_put_unit(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *unit);
/* A run of numbers: "at least 18 and below 65 years". */
void rsi_put_range(const rsi_sink *sink, const rscan_rulebase *rb, int lang, uint32_t fact, rsi_bounds bounds);
/* A question as it is asked; one of its answers with what that leads to: "present → usually appropriate". */
void rsi_put_ask(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_question *question);
void rsi_put_answer(const rsi_sink *sink, const struct rscan_decision *decision, const rsi_question *question, const rsi_answer *answer);
/* One sentence: the verdict on the exam, and the better one. */
void rsi_put_summary(const rsi_sink *sink, const struct rscan_decision *decision);
const char *rsi_exam_name(const rscan_rulebase *rb, uint32_t exam, int lang);

#endif
